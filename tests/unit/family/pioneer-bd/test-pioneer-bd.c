/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "image-checks.h"
#include "pioneer-bd-files.h"
#include "plan-steps.h"
#include "shipped-catalog.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* The family of Pioneer BD drives, compared with the vectors of docs/protocols/pioneer-bd.md, section 9.
 * Also tests bb-pioneer-bd-image.c, bb-pioneer-bd-plan.c and bb-sim-pioneer-bd.c. */

#define KERNEL_BYTES BB_PIONEER_BD_KERNEL_BYTES
#define NORMAL_BYTES 0x12300u

static GPtrArray *
identify (GBytes *bytes)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "test.bin");

    return bb_family_identify_file (file, shipped_catalog ());
}

static void
test_drive_is_identified_by_its_hardware_id (void)
{
    g_autoptr (BbFacts) facts = pioneer_bd_probe ("Model=8A10\nRevision=1.14\n");
    g_autoptr (BbFacts) other = pioneer_bd_probe ("Model=8A10\nRevision=1.14\nProduct=BD-RW   BDR-207M\n");
    g_autoptr (BbFacts) old = pioneer_bd_probe ("Model=1003\nRevision=1.04\n");
    g_autofree char *why = NULL;
    g_autofree char *values = g_variant_print (facts->values, FALSE);

    g_assert_cmpstr (facts->family, ==, BB_PIONEER_BD_ID);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "8A10");
    g_assert_cmpstr (bb_facts_get_string (facts, BB_PIONEER_BD_KEY_PLATFORM), ==, "SAT 8A10");
    g_assert_cmpstr (bb_facts_get_string (facts, BB_PIONEER_BD_KEY_KERNEL_TAG), ==, "ID40");
    g_assert_cmpstr (bb_facts_get_string (facts, BB_PIONEER_BD_KEY_NORMAL_TAG), ==, "ID41");
    g_assert_cmpstr (bb_facts_get_string (facts, BB_PIONEER_BD_KEY_KERNEL_VERSION), ==, "0000");
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpint (bb_family_pioneer_bd.can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_VERIFY);
    /* The serial number must not be among the values, because reports contain the values. */
    g_assert_nonnull (facts->fingerprint);
    g_assert_null (strstr (values, "SIM000000001"));
    g_assert_cmpstr (bb_facts_get_model_key (other), ==, "8A10");
    g_assert_cmpstr (bb_facts_get_model_key (old), ==, "1003");
    g_assert_cmpint (bb_family_pioneer_bd.can (old), ==, BB_CAN_IDENTIFY);
    g_assert_cmpint (bb_family_pioneer_bd.backup_kind (old, &why), ==, BB_BACKUP_NONE);
    g_assert_nonnull (strstr (why, "unknown"));
}

