/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "image-checks.h"
#include "plan-steps.h"
#include "shipped-catalog.h"
#include "simulated-probe.h"

#include "family/tsst/bb-mt1939.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The family tsst-mt1939, compared with the vectors of docs/protocols/tsst-mt1939.md.
 * Also tests bb-mt1939-image.c, bb-mt1939-model.c and bb-mt1939-plan.c. */

#define MODEL "BDDVDW SE-506CB"
#define SIZE BB_MT1939_IMAGE_BYTES

static const BbFamily *
family (void)
{
    return &bb_family_tsst_mt1939;
}

/* Returns (transfer full) the image of the vector, with @settings (nullable), GVariant text of type a{ss}. */
static GBytes *
make_bytes (const char *settings)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = g_strdup_printf ("{'revision': 'TS99', 'seed': '0x43'%s%s}", settings != NULL ? ", " : "",
                                             settings != NULL ? settings : "");
    g_autoptr (GVariant) options = g_variant_parse (G_VARIANT_TYPE ("a{ss}"), text, NULL, NULL, &error);
    GBytes *bytes = NULL;

    g_assert_no_error (error);
    bytes = bb_sim_make_image (shipped_catalog (), BB_MT1939_ID, MODEL, options, &error);
    g_assert_no_error (error);
    return bytes;
}

static BbImage *
make_image (const char *settings)
{
    g_autoptr (GBytes) bytes = make_bytes (settings);

    return identify_only_image (bytes);
}

/* Returns (transfer full) the image of the vector with @length_bytes of @bytes at @offset. @signs: whether to write
 * the right checksum */
static BbImage *
identify_changed (gsize offset, const char *bytes, gsize length_bytes, gboolean signs)
{
    g_autoptr (GBytes) whole = make_bytes (NULL);
    guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), SIZE);
    g_autoptr (GBytes) changed = g_bytes_new_take (data, SIZE);

    memcpy (data + offset, bytes, length_bytes);
    if (signs)
        bb_put_be16 (data + BB_MT1939_SUM_OFFSET,
                     bb_mt1939_compute_sum (changed, BB_MT1939_SUM_START, BB_MT1939_SUM_END));
    return identify_only_image (changed);
}

/* Returns (transfer full) the facts of a simulated drive. @keys: more lines of its group in the scenario file; @bus:
 * (out) (optional) (transfer full) */
static BbFacts *
probe (const char *keys, BbSimBus **bus)
{
    g_autofree char *text =
        g_strdup_printf ("[drive d]\nFamily=%s\nModel=%s\nRevision=TS01\n%s", BB_MT1939_ID, MODEL, keys);

    return probe_simulated (text, bus);
}

static BbFacts *
probe_usual (void)
{
    return probe ("", NULL);
}

/* --- drives --- */

static void
test_drive_is_identified_by_name_and_version (void)
{
    g_autoptr (BbFacts) facts = probe ("", NULL);

    g_assert_cmpstr (facts->family, ==, BB_MT1939_ID);
    g_assert_cmpstr (facts->model_name, ==, "SE-506CB");
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_HIGH);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpint (family ()->can (facts), ==,
                     BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_VERIFY | BB_CAN_ROLLBACK);
    g_assert_cmpint (family ()->backup_kind (facts, NULL), ==, BB_BACKUP_FULL);
}

static void
test_other_answer_is_of_no_family (void)
{
    g_autoptr (BbSimBus) bus = NULL;
    g_autoptr (BbFacts) facts = probe ("Quirks=other-version\n", &bus);
    g_auto (GStrv) violations = bb_sim_bus_list_violations (bus, "d");

    g_assert_null (facts->family);
    g_assert_nonnull (strstr (facts->evidence->pdata[0], "does not respond to the version command as expected"));
    g_assert_cmpuint (bb_sim_bus_count_writes (bus, "d"), ==, 0);
    g_assert_null (violations[0]);
}

