/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-bench-row.h"

#include "app/bb-app-words.h"
#include "app/bb-settings.h"
#include "app/bb-ticker.h"
#include "app/bb-turns.h"
#include "app/flash/bb-wish.h"
#include "job/flow/bb-consent.h"
#include "job/operation/bb-image-loader.h"

#include <glib/gi18n-lib.h>

#define BB_BENCH_ROW_INTERVAL_MS 150

struct _BbBenchRow {
    GtkListBoxRow parent;
    BbEngine *engine;
    BbEngineDrive *drive;
    GPtrArray *images;  /* (nullable) (element-type BbImage): what the file holds, or */
    GPtrArray *backups; /* (nullable) (element-type BbBackup): of all drives, newest first */
    BbWish *wish;       /* (nullable): the backup of this drive */
    BbBackup *backup;   /* (nullable): the same */
    char *nothing;      /* (nullable): why there is nothing for this drive */
    gboolean wants_check;
    gboolean is_to_look;   /* whether it can be checked now, in a turn of its own */
    gboolean to_choose;    /* as soon as it is shown what came of the check */
    BbImage *image;        /* (nullable): the one for this drive */
    BbReview *review;      /* (nullable) */
    BbJob *job;            /* (nullable): running */
    BbResult *unchecked;   /* (nullable): of a check that came to no verdict */
    BbJobRequest *request; /* (nullable): the flash that begins in a turn of its own */
    BbResult *result;      /* (nullable): of the flash */
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

/* Together with others goes only what nobody has to agree to: everything else has a review of its own. */
static gboolean
bb_bench_row_fits (BbBenchRow *self)
{
    g_autoptr (GPtrArray) consents = NULL;

    if (self->review == NULL || self->result != NULL || self->job != NULL || self->request != NULL)
        return FALSE;
    consents = bb_review_list_consents (self->review, NULL, BB_CONSENT_NONE);
    return bb_consents_find_open (consents) == NULL;
}

/* (nullable): that its own backup would change nothing. */
static const BbReason *
bb_bench_row_find_same (BbBenchRow *self)
{
    return self->backup != NULL ? bb_verdict_find (self->review->verdict, "same-revision") : NULL;
}

/* Which backup it is, and what is to be said of it. */
static char *
bb_bench_row_dup_backup (BbBenchRow *self, const char *reason)
{
    g_autofree char *time = bb_app_dup_time (self->backup->created);
    /* TRANSLATORS: a backup: revision of the firmware in it, when it was made */
    g_autofree char *which = g_strdup_printf (_ ("Its backup: %s, %s."), self->backup->revision, time);

    return g_strdup_printf ("%s\n%s", which, reason);
}

/* (transfer none): what is to be said of the verdict, and of what is @open (nullable). */
static const char *
bb_bench_row_find_reason (BbBenchRow *self, const BbConsent *open)
{
    BbVerdictLevel level = bb_verdict_get_level (self->review->verdict);
    const BbReason *same = bb_bench_row_find_same (self);

    if (open != NULL && open->code == BB_CONSENT_WITHOUT_BACKUP)
        return _ ("Its firmware cannot be read back, so nothing could be put back. It is not flashed together with "
                  "others; its own page asks for your consent.");
    if (open != NULL && level != BB_VERDICT_REFUSED &&
        (open->code & (BB_CONSENT_CAUTION | BB_CONSENT_CROSS_FLASH)) == 0)
        return open->text;
    if (level != BB_VERDICT_FITS)
        return bb_bench_row_find_heaviest (self->review->verdict);
    return same != NULL ? same->text : bb_words_verdict_sentence (level);
}

static void
bb_bench_row_show_review (BbBenchRow *self)
{
    BbVerdictLevel level = bb_verdict_get_level (self->review->verdict);
    g_autoptr (GPtrArray) consents = bb_review_list_consents (self->review, NULL, BB_CONSENT_NONE);
    const BbConsent *open = bb_consents_find_open (consents);
    const char *reason = bb_bench_row_find_reason (self, open);
    g_autofree char *told = NULL;

    if (self->backup != NULL)
        reason = told = bb_bench_row_dup_backup (self, reason);
    if (level == BB_VERDICT_FITS && open != NULL && open->how != BB_CONSENT_HOW_NEVER)
        bb_bench_row_set_state (self, "dialog-warning-symbolic", "caution", _ ("Needs a review of its own"), reason);
    else
        bb_bench_row_set_state (self, bb_app_verdict_icon (level), bb_app_verdict_class (level),
                                bb_words_verdict (level), reason);
}

static void
bb_bench_row_show_job (BbBenchRow *self)
{
    g_autoptr (BbProgress) progress = bb_job_ref_progress (self->job);
    g_autoptr (BbQuestion) question = bb_job_ref_question (self->job);
    int percent = bb_app_percent (progress);
    g_autofree char *word =
        g_strdup_printf (_ ("%s, %d %%"), bb_words_action (bb_job_get_action (self->job)), percent);

    gtk_progress_bar_set_fraction (self->progress, percent / 100.0);
    if (question != NULL)
        bb_bench_row_set_state (self, "dialog-question-symbolic", "bad", _ ("Asks you what to do"),
                                question->happened);
    else
        bb_bench_row_set_state (self, "media-playback-start-symbolic", "", word,
                                progress != NULL ? progress->sentence : NULL);
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
bb_bench_row_update (gpointer data)
{
    BbBenchRow *self = BB_BENCH_ROW (data);
    gboolean fits = bb_bench_row_fits (self);
    g_autofree char *name = NULL;

    if (self->job != NULL)
        bb_bench_row_show_job (self);
    else if (self->result != NULL)
        bb_bench_row_set_state (self, bb_app_outcome_icon (self->result->outcome),
                                bb_app_outcome_class (self->result->outcome),
                                bb_words_outcome (self->result->action, self->result->outcome), NULL);
    else if (self->review != NULL)
        bb_bench_row_show_review (self);
    else if (self->unchecked != NULL)
        bb_bench_row_set_state (
            self, bb_app_outcome_icon (self->unchecked->outcome), bb_app_outcome_class (self->unchecked->outcome),
            bb_words_outcome (self->unchecked->action, self->unchecked->outcome), self->unchecked->message);
    else if (self->nothing != NULL)
        bb_bench_row_set_state (self, "dialog-information-symbolic", "",
                                self->backup != NULL ? _ ("Its backup cannot be used") : _ ("No backup"),
                                self->nothing);
    else if (self->wants_check)
        bb_bench_row_set_state (self, "content-loading-symbolic", "", _ ("Waits until the drive is free"), NULL);
    else
        bb_bench_row_set_state (self, "content-loading-symbolic", "", _ ("No firmware chosen"), NULL);
    bb_bench_row_show_where (self);
    gtk_widget_set_visible (GTK_WIDGET (self->progress), self->job != NULL);
    gtk_widget_set_sensitive (GTK_WIDGET (self->chosen), fits);
    if (fits && self->to_choose)
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->chosen), TRUE);
    self->to_choose = FALSE;
    if (!fits && self->job == NULL && self->request == NULL)
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->chosen), FALSE);
    gtk_widget_set_sensitive (GTK_WIDGET (self->open),
                              self->image != NULL || self->nothing != NULL || self->job != NULL);
    name = g_strdup_printf ("%s, %s, %s", gtk_label_get_text (self->name), gtk_label_get_text (self->where),
                            gtk_label_get_text (self->verdict));
    bb_app_set_name (GTK_WIDGET (self), name);
    g_signal_emit (self, signal_changed, 0);
}

