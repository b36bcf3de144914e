/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-batch-row.h"

#include "app/bb-app-words.h"
#include "app/bb-settings.h"
#include "app/bb-throttle.h"
#include "bb-batch-texts.h"
#include "bb-batch-words.h"
#include "app/widgets/bb-eject-button.h"
#include "app/bb-idle-queue.h"
#include "job/operation/bb-operation.h"

#include <glib/gi18n-lib.h>

/* Joins two texts like bb_app_dup_joined(), but a line is never broken between them. */
#define BB_UNBROKEN_DOT "\u00a0·\u00a0"

struct _BbBatchRow {
    GtkListBoxRow parent;
    BbEngineDrive *drive;
    BbOperation *operation;
    GPtrArray *images;    /* (nullable) (element-type BbImage): images for the check that the idle queue starts */
    GPtrArray *backups;   /* (nullable) (element-type BbBackup): instead of @images: all backups, newest first */
    gboolean to_choose;   /* select the drive at the next update if it can be flashed then */
    gboolean is_awaited;  /* "Select All" was pressed when the drive was not ready: select it when it is ready */
    gboolean was_chosen;  /* the drive was selected when it became unready: select it again when it is ready */
    gboolean stays_first; /* bb_batch_row_get_rank() is 0: there was a disc, or the flash waited for the user */
    gboolean is_ejected;  /* the disc that was in the way was ejected */
    gboolean keeps_place; /* bb_batch_row_get_group() returns @group: drives are being flashed, or were */
    BbBatchGroup group;
    gboolean is_to_start; /* the idle queue starts the flash */
    gboolean is_stale;    /* an update is queued, so the row may still show an earlier state */
    gboolean is_locked;   /* drives are being flashed from this page, so no other can be selected */
    BbMedium medium;      /* state of the disc at the last update */
    BbBatchTexts *texts;  /* (nullable): %NULL before the first update */
    GHashTable *shared;   /* (nullable) (element-type utf8): texts of facts that the page shows once for several rows;
                             %NULL until the page knows them, and until then the row shows no facts */
    BbThrottle *throttle;

    GtkWidget *chosen_place;
    GtkCheckButton *chosen;
    GtkLabel *name;
    GtkLabel *where;
    GtkImage *icon;
    GtkWidget *verdict_box;
    GtkLabel *verdict;
    GtkWidget *reason_box;
    GtkImage *sign;
    GtkLabel *reason;
    GtkWidget *consent;
    GtkProgressBar *progress;
    BbEjectButton *eject;
    GtkButton *open;
};

G_DEFINE_TYPE (BbBatchRow, bb_batch_row, GTK_TYPE_LIST_BOX_ROW)

static guint signal_row_changed;
static guint signal_deselected;

/* --- contents --- */

/* Shows the texts below the verdict. The facts of a drive that has finished wait until all have, because then the
 * page may show them once for all. */
static void
bb_batch_row_show_text (BbBatchRow *self)
{
    gboolean has_facts = self->shared != NULL && !(self->is_locked && bb_batch_row_has_ended (self));
    g_autofree char *text = has_facts ? bb_batch_texts_dup_all (self->texts, self->shared) : NULL;
    const char *shown = text != NULL ? text : self->texts->own != NULL ? self->texts->own : "";

    bb_app_set_text (self->reason, shown);
    gtk_widget_set_visible (self->reason_box, *shown != '\0');
}

/* Shows the verdict and the texts below it, and the bar of a running job. */
static void
bb_batch_row_show_state (BbBatchRow *self)
{
    BbJob *job = bb_operation_get_job (self->operation);
    g_autoptr (BbProgress) progress = job != NULL ? bb_app_ref_progress (job) : NULL;
    BbBatchTexts *texts = bb_batch_texts_new (self->operation, self->medium, self->is_ejected);

    g_clear_pointer (&self->texts, bb_batch_texts_free);
    self->texts = texts;
    gtk_widget_set_visible (self->verdict_box, texts->icon != NULL);
    if (texts->icon != NULL)
        bb_app_set_icon (self->icon, texts->icon);
    bb_app_set_class (GTK_WIDGET (self->icon), "good caution bad", texts->style);
    bb_app_set_class (GTK_WIDGET (self->verdict), "good caution bad", texts->style);
    bb_app_set_text (self->verdict, texts->word);
    gtk_widget_set_visible (GTK_WIDGET (self->sign), texts->sign != NULL);
    if (texts->sign != NULL)
        bb_app_set_icon (self->sign, texts->sign);
    bb_batch_row_show_text (self);
    gtk_widget_set_visible (GTK_WIDGET (self->progress), job != NULL);
    gtk_progress_bar_set_fraction (self->progress, bb_app_percent (progress) / 100.0);
}

