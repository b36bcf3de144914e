/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fact-checks.h"
#include "image-checks.h"
#include "ricoh-test.h"
#include "shipped-catalog.h"

#include <string.h>

/* The family of Ricoh drives (docs/protocols/ricoh-btc.md) in detail: whole plans, sentences, and the fields of
 * images. Tests bb-ricoh-image.c and bb-ricoh-plan.c. */

#define SUM_OFFSET 0xFFFFEu

/* --- images --- */

/* Returns (transfer full) a memory of zeros with @text at the offset of the signature. */
static GBytes *
make_memory (const char *text, gsize text_bytes)
{
    guint8 *data = g_malloc0 (BB_RICOH_IMAGE_BYTES);

    memcpy (data + BB_RICOH_SIGNATURE_OFFSET, text, text_bytes);
    return g_bytes_new_take (data, BB_RICOH_IMAGE_BYTES);
}

static void
test_signature_and_brand_are_read (void)
{
#define TEXT(text) text, sizeof (text) - 1
    static const struct {
        const char *text;
        gsize text_bytes;
        const char *signature; /* signature that is found; NULL: none */
        const char *brand;
        const char *shown;
    } rows[] = {
        {TEXT ("MMP522HP"), "MMP522", "HP", "HP"},
        {TEXT ("MMP522HP DVD   200j  x"), "MMP522", "HP DVD   200j  x", "HP DVD"},
        {TEXT ("MMP5220123456789ABCDEFG"), "MMP522", "0123456789ABCDEF", "0123456789ABCDEF"},
        {TEXT ("MMP522HP\1DVD"), "MMP522", "HP", "HP"},
        {TEXT ("MMP522HP      "), "MMP522", "HP", "HP"},
        {TEXT ("MMP522  HP"), "MMP522", "  HP", ""},
        {TEXT ("MMP522"), "MMP522", "", ""},
        {TEXT ("MMP52 HP"), NULL, NULL, NULL},
        {TEXT ("MMP52\0HP"), NULL, NULL, NULL},
        {TEXT ("MMP622HP"), NULL, NULL, NULL},
        {TEXT ("XMMP522HP"), NULL, NULL, NULL},
        {TEXT (""), NULL, NULL, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) memory = make_memory (rows[i].text, rows[i].text_bytes);
        g_autofree char *brand = g_strdup ("not set");
        g_autofree char *signature = NULL;
        g_autofree char *shown = NULL;

        g_clear_pointer (&brand, g_free);
        signature = bb_ricoh_read_signature (memory, &brand);
        g_test_message ("row %u", i);
        g_assert_cmpstr (signature, ==, rows[i].signature);
        g_assert_cmpstr (brand, ==, rows[i].brand);
        if (brand != NULL)
            shown = bb_ricoh_dup_shown_brand (brand);
        g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

static void
test_short_file_has_no_signature (void)
{
    g_autoptr (GBytes) memory = make_memory ("MMP522HP", 8);
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (memory, 0, BB_RICOH_SIGNATURE_OFFSET + 5);
    g_autoptr (GBytes) brandless = g_bytes_new_from_bytes (memory, 0, BB_RICOH_SIGNATURE_OFFSET + 7);
    g_autofree char *no_brand = NULL;
    g_autofree char *none = bb_ricoh_read_signature (cut, &no_brand);
    g_autofree char *brand = NULL;
    g_autofree char *signature = bb_ricoh_read_signature (brandless, &brand);

    g_assert_cmpstr (none, ==, NULL);
    g_assert_cmpstr (no_brand, ==, NULL);
    g_assert_cmpstr (signature, ==, "MMP522");
    g_assert_cmpstr (brand, ==, "H");
}

static const struct {
    gsize offset;
    gboolean is_right;
} changes[] = {{0, TRUE},        {0x7FFF, TRUE},   {0x8000, FALSE},     {0x8001, FALSE},
               {0x80000, FALSE}, {0xFFFFD, FALSE}, {SUM_OFFSET, FALSE}, {SUM_OFFSET + 1, FALSE}};

/* The sum covers the firmware from 0x8000 on, without the sum itself. */
static void
test_sum_covers_the_firmware (void)
{
    g_autoptr (GBytes) good = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (BB_RICOH_IMAGE_BYTES), BB_RICOH_IMAGE_BYTES);
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (zeros, 0, BB_RICOH_IMAGE_BYTES - 1);

    g_assert_true (bb_ricoh_is_sum_right (zeros));
    g_assert_false (bb_ricoh_is_sum_right (cut));
    for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autoptr (GBytes) other = ricoh_flip (good, changes[i].offset);

        g_test_message ("%zx", changes[i].offset);
        g_assert_cmpint (bb_ricoh_is_sum_right (other), ==, changes[i].is_right);
    }
}

