/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include "job/bb-locale.h"
#include "job/flow/bb-job.h"
#include "job/flow/bb-runner.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Returns the heading of a flash with the outcome DONE. For a trial run, it says what Burnback would do. It says
 * "updated" or "downgraded" only if the order of the two revisions is known. */
static const char *
bb_words_flashed (const BbResult *result)
{
    if (result->reason == BB_RESULT_REASON_DRY_RUN)
        return _ ("In a real run, Burnback would perform these steps.");
    switch (result->change) {
    case BB_REVISION_CHANGE_SAME:
        return _ ("The same firmware revision was written again.");
    case BB_REVISION_CHANGE_NEWER:
        return _ ("Firmware updated.");
    case BB_REVISION_CHANGE_OLDER:
        return _ ("Firmware downgraded.");
    case BB_REVISION_CHANGE_UNKNOWN:
        break;
    }
    return result->revision_before != NULL && result->revision_after != NULL ? _ ("Firmware changed.")
                                                                             : _ ("Firmware written.");
}

/* Returns the heading of a result of @action with the outcome DONE; CONVERT is DONE only as a trial run. */
static const char *
bb_words_done (BbAction action)
{
    static const char *const texts[] = {
        [BB_ACTION_LOOK] = N_ ("Drive checked."),
        [BB_ACTION_CHECK] = N_ ("Drive checked."),
        [BB_ACTION_BACKUP] = N_ ("Backup saved."),
        [BB_ACTION_FLASH] = N_ ("Firmware written."),
        [BB_ACTION_VERIFY] = N_ ("Firmware verified."),
        [BB_ACTION_ROLLBACK] = N_ ("Backup restored."),
        [BB_ACTION_RECOVER] = N_ ("Recovery finished."),
        [BB_ACTION_BOOK_TYPE] = N_ ("Book types read."),
        [BB_ACTION_REPORT] = N_ ("Report created."),
        [BB_ACTION_CONVERT] = N_ ("In a real run, Burnback would perform these steps."),
    };

    return bb_words_label (texts, G_N_ELEMENTS (texts), action);
}

/* TRUE if @result is the result of a BACKUP, and this backup cannot be restored. */
static gboolean
bb_words_is_backup_useless (const BbResult *result)
{
    return result->action == BB_ACTION_BACKUP && result->backup != NULL && !result->backup->complete;
}

/* TRUE if @result is the result of a BACKUP that cannot be restored, because the drive does not run complete
 * firmware. */
static gboolean
bb_words_is_backup_of_unhealthy (const BbResult *result)
{
    return bb_words_is_backup_useless (result) &&
           ((result->journal != NULL && result->journal->endangered) ||
            (result->facts != NULL && result->facts->condition == BB_CONDITION_SPECIAL));
}

const char *
bb_words_outcome (const BbResult *result)
{
    BbAction action;

    g_return_val_if_fail (result != NULL, "");

    action = result->action;
    switch (result->outcome) {
    case BB_OUTCOME_DONE:
        if (bb_words_is_backup_useless (result))
            return bb_backup_has_kind (result->backup, BB_REGION_FIRMWARE)
                       ? _ ("Backup saved, but it contains no firmware that can be restored.")
                       : _ ("Backup saved, but it contains no firmware.");
        if (bb_result_lacks_repair (result))
            return _ ("Recovery needed.");
        if (result->reason == BB_RESULT_REASON_IDENTITY_REPAIRED)
            return _ ("Stored identity repaired.");
        return action == BB_ACTION_FLASH ? bb_words_flashed (result) : bb_words_done (action);
    case BB_OUTCOME_WRITTEN:
        return action == BB_ACTION_VERIFY ? _ ("The firmware was not verified.")
                                          : _ ("The data was written but has not been verified yet.");
    case BB_OUTCOME_UNCHANGED:
        return action == BB_ACTION_VERIFY ? _ ("The drive does not contain this firmware.")
                                          : _ ("The operation failed. The drive was not changed.");
    case BB_OUTCOME_REFUSED:
        return _ ("The operation was not started. Nothing was written.");
    case BB_OUTCOME_ROLLED_BACK:
        return bb_result_lacks_repair (result) ? _ ("Recovery needed.")
               : result->about.other != NULL ? _ ("Flashing the image failed, so Burnback wrote different firmware.")
                                             : _ ("Flashing failed. The previous firmware was restored.");
    case BB_OUTCOME_NEEDS_RECOVERY:
        if (bb_result_was_cut_off (result))
            return _ ("Recovery was interrupted.");
        return bb_result_is_worn (result) && result->has_sent ? _ ("Writing the firmware failed.")
                                                              : _ ("Recovery needed.");
    case BB_OUTCOME_NOT_PERMITTED:
        return _ ("Not permitted.");
    case BB_OUTCOME_NOT_FOUND:
        return _ ("Not found.");
    }
    return "";
}

/* Returns (nullable) the format of the title of a FLASH with the outcome DONE, with a placeholder for the new
 * revision. */
