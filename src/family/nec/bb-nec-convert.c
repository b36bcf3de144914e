/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-convert.h"
#include "bb-nec-plan.h"

#include "scsi/bb-bytes.h"

#include <string.h>

#define NEC_BOOT_QUIET_MS 60000
#define NEC_UPLOAD_TRIES 3
#define NEC_ERASE_TRIES 3

/* State of a plan that is being built. */
typedef struct {
    BbPlanBuilder *builder;
    const BbNecType *type;
    GBytes *boot_code;
    guint blob;
    guint n_sections;
    BbSection *section; /* the section that was begun last */
} NecChange;

/* --- the plan --- */

/* Begins a section, makes it @section of @change, and returns its number. After a failure the engine continues at
 * section @restart_at; if that is %BB_NEC_RESTART_HERE, at the new section itself. */
static guint
nec_begin (NecChange *change, BbPhase phase, guint max_tries, guint restart_at)
{
    change->section = bb_plan_builder_begin_section (change->builder, phase, max_tries);
    change->section->restart_at = restart_at == BB_NEC_RESTART_HERE ? change->n_sections : restart_at;
    return change->n_sections++;
}

/* Adds a section that compares the calibration of the drive with @captures; ranges that are not in @captures are not
 * compared. The section comes before the writes. Each write replaces four bytes, and its read-back expects that all
 * other bytes of the page are those in @captures. */
static void
nec_add_pages (NecChange *change, BbCaptures *captures)
{
    (void) nec_begin (change, BB_PHASE_CHECK, 2, BB_NEC_RESTART_HERE);
    for (guint i = 0; i < BB_NEC_MAX_RANGES; i++) {
        const BbNecRange *range = &change->type->calibration[i];
        g_autoptr (GBytes) bytes = NULL;

        if (range->length_bytes == 0)
            continue;
        bytes = bb_nec_calibration_slice (captures, change->type, range->address, range->length_bytes);
        if (bytes != NULL)
            bb_nec_plan_compare_pages (change->builder, *range, 0, BB_NEC_UNKEYED,
                                       bb_plan_builder_add_blob (change->builder, bytes), 0);
    }
}

/* Adds a section that enters safe mode with @key, and fails if the drive is not in safe mode after that. */
static void
nec_add_enter (NecChange *change, const char *key)
{
    (void) nec_begin (change, BB_PHASE_PREPARE, 2, BB_NEC_RESTART_HERE);
    bb_nec_plan_enter (change->builder, key, 0)->journal = TRUE;
    bb_nec_plan_expect_safe_mode (change->builder);
}

/* Adds the upload of the boot code and, if needed, the command that unlocks the boot code. */
static void
nec_add_upload (NecChange *change)
{
    BbCdb cdb = {0};
    guint32 length_bytes = bb_nec_cdb_upload_boot (&cdb, change->type);
    BbStep *step = bb_plan_builder_add_data_out (change->builder, BB_STEP_UPLOAD, cdb, BB_NEC_TIMEOUT_MS,
                                                 change->blob, 0, change->type->boot_bytes);

    step->length_bytes = length_bytes; /* including padding */
    step->journal = TRUE;
    if (!bb_nec_type_locks_boot_code (change->type))
        return;
    bb_nec_cdb_unlock_boot (&cdb);
    bb_nec_plan_command (change->builder, BB_STEP_UNLOCK, &cdb)->journal = TRUE;
}

/* Adds CHECKSUM of the uploaded boot code with @sum, and returns the step. */
static BbStep *
nec_add_sum (NecChange *change, guint16 sum)
{
    BbCdb cdb = {0};
    BbStep *step = NULL;

    bb_nec_cdb_checksum_boot (&cdb, sum);
    step = bb_nec_plan_command (change->builder, BB_STEP_CHECKSUM, &cdb);
    step->journal = TRUE;
    return step;
}

/* Adds the step that erases block @n; from this step on the drive is endangered. */
static void
nec_add_erase (NecChange *change, guint n)
{
    BbNecRange range = bb_nec_block_range (change->type, 0, n);
    BbCdb cdb = {0};
    BbStep *step = NULL;

    if (change->type->write == BB_NEC_WRITE_MASK)
        bb_nec_cdb_mask (&cdb, BB_NEC_ERASE, n, 0);
    else if (change->type->write == BB_NEC_WRITE_BLOCK)
        bb_nec_cdb_block (&cdb, BB_NEC_ERASE, n);
    else
        bb_nec_cdb_region (&cdb, BB_NEC_ERASE, range.address, range.length_bytes, 0);
    step = bb_nec_plan_command (change->builder, BB_STEP_ERASE, &cdb);
    bb_nec_plan_work (step, range.address, range.length_bytes, BB_NEC_ERASE_QUIET_MS);
    step->endangers = TRUE;
}

/*
 * Adds the command that replaces the boot code, as the last step. All checks come before this step, so only a power
 * failure during this command makes the drive unrecoverable. The status of the command is not reliable, and the drive
 * answers no command before the power cycle.
 */
static void
nec_add_program (NecChange *change)
{
    BbCdb cdb = {0};
    BbStep *step = NULL;

    (void) nec_begin (change, BB_PHASE_PROGRAM, 1, BB_NEC_RESTART_HERE);
    bb_nec_cdb_program_boot (&cdb, change->type);
    step = bb_nec_plan_command (change->builder, BB_STEP_PROGRAM, &cdb);
    step->accepts = BB_ANSWER_ANY;
    bb_nec_plan_work (step, 0, change->type->boot_bytes, NEC_BOOT_QUIET_MS);
    step->endangers = TRUE;
    step->unrecoverable = TRUE;
}

