/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rig.h"

G_BEGIN_DECLS

/*
 * The sweep of interruptions: one action is run again and again, interrupted at another command each time. Then
 * the power is turned on, and `recover` in a new program must recover the drive.
 */

/** BbCut: an interruption at a command. A cut ends the power of the drive, a kill the program, an outage both. */
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

/**
 * BbSubject: the drive of a test.
 * @boot_version, @quirks, @more: (nullable); @more: further lines of the scenario
 * @readable: its firmware can be read back, so a success is verified
 * @unchecked: it has no checksum, so bytes that are lost in transfer are not noticed
 */
typedef struct {
    const char *family;
    const char *model;
    const char *boot_version;
    const char *quirks;
    gboolean readable;
    gboolean unchecked;
} BbSubject;

/** BbSweep: @base: the rig before the action; @order: the action; @old, @new: (element-type GBytes): the regions of
 * the firmware before and after it; @kept: the memory that must not change. */
typedef struct {
    BbSubject subject;
    BbRig *base;
    BbRigOrder order;
    GPtrArray *old_regions;
    GPtrArray *new_regions;
    GPtrArray *kept_regions;
    guint n_commands;
    guint n_cuts;
    guint n_second_cuts; /* of bb_sweep_cut_twice(): second cuts that happened */
    guint n_by_kind[BB_CUT_N_KINDS];
    guint n_old;
    guint n_new;
    guint n_more_programs; /* recoveries that needed more than one program */
    guint n_power_cycles;  /* power cycles that a program asked for */
    guint n_left_held;     /* programs that were killed before they restored the kernel settings */
    guint n_problems;
    GByteArray *reads; /* one byte for each command: whether it reads */
    GArray *kinds;     /* a guint for each command: kind of the last command that did not read, 0 before the first */
    const char *trouble; /* (nullable): a fault besides the interruption */
    GBytes *old_image;
    GBytes *new_image;
} BbSweep;

/**
 * bb_sweep_new:
 * @action: "flash"; "flash-reviewed": after a check; "rollback": of a backup; "turn-back": a flash that fails and
 *   restores the old firmware itself; "recover-finish", "recover-back": of a half-flashed drive
 */
BbSweep *bb_sweep_new (const BbSubject *subject, const char *action);
void bb_sweep_free (BbSweep *sweep);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSweep, bb_sweep_free)

/** bb_sweep_cut: one interruption at command @at (from 1), and the recovery. Counts, and prints problems. */
void bb_sweep_cut (BbSweep *sweep, BbCut cut, guint at);

/** BbCutAt: an interruption at command @at, from 1. */
typedef struct {
    BbCut cut;
    guint at;
} BbCutAt;

/** bb_sweep_cut_twice: @first in the action, @second in its recovery, and the recovery by a third program. Counts,
 * and prints problems. A recovery with fewer commands than @second is not interrupted. */
void bb_sweep_cut_twice (BbSweep *sweep, const BbCutAt *first, const BbCutAt *second, BbOnFailure on_failure);
/** bb_sweep_list_sent: (transfer full) (element-type guint): the commands of the action that do not read. */
GArray *bb_sweep_list_sent (const BbSweep *sweep);
/** bb_sweep_count_recovery: number of commands of a recovery after a power cut while writing. */
guint bb_sweep_count_recovery (BbSweep *sweep);

/** BB_SWEEP_QUICK_READ_STEP: reads between two reads are alike, so only one of this many is interrupted. Odd, so
 * that each kind of interruption occurs. */
#define BB_SWEEP_QUICK_READ_STEP 17
/** BB_SWEEP_QUICK_ENDS: a flash sends many commands of one kind in sequence: pieces, erases, blocks. This many at
 * the beginning and at the end of each sequence are interrupted. */
#define BB_SWEEP_QUICK_ENDS 6
/** BB_SWEEP_QUICK_STEP: within a sequence one of this many commands is interrupted. */
#define BB_SWEEP_QUICK_STEP 4

/** BbDepth: number of interruptions. When exactly a read is interrupted makes no difference to drive and program,
 * so %BB_DEPTH_FULL alternates the kinds there. */
typedef enum {
    BB_DEPTH_QUICK, /* as %BB_DEPTH_ONE, but only some commands of one kind in sequence */
    BB_DEPTH_ONE, /* one interruption at each command; of reads in sequence at the first, the last and some between */
    BB_DEPTH_FULL,  /* a cut before, within and after each command, a kill, an outage; of reads one cut, a kill, an
                       outage */
    BB_DEPTH_EVERY, /* five at each command */
} BbDepth;
void bb_sweep_all (BbSweep *sweep, BbDepth depth);

/* Functions that other tests use. */
/** bb_subject_dup_scenario: (transfer full). */
char *bb_subject_dup_scenario (const BbSubject *subject);
/** bb_subject_make_image: (transfer full): firmware for this drive. */
GBytes *bb_subject_make_image (const BbSubject *subject, const char *revision, guint seed);
/** bb_subject_dump: (transfer full): the firmware regions, or the memory that a flash must not change. */
GPtrArray *bb_subject_dump (const BbSubject *subject, BbRig *rig, gboolean kept);
/** bb_subject_has: TRUE if the firmware regions of the drive equal @regions. */
gboolean bb_subject_has (const BbSubject *subject, BbRig *rig, GPtrArray *regions);
gboolean bb_regions_equal (GPtrArray *a, GPtrArray *b);

G_END_DECLS
