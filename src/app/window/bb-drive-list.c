/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-list.h"

#include "app/bb-app-words.h"
#include "bb-drive-filter.h"
#include "bb-drive-row.h"
#include "bb-gone-row.h"
#include "app/widgets/bb-gradual-rows.h"
#include "app/widgets/bb-status-page.h"

#include <glib/gi18n-lib.h>

/* A list of this many drives or more has a filter. */
#define BB_DRIVE_LIST_MANY 10

struct _BbDriveList {
    GtkBox parent;
    BbAppSource *source;   /* (nullable) */
    GListModel *drives;    /* (nullable): drives of the engine */
    BbEngineDrive *wanted; /* (nullable): drive to select when its row is created */
    GtkWidget *below;      /* (nullable) (weak): container to which the Down key moves the focus from the last row */
    gboolean to_scroll;    /* scroll to the selected row after it was allocated */
    gboolean is_in_view;   /* the whole selected row was visible after the last scrolling */
    double page_size;      /* height of the visible part of the list, to detect that it shrinks */

    BbDriveFilter *filter;
    GtkWidget *gone; /* bb_gone_row_new(): the row of the disconnected drive whose page is open */
    GtkStack *stack;
    GtkWidget *none;     /* (nullable): %NULL until the filter hides all drives */
    GtkWidget *show_all; /* (nullable): button in @none that clears the filter */
    GtkScrolledWindow *full;
    GtkListBox *list;
    GtkWidget *empty;    /* (nullable): %NULL until there are no drives; contains the next two */
    BbStatusPage *cause; /* (nullable) */
    GtkWidget *demo;     /* (nullable): button that starts the demo */
};

G_DEFINE_TYPE (BbDriveList, bb_drive_list, GTK_TYPE_BOX)

static guint signal_selected;
static guint signal_activated;
static guint signal_dropped;

/* --- empty list --- */

static void bb_drive_list_demo_cb (GtkButton *button, gpointer data);

/* Returns (transfer none) the widget that is shown if there are no drives; builds it at the first call. */
static GtkWidget *
bb_drive_list_ensure_empty (BbDriveList *self)
{
    g_autoptr (GtkBuilder) builder = NULL;

    if (self->empty != NULL)
        return self->empty;
    builder = gtk_builder_new_from_resource ("/io/github/burnback/Burnback/bb-drive-empty.ui");
    self->empty = GTK_WIDGET (gtk_builder_get_object (builder, "empty"));
    self->cause = BB_STATUS_PAGE (gtk_builder_get_object (builder, "cause"));
    self->demo = GTK_WIDGET (gtk_builder_get_object (builder, "demo"));
    bb_app_wrap_texts (self->empty);
    g_signal_connect (self->demo, "clicked", G_CALLBACK (bb_drive_list_demo_cb), self);
    gtk_container_add (GTK_CONTAINER (self->stack), self->empty);
    return self->empty;
}

/* Sets the text that is shown while the list is empty: why there are no drives, and what the user can do. Its title
 * does not contradict the row of a disconnected drive above it. If the drives are simulated, also hides the button
 * that starts the demo. Builds nothing as long as there are drives. */
