/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-bench.h"
#include "nec-vectors.h"

/* Who a drive is taken for, where its own words do not all say the same. */

/* --- members of one type --- */

static const char *const member_states[] = {"half-flashed", "erased", "forced-safe"};

static void
assert_member_is_named (const char *code, const char *member, const char *state)
{
    g_autofree char *more = g_strdup_printf ("Product=DVD_RW %s\nState=%s\n", member, state);
    NecBench bench = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autofree char *by_text = NULL;

    nec_bench_open (&bench, code, NULL, more);
    facts = nec_bench_probe (&bench);
    by_text = bb_nec_model_name_for_rid (facts->model, bb_facts_get_string (facts, BB_NEC_VALUE_RID_TEXT));
    g_test_message ("%s %s %s: %s (%s)", code, member, state, facts->model_name,
                    bb_confidence_to_string (facts->confidence));
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpstr (bb_facts_get_string (facts, BB_NEC_VALUE_RID_MODEL), ==, member);
    g_assert_cmpstr (facts->model_name, ==, member);
    /* the RID text in the same block speaks for another one */
    if (g_strcmp0 (by_text, member) != 0)
        g_assert_cmpint (facts->confidence, <, BB_CONFIDENCE_HIGH);
    nec_bench_close (&bench);
}

/* Without firmware to ask, the model block names the drive: of every member of every type that has several. */
static void
test_a_drive_without_firmware_is_what_its_model_block_says (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_NEC_FAMILY);
    guint n_members = 0;

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        const BbNecType *type = bb_nec_type_of_model (model);
        g_auto (GStrv) names = bb_model_get_strv (model, "Names");

        if (type == NULL || !type->flashable || type->staged || g_strv_length (names) < 2)
            continue;
        for (guint j = 0; names[j] != NULL; j++, n_members++)
            assert_member_is_named (bb_model_get_key (model), names[j],
                                    member_states[n_members % G_N_ELEMENTS (member_states)]);
    }
    g_assert_cmpuint (n_members, >=, 12);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/identity/model-block-names-the-member",
                     test_a_drive_without_firmware_is_what_its_model_block_says);
    return g_test_run ();
}