static const char *
bb_words_flashed_to (const BbResult *result)
{
    switch (result->change) {
    case BB_REVISION_CHANGE_SAME:
        /* TRANSLATORS: a firmware revision */
        return _ ("Firmware %s written again.");
    case BB_REVISION_CHANGE_NEWER:
        /* TRANSLATORS: a firmware revision */
        return _ ("Firmware updated to %s.");
    case BB_REVISION_CHANGE_OLDER:
        /* TRANSLATORS: a firmware revision */
        return _ ("Firmware downgraded to %s.");
    case BB_REVISION_CHANGE_UNKNOWN:
    default:
        /* TRANSLATORS: a firmware revision */
        return _ ("Firmware changed to %s.");
    }
}

char *
bb_words_dup_title (const BbResult *result)
{
    g_return_val_if_fail (result != NULL, NULL);

    if (result->outcome != BB_OUTCOME_DONE || result->reason == BB_RESULT_REASON_DRY_RUN ||
        result->revision_after == NULL || result->revision_before == NULL)
        return g_strdup (bb_words_outcome (result));
    if (result->about.name_now != NULL && (result->action == BB_ACTION_FLASH || result->action == BB_ACTION_ROLLBACK))
        /* TRANSLATORS: name of a drive, then a firmware revision */
        return bb_words_dup_filled_twice (_ ("Firmware changed to %s %s."), result->about.name_now,
                                          result->revision_after);
    return result->action == BB_ACTION_FLASH
               ? bb_words_dup_filled (bb_words_flashed_to (result), result->revision_after)
               : g_strdup (bb_words_outcome (result));
}

/* --- what happened --- */

/* TRUE if the firmware was verified, by reading it back or by the identity that the drive reported. */
static gboolean
bb_words_is_verified (const BbResult *result)
{
    return result->proof == BB_PROOF_PROVEN || result->proof == BB_PROOF_IDENTITY;
}

/* Returns the sentences for the reason NO_IMAGE, unless firmware for other hardware is running. */
static const char *
bb_words_no_image (const BbResult *result)
{
    if (result->facts != NULL && result->facts->condition == BB_CONDITION_HALF_ALIVE)
        return result->about.unread == NULL
                   ? _ ("The firmware may be incomplete, and Burnback has no usable copy of the firmware.")
                   : _ ("The firmware may be incomplete, but Burnback may have a usable copy of it.");
    return result->about.unread == NULL
               ? _ ("The firmware is not running, and Burnback has no usable copy of the firmware.")
               : _ ("The firmware is not running, but Burnback may have a usable copy of it.");
}

/* Returns (nullable) the sentence for the reason of @result, if a recovery has this reason and the sentence has no
 * parameters; %NULL for all other reasons. For NO_MORE, the returned text may be owned by the error of @result. */
static const char *
bb_words_recovery_reason (const BbResult *result)
{
    switch (result->reason) {
    case BB_RESULT_REASON_NO_IMAGE:
        if (result->safety == BB_SAFETY_HAZARD)
            return _ ("The drive needs firmware that matches its hardware, but no such file or backup is available.");
        return bb_words_no_image (result);
    case BB_RESULT_REASON_NO_MORE:
        /* The message of the family is more precise. For example, it says that all unlock keys were tried. */
        if (g_error_matches (result->error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE))
            return result->error->message;
        return _ ("All known recovery steps for drives of this type have been tried.");
    case BB_RESULT_REASON_HEALTHY:
        return _ ("The drive does not need recovery.");
    case BB_RESULT_REASON_RESTARTED:
        return bb_words_is_verified (result)
                   ? _ ("The drive has left recovery mode and is running its firmware again.")
                   : _ ("The drive has left recovery mode and seems to be running its firmware. No available "
                        "backup or file matches the firmware, so it could not be verified.");
    case BB_RESULT_REASON_NOT_TAKEN:
        return _ ("The drive did not accept the new firmware and is still running the previous firmware.");
    case BB_RESULT_REASON_OLD_UNPROVEN:
        return _ ("The drive reported an error while writing to its memory and is running its previous firmware, "
                  "which was not verified.");
    case BB_RESULT_REASON_NOT_STARTED:
        return _ ("Another program wrote firmware to the drive, but the drive did not start it. A backup contains "
                  "a copy of this firmware. Burnback wrote nothing to the drive.");
    case BB_RESULT_REASON_BOOT_CODE_PENDING:
        return _ ("The main firmware has been erased, and new boot code has been sent to the drive. Burnback can "
                  "tell only after a power cycle whether the boot code was written.");
    case BB_RESULT_REASON_BOOT_CODE_LOST:
        return _ ("Writing the boot code was interrupted, and the drive no longer responds.");
    case BB_RESULT_REASON_IDENTITY_FAILED:
        return _ ("The drive’s identity could not be written. The firmware and the boot code are unchanged, and a "
                  "backup of all identity data was saved.");
    default:
        return NULL;
    }
}

