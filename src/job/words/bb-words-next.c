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
        return _ ("Recover %s: Burnback finishes the flash or restores the old firmware.");
    case BB_NEXT_STEP_RECOVER_WORN:
        return _ (
            "Keep the power of %s on and recover it once more; if the block fails again, the drive's flash memory "
            "has to be replaced.");
    case BB_NEXT_STEP_RECOVER_WITH_NEW_FILE:
        return _ ("Get a firmware file for exactly this model and recover %s with it.");
    case BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE:
        return _ (
            "Switch %s off, wait 30 seconds, switch it on again and recover it before anything else is done with "
            "it.");
    case BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION:
        return _ (
            "Plug %s back into the same place after 30 seconds without power, and recover it before anything else "
            "is done with it.");
    case BB_NEXT_STEP_RECOVER_ELSEWHERE:
        return _ ("Switch %s off for 30 seconds, connect it without a bridge or at another computer, and recover it "
                  "again; another firmware file may help, too.");
    case BB_NEXT_STEP_RECONNECT_AND_RECOVER:
        return _ (
            "Plug %s back into the same place and give it power, then recover it: Burnback finishes the flash or "
            "restores the old firmware.");
    case BB_NEXT_STEP_RECOVER_PARTS:
        return _ ("Recover %s with the firmware file of the revision that it should have, or restore its backup.");
    case BB_NEXT_STEP_POWER_CYCLE_FOR_BOOT:
        return _ ("Switch %s off and on, and recover it again.");
    case BB_NEXT_STEP_POWER_ON_AND_RECOVER:
        return _ ("Switch %s on again. If it responds, recover it.");
    case BB_NEXT_STEP_POWER_ON_OR_PROGRAMMER:
        return _ (
            "Switch %s off and on once more. If it does not respond, its boot code is lost, and only an external "
            "programmer can write it again; the backup has everything that is needed.");
    case BB_NEXT_STEP_RECOVER_IDENTITY:
        return _ ("Switch %s off and on and recover it; the old identity is written back then.");
    case BB_NEXT_STEP_RECOVER_BOTH:
        return _ ("Recover %s: the old firmware and the old identity are restored.");
    case BB_NEXT_STEP_RECOVER_IDENTITY_AGAIN:
        return _ ("Switch %s off and on and recover it again.");
    case BB_NEXT_STEP_RECOVER_FIRMWARE_AS_WELL:
        return _ ("Switch %s off and on and recover it once more; then its firmware is checked, too.");
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
        return _ ("Switch %s (or the computer it is in) off and on, then verify it.");
    case BB_NEXT_STEP_TRY_A_DISC:
        return _ ("Try the drive with a disc.");
    case BB_NEXT_STEP_READ_DETAILS:
        return _ ("The drive can be used. Before another try, look at the details for what failed.");
    case BB_NEXT_STEP_POWER_CYCLE_ONCE:
        return _ ("Switch %s off and on once.");
    case BB_NEXT_STEP_POWER_CYCLE:
        return _ ("Switch %s (or the computer it is in) off and on: then it runs its firmware again.");
    case BB_NEXT_STEP_VERIFY_AGAIN:
        return _ ("If %s has been without power since it was flashed, flash it again or put its backup back. If not, "
                  "switch it off and on, and verify again.");
    case BB_NEXT_STEP_AGREE_AND_RECOVER:
        return _ ("Read that, agree to it, and recover %s again.");
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
        return _ ("Plug the drive back in and try again.");
    case BB_NEXT_STEP_CLOSE_PROGRAM:
        return _ ("Close the other program, then try again.");
    case BB_NEXT_STEP_WAIT_FOR_PROGRAM:
        return _ ("Wait until the other program has finished, then try again.");
    case BB_NEXT_STEP_LOAD_MODULE:
        return _ ("Load the kernel module sg, then try again.");
    case BB_NEXT_STEP_GET_PERMISSION:
        return _ ("Ask the administrator of this computer, or run Burnback as a user who may use the drive.");
    case BB_NEXT_STEP_REMOVE_BRIDGE:
        return _ ("Connect the drive without the bridge, directly to a SATA or IDE port, and try again.");
    case BB_NEXT_STEP_REMOVE_BRIDGE_SILENT:
        return _ (
            "Connect the drive without a bridge and try again. Some drives silently keep their firmware when an "
            "older one is sent.");
    case BB_NEXT_STEP_MAKE_ROOM:
        return _ (
            "Make room on the disk that Burnback writes to, or let it write to another folder, then try again.");
    case BB_NEXT_STEP_OTHER_FOLDER:
        return _ ("Let it write to another folder, or run Burnback as a user who may write to this one.");
    case BB_NEXT_STEP_CHECK_CABLE:
        return _ (
            "The data was probably damaged on its way to the drive. Use another cable, port or controller, without "
            "a USB bridge, then try again.");
    case BB_NEXT_STEP_CHECK_DRIVE:
        return _ ("Check whether the drive is plugged in and has power, then try again.");
    default:
        return NULL;
    }
}

