/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-review-plan.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-line-row.h"

#include <glib/gi18n-lib.h>

/* Returns (transfer full) the sentences about the backup of @review: whether Burnback made it for this review, or an
 * earlier job did. A restore has two backups, so its sentence says which of them this is. */
static char *
bb_review_plan_dup_existing (BbReview *review)
{
    BbBackup *backup = review->backup;
    g_autofree char *time = bb_app_dup_time (backup->created);

    if (!review->is_backup_new)
        return g_strdup_printf (_ ("The backup from %s contains firmware revision %s."), time, backup->revision);
    if (review->act == BB_ACTION_ROLLBACK)
        /* TRANSLATORS: date and time, firmware revision */
        return g_strdup_printf (_ ("Burnback made a new backup when this page was opened (%s). It contains the "
                                   "current firmware, revision %s."),
                                time, backup->revision);
    /* TRANSLATORS: date and time, firmware revision */
    return g_strdup_printf (
        _ ("Burnback backed up the drive when this page was opened (%s). The backup contains firmware revision %s."),
        time, backup->revision);
}

/* Adds a row about the backup of @review, which is saved already. */
static void
bb_review_plan_add_existing (GtkListBox *list, BbReview *review)
{
    const char *title = !review->is_backup_new              ? _ ("Earlier Backup")
                        : review->act == BB_ACTION_ROLLBACK ? _ ("New Backup")
                                                            : _ ("Backup");
    /* The folder of all backups; the name of the backup's own folder is an ID, which tells users nothing. */
    g_autofree char *store = g_path_get_dirname (review->backup->folder);
    g_autofree char *folder = bb_app_dup_path (store);
    gboolean is_trusted = bb_backup_is_trusted (review->backup);
    g_autofree char *which = bb_review_plan_dup_existing (review);
    g_autofree char *text =
        is_trusted
            ? g_strjoin (" ", which, _ ("The firmware was read twice, and the two copies were compared."), NULL)
            : g_strdup (which);

    bb_line_row_append (list, is_trusted ? "object-select-symbolic" : "dialog-information-symbolic",
                        is_trusted ? "good" : "", title, text, folder);
}

/* Adds a row about the backup that the operation makes before it writes, or about the one that is saved already. For
 * a recovery, adds both rows, because it saves what the drive contains now even if an earlier backup exists. */
static void
bb_review_plan_add_backup (GtkListBox *list, BbReview *review)
{
    gboolean is_full = review->backup_kind == BB_BACKUP_FULL;

    if (review->act == BB_ACTION_RECOVER) {
        bb_line_row_append (list, "document-save-symbolic", "", _ ("Backup"), bb_words_recovery_backup (review),
                            NULL);
        if (review->backup != NULL)
            bb_review_plan_add_existing (list, review);
    } else if (review->backup != NULL)
        bb_review_plan_add_existing (list, review);
    else
        bb_line_row_append (list, is_full ? "document-save-symbolic" : "dialog-warning-symbolic",
                            bb_app_backup_class (review->backup_kind), _ ("Backup"),
                            bb_words_backup (review->backup_kind), bb_words_backup_reason (review));
}

/* Adds a row about what is written, a row about the block that is erased and not written (if there is one) and,
 * except for a recovery, a row about what stays unchanged. @review must have a plan. */
static void
bb_review_plan_add_flash (GtkListBox *list, BbReview *review)
{
    g_autofree char *duration = bb_app_dup_duration (review->seconds);
    g_autofree char *text = bb_words_dup_writing (review->plan, duration);
    g_autofree char *left = bb_words_dup_left (review->plan);
    g_autofree char *spared = NULL;

    bb_line_row_append (list, "media-playback-start-symbolic", "", _ ("Write"), text,
                        bb_plan_get_note (review->plan));
    if (left != NULL)
        bb_line_row_append (list, "dialog-information-symbolic", "", _ ("Erase"), left, NULL);
    /* A recovery may also repair a damaged identity, so no region is called unchanged. */
    if (review->act == BB_ACTION_RECOVER)
        return;
    spared = bb_words_dup_spared (review->plan);
    if (spared != NULL)
        bb_line_row_append (list, "object-select-symbolic", "good", _ ("Unchanged"), spared, NULL);
}

/* Adds rows about a change of the boot code: what is written, the step in which a power failure is fatal (if there is
 * one), and what to do afterwards. @review must have a plan. */
