/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-output.h"

#include "bb-ctl-wrap.h"
#include "scsi/bb-harmless.h"
#include "job/words/bb-words.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

/* errno of the first failed write to standard output, or 0; a closed pipe does not count. */
static int bb_ctl_lost_errno = 0;

/* Flushes @stream, and stores the first error of standard output; a closed pipe is no error, as in "burnbackctl list
 * | head -1". */
static void
bb_ctl_flush (FILE *stream)
{
    gboolean lost = fflush (stream) != 0 || ferror (stream) != 0;

    if (lost && stream == stdout && bb_ctl_lost_errno == 0 && errno != EPIPE)
        bb_ctl_lost_errno = errno;
}

int
bb_ctl_output_finish (BbCtl *ctl, int exit_code)
{
    g_autofree char *message = NULL;

    if (bb_ctl_lost_errno == 0)
        return exit_code;
    message = g_strdup_printf (_ ("Could not write the result: %s."), g_strerror (bb_ctl_lost_errno));
    if (exit_code != BB_EXIT_DONE || (ctl->command != NULL && ctl->command->changes_drive)) {
        bb_ctl_printerr ("%s\n", message);
        return exit_code;
    }
    bb_ctl_print_failure (BB_SAFE_YES, bb_words_fix (), message);
    return BB_EXIT_FAILED;
}

void
bb_ctl_print (BbCtl *ctl, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    if (ctl->json)
        return;
    va_start (arguments, format);
    text = bb_harmless_vprintf (format, arguments);
    va_end (arguments);
    g_print ("%s", text);
}

void
bb_ctl_print_trusted (const char *text)
{
    g_print ("%s", text);
}

void
bb_ctl_printerr (const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = bb_harmless_vprintf (format, arguments);
    va_end (arguments);
    g_printerr ("%s", text);
}

void
bb_ctl_printerr_lines (const char *format, ...)
{
    guint columns = isatty (STDERR_FILENO) ? bb_ctl_terminal_columns (STDERR_FILENO) : G_MAXUINT;
    g_autofree char *text = NULL;
    g_auto (GStrv) paragraphs = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = bb_harmless_vprintf (format, arguments);
    va_end (arguments);
    paragraphs = g_strsplit (text, "\n", -1);
    for (char **paragraph = paragraphs; *paragraph != NULL; paragraph++) {
        guint indent;
        g_autoptr (GPtrArray) lines = bb_ctl_wrap_indented (*paragraph, columns, &indent);

        for (guint i = 0; i < lines->len; i++)
            g_printerr ("%*s%s\n", (int) (i > 0 && indent > 0 ? indent + BB_CTL_WRAP_GAP : indent), "",
                        (const char *) g_ptr_array_index (lines, i));
    }
}

void
bb_ctl_printerr_message (const char *message, const char *next)
{
    bb_ctl_printerr_lines ("burnbackctl: %s%s%s", message, next != NULL ? " " : "", next != NULL ? next : "");
}

char *
bb_ctl_dup_time (gint64 unix_seconds)
{
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (unix_seconds);

    return time != NULL ? g_date_time_format (time, "%F %R") : g_strdup ("?");
}

void
bb_ctl_clear_line (void)
{
    g_printerr ("\r\033[K");
}

/* Writes @text in the character set of the locale. If that is not UTF-8, characters are transliterated: “ becomes ",
 * not a question mark. */
static void
bb_ctl_write_text (FILE *stream, const char *text)
{
    const char *charset = NULL;
    g_autofree char *target = NULL;
    g_autofree char *local = NULL;

    if (!g_get_charset (&charset)) {
        target = g_strconcat (charset, "//TRANSLIT", NULL);
        local = g_convert (text, -1, target, "UTF-8", NULL, NULL, NULL);
        if (local == NULL)
            local = g_str_to_ascii (text, NULL);
    }
    fputs (local != NULL ? local : text, stream);
    bb_ctl_flush (stream);
}

static void
bb_ctl_write_stdout_cb (const char *text)
{
    bb_ctl_write_text (stdout, text);
}

static void
bb_ctl_write_stderr_cb (const char *text)
{
    bb_ctl_write_text (stderr, text);
}

