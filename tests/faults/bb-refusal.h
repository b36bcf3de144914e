/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sweep.h"

G_BEGIN_DECLS

/* Two drives for the tests of refusals: one that can be read back, and one that cannot. */
extern const BbSubject bb_refusal_nec;
extern const BbSubject bb_refusal_mt;
#define BB_REFUSAL_N_SUBJECTS 2
extern const BbSubject *const bb_refusal_subjects[BB_REFUSAL_N_SUBJECTS];

/** BbRefusal: a drive and an order to flash it, which the test changes so that it must be refused. @before:
 * (nullable): the memory of the drive */
typedef struct {
    const BbSubject *subject;
    BbRig *rig;
    BbRigOrder order;
    GBytes *old_image;
    GBytes *new_image;
    GBytes *before;
    gboolean in_use; /* by another program, so the state of the drive is unknown */
} BbRefusal;

/** bb_refusal_open: @more: further lines of the scenario */
void bb_refusal_open (BbRefusal *self, const BbSubject *subject, const char *more);
void bb_refusal_close (BbRefusal *self);

/** bb_refusal_check: the job ended with @outcome, without a command that could change the drive, and left no file.
 */
void bb_refusal_check (BbRefusal *self, const BbRigEnd *end, BbOutcome outcome);
/** bb_refusal_says: the message contains @words. */
void bb_refusal_says (const BbRigEnd *end, const char *words);
/** bb_refusal_expect: runs the order and calls bb_refusal_check() and bb_refusal_says(). */
void bb_refusal_expect (BbRefusal *self, BbOutcome outcome, const char *words);

G_END_DECLS
