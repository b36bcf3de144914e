/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-recovery-chooser.h"

#include "app/bb-app-words.h"
#include "bb-recovery-page.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

struct _BbRecoveryChooser {
    GtkStack parent;
    BbEngine *engine;
    GtkWidget *unlisted; /* (nullable): the recovery assistant for a drive that is not listed */

    GtkWidget *choice;
    GtkListBox *drives;
    GtkButton *not_listed;
};

G_DEFINE_TYPE (BbRecoveryChooser, bb_recovery_chooser, GTK_TYPE_STACK)

static void
bb_recovery_chooser_update_row_cb (BbEngineDrive *drive, gpointer row)
{
    g_autofree char *title = bb_app_dup_full_name (drive);

    hdy_preferences_row_set_title (HDY_PREFERENCES_ROW (row), title);
    hdy_action_row_set_subtitle (HDY_ACTION_ROW (row), bb_app_state_word (drive));
    bb_app_set_name (row, title);
    bb_app_set_description (row, bb_app_state_word (drive));
}

static GtkWidget *
bb_recovery_chooser_create_row_cb (gpointer item, gpointer data)
{
    BbEngineDrive *drive = BB_ENGINE_DRIVE (item);
    GtkWidget *row = hdy_action_row_new ();
    GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic", GTK_ICON_SIZE_MENU);

    hdy_action_row_set_title_lines (HDY_ACTION_ROW (row), 0);
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    bb_app_set_action (row, "win.rescue-drive", g_variant_new_string (bb_engine_drive_get_name (drive)));
    gtk_container_add (GTK_CONTAINER (row), arrow);
    gtk_widget_show_all (row);
    bb_recovery_chooser_update_row_cb (drive, row);
    g_signal_connect_object (drive, "changed", G_CALLBACK (bb_recovery_chooser_update_row_cb), row, 0);
    return row;
}

static gboolean
bb_recovery_chooser_shows_unlisted (BbRecoveryChooser *self)
{
    return self->unlisted != NULL && gtk_stack_get_visible_child (GTK_STACK (self)) == self->unlisted &&
           gtk_widget_get_mapped (GTK_WIDGET (self));
}

/* Hides the list if there are no drives. Opens the assistant of a drive that appears while the assistant for an
 * unlisted drive is shown, because the user has just connected that drive. */
static void
bb_recovery_chooser_drives_cb (GListModel *drives, guint position, guint removed, guint added, gpointer data)
{
    BbRecoveryChooser *self = BB_RECOVERY_CHOOSER (data);
    g_autoptr (BbEngineDrive) drive = added > 0 ? g_list_model_get_item (drives, position) : NULL;

    gtk_widget_set_visible (GTK_WIDGET (self->drives), g_list_model_get_n_items (drives) > 0);
    if (drive == NULL || !bb_recovery_chooser_shows_unlisted (self))
        return;
    g_action_group_activate_action (G_ACTION_GROUP (gtk_widget_get_toplevel (GTK_WIDGET (self))), "rescue-drive",
                                    g_variant_new_string (bb_engine_drive_get_name (drive)));
}

static void
bb_recovery_chooser_not_listed_cb (GtkButton *button, gpointer data)
{
    BbRecoveryChooser *self = BB_RECOVERY_CHOOSER (data);

    if (self->unlisted == NULL) {
        self->unlisted = bb_recovery_page_new (self->engine, NULL);
        gtk_container_add (GTK_CONTAINER (self), self->unlisted);
    }
    gtk_stack_set_visible_child (GTK_STACK (self), self->unlisted);
}

void
bb_recovery_chooser_focus (BbRecoveryChooser *self)
{
    g_return_if_fail (BB_IS_RECOVERY_CHOOSER (self));

    gtk_stack_set_visible_child (GTK_STACK (self), self->choice);
    gtk_widget_grab_focus (GTK_WIDGET (self->not_listed));
}

static void
bb_recovery_chooser_dispose (GObject *object)
{
    g_clear_object (&BB_RECOVERY_CHOOSER (object)->engine);
    G_OBJECT_CLASS (bb_recovery_chooser_parent_class)->dispose (object);
}

static void
bb_recovery_chooser_class_init (BbRecoveryChooserClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_recovery_chooser_dispose;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-recovery-chooser.ui");
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryChooser, choice);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryChooser, drives);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryChooser, not_listed);
    gtk_widget_class_bind_template_callback (widget_class, bb_recovery_chooser_not_listed_cb);
}

static void
bb_recovery_chooser_init (BbRecoveryChooser *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bb_recovery_chooser_new (BbEngine *engine)
{
    BbRecoveryChooser *self = g_object_new (BB_TYPE_RECOVERY_CHOOSER, "visible", TRUE, NULL);
    GListModel *drives = bb_engine_get_drives (engine);

    self->engine = g_object_ref (engine);
    gtk_list_box_bind_model (self->drives, drives, bb_recovery_chooser_create_row_cb, NULL, NULL);
    g_signal_connect_object (drives, "items-changed", G_CALLBACK (bb_recovery_chooser_drives_cb), self, 0);
    gtk_widget_set_visible (GTK_WIDGET (self->drives), g_list_model_get_n_items (drives) > 0);
    return GTK_WIDGET (self);
}
