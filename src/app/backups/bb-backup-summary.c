/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-summary.h"

#include "app/bb-app-words.h"
#include "bb-backup-row.h"

#include <glib/gi18n-lib.h>

/* Maximum number of backups of one state that are named; more names would leave no room for the list. */
#define BB_BACKUP_SUMMARY_MAX_NAMES 2

/* Results of the verifications of all visible rows. */
typedef struct {
    guint n;
    guint n_running;
    guint n_intact;
    GPtrArray *damaged;    /* (element-type utf8): names */
    GPtrArray *unverified; /* (element-type utf8): names */
} BbBackupSummaryFound;

struct _BbBackupSummary {
    GtkBox parent;

    GtkWidget *line;
    GtkImage *icon;
    GtkLabel *text;
};

G_DEFINE_TYPE (BbBackupSummary, bb_backup_summary, GTK_TYPE_BOX)

/* Returns what the verifications @checks have found for @rows (element-type BbBackupRow). A hidden row is the deleted
 * backup, and does not count. */
static BbBackupSummaryFound
bb_backup_summary_count (GList *rows, BbBackupChecks *checks)
{
    BbBackupSummaryFound found = {.damaged = g_ptr_array_new_with_free_func (g_free),
                                  .unverified = g_ptr_array_new_with_free_func (g_free)};

    for (GList *row = rows; row != NULL; row = row->next) {
        BbBackupCheck check = bb_backup_checks_get (checks, bb_backup_row_get_backup (row->data)->id);

        if (!gtk_widget_get_visible (row->data))
            continue;
        found.n++;
        found.n_running += check == BB_BACKUP_CHECK_RUNNING ? 1 : 0;
        found.n_intact += check == BB_BACKUP_CHECK_INTACT ? 1 : 0;
        if (check == BB_BACKUP_CHECK_DAMAGED)
            g_ptr_array_add (found.damaged, bb_backup_row_dup_name (row->data));
        else if (check == BB_BACKUP_CHECK_UNVERIFIED)
            g_ptr_array_add (found.unverified, bb_backup_row_dup_name (row->data));
    }
    return found;
}

/* Returns (transfer full) the strings of @names (element-type utf8), separated by semicolons; NULL if there are more
 * than %BB_BACKUP_SUMMARY_MAX_NAMES. */
static char *
bb_backup_summary_dup_names (GPtrArray *names)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < names->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", (const char *) g_ptr_array_index (names, i));
    return g_string_free (text, names->len > BB_BACKUP_SUMMARY_MAX_NAMES);
}

/* Appends to @text how many backups are damaged; if these are few, also their names @names. */
static void
bb_backup_summary_add_damaged (GString *text, GPtrArray *names)
{
    guint n = names->len;
    g_autofree char *joined = bb_backup_summary_dup_names (names);

    if (n == 0)
        return;
    g_string_append (text, text->len > 0 ? " " : "");
    if (joined != NULL)
        /* TRANSLATORS: number of backups, then their names, separated by semicolons */
        g_string_append_printf (text, ngettext ("%u backup is damaged: %s.", "%u backups are damaged: %s.", n), n,
                                joined);
    else
        g_string_append_printf (text, ngettext ("%u backup is damaged.", "%u backups are damaged.", n), n);
}

/* Appends to @text how many backups could not be verified; if these are few, also their names @names. */
static void
bb_backup_summary_add_unverified (GString *text, GPtrArray *names)
{
    guint n = names->len;
    g_autofree char *joined = bb_backup_summary_dup_names (names);

    if (n == 0)
        return;
    g_string_append (text, text->len > 0 ? " " : "");
    if (joined != NULL)
        /* TRANSLATORS: number of backups, then their names, separated by semicolons */
        g_string_append_printf (
            text, ngettext ("%u backup could not be verified: %s.", "%u backups could not be verified: %s.", n), n,
            joined);
    else
        g_string_append_printf (
            text, ngettext ("%u backup could not be verified.", "%u backups could not be verified.", n), n);
}

/* Returns (transfer full) the sentences about @found. @is_whole: the store has no other backups. */
static char *
bb_backup_summary_dup (const BbBackupSummaryFound *found, gboolean is_whole)
{
    GString *text = g_string_new (NULL);
    guint n = found->n;

    if (found->n_intact == n && is_whole && n > 1)
        g_string_printf (text, ngettext ("All %u backups are intact.", "All %u backups are intact.", n), n);
    else if (found->n_intact == n)
        g_string_printf (text, ngettext ("%u backup is intact.", "%u backups are intact.", n), n);
    else if (found->n_intact > 0)
        /* TRANSLATORS: number of intact backups, then number of all backups */
        g_string_printf (text,
                         ngettext ("%u of %u backups is intact.", "%u of %u backups are intact.", found->n_intact),
                         found->n_intact, n);
    bb_backup_summary_add_damaged (text, found->damaged);
    bb_backup_summary_add_unverified (text, found->unverified);
    return g_string_free (text, FALSE);
}

/* Shows @text beside @icon. @style: CSS class of the icon, or "" for none. The line gets no lower than it is, because
 * a list that is scrolled to its end would move if its view grew. */
static void
bb_backup_summary_set (BbBackupSummary *self, const char *text, const char *icon, const char *style)
{
    if (gtk_widget_get_mapped (self->line))
        gtk_widget_set_size_request (self->line, -1, gtk_widget_get_allocated_height (self->line));
    bb_app_set_icon (self->icon, icon);
    bb_app_set_class (GTK_WIDGET (self->icon), "good caution bad", style);
    bb_app_set_text (self->text, text);
    gtk_widget_show (GTK_WIDGET (self));
}

void
bb_backup_summary_show (BbBackupSummary *self, GList *rows, BbBackupChecks *checks, gboolean is_reading,
                        gboolean is_whole)
{
    BbBackupSummaryFound found;
    g_autofree char *text = NULL;

    g_return_if_fail (BB_IS_BACKUP_SUMMARY (self));

    found = bb_backup_summary_count (rows, checks);
    text = bb_backup_summary_dup (&found, is_whole);
    if (is_reading || found.n_running > 0)
        bb_backup_summary_set (self, _ ("Verifying…"), "content-loading-symbolic", "");
    else if (found.n == 0 || found.n_intact + found.damaged->len + found.unverified->len < found.n)
        gtk_widget_hide (GTK_WIDGET (self));
    else
        bb_backup_summary_set (self, text,
                               found.n_intact == found.n ? "object-select-symbolic" : "dialog-error-symbolic",
                               found.n_intact == found.n ? "good" : "bad");
    g_ptr_array_unref (found.damaged);
    g_ptr_array_unref (found.unverified);
}

/* --- object --- */

/* The line has its own height again when it is shown next, perhaps in a window of another width. */
static void
bb_backup_summary_unmap (GtkWidget *widget)
{
    gtk_widget_set_size_request (BB_BACKUP_SUMMARY (widget)->line, -1, -1);
    GTK_WIDGET_CLASS (bb_backup_summary_parent_class)->unmap (widget);
}

static void
bb_backup_summary_class_init (BbBackupSummaryClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    widget_class->unmap = bb_backup_summary_unmap;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-backup-summary.ui");
    gtk_widget_class_bind_template_child (widget_class, BbBackupSummary, line);
    gtk_widget_class_bind_template_child (widget_class, BbBackupSummary, icon);
    gtk_widget_class_bind_template_child (widget_class, BbBackupSummary, text);
}

static void
bb_backup_summary_init (BbBackupSummary *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}
