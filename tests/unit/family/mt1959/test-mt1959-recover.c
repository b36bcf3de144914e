/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../fact-checks.h"
#include "../plan-steps.h"
#include "mt1959-vectors.h"

#include "family/bb-key-file.h"

#include <string.h>

/* Tests bb-mt1959-layout.c. */

static BbImage *
image_of (const char *product, const char *boot_id)
{
    MtLook look = mt_wh16ns60 ();

    look.product = product;
    look.boot_id = boot_id;
    look.platform = NULL;
    return mt_image (&look);
}

/* Returns (transfer full) facts of a drive with this boot ID; @boot: it is in boot mode. */
static BbFacts *
facts_of (const char *boot_id, const char *readable, gboolean boot)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = NULL;

    look.boot_id = boot_id;
    look.product = g_str_equal (boot_id, MT_JB8)    ? "BD-RE  WH16NS60"
                   : g_str_equal (boot_id, MT_CODE) ? "BD-RE  BH16NS40"
                                                    : "BD-RE  BU40N";
    drive = mt_drive (&look, readable, boot ? -1 : g_str_equal (boot_id, MT_JB8) ? 0x39 : 0x2B);
    if (boot)
        mt_put_text (drive->inquiry + 32, 4, "BOOT");
    return mt_probe (drive);
}

/* Returns (transfer full) (nullable) the plan for the next candidate (boot ID and form of the image to send) after
 * @n_tried other candidates were tried. @label: (nullable): text on the label of the drive */
static BbPlan *
try_plan (BbFacts *facts, BbFacts *board, BbImage *image, const char *label, guint n_tried, GError **error)
{
    g_autoptr (GPtrArray) tried = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GVariant) settings = NULL;
    GVariantDict dict;

    g_variant_dict_init (&dict, NULL);
    if (label != NULL)
        g_variant_dict_insert (&dict, BB_SETTING_LABEL, "s", label);
    settings = g_variant_ref_sink (g_variant_dict_end (&dict));
    g_ptr_array_add (tried, NULL);
    for (guint i = 0;; i++) {
        BbFlashInput input = {.facts = facts,
                              .board = board,
                              .image = image,
                              .settings = settings,
                              .recovering = TRUE,
                              .tried = (const char *const *) tried->pdata,
                              .catalog = mt_catalog ()};
        g_autoptr (BbPlan) plan = bb_family_mediatek_mt1959.plan_recover (&input, error);

        if (plan == NULL || i == n_tried)
            return g_steal_pointer (&plan);
        g_ptr_array_insert (tried, 0, g_strdup (bb_plan_get_candidate (plan)));
    }
}

/* As try_plan(), without a label. Asserts that there is a plan. */
static BbPlan *
plan_of (BbFacts *facts, BbFacts *board, BbImage *image, guint n_tried)
{
    g_autoptr (GError) error = NULL;
    BbPlan *plan = try_plan (facts, board, image, NULL, n_tried, &error);

    g_assert_no_error (error);
    return plan;
}

/* Checks that there is no plan for the next candidate, and that the error has @code. */
static void
refuse_labelled (BbFacts *facts, BbFacts *board, BbImage *image, const char *label, guint n_tried, BbFamilyError code)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (try_plan (facts, board, image, label, n_tried, &error));
    g_assert_error (error, BB_FAMILY_ERROR, (gint) code);
    g_test_message ("%s", error->message);
    g_assert_true (g_str_has_suffix (error->message, "."));
}

/* As refuse_labelled(), without a label. */
static void
refuse (BbFacts *facts, BbFacts *board, BbImage *image, guint n_tried, BbFamilyError code)
{
    refuse_labelled (facts, board, image, NULL, n_tried, code);
}

/* Checks that the boot area of the transfer contains only this boot ID. */
static void
expect_id (BbPlan *plan, const char *id)
{
    GBytes *wire = bb_plan_get_blob (plan, 0);

    g_assert_true (bb_bytes_equal_at (wire, 0x3000, id, 16));
    g_assert_true (bb_bytes_is_filled (wire, 0x3010, 0xCFF0, 0xFF));
    g_assert_true (bb_bytes_is_filled (wire, 0, 0x3000, 0xFF));
}

