/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-bench.h"
#include "nec-fake.h"
#include "nec-vectors.h"

#include "family/nec/bb-nec-evidence.h"
#include "family/nec/bb-nec-repair.h"

#include <string.h>

/* Tests that a drive with a damaged identity is identified as the right type, and that a repair restores the old
 * bytes. Also tests bb-nec-evidence.c. */

/* --- on simulated drives --- */

typedef struct {
    const char *code; /* the rows have one type for each address of an identity */
    const char *state;
} Broken;

static const Broken brokens[] = {
    {"L210", "damaged-id"},     {"L210", "id-ff"},          {"K352", "damaged-id"},     {"K352", "id-ff"},
    {"K353", "damaged-id"},     {"K353", "id-sibling"},     {"K355", "damaged-id"},     {"K355", "id-ff"},
    {"K355", "id-sibling"},     {"K370", "damaged-id"},     {"K370", "id-sibling"},     {"K355", "half-converted"},
    {"D770", "damaged-id"},     {"D770", "id-sibling"},     {"D770", "half-converted"}, {"G200", "damaged-id"},
    {"G200", "id-sibling"},     {"G200", "half-converted"}, {"G245", "damaged-id"},     {"G245", "id-sibling"},
    {"G245", "half-converted"}, {"G285", "damaged-id"},     {"G285", "id-sibling"},
};

/* Returns (transfer full) the memory of an undamaged drive of type @code. */
static GBytes *
dump_well_one (const char *code)
{
    NecBench bench = {0};
    g_autoptr (GError) error = NULL;
    GBytes *memory = NULL;

    nec_bench_open (&bench, code, "05", NULL);
    memory = bb_sim_bus_dump (bench.bus, "d", NULL, &error);
    g_assert_no_error (error);
    nec_bench_close (&bench);
    return memory;
}

/* Asserts that the drive is identified as type @code without damage. */
static void
assert_is_well (NecBench *bench, const char *code)
{
    g_autoptr (BbFacts) facts = nec_bench_probe (bench);
    g_autoptr (BbFacts) learnt = nec_bench_learn (bench, facts, NULL);
    g_autofree char *damage = bb_nec_find_damage (learnt, bench->catalog);

    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, code);
    g_assert_cmpint (learnt->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpstr (damage, ==, NULL);
}

/* Returns (transfer full) (nullable) a plan that repairs the identity; @good: (nullable): backup of the calibration.
 */
static BbPlan *
plan_for (NecBench *bench, BbFacts *learnt, BbCaptures *good, GError **error)
{
    g_autoptr (BbCaptures) now = nec_bench_read_identity (bench, learnt);
    const BbRepairInput input = {.facts = learnt, .now = now, .good = good, .catalog = bench->catalog};

    return bb_nec_plan_repair (&input, error);
}

/* Repairs the identity of the drive and power-cycles it. @good: (nullable): backup of the calibration */
static void
repair (NecBench *bench, BbCaptures *good)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) facts = nec_bench_probe (bench);
    g_autoptr (BbFacts) learnt = nec_bench_learn (bench, facts, NULL);
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (NecRun) run = NULL;

    plan = plan_for (bench, learnt, good, &error);
    g_assert_no_error (error);
    run = nec_run (bench->transport, plan);
    g_assert_no_error (run->error);
    nec_bench_assert_no_violations (bench);
    nec_bench_power_cycle (bench);
}

/* A repair without a backup restores the memory of an undamaged drive. */
static void
test_repair_restores_undamaged_memory (gconstpointer data)
{
    const Broken *broken = data;
    g_autofree char *state = g_strdup_printf ("State=%s\n", broken->state);
    g_autoptr (GBytes) wanted = dump_well_one (broken->code);
    g_autoptr (GBytes) before = NULL;
    g_autoptr (GBytes) after = NULL;
    NecBench bench = {0};

    nec_bench_open (&bench, broken->code, "05", state);
    before = bb_sim_bus_dump (bench.bus, "d", NULL, NULL);
    g_assert_false (g_bytes_equal (before, wanted));
    repair (&bench, NULL);
    after = bb_sim_bus_dump (bench.bus, "d", NULL, NULL);
    g_assert_true (g_bytes_equal (after, wanted));
    assert_is_well (&bench, broken->code);
    nec_bench_close (&bench);
}

