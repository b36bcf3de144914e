/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pioneer-files.h"
#include "plan-steps.h"
#include "image-checks.h"
#include "shipped-catalog.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* The family of Pioneer DVD writers, compared with the vectors of docs/protocols/pioneer.md.
 * Also tests bb-pioneer-image.c, bb-pioneer-model.c and bb-pioneer-plan.c. */

#define MODE_BYTES 0x100u

/* Asserts that the first 20 bytes of the mode buffer are those in @hex, and the others zero. */
static void
assert_mode (GBytes *mode, const char *hex)
{
    g_autofree char *begin = bb_hex_dup (g_bytes_get_data (mode, NULL), 20, " ");

    g_assert_cmpuint (g_bytes_get_size (mode), ==, MODE_BYTES);
    g_assert_cmpstr (begin, ==, hex);
    g_assert_true (bb_bytes_is_filled (mode, 20, MODE_BYTES - 20, 0));
}

/* --- keys --- */

static const struct {
    const char *generation;
    const char *type;
    const char *mode; /* the first 20 bytes of the mode buffer: name (16), key (4); NULL: the key is not known */
    gboolean has_second;
} modes[] = {
    {"1", "GENERAL", "50 49 4F 4E 45 45 52 20 44 56 52 2D 53 33 30 31 00 00 00 00", FALSE},
    {"3", "GENERAL", "50 49 4F 4E 45 45 52 20 44 56 44 2D 52 31 30 34 00 00 00 00", FALSE},
    {"4", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 35 00 00 00 00", FALSE},
    {"6", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 36 9A 78 23 61", FALSE},
    {"7", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 37 9A 78 23 61", FALSE},
    {"8", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 38 9A 78 23 61", FALSE},
    {"9", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 5C 6A 8F E9", TRUE},
    {"9", "PIO_ADV", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 51 B7 DA C2", TRUE},
    {"9", "ASUS", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 2B D5 56 99", TRUE},
    {"9", "ASUS_NL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 9C E4 5E F6", TRUE},
    {"9", "PIODATA", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 15 00 00 B0", TRUE},
    {"9", "MEDION", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 D1 A2 ED 86", TRUE},
    {"9", "OEM_EXT", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 9A 78 23 61", FALSE},
    {"9", "OEM_EXT2", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 9A 78 23 61", FALSE},
    {"9", "OEM_EXT3", NULL, FALSE},
    {"9", "", NULL, FALSE},
    {"9", "OEM_INT", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 1B 00 00 B0", TRUE},
    {"9", "APPLE", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 9A 78 23 61", FALSE},
    {"10", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 31 30 5D 6A 8F E9", TRUE},
    {"10", "PIO_ADV", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 31 30 52 B7 DA C2", TRUE},
    {"10", "ASUS", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 31 30 2C D5 56 99", TRUE},
    {"10", "ASUS_NL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 31 30 9D E4 5E F6", TRUE},
    {"10", "OEM_EXT", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 31 30 9A 78 23 61", FALSE},
    {"10", "OEM_EXT3", NULL, FALSE},
    {"10", "OEM_INT", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 31 30 1C 00 00 B0", TRUE},
    {"11", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 31 30 5D 6A 8F E9", TRUE},
    {"52", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 36 9A 78 23 61", FALSE},
    {"53", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 36 9A 78 23 61", FALSE},
    {"54", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 37 9A 78 23 61", FALSE},
    {"60", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 38 9A 78 23 61", FALSE},
    {"62", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 38 9A 78 23 61", FALSE},
    {"64", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 5C 6A 8F E9", TRUE},
    {"66", "GENERAL", "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 30 39 5C 6A 8F E9", TRUE},
};

static void
test_mode_buffers_are_those_of_the_vectors (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
        g_autoptr (BbFacts) facts = pioneer_make_facts (modes[i].generation, modes[i].type, "PIONEER");
        GBytes *buffers[BB_PIONEER_MOST_MODES] = {NULL};
        guint n = bb_pioneer_list_modes (facts->model, modes[i].type, shipped_catalog (), buffers);

        g_test_message ("generation %s, %s", modes[i].generation, modes[i].type);
        g_assert_cmpuint (n, ==, modes[i].mode == NULL ? 0 : modes[i].has_second ? 2 : 1);
        g_assert_cmpint (bb_pioneer_is_supported (facts), ==, modes[i].mode != NULL);
        if (n > 0)
            assert_mode (buffers[0], modes[i].mode);
        if (n > 1) {
            g_autofree char *second = g_strdup (modes[i].mode);

            memcpy (second + 48, "9A 78 23 61", 11);
            assert_mode (buffers[1], second);
        }
        for (guint j = 0; j < n; j++)
            g_bytes_unref (buffers[j]);
    }
}

static void
test_responses_are_those_of_the_vectors (void)
{
    static const struct {
        guint32 seed;
        guint8 response;
        const char *sha256;
    } rows[] = {
        {0x0000, 0x6C, "472b4e06f09c54c6ea3c7fbd709a71307994378654d6b45fb10786ed2183f808"},
        {0x0001, 0x63, "6aace50ae2be932bf45ca770e88fb95a5aeeedef5aad298f5ca4a57417fea439"},
        {0x1234, 0x55, "2311242e5f79d398ff01a85cc73ccb72f80cd08a56540147762767eaf59f6c27"},
        {0xBEEF, 0xDD, "44d7d1345cbb0f297eaab2527ef3d1b16fa956f77dae479b9fb10077d39fc4a7"},
        {0xFFFF, 0x09, "a1c6f1b055b93e265f79f39c7fd284f9070a0b23fb7bd7a38623db6ccdffebe2"},
    };
    g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (0x400), 0x400);
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint8 *data = g_malloc (0x400);
        g_autoptr (GBytes) challenge = g_bytes_new_take (data, 0x400);
        g_autoptr (GBytes) response = NULL;
        guint32 x = rows[i].seed;

        for (guint j = 0; j < 0x400; j++) {
            x = x * 0x41C64E6Du + 0x3039u;
            data[j] = (guint8) (x >> 16);
        }
        assert_sha256 (challenge, rows[i].sha256);
        response = bb_pioneer_respond (challenge, NULL);
        g_assert_cmpuint (g_bytes_get_size (response), ==, 0x400);
        g_assert_true (bb_bytes_is_filled (response, 0, 0x400, rows[i].response));
    }
    g_assert_null (bb_pioneer_respond (zeros, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED);
    g_assert_cmpstr (error->message, ==, "The drive returned an unknown response.");
}

/* --- files --- */

static void
test_files_of_the_vectors_are_identified (void)
{
    g_autoptr (GBytes) normal_bytes = pioneer_make_bytes (&pioneer_normal_110);
    g_autoptr (GBytes) kernel_bytes = pioneer_make_bytes (&pioneer_kernel_110);
    g_autoptr (BbImage) normal = pioneer_identify (&pioneer_normal_110);
    g_autoptr (BbImage) kernel = pioneer_identify (&pioneer_kernel_110);
    BbImageIdentity *identity = bb_image_get_identity (normal);

    assert_sha256 (normal_bytes, "4d0136cce0e555e5ffe07e946c2e2486279ac749708c4c1dc37d44f351cac284");
    assert_sha256 (kernel_bytes, "0e5d350d2372cf28458a0d35a7fd0552bf0444a483cba0329c3e716e8bfe2b4d");
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpstr (identity->codes[0], ==, "10");
    g_assert_cmpstr (identity->model_name, ==, "DVR-110");
    g_assert_cmpstr (identity->revision, ==, "1.39");
    g_assert_cmpstr (identity->product, ==, "DVD-RW  DVR-110");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_PART), ==, "normal");
    g_assert_cmpstr (bb_image_identity_lookup_string (bb_image_get_identity (kernel), BB_PIONEER_KEY_PART), ==,
                     "kernel");
    g_assert_cmpstr (bb_image_get_identity (kernel)->problem, ==, NULL);
}

static void
test_files_of_a_wrong_size_or_generation_have_a_problem (void)
{
    /* @is_damaged: TRUE if the length is wrong for the generation. FALSE for an unknown generation, for which the
     * right length is not known */
    static const struct {
        const char *interface;
        const char *part;
        gsize length_bytes;
        gboolean is_good;
        gboolean is_damaged;
    } rows[] = {
        {"ATA 0010", "Normal", 0x127FFF, FALSE, TRUE},  {"ATA 0010", "Normal", 0x128000, TRUE, FALSE},
        {"ATA 0010", "Normal", 0x200000, TRUE, FALSE},  {"ATA 0010", "Normal", 0x200001, FALSE, TRUE},
        {"ATA 0010", "Kernel", 0x1FFFF, FALSE, TRUE},   {"ATA 0010", "Kernel", 0x20001, FALSE, TRUE},
        {"ATA 0006", "Normal", 0x100000, TRUE, FALSE},  {"ATA 0006", "Normal", 0x100001, FALSE, TRUE},
        {"ATA 0006", "Kernel", 0x10000, TRUE, FALSE},   {"ATA 0006", "Kernel", 0x20000, FALSE, TRUE},
        {"ATA 0012", "Normal", 0x128000, FALSE, FALSE}, {"ATA 00 6", "Normal", 0x100000, FALSE, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        PioneerPart part = pioneer_normal_110;
        g_autoptr (BbImage) image = NULL;

        part.interface = rows[i].interface;
        part.part = rows[i].part;
        part.length_bytes = rows[i].length_bytes;
        image = pioneer_identify (&part);
        g_test_message ("%s %s %zu", part.interface, part.part, part.length_bytes);
        g_assert_cmpstr (bb_image_get_identity (image)->family, ==, BB_PIONEER_ID);
        g_assert_cmpint (bb_image_get_identity (image)->problem == NULL, ==, rows[i].is_good);
        g_assert_cmpint (bb_image_get_identity (image)->is_damaged, ==, rows[i].is_damaged);
    }
}

/* A drive descrambles what it receives, so plain firmware would be damaged. */
static void
test_descrambled_firmware_is_refused (void)
{
    PioneerPart part = {0x100000, 0x62, "PIONEER DVD-RW  DVR-107 ", "1.21", "ATA 0007", "GENERAL ", "Normal"};
    g_autoptr (GBytes) bytes = pioneer_make_bytes (&part);
    guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), part.length_bytes);
    g_autoptr (GBytes) plain = g_bytes_new_take (data, part.length_bytes);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (plain, "plain.bin");
    g_autoptr (GPtrArray) images = NULL;

    memcpy (data + 0x10000, "PIONEER  DVR-107", 16);
    images = bb_family_identify_file (file, shipped_catalog ());
    g_assert_nonnull (strstr (bb_image_get_identity (images->pdata[0])->problem, "is not scrambled"));
}

static void
test_file_without_the_header_is_not_of_this_family (void)
{
    PioneerPart part = pioneer_normal_110;
    g_autoptr (BbImage) other_part = NULL;
    g_autoptr (BbImage) other_interface = NULL;

    part.part = "Loader";
    other_part = pioneer_identify (&part);
    part = pioneer_normal_110;
    part.interface = "SAT 8A10";
    other_interface = pioneer_identify (&part);
    g_assert_null (bb_image_get_identity (other_part)->family);
    g_assert_null (bb_image_get_identity (other_interface)->family);
}

/* --- verdict --- */

/* Returns whether Burnback refuses @part for the drive of @facts. Asserts that the verdict has the reason @code
 * (nullable). */
static gboolean
is_refused (BbFacts *facts, const PioneerPart *part, const char *code)
{
    g_autoptr (BbImage) image = pioneer_identify (part);
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());
    gboolean refused = bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED;

    g_test_message ("%s %s %s: %s", part->interface, part->type, part->part, code);
    g_assert_true (code == NULL || bb_verdict_has (verdict, code));
    return refused;
}

static void
test_only_firmware_for_this_drive_is_accepted (void)
{
    g_autoptr (BbFacts) drive = pioneer_make_facts ("10", "GENERAL", "PIONEER DVD-RW DVR-110");
    g_autoptr (BbFacts) kernel_mode = pioneer_make_facts ("10", "GENERAL", NULL);
    g_autoptr (BbFacts) unknown_type = pioneer_make_facts ("10", "OEM_EXT3", "PIONEER DVD-RW DVR-110");
    g_autoptr (BbFacts) later = pioneer_make_facts ("DVR-112", "GENERAL", "PIONEER DVD-RW DVR-112");
    PioneerPart other = pioneer_normal_110;

    g_assert_false (is_refused (drive, &pioneer_normal_110, NULL));
    g_assert_false (is_refused (kernel_mode, &pioneer_normal_110, "name-unknown"));
    g_assert_true (is_refused (drive, &pioneer_kernel_110, "kernel"));
    g_assert_true (is_refused (unknown_type, &pioneer_normal_110, "unsupported"));
    g_assert_true (is_refused (later, &pioneer_normal_110, "unsupported"));
    other.interface = "ATA 0011";
    g_assert_true (is_refused (drive, &other, "generation"));
    g_assert_true (is_refused (kernel_mode, &other, "generation"));
    other = pioneer_normal_110;
    other.type = "ASUS    ";
    g_assert_true (is_refused (drive, &other, "kernel-type"));
    g_assert_true (is_refused (kernel_mode, &other, "kernel-type"));
    other.type = "GENERALX"; /* the eighth character does not count */
    g_assert_false (is_refused (drive, &other, NULL));
    other = pioneer_normal_110;
    other.name = "PIONEER DVD-RW  DVR-110D";
    g_assert_true (is_refused (drive, &other, "model"));
}

static void
test_advanced_108_and_the_others_are_never_exchanged (void)
{
    PioneerPart part = {0x100000, 0x62, "PIONEER DVD-RW  DVR-108 ", "1.39", "ATA 0008", "PIO_ADV ", "Normal"};
    g_autoptr (BbFacts) plain = pioneer_make_facts ("8", "GENERAL", "PIONEER DVD-RW DVR-108");
    g_autoptr (BbFacts) advanced = pioneer_make_facts ("8", "PIO_ADV", "PIONEER DVD-RW DVR-108");
    g_autoptr (BbImage) image = pioneer_identify (&part);

    g_assert_true (is_refused (plain, &part, "advanced"));
    g_assert_false (is_refused (advanced, &part, NULL));
    g_assert_true (bb_pioneer_is_other_hardware (plain, image, shipped_catalog ()));
    g_assert_false (bb_pioneer_is_other_hardware (advanced, image, shipped_catalog ()));
    part.type = "GENERAL ";
    g_assert_true (is_refused (advanced, &part, "advanced"));
    part.type = "ASUS    ";
    g_assert_true (is_refused (plain, &part, "kernel-type"));
}

/* If the generation of the drive is unknown, no image is known to be for other hardware. Even so, there must be no
 * plan for any image. */
static void
test_drive_without_a_model_is_not_called_other_hardware (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", "PIONEER DVD-RW DVR-110");
    g_autoptr (BbImage) image = pioneer_identify (&pioneer_normal_110);
    g_autoptr (BbPlan) plan = NULL;

    g_clear_pointer (&facts->model, bb_model_unref);
    g_assert_false (bb_pioneer_is_other_hardware (facts, image, shipped_catalog ()));
    plan = pioneer_plan_image (facts, image);
    g_assert_null (plan);
}

static void
test_untried_generations_have_a_warning (void)
{
    PioneerPart part = {0x100000, 0x62, "PIONEER DVD-RW  DVR-K14 ", "1.39", "ATA 0060", "GENERAL ", "Normal"};
    g_autoptr (BbFacts) facts = pioneer_make_facts ("60", "GENERAL", "PIONEER DVD-RW DVR-K14");

    g_assert_false (is_refused (facts, &part, "untried"));
}

static void
test_no_plan_is_made_for_what_is_refused (void)
{
    g_autoptr (BbFacts) drive = pioneer_make_facts ("10", "GENERAL", "PIONEER DVD-RW DVR-110");
    g_autoptr (BbFacts) unknown_type = pioneer_make_facts ("10", "OEM_EXT3", "PIONEER DVD-RW DVR-110");
    PioneerPart generation = pioneer_normal_110;
    PioneerPart type = pioneer_normal_110;
    PioneerPart cut = pioneer_normal_110;

    generation.interface = "ATA 0011";
    type.type = "ASUS    ";
    cut.length_bytes = 0x127FFF;
    for (guint i = 0; i < 5; i++) {
        const PioneerPart *part = i == 0   ? &pioneer_normal_110
                                  : i == 1 ? &pioneer_kernel_110
                                  : i == 2 ? &generation
                                  : i == 3 ? &type
                                           : &cut;
        g_autoptr (BbPlan) plan = pioneer_plan_flash (drive, part);
        g_autoptr (BbPlan) none = pioneer_plan_flash (unknown_type, part);

        g_test_message ("part %u", i);
        g_assert_cmpint (plan != NULL, ==, i == 0);
        g_assert_null (none);
    }
}

/* --- plans --- */

static void
test_firmware_is_sent_as_the_page_says (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", "PIONEER DVD-RW DVR-110");
    g_autoptr (BbPlan) plan = pioneer_plan_flash (facts, &pioneer_normal_110);
    g_autofree char *stream = plan_dup_stream (plan);
    const BbStep *last = NULL;

    /* The plan sends two mode buffers, each with another key. A drive gets the second one only if it refuses the
     * first. */
    g_assert_true (g_str_has_prefix (stream, "3B04FF00000000010000 o 256\n3B04FF00000000010000 o 256\n"
                                             "120000006000 i 96\n3B07F000000000800000 o 32768\n"
                                             "3B07F000800000800000 o 32768\n"));
    g_assert_true (g_str_has_suffix (stream, "3B07F012000000800000 o 32768\n3B07F012800000800000 o 32768\n"
                                             "3B05FF00000000010000 o 256\n3B05FF00000000010000 o 256\n"
                                             "120000006000 i 96\n"));
    g_assert_cmpuint (pioneer_count_steps (plan, "3B 07 F0"), ==, 38);
    g_assert_cmpuint (pioneer_count_steps (plan, "3B 07 FE"), ==, 0);
    last = pioneer_find_step (plan, "3B 07 F0", 37);
    g_assert_cmphex (last->length_bytes, ==, 0x8000);
    g_assert_cmphex (last->blob_length_bytes, ==, 0x123);
    g_assert_cmphex (last->address, ==, 0x20000 + 0x128000);
    for (guint i = 0; i < 38; i++)
        g_assert_cmpuint (pioneer_find_step (plan, "3B 07 F0", i)->pause_ms, ==, 100);
    g_assert_cmpuint (pioneer_find_step (plan, "3B 05 FF", 0)->pause_ms, ==, 10000);
    g_assert_true (pioneer_find_step (plan, "3B 07 F0", 0)->endangers);
    g_assert_false (pioneer_find_step (plan, "3B 04 FF", 0)->endangers);
    g_assert_true (pioneer_find_step (plan, "3B 04 FF", 0)->journal);
    g_assert_true (pioneer_find_step (plan, "3B 05 FF", 0)->endangers);
    g_assert_cmpuint (bb_plan_find_unrecoverable (plan), ==, G_MAXUINT);
}

/* The universal key is sent only after a refusal, and finish uses the key that opened kernel mode. */
static void
test_second_key_follows_a_refusal (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", "PIONEER DVD-RW DVR-110");
    g_autoptr (BbPlan) plan = pioneer_plan_flash (facts, &pioneer_normal_110);

    for (guint i = 0; i < 2; i++) {
        const BbStep *enter = pioneer_find_step (plan, "3B 04 FF", i);
        const BbStep *finish = pioneer_find_step (plan, "3B 05 FF", i);

        assert_mode (bb_plan_get_blob (plan, enter->blob),
                     i == 0 ? "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 31 30 5D 6A 8F E9"
                            : "50 49 4F 4E 45 45 52 20 20 44 56 52 2D 31 31 30 9A 78 23 61");
        g_assert_cmpuint (finish->blob, ==, enter->blob);
        g_assert_cmpuint (finish->only_if_step, ==, enter->number);
        g_assert_cmpuint (finish->only_if, ==, BB_ANSWER_GOOD);
        g_assert_cmpuint (enter->only_if, ==, i == 0 ? 0 : BB_ANSWER_REFUSED | BB_ANSWER_ABORTED);
    }
    g_assert_cmpuint (pioneer_find_step (plan, "3B 04 FF", 1)->only_if_step, ==,
                      pioneer_find_step (plan, "3B 04 FF", 0)->number);
    g_assert_cmpuint (pioneer_find_step (plan, "3B 04 FF", 1)->accepts, ==, BB_ANSWER_GOOD);
}

/* INQUIRY must report revision 0000 before the pieces are sent, and another revision after FINISH before the drive
 * counts as safe. */
static void
test_revision_is_compared_before_and_after (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", "PIONEER DVD-RW DVR-110");
    g_autoptr (BbPlan) plan = pioneer_plan_flash (facts, &pioneer_normal_110);
    const BbStep *before = pioneer_find_step (plan, "12", 0);
    const BbStep *after = pioneer_find_step (plan, "12", 1);
    guint n_heals = 0;

    g_assert_cmpint (before->use, ==, BB_USE_EXPECT_BYTES);
    g_assert_cmpint (after->use, ==, BB_USE_EXPECT_NOT);
    g_assert_cmpuint (before->expect_offset, ==, 32);
    g_assert_cmpuint (after->expect_offset, ==, 32);
    g_assert_true (bb_bytes_equal_at (bb_plan_get_blob (plan, before->blob), 0, "0000", 4));
    g_assert_true (bb_bytes_equal_at (bb_plan_get_blob (plan, after->blob), 0, "0000", 4));
    g_assert_cmpuint (before->number, <, pioneer_find_step (plan, "3B 07 F0", 0)->number);
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        if (!section->heals)
            continue;
        n_heals++;
        g_assert_cmpuint (section->first_step + section->n_steps - 1, ==, after->number);
    }
    g_assert_cmpuint (n_heals, ==, 1);
}

/* The plan for a drive that is already in kernel mode must have no command to enter kernel mode. It must wait ten
 * seconds before the pieces, because the drive may still be programming a kernel that another program sent. It must
 * be able to send FINISH with the second key, because it is not known which key the drive accepts. */
static void
test_recovery_sends_the_pieces_after_ten_seconds (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", NULL);
    g_autoptr (BbPlan) plan = pioneer_plan_flash (facts, &pioneer_normal_110);
    const BbStep *second = pioneer_find_step (plan, "3B 05 FF", 1);

    g_assert_null (pioneer_find_step (plan, "3B 04 FF", 0));
    g_assert_cmpint (bb_plan_get_step (plan, 0)->verb, ==, BB_VERB_WAIT_READY);
    g_assert_cmpuint (bb_plan_get_step (plan, 0)->wait.first_ms, >=, 10000);
    g_assert_cmphex (bb_plan_get_step (plan, 1)->cdb.bytes[2], ==, 0xF0);
    g_assert_cmpuint (second->only_if_step, ==, pioneer_find_step (plan, "3B 05 FF", 0)->number);
    g_assert_cmpuint (second->only_if, ==, BB_ANSWER_REFUSED | BB_ANSWER_ABORTED);
}

static void
test_recovery_ends_after_three_attempts (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", NULL);
    g_autoptr (BbImage) image = pioneer_identify (&pioneer_normal_110);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog (), .attempt = 2};
    g_autoptr (BbPlan) third = bb_pioneer_plan_recover (&input, NULL);
    g_autoptr (GError) no_more = NULL;
    g_autoptr (GError) no_image = NULL;

    g_assert_nonnull (third);
    input.attempt = 3;
    g_assert_null (bb_pioneer_plan_recover (&input, &no_more));
    g_assert_error (no_more, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
    input.image = NULL;
    g_assert_null (bb_pioneer_plan_recover (&input, &no_image));
    g_assert_error (no_image, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* Before kernel mode is entered, drives of the first generations get the unlock commands of pioneer.md, section 4.
 * Drives of generation 4 get none. */
static void
test_only_the_first_generations_are_unlocked (void)
{
    PioneerPart part = {0x100000, 0x62, "PIONEER DVD-RW  DVR-103 ", "1.90", "ATA 0001", "GENERAL ", "Normal"};
    g_autoptr (BbFacts) first = pioneer_make_facts ("1", "GENERAL", "PIONEER DVD-RW DVR-103");
    g_autoptr (BbFacts) fourth = pioneer_make_facts ("4", "GENERAL", "PIONEER DVD-RW DVR-103");
    g_autoptr (BbPlan) plan = pioneer_plan_flash (first, &part);
    g_autofree char *stream = plan_dup_stream (plan);
    const BbStep *reset = pioneer_find_step (plan, "3B 01 F3", 0);
    g_autoptr (BbPlan) other = NULL;

    g_assert_true (g_str_has_prefix (stream, "3B01F300000000000000 - 0\n3C01F200000000040000 i 1024\n"
                                             "3B01F200000000010000 o 256\n3B01F200000000040000 o 1024\n"
                                             "3B04FF00000000010000 o 256\n120000006000 i 96\n"));
    g_assert_cmpuint (reset->accepts, ==, BB_ANSWER_GOOD | BB_ANSWER_REFUSED);
    for (guint i = 1; i < 4; i++)
        g_assert_cmpuint (bb_plan_get_step (plan, reset->number + i)->only_if, ==, BB_ANSWER_GOOD);
    g_assert_cmpuint (pioneer_find_step (plan, "3B 04 FF", 0)->pause_ms, ==, 3000);
    part.interface = "ATA 0004";
    other = pioneer_plan_flash (fourth, &part);
    g_assert_null (pioneer_find_step (other, "3B 01", 0));
    g_assert_cmpuint (pioneer_find_step (other, "3B 04 FF", 0)->pause_ms, ==, 0);
}

/* --- results --- */

static BbProof
judge (BbFacts *before, BbFacts *after, gboolean cut_off, gboolean power_cycled)
{
    g_autoptr (BbImage) image = pioneer_identify (&pioneer_normal_110);
    g_autofree char *why = NULL;
    BbJudgeInput input = {
        .before = before, .after = after, .image = image, .cut_off = cut_off, .power_cycled = power_cycled};
    BbProof proof = bb_pioneer_judge (&input, &why);

    g_assert_true (g_str_has_suffix (why, "."));
    return proof;
}

/* Returns (transfer full) the facts of a DVR-110 that reports @revision; in kernel mode if it is 0000. */
static BbFacts *
make_reporting (const char *revision)
{
    BbFacts *facts =
        pioneer_make_facts ("10", "GENERAL", g_str_equal (revision, "0000") ? NULL : "PIONEER DVD-RW DVR-110");

    g_strlcpy (facts->inquiry.vendor, "PIONEER ", sizeof facts->inquiry.vendor);
    g_strlcpy (facts->inquiry.product, "DVD-RW  DVR-110 ", sizeof facts->inquiry.product);
    g_strlcpy (facts->inquiry.revision, revision, sizeof facts->inquiry.revision);
    return facts;
}

static void
test_result_is_judged_by_what_the_drive_reports (void)
{
    g_autoptr (BbFacts) old = make_reporting ("1.22");
    g_autoptr (BbFacts) new = make_reporting ("1.39");
    g_autoptr (BbFacts) other = make_reporting ("1.17");
    g_autoptr (BbFacts) kernel = make_reporting ("0000");

    g_assert_cmpint (judge (old, new, FALSE, FALSE), ==, BB_PROOF_IDENTITY);
    g_assert_cmpint (judge (new, new, FALSE, FALSE), ==, BB_PROOF_IDENTITY);
    g_assert_cmpint (judge (new, new, TRUE, TRUE), ==, BB_PROOF_UNPROVEN);
    g_assert_cmpint (judge (old, old, FALSE, FALSE), ==, BB_PROOF_UNCHANGED);
    g_assert_cmpint (judge (old, other, FALSE, FALSE), ==, BB_PROOF_UNPROVEN);
    g_assert_cmpint (judge (old, kernel, FALSE, TRUE), ==, BB_PROOF_DIFFERENT);
    g_assert_cmpint (judge (old, NULL, FALSE, FALSE), ==, BB_PROOF_PENDING);
    g_assert_cmpint (judge (old, NULL, FALSE, TRUE), ==, BB_PROOF_UNPROVEN);
}

/* Asserts the sentence about a flash of the image (revision 1.39) that was interrupted. */
static void
assert_said_after_a_cut (BbFacts *before, BbFacts *after, const char *wanted)
{
    g_autoptr (BbImage) image = pioneer_identify (&pioneer_normal_110);
    BbJudgeInput input = {.before = before, .after = after, .image = image, .cut_off = TRUE, .power_cycled = TRUE};
    g_autofree char *why = NULL;

    g_assert_cmpint (bb_pioneer_judge (&input, &why), ==, BB_PROOF_UNPROVEN);
    g_assert_cmpstr (why, ==, wanted);
}

/* The sentence after an interrupted flash says what the drive reports now. */
static void
test_sentence_after_a_cut_says_what_the_drive_reports_now (void)
{
    g_autoptr (BbFacts) same = make_reporting ("1.39");
    g_autoptr (BbFacts) other = make_reporting ("1.17");
    g_autoptr (BbFacts) renamed = make_reporting ("1.39");

    g_strlcpy (renamed->inquiry.product, "DVD-RW  DVR-110D", sizeof renamed->inquiry.product);
    assert_said_after_a_cut (
        same, same,
        "Flashing was interrupted, and the drive reports the same revision as before. Burnback cannot tell which "
        "firmware the drive has.");
    assert_said_after_a_cut (same, other,
                             "The drive reports firmware revision 1.17, but the image contains revision 1.39.");
    assert_said_after_a_cut (
        same, renamed, "The drive reports firmware revision 1.39, but its name differs from the name in the image.");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/pioneer/mode_buffers_are_those_of_the_vectors", test_mode_buffers_are_those_of_the_vectors);
    g_test_add_func ("/pioneer/responses_are_those_of_the_vectors", test_responses_are_those_of_the_vectors);
    g_test_add_func ("/pioneer/files_of_the_vectors_are_identified", test_files_of_the_vectors_are_identified);
    g_test_add_func ("/pioneer/files_of_a_wrong_size_or_generation_have_a_problem",
                     test_files_of_a_wrong_size_or_generation_have_a_problem);
    g_test_add_func ("/pioneer/descrambled_firmware_is_refused", test_descrambled_firmware_is_refused);
    g_test_add_func ("/pioneer/file_without_the_header_is_not_of_this_family",
                     test_file_without_the_header_is_not_of_this_family);
    g_test_add_func ("/pioneer/only_firmware_for_this_drive_is_accepted",
                     test_only_firmware_for_this_drive_is_accepted);
    g_test_add_func ("/pioneer/advanced_108_and_the_others_are_never_exchanged",
                     test_advanced_108_and_the_others_are_never_exchanged);
    g_test_add_func ("/pioneer/drive_without_a_model_is_not_called_other_hardware",
                     test_drive_without_a_model_is_not_called_other_hardware);
    g_test_add_func ("/pioneer/untried_generations_have_a_warning", test_untried_generations_have_a_warning);
    g_test_add_func ("/pioneer/no_plan_is_made_for_what_is_refused", test_no_plan_is_made_for_what_is_refused);
    g_test_add_func ("/pioneer/firmware_is_sent_as_the_page_says", test_firmware_is_sent_as_the_page_says);
    g_test_add_func ("/pioneer/second_key_follows_a_refusal", test_second_key_follows_a_refusal);
    g_test_add_func ("/pioneer/revision_is_compared_before_and_after", test_revision_is_compared_before_and_after);
    g_test_add_func ("/pioneer/recovery_sends_the_pieces_after_ten_seconds",
                     test_recovery_sends_the_pieces_after_ten_seconds);
    g_test_add_func ("/pioneer/recovery_ends_after_three_attempts", test_recovery_ends_after_three_attempts);
    g_test_add_func ("/pioneer/only_the_first_generations_are_unlocked",
                     test_only_the_first_generations_are_unlocked);
    g_test_add_func ("/pioneer/result_is_judged_by_what_the_drive_reports",
                     test_result_is_judged_by_what_the_drive_reports);
    g_test_add_func ("/pioneer/sentence-after-a-cut-says-what-the-drive-reports-now",
                     test_sentence_after_a_cut_says_what_the_drive_reports_now);
    return g_test_run ();
}