static void
test_boot_mode_sends_reported_id_first (void)
{
    g_autoptr (BbFacts) facts = facts_of (MT_JB8, "config", TRUE);
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbPlan) plan = plan_of (facts, NULL, image, 0);
    g_autofree char *stream = plan_dup_stream (plan);

    expect_id (plan, MT_JB8);
    g_assert_true (g_str_has_prefix (stream, "3C060000300000002000 i 32\n3B010000000000000000 - 0\n"));
    g_assert_nonnull (bb_plan_get_note (plan));
    /* Image and drive have the same boot ID, so there is no other candidate. */
    refuse (facts, NULL, image, 1, BB_FAMILY_ERROR_NO_MORE);
}

static void
test_boot_mode_without_reads_uses_saved_id (void)
{
    g_autoptr (BbFacts) facts = facts_of (MT_BU5, "nothing", TRUE);
    g_autoptr (BbFacts) board = facts_of (MT_BU5, "windows", FALSE);
    g_autoptr (BbImage) image = image_of ("BD-RE  BU40N", MT_BU5);
    g_autoptr (BbImage) sister = image_of ("BD-RE  BP60NB10", "MT1959 Boot BUP5");
    g_autoptr (BbPlan) plan = plan_of (facts, board, image, 0);
    g_autoptr (BbPlan) first = plan_of (facts, board, sister, 0);
    g_autoptr (BbPlan) second = plan_of (facts, board, sister, 1);
    g_autofree char *stream = plan_dup_stream (plan);

    expect_id (plan, MT_BU5);
    g_assert_true (g_str_has_prefix (stream, "3B066700000000000000 - 0\n3B010000000000000000 - 0\n"));
    /* After the upload, firmware runs that can report the configuration block again, so the plan reads this block.
     */
    g_assert_nonnull (strstr (stream, "\n3C060000300000002000 i 32\n"));
    expect_id (first, MT_BU5);
    expect_id (second, "MT1959 Boot BUP5");
    refuse (facts, board, sister, 2, BB_FAMILY_ERROR_NO_MORE);
    refuse (facts, NULL, image, 0, BB_FAMILY_ERROR_LABEL);
}

static void
test_flash_without_effect_is_followed_by_next_id (void)
{
    g_autoptr (BbFacts) facts = facts_of (MT_BU5, "windows", FALSE);
    g_autoptr (BbFacts) board = bb_facts_copy (facts);
    g_autoptr (BbImage) installed = image_of ("BD-RE  BU50N", MT_BU51);
    g_autoptr (BbImage) nameless = bb_image_new_from_bytes (bb_image_get_bytes (installed), "unidentified.bin");
    g_autoptr (BbFacts) foreign = mt_with (facts, "installed-boot-id", MT_JB8);
    g_autoptr (BbImage) sister = image_of ("BD-RE  BP60NB10", "MT1959 Boot BUP5");
    g_autoptr (BbPlan) first = NULL;
    static const char *const ids[] = {MT_BU51, MT_BU5};

    bb_family_mediatek_mt1959.note_installed (board, installed);
    bb_family_mediatek_mt1959.note_installed (board, nameless);
    for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
        g_autoptr (BbPlan) plan = plan_of (facts, board, sister, i);

        expect_id (plan, ids[i]);
    }
    refuse (facts, board, sister, 2, BB_FAMILY_ERROR_NO_MORE);
    /* A boot ID of another group is never sent. */
    first = plan_of (facts, foreign, sister, 0);
    expect_id (first, MT_BU5);
    refuse (facts, foreign, sister, 2, BB_FAMILY_ERROR_NO_MORE);
}

static void
test_wrong_form_factor_needs_image_of_the_board (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) facts = mt_facts (&look, "windows", 0x2B);
    g_autoptr (BbImage) right = image_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) wrong = image_of ("BD-RE  BU40N", MT_BU5);
    g_autoptr (BbPlan) plan = NULL;

    g_assert_cmpstr (facts->mode, ==, "wrong-form-factor");
    plan = plan_of (facts, NULL, right, 0);
    expect_id (plan, MT_JB8);
    refuse (facts, NULL, wrong, 0, BB_FAMILY_ERROR_CANNOT);
    /* A rollback must not write the image @wrong, either. */
    g_assert_true (bb_family_mediatek_mt1959.is_other_hardware (facts, wrong, mt_catalog ()));
    g_assert_false (bb_family_mediatek_mt1959.is_other_hardware (facts, right, mt_catalog ()));
}

