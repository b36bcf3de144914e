/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"
#include "scsi/bb-output-file.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* burnbackctl: the command line. Parses, calls the engine, prints; decides nothing. */

/** Exit codes, as docs and `--help` list them. */
typedef enum {
    BB_EXIT_DONE = 0,
    BB_EXIT_FAILED = 1,
    BB_EXIT_USAGE = 2,
    BB_EXIT_REFUSED = 3,
    BB_EXIT_NOT_FOUND = 4,
    BB_EXIT_ROLLED_BACK = 5,
    BB_EXIT_NEEDS_RECOVERY = 6,
    BB_EXIT_NOT_PERMITTED = 7,
    BB_EXIT_UNPROVEN = 8,
} BbExit;

typedef enum {
    BB_CTL_PROGRESS_AUTO,
    BB_CTL_PROGRESS_BAR,
    BB_CTL_PROGRESS_LINES,
    BB_CTL_PROGRESS_JSON,
    BB_CTL_PROGRESS_NONE,
} BbCtlProgress;

/**
 * BbCtl: one run of the program.
 * @command: the verb, for messages
 * @engine: made on first use by bb_ctl_get_engine()
 */
typedef struct {
    char *simulate;
    char *replay;
    char *trace;
    char *state_dir;
    char *key_file;
    gboolean json;
    gboolean json_asked; /* before the options were parsed, and whatever came of that */
    gboolean help;
    gboolean quiet;
    gboolean force; /* output files that exist are replaced */
    gboolean look_closer;
    BbCtlProgress progress;
    const char *command;
    BbCatalog *catalog;
    BbEngine *engine;
    BbEngineDrive *drive; /* (nullable): the one that the command names */
    BbTraceFile *trace_file;
    BbJob *job;      /* (nullable): of an operation, as it is shown */
    char *typed;     /* (nullable): a word that is being typed: nothing is run, see bb_ctl_complete() */
    char **words;    /* those before it */
    GArray *options; /* GOptionEntry: those that its command has */
} BbCtl;

/** BbCtlCommand: a verb of the command line; @run gets its own arguments, argv[0] is the verb. */
typedef struct {
    const char *name;
    const char *arguments; /* for the help */
    const char *summary;
    const char *example;
    int (*run) (BbCtl *ctl, int argc, char **argv);
} BbCtlCommand;

/** bb_ctl_list_commands: (transfer none): ends with one whose name is %NULL. */
const BbCtlCommand *bb_ctl_list_commands (void);

/* bb-ctl-commands.c */
/** bb_ctl_add_common: the options that may stand before or after the command, behind its @own ones (nullable);
 * @names_drive: also those of every command that names a drive. */
void bb_ctl_add_common (BbCtl *ctl, GOptionContext *context, const GOptionEntry *own, gboolean names_drive);
/** bb_ctl_parse_options: g_option_context_parse(), which also refuses a value where there is none, and an empty name
 * of a file. Returns: whether all is well; else, unless it is for the completion, it was told, and @exit_code is set.
 */
gboolean bb_ctl_parse_options (BbCtl *ctl, GOptionContext *context, int *argc, char ***argv, int *exit_code);
/** bb_ctl_print_help: what @context can, as text or as JSON. */
void bb_ctl_print_help (BbCtl *ctl, GOptionContext *context);
/** BB_CTL_HELPED: bb_ctl_parse() printed the help; there is nothing more to do. */
#define BB_CTL_HELPED (-1)
int bb_ctl_parse (BbCtl *ctl, const GOptionEntry *entries, int *argc, char ***argv, int min, int max);
/** bb_ctl_parse_files: bb_ctl_parse(), where the arguments from @first on are files. None of them may be empty: that
 * would be the current folder. */
int bb_ctl_parse_files (BbCtl *ctl, const GOptionEntry *entries, int *argc, char ***argv, int min, int max,
                        int first);
