/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-fold-box.h"

struct _BbFoldBox {
    GtkBox parent;
    gboolean keeps_lines; /* places the children below each other as soon as a text in them would have to wrap */
};

G_DEFINE_TYPE (BbFoldBox, bb_fold_box, GTK_TYPE_BOX)

enum {
    PROP_KEEPS_LINES = 1, /* ID of the only property */
};

/* The sizes of the visible children. */
typedef struct {
    int n;              /* number of visible children */
    int widest;         /* the largest minimum width */
    int width_sum;      /* sum of the minimum widths */
    int for_width;      /* width for which the heights are measured */
    int height;         /* sum of the minimum heights; set by bb_fold_box_add_height() */
    int natural_height; /* sum of the natural heights; set by bb_fold_box_add_height() */
} BbFoldBoxNeeds;

/* If @child is visible, counts @child in the #BbFoldBoxNeeds @data, and updates the sum and the maximum of the
 * minimum widths in @data. */
static void
bb_fold_box_add_width (GtkWidget *child, gpointer data)
{
    BbFoldBoxNeeds *needs = data;
    int width;

    if (!gtk_widget_get_visible (child))
        return;
    gtk_widget_get_preferred_width (child, &width, NULL);
    needs->n++;
    needs->widest = MAX (needs->widest, width);
    needs->width_sum += width;
}

/* Adds the minimum and the natural height that @child has at the width @for_width to the #BbFoldBoxNeeds @data, if
 * @child is visible. */
static void
bb_fold_box_add_height (GtkWidget *child, gpointer data)
{
    BbFoldBoxNeeds *needs = data;
    int height, natural;

    if (!gtk_widget_get_visible (child))
        return;
    gtk_widget_get_preferred_height_for_width (child, needs->for_width, &height, &natural);
    needs->height += height;
    needs->natural_height += natural;
}

/* Returns the width that the box needs to place its children side by side, including padding and border: the minimum
 * width, or the natural width with "keeps-lines". Also sets @frame to the width of padding and border alone, and
 * @needs to the number and the widths of the visible children. The caller must have filled @needs with zeros. */
static int
bb_fold_box_measure (GtkWidget *widget, BbFoldBoxNeeds *needs, int *frame)
{
    int width, natural;

    GTK_WIDGET_CLASS (bb_fold_box_parent_class)->get_preferred_width (widget, &width, &natural);
    gtk_container_foreach (GTK_CONTAINER (widget), bb_fold_box_add_width, needs);
    *frame = MAX (0, width - needs->width_sum - MAX (0, needs->n - 1) * gtk_box_get_spacing (GTK_BOX (widget)));
    return BB_FOLD_BOX (widget)->keeps_lines ? natural : width;
}

/* Sets @area to @allocation without padding and border: the part for the children. */
static void
bb_fold_box_get_area (GtkWidget *widget, const GtkAllocation *allocation, GtkAllocation *area)
{
    GtkStyleContext *context = gtk_widget_get_style_context (widget);
    GtkStateFlags state = gtk_style_context_get_state (context);
    GtkBorder padding, border;

    gtk_style_context_get_padding (context, state, &padding);
    gtk_style_context_get_border (context, state, &border);
    area->x = allocation->x + padding.left + border.left;
    area->y = allocation->y + padding.top + border.top;
    area->width = allocation->width - padding.left - border.left - padding.right - border.right;
    area->height = allocation->height - padding.top - border.top - padding.bottom - border.bottom;
}

