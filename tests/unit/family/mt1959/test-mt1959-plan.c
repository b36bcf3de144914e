/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../fact-checks.h"
#include "../plan-steps.h"
#include "mt1959-vectors.h"

#include "family/bb-key-file.h"
#include "family/mt1959/bb-mt1959-transfer.h"

#include <glib/gstdio.h>
#include <string.h>

/* Tests bb-mt1959.c and bb-mt1959-plan.c. */

/* SHA-256 of the image of the vector mt1959-jb8 in docs/protocols/test-vectors. */
#define VECTOR_IMAGE "a4f5308bd98131d7643352043da6aab78b6a2c653ba3c25856de52ee168b5a1f"

/* Returns (transfer full) the first @length_bytes bytes of the image of this vector, with the byte @at_300c at
 * 0x300C, which is part of the boot ID. An image of less than 2 MiB is returned without identification by the
 * family. */
static BbImage *
vector_image (gsize length_bytes, guint8 at_300c)
{
    guint8 *data = g_malloc (0x200000);
    g_autoptr (GBytes) bytes = NULL;

    mt_fill (data, 0x200000, 0x31);
    mt_put_text (data + 0x3000, 16, MT_JB8);
    data[0x300C] = at_300c;
    if (length_bytes == MT_FLASH_BYTES)
        return mt_identify (data, length_bytes);
    bytes = g_bytes_new_take (data, length_bytes);
    return bb_image_new_from_bytes (bytes, "vector.bin");
}

/* Returns (transfer full) facts of a WH16NS60 that accepts plain images. @readable: as in #FakeDrive. */
static BbFacts *
vector_facts (const char *readable)
{
    static const char id[] = MT_JB8;
    guint8 config[32];
    BbFacts *facts = bb_facts_new (NULL);

    for (guint i = 0; i < 16; i++) {
        config[i] = id[i];
        config[16 + i] = 0xA0 + i;
    }
    facts->family = g_strdup ("mediatek-mt1959");
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup ("normal");
    bb_facts_set_string (facts, "boot-id", MT_JB8);
    bb_facts_set_string (facts, "form-factor", "half-height");
    bb_facts_set_string (facts, "form-running", "half-height");
    bb_facts_set_string (facts, "readable", readable);
    bb_facts_set_string (facts, "product", "BD-RE WH16NS60");
    bb_facts_set_string (facts, "transfer", "plain");
    bb_facts_set_bytes (facts, "config", config, sizeof config);
    return facts;
}

/* Returns (transfer full) the plan of a flash, which must be possible. */
static BbPlan *
plan_of (BbFacts *facts, BbImage *image, GVariant *settings)
{
    BbFlashInput input = {.facts = facts, .image = image, .catalog = mt_catalog (), .settings = settings};
    g_autoptr (GError) error = NULL;
    BbPlan *plan = bb_family_mediatek_mt1959.plan_flash (&input, &error);

    g_assert_no_error (error);
    return plan;
}

