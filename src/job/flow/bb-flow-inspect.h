/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow-known.h"

G_BEGIN_DECLS

/* Functions that find out whether the firmware in the drive is complete and of one revision. Some drives start
 * incomplete or mixed firmware, and their INQUIRY data does not show it. */

/**
 * bb_flow_inspect:
 * @one, @other: (nullable): images that may be in the drive
 * @why: (out) (transfer full) (nullable): a sentence that says what is wrong with the firmware
 *
 * Reads the firmware and compares it with @one. If the result is UNKNOWN or OTHER, also compares it with @other. If
 * the result is doubtful (SHARED, MIXED or BROKEN), reads and compares once more, because a read error looks the
 * same. If the running firmware equals another known image, a result of SHARED or MIXED becomes OTHER. The drive
 * stays in its current mode. Returns: the result of the last comparison; %BB_INSIDE_UNKNOWN if the model is unknown,
 * the family cannot compare firmware, or reading fails (adds a note)
 */
BbInside bb_flow_inspect (BbFlow *flow, BbImage *one, BbImage *other, char **why);

/**
 * bb_flow_read_inside: (transfer full) (nullable):
 * @image: (nullable): the image that should be in the drive
 * @is_stable: (out): TRUE if two successive reads were equal
 *
 * Reads the firmware of a drive in recovery mode, without leaving that mode. Reads at most three times, until two
 * successive reads are equal. If they never are, adds a note and returns the last read.
 * Returns %NULL if the drive is in another mode, its model is unknown, its family cannot compare firmware or plan the
 * read, or reading fails (adds a note).
 */
BbCaptures *bb_flow_read_inside (BbFlow *flow, BbImage *image, gboolean *is_stable);

/** bb_flow_set_half_alive: sets condition HALF_ALIVE and mode %BB_MODE_HALF_ALIVE in the facts of the drive: its
 * firmware runs, but is incomplete. @why: a sentence, which is added to the evidence */
void bb_flow_set_half_alive (BbFlow *flow, const char *why);

/** bb_flow_runs_firmware: TRUE if the condition of the drive is %BB_CONDITION_NORMAL, or if the drive runs firmware
 * that mixes two revisions. FALSE if it runs firmware for other hardware. */
gboolean bb_flow_runs_firmware (BbFlow *flow);
/** bb_flow_set_condition_of: sets the condition of the drive to HALF_ALIVE, and the mode for @inside: incomplete
 * firmware for BROKEN, mixed firmware for MIXED and SHARED. @inside must be one of these three. @why: a sentence,
 * which is added to the evidence; for mixed firmware also set as %BB_FACTS_CONTRADICTION */
void bb_flow_set_condition_of (BbFlow *flow, BbInside inside, const char *why);

/** bb_flow_may_be_mixed: TRUE if drives of this model can run firmware that mixes two revisions. */
gboolean bb_flow_may_be_mixed (BbFlow *flow);
/** bb_flow_dup_contradiction: (transfer full) (nullable): returns a sentence that names both revisions, if the
 * firmware in @captures mixes two revisions. %NULL if it does not, or if drives of this model cannot run mixed
 * firmware. Changes nothing. @facts: facts of the drive, whose revision is that of the firmware in @captures */
char *bb_flow_dup_contradiction (BbFlow *flow, BbFacts *facts, BbCaptures *captures);

/**
 * bb_flow_find_contradiction:
 * @captures: the data of a backup
 *
 * Compares the parts of the firmware in @captures with each other and with all known firmware. If the parts are of
 * two revisions, sets the condition of the drive to mixed firmware.
 * Returns: %TRUE if the parts are of two revisions. %TRUE without a comparison if the facts of the drive name two
 * revisions already. %FALSE if drives of this model cannot run mixed firmware
 */
gboolean bb_flow_find_contradiction (BbFlow *flow, BbCaptures *captures);
/**
 * bb_flow_sample: reads a few KiB of the running firmware, and a second time if the first read shows two revisions.
 * If both reads show two revisions, sets the condition of the drive to mixed firmware and returns %TRUE; otherwise
 * returns %FALSE. Sends nothing if the condition of the drive is not %BB_CONDITION_NORMAL, or if drives of this model
 * cannot run mixed firmware.
 */
gboolean bb_flow_sample (BbFlow *flow);
/** bb_flow_is_mixed_without_given: does what bb_flow_sample() does, but does not compare with the file that the user
 * gave for this recovery, and changes no state. TRUE if the firmware looks mixed. */
gboolean bb_flow_is_mixed_without_given (BbFlow *flow);
/** bb_flow_read_contradiction: does the same as bb_flow_sample(), but reads all of the firmware. */
gboolean bb_flow_read_contradiction (BbFlow *flow);
/**
 * bb_flow_is_image_mixed:
 * @image: (nullable): firmware of a backup
 * @is_interrupted: a flash was interrupted. The firmware before that flash was running, so a file that may be
 *   modified itself must not prevent that this firmware is restored
 *
 * Compares @image with the images that bb_flow_find_known_firmware_of_model() finds.
 * Returns: %TRUE if @image consists of parts of two other known images. Unless @is_interrupted, also if @image may be
 *   such a mix, because a file of the same revision has another second part. %FALSE for %NULL, or if drives of this
 *   model cannot run mixed firmware
 */
gboolean bb_flow_is_image_mixed (BbFlow *flow, BbImage *image, gboolean is_interrupted);
/** bb_flow_mixes_known: as bb_flow_is_image_mixed(), with @known instead of firmware that is looked for; for a model
 * that bb_flow_may_be_mixed(). FALSE if @image (nullable) is %NULL. */
gboolean bb_flow_mixes_known (BbFlow *flow, BbImage *image, const BbKnownFirmware *known, gboolean is_interrupted);
/**
 * bb_flow_is_file_mixed: TRUE if @image, the file of a FLASH, has the same firmware as a backup that is only evidence
 * (@contradiction of #BbBackup), or if bb_flow_is_image_mixed() is TRUE. FALSE if the catalog has the file, or if a
 * RECOVER found the same firmware in the drive and in a file (%bb_backup_equals_file).
 */
gboolean bb_flow_is_file_mixed (BbFlow *flow, BbImage *image);
/**
 * bb_flow_compare_parts:
 * @shared: (out) (nullable): set to a sentence for the user if the first part of the firmware differs from @image but
 *   a later part equals that of @image; else unchanged
 *
 * Compares the running firmware with @image. If they differ, also compares the firmware with all known images. Sets
 * the condition of the drive if the firmware is incomplete or mixes two revisions, which a drive can run if its boot
 * code checks each part of the firmware separately. Does nothing if the firmware does not run, or if drives of this
 * model cannot run mixed firmware.
 */
void bb_flow_compare_parts (BbFlow *flow, BbImage *image, char **shared);

/**
 * bb_flow_is_lost:
 * @known: (nullable): the image that should be in the drive
 * @inside: (out) (optional): result of the comparison
 *
 * Reads the firmware of a drive in recovery mode and compares it with @known. Reads nothing if the drive is in
 * another mode; @inside is then UNKNOWN.
 * Returns: %TRUE if the drive must stay in recovery mode, because a part of its firmware is missing or of another
 * revision (BROKEN or MIXED); a note says why. %FALSE otherwise, also for SHARED and if reading fails
 */
gboolean bb_flow_is_lost (BbFlow *flow, BbImage *known, BbInside *inside);

G_END_DECLS
