/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Ricoh DVD+RW drives with program loader 8 or 9, also under other names: docs/protocols/ricoh-btc.md. All of their
 * memory can be read in the program loader, which a flash does not change. */

#define BB_RICOH_ID "ricoh"

/* Values of facts. The signature names the hardware line, "MMP522"; the brand is the text behind the signature in
 * the memory. Both are known after the memory was read once, and "" if the memory has no signature. */
#define BB_RICOH_KEY_SIGNATURE "signature"
#define BB_RICOH_KEY_BRAND "brand"
/* Value of facts, boolean: the firmware in the drive fails the check of images, so a backup of it is not restored. */
#define BB_RICOH_KEY_IS_UNUSABLE "unusable-copy"

/* Captures, and files of a backup: the whole memory, and the INQUIRY data of the program loader. */
#define BB_RICOH_CAPTURE_MEMORY "firmware"
#define BB_RICOH_CAPTURE_INQUIRY "loader-inquiry"

/* Layout of the memory and of an image (section 5). */
#define BB_RICOH_IMAGE_BYTES 0x100000u
#define BB_RICOH_FIRMWARE_OFFSET 0x8000u
#define BB_RICOH_SIGNATURE_OFFSET 0x8004u
#define BB_RICOH_SIGNATURE_BYTES 6u
#define BB_RICOH_BRAND_BYTES 16u

/** bb_ricoh_identify_image: Member identify_image() of #BbFamily: returns one identity if @bytes have a signature.
 * Sets @problem of the identity if the size is wrong; if the sum is wrong, its @checksum is %BB_CHECKSUM_BAD. */
GPtrArray *bb_ricoh_identify_image (GBytes *bytes, BbCatalog *catalog);
/** bb_ricoh_check: Member check() of #BbFamily: compares signature (hardware line) and brand of drive and image, and
 * adds the reason that follows. If this is a refusal, adds nothing else. Otherwise also adds the caution that only
 * experts should flash, and another caution if the firmware in the drive cannot be restored. Adds nothing for an
 * image with a problem. */
void bb_ricoh_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
/** bb_ricoh_is_other_hardware: Member is_other_hardware() of #BbFamily: TRUE if the facts @board have the signature
 * of the drive and the image has another signature. */
gboolean bb_ricoh_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog);

/**
 * bb_ricoh_read_signature:
 * @memory: memory of a drive, or an image
 * @brand: (out) (transfer full): printable text behind the signature, without blanks at its end
 *
 * Returns: (transfer full) (nullable): the signature, "MMP522"; %NULL, and @brand %NULL, if @memory has none
 */
char *bb_ricoh_read_signature (GBytes *memory, char **brand);
/** bb_ricoh_dup_shown_brand: Returns (transfer full) the text of @brand before the first two consecutive blanks; all
 * of @brand if there are none. */
char *bb_ricoh_dup_shown_brand (const char *brand);
/** bb_ricoh_find_fault: Returns (transfer full) (nullable) a sentence if @bytes, which have a signature, do not have
 * the length of an image; %NULL otherwise. The checksum is not checked. */
char *bb_ricoh_find_fault (GBytes *bytes);
/** bb_ricoh_is_sum_right: TRUE if the checksum in @bytes, which have the length of an image, is that of the
 * firmware. */
gboolean bb_ricoh_is_sum_right (GBytes *bytes);

/** bb_ricoh_add_regions: Member add_regions() of #BbFamily: adds the same regions for all drives: the program loader,
 * which the drive keeps, and the firmware. */
void bb_ricoh_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_ricoh_plan_backup: Member plan_backup() of #BbFamily: returns (transfer full) a plan that enters the program
 * loader, reads all of the memory twice, and leaves the loader. Errors: %BB_FAMILY_ERROR_CANNOT: the drive runs
 * its program loader. */
BbPlan *bb_ricoh_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_ricoh_make_image: Member make_image() of #BbFamily: returns (transfer full) the captured memory, which is an
 * image. Errors: %BB_FAMILY_ERROR_CANNOT: the captures are incomplete, have no signature or a wrong checksum. */
GBytes *bb_ricoh_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/** bb_ricoh_plan_flash: Member plan_flash() of #BbFamily: returns (transfer full) a plan that flashes the image; the
 * drive then needs a power cycle. Errors: %BB_FAMILY_ERROR_CANNOT: the image has a problem, a wrong checksum or
 * another signature than the drive. */
BbPlan *bb_ricoh_plan_flash (const BbFlashInput *input, GError **error);
/** bb_ricoh_plan_verify: Member plan_verify() of #BbFamily: returns (transfer full) a plan that enters the program
 * loader, reads the memory, compares the firmware with the image, and leaves the loader. Errors: those of
 * bb_ricoh_plan_flash(). */
BbPlan *bb_ricoh_plan_verify (const BbFlashInput *input, GError **error);
/** bb_ricoh_plan_recover: Member plan_recover() of #BbFamily: returns the plan of bb_ricoh_plan_flash(). Errors:
 * those of bb_ricoh_plan_flash(); %BB_FAMILY_ERROR_CANNOT: @input has no image; %BB_FAMILY_ERROR_NO_MORE: all
 * attempts with this image failed. */
BbPlan *bb_ricoh_plan_recover (const BbFlashInput *input, GError **error);
/** bb_ricoh_plan_wake: Member plan_wake() of #BbFamily: returns (transfer full) a plan that leaves the program loader
 * without writing. Errors: none. */
BbPlan *bb_ricoh_plan_wake (BbFacts *facts, GError **error);
/** bb_ricoh_judge: Member judge() of #BbFamily: compares the memory that was read back with the image. If there is a
 * backup of the whole memory, also compares the program loader with the backup. Sets @why in every case. Returns, by
 * the first case that applies:
 * - The drive was not identified: %BB_PROOF_PENDING before a power cycle, %BB_PROOF_UNPROVEN after it.
 * - Only the loader runs: %BB_PROOF_PENDING before a power cycle, %BB_PROOF_DIFFERENT after it.
 * - The memory was read, and all compared bytes are equal: %BB_PROOF_PROVEN.
 * - Before a power cycle: %BB_PROOF_PENDING.
 * - The memory was not read: %BB_PROOF_UNPROVEN.
 * - The firmware differs from the image, but is that of the backup: %BB_PROOF_UNCHANGED.
 * - Else %BB_PROOF_DIFFERENT. */
BbProof bb_ricoh_judge (const BbJudgeInput *input, char **why);
/** bb_ricoh_explain_refusal: Member explain_refusal() of #BbFamily: returns (transfer full) (nullable) a sentence if
 * the drive refused, with sense key 5, the command that enters the program loader or the command that programs the
 * firmware; %NULL for all other failures. */
char *bb_ricoh_explain_refusal (const BbRefusedPlan *refusal);

G_END_DECLS
