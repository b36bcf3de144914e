/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-result-page.h"

#include "app/backups/bb-restore-button.h"
#include "app/bb-app-words.h"
#include "app/widgets/bb-fact-row.h"
#include "app/widgets/bb-fold-box.h"

#include <glib/gi18n-lib.h>

struct _BbResultPage {
    GtkBox parent;
    BbOperation *operation;
    gboolean wants_file;        /* the chosen file or backup cannot be used */
    gboolean wants_power_cycle; /* the drive must lose power before the next attempt */
    gboolean wants_recovery;    /* the firmware is incomplete */
    char *drive_name;           /* (nullable): full name of the drive of the result */
    gboolean was_away;          /* the drive is or was disconnected while the result is shown */
    gboolean is_finished;       /* the operation succeeded without a warning and leaves nothing to do */
    gboolean was_left;          /* the page was hidden after the result was visible */
    gboolean is_hopeless;       /* a recovery is unlikely to help */

    GtkWidget *head;
    GtkImage *icon;
    GtkLabel *title;
    GtkLabel *message;
    GtkLabel *next;
    GtkLabel *power;
    GtkWidget *facts;
    BbFactRow *drive;
    BbFactRow *revision;
    BbFactRow *proof;
    BbFactRow *restored;
    BbFactRow *backup;
    GtkExpander *details;
    BbFactRow *folder;
    BbFactRow *work;
    BbFactRow *error;
    BbFactRow *notes;
    GtkButton *back;
    GtkWidget *recover;
    GtkLabel *recover_why; /* why the drive cannot be recovered now */
    GtkWidget *verify;
    GtkWidget *another;
    GtkWidget *again;
    GtkWidget *show_backup;
    GtkButton *restore;
    GtkWidget *report;
    GtkLabel *report_why; /* why no report can be saved */
    GtkBox *flow;         /* contains the buttons */
};

G_DEFINE_TYPE (BbResultPage, bb_result_page, GTK_TYPE_BOX)

/* Shows or hides a button together with its parent, because an empty parent would leave a gap. */
static void
bb_result_page_set_offered (GtkWidget *button, gboolean offered)
{
    gtk_widget_set_visible (button, offered);
    gtk_widget_set_visible (gtk_widget_get_parent (button), offered);
}

/* Puts the buttons into their usual order, but the highlighted button last if it is sensitive. */
static void
bb_result_page_sort_buttons (BbResultPage *self)
{
    GtkWidget *const order[] = {
        GTK_WIDGET (self->back), GTK_WIDGET (self->restore), self->another, self->again, self->verify, self->recover};

    for (guint i = 0; i < 2 * G_N_ELEMENTS (order); i++) {
        GtkWidget *button = order[i % G_N_ELEMENTS (order)];
        gboolean is_next = gtk_widget_get_sensitive (button) &&
                           gtk_style_context_has_class (gtk_widget_get_style_context (button), "suggested-action");

        if (is_next == (i >= G_N_ELEMENTS (order)))
            gtk_box_reorder_child (self->flow, gtk_widget_get_parent (button), -1);
    }
}

/* Highlights the button of the next step and makes it the last button:
 * - the button for another file, if the chosen file cannot be used
 * - "Back to the Drive", if none of recovery, verification, another attempt and another file is possible now
 * - else recovery, verification or another attempt */
static void
bb_result_page_mark_next (BbResultPage *self)
{
    gboolean is_over = !gtk_widget_get_visible (self->recover) && !gtk_widget_get_visible (self->verify) &&
                       !gtk_widget_get_sensitive (self->again) && !self->wants_file;

    bb_app_set_class (GTK_WIDGET (self->back), "suggested-action", is_over ? "suggested-action" : "");
    bb_app_set_class (self->another, "suggested-action", self->wants_file ? "suggested-action" : "");
    bb_result_page_sort_buttons (self);
}

/* Shows the button for another file if @offered, with @label and @action. */
static void
bb_result_page_set_another (BbResultPage *self, gboolean offered, const char *label, const char *action)
{
    bb_result_page_set_offered (self->another, offered);
    bb_app_set_button_label (GTK_BUTTON (self->another), label);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->another), action);
}

/* Returns (transfer full) a sentence that the drive of @result (nullable) is disconnected. If the drive needs
 * recovery and the sentence about the next step was written for a connected drive, names the drive and says how to
 * connect it. */
