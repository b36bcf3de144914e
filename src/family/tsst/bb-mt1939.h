/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"
#include "family/spc/bb-memory-read.h"

G_BEGIN_DECLS

/* The Blu-ray writer Samsung SE-506CB with the MT1939: docs/protocols/tsst-mt1939.md. Its memory can be read. Other
 * Blu-ray writers of TSST are only identified. */

#define BB_MT1939_ID "tsst-mt1939"
#define BB_MT1939_MODE_NORMAL "normal"
#define BB_MT1939_MODE_BOOT "boot"

/* Values of facts and images, all of them booleans. */
#define BB_MT1939_KEY_READABLE "is-readable" /* facts: the running firmware lets the memory be read */
#define BB_MT1939_KEY_COPY "own-copy"        /* images: read from a drive, without the boot code */

/* Names of captures, which are also the names of files in a backup. */
#define BB_MT1939_CAPTURE_BOOT "boot-code"
#define BB_MT1939_CAPTURE_FIRMWARE "firmware"

/* An image is a copy of the flash memory, which begins with the boot code (section 4). A flash does not change the
 * boot code of the drive. */
#define BB_MT1939_IMAGE_BYTES 0x200000u
#define BB_MT1939_BOOT_BYTES 0x10000u
/* SUM: the range of an image whose bytes the checksum adds up. OWN: the range of the memory that the drive itself
 * writes. */
#define BB_MT1939_SUM_START BB_MT1939_BOOT_BYTES
#define BB_MT1939_SUM_END 0x1E2000u
#define BB_MT1939_OWN_START 0x1E2000u
#define BB_MT1939_OWN_END 0x1F2000u
#define BB_MT1939_TRAILER_BYTES 0x30u
#define BB_MT1939_TRAILER (BB_MT1939_IMAGE_BYTES - BB_MT1939_TRAILER_BYTES)
#define BB_MT1939_SUM_OFFSET (BB_MT1939_IMAGE_BYTES - 2)

/** bb_mt1939_read: Reads the memory with READ BUFFER in mode 06 (section 6). */
extern const BbMemoryRead bb_mt1939_read;
/** bb_mt1939_get_version_cdb: Returns the version command, whose answer has the code of the product series (section
 * 3). */
BbCdb bb_mt1939_get_version_cdb (void);
/** bb_mt1939_dup_version: Returns (transfer full) the answer of drives of @model to the version command, from the
 * catalog. */
GBytes *bb_mt1939_dup_version (BbModel *model);
/** bb_mt1939_find_model: Returns (transfer full) (nullable) the catalog entry with the vendor and product in
 * @inquiry; %NULL if there is none. */
BbModel *bb_mt1939_find_model (const BbInquiry *inquiry, BbCatalog *catalog);
/** bb_mt1939_is_readable: TRUE if the firmware runs and the probe could read the memory. */
gboolean bb_mt1939_is_readable (BbFacts *facts);
/** bb_mt1939_get_unreadable: Returns the sentence that the running firmware does not let its memory be read. */
const char *bb_mt1939_get_unreadable (void);
/** bb_mt1939_get_unknown_update: Returns the sentence that only the update of the SE-506CB is known. */
const char *bb_mt1939_get_unknown_update (void);

/** bb_mt1939_compute_sum: Returns the sum modulo 65536 of the bytes of [@first, @end) of @bytes, which must contain
 * them. */
guint16 bb_mt1939_compute_sum (GBytes *bytes, gsize first, gsize end);
/** bb_mt1939_identify_image: Member identify_image() of #BbFamily: recognizes a file with the trailer of an image; an
 * incomplete file gets a problem. In a larger file, finds only undamaged images. */
GPtrArray *bb_mt1939_identify_image (GBytes *bytes, BbCatalog *catalog);
/**
 * bb_mt1939_check: Member check() of #BbFamily. For a drive without a model, adds only a refusal. For any other
 * drive, adds these reasons:
 * - always: the caution that only experts should flash
 * - if the image is for another model: a refusal
 * - if the image is a copy that was read from a drive: the caution that it may contain data of that drive
 */
