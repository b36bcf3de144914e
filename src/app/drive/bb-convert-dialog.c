/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-convert-dialog.h"

#include "app/bb-app-words.h"
#include "app/bb-page-keys.h"
#include "app/bb-file-chooser.h"

#include <glib/gi18n-lib.h>

#define BB_CONVERT_DIALOG_WIDTH_PX 460
#define BB_CONVERT_DIALOG_HEIGHT_PX 520

struct _BbConvertDialog {
    HdyWindow parent;
    GtkFileChooserNative *chooser; /* (nullable): set only while a file is being chosen */
    GFile *file;                   /* (nullable) */
    char *wanted;                  /* (nullable): key of the chosen target model */

    HdyHeaderBar *bar;
    GtkLabel *now;
    GtkContainer *targets;
    GtkRadioButton *nothing; /* hidden, and active until the user chooses a target */
    GtkLabel *file_name;
    GtkButton *choose;
    GtkWidget *more;
    GtkEntry *rid;
    GtkEntry *digits;
    GtkLabel *why_not;
    GtkWidget *review;
};

G_DEFINE_TYPE (BbConvertDialog, bb_convert_dialog, HDY_TYPE_WINDOW)

static guint signal_accepted;

/* Makes the button that opens the review sensitive if target and boot code are chosen. If one of them is missing,
 * shows above the button which one. */
static void
bb_convert_dialog_update_button (BbConvertDialog *self)
{
    const char *why_not = self->wanted == NULL ? _ ("Choose the target drive type first.")
                          : self->file == NULL ? _ ("Choose the boot code file first.")
                                               : NULL;

    gtk_widget_set_sensitive (self->review, why_not == NULL);
    gtk_label_set_text (self->why_not, why_not != NULL ? why_not : "");
    bb_app_set_description (self->review, why_not);
}

/* Stores the model of @button as the target, if @button was activated. */
static void
bb_convert_dialog_target_cb (GtkToggleButton *button, gpointer data)
{
    BbConvertDialog *self = BB_CONVERT_DIALOG (data);

    if (!gtk_toggle_button_get_active (button))
        return;
    g_free (self->wanted);
    self->wanted = g_strdup (gtk_widget_get_name (GTK_WIDGET (button)));
    bb_convert_dialog_update_button (self);
}

/* Stores the chosen boot code file and shows its name; keeps the earlier file if the user cancelled. */
static void
bb_convert_dialog_chosen_cb (GtkNativeDialog *chooser, int response, gpointer data)
{
    BbConvertDialog *self = BB_CONVERT_DIALOG (data);
    g_autoptr (GFile) file =
        response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

    g_clear_object (&self->chooser);
    if (file != NULL) {
        g_autofree char *base = g_file_get_basename (file);
        g_autofree char *name = g_filename_display_name (base);
        /* TRANSLATORS: name of a file */
        g_autofree char *text = g_strdup_printf (_ ("Boot code: %s"), name);

        g_set_object (&self->file, file);
        gtk_label_set_text (self->file_name, text);
    }
    bb_convert_dialog_update_button (self);
}

static void
bb_convert_dialog_choose_cb (GtkButton *button, gpointer data)
{
    BbConvertDialog *self = BB_CONVERT_DIALOG (data);

    if (self->chooser == NULL) {
        self->chooser = bb_file_chooser_new (BB_FILE_CHOOSER_FIRMWARE, GTK_FILE_CHOOSER_ACTION_OPEN,
                                             _ ("Choose a Boot Code File"), GTK_WIDGET (self), _ ("_Choose"));
        g_signal_connect_object (self->chooser, "response", G_CALLBACK (bb_convert_dialog_chosen_cb), self, 0);
    }
    bb_file_chooser_show (self->chooser);
}

/* --- the answer --- */

/* Adds the text of @entry to @settings as @key. Adds nothing if the entry is empty: the conversion then uses the text
 * in the boot code file. */
static void
bb_convert_dialog_add_text (GVariantBuilder *settings, const char *key, GtkEntry *entry)
{
    const char *text = gtk_entry_get_text (entry);

    if (*text != '\0')
        g_variant_builder_add (settings, "{sv}", key, g_variant_new_string (text));
}

/* Returns (transfer full) the settings for %BB_ACTION_CONVERT: target and replaced texts. */
static GVariant *
bb_convert_dialog_ref_settings (BbConvertDialog *self)
{
    GVariantBuilder settings;

    g_variant_builder_init (&settings, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&settings, "{sv}", BB_SETTING_CONVERT_TO, g_variant_new_string (self->wanted));
    bb_convert_dialog_add_text (&settings, BB_SETTING_RID, self->rid);
    bb_convert_dialog_add_text (&settings, BB_SETTING_DIGITS, self->digits);
    return g_variant_ref_sink (g_variant_builder_end (&settings));
}

