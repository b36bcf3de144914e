/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/* MMC features: read from a drive with GET CONFIGURATION, or found in a firmware image that contains the reply to
 * this command. */

/**
 * bb_feature_read_now:
 * @allocation_bytes: allocation length of the command
 * @bytes: (out) (transfer full) (nullable): data of the feature; %NULL if the drive does not have the feature,
 *   refuses the command, or sends too few bytes
 *
 * Reads one feature with GET CONFIGURATION. Blocks. Errors: those of the transport. A refusal is no error.
 *
 * Returns: %FALSE only if the transport failed
 */
gboolean bb_feature_read_now (BbTransport *transport, guint16 feature, guint8 allocation_bytes, GBytes **bytes,
                              GError **error);

/** bb_features_find_before: Finds the list of features in @image that ends exactly at offset @end and has at most
 * 400h bytes. Returns the first data byte of @feature; -1 if there is no list with profiles and core feature, or if
 * @feature is not in the list or has no data. */
int bb_features_find_before (GBytes *image, gsize end, guint16 feature);

G_END_DECLS
