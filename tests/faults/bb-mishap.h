/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-case.h"

G_BEGIN_DECLS

/** BbMishapCheck: further looks at how the program ended that met the fault; bb_case_problem() for what is wrong. */
typedef void (*BbMishapCheck) (BbCase *self, const BbRigEnd *end, gpointer data);

/**
 * bb_mishap_run:
 * @fault: as of bb_rig_fault()
 * @check: (nullable)
 *
 * The sweep's action while @fault happens. What the program says must be true; then the cause is removed, and what
 * it says is next must lead to a whole firmware.
 */
void bb_mishap_run (BbSweep *sweep, const char *fault, BbMishapCheck check, gpointer data);

G_END_DECLS
