/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-transport.h"

#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"

#define INQUIRY_36                                                    \
    "05 80 00 32 1F 00 00 00 41 43 4D 45 20 20 20 20" /* ACME */      \
    "44 56 44 20 20 41 43 2D 31 20 20 20 20 20 20 20" /* DVD  AC-1 */ \
    "31 2E 30 34"                                     /* 1.04 */

#define CDB_TUR "00 00 00 00 00 00"
#define CDB_PAGES "12 01 00 00 FC 00"
#define CDB_PAGE_80 "12 01 80 00 FC 00"
#define CDB_FEATURE_SERIAL "46 02 01 08 00 00 00 00 FC 00"
#define CDB_EVENT "4A 01 00 00 10 00 00 00 08 00"

/* Asserts that bb_scsi_serial() returns @wanted, and that exactly the commands @cdbs were sent. */
static void
assert_serial (FakeTransport *fake, const char *wanted, const char *const *cdbs)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *serial = bb_scsi_serial (BB_TRANSPORT (fake), &error);

    g_assert_no_error (error);
    g_assert_cmpstr (serial, ==, wanted);
    fake_assert_cdbs (fake, cdbs);
}

static void
test_serial_number_is_read_from_vpd_page (void)
{
    static const char *const cdbs[] = {CDB_PAGES, CDB_PAGE_80, NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (FakeTransport) lying = fake_transport_new ();

    fake_add_good (fake, "05 00 00 03 00 80 83");
    fake_add_good (fake, "05 80 00 08 20 53 49 4D 30 30 31 20");
    assert_serial (fake, "SIM001", cdbs);

    /* the length field exceeds the data, the data has control characters, and zeros fill the rest of the buffer */
    fake_add_lie (lying, "05 00 00 02 00 80 05");
    fake_add_good (lying, "05 80 FF FF 53 01 FF 31 00 00");
    assert_serial (lying, "S? 1", cdbs);
}

/* A serial number without letters must be accepted, and all printable ASCII characters must be kept. */
static void
test_serial_number_keeps_printable_characters (void)
{
    static const char *const cdbs[] = {CDB_PAGES, CDB_PAGE_80, NULL};
    g_autoptr (FakeTransport) digits = fake_transport_new ();
    g_autoptr (FakeTransport) letter = fake_transport_new ();

    fake_add_good (digits, "05 00 00 02 00 80");
    fake_add_good (digits, "05 80 00 04 30 30 34 32");
    assert_serial (digits, "0042", cdbs);
    /* the first and the last printable character, and their neighbors */
    fake_add_good (letter, "05 00 00 02 00 80");
    fake_add_good (letter, "05 80 00 06 7E 5A 1F 2D 7F 21");
    assert_serial (letter, "~Z?-?!", cdbs);
}

static void
test_serial_number_is_read_from_feature_otherwise (void)
{
    static const char *const listed[] = {CDB_PAGES, CDB_PAGE_80, CDB_FEATURE_SERIAL, NULL};
    static const char *const unlisted[] = {CDB_PAGES, CDB_FEATURE_SERIAL, NULL};
    static const char feature[] = "00 00 00 14 00 00 00 00 01 08 03 0C 20 20 53 49 4D 30 30 30 31 32 33 20";
    g_autoptr (FakeTransport) blank = fake_transport_new ();
    g_autoptr (FakeTransport) refused = fake_transport_new ();
    g_autoptr (FakeTransport) without = fake_transport_new ();
    g_autoptr (FakeTransport) no_vpd = fake_transport_new ();
    g_autoptr (FakeTransport) cut = fake_transport_new ();

    fake_add_good (blank, "05 00 00 01 80");
    fake_add_good (blank, "05 80 00 04 20 20 00 FF");
    fake_add_good (blank, feature);
    assert_serial (blank, "SIM000123", listed);

    fake_add_sense (refused, 5, 0x24, 0);
    fake_add_good (refused, feature);
    assert_serial (refused, "SIM000123", unlisted);

    fake_add_good (without, "05 00 00 01 00");
    fake_add_good (without, feature);
    assert_serial (without, "SIM000123", unlisted);

    /* The drive sends standard INQUIRY data instead of a VPD page. Its second byte is 80h, like the page code. */
    fake_add_good (no_vpd, INQUIRY_36);
    fake_add_good (no_vpd, feature);
    assert_serial (no_vpd, "SIM000123", unlisted);

    fake_add_good (cut, "05 00");
    fake_add_good (cut, "00 00 00 14 00 00 00 00 01 08 03 09 53 49 4D 30 30 30 31 32 33");
    assert_serial (cut, "SIM000123", unlisted);
}

static void
test_missing_serial_number_is_unsupported (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;

    fake_add_sense (fake, 5, 0x24, 0);
    fake_add_good (fake, "00 00 00 0C 00 00 00 00 01 08 03 04 20 20 2D 20");
    g_assert_null (bb_scsi_serial (BB_TRANSPORT (fake), &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED);
    g_assert_cmpstr (error->message, ==, "the drive tells no serial number");
    g_clear_error (&error);
    fake_add_sense (fake, 5, 0x24, 0);
    fake_add_sense (fake, 5, 0x20, 0);
    g_assert_null (bb_scsi_serial (BB_TRANSPORT (fake), &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED);
}

static void
test_no_second_command_after_a_timeout (void)
{
    static const char *const cdbs[] = {CDB_PAGES, NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;

    fake_add_failure (fake, BB_TRANSPORT_ERROR_TIMED_OUT);
    g_assert_null (bb_scsi_serial (BB_TRANSPORT (fake), &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT);
    fake_assert_cdbs (fake, cdbs);
}

static void
test_device_id_is_the_raw_page (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) page = NULL;

    fake_add_good (fake, "05 00 00 02 00 83");
    fake_add_good (fake, "05 83 00 06 02 01 00 02 41 42 99 99");
    page = bb_scsi_device_id (BB_TRANSPORT (fake), &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (page, NULL), g_bytes_get_size (page),
                     "\x05\x83\x00\x06\x02\x01\x00\x02"
                     "AB",
                     10);
    fake_add_good (fake, "05 00 00 02 00 80");
    g_assert_null (bb_scsi_device_id (BB_TRANSPORT (fake), &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED);
    g_clear_error (&error);
    fake_add_good (fake, "05 00 00 02 00 83");
    fake_add_good (fake, "05 80 00 00");
    g_assert_null (bb_scsi_device_id (BB_TRANSPORT (fake), &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_assert_cmpstr (error->message, ==, "VPD page 83: the drive sent page 80");
}

static void
assert_hex (GBytes *bytes, const char *wanted)
{
    g_autofree char *hex = NULL;

    g_assert_nonnull (bytes);
    hex = bb_hex_dup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), " ");
    g_assert_cmpstr (hex, ==, wanted);
}

/* bb_scsi_vpd() must look for a page in page 00, the list of pages, before it reads the page. Page 00 itself must be
 * read with a single command. */
static void
test_any_vpd_page_is_read_if_it_is_listed (void)
{
    static const char *const cdbs[] = {CDB_PAGES, CDB_PAGES, "12 01 86 00 FC 00", CDB_PAGES, CDB_PAGES,
                                       CDB_PAGES, NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) list = NULL;
    g_autoptr (GBytes) page = NULL;

    fake_add_good (fake, "05 00 00 03 00 80 86 99");
    list = bb_scsi_vpd (BB_TRANSPORT (fake), 0x00, &error);
    assert_hex (list, "05 00 00 03 00 80 86");
    fake_add_good (fake, "05 00 00 03 00 80 86");
    fake_add_good (fake, "05 86 00 02 0A 0B 99");
    page = bb_scsi_vpd (BB_TRANSPORT (fake), 0x86, &error);
    g_assert_no_error (error);
    assert_hex (page, "05 86 00 02 0A 0B");
    /* The page is not in the list. Bytes after the list, and bytes of the header, must not count as pages. */
    fake_add_good (fake, "05 00 00 01 00 86");
    g_assert_null (bb_scsi_vpd (BB_TRANSPORT (fake), 0x86, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED);
    g_assert_cmpstr (error->message, ==, "the drive has no VPD page 86");
    g_clear_error (&error);
    fake_add_good (fake, "05 00 00 01 00");
    g_assert_null (bb_scsi_vpd (BB_TRANSPORT (fake), 0x01, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED);
    g_clear_error (&error);
    fake_add_good (fake, "05 00 00");
    g_assert_null (bb_scsi_vpd (BB_TRANSPORT (fake), 0x86, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
    g_assert_cmpstr (error->message, ==, "VPD page 00: INQUIRY: only 3 of at least 4 bytes came");
    fake_assert_cdbs (fake, cdbs);
}

static void
test_all_features_are_the_raw_answer (void)
{
    static const char *const cdbs[] = {"46 00 00 00 00 00 00 10 00 00", "46 00 00 00 00 00 00 10 00 00",
                                       "46 00 00 00 00 00 00 10 00 00", "46 00 00 00 00 00 00 10 00 00", NULL};
    static const char all[] = "00 00 00 0C 00 00 00 08 00 01 03 04 00 00 00 02";
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) features = NULL;
    g_autoptr (GBytes) clamped = NULL;

    fake_add_good (fake, "00 00 00 0C 00 00 00 08 00 01 03 04 00 00 00 02 99 99");
    features = bb_scsi_features (BB_TRANSPORT (fake), &error);
    assert_hex (features, all);
    /* The length in the header is more than the number of bytes that came. */
    fake_add_good (fake, "FF FF FF FF 00 00 00 08");
    clamped = bb_scsi_features (BB_TRANSPORT (fake), &error);
    g_assert_no_error (error);
    assert_hex (clamped, "FF FF FF FF 00 00 00 08");
    fake_add_good (fake, "00 00 00 0C 00 00 00");
    g_assert_null (bb_scsi_features (BB_TRANSPORT (fake), &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
    g_assert_cmpstr (error->message, ==, "features: GET CONFIGURATION: only 7 of at least 8 bytes came");
    g_clear_error (&error);
    fake_add_sense (fake, 5, 0x20, 0);
    g_assert_null (bb_scsi_features (BB_TRANSPORT (fake), &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED);
    fake_assert_cdbs (fake, cdbs);
}

typedef struct {
    const char *answer;
    const char *data;
} FeatureCase;

static void
test_feature_is_clamped_to_received_bytes (void)
{
    static const FeatureCase table[] = {
        {"00 00 00 0C 00 00 00 00 01 07 01 04 11 22 33 44", "11223344"},
        /* the drive sends another feature first */
        {"00 00 00 16 00 00 00 00 00 00 03 04 00 10 01 00 01 07 01 04 11 22 33 44", "11223344"},
        /* lengths in the header, the descriptor or both exceed the data */
        {"FF FF FF FF 00 00 00 00 01 07 01 04 11 22 33 44", "11223344"},
        {"00 00 00 0C 00 00 00 00 01 07 01 FF 11 22 33 44", "11223344"},
        {"FF FF FF FF 00 00 00 00 01 07 01 FF 11 22", "1122"},
        /* the length in the header is less than the data */
        {"00 00 00 0A 00 00 00 00 01 07 01 04 11 22 33 44", "1122"},
        {"00 00 00 08 00 00 00 00 01 07 01 00", ""},
    };

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) data = NULL;
        g_autofree char *hex = NULL;

        fake_add_good (fake, table[i].answer);
        data = bb_scsi_feature (BB_TRANSPORT (fake), 0x0107, BB_FEATURE_WHOLE_BYTES, &error);
        g_assert_no_error (error);
        hex = bb_hex_dup (g_bytes_get_data (data, NULL), g_bytes_get_size (data), "");
        g_assert_cmpstr (hex, ==, table[i].data);
    }
}

static void
test_missing_feature_is_an_error (void)
{
    static const char *const without[] = {
        "00 00 00 04 00 00 00 00",
        "00 00 00 00 00 00 00 00 01 07 01 04 11 22 33 44",
        "00 00 00 0C 00 00 00 00 00 01 01 04 11 22 33 44",
        "00 00 00 0C 00 00 00 00 00 01 01 FF 11 22 33 44",
        "00 00 00 07 00 00 00 00 01 07 01",
    };
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (without); i++) {
        fake_add_good (fake, without[i]);
        g_assert_null (bb_scsi_feature (BB_TRANSPORT (fake), 0x0107, BB_FEATURE_WHOLE_BYTES, &error));
        g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED);
        g_assert_cmpstr (error->message, ==, "the drive has no feature 0107h");
        g_clear_error (&error);
    }
    fake_add_good (fake, "00 00 00 04");
    g_assert_null (bb_scsi_feature (BB_TRANSPORT (fake), 0x0107, BB_FEATURE_WHOLE_BYTES, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
    g_assert_cmpstr (error->message, ==, "feature 0107h: GET CONFIGURATION: only 4 of at least 8 bytes came");
    g_clear_error (&error);
    fake_add_sense (fake, 5, 0x20, 0);
    g_assert_null (bb_scsi_feature (BB_TRANSPORT (fake), 0x0107, BB_FEATURE_WHOLE_BYTES, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED);
    g_assert_true (bb_sense_is (bb_scsi_error_get_sense (error), 5, 0x20, 0));
}

typedef struct {
    const char *sense;
    const char *event; /* (nullable): reply to GET EVENT STATUS NOTIFICATION */
    BbMedium medium;
} MediumCase;

static void
test_medium_is_read_from_sense (void)
{
    static const MediumCase table[] = {
        {"70 00 02 00 00 00 00 0A 00 00 00 00 3A 01 00 00 00 00", NULL, BB_MEDIUM_NONE},
        {"70 00 02 00 00 00 00 0A 00 00 00 00 3A 02 00 00 00 00", NULL, BB_MEDIUM_TRAY_OPEN},
        {"70 00 02 00 00 00 00 0A 00 00 00 00 3A 03 00 00 00 00", NULL, BB_MEDIUM_NONE},
        {"72 02 3A 02 00 00 00 00", NULL, BB_MEDIUM_TRAY_OPEN},
        {"72 02 3A 00 00 00 00 00", "00 06 04 5E 00 01 00 00", BB_MEDIUM_TRAY_OPEN},
        {"72 02 3A 00 00 00 00 00", "00 06 04 5E 00 00 00 00", BB_MEDIUM_NONE},
        {"72 02 3A 00 00 00 00 00", "00 06 84 5E 00 01 00 00", BB_MEDIUM_NONE},
        {"72 02 3A 00 00 00 00 00", "00 06 01 5E 00 01 00 00", BB_MEDIUM_NONE},
        {"72 02 3A 00 00 00 00 00", "00 02 04 5E 00 01 00 00", BB_MEDIUM_NONE},
        {"72 02 3A 00 00 00 00 00", "00 06 04 5E", BB_MEDIUM_NONE},
        /* Bit 0 of the media status says whether the tray is open; bit 1, whether there is a disc. */
        {"72 02 3A 00 00 00 00 00", "00 06 04 5E 00 02 00 00", BB_MEDIUM_NONE},
        {"72 02 3A 00 00 00 00 00", "00 06 04 5E 00 03 00 00", BB_MEDIUM_TRAY_OPEN},
        /* Bits 0 to 2 of byte 2 are the event class. Bit 3 is reserved and must be ignored. Class 6 is "device busy",
         * whose byte 5 is no media status. */
        {"72 02 3A 00 00 00 00 00", "00 06 0C 5E 00 01 00 00", BB_MEDIUM_TRAY_OPEN},
        {"72 02 3A 00 00 00 00 00", "00 06 06 5E 00 01 00 00", BB_MEDIUM_NONE},
        /* The length in bytes 0 and 1 counts from byte 2. Length 4 includes the media status, byte 5; length 3 does
         * not. */
        {"72 02 3A 00 00 00 00 00", "00 04 04 5E 00 01", BB_MEDIUM_TRAY_OPEN},
        {"72 02 3A 00 00 00 00 00", "00 03 04 5E 00 01 00 00", BB_MEDIUM_NONE},
        {"72 02 30 00 00 00 00 00", NULL, BB_MEDIUM_PRESENT},
        {"72 02 30 05 00 00 00 00", NULL, BB_MEDIUM_PRESENT},
        {"72 03 11 05 00 00 00 00", NULL, BB_MEDIUM_PRESENT},
        {"72 02 04 01 00 00 00 00", NULL, BB_MEDIUM_UNKNOWN},
        {"72 05 20 00 00 00 00 00", NULL, BB_MEDIUM_UNKNOWN},
        {"73 02 3A 01 00 00 00 00", NULL, BB_MEDIUM_UNKNOWN},
        {"", NULL, BB_MEDIUM_UNKNOWN},
    };

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        const char *cdbs[] = {CDB_TUR, table[i].event != NULL ? CDB_EVENT : NULL, NULL};
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;
        BbMedium medium = BB_MEDIUM_UNKNOWN;

        fake_add_raw_sense (fake, table[i].sense);
        if (table[i].event != NULL)
            fake_add_good (fake, table[i].event);
        g_assert_true (bb_scsi_medium (BB_TRANSPORT (fake), &medium, &error));
        g_assert_no_error (error);
        g_assert_cmpint (medium, ==, table[i].medium);
        fake_assert_cdbs (fake, cdbs);
    }
}

static void
test_medium_clears_unit_attentions (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    BbMedium medium = BB_MEDIUM_UNKNOWN;

    fake_add_sense (fake, 6, 0x29, 0);
    fake_add_sense (fake, 6, 0x28, 0);
    fake_add_good (fake, "");
    g_assert_true (bb_scsi_medium (BB_TRANSPORT (fake), &medium, &error));
    g_assert_no_error (error);
    g_assert_cmpint (medium, ==, BB_MEDIUM_PRESENT);

    fake_add_sense (fake, 2, 0x3a, 0);
    fake_add_sense (fake, 5, 0x20, 0);
    g_assert_true (bb_scsi_medium (BB_TRANSPORT (fake), &medium, &error));
    g_assert_no_error (error);
    g_assert_cmpint (medium, ==, BB_MEDIUM_NONE);

    fake_add_status (fake, BB_STATUS_BUSY);
    g_assert_true (bb_scsi_medium (BB_TRANSPORT (fake), &medium, &error));
    g_assert_cmpint (medium, ==, BB_MEDIUM_UNKNOWN);

    for (guint i = 0; i < 8; i++)
        fake_add_sense (fake, 6, 0x29, 0);
    g_assert_false (bb_scsi_medium (BB_TRANSPORT (fake), &medium, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION);
    g_clear_error (&error);

    fake_add_failure (fake, BB_TRANSPORT_ERROR_GONE);
    g_assert_false (bb_scsi_medium (BB_TRANSPORT (fake), &medium, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
}

#define ADD(name, function) g_test_add_func ("/details/" name, function)

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    ADD ("serial-number-is-read-from-vpd-page", test_serial_number_is_read_from_vpd_page);
    ADD ("serial-number-keeps-printable-characters", test_serial_number_keeps_printable_characters);
    ADD ("serial-number-is-read-from-feature-otherwise", test_serial_number_is_read_from_feature_otherwise);
    ADD ("missing-serial-number-is-unsupported", test_missing_serial_number_is_unsupported);
    ADD ("no-second-command-after-a-timeout", test_no_second_command_after_a_timeout);
    ADD ("device-id-is-the-raw-page", test_device_id_is_the_raw_page);
    ADD ("any-vpd-page-is-read-if-it-is-listed", test_any_vpd_page_is_read_if_it_is_listed);
    ADD ("all-features-are-the-raw-answer", test_all_features_are_the_raw_answer);
    ADD ("feature-is-clamped-to-received-bytes", test_feature_is_clamped_to_received_bytes);
    ADD ("missing-feature-is-an-error", test_missing_feature_is_an_error);
    ADD ("medium-is-read-from-sense", test_medium_is_read_from_sense);
    ADD ("medium-clears-unit-attentions", test_medium_clears_unit_attentions);
    return g_test_run ();
}
