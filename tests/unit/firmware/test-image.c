/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "catalog/bb-catalog.h"
#include "firmware/bb-content.h"
#include "firmware/bb-image.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Tests bb-content.c, bb-digest.c, bb-image.c, bb-image-identity.c and bb-image-load.c. */

typedef struct {
    char *folder;
    char *path;
    GFile *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->folder = g_dir_make_tmp ("burnback-image-XXXXXX", NULL);
    fixture->path = g_build_filename (fixture->folder, "firmware.bin", NULL);
    fixture->file = g_file_new_for_path (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_remove (fixture->path);
    g_rmdir (fixture->folder);
    g_free (fixture->folder);
    g_free (fixture->path);
    g_object_unref (fixture->file);
}

static void
write_file (Fixture *fixture, const char *data, gsize length_bytes)
{
    g_assert_true (g_file_set_contents (fixture->path, data, length_bytes, NULL));
}

static void
test_load_reads_and_hashes (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) image = NULL;

    write_file (fixture, "abc", 3);
    image = bb_image_load (fixture->file, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (bb_image_get_size (image), ==, 3);
    g_assert_cmpmem (g_bytes_get_data (bb_image_get_bytes (image), NULL), 3, "abc", 3);
    /* SHA-256 of "abc", from FIPS 180-2, appendix B.1 */
    g_assert_cmpstr (bb_image_get_sha256 (image), ==,
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    g_assert_cmpstr (bb_image_get_name (image), ==, "firmware.bin");
    g_assert_cmpstr (bb_image_get_path (image), ==, fixture->path);
    g_assert_null (bb_image_get_inside (image));
    g_assert_null (bb_image_get_identity (image));
}

static void
test_load_of_many_chunks_has_the_hash_of_the_whole (Fixture *fixture, gconstpointer data)
{
    gsize size = 3 * 256 * 1024 + 17;
    g_autofree char *content = g_malloc (size);
    g_autofree char *expected = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) image = NULL;

    for (gsize i = 0; i < size; i++)
        content[i] = (char) (i * 31 + (i >> 8));
    write_file (fixture, content, size);
    expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *) content, size);
    image = bb_image_load (fixture->file, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (bb_image_get_sha256 (image), ==, expected);
    g_assert_cmpmem (g_bytes_get_data (bb_image_get_bytes (image), NULL), bb_image_get_size (image), content, size);
}