static void
test_image_is_for_the_models_with_its_signature (void)
{
    g_autoptr (GBytes) listed = ricoh_make_bytes ("0x62", "MMP522HP");
    g_autoptr (GBytes) unlisted = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (listed, 0, BB_RICOH_IMAGE_BYTES - 2);
    g_autoptr (GPtrArray) found = bb_ricoh_identify_image (listed, shipped_catalog ());
    g_autoptr (GPtrArray) other = bb_ricoh_identify_image (unlisted, shipped_catalog ());
    g_autoptr (GPtrArray) shorter = bb_ricoh_identify_image (cut, shipped_catalog ());
    g_autofree char *no_fault = bb_ricoh_find_fault (listed);
    BbImageIdentity *identity = found->pdata[0];

    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpuint (g_strv_length (identity->codes), ==, 1);
    g_assert_cmpstr (identity->codes[0], ==, "DVD Writer 200j");
    g_assert_cmpuint (identity->offset, ==, 0);
    g_assert_cmpuint (identity->length_bytes, ==, BB_RICOH_IMAGE_BYTES);
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_RICOH_KEY_SIGNATURE), ==, "MMP522");
    g_assert_cmpstr (no_fault, ==, NULL);
    identity = other->pdata[0];
    g_assert_cmpuint (g_strv_length (identity->codes), ==, 0);
    identity = shorter->pdata[0];
    g_assert_cmpuint (identity->length_bytes, ==, BB_RICOH_IMAGE_BYTES - 2);
    g_assert_cmpstr (identity->problem, ==,
                     "Images for Ricoh drives have exactly 1048576 bytes, but this file has 1048574 bytes. Download "
                     "the file again.");
}

/* --- verdicts --- */

#define FOR_EXPERTS                                                                                         \
    "Only one known program uses this flash procedure, and its author tested it on four drives. No report " \
    "confirms that the firmware was read back after flashing."

static void
test_verdicts_have_their_sentences (void)
{
    static const struct {
        const char *signature;
        const char *brand;
        const char *code; /* NULL: only the caution BB_REASON_FOR_EXPERTS */
        BbWeight weight;
        const char *text;
    } rows[] = {
        {"MMP599", "SIM   RICOH   DV", NULL, BB_WEIGHT_INFO, NULL},
        {"MMP599", "AOPEN", "brand", BB_WEIGHT_CROSS_FLASH,
         "The image is for the same hardware (MMP599), but for the brand SIM   RICOH   DV instead of AOPEN. "
         "Flashing the image will change the brand of the drive."},
        {"MMP598", "SIM", "signature", BB_WEIGHT_REFUSAL,
         "The image is for hardware series MMP599, but the drive belongs to series MMP598. Choose an image for "
         "this drive."},
        {NULL, NULL, "signature-unknown", BB_WEIGHT_INFO,
         "Before writing anything, Burnback will check that the drive’s hardware series matches the image (MMP599)."},
        {"", "", "no-signature", BB_WEIGHT_REFUSAL,
         "The hardware series is not stored in the drive’s memory, so Burnback cannot tell which firmware is for "
         "the drive."},
    };
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (BbImage) image = identify_only_image (bytes);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = ricoh_make_facts (rows[i].signature, rows[i].brand);
        g_autoptr (BbVerdict) verdict = bb_verdict_new ();
        gboolean is_first = rows[i].weight > BB_WEIGHT_CAUTION;
        gboolean is_refused = rows[i].weight == BB_WEIGHT_REFUSAL;

        bb_ricoh_check (facts, image, shipped_catalog (), verdict);
        g_test_message ("row %u", i);
        g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==,
                          (is_refused ? 0 : 1) + (rows[i].code != NULL ? 1 : 0));
        if (rows[i].code != NULL)
            assert_reason (verdict, is_first ? 0 : 1, rows[i].code, rows[i].weight, rows[i].text);
        if (!is_refused)
            assert_reason (verdict, is_first ? 1 : 0, BB_REASON_FOR_EXPERTS, BB_WEIGHT_CAUTION, FOR_EXPERTS);
    }
}

