/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rig.h"
#include "test-families.h"

G_BEGIN_DECLS

/*
 * The sweep of interruptions: one action is run again and again, interrupted at another command each time. After each
 * interruption the power is turned on, and new programs with the action RECOVER must recover the drive.
 */

/**
 * BbCut: an interruption before, within or after a command:
 * - %BB_CUT_BEFORE, %BB_CUT_MIDDLE, %BB_CUT_AFTER: the power of the drive is cut.
 * - BB_CUT_KILL_…: the program is killed.
 * - BB_CUT_OUTAGE_…: the power of the drive is cut, and the program is killed.
 */
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
/** bb_cut_to_string: (transfer none): returns the name, for example "kill-before". */
const char *bb_cut_to_string (BbCut cut);

/**
 * BbSubject: the drive of a test.
 * @boot_version, @quirks: (nullable): values of the keys `BootVersion` and `Quirks` of the scenario
 * @readable: TRUE if the firmware can be read back, so that a successful flash is verified
 * @readable_later: TRUE if the firmware can be read back, but only after a power cycle
 * @unchecked: TRUE if the drive checks no checksum, and so does not notice bytes that are lost in transfer
 * @is_pair: TRUE if the image consists of a kernel and the firmware that belongs to it. A power failure while the
 *   drive programs the kernel makes the drive unusable
 */
typedef struct {
    const char *family;
    const char *model;
    const char *boot_version;
    const char *quirks;
    gboolean readable;
    gboolean readable_later;
    gboolean unchecked;
    gboolean is_pair;
} BbSubject;

/** BbCutAt: an interruption at command @at, from 1. */
typedef struct {
    BbCut cut;
    guint at;
} BbCutAt;

/**
 * BbSweep: an action with its expected results, and counters.
 * @base: the rig before the action; each interruption runs on a copy
 * @order: the action
 * @old_regions, @new_regions: (element-type GBytes): the two complete firmwares that the drive may have in the end.
 *   For a recovery or "turn-back", the firmware before and after a flash without interruption; else before and after
 *   the action
 * @kept_regions: (element-type GBytes): the memory that must not change
 * @n_commands: number of commands of the action without interruption
 * @n_cuts, @n_by_kind: number of interruptions, in all and of each kind
 * @n_old, @n_new: how often the drive had the old or the new firmware in the end
 * @n_problems: number of cases that failed
 * @fatal_at: number of the command after which the drive programs the kernel (@is_pair of #BbSubject); 0: none
 * @n_fatal: number of interruptions that made the drive unusable
 */
typedef struct {
    BbSubject subject;
    BbRig *base;
    BbRigOrder order;
    GPtrArray *old_regions;
    GPtrArray *new_regions;
    GPtrArray *kept_regions;
    guint n_commands;
    guint n_cuts;
    guint n_second_cuts; /* second interruptions of bb_sweep_cut_twice() that happened */
    /* The last first interruption of bb_sweep_cut_twice(): where it was, the rig after it, and the messages of the
     * interrupted program. @halfway is NULL before the first call, and if the program had a problem. */
    BbCutAt halfway_cut;
    BbRig *halfway;
    char *halfway_story;
    guint n_by_kind[BB_CUT_N_KINDS];
    guint n_old;
    guint n_new;
    guint n_more_programs; /* programs after the first one that recoveries needed */
    guint n_power_cycles;  /* power cycles that a program asked for */
    guint n_left_held;     /* programs that were killed before they restored the kernel settings */
    guint n_problems;
    guint fatal_at;
    guint n_fatal;
    GByteArray *reads; /* for each command: a byte, 1 if the command reads data */
    /* The kind of each command: a guint made of its operation code and byte 1. For commands that read data, and for
     * TEST UNIT READY, the kind of the command before them. */
    GArray *kinds;
    const char *trouble; /* (nullable): fault that occurs besides the interruption; syntax of bb_rig_fault() */
    GBytes *old_image;
    GBytes *new_image;
} BbSweep;

/**
 * bb_sweep_new: prepares a sweep of interruptions of @action. Runs @action once without interruption to count its
 * commands.
 * @action: one of these:
 * - "flash"
 * - "flash-reviewed": a flash after a check
 * - "rollback": restoring a backup
 * - "turn-back": a flash that fails, after which the same job restores the old firmware
 * - "recover-finish": recovering a half-flashed drive with the new firmware
 * - "recover-back": recovering a half-flashed drive with the old firmware
 */
