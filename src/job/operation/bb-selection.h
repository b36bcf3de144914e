/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/flow/bb-consent.h"
#include "job/engine/bb-engine.h"

G_BEGIN_DECLS

/**
 * BbOperationFailure: why an operation could not start its job.
 * @BB_OPERATION_FAILURE_FILE: the file cannot be used
 * @BB_OPERATION_FAILURE_BACKUP: the backup cannot be used
 * @BB_OPERATION_FAILURE_NO_BACKUP: there is no complete backup of this drive
 * @BB_OPERATION_FAILURE_UNIDENTIFIED: the drive was not identified, so no backup is certain to be its own
 * @BB_OPERATION_FAILURE_START: the drive is busy or disconnected
 * @BB_OPERATION_FAILURE_CHECK: the check made no review; its result says why
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
 * BbOperationChoice: an action and its parameters; none is owned. Members that the action does not use are %NULL.
 * @act: any action but CHECK
 * @file: of FLASH, RECOVER and VERIFY: a file with firmware; of CONVERT: the boot code
 * @sha256: selects the image with this checksum in @file, if it is still there
 * @images: (element-type BbImage): instead of @file: its images, already read; one is chosen for the drive
 * @fallback: of FLASH: the image to restore if the drive cannot be backed up
 * @backup_id: of ROLLBACK and VERIFY; %NULL: the newest backup of the drive
 * @backups: (element-type BbBackup): of ROLLBACK: backups of all drives, newest first; the newest one of this drive
 *   is chosen
 * @reason: of BACKUP: for the manifest
 * @settings: of CONVERT and BOOK_TYPE: as of #BbJobRequest; a floating reference is taken
 * @flags: as of #BbJobRequest
 * @allowed: consents that the user gave in advance with command line options
 * @may_recover: %TRUE for a file that was opened: FLASH becomes RECOVER if the firmware of the drive does not run
 * @unreviewed: no check before the job; the job refuses if a consent is missing, and can be started again with it
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
 * BbSelection: private to the operation: a choice that is loaded in the background and matched to the drive. Each
 * choice has an object of its own, so late replies for an old choice are ignored. Signal "loaded"
 * (#BbOperationFailure as int, #GError or %NULL): what bb_selection_load() began has ended.
 */
#define BB_TYPE_SELECTION (bb_selection_get_type ())
G_DECLARE_FINAL_TYPE (BbSelection, bb_selection, BB, SELECTION, GObject)

/** bb_selection_new: (transfer full) */
BbSelection *bb_selection_new (BbEngine *engine, const BbOperationChoice *choice);
/** bb_selection_cancel: stops reading; "loaded" is not emitted any more. */
void bb_selection_cancel (BbSelection *self);
/** bb_selection_load: begins to read the file or the backup. Returns: %FALSE if there is nothing to read */
gboolean bb_selection_load (BbSelection *self);
/** bb_selection_needs_facts: TRUE if there are several images or backups, so that the choice depends on the drive.
 */
gboolean bb_selection_needs_facts (BbSelection *self);
/**
 * bb_selection_match:
 * @drive: the drive
 *
 * Chooses an image or a backup for @drive from its current facts. A backup must then be loaded.
 * Returns: %BB_OPERATION_FAILURE_NONE, or why none was chosen
 */
BbOperationFailure bb_selection_match (BbSelection *self, BbEngineDrive *drive);
/** bb_selection_needs_check: whether a CHECK job must come before the action; @facts: (nullable) */
gboolean bb_selection_needs_check (BbSelection *self, BbFacts *facts);
/** bb_selection_match_again: chooses another image if the facts of a check (@learnt: nullable) require it. Returns:
 * %TRUE if another one was chosen. */
gboolean bb_selection_match_again (BbSelection *self, BbFacts *learnt);
/** bb_selection_recovers: changes the action to RECOVER if a drive with @facts (nullable) needs that. Returns:
 * %TRUE if it was changed. */
gboolean bb_selection_recovers (BbSelection *self, BbFacts *facts);
/** bb_selection_new_check: (transfer full): the request of the CHECK job. */
BbJobRequest *bb_selection_new_check (BbSelection *self);
/** bb_selection_can_review: TRUE if @result of a check can be reviewed. A conversion that cannot be done has no
 * plan, but its result names the reason. */
gboolean bb_selection_can_review (const BbResult *result);
/** bb_selection_get_request: (transfer none): the request of the action; granted consents are stored in it. */
BbJobRequest *bb_selection_get_request (BbSelection *self);
/** bb_selection_take_label: sets %BB_SETTING_LABEL to @typed (nullable). Returns: %FALSE if that is no label of
 * @review. */
gboolean bb_selection_take_label (BbSelection *self, BbReview *review, const char *typed);
/** bb_selection_get_allowed: consents that the user gave in advance. */
BbConsentCode bb_selection_get_allowed (BbSelection *self);
gboolean bb_selection_is_unreviewed (BbSelection *self);

/* Parameters of the choice. With a @self of %NULL (nullable) all are %NULL. */

/** bb_selection_get_name: (nullable): name of the file or the backup for people. */
const char *bb_selection_get_name (BbSelection *self);
BbImage *bb_selection_get_image (BbSelection *self);   /* (transfer none) (nullable) */
BbBackup *bb_selection_get_backup (BbSelection *self); /* (transfer none) (nullable): the chosen one */
/** bb_selection_get_target: (nullable): of CONVERT: key of the model that the drive should become. */
const char *bb_selection_get_target (BbSelection *self);

G_END_DECLS
