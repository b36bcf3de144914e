/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Pioneer DVD writers: docs/protocols/pioneer.md. Their firmware has two parts: the kernel, which is the loader, and
 * the normal part, which is flashed. No command reads these parts. */

#define BB_PIONEER_ID "pioneer"
#define BB_PIONEER_MODE_KERNEL "kernel"
/* Revision that a drive in kernel mode reports, and its position in the INQUIRY data. */
#define BB_PIONEER_KERNEL_REVISION "0000"
#define BB_PIONEER_REVISION_OFFSET 32
#define BB_PIONEER_INQUIRY_BYTES 96

/* Value of facts and of images: the kernel type without blanks at its end, "GENERAL". */
#define BB_PIONEER_KEY_TYPE "kernel-type"
/* Value of facts and of images: interface and generation, "ATA 0010". */
#define BB_PIONEER_KEY_INTERFACE "interface"
/* Value of facts, and of images that have a kernel and a normal part: the revision of the kernel. */
#define BB_PIONEER_KEY_KERNEL "kernel-revision"
/* Value of facts: vendor and product that the drive reports while its firmware runs, from bb_pioneer_dup_name(). */
#define BB_PIONEER_KEY_NAME "reported-name"
/* Value of images: one of the three BB_PIONEER_PART_…. */
#define BB_PIONEER_KEY_PART "part"
#define BB_PIONEER_PART_KERNEL "kernel"
#define BB_PIONEER_PART_NORMAL "normal"
#define BB_PIONEER_PART_PAIR "pair" /* a kernel, followed by a normal part */

/* Length of the pieces in which kernel and normal part are sent. */
#define BB_PIONEER_PIECE_BYTES 0x8000u
/* Length of the longest file that is accepted. */
#define BB_PIONEER_MOST_BYTES 0x200000u

/* Offsets of the fields of a file (section 5). */
#define BB_PIONEER_TEXT_OFFSET 0x60u
#define BB_PIONEER_FILE_REVISION_OFFSET 0x90u
#define BB_PIONEER_INTERFACE_OFFSET 0xB0u
#define BB_PIONEER_TYPE_OFFSET 0xD0u
#define BB_PIONEER_PART_OFFSET 0x110u
#define BB_PIONEER_HEADER_BYTES 0x116u

/* --- drives --- */

/** bb_pioneer_is_supported: TRUE if the update of the drive's model and the key of its kernel type are known. */
gboolean bb_pioneer_is_supported (BbFacts *facts);
/** bb_pioneer_get_unsupported: Returns a sentence that says why a drive that is not bb_pioneer_is_supported() is only
 * identified: the update of its model or the key of its kernel type is not known. */
const char *bb_pioneer_get_unsupported (BbFacts *facts);
/** bb_pioneer_get_kernel_bytes: Returns the length of the kernel of @model; 0 if it is unknown. */
guint32 bb_pioneer_get_kernel_bytes (BbModel *model);
/** bb_pioneer_is_same_type: TRUE if the kernel types @a and @b (both nullable: counts as blank) are equal in the
 * first seven characters; the eighth does not count. */
gboolean bb_pioneer_is_same_type (const char *a, const char *b);
/** bb_pioneer_find_type: Returns (transfer full) (nullable) the first catalog entry whose kernel type equals @type
 * (nullable: counts as blank) in as many characters as the entry says; %NULL if there is none. */
BbModel *bb_pioneer_find_type (const char *type, BbCatalog *catalog);

/* --- files --- */

/** bb_pioneer_identify_image: Member identify_image() of #BbFamily: recognizes a file that is a kernel, a normal part
 * or a pair, and in a program of the manufacturer each kernel and each normal part. */
GPtrArray *bb_pioneer_identify_image (GBytes *bytes, BbCatalog *catalog);
BbImageIdentity *bb_pioneer_choose_image (BbFacts *facts, GPtrArray *identities);
/** bb_pioneer_check: Member check() of #BbFamily; the image must have been identified. Does the first of these that
 * applies:
 * - The drive is not supported: adds a refusal.
 * - The image has a problem: adds nothing.
 * - The image is for other hardware, or is a kernel alone: adds a refusal.
 * - Else adds the reasons that follow from the kernel types and names of drive and image. Also adds a caution if no
 *   update of the model is known to have succeeded. */
void bb_pioneer_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
/** bb_pioneer_is_other_hardware: Member is_other_hardware() of #BbFamily: TRUE if the image is a kernel alone, if it
 * is for another generation, or if only one of drive and image is an advanced DVR-108 (XL). If @board has no model,
 * TRUE only for a kernel alone. */