static void
test_recovery_refuses_images_of_other_groups (void)
{
    g_autoptr (BbFacts) facts = facts_of (MT_JB8, "config", TRUE);
    g_autoptr (BbFacts) mute = facts_of (MT_JB8, "nothing", TRUE);
    g_autoptr (BbFacts) old_chip = facts_of (MT_CODE, "config", TRUE);
    g_autoptr (BbFacts) other_board = facts_of (MT_BU5, "windows", FALSE);
    g_autoptr (BbImage) right = image_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) slim = image_of ("BD-RE  BU40N", MT_BU5);
    g_autoptr (BbImage) old_image = image_of ("BD-RE  BH16NS40", MT_CODE);
    g_autoptr (BbImage) other_old = image_of ("BD-RE  BH16NS40", "MT1939 Boot Xode");
    g_autoptr (BbImage) other_model = image_of ("BD-RE  BH14NS40", MT_CODE);
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbImage) cut = mt_identify (mt_image_data (&look), 0x1FFFFF);
    g_autoptr (BbPlan) plan = NULL;

    refuse (facts, NULL, NULL, 0, BB_FAMILY_ERROR_CANNOT);
    refuse (facts, NULL, slim, 0, BB_FAMILY_ERROR_CANNOT);
    refuse (facts, NULL, cut, 0, BB_FAMILY_ERROR_CANNOT);
    refuse (old_chip, NULL, right, 0, BB_FAMILY_ERROR_CANNOT);
    refuse (facts, other_board, right, 0, BB_FAMILY_ERROR_CANNOT);
    refuse (mute, other_board, right, 0, BB_FAMILY_ERROR_CANNOT);
    refuse (old_chip, NULL, other_old, 0, BB_FAMILY_ERROR_CANNOT);
    /* An MT1939 gets the image unchanged. */
    plan = plan_of (old_chip, NULL, old_image, 0);
    g_assert_true (g_bytes_equal (bb_plan_get_blob (plan, 0), bb_image_get_bytes (old_image)));
    refuse (old_chip, NULL, old_image, 1, BB_FAMILY_ERROR_NO_MORE);
    refuse (old_chip, NULL, other_model, 0, BB_FAMILY_ERROR_CANNOT);
}

/* Checks which labels the user can choose from; @wanted: "A, B", or NULL if no label is needed. */
static void
expect_labels (BbFacts *facts, BbFacts *board, const char *wanted)
{
    const BbFlashInput input = {.facts = facts, .board = board, .catalog = mt_catalog (), .recovering = TRUE};
    g_auto (GStrv) labels = bb_family_mediatek_mt1959.list_labels (&input);
    g_autofree char *found = labels != NULL ? g_strjoinv (", ", labels) : NULL;

    g_assert_cmpstr (found, ==, wanted);
}

/* The message says whether the label is missing, is wrong, or would not help. */
static void
test_message_says_what_is_wrong_with_the_label (void)
{
    static const struct {
        const char *boot_id; /* of the board that the drive does not report */
        const char *label;
        BbFamilyError code;
        const char *message;
    } rows[] = {
        {MT_BU5, NULL, BB_FAMILY_ERROR_LABEL,
         "The drive does not report the boot ID of its circuit board. Enter the model and the service code from "
         "the drive’s label."},
        {MT_BU5, " ", BB_FAMILY_ERROR_LABEL,
         "The drive does not report the boot ID of its circuit board. Enter the model and the service code from "
         "the drive’s label."},
        {MT_BU5, "BU40N NS60", BB_FAMILY_ERROR_LABEL,
         "This model and service code do not match the drive’s reported name. Check the label on the drive."},
        {MT_CODE, "BH16NS40 NS50", BB_FAMILY_ERROR_CANNOT,
         "Burnback will not write to this drive, because its circuit board is unknown. The board cannot be "
         "determined from the drive, a backup or the label."},
    };
    g_autoptr (BbImage) image = image_of ("BD-RE  BU40N", MT_BU5);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = facts_of (rows[i].boot_id, "nothing", TRUE);
        g_autoptr (GError) error = NULL;

        g_assert_null (try_plan (facts, NULL, image, rows[i].label, 0, &error));
        assert_family_error (error, rows[i].code, rows[i].message);
    }
}

