/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-compare.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

/* Result of comparing the value of the drive with that of the image. */
typedef enum {
    BB_SIDES_NOTHING, /* no sign: a value is missing, or the image, which would change the value, cannot be flashed */
    BB_SIDES_SAME,
    BB_SIDES_DIFFERENT, /* the flash cannot change this property */
    BB_SIDES_CHANGES,   /* the flash changes the value of the drive to that of the image */
} BbSides;

struct _BbCompare {
    GtkBox parent;
    GtkWidget *open;  /* grid of the heading and of the properties that differ */
    GtkWidget *match; /* grid of the properties that match */
    GtkExpander *same;
    int n_rows;
    guint n_same;
    BbSides change; /* the sign of a property that a flash would change */
    GArray *cells;  /* (element-type BbCompareCell): in reading order, not attached to a grid yet */
};

G_DEFINE_TYPE (BbCompare, bb_compare, GTK_TYPE_BOX)

typedef struct {
    GtkWidget *grid;
    GtkWidget *label;
    int column;
    int row;
    int width;
} BbCompareCell;

/* Returns a new label in the current row of @grid; bb_compare_attach_all() attaches it. */
static GtkWidget *
bb_compare_add_label (BbCompare *self, GtkWidget *grid, const char *text, int column, int width, const char *style)
{
    g_autofree char *shown = bb_app_dup_isolated (text);
    GtkWidget *label = gtk_label_new (shown);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_yalign (GTK_LABEL (label), 0);
    gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_width_chars (GTK_LABEL (label), column == 1 ? 2 : 5);
    gtk_widget_set_hexpand (label, column != 1);
    gtk_style_context_add_class (gtk_widget_get_style_context (label), style);
    gtk_widget_show (label);
    g_array_append_vals (self->cells, &(BbCompareCell){grid, label, column, self->n_rows, width}, 1);
    return label;
}

/* Attaches the labels to their grids, and shows how many properties match. Attaches the labels in reverse order,
 * because GtkGrid lists the last attached child first and screen readers follow this list. */
static void
bb_compare_attach_all (BbCompare *self)
{
    g_autofree char *label =
        g_strdup_printf (ngettext ("%u _property matches", "%u _properties match", self->n_same), self->n_same);

    bb_app_set_expander_label (self->same, label);
    gtk_widget_set_visible (GTK_WIDGET (self->same), self->n_same > 0);
    for (guint i = self->cells->len; i > 0; i--) {
        const BbCompareCell *cell = &g_array_index (self->cells, BbCompareCell, i - 1);

        gtk_grid_attach (GTK_GRID (cell->grid), cell->label, cell->column, cell->row, cell->width, 1);
    }
    g_array_set_size (self->cells, 0);
}

/* Adds the sign between the two values: =, ≠ or →, with a word for screen readers. */
static void
bb_compare_add_sign (BbCompare *self, GtkWidget *grid, BbSides sides)
{
    static const char *const signs[] = {"", "=", "≠", "→"};
    static const char *const styles[] = {"dim-label", "good", "bad", "caution"};
    const char *word = sides == BB_SIDES_SAME        ? _ ("same as")
                       : sides == BB_SIDES_DIFFERENT ? _ ("differs from")
                       : sides == BB_SIDES_CHANGES   ? _ ("becomes")
                                                     : "";
    GtkWidget *label = bb_compare_add_label (self, grid, signs[sides], 1, 1, styles[sides]);

    if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL && sides == BB_SIDES_CHANGES)
        gtk_label_set_text (GTK_LABEL (label), "←");
    gtk_label_set_xalign (GTK_LABEL (label), 0.5);
    gtk_style_context_add_class (gtk_widget_get_style_context (label), "heading");
    bb_app_set_name (label, word);
    gtk_widget_set_tooltip_text (label, *word != '\0' ? word : NULL);
}

/* Adds a property with its values; it goes into the closed expander if both values are known and equal. @drive,
 * @image: (nullable): %NULL is shown as "not read" or "not in the file". */
static void
bb_compare_add_row (BbCompare *self, const char *caption, const char *drive, BbSides sides, const char *image)
{
    gboolean is_same = sides == BB_SIDES_SAME && drive != NULL && image != NULL;
    GtkWidget *grid = is_same ? self->match : self->open;
    GtkWidget *label = bb_compare_add_label (self, grid, caption, 0, 3, "dim-label");

    gtk_style_context_add_class (gtk_widget_get_style_context (label), "caption");
    self->n_rows++;
    self->n_same += is_same ? 1 : 0;
    label = bb_compare_add_label (self, grid, drive != NULL ? drive : _ ("not read"), 0, 1, "value");
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
    bb_app_set_description (label, caption);
    bb_compare_add_sign (self, grid, drive != NULL && image != NULL ? sides : BB_SIDES_NOTHING);
    label = bb_compare_add_label (self, grid, image != NULL ? image : _ ("not in the file"), 2, 1, "value");
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
    bb_app_set_description (label, caption);
    self->n_rows++;
}

