/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/bb-layout-call.h"
#include "app/widgets/bb-click-guard.h"

/* Tests bb-layout-call.c and bb-click-guard.c with a window of GTK; test_layout.py starts it. */

static GtkWidget *box;
static GtkWidget *label; /* (nullable) */
static int label_height_px;

static void
end_cb (GtkWidget *widget, gpointer data)
{
    g_assert_true (widget == box);
    g_assert_null (data);
    label_height_px = gtk_widget_get_allocated_height (label);
    gtk_main_quit ();
}

/* Adds a label directly after a frame was drawn: of all times, this leaves the longest until the next frame. */
static void
after_paint_cb (GdkFrameClock *clock, gpointer data)
{
    if (label != NULL)
        return;
    label = gtk_label_new ("a text");
    gtk_widget_show (label);
    gtk_container_add (GTK_CONTAINER (box), label);
    bb_layout_call (box, end_cb);
}

static void
test_a_new_child_has_its_size (void)
{
    GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
    int minimum_px = 0;

    box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    gtk_container_add (GTK_CONTAINER (window), box);
    gtk_widget_show_all (window);
    g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), NULL);
    gtk_main ();
    gtk_widget_get_preferred_height (label, &minimum_px, NULL);
    g_assert_cmpint (minimum_px, >, 1);
    g_assert_cmpint (label_height_px, >=, minimum_px);
    gtk_widget_destroy (window);
}

static void
test_a_button_is_as_wide_as_another_label_needs (void)
{
    GtkWidget *narrow = g_object_ref_sink (gtk_button_new_with_mnemonic ("_A"));
    GtkWidget *wide = g_object_ref_sink (gtk_button_new_with_mnemonic ("_Stop what is running"));
    int narrow_px = 0;
    int wide_px = 0;

    gtk_widget_show (narrow);
    gtk_widget_show (wide);
    bb_click_guard_widen (narrow, "_Stop what is running");
    gtk_widget_get_preferred_width (narrow, &narrow_px, NULL);
    gtk_widget_get_preferred_width (wide, NULL, &wide_px);
    g_assert_cmpint (wide_px, >, 1);
    g_assert_cmpint (narrow_px, ==, wide_px);
    g_object_unref (narrow);
    g_object_unref (wide);
}

int
main (int argc, char **argv)
{
    gtk_test_init (&argc, &argv, NULL);
    g_test_add_func ("/layout/a-new-child-has-its-size", test_a_new_child_has_its_size);
    g_test_add_func ("/layout/a-button-is-as-wide-as-another-label-needs",
                     test_a_button_is_as_wide_as_another_label_needs);
    return g_test_run ();
}
