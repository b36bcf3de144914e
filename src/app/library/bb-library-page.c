/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-library-page.h"

#include "app/bb-app-words.h"
#include "app/bb-file-chooser.h"
#include "app/bb-idle-queue.h"
#include "app/widgets/bb-fold-box.h"
#include "bb-firmware-row.h"
#include "bb-library-model.h"
#include "bb-library-words.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

/* Number of rows that are created in one iteration of the main loop; more would block the window. */
#define BB_LIBRARY_PAGE_AT_ONCE 3
/* Maximum number of rows of one list. */
#define BB_LIBRARY_PAGE_MAX_ROWS 200

/* A row that is not created yet. @fit: (nullable): the drives that the row names */
typedef struct {
    GtkWidget *list;
    const BbLibraryEntry *entry;
    const BbLibraryFit *fit;
} BbLibraryRow;

/* A drive whose facts are known. */
typedef struct {
    BbEngineDrive *drive;
    BbFacts *facts;
    GHashTable *refused; /* (nullable): SHA-256 to BbVerdict, as in bb_library_find(); %NULL before the search */
} BbLibraryDrive;

struct _BbLibraryPage {
    GtkBox parent;
    BbEngine *engine;
    BbLibraryModel *model;
    GCancellable *cancellable;
    GPtrArray *entries; /* (element-type BbLibraryEntry): the entries of the index that is shown */
    BbLibraryIndex *index;
    gboolean is_stale; /* drives were added, removed or identified after @fits and @expert_fits were made */
    GPtrArray *drives; /* (element-type BbLibraryDrive): the drives to find firmware for */
    guint n_searched;  /* how many of @drives were handled; the search for the next one runs */
    GPtrArray *offers; /* (element-type GPtrArray): the offers for each drive */
    /* SHA-256 of an image to BbLibraryFit. An image is for experts on some drives and not on others, so it can be in
     * both tables, with other drives in each. */
    GHashTable *fits;        /* drives on which the image can be flashed without the setting "expert" */
    GHashTable *expert_fits; /* drives on which the image needs the setting "expert" */
    GArray *rows;            /* (element-type BbLibraryRow): rows that will be created while the program is idle */

    GtkStack *stack;
    GtkWidget *empty;
    GtkWidget *full;
    GtkListBox *folders;
    char *folders_state; /* (nullable): paths and counts that the rows of @folders show */
    GtkWidget *scan;
    GtkLabel *scan_text;
    GtkProgressBar *scan_bar;
    GtkLabel *message;
    GtkWidget *fit_box;
    GtkListBox *fit_list;
    GtkWidget *expert_box;
    GtkListBox *expert_list;
    GtkWidget *other_box;
    GtkExpander *cross;
    GtkListBox *cross_list;
    GtkExpander *other;
    GtkListBox *other_list;
    GtkExpander *wrapped;
    GtkListBox *wrapped_list;
    GtkExpander *unusable;
    GtkListBox *unusable_list;
    GtkExpander *unknown;
    GtkListBox *unknown_list;
};

G_DEFINE_TYPE (BbLibraryPage, bb_library_page, GTK_TYPE_BOX)

static void bb_library_page_update (gpointer data);

/* --- folders --- */

/* Smallest width of a path, in characters. */
#define BB_LIBRARY_PAGE_PATH_CHARS 14

/* Removes the path of @button from the library; deletes no file. */
static void
bb_library_page_remove_cb (GtkButton *button, gpointer data)
{
    bb_library_model_change (BB_LIBRARY_PAGE (data)->model, g_object_get_data (G_OBJECT (button), "path"), FALSE);
}

/* Returns (transfer floating) a label with @text that wraps, but is never narrower than a word. */
static GtkWidget *
bb_library_page_new_label (const char *text)
{
    return g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                         PANGO_WRAP_WORD_CHAR, "width-chars", BB_LIBRARY_PAGE_PATH_CHARS, NULL);
}

/* Returns (transfer floating) a row for an added path, with a button that removes the path from the library. The
 * button is below the path if there is no room beside it. */
