/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scsi/bb-scsi.h"
#include "scsi/bb-transport-trace.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length_bytes);

/* Opens any bytes as a trace file. If that succeeds, replays the trace up to the first command that this function
 * cannot send. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length_bytes)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTransport) replay =
        bb_transport_replay_new_from_data ((const char *) data, length_bytes, NULL, &error);
    BbInquiry inquiry;
    BbMedium medium;
    guint n_before = 0;

    g_assert_true ((replay == NULL) == (error != NULL));
    if (replay == NULL)
        return 0;
    /* The order of the commands in the trace is unknown, so this loop tries each of its commands again and again,
     * until the trace expects none of them. */
    do {
        g_autofree char *serial = NULL;
        g_autoptr (GBytes) buffer = NULL;

        n_before = bb_transport_replay_get_n_left (BB_TRANSPORT_REPLAY (replay));
        bb_scsi_inquiry (replay, 36, &inquiry, NULL);
        bb_scsi_medium (replay, &medium, NULL);
        serial = bb_scsi_serial (replay, NULL);
        buffer = bb_scsi_read (replay, &BB_CDB (0x3C, 2, 0, 0, 0, 0, 0, 0, 4, 0), 4, 1000, NULL);
        g_assert_true (buffer == NULL || g_bytes_get_size (buffer) == 4);
    } while (bb_transport_replay_get_n_left (BB_TRANSPORT_REPLAY (replay)) < n_before);
    return 0;
}
