/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../plan-steps.h"
#include "nec-fake.h"
#include "nec-vectors.h"

/* Returns (transfer full) the facts that probe() of the family finds, and then clears the log of @drive. */
static BbFacts *
probe (NecFake *drive, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    BbInquiry inquiry = {0};
    BbFacts *facts = NULL;

    g_assert_true (bb_scsi_inquiry (BB_TRANSPORT (drive), 96, &inquiry, NULL));
    facts = bb_family_nec_optiarc.probe (BB_TRANSPORT (drive), &inquiry, names, catalog, NULL, NULL);
    g_assert_nonnull (facts);
    nec_fake_clear_log (drive);
    return facts;
}

/* Returns (transfer full) the facts that learn() returns. Asserts that is_needed() is TRUE for @facts, and FALSE for
 * the returned facts. */
static BbFacts *
learn (NecFake *drive, BbFacts *facts, BbCaptures *captures, BbCatalog *catalog)
{
    g_autoptr (GError) error = NULL;
    BbFacts *better = NULL;

    g_assert_true (bb_family_nec_optiarc.learn->is_needed (facts));
    better = bb_family_nec_optiarc.learn->learn (BB_TRANSPORT (drive), facts, captures, catalog, NULL, &error);
    g_assert_no_error (error);
    g_assert_false (bb_family_nec_optiarc.learn->is_needed (better));
    return better;
}

/* Asserts that learning added exactly the sentences @said (separated by line breaks) to the evidence of @facts. */
static void
assert_learnt (BbFacts *facts, BbFacts *better, const char *said)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = facts->evidence->len; i < better->evidence->len; i++)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                                (const char *) g_ptr_array_index (better->evidence, i));
    g_assert_cmpstr (text->str, ==, said);
}

/* Returns (transfer full) an undamaged drive of type @code with this model text and firmware ID byte. */
static NecFake *
drive_of (BbCatalog *catalog, const char *code, const char *model_text, int firmware_id)
{
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, code);

    return nec_fake_new_model (model, code, model_text, firmware_id);
}

/* An ND-3550A gets the commands of its trace in the protocol page: keys, boot version and waits. */
static void
test_nd_3550a_gets_commands_of_the_trace (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = drive_of (catalog, "K355", "ND-3550A", 0x93);
    g_autoptr (BbFacts) facts = probe (drive, catalog);
    g_autoptr (BbFacts) better = learn (drive, facts, NULL, catalog);

    g_assert_cmpstr (bb_facts_get_string (better, "boot-version"), ==, "05");
    g_assert_cmpstr (bb_facts_get_string (better, "safe-mode-key"), ==, "K355");
    g_assert_cmpstr (bb_facts_get_model_key (better), ==, "K355");
    g_assert_cmpuint (better->candidates->len, ==, 0);
    assert_learnt (facts, better, "The boot code version is 05.");
    g_assert_cmpint (better->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpstr (nec_fake_get_log (drive), ==,
                     "120000006000\nCC0101004433353501000000\nCC0101004B33353501000000\n120000006000\n"
                     "CC0100004B33353501000000\n000000000000\n120000006000\n");
    g_assert_false (nec_fake_is_safe (drive));
}

/* Some types have an opposite type, for example D355 for K355, with another key for safe mode. If the boot code
 * accepts the key of the opposite type, the facts must name that type. Each time the drive has left safe mode,
 * Burnback must wait until it is ready again before the next command. */
static void
test_opposite_keys_name_the_type (void)
{
    static const struct {
        const char *code;
        const char *text;
        const char *real;
    } cases[] = {{"K355", "ND-3550A", "D355"},
                 {"K365", "ND-3650A", "K460"},
                 {"K460", "ND-4650A", "K365"},
                 {"D570", "AD-5170A", "D57D"}};
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (NecFake) drive = drive_of (catalog, cases[i].code, cases[i].text, 0x9D);
        g_autoptr (BbFacts) facts = probe (drive, catalog);
        g_autoptr (BbFacts) better = NULL;
        g_autofree char *said = NULL;

        g_assert_cmpstr (bb_facts_get_model_key (facts), ==, cases[i].code);
        nec_fake_set_boot (drive, cases[i].real, "0.07");
        nec_fake_set_busy (drive, 8);
        better = learn (drive, facts, NULL, catalog);
        g_assert_cmpstr (bb_facts_get_model_key (better), ==, cases[i].real);
        g_assert_cmpstr (bb_facts_get_string (better, "safe-mode-key"), ==, cases[i].real);
        g_assert_cmpstr (bb_facts_get_string (better, "boot-version"), ==, "07");
        g_assert_cmpint (better->condition, ==, BB_CONDITION_NORMAL);
        g_assert_false (nec_fake_is_safe (drive));
        said = g_strdup_printf ("The boot code accepts the unlock key %s. This key identifies the drive type.\n"
                                "The boot code version is 07.",
                                cases[i].real);
        assert_learnt (facts, better, said);
        /* Safe mode is left twice, each time with eight polls at 250 ms. */
        g_assert_cmpuint (nec_fake_get_waited_ms (drive), ==, 2 * 8 * 250);
    }
}