/* The note of each plan announces its attempt. When no attempt is left, the error message must list all attempts. */
static void
test_attempts_are_counted_for_the_user (void)
{
    static const char *const notes[] = {
        "In attempt 1 of 2, Burnback will send the update with the boot ID “MT1959 Boot BU5 ” (not encrypted). If "
        "this attempt fails, power cycle the drive before you try again.",
        "In attempt 2 of 2, Burnback will send the update with the boot ID “MT1959 Boot BUP5” (not encrypted). If "
        "this attempt fails, power cycle the drive before you try again.",
    };
    g_autoptr (BbFacts) facts = facts_of (MT_BU5, "config", TRUE);
    g_autoptr (BbFacts) old_chip = facts_of (MT_CODE, "config", TRUE);
    g_autoptr (BbImage) sister = image_of ("BD-RE  BP60NB10", "MT1959 Boot BUP5");
    g_autoptr (BbImage) old_image = image_of ("BD-RE  BH16NS40", MT_CODE);
    g_autoptr (GError) no_more = NULL;
    g_autoptr (GError) no_more_old = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (notes); i++) {
        g_autoptr (BbPlan) plan = plan_of (facts, NULL, sister, i);

        g_assert_cmpstr (bb_plan_get_note (plan), ==, notes[i]);
    }
    g_assert_null (try_plan (facts, NULL, sister, NULL, 2, &no_more));
    assert_family_error (no_more, BB_FAMILY_ERROR_NO_MORE,
                         "All attempts to flash this image failed: an unencrypted update with the boot ID "
                         "“MT1959 Boot BUP5”; an unencrypted update with the boot ID “MT1959 Boot BU5 ”. If the "
                         "drive accepts only encrypted updates, choose the key file first.");
    /* The MT1939 accepts no encrypted updates. */
    g_assert_null (try_plan (old_chip, NULL, old_image, NULL, 1, &no_more_old));
    assert_family_error (no_more_old, BB_FAMILY_ERROR_NO_MORE,
                         "All attempts to flash this image failed: an unencrypted update with the boot ID “MT1939 "
                         "Boot Code”.");
}

/* The drive reports only its INQUIRY name, and no backup is known. The label that the user types must then determine
 * the board, but only if all boards with this name are in one group. */
static void
test_label_determines_board_if_nothing_else_does (void)
{
    g_autoptr (BbFacts) facts = facts_of (MT_BU5, "nothing", TRUE);
    g_autoptr (BbFacts) doubtful = facts_of (MT_CODE, "nothing", TRUE);
    g_autoptr (BbFacts) board = facts_of (MT_BU5, "config", TRUE);
    g_autoptr (BbImage) image = image_of ("BD-RE  BU40N", MT_BU5);
    g_autoptr (BbImage) sister = image_of ("BD-RE  BP60NB10", "MT1959 Boot BUP5");
    g_autoptr (BbImage) half = image_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) old = image_of ("BD-RE  BH16NS40", MT_CODE);
    g_autoptr (BbImage) newer = image_of ("BD-RE  BH16NS40", MT_JB8);
    g_autoptr (BbPlan) plan = try_plan (facts, NULL, sister, "bu40n  BU40", 0, NULL);
    g_autoptr (BbPlan) second = try_plan (facts, NULL, sister, "BU40N BU40", 1, NULL);

    g_assert_nonnull (plan);
    expect_id (plan, MT_BU5);
    expect_id (second, "MT1959 Boot BUP5");
    refuse_labelled (facts, NULL, image, NULL, 0, BB_FAMILY_ERROR_LABEL);
    refuse_labelled (facts, NULL, image, "WH16NS60 NS60", 0, BB_FAMILY_ERROR_LABEL);
    refuse_labelled (facts, NULL, image, "BU40N NS60", 0, BB_FAMILY_ERROR_LABEL);
    refuse_labelled (facts, NULL, image, "BU40N", 0, BB_FAMILY_ERROR_LABEL);
    refuse_labelled (facts, NULL, half, "BU40N BU40", 0, BB_FAMILY_ERROR_CANNOT);
    /* Boards of both chips have this name, so the label does not decide. */
    refuse_labelled (doubtful, NULL, old, "BH16NS40 NS50", 0, BB_FAMILY_ERROR_CANNOT);
    refuse_labelled (doubtful, NULL, newer, "BH16NS40 NS50", 0, BB_FAMILY_ERROR_CANNOT);
    expect_labels (doubtful, NULL, "");
    expect_labels (facts, NULL, "BU40N BU40");
    /* No label is needed if the drive reports its boot ID, or a backup has it. */
    expect_labels (board, NULL, NULL);
    expect_labels (facts, board, NULL);
}

