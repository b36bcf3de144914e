/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sweep.h"

G_BEGIN_DECLS

/* Two drives for the tests of refusals: one that can be read back and one that cannot. */
extern const BbSubject bb_refusal_nec;
extern const BbSubject bb_refusal_mt;
#define BB_REFUSAL_N_SUBJECTS 2
extern const BbSubject *const bb_refusal_subjects[BB_REFUSAL_N_SUBJECTS];

/** BbRefusal: a drive and an order to flash it that must be refused, or has no reason to be if nothing is changed in
 * it. @before: (nullable): the drive's memory */
typedef struct {
    const BbSubject *subject;
    BbRig *rig;
    BbRigOrder order;
    GBytes *old_image;
    GBytes *new_image;
    GBytes *before;
    gboolean in_use; /* by another program: how the drive is cannot be told */
} BbRefusal;

/** bb_refusal_open: @more: further lines of the scenario */
void bb_refusal_open (BbRefusal *self, const BbSubject *subject, const char *more);
void bb_refusal_close (BbRefusal *self);

/** bb_refusal_check: ended so, without one command that could have changed the drive, and without a trace. */
void bb_refusal_check (BbRefusal *self, const BbRigEnd *end, BbOutcome outcome);
/** bb_refusal_says: what the message must say. */
void bb_refusal_says (const BbRigEnd *end, const char *words);
/** bb_refusal_expect: runs the order and does both. */
void bb_refusal_expect (BbRefusal *self, BbOutcome outcome, const char *words);

G_END_DECLS