static void
test_unusable_copy_and_damaged_image (void)
{
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, BB_RICOH_IMAGE_BYTES - 2);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbImage) damaged = identify_only_image (cut);
    g_autoptr (BbFacts) facts = ricoh_make_facts ("MMP599", "SIM   RICOH   DV");
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    g_autoptr (BbVerdict) none = bb_verdict_new ();

    bb_facts_set_value (facts, BB_RICOH_KEY_IS_UNUSABLE, g_variant_new_boolean (TRUE));
    bb_ricoh_check (facts, image, shipped_catalog (), verdict);
    bb_ricoh_check (facts, damaged, shipped_catalog (), none);
    g_assert_cmpuint (bb_verdict_get_n_reasons (none), ==, 0);
    g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, 2);
    assert_reason (verdict, 0, BB_REASON_FOR_EXPERTS, BB_WEIGHT_CAUTION, FOR_EXPERTS);
    assert_reason (
        verdict, 1, "unusable-copy", BB_WEIGHT_CAUTION,
        "The firmware read from this drive is not a valid image, so it cannot be restored. To return to the "
        "current firmware later, you will need its image from the manufacturer.");
}

/* --- plans --- */

static void
test_refused_plans_have_their_reasons (void)
{
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, BB_RICOH_IMAGE_BYTES - 2);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbImage) damaged = identify_only_image (cut);
    g_autoptr (BbFacts) facts = ricoh_make_facts ("MMP599", "SIM");
    g_autoptr (BbFacts) loader = ricoh_make_facts (NULL, NULL);
    g_autoptr (BbCaptures) empty = bb_captures_new (NULL);
    BbFlashInput input = {.facts = facts, .image = damaged, .catalog = shipped_catalog ()};
    g_autoptr (GError) other = NULL;
    g_autoptr (GError) in_loader = NULL;
    g_autoptr (GError) incomplete = NULL;
    g_autoptr (GError) no_image = NULL;
    g_autoptr (GError) no_more = NULL;
    g_autoptr (BbPlan) last = NULL;

    loader->condition = BB_CONDITION_SPECIAL;
    g_assert_null (bb_ricoh_plan_flash (&input, &other));
    assert_family_error (other, BB_FAMILY_ERROR_CANNOT,
                         "The image is not compatible with the hardware of this drive.");
    g_assert_null (bb_ricoh_plan_backup (loader, shipped_catalog (), &in_loader));
    assert_family_error (in_loader, BB_FAMILY_ERROR_CANNOT,
                         "The drive is running its program loader, perhaps because its firmware is incomplete. "
                         "Recover the drive first.");
    g_assert_null (bb_ricoh_make_image (facts, empty, shipped_catalog (), &incomplete));
    assert_family_error (incomplete, BB_FAMILY_ERROR_CANNOT, "The backup does not contain the complete firmware.");
    input.image = NULL;
    g_assert_null (bb_ricoh_plan_recover (&input, &no_image));
    assert_family_error (no_image, BB_FAMILY_ERROR_CANNOT, "To recover this drive, you need an image for its model.");
    input.image = image;
    input.attempt = 2;
    last = bb_ricoh_plan_recover (&input, NULL);
    g_assert_nonnull (last);
    input.attempt = 3;
    g_assert_null (bb_ricoh_plan_recover (&input, &no_more));
    assert_family_error (no_more, BB_FAMILY_ERROR_NO_MORE,
                         "All attempts to flash this image failed. Power cycle the drive, then try again.");
}

