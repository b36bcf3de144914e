/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/* The drive in earlier journals and backups, and the images that they contain. */

/** bb_flow_load_image: (transfer full): an image of the state folder, identified by @family (nullable: any family).
 * Errors: those of bb_journal_load_image(); %G_IO_ERROR_INVALID_DATA if it is not recognised. */
BbImage *bb_flow_load_image (BbFlow *flow, const char *family, const char *path, GError **error);
/** bb_flow_list_known: (transfer full) (element-type BbFacts): facts of the drive from each of its backups, also
 * those without firmware; newest first. */
GPtrArray *bb_flow_list_known (BbFlow *flow);
/** bb_flow_find_recorded: (out): what the journal @record (nullable) says of the drive, else its newest backup. */
void bb_flow_find_recorded (BbFlow *flow, BbJournalRecord *record, BbRecorded *recorded);
/** bb_flow_dup_board: (transfer full): @facts, with the values of the image that was written to the drive last. */
BbFacts *bb_flow_dup_board (BbFlow *flow, BbFacts *facts);

G_END_DECLS
