/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BB_FIX_LIBRARY "libburnback-umock-fix.so"
#define BB_UMOCKDEV_LIBRARY "libumockdev-preload.so.0"
#define BB_PRELOAD_ENV "LD_PRELOAD"
#define BB_SEARCH_ENV "LD_LIBRARY_PATH"

/* Returns (transfer full) (nullable) the folder of BB_FIX_LIBRARY; %NULL with @error set if this library cannot be
 * preloaded.
 */
static char *
bb_sim_host_dup_fix_folder (GError **error)
{
    g_autofree char *folder = g_path_get_dirname (BB_UMOCK_FIX_PATH);

    if (!g_file_test (BB_UMOCK_FIX_PATH, G_FILE_TEST_EXISTS)) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s is missing", BB_UMOCK_FIX_PATH);
        return NULL;
    }
    if (strpbrk (folder, ":;") != NULL) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
                     "%s cannot be preloaded: a colon or a semicolon in a path separates folders", BB_UMOCK_FIX_PATH);
        return NULL;
    }
    return g_steal_pointer (&folder);
}

/* Returns (transfer full) (nullable) the arguments of this process. */
static char **
bb_sim_host_dup_arguments (GError **error)
{
    g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
    g_autofree char *text = NULL;
    gsize length_bytes;

    if (!g_file_get_contents ("/proc/self/cmdline", &text, &length_bytes, error))
        return NULL;
    for (gsize at = 0; at < length_bytes; at += strlen (text + at) + 1)
        g_ptr_array_add (arguments, g_strdup (text + at));
    g_ptr_array_add (arguments, NULL);
    return (char **) g_ptr_array_free (g_steal_pointer (&arguments), FALSE);
}

gboolean
bb_sim_host_enter (GError **error)
{
    const char *before = g_getenv (BB_PRELOAD_ENV);
    const char *searched = g_getenv (BB_SEARCH_ENV);
    g_autofree char *folder = NULL, *preload = NULL, *search = NULL;
    g_auto (GStrv) arguments = NULL;

    if (before != NULL && strstr (before, BB_FIX_LIBRARY) != NULL)
        return TRUE;
    folder = bb_sim_host_dup_fix_folder (error);
    if (folder == NULL)
        return FALSE;
    arguments = bb_sim_host_dup_arguments (error);
    if (arguments == NULL)
        return FALSE;
    /* BB_FIX_LIBRARY overrides functions of BB_UMOCKDEV_LIBRARY, so it comes first. Its folder is in the search path,
     * because a path with blanks can be in LD_LIBRARY_PATH, but not in LD_PRELOAD (ld.so(8)). */
    preload = g_strjoin (":", BB_FIX_LIBRARY, BB_UMOCKDEV_LIBRARY, before, NULL);
    g_setenv (BB_PRELOAD_ENV, preload, TRUE);
    search = g_strjoin (":", folder, searched, NULL);
    g_setenv (BB_SEARCH_ENV, search, TRUE);
    execv ("/proc/self/exe", arguments);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "starting this program anew: %s", g_strerror (errno));
    return FALSE;
}