/* Examples of FIPS 180: "abc" and the empty message. */
static void
test_digests_of_fips_180 (void)
{
    g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
    g_autoptr (GBytes) abc = g_bytes_new_static ("abc", 3);
    g_autofree char *sha1 = bb_sha1_bytes (abc);
    g_autofree char *sha1_of_none = bb_sha1_bytes (none);
    g_autofree char *sha256 = bb_sha256_bytes (abc);

    g_assert_cmpstr (sha1, ==, "a9993e364706816aba3e25717850c26c9cd0d89d");
    g_assert_cmpstr (sha1_of_none, ==, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    g_assert_cmpstr (sha256, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
test_missing_file_is_not_found (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_image_load (fixture->file, NULL, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_empty_file_is_refused (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    write_file (fixture, "", 0);
    g_assert_null (bb_image_load (fixture->file, NULL, &error));
    g_assert_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_EMPTY);
}

static void
test_too_large_file_is_refused_unread (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    write_file (fixture, "x", 1);
    if (truncate (fixture->path, (off_t) 4 << 30) != 0) {
        g_test_skip ("this file system has no sparse files");
        return;
    }
    g_assert_null (bb_image_load (fixture->file, NULL, &error));
    g_assert_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_TOO_LARGE);
}

static void
test_file_of_maximum_size_is_loaded (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) image = NULL;

    write_file (fixture, "x", 1);
    g_assert_cmpint (truncate (fixture->path, BB_IMAGE_MAX_BYTES), ==, 0);
    image = bb_image_load (fixture->file, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (bb_image_get_size (image), ==, BB_IMAGE_MAX_BYTES);
    g_assert_cmpint (truncate (fixture->path, BB_IMAGE_MAX_BYTES + 1), ==, 0);
    g_assert_null (bb_image_load (fixture->file, NULL, &error));
    g_assert_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_TOO_LARGE);
}

static void
test_non_regular_file_is_unreadable (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GFile) device = g_file_new_for_path ("/dev/zero");
    g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
    g_autoptr (GFile) remote = g_file_new_for_uri ("http://localhost/firmware.bin");
    g_autoptr (GError) device_error = NULL;
    g_autoptr (GError) folder_error = NULL;
    g_autoptr (GError) pipe_error = NULL;
    g_autoptr (GError) remote_error = NULL;

    g_assert_null (bb_image_load (device, NULL, &device_error));
    g_assert_error (device_error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE);
    g_assert_null (bb_image_load (folder, NULL, &folder_error));
    g_assert_error (folder_error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE);
    g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
    g_assert_null (bb_image_load (fixture->file, NULL, &pipe_error));
    g_assert_error (pipe_error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE);
    g_assert_null (bb_image_load (remote, NULL, &remote_error));
    g_assert_error (remote_error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE);
}

static void
test_impossible_path_is_not_found (Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = g_build_filename (fixture->path, "below", NULL);
    g_autoptr (GFile) below = g_file_new_for_path (path);
    g_autofree char *long_name = g_strnfill (300, 'x');
    g_autofree char *long_path = g_build_filename (fixture->folder, long_name, NULL);
    g_autoptr (GFile) too_long = g_file_new_for_path (long_path);
    g_autofree char *circle_path = g_build_filename (fixture->folder, "circle", NULL);
    g_autoptr (GFile) circle = g_file_new_for_path (circle_path);
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) name_error = NULL;
    g_autoptr (GError) circle_error = NULL;

    write_file (fixture, "x", 1);
    g_assert_null (bb_image_load (below, NULL, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_null (bb_image_load (too_long, NULL, &name_error));
    g_assert_error (name_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_no_errno (symlink ("circle", circle_path));
    g_assert_null (bb_image_load (circle, NULL, &circle_error));
    g_assert_error (circle_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_no_errno (unlink (circle_path));
}

static void
test_loading_can_be_cancelled (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;

    write_file (fixture, "abc", 3);
    g_cancellable_cancel (cancellable);
    g_assert_null (bb_image_load (fixture->file, cancellable, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The linker replaces pread() in the loader by __wrap_pread() (option --wrap). Call number `at` of pread() (from 1)
 * fails with the error code `failure`. If `failure` is 0, this call truncates the file to `new_size` and then reads.
 * If `path` is NULL, every call only reads. */
static struct {
    const char *path;
    guint at;
    guint n_calls;
    off_t new_size;
    int failure;
} interference;

/* Counts a call of pread(). At the chosen call, truncates the file or sets errno. TRUE if pread() must fail. */
static gboolean
interfere_with_read (void)
{
    if (interference.path == NULL || ++interference.n_calls != interference.at)
        return FALSE;
    if (interference.failure == 0)
        g_assert_cmpint (truncate (interference.path, interference.new_size), ==, 0);
    errno = interference.failure;
    return interference.failure != 0;
}

ssize_t __real_pread (int fd, void *to, size_t length_bytes, off_t offset);
ssize_t __wrap_pread (int fd, void *to, size_t length_bytes, off_t offset);
ssize_t __real_pread64 (int fd, void *to, size_t length_bytes, off_t offset);
ssize_t __wrap_pread64 (int fd, void *to, size_t length_bytes, off_t offset);

ssize_t
__wrap_pread (int fd, void *to, size_t length_bytes, off_t offset)
{
    return interfere_with_read () ? -1 : __real_pread (fd, to, length_bytes, offset);
}

ssize_t
__wrap_pread64 (int fd, void *to, size_t length_bytes, off_t offset)
{
    return interfere_with_read () ? -1 : __real_pread64 (fd, to, length_bytes, offset);
}

/* Loads an image from a file of 600000 bytes. Call @at of pread() fails with the error code @failure or, if @failure
 * is 0, truncates the file to @new_size. Returns (transfer full) (nullable) the image; NULL with @error set if
 * loading fails. */
static BbImage *
load_with_interference (Fixture *fixture, guint at, off_t new_size, int failure, GError **error)
{
    g_autofree char *content = g_strnfill (600000, 'x');
    BbImage *image = NULL;

    write_file (fixture, content, 600000);
    interference.path = fixture->path;
    interference.at = at;
    interference.n_calls = 0;
    interference.new_size = new_size;
    interference.failure = failure;
    image = bb_image_load (fixture->file, NULL, error);
    g_assert_cmpuint (interference.n_calls, >=, at);
    interference.path = NULL;
    return image;
}

static void
test_file_that_changes_is_refused (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) shorter_error = NULL;
    g_autoptr (GError) longer_error = NULL;

    g_assert_null (load_with_interference (fixture, 2, 300000, 0, &shorter_error));
    g_assert_error (shorter_error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_CHANGED);
    g_assert_null (load_with_interference (fixture, 2, 700000, 0, &longer_error));
    g_assert_error (longer_error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_CHANGED);
}

static void
test_read_error_is_reported (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) first_error = NULL;
    g_autoptr (GError) last_error = NULL;

    g_assert_null (load_with_interference (fixture, 1, 0, EIO, &first_error));
    g_assert_error (first_error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE);
    g_assert_null (load_with_interference (fixture, 4, 0, EIO, &last_error));
    g_assert_error (last_error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE);
}

static void
test_signal_does_not_end_reading (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) image = load_with_interference (fixture, 2, 0, EINTR, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (bb_image_get_size (image), ==, 600000);
}

static void
test_part_shares_bytes_and_has_its_own_hash (void)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("xxabcyy", 7);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "whole.exe");
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new ("acme", 2, 3);
    g_autoptr (BbImageIdentity) all = bb_image_identity_new ("acme", 0, 7);
    g_autoptr (BbImage) part = bb_image_new_part (whole, identity, "image 1 of 2");
    g_autoptr (BbImage) same = bb_image_new_part (whole, all, NULL);

    g_assert_cmpmem (g_bytes_get_data (bb_image_get_bytes (part), NULL), bb_image_get_size (part), "abc", 3);
    g_assert_true (g_bytes_get_data (bb_image_get_bytes (part), NULL) ==
                   (const guint8 *) g_bytes_get_data (bytes, NULL) + 2);
    g_assert_cmpstr (bb_image_get_sha256 (part), ==,
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    g_assert_cmpstr (bb_image_get_inside (part), ==, "image 1 of 2");
    g_assert_cmpstr (bb_image_get_name (part), ==, "whole.exe");
    g_assert_true (bb_image_get_identity (part) == identity);
    g_assert_cmpstr (bb_image_get_sha256 (same), ==, bb_image_get_sha256 (whole));
}

static void
test_identity_starts_empty_and_finds_its_values (void)
{
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new ("acme", 1, 2);
    g_autoptr (BbImageIdentity) same = bb_image_identity_ref (identity);
    GVariantDict dict;

    g_assert_true (same == identity);
    g_assert_cmpstr (identity->family, ==, "acme");
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_NONE);
    g_assert_nonnull (identity->codes);
    g_assert_null (identity->codes[0]);
    g_assert_null (bb_image_identity_lookup_string (identity, "boot-version"));
    g_variant_dict_init (&dict, NULL);
    g_variant_dict_insert (&dict, "boot-version", "s", "05");
    g_variant_dict_insert (&dict, "number", "u", 5);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&dict));
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, "boot-version"), ==, "05");
    g_assert_null (bb_image_identity_lookup_string (identity, "number"));
}