static GtkWidget *
bb_library_page_new_folder (BbLibraryPage *self, const char *path)
{
    GtkWidget *row = gtk_list_box_row_new ();
    GtkWidget *line = bb_fold_box_new (12);
    GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
    GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
    GtkWidget *remove = gtk_button_new_with_label (_ ("Remove from List"));
    g_autofree char *home = bb_app_dup_path (path);
    g_autofree char *shown = g_filename_display_name (home);
    g_autofree char *subtitle = bb_library_words_dup_count (self->index, path);
    g_autofree char *name = g_strdup_printf (_ ("Remove %s from the list"), shown);
    GtkWidget *count = bb_library_page_new_label (subtitle);

    gtk_style_context_add_class (gtk_widget_get_style_context (count), "dim-label");
    gtk_style_context_add_class (gtk_widget_get_style_context (count), "caption");
    gtk_container_add (GTK_CONTAINER (texts), bb_library_page_new_label (shown));
    gtk_container_add (GTK_CONTAINER (texts), count);
    gtk_container_add (GTK_CONTAINER (head), gtk_image_new_from_icon_name ("folder-symbolic", GTK_ICON_SIZE_MENU));
    gtk_container_add (GTK_CONTAINER (head), texts);
    gtk_widget_set_hexpand (head, TRUE);
    gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
    bb_app_wrap_button (GTK_BUTTON (remove));
    gtk_widget_set_tooltip_text (remove, _ ("Remove from the list without deleting any files"));
    bb_app_set_name (remove, name);
    g_object_set_data_full (G_OBJECT (remove), "path", g_strdup (path), g_free);
    g_signal_connect (remove, "clicked", G_CALLBACK (bb_library_page_remove_cb), self);
    g_object_set (line, "margin", 12, NULL);
    gtk_container_add (GTK_CONTAINER (line), head);
    gtk_container_add (GTK_CONTAINER (line), remove);
    gtk_container_add (GTK_CONTAINER (row), line);
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
    bb_app_set_name (row, shown);
    bb_app_set_description (row, subtitle);
    gtk_widget_show_all (row);
    return row;
}

/* Shows the added folders and files, with the number of images. */
static void
bb_library_page_show_folders (BbLibraryPage *self)
{
    const char *const *paths = bb_library_model_get_paths (self->model);
    g_autoptr (GString) state = g_string_new (NULL);

    /* Keeps all rows if nothing has changed, because one of them may have the focus. */
    for (guint i = 0; paths[i] != NULL; i++) {
        g_autofree char *count = bb_library_words_dup_count (self->index, paths[i]);

        g_string_append_printf (state, "%s\n%s\n", paths[i], count);
    }
    if (g_strcmp0 (state->str, self->folders_state) == 0)
        return;
    g_free (self->folders_state);
    self->folders_state = g_string_free (g_steal_pointer (&state), FALSE);
    bb_app_clear (GTK_CONTAINER (self->folders));
    for (; *paths != NULL; paths++)
        gtk_container_add (GTK_CONTAINER (self->folders), bb_library_page_new_folder (self, *paths));
}

/* Shows the progress of a running scan, and the message of the model. */
static void
bb_library_page_show_scan (BbLibraryPage *self)
{
    gboolean is_scanning = bb_library_model_is_scanning (self->model);
    int percent = bb_library_model_get_percent (self->model);
    g_autofree char *text = g_strdup_printf (_ ("Scanning, %d %%"), percent);
    const char *message = bb_library_model_get_message (self->model);

    gtk_widget_set_visible (self->scan, is_scanning && *bb_library_model_get_paths (self->model) != NULL);
    bb_app_set_text (self->scan_text, text);
    gtk_progress_bar_set_fraction (self->scan_bar, percent / 100.0);
    bb_app_set_text (self->message, message != NULL ? message : "");
    gtk_widget_set_visible (GTK_WIDGET (self->message), message != NULL);
}

static void
bb_library_page_progress_cb (BbLibraryModel *model, gpointer data)
{
    bb_library_page_show_scan (BB_LIBRARY_PAGE (data));
}

static void
bb_library_page_stop_cb (GtkButton *button, gpointer data)
{
    bb_library_model_stop (BB_LIBRARY_PAGE (data)->model);
}

/* --- files --- */

