/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-row.h"

#include "app/bb-app-words.h"
#include "app/bb-idle-queue.h"
#include "job/operation/bb-rescue-name.h"
#include "job/operation/bb-sold-name.h"
#include "job/words/bb-search.h"

#include <glib/gi18n-lib.h>

/* Space above the progress bar in pixels. */
#define BB_DRIVE_ROW_PROGRESS_MARGIN 4
/* Width of the line with the other name, in characters; as that of the second line in bb-drive-row.ui. */
#define BB_DRIVE_ROW_MIN_CHARS 12
#define BB_DRIVE_ROW_MAX_CHARS 30
/* The list of makers is cut off after so many lines. */
#define BB_DRIVE_ROW_MAX_LINES 4

struct _BbDriveRow {
    GtkListBoxRow parent;
    BbEngineDrive *drive;
    BbJob *job; /* (nullable): job whose progress is shown */
    BbDriveKind kind;
    gboolean is_twin; /* another drive has the same name, so serial number or port is shown */
    char *state;      /* state as a word, with the percentage while a job runs */
    char *words;      /* texts that the search matches, without device nodes */
    char *nodes;      /* device name and device nodes */
    char *found_by;   /* @words, case-folded */
    char *found_at;   /* @nodes, case-folded */
    BbFacts *sold_of; /* (nullable): the facts from which @sold_as was made */
    char **sold_as;   /* names under which drives of this model were also sold */
    char **found_as;  /* @sold_as, case-folded */

    GtkBox *texts;
    GtkLabel *title;
    GtkLabel *line;
    GtkLabel *also;   /* (nullable): see bb_drive_row_show_also() */
    char *found_name; /* (nullable): the name of @sold_as by which a search found the drive */
    GtkImage *state_icon;
    GtkProgressBar *progress; /* (nullable): created for the first job */
};

G_DEFINE_TYPE (BbDriveRow, bb_drive_row, GTK_TYPE_LIST_BOX_ROW)

static guint signal_row_changed;

/* Creates the progress bar below the texts, or shows it if it exists. Most rows never need one, and a hidden one
 * takes 4 KiB. */
static void
bb_drive_row_show_progress (BbDriveRow *self)
{
    if (self->progress == NULL) {
        self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
        gtk_widget_set_margin_top (GTK_WIDGET (self->progress), BB_DRIVE_ROW_PROGRESS_MARGIN);
        bb_app_set_name (GTK_WIDGET (self->progress), _ ("Progress of this drive"));
        gtk_box_pack_end (self->texts, GTK_WIDGET (self->progress), FALSE, TRUE, 0);
    }
    gtk_widget_show (GTK_WIDGET (self->progress));
}

/* Sets @state, the icon and the progress bar from the job. @state is the operation with its percentage, or says that
 * the job waits for an answer. */
static void
bb_drive_row_show_job (BbDriveRow *self)
{
    g_autoptr (BbProgress) progress = bb_app_ref_progress (self->job);
    g_autoptr (BbQuestion) question = bb_job_ref_question (self->job);
    const char *action = bb_words_action (bb_job_get_current_action (self->job));
    g_autofree char *percent = bb_app_dup_percent (progress);
    g_autofree char *text = question != NULL
                                ? g_strdup (_ ("Waiting for your answer"))
                                : g_strdup_printf (C_ ("operation and progress", "%s, %s"), action, percent);

    g_free (self->state);
    self->state = g_steal_pointer (&text);
    bb_app_set_icon (self->state_icon,
                     question != NULL ? "burnback-question-symbolic" : "media-playback-start-symbolic");
    bb_drive_row_show_progress (self);
    gtk_progress_bar_set_fraction (self->progress, bb_app_percent (progress) / 100.0);
    bb_app_set_class (GTK_WIDGET (self->state_icon), "good caution bad", question != NULL ? "bad" : "");
}

