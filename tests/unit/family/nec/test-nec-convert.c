/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-bench.h"
#include "nec-boot-file.h"
#include "nec-vectors.h"

#include "family/nec/bb-nec-convert.h"
#include "family/nec/bb-nec-plan.h"

/* Tests which conversions are possible, the verdict on them, and the result of the plan on a simulated drive of each
 * flash type. Also tests bb-nec-convert-check.c. */

/* --- possible conversions --- */

/* Returns (transfer full) the types to which a drive of type @code can be converted, separated by blanks. */
static char *
dup_list (BbCatalog *catalog, const char *code)
{
    g_autoptr (BbFacts) facts = nec_facts (catalog, code, 0x93, "05");
    g_autoptr (GPtrArray) models = bb_nec_list_conversions (facts, catalog);
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < models->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? " " : "", bb_model_get_key (g_ptr_array_index (models, i)));
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_targets_are_those_of_section_10 (void)
{
    static const struct {
        const char *code;
        const char *siblings;
    } groups[] = {
        {"K355", "D355 K356 K450 K451"},
        {"K365", "K366 K460 K461"},
        {"K370", "K371 K470 K471"},
        {"L252", "L253 L350 L351"},
        {"D570", "D573 D57D D770 D773"},
        {"L260", "L261 L450 L451"},
        {"Q175", "G175 G178 Q178"},
        {"Q630", "G630 G633 Q633"},
        {"K354", "K353"},
        {"K110", ""},
        {"L210", ""},
        {"K352", ""},
        {"M110", ""},
        {"C500", ""},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
        g_autofree char *list = dup_list (catalog, groups[i].code);

        g_assert_cmpstr (list, ==, groups[i].siblings);
    }
}

/* Each conversion is also possible in the other direction, and stays within one flash type. */
static void
test_every_conversion_has_a_way_back (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_NEC_FAMILY);
    g_autoptr (GHashTable) lists = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_strfreev);
    guint n = 0;

    for (guint i = 0; i < models->len; i++) {
        const char *code = bb_model_get_key (g_ptr_array_index (models, i));
        g_autofree char *list = dup_list (catalog, code);

        g_hash_table_insert (lists, (gpointer) code, g_strsplit (list, " ", -1));
    }
    for (guint i = 0; i < models->len; i++) {
        const char *code = bb_model_get_key (g_ptr_array_index (models, i));
        char **others = g_hash_table_lookup (lists, code);

        for (guint j = 0; others[j] != NULL && *others[j] != '\0'; j++) {
            const char *const *codes = g_hash_table_lookup (lists, others[j]);

            g_assert_true (codes != NULL && g_strv_contains (codes, code));
            n++;
        }
    }
    g_assert_cmpuint (n, >, 500);
}

/* --- verdict --- */

typedef struct {
    BbCatalog *catalog;
    BbFacts *facts;
    BbImage *boot_code;
    BbConvertInput input;
} Case;

/* Begins a case: a drive of type @from, and a right boot code of type @to for it. */
static void
case_begin (Case *it, const char *from, const char *to, gsize boot_bytes)
{
    g_autoptr (GByteArray) bytes = nec_boot_code (boot_bytes, 0x31, to, "07");

    it->catalog = nec_catalog ();
    it->facts = nec_facts (it->catalog, from, 0x93, "05");
    it->boot_code = nec_boot_image (it->catalog, bytes, to);
    it->input =
        (BbConvertInput){.facts = it->facts, .target = to, .boot_code = it->boot_code, .catalog = it->catalog};
}

