/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fact-checks.h"
#include "fake-drive.h"
#include "image-checks.h"
#include "plan-steps.h"
#include "shipped-catalog.h"
#include "simulated-probe.h"

#include "family/tsst/bb-mt1939.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The sentences about drives of the family tsst-mt1939: facts of a drive, reasons of a verdict, results of a flash,
 * and errors (docs/protocols/tsst-mt1939.md). Also tests bb-mt1939-plan.c and bb-mt1939-image.c. */

#define MODEL "BDDVDW SE-506CB"
#define SIZE BB_MT1939_IMAGE_BYTES

#define UNKNOWN_UPDATE \
    "Burnback can update the SE-506CB. Other Blu-ray drives from this manufacturer can only be identified."
#define UNREADABLE \
    "The running firmware does not allow the drive’s memory to be read, so this drive cannot be backed up."
#define NAMED "The drive identifies itself as BDDVDW SE-506CB and responds to the version command as expected.\n"

static const BbFamily *
family (void)
{
    return &bb_family_tsst_mt1939;
}

/* Returns (transfer full) an image, with revision TS99 if @settings give none. @settings: (nullable): GVariant text
 * of type a{ss} */
static BbImage *
make_image (const char *settings)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text =
        g_strdup_printf ("{%s'seed': '0x43'%s%s}",
                         settings != NULL && strstr (settings, "revision") != NULL ? "" : "'revision': 'TS99', ",
                         settings != NULL ? ", " : "", settings != NULL ? settings : "");
    g_autoptr (GVariant) options = g_variant_parse (G_VARIANT_TYPE ("a{ss}"), text, NULL, NULL, &error);
    g_autoptr (GBytes) bytes = bb_sim_make_image (shipped_catalog (), BB_MT1939_ID, MODEL, options, &error);

    g_assert_no_error (error);
    return identify_only_image (bytes);
}

/* Returns (transfer full) the facts of a drive behind @transport. */
static BbFacts *
probe_transport (BbTransport *transport)
{
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (transport, NULL, shipped_catalog (), FALSE, NULL, &error);

    g_assert_no_error (error);
    return facts;
}

/* Returns (transfer full) the facts of a simulated drive with revision TS01. @keys: more keys of the scenario */
static BbFacts *
probe (const char *keys)
{
    g_autofree char *text =
        g_strdup_printf ("[drive d]\nFamily=%s\nModel=%s\nRevision=TS01\n%s", BB_MT1939_ID, MODEL, keys);

    return probe_simulated (text, NULL);
}

/* Returns (transfer full) the facts of another Blu-ray drive of the maker. */
static BbFacts *
probe_relative (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("TSSTcorp", "BDDVDW SE-506AB", "TS00");

    return probe_transport (BB_TRANSPORT (drive));
}

/* --- drives --- */

