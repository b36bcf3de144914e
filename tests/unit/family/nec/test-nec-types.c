/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../plan-steps.h"
#include "nec-vectors.h"

#include "family/nec/bb-nec-identity.h"

#include <glib/gstdio.h>
#include <string.h>

/* All numbers of the flash types come from the catalog: another number changes the plan, and contradicting numbers
 * make planning fail. Also tests bb-nec-facts.c. */

#define CATALOG SOURCE_DATADIR "/catalog/"

/* Returns (transfer full) a catalog with copies of the two models files of the family, with one group changed.
 * @group: the group, which may be in either file. @changes: (nullable): "KEY=VALUE KEY=VALUE"; an empty value removes
 * the key; %NULL removes the whole group */
static BbCatalog *
catalog_with (const char *group, const char *changes)
{
    static const char *const names[] = {"nec-flash.models", "nec-optiarc.models"};
    g_autoptr (GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp ("nec-types-XXXXXX", NULL);
    g_auto (GStrv) words = g_strsplit (changes != NULL ? changes : "", " ", -1);
    BbCatalog *catalog = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (GKeyFile) file = g_key_file_new ();
        g_autofree char *from = g_strconcat (CATALOG, names[i], NULL);
        g_autofree char *to = g_build_filename (folder, names[i], NULL);

        g_assert_true (g_key_file_load_from_file (file, from, G_KEY_FILE_NONE, NULL));
        for (guint w = 0; words[w] != NULL && g_key_file_has_group (file, group); w++) {
            g_auto (GStrv) pair = g_strsplit (words[w], "=", 2);

            if (*pair[1] != '\0')
                g_key_file_set_string (file, group, pair[0], pair[1]);
            else
                g_assert_true (g_key_file_remove_key (file, group, pair[0], NULL));
        }
        if (changes == NULL && g_key_file_has_group (file, group))
            g_assert_true (g_key_file_remove_group (file, group, NULL));
        g_assert_true (g_key_file_save_to_file (file, to, NULL));
    }
    catalog = bb_catalog_open (folder, "/nonexistent", &error);
    g_assert_no_error (error);
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *path = g_build_filename (folder, names[i], NULL);

        g_unlink (path);
    }
    g_rmdir (folder);
    return catalog;
}

/* Returns (transfer full) the command streams of flash and backup for the drive and image of @vector. */
static char *
dup_lines (BbCatalog *catalog, const NecVector *vector, GError **error)
{
    g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, vector->boot);
    g_autoptr (BbCatalog) shipped = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (shipped, vector, NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = catalog};
    g_autoptr (BbPlan) flash = bb_family_nec_optiarc.plan_flash (&input, error);
    g_autoptr (BbPlan) backup = flash != NULL ? bb_family_nec_optiarc.plan_backup (facts, catalog, error) : NULL;
    g_autofree char *written = NULL;
    g_autofree char *read = NULL;

    if (backup == NULL)
        return NULL;
    written = plan_dup_stream (flash);
    read = plan_dup_stream (backup);
    return g_strconcat (written, "\n", read, NULL);
}

