/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/* Private to src/job/flow: a drive that firmware of another model turned into another model. */

/**
 * bb_flow_report_other_model:
 * @result: changed in place
 *
 * Sets @name_before, @name_now, @undo and @undo_needs_boot_code of the parameters of @result
 * if the drive got firmware of another model.
 * Does nothing if nothing was written, the firmware does not run, or the drive still reports the same vendor and
 * product. Sends no command; reads the backup store.
 */
void bb_flow_report_other_model (BbFlow *flow, BbResult *result);

G_END_DECLS
