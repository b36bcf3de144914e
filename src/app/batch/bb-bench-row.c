/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-bench-row.h"

#include "app/bb-app-words.h"
#include "app/bb-settings.h"
#include "app/bb-ticker.h"
#include "app/bb-turns.h"
#include "job/operation/bb-operation.h"

#include <glib/gi18n-lib.h>

#define BB_BENCH_ROW_INTERVAL_MS 150

struct _BbBenchRow {
    GtkListBoxRow parent;
    BbEngineDrive *drive;
    BbOperation *operation;
    GPtrArray *images;    /* (nullable) (element-type BbImage): is chosen in a turn of its own, or */
    GPtrArray *backups;   /* (nullable) (element-type BbBackup): of all drives, newest first */
    gboolean to_choose;   /* to be ticked as soon as it is shown what came of the check */
    gboolean is_to_start; /* in a turn of its own */
    BbTicker *ticker;

    GtkCheckButton *chosen;
    GtkLabel *name;
    GtkLabel *where;
    GtkImage *icon;
    GtkLabel *verdict;
    GtkLabel *reason;
    GtkProgressBar *progress;
    GtkButton *open;
};

G_DEFINE_TYPE (BbBenchRow, bb_bench_row, GTK_TYPE_LIST_BOX_ROW)

static guint signal_changed;

/* --- what is shown --- */

static void
bb_bench_row_set_state (BbBenchRow *self, const char *icon, const char *style, const char *word, const char *reason)
{
    bb_app_set_icon (self->icon, icon);
    bb_app_set_class (GTK_WIDGET (self->icon), "good caution bad", style);
    bb_app_set_class (GTK_WIDGET (self->verdict), "good caution bad", style);
    bb_app_set_text (self->verdict, word);
    bb_app_set_text (self->reason, reason != NULL ? reason : "");
    gtk_widget_set_visible (GTK_WIDGET (self->reason), reason != NULL);
}

static const char *
bb_bench_row_find_heaviest (BbVerdict *verdict)
{
    const BbReason *heaviest = NULL;

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        if (heaviest == NULL || reason->weight > heaviest->weight)
            heaviest = reason;
    }
    return heaviest != NULL ? heaviest->text : NULL;
}

/* Together with others goes only what needs no consent: everything else has a review of its own. */
static gboolean
bb_bench_row_fits (BbBenchRow *self)
{
    return bb_operation_get_state (self->operation) == BB_OPERATION_REVIEW &&
           bb_operation_can_start (self->operation) && !self->is_to_start;
}

/* (nullable): that its own backup would change nothing. */
static const BbReason *
bb_bench_row_find_same (BbBenchRow *self)
{
    BbReview *review = bb_operation_get_review (self->operation);

    return review != NULL && bb_selection_get_backup (bb_operation_get_selection (self->operation)) != NULL
               ? bb_verdict_find (review->verdict, "same-revision")
               : NULL;
}

/* Which backup it is, and what is to be said of it. */
static char *
bb_bench_row_dup_backup (BbBackup *backup, const char *reason)
{
    g_autofree char *time = bb_app_dup_time (backup->created);
    /* TRANSLATORS: a backup: revision of the firmware in it, when it was made */
    g_autofree char *which = g_strdup_printf (_ ("Backup: %s, %s."), backup->revision, time);

    return g_strdup_printf ("%s\n%s", which, reason);
}

/* (transfer none): what is to be said of the verdict, and of what is @open (nullable). */
static const char *
bb_bench_row_find_reason (BbBenchRow *self, const BbConsent *open)
{
    BbVerdictLevel level = bb_verdict_get_level (bb_operation_get_review (self->operation)->verdict);
    const BbReason *same = bb_bench_row_find_same (self);

    if (open != NULL && open->code == BB_CONSENT_WITHOUT_BACKUP)
        return _ ("The firmware of this drive cannot be read, so no backup can be restored. Review the drive "
                  "individually and give your consent there.");
    if (open != NULL && level != BB_VERDICT_REFUSED &&
        (open->code & (BB_CONSENT_CAUTION | BB_CONSENT_CROSS_FLASH)) == 0)
        return open->text;
    if (level != BB_VERDICT_FITS)
        return bb_bench_row_find_heaviest (bb_operation_get_review (self->operation)->verdict);
    return same != NULL ? same->text : bb_words_verdict_sentence (level);
}

