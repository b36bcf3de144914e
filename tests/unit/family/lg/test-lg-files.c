/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-steps.h"
#include "shipped-catalog.h"

#include "family/bb-difference.h"
#include "family/lg/bb-lg.h"
#include "scsi/bb-bytes.h"
#include "scsi/bb-sense.h"

#include <string.h>

/* Tests how files are identified, the verdict on them, and the judgement after a flash (docs/protocols/lg-renesas.md,
 * sections 4, 5, 8 and 9). The files here are small; only their header and their ends matter. Tests bb-lg-image.c and
 * bb-lg-plan.c. */

#define MAIN_START 0x410000u
#define MAIN_BYTES 0x1000u
#define FILE_BYTES (BB_LG_FILE_HEADER_BYTES + MAIN_BYTES)

/* --- files --- */

/* Writes the header of a file whose payload begins at @file + 0x400. */
static void
put_header (guint8 *file, const char *part_name, const char *name, guint32 start, guint32 size)
{
    memcpy (file + 0x10, name, 8);
    memcpy (file + 0x18, part_name, 8);
    memcpy (file + 0x20, "REV LVL ", 8);
    if (g_str_equal (part_name, BB_LG_PART_NAME_MAIN))
        memcpy (file + 0x28, "NE02", 4);
    memcpy (file + 0x30, "ROM REV ", 8);
    bb_put_be32 (file + 0x40, start);
    bb_put_be32 (file + 0x44, size);
}

/* Writes the right checksum into @file. */
static void
sign (guint8 *file, gsize length_bytes)
{
    g_autoptr (GBytes) bytes = g_bytes_new (file, length_bytes);

    bb_put_be16 (file, bb_lg_compute_sum (bytes));
}

/* Returns (transfer full) an undamaged file with MAIN; its checksum is not written yet. */
static guint8 *
make_file (const char *name)
{
    guint8 *file = g_malloc0 (FILE_BYTES + 0x10);

    put_header (file, BB_LG_PART_NAME_MAIN, name, MAIN_START, MAIN_BYTES);
    for (gsize i = BB_LG_FILE_HEADER_BYTES; i < FILE_BYTES; i++)
        file[i] = (guint8) (i * 13);
    memcpy (file + FILE_BYTES - 16, file + BB_LG_FILE_HEADER_BYTES, 16);
    sign (file, FILE_BYTES);
    return file;
}

/* Returns (transfer full) (nullable) the identity of a file; NULL if it is not of this family. */
static BbImageIdentity *
identify (const guint8 *file, gsize length_bytes)
{
    g_autoptr (GBytes) bytes = g_bytes_new (file, length_bytes);
    g_autoptr (GPtrArray) found = bb_lg_identify_image (bytes, shipped_catalog ());

    return found->len > 0 ? bb_image_identity_ref (found->pdata[0]) : NULL;
}

static BbImage *
load (const guint8 *file, gsize length_bytes)
{
    g_autoptr (GBytes) bytes = g_bytes_new (file, length_bytes);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (whole, shipped_catalog ());

    return g_object_ref (images->pdata[0]);
}

static void
test_sums_are_those_of_the_page (void)
{
    g_autofree guint8 *main = g_malloc0 (0x1A0400);
    g_autofree guint8 *core = g_malloc0 (0x10400);
    g_autoptr (GBytes) main_bytes = NULL;
    g_autoptr (GBytes) core_bytes = NULL;
    g_autoptr (GBytes) one = g_bytes_new_static ("\x12", 1);
    g_autoptr (GBytes) two = g_bytes_new_static ("\x12\x34", 2);
    g_autoptr (GBytes) three = g_bytes_new_static ("\x12\x34\x56", 3);

    put_header (main, BB_LG_PART_NAME_MAIN, "GSA-E50L", 0x410000, 0x1A0000);
    put_header (core, BB_LG_PART_NAME_CORE, "GSA-E50L", 0x400000, 0x10000);
    memset (core + 0x400, 0xFF, 0x10000);
    main_bytes = g_bytes_new (main, 0x1A0400);
    core_bytes = g_bytes_new (core, 0x10400);
    g_assert_cmphex (bb_lg_compute_sum (main_bytes), ==, 0x23AE);
    g_assert_cmphex (bb_lg_compute_sum (core_bytes), ==, 0x233A);
    g_assert_cmphex (bb_lg_compute_sum (one), ==, 0);
    g_assert_cmphex (bb_lg_compute_sum (two), ==, 0xFFFF);
    g_assert_cmphex (bb_lg_compute_sum (three), ==, 0xFFFF);
}

