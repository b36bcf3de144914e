/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-message-bar.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

struct _BbMessageBar {
    GtkBox parent;

    GtkOrientable *line; /* @text and @act */
    GtkLabel *text;
    GtkWidget *act;
    GtkWidget *close;
};

G_DEFINE_TYPE (BbMessageBar, bb_message_bar, GTK_TYPE_BOX)

static guint signal_closed;

/* Makes screen readers speak @text; does nothing if ATK has no signal "announcement". Screen readers announce a
 * widget with the role of a notification only when it appears, not when its text changes. */
static void
bb_message_bar_announce (BbMessageBar *self, const char *text)
{
    if (g_signal_lookup ("announcement", ATK_TYPE_OBJECT) != 0)
        g_signal_emit_by_name (gtk_widget_get_accessible (GTK_WIDGET (self)), "announcement", text);
}

void
bb_message_bar_show (BbMessageBar *self, const char *text, gboolean can_close)
{
    gboolean is_new;

    g_return_if_fail (BB_IS_MESSAGE_BAR (self));

    if (text == NULL) {
        gtk_widget_hide (GTK_WIDGET (self));
        return;
    }
    is_new = !g_str_equal (gtk_label_get_text (self->text), text);
    bb_app_set_text (self->text, text);
    bb_app_set_name (GTK_WIDGET (self), text);
    gtk_widget_set_visible (self->close, can_close);
    if (is_new && gtk_widget_get_visible (GTK_WIDGET (self)))
        bb_message_bar_announce (self, text);
    gtk_widget_show (GTK_WIDGET (self));
}

void
bb_message_bar_set_drive (BbMessageBar *self, const char *drive)
{
    g_autofree char *part = NULL;
    g_autofree char *label = NULL;

    g_return_if_fail (BB_IS_MESSAGE_BAR (self));

    gtk_widget_set_visible (self->act, drive != NULL);
    if (drive == NULL)
        return;
    part = bb_app_dup_mnemonic (drive);
    /* TRANSLATORS: short name of a drive: "Show sr3" */
    label = g_strdup_printf (_ ("_Show %s"), part);
    if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->act)), label) == 0)
        return;
    bb_app_set_button_label (GTK_BUTTON (self->act), label);
    bb_app_set_action (self->act, "win.show-drive", g_variant_new_string (drive));
}

void
bb_message_bar_set_narrow (BbMessageBar *self, gboolean narrow)
{
    g_return_if_fail (BB_IS_MESSAGE_BAR (self));

    gtk_orientable_set_orientation (self->line, narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

gboolean
bb_message_bar_has_focus (BbMessageBar *self)
{
    g_return_val_if_fail (BB_IS_MESSAGE_BAR (self), FALSE);

    return gtk_widget_is_focus (self->close) || gtk_widget_is_focus (self->act);
}

gboolean
bb_message_bar_escape (BbMessageBar *self)
{
    if (!bb_message_bar_has_focus (self))
        return FALSE;
    g_signal_emit (self, signal_closed, 0);
    return TRUE;
}

/* Emits "closed"; does not hide the bar. */
static void
bb_message_bar_close_cb (GtkButton *button, gpointer data)
{
    g_signal_emit (data, signal_closed, 0);
}

static void
bb_message_bar_class_init (BbMessageBarClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    signal_closed =
        g_signal_new ("closed", BB_TYPE_MESSAGE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-message-bar.ui");
    gtk_widget_class_set_accessible_role (widget_class, ATK_ROLE_NOTIFICATION);
    gtk_widget_class_bind_template_child (widget_class, BbMessageBar, line);
    gtk_widget_class_bind_template_child (widget_class, BbMessageBar, text);
    gtk_widget_class_bind_template_child (widget_class, BbMessageBar, act);
    gtk_widget_class_bind_template_child (widget_class, BbMessageBar, close);
    gtk_widget_class_bind_template_callback (widget_class, bb_message_bar_close_cb);
}

static void
bb_message_bar_init (BbMessageBar *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}
