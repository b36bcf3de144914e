/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../plan-steps.h"
#include "nec-vectors.h"

/* Tests bb-nec-cdb.c, bb-nec-plan.c, bb-nec-plan-backup.c and bb-nec-plan-flash.c. */

static BbPlan *
plan_flash (BbCatalog *catalog, const NecVector *vector, const NecRecipe *recipe, gboolean recovering)
{
    g_autoptr (BbImage) image = nec_vector_image (catalog, vector, recipe);
    g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, "05");
    g_autoptr (GError) error = NULL;
    BbFlashInput input = {.facts = facts, .image = image, .catalog = catalog, .recovering = recovering};
    BbPlan *plan = bb_family_nec_optiarc.plan_flash (&input, &error);

    g_assert_no_error (error);
    return plan;
}

/* Returns the section that the step is in. */
static const BbSection *
section_of (BbPlan *plan, guint step)
{
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        if (step >= section->first_step && step < section->first_step + section->n_steps)
            return section;
    }
    g_assert_not_reached ();
}

/* TRUE for the steps that count in the checksums of the vectors. Waits, status queries, reads of memory and the
 * verification do not count. */
static gboolean
is_of_the_stream (BbPlan *plan, guint i)
{
    const BbStep *step = bb_plan_get_step (plan, i);

    return step->verb == BB_VERB_COMMAND && step->kind != BB_STEP_STATUS && step->kind != BB_STEP_READ &&
           section_of (plan, i)->phase != BB_PHASE_VERIFY;
}

/* Adds the command of a step as the test vectors write it. */
static void
add_line (GString *text, const BbStep *step)
{
    static const char directions[] = {'-', 'i', 'o'};

    for (guint i = 0; i < step->cdb.length_bytes; i++)
        g_string_append_printf (text, "%02X", step->cdb.bytes[i]);
    g_string_append_printf (text, " %c %u\n", directions[step->direction], step->length_bytes);
}

static char *
sha256_text (GString *text)
{
    return bb_sha256_data ((const guint8 *) text->str, text->len);
}

/* Adds the data that a step sends, with their padding. */
static void
add_data (BbPlan *plan, const BbStep *step, GByteArray *sent)
{
    const guint8 zero = 0;
    gsize size = 0;
    const guint8 *blob = NULL;

    if (step->direction != BB_DIRECTION_OUT)
        return;
    blob = g_bytes_get_data (bb_plan_get_blob (plan, step->blob), &size);
    g_byte_array_append (sent, blob + step->blob_offset, step->blob_length_bytes);
    for (guint32 i = step->blob_length_bytes; i < step->length_bytes; i++)
        g_byte_array_append (sent, &zero, 1);
}

static void
test_images_equal_the_vectors (void)
{
    for (guint i = 0; i < n_nec_vectors; i++) {
        g_autoptr (GByteArray) bytes = nec_vector_bytes (&nec_vectors[i], NULL);
        g_autofree char *sha256 = bb_sha256_data (bytes->data, bytes->len);

        g_assert_cmpuint (bytes->len, ==, nec_vectors[i].size);
        g_assert_cmpstr (sha256, ==, nec_vectors[i].image_sha256);
    }
}

static void
test_each_image_is_identified (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        const NecVector *vector = &nec_vectors[i];
        g_autoptr (BbImage) image = nec_vector_image (catalog, vector, NULL);
        BbImageIdentity *identity = bb_image_get_identity (image);
        gboolean bd = g_str_equal (vector->flash_type, "OptiBD");

        g_assert_cmpstr (identity->codes[0], ==, vector->code);
        g_assert_null (identity->codes[1]);
        g_assert_null (identity->problem);
        g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
        g_assert_cmpuint (identity->offset, ==, 0);
        g_assert_cmpuint (identity->length_bytes, ==, vector->size);
        g_assert_cmpstr (identity->vendor, ==, "_NEC");
        g_assert_cmpstr (identity->product, ==, "DVD_RW TEST");
        g_assert_cmpstr (identity->revision, ==, "1.23");
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_FLASH_TYPE), ==, vector->flash_type);
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_VERSION), ==,
                         bd ? BB_NEC_BOOT_NONE : vector->boot);
        g_assert_cmpint (bb_nec_identity_firmware_id (identity), ==, vector->firmware_id);
    }
}

