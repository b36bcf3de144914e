/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "archive-kinds.h"

#include "firmware/bb-archive.h"

#include <archive.h>
#include <dlfcn.h>
#include <string.h>

/* Tests bb-libarchive.c. */

/* Replaces dlopen() of the C library by a function that finds no library. */
void *
dlopen (const char *file, int mode)
{
    g_assert_nonnull (strstr (file, "libarchive"));
    return NULL;
}

/* A BbArchiveKeepFunc that keeps all files. */
static gboolean
keep_all (BbImage *file, gpointer data)
{
    return TRUE;
}

static void
assert_error (GBytes *bytes, BbArchiveError code, const char *says)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "update.bin");
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_archive_search (file, keep_all, NULL, NULL, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, (int) code);
    g_assert_nonnull (strstr (error->message, says));
}

/* Without libarchive, a plain image must be treated as no archive, and an archive must give an error that names the
 * library. */
static void
test_without_libarchive_only_archives_are_refused (void)
{
    g_autoptr (GBytes) plain = g_bytes_new_take (g_strnfill (0x1000, 'x'), 0x1000);
    g_autoptr (GBytes) archive = pack (archive_write_set_format_zip, "image.bin", plain, 1);

    assert_error (plain, BB_ARCHIVE_ERROR_NOT_ARCHIVE, "");
    assert_error (archive, BB_ARCHIVE_ERROR_NO_LIBRARY, "libarchive");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/archive-missing/without_libarchive_only_archives_are_refused",
                     test_without_libarchive_only_archives_are_refused);
    return g_test_run ();
}