/* The facts of a drive in each state, and what can be done with it. */
static void
test_drive_is_described_with_its_abilities (void)
{
    static const struct {
        const char *keys; /* NULL: another Blu-ray drive of the maker */
        BbCondition condition;
        const char *mode;
        BbConfidence confidence;
        BbCan can;
        const char *why; /* NULL: it can be backed up */
        const char *evidence;
        const char *maker;
    } rows[] = {
        {"", BB_CONDITION_NORMAL, "normal", BB_CONFIDENCE_HIGH,
         BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_VERIFY | BB_CAN_ROLLBACK, NULL,
         NAMED "The drive’s entire flash memory can be read.\n", "Samsung"},
        {"Quirks=read=none\n", BB_CONDITION_NORMAL, "normal", BB_CONFIDENCE_HIGH, BB_CAN_IDENTIFY | BB_CAN_FLASH,
         UNREADABLE, NAMED UNREADABLE "\n", "Samsung"},
        {"State=boot\n", BB_CONDITION_SPECIAL, "boot", BB_CONFIDENCE_HIGH, BB_CAN_IDENTIFY | BB_CAN_RECOVER,
         "The drive’s boot code is waiting for firmware, which means that the firmware in the drive’s memory is "
         "damaged.",
         NAMED "The drive reports “BOOT” as its firmware revision, which means that its boot code is waiting for "
               "firmware.\n",
         "Samsung"},
        {NULL, BB_CONDITION_NORMAL, "normal", BB_CONFIDENCE_LOW, BB_CAN_IDENTIFY, UNKNOWN_UPDATE, UNKNOWN_UPDATE "\n",
         "TSST (Toshiba Samsung)"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = rows[i].keys != NULL ? probe (rows[i].keys) : probe_relative ();
        g_autofree char *evidence = facts_dup_evidence (facts);
        g_autofree char *why = NULL;

        g_test_message ("%s", rows[i].keys);
        g_assert_cmpstr (facts->family, ==, BB_MT1939_ID);
        g_assert_cmpint (facts->condition, ==, rows[i].condition);
        g_assert_cmpstr (facts->maker, ==, rows[i].maker);
        g_assert_cmpstr (facts->mode, ==, rows[i].mode);
        g_assert_cmpint (facts->confidence, ==, rows[i].confidence);
        g_assert_cmpint (family ()->can (facts), ==, rows[i].can);
        g_assert_cmpint (family ()->backup_kind (facts, &why), ==,
                         rows[i].why == NULL ? BB_BACKUP_FULL : BB_BACKUP_NONE);
        g_assert_cmpstr (why, ==, rows[i].why);
        g_assert_cmpint (family ()->backup_kind (facts, NULL), ==,
                         rows[i].why == NULL ? BB_BACKUP_FULL : BB_BACKUP_NONE);
        g_assert_cmpint (bb_mt1939_is_readable (facts), ==, rows[i].why == NULL);
        g_assert_cmpstr (evidence, ==, rows[i].evidence);
    }
}

/* The version command must be listed as a vendor command, which is not sent because of a names file of the user
 * alone. The read of the trailer must be listed as a read. */
static void
test_commands_of_the_probe_are_these_two (void)
{
    g_autoptr (GArray) commands = family ()->list_probe_commands (shipped_catalog ());
    const BbProbeCommand *version = &g_array_index (commands, BbProbeCommand, 0);
    const BbProbeCommand *trailer = &g_array_index (commands, BbProbeCommand, 1);

    g_assert_cmpuint (commands->len, ==, 2);
    g_assert_cmpint (version->step, ==, BB_PROBE_VENDOR);
    g_assert_cmpuint (version->data_in_bytes, ==, 8);
    g_assert_cmpmem (version->cdb, version->cdb_length_bytes, "\xFF\0\xFF\0\0\0\0\0\0\0\0\xAA", 12);
    g_assert_cmpint (trailer->step, ==, BB_PROBE_READ);
    g_assert_cmpuint (trailer->data_in_bytes, ==, 0x30);
    g_assert_cmpmem (trailer->cdb, trailer->cdb_length_bytes, "\x3C\x06\0\x1F\xFF\xD0\0\0\x30\0\0\0", 12);
}

/* A drive that does not answer the version command is not of this family; a drive that is gone is an error. */
static void
test_missing_version_is_said_so (void)
{
    g_autoptr (FakeDrive) silent = fake_drive_new ("TSSTcorp", MODEL, "TS01");
    g_autoptr (FakeDrive) gone = fake_drive_new ("TSSTcorp", MODEL, "TS01");
    g_autoptr (FakeDrive) other = fake_drive_new ("ACME", MODEL, "TS01");
    const struct {
        FakeDrive *drive;
        GQuark domain;
        int code;
        const char *message;
    } rows[] = {
        {silent, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, "the drive does not respond to the version command"},
        {gone, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, NULL},
        {other, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, "it has another name"},
    };

    gone->gone_at = 1;
    gone->gone_code = BB_TRANSPORT_ERROR_GONE;
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbInquiry inquiry = {.product = MODEL, .revision = "TS01"};
        g_autoptr (GError) error = NULL;

        g_strlcpy (inquiry.vendor, i < 2 ? "TSSTcorp" : "ACME", sizeof inquiry.vendor);
        g_assert_null (
            family ()->probe (BB_TRANSPORT (rows[i].drive), &inquiry, NULL, shipped_catalog (), NULL, &error));
        g_assert_error (error, rows[i].domain, rows[i].code);
        if (rows[i].message != NULL)
            g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

/* --- files and verdict --- */

/* Returns (transfer full) the image with @length_bytes of @bytes at @offset, and with a new checksum. */
static GBytes *
make_changed (gsize offset, const char *bytes, gsize length_bytes)
{
    g_autoptr (BbImage) image = make_image (NULL);
    guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), SIZE);
    GBytes *changed = g_bytes_new_take (data, SIZE);

    memcpy (data + offset, bytes, length_bytes);
    bb_put_be16 (data + BB_MT1939_SUM_OFFSET,
                 bb_mt1939_compute_sum (changed, BB_MT1939_SUM_START, BB_MT1939_SUM_END));
    return changed;
}

#define MARKS \
    "The image lacks the data that marks firmware as complete, so the file is damaged. Download the file again."
#define AREAS                                                                                                      \
    "The image was modified: its list of areas that the drive checks is empty or damaged. Flashing the image may " \
    "make the drive unrecoverable. Use the manufacturer’s image."

/* The first problem of an image is reported. The table of areas has 16 records of 28 bytes; an erased word ends it
 * early. */