static void
test_flash_commands_equal_the_vector (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        const NecVector *vector = &nec_vectors[i];
        g_autoptr (BbPlan) plan = plan_flash (catalog, vector, NULL, FALSE);
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GByteArray) sent = g_byte_array_new ();
        g_autofree char *stream_sha256 = NULL;
        g_autofree char *data_sha256 = NULL;
        guint n = 0;

        for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
            if (!is_of_the_stream (plan, s))
                continue;
            add_line (text, bb_plan_get_step (plan, s));
            add_data (plan, bb_plan_get_step (plan, s), sent);
            n++;
        }
        stream_sha256 = sha256_text (text);
        data_sha256 = bb_sha256_data (sent->data, sent->len);
        g_test_message ("%s", vector->name);
        g_assert_cmpuint (n, ==, vector->n_flash);
        g_assert_cmpstr (stream_sha256, ==, vector->flash_sha256);
        g_assert_cmpuint (sent->len, ==, vector->data_bytes);
        g_assert_cmpstr (data_sha256, ==, vector->data_sha256);
    }
}

/* TRUE for the first read of a page of the main firmware. */
static gboolean
is_first_firmware_read (BbPlan *plan, const BbStep *step)
{
    if (step->kind != BB_STEP_READ || step->use != BB_USE_STORE)
        return FALSE;
    return g_str_has_prefix (bb_plan_get_capture (plan, step->capture)->region.name, "firmware");
}

static void
test_backup_reads_twice_as_the_vector (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        const NecVector *vector = &nec_vectors[i];
        g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, NULL);
        g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_backup (facts, NULL, NULL);
        g_autoptr (GString) first = g_string_new (NULL);
        g_autofree char *sha256 = NULL;
        guint n_first = 0;
        guint n_second = 0;

        g_assert_nonnull (plan);
        for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
            const BbStep *step = bb_plan_get_step (plan, s);

            if (is_first_firmware_read (plan, step)) {
                add_line (first, step);
                n_first++;
            } else if (step->use == BB_USE_COMPARE_CAPTURE &&
                       g_str_has_prefix (bb_plan_get_capture (plan, step->capture)->region.name, "firmware")) {
                n_second++;
            }
        }
        g_test_message ("%s", vector->name);
        g_assert_cmpuint (n_first, ==, vector->n_reads);
        g_assert_cmpuint (n_second, ==, vector->n_reads);
        sha256 = sha256_text (first);
        if (vector->n_reads > 0)
            g_assert_cmpstr (sha256, ==, vector->reads_sha256);
        else
            g_assert_cmpuint (plan_find_capture (plan, "firmware"), ==, BB_CAPTURE_NONE);
    }
}

/* Returns the step that reads the boot code; NULL if there is none. */
static const BbStep *
find_boot_read (BbPlan *plan)
{
    guint capture = plan_find_capture (plan, BB_NEC_CAPTURE_BOOT_CODE);

    for (guint s = 0; capture != BB_CAPTURE_NONE && s < bb_plan_get_n_steps (plan); s++) {
        const BbStep *step = bb_plan_get_step (plan, s);

        if (step->use == BB_USE_STORE && step->capture == capture)
            return step;
    }
    return NULL;
}

/* The boot code must be read in safe mode, and completely, from address 0 on. For types that cannot return their boot
 * code there must be no such read (nec-optiarc.md, section 2). */
static void
test_boot_code_is_read_from_its_address (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    guint n_readable = 0;

    for (guint i = 0; i < n_nec_vectors; i++) {
        const BbNecType *type = nec_type (nec_vectors[i].flash_type);
        g_autoptr (BbFacts) facts = nec_facts (catalog, nec_vectors[i].code, nec_vectors[i].firmware_id, NULL);
        g_autoptr (BbPlan) plan = NULL;
        const BbStep *step = NULL;

        facts->condition = BB_CONDITION_SPECIAL;
        plan = bb_family_nec_optiarc.plan_backup (facts, NULL, NULL);
        step = find_boot_read (plan);
        g_test_message ("%s", nec_vectors[i].name);
        g_assert_cmpint (step != NULL, ==, type->boot_readable);
        if (step == NULL)
            continue;
        g_assert_cmphex (step->address, ==, 0);
        g_assert_cmphex (step->region_bytes, ==, type->boot_bytes);
        g_assert_cmphex (step->length_bytes, ==, type->boot_bytes);
        n_readable++;
    }
    g_assert_cmpuint (n_readable, >, 0);
}

