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
    if (context->facts != NULL && bb_facts_needs_repair (context->facts))
        return _ ("Repair the stored identity");
    if (bb_rescue_must_write (context->facts) && context->journal == NULL)
        return _ ("Restore the latest backup");
    return bb_rescue_context_can_write (context) ? _ ("Restart or restore the drive")
                                                 : _ ("Start the installed firmware");
}

/* Returns what RECOVER does after the flash of @journal, which must not be NULL, was interrupted. RECOVER asks the
 * user only if it can both restore the previous firmware and finish the flash; bb_choice_of_interrupted() preselects
 * one of them. */
static const char *
bb_rescue_text_interrupted (const BbRescueContext *context)
{
    gboolean can_finish = context->journal->new_image != NULL;
    gboolean can_restore = context->journal->old_image != NULL || context->backup != NULL;

    if (bb_choice_of_interrupted (can_finish, can_restore, BB_ON_FAILURE_ASK) == BB_CHOICE_RETRY)
        return _ ("Burnback will check the drive. If its firmware is complete, nothing will be written. Otherwise, "
                  "the interrupted operation will be finished.");
    if (can_finish)
        return _ ("Burnback will check the drive. If its firmware is complete, nothing will be written. Otherwise, "
                  "you can choose whether to restore the previous firmware or to finish the interrupted operation.");
    return _ ("Burnback will check the drive. If its firmware is complete, nothing will be written. Otherwise, the "
              "previous firmware will be restored.");
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

const char *
bb_rescue_again_text (const BbRescueContext *context)
{
    if (context->facts != NULL && bb_facts_needs_repair (context->facts))
        return _ (
            "Burnback will save a copy of the stored identity, compare the identity with the backup or the boot "
            "code, and correct it. If it is uncertain which value is correct, Burnback will ask you.");
    if (bb_rescue_context_runs_wrong_firmware (context))
        return context->journal != NULL && context->journal->new_image != NULL
                   ? _ ("The previously used firmware file will be written again.")
                   : _ ("The backup with firmware for the drive's own hardware will be restored.");
    if (context->is_converted)
        return _ ("If the drive still has its previous boot code, the previous firmware will be restored.");
    if (context->facts != NULL && context->facts->condition == BB_CONDITION_HALF_ALIVE && context->journal == NULL)
        return bb_rescue_text_backup_only ();
    if (context->journal != NULL && bb_journal_record_was_dropped (context->journal) &&
        bb_rescue_context_find_left (context) == BB_ATTEMPTS_LEFT_SOME)
        return _ ("The firmware will be sent again in a different way. Only one attempt is possible per power "
                  "cycle.");
    if (context->journal != NULL && bb_journal_record_runs_other (context->journal, context->facts))
        return _ ("The firmware in the drive will be compared with known firmware. If the firmware is unknown, a "
                  "copy will be saved first. You can then choose whether to keep or replace the firmware.");
    if (context->journal != NULL)
        return bb_rescue_text_interrupted (context);
    if (bb_rescue_must_write (context->facts))
        return bb_rescue_text_backup_only ();
    if (context->backup != NULL && !bb_rescue_context_compares (context))
        return _ ("If restarting the drive is sufficient, nothing will be written. Otherwise, the backup will be "
                  "restored.");
    if (context->backup != NULL)
        return _ ("The firmware will be compared with its backup. If restarting the drive is sufficient, nothing "
                  "will be written. Otherwise, the backup will be restored.");
    return _ (
        "If restarting the drive is sufficient, nothing will be written. Otherwise, a firmware file is required.");
}
