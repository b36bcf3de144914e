/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "family/bb-key-file.h"
#include "job/library/bb-library-private.h"

#include <glib/gstdio.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Tests bb-library-index.c, bb-library-match.c, bb-library-paths.c and bb-library-scan.c. */

/* Number of calls of bb_image_load(), which reads a whole file. */
static guint n_loads;

BbImage *__real_bb_image_load (GFile *file, GCancellable *cancellable, GError **error);
BbImage *__wrap_bb_image_load (GFile *file, GCancellable *cancellable, GError **error);

BbImage *
__wrap_bb_image_load (GFile *file, GCancellable *cancellable, GError **error)
{
    n_loads++;
    return __real_bb_image_load (file, cancellable, error);
}

/* --- offers --- */

/* TRUE if @image is offered to the drive; asserts that an offer is not refused. */
static gboolean
is_offered (BbFacts *facts, BbImage *image)
{
    g_autoptr (BbLibraryOffer) offer = bb_library_offer_new (facts, image, job_rig_catalog (), NULL);

    if (offer != NULL)
        g_assert_cmpint (bb_verdict_get_level (offer->verdict), <, BB_VERDICT_REFUSED);
    return offer != NULL;
}

static void
test_other_boot_codes_and_boards_are_not_offered (void)
{
    g_autoptr (BbFacts) unknown = job_rig_dup_facts ("nec-optiarc", "K355", "");
    g_autoptr (BbFacts) learnt = bb_facts_copy (unknown);
    g_autoptr (BbImage) right = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbImage) wrong = job_rig_image ("nec-optiarc", "K355", "1.07", "06");
    /* Only a flash finds out, in recovery mode, whether the drive is a D355 or a K355 (reason "type-later"), so this
     * image must not be offered. */
    g_autoptr (BbImage) sister = job_rig_image ("nec-optiarc", "D355", "1.07", "05");
    g_autoptr (BbFacts) blank = bb_facts_new (NULL);
    g_autoptr (BbVerdict) verdict = bb_family_check (unknown, sister, job_rig_catalog ());

    g_assert_cmpint (bb_verdict_get_level (verdict), <, BB_VERDICT_CROSS_FLASH);
    g_assert_nonnull (bb_library_find_obstacle (verdict));
    g_assert_cmpstr (bb_library_find_obstacle (verdict)->code, ==, "type-later");
    g_assert_false (is_offered (unknown, sister));
    bb_facts_set_string (learnt, "boot-version", "05");
    g_assert_true (is_offered (learnt, right));
    g_assert_false (is_offered (learnt, wrong));
    g_assert_false (is_offered (blank, right));
}

/* An image with one changed byte, a missing end, or bytes after its end is not offered. */
static void
test_damaged_files_are_not_offered (void)
{
    g_autoptr (BbFacts) facts = job_rig_dup_facts ("nec-optiarc", "D770", "");
    g_autoptr (BbImage) whole = job_rig_image ("nec-optiarc", "D770", "1.07", "05");
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bb_image_get_bytes (whole), &size);

    g_assert_true (is_offered (facts, whole));
    for (guint i = 0; i < 3; i++) {
        g_autoptr (GByteArray) bytes = g_byte_array_new ();
        g_autoptr (GBytes) changed = NULL;
        g_autoptr (BbImage) image = NULL;

        g_byte_array_append (bytes, data, (guint) size);
        if (i == 0)
            bytes->data[size / 2] ^= 1;
        if (i == 1)
            g_byte_array_set_size (bytes, (guint) size - 1000);
        if (i == 2)
            g_byte_array_append (bytes, data, 1000);
        changed = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
        image = job_rig_bytes_image (changed);
        g_assert_false (is_offered (facts, image));
    }
}

