/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-host.h"
#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/** BbReadinessState: the state of an item. In parentheses: its detail. */
typedef enum {
    BB_READINESS_NO_DISC,
    BB_READINESS_DISC,
    BB_READINESS_TRAY_OPEN,
    BB_READINESS_DISC_UNKNOWN,
    BB_READINESS_NOT_IN_USE,
    BB_READINESS_IN_USE, /* (users, a sentence each) */
    BB_READINESS_STARTING,
    BB_READINESS_MAINS,
    BB_READINESS_BATTERY,
    BB_READINESS_AWAKE,
    BB_READINESS_MAY_SUSPEND, /* (reason) */
    BB_READINESS_NO_BRIDGE,
    BB_READINESS_BRIDGE, /* (its name) */
    BB_READINESS_PIO,    /* for drives that fail with DMA */
    BB_READINESS_DMA,    /* (transfer mode, "UDMA 2") */
    BB_READINESS_MODE_UNKNOWN,
    BB_READINESS_UPDATE_SENT, /* an update was sent after the last power-on */
} BbReadinessState;
#define BB_N_READINESS_STATES (BB_READINESS_UPDATE_SENT + 1)

/**
 * BbReadiness: a condition for a flash, as data; src/job/words makes the sentences.
 * @code: "medium", "in-use", "power", "sleep", "bridge", ...; stable
 * @needed: %FALSE: only a caution
 * @detail: (nullable): parameter of @state
 * @port: (nullable): of DMA and MODE_UNKNOWN: name of the port for the kernel parameter `libata.force`
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

/* Readiness that needs no command to the drive. */

/** bb_readiness_of_medium: (transfer full): item on disc and tray. */
BbReadiness *bb_readiness_of_medium (BbMedium medium);
/** bb_readiness_of_users: (transfer full): @users: of bb_drive_list_users(). */
BbReadiness *bb_readiness_of_users (const char *const *users);
/** bb_readiness_of_power: (transfer full) (nullable): %NULL if the power source is unknown. */
BbReadiness *bb_readiness_of_power (BbPower power);

/** bb_readiness_find_obstacle: (transfer none) (nullable): the first item of @readiness (nullable) (element-type
 * BbReadiness) that is needed and not fulfilled. */
const BbReadiness *bb_readiness_find_obstacle (GPtrArray *readiness);

G_END_DECLS