static void
case_end (Case *it)
{
    g_clear_object (&it->boot_code);
    g_clear_pointer (&it->facts, bb_facts_unref);
    g_clear_object (&it->catalog);
    g_clear_pointer (&it->input.settings, g_variant_unref);
    g_clear_pointer (&it->input.captures, bb_captures_unref);
    g_clear_pointer (&it->input.good, bb_captures_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_end)

/* Returns the level of the verdict, which must contain reason @code (nullable). */
static BbVerdictLevel
weigh (Case *it, const char *code)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    bb_nec_check_conversion (&it->input, verdict);
    if (code != NULL && !bb_verdict_has (verdict, code))
        g_error ("%s to %s: no reason %s", bb_facts_get_model_key (it->facts), it->input.target, code);
    return bb_verdict_get_level (verdict);
}

/* Asserts that @code is the only reason: if the drive cannot be converted, the target is not checked. */
static void
assert_only (Case *it, const char *code)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    bb_nec_check_conversion (&it->input, verdict);
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
    g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, 1);
    g_assert_cmpstr (bb_verdict_get_reason (verdict, 0)->code, ==, code);
}

static void
test_siblings_are_a_caution (void)
{
    g_auto (Case) it = {0};

    case_begin (&it, "K355", "K451", 0x4000);
    g_assert_cmpint (weigh (&it, "deadly-step"), ==, BB_VERDICT_CAUTION);
    g_assert_cmpint (weigh (&it, "erases-firmware"), ==, BB_VERDICT_CAUTION);
    g_assert_cmpint (weigh (&it, "no-new-abilities"), ==, BB_VERDICT_CAUTION);
}