/* --- what the backup shows --- */

static void
test_backup_shows_the_hardware_series (void)
{
    static const char series[] = "Data in the drive’s memory indicates the hardware series MMP599.";
    static const char nothing[] = "The drive’s memory does not contain the text that identifies the hardware series.";
    static const char unusable[] = "The firmware copy has a wrong checksum or does not identify the hardware "
                                   "series, so it cannot be restored. The drive may still be intact, because a "
                                   "copy from one working drive has the same problem.";
    const BbLearnOps *learn = bb_family_ricoh.learn;
    g_autoptr (GBytes) good = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) bad = ricoh_flip (good, 0x20000);
    g_autoptr (GBytes) erased = ricoh_flip (good, BB_RICOH_SIGNATURE_OFFSET);
    GBytes *memories[] = {good, bad, erased};
    g_autoptr (BbFacts) facts = ricoh_make_facts (NULL, NULL);
    g_autoptr (BbCaptures) empty = bb_captures_new (NULL);
    g_autoptr (GError) incomplete = NULL;
    g_autoptr (GError) none = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (memories); i++) {
        g_autoptr (BbCaptures) captures = ricoh_make_captures (memories[i]);
        g_autoptr (BbFacts) better = learn->learn (NULL, facts, captures, shipped_catalog (), NULL, NULL);
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) image = bb_ricoh_make_image (facts, captures, shipped_catalog (), &error);

        g_test_message ("memory %u", i);
        g_assert_cmpuint (better->evidence->len, ==, 1);
        g_assert_cmpstr (better->evidence->pdata[0], ==, i < 2 ? series : nothing);
        g_assert_cmpstr (bb_facts_get_string (better, BB_RICOH_KEY_BRAND), ==, i < 2 ? "SIM   RICOH   DV" : "");
        g_assert_cmpint (bb_facts_get_boolean (better, BB_RICOH_KEY_IS_UNUSABLE), ==, i > 0);
        if (i > 0)
            assert_family_error (error, BB_FAMILY_ERROR_CANNOT, unusable);
    }
    g_assert_null (learn->learn (NULL, facts, empty, shipped_catalog (), NULL, &incomplete));
    assert_family_error (incomplete, BB_FAMILY_ERROR_CANNOT, "The backup does not contain the complete firmware.");
    g_assert_null (learn->learn (NULL, facts, NULL, shipped_catalog (), NULL, &none));
    assert_family_error (none, BB_FAMILY_ERROR_CANNOT, "The backup does not contain the complete firmware.");
    facts->condition = BB_CONDITION_SPECIAL;
    g_assert_false (learn->is_needed (facts));
}

/* --- comparison --- */

