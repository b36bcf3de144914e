/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/**
 * bb_report_dup_text:
 * @record: (nullable): the open journal of the drive
 * @trace: every command of the identification, as #BbTransportTrace wrote it
 * @serials: (nullable): numbers that the drive told of itself
 *
 * All that a maintainer needs to know of a drive: what it says, what it was taken for and why, how it is connected,
 * what is kept of it, and the trace. Without serial numbers, and not translated: it is for the maintainers.
 *
 * Returns: (transfer full)
 */
char *bb_report_dup_text (BbFlow *flow, BbJournalRecord *record, const char *trace, const char *const *serials);

G_END_DECLS
