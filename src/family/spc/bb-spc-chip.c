/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/spc/bb-spc-chip.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

#define BB_SPC_CAPTURE "firmware"
#define BB_SPC_READ_TRIES 3

/* Lengths of the INQUIRY texts that an image contains, one after the other. */
#define BB_SPC_VENDOR_BYTES 8
#define BB_SPC_PRODUCT_BYTES 16
#define BB_SPC_REVISION_BYTES 4
#define BB_SPC_LABEL_BYTES (BB_SPC_VENDOR_BYTES + BB_SPC_PRODUCT_BYTES + BB_SPC_REVISION_BYTES)

static const BbSpcChip *
bb_spc_get_chip (BbFacts *facts)
{
    return bb_family_lookup (facts->family)->spc;
}

/* Returns the length of an image for this drive, from the catalog. */
static guint32
bb_spc_get_size (BbFacts *facts)
{
    return (guint32) bb_model_get_uint (facts->model, bb_spc_get_chip (facts)->size_key, 0);
}

GArray *
bb_spc_list_probe_commands (const BbSpcChip *chip)
{
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));

    bb_buffer_read_list (&chip->read, commands, chip->label_offset, BB_SPC_LABEL_BYTES);
    return commands;
}

BbFacts *
bb_spc_probe (const BbSpcChip *chip, BbTransport *transport, const BbInquiry *inquiry, BbCatalog *catalog,
              GCancellable *cancellable, GError **error)
{
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autoptr (GBytes) label = NULL;

    facts->model = bb_catalog_get_model (catalog, chip->family, product);
    if (facts->model == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, "the catalog has no such model");
        return NULL;
    }
    if (!bb_buffer_read_now (&chip->read, transport, chip->label_offset, BB_SPC_LABEL_BYTES, cancellable, &label,
                             error))
        return NULL;
    facts->family = g_strdup (chip->family);
    facts->maker = g_strdup (bb_model_get_maker (facts->model));
    facts->model_name = g_strdup (bb_model_get_name (facts->model));
    facts->confidence = BB_CONFIDENCE_HIGH;
    facts->condition = label != NULL ? BB_CONDITION_NORMAL : BB_CONDITION_SPECIAL;
    facts->mode = g_strdup (label != NULL ? "normal" : "boot");
    return g_steal_pointer (&facts);
}

GPtrArray *
bb_spc_identify_image (const BbSpcChip *chip, GBytes *bytes)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    gsize at = chip->label_offset;
    g_autofree char *vendor = bb_bytes_dup_text (bytes, at, BB_SPC_VENDOR_BYTES, NULL);
    g_autofree char *product = bb_bytes_dup_text (bytes, at += BB_SPC_VENDOR_BYTES, BB_SPC_PRODUCT_BYTES, NULL);
    g_autofree char *revision = bb_bytes_dup_text (bytes, at += BB_SPC_PRODUCT_BYTES, BB_SPC_REVISION_BYTES, NULL);
    BbImageIdentity *identity = NULL;

    if (revision == NULL || !g_str_equal (vendor, chip->vendor))
        return found;
    identity = bb_image_identity_new (chip->family, 0, g_bytes_get_size (bytes));
    identity->vendor = g_steal_pointer (&vendor);
    identity->product = bb_text_normalise (product, FALSE);
    identity->revision = g_steal_pointer (&revision);
    g_ptr_array_add (found, identity);
    return found;
}

void
bb_spc_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    if (bb_image_get_size (image) != bb_spc_get_size (facts))
        bb_verdict_add (verdict, "size", BB_WEIGHT_REFUSAL,
                        _ ("An image for this drive has exactly %u bytes; this file has %zu bytes."),
                        bb_spc_get_size (facts), bb_image_get_size (image));
    if (g_strcmp0 (bb_image_get_identity (image)->product, bb_model_get_key (facts->model)) != 0)
        bb_verdict_add (verdict, "model", BB_WEIGHT_REFUSAL,
                        _ ("The image is for another model. Choose an image for the %s."),
                        bb_model_get_name (facts->model));
}

BbCan
bb_spc_can (BbFacts *facts)
{
    return facts->condition != BB_CONDITION_NORMAL
               ? BB_CAN_IDENTIFY | BB_CAN_RECOVER
               : BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_VERIFY | BB_CAN_ROLLBACK;
}