static void
test_numbers_of_the_catalog_change_the_plan (void)
{
    static const struct {
        const char *vector;
        const char *group;
        const char *changes;
        const char *line; /* command that is sent only with the changed catalog */
    } rows[] = {
        {"nec-2m-k355", "2M", "ChunkSize=0x4000", "CB0100010000000004000000 o 16384"},
        {"nec-2m-k355", "2M", "ChunkSize=0x4000 FirstUnits=4", "CB0100010000000004000000 o 16384"},
        {"nec-2m-k355", "2M", "EraseBlocks=3-33", "CB0400000000000008000000 - 0"},
        {"nec-2m-k355", "2M", "Calibration=0x4000:0x4000", "CC0000007000001000000000 i 4096"},
        {"nec-2m-k355", "2M", "Keyed=true", "CC0000010000001000524493 i 4096"},
        {"nec-640k-k110", "640K", "FirstUnits=2", "CB0100005000000002000000 o 8192"},
        {"nec-640k-k110", "640K", "Bank1FirstUnits=1", "CB1100240000000001000000 o 4096"},
        {"nec-1m-k352", "1M", "ChecksumIndex=4", "CC0410800000000010000000 - 0"},
        {"nec-1m-k210", "K210", "FirstSumOffset=0x29FFC", "CC041F850000000004000000 - 0"},
        {"nec-1m-k210", "K210", "FirstSumOffset=0xFA002", "CC0431300000000004000000 - 0"},
        {"nec-2mopti-d770", "2MOpti", "Upload=units", "CB0100030000000008000000 o 32768"},
        {"nec-opti2-g200", "Opti2", "Write=mask", "CB0400000000000020000000 - 0"},
        {"nec-opti2-g200", "Opti2",
         "BlockMap=2:0x30000:0x10000 EraseBlocks=2-30 ProgramBlocks=2-29 ConversionBlocks=2-29",
         "CB0400000000000002000000 - 0"},
        {"nec-opti2-g200", "Opti2", "AroundCalibration=0x31000:0x1000", "CC0000031000001000000000 i 4096"},
        {"nec-opti4-g285", "Opti4", "BootSumOffset=0x10", "CC06B0B400001B0000050000 - 0"},
        {"nec-opti4-g285", "Opti4", "ChunkSize=0x10000", "CB1100030000010000003781 o 65536"},
        {"nec-optibd-c500", "OptiBD", "ZeroChecksum=false", "CC04D02E0000000000000000 - 0"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const NecVector *vector = nec_vector (rows[i].vector);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbCatalog) before = nec_catalog ();
        g_autoptr (BbCatalog) after = catalog_with (rows[i].group, rows[i].changes);
        g_autofree char *lines_before = dup_lines (before, vector, NULL);
        g_autofree char *lines_after = dup_lines (after, vector, &error);

        g_test_message ("[%s] %s", rows[i].group, rows[i].changes);
        g_assert_no_error (error);
        g_assert_null (strstr (lines_before, rows[i].line));
        g_assert_nonnull (strstr (lines_after, rows[i].line));
    }
}

/* The catalog also determines the addresses that conversion and repair write. */
static void
test_numbers_of_the_catalog_change_the_identity_writes (void)
{
    g_autoptr (BbCatalog) catalog =
        catalog_with ("2M", "WriteIdAddress=0x4880 WriteRidBlockAddress=0x5E00 BootCodeSize=0x3000");
    const BbNecType *type = bb_nec_type_lookup (catalog, "2M");
    BbCdb cdb = {0};
    guint32 id = 0;
    guint32 rid = 0;
    guint32 digits = 0;

    g_assert_true (bb_nec_identity_addresses (type, &id, &rid, &digits));
    g_assert_cmphex (id, ==, 0x4880);
    g_assert_cmphex (rid, ==, 0x5E10);
    g_assert_cmphex (digits, ==, 0x5E43);
    g_assert_cmphex (bb_nec_cdb_upload_boot (&cdb, type), ==, 0x3000);
    g_assert_cmphex (cdb.bytes[8], ==, 3);
}

/* A model has a flash type that the catalog does not describe. The drive must not be flashed, and the offset of the
 * firmware id byte in an image must be unknown. */
