/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "image-checks.h"
#include "plan-steps.h"
#include "shipped-catalog.h"

#include "family/liteon/bb-liteon.h"
#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"
#include "sim/bb-sim.h"

#include <glib/gstdio.h>
#include <string.h>

/* The reading of the DS-8ABSH, compared with the vectors of docs/protocols/lite-on.md, section 9.
 * Also tests bb-liteon-updater.c, bb-sim-liteon.c and bb-sim-liteon-read.c. */

#define SEED 0x91
#define MEMORY_SHA256 "603ee8ddd6fd0d6f3c43b4e5dd37bf5a50bf4e7fe58757d6d3e68b668ac759bf"
#define EXTRA_BYTES 176u
#define PIECE_BYTES 0x80u

typedef struct {
    BbSimStore *store;
    BbSimBus *bus;
    BbTransport *transport;
    BbFacts *facts;
} Bed;

/* Begins with a simulated drive. @keys: more lines of its group */
static void
bed_init (Bed *bed, const char *keys)
{
    g_autofree char *text =
        g_strdup_printf ("[drive d]\nFamily=lite-on\nModel=DS-8ABSH\nSerial=SIM1\nSeed=%u\n%s", SEED, keys);
    g_autoptr (GError) error = NULL;

    bed->store = bb_sim_store_new_in_memory ();
    bed->bus = bb_sim_bus_new_from_data (text, bed->store, shipped_catalog (), &error);
    g_assert_no_error (error);
    bed->transport = bb_sim_bus_open (bed->bus, "d", &error);
    g_assert_no_error (error);
    bed->facts = bb_family_probe (bed->transport, NULL, shipped_catalog (), FALSE, NULL, &error);
    g_assert_no_error (error);
}

static void
bed_clear (Bed *bed)
{
    g_auto (GStrv) violations = bb_sim_bus_list_violations (bed->bus, "d");

    g_assert_cmpstr (violations[0], ==, NULL);
    g_assert_cmpuint (bb_sim_bus_count_writes (bed->bus, "d"), ==, 0);
    bb_facts_unref (bed->facts);
    g_object_unref (bed->transport);
    g_object_unref (bed->bus);
    g_object_unref (bed->store);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bed, bed_clear)

static GVariant *
make_settings (gboolean reads)
{
    GVariantDict dict;

    g_variant_dict_init (&dict, NULL);
    g_variant_dict_insert (&dict, BB_LITEON_SETTING_READ, "b", reads);
    return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* Returns (transfer full) (nullable) the reply of the drive. */
static GBytes *
ask (Bed *bed, BbCdb cdb, gsize length_bytes)
{
    GBytes *bytes = bb_scsi_read (bed->transport, &cdb, length_bytes, 10000, NULL);

    /* The first command after power-on gets a unit attention. */
    return bytes != NULL ? bytes : bb_scsi_read (bed->transport, &cdb, length_bytes, 10000, NULL);
}

static GBytes *
ask_extra (Bed *bed)
{
    return ask (bed, BB_CDB (0x12, 0, 0, 0, 0xF0, 0x40), EXTRA_BYTES);
}

/* Executes the reads of @plan that store. Returns (transfer full) what they read. */
static BbCaptures *
run (Bed *bed, BbPlan *plan)
{
    BbCaptures *captures = bb_captures_new (plan);

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        g_autoptr (GBytes) bytes = NULL;

        if (step->capture == BB_CAPTURE_NONE || step->use == BB_USE_COMPARE_CAPTURE)
            continue;
        bytes = ask (bed, step->cdb, step->length_bytes);
        if (bytes == NULL)
            continue;
        bb_captures_store (captures, step->capture, step->capture_offset, g_bytes_get_data (bytes, NULL),
                           (guint32) g_bytes_get_size (bytes));
    }
    return captures;
}

/* Returns (transfer full) (nullable) the facts after the survey. */
static BbFacts *
survey (Bed *bed)
{
    g_autoptr (BbPlan) plan = bb_liteon_survey.plan (bed->facts, shipped_catalog (), NULL);
    g_autoptr (BbCaptures) captures = run (bed, plan);

    return bb_liteon_survey.take (bed->facts, captures, NULL);
}

