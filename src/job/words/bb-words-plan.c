/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include "job/flow/bb-flash-map.h"

#include <glib/gi18n-lib.h>

const char *
bb_words_region (BbRegionKind kind)
{
    switch (kind) {
    case BB_REGION_FIRMWARE:
        return _ ("firmware");
    case BB_REGION_BOOT_CODE:
        return _ ("boot code");
    case BB_REGION_CALIBRATION:
        return _ ("calibration");
    case BB_REGION_IDENTITY:
        return _ ("identity");
    case BB_REGION_LEFT:
        /* TRANSLATORS: a block of the flash memory that no firmware image covers */
        return _ ("outside the firmware");
    case BB_REGION_OTHER:
    default:
        return _ ("other data");
    }
}

char *
bb_words_dup_writing (BbPlan *plan, const char *duration)
{
    g_return_val_if_fail (BB_IS_PLAN (plan), NULL);

    switch (bb_plan_get_read_back (plan)) {
    case BB_READ_BACK_ALL:
        /* TRANSLATORS: how long it takes: "about 2 minutes" */
        return g_strdup_printf (_ ("The firmware will then be written and read back, which takes %s."), duration);
    case BB_READ_BACK_PART:
        /* TRANSLATORS: how long it takes: "about 2 minutes" */
        return g_strdup_printf (_ ("The firmware will then be written and partly read back. This takes %s."),
                                duration);
    case BB_READ_BACK_NONE:
        break;
    }
    /* TRANSLATORS: how long it takes: "about 2 minutes" */
    return g_strdup_printf (_ ("The firmware will then be written, which takes %s. It will not be read back for "
                               "verification."),
                            duration);
}

static gboolean
bb_words_plan_erases (BbPlan *plan)
{
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++)
        if (bb_plan_get_step (plan, i)->kind == BB_STEP_ERASE)
            return TRUE;
    return FALSE;
}

char *
bb_words_dup_converting (BbPlan *plan, const char *duration)
{
    const char *text = NULL;

    g_return_val_if_fail (BB_IS_PLAN (plan), NULL);

    /* TRANSLATORS: how long it takes: "about 2 minutes" */
    text = bb_words_plan_erases (plan) ? _ ("Erasing the firmware and writing the boot code will then take %s.")
                                       : _ ("Writing the boot code will then take %s.");
    return bb_words_dup_filled (text, duration);
}

/* TRUE if @plan has a region of @kind and no step writes to a region of @kind. Sending data for a region counts as
 * writing even if the drive is expected to ignore the data (@kept of #BbRegion). */
static gboolean
bb_words_plan_spares (BbPlan *plan, BbRegionKind kind)
{
    gboolean is_known = FALSE;

    for (guint i = 0; i < bb_plan_get_n_regions (plan); i++) {
        const BbRegion *region = bb_plan_get_region (plan, i);

        if (region->kind == kind && (region->kept || bb_plan_writes_region (plan, region)))
            return FALSE;
        is_known = is_known || region->kind == kind;
    }
    return is_known;
}

char *
bb_words_dup_spared (BbPlan *plan)
{
    static const BbRegionKind kinds[] = {BB_REGION_BOOT_CODE, BB_REGION_CALIBRATION, BB_REGION_IDENTITY};
    g_autoptr (GString) list = g_string_new (NULL);

    g_return_val_if_fail (BB_IS_PLAN (plan), NULL);

    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        if (bb_words_plan_spares (plan, kinds[i]))
            g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", bb_words_region (kinds[i]));
    /* TRANSLATORS: parts of the flash memory: "boot code, calibration" */
    return list->len > 0
               ? g_strdup_printf (_ ("These parts of the drive’s memory will stay unchanged: %s."), list->str)
               : NULL;
}
