/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "nec-stream.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* Tests how the boot code is replaced (nec-optiarc.md, section 10), and tests calibration writes, book types and
 * region (nec-optiarc.md, section 9). Tests bb-sim-nec-disc.c. */

#define UNLOCK "4A 01 00 00 20 00 00 00 00 00"

/**
 * Change: one conversion of a drive to another model, or to another version of its own boot code.
 * @target: model of the new boot code
 * @id_write: WRITE CALIBRATION command that writes the drive type
 * @program: PROGRAM command for the boot code
 */
typedef struct {
    const char *model;
    const char *target;
    guint boot_bytes;
    const char *id_write;
    const char *program;
} Change;

static const Change changes[] = {
    {"L210", "L210", 0x4000, "CB 00 00 00 45 00 00 00 04 00 00 00", "CB 02 00 00 00 00 00 00 0F 00 00 00"},
    {"K353", "K354", 0x4000, "CB 00 00 00 48 00 00 00 04 00 00 00", "CB 02 00 00 00 00 00 00 01 00 00 00"},
    {"K355", "K451", 0x4000, "CB 00 00 00 48 00 00 00 04 00 00 00", "CB 02 00 00 00 00 00 00 01 00 00 00"},
    {"D570", "D770", 0x8000, "CB 00 00 00 48 00 00 00 04 00 00 00", "CB 02 00 00 00 00 00 00 01 00 00 00"},
    {"G200", "Q200", 0x8000, "CB 00 00 01 08 00 00 00 04 00 00 00", "CB 02 00 00 00 00 00 00 00 00 00 00"},
    {"G265", "Q265", 0x8000, "CB 00 00 01 08 00 00 00 04 00 00 00", "CB 02 00 00 00 00 00 80 00 01 00 00"},
    {"G285", "Q285", 0x8000, "CB 00 00 01 08 00 00 00 04 00 00 00", "CB 02 00 00 00 00 00 80 00 01 00 00"},
};

static gboolean
is_model (const Change *change, const char *model)
{
    return g_str_equal (change->model, model);
}

/* TRUE if the drive must be unlocked (UNLOCK) before its boot code is programmed. */
static gboolean
is_locked (const Change *change)
{
    return is_model (change, "G200") || is_model (change, "G265") || is_model (change, "G285");
}

/* Returns (transfer full) a boot code for the model @change->target, with @version. */
static GBytes *
make_boot_code (NecBench *bench, const Change *change, const char *version)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *boot;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "seed", "91");
    g_variant_builder_add (&options, "{ss}", "boot-version", version);
    g_variant_builder_add (&options, "{ss}", "kind", "boot-code");
    boot =
        bb_sim_make_image (bench->catalog, "nec-optiarc", change->target, g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_bytes_get_size (boot), ==, change->boot_bytes);
    return boot;
}

/* Uploads @boot with the form of UPLOAD that the drive type of @change->model needs. Returns the result as
 * nec_bench_send() does. */
static guint32
upload_boot_code (NecBench *bench, const Change *change, const guint8 *boot)
{
    if (is_model (change, "G265") || is_model (change, "G285"))
        return nec_upload_bytes (bench, 0, 0, boot, change->boot_bytes, 1, 0);
    return nec_upload_units (bench, 0, 0, boot, change->boot_bytes / 0x1000, 1, change->boot_bytes == 0x8000);
}

/* Erases the main firmware; returns GOOD or the sense code of the first ERASE that fails. */
static guint32
erase_main (NecBench *bench, const Change *change)
{
    if (!is_model (change, "G285"))
        return nec_flash_erases (bench, nec_flash_find (is_model (change, "K353")   ? "K352"
                                                        : is_model (change, "D570") ? "D770"
                                                                                    : change->model));
    for (guint n = 3; n <= 29; n++) {
        guint32 sense = nec_region (bench, NEC_ERASE, 0, n << 16, 0x10000, 0);

        if (sense != GOOD)
            return sense;
    }
    return GOOD;
}