/* Returns (transfer full) a synthetic file. @updater: (nullable) */
static GBytes *
make_bytes (gboolean is_page, const char *revision, const char *updater)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *seed = g_strdup_printf ("%u", SEED);
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", revision);
    g_variant_builder_add (&options, "{ss}", "seed", seed);
    if (is_page)
        g_variant_builder_add (&options, "{ss}", "page", "");
    if (updater != NULL)
        g_variant_builder_add (&options, "{ss}", "updater", updater);
    bytes =
        bb_sim_make_image (shipped_catalog (), BB_LITEON_ID, "DS-8ABSH", g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return bytes;
}

static void
assert_slice (GBytes *bytes, gsize offset, gsize length_bytes, const char *wanted)
{
    g_autoptr (GBytes) slice = g_bytes_new_from_bytes (bytes, offset, length_bytes);

    assert_sha256 (slice, wanted);
}

static void
assert_hex (GBytes *bytes, gsize offset, const char *wanted)
{
    g_autofree char *hex =
        bb_hex_dup ((const guint8 *) g_bytes_get_data (bytes, NULL) + offset, strlen (wanted) / 2, "");

    g_assert_cmpint (g_ascii_strcasecmp (hex, wanted), ==, 0);
}

/* Reply, cipher and memory of a drive that has the synthetic names and memory of the page. */
static void
test_wire_is_that_of_the_vector (void)
{
    g_autoptr (GBytes) memory = make_bytes (TRUE, "SM01", NULL);
    g_autofree char *folder = g_dir_make_tmp ("liteon-XXXXXX", NULL);
    g_autofree char *file = g_build_filename (folder, "memory.bin", NULL);
    g_autofree char *keys =
        g_strdup_printf ("Vendor=PLDS\nProduct=DVD+-RW SIM-8AAA\nRevision=SM01\nFirmware=%s\n", file);
    g_auto (Bed) bed = {0};
    g_autoptr (GBytes) extra = NULL;
    g_autoptr (GByteArray) wire = g_byte_array_new ();
    g_autoptr (GBytes) all = NULL;
    g_autoptr (GBytes) plain = NULL;

    assert_sha256 (memory, MEMORY_SHA256);
    g_assert_true (
        g_file_set_contents (file, g_bytes_get_data (memory, NULL), (gssize) g_bytes_get_size (memory), NULL));
    bed_init (&bed, keys);
    extra = ask_extra (&bed);
    assert_sha256 (extra, "5a8ef6d49965560f98b6a62102d3b41d70063e24fc65cc55708000ae04e4ad81");
    for (guint32 at = 0; at < 0x1000; at += PIECE_BYTES) {
        g_autoptr (GBytes) piece =
            ask (&bed, BB_CDB (0x3C, 0x01, 0xF0, BB_BE24 (at), BB_BE24 (PIECE_BYTES), 0), PIECE_BYTES);

        g_byte_array_append (wire, g_bytes_get_data (piece, NULL), (guint) g_bytes_get_size (piece));
    }
    all = g_byte_array_free_to_bytes (g_steal_pointer (&wire));
    assert_hex (all, 0, "39b78c409a35812e109a328e24006371");
    assert_hex (all, 0x80, "e347b25cec22668b72708f476ed1de61");
    assert_sha256 (all, "d625753ff3ea110ec5b8d94cea012eb0d78766409c7b7a99c331cb696ff40f99");
    plain = bb_liteon_decipher (extra, all);
    assert_hex (plain, 0, "4a6e1a09050ad87b45e9960942e61d19");
    assert_hex (plain, 0x80, "9bdabed719d9028700a532b0def1d85f");
    g_assert_cmpint (g_remove (file), ==, 0);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_other_replies_name_no_key (void)
{
    static const struct {
        gsize offset;
        guint8 value;
        gboolean is_good;
    } rows[] = {
        {0x60, 'F', FALSE},  {0x70, 0x02, FALSE}, {0x70, 0x05, TRUE},
        {0x72, 0xB5, FALSE}, {0x73, 0x07, FALSE}, {0x73, 0xFF, FALSE},
    };
    g_auto (Bed) bed = {0};
    g_autoptr (GBytes) extra = NULL;
    g_autoptr (GBytes) data = g_bytes_new_static ("0123456789ABCDEF0123", 16);
    g_autoptr (GBytes) odd = g_bytes_new_static ("0123456789ABCDEF0123", 15);
    g_autoptr (GBytes) none = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    extra = ask_extra (&bed);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint8 copy[EXTRA_BYTES];
        g_autoptr (GBytes) changed = NULL;
        g_autoptr (GBytes) plain = NULL;

        memcpy (copy, g_bytes_get_data (extra, NULL), sizeof copy);
        copy[rows[i].offset] = rows[i].value;
        changed = g_bytes_new (copy, sizeof copy);
        plain = bb_liteon_decipher (changed, data);
        g_test_message ("row %u", i);
        g_assert_cmpint (plain != NULL, ==, rows[i].is_good);
    }
    none = bb_liteon_decipher (extra, odd);
    g_assert_null (none);
}

