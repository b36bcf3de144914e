/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-row.h"

#include "app/bb-app-words.h"
#include "app/bb-file-chooser.h"
#include "job/engine/bb-store-tasks.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>

struct _BbBackupRow {
    GtkListBoxRow parent;
    BbEngine *engine;
    BbBackup *backup;
    GCancellable *cancellable;
    GSimpleActionGroup *actions;
    guint n_tasks;        /* number of verifications and exports that run */
    gboolean has_failed;  /* a task has failed; reset when a task starts while no other task runs */
    gboolean is_checking; /* a verification runs, and @n_tasks counts it */
    gboolean names_drive;

    GtkLabel *title;
    GtkLabel *subtitle;
    GtkImage *state_icon;
    GtkLabel *state;
    GtkLabel *why_not; /* why the backup cannot be restored */
    GtkButton *put_back;
    GtkMenuButton *menu;
};

G_DEFINE_TYPE (BbBackupRow, bb_backup_row, GTK_TYPE_LIST_BOX_ROW)

static guint signal_delete_asked;

/* Shows @text beside @icon (nullable), and removes the tooltip. @style: CSS class of the icon. The line keeps its
 * place if @text is "", so that the rows below do not move when a verification begins. */
static void
bb_backup_row_set_state (BbBackupRow *self, const char *icon, const char *style, const char *text)
{
    g_autofree char *shown = bb_app_dup_capitalised (text);

    gtk_widget_set_visible (GTK_WIDGET (self->state_icon), icon != NULL);
    if (icon != NULL)
        gtk_image_set_from_icon_name (self->state_icon, icon, GTK_ICON_SIZE_MENU);
    bb_app_set_class (GTK_WIDGET (self->state_icon), "good caution bad", style);
    gtk_label_set_text (self->state, shown);
    bb_app_set_description (GTK_WIDGET (self->state), NULL);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), NULL);
}

/* Counts a verification or an export that begins. Also shows @text, but keeps an earlier failure visible until all
 * tasks have ended. */
static void
bb_backup_row_begin_task (BbBackupRow *self, const char *text)
{
    if (self->n_tasks++ == 0)
        self->has_failed = FALSE;
    if (!self->has_failed)
        bb_backup_row_set_state (self, "content-loading-symbolic", "", text);
}

/* Returns TRUE if @backup has only regions that are no firmware: more cannot be read from the drive, so nothing that
 * the user expects is missing. */
static gboolean
bb_backup_row_is_without_firmware (BbBackup *backup)
{
    return backup->files->len > 0 && !bb_backup_has_kind (backup, BB_REGION_FIRMWARE);
}

/* Returns TRUE if the stored identity is all that @backup contains of the drive. */
static gboolean
bb_backup_row_is_identity (BbBackup *backup)
{
    for (guint i = 0; i < backup->files->len; i++)
        if (((const BbBackupFile *) g_ptr_array_index (backup->files, i))->kind != BB_REGION_IDENTITY)
            return FALSE;
    return backup->files->len > 0;
}

/* Returns (nullable) one word for a backup that cannot be restored even if its files are intact; %NULL for other
 * backups, and for a backup from before a repair of the stored identity, which has all that was to be saved. */
static const char *
bb_backup_row_get_limit (BbBackupRow *self)
{
    if (bb_backup_is_trusted (self->backup) || bb_backup_is_before_repair (self->backup))
        return NULL;
    if (self->backup->contradiction != NULL)
        return _ ("evidence");
    if (bb_backup_row_is_identity (self->backup))
        /* TRANSLATORS: all that a backup contains is the identity that the drive stores: its model and its serial
         * number */
        return _ ("identity only");
    return self->backup->complete ? _ ("reference only") : _ ("partial");
}

/* Shows @text as the state of a backup that cannot be restored. The icon warns only if firmware is missing in the
 * backup or may be wrong:
 * - Firmware that was inconsistent when the backup was made is a fact of the past, and the drive may run well now.
 * - A backup without firmware contains all that can be read from its drive. */
static void
bb_backup_row_set_limited (BbBackupRow *self, const char *text)
{
    if (self->backup->contradiction != NULL || bb_backup_row_is_without_firmware (self->backup))
        bb_backup_row_set_state (self, "dialog-information-symbolic", "", text);
    else
        bb_backup_row_set_state (self, "dialog-warning-symbolic", "caution", text);
}

