/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include <glib/gi18n-lib.h>

const char *
bb_words_history_end (BbHistoryEnd end)
{
    static const char *const texts[] = {
        [BB_HISTORY_PROVED] = N_ ("Verified"),      [BB_HISTORY_UNPROVED] = N_ ("Not verified"),
        [BB_HISTORY_PUT_BACK] = N_ ("Restored"),    [BB_HISTORY_UNCHANGED] = N_ ("Unchanged"),
        [BB_HISTORY_OPEN] = N_ ("Not finished"),    [BB_HISTORY_RUNNING] = N_ ("In progress"),
        [BB_HISTORY_UNKNOWN] = N_ ("Unknown"),      [BB_HISTORY_REPLACED] = N_ ("Replaced"),
        [BB_HISTORY_STOPPED] = N_ ("Not finished"),
    };

    return bb_words_label (texts, G_N_ELEMENTS (texts), end);
}

/* --- what an operation was --- */

static gboolean
bb_words_history_is (BbJournalRecord *record, BbAction action)
{
    return g_strcmp0 (record->action, bb_action_to_string (action)) == 0;
}

/* The forms of a label in the history. "Flashing …": the operation is running. "Flashed …": the operation wrote the
 * intended firmware last, even if that was not verified. "Tried to flash …": all other cases. */
typedef enum {
    BB_TENSE_RUNS,
    BB_TENSE_DONE,
    BB_TENSE_TRIED,
} BbTense;

/* Returns %BB_TENSE_RUNS for %BB_HISTORY_RUNNING; %BB_TENSE_DONE for %BB_HISTORY_PROVED, and for %BB_HISTORY_UNPROVED
 * unless the operation failed and the old or other firmware was written last; else %BB_TENSE_TRIED. */
static BbTense
bb_words_find_tense (BbJournalRecord *record)
{
    switch (bb_history_end_of (record)) {
    case BB_HISTORY_RUNNING:
        return BB_TENSE_RUNS;
    case BB_HISTORY_PROVED:
        return BB_TENSE_DONE;
    case BB_HISTORY_UNPROVED:
        return bb_history_is_restored (record) || bb_history_is_replaced (record) ? BB_TENSE_TRIED : BB_TENSE_DONE;
    case BB_HISTORY_REPLACED:
    case BB_HISTORY_PUT_BACK:
    case BB_HISTORY_UNCHANGED:
    case BB_HISTORY_OPEN:
    case BB_HISTORY_UNKNOWN:
    case BB_HISTORY_STOPPED:
    default:
        return BB_TENSE_TRIED;
    }
}

/* Returns (transfer full) the label of a rollback in the form @tense, with the revisions that are known: "Restored
 * 1.05 over 1.07". */
static char *
bb_words_dup_putting_back (BbJournalRecord *record, BbTense tense)
{
    static const char *const any[] = {N_ ("Restoring a backup"), N_ ("Restored a backup"),
                                      N_ ("Tried to restore a backup")};
    /* TRANSLATORS: a firmware revision */
    static const char *const one[] = {N_ ("Restoring %s"), N_ ("Restored %s"), N_ ("Tried to restore %s")};
    /* TRANSLATORS: the firmware revision of the backup, then the one that was in the drive */
    static const char *const both[] = {N_ ("Restoring %s over %s"), N_ ("Restored %s over %s"),
                                       N_ ("Tried to restore %s over %s")};

    if (record->new_revision == NULL)
        return g_strdup (_ (any[tense]));
    if (bb_journal_record_get_revision_before (record) == NULL)
        return bb_words_dup_filled (_ (one[tense]), record->new_revision);
    return bb_words_dup_filled_twice (_ (both[tense]), record->new_revision,
                                      bb_journal_record_get_revision_before (record));
}

/* Returns (transfer full) the label of a flash in the form @tense, with the revisions that are known: "Flashed 1.07
 * over 1.05", or "Flashed 1.07 again" if they are the same. If firmware of the same revision for another model was
 * written, the label has the name of that model: "Flashed BU40N 1.00 over 1.00". */
