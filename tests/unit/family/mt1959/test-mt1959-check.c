/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-rig.h"

#include <string.h>

static const BbReason *
find_reason (BbVerdict *verdict, const char *code)
{
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        g_test_message ("%s (%s): %s", reason->code, bb_weight_to_string (reason->weight), reason->text);
        g_assert_true (g_str_has_suffix (reason->text, "."));
        if (g_str_equal (reason->code, code))
            return reason;
    }
    return NULL;
}

/* The drive with facts and an image: the verdict, and whether a reason of that weight is in it. */
static void
expect (BbFacts *facts, BbImage *image, const char *code, BbWeight weight, BbVerdictLevel level)
{
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, mt_catalog ());
    const BbReason *reason = find_reason (verdict, code);

    g_assert_nonnull (reason);
    g_assert_cmpint (reason->weight, ==, weight);
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, level);
}

static void
expect_none (BbFacts *facts, BbImage *image, const char *code)
{
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, mt_catalog ());

    g_assert_null (find_reason (verdict, code));
}

static BbImage *
image_of (const char *product, const char *boot_id, const char *revision)
{
    MtLook look = mt_wh16ns60 ();

    look.product = product;
    look.boot_id = boot_id;
    look.revision = revision;
    look.platform = NULL;
    if (g_str_has_prefix (product, "BW"))
        look.vendor = "ASUS";
    return mt_image (&look);
}

static BbFacts *
drive_of (const char *product, const char *boot_id)
{
    MtLook look = mt_wh16ns60 ();

    look.product = product;
    look.boot_id = boot_id;
    look.stamp = "1704250000";
    look.revision = "1.00";
    return mt_facts (&look, "windows", g_str_has_prefix (boot_id, "MT1959 Boot B") ? 0x2B : 0x39);
}