static char *
bb_result_page_dup_disconnected (BbResultPage *self, const BbResult *result)
{
    BbBus bus = result != NULL ? result->bus : BB_BUS_UNKNOWN;

    if (!self->wants_recovery || self->drive_name == NULL || bus == BB_BUS_PATA || result == NULL ||
        result->next_step == BB_NEXT_STEP_RECONNECT_AND_RECOVER ||
        result->next_step == BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION)
        return g_strdup (bb_words_disconnected (bus));
    /* TRANSLATORS: name of a drive */
    return g_strdup_printf (_ ("%s is disconnected. Connect the drive to the same port, then recover the drive."),
                            self->drive_name);
}

/* Says beside the button to recover, and to a screen reader, why it is insensitive; hides this while the drive is
 * connected. */
static void
bb_result_page_show_recover_why (BbResultPage *self)
{
    gboolean is_away = bb_operation_get_drive (self->operation) == NULL && gtk_widget_get_visible (self->recover);

    gtk_widget_set_visible (GTK_WIDGET (self->recover_why), is_away);
    bb_app_set_description (self->recover, is_away ? gtk_label_get_text (self->recover_why) : NULL);
}

/* Shows the button for another attempt if @offered. The button is insensitive, and a sentence says why, in two cases:
 * - The drive is disconnected.
 * - The drive rejected an attempt, needs a power cycle before another one (@wants_power_cycle), and was not
 *   disconnected and reconnected yet.
 *
 * If the drive is disconnected, says that a report needs the drive. If a disconnected drive needs recovery, hides
 * the button to go back, and says how to connect the drive if the sentence about the next step does not say this.
 * Highlights the button of the next step. */
static void
bb_result_page_show_again (BbResultPage *self, gboolean offered)
{
    gboolean is_away = bb_operation_get_drive (self->operation) == NULL;
    gboolean waits = self->wants_power_cycle && !self->was_away;
    BbResult *result = bb_operation_get_result (self->operation);
    g_autofree char *disconnected = bb_result_page_dup_disconnected (self, result);

    /* The page of a disconnected drive does not say that the firmware is incomplete, so the button to that page is
     * not offered while the drive needs recovery. */
    bb_result_page_set_offered (GTK_WIDGET (self->back), !is_away || !self->wants_recovery);
    bb_result_page_set_offered (self->again, offered);
    gtk_widget_set_sensitive (self->again, offered && !is_away && !waits);
    gtk_label_set_text (self->power, is_away ? disconnected
                                     : waits ? _ ("Waiting for the drive to be disconnected and reconnected.")
                                             : _ ("The drive is connected again."));
    gtk_widget_set_visible (GTK_WIDGET (self->power), (offered && (is_away || self->wants_power_cycle)) ||
                                                          (is_away && self->wants_recovery &&
                                                           (result == NULL || !bb_words_next_shuts_down (result))));
    bb_result_page_show_recover_why (self);
    bb_app_set_description (self->again, waits || is_away ? gtk_label_get_text (self->power) : NULL);
    gtk_widget_set_visible (GTK_WIDGET (self->report_why), is_away && gtk_widget_get_visible (self->report));
    bb_app_set_description (self->report, is_away ? gtk_label_get_text (self->report_why) : NULL);
    bb_result_page_mark_next (self);
}

/* Returns (transfer none) (nullable) the backup with which the user can go back to the firmware before the successful
 * operation @result: that of bb_backup_find_to_restore(), as on the drive's page. %NULL if the drive is disconnected
 * or cannot restore a backup now, the operation wrote no firmware or the firmware of the backup, or the boot code
 * must be changed back first. */
static BbBackup *
bb_result_page_find_way_back (BbResultPage *self, const BbResult *result)
{
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);
    gboolean is_other_model = result->about.name_now != NULL;
    BbBackup *made = is_other_model ? result->about.undo : result->backup;
    g_autoptr (GPtrArray) backups = g_ptr_array_new ();
    g_autoptr (BbDriveDetails) details = NULL;
    BbBackup *backup;

    if (drive == NULL || made == NULL || result->outcome != BB_OUTCOME_DONE || result->revision_after == NULL ||
        result->about.undo_needs_boot_code || bb_result_lacks_repair (result) ||
        (result->action != BB_ACTION_FLASH && result->action != BB_ACTION_ROLLBACK &&
         result->action != BB_ACTION_RECOVER) ||
        (bb_engine_drive_get_can (drive) & BB_CAN_ROLLBACK) == 0)
        return NULL;
    g_ptr_array_add (backups, made);
    details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    backup = bb_backup_find_to_restore (backups, details, result->facts);
    return backup != NULL && (is_other_model || g_strcmp0 (backup->revision, result->revision_after) != 0) ? backup
                                                                                                           : NULL;
}