static char *
bb_words_dup_flashing (BbJournalRecord *record, BbTense tense)
{
    static const char *const any[] = {N_ ("Flashing other firmware"), N_ ("Flashed other firmware"),
                                      N_ ("Tried to flash other firmware")};
    /* TRANSLATORS: a firmware revision */
    static const char *const one[] = {N_ ("Flashing %s"), N_ ("Flashed %s"), N_ ("Tried to flash %s")};
    /* TRANSLATORS: the new firmware revision, then the one that was in the drive */
    static const char *const both[] = {N_ ("Flashing %s over %s"), N_ ("Flashed %s over %s"),
                                       N_ ("Tried to flash %s over %s")};
    /* TRANSLATORS: the firmware revision that was in the drive already */
    static const char *const again[] = {N_ ("Flashing %s again"), N_ ("Flashed %s again"),
                                        N_ ("Tried to flash %s again")};
    g_autofree char *firmware = NULL;

    if (record->new_revision == NULL)
        return g_strdup (_ (any[tense]));
    if (record->revision == NULL)
        return bb_words_dup_filled (_ (one[tense]), record->new_revision);
    if (bb_family_compare_revisions (NULL, record->revision, record->new_revision) != BB_REVISION_CHANGE_SAME)
        return bb_words_dup_filled_twice (_ (both[tense]), record->new_revision, record->revision);
    if (record->other_model == NULL)
        return bb_words_dup_filled (_ (again[tense]), record->new_revision);
    firmware = g_strdup_printf ("%s %s", record->other_model, record->new_revision);
    return bb_words_dup_filled_twice (_ (both[tense]), firmware, record->revision);
}

char *
bb_words_dup_history_what (BbJournalRecord *record)
{
    static const char *const converted[] = {N_ ("Changing the boot code"), N_ ("Changed the boot code"),
                                            N_ ("Tried to change the boot code")};
    static const char *const repaired[] = {N_ ("Repairing the drive’s identity"),
                                           N_ ("Repaired the drive’s identity"),
                                           N_ ("Tried to repair the drive’s identity")};
    static const char *const recovered[] = {N_ ("Recovering the drive"), N_ ("Recovered the drive"),
                                            N_ ("Tried to recover the drive")};
    /* TRANSLATORS: a firmware revision */
    static const char *const recovered_with[] = {N_ ("Recovering the drive with %s"), N_ ("Recovered with %s"),
                                                 N_ ("Tried to recover with %s")};
    /* After an error while writing, a closed operation that was not verified left the previous firmware running. */
    BbTense tense =
        bb_history_end_of (record) == BB_HISTORY_UNPROVED && record->is_closed && record->finish == BB_FINISH_FAULT
            ? BB_TENSE_TRIED
            : bb_words_find_tense (record);

    if (bb_words_history_is (record, BB_ACTION_ROLLBACK))
        return bb_words_dup_putting_back (record, tense);
    if (bb_words_history_is (record, BB_ACTION_CONVERT))
        return g_strdup (_ (converted[tense]));
    if (!bb_words_history_is (record, BB_ACTION_RECOVER))
        return bb_words_dup_flashing (record, tense);
    if (record->target_image == NULL && record->new_image == NULL)
        return g_strdup (_ (repaired[tense]));
    if (record->new_revision == NULL)
        return g_strdup (_ (recovered[tense]));
    return bb_words_dup_filled (_ (recovered_with[tense]), record->new_revision);
}

const char *
bb_words_backup_contents (BbBackup *backup)
{
    gboolean has_calibration;
    gboolean has_boot_code;

    g_return_val_if_fail (backup != NULL, "");

    if (bb_backup_is_trusted (backup))
        return backup->revision;
    if (bb_backup_has_image (backup))
        return _ ("Firmware for reference only");
    /* The calibration pages contain the stored identity. */
    if (bb_backup_is_before_repair (backup))
        return _ ("Identity, calibration and boot code (no firmware)");
    has_calibration = bb_backup_has_kind (backup, BB_REGION_CALIBRATION);
    has_boot_code = bb_backup_has_kind (backup, BB_REGION_BOOT_CODE);
    if (has_calibration && has_boot_code)
        return _ ("Calibration and boot code, no firmware");
    return has_calibration ? _ ("Calibration, no firmware")
           : has_boot_code ? _ ("Boot code, no firmware")
                           : _ ("No firmware");
}

