/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/* Checks whether the firmware in the drive is complete, for drives whose boot code and INQUIRY data do not show
 * it. */

/**
 * bb_flow_inspect:
 * @one, @other: (nullable): images that may be in the drive; @one is compared first
 * @why: (out) (transfer full) (nullable): what is wrong with the firmware, a sentence
 *
 * Reads the firmware in the current mode of the drive, which is not changed.
 * Returns: the result of the first image with a result other than "another image"
 */
BbInside bb_flow_inspect (BbFlow *flow, BbImage *one, BbImage *other, char **why);

/**
 * bb_flow_read_inside: (transfer full) (nullable):
 * @image: (nullable): the image that should be in the drive
 * @is_stable: (out): two reads were equal
 *
 * Reads the firmware of a drive in recovery mode, in that mode, until two reads are equal. If no two are, a note is
 * added and the last read is returned. %NULL if the drive is in another mode, or its firmware cannot be read.
 */
BbCaptures *bb_flow_read_inside (BbFlow *flow, BbImage *image, gboolean *is_stable);

/** bb_flow_note_half_alive: sets the condition of the drive: its firmware runs and is incomplete. @why: a sentence
 */
void bb_flow_note_half_alive (BbFlow *flow, const char *why);

/** bb_flow_runs_firmware: TRUE if the drive runs readable firmware, even if that mixes two revisions. */
gboolean bb_flow_runs_firmware (BbFlow *flow);
/** bb_flow_note_inside: sets the condition of the drive from @inside, which must be a bad
 * result. */
void bb_flow_note_inside (BbFlow *flow, BbInside inside, const char *why);

/** bb_flow_dup_contradiction: (transfer full) (nullable): the sentence that names the two revisions of the firmware
 * in
 * @captures; nothing is noted. @facts: of the drive, with the revision of this firmware */
char *bb_flow_dup_contradiction (BbFlow *flow, BbFacts *facts, BbCaptures *captures);

/**
 * bb_flow_find_contradiction:
 * @captures: of a backup
 *
 * Compares the parts of the firmware in @captures with each other and with all known firmware. If they are of two
 * revisions, sets the condition of the drive to mixed firmware. Returns: %TRUE if they are
 */
gboolean bb_flow_find_contradiction (BbFlow *flow, BbCaptures *captures);
/** bb_flow_sample: as bb_flow_find_contradiction(), by reading a few KiB; sends nothing if the model cannot have
 * mixed firmware. */
gboolean bb_flow_sample (BbFlow *flow);
/** bb_flow_is_mixed_without_given: TRUE if bb_flow_sample() would find mixed firmware without the image of this
 * request; changes no state. */
gboolean bb_flow_is_mixed_without_given (BbFlow *flow);
/** bb_flow_read_contradiction: as bb_flow_find_contradiction(), by reading all of the firmware. */
gboolean bb_flow_read_contradiction (BbFlow *flow);
/** bb_flow_is_image_mixed: TRUE if @image (nullable) consists of parts of two other known images. */
gboolean bb_flow_is_image_mixed (BbFlow *flow, BbImage *image);

/**
 * bb_flow_is_lost:
 * @known: (nullable): the image that should be in the drive
 * @inside: (out) (optional): result of the comparison
 *
 * Returns: %TRUE if a drive in recovery mode must stay there, because a part of its firmware is missing; a note is
 * added
 */
gboolean bb_flow_is_lost (BbFlow *flow, BbImage *known, BbInside *inside);

G_END_DECLS