/* Sends all commands of a conversion except the last one, PROGRAM of the boot code. */
static void
prepare_change (NecBench *bench, const Change *change, GBytes *boot)
{
    const guint8 *data = g_bytes_get_data (boot, NULL);

    if (!is_model (change, change->target))
        g_assert_cmphex (nec_bench_out (bench, change->id_write, change->target, 4), ==, GOOD);
    g_assert_cmphex (nec_bench_key (bench, change->model, TRUE, 0), ==, GOOD);
    g_assert_cmphex (upload_boot_code (bench, change, data), ==, GOOD);
    if (is_locked (change))
        g_assert_cmphex (nec_bench_hex (bench, UNLOCK, 0), ==, GOOD);
    if (!is_model (change, "L210") && !is_model (change, "K353"))
        g_assert_cmphex (nec_checksum (bench, 0x04, nec_sum (data, change->boot_bytes - 2), 0, 0, 1), ==, GOOD);
    g_assert_cmphex (erase_main (bench, change), ==, GOOD);
}

static void
test_change_makes_a_drive_of_the_target (gconstpointer data)
{
    const Change *change = data;
    g_autoptr (NecBench) bench = nec_bench_new (change->model, "BootVersion=04\n");
    g_autoptr (GBytes) boot = make_boot_code (bench, change, "09");
    g_autoptr (GBytes) dump = NULL;

    prepare_change (bench, change, boot);
    g_assert_cmphex (nec_bench_hex (bench, change->program, 0), ==, GOOD);
    /* The old boot code keeps running until the power is switched off. */
    g_assert_cmpstr (nec_bench_revision (bench), ==, "0.04");
    g_assert_cmphex (nec_bench_key (bench, change->model, TRUE, 0), ==, GOOD);
    nec_bench_cycle (bench);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "0.09");
    g_assert_cmphex (nec_bench_key (bench, change->target, TRUE, 0), ==, GOOD);
    if (!is_model (change, change->target))
        g_assert_cmphex (nec_bench_key (bench, change->model, TRUE, 0), ==, BAD_VALUE);
    dump = nec_bench_dump (bench);
    g_assert_cmpmem (g_bytes_get_data (dump, NULL), change->boot_bytes, g_bytes_get_data (boot, NULL),
                     change->boot_bytes);
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 0);
}

static void
test_cut_while_programming_boot_code_leaves_a_dead_drive (gconstpointer data)
{
    const Change *change = data;
    g_autoptr (NecBench) bench = nec_bench_new (change->model, "");
    g_autoptr (GBytes) boot = make_boot_code (bench, change, "09");

    prepare_change (bench, change, boot);
    nec_bench_fault (bench, "step:program:1", "power-cut", "middle");
    g_assert_cmphex (nec_bench_hex (bench, change->program, 0), ==, NO_ANSWER);
    nec_bench_power_on (bench);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "");
    nec_bench_cycle (bench);
    g_assert_cmphex (nec_bench_key (bench, change->model, TRUE, 0), ==, NO_ANSWER);
}

static void
test_boot_program_wants_upload_checksum_and_unlock (gconstpointer data)
{
    const Change *change = data;
    gboolean is_old = is_model (change, "L210") || is_model (change, "K353");
    g_autoptr (NecBench) bench = nec_bench_new (change->model, "");
    g_autoptr (GBytes) boot = make_boot_code (bench, change, "09");
    g_autoptr (GBytes) before = nec_bench_dump (bench);
    const guint8 *bytes = g_bytes_get_data (boot, NULL);
    guint16 sum = nec_sum (bytes, change->boot_bytes - 2);

    g_assert_cmphex (nec_bench_key (bench, change->model, TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, change->program, 0), ==, WRONG_ORDER);
    g_assert_cmphex (upload_boot_code (bench, change, bytes), ==, GOOD);
    if (is_locked (change))
        g_assert_cmphex (nec_checksum (bench, 0x04, sum, 0, 0, 1), ==, WRONG_ORDER);
    if (!is_old)
        g_assert_cmphex (nec_bench_hex (bench, change->program, 0), ==, WRONG_ORDER);
    if (is_locked (change))
        g_assert_cmphex (nec_bench_hex (bench, UNLOCK, 0), ==, GOOD);
    g_assert_cmphex (nec_checksum (bench, 0x04, sum ^ 1, 0, 0, 1), ==, BAD_VALUE);
    nec_bench_assert_same (bench, before, 0, 0);
    g_assert_cmphex (nec_checksum (bench, 0x04, sum, 0, 0, 1), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, change->program, 0), ==, GOOD);
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, is_old ? 1 : 2);
}

