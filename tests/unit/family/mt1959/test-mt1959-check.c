/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-vectors.h"

#include "family/bb-key-file.h"

#include <string.h>

/* Returns (nullable) the reason @code of @verdict. Logs the reasons up to this one, and checks that the text of each
 * ends with a period. */
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

/* Checks that the verdict on @image for the drive with @facts has this level, and a reason @code with @weight. */
static void
expect (BbFacts *facts, BbImage *image, const char *code, BbWeight weight, BbVerdictLevel level)
{
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, mt_catalog ());
    const BbReason *reason = find_reason (verdict, code);

    g_assert_nonnull (reason);
    g_assert_cmpint (reason->weight, ==, weight);
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, level);
}

/* Checks that the verdict has no reason @code. */
static void
expect_none (BbFacts *facts, BbImage *image, const char *code)
{
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, mt_catalog ());

    g_assert_null (find_reason (verdict, code));
}

/* Checks that the text of reason @code contains @words; NULL: that there is no such reason. */
static void
expect_words (BbFacts *facts, BbImage *image, const char *code, const char *words)
{
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, mt_catalog ());
    const BbReason *reason = find_reason (verdict, code);

    g_assert_cmpint (reason != NULL, ==, words != NULL);
    if (reason != NULL)
        g_assert_nonnull (strstr (reason->text, words));
}

/* Returns (transfer full) an image with these texts and boot ID, otherwise like one for a WH16NS60. */
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

