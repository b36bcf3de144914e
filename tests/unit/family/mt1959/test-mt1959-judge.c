/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-rig.h"

#include <string.h>

/*
 * A drive before, what was written, and the same drive after. The reads are done by the verify plan itself.
 */
typedef struct {
    FakeDrive *drive;
    BbFacts *before;
    BbCaptures *old;
    BbImage *image;
    gboolean power_cycled;
} Case;

static BbCaptures *
back_up (FakeDrive *drive, BbFacts *facts)
{
    g_autoptr (BbPlan) plan = bb_family_mediatek_mt1959.plan_backup (facts, mt_catalog (), NULL);
    g_auto (MtRun) run = {0};

    g_assert_null (mt_run_plan (BB_TRANSPORT (drive), plan, &run));
    return g_steal_pointer (&run.captures);
}

static void
case_begin (Case *test, const char *readable, const char *revision)
{
    MtLook look = mt_wh16ns60 ();

    look.revision = "1.01";
    look.seed = 1;
    test->drive = mt_drive (&look, readable, 0x39);
    test->before = mt_probe (test->drive);
    test->old = back_up (test->drive, test->before);
    look.revision = revision;
    look.seed = g_str_equal (revision, "1.01") ? 1 : 2;
    test->image = mt_image (&look);
    test->power_cycled = FALSE;
}

/* What a good drive makes of the transfer. */
static void
case_program (Case *test)
{
    const guint8 *data = g_bytes_get_data (bb_image_get_bytes (test->image), NULL);
    guint8 *memory = test->drive->memory;

    memcpy (memory + 0x10000, data + 0x10000, 0x1EA000 - 0x10000);
    memcpy (memory + 0x1EB000, data + 0x1EB000, 0x1EC058 - 0x1EB000);
    memcpy (memory + 0x1EC100, data + 0x1EC100, 0x1F0000 - 0x1EC100);
    mt_put_text (test->drive->inquiry + 32, 4, bb_image_get_identity (test->image)->revision);
}

static void
case_end (Case *test)
{
    g_clear_object (&test->drive);
    g_clear_pointer (&test->before, bb_facts_unref);
    g_clear_pointer (&test->old, bb_captures_unref);
    g_clear_object (&test->image);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_end)

static void
expect (Case *test, BbProof proof, guint n_differences, const char *words)
{
    BbFlashInput flash = {.facts = test->before, .image = test->image, .catalog = mt_catalog ()};
    g_autoptr (BbPlan) plan = bb_family_mediatek_mt1959.plan_verify (&flash, NULL);
    g_auto (MtRun) run = {0};
    g_autofree char *why = NULL;
    BbJudgeInput input = {.catalog = mt_catalog (),
                          .before = test->before,
                          .image = test->image,
                          .plan = plan,
                          .old = test->old,
                          .power_cycled = test->power_cycled};

    g_assert_null (mt_run_plan (BB_TRANSPORT (test->drive), plan, &run));
    input.after = run.identified;
    input.captures = run.captures;
    input.differences = run.differences;
    g_assert_cmpint (bb_family_mediatek_mt1959.judge (&input, &why), ==, proof);
    g_test_message ("%s", why);
    g_assert_nonnull (strstr (why, words));
    g_assert_cmpuint (run.differences->len, ==, n_differences);
}

static void
test_stock_drive_proves_by_identity (void)
{
    g_auto (Case) test = {0};

    case_begin (&test, "windows", "1.02");
    case_program (&test);
    expect (&test, BB_PROOF_IDENTITY, 0, "cannot be read back");
}

static void
test_readable_drive_is_proven (void)
{
    g_auto (Case) test = {0};
    g_auto (Case) again = {0};

    case_begin (&test, "all", "1.02");
    case_program (&test);
    expect (&test, BB_PROOF_PROVEN, 0, "bytes verified");
    case_begin (&again, "all", "1.01");
    expect (&again, BB_PROOF_PROVEN, 0, "bytes verified");
}

