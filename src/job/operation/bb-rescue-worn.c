/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-worn.h"

#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>

const char *
bb_rescue_worn_over_text (void)
{
    return _ ("The firmware stays incomplete. You can turn off the drive and the computer now. A report shows "
              "what failed, which helps with the repair.");
}

const char *
bb_rescue_worn_title (gboolean can_finish, gboolean can_restore, gboolean is_elsewhere)
{
    if (is_elsewhere)
        return can_finish && can_restore ? _ ("Try the new connection, or stop") : _ ("Try the new connection");
    return can_finish && can_restore ? _ ("Try once more, or stop") : _ ("Write the firmware once more");
}

const char *
bb_rescue_worn_unnoticed_text (void)
{
    return _ ("Burnback did not detect that the drive was reconnected.");
}

/* Returns which firmware the step writes, or what it asks; for the parameters see bb_rescue_dup_worn_text(). */
static const char *
bb_rescue_worn_writes (gboolean can_finish, gboolean can_restore)
{
    if (can_finish && can_restore)
        return _ ("You can write firmware again or leave the drive as it is.");
    return can_finish
               ? _ ("Burnback will write the whole new firmware again, including the memory block that failed.")
               : _ ("Burnback will write the whole previous firmware again, including the memory block that failed.");
}

char *
bb_rescue_dup_worn_text (gboolean can_finish, gboolean can_restore, const char *other)
{
    const char *hope = bb_words_unlikely_to_help ();
    g_autofree char *writes = NULL;

    if (can_finish || other == NULL)
        return g_strjoin (" ", bb_rescue_worn_writes (can_finish, can_restore), hope, NULL);
    /* TRANSLATORS: a firmware revision */
    writes = g_strdup_printf (
        _ ("Burnback will write the whole firmware %s again, including the memory block that failed."), other);
    return g_strjoin (" ", writes, hope, NULL);
}

const char *
bb_rescue_worn_hardware_title (void)
{
    return _ ("Replace the drive or its memory chip");
}

const char *
bb_rescue_worn_hardware_text (void)
{
    return _ ("Other firmware cannot help, because a required memory block failed repeatedly. The drive needs a "
              "new memory chip, programmed with an external programming device.");
}

char *
bb_rescue_dup_with_backup (const char *text, const BbBackup *backup)
{
    if (backup == NULL)
        return g_strdup (text);
    return g_strjoin (" ", text,
                      bb_backup_has_boot_code (backup)
                          ? _ ("The backup contains the required data.")
                          : _ ("The backup contains the firmware but not the boot code."),
                      NULL);
}