static void
test_drive_that_cannot_be_read_says_so_before (void)
{
    static const char *const quirks[] = {"Quirks=read=boot\n", "Quirks=read=none\n"};

    for (guint i = 0; i < G_N_ELEMENTS (quirks); i++) {
        g_autoptr (BbFacts) facts = probe (quirks[i], NULL);
        g_autofree char *why = NULL;
        g_autoptr (GError) error = NULL;

        g_assert_cmpint (family ()->can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_FLASH);
        g_assert_cmpint (family ()->backup_kind (facts, &why), ==, BB_BACKUP_NONE);
        g_assert_nonnull (strstr (why, "cannot be backed up"));
        g_assert_null (bb_mt1939_plan_backup (facts, shipped_catalog (), &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    }
}

static void
test_boot_loader_waits_for_recovery_and_is_not_backed_up (void)
{
    g_autoptr (BbFacts) facts = probe ("State=half-flashed\n", NULL);
    g_autofree char *why = NULL;

    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpint (family ()->can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
    g_assert_cmpint (family ()->backup_kind (facts, &why), ==, BB_BACKUP_NONE);
    g_assert_nonnull (strstr (why, "damaged"));
}

/* Another Blu-ray drive of the same maker must get only the command INQUIRY; it may be identified, and nothing else
 * may be possible. A drive with another vendor or product must not be of this family, and must get none of its
 * commands. */
static void
test_relatives_are_only_identified (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        const char *model; /* nullable: not of this family */
    } rows[] = {
        {"TSSTcorp", "BDDVDW SE-506AB", "SE-506AB"}, {"TSSTcorp", "BDDVDW SN-506BB", "SN-506BB"},
        {"TSSTcorp", "BDDVDW SH-B123L", "SH-B123L"}, {"HL-DT-ST", "BDDVDW SE-506CB", NULL},
        {"SAMSUNG", "BDDVDW SE-506CB", NULL},        {"TSSTcorp", "CDDVDW SE-506CB", NULL},
        {"TSSTcorp", "BDDVDW TS-LB23L", NULL},
    };
    g_autoptr (BbImage) image = make_image (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new (rows[i].vendor, rows[i].product, "TS00");
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts =
            bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);
        BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
        g_autoptr (BbVerdict) verdict = NULL;

        g_assert_no_error (error);
        g_test_message ("%s %s", rows[i].vendor, rows[i].product);
        g_assert_cmpuint (fake_drive_count (drive, "FF"), ==, 0);
        g_assert_cmpuint (fake_drive_count (drive, "3C06001FFFD0"), ==, 0);
        if (rows[i].model == NULL) {
            g_assert_cmpstr (facts->family, !=, BB_MT1939_ID);
            continue;
        }
        g_assert_cmpstr (facts->family, ==, BB_MT1939_ID);
        g_assert_cmpstr (facts->model_name, ==, rows[i].model);
        g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
        g_assert_cmpuint (fake_drive_count (drive, "12"), ==, drive->log->len);
        g_assert_cmpint (family ()->can (facts), ==, BB_CAN_IDENTIFY);
        verdict = bb_family_check (facts, image, shipped_catalog ());
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
        g_assert_null (bb_mt1939_plan_flash (&input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    }
}

/* --- images --- */

static void
test_image_is_that_of_the_vector (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (GBytes) copy = make_bytes ("'own-copy': ''");
    g_autoptr (BbImage) image = identify_only_image (bytes);
    BbImageIdentity *identity = bb_image_get_identity (image);

    assert_part_sha256 (bytes, 0, SIZE, "ea5cc747c9d258cb96766a74a2e2d45070e26c8821c215ca35f98db6d62e9540");
    assert_part_sha256 (copy, 0, SIZE, "4a0069edea427a302af977c71d93ff555bd539dda5d4b7dc639820371e2370f6");
    g_assert_cmphex (bb_mt1939_compute_sum (bytes, BB_MT1939_SUM_START, BB_MT1939_SUM_END), ==, 0x315E);
    g_assert_cmphex (bb_mt1939_compute_sum (bytes, BB_MT1939_SUM_START, 0x1E0000), ==, 0x129C);
    g_assert_cmphex (bb_mt1939_compute_sum (bytes, 0, BB_MT1939_SUM_OFFSET), ==, 0x4B86);
    g_assert_cmpstr (identity->family, ==, BB_MT1939_ID);
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_cmpstr (identity->revision, ==, "TS99");
    g_assert_cmpstr (identity->product, ==, MODEL);
    g_assert_cmpstr (identity->codes[0], ==, MODEL);
}

typedef struct {
    const char *what;
    gsize offset;
    const char *bytes;
    gsize length_bytes;
    gboolean signs;
    const char *words; /* nullable: the checksum is bad */
} Refused;

static const Refused refused[] = {
    {"one byte", 0x20000, "\x00", 1, FALSE, NULL},
    {"sum with its bytes exchanged", 0x1FFFFE, "\x5E\x31", 2, FALSE, NULL},
    {"sum to 0x1E0000", 0x1FFFFE, "\x12\x9C", 2, FALSE, NULL},
    {"sum of all bytes", 0x1FFFFE, "\x4B\x86", 2, FALSE, NULL},
    {"empty table", 0x10400, "\xFF\xFF\xFF\xFF", 4, TRUE, "modified"},
    {"unknown record", 0x10400, "\x02\x00\x00\x00", 4, TRUE, "modified"},
    {"record behind the image", 0x10408, "\x00\x00\x20\x00", 4, TRUE, "modified"},
    {"record backwards", 0x10408, "\xFF\x0F\x01\x00", 4, TRUE, "modified"},
    {"marker", 0x1FFFF8, "\xAA\xAB", 2, FALSE, "lacks the data that marks firmware as complete"},
    {"block", 0x1FF000, "X", 1, FALSE, "lacks the data that marks firmware as complete"},
    {"product line", 0x1FFFF2, "B", 1, FALSE, "lacks the data that marks firmware as complete"},
};

static void
test_changed_files_are_refused_by_verdict_and_plans (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();

    for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
        const Refused *row = &refused[i];
        g_autoptr (BbImage) image = identify_changed (row->offset, row->bytes, row->length_bytes, row->signs);
        BbImageIdentity *identity = bb_image_get_identity (image);
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());
        BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
        g_autoptr (GError) error = NULL;

        g_test_message ("%s", row->what);
        g_assert_cmpint (identity->checksum, ==, row->words == NULL ? BB_CHECKSUM_BAD : BB_CHECKSUM_GOOD);
        g_assert_cmpint (identity->problem != NULL, ==, row->words != NULL);
        if (row->words != NULL)
            g_assert_nonnull (strstr (identity->problem, row->words));
        /* The table of areas has a right checksum here, so somebody changed the image; it is not damaged. */
        g_assert_cmpint (bb_verdict_is_damaged (verdict), ==, !row->signs);
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
        g_assert_null (bb_mt1939_plan_flash (&input, NULL));
        g_assert_null (bb_mt1939_plan_recover (&input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    }
}

static void
test_files_of_another_length_and_product_are_refused (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autofree guint8 *data = g_malloc0 (SIZE + 1);
    g_autoptr (GBytes) longer = NULL;
    g_autoptr (GBytes) shorter = bb_bytes_slice (bytes, 0, SIZE - 1, NULL);
    g_autoptr (GBytes) without_start = bb_bytes_slice (bytes, 1, SIZE - 1, NULL);
    g_autoptr (GBytes) blank = NULL;
    g_autoptr (BbImage) nothing = NULL;
    g_autoptr (BbImage) other = make_image ("'product': 'BDDVDW SE-506BB'");
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, other, shipped_catalog ());
    GBytes *wrong[3] = {NULL};

    memcpy (data, g_bytes_get_data (bytes, NULL), SIZE);
    longer = g_bytes_new (data, SIZE + 1);
    wrong[0] = longer;
    wrong[1] = shorter;
    wrong[2] = without_start;
    for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (BbImage) image = identify_only_image (wrong[i]);
        BbImageIdentity *identity = bb_image_get_identity (image);

        g_assert_cmpstr (identity->family, ==, BB_MT1939_ID);
        g_assert_nonnull (strstr (identity->problem, "exactly 2097152"));
        g_assert_true (identity->is_damaged);
        g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_NONE);
    }
    g_assert_true (bb_verdict_has (verdict, "model"));
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
    g_assert_true (bb_mt1939_is_other_hardware (facts, other, shipped_catalog ()));
    memset (data, 0xFF, SIZE);
    blank = g_bytes_new (data, SIZE);
    nothing = identify_only_image (blank);
    g_assert_null (bb_image_get_identity (nothing)->family);
}

