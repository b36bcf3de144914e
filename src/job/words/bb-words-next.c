/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words.h"

#include <glib/gi18n-lib.h>

/* A drive that needs recovery: %s is always the drive. */
static const char *
bb_words_recovery_step (BbNextStep step)
{
    switch (step) {
    case BB_NEXT_STEP_RECOVER:
        return _ ("Recover %s. Burnback finishes the flash or restores the previous firmware.");
    case BB_NEXT_STEP_RECOVER_WORN:
        return _ ("Keep %s powered and recover it once more. If the block fails again, the flash memory of the drive "
                  "must be replaced.");
    case BB_NEXT_STEP_RECOVER_WITH_NEW_FILE:
        return _ ("Get a firmware file for exactly this model and recover %s with it.");
    case BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE:
        return _ ("Disconnect %s from power for 30 seconds, power it on and recover it before doing anything else "
                  "with it.");
    case BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION:
        return _ ("Disconnect power for 30 seconds, reconnect %s to the same port and recover it before doing "
                  "anything else with it.");
    case BB_NEXT_STEP_RECOVER_ELSEWHERE:
        return _ ("Disconnect %s from power for 30 seconds, connect it without a bridge or to another computer, and "
                  "recover it again. Another firmware file may help, too.");
    case BB_NEXT_STEP_RECONNECT_AND_RECOVER:
        return _ ("Recover %s once it is reconnected and powered on. Burnback finishes the flash or restores the "
                  "previous firmware.");
    case BB_NEXT_STEP_RECOVER_PARTS:
        return _ ("Recover %s with a firmware file of the expected revision, or restore its backup.");
    case BB_NEXT_STEP_POWER_CYCLE_FOR_BOOT:
        return _ ("Power cycle %s and recover it again.");
    case BB_NEXT_STEP_POWER_ON_AND_RECOVER:
        return _ ("Power on %s. If it responds, recover it.");
    case BB_NEXT_STEP_POWER_ON_OR_PROGRAMMER:
        return _ ("Power cycle %s once more. If it does not respond, its boot code is lost, and only an external "
                  "programmer can write it again. The backup contains everything required.");
    case BB_NEXT_STEP_RECOVER_IDENTITY:
        return _ ("Power cycle %s and recover it. This restores the previous identity.");
    case BB_NEXT_STEP_RECOVER_BOTH:
        return _ ("Recover %s. This restores the previous firmware and identity.");
    case BB_NEXT_STEP_RECOVER_IDENTITY_AGAIN:
        return _ ("Power cycle %s and recover it again.");
    case BB_NEXT_STEP_RECOVER_FIRMWARE_AS_WELL:
        return _ ("Power cycle %s and recover it again to check its firmware, too.");
    default:
        return NULL;
    }
}

/* What is written already: %s is the drive, where there is one. */
static const char *
bb_words_written_step (BbNextStep step)
{
    switch (step) {
    case BB_NEXT_STEP_POWER_CYCLE_AND_VERIFY:
        return _ ("Power cycle %s (or its computer), then verify it.");
    case BB_NEXT_STEP_TRY_A_DISC:
        return _ ("Test the drive with a disc.");
    case BB_NEXT_STEP_READ_DETAILS:
        return _ ("The drive can be used. Before you try again, check the details for the cause.");
    case BB_NEXT_STEP_POWER_CYCLE_ONCE:
        return _ ("Power cycle %s once.");
    case BB_NEXT_STEP_POWER_CYCLE:
        return _ ("Power cycle %s (or its computer); the drive then runs its firmware again.");
    case BB_NEXT_STEP_VERIFY_AGAIN:
        return _ ("If %s has been without power since it was flashed, flash it again or restore its backup. "
                  "Otherwise, power cycle it and verify again.");
    case BB_NEXT_STEP_AGREE_AND_RECOVER:
        return _ ("Read this, confirm it, and recover %s again.");
    default:
        return NULL;
    }
}

/* What is in the way on this computer, or between it and the drive. */
static const char *
bb_words_obstacle_step (BbNextStep step)
{
    switch (step) {
    case BB_NEXT_STEP_RECONNECT:
        return _ ("Reconnect the drive and try again.");
    case BB_NEXT_STEP_CLOSE_PROGRAM:
        return _ ("Close the other program, then try again.");
    case BB_NEXT_STEP_WAIT_FOR_PROGRAM:
        return _ ("Wait until the other program has finished, then try again.");
    case BB_NEXT_STEP_LOAD_MODULE:
        return _ ("Load the kernel module sg, then try again.");
    case BB_NEXT_STEP_GET_PERMISSION:
        return _ (
            "Ask the administrator of this computer, or run Burnback as a user with permission to use the drive.");
    case BB_NEXT_STEP_REMOVE_BRIDGE:
        return _ ("Connect the drive directly to a SATA or IDE port, without the bridge, and try again.");
    case BB_NEXT_STEP_REMOVE_BRIDGE_SILENT:
        return _ ("Connect the drive without a bridge and try again. Some drives silently keep their firmware when "
                  "they receive an older one.");
    case BB_NEXT_STEP_MAKE_ROOM:
        return _ ("Free up space on the disk that Burnback writes to, or use another folder, then try again.");
    case BB_NEXT_STEP_OTHER_FOLDER:
        return _ ("Use another folder, or run Burnback as a user with permission to write to this one.");
    case BB_NEXT_STEP_CHECK_CABLE:
        return _ ("The data was probably corrupted during the transfer. Use another cable, port or controller, "
                  "without a USB bridge, then try again.");
    case BB_NEXT_STEP_CHECK_DRIVE:
        return _ ("Check that the drive is connected and powered, then try again.");
    default:
        return NULL;
    }
}

static const char *
bb_words_choice_step (BbNextStep step)
{
    switch (step) {
    case BB_NEXT_STEP_OTHER_BACKUP:
        return _ ("Choose another backup or a firmware file, then try again.");
    case BB_NEXT_STEP_OTHER_FILE:
        return _ ("Choose another firmware file, then try again.");
    case BB_NEXT_STEP_START_AGAIN:
        return _ ("You can start it again at any time.");
    case BB_NEXT_STEP_TRY_AGAIN:
        return _ ("Try again. If it fails again, power cycle the drive, or try another cable or port.");
    case BB_NEXT_STEP_FIX_OR_OTHER_FILE:
        return _ ("Fix this, or choose another firmware file, then try again.");
    case BB_NEXT_STEP_FIX:
        return _ ("Fix this, then try again.");
    case BB_NEXT_STEP_FLASH_OLD_FILE:
        return _ ("Flash a file of the previous firmware, if you have one.");
    case BB_NEXT_STEP_NAME_FILE:
        return _ ("Specify the firmware file that should be in the drive, or back up the drive first.");
    default:
        return NULL;
    }
}

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

char *
bb_words_dup_next_step (const BbResult *result, const char *drive)
{
    static const char *(*const groups[]) (BbNextStep step) = {
        bb_words_recovery_step,
        bb_words_written_step,
        bb_words_obstacle_step,
        bb_words_choice_step,
    };
    g_auto (GStrv) parts = NULL;
    const char *text = NULL;

    g_return_val_if_fail (result != NULL && drive != NULL, NULL);

    for (guint i = 0; text == NULL && i < G_N_ELEMENTS (groups); i++)
        text = groups[i](result->next_step);
    if (text == NULL)
        return bb_words_dup_step_of_model (result, drive);
    parts = g_strsplit (text, "%s", 2);
    return g_strjoinv (drive, parts);
}