static void
test_update_mode_needs_all_three_signs (void)
{
    g_autoptr (BbFacts) update = pioneer_bd_probe ("Model=8A10\nState=update\n");
    g_autoptr (BbFacts) revision = pioneer_bd_probe ("Model=8A10\nRevision=0001\n");
    g_autofree char *why = NULL;

    g_assert_cmpint (update->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpstr (update->mode, ==, "update");
    g_assert_cmpstr (bb_facts_get_string (update, BB_PIONEER_BD_KEY_NORMAL_TAG), ==, "");
    g_assert_true (bb_facts_get_boolean (update, BB_FACTS_IS_LOST));
    g_assert_cmpint (bb_family_pioneer_bd.can (update), ==, BB_CAN_IDENTIFY);
    g_assert_cmpint (bb_family_pioneer_bd.backup_kind (update, &why), ==, BB_BACKUP_NONE);
    g_assert_false (bb_pioneer_bd_survey.is_needed (update, NULL));
    g_assert_cmpint (revision->condition, ==, BB_CONDITION_NORMAL);
}

static void
test_unknown_drives_are_not_of_this_family (void)
{
    g_autoptr (BbFacts) engineering = pioneer_bd_probe ("Model=8A10\nProduct=BDR-PR1MD2MCM\n");
    g_autoptr (BbFacts) silent = pioneer_bd_probe ("Model=8A10\nQuirks=no-identification\n");
    g_autoptr (BbFacts) vendor = pioneer_bd_probe ("Model=8A10\nVendor=ACME\n");

    g_assert_null (engineering->family);
    g_assert_null (silent->family);
    g_assert_null (vendor->family);
}

static void
test_dump_is_that_of_the_vector (void)
{
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes ("dump", "");
    g_autoptr (GPtrArray) images = identify (bytes);
    BbImageIdentity *identity = bb_image_get_identity (images->pdata[0]);
    g_autofree char *head = bb_hex_dup ((const guint8 *) g_bytes_get_data (bytes, NULL) + KERNEL_BYTES, 24, " ");

    g_assert_cmpuint (g_bytes_get_size (bytes), ==, KERNEL_BYTES + NORMAL_BYTES);
    assert_part_sha256 (bytes, 0, KERNEL_BYTES, "7b7029c13d46c6fbf565aab8f6c9ffbb7de29cf8e42b9eb04e96ffafb75fb9d7");
    assert_part_sha256 (bytes, KERNEL_BYTES, NORMAL_BYTES,
                        "0a0cd8a9aaa9a933fbd7cf1c0caea2fb9ac5c10a99ea6d958ac2b0a033d6bf58");
    g_assert_cmpstr (head, ==, "50 49 4F 4E 45 45 52 20 42 44 52 2D 53 49 4D 30 11 87 FA 1D 00 01 23 00");
    g_assert_cmpstr (identity->family, ==, BB_PIONEER_BD_ID);
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_BD_KEY_PART), ==, "dump");
}

/* Returns (transfer full) a changed dump. @length_bytes: the length that the header of Normal gets; 0: instead, a bit
 * of the byte at @offset is inverted */
static GBytes *
change_dump (gsize offset, guint32 length_bytes)
{
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes ("dump", "");
    gsize size = g_bytes_get_size (bytes);
    guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

    if (length_bytes == 0)
        data[offset] ^= 0x01;
    else
        bb_put_be32 (data + KERNEL_BYTES + BB_PIONEER_BD_LENGTH_OFFSET, length_bytes);
    return g_bytes_new_take (data, size);
}

static void
test_changed_dump_is_no_firmware (void)
{
    static const guint32 lengths[] = {0x1F00, 0x12380, 0x800100};
    static const gsize offsets[] = {0x100, KERNEL_BYTES + 0x8000};

    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
        g_autoptr (GBytes) bytes = change_dump (offsets[i], 0);
        g_autoptr (GPtrArray) images = identify (bytes);

        g_assert_cmpint (bb_image_get_identity (images->pdata[0])->checksum, ==, BB_CHECKSUM_BAD);
    }
    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
        g_autoptr (GBytes) bytes = change_dump (0, lengths[i]);
        guint32 found = 0;

        g_assert_false (bb_pioneer_bd_get_normal_bytes (bytes, KERNEL_BYTES, &found));
    }
}

/* Returns (transfer full) facts of a drive after the survey, which reads the length of Normal, a part of the
 * firmware. */
static BbFacts *
make_surveyed (void)
{
    g_autoptr (BbFacts) facts = pioneer_bd_probe ("Model=8A10\nRevision=1.14\nProduct=BD-RW   BDR-UD04\n");
    g_autoptr (BbPlan) plan = bb_pioneer_bd_survey.plan (facts, shipped_catalog (), NULL);
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes ("dump", "");
    g_autoptr (BbCaptures) captures = bb_captures_new (plan);
    BbFacts *known = NULL;

    bb_captures_store (captures, 0, 0, (const guint8 *) g_bytes_get_data (bytes, NULL) + KERNEL_BYTES,
                       BB_PIONEER_BD_HEADER_BYTES);
    known = bb_pioneer_bd_survey.take (facts, captures, NULL);
    g_assert_nonnull (known);
    return known;
}

