/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/flow/bb-flow.h"

/* Facts that were learnt before are kept only if nothing about the drive has changed. Tests bb-flow-identify.c. */

/* Changes one member of @facts. */
typedef void (*Change) (BbFacts *facts);

static void
change_family (BbFacts *facts)
{
    g_free (facts->family);
    facts->family = g_strdup ("plextor");
}

static void
drop_family (BbFacts *facts)
{
    g_clear_pointer (&facts->family, g_free);
}

static void
change_condition (BbFacts *facts)
{
    facts->condition = BB_CONDITION_DAMAGED;
}

static void
change_model (BbFacts *facts)
{
    bb_model_unref (facts->model);
    facts->model = bb_catalog_get_model (job_rig_catalog (), "nec-optiarc", "K356");
}

static void
drop_model (BbFacts *facts)
{
    g_clear_pointer (&facts->model, bb_model_unref);
}

static void
change_vendor (BbFacts *facts)
{
    g_strlcpy (facts->inquiry.vendor, "TDK", sizeof facts->inquiry.vendor);
}

static void
change_product (BbFacts *facts)
{
    g_strlcpy (facts->inquiry.product, "DVDRW", sizeof facts->inquiry.product);
}

static void
change_revision (BbFacts *facts)
{
    g_strlcpy (facts->inquiry.revision, "1.06", sizeof facts->inquiry.revision);
}

static void
change_fingerprint (BbFacts *facts)
{
    g_free (facts->fingerprint);
    facts->fingerprint = g_strdup ("bb");
}

static void
drop_fingerprint (BbFacts *facts)
{
    g_clear_pointer (&facts->fingerprint, g_free);
}

static void
learn (BbFacts *facts)
{
    bb_facts_set_string (facts, "boot-version", "05");
    bb_facts_add_evidence (facts, "More.");
}

static void
test_each_difference_makes_another_drive (void)
{
    static const Change changes[] = {change_family,    drop_family,       change_condition, change_model,
                                     drop_model,       change_vendor,     change_product,   change_revision,
                                     drop_fingerprint, change_fingerprint};

    for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autoptr (BbFacts) one = job_rig_facts ("aa");
        g_autoptr (BbFacts) other = job_rig_facts ("aa");

        learn (other);
        g_assert_true (bb_flow_is_same (one, other));
        changes[i](other);
        g_test_message ("%u", i);
        g_assert_false (bb_flow_is_same (one, other));
        g_assert_false (bb_flow_is_same (other, one));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/same-drive/each-difference-makes-another-drive", test_each_difference_makes_another_drive);
    return g_test_run ();
}
