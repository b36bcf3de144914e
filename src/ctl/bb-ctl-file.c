/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-file.h"

#include "bb-ctl-fail.h"
#include "bb-ctl-terminal.h"

#include <glib/gi18n.h>

/* Fails because the output file @path exists. Returns the exit code. */
static int
bb_ctl_fail_exists (BbCtl *ctl, const char *path)
{
    g_autofree char *name = g_filename_display_name (path);
    g_autofree char *message = g_strdup_printf (_ ("The file “%s” already exists."), name);

    return bb_ctl_fail (ctl, BB_EXIT_REFUSED, "exists", BB_SAFE_YES,
                        _ ("Use --force to overwrite the file, or choose another file."), message);
}

/* Prints why @path cannot be written, from @error. Returns the exit code. @next: (nullable): what to do if the work
 * of the command is done and only the output file is missing. %NULL if nothing was done yet: the text then says to
 * choose another path. If @error says that the file exists, @next is ignored, and the text says how to overwrite the
 * file. */
static int
bb_ctl_fail_output (BbCtl *ctl, const char *path, const char *next, const GError *error)
{
    BbExit exit_code = next != NULL ? bb_ctl_exit_of_output (error) : bb_ctl_exit_of_error (error);

    if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_EXIST))
        return bb_ctl_fail_exists (ctl, path);
    return bb_ctl_fail_with_error (ctl, exit_code, "output", next != NULL ? next : _ ("Choose another location."),
                                   error);
}

/* Asks whether the file @path may be overwritten. Returns %TRUE if the user agrees; else, and without a terminal,
 * prints a failure, sets @exit_code and returns %FALSE. */
static gboolean
bb_ctl_confirm_replacing (BbCtl *ctl, const char *path, int *exit_code)
{
    g_autofree char *name = g_filename_display_name (path);
    g_autofree char *question = NULL;

    if (!bb_ctl_has_terminal ()) {
        *exit_code = bb_ctl_fail_exists (ctl, path);
        return FALSE;
    }
    question = g_strdup_printf (_ ("The file “%s” already exists. Overwrite it?"), name);
    if (bb_ctl_confirm (ctl, question))
        return TRUE;
    *exit_code = bb_ctl_fail_cancelled (ctl, NULL);
    return FALSE;
}

gboolean
bb_ctl_may_write (BbCtl *ctl, const char *path, BbOutputFlags *flags, int *exit_code)
{
    g_autoptr (GError) error = NULL;

    *flags = ctl->force ? BB_OUTPUT_OVERWRITE : BB_OUTPUT_NONE;
    if (bb_output_check (path, *flags, &error))
        return TRUE;
    if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_EXIST)) {
        *exit_code = bb_ctl_fail_output (ctl, path, NULL, error);
        return FALSE;
    }
    *flags |= BB_OUTPUT_OVERWRITE;
    return bb_ctl_confirm_replacing (ctl, path, exit_code);
}

gboolean
bb_ctl_write_file (BbCtl *ctl, const char *path, BbOutputFlags flags, const void *data, gsize length_bytes,
                   const char *next, int *exit_code)
{
    g_autoptr (GError) error = NULL;

    if (bb_output_write (path, flags, data, length_bytes, &error))
        return TRUE;
    *exit_code = bb_ctl_fail_output (ctl, path, next, error);
    return FALSE;
}
