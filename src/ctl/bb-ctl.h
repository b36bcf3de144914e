/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

G_BEGIN_DECLS

/* Types that all files of burnbackctl use. burnbackctl is the program for the command line: it parses options, calls
 * the engine and prints results. */

/** BbExit: exit codes, as burnbackctl(1) and --help list them. */
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

/** BB_CTL_NOT_RUN: returned by bb_ctl_parse() instead of an exit code if the help was printed or a shell asks for
 * completions. The command must return this value immediately. */
#define BB_CTL_NOT_RUN (-1)

/** BbCtlProgress: values of --progress. %BB_CTL_PROGRESS_AUTO stands for one of the others, which depends on the
 * terminal, --json and --quiet. */
typedef enum {
    BB_CTL_PROGRESS_AUTO,
    BB_CTL_PROGRESS_BAR,
    BB_CTL_PROGRESS_LINES,
    BB_CTL_PROGRESS_JSON,
    BB_CTL_PROGRESS_NONE,
} BbCtlProgress;

typedef struct _BbCtl BbCtl;

/**
 * BbCtlCommand: a command of burnbackctl.
 * @arguments: usage as the help prints it; bb_ctl_complete() reads it to complete arguments
 * @changes_drive: the command may change a drive. The exit code of such a command says in which state the drive is,
 *   so it stays the same even if printing the result fails
 * @run: function that runs the command; argv[0] is @name. Returns the exit code or %BB_CTL_NOT_RUN
 */
typedef struct {
    const char *name;
    const char *arguments;
    const char *summary;
    const char *example;
    gboolean changes_drive;
    int (*run) (BbCtl *ctl, int argc, char **argv);
} BbCtlCommand;

/**
 * BbCtl: one run of the program.
 * @json_asked: --json is anywhere on the command line. Unlike @json, it is still set after parsing failed
 * @force: --force: existing output files are replaced
 * @command: (nullable): %NULL before the command was found
 * @settings_help: (nullable): description of the option --setting
 * @settings: (nullable): a{sv}: the values of --setting, for every job that has no settings of its own
 * @catalog, @engine, @trace_file: (nullable): created by bb_ctl_get_catalog() and bb_ctl_get_engine()
 * @drive: (nullable): the drive that the command line names
 * @job: (nullable): the job of an operation whose progress is shown
 * @options: (element-type GOptionEntry): options of @command, or of the program before the command was found
 * @typed: (nullable): the word to complete; if set, no command is run
 * @words: (nullable): all words before @typed
 * @arguments: (nullable): arguments of @command among @words; points into argv
 * @options_parsed: %FALSE if an option among @words is invalid, or the last one has no value
 */
struct _BbCtl {
    char *simulate;
    char *replay;
    char *trace;
    char *state_dir;
    char *key_file;
    gboolean json;
    gboolean json_asked;
    gboolean help;
    gboolean quiet;
    gboolean force;
    gboolean look_closer;
    BbCtlProgress progress;
    const BbCtlCommand *command;
    char *settings_help;
    GVariant *settings;
    BbCatalog *catalog;
    BbEngine *engine;
    BbEngineDrive *drive;
    BbTraceFile *trace_file;
    BbJob *job;
    GArray *options;
    char *typed;
    char **words;
    char **arguments;
    gboolean options_parsed;
};

G_END_DECLS
