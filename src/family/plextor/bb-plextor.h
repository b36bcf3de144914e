/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Plextor CD and DVD writers (docs/protocols/plextor.md). */

#define BB_PLEXTOR_ID "plextor"
#define BB_PLEXTOR_VENDOR "PLEXTOR"

/* Keys of the values of facts: the TLA, which is the hardware revision ("0304"), and whether the drive is sold under
 * the name of another maker. */
#define BB_PLEXTOR_KEY_TLA "tla"
#define BB_PLEXTOR_KEY_IS_REBADGED "rebadged"
/* Key of the values of facts: TRUE if the connection does not pass on the command that reads the EEPROM. */
#define BB_PLEXTOR_KEY_IS_BLOCKED "eeprom-blocked"
/* Key of the values of an image: TRUE if the stored checksum is not the sum of the bytes. Either the image is
 * damaged, or its checksum is stored at another offset. */
#define BB_PLEXTOR_KEY_SUM_DIFFERS "sum-differs"

/* ASC of the hardware error with which a drive rejects the data of an image (section 8). */
#define BB_PLEXTOR_REJECTED_ASC 0x40

/* Setting for experts: sends an image in pieces of the length that the second known flash tool uses, instead of the
 * length of the first tool (section 5.3). */
#define BB_PLEXTOR_SETTING_PIECES "other-piece-length"

/** bb_plextor_get_size: Returns the length of an image for @model; 0 if it is unknown. */
guint32 bb_plextor_get_size (BbModel *model);
/** bb_plextor_has_size: TRUE if an image for @model may have @size_bytes. If the size of images for @model is known,
 * only this size; otherwise any multiple of 4096 bytes up to 16 MiB. */
gboolean bb_plextor_has_size (BbModel *model, gsize size_bytes);

/** bb_plextor_has_eeprom: TRUE if the EEPROM of the drive can be read in its present state. All of this must be true:
 * - The firmware is complete.
 * - The drive is not sold under another name.
 * - The catalog knows the size of the EEPROM.
 * - The connection passes on the command. */
gboolean bb_plextor_has_eeprom (BbFacts *facts);

/** bb_plextor_identify_image: Member identify_image() of #BbFamily: recognizes a file that begins with the header of
 * a model, and gives one image that is for all models with this header. The length is checked in bb_plextor_check().
 */
GPtrArray *bb_plextor_identify_image (GBytes *bytes, BbCatalog *catalog);
/** bb_plextor_check: Member check() of #BbFamily: adds a refusal if the drive has no model or is sold under another
 * name, or if the image is for another model or has a wrong size. For other images adds:
 * - a reason that says whether the revision of the drive or that of the image is newer
 * - a caution for each of these that is uncertain: whether the image is for exactly this model, its checksum, and
 *   whether a drive of this hardware revision accepts it */
void bb_plextor_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
/** bb_plextor_compare_revisions: Member compare_revisions() of #BbFamily: the order is that of the catalog's list
 * of revisions of the model; it is unknown if the list does not have both revisions, or the drive has no model.
 * @from and @to must differ. */
BbRevisionChange bb_plextor_compare_revisions (BbFacts *facts, const char *from, const char *to);
/** bb_plextor_is_other_hardware: Member is_other_hardware() of #BbFamily: TRUE if the image is not for the model of
 * @board; FALSE if @board has no model. */
gboolean bb_plextor_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog);

/** bb_plextor_plan_backup: Member plan_backup() of #BbFamily: returns (transfer full) a plan that reads the EEPROM
 * twice. Errors: %BB_FAMILY_ERROR_CANNOT: bb_plextor_has_eeprom() is FALSE. */
BbPlan *bb_plextor_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_plextor_plan_flash: Member plan_flash() of #BbFamily: returns (transfer full) a plan that flashes the image.
 * Errors: those of bb_plextor_find_board() and bb_family_allows(). */
BbPlan *bb_plextor_plan_flash (const BbFlashInput *input, GError **error);
/** bb_plextor_plan_verify: Member plan_verify() of #BbFamily: always fails with %BB_FAMILY_ERROR_CANNOT, because the
 * firmware of these drives cannot be read. */
BbPlan *bb_plextor_plan_verify (const BbFlashInput *input, GError **error);
/** bb_plextor_plan_recover: Member plan_recover() of #BbFamily: returns the plan of bb_plextor_plan_flash(). Errors:
 * those of bb_plextor_plan_flash(); %BB_FAMILY_ERROR_CANNOT: @input has no image; %BB_FAMILY_ERROR_NO_MORE: all
 * attempts with this image failed. */
BbPlan *bb_plextor_plan_recover (const BbFlashInput *input, GError **error);
/** bb_plextor_get_modelless: Returns the sentence that says why no image can be chosen for a drive whose model is
 * unknown. */
const char *bb_plextor_get_modelless (void);
/** bb_plextor_find_board: Member find_board() of #BbFamily, for a drive whose name is damaged: returns (transfer
 * full) the facts of the drive if they have a model, else its recorded facts (@board of @input). Errors:
 * %BB_FAMILY_ERROR_CANNOT: neither has a model. */
BbFacts *bb_plextor_find_board (const BbFlashInput *input, GError **error);

/** bb_plextor_get_eeprom_cdb: Returns the command that reads block @index of the EEPROM of @model. The catalog must
 * have the key EepromScheme for @model. Only with the scheme "px716" the EEPROM has several blocks; with all others,
 * block 0 is all of the EEPROM. @length_bytes: (out): length of the block */
BbCdb bb_plextor_get_eeprom_cdb (BbModel *model, guint index, guint32 *length_bytes);

#define BB_PLEXTOR_EEPROM_MS 10000

G_END_DECLS
