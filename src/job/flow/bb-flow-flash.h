/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/** bb_flow_flash_image: flashes an identified drive: backup, plan, writing, verification. */
BbResult *bb_flow_flash_image (BbFlow *flow, const BbIdentified *identified, BbImage *image);

G_END_DECLS