/* --- jobs --- */

static void
bb_bench_row_progress_cb (BbJob *job, gpointer data)
{
    bb_ticker_request (BB_BENCH_ROW (data)->ticker);
}

static void bb_bench_row_check_now (gpointer data);

static gboolean
bb_bench_row_is_suited (BbBenchRow *self, BbFacts *learnt)
{
    g_autoptr (BbImage) better = NULL;

    if (self->images != NULL && self->image != NULL)
        better = bb_image_loader_choose_again (self->images, self->image, learnt);
    return better == NULL;
}

static void
bb_bench_row_done_cb (BbJob *job, gpointer data)
{
    BbBenchRow *self = BB_BENCH_ROW (data);
    g_autoptr (BbResult) result = bb_job_ref_result (job);

    g_signal_handlers_disconnect_by_data (job, self);
    g_clear_object (&self->job);
    /* the check told which boot code is in, and the file holds an image for that one, too */
    if (result->action == BB_ACTION_CHECK && !bb_bench_row_is_suited (self, result->facts)) {
        self->wants_check = TRUE;
        bb_turns_add (self, bb_bench_row_check_now);
        return;
    }
    if (result->action == BB_ACTION_CHECK && result->review != NULL) {
        g_clear_pointer (&self->review, bb_review_unref);
        self->review = bb_review_ref (result->review);
        self->to_choose = bb_bench_row_find_same (self) == NULL;
    } else if (result->action == BB_ACTION_CHECK) {
        self->unchecked = bb_result_ref (result);
    } else {
        self->result = bb_result_ref (result);
    }
    bb_turns_add (self, bb_bench_row_update);
}