/* A catalog with one model and one image. known_of_kind() appends the kind and the checksum of the image. */
static const char known_images[] =
    "[keys]\nEntries=drives\n\n[M1]\nName=BURNER-1\nMaker=ACME\nInterface=SATA\nTested=simulated\nConfidence=medium\n"
    "Source=this test\n\n[image M1 1.02]\nModel=M1\nName=BURNER-1\nRevision=1.02\nConfidence=medium\n"
    "Source=this test\n";

/* Returns (transfer full) the entry of an image of the kind @kind. The entry comes from a catalog of the family
 * "acme" that lists no other image. */
static BbKnownImage *
known_of_kind (Fixture *fixture, const char *kind)
{
    g_autofree char *sha256 = g_strnfill (64, 'a');
    g_autofree char *text = g_strdup_printf ("%sKind=%s\nSha256=%s\n", known_images, kind, sha256);
    g_autofree char *path = g_build_filename (fixture->folder, "acme.models", NULL);
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (GError) error = NULL;
    BbKnownImage *known;

    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    catalog = bb_catalog_open (fixture->folder, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpint (unlink (path), ==, 0);
    known = bb_catalog_known_image (catalog, sha256);
    g_assert_nonnull (known);
    return known;
}

static void
test_known_image_tells_kind_and_change (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *kind, *word, *change;
    } rows[] = {
        {"original", "original", NULL},    {"boot-code", "unknown", NULL},    {"unknown", "unknown", NULL},
        {"modified-de", "modified", "DE"}, {"modified-mk", "modified", "MK"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImageIdentity) identity = bb_image_identity_new ("acme", 0, 1);
        g_autoptr (BbKnownImage) known = known_of_kind (fixture, rows[i].kind);

        g_assert_null (bb_image_identity_get_change (identity));
        bb_image_identity_set_known (identity, known);
        bb_image_identity_set_known (identity, known);
        g_assert_true (identity->known == known);
        g_assert_cmpstr (bb_image_kind_to_string (identity->kind), ==, rows[i].word);
        g_assert_cmpstr (bb_image_identity_get_change (identity), ==, rows[i].change);
        /* The identity may have a text with the exact name of the modification. This text must be used instead of the
         * kind in the catalog. */
        identity->values = g_variant_ref_sink (g_variant_new_parsed ("{%s: <'OmniDrive'>}", BB_IMAGE_VALUE_CHANGE));
        g_assert_cmpstr (bb_image_identity_get_change (identity), ==, "OmniDrive");
    }
}