/* A header has three texts. A file with all three is good; with two, it is of this family but has a problem; with
 * fewer, it is not of this family. */
static void
test_two_of_three_texts_make_a_file_of_this_family (void)
{
    static const gsize texts[] = {0x18, 0x20, 0x30};

    for (guint missing = 0; missing < 8; missing++) {
        g_autofree guint8 *file = make_file ("GSA-E50L");
        g_autoptr (BbImageIdentity) identity = NULL;
        guint n_missing = 0;

        for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
            if ((missing & 1u << i) != 0) {
                file[texts[i] + 7] ^= 0x01;
                n_missing++;
            }
        }
        sign (file, FILE_BYTES);
        identity = identify (file, FILE_BYTES);
        g_test_message ("%u", missing);
        g_assert_cmpint (identity != NULL, ==, n_missing <= 1);
        if (identity == NULL)
            continue;
        g_assert_cmpstr (identity->model_name, ==, "GSA-E50L");
        g_assert_cmpstr (identity->codes[0], ==, "DVDRAM GSA-E50L");
        g_assert_null (identity->codes[1]);
        g_assert_cmpint (identity->problem == NULL, ==, n_missing == 0);
        g_assert_cmpint (identity->checksum, ==, n_missing == 0 ? BB_CHECKSUM_GOOD : BB_CHECKSUM_NONE);
        if (n_missing > 0)
            g_assert_nonnull (
                strstr (identity->problem,
                        "The file lacks the header of LG firmware for Renesas controllers, so the file is damaged"));
    }
}

static const struct {
    gsize offset;
    gboolean counts;
} ends[] = {
    {0x3FF, FALSE},           {0x400, TRUE},           {0x40F, TRUE},          {0x410, FALSE},
    {FILE_BYTES - 17, FALSE}, {FILE_BYTES - 16, TRUE}, {FILE_BYTES - 1, TRUE},
};

/* In every file of the manufacturer, the last 16 bytes of MAIN repeat the first 16. If they differ in an image, the
 * verdict must explain this to the user, and only the drive from which the image was read may accept the image. */
static void
test_each_byte_at_both_ends_of_main_counts (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
        g_autofree guint8 *file = make_file ("GSA-E50L");
        g_autoptr (BbImageIdentity) changed = NULL;
        g_autoptr (BbImageIdentity) signed_again = NULL;
        g_autofree char *text = NULL;

        file[ends[i].offset] ^= 0x01;
        changed = identify (file, FILE_BYTES);
        /* A wrong checksum must be reported only as %BB_CHECKSUM_BAD and not as a problem. */
        g_assert_null (changed->problem);
        g_assert_cmpint (changed->checksum, ==, BB_CHECKSUM_BAD);
        sign (file, FILE_BYTES);
        signed_again = identify (file, FILE_BYTES);
        g_test_message ("0x%zx", ends[i].offset);
        g_assert_null (signed_again->problem);
        text = bb_lg_explain_image (signed_again);
        g_assert_cmpint (text != NULL, ==, ends[i].counts);
    }
}

