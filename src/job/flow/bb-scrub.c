/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-scrub.h"

#include "scsi/bb-bytes.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define BB_SCRUB_LEAST_CHARS 4
#define BB_SCRUB_MARK '*'
/* What looks like the number of one unit has as many digits. */
#define BB_SCRUB_LIKE_DIGITS 3
#define BB_SCRUB_OP_INQUIRY 0x12
#define BB_SCRUB_OP_GET_CONFIGURATION 0x46
#define BB_SCRUB_VPD_HEADER_BYTES 4
#define BB_SCRUB_FEATURES_HEADER_BYTES 8
#define BB_SCRUB_FEATURE_HEADER_BYTES 4
#define BB_SCRUB_FEATURE_SERIAL 0x0108

struct _BbScrub {
    GPtrArray *serials; /* longest first, so that a part does not spoil the whole */
};

BbScrub *
bb_scrub_new (void)
{
    BbScrub *scrub = g_new0 (BbScrub, 1);

    scrub->serials = g_ptr_array_new_with_free_func (g_free);
    return scrub;
}

void
bb_scrub_free (BbScrub *scrub)
{
    g_ptr_array_unref (scrub->serials);
    g_free (scrub);
}

gboolean
bb_scrub_is_empty (BbScrub *scrub)
{
    return scrub->serials->len == 0;
}

static gint
bb_scrub_compare (gconstpointer a, gconstpointer b)
{
    gsize one = strlen (*(const char *const *) a);
    gsize other = strlen (*(const char *const *) b);

    return one < other ? 1 : one > other ? -1 : 0;
}

static void
bb_scrub_take (BbScrub *scrub, char *serial)
{
    if (strlen (serial) < BB_SCRUB_LEAST_CHARS ||
        g_ptr_array_find_with_equal_func (scrub->serials, serial, g_str_equal, NULL)) {
        g_free (serial);
        return;
    }
    g_ptr_array_add (scrub->serials, serial);
    g_ptr_array_sort (scrub->serials, bb_scrub_compare);
}

void
bb_scrub_add (BbScrub *scrub, const char *serial)
{
    g_autofree char *clean = NULL;
    g_auto (GStrv) words = NULL;

    if (serial == NULL)
        return;
    clean = g_strstrip (g_strdup (serial));
    bb_scrub_take (scrub, g_strdup (clean));
    if (strpbrk (clean, " ") == NULL)
        return;
    /* the data base of udev writes "_", names of backups "-", others nothing */
    bb_scrub_take (scrub, g_strdelimit (g_strdup (clean), " ", '_'));
    bb_scrub_take (scrub, g_strdelimit (g_strdup (clean), " ", '-'));
    words = g_strsplit (clean, " ", -1);
    bb_scrub_take (scrub, g_strjoinv ("", words));
}

/* YYYYMMDD or YYMMDD, perhaps with a time behind: when the firmware was made, and the same for all units. */
static gboolean
bb_scrub_is_date (const char *word, gsize length)
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

static gboolean
bb_scrub_has_digits (const char *word, gsize length)
{
    guint n_digits = 0;

    for (gsize i = 0; i < length; i++)
        n_digits += g_ascii_isdigit (word[i]);
    return n_digits >= BB_SCRUB_LIKE_DIGITS;
}

void
bb_scrub_add_lookalikes (BbScrub *scrub, const char *text, gsize least_chars)
{
    while (*text != '\0') {
        gsize length = 0;

        while (g_ascii_isalnum (text[length]))
            length++;
        if (length >= least_chars && bb_scrub_has_digits (text, length) && !bb_scrub_is_date (text, length))
            bb_scrub_take (scrub, g_strndup (text, length));
        text += MAX (length, 1);
    }
}

static gboolean
bb_scrub_is_here (const guint8 *data, const char *serial, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (g_ascii_toupper ((char) data[i]) != g_ascii_toupper (serial[i]))
            return FALSE;
    return TRUE;
}

static void
bb_scrub_mark (guint8 *data, gsize from, gsize to)
{
    for (gsize i = from; i < to; i++)
        data[i] = BB_SCRUB_MARK;
}

void
bb_scrub_bytes (BbScrub *scrub, guint8 *data, gsize length_bytes)
{
    for (guint s = 0; s < scrub->serials->len; s++) {
        const char *serial = g_ptr_array_index (scrub->serials, s);
        gsize n = strlen (serial);

        for (gsize at = 0; at + n <= length_bytes; at++)
            if (bb_scrub_is_here (data + at, serial, n))
                bb_scrub_mark (data, at, at + n);
    }
}

