/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/nec/bb-nec.h"

G_BEGIN_DECLS

/*
 * Runs a plan as the engine does, without its journal, questions and threads: sections, retries, captures,
 * waits, differences.
 */
typedef struct {
    BbCaptures *captures;
    GArray *differences; /* BbDifference */
    gboolean good;
    gboolean endangered; /* when it ended */
    guint n_sections;    /* runs of sections, retries included */
    guint failed_step;
    GError *error;
} NecRun;

NecRun *nec_run (BbTransport *transport, BbPlan *plan);
void nec_run_free (NecRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NecRun, nec_run_free)

G_END_DECLS
