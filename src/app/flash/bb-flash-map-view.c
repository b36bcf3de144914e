/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flash-map-view.h"

#include "app/bb-app-words.h"
#include "bb-flash-map-accessible.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Limits of the pitch, which is the distance from the start of one cell to the start of the next. Cells grow up to
 * the maximum if there is room. */
#define BB_MAP_MIN_PITCH_PX 25
#define BB_MAP_MAX_PITCH_PX 75
#define BB_MAP_GAP_PX 3
/* Part of the height that stays free for lines of text below the map, so that the map does not shrink when they
 * appear. */
#define BB_MAP_RESERVE_PX 40
#define BB_MAP_N_STATES (BB_CELL_FAILED + 1)

/* Values that determine the size of the cells. */
typedef struct {
    int window_width_px;
    int window_height_px;
    int width_px;
    guint n_cells;
} BbMapRoom;

struct _BbFlashMapView {
    GtkDrawingArea parent;
    GArray *cells; /* (nullable) (element-type BbCell) */
    guint cursor;
    int pitch_px;
    BbMapRoom room; /* values for which @pitch_px was chosen */
};

static void bb_flash_map_view_cells_init (BbFlashCellsInterface *iface);

G_DEFINE_TYPE_WITH_CODE (BbFlashMapView, bb_flash_map_view, GTK_TYPE_DRAWING_AREA,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_FLASH_CELLS, bb_flash_map_view_cells_init))

static guint signal_focused;

/* Returns the cell @index, which must exist. */
static const BbCell *
bb_flash_map_view_get_cell (BbFlashMapView *self, guint index)
{
    return &g_array_index (self->cells, BbCell, index);
}

static guint
bb_flash_map_view_get_n_cells (BbFlashMapView *self)
{
    return self->cells != NULL ? self->cells->len : 0;
}

/* --- size --- */

/* Returns how many cells fit side by side into @width_px, at least 1. */
static int
bb_flash_map_view_get_n_columns (int width_px, int pitch_px)
{
    return MAX ((width_px + BB_MAP_GAP_PX) / pitch_px, 1);
}

/* Returns the height of all rows of cells. */
static int
bb_flash_map_view_get_height (BbFlashMapView *self, int width_px, int pitch_px)
{
    int n_cells = (int) bb_flash_map_view_get_n_cells (self);
    int n_columns = bb_flash_map_view_get_n_columns (width_px, pitch_px);

    return MAX ((n_cells + n_columns - 1) / n_columns, 1) * pitch_px;
}

static GtkSizeRequestMode
bb_flash_map_view_get_request_mode (GtkWidget *widget)
{
    return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Sets the width of 8 of the smallest cells as the minimum; the natural width has room for up to 24 of them. */
static void
bb_flash_map_view_get_preferred_width (GtkWidget *widget, int *minimum, int *natural)
{
    guint n_cells = bb_flash_map_view_get_n_cells (BB_FLASH_MAP_VIEW (widget));

    *minimum = 8 * BB_MAP_MIN_PITCH_PX;
    *natural = (int) CLAMP (n_cells, 8, 24) * BB_MAP_MIN_PITCH_PX;
}

/* Sets the height with the smallest cells as the minimum, and that with the largest cells as the natural height. */
static void
bb_flash_map_view_get_preferred_height_for_width (GtkWidget *widget, int width_px, int *minimum, int *natural)
{
    BbFlashMapView *self = BB_FLASH_MAP_VIEW (widget);

    *minimum = bb_flash_map_view_get_height (self, width_px, BB_MAP_MIN_PITCH_PX);
    *natural = bb_flash_map_view_get_height (self, width_px, BB_MAP_MAX_PITCH_PX);
}

/* Sets the heights for the minimum width. */
static void
bb_flash_map_view_get_preferred_height (GtkWidget *widget, int *minimum, int *natural)
{
    int width_px;

    bb_flash_map_view_get_preferred_width (widget, &width_px, natural);
    bb_flash_map_view_get_preferred_height_for_width (widget, width_px, minimum, natural);
}

/* Sets @pitch_px so that all cells fit into @width_px and @height_px:
 * - If they fit with BB_MAP_MAX_PITCH_PX, sets that.
 * - Otherwise sets the largest pitch with which BB_MAP_RESERVE_PX of the height stay free, at least
 *   BB_MAP_MIN_PITCH_PX.
 *
 * Does nothing if the cells still fit, and the size of the window, @width_px and the number of cells are unchanged.
 * So a line of text that appears around the map does not resize the cells. */
static void
bb_flash_map_view_fit (BbFlashMapView *self, int width_px, int height_px)
{
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
    BbMapRoom room = {gtk_widget_get_allocated_width (window), gtk_widget_get_allocated_height (window), width_px,
                      bb_flash_map_view_get_n_cells (self)};

    if (memcmp (&room, &self->room, sizeof room) == 0 &&
        bb_flash_map_view_get_height (self, width_px, self->pitch_px) <= height_px)
        return;
    self->room = room;
    self->pitch_px = BB_MAP_MAX_PITCH_PX;
    if (bb_flash_map_view_get_height (self, width_px, self->pitch_px) <= height_px)
        return;
    while (self->pitch_px > BB_MAP_MIN_PITCH_PX &&
           bb_flash_map_view_get_height (self, width_px, self->pitch_px) > height_px - BB_MAP_RESERVE_PX)
        self->pitch_px--;
}

static void
bb_flash_map_view_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
    bb_flash_map_view_fit (BB_FLASH_MAP_VIEW (widget), allocation->width, allocation->height);
    GTK_WIDGET_CLASS (bb_flash_map_view_parent_class)->size_allocate (widget, allocation);
}

