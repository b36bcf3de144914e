/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-trace-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <unistd.h>

/* How long bb_trace_file_write() waits for free space in a pipe. */
#define BB_TRACE_PATIENCE_MS 500

struct _BbTraceFile {
    GObject parent_instance;

    GMutex lock; /* guards the fields below */
    int fd;
    char *path;
    GError *failure;
};

G_DEFINE_TYPE (BbTraceFile, bb_trace_file, G_TYPE_OBJECT)

static const char *const bb_trace_directions[] = {
    [BB_DIRECTION_NONE] = "none",
    [BB_DIRECTION_IN] = "in",
    [BB_DIRECTION_OUT] = "out",
};

static const char *const bb_trace_errors[] = {
    [BB_TRANSPORT_ERROR_GONE] = "gone",       [BB_TRANSPORT_ERROR_TIMED_OUT] = "timed-out",
    [BB_TRANSPORT_ERROR_SHORT] = "short",     [BB_TRANSPORT_ERROR_IO] = "io",
    [BB_TRANSPORT_ERROR_IN_USE] = "in-use",   [BB_TRANSPORT_ERROR_NOT_PERMITTED] = "not-permitted",
    [BB_TRANSPORT_ERROR_NO_NODE] = "no-node", [BB_TRANSPORT_ERROR_NOT_RECORDED] = "not-recorded",
};

const char *
bb_trace_direction_to_word (BbDirection direction)
{
    return bb_trace_directions[direction];
}

/* Returns the index of @word in @words, or -1. */
static int
bb_trace_find_word (const char *const *words, guint n_words, const char *word)
{
    for (guint i = 0; i < n_words; i++) {
        if (g_str_equal (word, words[i]))
            return (int) i;
    }
    return -1;
}

gboolean
bb_trace_direction_from_word (const char *word, BbDirection *direction)
{
    int found = bb_trace_find_word (bb_trace_directions, G_N_ELEMENTS (bb_trace_directions), word);

    *direction = MAX (found, 0);
    return found >= 0;
}

const char *
bb_trace_error_to_word (const GError *error)
{
    if (error->domain != BB_TRANSPORT_ERROR || error->code < 0 ||
        (guint) error->code >= G_N_ELEMENTS (bb_trace_errors))
        return bb_trace_errors[BB_TRANSPORT_ERROR_IO];
    return bb_trace_errors[error->code];
}

gboolean
bb_trace_error_from_word (const char *word, BbTransportError *code)
{
    int found = bb_trace_find_word (bb_trace_errors, G_N_ELEMENTS (bb_trace_errors), word);

    *code = MAX (found, 0);
    return found >= 0;
}

char *
bb_trace_dup_sha256 (const BbCommand *command)
{
    return g_compute_checksum_for_data (G_CHECKSUM_SHA256, command->out, command->length_bytes);
}

/* Waits until the reader of a pipe made room. %FALSE, with errno set to EAGAIN, after BB_TRACE_PATIENCE_MS or if
 * waiting failed. */
static gboolean
bb_trace_file_wait (int fd)
{
    struct pollfd room = {.fd = fd, .events = POLLOUT};

    if (poll (&room, 1, BB_TRACE_PATIENCE_MS) > 0)
        return TRUE;
    errno = EAGAIN;
    return FALSE;
}

/* Writes @data, and waits for room in a pipe. FALSE with errno set if not all of @data could be written. */
static gboolean
bb_trace_file_write_all (int fd, const char *data, gsize length_bytes)
{
    while (length_bytes > 0) {
        gssize written = write (fd, data, length_bytes);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno == EAGAIN && bb_trace_file_wait (fd))
            continue;
        if (written < 0)
            return FALSE;
        data += written;
        length_bytes -= (gsize) written;
    }
    return TRUE;
}

void
bb_trace_file_write (BbTraceFile *self, const char *line)
{
    g_autofree char *whole = g_strconcat (line, "\n", NULL);
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
    int number = 0;

    if (self->failure != NULL)
        return;
    if (bb_trace_file_write_all (self->fd, whole, strlen (whole)))
        return;
    number = errno;
    /* A failed trace must not stop a flash, so the failure is only stored; bb_trace_file_check() returns it. */
    g_set_error (&self->failure, G_FILE_ERROR, g_file_error_from_errno (number), "%s is incomplete: %s", self->path,
                 g_strerror (number));
}

gboolean
bb_trace_file_check (BbTraceFile *self, GError **error)
{
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = NULL;

    g_return_val_if_fail (BB_IS_TRACE_FILE (self), FALSE);

    locker = g_mutex_locker_new (&self->lock);
    if (self->failure == NULL)
        return TRUE;
    g_propagate_error (error, g_error_copy (self->failure));
    return FALSE;
}

static void
bb_trace_file_finalize (GObject *object)
{
    BbTraceFile *self = BB_TRACE_FILE (object);

    if (self->fd >= 0)
        close (self->fd);
    g_free (self->path);
    g_clear_error (&self->failure);
    g_mutex_clear (&self->lock);
    G_OBJECT_CLASS (bb_trace_file_parent_class)->finalize (object);
}

static void
bb_trace_file_class_init (BbTraceFileClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_trace_file_finalize;
}

static void
bb_trace_file_init (BbTraceFile *self)
{
    g_mutex_init (&self->lock);
    self->fd = -1;
}

BbTraceFile *
bb_trace_file_new (const char *path, BbOutputFlags flags, GError **error)
{
    g_autoptr (BbTraceFile) self = NULL;

    g_return_val_if_fail (path != NULL, NULL);

    self = g_object_new (BB_TYPE_TRACE_FILE, NULL);
    self->path = g_strdup (path);
    /* A trace contains serial numbers and firmware; other users must not read it. */
    self->fd = bb_output_open (path, flags | BB_OUTPUT_PRIVATE, error);
    /* Writing must not block: a flash must not wait for the reader of a pipe. */
    if (self->fd < 0 || !g_unix_set_fd_nonblocking (self->fd, TRUE, error))
        return NULL;
    return g_steal_pointer (&self);
}