/* The catalog supplies only what the image itself does not contain. If the catalog lists the image for another
 * family, its model must not be used, because the keys of models differ between families. */
static void
test_known_image_adds_what_is_missing (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *family, *code, *revision;
        const char *code_after, *name_after, *revision_after;
    } rows[] = {
        {"acme", NULL, NULL, "M1", "BURNER-1", "1.02"},   {"acme", "M2", NULL, "M2", NULL, "1.02"},
        {"acme", NULL, "1.03", "M1", "BURNER-1", "1.03"}, {"other", NULL, NULL, NULL, NULL, "1.02"},
        {NULL, NULL, NULL, NULL, NULL, "1.02"},
    };
    g_autoptr (BbKnownImage) known = known_of_kind (fixture, "original");

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImageIdentity) identity = bb_image_identity_new (rows[i].family, 0, 1);

        g_test_message ("row %u", i);
        if (rows[i].code != NULL) {
            g_strfreev (identity->codes);
            identity->codes = g_strsplit (rows[i].code, " ", -1);
        }
        identity->revision = g_strdup (rows[i].revision);
        bb_image_identity_set_known (identity, known);
        g_assert_cmpstr (identity->codes[0], ==, rows[i].code_after);
        g_assert_cmpstr (identity->model_name, ==, rows[i].name_after);
        g_assert_cmpstr (identity->revision, ==, rows[i].revision_after);
    }
}

/* The program must ask for a key file only if the image has a problem that the key resolves. */
static void
test_only_an_image_with_a_problem_wants_a_key (void)
{
    static const struct {
        const char *problem, *values;
        gboolean wants_key;
    } rows[] = {
        {"encrypted", "{'wants-key': <true>}", TRUE},
        {"encrypted", "{'wants-key': <false>}", FALSE},
        {"encrypted", "@a{sv} {}", FALSE},
        {"encrypted", NULL, FALSE},
        {NULL, "{'wants-key': <true>}", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImageIdentity) identity = bb_image_identity_new ("acme", 0, 1);

        g_test_message ("row %u", i);
        identity->problem = g_strdup (rows[i].problem);
        if (rows[i].values != NULL)
            identity->values = g_variant_ref_sink (g_variant_new_parsed (rows[i].values));
        g_assert_cmpint (bb_image_identity_wants_key (identity), ==, rows[i].wants_key);
    }
}

static void
test_checksum_to_string (void)
{
    g_assert_cmpstr (bb_checksum_to_string (BB_CHECKSUM_NONE), ==, "none");
    g_assert_cmpstr (bb_checksum_to_string (BB_CHECKSUM_GOOD), ==, "good");
    g_assert_cmpstr (bb_checksum_to_string (BB_CHECKSUM_BAD), ==, "bad");
}