/* Returns a row for a file that cannot be used or whose firmware is not known, with the reason. */
static GtkWidget *
bb_library_page_new_unknown (const BbLibraryEntry *entry)
{
    GtkWidget *row = hdy_action_row_new ();
    g_autofree char *home = bb_app_dup_path (g_ptr_array_index (entry->paths, 0));
    g_autofree char *display = g_filename_display_name (home);
    /* A path inside an archive follows the path of the archive. */
    g_autofree char *shown = g_strjoin (" · ", display, entry->inside, NULL);
    const char *why = entry->problem != NULL ? entry->problem
                      : entry->wants_key     ? _ ("To identify this image, choose the key file in the settings")
                      : entry->unread        ? _ ("The file is too large or cannot be read")
                      : entry->is_empty      ? _ ("The file is empty")
                                             : _ ("No firmware was found in this file");

    hdy_preferences_row_set_title (HDY_PREFERENCES_ROW (row), shown);
    hdy_action_row_set_subtitle (HDY_ACTION_ROW (row), why);
    hdy_action_row_set_title_lines (HDY_ACTION_ROW (row), 0);
    hdy_action_row_set_subtitle_lines (HDY_ACTION_ROW (row), 0);
    bb_app_set_name (row, shown);
    bb_app_set_description (row, why);
    gtk_widget_show (row);
    return row;
}

/* Returns (transfer none) (nullable) the drives of @fits (one of the two tables of @self) that @entry can be written
 * to. */
static BbLibraryFit *
bb_library_page_find_fit (GHashTable *fits, const BbLibraryEntry *entry)
{
    return entry->sha256 != NULL && entry->problem == NULL ? g_hash_table_lookup (fits, entry->sha256) : NULL;
}

/* Returns TRUE if @entry can be written to a connected drive. */
static gboolean
bb_library_page_is_offered (BbLibraryPage *self, const BbLibraryEntry *entry)
{
    return bb_library_page_find_fit (self->fits, entry) != NULL ||
           bb_library_page_find_fit (self->expert_fits, entry) != NULL;
}

/* TRUE if @fit (nullable) has an offer for the drive with the device name @name. */
static gboolean
bb_library_page_fits_drive (const BbLibraryFit *fit, const char *name)
{
    for (guint i = 0; fit != NULL && i < fit->drives->len; i++)
        if (g_str_equal (((const BbLibraryFor *) g_ptr_array_index (fit->drives, i))->name, name))
            return TRUE;
    return FALSE;
}

/* Returns (transfer full) (element-type BbLibraryRefusal) the drives for which the image of @entry is not offered,
 * with the verdicts of the check. Leaves out drives whose verdict is not known, for example because the file was
 * changed after the scan. */
static GPtrArray *
bb_library_page_list_refusals (BbLibraryPage *self, const BbLibraryEntry *entry)
{
    const BbLibraryFit *fit = bb_library_page_find_fit (self->fits, entry);
    const BbLibraryFit *expert_fit = bb_library_page_find_fit (self->expert_fits, entry);
    GPtrArray *refusals = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_refusal_free);

    for (guint i = 0; i < self->drives->len; i++) {
        const BbLibraryDrive *drive = g_ptr_array_index (self->drives, i);
        const char *name = bb_engine_drive_get_name (drive->drive);
        g_autoptr (BbVerdict) verdict = NULL;
        BbVerdict *refused = NULL;

        if (bb_library_page_fits_drive (fit, name) || bb_library_page_fits_drive (expert_fit, name))
            continue;
        verdict = bb_family_check_families (drive->facts, entry->identity);
        if (verdict == NULL && drive->refused != NULL)
            refused = g_hash_table_lookup (drive->refused, entry->sha256);
        if (refused != NULL)
            verdict = bb_verdict_ref (refused);
        if (verdict != NULL)
            g_ptr_array_add (
                refusals, bb_library_refusal_new (bb_app_dup_full_name (drive->drive), g_steal_pointer (&verdict)));
    }
    return refusals;
}

