/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-chooser.h"

#include "app/bb-app-words.h"
#include "app/bb-idle-queue.h"
#include "app/bb-page-focus.h"
#include "job/operation/bb-fitting-drive.h"
#include "job/operation/bb-image-loader.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

#define BB_CHOOSER_ROWS_AT_ONCE 2

struct _BbDriveChooser {
    GtkBox parent;
    BbEngine *engine;
    GFile *file;       /* (nullable) */
    char *sha256;      /* (nullable): checksum: only this image of @file is used; %NULL: all images */
    GPtrArray *images; /* (nullable) (element-type BbImage): images in @file; %NULL until @file was read */
    GCancellable *cancellable;
    char *shown;          /* (nullable): texts of the rows, to detect a change */
    GPtrArray *fitting;   /* (nullable) (element-type BbFittingDrive): drives of the rows */
    guint n_rows;         /* number of the drives in @fitting that have a row already */
    gboolean wants_focus; /* the first row gets the focus when there is one */

    GtkLabel *text;
    GtkListBox *list;
    GtkWidget *several;
};

G_DEFINE_TYPE (BbDriveChooser, bb_drive_chooser, GTK_TYPE_BOX)

static guint signal_several;

/* Returns (transfer full) one line for a drive, with these parts:
 * - the verdict
 * - the change of the revision, if both revisions are known and the image is not refused
 * - the main reason, if the image does not fit
 * Before there is a verdict, returns the state of the drive. */
static char *
bb_drive_chooser_dup_verdict (const BbFittingDrive *fitting)
{
    BbImageIdentity *identity = bb_image_get_identity (fitting->image);
    g_autofree char *runs = bb_app_dup_revision (fitting->drive);
    g_autofree char *change = NULL;
    BbVerdictLevel level;
    const BbReason *reason;
    g_autofree char *word = NULL;

    if (fitting->verdict == NULL)
        return g_strdup (bb_app_state_word (fitting->drive));
    level = bb_verdict_get_level (fitting->verdict);
    word = bb_app_dup_capitalised (bb_words_verdict_of (fitting->verdict, level));
    reason = level != BB_VERDICT_FITS ? bb_verdict_get_heaviest (fitting->verdict) : NULL;
    if (level != BB_VERDICT_REFUSED && identity != NULL && identity->revision != NULL && *runs != '\0')
        change = g_strdup_printf ("%s → %s", runs, identity->revision);
    return bb_app_dup_joined ((const char *const[]){word, change, reason != NULL ? reason->text : NULL}, 3);
}

/* Returns (transfer floating) a row that opens the review of the image for the drive of @fitting. */
static GtkWidget *
bb_drive_chooser_new_row (const BbFittingDrive *fitting, const char *title, const char *subtitle)
{
    GtkWidget *row = hdy_action_row_new ();
    BbVerdictLevel level = fitting->verdict != NULL ? bb_verdict_get_level (fitting->verdict) : BB_VERDICT_REFUSED;
    GtkWidget *icon = gtk_image_new_from_icon_name (
        fitting->verdict != NULL ? bb_app_verdict_icon (level) : "content-loading-symbolic", GTK_ICON_SIZE_MENU);

    bb_app_set_class (icon, "good caution bad", fitting->verdict != NULL ? bb_app_verdict_class (level) : "");
    hdy_preferences_row_set_title (HDY_PREFERENCES_ROW (row), title);
    hdy_action_row_set_subtitle (HDY_ACTION_ROW (row), subtitle);
    hdy_action_row_set_title_lines (HDY_ACTION_ROW (row), 0);
    hdy_action_row_set_subtitle_lines (HDY_ACTION_ROW (row), 0);
    hdy_action_row_add_prefix (HDY_ACTION_ROW (row), icon);
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    bb_app_set_action (row, "win.review-file",
                       g_variant_new ("(s^ays)", bb_engine_drive_get_name (fitting->drive),
                                      bb_image_get_path (fitting->image), bb_image_get_sha256 (fitting->image)));
    gtk_container_add (GTK_CONTAINER (row), gtk_image_new_from_icon_name ("go-next-symbolic", GTK_ICON_SIZE_MENU));
    bb_app_set_name (row, title);
    bb_app_set_description (row, subtitle);
    gtk_widget_show_all (row);
    return row;
}

