/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fact-checks.h"
#include "image-checks.h"
#include "liteon-memory.h"
#include "plan-steps.h"
#include "plan-text.h"
#include "shipped-catalog.h"

#include "family/liteon/bb-liteon.h"
#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"
#include "sim/bb-sim.h"

#include <glib/gstdio.h>
#include <string.h>

/* Compares the reading of a DS-8ABSH with the vectors of docs/protocols/lite-on.md, section 9.
 * Also tests bb-sim-liteon.c and bb-sim-liteon-read.c. */

#define SEED LITEON_MEMORY_SEED
#define MEMORY_SHA256 "603ee8ddd6fd0d6f3c43b4e5dd37bf5a50bf4e7fe58757d6d3e68b668ac759bf"
#define EXTRA_BYTES 176u
#define PIECE_BYTES 0x80u

typedef struct {
    BbSimStore *store;
    BbSimBus *bus;
    BbTransport *transport;
    BbFacts *facts;
} Bed;

/* Opens and probes a simulated DS-8ABSH. @keys: more lines of its group in the scenario file */
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

/* Sends @cdb, and sends it once more if it fails. Returns (transfer full) (nullable) the reply of the drive. */
static GBytes *
ask (Bed *bed, BbCdb cdb, gsize length_bytes)
{
    GBytes *bytes = bb_scsi_read (bed->transport, &cdb, length_bytes, 10000, NULL);

    /* The drive answers the first command after power-on with a unit attention. */
    return bytes != NULL ? bytes : bb_scsi_read (bed->transport, &cdb, length_bytes, 10000, NULL);
}

static GBytes *
ask_extra (Bed *bed)
{
    return ask (bed, BB_CDB (0x12, 0, 0, 0, 0xF0, 0x40), EXTRA_BYTES);
}

/* Executes the steps of @plan that store data. Returns (transfer full) their captures. */
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

/* Makes the survey: sends the commands of bb_liteon_survey, which must succeed before a backup is possible. Returns
 * (transfer full) (nullable) the facts with its results; NULL if the drive does not answer as expected. */
static BbFacts *
survey (Bed *bed)
{
    g_autoptr (BbPlan) plan = bb_liteon_survey.plan (bed->facts, shipped_catalog (), NULL);
    g_autoptr (BbCaptures) captures = run (bed, plan);

    return bb_liteon_survey.take (bed->facts, captures, NULL);
}

static void
assert_hex (GBytes *bytes, gsize offset, const char *wanted)
{
    g_autofree char *hex =
        bb_hex_dup ((const guint8 *) g_bytes_get_data (bytes, NULL) + offset, strlen (wanted) / 2, "");

    g_assert_cmpint (g_ascii_strcasecmp (hex, wanted), ==, 0);
}

/* The drive has the synthetic names and memory of docs/protocols/lite-on.md. The reply to EXTRAINQ, the enciphered
 * reads and the deciphered memory must be those of the vector. */