static void
test_undamaged_drive_is_not_repaired (gconstpointer data)
{
    NecBench bench = {0};
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) learnt = NULL;
    g_autoptr (BbCaptures) good = NULL;

    nec_bench_open (&bench, data, "05", NULL);
    facts = nec_bench_probe (&bench);
    learnt = nec_bench_learn (&bench, facts, NULL);
    good = nec_bench_read_identity (&bench, learnt);
    for (guint from_backup = 0; from_backup < 2; from_backup++) {
        g_assert_null (plan_for (&bench, learnt, from_backup == 1 ? good : NULL, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
        g_clear_error (&error);
    }
    nec_bench_close (&bench);
}

/* Blank calibration pages cannot be repaired without a backup. With a backup, all bytes except the DVD region data
 * must be restored. */
static void
test_blank_pages_come_back_from_the_backup (void)
{
    g_autoptr (GBytes) wanted = dump_well_one ("K355");
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) learnt = NULL;
    g_autoptr (BbCaptures) good = NULL;
    g_autoptr (GBytes) pages = g_bytes_new_from_bytes (wanted, 0x4000, 0x2000);
    g_autoptr (GBytes) after = NULL;
    const guint8 *one = g_bytes_get_data (wanted, NULL);
    const guint8 *other = NULL;
    NecBench bench = {0};

    nec_bench_open (&bench, "K355", "05", "State=blank-page\n");
    facts = nec_bench_probe (&bench);
    learnt = nec_bench_learn (&bench, facts, NULL);
    g_assert_null (plan_for (&bench, learnt, NULL, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    good = bb_captures_new (NULL);
    bb_captures_add (good, BB_NEC_CAPTURE_CALIBRATION, BB_REGION_CALIBRATION, 0x4000, pages);
    repair (&bench, good);
    after = bb_sim_bus_dump (bench.bus, "d", NULL, NULL);
    other = g_bytes_get_data (after, NULL);
    for (gsize i = 0; i < g_bytes_get_size (wanted); i++)
        if (one[i] != other[i])
            g_assert_true (i >= 0x5F80 && i < 0x6000 && other[i] == 0xFF);
    assert_is_well (&bench, "K355");
    nec_bench_close (&bench);
}

/* --- identification --- */

static BbFacts *
probe (NecFake *drive, BbCatalog *catalog, const char *name, GError **error)
{
    g_autoptr (GPtrArray) names = NULL;
    BbInquiry inquiry = {0};

    g_assert_true (bb_scsi_inquiry (BB_TRANSPORT (drive), 96, &inquiry, NULL));
    names = name != NULL ? bb_catalog_match_name (catalog, "TDK", name) : g_ptr_array_new ();
    nec_fake_clear_log (drive);
    return bb_family_nec_optiarc.probe (BB_TRANSPORT (drive), &inquiry, names, catalog, NULL, error);
}

static void
test_unknown_drive_is_identified_as_unknown (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW ND-9999A", "1.05");
    g_autoptr (BbFacts) facts = NULL;

    nec_fake_put_text (drive, 0x4800, "ZZZZ");
    nec_fake_put_rid (drive, 0x5F00, "ND99", "NEC", "ND-9999A");
    facts = probe (drive, catalog, NULL, NULL);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_UNKNOWN);
    g_assert_cmpstr (facts->mode, ==, "unknown-drive");
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
    g_assert_null (facts->model);
}

/* The stored ID is invalid, and the model block has an unknown maker, so the probe must ignore both. Then the
 * INQUIRY name must give the type. */
static void
test_inquiry_name_is_used_last (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = nec_fake_new ("TDK", "DVDRW420N", "1.05");
    g_autoptr (BbFacts) facts = NULL;

    nec_fake_put_text (drive, 0x4500, "\x01\x02\x03\x04");
    nec_fake_put_rid (drive, 0x5F00, "ND30", "OTHER", "ND-3550A");
    facts = probe (drive, catalog, "DVDRW420N", NULL);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_DAMAGED);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K110");
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
}

static gboolean
has_evidence (BbFacts *facts, const char *text)
{
    return g_ptr_array_find_with_equal_func (facts->evidence, text, g_str_equal, NULL);
}