static void
test_silent_flash_is_found (void)
{
    g_auto (Case) test = {0};
    g_auto (Case) readable = {0};

    case_begin (&test, "windows", "1.02");
    expect (&test, BB_PROOF_PENDING, 0, "still has the previous firmware");
    test.power_cycled = TRUE;
    expect (&test, BB_PROOF_UNCHANGED, 0, "still has the previous firmware");
    case_begin (&readable, "all", "1.02");
    /* All but the table and the hardware record, which lie in the middle. */
    expect (&readable, BB_PROOF_UNCHANGED, 3, "byte for byte");
}

static void
test_same_firmware_again_cannot_be_told (void)
{
    g_auto (Case) test = {0};

    case_begin (&test, "windows", "1.01");
    case_program (&test);
    expect (&test, BB_PROOF_UNPROVEN, 0, "does not verify the write");
}

static void
test_wrong_bytes_are_believed_after_a_power_cycle (void)
{
    g_auto (Case) test = {0};

    case_begin (&test, "all", "1.02");
    case_program (&test);
    test.drive->memory[0x123456] ^= 0x10;
    test.drive->memory[0x123457] ^= 0x10;
    test.drive->memory[0x150000] ^= 0x10;
    test.drive->memory[0x1EA010] ^= 0x10; /* settings: the drive's own */
    expect (&test, BB_PROOF_PENDING, 2, "Power cycle the drive");
    test.power_cycled = TRUE;
    expect (&test, BB_PROOF_DIFFERENT, 2, "differs from the image");
}

static void
test_neither_old_nor_new_is_doubtful (void)
{
    g_auto (Case) test = {0};

    case_begin (&test, "windows", "1.02");
    case_program (&test);
    test.drive->memory[0x1EC01A] = '9';
    expect (&test, BB_PROOF_PENDING, 0, "neither");
    test.power_cycled = TRUE;
    expect (&test, BB_PROOF_UNPROVEN, 0, "neither");
}

static void
test_unread_descriptor_proves_nothing (void)
{
    g_auto (Case) test = {0};

    case_begin (&test, "windows", "1.02");
    case_program (&test);
    test.drive->readable = "config";
    expect (&test, BB_PROOF_PENDING, 0, "does not report");
    test.power_cycled = TRUE;
    expect (&test, BB_PROOF_UNPROVEN, 0, "does not report");
}

static void
test_old_name_with_new_descriptor_is_doubtful (void)
{
    g_auto (Case) test = {0};
    g_auto (Case) other = {0};

    case_begin (&test, "windows", "1.02");
    case_program (&test);
    mt_put_text (test.drive->inquiry + 32, 4, "1.01");
    expect (&test, BB_PROOF_PENDING, 0, "old name");
    test.power_cycled = TRUE;
    expect (&test, BB_PROOF_UNPROVEN, 0, "old name");
    case_begin (&other, "windows", "1.02");
    case_program (&other);
    mt_put_text (other.drive->inquiry + 16, 16, "BD-RE  WH16NS58");
    expect (&other, BB_PROOF_PENDING, 0, "old name");
}

static void
test_rewriting_bridge_does_not_disturb (void)
{
    g_auto (Case) test = {0};
    g_autoptr (BbFacts) bridged = NULL;

    case_begin (&test, "windows", "1.02");
    case_program (&test);
    bridged = mt_with (test.before, "bridge", "rewrites-inquiry");
    g_clear_pointer (&test.before, bb_facts_unref);
    test.before = g_steal_pointer (&bridged);
    mt_put_text (test.drive->inquiry + 8, 8, "ASMedia");
    mt_put_text (test.drive->inquiry + 16, 16, "USB box");
    mt_put_text (test.drive->inquiry + 32, 4, "0001");
    expect (&test, BB_PROOF_IDENTITY, 0, "cannot be read back");
}