BbSweep *bb_sweep_new (const BbSubject *subject, const char *action);
void bb_sweep_free (BbSweep *sweep);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSweep, bb_sweep_free)

/** bb_sweep_cut: interrupts the action at command @at (from 1), and recovers the drive. Updates the counters of
 * @sweep, and prints problems. */
void bb_sweep_cut (BbSweep *sweep, BbCut cut, guint at);

/**
 * bb_sweep_cut_twice: interrupts the action at @first, interrupts its recovery at @second, and recovers the drive
 * with a third program. If the recovery has fewer commands than @second, it is not interrupted. Updates the counters
 * of @sweep, and prints problems. Fastest if successive calls have the same @first: then the action is interrupted
 * only once, and each recovery begins with a copy of that rig.
 */
void bb_sweep_cut_twice (BbSweep *sweep, const BbCutAt *first, const BbCutAt *second, BbOnFailure on_failure);
/** bb_sweep_list_sent: (transfer full) (element-type guint): returns the numbers (from 1) of the commands of the
 * action that do not read data. */
GArray *bb_sweep_list_sent (const BbSweep *sweep);
/** bb_sweep_count_recovery: returns how many commands a recovery after a power cut in the middle of the action needs.
 */
guint bb_sweep_count_recovery (BbSweep *sweep);

/**
 * BB_SWEEP_QUICK_READ_STEP: successive reads are alike, so of a sequence of reads only the first, the last and one in
 * this many are interrupted. The kind of interruption is the number of the command modulo 8. Multiples of an odd
 * number give all eight kinds.
 */
#define BB_SWEEP_QUICK_READ_STEP 75
/**
 * BB_SWEEP_QUICK_ENDS: a flash sends many commands of one kind in sequence (uploads, erases, programs). This many at
 * the beginning and at the end of each sequence are interrupted.
 */
#define BB_SWEEP_QUICK_ENDS 2
/** BB_SWEEP_QUICK_STEP: one in this many commands between the ends of a sequence is interrupted. */
#define BB_SWEEP_QUICK_STEP 31

/**
 * BbDepth: how many interruptions a sweep makes, from the fewest to the most. %BB_DEPTH_FULL makes fewer at a read,
 * because it makes no difference to drive and program when exactly a read is interrupted. About four of five commands
 * are reads between two other reads, and these are alike, so at each of them one interruption is made, of another
 * kind each time. A command that asks for the state of the drive counts as a read.
 */
typedef enum {
    BB_DEPTH_QUICK, /* as %BB_DEPTH_ONE, but only at some commands of each sequence of one kind */
    BB_DEPTH_ONE,   /* one at each command, but in a sequence of reads only at the first, the last and some between */
    BB_DEPTH_FULL,  /* three power cuts (at a read one), a kill and an outage; one of these at a read between reads */
    BB_DEPTH_EVERY, /* at each command, also at a read, three power cuts, a kill and an outage */
} BbDepth;
/** bb_sweep_all: calls bb_sweep_cut() for all commands and kinds of interruption that @depth selects. */
void bb_sweep_all (BbSweep *sweep, BbDepth depth);

/** bb_subject_of_family: returns the drive of a family. @quirks: (nullable): value of the key `Quirks` of the
 * scenario; not copied */
BbSubject bb_subject_of_family (const TestFamily *family, const char *quirks);
/** bb_subject_get_consents: returns the consents that a flash of an image for this drive needs. */
BbJobFlags bb_subject_get_consents (const BbSubject *subject);
/** bb_subject_dup_scenario: (transfer full): returns the text of a scenario with this drive. */
char *bb_subject_dup_scenario (const BbSubject *subject);
/** bb_subject_make_image: (transfer full): returns firmware for this drive. */
GBytes *bb_subject_make_image (const BbSubject *subject, const char *revision, guint seed);
/** bb_sweep_is_kernel_whole: TRUE if the drive has the kernel of the old or of the new image, or if subject.is_pair
 * is not set. */
gboolean bb_sweep_is_kernel_whole (const BbSweep *sweep, BbRig *rig);
/** bb_subject_dump: (transfer full) (element-type GBytes): returns the firmware or, with @kept, the memory that a
 * flash must not change. */
GPtrArray *bb_subject_dump (const BbSubject *subject, BbRig *rig, gboolean kept);
/** bb_subject_has: TRUE if the firmware of the drive equals @regions. */
gboolean bb_subject_has (const BbSubject *subject, BbRig *rig, GPtrArray *regions);
gboolean bb_regions_equal (GPtrArray *a, GPtrArray *b);

G_END_DECLS
