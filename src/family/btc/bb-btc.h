/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* BTC DRW1008 drives: docs/protocols/ricoh-btc.md, sections 11 to 13. Their firmware cannot be read. */

#define BB_BTC_ID "btc"

/* Value of facts, boolean: the drive is sold under the name of another company. */
#define BB_BTC_KEY_IS_REBADGED "rebadged"
/* Value of an image, `u`: number of bytes of the image that are in no record of its hex file. */
#define BB_BTC_KEY_GAPS "gaps"

#define BB_BTC_IMAGE_BYTES 0x100000u
/* Offset of the INQUIRY texts in an image, and lengths of vendor, product and revision, which follow each other. */
#define BB_BTC_TEXT_OFFSET 0x40BCu
#define BB_BTC_VENDOR_BYTES 8u
#define BB_BTC_PRODUCT_BYTES 16u
#define BB_BTC_NAME_BYTES (BB_BTC_VENDOR_BYTES + BB_BTC_PRODUCT_BYTES)
#define BB_BTC_REVISION_BYTES 4u

/**
 * bb_btc_read_hex:
 * @file: content of any file
 * @n_gaps: (out): number of bytes that no record contains; they are FF in the image. 0 if there is no image
 * @problem: (out) (transfer full) (nullable): why @file cannot be used, although it is a hex file (section 12)
 *
 * Reads the image in a hex file. Time and memory are bounded for every file.
 *
 * Returns: (transfer full) (nullable): the image; %NULL if @file is no hex file, or if @problem is set
 */
GBytes *bb_btc_read_hex (GBytes *file, guint *n_gaps, char **problem);
/** bb_btc_compute_sum: Returns the 16-bit sum of all bytes of @image, which is sent in the header after the image. */
guint16 bb_btc_compute_sum (GBytes *image);
/** bb_btc_identify_image: Member identify_image() of #BbFamily: returns (transfer full) (element-type
 * BbImageIdentity) the identity of an image or of a hex file. The identity of a hex file also has the decoded content
 * and the number of gaps. A damaged hex file gives an identity with a problem; any other file gives an empty
 * array. */
GPtrArray *bb_btc_identify_image (GBytes *bytes, BbCatalog *catalog);
/** bb_btc_is_other_hardware: Member is_other_hardware() of #BbFamily: TRUE unless the image has the vendor and the
 * product that the drive of @board reports. */
gboolean bb_btc_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog);
/** bb_btc_check: Member check() of #BbFamily: adds a refusal if the image is for a drive with another name.
 * Otherwise adds a caution for experts, and an information each on gaps in a hex file and on a different revision.
 * Adds nothing for an image with a problem. */
void bb_btc_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
/** bb_btc_compare_revisions: Member compare_revisions() of #BbFamily: the order of the revisions is never known. */
BbRevisionChange bb_btc_compare_revisions (BbFacts *facts, const char *from, const char *to);

/** bb_btc_add_regions: Member add_regions() of #BbFamily: one region, the same for all drives. */
void bb_btc_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_btc_plan_flash: Member plan_flash() of #BbFamily: returns (transfer full) a plan that flashes the image.
 * Errors: %BB_FAMILY_ERROR_CANNOT: the image is not for the hardware of the drive or has a problem. */
BbPlan *bb_btc_plan_flash (const BbFlashInput *input, GError **error);
/** bb_btc_plan_recover: Member plan_recover() of #BbFamily: returns the plan of bb_btc_plan_flash(). Errors: those of
 * bb_btc_plan_flash(); %BB_FAMILY_ERROR_CANNOT: @input has no image; %BB_FAMILY_ERROR_NO_MORE: all attempts with this
 * image failed. */
BbPlan *bb_btc_plan_recover (const BbFlashInput *input, GError **error);
/** bb_btc_judge: Member judge() of #BbFamily: judges by the name and the revision that the drive reports, because its
 * firmware cannot be read. Sets @why in every case. Returns, by the first case that applies:
 * - The drive is not identified, or not in normal condition: %BB_PROOF_PENDING until a power cycle,
 *   %BB_PROOF_UNPROVEN after it.
 * - The drive reports name and revision of the image: %BB_PROOF_IDENTITY; %BB_PROOF_UNPROVEN if it reported both
 *   before the flash, too.
 * - The drive reports the same revision as before the flash: %BB_PROOF_UNCHANGED.
 * - Else %BB_PROOF_UNPROVEN. */
BbProof bb_btc_judge (const BbJudgeInput *input, char **why);
/** bb_btc_explain_refusal: Member explain_refusal() of #BbFamily: returns (transfer full) (nullable) a sentence if
 * the drive refused a step with sense key 5; %NULL for all other failures. */
char *bb_btc_explain_refusal (const BbRefusedPlan *refusal);

G_END_DECLS
