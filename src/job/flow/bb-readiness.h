/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-host.h"
#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/** BbReadinessState: what is so now. In parentheses: its detail. */
typedef enum {
    BB_READINESS_NO_DISC,
    BB_READINESS_DISC,
    BB_READINESS_TRAY_OPEN,
    BB_READINESS_DISC_UNKNOWN,
    BB_READINESS_NOT_IN_USE,
    BB_READINESS_IN_USE, /* (who has it open, a sentence each) */
    BB_READINESS_STARTING,
    BB_READINESS_MAINS,
    BB_READINESS_BATTERY,
    BB_READINESS_AWAKE,
    BB_READINESS_MAY_SUSPEND, /* (reason) */
    BB_READINESS_NO_BRIDGE,
    BB_READINESS_BRIDGE, /* (its name) */
    BB_READINESS_PIO,    /* of drives that are known to fail with DMA */
    BB_READINESS_DMA,    /* (how it is connected, "UDMA 2") */
    BB_READINESS_MODE_UNKNOWN,
    BB_READINESS_UPDATE_SENT, /* it was sent an update since it has power */
} BbReadinessState;
#define BB_N_READINESS_STATES (BB_READINESS_UPDATE_SENT + 1)

/**
 * BbReadiness: something that must be right before a flash, as data; src/job/words makes sentences of it.
 * @code: "medium", "in-use", "power", "sleep", "bridge", ...; stable
 * @needed: %FALSE: a caution only
 * @detail: (nullable): as @state needs
 * @port: (nullable): of DMA and MODE_UNKNOWN: how the kernel's parameter `libata.force` names the drive
 */
typedef struct {
    BbReadinessState state;
    const char *code;
    gboolean good;
    gboolean needed;
    char *detail;
    char *port;
} BbReadiness;

/** bb_readiness_new: (transfer full): @detail: (nullable) */
BbReadiness *bb_readiness_new (BbReadinessState state, const char *detail);
BbReadiness *bb_readiness_copy (const BbReadiness *readiness);
void bb_readiness_free (BbReadiness *readiness);
gboolean bb_readiness_is_same (const BbReadiness *a, const BbReadiness *b);

/* What can be told of readiness without a command to the drive. */

/** bb_readiness_of_medium: (transfer full): of disc and tray. */
BbReadiness *bb_readiness_of_medium (BbMedium medium);
/** bb_readiness_of_users: (transfer full): @users: as bb_drive_list_users() told. */
BbReadiness *bb_readiness_of_users (const char *const *users);
/** bb_readiness_of_power: (transfer full) (nullable): %NULL when nobody tells. */
BbReadiness *bb_readiness_of_power (BbPower power);

/** bb_readiness_find_obstacle: (transfer none) (nullable): the first of @readiness (nullable) (element-type
 * BbReadiness) that is needed and not good. */
const BbReadiness *bb_readiness_find_obstacle (GPtrArray *readiness);

G_END_DECLS
