/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-menu-button.h"

struct _BbMenuButton {
    GtkMenuButton parent;
    GMenuModel *menu; /* (nullable): %NULL after its widgets were created */
};

G_DEFINE_TYPE (BbMenuButton, bb_menu_button, GTK_TYPE_MENU_BUTTON)

enum {
    PROP_MENU = 1,
};

/* Creates the widgets of the menu before the parent class shows them. */
static void
bb_menu_button_toggled (GtkToggleButton *button)
{
    g_autoptr (GMenuModel) menu = g_steal_pointer (&BB_MENU_BUTTON (button)->menu);

    if (menu != NULL)
        gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
    GTK_TOGGLE_BUTTON_CLASS (bb_menu_button_parent_class)->toggled (button);
}

static void
bb_menu_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    if (id == PROP_MENU)
        g_set_object (&BB_MENU_BUTTON (object)->menu, g_value_get_object (value));
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bb_menu_button_dispose (GObject *object)
{
    g_clear_object (&BB_MENU_BUTTON (object)->menu);
    G_OBJECT_CLASS (bb_menu_button_parent_class)->dispose (object);
}

static void
bb_menu_button_class_init (BbMenuButtonClass *klass)
{
    G_OBJECT_CLASS (klass)->set_property = bb_menu_button_set_property;
    G_OBJECT_CLASS (klass)->dispose = bb_menu_button_dispose;
    GTK_TOGGLE_BUTTON_CLASS (klass)->toggled = bb_menu_button_toggled;
    g_object_class_install_property (
        G_OBJECT_CLASS (klass), PROP_MENU,
        g_param_spec_object ("menu", NULL, NULL, G_TYPE_MENU_MODEL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
}

static void
bb_menu_button_init (BbMenuButton *self)
{
    /* GtkMenuButton is insensitive without a menu. This button gets its menu only when the user presses it. */
    gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
}
