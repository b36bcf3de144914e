/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/* Functions that load what earlier journals and backups say about the drive, and the images in them. */

/** bb_flow_load_image: (transfer full): the image at @path in the state folder, identified as firmware of @family
 * (nullable: any family). Errors: those of bb_journal_load_image() and bb_flow_is_image_open();
 * %G_IO_ERROR_INVALID_DATA if it is not recognized and bb_family_choose_image() does not assume it to be of @family.
 */
BbImage *bb_flow_load_image (BbFlow *flow, const char *family, const char *path, GError **error);
/** bb_flow_list_known: (transfer full) (element-type BbFacts): the facts of the drive that each of its backups
 * stored, newest backup first, always in normal mode (bb_backup_dup_healthy_facts()). Backups without firmware and
 * untrusted backups count, too; backups of an unknown family do not. */
GPtrArray *bb_flow_list_known (BbFlow *flow);
/** bb_flow_find_recorded: sets @recorded from the journal @record (nullable) and its backup. If they do not provide
 * @backup or @healthy, the newest trusted backup of the drive does. If that backup does not provide @healthy, the
 * newest backup with such facts does, trusted or not. @captures becomes %NULL. */
void bb_flow_find_recorded (BbFlow *flow, BbJournalRecord *record, BbRecorded *recorded);
/** bb_flow_recall_own_name: for a drive in recovery mode, sets the own name in its facts. This is the name that the
 * drive reported according to the journal @record (nullable) or, without it, according to @backup (nullable). Without
 * both, the user's name for the drive gives the own name, see bb_own_name_apply(). If there is none, the facts have
 * no own name. A journal or backup from recovery mode has only the name of the boot code, which does not count. */
void bb_flow_recall_own_name (BbFlow *flow, BbJournalRecord *record, BbBackup *backup);
/**
 * bb_flow_dup_board: (transfer full): a copy of @facts with values that the family added from the image that was
 * written to the drive last, as the closed journals say. A reference to @facts itself if the family adds no values,
 * no journal names an image, or the image cannot be read.
 */
BbFacts *bb_flow_dup_board (BbFlow *flow, BbFacts *facts);

G_END_DECLS