static const char *
bb_words_choice_step (BbNextStep step)
{
    switch (step) {
    case BB_NEXT_STEP_OTHER_BACKUP:
        return _ ("Choose another backup, or a firmware file, then try again.");
    case BB_NEXT_STEP_OTHER_FILE:
        return _ ("Choose another firmware file, then try again.");
    case BB_NEXT_STEP_START_AGAIN:
        return _ ("Start it again whenever you like.");
    case BB_NEXT_STEP_TRY_AGAIN:
        return _ ("Try again; if it fails again, switch the drive off and on, or try another cable or port.");
    case BB_NEXT_STEP_FIX_OR_OTHER_FILE:
        return _ ("Fix this, or choose another firmware file, then try again.");
    case BB_NEXT_STEP_FIX:
        return _ ("Fix this, then try again.");
    case BB_NEXT_STEP_FLASH_OLD_FILE:
        return _ ("Flash a file of the old firmware, if you have one.");
    case BB_NEXT_STEP_NAME_FILE:
        return _ ("Name the firmware file that should be in the drive, or make a backup first.");
    default:
        return NULL;
    }
}

static char *
bb_words_dup_step_of_model (const BbResult *result)
{
    const BbResultParameters *about = &result->about;

    switch (result->next_step) {
    case BB_NEXT_STEP_RECOVER_AS_MODEL:
        /* TRANSLATORS: a drive, then the name of a drive type */
        return g_strdup_printf (_ ("Recover %s with a firmware file of the %s."), result->drive, about->model);
    case BB_NEXT_STEP_RECOVER_OR_CONVERT_BACK:
        /* TRANSLATORS: a drive, the name of a drive type, the key of another, the path of a file */
        return g_strdup_printf (
            _ ("Recover %s with a firmware file of the %s. Or convert it back: change its boot code "
               "to that of the %s, which is in the backup (%s), switch the drive off and on, and "
               "recover it."),
            result->drive, about->model, about->old_model_key, about->path);
    case BB_NEXT_STEP_POWER_CYCLE_AND_RECOVER:
        /* TRANSLATORS: a drive, then the name of a drive type */
        return g_strdup_printf (_ ("Switch %s off and on; its light blinks then, as expected. Then recover it with a "
                                   "firmware file of the %s."),
                                result->drive, about->model);
    case BB_NEXT_STEP_ADVICE:
        return g_strdup (about->advice);
    default:
        return NULL;
    }
}

char *
bb_words_dup_next_step (const BbResult *result)
{
    static const char *(*const groups[]) (BbNextStep step) = {
        bb_words_recovery_step,
        bb_words_written_step,
        bb_words_obstacle_step,
        bb_words_choice_step,
    };
    g_auto (GStrv) parts = NULL;
    const char *text = NULL;

    g_return_val_if_fail (result != NULL && result->drive != NULL, NULL);

    for (guint i = 0; text == NULL && i < G_N_ELEMENTS (groups); i++)
        text = groups[i](result->next_step);
    if (text == NULL)
        return bb_words_dup_step_of_model (result);
    parts = g_strsplit (text, "%s", 2);
    return g_strjoinv (result->drive, parts);
}