/* Checks that plan_flash() refuses the image. */
static void
refuse (BbFacts *facts, BbImage *image)
{
    BbFlashInput input = {.facts = facts, .image = image, .catalog = mt_catalog ()};
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_family_mediatek_mt1959.plan_flash (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_true (g_str_has_suffix (error->message, "."));
}

/* Returns (transfer full) the commands of an upload, one a line, from the command that prepares the upload to the
 * last chunk. The command that prepares has two forms; the second form is sent only if the drive refuses the first.
 * @refuses_first: TRUE: the drive refuses the first form, so the text contains both forms */
static char *
upload_of (BbPlan *plan, gboolean refuses_first)
{
    g_autofree char *all = plan_dup_stream (plan);
    g_auto (GStrv) lines = g_strsplit (all, "\n", -1);
    GString *text = g_string_new (NULL);

    for (guint i = 0; lines[i] != NULL; i++) {
        if (!g_str_has_prefix (lines[i], "3B"))
            continue;
        g_string_append_printf (text, "%s\n", lines[i]);
        if (i + 1 < bb_plan_get_n_steps (plan) && bb_plan_get_step (plan, i + 1)->only_if != 0 && !refuses_first)
            i++;
    }
    return g_string_free (text, FALSE);
}

/* Returns (transfer full) facts of the drive that receives the upload in @vector: its boot ID @board, its @product,
 * and the form of updates that it accepts (@transfer). */
static BbFacts *
facts_of_vector (JsonObject *vector, const char *board, const char *product, const char *service,
                 const char *transfer)
{
    guint8 config[32] = {0};
    BbFacts *facts = bb_facts_new (NULL);

    memcpy (config, board, 16);
    facts->family = g_strdup ("mediatek-mt1959");
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup ("normal");
    g_strlcpy (facts->inquiry.product, product, sizeof facts->inquiry.product);
    bb_facts_set_string (facts, "boot-id", board);
    bb_facts_set_string (facts, "form-factor", g_str_has_prefix (board, "MT1959 Boot B") ? "slim" : "half-height");
    bb_facts_set_string (facts, "form-running", g_str_has_prefix (board, "MT1959 Boot B") ? "slim" : "half-height");
    bb_facts_set_string (facts, "readable", "windows");
    bb_facts_set_string (facts, "product", product);
    bb_facts_set_string (facts, "service-code", service);
    bb_facts_set_string (facts, "transfer", transfer);
    bb_facts_set_bytes (facts, "config", config, sizeof config);
    return facts;
}

static void
test_uploads_of_vectors (void)
{
    static const struct {
        const char *vector;
        const char *board;
        const char *product;
        const char *service;
        const char *transfer;
    } rows[] = {
        {"slim", "MT1959 Boot BUP3", "BD-RE BP60NB10", "NB10", "plain"},
        {"half", MT_JB8, "BD-RE WH16NS60", "NS60", "wrapped"},
        {"mt1939", MT_CODE, "BD-RE BH16NS40", "NS40", "wrapped"},
        {"prepare-b", MT_BU5, "BD-RE BU40N", "BU40", "plain"},
        {"slim-wrapped", "MT1959 Boot BUP3", "BD-RE BP60NB10", "NB10", "wrapped"},
        {"half-plain", MT_JB8, "BD-RE WH16NS60", "NS60", "plain"},
    };

    mt_let_in_made_up_key ();
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        JsonObject *vector = mt_vector (rows[i].vector);
        JsonObject *upload = json_object_get_object_member (vector, "upload");
        JsonObject *transfer = json_object_get_object_member (vector, "transfer-image");
        g_autoptr (BbImage) image = mt_vector_image (vector);
        g_autoptr (BbFacts) facts =
            facts_of_vector (vector, rows[i].board, rows[i].product, rows[i].service, rows[i].transfer);
        g_autoptr (BbPlan) plan = plan_of (facts, image, NULL);
        g_autofree char *stream = upload_of (plan, g_str_equal (mt_case_string (vector, "prepare"), "AB"));
        g_autofree char *stream_sha256 = bb_sha256_data ((const guint8 *) stream, strlen (stream));
        g_autofree char *wire_sha256 = bb_sha256_bytes (bb_plan_get_blob (plan, 0));
        g_auto (GStrv) lines = g_strsplit (stream, "\n", -1);

        g_test_message ("%s", rows[i].vector);
        g_assert_cmpuint (g_strv_length (lines) - 1, ==, json_object_get_int_member (upload, "count"));
        g_assert_cmpstr (stream_sha256, ==, mt_case_string (upload, "sha256"));
        g_assert_cmpstr (wire_sha256, ==, mt_case_string (transfer, "sha256"));
    }
    bb_key_file_set (NULL);
}

static void
test_refusals_of_vectors (void)
{
    g_autoptr (BbImage) other_id = vector_image (0x200000, 'B');
    g_autoptr (BbImage) cut = vector_image (0x1FFFFF, 'J');
    g_autoptr (BbImage) right = vector_image (0x200000, 'J');
    g_autoptr (BbFacts) facts = vector_facts ("windows");
    g_autoptr (BbFacts) no_id = mt_with (facts, "boot-id", NULL);
    g_autoptr (BbFacts) unclear = mt_with (facts, "form-running", "slim");

    refuse (facts, other_id);
    refuse (facts, cut);
    refuse (no_id, right);
    refuse (unclear, right);
}

/* Without the key file, it is unknown whether an encrypted image is for this drive. So plan_flash() must fail with
 * BB_FAMILY_ERROR_KEY, and the message must ask for the key file. */