static void
test_drive_in_safe_mode_stays_there (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = drive_of (catalog, "K352", "ND-3520A", 0x88);
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) better = NULL;

    nec_fake_set_safe (drive, TRUE, TRUE);
    facts = probe (drive, catalog);
    better = learn (drive, facts, NULL, catalog);
    g_assert_cmpstr (bb_facts_get_string (better, "boot-version"), ==, "05");
    g_assert_cmpstr (bb_facts_get_string (better, "safe-mode-key"), ==, "K352");
    assert_learnt (facts, better, "The boot code version is 05.");
    g_assert_null (strstr (nec_fake_get_log (drive), "CC010000"));
    g_assert_true (nec_fake_is_safe (drive));
}

/* After an interrupted conversion the boot code is of another type than the stored ID, so the keys of the types with
 * the same hardware are tried. */
static void
test_keys_of_same_hardware_are_tried (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = drive_of (catalog, "K451", "ND-4551A", 0x92);
    g_autoptr (BbFacts) facts = probe (drive, catalog);
    g_autoptr (BbFacts) better = NULL;

    nec_fake_set_boot (drive, "K355", "0.05");
    better = learn (drive, facts, NULL, catalog);
    g_assert_cmpstr (bb_facts_get_model_key (better), ==, "K355");
    g_assert_cmpstr (bb_facts_get_string (better, "safe-mode-key"), ==, "K355");
    g_assert_cmpint (better->condition, ==, BB_CONDITION_DAMAGED);
    g_assert_cmpstr (better->mode, ==, "id-mismatch");
    g_assert_cmpstr (bb_facts_get_string (better, "stored-id"), ==, "K451");
    assert_learnt (facts, better,
                   "The boot code accepts the unlock key K355 instead of the expected key K451. Burnback "
                   "therefore identified the drive type by the accepted key.\n"
                   "The boot code version is 05.");
    g_assert_false (nec_fake_is_safe (drive));
}

static void
test_key_gives_type_of_damaged_id (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, "K355");
    g_autoptr (NecFake) drive = nec_fake_new_model (model, "i\x01\x02\x03", "ND-3550A", 0x93);
    g_autoptr (BbFacts) facts = probe (drive, catalog);
    g_autoptr (BbFacts) better = NULL;

    g_assert_cmpint (facts->condition, ==, BB_CONDITION_DAMAGED);
    better = learn (drive, facts, NULL, catalog);
    g_assert_cmpstr (bb_facts_get_string (better, "safe-mode-key"), ==, "K355");
    g_assert_cmpint (better->condition, ==, BB_CONDITION_DAMAGED);
    g_assert_cmpstr (better->mode, ==, "damaged-id");
}

static void
test_drive_that_accepts_no_key_stays_in_normal_mode (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = drive_of (catalog, "G240", "AD-7240A", 0x33);
    g_autoptr (BbFacts) facts = probe (drive, catalog);
    g_autoptr (BbFacts) better = NULL;

    nec_fake_set_boot (drive, "ZZZZ", "0.05");
    better = learn (drive, facts, NULL, catalog);
    g_assert_cmpstr (bb_facts_get_string (better, "boot-version"), ==, "unknown");
    g_assert_null (bb_facts_get_string (better, "safe-mode-key"));
    assert_learnt (
        facts, better,
        "The drive rejected all unlock keys known for its hardware, so its boot code version cannot be read.");
    g_assert_false (nec_fake_is_safe (drive));
}