static void
test_core_has_no_frame_and_no_revision (void)
{
    g_autofree guint8 *file = make_file ("GSA-E50L");
    g_autoptr (BbImageIdentity) identity = NULL;

    memset (file, 0, 0x48);
    put_header (file, BB_LG_PART_NAME_CORE, "GSA-E50L", 0x400000, MAIN_BYTES);
    file[FILE_BYTES - 1] ^= 0x01;
    sign (file, FILE_BYTES);
    identity = identify (file, FILE_BYTES);
    g_assert_null (identity->problem);
    g_assert_null (identity->revision);
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LG_KEY_PART), ==, "core");
}

static void
test_size_of_a_file_is_that_of_its_header (void)
{
    static const struct {
        gsize length_bytes;
        const char *says; /* text in the problem; NULL: there is no problem */
    } rows[] = {
        {FILE_BYTES, NULL},
        {FILE_BYTES - 2, "The file has 5118 bytes, but its header specifies 5120 bytes."},
        {FILE_BYTES + 2, "The file has 5122 bytes, but its header specifies 5120 bytes."},
        {0x400, "The file has 1024 bytes"},
        {0x48, "The file has 72 bytes"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree guint8 *file = make_file ("GSA-E50L");
        g_autoptr (BbImageIdentity) identity = NULL;

        sign (file, rows[i].length_bytes);
        identity = identify (file, rows[i].length_bytes);
        g_assert_cmpint (identity->problem == NULL, ==, rows[i].says == NULL);
        if (rows[i].says != NULL)
            g_assert_nonnull (strstr (identity->problem, rows[i].says));
        g_assert_cmpint (identity->checksum, ==, rows[i].says == NULL ? BB_CHECKSUM_GOOD : BB_CHECKSUM_NONE);
    }
}

static void
test_file_without_a_name_is_for_no_model (void)
{
    g_autofree guint8 *file = make_file ("        ");
    g_autoptr (BbImageIdentity) identity = NULL;

    sign (file, FILE_BYTES);
    identity = identify (file, FILE_BYTES);
    g_assert_cmpstr (identity->model_name, ==, "");
    g_assert_null (identity->codes[0]);
}

/* --- drives --- */

/* Returns (transfer full) facts of a drive whose main firmware (MAIN) has this range. @size: 0: the range is not
 * known. @name: (nullable): name in the header of MAIN */
static BbFacts *
make_facts (const char *name, guint32 start, guint32 size)
{
    BbInquiry inquiry = {.vendor = "HL-DT-ST", .product = "DVDRAM GSA-E50L", .revision = "NE01"};
    BbFacts *facts = bb_facts_new (&inquiry);
    BbLgPart main = {.is_found = TRUE, .address = 0x410200, .start = start, .size = size};

    facts->family = g_strdup (BB_LG_ID);
    facts->model = bb_catalog_get_model (shipped_catalog (), BB_LG_ID, "DVDRAM GSA-E50L");
    facts->condition = BB_CONDITION_NORMAL;
    memset (main.header, 0xEE, sizeof main.header);
    memcpy (main.header + 0x10, "GSA-E50L", 8);
    if (size != 0)
        bb_lg_part_to_facts (&main, facts, BB_LG_KEY_MAIN);
    if (name != NULL)
        bb_facts_set_string (facts, BB_LG_KEY_NAME, name);
    return facts;
}

/* An image fits if its name, start and size are those of MAIN in the drive. */
static void
test_verdict_goes_by_name_and_range (void)
{
    static const struct {
        const char *name;
        guint32 start;
        guint32 size;
        const char *code; /* reason of the verdict; NULL: no reason of this family */
    } rows[] = {
        {"GSA-E50L", MAIN_START, MAIN_BYTES, NULL},
        {NULL, MAIN_START, MAIN_BYTES, NULL}, /* without a name in the header, the product text is compared */
        {"GSA-T20L", MAIN_START, MAIN_BYTES, "readdress"},
        {"GSA-E50L", MAIN_START, MAIN_BYTES + 2, "layout"},
        {"GSA-E50L", MAIN_START + 2, MAIN_BYTES, "layout"},
        {"GSA-E50L", 0, 0, "layout-unknown"},
        {"GSA-T20L", 0, 0, "readdress"},
    };
    static const char *const codes[] = {"core", "layout", "layout-unknown", "readdress"};
    g_autofree guint8 *file = make_file ("GSA-E50L");
    g_autoptr (BbImage) image = load (file, FILE_BYTES);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = make_facts (rows[i].name, rows[i].start, rows[i].size);
        g_autoptr (BbVerdict) verdict = bb_verdict_new ();

        bb_lg_check (facts, image, shipped_catalog (), verdict);
        g_test_message ("row %u", i);
        for (guint j = 0; j < G_N_ELEMENTS (codes); j++)
            g_assert_cmpint (bb_verdict_has (verdict, codes[j]), ==,
                             g_strcmp0 (codes[j], rows[i].code) == 0 ||
                                 (rows[i].size == 0 && g_str_equal (codes[j], "layout-unknown")));
        g_assert_cmpint (bb_lg_is_other_hardware (facts, image, shipped_catalog ()), ==,
                         g_strcmp0 (rows[i].code, "layout") == 0);
    }
}

