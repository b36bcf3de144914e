/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-firmware.h"

#include "app/bb-app-words.h"
#include "app/bb-idle-queue.h"
#include "bb-firmware-row.h"
#include "bb-library-model.h"

#include <glib/gi18n-lib.h>

/* Number of offers that are shown before the user asks for all. */
#define BB_DRIVE_FIRMWARE_SHORT 3
/* Number of rows that are created in one iteration of the main loop. */
#define BB_DRIVE_FIRMWARE_AT_ONCE 3

struct _BbDriveFirmware {
    GtkBox parent;
    BbEngine *engine;
    BbEngineDrive *drive;
    BbLibraryModel *model;
    GCancellable *cancellable;
    /* @offers, @cross: (nullable) (element-type BbLibraryOffer): best first; %NULL while the search runs */
    GPtrArray *offers; /* for the model of the drive */
    GPtrArray *cross;  /* for other models; the drive accepts such firmware, too */
    BbLibraryLeftOut left_out;
    /* TRUE if the newest image is not listed, because it is only in a backup. */
    gboolean hides_newer;
    gboolean shows_all;
    gboolean without_backups;
    /* Facts and index of the last search; the search is not repeated for the same facts and the same index. */
    BbFacts *facts;        /* (nullable) */
    BbLibraryIndex *index; /* (nullable) */

    char *folder;              /* (nullable): name of the folder that was dropped on the drive */
    GCancellable *scan;        /* (nullable): cancels the search in that folder */
    BbLibraryIndex *of_folder; /* (nullable) */

    GtkLabel *title;
    GtkWidget *library;
    GtkWidget *back;
    GtkListBox *list;
    GtkExpander *other;
    GtkListBox *other_list;
    GtkLabel *note;
    GtkWidget *add;
    GtkWidget *show_all;
};

G_DEFINE_TYPE (BbDriveFirmware, bb_drive_firmware, GTK_TYPE_BOX)

/* --- rows --- */

/* Shows the first @n_wanted of @offers in @list and removes the rows after them. Creates at most @n_more rows.
 * Returns how many rows are missing. */
static guint
bb_drive_firmware_fill_list (BbDriveFirmware *self, GtkListBox *list, GPtrArray *offers, guint n_wanted, guint n_more)
{
    GtkListBoxRow *row;
    guint n_made = 0, n_missing = 0;

    while ((row = gtk_list_box_get_row_at_index (list, (int) n_wanted)) != NULL)
        gtk_widget_destroy (GTK_WIDGET (row));
    for (guint i = 0; i < n_wanted; i++) {
        row = gtk_list_box_get_row_at_index (list, (int) i);
        if (row == NULL && n_made == n_more) {
            n_missing++;
            continue;
        }
        if (row == NULL) {
            row = GTK_LIST_BOX_ROW (bb_firmware_row_new ());
            gtk_container_add (GTK_CONTAINER (list), GTK_WIDGET (row));
            n_made++;
        }
        bb_firmware_row_show_offer (BB_FIRMWARE_ROW (row), g_ptr_array_index (offers, i),
                                    bb_engine_drive_get_name (self->drive),
                                    i == 0 && offers == self->offers && !self->hides_newer);
    }
    return n_missing;
}

/* Shows the first three offers, or all of them after the user has asked for all. Images of other models are in an
 * expander of their own, because they are not firmware for this drive. Creates a few rows in each iteration of the
 * main loop. */