/* Returns (nullable) the sentence for the reason of @result, if another operation than a recovery has this reason and
 * the sentence has no parameters; %NULL for all other reasons. */
static const char *
bb_words_other_reason (const BbResult *result)
{
    static const char *const texts[] = {
        [BB_RESULT_REASON_SILENT] =
            N_ ("The drive accepted the new firmware and reported success, but it still has the previous firmware."),
        [BB_RESULT_REASON_NOT_COMPARED] = N_ (
            "The drive reports the expected revision, but other firmware may have it too. Burnback cannot read the "
            "firmware back and has no record that the expected firmware was written last."),
        [BB_RESULT_REASON_DRY_RUN] = N_ ("In a real run, Burnback would perform these steps."),
        [BB_RESULT_REASON_BOOT_CODE_CUT] =
            N_ ("The drive lost power or was disconnected while the boot code was being written. If the boot "
                "code is incomplete, only an external programming device can recover the drive."),
        [BB_RESULT_REASON_IDENTITY_UNDECIDED] =
            N_ ("The conversion was interrupted before it changed the firmware or the boot code, but the drive may "
                "already store the new identity. The backup contains the previous identity."),
        [BB_RESULT_REASON_ERASED] = N_ (
            "The conversion was interrupted after the main firmware was erased. The previous boot code is intact."),
        [BB_RESULT_REASON_BOOKS_CLEARED] = N_ ("The book types were reset to factory settings."),
    };

    return bb_words_pick (texts, G_N_ELEMENTS (texts), result->reason);
}

/* Returns (transfer full) (nullable) the sentences for the reason of @result, for reasons that
 * bb_words_recovery_reason(), bb_words_other_reason() and bb_words_dup_replaced() do not handle; %NULL if there is no
 * such reason. */
static char *
bb_words_dup_reason_with (const BbResult *result)
{
    const BbResultParameters *about = &result->about;
    g_autofree char *why = NULL;
    g_autofree char *now = NULL;

    switch (result->reason) {
    case BB_RESULT_REASON_WORN:
        return bb_words_dup_worn (about->worn_block, about->n_worn_blocks);
    case BB_RESULT_REASON_RESTORED:
        why = result->error != NULL ? bb_words_dup_error (result->error) : NULL;
        if (about->other != NULL) {
            /* TRANSLATORS: a firmware revision */
            now = g_strdup_printf (_ ("Firmware %s was written instead."), about->other);
            return why != NULL ? g_strjoin (" ", why, now, NULL) : g_steal_pointer (&now);
        }
        return g_strconcat (why != NULL ? why : "", why != NULL ? " " : "",
                            g_error_matches (result->error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED)
                                ? _ ("The previous firmware was restored.")
                                : _ ("The new firmware could not be written, so the previous firmware was restored."),
                            NULL);
    case BB_RESULT_REASON_PARTS_DIFFER:
        if (result->action == BB_ACTION_BACKUP)
            return g_strdup_printf (_ ("%s The backup was saved for reference only and will not be restored."),
                                    about->evidence);
        if (result->backup == NULL || result->action == BB_ACTION_VERIFY)
            return g_strdup (about->evidence);
        return g_strdup_printf (_ ("%s The firmware was compared with the backup."), about->evidence);
    case BB_RESULT_REASON_OTHER_NAME:
        why = result->error != NULL ? bb_words_dup_error (result->error) : NULL;
        /* TRANSLATORS: %s is the name of a drive */
        now = g_strdup_printf (_ ("The firmware was written. The drive now reports a different name: %s."),
                               about->model);
        return why != NULL ? g_strconcat (why, " ", now, NULL) : g_steal_pointer (&now);
    case BB_RESULT_REASON_OTHER_BOOT_CODE:
        /* TRANSLATORS: name and key of a drive type */
        return g_strdup_printf (_ ("The drive probably had different boot code before. It now has the boot code of "
                                   "the %s (type %s) and accepts firmware for this type, but has no valid firmware."),
                                about->model, about->model_key);
    case BB_RESULT_REASON_BOOT_CODE_SENT:
        return g_strdup_printf (_ ("The main firmware has been erased, and boot code for the %s has been sent to "
                                   "the drive. Burnback can tell only after a power cycle whether the boot code "
                                   "was written."),
                                about->model);
    case BB_RESULT_REASON_IDENTITY_REPAIRED:
        /* TRANSLATORS: the name of a drive type */
        return g_strdup_printf (_ ("The identity was written and verified. Burnback now identifies the drive as "
                                   "%s. Nothing else was changed."),
                                about->model);
    case BB_RESULT_REASON_BOTH_REPAIRED:
        return g_strdup (_ ("The firmware and the stored identity were restored."));
    case BB_RESULT_REASON_BOOK_SET:
        /* TRANSLATORS: a kind of disc such as DVD+R, then what it says that it is, such as DVD-ROM */
        return g_strdup_printf (_ ("The drive will burn %s discs with book type %s from now on."),
                                bb_book_medium_to_string (about->book_medium), bb_book_to_string (about->book));
    case BB_RESULT_REASON_BOOK_SET_FOR_NOW:
        /* TRANSLATORS: a kind of disc such as DVD+R, then what it says that it is, such as DVD-ROM */
        return g_strdup_printf (
            _ ("The drive will burn %s discs with book type %s until the drive is reset or loses power."),
            bb_book_medium_to_string (about->book_medium), bb_book_to_string (about->book));
    case BB_RESULT_REASON_BOOK_UNDECIDED:
        why = result->error != NULL ? bb_words_dup_error (result->error) : g_strdup ("");
        return g_strconcat (why, *why != '\0' ? " " : "",
                            _ ("It is unknown whether the book type was changed. Nothing else was changed."), NULL);
    default:
        return NULL;
    }
}

