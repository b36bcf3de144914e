/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-wrap.h"

#include <string.h>
#include <sys/ioctl.h>

/* Least width that is assumed for a terminal, and width for a terminal that does not report its width. */
#define BB_CTL_LEAST_COLUMNS 20
#define BB_CTL_USUAL_COLUMNS 80

/* --- widths --- */

static guint
bb_ctl_char_columns (gunichar c)
{
    return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

guint
bb_ctl_text_columns (const char *text)
{
    guint columns = 0;

    for (; *text != '\0'; text = g_utf8_next_char (text))
        columns += bb_ctl_char_columns (g_utf8_get_char (text));
    return columns;
}

char *
bb_ctl_dup_padded (const char *text, guint columns)
{
    guint n = bb_ctl_text_columns (text);

    return g_strdup_printf ("%s%*s", text, (int) (columns - MIN (n, columns)), "");
}

guint
bb_ctl_terminal_columns (int fd)
{
    struct winsize size;

    if (ioctl (fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return MAX (size.ws_col, BB_CTL_LEAST_COLUMNS);
    return BB_CTL_USUAL_COLUMNS;
}

/* --- lines --- */

/* Sets @line (transfer full) to as many words of @text as fit into @columns; if even the first word is wider, to the
 * beginning of that word. Returns the rest of @text. */
static const char *
bb_ctl_cut_line (const char *text, guint columns, char **line)
{
    const char *end = text, *space = NULL;
    guint n = 0;

    for (; *end != '\0'; end = g_utf8_next_char (end)) {
        if (*end == ' ')
            space = end;
        n += bb_ctl_char_columns (g_utf8_get_char (end));
        if (n > columns)
            break;
    }
    if (*end != '\0' && space != NULL && space > text)
        end = space;
    *line = g_strndup (text, (gsize) (end - text));
    return end + strspn (end, " ");
}

GPtrArray *
bb_ctl_wrap (const char *text, guint columns)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

    do {
        char *line = NULL;

        text = bb_ctl_cut_line (text, columns, &line);
        g_ptr_array_add (lines, line);
    } while (*text != '\0');
    return lines;
}

GPtrArray *
bb_ctl_wrap_indented (const char *text, guint columns, guint *indent)
{
    *indent = (guint) strspn (text, " ");
    return bb_ctl_wrap (text + *indent, columns - *indent - BB_CTL_WRAP_GAP);
}