static void
test_wire_is_that_of_the_vector (void)
{
    g_autoptr (GBytes) memory = liteon_make_memory (TRUE, "SM01", NULL);
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

/* The reply to EXTRAINQ may have another mark and another offset of the key. The length of the enciphered data need
 * not be a multiple of PIECE_BYTES. */
static void
test_key_is_at_the_place_in_the_reply (void)
{
    g_auto (Bed) bed = {0};
    g_autoptr (GBytes) extra = NULL;
    g_autoptr (GBytes) marked = NULL;
    g_autoptr (GBytes) moved = NULL;
    g_autoptr (GBytes) data = g_bytes_new_take (g_malloc0 (0x110), 0x110);
    g_autoptr (GBytes) piece = g_bytes_new_take (g_malloc0 (0x110), 0x90);
    g_autoptr (GBytes) none = g_bytes_new_take (g_malloc0 (1), 0);
    g_autoptr (GBytes) plain = NULL;
    g_autoptr (GBytes) of_marked = NULL;
    g_autoptr (GBytes) of_moved = NULL;
    g_autoptr (GBytes) of_piece = NULL;
    guint8 copy[EXTRA_BYTES];
    guint8 place = 0;

    bed_init (&bed, "Revision=LD5M\n");
    extra = ask_extra (&bed);
    memcpy (copy, g_bytes_get_data (extra, NULL), sizeof copy);
    memcpy (copy + 0x60, memcmp (copy + 0x60, "EXTRAINQ", 8) == 0 ? "LITEONIT" : "EXTRAINQ", 8);
    copy[0x68] ^= 0xFF; /* the byte after the mark has no meaning */
    marked = g_bytes_new (copy, sizeof copy);
    place = copy[0x73];
    g_assert_cmpuint (place, ==, 5);
    memmove (copy + 0x74 + 8 * 2, copy + 0x74 + 8 * place, 16);
    copy[0x73] = 2;
    moved = g_bytes_new (copy, sizeof copy);
    plain = bb_liteon_decipher (extra, data);
    of_marked = bb_liteon_decipher (marked, data);
    of_moved = bb_liteon_decipher (moved, data);
    of_piece = bb_liteon_decipher (extra, piece);
    g_assert_true (g_bytes_equal (plain, of_marked));
    g_assert_true (g_bytes_equal (plain, of_moved));
    g_assert_cmpuint (g_bytes_get_size (of_piece), ==, 0x90);
    g_assert_cmpmem (g_bytes_get_data (of_piece, NULL), 0x90, g_bytes_get_data (plain, NULL), 0x90);
    g_assert_null (bb_liteon_decipher (extra, none));
}

static const struct {
    gsize offset;
    guint8 value;
    gboolean is_good;
} replies[] = {
    {0x60, 'F', FALSE},  {0x70, 0x02, FALSE}, {0x70, 0x05, TRUE}, {0x72, 0xB5, FALSE},
    {0x73, 0x07, FALSE}, {0x73, 0xFF, FALSE}, {0x67, 'X', FALSE}, {0x70, 0x03, FALSE},
    {0x73, 0x05, TRUE},  {0x73, 0x06, FALSE}, {0x73, 0x00, TRUE},
};

static void
test_other_replies_name_no_key (void)
{
    g_auto (Bed) bed = {0};
    g_autoptr (GBytes) extra = NULL;
    g_autoptr (GBytes) data = g_bytes_new_static ("0123456789ABCDEF0123", 16);
    g_autoptr (GBytes) odd = g_bytes_new_static ("0123456789ABCDEF0123", 15);
    g_autoptr (GBytes) none = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    extra = ask_extra (&bed);
    for (guint i = 0; i < G_N_ELEMENTS (replies); i++) {
        guint8 copy[EXTRA_BYTES];
        g_autoptr (GBytes) changed = NULL;
        g_autoptr (GBytes) plain = NULL;

        memcpy (copy, g_bytes_get_data (extra, NULL), sizeof copy);
        copy[replies[i].offset] = replies[i].value;
        changed = g_bytes_new (copy, sizeof copy);
        plain = bb_liteon_decipher (changed, data);
        g_test_message ("row %u", i);
        g_assert_cmpint (plain != NULL, ==, replies[i].is_good);
    }
    none = bb_liteon_decipher (extra, odd);
    g_assert_null (none);
}

/* Without the setting for experts, or in boot mode, the drive can only be identified: bb_liteon_survey.is_needed()
 * must be FALSE, so that the commands that prepare a backup are not sent. */
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
    g_assert_nonnull (strstr (why, "Only one person"));
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

/* If a drive answers the two commands of bb_liteon_survey in another way, the survey must return no facts. The second
 * command, READ BUFFER, may be sent only after GOOD to the first one. */
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

/* A backup reads the memory twice. The commands up to the end of the first pass must be those of the test vector, and
 * the second pass must repeat the reads of the first. */
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

/* --- whole plans --- */

static const char asked_plan[] =
    "plan 0 lite-on candidate (null) note (null) id (null) (null) consent 0\n"
    "required extra-inquiry other 0+b0\n"
    "required enciphered other 0+80\n"
    "section 0 check 0+2 restart 0 tries 2 sums 0 before 0\n"
    "0 status 12000000f040 direction 1 length 176 timeout 10000 accepts 7 use 1 capture "
    "“extra-inquiry” blob “”\n"
    "1 read 3c01f000000000008000 direction 1 length 128 timeout 3000 accepts 7 only-if 1 use "
    "1 capture “enciphered” blob “”\n";

static const char backup_plan[] =
    "plan 0 lite-on candidate (null) note (null) id (null) (null) consent 0\n"
    "required extra-inquiry other 0+b0\n"
    "required enciphered firmware 0+100000\n"
    "region firmware firmware 0+e8000\n"
    "region drive-data other e8000+18000\n"
    "section 0 back-up 0+1 restart 0 tries 2 sums 0 before 0\n"
    "section 1 back-up 1+8192 restart 1 tries 2 sums 0 before 0\n"
    "section 2 back-up 8193+8192 restart 1 tries 2 sums 0 before 0\n"
    "0 status 12000000f040 direction 1 length 176 timeout 10000 accepts 1 use 2 blob-length "
    "176 capture “extra-inquiry” blob “8f895bbb”\n"
    "1 read 3c01f000000000008000 direction 1 length 128 timeout 3000 accepts 1 use 1 region "
    "128 capture “enciphered” blob “”\n"
    "8192 read 3c01f00fff8000008000 direction 1 length 128 timeout 3000 accepts 1 use 1 "
    "capture-offset 1048448 address 1048448 region 128 capture “enciphered” blob “”\n"
    "8193 read 3c01f000000000008000 direction 1 length 128 timeout 3000 accepts 1 use 3 "
    "region 128 capture “enciphered” blob “”\n"
    "16384 read 3c01f00fff8000008000 direction 1 length 128 timeout 3000 accepts 1 use 3 "
    "capture-offset 1048448 address 1048448 region 128 capture “enciphered” blob “”\n";

static const char verify_plan[] =
    "plan 2 lite-on candidate (null) note (null) id (null) (null) consent 0\n"
    "required extra-inquiry other 0+b0\n"
    "required enciphered firmware 0+100000\n"
    "region firmware firmware 0+e8000\n"
    "region drive-data other e8000+18000\n"
    "section 0 verify 0+2 restart 0 tries 2 sums 0 before 0\n"
    "section 1 verify 2+8192 restart 1 tries 2 sums 0 before 0\n"
    "0 status 12000000f040 direction 1 length 176 timeout 10000 accepts 1 use 2 blob-length "
    "176 capture “extra-inquiry” blob “8f895bbb”\n"
    "1 identify  verb 2 capture “” blob “”\n"
    "2 read 3c01f000000000008000 direction 1 length 128 timeout 3000 accepts 1 use 1 region "
    "128 capture “enciphered” blob “”\n"
    "8193 read 3c01f00fff8000008000 direction 1 length 128 timeout 3000 accepts 1 use 1 "
    "capture-offset 1048448 address 1048448 region 128 capture “enciphered” blob “”\n";

static void
test_plans_are_as_described (void)
{
    g_auto (Bed) bed = {0};
    g_autoptr (BbFacts) known = NULL;
    g_autoptr (GBytes) memory = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbPlan) asked = NULL;
    g_autoptr (BbPlan) backup = NULL;
    g_autoptr (BbPlan) verify = NULL;
    BbFlashInput input = {.catalog = shipped_catalog ()};

    bed_init (&bed, "Revision=LD5M\n");
    known = survey (&bed);
    memory = bb_sim_bus_dump (bed.bus, "d", NULL, NULL);
    image = identify_only_image (memory);
    input.facts = known;
    input.image = image;
    asked = bb_liteon_survey.plan (bed.facts, shipped_catalog (), NULL);
    backup = bb_liteon_plan_backup (known, shipped_catalog (), NULL);
    verify = bb_liteon_plan_verify (&input, NULL);
    plan_text_assert (asked, asked_plan);
    plan_text_assert (backup, backup_plan);
    plan_text_assert (verify, verify_plan);
}