/* Returns (transfer full) (nullable) the sentence for %BB_RESULT_REASON_KEPT and %BB_RESULT_REASON_REPLACED, the
 * reasons for a drive whose firmware another program wrote after a flash was interrupted. NULL for other reasons. */
static char *
bb_words_dup_replaced (const BbResult *result)
{
    const char *backup = result->about.backup;

    if (result->reason == BB_RESULT_REASON_KEPT && result->about.is_writer_unknown)
        return g_strjoin (" ",
                          _ ("Burnback kept the firmware that was in the drive. This firmware was not verified."),
                          backup != NULL ? _ ("A backup of this firmware was saved.") : NULL, NULL);
    if (result->reason == BB_RESULT_REASON_KEPT && backup != NULL)
        /* TRANSLATORS: %s is the name of a backup */
        return g_strdup_printf (_ ("The firmware written by another program remains in the drive but was not "
                                   "verified. The backup %s contains a copy of this firmware."),
                                backup);
    if (result->reason == BB_RESULT_REASON_KEPT)
        return g_strdup (_ ("The firmware written by another program remains in the drive but was not verified."));
    if (result->reason != BB_RESULT_REASON_REPLACED)
        return NULL;
    if (result->action == BB_ACTION_VERIFY)
        return g_strdup (_ ("After flashing was interrupted, another program wrote firmware to the drive. This "
                            "firmware was verified, so the drive does not need recovery."));
    if (backup != NULL)
        /* TRANSLATORS: %s is the name of a backup */
        return g_strdup_printf (_ ("After flashing was interrupted, another program wrote firmware that is "
                                   "identical to the backup %s, so the drive does not need recovery."),
                                backup);
    if (result->about.model != NULL)
        /* TRANSLATORS: %s is name and revision of a firmware image of the catalog */
        return g_strdup_printf (_ ("After flashing was interrupted, another program wrote firmware that has the "
                                   "same checksum as the known image %s, so the drive does not need recovery."),
                                result->about.model);
    return g_strdup (_ ("After flashing was interrupted, another program wrote firmware that is identical to a "
                        "known file, so the drive does not need recovery."));
}

/* For a BACKUP of a drive whose sources of evidence disagree, returns (transfer full) (nullable) a sentence: which
 * drive type the boot code shows, or that the boot code could not be read. NULL for other results, and if all sources
 * name the same type as the boot code. */
static char *
bb_words_dup_learned (const BbResult *result)
{
    const BbClaim *boot_code = NULL;
    const BbClaim *other = NULL;

    if (!bb_result_has_conflict (result))
        return NULL;
    for (guint i = 0; i < result->facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (result->facts->conflict, i);

        if (g_str_equal (claim->source, "boot-code"))
            boot_code = claim;
    }
    for (guint i = 0; boot_code != NULL && i < result->facts->conflict->len && other == NULL; i++) {
        const BbClaim *claim = g_ptr_array_index (result->facts->conflict, i);

        if (!g_str_equal (claim->says, boot_code->says))
            other = claim;
    }
    if (boot_code == NULL)
        return g_strdup (_ ("The boot code could not be read, so the drive type is still uncertain."));
    if (other == NULL)
        return NULL;
    /* TRANSLATORS: the name of the drive type that the boot code names, then the name that other data in the drive
     * names: ND-3550A, ND-4551A */
    return g_strdup_printf (
        _ ("According to the boot code, the drive type is %s, but other data in the drive indicates the %s."),
        boot_code->says, other->says);
}

/* For a recovery after which the user did not agree to the repair of the stored identity, returns (transfer full)
 * sentences: the evidence in @error, and that the repair was not done. They do not say what the repair would write,
 * because nothing was written. */
static char *
bb_words_dup_unrepaired (const GError *error)
{
    const char *evidence = bb_job_error_get_parameters (error)[0];

    return evidence != NULL ? g_strjoin (" ", evidence, bb_words_identity_unchanged (), NULL)
                            : g_strdup (bb_words_identity_unchanged ());
}

/* Returns (transfer full) (nullable) sentences that say what happened, by the reason or the error of @result; %NULL
 * if bb_words_outcome() needs no addition. */
