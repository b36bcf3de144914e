/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pioneer-files.h"
#include "shipped-catalog.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* Kernel and firmware of a Pioneer drive as one image (docs/protocols/pioneer.md, sections 5 and 6).
 * Tests bb-pioneer-image.c. */

/* Returns (transfer full) the only image that two files give. @first, @second: in the order in which the user gives
 * them */
static BbImage *
identify_pair (const PioneerPart *first, const PioneerPart *second)
{
    g_autoptr (GBytes) first_bytes = pioneer_make_bytes (first);
    g_autoptr (GBytes) second_bytes = pioneer_make_bytes (second);
    g_autoptr (BbImage) first_file = bb_image_new_from_bytes (first_bytes, "first.bin");
    g_autoptr (BbImage) second_file = bb_image_new_from_bytes (second_bytes, "second.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_pair (first_file, second_file, shipped_catalog ());

    g_assert_cmpuint (images->len, ==, 1);
    return g_object_ref (images->pdata[0]);
}

/* TRUE if @step is sent to a drive that accepts the first key. */
static gboolean
is_usual (BbPlan *plan, const BbStep *step)
{
    return step->only_if == 0 ||
           ((step->only_if & BB_ANSWER_GOOD) != 0 && is_usual (plan, bb_plan_get_step (plan, step->only_if_step)));
}

/* The plan for a pair contains each command and all data of the vector. */
static void
test_pair_is_sent_as_in_the_vector (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", "PIONEER DVD-RW DVR-110");
    g_autoptr (BbImage) pair = identify_pair (&pioneer_normal_110, &pioneer_kernel_110);
    g_autoptr (BbPlan) plan = pioneer_plan_image (facts, pair);
    g_autoptr (GString) stream = g_string_new (NULL);
    g_autoptr (GByteArray) data = g_byte_array_new ();
    g_autofree char *stream_sum = NULL;
    g_autofree char *data_sum = NULL;
    guint n = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        g_autofree char *cdb = bb_hex_dup (step->cdb.bytes, step->cdb.length_bytes, "");

        if (step->verb != BB_VERB_COMMAND || !is_usual (plan, step))
            continue;
        n++;
        g_string_append_printf (stream, "%s %c %u\n", cdb, step->direction == BB_DIRECTION_OUT ? 'o' : 'i',
                                step->length_bytes);
        if (step->direction != BB_DIRECTION_OUT)
            continue;
        g_byte_array_append (
            data, (const guint8 *) g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL) + step->blob_offset,
            step->blob_length_bytes);
        g_byte_array_set_size (data, data->len + step->length_bytes - step->blob_length_bytes);
        memset (data->data + data->len - (step->length_bytes - step->blob_length_bytes), 0,
                step->length_bytes - step->blob_length_bytes);
    }
    stream_sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, stream->str, (gssize) stream->len);
    data_sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data->data, data->len);
    g_assert_cmpuint (n, ==, 46);
    g_assert_cmpuint (data->len, ==, 1376768);
    g_assert_cmpstr (stream_sum, ==, "742aaa628bd36509e1d55dcdb9a8dd83bb2c07323769a0d2cf61bf3b0d714a7b");
    g_assert_cmpstr (data_sum, ==, "2f16bf2f18b9205e2c34a0e74d0eb3763e4781d17fe6e31c0f46d8a52874150b");
}

static void
test_kernel_endangers_and_its_end_is_unrecoverable (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", "PIONEER DVD-RW DVR-110");
    g_autoptr (BbImage) pair = identify_pair (&pioneer_kernel_110, &pioneer_normal_110);
    g_autoptr (BbPlan) plan = pioneer_plan_image (facts, pair);

    for (guint i = 0; i < 4; i++) {
        const BbStep *step = pioneer_find_step (plan, "3B 07 FE", i);

        g_assert_cmpuint (step->pause_ms, ==, i == 3 ? 10100 : 250);
        g_assert_cmpint (step->endangers, ==, i == 0 || i == 3);
        g_assert_cmpint (step->unrecoverable, ==, i == 3);
        g_assert_cmphex (step->address, ==, i * 0x8000);
    }
    g_assert_cmpuint (bb_plan_find_unrecoverable (plan), ==, pioneer_find_step (plan, "3B 07 FE", 3)->number);
    g_assert_cmpuint (pioneer_find_step (plan, "3B 07 F0", 0)->number, ==,
                      pioneer_find_step (plan, "3B 07 FE", 3)->number + 1);
    g_assert_cmphex (pioneer_find_step (plan, "3B 07 F0", 0)->blob_offset, ==, 0x20000);
    g_assert_cmphex (pioneer_find_step (plan, "3B 07 F0", 0)->address, ==, 0x20000);
}