/* If the model of the drive is unknown, no image is known to be for other hardware. */
static void
test_drive_without_a_model_is_not_called_other_hardware (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbImage) image = make_image ("'product': 'BDDVDW SE-506BB'");

    g_clear_pointer (&facts->model, bb_model_unref);
    g_assert_false (bb_mt1939_is_other_hardware (facts, image, shipped_catalog ()));
}

/* An image inside a larger file is found if its sum is right. */
static void
test_image_inside_of_a_file_is_found_by_its_sum (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    guint8 *data = g_malloc0 (SIZE + 0x3000);
    g_autoptr (GBytes) file = g_bytes_new_take (data, SIZE + 0x3000);
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbImage) nothing = NULL;

    memcpy (data + 0x1000, g_bytes_get_data (bytes, NULL), SIZE);
    image = identify_only_image (file);
    g_assert_cmpstr (bb_image_get_identity (image)->family, ==, BB_MT1939_ID);
    g_assert_cmpuint (bb_image_get_identity (image)->offset, ==, 0x1000);
    g_assert_true (g_bytes_equal (bb_image_get_bytes (image), bytes));
    data[0x1000 + 0x20000] ^= 1;
    nothing = identify_only_image (file);
    g_assert_cmpstr (bb_image_get_identity (nothing)->family, !=, BB_MT1939_ID);
}

