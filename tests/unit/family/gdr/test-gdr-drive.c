/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../../scsi/fake-transport.h"
#include "gdr-test.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* Tests how Hitachi-LG DVD-ROM drives are identified, each step of their plans, and the sentences of the family
 * (docs/protocols/lg-gdr.md, sections 2, 7 and 8). Tests bb-gdr-plan.c. */

#define FIRST_READ "E7 48 49 54 01 00 90 00 00 00 10 00"
#define SECOND_READ "E7 48 49 54 01 00 91 00 00 00 10 00"

/* Returns (transfer full) (nullable) the facts of a drive that reports these names. */
static BbFacts *
probe_names (FakeTransport *transport, const char *vendor, const char *product, GError **error)
{
    BbInquiry inquiry = {.device_type = 5, .revision = "0L23"};

    g_strlcpy (inquiry.vendor, vendor, sizeof inquiry.vendor);
    g_strlcpy (inquiry.product, product, sizeof inquiry.product);
    g_assert_cmpint (bb_family_lg_gdr.suggests (&inquiry, shipped_catalog ()), ==,
                     g_str_equal (vendor, "HL-DT-ST") && strstr (product, "X") == NULL);
    return bb_family_lg_gdr.probe (BB_TRANSPORT (transport), &inquiry, NULL, shipped_catalog (), NULL, error);
}

static const struct {
    const char *vendor;
    const char *product;
} other_names[] = {
    {"_HL-DT-S", "DVD-ROM GDR8163B"}, {"HLDTST", "DVD-ROM GDR8163B"}, {"HL-DT-ST", "DVD-ROM GDR8163X"}};

