/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "image-checks.h"
#include "plan-steps.h"
#include "shipped-catalog.h"

#include "family/lg/bb-lg.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Tests the plans for LG drives with Renesas controllers: which sections they have, which memory each step reads or
 * writes, and the reason if no plan is made (docs/protocols/lg-renesas.md, sections 5, 6 and 9). */

#define FILE_BYTES 0x1A0400u
#define START 0x410000u
#define MAIN_BYTES 0x1A0000u
#define CHUNK 0x8000u

static BbImage *
make_image (const char *setting)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = NULL;
    GVariantBuilder options;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "NE02");
    g_variant_builder_add (&options, "{ss}", "seed", "114");
    if (setting != NULL)
        g_variant_builder_add (&options, "{ss}", setting, "");
    bytes =
        bb_sim_make_image (shipped_catalog (), BB_LG_ID, "DVDRAM GSA-E50L", g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return identify_only_image (bytes);
}

/* Returns (transfer full) facts of a drive. If @has_parts, the facts have the ranges of MAIN (the main firmware) and
 * CORE (the boot code). */
static BbFacts *
make_facts (gboolean has_parts)
{
    BbFacts *facts = bb_facts_new (NULL);
    BbLgPart main = {.is_found = TRUE, .address = 0x410200, .start = START, .size = MAIN_BYTES};
    BbLgPart core = {.is_found = TRUE, .address = 0x400200, .start = 0x400000, .size = 0x10000};

    facts->family = g_strdup (BB_LG_ID);
    facts->model = bb_catalog_get_model (shipped_catalog (), BB_LG_ID, "DVDRAM GSA-E50L");
    facts->condition = BB_CONDITION_NORMAL;
    if (has_parts) {
        bb_lg_part_to_facts (&main, facts, BB_LG_KEY_MAIN);
        bb_lg_part_to_facts (&core, facts, BB_LG_KEY_CORE);
        bb_facts_set_string (facts, BB_LG_KEY_NAME, "GSA-E50L");
    }
    return facts;
}

static void
assert_region (const BbRegion *region, const char *name, BbRegionKind kind, guint32 address, guint32 length_bytes)
{
    g_assert_cmpstr (region->name, ==, name);
    g_assert_cmpint (region->kind, ==, kind);
    g_assert_cmphex (region->address, ==, address);
    g_assert_cmphex (region->length_bytes, ==, length_bytes);
    g_assert_false (region->kept);
}

/* --- flash --- */

/* The plan has three sections: the upload, which is tried up to three times with a pause before each repetition; the
 * restart of the drive; and a read of MAIN. */
static void
test_flash_has_three_sections (void)
{
    g_autoptr (BbFacts) facts = make_facts (TRUE);
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_lg_plan_flash (&input, NULL);
    const BbSection *upload = bb_plan_get_section (plan, 0);
    const BbSection *programs = bb_plan_get_section (plan, 1);
    const BbSection *verify = bb_plan_get_section (plan, 2);
    const BbStep *wait = bb_plan_get_step (plan, programs->first_step);

    g_assert_cmpuint (bb_plan_get_n_sections (plan), ==, 3);
    g_assert_cmpint (upload->phase, ==, BB_PHASE_PROGRAM);
    g_assert_cmpuint (upload->n_steps, ==, FILE_BYTES / CHUNK + 1);
    g_assert_cmpuint (upload->max_tries, ==, 3);
    g_assert_cmpint (upload->before_retry, ==, BB_BEFORE_RETRY_WAIT);
    g_assert_cmpuint (upload->retry_wait_ms, ==, 5000);
    g_assert_false (upload->heals);
    g_assert_cmpint (programs->phase, ==, BB_PHASE_PROGRAM);
    g_assert_cmpuint (programs->n_steps, ==, 1);
    g_assert_cmpuint (programs->max_tries, ==, 1);
    g_assert_true (programs->heals);
    g_assert_cmpint (wait->verb, ==, BB_VERB_WAIT_READY);
    g_assert_cmpuint (wait->wait.first_ms, ==, 5000);
    g_assert_cmpuint (wait->wait.limit_ms, ==, 120000);
    g_assert_cmpuint (wait->wait.n_ready, ==, 2);
    g_assert_cmpint (verify->phase, ==, BB_PHASE_VERIFY);
    g_assert_cmpuint (verify->n_steps, ==, 1 + MAIN_BYTES / CHUNK);
    g_assert_cmpuint (verify->max_tries, ==, 3);
    g_assert_true (verify->collect);
    g_assert_false (verify->heals);
    g_assert_cmpint (bb_plan_get_step (plan, verify->first_step)->verb, ==, BB_VERB_IDENTIFY);
    g_assert_cmpuint (bb_plan_get_n_regions (plan), ==, 1);
    assert_region (bb_plan_get_region (plan, 0), "firmware", BB_REGION_FIRMWARE, START, MAIN_BYTES);
}