static void
test_one_upload_per_power_cycle (void)
{
    g_autoptr (BbFacts) facts = facts_of (MT_JB8, "config", TRUE);
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbPlan) plan = plan_of (facts, NULL, image, 0);

    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        if (section->phase == BB_PHASE_PREPARE || section->phase == BB_PHASE_PROGRAM)
            g_assert_cmpint (section->before_retry, ==, BB_BEFORE_RETRY_POWER_CYCLE);
    }
}

/* Returns (transfer full) (nullable) the first candidate for a drive in boot mode. @board, @older: facts that were
 * saved before. @lost_at: image offset that an earlier upload had reached when the drive lost its firmware; 0: no
 * upload failed that way */
static char *
first_candidate (BbFacts *facts, BbFacts *board, GPtrArray *older, guint32 lost_at, BbImage *image)
{
    BbFlashInput input = {.facts = facts,
                          .board = board,
                          .older = older,
                          .lost_at = lost_at,
                          .image = image,
                          .recovering = TRUE,
                          .catalog = mt_catalog ()};
    g_autoptr (BbPlan) plan = bb_family_mediatek_mt1959.plan_recover (&input, NULL);

    return plan != NULL ? g_strdup (bb_plan_get_candidate (plan)) : NULL;
}

/* Returns (transfer full) facts that were saved when the drive ran firmware with the build stamp @stamp. */
static BbFacts *
board_of (const char *stamp)
{
    g_autoptr (BbFacts) board = facts_of (MT_BU5, "windows", FALSE);
    g_autoptr (BbFacts) undated = mt_with (board, "transfer", NULL);

    return mt_with (undated, "build-stamp", stamp);
}

/* No update replaces the boot code, so the boot code is as old as the first firmware of the drive. The build stamp
 * of the oldest known firmware therefore shows which form of an image (plain or wrapped) the boot code accepts. */
static void
test_oldest_firmware_determines_form_in_boot_mode (void)
{
    static const struct {
        const char *board;
        const char *older[2];
        const char *first;
    } rows[] = {
        {"1701010000", {NULL}, "plain"},
        {"2101010000", {NULL}, "wrapped"},
        {"2101010000", {"2205010000", NULL}, "wrapped"},
        {"2101010000", {"2205010000", "1701010000"}, "plain"},
        {"2101010000", {"1701010000", "2205010000"}, "plain"},
        {"1701010000", {"2205010000", NULL}, "plain"},
        {"2101010000", {"", NULL}, "wrapped"},
        {"", {"2205010000", NULL}, "wrapped"},
    };
    g_autoptr (BbFacts) facts = facts_of (MT_BU5, "nothing", TRUE);
    g_autoptr (BbImage) image = image_of ("BD-RE  BU40N", MT_BU5);

    mt_let_in_made_up_key ();
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) older = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_facts_unref);
        g_autoptr (BbFacts) board = board_of (rows[i].board);
        g_autofree char *candidate = NULL;

        for (guint j = 0; j < 2 && rows[i].older[j] != NULL; j++)
            g_ptr_array_add (older, board_of (rows[i].older[j]));
        candidate = first_candidate (facts, board, older, 0, image);
        g_test_message ("row %u: %s", i, candidate);
        g_assert_true (g_str_has_prefix (candidate, rows[i].first));
    }
    bb_key_file_set (NULL);
}

