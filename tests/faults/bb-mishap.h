/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-case.h"

G_BEGIN_DECLS

/** BbMishapCheck: makes further checks of the program that ran when the fault happened; calls bb_case_problem() for
 * each problem. */
typedef void (*BbMishapCheck) (BbCase *self, const BbRigEnd *end, gpointer data);

/**
 * bb_mishap_run:
 * @fault: as for bb_rig_fault()
 * @check: (nullable): called with the report of the program that ran when the fault happened; not called if no
 *   program can notice the fault, or only a verification after a power cycle can
 *
 * Runs the action of the sweep with @fault. The report of the program must agree with the memory of the drive.
 * Exception: after a fault that no program can notice, the report only has to say that the firmware was not verified
 * or not read back. Afterwards removes the fault and follows the next steps, which must lead to complete firmware.
 * Counts problems in @sweep.
 */
void bb_mishap_run (BbSweep *sweep, const char *fault, BbMishapCheck check, gpointer data);

G_END_DECLS
