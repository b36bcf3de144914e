/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-case.h"

G_BEGIN_DECLS

/** BbMishapCheck: further checks of the program that had the fault; calls bb_case_problem() for each problem. */
typedef void (*BbMishapCheck) (BbCase *self, const BbRigEnd *end, gpointer data);

/**
 * bb_mishap_run:
 * @fault: as of bb_rig_fault()
 * @check: (nullable)
 *
 * Runs the action of the sweep with @fault. The messages of the program must be true. Then the cause is removed,
 * and following the next steps must lead to complete firmware.
 */
void bb_mishap_run (BbSweep *sweep, const char *fault, BbMishapCheck check, gpointer data);

G_END_DECLS