static void
bb_drive_list_show_cause (BbDriveList *self)
{
    gboolean is_simulated = bb_app_source_is_simulated (self->source);
    const char *title = gtk_widget_get_visible (self->gone) ? _ ("No Other Drives")
                        : is_simulated                      ? _ ("No Simulated Drives")
                                                            : _ ("No Optical Drive");

    if (self->empty == NULL && g_list_model_get_n_items (self->drives) > 0)
        return;
    (void) bb_drive_list_ensure_empty (self);
    if (is_simulated) {
        bb_status_page_set (self->cause, "burnback-drive-symbolic", title,
                            bb_app_source_why_no_simulated (self->source));
        gtk_widget_hide (self->demo);
        return;
    }
    if (!g_file_test ("/run/udev/control", G_FILE_TEST_EXISTS)) {
        bb_status_page_set (self->cause, "dialog-warning-symbolic", _ ("Drives Cannot Be Detected"),
                            _ ("The device manager (udev) is not running on this computer, so drives cannot be "
                               "listed. This is normal in a container."));
        return;
    }
    if (!g_file_test ("/sys/module/sr_mod", G_FILE_TEST_EXISTS)) {
        bb_status_page_set (
            self->cause, "burnback-drive-symbolic", title,
            _ ("Linux has not detected an optical drive, and the kernel module for optical drives (sr_mod) is not "
               "loaded. Check that the drive is powered on and its cable is connected."));
        return;
    }
    bb_status_page_set (self->cause, "burnback-drive-symbolic", title,
                        _ ("Check that the drive is powered on and its cable is connected. Connected drives appear "
                           "here automatically."));
}

void
bb_drive_list_show_gone (BbDriveList *self, const char *drive)
{
    gboolean was_shown;

    g_return_if_fail (BB_IS_DRIVE_LIST (self));

    was_shown = gtk_widget_get_visible (self->gone);
    bb_gone_row_show (self->gone, drive);
    if (self->drives != NULL && was_shown != gtk_widget_get_visible (self->gone))
        bb_drive_list_show_cause (self);
}

void
bb_drive_list_show_failure (BbDriveList *self, const char *message)
{
    g_return_if_fail (BB_IS_DRIVE_LIST (self));

    (void) bb_drive_list_ensure_empty (self);
    bb_status_page_set (self->cause, "dialog-error-symbolic", _ ("Could Not List Drives"), message);
    gtk_stack_set_visible_child (self->stack, self->empty);
}

/* Starts the demo as another process, because simulated drives are never shown beside real ones. If that fails,
 * shows why. */
static void
bb_drive_list_demo_cb (GtkButton *button, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);
    g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
    const char *argv[] = {program != NULL ? program : "burnback", "--simulate", "demo", NULL};
    g_autoptr (GError) error = NULL;

    if (!g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &error))
        bb_drive_list_show_failure (self, error->message);
}

/* --- filter --- */

/* Returns (transfer container) the visible rows, from top to bottom: those that match the filter, and the row of
 * bb_drive_list_get_kept(). */
static GPtrArray *
bb_drive_list_dup_shown (BbDriveList *self)
{
    g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->list));
    GPtrArray *shown = g_ptr_array_new ();

    for (GList *row = rows; row != NULL; row = row->next)
        if (gtk_widget_get_visible (row->data))
            g_ptr_array_add (shown, row->data);
    return shown;
}

/* Returns (transfer none) (nullable) the selected row if it is visible. */
static GtkListBoxRow *
bb_drive_list_get_selected (BbDriveList *self)
{
    GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

    return row != NULL && gtk_widget_get_visible (GTK_WIDGET (row)) ? row : NULL;
}

static void bb_drive_list_show_all_cb (GtkButton *button, gpointer data);

/* Returns (transfer none) the widget that is shown if the filter hides all drives; builds it at the first call. */
static GtkWidget *
bb_drive_list_ensure_none (BbDriveList *self)
{
    g_autoptr (GtkBuilder) builder = NULL;

    if (self->none != NULL)
        return self->none;
    builder = gtk_builder_new_from_resource ("/io/github/burnback/Burnback/bb-drive-none.ui");
    self->none = GTK_WIDGET (gtk_builder_get_object (builder, "none"));
    self->show_all = GTK_WIDGET (gtk_builder_get_object (builder, "show_all"));
    bb_app_wrap_texts (self->none);
    g_signal_connect (self->show_all, "clicked", G_CALLBACK (bb_drive_list_show_all_cb), self);
    gtk_container_add (GTK_CONTAINER (self->stack), self->none);
    return self->none;
}

/* Returns (transfer none) (nullable) the row of the selected drive if it is shown although it does not match the
 * filter. */