/* A model block counts only at the address of the type that it names: a K355 has it at 0x5F00. */
static void
test_model_block_counts_in_its_own_place_only (void)
{
    static const struct {
        guint32 address;
        const char *model;
        const char *code;
    } rows[] = {
        {0x5F00, "ND-3550A", "K355"}, {0x4F00, "ND-3550A", NULL},    {0x4F00, "ND-1100A", "K110"},
        {0x5F00, "ND-1100A", NULL},   {0x20F00, "AD-7240A", "G240"}, {0x5F00, "AD-7240A", NULL},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW TEST", "1.05");
        g_autoptr (BbFacts) facts = NULL;

        nec_fake_put_text (drive, 0x4500, "ZZZZ");
        nec_fake_put_text (drive, 0x4800, "ZZZZ");
        nec_fake_put_text (drive, 0x10800, "ZZZZ");
        nec_fake_put_rid (drive, rows[i].address, "ND30", "NEC", rows[i].model);
        facts = probe (drive, catalog, NULL, NULL);
        g_test_message ("%s at 0x%x", rows[i].model, rows[i].address);
        g_assert_cmpstr (bb_facts_get_model_key (facts), ==, rows[i].code);
    }
}

/* The model block names the K355, which stores its ID at 0x4800. The drive refuses this read, so the ID may be
 * intact: the probe must fail with the error of the read. In safe mode the drive is identified, and the evidence says
 * that the ID was not read. */
static void
test_unread_id_is_not_called_damaged (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint safe = 0; safe < 2; safe++) {
        g_autoptr (NecFake) drive = nec_fake_new ("_NEC", "DVD_RW TEST", "1.05");
        g_autoptr (GPtrArray) names = g_ptr_array_new ();
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts = NULL;
        BbInquiry inquiry = {0};

        nec_fake_put_text (drive, 0x4500, "ZZZZ");
        nec_fake_put_rid (drive, 0x5F00, "ND30", "NEC", "ND-3550A");
        nec_fake_set_safe (drive, safe != 0, safe != 0);
        g_assert_true (bb_scsi_inquiry (BB_TRANSPORT (drive), 96, &inquiry, NULL));
        facts = bb_family_nec_optiarc.probe (BB_TRANSPORT (drive), &inquiry, names, catalog, NULL, &error);
        if (safe == 0) {
            g_assert_null (facts);
            g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_INVALID_FIELD);
            continue;
        }
        g_assert_no_error (error);
        g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K355");
        g_assert_true (has_evidence (facts, "The stored drive ID cannot be read."));
        g_assert_false (has_evidence (facts, "The stored drive ID is damaged."));
    }
}

/* The first two reads of the probe fail, and the second of them is that of the ID of a D770. All later reads succeed.
 * The drive must be identified without damage. */
static void
test_id_is_read_again_after_one_failure (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) facts = NULL;
    NecBench bench = {0};

    nec_bench_open (&bench, "D770", "05", NULL);
    (void) bb_sim_bus_add_fault (bench.bus, &error, "Drive=d", "At=step:read:1", "Kind=sense", "Sense=4/44/00",
                                 "Times=2", NULL);
    g_assert_no_error (error);
    facts = nec_bench_probe (&bench);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "D770");
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_false (has_evidence (facts, "The stored drive ID is damaged."));
    nec_bench_close (&bench);
}

/* In safe mode only the boot code runs, and a damaged ID is not reported as damage. */
static void
test_in_safe_mode_it_is_not_called_damaged (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, "K355");
    g_autoptr (NecFake) drive = nec_fake_new_model (model, "i\x01\x02\x03", "ND-3550A", 0x93);
    g_autoptr (BbFacts) facts = NULL;

    nec_fake_set_safe (drive, TRUE, TRUE);
    facts = probe (drive, catalog, NULL, NULL);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpstr (facts->mode, ==, "safe-mode");
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K355");
    g_assert_cmpuint (facts->candidates->len, ==, 4);
}

static void
test_missing_drive_is_an_error (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, "K355");

    /* The drive disappears at one command after the other: five reads are for the stored ID, the sixth for the model
     * block. */
    for (guint n = 0; n < 7; n++) {
        g_autoptr (NecFake) drive = nec_fake_new_model (model, "i\x01\x02\x03", "ND-3550A", 0x93);
        g_autoptr (GError) error = NULL;
        g_autoptr (GPtrArray) names = g_ptr_array_new ();
        BbInquiry inquiry = {0};

        g_assert_true (bb_scsi_inquiry (BB_TRANSPORT (drive), 96, &inquiry, NULL));
        nec_fake_set_gone (drive, n);
        g_assert_null (bb_family_nec_optiarc.probe (BB_TRANSPORT (drive), &inquiry, names, catalog, NULL, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    }
}

/* --- boot code of another type, in safe mode --- */

/* Asserts that the verdict on an image for type @code has @level. @is_conflict: TRUE if the verdict must have the
 * reason "identity-conflict"; FALSE if it must not */
static void
assert_verdict (NecBench *bench, BbFacts *facts, const char *code, BbVerdictLevel level, gboolean is_conflict)
{
    g_autoptr (BbImage) image = nec_bench_image (bench, code, "05", "1.07");
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, bench->catalog);

    g_test_message ("%s", code);
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, level);
    g_assert_cmpint (bb_verdict_has (verdict, "identity-conflict"), ==, is_conflict);
    g_assert_false (bb_verdict_has (verdict, "type-by-key"));
}