void
bb_ctl_output_init (void)
{
    g_set_print_handler (bb_ctl_write_stdout_cb);
    g_set_printerr_handler (bb_ctl_write_stderr_cb);
}

/* A #GRegexEvalCallback: appends the matched number to @text, rounded to three decimals. */
static gboolean
bb_ctl_round_cb (const GMatchInfo *match, GString *text, gpointer data)
{
    g_autofree char *number = g_match_info_fetch (match, 0);
    char rounded[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append (text, g_ascii_formatd (rounded, sizeof rounded, "%.3f", g_ascii_strtod (number, NULL)));
    return FALSE;
}

/*
 * Returns (transfer full) @json with rounded fractions, because json-glib writes doubles with all digits. Rounds each
 * fraction that is the value of an object member to three decimals. Member names consist of "a" to "z" and "-".
 * Fractions in arrays are not rounded. Numbers inside strings stay unchanged, because quotes in strings are escaped.
 */
static char *
bb_ctl_dup_rounded (const char *json)
{
    g_autoptr (GRegex) fraction = g_regex_new ("\"[a-z-]+\" ?: ?\\K-?[0-9]+\\.[0-9]+(e[+-]?[0-9]+)?", 0, 0, NULL);

    return g_regex_replace_eval (fraction, json, -1, 0, 0, bb_ctl_round_cb, NULL, NULL);
}

/* Writes @node (transfer full) and a line feed, in UTF-8 whatever the locale is, because JSON requires it. Escapes
 * control characters, and rounds fractions with bb_ctl_dup_rounded(). */
static void
bb_ctl_write_json (FILE *stream, JsonNode *node, gboolean pretty)
{
    g_autofree char *raw = json_to_string (node, pretty);
    g_autofree char *harmless = bb_harmless_json (raw);
    g_autofree char *text = bb_ctl_dup_rounded (harmless);

    fprintf (stream, "%s\n", text);
    bb_ctl_flush (stream);
    json_node_unref (node);
}

void
bb_ctl_print_object (BbCtl *ctl, JsonObject *object)
{
    if (ctl->json)
        bb_ctl_write_json (stdout, json_node_init_object (json_node_alloc (), object), TRUE);
    json_object_unref (object);
}

void
bb_ctl_print_array (BbCtl *ctl, JsonArray *array)
{
    if (ctl->json)
        bb_ctl_write_json (stdout, json_node_init_array (json_node_alloc (), array), TRUE);
    json_array_unref (array);
}

void
bb_ctl_print_json_line (JsonObject *object)
{
    bb_ctl_write_json (stdout, json_node_init_object (json_node_alloc (), object), FALSE);
    json_object_unref (object);
}

void
bb_ctl_printerr_json_line (JsonObject *object)
{
    bb_ctl_write_json (stderr, json_node_init_object (json_node_alloc (), object), FALSE);
    json_object_unref (object);
}

GLogWriterOutput
bb_ctl_log_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
    g_autofree char *text = NULL;

    if (g_log_writer_default_would_drop (level, NULL))
        return G_LOG_WRITER_HANDLED;
    text = g_log_writer_format_fields (level, fields, n_fields, FALSE);
    bb_ctl_printerr ("%s\n", g_strchug (text));
    return G_LOG_WRITER_HANDLED;
}

void
bb_ctl_print_json_file (BbCtl *ctl, const char *path, const char *id, const char *contradiction)
{
    JsonObject *object = json_object_new ();

    if (id != NULL)
        json_object_set_string_member (object, "id", id);
    json_object_set_string_member (object, "file", path);
    if (contradiction != NULL)
        json_object_set_string_member (object, "contradiction", contradiction);
    bb_ctl_print_object (ctl, object);
}

void
bb_ctl_print_failure (BbSafe safe, const char *next, const char *message)
{
    const char *sentence =
        safe == BB_SAFE_YES ? _ ("Nothing on the drive was changed.") : _ ("The state of the drive is unknown.");

    bb_ctl_printerr_lines ("burnbackctl: %s %s%s%s", message, sentence, next != NULL ? " " : "",
                           next != NULL ? next : "");
}

void
bb_ctl_json_set_text (JsonObject *object, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0')
        json_object_set_string_member (object, key, text);
    else
        json_object_set_null_member (object, key);
}
