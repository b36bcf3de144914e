/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-app-source.h"

G_BEGIN_DECLS

/**
 * BbEndedNotice: Says once, at the start after the user has closed the window while drives were written, how these
 * operations ended, from their journals.
 */
typedef struct _BbEndedNotice BbEndedNotice;

typedef void (*BbEndedNoticeFunc) (gpointer data);

/** bb_ended_notice_new: Returns (transfer full) a notice without text. Calls @changed with @data after the journals
 * were read, if an operation has ended. */
BbEndedNotice *bb_ended_notice_new (BbAppSource *source, BbEndedNoticeFunc changed, gpointer data);
void bb_ended_notice_free (BbEndedNotice *self);
/** bb_ended_notice_update: Removes the lines about each drive that is being written again, because these lines would
 * contradict the new result. Call this function whenever a job may have started. */
void bb_ended_notice_update (BbEndedNotice *self);
/** bb_ended_notice_dup_text: Returns (transfer full) (nullable) what happened to which drive, a line for each
 * operation; %NULL if there is nothing to say. */
char *bb_ended_notice_dup_text (BbEndedNotice *self);
/** bb_ended_notice_get_drive: Returns (transfer none) (nullable) the short name of the drive that the notice should
 * lead to: the first one that needs recovery, else the first. Leaves out the drive @in_view (nullable), whose page is
 * shown already. %NULL if none of the other drives is connected. */
const char *bb_ended_notice_get_drive (BbEndedNotice *self, BbEngineDrive *in_view);
/** bb_ended_notice_close: The user has read the notice: removes its text. */
void bb_ended_notice_close (BbEndedNotice *self);

G_END_DECLS
