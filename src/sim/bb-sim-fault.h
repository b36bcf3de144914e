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
 * @drive: name of the drive
 * @at: which commands match: all, those with @opcode, those with @step, or those that send data to the drive
 * @count: the fault is due from the @count-th matching command on (from 1); with %BB_SIM_AT_BYTE from the command on
 *   that sends the @count-th byte
 * @times: how often the fault happens; 0 for every matching command from then on
 * @during: moment of the command at which the fault happens
 * @seen: number of matching commands (with %BB_SIM_AT_BYTE: of bytes) in this run
 * @fired: how often the fault happened in this run
 * @block_address, @block_length_bytes: the stuck block; set when the fault happens first
 *
 * A fault is counted, but does not happen, on a command on which it could have no effect: a bit-flip needs data, a
 * short read data from the drive, a bridge fault a vendor command without data, a stuck block a command that writes.
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
 * bb_sim_fault_parse: returns the fault that @group of @file describes.
 * @place: name of the file for messages
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
 * Counts the command in `seen` if it matches. Returns TRUE if the fault is due with this command. The caller counts
 * in `fired` when the fault happens.
 */
gboolean bb_sim_fault_due (BbSimFault *fault, const BbSimCommand *command, const BbSimStep *step,
                           guint64 bytes_before);

G_END_DECLS