/* The drive programs MAIN after the last chunk; only this chunk endangers the drive and has a long time limit. */
static void
test_only_the_last_chunk_endangers (void)
{
    g_autoptr (BbFacts) facts = make_facts (TRUE);
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_lg_plan_flash (&input, NULL);
    guint n = bb_plan_get_section (plan, 0)->n_steps;

    for (guint i = 0; i < n; i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        gboolean is_last = i + 1 == n;

        g_assert_cmpint (step->kind, ==, is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD);
        g_assert_cmpuint (step->timeout_ms, ==, is_last ? 180000 : 30000);
        g_assert_cmpuint (step->quiet_ms, ==, is_last ? 180000 : 0);
        g_assert_cmpint (step->endangers, ==, is_last);
        g_assert_cmpint (step->is_spared_if_refused, ==, is_last);
        g_assert_cmpuint (step->accepts, ==, BB_ANSWER_GOOD);
        g_assert_cmpuint (step->blob_offset, ==, i * CHUNK);
        g_assert_cmpuint (step->blob_length_bytes, ==, is_last ? FILE_BYTES % CHUNK : CHUNK);
        g_assert_cmphex (step->address, ==, is_last ? START : 0);
        g_assert_cmphex (step->region_bytes, ==, is_last ? MAIN_BYTES : 0);
    }
}

/* The plan for a verification must read MAIN, store it, and compare it with the image file without the file header. A
 * refused read must not fail the plan; it leaves a hole in the stored bytes. */
static void
test_verification_compares_main_with_the_file (void)
{
    g_autoptr (BbFacts) facts = make_facts (TRUE);
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_lg_plan_verify (&input, NULL);
    const BbCaptureInfo *capture = bb_plan_get_capture (plan, 0);

    g_assert_cmpint (bb_plan_get_kind (plan), ==, BB_PLAN_VERIFY);
    g_assert_cmpuint (bb_plan_get_n_sections (plan), ==, 1);
    g_assert_cmpuint (bb_plan_get_n_steps (plan), ==, 1 + MAIN_BYTES / CHUNK);
    g_assert_cmpuint (bb_plan_get_n_captures (plan), ==, 1);
    assert_region (&capture->region, "firmware", BB_REGION_FIRMWARE, START, MAIN_BYTES);
    g_assert_false (capture->required);
    g_assert_cmpint (bb_plan_get_step (plan, 0)->verb, ==, BB_VERB_IDENTIFY);
    for (guint i = 0; i < MAIN_BYTES / CHUNK; i++) {
        const BbStep *step = bb_plan_get_step (plan, 1 + i);

        g_assert_cmpint (step->kind, ==, BB_STEP_READ);
        g_assert_cmpint (step->use, ==, BB_USE_COMPARE);
        g_assert_cmpuint (step->accepts, ==, BB_ANSWER_GOOD | BB_ANSWER_REFUSED);
        g_assert_cmphex (step->address, ==, START + i * CHUNK);
        g_assert_cmphex (step->region_bytes, ==, CHUNK);
        g_assert_cmphex (step->blob_offset, ==, 0x400 + i * CHUNK);
        g_assert_cmphex (step->blob_length_bytes, ==, CHUNK);
        g_assert_cmpuint (step->capture, ==, 0);
        g_assert_cmphex (step->capture_offset, ==, i * CHUNK);
        g_assert_cmpuint (step->timeout_ms, ==, 20000);
    }
}

/* --- backup --- */

/* The plan for a backup reads MAIN (the main firmware) and CORE (the boot code), and requires both. If the facts do
 * not have the range of CORE, the plan reads only MAIN. */
