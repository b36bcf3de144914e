/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../fact-checks.h"
#include "mt1959-rig.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Tests with simulated drives, which were written from mediatek-mt1959.md independently of the family. */

typedef struct {
    BbSimStore *store;
    BbSimBus *bus;
    BbTransport *transport;
} Rig;

static void
rig_clear (Rig *rig)
{
    g_clear_object (&rig->transport);
    g_clear_object (&rig->bus);
    g_clear_object (&rig->store);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rig, rig_clear)

/* Opens a simulated drive with firmware 1.01, in this state and with these quirks. */
static void
rig_open (Rig *rig, const char *model, const char *state, const char *quirks)
{
    g_autofree char *text = g_strdup_printf (
        "[drive sr0]\nFamily=mediatek-mt1959\nModel=%s\nRevision=1.01\nState=%s\nQuirks=%s\n", model, state, quirks);
    g_autoptr (GError) error = NULL;

    rig->store = bb_sim_store_new_in_memory ();
    rig->bus = bb_sim_bus_new_from_data (text, rig->store, mt_catalog (), &error);
    g_assert_no_error (error);
    rig->transport = bb_sim_bus_open (rig->bus, "sr0", &error);
    g_assert_no_error (error);
}

static void
rig_power_cycle (Rig *rig)
{
    g_autoptr (GError) error = NULL;

    g_clear_object (&rig->transport);
    g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", FALSE, &error));
    g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", TRUE, &error));
    rig->transport = bb_sim_bus_open (rig->bus, "sr0", &error);
    g_assert_no_error (error);
}

/* Returns (transfer full) the facts of the drive; @look_closer: as for bb_family_probe(). */
static BbFacts *
rig_probe (Rig *rig, gboolean look_closer)
{
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (rig->transport, NULL, mt_catalog (), look_closer, NULL, &error);

    g_assert_no_error (error);
    return facts;
}

/* Returns (transfer full) an image that the simulator made and the family identified. @revision: in quotes, because
 * it is parsed as a GVariant */
static BbImage *
rig_image (const char *model, const char *revision)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) value = NULL;
    g_autoptr (GBytes) bytes = NULL;
    gsize size = 0;

    value = g_variant_ref_sink (g_variant_new_parsed ("{'revision': %s}", revision));
    bytes = bb_sim_make_image (mt_catalog (), "mediatek-mt1959", model, value, &error);
    g_assert_no_error (error);
    size = g_bytes_get_size (bytes);
    return mt_identify (g_memdup2 (g_bytes_get_data (bytes, NULL), size), size);
}

static void
rig_expect_no_violation (Rig *rig)
{
    g_auto (GStrv) violations = bb_sim_bus_list_violations (rig->bus, "sr0");

    if (violations[0] != NULL)
        g_test_message ("%s", violations[0]);
    g_assert_null (violations[0]);
}

/* Makes a backup, flashes @image and returns the result of judge(). */
static BbProof
rig_flash (Rig *rig, BbFacts *facts, BbImage *image, GVariant *settings)
{
    BbFlashInput flash = {.facts = facts, .image = image, .catalog = mt_catalog (), .settings = settings};
    g_autoptr (BbPlan) backup = bb_family_mediatek_mt1959.plan_backup (facts, mt_catalog (), NULL);
    g_autoptr (BbPlan) plan = bb_family_mediatek_mt1959.plan_flash (&flash, NULL);
    g_auto (MtRun) before = {0};
    g_auto (MtRun) run = {0};
    g_autoptr (GError) error = mt_run_plan (rig->transport, backup, &before);
    BbJudgeInput judge = {
        .catalog = mt_catalog (), .before = facts, .image = image, .plan = plan, .old = before.captures};
    g_autofree char *why = NULL;
    BbProof proof = BB_PROOF_UNPROVEN;

    g_assert_no_error (error);
    error = mt_run_plan (rig->transport, plan, &run);
    g_assert_no_error (error);
    judge.after = run.identified;
    judge.captures = run.captures;
    judge.differences = run.differences;
    proof = bb_family_mediatek_mt1959.judge (&judge, &why);
    g_test_message ("%s", why);
    return proof;
}

