/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-tsst.h"

#include <glib/gi18n-lib.h>

/* This file reads the catalog keys of a model (samsung-tsst.md, section 1). */

gboolean
bb_tsst_has_vendor (BbModel *model, const char *key, const BbInquiry *inquiry)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, TRUE);
    g_auto (GStrv) vendors = bb_model_get_strv (model, key);

    return g_strv_contains ((const char *const *) vendors, vendor);
}

const char *
bb_tsst_get_modified_name (const char *id)
{
    if (id == NULL)
        return NULL;
    return g_str_equal (id, BB_TSST_ID_KREON) ? "Kreon" : "MoriGM";
}

gboolean
bb_tsst_is_modified_revision (BbModel *model, const char *vendor, const char *revision)
{
    const char *modified = model != NULL ? bb_model_get_string (model, "ModifiedRevision") : NULL;

    return modified != NULL && g_strcmp0 (modified, revision) == 0 &&
           g_strcmp0 (vendor, bb_model_get_string (model, "ModifiedVendor")) == 0;
}

BbTsstRelation
bb_tsst_relate (BbModel *a, BbModel *b)
{
    const char *set = bb_model_get_string (a, "HardwareSet");

    if (g_str_equal (bb_model_get_key (a), bb_model_get_key (b)))
        return BB_TSST_SAME;
    if (set == NULL || g_strcmp0 (set, bb_model_get_string (b, "HardwareSet")) != 0)
        return BB_TSST_UNRELATED;
    return bb_model_get_boolean (a, "HardwareSetInferred") ? BB_TSST_PROBABLY_SAME : BB_TSST_SAME;
}

gboolean
bb_tsst_is_flashable (BbFacts *facts)
{
    return facts->model != NULL && g_strcmp0 (bb_model_get_string (facts->model, "Protocol"), "tsst") == 0 &&
           bb_model_get_boolean (facts->model, "Listed") &&
           bb_tsst_has_vendor (facts->model, "Vendors", &facts->inquiry);
}

const BbNoFlash *
bb_tsst_get_no_flash (BbFacts *facts)
{
    static const BbNoFlash no_flash = {
        N_ ("The update procedure for this drive is not known for certain, so Burnback can only identify the drive."),
        N_ ("Update the drive with the manufacturer’s program."),
    };

    return bb_tsst_is_flashable (facts) ? NULL : &no_flash;
}