/* --- the result of the survey --- */

#define OTHER_ANSWER                                                                                                \
    "The known read commands are for another drive. This drive responded to them differently, so Burnback stopped " \
    "reading. This drive was not changed."
#define FOR_EXPERTS                                                                                              \
    "Only one person has described how to read this drive’s firmware, and the result cannot be verified. The " \
    "procedure is for experts and is available only on the command line."
#define NOT_READ "The firmware of this drive cannot be read."

static void
test_survey_keeps_the_reply (void)
{
    g_autoptr (GVariant) on = make_settings (TRUE);
    g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_parsed ("{'other': <true>}"));
    g_auto (Bed) bed = {0};
    g_autoptr (GBytes) extra = NULL;
    g_autoptr (BbFacts) known = NULL;
    g_autofree char *hex = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    known = survey (&bed);
    extra = ask_extra (&bed);
    hex = bb_hex_dup (g_bytes_get_data (extra, NULL), EXTRA_BYTES, "");
    g_assert_cmpuint (g_bytes_get_size (extra), ==, EXTRA_BYTES);
    g_assert_cmpstr (bb_facts_get_string (known, BB_LITEON_KEY_EXTRA), ==, hex);
    g_assert_null (bb_facts_get_string (bed.facts, BB_LITEON_KEY_EXTRA));
    g_assert_false (bb_liteon_survey.is_needed (known, on));
    g_assert_false (bb_liteon_survey.is_needed (bed.facts, other));
}