static void
test_problem_of_an_image_is_its_first_one (void)
{
    static const struct {
        const char *what;
        gsize offset;
        const char *bytes;
        gsize length_bytes;
        const char *problem;
    } rows[] = {
        {"nothing changed", 0x20000, "\x11", 1, NULL},
        {"area of one byte", 0x10404, "\x05\x00\x01\x00\x05\x00\x01\x00", 8, NULL},
        {"area that ends with the image", 0x10408, "\xFF\xFF\x1F\x00", 4, NULL},
        {"area that ends after the image", 0x10408, "\x00\x00\x20\x00", 4, AREAS},
        {"second record unknown", 0x1041C, "\x00\x00\x00\x00", 4, AREAS},
        {"second record ends the table", 0x1041C, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8, NULL},
        {"no record", 0x10400, "\xFF\xFF\xFF\xFF", 4, AREAS},
        {"first half of the marker", 0x1FFFF8, "\xAB", 1, MARKS},
        {"second half of the marker", 0x1FFFF9, "\xAB", 1, MARKS},
        {"last byte of the block", 0x1FF00F, "\xAA\xAA", 1, MARKS},
        {"byte after the block", 0x1FF010, "\xAA", 1, NULL},
        {"last character of the series", 0x1FFFF2, "?", 1, MARKS},
        {"character after the series", 0x1FFFF3, "?", 1, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = make_changed (rows[i].offset, rows[i].bytes, rows[i].length_bytes);
        g_autoptr (BbImage) image = identify_only_image (bytes);

        g_test_message ("%s", rows[i].what);
        g_assert_cmpstr (bb_image_get_identity (image)->problem, ==, rows[i].problem);
        g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_GOOD);
    }
}

static void
test_identity_has_the_texts_of_the_trailer (void)
{
    g_autoptr (BbImage) image = make_image (NULL);
    g_autoptr (BbImage) other = make_image ("'product': 'BDDVDW SE-506BB'");
    g_autoptr (GBytes) unprintable = make_changed (BB_MT1939_TRAILER + 0x18, "TS\x01\x02", 4);
    g_autoptr (BbImage) without_revision = identify_only_image (unprintable);
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_cmpstr (identity->vendor, ==, "TSSTcorp");
    g_assert_cmpstr (identity->product, ==, MODEL);
    g_assert_cmpstr (identity->revision, ==, "TS99");
    g_assert_cmpstr (identity->model_name, ==, "SE-506CB");
    g_assert_cmpuint (g_strv_length (identity->codes), ==, 1);
    g_assert_cmpstr (identity->codes[0], ==, MODEL);
    g_assert_cmpuint (identity->offset, ==, 0);
    g_assert_cmpuint (identity->length_bytes, ==, SIZE);
    identity = bb_image_get_identity (other);
    g_assert_cmpstr (identity->product, ==, "BDDVDW SE-506BB");
    g_assert_cmpstr (identity->model_name, ==, "BDDVDW SE-506BB");
    g_assert_cmpuint (g_strv_length (identity->codes), ==, 0);
    g_assert_cmpstr (bb_image_get_identity (without_revision)->revision, ==, NULL);
    g_assert_cmpstr (bb_image_get_identity (without_revision)->product, ==, MODEL);
}

/* One byte is missing at the end or at the beginning of the file. The names must still be found. If the beginning is
 * missing, they are found in the trailer, which is at the right distance from the end of the file. */
static void
test_cut_file_is_named_by_its_trailer (void)
{
    g_autoptr (BbImage) whole = make_image (NULL);
    g_autoptr (GBytes) without_end = g_bytes_new_from_bytes (bb_image_get_bytes (whole), 0, SIZE - 1);
    g_autoptr (GBytes) without_start = g_bytes_new_from_bytes (bb_image_get_bytes (whole), 1, SIZE - 1);

    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbImage) image = identify_only_image (i == 0 ? without_end : without_start);
        BbImageIdentity *identity = bb_image_get_identity (image);

        g_assert_cmpstr (identity->product, ==, MODEL);
        g_assert_cmpstr (identity->revision, ==, "TS99");
        g_assert_cmpstr (identity->model_name, ==, "SE-506CB");
        g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_NONE);
        g_assert_cmpstr (identity->problem, ==,
                         "The file has 2097151 bytes, but images for this drive have exactly 2097152 bytes. Download "
                         "the file again.");
    }
}

/* Asserts that bb_mt1939_check() adds the reasons @wanted, a line "CODE WEIGHT TEXT" each. */
static void
assert_reasons (BbFacts *facts, BbImage *image, const char *wanted)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    g_autoptr (GString) text = g_string_new (NULL);

    bb_mt1939_check (facts, image, shipped_catalog (), verdict);
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        g_string_append_printf (text, "%s %s %s\n", reason->code, bb_weight_to_string (reason->weight), reason->text);
    }
    g_assert_cmpstr (text->str, ==, wanted);
}

#define FOR_EXPERTS                                                                                     \
    BB_REASON_FOR_EXPERTS                                                                               \
    " caution The flash procedure is known from only one drive and has not been tested with Burnback. " \
    "If the new firmware starts but does not work, you cannot replace it.\n"

