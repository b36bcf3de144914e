/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/spc/bb-features.h"

#include "family/spc/bb-memory-read.h"
#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"

#define BB_FEATURE_PROFILES 0x0000
#define BB_FEATURE_CORE 0x0001
/* Longest list of features that is searched; no known drive has a longer one. */
#define BB_FEATURES_MAX_BYTES 0x400

gboolean
bb_feature_read_now (BbTransport *transport, guint16 feature, guint8 allocation_bytes, GBytes **bytes, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    *bytes = bb_scsi_feature (transport, feature, allocation_bytes, &local_error);
    if (*bytes != NULL || bb_memory_read_is_answer (local_error))
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

/*
 * Parses the bytes of @image from @at to @end as a list of MMC features. TRUE if these bytes are such a list:
 * they contain the core feature, and the last feature ends exactly at @end. @found: (out): the first data byte of
 * @feature, -1 if the list does not have the feature or the feature has no data.
 */
static gboolean
bb_features_walk (GBytes *image, gsize at, gsize end, guint16 feature, int *found)
{
    gboolean has_core = FALSE;

    *found = -1;
    while (at + 4 <= end) {
        guint16 code = 0;
        guint8 length_bytes = 0;
        guint8 byte = 0;

        if (!bb_bytes_get_be16 (image, at, &code, NULL) || !bb_bytes_get_u8 (image, at + 3, &length_bytes, NULL))
            return FALSE;
        at += 4;
        has_core = has_core || (code == BB_FEATURE_CORE && length_bytes >= 4);
        if (code == feature && length_bytes >= 1 && bb_bytes_get_u8 (image, at, &byte, NULL))
            *found = byte;
        at += length_bytes;
    }
    return at == end && has_core;
}

int
bb_features_find_before (GBytes *image, gsize end, guint16 feature)
{
    for (gsize at = end - MIN (end, BB_FEATURES_MAX_BYTES); at + 4 <= end; at++) {
        guint16 code = 0;
        guint8 length_bytes = 0;
        int found = -1;

        if (bb_bytes_get_be16 (image, at, &code, NULL) && code == BB_FEATURE_PROFILES &&
            bb_bytes_get_u8 (image, at + 3, &length_bytes, NULL) && length_bytes > 0 && length_bytes % 4 == 0 &&
            bb_features_walk (image, at, end, feature, &found))
            return found;
    }
    return -1;
}
