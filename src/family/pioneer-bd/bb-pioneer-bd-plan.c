/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-pioneer-bd.h"

#include "family/spc/bb-read-back.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file makes the plans that read Kernel and Normal (pioneer-bd.md, section 4), and judges their results. */

#define READ_MS 20000
#define ENABLE_MS 20000
#define PIECE_BYTES 0x4000u
#define ATTEMPT_BYTES 4u
#define READ_TRIES 2

static BbCdb
bb_pioneer_bd_get_read_cdb (guint32 address, guint32 length_bytes)
{
    return BB_CDB (0x3C, 0x02, 0xB0, BB_BE24 (address), BB_BE24 (length_bytes), 0);
}

const BbMemoryRead bb_pioneer_bd_read = {bb_pioneer_bd_get_read_cdb, .piece_bytes = PIECE_BYTES,
                                         .timeout_ms = READ_MS};

/* Begins a section of @phase with a read of a few bytes. If the drive refuses that read or returns too few bytes, the
 * plan sends the command that allows reads until the drive is switched off. */
static void
bb_pioneer_bd_begin (BbPlanBuilder *builder, BbPhase phase)
{
    BbStep *attempt = NULL;
    BbStep *enable = NULL;

    bb_plan_builder_begin_section (builder, phase, READ_TRIES);
    attempt = bb_memory_read_add (&bb_pioneer_bd_read, builder, BB_PIONEER_BD_KERNEL_START, ATTEMPT_BYTES);
    enable = bb_plan_builder_add_command (builder, BB_STEP_UNLOCK,
                                          BB_CDB (0x3B, 0x02, 0x41, 0xA5, 0xAA, 0xAA, 0, 0, 0, 0), ENABLE_MS);
    bb_step_only_if (enable, attempt, BB_ANSWER_REFUSED | BB_ANSWER_SHORT);
}

/* Sets @length_bytes to the length of Normal in @facts. If that is not known, sets it to 0 and returns FALSE. */
static gboolean
bb_pioneer_bd_lookup_normal_bytes (BbFacts *facts, guint32 *length_bytes)
{
    *length_bytes = 0;
    return facts->values != NULL &&
           g_variant_lookup (facts->values, BB_PIONEER_BD_KEY_NORMAL_BYTES, "u", length_bytes);
}

void
bb_pioneer_bd_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    guint32 normal_bytes = 0;

    if (!bb_pioneer_bd_lookup_normal_bytes (facts, &normal_bytes))
        return;
    bb_plan_builder_add_region (builder, BB_PIONEER_BD_CAPTURE_KERNEL, BB_REGION_BOOT_CODE,
                                BB_PIONEER_BD_KERNEL_START, BB_PIONEER_BD_KERNEL_BYTES);
    bb_plan_builder_add_region (builder, BB_PIONEER_BD_CAPTURE_NORMAL, BB_REGION_FIRMWARE, BB_PIONEER_BD_NORMAL_START,
                                normal_bytes);
}

/* TRUE if the firmware of the drive can be read in its present state; FALSE with %BB_FAMILY_ERROR_CANNOT and the
 * reason of backup_kind() if not. */
static gboolean
bb_pioneer_bd_is_readable (BbFacts *facts, GError **error)
{
    g_autofree char *why = NULL;

    if (bb_family_pioneer_bd.backup_kind (facts, &why) == BB_BACKUP_FULL)
        return TRUE;
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, why);
    return FALSE;
}

/* --- the length of Normal --- */

/* TRUE if the drive can be read and the length of Normal is not known yet. Ignores @settings. */
static gboolean
bb_pioneer_bd_survey_is_needed (BbFacts *facts, GVariant *settings)
{
    guint32 normal_bytes = 0;

    return bb_pioneer_bd_is_readable (facts, NULL) && !bb_pioneer_bd_lookup_normal_bytes (facts, &normal_bytes);
}

/* Returns (transfer full) (nullable) a plan that reads the head of Normal; NULL with an error if the drive cannot be
 * read. */