/* Shows the revisions, the serial number or port (bb_app_dup_unit()), the device name and the bus. A line can be
 * broken before the device name, but not after it: the bus would stand alone in the second line. */
static void
bb_batch_row_show_revision (BbBatchRow *self)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (self->drive));
    g_autofree char *revision = bb_batch_words_dup_revision (self->operation, self->drive);
    g_autofree char *unit = bb_app_dup_unit (details);
    const char *bus = bb_words_bus (details->bus);
    g_autofree char *port = g_strjoin (*bus != '\0' ? BB_UNBROKEN_DOT : "", details->name, bus, NULL);
    const char *const parts[] = {revision, unit, port};
    g_autofree char *where = bb_app_dup_joined (parts, G_N_ELEMENTS (parts));

    bb_app_set_text (self->where, where);
}

/* Shows the check box of the consent of bb_batch_texts_find_tick(), ticked if the consent is granted; hides the check
 * box if there is no such consent. */
static void
bb_batch_row_show_consent (BbBatchRow *self)
{
    const BbConsent *tick = bb_batch_texts_find_tick (self->operation);

    gtk_widget_set_visible (self->consent, tick != NULL);
    if (tick != NULL)
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->consent), tick->granted);
}

/* Makes the button @open open the review of the drive, or the page of the drive if there is no review. */
static void
bb_batch_row_set_open (BbBatchRow *self)
{
    BbSelection *selection = bb_operation_get_selection (self->operation);
    gboolean is_review = bb_operation_get_state (self->operation) == BB_OPERATION_REVIEW;
    BbBackup *backup = is_review ? bb_selection_get_backup (selection) : NULL;
    BbImage *image = is_review && backup == NULL ? bb_selection_get_image (selection) : NULL;
    const char *name = bb_engine_drive_get_name (self->drive);

    if (backup != NULL)
        bb_app_set_action (GTK_WIDGET (self->open), "win.restore-backup", g_variant_new ("(ss)", name, backup->id));
    else if (image != NULL && bb_image_get_path (image) != NULL)
        bb_app_set_action (GTK_WIDGET (self->open), "win.review-file",
                           g_variant_new ("(s^ays)", name, bb_image_get_path (image), bb_image_get_sha256 (image)));
    else
        bb_app_set_action (GTK_WIDGET (self->open), "win.show-drive", g_variant_new_string (name));
}

/* Shows the eject button if a disc must be ejected, also before a file is chosen. Sets @is_ejected if the disc for
 * which the button was shown is no longer in the drive, and clears it if there is a disc again. */
static void
bb_batch_row_show_eject (BbBatchRow *self)
{
    gboolean was_shown = gtk_widget_get_visible (GTK_WIDGET (self->eject));
    gboolean asks = bb_batch_row_needs_hand (self) || bb_operation_get_state (self->operation) == BB_OPERATION_EMPTY;

    self->medium = bb_engine_drive_get_medium (self->drive);
    bb_eject_button_show (self->eject, asks ? self->drive : NULL);
    self->is_ejected =
        (self->medium == BB_MEDIUM_NONE || self->medium == BB_MEDIUM_TRAY_OPEN) && (self->is_ejected || was_shown);
}

/* Shows @text (nullable) about the ejection below the verdict, until the next update of the row. Does nothing if
 * @text is NULL. */
static void
bb_batch_row_eject_cb (BbEjectButton *button, const char *text, gpointer data)
{
    BbBatchRow *self = BB_BATCH_ROW (data);

    if (text == NULL)
        return;
    bb_app_set_text (self->reason, text);
    gtk_widget_show (self->reason_box);
}

