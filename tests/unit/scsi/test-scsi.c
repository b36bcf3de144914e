/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-transport.h"

#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"

/* Tests bb-scsi.c and bb-scsi-cdb.c. */

#define INQUIRY_36                                                    \
    "05 80 00 32 1F 00 00 00 41 43 4D 45 20 20 20 20" /* ACME */      \
    "44 56 44 20 20 41 43 2D 31 20 20 20 20 20 20 20" /* DVD  AC-1 */ \
    "31 2E 30 34"                                     /* 1.04 */

#define CDB_TUR "00 00 00 00 00 00"

static void
assert_cdb (const BbCdb *cdb, const char *wanted)
{
    g_autofree char *text = bb_cdb_dup_text (cdb);

    g_assert_cmpstr (text, ==, wanted);
}

static void
test_cdbs_match_the_standards (void)
{
    BbCdb cdb = {.bytes = {[9] = 0xff}, .length_bytes = 16};

    bb_cdb_inquiry (&cdb, 36);
    assert_cdb (&cdb, "12 00 00 00 24 00");
    bb_cdb_inquiry_vpd (&cdb, 0x86, 0x140);
    assert_cdb (&cdb, "12 01 86 01 40 00");
    bb_cdb_test_unit_ready (&cdb);
    assert_cdb (&cdb, "00 00 00 00 00 00");
    bb_cdb_get_configuration (&cdb, 2, 0x0108, 252);
    assert_cdb (&cdb, "46 02 01 08 00 00 00 00 FC 00");
    bb_cdb_prevent_allow (&cdb, TRUE);
    assert_cdb (&cdb, "1E 00 00 00 01 00");
    bb_cdb_prevent_allow (&cdb, FALSE);
    assert_cdb (&cdb, "1E 00 00 00 00 00");
    bb_cdb_get_event_status (&cdb, 0x10, 8);
    assert_cdb (&cdb, "4A 01 00 00 10 00 00 00 08 00");
}

