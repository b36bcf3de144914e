/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-batch-report.h"

#include "bb-batch-row.h"
#include "bb-batch-words.h"

#include <glib/gi18n-lib.h>

/* Appends a line of comma-separated values (RFC 4180) to @table: all @fields in quotes, and CR LF at the end. */
static void
bb_batch_report_add_record (GString *table, const char *const *fields)
{
    for (guint i = 0; fields[i] != NULL; i++) {
        g_auto (GStrv) parts = g_strsplit (fields[i], "\"", -1);
        g_autofree char *quoted = g_strjoinv ("\"\"", parts);

        g_string_append_printf (table, "%s\"%s\"", i > 0 ? "," : "", quoted);
    }
    g_string_append (table, "\r\n");
}

char *
bb_batch_report_dup (GList *rows, const char *about)
{
    GString *table = g_string_new (NULL);
    const char *const head[] = {_ ("Drive"),   _ ("Name"), _ ("Serial number"), _ ("Firmware"), _ ("Result"),
                                _ ("Details"), NULL};
    const char *const end[] = {"Burnback", PACKAGE_VERSION, about, NULL};

    bb_batch_report_add_record (table, head);
    for (GList *row = rows; row != NULL; row = row->next) {
        g_auto (GStrv) fields = bb_batch_row_dup_report (row->data);

        bb_batch_report_add_record (table, (const char *const *) fields);
    }
    bb_batch_report_add_record (table, end);
    return g_string_free (table, FALSE);
}

/* --- summary --- */

/* Returns (nullable) the row in @rows of the drive @name. */
static BbBatchRow *
bb_batch_report_find (GList *rows, const char *name)
{
    for (GList *row = rows; row != NULL; row = row->next) {
        if (g_str_equal (bb_engine_drive_get_name (bb_batch_row_get_drive (row->data)), name))
            return row->data;
    }
    return NULL;
}

char *
bb_batch_report_dup_summary (GList *rows, GPtrArray *started)
{
    g_autoptr (GPtrArray) unverified = g_ptr_array_new ();
    g_autoptr (GPtrArray) failed = g_ptr_array_new ();
    gboolean restores = FALSE;
    guint n_verified = 0;

    for (guint i = 0; i < started->len; i++) {
        BbBatchRow *row = bb_batch_report_find (rows, g_ptr_array_index (started, i));
        const BbResult *result = row != NULL ? bb_batch_row_get_result (row) : NULL;

        restores |= result != NULL && result->action == BB_ACTION_ROLLBACK;
        /* A drive without a result could not be started, or was disconnected. */
        if (result != NULL && bb_batch_words_is_verified (result))
            n_verified++;
        else if (result != NULL && !bb_result_lacks_repair (result) &&
                 (result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_WRITTEN))
            g_ptr_array_add (unverified, g_ptr_array_index (started, i));
        else
            g_ptr_array_add (failed, g_ptr_array_index (started, i));
    }
    return bb_batch_words_dup_summary (restores, n_verified, unverified, failed);
}
