/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-journal-record.h"

G_BEGIN_DECLS

/** BbHistoryEnd: how an operation in the history ended. */
typedef enum {
    BB_HISTORY_PROVED,    /* the new firmware is in the drive */
    BB_HISTORY_UNPROVED,  /* written, and not verified (yet) */
    BB_HISTORY_PUT_BACK,  /* failed, and the old firmware was restored */
    BB_HISTORY_REPLACED,  /* failed, and other firmware was written later */
    BB_HISTORY_UNCHANGED, /* nothing was written */
    BB_HISTORY_OPEN,      /* not finished: the drive needs `recover` */
    BB_HISTORY_RUNNING,   /* a program is working on it */
    BB_HISTORY_UNKNOWN,   /* the journal does not say */
} BbHistoryEnd;

/** bb_history_end_of: how the operation of a journal ended. */
BbHistoryEnd bb_history_end_of (BbJournalRecord *record);
/** bb_history_is_restored: TRUE if the operation ended with the old firmware, by its image or, without a copy, by
 * its revision. */
gboolean bb_history_is_restored (BbJournalRecord *record);
/** bb_history_was_not_started: TRUE if the job ended before its first command. */
gboolean bb_history_was_not_started (BbJournalRecord *record);
/** bb_history_is_replaced: TRUE if the image that was written last is neither the new nor the old one. */
gboolean bb_history_is_replaced (BbJournalRecord *record);

G_END_DECLS
