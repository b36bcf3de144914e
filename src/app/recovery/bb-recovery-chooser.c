/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-recovery-chooser.h"

#include "app/bb-app-words.h"
#include "app/bb-page-focus.h"
#include "bb-recovery-page.h"
#include "job/operation/bb-sold-name.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

struct _BbRecoveryChooser {
    GtkStack parent;
    BbEngine *engine;
    GtkWidget *unlisted; /* (nullable): the recovery assistant for a drive that is not listed */

    BbEngineDrive *first; /* (nullable): listed first if it needs recovery */
    gboolean has_asked;   /* the user asked for the drives that do not need recovery */

    GtkWidget *choice;
    GtkListBox *needy;  /* has a row for each drive; the rows of drives that do not need recovery are hidden */
    GtkListBox *drives; /* has a row for each drive; the rows of drives that need recovery are hidden */
    GtkListBox *maybe;  /* the same rows as in @needy, at the top of @unlisted */
    GtkWidget *maybe_box;
    GtkWidget *another;
    GtkButton *not_listed;
};

G_DEFINE_TYPE (BbRecoveryChooser, bb_recovery_chooser, GTK_TYPE_STACK)

/* Returns TRUE if @drive needs recovery, also while it has a job. */
static gboolean
bb_recovery_chooser_is_needy (BbEngineDrive *drive)
{
    return bb_engine_drive_get_state (drive) == BB_DRIVE_STATE_NEEDS_RECOVERY;
}

/* Returns (transfer full) (nullable) a phrase with the names under which drives of the same model were also sold.
 * %NULL in each of these cases:
 * - The drive does not need recovery.
 * - No such names are known.
 * - The own name of this drive is known from the user, its journal or a backup. */
static char *
bb_recovery_chooser_dup_sold (BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autoptr (GPtrArray) sold = bb_sold_name_list (facts);
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    g_autofree char *text = NULL;

    if (!bb_recovery_chooser_is_needy (drive) || sold->len == 0 || bb_engine_drive_get_own_name (drive) != NULL ||
        facts->own_product != NULL)
        return NULL;
    for (guint i = 0; i < sold->len; i++)
        g_ptr_array_add (names, (gpointer) bb_name_get_marketed_as (g_ptr_array_index (sold, i)));
    g_ptr_array_add (names, NULL);
    text = g_strjoinv (", ", (char **) names->pdata);
    /* TRANSLATORS: names under which such drives were also sold: "also sold as TDK 420N, Philips DVDRW416N" */
    return g_strdup_printf (_ ("also sold as %s"), text);
}

/* Returns (transfer full) (nullable) what was interrupted on @drive and when it was started, or the latest recovery
 * after that: "Tried to flash 1.07 over 1.05, 2026-11-30 08:59". %NULL if the drive does not need recovery or has no
 * open journal. */
static char *
bb_recovery_chooser_dup_interrupted (BbEngineDrive *drive)
{
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
    const BbJournalRecovery *latest;
    g_autofree char *what = NULL;
    g_autofree char *when = NULL;

    if (journal == NULL || !bb_recovery_chooser_is_needy (drive))
        return NULL;
    latest = bb_journal_recovery_get_latest (journal);
    what = latest != NULL ? bb_words_dup_recovery_what (journal, latest) : bb_words_dup_history_what (journal);
    when = bb_app_dup_time (latest != NULL ? latest->started : journal->started);
    return g_strdup_printf ("%s, %s", what, when);
}

/* Returns (transfer full) the text below the name of @drive: its state; the identified model if it differs from the
 * name; names under which such drives were also sold; what was interrupted and when; and, if known, the block at
 * which a flash stopped. */
static char *
bb_recovery_chooser_dup_signs (BbEngineDrive *drive)
{
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
    g_autofree char *is = bb_engine_drive_dup_is_text (drive);
    g_autofree char *where = journal != NULL ? bb_words_dup_history_where (journal) : NULL;
    g_autofree char *sold = bb_recovery_chooser_dup_sold (drive);
    g_autofree char *interrupted = bb_recovery_chooser_dup_interrupted (drive);
    g_autoptr (GPtrArray) signs = g_ptr_array_new ();

    g_ptr_array_add (signs, (gpointer) bb_app_state_word (drive));
    if (is != NULL && bb_app_is_renamed (drive))
        g_ptr_array_add (signs, is);
    if (sold != NULL)
        g_ptr_array_add (signs, sold);
    if (interrupted != NULL)
        g_ptr_array_add (signs, interrupted);
    if (where != NULL)
        g_ptr_array_add (signs, where);
    g_ptr_array_add (signs, NULL);
    return g_strjoinv (" · ", (char **) signs->pdata);
}