static void
test_a_missing_flash_type_is_an_error (void)
{
    g_autoptr (BbCatalog) catalog = catalog_with ("2M", NULL);
    const NecVector *vector = nec_vector ("nec-2m-k355");
    g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, vector->boot);
    g_autoptr (GError) error = NULL;
    guint32 offset = 0;

    g_assert_false (bb_nec_facts_are_usable (facts, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_nonnull (strstr (error->message, facts->model_name));
    g_assert_false (bb_nec_model_firmware_id_offset (facts->model, &offset));
}

/* A dump has the size of the first type of the catalog, and no drive code. The sentence on the dump must name this
 * type. The first type of the shipped catalog has two parts, so the test removes it. */
static void
test_dump_of_the_first_type_is_recognized (void)
{
    g_autoptr (BbCatalog) catalog = catalog_with ("640K", NULL);
    g_autoptr (GPtrArray) types = bb_nec_list_types (catalog);
    const BbNecType *first = g_ptr_array_index (types, 0);
    g_autoptr (GByteArray) dump = nec_vector_bytes (nec_vector ("nec-768k-l210"), NULL);
    g_autoptr (BbImage) image = NULL;
    g_autofree char *wanted =
        g_strdup_printf ("This copy of flash memory of type %s contains no checksum", first->name);

    g_assert_cmpuint (first->n_parts, ==, 1);
    g_byte_array_set_size (dump, first->parts[0].length_bytes);
    image = nec_identify (catalog, dump);
    g_test_message ("%s", bb_image_get_identity (image)->problem);
    g_assert_nonnull (strstr (bb_image_get_identity (image)->problem, wanted));
}

/* A firmware id byte is written as two hexadecimal digits. Any other text is no byte. */
static void
test_two_digits_are_a_byte (void)
{
    static const char *const others[] = {NULL, "", "B", "B4C", "xB", "Bx", " 4", "4 "};

    g_assert_cmphex (bb_nec_hex_byte ("B4"), ==, 0xB4);
    g_assert_cmphex (bb_nec_hex_byte ("4a"), ==, 0x4A);
    g_assert_cmphex (bb_nec_hex_byte ("00"), ==, 0);
    g_assert_cmphex (bb_nec_hex_byte ("fF"), ==, 0xFF);
    for (guint i = 0; i < G_N_ELEMENTS (others); i++)
        g_assert_cmpint (bb_nec_hex_byte (others[i]), ==, -1);
}

static void
assert_keys (BbFacts *facts, BbFacts *board, const char *wanted)
{
    g_autoptr (GPtrArray) keys = bb_nec_facts_keys (facts, board);
    g_autoptr (GString) found = g_string_new (NULL);

    for (guint i = 0; i < keys->len; i++)
        g_string_append_printf (found, "%s ", (const char *) g_ptr_array_index (keys, i));
    g_assert_cmpstr (found->str, ==, wanted);
}

static void
test_each_key_is_sent_once (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = nec_facts (catalog, "K355", -1, NULL);
    g_autoptr (BbFacts) same = nec_facts (catalog, "K355", -1, NULL);
    g_autoptr (BbFacts) other = nec_facts (catalog, "K451", -1, NULL);
    static const char *const candidates[] = {"K355", "D355", "K451"};

    assert_keys (facts, NULL, "K355 ");
    assert_keys (facts, same, "K355 ");
    assert_keys (facts, other, "K355 K451 ");
    for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
        g_ptr_array_add (facts->candidates, bb_catalog_get_model (catalog, BB_NEC_FAMILY, candidates[i]));
    assert_keys (facts, NULL, "K355 D355 K451 ");
    assert_keys (facts, other, "K355 K451 D355 ");
    bb_facts_set_string (facts, BB_NEC_VALUE_SAFE_MODE_KEY, "D355");
    assert_keys (facts, other, "D355 ");
}

/* With a smaller payload images have another size, and exactly their bytes are sent. */
static void
test_smaller_payload_changes_image_size (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog =
        catalog_with ("2M", "Payload=0x10000:0x1D0000 SumOffset=0x1D0000 ImageSize=0x1D0006 TagOffset=0x1D0002 "
                            "EraseBlocks=4-33 ProgramBlocks=4-32");
    const NecVector *vector = nec_vector ("nec-2m-k355");
    g_autoptr (GByteArray) bytes = nec_vector_bytes (vector, NULL);
    g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, vector->boot);
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autofree char *stream = NULL;
    BbFlashInput input = {.facts = facts, .catalog = catalog};

    g_byte_array_set_size (bytes, 0x1D0008);
    nec_put_be16 (bytes, 0x1D0000, nec_sum16 (bytes, 0, 0x1D0000));
    nec_put_text (bytes, 0x1D0002, "K35505", 6);
    input.image = image = nec_identify (catalog, bytes);
    g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_GOOD);
    plan = bb_family_nec_optiarc.plan_flash (&input, &error);
    g_assert_no_error (error);
    stream = plan_dup_stream (plan);
    g_assert_nonnull (strstr (stream, "\nCB01001D8000")); /* the last upload */
    g_assert_null (strstr (stream, "\nCB01001E0000"));
    g_assert_nonnull (strstr (stream, "\nCC00001DF000")); /* the last page that is compared */
    g_assert_null (strstr (stream, "\nCC00001E0000"));
}

