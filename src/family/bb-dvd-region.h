/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * In which region of the world a drive plays films. Only read: setting it, and setting its counters back, is no
 * part of this program.
 */

typedef enum {
    BB_DVD_REGION_UNKNOWN, /* the drive does not tell */
    BB_DVD_REGION_RPC_1,   /* no region is ever enforced */
    BB_DVD_REGION_RPC_2,   /* the drive enforces it */
} BbDvdRegionScheme;
/** bb_dvd_region_scheme_to_string: "unknown", "rpc-1", "rpc-2"; stable. */
const char *bb_dvd_region_scheme_to_string (BbDvdRegionScheme scheme);

/**
 * BbDvdRegion:
 * @mask: a zero bit for each region that plays
 * @region: 1 to 8, 0: not set yet
 */
typedef struct {
    BbDvdRegionScheme scheme;
    guint8 mask;
    guint region;
    guint n_user_changes;
    guint n_vendor_changes;
} BbDvdRegion;

/**
 * bb_dvd_region_read:
 *
 * REPORT KEY for the region state, a standard command that changes nothing. A drive that refuses it gives
 * %BB_DVD_REGION_UNKNOWN. Errors: only of transport.
 */
gboolean bb_dvd_region_read (BbTransport *transport, BbDvdRegion *region, GError **error);

G_END_DECLS
