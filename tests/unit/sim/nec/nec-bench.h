/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/* One simulated NEC or Optiarc drive on a bench, and a host that speaks to it byte by byte. */

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
    GChecksum *stream; /* if set: of all that is sent, a line a command as the test vectors have it */
    gboolean hasty;    /* nothing is waited for after SAFE MODE off */
    guint8 in[0x9000];
    gsize moved_bytes;
} NecBench;

/** nec_bench_new: a drive of @model; @lines are more lines of its group, for example "State=erased\n". */
NecBench *nec_bench_new (const char *model, const char *lines);
void nec_bench_free (NecBench *bench);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NecBench, nec_bench_free)

/** nec_bench_cycle: mains off and on, and the unit attention cleared. */
void nec_bench_cycle (NecBench *bench);
/** nec_bench_power_on: after a cut: on, cleared. */
void nec_bench_power_on (NecBench *bench);

/** nec_bench_send: GOOD, a sense code (key, asc, ascq), or NO_ANSWER. */
guint32 nec_bench_send (NecBench *bench, const guint8 *cdb, guint cdb_bytes, BbDirection direction, const guint8 *out,
                        gsize length_bytes);
/** nec_bench_hex: a command without data out, as hex; @in_bytes 0: no data phase. */
guint32 nec_bench_hex (NecBench *bench, const char *cdb, gsize in_bytes);
/** nec_bench_out: a command with data out. */
guint32 nec_bench_out (NecBench *bench, const char *cdb, const void *out, gsize length_bytes);

/** nec_bench_revision: INQUIRY revision, four characters; "" without an answer. */
const char *nec_bench_revision (NecBench *bench);
/** nec_bench_is_safe: the test of section 3. */
gboolean nec_bench_is_safe (NecBench *bench);
guint32 nec_bench_ready (NecBench *bench);

/** nec_bench_key: SAFE MODE on or off; @bank 0 or 1. */
guint32 nec_bench_key (NecBench *bench, const char *key, gboolean on, guint bank);
/** nec_bench_leave: SAFE MODE off and, unless the host is hasty, the wait of section 3. */
void nec_bench_leave (NecBench *bench, const char *key, guint bank);

/** nec_bench_dump: the whole memory, behind the drive's back. */
GBytes *nec_bench_dump (NecBench *bench);
/** nec_bench_assert_same: memory outside [@from, @end) is as in @before; with @from 0 and @end 0 all of it. */
void nec_bench_assert_same (NecBench *bench, GBytes *before, gsize from, gsize end);
guint nec_bench_count_violations (NecBench *bench);
void nec_bench_fault (NecBench *bench, const char *at, const char *kind, const char *during);

/** nec_bench_image: bb_sim_make_image() for @model with seed, revision and boot version. */
GBytes *nec_bench_image (NecBench *bench, const char *model, const char *seed, const char *revision,
                         const char *boot_version);

G_END_DECLS