static void
test_the_best_is_first (void)
{
    static const char *const revisions[] = {"1.05", "1.07", "1.04", "1.06"};
    static const BbRevisionChange changes[] = {BB_REVISION_CHANGE_SAME, BB_REVISION_CHANGE_NEWER,
                                               BB_REVISION_CHANGE_OLDER, BB_REVISION_CHANGE_NEWER};
    static const char *const sorted[] = {"1.07", "1.06", "1.05", "1.04"};
    g_autoptr (BbFacts) facts = job_rig_dup_facts ("nec-optiarc", "K355", "");
    g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_offer_free);

    for (guint i = 0; i < G_N_ELEMENTS (revisions); i++) {
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", revisions[i], "05");
        BbLibraryOffer *offer = bb_library_offer_new (facts, image, job_rig_catalog (), NULL);

        g_assert_nonnull (offer);
        g_assert_cmpint (offer->installed, ==, g_str_equal (revisions[i], "1.05"));
        g_assert_cmpint (offer->change, ==, changes[i]);
        g_assert_cmpstr (offer->drive_revision, ==, "1.05");
        g_ptr_array_add (offers, offer);
    }
    for (guint i = 0; i < offers->len; i++) {
        for (guint j = 0; j < offers->len; j++) {
            BbLibraryOffer *a = g_ptr_array_index (offers, i);
            BbLibraryOffer *b = g_ptr_array_index (offers, j);
            guint place_a = 0, place_b = 0;

            while (!g_str_equal (sorted[place_a], a->identity->revision))
                place_a++;
            while (!g_str_equal (sorted[place_b], b->identity->revision))
                place_b++;
            g_assert_cmpint (CLAMP (bb_library_offer_compare (a, b), -1, 1), ==,
                             (int) (place_a > place_b) - (int) (place_a < place_b));
        }
    }
}

/* --- advice --- */

/* Offers a synthetic image of @model to the drive. Returns (transfer full) the purposes of the advice in the offer,
 * for example "latest,uhd". Appends "+report" if the offer has a report about a cross-flash to this model. */
static char *
dup_purposes (BbFacts *facts, const char *model, const char *revision, const char *setting, const char *value)
{
    GVariantBuilder options;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GVariant) values = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbLibraryOffer) offer = NULL;
    g_autoptr (GString) text = g_string_new (NULL);

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", revision);
    if (setting != NULL)
        g_variant_builder_add (&options, "{ss}", setting, value);
    values = g_variant_ref_sink (g_variant_builder_end (&options));
    bytes = bb_sim_make_image (job_rig_catalog (), "mediatek-mt1959", model, values, NULL);
    image = job_rig_bytes_image (bytes);
    offer = bb_library_offer_new (facts, image, job_rig_catalog (), NULL);
    g_assert_nonnull (offer);
    for (guint i = 0; i < offer->advice->len; i++) {
        const BbAdvice *advice = g_ptr_array_index (offer->advice, i);

        g_assert_nonnull (advice->risk);
        g_assert_nonnull (advice->source);
        g_string_append_printf (text, "%s%s", i > 0 ? "," : "", bb_purpose_to_string (advice->purpose));
    }
    if (offer->report != NULL)
        g_string_append (text, "+report");
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_an_offer_has_only_advice_on_its_image (void)
{
    static const struct {
        const char *image, *revision, *setting, *value, *purposes;
    } rows[] = {
        {"BD-RE WH16NS60", "1.03", NULL, NULL, "latest"},
        {"BD-RE WH16NS60", "1.02", NULL, NULL, "uhd"},
        {"BD-RE WH16NS60", "1.04", NULL, NULL, ""},
        /* Patched firmware is not the latest firmware of the manufacturer. */
        {"BD-RE WH16NS60", "1.03", "downgrade-enabled", "", ""},
        {"BW-16D1HT", "3.02", "omnidrive", "1.0.4", "omnidrive+report"},
        {"BW-16D1HT", "3.02", "omnidrive", "1.0.2", "+report"},
        {"BW-16D1HT", "3.02", NULL, NULL, "+report"},
    };
    g_autoptr (BbFacts) facts =
        job_rig_dup_facts ("mediatek-mt1959", "BD-RE WH16NS60", "Quirks=build-stamp=1611241200\n");

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *purposes =
            dup_purposes (facts, rows[i].image, rows[i].revision, rows[i].setting, rows[i].value);

        g_test_message ("%s %s %s", rows[i].image, rows[i].revision, rows[i].setting);
        g_assert_cmpstr (purposes, ==, rows[i].purposes);
    }
}

/* Checks the advice of @family in the catalog. Each pattern in the key "Builds" must have a model and a revision, and
 * the key "Image", the text for users, must have the same revision. */
static void
test_advice_names_its_images (gconstpointer family)
{
    g_autoptr (GPtrArray) entries = bb_catalog_list_models (job_rig_catalog (), family);
    guint n_named = 0;

    for (guint i = 0; i < entries->len; i++) {
        BbModel *entry = g_ptr_array_index (entries, i);
        const char *image = bb_model_get_string (entry, "Image");
        const char *builds = bb_model_get_string (entry, "Builds");
        g_auto (GStrv) patterns = bb_model_get_strv (entry, "Builds");

        g_assert_true (image != NULL || builds == NULL);
        if (builds == NULL)
            continue;
        n_named++;
        for (guint j = 0; patterns[j] != NULL; j++) {
            g_auto (GStrv) words = g_strsplit (patterns[j], " ", -1);

            g_assert_cmpuint (g_strv_length (words), >=, 2);
            g_strdelimit (words[1], "-", '.');
            /* A pattern with "*" matches every revision, and the text may be a range of revisions. */
            g_assert_true (g_str_equal (words[1], "*") || strstr (image, words[1]) != NULL ||
                           strstr (image, " to ") != NULL);
        }
    }
    g_assert_cmpuint (n_named, >=, g_str_equal (family, "mediatek-advice") ? 30 : 13);
}