static void
bb_bench_row_show_review (BbBenchRow *self)
{
    BbVerdictLevel level = bb_verdict_get_level (bb_operation_get_review (self->operation)->verdict);
    const BbConsent *open = bb_consents_find_open (bb_operation_get_consents (self->operation));
    const char *reason = bb_bench_row_find_reason (self, open);
    BbBackup *backup = bb_selection_get_backup (bb_operation_get_selection (self->operation));
    g_autofree char *told = NULL;

    if (backup != NULL)
        reason = told = bb_bench_row_dup_backup (backup, reason);
    if (level == BB_VERDICT_FITS && open != NULL && open->how != BB_CONSENT_HOW_NEVER)
        bb_bench_row_set_state (self, "dialog-warning-symbolic", "caution", _ ("Needs individual review"), reason);
    else
        bb_bench_row_set_state (self, bb_app_verdict_icon (level), bb_app_verdict_class (level),
                                bb_words_verdict (level), reason);
}

static void
bb_bench_row_show_result (BbBenchRow *self, const BbResult *result, const char *reason)
{
    bb_bench_row_set_state (self, bb_app_outcome_icon (result->outcome), bb_app_outcome_class (result->outcome),
                            bb_words_outcome (result->action, result->outcome), reason);
}

/* There is nothing for this drive, or it came to no verdict. */
static void
bb_bench_row_show_failure (BbBenchRow *self)
{
    const GError *error = bb_operation_get_error (self->operation);
    const BbResult *result = bb_operation_get_result (self->operation);

    switch (bb_operation_get_failure (self->operation)) {
    case BB_OPERATION_FAILURE_CHECK:
        bb_bench_row_show_result (self, result, result->message);
        break;
    case BB_OPERATION_FAILURE_NO_BACKUP:
        bb_bench_row_set_state (self, "dialog-information-symbolic", "", _ ("No backup"),
                                _ ("No complete backup of this drive exists. The drive is skipped."));
        break;
    case BB_OPERATION_FAILURE_UNIDENTIFIED:
        bb_bench_row_set_state (
            self, "dialog-information-symbolic", "", _ ("No backup"),
            _ ("The drive could not be identified, so no backup can be assigned to it. The drive is skipped."));
        break;
    case BB_OPERATION_FAILURE_BACKUP:
        bb_bench_row_set_state (self, "dialog-information-symbolic", "", _ ("Backup cannot be used"), error->message);
        break;
    case BB_OPERATION_FAILURE_NONE:
    case BB_OPERATION_FAILURE_FILE:
    case BB_OPERATION_FAILURE_START:
    default:
        bb_bench_row_set_state (self, "dialog-warning-symbolic", "caution", _ ("Could not start"),
                                error != NULL ? error->message : NULL);
        break;
    }
}

static void
bb_bench_row_show_job (BbBenchRow *self)
{
    BbJob *job = bb_operation_get_job (self->operation);
    g_autoptr (BbProgress) progress = bb_job_ref_progress (job);
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);
    int percent = bb_app_percent (progress);
    g_autofree char *happened = question != NULL ? bb_words_dup_question_happened (question) : NULL;
    g_autofree char *sentence = progress != NULL ? bb_words_dup_progress (progress) : NULL;
    g_autofree char *word = g_strdup_printf (_ ("%s, %d %%"), bb_words_action (bb_job_get_action (job)), percent);

    gtk_progress_bar_set_fraction (self->progress, percent / 100.0);
    if (question != NULL)
        bb_bench_row_set_state (self, "dialog-question-symbolic", "bad", _ ("Waiting for your answer"), happened);
    else
        bb_bench_row_set_state (self, "media-playback-start-symbolic", "", word, sentence);
}