/* Selects the drive if it can be flashed and @to_choose, @was_chosen or @is_awaited is set. Deselects the drive if it
 * cannot be flashed, unless it has a job or its flash is about to start. Sets @was_chosen if the deselected drive
 * only waits for an action of the user at the drive, so that it is selected again afterwards. */
static void
bb_batch_row_update_chosen (BbBatchRow *self)
{
    gboolean fits = bb_batch_row_can_flash (self);
    gboolean has_job = bb_operation_get_job (self->operation) != NULL;
    GtkToggleButton *chosen = GTK_TOGGLE_BUTTON (self->chosen);

    gtk_widget_set_sensitive (GTK_WIDGET (self->chosen), fits);
    if (fits) {
        if (self->to_choose || self->was_chosen || (self->is_awaited && bb_batch_row_can_select (self)))
            gtk_toggle_button_set_active (chosen, TRUE);
        self->was_chosen = FALSE;
        self->is_awaited = FALSE;
    } else if (!has_job && !self->is_to_start) {
        self->was_chosen =
            bb_batch_row_needs_hand (self) && (self->was_chosen || gtk_toggle_button_get_active (chosen));
        gtk_toggle_button_set_active (chosen, FALSE);
    }
    if (bb_operation_get_state (self->operation) == BB_OPERATION_REVIEW)
        self->to_choose = FALSE;
}

/* Shows the check box that selects the drive only if the drive can be selected, now or after the user has done what
 * the row asks for. */
static void
bb_batch_row_show_chosen (BbBatchRow *self)
{
    BbOperationState state = bb_operation_get_state (self->operation);
    gboolean is_shown = state == BB_OPERATION_LOADING || state == BB_OPERATION_CHECKING ||
                        (state == BB_OPERATION_REVIEW && bb_batch_row_get_group (self) != BB_BATCH_LEFT_OUT);

    gtk_widget_set_visible (GTK_WIDGET (self->chosen), is_shown && !self->is_locked);
}

/* Sets the accessible name of the row: name of the drive, revisions and connection, and the verdict if there is one.
 */
static void
bb_batch_row_show_name (BbBatchRow *self)
{
    const char *verdict = gtk_label_get_text (self->verdict);
    g_auto (GStrv) parts = g_strsplit (gtk_label_get_text (self->where), BB_UNBROKEN_DOT, -1);
    g_autofree char *where = g_strjoinv (" · ", parts);
    g_autofree char *name =
        g_strjoin (", ", gtk_label_get_text (self->name), where, *verdict != '\0' ? verdict : NULL, NULL);

    bb_app_set_name (GTK_WIDGET (self), name);
}

/* Updates all widgets and emits "changed". */
static void
bb_batch_row_update (gpointer data)
{
    BbBatchRow *self = BB_BATCH_ROW (data);

    self->is_stale = FALSE;
    bb_batch_row_show_eject (self);
    bb_batch_row_show_state (self);
    bb_batch_row_show_revision (self);
    bb_batch_row_show_consent (self);
    bb_batch_row_update_chosen (self);
    bb_batch_row_show_chosen (self);
    if (!self->keeps_place)
        self->stays_first |= bb_batch_row_needs_hand (self) || self->medium == BB_MEDIUM_PRESENT;
    bb_batch_row_set_open (self);
    bb_batch_row_show_name (self);
    g_signal_emit (self, signal_row_changed, 0);
}

/* Queues an update of the row. */
static void
bb_batch_row_queue_update (BbBatchRow *self)
{
    self->is_stale = TRUE;
    bb_idle_queue_add (self, bb_batch_row_update);
}

/* --- operation --- */

/* Queues an update of the row when the state of the operation, its job or the readiness of the drive changes.
 * Ejecting a disc changes the readiness, and with it the open consents. */
static void
bb_batch_row_operation_cb (BbBatchRow *self)
{
    bb_batch_row_queue_update (self);
}

/* Queues an update of the row when a disc was inserted or ejected: a row without a review shows the disc, too. */
static void
bb_batch_row_drive_cb (BbBatchRow *self)
{
    if (self->medium != bb_engine_drive_get_medium (self->drive))
        bb_batch_row_queue_update (self);
}

