/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-recovery-page.h"

#include "app/bb-app-words.h"
#include "app/bb-idle-queue.h"
#include "app/bb-layout-call.h"
#include "app/bb-page-focus.h"
#include "app/library/bb-drive-firmware.h"
#include "bb-recovery-memory.h"
#include "bb-rescue-row.h"
#include "bb-tool-code.h"
#include "job/engine/bb-name-task.h"
#include "job/engine/bb-store-tasks.h"
#include "job/operation/bb-rescue-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BB_RECOVERY_MARGIN 18 /* pixels; the margin of the page in bb-recovery-page.ui */

struct _BbRecoveryPage {
    GtkBox parent;
    BbEngine *engine;
    BbOperation *operation; /* (nullable): %NULL for a drive that was never detected */
    BbEngineDrive *drive;   /* (nullable): the drive of @operation, whose changes are shown; %NULL: disconnected */
    char *name;             /* (nullable): "TDK DVDRW420N (sr0)", as detected last */
    GPtrArray *backups;     /* (element-type BbBackup) */
    char **unread;          /* (nullable): errors of backups that could not be read */
    GCancellable *cancellable;
    BbRescueTries tries;
    GHashTable *failures;      /* BbRescueKind → char *: why a step did not help */
    BbRescue *rescue;          /* (nullable): the steps that are shown */
    BbDriveFirmware *firmware; /* (nullable): offers for the step that needs a firmware file */
    char *shown;               /* (nullable): the contents of the page as text, to detect a change */
    gboolean wants_focus;
    gboolean is_listed; /* @backups was read; until then the steps are not shown, because they could be wrong */
    gboolean is_new;    /* no step was tried or skipped yet: show the page from its top */

    GtkImage *icon;
    GtkLabel *title;
    GtkLabel *caption; /* where the name in @title comes from, or what else is known of the drive */
    GtkLabel *also;
    GtkMenuButton *name_chooser; /* lets the user say under which of the names the drive was sold */
    GSimpleActionGroup *names;
    GtkLabel *found;
    GtkWidget *safe_box; /* the sentence about safety; at the end of the recovery, the verdict */
    GtkImage *safe_icon;
    GtkLabel *safe;
    GtkWidget *why;
    GtkLabel *why_text;
    GtkWidget *body;
    GtkScrolledWindow *scroller;
    BbToolCode *tool_code;
    GtkWidget *report;
    GtkLabel *report_why; /* why no report can be saved */
    GtkBox *steps;
};

G_DEFINE_TYPE (BbRecoveryPage, bb_recovery_page, GTK_TYPE_BOX)

static void bb_recovery_page_update (BbRecoveryPage *self);

/* --- steps --- */

/* Returns the kind of the current step; 0 if there is none or the steps are not known yet. */
static BbRescueKind
bb_recovery_page_get_now (BbRecoveryPage *self)
{
    const BbRescueStep *now = self->rescue != NULL ? bb_rescue_get_now (self->rescue) : NULL;

    return now != NULL ? now->kind : 0;
}

/* Continues with the step after the current one, and moves the focus to that step. */
static void
bb_recovery_page_next_cb (BbRescueRow *row, gpointer data)
{
    BbRecoveryPage *self = BB_RECOVERY_PAGE (data);
    const BbRescueStep *now = self->rescue != NULL ? bb_rescue_get_now (self->rescue) : NULL;

    if (now == NULL)
        return;
    bb_rescue_tries_note_next (&self->tries, now);
    self->wants_focus = TRUE;
    bb_recovery_page_update (self);
}

/* Returns to a step that was skipped, and moves the focus to that step. */
static void
bb_recovery_page_back_cb (BbRescueRow *row, guint kind, gpointer data)
{
    BbRecoveryPage *self = BB_RECOVERY_PAGE (data);

    bb_rescue_tries_note_back (&self->tries, kind);
    self->wants_focus = TRUE;
    bb_recovery_page_update (self);
}