char *
bb_words_dup_backup_reason (BbBackup *backup)
{
    g_return_val_if_fail (backup != NULL, NULL);

    if (g_strcmp0 (backup->reason, BB_BACKUP_REASON_REQUEST) == 0)
        /* TRANSLATORS: why a backup was made: because the user asked for one, not before another operation */
        return g_strdup (_ ("On request"));
    /* A reason of the program is stored in English and translated here; a reason that the user typed stays unchanged.
     */
    if (backup->reason != NULL && *backup->reason != '\0')
        return g_strdup (_ (backup->reason));
    if (g_strcmp0 (backup->used_action, bb_action_to_string (BB_ACTION_CONVERT)) == 0)
        /* TRANSLATORS: why a backup was made */
        return g_strdup (_ ("Before changing the boot code"));
    if (g_strcmp0 (backup->used_action, bb_action_to_string (BB_ACTION_FLASH)) != 0 &&
        g_strcmp0 (backup->used_action, bb_action_to_string (BB_ACTION_ROLLBACK)) != 0)
        /* TRANSLATORS: why a backup was made: before a flash that was then not started */
        return g_strdup (_ ("In preparation for flashing"));
    if (backup->used_revision == NULL)
        /* TRANSLATORS: why a backup was made */
        return g_strdup (_ ("Before flashing other firmware"));
    return g_strdup_printf (g_strcmp0 (backup->used_action, bb_action_to_string (BB_ACTION_ROLLBACK)) == 0
                                /* TRANSLATORS: why a backup was made; %s is a firmware revision such as 1.05 */
                                ? _ ("Before restoring %s")
                                /* TRANSLATORS: why a backup was made; %s is a firmware revision such as 1.07 */
                                : _ ("Before flashing %s"),
                            backup->used_revision);
}

char *
bb_words_dup_reached (const BbJournalRecord *record, gboolean is_running)
{
    g_return_val_if_fail (record != NULL, NULL);

    return record->endangered ? bb_words_dup_reached_block (record->work, record->block, record->n_blocks, is_running)
                              : NULL;
}

/* Returns (transfer full) (nullable) bb_words_dup_failed_write() for the last write of @record; %NULL if that write
 * did not fail at a block. */
static char *
bb_words_dup_record_failed (BbJournalRecord *record)
{
    return record->endangered && bb_history_failed_at_block (record)
               ? bb_words_dup_failed_write (bb_history_get_last_write (record), record->failed_block,
                                            record->n_failed_blocks)
               : NULL;
}

char *
bb_words_dup_history_where (BbJournalRecord *record)
{
    gboolean is_recovery = bb_journal_recovery_get_latest (record) != NULL;
    char *failed = record->problem == NULL && !record->is_closed ? bb_words_dup_record_failed (record) : NULL;

    if (failed != NULL)
        return failed;

    /* Before the first recovery, the entry in the history names the new image. If the interruption came while the old
     * image was being restored, the reached block is one of the old image. So it is not shown in that entry. */
    if (record->problem != NULL || bb_words_history_is (record, BB_ACTION_CONVERT) || record->target_image == NULL ||
        (!is_recovery && g_strcmp0 (record->target_image, record->new_image) != 0) || record->step >= record->n_steps)
        return NULL;
    return bb_words_dup_reached (record, FALSE);
}

/* Returns (nullable) the sentence for an interrupted conversion or repair of the stored identity; %NULL for other
 * actions. */