/* Shows the button that restores the firmware before the operation, unless that is not possible now. */
static void
bb_result_page_show_way_back (BbResultPage *self)
{
    BbResult *result = bb_operation_get_result (self->operation);
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);
    BbBackup *backup = result != NULL ? bb_result_page_find_way_back (self, result) : NULL;

    bb_result_page_set_offered (GTK_WIDGET (self->restore), backup != NULL);
    bb_restore_button_show (self->restore, backup != NULL ? bb_engine_drive_get_name (drive) : NULL, backup);
}

/* Updates the button for another attempt when the drive was disconnected or reconnected. */
static void
bb_result_page_drive_cb (BbResultPage *self)
{
    self->was_away = self->was_away || bb_operation_get_drive (self->operation) == NULL;
    bb_result_page_show_again (self, gtk_widget_get_visible (self->again));
    bb_result_page_show_way_back (self);
}

/* Checks the image or backup again; the view then shows its new review. */
static void
bb_result_page_again_cb (GtkButton *button, gpointer data)
{
    (void) bb_operation_check_again (BB_RESULT_PAGE (data)->operation);
}

/* Shows icon and @title in the CSS class @style, and below them @message and @next (both nullable). */
static void
bb_result_page_show_head (BbResultPage *self, const char *icon, const char *style, const char *title,
                          const char *message, const char *next)
{
    gtk_image_set_from_icon_name (self->icon, icon, GTK_ICON_SIZE_DIALOG);
    gtk_image_set_pixel_size (self->icon, 64);
    bb_app_set_name (GTK_WIDGET (self->icon), g_str_equal (icon, "dialog-warning-symbolic") ? _ ("Warning") : "");
    bb_app_set_class (self->head, "good caution bad", style);
    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->message, message != NULL ? message : "");
    gtk_widget_set_visible (GTK_WIDGET (self->message), message != NULL && *message != '\0');
    gtk_label_set_text (self->next, next != NULL ? next : "");
    gtk_widget_set_visible (GTK_WIDGET (self->next), next != NULL);
}

/* Returns (transfer full) (nullable) the revisions before and after the operation: "1.05 → 1.07"; only one revision
 * if both are equal or one is unknown. %NULL if both are unknown, after a conversion, or if the drive needs
 * recovery. */
static char *
bb_result_page_dup_revision (BbResult *result)
{
    if (result->outcome == BB_OUTCOME_NEEDS_RECOVERY || result->action == BB_ACTION_CONVERT)
        return NULL;
    if (result->revision_before == NULL || result->revision_after == NULL)
        return g_strdup (result->revision_after != NULL ? result->revision_after : result->revision_before);
    if (g_strcmp0 (result->revision_before, result->revision_after) == 0)
        return g_strdup (result->revision_after);
    return g_strdup_printf ("%s → %s", result->revision_before, result->revision_after);
}

/* Returns (transfer full) (nullable) a text with the number of commands, the amount of data and the duration; %NULL
 * if no command was sent. */
static char *
bb_result_page_dup_work (BbResult *result)
{
    g_autofree char *size = bb_app_dup_size (result->n_bytes);

    if (result->n_commands == 0)
        return NULL;
    /* TRANSLATORS: commands, amount of data, seconds */
    return g_strdup_printf (ngettext ("%u command, %s, %.1f s", "%u commands, %s, %.1f s", result->n_commands),
                            result->n_commands, size, result->seconds);
}

/* Returns (transfer full) (nullable) a text with contents, time and reason of @backup (nullable). */
static char *
bb_result_page_dup_backup (BbBackup *backup)
{
    g_autofree char *time = backup != NULL ? bb_app_dup_time (backup->created) : NULL;
    g_autofree char *reason = backup != NULL ? bb_words_dup_backup_reason (backup) : NULL;

    /* TRANSLATORS: what the backup contains (a revision or a phrase), time, why it was made */
    return backup != NULL ? g_strdup_printf (_ ("%s, %s, %s"), bb_words_backup_contents (backup), time, reason)
                          : NULL;
}