/* The commands of the vector: the survey reads the length of Normal, and the backup reads Kernel and Normal twice. */
static void
test_commands_are_those_of_the_vector (void)
{
    static const char *const survey_lines =
        "3C02B040000000000400 i 4\n3B0241A5AAAA00000000 - 0\n3C02B041000000001800 i 24\n";
    static const char *const pass =
        "3C02B040000000400000 i 16384\n3C02B040400000400000 i 16384\n3C02B040800000400000 i 16384\n"
        "3C02B040C00000400000 i 16384\n3C02B041000000400000 i 16384\n3C02B041400000400000 i 16384\n"
        "3C02B041800000400000 i 16384\n3C02B041C00000400000 i 16384\n3C02B042000000230000 i 8960\n";
    g_autoptr (BbFacts) facts = pioneer_bd_probe ("Model=8A10\nRevision=1.14\n");
    g_autoptr (BbFacts) known = make_surveyed ();
    g_autoptr (BbPlan) survey = bb_pioneer_bd_survey.plan (facts, shipped_catalog (), NULL);
    g_autoptr (BbPlan) backup = bb_pioneer_bd_plan_backup (known, shipped_catalog (), NULL);
    g_autofree char *survey_stream = plan_dup_stream (survey);
    g_autofree char *stream = plan_dup_stream (backup);
    g_autofree char *wanted = g_strconcat ("3C02B040000000000400 i 4\n3B0241A5AAAA00000000 - 0\n", pass, pass, NULL);
    g_autoptr (GArray) probes = bb_family_pioneer_bd.list_probe_commands (shipped_catalog ());
    const BbProbeCommand *command = &g_array_index (probes, BbProbeCommand, 0);

    g_assert_cmpstr (survey_stream, ==, survey_lines);
    g_assert_cmpstr (stream, ==, wanted);
    g_assert_true (bb_pioneer_bd_survey.is_needed (facts, NULL));
    g_assert_false (bb_pioneer_bd_survey.is_needed (known, NULL));
    g_assert_null (bb_pioneer_bd_plan_backup (facts, shipped_catalog (), NULL));
    g_assert_false (plan_endangers (backup));
    /* The command that allows reads is sent only if the first read was refused or returned too few bytes. */
    g_assert_cmpuint (bb_plan_get_step (backup, 1)->only_if, ==, BB_ANSWER_REFUSED | BB_ANSWER_SHORT);
    g_assert_cmpuint (probes->len, ==, 1);
    g_assert_cmpmem (command->cdb, command->cdb_length_bytes, "\x3C\x02\xF1\x00\x00\x00\x00\x00\x30\x00", 10);
}

static void
test_backup_needs_both_sums (void)
{
    static const gsize offsets[] = {0, 0x100, KERNEL_BYTES + 0x8000};
    g_autoptr (BbFacts) known = make_surveyed ();
    g_autoptr (BbPlan) plan = bb_pioneer_bd_plan_backup (known, shipped_catalog (), NULL);

    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
        g_autoptr (GBytes) bytes = offsets[i] == 0 ? pioneer_bd_make_bytes ("dump", "") : change_dump (offsets[i], 0);
        const guint8 *data = g_bytes_get_data (bytes, NULL);
        g_autoptr (BbCaptures) captures = bb_captures_new (plan);
        g_autoptr (GBytes) image = NULL;
        g_autoptr (GError) error = NULL;

        bb_captures_store (captures, 0, 0, data, KERNEL_BYTES);
        bb_captures_store (captures, 1, 0, data + KERNEL_BYTES, NORMAL_BYTES);
        image = bb_pioneer_bd_make_image (known, captures, shipped_catalog (), &error);
        if (offsets[i] == 0)
            g_assert_true (g_bytes_equal (image, bytes));
        else
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_FIRMWARE);
    }
}