static void
test_encrypted_image_wants_the_key_file (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbImage) plain = mt_image (&look);
    g_autoptr (BbFacts) facts = vector_facts ("windows");
    g_autoptr (GBytes) wrapped = NULL;
    g_autoptr (BbImage) image = NULL;
    BbFlashInput input = {.facts = facts, .catalog = mt_catalog ()};
    g_autoptr (GError) error = NULL;

    mt_let_in_made_up_key ();
    wrapped = bb_mt1959_wrap (bb_image_get_bytes (plain), NULL);
    bb_key_file_set (NULL);
    image = mt_identify (g_memdup2 (g_bytes_get_data (wrapped, NULL), MT_FLASH_BYTES), MT_FLASH_BYTES);
    input.image = image;
    g_assert_null (bb_family_mediatek_mt1959.plan_flash (&input, &error));
    assert_family_error (error, BB_FAMILY_ERROR_KEY,
                         "This MediaTek image is encrypted. Choose the key file to decrypt the image, or use an "
                         "unencrypted image.");
}

static void
test_upload_sends_the_transfer (void)
{
    g_autoptr (BbImage) image = vector_image (0x200000, 'J');
    g_autoptr (BbFacts) facts = vector_facts ("windows");
    g_autoptr (BbPlan) plan = plan_of (facts, image, NULL);
    g_autoptr (GByteArray) sent = g_byte_array_new ();

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (step->direction != BB_DIRECTION_OUT)
            continue;
        g_assert_cmpuint (step->blob_length_bytes, ==, step->length_bytes);
        g_byte_array_append (
            sent, (const guint8 *) g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL) + step->blob_offset,
            step->blob_length_bytes);
    }
    g_assert_cmpmem (sent->data, sent->len, g_bytes_get_data (bb_plan_get_blob (plan, 0), NULL), MT_FLASH_BYTES);
}

static void
test_only_the_last_chunk_endangers (void)
{
    g_autoptr (BbImage) image = vector_image (0x200000, 'J');
    g_autoptr (BbFacts) facts = vector_facts ("windows");
    g_autoptr (BbPlan) plan = plan_of (facts, image, NULL);
    guint n_prepare = 0;
    guint n_journal = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        gboolean last = step->cdb.bytes[0] == 0x3B && step->cdb.bytes[1] == 6 && step->address == 0x1FC000;

        g_assert_cmpint (step->endangers, ==, last);
        g_assert_cmpuint (step->timeout_ms, ==,
                          step->verb != BB_VERB_COMMAND ? 0
                          : step->cdb.bytes[0] == 0x3C  ? 10000
                          : last                        ? 120000
                                                        : 60000);
        if (step->kind == BB_STEP_ENTER) {
            n_prepare++;
            g_assert_true (step->journal);
            g_assert_true (step->repeats);
        } else if (step->journal) {
            n_journal++;
            g_assert_cmpuint (step->address % (16 * 0x4000), ==, 0);
        }
        /* A drive that programs immediately may answer 6/3F/01 to the last chunk. The step must accept this
         * answer, so that the image is not sent again. */
        if (step->kind == BB_STEP_UPLOAD || step->kind == BB_STEP_PROGRAM)
            g_assert_cmpint (step->accepts, ==, last ? BB_ANSWER_GOOD | BB_ANSWER_CHANGED : BB_ANSWER_GOOD);
        if (step->kind == BB_STEP_UPLOAD || step->kind == BB_STEP_PROGRAM)
            g_assert_cmpuint (step->region_bytes, ==, step->address < 0x10000 ? 0 : 0x4000);
    }
    g_assert_cmpuint (n_prepare, ==, 2);
    g_assert_cmpuint (n_journal, ==, 7);
    g_assert_true (plan_endangers (plan));
}