static char *
bb_words_dup_happened (const BbResult *result)
{
    const char *reason = bb_words_recovery_reason (result);
    g_autofree char *with = NULL;

    if (reason == NULL)
        reason = bb_words_other_reason (result);
    if (reason != NULL)
        return g_strdup (reason);
    with = bb_words_dup_replaced (result);
    if (with == NULL)
        with = bb_words_dup_reason_with (result);
    if (with != NULL)
        return g_steal_pointer (&with);
    if (bb_error_is_busy (result->error))
        return bb_words_dup_at_work (result->error, result->journal);
    if (bb_result_lacks_repair (result) &&
        bb_job_error_get_problem (result->error) == BB_JOB_PROBLEM_IDENTITY_CONSENT)
        return bb_words_dup_unrepaired (result->error);
    if (result->error != NULL)
        return bb_words_dup_error (result->error);
    if (result->action == BB_ACTION_VERIFY && result->outcome == BB_OUTCOME_DONE &&
        result->proof == BB_PROOF_IDENTITY)
        return g_strdup (_ ("This is the last firmware that Burnback wrote to this drive."));
    /* Without a difference in the data that was read, only the reason of the comparison says what differs. */
    if (result->action == BB_ACTION_VERIFY && result->proof == BB_PROOF_DIFFERENT &&
        bb_result_find_note (result, BB_NOTE_COMPARED) != NULL &&
        (result->differences == NULL || result->differences->len == 0))
        return g_strjoin (" ", bb_words_outcome (result), bb_result_find_note (result, BB_NOTE_COMPARED)->text, NULL);
    return bb_result_is_worn (result)
               ? bb_words_dup_worn (result->journal->worn_block, result->journal->n_worn_blocks)
               : bb_words_dup_learned (result);
}

/* --- the firmware that is in the drive now --- */

/*
 * TRUE if the message of @result must say how the firmware was verified:
 * - for the outcomes WRITTEN and ROLLED_BACK
 * - for the outcome DONE of a FLASH, ROLLBACK, RECOVER or VERIFY, unless the member proof is %BB_PROOF_UNPROVEN
 * Exceptions: never for the reasons NOT_COMPARED, DRY_RUN, IDENTITY_REPAIRED and BOOT_CODE_SENT.
 */
static gboolean
bb_words_has_proof (const BbResult *result)
{
    if (result->reason == BB_RESULT_REASON_NOT_COMPARED || result->reason == BB_RESULT_REASON_DRY_RUN ||
        result->reason == BB_RESULT_REASON_IDENTITY_REPAIRED || result->reason == BB_RESULT_REASON_BOOT_CODE_SENT)
        return FALSE;
    if (result->outcome == BB_OUTCOME_WRITTEN || result->outcome == BB_OUTCOME_ROLLED_BACK)
        return TRUE;
    return result->outcome == BB_OUTCOME_DONE && result->proof != BB_PROOF_UNPROVEN &&
           (result->action == BB_ACTION_FLASH || result->action == BB_ACTION_ROLLBACK ||
            result->action == BB_ACTION_RECOVER || result->action == BB_ACTION_VERIFY);
}

gboolean
bb_words_message_has_proof (const BbResult *result)
{
    g_return_val_if_fail (result != NULL, FALSE);

    return bb_words_has_proof (result) && result->reason != BB_RESULT_REASON_NOT_VERIFIED;
}

/* Returns (nullable) the reason why the firmware is not verified although it was read; %NULL if it was not read. For
 * differences that decide nothing, this is the reason of the family; @result owns it. */
static const char *
bb_words_get_doubt (const BbResult *result)
{
    gboolean differs = result->differences != NULL && result->differences->len > 0;

    for (guint i = result->noted != NULL ? result->noted->len : 0; i > 0; i--) {
        const BbNote *note = g_ptr_array_index (result->noted, i - 1);

        if (note->code == BB_NOTE_READS_UNSTABLE)
            return bb_words_unstable_reads ();
        if (note->code == BB_NOTE_COMPARED && differs)
            return note->text;
    }
    return NULL;
}

const char *
bb_words_proof_of (const BbResult *result)
{
    g_return_val_if_fail (result != NULL, "");

    if (result->proof == BB_PROOF_UNPROVEN && bb_words_get_doubt (result) != NULL)
        return bb_words_get_doubt (result);
    /* The sentence for UNPROVEN says that the drive does not report which firmware it runs. */
    if (result->proof == BB_PROOF_UNPROVEN && result->facts != NULL &&
        result->facts->condition == BB_CONDITION_NORMAL && *result->facts->inquiry.revision != '\0')
        return _ ("The firmware of this drive cannot be read back. The revision reported by the drive does not "
                  "show whether the image was written.");
    return bb_words_proof (result->proof);
}

/* Returns (transfer full) sentences that say how the firmware was verified and, if the revision is known and the
 * outcome is not WRITTEN, which revision the drive runs. For the reason NOT_VERIFIED, says only why the firmware was
 * not verified. */