/* Sets @state and the icon for a drive without a job. */
static void
bb_drive_row_show_state (BbDriveRow *self)
{
    g_free (self->state);
    self->state = g_strdup (bb_app_state_word (self->drive));
    bb_app_set_icon (self->state_icon, bb_app_state_icon (self->drive));
    bb_app_set_class (GTK_WIDGET (self->state_icon), "good caution bad", bb_app_state_class (self->drive));
}

/* --- search --- */

/* Returns the group of the drive. If it has a job: needy if the job waits for an answer (@asks), else busy. Without a
 * job, the group follows from the state of the drive: ready, busy, or needy if it needs recovery; "other" for all
 * other states. */
static BbDriveKind
bb_drive_row_find_kind (BbDriveRow *self, gboolean asks)
{
    if (asks)
        return BB_DRIVE_KIND_NEEDY;
    if (self->job != NULL)
        return BB_DRIVE_KIND_BUSY;
    switch (bb_app_shown_state (self->drive)) {
    case BB_DRIVE_STATE_READY:
        return BB_DRIVE_KIND_READY;
    case BB_DRIVE_STATE_BUSY:
        return BB_DRIVE_KIND_BUSY;
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return BB_DRIVE_KIND_NEEDY;
    case BB_DRIVE_STATE_UNKNOWN:
    case BB_DRIVE_STATE_MEDIUM:
    case BB_DRIVE_STATE_POWER_CYCLE:
    case BB_DRIVE_STATE_NO_PERMISSION:
    default:
        return BB_DRIVE_KIND_OTHER;
    }
}

/* Returns (transfer full) the texts that the search matches, one on each line: name, identity, reported name and
 * revision, state or operation, bus, serial number and bridge. Leaves out percentages, because they change. @is: the
 * text on the identity; @asks: the job waits for an answer */
static char *
bb_drive_row_dup_words (BbDriveRow *self, const BbDriveDetails *details, const char *is, gboolean asks)
{
    g_autofree char *reported = bb_app_dup_reported (self->drive);
    const char *doing =
        self->job != NULL && !asks ? bb_words_action (bb_job_get_current_action (self->job)) : self->state;
    const char *const words[] = {
        gtk_label_get_text (self->title),
        is,
        reported,
        doing,
        bb_words_bus (details->bus),
        details->serial != NULL ? details->serial : "",
        details->bridge != NULL ? details->bridge : "",
        NULL,
    };

    return g_strjoinv ("\n", (char **) words);
}

/* Returns (transfer full) the device nodes. They are not searched together with the other texts, because a number
 * that is searched for must match a whole number in a device node: "1" must not find "sr10". */
static char *
bb_drive_row_dup_nodes (const BbDriveDetails *details)
{
    return g_strdup_printf ("%s\n%s\n%s", details->name, details->sr_node != NULL ? details->sr_node : "",
                            details->sg_node != NULL ? details->sg_node : "");
}

/* If the facts of the drive have changed, updates @sold_as and @found_as (the same names, case-folded for the search)
 * and returns TRUE. If the facts have not changed, returns FALSE. */
static gboolean
bb_drive_row_update_sold_as (BbDriveRow *self)
{
    BbFacts *facts = bb_engine_drive_get_facts (self->drive);

    if (facts == self->sold_of && self->sold_as != NULL)
        return FALSE;
    g_clear_pointer (&self->sold_of, bb_facts_unref);
    self->sold_of = facts != NULL ? bb_facts_ref (facts) : NULL;
    g_strfreev (self->sold_as);
    self->sold_as = bb_sold_name_list_texts (facts);
    g_strfreev (self->found_as);
    self->found_as = g_strdupv (self->sold_as);
    for (char **name = self->found_as; *name != NULL; name++) {
        g_autofree char *text = *name;

        *name = bb_search_dup_folded (text);
    }
    return TRUE;
}

