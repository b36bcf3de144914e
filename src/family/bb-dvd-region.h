/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/* The DVD region of a drive. Burnback only reads the region; it neither sets the region nor resets the counters of
 * changes. */

typedef enum {
    BB_DVD_REGION_UNKNOWN, /* the drive did not return GOOD, or sent too few bytes */
    BB_DVD_REGION_RPC_1,   /* no region is enforced */
    BB_DVD_REGION_RPC_2,   /* the drive enforces its region */
} BbDvdRegionScheme;
/** bb_dvd_region_scheme_to_string: "unknown", "rpc-1", "rpc-2"; stable. */
const char *bb_dvd_region_scheme_to_string (BbDvdRegionScheme scheme);

/**
 * BbDvdRegion:
 * @mask: one bit per region; a bit that is 0 means that the drive plays discs of this region
 * @region: lowest region that the drive plays, 1 to 8; 0: none is set
 * @n_user_changes: how often the user can still change the region
 * @n_vendor_changes: how often the vendor can still reset the counter of the user
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
 * Reads the region state by REPORT KEY, a standard command that changes nothing. Sends the command up to three times
 * if the drive reports a unit attention. If the drive reports an error or returns too few bytes, sets the scheme to
 * %BB_DVD_REGION_UNKNOWN and returns TRUE. Blocks. Errors: only of transport.
 */
gboolean bb_dvd_region_read (BbTransport *transport, BbDvdRegion *region, GError **error);

G_END_DECLS
