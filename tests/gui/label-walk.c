/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library that is preloaded into the program. At SIGUSR2, it writes a line to the file $BURNBACK_LABEL_WALK for
 * each text in the windows of the program that cannot be read completely. The accessibility bus has no such data. */
#include <glib-unix.h>
#include <gtk/gtk.h>

/* Sizes may differ by this much, because Pango units are rounded to pixels. */
#define TOLERANCE_PIXELS 1
/* Labels may overlap by this much, because descenders are drawn into the distance between lines. */
#define OVERLAP_PIXELS 3

typedef struct {
    GString *wrong;
    GtkWidget *top;
    GArray *seen;     /* Seen */
    GHashTable *keys; /* mnemonic -> (unowned) text of its label */
} Walk;

/* A label, and the part of its window in which it can be seen. */
typedef struct {
    GtkLabel *label;
    GdkRectangle place;
} Seen;

static void
label_walk_note (Walk *walk, const char *what, const char *text)
{
    g_autofree char *line = g_strdelimit (g_strdup (text), "\n", ' ');

    g_string_append_printf (walk->wrong, "%s: %s\n", what, line);
}

/* Returns whether @widget or a widget that contains it has a tooltip. */
static gboolean
label_walk_has_tooltip (GtkWidget *widget)
{
    for (; widget != NULL && !GTK_IS_WINDOW (widget); widget = gtk_widget_get_parent (widget)) {
        if (gtk_widget_get_has_tooltip (widget))
            return TRUE;
    }
    return FALSE;
}

/* Returns whether @parent clips its children because it scrolls or unfolds. */
static gboolean
label_walk_scrolls (GtkWidget *parent)
{
    return GTK_IS_VIEWPORT (parent) || GTK_IS_SCROLLED_WINDOW (parent) || GTK_IS_REVEALER (parent) ||
           GTK_IS_SCROLLABLE (parent);
}

/* Sets @place to the rectangle of @parent in the coordinates of the window @top. FALSE if that fails. */
static gboolean
label_walk_find_place (GtkWidget *parent, GtkWidget *top, GdkRectangle *place)
{
    place->width = gtk_widget_get_allocated_width (parent);
    place->height = gtk_widget_get_allocated_height (parent);
    return gtk_widget_translate_coordinates (parent, top, 0, 0, &place->x, &place->y);
}

/* Adds @label, whose text is at @place, to walk->seen. Does nothing if @label is scrolled out of view. If @label is
 * drawn outside of one of its parents, reports this and does not add @label. */
static void
label_walk_add (Walk *walk, GtkLabel *label, GdkRectangle place)
{
    GdkRectangle shown = place;
    gboolean is_whole = TRUE;

    for (GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (label)); parent != NULL && parent != walk->top;
         parent = gtk_widget_get_parent (parent)) {
        GdkRectangle around = {0};

        if (!label_walk_find_place (parent, walk->top, &around))
            return;
        if (label_walk_scrolls (parent))
            is_whole = FALSE;
        else if (is_whole && (place.x < around.x - TOLERANCE_PIXELS || place.y < around.y - TOLERANCE_PIXELS ||
                              place.x + place.width > around.x + around.width + TOLERANCE_PIXELS ||
                              place.y + place.height > around.y + around.height + TOLERANCE_PIXELS)) {
            g_autofree char *what = g_strdup_printf ("outside of its %s", G_OBJECT_TYPE_NAME (parent));

            label_walk_note (walk, what, gtk_label_get_text (label));
            return;
        }
        if (!gdk_rectangle_intersect (&shown, &around, &shown))
            return;
    }
    g_array_append_val (walk->seen, ((Seen){label, shown}));
}

/* Reports the label if a label with another text in the same window has the same mnemonic. Labels with equal texts
 * may have the same mnemonic, because the same button may be in several rows. */
static void
label_walk_check_mnemonic (Walk *walk, GtkLabel *label)
{
    guint key = gdk_keyval_to_lower (gtk_label_get_mnemonic_keyval (label));
    const char *text = gtk_label_get_text (label);
    const char *other = g_hash_table_lookup (walk->keys, GUINT_TO_POINTER (key));

    if (key == GDK_KEY_VoidSymbol)
        return;
    if (other == NULL)
        g_hash_table_insert (walk->keys, GUINT_TO_POINTER (key), (gpointer) text);
    else if (!g_str_equal (other, text))
        g_string_append_printf (walk->wrong, "Alt+%s: “%s” and “%s”\n", gdk_keyval_name (key), other, text);
}