/* Updates the group and the texts that are searched; emits "changed" if they differ from before. */
static void
bb_drive_row_update_search (BbDriveRow *self, const BbDriveDetails *details, const char *is)
{
    g_autoptr (BbQuestion) question = self->job != NULL ? bb_job_ref_question (self->job) : NULL;
    g_autofree char *words = bb_drive_row_dup_words (self, details, is, question != NULL);
    g_autofree char *nodes = bb_drive_row_dup_nodes (details);
    BbDriveKind kind = bb_drive_row_find_kind (self, question != NULL);
    gboolean has_new_names = bb_drive_row_update_sold_as (self);

    if (!has_new_names && kind == self->kind && g_strcmp0 (words, self->words) == 0 &&
        g_strcmp0 (nodes, self->nodes) == 0)
        return;
    self->kind = kind;
    g_free (self->words);
    self->words = g_steal_pointer (&words);
    g_free (self->found_by);
    self->found_by = bb_search_dup_folded (self->words);
    g_free (self->nodes);
    self->nodes = g_steal_pointer (&nodes);
    g_free (self->found_at);
    self->found_at = bb_search_dup_folded (self->nodes);
    g_signal_emit (self, signal_row_changed, 0);
}

/* --- contents --- */

/* Returns (transfer full) the second line of the row, with these parts:
 * - the state, unless it is "ready". Exception: if the facts of the drive contradict each other about the model
 *   (@conflict of #BbFacts) and no job runs, a word for this conflict
 * - the identified model, unless the name of the drive contains it or the facts contradict each other. If the model
 * is unknown, the model that the reported name suggests
 * - the revision and the device name
 * - the serial number or the port, if another drive has the same name
 * @is_name: (nullable): name of the identified model */
static char *
bb_drive_row_dup_line (BbDriveRow *self, const BbDriveDetails *details, const char *is_name, const char *revision)
{
    gboolean is_ready = self->job == NULL && bb_app_shown_state (self->drive) == BB_DRIVE_STATE_READY;
    g_autofree char *unit = self->is_twin ? bb_app_dup_unit (details) : NULL;
    BbFacts *facts = bb_engine_drive_get_facts (self->drive);
    gboolean is_conflict = facts != NULL && facts->conflict->len > 0;
    g_autofree char *named = bb_app_dup_other_named (self->drive);
    const char *is = is_name != NULL && !is_conflict && bb_app_is_renamed (self->drive) ? is_name : named;
    const char *state = is_conflict && self->job == NULL ? bb_app_identity_word (facts->confidence) : self->state;
    const char *const parts[] = {is_ready ? NULL : state, is, revision, details->name, unit};

    return bb_app_dup_joined (parts, G_N_ELEMENTS (parts));
}

/* Returns (transfer full) (nullable) the line about other names of the drive: the name by which a search found it,
 * else the other makers of such drives if the drive does not report its own name. */
static char *
bb_drive_row_dup_also (BbDriveRow *self)
{
    g_autofree char *makers = self->found_name == NULL ? bb_rescue_name_dup_makers (self->drive) : NULL;

    if (self->found_name != NULL)
        /* TRANSLATORS: in the list of drives, another maker and model under which such drives were sold: "also sold
         * as TDK DVDRW420N" */
        return g_strdup_printf (_ ("also sold as %s"), self->found_name);
    /* TRANSLATORS: in the list of drives, other makers of such drives: "also sold by HP, Mitsumi, TDK" */
    return makers != NULL ? g_strdup_printf (_ ("also sold by %s"), makers) : NULL;
}

