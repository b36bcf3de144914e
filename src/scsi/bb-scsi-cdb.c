/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-scsi.h"

#include "bb-bytes.h"

/* Operation codes of SPC-4 and MMC-6. */
enum {
    BB_OPCODE_TEST_UNIT_READY = 0x00,
    BB_OPCODE_REQUEST_SENSE = 0x03,
    BB_OPCODE_INQUIRY = 0x12,
    BB_OPCODE_PREVENT_ALLOW = 0x1e,
    BB_OPCODE_GET_CONFIGURATION = 0x46,
    BB_OPCODE_GET_EVENT_STATUS = 0x4a,
};

/* Sets @cdb to @opcode and zeros. */
static void
bb_cdb_begin (BbCdb *cdb, guint8 opcode, guint8 length_bytes)
{
    *cdb = (BbCdb){.bytes = {opcode}, .length_bytes = length_bytes};
}

void
bb_cdb_inquiry (BbCdb *cdb, guint8 allocation_bytes)
{
    g_return_if_fail (cdb != NULL);

    bb_cdb_begin (cdb, BB_OPCODE_INQUIRY, 6);
    cdb->bytes[4] = allocation_bytes;
}

void
bb_cdb_inquiry_vpd (BbCdb *cdb, guint8 page, guint16 allocation_bytes)
{
    g_return_if_fail (cdb != NULL);

    bb_cdb_begin (cdb, BB_OPCODE_INQUIRY, 6);
    cdb->bytes[1] = 0x01;
    cdb->bytes[2] = page;
    bb_put_be16 (&cdb->bytes[3], allocation_bytes);
}

void
bb_cdb_test_unit_ready (BbCdb *cdb)
{
    g_return_if_fail (cdb != NULL);

    bb_cdb_begin (cdb, BB_OPCODE_TEST_UNIT_READY, 6);
}

void
bb_cdb_get_configuration (BbCdb *cdb, guint8 rt, guint16 feature, guint16 allocation_bytes)
{
    g_return_if_fail (cdb != NULL);
    g_return_if_fail (rt <= 2);

    bb_cdb_begin (cdb, BB_OPCODE_GET_CONFIGURATION, 10);
    cdb->bytes[1] = rt;
    bb_put_be16 (&cdb->bytes[2], feature);
    bb_put_be16 (&cdb->bytes[7], allocation_bytes);
}

void
bb_cdb_prevent_allow (BbCdb *cdb, gboolean prevent)
{
    g_return_if_fail (cdb != NULL);

    bb_cdb_begin (cdb, BB_OPCODE_PREVENT_ALLOW, 6);
    cdb->bytes[4] = prevent ? 0x01 : 0x00;
}

void
bb_cdb_get_event_status (BbCdb *cdb, guint8 class_mask, guint16 allocation_bytes)
{
    g_return_if_fail (cdb != NULL);

    bb_cdb_begin (cdb, BB_OPCODE_GET_EVENT_STATUS, 10);
    cdb->bytes[1] = 0x01; /* polled: the drive does not wait for an event */
    cdb->bytes[4] = class_mask;
    bb_put_be16 (&cdb->bytes[7], allocation_bytes);
}