/* Asserts that the conversion is refused for the reason @code, and that there is no plan. */
static void
assert_refused (const char *from, const char *to, gsize boot_bytes, const char *code)
{
    g_auto (Case) it = {0};
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = NULL;

    case_begin (&it, from, to, boot_bytes);
    assert_only (&it, code);
    plan = bb_nec_plan_convert (&it.input, &error);
    g_assert_null (plan);
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

static void
test_impossible_conversions_are_refused (void)
{
    g_auto (Case) unknown = {0};
    g_auto (Case) incomplete = {0};
    g_auto (Case) without_file = {0};

    case_begin (&unknown, "K355", "K451", 0x4000);
    g_clear_pointer (&unknown.facts->model, bb_model_unref);
    assert_only (&unknown, "unknown-drive");
    case_begin (&incomplete, "K355", "K451", 0x4000);
    incomplete.facts->condition = BB_CONDITION_HALF_ALIVE;
    assert_only (&incomplete, "half-alive");
    case_begin (&without_file, "K355", "K451", 0x4000);
    without_file.input.boot_code = NULL;
    assert_only (&without_file, "no-boot-code");
    assert_refused ("K355", "K365", 0x4000, "other-hardware");
    assert_refused ("K355", "D770", 0x8000, "other-hardware");
    assert_refused ("K355", "X999", 0x4000, "unknown-target");
    assert_refused ("K110", "K110", 0x4000, "boot-code-unknown");
    assert_refused ("C500", "C500", 0x6000, "boot-code-unknown");
    assert_refused ("M110", "M110", 0x4000, "boot-code-unknown");
    assert_refused ("K355", "K451", 0x8000, "boot-code");
}

static void
test_damaged_drives_are_refused (void)
{
    g_auto (Case) damaged = {0};
    g_auto (Case) mute = {0};

    case_begin (&damaged, "K355", "K451", 0x4000);
    damaged.facts->condition = BB_CONDITION_DAMAGED;
    assert_only (&damaged, "damaged-id");
    case_begin (&mute, "K355", "K451", 0x4000);
    g_clear_pointer (&mute.facts->values, g_variant_unref);
    bb_facts_set_string (mute.facts, BB_NEC_VALUE_LEARNT, "yes");
    assert_only (&mute, "no-key");
    bb_facts_set_string (mute.facts, BB_NEC_VALUE_SAFE_MODE_KEY, "K355");
    bb_facts_set_string (mute.facts, BB_NEC_VALUE_BOOT_VERSION, BB_NEC_BOOT_UNKNOWN);
    assert_only (&mute, "boot-version-unreadable");
    bb_facts_set_string (mute.facts, BB_NEC_VALUE_BOOT_VERSION, "05");
    g_assert_cmpint (weigh (&mute, NULL), !=, BB_VERDICT_REFUSED);
}

static void
test_uncertainties_are_reasons (void)
{
    g_auto (Case) related = {0};
    g_auto (Case) laptop = {0};
    g_auto (Case) newest = {0};
    g_auto (Case) unnamed = {0};
    g_autoptr (GByteArray) nameless = nec_boot_code (0x4000, 0x31, "ZZZZ", "07");

    case_begin (&related, "K353", "K354", 0x4000);
    g_assert_cmpint (weigh (&related, "related-hardware"), ==, BB_VERDICT_CROSS_FLASH);
    g_assert_cmpint (weigh (&related, "not-proved"), ==, BB_VERDICT_CROSS_FLASH);
    case_begin (&laptop, "L252", "L350", 0x4000);
    g_assert_cmpint (weigh (&laptop, "wiring"), ==, BB_VERDICT_CAUTION);
    case_begin (&newest, "G285", "Q285", 0x8000);
    g_assert_cmpint (weigh (&newest, "not-tried"), ==, BB_VERDICT_CAUTION);
    case_begin (&unnamed, "K355", "K451", 0x4000);
    g_clear_object (&unnamed.boot_code);
    unnamed.boot_code = nec_boot_image (unnamed.catalog, nameless, "K451");
    unnamed.input.boot_code = unnamed.boot_code;
    g_assert_cmpint (weigh (&unnamed, "boot-code-unnamed"), ==, BB_VERDICT_CAUTION);
}

static GVariant *
make_settings (const char *key, GVariant *value)
{
    GVariantBuilder builder;

    g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&builder, "{sv}", key, value);
    return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* A padded boot code is sent with one command of 32800 bytes; a connection that transfers less is refused. */
static void
test_too_small_transfer_limit_is_refused (void)
{
    g_auto (Case) padded = {0};
    g_auto (Case) small = {0};

    case_begin (&padded, "D570", "D770", 0x8000);
    padded.input.settings = make_settings (BB_SETTING_MAX_TRANSFER, g_variant_new_uint32 (0x8000));
    assert_only (&padded, "transfer");
    case_begin (&small, "K355", "K451", 0x4000);
    small.input.settings = make_settings (BB_SETTING_MAX_TRANSFER, g_variant_new_uint32 (0x8000));
    g_assert_cmpint (weigh (&small, NULL), ==, BB_VERDICT_CAUTION);
}

static void
test_texts_have_four_characters (void)
{
    static const char *const bad[] = {"", "ND3", "ND300", "ND3\xC3\xA4"};
    g_auto (Case) it = {0};

    case_begin (&it, "K355", "K451", 0x4000);
    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_clear_pointer (&it.input.settings, g_variant_unref);
        it.input.settings = make_settings (i % 2 == 0 ? BB_SETTING_RID : BB_SETTING_DIGITS,
                                           g_variant_new_take_string (g_utf8_make_valid (bad[i], -1)));
        assert_only (&it, "plate-text");
    }
}

/* --- identity after the conversion --- */

/* Returns (transfer full) the captures of the calibration of a K355, with these texts. */
static BbCaptures *
calibration (const char *id, const char *rid, const char *model)
{
    g_autoptr (GByteArray) pages = nec_fill (0x2000, 0x44);
    BbCaptures *captures = bb_captures_new (NULL);
    g_autoptr (GBytes) bytes = NULL;

    nec_put_text (pages, 0x800, id, 4);
    nec_put_text (pages, 0x1F10, rid, 4);
    nec_put_text (pages, 0x1F20, "NEC", 32);
    nec_put_text (pages, 0x1F40, model, 16);
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&pages));
    bb_captures_add (captures, BB_NEC_CAPTURE_CALIBRATION, BB_REGION_CALIBRATION, 0x4000, bytes);
    return captures;
}

