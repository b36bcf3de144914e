/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"

G_BEGIN_DECLS

/* Product in INQUIRY after the fault other-name; no drive of the catalog has this name. */
#define BB_SIM_FAULT_NAME "OTHER DRIVE"

/**
 * BbSimFaultKind: the value of the key `Kind`.
 * @BB_SIM_FAULT_POWER_CUT: the drive loses its power
 * @BB_SIM_FAULT_UNPLUG: the data cable is disconnected
 * @BB_SIM_FAULT_SENSE: the command ends with CHECK CONDITION and the sense code of the fault
 * @BB_SIM_FAULT_TIMEOUT: the host gets no reply to the command
 * @BB_SIM_FAULT_BIT_FLIP: a random bit of the data differs at the receiver
 * @BB_SIM_FAULT_STUCK_BLOCK: a range of the flash memory can no longer be erased and programmed
 * @BB_SIM_FAULT_SILENT: the drive does nothing, and the host gets GOOD and zeros
 * @BB_SIM_FAULT_SHORT_READ: the host gets only half of the data
 * @BB_SIM_FAULT_BRIDGE: a bridge (an adapter between host and drive) itself answers a vendor command without data
 *   with GOOD, and does not send the command to the drive
 * @BB_SIM_FAULT_SWALLOW: as %BB_SIM_FAULT_BRIDGE, but for any vendor command; the host gets zeros as data
 * @BB_SIM_FAULT_TEN_BYTES: a bridge drops a command of more than ten bytes
 */
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
    BB_SIM_FAULT_SWALLOW,
    BB_SIM_FAULT_TEN_BYTES,
    BB_SIM_FAULT_DEAD,       /* after this command the drive never answers again, not even in the next runs */
    BB_SIM_FAULT_OTHER_NAME, /* from this command on, INQUIRY reports the product %BB_SIM_FAULT_NAME */
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
 * @at: which commands match. %BB_SIM_AT_COMMAND: all; %BB_SIM_AT_OPCODE: those with @opcode; %BB_SIM_AT_STEP: those
 *   with @step; %BB_SIM_AT_BYTE: those that send data to the drive
 * @count: the fault is due first with the matching command of this number, counted from 1. With %BB_SIM_AT_BYTE: with
 *   the command that sends the byte of this number to the drive, counted from 1
 * @times: how often the fault happens; 0: with every matching command from @count on
 * @during: moment of the command at which the fault happens
 * @seen: number of matching commands (with %BB_SIM_AT_BYTE: of bytes) in this run
 * @fired: how often the fault happened in this run
 * @block_address, @block_length_bytes: the stuck block; set when the fault happens first
 *
 * A matching command is always counted, but these faults happen only with commands on which they have an effect:
 * - bit-flip: commands with data
 * - short read: commands with data from the drive
 * - bridge: vendor commands without data
 * - swallow: vendor commands
 * - ten-bytes: commands of more than ten bytes
 * - stuck block: commands that write
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
 * bb_sim_fault_parse: (transfer full): returns the fault that @group of @file describes. Without the keys `Times` and
 * `During`, `times` is 1 and `during` is %BB_SIM_DURING_BEFORE.
 * @place: name of the file for messages
 * @configs: (element-type BbSimConfig): the drives; the key `Drive` is optional if there is only one
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if a key is unknown, missing or invalid, or if there is no such drive.
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
 * If the command matches, counts it in `seen`. With %BB_SIM_AT_BYTE, sets `seen` to the bytes that were sent up to
 * the end of this command instead. If the fault then happens, the caller must increase `fired`.
 *
 * Returns: %TRUE if the fault is due with this command, which needs all of these:
 * - The command matches.
 * - `seen` has reached `count`.
 * - The fault has happened fewer than `times` times, or `times` is 0.
 * - The fault can have an effect on the command.
 */
gboolean bb_sim_fault_due (BbSimFault *fault, const BbSimCommand *command, const BbSimStep *step,
                           guint64 bytes_before);

G_END_DECLS
