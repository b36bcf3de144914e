/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-boot-file.h"

#include "family/nec/bb-nec-convert.h"
#include "scsi/bb-bytes.h"

/* Tests bb-nec-boot.c and bb-nec-cdb.c. */

/* A test vector of a boot code change in docs/protocols/test-vectors. */
typedef struct {
    const char *name;
    const char *source;
    const char *target;
    const char *digits;
    const char *rid;
    guint32 seed;
    const char *version;
    gsize boot_bytes;
    const char *boot_sha256;
    guint16 own_sum;
    const char *file_sha256;
    guint n_commands;
    const char *stream_sha256;
    gsize data_bytes;
    const char *data_sha256;
} Vector;

static const Vector vectors[] = {
    {"2m-k355-k451", "K355", "K451", "4551", "ND27", 0x21, "05", 0x4000,
     "621651a45e918cade48eb011e9b38dc39b31c47372ac2921df26e9d47e299d4c", 0x05C6,
     "08869378d49aaf28d8de3d6b2af3253143c5ac56b0d57fc63fd0a01df14bf752", 38,
     "3f7a4f83f1131a892492ec2c51cbf568dd16e3929f8762d3a6093d9b7fa4deda", 16396,
     "be85eb1ed742ee8686d46fb0832033dfb0c22c7eaf8aacd535b0bffb34a54c43"},
    {"2mopti-d570-d770", "D570", "D770", "7170", "DB10", 0x22, "04", 0x8000,
     "914b6ae95b55129dbbb9f42533cd8700f3c7b64d7bb409704d31b0f0ad40d3c6", 0xD184,
     "d06d951f793909e5728570bdf5b346614e3d9c2ae52bea82e21d0ed1890aeb42", 35,
     "e5bc5d762bb95dfbfbae660c357686154b2c8d2a4782d556490de6301728785f", 32812,
     "5c134800ad141253cb93fdf5256f079c4a352b87f9575621088ee9ea693249eb"},
    {"opti3-g245-g246", "G245", "G246", "7241", "DQ10", 0x23, "08", 0x8000,
     "95642111d7b930276f326b4737b0c286e64dcf1b7138cb72b74c02c513ca63dd", 0x0C65,
     "96b8d28f3033e03a8083090ae91f8835d6cc3c15f2cc4a6b0dd3a81e49f568bf", 36,
     "4e157208737f3be1374e2e9128adcdf1934382c48631cda5ecb2c5cbf69ae207", 32780,
     "c15fccf1e750413edd8cbaa22041726809eac5994affa22627628741a79679ce"},
};

static GByteArray *
vector_boot_code (const Vector *vector)
{
    return nec_boot_code (vector->boot_bytes, vector->seed, vector->target, vector->version);
}

static void
assert_sha256 (GByteArray *bytes, const char *wanted)
{
    g_autofree char *sha256 = bb_sha256_data (bytes->data, bytes->len);

    g_assert_cmpstr (sha256, ==, wanted);
}

static void
test_file_is_the_vector (gconstpointer data)
{
    const Vector *vector = data;
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) boot_code = vector_boot_code (vector);
    g_autoptr (GByteArray) file = nec_boot_file (boot_code, vector->target, vector->digits, vector->rid);
    g_autoptr (BbImage) image = NULL;
    g_autoptr (GBytes) cut_out = NULL;
    BbImageIdentity *identity = NULL;

    assert_sha256 (boot_code, vector->boot_sha256);
    assert_sha256 (file, vector->file_sha256);
    image = nec_boot_image (catalog, file, vector->target);
    identity = bb_image_get_identity (image);
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_cmpstr (identity->codes[0], ==, vector->target);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_RID), ==, vector->rid);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_DIGITS), ==, vector->digits);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_NAMED), ==, "yes");
    cut_out = bb_nec_boot_code_bytes (bb_image_get_bytes (image),
                                      nec_type (vector->boot_bytes == 0x4000 ? "2M" : "2MOpti"));
    g_assert_cmphex (bb_nec_boot_sum (cut_out), ==, vector->own_sum);
}