/* Adds the sections that enter safe mode with @key, erase blocks of the firmware (@conversion of the type) and
 * replace the boot code. @probe_sum: TRUE to send a wrong checksum first, which tests whether a refusal by the drive
 * reaches the host. Types that do not check the boot code ignore @probe_sum. */
static void
nec_add_change (NecChange *change, const char *key, gboolean probe_sum)
{
    const BbNecBlocks *blocks = &change->type->conversion;
    guint16 sum = bb_nec_boot_sum (change->boot_code);
    gboolean proves = bb_nec_type_proves_boot_code (change->type);
    guint upload = 0;

    nec_add_enter (change, key);
    if (probe_sum && proves) {
        /* The drive was in safe mode before, so an INQUIRY that shows safe mode is no sign that the vendor commands
         * reach the drive. The refusal of a wrong checksum shows that they do. */
        (void) nec_begin (change, BB_PHASE_PREPARE, 1, BB_NEC_RESTART_HERE);
        nec_add_upload (change);
        nec_add_sum (change, sum ^ 0xFFFF)->accepts = BB_ANSWER_REFUSED;
    }
    upload = nec_begin (change, BB_PHASE_PREPARE, NEC_UPLOAD_TRIES + NEC_ERASE_TRIES, BB_NEC_RESTART_HERE);
    change->section->max_refused_sums = BB_NEC_MAX_REFUSED_SUMS;
    nec_add_upload (change);
    if (proves)
        (void) nec_add_sum (change, sum);
    (void) nec_begin (change, BB_PHASE_ERASE, NEC_ERASE_TRIES, upload);
    for (guint n = blocks->first; n <= blocks->last; n++)
        nec_add_erase (change, n);
    nec_add_program (change);
}

/* FALSE, with an error, if bb_nec_check_conversion() refuses the conversion, or if the catalog lacks the drive type,
 * its flash type or @target. */
static gboolean
nec_may_plan (const BbConvertInput *input, BbModel *target, GError **error)
{
    g_autoptr (BbVerdict) verdict = NULL;

    if (!bb_nec_facts_are_usable (input->facts, error))
        return FALSE;
    verdict = bb_verdict_new ();
    bb_nec_check_conversion (input, verdict);
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        if (reason->weight == BB_WEIGHT_REFUSAL)
            return bb_nec_cannot (error, reason->text);
    }
    if (target == NULL)
        return bb_nec_cannot (error, _ ("The target drive type is not in the catalog."));
    return TRUE;
}

/*
 * Adds the section that checks the calibration. If the identity changes, also adds the section that writes the new
 * identity. These sections come before those for the boot code, because the identity can be restored as long as the
 * drive has its old firmware. FALSE, with an error, if the identity of the drive was not read.
 */
static gboolean
nec_add_identity (NecChange *change, const BbConvertInput *input, BbModel *target, GError **error)
{
    g_autoptr (GArray) patches = NULL;
    BbNecIdentity now = {0};
    BbNecIdentity wanted = {0};

    if (!bb_nec_wanted_identity (input, target, &now, &wanted))
        return bb_nec_cannot (error, _ ("Burnback did not read the identity stored in the drive, and would "
                                        "therefore be unable to restore it after a conversion."));
    nec_add_pages (change, input->captures);
    patches = bb_nec_identity_patches (change->type, &now, &wanted);
    if (patches->len == 0)
        return TRUE;
    bb_nec_plan_add_patches (change->builder, change->type, input->captures, patches);
    change->n_sections++;
    return TRUE;
}

BbPlan *
bb_nec_plan_convert (const BbConvertInput *input, GError **error)
{
    gboolean special = input->facts->condition == BB_CONDITION_SPECIAL;
    g_autoptr (BbModel) target = NULL;
    g_autoptr (BbPlanBuilder) builder = NULL;
    g_autoptr (GBytes) boot_code = NULL;
    NecChange change = {0};

    target = bb_catalog_get_model (input->catalog, BB_NEC_FAMILY, input->target);
    if (!nec_may_plan (input, target, error))
        return NULL;
    change.type = bb_nec_type_of_model (target);
    boot_code = bb_nec_boot_code_bytes (bb_image_get_bytes (input->boot_code), change.type);
    if (boot_code == NULL) {
        (void) bb_nec_cannot (error, _ ("The boot code file is incomplete."));
        return NULL;
    }
    builder = bb_plan_builder_new (BB_PLAN_CONVERT, BB_NEC_FAMILY);
    change.builder = builder;
    change.boot_code = boot_code;
    change.blob = bb_plan_builder_add_blob (builder, boot_code);
    bb_nec_plan_add_regions (builder, change.type);
    if (!special && !nec_add_identity (&change, input, target, error))
        return NULL;
    nec_add_change (&change, bb_nec_facts_key (input->facts), special);
    bb_plan_builder_set_note (
        builder,
        _ ("Use mains power. Do not touch the computer or the drive during the last step, which writes "
           "the boot code. If the power fails then, only an external programming device can recover the drive."));
    return bb_plan_builder_end (builder);
}