/* Creates the next few queued rows, and queues a call for the others. */
static void
bb_library_page_make_rows (gpointer data)
{
    BbLibraryPage *self = BB_LIBRARY_PAGE (data);
    guint n_made = MIN (self->rows->len, BB_LIBRARY_PAGE_AT_ONCE);

    for (guint i = 0; i < n_made; i++) {
        BbLibraryRow made = g_array_index (self->rows, BbLibraryRow, i);
        gboolean is_usable = made.entry->sha256 != NULL && made.entry->problem == NULL;
        gboolean is_known = made.fit != NULL || (is_usable && !made.entry->wants_key);
        GtkWidget *row = is_known ? bb_firmware_row_new () : bb_library_page_new_unknown (made.entry);

        if (is_known)
            bb_firmware_row_show_entry (BB_FIRMWARE_ROW (row), made.entry, made.fit,
                                        bb_library_page_list_refusals (self, made.entry));
        gtk_container_add (GTK_CONTAINER (made.list), row);
    }
    g_array_remove_range (self->rows, 0, n_made);
    if (self->rows->len > 0)
        bb_idle_queue_add (self, bb_library_page_make_rows);
}

/* Compares by bb_library_fit_get_rank(). */
static int
bb_library_row_compare_cb (gconstpointer a, gconstpointer b)
{
    int one = bb_library_fit_get_rank (((const BbLibraryRow *) a)->fit);
    int other = bb_library_fit_get_rank (((const BbLibraryRow *) b)->fit);

    return one < other ? -1 : one > other;
}

/* Queues rows in @list for the entries that @takes accepts, at most BB_LIBRARY_PAGE_MAX_ROWS. A row of @fit_list
 * names the drives in @fits; a row of any other list names the drives in @expert_fits. Rows with an equal rank stay
 * in the order of the entries. A list in an expander gets its rows when the user opens the expander. */
static void
bb_library_page_plan_rows (BbLibraryPage *self, GtkListBox *list,
                           gboolean (*takes) (BbLibraryPage *, const BbLibraryEntry *))
{
    GHashTable *fits = list == self->fit_list ? self->fits : self->expert_fits;
    g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (BbLibraryRow));

    for (guint i = 0; i < self->entries->len; i++) {
        BbLibraryRow row = {GTK_WIDGET (list), g_ptr_array_index (self->entries, i), NULL};

        if (!takes (self, row.entry))
            continue;
        row.fit = bb_library_page_find_fit (fits, row.entry);
        g_array_append_val (rows, row);
    }
    g_array_sort (rows, bb_library_row_compare_cb);
    g_array_append_vals (self->rows, rows->data, MIN (rows->len, BB_LIBRARY_PAGE_MAX_ROWS));
    bb_idle_queue_add (self, bb_library_page_make_rows);
}

/* Returns TRUE if @entry can be written to a connected drive without a consent that only experts grant. */
static gboolean
bb_library_page_is_fit (BbLibraryPage *self, const BbLibraryEntry *entry)
{
    return bb_library_page_find_fit (self->fits, entry) != NULL;
}

/* Returns TRUE if @entry is for experts on at least one connected drive, and is of the model of such a drive. */
static gboolean
bb_library_page_is_expert (BbLibraryPage *self, const BbLibraryEntry *entry)
{
    BbLibraryFit *fit = bb_library_page_find_fit (self->expert_fits, entry);

    return fit != NULL && !bb_library_fit_is_cross_flash (fit);
}

/* Returns TRUE if @entry is for experts on at least one connected drive, and is of another model than each of these
 * drives. */
static gboolean
bb_library_page_is_cross (BbLibraryPage *self, const BbLibraryEntry *entry)
{
    BbLibraryFit *fit = bb_library_page_find_fit (self->expert_fits, entry);

    return fit != NULL && bb_library_fit_is_cross_flash (fit);
}

/* Returns TRUE if @entry is a known image that is for no connected drive. */
static gboolean
bb_library_page_is_other (BbLibraryPage *self, const BbLibraryEntry *entry)
{
    return entry->sha256 != NULL && entry->problem == NULL && !entry->wants_key &&
           !bb_library_page_is_offered (self, entry);
}

/* Returns TRUE if @entry is an encrypted (wrapped) image that needs a key file, and is for no connected drive. */
static gboolean
bb_library_page_is_wrapped (BbLibraryPage *self, const BbLibraryEntry *entry)
{
    return entry->wants_key && !bb_library_page_is_offered (self, entry);
}

