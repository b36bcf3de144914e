/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-plan.h"

BbPlan *
bb_nec_plan_wake (BbFacts *facts, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    g_autoptr (GPtrArray) keys = NULL;
    const BbNecType *type = NULL;
    guint n_banks = 0;

    if (!bb_nec_facts_are_usable (facts, error))
        return NULL;
    type = bb_nec_facts_type (facts);
    n_banks = MAX (type->n_parts, 1);
    keys = bb_nec_facts_keys (facts, NULL);
    builder = bb_plan_builder_new (BB_PLAN_WAKE, BB_NEC_FAMILY);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1);
    for (guint bank = 0; bank < n_banks; bank++) {
        /* Each bank has its own safe mode, and only one of them can be on, so the drive may refuse the command that
         * leaves the safe mode of the other bank. */
        if (n_banks > 1)
            bb_nec_plan_leave (builder, bb_nec_facts_key (facts), bank)->accepts = BB_ANSWER_ANY;
        else
            bb_nec_plan_leave_any (builder, keys, bank);
        bb_nec_plan_wait (builder);
    }
    (void) bb_nec_plan_inquiry (builder);
    return bb_plan_builder_end (builder);
}

/* One attempt: flash firmware for @model, in the safe mode that @key enters. */
typedef struct {
    BbModel *model;
    const char *key;
} NecAttempt;

/* Adds an attempt, unless there is one with the same key. @model and @key must outlive @attempts. */
static void
nec_add_attempt (GArray *attempts, BbModel *model, const char *key)
{
    NecAttempt attempt = {model, key};

    for (guint i = 0; i < attempts->len; i++)
        if (g_str_equal (g_array_index (attempts, NecAttempt, i).key, key))
            return;
    g_array_append_val (attempts, attempt);
}

/*
 * Returns (transfer full) (element-type NecAttempt) the attempts to flash @image. The image must be for the type of
 * the boot code, so only three keys are possible:
 * - the key that the drive accepted, if the image is for the type of @drive
 * - the key that the drive accepted before the damage, if the image is for the type that the drive had then
 * - the key of the type of the image, if @drive has the same or related hardware
 *
 * Empty if none of these cases applies.
 */
static GArray *
nec_list_attempts (const BbFlashInput *input, BbModel *drive, BbModel *image)
{
    GArray *attempts = g_array_new (FALSE, FALSE, sizeof (NecAttempt));
    const char *code = bb_model_get_key (image);
    const char *taken = bb_facts_get_string (input->facts, BB_NEC_VALUE_SAFE_MODE_KEY);
    const char *before = NULL;

    if (taken != NULL && g_str_equal (code, bb_model_get_key (drive)))
        nec_add_attempt (attempts, image, taken);
    if (input->board != NULL && g_strcmp0 (bb_facts_get_model_key (input->board), code) == 0)
        before = bb_facts_get_string (input->board, BB_NEC_VALUE_SAFE_MODE_KEY);
    if (before != NULL)
        nec_add_attempt (attempts, image, before);
    if (g_str_equal (code, bb_model_get_key (drive)) || bb_nec_same_hardware (drive, image, TRUE))
        nec_add_attempt (attempts, image, bb_nec_model_safe_key (image));
    return attempts;
}

BbPlan *
bb_nec_plan_recover (const BbFlashInput *input, GError **error)
{
    BbModel *drive = input->facts->model;
    const char *code = NULL;
    g_autoptr (BbModel) image = NULL;
    g_autoptr (GArray) attempts = NULL;
    const NecAttempt *attempt = NULL;
    g_autofree char *no_flash = bb_family_dup_no_flash (input->facts);

    if (no_flash != NULL) {
        (void) bb_nec_cannot (error, no_flash);
        return NULL;
    }
    if (input->image == NULL) {
        (void) bb_nec_cannot (
            error, _ ("To recover this drive, you need a firmware image for the drive or a backup of the drive."));
        return NULL;
    }
    if (drive == NULL && input->board != NULL)
        drive = input->board->model;
    if (drive == NULL) {
        (void) bb_nec_facts_are_usable (input->facts, error);
        return NULL;
    }
    code = bb_nec_image_code (input->image);
    if (code != NULL)
        image = bb_catalog_get_model (input->catalog, BB_NEC_FAMILY, code);
    if (image == NULL) {
        (void) bb_nec_cannot (error, _ ("The image does not specify a drive type."));
        return NULL;
    }
    attempts = nec_list_attempts (input, drive, image);
    if (attempts->len == 0) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                     _ ("The image is for drive type %s, but this drive is of type %s."), code,
                     bb_model_get_key (drive));
        return NULL;
    }
    /* Each attempt is made twice: in the present state, and after a power cycle. */
    if (input->attempt >= 2 * attempts->len) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE,
                             _ ("Recovery failed with all possible unlock keys for this hardware. Do not discard "
                                "the drive, because recovery may still work on a different controller, without a "
                                "USB bridge or other adapter."));
        return NULL;
    }
    attempt = &g_array_index (attempts, NecAttempt, input->attempt % attempts->len);
    return bb_nec_plan_flash_with (input, attempt->model, attempt->key, TRUE, error);
}