/* An image of this drive is refused for LG drives with the same chip, and the reverse. */
static void
test_images_of_the_sister_chip_family_are_refused (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = bb_sim_make_image (shipped_catalog (), "mediatek-mt1959", "BD-RE BH16NS40/NS40",
                                                  g_variant_new ("a{ss}", NULL), &error);
    g_autoptr (BbImage) lg = identify_only_image (bytes);
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, lg, shipped_catalog ());

    g_assert_no_error (error);
    g_assert_cmpstr (bb_image_get_identity (lg)->family, ==, "mediatek-mt1959");
    g_assert_true (bb_verdict_has (verdict, "image-foreign"));
}

static void
test_right_image_has_the_warning_of_one_drive (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbImage) image = make_image (NULL);
    g_autoptr (BbImage) copy = make_image ("'own-copy': ''");
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());
    g_autoptr (BbVerdict) of_copy = bb_family_check (facts, copy, shipped_catalog ());

    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_CAUTION);
    g_assert_nonnull (strstr (bb_verdict_find (verdict, BB_REASON_FOR_EXPERTS)->text, "only one drive"));
    g_assert_false (bb_verdict_has (verdict, "own-copy"));
    g_assert_true (bb_verdict_has (of_copy, "own-copy"));
}

/* --- plans --- */

/* Returns (transfer full) the lines of the plan that begin with @command. @n: (out): their number */
static char *
dup_lines (BbPlan *plan, const char *command, guint *n)
{
    g_autofree char *stream = plan_dup_stream (plan);
    g_auto (GStrv) lines = g_strsplit (stream, "\n", -1);
    GString *text = g_string_new (NULL);

    *n = 0;
    for (guint i = 0; lines[i] != NULL; i++) {
        if (!g_str_has_prefix (lines[i], command))
            continue;
        g_string_append_printf (text, "%s\n", lines[i]);
        (*n)++;
    }
    return g_string_free (text, FALSE);
}

static void
assert_stream (BbPlan *plan, const char *command, guint n_lines, const char *sha256)
{
    guint n = 0;
    g_autofree char *lines = dup_lines (plan, command, &n);
    g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, lines, -1);

    g_assert_cmpuint (n, ==, n_lines);
    g_assert_cmpstr (sum, ==, sha256);
}

static void
test_flash_sends_the_stream_of_the_vector (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_mt1939_plan_flash (&input, NULL);
    g_autofree char *stream = plan_dup_stream (plan);
    GBytes *blob = bb_plan_get_blob (plan, 0);

    assert_stream (plan, "FF0001", 34, "68537dc2d26bcb7c2ee934a3af0e14393a4d57b3fe90964d2b5f88e07780c2b0");
    assert_part_sha256 (blob, 0, 0xF800, "e3f04e58a892f0b19ef2f5fe7aee52642be9b19579f9bd2555f5ab3f44449941");
    assert_part_sha256 (blob, 16 * 0xF800, 0xF800,
                        "bdfe1a31f75cfa98354e3f08cbc852209e391dad6c8d8f62350bf6ad905f7a64");
    assert_part_sha256 (blob, 0x1FF800, 0x800, "6c33ce37a0928e104f6044fdd60465fac10b0fd3f2fcae645dccd08d05ce4856");
    g_assert_true (g_str_has_prefix (stream, "120000002400 i 36\nFF00FF0000000000000000AA i 8\n120000006000 i 96\n"
                                             "000000000000 - 0\n120000002400 i 36\n"));
}

