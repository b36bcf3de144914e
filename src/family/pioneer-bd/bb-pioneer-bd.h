/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"
#include "family/spc/bb-memory-read.h"

G_BEGIN_DECLS

/* Pioneer BD writers: docs/protocols/pioneer-bd.md. Their two parts of firmware, Kernel and Normal, are read and
 * verified by their sums. They are never written. */

#define BB_PIONEER_BD_ID "pioneer-bd"

/* Values of facts: texts that the drive reports. The platform is interface and hardware ID, "SAT 8A10". The first two
 * are also values of images. */
#define BB_PIONEER_BD_KEY_PLATFORM "platform"
#define BB_PIONEER_BD_KEY_KERNEL_TAG "kernel-tag"
#define BB_PIONEER_BD_KEY_NORMAL_TAG "normal-tag"
#define BB_PIONEER_BD_KEY_KERNEL_VERSION "kernel-version"
/* Value of facts, `u`: length of Normal, which bb_pioneer_bd_survey reads. */
#define BB_PIONEER_BD_KEY_NORMAL_BYTES "normal-bytes"
/* Value of images: "dump" (a backup: Kernel and Normal), or "kernel" or "normal" (a file of the manufacturer). */
#define BB_PIONEER_BD_KEY_PART "part"
/* Value of images: the date in the header of a file of the manufacturer. */
#define BB_PIONEER_BD_KEY_DATE "build-date"
/* Names of captures, which are also the names of files in a backup. */
#define BB_PIONEER_BD_CAPTURE_KERNEL "kernel"
#define BB_PIONEER_BD_CAPTURE_NORMAL "normal"
#define BB_PIONEER_BD_CAPTURE_HEADER "header"

#define BB_PIONEER_BD_KERNEL_START 0x400000u
#define BB_PIONEER_BD_KERNEL_BYTES 0x10000u
#define BB_PIONEER_BD_NORMAL_START 0x410000u
/* The head, the first HEADER_BYTES of Normal, begins with the text DESCRIPTOR. At LENGTH_OFFSET in the head is the
 * length of Normal. */
#define BB_PIONEER_BD_HEADER_BYTES 24u
#define BB_PIONEER_BD_LENGTH_OFFSET 20u
#define BB_PIONEER_BD_DESCRIPTOR "PIONEER "

extern const BbMemoryRead bb_pioneer_bd_read;

/** bb_pioneer_bd_get_normal_bytes: Sets @length_bytes to the length of the part Normal, as stated in its head at
 * @offset of @bytes. FALSE if there is no head (@length_bytes is then 0), or if the stated length is not possible
 * (section 4). */
gboolean bb_pioneer_bd_get_normal_bytes (GBytes *bytes, gsize offset, guint32 *length_bytes);
/** bb_pioneer_bd_is_sum_right: TRUE if the big-endian 32-bit words of a range of @bytes add up to 0 (modulo 2^32).
 * FALSE also if the range is not inside of @bytes. */
gboolean bb_pioneer_bd_is_sum_right (GBytes *bytes, gsize offset, gsize length_bytes);
/** bb_pioneer_bd_identify_image: Member identify_image() of #BbFamily: recognizes a backup; else a file of the
 * manufacturer, or such files in a program (a limited number of them). Only their headers are read. */
GPtrArray *bb_pioneer_bd_identify_image (GBytes *bytes, BbCatalog *catalog);
/** bb_pioneer_bd_check: Member check() of #BbFamily: compares hardware ID, tag of the Kernel and model in a file of
 * the manufacturer with those of the drive. Adds one refusal, for the first difference. Adds nothing for a backup, or
 * for an image with a problem. */
void bb_pioneer_bd_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);

/** bb_pioneer_bd_survey: Reads the head of Normal. It contains the length of Normal, which the plans need. */
extern const BbSurveyOps bb_pioneer_bd_survey;
/** bb_pioneer_bd_add_regions: Member add_regions() of #BbFamily: adds regions for Kernel and Normal. Adds nothing
 * if @facts do not have the length of Normal, because bb_pioneer_bd_survey has not read it yet. */
void bb_pioneer_bd_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_pioneer_bd_plan_backup: Member plan_backup() of #BbFamily: returns (transfer full) a plan that reads Kernel and
 * Normal twice. Errors: %BB_FAMILY_ERROR_CANNOT: the drive cannot be read, or the length of Normal is not known. */
BbPlan *bb_pioneer_bd_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_pioneer_bd_make_image: Member make_image() of #BbFamily: returns (transfer full) the captured Kernel and Normal
 * as one image. Errors: %BB_FAMILY_ERROR_CANNOT: the captures are incomplete; %BB_FAMILY_ERROR_NOT_FIRMWARE: a
 * checksum is wrong, or Normal has another length than the head of Normal says. */
GBytes *bb_pioneer_bd_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/** bb_pioneer_bd_plan_verify: Member plan_verify() of #BbFamily: returns (transfer full) a plan that identifies the
 * drive, and reads Kernel and Normal, which judge() compares with the image. Errors: %BB_FAMILY_ERROR_CANNOT: the
 * drive cannot be read, the length of Normal is not known, or the image is not from a backup. */
BbPlan *bb_pioneer_bd_plan_verify (const BbFlashInput *input, GError **error);
/** bb_pioneer_bd_judge: Member judge() of #BbFamily: compares Kernel and Normal with the image, and adds each range
 * that differs to the list in @input. Returns %BB_PROOF_PROVEN if all bytes are equal; %BB_PROOF_DIFFERENT if bytes
 * or lengths differ; %BB_PROOF_UNPROVEN if not all was read. Sets @why in every case. */
BbProof bb_pioneer_bd_judge (const BbJudgeInput *input, char **why);

G_END_DECLS
