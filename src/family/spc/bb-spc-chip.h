/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"
#include "family/spc/bb-buffer-read.h"
#include "family/spc/bb-buffer-stream.h"

G_BEGIN_DECLS

/* Families of the simplest kind (SPC-4): the image is the whole flash memory, is sent with a buffer stream and read
 * back with READ BUFFER. The boot code, which accepts another image after a power cut, refuses reads. A family
 * consists of one #BbSpcChip and the members below; a chip that differs uses those that fit. */

/**
 * BbSpcChip:
 * @family: ID of the family; the keys of its models in the catalog are INQUIRY products
 * @size_key, @chunk_key: catalog keys of a model for the length of the image and of a chunk
 * @vendor: INQUIRY vendor
 * @label_offset: offset of vendor, product and revision in an image, in the form of bytes 8 to 35 of INQUIRY
 * @read, @stream: how the chip is read and written; @chunk_key sets the chunk of the stream
 * @max_tries: how many times a flash sends the image at most, and how many times a recovery flashes
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

/* Members of #BbFamily that are called without facts, so that the family passes its chip. */
GArray *bb_spc_list_probe_commands (const BbSpcChip *chip);
/** bb_spc_probe: Returns (transfer full) facts of the drive, whose model is that of the INQUIRY product. It also
 * reads vendor, product and revision from the memory, but only to set the condition: a drive without firmware refuses
 * this read. Errors: %BB_FAMILY_ERROR_NOT_MINE: the catalog has no such model; those of bb_buffer_read_now() */
BbFacts *bb_spc_probe (const BbSpcChip *chip, BbTransport *transport, const BbInquiry *inquiry, BbCatalog *catalog,
                       GCancellable *cancellable, GError **error);
GPtrArray *bb_spc_identify_image (const BbSpcChip *chip, GBytes *bytes);

/* Members of #BbFamily that find their chip by the family of the facts. */
void bb_spc_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict);
BbCan bb_spc_can (BbFacts *facts);
BbBackupKind bb_spc_backup_kind (BbFacts *facts, char **why);
void bb_spc_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_spc_plan_backup: Returns a plan that reads the whole memory twice. Errors: none */
BbPlan *bb_spc_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_spc_make_image: Returns the captured memory. Errors: %BB_FAMILY_ERROR_CANNOT: it was not read completely */
GBytes *bb_spc_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/** bb_spc_plan_flash: Returns a plan that sends the image and compares the memory with it. Errors:
 * %BB_FAMILY_ERROR_CANNOT: the image has another length */
BbPlan *bb_spc_plan_flash (const BbFlashInput *input, GError **error);
/** bb_spc_plan_verify: Returns a plan that compares the memory with the image. Errors: as bb_spc_plan_flash() */
BbPlan *bb_spc_plan_verify (const BbFlashInput *input, GError **error);
BbProof bb_spc_judge (const BbJudgeInput *input, char **why);
/** bb_spc_plan_recover: Returns the same plan as bb_spc_plan_flash() for the first max_tries attempts. Errors: those
 * of bb_spc_plan_flash(); %BB_FAMILY_ERROR_CANNOT: no image was given; %BB_FAMILY_ERROR_NO_MORE */
BbPlan *bb_spc_plan_recover (const BbFlashInput *input, GError **error);

/** BB_SPC_MEMBERS: initializers of #BbFamily for the members that find their chip by the family of the facts. */
#define BB_SPC_MEMBERS                                                                                              \
    .check = bb_spc_check, .can = bb_spc_can, .backup_kind = bb_spc_backup_kind, .add_regions = bb_spc_add_regions, \
    .plan_backup = bb_spc_plan_backup, .make_image = bb_spc_make_image, .plan_flash = bb_spc_plan_flash,            \
    .plan_verify = bb_spc_plan_verify, .judge = bb_spc_judge, .plan_recover = bb_spc_plan_recover

G_END_DECLS
