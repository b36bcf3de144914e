/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-store.h"

#include <glib/gi18n-lib.h>

/* @unread: (element-type GError) */
static char *
bb_unread_dup_list (GPtrArray *unread)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < unread->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", ((GError *) g_ptr_array_index (unread, i))->message);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
bb_unread_is_of_rights (GPtrArray *unread)
{
    for (guint i = 0; i < unread->len; i++) {
        if (g_error_matches (g_ptr_array_index (unread, i), G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
            return TRUE;
    }
    return FALSE;
}

/* @text: (transfer full) */
static gboolean
bb_unread_fail (GPtrArray *unread, char *text, GError **error)
{
    g_autofree char *sentence = text;

    g_set_error_literal (error, BB_JOB_ERROR,
                         bb_unread_is_of_rights (unread) ? BB_JOB_ERROR_NOT_PERMITTED : BB_JOB_ERROR_REFUSED,
                         sentence);
    return FALSE;
}

gboolean
bb_flow_knows_journals (BbFlow *flow, GError **error)
{
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    g_autoptr (GPtrArray) journals = NULL;
    g_autofree char *list = NULL;

    if (flow->record != NULL)
        return TRUE;
    journals = bb_journal_read_open (flow->env->state_folder, unread);
    if (unread->len == 0)
        return TRUE;
    list = bb_unread_dup_list (unread);
    return bb_unread_fail (
        unread,
        g_strdup_printf (_ ("Not all journals can be read, and one of them may be of an interrupted "
                            "flash of this drive: %s. Fix this, or move the files elsewhere, then try again."),
                         list),
        error);
}

gboolean
bb_flow_knows_newest (BbFlow *flow, GError **error)
{
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    g_autoptr (GPtrArray) backups = bb_backup_store_read (flow->env->store, unread, NULL);
    g_autofree char *list = NULL;

    if (unread->len == 0)
        return TRUE;
    list = bb_unread_dup_list (unread);
    return bb_unread_fail (
        unread,
        g_strdup_printf (_ ("Not all backups can be read, so the newest backup of this drive is not "
                            "known: %s. Fix this, or name the backup."),
                         list),
        error);
}

/* What the result says is not known, then. */
static gboolean
bb_flow_says_none (BbFlow *flow, BbResult *result)
{
    if (flow->had_record)
        return FALSE;
    if (flow->cause == BB_CAUSE_NO_IMAGE || flow->family == NULL)
        return TRUE;
    return result->outcome == BB_OUTCOME_DONE && (flow->cause == BB_CAUSE_WELL || flow->cause == BB_CAUSE_WOKEN);
}

void
bb_flow_doubt_none (BbFlow *flow, BbResult *result)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *message = NULL;

    if (!bb_flow_says_none (flow, result) || bb_backup_store_is_whole (flow->env->store, &error))
        return;
    message = g_steal_pointer (&result->message);
    if (flow->cause == BB_CAUSE_NO_IMAGE)
        result->message = g_strdup_printf (
            _ ("The drive runs without valid firmware, and there may be a journal or a backup of it. %s"),
            error->message);
    else if (result->outcome == BB_OUTCOME_DONE)
        result->message = g_strdup_printf (_ ("%s Whether an earlier flash was interrupted is unknown. %s"), message,
                                           error->message);
    else
        result->message = g_strdup_printf ("%s %s", message, error->message);
    if (result->outcome != BB_OUTCOME_DONE)
        return;
    result->outcome = g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED) ? BB_OUTCOME_NOT_PERMITTED
                                                                                            : BB_OUTCOME_UNCHANGED;
}