/* Returns TRUE if @entry is an image that cannot be used with any drive, or a file that was not read. */
static gboolean
bb_library_page_is_unusable (BbLibraryPage *self, const BbLibraryEntry *entry)
{
    return entry->problem != NULL || entry->unread;
}

/* Returns TRUE if @entry is a file in which no firmware was found. */
static gboolean
bb_library_page_is_unknown (BbLibraryPage *self, const BbLibraryEntry *entry)
{
    return entry->sha256 == NULL && !entry->unread;
}

static guint
bb_library_page_count (BbLibraryPage *self, gboolean (*takes) (BbLibraryPage *, const BbLibraryEntry *))
{
    guint n = 0;

    for (guint i = 0; i < self->entries->len; i++)
        n += takes (self, g_ptr_array_index (self->entries, i)) ? 1 : 0;
    return n;
}

/* Queues the rows of the list in @expander if @expander is open and the list has no rows yet. */
static void
bb_library_page_expanded_cb (GtkExpander *expander, GParamSpec *pspec, gpointer data)
{
    BbLibraryPage *self = BB_LIBRARY_PAGE (data);
    const struct {
        GtkExpander *expander;
        GtkListBox *list;
        gboolean (*takes) (BbLibraryPage *, const BbLibraryEntry *);
    } kinds[] = {
        {self->cross, self->cross_list, bb_library_page_is_cross},
        {self->other, self->other_list, bb_library_page_is_other},
        {self->wrapped, self->wrapped_list, bb_library_page_is_wrapped},
        {self->unusable, self->unusable_list, bb_library_page_is_unusable},
        {self->unknown, self->unknown_list, bb_library_page_is_unknown},
    };

    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        if (expander == kinds[i].expander && gtk_expander_get_expanded (expander) &&
            gtk_list_box_get_row_at_index (kinds[i].list, 0) == NULL)
            bb_library_page_plan_rows (self, kinds[i].list, kinds[i].takes);
}

/* Divides the entries into the seven lists. Rows in closed expanders are not created yet. */
static void
bb_library_page_fill (BbLibraryPage *self)
{
    guint n_fit = bb_library_page_count (self, bb_library_page_is_fit);
    guint n_expert = bb_library_page_count (self, bb_library_page_is_expert);
    guint n_cross = bb_library_page_count (self, bb_library_page_is_cross);
    guint n_other = bb_library_page_count (self, bb_library_page_is_other);
    guint n_wrapped = bb_library_page_count (self, bb_library_page_is_wrapped);
    guint n_unusable = bb_library_page_count (self, bb_library_page_is_unusable);
    guint n_unknown = bb_library_page_count (self, bb_library_page_is_unknown);
    g_autofree char *cross = g_strdup_printf (
        /* TRANSLATORS: firmware of other models than the connected drives, which these drives accept all the same */
        ngettext ("%u firmware image for another model (cross-flash)",
                  "%u firmware images for other models (cross-flash)", n_cross),
        n_cross);
    g_autofree char *other = bb_library_words_dup_other (n_other);
    g_autofree char *wrapped = bb_library_words_dup_wrapped (n_wrapped);
    g_autofree char *unusable = bb_library_words_dup_unusable (n_unusable);
    g_autofree char *unknown = bb_library_words_dup_unknown (n_unknown);

    g_array_set_size (self->rows, 0);
    bb_app_clear (GTK_CONTAINER (self->fit_list));
    bb_app_clear (GTK_CONTAINER (self->expert_list));
    bb_app_clear (GTK_CONTAINER (self->cross_list));
    bb_app_clear (GTK_CONTAINER (self->other_list));
    bb_app_clear (GTK_CONTAINER (self->wrapped_list));
    bb_app_clear (GTK_CONTAINER (self->unusable_list));
    bb_app_clear (GTK_CONTAINER (self->unknown_list));
    gtk_widget_set_visible (self->fit_box, n_fit > 0);
    gtk_widget_set_visible (self->expert_box, n_expert + n_cross > 0);
    gtk_widget_set_visible (GTK_WIDGET (self->expert_list), n_expert > 0);
    bb_app_set_expander_label (self->cross, cross);
    bb_app_set_expander_label (self->other, other);
    bb_app_set_expander_label (self->wrapped, wrapped);
    bb_app_set_expander_label (self->unusable, unusable);
    bb_app_set_expander_label (self->unknown, unknown);
    gtk_widget_set_visible (GTK_WIDGET (self->cross), n_cross > 0);
    gtk_widget_set_visible (GTK_WIDGET (self->other), n_other > 0);
    gtk_widget_set_visible (GTK_WIDGET (self->wrapped), n_wrapped > 0);
    gtk_widget_set_visible (GTK_WIDGET (self->unusable), n_unusable > 0);
    gtk_widget_set_visible (GTK_WIDGET (self->unknown), n_unknown > 0);
    gtk_widget_set_visible (self->other_box, n_other + n_wrapped + n_unusable + n_unknown > 0);
    bb_library_page_plan_rows (self, self->fit_list, bb_library_page_is_fit);
    bb_library_page_plan_rows (self, self->expert_list, bb_library_page_is_expert);
    bb_library_page_expanded_cb (self->cross, NULL, self);
    bb_library_page_expanded_cb (self->other, NULL, self);
    bb_library_page_expanded_cb (self->wrapped, NULL, self);
    bb_library_page_expanded_cb (self->unusable, NULL, self);
    bb_library_page_expanded_cb (self->unknown, NULL, self);
}