static GtkListBoxRow *
bb_drive_list_get_kept (BbDriveList *self)
{
    GtkListBoxRow *row = bb_drive_list_get_selected (self);

    return row != NULL && !bb_drive_filter_matches (self->filter, BB_DRIVE_ROW (row)) ? row : NULL;
}

/* Counts the rows that match the filter. Shows the list if there are visible rows, or while drives have no rows yet.
 * Otherwise, or if a search matches no drive, shows the text that nothing matches, or the text that says why there
 * are no drives. */
static void
bb_drive_list_update_count (BbDriveList *self)
{
    g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->list));
    guint n_all = self->drives != NULL ? g_list_model_get_n_items (self->drives) : 0;
    gboolean is_kept = bb_drive_list_get_kept (self) != NULL, is_none;
    guint n_rows = 0, n_shown = 0, n_needy = 0, n_matching;

    for (GList *row = rows; row != NULL; row = row->next) {
        gboolean is_shown = gtk_widget_get_visible (row->data);

        n_rows++;
        n_shown += is_shown ? 1 : 0;
        n_needy += !is_shown && bb_drive_row_get_kind (row->data) == BB_DRIVE_KIND_NEEDY ? 1 : 0;
    }
    n_matching = n_shown - (is_kept ? 1 : 0);
    /* Rows are created one by one, so the text that nothing matches must wait until every drive has a row. */
    is_none = n_rows == n_all && (bb_drive_filter_is_searching (self->filter)
                                      ? n_matching == 0
                                      : n_shown == 0 && bb_drive_filter_is_active (self->filter));
    bb_drive_filter_show_count (self->filter, n_matching, n_all, n_needy, is_kept && !is_none);
    gtk_stack_set_visible_child (self->stack, n_all == 0 ? bb_drive_list_ensure_empty (self)
                                              : is_none  ? bb_drive_list_ensure_none (self)
                                                         : GTK_WIDGET (self->full));
}

/* Shows or hides @row. A row is shown if the search and the choice of states match it. The row of the selected drive
 * is always shown, because the page beside the list, and its buttons, belong to that drive. */
static void
bb_drive_list_filter_row (BbDriveList *self, GtkWidget *row)
{
    gboolean is_selected = gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (row));
    gboolean matches = bb_drive_filter_matches (self->filter, BB_DRIVE_ROW (row));

    gtk_widget_set_visible (row, matches || is_selected);
}

/* Gives the focus to the first row that matches the filter. If no row matches, gives it to the selected row if the
 * list is shown, else to the button that clears the filter. */
static void
bb_drive_list_focus_first (BbDriveList *self)
{
    g_autoptr (GPtrArray) shown = bb_drive_list_dup_shown (self);
    guint first = shown->len > 1 && shown->pdata[0] == bb_drive_list_get_kept (self) ? 1 : 0;

    if (shown->len > 0 && gtk_stack_get_visible_child (self->stack) != self->none)
        gtk_widget_grab_focus (shown->pdata[first]);
    else if (self->show_all != NULL)
        gtk_widget_grab_focus (self->show_all);
}

/* The filter or the selection has changed: hides or shows each row, and updates the count. */
static void
bb_drive_list_filtered_cb (BbDriveFilter *filter, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);
    g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->list));

    for (GList *row = rows; row != NULL; row = row->next)
        bb_drive_list_filter_row (self, row->data);
    bb_drive_list_update_count (self);
}

/* The user leaves the filter: gives the focus to the first row that matches. */
static void
bb_drive_list_left_cb (BbDriveFilter *filter, gpointer data)
{
    bb_drive_list_focus_first (BB_DRIVE_LIST (data));
}

/* Return was pressed in the search entry: calls bb_drive_list_focus_first(). If exactly one row matches, also opens
 * its drive. */