static void
bb_review_plan_add_conversion (GtkListBox *list, BbReview *review)
{
    g_autofree char *duration = bb_app_dup_duration (review->seconds);
    g_autofree char *text = bb_words_dup_converting (review->plan, duration);
    g_autofree char *length = bb_words_dup_length (review->plan);
    g_autofree char *unrecoverable = bb_words_dup_unrecoverable (review->plan);

    bb_line_row_append (list, "media-playback-start-symbolic", "", _ ("Write"), text, length);
    if (unrecoverable != NULL)
        bb_line_row_append (list, "dialog-warning-symbolic", "bad", _ ("Danger"), unrecoverable,
                            bb_plan_get_note (review->plan));
    bb_line_row_append (list, "system-shutdown-symbolic", "caution", _ ("Afterwards"),
                        _ ("Power cycle the drive, then recover the drive. Burnback will ask for a firmware file "
                           "for the new drive type."),
                        NULL);
}

gboolean
bb_review_plan_add_restored (GtkListBox *list, BbReview *review)
{
    g_autofree char *time = NULL;
    g_autofree char *text = NULL;

    if (review->restored == NULL)
        return FALSE;
    time = bb_app_dup_time (review->restored->created);
    /* TRANSLATORS: date and time of the backup, firmware revision in it */
    text = g_strdup_printf (_ ("The backup to restore is from %s and contains firmware revision %s."), time,
                            review->restored->revision);
    bb_line_row_append (list, "document-revert-symbolic", "", _ ("Restore"), text,
                        _ ("To restore another backup, choose it from the list on the drive’s page."));
    return TRUE;
}

/* TRUE if @item is not a requirement but a warning that Burnback does not test the USB bridge before it writes. FALSE
 * if the image is refused, because nothing is written then. */
static gboolean
bb_review_plan_is_warning (BbReview *review, const BbReadiness *item)
{
    return item->state == BB_READINESS_BRIDGE_UNTESTED &&
           bb_verdict_get_level (review->verdict) != BB_VERDICT_REFUSED;
}

/* Adds a row with the state @item and its remedy: a warning, or only a note about a state that is no risk. */
static void
bb_review_plan_add_readiness (GtkListBox *list, const BbReadiness *item)
{
    gboolean is_note = !item->good && !item->needed && !bb_readiness_is_warning (item);
    const char *icon = item->good     ? "object-select-symbolic"
                       : item->needed ? "dialog-error-symbolic"
                       : is_note      ? "dialog-information-symbolic"
                                      : "dialog-warning-symbolic";
    const char *style = item->good ? "good" : item->needed ? "bad" : is_note ? "" : "caution";
    const char *word = item->good     ? _ ("Ready")
                       : item->needed ? _ ("Not ready")
                       : is_note      ? _ ("Note")
                                      : _ ("Warning");
    g_autofree char *text = bb_words_dup_readiness (item);
    g_autofree char *remedy = bb_words_dup_remedy (item);

    bb_line_row_append (list, icon, style, word, text, remedy);
}

guint
bb_review_plan_add_warnings (GtkListBox *list, BbReview *review)
{
    guint n_added = 0;

    g_return_val_if_fail (GTK_IS_LIST_BOX (list) && review != NULL, 0);

    for (guint i = 0; i < review->readiness->len; i++) {
        const BbReadiness *item = g_ptr_array_index (review->readiness, i);

        if (!bb_review_plan_is_warning (review, item))
            continue;
        bb_review_plan_add_readiness (list, item);
        n_added++;
    }
    return n_added;
}

gboolean
bb_review_plan_fill_requirements (GtkListBox *list, BbReview *review, GPtrArray *readiness)
{
    g_return_val_if_fail (GTK_IS_LIST_BOX (list) && review != NULL, FALSE);

    bb_app_clear (GTK_CONTAINER (list));
    for (guint i = 0; readiness != NULL && i < readiness->len; i++) {
        const BbReadiness *item = g_ptr_array_index (readiness, i);

        if (!bb_review_plan_is_warning (review, item))
            bb_review_plan_add_readiness (list, item);
    }
    return gtk_list_box_get_row_at_index (list, 0) != NULL;
}

void
bb_review_plan_fill (GtkListBox *list, BbReview *review)
{
    g_return_if_fail (GTK_IS_LIST_BOX (list) && review != NULL);

    bb_app_clear (GTK_CONTAINER (list));
    bb_review_plan_add_backup (list, review);
    if (review->plan != NULL && review->act == BB_ACTION_CONVERT)
        bb_review_plan_add_conversion (list, review);
    else if (review->plan != NULL)
        bb_review_plan_add_flash (list, review);
}