/* Returns (transfer full) (nullable) a text with revision and time of @backup (nullable). */
static char *
bb_result_page_dup_restored (BbBackup *backup)
{
    g_autofree char *time = backup != NULL ? bb_app_dup_time (backup->created) : NULL;

    /* TRANSLATORS: firmware revision in the backup, date and time of the backup */
    return backup != NULL ? g_strdup_printf (C_ ("backup", "%s, %s"), backup->revision, time) : NULL;
}

/* Shows the facts and details of @result; a fact that is unknown or does not apply is hidden. */
static void
bb_result_page_show_facts (BbResultPage *self, BbResult *result, const char *drive_name)
{
    g_autofree char *revision = bb_result_page_dup_revision (result);
    g_autofree char *work = bb_result_page_dup_work (result);
    g_autofree char *notes =
        result->notes != NULL && result->notes[0] != NULL ? g_strjoinv ("\n", result->notes) : NULL;
    g_autofree char *failure = result->error != NULL
                                   ? bb_words_dup_failure (result->error, result->about.block, result->about.n_blocks)
                                   : NULL;
    g_autofree char *backup = bb_result_page_dup_backup (result->backup);
    g_autofree char *restored = bb_result_page_dup_restored (result->restored);
    g_autofree char *folder = NULL;
    gboolean wrote = result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_WRITTEN ||
                     result->outcome == BB_OUTCOME_ROLLED_BACK;
    gboolean is_restored = result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_WRITTEN;
    gboolean is_unproven = result->outcome == BB_OUTCOME_DONE && result->proof == BB_PROOF_UNPROVEN;
    gboolean shows_proof =
        wrote && result->action != BB_ACTION_BACKUP && !is_unproven && !bb_words_message_has_proof (result);

    if (result->backup != NULL)
        folder = bb_app_dup_path (result->backup->folder);
    bb_fact_row_set_optional (self->drive, drive_name);
    bb_fact_row_set_optional (self->revision, revision);
    bb_fact_row_set_optional (self->proof, shows_proof ? bb_words_proof_of (result) : NULL);
    bb_fact_row_set_optional (self->restored, restored);
    g_object_set (self->restored, "caption", is_restored ? _ ("Restored backup") : _ ("Backup to restore"), NULL);
    g_object_set (self->backup, "caption", restored != NULL ? _ ("Backup before restoring") : _ ("Backup"), NULL);
    /* With two backups on the page, the caption says which of them is in the folder. */
    g_object_set (self->folder, "caption",
                  restored != NULL ? _ ("Folder of the backup made before restoring") : _ ("Saved in"), NULL);
    bb_fact_row_set_optional (self->backup, backup);
    bb_fact_row_set_optional (self->folder, folder);
    bb_fact_row_set_optional (self->work, work);
    bb_fact_row_set_optional (self->error, failure);
    bb_fact_row_set_optional (self->notes, notes);
    gtk_widget_set_visible (self->facts, TRUE);
    gtk_widget_set_visible (GTK_WIDGET (self->details), work != NULL || result->error != NULL || notes != NULL);
    /* The details are open if the job did not succeed, and for a backup with parts that could not be read. */
    gtk_expander_set_expanded (self->details, !wrote || (result->action == BB_ACTION_BACKUP && notes != NULL));
}

/* TRUE if the next step after @result is to recover the drive. After a BACKUP, also TRUE if the drive needed recovery
 * before the backup, but not if its flash memory is worn. */
static gboolean
bb_result_page_needs_recovery (const BbResult *result)
{
    gboolean is_named =
        result->next_step >= BB_NEXT_STEP_RECOVER && result->next_step <= BB_NEXT_STEP_FIX_AND_RECOVER;

    return result->outcome == BB_OUTCOME_NEEDS_RECOVERY || result->next_step == BB_NEXT_STEP_RECOVER_CONFLICT ||
           (result->action == BB_ACTION_BACKUP && is_named && result->next_step != BB_NEXT_STEP_RECOVER_WORN);
}