/* --- scans --- */

typedef struct {
    char *folder;
    const char *paths[2];
} Files;

static void
files_free (Files *files)
{
    g_autofree char *command = g_strdup_printf ("chmod -R u+rwx '%s'; rm -r '%s'", files->folder, files->folder);
    const char *arguments[] = {"/bin/sh", "-c", command, NULL};

    g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL));
    g_free (files->folder);
    g_free (files);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Files, files_free)

static Files *
files_new (void)
{
    Files *files = g_new0 (Files, 1);

    files->folder = g_dir_make_tmp ("burnback-library-XXXXXX", NULL);
    files->paths[0] = files->folder;
    return files;
}

static char *
files_write (Files *files, const char *name, GBytes *bytes)
{
    char *path = g_build_filename (files->folder, name, NULL);
    g_autofree char *folder = g_path_get_dirname (path);

    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_assert_true (
        g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
    return path;
}

/* Returns (transfer full) the index of a scan of @files. Sets n_loads to the number of files that were read. */
static BbLibraryIndex *
scan (Files *files, BbLibraryIndex *known, GCancellable *cancellable)
{
    n_loads = 0;
    return bb_library_scan (files->paths, known, job_rig_catalog (), NULL, NULL, cancellable);
}

static void
assert_count (BbLibraryIndex *index, const char *path, guint n_files, guint n_images, guint n_unread)
{
    BbLibraryCount count = bb_library_index_count (index, path);

    g_assert_cmpuint (count.n_files, ==, n_files);
    g_assert_cmpuint (count.n_images, ==, n_images);
    g_assert_cmpuint (count.n_unread, ==, n_unread);
}

static void
test_a_folder_can_hold_anything (void)
{
    g_autoptr (Files) files = files_new ();
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (GBytes) noise = g_bytes_new_static ("PK\003\004 this is no archive", 24);
    g_autoptr (BbLibraryIndex) index = NULL;
    char *paths[] = {
        files_write (files, "a/b/c/firmware.bin", bb_image_get_bytes (image)),
        files_write (files, "a/\xff\n\x1b[31m.bin", bb_image_get_bytes (image)),
        files_write (files, "noise.zip", noise),
        g_build_filename (files->folder, "a/loop", NULL),
        g_build_filename (files->folder, "pipe", NULL),
        g_build_filename (files->folder, "sparse.iso", NULL),
        g_build_filename (files->folder, "empty", NULL),
        g_build_filename (files->folder, "link.bin", NULL),
    };
    g_autofree char *below = g_build_filename (files->folder, "a", NULL);

    g_assert_cmpint (symlink (files->folder, paths[3]), ==, 0);
    g_assert_cmpint (symlink (paths[0], paths[7]), ==, 0);
    g_assert_cmpint (mkfifo (paths[4], 0600), ==, 0);
    for (guint i = 5; i < 7; i++)
        g_assert_true (g_file_set_contents (paths[i], "", 0, NULL));
    g_assert_cmpint (truncate (paths[5], G_GINT64_CONSTANT (4) << 30), ==, 0);
    index = scan (files, NULL, NULL);
    assert_count (index, NULL, 5, 1, 1);
    assert_count (index, below, 2, 1, 0);
    g_assert_cmpuint (n_loads, ==, 3);
    for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
        g_unlink (paths[i]);
        g_free (paths[i]);
    }
}

/* Returns (transfer none) (nullable) the entry of @entries for the file @path. */
static const BbLibraryEntry *
find_entry (GPtrArray *entries, const char *path)
{
    for (guint i = 0; i < entries->len; i++) {
        const BbLibraryEntry *entry = g_ptr_array_index (entries, i);

        if (g_ptr_array_find_with_equal_func (entry->paths, path, g_str_equal, NULL))
            return entry;
    }
    return NULL;
}

