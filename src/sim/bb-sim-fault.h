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
 * @at, @opcode, @step, @count: the fault happens at the @count-th match (from 1); with %BB_SIM_AT_BYTE at the
 *   @count-th byte sent to the drive
 * @times: how many matches from there on are hit; 0 for all
 * @seen, @fired: number of matches, and of faults that happened, in this run
 * @block_address, @block_length_bytes: the stuck block; set when the fault happens first
 *
 * A command on which the fault can have no effect does not match: a bit-flip needs data, a bridge fault a vendor
 * command, and a stuck block flash work.
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
 * bb_sim_fault_parse: parses one group of @file.
 * @configs: (element-type BbSimConfig): the drives; the key `Drive` is optional if there is only one
 *
 * Errors: %BB_SIM_ERROR_SCENARIO.
 */
BbSimFault *bb_sim_fault_parse (GKeyFile *file, const char *group, const char *place, GPtrArray *configs,
                                GError **error);
void bb_sim_fault_free (BbSimFault *fault);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSimFault, bb_sim_fault_free)

/**
 * bb_sim_fault_due:
 * @step: the step of the command
 * @bytes_before: bytes sent to the drive by earlier commands of this run
 *
 * Counts the command and returns whether the fault is due. The caller counts it in `fired` when it really happens.
 */
gboolean bb_sim_fault_due (BbSimFault *fault, const BbSimCommand *command, const BbSimStep *step,
                           guint64 bytes_before);

G_END_DECLS