/* Emits "accepted" and closes the dialog. Does nothing if target or boot code is missing. */
static void
bb_convert_dialog_review_cb (GtkButton *button, gpointer data)
{
    BbConvertDialog *self = BB_CONVERT_DIALOG (data);
    g_autoptr (GVariant) settings = NULL;

    if (self->wanted == NULL || self->file == NULL)
        return;
    settings = bb_convert_dialog_ref_settings (self);
    g_signal_emit (self, signal_accepted, 0, self->file, settings);
    gtk_window_close (GTK_WINDOW (self));
}

static void
bb_convert_dialog_cancel_cb (GtkButton *button, gpointer data)
{
    gtk_window_close (GTK_WINDOW (data));
}

/* --- object --- */

static void
bb_convert_dialog_dispose (GObject *object)
{
    BbConvertDialog *self = BB_CONVERT_DIALOG (object);

    g_clear_object (&self->chooser);
    g_clear_object (&self->file);
    g_clear_pointer (&self->wanted, g_free);
    G_OBJECT_CLASS (bb_convert_dialog_parent_class)->dispose (object);
}

static void
bb_convert_dialog_class_init (BbConvertDialogClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    GtkBindingSet *bindings = gtk_binding_set_by_class (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_convert_dialog_dispose;
    signal_accepted = g_signal_new ("accepted", BB_TYPE_CONVERT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_FILE, G_TYPE_VARIANT);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-convert-dialog.ui");
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, bar);
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, now);
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, targets);
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, nothing);
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, file_name);
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, choose);
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, more);
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, rid);
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, digits);
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, why_not);
    gtk_widget_class_bind_template_child (widget_class, BbConvertDialog, review);
    gtk_widget_class_bind_template_callback (widget_class, bb_convert_dialog_choose_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_convert_dialog_cancel_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_convert_dialog_review_cb);
    g_signal_new_class_handler ("close-asked", BB_TYPE_CONVERT_DIALOG, G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
                                G_CALLBACK (gtk_window_close), NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_binding_entry_add_signal (bindings, GDK_KEY_Escape, 0, "close-asked", 0);
}

static void
bb_convert_dialog_init (BbConvertDialog *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_page_keys_add (GTK_WIDGET (self), GTK_WIDGET (self));
    bb_app_set_class (GTK_WIDGET (self), "large-text", bb_app_has_large_text () ? "large-text" : "");
    bb_app_wrap_texts (GTK_WIDGET (self));
}

/* Adds a radio button, not active, for the target @model. */
static void
bb_convert_dialog_add_target (BbConvertDialog *self, BbModel *model)
{
    g_autofree char *text = g_strdup_printf ("%s (%s)", bb_model_get_name (model), bb_model_get_key (model));
    GtkWidget *button = gtk_radio_button_new_with_label_from_widget (self->nothing, text);

    bb_app_wrap_label (gtk_bin_get_child (GTK_BIN (button)));
    gtk_widget_set_name (button, bb_model_get_key (model));
    g_signal_connect (button, "toggled", G_CALLBACK (bb_convert_dialog_target_cb), self);
    gtk_widget_show (button);
    gtk_container_add (self->targets, button);
}

/* Shows the current type of the drive, and a radio button for each of @models. */
static void
bb_convert_dialog_fill (BbConvertDialog *self, BbEngineDrive *drive, GPtrArray *models)
{
    BbModel *model = bb_engine_drive_get_facts (drive)->model;
    /* TRANSLATORS: model, then its drive type: "Current type: ND-3550A (K355)" */
    g_autofree char *now =
        g_strdup_printf (_ ("Current type: %s (%s)"), bb_model_get_name (model), bb_model_get_key (model));

    gtk_label_set_text (self->now, now);
    for (guint i = 0; i < models->len; i++)
        bb_convert_dialog_add_target (self, g_ptr_array_index (models, i));
    bb_convert_dialog_update_button (self);
}

GtkWidget *
bb_convert_dialog_new (GtkWindow *parent, BbEngineDrive *drive, GPtrArray *models)
{
    BbConvertDialog *self =
        g_object_new (BB_TYPE_CONVERT_DIALOG, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
    g_autofree char *name = bb_app_dup_drive_name (drive);
    g_autofree char *subtitle = g_strdup_printf ("%s (%s)", name, bb_engine_drive_get_name (drive));
    int width, height;

    /* The dialog must not be larger than its parent. */
    gtk_window_get_size (parent, &width, &height);
    gtk_window_set_default_size (GTK_WINDOW (self), MIN (width, BB_CONVERT_DIALOG_WIDTH_PX),
                                 MIN (height, BB_CONVERT_DIALOG_HEIGHT_PX));
    hdy_header_bar_set_subtitle (self->bar, subtitle);
    /* The bar may have no room for the whole name of the drive. */
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->bar), subtitle);
    bb_convert_dialog_fill (self, drive, models);
    return GTK_WIDGET (self);
}