/* A file that cannot be used with any drive is listed with the reason that opening the file directly gives. */
static void
test_files_that_cannot_be_used_have_their_reason (void)
{
    static const struct {
        const char *family, *model, *reason;
        gboolean is_changed; /* one byte is wrong, else the end is missing */
    } rows[] = {
        {"nec-optiarc", "K355", "This NEC/Optiarc firmware file is truncated.", FALSE},
        {"mediatek-mt1959", "BD-RE BU40N", "so the file is incomplete. Download the file again.", FALSE},
        {"lg-renesas", "DVDRAM GSA-E50L", "but its header specifies", FALSE},
        {"nec-optiarc", "D770", "The checksum inside the image is wrong, so the file is damaged.", TRUE},
    };
    g_autoptr (Files) files = files_new ();
    g_autoptr (GBytes) zip = g_bytes_new_static ("PK\003\004 this is no archive", 24);
    g_autoptr (GBytes) text = g_bytes_new_static ("This is no firmware.", 20);
    g_autofree char *closed = files_write (files, "closed.zip", zip);
    g_autofree char *readme = files_write (files, "readme.txt", text);
    g_autoptr (BbLibraryIndex) index = NULL;
    g_autoptr (BbLibraryIndex) again = NULL;
    g_autoptr (GPtrArray) entries = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImage) image = job_rig_image (rows[i].family, rows[i].model, "1.07", NULL);
        g_autoptr (GByteArray) bytes = g_byte_array_new ();
        g_autoptr (GBytes) changed = NULL;
        g_autofree char *name = g_strdup_printf ("%u.bin", i);
        gsize size = 0;
        const guint8 *data = g_bytes_get_data (bb_image_get_file_bytes (image), &size);

        g_byte_array_append (bytes, data, (guint) size);
        if (rows[i].is_changed)
            bytes->data[size / 2] ^= 1;
        else
            g_byte_array_set_size (bytes, (guint) size - 1000);
        changed = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
        g_free (files_write (files, name, changed));
    }
    index = scan (files, NULL, NULL);
    entries = bb_library_index_list (index);
    g_assert_cmpuint (bb_library_index_count (index, NULL).n_unusable, ==, G_N_ELEMENTS (rows) + 1);
    assert_count (index, NULL, G_N_ELEMENTS (rows) + 2, 0, 0);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *name = g_strdup_printf ("%u.bin", i);
        g_autofree char *path = g_build_filename (files->folder, name, NULL);
        const BbLibraryEntry *entry = find_entry (entries, path);

        g_test_message ("%s %s: %s", rows[i].family, rows[i].model, entry->problem);
        g_assert_nonnull (strstr (entry->problem, rows[i].reason));
    }
    g_assert_nonnull (strstr (find_entry (entries, closed)->problem, "This archive is damaged"));
    g_assert_null (find_entry (entries, readme)->problem);
    g_assert_null (find_entry (entries, readme)->sha256);
    /* If the reasons in the index are in another language, only the files with a reason are read again. */
    again = scan (files, index, NULL);
    g_assert_cmpuint (n_loads, ==, 0);
    g_free (index->language);
    index->language = g_strdup ("xx");
    g_clear_pointer (&again, bb_library_index_unref);
    again = scan (files, index, NULL);
    g_assert_cmpuint (n_loads, ==, G_N_ELEMENTS (rows) + 1);
    g_assert_cmpuint (bb_library_index_count (again, NULL).n_unusable, ==, G_N_ELEMENTS (rows) + 1);
}

static void
test_only_new_files_are_read (void)
{
    g_autoptr (Files) files = files_new ();
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbImage) other = job_rig_image ("nec-optiarc", "K355", "1.06", "05");
    g_autofree char *one = files_write (files, "one.bin", bb_image_get_bytes (image));
    g_autofree char *two = files_write (files, "two.bin", bb_image_get_bytes (other));
    g_autofree char *moved = g_build_filename (files->folder, "moved.bin", NULL);
    g_autoptr (BbLibraryIndex) first = scan (files, NULL, NULL);
    g_autoptr (BbLibraryIndex) second = NULL;
    g_autoptr (BbLibraryIndex) third = NULL;
    g_autoptr (BbLibraryIndex) fourth = NULL;
    struct stat info;

    g_assert_cmpuint (n_loads, ==, 2);
    second = scan (files, first, NULL);
    g_assert_cmpuint (n_loads, ==, 0);
    g_assert_cmpint (g_rename (one, moved), ==, 0);
    third = scan (files, second, NULL);
    g_assert_cmpuint (n_loads, ==, 0);
    assert_count (third, NULL, 2, 2, 0);
    assert_count (third, moved, 1, 1, 0);
    assert_count (third, one, 0, 0, 0);
    /* The file is changed, and then its mtime is restored; it must be read again all the same. */
    g_assert_cmpint (stat (two, &info), ==, 0);
    g_assert_cmpint (truncate (two, 0), ==, 0);
    g_assert_cmpint (truncate (two, info.st_size), ==, 0);
    {
        struct timespec times[] = {info.st_atim, info.st_mtim};

        g_assert_cmpint (utimensat (AT_FDCWD, two, times, 0), ==, 0);
    }
    fourth = scan (files, third, NULL);
    g_assert_cmpuint (n_loads, ==, 1);
    assert_count (fourth, NULL, 2, 1, 0);
}