/* A pair (kernel and normal part) must be identified as one image. Its identity must be that of the normal part, plus
 * the revision of the kernel. If the bytes of the image are identified again, the identity must be the same. */
static void
test_pair_is_one_image (void)
{
    g_autoptr (BbImage) pair = identify_pair (&pioneer_kernel_110, &pioneer_normal_110);
    g_autoptr (BbImage) stored = bb_image_new_from_bytes (bb_image_get_bytes (pair), "journal.bin");
    g_autoptr (GPtrArray) again = bb_family_identify_file (stored, shipped_catalog ());

    g_assert_cmpstr (bb_image_get_name (pair), ==, "first.bin + second.bin");
    g_assert_cmpuint (again->len, ==, 1);
    for (guint i = 0; i < 2; i++) {
        BbImageIdentity *identity = bb_image_get_identity (i == 0 ? pair : again->pdata[0]);

        g_assert_true (bb_pioneer_is_pair (identity));
        g_assert_cmpstr (identity->problem, ==, NULL);
        g_assert_cmpstr (identity->revision, ==, "1.39");
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_KERNEL), ==, "1.00");
        g_assert_cmpuint (identity->length_bytes, ==,
                          pioneer_kernel_110.length_bytes + pioneer_normal_110.length_bytes);
    }
}

static void
test_parts_of_different_drives_are_not_joined (void)
{
    PioneerPart others[6] = {pioneer_kernel_110, pioneer_kernel_110, pioneer_kernel_110,
                             pioneer_kernel_110, pioneer_normal_110, pioneer_kernel_110};

    others[0].interface = "ATA 0011";
    others[1].type = "ASUS    ";
    others[2].name = "PIONEER DVD-RW  DVR-110D";
    others[3].length_bytes--;
    others[5].part = "Loader";
    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
        g_autoptr (BbImage) image = identify_pair (&others[i], &pioneer_normal_110);

        g_test_message ("other %u", i);
        g_assert_nonnull (bb_image_get_identity (image)->problem);
    }
}

/* bb_pioneer_join() must refuse a part with a problem, such as a wrong length. It makes no difference whether the
 * part is the kernel or the normal part. */
static void
test_part_with_a_problem_is_not_joined (void)
{
    PioneerPart long_kernel = pioneer_kernel_110;
    PioneerPart short_normal = pioneer_normal_110;
    g_autoptr (BbImage) kernel = pioneer_identify (&pioneer_kernel_110);
    g_autoptr (BbImage) normal = pioneer_identify (&pioneer_normal_110);
    g_autoptr (BbImage) bad_kernel = NULL;
    g_autoptr (BbImage) bad_normal = NULL;
    g_autoptr (GBytes) joined = bb_pioneer_join (kernel, normal);

    long_kernel.length_bytes++;
    short_normal.length_bytes = 0x127FFF;
    bad_kernel = pioneer_identify (&long_kernel);
    bad_normal = pioneer_identify (&short_normal);
    g_assert_nonnull (joined);
    g_assert_null (bb_pioneer_join (bad_kernel, normal));
    g_assert_null (bb_pioneer_join (kernel, bad_normal));
}

/* The second part must be a normal part: not another kernel, and not a pair, which contains a kernel of its own. */
static void
test_kernel_is_joined_with_a_normal_part_only (void)
{
    g_autoptr (BbImage) kernel = pioneer_identify (&pioneer_kernel_110);
    g_autoptr (BbImage) pair = identify_pair (&pioneer_kernel_110, &pioneer_normal_110);

    g_assert_null (bb_pioneer_join (kernel, kernel));
    g_assert_null (bb_pioneer_join (kernel, pair));
}