static GtkSizeRequestMode
bb_fold_box_get_request_mode (GtkWidget *widget)
{
    return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Sets @minimum to the width of the widest child with padding and border, @natural to the natural width of the
 * children side by side. */
static void
bb_fold_box_get_preferred_width (GtkWidget *widget, int *minimum, int *natural)
{
    BbFoldBoxNeeds needs = {0};
    int frame;

    GTK_WIDGET_CLASS (bb_fold_box_parent_class)->get_preferred_width (widget, minimum, natural);
    (void) bb_fold_box_measure (widget, &needs, &frame);
    *minimum = MIN (*minimum, needs.widest + frame);
}

/* The width does not depend on the height. */
static void
bb_fold_box_get_preferred_width_for_height (GtkWidget *widget, int height, int *minimum, int *natural)
{
    bb_fold_box_get_preferred_width (widget, minimum, natural);
}

/* If @width is too small for the children side by side, sets @minimum and @natural to the sums of the heights of the
 * children, with spacing, padding and border. If @width is large enough or negative, sets them to the heights that
 * GtkBox returns. */
static void
bb_fold_box_get_preferred_height_and_baseline_for_width (GtkWidget *widget, int width, int *minimum, int *natural,
                                                         int *minimum_baseline, int *natural_baseline)
{
    BbFoldBoxNeeds needs = {0};
    GtkAllocation whole = {0, 0, width, 0}, area;
    int frame, between;

    if (width < 0 || width >= bb_fold_box_measure (widget, &needs, &frame)) {
        GTK_WIDGET_CLASS (bb_fold_box_parent_class)
            ->get_preferred_height_and_baseline_for_width (widget, width, minimum, natural, minimum_baseline,
                                                           natural_baseline);
        return;
    }
    bb_fold_box_get_area (widget, &whole, &area);
    needs.for_width = MAX (needs.widest, width - frame);
    gtk_container_foreach (GTK_CONTAINER (widget), bb_fold_box_add_height, &needs);
    between = MAX (0, needs.n - 1) * gtk_box_get_spacing (GTK_BOX (widget)) - area.height;
    *minimum = needs.height + between;
    *natural = needs.natural_height + between;
    if (minimum_baseline != NULL)
        *minimum_baseline = -1;
    if (natural_baseline != NULL)
        *natural_baseline = -1;
}

static void
bb_fold_box_get_preferred_height_for_width (GtkWidget *widget, int width, int *minimum, int *natural)
{
    bb_fold_box_get_preferred_height_and_baseline_for_width (widget, width, minimum, natural, NULL, NULL);
}

/* The area of the box that is still free, for bb_fold_box_place(). */
typedef struct {
    GtkAllocation area;
    int spacing;
    gboolean keeps_lines;
} BbFoldBoxRest;

/* Places a visible child at the top of the free area, the #BbFoldBoxRest @data, with its natural height; then moves
 * the top of the free area down by this height and the spacing. With "keeps-lines", a child that is at the end of a
 * line is at the start if it has a line of its own. */
static void
bb_fold_box_place (GtkWidget *child, gpointer data)
{
    BbFoldBoxRest *rest = data;
    GtkAllocation place = rest->area;

    if (!gtk_widget_get_visible (child))
        return;
    gtk_widget_get_preferred_height_for_width (child, place.width, NULL, &place.height);
    if (rest->keeps_lines && gtk_widget_get_halign (child) == GTK_ALIGN_END) {
        gtk_widget_get_preferred_width (child, NULL, &place.width);
        place.width = MIN (place.width, rest->area.width);
        if (gtk_widget_get_direction (child) == GTK_TEXT_DIR_RTL)
            place.x += rest->area.width - place.width;
    }
    gtk_widget_size_allocate (child, &place);
    rest->area.y += place.height + rest->spacing;
}

/* Places the children below each other if they do not fit side by side; otherwise GtkBox places them. */
static void
bb_fold_box_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
    BbFoldBoxNeeds needs = {0};
    BbFoldBoxRest rest = {.spacing = gtk_box_get_spacing (GTK_BOX (widget)),
                          .keeps_lines = BB_FOLD_BOX (widget)->keeps_lines};
    int frame;
    gboolean folds = allocation->width < bb_fold_box_measure (widget, &needs, &frame);

    /* Called even if the children are placed below each other, because GtkBox allocates background and border. */
    GTK_WIDGET_CLASS (bb_fold_box_parent_class)->size_allocate (widget, allocation);
    if (!folds)
        return;
    bb_fold_box_get_area (widget, allocation, &rest.area);
    rest.area.width = MAX (rest.area.width, needs.widest);
    gtk_container_foreach (GTK_CONTAINER (widget), bb_fold_box_place, &rest);
}

static void
bb_fold_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
    if (id != PROP_KEEPS_LINES) {
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
        return;
    }
    BB_FOLD_BOX (object)->keeps_lines = g_value_get_boolean (value);
    gtk_widget_queue_resize (GTK_WIDGET (object));
}

static void
bb_fold_box_class_init (BbFoldBoxClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->set_property = bb_fold_box_set_property;
    g_object_class_install_property (
        G_OBJECT_CLASS (klass), PROP_KEEPS_LINES,
        g_param_spec_boolean ("keeps-lines", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
    widget_class->get_request_mode = bb_fold_box_get_request_mode;
    widget_class->get_preferred_width = bb_fold_box_get_preferred_width;
    widget_class->get_preferred_width_for_height = bb_fold_box_get_preferred_width_for_height;
    widget_class->get_preferred_height_for_width = bb_fold_box_get_preferred_height_for_width;
    widget_class->get_preferred_height_and_baseline_for_width =
        bb_fold_box_get_preferred_height_and_baseline_for_width;
    widget_class->size_allocate = bb_fold_box_size_allocate;
}

static void
bb_fold_box_init (BbFoldBox *self)
{
}

GtkWidget *
bb_fold_box_new (int spacing)
{
    return g_object_new (BB_TYPE_FOLD_BOX, "spacing", spacing, NULL);
}
