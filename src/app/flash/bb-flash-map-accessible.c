/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flash-map-accessible.h"

#include "job/flow/bb-job.h"

G_DEFINE_INTERFACE (BbFlashCells, bb_flash_cells, GTK_TYPE_WIDGET)

static void
bb_flash_cells_default_init (BbFlashCellsInterface *iface)
{
}

/* --- one cell --- */

#define BB_TYPE_FLASH_CELL_ACCESSIBLE (bb_flash_cell_accessible_get_type ())
G_DECLARE_FINAL_TYPE (BbFlashCellAccessible, bb_flash_cell_accessible, BB, FLASH_CELL_ACCESSIBLE, AtkObject)

struct _BbFlashCellAccessible {
    AtkObject parent;
    AtkObject *map; /* not owned: the map owns its cells and sets this to %NULL when it is finalized */
    guint index;
    char *name;
};

static void bb_flash_cell_component_init (AtkComponentIface *iface);

G_DEFINE_TYPE_WITH_CODE (BbFlashCellAccessible, bb_flash_cell_accessible, ATK_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (ATK_TYPE_COMPONENT, bb_flash_cell_component_init))

/* Returns (nullable) the widget that draws the cell; %NULL after it was destroyed. */
static BbFlashCells *
bb_flash_cell_get_view (BbFlashCellAccessible *self)
{
    GtkWidget *widget = self->map != NULL ? gtk_accessible_get_widget (GTK_ACCESSIBLE (self->map)) : NULL;

    return widget != NULL ? BB_FLASH_CELLS (widget) : NULL;
}

/* Returns the description of the cell, which the accessible object owns; "" if the map was destroyed. */
static const char *
bb_flash_cell_get_name (AtkObject *object)
{
    BbFlashCellAccessible *self = BB_FLASH_CELL_ACCESSIBLE (object);
    BbFlashCells *view = bb_flash_cell_get_view (self);

    g_free (self->name);
    self->name = view != NULL ? BB_FLASH_CELLS_GET_IFACE (view)->dup_text (view, self->index) : g_strdup ("");
    return self->name;
}

static AtkObject *
bb_flash_cell_get_parent (AtkObject *object)
{
    return BB_FLASH_CELL_ACCESSIBLE (object)->map;
}

static int
bb_flash_cell_get_index (AtkObject *object)
{
    return (int) BB_FLASH_CELL_ACCESSIBLE (object)->index;
}

static AtkStateSet *
bb_flash_cell_ref_state_set (AtkObject *object)
{
    BbFlashCellAccessible *self = BB_FLASH_CELL_ACCESSIBLE (object);
    BbFlashCells *view = bb_flash_cell_get_view (self);
    AtkStateSet *states = atk_state_set_new ();

    if (view == NULL) {
        atk_state_set_add_state (states, ATK_STATE_DEFUNCT);
        return states;
    }
    atk_state_set_add_state (states, ATK_STATE_ENABLED);
    atk_state_set_add_state (states, ATK_STATE_SENSITIVE);
    atk_state_set_add_state (states, ATK_STATE_FOCUSABLE);
    if (gtk_widget_get_mapped (GTK_WIDGET (view))) {
        atk_state_set_add_state (states, ATK_STATE_VISIBLE);
        atk_state_set_add_state (states, ATK_STATE_SHOWING);
    }
    if (gtk_widget_has_focus (GTK_WIDGET (view)) && BB_FLASH_CELLS_GET_IFACE (view)->get_cursor (view) == self->index)
        atk_state_set_add_state (states, ATK_STATE_FOCUSED);
    return states;
}

static void
bb_flash_cell_get_extents (AtkComponent *component, int *x, int *y, int *width, int *height, AtkCoordType coord_type)
{
    BbFlashCellAccessible *self = BB_FLASH_CELL_ACCESSIBLE (component);
    BbFlashCells *view = bb_flash_cell_get_view (self);
    GdkRectangle area = {0};
    int map_width, map_height;

    *x = *y = *width = *height = 0;
    if (view == NULL)
        return;
    atk_component_get_extents (ATK_COMPONENT (self->map), x, y, &map_width, &map_height, coord_type);
    BB_FLASH_CELLS_GET_IFACE (view)->get_area (view, self->index, &area);
    *x += area.x;
    *y += area.y;
    *width = area.width;
    *height = area.height;
}

/* Gives the focus to the map and moves its cursor to the cell. Returns FALSE if the map was destroyed. */
static gboolean
bb_flash_cell_grab_focus (AtkComponent *component)
{
    BbFlashCellAccessible *self = BB_FLASH_CELL_ACCESSIBLE (component);
    BbFlashCells *view = bb_flash_cell_get_view (self);

    if (view == NULL)
        return FALSE;
    gtk_widget_grab_focus (GTK_WIDGET (view));
    BB_FLASH_CELLS_GET_IFACE (view)->set_cursor (view, self->index);
    return TRUE;
}

static void
bb_flash_cell_component_init (AtkComponentIface *iface)
{
    iface->get_extents = bb_flash_cell_get_extents;
    iface->grab_focus = bb_flash_cell_grab_focus;
}

static void
bb_flash_cell_accessible_finalize (GObject *object)
{
    g_free (BB_FLASH_CELL_ACCESSIBLE (object)->name);
    G_OBJECT_CLASS (bb_flash_cell_accessible_parent_class)->finalize (object);
}

static void
bb_flash_cell_accessible_class_init (BbFlashCellAccessibleClass *klass)
{
    AtkObjectClass *atk_class = ATK_OBJECT_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = bb_flash_cell_accessible_finalize;
    atk_class->get_name = bb_flash_cell_get_name;
    atk_class->get_parent = bb_flash_cell_get_parent;
    atk_class->get_index_in_parent = bb_flash_cell_get_index;
    atk_class->ref_state_set = bb_flash_cell_ref_state_set;
}