/* Which drive it is, with the firmware that runs now. */
static void
bb_bench_row_show_where (BbBenchRow *self)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (self->drive));
    g_autofree char *revision = bb_app_dup_revision (self->drive);
    g_autofree char *where = bb_app_dup_where (revision, details);

    bb_app_set_text (self->where, where);
}

static void
bb_bench_row_show_state (BbBenchRow *self)
{
    if (bb_operation_get_job (self->operation) != NULL) {
        bb_bench_row_show_job (self);
        return;
    }
    switch (bb_operation_get_state (self->operation)) {
    case BB_OPERATION_FINISHED:
        bb_bench_row_show_result (self, bb_operation_get_result (self->operation), NULL);
        break;
    case BB_OPERATION_FAILED:
        bb_bench_row_show_failure (self);
        break;
    case BB_OPERATION_REVIEW:
        bb_bench_row_show_review (self);
        break;
    case BB_OPERATION_LOADING:
    case BB_OPERATION_CHECKING:
        bb_bench_row_set_state (self, "content-loading-symbolic", "", _ ("Waiting for the drive"), NULL);
        break;
    case BB_OPERATION_EMPTY:
    case BB_OPERATION_GONE:
    case BB_OPERATION_RUNNING:
    case BB_OPERATION_ASKING:
    default:
        bb_bench_row_set_state (self, "content-loading-symbolic", "", _ ("No firmware selected"), NULL);
        break;
    }
}

static void
bb_bench_row_update (gpointer data)
{
    BbBenchRow *self = BB_BENCH_ROW (data);
    gboolean fits = bb_bench_row_fits (self);
    gboolean has_job = bb_operation_get_job (self->operation) != NULL;
    g_autofree char *name = NULL;

    bb_bench_row_show_state (self);
    bb_bench_row_show_where (self);
    gtk_widget_set_visible (GTK_WIDGET (self->progress), has_job);
    gtk_widget_set_sensitive (GTK_WIDGET (self->chosen), fits);
    if (fits && self->to_choose)
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->chosen), TRUE);
    self->to_choose = FALSE;
    if (!fits && !has_job && !self->is_to_start)
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->chosen), FALSE);
    gtk_widget_set_sensitive (GTK_WIDGET (self->open),
                              has_job ||
                                  bb_selection_get_image (bb_operation_get_selection (self->operation)) != NULL ||
                                  bb_operation_get_state (self->operation) == BB_OPERATION_FAILED);
    name = g_strdup_printf ("%s, %s, %s", gtk_label_get_text (self->name), gtk_label_get_text (self->where),
                            gtk_label_get_text (self->verdict));
    bb_app_set_name (GTK_WIDGET (self), name);
    g_signal_emit (self, signal_changed, 0);
}

/* --- what is done --- */

static void
bb_bench_row_state_cb (BbOperation *operation, GParamSpec *pspec, gpointer data)
{
    BbBenchRow *self = BB_BENCH_ROW (data);

    if (bb_operation_get_state (operation) == BB_OPERATION_REVIEW)
        self->to_choose = bb_bench_row_find_same (self) == NULL;
    bb_turns_add (self, bb_bench_row_update);
}

static void
bb_bench_row_progress_cb (BbOperation *operation, gpointer data)
{
    bb_ticker_request (BB_BENCH_ROW (data)->ticker);
}

static void
bb_bench_row_choose_now (gpointer data)
{
    BbBenchRow *self = BB_BENCH_ROW (data);
    g_autoptr (GPtrArray) images = g_steal_pointer (&self->images);
    g_autoptr (GPtrArray) backups = g_steal_pointer (&self->backups);

    if (images != NULL || backups != NULL)
        (void) bb_operation_choose (self->operation, &(BbOperationChoice){
                                                         .act = images != NULL ? BB_ACTION_FLASH : BB_ACTION_ROLLBACK,
                                                         .images = images,
                                                         .backups = backups,
                                                     });
    bb_bench_row_update (self);
}