static void
bb_drive_firmware_fill (gpointer data)
{
    BbDriveFirmware *self = BB_DRIVE_FIRMWARE (data);
    guint n_offers = self->offers != NULL ? self->offers->len : 0;
    guint n_wanted = self->shows_all ? n_offers : MIN (n_offers, BB_DRIVE_FIRMWARE_SHORT);
    guint n_cross = self->cross != NULL ? self->cross->len : 0;
    g_autofree char *all =
        g_strdup_printf (ngettext ("Show _All %u Image", "Show _All %u Images", n_offers), n_offers);
    g_autofree char *cross = g_strdup_printf (ngettext ("%u firmware image for another model (cross-flash)",
                                                        "%u firmware images for other models (cross-flash)", n_cross),
                                              n_cross);
    guint n_missing =
        bb_drive_firmware_fill_list (self, self->list, self->offers, n_wanted, BB_DRIVE_FIRMWARE_AT_ONCE);

    if (n_missing == 0)
        n_missing = bb_drive_firmware_fill_list (self, self->other_list, self->cross,
                                                 gtk_expander_get_expanded (self->other) ? n_cross : 0,
                                                 BB_DRIVE_FIRMWARE_AT_ONCE);
    if (n_missing > 0)
        bb_idle_queue_add (self, bb_drive_firmware_fill);
    gtk_widget_set_visible (GTK_WIDGET (self->list), n_wanted > 0);
    bb_app_set_button_label (GTK_BUTTON (self->show_all), all);
    gtk_widget_set_visible (self->show_all, n_offers > n_wanted);
    bb_app_set_expander_label (self->other, cross);
    gtk_widget_set_visible (GTK_WIDGET (self->other), n_cross > 0);
}

/* The user has opened or closed the expander of the images of other models: queues a call that creates or removes
 * their rows. */
static void
bb_drive_firmware_expanded_cb (GtkExpander *expander, GParamSpec *pspec, gpointer data)
{
    bb_idle_queue_add (data, bb_drive_firmware_fill);
}

/* Shows all offers. Moves the focus from @button to the last row that was shown, because @button is then hidden. */
static void
bb_drive_firmware_show_all_cb (GtkButton *button, gpointer data)
{
    BbDriveFirmware *self = BB_DRIVE_FIRMWARE (data);
    GtkListBoxRow *last = gtk_list_box_get_row_at_index (self->list, BB_DRIVE_FIRMWARE_SHORT - 1);

    self->shows_all = TRUE;
    gtk_widget_grab_focus (GTK_WIDGET (last));
    bb_idle_queue_add (self, bb_drive_firmware_fill);
}

/* --- labels --- */

