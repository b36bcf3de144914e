/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/library/bb-library.h"

#include <handy.h>

G_BEGIN_DECLS

/**
 * BbFirmwareRow: a firmware image in a list: a sign, its revision, what it is, and what else is known of it. It is
 * activated by the action that it is given as any #GtkActionable.
 */
#define BB_TYPE_FIRMWARE_ROW (bb_firmware_row_get_type ())
G_DECLARE_FINAL_TYPE (BbFirmwareRow, bb_firmware_row, BB, FIRMWARE_ROW, HdyPreferencesRow)

GtkWidget *bb_firmware_row_new (void);
/** bb_firmware_row_show_offer: what @offer means for the drive @name; @is_first: it is the best of all. Activated, it
 * opens the review of that drive with the file or backup. */
void bb_firmware_row_show_offer (BbFirmwareRow *self, const BbLibraryOffer *offer, const char *name,
                                 gboolean is_first);
/** BbLibraryFor: what an image means for the drive with the short name @name; @offer is only lent. */
typedef struct {
    const BbLibraryOffer *offer;
    char *name;
} BbLibraryFor;

/** BbLibraryFit: the drives that an image may go on: @drives: (element-type BbLibraryFor), never empty. */
typedef struct {
    GPtrArray *drives;
} BbLibraryFit;

/** bb_firmware_row_show_entry: a file of the library; @fit: (nullable): no drive that is there. Activated, it opens
 * the review of the drive that it fits best. */
void bb_firmware_row_show_entry (BbFirmwareRow *self, const BbLibraryEntry *entry, const BbLibraryFit *fit);

G_END_DECLS
