/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Lite-On and PLDS drives: docs/protocols/lite-on.md. No command is public that writes their firmware. Commands that
 * read it are known for one model only, the DS-8ABSH. So drives are identified by their name, and files by their
 * content. */

#define BB_LITEON_ID "lite-on"

/** BB_LITEON_SETTING_READ: setting with which experts read the firmware of a DS-8ABSH (section 7). */
#define BB_LITEON_SETTING_READ "read-ds-8absh"

/** BB_LITEON_KEY_EXTRA: value of facts: the reply of the drive to the command EXTRAINQ, in hexadecimal digits. Set by
 * bb_liteon_survey(), only after a test read has shown that the firmware of this drive can be read. */
#define BB_LITEON_KEY_EXTRA "extra-inquiry"

/* Value of images: "writer", "combo" or "dvd-rom". */
#define BB_LITEON_KEY_KIND "kind"
/* Value of images: the first character of the revision, which stands for the design of the drive. */
#define BB_LITEON_KEY_LETTER "letter"
/* Value of images: the order of the memory banks in the file: "plain" or "rebanked". */
#define BB_LITEON_KEY_ORDER "bank-order"
/* Values of images: the result of bb_liteon_dup_internal_revision(), shortened; the date of the firmware. */
#define BB_LITEON_KEY_INTERNAL "internal-revision"
#define BB_LITEON_KEY_DATE "build-date"
/* Value of images: how an updater program stores the image, "0" to "4". */
#define BB_LITEON_KEY_METHOD "updater-method"

/** BB_LITEON_KEY_TAG: value of images: the name of the hardware in the memory of a DS-8ABSH. Only images that were
 * read from this memory have this value. */
#define BB_LITEON_KEY_TAG "tag"

#define BB_LITEON_MODEL_BOOT_REVISION "BootRevision"
#define BB_LITEON_MODEL_TAG "ImageTag"

/* Captures of backups: the reply to EXTRAINQ, and the memory in the enciphered form in which it is read. */
#define BB_LITEON_CAPTURE_EXTRA "extra-inquiry"
#define BB_LITEON_CAPTURE_MEMORY "enciphered"

/* Places in the memory of a DS-8ABSH (section 7). */
#define BB_LITEON_MEMORY_BYTES 0x100000u
#define BB_LITEON_DUMP_REVISION_OFFSET 0xD8FF0u
#define BB_LITEON_DUMP_TAG_OFFSET 0xE7FF5u
#define BB_LITEON_DUMP_MARK_OFFSET 0xE7FFCu
#define BB_LITEON_DUMP_MARK "LITE"
/** BB_LITEON_DRIVE_DATA_OFFSET: from this offset on, the memory contains data of the drive, which change and are not
 * compared. */
#define BB_LITEON_DRIVE_DATA_OFFSET 0xE8000u

#define BB_LITEON_LONG_JUMP 0x02
#define BB_LITEON_CIPHER_BYTES 16u

#define BB_LITEON_WRITER "writer"
#define BB_LITEON_COMBO "combo"
#define BB_LITEON_DVD_ROM "dvd-rom"

/** bb_liteon_describe_image: Returns (transfer full) (nullable) the identity of @image, a whole image that is not
 * encoded (section 3). The offset of the identity is 0, its length that of @image. If the banks are in a wrong or
 * unknown order, or the end of the image is missing, the identity has a problem. %NULL in these cases:
 * - @image does not have the length, the first byte and the names of an image of this family.
 * - Its vendor and product are not known.
 * - It is not for a writer, and lacks the texts that images for other drives contain. */
BbImageIdentity *bb_liteon_describe_image (GBytes *image, BbCatalog *catalog);
/** bb_liteon_is_image_size: TRUE for 128, 256 and 512 KiB and 1 MiB, the lengths that images have. */
gboolean bb_liteon_is_image_size (gsize length_bytes);
/** bb_liteon_dup_internal_revision: Returns (transfer full) (nullable) the 16 characters that the program in @image
 * loads one after the other (section 3.2); %NULL if there is no such code. Bounded time and memory. */
