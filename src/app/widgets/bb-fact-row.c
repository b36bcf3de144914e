/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-fact-row.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

struct _BbFactRow {
    HdyPreferencesRow parent;
    GtkLabel *caption;
    GtkLabel *value;
    gboolean is_copied; /* Tab reaches the value, because users often copy it; the value may be a path */
};

G_DEFINE_TYPE (BbFactRow, bb_fact_row, HDY_TYPE_PREFERENCES_ROW)

enum {
    PROP_0,
    PROP_CAPTION,
    PROP_VALUE,
    PROP_COPIED,
    N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
bb_fact_row_update_accessible_name (BbFactRow *self)
{
    g_autofree char *name =
        g_strdup_printf ("%s: %s", gtk_label_get_text (self->caption), gtk_label_get_text (self->value));

    bb_app_set_name (GTK_WIDGET (self), name);
    bb_app_set_description (GTK_WIDGET (self->value), gtk_label_get_text (self->caption));
}

static void
bb_fact_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    BbFactRow *self = BB_FACT_ROW (object);

    switch (id) {
    case PROP_CAPTION:
        gtk_label_set_text (self->caption, g_value_get_string (value));
        if (*gtk_label_get_text (self->value) != '\0')
            bb_fact_row_update_accessible_name (self);
        break;
    case PROP_VALUE:
        bb_fact_row_set_value (self, g_value_get_string (value));
        break;
    case PROP_COPIED:
        self->is_copied = g_value_get_boolean (value);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
        break;
    }
}

/* Handler for "focus" of the label @value: lets Tab skip the value unless users often copy it (@is_copied). To skip
 * the value, stops the emission of the signal, so that GtkLabel does not take the focus. Always returns FALSE. Any
 * value can be selected with the mouse. */
static gboolean
bb_fact_row_focus_cb (GtkWidget *value, GtkDirectionType direction, gpointer data)
{
    if (!BB_FACT_ROW (data)->is_copied)
        g_signal_stop_emission_by_name (value, "focus");
    return FALSE;
}

static void
bb_fact_row_class_init (BbFactRowClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    object_class->set_property = bb_fact_row_set_property;
    props[PROP_CAPTION] =
        g_param_spec_string ("caption", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
    props[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
    props[PROP_COPIED] =
        g_param_spec_boolean ("copied", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties (object_class, N_PROPS, props);

    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-fact-row.ui");
    gtk_widget_class_bind_template_child (widget_class, BbFactRow, caption);
    gtk_widget_class_bind_template_child (widget_class, BbFactRow, value);
}

static void
bb_fact_row_init (BbFactRow *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_pass_focus (GTK_LIST_BOX_ROW (self));
    g_signal_connect (self->value, "focus", G_CALLBACK (bb_fact_row_focus_cb), self);
}

void
bb_fact_row_set_value (BbFactRow *self, const char *value)
{
    g_autofree char *shown = bb_app_dup_isolated (value != NULL && *value != '\0' ? value : _ ("not read"));

    g_return_if_fail (BB_IS_FACT_ROW (self));

    if (g_str_equal (gtk_label_get_text (self->value), shown))
        return;
    if (self->is_copied)
        bb_app_set_path (self->value, shown);
    else
        gtk_label_set_text (self->value, shown);
    bb_fact_row_update_accessible_name (self);
}

void
bb_fact_row_set_optional (BbFactRow *self, const char *value)
{
    g_return_if_fail (BB_IS_FACT_ROW (self));

    gtk_widget_set_visible (GTK_WIDGET (self), value != NULL && *value != '\0');
    bb_fact_row_set_value (self, value);
}
