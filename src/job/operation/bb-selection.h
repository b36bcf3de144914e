/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/flow/bb-consent.h"
#include "job/engine/bb-engine.h"

G_BEGIN_DECLS

/**
 * BbOperationFailure: why an operation did not get as far as its act.
 * @BB_OPERATION_FAILURE_FILE: the file cannot be used
 * @BB_OPERATION_FAILURE_BACKUP: the backup cannot be used
 * @BB_OPERATION_FAILURE_NO_BACKUP: there is no complete backup of this drive
 * @BB_OPERATION_FAILURE_UNIDENTIFIED: the drive could not be identified, so no backup is known to be its own
 * @BB_OPERATION_FAILURE_START: the drive is busy or gone
 * @BB_OPERATION_FAILURE_CHECK: the check came to no review; the result is that of the check
 */
typedef enum {
    BB_OPERATION_FAILURE_NONE,
    BB_OPERATION_FAILURE_FILE,
    BB_OPERATION_FAILURE_BACKUP,
    BB_OPERATION_FAILURE_NO_BACKUP,
    BB_OPERATION_FAILURE_UNIDENTIFIED,
    BB_OPERATION_FAILURE_START,
    BB_OPERATION_FAILURE_CHECK,
} BbOperationFailure;

/**
 * BbOperationChoice: what is done, and with what; nothing of it is owned. Members that an act does not use are %NULL.
 * @act: any action but CHECK
 * @file: of FLASH, RECOVER and VERIFY: a file with firmware; of CONVERT: the boot code
 * @sha256: of @file: of the images in it only the one with this checksum, if it is still there
 * @images: (element-type BbImage): instead of @file: the images in it, already read; one is chosen for the drive
 * @fallback: of FLASH: what is put back if the drive cannot be read
 * @backup_id: of ROLLBACK and VERIFY; without one, that is the newest of the drive
 * @backups: (element-type BbBackup): of ROLLBACK: backups of all drives, newest first; the newest of this drive is
 * chosen
 * @reason: of BACKUP: for the manifest
 * @settings: of CONVERT and BOOK_TYPE: as of #BbJobRequest; a floating one is taken
 * @flags: as of #BbJobRequest
 * @allowed: consents that were given before anything was known, by options that name them
 * @may_recover: a file that somebody opens: of a drive that does not run its firmware, FLASH becomes RECOVER
 * @unreviewed: there is no check before: the job itself refuses what is not granted, and the operation can be
 * started again when that was granted
 */
typedef struct {
    BbAction act;
    GFile *file;
    const char *sha256;
    GPtrArray *images;
    BbImage *fallback;
    const char *backup_id;
    GPtrArray *backups;
    const char *reason;
    GVariant *settings;
    BbJobFlags flags;
    BbConsentCode allowed;
    gboolean may_recover;
    gboolean unreviewed;
} BbOperationChoice;

/**
 * BbSelection: inside an operation: what was chosen, read in the background and matched to the drive. Each choice has
 * a selection of its own, so that an answer which comes late belongs to one that nothing listens to any more. Signal
 * "loaded" (#BbOperationFailure as int, #GError or %NULL): what bb_selection_load() began has come to an end.
 */
#define BB_TYPE_SELECTION (bb_selection_get_type ())
G_DECLARE_FINAL_TYPE (BbSelection, bb_selection, BB, SELECTION, GObject)

/** bb_selection_new: (transfer full) */
BbSelection *bb_selection_new (BbEngine *engine, const BbOperationChoice *choice);
/** bb_selection_cancel: stops reading; "loaded" is not emitted any more. */
void bb_selection_cancel (BbSelection *self);
/** bb_selection_load: begins to read the file or the backup. Returns: %FALSE: there is nothing to read (any more) */
gboolean bb_selection_load (BbSelection *self);
/** bb_selection_needs_facts: there are several images or backups: which one it is depends on what the drive is. */
gboolean bb_selection_needs_facts (BbSelection *self);
/**
 * bb_selection_match:
 * @drive: the drive
 *
 * Chooses image or backup for @drive as it is known now. A backup then has to be loaded.
 * Returns: %BB_OPERATION_FAILURE_NONE, or why there is none
 */
BbOperationFailure bb_selection_match (BbSelection *self, BbEngineDrive *drive);
/** bb_selection_needs_check: whether the drive has to be checked before the act; @facts: (nullable) */
gboolean bb_selection_needs_check (BbSelection *self, BbFacts *facts);
/** bb_selection_match_again: whether a check brought (@learnt: nullable) that another image is the right one; which
 * is chosen then. */
gboolean bb_selection_match_again (BbSelection *self, BbFacts *learnt);
/** bb_selection_recovers: whether the act just became RECOVER, which a drive with these @facts (nullable) needs. */
gboolean bb_selection_recovers (BbSelection *self, BbFacts *facts);
/** bb_selection_new_check: (transfer full): the job that reviews it. */
BbJobRequest *bb_selection_new_check (BbSelection *self);
/** bb_selection_can_review: whether the check told enough. A conversion that something is in the way of has no plan:
 * its result says what. */
gboolean bb_selection_can_review (const BbResult *result);
/** bb_selection_get_request: (transfer none): the act; what is granted by code is noted in it. */
BbJobRequest *bb_selection_get_request (BbSelection *self);
/** bb_selection_take_label: @typed (nullable) becomes %BB_SETTING_LABEL, if it is a label of @review. */
gboolean bb_selection_take_label (BbSelection *self, BbReview *review, const char *typed);
/** bb_selection_get_allowed: consents that were given before anything was known. */
BbConsentCode bb_selection_get_allowed (BbSelection *self);
gboolean bb_selection_is_unreviewed (BbSelection *self);

/* What is chosen; @self: (nullable): all of it is %NULL. */

/** bb_selection_get_name: (nullable): of the file or the backup, for people. */
const char *bb_selection_get_name (BbSelection *self);
BbImage *bb_selection_get_image (BbSelection *self);   /* (transfer none) (nullable) */
BbBackup *bb_selection_get_backup (BbSelection *self); /* (transfer none) (nullable): the one of many */
/** bb_selection_get_target: (nullable): of CONVERT: key of the model that the drive shall be. */
const char *bb_selection_get_target (BbSelection *self);

G_END_DECLS
