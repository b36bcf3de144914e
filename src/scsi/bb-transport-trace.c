/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-trace-private.h"

#include "bb-bytes.h"

#include <json-glib/json-glib.h>

struct _BbTransportTrace {
    GObject parent_instance;

    BbTransport *inner;
    BbTraceFile *file;
    char *drive_name;
};

static void bb_transport_trace_iface_init (BbTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (BbTransportTrace, bb_transport_trace, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, bb_transport_trace_iface_init))

/* Sets the member @key of @line to @text (transfer full). */
static void
bb_transport_trace_set_text (JsonObject *line, const char *key, char *text)
{
    json_object_set_string_member (line, key, text);
    g_free (text);
}

/* Passes @command to the inner transport and returns its result. Writes a line about command and reply or error to
 * the trace file; a failure to write this line does not make @command fail. */
static gboolean
bb_transport_trace_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    BbTransportTrace *self = BB_TRANSPORT_TRACE (transport);
    g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
    g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
    JsonObject *line = json_object_new ();
    g_autofree char *text = NULL;
    g_autoptr (GError) local = NULL;
    gboolean answered = FALSE;

    json_node_take_object (node, line);
    bb_transport_trace_set_text (line, BB_TRACE_KEY_TIME, g_date_time_format_iso8601 (now));
    json_object_set_string_member (line, BB_TRACE_KEY_DRIVE, self->drive_name);
    bb_transport_trace_set_text (line, BB_TRACE_KEY_CDB, bb_cdb_dup_text (&command->cdb));
    json_object_set_string_member (line, BB_TRACE_KEY_DIRECTION, bb_trace_direction_to_word (command->direction));
    json_object_set_int_member (line, BB_TRACE_KEY_LENGTH, (gint64) command->length_bytes);
    answered = bb_transport_execute (self->inner, command, reply, &local);
    if (answered) {
        json_object_set_int_member (line, BB_TRACE_KEY_STATUS, reply->status);
        bb_transport_trace_set_text (line, BB_TRACE_KEY_SENSE,
                                     bb_hex_dup (reply->sense_bytes, reply->sense_length_bytes, " "));
        json_object_set_int_member (line, BB_TRACE_KEY_RESIDUAL, (gint64) reply->residual_bytes);
        if (command->direction == BB_DIRECTION_IN)
            bb_transport_trace_set_text (line, BB_TRACE_KEY_DATA,
                                         bb_hex_dup (command->in, command->length_bytes - reply->residual_bytes, ""));
    } else {
        json_object_set_null_member (line, BB_TRACE_KEY_STATUS);
        json_object_set_string_member (line, BB_TRACE_KEY_SENSE, "");
        json_object_set_string_member (line, BB_TRACE_KEY_ERROR, bb_trace_error_to_word (local));
        bb_transport_trace_set_text (line, BB_TRACE_KEY_MESSAGE, g_utf8_make_valid (local->message, -1));
    }
    json_object_set_int_member (line, BB_TRACE_KEY_DURATION, reply->duration_us);
    if (command->direction == BB_DIRECTION_OUT)
        bb_transport_trace_set_text (line, BB_TRACE_KEY_DATA_SHA256, bb_trace_dup_sha256 (command));
    text = json_to_string (node, FALSE);
    bb_trace_file_write (self->file, text);
    if (!answered)
        g_propagate_error (error, g_steal_pointer (&local));
    return answered;
}

static void
bb_transport_trace_wait_ms (BbTransport *transport, guint duration_ms)
{
    bb_transport_wait_ms (BB_TRANSPORT_TRACE (transport)->inner, duration_ms);
}

static void
bb_transport_trace_iface_init (BbTransportInterface *iface)
{
    iface->execute = bb_transport_trace_execute;
    iface->wait_ms = bb_transport_trace_wait_ms;
}

static void
bb_transport_trace_finalize (GObject *object)
{
    BbTransportTrace *self = BB_TRANSPORT_TRACE (object);

    g_clear_object (&self->inner);
    g_clear_object (&self->file);
    g_free (self->drive_name);
    G_OBJECT_CLASS (bb_transport_trace_parent_class)->finalize (object);
}

static void
bb_transport_trace_class_init (BbTransportTraceClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_transport_trace_finalize;
}

static void
bb_transport_trace_init (BbTransportTrace *self)
{
}

BbTransport *
bb_transport_trace_new (BbTransport *inner, BbTraceFile *file, const char *drive_name)
{
    BbTransportTrace *self = NULL;

    g_return_val_if_fail (BB_IS_TRANSPORT (inner), NULL);
    g_return_val_if_fail (BB_IS_TRACE_FILE (file), NULL);
    g_return_val_if_fail (drive_name != NULL, NULL);

    self = g_object_new (BB_TYPE_TRANSPORT_TRACE, NULL);
    self->inner = g_object_ref (inner);
    self->file = g_object_ref (file);
    self->drive_name = g_utf8_make_valid (drive_name, -1);
    return BB_TRANSPORT (self);
}
