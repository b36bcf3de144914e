/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-toy.h"

#include "family/bb-family.h"
#include "family/spc/bb-memory-read.h"
#include "scsi/bb-bytes.h"

#define TOY_CAPTURE "firmware"
#define TOY_READ_TRIES 3
/* A flash sends the image at most this many times, and a recovery flashes at most this many times. */
#define TOY_MAX_TRIES 3
#define TOY_CHUNK_BYTES 0x4000
#define TOY_CHUNK_MS 60000
#define TOY_LAST_MS 180000
#define TOY_RESTART_LIMIT_MS 60000

/* Offset of the INQUIRY texts in an image, one after the other, and their lengths. */
#define TOY_LABEL_OFFSET 0
#define TOY_VENDOR_BYTES 8
#define TOY_PRODUCT_BYTES 16
#define TOY_REVISION_BYTES 4
#define TOY_LABEL_BYTES (TOY_VENDOR_BYTES + TOY_PRODUCT_BYTES + TOY_REVISION_BYTES)

static BbCdb
toy_get_read_cdb (guint32 address, guint32 length_bytes)
{
    return BB_CDB (0x3C, 5, 0, BB_BE24 (address), BB_BE24 (length_bytes), 0);
}

static const BbMemoryRead toy_read = {toy_get_read_cdb, .piece_bytes = 0x10000, .timeout_ms = 10000};

static gboolean
toy_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    return g_str_has_prefix (inquiry->vendor, TOY_VENDOR);
}

static GArray *
toy_list_probe_commands (BbCatalog *catalog)
{
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));

    bb_memory_read_list (&toy_read, commands, TOY_LABEL_OFFSET, TOY_LABEL_BYTES);
    return commands;
}

static BbFacts *
toy_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
           GCancellable *cancellable, GError **error)
{
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autoptr (GBytes) label = NULL;

    facts->model = bb_catalog_get_model (catalog, TOY_ID, product);
    if (facts->model == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, "the catalog has no such model");
        return NULL;
    }
    if (!bb_memory_read_now (&toy_read, transport, TOY_LABEL_OFFSET, TOY_LABEL_BYTES, cancellable, &label, error))
        return NULL;
    facts->family = g_strdup (TOY_ID);
    facts->maker = g_strdup (bb_model_get_maker (facts->model));
    facts->model_name = g_strdup (bb_model_get_name (facts->model));
    facts->confidence = BB_CONFIDENCE_HIGH;
    facts->condition = label != NULL ? BB_CONDITION_NORMAL : BB_CONDITION_SPECIAL;
    facts->mode = g_strdup (label != NULL ? "normal" : "boot");
    return g_steal_pointer (&facts);
}

static GPtrArray *
toy_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    gsize at = TOY_LABEL_OFFSET;
    g_autofree char *vendor = bb_bytes_dup_text (bytes, at, TOY_VENDOR_BYTES, NULL);
    g_autofree char *product = bb_bytes_dup_text (bytes, at += TOY_VENDOR_BYTES, TOY_PRODUCT_BYTES, NULL);
    g_autofree char *revision = bb_bytes_dup_text (bytes, at += TOY_PRODUCT_BYTES, TOY_REVISION_BYTES, NULL);
    BbImageIdentity *identity = NULL;

    if (revision == NULL || !g_str_equal (vendor, TOY_VENDOR))
        return found;
    identity = bb_image_identity_new (TOY_ID, 0, g_bytes_get_size (bytes));
    identity->vendor = g_steal_pointer (&vendor);
    identity->product = bb_text_normalise (product, FALSE);
    identity->revision = g_steal_pointer (&revision);
    g_ptr_array_add (found, identity);
    return found;
}

static void
toy_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    if (bb_image_get_size (image) != TOY_FLASH_BYTES)
        bb_verdict_add (verdict, "size", BB_WEIGHT_REFUSAL,
                        "Images for this drive have exactly %u bytes, but this file has %zu bytes.", TOY_FLASH_BYTES,
                        bb_image_get_size (image));
    if (g_strcmp0 (bb_image_get_identity (image)->product, bb_model_get_key (facts->model)) != 0)
        bb_verdict_add (verdict, "model", BB_WEIGHT_REFUSAL,
                        "The image is for another model. Choose an image for the %s.",
                        bb_model_get_name (facts->model));
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
    if (facts->condition == BB_CONDITION_NORMAL)
        return BB_BACKUP_FULL;
    if (why != NULL)
        *why = g_strdup ("The drive cannot be read in this mode.");
    return BB_BACKUP_NONE;
}

static void
toy_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    bb_plan_builder_add_region (builder, TOY_CAPTURE, BB_REGION_FIRMWARE, 0, TOY_FLASH_BYTES);
}