/* Returns (transfer full) another value of the same form as @value; NULL if there is none. */
static char *
dup_other_value (const char *value)
{
    static const char *const words[][2] = {{"true", "false"},         {"false", "true"},   {"units", "bytes"},
                                           {"padded-units", "units"}, {"bytes", "units"},  {"mask", "region"},
                                           {"number", "mask"},        {"region", "number"}};
    char *other = g_strdup (value);
    char *last = other + strlen (other) - 1;

    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        if (g_str_equal (value, words[i][0])) {
            g_free (other);
            return g_strdup (words[i][1]);
        }
    *last = *last == '1' ? '2' : '1';
    return other;
}

/* Each key of nec-flash.models but notes and source is used: with another value, bb_nec_type_lookup() returns another
 * type, or none. */
static void
test_every_key_is_used (void)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_auto (GStrv) groups = NULL;
    guint n_checked = 0;

    g_assert_true (g_key_file_load_from_file (file, CATALOG "nec-flash.models", G_KEY_FILE_NONE, NULL));
    groups = g_key_file_get_groups (file, NULL);
    for (guint g = 1; groups[g] != NULL; g++) {
        g_auto (GStrv) keys = g_key_file_get_keys (file, groups[g], NULL, NULL);
        const BbNecType *shipped = nec_type (groups[g]);

        g_assert_nonnull (shipped);
        for (guint k = 0; keys[k] != NULL; k++) {
            g_autofree char *value = g_key_file_get_string (file, groups[g], keys[k], NULL);
            g_autofree char *other = dup_other_value (value);
            g_autofree char *change = g_strdup_printf ("%s=%s", keys[k], other);
            g_autoptr (BbCatalog) catalog = NULL;

            if (g_str_equal (keys[k], "Notes") || g_str_equal (keys[k], "Confidence") ||
                g_str_equal (keys[k], "Source"))
                continue;
            catalog = catalog_with (groups[g], change);
            g_test_message ("[%s] %s", groups[g], change);
            g_assert_true (bb_nec_type_lookup (catalog, groups[g]) != shipped);
            n_checked++;
        }
    }
    g_assert_cmpuint (n_checked, >=, 180);
}

/* Makes @changes to the flash type @group in the catalog. Asserts that no image is identified as good and no plan is
 * made for the drive of the vector @name, and that the error names the key @fault. */
static void
assert_refused (const char *name, const char *group, const char *changes, const char *fault)
{
    const NecVector *vector = nec_vector (name);
    g_autoptr (BbCatalog) catalog = catalog_with (group, changes);
    g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, vector->boot);
    g_autoptr (GByteArray) bytes = nec_vector_bytes (vector, NULL);
    g_autoptr (GBytes) file = g_bytes_new (bytes->data, bytes->len);
    g_autoptr (GPtrArray) found = bb_nec_identify_image (file, catalog);
    g_autofree char *key = g_strdup_printf ("wrong entry: %s)", fault);
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) backup_error = NULL;
    g_autofree char *lines = dup_lines (catalog, vector, &error);

    g_test_message ("[%s] %s", group, changes);
    g_assert_null (lines);
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, key));
    g_assert_null (bb_family_nec_optiarc.plan_backup (facts, catalog, &backup_error));
    g_assert_error (backup_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    for (guint n = 0; n < found->len; n++)
        g_assert_nonnull (((BbImageIdentity *) g_ptr_array_index (found, n))->problem);
    /* If the layout is refused, bb_nec_model_is_keyed() must return FALSE, so that no key is sent. */
    g_assert_false (bb_nec_model_is_keyed (facts->model));
}