static void
test_the_newest_of_a_model_is_listed_first (void)
{
    static const char *const models[] = {"K370", "K355", "K355", "K355"};
    static const char *const revisions[] = {"1.01", "1.04", "1.10", "1.07"};
    static const char *const wanted[] = {"ND-3550A 1.10", "ND-3550A 1.07", "ND-3550A 1.04", "ND-3570A 1.01"};
    g_autoptr (Files) files = files_new ();
    g_autoptr (BbLibraryIndex) index = NULL;
    g_autoptr (GPtrArray) entries = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (models); i++) {
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", models[i], revisions[i], "05");
        g_autofree char *name = g_strdup_printf ("%u.bin", i);

        g_free (files_write (files, name, bb_image_get_bytes (image)));
    }
    index = scan (files, NULL, NULL);
    entries = bb_library_index_list (index);
    g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (wanted));
    for (guint i = 0; i < entries->len; i++) {
        const BbImageIdentity *identity = ((BbLibraryEntry *) g_ptr_array_index (entries, i))->identity;
        g_autofree char *text = g_strdup_printf ("%s %s", identity->model_name, identity->revision);

        g_assert_cmpstr (text, ==, wanted[i]);
    }
}

static void
test_each_image_is_listed_once (void)
{
    g_autoptr (Files) files = files_new ();
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (GBytes) noise = g_bytes_new_static ("noise", 5);
    g_autofree char *one = files_write (files, "one.bin", bb_image_get_bytes (image));
    g_autofree char *two = files_write (files, "two.bin", bb_image_get_bytes (image));
    g_autofree char *text = files_write (files, "a.txt", noise);
    g_autoptr (BbLibraryIndex) index = scan (files, NULL, NULL);
    g_autoptr (GPtrArray) entries = bb_library_index_list (index);
    g_auto (GStrv) folders = bb_library_index_list_folders (index, 10);
    const BbLibraryEntry *entry = g_ptr_array_index (entries, 0);

    g_assert_cmpuint (entries->len, ==, 2);
    g_assert_cmpstr (entry->sha256, ==, bb_image_get_sha256 (image));
    g_assert_cmpuint (entry->paths->len, ==, 2);
    g_assert_cmpstr (g_ptr_array_index (entry->paths, 0), ==, one);
    g_assert_cmpstr (g_ptr_array_index (entry->paths, 1), ==, two);
    entry = g_ptr_array_index (entries, 1);
    g_assert_null (entry->sha256);
    g_assert_false (entry->unread);
    g_assert_cmpstr (g_ptr_array_index (entry->paths, 0), ==, text);
    g_assert_cmpuint (g_strv_length (folders), ==, 1);
    g_assert_cmpstr (folders[0], ==, files->folder);
}

static void
test_a_cancelled_scan_forgets_nothing (void)
{
    g_autoptr (Files) files = files_new ();
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autofree char *path = files_write (files, "one.bin", bb_image_get_bytes (image));
    g_autoptr (BbLibraryIndex) first = scan (files, NULL, NULL);
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (BbLibraryIndex) cancelled = NULL;
    g_autoptr (BbLibraryIndex) gone = NULL;
    g_autofree char *away = g_strconcat (files->folder, ".away", NULL);

    g_cancellable_cancel (cancellable);
    cancelled = scan (files, first, cancellable);
    assert_count (cancelled, NULL, 1, 1, 0);
    /* The files of a missing folder, for example of a disk that is not mounted, stay in the index. */
    g_assert_cmpint (g_rename (files->folder, away), ==, 0);
    gone = scan (files, cancelled, NULL);
    assert_count (gone, NULL, 1, 1, 0);
    g_assert_cmpint (g_rename (away, files->folder), ==, 0);
    /* A file that was deleted is removed from the index. */
    g_assert_cmpint (g_unlink (path), ==, 0);
    g_clear_pointer (&gone, bb_library_index_unref);
    gone = scan (files, cancelled, NULL);
    assert_count (gone, NULL, 0, 0, 0);
}

