/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sweep.h"

G_BEGIN_DECLS

/** BbCase: one thing that goes wrong, and the way out. @story: what every program said, for the case that it is not
 * as it must be. */
typedef struct {
    BbSweep *sweep;
    BbRig *rig;
    GString *story;
    gboolean failed;
} BbCase;

void bb_case_problem (BbCase *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** bb_case_tell: adds what a program said to the story; that it crashed is a problem. */
void bb_case_tell (BbCase *self, const char *who, const BbRigEnd *end);
gboolean bb_case_has_old (BbCase *self);
gboolean bb_case_has_new (BbCase *self);
/** bb_case_check_truth: what a program says of the drive, held against the memory of the drive. */
void bb_case_check_truth (BbCase *self, const BbRigEnd *end);
/** bb_case_recover: recover, and what it says is next, until all is well. */
void bb_case_recover (BbCase *self, BbOnFailure on_failure);
/** bb_case_check_end: one of the two firmwares, nothing else touched, nothing left open. */
void bb_case_check_end (BbCase *self);
/** bb_case_check_after: the drive is as any other again, and seen to be well. */
void bb_case_check_after (BbCase *self);
/** bb_case_close: counts and prints what was wrong; frees what is in it. */
void bb_case_close (BbCase *self, const char *what);

G_END_DECLS