static void
test_right_image_fits (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");
    static const char *const codes[] = {
        "boot-id",      "chip",         "form-factor",           "form-factor-unclear", "table-id",
        "downgrade",    "wrapped-only", "cross-flash",           "hardware-generation", "bridge",
        "not-in-table", "raw-foreign",  "descriptor-unreadable", "modified-image"};

    expect (facts, image, "no-read-back", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
        expect_none (facts, image, codes[i]);
}

static void
test_boot_id_is_absolute (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) other = image_of ("BD-RE  WH16NS60", "MT1959 Boot JBC6", "1.02");
    g_autoptr (BbFacts) blind = mt_with (facts, "boot-id", NULL);
    g_autoptr (BbImage) right = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");

    expect (facts, other, "boot-id", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    expect_none (facts, other, "form-factor");
    expect (blind, right, "boot-id-unread", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    blind->condition = BB_CONDITION_SPECIAL;
    expect (blind, right, "boot-id-unread", BB_WEIGHT_INFO, BB_VERDICT_FITS);
}

static void
test_form_factors_never_mix (void)
{
    g_autoptr (BbFacts) half = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbFacts) slim = drive_of ("BD-RE  BU40N", MT_BU5);
    g_autoptr (BbImage) half_image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");
    g_autoptr (BbImage) slim_image = image_of ("BD-RE  BU40N", MT_BU5, "1.00");

    expect (half, slim_image, "form-factor", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    expect (slim, half_image, "form-factor", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    expect_none (half, slim_image, "cross-flash");
    expect_none (half, half_image, "form-factor");
    expect_none (slim, slim_image, "form-factor");
    expect (slim, slim_image, "same-revision", BB_WEIGHT_INFO, BB_VERDICT_FITS);
}

static void
test_form_factor_must_be_clear (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) wrong = mt_facts (&look, "windows", 0x2B);
    g_autoptr (BbFacts) mute = mt_facts (&look, "windows", -1);
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");
    g_autoptr (BbImage) other = image_of ("BD-RE  BU40N", MT_BU5, "1.02");
    BbFlashInput input = {.catalog = mt_catalog ()};
    g_autoptr (GError) error = NULL;

    expect (wrong, image, "wrong-form-running", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect (wrong, other, "form-factor", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    input.facts = wrong;
    input.image = image;
    g_assert_null (bb_family_mediatek_mt1959.plan_flash (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    expect (mute, image, "form-factor-unclear", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
}

static void
test_chips_never_mix (void)
{
    g_autoptr (BbFacts) old = drive_of ("BD-RE  BH16NS40", MT_CODE);
    g_autoptr (BbImage) image = image_of ("BD-RE  BH16NS40", MT_JB8, "1.02");
    g_autoptr (BbImage) same = image_of ("BD-RE  BH16NS40", MT_CODE, "1.02");
    g_autoptr (BbFacts) stranger = drive_of ("BW-16D1HT", MT_CODE);
    g_autoptr (BbImage) its_own = image_of ("BW-16D1HT", MT_CODE, "1.02");

    expect (old, image, "chip", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    expect_none (old, same, "chip");
    expect_none (old, same, "table-id");
    /* The table knows this name with the newer chip only. */
    expect (stranger, its_own, "table-id", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
}

static void
test_unknown_form_factor_stays_with_its_model (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  XX14NS40", MT_CODE);
    g_autoptr (BbImage) own = image_of ("BD-RE  XX14NS40", MT_CODE, "1.02");
    g_autoptr (BbImage) other = image_of ("BD-RE  YY14NS40", MT_CODE, "1.02");

    expect (facts, own, "not-in-table", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect_none (facts, own, "form-factor-unknown");
    expect (facts, other, "form-factor-unknown", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
}

static void
test_sister_models_are_cross_flashes (void)
{
    g_autoptr (BbFacts) ns50 = drive_of ("BD-RE  BH16NS50", MT_JB8);
    g_autoptr (BbFacts) asus = drive_of ("BW-16D1HT", MT_JB8);
    g_autoptr (BbImage) ns58 = image_of ("BD-RE  BH16NS58", MT_JB8, "1.02");
    g_autoptr (BbImage) ns60 = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");

    expect (ns50, ns58, "cross-flash", BB_WEIGHT_CROSS_FLASH, BB_VERDICT_CROSS_FLASH);
    expect_none (ns50, ns58, "hardware-generation");
    expect_none (ns50, ns58, "downgrade");
    expect (ns50, ns60, "hardware-generation", BB_WEIGHT_CROSS_FLASH, BB_VERDICT_CROSS_FLASH);
    expect (asus, ns60, "cross-flash", BB_WEIGHT_CROSS_FLASH, BB_VERDICT_CROSS_FLASH);
    expect_none (asus, ns60, "hardware-generation");
}

static void
test_new_drives_probably_want_wrapped_images (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.03");
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) ageless = NULL;
    g_autoptr (BbFacts) blind = NULL;

    look.stamp = "2001010000";
    facts = mt_facts (&look, "windows", 0x39);
    expect (facts, image, "wrapped-only", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    look.stamp = "unknown";
    ageless = mt_facts (&look, "windows", 0x39);
    expect (ageless, image, "age-unknown", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    blind = mt_facts (&look, "config", 0x39);
    expect (blind, image, "descriptor-unreadable", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
}

static void
test_boot_mode_needs_no_descriptor (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = mt_drive (&look, "config", -1);
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");
    g_autoptr (BbFacts) facts = NULL;

    mt_put_text (drive->inquiry + 32, 4, "BOOT");
    facts = mt_probe (drive);
    expect (facts, image, "special-mode", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    expect_none (facts, image, "descriptor-unreadable");
    expect_none (facts, image, "form-factor-unclear");
}

static void
test_wrong_sizes_and_ids_are_refused (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) facts = mt_facts (&look, "windows", 0x39);
    g_autoptr (BbImage) cut = mt_identify (mt_image_data (&look), 0x1FFFFF);
    guint8 *noise = g_malloc (0x200000);
    g_autoptr (BbImage) wrapped = NULL;

    expect (facts, cut, "size", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    expect (facts, cut, "image-problem", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    mt_fill (noise, 0x200000, 9);
    wrapped = mt_identify (noise, 0x200000);
    expect (facts, wrapped, "image-boot-id", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
}

static BbImage *
read_out (FakeDrive *drive, guint32 changed)
{
    guint8 *data = g_memdup2 (drive->memory, 0x200000);

    if (changed != 0)
        data[changed] ^= 1;
    return mt_identify (data, 0x200000);
}

static void
test_read_outs_fit_their_own_drive_only (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = mt_drive (&look, "all", 0x39);
    g_autoptr (BbFacts) facts = mt_probe (drive);
    g_autoptr (BbFacts) no_calibration = mt_with (facts, "calibration-sha256", NULL);
    g_autoptr (BbFacts) other = mt_with (no_calibration, "config", NULL);
    g_autoptr (BbImage) own = read_out (drive, 0);
    g_autoptr (BbImage) tail = read_out (drive, 0x1EC060);
    g_autoptr (BbImage) calibration = read_out (drive, 0x1FFFFF);
    g_autoptr (BbImage) foreign = NULL;

    expect (facts, own, "own-dump", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    expect (no_calibration, own, "own-dump-changed", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect (facts, tail, "own-dump-changed", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect (facts, calibration, "own-dump-changed", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect (other, own, "raw-foreign", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    other->condition = BB_CONDITION_SPECIAL;
    expect (other, own, "raw-unproven", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    drive->memory[0x3011] ^= 1;
    drive->memory[0x1FFFFF] ^= 1;
    foreign = read_out (drive, 0);
    expect (facts, foreign, "raw-foreign", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    expect_none (facts, own, "no-read-back");
}

static void
test_bridge_hides_names_not_age (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbImage) older = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");
    g_autoptr (GError) error = NULL;

    look.stamp = "1811241200";
    drive = mt_drive (&look, "windows", 0x39);
    mt_put_text (drive->inquiry + 8, 8, "ASMedia");
    mt_put_text (drive->inquiry + 16, 16, "USB box");
    facts = bb_family_probe_drive (BB_TRANSPORT (drive), mt_catalog (), TRUE, NULL, &error);
    g_assert_no_error (error);
    expect (facts, older, "bridge", BB_WEIGHT_INFO, BB_VERDICT_CAUTION);
    expect (facts, older, "downgrade", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
}

static void
test_older_revision_is_a_downgrade (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) older = image_of ("BD-RE  WH16NS60", MT_JB8, "0.99");
    g_autoptr (BbImage) same = image_of ("BD-RE  WH16NS60", MT_JB8, "1.00");

    expect (facts, older, "downgrade", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect (facts, same, "same-revision", BB_WEIGHT_INFO, BB_VERDICT_FITS);
}

static void
test_modified_images_are_a_caution (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) facts = mt_facts (&look, "windows", 0x39);
    guint8 *data = mt_image_data (&look);
    g_autoptr (BbImage) image = NULL;

    memcpy (data + 0x150000, "OmniDrive\x01\x02\x03", 12);
    image = mt_identify (data, 0x200000);
    expect (facts, image, "modified-image", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
}

static void
test_anonymous_image_is_a_caution (void)
{
    MtLook look = {.boot_id = MT_JB8};
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) image = mt_image (&look);

    expect (facts, image, "image-anonymous", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect_none (facts, image, "cross-flash");
}

static void
test_traps_of_a_name_are_told (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  BH16NS40", MT_JB8);
    g_autoptr (BbFacts) other = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) image = image_of ("BD-RE  BH16NS40", MT_JB8, "1.02");
    g_autoptr (BbImage) other_image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");

    expect (facts, image, "trap", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    expect_none (other, other_image, "trap");
}

static void
test_known_images_are_named (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) facts = mt_facts (&look, "windows", 0x39);
    g_autoptr (BbImage) plain = mt_image (&look);
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new ("mediatek-mt1959", 0, 0x200000);
    g_autoptr (BbKnownImage) entry =
        bb_catalog_known_image (mt_catalog (), "d133893209392b74cb0c3c1225cc4c0e8b1d927f1f671261ecc82525405e47e0");
    g_autoptr (BbImage) known = NULL;

    /* No maker's bytes are here, so the entry is put in as identifying would. */
    bb_image_identity_take_known (identity, entry);
    known = bb_image_new_part (plain, identity, NULL);
    expect (facts, known, "known-image", BB_WEIGHT_INFO, BB_VERDICT_CAUTION);
    expect (facts, known, "modified-image", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect_none (facts, plain, "known-image");
    expect_none (facts, plain, "modified-image");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/check/fits", test_right_image_fits);
    g_test_add_func ("/mt1959/check/boot-id", test_boot_id_is_absolute);
    g_test_add_func ("/mt1959/check/form-factor", test_form_factors_never_mix);
    g_test_add_func ("/mt1959/check/form-clear", test_form_factor_must_be_clear);
    g_test_add_func ("/mt1959/check/chip", test_chips_never_mix);
    g_test_add_func ("/mt1959/check/form-unknown", test_unknown_form_factor_stays_with_its_model);
    g_test_add_func ("/mt1959/check/cross-flash", test_sister_models_are_cross_flashes);
    g_test_add_func ("/mt1959/check/wrapped", test_new_drives_probably_want_wrapped_images);
    g_test_add_func ("/mt1959/check/boot-mode", test_boot_mode_needs_no_descriptor);
    g_test_add_func ("/mt1959/check/size", test_wrong_sizes_and_ids_are_refused);
    g_test_add_func ("/mt1959/check/raw", test_read_outs_fit_their_own_drive_only);
    g_test_add_func ("/mt1959/check/bridge", test_bridge_hides_names_not_age);
    g_test_add_func ("/mt1959/check/downgrade", test_older_revision_is_a_downgrade);
    g_test_add_func ("/mt1959/check/modified", test_modified_images_are_a_caution);
    g_test_add_func ("/mt1959/check/anonymous", test_anonymous_image_is_a_caution);
    g_test_add_func ("/mt1959/check/trap", test_traps_of_a_name_are_told);
    g_test_add_func ("/mt1959/check/known", test_known_images_are_named);
    return g_test_run ();
}
