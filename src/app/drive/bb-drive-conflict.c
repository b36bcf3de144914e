/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-conflict.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

/* Sources of evidence, in the order in which probing reads them. */
static const char *const BB_DRIVE_CONFLICT_SOURCES[] = {"name", "stored-id", "model-block", "firmware", "boot-code"};

struct _BbDriveConflict {
    GtkBox parent;
    BbFacts *facts; /* (nullable): the facts that are shown */

    GtkGrid *grid;
    GtkLabel *next;
    GtkWidget *resolve;
    GtkWidget *recover;
};

G_DEFINE_TYPE (BbDriveConflict, bb_drive_conflict, GTK_TYPE_BOX)

/* Returns (nullable) the claim of @source: which model the source says the drive is. %NULL if @source was not
 * read. */
static const BbClaim *
bb_drive_conflict_find (BbFacts *facts, const char *source)
{
    for (guint i = 0; i < facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (facts->conflict, i);

        if (g_str_equal (claim->source, source))
            return claim;
    }
    return NULL;
}

/* Lets @label wrap and become narrow, so that the diagram fits into a window 360 pixels wide. */
static void
bb_drive_conflict_wrap (GtkWidget *label)
{
    bb_app_wrap_label (label);
    gtk_label_set_width_chars (GTK_LABEL (label), 4);
}

static void
bb_drive_conflict_attach (BbDriveConflict *self, GtkWidget *child, int column, int row)
{
    gtk_widget_show (child);
    gtk_grid_attach (self->grid, child, column, row, 1, 1);
}

/* Adds the row of @source, with the text of its @claim (nullable); "not read" if @claim is %NULL. */
static void
bb_drive_conflict_add_source (BbDriveConflict *self, const char *source, const BbClaim *claim, int row)
{
    g_autofree char *name = bb_app_dup_capitalised (bb_words_claim_source (source));
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *caption = gtk_label_new (name);
    GtkWidget *value = gtk_label_new (claim != NULL ? claim->says : _ ("not read"));

    gtk_style_context_add_class (gtk_widget_get_style_context (box), "evidence");
    gtk_style_context_add_class (gtk_widget_get_style_context (caption), "dim-label");
    gtk_style_context_add_class (gtk_widget_get_style_context (caption), "caption");
    gtk_style_context_add_class (gtk_widget_get_style_context (value), claim != NULL ? "rev" : "dim-label");
    bb_drive_conflict_wrap (caption);
    bb_drive_conflict_wrap (value);
    gtk_widget_set_hexpand (box, TRUE);
    gtk_container_add (GTK_CONTAINER (box), caption);
    gtk_container_add (GTK_CONTAINER (box), value);
    gtk_widget_show_all (box);
    bb_drive_conflict_attach (self, box, 0, row);
}

/* Adds a sign for whether @claim (nullable) supports @model. The tooltip has the word for it, because not every user
 * can see the color. */
static void
bb_drive_conflict_add_sign (BbDriveConflict *self, const char *model, const BbClaim *claim, int column, int row)
{
    const char *icon = NULL;
    const char *style = NULL;
    const char *word = bb_app_claim_word (claim, model, &icon, &style);
    GtkWidget *image = gtk_image_new_from_icon_name (icon, GTK_ICON_SIZE_MENU);
    g_autofree char *name = NULL;

    /* TRANSLATORS: name of a model, then "supports", "contradicts" or "not read" */
    name = g_strdup_printf (_ ("%s: %s"), model, word);
    bb_app_set_class (image, "good bad", style);
    bb_app_set_name (image, name);
    gtk_widget_set_tooltip_text (image, word);
    bb_drive_conflict_attach (self, image, column, row);
}

/* Makes the diagram: one column for each claimed model, one row for each source that was read and for the boot code.
 */
static void
bb_drive_conflict_fill (BbDriveConflict *self, BbFacts *facts)
{
    g_autoptr (GPtrArray) models = g_ptr_array_new ();
    int row = 1;

    bb_app_clear (GTK_CONTAINER (self->grid));
    for (guint i = 0; i < facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (facts->conflict, i);

        if (!g_ptr_array_find_with_equal_func (models, claim->says, g_str_equal, NULL))
            g_ptr_array_add (models, claim->says);
    }
    for (guint i = 0; i < models->len; i++) {
        GtkWidget *label = gtk_label_new (g_ptr_array_index (models, i));

        gtk_style_context_add_class (gtk_widget_get_style_context (label), "rev");
        bb_drive_conflict_wrap (label);
        gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
        gtk_label_set_xalign (GTK_LABEL (label), 0.5);
        bb_drive_conflict_attach (self, label, (int) i + 1, 0);
    }
    for (guint i = 0; i < G_N_ELEMENTS (BB_DRIVE_CONFLICT_SOURCES); i++) {
        const char *source = BB_DRIVE_CONFLICT_SOURCES[i];
        const BbClaim *claim = bb_drive_conflict_find (facts, source);

        /* Sources that were not read are left out. The boot code always has a row, because it decides the conflict
         * and can still be read. */
        if (claim == NULL && !g_str_equal (source, "boot-code"))
            continue;
        bb_drive_conflict_add_source (self, source, claim, row);
        for (guint j = 0; j < models->len; j++)
            bb_drive_conflict_add_sign (self, g_ptr_array_index (models, j), claim, (int) j + 1, row);
        row++;
    }
}

void
bb_drive_conflict_show (BbDriveConflict *self, BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    gboolean is_conflict = facts != NULL && facts->conflict->len > 0;
    gboolean is_read = is_conflict && bb_drive_conflict_find (facts, "boot-code") != NULL;

    g_return_if_fail (BB_IS_DRIVE_CONFLICT (self));

    gtk_widget_set_visible (GTK_WIDGET (self), is_conflict);
    if (!is_conflict || facts == self->facts)
        return;
    g_clear_pointer (&self->facts, bb_facts_unref);
    self->facts = bb_facts_ref (facts);
    bb_drive_conflict_fill (self, facts);
    gtk_label_set_text (self->next,
                        is_read ? _ ("The drive type depends on the boot code, not on the stored identity. Recover "
                                     "the drive to correct the stored identity.")
                                : _ ("The boot code determines the drive type. To read the boot code, back up the "
                                     "drive. Backing up does not write to the drive."));
    gtk_widget_set_visible (self->resolve, !is_read);
    /* The page of a drive that needs recovery has a button "Recover…" already, so this one is hidden. */
    gtk_widget_set_visible (self->recover,
                            is_read && bb_engine_drive_get_state (drive) != BB_DRIVE_STATE_NEEDS_RECOVERY);
}

static void
bb_drive_conflict_finalize (GObject *object)
{
    g_clear_pointer (&BB_DRIVE_CONFLICT (object)->facts, bb_facts_unref);
    G_OBJECT_CLASS (bb_drive_conflict_parent_class)->finalize (object);
}

static void
bb_drive_conflict_class_init (BbDriveConflictClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = bb_drive_conflict_finalize;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-conflict.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDriveConflict, grid);
    gtk_widget_class_bind_template_child (widget_class, BbDriveConflict, next);
    gtk_widget_class_bind_template_child (widget_class, BbDriveConflict, resolve);
    gtk_widget_class_bind_template_child (widget_class, BbDriveConflict, recover);
}

static void
bb_drive_conflict_init (BbDriveConflict *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
}

GtkWidget *
bb_drive_conflict_new (void)
{
    return g_object_new (BB_TYPE_DRIVE_CONFLICT, NULL);
}
