/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"

#include "job/words/bb-words.h"
#include "scsi/bb-harmless.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* Of the first result that could not be written. */
static int bb_ctl_lost_errno = 0;

/* Nobody reading any more is no failure: "burnbackctl list | head -1". */
static void
bb_ctl_flush (FILE *stream)
{
    gboolean lost = fflush (stream) != 0 || ferror (stream) != 0;

    if (lost && stream == stdout && bb_ctl_lost_errno == 0 && errno != EPIPE)
        bb_ctl_lost_errno = errno;
}

int
bb_ctl_end_output (BbCtl *ctl, int exit_code)
{
    /* Their exit code is about the drive, whoever was told of it. */
    static const char *const WRITING[] = {"flash", "rollback", "recover", "convert", "booktype", NULL};
    g_autofree char *message = NULL;

    if (bb_ctl_lost_errno == 0)
        return exit_code;
    message = g_strdup_printf (_ ("The result could not be written: %s."), g_strerror (bb_ctl_lost_errno));
    if (exit_code != BB_EXIT_DONE || g_strv_contains (WRITING, ctl->command)) {
        bb_ctl_say ("%s\n", message);
        return exit_code;
    }
    bb_ctl_tell (BB_SAFE_YES, bb_words_fix (), message);
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
bb_ctl_print_own (const char *text)
{
    g_print ("%s", text);
}

void
bb_ctl_say (const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = bb_harmless_vprintf (format, arguments);
    va_end (arguments);
    g_printerr ("%s", text);
}

void
bb_ctl_say_message (const char *message, const char *next)
{
    bb_ctl_say ("burnbackctl: %s%s%s\n", message, next != NULL ? " " : "", next != NULL ? next : "");
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

/* In a locale without UTF-8 a quote becomes a plain one, and not a question mark. */
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
bb_ctl_print_cb (const char *text)
{
    bb_ctl_write_text (stdout, text);
}

static void
bb_ctl_printerr_cb (const char *text)
{
    bb_ctl_write_text (stderr, text);
}

void
bb_ctl_output_init (void)
{
    g_set_print_handler (bb_ctl_print_cb);
    g_set_printerr_handler (bb_ctl_printerr_cb);
}

static gboolean
bb_ctl_round_cb (const GMatchInfo *match, GString *text, gpointer data)
{
    g_autofree char *number = g_match_info_fetch (match, 0);
    char rounded[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append (text, g_ascii_formatd (rounded, sizeof rounded, "%.3f", g_ascii_strtod (number, NULL)));
    return FALSE;
}

/* json-glib writes every digit that a double has. In a string the quotes of such a member would be escaped. */
static char *
bb_ctl_dup_rounded (const char *json)
{
    g_autoptr (GRegex) fraction = g_regex_new ("\"[a-z-]+\" ?: ?\\K-?[0-9]+\\.[0-9]+(e[+-]?[0-9]+)?", 0, 0, NULL);

    return g_regex_replace_eval (fraction, json, -1, 0, 0, bb_ctl_round_cb, NULL, NULL);
}

/* Whatever the locale and the bytes of an argument are, JSON is UTF-8. Takes @node. */
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
bb_ctl_say_json_line (JsonObject *object)
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
    bb_ctl_say ("%s\n", g_strchug (text));
    return G_LOG_WRITER_HANDLED;
}

void
bb_ctl_print_json_file (BbCtl *ctl, const char *path, const char *id)
{
    JsonObject *object = json_object_new ();

    if (id != NULL)
        json_object_set_string_member (object, "id", id);
    json_object_set_string_member (object, "file", path);
    bb_ctl_print_object (ctl, object);
}

/* @result: (nullable): what became of a job */
static void
bb_ctl_print_json_error (BbCtl *ctl, BbExit exit_code, const char *code, const BbResult *result, const char *next,
                         const char *message)
{
    BbSafe safe = ctl->drive != NULL ? bb_engine_drive_get_safe (ctl->drive, result) : BB_SAFE_UNKNOWN;
    JsonObject *object = json_object_new ();
    JsonObject *error = json_object_new ();

    json_object_set_string_member (error, "code", code);
    json_object_set_string_member (error, "message", message);
    bb_ctl_json_set_safe (error, safe);
    bb_ctl_json_set_text (error, "next", next);
    json_object_set_object_member (object, "error", error);
    json_object_set_int_member (object, "exit", exit_code);
    bb_ctl_print_object (ctl, object);
}

static const char *
bb_ctl_safe_sentence (BbSafe safe)
{
    switch (safe) {
    case BB_SAFE_YES:
        return _ ("Nothing on the drive was changed.");
    case BB_SAFE_NO:
        return _ ("The drive is currently unusable.");
    case BB_SAFE_UNKNOWN:
    default:
        return _ ("The state of the drive is unknown.");
    }
}

void
bb_ctl_tell (BbSafe safe, const char *next, const char *message)
{
    bb_ctl_say ("burnbackctl: %s %s%s%s\n", message, bb_ctl_safe_sentence (safe), next != NULL ? " " : "",
                next != NULL ? next : "");
}

int
bb_ctl_fail (BbCtl *ctl, BbExit exit_code, const char *code, BbSafe safe, const char *next, const char *message)
{
    bb_ctl_print_json_error (ctl, exit_code, code, NULL, next, message);
    /* Of wrong usage nobody fears for a drive, and a name that is none of a drive's says nothing of one. */
    if (exit_code == BB_EXIT_USAGE || (safe == BB_SAFE_YES && g_str_equal (code, "no-such-drive")))
        bb_ctl_say_message (message, next);
    else
        bb_ctl_tell (safe, next, message);
    return exit_code;
}

int
bb_ctl_fail_cancelled (BbCtl *ctl, BbSafe safe)
{
    const char *next = safe != BB_SAFE_YES ? _ ("Keep the drive powered.") : NULL;

    bb_ctl_print_json_error (ctl, BB_EXIT_REFUSED, "not-confirmed", NULL, next,
                             _ ("Cancelled. Nothing was changed."));
    bb_ctl_say_message (_ ("Cancelled. Nothing was changed."), next);
    return BB_EXIT_REFUSED;
}

int
bb_ctl_fail_with (BbCtl *ctl, const BbResult *result)
{
    BbExit exit_code = (BbExit) bb_outcome_get_exit (result->outcome);
    g_autofree char *next = bb_ctl_dup_next_step (result);

    /* An answer is missing although all went well: that is a failure, too. */
    if (exit_code == BB_EXIT_DONE)
        exit_code = BB_EXIT_FAILED;
    bb_ctl_print_json_error (ctl, exit_code, bb_outcome_to_string (result->outcome), result, next, result->message);
    bb_ctl_say_message (result->message, next);
    return (int) exit_code;
}

/* What a library says begins in lower case and has no end; people read sentences. */
static char *
bb_ctl_dup_sentence (const GError *error)
{
    g_autofree char *words = error->domain == BB_JOB_ERROR || error->domain == BB_TRANSPORT_ERROR
                                 ? bb_words_dup_error (error)
                                 : g_strdup (error->message);
    g_autofree char *text = g_utf8_make_valid (words, -1);
    gunichar first = g_utf8_get_char (text);
    gsize letters = strspn (text, "abcdefghijklmnopqrstuvwxyz");
    char upper[8] = "";

    if (text[0] == '\0')
        return g_strdup (_ ("An error occurred on this computer."));
    /* a file's name is what it is: "esc.scn: …" */
    if (text[letters] != ' ' && text[letters] != '\0')
        upper[g_unichar_to_utf8 (first, upper)] = '\0';
    else
        upper[g_unichar_to_utf8 (g_unichar_toupper (first), upper)] = '\0';
    return g_strconcat (upper, g_utf8_next_char (text), strchr (".!?", text[strlen (text) - 1]) != NULL ? "" : ".",
                        NULL);
}

int
bb_ctl_fail_of (BbCtl *ctl, BbExit exit_code, const char *code, const char *next, const GError *error)
{
    g_autofree char *sentence = bb_ctl_dup_sentence (error);

    return bb_ctl_fail (ctl, exit_code, code, bb_error_is_busy (error) ? BB_SAFE_UNKNOWN : BB_SAFE_YES, next,
                        sentence);
}

BbExit
bb_ctl_exit_of_error (const GError *error)
{
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_LINKS) ||
        g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND) ||
        g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_NOT_FOUND) ||
        g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE))
        return BB_EXIT_NOT_FOUND;
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
        g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
        g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_PERM) ||
        g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_NOT_PERMITTED) || bb_error_is_busy (error) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED) ||
        g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NOT_PERMITTED))
        return BB_EXIT_NOT_PERMITTED;
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED) || error->domain == BB_IMAGE_ERROR ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NEEDED) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_ONLY))
        return BB_EXIT_REFUSED;
    return BB_EXIT_FAILED;
}