static void
bb_drive_list_taken_cb (BbDriveFilter *filter, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);
    g_autoptr (GPtrArray) shown = bb_drive_list_dup_shown (self);

    bb_drive_list_focus_first (self);
    g_ptr_array_remove (shown, bb_drive_list_get_kept (self));
    if (shown->len == 1)
        gtk_widget_activate (shown->pdata[0]);
}

/* Clears the filter, and gives the focus to the selected row, or to the first row if none is selected. */
static void
bb_drive_list_show_all_cb (GtkButton *button, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);

    bb_drive_filter_clear (self->filter);
    bb_drive_list_focus (self);
}

void
bb_drive_list_focus (BbDriveList *self)
{
    GtkListBoxRow *selected;

    g_return_if_fail (BB_IS_DRIVE_LIST (self));

    selected = bb_drive_list_get_selected (self);
    if (selected != NULL)
        gtk_widget_grab_focus (GTK_WIDGET (selected));
    else
        bb_drive_list_focus_first (self);
}

/* Returns (transfer none) (nullable) the nearest visible row below (@step 1) or above (@step -1) @row; NULL if
 * there is none. */
static GtkListBoxRow *
bb_drive_list_find_shown (BbDriveList *self, GtkListBoxRow *row, int step)
{
    int index = gtk_list_box_row_get_index (row);

    do {
        index += step;
        row = index >= 0 ? gtk_list_box_get_row_at_index (self->list, index) : NULL;
    } while (row != NULL && !gtk_widget_get_visible (GTK_WIDGET (row)));
    return row;
}

/* Moves the focus away from @row, which is hidden or removed: to the next row, or to the previous row if there is no
 * next one. If no row is left, moves it to the widget that is shown in place of the rows. */
static void
bb_drive_list_focus_next (BbDriveList *self, GtkListBoxRow *row)
{
    GtkListBoxRow *next = bb_drive_list_find_shown (self, row, 1);

    if (next == NULL)
        next = bb_drive_list_find_shown (self, row, -1);
    if (next != NULL)
        gtk_widget_grab_focus (GTK_WIDGET (next));
    else if (self->empty != NULL && gtk_stack_get_visible_child (self->stack) == self->empty)
        gtk_widget_child_focus (self->empty, GTK_DIR_TAB_FORWARD);
    else if (self->show_all != NULL)
        gtk_widget_grab_focus (self->show_all);
}

/* If several drives have the same name, makes their rows also show the serial number or the port. */
static void
bb_drive_list_mark_twins (BbDriveList *self)
{
    g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->list));
    g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) twins = g_hash_table_new (NULL, NULL);

    for (GList *row = rows; row != NULL; row = row->next) {
        gpointer title = (gpointer) bb_drive_row_get_title (row->data);
        gpointer other = g_hash_table_lookup (first, title);

        if (other != NULL) {
            g_hash_table_add (twins, row->data);
            g_hash_table_add (twins, other);
        } else {
            g_hash_table_insert (first, title, row->data);
        }
    }
    for (GList *row = rows; row != NULL; row = row->next)
        bb_drive_row_set_twin (row->data, g_hash_table_contains (twins, row->data));
}

/* Marks drives of the same name and filters @row again; moves the focus away if the filter now hides the row. */
static void
bb_drive_list_row_changed_cb (GtkWidget *row, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);
    gboolean has_focus = gtk_widget_is_focus (row);

    bb_drive_list_mark_twins (self);
    if (!bb_drive_filter_is_active (self->filter))
        return;
    bb_drive_list_filter_row (self, row);
    bb_drive_list_update_count (self);
    if (has_focus && !gtk_widget_get_visible (row))
        bb_drive_list_focus_next (self, GTK_LIST_BOX_ROW (row));
}

gboolean
bb_drive_list_can_search (BbDriveList *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_LIST (self), FALSE);

    return gtk_widget_get_visible (GTK_WIDGET (self->filter));
}