/* A drive whose vendor or product is not in the catalog must not be identified, and no command must be sent to it. */
static void
test_other_names_get_no_command (void)
{
    static const char *const none[] = {NULL};

    for (guint i = 0; i < G_N_ELEMENTS (other_names); i++) {
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (GError) error = NULL;

        g_assert_null (probe_names (transport, other_names[i].vendor, other_names[i].product, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
        fake_assert_cdbs (transport, none);
    }
}

/* If the probe can read the firmware, `evidence` of the facts must name the address at which the drive returns its
 * firmware. If the drive refuses the reads, or no address is known for its product, `evidence` must have no address,
 * and the reason why no backup is possible must name the cause. */
static void
test_probe_says_where_the_firmware_is (void)
{
    static const char *const first[] = {FIRST_READ, NULL};
    static const char *const both[] = {FIRST_READ, SECOND_READ, NULL};
    static const char *const none[] = {NULL};
    g_autofree char *block = g_strnfill (2 * BB_GDR_PIECE_BYTES, '0');
    const struct {
        const char *product;
        guint n_refused; /* number of reads that the drive refuses before it answers one */
        const char *const *cdbs;
        const char *window;
    } rows[] = {
        {"DVD-ROM GDR8163B", 0, first, "0x90000000"}, {"DVD-ROM GDR8163B", 1, first, NULL},
        {"DVD-ROM GDR8050L", 0, first, "0x90000000"}, {"DVD-ROM GDR8050L", 1, both, "0x91000000"},
        {"DVD-ROM GDR8050L", 2, both, NULL},          {"DVD-ROM GDR8160B", 0, none, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts = NULL;
        g_autofree char *name = g_strdup_printf ("The drive reports the name %s.", rows[i].product);
        g_autofree char *found = g_strdup_printf (
            "The drive’s firmware can be read at address %s, which only drives of this family allow.",
            rows[i].window);
        g_autofree char *why = NULL;

        for (guint j = 0; j < rows[i].n_refused; j++)
            fake_add_sense (transport, 5, 0x24, 0);
        if (rows[i].window != NULL)
            fake_add_good (transport, block);
        facts = probe_names (transport, "HL-DT-ST", rows[i].product, &error);
        g_test_message ("row %u", i);
        g_assert_no_error (error);
        fake_assert_cdbs (transport, rows[i].cdbs);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
        g_assert_cmpstr (facts->mode, ==, "normal");
        g_assert_cmpint (facts->confidence, ==, rows[i].window != NULL ? BB_CONFIDENCE_HIGH : BB_CONFIDENCE_MEDIUM);
        g_assert_cmpstr (bb_facts_get_string (facts, BB_GDR_KEY_WINDOW), ==, rows[i].window);
        g_assert_cmpuint (facts->evidence->len, ==, rows[i].window != NULL ? 2 : 1);
        g_assert_cmpstr (facts->evidence->pdata[0], ==, name);
        if (rows[i].window != NULL)
            g_assert_cmpstr (facts->evidence->pdata[1], ==, found);
        (void) bb_family_lg_gdr.backup_kind (facts, &why);
        g_assert_cmpstr (why, ==,
                         rows[i].window != NULL ? NULL
                         : g_str_equal (rows[i].product, "DVD-ROM GDR8160B")
                             ? "It is unknown where this model stores the "
                               "firmware in its memory, so Burnback does "
                               "not read the firmware."
                             : "The drive does not allow its firmware to "
                               "be read.");
        g_assert_cmpint (bb_family_lg_gdr.backup_kind (facts, NULL), ==,
                         rows[i].window != NULL ? BB_BACKUP_FULL : BB_BACKUP_NONE);
    }
}

static void
test_lost_drive_is_an_error (void)
{
    g_autoptr (FakeTransport) transport = fake_transport_new ();
    g_autoptr (GError) error = NULL;

    fake_add_failure (transport, BB_TRANSPORT_ERROR_GONE);
    g_assert_null (probe_names (transport, "HL-DT-ST", "DVD-ROM GDR8163B", &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
}

static void
test_probe_lists_its_two_reads (void)
{
    static const char *const cdbs[] = {FIRST_READ, SECOND_READ};
    g_autoptr (GArray) commands = bb_family_lg_gdr.list_probe_commands (shipped_catalog ());

    g_assert_cmpuint (commands->len, ==, G_N_ELEMENTS (cdbs));
    for (guint i = 0; i < commands->len; i++) {
        const BbProbeCommand *command = &g_array_index (commands, BbProbeCommand, i);
        g_autofree char *cdb = bb_hex_dup (command->cdb, command->cdb_length_bytes, " ");

        g_assert_cmpstr (cdb, ==, cdbs[i]);
        g_assert_cmpint (command->step, ==, BB_PROBE_VENDOR);
        g_assert_cmpuint (command->data_in_bytes, ==, BB_GDR_PIECE_BYTES);
    }
}

static void
test_only_two_addresses_are_read (void)
{
    static const struct {
        const char *text;
        gboolean is_known;
    } rows[] = {
        {"0x90000000", TRUE},   {"0x91000000", TRUE},  {"0x90000001", FALSE},
        {"0x190000000", FALSE}, {"0x92000000", FALSE}, {"", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = gdr_make_facts (rows[i].text);
        guint32 window = 0;

        g_test_message ("%s", rows[i].text);
        g_assert_cmpint (bb_gdr_get_window (facts, &window), ==, rows[i].is_known);
        g_assert_cmpint (bb_family_lg_gdr.can (facts), ==,
                         rows[i].is_known ? BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_VERIFY : BB_CAN_IDENTIFY);
    }
}

/* --- plans and sentences --- */

static const char backup_plan[] =
    "plan 0 lg-gdr candidate (null) note (null) id (null) (null) consent 0\n"
    "required firmware firmware 0+40000\n"
    "region boot-code boot-code 0+4000\n"
    "region unit-data identity 4000+2000\n"
    "region firmware firmware 6000+3a000\n"
    "section 0 back-up 0+64 restart 0 tries 2 sums 0 before 0\n"
    "section 1 back-up 64+4 restart 1 tries 1 sums 0 before 0\n"
    "section 2 back-up 68+2 restart 2 tries 1 sums 0 before 0 collect\n"
    "section 3 back-up 70+58 restart 3 tries 1 sums 0 before 0\n"
    "0 read e74849540100900000001000 direction 1 length 4096 timeout 15000 accepts 1 use 1 "
    "region 4096 capture “firmware” blob “”\n"
    "63 read e748495401009003f0001000 direction 1 length 4096 timeout 15000 accepts 1 use 1 "
    "capture-offset 258048 address 258048 region 4096 capture “firmware” blob “”\n"
    "64 read e74849540100900000001000 direction 1 length 4096 timeout 15000 accepts 1 use 3 "
    "region 4096 capture “firmware” blob “”\n"
    "127 read e748495401009003f0001000 direction 1 length 4096 timeout 15000 accepts 1 use 3 "
    "capture-offset 258048 address 258048 region 4096 capture “firmware” blob “”\n";

static const char verify_plan[] =
    "plan 2 lg-gdr candidate (null) note (null) id (null) (null) consent 0\n"
    "capture firmware firmware 0+40000\n"
    "region boot-code boot-code 0+4000\n"
    "region unit-data identity 4000+2000\n"
    "region firmware firmware 6000+3a000\n"
    "section 0 verify 0+65 restart 0 tries 2 sums 0 before 0\n"
    "0 identify  verb 2 capture “” blob “”\n"
    "1 read e74849540100900000001000 direction 1 length 4096 timeout 15000 accepts 1 use 1 "
    "region 4096 capture “firmware” blob “”\n"
    "64 read e748495401009003f0001000 direction 1 length 4096 timeout 15000 accepts 1 use 1 "
    "capture-offset 258048 address 258048 region 4096 capture “firmware” blob “”\n";

static void
test_plans_are_as_described (void)
{
    g_autoptr (GBytes) bytes = gdr_make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = gdr_make_facts ("0x90000000");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) backup = bb_gdr_plan_backup (facts, shipped_catalog (), NULL);
    g_autoptr (BbPlan) verify = bb_gdr_plan_verify (&input, NULL);

    plan_text_assert (backup, backup_plan);
    plan_text_assert (verify, verify_plan);
}

static void
test_refused_plans_have_their_reasons (void)
{
    static const char other_model[] = "The image is for another model, so it cannot be compared with this drive.";
    static const char unknown_place[] =
        "It is unknown where this model stores the firmware in its memory, so Burnback "
        "does not read the firmware.";
    g_autoptr (GBytes) bytes = gdr_make_bytes (NULL);
    g_autoptr (GBytes) dld = gdr_make_bytes ("dld");
    g_autoptr (GBytes) damaged = gdr_change (dld, 0x40 + 0x20BA, "XX", 2, g_bytes_get_size (dld));
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbImage) problem = identify_only_image (damaged);
    g_autoptr (BbFacts) facts = gdr_make_facts ("0x90000000");
    g_autoptr (BbFacts) other = gdr_make_facts ("0x90000000");
    g_autoptr (BbFacts) unreadable = gdr_make_facts (NULL);
    const struct {
        BbFacts *facts;
        BbImage *image;
        const char *text;
    } rows[] = {
        {other, image, other_model},
        {facts, problem, other_model}, /* a damaged image */
        {unreadable, image, unknown_place},
    };
    g_autoptr (GError) backup = NULL;
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    g_autoptr (BbVerdict) fits = bb_verdict_new ();
    g_autoptr (BbVerdict) broken = bb_verdict_new ();

    g_strlcpy (other->inquiry.product, "DVD-ROM GDR8163B", sizeof other->inquiry.product);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbFlashInput input = {.facts = rows[i].facts, .image = rows[i].image, .catalog = shipped_catalog ()};
        g_autoptr (GError) error = NULL;

        g_test_message ("row %u", i);
        g_assert_null (bb_gdr_plan_verify (&input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_assert_cmpstr (error->message, ==, rows[i].text);
    }
    g_assert_null (bb_gdr_plan_backup (unreadable, shipped_catalog (), &backup));
    g_assert_error (backup, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_cmpstr (backup->message, ==, unknown_place);
    bb_family_lg_gdr.check (other, image, shipped_catalog (), verdict);
    g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, 1);
    g_assert_cmpstr (bb_verdict_get_reason (verdict, 0)->code, ==, "model");
    g_assert_cmpint (bb_verdict_get_reason (verdict, 0)->weight, ==, BB_WEIGHT_REFUSAL);
    g_assert_cmpstr (bb_verdict_get_reason (verdict, 0)->text, ==,
                     "The image is for another model: DVD-ROM GDRSIM1B.");
    bb_family_lg_gdr.check (facts, image, shipped_catalog (), fits);
    bb_family_lg_gdr.check (other, problem, shipped_catalog (), broken);
    g_assert_cmpuint (bb_verdict_get_n_reasons (fits) + bb_verdict_get_n_reasons (broken), ==, 0);
}

/* An underscore at the end of the product text is part of the name: image and drive fit only if both have it. */
static void
test_underscore_of_the_product_counts (void)
{
    g_autoptr (GBytes) bytes = gdr_make_bytes_for ("DVD-ROM GDRSIM1_", NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = gdr_make_facts ("0x90000000");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (GBytes) backup = NULL;

    g_strlcpy (facts->inquiry.product, "DVD-ROM GDRSIM1_", sizeof facts->inquiry.product);
    bb_family_lg_gdr.check (facts, image, shipped_catalog (), verdict);
    g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, 0);
    plan = bb_gdr_plan_verify (&input, NULL);
    g_assert_nonnull (plan);
    captures = gdr_store (plan, g_bytes_get_data (bytes, NULL), BB_GDR_IMAGE_BYTES);
    backup = bb_gdr_make_image (facts, captures, shipped_catalog (), NULL);
    g_assert_nonnull (backup);
}

static void
test_sentences_of_the_family (void)
{
    g_autoptr (BbFacts) readable = gdr_make_facts ("0x90000000");
    g_autoptr (BbFacts) unreadable = gdr_make_facts (NULL);
    const BbNoFlash *of_readable = bb_family_lg_gdr.get_no_flash (readable);
    const BbNoFlash *of_unreadable = bb_family_lg_gdr.get_no_flash (unreadable);
    static const char why[] = "Burnback cannot write the firmware of this drive. Writing requires special machine "
                              "code, which Burnback does not include.";
    g_autofree char *first = bb_family_dup_no_flash (readable);
    g_autofree char *second = bb_family_dup_no_flash (unreadable);
    g_autofree char *wanted = g_strconcat (why,
                                           " Burnback can back up the drive and compare its firmware with an "
                                           "image. To update the drive, use the manufacturer’s program.",
                                           NULL);
    g_autofree char *other = g_strconcat (why, " Update the drive with the manufacturer’s program.", NULL);

    g_assert_true (of_readable != of_unreadable);
    g_assert_cmpstr (first, ==, wanted);
    g_assert_cmpstr (second, ==, other);
    g_assert_cmpstr (bb_family_lg_gdr.explain_usb (readable), ==,
                     "USB adapters may return old data or drop commands for reading the firmware. Burnback "
                     "therefore reads small blocks and checks the result.");
}

static void
test_details_name_known_firmware_and_header (void)
{
    static const char *const labels[] = {"Application of", "Boot part of", "Header names"};
    static const char *const texts[] = {"A", "B", "C"};
    g_autoptr (GVariant) values = g_variant_ref_sink (g_variant_new_parsed (
        "{%s: <'A'>, %s: <'B'>, %s: <'C'>}", BB_GDR_KEY_APPLICATION, BB_GDR_KEY_BOOT, BB_GDR_KEY_TARGET));
    g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new_parsed ("@a{sv} {}"));
    g_autoptr (GPtrArray) details = bb_family_describe (BB_GDR_ID, values);
    g_autoptr (GPtrArray) none = bb_family_describe (BB_GDR_ID, empty);

    g_assert_cmpuint (none->len, ==, 0);
    g_assert_cmpuint (details->len, ==, 3);
    for (guint i = 0; i < 3; i++) {
        const BbDetail *detail = details->pdata[i];

        g_assert_cmpstr (detail->label, ==, labels[i]);
        g_assert_cmpstr (detail->text, ==, texts[i]);
        g_assert_false (detail->is_hardware);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/gdr/drive/" #name, test_##name)
    ADD (other_names_get_no_command);
    ADD (probe_says_where_the_firmware_is);
    ADD (lost_drive_is_an_error);
    ADD (probe_lists_its_two_reads);
    ADD (only_two_addresses_are_read);
    ADD (plans_are_as_described);
    ADD (refused_plans_have_their_reasons);
    ADD (underscore_of_the_product_counts);
    ADD (sentences_of_the_family);
    ADD (details_name_known_firmware_and_header);
    return g_test_run ();
}
