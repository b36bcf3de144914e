/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "drive/bb-host.h"
#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/** BbReadinessState: a state of the host or the drive before a flash. @detail is the member of #BbReadiness; it is
 * %NULL for the states whose comment does not mention it. */
typedef enum {
    BB_READINESS_NO_DISC,
    BB_READINESS_DISC,
    BB_READINESS_TRAY_OPEN,
    BB_READINESS_DISC_UNKNOWN,
    BB_READINESS_NOT_IN_USE,
    BB_READINESS_IN_USE,       /* other programs use the drive; @detail: sentences that name them */
    BB_READINESS_USERS_UNSEEN, /* no program was seen to use the drive, but not all programs could be examined */
    BB_READINESS_STARTING,     /* the drive is becoming ready */
    BB_READINESS_MAINS,
    BB_READINESS_BATTERY,
    BB_READINESS_AWAKE,       /* the computer can be kept from suspending */
    BB_READINESS_MAY_SUSPEND, /* the computer may suspend; @detail: why that cannot be prevented */
    BB_READINESS_NO_BRIDGE,
    BB_READINESS_BRIDGE, /* a flash first tests whether the bridge drops commands; @detail: name of the bridge */
    BB_READINESS_BRIDGE_UNTESTED, /* as BRIDGE, but a flash does not test the bridge; @detail: name of the bridge */
    BB_READINESS_USB,             /* the drive is connected by USB; @detail: a sentence about this model on USB */
    BB_READINESS_PIO, /* the port uses PIO. PIO, DMA and MODE_UNKNOWN are only for drives that fail with DMA */
    BB_READINESS_DMA, /* the port uses DMA; @detail: the transfer mode, such as "UDMA 2" */
    BB_READINESS_MODE_UNKNOWN, /* the transfer mode of the port is unknown */
    BB_READINESS_UPDATE_SENT,  /* an update was sent after the last power-on, so a power cycle must come first */
    BB_READINESS_POWER_CYCLE,  /* an operation asked for a power cycle, and none was noticed since */
} BbReadinessState;
#define BB_N_READINESS_STATES (BB_READINESS_POWER_CYCLE + 1)

/**
 * BbReadiness: a condition for a flash and its present state, as data; src/job/words makes the sentences.
 * @code: stable name of the condition: "medium", "in-use", "power", "sleep", "bridge", ...
 * @good: the condition is fulfilled
 * @needed: a flash is refused while the condition is not fulfilled; %FALSE: only a caution
 * @detail: (nullable): parameter of @state
 * @port: (nullable): only for DMA and MODE_UNKNOWN: name of the port for the kernel parameter `libata.force`
 */
typedef struct {
    BbReadinessState state;
    const char *code;
    gboolean good;
    gboolean needed;
    char *detail;
    char *port;
} BbReadiness;

/** bb_readiness_new: (transfer full): an item in @state with the parameter @detail (nullable). @code, @good and
 * @needed follow from @state; @port is %NULL. */
BbReadiness *bb_readiness_new (BbReadinessState state, const char *detail);
BbReadiness *bb_readiness_copy (const BbReadiness *readiness);
void bb_readiness_free (BbReadiness *readiness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbReadiness, bb_readiness_free)
/** bb_readiness_is_same: TRUE if state, detail and port are equal. */
gboolean bb_readiness_is_same (const BbReadiness *a, const BbReadiness *b);

/** bb_readiness_of_medium: (transfer full): the readiness item about disc and tray for the state @medium: DISC,
 * TRAY_OPEN or NO_DISC; DISC_UNKNOWN for any other state. */
BbReadiness *bb_readiness_of_medium (BbMedium medium);
/** bb_readiness_of_users: (transfer full): the readiness item about other users of the drive: IN_USE with the
 * sentences of @users, from bb_drive_find_users(). If there are none: NOT_IN_USE if all programs were examined, else
 * USERS_UNSEEN. */
BbReadiness *bb_readiness_of_users (const BbDriveUsers *users);
/** bb_readiness_of_power: (transfer full) (nullable): the readiness item about the power source, MAINS or BATTERY;
 * %NULL if @power is unknown. */
BbReadiness *bb_readiness_of_power (BbPower power);

/** bb_readiness_is_warning: TRUE if a flash can begin in the state of @readiness, but has a risk then. FALSE for an
 * open tray, which is no risk. */
gboolean bb_readiness_is_warning (const BbReadiness *readiness);

/** bb_readiness_find_obstacle: (transfer none) (nullable): the first item of @readiness (nullable) (element-type
 * BbReadiness) that is needed and not fulfilled. */
const BbReadiness *bb_readiness_find_obstacle (GPtrArray *readiness);

G_END_DECLS