static const char *
bb_words_other_interrupted (BbJournalRecord *record)
{
    if (bb_words_history_is (record, BB_ACTION_CONVERT) && record->is_at_failure)
        return record->endangered
                   ? _ ("The boot code change failed. Keep the drive powered and recover it.")
                   : _ ("The boot code change failed. Nothing was erased, but the drive’s identity may "
                        "have changed. Recover the drive to restore its identity.");
    if (bb_words_history_is (record, BB_ACTION_CONVERT))
        return record->endangered
                   ? _ ("The boot code change was interrupted. Keep the drive powered and recover it.")
                   : _ ("The boot code change was interrupted. Nothing was erased, but the drive’s identity may "
                        "have changed. Recover the drive to restore its identity.");
    if (record->target_image == NULL && record->new_image == NULL)
        return _ ("Repairing the drive’s identity failed. Recover the drive to try again.");
    return NULL;
}

/* Returns (transfer full) sentences for a flash or rollback that was interrupted or failed while it wrote: the
 * operation, the block that it reached or at which it failed, and the next step. If the memory seems to be worn, says
 * only that and whether the drive is safe: @worn_safety. */
static char *
bb_words_dup_interrupted_write (BbJournalRecord *record, BbSafety worn_safety)
{
    gboolean is_restore = bb_words_history_is (record, BB_ACTION_ROLLBACK);
    gboolean is_faulty = record->finish == BB_FINISH_FAULT;
    const char *what = is_faulty ? _ ("The drive reported an error while writing to its memory.")
                       : bb_journal_recovery_get_latest (record) != NULL ? _ ("The last recovery was not finished.")
                       : is_restore ? _ ("Restoring the firmware was interrupted.")
                                    : _ ("Flashing was interrupted.");
    g_autofree char *failed = bb_words_dup_record_failed (record);
    g_autofree char *reached = bb_words_dup_reached (record, FALSE);
    g_autofree char *where = failed != NULL ? g_strdup (failed) : g_strjoin (" ", what, reached, NULL);
    g_autofree char *worn = bb_journal_record_is_worn (record, NULL)
                                ? bb_words_dup_worn (record->worn_block, record->n_worn_blocks)
                                : NULL;

    if (worn != NULL)
        return g_strjoin (" ", worn, bb_words_safety (worn_safety), NULL);
    if (is_faulty && record->wants_power_cycle)
        return g_strjoin (" ", where, _ ("Power cycle the drive, then recover it."), NULL);
    if (bb_journal_record_can_finish (record) && bb_journal_record_get_other (record) != NULL) {
        g_autofree char *choices =
            /* TRANSLATORS: a firmware revision, such as 1.05 */
            g_strdup_printf (_ ("You can write firmware %s or repeat the interrupted operation."),
                             bb_journal_record_get_other (record));

        return g_strjoin (" ", where, _ ("Keep the drive powered and recover it."), choices, NULL);
    }
    /* The user can choose between two images in a recovery only if the journal has both, and they differ. */
    return g_strjoin (" ", where,
                      bb_journal_record_can_finish (record) && record->old_image != NULL
                          ? _ ("Keep the drive powered and recover it. You can write the firmware again or restore "
                               "the previous firmware.")
                          : _ ("Keep the drive powered and recover it."),
                      NULL);
}

const char *
bb_words_boot_code_sent (void)
{
    return _ (
        "The main firmware has been erased, and new boot code has been sent to the drive. Power cycle the drive if "
        "you have not done so yet, then recover it.");
}

char *
bb_words_dup_interrupted (BbJournalRecord *record, BbSafety worn_safety)
{
    const char *other = bb_words_other_interrupted (record);

    if (other != NULL)
        return g_strdup (other);
    if (record->endangered)
        return bb_words_dup_interrupted_write (record, worn_safety);
    if (record->was_endangered)
        return g_strdup (
            _ ("Flashing was interrupted after the firmware was written. Start recovery to verify the firmware."));
    return g_strdup (_ ("Flashing was interrupted before anything was erased. Start recovery to make sure that the "
                        "drive is intact."));
}