static void
bb_batch_row_progress_cb (BbOperation *operation, gpointer data)
{
    bb_throttle_request (BB_BATCH_ROW (data)->throttle);
}

/* Starts the check with the images or backups that bb_batch_row_check() was called with, unless
 * bb_batch_row_withdraw() has removed them. Updates the row in any case. */
static void
bb_batch_row_choose_now (gpointer data)
{
    BbBatchRow *self = BB_BATCH_ROW (data);
    g_autoptr (GPtrArray) images = g_steal_pointer (&self->images);
    g_autoptr (GPtrArray) backups = g_steal_pointer (&self->backups);

    if (images != NULL || backups != NULL)
        (void) bb_operation_choose (self->operation, &(BbOperationChoice){
                                                         .act = images != NULL ? BB_ACTION_FLASH : BB_ACTION_ROLLBACK,
                                                         .images = images,
                                                         .backups = backups,
                                                     });
    bb_batch_row_update (self);
}

/* Cancels a check, and withdraws an earlier choice with its review. The next update does not select the drive. */
static void
bb_batch_row_withdraw (BbBatchRow *self)
{
    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->backups, g_ptr_array_unref);
    self->to_choose = FALSE;
    self->was_chosen = FALSE;
    self->is_awaited = FALSE;
    /* A disc in an open tray must still be taken out, whatever file is chosen next. */
    self->is_ejected = self->is_ejected && self->medium == BB_MEDIUM_TRAY_OPEN &&
                       bb_operation_get_state (self->operation) != BB_OPERATION_FINISHED;
    self->keeps_place = FALSE;
    g_clear_pointer (&self->shared, g_hash_table_unref);
    g_free (bb_operation_withdraw (self->operation));
}

void
bb_batch_row_check (BbBatchRow *self, GPtrArray *images, GPtrArray *backups)
{
    g_return_if_fail (BB_IS_BATCH_ROW (self) && (images == NULL) != (backups == NULL));

    if (bb_batch_row_is_flashing (self))
        return;
    bb_batch_row_withdraw (self);
    self->images = images != NULL ? g_ptr_array_ref (images) : NULL;
    self->backups = backups != NULL ? g_ptr_array_ref (backups) : NULL;
    bb_idle_queue_add (self, bb_batch_row_choose_now);
}

void
bb_batch_row_clear (BbBatchRow *self)
{
    g_return_if_fail (BB_IS_BATCH_ROW (self));

    if (bb_batch_row_has_ended (self) || bb_batch_row_is_flashing (self))
        return;
    bb_batch_row_withdraw (self);
    bb_batch_row_queue_update (self);
}

/* Starts the flash that bb_batch_row_flash() queued, and updates the row. Does nothing if no flash is queued. */
static void
bb_batch_row_start_now (gpointer data)
{
    BbBatchRow *self = BB_BATCH_ROW (data);
    BbOperationRules rules = bb_settings_get_rules (bb_settings_get ());

    if (!self->is_to_start)
        return;
    self->is_to_start = FALSE;
    (void) bb_operation_start (self->operation, &rules);
    bb_batch_row_update (self);
}

void
bb_batch_row_flash (BbBatchRow *self)
{
    g_return_if_fail (BB_IS_BATCH_ROW (self));

    if (!bb_batch_row_is_chosen (self))
        return;
    self->is_to_start = TRUE;
    bb_idle_queue_add (self, bb_batch_row_start_now);
}

/* --- public functions --- */

BbEngineDrive *
bb_batch_row_get_drive (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), NULL);

    return self->drive;
}

