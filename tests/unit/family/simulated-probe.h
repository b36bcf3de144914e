/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"
#include "sim/bb-sim.h"

G_BEGIN_DECLS

/** probe_simulated: Returns (transfer full) the facts of the drive d of @scenario, probed with the shipped catalog.
 * @scenario: the text of a scenario file with a group "[drive d]". @bus: (out) (optional) (transfer full): the bus of
 * the drive, to see which commands it got */
BbFacts *probe_simulated (const char *scenario, BbSimBus **bus);

G_END_DECLS