static void
label_walk_check_label (Walk *walk, GtkLabel *label)
{
    PangoLayout *layout = gtk_label_get_layout (label);
    const char *text = gtk_label_get_text (label);
    GdkRectangle place = {0};
    PangoRectangle drawn;

    /* A label in an expander that was never opened is one pixel wide and not visible, so it is not checked. */
    if (*text == '\0' || !label_walk_find_place (GTK_WIDGET (label), walk->top, &place) || place.width <= 1)
        return;
    if (pango_layout_is_ellipsized (layout)) {
        if (!label_walk_has_tooltip (GTK_WIDGET (label)))
            label_walk_note (walk, "ends with an ellipsis and has no tooltip", text);
        return;
    }
    pango_layout_get_pixel_extents (layout, NULL, &drawn);
    if (drawn.width > place.width + TOLERANCE_PIXELS) {
        label_walk_note (walk, "wider than its place", text);
    } else if (drawn.height > place.height + TOLERANCE_PIXELS) {
        label_walk_note (walk, "higher than its place", text);
    } else {
        label_walk_add (walk, label, place);
    }
}

/* Reports the entry if its placeholder text does not fit into it. */
static void
label_walk_check_entry (Walk *walk, GtkEntry *entry)
{
    const char *text = gtk_entry_get_placeholder_text (entry);
    g_autoptr (PangoLayout) layout = NULL;
    GdkRectangle place;
    int width;

    if (text == NULL || *gtk_entry_get_text (entry) != '\0')
        return;
    layout = gtk_widget_create_pango_layout (GTK_WIDGET (entry), text);
    pango_layout_get_pixel_size (layout, &width, NULL);
    gtk_entry_get_text_area (entry, &place);
    if (width > place.width + TOLERANCE_PIXELS && !label_walk_has_tooltip (GTK_WIDGET (entry)))
        label_walk_note (walk, "placeholder wider than its entry", text);
}

static void label_walk_begin_at (GString *wrong, GtkWidget *top);

static void
label_walk_visit (GtkWidget *widget, gpointer data)
{
    Walk *walk = data;

    if (!gtk_widget_get_mapped (widget))
        return;
    if (GTK_IS_POPOVER (widget) && widget != walk->top) {
        /* The labels of a popover are compared only with each other, because the popover may be drawn over the labels
         * of its window. */
        label_walk_begin_at (walk->wrong, widget);
    } else if (GTK_IS_LABEL (widget)) {
        label_walk_check_mnemonic (walk, GTK_LABEL (widget));
        label_walk_check_label (walk, GTK_LABEL (widget));
    } else if (GTK_IS_ENTRY (widget))
        label_walk_check_entry (walk, GTK_ENTRY (widget));
    else if (GTK_IS_CONTAINER (widget))
        gtk_container_forall (GTK_CONTAINER (widget), label_walk_visit, walk);
}

/* Reports the labels that are drawn over each other. */
static void
label_walk_check_overlaps (Walk *walk)
{
    for (guint i = 0; i < walk->seen->len; i++) {
        Seen *one = &g_array_index (walk->seen, Seen, i);

        for (guint j = i + 1; j < walk->seen->len; j++) {
            Seen *other = &g_array_index (walk->seen, Seen, j);
            g_autofree char *what = NULL;
            GdkRectangle both;

            if (!gdk_rectangle_intersect (&one->place, &other->place, &both) || both.width <= OVERLAP_PIXELS ||
                both.height <= OVERLAP_PIXELS)
                continue;
            what = g_strdup_printf ("drawn over “%s”", gtk_label_get_text (one->label));
            label_walk_note (walk, what, gtk_label_get_text (other->label));
        }
    }
}

/* Appends to @wrong what is wrong with the visible labels in @top, a window or a popover. */
static void
label_walk_begin_at (GString *wrong, GtkWidget *top)
{
    Walk walk = {wrong, top, g_array_new (FALSE, FALSE, sizeof (Seen)), g_hash_table_new (NULL, NULL)};

    label_walk_visit (top, &walk);
    label_walk_check_overlaps (&walk);
    g_array_unref (walk.seen);
    g_hash_table_unref (walk.keys);
}

static gboolean
label_walk_cb (gpointer data)
{
    const char *path = g_getenv ("BURNBACK_LABEL_WALK");
    g_autoptr (GList) tops = gtk_window_list_toplevels ();
    g_autoptr (GString) wrong = g_string_new (NULL);
    g_autoptr (GError) error = NULL;

    for (GList *each = tops; each != NULL; each = each->next)
        label_walk_begin_at (wrong, each->data);
    /* g_file_set_contents() replaces the file in one step, so that a test never reads half of it. */
    if (path != NULL && !g_file_set_contents (path, wrong->str, -1, &error))
        g_critical ("%s", error->message);
    return G_SOURCE_CONTINUE;
}

static void __attribute__ ((constructor)) label_walk_begin (void)
{
    if (g_getenv ("BURNBACK_LABEL_WALK") != NULL)
        g_unix_signal_add (SIGUSR2, label_walk_cb, NULL);
}