/* What was found out for another file, or for the backups, is forgotten; what is still being found out is stopped. */
static void
bb_bench_row_forget (BbBenchRow *self)
{
    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->backups, g_ptr_array_unref);
    g_free (bb_operation_withdraw (self->operation));
}

void
bb_bench_row_check (BbBenchRow *self, GPtrArray *images, GPtrArray *backups)
{
    g_return_if_fail (BB_IS_BENCH_ROW (self) && (images == NULL) != (backups == NULL));

    if (bb_bench_row_is_flashing (self))
        return;
    bb_bench_row_forget (self);
    self->images = images != NULL ? g_ptr_array_ref (images) : NULL;
    self->backups = backups != NULL ? g_ptr_array_ref (backups) : NULL;
    bb_turns_add (self, bb_bench_row_choose_now);
}

void
bb_bench_row_clear (BbBenchRow *self)
{
    g_return_if_fail (BB_IS_BENCH_ROW (self));

    if (bb_bench_row_has_ended (self) || bb_bench_row_is_flashing (self))
        return;
    bb_bench_row_forget (self);
    bb_turns_add (self, bb_bench_row_update);
}

static void
bb_bench_row_start_now (gpointer data)
{
    BbBenchRow *self = BB_BENCH_ROW (data);
    BbOperationRules rules = bb_settings_get_rules (bb_settings_get ());

    if (!self->is_to_start)
        return;
    self->is_to_start = FALSE;
    (void) bb_operation_start (self->operation, &rules);
    bb_bench_row_update (self);
}

void
bb_bench_row_flash (BbBenchRow *self)
{
    g_return_if_fail (BB_IS_BENCH_ROW (self));

    if (!bb_bench_row_is_chosen (self))
        return;
    self->is_to_start = TRUE;
    bb_turns_add (self, bb_bench_row_start_now);
}

/* --- what is asked of it --- */

BbEngineDrive *
bb_bench_row_get_drive (BbBenchRow *self)
{
    g_return_val_if_fail (BB_IS_BENCH_ROW (self), NULL);

    return self->drive;
}

gboolean
bb_bench_row_is_chosen (BbBenchRow *self)
{
    g_return_val_if_fail (BB_IS_BENCH_ROW (self), FALSE);

    return bb_bench_row_fits (self) && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->chosen));
}

gboolean
bb_bench_row_is_busy (BbBenchRow *self)
{
    g_return_val_if_fail (BB_IS_BENCH_ROW (self), FALSE);

    return bb_operation_get_job (self->operation) != NULL || self->is_to_start || self->images != NULL ||
           self->backups != NULL || bb_operation_get_state (self->operation) == BB_OPERATION_LOADING;
}

gboolean
bb_bench_row_is_flashing (BbBenchRow *self)
{
    g_return_val_if_fail (BB_IS_BENCH_ROW (self), FALSE);

    return self->is_to_start || bb_operation_is_running (self->operation);
}

gboolean
bb_bench_row_has_ended (BbBenchRow *self)
{
    g_return_val_if_fail (BB_IS_BENCH_ROW (self), FALSE);

    return bb_operation_get_state (self->operation) == BB_OPERATION_FINISHED;
}

int
bb_bench_row_get_percent (BbBenchRow *self)
{
    g_autoptr (BbProgress) progress = NULL;

    g_return_val_if_fail (BB_IS_BENCH_ROW (self), 0);

    if (bb_bench_row_has_ended (self))
        return 100;
    if (!bb_operation_is_running (self->operation))
        return 0;
    progress = bb_job_ref_progress (bb_operation_get_job (self->operation));
    return bb_app_percent (progress);
}