static void
test_results_have_their_sentences (void)
{
    static const char proven[] = "The firmware was read back and matches the image.";
    static const char both[] =
        "The firmware was read back and matches the image. The program loader is unchanged and matches the backup.";
    static const char loader[] = "The firmware matches the image, but the program loader differs from the one in "
                                 "the backup, although flashing should not have changed it.";
    static const char previous[] = "The drive still has its previous firmware.";
    static const char different[] = "The firmware that was read back differs from the image.";
    static const char unread[] = "The firmware could not be read back.";
    static const char lost[] = "The drive could not be identified.";
    static const char in_loader[] = "Only the drive’s program loader is running, perhaps because the firmware is "
                                    "incomplete.";
    g_autoptr (GBytes) bytes = ricoh_make_bytes ("0x62", "MMP599SIM");
    g_autoptr (GBytes) old = ricoh_make_bytes ("0x61", "MMP599SIM");
    g_autoptr (GBytes) half = g_bytes_new_from_bytes (old, 0, BB_RICOH_IMAGE_BYTES / 2);
    g_autoptr (GBytes) first = ricoh_flip (bytes, 0);
    g_autoptr (GBytes) last = ricoh_flip (bytes, BB_RICOH_FIRMWARE_OFFSET - 1);
    g_autoptr (GBytes) torn = ricoh_flip (bytes, 0x40000);
    g_autoptr (GBytes) torn_old = ricoh_flip (old, BB_RICOH_IMAGE_BYTES - 1);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = ricoh_make_facts ("MMP599", "SIM");
    g_autoptr (BbFacts) special = ricoh_make_facts ("MMP599", "SIM");
    const struct {
        BbFacts *after;
        GBytes *memory;
        GBytes *old;
        BbProof proof; /* after a power cycle */
        const char *why;
        guint least; /* least number of differences */
    } rows[] = {
        {facts, bytes, NULL, BB_PROOF_PROVEN, proven, 0},
        {facts, bytes, bytes, BB_PROOF_PROVEN, both, 0},
        {facts, bytes, half, BB_PROOF_PROVEN, proven, 0},
        {facts, first, bytes, BB_PROOF_DIFFERENT, loader, 1},
        {facts, last, bytes, BB_PROOF_DIFFERENT, loader, 1},
        {facts, torn, NULL, BB_PROOF_DIFFERENT, different, 1},
        {facts, torn, old, BB_PROOF_DIFFERENT, different, 1},
        {facts, old, old, BB_PROOF_UNCHANGED, previous, 1},
        {facts, torn_old, old, BB_PROOF_DIFFERENT, different, 1},
        {facts, torn, half, BB_PROOF_DIFFERENT, different, 1},
        {facts, NULL, old, BB_PROOF_UNPROVEN, unread, 0},
        {special, bytes, old, BB_PROOF_DIFFERENT, in_loader, 0},
        {NULL, bytes, old, BB_PROOF_UNPROVEN, lost, 0},
    };

    special->condition = BB_CONDITION_SPECIAL;
    for (guint i = 0; i < 2 * G_N_ELEMENTS (rows); i++) {
        gboolean is_cycled = i % 2 == 1;
        gboolean is_final = is_cycled || rows[i / 2].proof == BB_PROOF_PROVEN;
        g_autofree char *pending =
            g_strdup_printf ("%s Power cycle the drive, then verify it again.", rows[i / 2].why);
        g_autofree char *why = NULL;
        guint n_differences = 0;
        BbProof proof = ricoh_judge (image, rows[i / 2].after, rows[i / 2].memory, rows[i / 2].old, is_cycled,
                                     &n_differences, &why);

        g_test_message ("row %u, %s", i / 2, is_cycled ? "power cycled" : "not power cycled");
        g_assert_cmpint (proof, ==, is_final ? rows[i / 2].proof : BB_PROOF_PENDING);
        g_assert_cmpstr (why, ==, is_final ? rows[i / 2].why : pending);
        g_assert_cmpint (n_differences > 0, ==, rows[i / 2].least > 0);
    }
}

/* An illegal request (key 5) is explained according to the step that the drive refused. Other errors, and a refusal
 * without a step, are not explained. */
static void
test_refusals_are_explained (void)
{
    static const char rejected[] = "The drive rejected the image before erasing anything. Power cycle the drive.";
    static const char not_started[] =
        "The drive did not start its program loader, perhaps because of an adapter or a disc. Remove any disc, "
        "and connect the drive directly to an IDE port.";
    static const struct {
        gboolean has_step;
        BbStepKind kind;
        gboolean has_sense;
        guint8 key;
        const char *text;
    } rows[] = {
        {TRUE, BB_STEP_PROGRAM, TRUE, 5, rejected}, {TRUE, BB_STEP_ENTER, TRUE, 5, not_started},
        {TRUE, BB_STEP_UPLOAD, TRUE, 5, NULL},      {TRUE, BB_STEP_PROGRAM, TRUE, 4, NULL},
        {TRUE, BB_STEP_ENTER, FALSE, 5, NULL},      {FALSE, BB_STEP_ENTER, TRUE, 5, NULL},
    };
    BbStep step = {0};
    BbRefusedPlan silent = {.step = &step};

    g_assert_null (bb_ricoh_explain_refusal (&silent));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbSense sense = {.valid = rows[i].has_sense, .key = rows[i].key, .asc = 0x26};
        g_autoptr (GError) error = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, &sense);
        BbRefusedPlan refusal = {.step = rows[i].has_step ? &step : NULL, .error = error};
        g_autofree char *text = NULL;

        step.kind = rows[i].kind;
        text = bb_ricoh_explain_refusal (&refusal);
        g_test_message ("row %u", i);
        g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* --- drives --- */

