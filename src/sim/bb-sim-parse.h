/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"

G_BEGIN_DECLS

/* Values, keys and error messages of scenario files and of the options of `burnback-sim`. */

/**
 * bb_sim_dup_unknown: (transfer full): returns "“WORD” is not known; possible: A, B"; @possible is
 * %NULL-terminated.
 */
char *bb_sim_dup_unknown (const char *word, const char *const *possible);

/**
 * bb_sim_scenario_error: sets a %BB_SIM_ERROR_SCENARIO, "PLACE: [GROUP] KEY: text"; @key may be %NULL. Returns:
 * %FALSE
 */
gboolean bb_sim_scenario_error (GError **error, const char *place, const char *group, const char *key,
                                const char *format, ...) G_GNUC_PRINTF (5, 6);
/**
 * bb_sim_scenario_unknown: sets the error for a @word that is not in @possible (%NULL-terminated); the message
 * lists them.
 *
 * Errors: always %BB_SIM_ERROR_SCENARIO.
 */
gboolean bb_sim_scenario_unknown (GError **error, const char *place, const char *group, const char *key,
                                  const char *word, const char *const *possible);
/**
 * bb_sim_check_keys: checks that all keys of a group are among @known (%NULL-terminated).
 *
 * Errors: %BB_SIM_ERROR_SCENARIO.
 */
gboolean bb_sim_check_keys (GKeyFile *file, const char *group, const char *place, const char *const *known,
                            GError **error);
/** bb_sim_parse_number: parses a decimal number or 0x…; the whole @text must be a number up to @maximum. */
gboolean bb_sim_parse_number (const char *text, guint64 maximum, guint64 *value);

/** bb_sim_choice_find: (nullable): finds the row @name in @choices (nullable). */
const BbSimChoice *bb_sim_choice_find (const BbSimChoice *choices, const char *name);
/**
 * bb_sim_choices_dup_unknown: (transfer full): returns the message for a @name that is not in @choices (nullable);
 * it lists all possible names, with @first (nullable) before those of the table.
 */
char *bb_sim_choices_dup_unknown (const BbSimChoice *choices, const char *first, const char *name);
/**
 * bb_sim_choices_check: whether @choices (nullable) has @name with a @value of this form (nullable: no value was
 * given).
 * @what: kind of choices, for the message, for example "quirk"
 *
 * Errors: %BB_SIM_ERROR_SCENARIO.
 */
gboolean bb_sim_choices_check (const BbSimChoice *choices, const BbSimFamily *family, const char *what,
                               const char *name, const char *value, GError **error);

G_END_DECLS