static void
test_a_damaged_index_is_ignored (void)
{
    g_autoptr (Files) files = files_new ();
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autofree char *path = files_write (files, "\xff.bin", bb_image_get_bytes (image));
    g_autofree char *file = g_build_filename (g_get_user_cache_dir (), "burnback", "library.index", NULL);
    g_autoptr (BbLibraryIndex) index = scan (files, NULL, NULL);
    g_autoptr (BbLibraryIndex) again = NULL;
    g_autofree char *bytes = NULL;
    gsize size = 0;

    g_assert_true (bb_library_index_save (index, job_rig_catalog (), NULL));
    again = bb_library_index_load (job_rig_catalog ());
    assert_count (again, path, 1, 1, 0);
    g_assert_cmpint (bb_library_index_count (again, files->folder).scanned, ==, index->scanned);
    g_clear_pointer (&index, bb_library_index_unref);
    index = scan (files, again, NULL);
    g_assert_cmpuint (n_loads, ==, 0);
    g_assert_true (g_file_get_contents (file, &bytes, &size, NULL));
    for (gsize i = 0; i < size; i += 7) {
        g_autoptr (BbLibraryIndex) torn = NULL;

        bytes[i] ^= 0x10;
        g_assert_true (g_file_set_contents (file, bytes, i % 2 == 0 ? (gssize) size : (gssize) i, NULL));
        bytes[i] ^= 0x10;
        torn = bb_library_index_load (job_rig_catalog ());
        assert_count (torn, NULL, 0, 0, 0);
    }
}

