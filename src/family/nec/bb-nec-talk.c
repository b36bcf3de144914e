/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

/* Number of tries while the drive reports a unit attention or that it is becoming ready. */
#define NEC_READ_TRIES 20

#define NEC_ATTENTION_TRIES 3

/* TRUE if the command was not executed and can be repeated: unit attention, or the drive is becoming ready. */
static gboolean
nec_is_starting (const GError *error)
{
    return g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION) ||
           g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_BECOMING_READY);
}

GBytes *
bb_nec_read_memory (BbTransport *transport, guint32 address, guint32 length_bytes, guint32 least_bytes,
                    GError **error)
{
    /* The drive may return more bytes, up to the next multiple of 4, so the buffer has space for them. */
    guint32 room_bytes = (length_bytes + 3) & ~3u;
    g_autofree guint8 *data = g_malloc0 (room_bytes);
    BbCommand command = {
        .direction = BB_DIRECTION_IN, .in = data, .length_bytes = room_bytes, .timeout_ms = BB_NEC_SCAN_TIMEOUT_MS};

    bb_nec_cdb_read (&command.cdb, address, length_bytes, 0, BB_NEC_UNKEYED);
    for (guint i = 0;; i++) {
        g_autoptr (GError) refusal = NULL;
        BbReply reply = {0};

        if (!bb_transport_execute (transport, &command, &reply, error))
            return NULL;
        if (bb_reply_check (&reply, &refusal)) {
            gsize came = room_bytes - MIN (reply.residual_bytes, room_bytes);

            if (came >= least_bytes)
                return g_bytes_new (data, MIN (came, length_bytes));
            g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT, "only %zu of %u bytes came", came,
                         length_bytes);
            return NULL;
        }
        if (!nec_is_starting (refusal) || i + 1 >= NEC_READ_TRIES) {
            g_propagate_error (error, g_steal_pointer (&refusal));
            return NULL;
        }
        bb_transport_wait_ms (transport, BB_NEC_POLL_MS);
    }
}

gboolean
bb_nec_safe_mode (BbTransport *transport, gboolean on, const char *key, gboolean *accepted, GError **error)
{
    BbCommand command = {.direction = BB_DIRECTION_NONE, .timeout_ms = BB_NEC_TIMEOUT_MS};

    *accepted = FALSE;
    bb_nec_cdb_safe_mode (&command.cdb, on, key, 0);
    for (guint i = 0; i < NEC_READ_TRIES; i++) {
        g_autoptr (GError) refusal = NULL;
        BbReply reply = {0};

        if (!bb_transport_execute (transport, &command, &reply, error))
            return FALSE;
        *accepted = bb_reply_check (&reply, &refusal);
        /* After a unit attention the command is sent again, because the drive has not executed it. */
        if (*accepted || !nec_is_starting (refusal))
            return TRUE;
        bb_transport_wait_ms (transport, BB_NEC_POLL_MS);
    }
    return TRUE;
}

gboolean
bb_nec_execute_after_attention (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    for (guint tries = 0; tries < NEC_ATTENTION_TRIES; tries++) {
        if (!bb_transport_execute (transport, command, reply, error))
            return FALSE;
        if (reply->status != BB_STATUS_CHECK_CONDITION || !reply->sense.valid ||
            reply->sense.key != BB_SENSE_KEY_UNIT_ATTENTION)
            break;
    }
    return TRUE;
}

/* TRUE if the drive is busy or not ready, or reports a unit attention (medium changed, reset). */
static gboolean
nec_is_not_ready_yet (const BbReply *reply)
{
    if (reply->status == BB_STATUS_BUSY)
        return TRUE;
    if (reply->status != BB_STATUS_CHECK_CONDITION || !reply->sense.valid)
        return FALSE;
    return reply->sense.asc == BB_SENSE_ASC_NOT_READY || reply->sense.asc == BB_SENSE_ASC_MEDIUM_CHANGED ||
           reply->sense.asc == BB_SENSE_ASC_RESET;
}

gboolean
bb_nec_wait (BbTransport *transport, GError **error)
{
    BbCommand command = {.direction = BB_DIRECTION_NONE, .timeout_ms = BB_TIMEOUT_STANDARD_MS};

    bb_cdb_test_unit_ready (&command.cdb);
    for (guint waited_ms = 0; waited_ms <= BB_NEC_WAIT_LIMIT_MS; waited_ms += BB_NEC_POLL_MS) {
        g_autoptr (GError) local_error = NULL;
        BbReply reply = {0};

        if (bb_transport_execute (transport, &command, &reply, &local_error)) {
            if (!nec_is_not_ready_yet (&reply))
                return TRUE;
        } else if (!g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE)) {
            g_propagate_error (error, g_steal_pointer (&local_error));
            return FALSE;
        }
        bb_transport_wait_ms (transport, BB_NEC_POLL_MS);
    }
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED,
                         _ ("The drive did not become ready again in time."));
    return FALSE;
}

gboolean
bb_nec_is_safe_mode (const BbInquiry *inquiry)
{
    return inquiry->revision[0] == '0';
}

typedef struct {
    const char *vendor;
    const char *product;
    const char *revision;
} NecBootStrings;

/* INQUIRY data of the boot codes of rebranded drives. They show no version; "08" is assumed for all of them. */
static const NecBootStrings nec_oem_boots[] = {
    {"ATAPI", "iHAS124   Y", "0L0Z"},   {"ATAPI", "iHAS224   Y", "0L0Z"},    {"ATAPI", "iHAS324   Y", "0L1Z"},
    {"ATAPI", "iHAS424   Y", "0L1Z"},   {"ATAPI", "DVD A  DH24AYL", "0P5Z"}, {"ATAPI", "DVD A  DH24AYS", "0P5Z"},
    {"PLDS", "DVD A  DH24AYS", "0100"}, {"HP", "DVD Writer 1270r", "0L21"},  {"IMATION", "DVD+-RAM ELITE", "0M4Z"},
};

gboolean
bb_nec_is_oem_boot (const BbInquiry *inquiry)
{
    g_autofree char *vendor = g_strchomp (g_strdup (inquiry->vendor));
    g_autofree char *product = g_strchomp (g_strdup (inquiry->product));

    for (guint i = 0; i < G_N_ELEMENTS (nec_oem_boots); i++)
        if (g_str_equal (vendor, nec_oem_boots[i].vendor) && g_str_equal (product, nec_oem_boots[i].product) &&
            g_str_equal (inquiry->revision, nec_oem_boots[i].revision))
            return TRUE;
    return FALSE;
}

char *
bb_nec_boot_version (const BbInquiry *inquiry)
{
    if (!bb_nec_is_safe_mode (inquiry))
        return NULL;
    if (inquiry->revision[1] == '.')
        return g_strdup (inquiry->revision + 2);
    return bb_nec_is_oem_boot (inquiry) ? g_strdup ("08") : NULL;
}

gboolean
bb_nec_try_read_memory (BbTransport *transport, guint32 address, guint32 length_bytes, guint32 least_bytes,
                        GBytes **data, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    *data = bb_nec_read_memory (transport, address, length_bytes, least_bytes, &local_error);
    if (*data != NULL)
        return TRUE;
    /* A drive that is still starting has not refused the read, so this is an error: nothing is known about its
     * memory. */
    if ((local_error->domain != BB_TRANSPORT_ERROR && !nec_is_starting (local_error)) ||
        g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT))
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}
