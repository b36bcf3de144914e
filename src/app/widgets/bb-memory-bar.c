/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-memory-bar.h"

#include "app/bb-app-words.h"
#include "job/flow/bb-flash-map.h"

#include <glib/gi18n-lib.h>

/* Minimum width of a region in the bar, even if the region would be narrower at the scale of the bar. */
#define BB_MEMORY_BAR_MIN_PX 3
#define BB_MEMORY_BAR_SWATCH_PX 12

struct _BbMemoryBar {
    GtkBox parent;
    BbPlan *layout;  /* (nullable) */
    GArray *regions; /* (element-type BbRegion): those of @layout and the gaps between them, by address */

    GtkWidget *bar;
    GtkBox *legend;
};

G_DEFINE_TYPE (BbMemoryBar, bb_memory_bar, GTK_TYPE_BOX)

/* Makes the color of @kind the source of @cr. */
static void
bb_memory_bar_set_color (GtkWidget *widget, cairo_t *cr, BbRegionKind kind)
{
    static const char *const names[] = {
        [BB_REGION_FIRMWARE] = "bb_region_firmware", [BB_REGION_BOOT_CODE] = "bb_region_boot",
        [BB_REGION_CALIBRATION] = "bb_region_data",  [BB_REGION_IDENTITY] = "bb_region_data",
        [BB_REGION_OTHER] = "bb_region_other",       [BB_REGION_LEFT] = "bb_region_other",
    };
    GdkRGBA color = {0.5, 0.5, 0.5, 1};

    (void) gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), names[kind], &color);
    gdk_cairo_set_source_rgba (cr, &color);
}

/* Compares two regions by address. */
static int
bb_memory_bar_compare_cb (gconstpointer one, gconstpointer other)
{
    guint32 first = ((const BbRegion *) one)->address, second = ((const BbRegion *) other)->address;

    return first < second ? -1 : first > second;
}

/* Sets @regions to those of @layout (nullable), by address, and adds a region for each gap between two of them:
 * memory that belongs to no region of the layout. A second region of firmware is in a bank that has addresses of its
 * own, so the addresses before that bank are no memory. */
static void
bb_memory_bar_find_regions (BbMemoryBar *self, BbPlan *layout)
{
    guint n_regions = layout != NULL ? bb_plan_get_n_regions (layout) : 0;
    gboolean has_firmware = FALSE;
    guint64 end = 0;

    g_array_set_size (self->regions, 0);
    for (guint i = 0; i < n_regions; i++)
        g_array_append_val (self->regions, *bb_plan_get_region (layout, i));
    g_array_sort (self->regions, bb_memory_bar_compare_cb);
    for (guint i = 0; i < self->regions->len; i++) {
        const BbRegion region = g_array_index (self->regions, BbRegion, i);
        gboolean is_bank = region.kind == BB_REGION_FIRMWARE && has_firmware;
        const BbRegion gap = {.kind = BB_REGION_LEFT, .address = end, .length_bytes = region.address - end};

        has_firmware = has_firmware || region.kind == BB_REGION_FIRMWARE;
        if (i > 0 && !is_bank && region.address > end)
            g_array_insert_val (self->regions, i++, gap);
        end = MAX (end, (guint64) region.address + region.length_bytes);
    }
}

/* Returns the number of addresses before the region @region that are no memory, because no region has them. */
static guint64
bb_memory_bar_count_holes (BbMemoryBar *self, guint region)
{
    guint64 end = 0, holes = 0;

    for (guint i = 0; i <= region; i++) {
        const BbRegion *one = &g_array_index (self->regions, BbRegion, i);

        if (one->address > end)
            holes += one->address - end;
        end = MAX (end, (guint64) one->address + one->length_bytes);
    }
    return holes;
}

/* Draws the regions to scale, none narrower than BB_MEMORY_BAR_MIN_PX. Leaves out the addresses between two regions
 * that are no memory. */
static gboolean
bb_memory_bar_draw_cb (GtkWidget *bar, cairo_t *cr, gpointer data)
{
    BbMemoryBar *self = BB_MEMORY_BAR (data);
    int width = gtk_widget_get_allocated_width (bar), height = gtk_widget_get_allocated_height (bar);
    gboolean rtl = gtk_widget_get_direction (bar) == GTK_TEXT_DIR_RTL;
    guint64 all_bytes = 0;

    for (guint i = 0; i < self->regions->len; i++) {
        const BbRegion *region = &g_array_index (self->regions, BbRegion, i);
        guint64 end = (guint64) region->address + region->length_bytes;

        all_bytes = MAX (all_bytes, end - bb_memory_bar_count_holes (self, i));
    }
    for (guint i = 0; i < self->regions->len; i++) {
        const BbRegion *region = &g_array_index (self->regions, BbRegion, i);
        guint64 start = region->address - bb_memory_bar_count_holes (self, i);
        double x = (double) start * width / (double) all_bytes;
        double size = MAX ((double) region->length_bytes * width / (double) all_bytes, BB_MEMORY_BAR_MIN_PX);

        bb_memory_bar_set_color (bar, cr, region->kind);
        cairo_rectangle (cr, rtl ? width - x - size : x, 0, MAX (size - 1, BB_MEMORY_BAR_MIN_PX), height);
        cairo_fill (cr);
    }
    return GDK_EVENT_STOP;
}

