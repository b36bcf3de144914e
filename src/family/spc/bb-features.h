/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/* Features of a drive, as GET CONFIGURATION answers them (MMC): asked, and found as a template in its firmware. */

/**
 * bb_feature_read_now:
 * @bytes: (out) (transfer full) (nullable): its data; %NULL where the drive refuses
 *
 * Blocks. Errors: only when the drive cannot be asked: of transport.
 */
gboolean bb_feature_read_now (BbTransport *transport, guint16 feature, guint8 allocation_bytes, GBytes **bytes,
                              GError **error);

/** bb_features_find_before: first data byte of @feature in the list that ends exactly at @end of @image; -1: no list
 * with profiles and core feature ends there, or it has none such. */
int bb_features_find_before (GBytes *image, gsize end, guint16 feature);

G_END_DECLS