BbBatchGroup
bb_batch_row_get_group (BbBatchRow *self)
{
    const BbConsent *open;

    g_return_val_if_fail (BB_IS_BATCH_ROW (self), BB_BATCH_TOGETHER);

    if (self->keeps_place)
        return self->group;
    switch (bb_operation_get_state (self->operation)) {
    case BB_OPERATION_REVIEW:
        if (bb_batch_row_needs_hand (self))
            return BB_BATCH_TOGETHER;
        open = bb_consents_find_open (bb_operation_get_consents (self->operation));
        /* A row stays in its group after its consent was granted. */
        if (open == NULL)
            return bb_batch_texts_find_tick (self->operation) != NULL ? BB_BATCH_REVIEW : BB_BATCH_TOGETHER;
        return open->how == BB_CONSENT_HOW_NEVER ? BB_BATCH_LEFT_OUT : BB_BATCH_REVIEW;
    case BB_OPERATION_FAILED:
        return bb_operation_get_failure (self->operation) == BB_OPERATION_FAILURE_START ? BB_BATCH_TOGETHER
                                                                                        : BB_BATCH_LEFT_OUT;
    case BB_OPERATION_EMPTY:
    case BB_OPERATION_LOADING:
    case BB_OPERATION_CHECKING:
    case BB_OPERATION_RUNNING:
    case BB_OPERATION_ASKING:
    case BB_OPERATION_FINISHED:
    case BB_OPERATION_GONE:
    default:
        return BB_BATCH_TOGETHER;
    }
}

void
bb_batch_row_keep_place (BbBatchRow *self)
{
    g_return_if_fail (BB_IS_BATCH_ROW (self));

    self->group = bb_batch_row_get_group (self);
    self->keeps_place = TRUE;
}

gboolean
bb_batch_row_needs_hand (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    return bb_batch_texts_needs_hand (self->operation);
}

gboolean
bb_batch_row_can_confirm (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    return bb_batch_texts_find_tick (self->operation) != NULL;
}

guint
bb_batch_row_get_rank (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), 0);

    return self->stays_first ? 0 : 1;
}

gboolean
bb_batch_row_is_written (BbBatchRow *self)
{
    g_autoptr (BbProgress) progress = NULL;

    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    if (!bb_operation_is_running (self->operation))
        return FALSE;
    progress = bb_job_ref_progress (bb_operation_get_job (self->operation));
    return progress != NULL && !progress->can_cancel;
}

gboolean
bb_batch_row_can_flash (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    return bb_operation_get_state (self->operation) == BB_OPERATION_REVIEW &&
           bb_operation_can_start (self->operation) && !self->is_to_start;
}

gboolean
bb_batch_row_can_select (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    return bb_batch_row_can_flash (self) && bb_batch_words_find_same (self->operation) == NULL &&
           !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->chosen));
}

void
bb_batch_row_select (BbBatchRow *self)
{
    self->is_awaited = !bb_batch_row_can_flash (self);
    if (bb_batch_row_can_select (self))
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->chosen), TRUE);
}

void
bb_batch_row_deselect (BbBatchRow *self)
{
    g_return_if_fail (BB_IS_BATCH_ROW (self));

    self->is_awaited = FALSE;
    self->was_chosen = FALSE;
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->chosen), FALSE);
}

void
bb_batch_row_lock (BbBatchRow *self, gboolean is_locked)
{
    g_return_if_fail (BB_IS_BATCH_ROW (self));

    self->is_locked = is_locked;
    bb_batch_row_show_chosen (self);
}

GPtrArray *
bb_batch_row_get_facts (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), NULL);

    return self->texts != NULL ? self->texts->facts : NULL;
}

BbOperation *
bb_batch_row_get_operation (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), NULL);

    return self->operation;
}

BbImage *
bb_batch_row_get_image (BbBatchRow *self)
{
    BbReview *review;

    g_return_val_if_fail (BB_IS_BATCH_ROW (self), NULL);

    review = bb_operation_get_review (self->operation);
    return review != NULL ? review->image : NULL;
}

void
bb_batch_row_share (BbBatchRow *self, GHashTable *shared)
{
    g_return_if_fail (BB_IS_BATCH_ROW (self) && shared != NULL);

    if (self->shared != NULL)
        g_hash_table_unref (self->shared);
    self->shared = g_hash_table_ref (shared);
    if (self->texts != NULL)
        bb_batch_row_show_text (self);
}

void
bb_batch_row_stop_selecting (BbBatchRow *self)
{
    g_return_if_fail (BB_IS_BATCH_ROW (self));

    self->is_awaited = FALSE;
}