void
bb_result_page_show (BbResultPage *self, BbResult *result, const char *drive_name)
{
    gboolean flashed = result->action == BB_ACTION_FLASH || result->action == BB_ACTION_ROLLBACK ||
                       result->action == BB_ACTION_RECOVER;
    gboolean converted = result->action == BB_ACTION_CONVERT && result->outcome == BB_OUTCOME_WRITTEN;
    gboolean is_over = result->outcome == BB_OUTCOME_DONE && !bb_result_lacks_repair (result) &&
                       result->next_step != BB_NEXT_STEP_POWER_CYCLE_ONCE;
    g_autofree char *title = bb_words_dup_title (result);
    g_autofree char *message = bb_words_dup_message (result, BB_MESSAGE_WITHOUT_OUTCOME | BB_MESSAGE_WITHOUT_AREA);
    g_autofree char *next =
        converted
            ? g_strdup (_ ("Power cycle the drive. The drive light will then blink, which is normal. After "
                           "that, choose “Recover This Drive” and select a firmware file for the new drive type."))
            : bb_words_dup_next_step (result, drive_name);

    g_return_if_fail (BB_IS_RESULT_PAGE (self));

    self->is_finished = result->outcome == BB_OUTCOME_DONE && result->next_step == BB_NEXT_STEP_NONE &&
                        g_str_equal (bb_app_result_class (result), "good");
    self->was_left = FALSE;
    bb_result_page_show_head (self, bb_app_result_icon (result), bb_app_result_class (result), title, message, next);
    bb_result_page_show_facts (self, result, drive_name);
    g_free (self->drive_name);
    self->drive_name = g_strdup (drive_name);
    self->is_hopeless = result->next_step == BB_NEXT_STEP_RECOVER_WORN;
    bb_result_page_set_offered (self->recover, converted || bb_result_lacks_repair (result) ||
                                                   bb_result_page_needs_recovery (result));
    bb_app_set_button_label (GTK_BUTTON (self->recover), _ ("_Recover This Drive…"));
    bb_result_page_set_offered (self->verify, result->outcome == BB_OUTCOME_WRITTEN && !converted);
    self->wants_file = FALSE;
    bb_result_page_set_another (
        self, (flashed && is_over) || (result->action == BB_ACTION_VERIFY && result->outcome == BB_OUTCOME_UNCHANGED),
        result->about.unflashed_revision != NULL ? _ ("_Update Firmware…") : _ ("Flash _Another File…"),
        "drive.choose-file");
    gtk_widget_set_visible (self->show_backup, result->backup != NULL);
    bb_result_page_show_way_back (self);
    gtk_widget_set_visible (self->report, result->action != BB_ACTION_REPORT);
    self->wants_power_cycle = result->about.advice != NULL;
    self->wants_recovery = result->outcome == BB_OUTCOME_NEEDS_RECOVERY;
    self->was_away = bb_operation_get_drive (self->operation) == NULL;
    bb_result_page_show_again (self, flashed && result->outcome == BB_OUTCOME_UNCHANGED &&
                                         bb_operation_get_review (self->operation) != NULL);
}

/* Shows why an operation could not start, with only the button to go back. @title, @message (nullable) and @next
 * (what to do) are translated sentences. */
static void
bb_result_page_show_error (BbResultPage *self, const char *title, const char *message, const char *next)
{
    self->is_hopeless = FALSE;
    self->is_finished = FALSE;
    bb_result_page_show_head (self, "dialog-information-symbolic", "caution", title, message, next);
    gtk_widget_set_visible (self->facts, FALSE);
    gtk_widget_hide (GTK_WIDGET (self->details));
    bb_result_page_set_offered (self->recover, FALSE);
    bb_result_page_set_offered (self->verify, FALSE);
    self->wants_file = FALSE;
    bb_result_page_set_offered (self->another, FALSE);
    gtk_widget_hide (self->show_backup);
    bb_result_page_set_offered (GTK_WIDGET (self->restore), FALSE);
    gtk_widget_hide (self->report);
    self->wants_recovery = FALSE;
    bb_result_page_show_again (self, FALSE);
}

void
bb_result_page_show_failure (BbResultPage *self, const char *file_action)
{
    const GError *error;

    g_return_if_fail (BB_IS_RESULT_PAGE (self) && file_action != NULL);

    error = bb_operation_get_error (self->operation);
    switch (bb_operation_get_failure (self->operation)) {
    case BB_OPERATION_FAILURE_FILE: {
        g_autofree char *why = bb_words_dup_sentence (error->message);

        bb_result_page_show_error (self, _ ("This file cannot be used"), why,
                                   _ ("Nothing on the drive was changed. Choose another file."));
        self->wants_file = TRUE;
        bb_result_page_set_another (self, TRUE, _ ("Choose _Another File…"), file_action);
        bb_result_page_mark_next (self);
        break;
    }
    case BB_OPERATION_FAILURE_BACKUP:
        bb_result_page_show_error (self, _ ("This backup cannot be used"), error->message,
                                   _ ("Nothing on the drive was changed. Choose another backup."));
        break;
    case BB_OPERATION_FAILURE_NONE:
    case BB_OPERATION_FAILURE_CHECK:
    case BB_OPERATION_FAILURE_NO_BACKUP:
    case BB_OPERATION_FAILURE_UNIDENTIFIED:
    case BB_OPERATION_FAILURE_START:
    default:
        bb_result_page_show_error (self, _ ("Could not start"), error != NULL ? error->message : NULL,
                                   _ ("Nothing on the drive was changed. Try again when the drive is available."));
        break;
    }
}