static void
test_probe_of_every_state (void)
{
    static const struct {
        const char *state;
        const char *quirks;
        BbCondition condition;
        gboolean reads;
    } rows[] = {
        {"normal", "", BB_CONDITION_NORMAL, TRUE},
        {"boot", "", BB_CONDITION_SPECIAL, FALSE},
        {"boot", "boot-reads", BB_CONDITION_SPECIAL, TRUE},
        {"half-flashed", "boot-reads", BB_CONDITION_SPECIAL, TRUE},
        {"foreign-id", "", BB_CONDITION_NORMAL, TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_auto (Rig) rig = {0};
        g_autoptr (BbFacts) facts = NULL;

        rig_open (&rig, "BD-RE WH16NS60", rows[i].state, rows[i].quirks);
        facts = rig_probe (&rig, FALSE);
        g_test_message ("%s %s", rows[i].state, rows[i].quirks);
        g_assert_cmpstr (facts->family, ==, "mediatek-mt1959");
        g_assert_cmpint (facts->condition, ==, rows[i].condition);
        g_assert_cmpint (bb_facts_get_string (facts, "boot-id") != NULL, ==, rows[i].reads);
        g_assert_cmpuint (bb_sim_bus_count_writes (rig.bus, "sr0"), ==, 0);
        rig_expect_no_violation (&rig);
    }
}

static void
test_probe_of_every_model (void)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (mt_catalog (), "mediatek-mt1959");

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        g_auto (Rig) rig = {0};
        g_autoptr (BbFacts) facts = NULL;

        /* Models without a boot ID in the catalog cannot be simulated. */
        if (bb_model_get_string (model, "BootIdHex") == NULL)
            continue;
        rig_open (&rig, bb_model_get_key (model), "normal", "");
        facts = rig_probe (&rig, FALSE);
        g_test_message ("%s", bb_model_get_key (model));
        g_assert_nonnull (facts->model);
        g_assert_cmpstr (bb_model_get_string (facts->model, "Product"), ==, bb_model_get_string (model, "Product"));
        g_assert_cmpstr (bb_facts_get_string (facts, "group"), ==, bb_model_get_string (model, "Group"));
        g_assert_cmpint (facts->confidence, >=, BB_CONFIDENCE_MEDIUM);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
    }
    g_assert_cmpuint (models->len, >=, 59);
}

static void
test_flash_with_every_quirk_of_a_good_drive (void)
{
    static const struct {
        const char *quirks;
        gboolean finish;
        BbProof proof;
    } rows[] = {
        {"", FALSE, BB_PROOF_IDENTITY},
        {"", TRUE, BB_PROOF_IDENTITY},
        {"readable=all", FALSE, BB_PROOF_PROVEN},
        {"needs-finish", TRUE, BB_PROOF_IDENTITY},
        {"finish-attention", TRUE, BB_PROOF_IDENTITY},
        {"programming-ms=60000", FALSE, BB_PROOF_IDENTITY},
        {"busy-07", FALSE, BB_PROOF_IDENTITY},
        {"on-reject=ng", FALSE, BB_PROOF_IDENTITY},
        {"takes-calibration", FALSE, BB_PROOF_DIFFERENT},
        {"receiver=wrapped;on-reject=ready", FALSE, BB_PROOF_PENDING},
        {"needs-finish", FALSE, BB_PROOF_PENDING},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GVariant) settings =
            g_variant_ref_sink (g_variant_new_parsed ("{'finish-command': <%b>}", rows[i].finish));
        g_auto (Rig) rig = {0};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbImage) image = rig_image ("BD-RE WH16NS60", "1.02");
        g_autoptr (BbVerdict) verdict = NULL;

        g_test_message ("quirks %s, finish %d", rows[i].quirks, rows[i].finish);
        rig_open (&rig, "BD-RE WH16NS60", "normal", rows[i].quirks);
        facts = rig_probe (&rig, FALSE);
        verdict = bb_family_check (facts, image, mt_catalog ());
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_FITS);
        g_assert_cmpint (rig_flash (&rig, facts, image, settings), ==, rows[i].proof);
        rig_expect_no_violation (&rig);
    }
}