static void
test_sections_restart_at_prepare (void)
{
    g_autoptr (BbImage) image = vector_image (0x200000, 'J');
    g_autoptr (BbFacts) facts = vector_facts ("windows");
    g_autoptr (BbPlan) plan = plan_of (facts, image, NULL);
    static const BbPhase phases[] = {BB_PHASE_CHECK,   BB_PHASE_PREPARE, BB_PHASE_PROGRAM,
                                     BB_PHASE_PROGRAM, BB_PHASE_PROGRAM, BB_PHASE_VERIFY};
    /* The last section identifies the drive (one step) and reads three ranges, the last of them in four steps. */
    static const guint n_steps[] = {1, 2, 127, 1, 1, 7};
    const BbStep *wait = NULL;

    g_assert_cmpuint (bb_plan_get_n_sections (plan), ==, G_N_ELEMENTS (phases));
    for (guint i = 0; i < G_N_ELEMENTS (phases); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        g_assert_cmpint (section->phase, ==, phases[i]);
        g_assert_cmpuint (section->n_steps, ==, n_steps[i]);
        /* Each upload is sent once; before another attempt of the upload, a power cycle is needed. */
        g_assert_cmpuint (section->max_tries, ==, i == 0 || i == 5 ? 3 : 1);
        g_assert_cmpint (section->before_retry == BB_BEFORE_RETRY_POWER_CYCLE, ==, i >= 1 && i <= 4);
        g_assert_cmpuint (section->restart_at, ==, i == 0 || i >= 4 ? i : 1);
        g_assert_cmpint (section->heals, ==, i == 4);
        g_assert_cmpint (section->collect, ==, i == 5);
    }
    wait = bb_plan_get_step (plan, bb_plan_get_section (plan, 4)->first_step);
    g_assert_cmpint (wait->verb, ==, BB_VERB_WAIT_READY);
    g_assert_cmpuint (wait->wait.first_ms, ==, 500);
    g_assert_cmpuint (wait->wait.interval_ms, ==, 1000);
    g_assert_cmpuint (wait->wait.limit_ms, ==, 120000);
    g_assert_cmpuint (wait->wait.programmed_bytes, ==, 0x200000);
    g_assert_true (wait->wait.may_vanish);
    g_assert_false (wait->wait.any_other_ends);
}

static guint
count_lines (BbPlan *plan, const char *prefix)
{
    g_autofree char *all = plan_dup_stream (plan);
    g_auto (GStrv) lines = g_strsplit (all, "\n", -1);
    guint n = 0;

    for (guint i = 0; lines[i] != NULL; i++)
        n += g_str_has_prefix (lines[i], prefix);
    return n;
}

static void
test_finish_command_is_off_by_default (void)
{
    g_autoptr (BbImage) image = vector_image (0x200000, 'J');
    g_autoptr (BbFacts) facts = vector_facts ("windows");
    g_autoptr (GVariant) settings = g_variant_ref_sink (g_variant_new_parsed ("{'finish-command': <true>}"));
    g_autoptr (BbPlan) without = plan_of (facts, image, NULL);
    g_autoptr (BbPlan) with = plan_of (facts, image, settings);
    guint n_any = 0;

    g_assert_cmpuint (count_lines (without, "3B07"), ==, 0);
    g_assert_cmpuint (count_lines (with, "3B070000000000000000 - 0"), ==, 1);
    for (guint i = 0; i < bb_plan_get_n_steps (with); i++)
        n_any += bb_plan_get_step (with, i)->accepts == BB_ANSWER_ANY;
    g_assert_cmpuint (n_any, ==, 1);
}

static void
test_maker_form_is_all_or_nothing (void)
{
    g_autoptr (BbImage) image = vector_image (0x200000, 'J');
    g_autoptr (BbFacts) facts = vector_facts ("windows");
    g_autoptr (GVariant) settings = g_variant_ref_sink (g_variant_new_parsed ("{'maker-form': <true>}"));
    g_autoptr (BbPlan) plan = plan_of (facts, image, settings);

    g_assert_cmpuint (count_lines (plan, "3B01000000000000000B0000 - 0"), ==, 1);
    g_assert_cmpuint (count_lines (plan, "3B060000000000400000"), ==, 1);
    g_assert_cmpuint (count_lines (plan, "3B06001FC000004000000000 o 16384"), ==, 1);
    g_assert_cmpuint (count_lines (plan, "3B0700000000000000001B12 - 0"), ==, 1);
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (step->cdb.bytes[0] == 0x3B)
            g_assert_cmpuint (step->cdb.length_bytes, ==, 12);
    }
}