/* Before the first block, the drive is asked twice for its version, and both answers must be that of the protocol
 * page (tsst-mt1939.md, section 2). */
static void
test_flash_needs_the_version_twice (void)
{
    static const guint8 answer[] = {0x00, 0x06, 0x01, 0x01, 0x54, 0x53, 0x20, 0x00};
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_mt1939_plan_flash (&input, NULL);
    guint n_asked = 0;

    for (guint i = 0; bb_plan_get_step (plan, i)->direction != BB_DIRECTION_OUT; i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        const guint8 *blob = NULL;

        if (step->cdb.bytes[0] != 0xFF)
            continue;
        g_assert_cmpint (step->use, ==, BB_USE_EXPECT_BYTES);
        g_assert_cmpuint (step->expect_offset, ==, 0);
        blob = g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL);
        g_assert_cmpmem (blob + step->blob_offset, step->blob_length_bytes, answer, sizeof answer);
        n_asked++;
    }
    g_assert_cmpuint (n_asked, ==, 2);
}

/* Two blocks endanger the drive: block 16, which completes 1 MiB, and the last one. Any answer to the last block is
 * accepted, because later steps decide. */
static void
test_flash_is_endangered_by_two_blocks (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_mt1939_plan_flash (&input, NULL);
    guint n_blocks = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        gboolean is_block = step->kind == BB_STEP_UPLOAD || step->kind == BB_STEP_PROGRAM;
        gboolean writes = is_block && (n_blocks == 16 || n_blocks == 33);

        g_assert_cmpint (step->endangers, ==, writes);
        g_assert_cmpint (step->journal, ==, is_block && n_blocks == 0);
        if (!is_block)
            continue;
        g_assert_cmpuint (step->timeout_ms, ==, writes ? 180000 : 120000);
        g_assert_cmpuint (step->accepts, ==, n_blocks == 33 ? BB_ANSWER_ANY : BB_ANSWER_GOOD);
        n_blocks++;
    }
    g_assert_cmpuint (n_blocks, ==, 34);
}

/* After an error of the last block, the drive must report the revision of the image. If it had that revision before
 * the flash, such an error is a failure. */
static void
test_error_of_the_last_block_needs_the_new_revision (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};

    for (guint same = 0; same < 2; same++) {
        g_autoptr (BbPlan) plan = NULL;
        const BbStep *last = NULL;
        const BbStep *confirmation = NULL;

        if (same)
            g_strlcpy (facts->inquiry.revision, "TS99", sizeof facts->inquiry.revision);
        plan = bb_mt1939_plan_flash (&input, NULL);
        for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
            const BbStep *step = bb_plan_get_step (plan, i);

            last = step->kind == BB_STEP_PROGRAM ? step : last;
            confirmation = step->only_if != 0 ? step : confirmation;
        }
        g_assert_cmpuint (last->accepts, ==, same ? BB_ANSWER_GOOD | BB_ANSWER_SHORT : BB_ANSWER_ANY);
        g_assert_cmpint (confirmation == NULL, ==, same);
        if (confirmation == NULL)
            continue;
        g_assert_cmpuint (confirmation->only_if_step, ==, last->number);
        g_assert_cmpuint (confirmation->only_if, ==, BB_ANSWER_ANY & ~(BB_ANSWER_GOOD | BB_ANSWER_SHORT));
        g_assert_cmpint (confirmation->use, ==, BB_USE_EXPECT_BYTES);
        g_assert_cmpuint (confirmation->expect_offset, ==, 32);
        /* The standard INQUIRY data, not a page of vital product data. */
        g_assert_cmpmem (confirmation->cdb.bytes, confirmation->cdb.length_bytes, "\x12\0\0\0\x24\0", 6);
    }
}