static void
test_inquiry_keeps_blanks (void)
{
    static const char *const cdbs[] = {"12 00 00 00 24 00", NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    BbInquiry inquiry;

    fake_add_good (fake, INQUIRY_36);
    g_assert_true (bb_scsi_inquiry (BB_TRANSPORT (fake), 36, &inquiry, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (inquiry.device_type, ==, 5);
    g_assert_true (inquiry.removable);
    g_assert_cmpstr (inquiry.vendor, ==, "ACME    ");
    g_assert_cmpstr (inquiry.product, ==, "DVD  AC-1       ");
    g_assert_cmpstr (inquiry.revision, ==, "1.04");
    g_assert_cmpstr (inquiry.vendor_specific, ==, "");
    g_assert_cmpuint (inquiry.raw_length_bytes, ==, 36);
    g_assert_cmphex (inquiry.raw[0], ==, 0x05);
    g_assert_cmphex (inquiry.raw[35], ==, '4');
    fake_assert_cdbs (fake, cdbs);
}

/* Fills @data with an INQUIRY reply of @size bytes, with letters in all fields from byte 8 on. @additional: the
 * ADDITIONAL LENGTH field. */
static void
fill_inquiry (guint8 *data, gsize size, guint8 additional)
{
    for (gsize i = 0; i < size; i++)
        data[i] = i < 8 ? 0 : (guint8) ('A' + i % 26);
    data[0] = 0x25; /* peripheral qualifier 1, device type 5 */
    data[4] = additional;
}

static void
test_inquiry_checks_additional_length (void)
{
    guint8 data[160];
    g_autoptr (GError) error = NULL;
    BbInquiry inquiry;

    fill_inquiry (data, sizeof data, 91);
    g_assert_true (bb_scsi_inquiry_parse (data, 96, &inquiry, &error));
    g_assert_cmpuint (inquiry.raw_length_bytes, ==, 96);
    g_assert_cmpuint (inquiry.device_type, ==, 5);
    g_assert_false (inquiry.removable);
    g_assert_cmpstr (inquiry.vendor_specific, ==, "KLMNOPQRSTUVWXYZABCD");

    /* ADDITIONAL LENGTH exceeds the data, which ends one byte before the end of the vendor-specific field */
    fill_inquiry (data, sizeof data, 255);
    g_assert_true (bb_scsi_inquiry_parse (data, 55, &inquiry, &error));
    g_assert_cmpuint (inquiry.raw_length_bytes, ==, 55);
    g_assert_cmpstr (inquiry.vendor_specific, ==, "");

    /* ADDITIONAL LENGTH is less than the data: the rest is ignored, except within the first 36 bytes */
    fill_inquiry (data, sizeof data, 0x33);
    g_assert_true (bb_scsi_inquiry_parse (data, 96, &inquiry, &error));
    g_assert_cmpuint (inquiry.raw_length_bytes, ==, 56);
    g_assert_cmpstr (inquiry.vendor_specific, ==, "KLMNOPQRSTUVWXYZABCD");
    g_assert_cmphex (inquiry.raw[55], ==, data[55]);
    g_assert_cmphex (inquiry.raw[56], ==, 0);
    fill_inquiry (data, sizeof data, 0);
    g_assert_true (bb_scsi_inquiry_parse (data, 96, &inquiry, &error));
    g_assert_cmpuint (inquiry.raw_length_bytes, ==, 36);
    g_assert_cmpstr (inquiry.vendor_specific, ==, "");

    /* the data is longer than the member `raw` */
    fill_inquiry (data, sizeof data, 255);
    g_assert_true (bb_scsi_inquiry_parse (data, sizeof data, &inquiry, &error));
    g_assert_cmpuint (inquiry.raw_length_bytes, ==, sizeof inquiry.raw);
    g_assert_no_error (error);
}

/* The first two bytes have several fields. Bits of one field must not change the value of another field. */
static void
test_inquiry_reads_only_the_bits_of_a_field (void)
{
    guint8 data[36] = {0};
    g_autoptr (GError) error = NULL;
    BbInquiry inquiry;

    data[0] = 0x7f; /* peripheral qualifier 3, device type 1Fh: there is no device */
    data[1] = 0x7f;
    g_assert_true (bb_scsi_inquiry_parse (data, sizeof data, &inquiry, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (inquiry.device_type, ==, 0x1f);
    g_assert_false (inquiry.removable);
    data[0] = 0xe0;
    data[1] = 0x81;
    g_assert_true (bb_scsi_inquiry_parse (data, sizeof data, &inquiry, &error));
    g_assert_cmpuint (inquiry.device_type, ==, 0);
    g_assert_true (inquiry.removable);
}

static void
test_inquiry_texts_become_printable (void)
{
    guint8 data[36] = {0x05, 0x80, 0, 0x32, 0x1f};
    g_autoptr (GError) error = NULL;
    BbInquiry inquiry;

    for (guint i = 8; i < sizeof data; i++)
        data[i] = (guint8) (i * 37);
    data[8] = 'A';
    data[9] = 0x00;
    data[10] = 0x1b;
    data[11] = 0xff;
    data[12] = '~';
    data[13] = 0x7f;
    data[14] = ' ';
    data[15] = 0x1f;
    g_assert_true (bb_scsi_inquiry_parse (data, sizeof data, &inquiry, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (inquiry.vendor, ==, "A ??~? ?");
    g_assert_cmpuint (strlen (inquiry.product), ==, 16);
    g_assert_cmpuint (strlen (inquiry.revision), ==, 4);
    g_assert_true (g_str_is_ascii (inquiry.product));
}

static void
test_failed_inquiry_sets_an_error (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    BbInquiry inquiry = {.device_type = 5, .removable = TRUE, .vendor = "ACME", .raw_length_bytes = 36};

    fake_add_good (fake, "05 80 00 32 1F");
    g_assert_false (bb_scsi_inquiry (BB_TRANSPORT (fake), 36, &inquiry, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
    g_assert_cmpstr (error->message, ==, "INQUIRY: only 5 of at least 36 bytes came");
    g_assert_cmpuint (inquiry.device_type, ==, 0);
    g_assert_false (inquiry.removable);
    g_assert_cmpstr (inquiry.vendor, ==, "");
    g_assert_cmpuint (inquiry.raw_length_bytes, ==, 0);
    g_clear_error (&error);
    fake_add_good (fake, "");
    g_assert_false (bb_scsi_inquiry (BB_TRANSPORT (fake), 36, &inquiry, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
    g_clear_error (&error);
    fake_add_sense (fake, 5, 0x24, 0);
    g_assert_false (bb_scsi_inquiry (BB_TRANSPORT (fake), 96, &inquiry, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_INVALID_FIELD);
    g_assert_true (g_str_has_prefix (error->message, "INQUIRY: "));
    g_clear_error (&error);
    fake_add_failure (fake, BB_TRANSPORT_ERROR_GONE);
    g_assert_false (bb_scsi_inquiry (BB_TRANSPORT (fake), 36, &inquiry, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_assert_cmpuint (inquiry.device_type, ==, 0);
    g_assert_cmpuint (inquiry.raw_length_bytes, ==, 0);
}

static void
assert_normalised (const char *text, gboolean strip_underscores, const char *wanted)
{
    g_autofree char *result = bb_text_normalise (text, strip_underscores);

    g_assert_cmpstr (result, ==, wanted);
}

static void
test_names_are_normalised (void)
{
    assert_normalised ("DVD   AC-1      ", FALSE, "DVD AC-1");
    assert_normalised ("  A  B ", FALSE, "A B");
    assert_normalised ("        ", FALSE, "");
    assert_normalised ("", TRUE, "");
    assert_normalised ("_NEC    ", FALSE, "_NEC");
    assert_normalised ("_NEC_   ", TRUE, "NEC");
    assert_normalised ("__", TRUE, "");
    assert_normalised ("_A_B _", TRUE, "A_B");
}

static void
test_test_unit_ready_returns_the_sense (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    BbSense sense = {.valid = TRUE};

    fake_add_good (fake, "");
    g_assert_true (bb_scsi_test_unit_ready (BB_TRANSPORT (fake), &sense, &error));
    g_assert_no_error (error);
    g_assert_false (sense.valid);
    fake_add_sense (fake, 2, 0x3a, 1);
    g_assert_false (bb_scsi_test_unit_ready (BB_TRANSPORT (fake), &sense, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_NO_MEDIUM);
    g_assert_cmpstr (error->message, ==, "TEST UNIT READY: sense 2/3A/01, medium not present - tray closed");
    g_assert_true (bb_sense_is (&sense, 2, 0x3a, 1));
    g_clear_error (&error);
    fake_add_failure (fake, BB_TRANSPORT_ERROR_IO);
    g_assert_false (bb_scsi_test_unit_ready (BB_TRANSPORT (fake), &sense, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO);
    g_assert_false (sense.valid);
}

static void
test_unit_attentions_are_cleared (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    static const char *const cdbs[] = {CDB_TUR, CDB_TUR, CDB_TUR, CDB_TUR, CDB_TUR, CDB_TUR, NULL};

    fake_add_sense (fake, 6, 0x29, 0);
    fake_add_sense (fake, 6, 0x28, 0);
    fake_add_status (fake, BB_STATUS_BUSY);
    fake_add_raw_sense (fake, "71 00 06 00 00 00 00 0A 00 00 00 00 29 00 00 00 00 00");
    fake_add_raw_sense (fake, "");
    fake_add_sense (fake, 2, 0x3a, 1);
    g_assert_true (bb_scsi_clear_unit_attention (BB_TRANSPORT (fake), 8, &error));
    g_assert_no_error (error);
    /* There is a wait only after the reply that the drive is busy. */
    g_assert_cmpuint (fake_get_waited_ms (fake), ==, 100);
    fake_assert_cdbs (fake, cdbs);
}

static void
test_persistent_unit_attention_is_an_error (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < 3; i++)
        fake_add_sense (fake, 6, 0x29, 0);
    g_assert_false (bb_scsi_clear_unit_attention (BB_TRANSPORT (fake), 3, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION);
    g_clear_error (&error);
    fake_add_failure (fake, BB_TRANSPORT_ERROR_GONE);
    g_assert_false (bb_scsi_clear_unit_attention (BB_TRANSPORT (fake), 3, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_clear_error (&error);
    fake_add_good (fake, "");
    g_assert_true (bb_scsi_clear_unit_attention (BB_TRANSPORT (fake), 1, &error));
    g_assert_no_error (error);
}

static void
test_tray_is_locked_and_unlocked (void)
{
    static const char *const cdbs[] = {"1E 00 00 00 01 00", "1E 00 00 00 00 00", "1E 00 00 00 01 00", NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;

    fake_add_good (fake, "");
    g_assert_true (bb_scsi_prevent (BB_TRANSPORT (fake), TRUE, &error));
    fake_add_good (fake, "");
    g_assert_true (bb_scsi_prevent (BB_TRANSPORT (fake), FALSE, &error));
    g_assert_no_error (error);
    fake_add_sense (fake, 5, 0x24, 0);
    g_assert_false (bb_scsi_prevent (BB_TRANSPORT (fake), TRUE, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_INVALID_FIELD);
    g_assert_cmpstr (error->message, ==, "PREVENT ALLOW MEDIUM REMOVAL: sense 5/24/00, invalid field in cdb");
    fake_assert_cdbs (fake, cdbs);
}

static void
test_read_requires_all_bytes (void)
{
    static const char *const cdbs[] = {"3C 02 01 00 80 00 00 00 04 00", "3C 02 01 00 80 00 00 00 04 00",
                                       "3C 02 01 00 80 00 00 00 04 00", NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    BbCdb cdb = BB_CDB (0x3C, 2, 1, BB_BE24 (0x8000), BB_BE24 (4), 0);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = NULL;

    fake_add_good (fake, "01 02 03 04");
    bytes = bb_scsi_read (BB_TRANSPORT (fake), &cdb, 4, 1000, &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "\x01\x02\x03\x04", 4);
    fake_add_good (fake, "01 02 03");
    g_assert_null (bb_scsi_read (BB_TRANSPORT (fake), &cdb, 4, 1000, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
    g_clear_error (&error);
    fake_add_sense (fake, 5, 0x24, 0);
    g_assert_null (bb_scsi_read (BB_TRANSPORT (fake), &cdb, 4, 1000, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_INVALID_FIELD);
    fake_assert_cdbs (fake, cdbs);
}

#define ADD(name, function) g_test_add_func ("/scsi/" name, function)

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    ADD ("cdbs-match-the-standards", test_cdbs_match_the_standards);
    ADD ("inquiry-keeps-blanks", test_inquiry_keeps_blanks);
    ADD ("inquiry-checks-additional-length", test_inquiry_checks_additional_length);
    ADD ("inquiry-reads-only-the-bits-of-a-field", test_inquiry_reads_only_the_bits_of_a_field);
    ADD ("inquiry-texts-become-printable", test_inquiry_texts_become_printable);
    ADD ("failed-inquiry-sets-an-error", test_failed_inquiry_sets_an_error);
    ADD ("names-are-normalised", test_names_are_normalised);
    ADD ("test-unit-ready-returns-the-sense", test_test_unit_ready_returns_the_sense);
    ADD ("unit-attentions-are-cleared", test_unit_attentions_are_cleared);
    ADD ("persistent-unit-attention-is-an-error", test_persistent_unit_attention_is_an_error);
    ADD ("tray-is-locked-and-unlocked", test_tray_is_locked_and_unlocked);
    ADD ("read-requires-all-bytes", test_read_requires_all_bytes);
    return g_test_run ();
}
