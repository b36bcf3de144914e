/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-output.h"
#include "bb-ctl-wrap.h"

#include "scsi/bb-harmless.h"

#include <string.h>
#include <unistd.h>

#define BB_CTL_TABLE_GAP 2

/* Returns the width of the widest word in @text; words are separated by blanks. */
static guint
bb_ctl_longest_word_columns (const char *text)
{
    g_auto (GStrv) words = g_strsplit (text, " ", -1);
    guint longest = 0;

    for (char **word = words; *word != NULL; word++)
        longest = MAX (longest, bb_ctl_text_columns (*word));
    return longest;
}

/* --- colors --- */

/* Returns %TRUE if standard output is a terminal, unless NO_COLOR is set to a text that is not empty, or TERM is
 * "dumb". */
static gboolean
bb_ctl_has_colours (void)
{
    const char *no_color = g_getenv ("NO_COLOR");

    return isatty (STDOUT_FILENO) && (no_color == NULL || *no_color == '\0') &&
           g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

/* Returns the escape sequence that switches to the color of @tone; "" for the plain one. */
static const char *
bb_ctl_tone_begin (BbCtlTone tone)
{
    static const char *const codes[] = {
        [BB_CTL_TONE_PLAIN] = "",          [BB_CTL_TONE_HEADER] = "\033[1m", [BB_CTL_TONE_GOOD] = "\033[32m",
        [BB_CTL_TONE_NOTICE] = "\033[33m", [BB_CTL_TONE_BAD] = "\033[1;31m",
    };

    return codes[tone];
}

/* Appends @word, in the color of @tone if standard output shows colors. */
static void
bb_ctl_append_toned (GString *text, const char *word, BbCtlTone tone)
{
    gboolean coloured = tone != BB_CTL_TONE_PLAIN && *word != '\0' && bb_ctl_has_colours ();

    g_string_append_printf (text, "%s%s%s", coloured ? bb_ctl_tone_begin (tone) : "", word,
                            coloured ? "\033[0m" : "");
}

gboolean
bb_ctl_is_terminal (void)
{
    return isatty (STDOUT_FILENO);
}

void
bb_ctl_print_line (BbCtl *ctl, BbCtlTone tone, const char *format, ...)
{
    guint columns = bb_ctl_is_terminal () ? bb_ctl_terminal_columns (STDOUT_FILENO) : G_MAXUINT;
    g_autofree char *text = NULL;
    g_autoptr (GPtrArray) lines = NULL;
    g_autoptr (GString) shown = g_string_new (NULL);
    guint indent;
    va_list arguments;

    if (ctl->json)
        return;
    va_start (arguments, format);
    text = g_strchomp (bb_harmless_vprintf (format, arguments));
    va_end (arguments);
    lines = bb_ctl_wrap_indented (text, columns, &indent);
    for (guint i = 0; i < lines->len; i++) {
        g_string_append_printf (shown, "%*s", (int) (i > 0 && indent > 0 ? indent + BB_CTL_WRAP_GAP : indent), "");
        bb_ctl_append_toned (shown, g_ptr_array_index (lines, i), tone);
        g_string_append_c (shown, '\n');
    }
    bb_ctl_print_trusted (shown->str);
}

/* --- the table --- */

/* Narrows the widest columns of @widths until the table fits into @columns. @least: width of the longest word in each
 * column. Returns %FALSE if the table does not fit even if its columns have the widths @least. */
static gboolean
bb_ctl_table_fit (guint *widths, const guint *least, guint n, guint columns)
{
    guint total = (n - 1) * BB_CTL_TABLE_GAP;

    for (guint i = 0; i < n; i++)
        total += widths[i];
    while (total > columns) {
        guint widest = n;

        for (guint i = 0; i < n; i++) {
            if (widths[i] > least[i] && (widest == n || widths[i] > widths[widest]))
                widest = i;
        }
        if (widest == n)
            return FALSE;
        widths[widest]--;
        total--;
    }
    return TRUE;
}

/* Appends a row, with cells wrapped to @widths. @tone: tone of the cell in column @toned; %BB_CTL_TONE_HEADER applies
 * to all cells of the row. */
static void
bb_ctl_table_append_row (GString *text, char **cells, const guint *widths, guint n, guint toned, BbCtlTone tone)
{
    g_autoptr (GPtrArray) wrapped = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
    guint n_lines = 1;

    for (guint i = 0; i < n; i++) {
        GPtrArray *lines = bb_ctl_wrap (cells[i], widths[i]);

        n_lines = MAX (n_lines, lines->len);
        g_ptr_array_add (wrapped, lines);
    }
    for (guint line = 0; line < n_lines; line++) {
        g_autoptr (GString) spaces = g_string_new (NULL);

        for (guint i = 0; i < n; i++) {
            GPtrArray *lines = g_ptr_array_index (wrapped, i);
            const char *word = line < lines->len ? g_ptr_array_index (lines, line) : "";
            guint missing = widths[i] - MIN (bb_ctl_text_columns (word), widths[i]);

            if (*word != '\0') {
                g_string_append (text, spaces->str);
                g_string_truncate (spaces, 0);
                bb_ctl_append_toned (text, word, tone == BB_CTL_TONE_HEADER || i == toned ? tone : BB_CTL_TONE_PLAIN);
            }
            g_string_append_printf (spaces, "%*s", (int) (missing + BB_CTL_TABLE_GAP), "");
        }
        g_string_append_c (text, '\n');
    }
}

/* Appends a line for each of @cells: the heading of its column (from @header), then the cell. @tone: tone of the cell
 * in column @toned. */
static void
bb_ctl_table_append_stacked (GString *text, char **header, char **cells, guint n, guint columns, guint toned,
                             BbCtlTone tone)
{
    guint widths[2] = {0, 0};

    for (guint i = 0; i < n; i++)
        widths[0] = MAX (widths[0], bb_ctl_text_columns (header[i]));
    widths[0] = MIN (widths[0], columns / 2);
    widths[1] = columns - widths[0] - BB_CTL_TABLE_GAP;
    for (guint i = 0; i < n; i++) {
        char *pair[] = {header[i], cells[i]};

        bb_ctl_table_append_row (text, pair, widths, 2, 1, i == toned ? tone : BB_CTL_TONE_PLAIN);
    }
}

void
bb_ctl_print_table (BbCtl *ctl, const GPtrArray *rows, guint toned, const BbCtlTone *tones)
{
    guint columns = isatty (STDOUT_FILENO) ? bb_ctl_terminal_columns (STDOUT_FILENO) : G_MAXUINT;
    guint n = g_strv_length (g_ptr_array_index (rows, 0));
    g_autofree guint *widths = g_new0 (guint, n);
    g_autofree guint *least = g_new0 (guint, n);
    g_autoptr (GString) text = g_string_new (NULL);
    gboolean fits;

    if (ctl->json)
        return;
    for (guint row = 0; row < rows->len; row++) {
        char **cells = g_ptr_array_index (rows, row);

        for (guint i = 0; i < n; i++) {
            char *harmless = bb_harmless_dup (*cells[i] != '\0' ? cells[i] : "-");

            g_free (cells[i]);
            cells[i] = harmless;
            widths[i] = MAX (widths[i], bb_ctl_text_columns (harmless));
            least[i] = MAX (least[i], bb_ctl_longest_word_columns (harmless));
        }
    }
    fits = bb_ctl_table_fit (widths, least, n, columns);
    for (guint row = fits ? 0 : 1; row < rows->len; row++) {
        char **cells = g_ptr_array_index (rows, row);

        if (fits)
            bb_ctl_table_append_row (text, cells, widths, n, toned, row == 0 ? BB_CTL_TONE_HEADER : tones[row]);
        else
            bb_ctl_table_append_stacked (text, g_ptr_array_index (rows, 0), cells, n, columns, toned, tones[row]);
        if (!fits && row + 1 < rows->len)
            g_string_append_c (text, '\n');
    }
    bb_ctl_print_trusted (text->str);
}