static void
bb_flash_cell_accessible_init (BbFlashCellAccessible *self)
{
    atk_object_set_role (ATK_OBJECT (self), ATK_ROLE_LIST_ITEM);
}

/* --- the map --- */

struct _BbFlashMapAccessible {
    GtkWidgetAccessible parent;
    GPtrArray *cells; /* (element-type BbFlashCellAccessible): each NULL until a screen reader asks for it */
};

G_DEFINE_TYPE (BbFlashMapAccessible, bb_flash_map_accessible, GTK_TYPE_WIDGET_ACCESSIBLE)

/* Releases a cell (nullable), and tells screen readers, which may still have a reference, that it does not exist any
 * more. */
static void
bb_flash_cell_free (gpointer data)
{
    BbFlashCellAccessible *cell = data;

    if (cell == NULL)
        return;
    cell->map = NULL;
    atk_object_notify_state_change (ATK_OBJECT (cell), ATK_STATE_DEFUNCT, TRUE);
    g_object_unref (cell);
}

static int
bb_flash_map_accessible_get_n_children (AtkObject *object)
{
    GtkWidget *widget = gtk_accessible_get_widget (GTK_ACCESSIBLE (object));

    return widget != NULL ? (int) BB_FLASH_CELLS_GET_IFACE (widget)->get_n_cells (BB_FLASH_CELLS (widget)) : 0;
}

/* Returns (transfer full) (nullable) the object of the cell @index; creates it at its first use. */
static AtkObject *
bb_flash_map_accessible_ref_child (AtkObject *object, int index)
{
    BbFlashMapAccessible *self = BB_FLASH_MAP_ACCESSIBLE (object);
    BbFlashCellAccessible *cell;

    if (index < 0 || index >= bb_flash_map_accessible_get_n_children (object))
        return NULL;
    if ((guint) index >= self->cells->len)
        g_ptr_array_set_size (self->cells, index + 1);
    cell = g_ptr_array_index (self->cells, index);
    if (cell == NULL) {
        cell = g_object_new (BB_TYPE_FLASH_CELL_ACCESSIBLE, NULL);
        cell->map = object;
        cell->index = (guint) index;
        self->cells->pdata[index] = cell;
    }
    return ATK_OBJECT (g_object_ref (cell));
}

void
bb_flash_map_accessible_update (AtkObject *accessible, GArray *old, GArray *new)
{
    BbFlashMapAccessible *self;
    guint n_new = new != NULL ? new->len : 0;

    if (!BB_IS_FLASH_MAP_ACCESSIBLE (accessible))
        return;
    self = BB_FLASH_MAP_ACCESSIBLE (accessible);
    if (self->cells->len > n_new)
        g_ptr_array_set_size (self->cells, (int) n_new);
    for (guint i = 0; i < self->cells->len; i++) {
        AtkObject *cell = g_ptr_array_index (self->cells, i);
        gboolean is_same = old != NULL && i < old->len &&
                           g_array_index (old, BbCell, i).state == g_array_index (new, BbCell, i).state;

        if (cell != NULL && !is_same)
            g_object_notify (G_OBJECT (cell), "accessible-name");
    }
}

void
bb_flash_map_accessible_cursor_moved (AtkObject *accessible, guint index)
{
    g_autoptr (AtkObject) cell = NULL;

    if (!BB_IS_FLASH_MAP_ACCESSIBLE (accessible))
        return;
    cell = bb_flash_map_accessible_ref_child (accessible, (int) index);
    if (cell == NULL)
        return;
    g_signal_emit_by_name (accessible, "active-descendant-changed", cell);
    atk_object_notify_state_change (cell, ATK_STATE_FOCUSED, TRUE);
}

/* Sets the role to %ATK_ROLE_LIST. */
static void
bb_flash_map_accessible_initialize (AtkObject *object, gpointer data)
{
    ATK_OBJECT_CLASS (bb_flash_map_accessible_parent_class)->initialize (object, data);
    atk_object_set_role (object, ATK_ROLE_LIST);
}

/* Returns (transfer full) the states of the widget and %ATK_STATE_MANAGES_DESCENDANTS. */
static AtkStateSet *
bb_flash_map_accessible_ref_state_set (AtkObject *object)
{
    AtkStateSet *states = ATK_OBJECT_CLASS (bb_flash_map_accessible_parent_class)->ref_state_set (object);

    atk_state_set_add_state (states, ATK_STATE_MANAGES_DESCENDANTS);
    return states;
}

static void
bb_flash_map_accessible_finalize (GObject *object)
{
    g_clear_pointer (&BB_FLASH_MAP_ACCESSIBLE (object)->cells, g_ptr_array_unref);
    G_OBJECT_CLASS (bb_flash_map_accessible_parent_class)->finalize (object);
}

static void
bb_flash_map_accessible_class_init (BbFlashMapAccessibleClass *klass)
{
    AtkObjectClass *atk_class = ATK_OBJECT_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = bb_flash_map_accessible_finalize;
    atk_class->initialize = bb_flash_map_accessible_initialize;
    atk_class->get_n_children = bb_flash_map_accessible_get_n_children;
    atk_class->ref_child = bb_flash_map_accessible_ref_child;
    atk_class->ref_state_set = bb_flash_map_accessible_ref_state_set;
}

static void
bb_flash_map_accessible_init (BbFlashMapAccessible *self)
{
    self->cells = g_ptr_array_new_with_free_func (bb_flash_cell_free);
}