/* Records that the user has disconnected the drive for the current step. The user says so with a button, because
 * Burnback did not detect the disconnection. The step then has the button that starts its job. Exception: the step
 * still waits if the drive has certainly had no power cycle since Burnback asked for one. */
static void
bb_recovery_page_by_hand_cb (BbRescueRow *row, gpointer data)
{
    BbRecoveryPage *self = BB_RECOVERY_PAGE (data);

    bb_rescue_tries_note_done (&self->tries, bb_recovery_page_get_now (self));
    self->wants_focus = TRUE;
    bb_recovery_page_update (self);
}

/* Returns (nullable) a sentence that Burnback waits for the drive; NULL while a drive is connected. */
static const char *
bb_recovery_page_get_disconnected_text (BbRecoveryPage *self)
{
    if (self->drive != NULL)
        return NULL;
    return self->operation != NULL ? bb_words_disconnected (self->tries.bus)
                                   : _ ("Burnback will detect the drive when it is connected and powered on.");
}

/* --- contents --- */

/* Returns (transfer full) the title: the name of the drive, and that it needs recovery, could not be recovered
 * (@rescue), is disconnected, was never detected, or is to be diagnosed. */
static char *
bb_recovery_page_dup_title (BbRecoveryPage *self, const BbRescue *rescue)
{
    if (self->name == NULL)
        return g_strdup (_ ("Drive Not Detected"));
    if (self->drive == NULL)
        return g_strdup_printf (_ ("%s is disconnected"), self->name);
    if (rescue->is_unrecovered)
        /* TRANSLATORS: the name of a drive; each step of its recovery has failed */
        return g_strdup_printf (_ ("%s could not be recovered"), self->name);
    if (bb_engine_drive_get_state (self->drive) == BB_DRIVE_STATE_NEEDS_RECOVERY)
        return g_strdup_printf (_ ("%s needs recovery"), self->name);
    return g_strdup_printf (_ ("Diagnose %s"), self->name);
}

/* Returns (transfer full) the reasons of the diagnosis (@why of @rescue), each in a line of its own. */
static char *
bb_recovery_page_dup_why (BbRescue *rescue)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < rescue->why->len; i++)
        g_string_append_printf (text, "%s• %s", i > 0 ? "\n" : "", (const char *) g_ptr_array_index (rescue->why, i));
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns (transfer full) one text with everything that the page shows, to detect a change. */
static char *
bb_recovery_page_dup_all (BbRecoveryPage *self, const char *title, BbRescue *rescue)
{
    g_autofree char *why = bb_recovery_page_dup_why (rescue);
    g_autoptr (GString) text = g_string_new (title);

    g_string_append_printf (text, "\n%s\n%s\n%s\n%s\n%s", rescue->who != NULL ? rescue->who : "",
                            rescue->also != NULL ? rescue->also : "", rescue->believes, rescue->safe, why);
    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);

        const char *failure = g_hash_table_lookup (self->failures, GUINT_TO_POINTER (step->kind));

        g_string_append_printf (text, "\n%u %d %d %d %s %s %s %s", step->kind, step->state, step->waits, step->act,
                                step->act_revision != NULL ? step->act_revision : "", step->title, step->text,
                                failure != NULL ? failure : "");
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns (transfer full) what the button of @step writes, needs and can damage. After the user has disconnected the
 * drive for @step, the button starts the same job as that of AGAIN. The drive must be connected. */
static BbRescueEffect *
bb_recovery_page_get_effect (BbRecoveryPage *self, const BbRescueStep *step)
{
    BbRescueKind kind = bb_rescue_step_was_done (step) ? BB_RESCUE_AGAIN : step->kind;

    return bb_rescue_effect_new (kind, self->drive, self->backups);
}

/* Replaces the rows of the steps. While the drive is connected, the step that needs a file gets the list of
 * firmware. */