/* Returns (transfer full) name and device name of the drive, and its serial number or port (bb_app_dup_unit()). */
static char *
bb_drive_chooser_dup_title (BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *name = bb_app_dup_full_name (drive);
    g_autofree char *unit = bb_app_dup_unit (details);

    return bb_app_dup_joined ((const char *const[]){name, unit}, 2);
}

/* A #GtkCallback. Gives the first row the focus once. */
static void
bb_drive_chooser_focus_cb (GtkWidget *chooser, gpointer data)
{
    BbDriveChooser *self = BB_DRIVE_CHOOSER (chooser);

    if (self->wants_focus)
        self->wants_focus = !gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

/* Moves the focus to the first row once, as soon as that row is shown. */
static void
bb_drive_chooser_focus (BbDriveChooser *self)
{
    if (self->wants_focus && self->n_rows > 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
        bb_page_focus_move (GTK_WIDGET (self), bb_drive_chooser_focus_cb);
}

/* Adds the next rows, and queues a call for the rest: a dozen rows at once would block the window. Gives the
 * first row the focus as soon as the chooser is shown. */
static void
bb_drive_chooser_add_rows (gpointer data)
{
    BbDriveChooser *self = BB_DRIVE_CHOOSER (data);

    for (guint i = 0; i < BB_CHOOSER_ROWS_AT_ONCE && self->n_rows < self->fitting->len; i++) {
        const BbFittingDrive *one = g_ptr_array_index (self->fitting, self->n_rows++);
        g_autofree char *title = bb_drive_chooser_dup_title (one->drive);
        g_autofree char *verdict = bb_drive_chooser_dup_verdict (one);

        gtk_container_add (GTK_CONTAINER (self->list), bb_drive_chooser_new_row (one, title, verdict));
    }
    if (self->n_rows < self->fitting->len)
        bb_idle_queue_add (self, bb_drive_chooser_add_rows);
    bb_drive_chooser_focus (self);
}

/* Replaces the rows if drives or verdicts have changed. Hides the list if it would have no rows. Hides the button for
 * several drives if no file was read. */
static void
bb_drive_chooser_update (gpointer data)
{
    BbDriveChooser *self = BB_DRIVE_CHOOSER (data);
    g_autoptr (GPtrArray) fitting = self->images != NULL
                                        ? bb_fitting_drive_list (self->engine, self->images)
                                        : g_ptr_array_new_with_free_func ((GDestroyNotify) bb_fitting_drive_free);
    g_autoptr (GString) shown = g_string_new (NULL);

    for (guint i = 0; i < fitting->len; i++) {
        const BbFittingDrive *one = g_ptr_array_index (fitting, i);
        g_autofree char *title = bb_drive_chooser_dup_title (one->drive);
        g_autofree char *verdict = bb_drive_chooser_dup_verdict (one);

        g_string_append_printf (shown, "%s\n%s\n%s\n", title, verdict, bb_image_get_sha256 (one->image));
    }
    gtk_widget_set_visible (GTK_WIDGET (self->list), fitting->len > 0);
    gtk_widget_set_visible (self->several, self->images != NULL);
    if (g_strcmp0 (shown->str, self->shown) == 0) {
        bb_drive_chooser_focus (self);
        return;
    }
    bb_app_clear (GTK_CONTAINER (self->list));
    g_free (self->shown);
    self->shown = g_strdup (shown->str);
    g_clear_pointer (&self->fitting, g_ptr_array_unref);
    self->fitting = g_steal_pointer (&fitting);
    self->n_rows = 0;
    bb_drive_chooser_add_rows (self);
}

/* Queues an update of the rows, because drives or verdicts may have changed. Does nothing if no file was read. */
static void
bb_drive_chooser_queue_update (BbDriveChooser *self)
{
    if (self->images != NULL)
        bb_idle_queue_add (self, bb_drive_chooser_update);
}

/* Leaves only the image with @sha256 in @images. If the file no longer contains this image, leaves all. */
static void
bb_drive_chooser_keep_image (GPtrArray *images, const char *sha256)
{
    g_autoptr (BbImage) wanted = NULL;

    for (guint i = 0; wanted == NULL && i < images->len; i++) {
        if (g_strcmp0 (bb_image_get_sha256 (g_ptr_array_index (images, i)), sha256) == 0)
            wanted = g_object_ref (g_ptr_array_index (images, i));
    }
    if (wanted == NULL)
        return;
    g_ptr_array_set_size (images, 0);
    g_ptr_array_add (images, g_steal_pointer (&wanted));
}

/* The file was read: lists the drives for its images, or says why the file cannot be used. */
static void
bb_drive_chooser_loaded_cb (GObject *catalog, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbDriveChooser) self = BB_DRIVE_CHOOSER (data);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) images = bb_image_loader_load_finish (result, &error);
    g_autofree char *text = NULL;

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->engine == NULL)
        return;
    if (images != NULL && self->sha256 != NULL)
        bb_drive_chooser_keep_image (images, self->sha256);
    text = images != NULL ? bb_app_dup_images_text (images) : bb_app_dup_unusable_text (error);
    gtk_label_set_text (self->text, text);
    self->images = g_steal_pointer (&images);
    bb_drive_chooser_update (self);
}