static void
test_verdict_has_these_reasons (void)
{
    g_autoptr (BbFacts) facts = probe ("");
    g_autoptr (BbFacts) relative = probe_relative ();
    g_autoptr (BbImage) image = make_image (NULL);
    g_autoptr (BbImage) copy = make_image ("'own-copy': ''");
    g_autoptr (BbImage) other = make_image ("'product': 'BDDVDW SE-506BB'");

    assert_reasons (facts, image, FOR_EXPERTS);
    assert_reasons (facts, copy,
                    "own-copy caution The image was read from a drive and may contain data specific to that drive. "
                    "Do not write the image to another drive.\n" FOR_EXPERTS);
    assert_reasons (facts, other,
                    "model refusal The image is for another model, the BDDVDW SE-506BB. Choose an image for the "
                    "SE-506CB.\n" FOR_EXPERTS);
    assert_reasons (relative, image, "never-tried refusal " UNKNOWN_UPDATE "\n");
}

/* --- plans --- */

static void
test_plan_that_is_not_made_says_why (void)
{
    static const char damaged[] = "The image is damaged or is not for this drive.";
    g_autoptr (BbFacts) facts = probe ("");
    g_autoptr (BbFacts) relative = probe_relative ();
    g_autoptr (BbFacts) unreadable = probe ("Quirks=read=none\n");
    g_autoptr (BbImage) image = make_image (NULL);
    g_autoptr (BbImage) other = make_image ("'product': 'BDDVDW SE-506BB'");
    g_autoptr (GVariant) settings = g_variant_ref_sink (g_variant_new_parsed ("{'max-transfer-bytes': <%u>}", 4096));
    BbFlashInput of_relative = {.facts = relative, .image = image, .catalog = shipped_catalog ()};
    BbFlashInput of_other = {.facts = facts, .image = other, .catalog = shipped_catalog ()};
    BbFlashInput limited = {.facts = facts, .image = image, .catalog = shipped_catalog (), .settings = settings};
    BbFlashInput late = {.facts = facts, .image = image, .catalog = shipped_catalog (), .attempt = 3};
    BbFlashInput without = {.facts = facts, .catalog = shipped_catalog ()};
    const struct {
        BbPlan *(*plan) (const BbFlashInput *input, GError **error);
        BbFlashInput *input;
        BbFamilyError code;
        const char *text;
    } rows[] = {
        {bb_mt1939_plan_flash, &of_relative, BB_FAMILY_ERROR_CANNOT, UNKNOWN_UPDATE},
        {bb_mt1939_plan_flash, &of_other, BB_FAMILY_ERROR_CANNOT, damaged},
        {bb_mt1939_plan_verify, &of_other, BB_FAMILY_ERROR_CANNOT, damaged},
        {bb_mt1939_plan_flash, &limited, BB_FAMILY_ERROR_CANNOT,
         "The update must be sent in blocks of 63488 bytes, but the connection allows only 4096 bytes at once. "
         "Connect the drive directly to a USB port of the computer."},
        {bb_mt1939_plan_recover, &without, BB_FAMILY_ERROR_CANNOT,
         "To recover this drive, you need an image for its model."},
        {bb_mt1939_plan_recover, &late, BB_FAMILY_ERROR_NO_MORE,
         "All attempts to flash this image failed. Power cycle the drive. If the drive does not respond after "
         "that, there is no known way to recover it over its data cable."},
    };
    g_autoptr (GError) no_backup = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GError) error = NULL;

        g_assert_null (rows[i].plan (rows[i].input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, (gint) rows[i].code);
        g_assert_cmpstr (error->message, ==, rows[i].text);
    }
    g_assert_null (bb_mt1939_plan_backup (unreadable, shipped_catalog (), &no_backup));
    g_assert_cmpstr (no_backup->message, ==, UNREADABLE);
}

/* An upload is repeated only after a power cycle. The drive counts as safe when it answers after the last block. */
static void
test_sections_of_a_flash_are_run_once (void)
{
    static const BbPhase phases[] = {BB_PHASE_PREPARE, BB_PHASE_PROGRAM, BB_PHASE_RESTART, BB_PHASE_VERIFY};
    g_autoptr (BbFacts) facts = probe ("");
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_mt1939_plan_flash (&input, NULL);
    const BbStep *wait = NULL;

    g_assert_cmpuint (bb_plan_get_n_sections (plan), ==, G_N_ELEMENTS (phases));
    for (guint i = 0; i < G_N_ELEMENTS (phases); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        g_assert_cmpint (section->phase, ==, phases[i]);
        g_assert_cmpuint (section->max_tries, ==, 1);
        g_assert_cmpint (section->heals, ==, i == 2);
        g_assert_cmpint (section->before_retry == BB_BEFORE_RETRY_POWER_CYCLE, ==, i == 1 || i == 2);
    }
    wait = bb_plan_get_step (plan, bb_plan_get_section (plan, 2)->first_step);
    g_assert_cmpint (wait->verb, ==, BB_VERB_WAIT_READY);
    g_assert_cmpuint (wait->wait.first_ms, ==, 10000);
    g_assert_cmpuint (wait->wait.limit_ms, ==, 120000);
    g_assert_cmpmem (wait->cdb.bytes, wait->cdb.length_bytes, "\x12\0\0\0\x24\0", 6);
}

