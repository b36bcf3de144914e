/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sweep.h"

G_BEGIN_DECLS

/** BbCase: one interruption or fault, and the recovery from it. */
typedef struct {
    BbSweep *sweep;
    BbRig *rig;
    GString *story;  /* the messages of all programs, printed if there is a problem */
    gboolean failed; /* there was a problem */
    guint n_kept;    /* programs whose user kept the firmware of unknown origin */
} BbCase;

/** bb_case_problem: adds a problem to the story, and marks the case as failed. */
void bb_case_problem (BbCase *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** bb_case_add_messages: adds the messages of program @who to the story; a crash of the program is a problem. */
void bb_case_add_messages (BbCase *self, const char *who, const BbRigEnd *end);
/** bb_case_has_old: TRUE if the firmware of the drive equals @old_regions of the sweep. */
gboolean bb_case_has_old (BbCase *self);
/** bb_case_has_new: TRUE if the firmware of the drive equals @new_regions of the sweep. */
gboolean bb_case_has_new (BbCase *self);
/**
 * bb_case_check_truth: adds a problem if the report of a job contradicts the memory of the drive or the journals, or
 * if its message or a necessary next step is missing. Does nothing if no job ran.
 */
void bb_case_check_truth (BbCase *self, const BbRigEnd *end);
/**
 * bb_case_recover: runs programs that recover the drive, and follows the next steps that they name (a power cycle, a
 * verification), until one of them reports that the drive is recovered. It is a problem if that takes too many
 * programs, or if a report is false.
 */
void bb_case_recover (BbCase *self, BbOnFailure on_failure);
/** bb_case_is_recovered: TRUE if the program reported that the drive is recovered. For a chip that cannot be read, a
 * weaker report is enough: the firmware was written but not verified, the journal is closed, and a next step is
 * named. */
gboolean bb_case_is_recovered (BbCase *self, const BbRigEnd *end);
/**
 * bb_case_check_end: adds a problem unless all of this is true:
 * - The drive has the old or the new firmware, and all other memory is unchanged.
 * - No journal is open.
 * - The kernel polls the drive again.
 * - The simulated drive recorded no violation.
 * Updates @n_old and @n_new of the sweep.
 */
void bb_case_check_end (BbCase *self);
/** bb_case_check_usable: power cycles the drive and runs a CHECK. Adds a problem unless the program reports that the
 * drive is ready. */
void bb_case_check_usable (BbCase *self);
/** bb_case_close: if the case has failed, counts it in @n_problems of the sweep, and prints its story unless many
 * stories were printed already. Frees the contents of @self. */
void bb_case_close (BbCase *self, const char *what);

G_END_DECLS
