/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"
#include "family/spc/bb-buffer-read.h"
#include "family/spc/bb-buffer-stream.h"

G_BEGIN_DECLS

/*
 * The plain case of SPC-4: all of the flash memory is one image, which goes up with a buffer stream and is read back
 * with READ BUFFER; boot code, which takes another image after a power cut, refuses to show memory. Such a family is
 * one #BbSpcChip and the members here; a chip that differs takes those that hold for it.
 */

/**
 * BbSpcChip:
 * @family: id of the family; keys of its models are their product texts
 * @size_key, @chunk_key: keys of its models: bytes of the image, and of a piece of it
 * @vendor: INQUIRY vendor, with which the label begins
 * @label_offset: where vendor, product and revision stand in an image, as bytes 8 to 35 of INQUIRY have them
 * @read, @stream: how it shows its memory and takes an image; the chunk of the stream is filled in
 * @max_tries: how often a flash may send the image, and how often recovery may flash
 */
struct _BbSpcChip {
    const char *family;
    const char *size_key;
    const char *chunk_key;
    const char *vendor;
    guint32 label_offset;
    BbBufferRead read;
    BbBufferStream stream;
    guint max_tries;
};

/* Members of #BbFamily that do not know the drive yet: a family hands its chip in. */
GArray *bb_spc_list_probe_commands (const BbSpcChip *chip);
/** bb_spc_probe: asks for the label, which its firmware shows and its boot code refuses. Errors:
 * %BB_FAMILY_ERROR_NOT_MINE; those of bb_buffer_read_now() */
BbFacts *bb_spc_probe (const BbSpcChip *chip, BbTransport *transport, const BbInquiry *inquiry, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);
GPtrArray *bb_spc_identify_image (const BbSpcChip *chip, GBytes *bytes);

/* The others find it by the family of the drive. */
void bb_spc_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
BbCan bb_spc_can (BbFacts *facts);
BbBackupKind bb_spc_backup_kind (BbFacts *facts, char **why);
void bb_spc_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_spc_plan_backup: all of the memory, twice. Errors: none */
BbPlan *bb_spc_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_spc_make_image: the capture. Errors: %BB_FAMILY_ERROR_CANNOT: it has a hole */
GBytes *bb_spc_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/** bb_spc_plan_flash: sends and compares. Errors: %BB_FAMILY_ERROR_CANNOT: the image has another size */
BbPlan *bb_spc_plan_flash (const BbFlashInput *input, GError **error);
/** bb_spc_plan_verify: compares. Errors: as bb_spc_plan_flash() */
BbPlan *bb_spc_plan_verify (const BbFlashInput *input, GError **error);
BbProof bb_spc_judge (const BbJudgeInput *input, char **why);
/** bb_spc_plan_recover: the same as a flash, so often as the chip says; what is in the drive decides nothing. Errors:
 * those of bb_spc_plan_flash(); %BB_FAMILY_ERROR_CANNOT: no image; %BB_FAMILY_ERROR_NO_MORE */
BbPlan *bb_spc_plan_recover (const BbFlashInput *input, GError **error);

/** BB_SPC_MEMBERS: all of the latter, in the initializer of a #BbFamily. */
#define BB_SPC_MEMBERS                                                                                              \
    .check = bb_spc_check, .can = bb_spc_can, .backup_kind = bb_spc_backup_kind, .add_regions = bb_spc_add_regions, \
    .plan_backup = bb_spc_plan_backup, .make_image = bb_spc_make_image, .plan_flash = bb_spc_plan_flash,            \
    .plan_verify = bb_spc_plan_verify, .judge = bb_spc_judge, .plan_recover = bb_spc_plan_recover

G_END_DECLS
