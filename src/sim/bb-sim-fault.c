/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-fault.h"
#include "bb-sim-parse.h"
#include "bb-sim.h"

#include <string.h>

static const char *const bb_sim_fault_keys[] = {"Drive", "At", "Kind", "Sense", "Times", "During", NULL};

/* Length in bytes of the longest CDB that a bridge with the fault "ten-bytes" sends to the drive. */
#define BB_SIM_FAULT_MOST_CDB_BYTES 10

static const char *const bb_sim_fault_kinds[] = {"power-cut",   "unplug", "sense",      "timeout", "bit-flip",
                                                 "stuck-block", "silent", "short-read", "bridge",  "swallow",
                                                 "ten-bytes",   "dead",   "other-name", NULL};
static const char *const bb_sim_durings[] = {"before", "middle", "after", NULL};

/* Returns the index of @text in @words (NULL-terminated), -1 if it is not there. */
static int
bb_sim_find_word (const char *const *words, const char *text)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (g_str_equal (words[i], text))
            return i;
    }
    return -1;
}

/* Sets `at`, `count`, and `opcode` or `step` of @fault from a value of the key `At`: command:N, byte:N, opcode:HH:N
 * or step:NAME:N. FALSE if @text has none of these forms or N is 0. */
static gboolean
bb_sim_fault_parse_at (BbSimFault *fault, const char *text)
{
    g_auto (GStrv) parts = g_strsplit (text, ":", -1);
    guint n = g_strv_length (parts);
    guint64 opcode = 0;

    if (n < 2 || !bb_sim_parse_number (parts[n - 1], G_MAXINT64, &fault->count) || fault->count == 0)
        return FALSE;
    if (n == 2 && g_str_equal (parts[0], "command")) {
        fault->at = BB_SIM_AT_COMMAND;
    } else if (n == 2 && g_str_equal (parts[0], "byte")) {
        fault->at = BB_SIM_AT_BYTE;
    } else if (n == 3 && g_str_equal (parts[0], "opcode")) {
        fault->at = BB_SIM_AT_OPCODE;
        if (strlen (parts[1]) != 2 || !g_ascii_string_to_unsigned (parts[1], 16, 0, 0xFF, &opcode, NULL))
            return FALSE;
        fault->opcode = (guint8) opcode;
    } else if (n == 3 && g_str_equal (parts[0], "step") && *parts[1] != '\0') {
        fault->at = BB_SIM_AT_STEP;
        fault->step = g_strdup (parts[1]);
    } else {
        return FALSE;
    }
    return TRUE;
}

/* Sets `key`, `asc`, `ascq` and `has_sense` of @fault from KEY/ASC/ASCQ in hexadecimal; FALSE if @text is something
 * else. */
static gboolean
bb_sim_fault_parse_sense (BbSimFault *fault, const char *text)
{
    g_auto (GStrv) parts = g_strsplit (text, "/", -1);
    guint64 values[3] = {0};

    if (g_strv_length (parts) != 3)
        return FALSE;
    for (int i = 0; i < 3; i++) {
        if (!g_ascii_string_to_unsigned (parts[i], 16, 0, i == 0 ? 0x0F : 0xFF, &values[i], NULL))
            return FALSE;
    }
    fault->key = (guint8) values[0];
    fault->asc = (guint8) values[1];
    fault->ascq = (guint8) values[2];
    fault->has_sense = TRUE;
    return TRUE;
}

/* Sets the kind and the sense code of @fault from the keys `Kind` and `Sense`. FALSE with @error set in these cases:
 * - `Kind` is missing or invalid.
 * - `Sense` is invalid.
 * - `Sense` is missing for the kind "sense".
 * - `Sense` is given for a kind that sends no sense data. */
static gboolean
bb_sim_fault_parse_kind (BbSimFault *fault, GKeyFile *file, const char *group, const char *place, GError **error)
{
    g_autofree char *kind = g_key_file_get_string (file, group, "Kind", NULL);
    g_autofree char *sense = g_key_file_get_string (file, group, "Sense", NULL);
    int word = kind != NULL ? bb_sim_find_word (bb_sim_fault_kinds, kind) : -1;

    if (kind == NULL)
        return bb_sim_scenario_error (error, place, group, "Kind", "is missing");
    if (word < 0)
        return bb_sim_scenario_unknown (error, place, group, "Kind", kind, bb_sim_fault_kinds);
    fault->kind = (BbSimFaultKind) word;
    if (sense != NULL && !bb_sim_fault_parse_sense (fault, sense))
        return bb_sim_scenario_error (error, place, group, "Sense", "“%s” is not KEY/ASC/ASCQ in hexadecimal", sense);
    if (fault->kind == BB_SIM_FAULT_SENSE && sense == NULL)
        return bb_sim_scenario_error (error, place, group, "Sense", "is missing; Kind=sense needs it");
    if (sense != NULL && fault->kind != BB_SIM_FAULT_SENSE && fault->kind != BB_SIM_FAULT_STUCK_BLOCK)
        return bb_sim_scenario_error (error, place, group, "Sense", "has no meaning for Kind=%s", kind);
    return TRUE;
}

/* Sets fault->drive to the value of the key `Drive`. Without this key, sets it to the name of the only drive. Returns
 * the drive. NULL with @error set if there is no drive of this name, or if the key is missing and there are several
 * drives. */