/* Shows or hides the lists and the button @another:
 * - the list @needy and @maybe_box: shown if a drive needs recovery
 * - the list @drives: shown if a drive needs no recovery and the user has pressed @another; also shown if no drive
 *   needs recovery
 * - the button @another: shown if a drive needs no recovery and the list @drives is hidden */
static void
bb_recovery_chooser_update (BbRecoveryChooser *self)
{
    GListModel *drives = bb_engine_get_drives (self->engine);
    guint n_drives = g_list_model_get_n_items (drives), n_needy = 0;
    gboolean shows_others;

    for (guint i = 0; i < n_drives; i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        n_needy += bb_recovery_chooser_is_needy (drive) ? 1 : 0;
    }
    shows_others = n_needy == 0 || self->has_asked;
    gtk_widget_set_visible (GTK_WIDGET (self->needy), n_needy > 0);
    gtk_widget_set_visible (self->maybe_box, n_needy > 0);
    gtk_widget_set_visible (GTK_WIDGET (self->drives), shows_others && n_drives > n_needy);
    gtk_widget_set_visible (self->another, !shows_others && n_drives > n_needy);
}

static BbEngineDrive *
bb_recovery_chooser_get_drive (gpointer row)
{
    return g_object_get_data (row, "drive");
}

/* Updates the texts of @row, and shows or hides the row. A row in the list @drives is visible if @drive needs no
 * recovery. A row in the lists @needy and @maybe is visible if @drive needs recovery. Then shows or hides the lists.
 */
static void
bb_recovery_chooser_update_row_cb (BbEngineDrive *drive, gpointer row)
{
    BbRecoveryChooser *self = g_object_get_data (row, "chooser");
    GtkWidget *list = gtk_widget_get_parent (row);
    g_autofree char *title = bb_app_dup_full_name (drive);
    g_autofree char *signs = bb_recovery_chooser_dup_signs (drive);

    hdy_preferences_row_set_title (HDY_PREFERENCES_ROW (row), title);
    hdy_action_row_set_subtitle (HDY_ACTION_ROW (row), signs);
    bb_app_set_name (row, title);
    bb_app_set_description (row, signs);
    if (list == NULL)
        return;
    gtk_widget_set_visible (row, (list != GTK_WIDGET (self->drives)) == bb_recovery_chooser_is_needy (drive));
    bb_recovery_chooser_update (self);
}

/* Adds a row that opens the recovery assistant of @drive. The row follows the changes of @drive. */
static void
bb_recovery_chooser_add_row (BbRecoveryChooser *self, GtkListBox *list, BbEngineDrive *drive)
{
    GtkWidget *row = hdy_action_row_new ();
    GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic", GTK_ICON_SIZE_MENU);

    g_object_set_data_full (G_OBJECT (row), "drive", g_object_ref (drive), g_object_unref);
    g_object_set_data (G_OBJECT (row), "chooser", self);
    hdy_action_row_set_title_lines (HDY_ACTION_ROW (row), 0);
    hdy_action_row_set_subtitle_lines (HDY_ACTION_ROW (row), 0);
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    bb_app_set_action (row, "win.rescue-drive", g_variant_new_string (bb_engine_drive_get_name (drive)));
    gtk_container_add (GTK_CONTAINER (row), arrow);
    gtk_widget_show_all (row);
    gtk_container_add (GTK_CONTAINER (list), row);
    bb_recovery_chooser_update_row_cb (drive, row);
    g_signal_connect_object (drive, "changed", G_CALLBACK (bb_recovery_chooser_update_row_cb), row, 0);
}