void
bb_result_page_offer_recovery (BbResultPage *self, gboolean offered)
{
    g_return_if_fail (BB_IS_RESULT_PAGE (self));

    bb_result_page_set_offered (self->recover, offered);
    if (offered) {
        self->is_hopeless = FALSE; /* recommended: the assistant shows what else the user can do */
        bb_app_set_button_label (GTK_BUTTON (self->recover), _ ("Con_tinue Recovery"));
    }
    bb_result_page_show_recover_why (self);
    bb_result_page_mark_next (self);
}

gboolean
bb_result_page_offers_recovery (BbResultPage *self)
{
    g_return_val_if_fail (BB_IS_RESULT_PAGE (self), FALSE);

    return gtk_widget_get_visible (self->recover);
}

void
bb_result_page_focus (BbResultPage *self)
{
    g_return_if_fail (BB_IS_RESULT_PAGE (self));

    if (gtk_widget_get_visible (self->recover) && !self->is_hopeless)
        gtk_widget_grab_focus (self->recover);
    else if (self->wants_file)
        gtk_widget_grab_focus (self->another);
    else
        gtk_widget_grab_focus (GTK_WIDGET (self->back));
}

gboolean
bb_result_page_was_read (BbResultPage *self)
{
    g_return_val_if_fail (BB_IS_RESULT_PAGE (self), FALSE);

    return self->is_finished && self->was_left && !bb_result_page_offers_recovery (self);
}

gboolean
bb_result_page_was_power_cycled (BbResultPage *self)
{
    BbResult *result;
    BbEngineDrive *drive;
    BbDriveState state;

    g_return_val_if_fail (BB_IS_RESULT_PAGE (self), FALSE);

    result = bb_operation_get_result (self->operation);
    drive = bb_operation_get_drive (self->operation);
    if (result == NULL || result->next_step != BB_NEXT_STEP_POWER_CYCLE_ONCE || !self->was_away || drive == NULL)
        return FALSE;
    state = bb_engine_drive_get_state (drive);
    return state == BB_DRIVE_STATE_READY || state == BB_DRIVE_STATE_MEDIUM;
}

/* Records that the page was hidden after it was visible. */
static void
bb_result_page_unmap (GtkWidget *widget)
{
    GTK_WIDGET_CLASS (bb_result_page_parent_class)->unmap (widget);
    BB_RESULT_PAGE (widget)->was_left = TRUE;
}

static void
bb_result_page_dispose (GObject *object)
{
    g_clear_object (&BB_RESULT_PAGE (object)->operation);
    g_clear_pointer (&BB_RESULT_PAGE (object)->drive_name, g_free);
    G_OBJECT_CLASS (bb_result_page_parent_class)->dispose (object);
}

static void
bb_result_page_class_init (BbResultPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_result_page_dispose;
    widget_class->unmap = bb_result_page_unmap;
    g_type_ensure (BB_TYPE_FACT_ROW);
    g_type_ensure (BB_TYPE_FOLD_BOX);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-result-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, head);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, icon);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, title);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, message);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, next);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, power);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, facts);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, drive);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, revision);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, proof);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, restored);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, backup);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, details);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, folder);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, work);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, error);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, notes);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, back);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, recover);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, recover_why);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, verify);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, another);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, again);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, show_backup);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, restore);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, report);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, report_why);
    gtk_widget_class_bind_template_child (widget_class, BbResultPage, flow);
    gtk_widget_class_bind_template_callback (widget_class, bb_result_page_again_cb);
}

static void
bb_result_page_init (BbResultPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
}

GtkWidget *
bb_result_page_new (BbOperation *operation)
{
    BbResultPage *self = g_object_new (BB_TYPE_RESULT_PAGE, "visible", TRUE, NULL);

    self->operation = g_object_ref (operation);
    g_signal_connect_object (operation, "notify::drive", G_CALLBACK (bb_result_page_drive_cb), self,
                             G_CONNECT_SWAPPED);
    return GTK_WIDGET (self);
}