/* --- command stream --- */

/* Returns (transfer full) the calibration of a drive of @type, the type before a conversion. Its bytes are random,
 * so each text in it differs from the text of the target type. */
static BbCaptures *
make_captures (const BbNecType *type)
{
    static const char *const names[] = {"calibration", "calibration-2"};
    BbCaptures *captures = bb_captures_new (NULL);

    for (guint i = 0; i < BB_NEC_MAX_RANGES && type->calibration[i].length_bytes > 0; i++) {
        g_autoptr (GByteArray) page = nec_fill (type->calibration[i].length_bytes, 0x50 + i);
        g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&page));

        bb_captures_add (captures, names[i], BB_REGION_CALIBRATION, type->calibration[i].address, bytes);
    }
    return captures;
}

/* TRUE if the command of @step counts in the checksums of the vectors, which leave out status and read commands. */
static gboolean
is_of_the_stream (const BbStep *step)
{
    return step->kind != BB_STEP_STATUS && step->kind != BB_STEP_READ;
}

/* Adds the command of a step to @lines, and the data that it sends to @sent. */
static void
add_step (BbPlan *plan, const BbStep *step, GString *lines, GByteArray *sent)
{
    static const char directions[] = {'-', 'i', 'o'};
    const guint8 zero = 0;

    for (guint i = 0; i < step->cdb.length_bytes; i++)
        g_string_append_printf (lines, "%02X", step->cdb.bytes[i]);
    g_string_append_printf (lines, " %c %u\n", directions[step->direction], step->length_bytes);
    if (step->direction != BB_DIRECTION_OUT)
        return;
    g_byte_array_append (
        sent, (const guint8 *) g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL) + step->blob_offset,
        step->blob_length_bytes);
    for (guint32 i = step->blob_length_bytes; i < step->length_bytes; i++)
        g_byte_array_append (sent, &zero, 1);
}

/* Returns (transfer full) the plan of the conversion of a vector; @special: the drive is in safe mode already. */
static BbPlan *
plan_vector (BbCatalog *catalog, const Vector *vector, gboolean special)
{
    g_autoptr (GByteArray) boot_code = vector_boot_code (vector);
    g_autoptr (GByteArray) file = nec_boot_file (boot_code, vector->target, vector->digits, vector->rid);
    g_autoptr (BbImage) image = nec_boot_image (catalog, file, vector->target);
    g_autoptr (BbFacts) facts = nec_facts (catalog, vector->source, 0x93, "05");
    g_autoptr (BbCaptures) captures = make_captures (bb_nec_facts_type (facts));
    g_autoptr (GError) error = NULL;
    BbConvertInput input = {
        .facts = facts, .target = vector->target, .boot_code = image, .captures = captures, .catalog = catalog};
    BbPlan *plan = NULL;

    if (special)
        facts->condition = BB_CONDITION_SPECIAL;
    plan = bb_family_nec_optiarc.convert->plan (&input, &error);
    g_assert_no_error (error);
    return plan;
}

static void
test_stream_is_the_vector (gconstpointer data)
{
    const Vector *vector = data;
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbPlan) plan = plan_vector (catalog, vector, FALSE);
    g_autoptr (GString) lines = g_string_new (NULL);
    g_autoptr (GByteArray) sent = g_byte_array_new ();
    g_autofree char *sha256 = NULL;
    guint n = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (!is_of_the_stream (step))
            continue;
        n++;
        add_step (plan, step, lines, sent);
    }
    g_assert_cmpuint (n, ==, vector->n_commands);
    sha256 = bb_sha256_data ((const guint8 *) lines->str, lines->len);
    g_assert_cmpstr (sha256, ==, vector->stream_sha256);
    g_assert_cmpuint (sent->len, ==, vector->data_bytes);
    assert_sha256 (sent, vector->data_sha256);
}

