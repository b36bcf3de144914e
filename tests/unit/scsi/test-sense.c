/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scsi/bb-bytes.h"
#include "scsi/bb-sense.h"
#include "scsi/bb-transport.h"

/* Returns the sense data that is decoded from these bytes. */
static BbSense
sense_of_hex (const char *hex)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = bb_hex_parse (hex, &error);
    gsize size = 0;
    const guint8 *data = NULL;
    BbSense sense = {TRUE, TRUE, 0xf, 0xff, 0xff};

    g_assert_no_error (error);
    data = g_bytes_get_data (bytes, &size);
    bb_sense_decode (data, size, &sense);
    return sense;
}

static BbSense
sense_of (guint8 key, guint8 asc, guint8 ascq)
{
    return (BbSense){.valid = TRUE, .key = key, .asc = asc, .ascq = ascq};
}

typedef struct {
    const char *hex;
    const char *code;
    gboolean deferred;
} Decoded;

static void
test_fixed_and_descriptor_sense_is_decoded (void)
{
    static const Decoded table[] = {
        /* the vectors of docs/protocols/test-vectors.md */
        {"70 00 05 00 00 00 00 0A 00 00 00 00 26 00 00 00 00 00", "5/26/00", FALSE},
        {"70 00 02 00 00 00 00 06 00 00 00 00 3A 01", "2/3A/01", FALSE},
        {"72 06 3F 01 00 00 00 00", "6/3F/01", FALSE},
        {"71 00 04 00 00 00 00 0A 00 00 00 00 44 00 00 00 00 00", "4/44/00", TRUE},
        {"73 03 0C 00 00 00 00 00", "3/0C/00", TRUE},
        {"70 00 06 00 00 00 00 00", "6/00/00", FALSE},
        {"", "none", FALSE},
        /* the bit VALID or flags beside the sense key are set, or the length field is less or more than the length of
         * the data */
        {"F0 00 E3 00 00 00 01 0A 00 00 00 00 11 05 00 00 00 00", "3/11/05", FALSE},
        {"70 00 05 00 00 00 00 04 00 00 00 00 26 00 00 00 00 00", "5/00/00", FALSE},
        {"70 00 05 00 00 00 00 FF 00 00 00 00 26", "5/26/00", FALSE},
        {"72 F5 24 00 00 00 00 FF", "5/24/00", FALSE},
        /* invalid: too short, or an unknown response code */
        {"70 00 05 00 00 00 00", "none", FALSE},
        {"70", "none", FALSE},
        {"72 06 3F 01", "none", FALSE},
        {"00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "none", FALSE},
        {"7F 00 05 00 00 00 00 0A 00 00 00 00 26 00", "none", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        BbSense sense = sense_of_hex (table[i].hex);
        g_autofree char *code = bb_sense_dup_code (&sense);

        g_assert_cmpstr (code, ==, table[i].code);
        g_assert_cmpint (sense.deferred, ==, table[i].deferred);
        g_assert_cmpint (sense.valid, ==, !g_str_equal (table[i].code, "none"));
    }
}

/* Drives report their progress in one of three places in the sense data; see #BbSense. */
static void
test_progress_is_decoded (void)
{
    static const struct {
        const char *hex;
        guint progress;
        guint progress_of;
    } table[] = {
        /* SKSV is set: bytes 16 and 17 are the progress. The maximum is 32 if the progress is at most 32, else 65536.
         */
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 80 40 00", 0x4000, 0x10000},
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 80 FF FF", 0xffff, 0x10000},
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 80 00 21", 33, 0x10000},
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 80 00 20", 32, 32},
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 80 00 01", 1, 32},
        {"F1 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 80 40 00", 0x4000, 0x10000},
        /* SKSV is not set, or bytes 16 and 17 are 0: the progress is byte 16 or, if byte 16 is 0 or above 32, byte 4.
         * The maximum is 32. */
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 00 10 00", 16, 32},
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 7F 20 00", 32, 32},
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 00 21 00", 0, 0},
        {"70 00 02 00 07 00 00 0A 00 00 00 00 04 04 00 00 21 00", 7, 32},
        {"70 00 02 00 20 00 00 0A 00 00 00 00 04 04 00 00 00 00", 32, 32},
        {"70 00 02 00 21 00 00 0A 00 00 00 00 04 04 00 00 00 00", 0, 0},
        {"70 00 02 00 06 00 00 0A 00 00 00 00 04 04 00 80 00 00", 6, 32},
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 00 00 00", 0, 0},
        /* The sense data ends before byte 16 or 17. */
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 80 10", 16, 32},
        {"70 00 02 00 00 00 00 0A 00 00 00 00 04 04 00 80", 0, 0},
        {"70 00 02 00 03 00 00 00", 3, 32},
        /* Sense data in descriptor form has no progress in these bytes. */
        {"72 02 04 04 05 00 00 0A 00 00 00 00 00 00 00 80 10 00", 0, 0},
    };

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        BbSense sense = sense_of_hex (table[i].hex);

        g_test_message ("%s", table[i].hex);
        g_assert_true (sense.valid);
        g_assert_cmpuint (sense.progress, ==, table[i].progress);
        g_assert_cmpuint (sense.progress_of, ==, table[i].progress_of);
    }
}

static void
test_long_sense_data_is_decoded (void)
{
    guint8 data[252] = {0x70, 0, 5, 0, 0, 0, 0, 244, 0, 0, 0, 0, 0x26, 0x02};
    BbSense sense = {0};

    bb_sense_decode (data, sizeof data, &sense);
    g_assert_true (bb_sense_is (&sense, 5, 0x26, 2));
}

static void
assert_text (guint8 key, guint8 asc, guint8 ascq, const char *wanted)
{
    BbSense sense = sense_of (key, asc, ascq);
    g_autofree char *text = bb_sense_dup_text (&sense);

    g_assert_cmpstr (text, ==, wanted);
}

static void
test_sense_text_is_the_meaning (void)
{
    BbSense none = {0};
    g_autofree char *text = bb_sense_dup_text (&none);

    g_assert_cmpstr (text, ==, "no sense data");
    assert_text (2, 0x3a, 0x01, "medium not present - tray closed");
    assert_text (5, 0x26, 0x00, "invalid field in parameter list");
    assert_text (6, 0x3f, 0x01, "microcode has been changed");
    assert_text (6, 0x00, 0x00, "unit attention");
    /* With ASC 0 and an ASCQ other than 0, the text is that of the ASCQ, not that of the sense key. */
    assert_text (5, 0x00, 0x16, "operation in progress");
    /* Texts are in lower case, but abbreviations in upper case. */
    assert_text (5, 0x24, 0x01, "CDB decryption error");
    assert_text (6, 0x00, 0x06, "I/O process terminated");
}

static void
test_vendor_specific_sense_has_a_text (void)
{
    for (guint asc = 0; asc < 256; asc++) {
        BbSense sense = sense_of (5, (guint8) asc, 0xfe);
        g_autofree char *text = bb_sense_dup_text (&sense);

        g_assert_cmpuint (strlen (text), >, 3);
        g_assert_null (strchr (text, '\n'));
    }
}

static void
test_sense_is_compared (void)
{
    BbSense sense = sense_of (2, 0x3a, 0x01);
    BbSense none = {.valid = FALSE, .key = 2, .asc = 0x3a, .ascq = 1};

    g_assert_true (bb_sense_is (&sense, 2, 0x3a, 1));
    g_assert_true (bb_sense_is (&sense, 2, 0x3a, -1));
    g_assert_false (bb_sense_is (&sense, 2, 0x3a, 2));
    g_assert_false (bb_sense_is (&sense, 2, 0x04, -1));
    g_assert_false (bb_sense_is (&sense, 6, 0x3a, -1));
    g_assert_false (bb_sense_is (&none, 2, 0x3a, 1));
}

typedef struct {
    guint8 status;
    BbSense sense;
    BbScsiError code;
} Mapped;

static void
test_status_and_sense_map_to_an_error (void)
{
    static const Mapped table[] = {
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x0, 0x00, 0x00}, BB_SCSI_ERROR_OTHER},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x2, 0x04, 0x01}, BB_SCSI_ERROR_BECOMING_READY},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x2, 0x3a, 0x02}, BB_SCSI_ERROR_NO_MEDIUM},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x2, 0x30, 0x00}, BB_SCSI_ERROR_NOT_READY},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x3, 0x11, 0x05}, BB_SCSI_ERROR_MEDIUM},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x4, 0x44, 0x00}, BB_SCSI_ERROR_HARDWARE},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x5, 0x20, 0x00}, BB_SCSI_ERROR_UNSUPPORTED},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x5, 0x24, 0x00}, BB_SCSI_ERROR_INVALID_FIELD},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x5, 0x26, 0x02}, BB_SCSI_ERROR_INVALID_FIELD},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x5, 0x2c, 0x00}, BB_SCSI_ERROR_SEQUENCE},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x5, 0x53, 0x02}, BB_SCSI_ERROR_ILLEGAL_REQUEST},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x6, 0x29, 0x00}, BB_SCSI_ERROR_UNIT_ATTENTION},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x7, 0x27, 0x00}, BB_SCSI_ERROR_PROTECTED},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0x8, 0x64, 0x00}, BB_SCSI_ERROR_OTHER},
        {BB_STATUS_CHECK_CONDITION, {TRUE, FALSE, 0xb, 0x4b, 0x00}, BB_SCSI_ERROR_ABORTED},
        {BB_STATUS_CHECK_CONDITION, {TRUE, TRUE, 0x3, 0x0c, 0x00}, BB_SCSI_ERROR_MEDIUM},
        {BB_STATUS_CHECK_CONDITION, {TRUE, TRUE, 0x4, 0x44, 0x00}, BB_SCSI_ERROR_HARDWARE},
        {BB_STATUS_CHECK_CONDITION, {TRUE, TRUE, 0x5, 0x20, 0x00}, BB_SCSI_ERROR_OTHER},
        {BB_STATUS_CHECK_CONDITION, {TRUE, TRUE, 0x6, 0x29, 0x00}, BB_SCSI_ERROR_OTHER},
        {BB_STATUS_CHECK_CONDITION, {FALSE, FALSE, 0x5, 0x20, 0x00}, BB_SCSI_ERROR_OTHER},
        {BB_STATUS_BUSY, {FALSE}, BB_SCSI_ERROR_BUSY},
        {BB_STATUS_RESERVATION_CONFLICT, {FALSE}, BB_SCSI_ERROR_BUSY},
        {BB_STATUS_TASK_SET_FULL, {FALSE}, BB_SCSI_ERROR_BUSY},
        {0x40, {FALSE}, BB_SCSI_ERROR_OTHER},
        /* sense data is ignored unless the status is CHECK CONDITION */
        {BB_STATUS_BUSY, {TRUE, FALSE, 0x5, 0x20, 0x00}, BB_SCSI_ERROR_BUSY},
    };

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        g_autoptr (GError) error = bb_scsi_error_new (table[i].status, &table[i].sense);

        g_assert_error (error, BB_SCSI_ERROR, (int) table[i].code);
    }
}