/* Shows the outcome of a task: if it succeeded, @done after the word of bb_backup_row_get_limit(), else @failed with
 * the message of @error (nullable). */
static void
bb_backup_row_show_outcome (BbBackupRow *self, const GError *error, const char *done, const char *failed)
{
    const char *limit = bb_backup_row_get_limit (self);
    g_autofree char *text = bb_app_dup_joined ((const char *[]){limit, done}, 2);

    if (error != NULL) {
        bb_backup_row_set_state (self, "dialog-error-symbolic", "bad", failed);
        bb_app_set_description (GTK_WIDGET (self->state), error->message);
        gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), error->message);
    } else if (limit != NULL) {
        bb_backup_row_set_limited (self, text);
    } else {
        bb_backup_row_set_state (self, "object-select-symbolic", "good", text);
    }
}

/* Counts the end of a task, and shows its outcome as bb_backup_row_show_outcome() does. Shows nothing if the task was
 * cancelled, or if it succeeded after another task that ran at the same time has failed. */
static void
bb_backup_row_end_task (BbBackupRow *self, const GError *error, const char *done, const char *failed)
{
    self->n_tasks--;
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || (error == NULL && self->has_failed))
        return;
    self->has_failed = error != NULL;
    bb_backup_row_show_outcome (self, error, done, failed);
}

static void bb_backup_row_show (BbBackupRow *self);
static void bb_backup_row_update_actions (BbBackupRow *self);

/* --- check --- */

/* Returns the word for a verification that failed. After another error than damage, for example a missing permission,
 * the backup may be intact, so it is not called damaged. */
static const char *
bb_backup_row_get_failed_check (BbBackupRow *self)
{
    return bb_backup_checks_is_damaged (bb_engine_get_checks (self->engine), self->backup->id) ? _ ("damaged")
                                                                                               : _ ("unverified");
}

/* Handler for "changed" of the verifications. Shows that the backup is being verified, or what was found; the
 * verification may have been started on another page. With @id NULL, earlier results are no longer shown. */
static void
bb_backup_row_checks_changed_cb (BbBackupChecks *checks, const char *id, gpointer data)
{
    BbBackupRow *self = BB_BACKUP_ROW (data);
    BbBackupCheck check = bb_backup_checks_get (checks, self->backup->id);
    gboolean was_checking = self->is_checking;

    if (id != NULL && strcmp (id, self->backup->id) != 0)
        return;
    self->is_checking = check == BB_BACKUP_CHECK_RUNNING;
    if (check == BB_BACKUP_CHECK_NONE) {
        self->n_tasks -= was_checking ? 1 : 0;
        bb_backup_row_set_state (self, NULL, "", "");
        bb_backup_row_show (self);
        return;
    }
    if (self->is_checking && !was_checking)
        bb_backup_row_begin_task (self, _ ("reading…"));
    else if (!self->is_checking && was_checking)
        bb_backup_row_end_task (self, bb_backup_checks_get_error (checks, self->backup->id), _ ("intact"),
                                bb_backup_row_get_failed_check (self));
    bb_backup_row_update_actions (self);
}

static void
bb_backup_row_check_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbBackupRow *self = BB_BACKUP_ROW (data);

    bb_backup_checks_begin (bb_engine_get_checks (self->engine), self->backup);
}

/* --- compare --- */

/* Returns (transfer full) (nullable) the connected drive that this backup belongs to; NULL if it is not connected or
 * not identified. */
static BbEngineDrive *
bb_backup_row_find_drive (BbBackupRow *self)
{
    GListModel *drives = bb_engine_get_drives (self->engine);

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
        BbFacts *facts = bb_engine_drive_get_facts (drive);

        if (facts != NULL && bb_backup_is_of (self->backup, details, facts))
            return g_steal_pointer (&drive);
    }
    return NULL;
}

/* Activates "compare-backup" of the window for this backup and its drive, if the drive is connected. */
static void
bb_backup_row_compare_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbBackupRow *self = BB_BACKUP_ROW (data);
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
    g_autoptr (BbEngineDrive) drive = bb_backup_row_find_drive (self);

    if (drive != NULL && G_IS_ACTION_GROUP (window))
        g_action_group_activate_action (G_ACTION_GROUP (window), "compare-backup",
                                        g_variant_new ("(ss)", bb_engine_drive_get_name (drive), self->backup->id));
}

/* --- folder --- */