/* A backup reads boot code and firmware; only the capture of the firmware is required. */
static void
test_regions_and_captures_cover_the_memory (void)
{
    g_autoptr (BbFacts) facts = probe ("");
    g_autoptr (BbFacts) relative = probe_relative ();
    g_autoptr (BbPlan) plan = bb_mt1939_plan_backup (facts, shipped_catalog (), NULL);
    static const struct {
        const char *name;
        BbRegionKind kind;
        guint32 address;
        guint32 length_bytes;
    } rows[] = {{"boot-code", BB_REGION_BOOT_CODE, 0, 0x10000}, {"firmware", BB_REGION_FIRMWARE, 0x10000, 0x1F0000}};

    g_assert_cmpuint (bb_plan_get_n_regions (plan), ==, 2);
    g_assert_cmpuint (bb_plan_get_n_captures (plan), ==, 2);
    for (guint i = 0; i < 2; i++) {
        const BbRegion *region = bb_plan_get_region (plan, i);
        const BbCaptureInfo *capture = bb_plan_get_capture (plan, i);

        g_assert_cmpstr (region->name, ==, rows[i].name);
        g_assert_cmpint (region->kind, ==, rows[i].kind);
        g_assert_cmphex (region->address, ==, rows[i].address);
        g_assert_cmphex (region->length_bytes, ==, rows[i].length_bytes);
        g_assert_cmpint (region->kept, ==, i == 0);
        g_assert_cmpstr (capture->region.name, ==, rows[i].name);
        g_assert_cmphex (capture->region.address, ==, rows[i].address);
        g_assert_cmphex (capture->region.length_bytes, ==, rows[i].length_bytes);
        g_assert_cmpint (capture->required, ==, i == 1);
    }
    g_assert_null (bb_family_lay_out (relative, shipped_catalog ()));
}

/* Each read of a verification is compared with the image at the address that is read, and is stored in the capture
 * of the firmware, which begins behind the boot code. */
static void
test_verification_compares_the_same_addresses (void)
{
    g_autoptr (BbFacts) facts = probe ("");
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_mt1939_plan_verify (&input, NULL);
    guint n_reads = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (step->kind != BB_STEP_READ)
            continue;
        n_reads++;
        g_assert_cmpint (step->use, ==, BB_USE_COMPARE);
        g_assert_cmphex (step->blob_offset, ==, step->address);
        g_assert_true (g_bytes_equal (bb_plan_get_blob (plan, step->blob), bb_image_get_bytes (image)));
        g_assert_cmphex (bb_plan_get_capture (plan, step->capture)->region.address + step->capture_offset, ==,
                         step->address);
        g_assert_cmphex (step->region_bytes, ==, step->blob_length_bytes);
        g_assert_cmpuint (step->accepts, ==, BB_ANSWER_GOOD | BB_ANSWER_REFUSED);
    }
    g_assert_cmpuint (n_reads, >, 0);
}

/* The plans that change or compare the memory show the same two regions as a backup. */
static void
test_plans_for_an_image_have_the_regions_of_the_memory (void)
{
    g_autoptr (BbFacts) facts = probe ("");
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) flash = bb_mt1939_plan_flash (&input, NULL);
    g_autoptr (BbPlan) verify = bb_mt1939_plan_verify (&input, NULL);
    BbPlan *const plans[] = {flash, verify};

    for (guint i = 0; i < G_N_ELEMENTS (plans); i++) {
        g_assert_cmpuint (bb_plan_get_n_regions (plans[i]), ==, 2);
        g_assert_cmpstr (bb_plan_get_region (plans[i], 0)->name, ==, "boot-code");
        g_assert_cmpstr (bb_plan_get_region (plans[i], 1)->name, ==, "firmware");
    }
}

/* A drive whose memory cannot be read is only identified again. */
static void
test_verification_without_reads_is_the_identity (void)
{
    g_autoptr (BbFacts) facts = probe ("Quirks=read=none\n");
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_mt1939_plan_verify (&input, NULL);

    g_assert_cmpuint (bb_plan_get_n_steps (plan), ==, 1);
    g_assert_cmpint (bb_plan_get_step (plan, 0)->verb, ==, BB_VERB_IDENTIFY);
}

/* --- after a flash --- */

#define VERIFY_AGAIN " Power cycle the drive, then verify it again."
#define OTHER_REVISION "The drive accepted all data but does not report the firmware revision of the image."
#define SAME_REVISION                                                                                              \
    "The drive reports the same firmware revision as before, so the revision does not show whether the image was " \
    "written."
#define CUT_OFF \
    "Flashing was interrupted, so the drive’s memory may not contain the firmware revision that the drive reports."
#define NEW_REVISION                                                                                            \
    "The drive reports firmware revision TS99, but its firmware was not read back completely. Power cycle the " \
    "drive, then verify the firmware."

/* @after: "BOOT": the boot code runs; NULL: the drive was not identified */
typedef struct {
    const char *before; /* (nullable): revision before the flash; NULL: not known */
    const char *after;
    gboolean cut_off;
    gboolean cycled;
    BbProof proof;
    const char *why;
} Judged;

