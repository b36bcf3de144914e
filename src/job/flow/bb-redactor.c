/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-redactor.h"

#include "scsi/bb-bytes.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Shorter serial numbers are not removed, because they would match ordinary text. */
#define BB_REDACTOR_LEAST_CHARS 4
#define BB_REDACTOR_MARK '*'
/* A word with at least this many digits may be a serial number. */
#define BB_REDACTOR_LIKE_DIGITS 3
#define BB_REDACTOR_OP_INQUIRY 0x12
#define BB_REDACTOR_OP_GET_CONFIGURATION 0x46
#define BB_REDACTOR_VPD_HEADER_BYTES 4
#define BB_REDACTOR_FEATURES_HEADER_BYTES 8
#define BB_REDACTOR_FEATURE_HEADER_BYTES 4
#define BB_REDACTOR_FEATURE_SERIAL 0x0108

struct _BbRedactor {
    GPtrArray *serials; /* longest first, so that a number is replaced before a shorter number that is a part of it */
};

BbRedactor *
bb_redactor_new (void)
{
    BbRedactor *scrub = g_new0 (BbRedactor, 1);

    scrub->serials = g_ptr_array_new_with_free_func (g_free);
    return scrub;
}

void
bb_redactor_free (BbRedactor *scrub)
{
    g_ptr_array_unref (scrub->serials);
    g_free (scrub);
}

gboolean
bb_redactor_is_empty (BbRedactor *scrub)
{
    return scrub->serials->len == 0;
}

/* Sorts longer serial numbers before shorter ones. */
static gint
bb_redactor_compare (gconstpointer a, gconstpointer b)
{
    gsize one = strlen (*(const char *const *) a);
    gsize other = strlen (*(const char *const *) b);

    return one < other ? 1 : one > other ? -1 : 0;
}

/* Adds @serial: (transfer full), unless it is too short or was added before. */
static void
bb_redactor_take (BbRedactor *scrub, char *serial)
{
    if (strlen (serial) < BB_REDACTOR_LEAST_CHARS ||
        g_ptr_array_find_with_equal_func (scrub->serials, serial, g_str_equal, NULL)) {
        g_free (serial);
        return;
    }
    g_ptr_array_add (scrub->serials, serial);
    g_ptr_array_sort (scrub->serials, bb_redactor_compare);
}

void
bb_redactor_add (BbRedactor *scrub, const char *serial)
{
    g_autofree char *clean = NULL;
    g_auto (GStrv) words = NULL;

    if (serial == NULL)
        return;
    clean = g_strstrip (g_strdup (serial));
    bb_redactor_take (scrub, g_strdup (clean));
    if (strpbrk (clean, " ") == NULL)
        return;
    /* udev replaces the blanks in a serial number by "_", the names of backup folders have "-" instead, and other
     * programs leave the blanks out. */
    bb_redactor_take (scrub, g_strdelimit (g_strdup (clean), " ", '_'));
    bb_redactor_take (scrub, g_strdelimit (g_strdup (clean), " ", '-'));
    words = g_strsplit (clean, " ", -1);
    bb_redactor_take (scrub, g_strjoinv ("", words));
}

/* TRUE if the first @length characters of @word are a date: YYMMDD, or YYYYMMDD, which hhmm or hhmmss may follow.
 * Dates of firmware are the same for all units and tell nothing about the user, so they are not removed. */