/* Asserts that the conversion writes the texts @id, @rid and @digits. */
static void
assert_wanted (Case *it, const char *id, const char *rid, const char *digits)
{
    g_autoptr (BbModel) target = bb_catalog_get_model (it->catalog, BB_NEC_FAMILY, it->input.target);
    BbNecIdentity now = {0};
    BbNecIdentity wanted = {0};

    g_assert_true (bb_nec_wanted_identity (&it->input, target, &now, &wanted));
    g_assert_cmpmem (wanted.id, 4, id, 4);
    g_assert_cmpmem (wanted.rid, 4, rid, 4);
    g_assert_cmpmem (wanted.digits, 4, digits, 4);
}

/* Each text of the new identity must come from the first of these sources that has it:
 * - the user
 * - a backup that was made while the drive was of the target model
 * - the boot code file
 * - the catalog
 * If no source has the text, the text must not change. */
static void
test_identity_texts_come_from_best_source (void)
{
    g_auto (Case) it = {0};
    g_autoptr (GByteArray) boot_code = nec_boot_code (0x4000, 0x31, "K451", "07");
    g_autoptr (GByteArray) file = nec_boot_file (boot_code, "K451", "9451", "ND27");

    case_begin (&it, "K355", "K451", 0x4000);
    it.input.captures = calibration ("K355", "ND30", "ND-3550A");
    assert_wanted (&it, "K451", "ND30", "4551");
    g_clear_object (&it.boot_code);
    it.boot_code = nec_boot_image (it.catalog, file, "K451");
    it.input.boot_code = it.boot_code;
    assert_wanted (&it, "K451", "ND27", "9451");
    it.input.good = calibration ("K411", "NDX7", "ND-4551A");
    assert_wanted (&it, "K411", "NDX7", "4551");
    it.input.settings = make_settings (BB_SETTING_RID, g_variant_new_string ("ABCD"));
    assert_wanted (&it, "K411", "ABCD", "4551");
    /* A backup that was made while the drive was of another type must not be used. */
    g_clear_pointer (&it.input.good, bb_captures_unref);
    it.input.good = calibration ("K355", "NDX7", "ND-3550A");
    assert_wanted (&it, "K451", "ABCD", "9451");
}

/**
 * Reasons: a conversion, and all reasons that its verdict must have.
 * @has_captures: TRUE if the pages of the identity were read
 * @has_boot_code: TRUE if the boot code was read, too
 * @has_learnt: TRUE if a key for safe mode is known, but the boot code could not be read
 * @codes: expected codes of the reasons, separated by blanks
 */
typedef struct {
    const char *from;
    const char *to;
    gsize boot_bytes;
    gboolean has_captures;
    gboolean has_boot_code;
    gboolean has_learnt;
    const char *codes;
} Reasons;

#define ALWAYS "deadly-step erases-firmware no-new-abilities"

static const Reasons reasons[] = {
    {"K355", "K451", 0x4000, FALSE, FALSE, FALSE, ALWAYS},
    {"K355", "K451", 0x4000, TRUE, FALSE, FALSE,
     "boot-code-not-read deadly-step plate erases-firmware no-new-abilities"},
    {"K450", "K451", 0x4000, TRUE, FALSE, FALSE,
     "boot-code-not-read deadly-step plate erases-firmware no-new-abilities"},
    {"K450", "K451", 0x4000, TRUE, FALSE, TRUE,
     "no-boot-code-backup deadly-step plate erases-firmware no-new-abilities"},
    {"K450", "K451", 0x4000, TRUE, TRUE, FALSE, "deadly-step plate boot-code-kept erases-firmware no-new-abilities"},
    {"K353", "K354", 0x4000, FALSE, FALSE, FALSE,
     "related-hardware deadly-step not-proved erases-firmware no-new-abilities"},
    {"L252", "L350", 0x4000, FALSE, FALSE, FALSE, "deadly-step wiring erases-firmware no-new-abilities"},
    {"G285", "Q285", 0x8000, FALSE, FALSE, FALSE, "deadly-step not-tried erases-firmware no-new-abilities"},
    {"D570", "D770", 0x8000, FALSE, FALSE, FALSE, ALWAYS},
};