void
bb_drive_chooser_open (BbDriveChooser *self, GFile *file, const char *sha256)
{
    g_return_if_fail (BB_IS_DRIVE_CHOOSER (self) && G_IS_FILE (file));

    g_cancellable_cancel (self->cancellable);
    g_object_unref (self->cancellable);
    self->cancellable = g_cancellable_new ();
    g_set_object (&self->file, file);
    g_free (self->sha256);
    self->sha256 = g_strdup (sha256);
    g_clear_pointer (&self->images, g_ptr_array_unref);
    self->wants_focus = TRUE;
    gtk_label_set_text (self->text, _ ("Reading…"));
    bb_drive_chooser_update (self);
    bb_image_loader_load_async (file, NULL, bb_engine_get_catalog (self->engine), self->cancellable,
                                bb_drive_chooser_loaded_cb, g_object_ref (self));
}

/* Emits "several" with the file. */
static void
bb_drive_chooser_several_cb (GtkButton *button, gpointer data)
{
    BbDriveChooser *self = BB_DRIVE_CHOOSER (data);

    g_signal_emit (self, signal_several, 0, self->file);
}

static void
bb_drive_chooser_dispose (GObject *object)
{
    BbDriveChooser *self = BB_DRIVE_CHOOSER (object);

    bb_idle_queue_forget (self);
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->file);
    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->fitting, g_ptr_array_unref);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_drive_chooser_parent_class)->dispose (object);
}

static void
bb_drive_chooser_finalize (GObject *object)
{
    g_object_unref (BB_DRIVE_CHOOSER (object)->cancellable);
    g_free (BB_DRIVE_CHOOSER (object)->shown);
    g_free (BB_DRIVE_CHOOSER (object)->sha256);
    G_OBJECT_CLASS (bb_drive_chooser_parent_class)->finalize (object);
}

static void
bb_drive_chooser_class_init (BbDriveChooserClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_drive_chooser_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_drive_chooser_finalize;
    signal_several = g_signal_new ("several", BB_TYPE_DRIVE_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_FILE);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-chooser.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDriveChooser, text);
    gtk_widget_class_bind_template_child (widget_class, BbDriveChooser, list);
    gtk_widget_class_bind_template_child (widget_class, BbDriveChooser, several);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_chooser_several_cb);
}

static void
bb_drive_chooser_init (BbDriveChooser *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
    self->cancellable = g_cancellable_new ();
}

GtkWidget *
bb_drive_chooser_new (BbEngine *engine)
{
    BbDriveChooser *self = g_object_new (BB_TYPE_DRIVE_CHOOSER, "visible", TRUE, NULL);

    self->engine = g_object_ref (engine);
    /* A drive gets its verdict when it has been identified. */
    g_signal_connect_object (engine, "looked", G_CALLBACK (bb_drive_chooser_queue_update), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (bb_engine_get_drives (engine), "items-changed",
                             G_CALLBACK (bb_drive_chooser_queue_update), self, G_CONNECT_SWAPPED);
    return GTK_WIDGET (self);
}
