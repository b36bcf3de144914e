/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nec-runner.h"

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/* A simulated drive from src/sim, which was written from the protocol page independently of src/family/nec, and
 * helpers that run plans on it. */
typedef struct {
    BbCatalog *catalog;
    BbSimStore *store;
    BbSimBus *bus;
    BbTransport *transport;
} NecBench;

/** nec_bench_open: Creates a simulated drive "d" of type @code. @boot: (nullable): its boot code version. @more:
 * (nullable): more lines for its scenario file. */
void nec_bench_open (NecBench *bench, const char *code, const char *boot, const char *more);
void nec_bench_close (NecBench *bench);
/** nec_bench_power_cycle: Power-cycles the drive and opens a new transport to it. */
void nec_bench_power_cycle (NecBench *bench);
/** nec_bench_probe: Returns (transfer full) facts of the drive, which must be identified as one of the family. */
BbFacts *nec_bench_probe (NecBench *bench);
/** nec_bench_learn: Returns (transfer full) the result of bb_nec_learn() for @facts; asserts that it succeeds. */
BbFacts *nec_bench_learn (NecBench *bench, BbFacts *facts, BbCaptures *captures);
/** nec_bench_read_identity: Returns (transfer full) the captures of bb_nec_plan_read_identity(). */
BbCaptures *nec_bench_read_identity (NecBench *bench, BbFacts *facts);
/** nec_bench_image: Returns (transfer full) an image made by the simulator and identified by the family. */
BbImage *nec_bench_image (NecBench *bench, const char *code, const char *boot, const char *revision);
/** nec_bench_assert_no_violations: Asserts that no command was sent that could damage a real drive. */
void nec_bench_assert_no_violations (NecBench *bench);
/** nec_bench_plan: Returns (transfer full) a plan that flashes @image, or recovers with it. */
BbPlan *nec_bench_plan (NecBench *bench, BbFacts *facts, BbImage *image, gboolean recover, guint attempt);
/** nec_bench_judge: Probes the drive again and returns the result of bb_nec_judge() for @run, the run of @plan. */
BbProof nec_bench_judge (NecBench *bench, BbFacts *before, BbImage *image, BbPlan *plan, NecRun *run,
                         gboolean power_cycled);
/** nec_bench_flash: Flashes @image, or recovers the drive with @image if @recover. If the result is %BB_PROOF_PENDING
 * and the firmware can be read, power-cycles the drive and verifies again. Asserts that the final result is
 * %BB_PROOF_PROVEN, or %BB_PROOF_IDENTITY for a drive whose firmware cannot be read. */
void nec_bench_flash (NecBench *bench, BbFacts *facts, BbImage *image, gboolean recover);

G_END_DECLS