static BbPlan *
toy_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, facts->family);

    toy_add_regions (facts, catalog, builder);
    bb_plan_builder_add_capture (builder, TOY_CAPTURE, BB_REGION_FIRMWARE, 0, TOY_FLASH_BYTES, TRUE);
    bb_memory_read_add_backup (&toy_read, builder, TOY_READ_TRIES);
    return bb_plan_builder_end (builder);
}

static GBytes *
toy_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    GBytes *image = bb_captures_get (captures, TOY_CAPTURE);

    if (image == NULL)
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             "The backup does not contain the complete firmware.");
    return image;
}

/* Adds the upload: a step for each piece of the image, and a wait until the drive has restarted. The drive programs
 * the image after the last piece. */
static void
toy_add_upload (BbPlanBuilder *builder, guint image)
{
    BbSection *section = bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, TOY_MAX_TRIES);

    section->before_retry = BB_BEFORE_RETRY_WAIT;
    for (BbPieces p = bb_pieces (TOY_FLASH_BYTES, TOY_CHUNK_BYTES); bb_pieces_next (&p);) {
        BbStep *step = bb_plan_builder_add_data_out (
            builder, p.is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD,
            BB_CDB (0x3B, p.is_last ? 5 : 4, 0, BB_BE24 (p.offset), BB_BE24 (p.length_bytes), 0),
            p.is_last ? TOY_LAST_MS : TOY_CHUNK_MS, image, p.offset, p.length_bytes);

        bb_step_touch (step, p.offset, p.length_bytes);
        step->endangers = p.is_last;
        step->quiet_ms = p.is_last ? TOY_LAST_MS : 0;
    }
    bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1)->heals = TRUE;
    bb_plan_builder_add_wait (builder, 0, TOY_RESTART_LIMIT_MS);
}

/* Returns (transfer full) a plan that compares the flash memory with the image. If @kind is %BB_PLAN_FLASH, the plan
 * first sends the image. NULL with @error set if the image is not as long as the flash memory. */
static BbPlan *
toy_plan (const BbFlashInput *input, BbPlanKind kind, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (kind, TOY_ID);
    guint image = bb_plan_builder_add_blob (builder, bb_image_get_bytes (input->image));

    if (bb_image_get_size (input->image) != TOY_FLASH_BYTES) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             "The size of the image does not match the flash memory of this drive.");
        return NULL;
    }
    toy_add_regions (input->facts, input->catalog, builder);
    if (kind == BB_PLAN_FLASH)
        toy_add_upload (builder, image);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, TOY_READ_TRIES)->collect = TRUE;
    bb_plan_builder_add_identify (builder);
    for (BbPieces p = bb_pieces (TOY_FLASH_BYTES, toy_read.piece_bytes); bb_pieces_next (&p);)
        bb_step_compare (bb_memory_read_add (&toy_read, builder, p.offset, p.length_bytes), image, p.offset);
    return bb_plan_builder_end (builder);
}

static BbPlan *
toy_plan_flash (const BbFlashInput *input, GError **error)
{
    return toy_plan (input, BB_PLAN_FLASH, error);
}

static BbPlan *
toy_plan_verify (const BbFlashInput *input, GError **error)
{
    return toy_plan (input, BB_PLAN_VERIFY, error);
}

static BbPlan *
toy_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image != NULL && input->attempt < TOY_MAX_TRIES)
        return toy_plan_flash (input, error);
    g_set_error_literal (error, BB_FAMILY_ERROR,
                         input->image != NULL ? BB_FAMILY_ERROR_NO_MORE : BB_FAMILY_ERROR_CANNOT,
                         input->image != NULL ? "All attempts to flash this image failed."
                                              : "To recover this drive, you need an image for its model.");
    return NULL;
}

static BbProof
toy_judge (const BbJudgeInput *input, char **why)
{
    if (input->after == NULL || input->after->condition != BB_CONDITION_NORMAL) {
        *why = g_strdup ("The drive does not report its firmware revision.");
        return BB_PROOF_UNPROVEN;
    }
    if (input->differences->len > 0) {
        *why = g_strdup ("The firmware that was read back differs from the image.");
        return BB_PROOF_DIFFERENT;
    }
    *why = g_strdup ("All of the firmware was read back and verified.");
    return BB_PROOF_PROVEN;
}

BbCatalog *
toy_get_catalog (void)
{
    static BbCatalog *catalog = NULL;
    g_autoptr (GError) error = NULL;

    if (catalog == NULL)
        catalog = bb_catalog_open (TOY_CATALOG, "/nonexistent", &error);
    g_assert_no_error (error);
    return catalog;
}

void
toy_register (void)
{
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

    bb_family_register (&toy);
    toy_register_drive ();
}