/* Without the setting of experts the drive is identified, and nothing else. */
static void
test_reading_is_off_by_default (void)
{
    g_autoptr (GVariant) on = make_settings (TRUE);
    g_autoptr (GVariant) off = make_settings (FALSE);
    g_auto (Bed) bed = {0};
    g_auto (Bed) boot = {0};
    g_autofree char *why = NULL;
    g_autoptr (GError) error = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    g_assert_cmpint (bb_family_lite_on.can (bed.facts), ==, BB_CAN_IDENTIFY);
    g_assert_cmpint (bb_family_lite_on.backup_kind (bed.facts, &why), ==, BB_BACKUP_NONE);
    g_assert_nonnull (strstr (why, "a single person"));
    g_assert_false (bb_liteon_survey.is_needed (bed.facts, NULL));
    g_assert_false (bb_liteon_survey.is_needed (bed.facts, off));
    g_assert_true (bb_liteon_survey.is_needed (bed.facts, on));
    g_assert_null (bb_liteon_plan_backup (bed.facts, shipped_catalog (), &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    bed_init (&boot, "State=boot\n");
    g_assert_cmpstr (boot.facts->mode, ==, "boot");
    g_assert_cmpint (boot.facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_false (bb_liteon_survey.is_needed (boot.facts, on));
    g_assert_cmpint (bb_family_lite_on.can (boot.facts), ==, BB_CAN_IDENTIFY);
}

static void
test_only_the_model_of_the_page_is_read (void)
{
    g_autoptr (GVariant) on = make_settings (TRUE);
    g_auto (Bed) bed = {0};
    g_autoptr (BbModel) other = bb_catalog_get_model (shipped_catalog (), BB_LITEON_ID, "SOHW-1653S");
    g_autoptr (BbFacts) foreign = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    foreign = bb_facts_copy (bed.facts);
    g_clear_pointer (&foreign->model, bb_model_unref);
    foreign->model = bb_model_ref (other);
    g_assert_false (bb_liteon_survey.is_needed (foreign, on));
}

/* Drives that answer in another way get at most one READ BUFFER. */
static void
test_other_answers_end_the_survey (void)
{
    static const char *const quirks[] = {"plain-inquiry", "no-read", "other-cipher", "other-key"};

    for (guint i = 0; i < G_N_ELEMENTS (quirks); i++) {
        g_autofree char *keys = g_strdup_printf ("Revision=LD5M\nQuirks=%s\n", quirks[i]);
        g_auto (Bed) bed = {0};
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (BbFacts) known = NULL;

        g_test_message ("%s", quirks[i]);
        bed_init (&bed, keys);
        plan = bb_liteon_survey.plan (bed.facts, shipped_catalog (), NULL);
        g_assert_cmpuint (bb_plan_get_n_steps (plan), ==, 2);
        g_assert_cmpuint (bb_plan_get_step (plan, 1)->only_if, ==, BB_ANSWER_GOOD);
        known = survey (&bed);
        g_assert_null (known);
    }
}

/* The commands of one pass are those of the vector, and the second pass repeats its reads. */
static void
test_commands_are_those_of_the_vector (void)
{
    g_auto (Bed) bed = {0};
    g_autoptr (BbFacts) known = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autofree char *stream = NULL;
    const char *middle = NULL;
    g_autofree char *sum = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    known = survey (&bed);
    g_assert_cmpint (bb_family_lite_on.can (known), ==, BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_VERIFY);
    g_assert_cmpint (bb_family_lite_on.backup_kind (known, NULL), ==, BB_BACKUP_FULL);
    plan = bb_liteon_plan_backup (known, shipped_catalog (), NULL);
    g_assert_cmpuint (bb_plan_get_n_steps (plan), ==, 1 + 2 * 8192);
    g_assert_false (plan_endangers (plan));
    stream = plan_dup_stream (plan);
    middle = stream;
    for (guint line = 0; line < 8193; line++)
        middle = strchr (middle, '\n') + 1;
    sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) stream, (gsize) (middle - stream));
    g_assert_cmpstr (sum, ==, "adbdfb4e3f57f1ae6ab7a7eaea5980d1b8ee7c144729323200c51bda5f5c7d6e");
    g_assert_cmpstr (strchr (stream, '\n') + 1, !=, middle);
    g_assert_true (g_str_has_prefix (strchr (stream, '\n') + 1, middle));
}

static void
test_backup_is_the_plain_memory (void)
{
    static const char *const keys[] = {"Revision=LD5M\n", "Revision=LD5M\nQuirks=bad-names\n"};

    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        g_auto (Bed) bed = {0};
        g_autoptr (BbFacts) known = NULL;
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (BbCaptures) captures = NULL;
        g_autoptr (GBytes) image = NULL;
        g_autoptr (GBytes) memory = NULL;
        g_autoptr (GError) error = NULL;

        bed_init (&bed, keys[i]);
        known = survey (&bed);
        plan = bb_liteon_plan_backup (known, shipped_catalog (), NULL);
        captures = run (&bed, plan);
        image = bb_liteon_make_image (known, captures, shipped_catalog (), &error);
        if (i > 0) {
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_FIRMWARE);
            continue;
        }
        memory = bb_sim_bus_dump (bed.bus, "d", NULL, NULL);
        g_assert_true (g_bytes_equal (image, memory));
    }
}