/* Sets @area to the rectangle in which the cell @index is drawn, in coordinates of the widget. */
static void
bb_flash_map_view_get_cell_area (BbFlashMapView *self, guint index, GdkRectangle *area)
{
    int width_px = gtk_widget_get_allocated_width (GTK_WIDGET (self));
    int n_columns = bb_flash_map_view_get_n_columns (width_px, self->pitch_px);

    area->width = area->height = self->pitch_px - BB_MAP_GAP_PX;
    area->x = (int) index % n_columns * self->pitch_px;
    area->y = (int) index / n_columns * self->pitch_px;
    if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
        area->x = width_px - area->x - area->width;
}

/* --- drawing --- */

const char *
bb_flash_map_view_get_class (BbCellState state)
{
    static const char *const classes[BB_MAP_N_STATES] = {"kept",    "to-do",    "now",  "erased",
                                                         "written", "verified", "left", "failed"};

    return classes[MIN (state, BB_CELL_FAILED)];
}

/* Returns (transfer full) a layout of the sign of @state, in a size that fits into a cell. */
static PangoLayout *
bb_flash_map_view_create_sign (BbFlashMapView *self, BbCellState state)
{
    PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), bb_app_cell_sign (state));
    PangoAttrList *attributes = pango_attr_list_new ();

    pango_attr_list_insert (attributes,
                            pango_attr_size_new_absolute ((self->pitch_px - BB_MAP_GAP_PX) * PANGO_SCALE * 3 / 5));
    pango_layout_set_attributes (layout, attributes);
    pango_attr_list_unref (attributes);
    return layout;
}

/* Draws all cells of one state together, so that its style is looked up once. */
static void
bb_flash_map_view_draw_state (BbFlashMapView *self, cairo_t *cr, BbCellState state)
{
    GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
    g_autoptr (PangoLayout) sign = bb_flash_map_view_create_sign (self, state);
    int width_px, height_px;

    pango_layout_get_pixel_size (sign, &width_px, &height_px);
    gtk_style_context_save (style);
    gtk_style_context_add_class (style, "cell");
    gtk_style_context_add_class (style, bb_flash_map_view_get_class (state));
    for (guint i = 0; i < self->cells->len; i++) {
        GdkRectangle area;

        if (bb_flash_map_view_get_cell (self, i)->state != state)
            continue;
        bb_flash_map_view_get_cell_area (self, i, &area);
        gtk_render_background (style, cr, area.x, area.y, area.width, area.height);
        gtk_render_frame (style, cr, area.x, area.y, area.width, area.height);
        gtk_render_layout (style, cr, area.x + (area.width - width_px) / 2.0,
                           area.y + (area.height - height_px) / 2.0, sign);
    }
    gtk_style_context_restore (style);
}