static void
test_backup_reads_all_of_the_memory_twice (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbPlan) plan = bb_mt1939_plan_backup (facts, shipped_catalog (), NULL);
    guint n = 0;
    g_autofree char *lines = dup_lines (plan, "3C", &n);
    g_autofree char *first = g_strndup (lines, strlen (lines) / 2);
    g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, first, -1);

    g_assert_cmpuint (n, ==, 64);
    g_assert_cmpstr (sum, ==, "b19e81e2578b588819383515d6f58c64cd7e9e209ece20ba689a1252e51ba158");
    g_assert_cmpstr (first, ==, lines + strlen (lines) / 2);
}

/* A verification reads the memory twice and does not compare the area that the drive manages itself. */
static void
test_verification_reads_twice_and_leaves_out_one_area (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_mt1939_plan_verify (&input, NULL);
    guint n = 0;
    g_autofree char *lines = dup_lines (plan, "3C", &n);

    g_assert_cmpuint (n, ==, 2 * 31);
    g_assert_nonnull (strstr (lines, "3C06001E0000002000000000 i 8192\n3C06001F200000E000000000 i 57344\n"));
    g_assert_null (strstr (lines, "3C0600000000"));
    g_assert_false (plan_endangers (plan));
}

static void
test_connection_must_transfer_a_block_at_once (void)
{
    static const guint32 limits[] = {0xF800, 0xF7FF, 0x8000};
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbImage) image = make_image (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
        g_autoptr (GVariant) settings =
            g_variant_ref_sink (g_variant_new_parsed ("{'max-transfer-bytes': <%u>}", limits[i]));
        BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog (), .settings = settings};
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = bb_mt1939_plan_flash (&input, &error);

        g_assert_cmpint (plan != NULL, ==, i == 0);
        if (plan == NULL)
            g_assert_nonnull (strstr (error->message, "USB port"));
    }
}

static void
test_recovery_ends_after_three_sessions (void)
{
    g_autoptr (BbFacts) facts = probe ("State=boot\n", NULL);
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .catalog = shipped_catalog ()};
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_mt1939_plan_recover (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    input.image = image;
    for (input.attempt = 0; input.attempt < 3; input.attempt++) {
        g_autoptr (BbPlan) plan = bb_mt1939_plan_recover (&input, &error);

        g_assert_no_error (error);
        for (guint i = 0; i < bb_plan_get_n_sections (plan); i++)
            g_assert_cmpuint (bb_plan_get_section (plan, i)->max_tries, ==, 1);
    }
    g_assert_null (bb_mt1939_plan_recover (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
}

/* --- backups and results --- */

/* Returns (transfer full) captures of a backup plan with @bytes as the whole memory. */
static BbCaptures *
capture (BbPlan *plan, GBytes *bytes)
{
    BbCaptures *captures = bb_captures_new (plan);
    const guint8 *data = g_bytes_get_data (bytes, NULL);

    for (guint i = 0; i < bb_captures_get_n (captures); i++) {
        const BbRegion *region = &bb_captures_get_info (captures, i)->region;

        bb_captures_store (captures, i, 0, data + region->address, region->length_bytes);
    }
    return captures;
}

static void
test_copy_that_proves_itself_becomes_the_own_form (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbPlan) plan = bb_mt1939_plan_backup (facts, shipped_catalog (), NULL);
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbCaptures) captures = capture (plan, bytes);
    g_autoptr (GBytes) wanted = make_bytes ("'own-copy': ''");
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) image = NULL;
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), SIZE);
    g_autoptr (GBytes) overlaid = NULL;
    g_autoptr (BbCaptures) other = NULL;

    g_assert_null (bb_mt1939_make_image (facts, captures, shipped_catalog (), &error)); /* image TS99, drive TS01 */
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    g_strlcpy (facts->inquiry.revision, "TS99", sizeof facts->inquiry.revision);
    image = bb_mt1939_make_image (facts, captures, shipped_catalog (), &error);
    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (image, wanted));
    data[0xCFBE4] ^= 1;
    overlaid = g_bytes_new (data, SIZE);
    other = capture (plan, overlaid);
    g_assert_null (bb_mt1939_make_image (facts, other, shipped_catalog (), &error));
    g_assert_nonnull (strstr (error->message, "reference"));
}

typedef struct {
    const char *what;
    const char *before;
    const char *after;
    gboolean is_boot;
    gboolean cut_off;
    gboolean cycled;
    BbProof proof;
} Judged;