static gboolean
bb_redactor_is_date (const char *word, gsize length)
{
    gboolean has_century = g_str_has_prefix (word, "19") || g_str_has_prefix (word, "20");
    guint month, day;

    if ((length != 6 && length != 8 && length != 12 && length != 14) || strspn (word, "0123456789") < length)
        return FALSE;
    if (length > 6 && !has_century)
        return FALSE;
    word += length > 6 ? 4 : 2;
    month = (guint) (word[0] - '0') * 10 + (guint) (word[1] - '0');
    day = (guint) (word[2] - '0') * 10 + (guint) (word[3] - '0');
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* TRUE if the first @length characters of @word contain at least BB_REDACTOR_LIKE_DIGITS digits. */
static gboolean
bb_redactor_has_digits (const char *word, gsize length)
{
    guint n_digits = 0;

    for (gsize i = 0; i < length; i++)
        n_digits += g_ascii_isdigit (word[i]);
    return n_digits >= BB_REDACTOR_LIKE_DIGITS;
}

void
bb_redactor_add_lookalikes (BbRedactor *scrub, const char *text, gsize least_chars)
{
    while (*text != '\0') {
        gsize length = 0;

        while (g_ascii_isalnum (text[length]))
            length++;
        if (length >= least_chars && bb_redactor_has_digits (text, length) && !bb_redactor_is_date (text, length))
            bb_redactor_take (scrub, g_strndup (text, length));
        text += MAX (length, 1);
    }
}

/* TRUE if the first @n bytes of @data are @serial, ignoring case. */
static gboolean
bb_redactor_is_here (const guint8 *data, const char *serial, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (g_ascii_toupper ((char) data[i]) != g_ascii_toupper (serial[i]))
            return FALSE;
    return TRUE;
}

/* Replaces the bytes from @from up to @to (exclusive) by stars. */
static void
bb_redactor_mark (guint8 *data, gsize from, gsize to)
{
    for (gsize i = from; i < to; i++)
        data[i] = BB_REDACTOR_MARK;
}

/* Replaces each known serial number in @data by stars, ignoring case. */
static void
bb_redactor_bytes (BbRedactor *scrub, guint8 *data, gsize length_bytes)
{
    for (guint s = 0; s < scrub->serials->len; s++) {
        const char *serial = g_ptr_array_index (scrub->serials, s);
        gsize n = strlen (serial);

        for (gsize at = 0; at + n <= length_bytes; at++)
            if (bb_redactor_is_here (data + at, serial, n))
                bb_redactor_mark (data, at, at + n);
    }
}

/* Replaces each @serial in @text by @mark, which has the same length. Ignores case. */
static void
bb_redactor_replace (GString *text, const char *serial, const char *mark)
{
    gsize n = strlen (serial);

    for (gsize at = 0; at + n <= text->len; at++)
        if (g_ascii_strncasecmp (text->str + at, serial, n) == 0)
            g_string_overwrite (text, (gssize) at, mark);
}

/* TRUE if @text begins with the bytes of @serial as hex with @separator between the bytes. Ignores the case of the
 * hex digits and that of each character of @serial. */
static gboolean
bb_redactor_is_hex_here (const char *text, const char *serial, const char *separator)
{
    gsize length = strlen (separator);

    for (gsize i = 0; serial[i] != '\0'; i++) {
        int high, low;

        if (i > 0) {
            if (g_ascii_strncasecmp (text, separator, length) != 0)
                return FALSE;
            text += length;
        }
        high = g_ascii_xdigit_value (text[0]);
        low = high >= 0 ? g_ascii_xdigit_value (text[1]) : -1;
        if (low < 0 || g_ascii_toupper ((char) (high << 4 | low)) != g_ascii_toupper (serial[i]))
            return FALSE;
        text += 2;
    }
    return TRUE;
}

/* Replaces @serial by stars where @text contains its bytes as hex with @separator between the bytes. Ignores case. */
static void
bb_redactor_replace_hex (GString *text, const char *serial, const char *separator)
{
    gsize n = strlen (serial);
    g_autofree guint8 *marks = g_malloc (n);
    g_autofree char *marks_hex = NULL;

    bb_redactor_mark (marks, 0, n);
    marks_hex = bb_hex_dup (marks, n, separator);
    for (gsize at = 0; at < text->len; at++)
        if (bb_redactor_is_hex_here (text->str + at, serial, separator))
            g_string_overwrite (text, (gssize) at, marks_hex);
}

char *
bb_redactor_dup_text (BbRedactor *scrub, const char *text)
{
    static const char *const separators[] = {"", " ", ":", ", ", "-", ", 0x"};
    g_autoptr (GString) clean = g_string_new (text);

    for (guint s = 0; s < scrub->serials->len; s++) {
        const char *serial = g_ptr_array_index (scrub->serials, s);
        g_autofree char *marks = g_strnfill (strlen (serial), BB_REDACTOR_MARK);

        bb_redactor_replace (clean, serial, marks);
        for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
            bb_redactor_replace_hex (clean, serial, separators[i]);
    }
    return g_string_free (g_steal_pointer (&clean), FALSE);
}

/* --- traces --- */

/* Replaces the contents of the serial number feature in GET CONFIGURATION data by stars. */
static void
bb_redactor_features (guint8 *data, gsize length_bytes)
{
    g_autoptr (GBytes) bytes = g_bytes_new (data, length_bytes);
    gsize at = BB_REDACTOR_FEATURES_HEADER_BYTES;
    guint16 code = 0;
    guint8 n = 0;

    while (bb_bytes_get_be16 (bytes, at, &code, NULL) && bb_bytes_get_u8 (bytes, at + 3, &n, NULL)) {
        at += BB_REDACTOR_FEATURE_HEADER_BYTES;
        if (code == BB_REDACTOR_FEATURE_SERIAL)
            bb_redactor_mark (data, at, MIN (at + n, length_bytes));
        at += n;
    }
}

/* Writes stars over parts of @data, the answer of a drive to @cdb. These parts are all vital product data, the
 * contents of the serial number feature, and, in every answer, the serial numbers that were added. */
static void
bb_redactor_answer (BbRedactor *scrub, GBytes *cdb, guint8 *data, gsize length_bytes)
{
    guint8 operation = 0;
    guint8 flags = 0;

    (void) bb_bytes_get_u8 (cdb, 0, &operation, NULL);
    (void) bb_bytes_get_u8 (cdb, 1, &flags, NULL);
    if (operation == BB_REDACTOR_OP_INQUIRY && (flags & 0x01) != 0)
        bb_redactor_mark (data, MIN (BB_REDACTOR_VPD_HEADER_BYTES, length_bytes), length_bytes);
    else if (operation == BB_REDACTOR_OP_GET_CONFIGURATION)
        bb_redactor_features (data, length_bytes);
    bb_redactor_bytes (scrub, data, length_bytes);
}

/* Replaces serial numbers in the data of one command. Data that cannot be parsed is removed. */
static void
bb_redactor_line (BbRedactor *scrub, JsonObject *line)
{
    const char *cdb_text = json_object_get_string_member_with_default (line, "cdb", "");
    const char *data_text = json_object_get_string_member_with_default (line, "data", NULL);
    g_autoptr (GBytes) cdb = bb_hex_parse (cdb_text, NULL);
    g_autoptr (GBytes) data = data_text != NULL ? bb_hex_parse (data_text, NULL) : NULL;
    g_autofree guint8 *bytes = NULL;
    g_autofree char *hex = NULL;
    gsize n = 0;

    if (data == NULL || cdb == NULL) {
        json_object_remove_member (line, "data");
        return;
    }
    bytes = g_bytes_unref_to_data (g_steal_pointer (&data), &n);
    bb_redactor_answer (scrub, cdb, bytes, n);
    hex = bb_hex_dup (bytes, n, "");
    json_object_set_string_member (line, "data", hex);
}

char *
bb_redactor_dup_trace (BbRedactor *scrub, const char *trace)
{
    g_auto (GStrv) lines = g_strsplit (trace, "\n", -1);
    g_autoptr (GString) clean = g_string_new (NULL);

    for (guint i = 0; lines[i] != NULL; i++) {
        g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
        g_autofree char *json = NULL;
        g_autofree char *text = NULL;

        if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
            continue;
        bb_redactor_line (scrub, json_node_get_object (node));
        json = json_to_string (node, FALSE);
        text = bb_redactor_dup_text (scrub, json);
        g_string_append_printf (clean, "%s\n", text);
    }
    return g_string_free (g_steal_pointer (&clean), FALSE);
}