/* A drive that failed in the middle of an upload has an MT1939, whatever boot ID was saved. */
static void
test_failure_halfway_shows_mt1939 (void)
{
    g_autoptr (BbFacts) mute = facts_of (MT_JB8, "nothing", TRUE);
    g_autoptr (BbFacts) board = facts_of (MT_JB8, "windows", FALSE);
    g_autoptr (BbFacts) speaks = facts_of (MT_CODE, "config", TRUE);
    g_autoptr (BbImage) newer = image_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) older = image_of ("BD-RE  WH16NS60", MT_CODE);
    g_autoptr (BbImage) other = image_of ("BD-RE  BH16NS40", MT_CODE);
    static const guint32 halves[] = {0xE8000, 0xFC000, 0x100000, 0x114000};
    static const guint32 others[] = {0, 0xE4000, 0x11C000, 0x1FC000};
    g_autofree char *agrees = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (halves); i++) {
        g_autofree char *right = first_candidate (mute, board, NULL, halves[i], older);
        g_autofree char *wrong = first_candidate (mute, board, NULL, halves[i], newer);
        g_autofree char *product = first_candidate (mute, board, NULL, halves[i], other);
        g_autofree char *again = first_candidate (mute, board, NULL, others[i], newer);
        g_autofree char *never = first_candidate (mute, board, NULL, others[i], older);

        g_assert_cmpstr (right, ==, "plain:MT1939_Boot_Code");
        g_assert_null (wrong);
        g_assert_null (product);
        g_assert_cmpstr (again, ==, "plain:MT1959_Boot_JB8_");
        g_assert_null (never);
    }
    /* The boot ID that @speaks reports is that of an MT1939, too. The product therefore comes from INQUIRY and not
     * from the saved facts, so the image @other is accepted. */
    agrees = first_candidate (speaks, board, NULL, 0xFC000, other);
    g_assert_cmpstr (agrees, ==, "plain:MT1939_Boot_Code");
}

/* find_board() must take the board from the first of these sources that has it: the drive, the saved facts, the
 * label. Exception: if an upload failed in the middle, the board has an MT1939, whatever these sources say. */