char *
bb_words_dup_overwritten (BbJournalRecord *record, BbFacts *facts)
{
    g_autofree char *revision = NULL;

    g_return_val_if_fail (record != NULL && facts != NULL, NULL);

    revision = bb_text_normalise (facts->inquiry.revision, FALSE);
    if (!bb_journal_record_was_overwritten (record, facts))
        /* TRANSLATORS: a firmware revision */
        return g_strdup_printf (
            _ ("Flashing was interrupted. The drive is now running firmware %s. Burnback cannot tell whether this "
               "firmware is complete, or which program wrote it. Recover the drive and choose whether to keep or "
               "replace the firmware."),
            revision);
    if (!bb_family_reads_all (facts))
        /* TRANSLATORS: firmware revisions */
        return g_strdup_printf (
            _ ("Flashing %s was interrupted, and another program then wrote firmware %s. Burnback cannot tell "
               "whether this firmware is complete. Recover the drive and choose whether to keep or replace the "
               "firmware."),
            record->new_revision, revision);
    /* TRANSLATORS: firmware revisions */
    return g_strdup_printf (
        _ ("Flashing %s was interrupted, and another program then wrote firmware %s. Burnback cannot tell whether "
           "this firmware is complete. If you have this firmware as a file, verify the drive with it. Otherwise, "
           "recover the drive and choose whether to keep or replace the firmware."),
        record->new_revision, revision);
}

/* --- how it ended --- */

/*
 * Returns a sentence that says how the firmware of the successful operation @record was verified:
 * - %BB_PROOF_PROVEN: the firmware was read back. An area outside the firmware that was not compared is no news
 *   here; the result and the report name it
 * - %BB_PROOF_IDENTITY: the drive reported that it runs this firmware
 * - other: the drive ran the firmware
 */
static const char *
bb_words_history_proof (BbJournalRecord *record)
{
    if (g_strcmp0 (record->proof, bb_proof_to_string (BB_PROOF_PROVEN)) == 0)
        return _ ("The firmware was written, read back and verified.");
    if (g_strcmp0 (record->proof, bb_proof_to_string (BB_PROOF_IDENTITY)) == 0)
        return _ ("The firmware was written but not read back. The drive reported that it is running this firmware.");
    return _ ("The firmware was written, and the drive ran this firmware afterwards.");
}

/* Returns the sentence on the failed operation @record, after which the previous firmware was restored. Says also how
 * the restored firmware was verified. */
static const char *
bb_words_history_put_back (BbJournalRecord *record)
{
    if (g_strcmp0 (record->proof, bb_proof_to_string (BB_PROOF_PROVEN)) != 0)
        return _ ("The operation failed. The previous firmware was restored and is running.");
    return _ ("The operation failed. The previous firmware was restored, read back and verified.");
}

/* Returns (transfer full) the sentence on an operation that ended with %BB_HISTORY_PROVED, so that the drive has the
 * data that the operation wrote. */
static char *
bb_words_dup_history_proved (BbJournalRecord *record)
{
    gboolean is_conversion = bb_words_history_is (record, BB_ACTION_CONVERT);

    if (record->target_image == NULL)
        return g_strdup (_ ("Written and read back."));
    if (!is_conversion)
        return g_strdup (bb_words_history_proof (record));
    if (record->target_revision != NULL)
        /* TRANSLATORS: a firmware revision */
        return g_strdup_printf (
            _ ("The drive has the new boot code. Firmware %s for this boot code was written and is running."),
            record->target_revision);
    return g_strdup (_ ("The drive has the new boot code. Firmware for this boot code was written and is running."));
}

/* Returns (transfer full) the sentence on an interrupted flash after which another program wrote firmware. */
static char *
bb_words_dup_history_overwritten (BbJournalRecord *record)
{
    gboolean is_proved = g_strcmp0 (record->proof, bb_proof_to_string (BB_PROOF_PROVEN)) == 0;

    if (record->new_revision == NULL && !is_proved)
        return g_strdup (
            _ ("After the operation was interrupted, the drive was running firmware that was not verified."));
    if (record->target_revision == NULL)
        return g_strdup (is_proved ? _ ("The operation was interrupted. Then another program wrote different "
                                        "firmware, which is running and was verified later.")
                                   : _ ("The operation was interrupted. Then another program wrote different "
                                        "firmware, which is running but was not verified."));
    return g_strdup_printf (is_proved
                                /* TRANSLATORS: a firmware revision */
                                ? _ ("The operation was interrupted, and another program then wrote firmware %s. "
                                     "That firmware was verified later and is now running.")
                                /* TRANSLATORS: a firmware revision */
                                : _ ("The operation was interrupted, and another program then wrote firmware %s. The "
                                     "drive is running this firmware, but it was not verified."),
                            record->target_revision);
}