static void
test_error_contains_the_sense (void)
{
    BbSense sense = sense_of (5, 0x26, 0x00);
    GError *made = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, &sense);
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) copy = NULL;

    g_propagate_prefixed_error (&error, made, "block 7: ");
    copy = g_error_copy (error);
    g_assert_cmpstr (error->message, ==, "block 7: sense 5/26/00, invalid field in parameter list");
    g_clear_error (&error);
    g_assert_true (bb_sense_is (bb_scsi_error_get_sense (copy), 5, 0x26, 0));
}

static void
test_message_mentions_deferred_and_missing_sense (void)
{
    BbSense deferred = {TRUE, TRUE, 4, 0x44, 0};
    g_autoptr (GError) late = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, &deferred);
    g_autoptr (GError) mute = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, NULL);
    g_autoptr (GError) busy = bb_scsi_error_new (BB_STATUS_BUSY, NULL);

    g_assert_nonnull (strstr (late->message, "earlier command"));
    g_assert_true (bb_scsi_error_get_sense (late)->deferred);
    g_assert_nonnull (strstr (mute->message, "no sense data"));
    g_assert_false (bb_scsi_error_get_sense (mute)->valid);
    g_assert_nonnull (strstr (busy->message, "08h"));
}

static void
test_other_errors_have_no_sense (void)
{
    g_autoptr (GError) other = g_error_new_literal (BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "gone");
    g_autoptr (GError) plain = g_error_new_literal (BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED, "no such page");

    g_assert_null (bb_scsi_error_get_sense (NULL));
    g_assert_null (bb_scsi_error_get_sense (other));
    g_assert_false (bb_scsi_error_get_sense (plain)->valid);
}