static void
bb_bench_row_start (BbBenchRow *self, const BbJobRequest *request)
{
    g_autoptr (GError) error = NULL;

    self->job = bb_engine_start (self->engine, self->drive, request, &error);
    if (self->job == NULL) {
        bb_bench_row_set_state (self, "dialog-warning-symbolic", "caution", _ ("It could not be begun"),
                                error->message);
        return;
    }
    g_signal_connect (self->job, "progress", G_CALLBACK (bb_bench_row_progress_cb), self);
    g_signal_connect (self->job, "question", G_CALLBACK (bb_bench_row_progress_cb), self);
    g_signal_connect (self->job, "done", G_CALLBACK (bb_bench_row_done_cb), self);
    bb_bench_row_update (self);
}

static void
bb_bench_row_start_check (BbBenchRow *self)
{
    g_autoptr (BbJobRequest) request = NULL;

    if (self->wish != NULL) {
        request = bb_wish_new_check (self->wish);
    } else {
        request = bb_job_request_new (BB_ACTION_CHECK);
        request->image = g_object_ref (self->image);
    }
    bb_bench_row_start (self, request);
}

static void
bb_bench_row_wish_ready_cb (BbWish *wish, gpointer data)
{
    BbBenchRow *self = BB_BENCH_ROW (data);

    g_set_object (&self->image, bb_wish_get_image (wish));
    bb_bench_row_start_check (self);
}

static void
bb_bench_row_wish_failed_cb (BbWish *wish, const char *title, const char *message, const char *next, gpointer data)
{
    BbBenchRow *self = BB_BENCH_ROW (data);

    self->nothing = g_strdup (message);
    bb_bench_row_update (self);
}

/* Only what is surely of this very drive: without having been asked what it is, none is. */
static void
bb_bench_row_take_backup (BbBenchRow *self, BbFacts *facts)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (self->drive));
    BbBackup *backup = facts != NULL ? bb_backup_find_newest (self->backups, details, facts) : NULL;

    if (backup == NULL) {
        self->nothing = g_strdup (facts != NULL ? _ ("No complete backup of this drive was kept. It stays as it is.")
                                                : _ ("It could not be asked which drive it is, so no backup can be "
                                                     "told to be its own. It stays as it is."));
        bb_bench_row_update (self);
        return;
    }
    self->backup = bb_backup_ref (backup);
    self->wish = bb_wish_new (self->engine);
    g_signal_connect_object (self->wish, "ready", G_CALLBACK (bb_bench_row_wish_ready_cb), self, 0);
    g_signal_connect_object (self->wish, "failed", G_CALLBACK (bb_bench_row_wish_failed_cb), self, 0);
    bb_wish_take_backup (self->wish, backup->id);
}

/* A drive that is busy or still being looked at is checked when it is free. */
static void
bb_bench_row_check_now (gpointer data)
{
    BbBenchRow *self = BB_BENCH_ROW (data);
    BbFacts *facts = bb_engine_drive_get_facts (self->drive);

    self->is_to_look = FALSE;
    if (!self->wants_check || self->job != NULL || bb_engine_drive_get_job (self->drive) != NULL ||
        (facts == NULL && bb_engine_n_looking (self->engine) > 0)) {
        bb_bench_row_update (self);
        return;
    }
    self->wants_check = FALSE;
    if (self->backups != NULL) {
        bb_bench_row_take_backup (self, facts);
        return;
    }
    g_clear_object (&self->image);
    self->image = bb_image_loader_choose (self->images, facts);
    bb_bench_row_start_check (self);
}

/* What was found out for another file, or for the backups, is forgotten; what is still being found out is stopped. */
static void
bb_bench_row_forget (BbBenchRow *self)
{
    if (self->job != NULL) {
        g_signal_handlers_disconnect_by_data (self->job, self);
        bb_job_stop (self->job);
    }
    g_clear_object (&self->job);
    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->backups, g_ptr_array_unref);
    if (self->wish != NULL)
        g_signal_handlers_disconnect_by_data (self->wish, self);
    g_clear_object (&self->wish);
    g_clear_pointer (&self->backup, bb_backup_unref);
    g_clear_pointer (&self->nothing, g_free);
    g_clear_object (&self->image);
    g_clear_pointer (&self->review, bb_review_unref);
    g_clear_pointer (&self->unchecked, bb_result_unref);
    g_clear_pointer (&self->result, bb_result_unref);
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
    self->wants_check = TRUE;
    self->is_to_look = TRUE;
    bb_turns_add (self, bb_bench_row_check_now);
}