static const Judged judged[] = {
    {"new revision", "TS01", "TS99", FALSE, FALSE, FALSE, BB_PROOF_IDENTITY},
    {"boot loader", "TS01", "BOOT", TRUE, FALSE, FALSE, BB_PROOF_DIFFERENT},
    {"old revision", "TS01", "TS01", FALSE, FALSE, FALSE, BB_PROOF_PENDING},
    {"old revision after a power cycle", "TS01", "TS01", FALSE, FALSE, TRUE, BB_PROOF_UNCHANGED},
    {"third revision", "TS01", "TS02", FALSE, FALSE, TRUE, BB_PROOF_UNPROVEN},
    {"same revision", "TS99", "TS99", FALSE, FALSE, FALSE, BB_PROOF_PENDING},
    {"same revision after a power cycle", "TS99", "TS99", FALSE, FALSE, TRUE, BB_PROOF_UNPROVEN},
    {"interrupted", "TS01", "TS99", FALSE, TRUE, TRUE, BB_PROOF_UNPROVEN},
};

static void
test_name_after_the_flash_decides (void)
{
    g_autoptr (BbImage) image = make_image (NULL);
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));

    for (guint i = 0; i < G_N_ELEMENTS (judged); i++) {
        const Judged *row = &judged[i];
        g_autoptr (BbFacts) before = probe_usual ();
        g_autoptr (BbFacts) after = probe_usual ();
        g_autofree char *why = NULL;
        BbJudgeInput input = {.before = before,
                              .after = after,
                              .image = image,
                              .captures = captures,
                              .differences = differences,
                              .catalog = shipped_catalog (),
                              .power_cycled = row->cycled,
                              .cut_off = row->cut_off};

        g_strlcpy (before->inquiry.revision, row->before, sizeof before->inquiry.revision);
        g_strlcpy (after->inquiry.revision, row->after, sizeof after->inquiry.revision);
        after->condition = row->is_boot ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL;
        g_test_message ("%s", row->what);
        g_assert_cmpint (bb_mt1939_judge (&input, &why), ==, row->proof);
        g_assert_nonnull (why);
    }
}

/* Returns the result of bb_mt1939_judge() for a memory that was read back. @differs: offset of a byte that differs
 * from the image; 0: none. @new_sum: TRUE if the checksum in the memory is right for these bytes. @is_old: TRUE if
 * the backup equals the memory. @cycled: TRUE if the memory was read after a power cycle */
static BbProof
judge_read (gsize differs, gboolean new_sum, gboolean is_old, gboolean cycled)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput flash = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_mt1939_plan_verify (&flash, NULL);
    guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), SIZE);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, SIZE);
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    g_autofree char *why = NULL;
    BbJudgeInput input = {.before = facts,
                          .after = facts,
                          .image = image,
                          .plan = plan,
                          .differences = differences,
                          .catalog = shipped_catalog (),
                          .power_cycled = cycled};

    g_strlcpy (facts->inquiry.revision, "TS99", sizeof facts->inquiry.revision);
    data[differs] ^= differs > 0 ? 1 : 0;
    if (new_sum)
        bb_put_be16 (data + BB_MT1939_SUM_OFFSET,
                     bb_mt1939_compute_sum (bytes, BB_MT1939_SUM_START, BB_MT1939_SUM_END));
    if (differs > 0)
        bb_differences_add (differences, (guint32) differs, 1);
    captures = capture (plan, bytes);
    input.captures = captures;
    input.old = is_old ? captures : NULL;
    return bb_mt1939_judge (&input, &why);
}

static void
test_read_back_counts_after_a_power_cycle_if_its_sum_is_right (void)
{
    g_assert_cmpint (judge_read (0, FALSE, FALSE, FALSE), ==, BB_PROOF_PENDING);
    g_assert_cmpint (judge_read (0, FALSE, FALSE, TRUE), ==, BB_PROOF_PROVEN);
    g_assert_cmpint (judge_read (0xCFBE4, FALSE, FALSE, TRUE), ==, BB_PROOF_UNPROVEN);
    g_assert_cmpint (judge_read (0xCFBE4, TRUE, FALSE, TRUE), ==, BB_PROOF_DIFFERENT);
    g_assert_cmpint (judge_read (0xCFBE4, TRUE, TRUE, TRUE), ==, BB_PROOF_UNCHANGED);
    g_assert_cmpint (judge_read (0x1F3000, FALSE, FALSE, TRUE), ==, BB_PROOF_DIFFERENT);
}