static BbPlan *
bb_pioneer_bd_survey_plan (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_PIONEER_BD_ID);
    guint capture = 0;

    if (!bb_pioneer_bd_is_readable (facts, error))
        return NULL;
    capture = bb_plan_builder_add_capture (builder, BB_PIONEER_BD_CAPTURE_HEADER, BB_REGION_OTHER,
                                           BB_PIONEER_BD_NORMAL_START, BB_PIONEER_BD_HEADER_BYTES, TRUE);
    bb_pioneer_bd_begin (builder, BB_PHASE_CHECK);
    bb_step_store (
        bb_memory_read_add (&bb_pioneer_bd_read, builder, BB_PIONEER_BD_NORMAL_START, BB_PIONEER_BD_HEADER_BYTES),
        capture, 0);
    return bb_plan_builder_end (builder);
}

/* Returns (transfer full) a copy of @facts with the length of Normal. %BB_FAMILY_ERROR_CANNOT if the head of Normal
 * was not read or has no possible length. */
static BbFacts *
bb_pioneer_bd_survey_take (BbFacts *facts, BbCaptures *captures, GError **error)
{
    g_autoptr (GBytes) header = bb_captures_get (captures, BB_PIONEER_BD_CAPTURE_HEADER);
    g_autoptr (BbFacts) known = bb_facts_copy (facts);
    guint32 normal_bytes = 0;

    if (header == NULL || !bb_pioneer_bd_get_normal_bytes (header, 0, &normal_bytes)) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The drive’s memory does not contain the header that specifies the length of the "
                                "firmware, so nothing more was read."));
        return NULL;
    }
    bb_facts_set_value (known, BB_PIONEER_BD_KEY_NORMAL_BYTES, g_variant_new_uint32 (normal_bytes));
    return g_steal_pointer (&known);
}

const BbSurveyOps bb_pioneer_bd_survey = {
    .is_needed = bb_pioneer_bd_survey_is_needed,
    .plan = bb_pioneer_bd_survey_plan,
    .take = bb_pioneer_bd_survey_take,
};

/* --- backup and comparison --- */

/* Sets @normal_bytes to the length of Normal. FALSE with an error if the drive cannot be read, or if the length was
 * not read yet (bb_pioneer_bd_survey). */
static gboolean
bb_pioneer_bd_require_length (BbFacts *facts, guint32 *normal_bytes, GError **error)
{
    if (!bb_pioneer_bd_is_readable (facts, error))
        return FALSE;
    if (bb_pioneer_bd_lookup_normal_bytes (facts, normal_bytes))
        return TRUE;
    g_set_error_literal (
        error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
        _ ("The length of the drive’s firmware is unknown, so the firmware cannot be read or compared."));
    return FALSE;
}

/* Adds the captures of Kernel and of Normal, both required. */
static void
bb_pioneer_bd_add_captures (BbPlanBuilder *builder, guint32 normal_bytes)
{
    bb_plan_builder_add_capture (builder, BB_PIONEER_BD_CAPTURE_KERNEL, BB_REGION_BOOT_CODE,
                                 BB_PIONEER_BD_KERNEL_START, BB_PIONEER_BD_KERNEL_BYTES, TRUE);
    bb_plan_builder_add_capture (builder, BB_PIONEER_BD_CAPTURE_NORMAL, BB_REGION_FIRMWARE,
                                 BB_PIONEER_BD_NORMAL_START, normal_bytes, TRUE);
}

BbPlan *
bb_pioneer_bd_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_PIONEER_BD_ID);
    guint32 normal_bytes = 0;

    if (!bb_pioneer_bd_require_length (facts, &normal_bytes, error))
        return NULL;
    bb_pioneer_bd_add_regions (facts, catalog, builder);
    bb_pioneer_bd_add_captures (builder, normal_bytes);
    bb_pioneer_bd_begin (builder, BB_PHASE_BACK_UP);
    bb_memory_read_add_backup (&bb_pioneer_bd_read, builder, READ_TRIES);
    return bb_plan_builder_end (builder);
}

