/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include <glib/gi18n-lib.h>

/* The sentences of the next steps whose only parameter is the name of the drive, %s. bb_words_dup_step_of_model() has
 * the others. */
static const char *const texts[BB_N_NEXT_STEPS] = {
    /* Sentences for a drive that needs recovery. The name of the drive (%s) is never empty here. */
    /* TRANSLATORS: %s is the name of a drive, such as sr0 */
    [BB_NEXT_STEP_RECOVER] = N_ ("Recover %s."),
    [BB_NEXT_STEP_FIX_AND_RECOVER] = N_ ("Fix the problem, then recover %s again."),
    /* Used only with %BB_SAFETY_WORN_CYCLE, whose sentence says that the recovery begins with a power cycle. */
    [BB_NEXT_STEP_RECOVER_WORN] =
        N_ ("To make one more attempt, recover %s. If the same block fails again, use another cable or port, without "
            "a USB bridge. Only if this fails too, replace the drive or its memory chip."),
    [BB_NEXT_STEP_RECOVER_WITH_NEW_FILE] =
        N_ ("Find a firmware file for exactly this model, then recover %s with that file."),
    [BB_NEXT_STEP_RECOVER_WITH_OWN_FILE] = N_ ("Power off the drive and leave it off until you have a firmware file "
                                               "for the model on its label. Then recover %s with that file."),
    [BB_NEXT_STEP_RECOVER_WITH_KEY_FILE] = N_ ("Choose the key file again in the settings, then recover %s."),
    /* bb_words_dup_step_of_model() puts the sentences for the power cycle before this one. */
    [BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE] = N_ ("After that, recover %s before you do anything else with it."),
    [BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION] = N_ ("Disconnect power for 30 seconds, then reconnect %s to the same "
                                                    "port. Recover the drive before you do anything else with it."),
    [BB_NEXT_STEP_RECOVER_ELSEWHERE] =
        N_ ("Disconnect %s from power for 30 seconds. Then connect the drive without an adapter, or connect it to "
            "another computer, and recover it again. A different firmware file may also help."),
    [BB_NEXT_STEP_RECONNECT_AND_RECOVER] = N_ ("Reconnect and power on %s, then recover the drive."), /* as RECOVER */
    [BB_NEXT_STEP_RECOVER_OR_KEEP] = N_ ("Verify %s with a file that contains its current firmware. If you have no "
                                         "such file, recover the drive and choose whether to keep or replace the "
                                         "firmware."),
    [BB_NEXT_STEP_RECOVER_TO_KEEP] = N_ ("Recover %s and choose whether to keep or replace the firmware."),
    [BB_NEXT_STEP_RECOVER_PARTS] =
        N_ ("Recover %s with a firmware file of the correct revision, or restore the drive’s backup."),
    [BB_NEXT_STEP_POWER_CYCLE_FOR_BOOT] = N_ ("Power cycle %s and recover it again."),
    [BB_NEXT_STEP_POWER_ON_AND_RECOVER] = N_ ("Power on %s. If the drive responds, recover it."),
    [BB_NEXT_STEP_POWER_ON_OR_PROGRAMMER] =
        N_ ("Power cycle %s once more. If the drive does not respond, its boot code is lost and can only be "
            "rewritten with an external programming device. The backup contains the required data."),
    [BB_NEXT_STEP_RECOVER_IDENTITY] = N_ ("Power cycle %s, then recover the drive to restore its previous identity."),
    [BB_NEXT_STEP_RECOVER_BOTH] = N_ ("Recover %s to restore the previous firmware and identity."),
    /* TRANSLATORS: %s is the name of a drive; "its" is that of the drive */
    [BB_NEXT_STEP_RECOVER_CONFLICT] = N_ ("Recover %s to correct its stored identity."),
    [BB_NEXT_STEP_RECOVER_IDENTITY_AGAIN] = N_ ("Power cycle %s and recover it again."),
    [BB_NEXT_STEP_RECOVER_FIRMWARE_AS_WELL] =
        N_ ("Power cycle %s, then recover the drive again. This time, the recovery will also check the firmware."),
    /* Sentences for a drive that has firmware. Not all of them name the drive. */
    [BB_NEXT_STEP_POWER_CYCLE_AND_VERIFY] = N_ ("Power cycle %s or the computer, then verify the drive."),
    [BB_NEXT_STEP_TRY_A_DISC] = N_ ("Test the drive with a disc."),
    [BB_NEXT_STEP_READ_DETAILS] =
        N_ ("Despite the failure, the drive can be used. Before you try again, check the details to find the cause."),
    /* TRANSLATORS: sentences follow that say how */
    [BB_NEXT_STEP_POWER_CYCLE_ONCE] = N_ ("The drive needs a power cycle before you use it."),
    [BB_NEXT_STEP_POWER_CYCLE] = N_ ("Power cycle %s or the computer. The drive will then run its firmware again."),
    [BB_NEXT_STEP_VERIFY_AGAIN] = N_ ("Power cycle %s and verify the drive again. If you already power cycled it "
                                      "after flashing, flash it again or restore its backup instead."),
    [BB_NEXT_STEP_VERIFY_OR_FLASH_AGAIN] =
        N_ ("Power cycle %s and verify the drive again. If you already power cycled it after flashing, flash it "
            "again instead."),
    [BB_NEXT_STEP_AGREE_AND_RECOVER] =
        N_ ("Start the recovery of %s again, read the explanation of the repair, then confirm the repair."),
    /* Sentences for a problem of the host or the connection. */
    [BB_NEXT_STEP_RECONNECT] = N_ ("Reconnect the drive and try again."),
    [BB_NEXT_STEP_RECONNECT_AND_POWER_CYCLE] = N_ ("Reconnect the drive, power cycle it, then try again."),
    [BB_NEXT_STEP_WAIT_FOR_PROGRAM] = N_ ("Wait until the other program has finished, then try again."),
    [BB_NEXT_STEP_LOAD_MODULE] = N_ ("Load the sg kernel module, then try again."),
    [BB_NEXT_STEP_GET_PERMISSION] = N_ ("Ask the administrator of this computer for help, or run Burnback as a user "
                                        "with permission to use the drive."),
    [BB_NEXT_STEP_REMOVE_BRIDGE] = N_ ("Connect the drive directly to a SATA or IDE port and try again."),
    [BB_NEXT_STEP_REMOVE_BRIDGE_SILENT] =
        N_ ("An adapter may be the cause, so connect the drive without one and try again. However, some drives "
            "reject older firmware without reporting an error."),
    [BB_NEXT_STEP_MAKE_ROOM] =
        N_ ("Free up space on the disk that Burnback writes to, or use another folder, then try again."),
    [BB_NEXT_STEP_OTHER_FOLDER] =
        N_ ("Use another folder, or run Burnback as a user with permission to read and write this folder."),
    [BB_NEXT_STEP_CHECK_CABLE] =
        N_ ("The data was probably corrupted during the transfer. Connect the drive "
            "without a USB bridge or with another cable, port or controller, then try again."),
    [BB_NEXT_STEP_CHECK_DRIVE] = N_ ("Check that the drive is connected and powered, then try again."),
    [BB_NEXT_STEP_OTHER_BACKUP] = N_ ("Choose another backup or a firmware file, then try again."),
    [BB_NEXT_STEP_OTHER_FILE] = N_ ("Choose another firmware file, then try again."),
    [BB_NEXT_STEP_KEY_FILE] = N_ ("Choose the key file again in the settings, then try again."),
    [BB_NEXT_STEP_START_AGAIN] = N_ ("You can start the operation again at any time."),
    [BB_NEXT_STEP_TRY_AGAIN] =
        N_ ("Try again. If the operation fails again, power cycle the drive, or try another cable or port."),
    [BB_NEXT_STEP_FIX_OR_OTHER_FILE] = N_ ("Fix the problem or choose another firmware file, then try again."),
    [BB_NEXT_STEP_FIX] = N_ ("Fix the problem, then try again."),
    [BB_NEXT_STEP_FLASH_OLD_FILE] = N_ ("If you have a file with the previous firmware, flash that file."),
    [BB_NEXT_STEP_NAME_FILE] =
        N_ ("Specify a firmware file to compare with the drive, or back up the drive and then try again."),
    [BB_NEXT_STEP_NAME_FILE_ONLY] = N_ ("Specify a firmware file to compare with the drive."),
};