gboolean
bb_batch_row_is_compatible (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    return bb_batch_row_can_flash (self) || bb_batch_row_needs_hand (self);
}

gboolean
bb_batch_row_is_chosen (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    return bb_batch_row_can_flash (self) && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->chosen));
}

gboolean
bb_batch_row_is_busy (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    return bb_operation_get_job (self->operation) != NULL || self->is_to_start || self->images != NULL ||
           self->backups != NULL || bb_operation_get_state (self->operation) == BB_OPERATION_LOADING;
}

gboolean
bb_batch_row_is_checked (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    return (bb_batch_row_is_busy (self) || self->is_stale) && !bb_batch_row_is_flashing (self);
}

gboolean
bb_batch_row_is_flashing (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    return self->is_to_start || bb_operation_is_running (self->operation);
}

gboolean
bb_batch_row_is_asking (BbBatchRow *self)
{
    g_autoptr (BbQuestion) question = NULL;

    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    if (bb_operation_get_job (self->operation) != NULL)
        question = bb_job_ref_question (bb_operation_get_job (self->operation));
    return question != NULL;
}

gboolean
bb_batch_row_has_ended (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), FALSE);

    return bb_operation_get_state (self->operation) == BB_OPERATION_FINISHED;
}

BbResult *
bb_batch_row_get_result (BbBatchRow *self)
{
    g_return_val_if_fail (BB_IS_BATCH_ROW (self), NULL);

    return bb_batch_row_has_ended (self) ? bb_operation_get_result (self->operation) : NULL;
}

int
bb_batch_row_get_percent (BbBatchRow *self)
{
    g_autoptr (BbProgress) progress = NULL;

    g_return_val_if_fail (BB_IS_BATCH_ROW (self), 0);

    if (bb_batch_row_has_ended (self))
        return 100;
    if (!bb_operation_is_running (self->operation))
        return 0;
    progress = bb_app_ref_progress (bb_operation_get_job (self->operation));
    return bb_app_percent (progress);
}

char **
bb_batch_row_dup_report (BbBatchRow *self)
{
    GStrvBuilder *builder;
    g_autoptr (BbDriveDetails) details = NULL;
    g_autofree char *revision = NULL;
    g_autofree char *text = NULL;
    char **fields;

    g_return_val_if_fail (BB_IS_BATCH_ROW (self), NULL);

    details = bb_drive_ref_details (bb_engine_drive_get_drive (self->drive));
    revision = bb_batch_words_dup_change (self->operation, self->drive);
    text = self->texts != NULL ? bb_batch_texts_dup_all (self->texts, NULL) : g_strdup ("");
    builder = g_strv_builder_new ();
    g_strv_builder_add_many (
        builder, bb_engine_drive_get_name (self->drive), gtk_label_get_text (self->name),
        details->serial != NULL ? details->serial : "", revision, gtk_label_get_text (self->verdict),
        bb_batch_row_has_ended (self) ? bb_operation_get_result (self->operation)->message : text, NULL);
    fields = g_strv_builder_end (builder);
    g_strv_builder_unref (builder);
    return fields;
}

/* --- object --- */

/* Emits "changed" when the drive is selected or deselected. Emits "deselected", too, if the user has removed the
 * tick. If the drive cannot be flashed, bb_batch_row_update_chosen() has removed the tick, not the user. */
static void
bb_batch_row_chosen_cb (GtkToggleButton *check, gpointer data)
{
    if (!gtk_toggle_button_get_active (check) && bb_batch_row_can_flash (BB_BATCH_ROW (data)))
        g_signal_emit (data, signal_deselected, 0);
    g_signal_emit (data, signal_row_changed, 0);
}

/* Grants or revokes the consent of the check box. If the consent is granted, selects the drive. Does nothing if there
 * is no such consent, or if the check box shows the state of the consent already. */
static void
bb_batch_row_consent_cb (GtkToggleButton *check, gpointer data)
{
    BbBatchRow *self = BB_BATCH_ROW (data);
    const BbConsent *tick = bb_batch_texts_find_tick (self->operation);

    if (tick == NULL || tick->granted == gtk_toggle_button_get_active (check))
        return;
    if (tick->granted)
        bb_operation_revoke (self->operation, tick->code);
    else
        self->to_choose = bb_operation_grant (self->operation, tick->code, NULL);
    bb_batch_row_update (self);
}

