/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mt1959.h"

#include "scsi/bb-bytes.h"

/*
 * The hardware record in the code of an image (section 5): the answers to GET CONFIGURATION, 55 AA, "UNIQUE", ten
 * digits, the chip tag, six blanks, two zero bytes, six characters of platform code.
 */

#define BB_HARDWARE_MARK "\x55\xAAUNIQUE"
#define BB_HARDWARE_MARK_BYTES 8
#define BB_HARDWARE_TAG_OFFSET 18
#define BB_HARDWARE_BLANKS_OFFSET 28
#define BB_HARDWARE_PLATFORM_OFFSET 36
#define BB_HARDWARE_PLATFORM_BYTES 6
/* The features of a drive take less than this. */
#define BB_HARDWARE_TEMPLATE_MAX_BYTES 0x400
#define BB_HARDWARE_MAX_RECORDS 64

#define BB_FEATURE_PROFILES 0x0000
#define BB_FEATURE_CORE 0x0001
#define BB_FEATURE_TRAY 0x0003
#define BB_PROFILE_BD_R 0x0041
#define BB_PROFILE_BD_RE 0x0043

static gboolean
bb_hardware_is_at (GBytes *image, gsize at)
{
    return bb_bytes_equal_at (image, at, BB_HARDWARE_MARK, BB_HARDWARE_MARK_BYTES) &&
           bb_bytes_equal_at (image, at + BB_HARDWARE_TAG_OFFSET, "MTEKMT19", 8) &&
           bb_bytes_equal_at (image, at + BB_HARDWARE_BLANKS_OFFSET, "      \0\0", 8);
}

static void
bb_hardware_take_profiles (GBytes *image, gsize at, guint8 length_bytes, BbMt1959Hardware *hardware)
{
    for (gsize i = 0; i + 4 <= length_bytes; i += 4) {
        guint16 profile = 0;

        if (bb_bytes_get_be16 (image, at + i, &profile, NULL) && profile >= BB_PROFILE_BD_R &&
            profile <= BB_PROFILE_BD_RE)
            hardware->writes_bd = TRUE;
    }
}

/* Walks the features from @at; they are a template only if they end exactly where the record begins. */
static gboolean
bb_hardware_walk (GBytes *image, gsize at, gsize record, BbMt1959Hardware *hardware)
{
    BbMt1959Hardware found = *hardware;

    while (at + 4 <= record) {
        guint32 interface = 0;
        guint16 code = 0;
        guint8 length_bytes = 0;
        guint8 byte = 0;

        if (!bb_bytes_get_be16 (image, at, &code, NULL) || !bb_bytes_get_u8 (image, at + 3, &length_bytes, NULL))
            return FALSE;
        at += 4;
        if (code == BB_FEATURE_PROFILES)
            bb_hardware_take_profiles (image, at, length_bytes, &found);
        if (code == BB_FEATURE_CORE && length_bytes >= 4 && bb_bytes_get_be32 (image, at, &interface, NULL))
            found.interface = interface;
        if (code == BB_FEATURE_TRAY && length_bytes >= 1 && bb_bytes_get_u8 (image, at, &byte, NULL))
            found.tray_byte = byte;
        at += length_bytes;
    }
    if (at != record || found.interface < 0)
        return FALSE;
    *hardware = found;
    return TRUE;
}

static void
bb_hardware_find_template (GBytes *image, gsize record, BbMt1959Hardware *hardware)
{
    gsize first = record > BB_HARDWARE_TEMPLATE_MAX_BYTES ? record - BB_HARDWARE_TEMPLATE_MAX_BYTES : 0;

    for (gsize at = first; at + 4 <= record; at++) {
        guint16 code = 0;
        guint8 length_bytes = 0;

        if (!bb_bytes_get_be16 (image, at, &code, NULL) || code != BB_FEATURE_PROFILES ||
            !bb_bytes_get_u8 (image, at + 3, &length_bytes, NULL) || length_bytes == 0 || length_bytes % 4 != 0)
            continue;
        if (bb_hardware_walk (image, at, record, hardware))
            return;
    }
}

gboolean
bb_mt1959_find_hardware (GBytes *image, BbMt1959Hardware *hardware)
{
    gsize from = BB_MT1959_CODE_ADDRESS;

    for (guint i = 0; i < BB_HARDWARE_MAX_RECORDS; i++) {
        gssize at = bb_mt1959_find (image, from, BB_MT1959_CODE_END, BB_HARDWARE_MARK);
        g_autofree char *platform = NULL;
        g_autofree char *trimmed = NULL;

        if (at < 0)
            return FALSE;
        from = at + 1;
        if (!bb_hardware_is_at (image, at))
            continue;
        platform = bb_bytes_dup_text (image, at + BB_HARDWARE_PLATFORM_OFFSET, BB_HARDWARE_PLATFORM_BYTES, NULL);
        if (platform == NULL || strchr (platform, '?') != NULL)
            continue;
        trimmed = bb_text_normalise (platform, FALSE);
        *hardware = (BbMt1959Hardware){.interface = -1, .tray_byte = -1};
        g_strlcpy (hardware->platform, trimmed, sizeof hardware->platform);
        bb_hardware_find_template (image, at, hardware);
        return TRUE;
    }
    return FALSE;
}