/* Returns (transfer full) sentences: no compatible firmware was found, and what was found instead. */
static char *
bb_drive_firmware_dup_nothing (BbDriveFirmware *self)
{
    const BbLibraryLeftOut *left_out = &self->left_out;
    g_autoptr (GString) text =
        g_string_new (self->folder != NULL ? _ ("No compatible firmware was found in this folder.")
                                           : _ ("The library contains no compatible firmware."));

    if (left_out->n_foreign > 0) {
        g_string_append_c (text, ' ');
        g_string_append_printf (text,
                                ngettext ("%u image is for drives with another chipset.",
                                          "%u images are for drives with another chipset.", left_out->n_foreign),
                                left_out->n_foreign);
    }
    if (left_out->n_unusable > 0) {
        g_string_append_c (text, ' ');
        g_string_append_printf (
            text,
            self->folder != NULL
                ? ngettext ("%u file cannot be used. Open the file to see the reason.",
                            "%u files cannot be used. Open a file to see the reason.", left_out->n_unusable)
                : ngettext ("%u file cannot be used. The library shows the reason.",
                            "%u files cannot be used. The library shows the reasons.", left_out->n_unusable),
            left_out->n_unusable);
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns (transfer full) a text for a search that found only images for other models with this chipset. */
static char *
bb_drive_firmware_dup_refused (BbDriveFirmware *self)
{
    g_autofree char *text =
        g_strdup_printf (ngettext ("%u image for this chipset was found, but it is incompatible with this drive.",
                                   "%u images for this chipset were found, but all are incompatible with this drive.",
                                   self->left_out.n_refused),
                         self->left_out.n_refused);

    if (self->folder != NULL)
        return g_steal_pointer (&text);
    return g_strjoin (" ", text,
                      ngettext ("The library shows which model this image is for.",
                                "The library shows which models these images are for.", self->left_out.n_refused),
                      NULL);
}

/* Returns (transfer full) (nullable) a sentence that says one of these: the search runs; encrypted images need a key
 * file; no folder was added to the library; why nothing was found. %NULL if the offers need no such sentence. */
static char *
bb_drive_firmware_dup_note (BbDriveFirmware *self)
{
    gboolean has_library = self->folder != NULL || *bb_library_model_get_paths (self->model) != NULL;

    if (self->offers == NULL)
        return g_strdup (_ ("Searching for firmware files…"));
    if (self->left_out.n_wrapped > 0)
        return g_strdup_printf (ngettext ("%u encrypted (wrapped) image for this chipset was found. To check the "
                                          "image, choose the key file in the settings.",
                                          "%u encrypted (wrapped) images for this chipset were found. To check the "
                                          "images, choose the key file in the settings.",
                                          self->left_out.n_wrapped),
                                self->left_out.n_wrapped);
    if (self->left_out.n_refused > 0 && self->offers->len == 0 && self->cross->len == 0)
        return bb_drive_firmware_dup_refused (self);
    if (!has_library)
        return g_strdup (_ ("Add the folders that contain your firmware files. Firmware compatible with this drive "
                            "will be listed here."));
    return self->offers->len == 0 ? bb_drive_firmware_dup_nothing (self) : NULL;
}

/* Shows the title, the note and one button:
 * - for a dropped folder: the button back to the library
 * - else, if the library has no folders: the button that adds folders
 * - else: the button that opens the library */
static void
bb_drive_firmware_update_labels (BbDriveFirmware *self)
{
    g_autofree char *note = bb_drive_firmware_dup_note (self);
    g_autofree char *title = NULL;

    if (self->folder != NULL) {
        g_autofree char *isolated = bb_app_dup_isolated (self->folder);

        /* TRANSLATORS: name of a folder */
        title = g_strdup_printf (_ ("Firmware in “%s”"), isolated);
    }
    gtk_label_set_text (self->title, title != NULL ? title : _ ("Firmware for This Drive"));
    bb_app_set_text (self->note, note != NULL ? note : "");
    gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
    gtk_widget_set_visible (self->add, self->folder == NULL && *bb_library_model_get_paths (self->model) == NULL);
    gtk_widget_set_visible (self->library, self->folder == NULL && !gtk_widget_get_visible (self->add));
    gtk_widget_set_visible (self->back, self->folder != NULL);
}

/* --- offers --- */

/* Cancels the search. The next update searches again. */
static void
bb_drive_firmware_cancel_search (BbDriveFirmware *self)
{
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    self->cancellable = g_cancellable_new ();
    g_clear_pointer (&self->facts, bb_facts_unref);
    g_clear_pointer (&self->index, bb_library_index_unref);
}

/* TRUE if the flash of the drive was interrupted. The review of a backup is then refused, because the recovery itself
 * restores the backup that belongs to the flash. */
static gboolean
bb_drive_firmware_is_interrupted (BbDriveFirmware *self)
{
    const BbJournalRecord *journal = bb_engine_drive_get_journal (self->drive);

    return journal != NULL && journal->endangered;
}

/* Shows the offers that were found, and the images of other models in a list of their own. Leaves out images that are
 * only in backups if @without_backups or bb_drive_firmware_is_interrupted(). Does nothing if the search was cancelled
 * or failed. */
static void
bb_drive_firmware_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbDriveFirmware) self = BB_DRIVE_FIRMWARE (data);
    BbLibraryLeftOut left_out = {0};
    GPtrArray *offers = bb_library_find_finish (result, &left_out, NULL, NULL);
    gboolean is_interrupted;
    GPtrArray *cross;

    if (offers == NULL || self->drive == NULL)
        return;
    is_interrupted = bb_drive_firmware_is_interrupted (self);
    self->hides_newer = FALSE;
    cross = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_offer_free);
    for (guint i = 0; i < offers->len;) {
        BbLibraryOffer *offer = g_ptr_array_index (offers, i);

        /* Activating the row then opens the review of the file, not of the backup with the same image. */
        if (is_interrupted && offer->is_in_file)
            g_clear_pointer (&offer->backup_id, g_free);
        if ((self->without_backups || is_interrupted) && !offer->is_in_file) {
            self->hides_newer = self->hides_newer || (i == 0 && offer->change == BB_REVISION_CHANGE_NEWER);
            g_ptr_array_remove_index (offers, i);
        } else if (bb_firmware_row_get_level (offer) == BB_VERDICT_CROSS_FLASH)
            g_ptr_array_add (cross, g_ptr_array_steal_index (offers, i));
        else
            i++;
    }
    g_clear_pointer (&self->offers, g_ptr_array_unref);
    g_clear_pointer (&self->cross, g_ptr_array_unref);
    self->offers = offers;
    self->cross = cross;
    self->left_out = left_out;
    bb_drive_firmware_update_labels (self);
    bb_idle_queue_add (self, bb_drive_firmware_fill);
}