void bb_mt1939_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
/** bb_mt1939_is_of_drive: TRUE if the image is for the model of the drive of @facts. FALSE if the model of the drive
 * or that of the image is unknown. */
gboolean bb_mt1939_is_of_drive (BbFacts *facts, BbImageIdentity *identity);
/** bb_mt1939_is_other_hardware: Member is_other_hardware() of #BbFamily: TRUE if the model of @board is known and the
 * image is not for this model. */
gboolean bb_mt1939_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog);

/** bb_mt1939_add_regions: Member add_regions() of #BbFamily: adds regions for the boot code, which the drive keeps,
 * and the firmware. Adds nothing for a drive without a model. */
void bb_mt1939_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_mt1939_plan_backup: Member plan_backup() of #BbFamily: returns (transfer full) a plan that reads all readable
 * data twice. Errors: %BB_FAMILY_ERROR_CANNOT: bb_mt1939_is_readable() is FALSE. */
BbPlan *bb_mt1939_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_mt1939_make_image: Member make_image() of #BbFamily: returns (transfer full) the captured firmware as an image,
 * with FF in place of the boot code. Errors: %BB_FAMILY_ERROR_CANNOT: the captures are incomplete, the checksum is
 * wrong, or they do not have the model and the revision of the drive (section 6). */
GBytes *bb_mt1939_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/** bb_mt1939_plan_flash: Member plan_flash() of #BbFamily: returns (transfer full) a plan that flashes the image.
 * Errors: %BB_FAMILY_ERROR_CANNOT: the drive has no known model, the image is damaged or not for this drive, or the
 * connection cannot transfer a block. */
BbPlan *bb_mt1939_plan_flash (const BbFlashInput *input, GError **error);
/**
 * bb_mt1939_plan_verify: Member plan_verify() of #BbFamily. Returns (transfer full) a plan that identifies the drive.
 * If bb_mt1939_is_readable(), the plan also reads the firmware twice and compares it with the image; the area that
 * the drive writes itself is not compared. The checksum of the image is not checked.
 *
 * Errors: %BB_FAMILY_ERROR_CANNOT: the image has a wrong size, or is not for this drive.
 */
BbPlan *bb_mt1939_plan_verify (const BbFlashInput *input, GError **error);
/** bb_mt1939_plan_recover: Member plan_recover() of #BbFamily: returns the plan of bb_mt1939_plan_flash(). Errors:
 * those of bb_mt1939_plan_flash(); %BB_FAMILY_ERROR_CANNOT: @input has no image; %BB_FAMILY_ERROR_NO_MORE: all
 * attempts with this image failed. */
BbPlan *bb_mt1939_plan_recover (const BbFlashInput *input, GError **error);
/** bb_mt1939_judge: Member judge() of #BbFamily. Sets @why in every case. Returns, by the first case that applies:
 * - The drive was not identified: %BB_PROOF_PENDING before a power cycle, %BB_PROOF_UNPROVEN after it.
 * - The boot code runs: %BB_PROOF_DIFFERENT.
 * - All of the firmware was read back after a power cycle: the result of bb_mt1939_judge_read().
 * - The flash was not interrupted, and the drive reports the revision of the image, but did not before the flash:
 *   %BB_PROOF_IDENTITY.
 * - There was no power cycle yet: %BB_PROOF_PENDING.
 * - The flash was not interrupted, and the drive still reports the revision from before the flash, which is not that
 *   of the image: %BB_PROOF_UNCHANGED.
 * - Otherwise: %BB_PROOF_UNPROVEN. */
BbProof bb_mt1939_judge (const BbJudgeInput *input, char **why);
/** bb_mt1939_explain_refusal: Member explain_refusal() of #BbFamily: returns (transfer full) (nullable) a sentence
 * for every failed step of the upload; %NULL for other steps. */
char *bb_mt1939_explain_refusal (const BbRefusedPlan *refusal);

G_END_DECLS
