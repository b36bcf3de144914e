/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-filter.h"

#include "app/bb-app-words.h"
#include "job/words/bb-search.h"

#include <glib/gi18n-lib.h>

struct _BbDriveFilter {
    GtkBox parent;
    GAction *state; /* action whose state is the id of one of @choices */
    char **words;   /* words of the search entry */
    guint choice;   /* index in @choices */

    GtkEntry *search; /* (nullable): this and the other widgets are built when the filter is shown first */
    GtkMenuButton *states;
    GtkLabel *count;
    GtkButton *needy;
    GtkLabel *needy_label;
};

G_DEFINE_TYPE (BbDriveFilter, bb_drive_filter, GTK_TYPE_BOX)

static guint signal_changed;
static guint signal_left;
static guint signal_taken;

/* The choices of the menu in bb-drive-filter.ui; the first one accepts all drives. */
static const struct {
    const char *id;
    const char *label;
    BbDriveKind kind;
} choices[] = {
    {"all", N_ ("All drives"), BB_DRIVE_KIND_OTHER},     {"needy", N_ ("Need attention"), BB_DRIVE_KIND_NEEDY},
    {"busy", N_ ("Busy or in use"), BB_DRIVE_KIND_BUSY}, {"ready", N_ ("Ready"), BB_DRIVE_KIND_READY},
    {"other", N_ ("Others"), BB_DRIVE_KIND_OTHER},
};

/* Returns the index in @choices of the choice that the user made in the menu. */
static guint
bb_drive_filter_get_choice (BbDriveFilter *self)
{
    g_autoptr (GVariant) state = g_action_get_state (self->state);

    for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
        if (g_str_equal (choices[i].id, g_variant_get_string (state, NULL)))
            return i;
    }
    return 0;
}

/* Reads search entry and choice of states; emits "changed" if they differ from before. */
static void
bb_drive_filter_update (BbDriveFilter *self)
{
    g_auto (GStrv) words = bb_search_dup_words (gtk_entry_get_text (self->search));
    guint choice = bb_drive_filter_get_choice (self);

    if (choice == self->choice && g_strv_equal ((const char *const *) words, (const char *const *) self->words))
        return;
    g_strfreev (self->words);
    self->words = g_steal_pointer (&words);
    self->choice = choice;
    bb_app_set_description (GTK_WIDGET (self->states), _ (choices[choice].label));
    g_signal_emit (self, signal_changed, 0);
}

/* The user has made a choice in the menu: applies the choice, and closes the popover, which GTK leaves open. */
static void
bb_drive_filter_chosen_cb (BbDriveFilter *self)
{
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->states), FALSE);
    bb_drive_filter_update (self);
}

/* Sets the text of the search entry and the id of the choice, and applies them. Does nothing before the filter was
 * shown first, because until then it accepts every drive. */
static void
bb_drive_filter_set (BbDriveFilter *self, const char *text, const char *choice)
{
    if (self->search == NULL)
        return;
    gtk_entry_set_text (self->search, text);
    g_action_change_state (self->state, g_variant_new_string (choice));
    bb_drive_filter_update (self);
}

gboolean
bb_drive_filter_is_active (BbDriveFilter *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_FILTER (self), FALSE);

    return self->choice != 0 || self->words[0] != NULL;
}

gboolean
bb_drive_filter_matches (BbDriveFilter *self, BbDriveRow *row)
{
    gboolean is_found;

    g_return_val_if_fail (BB_IS_DRIVE_FILTER (self) && BB_IS_DRIVE_ROW (row), TRUE);

    /* Called even if the choice of states excludes the row, because bb_drive_row_search() also updates the line of
     * the row that shows by which other name it was found. */
    is_found = bb_drive_row_search (row, (const char *const *) self->words);
    return is_found && (self->choice == 0 || choices[self->choice].kind == bb_drive_row_get_kind (row));
}

gboolean
bb_drive_filter_is_searching (BbDriveFilter *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_FILTER (self), FALSE);

    return self->words[0] != NULL;
}

void
bb_drive_filter_clear (BbDriveFilter *self)
{
    g_return_if_fail (BB_IS_DRIVE_FILTER (self));

    bb_drive_filter_set (self, "", choices[0].id);
}

void
bb_drive_filter_show_count (BbDriveFilter *self, guint n_shown, guint n_all, guint n_needy, gboolean is_kept)
{
    g_autofree char *count = NULL;

    g_return_if_fail (BB_IS_DRIVE_FILTER (self));

    if (self->search == NULL)
        return;
    /* TRANSLATORS: number of drives that match the filter, number of all drives */
    count = is_kept ? g_strdup_printf (_ ("%u of %u drives shown, plus the selected drive"), n_shown, n_all)
                    /* TRANSLATORS: how many drives of how many */
                    : g_strdup_printf (_ ("%u of %u drives shown"), n_shown, n_all);
    if (self->choice != 0) {
        /* TRANSLATORS: which drives: "3 of 12 drives shown" */
        g_autofree char *text = g_strdup_printf (_ ("%s: %s"), _ (choices[self->choice].label), count);

        bb_app_set_text (self->count, text);
    } else {
        bb_app_set_text (self->count, count);
    }
    if (n_needy > 0) {
        g_autofree char *text = g_strdup_printf (
            ngettext ("%u hidden drive needs attention", "%u hidden drives need attention", n_needy), n_needy);

        bb_app_set_text (self->needy_label, text);
        bb_app_set_name (GTK_WIDGET (self->needy), text);
    }
    gtk_widget_set_visible (GTK_WIDGET (self->count), bb_drive_filter_is_active (self));
    gtk_widget_set_visible (GTK_WIDGET (self->needy), n_needy > 0);
}