/* The user opens the menu: disables the item that opens the folder of the backup if no program for folders is
 * installed. The menu hides an item that is disabled. Not done earlier, because finding this program reads files. */
static void
bb_backup_row_menu_cb (GtkToggleButton *menu, GParamSpec *pspec, gpointer data)
{
    GAction *open = g_action_map_lookup_action (G_ACTION_MAP (BB_BACKUP_ROW (data)->actions), "open");
    g_autoptr (GAppInfo) program = NULL;

    if (!gtk_toggle_button_get_active (menu))
        return;
    program = g_app_info_get_default_for_type ("inode/directory", TRUE);
    g_simple_action_set_enabled (G_SIMPLE_ACTION (open), program != NULL);
}

/* Shows the folder of the backup in the file manager; if that fails, shows why as the state of the row. */
static void
bb_backup_row_open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbBackupRow *self = BB_BACKUP_ROW (data);
    g_autofree char *uri = g_filename_to_uri (self->backup->folder, NULL, NULL);
    g_autoptr (GError) error = NULL;

    if (uri != NULL && !gtk_show_uri_on_window (GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (self))), uri,
                                                GDK_CURRENT_TIME, &error)) {
        bb_backup_row_begin_task (self, "");
        bb_backup_row_end_task (self, error, NULL, _ ("folder not opened"));
    }
}

/* --- export --- */

/* Shows whether the backup was exported. */
static void
bb_backup_row_exported_cb (GObject *store, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbBackupRow) self = BB_BACKUP_ROW (data);
    g_autoptr (GError) error = NULL;

    (void) bb_store_task_finish (BB_BACKUP_STORE (store), result, &error);
    bb_backup_row_end_task (self, error, _ ("exported"), _ ("not exported"));
}

/* Begins to export the backup to the chosen file, unless the user cancelled. Destroys @dialog. */
static void
bb_backup_row_export_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    BbBackupRow *self = BB_BACKUP_ROW (data);

    if (response == GTK_RESPONSE_ACCEPT) {
        g_autofree char *path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (dialog));

        bb_backup_row_begin_task (self, _ ("exporting…"));
        bb_store_export_async (bb_engine_get_store (self->engine), self->backup, path, self->cancellable,
                               bb_backup_row_exported_cb, g_object_ref (self));
    }
    gtk_native_dialog_destroy (dialog);
}

/* Asks for a file; bb_backup_row_export_chosen_cb() then exports the backup to it. */
static void
bb_backup_row_export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbBackupRow *self = BB_BACKUP_ROW (data);
    g_autofree char *name = g_strdup_printf ("%s.bin", self->backup->id);
    GtkFileChooserNative *dialog = bb_file_chooser_new (BB_FILE_CHOOSER_SAVE, GTK_FILE_CHOOSER_ACTION_SAVE,
                                                        _ ("Export Backup"), GTK_WIDGET (self), _ ("_Export"));

    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
    g_signal_connect_object (dialog, "response", G_CALLBACK (bb_backup_row_export_chosen_cb), self, 0);
    g_object_set_data_full (G_OBJECT (self), "burnback-dialog", dialog, g_object_unref);
    bb_file_chooser_show (dialog);
}

/* Emits "delete-asked"; the list that contains the row then deletes the backup. */
static void
bb_backup_row_delete_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    g_signal_emit (data, signal_delete_asked, 0);
}

/* --- object --- */

static void
bb_backup_row_dispose (GObject *object)
{
    BbBackupRow *self = BB_BACKUP_ROW (object);

    if (self->cancellable != NULL)
        g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    g_clear_object (&self->actions);
    g_clear_object (&self->engine);
    g_clear_pointer (&self->backup, bb_backup_unref);
    G_OBJECT_CLASS (bb_backup_row_parent_class)->dispose (object);
}

