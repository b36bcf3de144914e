/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-recovery-page.h"

#include "bb-app-words.h"
#include "bb-fact-row.h"

#include <glib/gi18n-lib.h>

struct _BbRecoveryPage {
    GtkBox parent;

    GtkLabel *title;
    GtkLabel *found;
    BbFactRow *when;
    BbFactRow *what;
    BbFactRow *how_far;
    BbFactRow *tries;
    BbFactRow *backup;
    GtkWidget *journal;
    GtkLabel *finish_text;
    GtkButton *finish;
    GtkWidget *put_back_box;
    GtkWidget *cycle;
};

G_DEFINE_TYPE (BbRecoveryPage, bb_recovery_page, GTK_TYPE_BOX)

static void
bb_recovery_page_show_journal (BbRecoveryPage *self, BbJournalRecord *journal)
{
    g_autofree char *when = NULL;
    g_autofree char *what = NULL;
    g_autofree char *how_far = NULL;
    g_autofree char *tries = NULL;

    gtk_widget_set_visible (self->journal, journal != NULL);
    if (journal == NULL)
        return;
    when = bb_app_dup_time (journal->started);
    if (journal->revision != NULL && journal->target_revision != NULL)
        /* TRANSLATORS: firmware revisions */
        what = g_strdup_printf (_ ("Writing %s over %s"), journal->target_revision, journal->revision);
    how_far = g_strdup_printf (_ ("Step %u of %u"), journal->step, journal->n_steps);
    tries = g_strdup_printf ("%u", journal->attempt);
    bb_fact_row_set_value (self->when, when);
    bb_fact_row_set_value (self->what, what);
    bb_fact_row_set_value (self->how_far, how_far);
    bb_fact_row_set_value (self->tries, tries);
    bb_fact_row_set_value (self->backup, journal->backup_id != NULL ? journal->backup_id : _ ("none"));
}

void
bb_recovery_page_show (BbRecoveryPage *self, BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *name = bb_app_dup_drive_name (drive);
    g_autofree char *title = g_strdup_printf (_ ("%s (%s) needs help"), name, details->name);
    g_autofree char *found = bb_engine_drive_dup_state_text (drive);
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);

    g_return_if_fail (BB_IS_RECOVERY_PAGE (self));

    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->found, found);
    bb_recovery_page_show_journal (self, journal);
    gtk_widget_set_visible (self->cycle, journal != NULL && journal->wants_power_cycle);
    gtk_widget_set_visible (self->put_back_box, journal != NULL && journal->backup_id != NULL);
    gtk_label_set_text (self->finish_text,
                        journal != NULL
                            ? _ ("Burnback looks at the drive again and finishes what was begun. If that cannot be "
                                 "done, it puts the old firmware back.")
                            : _ ("Burnback looks at the drive again and brings it back without writing, if that is "
                                 "possible. If not, it puts the newest backup of this drive back."));
}

void
bb_recovery_page_focus (BbRecoveryPage *self)
{
    g_return_if_fail (BB_IS_RECOVERY_PAGE (self));

    gtk_widget_grab_focus (GTK_WIDGET (self->finish));
}

static void
bb_recovery_page_class_init (BbRecoveryPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    g_type_ensure (BB_TYPE_FACT_ROW);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-recovery-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, title);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, found);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, when);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, what);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, how_far);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, tries);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, backup);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, journal);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, finish_text);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, finish);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, put_back_box);
    gtk_widget_class_bind_template_child (widget_class, BbRecoveryPage, cycle);
}

static void
bb_recovery_page_init (BbRecoveryPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bb_recovery_page_new (void)
{
    return g_object_new (BB_TYPE_RECOVERY_PAGE, "visible", TRUE, NULL);
}
