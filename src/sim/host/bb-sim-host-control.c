/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host-private.h"

#include <glib-unix.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No line is so long; what is longer is thrown away. */
#define BB_CONTROL_MAX_BYTES 4096

static gboolean
bb_host_control_obey (BbSimHost *host, const char *line, GError **error)
{
    g_auto (GStrv) words = g_strsplit (line, " ", -1);
    guint n_words = g_strv_length (words);

    if (n_words == 2 && g_str_equal (words[0], "unplug"))
        return bb_sim_bus_set_plugged (host->bus, words[1], FALSE, error);
    if (n_words == 2 && g_str_equal (words[0], "plug"))
        return bb_sim_bus_set_plugged (host->bus, words[1], TRUE, error);
    if (n_words == 3 && g_str_equal (words[0], "power") && g_str_equal (words[2], "off"))
        return bb_sim_bus_set_power (host->bus, words[1], FALSE, error);
    if (n_words == 3 && g_str_equal (words[0], "power") && g_str_equal (words[2], "on"))
        return bb_sim_bus_set_power (host->bus, words[1], TRUE, error);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%.60s” is no control line", line);
    return FALSE;
}

static void
bb_host_control_take_lines (BbSimHost *host)
{
    char *end;

    while ((end = strchr (host->control_text->str, '\n')) != NULL) {
        g_autofree char *line = g_strndup (host->control_text->str, (gsize) (end - host->control_text->str));
        g_autoptr (GError) error = NULL;

        g_string_erase (host->control_text, 0, (gssize) strlen (line) + 1);
        g_strstrip (line);
        if (*line != '\0' && !bb_host_control_obey (host, line, &error))
            g_printerr ("burnback-sim: %s\n", error->message);
    }
    if (host->control_text->len > BB_CONTROL_MAX_BYTES)
        g_string_truncate (host->control_text, 0);
}

static gboolean
bb_host_control_cb (gint fd, GIOCondition condition, gpointer data)
{
    BbSimHost *host = data;
    char text[512];
    gssize length_bytes = read (fd, text, sizeof text);

    if (length_bytes > 0) {
        g_string_append_len (host->control_text, text, length_bytes);
        bb_host_control_take_lines (host);
    }
    return G_SOURCE_CONTINUE;
}

gboolean
bb_host_control_start (BbSimHost *host, GError **error)
{
    g_autofree char *root = umockdev_testbed_get_root_dir (host->bed);
    g_autofree char *path = g_build_filename (root, "control", NULL);

    if (mkfifo (path, 0600) == 0)
        /* Open for writing too, or every writer that closes it would be the end of the file. */
        host->control_fd = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (host->control_fd < 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, g_strerror (errno));
        return FALSE;
    }
    host->control_text = g_string_new (NULL);
    host->control_id = g_unix_fd_add (host->control_fd, G_IO_IN, bb_host_control_cb, host);
    return g_setenv (BB_SIM_CONTROL_ENV, path, TRUE);
}

void
bb_host_control_stop (BbSimHost *host)
{
    g_clear_handle_id (&host->control_id, g_source_remove);
    if (host->control_fd >= 0)
        close (host->control_fd);
    if (host->control_text != NULL)
        g_string_free (host->control_text, TRUE);
    g_unsetenv (BB_SIM_CONTROL_ENV);
}

gboolean
bb_sim_control_send (const char *line, GError **error)
{
    const char *path = g_getenv (BB_SIM_CONTROL_ENV);
    g_autofree char *text = g_strconcat (line, "\n", NULL);
    gssize written;
    int fd;

    if (path == NULL) {
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "$" BB_SIM_CONTROL_ENV " is not set");
        return FALSE;
    }
    fd = open (path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        g_set_error (error, G_IO_ERROR, errno == ENOENT || errno == ENXIO ? G_IO_ERROR_NOT_FOUND : G_IO_ERROR_FAILED,
                     "%s: %s", path, g_strerror (errno));
        return FALSE;
    }
    /* Shorter than PIPE_BUF, so it goes whole or not at all. */
    written = write (fd, text, strlen (text));
    if (written < 0)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, g_strerror (errno));
    close (fd);
    return written >= 0;
}