/* Returns (nullable) the model of the boot code, if the drive's stored identity is that of another model. */
static const char *
bb_words_get_decided_model (BbFacts *facts)
{
    for (guint i = 0; i < facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (facts->conflict, i);

        if (g_str_equal (claim->source, "boot-code"))
            return claim->says;
    }
    return bb_facts_get_string (facts, BB_FACTS_BOOT_NAME);
}

/* Returns (transfer full) the sentences that say how to power cycle the drive of @result, then @text with @drive. */
static char *
bb_words_dup_power_cycle_and (const BbResult *result, const char *text, const char *drive)
{
    g_autofree char *disconnect = bb_words_dup_disconnect_power (result->bus);
    g_autofree char *after = bb_words_dup_filled (text, drive);

    return g_strjoin (" ", disconnect, after, NULL);
}

/* Returns (transfer full) (nullable) the sentence for the next step of @result that replaces the one in @texts: it
 * needs further parameters, such as a model, or is the advice in @result. %NULL for other steps. */
static char *
bb_words_dup_step_of_model (const BbResult *result, const char *drive)
{
    const BbResultParameters *about = &result->about;
    const char *boot = result->facts != NULL ? bb_words_get_decided_model (result->facts) : NULL;

    switch (result->next_step) {
    case BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE:
        return bb_words_dup_power_cycle_and (result, _ (texts[BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE]), drive);
    case BB_NEXT_STEP_RECOVER_WITH_NEW_FILE:
        /* The boot code decides which firmware the drive accepts, so the model of the stored identity would be the
         * wrong one. */
        return boot != NULL ? g_strdup_printf (_ ("Recover %s with a firmware file for the %s."), drive, boot) : NULL;
    case BB_NEXT_STEP_RECOVER_WORN:
        return bb_safety_of_worn (result->facts, result->journal, result->was_reconnected) == BB_SAFETY_WORN_CYCLE
                   ? NULL
                   : bb_words_dup_filled (_ (texts[BB_NEXT_STEP_RECOVER]), drive);
    case BB_NEXT_STEP_RECOVER_AS_MODEL:
        /* TRANSLATORS: a drive, then the name of a drive type */
        return g_strdup_printf (_ ("Recover %s with a firmware file for the %s."), drive, about->model);
    case BB_NEXT_STEP_RECOVER_OR_CONVERT_BACK:
        /* TRANSLATORS: a drive, the name of a drive type, the key of another, the path of a file */
        return g_strdup_printf (
            _ ("Recover %s with a firmware file for the %s. To undo the conversion instead, first write the boot "
               "code of the %s from the backup file %s. Then power cycle the drive and recover it."),
            drive, about->model, about->old_model_key, about->path);
    case BB_NEXT_STEP_POWER_CYCLE_AND_RECOVER:
        /* TRANSLATORS: a drive, then the name of a drive type */
        return g_strdup_printf (_ ("Power cycle %s. The drive light will then blink, which is normal. After that, "
                                   "recover the drive with a firmware file for the %s."),
                                drive, about->model);
    case BB_NEXT_STEP_ADVICE:
        return g_strdup (about->advice);
    default:
        return NULL;
    }
}