static const Judged judged[] = {
    {"TS01", "TS99", FALSE, FALSE, BB_PROOF_IDENTITY, NEW_REVISION},
    {NULL, "TS99", FALSE, TRUE, BB_PROOF_IDENTITY, NEW_REVISION},
    {"TS01", NULL, FALSE, FALSE, BB_PROOF_PENDING, "The drive could not be identified." VERIFY_AGAIN},
    {"TS01", NULL, FALSE, TRUE, BB_PROOF_UNPROVEN, "The drive could not be identified."},
    {"TS01", "BOOT", FALSE, FALSE, BB_PROOF_DIFFERENT,
     "The drive’s boot code is waiting for firmware. Recover the drive with an image for its model."},
    {"TS01", "TS01", FALSE, FALSE, BB_PROOF_PENDING, OTHER_REVISION VERIFY_AGAIN},
    {"TS01", "TS01", FALSE, TRUE, BB_PROOF_UNCHANGED, OTHER_REVISION},
    {"TS01", "TS02", FALSE, TRUE, BB_PROOF_UNPROVEN, OTHER_REVISION},
    {NULL, "TS01", FALSE, TRUE, BB_PROOF_UNPROVEN, OTHER_REVISION},
    {"TS99", "TS99", FALSE, FALSE, BB_PROOF_PENDING, SAME_REVISION VERIFY_AGAIN},
    {"TS99", "TS99", FALSE, TRUE, BB_PROOF_UNPROVEN, SAME_REVISION},
    {"TS01", "TS99", TRUE, FALSE, BB_PROOF_PENDING, CUT_OFF VERIFY_AGAIN},
    {"TS01", "TS99", TRUE, TRUE, BB_PROOF_UNPROVEN, CUT_OFF},
};

/* Returns (transfer full) (nullable) facts of a drive that reports @revision; NULL if @revision is NULL. */
static BbFacts *
make_reporting (const char *revision)
{
    BbFacts *facts = revision != NULL ? probe ("") : NULL;

    if (facts == NULL)
        return NULL;
    g_strlcpy (facts->inquiry.revision, revision, sizeof facts->inquiry.revision);
    if (g_str_equal (revision, "BOOT"))
        facts->condition = BB_CONDITION_SPECIAL;
    return facts;
}

static void
test_result_is_said_in_these_words (void)
{
    g_autoptr (BbImage) image = make_image (NULL);
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));

    for (guint i = 0; i < G_N_ELEMENTS (judged); i++) {
        g_autoptr (BbFacts) before = make_reporting (judged[i].before);
        g_autoptr (BbFacts) after = make_reporting (judged[i].after);
        BbJudgeInput input = {.before = before,
                              .after = after,
                              .image = image,
                              .captures = captures,
                              .differences = differences,
                              .catalog = shipped_catalog (),
                              .power_cycled = judged[i].cycled,
                              .cut_off = judged[i].cut_off};
        g_autofree char *why = NULL;

        g_test_message ("row %u", i);
        g_assert_cmpint (bb_mt1939_judge (&input, &why), ==, judged[i].proof);
        g_assert_cmpstr (why, ==, judged[i].why);
    }
}

/* Underscores in names and revisions must be kept and compared. */
static void
test_underscores_count (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("TSSTcorp", MODEL "_", "TS00");
    g_autoptr (BbFacts) other = probe_transport (BB_TRANSPORT (drive));
    BbInquiry inquiry = {.vendor = "TSSTcorp", .product = "_BDDVDW SE-506AB"};
    g_autoptr (BbImage) image = make_image ("'revision': 'TS9_'");
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    g_autoptr (BbFacts) after = make_reporting ("TS9_");
    BbJudgeInput input = {.after = after, .image = image, .captures = captures, .differences = differences};
    g_autofree char *why = NULL;

    g_assert_cmpstr (other->model_name, ==, "SE-506CB_");
    g_assert_null (other->model);
    g_assert_cmpuint (fake_drive_count (drive, "12"), ==, drive->log->len);
    g_assert_false (family ()->suggests (&inquiry, shipped_catalog ()));
    g_assert_cmpstr (bb_image_get_revision (image), ==, "TS9_");
    g_assert_cmpint (bb_mt1939_judge (&input, &why), ==, BB_PROOF_IDENTITY);
}

/**
 * Read: what was read back after a power cycle from a drive that reports the new revision, and the judgement that
 * must follow.
 * @differs: offset of a byte that differs from the image; 0: none
 * @has_sum: TRUE if the checksum in the memory is right for the bytes that were read
 * @old_differs: offset of a byte that differs from the backup; 0: none; 1: there is no backup
 * @hole: offset of 16 bytes that were not read; 0: none
 */
typedef struct {
    guint32 differs;
    gboolean has_sum;
    guint32 old_differs;
    guint32 hole;
    BbProof proof;
    const char *why;
} Read;

#define PROVEN "All firmware was read back twice and verified, except for the area managed by the drive itself."
#define FIRMWARE_DIFFERS "The firmware that was read back differs from the image."
#define OLD_FIRMWARE "The drive still has its previous firmware."

