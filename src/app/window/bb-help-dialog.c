/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-help-dialog.h"

#include "app/bb-app-words.h"
#include "app/bb-page-keys.h"

#include <glib/gi18n-lib.h>

#define BB_HELP_DIALOG_WIDTH_PX 520
#define BB_HELP_DIALOG_HEIGHT_PX 520

/* Columns of the list in ui/help-topics.ui. %BB_HELP_FIRST_PARAGRAPH and each column after it has one paragraph or is
 * empty. */
enum {
    BB_HELP_ID,
    BB_HELP_SEE, /* ids of related topics, separated by spaces */
    BB_HELP_TITLE,
    BB_HELP_FIRST_PARAGRAPH,
};

struct _BbHelpDialog {
    HdyWindow parent;
    GtkTreeModel *all; /* the topics */

    GtkScrolledWindow *scroller;
    GtkLabel *title;
    GtkBox *paragraphs;
    GtkWidget *see_box;
    GtkBox *see;
    GtkMenuButton *topics;
    GtkBox *topic_box;
};

G_DEFINE_TYPE (BbHelpDialog, bb_help_dialog, HDY_TYPE_WINDOW)

static void bb_help_dialog_show (BbHelpDialog *self, const char *topic_id);

/* Opens the topic whose id is the widget name of @button, and closes the menu of topics. */
static void
bb_help_dialog_link_cb (GtkButton *button, gpointer data)
{
    BbHelpDialog *self = BB_HELP_DIALOG (data);
    g_autofree char *topic_id = g_strdup (gtk_widget_get_name (GTK_WIDGET (button)));

    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->topics), FALSE);
    bb_help_dialog_show (self, topic_id);
}

/* Sets @iter to the topic with the id @topic_id, or to the first topic if there is none. */
static void
bb_help_dialog_find (BbHelpDialog *self, const char *topic_id, GtkTreeIter *iter)
{
    for (gboolean found = gtk_tree_model_get_iter_first (self->all, iter); found;
         found = gtk_tree_model_iter_next (self->all, iter)) {
        g_autofree char *id = NULL;

        gtk_tree_model_get (self->all, iter, BB_HELP_ID, &id, -1);
        if (g_strcmp0 (id, topic_id) == 0)
            return;
    }
    gtk_tree_model_get_iter_first (self->all, iter);
}

/* Adds to @box a button that opens @topic, and returns the button. */
static GtkWidget *
bb_help_dialog_add_link (BbHelpDialog *self, GtkBox *box, GtkTreeIter *topic)
{
    g_autofree char *id = NULL, *title = NULL;
    GtkWidget *button;

    gtk_tree_model_get (self->all, topic, BB_HELP_ID, &id, BB_HELP_TITLE, &title, -1);
    button = gtk_button_new_with_label (title);
    gtk_widget_set_name (button, id);
    gtk_widget_set_halign (button, GTK_ALIGN_START);
    gtk_style_context_add_class (gtk_widget_get_style_context (button), "flat");
    bb_app_wrap_label (gtk_bin_get_child (GTK_BIN (button)));
    bb_app_set_description (button, _ ("Opens this topic"));
    g_signal_connect (button, "clicked", G_CALLBACK (bb_help_dialog_link_cb), self);
    gtk_widget_show (button);
    gtk_container_add (GTK_CONTAINER (box), button);
    return button;
}

/* Shows a topic from its top, with buttons for the related topics. */
static void
bb_help_dialog_show (BbHelpDialog *self, const char *topic_id)
{
    g_autofree char *title = NULL, *see = NULL;
    g_auto (GStrv) others = NULL;
    GtkTreeIter topic;

    bb_help_dialog_find (self, topic_id, &topic);
    gtk_tree_model_get (self->all, &topic, BB_HELP_TITLE, &title, BB_HELP_SEE, &see, -1);
    gtk_label_set_text (self->title, title);
    bb_app_clear (GTK_CONTAINER (self->paragraphs));
    bb_app_clear (GTK_CONTAINER (self->see));
    for (int i = BB_HELP_FIRST_PARAGRAPH; i < gtk_tree_model_get_n_columns (self->all); i++) {
        g_autofree char *paragraph = NULL;
        GtkWidget *label;

        gtk_tree_model_get (self->all, &topic, i, &paragraph, -1);
        if (paragraph == NULL)
            break;
        label = gtk_label_new (paragraph);
        bb_app_wrap_label (label);
        gtk_label_set_selectable (GTK_LABEL (label), TRUE);
        gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
        gtk_widget_show (label);
        gtk_container_add (GTK_CONTAINER (self->paragraphs), label);
    }
    others = g_strsplit (see, " ", -1);
    for (char **other = others; *other != NULL; other++) {
        bb_help_dialog_find (self, *other, &topic);
        /* Makes the button look like a link, because it is below the text of the topic and not in a menu. */
        gtk_widget_set_state_flags (bb_help_dialog_add_link (self, self->see, &topic), GTK_STATE_FLAG_LINK, FALSE);
    }
    gtk_widget_set_visible (self->see_box, others[0] != NULL);
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
bb_help_dialog_dispose (GObject *object)
{
    g_clear_object (&BB_HELP_DIALOG (object)->all);
    G_OBJECT_CLASS (bb_help_dialog_parent_class)->dispose (object);
}

static void
bb_help_dialog_class_init (BbHelpDialogClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    GtkBindingSet *bindings = gtk_binding_set_by_class (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_help_dialog_dispose;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-help-dialog.ui");
    gtk_widget_class_bind_template_child (widget_class, BbHelpDialog, scroller);
    gtk_widget_class_bind_template_child (widget_class, BbHelpDialog, title);
    gtk_widget_class_bind_template_child (widget_class, BbHelpDialog, paragraphs);
    gtk_widget_class_bind_template_child (widget_class, BbHelpDialog, see_box);
    gtk_widget_class_bind_template_child (widget_class, BbHelpDialog, see);
    gtk_widget_class_bind_template_child (widget_class, BbHelpDialog, topics);
    gtk_widget_class_bind_template_child (widget_class, BbHelpDialog, topic_box);
    g_signal_new_class_handler ("close-asked", BB_TYPE_HELP_DIALOG, G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
                                G_CALLBACK (gtk_window_close), NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_binding_entry_add_signal (bindings, GDK_KEY_Escape, 0, "close-asked", 0);
}

static void
bb_help_dialog_init (BbHelpDialog *self)
{
    g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/burnback/Burnback/help-topics.ui");
    GtkTreeIter topic;

    self->all = g_object_ref (GTK_TREE_MODEL (gtk_builder_get_object (builder, "topics")));
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_page_keys_add (GTK_WIDGET (self), GTK_WIDGET (self));
    for (gboolean found = gtk_tree_model_get_iter_first (self->all, &topic); found;
         found = gtk_tree_model_iter_next (self->all, &topic))
        (void) bb_help_dialog_add_link (self, self->topic_box, &topic);
}

GtkWidget *
bb_help_dialog_new (GtkWindow *parent, const char *topic_id)
{
    BbHelpDialog *self;
    int width, height;

    gtk_window_get_size (parent, &width, &height);
    self = g_object_new (BB_TYPE_HELP_DIALOG, "transient-for", parent, "destroy-with-parent", TRUE, "default-width",
                         MIN (width, BB_HELP_DIALOG_WIDTH_PX), "default-height",
                         MIN (height, BB_HELP_DIALOG_HEIGHT_PX), NULL);
    bb_help_dialog_show (self, topic_id);
    return GTK_WIDGET (self);
}
