/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"

G_BEGIN_DECLS

typedef enum {
    BB_SIM_FAULT_POWER_CUT,
    BB_SIM_FAULT_UNPLUG,
    BB_SIM_FAULT_SENSE,
    BB_SIM_FAULT_TIMEOUT,
    BB_SIM_FAULT_BIT_FLIP,
    BB_SIM_FAULT_STUCK_BLOCK,
    BB_SIM_FAULT_SILENT,
    BB_SIM_FAULT_SHORT_READ,
    BB_SIM_FAULT_BRIDGE,
} BbSimFaultKind;

typedef enum {
    BB_SIM_AT_COMMAND,
    BB_SIM_AT_OPCODE,
    BB_SIM_AT_STEP,
    BB_SIM_AT_BYTE,
} BbSimFaultAt;

typedef enum {
    BB_SIM_DURING_BEFORE,
    BB_SIM_DURING_MIDDLE,
    BB_SIM_DURING_AFTER,
} BbSimDuring;

/**
 * BbSimFault: a `[fault …]` group.
 * @at, @opcode, @step, @count: the @count-th match (from 1); with %BB_SIM_AT_BYTE the @count-th byte sent
 * @times: how often it happens, 0 for ever: from then on at each further match
 * @seen, @fired: counters of this run
 * @block_address, @block_length_bytes: the block that is stuck, known from the first time on
 *
 * A kind that a command gives no chance to (a bit-flip without data, a bridge and a standard command, a stuck
 * block and no flash work) waits for the next match.
 */
typedef struct {
    char *drive;
    BbSimFaultAt at;
    guint8 opcode;
    char *step;
    guint64 count;
    BbSimFaultKind kind;
    guint8 key;
    guint8 asc;
    guint8 ascq;
    gboolean has_sense;
    guint times;
    BbSimDuring during;

    guint64 seen;
    guint fired;
    guint32 block_address;
    guint32 block_length_bytes;
} BbSimFault;

/**
 * bb_sim_fault_parse: reads one group of @file.
 * @configs: (element-type BbSimConfig): the drives; `Drive` can be left out where there is one
 *
 * Errors: %BB_SIM_ERROR_SCENARIO.
 */
BbSimFault *bb_sim_fault_parse (GKeyFile *file, const char *group, const char *place, GPtrArray *configs,
                                GError **error);
void bb_sim_fault_free (BbSimFault *fault);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSimFault, bb_sim_fault_free)

/**
 * bb_sim_fault_due:
 * @step: what the command is
 * @bytes_before: bytes sent to the drive by earlier commands of this run
 *
 * Counts the command and says whether the fault happens with it; the caller then calls bb_sim_fault_fire() once
 * it really did.
 */
gboolean bb_sim_fault_due (BbSimFault *fault, const BbSimCommand *command, const BbSimStep *step,
                           guint64 bytes_before);

/** bb_sim_scenario_error: sets a %BB_SIM_ERROR_SCENARIO, "PLACE: [GROUP] KEY: text"; @key may be %NULL. Returns:
 * %FALSE */
gboolean bb_sim_scenario_error (GError **error, const char *place, const char *group, const char *key,
                                const char *format, ...) G_GNUC_PRINTF (5, 6);
/**
 * bb_sim_scenario_unknown: the same for a @word that is none of @possible (%NULL-terminated), which it lists.
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
/** bb_sim_parse_number: decimal or 0x…; the whole text, no more than @maximum. */
gboolean bb_sim_parse_number (const char *text, guint64 maximum, guint64 *value);

G_END_DECLS