/* Sorts the rows by the device name of the drive, the row of @first before all others. */
static int
bb_recovery_chooser_compare_cb (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
    BbRecoveryChooser *self = BB_RECOVERY_CHOOSER (data);
    BbEngineDrive *of_a = bb_recovery_chooser_get_drive (a), *of_b = bb_recovery_chooser_get_drive (b);
    int order = (of_b == self->first ? 1 : 0) - (of_a == self->first ? 1 : 0);
    g_autofree char *key_a = g_utf8_collate_key_for_filename (bb_engine_drive_get_name (of_a), -1);
    g_autofree char *key_b = g_utf8_collate_key_for_filename (bb_engine_drive_get_name (of_b), -1);

    return order != 0 ? order : strcmp (key_a, key_b);
}

/* Removes the rows of disconnected drives from @list, and adds a row for each drive that has none. */
static void
bb_recovery_chooser_fill (BbRecoveryChooser *self, GtkListBox *list)
{
    GListModel *drives = bb_engine_get_drives (self->engine);
    g_autoptr (GHashTable) missing = g_hash_table_new (NULL, NULL);
    g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (list));

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        g_hash_table_add (missing, drive); /* not referenced: the list model owns the drive */
    }
    for (GList *row = rows; row != NULL; row = row->next)
        if (!g_hash_table_remove (missing, bb_recovery_chooser_get_drive (row->data)))
            gtk_widget_destroy (row->data);
    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        if (g_hash_table_contains (missing, drive))
            bb_recovery_chooser_add_row (self, list, drive);
    }
}

/* Shows the drives that do not need recovery, and moves the focus to the first of them. */
static void
bb_recovery_chooser_another_cb (GtkButton *button, gpointer data)
{
    BbRecoveryChooser *self = BB_RECOVERY_CHOOSER (data);

    self->has_asked = TRUE;
    bb_recovery_chooser_update (self);
    gtk_widget_child_focus (GTK_WIDGET (self->drives), GTK_DIR_TAB_FORWARD);
}

/* Returns TRUE if the user sees the assistant for a drive that is not listed. */
static gboolean
bb_recovery_chooser_shows_unlisted (BbRecoveryChooser *self)
{
    return self->unlisted != NULL && gtk_stack_get_visible_child (GTK_STACK (self)) == self->unlisted &&
           gtk_widget_get_mapped (GTK_WIDGET (self));
}

/* Updates the rows. If a drive appears while the assistant for a drive that is not listed is shown, the user has just
 * connected the missing drive: opens the assistant of the new drive. If several drives appear at once, opens the
 * assistant of the first. */
static void
bb_recovery_chooser_drives_cb (GListModel *drives, guint position, guint removed, guint added, gpointer data)
{
    BbRecoveryChooser *self = BB_RECOVERY_CHOOSER (data);
    g_autoptr (BbEngineDrive) drive = added > 0 ? g_list_model_get_item (drives, position) : NULL;

    bb_recovery_chooser_fill (self, self->needy);
    bb_recovery_chooser_fill (self, self->drives);
    bb_recovery_chooser_fill (self, self->maybe);
    bb_recovery_chooser_update (self);
    if (drive == NULL || !bb_recovery_chooser_shows_unlisted (self))
        return;
    g_action_group_activate_action (G_ACTION_GROUP (gtk_widget_get_toplevel (GTK_WIDGET (self))), "rescue-drive",
                                    g_variant_new_string (bb_engine_drive_get_name (drive)));
}

/* Shows the assistant for a drive that is not listed; creates the assistant at the first call. */
static void
bb_recovery_chooser_not_listed_cb (GtkButton *button, gpointer data)
{
    BbRecoveryChooser *self = BB_RECOVERY_CHOOSER (data);

    if (self->unlisted == NULL) {
        self->unlisted = bb_recovery_page_new (self->engine, NULL);
        bb_recovery_page_add_first (BB_RECOVERY_PAGE (self->unlisted), self->maybe_box);
        gtk_container_add (GTK_CONTAINER (self), self->unlisted);
    }
    gtk_stack_set_visible_child (GTK_STACK (self), self->unlisted);
}

void
bb_recovery_chooser_set_first (BbRecoveryChooser *self, BbEngineDrive *drive)
{
    g_return_if_fail (BB_IS_RECOVERY_CHOOSER (self));

    g_set_object (&self->first, drive);
    self->has_asked = FALSE;
    gtk_list_box_invalidate_sort (self->needy);
    bb_recovery_chooser_update (self);
}

