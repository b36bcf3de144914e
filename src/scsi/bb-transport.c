/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-transport.h"

#include "bb-bytes.h"

G_DEFINE_QUARK (bb_transport_error_quark, bb_transport_error)

G_DEFINE_INTERFACE (BbTransport, bb_transport, G_TYPE_OBJECT)

static void
bb_transport_default_init (BbTransportInterface *iface)
{
}

/* TRUE if @command is valid: lengths, buffers and time limit are as its direction requires. */
static gboolean
bb_command_is_sound (const BbCommand *command)
{
    guint8 length_bytes = command->cdb.length_bytes;

    if (length_bytes != 6 && length_bytes != 10 && length_bytes != 12 && length_bytes != 16)
        return FALSE;
    if (command->timeout_ms == 0 || command->length_bytes > G_MAXINT)
        return FALSE;
    switch (command->direction) {
    case BB_DIRECTION_NONE:
        return command->length_bytes == 0;
    case BB_DIRECTION_IN:
        return command->length_bytes > 0 && command->in != NULL;
    case BB_DIRECTION_OUT:
        return command->length_bytes > 0 && command->out != NULL;
    default:
        return FALSE;
    }
}

gboolean
bb_transport_execute (BbTransport *self, const BbCommand *command, BbReply *reply, GError **error)
{
    g_return_val_if_fail (BB_IS_TRANSPORT (self), FALSE);
    g_return_val_if_fail (command != NULL && reply != NULL, FALSE);
    g_return_val_if_fail (bb_command_is_sound (command), FALSE);

    *reply = (BbReply){0};
    if (!BB_TRANSPORT_GET_IFACE (self)->execute (self, command, reply, error)) {
        *reply = (BbReply){.duration_us = reply->duration_us};
        return FALSE;
    }
    reply->residual_bytes = MIN (reply->residual_bytes, command->length_bytes);
    reply->sense_length_bytes = MIN (reply->sense_length_bytes, BB_SENSE_MAX_BYTES);
    return TRUE;
}

void
bb_transport_wait_ms (BbTransport *self, guint duration_ms)
{
    BbTransportInterface *iface = NULL;

    g_return_if_fail (BB_IS_TRANSPORT (self));

    iface = BB_TRANSPORT_GET_IFACE (self);
    if (iface->wait_ms != NULL)
        iface->wait_ms (self, duration_ms);
}

gboolean
bb_reply_check (const BbReply *reply, GError **error)
{
    g_return_val_if_fail (reply != NULL, FALSE);

    if (reply->status == BB_STATUS_GOOD)
        return TRUE;
    /* The drive completed the command, and reports only that it corrected an error. */
    if (reply->status == BB_STATUS_CHECK_CONDITION && reply->sense.valid && !reply->sense.deferred &&
        reply->sense.key <= BB_SENSE_KEY_RECOVERED_ERROR)
        return TRUE;
    g_propagate_error (error, bb_scsi_error_new (reply->status, &reply->sense));
    return FALSE;
}

gboolean
bb_transport_send (BbTransport *self, const BbCommand *command, BbReply *reply, GError **error)
{
    BbReply own = {0};
    BbReply *used = reply != NULL ? reply : &own;

    if (!bb_transport_execute (self, command, used, error))
        return FALSE;
    if (!bb_reply_check (used, error))
        return FALSE;
    if (used->residual_bytes > 0) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT,
                     "%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bytes did not move", used->residual_bytes,
                     command->length_bytes);
        return FALSE;
    }
    return TRUE;
}

void
bb_cdb_init (BbCdb *cdb, const guint8 *bytes, guint8 length_bytes)
{
    g_return_if_fail (cdb != NULL && bytes != NULL);
    g_return_if_fail (length_bytes <= BB_CDB_MAX_BYTES);

    *cdb = (BbCdb){.length_bytes = length_bytes};
    for (guint i = 0; i < length_bytes; i++)
        cdb->bytes[i] = bytes[i];
}

char *
bb_cdb_dup_text (const BbCdb *cdb)
{
    g_return_val_if_fail (cdb != NULL && cdb->length_bytes <= BB_CDB_MAX_BYTES, NULL);

    return bb_hex_dup (cdb->bytes, cdb->length_bytes, " ");
}

void
bb_reply_set_sense (BbReply *reply, guint8 key, guint8 asc, guint8 ascq)
{
    guint8 fixed[18] = {0x70, 0, key & 0x0f, 0, 0, 0, 0, 10, 0, 0, 0, 0, asc, ascq};

    g_return_if_fail (reply != NULL);

    reply->status = BB_STATUS_CHECK_CONDITION;
    reply->sense_length_bytes = sizeof fixed;
    for (guint i = 0; i < BB_SENSE_MAX_BYTES; i++)
        reply->sense_bytes[i] = i < sizeof fixed ? fixed[i] : 0;
    bb_sense_decode (fixed, sizeof fixed, &reply->sense);
}
