/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "scsi/bb-bytes.h"

/*
 * The hardware record in the code of an image (section 5): the answers to GET CONFIGURATION, 55 AA, "UNIQUE", ten
 * digits, the chip tag, six blanks, two zero bytes.
 */

#define BB_HARDWARE_MARK "\x55\xAAUNIQUE"
#define BB_HARDWARE_TAG_OFFSET 18
#define BB_HARDWARE_BLANKS_OFFSET 28
/* The features of a drive take less than this. */
#define BB_HARDWARE_TEMPLATE_MAX_BYTES 0x400
#define BB_HARDWARE_MAX_RECORDS 64

#define BB_FEATURE_PROFILES 0x0000
#define BB_FEATURE_CORE 0x0001
#define BB_FEATURE_TRAY 0x0003

/* Walks the features from @at; they are a template only if they end exactly where the record begins. */
static gboolean
bb_hardware_walk (GBytes *image, gsize at, gsize record, int *tray)
{
    gboolean has_core = FALSE;
    int found = -1;

    while (at + 4 <= record) {
        guint16 code = 0;
        guint8 length_bytes = 0;
        guint8 byte = 0;

        if (!bb_bytes_get_be16 (image, at, &code, NULL) || !bb_bytes_get_u8 (image, at + 3, &length_bytes, NULL))
            return FALSE;
        at += 4;
        has_core = has_core || (code == BB_FEATURE_CORE && length_bytes >= 4);
        if (code == BB_FEATURE_TRAY && length_bytes >= 1 && bb_bytes_get_u8 (image, at, &byte, NULL))
            found = byte;
        at += length_bytes;
    }
    *tray = found;
    return at == record && has_core;
}

static int
bb_hardware_read_tray (GBytes *image, gsize record)
{
    gsize first = record > BB_HARDWARE_TEMPLATE_MAX_BYTES ? record - BB_HARDWARE_TEMPLATE_MAX_BYTES : 0;

    for (gsize at = first; at + 4 <= record; at++) {
        guint16 code = 0;
        guint8 length_bytes = 0;
        int tray = -1;

        if (bb_bytes_get_be16 (image, at, &code, NULL) && code == BB_FEATURE_PROFILES &&
            bb_bytes_get_u8 (image, at + 3, &length_bytes, NULL) && length_bytes > 0 && length_bytes % 4 == 0 &&
            bb_hardware_walk (image, at, record, &tray))
            return tray;
    }
    return -1;
}

int
bb_mt1959_find_tray (GBytes *image)
{
    gssize at = bb_mt1959_find (image, 0, G_MAXSIZE, BB_HARDWARE_MARK);

    for (guint i = 0; at >= 0 && i < BB_HARDWARE_MAX_RECORDS; i++) {
        if (bb_bytes_equal_at (image, at + BB_HARDWARE_TAG_OFFSET, "MTEKMT19", 8) &&
            bb_bytes_equal_at (image, at + BB_HARDWARE_BLANKS_OFFSET, "      \0\0", 8))
            return bb_hardware_read_tray (image, at);
        at = bb_mt1959_find (image, at + 1, G_MAXSIZE, BB_HARDWARE_MARK);
    }
    return -1;
}
