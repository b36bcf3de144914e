/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rebadge-map.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Number of names that are shown at first; a button shows the others. */
#define BB_REBADGE_MAX_NAMES 12
#define BB_REBADGE_TRUNK_PX 14
/* The line along a row of names ends this many pixels under the label of the last name of the row. */
#define BB_REBADGE_HOOK_PX 8

struct _BbRebadgeMap {
    GtkBox parent;
    char *model_key; /* (nullable): key of the model that is shown now */

    GtkWidget *model;
    GtkFlowBox *names;
    GtkButton *more;
};

G_DEFINE_TYPE (BbRebadgeMap, bb_rebadge_map, GTK_TYPE_BOX)

/* --- drawing --- */

/* Sets @area to the rectangle of @widget in the coordinates of @self, in which lines are drawn. Returns FALSE if
 * @widget is hidden, because no line leads to a hidden name. */
static gboolean
bb_rebadge_map_find_area (BbRebadgeMap *self, GtkWidget *widget, GdkRectangle *area)
{
    area->width = gtk_widget_get_allocated_width (widget);
    area->height = gtk_widget_get_allocated_height (widget);
    return gtk_widget_get_visible (widget) &&
           gtk_widget_translate_coordinates (widget, GTK_WIDGET (self), 0, 0, &area->x, &area->y);
}

/* Adds a line along each row of names to the path of @cr, from the trunk at @trunk_x to the last name of the row. The
 * caller must stroke the path; the labels are drawn over it. Returns the y coordinate of the lowest line, or 0 if no
 * name is visible. */
static int
bb_rebadge_map_draw_rows (BbRebadgeMap *self, cairo_t *cr, double trunk_x)
{
    g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (self->names));
    int last_y = 0;

    for (GList *child = children; child != NULL; child = child->next) {
        GdkRectangle area;
        int y;

        if (!bb_rebadge_map_find_area (self, child->data, &area))
            continue;
        y = area.y + area.height / 2;
        cairo_move_to (cr, trunk_x, y + 0.5);
        cairo_line_to (cr, trunk_x < area.x ? area.x + BB_REBADGE_HOOK_PX : area.x + area.width - BB_REBADGE_HOOK_PX,
                       y + 0.5);
        last_y = MAX (last_y, y);
    }
    return last_y;
}

/* Draws the lines from the model to the names: a vertical trunk and a line along each row of names. */
static gboolean
bb_rebadge_map_draw (GtkWidget *widget, cairo_t *cr)
{
    BbRebadgeMap *self = BB_REBADGE_MAP (widget);
    gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
    double trunk_x = rtl ? gtk_widget_get_allocated_width (widget) - BB_REBADGE_TRUNK_PX : BB_REBADGE_TRUNK_PX;
    GdkRectangle model;
    GdkRGBA color;
    int last_y;

    gtk_style_context_get_color (gtk_widget_get_style_context (widget), gtk_widget_get_state_flags (widget), &color);
    color.alpha *= 0.5;
    gdk_cairo_set_source_rgba (cr, &color);
    cairo_set_line_width (cr, 2);
    last_y = bb_rebadge_map_draw_rows (self, cr, trunk_x);
    if (last_y > 0 && bb_rebadge_map_find_area (self, self->model, &model)) {
        cairo_move_to (cr, trunk_x, model.y + model.height);
        cairo_line_to (cr, trunk_x, last_y + 1);
    }
    cairo_stroke (cr);
    return GTK_WIDGET_CLASS (bb_rebadge_map_parent_class)->draw (widget, cr);
}

/* --- names --- */