char **
bb_bench_row_dup_report (BbBenchRow *self)
{
    GStrvBuilder *builder;
    g_autofree char *revision = NULL;
    char **fields;

    g_return_val_if_fail (BB_IS_BENCH_ROW (self), NULL);

    revision = bb_app_dup_revision (self->drive);
    builder = g_strv_builder_new ();
    g_strv_builder_add_many (builder, bb_engine_drive_get_name (self->drive), gtk_label_get_text (self->name),
                             revision, gtk_label_get_text (self->verdict),
                             bb_bench_row_has_ended (self) ? bb_operation_get_result (self->operation)->message
                                                           : gtk_label_get_text (self->reason),
                             NULL);
    fields = g_strv_builder_end (builder);
    g_strv_builder_unref (builder);
    return fields;
}

/* --- object --- */

static void
bb_bench_row_chosen_cb (GtkToggleButton *check, gpointer data)
{
    g_signal_emit (data, signal_changed, 0);
}

static void
bb_bench_row_dispose (GObject *object)
{
    BbBenchRow *self = BB_BENCH_ROW (object);

    g_clear_pointer (&self->ticker, bb_ticker_free);
    bb_turns_forget (self);
    if (self->operation != NULL)
        g_signal_handlers_disconnect_by_data (self->operation, self);
    g_clear_object (&self->operation);
    g_clear_object (&self->drive);
    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->backups, g_ptr_array_unref);
    G_OBJECT_CLASS (bb_bench_row_parent_class)->dispose (object);
}

static void
bb_bench_row_class_init (BbBenchRowClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_bench_row_dispose;
    signal_changed =
        g_signal_new ("changed", BB_TYPE_BENCH_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-bench-row.ui");
    gtk_widget_class_bind_template_child (widget_class, BbBenchRow, chosen);
    gtk_widget_class_bind_template_child (widget_class, BbBenchRow, name);
    gtk_widget_class_bind_template_child (widget_class, BbBenchRow, where);
    gtk_widget_class_bind_template_child (widget_class, BbBenchRow, icon);
    gtk_widget_class_bind_template_child (widget_class, BbBenchRow, verdict);
    gtk_widget_class_bind_template_child (widget_class, BbBenchRow, reason);
    gtk_widget_class_bind_template_child (widget_class, BbBenchRow, progress);
    gtk_widget_class_bind_template_child (widget_class, BbBenchRow, open);
    gtk_widget_class_bind_template_callback (widget_class, bb_bench_row_chosen_cb);
}

static void
bb_bench_row_init (BbBenchRow *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    self->ticker = bb_ticker_new (BB_BENCH_ROW_INTERVAL_MS, bb_bench_row_update, self);
}

GtkWidget *
bb_bench_row_new (BbEngine *engine, BbEngineDrive *drive)
{
    BbBenchRow *self = g_object_new (BB_TYPE_BENCH_ROW, "visible", TRUE, NULL);
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *name = bb_app_dup_drive_name (drive);
    g_autofree char *chosen = g_strdup_printf (_ ("Flash %s (%s)"), name, details->name);
    g_autofree char *open = g_strdup_printf (_ ("Show %s (%s)"), name, details->name);

    self->drive = g_object_ref (drive);
    self->operation = bb_operation_new (engine, drive, FALSE);
    bb_app_set_text (self->name, name);
    bb_bench_row_show_where (self);
    bb_app_set_name (GTK_WIDGET (self), name);
    bb_app_set_name (GTK_WIDGET (self->chosen), chosen);
    bb_app_set_name (GTK_WIDGET (self->open), open);
    bb_app_set_name (GTK_WIDGET (self->progress), name);
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open), "s", details->name);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->open), "win.show-drive");
    g_signal_connect (self->operation, "notify::state", G_CALLBACK (bb_bench_row_state_cb), self);
    g_signal_connect (self->operation, "notify::job", G_CALLBACK (bb_bench_row_state_cb), self);
    g_signal_connect (self->operation, "progress", G_CALLBACK (bb_bench_row_progress_cb), self);
    return GTK_WIDGET (self);
}
