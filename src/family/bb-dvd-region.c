/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-dvd-region.h"

#include "scsi/bb-scsi.h"

#define BB_REGION_OP_REPORT_KEY 0xA4
#define BB_REGION_KEY_FORMAT 0x08
#define BB_REGION_BYTES 8
/* Least length of a usable reply: of its eight bytes, the last is reserved and may be missing. */
#define BB_REGION_LEAST_BYTES 7
#define BB_REGION_TRIES 3

const char *
bb_dvd_region_scheme_to_string (BbDvdRegionScheme scheme)
{
    static const char *const names[] = {"unknown", "rpc-1", "rpc-2"};

    return scheme < G_N_ELEMENTS (names) ? names[scheme] : "unknown";
}

/* Decodes @data into @region, which must be zero. @data: the RPC (regional playback control) state that REPORT KEY
 * returns (MMC), at least BB_REGION_LEAST_BYTES bytes. If the drive plays several regions, sets `region` to the
 * lowest one. */
static void
bb_dvd_region_decode (const guint8 *data, BbDvdRegion *region)
{
    region->scheme = data[6] != 0 ? BB_DVD_REGION_RPC_2 : BB_DVD_REGION_RPC_1;
    region->mask = data[5];
    region->n_user_changes = data[4] & 0x07;
    region->n_vendor_changes = (data[4] >> 3) & 0x07;
    for (guint i = 0; i < 8 && region->region == 0; i++)
        if ((data[5] & (1u << i)) == 0)
            region->region = i + 1;
}

gboolean
bb_dvd_region_read (BbTransport *transport, BbDvdRegion *region, GError **error)
{
    const guint8 cdb[12] = {BB_REGION_OP_REPORT_KEY, [9] = BB_REGION_BYTES, [10] = BB_REGION_KEY_FORMAT};
    guint8 data[BB_REGION_BYTES] = {0};
    BbCommand command = {
        .direction = BB_DIRECTION_IN, .in = data, .length_bytes = sizeof data, .timeout_ms = BB_TIMEOUT_STANDARD_MS};
    BbReply reply = {0};

    *region = (BbDvdRegion){0};
    bb_cdb_init (&command.cdb, cdb, sizeof cdb);
    for (guint tries = 0; tries < BB_REGION_TRIES; tries++) {
        if (!bb_transport_execute (transport, &command, &reply, error))
            return FALSE;
        if (reply.status != BB_STATUS_CHECK_CONDITION || !reply.sense.valid ||
            reply.sense.key != BB_SENSE_KEY_UNIT_ATTENTION)
            break;
    }
    if (reply.status == BB_STATUS_GOOD &&
        sizeof data - MIN (reply.residual_bytes, sizeof data) >= BB_REGION_LEAST_BYTES)
        bb_dvd_region_decode (data, region);
    return TRUE;
}
