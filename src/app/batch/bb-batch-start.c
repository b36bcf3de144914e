/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-batch-start.h"

#include "app/bb-app-words.h"
#include "bb-batch-row.h"
#include "bb-batch-words.h"

#include <glib/gi18n-lib.h>

/* A warning of the readiness, such as battery power or a USB bridge. @names is empty if the warning is about the
 * computer. */
typedef struct {
    char *text;
    GPtrArray *names; /* (element-type utf8): drives that the warning is about */
} BbBatchStartCondition;

/* Why the flash of some of the selected drives has a risk. */
typedef struct {
    GPtrArray *unsaved;    /* (element-type utf8): drives whose firmware cannot be backed up completely */
    GPtrArray *stopped;    /* (element-type utf8): drives whose firmware does not run */
    GPtrArray *warned;     /* (element-type utf8): drives whose rows show warnings */
    GPtrArray *conditions; /* (element-type BbBatchStartCondition): warnings of the readiness, each once */
} BbBatchStartRisks;

static void
bb_batch_start_condition_free (BbBatchStartCondition *condition)
{
    g_free (condition->text);
    g_ptr_array_unref (condition->names);
    g_free (condition);
}

/* Returns the condition with @text in @conditions, which is added if it is not there yet. */
static BbBatchStartCondition *
bb_batch_start_get_condition (GPtrArray *conditions, const char *text)
{
    BbBatchStartCondition *condition;

    for (guint i = 0; i < conditions->len; i++) {
        condition = g_ptr_array_index (conditions, i);
        if (g_str_equal (condition->text, text))
            return condition;
    }
    condition = g_new0 (BbBatchStartCondition, 1);
    condition->text = g_strdup (text);
    condition->names = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (conditions, condition);
    return condition;
}

/* Returns TRUE if the state of @item is one of the computer, which is the same for all drives. */
static gboolean
bb_batch_start_is_about_computer (const BbReadiness *item)
{
    return item->state == BB_READINESS_BATTERY || item->state == BB_READINESS_MAY_SUSPEND;
}

/* Adds the warnings in the readiness of @operation to @conditions. @name: short name of its drive. Returns TRUE if
 * there is one. */
static gboolean
bb_batch_start_add_conditions (GPtrArray *conditions, BbOperation *operation, const char *name)
{
    GPtrArray *readiness = bb_operation_get_readiness (operation);
    gboolean is_found = FALSE;

    for (guint i = 0; readiness != NULL && i < readiness->len; i++) {
        const BbReadiness *item = g_ptr_array_index (readiness, i);
        g_autofree char *text = NULL;
        g_autofree char *remedy = NULL;
        g_autofree char *whole = NULL;
        BbBatchStartCondition *condition;

        if (!bb_readiness_is_warning (item))
            continue;
        is_found = TRUE;
        text = bb_words_dup_readiness (item);
        remedy = bb_words_dup_remedy (item);
        whole = g_strjoin (" ", text, remedy, NULL);
        condition = bb_batch_start_get_condition (conditions, whole);
        if (!bb_batch_start_is_about_computer (item))
            g_ptr_array_add (condition->names, g_strdup (name));
    }
    return is_found;
}

/* Adds to @risks why the flash of @row has a risk. Does nothing if it has none. */
static void
bb_batch_start_add_risks (BbBatchStartRisks *risks, BbBatchRow *row)
{
    BbOperation *operation = bb_batch_row_get_operation (row);
    BbReview *review = bb_operation_get_review (operation);
    const char *name = bb_engine_drive_get_name (bb_batch_row_get_drive (row));
    gboolean is_unsaved = review->backup_kind != BB_BACKUP_FULL;
    gboolean is_stopped = review->facts->condition != BB_CONDITION_NORMAL;

    if (bb_review_find_risk (review, bb_operation_get_readiness (operation)) == BB_REVIEW_RISK_NONE)
        return;
    if (is_unsaved)
        g_ptr_array_add (risks->unsaved, g_strdup (name));
    if (is_stopped)
        g_ptr_array_add (risks->stopped, g_strdup (name));
    if ((!bb_batch_start_add_conditions (risks->conditions, operation, name) && !is_unsaved && !is_stopped) ||
        bb_consents_have_warning (bb_operation_get_consents (operation)))
        g_ptr_array_add (risks->warned, g_strdup (name));
}

