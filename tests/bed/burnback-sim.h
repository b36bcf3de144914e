/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit codes, the same as those of burnbackctl. */
#define BB_SIM_EXIT_DONE 0
#define BB_SIM_EXIT_FAILED 1
#define BB_SIM_EXIT_USAGE 2
#define BB_SIM_EXIT_NOT_FOUND 4
#define BB_SIM_EXIT_NOT_PERMITTED 7

/** bb_sim_tell: prints one line on standard error and returns @code. */
int bb_sim_tell (int code, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * BbSimOptions: the options of all commands; each command uses only some.
 * @rest: arguments without options, %NULL terminated, never %NULL
 */
typedef struct {
    char *family;
    char *model;
    char *revision;
    char *vendor;
    char *product;
    char *seed;
    char *boot_version;
    char *kind;
    char *wrap;
    char *scenario;
    char *region;
    char **settings;
    char **rest;
} BbSimOptions;

/* burnback-sim-image.c */
int bb_sim_command_make_image (const BbSimOptions *options);
/* burnback-sim-state.c: drives in $BURNBACK_SIM_STATE */
int bb_sim_command_power (const BbSimOptions *options);
int bb_sim_command_dump (const BbSimOptions *options);
int bb_sim_command_log (const BbSimOptions *options);

G_END_DECLS