static void
bb_batch_row_dispose (GObject *object)
{
    BbBatchRow *self = BB_BATCH_ROW (object);

    g_clear_pointer (&self->throttle, bb_throttle_free);
    bb_idle_queue_forget (self);
    if (self->operation != NULL)
        g_signal_handlers_disconnect_by_data (self->operation, self);
    g_clear_object (&self->operation);
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_data (self->drive, self);
    g_clear_object (&self->drive);
    g_clear_pointer (&self->texts, bb_batch_texts_free);
    g_clear_pointer (&self->shared, g_hash_table_unref);
    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->backups, g_ptr_array_unref);
    G_OBJECT_CLASS (bb_batch_row_parent_class)->dispose (object);
}

static void
bb_batch_row_class_init (BbBatchRowClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_batch_row_dispose;
    g_type_ensure (BB_TYPE_EJECT_BUTTON);
    signal_row_changed =
        g_signal_new ("changed", BB_TYPE_BATCH_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signal_deselected =
        g_signal_new ("deselected", BB_TYPE_BATCH_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-batch-row.ui");
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, chosen);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, chosen_place);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, name);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, where);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, icon);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, verdict_box);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, verdict);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, reason_box);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, sign);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, reason);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, consent);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, progress);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, open);
    gtk_widget_class_bind_template_child (widget_class, BbBatchRow, eject);
    gtk_widget_class_bind_template_callback (widget_class, bb_batch_row_eject_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_batch_row_chosen_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_batch_row_consent_cb);
}

static void
bb_batch_row_init (BbBatchRow *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_label (gtk_bin_get_child (GTK_BIN (self->consent)));
    self->throttle = bb_throttle_new (BB_PROGRESS_INTERVAL_MS, bb_batch_row_update, self);
}

GtkWidget *
bb_batch_row_new (BbEngine *engine, BbEngineDrive *drive, GtkSizeGroup *places)
{
    BbBatchRow *self = g_object_new (BB_TYPE_BATCH_ROW, "visible", TRUE, NULL);
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *name = bb_app_dup_drive_name (drive);
    /* TRANSLATORS: drive, short name of the drive */
    g_autofree char *chosen = g_strdup_printf (_ ("Select %s (%s)"), name, details->name);
    g_autofree char *open = g_strdup_printf (_ ("Show %s (%s)"), name, details->name);
    /* TRANSLATORS: drive, short name of the drive */
    g_autofree char *consent = g_strdup_printf (_ ("I have read the warnings about %s (%s)"), name, details->name);

    self->drive = g_object_ref (drive);
    self->operation = bb_operation_new (engine, drive, FALSE);
    bb_app_set_text (self->name, name);
    gtk_size_group_add_widget (places, self->chosen_place);
    bb_batch_row_show_revision (self);
    bb_app_set_name (GTK_WIDGET (self), name);
    bb_app_set_name (GTK_WIDGET (self->chosen), chosen);
    bb_app_set_name (GTK_WIDGET (self->open), open);
    bb_app_set_name (self->consent, consent);
    bb_app_set_name (GTK_WIDGET (self->progress), name);
    bb_app_set_action (GTK_WIDGET (self->open), "win.show-drive", g_variant_new_string (details->name));
    g_signal_connect_swapped (self->operation, "notify::state", G_CALLBACK (bb_batch_row_operation_cb), self);
    g_signal_connect_swapped (self->operation, "notify::job", G_CALLBACK (bb_batch_row_operation_cb), self);
    g_signal_connect_swapped (self->operation, "readiness-changed", G_CALLBACK (bb_batch_row_operation_cb), self);
    g_signal_connect (self->operation, "progress", G_CALLBACK (bb_batch_row_progress_cb), self);
    g_signal_connect_swapped (drive, "changed", G_CALLBACK (bb_batch_row_drive_cb), self);
    bb_operation_set_watching (self->operation, TRUE);
    bb_batch_row_queue_update (self);
    return GTK_WIDGET (self);
}
