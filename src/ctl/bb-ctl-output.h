/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* These functions print text and JSON on standard output, and messages on standard error. Arguments of a format may
 * come from a drive or a file, so control characters in them are escaped. The format itself must be text of
 * Burnback. */

/** bb_ctl_output_init: makes GLib convert what is printed to the character set of the locale. Call it first. */
void bb_ctl_output_init (void);
/**
 * bb_ctl_output_finish: prints an error if a result could not be written.
 *
 * Returns: @exit_code; but %BB_EXIT_FAILED if the result of a successful command that does not change a drive could
 *   not be written
 */
int bb_ctl_output_finish (BbCtl *ctl, int exit_code);
/** bb_ctl_print: prints a part of the answer on standard output as text for users; nothing with --json. */
void bb_ctl_print (BbCtl *ctl, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** bb_ctl_print_trusted: prints @text on standard output without escaping, also with --json. For text of Burnback,
 * such as the help. */
void bb_ctl_print_trusted (const char *text);
/** bb_ctl_printerr: prints text for users on standard error, also with --json. */
void bb_ctl_printerr (const char *format, ...) G_GNUC_PRINTF (1, 2);
/** bb_ctl_printerr_message: prints the sentence @message, and @next (nullable), which says what to do next. */
void bb_ctl_printerr_message (const char *message, const char *next);
/** bb_ctl_print_failure: prints @message, a sentence for @safe, and @next (nullable) on standard error. For
 * %BB_SAFE_YES, the sentence says that nothing was changed; for all other values, that the state of the drive is
 * unknown. For a drive that needs recovery, call bb_ctl_fail_with_result() instead. */
void bb_ctl_print_failure (BbSafe safe, const char *next, const char *message);
/** bb_ctl_dup_time: (transfer full): returns date and time (to the minute) in the time zone of the user; "?" if the
 * time is out of range. */
char *bb_ctl_dup_time (gint64 unix_seconds);
/** bb_ctl_clear_line: clears the line of the terminal that shows a progress bar. Writes to standard error without a
 * check that it is a terminal. */
void bb_ctl_clear_line (void);
/** bb_ctl_log_cb: a #GLogWriterFunc that prints on standard error, with control characters escaped. Drops the
 * messages that GLib drops by default (debug and info messages without G_MESSAGES_DEBUG). */
GLogWriterOutput bb_ctl_log_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data);

/** bb_ctl_print_object: prints the answer @object (transfer full) with --json; nothing without. */
void bb_ctl_print_object (BbCtl *ctl, JsonObject *object);
/** bb_ctl_print_array: prints the answer @array (transfer full) with --json; nothing without. */
void bb_ctl_print_array (BbCtl *ctl, JsonArray *array);
/** bb_ctl_print_json_line: prints @object (transfer full) on one line of standard output, as `monitor` does for each
 * event. */
void bb_ctl_print_json_line (JsonObject *object);
/** bb_ctl_printerr_json_line: prints @object (transfer full) on one line of standard error. */
void bb_ctl_printerr_json_line (JsonObject *object);
/** bb_ctl_print_json_file: with --json, prints the @path of an output file; prints nothing without --json. @id:
 * (nullable): ID of the backup in the file; @contradiction: (nullable): that of the backup. */
void bb_ctl_print_json_file (BbCtl *ctl, const char *path, const char *id, const char *contradiction);
/** bb_ctl_json_set_text: sets the member @key to @text. If @text is %NULL or empty, sets it to null, because an empty
 * text would look like a value that was read. */
void bb_ctl_json_set_text (JsonObject *object, const char *key, const char *text);

/** BbCtlTone: color of a text; used only on a terminal, and never if NO_COLOR is set. */
typedef enum {
    BB_CTL_TONE_PLAIN,
    BB_CTL_TONE_HEADER,
    BB_CTL_TONE_GOOD,
    BB_CTL_TONE_NOTICE,
    BB_CTL_TONE_BAD,
} BbCtlTone;

/** bb_ctl_is_terminal: returns %TRUE if standard output is a terminal. */
gboolean bb_ctl_is_terminal (void);
/**
 * bb_ctl_print_line: prints one line of text for people on standard output; nothing with --json. The text may end
 * with a line feed. On a terminal, the line has the color of @tone and is wrapped between words. After the first line
 * of an indented text, the lines are indented by two more columns.
 */
void bb_ctl_print_line (BbCtl *ctl, BbCtlTone tone, const char *format, ...) G_GNUC_PRINTF (3, 4);
/** bb_ctl_printerr_lines: prints text for users on standard error, also with --json, and a line feed at the end. On a
 * terminal, each line is wrapped as in bb_ctl_print_line(); in a file or pipe, it stays one line. */
void bb_ctl_printerr_lines (const char *format, ...) G_GNUC_PRINTF (1, 2);
/**
 * bb_ctl_print_table:
 * @rows: (element-type GStrv): rows with the same number of cells; the first row is the header. The cells are
 *   changed: control characters are escaped, and an empty cell becomes "-"
 * @toned: number of the column whose cells have a tone
 * @tones: tone of the cell in column @toned, one for each row; the tone for the header is ignored
 *
 * Prints a table; nothing with --json. On a terminal, cells are wrapped between words; if the terminal is too narrow
 * for single words, each cell is printed on a line of its own. In a file or pipe, each row is one line.
 */
void bb_ctl_print_table (BbCtl *ctl, const GPtrArray *rows, guint toned, const BbCtlTone *tones);

G_END_DECLS