/* Two parts in one file that do not belong together are a problem. */
static void
test_stored_pair_of_different_drives_has_a_problem (void)
{
    g_autoptr (BbImage) pair = identify_pair (&pioneer_kernel_110, &pioneer_normal_110);
    gsize size = bb_image_get_size (pair);
    guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (pair), NULL), size);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "pair.bin");
    g_autoptr (GPtrArray) images = NULL;

    memcpy (data + 0xD0, "ASUS    ", 8);
    images = bb_family_identify_file (file, shipped_catalog ());
    g_assert_true (g_str_has_suffix (bb_image_get_identity (images->pdata[0])->problem, "different drives."));
}

static void
test_pair_of_another_brand_needs_consent (void)
{
    g_autoptr (BbFacts) drive = pioneer_make_facts ("10", "GENERAL", "PIONEER DVD-RW DVR-110");
    g_autoptr (BbFacts) asus = pioneer_make_facts ("10", "ASUS", "ASUS DRW-1608P");
    g_autoptr (BbFacts) other = pioneer_make_facts ("11", "GENERAL", "PIONEER DVD-RW DVR-110D");
    g_autoptr (BbImage) pair = identify_pair (&pioneer_kernel_110, &pioneer_normal_110);
    g_autoptr (BbVerdict) own = bb_family_check (drive, pair, shipped_catalog ());
    g_autoptr (BbVerdict) cross = bb_family_check (asus, pair, shipped_catalog ());
    g_autoptr (BbVerdict) refused = bb_family_check (other, pair, shipped_catalog ());
    g_autoptr (BbPlan) plan = pioneer_plan_image (asus, pair);
    g_autoptr (BbPlan) none = pioneer_plan_image (other, pair);

    g_assert_true (bb_verdict_has (own, "kernel-included"));
    g_assert_cmpint (bb_verdict_get_level (own), !=, BB_VERDICT_CROSS_FLASH);
    g_assert_true (bb_verdict_has (cross, "brand"));
    g_assert_cmpint (bb_verdict_get_level (cross), ==, BB_VERDICT_CROSS_FLASH);
    g_assert_cmpint (bb_verdict_get_level (refused), ==, BB_VERDICT_REFUSED);
    g_assert_cmpuint (pioneer_count_steps (plan, "3B 07 FE"), ==, 4);
    g_assert_null (none);
}

/* Kernels that drives report, and how many pieces of the kernel of the vector are sent to them. */
static const struct {
    const char *type;
    const char *revision;
    guint n_kernel;
} rows[] = {{"GENERAL", "1.00", 0}, {"GENERAL", "1.01", 4}, {"ASUS", "1.00", 4}};

/* If the drive already reports the kernel of the pair, a recovery sends only the firmware; otherwise it sends both
 * parts. */
static void
test_recovery_does_not_write_the_same_kernel_again (void)
{
    g_autoptr (BbImage) pair = identify_pair (&pioneer_kernel_110, &pioneer_normal_110);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = pioneer_make_facts ("10", rows[i].type, NULL);
        g_autoptr (BbPlan) plan = NULL;

        bb_facts_set_string (facts, BB_PIONEER_KEY_KERNEL, rows[i].revision);
        plan = pioneer_plan_image (facts, pair);
        g_assert_cmpuint (pioneer_count_steps (plan, "3B 07 FE"), ==, rows[i].n_kernel);
        g_assert_cmpuint (pioneer_count_steps (plan, "3B 07 F0"), ==, 38);
        g_assert_cmphex (pioneer_find_step (plan, "3B 07 F0", 0)->blob_offset, ==, 0x20000);
    }
}

/* --- programs --- */

#define PE 0x80u
#define SECTION 0x1000u
#define SECTION_ADDRESS 0x2000u
/* Offset in the section at which the two parts begin. Before them is the table of resources. */
#define PARTS 0x100u

static void
put_le32 (guint8 *to, guint32 value)
{
    for (guint i = 0; i < 4; i++)
        to[i] = (guint8) (value >> (8 * i));
}

/* Returns (transfer full) a Windows program with both parts as resources. @has_table: TRUE to add the table entries
 * that give the lengths of the parts */
