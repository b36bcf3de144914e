/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-fail.h"

#include "bb-ctl-json.h"
#include "bb-ctl-next-step.h"
#include "bb-ctl-output.h"
#include "bb-ctl-rescue.h"

#include "job/words/bb-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Prints {"error": …} if --json is set. @result: (nullable): result of the job of the command. `drive-safe` is the
 * answer of bb_engine_find_safe() for the drive of @ctl and @result; null if the command names no drive. */
static void
bb_ctl_print_json_error (BbCtl *ctl, BbExit exit_code, const char *code, const BbResult *result, const char *next,
                         const char *message)
{
    BbSafe safe = ctl->drive != NULL ? bb_engine_find_safe (ctl->engine, ctl->drive, result) : BB_SAFE_UNKNOWN;
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

int
bb_ctl_fail (BbCtl *ctl, BbExit exit_code, const char *code, BbSafe safe, const char *next, const char *message)
{
    bb_ctl_print_json_error (ctl, exit_code, code, NULL, next, message);
    /* After wrong usage, or if there is no such drive, no sentence about a drive is printed. */
    if (exit_code == BB_EXIT_USAGE || (safe == BB_SAFE_YES && g_str_equal (code, "no-such-drive")))
        bb_ctl_printerr_message (message, next);
    else
        bb_ctl_print_failure (safe, next, message);
    return exit_code;
}

int
bb_ctl_fail_cancelled (BbCtl *ctl, BbEngineDrive *drive)
{
    g_autofree char *next = drive != NULL ? bb_ctl_dup_unrecovered_text (ctl, drive) : NULL;

    bb_ctl_print_json_error (ctl, BB_EXIT_REFUSED, "not-confirmed", NULL, next,
                             _ ("Cancelled. Nothing was changed."));
    bb_ctl_printerr_message (_ ("Cancelled. Nothing was changed."), next);
    return BB_EXIT_REFUSED;
}

int
bb_ctl_fail_with_result (BbCtl *ctl, const BbResult *result)
{
    BbExit exit_code = (BbExit) bb_outcome_get_exit (result->outcome);
    g_autofree char *next = bb_ctl_dup_job_next_step (result);

    /* The outcome of the job is a success, but @result lacks what the command must print, which is a failure. */
    if (exit_code == BB_EXIT_DONE)
        exit_code = BB_EXIT_FAILED;
    bb_ctl_print_json_error (ctl, exit_code, bb_outcome_to_string (result->outcome), result, next, result->message);
    bb_ctl_printerr_message (result->message, next);
    return (int) exit_code;
}

/* Returns (transfer full) a sentence about @error. For errors of jobs and transports: bb_words_dup_error(). For other
 * errors: the message, with a capital and a full stop, because messages of libraries have neither. Exceptions: a
 * first word that looks like a file name gets no capital; for an empty message, the sentence says that an error
 * occurred. */
static char *
bb_ctl_dup_sentence (const GError *error)
{
    g_autofree char *words = error->domain == BB_JOB_ERROR || error->domain == BB_TRANSPORT_ERROR
                                 ? bb_words_dup_error (error)
                                 : g_strdup (error->message);
    g_autofree char *text = g_utf8_make_valid (words, -1);
    g_autofree char *capitalised = NULL;
    gunichar first = g_utf8_get_char (text);
    gsize letters = strspn (text, "abcdefghijklmnopqrstuvwxyz");
    char upper[8] = "";

    if (text[0] == '\0')
        return g_strdup (_ ("An error occurred on this computer."));
    /* A first word with digits or punctuation is a file name ("esc.scn: …") and is not capitalized. */
    if (text[letters] != ' ' && text[letters] != '\0')
        upper[g_unichar_to_utf8 (first, upper)] = '\0';
    else
        upper[g_unichar_to_utf8 (g_unichar_toupper (first), upper)] = '\0';
    capitalised = g_strconcat (upper, g_utf8_next_char (text), NULL);
    return bb_words_dup_sentence (capitalised);
}

int
bb_ctl_fail_with_error (BbCtl *ctl, BbExit exit_code, const char *code, const char *next, const GError *error)
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
    /* EMPTY and TOO_LARGE mean that the file cannot be firmware. The other codes of %BB_IMAGE_ERROR mean that the
     * file could not be read. */
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED) ||
        g_error_matches (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_EMPTY) ||
        g_error_matches (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_TOO_LARGE) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NEEDED) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_ONLY))
        return BB_EXIT_REFUSED;
    return BB_EXIT_FAILED;
}

BbExit
bb_ctl_exit_of_output (const GError *error)
{
    BbExit exit_code = bb_ctl_exit_of_error (error);

    return exit_code == BB_EXIT_NOT_FOUND ? BB_EXIT_FAILED : exit_code;
}
