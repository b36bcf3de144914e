/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-restore-button.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

void
bb_restore_button_show (GtkButton *button, const char *drive, BbBackup *backup)
{
    g_autofree char *time = NULL;
    g_autofree char *tooltip = NULL;
    g_autofree char *revision_part = NULL;
    g_autofree char *label = NULL;

    g_return_if_fail (GTK_IS_BUTTON (button) && (backup == NULL || drive != NULL));

    if (backup == NULL) {
        bb_app_set_button_label (button, _ ("R_estore…"));
        bb_app_set_action (GTK_WIDGET (button), NULL, NULL);
        gtk_widget_set_tooltip_text (GTK_WIDGET (button), NULL);
        return;
    }
    time = bb_app_dup_time (backup->created);
    /* TRANSLATORS: firmware revision in the backup, date and time of the backup */
    tooltip = g_strdup_printf (_ ("Review and restore firmware %s (backup from %s)"), backup->revision, time);
    revision_part = bb_app_dup_mnemonic (backup->revision);
    /* TRANSLATORS: firmware revision */
    label = g_strdup_printf (_ ("R_estore %s…"), revision_part);
    bb_app_set_button_label (button, label);
    bb_app_set_action (GTK_WIDGET (button), "win.restore-backup", g_variant_new ("(ss)", drive, backup->id));
    gtk_widget_set_tooltip_text (GTK_WIDGET (button), tooltip);
}