void
bb_drive_list_search (BbDriveList *self)
{
    g_return_if_fail (BB_IS_DRIVE_LIST (self));

    bb_drive_filter_focus (self->filter);
}

gboolean
bb_drive_list_escape (BbDriveList *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_LIST (self), FALSE);

    return bb_drive_filter_escape (self->filter);
}

/* --- rows --- */

/* Gives @row the focus without selecting it: Tab must not change the page, only Space and Return may. If @row has the
 * focus already, does nothing and returns FALSE. */
static gboolean
bb_drive_list_row_focus_cb (GtkWidget *row, GtkDirectionType direction, gpointer data)
{
    if (gtk_widget_has_focus (row))
        return GDK_EVENT_PROPAGATE;
    gtk_widget_grab_focus (row);
    g_signal_stop_emission_by_name (row, "focus");
    return GDK_EVENT_STOP;
}

/* Makes the list one stop of the Tab key: Tab leaves the list, and the arrow keys move through its rows.
 *
 * If the focus enters the list and no visible row is selected, gives it to the first visible row, or to the last one
 * if the focus moves backward. GTK would give the focus to the selected row even if the filter hides it. */
static gboolean
bb_drive_list_focus_cb (GtkWidget *list, GtkDirectionType direction, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);
    gboolean is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;
    gboolean is_backward = direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP;
    g_autoptr (GPtrArray) shown = bb_drive_list_dup_shown (self);

    if (is_tab && gtk_container_get_focus_child (GTK_CONTAINER (list)) != NULL) {
        g_signal_stop_emission_by_name (list, "focus");
        return GDK_EVENT_PROPAGATE;
    }
    if (gtk_container_get_focus_child (GTK_CONTAINER (list)) != NULL || bb_drive_list_get_selected (self) != NULL ||
        shown->len == 0)
        return GDK_EVENT_PROPAGATE;
    gtk_widget_grab_focus (shown->pdata[is_backward ? shown->len - 1 : 0]);
    g_signal_stop_emission_by_name (list, "focus");
    return GDK_EVENT_STOP;
}

/* Called when the focus cannot move further in @direction within the list. If @direction is down, moves the focus to
 * the container @below. Without this function, GTK would move the focus as for Tab, to the page beside the list.
 * Returns FALSE for other directions, and if no widget in @below accepts the focus. */
static gboolean
bb_drive_list_keynav_failed_cb (GtkWidget *list, GtkDirectionType direction, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);

    return direction == GTK_DIR_DOWN && self->below != NULL && gtk_widget_child_focus (self->below, GTK_DIR_DOWN);
}

/*
 * If no visible row is selected, moves only the focus and stops the emission, so that GTK does not select the row. No
 * row is selected while a page without a drive is shown, and the arrow keys must not replace that page. If a visible
 * row is selected, GTK handles the key: it moves the focus and the selection.
 */
static void
bb_drive_list_move_cb (GtkListBox *list, GtkMovementStep step, int count, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);
    GtkWidget *from = gtk_container_get_focus_child (GTK_CONTAINER (list));
    g_autoptr (GPtrArray) shown = bb_drive_list_dup_shown (self);
    guint at;
    int last, index;

    if (bb_drive_list_get_selected (self) != NULL || from == NULL || !g_ptr_array_find (shown, from, &at))
        return;
    last = (int) shown->len - 1;
    index = CLAMP (step == GTK_MOVEMENT_DISPLAY_LINES ? (int) at + count : count < 0 ? 0 : last, 0, last);
    gtk_widget_grab_focus (shown->pdata[index]);
    g_signal_stop_emission_by_name (list, "move-cursor");
}

/* Selects the drive that bb_drive_list_select() was called with, if its row exists now, and scrolls to it. */
static void
bb_drive_list_select_wanted (BbDriveList *self)
{
    g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->list));

    for (GList *row = rows; row != NULL && self->wanted != NULL; row = row->next) {
        if (bb_drive_row_get_drive (row->data) != self->wanted)
            continue;
        g_clear_object (&self->wanted);
        gtk_list_box_select_row (self->list, row->data);
        self->to_scroll = TRUE;
        gtk_widget_queue_resize (GTK_WIDGET (self->list));
    }
}

