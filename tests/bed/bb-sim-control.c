/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host.h"
#include "bb-sim-link.h"

#include <glib-unix.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Text without a line end is discarded if it is longer than this. No valid line is so long. */
#define BB_CONTROL_MAX_BYTES 4096

struct _BbSimControl {
    BbSimBus *bus;
    char *path;
    int fd;
    guint watch_id;
    GString *text;
};

/* Executes a line as bb_sim_control_send() describes it. FALSE with @error set for an invalid line or an unknown
 * drive. */
static gboolean
bb_sim_control_run_line (BbSimControl *self, const char *line, GError **error)
{
    g_auto (GStrv) words = g_strsplit (line, " ", -1);
    guint n_words = g_strv_length (words);

    if (n_words == 2 && g_str_equal (words[0], "unplug"))
        return bb_sim_bus_set_plugged (self->bus, words[1], FALSE, error);
    if (n_words == 2 && g_str_equal (words[0], "plug"))
        return bb_sim_bus_set_plugged (self->bus, words[1], TRUE, error);
    if (n_words == 3 && g_str_equal (words[0], "power") && g_str_equal (words[2], "off"))
        return bb_sim_bus_set_power (self->bus, words[1], FALSE, error);
    if (n_words == 3 && g_str_equal (words[0], "power") && g_str_equal (words[2], "on"))
        return bb_sim_bus_set_power (self->bus, words[1], TRUE, error);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%.60s” is no control line", line);
    return FALSE;
}

/* Executes all complete lines of self->text, and removes them from it. */
static void
bb_sim_control_run_lines (BbSimControl *self)
{
    char *end;

    while ((end = strchr (self->text->str, '\n')) != NULL) {
        g_autofree char *line = g_strndup (self->text->str, (gsize) (end - self->text->str));
        g_autoptr (GError) error = NULL;

        g_string_erase (self->text, 0, (gssize) strlen (line) + 1);
        g_strstrip (line);
        if (*line != '\0' && !bb_sim_control_run_line (self, line, &error))
            g_printerr ("burnback-sim: %s\n", error->message);
    }
    if (self->text->len > BB_CONTROL_MAX_BYTES)
        g_string_truncate (self->text, 0);
}

static gboolean
bb_sim_control_cb (gint fd, GIOCondition condition, gpointer data)
{
    BbSimControl *self = data;
    char text[512];
    gssize length_bytes = read (fd, text, sizeof text);

    if (length_bytes > 0) {
        g_string_append_len (self->text, text, length_bytes);
        bb_sim_control_run_lines (self);
    }
    return G_SOURCE_CONTINUE;
}

BbSimControl *
bb_sim_control_new (BbSimBus *bus, const char *path, GError **error)
{
    BbSimControl *self = NULL;
    int fd = -1;

    if (mkfifo (path, 0600) == 0)
        /* O_RDWR, because with O_RDONLY read() would return end of file each time a writer closes the pipe. */
        fd = open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, g_strerror (errno));
        return NULL;
    }
    self = g_new0 (BbSimControl, 1);
    self->bus = g_object_ref (bus);
    self->path = g_strdup (path);
    self->fd = fd;
    self->text = g_string_new (NULL);
    self->watch_id = g_unix_fd_add (fd, G_IO_IN, bb_sim_control_cb, self);
    g_setenv (BB_SIM_CONTROL_ENV, path, TRUE);
    return self;
}

void
bb_sim_control_free (BbSimControl *self)
{
    if (self == NULL)
        return;
    g_source_remove (self->watch_id);
    close (self->fd);
    unlink (self->path);
    g_unsetenv (BB_SIM_CONTROL_ENV);
    g_string_free (self->text, TRUE);
    g_object_unref (self->bus);
    g_free (self->path);
    g_free (self);
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
    /* The text is shorter than PIPE_BUF, so write() is atomic. */
    written = write (fd, text, strlen (text));
    if (written < 0)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, g_strerror (errno));
    close (fd);
    return written >= 0;
}
