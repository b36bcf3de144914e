/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rescue.h"

G_BEGIN_DECLS

/* Private to src/job/operation: what bb_rescue_new() knows about the drive, for the texts of the steps. */

/** BbRescueContext: The data from which bb_rescue_new() computes the guidance. */
typedef struct {
    BbEngineDrive *drive; /* (nullable) */
    BbFacts *facts;       /* (nullable) */
    BbJournalRecord *journal;
    BbBackup *backup;          /* (nullable): newest trusted backup of this drive */
    const char *const *unread; /* (nullable): messages on unreadable backups */
    BbRescueTries tries;
    gboolean needs_recovery;
    gboolean is_lost;          /* the board is unknown, so nothing may be written */
    gboolean is_never_flashed; /* bb_family_get_no_flash() says why */
    gboolean is_worn;          /* the flash memory is worn, so other firmware cannot help */
    gboolean was_reconnected;  /* bb_engine_drive_was_reconnected() */
    gboolean is_converted;     /* new boot code was sent, and no firmware was written after it */
} BbRescueContext;

/** bb_rescue_must_write: TRUE if the drive of @facts (nullable) is in recovery mode, and cannot leave that mode
 * without being written. */
gboolean bb_rescue_must_write (BbFacts *facts);
/** bb_rescue_context_get_family: (nullable): the family of the drive, if it was identified. */
const BbFamily *bb_rescue_context_get_family (const BbRescueContext *context);
/** bb_rescue_context_runs_wrong_firmware: TRUE if the drive runs firmware for other hardware. */
gboolean bb_rescue_context_runs_wrong_firmware (const BbRescueContext *context);
/** bb_rescue_context_find_left: what is left to try with the image that the journal was writing. */
BbAttemptsLeft bb_rescue_context_find_left (const BbRescueContext *context);
/** bb_rescue_context_has_means: TRUE if RECOVER can be tried without a file of the user: a journal or backup has an
 * image that can still be sent, the stored identity can be repaired, or the installed firmware may start. If the
 * drive runs firmware for other hardware, only a backup or the new image of the journal counts. */
gboolean bb_rescue_context_has_means (const BbRescueContext *context);
/** bb_rescue_context_can_restore: TRUE if RECOVER can write other firmware than the interrupted operation would have
 * written: the old image of the journal, or a backup that does not have the same image. @context must have a
 * journal. */
gboolean bb_rescue_context_can_restore (const BbRescueContext *context);
/** bb_rescue_context_doubts_file: TRUE if the newest recoveries failed in the same way with the same image, so that
 * the file may be the cause. FALSE if the memory is worn, because another file cannot help then. */
gboolean bb_rescue_context_doubts_file (const BbRescueContext *context);
/** bb_rescue_context_has_doubted_only: TRUE if bb_rescue_context_doubts_file(), and RECOVER without a file of the
 * user could only write that image again, in the same form. */
gboolean bb_rescue_context_has_doubted_only (const BbRescueContext *context);

G_END_DECLS