gboolean
bb_cell_failed_before (const BbCell *cell)
{
    return cell->n_failures > 0 && cell->state != BB_CELL_FAILED;
}

/* Marks each block that failed in an earlier attempt, after a later attempt has succeeded or while it runs. */
static void
bb_flash_map_view_draw_failures (BbFlashMapView *self, cairo_t *cr)
{
    GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
    int size_px = MAX ((self->pitch_px - BB_MAP_GAP_PX) / 3, 9);

    gtk_style_context_save (style);
    gtk_style_context_add_class (style, "cell");
    gtk_style_context_add_class (style, bb_flash_map_view_get_class (BB_CELL_FAILED));
    for (guint i = 0; i < self->cells->len; i++) {
        const BbCell *cell = bb_flash_map_view_get_cell (self, i);
        GdkRectangle area;

        if (!bb_cell_failed_before (cell))
            continue;
        bb_flash_map_view_get_cell_area (self, i, &area);
        area.x += BB_MAP_GAP_PX;
        area.y += BB_MAP_GAP_PX;
        gtk_render_background (style, cr, area.x, area.y, size_px, size_px);
        gtk_render_frame (style, cr, area.x, area.y, size_px, size_px);
    }
    gtk_style_context_restore (style);
}

/* Draws the cells, the marks of earlier failures, and the focus around the cell that has the cursor. */
static gboolean
bb_flash_map_view_draw (GtkWidget *widget, cairo_t *cr)
{
    BbFlashMapView *self = BB_FLASH_MAP_VIEW (widget);

    if (self->cells == NULL)
        return FALSE;
    for (guint state = 0; state < BB_MAP_N_STATES; state++)
        bb_flash_map_view_draw_state (self, cr, (BbCellState) state);
    bb_flash_map_view_draw_failures (self, cr);
    if (gtk_widget_has_visible_focus (widget) && self->cursor < self->cells->len) {
        GdkRectangle area;

        bb_flash_map_view_get_cell_area (self, self->cursor, &area);
        gtk_render_focus (gtk_widget_get_style_context (widget), cr, area.x - 1, area.y - 1, area.width + 2,
                          area.height + 2);
    }
    return FALSE;
}

/* --- words --- */

char *
bb_flash_map_view_dup_cell_text (BbFlashMapView *self, guint index)
{
    const BbCell *cell;
    g_autofree char *text = NULL;

    g_return_val_if_fail (BB_IS_FLASH_MAP_VIEW (self), NULL);

    if (index >= bb_flash_map_view_get_n_cells (self))
        return g_strdup ("");
    cell = bb_flash_map_view_get_cell (self, index);
    /* TRANSLATORS: number of a block, number of all blocks, kind of its data, its address, its state */
    text = g_strdup_printf (_ ("Block %u of %u (%s, address 0x%06x): %s"), index + 1, self->cells->len,
                            bb_words_region (cell->kind), cell->address, bb_words_cell (cell->state));
    if (!bb_cell_failed_before (cell))
        return g_steal_pointer (&text);
    /* TRANSLATORS: description of a block of the memory map, such as “Block 3 of 40: written” */
    return g_strdup_printf (_ ("%s, failed before"), text);
}