static void
test_boot_code_is_added_to_backup (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = drive_of (catalog, "K450", "ND-4550A", 0x8E);
    g_autoptr (GByteArray) code = nec_fill (0x4000, 5);
    g_autoptr (GBytes) boot_code = g_bytes_new (code->data, code->len);
    g_autoptr (BbFacts) facts = probe (drive, catalog);
    g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_backup (facts, NULL, NULL);
    g_autoptr (BbCaptures) captures = bb_captures_new (plan);
    g_autoptr (BbFacts) better = NULL;
    g_autoptr (GBytes) kept = NULL;

    nec_fake_set_boot_code (drive, boot_code);
    better = learn (drive, facts, captures, catalog);
    kept = bb_captures_get (captures, "boot-code");
    g_assert_nonnull (kept);
    g_assert_true (g_bytes_equal (kept, boot_code));
    g_assert_nonnull (strstr (nec_fake_get_log (drive), "CD005244424F4F5400000000"));
}

/* A backup that entered safe mode has the INQUIRY data of the boot code. They show the boot version, and the key was
 * accepted, so bb_nec_learn() must not enter safe mode again. It must send only INQUIRY. */
static void
test_keyed_backup_makes_learning_needless (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = drive_of (catalog, "G285", "AD-7280S", 0x5C);
    g_autoptr (BbFacts) facts = probe (drive, catalog);
    g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_backup (facts, NULL, NULL);
    g_autoptr (BbCaptures) captures = bb_captures_new (plan);
    g_autoptr (BbFacts) better = NULL;
    guint8 inquiry[96] = {5, 0x80, 0, 2, 91};

    inquiry[32] = '0';
    inquiry[33] = '.';
    inquiry[34] = '0';
    inquiry[35] = '3';
    bb_captures_store (captures, plan_find_capture (plan, "boot-inquiry"), 0, inquiry, sizeof inquiry);
    better = learn (drive, facts, captures, catalog);
    g_assert_cmpstr (bb_facts_get_string (better, "boot-version"), ==, "03");
    g_assert_cmpstr (bb_facts_get_string (better, "safe-mode-key"), ==, "G285");
    assert_learnt (facts, better, "The boot code version is 03.");
    g_assert_cmpstr (nec_fake_get_log (drive), ==, "120000006000\n");
}

/* The stored ID of a converted drive is damaged, and a backup that needed a key has the INQUIRY data of safe mode.
 * These data do not show which key the boot code accepts, so the boot code must be asked for its key and version. */
static void
test_damaged_drive_is_asked_after_a_keyed_backup (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, "G240");
    g_autoptr (NecFake) drive = nec_fake_new_model (model, "i\x01\x02\x03", "AD-7240A", 0x33);
    g_autoptr (BbFacts) facts = probe (drive, catalog);
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GByteArray) inquiry = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbFacts) better = NULL;

    g_assert_cmpint (facts->condition, ==, BB_CONDITION_DAMAGED);
    g_byte_array_set_size (inquiry, 96);
    nec_put_text (inquiry, 0, "\x05", 96);
    nec_put_text (inquiry, 32, "0.03", 4);
    bytes = g_bytes_new (inquiry->data, inquiry->len);
    bb_captures_add (captures, BB_NEC_CAPTURE_BOOT_INQUIRY, BB_REGION_OTHER, 0, bytes);
    nec_fake_set_boot (drive, "G241", "0.05");
    better = learn (drive, facts, captures, catalog);
    g_assert_cmpstr (bb_facts_get_string (better, "safe-mode-key"), ==, "G241");
    g_assert_cmpstr (bb_facts_get_string (better, "boot-version"), ==, "05");
}