static void
test_boot_code_of_640k_and_bd_cannot_be_changed (void)
{
    g_autoptr (NecBench) old = nec_bench_new ("K110", "");
    g_autoptr (NecBench) bd = nec_bench_new ("C500", "");
    g_autofree guint8 *bytes = g_malloc0 (0x8000);

    g_assert_cmphex (nec_bench_key (old, "K110", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_upload_units (old, 0, 0, bytes, 4, 1, FALSE), ==, BAD_FIELD);
    g_assert_cmphex (nec_mask (old, NEC_PROGRAM, 0, 0xF00), ==, WRONG_ORDER);
    g_assert_cmphex (nec_bench_key (bd, "C500", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_upload_bytes (bd, 0, 0, bytes, 0x6000, 1, 0), ==, BAD_FIELD);
}

static void
test_unanswered_boot_program_is_executed (void)
{
    const Change *change = &changes[2];
    g_autoptr (NecBench) bench = nec_bench_new (change->model, "Quirks=no-answer-boot-program\n");
    g_autoptr (GBytes) boot = make_boot_code (bench, change, "09");

    prepare_change (bench, change, boot);
    g_assert_cmphex (nec_bench_hex (bench, change->program, 0), ==, NO_ANSWER);
    nec_bench_cycle (bench);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "0.09");
}

static void
test_permanent_unlock_byte_works_and_is_a_violation (void)
{
    const Change *change = &changes[5];
    g_autoptr (NecBench) bench = nec_bench_new (change->model, "");
    g_autoptr (GBytes) boot = make_boot_code (bench, change, "09");
    const guint8 *bytes = g_bytes_get_data (boot, NULL);

    g_assert_cmphex (nec_bench_out (bench, "CB 00 00 02 02 C0 00 00 01 00 00 00", "\0", 1), ==, GOOD);
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 1);
    nec_bench_cycle (bench);
    g_assert_cmphex (nec_bench_key (bench, change->model, TRUE, 0), ==, GOOD);
    g_assert_cmphex (upload_boot_code (bench, change, bytes), ==, GOOD);
    g_assert_cmphex (nec_checksum (bench, 0x04, nec_sum (bytes, change->boot_bytes - 2), 0, 0, 1), ==, GOOD);
}

static void
test_ordinary_polling_does_not_unlock (void)
{
    const Change *change = &changes[4];
    g_autoptr (NecBench) bench = nec_bench_new (change->model, "");
    g_autoptr (GBytes) boot = make_boot_code (bench, change, "09");
    const guint8 *bytes = g_bytes_get_data (boot, NULL);

    g_assert_cmphex (nec_bench_key (bench, change->model, TRUE, 0), ==, GOOD);
    g_assert_cmphex (upload_boot_code (bench, change, bytes), ==, GOOD);
    nec_bench_hex (bench, "4A 01 00 00 10 00 00 00 08 00", 8);
    g_assert_cmphex (nec_checksum (bench, 0x04, nec_sum (bytes, change->boot_bytes - 2), 0, 0, 1), ==, WRONG_ORDER);
}

