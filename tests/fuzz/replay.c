/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* replay CORPUS-FOLDER: calls LLVMFuzzerTestOneInput() of a fuzz program once for each file of the corpus. Needs no
 * fuzzer, so any compiler will do. */

static void
replay_file (gconstpointer path)
{
    g_autofree char *data = NULL;
    g_autofree guint8 *copy = NULL;
    g_autoptr (GError) error = NULL;
    gsize size = 0;

    g_file_get_contents (path, &data, &size, &error);
    g_assert_no_error (error);
    /* The copy lacks the zero byte that g_file_get_contents() appends, so that the address sanitizer notices a read
     * beyond the end of the file. */
    copy = g_memdup2 (data, size);
    g_assert_cmpint (LLVMFuzzerTestOneInput (copy, size), ==, 0);
}

int
main (int argc, char **argv)
{
    g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) folder = NULL;
    g_autoptr (GError) error = NULL;
    const char *name = NULL;

    g_test_init (&argc, &argv, NULL);
    g_assert_cmpint (argc, ==, 2);
    folder = g_dir_open (argv[1], 0, &error);
    g_assert_no_error (error);
    while ((name = g_dir_read_name (folder)) != NULL) {
        g_autofree char *test = g_strconcat ("/corpus/", name, NULL);
        char *path = g_build_filename (argv[1], name, NULL);

        g_ptr_array_add (paths, path);
        g_test_add_data_func (test, path, replay_file);
    }
    g_assert_cmpuint (paths->len, >, 0);
    return g_test_run ();
}