static void
bb_recovery_page_fill_steps (BbRecoveryPage *self)
{
    GPtrArray *steps = self->rescue->steps;

    self->firmware = NULL;
    bb_app_clear (GTK_CONTAINER (self->steps));
    for (guint i = 0; i < steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (steps, i);
        g_autoptr (BbRescueEffect) effect = self->drive != NULL ? bb_recovery_page_get_effect (self, step) : NULL;
        GtkWidget *row =
            bb_rescue_row_new (step, effect, i + 1, steps->len, bb_recovery_page_get_disconnected_text (self),
                               g_hash_table_lookup (self->failures, GUINT_TO_POINTER (step->kind)));

        g_signal_connect (row, "next", G_CALLBACK (bb_recovery_page_next_cb), self);
        g_signal_connect (row, "by-hand", G_CALLBACK (bb_recovery_page_by_hand_cb), self);
        g_signal_connect (row, "back", G_CALLBACK (bb_recovery_page_back_cb), self);
        gtk_container_add (GTK_CONTAINER (self->steps), row);
        if (step->kind != BB_RESCUE_FILE || self->drive == NULL)
            continue;
        self->firmware = BB_DRIVE_FIRMWARE (bb_drive_firmware_new (FALSE));
        bb_rescue_row_add (BB_RESCUE_ROW (row), GTK_WIDGET (self->firmware));
    }
}

/* Returns (nullable) the row of the current step. */
static GtkWidget *
bb_recovery_page_find_now (BbRecoveryPage *self)
{
    g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->steps));
    guint i = 0;

    for (GList *row = rows; row != NULL; row = row->next, i++) {
        if (((const BbRescueStep *) g_ptr_array_index (self->rescue->steps, i))->state == BB_RESCUE_NOW)
            return row->data;
    }
    return NULL;
}

/* A #GtkCallback. Makes the whole row of the current step visible. At the end of the recovery, makes the whole
 * verdict visible instead, from the top of the page if all of that fits. */
static void
bb_recovery_page_scroll (GtkWidget *page, gpointer data)
{
    BbRecoveryPage *self = BB_RECOVERY_PAGE (page);
    gboolean is_over = self->rescue != NULL && self->rescue->is_over;
    GtkWidget *part = is_over ? self->safe_box : self->rescue != NULL ? bb_recovery_page_find_now (self) : NULL;
    GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
    int y = 0;

    if (part == NULL || !gtk_widget_translate_coordinates (part, self->body, 0, 0, NULL, &y))
        return;
    if (is_over)
        gtk_adjustment_set_value (adjustment, 0);
    gtk_adjustment_clamp_page (adjustment, y, y + gtk_widget_get_allocated_height (part) + BB_RECOVERY_MARGIN);
}

/* A #GtkCallback. Gives the focus to the row of the current step and scrolls to it. Exceptions:
 * - If @is_new is set (no step was tried or skipped yet) and the reasons of the diagnosis are shown (@why), gives the
 *   focus to @why and scrolls to the top.
 * - At the end of the recovery, gives the focus to the button that saves a report, and scrolls to the verdict.
 * Clears @wants_focus and @is_new. If @wants_focus is not set, does all this only if no widget has the focus. */
static void
bb_recovery_page_focus_now (GtkWidget *page, gpointer data)
{
    BbRecoveryPage *self = BB_RECOVERY_PAGE (page);
    GtkWidget *row = bb_recovery_page_find_now (self);
    GtkWidget *window = gtk_widget_get_toplevel (page);
    gboolean is_new = self->is_new;

    if (!self->wants_focus && gtk_window_get_focus (GTK_WINDOW (window)) != NULL)
        return;
    self->wants_focus = FALSE;
    self->is_new = FALSE;
    if (is_new && gtk_widget_get_visible (self->why)) {
        gtk_widget_grab_focus (self->why);
        gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
        return;
    }
    if (row == NULL)
        return;
    if (self->rescue->is_over)
        gtk_widget_grab_focus (self->report);
    else
        bb_rescue_row_focus (BB_RESCUE_ROW (row));
    bb_layout_call (page, bb_recovery_page_scroll);
}

/* Moves the focus to the current step, see bb_recovery_page_focus_now(). While a popover is open, only scrolls to the
 * step; the step gets the focus when the popover is closed. */