static void
test_backup_has_main_and_core (void)
{
    g_autoptr (BbFacts) facts = make_facts (TRUE);
    g_autoptr (BbFacts) alone = make_facts (FALSE);
    BbLgPart main = {.is_found = TRUE, .address = 0x410200, .start = START, .size = MAIN_BYTES};

    bb_lg_part_to_facts (&main, alone, BB_LG_KEY_MAIN);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbPlan) plan = bb_lg_plan_backup (i == 0 ? facts : alone, shipped_catalog (), NULL);
        guint n = i == 0 ? 2 : 1;

        g_assert_cmpuint (bb_plan_get_n_captures (plan), ==, n);
        g_assert_cmpuint (bb_plan_get_n_regions (plan), ==, n);
        assert_region (&bb_plan_get_capture (plan, 0)->region, "firmware", BB_REGION_FIRMWARE, START, MAIN_BYTES);
        assert_region (bb_plan_get_region (plan, n - 1), "firmware", BB_REGION_FIRMWARE, START, MAIN_BYTES);
        g_assert_true (bb_plan_get_capture (plan, 0)->required);
        if (i > 0)
            continue;
        assert_region (&bb_plan_get_capture (plan, 1)->region, "boot-code", BB_REGION_BOOT_CODE, 0x400000, 0x10000);
        assert_region (bb_plan_get_region (plan, 0), "boot-code", BB_REGION_BOOT_CODE, 0x400000, 0x10000);
        g_assert_true (bb_plan_get_capture (plan, 1)->required);
        for (guint j = 0; j < bb_plan_get_n_sections (plan); j++)
            g_assert_cmpuint (bb_plan_get_section (plan, j)->max_tries, ==, 3);
    }
}

/* --- files --- */

/* An image is for the models whose product contains the name in its header; with an empty name it is for none. */
static void
test_codes_are_the_models_with_that_name (void)
{
    g_autoptr (BbImage) image = make_image (NULL);
    g_autoptr (BbImage) core = make_image ("core");
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), FILE_BYTES);
    g_autoptr (GBytes) nameless = NULL;
    g_autoptr (BbImage) without_name = NULL;
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *codes = g_strjoinv (", ", identity->codes);

    g_assert_cmpstr (identity->model_name, ==, "GSA-E50L");
    g_assert_cmpstr (codes, ==, "DVDRAM GSA-E50L");
    g_assert_cmpstr (identity->revision, ==, "NE02");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LG_KEY_PART), ==, "main");
    identity = bb_image_get_identity (core);
    g_assert_cmpstr (identity->model_name, ==, "GSA-E50L");
    g_assert_cmpstr (identity->revision, ==, NULL);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LG_KEY_PART), ==, "core");
    memset (data + BB_LG_NAME_OFFSET, ' ', BB_LG_NAME_BYTES);
    nameless = g_bytes_new (data, FILE_BYTES);
    without_name = identify_only_image (nameless);
    g_assert_cmpstr (bb_image_get_identity (without_name)->model_name, ==, "");
    g_assert_cmpuint (g_strv_length (bb_image_get_identity (without_name)->codes), ==, 0);
}

/* Each of the first three models in the catalog must be found by the name in its firmware. */
static void
test_each_model_is_found_by_its_name (void)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (shipped_catalog (), BB_LG_ID);
    g_autoptr (BbImage) image = make_image (NULL);
    g_autoptr (BbFacts) facts = make_facts (TRUE);

    for (guint i = 0; i < MIN (models->len, 3); i++) {
        const char *product = bb_model_get_string (models->pdata[i], "Product");
        g_autofree char *name = g_strndup (strrchr (product, ' ') + 1, BB_LG_NAME_BYTES);
        g_autoptr (GBytes) named = NULL;
        g_autoptr (BbImage) other = NULL;

        bb_facts_set_string (facts, BB_LG_KEY_NAME, name);
        named = bb_lg_readdress (facts, bb_image_get_bytes (image));
        other = identify_only_image (named);
        g_test_message ("%s", product);
        g_assert_cmpstr (bb_image_get_identity (other)->model_name, ==, name);
        g_assert_true (g_strv_contains ((const char *const *) bb_image_get_identity (other)->codes,
                                        bb_model_get_key (models->pdata[i])));
    }
}

/* A file is of this family if it has at least two of the three texts of a header. */
static void
test_two_texts_of_a_header_are_needed (void)
{
    static const gsize offsets[] = {BB_LG_PART_OFFSET, BB_LG_LEVEL_OFFSET, BB_LG_ROM_OFFSET};
    g_autoptr (BbImage) image = make_image (NULL);

    for (guint texts = 0; texts < 8; texts++) {
        guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), FILE_BYTES);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, FILE_BYTES);
        g_autoptr (GPtrArray) found = NULL;
        guint n = 0;

        for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
            if ((texts & (1u << i)) == 0)
                memset (data + offsets[i], 0, 8);
            n += (texts >> i) & 1;
        }
        found = bb_lg_identify_image (bytes, shipped_catalog ());
        g_test_message ("texts %u", texts);
        g_assert_cmpuint (found->len, ==, n >= 2 ? 1 : 0);
    }
}