static char *
bb_words_dup_firmware_now (const BbResult *result)
{
    if (result->reason == BB_RESULT_REASON_NOT_VERIFIED)
        return g_strdup (_ ("The drive responds, but the new firmware was not verified, because it cannot be read "
                            "back and the check of the reported revision is turned off in the settings."));
    if (result->outcome == BB_OUTCOME_WRITTEN || result->revision_after == NULL)
        return g_strdup (bb_words_proof_of (result));
    return g_strdup_printf (_ ("The drive is running revision %s. %s"), result->revision_after,
                            bb_words_proof_of (result));
}

/* Returns (transfer full) (nullable) sentences for a drive that got firmware of another model: its new and its
 * previous name, and how the change can be undone. %NULL for other results. */
static char *
bb_words_dup_other_model (const BbResult *result)
{
    const BbResultParameters *about = &result->about;
    g_autofree char *now = NULL;
    g_autofree char *before = NULL;
    g_autofree char *undo = NULL;
    g_autofree char *time = about->undo != NULL ? bb_locale_dup_time (about->undo->created) : NULL;
    const char *when = time != NULL || about->undo == NULL ? time : about->undo->id;

    if (about->name_now == NULL || about->name_before == NULL)
        return NULL;
    /* The sentence of OTHER_NAME has the new name already. */
    now = result->reason == BB_RESULT_REASON_OTHER_NAME
              ? NULL
              /* TRANSLATORS: the new name of a drive */
              : g_strdup_printf (_ ("The drive is now identified as %s."), about->name_now);
    /* TRANSLATORS: the name that a drive had before firmware of another model was written */
    before = g_strdup_printf (_ ("Previously, the drive was identified as %s."), about->name_before);
    if (about->undo_needs_boot_code)
        undo = g_strdup (_ ("Before you can undo this, you must change the boot code back."));
    else if (about->undo != NULL && bb_backup_get_revision (about->undo) != NULL)
        /* TRANSLATORS: a firmware revision, then date and time of the backup */
        undo = g_strdup_printf (_ ("To undo this, restore firmware %s (backup from %s)."),
                                bb_backup_get_revision (about->undo), when);
    else if (about->undo != NULL)
        /* TRANSLATORS: date and time of the backup */
        undo = g_strdup_printf (_ ("To undo this, restore the backup from %s."), when);
    else if (about->undo_revision != NULL)
        /* TRANSLATORS: a firmware revision, then the name of a drive */
        undo = g_strdup_printf (_ ("Only a file with firmware %s for the %s can undo this change, not a backup."),
                                about->undo_revision, about->name_before);
    else
        /* TRANSLATORS: the name of a drive */
        undo = g_strdup_printf (_ ("Only a firmware file for the %s can undo this change, not a backup."),
                                about->name_before);
    return now != NULL ? g_strjoin (" ", now, before, undo, NULL) : g_strjoin (" ", before, undo, NULL);
}

/* Returns (transfer full) (nullable) a sentence: no answer to a question came in time, and which answer Burnback
 * chose. %NULL for other results. */
static char *
bb_words_dup_unanswered (const BbResult *result)
{
    switch (result->about.unanswered) {
    case BB_CHOICE_RETRY:
        return g_strdup (_ ("You did not answer in time, so Burnback chose to write the firmware again."));
    case BB_CHOICE_ROLLBACK:
        return result->about.unanswered_revision != NULL
                   /* TRANSLATORS: a firmware revision */
                   ? g_strdup_printf (_ ("You did not answer in time, so Burnback chose to write firmware %s."),
                                      result->about.unanswered_revision)
                   : g_strdup (_ ("You did not answer in time, so Burnback chose to restore the previous firmware."));
    case BB_CHOICE_KEEP:
        return g_strdup (_ ("You did not answer in time, so Burnback chose to keep the current firmware."));
    case BB_CHOICE_LEAVE:
        return g_strdup (_ ("You did not answer in time, so Burnback chose to leave the drive as it is."));
    default:
        return NULL;
    }
}

/* Appends @sentence to @text, after a blank unless @text is empty. Does nothing if @sentence is NULL or "". */
static void
bb_words_add (GString *text, const char *sentence)
{
    if (sentence == NULL || *sentence == '\0')
        return;
    if (text->len > 0)
        g_string_append_c (text, ' ');
    g_string_append (text, sentence);
}

/* Returns (transfer full) (nullable) sentences that say whether the backup of a BACKUP is complete, and whether the
 * two reads were equal. NULL for other results, and if another sentence of the message says so. */
