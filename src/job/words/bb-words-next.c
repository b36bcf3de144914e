/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include <glib/gi18n-lib.h>

/* The sentences of the next steps whose only parameter is the name of the drive, %s. bb_words_dup_step_of_model() has
 * the others. */
static const char *const texts[BB_N_NEXT_STEPS] = {
    /* The drive needs recovery; %s is never empty. */
    [BB_NEXT_STEP_RECOVER] =
        N_ ("Recover %s. Burnback finishes the flash, or restores the previous firmware if there is a copy of it."),
    [BB_NEXT_STEP_FIX_AND_RECOVER] = N_ ("Fix this, then recover %s again."),
    [BB_NEXT_STEP_RECOVER_WORN] =
        N_ ("Keep %s powered and recover it once more. If the block fails again, the flash memory of the drive "
            "must be replaced."),
    [BB_NEXT_STEP_RECOVER_WITH_NEW_FILE] = N_ ("Get a firmware file for exactly this model and recover %s with it."),
    [BB_NEXT_STEP_RECOVER_WITH_OWN_FILE] = N_ (
        "Power the drive off until you have a firmware file for the model on its label. Then recover %s with that "
        "file."),
    [BB_NEXT_STEP_RECOVER_WITH_KEY_FILE] = N_ ("Choose the key file again in the settings, then recover %s."),
    [BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE] =
        N_ ("Disconnect %s from power for 30 seconds, power it on and recover it before doing anything else "
            "with it."),
    [BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION] =
        N_ ("Disconnect power for 30 seconds, reconnect %s to the same port and recover it before doing "
            "anything else with it."),
    [BB_NEXT_STEP_RECOVER_ELSEWHERE] =
        N_ ("Disconnect %s from power for 30 seconds, connect it without a bridge or to another computer, and "
            "recover it again. Another firmware file may help, too."),
    [BB_NEXT_STEP_RECONNECT_AND_RECOVER] =
        N_ ("Recover %s once it is reconnected and powered on. Burnback finishes the flash, or restores the "
            "previous firmware if there is a copy of it."),
    [BB_NEXT_STEP_RECOVER_OR_KEEP] =
        N_ ("Verify %s with a file of this firmware, or recover the drive to keep or replace the firmware."),
    [BB_NEXT_STEP_RECOVER_PARTS] =
        N_ ("Recover %s with a firmware file of the expected revision, or restore its backup."),
    [BB_NEXT_STEP_POWER_CYCLE_FOR_BOOT] = N_ ("Power cycle %s and recover it again."),
    [BB_NEXT_STEP_POWER_ON_AND_RECOVER] = N_ ("Power on %s. If it responds, recover it."),
    [BB_NEXT_STEP_POWER_ON_OR_PROGRAMMER] =
        N_ ("Power cycle %s once more. If it does not respond, its boot code is lost, and only an external "
            "programmer can write it again. The backup contains everything required."),
    [BB_NEXT_STEP_RECOVER_IDENTITY] = N_ ("Power cycle %s and recover it. This restores the previous identity."),
    [BB_NEXT_STEP_RECOVER_BOTH] = N_ ("Recover %s. This restores the previous firmware and identity."),
    [BB_NEXT_STEP_RECOVER_IDENTITY_AGAIN] = N_ ("Power cycle %s and recover it again."),
    [BB_NEXT_STEP_RECOVER_FIRMWARE_AS_WELL] = N_ ("Power cycle %s and recover it again to check its firmware, too."),
    /* The firmware is written; %s may be unused. */
    [BB_NEXT_STEP_POWER_CYCLE_AND_VERIFY] = N_ ("Power cycle %s (or its computer), then verify it."),
    [BB_NEXT_STEP_TRY_A_DISC] = N_ ("Test the drive with a disc."),
    [BB_NEXT_STEP_READ_DETAILS] =
        N_ ("The drive can be used. Before you try again, check the details for the cause."),
    [BB_NEXT_STEP_POWER_CYCLE_ONCE] = N_ ("Power cycle %s once."),
    [BB_NEXT_STEP_POWER_CYCLE] = N_ ("Power cycle %s (or its computer); the drive then runs its firmware again."),
    [BB_NEXT_STEP_VERIFY_AGAIN] =
        N_ ("If %s has been without power since it was flashed, flash it again or restore its backup. "
            "Otherwise, power cycle it and verify again."),
    [BB_NEXT_STEP_AGREE_AND_RECOVER] = N_ ("Read this, confirm it, and recover %s again."),
    /* A problem of the host or the connection. */
    [BB_NEXT_STEP_RECONNECT] = N_ ("Reconnect the drive and try again."),
    [BB_NEXT_STEP_RECONNECT_AND_POWER_CYCLE] = N_ ("Reconnect the drive, power cycle it, then try again."),
    [BB_NEXT_STEP_WAIT_FOR_PROGRAM] = N_ ("Wait until the other program has finished, then try again."),
    [BB_NEXT_STEP_LOAD_MODULE] = N_ ("Load the kernel module sg, then try again."),
    [BB_NEXT_STEP_GET_PERMISSION] =
        N_ ("Ask the administrator of this computer, or run Burnback as a user with permission to use the drive."),
    [BB_NEXT_STEP_REMOVE_BRIDGE] =
        N_ ("Connect the drive directly to a SATA or IDE port, without the bridge, and try again."),
    [BB_NEXT_STEP_REMOVE_BRIDGE_SILENT] =
        N_ ("Connect the drive without a bridge and try again. Some drives silently keep their firmware when "
            "they receive an older one."),
    [BB_NEXT_STEP_MAKE_ROOM] =
        N_ ("Free up space on the disk that Burnback writes to, or use another folder, then try again."),
    [BB_NEXT_STEP_OTHER_FOLDER] =
        N_ ("Use another folder, or run Burnback as a user with permission to read and write this one."),
    [BB_NEXT_STEP_CHECK_CABLE] =
        N_ ("The data was probably corrupted during the transfer. Use another cable, port or controller, "
            "without a USB bridge, then try again."),
    [BB_NEXT_STEP_CHECK_DRIVE] = N_ ("Check that the drive is connected and powered, then try again."),
    [BB_NEXT_STEP_OTHER_BACKUP] = N_ ("Choose another backup or a firmware file, then try again."),
    [BB_NEXT_STEP_OTHER_FILE] = N_ ("Choose another firmware file, then try again."),
    [BB_NEXT_STEP_KEY_FILE] = N_ ("Choose the key file again in the settings, then try again."),
    [BB_NEXT_STEP_START_AGAIN] = N_ ("You can start it again at any time."),
    [BB_NEXT_STEP_TRY_AGAIN] =
        N_ ("Try again. If it fails again, power cycle the drive, or try another cable or port."),
    [BB_NEXT_STEP_FIX_OR_OTHER_FILE] = N_ ("Fix this, or choose another firmware file, then try again."),
    [BB_NEXT_STEP_FIX] = N_ ("Fix this, then try again."),
    [BB_NEXT_STEP_FLASH_OLD_FILE] = N_ ("Flash a file of the previous firmware, if you have one."),
    [BB_NEXT_STEP_NAME_FILE] =
        N_ ("Specify the firmware file that should be in the drive, or back up the drive first."),
};