/* Adds a property that only the file has, below the name of the file; it is not compared with the drive. */
static void
bb_compare_add_fact (BbCompare *self, const char *caption, const char *value)
{
    GtkWidget *label = bb_compare_add_label (self, self->open, caption, 2, 1, "dim-label");

    gtk_style_context_add_class (gtk_widget_get_style_context (label), "caption");
    self->n_rows++;
    label = bb_compare_add_label (self, self->open, value, 2, 1, "value");
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
    bb_app_set_description (label, caption);
    self->n_rows++;
}

/* Returns BB_SIDES_SAME if the texts are equal without padding, or both NULL; else @otherwise. */
static BbSides
bb_compare_text (const char *drive, const char *image, BbSides otherwise)
{
    g_autofree char *a = drive != NULL ? bb_text_normalise (drive, TRUE) : NULL;
    g_autofree char *b = image != NULL ? bb_text_normalise (image, TRUE) : NULL;

    return g_strcmp0 (a, b) == 0 ? BB_SIDES_SAME : otherwise;
}

/* Adds the heading: the device name of the drive, and the name of the file, with the name of the firmware in it if
 * the file is an archive. A backup has no name. */
static void
bb_compare_add_head (BbCompare *self, BbEngineDrive *drive, const BbReview *review)
{
    g_autofree char *drive_name = g_strdup_printf (_ ("Drive %s"), bb_engine_drive_get_name (drive));
    /* The image of a backup has the ID of the backup as its name, which tells users nothing. */
    const char *name = review->restored != NULL ? _ ("Backup") : bb_image_get_name (review->image);
    const char *const parts[] = {name, bb_image_get_inside (review->image)};
    g_autofree char *image_name = bb_app_dup_joined (parts, G_N_ELEMENTS (parts));

    bb_compare_add_label (self, self->open, drive_name, 0, 1, "heading");
    bb_compare_add_label (self, self->open, image_name, 2, 1, "heading");
    self->n_rows++;
}

/* Adds a row with the hardware type of the drive and the types that the image is for. The row has the sign for "same"
 * if the type of the drive is among them. */
static void
bb_compare_add_hardware (BbCompare *self, BbFacts *facts, BbImageIdentity *identity)
{
    const char *key = bb_facts_get_model_key (facts);
    g_autofree char *codes =
        identity->codes != NULL && identity->codes[0] != NULL ? g_strjoinv (", ", identity->codes) : NULL;
    gboolean same = key != NULL && codes != NULL && g_strv_contains ((const char *const *) identity->codes, key);

    bb_compare_add_row (self, _ ("Hardware type"), key, same ? BB_SIDES_SAME : BB_SIDES_DIFFERENT, codes);
}

/* Returns (nullable) the detail with @label in @details (element-type BbDetail). */
static const BbDetail *
bb_compare_find_detail (GPtrArray *details, const char *label)
{
    for (guint i = 0; i < details->len; i++) {
        const BbDetail *detail = g_ptr_array_index (details, i);

        if (g_str_equal (detail->label, label))
            return detail;
    }
    return NULL;
}

/* Returns TRUE if @detail (of an image) is the version of the boot code that the image requires. */
static gboolean
bb_compare_is_boot_version (const BbDetail *detail, BbImageIdentity *identity)
{
    const char *version = bb_image_identity_lookup_string (identity, BB_FACTS_BOOT_VERSION);

    return detail->is_hardware && version != NULL && g_strcmp0 (detail->text, version) == 0;
}

/* Adds the details that bb_family_describe() returns: those of the drive, then those that only the image has. Leaves
 * out the boot code if that of the drive was not read: "not read" beside a verdict about boot code reads like a
 * contradiction. It stays if the verdict says that the boot code could not be read. */
static void
bb_compare_add_details (BbCompare *self, const BbReview *review)
{
    BbFacts *facts = review->facts;
    BbImageIdentity *identity = bb_image_get_identity (review->image);
    gboolean tells_unread = review->verdict != NULL && bb_verdict_has (review->verdict, BB_REASON_BOOT_UNREAD);
    g_autoptr (GPtrArray) of_drive = bb_family_describe (facts->family, facts->values);
    g_autoptr (GPtrArray) of_image = bb_family_describe (identity->family, identity->values);

    for (guint i = 0; i < of_drive->len; i++) {
        const BbDetail *drive = g_ptr_array_index (of_drive, i);
        const BbDetail *image = bb_compare_find_detail (of_image, drive->label);
        const char *text = image != NULL ? image->text : NULL;

        bb_compare_add_row (
            self, drive->label, drive->text,
            bb_compare_text (drive->text, text, drive->is_hardware ? BB_SIDES_DIFFERENT : self->change), text);
    }
    for (guint i = 0; i < of_image->len; i++) {
        const BbDetail *image = g_ptr_array_index (of_image, i);

        if (bb_compare_find_detail (of_drive, image->label) == NULL &&
            (tells_unread || !bb_compare_is_boot_version (image, identity)))
            bb_compare_add_row (self, image->label, NULL, BB_SIDES_NOTHING, image->text);
    }
}

