/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"

#include "family/btc/bb-btc.h"

#include <string.h>

/* Tests bb-btc-hex.c, which reads the hex form of images (docs/protocols/ricoh-btc.md, section 12), line by line. */

#define BANK ":00000155AA\n"
#define BANKS_5 BANK BANK BANK BANK BANK
#define BANKS_15 BANKS_5 BANKS_5 BANKS_5
#define END ":00000001FF\n"
/* Hex record that puts one byte, 0x46, at the start of a bank. */
#define BYTE ":0100000046B9\n"
#define ZEROS_8 "0000000000000000"
#define INCOMPLETE "The hex file is incomplete because its last line is missing. Download the file again."

/* Returns (transfer full) (nullable) the image that the hex form @text contains. @n_gaps, @problem: see
 * bb_btc_read_hex(). */
static GBytes *
read_hex (const char *text, guint *n_gaps, char **problem)
{
    g_autoptr (GBytes) file = g_bytes_new (text, strlen (text));

    return bb_btc_read_hex (file, n_gaps, problem);
}

static void
test_records_that_are_read (void)
{
    static const struct {
        const char *text;
        gsize offset; /* offset in the image at which the byte 46 must be */
        guint n_named;
    } rows[] = {
        {BYTE BANKS_15 END, 0, 1},
        {BANKS_15 BYTE END, 0xF0000, 1},
        {BANK BANK BANK BYTE BANKS_5 BANKS_5 BANK BANK END, 0x30000, 1},
        {BYTE BANK BYTE BANKS_5 BANKS_5 BANK BANK BANK BANK END, 0x10000, 2},
        {":01FFFF0046BB\n" BANKS_15 END, 0xFFFF, 1},
        {":02FFFE000046BB\n" BANKS_15 END, 0xFFFF, 2},
        /* the longest record */
        {":2000000046" ZEROS_8 ZEROS_8 ZEROS_8 "000000000000009A\n" BANKS_15 END, 0, 32},
        /* lower-case digits */
        {":01abcd004641\n:00000155aa\n" BANKS_5 BANKS_5 BANK BANK BANK BANK END, 0xABCD, 1},
        /* CR LF at the end of each line */
        {":0100000046B9\r\n:00000155AA\r\n" BANKS_5 BANKS_5 BANK BANK BANK BANK ":00000001FF\r\n", 0, 1},
        /* no line end after the last line */
        {":0100000046B9\n" BANKS_15 ":00000001FF", 0, 1},
        /* lower-case digits and CR in the last line */
        {":0100000046B9\n" BANKS_15 ":00000001ff\r", 0, 1},
        /* lines that are no records are skipped */
        {"\n\r\n; remark\nx:0100000046B9\n" BYTE BANKS_15 END "; behind the end\n\n", 0, 1},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint n_gaps = 1;
        g_autofree char *problem = NULL;
        g_autoptr (GBytes) image = read_hex (rows[i].text, &n_gaps, &problem);
        const guint8 *data = NULL;
        guint n_filled = 0;

        g_test_message ("row %u", i);
        g_assert_cmpstr (problem, ==, NULL);
        g_assert_nonnull (image);
        g_assert_cmpuint (g_bytes_get_size (image), ==, BB_BTC_IMAGE_BYTES);
        g_assert_cmpuint (n_gaps, ==, BB_BTC_IMAGE_BYTES - rows[i].n_named);
        data = g_bytes_get_data (image, NULL);
        g_assert_cmphex (data[rows[i].offset], ==, 0x46);
        for (gsize at = 0; at < BB_BTC_IMAGE_BYTES; at++)
            n_filled += data[at] == 0xFF ? 1 : 0;
        g_assert_cmpuint (n_filled, ==, n_gaps);
    }
}

static void
test_wrong_lines_are_named (void)
{
    static const struct {
        const char *text;
        guint line; /* line that the problem names; 0: the problem is that the last line is missing */
    } rows[] = {
        {":0100000046B8\n" BANKS_15 END, 1},      /* wrong sum */
        {BYTE ":0100000046B9\n" BANKS_15 END, 2}, /* the same address again */
        {":0200000046B8\n" BANKS_15 END, 1},      /* fewer bytes than the length says */
        {":010000004600B9\n" BANKS_15 END, 1},    /* more bytes than the length says */
        {":0000000000\n" BANKS_15 END, 1},        /* no bytes */
        {":0100000246B7\n" BANKS_15 END, 1},      /* unknown record type */
        {":02FFFF000046BA\n" BANKS_15 END, 1},    /* goes beyond its bank */
        {":0100000046B\n" BANKS_15 END, 1},       /* half a byte */
        {":0100000046X9\n" BANKS_15 END, 1},      /* a character that is no hexadecimal digit */
        {":01000000 6B9\n" BANKS_15 END, 1},
        /* only one of the two digits is wrong; the sum would be right if the byte counted as FF */
        {":01000000XF00\n" BANKS_15 END, 1},
        {":010000004X00\n" BANKS_15 END, 1},
        {":\n" BANKS_15 END, 1},
        {":010000\n" BANKS_15 END, 1},
        {":2100000046" ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_8 "99\n" BANKS_15 END, 1}, /* one byte too many */
        {"\n\n" BYTE ":0100000046B8\n" BANKS_15 END, 4},
        {BYTE BANKS_15 BANK END, 17},   /* one bank too many */
        {BYTE BANKS_5 BANKS_5 END, 12}, /* banks are missing */
        {BYTE BANKS_15 END BYTE, 18},   /* a record after the last line */
        {BYTE BANKS_15 END BANK, 18},
        {BYTE BANKS_15 END END, 18},
        {BYTE BANKS_15 ":00000001FE\n", 17},
        {BYTE BANKS_15, 0},
        {BYTE BANK, 0},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint n_gaps = 1;
        g_autofree char *problem = NULL;
        g_autoptr (GBytes) image = read_hex (rows[i].text, &n_gaps, &problem);
        g_autofree char *wanted =
            rows[i].line > 0
                ? g_strdup_printf ("Line %u of the hex file is damaged. Download the file again.", rows[i].line)
                : g_strdup (INCOMPLETE);

        g_test_message ("row %u", i);
        g_assert_null (image);
        g_assert_cmpuint (n_gaps, ==, 0);
        g_assert_cmpstr (problem, ==, wanted);
    }
}