/* Marks drives of the same name, updates the count, and selects the wanted drive, after a row was added or
 * removed. */
static void
bb_drive_list_rows_changed (gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);

    bb_drive_list_mark_twins (self);
    bb_drive_list_update_count (self);
    bb_drive_list_select_wanted (self);
}

/* Returns (transfer floating) a new row for the drive @item. The row is hidden if it does not match the filter. */
static GtkWidget *
bb_drive_list_new_row_cb (gpointer item, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);
    GtkWidget *row = bb_drive_row_new (BB_ENGINE_DRIVE (item));

    g_signal_connect (row, "focus", G_CALLBACK (bb_drive_list_row_focus_cb), NULL);
    g_signal_connect_object (row, "changed", G_CALLBACK (bb_drive_list_row_changed_cb), data, 0);
    bb_drive_list_filter_row (self, row);
    return row;
}

/* The drive of @row is gone, and the row is about to be removed: moves the focus away from the row, deselects it,
 * makes it insensitive, and updates the count. */
static void
bb_drive_list_leave_cb (GtkWidget *row, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);

    bb_drive_list_update_count (self);
    if (gtk_widget_is_focus (row))
        bb_drive_list_focus_next (self, GTK_LIST_BOX_ROW (row));
    gtk_list_box_unselect_row (self->list, GTK_LIST_BOX_ROW (row));
    gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
    gtk_widget_set_sensitive (row, FALSE);
}

static const BbGradualRowsFuncs BB_DRIVE_LIST_FUNCS = {
    .create = bb_drive_list_new_row_cb,
    .leave = bb_drive_list_leave_cb,
    .changed = bb_drive_list_rows_changed,
};

/* Shows the filter if there are BB_DRIVE_LIST_MANY drives or more. If there are fewer, hides the filter. Also clears
 * it then, because a hidden filter must not hide rows. If the filter had the focus, the first row gets it. In both
 * cases updates the count and the text of the empty list. */
static void
bb_drive_list_items_cb (GListModel *drives, guint position, guint removed, guint added, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);
    gboolean is_many = g_list_model_get_n_items (drives) >= BB_DRIVE_LIST_MANY;
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
    GtkWidget *focused = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;
    gboolean has_focus = focused != NULL && gtk_widget_is_ancestor (focused, GTK_WIDGET (self->filter));

    if (!is_many)
        bb_drive_filter_clear (self->filter);
    gtk_widget_set_visible (GTK_WIDGET (self->filter), is_many);
    bb_drive_list_show_cause (self);
    bb_drive_list_update_count (self);
    if (!is_many && has_focus)
        bb_drive_list_focus_first (self);
}

void
bb_drive_list_set_below (BbDriveList *self, GtkWidget *below)
{
    g_return_if_fail (BB_IS_DRIVE_LIST (self) && GTK_IS_CONTAINER (below));

    g_set_weak_pointer (&self->below, below);
}

void
bb_drive_list_set_source (BbDriveList *self, BbAppSource *source)
{
    GListModel *drives;

    g_return_if_fail (BB_IS_DRIVE_LIST (self));

    drives = bb_engine_get_drives (bb_app_source_get_engine (source));
    g_set_object (&self->source, source);
    g_set_object (&self->drives, drives);
    bb_gradual_rows_bind (self->list, drives, &BB_DRIVE_LIST_FUNCS, self);
    g_signal_connect_object (drives, "items-changed", G_CALLBACK (bb_drive_list_items_cb), self, 0);
    g_signal_connect_object (source, "switched", G_CALLBACK (bb_drive_list_show_cause), self, G_CONNECT_SWAPPED);
    bb_drive_list_items_cb (drives, 0, 0, g_list_model_get_n_items (drives), self);
}