/* A file that ends before the size in its header has no payload. */
static void
test_cut_header_has_no_payload (void)
{
    g_autoptr (BbImage) image = make_image (NULL);
    g_autoptr (GBytes) cut = bb_bytes_slice (bb_image_get_bytes (image), 0, 0x40, NULL);
    g_autoptr (GPtrArray) found = bb_lg_identify_image (cut, shipped_catalog ());

    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpstr (((BbImageIdentity *) found->pdata[0])->problem, ==,
                     "The file has 64 bytes, but its header specifies 1024 bytes. Download the file again.");
    g_assert_cmpint (((BbImageIdentity *) found->pdata[0])->checksum, ==, BB_CHECKSUM_NONE);
}

/* --- refused plans --- */

static void
test_plan_that_is_not_made_says_why (void)
{
    static const char other[] = "The image is not compatible with the hardware of this drive.";
    g_autoptr (BbFacts) facts = make_facts (TRUE);
    g_autoptr (BbFacts) smaller = make_facts (TRUE);
    g_autoptr (BbFacts) renamed = make_facts (TRUE);
    g_autoptr (BbFacts) loader = make_facts (FALSE);
    g_autoptr (BbImage) image = make_image (NULL);
    g_autoptr (BbImage) core = make_image ("core");
    g_autoptr (GVariant) off = g_variant_ref_sink (g_variant_new_parsed ("{%s: <false>}", BB_LG_SETTING_READDRESS));
    BbLgPart main = {.is_found = TRUE, .start = START, .size = MAIN_BYTES - 2};
    const struct {
        BbPlan *(*plan) (const BbFlashInput *input, GError **error);
        BbFlashInput input;
        BbFamilyError code;
        const char *text;
    } rows[] = {
        {bb_lg_plan_flash, {.facts = facts, .image = core}, BB_FAMILY_ERROR_CANNOT, other},
        {bb_lg_plan_verify, {.facts = facts, .image = core}, BB_FAMILY_ERROR_CANNOT, other},
        {bb_lg_plan_flash, {.facts = smaller, .image = image}, BB_FAMILY_ERROR_CANNOT, other},
        {bb_lg_plan_verify, {.facts = smaller, .image = image}, BB_FAMILY_ERROR_CANNOT, other},
        {bb_lg_plan_flash,
         {.facts = renamed, .image = image, .settings = off},
         BB_FAMILY_ERROR_CANNOT,
         "The drive rejects images with the name of another model. With the setting “readdress”, Burnback writes "
         "this drive’s name into a copy of the image."},
        {bb_lg_plan_recover,
         {.facts = loader},
         BB_FAMILY_ERROR_CANNOT,
         "To recover this drive, you need an image for its model."},
        {bb_lg_plan_recover,
         {.facts = loader, .image = image, .attempt = 3},
         BB_FAMILY_ERROR_NO_MORE,
         "All attempts to flash this image failed. Power cycle the drive. If the drive does not respond after "
         "that, there is no known way to recover it over its data cable."},
    };
    g_autoptr (GError) no_backup = NULL;

    bb_lg_part_to_facts (&main, smaller, BB_LG_KEY_MAIN);
    bb_facts_set_string (renamed, BB_LG_KEY_NAME, "GSA-T20L");
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbFlashInput input = rows[i].input;
        g_autoptr (GError) error = NULL;

        input.catalog = shipped_catalog ();
        g_assert_null (rows[i].plan (&input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, (gint) rows[i].code);
        g_assert_cmpstr (error->message, ==, rows[i].text);
    }
    g_assert_null (bb_lg_plan_backup (loader, shipped_catalog (), &no_backup));
    g_assert_cmpstr (no_backup->message, ==,
                     "The firmware cannot be read, because only the drive’s loader is running.");
}

#define ADD(name, function) g_test_add_func ("/lg-plan/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("flash-has-three-sections", test_flash_has_three_sections);
    ADD ("only-the-last-chunk-endangers", test_only_the_last_chunk_endangers);
    ADD ("verification-compares-main-with-the-file", test_verification_compares_main_with_the_file);
    ADD ("backup-has-main-and-core", test_backup_has_main_and_core);
    ADD ("codes-are-the-models-with-that-name", test_codes_are_the_models_with_that_name);
    ADD ("each-model-is-found-by-its-name", test_each_model_is_found_by_its_name);
    ADD ("two-texts-of-a-header-are-needed", test_two_texts_of_a_header_are_needed);
    ADD ("cut-header-has-no-payload", test_cut_header_has_no_payload);
    ADD ("plan-that-is-not-made-says-why", test_plan_that_is_not_made_says_why);
    return g_test_run ();
}