static const Read reads[] = {
    {0, FALSE, 1, 0, BB_PROOF_PROVEN, PROVEN},
    {0, FALSE, 1, BB_MT1939_OWN_START, BB_PROOF_PROVEN, PROVEN},
    {0, FALSE, 1, BB_MT1939_OWN_END - 16, BB_PROOF_PROVEN, PROVEN},
    {0, FALSE, 1, BB_MT1939_OWN_START - 16, BB_PROOF_IDENTITY, NEW_REVISION},
    {0, FALSE, 1, BB_MT1939_BOOT_BYTES, BB_PROOF_IDENTITY, NEW_REVISION},
    {0, FALSE, 1, BB_MT1939_BOOT_BYTES + 16, BB_PROOF_IDENTITY, NEW_REVISION},
    {0, FALSE, 1, BB_MT1939_OWN_END, BB_PROOF_IDENTITY, NEW_REVISION},
    {0, FALSE, 1, SIZE - 16, BB_PROOF_IDENTITY, NEW_REVISION},
    {0xCFBE4, FALSE, 1, 0, BB_PROOF_UNPROVEN,
     "The drive does not return the exact content of its memory. The firmware therefore cannot be compared with "
     "the image."},
    {0xCFBE4, TRUE, 1, 0, BB_PROOF_DIFFERENT, FIRMWARE_DIFFERS},
    {0xCFBE4, TRUE, 1, BB_MT1939_OWN_START, BB_PROOF_DIFFERENT, FIRMWARE_DIFFERS},
    {0xCFBE4, TRUE, 0, 0, BB_PROOF_UNCHANGED, OLD_FIRMWARE},
    {0xCFBE4, TRUE, BB_MT1939_BOOT_BYTES, 0, BB_PROOF_DIFFERENT, FIRMWARE_DIFFERS},
    {0xCFBE4, TRUE, BB_MT1939_OWN_START - 1, 0, BB_PROOF_DIFFERENT, FIRMWARE_DIFFERS},
    {0xCFBE4, TRUE, BB_MT1939_OWN_START, 0, BB_PROOF_UNCHANGED, OLD_FIRMWARE},
    {0xCFBE4, TRUE, BB_MT1939_OWN_END - 1, 0, BB_PROOF_UNCHANGED, OLD_FIRMWARE},
    {0xCFBE4, TRUE, BB_MT1939_OWN_END, 0, BB_PROOF_DIFFERENT, FIRMWARE_DIFFERS},
    {0xCFBE4, TRUE, SIZE - 1, 0, BB_PROOF_DIFFERENT, FIRMWARE_DIFFERS},
};

/* Returns (transfer full) captures of @plan with @data as the memory, without 16 bytes at @hole. */
static BbCaptures *
capture (BbPlan *plan, const guint8 *data, guint32 hole)
{
    BbCaptures *captures = bb_captures_new (plan);
    guint index = bb_captures_find (captures, BB_MT1939_CAPTURE_FIRMWARE);
    guint32 end = hole > 0 ? hole : SIZE;

    bb_captures_store (captures, index, 0, data + BB_MT1939_BOOT_BYTES, end - BB_MT1939_BOOT_BYTES);
    if (hole > 0 && hole + 16 < SIZE)
        bb_captures_store (captures, index, hole + 16 - BB_MT1939_BOOT_BYTES, data + hole + 16, SIZE - hole - 16);
    return captures;
}

/* Memory without an image, or with an image of another revision than the drive reports, is no backup. */
static void
test_copy_that_proves_nothing_says_so (void)
{
    static const char reference[] =
        "The firmware copy has a wrong checksum or is for another drive, so it cannot be restored. The copy is "
        "for reference only.";
    g_autoptr (BbFacts) facts = make_reporting ("TS99");
    g_autoptr (BbImage) image = make_image ("'revision': 'TS9_'");
    g_autofree guint8 *blank = g_malloc (SIZE);
    g_autoptr (BbPlan) plan = bb_mt1939_plan_backup (facts, shipped_catalog (), NULL);

    memset (blank, 0xFF, SIZE);
    for (guint i = 0; i < 4; i++) {
        const guint8 *data = i == 0 ? blank : g_bytes_get_data (bb_image_get_bytes (image), NULL);
        g_autoptr (BbCaptures) captures = capture (plan, data, i == 3 ? SIZE - 16 : 0);
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) copy = NULL;

        if (i == 2)
            g_strlcpy (facts->inquiry.revision, "TS9_", sizeof facts->inquiry.revision);
        copy = bb_mt1939_make_image (facts, captures, shipped_catalog (), &error);
        g_test_message ("copy %u", i);
        g_assert_cmpint (copy != NULL, ==, i == 2);
        g_assert_cmpstr (error != NULL ? error->message : NULL, ==,
                         i < 2    ? reference
                         : i == 2 ? NULL
                                  : "The backup does not contain the complete firmware.");
    }
}