/* TRUE if the list is on the page of a drive that must be recovered first. The recovery lists the files that fit, so
 * the page does not, unless the user has dropped a folder on the drive. */
static gboolean
bb_drive_firmware_waits (BbDriveFirmware *self)
{
    return self->without_backups && self->folder == NULL && bb_app_why_recover_first (self->drive) != NULL;
}

/* Updates visibility and texts. Hides the list and does not search if the drive is not identified, belongs to no
 * supported family, is never flashed, or must be recovered first. Otherwise searches again if the facts of the drive
 * or the index have changed since the last search. */
static void
bb_drive_firmware_update (gpointer data)
{
    BbDriveFirmware *self = BB_DRIVE_FIRMWARE (data);
    BbFacts *facts = bb_engine_drive_get_facts (self->drive);
    BbLibraryIndex *index = self->folder != NULL ? self->of_folder : bb_library_model_get_index (self->model);
    gboolean is_flashed = facts != NULL && facts->family != NULL && bb_family_get_no_flash (facts) == NULL &&
                          !bb_drive_firmware_waits (self);

    gtk_widget_set_visible (GTK_WIDGET (self), is_flashed);
    bb_drive_firmware_update_labels (self);
    if (!is_flashed || index == NULL || (facts == self->facts && index == self->index))
        return;
    bb_drive_firmware_cancel_search (self);
    self->facts = bb_facts_ref (facts);
    self->index = bb_library_index_ref (index);
    bb_library_model_find_async (self->model, self->of_folder, self->drive, self->cancellable,
                                 bb_drive_firmware_found_cb, g_object_ref (self));
}

static void
bb_drive_firmware_queue_update (BbDriveFirmware *self)
{
    bb_idle_queue_add (self, bb_drive_firmware_update);
}

void
bb_drive_firmware_show (BbDriveFirmware *self, BbEngine *engine, BbEngineDrive *drive)
{
    g_return_if_fail (BB_IS_DRIVE_FIRMWARE (self));

    if (self->model == NULL) {
        self->engine = g_object_ref (engine);
        self->model = bb_library_model_get (engine);
        g_signal_connect_object (self->model, "changed", G_CALLBACK (bb_drive_firmware_queue_update), self,
                                 G_CONNECT_SWAPPED);
    }
    g_set_object (&self->drive, drive);
    bb_drive_firmware_update (self);
}

/* --- dropped folder --- */

/* Cancels the scan of a dropped folder and the search, forgets the folder, and removes all offers. The next update
 * searches the library. */