static void
bb_recovery_page_move_focus (BbRecoveryPage *self)
{
    GtkWidget *page = GTK_WIDGET (self);

    if (self->wants_focus && bb_page_focus_must_wait (page) && !(self->is_new && gtk_widget_get_visible (self->why)))
        bb_layout_call (page, bb_recovery_page_scroll);
    bb_page_focus_move (page, bb_recovery_page_focus_now);
}

/* --- name --- */

/* Shows why the name could not be saved. */
static void
bb_recovery_page_named_cb (GObject *engine, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbRecoveryPage) self = BB_RECOVERY_PAGE (data);
    g_autoptr (GError) error = NULL;

    if (!bb_name_save_finish (BB_ENGINE (engine), result, &error))
        gtk_label_set_text (self->also, error->message);
}

/* Saves the name that the user chose for the drive; does nothing while the drive is disconnected. */
static void
bb_recovery_page_name_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbRecoveryPage *self = BB_RECOVERY_PAGE (data);

    if (self->drive != NULL)
        bb_name_save_async (self->engine, self->drive, g_variant_get_string (parameter, NULL),
                            bb_recovery_page_named_cb, g_object_ref (self));
}

/* Fills the menu of the names under which the hardware was sold; its last item lets the user type another name. Hides
 * the button of the menu if there are no such names, or the drive is disconnected. After a choice, the button stays:
 * a wrong name can be corrected, and the buttons below do not move under the pointer. */
static void
bb_recovery_page_show_names (BbRecoveryPage *self)
{
    g_auto (GStrv) names = NULL;
    g_autoptr (GMenu) menu = g_menu_new ();
    BbBackup *backup = self->drive != NULL ? bb_rescue_find_backup (self->drive, self->backups) : NULL;

    if (self->drive != NULL && self->rescue->also != NULL)
        names = bb_rescue_name_list (bb_engine_drive_get_facts (self->drive),
                                     bb_engine_drive_get_journal (self->drive), backup);
    gtk_widget_set_visible (GTK_WIDGET (self->name_chooser), names != NULL && *names != NULL);
    for (guint i = 0; names != NULL && names[i] != NULL; i++) {
        g_autofree char *label = bb_app_dup_mnemonic (names[i]);
        g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

        g_menu_item_set_action_and_target (item, "names.choose", "s", names[i]);
        g_menu_append_item (menu, item);
    }
    g_menu_append (menu, _ ("_Other Name…"), "drive.rename");
    gtk_menu_button_set_menu_model (self->name_chooser, G_MENU_MODEL (menu));
}

/* Shows the sentence about safety. At the end of the recovery, that sentence is the verdict, and its box looks like
 * one. */
static void
bb_recovery_page_show_safety (BbRecoveryPage *self)
{
    const BbRescue *rescue = self->rescue;

    gtk_label_set_text (self->safe, rescue->safe);
    bb_app_set_class (self->safe_box, "caution bad",
                      rescue->is_unrecovered ? "bad"
                      : rescue->is_over      ? "caution"
                                             : "");
    gtk_image_set_from_icon_name (self->safe_icon,
                                  rescue->is_unrecovered ? "dialog-error-symbolic"
                                  : rescue->is_over      ? "dialog-warning-symbolic"
                                                         : "dialog-information-symbolic",
                                  GTK_ICON_SIZE_MENU);
    gtk_image_set_pixel_size (self->safe_icon, rescue->is_over ? 24 : 16);
    bb_app_set_class (GTK_WIDGET (self->safe), "heading", rescue->is_over ? "heading" : "");
}

/* Shows @title, @why and the texts of @rescue. A drive without firmware does not report its name, so the caption
 * below @title says where the name in @title comes from. If @title has another name, the caption is @who of @rescue.
 */