/* Draws the square of a line of the legend in the color of @kind (a #BbRegionKind). */
static gboolean
bb_memory_bar_swatch_cb (GtkWidget *swatch, cairo_t *cr, gpointer kind)
{
    bb_memory_bar_set_color (swatch, cr, (BbRegionKind) GPOINTER_TO_INT (kind));
    cairo_rectangle (cr, 0, 0, BB_MEMORY_BAR_SWATCH_PX, BB_MEMORY_BAR_SWATCH_PX);
    cairo_fill (cr);
    return GDK_EVENT_STOP;
}

/* Returns (transfer full) the line of @region in the legend; @is_plan: whether a plan is shown, or only the layout
 * of the memory. */
static char *
bb_memory_bar_dup_text (const BbRegion *region, gboolean is_plan, gboolean is_written)
{
    guint32 last = region->address + region->length_bytes - 1;
    const char *name = bb_words_region (region->kind);
    g_autofree char *size = bb_app_dup_size (region->length_bytes);

    if (!is_plan)
        /* TRANSLATORS: first and last address of a part of the flash memory, its name, its size */
        return g_strdup_printf (_ ("0x%06x–0x%06x: %s, %s"), region->address, last, name, size);
    if (region->kept)
        /* TRANSLATORS: first and last address of a part of the flash memory, its name, its size; the drive keeps its
         * own data there and ignores those that it is sent */
        return g_strdup_printf (_ ("0x%06x–0x%06x: %s, %s (the drive keeps its own data here)"), region->address,
                                last, name, size);
    if (!is_written)
        /* TRANSLATORS: first and last address of a part of the flash memory, its name, its size */
        return g_strdup_printf (_ ("0x%06x–0x%06x: %s, %s (unchanged)"), region->address, last, name, size);
    if (region->kind == BB_REGION_LEFT)
        /* TRANSLATORS: first and last address of a part of the flash memory, its name, its size */
        return g_strdup_printf (_ ("0x%06x–0x%06x: %s, %s (erased)"), region->address, last, name, size);
    /* TRANSLATORS: first and last address of a part of the flash memory, its name, its size */
    return g_strdup_printf (_ ("0x%06x–0x%06x: %s, %s (erased and written)"), region->address, last, name, size);
}

/* Adds the line of @region to the legend. @is_plan: whether a plan is shown, or only the layout of the memory */
static void
bb_memory_bar_add_line (BbMemoryBar *self, const BbRegion *region, gboolean is_plan)
{
    gboolean is_written = is_plan && bb_plan_writes_region (self->layout, region);
    GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
    GtkWidget *swatch = gtk_drawing_area_new ();
    g_autofree char *text = bb_memory_bar_dup_text (region, is_plan, is_written);
    g_autofree char *shown = bb_app_dup_isolated (text);
    GtkWidget *label = gtk_label_new (shown);

    gtk_widget_set_size_request (swatch, BB_MEMORY_BAR_SWATCH_PX, BB_MEMORY_BAR_SWATCH_PX);
    gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
    g_signal_connect (swatch, "draw", G_CALLBACK (bb_memory_bar_swatch_cb), GINT_TO_POINTER (region->kind));
    bb_app_wrap_label (label);
    gtk_style_context_add_class (gtk_widget_get_style_context (label), "num");
    if (is_written)
        gtk_style_context_add_class (gtk_widget_get_style_context (label), "heading");
    gtk_container_add (GTK_CONTAINER (line), swatch);
    gtk_container_add (GTK_CONTAINER (line), label);
    gtk_widget_show_all (line);
    gtk_container_add (GTK_CONTAINER (self->legend), line);
}

gboolean
bb_memory_bar_show (BbMemoryBar *self, BbPlan *layout)
{
    gboolean is_plan = layout != NULL && bb_plan_get_n_steps (layout) > 0;

    g_return_val_if_fail (BB_IS_MEMORY_BAR (self), FALSE);

    if (!g_set_object (&self->layout, layout))
        return self->regions->len > 0;
    bb_app_clear (GTK_CONTAINER (self->legend));
    bb_memory_bar_find_regions (self, layout);
    for (guint i = 0; i < self->regions->len; i++)
        bb_memory_bar_add_line (self, &g_array_index (self->regions, BbRegion, i), is_plan);
    gtk_widget_queue_draw (self->bar);
    return self->regions->len > 0;
}

static void
bb_memory_bar_dispose (GObject *object)
{
    BbMemoryBar *self = BB_MEMORY_BAR (object);

    g_array_set_size (self->regions, 0); /* @layout owns the names of the regions */
    g_clear_object (&self->layout);
    G_OBJECT_CLASS (bb_memory_bar_parent_class)->dispose (object);
}

static void
bb_memory_bar_finalize (GObject *object)
{
    g_array_unref (BB_MEMORY_BAR (object)->regions);
    G_OBJECT_CLASS (bb_memory_bar_parent_class)->finalize (object);
}

static void
bb_memory_bar_class_init (BbMemoryBarClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_memory_bar_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_memory_bar_finalize;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-memory-bar.ui");
    gtk_widget_class_bind_template_child (widget_class, BbMemoryBar, bar);
    gtk_widget_class_bind_template_child (widget_class, BbMemoryBar, legend);
    gtk_widget_class_bind_template_callback (widget_class, bb_memory_bar_draw_cb);
}

static void
bb_memory_bar_init (BbMemoryBar *self)
{
    self->regions = g_array_new (FALSE, FALSE, sizeof (BbRegion));
    gtk_widget_init_template (GTK_WIDGET (self));
}