/* Returns (transfer full) (nullable) a sentence that says what the user can choose in the recovery after @result: to
 * restore the previous firmware, to finish the interrupted operation, or both. A choice is named only if there is a
 * copy of its firmware; with %BB_SAFETY_HAZARD, the previous firmware is never named. %NULL if there is no choice. */
static char *
bb_words_dup_choices (const BbResult *result)
{
    /* Only the backup that the journal names has the previous firmware. After an interrupted restore, @result may
     * have the backup that was to be written. */
    gboolean is_previous =
        result->backup != NULL && bb_backup_is_trusted (result->backup) &&
        (result->journal == NULL || g_strcmp0 (result->journal->backup_id, result->backup->id) == 0);
    const char *revision = is_previous ? bb_backup_get_revision (result->backup) : NULL;
    gboolean can_finish = result->journal != NULL && bb_journal_record_can_finish (result->journal);
    /* Firmware for other hardware is never restored. */
    gboolean can_restore = result->safety != BB_SAFETY_HAZARD &&
                           (is_previous || (result->journal != NULL && result->journal->old_image != NULL));

    if (can_restore && result->journal != NULL && bb_journal_record_get_other (result->journal) != NULL)
        /* TRANSLATORS: a firmware revision, such as 1.05 */
        return g_strdup_printf (can_finish ? _ ("You can write firmware %s or repeat the interrupted operation.")
                                           : _ ("You can write firmware %s."),
                                bb_journal_record_get_other (result->journal));
    if (!can_restore)
        return can_finish ? g_strdup (_ ("You can start the interrupted operation again.")) : NULL;
    if (revision == NULL)
        return g_strdup (can_finish ? _ ("You can restore the previous firmware or repeat the interrupted operation.")
                                    : _ ("You can restore the previous firmware."));
    /* TRANSLATORS: a firmware revision, such as 1.05 */
    return g_strdup_printf (
        can_finish ? _ ("You can restore firmware %s from the backup or repeat the interrupted operation.")
                   : _ ("You can restore firmware %s from the backup."),
        revision);
}