/* bb_liteon_survey.take() must fail if the reply to EXTRAINQ or the piece of the memory is missing. */
static void
test_survey_needs_both_replies (void)
{
    g_auto (Bed) bed = {0};
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbCaptures) whole = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    plan = bb_liteon_survey.plan (bed.facts, shipped_catalog (), NULL);
    whole = run (&bed, plan);
    for (guint i = 0; i < 3; i++) {
        g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
        g_autoptr (GBytes) extra = bb_captures_get (whole, BB_LITEON_CAPTURE_EXTRA);
        g_autoptr (GBytes) piece = bb_captures_get (whole, BB_LITEON_CAPTURE_MEMORY);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) known = NULL;

        if (i != 1)
            bb_captures_add (captures, BB_LITEON_CAPTURE_EXTRA, BB_REGION_OTHER, 0, extra);
        if (i != 2)
            bb_captures_add (captures, BB_LITEON_CAPTURE_MEMORY, BB_REGION_OTHER, 0, piece);
        known = bb_liteon_survey.take (bed.facts, captures, &error);
        g_assert_cmpint (known != NULL, ==, i == 0);
        if (i > 0)
            assert_family_error (error, BB_FAMILY_ERROR_CANNOT, OTHER_ANSWER);
    }
}

/* A recorded reply to EXTRAINQ that is invalid, for example in an edited journal, is not used: there is no plan for a
 * backup. */
static void
test_invalid_record_is_not_used (void)
{
    g_auto (Bed) bed = {0};
    g_autoptr (BbFacts) known = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    known = survey (&bed);
    for (guint i = 0; i < 7; i++) {
        g_autoptr (BbFacts) facts = bb_facts_copy (known);
        g_autofree char *hex = g_strdup (bb_facts_get_string (known, BB_LITEON_KEY_EXTRA));
        gsize last = strlen (hex) - 1;
        const gsize wrong[] = {0, 1, 100, last - 1, last};
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = NULL;

        if (i < G_N_ELEMENTS (wrong))
            hex[wrong[i]] = 'x';
        else if (i == 5)
            hex[last - 1] = '\0';
        bb_facts_set_string (facts, BB_LITEON_KEY_EXTRA, hex);
        plan = bb_liteon_plan_backup (facts, shipped_catalog (), &error);
        g_test_message ("case %u", i);
        g_assert_cmpint (plan != NULL, ==, i == 6);
        if (i < 6)
            assert_family_error (error, BB_FAMILY_ERROR_CANNOT, NOT_READ);
    }
}

/* --- sentences --- */

static void
test_backup_kind_has_its_reason (void)
{
    g_auto (Bed) bed = {0};
    g_auto (Bed) boot = {0};
    g_autoptr (BbFacts) known = NULL;
    g_autoptr (BbFacts) other = NULL;
    g_autofree char *experts = NULL;
    g_autofree char *lost = NULL;
    g_autofree char *undocumented = NULL;
    g_autofree char *none = NULL;
    g_autoptr (GError) error = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    bed_init (&boot, "State=boot\n");
    known = survey (&bed);
    other = bb_facts_copy (bed.facts);
    g_clear_pointer (&other->model, bb_model_unref);
    other->model = bb_catalog_get_model (shipped_catalog (), BB_LITEON_ID, "SOHW-1653S");
    g_assert_cmpint (bb_family_lite_on.backup_kind (bed.facts, &experts), ==, BB_BACKUP_NONE);
    g_assert_cmpstr (experts, ==, FOR_EXPERTS);
    g_assert_cmpint (bb_family_lite_on.backup_kind (boot.facts, &lost), ==, BB_BACKUP_NONE);
    g_assert_cmpstr (lost, ==, "Only the drive’s boot code is running. The firmware is missing.");
    g_assert_cmpint (bb_family_lite_on.backup_kind (other, &undocumented), ==, BB_BACKUP_NONE);
    g_assert_cmpstr (undocumented, ==, "There is no public documentation on how to read the firmware of this drive.");
    g_assert_cmpint (bb_family_lite_on.backup_kind (known, &none), ==, BB_BACKUP_FULL);
    g_assert_cmpstr (none, ==, NULL);
    g_assert_cmpint (bb_family_lite_on.backup_kind (boot.facts, NULL), ==, BB_BACKUP_NONE);
    g_assert_null (bb_liteon_plan_backup (bed.facts, shipped_catalog (), &error));
    assert_family_error (error, BB_FAMILY_ERROR_CANNOT, FOR_EXPERTS);
}

