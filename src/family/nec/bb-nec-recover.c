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
        /* each bank has a safe mode of its own, and only one of them can be on */
        if (n_banks > 1)
            bb_nec_plan_leave (builder, bb_nec_facts_key (facts), bank)->answer = BB_ANSWER_ANY;
        else
            bb_nec_plan_leave_any (builder, keys, bank);
        bb_nec_plan_wait (builder);
    }
    (void) bb_nec_plan_inquiry (builder);
    return bb_plan_builder_end (builder);
}

/* A way to flash a drive in trouble: as which type, entered with which key. */
typedef struct {
    BbModel *model;
    const char *key;
} NecWay;

static void
nec_add_way (GArray *ways, BbModel *model, const char *key)
{
    NecWay way = {model, key};

    for (guint i = 0; i < ways->len; i++)
        if (g_str_equal (g_array_index (ways, NecWay, i).key, key))
            return;
    g_array_append_val (ways, way);
}

/*
 * The type that the image is for must be the type whose key the boot code takes, so there are few ways: the key
 * that was taken before, the key of the image's own type, and that of the type it is sometimes confused with.
 */
static GArray *
nec_find_ways (const BbFlashInput *input, BbModel *drive, BbModel *image)
{
    GArray *ways = g_array_new (FALSE, FALSE, sizeof (NecWay));
    const char *code = bb_model_get_key (image);
    const char *taken = bb_facts_get_string (input->facts, BB_NEC_VALUE_SAFE_MODE_KEY);
    const char *before = NULL;

    if (taken != NULL && g_str_equal (code, bb_model_get_key (drive)))
        nec_add_way (ways, image, taken);
    if (input->board != NULL && g_strcmp0 (bb_facts_get_model_key (input->board), code) == 0)
        before = bb_facts_get_string (input->board, BB_NEC_VALUE_SAFE_MODE_KEY);
    if (before != NULL)
        nec_add_way (ways, image, before);
    if (g_str_equal (code, bb_model_get_key (drive)) || bb_nec_same_hardware (drive, image, TRUE))
        nec_add_way (ways, image, bb_nec_model_safe_key (image));
    return ways;
}

BbPlan *
bb_nec_plan_recover (const BbFlashInput *input, GError **error)
{
    BbModel *drive = input->facts->model;
    const char *code = NULL;
    g_autoptr (BbModel) image = NULL;
    g_autoptr (GArray) ways = NULL;
    const NecWay *way = NULL;

    if (input->image == NULL) {
        (void) bb_nec_cannot (error, _ ("Recovering this drive requires an image for it or a backup of it."));
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
        (void) bb_nec_cannot (error,
                              _ ("The image does not contain its drive type. Nothing on the drive was changed."));
        return NULL;
    }
    ways = nec_find_ways (input, drive, image);
    if (ways->len == 0) {
        g_set_error (
            error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
            _ ("The image is for drive type %s, but the drive is type %s. Nothing on the drive was changed."), code,
            bb_model_get_key (drive));
        return NULL;
    }
    /* every way once as the drive is, and once more after it was without power */
    if (input->attempt >= 2 * ways->len) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE,
                             _ ("All keys that this hardware can have were tried. Keep the drive; another "
                                "controller, without a bridge, may still help."));
        return NULL;
    }
    way = &g_array_index (ways, NecWay, input->attempt % ways->len);
    return bb_nec_plan_flash_with (input, way->model, way->key, TRUE, error);
}
