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

/* Handler for "button-press-event": counts the presses that the guard has let through. */
static gboolean
press_cb (GtkWidget *button, GdkEvent *event, gpointer n_presses)
{
    ++*(guint *) n_presses;
    return GDK_EVENT_STOP;
}

/* Returns TRUE if @button, which press_cb() is connected to, accepts a press of the pointer. */
static gboolean
is_accepted (GtkWidget *button, guint *n_presses)
{
    GdkEvent *event = gdk_event_new (GDK_BUTTON_PRESS);
    guint n_before = *n_presses;

    event->button.window = g_object_ref (gtk_widget_get_window (button));
    gdk_event_set_device (event,
                          gdk_seat_get_pointer (gdk_display_get_default_seat (gtk_widget_get_display (button))));
    (void) gtk_widget_event (button, event);
    gdk_event_free (event);
    return *n_presses > n_before;
}

static gboolean
is_dimmed (GtkWidget *button)
{
    return gtk_style_context_has_class (gtk_widget_get_style_context (button), "guarded");
}

/* TRUE if a source of the main loop belongs to @button. */
static gboolean
has_timeout (GtkWidget *button)
{
    return g_main_context_find_source_by_user_data (NULL, button) != NULL;
}

/* Runs the main loop until @button is no longer dimmed, and checks that @button accepts no press before that. */
static void
wait_until_accepted (GtkWidget *button, guint *n_presses)
{
    gint64 begin_us = g_get_monotonic_time ();

    while (is_dimmed (button)) {
        g_assert_false (is_accepted (button, n_presses));
        (void) g_main_context_iteration (NULL, TRUE);
    }
    g_assert_cmpint (g_get_monotonic_time () - begin_us, >=, 500 * G_TIME_SPAN_MILLISECOND);
    g_assert_true (is_accepted (button, n_presses));
}

/* A button ignores the pointer as long as it is dimmed, each time that it appears or its label has changed, and no
 * longer. The style class alone decides. */
static void
test_a_button_that_ignores_the_pointer_is_dimmed (void)
{
    GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
    GtkWidget *button = gtk_button_new_with_mnemonic ("_Flash");
    guint n_presses = 0;

    bb_click_guard_add (button);
    g_signal_connect (button, "button-press-event", G_CALLBACK (press_cb), &n_presses);
    gtk_container_add (GTK_CONTAINER (window), button);
    g_assert_true (is_dimmed (button));
    gtk_widget_show_all (window);
    wait_until_accepted (button, &n_presses);

    gtk_widget_hide (button);
    g_assert_true (is_dimmed (button));
    gtk_widget_show (button);
    wait_until_accepted (button, &n_presses);

    bb_click_guard_restart (button);
    g_assert_true (has_timeout (button));
    gtk_widget_hide (button);
    g_assert_false (has_timeout (button));
    gtk_widget_show (button);
    gtk_style_context_remove_class (gtk_widget_get_style_context (button), "guarded");
    g_assert_true (is_accepted (button, &n_presses));
    gtk_style_context_add_class (gtk_widget_get_style_context (button), "guarded");
    g_assert_false (is_accepted (button, &n_presses));

    gtk_widget_hide (button);
    bb_click_guard_restart (button);
    g_assert_true (has_timeout (button));
    g_object_ref (button);
    gtk_widget_destroy (window);
    g_assert_false (has_timeout (button));
    g_object_unref (button);
}

int
main (int argc, char **argv)
{
    gtk_test_init (&argc, &argv, NULL);
    g_test_add_func ("/layout/a-new-child-has-its-size", test_a_new_child_has_its_size);
    g_test_add_func ("/layout/a-button-is-as-wide-as-another-label-needs",
                     test_a_button_is_as_wide_as_another_label_needs);
    g_test_add_func ("/layout/a-button-that-ignores-the-pointer-is-dimmed",
                     test_a_button_that_ignores_the_pointer_is_dimmed);
    return g_test_run ();
}