/* Returns (transfer full) (nullable) Kernel and Normal, one after the other; NULL if a part was not read. */
static GBytes *
bb_pioneer_bd_join (BbCaptures *captures)
{
    g_autoptr (GBytes) kernel = bb_captures_get (captures, BB_PIONEER_BD_CAPTURE_KERNEL);
    g_autoptr (GBytes) normal = bb_captures_get (captures, BB_PIONEER_BD_CAPTURE_NORMAL);
    g_autoptr (GByteArray) all = g_byte_array_new ();

    if (kernel == NULL || normal == NULL)
        return NULL;
    g_byte_array_append (all, g_bytes_get_data (kernel, NULL), (guint) g_bytes_get_size (kernel));
    g_byte_array_append (all, g_bytes_get_data (normal, NULL), (guint) g_bytes_get_size (normal));
    return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

GBytes *
bb_pioneer_bd_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    g_autoptr (GBytes) dump = bb_pioneer_bd_join (captures);
    guint32 normal_bytes = 0;

    if (dump == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The backup does not contain the complete firmware."));
        return NULL;
    }
    if (bb_pioneer_bd_get_normal_bytes (dump, BB_PIONEER_BD_KERNEL_BYTES, &normal_bytes) &&
        g_bytes_get_size (dump) == BB_PIONEER_BD_KERNEL_BYTES + normal_bytes &&
        bb_pioneer_bd_is_sum_right (dump, 0, BB_PIONEER_BD_KERNEL_BYTES) &&
        bb_pioneer_bd_is_sum_right (dump, BB_PIONEER_BD_KERNEL_BYTES, normal_bytes))
        return g_steal_pointer (&dump);
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_FIRMWARE,
                         _ ("The data returned by the drive has wrong checksums. The data was saved, but it cannot "
                            "be used as a backup."));
    return NULL;
}

BbPlan *
bb_pioneer_bd_plan_verify (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_PIONEER_BD_ID);
    const char *part = bb_image_identity_lookup_string (bb_image_get_identity (input->image), BB_PIONEER_BD_KEY_PART);
    guint32 normal_bytes = 0;

    if (!bb_pioneer_bd_require_length (input->facts, &normal_bytes, error))
        return NULL;
    if (g_strcmp0 (part, "dump") != 0) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The manufacturer’s firmware files are scrambled and cannot be compared with the "
                                "drive. Compare the drive with a backup instead."));
        return NULL;
    }
    bb_pioneer_bd_add_regions (input->facts, input->catalog, builder);
    bb_pioneer_bd_add_captures (builder, normal_bytes);
    bb_pioneer_bd_begin (builder, BB_PHASE_VERIFY);
    bb_plan_builder_add_identify (builder);
    for (guint capture = 0; bb_plan_builder_get_capture (builder, capture) != NULL; capture++)
        bb_memory_read_add_capture (&bb_pioneer_bd_read, builder, capture, bb_step_store);
    return bb_plan_builder_end (builder);
}

BbProof
bb_pioneer_bd_judge (const BbJudgeInput *input, char **why)
{
    GBytes *image = bb_image_get_bytes (input->image);
    g_autoptr (GBytes) dump = bb_pioneer_bd_join (input->captures);
    g_autoptr (BbCaptures) joined = bb_captures_new (NULL);
    BbReadBack all = {0};

    if (dump == NULL) {
        *why = g_strdup (_ ("The firmware could not be read."));
        return BB_PROOF_UNPROVEN;
    }
    bb_captures_add (joined, BB_PIONEER_BD_CAPTURE_NORMAL, BB_REGION_FIRMWARE, 0, dump);
    bb_read_back_compare (&all, joined, BB_PIONEER_BD_CAPTURE_NORMAL, image, 0,
                          (guint32) MIN (g_bytes_get_size (dump), g_bytes_get_size (image)), input->differences);
    if (all.n_different > 0 || g_bytes_get_size (dump) != g_bytes_get_size (image)) {
        *why = g_strdup (_ ("The firmware in the drive differs from the image."));
        return BB_PROOF_DIFFERENT;
    }
    *why = g_strdup (_ ("Both parts of the firmware, Kernel and Normal, were read and match the image."));
    return BB_PROOF_PROVEN;
}