static void
test_holes_limit_the_proof (void)
{
    g_auto (Case) test = {0};

    case_begin (&test, "all", "1.02");
    case_program (&test);
    test.drive->readable = "windows"; /* the new firmware shows less */
    expect (&test, BB_PROOF_IDENTITY, 0, "0 of");
}

static void
test_lost_calibration_is_no_success (void)
{
    g_auto (Case) test = {0};

    case_begin (&test, "windows", "1.02");
    case_program (&test);
    memset (test.drive->memory + 0x1F0000, 0xFF, 0x10000);
    expect (&test, BB_PROOF_DIFFERENT, 0, "calibration");
}

static void
test_calibration_that_the_drive_changed_itself_is_fine (void)
{
    g_auto (Case) test = {0};

    case_begin (&test, "windows", "1.02");
    case_program (&test);
    test.drive->memory[0x1F1234] ^= 1;
    expect (&test, BB_PROOF_IDENTITY, 0, "new revision");
}

static void
test_changed_configuration_is_told (void)
{
    g_auto (Case) test = {0};

    case_begin (&test, "windows", "1.02");
    case_program (&test);
    test.drive->memory[0x3015] ^= 1;
    expect (&test, BB_PROOF_PENDING, 1, "configuration");
    test.power_cycled = TRUE;
    expect (&test, BB_PROOF_DIFFERENT, 1, "configuration");
}

static void
test_boot_mode_is_failure (void)
{
    g_auto (Case) test = {0};

    case_begin (&test, "windows", "1.02");
    mt_put_text (test.drive->inquiry + 32, 4, "BOOT");
    test.drive->readable = "config";
    expect (&test, BB_PROOF_DIFFERENT, 0, "boot mode");
}

static void
test_drive_that_does_not_answer_is_doubtful (void)
{
    g_auto (Case) test = {0};
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    BbJudgeInput input = {.catalog = mt_catalog ()};

    case_begin (&test, "windows", "1.02");
    input.before = test.before;
    input.image = test.image;
    g_assert_cmpint (bb_family_mediatek_mt1959.judge (&input, &first), ==, BB_PROOF_PENDING);
    input.power_cycled = TRUE;
    g_assert_cmpint (bb_family_mediatek_mt1959.judge (&input, &second), ==, BB_PROOF_UNPROVEN);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/judge/stock", test_stock_drive_proves_by_identity);
    g_test_add_func ("/mt1959/judge/readable", test_readable_drive_is_proven);
    g_test_add_func ("/mt1959/judge/silent", test_silent_flash_is_found);
    g_test_add_func ("/mt1959/judge/same", test_same_firmware_again_cannot_be_told);
    g_test_add_func ("/mt1959/judge/different", test_wrong_bytes_are_believed_after_a_power_cycle);
    g_test_add_func ("/mt1959/judge/neither", test_neither_old_nor_new_is_doubtful);
    g_test_add_func ("/mt1959/judge/unread", test_unread_descriptor_proves_nothing);
    g_test_add_func ("/mt1959/judge/old-name", test_old_name_with_new_descriptor_is_doubtful);
    g_test_add_func ("/mt1959/judge/bridge", test_rewriting_bridge_does_not_disturb);
    g_test_add_func ("/mt1959/judge/holes", test_holes_limit_the_proof);
    g_test_add_func ("/mt1959/judge/calibration-lost", test_lost_calibration_is_no_success);
    g_test_add_func ("/mt1959/judge/calibration-own", test_calibration_that_the_drive_changed_itself_is_fine);
    g_test_add_func ("/mt1959/judge/config", test_changed_configuration_is_told);
    g_test_add_func ("/mt1959/judge/boot", test_boot_mode_is_failure);
    g_test_add_func ("/mt1959/judge/mute", test_drive_that_does_not_answer_is_doubtful);
    return g_test_run ();
}
