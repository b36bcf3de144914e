/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-journal.h"

G_BEGIN_DECLS

/** BbHistoryEnd: how it ended. */
typedef enum {
    BB_HISTORY_PROVED,    /* what was written is in the drive */
    BB_HISTORY_UNPROVED,  /* written, and not proved (yet) */
    BB_HISTORY_PUT_BACK,  /* failed, and the old firmware is back */
    BB_HISTORY_REPLACED,  /* failed, and other firmware was written to the drive afterwards */
    BB_HISTORY_UNCHANGED, /* nothing of it is in the drive */
    BB_HISTORY_OPEN,      /* not finished: the drive needs `recover` */
    BB_HISTORY_RUNNING,   /* a program is at it now */
    BB_HISTORY_UNKNOWN,   /* the journal does not tell */
} BbHistoryEnd;

/** bb_history_end_of: of an entry's journal. */
BbHistoryEnd bb_history_end_of (BbJournalRecord *record);
/** bb_history_is_put_back: what was finished is not what was begun: the old firmware was written, or found to be
 * there. Without a copy of it its revision tells. */
gboolean bb_history_is_put_back (BbJournalRecord *record);
/** bb_history_was_not_started: whether the job ended before its first command was sent. */
gboolean bb_history_was_not_started (BbJournalRecord *record);
/** bb_history_is_replaced: whether the image that was written last is neither the new nor the old one. */
gboolean bb_history_is_replaced (BbJournalRecord *record);

G_END_DECLS
