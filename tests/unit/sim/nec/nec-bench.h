/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/* One simulated NEC or Optiarc drive, and functions that send single commands to it. */

/* Results of a command: sense codes (key, asc, ascq), GOOD, or NO_ANSWER for any transport error. */
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
    guint n_sent;      /* number of commands */
    GChecksum *stream; /* (nullable): hash of all commands, one line for each as in the test vectors */
    gboolean hasty;    /* nec_bench_leave() does not wait for the restart after SAFE MODE off */
    guint8 in[0x9000]; /* data of the last data-in phase; the first `moved_bytes` are valid */
    gsize moved_bytes;
} NecBench;

/**
 * nec_bench_new: returns a bench with a drive of @model, whose unit attention is cleared. @lines: further lines of
 * the `[drive …]` group, for example "State=erased\n".
 */
NecBench *nec_bench_new (const char *model, const char *lines);
void nec_bench_free (NecBench *bench);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NecBench, nec_bench_free)

/** nec_bench_cycle: switches the power off and on, and clears the unit attention. */
void nec_bench_cycle (NecBench *bench);
/** nec_bench_power_on: switches the power on after a power cut, and clears the unit attention. */
void nec_bench_power_on (NecBench *bench);

/** nec_bench_send: sends a command; returns GOOD, a sense code (key, asc, ascq), or NO_ANSWER. */
guint32 nec_bench_send (NecBench *bench, const guint8 *cdb, guint cdb_bytes, BbDirection direction, const guint8 *out,
                        gsize length_bytes);
/** nec_bench_hex: as nec_bench_send(), with the CDB in hex. Reads @in_bytes bytes; no data phase if that is 0. */
guint32 nec_bench_hex (NecBench *bench, const char *cdb, gsize in_bytes);
/** nec_bench_out: as nec_bench_send(), with the CDB in hex; sends @out to the drive. */
guint32 nec_bench_out (NecBench *bench, const char *cdb, const void *out, gsize length_bytes);

/** nec_bench_revision: (transfer none): sends INQUIRY; returns the revision (four characters), or "" if INQUIRY
 * fails. Valid until the next call. */
const char *nec_bench_revision (NecBench *bench);
/** nec_bench_is_safe: sends INQUIRY; TRUE if the revision begins with "0", because the drive is in safe mode then
 * (nec-optiarc.md, section 3). */
gboolean nec_bench_is_safe (NecBench *bench);
/** nec_bench_ready: sends TEST UNIT READY; returns as nec_bench_send(). */
guint32 nec_bench_ready (NecBench *bench);

/** nec_bench_key: sends SAFE MODE on or off with @key for @bank (0 or 1); returns as nec_bench_send(). */
guint32 nec_bench_key (NecBench *bench, const char *key, gboolean on, guint bank);
/**
 * nec_bench_leave: sends SAFE MODE off, asserts GOOD and, unless `hasty` is set, polls until the drive has restarted
 * (nec-optiarc.md, section 3). The polls are not counted in `n_sent`.
 */
void nec_bench_leave (NecBench *bench, const char *key, guint bank);

/** nec_bench_dump: returns the whole memory without sending a command. */
GBytes *nec_bench_dump (NecBench *bench);
/**
 * nec_bench_assert_same: asserts that the memory outside of [@from, @end) equals @before. If @from and @end are 0,
 * compares the whole memory.
 */
void nec_bench_assert_same (NecBench *bench, GBytes *before, gsize from, gsize end);
/** nec_bench_count_violations: returns how many violations the drive recorded, and prints them. */
guint nec_bench_count_violations (NecBench *bench);
/** nec_bench_fault: adds a fault with these values of the keys `At`, `Kind` and `During`. */
void nec_bench_fault (NecBench *bench, const char *at, const char *kind, const char *during);

/**
 * nec_bench_image: (transfer full): returns a synthetic image. @boot_version: (nullable): version of the boot code,
 * two characters at the end of the image; "": the image ends without them; %NULL: the image ends as is usual for
 * @model
 */
GBytes *nec_bench_image (NecBench *bench, const char *model, const char *seed, const char *revision,
                         const char *boot_version);

G_END_DECLS
