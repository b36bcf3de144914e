/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/flow/bb-consent.h"
#include "job/engine/bb-engine.h"

G_BEGIN_DECLS

/**
 * BbOperationFailure: why an operation could not start the job of its action.
 * @BB_OPERATION_FAILURE_FILE: the file cannot be loaded
 * @BB_OPERATION_FAILURE_BACKUP: the backup cannot be loaded
 * @BB_OPERATION_FAILURE_NO_BACKUP: there is no complete backup of this drive
 * @BB_OPERATION_FAILURE_UNIDENTIFIED: the drive was not identified, so no backup is certain to be of this drive
 * @BB_OPERATION_FAILURE_START: the engine refused the job, see bb_engine_start()
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
 * BbOperationChoice: an action and its parameters, which are not owned. Members that the action does not use are
 * %NULL or 0.
 * @act: any action but CHECK
 * @file: for FLASH, RECOVER and VERIFY: a file with firmware; for CONVERT: the boot code
 * @second: for FLASH, RECOVER and VERIFY: the other part of the firmware in @file
 * @sha256: selects the image with this checksum in @file; ignored if @file does not contain that image any more
 * @images: (element-type BbImage): instead of @file: images that are already loaded; one is chosen for the drive
 * @fallback: for FLASH: the image to restore if the flash fails and the drive cannot be backed up
 * @backup_id: for ROLLBACK and VERIFY: the backup; %NULL: the newest backup of the drive
 * @backups: (element-type BbBackup): for ROLLBACK: backups of all drives, newest first; the newest one of this drive
 *   is chosen
 * @reason: for BACKUP: why it is made, for the manifest of the backup
 * @settings: settings of #BbJobRequest, for CONVERT and BOOK_TYPE; a floating reference is taken
 * @flags: flags of #BbJobRequest
 * @allowed: consents that the user gave in advance with command line options
 * @may_recover: FLASH becomes RECOVER if the drive is in recovery mode. The window always sets this
 * @unreviewed: there is no review before the job. If a consent is missing, the job refuses; it can be started again
 *   when the consent is granted
 */
typedef struct {
    BbAction act;
    GFile *file;
    GFile *second;
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
 * BbSelection: a choice that is loaded in the background and matched to the drive. Only #BbOperation calls the
 * functions that change it. Each choice has an object of its own, so a late reply for an old choice is ignored.
 *
 * Signal "loaded" (#BbOperationFailure as int, #GError or %NULL): bb_selection_load() has finished reading.
 */
#define BB_TYPE_SELECTION (bb_selection_get_type ())
G_DECLARE_FINAL_TYPE (BbSelection, bb_selection, BB, SELECTION, GObject)

/** bb_selection_new: (transfer full): copies the texts of @choice and references its objects; takes a floating
 * reference to its @settings. Reads nothing yet. */
BbSelection *bb_selection_new (BbEngine *engine, const BbOperationChoice *choice);
/** bb_selection_cancel: stops reading; "loaded" is not emitted any more. */
void bb_selection_cancel (BbSelection *self);
/**
 * bb_selection_load: begins to read what the choice needs:
 * - the file of the choice, but only once, even if reading fails
 * - without a file, for a reviewed ROLLBACK with a known backup: the image of that backup, unless the request has an
 *   image
 *
 * The signal "loaded" is emitted at the end, but not after bb_selection_cancel().
 *
 * Returns: %TRUE if reading began; %FALSE if there is nothing to read
 */
gboolean bb_selection_load (BbSelection *self);
/** bb_selection_needs_facts: TRUE if facts of the drive are needed to choose one of several images, or one of several
 * backups of which none was chosen before. */
gboolean bb_selection_needs_facts (BbSelection *self);
/**
 * bb_selection_match:
 *
 * Chooses one of the images or backups for @drive by its current facts, and sets it in the request. A backup that was
 * chosen before stays. After a backup was chosen, call bb_selection_load() to read its image.
 *
 * Returns: %BB_OPERATION_FAILURE_NONE if one was chosen, or if there was nothing to choose;
 *   %BB_OPERATION_FAILURE_NO_BACKUP if no trusted backup is of the drive; %BB_OPERATION_FAILURE_UNIDENTIFIED if facts
 *   are needed to choose a backup and there are none
 */
BbOperationFailure bb_selection_match (BbSelection *self, BbEngineDrive *drive);
/**
 * bb_selection_needs_check: TRUE if a CHECK must come before the action.
 * - For a choice with a review: if there is an image.
 * - Without a review: if only a CHECK of the drive with @facts (nullable) can decide between several images; never
 *   for RECOVER or a trial run.
 */
gboolean bb_selection_needs_check (BbSelection *self, BbFacts *facts);
/** bb_selection_match_again: chooses another image if the facts that a check found, @learnt (nullable), require
 * another one, and sets it in the request. Returns: %TRUE if another image was chosen. */
gboolean bb_selection_match_again (BbSelection *self, BbFacts *learnt);
/** bb_selection_change_to_recover: changes the action from FLASH to RECOVER if the choice allows that and the drive
 * with @facts (nullable) is in recovery mode. Returns: %TRUE if the action was changed; %FALSE also for RECOVER. */
gboolean bb_selection_change_to_recover (BbSelection *self, BbFacts *facts);
/** bb_selection_new_check: (transfer full): a copy of the request, changed to the action CHECK. For CONVERT, the copy
 * is a trial run of CONVERT; for RECOVER, the copy also has %BB_JOB_FLAG_RECOVERING. */
BbJobRequest *bb_selection_new_check (BbSelection *self);
/** bb_selection_can_review: TRUE if @result of a check has a review of an image that can be shown. The review of a
 * conversion must also have a plan or the verdict %BB_VERDICT_REFUSED; if it has neither, @result names the error. */
gboolean bb_selection_can_review (const BbResult *result);
/** bb_selection_get_request: (transfer none): the request of the action; granted consents are stored in it. */
BbJobRequest *bb_selection_get_request (BbSelection *self);
/** bb_selection_take_label: sets %BB_SETTING_LABEL of the request to the label that @typed (nullable) names, one of
 * the labels in @review. Returns: %FALSE, without any change, if @typed names none of them. */
gboolean bb_selection_take_label (BbSelection *self, BbReview *review, const char *typed);
/** bb_selection_get_allowed: consents that the user gave in advance with command line options. */
BbConsentCode bb_selection_get_allowed (BbSelection *self);
/** bb_selection_is_unreviewed: TRUE if the job is started without a review, because the choice said @unreviewed, or
 * because it has nothing to review: neither file nor images, and no backup to restore. */
gboolean bb_selection_is_unreviewed (BbSelection *self);

/* The functions below return parameters of the choice, and %NULL if @self is %NULL. */

/** bb_selection_get_name: (nullable): display name of the file or image; else ID of the backup or word of the action.
 * %NULL only if @self is %NULL. */
const char *bb_selection_get_name (BbSelection *self);
/** bb_selection_get_image: (transfer none) (nullable): the image of the request; %NULL if none was read or chosen
 * yet, or if @self is %NULL. */
BbImage *bb_selection_get_image (BbSelection *self);
/** bb_selection_get_backup: (transfer none) (nullable): the backup that bb_selection_match() chose from several;
 * %NULL before that, for a choice that names its backup by ID, and if @self is %NULL. */
BbBackup *bb_selection_get_backup (BbSelection *self);
/** bb_selection_get_target: (nullable): for CONVERT: key of the model that the drive should become; %NULL for other
 * actions, and if @self is %NULL. */
const char *bb_selection_get_target (BbSelection *self);

G_END_DECLS