void
bb_bench_row_clear (BbBenchRow *self)
{
    g_return_if_fail (BB_IS_BENCH_ROW (self));

    if (self->result != NULL || bb_bench_row_is_flashing (self))
        return;
    bb_bench_row_forget (self);
    self->wants_check = FALSE;
    bb_turns_add (self, bb_bench_row_update);
}

static void
bb_bench_row_flash_now (gpointer data)
{
    BbBenchRow *self = BB_BENCH_ROW (data);
    g_autoptr (BbJobRequest) request = g_steal_pointer (&self->request);

    if (request != NULL)
        bb_bench_row_start (self, request);
}

void
bb_bench_row_flash (BbBenchRow *self)
{
    g_autoptr (BbJobRequest) request = NULL;

    g_return_if_fail (BB_IS_BENCH_ROW (self));

    if (!bb_bench_row_is_chosen (self))
        return;
    if (self->wish != NULL) {
        request = bb_wish_new_request (self->wish, self->review, BB_CONSENT_NONE);
    } else {
        request = bb_job_request_new (BB_ACTION_FLASH);
        request->image = g_object_ref (self->image);
        request->review = bb_review_ref (self->review);
        bb_settings_apply (bb_settings_get (), request);
    }
    self->request = g_steal_pointer (&request);
    bb_turns_add (self, bb_bench_row_flash_now);
}

/* --- what is asked of it --- */

/* Its wish came to neither an image nor a reason why there is none yet. */
static gboolean
bb_bench_row_is_loading (BbBenchRow *self)
{
    return self->wish != NULL && self->image == NULL && self->nothing == NULL;
}

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

    return self->job != NULL || self->request != NULL || self->is_to_look || bb_bench_row_is_loading (self);
}

gboolean
bb_bench_row_is_flashing (BbBenchRow *self)
{
    g_return_val_if_fail (BB_IS_BENCH_ROW (self), FALSE);

    return self->request != NULL || (self->job != NULL && bb_job_get_action (self->job) != BB_ACTION_CHECK);
}

gboolean
bb_bench_row_has_ended (BbBenchRow *self)
{
    g_return_val_if_fail (BB_IS_BENCH_ROW (self), FALSE);

    return self->result != NULL;
}

int
bb_bench_row_get_percent (BbBenchRow *self)
{
    g_autoptr (BbProgress) progress = NULL;

    g_return_val_if_fail (BB_IS_BENCH_ROW (self), 0);

    if (self->result != NULL)
        return 100;
    if (self->job == NULL || bb_job_get_action (self->job) == BB_ACTION_CHECK)
        return 0;
    progress = bb_job_ref_progress (self->job);
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
                             self->result != NULL ? self->result->message : gtk_label_get_text (self->reason), NULL);
    fields = g_strv_builder_end (builder);
    g_strv_builder_unref (builder);
    return fields;
}

/* --- object --- */

static void
bb_bench_row_drive_changed_cb (BbEngineDrive *drive, gpointer data)
{
    if (BB_BENCH_ROW (data)->wants_check)
        bb_turns_add (data, bb_bench_row_check_now);
}

/* The last of all drives was looked at: one that could not be asked says nothing more itself. */
static void
bb_bench_row_looked_cb (BbBenchRow *self)
{
    if (self->wants_check)
        bb_turns_add (self, bb_bench_row_check_now);
}

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
    if (self->job != NULL)
        g_signal_handlers_disconnect_by_data (self->job, self);
    g_clear_object (&self->job);
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_data (self->drive, self);
    g_clear_object (&self->drive);
    bb_bench_row_forget (self);
    g_clear_pointer (&self->request, bb_job_request_free);
    g_clear_object (&self->engine);
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

    self->engine = g_object_ref (engine);
    self->drive = g_object_ref (drive);
    bb_app_set_text (self->name, name);
    bb_bench_row_show_where (self);
    bb_app_set_name (GTK_WIDGET (self), name);
    bb_app_set_name (GTK_WIDGET (self->chosen), chosen);
    bb_app_set_name (GTK_WIDGET (self->open), open);
    bb_app_set_name (GTK_WIDGET (self->progress), name);
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open), "s", details->name);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->open), "win.show-drive");
    g_signal_connect_object (engine, "looked", G_CALLBACK (bb_bench_row_looked_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect (drive, "changed", G_CALLBACK (bb_bench_row_drive_changed_cb), self);
    return GTK_WIDGET (self);
}