/* Returns what judge() says of a drive with revision LD5M and @image with the byte at @offset changed; 0: unchanged.
 */
static BbProof
judge_changed (gsize offset)
{
    g_auto (Bed) bed = {0};
    g_autoptr (BbFacts) known = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (GBytes) memory = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    BbFlashInput input = {.catalog = shipped_catalog ()};
    guint8 *data = NULL;
    g_autofree char *why = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    known = survey (&bed);
    memory = bb_sim_bus_dump (bed.bus, "d", NULL, NULL);
    data = g_memdup2 (g_bytes_get_data (memory, NULL), g_bytes_get_size (memory));
    if (offset > 0)
        data[offset] ^= 0x01;
    bytes = g_bytes_new_take (data, g_bytes_get_size (memory));
    image = identify_only_image (bytes);
    input.facts = known;
    input.image = image;
    plan = bb_liteon_plan_verify (&input, NULL);
    g_assert_nonnull (plan);
    captures = run (&bed, plan);
    return bb_liteon_judge (&(BbJudgeInput){.before = known,
                                            .after = known,
                                            .image = image,
                                            .plan = plan,
                                            .captures = captures,
                                            .differences = differences,
                                            .catalog = shipped_catalog ()},
                            &why);
}

static void
test_comparison_leaves_out_data_of_the_drive (void)
{
    g_assert_cmpint (judge_changed (0), ==, BB_PROOF_PROVEN);
    g_assert_cmpint (judge_changed (0x12345), ==, BB_PROOF_DIFFERENT);
    g_assert_cmpint (judge_changed (0xE8000), ==, BB_PROOF_PROVEN);
}