/* Shows the line of bb_drive_row_dup_also(), or hides it if there is none. Most rows never need this line. */
static void
bb_drive_row_show_also (BbDriveRow *self)
{
    g_autofree char *text = bb_drive_row_dup_also (self);

    if (text == NULL && (self->also == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->also))))
        return;
    if (self->also == NULL) {
        self->also = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                   "lines", BB_DRIVE_ROW_MAX_LINES, "ellipsize", PANGO_ELLIPSIZE_END, "width-chars",
                                   BB_DRIVE_ROW_MIN_CHARS, "max-width-chars", BB_DRIVE_ROW_MAX_CHARS, NULL);
        gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self->also)), "dim-label");
        gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self->also)), "caption");
        gtk_box_pack_start (self->texts, GTK_WIDGET (self->also), FALSE, TRUE, 0);
    }
    bb_app_set_text (self->also, text != NULL ? text : "");
    bb_app_set_description (GTK_WIDGET (self), text != NULL ? text : "");
    gtk_widget_set_visible (GTK_WIDGET (self->also), text != NULL);
}

/* Updates all contents of the row @data; emits "changed" if its group or its searched texts changed. */
static void
bb_drive_row_update (gpointer data)
{
    BbDriveRow *self = BB_DRIVE_ROW (data);
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (self->drive));
    g_autofree char *title = bb_app_dup_drive_name (self->drive);
    g_autofree char *is_name = bb_engine_drive_dup_is_text (self->drive);
    g_autofree char *named = bb_engine_drive_dup_named_text (self->drive);
    g_autofree char *revision = bb_app_dup_revision (self->drive);
    g_autofree char *is = NULL;
    g_autofree char *isolated = NULL;
    g_autofree char *where = NULL;
    g_autofree char *line = NULL;
    g_autofree char *name = NULL;

    if (is_name != NULL)
        is = g_strdup_printf (_ ("identified as %s"), is_name);
    else if (named != NULL)
        /* TRANSLATORS: maker and model of a drive */
        is = g_strdup_printf (_ ("model (from the reported name): %s"), named);
    else
        is = g_strdup (bb_engine_drive_get_facts (self->drive) != NULL ? _ ("not identified")
                                                                       : _ ("not identified yet"));
    isolated = *revision != '\0' ? bb_app_dup_isolated (revision) : g_strdup ("");
    where = bb_app_dup_where (isolated, details);
    if (self->job != NULL)
        bb_drive_row_show_job (self);
    else
        bb_drive_row_show_state (self);
    line = bb_drive_row_dup_line (self, details, is_name, revision);
    bb_app_set_text (self->title, title);
    bb_app_set_text (self->line, line);
    if (self->job == NULL && self->progress != NULL)
        gtk_widget_hide (GTK_WIDGET (self->progress));
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->state_icon), self->state);
    name = g_strdup_printf ("%s, %s, %s, %s", title, is, where, self->state);
    bb_app_set_name (GTK_WIDGET (self), name);
    bb_drive_row_show_also (self);
    bb_drive_row_update_search (self, details, is);
}

void
bb_drive_row_set_twin (BbDriveRow *self, gboolean is_twin)
{
    g_return_if_fail (BB_IS_DRIVE_ROW (self));

    if (self->is_twin == is_twin)
        return;
    self->is_twin = is_twin;
    bb_idle_queue_add (self, bb_drive_row_update);
}

const char *
bb_drive_row_get_title (BbDriveRow *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_ROW (self), NULL);

    return gtk_label_get_text (self->title);
}

static void
bb_drive_row_question_cb (BbJob *job, gpointer data)
{
    bb_idle_queue_add (data, bb_drive_row_update);
}

/* Follows the progress and questions of @job (nullable) instead of those of an earlier job. The caller updates the
 * row. */
static void
bb_drive_row_set_job (BbDriveRow *self, BbJob *job)
{
    if (job == self->job)
        return;
    if (self->job != NULL) {
        g_signal_handlers_disconnect_by_data (bb_shown_progress_of (self->job), self);
        g_signal_handlers_disconnect_by_data (self->job, self);
    }
    g_set_object (&self->job, job);
    if (job == NULL)
        return;
    /* Called directly and not from the idle queue, so that the percentage in the row changes in the same iteration of
     * the main loop as that in the title of the window and on the page. */
    g_signal_connect_swapped (bb_shown_progress_of (job), "changed", G_CALLBACK (bb_drive_row_update), self);
    g_signal_connect (job, "question", G_CALLBACK (bb_drive_row_question_cb), self);
}