static void
test_read_back_is_judged_in_these_words (void)
{
    g_autoptr (BbFacts) before = make_reporting ("TS01");
    g_autoptr (BbFacts) after = make_reporting ("TS99");
    g_autoptr (BbImage) image = make_image (NULL);
    BbFlashInput flash = {.facts = after, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_mt1939_plan_verify (&flash, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (reads); i++) {
        const Read *row = &reads[i];
        guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), SIZE);
        g_autoptr (GBytes) memory = g_bytes_new_take (data, SIZE);
        g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
        g_autoptr (BbCaptures) captures = NULL;
        g_autoptr (BbCaptures) old = NULL;
        g_autofree char *why = NULL;
        BbJudgeInput input = {.before = before,
                              .after = after,
                              .image = image,
                              .plan = plan,
                              .differences = differences,
                              .catalog = shipped_catalog (),
                              .power_cycled = TRUE};

        if (row->differs > 0) {
            data[row->differs] ^= 1;
            bb_differences_add (differences, row->differs, 1);
        }
        if (row->has_sum)
            bb_put_be16 (data + BB_MT1939_SUM_OFFSET,
                         bb_mt1939_compute_sum (memory, BB_MT1939_SUM_START, BB_MT1939_SUM_END));
        captures = capture (plan, data, row->hole);
        if (row->old_differs != 1) {
            data[row->old_differs] ^= row->old_differs > 0 ? 1 : 0;
            old = capture (plan, data, 0);
        }
        input.captures = captures;
        input.old = old;
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_mt1939_judge (&input, &why), ==, row->proof);
        g_assert_cmpstr (why, ==, row->why);
    }
}

/* The drive writes nothing until the first 1 MiB has arrived. So only after a later failure the user must recover
 * the drive. */
static void
test_refusal_says_what_to_do (void)
{
    static const char before[] = "The transfer of the image failed before the drive started writing. Power cycle "
                                 "the drive before you try again.";
    static const char after[] = "Power cycle the drive, then recover it. After the power cycle, the drive’s boot "
                                "code will accept the complete image.";
    static const struct {
        BbStepKind kind; /* BB_STEP_WAIT: no step failed */
        guint32 address;
        const char *text;
    } rows[] = {
        {BB_STEP_UPLOAD, 0, before},
        {BB_STEP_UPLOAD, 15 * 0xF800, before},
        {BB_STEP_UPLOAD, 0xF07FF, before},
        {BB_STEP_UPLOAD, 0xF0800, after},
        {BB_STEP_UPLOAD, 16 * 0xF800, after},
        {BB_STEP_PROGRAM, 0, after},
        {BB_STEP_PROGRAM, 33 * 0xF800, after},
        {BB_STEP_STATUS, 0, NULL},
        {BB_STEP_WAIT, 0, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbStep step = {.kind = rows[i].kind, .address = rows[i].address, .region_bytes = 0xF800};
        BbRefusedPlan refusal = {.step = rows[i].kind == BB_STEP_WAIT ? NULL : &step};
        g_autofree char *text = bb_mt1939_explain_refusal (&refusal);

        g_test_message ("row %u", i);
        g_assert_cmpstr (text, ==, rows[i].text);
    }
}

#define ADD(name, function) g_test_add_func ("/mt1939-words/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("drive-is-described-with-its-abilities", test_drive_is_described_with_its_abilities);
    ADD ("commands-of-the-probe-are-these-two", test_commands_of_the_probe_are_these_two);
    ADD ("missing-version-is-said-so", test_missing_version_is_said_so);
    ADD ("problem-of-an-image-is-its-first-one", test_problem_of_an_image_is_its_first_one);
    ADD ("identity-has-the-texts-of-the-trailer", test_identity_has_the_texts_of_the_trailer);
    ADD ("cut-file-is-named-by-its-trailer", test_cut_file_is_named_by_its_trailer);
    ADD ("verdict-has-these-reasons", test_verdict_has_these_reasons);
    ADD ("plan-that-is-not-made-says-why", test_plan_that_is_not_made_says_why);
    ADD ("sections-of-a-flash-are-run-once", test_sections_of_a_flash_are_run_once);
    ADD ("regions-and-captures-cover-the-memory", test_regions_and_captures_cover_the_memory);
    ADD ("verification-compares-the-same-addresses", test_verification_compares_the_same_addresses);
    ADD ("plans-for-an-image-have-the-regions-of-the-memory", test_plans_for_an_image_have_the_regions_of_the_memory);
    ADD ("verification-without-reads-is-the-identity", test_verification_without_reads_is_the_identity);
    ADD ("result-is-said-in-these-words", test_result_is_said_in_these_words);
    ADD ("underscores-count", test_underscores_count);
    ADD ("copy-that-proves-nothing-says-so", test_copy_that_proves_nothing_says_so);
    ADD ("read-back-is-judged-in-these-words", test_read_back_is_judged_in_these_words);
    ADD ("refusal-says-what-to-do", test_refusal_says_what_to_do);
    return g_test_run ();
}
