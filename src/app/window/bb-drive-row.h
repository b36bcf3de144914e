/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDriveKind: Groups of states by which the list can be filtered. */
typedef enum {
    BB_DRIVE_KIND_OTHER, /* unknown, has a disc, needs a power cycle, or may not be opened (no permission) */
    BB_DRIVE_KIND_NEEDY, /* needs the user: needs recovery, or asks a question */
    BB_DRIVE_KIND_BUSY,  /* has a job, or another program uses it */
    BB_DRIVE_KIND_READY,
} BbDriveKind;

/** BbDriveRow: A drive in the list. Its first line is the name. Its second line has state, identified model, revision
 * and device name. It leaves out the state "ready", and a model that the name already contains. Also shows the
 * progress of the job. Signal "changed": the group (#BbDriveKind) or the texts for the search have changed. */
#define BB_TYPE_DRIVE_ROW (bb_drive_row_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveRow, bb_drive_row, BB, DRIVE_ROW, GtkListBoxRow)

GtkWidget *bb_drive_row_new (BbEngineDrive *drive);
BbEngineDrive *bb_drive_row_get_drive (BbDriveRow *self); /* (transfer none) */
const char *bb_drive_row_get_title (BbDriveRow *self);    /* (transfer none): the name as shown */
/** bb_drive_row_set_twin: If @is_twin, another drive has the same name, so the row also shows serial number or
 * port. */
void bb_drive_row_set_twin (BbDriveRow *self, gboolean is_twin);
BbDriveKind bb_drive_row_get_kind (BbDriveRow *self);
/** bb_drive_row_search: Returns TRUE if each of @words matches a text of the drive, a device node, or one of the
 * other names under which drives of its model were sold. Words that match only other names must all match the same
 * name. If the search needs this name, the row shows it. Compares as bb_search_matches() does. */
gboolean bb_drive_row_search (BbDriveRow *self, const char *const *words);

G_END_DECLS