/* --- files for each drive --- */

static void
bb_library_fit_free (gpointer data)
{
    g_ptr_array_unref (((BbLibraryFit *) data)->drives);
    g_free (data);
}

static void
bb_library_for_free (gpointer data)
{
    g_free (((BbLibraryFor *) data)->name);
    g_free (((BbLibraryFor *) data)->title);
    g_free (data);
}

static void
bb_library_drive_free (gpointer data)
{
    BbLibraryDrive *drive = data;

    g_object_unref (drive->drive);
    bb_facts_unref (drive->facts);
    g_clear_pointer (&drive->refused, g_hash_table_unref);
    g_free (drive);
}

/* Records in @fits or @expert_fits that each image of @offers (transfer full) is for @drive. */
static void
bb_library_page_add_offers (BbLibraryPage *self, GPtrArray *offers, BbEngineDrive *drive)
{
    g_ptr_array_add (self->offers, offers);
    for (guint i = 0; i < offers->len; i++) {
        const BbLibraryOffer *offer = g_ptr_array_index (offers, i);
        GHashTable *fits = bb_firmware_row_is_for_experts (offer) ? self->expert_fits : self->fits;
        BbLibraryFit *fit = g_hash_table_lookup (fits, offer->sha256);
        BbLibraryFor *one;

        if (fit == NULL) {
            fit = g_new0 (BbLibraryFit, 1);
            fit->drives = g_ptr_array_new_with_free_func (bb_library_for_free);
            g_hash_table_insert (fits, g_strdup (offer->sha256), fit);
        }
        one = g_new0 (BbLibraryFor, 1);
        one->offer = offer;
        one->name = g_strdup (bb_engine_drive_get_name (drive));
        one->title = bb_app_dup_full_name (drive);
        g_ptr_array_add (fit->drives, one);
    }
}

static void bb_library_page_search_next (BbLibraryPage *self);

/* Records the offers and refusals that were found for one drive, and begins the search for the next drive. Stops if
 * the search was cancelled or failed. */
static void
bb_library_page_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbLibraryPage) self = BB_LIBRARY_PAGE (data);
    g_autoptr (GError) error = NULL;
    g_autoptr (GHashTable) refused = NULL;
    GPtrArray *offers = bb_library_find_finish (result, NULL, &refused, &error);
    BbLibraryDrive *drive = NULL;

    if (offers == NULL || self->n_searched >= self->drives->len)
        return;
    drive = g_ptr_array_index (self->drives, self->n_searched);
    bb_library_page_add_offers (self, offers, drive->drive);
    drive->refused = g_steal_pointer (&refused);
    self->n_searched++;
    bb_library_page_search_next (self);
}

/* Searches the library for firmware for the next drive of a known family; if no drive is left, fills the lists. One
 * drive is handled after the other, so that only one image at a time is in memory. */