static void
test_drive_in_its_boot_code_is_lost (void)
{
    g_auto (Bed) boot = {0};
    g_auto (Bed) bed = {0};

    bed_init (&boot, "State=boot\n");
    bed_init (&bed, "Revision=LD5M\n");
    g_assert_cmpstr (
        bb_facts_get_string (boot.facts, BB_FACTS_WANTS), ==,
        "The firmware of the drive is missing, and Burnback cannot write it. Power cycle the drive, or finish the "
        "update with the manufacturer’s program.");
    g_assert_true (bb_facts_get_boolean (boot.facts, BB_FACTS_IS_LOST));
    g_assert_null (bb_facts_get_string (bed.facts, BB_FACTS_WANTS));
    g_assert_false (bb_facts_get_boolean (bed.facts, BB_FACTS_IS_LOST));
    g_assert_cmpstr (bed.facts->mode, ==, "normal");
    g_assert_cmpint (bed.facts->condition, ==, BB_CONDITION_NORMAL);
}

/* Only an image that contains the memory of a DS-8ABSH, in the form in which it is read, can be compared with the
 * drive. */
static void
test_other_images_are_not_compared (void)
{
    g_auto (Bed) bed = {0};
    g_autoptr (BbFacts) known = NULL;
    g_autoptr (GBytes) page = liteon_make_memory (TRUE, "SM01", NULL);
    g_autoptr (BbImage) unknown = identify_only_image (page);
    BbFlashInput input = {.image = unknown, .catalog = shipped_catalog ()};
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) unread = NULL;

    bed_init (&bed, "Revision=LD5M\n");
    known = survey (&bed);
    input.facts = known;
    g_assert_null (bb_liteon_plan_verify (&input, &error));
    assert_family_error (
        error, BB_FAMILY_ERROR_CANNOT,
        "The firmware in the file and the firmware in the drive have different formats, so they cannot be "
        "compared. Compare the drive with a backup instead.");
    input.facts = bed.facts;
    g_assert_null (bb_liteon_plan_verify (&input, &unread));
    assert_family_error (unread, BB_FAMILY_ERROR_CANNOT, FOR_EXPERTS);
}

/* A memory that does not contain the names and the revision of the drive, character by character, gives no backup. An
 * incomplete memory gives no image. */
static void
test_other_memory_is_no_backup (void)
{
    g_auto (Bed) bed = {0};
    g_autoptr (BbFacts) known = NULL;
    g_autoptr (BbFacts) renamed = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (BbCaptures) empty = NULL;
    g_autoptr (GBytes) image = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) missing = NULL;

    bed_init (&bed, "Revision=LD5_\n");
    known = survey (&bed);
    plan = bb_liteon_plan_backup (known, shipped_catalog (), NULL);
    captures = run (&bed, plan);
    empty = bb_captures_new (plan);
    renamed = bb_facts_copy (known);
    g_strlcpy (renamed->inquiry.revision, "LD5L", sizeof renamed->inquiry.revision);
    image = bb_liteon_make_image (known, captures, shipped_catalog (), NULL);
    g_assert_nonnull (image);
    g_assert_null (bb_liteon_make_image (renamed, captures, shipped_catalog (), &error));
    assert_family_error (error, BB_FAMILY_ERROR_NOT_FIRMWARE,
                         "The drive returned data without the expected names and revision, so the data is not the "
                         "firmware. The data was saved, but cannot be used as a backup.");
    g_assert_null (bb_liteon_make_image (known, empty, shipped_catalog (), &missing));
    assert_family_error (missing, BB_FAMILY_ERROR_CANNOT, NOT_READ);
}

/* Returns the result of bb_liteon_judge() for a drive with revision LD5M and an image of its memory. Asserts the
 * sentence @wanted and the number of differing ranges, @n_differences.
 * @offset: byte of the image that is changed; 0: none. @is_read: TRUE if the memory was read. @cut_bytes: number of
 * bytes that are removed from the end of the image */
