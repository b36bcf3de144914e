/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-read-only.h"

#include <glib/gi18n-lib.h>

BbPlan *
bb_read_only_plan_flash (const BbFlashInput *input, GError **error)
{
    g_autofree char *text = bb_family_dup_no_flash (input->facts);

    g_return_val_if_fail (text != NULL, NULL);

    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, text);
    return NULL;
}

void
bb_unreadable_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
}

/* Sets @error to %BB_FAMILY_ERROR_CANNOT with the reason for which the drive of @facts cannot be backed up; with a
 * general sentence if its family gives no reason. */
static void
bb_unreadable_set_error (BbFacts *facts, GError **error)
{
    const BbFamily *family = facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_autofree char *why = NULL;

    if (family != NULL)
        (void) family->backup_kind (facts, &why);
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                         why != NULL ? why : _ ("The firmware of this drive cannot be read."));
}

BbPlan *
bb_unreadable_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    bb_unreadable_set_error (facts, error);
    return NULL;
}

GBytes *
bb_unreadable_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    bb_unreadable_set_error (facts, error);
    return NULL;
}

BbPlan *
bb_unreadable_plan_verify (const BbFlashInput *input, GError **error)
{
    bb_unreadable_set_error (input->facts, error);
    return NULL;
}

BbProof
bb_unreadable_judge (const BbJudgeInput *input, char **why)
{
    *why = g_strdup (_ ("The firmware of this drive cannot be read."));
    return BB_PROOF_UNPROVEN;
}