void
bb_drive_list_select (BbDriveList *self, BbEngineDrive *drive)
{
    g_return_if_fail (BB_IS_DRIVE_LIST (self));

    g_set_object (&self->wanted, drive);
    if (drive == NULL)
        gtk_list_box_unselect_all (self->list);
    bb_drive_list_select_wanted (self);
}

/* Records whether the whole selected row is visible. */
static void
bb_drive_list_note_view (BbDriveList *self)
{
    GtkWidget *row = GTK_WIDGET (gtk_list_box_get_selected_row (self->list));
    GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->full);
    double top = gtk_adjustment_get_value (adjustment);
    int y;

    self->is_in_view = row != NULL &&
                       gtk_widget_translate_coordinates (row, GTK_WIDGET (self->list), 0, 0, NULL, &y) && y >= top &&
                       y + gtk_widget_get_allocated_height (row) <= top + gtk_adjustment_get_page_size (adjustment);
}

/* Scrolls to the selected row. */
static void
bb_drive_list_scroll (BbDriveList *self)
{
    GtkWidget *row = GTK_WIDGET (gtk_list_box_get_selected_row (self->list));
    int y;

    self->to_scroll = FALSE;
    if (row != NULL && gtk_widget_translate_coordinates (row, GTK_WIDGET (self->list), 0, 0, NULL, &y))
        gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (self->full), y,
                                   y + gtk_widget_get_allocated_height (row));
    bb_drive_list_note_view (self);
}

/* Returns TRUE if the selected row, or a part of it, is in the first @page_size pixels of the visible part. */
static gboolean
bb_drive_list_shows_selected (BbDriveList *self, double page_size)
{
    GtkWidget *row = GTK_WIDGET (gtk_list_box_get_selected_row (self->list));
    double top = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->full));
    int y;

    return row != NULL && gtk_widget_translate_coordinates (row, GTK_WIDGET (self->list), 0, 0, NULL, &y) &&
           y + gtk_widget_get_allocated_height (row) > top && y < top + page_size;
}

/* The height of the visible part of the list has changed, for example because a bar was shown above the list. If it
 * has become smaller and the selected row was visible before, scrolls to the selected row. */
static void
bb_drive_list_resized_cb (GtkAdjustment *adjustment, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);
    double before = self->page_size;

    self->page_size = gtk_adjustment_get_page_size (adjustment);
    if (self->page_size < before && bb_drive_list_shows_selected (self, before))
        bb_drive_list_scroll (self);
}

/* The list has got its size: scrolls to the selected row if this was requested, or if the row was visible before, and
 * it or rows above it have become higher. */
static void
bb_drive_list_allocated_cb (GtkWidget *list, GdkRectangle *allocation, gpointer data)
{
    BbDriveList *self = BB_DRIVE_LIST (data);

    if (self->to_scroll || self->is_in_view)
        bb_drive_list_scroll (self);
}

void
bb_drive_list_reveal (BbDriveList *self, BbEngineDrive *drive)
{
    GtkListBoxRow *row;

    g_return_if_fail (BB_IS_DRIVE_LIST (self) && BB_IS_ENGINE_DRIVE (drive));

    bb_drive_list_select (self, drive);
    row = bb_drive_list_get_selected (self);
    if (row != NULL && bb_drive_row_get_drive (BB_DRIVE_ROW (row)) == drive &&
        gtk_stack_get_visible_child (self->stack) != self->none) {
        bb_drive_list_scroll (self);
        return;
    }
    self->to_scroll = TRUE;
    bb_drive_filter_clear (self->filter);
}

/* Another row, or none, was selected. Filters the rows again, because some rows are shown only while they are
 * selected. If @row is not NULL, also clears @wanted, so that the row of this drive is not selected later instead,
 * and emits "drive-selected". */
