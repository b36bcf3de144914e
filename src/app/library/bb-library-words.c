/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-library-words.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

char *
bb_library_words_dup_other (guint n)
{
    /* TRANSLATORS: firmware that is for none of the connected drives */
    return g_strdup_printf (ngettext ("%u firmware image for other drives", "%u firmware images for other drives", n),
                            n);
}

char *
bb_library_words_dup_wrapped (guint n)
{
    return g_strdup_printf (ngettext ("%u encrypted (wrapped) image that requires a key file",
                                      "%u encrypted (wrapped) images that require a key file", n),
                            n);
}

char *
bb_library_words_dup_unusable (guint n)
{
    return g_strdup_printf (ngettext ("%u damaged or unusable file", "%u damaged or unusable files", n), n);
}

char *
bb_library_words_dup_unknown (guint n)
{
    return g_strdup_printf (ngettext ("%u other file (no known firmware)", "%u other files (no known firmware)", n),
                            n);
}

char *
bb_library_words_dup_count (BbLibraryIndex *index, const char *path)
{
    BbLibraryCount count = {0};
    g_autofree char *files = NULL;
    g_autofree char *images = NULL;
    g_autofree char *copies = NULL;
    g_autofree char *wrapped = NULL;
    g_autofree char *unusable = NULL;
    g_autofree char *unknown = NULL;
    g_autofree char *time = NULL;
    g_autofree char *scanned = NULL;

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_strdup (_ ("This location is not available. Connect the disk that contains it."));
    if (index != NULL)
        count = bb_library_index_count (index, path);
    if (count.scanned == 0)
        return g_strdup (_ ("Not scanned yet"));
    files = g_strdup_printf (ngettext ("%u file", "%u files", count.n_files), count.n_files);
    images = g_strdup_printf (ngettext ("%u firmware image", "%u firmware images", count.n_images), count.n_images);
    if (count.n_copies > 0)
        copies = g_strdup_printf (ngettext ("%u duplicate", "%u duplicates", count.n_copies), count.n_copies);
    if (count.n_wrapped > 0)
        wrapped = bb_library_words_dup_wrapped (count.n_wrapped);
    if (count.n_unusable + count.n_unread > 0)
        unusable = bb_library_words_dup_unusable (count.n_unusable + count.n_unread);
    if (count.n_unknown > 0)
        unknown = bb_library_words_dup_unknown (count.n_unknown);
    time = bb_app_dup_time (count.scanned);
    /* TRANSLATORS: time of a scan of a folder */
    scanned = g_strdup_printf (_ ("scanned %s"), time);
    return bb_app_dup_joined ((const char *[]){files, images, copies, wrapped, unusable, unknown, scanned}, 7);
}
