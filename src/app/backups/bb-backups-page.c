/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backups-page.h"

#include "app/bb-app-words.h"
#include "bb-backup-list.h"

#include <glib/gi18n-lib.h>

struct _BbBackupsPage {
    GtkBox parent;

    GtkLabel *folder;
    GtkWidget *check_all;
    BbBackupList *list;
    BbBackupSummary *summary;
};

G_DEFINE_TYPE (BbBackupsPage, bb_backups_page, GTK_TYPE_BOX)

static void
bb_backups_page_check_all_cb (GtkButton *button, gpointer data)
{
    bb_backup_list_check_all (BB_BACKUPS_PAGE (data)->list);
}

/* Shows the button that verifies all backups; hides this button if the list is empty. */
static void
bb_backups_page_listed_cb (BbBackupList *list, gpointer data)
{
    gtk_widget_set_visible (BB_BACKUPS_PAGE (data)->check_all, !bb_backup_list_is_empty (list));
}

static void
bb_backups_page_show_folder (BbBackupsPage *self, BbEngine *engine)
{
    g_autofree char *path = NULL;
    g_autofree char *short_path = NULL;
    g_autofree char *folder = NULL;
    g_autofree char *text = NULL;

    path = g_build_filename (bb_engine_get_state_folder (engine), "backups", NULL);
    short_path = bb_app_dup_path (path);
    folder = bb_app_dup_isolated (short_path);
    text = g_strdup_printf (_ ("Backups are stored in %s."), folder);
    bb_app_set_path (self->folder, text);
}

/* Shows the new folder. The list of the page reads the store again in its own handler of "store-changed". */
static void
bb_backups_page_moved_cb (BbEngine *engine, gpointer data)
{
    bb_backups_page_show_folder (BB_BACKUPS_PAGE (data), engine);
}

void
bb_backups_page_show (BbBackupsPage *self, BbEngine *engine)
{
    g_return_if_fail (BB_IS_BACKUPS_PAGE (self) && BB_IS_ENGINE (engine));

    g_signal_handlers_disconnect_by_func (engine, bb_backups_page_moved_cb, self);
    g_signal_connect_object (engine, "store-changed", G_CALLBACK (bb_backups_page_moved_cb), self, 0);
    bb_backups_page_show_folder (self, engine);
    bb_backup_list_show (self->list, engine, NULL);
}

/* Handles the key Tab when the focus enters the page: moves the focus to the button that verifies all backups, if
 * that is visible, and returns TRUE. In all other cases chains up. Without this function the selectable label of the
 * folder would get the focus and show a text cursor. */
static gboolean
bb_backups_page_focus (GtkWidget *widget, GtkDirectionType direction)
{
    BbBackupsPage *self = BB_BACKUPS_PAGE (widget);

    if (direction == GTK_DIR_TAB_FORWARD && gtk_container_get_focus_child (GTK_CONTAINER (self)) == NULL &&
        gtk_widget_get_visible (self->check_all)) {
        gtk_widget_grab_focus (self->check_all);
        return TRUE;
    }
    return GTK_WIDGET_CLASS (bb_backups_page_parent_class)->focus (widget, direction);
}

static void
bb_backups_page_class_init (BbBackupsPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    widget_class->focus = bb_backups_page_focus;
    g_type_ensure (BB_TYPE_BACKUP_LIST);
    g_type_ensure (BB_TYPE_BACKUP_SUMMARY);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-backups-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbBackupsPage, folder);
    gtk_widget_class_bind_template_child (widget_class, BbBackupsPage, check_all);
    gtk_widget_class_bind_template_child (widget_class, BbBackupsPage, list);
    gtk_widget_class_bind_template_child (widget_class, BbBackupsPage, summary);
    gtk_widget_class_bind_template_callback (widget_class, bb_backups_page_check_all_cb);
}

static void
bb_backups_page_init (BbBackupsPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_button (GTK_BUTTON (self->check_all));
    bb_backup_list_set_summary (self->list, self->summary);
    g_signal_connect_object (self->list, "listed", G_CALLBACK (bb_backups_page_listed_cb), self, 0);
}

GtkWidget *
bb_backups_page_new (void)
{
    return g_object_new (BB_TYPE_BACKUPS_PAGE, "visible", TRUE, NULL);
}