static void
bb_recovery_page_show_head (BbRecoveryPage *self, const char *title, const char *why)
{
    gboolean has_name = self->rescue->name != NULL && strstr (title, self->rescue->name) != NULL;
    const char *caption = has_name ? self->rescue->source : self->rescue->who;

    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->caption, caption != NULL ? caption : "");
    gtk_widget_set_visible (GTK_WIDGET (self->caption), caption != NULL);
    gtk_label_set_text (self->also, self->rescue->also != NULL ? self->rescue->also : "");
    gtk_widget_set_visible (GTK_WIDGET (self->also), self->rescue->also != NULL);
    bb_recovery_page_show_names (self);
    gtk_label_set_text (self->found, self->rescue->believes);
    bb_recovery_page_show_safety (self);
    gtk_label_set_text (self->why_text, why);
    gtk_widget_set_visible (self->why, *why != '\0');
}

/* Returns TRUE if a widget in @part has the focus. */
static gboolean
bb_recovery_page_has_focus (BbRecoveryPage *self, GtkWidget *part)
{
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
    GtkWidget *focus = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;

    return focus != NULL && gtk_widget_is_ancestor (focus, part);
}

/* Records that the drive was detected, and its bus: the texts of the steps need both after it was disconnected. */
static void
bb_recovery_page_note_bus (BbRecoveryPage *self)
{
    g_autoptr (BbDriveDetails) details =
        self->drive != NULL ? bb_drive_ref_details (bb_engine_drive_get_drive (self->drive)) : NULL;

    if (details == NULL)
        return;
    self->tries.was_detected = TRUE;
    self->tries.bus = details->bus;
}

/* Keeps the steps so far while the user must do the current step and Burnback cannot notice it, for example because
 * the computer is shut down. */
static void
bb_recovery_page_remember (BbRecoveryPage *self)
{
    const BbRescueStep *now = self->rescue != NULL ? bb_rescue_get_now (self->rescue) : NULL;

    if (self->drive == NULL || now == NULL)
        return;
    if (now->waits && !now->is_noticed)
        bb_recovery_memory_save (self->drive, &self->tries);
    else
        bb_recovery_memory_forget (self->drive);
}

/* Makes the steps anew from drive, backups and tried steps, and shows them if any text changed. Also updates the
 * entry for an error code and the list of firmware. Gives the focus to the current step if @wants_focus is set and
 * the page is visible. */
static void
bb_recovery_page_update (BbRecoveryPage *self)
{
    g_autofree char *title = NULL;
    g_autoptr (BbRescue) rescue = NULL;
    g_autofree char *why = NULL;
    g_autofree char *all = NULL;
    gboolean had_focus, is_lost = FALSE;

    /* The user may have named the drive since the last update. While the drive is disconnected, its last name stays.
     */
    if (self->drive != NULL) {
        g_free (self->name);
        self->name = bb_app_dup_full_name (self->drive);
    }
    bb_recovery_page_note_bus (self);
    rescue = bb_rescue_new (self->drive, self->backups, (const char *const *) self->unread, &self->tries);
    title = bb_recovery_page_dup_title (self, rescue);
    why = bb_recovery_page_dup_why (rescue);
    all = bb_recovery_page_dup_all (self, title, rescue);
    if (g_strcmp0 (all, self->shown) != 0) {
        g_free (self->shown);
        self->shown = g_steal_pointer (&all);
        g_clear_pointer (&self->rescue, bb_rescue_free);
        self->rescue = g_steal_pointer (&rescue);
        bb_recovery_page_show_head (self, title, why);
        self->wants_focus = self->wants_focus || bb_recovery_page_has_focus (self, GTK_WIDGET (self->steps));
        /* GTK gives the focus back to the step that had the focus before the popover was opened, unless that step is
         * replaced now. */
        is_lost = bb_page_focus_must_wait (GTK_WIDGET (self));
        bb_recovery_page_fill_steps (self);
        bb_recovery_page_remember (self);
    }
    had_focus = bb_recovery_page_has_focus (self, GTK_WIDGET (self->tool_code));
    self->wants_focus =
        (bb_tool_code_show (self->tool_code, self->engine, self->drive) && had_focus) || self->wants_focus;
    if (self->firmware != NULL && self->drive != NULL)
        bb_drive_firmware_show (self->firmware, self->engine, self->drive);
    /* While this page is hidden, it must not take the focus from the visible page. */
    if ((self->wants_focus || is_lost) && self->rescue != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
        bb_recovery_page_move_focus (self);
}

/* --- the operation --- */

/* Returns TRUE while the operation of this page has a job, or another job runs on the drive. A review
 * (bb_job_is_review()) of another operation does not count. */
static gboolean
bb_recovery_page_is_at_work (BbRecoveryPage *self)
{
    BbJob *job = self->drive != NULL ? bb_engine_drive_get_job (self->drive) : NULL;

    return (job != NULL && !bb_job_is_review (job)) ||
           (self->operation != NULL && bb_operation_get_job (self->operation) != NULL);
}

/* --- the backups --- */

/* Updates the page with the backups that were read; if reading failed, with those of the last reading. Does nothing
 * if the reading was cancelled. If a job was started while the backups were read, the page is updated after the job,
 * so that the step that started it stays current. */
static void
bb_recovery_page_listed_cb (GObject *store, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbRecoveryPage) self = BB_RECOVERY_PAGE (data);
    g_auto (GStrv) unread = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) backups = bb_store_list_finish (BB_BACKUP_STORE (store), result, &unread, &error);

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->engine == NULL)
        return;
    if (backups != NULL) {
        g_ptr_array_unref (self->backups);
        self->backups = g_steal_pointer (&backups);
        g_strfreev (self->unread);
        self->unread = g_steal_pointer (&unread);
    }
    self->is_listed = TRUE;
    if (!bb_recovery_page_is_at_work (self))
        bb_recovery_page_update (self);
}