/* The stored ID names K355, and the boot code reports the name of K451. The reported name is only a hint, so images
 * for both types must get a caution. After the boot code was asked which key it accepts, only images for K451 may be
 * allowed. */
static void
test_the_name_of_the_boot_code_is_a_doubt_until_it_is_asked (void)
{
    NecBench bench = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) learnt = NULL;

    nec_bench_open (&bench, "K355", "05", "State=boot-and-id-differ\n");
    facts = nec_bench_probe (&bench);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "K355");
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_MEDIUM);
    g_assert_true (has_evidence (facts, "The boot code reports the name of the ND-4551A."));
    g_assert_cmpstr (bb_facts_get_string (facts, BB_FACTS_BOOT_NAME), ==, "NEC ND-4551A");
    assert_verdict (&bench, facts, "K355", BB_VERDICT_CAUTION, TRUE);
    assert_verdict (&bench, facts, "K451", BB_VERDICT_CAUTION, TRUE);
    learnt = nec_bench_learn (&bench, facts, NULL);
    g_assert_null (bb_facts_get_string (learnt, BB_FACTS_BOOT_NAME));
    assert_verdict (&bench, learnt, "K355", BB_VERDICT_REFUSED, FALSE);
    assert_verdict (&bench, learnt, "K451", BB_VERDICT_FITS, FALSE);
    nec_bench_close (&bench);
}

static void
test_boot_code_of_the_own_type_is_no_doubt (void)
{
    NecBench bench = {0};
    g_autoptr (BbFacts) facts = NULL;

    nec_bench_open (&bench, "K355", "05", "State=erased\n");
    facts = nec_bench_probe (&bench);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_HIGH);
    assert_verdict (&bench, facts, "K355", BB_VERDICT_FITS, FALSE);
    nec_bench_close (&bench);
}

int
main (int argc, char **argv)
{
    static const char *const codes[] = {"K110", "L210", "K352", "K355", "D355",
                                        "K370", "D770", "G200", "G245", "G285"};

    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (brokens); i++) {
        g_autofree char *path =
            g_strdup_printf ("/nec/damaged/repair-makes-it-what-it-was/%s/%s", brokens[i].code, brokens[i].state);

        g_test_add_data_func (path, &brokens[i], test_repair_restores_undamaged_memory);
    }
    for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
        g_autofree char *path = g_strdup_printf ("/nec/damaged/well-drive-is-left-alone/%s", codes[i]);

        g_test_add_data_func (path, codes[i], test_undamaged_drive_is_not_repaired);
    }
#define ADD(path, function) g_test_add_func ("/nec/damaged/" path, function)
    ADD ("blank-pages-come-back-from-the-backup", test_blank_pages_come_back_from_the_backup);
    ADD ("unknown-drive-is-identified-as-unknown", test_unknown_drive_is_identified_as_unknown);
    ADD ("inquiry-name-is-used-last", test_inquiry_name_is_used_last);
    ADD ("model-block-counts-in-its-own-place-only", test_model_block_counts_in_its_own_place_only);
    ADD ("in-safe-mode-it-is-not-called-damaged", test_in_safe_mode_it_is_not_called_damaged);
    ADD ("unread-id-is-not-called-damaged", test_unread_id_is_not_called_damaged);
    ADD ("id-is-read-again-after-one-failure", test_id_is_read_again_after_one_failure);
    ADD ("missing-drive-is-an-error", test_missing_drive_is_an_error);
    ADD ("boot-code-name", test_the_name_of_the_boot_code_is_a_doubt_until_it_is_asked);
    ADD ("boot-code-of-own-type", test_boot_code_of_the_own_type_is_no_doubt);
    return g_test_run ();
}
