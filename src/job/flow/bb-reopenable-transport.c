/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-reopenable-transport.h"

struct _BbReopenableTransport {
    GObject parent;
    BbDrive *drive;
    BbTraceFile *trace;
    gboolean exclusive;
    gboolean in_mode;
    BbTransport *inner;
    guint n_commands;
    guint64 n_bytes;
    gint64 passed_us;
};

static void bb_reopenable_transport_transport_init (BbTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (BbReopenableTransport, bb_reopenable_transport, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, bb_reopenable_transport_transport_init))

/* Sends @command through the open connection as bb_transport_execute() does, and counts command, duration and bytes;
 * without an answer, no bytes. */
static gboolean
bb_reopenable_transport_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    BbReopenableTransport *self = BB_REOPENABLE_TRANSPORT (transport);
    gboolean answered;

    self->n_commands++;
    answered = bb_transport_execute (self->inner, command, reply, error);
    self->passed_us += reply->duration_us;
    if (!answered)
        return FALSE;
    self->n_bytes += command->length_bytes - MIN (reply->residual_bytes, command->length_bytes);
    return TRUE;
}

/* Waits as bb_transport_wait_ms() does, and adds the time to bb_reopenable_transport_get_passed_ms(). */
static void
bb_reopenable_transport_wait_ms (BbTransport *transport, guint duration_ms)
{
    BB_REOPENABLE_TRANSPORT (transport)->passed_us += (gint64) duration_ms * 1000;
    bb_transport_wait_ms (BB_REOPENABLE_TRANSPORT (transport)->inner, duration_ms);
}

static void
bb_reopenable_transport_transport_init (BbTransportInterface *iface)
{
    iface->execute = bb_reopenable_transport_execute;
    iface->wait_ms = bb_reopenable_transport_wait_ms;
}

static void
bb_reopenable_transport_finalize (GObject *object)
{
    BbReopenableTransport *self = BB_REOPENABLE_TRANSPORT (object);

    g_clear_object (&self->inner);
    g_clear_object (&self->trace);
    g_clear_object (&self->drive);
    G_OBJECT_CLASS (bb_reopenable_transport_parent_class)->finalize (object);
}

static void
bb_reopenable_transport_class_init (BbReopenableTransportClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_reopenable_transport_finalize;
}

static void
bb_reopenable_transport_init (BbReopenableTransport *self)
{
}

/* Returns (transfer full) a new connection to the drive, which also writes the trace if there is one; %NULL with an
 * error. */
static BbTransport *
bb_reopenable_transport_open_inner (BbReopenableTransport *self, GError **error)
{
    g_autoptr (BbTransport) inner = bb_drive_open (self->drive, self->exclusive, error);

    if (inner == NULL || self->trace == NULL)
        return g_steal_pointer (&inner);
    return bb_transport_trace_new (inner, self->trace, bb_drive_get_name (self->drive));
}

BbReopenableTransport *
bb_reopenable_transport_open (BbDrive *drive, gboolean exclusive, BbTraceFile *trace, GError **error)
{
    g_autoptr (BbReopenableTransport) self = NULL;

    g_return_val_if_fail (BB_IS_DRIVE (drive), NULL);

    self = g_object_new (BB_TYPE_REOPENABLE_TRANSPORT, NULL);
    self->drive = g_object_ref (drive);
    self->trace = trace != NULL ? g_object_ref (trace) : NULL;
    self->exclusive = exclusive;
    self->inner = bb_reopenable_transport_open_inner (self, error);
    return self->inner != NULL ? g_steal_pointer (&self) : NULL;
}

gboolean
bb_reopenable_transport_reopen (BbReopenableTransport *self, GError **error)
{
    g_autoptr (BbTransport) inner = NULL;

    g_return_val_if_fail (BB_IS_REOPENABLE_TRANSPORT (self), FALSE);

    inner = bb_reopenable_transport_open_inner (self, error);
    if (inner == NULL)
        return FALSE;
    g_set_object (&self->inner, inner);
    return TRUE;
}

void
bb_reopenable_transport_add_trace (BbReopenableTransport *self, BbTraceFile *trace)
{
    g_autoptr (BbTransport) traced = NULL;

    g_return_if_fail (BB_IS_REOPENABLE_TRANSPORT (self));

    traced = bb_transport_trace_new (self->inner, trace, bb_drive_get_name (self->drive));
    g_set_object (&self->inner, traced);
}

void
bb_reopenable_transport_set_in_mode (BbReopenableTransport *self, gboolean in_mode)
{
    g_return_if_fail (BB_IS_REOPENABLE_TRANSPORT (self));

    self->in_mode = in_mode;
}

gboolean
bb_reopenable_transport_is_in_mode (BbReopenableTransport *self)
{
    g_return_val_if_fail (BB_IS_REOPENABLE_TRANSPORT (self), FALSE);

    return self->in_mode;
}

guint
bb_reopenable_transport_get_n_commands (BbReopenableTransport *self)
{
    g_return_val_if_fail (BB_IS_REOPENABLE_TRANSPORT (self), 0);

    return self->n_commands;
}

guint64
bb_reopenable_transport_get_n_bytes (BbReopenableTransport *self)
{
    g_return_val_if_fail (BB_IS_REOPENABLE_TRANSPORT (self), 0);

    return self->n_bytes;
}

guint64
bb_reopenable_transport_get_passed_ms (BbReopenableTransport *self)
{
    g_return_val_if_fail (BB_IS_REOPENABLE_TRANSPORT (self), 0);

    return (guint64) self->passed_us / 1000;
}