/* The image that is made from a backup equals the image in the flash. */
static void
test_backup_gives_the_image (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        const NecVector *vector = &nec_vectors[i];
        const BbNecType *type = nec_type (vector->flash_type);
        g_autoptr (GByteArray) bytes = nec_vector_bytes (vector, NULL);
        g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, NULL);
        g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_backup (facts, NULL, NULL);
        g_autoptr (BbCaptures) captures = bb_captures_new (plan);
        g_autoptr (GBytes) image = NULL;
        g_autoptr (GError) error = NULL;

        if (vector->boot != NULL)
            bb_facts_set_string (facts, BB_NEC_VALUE_BOOT_VERSION, vector->boot);
        image = bb_family_nec_optiarc.make_image (facts, captures, NULL, &error);
        g_assert_null (image);
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_clear_error (&error);
        if (vector->n_reads == 0)
            continue;
        for (guint bank = 0; bank < type->n_parts; bank++)
            bb_captures_store (captures, plan_find_capture (plan, bank == 0 ? "firmware" : "firmware-bank-1"), 0,
                               bytes->data + type->parts[bank].image_offset, type->parts[bank].length_bytes);
        image = bb_family_nec_optiarc.make_image (facts, captures, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpmem (g_bytes_get_data (image, NULL), g_bytes_get_size (image), bytes->data, bytes->len);
    }
}

/* The first erase is the first step that endangers the drive. No step writes to the calibration. */
static void
test_only_the_first_erase_endangers (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        g_autoptr (BbPlan) plan = plan_flash (catalog, &nec_vectors[i], NULL, FALSE);
        const BbNecType *type = nec_type (nec_vectors[i].flash_type);
        gboolean endangered = FALSE;
        guint n_heals = 0;

        for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
            const BbStep *step = bb_plan_get_step (plan, s);
            gboolean writes = step->kind == BB_STEP_ERASE || step->kind == BB_STEP_PROGRAM;

            g_assert_cmpint (step->kind, !=, BB_STEP_CALIBRATION);
            if (step->kind == BB_STEP_ERASE)
                g_assert_true (step->endangers);
            /* erase 0.7 s and program 0.6 s per 64 KiB, restart 3 s (nec-optiarc.md, section 11) */
            if (writes)
                g_assert_cmpuint (step->typical_ms, ==,
                                  step->region_bytes * (step->kind == BB_STEP_ERASE ? 700ull : 600ull) / 0x10000);
            if (step->verb == BB_VERB_WAIT_READY)
                g_assert_cmpuint (step->typical_ms, ==, 3000);
            if (step->kind == BB_STEP_PROGRAM)
                g_assert_true (endangered);
            endangered = endangered || step->endangers;
            for (guint r = 0; writes && r < 2; r++)
                g_assert_false (step->address < type->calibration[r].address + type->calibration[r].length_bytes &&
                                type->calibration[r].address < step->address + step->region_bytes);
            if (step->verb == BB_VERB_COMMAND && step->cdb.length_bytes == 12)
                g_assert_cmpuint (step->timeout_ms, ==, 300000);
        }
        for (guint s = 0; s < bb_plan_get_n_sections (plan); s++)
            n_heals += bb_plan_get_section (plan, s)->heals ? 1 : 0;
        g_assert_cmpuint (n_heals, ==, 1);
    }
}