static void
test_board_is_found_in_boot_mode (void)
{
    static const struct {
        const char *readable;
        gboolean is_saved;
        const char *label;
        guint32 lost_at;
        const char *boot_id;
        const char *group;
    } rows[] = {
        {"config", FALSE, NULL, 0, MT_BU5, "slim"},           {"nothing", TRUE, NULL, 0, MT_BU5, "slim"},
        {"nothing", FALSE, "BU40N BU40", 0, MT_BU5, "slim"},  {"config", FALSE, NULL, 0x100000, MT_CODE, "mt1939"},
        {"nothing", TRUE, NULL, 0x100000, MT_CODE, "mt1939"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = facts_of (MT_BU5, rows[i].readable, TRUE);
        g_autoptr (BbFacts) saved = rows[i].is_saved ? facts_of (MT_BU5, "windows", FALSE) : NULL;
        g_autoptr (GVariant) settings = g_variant_ref_sink (
            g_variant_new_parsed ("{%s: <%s>}", BB_SETTING_LABEL, rows[i].label != NULL ? rows[i].label : ""));
        BbFlashInput input = {.facts = facts,
                              .board = saved,
                              .settings = settings,
                              .lost_at = rows[i].lost_at,
                              .recovering = TRUE,
                              .catalog = mt_catalog ()};
        g_autoptr (BbFacts) board = bb_family_mediatek_mt1959.find_board (&input, NULL);

        g_test_message ("row %u", i);
        g_assert_cmpint (board->condition, ==, BB_CONDITION_SPECIAL);
        g_assert_cmpstr (bb_facts_get_string (board, "boot-id"), ==, rows[i].boot_id);
        g_assert_cmpstr (bb_facts_get_string (board, "group"), ==, rows[i].group);
    }
}

/* Returns (transfer full) settings with an error code that another program showed. */
static GVariant *
code_settings (const char *code)
{
    return g_variant_ref_sink (g_variant_new_parsed ("{%s: <%s>}", BB_SETTING_TOOL_CODE, code));
}

static const struct {
    const char *code;
    gboolean is_older;
} codes[] = {
    {"0x8f020408", TRUE},  {"8F020408", TRUE},    {"02 04 08", FALSE}, {"0x8f052400", FALSE},
    {"0x82052400", FALSE}, {"0x8f020407", FALSE}, {"", FALSE},
};

/* If the drive reports no boot ID, the error code that another program showed determines the chip. */
static void
test_error_code_of_another_program_shows_mt1939 (void)
{
    g_autoptr (BbFacts) mute = facts_of (MT_CODE, "nothing", TRUE);
    g_autoptr (BbFacts) speaks = facts_of (MT_JB8, "config", TRUE);
    g_autoptr (BbImage) older = image_of ("BD-RE  BH16NS40", MT_CODE);
    g_autoptr (BbImage) of_its_name = image_of ("BD-RE  WH16NS60", MT_CODE);
    g_autoptr (BbImage) other = image_of ("BD-RE  BH14NS40", MT_CODE);
    g_autoptr (BbImage) newer = image_of ("BD-RE  BH16NS40", MT_JB8);

    for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
        g_autoptr (GVariant) settings = code_settings (codes[i].code);
        BbFlashInput input = {
            .facts = mute, .image = older, .settings = settings, .recovering = TRUE, .catalog = mt_catalog ()};
        g_autoptr (BbPlan) plan = bb_family_mediatek_mt1959.plan_recover (&input, NULL);
        g_auto (GStrv) labels = bb_family_mediatek_mt1959.list_labels (&input);

        g_assert_cmpint (plan != NULL, ==, codes[i].is_older);
        /* If the chip is known, no label is needed. */
        g_assert_cmpint (labels == NULL, ==, codes[i].is_older);
        input.image = other;
        g_assert_null (bb_family_mediatek_mt1959.plan_recover (&input, NULL));
        input.image = newer;
        g_assert_null (bb_family_mediatek_mt1959.plan_recover (&input, NULL));
        /* A boot ID that the drive reports takes precedence over the error code of the other program. */
        input.facts = speaks;
        input.image = of_its_name;
        g_assert_null (bb_family_mediatek_mt1959.plan_recover (&input, NULL));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/recover/boot_mode_sends_reported_id_first", test_boot_mode_sends_reported_id_first);
    g_test_add_func ("/mt1959/recover/boot_mode_without_reads_uses_saved_id",
                     test_boot_mode_without_reads_uses_saved_id);
    g_test_add_func ("/mt1959/recover/flash_without_effect_is_followed_by_next_id",
                     test_flash_without_effect_is_followed_by_next_id);
    g_test_add_func ("/mt1959/recover/wrong_form_factor_needs_image_of_the_board",
                     test_wrong_form_factor_needs_image_of_the_board);
    g_test_add_func ("/mt1959/recover/recovery_refuses_images_of_other_groups",
                     test_recovery_refuses_images_of_other_groups);
    g_test_add_func ("/mt1959/recover/label_determines_board_if_nothing_else_does",
                     test_label_determines_board_if_nothing_else_does);
    g_test_add_func ("/mt1959/recover/message_says_what_is_wrong_with_the_label",
                     test_message_says_what_is_wrong_with_the_label);
    g_test_add_func ("/mt1959/recover/attempts_are_counted_for_the_user", test_attempts_are_counted_for_the_user);
    g_test_add_func ("/mt1959/recover/one_upload_per_power_cycle", test_one_upload_per_power_cycle);
    g_test_add_func ("/mt1959/recover/oldest_firmware_determines_form_in_boot_mode",
                     test_oldest_firmware_determines_form_in_boot_mode);
    g_test_add_func ("/mt1959/recover/error_code_of_another_program_shows_mt1939",
                     test_error_code_of_another_program_shows_mt1939);
    g_test_add_func ("/mt1959/recover/board_is_found_in_boot_mode", test_board_is_found_in_boot_mode);
    g_test_add_func ("/mt1959/recover/failure_halfway_shows_mt1939", test_failure_halfway_shows_mt1939);
    return g_test_run ();
}