/* Returns (transfer full) the sentence on an operation that ended with %BB_HISTORY_REPLACED: it failed, and other
 * firmware was written after it. */
static char *
bb_words_dup_history_replaced (BbJournalRecord *record)
{
    if (g_strcmp0 (record->result, BB_JOURNAL_REPLACED) == 0)
        return bb_words_dup_history_overwritten (record);
    if (record->target_revision == NULL)
        return g_strdup (
            _ ("The operation failed. After the failure, other firmware was written and is now running."));
    /* TRANSLATORS: a firmware revision */
    return g_strdup_printf (
        _ ("The operation failed. After the failure, firmware %s was written and is now running."),
        record->target_revision);
}

/* Returns (transfer full) the sentence on an operation that ended with %BB_HISTORY_UNPROVED (written, but not
 * verified). Call it only if bb_history_is_replaced() is TRUE: the image that was written last is neither the new nor
 * the old image of @record. */
static char *
bb_words_dup_history_replaced_unproved (BbJournalRecord *record)
{
    if (record->is_closed)
        return record->target_revision != NULL
                   /* TRANSLATORS: a firmware revision */
                   ? g_strdup_printf (
                         _ ("The operation failed. After the failure, firmware %s was written but not verified."),
                         record->target_revision)
                   : g_strdup (
                         _ ("The operation failed. After the failure, other firmware was written but not verified."));
    return record->target_revision != NULL
               /* TRANSLATORS: a firmware revision */
               ? g_strdup_printf (
                     _ ("The operation failed. After the failure, firmware %s was written but has not been verified "
                        "yet. Power cycle the drive, then verify the firmware."),
                     record->target_revision)
               : g_strdup (_ ("The operation failed. After the failure, other firmware was written but has not been "
                              "verified yet. Power cycle the drive, then verify the firmware."));
}

/* Returns the sentence on an operation that ended with %BB_HISTORY_UNPROVED (written, but not verified), for all
 * cases that bb_words_dup_history_replaced_unproved() does not cover. */
static const char *
bb_words_history_unproved (BbJournalRecord *record)
{
    gboolean is_open = !record->is_closed;

    if (is_open && bb_words_history_is (record, BB_ACTION_CONVERT) && !bb_history_is_restored (record))
        return _ ("New boot code was sent to the drive. Power cycle the drive, then recover it with firmware for "
                  "this boot code.");
    if (!is_open && record->finish == BB_FINISH_FAULT)
        return _ ("The drive reported an error while writing to its memory and is running its previous firmware, "
                  "which was not verified.");
    if (bb_history_is_restored (record))
        return is_open ? _ ("The operation failed. The previous firmware was restored but has not been verified yet. "
                            "Power cycle the drive, then verify the firmware.")
                       : _ ("The operation failed. The previous firmware was restored but not verified.");
    return is_open ? _ ("The data was written but has not been verified yet. Power cycle the drive, then verify "
                        "the drive.")
                   : _ ("The data was written but not verified.");
}

/* Returns (transfer full) the sentences on an operation that ended with %BB_HISTORY_OPEN. */
static char *
bb_words_dup_history_open (BbJournalRecord *record)
{
    g_autofree char *failed = NULL;

    if (bb_journal_record_is_worn (record, NULL))
        return bb_words_dup_worn (record->worn_block, record->n_worn_blocks);
    failed = bb_words_dup_record_failed (record);
    return failed != NULL ? g_strjoin (" ", failed, _ ("Recover the drive."), NULL)
                          : g_strdup (_ ("The operation was not finished. Recover the drive."));
}