gboolean bb_pioneer_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog);
/** bb_pioneer_join: Member join() of #BbFamily: returns (transfer full) (nullable) the kernel @first followed by the
 * normal part @second. %NULL if @first is no kernel or @second no normal part, if they are for different drives, or
 * if one of them has a problem. Both images must have been identified. */
GBytes *bb_pioneer_join (BbImage *first, BbImage *second);
/** bb_pioneer_is_pair: TRUE if the image has a kernel and a normal part. */
gboolean bb_pioneer_is_pair (BbImageIdentity *identity);
/** bb_pioneer_dup_name: Returns (transfer full) "VENDOR PRODUCT", each after bb_text_normalise(): without needless
 * blanks, letters as they are. */
char *bb_pioneer_dup_name (const char *vendor, const char *product);

/* --- plans --- */

#define BB_PIONEER_MOST_MODES 2
#define BB_PIONEER_MODE_BYTES 0x100u
/**
 * bb_pioneer_list_modes:
 * @modes: (out) (array) (transfer full): mode buffers (docs/protocols/pioneer.md, section 3), in the order in which
 *   they are tried
 *
 * Returns: the number of @modes:
 * - 2: first the key of the kernel type @type, then the universal key.
 * - 1: both keys are equal, or drives of @model use only the universal key or no key.
 * - 0: no key of the drive is known.
 */
guint bb_pioneer_list_modes (BbModel *model, const char *type, BbCatalog *catalog,
                             GBytes *modes[BB_PIONEER_MOST_MODES]);
/** bb_pioneer_respond: Returns (transfer full) the response to @challenge (docs/protocols/pioneer.md, section 4): one
 * byte, repeated. Errors: %BB_FAMILY_ERROR_UNEXPECTED: the generator cannot have made the first four bytes of
 * @challenge; the bytes after them are not checked. */
GBytes *bb_pioneer_respond (GBytes *challenge, GError **error);

/** bb_pioneer_add_regions: Member add_regions() of #BbFamily: adds regions for kernel and normal part. Adds nothing
 * if the length of the kernel is unknown. */
void bb_pioneer_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_pioneer_plan_flash: Member plan_flash() of #BbFamily: returns (transfer full) a plan that flashes the image,
 * also for a drive in kernel mode. Errors: those of bb_family_allows(). */
BbPlan *bb_pioneer_plan_flash (const BbFlashInput *input, GError **error);
/** bb_pioneer_plan_verify: Member plan_verify() of #BbFamily: returns (transfer full) a plan that only identifies
 * the drive, because its firmware cannot be read. Errors: none. */
BbPlan *bb_pioneer_plan_verify (const BbFlashInput *input, GError **error);
/** bb_pioneer_plan_recover: Member plan_recover() of #BbFamily: returns the plan of bb_pioneer_plan_flash(). Errors:
 * those of bb_pioneer_plan_flash(); %BB_FAMILY_ERROR_CANNOT: @input has no image; %BB_FAMILY_ERROR_NO_MORE: all
 * attempts with this image failed. */
BbPlan *bb_pioneer_plan_recover (const BbFlashInput *input, GError **error);
/** bb_pioneer_judge: Member judge() of #BbFamily: judges by the name and the revision that the drive reports,
 * because its firmware cannot be read. Sets @why in every case. Returns, by the first case that applies:
 * - The drive was not identified: %BB_PROOF_PENDING until a power cycle, %BB_PROOF_UNPROVEN after it.
 * - Only the kernel runs: %BB_PROOF_DIFFERENT.
 * - The drive reports name and revision of the image: %BB_PROOF_IDENTITY. Exception: the flash was interrupted, and
 *   the drive reported this name and revision before the flash, too: %BB_PROOF_UNPROVEN.
 * - Product, revision and date are the same as before the flash: %BB_PROOF_UNCHANGED.
 * - Else %BB_PROOF_UNPROVEN. */
BbProof bb_pioneer_judge (const BbJudgeInput *input, char **why);
/** bb_pioneer_explain_refusal: Member explain_refusal() of #BbFamily: returns (transfer full) (nullable) a sentence
 * if the drive refused a mode buffer or a command of the unlock with sense key 5; %NULL for all other failures. */
char *bb_pioneer_explain_refusal (const BbRefusedPlan *refusal);

G_END_DECLS