/* The verdict on each conversion has exactly these reasons, in this order. */
static void
test_each_conversion_has_its_own_reasons (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
        const Reasons *row = &reasons[i];
        g_auto (Case) it = {0};
        g_autoptr (BbVerdict) verdict = bb_verdict_new ();
        g_autoptr (GString) codes = g_string_new (NULL);
        g_autoptr (GBytes) boot_code = g_bytes_new_static ("boot", 4);

        case_begin (&it, row->from, row->to, row->boot_bytes);
        if (row->has_captures)
            it.input.captures = calibration (row->from, "ND30", "ND-3550A");
        if (row->has_boot_code)
            bb_captures_add (it.input.captures, BB_NEC_CAPTURE_BOOT_CODE, BB_REGION_BOOT_CODE, 0, boot_code);
        g_clear_pointer (&it.facts->values, g_variant_unref);
        if (row->has_learnt) {
            bb_facts_set_string (it.facts, BB_NEC_VALUE_LEARNT, "yes");
            bb_facts_set_string (it.facts, BB_NEC_VALUE_SAFE_MODE_KEY, row->from);
        }
        bb_nec_check_conversion (&it.input, verdict);
        for (guint j = 0; j < bb_verdict_get_n_reasons (verdict); j++)
            g_string_append_printf (codes, "%s%s", j > 0 ? " " : "", bb_verdict_get_reason (verdict, j)->code);
        g_test_message ("row %u: %s", i, codes->str);
        g_assert_cmpstr (codes->str, ==, row->codes);
    }
}

/* The boot code is sent in one command. A conversion must be allowed if the connection can transfer exactly the
 * length of this command, and refused with one byte less. The command has 32 bytes more than the boot code for a
 * D770, and the length of the boot code for a K451. */
static void
test_transfer_limit_is_exact (void)
{
    static const struct {
        const char *from, *to;
        gsize boot_bytes;
        guint32 needed_bytes;
    } rows[] = {{"D570", "D770", 0x8000, 32800}, {"K355", "K451", 0x4000, 0x4000}};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        for (guint j = 0; j < 2; j++) {
            g_auto (Case) it = {0};

            case_begin (&it, rows[i].from, rows[i].to, rows[i].boot_bytes);
            it.input.settings =
                make_settings (BB_SETTING_MAX_TRANSFER, g_variant_new_uint32 (rows[i].needed_bytes - j));
            g_test_message ("%s, %u", rows[i].from, rows[i].needed_bytes - j);
            g_assert_cmpint (weigh (&it, NULL) == BB_VERDICT_REFUSED, ==, j == 1);
        }
    }
}

static void
test_identity_that_is_not_recognised_is_a_caution (void)
{
    g_auto (Case) it = {0};
    g_auto (Case) same = {0};

    case_begin (&it, "K355", "K451", 0x4000);
    it.input.captures = calibration ("K355", "ND30", "ND-3550A");
    g_assert_cmpint (weigh (&it, "plate"), ==, BB_VERDICT_CAUTION);
    g_assert_cmpint (weigh (&it, "no-boot-code-backup"), ==, BB_VERDICT_CAUTION);
    it.input.settings = make_settings (BB_SETTING_DIGITS, g_variant_new_string ("3550"));
    g_assert_cmpint (weigh (&it, "plate-differs"), ==, BB_VERDICT_CAUTION);
    /* The stored ID is that of a K110, a type with another ID address, so it must not be recognized here. */
    case_begin (&same, "K355", "K355", 0x4000);
    same.input.captures = calibration ("K110", "ND30", "ND-3550A");
    g_assert_cmpint (weigh (&same, "plate-differs"), ==, BB_VERDICT_CAUTION);
}

