/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-steps-dialog.h"

#include "app/bb-app-words.h"
#include "app/bb-page-keys.h"

#include <glib/gi18n-lib.h>

#define BB_STEPS_DIALOG_WIDTH_PX 520
#define BB_STEPS_DIALOG_HEIGHT_PX 480
/* Width of number, icon and spacing beside the text of a row: with text of the usual size, and with large text. */
#define BB_STEPS_DIALOG_MARGIN_PX 116
#define BB_STEPS_DIALOG_LARGE_MARGIN_PX 190

struct _BbStepsDialog {
    HdyWindow parent;

    HdyHeaderBar *bar;
    GtkListStore *steps;
    GtkCellRenderer *text;
};

G_DEFINE_TYPE (BbStepsDialog, bb_steps_dialog, HDY_TYPE_WINDOW)

enum {
    COLUMN_NUMBER,
    COLUMN_ICON,
    COLUMN_TEXT,
};

/* TRUE if one row can show both steps: they are of the same kind, equally dangerous, and have the same pause and the
 * same condition. */
static gboolean
bb_steps_dialog_is_alike (const BbStep *one, const BbStep *other)
{
    return one->kind == other->kind && one->endangers == other->endangers && one->pause_ms == other->pause_ms &&
           one->only_if == other->only_if && (one->only_if == 0 || one->only_if_step == other->only_if_step);
}

/* TRUE if the step erases an area that the plan does not write; it has a row of its own. */
static gboolean
bb_steps_dialog_erases_left (BbPlan *plan, guint number)
{
    g_autofree char *text = bb_words_dup_left_step (plan, number);

    return text != NULL;
}

/* Returns the number of successive steps from @first on that are alike. */
static guint
bb_steps_dialog_count_like (BbPlan *plan, guint first)
{
    const BbStep *step = bb_plan_get_step (plan, first);
    guint n = 1;

    if (bb_steps_dialog_erases_left (plan, first))
        return 1;
    while (first + n < bb_plan_get_n_steps (plan)) {
        if (!bb_steps_dialog_is_alike (step, bb_plan_get_step (plan, first + n)) ||
            bb_steps_dialog_erases_left (plan, first + n))
            break;
        n++;
    }
    return n;
}

/* Returns (transfer full) the text of the row for @n similar steps from @first on. */
static char *
bb_steps_dialog_dup_text (BbPlan *plan, guint first, guint n)
{
    const BbStep *step = bb_plan_get_step (plan, first);
    g_autofree char *what = bb_words_dup_step (plan, first);
    g_autofree char *left = bb_words_dup_left_step (plan, first);
    g_autoptr (GString) text = g_string_new (what);

    if (left != NULL)
        g_string_append_printf (text, " %s", left);
    if (step->only_if != 0) {
        g_string_append_c (text, ' ');
        g_string_append_printf (text,
                                _ ("Burnback may skip this command, depending on the drive’s response to step %u."),
                                step->only_if_step + 1);
    }
    if (step->pause_ms != 0) {
        g_string_append_c (text, ' ');
        /* TRANSLATORS: a number of seconds, "0.1" or "10.0" */
        g_string_append_printf (text, _ ("Burnback waits %.1f seconds before sending the next command."),
                                step->pause_ms / 1000.0);
    }
    if (n == 1)
        return g_strdup (text->str);
    return g_strdup_printf (ngettext ("%s %u similar step follows.", "%s %u similar steps follow.", n - 1), text->str,
                            n - 1);
}

/* Adds a row for each group of similar steps. */
static void
bb_steps_dialog_fill (BbStepsDialog *self, BbPlan *plan)
{
    for (guint i = 0; i < bb_plan_get_n_steps (plan);) {
        guint n = bb_steps_dialog_count_like (plan, i);
        g_autofree char *text = bb_steps_dialog_dup_text (plan, i, n);
        const char *icon = bb_plan_get_step (plan, i)->endangers ? "dialog-warning-symbolic" : NULL;

        gtk_list_store_insert_with_values (self->steps, NULL, -1, COLUMN_NUMBER, i + 1, COLUMN_ICON, icon,
                                           COLUMN_TEXT, text, -1);
        i += n;
    }
}

static void
bb_steps_dialog_class_init (BbStepsDialogClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    GtkBindingSet *bindings = gtk_binding_set_by_class (klass);

    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-steps-dialog.ui");
    gtk_widget_class_bind_template_child (widget_class, BbStepsDialog, bar);
    gtk_widget_class_bind_template_child (widget_class, BbStepsDialog, steps);
    gtk_widget_class_bind_template_child (widget_class, BbStepsDialog, text);
    g_signal_new_class_handler ("close-asked", BB_TYPE_STEPS_DIALOG, G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
                                G_CALLBACK (gtk_window_close), NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_binding_entry_add_signal (bindings, GDK_KEY_Escape, 0, "close-asked", 0);
}

static void
bb_steps_dialog_init (BbStepsDialog *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_page_keys_add (GTK_WIDGET (self), GTK_WIDGET (self));
    bb_app_set_class (GTK_WIDGET (self), "large-text", bb_app_has_large_text () ? "large-text" : "");
}

GtkWidget *
bb_steps_dialog_new (GtkWindow *parent, BbPlan *plan)
{
    BbStepsDialog *self =
        g_object_new (BB_TYPE_STEPS_DIALOG, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
    guint n_steps = bb_plan_get_n_steps (plan);
    g_autofree char *subtitle = g_strdup_printf (ngettext ("%u step", "%u steps", n_steps), n_steps);

    int width, height;

    /* The dialog must not be larger than its parent. */
    gtk_window_get_size (parent, &width, &height);
    width = MIN (width, BB_STEPS_DIALOG_WIDTH_PX);
    gtk_window_set_default_size (GTK_WINDOW (self), width, MIN (height, BB_STEPS_DIALOG_HEIGHT_PX));
    g_object_set (self->text, "wrap-width",
                  width - (bb_app_has_large_text () ? BB_STEPS_DIALOG_LARGE_MARGIN_PX : BB_STEPS_DIALOG_MARGIN_PX),
                  NULL);
    hdy_header_bar_set_subtitle (self->bar, subtitle);
    bb_steps_dialog_fill (self, plan);
    return GTK_WIDGET (self);
}