/* Any case, and as often as it is there; @mark has the length of @what. */
static void
bb_scrub_replace (GString *text, const char *what, const char *mark)
{
    gsize n = strlen (what);

    for (gsize at = 0; at + n <= text->len; at++)
        if (g_ascii_strncasecmp (text->str + at, what, n) == 0)
            g_string_overwrite (text, (gssize) at, mark);
}

static void
bb_scrub_replace_hex (GString *text, const char *serial, const char *separator)
{
    gsize n = strlen (serial);
    g_autofree char *hex = bb_hex_dup ((const guint8 *) serial, n, separator);
    g_autofree guint8 *marks = g_malloc (n);
    g_autofree char *marks_hex = NULL;
    g_autofree char *lower = g_ascii_strdown (serial, -1);
    g_autofree char *lower_hex = bb_hex_dup ((const guint8 *) lower, n, separator);
    g_autofree char *upper = g_ascii_strup (serial, -1);
    g_autofree char *upper_hex = bb_hex_dup ((const guint8 *) upper, n, separator);

    bb_scrub_mark (marks, 0, n);
    marks_hex = bb_hex_dup (marks, n, separator);
    bb_scrub_replace (text, hex, marks_hex);
    bb_scrub_replace (text, lower_hex, marks_hex);
    bb_scrub_replace (text, upper_hex, marks_hex);
}

char *
bb_scrub_dup_text (BbScrub *scrub, const char *text)
{
    static const char *const separators[] = {"", " ", ":", ", ", "-", ", 0x"};
    g_autoptr (GString) clean = g_string_new (text);

    for (guint s = 0; s < scrub->serials->len; s++) {
        const char *serial = g_ptr_array_index (scrub->serials, s);
        g_autofree char *marks = g_strnfill (strlen (serial), BB_SCRUB_MARK);

        bb_scrub_replace (clean, serial, marks);
        for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
            bb_scrub_replace_hex (clean, serial, separators[i]);
    }
    return g_string_free (g_steal_pointer (&clean), FALSE);
}

/* --- traces --- */

/* In the answer to GET CONFIGURATION: the data of the feature that is the serial number. */
static void
bb_scrub_features (guint8 *data, gsize length_bytes)
{
    g_autoptr (GBytes) bytes = g_bytes_new (data, length_bytes);
    gsize at = BB_SCRUB_FEATURES_HEADER_BYTES;
    guint16 code = 0;
    guint8 n = 0;

    while (bb_bytes_get_be16 (bytes, at, &code, NULL) && bb_bytes_get_u8 (bytes, at + 3, &n, NULL)) {
        at += BB_SCRUB_FEATURE_HEADER_BYTES;
        if (code == BB_SCRUB_FEATURE_SERIAL)
            bb_scrub_mark (data, at, MIN (at + n, length_bytes));
        at += n;
    }
}

static void
bb_scrub_answer (BbScrub *scrub, GBytes *cdb, guint8 *data, gsize length_bytes)
{
    guint8 operation = 0;
    guint8 flags = 0;

    (void) bb_bytes_get_u8 (cdb, 0, &operation, NULL);
    (void) bb_bytes_get_u8 (cdb, 1, &flags, NULL);
    if (operation == BB_SCRUB_OP_INQUIRY && (flags & 0x01) != 0)
        bb_scrub_mark (data, MIN (BB_SCRUB_VPD_HEADER_BYTES, length_bytes), length_bytes);
    else if (operation == BB_SCRUB_OP_GET_CONFIGURATION)
        bb_scrub_features (data, length_bytes);
    bb_scrub_bytes (scrub, data, length_bytes);
}

static void
bb_scrub_line (BbScrub *scrub, JsonObject *line)
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
    bb_scrub_answer (scrub, cdb, bytes, n);
    hex = bb_hex_dup (bytes, n, "");
    json_object_set_string_member (line, "data", hex);
}

char *
bb_scrub_dup_trace (BbScrub *scrub, const char *trace)
{
    g_auto (GStrv) lines = g_strsplit (trace, "\n", -1);
    g_autoptr (GString) clean = g_string_new (NULL);

    for (guint i = 0; lines[i] != NULL; i++) {
        g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
        g_autofree char *json = NULL;
        g_autofree char *text = NULL;

        if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
            continue;
        bb_scrub_line (scrub, json_node_get_object (node));
        json = json_to_string (node, FALSE);
        text = bb_scrub_dup_text (scrub, json);
        g_string_append_printf (clean, "%s\n", text);
    }
    return g_string_free (g_steal_pointer (&clean), FALSE);
}