/* Safe mode is not left between the first erase and the last program; a retry begins at the uploads. */
static void
test_failed_erase_or_program_restarts_at_uploads (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        g_autoptr (BbPlan) plan = plan_flash (catalog, &nec_vectors[i], NULL, FALSE);
        gboolean opti4 = g_str_equal (nec_vectors[i].flash_type, "Opti4");
        guint n_entered = 0;

        for (guint s = 0; s < bb_plan_get_n_sections (plan); s++) {
            const BbSection *section = bb_plan_get_section (plan, s);
            const BbSection *back = bb_plan_get_section (plan, section->restart_at);
            BbStepKind begins = bb_plan_get_step (plan, back->first_step)->kind;

            /* The section that enters safe mode is tried twice before anything is erased, and three times for the
             * second bank. */
            if (section->phase == BB_PHASE_PREPARE &&
                bb_plan_get_step (plan, section->first_step)->kind == BB_STEP_ENTER)
                g_assert_cmpuint (section->max_tries, ==, n_entered++ == 0 ? 2 : 3);
            if (section->phase != BB_PHASE_ERASE && section->phase != BB_PHASE_PROGRAM)
                continue;
            g_assert_cmpint (begins, ==, opti4 ? BB_STEP_ERASE : BB_STEP_UPLOAD);
            g_assert_cmpuint (section->max_tries, ==, 3);
            for (guint n = back->first_step; n < section->first_step + section->n_steps; n++)
                g_assert_cmpint (bb_plan_get_step (plan, n)->kind, !=, BB_STEP_LEAVE);
        }
        g_assert_cmpuint (n_entered, ==, g_str_equal (nec_vectors[i].flash_type, "640K") ? 2 : 1);
    }
}

/* Returns the number of steps that succeed only if the drive refuses the command. @place: (out): index of the last
 * such step, unchanged if there is none */
static guint
count_refusals (BbPlan *plan, guint *place)
{
    guint n = 0;

    for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
        if (bb_plan_get_step (plan, s)->accepts != BB_ANSWER_REFUSED)
            continue;
        *place = s;
        n++;
    }
    return n;
}

static void
test_wrong_checksum_is_sent_from_safe_mode_only (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        g_autoptr (BbPlan) plain = plan_flash (catalog, &nec_vectors[i], NULL, FALSE);
        g_autoptr (BbPlan) plan = plan_flash (catalog, &nec_vectors[i], NULL, TRUE);
        gboolean opti4 = g_str_equal (nec_vectors[i].flash_type, "Opti4");
        const BbStep *step = NULL;
        guint place = 0;

        g_assert_cmpuint (count_refusals (plain, &place), ==, 0);
        if (g_str_equal (nec_vectors[i].flash_type, "OptiBD")) {
            g_assert_cmpuint (count_refusals (plan, &place), ==, 0);
            continue;
        }
        g_assert_cmpuint (count_refusals (plan, &place), ==, 1);
        step = bb_plan_get_step (plan, place);
        g_assert_cmpint (step->kind, ==, BB_STEP_CHECKSUM);
        if (opti4) {
            g_assert_cmpuint (step->cdb.bytes[9], ==, 5);
            g_assert_cmpuint (step->cdb.bytes[2], ==, 0xA0 ^ 0xFF);
        }
        for (guint s = 0; s < place; s++)
            g_assert_cmpint (bb_plan_get_step (plan, s)->kind, !=, BB_STEP_ERASE);
        g_assert_cmpint (bb_plan_get_step (plan, place + 1)->kind, ==, opti4 ? BB_STEP_CHECKSUM : BB_STEP_UPLOAD);
    }
}

/* If the connection transfers at most 32 KiB with one command, each padded upload has half the usual size. */
static void
test_small_transfer_limit_gives_smaller_uploads (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    const NecVector *vector = nec_vector ("nec-2mopti-d770");
    g_autoptr (BbImage) image = nec_vector_image (catalog, vector, NULL);
    g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, "04");
    g_autoptr (GVariant) settings = NULL;
    g_autoptr (BbPlan) plan = NULL;
    BbFlashInput input = {.facts = facts, .image = image, .catalog = catalog};
    GVariantDict dict;
    guint n = 0;

    g_variant_dict_init (&dict, NULL);
    g_variant_dict_insert (&dict, "max-transfer-bytes", "u", 32768);
    settings = g_variant_ref_sink (g_variant_dict_end (&dict));
    input.settings = settings;
    plan = bb_family_nec_optiarc.plan_flash (&input, NULL);
    for (guint s = 0; s < bb_plan_get_n_steps (plan); s++) {
        const BbStep *step = bb_plan_get_step (plan, s);

        if (step->kind != BB_STEP_UPLOAD)
            continue;
        g_assert_cmpuint (step->cdb.bytes[8], ==, 4);
        g_assert_cmpuint (step->length_bytes, ==, 0x4010);
        g_assert_cmpuint (step->blob_length_bytes, ==, 0x4000);
        n++;
    }
    g_assert_cmpuint (n, ==, 112);
}