static void
bb_library_page_search_next (BbLibraryPage *self)
{
    for (; self->n_searched < self->drives->len; self->n_searched++) {
        const BbLibraryDrive *drive = g_ptr_array_index (self->drives, self->n_searched);

        if (drive->facts->family == NULL)
            continue;
        bb_library_model_find_async (self->model, self->index, drive->drive, self->cancellable,
                                     bb_library_page_found_cb, g_object_ref (self));
        return;
    }
    bb_library_page_fill (self);
}

/* Returns the name of the model, "" if it is unknown. */
static const char *
bb_library_page_get_model (const BbLibraryEntry *entry)
{
    const char *name = entry->identity != NULL ? entry->identity->model_name : NULL;

    return name != NULL ? name : "";
}

/* Compares by model, then by revision with the highest text (usually the newest revision) first, then by path. */
static int
bb_library_page_compare_cb (gconstpointer one, gconstpointer other)
{
    const BbLibraryEntry *a = *(const BbLibraryEntry *const *) one, *b = *(const BbLibraryEntry *const *) other;
    const char *of_a = a->identity != NULL ? a->identity->revision : NULL;
    const char *of_b = b->identity != NULL ? b->identity->revision : NULL;
    int order = g_utf8_collate (bb_library_page_get_model (a), bb_library_page_get_model (b));

    if (order == 0)
        order = g_strcmp0 (of_b, of_a);
    return order != 0 ? order : g_strcmp0 (g_ptr_array_index (a->paths, 0), g_ptr_array_index (b->paths, 0));
}

/* Cancels the running search, lists the entries of the index again, and searches them for firmware for every drive
 * whose facts are known. */
static void
bb_library_page_search_all (BbLibraryPage *self)
{
    GListModel *drives = bb_engine_get_drives (self->engine);

    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    self->cancellable = g_cancellable_new ();
    g_array_set_size (self->rows, 0);
    g_ptr_array_set_size (self->drives, 0);
    self->n_searched = 0;
    g_hash_table_remove_all (self->fits);
    g_hash_table_remove_all (self->expert_fits);
    g_ptr_array_set_size (self->offers, 0);
    g_ptr_array_unref (self->entries);
    self->entries = bb_library_index_list (self->index);
    g_ptr_array_sort (self->entries, bb_library_page_compare_cb);
    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        BbFacts *facts = bb_engine_drive_get_facts (drive);
        BbLibraryDrive *known = NULL;

        if (facts == NULL)
            continue;
        known = g_new0 (BbLibraryDrive, 1);
        known->drive = g_steal_pointer (&drive);
        known->facts = bb_facts_ref (facts);
        g_ptr_array_add (self->drives, known);
    }
    bb_library_page_search_next (self);
}

/* --- page --- */

/* Shows the folders and the progress of the scan. If the page is visible, and the index or the drives have changed,
 * searches again for firmware for every drive. */
static void
bb_library_page_update (gpointer data)
{
    BbLibraryPage *self = BB_LIBRARY_PAGE (data);
    BbLibraryIndex *index = bb_library_model_get_index (self->model);
    gboolean is_empty = *bb_library_model_get_paths (self->model) == NULL;

    gtk_stack_set_visible_child (self->stack, is_empty ? self->empty : self->full);
    bb_library_page_show_scan (self);
    if (index != NULL && index != self->index) {
        g_clear_pointer (&self->index, bb_library_index_unref);
        self->index = bb_library_index_ref (index);
        self->is_stale = TRUE;
    }
    bb_library_page_show_folders (self);
    if (self->index == NULL || !self->is_stale || !gtk_widget_get_mapped (GTK_WIDGET (self)))
        return;
    self->is_stale = FALSE;
    bb_library_page_search_all (self);
}

static void
bb_library_page_queue_update (BbLibraryPage *self)
{
    bb_idle_queue_add (self, bb_library_page_update);
}

/* Queues an update that searches again, because drives were connected, disconnected or identified. A hidden page
 * searches again when it becomes visible. */
static void
bb_library_page_drives_cb (BbLibraryPage *self)
{
    self->is_stale = TRUE;
    bb_library_page_queue_update (self);
}