/* Returns (transfer full) (nullable) the facts of a drive that reports these names. */
static BbFacts *
probe (const char *vendor, const char *product, GPtrArray *names, gboolean *is_suggested, GError **error)
{
    BbInquiry inquiry = {.device_type = 5, .revision = "1.36"};

    g_strlcpy (inquiry.vendor, vendor, sizeof inquiry.vendor);
    g_strlcpy (inquiry.product, product, sizeof inquiry.product);
    *is_suggested = bb_family_ricoh.suggests (&inquiry, shipped_catalog ());
    return bb_family_ricoh.probe (NULL, &inquiry, names, shipped_catalog (), NULL, error);
}

static void
test_names_are_told_apart (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        gboolean is_suggested;
        const char *model; /* nullable */
        const char *maker; /* nullable: not of this family */
        BbConfidence confidence;
    } rows[] = {
        {"HP", "DVD Writer 200j", TRUE, "dvd200i", "HP", BB_CONFIDENCE_MEDIUM},
        {"hp", "DVD Writer 200j", TRUE, "dvd200i", "HP", BB_CONFIDENCE_MEDIUM},
        {"_HP_", "DVD  Writer 200j", TRUE, "dvd200i", "HP", BB_CONFIDENCE_MEDIUM},
        {"PHILIPS", "DVDRW208", TRUE, "DVDRW208", "Philips", BB_CONFIDENCE_LOW},
        {"PHILIPS", "DVDRW208_", FALSE, NULL, NULL, BB_CONFIDENCE_LOW},
        {"ACME", "DVD Writer 200j", FALSE, NULL, NULL, BB_CONFIDENCE_LOW},
        {"RICOH", "Program Loader 8", TRUE, NULL, "Ricoh", BB_CONFIDENCE_LOW},
        {"RICOH", "Program Loader 9", TRUE, NULL, "Ricoh", BB_CONFIDENCE_LOW},
        {"RICOH", "Program Loader 7", TRUE, NULL, NULL, BB_CONFIDENCE_LOW},
        {"RICOH", "ProgramLoader 8_", TRUE, NULL, NULL, BB_CONFIDENCE_LOW},
        {"RICOH", "PLoader", TRUE, NULL, NULL, BB_CONFIDENCE_LOW},
        {"_RICOH", "Program Loader 8", FALSE, NULL, NULL, BB_CONFIDENCE_LOW},
        {"RICOX", "Program Loader 8", FALSE, NULL, NULL, BB_CONFIDENCE_LOW},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GError) error = NULL;
        gboolean is_suggested = FALSE;
        g_autoptr (BbFacts) facts = probe (rows[i].vendor, rows[i].product, NULL, &is_suggested, &error);

        g_test_message ("%s %s", rows[i].vendor, rows[i].product);
        g_assert_cmpint (is_suggested, ==, rows[i].is_suggested);
        g_assert_cmpint (facts != NULL, ==, rows[i].maker != NULL);
        if (facts == NULL) {
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
            if (is_suggested)
                g_assert_cmpstr (error->message, ==,
                                 "the drive’s program loader is of an unsupported generation, and its commands "
                                 "are unknown");
            continue;
        }
        g_assert_cmpstr (facts->family, ==, BB_RICOH_ID);
        g_assert_cmpstr (facts->model_name, ==, rows[i].model);
        g_assert_cmpstr (facts->maker, ==, rows[i].maker);
        g_assert_cmpint (facts->confidence, ==, rows[i].confidence);
        g_assert_cmpstr (facts->mode, ==, rows[i].model != NULL ? "normal" : "loader");
        g_assert_cmpint (facts->condition, ==, rows[i].model != NULL ? BB_CONDITION_NORMAL : BB_CONDITION_SPECIAL);
        g_assert_cmpuint (facts->evidence->len, ==, 1);
    }
}

