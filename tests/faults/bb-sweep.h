/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rig.h"

G_BEGIN_DECLS

/*
 * The cut sweep: one action is run again and again, and each time something cuts it short at another command.
 * Then the world is put right again (power on, a new program) and `recover` has to mend what is left.
 */

/** BbCut: what happens at a command. A cut takes the drive's power, a kill the program, an outage both. */
typedef enum {
    BB_CUT_BEFORE,
    BB_CUT_MIDDLE,
    BB_CUT_AFTER,
    BB_CUT_KILL_BEFORE,
    BB_CUT_KILL_AFTER,
    BB_CUT_OUTAGE_BEFORE,
    BB_CUT_OUTAGE_MIDDLE,
    BB_CUT_OUTAGE_AFTER,
    BB_CUT_N_KINDS,
} BbCut;
const char *bb_cut_to_string (BbCut cut);

/** BbSubject: the drive that is cut.
 * @boot_version, @quirks, @more: (nullable); @more: further lines of the scenario
 * @readable: its firmware can be read back, so that success is proven
 * @unchecked: it does not even sum what it is sent: what is lost on the way nobody can see */
typedef struct {
    const char *family;
    const char *model;
    const char *boot_version;
    const char *quirks;
    gboolean readable;
    gboolean unchecked;
} BbSubject;

/** BbSweep: @base: as it is before the action; @order: the action; @old, @new: (element-type GBytes): the regions of
 * the firmware before and after it, @kept: those that nobody may touch. */
typedef struct {
    BbSubject subject;
    BbRig *base;
    BbRigOrder order;
    GPtrArray *old_regions;
    GPtrArray *new_regions;
    GPtrArray *kept_regions;
    guint n_commands;
    guint n_cuts;
    guint n_second_cuts; /* of bb_sweep_cut_twice(): those that came */
    guint n_by_kind[BB_CUT_N_KINDS];
    guint n_old;
    guint n_new;
    guint n_more_programs; /* recoveries that took more than one program */
    guint n_power_cycles;  /* that a program asked for */
    guint n_left_held;     /* programs that were killed before they could put back what the kernel does */
    guint n_problems;
    GByteArray *reads;   /* a byte a command: whether it reads */
    GArray *kinds;       /* a guint a command: what kind the last one was that did not read, 0 before the first */
    const char *trouble; /* (nullable): a fault that is there besides the cut */
    GBytes *old_image;
    GBytes *new_image;
} BbSweep;

/**
 * bb_sweep_new:
 * @action: "flash"; "flash-reviewed": after a check; "rollback": of a backup; "turn-back": a flash that fails and
 *   puts the old firmware back by itself; "recover-finish", "recover-back": of a half-flashed drive
 */
BbSweep *bb_sweep_new (const BbSubject *subject, const char *action);
void bb_sweep_free (BbSweep *sweep);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSweep, bb_sweep_free)

/** bb_sweep_cut: one cut at command @at (from 1), and the way out. Counts, and prints what is wrong. */
void bb_sweep_cut (BbSweep *sweep, BbCut cut, guint at);

/** BbCutAt: a cut of power at command @at, from 1. */
typedef struct {
    BbCut cut;
    guint at;
} BbCutAt;

/** bb_sweep_cut_twice: @first in the action, @second in its recovery, and the way out at the third start. Counts, and
 * prints what is wrong. A recovery that is shorter than @second is not cut. */
void bb_sweep_cut_twice (BbSweep *sweep, const BbCutAt *first, const BbCutAt *second, BbOnFailure on_failure);
/** bb_sweep_list_sent: (transfer full) (element-type guint): the commands of the action that do not read. */
GArray *bb_sweep_list_sent (const BbSweep *sweep);
/** bb_sweep_count_recovery: how many commands the recovery of a drive takes that lost its power while it was written.
 */
guint bb_sweep_count_recovery (BbSweep *sweep);

/** BB_SWEEP_QUICK_READ_STEP: a read between two reads is much like the others; one in so many is cut. Odd, so that
 * each kind of cut meets them in turn. */
#define BB_SWEEP_QUICK_READ_STEP 17
/** BB_SWEEP_QUICK_ENDS: a flash sends many commands of one kind in a row: pieces, erases, blocks. So many places at
 * the beginning of such a row and at its end are all cut. */
#define BB_SWEEP_QUICK_ENDS 6
/** BB_SWEEP_QUICK_STEP: inside of a row one place in so many. */
#define BB_SWEEP_QUICK_STEP 4

/** BbDepth: how many cuts. Of a command that reads it makes no difference to drive and program when exactly the power
 * goes; %BB_DEPTH_FULL takes these in turn. */
typedef enum {
    BB_DEPTH_QUICK, /* as %BB_DEPTH_ONE, but only some of commands of one kind in a row */
    BB_DEPTH_ONE,   /* one of any kind at each command; of reads in a row at the first, the last and some between */
    BB_DEPTH_FULL, /* a cut before, in the middle of and after, a kill, an outage; of reads one cut, a kill, an outage
                    */
    BB_DEPTH_EVERY, /* five at each command */
} BbDepth;
void bb_sweep_all (BbSweep *sweep, BbDepth depth);

/* Their parts, for other tests. */
/** bb_subject_dup_scenario: (transfer full). */
char *bb_subject_dup_scenario (const BbSubject *subject);
/** bb_subject_make_image: (transfer full): a firmware for this drive. */
GBytes *bb_subject_make_image (const BbSubject *subject, const char *revision, guint seed);
/** bb_subject_dump: (transfer full): firmware regions, or all of the address space that a flash must not change. */
GPtrArray *bb_subject_dump (const BbSubject *subject, BbRig *rig, gboolean kept);
/** bb_subject_has: whether its firmware regions are these now. */
gboolean bb_subject_has (const BbSubject *subject, BbRig *rig, GPtrArray *regions);
gboolean bb_regions_equal (GPtrArray *a, GPtrArray *b);

G_END_DECLS