static void
test_sum16 (void)
{
    static const guint8 data[] = {0xFF, 0xFF, 0x00, 0x02, 0x12, 0x34};
    g_autoptr (GBytes) bytes = g_bytes_new_static (data, sizeof data);
    g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
    g_autofree char *empty = bb_sha256_bytes (nothing);

    g_assert_cmphex (bb_sum16 (bytes, 0, 4), ==, 0x0001);
    g_assert_cmphex (bb_sum16 (bytes, 0, 6), ==, 0x1235);
    g_assert_cmphex (bb_sum16 (bytes, 2, 2), ==, 0x0000);
    g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

#define ADD(path, function) g_test_add ("/image/" path, Fixture, NULL, set_up, function, tear_down)

/* bb_sum16() must return the same as a loop that adds word by word, for short and long ranges that begin at an even
 * offset. The first half of the data has only words FFFF, which make the largest sum. */
static void
test_sum16_of_any_range (void)
{
    const gsize most = 0x40000;
    g_autofree guint8 *data = g_malloc (most);
    g_autoptr (GBytes) bytes = NULL;

    for (gsize i = 0; i < most; i++)
        data[i] = i < most / 2 ? 0xFF : (guint8) g_test_rand_int_range (0, 256);
    bytes = g_bytes_new (data, most);
    for (guint i = 0; i < 200; i++) {
        gsize first = 2 * (gsize) g_test_rand_int_range (0, 20);
        gsize end = i < 100 ? first + 2 * i : most - 2 * (gsize) g_test_rand_int_range (0, 20);
        guint32 sum = 0;

        for (gsize j = first; j < end; j += 2)
            sum += (guint32) data[j] << 8 | data[j + 1];
        g_assert_cmphex (bb_sum16 (bytes, first, end), ==, sum & 0xFFFF);
    }
}

/* bb_content_longest_zeros() must return the same as a loop that counts byte by byte, for 20000 random data of up to
 * 24 bytes. */
static void
test_longest_run_of_zeros (void)
{
    for (guint i = 0; i < 20000; i++) {
        guint8 data[24];
        gsize size = i % (sizeof data + 1);
        gsize longest = 0;
        gsize run = 0;
        g_autoptr (GBytes) bytes = NULL;

        for (guint j = 0; j < size; j++) {
            data[j] = (guint8) (g_test_rand_int_range (0, 1 + (gint) (i % 5)) == 1);
            run = data[j] == 0 ? run + 1 : 0;
            longest = MAX (longest, run);
        }
        bytes = g_bytes_new (data, size);
        g_assert_cmpuint (bb_content_longest_zeros (bytes), ==, longest);
    }
}

static void
test_content_of_an_image (void)
{
    g_autofree guint8 *data = g_malloc0 (0x100000);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) image = NULL;

    /* The image has bytes with structure, then zeros, then bytes that look random. */
    memset (data, 0x55, 0x60000);
    for (gsize i = 0; i < 0x60000; i += 7)
        data[i] = 0x01;
    for (gsize i = 0xA0000; i < 0x100000; i++)
        data[i] = (guint8) (i * 167 + 1);
    bytes = g_bytes_new (data, 0x100000);
    image = bb_image_new_from_bytes (bytes, "mixed.bin");
    for (guint i = 0; i < 2; i++) {
        gsize zeros = 0;
        gsize noise = 0;

        bb_image_get_content (image, &zeros, &noise);
        g_assert_cmpuint (zeros, ==, 0x40000);
        g_assert_cmpuint (noise, ==, 0x60000);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("load", test_load_reads_and_hashes);
    ADD ("load-many-chunks", test_load_of_many_chunks_has_the_hash_of_the_whole);
    ADD ("missing", test_missing_file_is_not_found);
    ADD ("empty", test_empty_file_is_refused);
    ADD ("sparse", test_too_large_file_is_refused_unread);
    ADD ("limit", test_file_of_maximum_size_is_loaded);
    ADD ("not-a-file", test_non_regular_file_is_unreadable);
    ADD ("where-no-file-can-be", test_impossible_path_is_not_found);
    ADD ("cancel", test_loading_can_be_cancelled);
    ADD ("changes", test_file_that_changes_is_refused);
    ADD ("read-error", test_read_error_is_reported);
    ADD ("signal", test_signal_does_not_end_reading);
    ADD ("known-image-tells-kind-and-change", test_known_image_tells_kind_and_change);
    ADD ("known-image-adds-what-is-missing", test_known_image_adds_what_is_missing);
    g_test_add_func ("/image/only_an_image_with_a_problem_wants_a_key",
                     test_only_an_image_with_a_problem_wants_a_key);
    g_test_add_func ("/image/part_shares_bytes_and_has_its_own_hash", test_part_shares_bytes_and_has_its_own_hash);
    g_test_add_func ("/image/identity_starts_empty_and_finds_its_values",
                     test_identity_starts_empty_and_finds_its_values);
    g_test_add_func ("/image/checksum_to_string", test_checksum_to_string);
    g_test_add_func ("/image/sum16_of_any_range", test_sum16_of_any_range);
    g_test_add_func ("/image/longest_run_of_zeros", test_longest_run_of_zeros);
    g_test_add_func ("/image/content_of_an_image", test_content_of_an_image);
    g_test_add_func ("/image/sum16", test_sum16);
    g_test_add_func ("/image/digests_of_fips_180", test_digests_of_fips_180);
    return g_test_run ();
}
