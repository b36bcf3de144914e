/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-engine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The texts of a #BbEngineDrive that name the drive. */

/* Returns (nullable) the name under which a drive in recovery mode was sold; NULL if the drive is in another mode,
 * the name is not known (bb_facts_get_sold_as()), or the name contains the name of the model. The model name in the
 * facts must be set. */
static const char *
bb_engine_drive_get_sold_as (BbFacts *facts)
{
    const char *name = bb_facts_get_sold_as (facts);

    return facts->condition == BB_CONDITION_SPECIAL && name != NULL && strstr (name, facts->model_name) == NULL
               ? name
               : NULL;
}

void
bb_engine_drive_dup_reported (BbEngineDrive *self, char **vendor, char **product, char **revision)
{
    g_autoptr (BbDriveDetails) details = NULL;
    const BbInquiry *inquiry = NULL;
    BbFacts *facts;

    g_return_if_fail (BB_IS_ENGINE_DRIVE (self));

    facts = bb_engine_drive_get_facts (self);
    details = bb_drive_ref_details (bb_engine_drive_get_drive (self));
    inquiry = facts != NULL ? &facts->inquiry : NULL;
    *vendor = bb_text_normalise (inquiry != NULL ? inquiry->vendor : details->vendor, FALSE);
    *product = bb_text_normalise (inquiry != NULL ? inquiry->product : details->product, FALSE);
    *revision = bb_text_normalise (inquiry != NULL ? inquiry->revision : "", FALSE);
}

char *
bb_engine_drive_dup_is_text (BbEngineDrive *self)
{
    const char *sold_as;
    g_autofree char *other = NULL;
    BbFacts *facts;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    facts = bb_engine_drive_get_facts (self);
    if (facts == NULL || facts->model_name == NULL)
        return NULL;
    other = bb_facts_dup_other_name (facts);
    if (other != NULL)
        /* TRANSLATORS: two models; the evidence of the drive speaks for both: "ND-4551A or ND-3550A" */
        return g_strdup_printf (_ ("%s or %s"), facts->model_name, other);
    if (facts->maker == NULL)
        return g_strdup (facts->model_name);
    sold_as = bb_engine_drive_get_sold_as (facts);
    if (sold_as != NULL)
        /* TRANSLATORS: what it was sold as, then maker and model that it really is: "TDK 420N = Sony DRU-110A" */
        return g_strdup_printf (_ ("%s = %s %s"), sold_as, facts->maker, facts->model_name);
    return g_strdup_printf ("%s %s", facts->maker, facts->model_name);
}

char *
bb_engine_drive_dup_named_text (BbEngineDrive *self)
{
    BbFacts *facts;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    facts = bb_engine_drive_get_facts (self);
    if (facts == NULL || facts->model_name != NULL || !bb_naming_is_complete (facts->naming))
        return NULL;
    return g_strdup_printf ("%s %s", facts->naming->maker, facts->naming->model);
}
