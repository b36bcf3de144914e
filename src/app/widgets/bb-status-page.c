/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-status-page.h"

struct _BbStatusPage {
    GtkBox parent;

    GtkImage *icon;
    GtkLabel *title;
    GtkLabel *description;
};

G_DEFINE_TYPE (BbStatusPage, bb_status_page, GTK_TYPE_BOX)

enum {
    PROP_0,
    PROP_ICON_NAME,
    PROP_TITLE,
    PROP_DESCRIPTION,
    N_PROPS,
};

static void
bb_status_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    BbStatusPage *self = BB_STATUS_PAGE (object);

    switch (id) {
    case PROP_ICON_NAME:
        gtk_image_set_from_icon_name (self->icon, g_value_get_string (value), GTK_ICON_SIZE_DIALOG);
        break;
    case PROP_TITLE:
        gtk_label_set_text (self->title, g_value_get_string (value));
        break;
    case PROP_DESCRIPTION:
        gtk_label_set_text (self->description, g_value_get_string (value));
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
        break;
    }
}

void
bb_status_page_set (BbStatusPage *self, const char *icon_name, const char *title, const char *description)
{
    g_return_if_fail (BB_IS_STATUS_PAGE (self));

    gtk_image_set_from_icon_name (self->icon, icon_name, GTK_ICON_SIZE_DIALOG);
    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->description, description);
}

static void
bb_status_page_class_init (BbStatusPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

    G_OBJECT_CLASS (klass)->set_property = bb_status_page_set_property;
    g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_ICON_NAME,
                                     g_param_spec_string ("icon-name", NULL, NULL, NULL, flags));
    g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_TITLE,
                                     g_param_spec_string ("title", NULL, NULL, NULL, flags));
    g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_DESCRIPTION,
                                     g_param_spec_string ("description", NULL, NULL, NULL, flags));
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-status-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbStatusPage, icon);
    gtk_widget_class_bind_template_child (widget_class, BbStatusPage, title);
    gtk_widget_class_bind_template_child (widget_class, BbStatusPage, description);
}

static void
bb_status_page_init (BbStatusPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bb_status_page_new (void)
{
    return g_object_new (BB_TYPE_STATUS_PAGE, "visible", TRUE, NULL);
}
