/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/* Functions that load what earlier journals and backups say about the drive, and the images in them. */

/** bb_flow_load_image: (transfer full): loads the image at @path in the state folder, and identifies it as firmware
 * of @family (nullable: any family). Errors:
 * - those of bb_journal_load_image() and bb_flow_is_image_open()
 * - %G_IO_ERROR_INVALID_DATA if the image is not recognized, and bb_family_choose_image() does not assume it to be of
 *   @family */
BbImage *bb_flow_load_image (BbFlow *flow, const char *family, const char *path, GError **error);
/** bb_flow_find_in_catalog: Returns (transfer full) (nullable) the firmware in @captures as an image, if the catalog
 * has its checksum, with or without one of the texts of list_file_endings(), which may follow the firmware in a file.
 */
BbImage *bb_flow_find_in_catalog (BbFlow *flow, BbCaptures *captures);
/** bb_flow_is_in_catalog: TRUE if the catalog has the checksum of @image, as firmware for this model. An entry
 * without a model matches every model of the family. */
gboolean bb_flow_is_in_catalog (BbFlow *flow, BbImage *image);

/**
 * BbKnownFirmware: the firmware for drives of one model that Burnback can compare a drive with.
 * @images: (element-type BbImage): firmware that was in such a drive: from backups without the mark "unproven", from
 *   journals, and the file of a RECOVER
 * @files: (element-type BbImage): firmware that is known to be complete, because it comes from a file: from the
 *   library, the new images in the journals of flashes, the file of a RECOVER, CHECK, FLASH or VERIFY, and the
 *   firmware in backups that equals a file or that the catalog has
 *
 * Some images are in both lists. Images that mix two revisions are left out.
 */
typedef struct {
    GPtrArray *images;
    GPtrArray *files;
} BbKnownFirmware;
void bb_known_firmware_clear (BbKnownFirmware *known);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbKnownFirmware, bb_known_firmware_clear)
/** bb_flow_find_known_firmware_of_model: sets the members of @known. @with_given: the file of the request counts.
 * Blocks. The family of @flow must have the member inspect. */
void bb_flow_find_known_firmware_of_model (BbFlow *flow, gboolean with_given, BbKnownFirmware *known);

/** bb_flow_list_known: (transfer full) (element-type BbFacts): the facts that bb_backup_dup_healthy_facts() returns
 * for each backup of the drive, newest backup first. Backups without firmware and untrusted backups count, too;
 * backups of an unknown family do not. */
GPtrArray *bb_flow_list_known (BbFlow *flow);
/**
 * bb_flow_find_recorded: sets each member of @recorded from the first source that provides it:
 * - @record: the open journal @record (nullable)
 * - @backup: the backup that the journal names, else the newest trusted backup of the drive
 * - @healthy: from the journal, else from @backup, else from the newest backup of the drive, trusted or not
 * - @captures: always %NULL
 */
void bb_flow_find_recorded (BbFlow *flow, BbJournalRecord *record, BbRecorded *recorded);
/**
 * bb_flow_get_running_name:
 * @record: (nullable): the open journal of the drive
 * @backup: (nullable): the newest trusted backup of the drive
 * @vendor, @product: (out) (transfer none) (nullable): as normalised INQUIRY texts; owned by @record or @backup
 *
 * Finds the name that a drive in recovery mode reported while its firmware was running: the name in @record or, if
 * @record has none, in @backup. A journal or backup that was made in recovery mode has only the name of the boot
 * code, which does not count.
 *
 * Returns: %FALSE if neither has such a name; @vendor and @product are then not set
 */
gboolean bb_flow_get_running_name (BbFlow *flow, BbJournalRecord *record, BbBackup *backup, const char **vendor,
                                   const char **product);
/**
 * bb_flow_recall_own_name: for a drive in recovery mode, sets @own_vendor and @own_product of its facts: the name
 * that the drive reported while its firmware ran. Uses the first of these sources that has a name:
 * - bb_flow_get_running_name(), which searches @record (nullable) and @backup (nullable)
 * - the user's name for the drive, see bb_own_name_apply()
 * If no source has a name, sets both members to %NULL.
 */
void bb_flow_recall_own_name (BbFlow *flow, BbJournalRecord *record, BbBackup *backup);
/**
 * bb_flow_dup_board: (transfer full): a copy of @facts to which the family added values from the image that was
 * written to the drive last. The closed journals name that image. If the family adds no values, no journal names an
 * image, or the image cannot be read: @facts itself, with a new reference.
 */
BbFacts *bb_flow_dup_board (BbFlow *flow, BbFacts *facts);

G_END_DECLS