/* Begins to read the list of backups, and cancels a reading that has not ended. */
static void
bb_recovery_page_list (BbRecoveryPage *self)
{
    g_cancellable_cancel (self->cancellable);
    g_object_unref (self->cancellable);
    self->cancellable = g_cancellable_new ();
    bb_store_list_async (bb_engine_get_store (self->engine), bb_engine_get_catalog (self->engine), self->cancellable,
                         bb_recovery_page_listed_cb, g_object_ref (self));
}

/* Updates the page and reads the backups again. If the backups were never read, only reads them;
 * bb_recovery_page_listed_cb() then updates the page. Does nothing while a job runs, so that the step that started
 * the job stays current. */
static void
bb_recovery_page_refresh (gpointer data)
{
    BbRecoveryPage *self = BB_RECOVERY_PAGE (data);

    if (bb_recovery_page_is_at_work (self))
        return;
    if (self->is_listed)
        bb_recovery_page_update (self);
    bb_recovery_page_list (self);
}

/* Updates the page if it is visible; a hidden page is updated when it is shown. */
static void
bb_recovery_page_changed_cb (BbRecoveryPage *self)
{
    if (gtk_widget_get_mapped (GTK_WIDGET (self)))
        bb_recovery_page_refresh (self);
}

/* Called when the drive of the operation may have changed. Shows the new drive, or that the drive is disconnected if
 * the operation has none. If the user does the current step by hand, it counts as done after the disconnection. After
 * the drive was reconnected, gives the focus to the current step. */
static void
bb_recovery_page_drive_cb (BbRecoveryPage *self)
{
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);

    if (drive == self->drive)
        return;
    /* If the user does the current step by hand, it counts as done after this disconnection. */
    if (drive == NULL)
        bb_rescue_tries_note_away (&self->tries, bb_recovery_page_get_now (self));
    else if (self->drive == NULL)
        self->wants_focus = TRUE;
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_data (self->drive, self);
    g_set_object (&self->drive, drive);
    gtk_widget_set_visible (GTK_WIDGET (self->report_why), drive == NULL);
    bb_app_set_description (self->report, drive == NULL ? gtk_label_get_text (self->report_why) : NULL);
    if (drive != NULL) {
        g_signal_connect_swapped (drive, "changed", G_CALLBACK (bb_recovery_page_changed_cb), self);
    }
    bb_recovery_page_changed_cb (self);
}