gboolean
bb_recovery_chooser_go_back (BbRecoveryChooser *self)
{
    g_return_val_if_fail (BB_IS_RECOVERY_CHOOSER (self), FALSE);

    if (!bb_recovery_chooser_shows_unlisted (self))
        return FALSE;
    bb_recovery_chooser_focus (self);
    return TRUE;
}

/* A #GtkCallback. Gives the focus to the first drive in the lists, or to the button if the lists are empty. */
static void
bb_recovery_chooser_focus_cb (GtkWidget *chooser, gpointer data)
{
    BbRecoveryChooser *self = BB_RECOVERY_CHOOSER (chooser);

    if (!gtk_widget_child_focus (GTK_WIDGET (self->needy), GTK_DIR_TAB_FORWARD) &&
        !gtk_widget_child_focus (GTK_WIDGET (self->drives), GTK_DIR_TAB_FORWARD))
        gtk_widget_grab_focus (GTK_WIDGET (self->not_listed));
}

void
bb_recovery_chooser_focus (BbRecoveryChooser *self)
{
    g_return_if_fail (BB_IS_RECOVERY_CHOOSER (self));

    gtk_stack_set_visible_child (GTK_STACK (self), self->choice);
    bb_page_focus_move (GTK_WIDGET (self), bb_recovery_chooser_focus_cb);
}

static void
bb_recovery_chooser_dispose (GObject *object)
{
    g_clear_object (&BB_RECOVERY_CHOOSER (object)->engine);
    g_clear_object (&BB_RECOVERY_CHOOSER (object)->first);
    g_clear_object (&BB_RECOVERY_CHOOSER (object)->maybe_box);
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
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryChooser, needy);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryChooser, another);
    gtk_widget_class_bind_template_callback (widget_class, bb_recovery_chooser_another_cb);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryChooser, not_listed);
    gtk_widget_class_bind_template_callback (widget_class, bb_recovery_chooser_not_listed_cb);
}

/* Creates @maybe_box, the list of drives that need recovery with a sentence above the list.
 * bb_recovery_chooser_not_listed_cb() adds this box at the top of the assistant for a drive that is not listed. */
static void
bb_recovery_chooser_make_maybe (BbRecoveryChooser *self)
{
    GtkWidget *text = gtk_label_new (
        _ ("A drive in recovery mode can appear under another brand and model. Is one of these your drive?"));

    self->maybe_box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
    self->maybe = GTK_LIST_BOX (gtk_list_box_new ());
    gtk_list_box_set_selection_mode (self->maybe, GTK_SELECTION_NONE);
    gtk_widget_set_can_focus (GTK_WIDGET (self->maybe), FALSE);
    gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self->maybe)), "content");
    bb_app_set_name (GTK_WIDGET (self->maybe), _ ("Drives that need recovery"));
    bb_app_wrap_label (text);
    gtk_label_set_width_chars (GTK_LABEL (text), 10);
    gtk_container_add (GTK_CONTAINER (self->maybe_box), text);
    gtk_container_add (GTK_CONTAINER (self->maybe_box), GTK_WIDGET (self->maybe));
    gtk_widget_show_all (self->maybe_box);
}

static void
bb_recovery_chooser_init (BbRecoveryChooser *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_recovery_chooser_make_maybe (self);
    bb_app_wrap_texts (GTK_WIDGET (self));
}

GtkWidget *
bb_recovery_chooser_new (BbEngine *engine)
{
    BbRecoveryChooser *self = g_object_new (BB_TYPE_RECOVERY_CHOOSER, "visible", TRUE, NULL);
    GListModel *drives = bb_engine_get_drives (engine);

    self->engine = g_object_ref (engine);
    gtk_list_box_set_sort_func (self->needy, bb_recovery_chooser_compare_cb, self, NULL);
    gtk_list_box_set_sort_func (self->drives, bb_recovery_chooser_compare_cb, self, NULL);
    gtk_list_box_set_sort_func (self->maybe, bb_recovery_chooser_compare_cb, self, NULL);
    g_signal_connect_object (drives, "items-changed", G_CALLBACK (bb_recovery_chooser_drives_cb), self, 0);
    bb_recovery_chooser_drives_cb (drives, 0, 0, 0, self);
    return GTK_WIDGET (self);
}
