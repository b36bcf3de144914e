/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-close-dialog.h"

#include <glib/gi18n-lib.h>

GtkWidget *
bb_close_dialog_new (GtkWindow *parent, gboolean endangered)
{
    GtkWidget *dialog =
        gtk_message_dialog_new (parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                endangered ? GTK_MESSAGE_WARNING : GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s",
                                endangered ? _ ("Burnback cannot be closed now") : _ ("A drive is being worked on"));

    gtk_message_dialog_format_secondary_text (
        GTK_MESSAGE_DIALOG (dialog), "%s",
        endangered
            ? _ ("A drive has no complete firmware at this moment. If Burnback were closed, it would stay like "
                 "that. Wait until it is done.")
            : _ ("If Burnback is closed, this is stopped. The drive stays as it is."));
    gtk_dialog_add_button (GTK_DIALOG (dialog), endangered ? _ ("_Go On") : _ ("_Keep It Open"), GTK_RESPONSE_CANCEL);
    if (!endangered)
        gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Stop and Close"), GTK_RESPONSE_ACCEPT);
    gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
    return dialog;
}