/* After each write of calibration the whole page is read and compared with its new content. */
static void
test_every_calibration_write_is_read_back (gconstpointer data)
{
    const Vector *vector = data;
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbPlan) plan = plan_vector (catalog, vector, FALSE);
    guint n = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *write = bb_plan_get_step (plan, i);
        const BbStep *read = NULL;

        if (write->kind != BB_STEP_CALIBRATION)
            continue;
        n++;
        read = bb_plan_get_step (plan, i + 1);
        g_assert_true (write->journal);
        g_assert_false (write->endangers);
        g_assert_cmpint (read->use, ==, BB_USE_COMPARE);
        g_assert_cmphex (read->address, ==, write->address & ~0xFFFu);
        g_assert_cmpuint (read->blob_length_bytes, ==, 0x1000);
        g_assert_cmpuint (read->blob, ==, write->blob);
        g_assert_cmphex (write->blob_offset, ==, write->address & 0xFFFu);
    }
    g_assert_cmpuint (n, ==, 3);
}

/* There is exactly one unrecoverable step. It is the last one and follows the erases directly. */
static void
test_unrecoverable_step_is_one_and_last (gconstpointer data)
{
    const Vector *vector = data;
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbPlan) plan = plan_vector (catalog, vector, FALSE);
    guint last = bb_plan_get_n_steps (plan) - 1;
    const BbSection *section = bb_plan_get_section (plan, bb_plan_get_n_sections (plan) - 1);

    g_assert_cmpint (bb_plan_get_kind (plan), ==, BB_PLAN_CONVERT);
    g_assert_cmpuint (bb_plan_find_unrecoverable (plan), ==, last);
    g_assert_cmpint (bb_plan_get_step (plan, last)->kind, ==, BB_STEP_PROGRAM);
    g_assert_cmpint (bb_plan_get_step (plan, last)->accepts, ==, BB_ANSWER_ANY);
    g_assert_cmpint (bb_plan_get_step (plan, last - 1)->kind, ==, BB_STEP_ERASE);
    g_assert_cmpuint (section->n_steps, ==, 1);
    g_assert_cmpuint (section->max_tries, ==, 1);
    g_assert_false (section->heals);
    g_assert_nonnull (strstr (bb_plan_get_note (plan), "mains power"));
    g_assert_cmpstr (bb_plan_get_region (plan, 0)->name, ==, BB_NEC_CAPTURE_BOOT_CODE);
    /* The step changes all of the boot code. */
    g_assert_cmphex (bb_plan_get_step (plan, last)->address, ==, bb_plan_get_region (plan, 0)->address);
    g_assert_cmphex (bb_plan_get_step (plan, last)->region_bytes, ==, bb_plan_get_region (plan, 0)->length_bytes);
}

/* If the drive is already in safe mode, the plan does not write the identity, and sends a wrong checksum: the refusal
 * shows that commands reach the drive. */
static void
test_plan_in_safe_mode_writes_boot_code_only (gconstpointer data)
{
    const Vector *vector = data;
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbPlan) plan = plan_vector (catalog, vector, TRUE);
    guint n_uploads = 0;
    guint n_refused = 0;
    guint at = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        while (i >= bb_plan_get_section (plan, at)->first_step + bb_plan_get_section (plan, at)->n_steps)
            at++;
        g_assert_cmpint (step->kind, !=, BB_STEP_CALIBRATION);
        n_uploads += step->kind == BB_STEP_UPLOAD;
        if (step->kind != BB_STEP_CHECKSUM || step->accepts != BB_ANSWER_REFUSED)
            continue;
        n_refused++;
        /* The wrong checksum follows the first upload, because a checksum can be wrong only for data that the drive
         * has. */
        g_assert_cmpuint (n_uploads, ==, 1);
        /* A drive that accepts a wrong checksum is not asked again. */
        g_assert_cmpuint (bb_plan_get_section (plan, at)->max_tries, ==, 1);
    }
    g_assert_cmpuint (n_uploads, ==, 2);
    g_assert_cmpuint (n_refused, ==, 1);
}

/* --- files that are refused --- */