static void
test_memory_is_recognized_by_its_names (void)
{
    static const gsize offsets[] = {0, 0xD8FF0, 0xE7FF5, 0xE7FFC};
    g_autoptr (GBytes) bytes = make_bytes (FALSE, "LD5M", NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_cmpstr (identity->family, ==, BB_LITEON_ID);
    g_assert_cmpstr (identity->vendor, ==, "PLDS");
    g_assert_cmpstr (identity->product, ==, "DVD+-RW DS-8ABSH");
    g_assert_cmpstr (identity->revision, ==, "LD5M");
    g_assert_cmpstr (identity->codes[0], ==, "DS-8ABSH");
    g_assert_cmpstr (identity->problem, ==, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
        guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
        g_autoptr (GBytes) changed = NULL;
        g_autoptr (BbImage) other = NULL;

        data[offsets[i]] = 0x01;
        changed = g_bytes_new_take (data, g_bytes_get_size (bytes));
        other = identify_only_image (changed);
        g_assert_cmpstr (bb_image_get_identity (other)->family, ==, NULL);
    }
}

/* The enciphered form: the payload is that of the vector; what it contains is recognized, or it has a problem. */
static void
test_newer_updater_is_opened (void)
{
    g_autoptr (GBytes) page = make_bytes (TRUE, "SM01", "4");
    g_autoptr (GBytes) file = make_bytes (FALSE, "LD5M", "4");
    g_autoptr (GBytes) inside = make_bytes (FALSE, "LD5M", NULL);
    g_autoptr (BbImage) image = identify_only_image (file);
    g_autoptr (BbImage) unknown = identify_only_image (page);
    gsize payload = g_bytes_get_size (page) - BB_LITEON_MEMORY_BYTES;
    g_autoptr (GBytes) enciphered = g_bytes_new_from_bytes (page, payload, BB_LITEON_MEMORY_BYTES);
    const guint8 *table = (const guint8 *) g_bytes_get_data (page, NULL) + payload - 0x1000 - 256;
    g_autoptr (GBytes) scrambled = bb_liteon_decipher_table (enciphered, table);
    g_autoptr (GBytes) odd = g_bytes_new_from_bytes (page, payload, 17);

    assert_slice (page, payload, BB_LITEON_MEMORY_BYTES,
                  "a071350b81fe4fd7731d5d2adc59934ec3d56073a728baa33fe0f1cf26419686");
    assert_hex (enciphered, 0, "3e44044448d2383716f8bda18df3654f");
    assert_sha256 (scrambled, "fb4190d04f3ef3bf3418b5febec0a0b68b6b95158f705e570f9ef2a83c8da399");
    g_assert_null (bb_liteon_decipher_table (odd, table));
    g_assert_true (g_bytes_equal (bb_image_get_bytes (image), inside));
    g_assert_cmpstr (bb_image_get_identity (image)->problem, ==, NULL);
    g_assert_cmpstr (bb_image_identity_lookup_string (bb_image_get_identity (image), BB_LITEON_KEY_METHOD), ==, "4");
    /* The memory of the page does not begin as firmware does, so nothing shows that it was opened rightly. */
    g_assert_nonnull (bb_image_get_identity (unknown)->problem);
}

static void
test_damaged_newer_updater_is_refused (void)
{
    g_autoptr (GBytes) file = make_bytes (FALSE, "LD5M", "4");
    gsize size = g_bytes_get_size (file);
    gsize payload = size - BB_LITEON_MEMORY_BYTES;
    const gsize offsets[] = {payload - 0x1000 - 256 + 0x58, payload - 0x1000 - 256 - 8, payload - 0x1000 - 256 - 1};

    for (guint i = 0; i <= G_N_ELEMENTS (offsets); i++) {
        guint8 *data = g_memdup2 (g_bytes_get_data (file, NULL), size);
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (BbImage) image = NULL;

        if (i < G_N_ELEMENTS (offsets))
            data[offsets[i]] ^= 0x80;
        bytes = g_bytes_new_take (data, i < G_N_ELEMENTS (offsets) ? size : size - 1);
        image = identify_only_image (bytes);
        g_test_message ("case %u", i);
        g_assert_cmpstr (bb_image_get_identity (image)->family, ==, BB_LITEON_ID);
        g_assert_nonnull (bb_image_get_identity (image)->problem);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/liteon/read/wire_is_that_of_the_vector", test_wire_is_that_of_the_vector);
    g_test_add_func ("/liteon/read/other_replies_name_no_key", test_other_replies_name_no_key);
    g_test_add_func ("/liteon/read/reading_is_off_by_default", test_reading_is_off_by_default);
    g_test_add_func ("/liteon/read/only_the_model_of_the_page_is_read", test_only_the_model_of_the_page_is_read);
    g_test_add_func ("/liteon/read/other_answers_end_the_survey", test_other_answers_end_the_survey);
    g_test_add_func ("/liteon/read/commands_are_those_of_the_vector", test_commands_are_those_of_the_vector);
    g_test_add_func ("/liteon/read/backup_is_the_plain_memory", test_backup_is_the_plain_memory);
    g_test_add_func ("/liteon/read/comparison_leaves_out_data_of_the_drive",
                     test_comparison_leaves_out_data_of_the_drive);
    g_test_add_func ("/liteon/read/memory_is_recognized_by_its_names", test_memory_is_recognized_by_its_names);
    g_test_add_func ("/liteon/read/newer_updater_is_opened", test_newer_updater_is_opened);
    g_test_add_func ("/liteon/read/damaged_newer_updater_is_refused", test_damaged_newer_updater_is_refused);
    return g_test_run ();
}