static void
bb_drive_firmware_leave_folder (BbDriveFirmware *self)
{
    if (self->scan != NULL)
        g_cancellable_cancel (self->scan);
    g_clear_object (&self->scan);
    g_clear_pointer (&self->of_folder, bb_library_index_unref);
    g_clear_pointer (&self->folder, g_free);
    bb_drive_firmware_cancel_search (self);
    g_clear_pointer (&self->offers, g_ptr_array_unref);
    g_clear_pointer (&self->cross, g_ptr_array_unref);
    bb_drive_firmware_fill (self);
}

/* The dropped folder was scanned: searches its index for firmware for the drive. */
static void
bb_drive_firmware_scanned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbDriveFirmware) self = BB_DRIVE_FIRMWARE (data);
    BbLibraryIndex *index = bb_library_scan_finish (result, NULL);

    if (index == NULL || self->drive == NULL)
        return;
    self->of_folder = index;
    bb_drive_firmware_update (self);
}

void
bb_drive_firmware_search (BbDriveFirmware *self, GFile *folder)
{
    g_autofree char *path = g_file_get_path (folder);
    g_autofree char *base = g_file_get_basename (folder);
    const char *paths[] = {path, NULL};

    g_return_if_fail (BB_IS_DRIVE_FIRMWARE (self) && self->drive != NULL && path != NULL);

    bb_drive_firmware_leave_folder (self);
    self->folder = g_filename_display_name (base);
    self->scan = g_cancellable_new ();
    bb_library_scan_async (paths, bb_engine_get_catalog (self->engine), NULL, NULL, self->scan,
                           bb_drive_firmware_scanned_cb, g_object_ref (self));
    bb_drive_firmware_update_labels (self);
}

/* Shows the firmware of the library again instead of that in a dropped folder, and moves the focus to the first
 * widget. */
static void
bb_drive_firmware_back_cb (GtkButton *button, gpointer data)
{
    BbDriveFirmware *self = BB_DRIVE_FIRMWARE (data);

    bb_drive_firmware_leave_folder (self);
    bb_drive_firmware_update (self);
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* --- object --- */

static void
bb_drive_firmware_dispose (GObject *object)
{
    BbDriveFirmware *self = BB_DRIVE_FIRMWARE (object);

    bb_idle_queue_forget (self);
    g_cancellable_cancel (self->cancellable);
    if (self->scan != NULL)
        g_cancellable_cancel (self->scan);
    g_clear_object (&self->drive);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_drive_firmware_parent_class)->dispose (object);
}

static void
bb_drive_firmware_finalize (GObject *object)
{
    BbDriveFirmware *self = BB_DRIVE_FIRMWARE (object);

    g_clear_object (&self->cancellable);
    g_clear_object (&self->scan);
    g_clear_pointer (&self->facts, bb_facts_unref);
    g_clear_pointer (&self->index, bb_library_index_unref);
    g_clear_pointer (&self->of_folder, bb_library_index_unref);
    g_clear_pointer (&self->offers, g_ptr_array_unref);
    g_clear_pointer (&self->cross, g_ptr_array_unref);
    g_free (self->folder);
    G_OBJECT_CLASS (bb_drive_firmware_parent_class)->finalize (object);
}

static void
bb_drive_firmware_class_init (BbDriveFirmwareClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_drive_firmware_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_drive_firmware_finalize;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-firmware.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDriveFirmware, title);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFirmware, library);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFirmware, back);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFirmware, list);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFirmware, other);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFirmware, other_list);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_firmware_expanded_cb);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFirmware, note);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFirmware, add);
    gtk_widget_class_bind_template_child (widget_class, BbDriveFirmware, show_all);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_firmware_show_all_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_firmware_back_cb);
}

static void
bb_drive_firmware_init (BbDriveFirmware *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
    self->cancellable = g_cancellable_new ();
}

GtkWidget *
bb_drive_firmware_new (gboolean without_backups)
{
    BbDriveFirmware *self = g_object_new (BB_TYPE_DRIVE_FIRMWARE, "visible", TRUE, NULL);

    self->without_backups = without_backups;
    return GTK_WIDGET (self);
}
