/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-eject-button.h"

#include "app/bb-app-words.h"
#include "bb-eject.h"

#include <glib/gi18n-lib.h>

/* Action of the application that opens the tray of a simulated drive, which UDisks does not know. */
#define BB_EJECT_BUTTON_SIMULATED "open-tray"

struct _BbEjectButton {
    GtkButton parent;
    BbEngineDrive *drive; /* (nullable) */
};

G_DEFINE_TYPE (BbEjectButton, bb_eject_button, GTK_TYPE_BUTTON)

static guint signal_said;

/* Emits "said" with @text (nullable). */
static void
bb_eject_button_say (BbEjectButton *self, const char *text)
{
    g_signal_emit (self, signal_said, 0, text);
}

/* Emits "said" with the reason why ejecting failed; with %NULL after a success. */
static void
bb_eject_button_ejected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbEjectButton) self = data;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    /* After a success no sentence is needed: the drive reports that its tray is open, which updates the page. */
    if (!bb_eject_finish (result, &error))
        text = g_strdup_printf (_ ("Could not eject the disc: %s"), error->message);
    bb_eject_button_say (self, text);
}

/* Ejects the disc with UDisks, and emits "said" with "Ejecting…". For a simulated drive, activates the action that
 * opens its tray instead. Does nothing without a drive. */
static void
bb_eject_button_clicked (GtkButton *button)
{
    BbEjectButton *self = BB_EJECT_BUTTON (button);
    g_autoptr (BbDriveDetails) details = NULL;

    if (self->drive == NULL)
        return;
    details = bb_drive_ref_details (bb_engine_drive_get_drive (self->drive));
    if (details->simulated) {
        g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), BB_EJECT_BUTTON_SIMULATED,
                                        g_variant_new_string (details->name));
        return;
    }
    bb_eject_button_say (self, _ ("Ejecting…"));
    bb_eject_async (details->sr_node, NULL, bb_eject_button_ejected_cb, g_object_ref (self));
}

gboolean
bb_eject_button_can (BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details =
        drive != NULL ? bb_drive_ref_details (bb_engine_drive_get_drive (drive)) : NULL;

    return details != NULL && (details->sr_node != NULL || details->simulated) &&
           bb_engine_drive_get_medium (drive) == BB_MEDIUM_PRESENT;
}

void
bb_eject_button_show (BbEjectButton *self, BbEngineDrive *drive)
{
    gboolean can;

    g_return_if_fail (BB_IS_EJECT_BUTTON (self));

    g_set_object (&self->drive, drive);
    can = bb_eject_button_can (drive);
    if (!can && gtk_widget_get_visible (GTK_WIDGET (self)))
        bb_eject_button_say (self, NULL);
    gtk_widget_set_visible (GTK_WIDGET (self), can);
}

/* Sets the label after the construction of the parent class, which would remove the label. */
static void
bb_eject_button_constructed (GObject *object)
{
    G_OBJECT_CLASS (bb_eject_button_parent_class)->constructed (object);
    gtk_button_set_use_underline (GTK_BUTTON (object), TRUE);
    bb_app_set_button_label (GTK_BUTTON (object), _ ("_Eject Disc"));
}

static void
bb_eject_button_dispose (GObject *object)
{
    g_clear_object (&BB_EJECT_BUTTON (object)->drive);
    G_OBJECT_CLASS (bb_eject_button_parent_class)->dispose (object);
}

static void
bb_eject_button_class_init (BbEjectButtonClass *klass)
{
    G_OBJECT_CLASS (klass)->constructed = bb_eject_button_constructed;
    G_OBJECT_CLASS (klass)->dispose = bb_eject_button_dispose;
    GTK_BUTTON_CLASS (klass)->clicked = bb_eject_button_clicked;
    signal_said = g_signal_new ("said", BB_TYPE_EJECT_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING);
}

static void
bb_eject_button_init (BbEjectButton *self)
{
    gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}