/* Returns (transfer full) (nullable) a next step with more parameters than the name of the drive; %NULL for other
 * steps. */
static char *
bb_words_dup_step_of_model (const BbResult *result, const char *drive)
{
    const BbResultParameters *about = &result->about;

    switch (result->next_step) {
    case BB_NEXT_STEP_RECOVER_AS_MODEL:
        /* TRANSLATORS: a drive, then the name of a drive type */
        return g_strdup_printf (_ ("Recover %s with a firmware file of the %s."), drive, about->model);
    case BB_NEXT_STEP_RECOVER_OR_CONVERT_BACK:
        /* TRANSLATORS: a drive, the name of a drive type, the key of another, the path of a file */
        return g_strdup_printf (
            _ ("Recover %s with a firmware file of the %s. To undo the conversion instead, change its boot code back "
               "to that of the %s in the backup (%s), power cycle the drive and recover it."),
            drive, about->model, about->old_model_key, about->path);
    case BB_NEXT_STEP_POWER_CYCLE_AND_RECOVER:
        /* TRANSLATORS: a drive, then the name of a drive type */
        return g_strdup_printf (_ ("Power cycle %s; its light then blinks, which is normal. Then recover it with a "
                                   "firmware file of the %s."),
                                drive, about->model);
    case BB_NEXT_STEP_ADVICE:
        return g_strdup (about->advice);
    default:
        return NULL;
    }
}

const char *
bb_words_fix (void)
{
    return _ (texts[BB_NEXT_STEP_FIX]);
}

char *
bb_words_dup_next_step (const BbResult *result, const char *drive)
{
    const char *text = NULL;

    g_return_val_if_fail (result != NULL && drive != NULL, NULL);

    text = bb_words_pick (texts, G_N_ELEMENTS (texts), result->next_step);
    return text != NULL ? bb_words_dup_filled (text, drive) : bb_words_dup_step_of_model (result, drive);
}
