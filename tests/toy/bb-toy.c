/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-toy.h"

#include "family/bb-family.h"
#include "family/spc/bb-buffer-read.h"
#include "family/spc/bb-buffer-stream.h"
#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"

#define TOY_HEADER_BYTES 28 /* vendor, product, revision, as INQUIRY has them */

static const BbBufferRead toy_read = {.mode = 5, .chunk_bytes = 0x10000, .timeout_ms = 10000};

static GArray *
toy_list_probe_commands (BbCatalog *catalog)
{
    static const BbProbeCommand header = {BB_PROBE_READ, {0x3C, 5, 0, 0, 0, 0, 0, 0, TOY_HEADER_BYTES, 0}, 10, 28};
    GArray *commands = g_array_new (FALSE, FALSE, sizeof header);

    return g_array_append_val (commands, header);
}

static gboolean
toy_suggests (const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog)
{
    return g_str_has_prefix (inquiry->vendor, "PLEXTOR");
}

static BbFacts *
toy_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
           GCancellable *cancellable, GError **error)
{
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autoptr (GError) refused = NULL;
    g_autoptr (GBytes) header = bb_scsi_read_buffer (transport, 5, 0, 0, TOY_HEADER_BYTES, 10000, &refused);

    facts->model = bb_catalog_get_model (catalog, TOY_ID, product);
    if (facts->model == NULL || (header == NULL && refused->domain != BB_SCSI_ERROR)) {
        if (facts->model != NULL)
            g_propagate_error (error, g_steal_pointer (&refused));
        else
            g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, "no toy");
        return NULL;
    }
    facts->family = g_strdup (TOY_ID);
    facts->maker = g_strdup (bb_model_get_maker (facts->model));
    facts->model_name = g_strdup (bb_model_get_name (facts->model));
    facts->confidence = BB_CONFIDENCE_HIGH;
    facts->condition = header != NULL ? BB_CONDITION_NORMAL : BB_CONDITION_SPECIAL;
    facts->mode = g_strdup (header != NULL ? "normal" : "boot");
    return g_steal_pointer (&facts);
}

static GPtrArray *
toy_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    g_autofree char *product = bb_bytes_dup_text (bytes, 8, 16, NULL);
    BbImageIdentity *identity = NULL;

    if (!bb_bytes_equal_at (bytes, 0, "PLEXTOR ", 8))
        return found;
    identity = bb_image_identity_new (TOY_ID, 0, g_bytes_get_size (bytes));
    identity->vendor = g_strdup ("PLEXTOR");
    identity->product = g_strchomp (g_steal_pointer (&product));
    identity->revision = bb_bytes_dup_text (bytes, 24, 4, NULL);
    g_ptr_array_add (found, identity);
    return found;
}

static guint32
toy_size (BbFacts *facts)
{
    return (guint32) bb_model_get_uint (facts->model, "ImageSize", 0);
}

static void
toy_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    if (bb_image_get_size (image) != toy_size (facts) ||
        !g_str_equal (bb_image_get_identity (image)->product, bb_model_get_key (facts->model)))
        bb_verdict_add (verdict, "toy", BB_WEIGHT_REFUSAL, "The image is not for this drive.");
}

static BbCan
toy_can (BbFacts *facts)
{
    return facts->condition != BB_CONDITION_NORMAL
               ? BB_CAN_IDENTIFY | BB_CAN_RECOVER
               : BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_VERIFY | BB_CAN_ROLLBACK;
}

static BbBackupKind
toy_backup_kind (BbFacts *facts, char **why)
{
    return facts->condition == BB_CONDITION_NORMAL ? BB_BACKUP_FULL : BB_BACKUP_NONE;
}

static void
toy_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0, toy_size (facts));
}

static BbPlan *
toy_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, TOY_ID);

    bb_plan_builder_add_capture (builder, "firmware", BB_REGION_FIRMWARE, 0, toy_size (facts), TRUE);
    bb_buffer_read_add_backup (&toy_read, builder, 3);
    return bb_plan_builder_end (builder);
}

static GBytes *
toy_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    return bb_captures_get (captures, "firmware");
}

static BbPlan *
toy_plan (const BbFlashInput *input, BbPlanKind kind)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (kind, TOY_ID);
    guint blob = bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image));
    BbStreamUse use = {blob, toy_size (input->facts), BB_BLOB_NONE, 2, BB_BEFORE_RETRY_WAIT};
    BbBufferStream stream = {.cdb_length_bytes = 10,
                             .first_mode = 4,
                             .data_mode = 4,
                             .last_mode = 5,
                             .chunk_timeout_ms = 60000,
                             .last_timeout_ms = 180000,
                             .wait_interval_ms = 1000,
                             .wait_limit_ms = 60000,
                             .wait_n_ready = 1};

    stream.chunk_bytes = (guint32) bb_model_get_uint (input->facts->model, "ChunkA", 0);
    toy_add_regions (input->facts, input->catalog, builder);
    if (kind == BB_PLAN_FLASH)
        bb_buffer_stream_add (&stream, builder, &use);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 3)->collect = TRUE;
    bb_plan_builder_add_step (builder, BB_VERB_IDENTIFY, BB_STEP_IDENTIFY);
    for (guint32 at = 0; at < toy_size (input->facts); at += toy_read.chunk_bytes) {
        BbStep *step = bb_buffer_read_add (&toy_read, builder, at, toy_read.chunk_bytes);

        step->use = BB_USE_COMPARE;
        step->blob = blob;
        step->blob_offset = at;
        step->blob_length_bytes = step->length_bytes;
    }
    bb_plan_builder_set_expected_revision (builder, bb_image_get_identity (input->image)->revision);
    return bb_plan_builder_end (builder);
}

static BbPlan *
toy_plan_flash (const BbFlashInput *input, GError **error)
{
    return toy_plan (input, BB_PLAN_FLASH);
}

static BbPlan *
toy_plan_verify (const BbFlashInput *input, GError **error)
{
    return toy_plan (input, BB_PLAN_VERIFY);
}

static BbPlan *
toy_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image != NULL && input->attempt < 3)
        return toy_plan (input, BB_PLAN_FLASH);
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE, "Nothing is left to try.");
    return NULL;
}

static BbProof
toy_judge (const BbJudgeInput *input, char **why)
{
    if (input->after == NULL || input->after->condition != BB_CONDITION_NORMAL)
        return BB_PROOF_UNPROVEN;
    return input->differences->len > 0 ? BB_PROOF_DIFFERENT : BB_PROOF_PROVEN;
}

static const BbFamily toy = {
    .id = TOY_ID,
    .name = "Toy",
    .list_probe_commands = toy_list_probe_commands,
    .probe = toy_probe,
    .suggests = toy_suggests,
    .identify_image = toy_identify_image,
    .check = toy_check,
    .can = toy_can,
    .backup_kind = toy_backup_kind,
    .add_regions = toy_add_regions,
    .plan_backup = toy_plan_backup,
    .make_image = toy_make_image,
    .plan_flash = toy_plan_flash,
    .plan_verify = toy_plan_verify,
    .judge = toy_judge,
    .plan_recover = toy_plan_recover,
};

void
toy_register (void)
{
    bb_family_register (&toy);
    toy_register_drive ();
}
