/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sweep.h"

G_BEGIN_DECLS

/** BbCase: one fault and the recovery from it. @story: the messages of all programs, printed with a problem. */
typedef struct {
    BbSweep *sweep;
    BbRig *rig;
    GString *story;
    gboolean failed;
} BbCase;

void bb_case_problem (BbCase *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** bb_case_add_messages: adds the messages of a program to the story; a crash is a problem. */
void bb_case_add_messages (BbCase *self, const char *who, const BbRigEnd *end);
gboolean bb_case_has_old (BbCase *self);
gboolean bb_case_has_new (BbCase *self);
/** bb_case_check_truth: compares what a program reported with the memory of the drive. */
void bb_case_check_truth (BbCase *self, const BbRigEnd *end);
/** bb_case_recover: recovers the drive and follows the next steps until it is recovered. */
void bb_case_recover (BbCase *self, BbOnFailure on_failure);
/** bb_case_check_end: the drive has one of the two firmwares, all other memory is unchanged, and no journal is
 * open. */
void bb_case_check_end (BbCase *self);
/** bb_case_check_after: the drive is identified as safe and can be used as any other. */
void bb_case_check_after (BbCase *self);
/** bb_case_close: counts and prints the problems; frees the contents. */
void bb_case_close (BbCase *self, const char *what);

G_END_DECLS