/* Returns (transfer full) facts of a drive that runs firmware 1.00 of 2017. The tray byte is that of the form factor
 * of @boot_id: 2Bh for slim, 39h for half-height. */
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
test_image_for_the_model_is_compatible (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");
    static const char *const codes[] = {
        "boot-id",      "chip",         "form-factor",           "form-factor-unclear", "group",
        "downgrade",    "wrapped-only", "cross-flash",           "hardware-generation", "bridge",
        "not-in-table", "raw-foreign",  "descriptor-unreadable", "modified-image",      "unwrapped"};

    expect (facts, image, "no-read-back", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
        expect_none (facts, image, codes[i]);
}

/* --- The table of mediatek-mt1959.md, section 5 --- */

/* Returns (nullable) the form factor that the tray byte @tray, a hexadecimal number, stands for; NULL if @tray is
 * NULL. */
static const char *
form_of_tray (const char *tray)
{
    return tray != NULL ? bb_mt1959_form_of_tray ((guint8) g_ascii_strtoull (tray, NULL, 16)) : NULL;
}

static void
set_fact (BbFacts *facts, const char *key, const char *value)
{
    if (value != NULL)
        bb_facts_set_string (facts, key, value);
}

/* Returns (transfer full) the facts that a probe of the drive in @item, a case of vectors.json, would give. */
static BbFacts *
facts_of_case (JsonObject *item)
{
    const char *board = mt_case_string (item, "board-id");
    const char *running = form_of_tray (mt_case_string (item, "drive-tray"));
    BbFacts *facts = bb_facts_new (NULL);
    BbMt1959BootId boot_id = {.form = "unknown"};

    facts->family = g_strdup ("mediatek-mt1959");
    if (board != NULL)
        g_assert_true (bb_mt1959_parse_boot_id_text (board, &boot_id));
    facts->mode =
        g_strdup (running != NULL && !g_str_equal (boot_id.form, "unknown") && !g_str_equal (running, boot_id.form)
                      ? "wrong-form-factor"
                      : "normal");
    facts->condition = g_str_equal (facts->mode, "normal") ? BB_CONDITION_NORMAL : BB_CONDITION_WRONG_FIRMWARE;
    set_fact (facts, BB_FACTS_HAZARD, facts->condition == BB_CONDITION_NORMAL ? NULL : "It runs other firmware.");
    facts->model = bb_mt1959_find_model (mt_catalog (), mt_case_string (item, "running-product"),
                                         mt_case_string (item, "running-service"), board);
    set_fact (facts, "boot-id", board);
    set_fact (facts, "form-factor", boot_id.form);
    set_fact (facts, "form-running", running);
    set_fact (facts, "product", mt_case_string (item, "running-product"));
    set_fact (facts, "service-code", mt_case_string (item, "running-service"));
    set_fact (facts, "build-stamp", mt_case_string (item, "running-stamp"));
    set_fact (facts, "platform", mt_case_string (item, "drive-platform"));
    set_fact (facts, "tray", mt_case_string (item, "drive-tray"));
    set_fact (facts, "readable", "windows");
    if (json_object_get_boolean_member (item, "running-mk"))
        set_fact (facts, "modified", "mk");
    return facts;
}

static void
set_value (GVariantDict *values, const char *key, const char *value)
{
    if (value != NULL)
        g_variant_dict_insert (values, key, "s", value);
}

/* Returns (transfer full) an image with the identity that bb_mt1959_identify_image() would give it. */
static BbImage *
image_of_case (JsonObject *item)
{
    const char *fault = mt_case_string (item, "image-fault");
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new ("mediatek-mt1959", 0, MT_FLASH_BYTES);
    MtLook look = {.boot_id = mt_case_string (item, "image-id")};
    g_autoptr (BbImage) plain = mt_image (&look);
    GVariantDict values;

    g_variant_dict_init (&values, NULL);
    set_value (&values, "boot-id", look.boot_id);
    set_value (&values, "service-code", mt_case_string (item, "image-service"));
    set_value (&values, "build-stamp", mt_case_string (item, "image-stamp"));
    set_value (&values, "platform", mt_case_string (item, "image-platform"));
    set_value (&values, "tray", mt_case_string (item, "image-tray"));
    if (json_object_get_boolean_member (item, "de"))
        g_variant_dict_insert (&values, "downgrade-enabled", "b", TRUE);
    if (json_object_get_boolean_member (item, "mark"))
        g_variant_dict_insert (&values, "age-mark", "b", TRUE);
    if (g_strcmp0 (fault, "raw read-out of another unit") == 0)
        g_variant_dict_insert (&values, "raw-readout", "b", TRUE);
    else
        identity->problem = fault != NULL ? g_strdup ("Damaged.") : NULL;
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    identity->product = g_strdup (mt_case_string (item, "image-product"));
    return bb_image_new_part (plain, identity, NULL);
}

/* A reason code, and the number of the row of the table in section 5 that gives this reason; 0 for a reason that is
 * not in the table. Row 7 (compatible) gives no reason. */
typedef struct {
    const char *code;
    guint row;
} Row;

static const Row rows_of_table[] = {
    {"chip", 1},        {"group", 2},         {"boot-id", 3},        {"mt1939-board", 4},
    {"raw-foreign", 6}, {"image-problem", 6}, {"boot-id-unread", 0}, {"wrong-form-running", 5},
    {"other-board", 9}, {"cross-flash", 8},
};

/* Returns the row of the table that decided the verdict; 7 (compatible) if @verdict has no reason of a row. */
static guint
row_of (BbVerdict *verdict)
{
    for (guint i = 0; i < G_N_ELEMENTS (rows_of_table); i++)
        if (bb_verdict_has (verdict, rows_of_table[i].code))
            return rows_of_table[i].row;
    return 7;
}

static void
test_rows_of_section_5 (void)
{
    JsonArray *cases = json_object_get_array_member (mt_vector ("compatibility"), "cases");
    guint seen[12] = {0};

    g_assert_cmpuint (json_array_get_length (cases), ==, 38);
    for (guint i = 0; i < json_array_get_length (cases); i++) {
        JsonObject *item = json_array_get_object_element (cases, i);
        const char *wanted = mt_case_string (item, "verdict");
        JsonArray *cautions = json_object_get_array_member (item, "cautions");
        guint row = json_object_get_null_member (item, "row") ? 0 : (guint) json_object_get_int_member (item, "row");
        guint caution = json_array_get_length (cautions) > 0 ? (guint) json_array_get_int_element (cautions, 0) : 0;
        g_autoptr (BbFacts) facts = facts_of_case (item);
        g_autoptr (BbImage) image = image_of_case (item);
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, mt_catalog ());
        BbVerdictLevel level = bb_verdict_get_level (verdict);

        g_test_message ("%s", mt_case_string (item, "about"));
        (void) find_reason (verdict, "");
        g_assert_cmpuint (row_of (verdict), ==, row);
        g_assert_cmpint (level == BB_VERDICT_REFUSED, ==, g_str_equal (wanted, "refused"));
        if (g_str_equal (wanted, "cross-flash") || g_str_equal (wanted, "fits"))
            g_assert_cmpint (level == BB_VERDICT_CROSS_FLASH, ==, g_str_equal (wanted, "cross-flash"));
        if (level != BB_VERDICT_REFUSED) {
            g_assert_cmpint (bb_verdict_has (verdict, "downgrade"), ==, caution == 10);
            g_assert_cmpint (bb_verdict_has (verdict, "age-step"), ==, caution == 11);
        }
        seen[row]++;
        seen[caution]++;
    }
    for (guint i = 1; i < G_N_ELEMENTS (seen); i++)
        g_assert_cmpuint (seen[i], >, 0);
}