/* Types whose uploads are counted in bytes (%BB_NEC_UPLOAD_BYTES) have only one upload size, so a connection that
 * transfers less is refused; the other types use smaller uploads. */
static void
test_too_small_transfer_limit_is_refused (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < n_nec_vectors; i++) {
        const NecVector *vector = &nec_vectors[i];
        g_autoptr (BbImage) image = nec_vector_image (catalog, vector, NULL);
        g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, "04");
        g_autoptr (GVariant) settings = NULL;
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (GError) error = NULL;
        BbFlashInput input = {.facts = facts, .image = image, .catalog = catalog};
        GVariantDict dict;

        g_variant_dict_init (&dict, NULL);
        g_variant_dict_insert (&dict, "max-transfer-bytes", "u", 16384);
        settings = g_variant_ref_sink (g_variant_dict_end (&dict));
        input.settings = settings;
        plan = bb_family_nec_optiarc.plan_flash (&input, &error);
        if (nec_type (vector->flash_type)->upload == BB_NEC_UPLOAD_BYTES)
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        else
            g_assert_no_error (error);
    }
}

static void
test_wrong_images_are_refused (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    const NecVector *vector = nec_vector ("nec-2m-k355");
    g_autoptr (BbImage) image = nec_vector_image (catalog, vector, NULL);
    g_autoptr (GByteArray) bytes = nec_vector_bytes (vector, NULL);
    g_autoptr (BbImage) broken = NULL;
    g_autoptr (BbFacts) other = nec_facts (catalog, "K356", 0x94, "05");
    g_autoptr (BbFacts) same = nec_facts (catalog, "K355", 0x93, "05");
    g_autoptr (BbFacts) hddvd = nec_facts (catalog, "M110", 0x8A, "05");
    g_autoptr (GError) error = NULL;
    BbFlashInput input = {.facts = other, .image = image, .catalog = catalog};

    g_assert_null (bb_family_nec_optiarc.plan_flash (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    bytes->data[5000] ^= 1;
    broken = nec_identify (catalog, bytes);
    input = (BbFlashInput){.facts = same, .image = broken, .catalog = catalog};
    g_assert_null (bb_family_nec_optiarc.plan_flash (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    input = (BbFlashInput){.facts = hddvd, .image = image, .catalog = catalog};
    g_assert_null (bb_family_nec_optiarc.plan_flash (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/vectors/images", test_images_equal_the_vectors);
    g_test_add_func ("/nec/vectors/identify", test_each_image_is_identified);
    g_test_add_func ("/nec/vectors/flash", test_flash_commands_equal_the_vector);
    g_test_add_func ("/nec/vectors/backup", test_backup_reads_twice_as_the_vector);
    g_test_add_func ("/nec/vectors/boot_code_is_read_from_its_address", test_boot_code_is_read_from_its_address);
    g_test_add_func ("/nec/vectors/make-image", test_backup_gives_the_image);
    g_test_add_func ("/nec/vectors/endangers", test_only_the_first_erase_endangers);
    g_test_add_func ("/nec/vectors/restart", test_failed_erase_or_program_restarts_at_uploads);
    g_test_add_func ("/nec/vectors/wrong-sum", test_wrong_checksum_is_sent_from_safe_mode_only);
    g_test_add_func ("/nec/vectors/narrow", test_small_transfer_limit_gives_smaller_uploads);
    g_test_add_func ("/nec/vectors/too-narrow", test_too_small_transfer_limit_is_refused);
    g_test_add_func ("/nec/vectors/no-plan", test_wrong_images_are_refused);
    return g_test_run ();
}
