/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nec-runner.h"

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/* A simulated drive, which was made from the same page by another hand, and what is done with it. */
typedef struct {
    BbCatalog *catalog;
    BbSimStore *store;
    BbSimBus *bus;
    BbTransport *transport;
} NecBench;

/** nec_bench_open: a drive "d"; @boot (nullable): its boot version; @more (nullable): further lines of the scenario.
 */
void nec_bench_open (NecBench *bench, const char *code, const char *boot, const char *more);
void nec_bench_close (NecBench *bench);
void nec_bench_power_cycle (NecBench *bench);
BbFacts *nec_bench_probe (NecBench *bench);
BbFacts *nec_bench_learn (NecBench *bench, BbFacts *facts, BbCaptures *captures);
/** nec_bench_read_identity: (transfer full): what plan_read_identity reads. */
BbCaptures *nec_bench_read_identity (NecBench *bench, BbFacts *facts);
/** nec_bench_image: made by the simulator's own tool, identified by the family. */
BbImage *nec_bench_image (NecBench *bench, const char *code, const char *boot, const char *revision);
void nec_bench_assert_no_violations (NecBench *bench);
BbPlan *nec_bench_plan (NecBench *bench, BbFacts *facts, BbImage *image, gboolean recover, guint attempt);
BbProof nec_bench_judge (NecBench *bench, BbFacts *before, BbImage *image, BbPlan *plan, NecRun *run,
                         gboolean power_cycled);
/** nec_bench_flash: flashes, power-cycles if asked to, and insists on the best proof this drive can give. */
void nec_bench_flash (NecBench *bench, BbFacts *facts, BbImage *image, gboolean recover);

G_END_DECLS