char *
bb_words_dup_history_how (BbJournalRecord *record)
{
    switch (bb_history_end_of (record)) {
    case BB_HISTORY_PROVED:
        return bb_words_dup_history_proved (record);
    case BB_HISTORY_UNPROVED:
        return bb_history_is_replaced (record) ? bb_words_dup_history_replaced_unproved (record)
                                               : g_strdup (bb_words_history_unproved (record));
    case BB_HISTORY_REPLACED:
        return bb_words_dup_history_replaced (record);
    case BB_HISTORY_PUT_BACK:
        return g_strdup (bb_words_history_put_back (record));
    case BB_HISTORY_UNCHANGED:
        return g_strdup (bb_history_was_not_started (record)
                             ? _ ("The operation was not started. Nothing was written to the drive.")
                             : _ ("The operation did not finish. The firmware of the drive was not changed."));
    case BB_HISTORY_OPEN:
        return bb_words_dup_history_open (record);
    case BB_HISTORY_RUNNING:
        return g_strdup (_ ("In progress."));
    case BB_HISTORY_UNKNOWN:
    case BB_HISTORY_STOPPED:
        break;
    }
    if (g_strcmp0 (record->result, "superseded") == 0)
        return g_strdup (_ ("Another operation wrote to the drive before the result of this operation was checked."));
    return g_strdup (_ ("Whether this operation succeeded is unknown, because no result was recorded."));
}

/* Returns (transfer full) a sentence that says which firmware the drive runs after the failed operation of @record.
 */
static char *
bb_words_dup_left_by (BbJournalRecord *record)
{
    const char *revision = record->target_revision;

    if (bb_history_end_of (record) == BB_HISTORY_UNCHANGED)
        return g_strdup (bb_words_safety (BB_SAFETY_UNWRITTEN));
    if (revision == NULL)
        return g_strdup (bb_history_end_of (record) == BB_HISTORY_PUT_BACK
                             ? _ ("The previous firmware was restored.")
                             : _ ("Flashing the image failed, so Burnback wrote different firmware."));
    return g_strdup_printf (g_strcmp0 (record->proof, bb_proof_to_string (BB_PROOF_PROVEN)) == 0
                                /* TRANSLATORS: a firmware revision */
                                ? _ ("The drive is now running firmware %s, which was verified.")
                                /* TRANSLATORS: a firmware revision */
                                : _ ("The drive reports that it is now running firmware %s. The firmware was not "
                                     "read back to verify it."),
                            revision);
}

char *
bb_words_dup_stopped (BbJournalRecord *record)
{
    g_autofree char *where = NULL;
    g_autofree char *left = NULL;

    g_return_val_if_fail (record != NULL, NULL);

    /* TRANSLATORS: numbers of blocks of the flash memory */
    where = g_strdup_printf (_ ("The last attempt to write firmware failed at block %u of %u."), record->failed_block,
                             record->n_failed_blocks);
    left = bb_words_dup_left_by (record);
    return g_strjoin (
        " ", where, left,
        _ ("Power cycle the drive before you flash it again. If the same memory block fails again, use another "
           "cable or port, and no USB bridge."),
        NULL);
}

char *
bb_words_dup_ended (BbJournalRecord *record, const char *name, BbSafety worn_safety)
{
    const BbJournalRecovery *latest;
    g_autofree char *what = NULL;
    g_autofree char *how = NULL;
    g_autofree char *ended = NULL;

    g_return_val_if_fail (record != NULL && name != NULL, NULL);

    latest = bb_journal_recovery_get_latest (record);
    what = latest != NULL && bb_history_end_of (record) == BB_HISTORY_OPEN
               ? bb_words_dup_recovery_what (record, latest)
               : bb_words_dup_history_what (record);
    how = bb_history_end_of (record) == BB_HISTORY_OPEN ? bb_words_dup_interrupted (record, worn_safety)
                                                        : bb_words_dup_history_how (record);
    /* TRANSLATORS: drive, what was done: "DVD Recorder (sr0): Flashed 1.07 over 1.05 while the window was closed." */
    ended = g_strdup_printf (_ ("%s: %s while the window was closed."), name, what);
    return g_strjoin (" ", ended, how, NULL);
}