/* Returns (transfer full) what the catalog says about @name: reported name, notes, confidence and source. */
static char *
bb_rebadge_map_dup_tooltip (BbName *name)
{
    g_autoptr (GString) text = g_string_new (NULL);

    /* TRANSLATORS: vendor and product that a drive reports */
    if (*bb_name_get_product (name) != '\0')
        g_string_append_printf (text, _ ("Reported name: %s %s."), bb_name_get_vendor (name),
                                bb_name_get_product (name));
    if (*bb_name_get_notes (name) != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                                bb_catalog_translate (bb_name_get_notes (name)));
    g_string_append_printf (text, "%s%s. %s", text->len > 0 ? "\n" : "",
                            bb_words_confidence (bb_name_get_confidence (name)), bb_name_get_source (name));
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns TRUE if @name is one of the names under which this drive may have been sold. */
static gboolean
bb_rebadge_map_is_own (BbFacts *facts, BbName *name)
{
    for (guint i = 0; i < facts->names->len; i++) {
        BbName *own = g_ptr_array_index (facts->names, i);

        if (strcmp (bb_name_get_marketed_as (own), bb_name_get_marketed_as (name)) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Adds the label of @name: marked if this drive was sold under @name (bb_facts_get_sold_as()), in another style if
 * the confidence is low. */
static void
bb_rebadge_map_add_name (BbRebadgeMap *self, BbFacts *facts, BbName *name, gboolean visible)
{
    const char *text = bb_name_get_marketed_as (name);
    gboolean own = g_strcmp0 (bb_facts_get_sold_as (facts), text) == 0;
    /* TRANSLATORS: the name of the drive that is shown, among others */
    g_autofree char *label_text = own ? g_strdup_printf (_ ("%s (this drive)"), text) : g_strdup (text);
    g_autofree char *tooltip = bb_rebadge_map_dup_tooltip (name);
    GtkWidget *label = gtk_label_new (label_text);
    GtkWidget *child = gtk_flow_box_child_new ();
    GtkStyleContext *style = gtk_widget_get_style_context (label);

    gtk_style_context_add_class (style, "chip");
    if (own)
        gtk_style_context_add_class (style, "own");
    if (bb_name_get_confidence (name) == BB_CONFIDENCE_LOW)
        gtk_style_context_add_class (style, "guess");
    gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
    gtk_widget_set_halign (label, GTK_ALIGN_START);
    gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
    gtk_widget_set_tooltip_text (child, tooltip);
    gtk_container_add (GTK_CONTAINER (child), label);
    gtk_widget_set_can_focus (child, FALSE);
    bb_app_set_name (child, label_text);
    bb_app_set_description (child, tooltip);
    gtk_widget_show (label);
    gtk_widget_set_visible (child, visible);
    gtk_container_add (GTK_CONTAINER (self->names), child);
}

/* Shows the hidden names, and hides the button. */
static void
bb_rebadge_map_more_cb (GtkButton *button, gpointer data)
{
    BbRebadgeMap *self = BB_REBADGE_MAP (data);

    gtk_container_foreach (GTK_CONTAINER (self->names), (GtkCallback) gtk_widget_show, NULL);
    gtk_widget_hide (GTK_WIDGET (button));
}

/* Removes the old names and shows @names (element-type BbName), each once: first the names of this drive, then the
 * others. Names after the first BB_REBADGE_MAX_NAMES are hidden until the user presses the button @more. */
static void
bb_rebadge_map_fill (BbRebadgeMap *self, BbFacts *facts, GPtrArray *names)
{
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
    guint n_shown = 0, n_hidden;

    bb_app_clear (GTK_CONTAINER (self->names));
    /* Adds the names of this drive first, so that they are never among the hidden ones. */
    for (guint pass = 0; pass < 2; pass++) {
        for (guint i = 0; i < names->len; i++) {
            BbName *name = g_ptr_array_index (names, i);

            if (bb_rebadge_map_is_own (facts, name) != (pass == 0) ||
                !g_hash_table_add (seen, (gpointer) bb_name_get_marketed_as (name)))
                continue;
            bb_rebadge_map_add_name (self, facts, name, n_shown < BB_REBADGE_MAX_NAMES);
            n_shown++;
        }
    }
    n_hidden = n_shown > BB_REBADGE_MAX_NAMES ? n_shown - BB_REBADGE_MAX_NAMES : 0;
    gtk_widget_set_visible (GTK_WIDGET (self->more), n_hidden > 0);
    if (n_hidden > 0) {
        g_autofree char *text = g_strdup_printf (ngettext ("Show %u More", "Show %u More", n_hidden), n_hidden);

        bb_app_set_button_label (self->more, text);
    }
}

gboolean
bb_rebadge_map_show (BbRebadgeMap *self, BbCatalog *catalog, BbFacts *facts)
{
    const char *key = facts != NULL ? bb_facts_get_model_key (facts) : NULL;
    g_autoptr (GPtrArray) names = NULL;
    g_autofree char *model = NULL;

    g_return_val_if_fail (BB_IS_REBADGE_MAP (self), FALSE);

    if (key == NULL)
        return FALSE;
    if (g_strcmp0 (key, self->model_key) == 0)
        return TRUE;
    names = bb_catalog_names_of_model (catalog, facts->family, key);
    if (names->len == 0)
        return FALSE;
    g_free (self->model_key);
    self->model_key = g_strdup (key);
    /* TRANSLATORS: maker, model, and the code of the hardware */
    model =
        g_strdup_printf (_ ("%s %s (%s)"), bb_model_get_maker (facts->model), bb_model_get_name (facts->model), key);
    gtk_label_set_text (GTK_LABEL (self->model), model);
    bb_rebadge_map_fill (self, facts, names);
    return TRUE;
}

/* --- object --- */

static void
bb_rebadge_map_finalize (GObject *object)
{
    g_free (BB_REBADGE_MAP (object)->model_key);
    G_OBJECT_CLASS (bb_rebadge_map_parent_class)->finalize (object);
}

static void
bb_rebadge_map_class_init (BbRebadgeMapClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = bb_rebadge_map_finalize;
    widget_class->draw = bb_rebadge_map_draw;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-rebadge-map.ui");
    gtk_widget_class_bind_template_child (widget_class, BbRebadgeMap, model);
    gtk_widget_class_bind_template_child (widget_class, BbRebadgeMap, names);
    gtk_widget_class_bind_template_child (widget_class, BbRebadgeMap, more);
    gtk_widget_class_bind_template_callback (widget_class, bb_rebadge_map_more_cb);
}

static void
bb_rebadge_map_init (BbRebadgeMap *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}