/* Returns the kind of the step whose job has ended:
 * - There is no current step: 0.
 * - The user does the current step by hand (disconnects the drive): the current step.
 * - The job was a recovery with a file: BB_RESCUE_FILE, because the user can choose a file while another step is
 *   current.
 * - All other cases: the current step. */
static BbRescueKind
bb_recovery_page_get_ended (BbRecoveryPage *self, const BbResult *result)
{
    BbSelection *selection = self->operation != NULL ? bb_operation_get_selection (self->operation) : NULL;
    BbRescueKind now = bb_recovery_page_get_now (self);

    return now != 0 && !bb_rescue_kind_is_by_hand (now) && result->action == BB_ACTION_RECOVER && selection != NULL &&
                   bb_selection_get_image (selection) != NULL
               ? BB_RESCUE_FILE
               : now;
}

/* Returns the operation that the button of the step @kind starts. For a step that the user does by hand, returns the
 * operation after this step: %BB_ACTION_RECOVER. */
static BbAction
bb_recovery_page_get_step_action (BbRescueKind kind)
{
    return kind == BB_RESCUE_COMPARE     ? BB_ACTION_VERIFY
           : kind == BB_RESCUE_BOOT_CODE ? BB_ACTION_CONVERT
                                         : BB_ACTION_RECOVER;
}

gboolean
bb_recovery_page_take_result (BbRecoveryPage *self, BbResult *result)
{
    BbRescueKind now;
    gboolean was_tried = (self->tries.tried & BB_RESCUE_AGAIN) != 0;

    g_return_val_if_fail (BB_IS_RECOVERY_PAGE (self) && result != NULL, FALSE);

    now = bb_recovery_page_get_ended (self, result);
    if (now == 0 || result->action != bb_recovery_page_get_step_action (now))
        return FALSE;
    bb_rescue_tries_note_result (&self->tries, now, result);
    if (result->action != BB_ACTION_RECOVER ||
        (result->outcome != BB_OUTCOME_NEEDS_RECOVERY && result->outcome != BB_OUTCOME_UNCHANGED &&
         result->outcome != BB_OUTCOME_REFUSED))
        return FALSE;
    /* The advice is to try the same file again. The result page has a button for this, so the caller must show the
     * result there. After a disconnection, the result page says that the recovery was interrupted, what state the
     * drive is in, and how to connect it. */
    if (result->about.advice != NULL || bb_result_was_cut_off (result))
        return FALSE;
    /* After a power cycle, the step AGAIN was done, so that step says why it did not help. */
    if (bb_rescue_kind_is_by_hand (now) && !was_tried && (self->tries.tried & BB_RESCUE_AGAIN) != 0)
        now = BB_RESCUE_AGAIN;
    g_hash_table_insert (self->failures, GUINT_TO_POINTER (now),
                         bb_words_dup_message (result, BB_MESSAGE_WITHOUT_SAFETY));
    self->wants_focus = TRUE;
    bb_idle_queue_add (self, bb_recovery_page_refresh);
    return TRUE;
}

/* Updates the page and reads the backups when the page becomes visible. */
static void
bb_recovery_page_map (GtkWidget *widget)
{
    GTK_WIDGET_CLASS (bb_recovery_page_parent_class)->map (widget);
    bb_recovery_page_refresh (BB_RECOVERY_PAGE (widget));
}

/* --- public functions --- */

void
bb_recovery_page_add_first (BbRecoveryPage *self, GtkWidget *child)
{
    g_return_if_fail (BB_IS_RECOVERY_PAGE (self) && GTK_IS_WIDGET (child));

    gtk_container_add (GTK_CONTAINER (self->body), child);
    gtk_box_reorder_child (GTK_BOX (self->body), child, 0);
}

void
bb_recovery_page_focus (BbRecoveryPage *self)
{
    g_return_if_fail (BB_IS_RECOVERY_PAGE (self));

    self->wants_focus = TRUE;
    self->is_new = self->tries.tried == 0 && self->tries.skipped == 0;
    if (self->rescue != NULL)
        bb_recovery_page_move_focus (self);
}

