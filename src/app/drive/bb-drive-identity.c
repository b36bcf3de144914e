/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-identity.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-fact-row.h"

#include <glib/gi18n-lib.h>

struct _BbDriveIdentity {
    GtkBox parent;
    BbFactRow *reports;
    BbFactRow *evidence;
    BbFactRow *tried;
    BbFactRow *candidates;
};

G_DEFINE_TYPE (BbDriveIdentity, bb_drive_identity, GTK_TYPE_BOX)

/* Returns (transfer full) (nullable) one line for each sentence; %NULL if there are none. */
static char *
bb_drive_identity_dup_lines (GPtrArray *sentences)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < sentences->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *) g_ptr_array_index (sentences, i));
    return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* TRUE if the evidence confirms the model of the drive. In this case @candidates of @facts are variants of the
 * model. */
static gboolean
bb_drive_identity_is_confirmed (BbFacts *facts)
{
    return facts->model != NULL && facts->confidence == BB_CONFIDENCE_HIGH;
}

/* Returns (transfer full) the models that the drive may be, separated by commas; "" if there are none. If the
 * evidence confirms a model, says that these models are variants that the evidence does not exclude. */
static char *
bb_drive_identity_dup_candidates (BbFacts *facts)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < facts->candidates->len; i++) {
        BbModel *model = g_ptr_array_index (facts->candidates, i);

        g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", bb_model_get_maker (model),
                                bb_model_get_name (model));
    }
    if (text->len > 0 && bb_drive_identity_is_confirmed (facts))
        g_string_append_printf (
            text, "\n%s", _ ("The model is confirmed, but the drive may be one of these variants of the model."));
    return g_string_free (g_steal_pointer (&text), FALSE);
}

void
bb_drive_identity_show (BbDriveIdentity *self, BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autofree char *reports = bb_app_dup_reported (drive);
    g_autofree char *evidence = facts != NULL ? bb_drive_identity_dup_lines (facts->evidence) : NULL;
    g_autofree char *candidates = facts != NULL ? bb_drive_identity_dup_candidates (facts) : NULL;
    gboolean known = facts != NULL && facts->model != NULL;

    g_return_if_fail (BB_IS_DRIVE_IDENTITY (self));

    bb_fact_row_set_value (self->reports, reports);
    bb_fact_row_set_optional (self->evidence, evidence);
    bb_fact_row_set_optional (self->tried, known ? bb_words_tested (bb_model_get_tested (facts->model)) : NULL);
    g_object_set (self->candidates, "caption",
                  facts != NULL && bb_drive_identity_is_confirmed (facts) ? _ ("Possible variants")
                                                                          : _ ("Other candidates"),
                  NULL);
    bb_fact_row_set_optional (self->candidates, candidates);
}

static void
bb_drive_identity_class_init (BbDriveIdentityClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    g_type_ensure (BB_TYPE_FACT_ROW);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-identity.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDriveIdentity, reports);
    gtk_widget_class_bind_template_child (widget_class, BbDriveIdentity, evidence);
    gtk_widget_class_bind_template_child (widget_class, BbDriveIdentity, tried);
    gtk_widget_class_bind_template_child (widget_class, BbDriveIdentity, candidates);
}

static void
bb_drive_identity_init (BbDriveIdentity *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
}

GtkWidget *
bb_drive_identity_new (void)
{
    return g_object_new (BB_TYPE_DRIVE_IDENTITY, "visible", TRUE, NULL);
}