static void
test_maker_form_flashes (void)
{
    g_autoptr (GVariant) settings = g_variant_ref_sink (g_variant_new_parsed ("{'maker-form': <true>}"));
    g_auto (Rig) rig = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbImage) image = rig_image ("BD-RE BU40N", "1.02");

    rig_open (&rig, "BD-RE BU40N", "normal", "needs-finish");
    facts = rig_probe (&rig, FALSE);
    g_assert_cmpint (rig_flash (&rig, facts, image, settings), ==, BB_PROOF_IDENTITY);
    rig_expect_no_violation (&rig);
}

static void
test_flash_keeps_settings_and_calibration (void)
{
    static const char *const regions[] = {"config", "settings", "calibration"};
    g_auto (Rig) rig = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbImage) image = rig_image ("BD-RE WH16NS60", "1.02");
    g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

    rig_open (&rig, "BD-RE WH16NS60", "normal", "");
    for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
        g_ptr_array_add (before, bb_sim_bus_dump (rig.bus, "sr0", regions[i], NULL));
    facts = rig_probe (&rig, FALSE);
    g_assert_cmpint (rig_flash (&rig, facts, image, NULL), ==, BB_PROOF_IDENTITY);
    for (guint i = 0; i < G_N_ELEMENTS (regions); i++) {
        g_autoptr (GBytes) after = bb_sim_bus_dump (rig.bus, "sr0", regions[i], NULL);

        g_assert_true (g_bytes_equal (after, before->pdata[i]));
    }
}

static void
test_rejection_stops_the_plan (void)
{
    static const char *const quirks[] = {"receiver=wrapped", "chip=MT1939;mt1939-answer=end"};

    for (guint i = 0; i < G_N_ELEMENTS (quirks); i++) {
        g_auto (Rig) rig = {0};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbFacts) after = NULL;
        g_autoptr (BbImage) image = rig_image ("BD-RE WH16NS60", "1.02");
        BbFlashInput flash = {.image = image, .catalog = mt_catalog ()};
        g_autoptr (BbPlan) plan = NULL;
        g_auto (MtRun) run = {0};
        g_autoptr (GError) error = NULL;

        rig_open (&rig, "BD-RE WH16NS60", "normal", quirks[i]);
        flash.facts = facts = rig_probe (&rig, FALSE);
        plan = bb_family_mediatek_mt1959.plan_flash (&flash, NULL);
        error = mt_run_plan (rig.transport, plan, &run);
        g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_INVALID_FIELD);
        g_assert_false (bb_plan_get_step (plan, run.n_steps)->endangers);
        after = rig_probe (&rig, FALSE);
        g_assert_cmpint (after->condition, ==, BB_CONDITION_NORMAL);
        g_assert_cmpstr (after->inquiry.revision, ==, "1.01");
    }
}