void
bb_recovery_page_start_over (BbRecoveryPage *self)
{
    g_return_if_fail (BB_IS_RECOVERY_PAGE (self));

    self->tries = (BbRescueTries){0};
    g_hash_table_remove_all (self->failures);
}

void
bb_recovery_page_take_over (BbRecoveryPage *self, BbRecoveryPage *other)
{
    GHashTable *failures;

    g_return_if_fail (BB_IS_RECOVERY_PAGE (self) && BB_IS_RECOVERY_PAGE (other));

    self->tries = other->tries;
    other->tries = (BbRescueTries){0};
    failures = self->failures;
    self->failures = other->failures;
    other->failures = failures;
    g_hash_table_remove_all (other->failures);
}

/* --- object --- */

static void
bb_recovery_page_dispose (GObject *object)
{
    BbRecoveryPage *self = BB_RECOVERY_PAGE (object);

    bb_idle_queue_forget (self);
    g_cancellable_cancel (self->cancellable);
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_data (self->drive, self);
    g_clear_object (&self->drive);
    g_clear_object (&self->operation);
    g_clear_object (&self->names);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_recovery_page_parent_class)->dispose (object);
}

static void
bb_recovery_page_finalize (GObject *object)
{
    BbRecoveryPage *self = BB_RECOVERY_PAGE (object);

    g_object_unref (self->cancellable);
    g_hash_table_unref (self->failures);
    g_ptr_array_unref (self->backups);
    g_strfreev (self->unread);
    g_clear_pointer (&self->rescue, bb_rescue_free);
    g_free (self->name);
    g_free (self->shown);
    G_OBJECT_CLASS (bb_recovery_page_parent_class)->finalize (object);
}

static void
bb_recovery_page_class_init (BbRecoveryPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_recovery_page_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_recovery_page_finalize;
    widget_class->map = bb_recovery_page_map;
    g_type_ensure (BB_TYPE_TOOL_CODE);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-recovery-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, icon);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, title);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, caption);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, also);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, name_chooser);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, found);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, safe_box);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, safe_icon);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, safe);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, why);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, why_text);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, steps);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, tool_code);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, report);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, report_why);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, body);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, scroller);
}

static void
bb_recovery_page_init (BbRecoveryPage *self)
{
    static const GActionEntry entries[] = {{"choose", bb_recovery_page_name_cb, "s", NULL, NULL, {0}}};

    self->backups = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_backup_unref);
    self->cancellable = g_cancellable_new ();
    self->failures = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
    self->names = g_simple_action_group_new ();
    g_action_map_add_action_entries (G_ACTION_MAP (self->names), entries, G_N_ELEMENTS (entries), self);
    gtk_widget_insert_action_group (GTK_WIDGET (self), "names", G_ACTION_GROUP (self->names));
    atk_object_set_role (gtk_widget_get_accessible (GTK_WIDGET (self->steps)), ATK_ROLE_LIST);
    gtk_container_set_focus_vadjustment (GTK_CONTAINER (self->body),
                                         gtk_scrolled_window_get_vadjustment (self->scroller));
}

GtkWidget *
bb_recovery_page_new (BbEngine *engine, BbOperation *operation)
{
    BbRecoveryPage *self;

    g_return_val_if_fail (BB_IS_ENGINE (engine), NULL);

    self = g_object_new (BB_TYPE_RECOVERY_PAGE, "visible", TRUE, NULL);
    self->engine = g_object_ref (engine);
    gtk_widget_set_visible (self->report, operation != NULL);
    if (operation == NULL)
        return GTK_WIDGET (self);
    self->operation = g_object_ref (operation);
    if (bb_operation_get_drive (operation) != NULL)
        bb_recovery_memory_load (bb_operation_get_drive (operation), &self->tries);
    g_signal_connect_object (operation, "notify::drive", G_CALLBACK (bb_recovery_page_drive_cb), self,
                             G_CONNECT_SWAPPED);
    bb_recovery_page_drive_cb (self);
    return GTK_WIDGET (self);
}
