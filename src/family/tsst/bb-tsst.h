/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* DVD-ROM drives of Toshiba Samsung (TSST) with the MT1339: docs/protocols/samsung-tsst.md. Their firmware can be
 * written, but no command reads it. */

#define BB_TSST_ID "samsung-tsst"
#define BB_TSST_MODE_NORMAL "normal"
#define BB_TSST_MODE_BOOT "boot"

/* Keys of the values of facts and images. */
#define BB_TSST_KEY_MODIFIED "modified"                 /* "kreon", "morigm"; absent in unmodified firmware */
#define BB_TSST_KEY_MODIFIED_VERSION "modified-version" /* "1.00" */
#define BB_TSST_KEY_ASSUMED "assumed" /* boolean of images: nothing in the file shows that it is firmware */
#define BB_TSST_ID_KREON "kreon"
#define BB_TSST_ID_MORIGM "morigm"
/* Text with which bytes 36 to 55 of INQUIRY begin if Kreon firmware runs. The characters of its version follow this
 * text. */
#define BB_TSST_KREON "KREON V"
#define BB_TSST_KREON_VERSION_BYTES 4

/** BbTsstRelation: whether two models have the same hardware, so that firmware for one may run on the other. */
typedef enum {
    BB_TSST_UNRELATED,
    BB_TSST_PROBABLY_SAME,
    BB_TSST_SAME,
} BbTsstRelation;

/** bb_tsst_get_modified_name: Returns (nullable) the name for users of the modified firmware @id (nullable), a value
 * of %BB_TSST_KEY_MODIFIED; %NULL if @id is %NULL. */
const char *bb_tsst_get_modified_name (const char *id);
/** bb_tsst_is_modified_revision: TRUE if @vendor and @revision are those that the catalog lists for modified firmware
 * of @model. All arguments are nullable. */
gboolean bb_tsst_is_modified_revision (BbModel *model, const char *vendor, const char *revision);

/** bb_tsst_has_vendor: TRUE if the list under the catalog key @key of @model contains the vendor in @inquiry. */
gboolean bb_tsst_has_vendor (BbModel *model, const char *key, const BbInquiry *inquiry);
/** bb_tsst_relate: Compares the hardware of the models @a and @b. Returns
 * - %BB_TSST_SAME if they are one model, or have the same value of the catalog key HardwareSet
 * - %BB_TSST_PROBABLY_SAME if that value is the same, but only inferred (HardwareSetInferred)
 * - %BB_TSST_UNRELATED otherwise */
BbTsstRelation bb_tsst_relate (BbModel *a, BbModel *b);
/** bb_tsst_is_flashable: TRUE if the drive of @facts is of a model whose update procedure is known for certain
 * (catalog keys Protocol and Listed), and reports a vendor that the catalog lists for this model. */
gboolean bb_tsst_is_flashable (BbFacts *facts);
/** bb_tsst_get_no_flash: Member get_no_flash() of #BbFamily; %NULL for drives for which bb_tsst_is_flashable() is
 * TRUE. */
const BbNoFlash *bb_tsst_get_no_flash (BbFacts *facts);

/** bb_tsst_identify_image: Member identify_image() of #BbFamily. In a file of the size of an image, recognizes the
 * image by its texts. In another file, finds the images with a known model name and a right sum; a file that has such
 * a name but no image gives an identity with a problem. */
GPtrArray *bb_tsst_identify_image (GBytes *bytes, BbCatalog *catalog);
/** bb_tsst_assume_image: Member assume_image() of #BbFamily: returns (transfer full) (nullable) the identity of
 * @bytes as an image for the drive of @facts, marked as assumed and without a model. %NULL in these cases:
 * - The drive is not bb_tsst_is_flashable().
 * - @bytes have another size than images for this drive.
 * - All bytes are 00, or all are FF.
 * - @bytes contain the name of another maker. */
BbImageIdentity *bb_tsst_assume_image (BbFacts *facts, GBytes *bytes);
/** bb_tsst_check: Member check() of #BbFamily. Adds nothing for a drive that is not bb_tsst_is_flashable(). Otherwise
 * adds:
 * - a refusal for a wrong size, for other hardware, and for Kreon firmware on models for which it was not made
 * - a cross-flash or a caution for an image for another model with the hardware of the drive
 * - a cross-flash for an image of another vendor
 * - an information if modified firmware is replaced
 * - always a caution that says what cannot be checked */
void bb_tsst_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);

/** bb_tsst_add_regions: Member add_regions() of #BbFamily: adds the region of the firmware. Adds nothing for a drive
 * that is not bb_tsst_is_flashable(), because the layout of its flash memory is not known for certain. */
void bb_tsst_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_tsst_plan_flash: Member plan_flash() of #BbFamily: returns (transfer full) a plan that flashes the image.
 * Errors: %BB_FAMILY_ERROR_CANNOT: the drive is not bb_tsst_is_flashable(), the image has a wrong size, or the
 * connection cannot transfer a block. */
BbPlan *bb_tsst_plan_flash (const BbFlashInput *input, GError **error);
/** bb_tsst_plan_verify: Member plan_verify() of #BbFamily: returns (transfer full) a plan that only identifies the
 * drive. Errors: none. */
BbPlan *bb_tsst_plan_verify (const BbFlashInput *input, GError **error);
/** bb_tsst_plan_recover: Member plan_recover() of #BbFamily: returns the plan of bb_tsst_plan_flash(). Errors: those
 * of bb_tsst_plan_flash(); %BB_FAMILY_ERROR_CANNOT: @input has no image; %BB_FAMILY_ERROR_NO_MORE: all attempts with
 * this image failed. */
BbPlan *bb_tsst_plan_recover (const BbFlashInput *input, GError **error);
/** bb_tsst_judge: Member judge() of #BbFamily: judges by the name and the revision that the drive reports, because
 * its firmware cannot be read. Sets @why in every case. Returns, by the first case that applies:
 * - The drive was not identified: %BB_PROOF_PENDING until a power cycle, %BB_PROOF_UNPROVEN after it.
 * - The boot code runs: %BB_PROOF_DIFFERENT.
 * - The flash was interrupted: %BB_PROOF_UNPROVEN.
 * - The drive reports name and revision of the image, even if it reported both before the flash: %BB_PROOF_IDENTITY.
 * - Before a power cycle: %BB_PROOF_PENDING.
 * - The image has a revision, and the drive reports what it reported before the flash: %BB_PROOF_UNCHANGED.
 * - Else %BB_PROOF_UNPROVEN. */
BbProof bb_tsst_judge (const BbJudgeInput *input, char **why);
/** bb_tsst_explain_refusal: Member explain_refusal() of #BbFamily: returns (transfer full) (nullable) a sentence if a
 * step of the upload or a step after it failed, or if the command that tests the connection was lost; %NULL
 * otherwise. */
char *bb_tsst_explain_refusal (const BbRefusedPlan *refusal);

G_END_DECLS