static void
test_without_pages_there_is_no_plan (void)
{
    g_auto (Case) it = {0};
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = NULL;

    case_begin (&it, "K355", "K451", 0x4000);
    plan = bb_nec_plan_convert (&it.input, &error);
    g_assert_null (plan);
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* --- the plan --- */

/* As calibration(), for a type with two pages that are not adjacent. */
static BbCaptures *
optiarc_calibration (const char *id, const char *rid, const char *model)
{
    g_autoptr (GByteArray) first = nec_fill (0x1000, 0x44);
    g_autoptr (GByteArray) second = nec_fill (0x1000, 0x45);
    BbCaptures *captures = bb_captures_new (NULL);
    g_autoptr (GBytes) first_bytes = NULL;
    g_autoptr (GBytes) second_bytes = NULL;

    nec_put_text (first, 0x800, id, 4);
    nec_put_text (second, 0xF10, rid, 4);
    nec_put_text (second, 0xF20, "Sony", 32);
    nec_put_text (second, 0xF40, model, 16);
    first_bytes = g_byte_array_free_to_bytes (g_steal_pointer (&first));
    second_bytes = g_byte_array_free_to_bytes (g_steal_pointer (&second));
    bb_captures_add (captures, BB_NEC_CAPTURE_CALIBRATION, BB_REGION_CALIBRATION, 0x10000, first_bytes);
    bb_captures_add (captures, BB_NEC_CAPTURE_CALIBRATION_2, BB_REGION_CALIBRATION, 0x20000, second_bytes);
    return captures;
}

static BbPlan *
plan_of (Case *it)
{
    g_autoptr (GError) error = NULL;
    BbPlan *plan = bb_nec_plan_convert (&it->input, &error);

    g_assert_no_error (error);
    return plan;
}

/* bb_nec_plan_convert() refuses what bb_nec_check_conversion() refuses. */
static void
test_a_refusal_makes_no_plan (void)
{
    g_auto (Case) it = {0};
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) good = NULL;
    g_autoptr (BbPlan) bad = NULL;

    case_begin (&it, "K355", "K451", 0x4000);
    it.input.captures = calibration ("K355", "ND30", "ND-3550A");
    good = plan_of (&it);
    g_assert_nonnull (good);
    it.facts->condition = BB_CONDITION_DAMAGED;
    g_assert_cmpint (weigh (&it, "damaged-id"), ==, BB_VERDICT_REFUSED);
    bad = bb_nec_plan_convert (&it.input, &error);
    g_assert_null (bad);
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* Both calibration pages are compared with the backup before the first write. */
static void
test_pages_must_be_those_of_the_backup (void)
{
    g_auto (Case) it = {0};
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GBytes) pages = NULL;
    const BbSection *section = NULL;
    guint32 end = 0x4000;

    case_begin (&it, "K355", "K451", 0x4000);
    it.input.captures = calibration ("K355", "ND30", "ND-3550A");
    pages = bb_captures_get (it.input.captures, BB_NEC_CAPTURE_CALIBRATION);
    plan = plan_of (&it);
    section = bb_plan_get_section (plan, 0);
    g_assert_cmpint (section->phase, ==, BB_PHASE_CHECK);
    g_assert_false (section->collect);
    for (guint i = 0; i < section->n_steps; i++) {
        const BbStep *step = bb_plan_get_step (plan, section->first_step + i);
        const guint8 *blob = NULL;

        g_assert_cmpint (step->use, ==, BB_USE_COMPARE);
        g_assert_cmphex (step->address, ==, end);
        g_assert_cmpuint (step->blob_length_bytes, ==, step->length_bytes);
        blob = g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL);
        g_assert_cmpmem (blob + step->blob_offset, step->length_bytes,
                         (const guint8 *) g_bytes_get_data (pages, NULL) + (end - 0x4000), step->length_bytes);
        end += step->length_bytes;
    }
    g_assert_cmphex (end, ==, 0x6000);
}