/* A drive without valid firmware does not leave safe mode; the facts then say so. */
static void
test_drive_that_stays_in_safe_mode_is_reported (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = drive_of (catalog, "K352", "ND-3520A", 0x88);
    g_autoptr (BbFacts) facts = probe (drive, catalog);
    g_autoptr (BbFacts) better = NULL;

    nec_fake_set_safe (drive, FALSE, TRUE);
    better = learn (drive, facts, NULL, catalog);
    g_assert_cmpint (better->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpstr (better->mode, ==, "safe-mode");
    assert_learnt (facts, better,
                   "The boot code version is 05.\nThe drive did not leave recovery mode, which means that its "
                   "firmware is not valid.");
}

/* Learning must end with an error in two cases:
 * - Rows 1 and 2: INQUIRY still shows running firmware after the key was sent, because a bridge accepted the key in
 *   place of the drive.
 * - Rows 3 and 4: the drive does not leave safe mode, and must be power-cycled. */
static void
test_drive_that_does_not_obey_is_an_error (void)
{
    static const struct {
        const char *key;
        const char *revision;
        int error;
        const char *says;
    } rows[] = {
        {"K355", "1.05", BB_FAMILY_ERROR_CANNOT, "Connect the drive directly to a SATA or IDE port"},
        {"D355", "1.05", BB_FAMILY_ERROR_CANNOT, "Connect the drive directly to a SATA or IDE port"},
        {"K355", "0.05", BB_FAMILY_ERROR_UNEXPECTED, "Power cycle the drive and try again."},
        {"D355", "0.05", BB_FAMILY_ERROR_UNEXPECTED, "Power cycle the drive and try again."},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (NecFake) drive = drive_of (catalog, "K355", "ND-3550A", 0x93);
        g_autoptr (BbFacts) facts = probe (drive, catalog);
        g_autoptr (GError) error = NULL;

        nec_fake_set_boot (drive, rows[i].key, rows[i].revision);
        nec_fake_set_stuck (drive);
        g_assert_null (bb_family_nec_optiarc.learn->learn (BB_TRANSPORT (drive), facts, NULL, catalog, NULL, &error));
        g_assert_error (error, BB_FAMILY_ERROR, rows[i].error);
        g_assert_nonnull (strstr (error->message, rows[i].says));
    }
}

/* The learned facts must have the INQUIRY data that the drive returned last. These are the data of the boot code if
 * the drive was put into safe mode before or does not leave it, else the data of the firmware. */
static void
test_facts_have_the_last_inquiry_data (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < 3; i++) {
        g_autoptr (NecFake) drive = drive_of (catalog, "K355", "ND-3550A", 0x93);
        g_autoptr (BbFacts) facts = probe (drive, catalog);
        g_autoptr (BbFacts) better = NULL;

        /* 0: undamaged; 1: does not leave safe mode; 2: was put into safe mode after the probe */
        if (i > 0)
            nec_fake_set_safe (drive, i == 2, TRUE);
        better = learn (drive, facts, NULL, catalog);
        g_test_message ("%u: %s", i, better->inquiry.revision);
        g_assert_cmpint (better->inquiry.revision[0] == '0', ==, i > 0);
    }
}

/* A drive that is never flashed is not put into safe mode to learn its boot code version. */
static void
test_drive_that_is_not_flashed_is_not_asked (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_NEC_FAMILY);
    guint n_fixed = 0;

    for (guint i = 0; i < models->len; i++) {
        const BbNecType *type = bb_nec_type_of_model (models->pdata[i]);
        g_autoptr (BbFacts) facts = nec_facts (catalog, bb_model_get_key (models->pdata[i]), -1, NULL);

        n_fixed += type == NULL || !type->flashable ? 1 : 0;
        g_assert_cmpint (bb_family_nec_optiarc.learn->is_needed (facts), ==, type != NULL && type->flashable);
    }
    g_assert_cmpuint (n_fixed, >, 0);
}