static void
test_contradicting_numbers_are_refused (void)
{
    static const struct {
        const char *vector;
        const char *group;
        const char *changes;
        const char *fault; /* the key that the error names */
    } rows[] = {
        {"nec-2m-k355", "2M", "ChunkSize=0x1800", "ChunkSize"},
        {"nec-2m-k355", "2M", "ChunkSize=0", "ChunkSize"},
        {"nec-2m-k355", "2M", "ChunkSize=0x100000", "ChunkSize"},
        {"nec-2m-k355", "2M", "Upload=", "Upload"},
        {"nec-2m-k355", "2M", "Write=", "Write"},
        {"nec-2m-k355", "2M", "Payload=", "Payload"},
        {"nec-2m-k355", "2M", "Payload=0x10000:0x1E0800", "Payload"},
        {"nec-2m-k355", "2M", "Payload=0x10000", "Payload"},
        {"nec-2m-k355", "2M", "Payload=0x10800:0x1D0000", "Payload"},
        {"nec-2m-k355", "2M", "Readable=false Payload=0x10800:0x1D0000", "Payload"},
        {"nec-opti4-g285", "Opti4", "Payload=0xFFFF00:0xFF", "Payload"},
        {"nec-2m-k355", "2M", "Payload=0x1000000:0x1E0000", "Payload"},
        /* The end of the payload must fit in the 24 bits of an address. */
        {"nec-2m-k355", "2M", "Payload=0xFFF000:0x1E0000", "Payload"},
        {"nec-opti4-g285", "Opti4", "Readable=false Payload=0xFFFF00:0x100", "Payload"},
        {"nec-opti4-g285", "Opti4", "Readable=false Payload=0xFFFF00:0xFF", "ProgramBlocks"},
        {"nec-2m-k355", "2M", "Payload=0x10000:0x1D0000", "ProgramBlocks"},
        {"nec-2m-k355", "2M", "Payload=0x20000:0x1E0000", "ProgramBlocks"},
        {"nec-2m-k355", "2M", "ImageSize=0x1DFFFF TagOffset=0x1D0000", "ImageSize"},
        {"nec-2m-k355", "2M", "SumOffset=0x1E0005", "SumOffset"},
        {"nec-2m-k355", "2M", "SumOffset=0", "SumOffset"},
        {"nec-2m-k355", "2M", "TagOffset=0x1E0003", "TagOffset"},
        {"nec-2m-k355", "2M", "FirstUnits=9", "FirstUnits"},
        {"nec-2m-k355", "2M", "FirstUnits=one", "FirstUnits"},
        {"nec-2m-k355", "2M", "FirstUnits=1x", "FirstUnits"},
        {"nec-2m-k355", "2M", "Calibration=0x4000:0x1800", "Calibration"},
        {"nec-2m-k355", "2M", "Calibration=0x4000:0x2000;0x8000:0x1000;0x9000:0x1000", "Calibration"},
        {"nec-2m-k355", "2M", "BootCodeSize=0x4001", "BootCodeSize"},
        {"nec-2m-k355", "2M", "BootCodeSize=0", "BootCodeSize"},
        /* The erase includes calibration, or more blocks than the backup reads. */
        {"nec-2m-k355", "2M", "EraseBlocks=0-34", "EraseBlocks"},
        {"nec-2m-k355", "2M", "EraseBlocks=2-33", "EraseBlocks"},
        {"nec-2m-k355", "2M", "EraseBlocks=1-33", "EraseBlocks"},
        {"nec-2m-k355", "2M", "BootCodeSize=0x11000", "EraseBlocks"},
        {"nec-2m-k355", "2M", "Calibration=0x1EF000:0x1000", "EraseBlocks"},
        {"nec-2mopti-d770", "2MOpti", "CalibrationInFlash=0x10000:0x1000;0x30000:0x1000", "EraseBlocks"},
        {"nec-2m-k355", "2M", "EraseBlocks=4-35", "EraseBlocks"},
        {"nec-2m-k355", "2M", "EraseBlocks=4-56", "EraseBlocks"},
        /* A block is programmed but not erased, is not programmed, or is outside of the payload. */
        {"nec-2m-k355", "2M", "EraseBlocks=5-34", "ProgramBlocks"},
        {"nec-2m-k355", "2M", "EraseBlocks=4-33 ProgramBlocks=4-32", "ProgramBlocks"},
        {"nec-2m-k355", "2M", "ProgramBlocks=4-34", "ProgramBlocks"},
        {"nec-640k-k110", "640K", "Payload=", "Payload"},
        {"nec-640k-k110", "640K", "Bank1ProgramBlocks=8-13", "ProgramBlocks"},
        {"nec-640k-k110", "640K", "Bank1ImageOffset=0x7B00C", "ImageSize"},
        {"nec-640k-k110", "640K", "Bank1SumOffset=0x7B004", "SumOffset"},
        {"nec-2m-k355", "2M", "BlockMap=4:0x10000:0x200000", "BlockMap"},
        {"nec-2m-k355", "2M", "BlockMap=5:0x20000:0x10000", "EraseBlocks"},
        {"nec-opti2-g200", "Opti2", "ConversionBlocks=3-32", "ConversionBlocks"},
        {"nec-opti4-g285", "Opti4", "BootSumOffset=0x1B0005", "BootSumOffset"},
        {"nec-1m-k210", "K210", "FirstSumOffset=0xFA003", "FirstSumOffset"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        assert_refused (rows[i].vector, rows[i].group, rows[i].changes, rows[i].fault);
}

/* The last block is 55: a layout that uses it is good, one that needs a block more is refused. */
static void
test_the_last_block_is_55 (void)
{
    const NecVector *vector = nec_vector ("nec-2m-k355");

    for (guint first = 25; first <= 27; first++) {
        g_autofree char *changes =
            g_strdup_printf ("BlockMap=%u:0x10000:0x10000 EraseBlocks=%u-%u ProgramBlocks=%u-%u", first, first,
                             first + 29, first, first + 29);
        g_autoptr (BbCatalog) catalog = catalog_with ("2M", changes);
        g_autoptr (GError) error = NULL;
        g_autofree char *lines = dup_lines (catalog, vector, &error);

        g_test_message ("%s", changes);
        g_assert_cmpint (lines != NULL, ==, first <= 26);
        if (first > 26)
            g_assert_nonnull (strstr (error->message, "wrong entry: EraseBlocks)"));
    }
}

/* A bank for which the catalog has no keys has no blocks, not even block 0. */
static void
test_without_a_key_there_are_no_blocks (void)
{
    const BbNecType *type = nec_type ("2M");

    g_assert_cmpuint (type->n_parts, ==, 1);
    for (guint i = 0; i < 2; i++) {
        g_assert_cmpuint (type->parts[1].program[i].first, ==, BB_NEC_NO_BLOCKS.first);
        g_assert_cmpuint (type->parts[1].program[i].last, ==, BB_NEC_NO_BLOCKS.last);
        g_assert_cmpuint (type->parts[1].erase[i].first, ==, BB_NEC_NO_BLOCKS.first);
        g_assert_cmpuint (type->parts[1].erase[i].last, ==, BB_NEC_NO_BLOCKS.last);
    }
}

/* Two catalogs with equal numbers give the same type object, so that types can be compared by address. */
static void
test_equal_numbers_are_the_same_type (void)
{
    g_autoptr (BbCatalog) same = catalog_with ("2M", "Notes=otherwise");
    g_autoptr (BbCatalog) other = catalog_with ("2M", "ChunkSize=0x4000");

    g_assert_true (bb_nec_type_lookup (same, "2M") == nec_type ("2M"));
    g_assert_true (bb_nec_type_lookup (other, "1M") == nec_type ("1M"));
    g_assert_true (bb_nec_type_lookup (other, "2M") != nec_type ("2M"));
    g_assert_null (bb_nec_type_lookup (same, "3M"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/types/plan", test_numbers_of_the_catalog_change_the_plan);
    g_test_add_func ("/nec/types/identity", test_numbers_of_the_catalog_change_the_identity_writes);
    g_test_add_func ("/nec/types/payload", test_smaller_payload_changes_image_size);
    g_test_add_func ("/nec/types/missing", test_a_missing_flash_type_is_an_error);
    g_test_add_func ("/nec/types/keys", test_each_key_is_sent_once);
    g_test_add_func ("/nec/types/dump-of-the-first-type", test_dump_of_the_first_type_is_recognized);
    g_test_add_func ("/nec/types/two-digits-are-a-byte", test_two_digits_are_a_byte);
    g_test_add_func ("/nec/types/every-key", test_every_key_is_used);
    g_test_add_func ("/nec/types/nonsense", test_contradicting_numbers_are_refused);
    g_test_add_func ("/nec/types/the_last_block_is_55", test_the_last_block_is_55);
    g_test_add_func ("/nec/types/without_a_key_there_are_no_blocks", test_without_a_key_there_are_no_blocks);
    g_test_add_func ("/nec/types/same", test_equal_numbers_are_the_same_type);
    return g_test_run ();
}
