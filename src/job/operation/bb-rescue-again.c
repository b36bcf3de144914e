/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-again.h"

#include <glib/gi18n-lib.h>

/* TRUE if there is a backup or a journal; whether the journal has an image is not checked. If FALSE, RECOVER without
 * a file has no image: it can only start the installed firmware or repair the stored identity. */
static gboolean
bb_rescue_context_can_write (const BbRescueContext *context)
{
    return context->backup != NULL || context->journal != NULL;
}

const char *
bb_rescue_again_title (const BbRescueContext *context)
{
    const char *revision = NULL;

    if (bb_rescue_find_act (context, &revision) == BB_RESCUE_ACT_CHOOSE)
        return _ ("Choose how to continue");
    if (context->facts != NULL && bb_facts_needs_repair (context->facts))
        return _ ("Repair the drive’s identity");
    if (bb_rescue_must_write (context->facts) && context->journal == NULL)
        return _ ("Restore the latest backup");
    return bb_rescue_context_can_write (context) ? _ ("Restart or restore the drive")
                                                 : _ ("Start the installed firmware");
}

/* Returns (transfer full) what RECOVER does after the flash of @journal, which must not be NULL, was interrupted.
 * RECOVER asks the user only if it can both restore the previous firmware and finish the flash;
 * bb_choice_of_interrupted() preselects one of them. */
static char *
bb_rescue_dup_interrupted_text (const BbRescueContext *context)
{
    gboolean can_finish = bb_journal_record_can_finish (context->journal);
    gboolean can_restore = bb_rescue_context_can_restore (context);

    if (bb_choice_of_interrupted (can_finish, can_restore, BB_ON_FAILURE_ASK) == BB_CHOICE_RETRY)
        return g_strdup (_ ("Burnback will check the drive. If its firmware is complete, nothing will be written. "
                            "Otherwise, the interrupted operation will be repeated."));
    if (bb_journal_record_get_other (context->journal) != NULL)
        /* TRANSLATORS: a firmware revision */
        return g_strdup_printf (can_finish ? _ ("Burnback will check the drive. If its firmware is complete, "
                                                "nothing will be written. Otherwise, you can write firmware %s or "
                                                "repeat the interrupted operation.")
                                           : _ ("Burnback will check the drive. If its firmware is complete, nothing "
                                                "will be written. Otherwise, firmware %s will be written."),
                                bb_journal_record_get_other (context->journal));
    if (can_finish)
        return g_strdup (
            _ ("Burnback will check the drive. If its firmware is complete, nothing will be written. Otherwise, "
               "you can restore the previous firmware or repeat the interrupted operation."));
    return g_strdup (
        _ ("Burnback will check the drive. If its firmware is complete, nothing will be written. Otherwise, the "
           "previous firmware will be restored."));
}

/* Returns what RECOVER does if it can only write the backup. */
static const char *
bb_rescue_text_backup_only (void)
{
    return _ ("The backup will be restored. If the drive rejects the backup, power cycle the drive and repeat this "
              "step before you try anything else.");
}

/* TRUE if RECOVER can read the firmware of the drive in recovery mode, to compare it with the backup. */
static gboolean
bb_rescue_context_compares (const BbRescueContext *context)
{
    const BbFamily *family = bb_rescue_context_get_family (context);

    return family != NULL && family->inspect != NULL;
}

/* Returns (nullable) what RECOVER does in the step; %NULL for a drive whose flash was interrupted, for which
 * bb_rescue_dup_interrupted_text() says it. */