/* The image has a problem because the file is damaged. The verdict must give no further reason, even if the file is
 * for another model. */
static void
test_damaged_file_gets_no_further_reason (void)
{
    g_autofree guint8 *file = make_file ("GSA-T20L");
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L", MAIN_START, MAIN_BYTES + 2);
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    g_autoptr (BbImage) image = NULL;

    file[0x20] = 'X';
    sign (file, FILE_BYTES);
    image = load (file, FILE_BYTES);
    bb_lg_check (facts, image, shipped_catalog (), verdict);
    g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, 0);
}

/* Writes the address and the name of a drive into a file. The name must be that in the header in the drive's memory.
 * Without a header, the name must be the last word of the product text, at most eight characters of it. A recorded
 * name that is longer than the field must not be used. */
static void
test_readdressed_file_has_the_name_of_the_drive (void)
{
    static const struct {
        const char *product;
        const char *name; /* (nullable): in the header of the drive */
        const char *field;
    } rows[] = {
        {"DVDRAM GSA-E50L", "AB", "AB      "},   {"DVDRAM GSA-E50L", NULL, "GSA-E50L"},
        {"DVDRAM GSA-4163B1", NULL, "GSA-4163"}, {"GT20N", NULL, "GT20N   "},
        {"DVD-RAM RW GH22", NULL, "GH22    "},   {"DVDRAM GSA-E50L", "LONGER-THAN-THE-FIELD", "GSA-E50L"},
    };
    g_autofree guint8 *file = make_file ("GSA-T20L");
    g_autoptr (GBytes) bytes = g_bytes_new (file, FILE_BYTES);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = make_facts (rows[i].name, MAIN_START, MAIN_BYTES);
        g_autoptr (GBytes) named = NULL;
        const guint8 *data = NULL;
        gsize size = 0;

        g_strlcpy (facts->inquiry.product, rows[i].product, sizeof facts->inquiry.product);
        named = bb_lg_readdress (facts, bytes);
        data = g_bytes_get_data (named, &size);
        g_assert_cmpuint (size, ==, FILE_BYTES);
        g_assert_cmpmem (data + 0x10, 8, rows[i].field, 8);
        g_assert_cmpmem (data + 2, 14, file + 2, 14);
        g_assert_cmpmem (data + 0x18, size - 0x18, file + 0x18, size - 0x18);
        g_assert_cmpuint (data[0] * 0x100u + data[1], ==, bb_lg_compute_sum (named));
    }
}

static const struct {
    const char *names; /* a letter for each image: C: CORE; E: MAIN of the GSA-E50L; T: MAIN of the GSA-T20L */
    guint chosen;
} choices[] = {{"CTE", 2}, {"CT", 1}, {"C", 0}, {"TE", 1}, {"ET", 0}, {"TC", 0}, {"CC", 0}};