static void
test_codes_of_other_programs (void)
{
    static const struct {
        const char *text;
        const char *code; /* (nullable): %NULL if @text is no error code */
    } cases[] = {
        {"0x8f052400", "5/24/00"},
        {"8F020408", "2/04/08"},
        {"0X020408", "2/04/08"},
        {"82052c00", "5/2C/00"},
        {"000000", "0/00/00"},
        {"20408", NULL},
        {"0x", NULL},
        {"", NULL},
        {NULL, NULL},
        {"02 04 08", NULL},
        {"0x8f02040g", NULL},
        {"-8f020408", NULL},
        {"0x18f020408", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        BbSense sense;
        g_autofree char *code = NULL;

        g_assert_cmpint (bb_sense_parse_tool_code (cases[i].text, &sense), ==, cases[i].code != NULL);
        code = bb_sense_dup_code (&sense);
        g_assert_cmpstr (code, ==, cases[i].code != NULL ? cases[i].code : "none");
    }
}

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sense/fixed-and-descriptor-sense-is-decoded", test_fixed_and_descriptor_sense_is_decoded);
    g_test_add_func ("/sense/progress-is-decoded", test_progress_is_decoded);
    g_test_add_func ("/sense/long-sense-data-is-decoded", test_long_sense_data_is_decoded);
    g_test_add_func ("/sense/sense-text-is-the-meaning", test_sense_text_is_the_meaning);
    g_test_add_func ("/sense/vendor-specific-sense-has-a-text", test_vendor_specific_sense_has_a_text);
    g_test_add_func ("/sense/sense-is-compared", test_sense_is_compared);
    g_test_add_func ("/sense/status-and-sense-map-to-an-error", test_status_and_sense_map_to_an_error);
    g_test_add_func ("/sense/error-contains-the-sense", test_error_contains_the_sense);
    g_test_add_func ("/sense/message-mentions-deferred-and-missing-sense",
                     test_message_mentions_deferred_and_missing_sense);
    g_test_add_func ("/sense/other-errors-have-no-sense", test_other_errors_have_no_sense);
    g_test_add_func ("/sense/tool-codes", test_codes_of_other_programs);
    return g_test_run ();
}
