/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job.h"
#include "drive/bb-host.h"

G_BEGIN_DECLS

/* What can be told of readiness without a command to the drive. */

/** bb_readiness_new: (transfer full): @remedy: (nullable) */
BbReadiness *bb_readiness_new (const char *code, gboolean good, gboolean needed, const char *text,
                               const char *remedy);
void bb_readiness_free (BbReadiness *readiness);

/** bb_readiness_of_medium: (transfer full): of disc and tray. */
BbReadiness *bb_readiness_of_medium (BbMedium medium);
/** bb_readiness_of_users: (transfer full): @users: as bb_drive_list_users() told. */
BbReadiness *bb_readiness_of_users (const char *const *users);
/** bb_readiness_of_power: (transfer full) (nullable): %NULL when nobody tells. */
BbReadiness *bb_readiness_of_power (BbPower power);

G_END_DECLS