/* The serial number that these drives report changes, so it does not identify a drive. */
static void
test_serial_number_is_no_evidence (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbFacts) other = bb_facts_new (NULL);
    g_autoptr (BbFacts) boot = bb_facts_new (NULL);

    other->family = g_strdup ("plextor");
    other->condition = BB_CONDITION_NORMAL;
    boot->family = g_strdup ("plextor");
    boot->condition = BB_CONDITION_SPECIAL;
    g_assert_null (bb_family_get_serial (facts, "SIM0001"));
    g_assert_null (bb_family_get_serial (boot, "SIM0001"));
    g_assert_cmpstr (bb_family_get_serial (other, "SIM0001"), ==, "SIM0001");
    g_assert_cmpstr (bb_family_get_serial (NULL, "SIM0001"), ==, "SIM0001");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1939/drive_is_identified_by_name_and_version", test_drive_is_identified_by_name_and_version);
    g_test_add_func ("/mt1939/other_answer_is_of_no_family", test_other_answer_is_of_no_family);
    g_test_add_func ("/mt1939/drive_that_cannot_be_read_says_so_before",
                     test_drive_that_cannot_be_read_says_so_before);
    g_test_add_func ("/mt1939/boot_loader_waits_for_recovery_and_is_not_backed_up",
                     test_boot_loader_waits_for_recovery_and_is_not_backed_up);
    g_test_add_func ("/mt1939/relatives_are_only_identified", test_relatives_are_only_identified);
    g_test_add_func ("/mt1939/image_is_that_of_the_vector", test_image_is_that_of_the_vector);
    g_test_add_func ("/mt1939/changed_files_are_refused_by_verdict_and_plans",
                     test_changed_files_are_refused_by_verdict_and_plans);
    g_test_add_func ("/mt1939/files_of_another_length_and_product_are_refused",
                     test_files_of_another_length_and_product_are_refused);
    g_test_add_func ("/mt1939/drive_without_a_model_is_not_called_other_hardware",
                     test_drive_without_a_model_is_not_called_other_hardware);
    g_test_add_func ("/mt1939/image_inside_of_a_file_is_found_by_its_sum",
                     test_image_inside_of_a_file_is_found_by_its_sum);
    g_test_add_func ("/mt1939/images_of_the_sister_chip_family_are_refused",
                     test_images_of_the_sister_chip_family_are_refused);
    g_test_add_func ("/mt1939/right_image_has_the_warning_of_one_drive",
                     test_right_image_has_the_warning_of_one_drive);
    g_test_add_func ("/mt1939/flash_sends_the_stream_of_the_vector", test_flash_sends_the_stream_of_the_vector);
    g_test_add_func ("/mt1939/flash_needs_the_version_twice", test_flash_needs_the_version_twice);
    g_test_add_func ("/mt1939/flash_is_endangered_by_two_blocks", test_flash_is_endangered_by_two_blocks);
    g_test_add_func ("/mt1939/error_of_the_last_block_needs_the_new_revision",
                     test_error_of_the_last_block_needs_the_new_revision);
    g_test_add_func ("/mt1939/backup_reads_all_of_the_memory_twice", test_backup_reads_all_of_the_memory_twice);
    g_test_add_func ("/mt1939/verification_reads_twice_and_leaves_out_one_area",
                     test_verification_reads_twice_and_leaves_out_one_area);
    g_test_add_func ("/mt1939/connection_must_transfer_a_block_at_once",
                     test_connection_must_transfer_a_block_at_once);
    g_test_add_func ("/mt1939/recovery_ends_after_three_sessions", test_recovery_ends_after_three_sessions);
    g_test_add_func ("/mt1939/copy_that_proves_itself_becomes_the_own_form",
                     test_copy_that_proves_itself_becomes_the_own_form);
    g_test_add_func ("/mt1939/name_after_the_flash_decides", test_name_after_the_flash_decides);
    g_test_add_func ("/mt1939/read_back_counts_after_a_power_cycle_if_its_sum_is_right",
                     test_read_back_counts_after_a_power_cycle_if_its_sum_is_right);
    g_test_add_func ("/mt1939/serial_number_is_no_evidence", test_serial_number_is_no_evidence);
    return g_test_run ();
}
