/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sweep.h"

G_BEGIN_DECLS

/* Two drives. The firmware of bb_refusal_nec can be read back; the firmware of bb_refusal_mt cannot. */
extern const BbSubject bb_refusal_nec;
extern const BbSubject bb_refusal_mt;

/** bb_refusal_with_backup: bb_refusal_nec and bb_refusal_mt. A flash of these drives makes a backup first, so they
 * are used for refusals that depend on the backup. */
#define BB_REFUSAL_N_WITH_BACKUP 2
extern const BbSubject *const bb_refusal_with_backup[BB_REFUSAL_N_WITH_BACKUP];

/** bb_refusal_list_subjects: (transfer none) (element-type BbSubject): returns the drive of each family of
 * families.txt.
 */
GPtrArray *bb_refusal_list_subjects (void);
/** bb_refusal_add_tests: adds @test for each drive of bb_refusal_list_subjects(); its argument is the BbSubject. */
void bb_refusal_add_tests (const char *path, GTestDataFunc test);

/** BbRefusal: a drive and an order to flash it. The test changes drive or order so that the order must be refused. */
typedef struct {
    const BbSubject *subject;
    BbRig *rig;
    BbRigOrder order;
    GBytes *old_image;
    GBytes *new_image;
    GBytes *before;  /* (nullable): memory of the drive at the start; %NULL: not compared */
    gboolean in_use; /* another program uses the drive, so the report cannot say whether the drive is safe */
} BbRefusal;

/** bb_refusal_open: sets @self to a new drive and an order that would succeed. @more: further lines of the scenario
 */
void bb_refusal_open (BbRefusal *self, const BbSubject *subject, const char *more);
void bb_refusal_close (BbRefusal *self);

/**
 * bb_refusal_check: asserts that the job had no effect on the drive:
 * - It ended with @outcome and a next step.
 * - It reported the drive as safe, or as unknown if the drive is in use or was not identified.
 * - It sent no command that could change the drive, and did not change its memory (not compared if self->before is
 *   %NULL).
 * - It left no open journal, and restored the polling interval.
 */
void bb_refusal_check (BbRefusal *self, const BbRigEnd *end, BbOutcome outcome);
/** bb_refusal_assert_message: fails the test unless the message contains @words. */
void bb_refusal_assert_message (const BbRigEnd *end, const char *words);
/** bb_refusal_expect: runs the order, and calls bb_refusal_check() and bb_refusal_assert_message(). */
void bb_refusal_expect (BbRefusal *self, BbOutcome outcome, const char *words);

G_END_DECLS