static void
test_calibration_write_changes_its_bytes_only (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "State=damaged-id\n");
    g_autoptr (NecBench) shy = nec_bench_new ("K355", "Quirks=calibration-refused-in-safe-mode\n");
    g_autoptr (GBytes) before = nec_bench_dump (bench);
    const char *write = "CB 00 00 00 48 00 00 00 04 00 00 00";

    g_assert_cmphex (nec_bench_out (bench, write, "K355", 4), ==, GOOD);
    nec_bench_assert_same (bench, before, 0x4800, 0x4804);
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 00 48 00 00 00 20 00 00 00", 32), ==, GOOD);
    g_assert_cmpmem (bench->in, 4, "K355", 4);
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 0);
    g_assert_cmphex (nec_bench_out (bench, "CB 00 00 01 00 00 00 00 04 00 00 00", "K355", 4), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_out (bench, "CB 00 00 00 3F FE 00 00 04 00 00 00", "K355", 4), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_out (bench, "CB 00 00 00 48 00 00 00 08 00 00 00", "K355", 4), ==, BAD_FIELD);
    /* The drive accepts a write of region data, and a write of calibration in safe mode. It must record a violation
     * for each of these writes. */
    g_assert_cmphex (nec_bench_out (bench, "CB 00 00 00 5F 80 00 00 04 00 00 00", "\0\0\0\0", 4), ==, GOOD);
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 1);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_out (bench, write, "K355", 4), ==, GOOD);
    g_assert_cmpuint (nec_bench_count_violations (bench), ==, 2);
    g_assert_cmphex (nec_bench_key (shy, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmphex (nec_bench_out (shy, write, "K355", 4), ==, WRONG_ORDER);
}

/* Sends @cdb, which reads a book type, and asserts the six bytes of the answer (in hex). */
static void
assert_book_type (NecBench *bench, const char *cdb, const char *bytes)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) wanted = bb_hex_parse (bytes, &error);

    g_assert_no_error (error);
    g_assert_cmphex (nec_bench_hex (bench, cdb, 6), ==, GOOD);
    g_assert_cmpmem (bench->in, 6, g_bytes_get_data (wanted, NULL), 6);
}

static void
test_book_types_are_set_permanently_and_temporarily (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");
    const char *get = "C9 02 02 01 42 54 59 50 45 00 00 00";
    const char *get_temporary = "C9 02 02 01 42 54 59 50 45 01 00 00";

    assert_book_type (bench, get, "02 E1 01 F4 00 04");
    g_assert_cmphex (nec_bench_hex (bench, "C9 01 02 01 42 54 59 50 45 00 00 00", 0), ==, GOOD);
    assert_book_type (bench, get, "02 01 01 F3 00 04");
    g_assert_cmphex (nec_bench_hex (bench, "C9 03 02 10 42 54 59 50 45 00 00 00", 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, "C9 04 02 00 42 54 59 50 45 01 00 00", 0), ==, GOOD);
    assert_book_type (bench, get_temporary, "02 10 81 F3 00 04");
    nec_bench_cycle (bench);
    assert_book_type (bench, get, "02 01 01 F3 00 04");
    g_assert_cmphex (nec_bench_hex (bench, "C9 0C 00 00 42 54 59 50 45 00 00 00", 0), ==, GOOD);
    assert_book_type (bench, get, "02 E1 01 F4 00 04");
    g_assert_cmphex (nec_bench_hex (bench, "C9 02 03 01 42 54 59 50 45 00 00 00", 6), ==, BAD_FIELD);
    for (guint i = 0; i < 500; i++)
        g_assert_cmphex (nec_bench_hex (bench, "C9 01 00 01 42 54 59 50 45 00 00 00", 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, "C9 01 00 01 42 54 59 50 45 00 00 00", 0), ==, BAD_VALUE);
}