/* After a failed erase the content of the drive's RAM is unknown, so the boot code is uploaded again. */
static void
test_an_erase_is_tried_again_from_the_upload (void)
{
    g_auto (Case) it = {0};
    g_autoptr (BbPlan) plan = NULL;
    guint n_erases = 0;

    case_begin (&it, "K355", "K451", 0x4000);
    it.input.captures = calibration ("K355", "ND30", "ND-3550A");
    plan = plan_of (&it);
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);
        const BbSection *again = bb_plan_get_section (plan, section->restart_at);

        if (section->phase != BB_PHASE_ERASE)
            continue;
        n_erases++;
        g_assert_cmpuint (section->restart_at, <, i);
        g_assert_cmpint (bb_plan_get_step (plan, again->first_step)->kind, ==, BB_STEP_UPLOAD);
        g_assert_cmpuint (again->max_refused_sums, ==, 2);
    }
    g_assert_cmpuint (n_erases, ==, 1);
}

/* On Opti2 a conversion erases one block less than a flash (nec-optiarc.md, section 10). */
static void
test_only_conversion_blocks_are_erased (void)
{
    static const struct {
        const char *from;
        const char *to;
        const char *rid_model;
        gsize boot_bytes;
        gboolean optiarc;
        guint32 first;
        guint32 last;
    } changes[] = {
        {"K355", "K451", "ND-3550A", 0x4000, FALSE, 0x10000, 0x1F0000},
        {"D570", "D770", "AD-5170A", 0x8000, FALSE, 0x30000, 0x1E0000},
        {"G200", "G201", "AD-7200S", 0x8000, TRUE, 0x30000, 0x1E0000},
        {"G245", "G246", "AD-7240S", 0x8000, TRUE, 0x30000, 0x1E0000},
    };

    for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_auto (Case) it = {0};
        g_autoptr (BbPlan) plan = NULL;
        guint32 next = changes[i].first;

        case_begin (&it, changes[i].from, changes[i].to, changes[i].boot_bytes);
        it.input.captures = changes[i].optiarc ? optiarc_calibration (changes[i].from, "ND30", changes[i].rid_model)
                                               : calibration (changes[i].from, "ND30", changes[i].rid_model);
        plan = plan_of (&it);
        for (guint j = 0; j < bb_plan_get_n_steps (plan); j++) {
            const BbStep *step = bb_plan_get_step (plan, j);

            if (step->kind != BB_STEP_ERASE)
                continue;
            g_assert_cmphex (step->address, ==, next);
            next += step->region_bytes;
        }
        g_assert_cmphex (next, ==, changes[i].last + 0x10000);
    }
}

/* --- on a simulated drive --- */

typedef struct {
    const char *from;
    const char *to;
    gsize boot_bytes;
} Change;

static const Change changes[] = {
    {"L210", "L210", 0x4000}, {"K353", "K354", 0x4000}, {"K355", "K451", 0x4000}, {"K370", "K470", 0x4000},
    {"D570", "D770", 0x8000}, {"G200", "Q200", 0x8000}, {"G265", "Q265", 0x8000}, {"G285", "Q285", 0x8000},
};

/* Asserts that each step of @plan that changes the state of the drive is recorded in the journal before it is sent,
 * so that a job that was interrupted there can be continued. */
static void
assert_each_change_is_recorded (BbPlan *plan)
{
    gboolean unlocks = FALSE;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        gboolean prepares = step->kind == BB_STEP_ENTER || step->kind == BB_STEP_UPLOAD ||
                            step->kind == BB_STEP_UNLOCK || step->kind == BB_STEP_CHECKSUM;

        unlocks = unlocks || step->kind == BB_STEP_UNLOCK;
        if (prepares)
            g_assert_true (step->journal);
        if (step->kind == BB_STEP_ERASE || step->kind == BB_STEP_PROGRAM)
            g_assert_true (step->endangers);
        if (step->direction == BB_DIRECTION_OUT)
            g_assert_true (step->journal || step->endangers);
    }
    g_test_message (unlocks ? "unlocks the boot code" : "needs not unlock the boot code");
}