static char *
bb_words_dup_saved (const BbResult *result)
{
    guint64 n_missing = 0, n_all = 0;
    g_autofree char *missing = NULL;
    g_autofree char *all = NULL;

    if (result->action != BB_ACTION_BACKUP || result->outcome != BB_OUTCOME_DONE || result->backup == NULL ||
        result->backup->contradiction != NULL || bb_words_is_backup_of_unhealthy (result))
        return NULL;
    if (result->backup->unproven)
        return g_strdup (_ ("Burnback cannot tell whether the firmware in this backup is complete."));
    if (result->backup->complete)
        return g_strdup (
            bb_result_find_note (result, BB_NOTE_READS_CHANGED) != NULL
                ? _ ("The backup is complete, but part of the data was different when Burnback read it a second "
                     "time. The backup contains the data from the first read. See “Details”.")
                : _ ("The backup is complete. The data was read twice, and both reads were identical."));
    /* The sentence of the outcome says that the backup contains no firmware. */
    if (!bb_backup_has_image (result->backup))
        return NULL;
    for (guint i = 0; i < result->backup->files->len; i++) {
        const BbBackupFile *file = g_ptr_array_index (result->backup->files, i);

        n_missing += file->n_missing;
        n_all += file->length_bytes;
    }
    /* If no bytes are missing, the backup is incomplete because its firmware may damage the drive. The sentence about
     * safety says so. */
    if (n_missing == 0)
        return NULL;
    missing = g_format_size_full (n_missing, G_FORMAT_SIZE_IEC_UNITS);
    all = g_format_size_full (n_all, G_FORMAT_SIZE_IEC_UNITS);
    /* TRANSLATORS: amounts of data: "64.0 KiB of 2.0 MiB could not be read." */
    return g_strdup_printf (_ ("The backup is not complete, so it cannot be restored. %s of %s could not be read."),
                            missing, all);
}

/* TRUE if @result ends a recovery during which the user was told to keep the drive powered, and the drive may lose
 * power now. The firmware must be complete, and must have been verified or have started by itself. No step may be
 * left that a loss of power would disturb. */
static gboolean
bb_words_needs_no_power (const BbResult *result)
{
    gboolean is_over = result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_ROLLED_BACK;
    gboolean is_verified =
        result->has_sent && (result->proof == BB_PROOF_PROVEN || result->proof == BB_PROOF_IDENTITY);
    gboolean has_step = result->next_step != BB_NEXT_STEP_NONE && result->next_step != BB_NEXT_STEP_READ_DETAILS;

    return result->action == BB_ACTION_RECOVER && is_over && result->safe == BB_SAFE_YES &&
           result->reason != BB_RESULT_REASON_DRY_RUN && result->reason != BB_RESULT_REASON_HEALTHY &&
           (is_verified || result->reason == BB_RESULT_REASON_RESTARTED) && !has_step && !result->awaits_power_cycle;
}

/* Returns (nullable) a sentence that says whether the drive is safe. For %BB_SAFETY_HAZARD, returns the text of the
 * family in the facts of @result, if there is one, because that text names the possible damage. The facts own it. */
static const char *
bb_words_safety_now (const BbResult *result)
{
    const char *hazard = result->safety == BB_SAFETY_HAZARD && result->facts != NULL
                             ? bb_facts_get_string (result->facts, BB_FACTS_HAZARD)
                             : NULL;

    if (result->safety == BB_SAFETY_NONE && bb_words_needs_no_power (result))
        return _ ("You no longer have to keep the drive powered.");
    /* The computer is shut down before the drive is connected, so the sentence about safety must not ask to connect
     * the drive first. */
    if (result->safety == BB_SAFETY_UNPLUGGED && bb_words_next_shuts_down (result))
        return _ ("The firmware is incomplete.");
    return hazard != NULL ? hazard : bb_words_safety (result->safety);
}