/* If a file has several images, the image for the drive must be chosen. If there is no image for the drive, an image
 * for another model must be chosen. CORE, the boot code, must be chosen only if the file has no other image. */
static void
test_image_for_the_drive_is_chosen (void)
{
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L", MAIN_START, MAIN_BYTES);
    g_autoptr (BbFacts) nothing = bb_facts_new (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
        g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);

        for (const char *at = choices[i].names; *at != '\0'; at++) {
            g_autofree guint8 *file = make_file (*at == 'T' ? "GSA-T20L" : "GSA-E50L");

            if (*at == 'C')
                memcpy (file + 0x18, BB_LG_PART_NAME_CORE, 8);
            g_ptr_array_add (all, identify (file, FILE_BYTES));
        }
        g_test_message ("%s", choices[i].names);
        g_assert_true (bb_lg_choose_image (facts, all) == all->pdata[choices[i].chosen]);
        g_assert_true (
            bb_lg_choose_image (nothing, all) ==
            all->pdata[choices[i].names[0] == 'C' && choices[i].names[1] != 'C' && choices[i].names[1] != '\0']);
    }
}

/* --- the image of a backup --- */

static void
test_image_of_a_backup_is_the_memory_with_a_header (void)
{
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L", MAIN_START, MAIN_BYTES);
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GError) missing = NULL;
    g_autoptr (GError) wrong = NULL;
    g_autofree guint8 *payload = g_malloc (MAIN_BYTES);
    g_autoptr (GBytes) read = NULL;
    g_autoptr (GBytes) half = NULL;
    g_autoptr (GBytes) file = NULL;
    const guint8 *data = NULL;
    gsize size = 0;

    memset (payload, 0x77, MAIN_BYTES);
    read = g_bytes_new (payload, MAIN_BYTES);
    half = g_bytes_new (payload, MAIN_BYTES - 2);
    g_assert_null (bb_lg_make_image (facts, captures, shipped_catalog (), &missing));
    g_assert_error (missing, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    bb_captures_add (captures, BB_LG_CAPTURE_MAIN, BB_REGION_FIRMWARE, MAIN_START, half);
    g_assert_null (bb_lg_make_image (facts, captures, shipped_catalog (), &wrong));
    g_assert_error (wrong, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    bb_captures_add (captures, BB_LG_CAPTURE_MAIN, BB_REGION_FIRMWARE, MAIN_START, read);
    file = bb_lg_make_image (facts, captures, shipped_catalog (), NULL);
    data = g_bytes_get_data (file, &size);
    g_assert_cmpuint (size, ==, FILE_BYTES);
    g_assert_cmpuint (data[0] * 0x100u + data[1], ==, bb_lg_compute_sum (file));
    g_assert_cmpuint (data[2] | data[3], ==, 0);
    g_assert_cmpuint (data[4], ==, 0xEE);
    g_assert_cmpmem (data + 0x10, 8, "GSA-E50L", 8);
    g_assert_cmpmem (data + 0x28, 5, "NE01\xEE", 5);
    g_assert_cmpmem (data + 0x44, 4, "\x00\x00\x10\x00", 4);
    for (gsize i = 0x48; i < 0x400; i++)
        g_assert_cmpuint (data[i], ==, 0);
    g_assert_cmpmem (data + 0x400, MAIN_BYTES, payload, MAIN_BYTES);
}

static void
test_backup_reads_both_parts_twice (void)
{
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L", MAIN_START, 0x9000);
    BbLgPart core = {.is_found = TRUE, .start = 0x400000, .size = 0x10};
    g_autoptr (BbPlan) without_core = bb_lg_plan_backup (facts, shipped_catalog (), NULL);
    g_autoptr (BbPlan) plan = NULL;
    g_autofree char *stream = NULL;
    g_autofree char *short_stream = plan_dup_stream (without_core);

    bb_lg_part_to_facts (&core, facts, BB_LG_KEY_CORE);
    plan = bb_lg_plan_backup (facts, shipped_catalog (), NULL);
    stream = plan_dup_stream (plan);
#define MAIN_READS "3C050041000000800044 i 32768\n3C050041800000100044 i 4096\n"
    g_assert_cmpstr (stream, ==, MAIN_READS "3C050040000000001044 i 16\n" MAIN_READS "3C050040000000001044 i 16\n");
    g_assert_cmpstr (short_stream, ==, MAIN_READS MAIN_READS);
    g_assert_cmpuint (bb_plan_get_n_regions (plan), ==, 2);
    g_assert_cmpuint (bb_plan_get_n_regions (without_core), ==, 1);
    for (guint i = 0; i < 2; i++)
        g_assert_true (bb_plan_get_capture (plan, i)->required);
}

/* --- attempts --- */

static void
test_recovery_sends_an_image_three_times (void)
{
    g_autofree guint8 *file = make_file ("GSA-E50L");
    g_autoptr (BbImage) image = load (file, FILE_BYTES);
    g_autoptr (BbFacts) now = make_facts (NULL, 0, 0);
    g_autoptr (BbFacts) then = make_facts ("GSA-E50L", MAIN_START, MAIN_BYTES);
    g_autoptr (BbFacts) other = make_facts ("GSA-E50L", MAIN_START, MAIN_BYTES + 2);
    g_autoptr (GError) missing = NULL;
    g_autoptr (GError) wrong = NULL;
    BbFlashInput input = {.facts = now, .catalog = shipped_catalog (), .board = then, .recovering = TRUE};

    g_assert_null (bb_lg_plan_recover (&input, &missing));
    g_assert_error (missing, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_nonnull (strstr (missing->message, "To recover this drive, you need"));
    input.image = image;
    for (input.attempt = 0; input.attempt < 4; input.attempt++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = bb_lg_plan_recover (&input, &error);

        g_assert_cmpint (plan != NULL, ==, input.attempt < 3);
        if (plan == NULL)
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
    }
    input.attempt = 0;
    /* The drive does not report the range of MAIN, so the range of the image is compared with the recorded range.
     * These ranges differ. */
    input.board = other;
    g_assert_null (bb_lg_plan_recover (&input, &wrong));
    g_assert_error (wrong, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

static void
test_setting_allows_the_image_of_another_model (void)
{
    g_autofree guint8 *file = make_file ("GSA-T20L");
    g_autoptr (BbImage) image = load (file, FILE_BYTES);
    g_autoptr (BbFacts) facts = make_facts ("GSA-E50L", MAIN_START, MAIN_BYTES);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};

    for (guint i = 0; i < 3; i++) {
        g_autoptr (GVariant) settings =
            g_variant_ref_sink (g_variant_new_parsed ("{%s: <%b>}", BB_LG_SETTING_READDRESS, i == 2));
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = NULL;

        input.settings = i > 0 ? settings : NULL;
        plan = bb_lg_plan_flash (&input, &error);
        g_assert_cmpint (plan != NULL, ==, i == 2);
        if (plan == NULL) {
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
            continue;
        }
        g_assert_true (bb_bytes_equal_at (bb_plan_get_blob (plan, 0), 0x10, "GSA-E50L", 8));
    }
}

/* --- what is known after a flash --- */

typedef struct {
    const char *name;
    const char *revision; /* revision that the drive reports; NULL: it cannot be identified */
    BbCondition condition;
    guint8 read; /* byte with which MAIN is filled when it is read; 0: MAIN could not be read */
    gboolean is_cycled;
    BbProof proof;
    const char *says;
} Judged;

/* The firmware before the flash, NE01, has only bytes 1 in the region MAIN. The image, NE02, has only bytes 2. */
static const Judged judged[] = {
    {"unknown", NULL, BB_CONDITION_NORMAL, 0, FALSE, BB_PROOF_PENDING, "could not be identified. Power cycle"},
    {"unknown-later", NULL, BB_CONDITION_NORMAL, 0, TRUE, BB_PROOF_UNPROVEN, "The drive could not be identified."},
    {"loader", "", BB_CONDITION_SPECIAL, 0, FALSE, BB_PROOF_DIFFERENT, "only the drive’s loader is running"},
    {"unread", "NE02", BB_CONDITION_NORMAL, 0, FALSE, BB_PROOF_PENDING, "could not be read back. Power cycle"},
    {"unread-later", "NE02", BB_CONDITION_NORMAL, 0, TRUE, BB_PROOF_UNPROVEN, "could not be read back."},
    {"equal", "NE02", BB_CONDITION_NORMAL, 2, FALSE, BB_PROOF_PROVEN, "All 4096 bytes"},
    {"old", "NE01", BB_CONDITION_NORMAL, 1, FALSE, BB_PROOF_UNCHANGED, "still has its previous firmware."},
    {"old-later", "NE01", BB_CONDITION_NORMAL, 1, TRUE, BB_PROOF_UNCHANGED, "still has its previous firmware."},
    {"shows-old", "NE02", BB_CONDITION_NORMAL, 1, FALSE, BB_PROOF_PENDING, "differs from the image. Power cycle"},
    {"shows-old-later", "NE02", BB_CONDITION_NORMAL, 1, TRUE, BB_PROOF_UNCHANGED, "differs from the image."},
    {"other", "NE01", BB_CONDITION_NORMAL, 3, FALSE, BB_PROOF_PENDING, "differs from the image. Power cycle"},
    {"other-later", "NE01", BB_CONDITION_NORMAL, 3, TRUE, BB_PROOF_DIFFERENT, "differs from the image."},
};

static BbCaptures *
capture_main (guint8 value)
{
    BbCaptures *captures = bb_captures_new (NULL);
    g_autofree guint8 *data = g_malloc (MAIN_BYTES);
    g_autoptr (GBytes) bytes = NULL;

    memset (data, value, MAIN_BYTES);
    bytes = g_bytes_new (data, MAIN_BYTES);
    if (value != 0)
        bb_captures_add (captures, BB_LG_CAPTURE_MAIN, BB_REGION_FIRMWARE, MAIN_START, bytes);
    return captures;
}

static void
test_proof_is_what_was_read (gconstpointer data)
{
    const Judged *row = data;
    g_autofree guint8 *file = make_file ("GSA-E50L");
    g_autoptr (BbImage) image = load (file, FILE_BYTES);
    g_autoptr (BbFacts) before = make_facts ("GSA-E50L", MAIN_START, MAIN_BYTES);
    g_autoptr (BbFacts) after = make_facts ("GSA-E50L", MAIN_START, MAIN_BYTES);
    g_autoptr (BbCaptures) old = capture_main (1);
    g_autoptr (BbCaptures) now = capture_main (row->read);
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    g_autofree char *why = NULL;
    g_autofree char *without = NULL;
    BbJudgeInput input = {.before = before,
                          .after = row->revision != NULL ? after : NULL,
                          .image = image,
                          .captures = now,
                          .old = old,
                          .differences = differences,
                          .catalog = shipped_catalog (),
                          .power_cycled = row->is_cycled};

    after->condition = row->condition;
    g_strlcpy (after->inquiry.revision, row->revision != NULL ? row->revision : "", sizeof after->inquiry.revision);
    if (row->read != 0 && row->read != 2)
        bb_differences_add (differences, MAIN_START, MAIN_BYTES);
    g_assert_cmpint (bb_lg_judge (&input, &why), ==, row->proof);
    g_assert_nonnull (strstr (why, row->says));
    g_assert_cmpint (strstr (why, "Power cycle the drive, then verify it again.") != NULL, ==,
                     row->proof == BB_PROOF_PENDING);
    /* Without a backup to compare with, the result must not be %BB_PROOF_UNCHANGED. */
    input.old = NULL;
    g_assert_cmpint (bb_lg_judge (&input, &without), !=, BB_PROOF_UNCHANGED);
}

/* --- refusals --- */

static void
test_refusal_is_explained_by_the_step (void)
{
    static const struct {
        BbStepKind kind; /* kind of the refused step; BB_STEP_WAIT: the refusal has no step */
        guint8 key;
        const char *says;
    } rows[] = {
        {BB_STEP_PROGRAM, 5, "The drive checked the image and rejected it. The firmware in the drive is unchanged."},
        {BB_STEP_UPLOAD, 5, "before writing anything"},
        {BB_STEP_READ, 5, NULL},
        {BB_STEP_PROGRAM, 4, NULL},
        {BB_STEP_UPLOAD, 4, NULL},
        {BB_STEP_WAIT, 5, NULL},
        {BB_STEP_PROGRAM, 0xFF, NULL}, /* no sense data */
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbStep step = {.kind = rows[i].kind};
        BbReply reply = {0};
        g_autoptr (GError) error = NULL;
        BbRefusedPlan refusal = {.step = rows[i].kind == BB_STEP_WAIT ? NULL : &step};
        g_autofree char *text = NULL;

        if (rows[i].key == 0xFF)
            g_set_error_literal (&error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "gone");
        else {
            bb_reply_set_sense (&reply, rows[i].key, 0x26, 0);
            g_assert_false (bb_reply_check (&reply, &error));
        }
        refusal.error = error;
        text = bb_lg_explain_refusal (&refusal);
        g_test_message ("row %u", i);
        g_assert_cmpint (text != NULL, ==, rows[i].says != NULL);
        if (text != NULL)
            g_assert_nonnull (strstr (text, rows[i].says));
    }
}

#define ADD(name, function) g_test_add_func ("/lg-files/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("sums-are-those-of-the-page", test_sums_are_those_of_the_page);
    ADD ("two-of-three-texts-make-a-file-of-this-family", test_two_of_three_texts_make_a_file_of_this_family);
    ADD ("each-byte-at-both-ends-of-main-counts", test_each_byte_at_both_ends_of_main_counts);
    ADD ("core-has-no-frame-and-no-revision", test_core_has_no_frame_and_no_revision);
    ADD ("size-of-a-file-is-that-of-its-header", test_size_of_a_file_is_that_of_its_header);
    ADD ("file-without-a-name-is-for-no-model", test_file_without_a_name_is_for_no_model);
    ADD ("verdict-goes-by-name-and-range", test_verdict_goes_by_name_and_range);
    ADD ("damaged-file-gets-no-further-reason", test_damaged_file_gets_no_further_reason);
    ADD ("readdressed-file-has-the-name-of-the-drive", test_readdressed_file_has_the_name_of_the_drive);
    ADD ("image-for-the-drive-is-chosen", test_image_for_the_drive_is_chosen);
    ADD ("image-of-a-backup-is-the-memory-with-a-header", test_image_of_a_backup_is_the_memory_with_a_header);
    ADD ("backup-reads-both-parts-twice", test_backup_reads_both_parts_twice);
    ADD ("recovery-sends-an-image-three-times", test_recovery_sends_an_image_three_times);
    ADD ("setting-allows-the-image-of-another-model", test_setting_allows_the_image_of_another_model);
    ADD ("refusal-is-explained-by-the-step", test_refusal_is_explained_by_the_step);
    for (guint i = 0; i < G_N_ELEMENTS (judged); i++) {
        g_autofree char *path = g_strdup_printf ("/lg-files/proof-is-what-was-read/%s", judged[i].name);

        g_test_add_data_func (path, &judged[i], test_proof_is_what_was_read);
    }
    return g_test_run ();
}