/* TRUE if the drive of @result has no backup, but the data that is left in its memory can still be backed up. */
static gboolean
bb_words_can_still_save (const BbResult *result)
{
    const BbFamily *family =
        result->facts != NULL && result->facts->family != NULL ? bb_family_lookup (result->facts->family) : NULL;

    return result->lacks_backup && family != NULL && (family->can (result->facts) & BB_CAN_BACKUP) != 0;
}

/* Returns (transfer full) (nullable) the sentences that are added to the sentence for the next step of @result. */
static char *
bb_words_dup_step_more (const BbResult *result)
{
    const char *never = _ ("Never connect an IDE drive while the computer is on.");
    g_autofree char *choices = NULL;

    switch (result->next_step) {
    case BB_NEXT_STEP_RECOVER:
        return bb_words_dup_choices (result);
    case BB_NEXT_STEP_RECONNECT_AND_RECOVER:
        choices = bb_words_dup_choices (result);
        if (result->bus != BB_BUS_PATA)
            return g_steal_pointer (&choices);
        return g_strjoin (" ", never, choices, NULL);
    case BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION:
    case BB_NEXT_STEP_RECONNECT:
    case BB_NEXT_STEP_RECONNECT_AND_POWER_CYCLE:
        return result->bus == BB_BUS_PATA ? g_strdup (never) : NULL;
    case BB_NEXT_STEP_RECOVER_WORN:
        return bb_words_can_still_save (result)
                   ? g_strdup (_ ("To save what can still be read, back up the drive first."))
                   : NULL;
    case BB_NEXT_STEP_POWER_CYCLE_ONCE:
        return bb_words_dup_disconnect_power (result->bus);
    default:
        return NULL;
    }
}

const char *
bb_words_fix (void)
{
    return _ (texts[BB_NEXT_STEP_FIX]);
}

const char *
bb_words_unlikely_to_help (void)
{
    return _ ("Further attempts are unlikely to help.");
}

const char *
bb_words_power_cycle_once (void)
{
    return _ (texts[BB_NEXT_STEP_POWER_CYCLE_ONCE]);
}

gboolean
bb_words_next_shuts_down (const BbResult *result)
{
    g_return_val_if_fail (result != NULL, FALSE);

    return (result->next_step == BB_NEXT_STEP_RECONNECT_AND_RECOVER ||
            result->next_step == BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION) &&
           (result->bus == BB_BUS_PATA || result->bus == BB_BUS_SATA);
}

/* Returns (nullable) the format of the sentence for the next step of @result, with a placeholder for the drive. */
static const char *
bb_words_find_step (const BbResult *result)
{
    if (!bb_words_next_shuts_down (result))
        return bb_words_pick (texts, G_N_ELEMENTS (texts), result->next_step);
    return result->next_step == BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION
               /* TRANSLATORS: %s is the name of a drive, such as sr0 */
               ? _ ("Shut down the computer and unplug its power cord for 30 seconds. Reconnect the power and data "
                    "cables of %s to the same ports. Then turn on the computer and start Burnback again. Recover "
                    "the drive before you do anything else with it.")
               /* TRANSLATORS: %s is the name of a drive, such as sr0 */
               : _ ("Shut down the computer and reconnect the power and data cables of %s to the same ports. Then "
                    "turn on the computer, start Burnback again, and recover the drive.");
}

char *
bb_words_dup_next_step (const BbResult *result, const char *drive)
{
    const char *text = NULL;
    char *of_model = NULL;
    g_autofree char *step = NULL;
    g_autofree char *more = NULL;

    g_return_val_if_fail (result != NULL && drive != NULL, NULL);

    of_model = bb_words_dup_step_of_model (result, drive);
    if (of_model != NULL)
        return of_model;
    text = bb_words_find_step (result);
    if (text == NULL)
        return NULL;
    step = bb_words_dup_filled (text, drive);
    more = bb_words_dup_step_more (result);
    if (result->next_step != BB_NEXT_STEP_RECOVER_WORN)
        return g_strjoin (" ", step, more, NULL);
    /* The user must make the backup before the power cycle, so the sentence about the backup is the first one. */
    return more != NULL ? g_strjoin (" ", more, bb_words_unlikely_to_help (), step, NULL)
                        : g_strjoin (" ", bb_words_unlikely_to_help (), step, NULL);
}