BbBackupKind
bb_spc_backup_kind (BbFacts *facts, char **why)
{
    if (facts->condition == BB_CONDITION_NORMAL)
        return BB_BACKUP_FULL;
    if (why != NULL)
        *why = g_strdup (_ ("The drive does not support reading in this mode."));
    return BB_BACKUP_NONE;
}

void
bb_spc_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    bb_plan_builder_add_region (builder, BB_SPC_CAPTURE, BB_REGION_FIRMWARE, 0, bb_spc_get_size (facts));
}

BbPlan *
bb_spc_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, facts->family);

    bb_spc_add_regions (facts, catalog, builder);
    bb_plan_builder_add_capture (builder, BB_SPC_CAPTURE, BB_REGION_FIRMWARE, 0, bb_spc_get_size (facts), TRUE);
    bb_buffer_read_add_backup (&bb_spc_get_chip (facts)->read, builder, BB_SPC_READ_TRIES);
    return bb_plan_builder_end (builder);
}

GBytes *
bb_spc_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    GBytes *image = bb_captures_get (captures, BB_SPC_CAPTURE);

    if (image == NULL)
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The backup does not contain all of the firmware."));
    return image;
}

/* Returns a plan that compares the flash memory with the image; for %BB_PLAN_FLASH, it sends the image before. NULL
 * if the image has another length. */
static BbPlan *
bb_spc_plan (const BbFlashInput *input, BbPlanKind kind, GError **error)
{
    const BbSpcChip *chip = bb_spc_get_chip (input->facts);
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (kind, chip->family);
    BbStreamUse use = {
        .blob = bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image)),
        .length_bytes = bb_spc_get_size (input->facts),
        .command_blob = BB_BLOB_NONE,
        .max_tries = chip->max_tries,
        .before_retry = BB_BEFORE_RETRY_WAIT,
    };
    BbBufferStream stream = chip->stream;

    if (bb_image_get_size (input->image) != use.length_bytes) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The size of the image is not that of the flash memory of this drive."));
        return NULL;
    }
    stream.chunk_bytes = (guint32) bb_model_get_uint (input->facts->model, chip->chunk_key, 0);
    bb_spc_add_regions (input->facts, input->catalog, builder);
    if (kind == BB_PLAN_FLASH)
        bb_buffer_stream_add (&stream, builder, &use);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, BB_SPC_READ_TRIES)->collect = TRUE;
    bb_plan_builder_add_step (builder, BB_VERB_IDENTIFY, BB_STEP_IDENTIFY);
    bb_buffer_read_add_compare (&chip->read, builder, 0, use.length_bytes, use.blob);
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_spc_plan_flash (const BbFlashInput *input, GError **error)
{
    return bb_spc_plan (input, BB_PLAN_FLASH, error);
}

BbPlan *
bb_spc_plan_verify (const BbFlashInput *input, GError **error)
{
    return bb_spc_plan (input, BB_PLAN_VERIFY, error);
}

BbPlan *
bb_spc_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image != NULL && input->attempt < bb_spc_get_chip (input->facts)->max_tries)
        return bb_spc_plan_flash (input, error);
    g_set_error_literal (error, BB_FAMILY_ERROR,
                         input->image != NULL ? BB_FAMILY_ERROR_NO_MORE : BB_FAMILY_ERROR_CANNOT,
                         input->image != NULL ? _ ("All attempts to flash this image failed.")
                                              : _ ("Recovery of this drive requires an image for its model."));
    return NULL;
}

BbProof
bb_spc_judge (const BbJudgeInput *input, char **why)
{
    if (input->after == NULL || input->after->condition != BB_CONDITION_NORMAL) {
        *why = g_strdup (_ ("The drive does not report its firmware revision."));
        return BB_PROOF_UNPROVEN;
    }
    if (input->differences->len > 0) {
        *why = g_strdup (_ ("The firmware read back differs from the image."));
        return BB_PROOF_DIFFERENT;
    }
    *why = g_strdup (_ ("All of the firmware was read back and verified."));
    return BB_PROOF_PROVEN;
}
