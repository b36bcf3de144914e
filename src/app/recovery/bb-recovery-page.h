/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"
#include "job/operation/bb-rescue.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRecoveryPage: The recovery assistant. It shows the diagnosis of the drive with its reasons, and the steps that
 * may recover the drive, one after the other. Diagnosis and steps come from job/operation/bb-rescue.h. The buttons of
 * the page are actions of the drive's view: "drive.recover", "drive.recover-with-file", "drive.verify",
 * "drive.convert".
 */
#define BB_TYPE_RECOVERY_PAGE (bb_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (BbRecoveryPage, bb_recovery_page, BB, RECOVERY_PAGE, GtkBox)

/** bb_recovery_page_new: @operation: (nullable): operation of the drive, which may be disconnected and
 * reconnected; %NULL: the drive was never detected */
GtkWidget *bb_recovery_page_new (BbEngine *engine, BbOperation *operation);
/** bb_recovery_page_add_first: Adds @child at the top of the page. */
void bb_recovery_page_add_first (BbRecoveryPage *self, GtkWidget *child);
/** bb_recovery_page_focus: Gives the focus to the current step. If no step was tried or skipped yet, gives it to the
 * reasons of the diagnosis instead. If the steps are not known yet, does this as soon as they are shown. */
void bb_recovery_page_focus (BbRecoveryPage *self);
/**
 * bb_recovery_page_take_result:
 *
 * Records @result for the step that started the operation; records nothing if no step started it.
 *
 * Returns: %TRUE if this page shows the result: a recovery has failed, was refused or was stopped. The page then
 * shows the reason. If the step counts as tried (bb_rescue_tries_note_result()), the page also shows the next step.
 * %FALSE for any other result, and if the advice is to try the same file again. The caller must then show the result
 * on another page
 */
gboolean bb_recovery_page_take_result (BbRecoveryPage *self, BbResult *result);
/** bb_recovery_page_start_over: Forgets which steps were tried or skipped, and why they failed. The next update of
 * the page shows all steps as not tried. */
void bb_recovery_page_start_over (BbRecoveryPage *self);
/** bb_recovery_page_take_over: Takes the tried steps and their failures from @other, whose drive was connected at
 * another port. Afterwards @other has no tried steps. */
void bb_recovery_page_take_over (BbRecoveryPage *self, BbRecoveryPage *other);

G_END_DECLS