static const BbSimConfig *
bb_sim_fault_parse_drive (BbSimFault *fault, GKeyFile *file, const char *group, const char *place, GPtrArray *configs,
                          GError **error)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();

    fault->drive = g_key_file_get_string (file, group, "Drive", NULL);
    if (fault->drive == NULL && configs->len == 1)
        fault->drive = g_strdup (((const BbSimConfig *) g_ptr_array_index (configs, 0))->name);
    for (guint i = 0; i < configs->len; i++) {
        const BbSimConfig *config = g_ptr_array_index (configs, i);

        if (g_strcmp0 (config->name, fault->drive) == 0)
            return config;
        g_ptr_array_add (names, config->name);
    }
    g_ptr_array_add (names, NULL);
    if (fault->drive == NULL)
        bb_sim_scenario_error (error, place, group, "Drive", "is missing");
    else
        bb_sim_scenario_unknown (error, place, group, "Drive", fault->drive, (const char *const *) names->pdata);
    return NULL;
}

/* Parses the key `At`; FALSE with @error set if it is missing, invalid, or names a step that @family does not have.
 */
static gboolean
bb_sim_fault_parse_when (BbSimFault *fault, GKeyFile *file, const char *group, const char *place,
                         const BbSimFamily *family, GError **error)
{
    static const char *const none[] = {NULL};
    const char *const *steps = family->steps != NULL ? family->steps : none;
    g_autofree char *at = g_key_file_get_string (file, group, "At", NULL);

    if (at == NULL)
        return bb_sim_scenario_error (error, place, group, "At", "is missing");
    if (!bb_sim_fault_parse_at (fault, at))
        return bb_sim_scenario_error (error, place, group, "At",
                                      "“%s” is not command:N, opcode:HH:N, step:NAME:N or byte:N, and N at least 1",
                                      at);
    if (fault->step != NULL && !g_strv_contains (steps, fault->step))
        return bb_sim_scenario_unknown (error, place, group, "At", fault->step, steps);
    return TRUE;
}

BbSimFault *
bb_sim_fault_parse (GKeyFile *file, const char *group, const char *place, GPtrArray *configs, GError **error)
{
    g_autoptr (BbSimFault) fault = g_new0 (BbSimFault, 1);
    g_autofree char *times = g_key_file_get_string (file, group, "Times", NULL);
    g_autofree char *during = g_key_file_get_string (file, group, "During", NULL);
    const BbSimConfig *config = NULL;
    guint64 number = 1;
    int word = 0;

    if (!bb_sim_check_keys (file, group, place, bb_sim_fault_keys, error))
        return NULL;
    config = bb_sim_fault_parse_drive (fault, file, group, place, configs, error);
    if (config == NULL || !bb_sim_fault_parse_when (fault, file, group, place, config->family, error) ||
        !bb_sim_fault_parse_kind (fault, file, group, place, error))
        return NULL;
    if (times != NULL && !bb_sim_parse_number (times, G_MAXINT, &number)) {
        bb_sim_scenario_error (error, place, group, "Times", "“%s” is no number", times);
        return NULL;
    }
    fault->times = (guint) number;
    if (during != NULL)
        word = bb_sim_find_word (bb_sim_durings, during);
    if (word < 0) {
        bb_sim_scenario_unknown (error, place, group, "During", during, bb_sim_durings);
        return NULL;
    }
    fault->during = (BbSimDuring) word;
    return g_steal_pointer (&fault);
}

void
bb_sim_fault_free (BbSimFault *fault)
{
    if (fault == NULL)
        return;
    g_free (fault->drive);
    g_free (fault->step);
    g_free (fault);
}

/* FALSE if this kind of fault can have no effect on @command. These kinds have no effect on the following commands:
 * - "bit-flip": commands without data
 * - "short-read": commands without data to the host
 * - "stuck-block": commands that do not write
 * - "swallow": standard commands
 * - "bridge": standard commands, and commands with data
 * - "ten-bytes": commands of at most ten bytes
 * All other kinds have an effect on every command. */
static gboolean
bb_sim_fault_applies (const BbSimFault *fault, const BbSimCommand *command, const BbSimStep *step)
{
    switch (fault->kind) {
    case BB_SIM_FAULT_BIT_FLIP:
        return command->length_bytes > 0;
    case BB_SIM_FAULT_SHORT_READ:
        return command->direction == BB_DIRECTION_IN && command->length_bytes > 0;
    case BB_SIM_FAULT_BRIDGE:
        return step->vendor && command->length_bytes == 0;
    case BB_SIM_FAULT_SWALLOW:
        return step->vendor;
    case BB_SIM_FAULT_TEN_BYTES:
        return command->cdb.length_bytes > BB_SIM_FAULT_MOST_CDB_BYTES;
    case BB_SIM_FAULT_STUCK_BLOCK:
        return step->writes;
    default:
        return TRUE;
    }
}

gboolean
bb_sim_fault_due (BbSimFault *fault, const BbSimCommand *command, const BbSimStep *step, guint64 bytes_before)
{
    gsize sent = command->direction == BB_DIRECTION_OUT ? command->length_bytes : 0;
    gboolean match = TRUE;

    switch (fault->at) {
    case BB_SIM_AT_OPCODE:
        match = command->cdb.bytes[0] == fault->opcode;
        break;
    case BB_SIM_AT_STEP:
        match = g_strcmp0 (step->name, fault->step) == 0;
        break;
    case BB_SIM_AT_BYTE:
        fault->seen = bytes_before + sent;
        match = sent > 0;
        break;
    default:
        break;
    }
    if (!match)
        return FALSE;
    if (fault->at != BB_SIM_AT_BYTE)
        fault->seen++;
    if (fault->seen < fault->count || (fault->times != 0 && fault->fired >= fault->times))
        return FALSE;
    return bb_sim_fault_applies (fault, command, step);
}