static void
test_own_read_out_is_flashed_back (void)
{
    g_auto (Rig) rig = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) now = NULL;
    g_autoptr (BbImage) image = rig_image ("BD-RE WH16NS60", "1.02");
    g_autoptr (BbImage) dump = NULL;
    g_autoptr (BbPlan) backup = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GBytes) before = NULL;
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbVerdict) verdict = NULL;
    g_auto (MtRun) run = {0};

    rig_open (&rig, "BD-RE WH16NS60", "normal", "readable=all");
    before = bb_sim_bus_dump (rig.bus, "sr0", NULL, NULL);
    facts = rig_probe (&rig, FALSE);
    backup = bb_family_mediatek_mt1959.plan_backup (facts, mt_catalog (), NULL);
    g_assert_null (mt_run_plan (rig.transport, backup, &run));
    bytes = bb_family_mediatek_mt1959.make_image (facts, run.captures, mt_catalog (), NULL);
    dump = mt_identify (g_memdup2 (g_bytes_get_data (bytes, NULL), 0x200000), 0x200000);
    g_assert_cmpint (rig_flash (&rig, facts, image, NULL), ==, BB_PROOF_PROVEN);
    now = rig_probe (&rig, FALSE);
    g_assert_cmpstr (now->inquiry.revision, ==, "1.02");
    verdict = bb_family_check (now, dump, mt_catalog ());
    g_assert_true (bb_verdict_has (verdict, "own-dump"));
    g_assert_cmpint (rig_flash (&rig, now, dump, NULL), ==, BB_PROOF_PROVEN);
    after = bb_sim_bus_dump (rig.bus, "sr0", NULL, NULL);
    g_assert_true (g_bytes_equal (before, after));
    rig_expect_no_violation (&rig);
}

/* Recovers the drive with @image, and checks that it then runs @revision. */
static void
recover (Rig *rig, BbFacts *facts, BbFacts *board, BbImage *image, guint attempt, const char *revision)
{
    BbFlashInput input = {.facts = facts,
                          .board = board,
                          .image = image,
                          .attempt = attempt,
                          .recovering = TRUE,
                          .catalog = mt_catalog ()};
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = bb_family_mediatek_mt1959.plan_recover (&input, &error);
    g_autoptr (BbFacts) after = NULL;
    g_auto (MtRun) run = {0};

    g_assert_no_error (error);
    error = mt_run_plan (rig->transport, plan, &run);
    g_assert_no_error (error);
    after = rig_probe (rig, FALSE);
    g_assert_cmpstr (after->inquiry.revision, ==, revision);
    rig_expect_no_violation (rig);
}

static void
test_boot_mode_is_recovered (void)
{
    static const struct {
        const char *state;
        const char *quirks;
    } rows[] = {
        {"boot", ""},
        {"boot", "boot-reads"},
        {"half-flashed", ""},
        {"half-flashed", "boot-reads"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_auto (Rig) well = {0};
        g_auto (Rig) rig = {0};
        g_autoptr (BbFacts) board = NULL;
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbImage) image = rig_image ("BD-RE BU40N", "1.02");

        rig_open (&well, "BD-RE BU40N", "normal", "");
        board = rig_probe (&well, FALSE);
        rig_open (&rig, "BD-RE BU40N", rows[i].state, rows[i].quirks);
        facts = rig_probe (&rig, FALSE);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
        recover (&rig, facts, board, image, 0, "1.02");
    }
}

static void
test_power_cut_while_programming_is_recovered (void)
{
    g_auto (Rig) rig = {0};
    g_autoptr (BbFacts) board = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbImage) image = rig_image ("BD-RE WH16NS60", "1.02");
    BbFlashInput flash = {.image = image, .catalog = mt_catalog ()};
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) error = NULL;
    g_auto (MtRun) run = {0};

    rig_open (&rig, "BD-RE WH16NS60", "normal", "");
    flash.facts = board = rig_probe (&rig, FALSE);
    plan = bb_family_mediatek_mt1959.plan_flash (&flash, NULL);
    g_assert_true (bb_sim_bus_add_fault (rig.bus, &error, "Drive=sr0", "At=step:program:1", "Kind=power-cut",
                                         "During=middle", NULL));
    error = mt_run_plan (rig.transport, plan, &run);
    g_assert_nonnull (error);
    g_assert_true (bb_plan_get_step (plan, run.n_steps)->endangers);
    rig_power_cycle (&rig);
    facts = rig_probe (&rig, FALSE);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    recover (&rig, facts, board, image, 0, "1.02");
}