static void
bb_backup_row_class_init (BbBackupRowClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_backup_row_dispose;
    signal_delete_asked =
        g_signal_new ("delete-asked", BB_TYPE_BACKUP_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-backup-row.ui");
    gtk_widget_class_bind_template_child (widget_class, BbBackupRow, title);
    gtk_widget_class_bind_template_child (widget_class, BbBackupRow, subtitle);
    gtk_widget_class_bind_template_child (widget_class, BbBackupRow, state_icon);
    gtk_widget_class_bind_template_child (widget_class, BbBackupRow, state);
    gtk_widget_class_bind_template_child (widget_class, BbBackupRow, why_not);
    gtk_widget_class_bind_template_child (widget_class, BbBackupRow, put_back);
    gtk_widget_class_bind_template_child (widget_class, BbBackupRow, menu);
}

static void
bb_backup_row_init (BbBackupRow *self)
{
    static const GActionEntry entries[] = {
        {"check", bb_backup_row_check_cb, NULL, NULL, NULL, {0}},
        {"compare", bb_backup_row_compare_cb, NULL, NULL, NULL, {0}},
        {"open", bb_backup_row_open_cb, NULL, NULL, NULL, {0}},
        {"export", bb_backup_row_export_cb, NULL, NULL, NULL, {0}},
        {"delete", bb_backup_row_delete_cb, NULL, NULL, NULL, {0}},
    };

    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_button (GTK_BUTTON (self->put_back));
    self->cancellable = g_cancellable_new ();
    self->actions = g_simple_action_group_new ();
    g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
    gtk_widget_insert_action_group (GTK_WIDGET (self), "backup", G_ACTION_GROUP (self->actions));
    g_signal_connect_object (self->menu, "notify::active", G_CALLBACK (bb_backup_row_menu_cb), self, 0);
}

/* Sets the tooltip of the line that says why the backup cannot be restored: what is wrong with the firmware in the
 * backup. The drive may run well now, so this is only a detail, and the tooltip says that it is from the past. */
static void
bb_backup_row_set_reason_tooltip (BbBackupRow *self)
{
    const char *found = self->backup->contradiction;
    /* TRANSLATORS: a sentence that says why the firmware of a drive seems to be incomplete */
    g_autofree char *tooltip = found != NULL ? g_strdup_printf (_ ("When this backup was made: %s"), found) : NULL;

    gtk_widget_set_tooltip_text (GTK_WIDGET (self->why_not), tooltip);
}

/* Enables the actions of the row:
 * - restore: if the drive of the backup is connected, and the backup is trusted and intact
 * - compare: if restore is enabled, and the drive supports verification
 *
 * For a drive that must be recovered first (bb_app_why_recover_first()), hides the button to restore. On the page of
 * that drive, the head of the page says why; on the page of all backups, a line of the row says why. Also in general,
 * if the backup cannot be restored, a line of the row says why. The state of the row says that the backup is damaged:
 * a line that appears at the end of a verification would move the rows below. If the drive is of a kind that is never
 * flashed, hides that line and the button to restore. */
static void
bb_backup_row_update_actions (BbBackupRow *self)
{
    g_autoptr (BbEngineDrive) drive = bb_backup_row_find_drive (self);
    GAction *compare = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "compare");
    gboolean is_damaged = bb_backup_checks_is_damaged (bb_engine_get_checks (self->engine), self->backup->id);
    gboolean fits = drive != NULL && bb_backup_is_trusted (self->backup);
    gboolean usable = fits && !is_damaged;
    gboolean is_flashed = drive == NULL || bb_family_get_no_flash (bb_engine_drive_get_facts (drive)) == NULL;
    const char *recover_first = drive != NULL ? bb_app_why_recover_first (drive) : NULL;
    const char *why_not =
        !is_flashed ? NULL
        : fits      ? (self->names_drive ? recover_first : NULL)
        : self->backup->contradiction != NULL
            ? _ ("When this backup was made, the firmware in the drive may have been incomplete, so "
                 "Burnback will not restore it.")
        : !bb_backup_has_kind (self->backup, BB_REGION_FIRMWARE) ? _ ("This backup contains no firmware.")
        : !self->backup->complete ? _ ("This backup contains no firmware that can be restored.")
        : self->backup->unproven  ? _ ("This backup may be incomplete, so Burnback will not "
                                        "restore it.")
                                  : _ ("This backup belongs to a drive that is not connected.");

    gtk_label_set_text (self->why_not, why_not != NULL ? why_not : "");
    gtk_widget_set_visible (GTK_WIDGET (self->why_not), why_not != NULL);
    bb_backup_row_set_reason_tooltip (self);
    gtk_widget_set_visible (GTK_WIDGET (self->put_back), is_flashed && recover_first == NULL);
    bb_app_set_description (GTK_WIDGET (self->put_back),
                            why_not == NULL && is_damaged ? _ ("This backup is damaged.") : why_not);

    g_simple_action_set_enabled (G_SIMPLE_ACTION (compare),
                                 usable && (bb_engine_drive_get_can (drive) & BB_CAN_VERIFY) != 0);
    if (usable && recover_first == NULL)
        bb_app_set_action (GTK_WIDGET (self->put_back), "win.restore-backup",
                           g_variant_new ("(ss)", bb_engine_drive_get_name (drive), self->backup->id));
    else
        bb_app_set_action (GTK_WIDGET (self->put_back), NULL, NULL);
}

