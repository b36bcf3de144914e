/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-btc.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file reads images in hex form (ricoh-btc.md, section 12). */

#define BANK_BYTES 0x10000u
#define N_BANKS (BB_BTC_IMAGE_BYTES / BANK_BYTES)
#define MOST_RECORD_BYTES 32u
/* Bytes of a record around its data: length, address (two bytes) and type before them, checksum after them. */
#define FRAME_BYTES 5u
#define NEXT_BANK ":00000155AA"
#define LAST_RECORD ":00000001FF"
/* Length of the longest file: one record of 15 characters, including two for the end of the line, for each byte of
 * the image. */
#define MOST_FILE_BYTES (BB_BTC_IMAGE_BYTES * 15u)

/**
 * BbBtcHex: a file that is being read.
 * @data: the image
 * @is_named: for each byte of @data: 1 if a record has set the byte, else 0
 * @bank: number of the bank of the next record
 * @has_ended: the last record was read
 */
typedef struct {
    guint8 *data;
    guint8 *is_named;
    guint bank;
    gboolean has_ended;
} BbBtcHex;

/* Sets @bytes to the bytes that the hexadecimal digits after the colon of @line stand for. Returns their number; 0 if
 * a character is no digit, a digit is missing, or there are too many bytes. */
static guint
bb_btc_read_digits (const char *line, gsize length, guint8 bytes[MOST_RECORD_BYTES + FRAME_BYTES])
{
    guint n = (guint) (length - 1) / 2;

    if (length % 2 != 1 || n > MOST_RECORD_BYTES + FRAME_BYTES)
        return 0;
    for (guint i = 0; i < n; i++) {
        int high = g_ascii_xdigit_value (line[1 + 2 * i]);
        int low = g_ascii_xdigit_value (line[2 + 2 * i]);

        if (high < 0 || low < 0)
            return 0;
        bytes[i] = (guint8) (high << 4 | low);
    }
    return n;
}

/* Stores the data of the record @line in the present bank of @self, and marks the bytes in @is_named. FALSE if
 * length, type, address or checksum of the record is wrong (nothing is stored), or if an earlier record has stored
 * one of these bytes. */
static gboolean
bb_btc_take_record (BbBtcHex *self, const char *line, gsize length)
{
    guint8 bytes[MOST_RECORD_BYTES + FRAME_BYTES] = {0};
    guint n = bb_btc_read_digits (line, length, bytes);
    guint address = bytes[1] * 0x100u + bytes[2];
    guint8 sum = 0;

    if (n < FRAME_BYTES || n != bytes[0] + FRAME_BYTES || bytes[0] == 0 || bytes[3] != 0 ||
        address + bytes[0] > BANK_BYTES)
        return FALSE;
    for (guint i = 0; i < n; i++)
        sum = (guint8) (sum + bytes[i]);
    if (sum != 0)
        return FALSE;
    for (guint i = 0; i < bytes[0]; i++) {
        gsize at = self->bank * BANK_BYTES + address + i;

        if (self->is_named[at] != 0)
            return FALSE;
        self->is_named[at] = 1;
        self->data[at] = bytes[4 + i];
    }
    return TRUE;
}

/* Reads one line:
 * - A line that does not begin with a colon is skipped.
 * - A record with data: stores the data.
 * - The record NEXT_BANK: increases @bank.
 * - The record LAST_RECORD: sets @has_ended.
 * FALSE if the record is wrong, comes after the last record, begins a bank that does not exist, or is the last record
 * although banks are missing. */
static gboolean
bb_btc_take_line (BbBtcHex *self, const char *line, gsize length)
{
    gboolean is_next = length == strlen (NEXT_BANK) && g_ascii_strncasecmp (line, NEXT_BANK, length) == 0;

    if (length == 0 || line[0] != ':')
        return TRUE;
    if (self->has_ended)
        return FALSE;
    if (length == strlen (LAST_RECORD) && g_ascii_strncasecmp (line, LAST_RECORD, length) == 0) {
        self->has_ended = TRUE;
        return self->bank == N_BANKS - 1;
    }
    if (is_next)
        return ++self->bank < N_BANKS;
    return bb_btc_take_record (self, line, length);
}

GBytes *
bb_btc_read_hex (GBytes *file, guint *n_gaps, char **problem)
{
    gsize size = g_bytes_get_size (file);
    const char *text = g_bytes_get_data (file, NULL);
    g_autofree guint8 *is_named = NULL;
    BbBtcHex self = {0};
    gboolean good = TRUE;
    guint n_lines = 0;

    *n_gaps = 0;
    *problem = NULL;
    /* A hex file for these drives contains NEXT_BANK, the record that begins another bank. A file without this record
     * is not treated as a hex file. */
    if (size == BB_BTC_IMAGE_BYTES || size > MOST_FILE_BYTES || g_strstr_len (text, (gssize) size, NEXT_BANK) == NULL)
        return NULL;
    is_named = g_malloc0 (BB_BTC_IMAGE_BYTES);
    self.is_named = is_named;
    self.data = g_malloc (BB_BTC_IMAGE_BYTES);
    memset (self.data, 0xFF, BB_BTC_IMAGE_BYTES);
    for (gsize at = 0; at < size && good; n_lines++) {
        const char *end = memchr (text + at, '\n', size - at);
        gsize length = end != NULL ? (gsize) (end - text) - at : size - at;
        gsize next = at + length + 1;

        if (length > 0 && text[at + length - 1] == '\r')
            length--;
        good = bb_btc_take_line (&self, text + at, length);
        at = next;
    }
    if (!good || !self.has_ended) {
        g_free (self.data);
        *problem =
            good ? g_strdup (
                       _ ("The hex file is incomplete because its last line is missing. Download the file again."))
                 : g_strdup_printf (_ ("Line %u of the hex file is damaged. Download the file again."), n_lines);
        return NULL;
    }
    for (gsize i = 0; i < BB_BTC_IMAGE_BYTES; i++)
        *n_gaps += is_named[i] == 0 ? 1 : 0;
    return g_bytes_new_take (self.data, BB_BTC_IMAGE_BYTES);
}