/* A matching name of the catalog gives the model of a drive that reports other texts. */
static void
test_model_is_found_by_the_names_of_the_catalog (void)
{
    g_autoptr (GPtrArray) names = bb_catalog_match_name (shipped_catalog (), "TDK", "DVDRW420N");
    g_autoptr (GPtrArray) own = bb_catalog_match_name (shipped_catalog (), "HP", "DVD Writer 100j");
    gboolean is_suggested = FALSE;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) facts = NULL;

    g_assert_cmpuint (names->len, >, 0);
    g_assert_cmpuint (own->len, >, 0);
    g_assert_null (probe ("ACME", "DVD X", names, &is_suggested, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
    g_ptr_array_extend (names, own, (GCopyFunc) bb_name_ref, NULL);
    facts = probe ("ACME", "DVD X", names, &is_suggested, NULL);
    g_assert_cmpstr (facts->model_name, ==, "dvd100i");
    g_assert_cmpstr (facts->evidence->pdata[0], ==,
                     "Only the reported name (DVD Writer 100j) indicates which chip the drive has.");
}

static void
test_loader_can_only_be_recovered (void)
{
    gboolean is_suggested = FALSE;
    g_autoptr (BbFacts) loader = probe ("RICOH", "Program Loader 8", NULL, &is_suggested, NULL);
    g_autoptr (BbFacts) facts = probe ("HP", "DVD Writer 200j", NULL, &is_suggested, NULL);
    g_autoptr (BbFacts) unusable = bb_facts_copy (facts);
    g_autofree char *full = NULL;
    g_autofree char *partial = NULL;
    g_autofree char *none = NULL;

    bb_facts_set_value (unusable, BB_RICOH_KEY_IS_UNUSABLE, g_variant_new_boolean (TRUE));
    g_assert_cmpstr (loader->evidence->pdata[0], ==,
                     "The drive reports the name of its program loader instead of its own name.");
    g_assert_cmpint (bb_family_ricoh.can (loader), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
    g_assert_cmpint (bb_family_ricoh.can (facts), ==,
                     BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_VERIFY | BB_CAN_ROLLBACK);
    g_assert_cmpint (bb_family_ricoh.backup_kind (facts, &full), ==, BB_BACKUP_FULL);
    g_assert_cmpstr (full, ==, NULL);
    g_assert_cmpint (bb_family_ricoh.backup_kind (unusable, &partial), ==, BB_BACKUP_PARTIAL);
    g_assert_cmpstr (partial, ==,
                     "The firmware read from this drive is not a valid image, so the saved copy is only for "
                     "reference and cannot be restored.");
    g_assert_cmpint (bb_family_ricoh.backup_kind (loader, &none), ==, BB_BACKUP_NONE);
    g_assert_cmpstr (none, ==,
                     "The drive is running its program loader, perhaps because its firmware is incomplete.");
    g_assert_cmpint (bb_family_ricoh.backup_kind (loader, NULL), ==, BB_BACKUP_NONE);
    g_assert_cmpstr (bb_family_ricoh.explain_usb (facts), ==,
                     "These drives use manufacturer-specific commands. It is not known which USB adapters forward "
                     "these commands.");
}

/* Recorded facts add what a drive in its loader does not report. They never replace a model that the drive reports.
 */
static void
test_record_completes_the_facts (void)
{
    gboolean is_suggested = FALSE;
    g_autoptr (BbFacts) loader = probe ("RICOH", "Program Loader 8", NULL, &is_suggested, NULL);
    g_autoptr (BbFacts) record = probe ("HP", "DVD Writer 200j", NULL, &is_suggested, NULL);
    g_autoptr (BbFacts) other = probe ("PHILIPS", "DVDRW208", NULL, &is_suggested, NULL);
    BbFlashInput input = {.facts = loader, .catalog = shipped_catalog ()};
    g_autoptr (BbFacts) alone = bb_family_ricoh.find_board (&input, NULL);
    g_autoptr (BbFacts) board = NULL;
    g_autoptr (BbFacts) of_other = NULL;
    g_autoptr (BbFacts) modelless = NULL;

    bb_facts_set_string (record, BB_RICOH_KEY_SIGNATURE, "MMP522");
    bb_facts_set_string (record, BB_RICOH_KEY_BRAND, "HP");
    bb_facts_set_string (loader, BB_RICOH_KEY_BRAND, "older");
    input.board = record;
    board = bb_family_ricoh.find_board (&input, NULL);
    g_assert_null (alone->model);
    g_assert_null (bb_facts_get_string (alone, BB_RICOH_KEY_SIGNATURE));
    g_assert_cmpstr (bb_facts_get_model_key (board), ==, "DVD Writer 200j");
    g_assert_cmpstr (board->model_name, ==, "dvd200i");
    g_assert_cmpstr (bb_facts_get_string (board, BB_RICOH_KEY_SIGNATURE), ==, "MMP522");
    g_assert_cmpstr (bb_facts_get_string (board, BB_RICOH_KEY_BRAND), ==, "HP");
    g_assert_cmpint (board->condition, ==, BB_CONDITION_SPECIAL);
    input.facts = other;
    of_other = bb_family_ricoh.find_board (&input, NULL);
    g_assert_cmpstr (of_other->model_name, ==, "DVDRW208");
    g_assert_cmpstr (bb_facts_get_string (of_other, BB_RICOH_KEY_SIGNATURE), ==, "MMP522");
    input.facts = loader;
    input.board = loader;
    modelless = bb_family_ricoh.find_board (&input, NULL);
    g_assert_null (modelless->model);
    g_assert_cmpstr (bb_facts_get_string (modelless, BB_RICOH_KEY_BRAND), ==, "older");
}

static void
test_details_are_series_and_brand (void)
{
    g_autoptr (GVariant) values = g_variant_ref_sink (
        g_variant_new_parsed ("{%s: <'MMP522'>, %s: <'HP DVD   200j'>}", BB_RICOH_KEY_SIGNATURE, BB_RICOH_KEY_BRAND));
    g_autoptr (GVariant) only =
        g_variant_ref_sink (g_variant_new_parsed ("{%s: <'MMP522'>}", BB_RICOH_KEY_SIGNATURE));
    g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new_parsed ("@a{sv} {}"));
    g_autoptr (GPtrArray) details = bb_family_describe (BB_RICOH_ID, values);
    g_autoptr (GPtrArray) series = bb_family_describe (BB_RICOH_ID, only);
    g_autoptr (GPtrArray) none = bb_family_describe (BB_RICOH_ID, empty);
    const BbDetail *detail = NULL;

    g_assert_cmpuint (none->len, ==, 0);
    g_assert_cmpuint (series->len, ==, 1);
    g_assert_cmpuint (details->len, ==, 2);
    detail = details->pdata[0];
    g_assert_cmpstr (detail->label, ==, "Hardware series");
    g_assert_cmpstr (detail->text, ==, "MMP522");
    g_assert_true (detail->is_hardware);
    detail = details->pdata[1];
    g_assert_cmpstr (detail->label, ==, "Brand in the firmware");
    g_assert_cmpstr (detail->text, ==, "HP DVD");
    g_assert_false (detail->is_hardware);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/ricoh/details/" #name, test_##name)
    ADD (signature_and_brand_are_read);
    ADD (short_file_has_no_signature);
    ADD (sum_covers_the_firmware);
    ADD (image_is_for_the_models_with_its_signature);
    ADD (verdicts_have_their_sentences);
    ADD (unusable_copy_and_damaged_image);
    ADD (refused_plans_have_their_reasons);
    ADD (backup_shows_the_hardware_series);
    ADD (results_have_their_sentences);
    ADD (refusals_are_explained);
    ADD (names_are_told_apart);
    ADD (model_is_found_by_the_names_of_the_catalog);
    ADD (loader_can_only_be_recovered);
    ADD (record_completes_the_facts);
    ADD (details_are_series_and_brand);
    return g_test_run ();
}