static void
test_older_book_type_commands_answer_where_newer_do_not (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K310", "Disc=data\nQuirks=book-type-version=0\n");
    g_autoptr (NecBench) newer = nec_bench_new ("K355", "Quirks=book-type-version=1\n");
    const char *get = "FA 10 00 00 00 00 00 00 10 00 00 00";

    g_assert_cmphex (nec_bench_hex (bench, "C9 02 02 01 42 54 59 50 45 00 00 00", 6), ==, UNKNOWN_COMMAND);
    g_assert_cmphex (nec_bench_hex (bench, get, 16), ==, GOOD);
    g_assert_cmphex (bench->in[4], ==, 0xA1);
    g_assert_cmphex (nec_bench_hex (bench, "F9 14 01 FF 00 00 00 00 00 00 00 00", 0), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, get, 16), ==, GOOD);
    g_assert_cmphex (bench->in[4], ==, 0x01);
    g_assert_cmphex (nec_bench_hex (bench, "F9 02 01 FF 00 00 00 00 00 00 00 00", 8), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (bench, "AD 00 00 00 00 00 00 00 00 08 00 00", 8), ==, GOOD);
    g_assert_cmphex (bench->in[4], ==, 0x01);
    g_assert_cmphex (nec_bench_hex (newer, get, 16), ==, UNKNOWN_COMMAND);
    g_assert_cmphex (nec_bench_hex (newer, "C9 02 00 01 42 54 59 50 45 00 00 00", 6), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (newer, "C9 02 02 01 42 54 59 50 45 01 00 00", 6), ==, BAD_FIELD);
}

static void
test_region_and_versions_are_reported (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("D770", "Revision=1.02\n");
    g_autoptr (NecBench) free_drive = nec_bench_new ("D770", "Quirks=region-free\n");
    const char *region = "A4 00 00 00 00 00 00 00 00 08 08 00";

    g_assert_cmphex (nec_bench_hex (bench, region, 8), ==, GOOD);
    g_assert_cmphex (bench->in[4] & 7, ==, 5);
    g_assert_cmphex (bench->in[4] >> 3 & 7, ==, 4);
    g_assert_cmphex (bench->in[5], ==, 0xFF);
    g_assert_cmphex (bench->in[6], ==, 1);
    g_assert_cmphex (nec_bench_hex (free_drive, region, 8), ==, BAD_FIELD);
    g_assert_cmphex (nec_bench_hex (bench, "CF 00 00 00 00 00 00 00 00 A0 00 00", 256), ==, GOOD);
    g_assert_cmpuint (bench->moved_bytes, ==, 256);
    g_assert_nonnull (strstr ((const char *) bench->in + 2, "1.02"));
    g_assert_cmphex (nec_bench_hex (bench, "CF 03 00 00 00 00 00 00 00 00 00 00", 1024), ==, GOOD);
    g_assert_cmpuint (bench->moved_bytes, ==, 88);
    g_assert_cmphex (bench->in[80], ==, 0);
}

static void
add_for_each_change (const char *path, GTestDataFunc function)
{
    for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autofree char *name = g_strdup_printf ("/nec/boot/%s/%s", path, changes[i].model);

        g_test_add_data_func (name, &changes[i], function);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/nec/boot/" path, function)
    add_for_each_change ("change-makes-a-drive-of-the-target", test_change_makes_a_drive_of_the_target);
    add_for_each_change ("cut-while-programming-boot-code-leaves-a-dead-drive",
                         test_cut_while_programming_boot_code_leaves_a_dead_drive);
    add_for_each_change ("program-wants-upload-checksum-and-unlock",
                         test_boot_program_wants_upload_checksum_and_unlock);
    ADD ("of-640k-and-bd-cannot-be-changed", test_boot_code_of_640k_and_bd_cannot_be_changed);
    ADD ("unanswered-boot-program-is-executed", test_unanswered_boot_program_is_executed);
    ADD ("permanent-unlock-byte-works-and-is-a-violation", test_permanent_unlock_byte_works_and_is_a_violation);
    ADD ("ordinary-polling-does-not-unlock", test_ordinary_polling_does_not_unlock);
    ADD ("calibration-write-changes-its-bytes-only", test_calibration_write_changes_its_bytes_only);
    ADD ("book-types-are-set-permanently-and-temporarily", test_book_types_are_set_permanently_and_temporarily);
    ADD ("older-book-type-commands-answer-where-newer-do-not",
         test_older_book_type_commands_answer_where_newer_do_not);
    ADD ("region-and-versions-are-reported", test_region_and_versions_are_reported);
    return g_test_run ();
}