/* Rows 1 to 4 of the table refuse an image in boot mode, too: for such an image there must be neither a plan to
 * recover nor a plan to flash. */
static void
test_rows_1_to_4_refuse_in_recovery_too (void)
{
    JsonArray *cases = json_object_get_array_member (mt_vector ("compatibility"), "cases");
    guint n_absolute = 0;

    for (guint i = 0; i < json_array_get_length (cases); i++) {
        JsonObject *item = json_array_get_object_element (cases, i);
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbImage) image = NULL;
        BbFlashInput input = {.catalog = mt_catalog (), .recovering = TRUE};
        g_autoptr (GError) error = NULL;

        if (g_strcmp0 (mt_case_string (item, "warning"), "absolute") != 0)
            continue;
        n_absolute++;
        facts = facts_of_case (item);
        image = image_of_case (item);
        facts->condition = BB_CONDITION_SPECIAL;
        g_strlcpy (facts->inquiry.product, mt_case_string (item, "running-product"), sizeof facts->inquiry.product);
        input.facts = facts;
        input.image = image;
        g_assert_null (bb_family_mediatek_mt1959.plan_recover (&input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_clear_error (&error);
        facts->condition = BB_CONDITION_NORMAL;
        g_assert_null (bb_family_mediatek_mt1959.plan_recover (&input, &error));
        g_clear_error (&error);
        g_assert_null (bb_family_mediatek_mt1959.plan_flash (&input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    }
    g_assert_cmpuint (n_absolute, ==, 11);
}

static void
test_unread_boot_id_is_refused (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) other = image_of ("BD-RE  WH16NS60", "MT1959 Boot JBC6", "1.02");
    g_autoptr (BbFacts) blind = mt_with (facts, "boot-id", NULL);
    g_autoptr (BbImage) right = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");

    expect (facts, other, "other-board", BB_WEIGHT_CROSS_FLASH, BB_VERDICT_CROSS_FLASH);
    expect (blind, right, "boot-id-unread", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    blind->condition = BB_CONDITION_SPECIAL;
    expect (blind, right, "boot-id-unread", BB_WEIGHT_INFO, BB_VERDICT_FITS);
}

static void
test_other_form_factor_is_refused (void)
{
    g_autoptr (BbFacts) half = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbFacts) slim = drive_of ("BD-RE  BU40N", MT_BU5);
    g_autoptr (BbImage) half_image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");
    g_autoptr (BbImage) slim_image = image_of ("BD-RE  BU40N", MT_BU5, "1.00");

    expect (half, slim_image, "group", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    expect (slim, half_image, "group", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    expect_none (half, slim_image, "cross-flash");
    expect_none (half, half_image, "group");
    expect_none (slim, slim_image, "group");
    expect (slim, slim_image, "same-revision", BB_WEIGHT_INFO, BB_VERDICT_FITS);
}

static void
test_unknown_form_factor_is_refused (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) wrong = mt_facts (&look, "windows", 0x2B);
    g_autoptr (BbFacts) mute = mt_facts (&look, "windows", -1);
    g_autoptr (BbFacts) no_model = NULL;
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");
    g_autoptr (BbImage) unknown_board = image_of ("BD-RE  WH16NS60", "MT1959 Boot JB7 ", "1.02");
    g_autoptr (BbImage) other = image_of ("BD-RE  BU40N", MT_BU5, "1.02");
    g_autoptr (BbImage) other_product = image_of ("BW-16D1HT", MT_JB8, "3.02");
    g_autoptr (BbImage) other_board = image_of ("BC-12D2HT", "MT1959 Boot JBC6", "3.00");
    BbFlashInput input = {.catalog = mt_catalog ()};
    g_autoptr (GError) error = NULL;

    look.boot_id = "MT1959 Boot JB7 ";
    no_model = mt_facts (&look, "windows", 0x2B);
    /* The image with the boot ID of the board needs no consent, whatever firmware runs. */
    expect (wrong, image, "wrong-form-running", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    expect (wrong, image, "own-board", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    expect (wrong, other_product, "own-board", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    expect (wrong, other_product, "own-board-models", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    expect_none (wrong, other_product, "cross-flash");
    expect_none (wrong, other_product, "not-in-table");
    expect (wrong, other_board, "other-board", BB_WEIGHT_CROSS_FLASH, BB_VERDICT_CROSS_FLASH);
    expect_none (wrong, other_board, "crossflash-risk");
    expect (no_model, unknown_board, "not-in-table", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect (wrong, other, "group", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    input.facts = wrong;
    input.image = image;
    g_assert_null (bb_family_mediatek_mt1959.plan_flash (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    expect (mute, image, "form-factor-unclear", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
}

static void
test_other_chip_is_refused (void)
{
    g_autoptr (BbFacts) old = drive_of ("BD-RE  BH16NS40", MT_CODE);
    g_autoptr (BbImage) image = image_of ("BD-RE  BH16NS40", MT_JB8, "1.02");
    g_autoptr (BbImage) same = image_of ("BD-RE  BH16NS40", MT_CODE, "1.02");
    expect (old, image, "chip", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    expect_none (old, same, "chip");
}

static void
test_unknown_group_accepts_own_boot_id_only (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  XX14NS40", "MT1959 Boot ZZZ9");
    g_autoptr (BbImage) own = image_of ("BD-RE  XX14NS40", "MT1959 Boot ZZZ9", "1.02");
    g_autoptr (BbImage) other = image_of ("BD-RE  YY14NS40", "MT1959 Boot ZZZ9", "1.02");

    expect (facts, own, "not-in-table", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect_none (facts, own, "form-factor-unknown");
    expect (facts, other, "form-factor-unknown", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
}

static void
test_other_model_with_same_board_is_cross_flash (void)
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

/* The image is for another board than that of the drive (row 9 of the table). Which reports the verdict mentions
 * must depend on both boards. */
static void
test_reports_on_the_other_board_are_named (void)
{
    static const struct {
        const char *drive;
        const char *image;
        const char *says;
    } rows[] = {
        {MT_JB8, "MT1959 Boot JBC6", "There are no known reports of this cross-flash."},
        {"MT1959 Boot JBP6", MT_JB8, "There are no known reports of this cross-flash."},
        {"MT1959 Boot JBC6", "MT1959 Boot JBP6", "to drives with another board of the group."},
        {MT_JB8, "MT1959 Boot JB9 ", "to drives with another board of the group."},
        {MT_BU5, MT_BU51, "to drives with another board of the group."},
        {"MT1959 Boot BP52", MT_BU5, "ignored the image or could not read discs afterwards."},
        {MT_BU5, "MT1959 Boot BP52", "ignored the image or could not read discs afterwards."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        gboolean is_slim = g_str_has_prefix (rows[i].drive, "MT1959 Boot B");
        g_autoptr (BbFacts) facts = drive_of (is_slim ? "BD-RE  BU40N" : "BD-RE  WH16NS60", rows[i].drive);
        g_autoptr (BbImage) image = image_of (is_slim ? "BD-RE  BU40N" : "BD-RE  WH16NS60", rows[i].image, "1.02");

        expect_words (facts, image, "other-board", rows[i].says);
    }
}

static void
test_firmware_of_2020_wants_wrapped_image (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.03");
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) ageless = NULL;
    g_autoptr (BbFacts) blind = NULL;

    look.stamp = "2001010000";
    facts = mt_facts (&look, "windows", 0x39);
    expect (facts, image, "wrapped-only", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    mt_let_in_made_up_key ();
    expect_none (facts, image, "wrapped-only");
    expect (facts, image, "wrapped", BB_WEIGHT_INFO, BB_VERDICT_CAUTION);
    bb_key_file_let_in (NULL);
    expect (facts, image, "key-file", BB_WEIGHT_REFUSAL, BB_VERDICT_REFUSED);
    bb_key_file_set (NULL);
    look.stamp = "unknown";
    ageless = mt_facts (&look, "windows", 0x39);
    expect (ageless, image, "age-unknown", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect_words (ageless, image, "age-unknown", "the drive will probably reject or ignore this image and stay");
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
    expect_words (facts, image, "special-mode", "Recovery will write this image to the drive.");
    expect_none (facts, image, "descriptor-unreadable");
    expect_none (facts, image, "form-factor-unclear");
}

static void
test_wrong_size_or_missing_boot_id_is_refused (void)
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

/* Returns (transfer full) the memory of @drive as an image, with one bit changed in byte @changed (0: none). */
static BbImage *
read_out (FakeDrive *drive, guint32 changed)
{
    guint8 *data = g_memdup2 (drive->memory, 0x200000);

    if (changed != 0)
        data[changed] ^= 1;
    return mt_identify (data, 0x200000);
}

#define IN_DOUBT "The image’s configuration block matches this drive, but the "
#define DESCRIPTOR IN_DOUBT "end of the drive descriptor "

static void
test_read_out_is_for_its_own_drive_only (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = mt_drive (&look, "all", 0x39);
    g_autoptr (BbFacts) facts = mt_probe (drive);
    g_autoptr (BbFacts) no_calibration = mt_with (facts, "calibration-sha256", NULL);
    g_autoptr (BbFacts) no_descriptor = mt_with (facts, BB_MT1959_KEY_DESCRIPTOR, NULL);
    g_autoptr (BbFacts) other = mt_with (no_calibration, "config", NULL);
    g_autoptr (BbImage) own = read_out (drive, 0);
    g_autoptr (BbImage) tail = read_out (drive, 0x1EC060);
    g_autoptr (BbImage) calibration = read_out (drive, 0x1FFFFF);
    g_autoptr (BbImage) foreign = NULL;

    expect (facts, own, "own-dump", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    expect (no_calibration, own, "own-dump-changed", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect (facts, tail, "own-dump-changed", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect (facts, calibration, "own-dump-changed", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect_words (facts, calibration, "own-dump-changed", IN_DOUBT "calibration differs and");
    expect_words (facts, tail, "own-dump-changed", DESCRIPTOR "does not, so");
    expect_words (no_calibration, own, "own-dump-changed", IN_DOUBT "calibration could not be compared and");
    expect_words (no_descriptor, own, "own-dump-changed", DESCRIPTOR "could not be compared, so");
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
test_bridge_hides_names_but_not_build_date (void)
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
    facts = bb_family_probe (BB_TRANSPORT (drive), NULL, mt_catalog (), TRUE, NULL, &error);
    g_assert_no_error (error);
    expect (facts, older, "bridge", BB_WEIGHT_INFO, BB_VERDICT_CAUTION);
    expect (facts, older, "downgrade", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
}

static void
test_older_image_is_a_downgrade (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) older = image_of ("BD-RE  WH16NS60", MT_JB8, "0.99");
    g_autoptr (BbImage) same = image_of ("BD-RE  WH16NS60", MT_JB8, "1.00");

    expect (facts, older, "downgrade", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect (facts, same, "same-revision", BB_WEIGHT_INFO, BB_VERDICT_FITS);
}

/* Firmware with a build stamp from 2018-01-01 00:00 on refuses older images. */
static void
test_firmware_refuses_older_images_from_2018_on (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbFacts) first = mt_with (facts, "build-stamp", "1801010000");
    g_autoptr (BbFacts) last = mt_with (facts, "build-stamp", "1712312359");
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");

    expect (first, image, "downgrade", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect_none (last, image, "downgrade");
}

/* bb_verdict_expects_rejection() must be TRUE if the running firmware will probably reject the image. It must be
 * FALSE if the verdict refuses the image, because the image is then not sent. */
static void
test_expected_rejection_is_marked (void)
{
    static const struct {
        const char *running;
        const char *image;
        gboolean rejected;
    } cases[] = {
        {"1712312359", "1704250000", FALSE}, {"1801010000", "1704250000", TRUE}, {"1801010000", "1801010000", FALSE},
        {"1801010000", "1802010000", FALSE}, {"2001010000", "1704250000", TRUE}, {"2001010000", "2002010000", TRUE},
        {"1801010000", "", FALSE},
    };
    g_autoptr (BbFacts) drive = drive_of ("BD-RE  WH16NS60", MT_JB8);
    MtLook look = mt_wh16ns60 ();

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbFacts) undated = mt_with (drive, "build-stamp", cases[i].running);
        /* Without the fact "transfer", the build stamp determines the form of the image. Firmware of 2020 needs a
         * wrapped (encrypted) image; without a key file a rejection is expected. */
        g_autoptr (BbFacts) facts = mt_with (undated, "transfer", NULL);
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbVerdict) verdict = NULL;

        look.stamp = cases[i].image;
        image = mt_image (&look);
        verdict = bb_family_check (facts, image, mt_catalog ());
        g_assert_true ((find_reason (verdict, "accepts-older") == NULL) ==
                       (strcmp (look.stamp, cases[i].running) == 0));
        g_assert_cmpint (bb_verdict_expects_rejection (verdict), ==, cases[i].rejected);
        g_assert_cmpint (bb_verdict_get_level (verdict), !=, BB_VERDICT_REFUSED);
        bb_verdict_add (verdict, "test", BB_WEIGHT_REFUSAL, "No.");
        g_assert_false (bb_verdict_expects_rejection (verdict));
    }
}

static void
test_modified_image_is_a_caution (void)
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
test_image_without_names_is_a_caution (void)
{
    MtLook look = {.boot_id = MT_JB8};
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) image = mt_image (&look);

    expect (facts, image, "image-anonymous", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect_none (facts, image, "cross-flash");
}

static void
test_known_trap_of_a_model_is_a_reason (void)
{
    g_autoptr (BbFacts) facts = drive_of ("BD-RE  BH16NS40", MT_JB8);
    g_autoptr (BbFacts) other = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) image = image_of ("BD-RE  BH16NS40", MT_JB8, "1.02");
    g_autoptr (BbImage) other_image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");

    expect (facts, image, "trap", BB_WEIGHT_INFO, BB_VERDICT_FITS);
    expect_none (other, other_image, "trap");
}

static guint
count_traps (BbVerdict *verdict, const char *text)
{
    guint n = 0;

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        n += g_str_equal (reason->code, "trap") && g_str_equal (reason->text, text);
    }
    return n;
}

/* A trap is a catalog entry about a known problem of some models. For each model in its key `Names`, the verdict
 * must have the text of its key `Trap` as a reason. */
static void
test_every_trap_of_the_catalog_is_a_reason (void)
{
    g_autoptr (GPtrArray) traps = bb_catalog_list_models (mt_catalog (), "mediatek-trap");
    g_autoptr (BbImage) image = image_of ("BD-RE  WH16NS60", MT_JB8, "1.02");

    g_assert_cmpuint (traps->len, >, 1);
    for (guint i = 0; i < traps->len; i++) {
        g_auto (GStrv) names = bb_model_get_strv (traps->pdata[i], "Names");

        for (guint j = 0; names[j] != NULL; j++) {
            g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", MT_JB8);
            g_autoptr (BbVerdict) verdict = NULL;

            g_free (facts->model_name);
            facts->model_name = g_strdup (names[j]);
            verdict = bb_family_check (facts, image, mt_catalog ());
            g_test_message ("%s", names[j]);
            g_assert_cmpuint (count_traps (verdict, bb_model_get_string (traps->pdata[i], "Trap")), ==, 1);
        }
    }
}

static void
test_known_image_is_named (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) facts = mt_facts (&look, "windows", 0x39);
    g_autoptr (BbImage) plain = mt_image (&look);
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new ("mediatek-mt1959", 0, 0x200000);
    g_autoptr (BbKnownImage) entry =
        bb_catalog_known_image (mt_catalog (), "d133893209392b74cb0c3c1225cc4c0e8b1d927f1f671261ecc82525405e47e0");
    g_autoptr (BbImage) known = NULL;

    /* The tests have no original firmware, so the known image is set as bb_mt1959_identify_image() would set it. */
    bb_image_identity_set_known (identity, entry);
    known = bb_image_new_part (plain, identity, NULL);
    expect (facts, known, "known-image", BB_WEIGHT_INFO, BB_VERDICT_CAUTION);
    expect (facts, known, "modified-image", BB_WEIGHT_CAUTION, BB_VERDICT_CAUTION);
    expect_none (facts, plain, "known-image");
    expect_none (facts, plain, "modified-image");
}

static void
test_crossflash_reports_are_reasons (void)
{
    g_autoptr (BbFacts) bu50n = drive_of ("BD-RE  BU50N", MT_BU51);
    g_autoptr (BbFacts) bu40n = drive_of ("BD-RE  BU40N", MT_BU5);
    g_autoptr (BbFacts) portable = drive_of ("BD-RE  BP60NB10", "MT1959 Boot BUP5");
    g_autoptr (BbFacts) nb10 = mt_with (portable, "service-code", "NB10");
    g_autoptr (BbFacts) other_portable = drive_of ("BD-RE  BP60NB10", "MT1959 Boot BP52");
    g_autoptr (BbFacts) nb12 = mt_with (other_portable, "service-code", "NB12");
    g_autoptr (BbFacts) bp55 = drive_of ("BD-RE  BP55EB40", "MT1959 Boot BUP3");
    g_autoptr (BbFacts) tall = drive_of ("BD-RE  WH16NS60", MT_JB8);
    g_autoptr (BbImage) image = image_of ("BD-RE  BU40N", MT_BU5, "1.00");
    g_autoptr (BbImage) line = image_of ("BD-RE  BP60NB10", "MT1959 Boot BUP5", "1.00");

    expect_words (bu50n, image, "crossflash-gains",
                  "With modified versions of this firmware, the drive will be able to read raw disc sectors.");
    expect_words (bu50n, image, "crossflash-losses", "loss: The drive will no longer report the name BU50N.");
    expect_words (bu50n, image, "crossflash-risk",
                  "Reported risk: medium. The drive has the boot ID BU51, but the image is for drives with");
    expect_words (bu50n, image, "crossflash-not-possible", NULL);
    /* The BP60NB10 exists with two boards. A report on one board must not be a reason for a drive with the other. */
    expect_words (nb10, image, "crossflash-risk", "must contain the boot ID of the drive’s current firmware.");
    expect_words (nb12, image, "crossflash-risk",
                  "Reported risk: very high. One list of compatible circuit boards includes this conversion.");
    /* The table of section 5 allows this flash, but a report says that it is not possible. It must not be refused,
     * but it must need its own consent. */
    expect (bp55, line, "crossflash-not-possible", BB_WEIGHT_CROSS_FLASH, BB_VERDICT_CROSS_FLASH);
    expect_words (bp55, line, "crossflash-not-possible", "MakeMKV forum t=21413");
    expect_words (bu40n, image, "crossflash-gains", NULL);
    expect_words (tall, image, "crossflash-risk", NULL);
}

/* The chip marker must fit the boot ID of the image; otherwise there is a caution. 58h fits only the boot ID of the
 * MT1939. 18h fits only boot IDs of boards that have images with this marker. 00h and FFh count as no marker. */
static void
test_contradicting_marker_is_a_caution (void)
{
    static const struct {
        const char *boot_id;
        guint8 marker;
        gboolean is_caution;
    } rows[] = {
        {MT_CODE, 0x58, FALSE},
        {MT_CODE, 0x18, TRUE},
        {MT_CODE, 0x78, TRUE},
        {MT_JB8, 0x18, FALSE},
        {MT_JB8, 0x58, TRUE},
        {MT_JB8, 0x78, FALSE},
        {MT_BU5, 0x78, FALSE},
        {MT_BU5, 0x18, TRUE},
        {MT_BU5, 0x58, TRUE},
        {MT_BU5, 0x38, FALSE},
        {MT_CODE, 0x00, FALSE},
        {MT_CODE, 0xFF, FALSE},
        {"MT1959 Boot BUP1", 0x18, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        MtLook look = mt_wh16ns60 ();
        guint8 *data;
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbFacts) facts = drive_of ("BD-RE  WH16NS60", rows[i].boot_id);

        look.boot_id = rows[i].boot_id;
        look.platform = NULL;
        data = mt_image_data (&look);
        data[MT_DESCRIPTOR + 0x50] = rows[i].marker;
        image = mt_identify (data, MT_FLASH_BYTES);
        expect_words (facts, image, "chip-marker", rows[i].is_caution ? "No known image has this combination" : NULL);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/check/image_for_the_model_is_compatible", test_image_for_the_model_is_compatible);
    g_test_add_func ("/mt1959/check/rows_of_section_5", test_rows_of_section_5);
    g_test_add_func ("/mt1959/check/rows_1_to_4_refuse_in_recovery_too", test_rows_1_to_4_refuse_in_recovery_too);
    g_test_add_func ("/mt1959/check/unread_boot_id_is_refused", test_unread_boot_id_is_refused);
    g_test_add_func ("/mt1959/check/other_form_factor_is_refused", test_other_form_factor_is_refused);
    g_test_add_func ("/mt1959/check/unknown_form_factor_is_refused", test_unknown_form_factor_is_refused);
    g_test_add_func ("/mt1959/check/other_chip_is_refused", test_other_chip_is_refused);
    g_test_add_func ("/mt1959/check/unknown_group_accepts_own_boot_id_only",
                     test_unknown_group_accepts_own_boot_id_only);
    g_test_add_func ("/mt1959/check/other_model_with_same_board_is_cross_flash",
                     test_other_model_with_same_board_is_cross_flash);
    g_test_add_func ("/mt1959/check/reports_on_the_other_board_are_named", test_reports_on_the_other_board_are_named);
    g_test_add_func ("/mt1959/check/firmware_of_2020_wants_wrapped_image", test_firmware_of_2020_wants_wrapped_image);
    g_test_add_func ("/mt1959/check/boot_mode_needs_no_descriptor", test_boot_mode_needs_no_descriptor);
    g_test_add_func ("/mt1959/check/wrong_size_or_missing_boot_id_is_refused",
                     test_wrong_size_or_missing_boot_id_is_refused);
    g_test_add_func ("/mt1959/check/read_out_is_for_its_own_drive_only", test_read_out_is_for_its_own_drive_only);
    g_test_add_func ("/mt1959/check/bridge_hides_names", test_bridge_hides_names_but_not_build_date);
    g_test_add_func ("/mt1959/check/older_image_is_a_downgrade", test_older_image_is_a_downgrade);
    g_test_add_func ("/mt1959/check/firmware_refuses_older_images_from_2018_on",
                     test_firmware_refuses_older_images_from_2018_on);
    g_test_add_func ("/mt1959/check/expected_rejection_is_marked", test_expected_rejection_is_marked);
    g_test_add_func ("/mt1959/check/modified_image_is_a_caution", test_modified_image_is_a_caution);
    g_test_add_func ("/mt1959/check/image_without_names_is_a_caution", test_image_without_names_is_a_caution);
    g_test_add_func ("/mt1959/check/known_trap_of_a_model_is_a_reason", test_known_trap_of_a_model_is_a_reason);
    g_test_add_func ("/mt1959/check/every_trap_of_the_catalog_is_a_reason",
                     test_every_trap_of_the_catalog_is_a_reason);
    g_test_add_func ("/mt1959/check/known_image_is_named", test_known_image_is_named);
    g_test_add_func ("/mt1959/check/crossflash_reports_are_reasons", test_crossflash_reports_are_reasons);
    g_test_add_func ("/mt1959/check/contradicting_marker_is_a_caution", test_contradicting_marker_is_a_caution);
    return g_test_run ();
}