static void
test_busy_drive_is_an_error_after_a_minute (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = drive_of (catalog, "K352", "ND-3520A", 0x88);
    g_autoptr (BbFacts) facts = probe (drive, catalog);
    g_autoptr (GError) error = NULL;

    nec_fake_set_busy (drive, 100000);
    g_assert_null (bb_family_nec_optiarc.learn->learn (BB_TRANSPORT (drive), facts, NULL, catalog, NULL, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED);
    g_assert_cmpstr (error->message, ==, "The drive did not become ready again in time.");
    g_assert_cmpuint (nec_fake_get_waited_ms (drive), >=, 60000);
    g_assert_cmpuint (nec_fake_get_waited_ms (drive), <=, 60500);
}

/* The drive disappears at one command while Burnback learns its boot code. This must be an error at every command,
 * and with each kind of boot code. In the order of the rows, the boot code is of the type itself, of the opposite
 * type (special or standard version), of a type with the same hardware, of a type with related hardware, or unknown.
 */
static void
test_missing_drive_is_an_error_at_every_command (void)
{
    static const struct {
        const char *code, *text, *key;
    } rows[] = {{"K355", "ND-3550A", "K355"},
                {"K355", "ND-3550A", "D355"},
                {"K451", "ND-4551A", "K355"},
                {"K353", "ND-3530A", "K354"},
                {"K451", "ND-4551A", "ZZZZ"}};
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint n_commands = G_MAXUINT;

        for (guint n = 0; n < n_commands; n++) {
            g_autoptr (NecFake) drive = drive_of (catalog, rows[i].code, rows[i].text, -1);
            g_autoptr (BbFacts) facts = probe (drive, catalog);
            g_autoptr (BbFacts) better = NULL;
            g_autoptr (GError) error = NULL;

            nec_fake_set_boot (drive, rows[i].key, "0.05");
            if (n_commands == G_MAXUINT) {
                g_auto (GStrv) lines = NULL;

                better = learn (drive, facts, NULL, catalog);
                lines = g_strsplit (nec_fake_get_log (drive), "\n", -1);
                n_commands = g_strv_length (lines) - 1;
                g_clear_pointer (&better, bb_facts_unref);
                g_assert_cmpuint (n_commands, >, 5);
            }
            nec_fake_set_gone (drive, n);
            better = bb_family_nec_optiarc.learn->learn (BB_TRANSPORT (drive), facts, NULL, catalog, NULL, &error);
            g_test_message ("%s with boot code of %s, command %u of %u", rows[i].code, rows[i].key, n, n_commands);
            g_assert_null (better);
            g_assert_nonnull (error);
        }
    }
}

static void
test_bd_drives_need_no_boot_version (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (NecFake) drive = drive_of (catalog, "C500", "BC-5500A", -1);
    g_autoptr (BbFacts) facts = probe (drive, catalog);
    g_autoptr (BbFacts) better = NULL;

    g_assert_cmpstr (bb_facts_get_string (facts, "boot-version"), ==, "none");
    better = learn (drive, facts, NULL, catalog);
    g_assert_cmpstr (bb_facts_get_string (better, "boot-version"), ==, "none");
    g_assert_cmpstr (bb_facts_get_string (better, "safe-mode-key"), ==, "C500");
    assert_learnt (facts, better, "");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/learn/trace", test_nd_3550a_gets_commands_of_the_trace);
    g_test_add_func ("/nec/learn/opposite", test_opposite_keys_name_the_type);
    g_test_add_func ("/nec/learn/safe-mode", test_drive_in_safe_mode_stays_there);
    g_test_add_func ("/nec/learn/mismatch", test_keys_of_same_hardware_are_tried);
    g_test_add_func ("/nec/learn/damaged", test_key_gives_type_of_damaged_id);
    g_test_add_func ("/nec/learn/no-key", test_drive_that_accepts_no_key_stays_in_normal_mode);
    g_test_add_func ("/nec/learn/boot-code", test_boot_code_is_added_to_backup);
    g_test_add_func ("/nec/learn/keyed", test_keyed_backup_makes_learning_needless);
    g_test_add_func ("/nec/learn/damaged-and-keyed", test_damaged_drive_is_asked_after_a_keyed_backup);
    g_test_add_func ("/nec/learn/not-back", test_drive_that_stays_in_safe_mode_is_reported);
    g_test_add_func ("/nec/learn/not-obeyed", test_drive_that_does_not_obey_is_an_error);
    g_test_add_func ("/nec/learn/facts_have_the_last_inquiry_data", test_facts_have_the_last_inquiry_data);
    g_test_add_func ("/nec/learn/drive_that_is_not_flashed_is_not_asked",
                     test_drive_that_is_not_flashed_is_not_asked);
    g_test_add_func ("/nec/learn/busy", test_busy_drive_is_an_error_after_a_minute);
    g_test_add_func ("/nec/learn/gone", test_missing_drive_is_an_error_at_every_command);
    g_test_add_func ("/nec/learn/bd", test_bd_drives_need_no_boot_version);
    return g_test_run ();
}