int bb_ctl_usage (BbCtl *ctl, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* bb-ctl-complete.c */
/** bb_ctl_complete_begin: "complete -- WORD…": from now on the words before the last one are the command line. */
void bb_ctl_complete_begin (BbCtl *ctl, int *argc, char **argv);
/**
 * bb_ctl_complete: prints what the last word can become.
 * @command: (nullable): %NULL: it is the command
 * @given: arguments of @command before it
 * @parsed: %FALSE: the options before it could not be parsed, perhaps because it is the value of one
 *
 * Returns: %BB_CTL_HELPED
 */
int bb_ctl_complete (BbCtl *ctl, const BbCtlCommand *command, char **given, gboolean parsed);

/* bb-ctl-source.c: where drives come from; the only file that knows the simulator. */
/**
 * bb_ctl_source_new:
 * @ctl: with its catalog
 * @exit_code: what the program ends with after an error; left alone without one
 *
 * The drives of this computer, or those that the command line names. Errors: with --simulate those of
 * bb_sim_bus_new(), and %BB_SIM_ERROR_STORE where the scenario needs $BURNBACK_SIM_STATE; with --replay those of
 * bb_replay_monitor_new(); else those of bb_udev_monitor_new(). Returns: (transfer full)
 */
BbDriveMonitor *bb_ctl_source_new (BbCtl *ctl, int *exit_code, GError **error);
/** bb_ctl_source_dup_unreal: (transfer full) (nullable): as bb_state_folder_dup_simulated() takes it; %NULL: real. */
char *bb_ctl_source_dup_unreal (BbCtl *ctl);

/* bb-ctl-engine.c */
BbCatalog *bb_ctl_get_catalog (BbCtl *ctl, int *exit_code);
BbEngine *bb_ctl_get_engine (BbCtl *ctl, int *exit_code);
/** bb_ctl_get_drive: (transfer full) (nullable): %NULL also where @exit_code says that something was wrong before. */
BbEngineDrive *bb_ctl_get_drive (BbCtl *ctl, const char *text, int *exit_code);
/** bb_ctl_look_at_all: identifies every drive and waits for it. */
gboolean bb_ctl_look_at_all (BbCtl *ctl, int *exit_code);
/** bb_ctl_run: (transfer full): runs one job to its end, showing progress and asking questions. */
BbResult *bb_ctl_run (BbCtl *ctl, BbEngineDrive *drive, const BbJobRequest *wanted, int *exit_code);
/** bb_ctl_look: (transfer full) (nullable): identifies @drive; %NULL: it could not be, which was printed. */
BbResult *bb_ctl_look (BbCtl *ctl, BbEngineDrive *drive, BbJobFlags flags, int *exit_code);
/** bb_ctl_look_if_free: (transfer full) (nullable): the same, where a drive that another program uses is an answer,
 * too: its facts are %NULL then. */
BbResult *bb_ctl_look_if_free (BbCtl *ctl, BbEngineDrive *drive, BbJobFlags flags, int *exit_code);
/**
 * bb_ctl_recall:
 *
 * Identifies @drive, or takes what is on record of it where it cannot be identified now, and says so. For what is
 * answered without the drive.
 * Returns: (transfer full) (nullable): its facts; %NULL with an @exit_code other than 0: there are none, which was
 * printed; %NULL with 0: it is in use, and nothing is on record
 */
BbFacts *bb_ctl_recall (BbCtl *ctl, BbEngineDrive *drive, int *exit_code);
/** bb_ctl_load_image: (transfer full): the image inside @path that suits @drive best, or the only one. */
BbImage *bb_ctl_load_image (BbCtl *ctl, const char *path, BbEngineDrive *drive, int *exit_code);
/** bb_ctl_load_image_for: (transfer full): the same, where several could be meant after the drive was checked, which
 * backs it up and asks it for its boot code. */
BbImage *bb_ctl_load_image_for (BbCtl *ctl, const char *path, BbEngineDrive *drive, int *exit_code);

/* bb-ctl-output.c */
/** bb_ctl_output_init: makes text readable in every locale, before any is printed. */
void bb_ctl_output_init (void);
/** bb_ctl_end_output: tells of results that could not be written. Returns: @exit_code, or what that makes of it. */
int bb_ctl_end_output (BbCtl *ctl, int exit_code);
/** bb_ctl_print: an answer for people, on standard output; nothing with --json. Arguments are made harmless. */
void bb_ctl_print (BbCtl *ctl, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** bb_ctl_print_own: a text of this program, with nothing from outside in it: the help. */
void bb_ctl_print_own (const char *text);
/** bb_ctl_say: to people, on standard error. What comes from outside goes in as an argument, never in the format:
 * arguments are made harmless for a terminal, here and in bb_ctl_print() and nowhere else. */
void bb_ctl_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
/** bb_ctl_say_message: what is wrong, and what to do @next (nullable). */
void bb_ctl_say_message (const char *message, const char *next);
/** bb_ctl_dup_time: (transfer full): for people. */
char *bb_ctl_dup_time (gint64 unix_seconds);
/** bb_ctl_clear_line: on a terminal: what comes next replaces the line. */
void bb_ctl_clear_line (void);
/** bb_ctl_log_cb: a #GLogWriterFunc: warnings of libraries are said, too. */
GLogWriterOutput bb_ctl_log_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data);
/** bb_ctl_print_object: @object: (transfer full): the answer as JSON; without --json nothing is printed. */
void bb_ctl_print_object (BbCtl *ctl, JsonObject *object);
/** bb_ctl_print_array: @array: (transfer full): the same. */
void bb_ctl_print_array (BbCtl *ctl, JsonArray *array);
/** bb_ctl_print_json_line: @object: (transfer full): on one line, of a stream of values. */
void bb_ctl_print_json_line (JsonObject *object);
/** bb_ctl_say_json_line: @object: (transfer full): the same on standard error. */
void bb_ctl_say_json_line (JsonObject *object);
/** bb_ctl_print_json_file: what was written, and the @id (nullable) of the backup that it is of. */
void bb_ctl_print_json_file (BbCtl *ctl, const char *path, const char *id);
/** bb_ctl_fail: prints what is wrong, whether the drive is safe, and what to do; as JSON with --json. @safe chooses
 * the sentence for people; `drive-safe` in JSON is that of bb_engine_drive_get_safe(). Returns @exit_code. */
int bb_ctl_fail (BbCtl *ctl, BbExit exit_code, const char *code, BbSafe safe, const char *next, const char *message);
/** bb_ctl_fail_with: the same for a job that brought no answer; its message says all. */
int bb_ctl_fail_with (BbCtl *ctl, const BbResult *result);
/** bb_ctl_fail_cancelled: the user said no. Returns its exit code. */
int bb_ctl_fail_cancelled (BbCtl *ctl, BbSafe safe);
/** bb_ctl_tell: only the line for people, where standard output already has the answer. */
void bb_ctl_tell (BbSafe safe, const char *next, const char *message);
/** bb_ctl_fail_of: the same for an error, in a sentence; nothing that could change the drive was sent. */
int bb_ctl_fail_of (BbCtl *ctl, BbExit exit_code, const char *code, const char *next, const GError *error);
/** bb_ctl_exit_of_error: exit code for an error that no job result explains. */
BbExit bb_ctl_exit_of_error (const GError *error);
/** bb_ctl_tell_store: the exit code of a command that listed what there is: where not all backups and journals can be
 * read there may be more, and that is told on a line. */
int bb_ctl_tell_store (BbCtl *ctl);

/* bb-ctl-table.c */
/** BbCtlTone: the colour of a word, on a terminal and without NO_COLOR. */
typedef enum {
    BB_CTL_TONE_PLAIN,
    BB_CTL_TONE_HEADER,
    BB_CTL_TONE_GOOD,
    BB_CTL_TONE_NOTICE,
    BB_CTL_TONE_BAD,
} BbCtlTone;
/** bb_ctl_text_columns: how many cells of a terminal @text takes. */
guint bb_ctl_text_columns (const char *text);
/** bb_ctl_dup_padded: (transfer full): @text and spaces, that many cells wide at least. */
char *bb_ctl_dup_padded (const char *text, guint columns);
/** bb_ctl_terminal_columns: how wide the terminal @fd is; 80 if it does not tell. */
guint bb_ctl_terminal_columns (int fd);
/**
 * bb_ctl_print_table:
 * @rows: (element-type GStrv): the first is the header; all have as many cells. They are made harmless
 * @tones: of the last cell of each row
 *
 * Prints a table; nothing with --json. On a terminal cells are wrapped at words, and where these have no room each
 * row becomes lines, one for each cell. Elsewhere there is one line a row, whatever its length.
 */
void bb_ctl_print_table (BbCtl *ctl, const GPtrArray *rows, const BbCtlTone *tones);

/* bb-ctl-drives.c */
/** bb_ctl_print_drive: what `info` says first of a drive. */
void bb_ctl_print_drive (BbCtl *ctl, BbEngineDrive *drive);

/* bb-ctl-images.c */
/** bb_ctl_verdict_word: in capitals, translated. */
const char *bb_ctl_verdict_word (BbVerdict *verdict);
/** bb_ctl_print_file: a line with the name of a file, and where in it an image lies. @inside: (nullable) */
void bb_ctl_print_file (BbCtl *ctl, const char *indent, const char *name, const char *inside);
/** bb_ctl_print_items: of each whether it is good, and what to do if not; as bb_ctl_json_add_item() made them. */
void bb_ctl_print_items (BbCtl *ctl, JsonArray *items);
/** bb_ctl_print_review: drive, image, verdict and every reason. */
void bb_ctl_print_review (BbCtl *ctl, BbEngineDrive *drive, BbReview *review);

/* bb-ctl-jobs.c */
/** bb_ctl_print_result: what became of a job, and its exit code. */
int bb_ctl_print_result (BbCtl *ctl, BbEngineDrive *drive, BbResult *result);
/** bb_ctl_dry_run: starts it, and prints the steps. */
int bb_ctl_dry_run (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation);

/* bb-ctl-operation.c */
/** BB_CTL_ALLOWS_CROSS_FLASH: what --allow-crossflash grants. */
#define BB_CTL_ALLOWS_CROSS_FLASH \
    (BB_CONSENT_CAUTION | BB_CONSENT_CROSS_FLASH | BB_CONSENT_FALLBACK | BB_CONSENT_OTHER_DRIVE)
/** bb_ctl_operation_new: (transfer full): an operation whose jobs are shown, and whose questions are asked, here. */
BbOperation *bb_ctl_operation_new (BbCtl *ctl, BbEngineDrive *drive);
/** bb_ctl_choose: chooses, and waits until it can be started; %FALSE: it failed, which was printed. */
gboolean bb_ctl_choose (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation, const BbOperationChoice *choice,
                        int *exit_code);
/** bb_ctl_agree: asks on the terminal for every consent that is open, then @question (nullable); fails if something
 * is in the way, or was not agreed to. */
gboolean bb_ctl_agree (BbCtl *ctl, BbOperation *operation, const char *question, int *exit_code);
/** bb_ctl_start: (transfer none) (nullable): runs it to its end; %NULL: it could not be started, which was printed.
 */
BbResult *bb_ctl_start (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation, BbOnFailure on_failure,
                        int *exit_code);
/** bb_ctl_finish: the same, and prints the result; what the job refuses for want of consent is asked for if
 * @may_ask. Returns: the exit code */
int bb_ctl_finish (BbCtl *ctl, BbEngineDrive *drive, BbOperation *operation, BbOnFailure on_failure,
                   gboolean may_ask);
/** bb_ctl_dup_options: (transfer full) (nullable): the options that grant what is open of @consents. */
char *bb_ctl_dup_options (BbAction act, GPtrArray *consents);
/** bb_ctl_get_key_step: what to do where the key file cannot be used. */
const char *bb_ctl_get_key_step (void);
/** bb_ctl_dup_next_step: (transfer full) (nullable): what to do next, with the command for it where there is one. */
char *bb_ctl_dup_next_step (const BbResult *result);
/** bb_ctl_dup_next: (transfer full) (nullable): what to do next, with the option that was missing. */
char *bb_ctl_dup_next (BbEngineDrive *drive, const BbResult *result);

/* bb-ctl-json.c */
JsonObject *bb_ctl_json_drive (BbEngineDrive *drive);
JsonObject *bb_ctl_json_image (BbImage *image);
JsonObject *bb_ctl_json_review (BbEngineDrive *drive, BbReview *review);
JsonObject *bb_ctl_json_backup (BbBackup *backup);
JsonObject *bb_ctl_json_result (BbEngineDrive *drive, BbResult *result);
JsonArray *bb_ctl_json_steps (BbPlan *plan);
JsonArray *bb_ctl_json_reasons (BbVerdict *verdict);
/** bb_ctl_json_add_item: something that must be right, in words. @remedy: (nullable) */
void bb_ctl_json_add_item (JsonArray *array, const char *code, gboolean good, gboolean needed, const char *text,
                           const char *remedy);
/** bb_ctl_json_readiness: @readiness: (nullable) (element-type BbReadiness): one object each. */
JsonArray *bb_ctl_json_readiness (GPtrArray *readiness);
/** bb_ctl_json_set_text: an empty or missing text is null: "not read", never a made-up value. */
void bb_ctl_json_set_text (JsonObject *object, const char *key, const char *text);
/** bb_ctl_json_set_accepts_older: `accepts-older`: the answer of bb_family_accepts_older(). @facts, @image:
 * (nullable) */
void bb_ctl_json_set_accepts_older (JsonObject *object, BbFacts *facts, BbImageIdentity *image);
/** bb_ctl_json_set_details: `details`: what programs are told of @values (nullable) of @family (nullable). */
void bb_ctl_json_set_details (JsonObject *object, const char *family, GVariant *values);
/** bb_ctl_json_set_safe: `drive-safe`, null where it is not known. */
void bb_ctl_json_set_safe (JsonObject *object, BbSafe safe);

/* bb-ctl-advise.c */
/** bb_ctl_json_advice: @list: (element-type BbAdvice): one object each. */
JsonArray *bb_ctl_json_advice (GPtrArray *list);

/* bb-ctl-booktype.c */
/** bb_ctl_json_books: (nullable) @books: one object a kind of disc. */
JsonArray *bb_ctl_json_books (const BbBooks *books);
/** bb_ctl_print_books: a line a kind of disc. */
void bb_ctl_print_books (BbCtl *ctl, const BbBooks *books);
/** bb_ctl_json_set_region: (nullable) @region: %NULL becomes null. */
void bb_ctl_json_set_region (JsonObject *object, const BbDvdRegion *region);
void bb_ctl_print_region (BbCtl *ctl, const BbDvdRegion *region);

/* bb-ctl-file.c */
/** bb_ctl_may_write: whether a file that the user named may be written: nothing is lost by it, or the user wants it.
 * Asked before the work begins; with what @flags it may be. */
gboolean bb_ctl_may_write (BbCtl *ctl, const char *path, BbOutputFlags *flags, int *exit_code);
/** bb_ctl_exit_of_output: exit code where a file could not be written, and something else was done or can be done. */
BbExit bb_ctl_exit_of_output (const GError *error);
/** bb_ctl_write_file: writes it; @next (nullable): what to do if that fails. */
gboolean bb_ctl_write_file (BbCtl *ctl, const char *path, BbOutputFlags flags, const void *data, gsize length_bytes,
                            const char *next, int *exit_code);

/* bb-ctl-progress.c */
/** bb_ctl_progress_attach: shows the progress of @job on standard error until it is done. */
void bb_ctl_progress_attach (BbCtl *ctl, BbJob *job);

/* bb-ctl-signals.c */
/** bb_ctl_signals_attach: until it is detached, Ctrl+C, a polite kill and a closed terminal stop @job where the drive
 * survives it, and Ctrl+Z stops the program only where the drive can wait. */
void bb_ctl_signals_attach (BbCtl *ctl, BbJob *job);
void bb_ctl_signals_detach (BbJob *job);

/* bb-ctl-question.c */
/** bb_ctl_question_attach: asks on the terminal when the job asks. */
void bb_ctl_question_attach (BbCtl *ctl, BbJob *job);
/** bb_ctl_confirm: asks on the terminal whether to go on; FALSE without one. */
gboolean bb_ctl_confirm (BbCtl *ctl, const char *question);
gboolean bb_ctl_has_terminal (void);

/* The verbs. */
int bb_ctl_command_list (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_info (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_monitor (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_doctor (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_history (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_advise (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_identify (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_check (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_backup (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_flash (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_verify (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_rollback (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_recover (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_convert (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_backups (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_catalog (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_booktype (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_report (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_firmware (BbCtl *ctl, int argc, char **argv);
int bb_ctl_command_library (BbCtl *ctl, int argc, char **argv);

G_END_DECLS