static void
test_files_of_the_manufacturer_are_matched_by_their_header (void)
{
    static const struct {
        const char *setting;
        const char *value;
        const char *code;
    } rows[] = {
        {NULL, NULL, NULL},
        {"kernel-tag", "ID58", "kernel-tag"},
        {"product", "BD-RW   BDR-XS06", "model"},
    };
    g_autoptr (BbFacts) facts = pioneer_bd_probe ("Model=8A10\nRevision=1.14\n");
    g_autoptr (BbFacts) other = pioneer_bd_probe ("Model=8510\nRevision=1.14\n");

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = pioneer_bd_make_bytes (rows[i].setting, rows[i].value);
        g_autoptr (GPtrArray) images = identify (bytes);
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, images->pdata[0], shipped_catalog ());
        g_autoptr (BbVerdict) foreign = bb_family_check (other, images->pdata[0], shipped_catalog ());
        BbImageIdentity *identity = bb_image_get_identity (images->pdata[0]);
        BbFlashInput input = {.facts = facts, .image = images->pdata[0], .catalog = shipped_catalog ()};

        g_assert_cmpuint (images->len, ==, 1);
        g_assert_cmpstr (identity->codes[0], ==, "8A10");
        g_assert_cmpstr (identity->revision, ==, "1.14");
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_BD_KEY_DATE), ==, "26/01/02");
        g_assert_true (bb_verdict_has (verdict, "no-flash"));
        g_assert_true (rows[i].code == NULL ? bb_verdict_get_n_reasons (verdict) == 1
                                            : bb_verdict_has (verdict, rows[i].code));
        g_assert_true (bb_verdict_has (foreign, "hardware"));
        g_assert_null (bb_family_pioneer_bd.plan_flash (&input, NULL));
        g_assert_null (bb_family_pioneer_bd.plan_recover (&input, NULL));
        g_assert_null (bb_pioneer_bd_plan_verify (&input, NULL));
    }
}

static void
test_program_with_two_files_has_two_images (void)
{
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes ("program", "");
    g_autoptr (GPtrArray) images = identify (bytes);

    g_assert_cmpuint (images->len, ==, 2);
    for (guint i = 0; i < images->len; i++) {
        BbImageIdentity *identity = bb_image_get_identity (images->pdata[i]);

        g_assert_cmpuint (identity->length_bytes, ==, 0x8200);
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_BD_KEY_PART), ==,
                         i == 0 ? "kernel" : "normal");
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/pioneer-bd/drive_is_identified_by_its_hardware_id",
                     test_drive_is_identified_by_its_hardware_id);
    g_test_add_func ("/pioneer-bd/update_mode_needs_all_three_signs", test_update_mode_needs_all_three_signs);
    g_test_add_func ("/pioneer-bd/unknown_drives_are_not_of_this_family", test_unknown_drives_are_not_of_this_family);
    g_test_add_func ("/pioneer-bd/dump_is_that_of_the_vector", test_dump_is_that_of_the_vector);
    g_test_add_func ("/pioneer-bd/changed_dump_is_no_firmware", test_changed_dump_is_no_firmware);
    g_test_add_func ("/pioneer-bd/commands_are_those_of_the_vector", test_commands_are_those_of_the_vector);
    g_test_add_func ("/pioneer-bd/backup_needs_both_sums", test_backup_needs_both_sums);
    g_test_add_func ("/pioneer-bd/files_of_the_manufacturer_are_matched_by_their_header",
                     test_files_of_the_manufacturer_are_matched_by_their_header);
    g_test_add_func ("/pioneer-bd/program_with_two_files_has_two_images", test_program_with_two_files_has_two_images);
    return g_test_run ();
}