static void
test_paths_are_added_once_and_removed (void)
{
    g_autoptr (Files) files = files_new ();
    g_autofree char *odd = g_build_filename (files->folder, "\xff;\n=", NULL);
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) both = NULL;
    g_auto (GStrv) one = NULL;

    g_assert_cmpint (g_mkdir (odd, 0700), ==, 0);
    for (guint i = 0; i < 2; i++) {
        g_assert_true (bb_library_add_path (files->folder, &error));
        g_assert_true (bb_library_add_path (odd, &error));
    }
    both = bb_library_list_paths (&error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_strv_length (both), ==, 2);
    g_assert_cmpstr (both[1], ==, odd);
    g_assert_true (bb_library_remove_path (files->folder, &error));
    one = bb_library_list_paths (&error);
    g_assert_cmpuint (g_strv_length (one), ==, 1);
    g_assert_cmpstr (one[0], ==, odd);
    g_assert_false (bb_library_remove_path (files->folder, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_false (bb_library_add_path ("/nonexistent/folder", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_false (bb_library_add_path ("/dev/null", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

/* A file that changed after the scan is checked with its new content; equal images are offered once. */
static void
test_offers_are_checked_against_the_file_on_disk (void)
{
    g_autoptr (Files) files = files_new ();
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    g_autoptr (BbImage) other = job_rig_image ("nec-optiarc", "K110", "1.06", "05");
    g_autofree char *copy = files_write (files, "copy.bin", bb_image_get_bytes (image));
    g_autofree char *path = files_write (files, "one.bin", bb_image_get_bytes (image));
    g_autoptr (BbFacts) facts = job_rig_dup_facts ("nec-optiarc", "K355", "");
    g_autoptr (BbDriveDetails) details = job_rig_details (NULL);
    g_autoptr (BbLibraryIndex) index = scan (files, NULL, NULL);
    g_autoptr (GPtrArray) before = NULL;
    g_autoptr (GPtrArray) after = NULL;
    g_autoptr (GHashTable) refused =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bb_verdict_unref);
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, other, job_rig_catalog ());
    BbVerdict *found = NULL;
    BbLibraryLeftOut left_out = {7, 7};

    before = bb_library_find (index, NULL, FALSE, details, facts, job_rig_catalog (), &left_out, refused, NULL, NULL);
    g_assert_cmpuint (before->len, ==, 1);
    g_assert_cmpuint (left_out.n_refused, ==, 0);
    g_assert_cmpuint (g_hash_table_size (refused), ==, 0);
    g_free (files_write (files, "copy.bin", bb_image_get_bytes (other)));
    g_free (files_write (files, "one.bin", bb_image_get_bytes (other)));
    after = bb_library_find (index, NULL, FALSE, details, facts, job_rig_catalog (), &left_out, refused, NULL, NULL);
    g_assert_cmpuint (after->len, ==, 0);
    g_assert_cmpuint (left_out.n_refused, ==, 1);
    g_assert_cmpuint (g_hash_table_size (refused), ==, 1);
    found = g_hash_table_lookup (refused, bb_image_get_sha256 (other));
    g_assert_cmpint (bb_verdict_get_level (found), ==, BB_VERDICT_REFUSED);
    g_assert_cmpstr (bb_library_find_obstacle (found)->text, ==, bb_verdict_get_heaviest (verdict)->text);
}

/* The key that encrypts ("wraps") simulated images, and its SHA-256. */
#define WRAPPED_KEY "000102030405060708090a0b0c0d0e0f"
#define WRAPPED_KEY_SHA256 "be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991"

/* Writes a wrapped image as the only file in @files. */
static void
write_wrapped_image (Files *files)
{
    GVariantBuilder options;
    g_autoptr (GVariant) values = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "1.03");
    g_variant_builder_add (&options, "{ss}", "wrapped", "");
    values = g_variant_ref_sink (g_variant_builder_end (&options));
    bytes = bb_sim_make_image (job_rig_catalog (), "mediatek-mt1959", "BD-RE BU40N", values, &error);
    g_assert_no_error (error);
    g_free (files_write (files, "wrapped.bin", bytes));
}

static void
assert_wrapped_count (BbLibraryIndex *index, guint n_images, guint n_wrapped)
{
    BbLibraryCount count = bb_library_index_count (index, NULL);
    g_autoptr (GPtrArray) entries = bb_library_index_list (index);
    const BbLibraryEntry *entry = g_ptr_array_index (entries, 0);

    g_assert_cmpuint (count.n_images, ==, n_images);
    g_assert_cmpuint (count.n_wrapped, ==, n_wrapped);
    g_assert_cmpuint (entries->len, ==, 1);
    g_assert_cmpint (entry->wants_key, ==, n_wrapped > 0);
    g_assert_nonnull (entry->sha256);
}

/* Asserts how many images of @index are offered to the drive with @facts, and how many are left out as wrapped. */
static void
assert_wrapped_offers (BbLibraryIndex *index, BbFacts *facts, guint n_offers, guint n_wrapped)
{
    g_autoptr (BbDriveDetails) details = job_rig_details (NULL);
    BbLibraryLeftOut left_out = {7, 7};
    g_autoptr (GPtrArray) offers =
        bb_library_find (index, NULL, FALSE, details, facts, job_rig_catalog (), &left_out, NULL, NULL, NULL);

    g_assert_cmpuint (offers->len, ==, n_offers);
    g_assert_cmpuint (left_out.n_wrapped, ==, n_wrapped);
    g_assert_cmpuint (left_out.n_refused, ==, 0);
    if (n_offers > 0)
        g_assert_cmpstr (((BbLibraryOffer *) g_ptr_array_index (offers, 0))->identity->revision, ==, "1.03");
}

static void
test_a_wrapped_image_is_offered_when_a_key_file_is_chosen (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Files) files = files_new ();
    g_autofree char *key = job_rig_make_folder ();
    g_autofree char *key_file = g_build_filename (key, "key", NULL);
    g_autoptr (BbFacts) facts =
        job_rig_dup_facts ("mediatek-mt1959", "BD-RE BU40N", "Quirks=build-stamp=1704251010\n");
    g_autoptr (BbFacts) other = job_rig_dup_facts ("nec-optiarc", "K355", "");
    g_autoptr (BbLibraryIndex) without_key = NULL;
    g_autoptr (BbLibraryIndex) remembered = NULL;
    g_autoptr (BbLibraryIndex) with_key = NULL;
    g_autoptr (BbLibraryIndex) again = NULL;

    write_wrapped_image (files);
    g_assert_true (g_file_set_contents (key_file, WRAPPED_KEY, -1, NULL));
    without_key = scan (files, NULL, NULL);
    assert_wrapped_count (without_key, 0, 1);
    assert_wrapped_offers (without_key, facts, 0, 1);
    assert_wrapped_offers (without_key, other, 0, 0);
    g_assert_true (bb_library_index_save (without_key, job_rig_catalog (), NULL));
    remembered = bb_library_index_load (job_rig_catalog ());
    assert_wrapped_count (remembered, 0, 1);
    /* This key is not accepted for these drives yet, so the image stays wrapped. */
    bb_key_file_set (key_file);
    g_assert_false (bb_key_file_check (&error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY);
    assert_wrapped_offers (remembered, facts, 0, 1);
    bb_key_file_let_in (WRAPPED_KEY_SHA256);
    g_assert_true (bb_key_file_check (NULL));
    assert_wrapped_offers (remembered, facts, 1, 0);
    with_key = scan (files, remembered, NULL);
    g_assert_cmpuint (n_loads, ==, 1);
    assert_wrapped_count (with_key, 1, 0);
    again = scan (files, with_key, NULL);
    g_assert_cmpuint (n_loads, ==, 0);
    assert_wrapped_count (again, 1, 0);
    bb_key_file_let_in (NULL);
    bb_key_file_set (NULL);
    assert_wrapped_offers (again, facts, 0, 1);
    job_rig_remove_folder (key);
}

/* Finds the offer of the image with the SHA-256 *@sha256, and returns its member @runs. If *@sha256 is NULL, takes
 * the last offer and sets *@sha256 to the SHA-256 of its image. */
static gboolean
is_known_to_run (JobRig *rig, char **sha256)
{
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbDriveDetails) details = NULL;
    g_autoptr (BbLibraryIndex) index = bb_library_index_load (job_rig_catalog ());
    g_autoptr (GPtrArray) offers = NULL;
    const BbLibraryOffer *offer = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    offers = bb_library_find (index, bb_engine_get_store (rig->engine), TRUE, details,
                              bb_engine_drive_get_facts (drive), job_rig_catalog (), NULL, NULL, NULL, NULL);
    for (guint i = 0; i < offers->len; i++) {
        const BbLibraryOffer *each = g_ptr_array_index (offers, i);

        if (*sha256 == NULL || g_str_equal (each->sha256, *sha256))
            offer = each;
    }
    g_assert_nonnull (offer);
    g_assert_true (offer->installed);
    if (*sha256 == NULL)
        *sha256 = g_strdup (offer->sha256);
    return offer->runs;
}

/* Two images have the same revision. The image that was read from the drive counts as running (@runs) until the other
 * image is written. */
static void
test_the_same_revision_need_not_be_what_runs (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "Seed=7\n", NULL);
    g_autoptr (BbImage) other = job_rig_image ("nec-optiarc", "K355", "1.05", NULL);
    g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) flashed = NULL;
    g_autofree char *sha256 = NULL;

    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    g_assert_true (is_known_to_run (rig, &sha256));
    g_assert_cmpstr (bb_image_get_sha256 (other), !=, sha256);
    flashed = job_rig_do (rig, BB_ACTION_FLASH, other, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_false (is_known_to_run (rig, &sha256));
}

int
main (int argc, char **argv)
{
    g_autofree char *home = job_rig_make_folder ();
    int status = 0;

    g_setenv ("XDG_CONFIG_HOME", home, TRUE);
    g_setenv ("XDG_CACHE_HOME", home, TRUE);
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/library/files-that-cannot-be-used-have-their-reason",
                     test_files_that_cannot_be_used_have_their_reason);
    g_test_add_func ("/library/no-other-boot-codes", test_other_boot_codes_and_boards_are_not_offered);
    g_test_add_func ("/library/no-damaged-files", test_damaged_files_are_not_offered);
    g_test_add_func ("/library/the-best-is-first", test_the_best_is_first);
    g_test_add_func ("/library/an-offer-has-only-advice-on-its-image", test_an_offer_has_only_advice_on_its_image);
    g_test_add_data_func ("/library/advice-names-its-images", "mediatek-advice", test_advice_names_its_images);
    g_test_add_data_func ("/library/advice-of-nec", "nec-advice", test_advice_names_its_images);
    g_test_add_func ("/library/a-folder-can-hold-anything", test_a_folder_can_hold_anything);
    g_test_add_func ("/library/only-new-files-are-read", test_only_new_files_are_read);
    g_test_add_func ("/library/each-image-is-listed-once", test_each_image_is_listed_once);
    g_test_add_func ("/library/the-newest-of-a-model-is-listed-first", test_the_newest_of_a_model_is_listed_first);
    g_test_add_func ("/library/a-cancelled-scan-forgets-nothing", test_a_cancelled_scan_forgets_nothing);
    g_test_add_func ("/library/a-damaged-index-is-ignored", test_a_damaged_index_is_ignored);
    g_test_add_func ("/library/paths-are-added-once-and-removed", test_paths_are_added_once_and_removed);
    g_test_add_func ("/library/offers-are-checked-against-the-file-on-disk",
                     test_offers_are_checked_against_the_file_on_disk);
    g_test_add_func ("/library/a-wrapped-image-is-offered-with-a-key-file",
                     test_a_wrapped_image_is_offered_when_a_key_file_is_chosen);
    g_test_add_func ("/library/the-same-revision-need-not-be-what-runs",
                     test_the_same_revision_need_not_be_what_runs);
    status = g_test_run ();
    job_rig_remove_folder (home);
    return status;
}