static void
bb_drive_list_selected_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
    if (gtk_widget_in_destruction (GTK_WIDGET (data)))
        return;
    if (bb_drive_filter_is_active (BB_DRIVE_LIST (data)->filter))
        bb_drive_list_filtered_cb (BB_DRIVE_LIST (data)->filter, data);
    if (row == NULL)
        return;
    g_clear_object (&BB_DRIVE_LIST (data)->wanted);
    bb_drive_list_note_view (data);
    g_signal_emit (data, signal_selected, 0, bb_drive_row_get_drive (BB_DRIVE_ROW (row)));
}

/* Emits "drive-activated" with the drive of @row. */
static void
bb_drive_list_activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
    g_signal_emit (data, signal_activated, 0, bb_drive_row_get_drive (BB_DRIVE_ROW (row)));
}

/* Selects the row under the pointer, if there is one, and emits "files-dropped". */
static void
bb_drive_list_dropped_cb (GtkWidget *widget, GdkDragContext *context, int x, int y, GtkSelectionData *data,
                          guint info, guint time, gpointer user_data)
{
    BbDriveList *self = BB_DRIVE_LIST (user_data);
    g_auto (GStrv) uris = gtk_selection_data_get_uris (data);
    GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->list, y);

    if (row != NULL)
        gtk_list_box_select_row (self->list, row);
    if (uris != NULL && uris[0] != NULL)
        g_signal_emit (self, signal_dropped, 0, uris);
    gtk_drag_finish (context, uris != NULL, FALSE, time);
}

/* --- object --- */

static void
bb_drive_list_dispose (GObject *object)
{
    BbDriveList *self = BB_DRIVE_LIST (object);

    g_clear_weak_pointer (&self->below);
    g_clear_object (&self->wanted);
    g_clear_object (&self->drives);
    g_clear_object (&self->source);
    G_OBJECT_CLASS (bb_drive_list_parent_class)->dispose (object);
}

static void
bb_drive_list_class_init (BbDriveListClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_drive_list_dispose;
    signal_selected = g_signal_new ("drive-selected", BB_TYPE_DRIVE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, BB_TYPE_ENGINE_DRIVE);
    signal_activated = g_signal_new ("drive-activated", BB_TYPE_DRIVE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, BB_TYPE_ENGINE_DRIVE);
    signal_dropped = g_signal_new ("files-dropped", BB_TYPE_DRIVE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRV);
    g_type_ensure (BB_TYPE_DRIVE_FILTER);
    g_type_ensure (BB_TYPE_STATUS_PAGE);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-list.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDriveList, filter);
    gtk_widget_class_bind_template_child (widget_class, BbDriveList, stack);
    gtk_widget_class_bind_template_child (widget_class, BbDriveList, full);
    gtk_widget_class_bind_template_child (widget_class, BbDriveList, list);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_list_selected_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_list_activated_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_list_move_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_list_focus_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_list_keynav_failed_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_list_filtered_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_list_left_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_list_taken_cb);
}

static void
bb_drive_list_init (BbDriveList *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
    bb_app_set_name (GTK_WIDGET (self->list), _ ("Drives"));
    self->gone = bb_gone_row_new ();
    gtk_box_pack_start (GTK_BOX (self), self->gone, FALSE, TRUE, 0);
    gtk_box_reorder_child (GTK_BOX (self), self->gone, 1);
    g_signal_connect_after (self->list, "size-allocate", G_CALLBACK (bb_drive_list_allocated_cb), self);
    g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->full), "value-changed",
                             G_CALLBACK (bb_drive_list_note_view), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->full), "changed",
                             G_CALLBACK (bb_drive_list_resized_cb), self, 0);
    gtk_drag_dest_set (GTK_WIDGET (self->list), GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY);
    gtk_drag_dest_add_uri_targets (GTK_WIDGET (self->list));
    g_signal_connect (self->list, "drag-data-received", G_CALLBACK (bb_drive_list_dropped_cb), self);
}