/* Returns (transfer full) (nullable) "serial ..." from the backup; NULL if @names_drive of the row is FALSE, or if
 * the serial number is unknown. */
static char *
bb_backup_row_dup_serial (BbBackupRow *self)
{
    if (!self->names_drive || self->backup->serial == NULL || *self->backup->serial == '\0')
        return NULL;
    /* TRANSLATORS: serial number of a drive */
    return g_strdup_printf (_ ("serial %s"), self->backup->serial);
}

/* Returns (transfer full) the title: bb_words_backup_contents(), for firmware that can be restored its revision; with
 * the name of the drive before it if @names_drive. */
static char *
bb_backup_row_dup_title (BbBackupRow *self)
{
    const char *contents = bb_words_backup_contents (self->backup);
    g_autofree char *vendor = bb_text_normalise (self->backup->vendor, TRUE);
    g_autofree char *drive = g_strjoin (" ", vendor, self->backup->product, NULL);
    const char *const parts[] = {drive, contents};

    if (!self->names_drive)
        return g_strdup (contents);
    if (!bb_backup_is_trusted (self->backup))
        return bb_app_dup_joined (parts, G_N_ELEMENTS (parts));
    /* TRANSLATORS: vendor, product and firmware revision of a drive */
    return g_strdup_printf (_ ("%s %s %s"), vendor, self->backup->product, self->backup->revision);
}

/* Returns (transfer full) @title and the time of @backup. */
static char *
bb_backup_row_dup_title_and_time (const char *title, BbBackup *backup)
{
    g_autofree char *time = bb_app_dup_time (backup->created);

    /* TRANSLATORS: a backup: drive with the revision of its firmware, then date and time */
    return g_strdup_printf (_ ("%s from %s"), title, time);
}

/* Shows what the backup contains, and when and why it was made. If @names_drive is TRUE, also shows the drive of the
 * backup: its serial number and, if it is connected, its device name. The device name alone does not identify the
 * drive, because it may change with the next start of the computer.
 */
static void
bb_backup_row_show_texts (BbBackupRow *self)
{
    g_autofree char *time = bb_app_dup_time (self->backup->created);
    g_autofree char *why = bb_words_dup_backup_reason (self->backup);
    g_autofree char *reason = bb_app_dup_decapitalised (why);
    g_autofree char *serial = bb_backup_row_dup_serial (self);
    g_autoptr (BbEngineDrive) drive = self->names_drive ? bb_backup_row_find_drive (self) : NULL;
    const char *name = drive != NULL ? bb_engine_drive_get_name (drive) : NULL;
    g_autofree char *title = bb_backup_row_dup_title (self);
    /* TRANSLATORS: time of a backup, then the reason why it was made: "20 Nov, before flashing 1.06" */
    g_autofree char *made = g_strdup_printf (_ ("%s, %s"), time, reason);
    const char *const parts[] = {made, serial, name, self->backup->simulated ? _ ("simulated drive") : NULL};
    g_autofree char *subtitle = bb_app_dup_joined (parts, G_N_ELEMENTS (parts));
    g_autofree char *name_of_backup = bb_backup_row_dup_title_and_time (title, self->backup);
    g_autofree char *menu_name = g_strdup_printf (_ ("Menu for the backup %s"), name_of_backup);
    g_autofree char *put_back_name = g_strdup_printf (_ ("Restore %s of %s"), self->backup->revision, time);

    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->subtitle, subtitle);
    bb_app_set_name (GTK_WIDGET (self), title);
    bb_app_set_description (GTK_WIDGET (self), subtitle);
    bb_app_set_name (GTK_WIDGET (self->menu), menu_name);
    bb_app_set_name (GTK_WIDGET (self->put_back), put_back_name);
}

/* Shows the result of the last verification. If there was none, shows why the backup is not trusted; for a trusted
 * backup, shows whether the drive was read twice for it, or that the backup was not verified. The backup is complete,
 * but users would take that word for the result of a verification. */
