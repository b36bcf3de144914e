/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/nec/bb-nec.h"

G_BEGIN_DECLS

/* Runs a plan like the engine of src/job, with sections, retries, captures, waits and differences, but without
 * journal, questions and threads. */
typedef struct {
    BbCaptures *captures;
    GArray *differences; /* BbDifference */
    gboolean good;       /* all sections ended without error */
    gboolean endangered; /* state at the end of the plan */
    guint n_sections;    /* number of section runs, retries included */
    guint failed_step;   /* the step that failed; after a success the last one */
    GError *error;
} NecRun;

/** nec_run: Returns (transfer full) the result of the plan, which ends when all tries of a section failed. */
NecRun *nec_run (BbTransport *transport, BbPlan *plan);
void nec_run_free (NecRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NecRun, nec_run_free)

G_END_DECLS