char *
bb_flash_map_view_dup_summary (BbFlashMapView *self)
{
    guint n_of[BB_MAP_N_STATES] = {0};
    g_autoptr (GString) text = g_string_new (NULL);

    g_return_val_if_fail (BB_IS_FLASH_MAP_VIEW (self), NULL);

    for (guint i = 0; i < bb_flash_map_view_get_n_cells (self); i++)
        n_of[MIN (bb_flash_map_view_get_cell (self, i)->state, BB_CELL_FAILED)]++;
    for (guint state = 0; state < BB_MAP_N_STATES; state++) {
        if (n_of[state] > 0)
            g_string_append_printf (text, "%s%u %s", text->len > 0 ? " · " : "", n_of[state],
                                    bb_words_cell ((BbCellState) state));
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- cursor --- */

guint
bb_flash_map_view_get_cursor (BbFlashMapView *self)
{
    g_return_val_if_fail (BB_IS_FLASH_MAP_VIEW (self), 0);

    return self->cursor;
}

/* Moves the cursor to the cell @index, or to the last cell if there is no such cell; tells screen readers, and emits
 * "cell-focused". Does nothing without cells. */
static void
bb_flash_map_view_set_cursor (BbFlashMapView *self, guint index)
{
    guint n_cells = bb_flash_map_view_get_n_cells (self);

    if (n_cells == 0)
        return;
    self->cursor = MIN (index, n_cells - 1);
    gtk_widget_queue_draw (GTK_WIDGET (self));
    bb_flash_map_accessible_cursor_moved (gtk_widget_get_accessible (GTK_WIDGET (self)), self->cursor);
    g_signal_emit (self, signal_focused, 0);
}

/* Moves the cursor for the arrow keys, Home and End. Leaves other keys, and a move out of the map, to GTK. */
static gboolean
bb_flash_map_view_key_press (GtkWidget *widget, GdkEventKey *event)
{
    BbFlashMapView *self = BB_FLASH_MAP_VIEW (widget);
    int n_columns = bb_flash_map_view_get_n_columns (gtk_widget_get_allocated_width (widget), self->pitch_px);
    int forward = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? -1 : 1;
    int last = (int) bb_flash_map_view_get_n_cells (self) - 1;
    int at = (int) self->cursor;

    switch (event->keyval) {
    case GDK_KEY_Left:
        at -= forward;
        break;
    case GDK_KEY_Right:
        at += forward;
        break;
    case GDK_KEY_Up:
        at -= n_columns;
        break;
    case GDK_KEY_Down:
        at += n_columns;
        break;
    case GDK_KEY_Home:
        at = 0;
        break;
    case GDK_KEY_End:
        at = last;
        break;
    default:
        return GTK_WIDGET_CLASS (bb_flash_map_view_parent_class)->key_press_event (widget, event);
    }
    if (at < 0 || at > last)
        return GTK_WIDGET_CLASS (bb_flash_map_view_parent_class)->key_press_event (widget, event);
    bb_flash_map_view_set_cursor (self, (guint) at);
    return TRUE;
}

/* Takes the focus, and moves the cursor to the cell under the pointer, if there is one. Returns TRUE in any case. */
static gboolean
bb_flash_map_view_button_press (GtkWidget *widget, GdkEventButton *event)
{
    BbFlashMapView *self = BB_FLASH_MAP_VIEW (widget);

    gtk_widget_grab_focus (widget);
    for (guint i = 0; i < bb_flash_map_view_get_n_cells (self); i++) {
        GdkRectangle area;

        bb_flash_map_view_get_cell_area (self, i, &area);
        if (event->x >= area.x && event->x < area.x + area.width && event->y >= area.y &&
            event->y < area.y + area.height)
            bb_flash_map_view_set_cursor (self, i);
    }
    return TRUE;
}

/* Shows a description of the cell under the pointer; if @keyboard, of the cell that has the cursor. Returns FALSE if
 * there is no such cell. */
static gboolean
bb_flash_map_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
    BbFlashMapView *self = BB_FLASH_MAP_VIEW (widget);

    for (guint i = 0; i < bb_flash_map_view_get_n_cells (self); i++) {
        g_autofree char *text = NULL;
        GdkRectangle area;

        bb_flash_map_view_get_cell_area (self, i, &area);
        if (keyboard ? i != self->cursor
                     : x < area.x || x >= area.x + area.width || y < area.y || y >= area.y + area.height)
            continue;
        text = bb_flash_map_view_dup_cell_text (self, i);
        gtk_tooltip_set_text (tooltip, text);
        gtk_tooltip_set_tip_area (tooltip, &area);
        return TRUE;
    }
    return FALSE;
}

/* --- accessibility --- */

static guint
bb_flash_map_view_cells_get_n_cells (BbFlashCells *cells)
{
    return bb_flash_map_view_get_n_cells (BB_FLASH_MAP_VIEW (cells));
}

static char *
bb_flash_map_view_cells_dup_text (BbFlashCells *cells, guint index)
{
    return bb_flash_map_view_dup_cell_text (BB_FLASH_MAP_VIEW (cells), index);
}

static guint
bb_flash_map_view_cells_get_cursor (BbFlashCells *cells)
{
    return BB_FLASH_MAP_VIEW (cells)->cursor;
}

static void
bb_flash_map_view_cells_set_cursor (BbFlashCells *cells, guint index)
{
    bb_flash_map_view_set_cursor (BB_FLASH_MAP_VIEW (cells), index);
}

static void
bb_flash_map_view_cells_get_area (BbFlashCells *cells, guint index, GdkRectangle *area)
{
    bb_flash_map_view_get_cell_area (BB_FLASH_MAP_VIEW (cells), index, area);
}

static void
bb_flash_map_view_cells_init (BbFlashCellsInterface *iface)
{
    iface->get_n_cells = bb_flash_map_view_cells_get_n_cells;
    iface->dup_text = bb_flash_map_view_cells_dup_text;
    iface->get_cursor = bb_flash_map_view_cells_get_cursor;
    iface->set_cursor = bb_flash_map_view_cells_set_cursor;
    iface->get_area = bb_flash_map_view_cells_get_area;
}

/* --- object --- */

/* Returns TRUE if both arrays have equal cells: the same blocks in the same states. FALSE if one of them is %NULL. */
static gboolean
bb_flash_map_view_is_same (GArray *old, GArray *new)
{
    if (old == NULL || new == NULL || old->len != new->len)
        return FALSE;
    return memcmp (old->data, new->data, old->len * sizeof (BbCell)) == 0;
}

void
bb_flash_map_view_set_cells (BbFlashMapView *self, GArray *cells)
{
    g_autoptr (GArray) old = NULL;

    g_return_if_fail (BB_IS_FLASH_MAP_VIEW (self));

    if (self->cells == cells || bb_flash_map_view_is_same (self->cells, cells))
        return;
    old = g_steal_pointer (&self->cells);
    self->cells = cells != NULL ? g_array_ref (cells) : NULL;
    if ((old != NULL ? old->len : 0) != bb_flash_map_view_get_n_cells (self)) {
        self->cursor = 0;
        gtk_widget_queue_resize (GTK_WIDGET (self));
    }
    gtk_widget_queue_draw (GTK_WIDGET (self));
    bb_flash_map_accessible_update (gtk_widget_get_accessible (GTK_WIDGET (self)), old, self->cells);
}

static void
bb_flash_map_view_finalize (GObject *object)
{
    BbFlashMapView *self = BB_FLASH_MAP_VIEW (object);

    g_clear_pointer (&self->cells, g_array_unref);
    G_OBJECT_CLASS (bb_flash_map_view_parent_class)->finalize (object);
}

static void
bb_flash_map_view_class_init (BbFlashMapViewClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = bb_flash_map_view_finalize;
    widget_class->get_request_mode = bb_flash_map_view_get_request_mode;
    widget_class->get_preferred_width = bb_flash_map_view_get_preferred_width;
    widget_class->get_preferred_height = bb_flash_map_view_get_preferred_height;
    widget_class->get_preferred_height_for_width = bb_flash_map_view_get_preferred_height_for_width;
    widget_class->size_allocate = bb_flash_map_view_size_allocate;
    widget_class->draw = bb_flash_map_view_draw;
    widget_class->key_press_event = bb_flash_map_view_key_press;
    widget_class->button_press_event = bb_flash_map_view_button_press;
    widget_class->query_tooltip = bb_flash_map_view_query_tooltip;
    gtk_widget_class_set_css_name (widget_class, "flashmap");
    gtk_widget_class_set_accessible_type (widget_class, BB_TYPE_FLASH_MAP_ACCESSIBLE);
    signal_focused =
        g_signal_new ("cell-focused", BB_TYPE_FLASH_MAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_flash_map_view_init (BbFlashMapView *self)
{
    self->pitch_px = BB_MAP_MIN_PITCH_PX;
    gtk_widget_set_can_focus (GTK_WIDGET (self), TRUE);
    gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
    gtk_widget_add_events (GTK_WIDGET (self), GDK_BUTTON_PRESS_MASK);
}