static const char *
bb_rescue_again_text (const BbRescueContext *context)
{
    if (context->facts != NULL && bb_facts_needs_repair (context->facts))
        return context->backup != NULL
                   ? _ ("Burnback will save a copy of the drive’s identity. It will then correct wrong values "
                        "according to an earlier backup or the boot code. If a correct value is unclear, Burnback "
                        "will ask you.")
                   : _ ("Burnback will save a copy of the drive’s identity. It will then correct wrong values "
                        "according to the boot code. If a correct value is unclear, Burnback will ask you.");
    if (bb_rescue_context_runs_wrong_firmware (context))
        return context->journal != NULL && bb_journal_record_can_finish (context->journal)
                   ? _ ("The previously used firmware file will be written again.")
                   : _ ("The backup that contains firmware for this drive’s hardware will be restored.");
    if (context->is_converted)
        return _ ("If the drive still has its previous boot code, the previous firmware will be restored.");
    if (context->facts != NULL && context->facts->condition == BB_CONDITION_HALF_ALIVE && context->journal == NULL)
        return bb_rescue_text_backup_only ();
    if (context->journal != NULL && bb_journal_record_was_dropped (context->journal) &&
        bb_rescue_context_find_left (context) == BB_ATTEMPTS_LEFT_SOME)
        return _ ("Burnback will try another way of sending the firmware. Each power cycle allows only one attempt.");
    if (context->journal != NULL && bb_journal_record_runs_other (context->journal, context->facts))
        return _ ("Burnback will compare the drive’s firmware with known firmware. If the drive’s firmware is "
                  "unknown, Burnback will save a copy and ask whether to keep or replace the firmware.");
    if (context->journal != NULL)
        return NULL;
    if (bb_rescue_must_write (context->facts))
        return bb_rescue_text_backup_only ();
    if (context->is_never_flashed)
        return _ ("The drive will leave recovery mode and start its firmware. Nothing will be written.");
    if (context->backup != NULL && !bb_rescue_context_compares (context))
        return _ ("If restarting the drive is enough to recover it, nothing will be written. Otherwise, the backup "
                  "will be restored.");
    if (context->backup != NULL)
        return _ ("Burnback will compare the drive’s firmware with its backup. If restarting the drive is enough "
                  "to recover it, nothing will be written. Otherwise, the backup will be restored.");
    return _ ("If restarting the drive is enough to recover it, nothing will be written. Otherwise, a firmware "
              "file is required.");
}

char *
bb_rescue_dup_again_text (const BbRescueContext *context)
{
    const char *text = bb_rescue_again_text (context);

    return text != NULL ? g_strdup (text) : bb_rescue_dup_interrupted_text (context);
}

/* Returns what RECOVER does after the operation of the journal, which must not be NULL, was interrupted; for
 * @revision see bb_rescue_find_act(). */
static BbRescueAct
bb_rescue_find_interrupted_act (const BbRescueContext *context, const char **revision)
{
    BbJournalRecord *journal = context->journal;
    const char *other = bb_journal_record_get_other (journal);
    const char *before = bb_journal_record_get_revision_before (journal);
    gboolean can_finish = bb_journal_record_can_finish (journal);

    if (can_finish && bb_rescue_context_can_restore (context))
        return BB_RESCUE_ACT_CHOOSE;
    if (can_finish) {
        *revision = journal->new_revision;
        return BB_RESCUE_ACT_WRITE_AGAIN;
    }
    if (journal->old_image == NULL && context->backup == NULL)
        return BB_RESCUE_ACT_CHECK;
    *revision = journal->old_image == NULL ? bb_backup_get_revision (context->backup)
                : other != NULL            ? other
                                           : before;
    return BB_RESCUE_ACT_RESTORE;
}

/* Returns what RECOVER does if no operation was interrupted; for @revision see bb_rescue_find_act(). */
static BbRescueAct
bb_rescue_find_plain_act (const BbRescueContext *context, const char **revision)
{
    gboolean must_write =
        context->facts->condition == BB_CONDITION_HALF_ALIVE || bb_rescue_must_write (context->facts);

    if (context->is_never_flashed)
        return BB_RESCUE_ACT_RESTART;
    if (context->backup == NULL)
        return must_write ? BB_RESCUE_ACT_CHECK : BB_RESCUE_ACT_RESTART;
    if (!must_write)
        return BB_RESCUE_ACT_RESTART_OR_RESTORE;
    *revision = bb_backup_get_revision (context->backup);
    return BB_RESCUE_ACT_RESTORE;
}

BbRescueAct
bb_rescue_find_act (const BbRescueContext *context, const char **revision)
{
    BbJournalRecord *journal = context->journal;

    *revision = NULL;
    if (context->facts == NULL || context->is_lost || !context->needs_recovery ||
        !bb_rescue_context_has_means (context))
        return BB_RESCUE_ACT_CHECK;
    if (bb_facts_needs_repair (context->facts))
        return BB_RESCUE_ACT_REPAIR;
    if (context->is_converted)
        return BB_RESCUE_ACT_RESTORE;
    if (bb_rescue_context_runs_wrong_firmware (context))
        return journal != NULL && bb_journal_record_can_finish (journal) ? BB_RESCUE_ACT_WRITE_AGAIN
                                                                         : BB_RESCUE_ACT_RESTORE;
    if (journal == NULL)
        return bb_rescue_find_plain_act (context, revision);
    if (bb_journal_record_was_dropped (journal) && bb_rescue_context_find_left (context) == BB_ATTEMPTS_LEFT_SOME) {
        *revision = journal->target_revision;
        return BB_RESCUE_ACT_WRITE_AGAIN;
    }
    if (bb_journal_record_runs_other (journal, context->facts))
        return BB_RESCUE_ACT_CHECK;
    return bb_rescue_find_interrupted_act (context, revision);
}
