/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-rescue.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRecoveryPage: the assistant for a drive in trouble: what is believed and why, and the steps that may bring it
 * back, one after the other. What to do comes from job/bb-rescue.h. Its buttons are actions of the drive's view:
 * "drive.recover", "drive.recover-with-file", "drive.verify".
 */
#define BB_TYPE_RECOVERY_PAGE (bb_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (BbRecoveryPage, bb_recovery_page, BB, RECOVERY_PAGE, GtkBox)

GtkWidget *bb_recovery_page_new (void);
/** bb_recovery_page_show: @drive: (nullable): nobody sees it; if it was seen before, it is away. */
void bb_recovery_page_show (BbRecoveryPage *self, BbEngine *engine, BbEngineDrive *drive);
/** bb_recovery_page_focus: the step to take. */
void bb_recovery_page_focus (BbRecoveryPage *self);
/** bb_recovery_page_get_now: which step is to be taken; 0: none yet. */
BbRescueKind bb_recovery_page_get_now (BbRecoveryPage *self);
/** bb_recovery_page_is_waiting: hands are at work, and the drive is away. */
gboolean bb_recovery_page_is_waiting (BbRecoveryPage *self);
/** bb_recovery_page_note_result: what became of the step. */
void bb_recovery_page_note_result (BbRecoveryPage *self, const BbResult *result);
/** bb_recovery_page_take_over: goes on where @other was, for the same drive at another place. */
void bb_recovery_page_take_over (BbRecoveryPage *self, BbRecoveryPage *other);

G_END_DECLS
