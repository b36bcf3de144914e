/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BB_FIX_LIBRARY "libburnback-umock-fix.so"
#define BB_UMOCKDEV_LIBRARY "libumockdev-preload.so.0"
#define BB_PRELOAD_ENV "LD_PRELOAD"

/* Beside this program in a build tree, else where the build put it. */
static char *
bb_sim_host_dup_fix_path (GError **error)
{
    g_autofree char *program = g_file_read_link ("/proc/self/exe", error);
    g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
    g_autofree char *beside = folder != NULL ? g_build_filename (folder, "host", BB_FIX_LIBRARY, NULL) : NULL;

    if (beside == NULL)
        return NULL;
    if (g_file_test (beside, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&beside);
    if (g_file_test (BB_UMOCK_FIX_PATH, G_FILE_TEST_EXISTS))
        return g_strdup (BB_UMOCK_FIX_PATH);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s is neither beside this program nor at %s",
                 BB_FIX_LIBRARY, BB_UMOCK_FIX_PATH);
    return NULL;
}

/* The arguments that this process was started with. */
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
    g_autofree char *fix = NULL, *preload = NULL;
    g_auto (GStrv) arguments = NULL;

    if (before != NULL && strstr (before, BB_FIX_LIBRARY) != NULL)
        return TRUE;
    fix = bb_sim_host_dup_fix_path (error);
    if (fix == NULL)
        return FALSE;
    arguments = bb_sim_host_dup_arguments (error);
    if (arguments == NULL)
        return FALSE;
    /* The order matters: the first one mends what the second does. */
    preload = g_strjoin (":", fix, BB_UMOCKDEV_LIBRARY, before, NULL);
    g_setenv (BB_PRELOAD_ENV, preload, TRUE);
    execv ("/proc/self/exe", arguments);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "starting this program anew: %s", g_strerror (errno));
    return FALSE;
}