static void
test_drive_becomes_the_target (gconstpointer data)
{
    const Change *change = data;
    NecBench bench = {0};
    g_autoptr (GByteArray) boot_code = nec_boot_code (change->boot_bytes, 0x61, change->to, "09");
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) learnt = NULL;
    g_autoptr (BbFacts) after = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (NecRun) run = NULL;
    g_autoptr (GError) error = NULL;
    BbConvertInput input = {.target = change->to};

    nec_bench_open (&bench, change->from, "04", NULL);
    facts = nec_bench_probe (&bench);
    learnt = nec_bench_learn (&bench, facts, NULL);
    captures = nec_bench_read_identity (&bench, learnt);
    image = nec_boot_image (bench.catalog, boot_code, change->to);
    input.facts = learnt;
    input.boot_code = image;
    input.captures = captures;
    input.catalog = bench.catalog;
    plan = bb_nec_plan_convert (&input, &error);
    g_assert_no_error (error);
    assert_each_change_is_recorded (plan);
    run = nec_run (bench.transport, plan);
    g_assert_no_error (run->error);
    nec_bench_assert_no_violations (&bench);
    nec_bench_power_cycle (&bench);
    g_clear_pointer (&facts, bb_facts_unref);
    facts = nec_bench_probe (&bench);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, change->to);
    after = nec_bench_learn (&bench, facts, NULL);
    g_assert_cmpstr (bb_facts_get_model_key (after), ==, change->to);
    g_assert_cmpstr (bb_facts_get_string (after, BB_NEC_VALUE_SAFE_MODE_KEY), ==, change->to);
    g_assert_cmpstr (bb_facts_get_string (after, BB_NEC_VALUE_BOOT_VERSION), ==, "09");
    nec_bench_close (&bench);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/convert/plan/refusal", test_a_refusal_makes_no_plan);
    g_test_add_func ("/nec/convert/plan/pages", test_pages_must_be_those_of_the_backup);
    g_test_add_func ("/nec/convert/plan/erase-again", test_an_erase_is_tried_again_from_the_upload);
    g_test_add_func ("/nec/convert/plan/blocks", test_only_conversion_blocks_are_erased);
#define ADD(path, function) g_test_add_func ("/nec/convert/" path, function)
    ADD ("reasons-are-exactly-these", test_each_conversion_has_its_own_reasons);
    ADD ("transfer-limit-is-exact", test_transfer_limit_is_exact);
    ADD ("targets-are-those-of-section-10", test_targets_are_those_of_section_10);
    ADD ("every-conversion-has-a-way-back", test_every_conversion_has_a_way_back);
    ADD ("siblings-are-a-caution", test_siblings_are_a_caution);
    ADD ("impossible-conversions-are-refused", test_impossible_conversions_are_refused);
    ADD ("damaged-drives-are-refused", test_damaged_drives_are_refused);
    ADD ("uncertainties-are-reasons", test_uncertainties_are_reasons);
    ADD ("too-small-transfer-limit-is-refused", test_too_small_transfer_limit_is_refused);
    ADD ("texts-have-four-characters", test_texts_have_four_characters);
    ADD ("identity-texts-come-from-best-source", test_identity_texts_come_from_best_source);
    ADD ("identity-that-is-not-recognised-is-a-caution", test_identity_that_is_not_recognised_is_a_caution);
    ADD ("without-pages-there-is-no-plan", test_without_pages_there_is_no_plan);
    for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autofree char *path =
            g_strdup_printf ("/nec/convert/drive-becomes-the-target/%s-%s", changes[i].from, changes[i].to);

        g_test_add_data_func (path, &changes[i], test_drive_becomes_the_target);
    }
    return g_test_run ();
}