/* The drive has changed: follows its present job, and updates the row from the idle queue. */
static void
bb_drive_row_changed_cb (BbEngineDrive *drive, gpointer data)
{
    BbDriveRow *self = BB_DRIVE_ROW (data);

    bb_drive_row_set_job (self, bb_engine_drive_get_job (drive));
    bb_idle_queue_add (self, bb_drive_row_update);
}

/* --- object --- */

static void
bb_drive_row_dispose (GObject *object)
{
    BbDriveRow *self = BB_DRIVE_ROW (object);

    bb_drive_row_set_job (self, NULL);
    bb_idle_queue_forget (self);
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_data (self->drive, self);
    g_clear_object (&self->drive);
    G_OBJECT_CLASS (bb_drive_row_parent_class)->dispose (object);
}

static void
bb_drive_row_finalize (GObject *object)
{
    g_free (BB_DRIVE_ROW (object)->state);
    g_free (BB_DRIVE_ROW (object)->words);
    g_free (BB_DRIVE_ROW (object)->nodes);
    g_free (BB_DRIVE_ROW (object)->found_by);
    g_free (BB_DRIVE_ROW (object)->found_at);
    g_clear_pointer (&BB_DRIVE_ROW (object)->sold_of, bb_facts_unref);
    g_strfreev (BB_DRIVE_ROW (object)->sold_as);
    g_strfreev (BB_DRIVE_ROW (object)->found_as);
    g_free (BB_DRIVE_ROW (object)->found_name);
    G_OBJECT_CLASS (bb_drive_row_parent_class)->finalize (object);
}

static void
bb_drive_row_class_init (BbDriveRowClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_drive_row_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_drive_row_finalize;
    signal_row_changed =
        g_signal_new ("changed", BB_TYPE_DRIVE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-row.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDriveRow, texts);
    gtk_widget_class_bind_template_child (widget_class, BbDriveRow, title);
    gtk_widget_class_bind_template_child (widget_class, BbDriveRow, line);
    gtk_widget_class_bind_template_child (widget_class, BbDriveRow, state_icon);
}

static void
bb_drive_row_init (BbDriveRow *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bb_drive_row_new (BbEngineDrive *drive)
{
    BbDriveRow *self;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (drive), NULL);

    self = g_object_new (BB_TYPE_DRIVE_ROW, "visible", TRUE, NULL);
    self->drive = g_object_ref (drive);
    g_signal_connect (drive, "changed", G_CALLBACK (bb_drive_row_changed_cb), self);
    bb_drive_row_set_job (self, bb_engine_drive_get_job (drive));
    bb_drive_row_update (self);
    return GTK_WIDGET (self);
}

BbEngineDrive *
bb_drive_row_get_drive (BbDriveRow *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_ROW (self), NULL);

    return self->drive;
}

BbDriveKind
bb_drive_row_get_kind (BbDriveRow *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_ROW (self), BB_DRIVE_KIND_OTHER);

    return self->kind;
}

gboolean
bb_drive_row_search (BbDriveRow *self, const char *const *words)
{
    const char *also = NULL;
    gboolean is_found;

    g_return_val_if_fail (BB_IS_DRIVE_ROW (self), FALSE);

    is_found = bb_search_matches (self->found_by, "", self->found_at, words);
    for (guint i = 0; !is_found && self->found_as[i] != NULL; i++) {
        is_found = bb_search_matches (self->found_by, self->found_as[i], self->found_at, words);
        also = is_found ? self->sold_as[i] : NULL;
    }
    if (g_strcmp0 (also, self->found_name) != 0) {
        g_free (self->found_name);
        self->found_name = g_strdup (also);
        bb_drive_row_show_also (self);
    }
    return is_found;
}
