/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbDriveKind: the states of drives as somebody with many of them has to tell them apart.
 */
typedef enum {
    BB_DRIVE_KIND_OTHER,
    BB_DRIVE_KIND_NEEDY, /* waits for somebody: needs recovery, or asks */
    BB_DRIVE_KIND_BUSY,  /* with a job, or another program uses it */
    BB_DRIVE_KIND_READY,
} BbDriveKind;

/**
 * BbDriveRow: one drive in the list: its name, then in one line its state where it is not ready, its identity where
 * the name does not say it, revision and node; and how far its job is. Signal "changed": its kind, or what it is
 * found by, is another.
 */
#define BB_TYPE_DRIVE_ROW (bb_drive_row_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveRow, bb_drive_row, BB, DRIVE_ROW, GtkListBoxRow)

GtkWidget *bb_drive_row_new (BbEngineDrive *drive);
BbEngineDrive *bb_drive_row_get_drive (BbDriveRow *self); /* (transfer none) */
const char *bb_drive_row_get_title (BbDriveRow *self);    /* (transfer none): its name, as it is shown */
/** bb_drive_row_set_twin: another drive has the same name, so its serial number or its port is shown, too. */
void bb_drive_row_set_twin (BbDriveRow *self, gboolean is_twin);
BbDriveKind bb_drive_row_get_kind (BbDriveRow *self);
/** bb_drive_row_is_found_by: whether all of @words are in what it shows or is called by, as bb_search_matches(). */
gboolean bb_drive_row_is_found_by (BbDriveRow *self, const char *const *words);

G_END_DECLS