char *bb_liteon_dup_internal_revision (GBytes *image);
/** bb_liteon_open_updater: Appends the identities of the images in the updater program @file to @found (section 5).
 * Appends nothing if @file is no such program. Appends an identity of the whole file with a problem for a program
 * that stores its images in an unknown way, and for each image that cannot be extracted or is of an unknown kind.
 * Bounded time and memory. */
void bb_liteon_open_updater (GBytes *file, BbCatalog *catalog, GPtrArray *found);
/** bb_liteon_decipher_table: Returns (transfer full) (nullable) @data deciphered; the key is made from @table, a
 * table of 256 bytes in an updater program (section 5). %NULL if @data is empty or its length is no multiple of 16.
 */
GBytes *bb_liteon_decipher_table (GBytes *data, const guint8 *table);

/** bb_liteon_is_readable_model: TRUE if a sequence of commands that reads drives of this model is known. @model:
 * (nullable) */
gboolean bb_liteon_is_readable_model (BbModel *model);
/** bb_liteon_decipher: Returns (transfer full) (nullable) the deciphered bytes of @data, which were read in pieces of
 * 0x80 bytes. @extra: reply to EXTRAINQ, with key and start value (section 7). %NULL if @extra does not have them, or
 * if @data is empty or its length is no multiple of 16. */
GBytes *bb_liteon_decipher (GBytes *extra, GBytes *data);

/* Members of #BbFamily. They support only a DS-8ABSH whose facts hold the reply to EXTRAINQ (%BB_LITEON_KEY_EXTRA),
 * which bb_liteon_survey has stored. For all other drives, the members with an @error fail with
 * %BB_FAMILY_ERROR_CANNOT. */
/** bb_liteon_add_regions: Adds the regions of firmware and drive data of a DS-8ABSH, also if @facts do not yet have
 * the reply to EXTRAINQ. Adds nothing for other models. */
void bb_liteon_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_liteon_plan_backup: Returns (transfer full) a plan that reads the memory twice. Errors:
 * %BB_FAMILY_ERROR_CANNOT: @facts have no valid reply to EXTRAINQ; so this always fails for models other than the
 * DS-8ABSH. */
BbPlan *bb_liteon_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_liteon_make_image: Returns (transfer full) the deciphered memory. Errors:
 * - %BB_FAMILY_ERROR_CANNOT: @facts have no valid reply to EXTRAINQ, or the memory was not read completely.
 * - %BB_FAMILY_ERROR_NOT_FIRMWARE: the memory does not contain the names of a DS-8ABSH and the revision that the
 *   drive reports. */
GBytes *bb_liteon_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/** bb_liteon_plan_verify: Returns (transfer full) a plan that reads the memory once. Errors:
 * %BB_FAMILY_ERROR_CANNOT: @input->facts have no valid reply to EXTRAINQ, or the image was not read from the memory
 * of a DS-8ABSH. */
BbPlan *bb_liteon_plan_verify (const BbFlashInput *input, GError **error);
/** bb_liteon_judge: Compares the firmware, without the drive data, with the image. Sets @why in every case. Returns:
 * - %BB_PROOF_UNPROVEN if the memory was not read completely, or the image has another length.
 * - %BB_PROOF_PROVEN if they are equal.
 * - %BB_PROOF_DIFFERENT if not; adds the differences to those of @input. */
BbProof bb_liteon_judge (const BbJudgeInput *input, char **why);
/** bb_liteon_survey: The operations that read the reply to EXTRAINQ and store it in the facts. The reply contains
 * the key with which the drive enciphers its memory. Needed only if the user has set %BB_LITEON_SETTING_READ. */
extern const BbSurveyOps bb_liteon_survey;

G_END_DECLS