static BbProof
judge_changed (gsize offset, gboolean is_read, gsize cut_bytes, const char *wanted, guint n_differences)
{
    g_auto (Bed) bed = {0};
    g_autoptr (BbFacts) known = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (GBytes) memory = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbImage) shorter = NULL;
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    BbFlashInput input = {.catalog = shipped_catalog ()};
    guint8 *data = NULL;
    g_autofree char *why = NULL;
    BbProof proof;

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
    captures = is_read ? run (&bed, plan) : bb_captures_new (plan);
    g_bytes_unref (bytes);
    bytes = g_bytes_new_from_bytes (memory, 0, g_bytes_get_size (memory) - cut_bytes);
    shorter = bb_image_new_from_bytes (bytes, "test.bin");
    proof = bb_liteon_judge (&(BbJudgeInput){.before = known,
                                             .after = known,
                                             .image = cut_bytes > 0 ? shorter : image,
                                             .plan = plan,
                                             .captures = captures,
                                             .differences = differences,
                                             .catalog = shipped_catalog ()},
                             &why);
    g_assert_cmpstr (why, ==, wanted);
    g_assert_cmpuint (differences->len, ==, n_differences);
    return proof;
}

static void
test_comparison_leaves_out_data_of_the_drive (void)
{
    static const char same[] = "The firmware was read and matches the image. Data unique to this drive was not "
                               "compared.";
    static const char different[] = "The firmware in the drive differs from the image.";

    g_assert_cmpint (judge_changed (0, TRUE, 0, same, 0), ==, BB_PROOF_PROVEN);
    g_assert_cmpint (judge_changed (0x00001, TRUE, 0, different, 1), ==, BB_PROOF_DIFFERENT);
    g_assert_cmpint (judge_changed (0xE7FF0, TRUE, 0, different, 1), ==, BB_PROOF_DIFFERENT);
    g_assert_cmpint (judge_changed (0xE8000, TRUE, 0, same, 0), ==, BB_PROOF_PROVEN);
    g_assert_cmpint (judge_changed (0, FALSE, 0, NOT_READ, 0), ==, BB_PROOF_UNPROVEN);
    g_assert_cmpint (judge_changed (0, TRUE, 1, NOT_READ, 0), ==, BB_PROOF_UNPROVEN);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/liteon/read/wire_is_that_of_the_vector", test_wire_is_that_of_the_vector);
    g_test_add_func ("/liteon/read/key_is_at_the_place_in_the_reply", test_key_is_at_the_place_in_the_reply);
    g_test_add_func ("/liteon/read/other_replies_name_no_key", test_other_replies_name_no_key);
    g_test_add_func ("/liteon/read/plans_are_as_described", test_plans_are_as_described);
    g_test_add_func ("/liteon/read/survey_keeps_the_reply", test_survey_keeps_the_reply);
    g_test_add_func ("/liteon/read/survey_needs_both_replies", test_survey_needs_both_replies);
    g_test_add_func ("/liteon/read/invalid_record_is_not_used", test_invalid_record_is_not_used);
    g_test_add_func ("/liteon/read/backup_kind_has_its_reason", test_backup_kind_has_its_reason);
    g_test_add_func ("/liteon/read/drive_in_its_boot_code_is_lost", test_drive_in_its_boot_code_is_lost);
    g_test_add_func ("/liteon/read/other_images_are_not_compared", test_other_images_are_not_compared);
    g_test_add_func ("/liteon/read/other_memory_is_no_backup", test_other_memory_is_no_backup);
    g_test_add_func ("/liteon/read/reading_is_off_by_default", test_reading_is_off_by_default);
    g_test_add_func ("/liteon/read/only_the_model_of_the_page_is_read", test_only_the_model_of_the_page_is_read);
    g_test_add_func ("/liteon/read/other_answers_end_the_survey", test_other_answers_end_the_survey);
    g_test_add_func ("/liteon/read/commands_are_those_of_the_vector", test_commands_are_those_of_the_vector);
    g_test_add_func ("/liteon/read/backup_is_the_plain_memory", test_backup_is_the_plain_memory);
    g_test_add_func ("/liteon/read/comparison_leaves_out_data_of_the_drive",
                     test_comparison_leaves_out_data_of_the_drive);
    return g_test_run ();
}
