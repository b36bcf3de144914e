/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/* One simulated NEC or Optiarc drive, and functions that send single commands to it. */

#define NO_ANSWER 0xFFFFFFFFu
#define GOOD 0u
#define BECOMING_READY 0x020401u
#define NO_MEDIUM 0x023A00u
#define NOT_ERASED 0x030300u
#define UNKNOWN_COMMAND 0x052000u
#define BAD_FIELD 0x052400u
#define BAD_VALUE 0x052600u
#define WRONG_ORDER 0x052C00u
#define MEDIUM_CHANGED 0x062800u
#define RESET 0x062900u

typedef struct {
    BbCatalog *catalog;
    BbSimStore *store;
    char *scenario;
    BbSimBus *bus;
    BbTransport *transport;
    guint n_sent;
    GChecksum *stream; /* (nullable): hash of all that is sent, one line for each command as in the test vectors */
    gboolean hasty;    /* do not wait after SAFE MODE off */
    guint8 in[0x9000];
    gsize moved_bytes;
} NecBench;

/**
 * nec_bench_new: makes a drive of @model; @lines are further lines of its group, for example "State=erased\n".
 */
NecBench *nec_bench_new (const char *model, const char *lines);
void nec_bench_free (NecBench *bench);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NecBench, nec_bench_free)

/** nec_bench_cycle: switches the power off and on, and clears the unit attention. */
void nec_bench_cycle (NecBench *bench);
/** nec_bench_power_on: switches the power on after a power cut, and clears the unit attention. */
void nec_bench_power_on (NecBench *bench);

/** nec_bench_send: returns GOOD, a sense code (key, asc, ascq), or NO_ANSWER. */
guint32 nec_bench_send (NecBench *bench, const guint8 *cdb, guint cdb_bytes, BbDirection direction, const guint8 *out,
                        gsize length_bytes);
/** nec_bench_hex: sends a command in hex, without data out; @in_bytes 0: no data phase. */
guint32 nec_bench_hex (NecBench *bench, const char *cdb, gsize in_bytes);
/** nec_bench_out: sends a command with data out. */
guint32 nec_bench_out (NecBench *bench, const char *cdb, const void *out, gsize length_bytes);

/** nec_bench_revision: returns the INQUIRY revision, four characters; "" without an answer. */
const char *nec_bench_revision (NecBench *bench);
/** nec_bench_is_safe: tests for safe mode as in section 3. */
gboolean nec_bench_is_safe (NecBench *bench);
guint32 nec_bench_ready (NecBench *bench);

/** nec_bench_key: sends SAFE MODE on or off; @bank 0 or 1. */
guint32 nec_bench_key (NecBench *bench, const char *key, gboolean on, guint bank);
/** nec_bench_leave: sends SAFE MODE off and, unless @hasty is set, waits as in section 3. */
void nec_bench_leave (NecBench *bench, const char *key, guint bank);

/** nec_bench_dump: returns the whole memory without sending a command. */
GBytes *nec_bench_dump (NecBench *bench);
/**
 * nec_bench_assert_same: checks that memory outside [@from, @end) is as in @before; all memory if both are 0.
 */
void nec_bench_assert_same (NecBench *bench, GBytes *before, gsize from, gsize end);
guint nec_bench_count_violations (NecBench *bench);
void nec_bench_fault (NecBench *bench, const char *at, const char *kind, const char *during);

/** nec_bench_image: calls bb_sim_make_image() for @model with seed, revision and boot version. */
GBytes *nec_bench_image (NecBench *bench, const char *model, const char *seed, const char *revision,
                         const char *boot_version);

G_END_DECLS