/* A file is not the hex form of an image if it has no record that begins a new bank, or if it is too short or too
 * long for an image. No problem may be reported for such a file. */
static void
test_other_files_are_no_hex_files (void)
{
    static const gsize sizes[] = {0, 100, BB_BTC_IMAGE_BYTES, BB_BTC_IMAGE_BYTES * 15u, BB_BTC_IMAGE_BYTES * 15u + 1};

    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        char *text = g_strnfill (sizes[i] + 1, '\n');
        g_autoptr (GBytes) file = g_bytes_new_take (text, sizes[i]);
        guint n_gaps = 1;
        g_autofree char *problem = NULL;
        g_autoptr (GBytes) image = NULL;
        gboolean has_banks = sizes[i] > strlen (BYTE BANKS_15 END);

        if (has_banks)
            memcpy (text, BYTE BANKS_15 END, strlen (BYTE BANKS_15 END));
        else
            memset (text, ':', sizes[i]);
        image = bb_btc_read_hex (file, &n_gaps, &problem);
        g_test_message ("%zu", sizes[i]);
        g_assert_cmpstr (problem, ==, NULL);
        g_assert_cmpint (image != NULL, ==, sizes[i] == BB_BTC_IMAGE_BYTES * 15u);
        g_assert_cmpuint (n_gaps, ==, image != NULL ? BB_BTC_IMAGE_BYTES - 1 : 0);
    }
}

/* Appends a record with @text for @address. */
static void
append_record (GString *file, guint address, const char *text)
{
    guint8 sum = (guint8) (strlen (text) + (address >> 8) + (address & 0xFF));

    g_string_append_printf (file, ":%02X%04X00", (guint) strlen (text), address);
    for (const char *at = text; *at != '\0'; at++) {
        g_string_append_printf (file, "%02X", (guint8) *at);
        sum = (guint8) (sum + (guint8) *at);
    }
    g_string_append_printf (file, "%02X\n", (guint8) (0x100 - sum));
}

/* A hex file that contains only the name and the revision is identified. Its image has FF in the gaps. */
static void
test_hex_file_is_named_by_its_content (void)
{
    GString *file = g_string_new (NULL);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GBytes) content = NULL;
    g_autoptr (GPtrArray) found = NULL;
    BbImageIdentity *identity = NULL;
    g_autofree char *problem = NULL;
    guint n_gaps = 0;
    guint32 shown = 0;

    append_record (file, BB_BTC_TEXT_OFFSET, "DVDRW   IDE1008         ");
    append_record (file, BB_BTC_TEXT_OFFSET + BB_BTC_NAME_BYTES, "1234");
    for (guint i = 0; i < 15; i++)
        g_string_append (file, ":00000155AA\n");
    g_string_append (file, ":00000001FF\n");
    bytes = g_string_free_to_bytes (file);
    content = bb_btc_read_hex (bytes, &n_gaps, &problem);
    found = bb_btc_identify_image (bytes, shipped_catalog ());
    g_assert_cmpuint (found->len, ==, 1);
    identity = found->pdata[0];
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpstr (identity->model_name, ==, "DVDRW IDE1008");
    g_assert_cmpstr (identity->revision, ==, "1234");
    g_assert_cmpuint (identity->length_bytes, ==, g_bytes_get_size (bytes));
    g_assert_true (g_bytes_equal (identity->content, content));
    g_assert_true (g_variant_lookup (identity->values, BB_BTC_KEY_GAPS, "u", &shown));
    g_assert_cmpuint (shown, ==, BB_BTC_IMAGE_BYTES - BB_BTC_NAME_BYTES - BB_BTC_REVISION_BYTES);
    g_assert_cmpuint (n_gaps, ==, shown);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/btc/hex/records_that_are_read", test_records_that_are_read);
    g_test_add_func ("/btc/hex/wrong_lines_are_named", test_wrong_lines_are_named);
    g_test_add_func ("/btc/hex/other_files_are_no_hex_files", test_other_files_are_no_hex_files);
    g_test_add_func ("/btc/hex/hex_file_is_named_by_its_content", test_hex_file_is_named_by_its_content);
    return g_test_run ();
}