/* Asserts that the file is refused as boot code for @target, with a problem that contains @words. */
static void
assert_problem (BbCatalog *catalog, GByteArray *bytes, const char *target, const char *words)
{
    g_autoptr (BbImage) image = nec_boot_image (catalog, bytes, target);
    const char *problem = bb_image_get_identity (image)->problem;

    g_assert_nonnull (problem);
    if (strstr (problem, words) == NULL)
        g_error ("\"%s\" does not say \"%s\"", problem, words);
}

static void
test_damaged_files_are_refused (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) boot_code = vector_boot_code (&vectors[0]);
    g_autoptr (GByteArray) file = nec_boot_file (boot_code, "K451", "4551", "ND27");
    g_autoptr (GByteArray) inner = NULL;

    file->data[0x8004] ^= 1;
    assert_problem (catalog, file, "K451", "checksum of the boot code file");
    boot_code->data[0x1234] ^= 0x10;
    inner = nec_boot_file (boot_code, "K451", "4551", "ND27");
    assert_problem (catalog, inner, "K451", "The boot code file is damaged or contains no boot code.");
    assert_problem (catalog, boot_code, "K451", "The boot code file is damaged or contains no boot code.");
    g_byte_array_set_size (boot_code, 0x3FFF);
    assert_problem (catalog, boot_code, "K451", "not boot code for the ND-4551A");
    g_byte_array_set_size (boot_code, 0);
    assert_problem (catalog, boot_code, "K451", "not boot code for the ND-4551A");
}

/* The checksum of blank bytes may be right by chance, so blank files are refused separately. */
static void
test_blank_boot_code_is_refused (void)
{
    static const guint8 values[] = {0x00, 0xFF};
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
        g_autoptr (GByteArray) bytes = nec_fill (0x4000, 1);

        for (guint j = 0; j < bytes->len; j++)
            bytes->data[j] = values[i];
        assert_problem (catalog, bytes, "K355", "The boot code file is damaged or contains no boot code.");
    }
}

static void
test_boot_code_of_another_target_is_refused (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) boot_code = vector_boot_code (&vectors[0]);
    g_autoptr (GByteArray) file = nec_boot_file (boot_code, "K450", "4550", NULL);
    g_autoptr (GByteArray) large = vector_boot_code (&vectors[1]);

    assert_problem (catalog, file, "K451", "boot code for drive type K451 is needed");
    assert_problem (catalog, large, "K451", "not boot code for the ND-4551A");
    assert_problem (catalog, boot_code, "D770", "not boot code for the AD-7170A");
    assert_problem (catalog, boot_code, "K110", "There is no known procedure to change the boot code");
    assert_problem (catalog, boot_code, "C500", "There is no known procedure to change the boot code");
    assert_problem (catalog, boot_code, "X999", "not in the catalog");
}

/* A plain dump without identity texts is accepted, and so is a boot code followed by bytes of any value. */
static void
test_plain_and_dirty_files_are_accepted (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) boot_code = vector_boot_code (&vectors[0]);
    g_autoptr (GByteArray) dirty = nec_fill (0x8000, 0x99);
    g_autoptr (GByteArray) file = NULL;
    g_autoptr (BbImage) plain = nec_boot_image (catalog, boot_code, "K451");
    g_autoptr (BbImage) full = NULL;
    BbImageIdentity *identity = bb_image_get_identity (plain);

    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_FORM), ==, "plain");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_RID), ==, NULL);
    for (guint i = 0; i < boot_code->len; i++)
        dirty->data[i] = boot_code->data[i];
    file = nec_boot_file (dirty, "K451", NULL, NULL);
    full = nec_boot_image (catalog, file, "K451");
    identity = bb_image_get_identity (full);
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_DIGITS), ==, NULL);
}

/* A conversion writes digits and RID text of the file to the drive, so they are taken only if each byte is a
 * character. */