static void
test_flash_without_effect_succeeds_with_image_id (void)
{
    g_auto (Rig) rig = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) board = NULL;
    g_autoptr (BbFacts) after = NULL;
    g_autoptr (BbImage) image = rig_image ("BD-RE WH16NS60", "1.02");

    /* The drive runs firmware of another board of its group, so the firmware expects an update with the boot ID of
     * that board. */
    rig_open (&rig, "BD-RE WH16NS60", "foreign-id", "");
    facts = rig_probe (&rig, FALSE);
    g_assert_cmpint (rig_flash (&rig, facts, image, NULL), ==, BB_PROOF_PENDING);
    rig_power_cycle (&rig);
    after = rig_probe (&rig, FALSE);
    g_assert_cmpstr (after->inquiry.revision, ==, "1.01");
    board = mt_with (facts, "installed-boot-id", "MT1959 Boot JBC6");
    recover (&rig, after, board, image, 1, "1.02");
}

/* The drive is behind a bridge that reports another name. The firmware date, which a standard command reads,
 * identifies the family, so the vendor-specific reads of the family are allowed. */
static void
test_firmware_date_names_drive_behind_bridge (void)
{
    g_auto (Rig) rig = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbImage) image = rig_image ("BD-RE BU40N", "1.02");

    rig_open (&rig, "BD-RE BU40N", "normal", "bridge-name=USB 3.0 box");
    facts = rig_probe (&rig, FALSE);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "BD-RE BU40N");
    g_assert_true (facts_have_evidence (facts, "reports its firmware date in the format"));
    g_assert_true (facts_have_evidence (facts, "The enclosure and the drive inside report different names"));
    g_assert_cmpint (rig_flash (&rig, facts, image, NULL), ==, BB_PROOF_IDENTITY);
}

/* The drive is behind a bridge that reports another name, and its firmware date does not have the form of this
 * family. The vendor-specific reads must be sent only if the user asks for them (@look_closer of rig_probe()). */
static void
test_bridge_without_firmware_date_is_explained (void)
{
    g_auto (Rig) rig = {0};
    g_autoptr (BbFacts) unknown = NULL;
    g_autoptr (BbFacts) facts = NULL;

    rig_open (&rig, "BD-RE BU40N", "normal", "bridge-name=USB 3.0 box;date-20");
    unknown = rig_probe (&rig, FALSE);
    g_assert_null (unknown->family);
    g_assert_true (facts_have_evidence (unknown, "does not match any supported drive family"));
    g_assert_true (facts_have_evidence (unknown, "reports its firmware date, but not in the format"));
    facts = rig_probe (&rig, TRUE);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "BD-RE BU40N");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/sim/probe_of_every_state", test_probe_of_every_state);
    g_test_add_func ("/mt1959/sim/probe_of_every_model", test_probe_of_every_model);
    g_test_add_func ("/mt1959/sim/flash_with_every_quirk_of_a_good_drive",
                     test_flash_with_every_quirk_of_a_good_drive);
    g_test_add_func ("/mt1959/sim/maker_form_flashes", test_maker_form_flashes);
    g_test_add_func ("/mt1959/sim/flash_keeps_settings_and_calibration", test_flash_keeps_settings_and_calibration);
    g_test_add_func ("/mt1959/sim/rejection_stops_the_plan", test_rejection_stops_the_plan);
    g_test_add_func ("/mt1959/sim/own_read_out_is_flashed_back", test_own_read_out_is_flashed_back);
    g_test_add_func ("/mt1959/sim/boot_mode_is_recovered", test_boot_mode_is_recovered);
    g_test_add_func ("/mt1959/sim/power_cut_while_programming_is_recovered",
                     test_power_cut_while_programming_is_recovered);
    g_test_add_func ("/mt1959/sim/flash_without_effect_succeeds_with_image_id",
                     test_flash_without_effect_succeeds_with_image_id);
    g_test_add_func ("/mt1959/sim/firmware_date_names_drive_behind_bridge",
                     test_firmware_date_names_drive_behind_bridge);
    g_test_add_func ("/mt1959/sim/bridge_without_firmware_date_is_explained",
                     test_bridge_without_firmware_date_is_explained);
    return g_test_run ();
}