/* Adds the origin of a file, which its checksum does not show: a valid checksum says only that the file is intact. */
static void
bb_compare_add_origin (BbCompare *self, BbImageIdentity *identity)
{
    BbKnownImage *known = identity->known;
    g_autofree char *text =
        known != NULL
            /* TRANSLATORS: model and revision: "matches the known image BW-16D1HT 3.02" */
            ? g_strdup_printf (_ ("matches the known image %s %s"), bb_known_image_get_name (known),
                               bb_known_image_get_revision (known))
            : g_strdup (_ ("Unknown. A checksum does not show who made a file."));

    bb_compare_add_fact (self, _ ("Origin of the file"), text);
}

void
bb_compare_show (BbCompare *self, BbEngineDrive *drive, const BbReview *review, gboolean changes)
{
    BbFacts *facts = review->facts;
    BbImage *image = review->image;
    g_autofree char *reports = bb_app_dup_reported_name (drive);
    g_autofree char *is = bb_engine_drive_dup_is_text (drive);
    g_autofree char *becomes = NULL;
    g_autofree char *size = bb_app_dup_size (bb_image_get_size (image));
    g_autofree char *revision = bb_text_normalise (facts->inquiry.revision, FALSE);
    BbImageIdentity *identity = bb_image_get_identity (image);
    BbSides sides;

    g_return_if_fail (BB_IS_COMPARE (self));

    bb_app_clear (GTK_CONTAINER (self->open));
    bb_app_clear (GTK_CONTAINER (self->match));
    self->n_rows = 0;
    self->n_same = 0;
    self->change = changes ? BB_SIDES_CHANGES : BB_SIDES_NOTHING;
    bb_compare_add_head (self, drive, review);
    if (identity == NULL) {
        bb_compare_attach_all (self);
        return;
    }
    bb_compare_add_row (self, _ ("Model"), is,
                        bb_compare_text (facts->model_name, identity->model_name, BB_SIDES_DIFFERENT),
                        identity->model_name);
    bb_compare_add_hardware (self, facts, identity);
    bb_compare_add_details (self, review);
    /* In recovery mode the drive reports the revision of its boot code, which cannot be compared with the revision of
     * firmware. */
    if (facts->condition == BB_CONDITION_SPECIAL)
        bb_compare_add_row (self, _ ("Firmware"), _ ("not running"), self->change, identity->revision);
    else
        bb_compare_add_row (self, _ ("Firmware"), revision,
                            bb_compare_text (revision, identity->revision, self->change), identity->revision);
    if (identity->vendor != NULL || identity->product != NULL)
        becomes = bb_app_dup_inquiry_name (identity->vendor, identity->product);
    sides = bb_compare_text (reports, becomes, self->change);
    /* In recovery mode the name is from the boot code, which other models also have, so an equal name is no match. */
    if (facts->condition == BB_CONDITION_SPECIAL && sides == BB_SIDES_SAME)
        sides = BB_SIDES_NOTHING;
    bb_compare_add_row (self, _ ("Reported name"), reports, sides, becomes);
    bb_compare_add_fact (self, _ ("Checksum in the file"), bb_app_checksum_word (identity));
    /* A backup is from a drive. */
    if (review->restored == NULL)
        bb_compare_add_origin (self, identity);
    bb_compare_add_fact (self, _ ("Size of the firmware image"), size);
    bb_compare_attach_all (self);
}

static void
bb_compare_finalize (GObject *object)
{
    g_clear_pointer (&BB_COMPARE (object)->cells, g_array_unref);
    G_OBJECT_CLASS (bb_compare_parent_class)->finalize (object);
}

static void
bb_compare_class_init (BbCompareClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_compare_finalize;
}

static GtkWidget *
bb_compare_new_grid (void)
{
    GtkWidget *grid = gtk_grid_new ();

    gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
    gtk_grid_set_row_spacing (GTK_GRID (grid), 2);
    gtk_widget_show (grid);
    return grid;
}

static void
bb_compare_init (BbCompare *self)
{
    self->cells = g_array_new (FALSE, FALSE, sizeof (BbCompareCell));
    self->open = bb_compare_new_grid ();
    self->match = bb_compare_new_grid ();
    self->same = GTK_EXPANDER (gtk_expander_new_with_mnemonic (NULL));
    gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
    gtk_box_set_spacing (GTK_BOX (self), 9);
    gtk_container_add (GTK_CONTAINER (self->same), self->match);
    gtk_container_add (GTK_CONTAINER (self), self->open);
    gtk_container_add (GTK_CONTAINER (self), GTK_WIDGET (self->same));
    gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "compare");
    bb_app_set_name (GTK_WIDGET (self), _ ("Drive and file side by side"));
    atk_object_set_role (gtk_widget_get_accessible (GTK_WIDGET (self)), ATK_ROLE_PANEL);
}
