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

/**
 * bb_flow_read_inside: (transfer full) (nullable):
 * @image: (nullable): what should be in it
 *
 * Reads the firmware of a drive that is in its special mode, in that mode, until two reads are equal. If no two are,
 * that is noted and the last read is returned. %NULL: the drive is in no such mode, or its firmware cannot be read.
 */
BbCaptures *bb_flow_read_inside (BbFlow *flow, BbImage *image);

/** bb_flow_note_half_alive: from now on the drive is one whose firmware runs and is not whole. @why: a sentence */
void bb_flow_note_half_alive (BbFlow *flow, const char *why);

/** bb_flow_runs_firmware: whether the drive runs firmware that can be read, of one revision or of two. */
gboolean bb_flow_runs_firmware (BbFlow *flow);
/** bb_flow_note_mixed: from now on the drive is one whose firmware is of two revisions, and a backup of it is
 * evidence.
 * @why: a sentence */
void bb_flow_note_mixed (BbFlow *flow, const char *why);
/** bb_flow_note_inside: the one of both that @inside is, which must be one that something is wrong with. */
void bb_flow_note_inside (BbFlow *flow, BbInside inside, const char *why);

/**
 * bb_flow_find_contradiction:
 * @captures: of a backup
 *
 * Whether the firmware in @captures is of two revisions, by what its parts say and by all firmware that is known;
 * which is noted with bb_flow_note_mixed().
 */
gboolean bb_flow_find_contradiction (BbFlow *flow, BbCaptures *captures);
/** bb_flow_sample: the same by a few KiB of a drive that runs; sends nothing to a drive that cannot be mixed. */
gboolean bb_flow_sample (BbFlow *flow);
/** bb_flow_is_mixed_without_given: whether bb_flow_sample() of another action, which does not know the image of this
 * one, would say so; nothing is noted. */
gboolean bb_flow_is_mixed_without_given (BbFlow *flow);
/** bb_flow_read_contradiction: the same by all of its firmware. */
gboolean bb_flow_read_contradiction (BbFlow *flow);
/** bb_flow_is_image_mixed: whether @image (nullable) is parts of two other images that are known. */
gboolean bb_flow_is_image_mixed (BbFlow *flow, BbImage *image);

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
