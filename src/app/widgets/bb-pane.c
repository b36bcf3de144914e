/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-pane.h"

struct _BbPane {
    GtkBin parent;
    int natural_width;
};

G_DEFINE_TYPE (BbPane, bb_pane, GTK_TYPE_BIN)

enum {
    PROP_NATURAL_WIDTH = 1,
};

/* Sets @minimum to the minimum of the content, @natural to the property "natural-width", but at least @minimum. */
static void
bb_pane_get_preferred_width (GtkWidget *widget, int *minimum, int *natural)
{
    GTK_WIDGET_CLASS (bb_pane_parent_class)->get_preferred_width (widget, minimum, natural);
    *natural = MAX (*minimum, BB_PANE (widget)->natural_width);
}

static void
bb_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    if (id == PROP_NATURAL_WIDTH)
        BB_PANE (object)->natural_width = g_value_get_int (value);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bb_pane_class_init (BbPaneClass *klass)
{
    G_OBJECT_CLASS (klass)->set_property = bb_pane_set_property;
    GTK_WIDGET_CLASS (klass)->get_preferred_width = bb_pane_get_preferred_width;
    g_object_class_install_property (
        G_OBJECT_CLASS (klass), PROP_NATURAL_WIDTH,
        g_param_spec_int ("natural-width", NULL, NULL, 0, G_MAXINT, 0, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
}

static void
bb_pane_init (BbPane *self)
{
}
