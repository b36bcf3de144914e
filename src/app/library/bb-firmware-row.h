/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/library/bb-library.h"

#include <handy.h>

G_BEGIN_DECLS

/** BbFirmwareRow: A firmware image in a list: verdict, revision, model and further facts. Implements #GtkActionable.
 */
#define BB_TYPE_FIRMWARE_ROW (bb_firmware_row_get_type ())
G_DECLARE_FINAL_TYPE (BbFirmwareRow, bb_firmware_row, BB, FIRMWARE_ROW, HdyPreferencesRow)

GtkWidget *bb_firmware_row_new (void);
/** bb_firmware_row_show_offer: Shows @offer for the drive @name; @is_first: whether @offer is the best of its
 * list. Activating the row opens the review with that file or backup. */
void bb_firmware_row_show_offer (BbFirmwareRow *self, const BbLibraryOffer *offer, const char *name,
                                 gboolean is_first);
/** BbLibraryFor: An image for one drive. @name: device name; @offer is borrowed. */
typedef struct {
    const BbLibraryOffer *offer;
    char *name;
} BbLibraryFor;

/** BbLibraryFit: The drives that an image can be written to. @drives: (element-type BbLibraryFor), never empty. */
typedef struct {
    GPtrArray *drives;
} BbLibraryFit;

/** bb_firmware_row_show_entry: Shows a file of the library. @fit: (nullable): the drives that the file is for; %NULL
 * if it is for no connected drive. Activating the row opens the review for the drive with the best verdict; without
 * @fit the row cannot be activated. */
void bb_firmware_row_show_entry (BbFirmwareRow *self, const BbLibraryEntry *entry, const BbLibraryFit *fit);

G_END_DECLS
