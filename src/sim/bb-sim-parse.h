/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"

G_BEGIN_DECLS

/* Functions that check keys and values of scenario files and of options of `burnback-sim`, and make error messages
 * about them. */

/**
 * bb_sim_dup_unknown: (transfer full): returns "“WORD” is not known; possible: A, B", with "nothing" for an empty
 * list. @possible is %NULL-terminated.
 */
char *bb_sim_dup_unknown (const char *word, const char *const *possible);

/**
 * bb_sim_scenario_error: sets %BB_SIM_ERROR_SCENARIO with the message "PLACE: [GROUP] KEY: text". @key may be %NULL.
 * Always returns %FALSE.
 */
gboolean bb_sim_scenario_error (GError **error, const char *place, const char *group, const char *key,
                                const char *format, ...) G_GNUC_PRINTF (5, 6);
/** bb_sim_scenario_unknown: sets %BB_SIM_ERROR_SCENARIO: the message says that @word is not known, and lists the
 * words of @possible (%NULL-terminated). Always returns %FALSE. */
gboolean bb_sim_scenario_unknown (GError **error, const char *place, const char *group, const char *key,
                                  const char *word, const char *const *possible);
/**
 * bb_sim_check_keys: TRUE if all keys of @group are among @known (%NULL-terminated), or if there is no such group.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO.
 */
gboolean bb_sim_check_keys (GKeyFile *file, const char *group, const char *place, const char *const *known,
                            GError **error);
/**
 * bb_sim_parse_number: sets @value to the decimal or, after "0x", hexadecimal number in @text. FALSE, with @value
 * unchanged, if @text is anything else or the number is above @maximum.
 */
gboolean bb_sim_parse_number (const char *text, guint64 maximum, guint64 *value);

/** bb_sim_choice_find: (nullable): returns the row @name of the table @choices (nullable), %NULL if there is none. */
const BbSimChoice *bb_sim_choice_find (const BbSimChoice *choices, const char *name);
/**
 * bb_sim_choices_dup_unknown: (transfer full): returns the message for a @name that is not in the table @choices
 * (nullable). The message lists all possible names: @first (nullable), then those of the table.
 */
char *bb_sim_choices_dup_unknown (const BbSimChoice *choices, const char *first, const char *name);
/**
 * bb_sim_choices_check: TRUE if the table @choices (nullable) has the row @name, and @value fits the form in that
 * row. A row without a form takes no value or "".
 * @what: kind of the rows for the message, for example "quirk"
 * @value: (nullable): %NULL if no value was given
 *
 * Errors: %BB_SIM_ERROR_SCENARIO.
 */
gboolean bb_sim_choices_check (const BbSimChoice *choices, const BbSimFamily *family, const char *what,
                               const char *name, const char *value, GError **error);

G_END_DECLS
