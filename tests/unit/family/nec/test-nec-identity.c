/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-bench.h"
#include "nec-vectors.h"

/* Tests how a drive is identified if its sources of identity (such as model block, stored ID and boot code) name
 * different products or types. Also tests bb-nec-model.c. */

/* Without -m slow, only every STRIDE-th product and every STRIDE-th type is checked. STRIDE and the number of
 * states have no common divisor, so that each state occurs. */
#define STRIDE 5

/* --- several products of one type --- */

static const char *const member_states[] = {"half-flashed", "erased", "forced-safe"};

/* Asserts that a drive of this product, in this state, is named by its model block. */
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
    /* The RID text in the same model block names another product, which lowers the confidence. */
    if (g_strcmp0 (by_text, member) != 0)
        g_assert_cmpint (facts->confidence, <, BB_CONFIDENCE_HIGH);
    nec_bench_close (&bench);
}

/* Without valid firmware the model block gives the product name. Checks every product of every type that has
 * several. */
static void
test_model_block_names_drive_without_firmware (void)
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
            if (n_members % STRIDE == 0 || g_test_slow ())
                assert_member_is_named (bb_model_get_key (model), names[j],
                                        member_states[n_members % G_N_ELEMENTS (member_states)]);
    }
    g_assert_cmpuint (n_members, >=, 12);
}

/* --- half-programmed firmware id byte --- */

typedef struct {
    const char *code;
    const char *member;
    const char *boot;   /* boot code version of the drive */
    gboolean slave;     /* wiring of the drive */
    const char *torn;   /* the half-programmed id byte */
    guint8 image_id[2]; /* id bytes of the images: master, slave */
} Torn;

static const Torn torns[] = {
    {"L110", "ND-5100A", "05", FALSE, "7B", {0x6F, 0x7B}}, {"L110", "ND-5100A", "06", TRUE, "6F", {0x6F, 0x7B}},
    {"L110", "ND-5100A", "05", FALSE, "7C", {0x6F, 0x7B}}, {"L210", "ND-6500A", "00", FALSE, "85", {0x84, 0x85}},
    {"L210", "ND-6500A", "01", TRUE, "84", {0x84, 0x85}},  {"L210", "ND-6500A", "01", TRUE, "78", {0x84, 0x85}},
};

/* Returns (transfer full) an image without a boot version, whose firmware id byte is @id. */
static BbImage *
image_with_id (NecBench *bench, BbModel *model, guint8 id)
{
    g_autoptr (BbImage) made = nec_bench_image (bench, bb_model_get_key (model), NULL, "1.50");
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    guint32 offset = 0;

    g_byte_array_append (bytes, g_bytes_get_data (bb_image_get_bytes (made), NULL), (guint) bb_image_get_size (made));
    g_assert_true (bb_nec_model_firmware_id_offset (model, &offset));
    bytes->data[offset] = id;
    return nec_identify (bench->catalog, bytes);
}

/* Returns (transfer full) the verdict on an image for master or slave wiring, for a drive with a half-programmed
 * firmware id byte. */
static BbVerdict *
check_torn (const Torn *torn, gboolean slave_image)
{
    g_autofree char *more = g_strdup_printf ("Product=DVD_RW %s\nState=half-flashed\n%s", torn->member,
                                             torn->slave ? "Quirks=laptop-slave\n" : "");
    NecBench bench = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbImage) image = NULL;
    BbVerdict *verdict = NULL;

    nec_bench_open (&bench, torn->code, torn->boot, more);
    facts = nec_bench_probe (&bench);
    g_assert_cmpstr (bb_facts_get_string (facts, BB_NEC_VALUE_BOOT_VERSION), ==, torn->boot);
    bb_facts_set_string (facts, BB_NEC_VALUE_FIRMWARE_ID, torn->torn);
    image = image_with_id (&bench, facts->model, torn->image_id[slave_image ? 1 : 0]);
    verdict = bb_family_check (facts, image, bench.catalog);
    nec_bench_close (&bench);
    return verdict;
}

/* Whatever value the half-programmed byte has, the image for the wiring of the boot code is allowed, and the other
 * one is refused. */
static void
test_half_programmed_id_byte_does_not_decide_the_wiring (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (torns); i++) {
        const Torn *torn = &torns[i];
        g_autoptr (BbVerdict) right = check_torn (torn, torn->slave);
        g_autoptr (BbVerdict) wrong = check_torn (torn, !torn->slave);

        g_test_message ("%s boot %s torn %s", torn->code, torn->boot, torn->torn);
        g_assert_cmpint (bb_verdict_get_level (right), <=, BB_VERDICT_CAUTION);
        g_assert_cmpint (bb_verdict_get_level (wrong), ==, BB_VERDICT_REFUSED);
        g_assert_true (bb_verdict_has (wrong, "wiring-boot"));
    }
}

/* --- drives without a conflict --- */

/* All sources agree for every type, with and without valid firmware, before and after bb_nec_learn(). */
static void
test_undamaged_drives_have_no_conflict (void)
{
    static const char *const states[] = {"normal", "erased", "half-flashed", "damaged-id"};
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_NEC_FAMILY);

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        const BbNecType *type = bb_nec_type_of_model (model);
        g_autofree char *more = g_strdup_printf ("State=%s\n", states[i % G_N_ELEMENTS (states)]);
        NecBench bench = {0};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbFacts) learnt = NULL;

        if (type == NULL || !type->flashable || type->staged || (i % STRIDE != 0 && !g_test_slow ()))
            continue;
        for (guint round = 0; round < 2; round++) {
            nec_bench_open (&bench, bb_model_get_key (model), NULL, round == 0 ? NULL : more);
            facts = nec_bench_probe (&bench);
            learnt = nec_bench_learn (&bench, facts, NULL);
            g_test_message ("%s %s", bb_model_get_key (model), round == 0 ? "" : more);
            g_assert_cmpuint (facts->conflict->len + learnt->conflict->len, ==, 0);
            g_assert_cmpint (facts->confidence, !=, BB_CONFIDENCE_CONFLICTING);
            g_assert_false (facts->wants_repair || learnt->wants_repair);
            g_clear_pointer (&facts, bb_facts_unref);
            g_clear_pointer (&learnt, bb_facts_unref);
            nec_bench_close (&bench);
        }
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/identity/model-block-names-the-member", test_model_block_names_drive_without_firmware);
    g_test_add_func ("/nec/identity/torn-id-byte", test_half_programmed_id_byte_does_not_decide_the_wiring);
    g_test_add_func ("/nec/identity/no-conflict", test_undamaged_drives_have_no_conflict);
    return g_test_run ();
}