char *
bb_words_dup_message (const BbResult *result, BbMessageFlags flags)
{
    g_autofree char *happened = bb_words_dup_happened (result);
    /*
     * TRUE if the sentence of the outcome is added to @happened, in two cases:
     * - A VERIFY with the reason REPLACED: @happened says that another program wrote the firmware, and the sentence
     *   of the outcome that the firmware was verified.
     * - A BACKUP of a drive whose memory is worn or whose sources of evidence disagree: @happened says only this, and
     *   the sentence of the outcome that the backup was made.
     */
    gboolean adds_to_outcome =
        (result->action == BB_ACTION_VERIFY &&
         (result->reason == BB_RESULT_REASON_REPLACED || result->reason == BB_RESULT_REASON_PARTS_DIFFER)) ||
        (result->action == BB_ACTION_BACKUP && result->outcome == BB_OUTCOME_DONE &&
         (bb_result_is_worn (result) || bb_result_has_conflict (result)));
    g_autofree char *now = bb_words_has_proof (result) ? bb_words_dup_firmware_now (result) : NULL;
    /* If the content of the firmware was not compared, the message has no sentence on what the firmware was compared
     * with. */
    gboolean is_compared = result->compared_with != NULL && result->reason != BB_RESULT_REASON_NOT_COMPARED &&
                           result->proof != BB_PROOF_IDENTITY &&
                           (result->proof != BB_PROOF_UNPROVEN || bb_family_reads_all (result->facts));
    g_autofree char *compared = is_compared ? bb_words_dup_comparison (result) : NULL;
    g_autofree char *saved = bb_words_dup_saved (result);
    g_autofree char *unanswered = bb_words_dup_unanswered (result);
    g_autofree char *other_model = bb_words_dup_other_model (result);
    g_autofree char *unflashed = bb_words_dup_unflashed (result);
    g_autofree char *unread = NULL;
    g_autofree char *again = NULL;
    g_autofree char *same = NULL;
    GString *text = g_string_new (NULL);

    if ((flags & BB_MESSAGE_WITHOUT_OUTCOME) == 0 && (happened == NULL || adds_to_outcome))
        bb_words_add (text, bb_words_outcome (result));
    bb_words_add (text, saved);
    bb_words_add (text, unanswered);
    bb_words_add (text, happened);
    if (result->reason == BB_RESULT_REASON_STAYS_IN_MODE &&
        bb_job_error_get_problem (result->error) != BB_JOB_PROBLEM_STAYS_IN_MODE)
        bb_words_add (text, _ ("The drive did not leave recovery mode."));
    if (result->reason == BB_RESULT_REASON_LEFT_IN_MODE)
        bb_words_add (text, _ ("The drive may still be in recovery mode."));
    bb_words_add (text, now);
    if (now != NULL && (flags & BB_MESSAGE_WITHOUT_AREA) == 0)
        bb_words_add (text, bb_words_left_area (result));
    bb_words_add (text, other_model);
    bb_words_add (text, unflashed);
    if (result->about.unread != NULL && result->reason != BB_RESULT_REASON_NO_IMAGE && result->error == NULL &&
        result->about.unread->domain != BB_JOB_ERROR)
        bb_words_add (text, _ ("Burnback cannot tell whether flashing was interrupted earlier."));
    if (result->about.unread != NULL) {
        unread = result->about.unread->domain == BB_JOB_ERROR ? bb_words_dup_error (result->about.unread)
                                                              : g_strdup (result->about.unread->message);
        bb_words_add (text, unread);
        if (result->about.unread->domain != BB_JOB_ERROR && result->next_step != BB_NEXT_STEP_FIX)
            bb_words_add (text, bb_words_fix ());
    }
    if ((flags & BB_MESSAGE_WITHOUT_SAFETY) == 0)
        bb_words_add (text, bb_words_safety_now (result));
    bb_words_add (text, compared);
    /* If the memory is worn, another file cannot help, so the message does not suggest one. */
    if (result->outcome == BB_OUTCOME_NEEDS_RECOVERY && bb_result_blames_file (result)) {
        /* TRANSLATORS: %u is 2 or more */
        same =
            g_strdup_printf (ngettext ("Recovery with this file failed %u time in the same way, so the file may be "
                                       "the cause. Use another firmware file.",
                                       "Recovery with this file failed %u times in the same way, so the file may be "
                                       "the cause. Use another firmware file.",
                                       result->about.n_same_failures),
                             result->about.n_same_failures);
        bb_words_add (text, same);
    }
    if (result->about.n_rewritten > 0) {
        again =
            g_strdup_printf (_ ("The firmware of this drive was written and verified %u times. The drive then lost "
                                "the firmware, although flashing was not interrupted. The hardware is probably "
                                "faulty, not the firmware. Possible causes are worn flash memory, the power "
                                "supply, or heat."),
                             result->about.n_rewritten);
        bb_words_add (text, again);
    }
    return g_string_free (text, FALSE);
}

void
bb_words_add_to_result (BbResult *result)
{
    GPtrArray *notes;
    g_autofree char *failure = NULL;
    gboolean has_left_mode;

    g_return_if_fail (result != NULL && result->drive != NULL);

    has_left_mode = result->facts != NULL && result->facts->condition == BB_CONDITION_NORMAL;

    g_free (result->message);
    result->message = bb_words_dup_message (result, BB_MESSAGE_WHOLE);
    g_free (result->next);
    result->next = bb_words_dup_next_step (result, result->drive);
    failure = result->error != NULL
                  ? bb_words_dup_failure (result->error, result->about.block, result->about.n_blocks)
                  : NULL;
    /* Several failed attempts may leave equal notes, or a note that is equal to the error. Each text is kept once. */
    notes = g_ptr_array_new_with_free_func (g_free);
    for (guint i = 0; result->noted != NULL && i < result->noted->len; i++) {
        g_autofree char *note = bb_words_dup_note (g_ptr_array_index (result->noted, i), has_left_mode);

        if (!g_ptr_array_find_with_equal_func (notes, note, g_str_equal, NULL) &&
            (failure == NULL || !g_str_equal (note, failure)))
            g_ptr_array_add (notes, g_steal_pointer (&note));
    }
    g_ptr_array_add (notes, NULL);
    g_strfreev (result->notes);
    result->notes = (char **) g_ptr_array_free (notes, FALSE);
}