/* --- keys --- */

void
bb_drive_filter_focus (BbDriveFilter *self)
{
    g_return_if_fail (BB_IS_DRIVE_FILTER (self));

    if (self->search != NULL)
        gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

gboolean
bb_drive_filter_escape (BbDriveFilter *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_FILTER (self), FALSE);

    if (self->search == NULL || !gtk_widget_is_focus (GTK_WIDGET (self->search)))
        return FALSE;
    bb_drive_filter_set (self, "", choices[self->choice].id);
    g_signal_emit (self, signal_left, 0);
    return TRUE;
}

/* If Down is pressed in the search entry: applies the search, emits "left" and returns TRUE. Returns FALSE for any
 * other key. */
static gboolean
bb_drive_filter_key_cb (GtkWidget *search, GdkEventKey *event, gpointer data)
{
    BbDriveFilter *self = BB_DRIVE_FILTER (data);

    if (event->keyval != GDK_KEY_Down && event->keyval != GDK_KEY_KP_Down)
        return GDK_EVENT_PROPAGATE;
    bb_drive_filter_update (self);
    g_signal_emit (self, signal_left, 0);
    return GDK_EVENT_STOP;
}

/* Return was pressed in the search entry: applies the search and emits "taken". */
static void
bb_drive_filter_activate_cb (GtkEntry *search, gpointer data)
{
    BbDriveFilter *self = BB_DRIVE_FILTER (data);

    bb_drive_filter_update (self);
    g_signal_emit (self, signal_taken, 0);
}

static void
bb_drive_filter_searched_cb (GtkEntry *search, gpointer data)
{
    bb_drive_filter_update (BB_DRIVE_FILTER (data));
}

/* Clears the search, shows only the drives that need attention, and emits "left". */
static void
bb_drive_filter_needy_cb (GtkButton *button, gpointer data)
{
    BbDriveFilter *self = BB_DRIVE_FILTER (data);

    bb_drive_filter_set (self, "", "needy");
    g_signal_emit (self, signal_left, 0);
}

/* --- object --- */

/* Builds the widgets when the filter is shown for the first time; with few drives it is never shown. */
static void
bb_drive_filter_show (GtkWidget *widget)
{
    BbDriveFilter *self = BB_DRIVE_FILTER (widget);

    if (self->search == NULL) {
        gtk_widget_init_template (widget);
        g_signal_connect_object (self->state, "notify::state", G_CALLBACK (bb_drive_filter_chosen_cb), self,
                                 G_CONNECT_SWAPPED);
        bb_app_set_description (GTK_WIDGET (self->states), _ (choices[0].label));
    }
    GTK_WIDGET_CLASS (bb_drive_filter_parent_class)->show (widget);
}

static void
bb_drive_filter_finalize (GObject *object)
{
    BbDriveFilter *self = BB_DRIVE_FILTER (object);

    g_clear_object (&self->state);
    g_clear_pointer (&self->words, g_strfreev);
    G_OBJECT_CLASS (bb_drive_filter_parent_class)->finalize (object);
}

static void
bb_drive_filter_class_init (BbDriveFilterClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = bb_drive_filter_finalize;
    widget_class->show = bb_drive_filter_show;
    signal_changed =
        g_signal_new ("changed", BB_TYPE_DRIVE_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signal_left = g_signal_new ("left", BB_TYPE_DRIVE_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signal_taken =
        g_signal_new ("taken", BB_TYPE_DRIVE_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-filter.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDriveFilter, search);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFilter, states);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFilter, count);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFilter, needy);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFilter, needy_label);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_filter_key_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_filter_activate_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_filter_searched_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_filter_needy_cb);
}

/* Adds the action group "filter" with the action "state", which the menu of choices uses. The widgets are built
 * later. */
static void
bb_drive_filter_init (BbDriveFilter *self)
{
    g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

    self->words = g_new0 (char *, 1);
    self->state = G_ACTION (
        g_simple_action_new_stateful ("state", G_VARIANT_TYPE_STRING, g_variant_new_string (choices[0].id)));
    g_action_map_add_action (G_ACTION_MAP (actions), self->state);
    gtk_widget_insert_action_group (GTK_WIDGET (self), "filter", G_ACTION_GROUP (actions));
}
