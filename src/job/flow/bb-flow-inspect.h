/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/* Is the firmware that is in the drive whole? For drives whose boot code, or whose own word, does not tell. */

/**
 * bb_flow_inspect:
 * @one, @other: (nullable): what should be in it; @one is asked first
 * @why: (out) (transfer full) (nullable): what is wrong with it, a sentence
 *
 * Reads the firmware in the mode that the drive is in, and changes nothing: above all not that mode.
 * Returns: what the first of the images says that says more than that it is not this one
 */
BbInside bb_flow_inspect (BbFlow *flow, BbImage *one, BbImage *other, char **why);

/** bb_flow_note_half_alive: from now on the drive is one whose firmware runs and is not whole. @why: a sentence */
void bb_flow_note_half_alive (BbFlow *flow, const char *why);

/**
 * bb_flow_is_lost:
 * @known: (nullable): what should be in it
 * @inside: (out) (optional): what was found
 *
 * Whether a drive in its special mode must not be let out of it, since a part of its firmware is gone; which is
 * noted.
 */
gboolean bb_flow_is_lost (BbFlow *flow, BbImage *known, BbInside *inside);

G_END_DECLS