/* Searches again when the page becomes visible, because a hidden page is not kept up to date. */
static void
bb_library_page_map (GtkWidget *widget)
{
    GTK_WIDGET_CLASS (bb_library_page_parent_class)->map (widget);
    bb_library_page_drives_cb (BB_LIBRARY_PAGE (widget));
}

/* Adds the chosen folder to the library of the engine @data, and frees the dialog. */
static void
bb_library_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    g_autofree char *path =
        response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (dialog)) : NULL;

    if (path != NULL)
        bb_library_model_change (bb_library_model_get (data), path, TRUE);
    gtk_native_dialog_destroy (dialog);
    g_object_unref (dialog);
}

void
bb_library_choose_folder (GtkWindow *window, BbEngine *engine)
{
    GtkFileChooserNative *chooser =
        bb_file_chooser_new (BB_FILE_CHOOSER_LIBRARY, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                             _ ("Choose a Folder with Firmware Files"), GTK_WIDGET (window), _ ("_Add"));

    g_signal_connect_object (chooser, "response", G_CALLBACK (bb_library_chosen_cb), engine, 0);
    bb_file_chooser_show (chooser);
}

/* --- object --- */

static void
bb_library_page_dispose (GObject *object)
{
    BbLibraryPage *self = BB_LIBRARY_PAGE (object);

    bb_idle_queue_forget (self);
    g_cancellable_cancel (self->cancellable);
    g_ptr_array_set_size (self->drives, 0);
    g_array_set_size (self->rows, 0);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_library_page_parent_class)->dispose (object);
}

static void
bb_library_page_finalize (GObject *object)
{
    BbLibraryPage *self = BB_LIBRARY_PAGE (object);

    g_clear_object (&self->cancellable);
    g_clear_pointer (&self->index, bb_library_index_unref);
    g_ptr_array_unref (self->entries);
    g_ptr_array_unref (self->drives);
    g_hash_table_unref (self->fits);
    g_hash_table_unref (self->expert_fits);
    g_ptr_array_unref (self->offers);
    g_array_unref (self->rows);
    g_free (self->folders_state);
    G_OBJECT_CLASS (bb_library_page_parent_class)->finalize (object);
}

static void
bb_library_page_class_init (BbLibraryPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_library_page_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_library_page_finalize;
    widget_class->map = bb_library_page_map;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-library-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, stack);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, empty);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, full);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, folders);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, scan);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, scan_text);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, scan_bar);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, message);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, fit_box);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, fit_list);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, expert_box);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, expert_list);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, other_box);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, cross);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, cross_list);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, other);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, other_list);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, wrapped);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, wrapped_list);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, unusable);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, unusable_list);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, unknown);
    gtk_widget_class_bind_template_child (widget_class, BbLibraryPage, unknown_list);
    gtk_widget_class_bind_template_callback (widget_class, bb_library_page_stop_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_library_page_expanded_cb);
}

static void
bb_library_page_init (BbLibraryPage *self)
{
    self->cancellable = g_cancellable_new ();
    self->entries = g_ptr_array_new ();
    self->drives = g_ptr_array_new_with_free_func (bb_library_drive_free);
    self->offers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
    self->fits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, bb_library_fit_free);
    self->expert_fits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, bb_library_fit_free);
    self->rows = g_array_new (FALSE, FALSE, sizeof (BbLibraryRow));
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
}

GtkWidget *
bb_library_page_new (BbEngine *engine)
{
    BbLibraryPage *self = g_object_new (BB_TYPE_LIBRARY_PAGE, "visible", TRUE, NULL);

    self->engine = g_object_ref (engine);
    self->model = bb_library_model_get (engine);
    g_signal_connect_object (self->model, "changed", G_CALLBACK (bb_library_page_queue_update), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->model, "progress", G_CALLBACK (bb_library_page_progress_cb), self, 0);
    g_signal_connect_object (engine, "looked", G_CALLBACK (bb_library_page_drives_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (bb_engine_get_drives (engine), "items-changed", G_CALLBACK (bb_library_page_drives_cb),
                             self, G_CONNECT_SWAPPED);
    bb_library_page_update (self);
    return GTK_WIDGET (self);
}
