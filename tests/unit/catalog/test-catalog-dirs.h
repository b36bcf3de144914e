/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>

/* Makes a temporary folder, sets XDG_CACHE_HOME and XDG_DATA_HOME to folders in it, and returns (transfer full) its
 * path. G_TEST_OPTION_ISOLATE_DIRS is not used because it leaks memory, which would hide leaks of the tested code. */
static inline char *
test_dirs_enter (void)
{
    g_autofree char *home = g_dir_make_tmp ("catalog-home-XXXXXX", NULL);
    g_autofree char *cache = g_build_filename (home, "cache", NULL);
    g_autofree char *data = g_build_filename (home, "data", NULL);

    g_setenv ("XDG_CACHE_HOME", cache, TRUE);
    g_setenv ("XDG_DATA_HOME", data, TRUE);
    return g_steal_pointer (&home);
}

static inline void
test_dirs_remove (const char *folder)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        if (g_file_test (path, G_FILE_TEST_IS_DIR))
            test_dirs_remove (path);
        else
            g_unlink (path);
    }
    g_rmdir (folder);
}

/* Called at the end of main(): runs the tests, removes the folder @home, and returns the exit code. */
static inline int
test_dirs_run (const char *home)
{
    int result = g_test_run ();

    test_dirs_remove (home);
    return result;
}