static void
bb_backup_row_show_state (BbBackupRow *self)
{
    BbBackupChecks *checks = bb_engine_get_checks (self->engine);
    const char *limit = bb_backup_row_get_limit (self);

    if (bb_backup_checks_get (checks, self->backup->id) != BB_BACKUP_CHECK_NONE)
        bb_backup_row_show_outcome (self, bb_backup_checks_get_error (checks, self->backup->id), _ ("intact"),
                                    bb_backup_row_get_failed_check (self));
    else if (limit != NULL)
        bb_backup_row_set_limited (self, limit);
    else
        bb_backup_row_set_state (self, NULL, "",
                                 self->backup->compared
                                     /* TRANSLATORS: state of a complete backup before its files are verified: when
                                      * the backup was made, the drive was read twice with the same result */
                                     ? _ ("read twice and compared")
                                     /* TRANSLATORS: state of a complete backup before a verification */
                                     : _ ("not verified yet"));
}

/* Updates texts and actions. Keeps a state that is shown already. */
static void
bb_backup_row_show (BbBackupRow *self)
{
    bb_backup_row_show_texts (self);
    if (*gtk_label_get_text (self->state) == '\0')
        bb_backup_row_show_state (self);
    bb_backup_row_update_actions (self);
}

/* Updates the row when a drive was connected, disconnected or identified; a verification result stays. */
static void
bb_backup_row_drives_cb (BbBackupRow *self)
{
    bb_backup_row_show_texts (self);
    bb_backup_row_update_actions (self);
}

GtkWidget *
bb_backup_row_new (BbEngine *engine, BbBackup *backup, gboolean names_drive)
{
    BbBackupRow *self;
    BbBackupChecks *checks;

    g_return_val_if_fail (BB_IS_ENGINE (engine) && backup != NULL, NULL);

    self = g_object_new (BB_TYPE_BACKUP_ROW, "visible", TRUE, NULL);
    self->engine = g_object_ref (engine);
    self->backup = bb_backup_ref (backup);
    self->names_drive = names_drive;
    checks = bb_engine_get_checks (engine);
    if (bb_backup_checks_get (checks, backup->id) == BB_BACKUP_CHECK_RUNNING)
        bb_backup_row_checks_changed_cb (checks, backup->id, self);
    bb_backup_row_show (self);
    g_signal_connect_object (checks, "changed", G_CALLBACK (bb_backup_row_checks_changed_cb), self, 0);
    /* Only an identified drive can be matched with the backup, so the row is updated when a drive was identified. */
    g_signal_connect_object (engine, "looked", G_CALLBACK (bb_backup_row_drives_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (bb_engine_get_drives (engine), "items-changed", G_CALLBACK (bb_backup_row_drives_cb),
                             self, G_CONNECT_SWAPPED);
    return GTK_WIDGET (self);
}

void
bb_backup_row_set_backup (BbBackupRow *self, BbBackup *backup)
{
    g_return_if_fail (BB_IS_BACKUP_ROW (self) && backup != NULL);

    if (self->n_tasks == 0 && !(bb_backup_is_trusted (self->backup) && bb_backup_is_trusted (backup)))
        bb_backup_row_set_state (self, NULL, "", "");
    bb_backup_unref (self->backup);
    self->backup = bb_backup_ref (backup);
    bb_backup_row_show (self);
}

BbBackup *
bb_backup_row_get_backup (BbBackupRow *self)
{
    g_return_val_if_fail (BB_IS_BACKUP_ROW (self), NULL);

    return self->backup;
}

char *
bb_backup_row_dup_name (BbBackupRow *self)
{
    g_autofree char *name = NULL;
    g_autofree char *serial = NULL;

    g_return_val_if_fail (BB_IS_BACKUP_ROW (self), NULL);

    name = bb_backup_row_dup_title_and_time (gtk_label_get_text (self->title), self->backup);
    serial = bb_backup_row_dup_serial (self);
    return bb_app_dup_joined ((const char *[]){name, serial}, 2);
}

void
bb_backup_row_focus (BbBackupRow *self)
{
    g_return_if_fail (BB_IS_BACKUP_ROW (self));

    gtk_widget_grab_focus (gtk_widget_get_sensitive (GTK_WIDGET (self->put_back)) ? GTK_WIDGET (self->put_back)
                                                                                  : GTK_WIDGET (self->menu));
}