static void
test_backup_reads_everything_twice (void)
{
    g_autoptr (BbFacts) windows = vector_facts ("windows");
    g_autoptr (BbFacts) all = vector_facts ("all");
    g_autoptr (BbFacts) boot = mt_with (windows, "boot-id", NULL);
    g_autoptr (BbPlan) small = bb_family_mediatek_mt1959.plan_backup (windows, mt_catalog (), NULL);
    g_autoptr (BbPlan) whole = bb_family_mediatek_mt1959.plan_backup (all, mt_catalog (), NULL);
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (bb_plan_get_n_captures (small), ==, 3);
    g_assert_cmpuint (bb_plan_get_n_steps (small), ==, 2 * (1 + 1 + 4));
    g_assert_true (bb_plan_get_capture (small, plan_find_capture (small, "config"))->required);
    g_assert_false (bb_plan_get_capture (small, plan_find_capture (small, "calibration"))->required);
    g_assert_cmpuint (bb_plan_get_n_captures (whole), ==, 4);
    g_assert_cmpuint (bb_plan_get_n_steps (whole), ==, 2 * (1 + 1 + 4 + 128));
    g_assert_false (plan_endangers (whole));
    g_assert_null (bb_family_mediatek_mt1959.plan_backup (boot, mt_catalog (), &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

static void
test_regions_cover_the_flash_once (void)
{
    g_autoptr (BbImage) image = vector_image (0x200000, 'J');
    g_autoptr (BbFacts) facts = vector_facts ("windows");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = mt_catalog ()};
    g_autoptr (BbPlan) flash = plan_of (facts, image, NULL);
    g_autoptr (BbPlan) backup = bb_family_mediatek_mt1959.plan_backup (facts, mt_catalog (), NULL);
    g_autoptr (BbPlan) verify = bb_family_mediatek_mt1959.plan_verify (&input, NULL);
    BbPlan *plans[] = {flash, backup, verify};

    for (guint i = 0; i < G_N_ELEMENTS (plans); i++) {
        guint32 end = 0;

        for (guint j = 0; j < bb_plan_get_n_regions (plans[i]); j++) {
            const BbRegion *region = bb_plan_get_region (plans[i], j);

            g_assert_cmphex (region->address, ==, end);
            end += region->length_bytes;
        }
        g_assert_cmphex (end, ==, 0x200000);
    }
}

static void
test_verify_only_reads (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) facts = mt_facts (&look, "all", 0x39);
    g_autoptr (BbFacts) boot = mt_with (facts, "config", NULL);
    g_autoptr (BbImage) image = mt_image (&look);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = mt_catalog ()};
    g_autoptr (BbPlan) plan = bb_family_mediatek_mt1959.plan_verify (&input, NULL);
    g_autoptr (BbPlan) from_board = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (bb_plan_get_kind (plan), ==, BB_PLAN_VERIFY);
    g_assert_cmpuint (count_lines (plan, "3B"), ==, 0);
    g_assert_cmpuint (plan_find_capture (plan, "readout"), !=, BB_CAPTURE_NONE);
    input.facts = boot;
    g_assert_null (bb_family_mediatek_mt1959.plan_verify (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    input.board = facts;
    from_board = bb_family_mediatek_mt1959.plan_verify (&input, NULL);
    g_assert_nonnull (from_board);
}

/* Returns (transfer full) the captures of a complete backup of @drive, without the chunk at @hole. */
static BbCaptures *
captures_of (FakeDrive *drive, guint32 hole)
{
    BbCaptures *captures = NULL;
    g_autoptr (BbFacts) facts = mt_probe (drive);
    g_autoptr (BbPlan) plan = bb_family_mediatek_mt1959.plan_backup (facts, mt_catalog (), NULL);
    guint readout = plan_find_capture (plan, "readout");

    captures = bb_captures_new (plan);
    bb_captures_store (captures, plan_find_capture (plan, "config"), 0, drive->memory + 0x3000, 32);
    bb_captures_store (captures, plan_find_capture (plan, "descriptor"), 0, drive->memory + 0x1EC000, 0x100);
    bb_captures_store (captures, plan_find_capture (plan, "calibration"), 0, drive->memory + 0x1F0000, 0x10000);
    for (guint32 at = 0; readout != BB_CAPTURE_NONE && at < 0x200000; at += 0x4000) {
        if (at != hole)
            bb_captures_store (captures, readout, at, drive->memory + at, 0x4000);
    }
    return captures;
}

static void
test_read_out_with_holes_is_no_image (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = mt_drive (&look, "all", 0x39);
    g_autoptr (FakeDrive) stock = mt_drive (&look, "windows", 0x39);
    g_autoptr (BbFacts) facts = mt_probe (drive);
    g_autoptr (BbCaptures) whole = captures_of (drive, G_MAXUINT32);
    g_autoptr (BbCaptures) hole_in_code = captures_of (drive, 0x40000);
    g_autoptr (BbCaptures) hole_in_boot_area = captures_of (drive, 0);
    g_autoptr (BbCaptures) hole_at_end = captures_of (drive, 0x1EC000);
    g_autoptr (BbCaptures) hole_in_calibration = captures_of (drive, 0x1FC000);
    g_autoptr (BbCaptures) windows = captures_of (stock, 0);
    g_autoptr (GBytes) image = bb_family_mediatek_mt1959.make_image (facts, whole, mt_catalog (), NULL);
    g_autoptr (GBytes) patched = bb_family_mediatek_mt1959.make_image (facts, hole_at_end, mt_catalog (), NULL);
    g_autoptr (GBytes) configured =
        bb_family_mediatek_mt1959.make_image (facts, hole_in_boot_area, mt_catalog (), NULL);
    g_autoptr (GBytes) calibrated =
        bb_family_mediatek_mt1959.make_image (facts, hole_in_calibration, mt_catalog (), NULL);
    g_autoptr (GError) code_error = NULL;
    g_autoptr (GError) window_error = NULL;

    g_assert_cmpmem (g_bytes_get_data (image, NULL), g_bytes_get_size (image), drive->memory, 0x200000);
    g_assert_true (g_bytes_equal (calibrated, image));
    g_assert_true (bb_bytes_equal_at (configured, 0x3000, drive->memory + 0x3000, 32));
    g_assert_true (bb_bytes_is_filled (configured, 0, 0x3000, 0xFF));
    g_assert_true (bb_bytes_equal_at (patched, 0x1EC000, drive->memory + 0x1EC000, 0x100));
    g_assert_true (bb_bytes_is_filled (patched, 0x1EC100, 0x100, 0xFF));
    g_assert_null (bb_family_mediatek_mt1959.make_image (facts, hole_in_code, mt_catalog (), &code_error));
    g_assert_error (code_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_null (bb_family_mediatek_mt1959.make_image (facts, windows, mt_catalog (), &window_error));
    g_assert_error (window_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_nonnull (strstr (window_error->message, "cannot be read completely"));
}

static void
test_family_has_no_wake_plan (void)
{
    g_assert_null (bb_family_mediatek_mt1959.plan_wake);
}

/* A transfer contains the boot ID of one drive, so the plan compares the configuration block before it sends
 * anything. */
static void
test_configuration_is_compared_before_upload (void)
{
    g_autoptr (BbFacts) facts = vector_facts ("all");
    g_autoptr (BbImage) image = vector_image (0x200000, 'J');
    g_autoptr (BbPlan) plan = plan_of (facts, image, NULL);
    g_autoptr (GBytes) config = bb_facts_get_bytes (facts, "config");
    const BbStep *step = bb_plan_get_step (plan, 0);
    const guint8 *blob = NULL;

    g_assert_cmpint (bb_plan_get_section (plan, 0)->phase, ==, BB_PHASE_CHECK);
    g_assert_false (bb_plan_get_section (plan, 0)->collect);
    g_assert_cmpint (step->kind, ==, BB_STEP_READ);
    g_assert_cmphex (step->address, ==, 0x3000);
    g_assert_cmpint (step->use, ==, BB_USE_COMPARE);
    g_assert_cmpuint (step->blob_length_bytes, ==, 32);
    blob = g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL);
    g_assert_cmpmem (blob + step->blob_offset, 32, g_bytes_get_data (config, NULL), 32);
}

/* Returns (transfer full) a catalog with one layout, in which @key has @value. */
static BbCatalog *
catalog_with (const char *key, const char *value, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp ("layout-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "mediatek-layout.models", NULL);
    g_autoptr (GKeyFile) file = g_key_file_new ();
    BbCatalog *catalog = NULL;

    g_assert_true (g_key_file_load_from_file (file, SOURCE_DATADIR "/catalog/mediatek-layout.models",
                                              G_KEY_FILE_KEEP_COMMENTS, NULL));
    g_assert_true (g_key_file_has_key (file, "MT1959", key, NULL));
    g_key_file_set_string (file, "MT1959", key, value);
    g_assert_true (g_key_file_save_to_file (file, path, NULL));
    catalog = bb_catalog_open (folder, "/nonexistent", error);
    g_unlink (path);
    g_rmdir (folder);
    return catalog;
}

/* Each number of the layout comes from the catalog: another number there changes the plan. */
static void
test_layout_comes_from_the_catalog (void)
{
    static const struct {
        const char *key;
        const char *value;
        const char *sent; /* a command that only a plan with this value contains */
        guint n_flash;    /* WRITE BUFFER commands */
        guint n_backup;   /* READ BUFFER commands */
    } rows[] = {
        {"ChunkSize", "0x8000", "3B060000800000800000 o 32768", 65, 8},
        {"ImageSize", "0x204000", "3B060020000000400000 o 16384", 130, 12},
        {"ConfigOffset", "0x3040", "3C060000304000002000 i 32", 129, 12},
        {"ConfigSize", "0x30", "3C060000300000003000 i 48", 129, 12},
        {"DescriptorOffset", "0x1ED000", "3C06001ED00000010000 i 256", 129, 12},
        {"DescriptorSize", "0x80", "3C06001EC00000008000 i 128", 129, 12},
        {"CalibrationOffset", "0x1EF000", "3C06001EF00000400000 i 16384", 129, 12},
        {"CalibrationSize", "0x8000", "3C06001F400000400000 i 16384", 129, 8},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (BbCatalog) catalog = catalog_with (rows[i].key, rows[i].value, &error);
        g_autoptr (BbFacts) facts = vector_facts ("windows");
        gsize config_bytes = g_str_equal (rows[i].key, "ConfigSize") ? 0x30 : 0x20;
        g_autofree guint8 *config = g_malloc0 (config_bytes);
        gsize size = g_str_equal (rows[i].key, "ImageSize") ? 0x204000 : 0x200000;
        guint8 *data = g_malloc0 (size);
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (BbImage) file = NULL;
        g_autoptr (GPtrArray) images = NULL;
        BbFlashInput input = {.facts = facts, .catalog = catalog};
        g_autoptr (BbPlan) flash = NULL;
        g_autoptr (BbPlan) backup = bb_family_mediatek_mt1959.plan_backup (facts, catalog, NULL);
        g_autofree char *written = NULL;
        g_autofree char *read = NULL;

        g_assert_no_error (error);
        mt_put_text (data + (g_str_equal (rows[i].key, "ConfigOffset") ? 0x3040 : 0x3000), 16, MT_JB8);
        bytes = g_bytes_new_take (data, size);
        file = bb_image_new_from_bytes (bytes, "moved.bin");
        images = bb_family_identify_file (file, catalog);
        input.image = g_ptr_array_index (images, 0);
        memcpy (config, MT_JB8, 16);
        bb_facts_set_bytes (facts, "config", config, config_bytes);
        flash = bb_family_mediatek_mt1959.plan_flash (&input, &error);
        g_assert_no_error (error);
        written = plan_dup_stream (flash);
        read = plan_dup_stream (backup);
        g_test_message ("%s=%s", rows[i].key, rows[i].value);
        g_assert_cmpuint (count_lines (flash, "3B"), ==, rows[i].n_flash);
        g_assert_cmpuint (count_lines (backup, "3C"), ==, rows[i].n_backup);
        g_assert_true (strstr (written, rows[i].sent) != NULL || strstr (read, rows[i].sent) != NULL);
    }
}

/* With contradicting numbers in the layout, for example overlapping ranges, a plan could overwrite the calibration.
 * Such a layout must give no plan, and no image may be identified with it. */
static void
test_contradicting_layout_is_refused (void)
{
    static const struct {
        const char *key;
        const char *wrong;
        const char *right; /* (nullable): the number next to @wrong that is accepted */
    } rows[] = {
        {"ImageSize", "0x1000000", NULL},
        {"ChunkSize", "0", NULL},
        {"ChunkSize", "0x5000", NULL},
        {"ChunkSize", "0x10", "0x20"},
        {"ClearedBytes", "0x301F", "0x3020"},
        {"ClearedBytes", "0x10401", "0x10400"},
        {"ConfigOffset", "0xFFE1", "0xFFE0"},
        {"ConfigSize", "0x0F", "0x10"},
        {"RecordsOffset", "0x400", NULL},
        {"RecordsOffset", "0x105C8", "0x105C7"},
        {"AgeMarkOffset", "0x1E0000", "0x1DFFFF"},
        {"ReadoutEnd", "0x1EA001", "0x1EA000"},
        {"SettingsSize", "0x2001", "0x2000"},
        {"DescriptorSize", "0x4001", "0x4000"},
        {"DescriptorImageSize", "0x101", "0x100"},
        {"CalibrationSize", "0x10001", "0x10000"},
    };
    g_autoptr (BbImage) image = vector_image (0x200000, 'J');
    g_autoptr (BbFacts) facts = vector_facts ("windows");

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbCatalog) catalog = catalog_with (rows[i].key, rows[i].wrong, NULL);
        BbFlashInput input = {.facts = facts, .image = image, .catalog = catalog};
        g_autoptr (GPtrArray) found = bb_family_mediatek_mt1959.identify_image (bb_image_get_bytes (image), catalog);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbCatalog) good = NULL;
        g_autoptr (BbPlan) plan = NULL;

        g_test_message ("%s=%s", rows[i].key, rows[i].wrong);
        g_assert_null (bb_family_mediatek_mt1959.plan_flash (&input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_assert_null (bb_family_mediatek_mt1959.plan_backup (facts, catalog, NULL));
        g_assert_cmpuint (found->len, ==, 0);
        if (rows[i].right == NULL)
            continue;
        good = catalog_with (rows[i].key, rows[i].right, NULL);
        plan = bb_family_mediatek_mt1959.plan_backup (facts, good, NULL);
        g_assert_nonnull (plan);
    }
}

/* Each step has a typical time, from which the remaining time is estimated (mediatek-mt1959.md, section 6). */
static void
test_steps_have_typical_times (void)
{
    g_autoptr (BbImage) image = vector_image (0x200000, 'J');
    g_autoptr (BbFacts) facts = vector_facts ("windows");
    g_autoptr (BbPlan) plan = plan_of (facts, image, NULL);
    guint64 upload_ms = 0;
    guint64 wait_ms = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        upload_ms += step->kind == BB_STEP_UPLOAD ? step->typical_ms : 0;
        wait_ms += step->verb == BB_VERB_WAIT_READY ? step->typical_ms : 0;
    }
    g_assert_cmpuint (upload_ms, >=, 1000);
    g_assert_cmpuint (upload_ms, <=, 5000);
    g_assert_cmpuint (wait_ms, >=, 5000);
    g_assert_cmpuint (wait_ms, <=, 30000);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/plan/uploads_of_vectors", test_uploads_of_vectors);
    g_test_add_func ("/mt1959/plan/refusals_of_vectors", test_refusals_of_vectors);
    g_test_add_func ("/mt1959/plan/encrypted_image_wants_the_key_file", test_encrypted_image_wants_the_key_file);
    g_test_add_func ("/mt1959/plan/upload_sends_the_transfer", test_upload_sends_the_transfer);
    g_test_add_func ("/mt1959/plan/only_the_last_chunk_endangers", test_only_the_last_chunk_endangers);
    g_test_add_func ("/mt1959/plan/sections_restart_at_prepare", test_sections_restart_at_prepare);
    g_test_add_func ("/mt1959/plan/finish_command_is_off_by_default", test_finish_command_is_off_by_default);
    g_test_add_func ("/mt1959/plan/maker_form_is_all_or_nothing", test_maker_form_is_all_or_nothing);
    g_test_add_func ("/mt1959/plan/backup_reads_everything_twice", test_backup_reads_everything_twice);
    g_test_add_func ("/mt1959/plan/layout_comes_from_the_catalog", test_layout_comes_from_the_catalog);
    g_test_add_func ("/mt1959/plan/contradicting_layout_is_refused", test_contradicting_layout_is_refused);
    g_test_add_func ("/mt1959/plan/steps_have_typical_times", test_steps_have_typical_times);
    g_test_add_func ("/mt1959/plan/regions_cover_the_flash_once", test_regions_cover_the_flash_once);
    g_test_add_func ("/mt1959/plan/verify_only_reads", test_verify_only_reads);
    g_test_add_func ("/mt1959/plan/read_out_with_holes_is_no_image", test_read_out_with_holes_is_no_image);
    g_test_add_func ("/mt1959/plan/family_has_no_wake_plan", test_family_has_no_wake_plan);
    g_test_add_func ("/mt1959/plan/configuration_is_compared_before_upload",
                     test_configuration_is_compared_before_upload);
    return g_test_run ();
}