static void
test_texts_with_other_bytes_are_not_taken (void)
{
    static const char *const texts[] = {"\377\377\377\377", "35\0011", "RI\3441", "45  "};
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) boot_code = vector_boot_code (&vectors[0]);

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autoptr (GByteArray) file = nec_boot_file (boot_code, "K451", texts[i], texts[i]);
        g_autoptr (BbImage) image = nec_boot_image (catalog, file, "K451");
        BbImageIdentity *identity = bb_image_get_identity (image);

        g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_RID), ==, NULL);
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_DIGITS), ==, NULL);
    }
}

/* Checks the boot code commands of the flash types for which there are no test vectors. The expected values are those
 * of nec-optiarc.md, section 10. */
static void
assert_commands (const char *type_name, guint32 upload_bytes, const char *upload, const char *program)
{
    const BbNecType *type = nec_type (type_name);
    g_autofree char *upload_text = NULL;
    g_autofree char *program_text = NULL;
    BbCdb cdb = {0};

    g_assert_true (bb_nec_type_takes_boot_code (type));
    g_assert_cmpuint (bb_nec_cdb_upload_boot (&cdb, type), ==, upload_bytes);
    upload_text = bb_hex_dup (cdb.bytes, cdb.length_bytes, "");
    g_assert_cmpstr (upload_text, ==, upload);
    bb_nec_cdb_program_boot (&cdb, type);
    program_text = bb_hex_dup (cdb.bytes, cdb.length_bytes, "");
    g_assert_cmpstr (program_text, ==, program);
}

static void
test_commands_of_every_type (void)
{
    assert_commands ("768K", 0x4000, "CB0100000000000004010000", "CB020000000000000F000000");
    assert_commands ("1M", 0x4000, "CB0100000000000004010000", "CB0200000000000001000000");
    assert_commands ("2M", 0x4000, "CB0100000000000004010000", "CB0200000000000001000000");
    assert_commands ("2MOpti", 0x8020, "CB0100000000000008010000", "CB0200000000000001000000");
    assert_commands ("Opti2", 0x8020, "CB0100000000000008010000", "CB0200000000000000000000");
    assert_commands ("Opti3", 0x8000, "CB0100000000008000010000", "CB0200000000008000010000");
    assert_commands ("Opti4", 0x8000, "CB0100000000008000010000", "CB0200000000008000010000");
    g_assert_false (bb_nec_type_takes_boot_code (nec_type ("640K")));
    g_assert_false (bb_nec_type_takes_boot_code (nec_type ("OptiBD")));
    g_assert_false (bb_nec_type_takes_boot_code (nec_type ("OptiBD2")));
    g_assert_false (bb_nec_type_takes_boot_code (nec_type ("2MHDDVD")));
}

static void
add_for_each_vector (const char *path, GTestDataFunc function)
{
    for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
        g_autofree char *name = g_strdup_printf ("/nec/boot/%s/%s", path, vectors[i].name);

        g_test_add_data_func (name, &vectors[i], function);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    add_for_each_vector ("file-is-the-vector", test_file_is_the_vector);
    add_for_each_vector ("stream-is-the-vector", test_stream_is_the_vector);
    add_for_each_vector ("every-calibration-write-is-read-back", test_every_calibration_write_is_read_back);
    add_for_each_vector ("unrecoverable-step-is-one-and-last", test_unrecoverable_step_is_one_and_last);
    add_for_each_vector ("plan-in-safe-mode-writes-boot-code-only", test_plan_in_safe_mode_writes_boot_code_only);
    g_test_add_func ("/nec/boot/damaged-files-are-refused", test_damaged_files_are_refused);
    g_test_add_func ("/nec/boot/blank-boot-code-is-refused", test_blank_boot_code_is_refused);
    g_test_add_func ("/nec/boot/of-another-target-is-refused", test_boot_code_of_another_target_is_refused);
    g_test_add_func ("/nec/boot/plain-and-dirty-files-are-accepted", test_plain_and_dirty_files_are_accepted);
    g_test_add_func ("/nec/boot/texts-with-other-bytes-are-not-taken", test_texts_with_other_bytes_are_not_taken);
    g_test_add_func ("/nec/boot/commands-of-every-type", test_commands_of_every_type);
    return g_test_run ();
}