/* Appends the sentence @format with the names of the drives @names (element-type utf8) to @text as a line; appends
 * nothing if there are none. */
static void
bb_batch_start_add_line (GString *text, const char *format, GPtrArray *names)
{
    g_autofree char *joined = bb_batch_words_dup_names (names);
    g_autofree char *line = bb_words_dup_filled (format, joined);

    if (names->len > 0)
        bb_batch_words_add_line (text, line);
}

/* Appends @condition to @text as a line that begins with the names of its drives, if it has some. */
static void
bb_batch_start_add_condition (GString *text, const BbBatchStartCondition *condition)
{
    g_autofree char *joined = bb_batch_words_dup_names (condition->names);
    g_autofree char *line = condition->names->len > 0
                                /* TRANSLATORS: short names of drives, a sentence about them: "sr0, sr2: This …" */
                                ? g_strdup_printf (_ ("%s: %s"), joined, condition->text)
                                : g_strdup (condition->text);

    bb_batch_words_add_line (text, line);
}

/* Returns (transfer full) why the flash of the selected drives of @rows has a risk, one line for each reason; ""
 * if none of them has one, or none is selected. */
static char *
bb_batch_start_dup_risks (GList *rows)
{
    GString *text = g_string_new (NULL);
    BbBatchStartRisks risks = {
        .unsaved = g_ptr_array_new_with_free_func (g_free),
        .stopped = g_ptr_array_new_with_free_func (g_free),
        .warned = g_ptr_array_new_with_free_func (g_free),
        .conditions = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_batch_start_condition_free),
    };

    for (GList *row = rows; row != NULL; row = row->next)
        if (bb_batch_row_is_chosen (row->data))
            bb_batch_start_add_risks (&risks, row->data);
    /* TRANSLATORS: short names of drives, such as "sr0, sr2" */
    bb_batch_start_add_line (text, _ ("The firmware of %s is not running."), risks.stopped);
    bb_batch_start_add_line (
        /* TRANSLATORS: short names of drives, such as "sr0, sr2" */
        text, _ ("The current firmware of %s cannot be backed up completely, so it cannot be restored later."),
        risks.unsaved);
    /* TRANSLATORS: short names of drives, such as "sr0, sr2" */
    bb_batch_start_add_line (text, _ ("Read the warnings about %s in the list before you start."), risks.warned);
    for (guint i = 0; i < risks.conditions->len; i++)
        bb_batch_start_add_condition (text, g_ptr_array_index (risks.conditions, i));
    g_ptr_array_unref (risks.unsaved);
    g_ptr_array_unref (risks.stopped);
    g_ptr_array_unref (risks.warned);
    g_ptr_array_unref (risks.conditions);
    return g_string_free (text, FALSE);
}

void
bb_batch_start_show (GtkButton *flash, GtkLabel *risks, GtkLabel *line, GList *rows, const char *why_not,
                     gboolean restores)
{
    g_autofree char *reasons = NULL;
    const char *text = why_not != NULL ? why_not : bb_batch_words_before (restores);

    g_return_if_fail (GTK_IS_BUTTON (flash) && GTK_IS_LABEL (risks) && GTK_IS_LABEL (line));

    reasons = bb_batch_start_dup_risks (rows);
    gtk_widget_set_sensitive (GTK_WIDGET (flash), why_not == NULL);
    bb_app_set_class (GTK_WIDGET (flash), "suggested-action destructive-action",
                      *reasons == '\0' ? "suggested-action" : "destructive-action");
    bb_app_set_description (GTK_WIDGET (flash), why_not);
    bb_app_set_text (risks, reasons);
    gtk_widget_set_visible (GTK_WIDGET (risks), *reasons != '\0');
    bb_app_set_text (line, text);
    gtk_widget_set_visible (GTK_WIDGET (line), *text != '\0');
}