static BbImage *
make_program (gboolean has_table)
{
    const PioneerPart *parts[] = {&pioneer_kernel_110, &pioneer_normal_110};
    gsize size = SECTION + PARTS + parts[0]->length_bytes + parts[1]->length_bytes;
    guint8 *data = g_malloc0 (size);
    g_autoptr (GBytes) program = g_bytes_new_take (data, size);
    guint32 at = PARTS;

    memcpy (data, "MZ", 2);
    put_le32 (data + 0x3C, PE);
    memcpy (data + PE, "PE", 2);
    data[PE + 6] = 1;
    data[PE + 0x14] = 0xE0;
    put_le32 (data + PE + 0xF8 + 12, SECTION_ADDRESS);
    put_le32 (data + PE + 0xF8 + 16, (guint32) size - SECTION);
    put_le32 (data + PE + 0xF8 + 20, SECTION);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (GBytes) part = pioneer_make_bytes (parts[i]);

        if (has_table) {
            put_le32 (data + SECTION + 16 * i, SECTION_ADDRESS + at);
            put_le32 (data + SECTION + 16 * i + 4, (guint32) parts[i]->length_bytes);
        }
        memcpy (data + SECTION + at, g_bytes_get_data (part, NULL), parts[i]->length_bytes);
        at += (guint32) parts[i]->length_bytes;
    }
    return bb_image_new_from_bytes (program, "update.exe");
}

static void
test_program_of_the_maker_has_both_parts (void)
{
    static const char *const wanted[] = {BB_PIONEER_PART_KERNEL, BB_PIONEER_PART_NORMAL, BB_PIONEER_PART_PAIR};
    g_autoptr (BbImage) program = make_program (TRUE);
    g_autoptr (GPtrArray) images = bb_family_identify_file (program, shipped_catalog ());
    g_autoptr (GBytes) normal = pioneer_make_bytes (&pioneer_normal_110);

    g_assert_cmpuint (images->len, ==, G_N_ELEMENTS (wanted));
    for (guint i = 0; i < images->len; i++) {
        BbImageIdentity *identity = bb_image_get_identity (images->pdata[i]);

        g_assert_cmpstr (identity->problem, ==, NULL);
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_PART), ==, wanted[i]);
    }
    g_assert_true (g_bytes_equal (bb_image_get_bytes (images->pdata[1]), normal));
}

/* Without the table, the lengths of the parts in a program are unknown. Burnback must not guess where they end, so
 * it must find no part. */
static void
test_program_without_table_has_no_part (void)
{
    g_autoptr (BbImage) program = make_program (FALSE);
    g_autoptr (GPtrArray) images = bb_family_identify_file (program, shipped_catalog ());

    g_assert_cmpuint (images->len, ==, 1);
    g_assert_null (bb_image_get_identity (images->pdata[0])->family);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/pioneer/pair_is_sent_as_in_the_vector", test_pair_is_sent_as_in_the_vector);
    g_test_add_func ("/pioneer/kernel_endangers_and_its_end_is_unrecoverable",
                     test_kernel_endangers_and_its_end_is_unrecoverable);
    g_test_add_func ("/pioneer/pair_is_one_image", test_pair_is_one_image);
    g_test_add_func ("/pioneer/parts_of_different_drives_are_not_joined",
                     test_parts_of_different_drives_are_not_joined);
    g_test_add_func ("/pioneer/part_with_a_problem_is_not_joined", test_part_with_a_problem_is_not_joined);
    g_test_add_func ("/pioneer/kernel_is_joined_with_a_normal_part_only",
                     test_kernel_is_joined_with_a_normal_part_only);
    g_test_add_func ("/pioneer/stored_pair_of_different_drives_has_a_problem",
                     test_stored_pair_of_different_drives_has_a_problem);
    g_test_add_func ("/pioneer/pair_of_another_brand_needs_consent", test_pair_of_another_brand_needs_consent);
    g_test_add_func ("/pioneer/recovery_does_not_write_the_same_kernel_again",
                     test_recovery_does_not_write_the_same_kernel_again);
    g_test_add_func ("/pioneer/program_of_the_maker_has_both_parts", test_program_of_the_maker_has_both_parts);
    g_test_add_func ("/pioneer/program_without_table_has_no_part", test_program_without_table_has_no_part);
    return g_test_run ();
}
