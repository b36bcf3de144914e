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
/** bb_firmware_row_show_entry: a file of the library; @offer: (nullable): for the drives @names (nullable). */
void bb_firmware_row_show_entry (BbFirmwareRow *self, const BbLibraryEntry *entry, const BbLibraryOffer *offer,
                                 const char *const *names);

G_END_DECLS
