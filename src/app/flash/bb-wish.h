/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbWish: what somebody wants to have in a drive: a firmware file, a backup or a boot code, and by which act. It is
 * read in the background; the last that was wished counts. Signals "begun": something else is wished now; then
 * "ready", or "failed" (title, message, what next).
 */
#define BB_TYPE_WISH (bb_wish_get_type ())
G_DECLARE_FINAL_TYPE (BbWish, bb_wish, BB, WISH, GObject)

BbWish *bb_wish_new (BbEngine *engine);
/** bb_wish_choose: asks for a file; @action: FLASH or RECOVER. */
void bb_wish_choose (BbWish *self, GtkWindow *window, BbAction action);
void bb_wish_take_file (BbWish *self, GFile *file, BbAction action);
void bb_wish_take_backup (BbWish *self, const char *backup_id);
/** bb_wish_take_boot_code: @settings: (transfer floating): what a CONVERT shall lead to. */
void bb_wish_take_boot_code (BbWish *self, GFile *file, GVariant *settings);
/** bb_wish_withdraw: nothing is wished any more, and no file is asked for. */
void bb_wish_withdraw (BbWish *self);
/** bb_wish_suit: of more images in one file, the one for the drive with @facts (nullable). */
void bb_wish_suit (BbWish *self, BbFacts *facts);
/** bb_wish_is_suited: whether that is still the one after its check brought @learnt (nullable). */
gboolean bb_wish_is_suited (BbWish *self, BbFacts *learnt);

BbAction bb_wish_get_action (BbWish *self);
const char *bb_wish_get_name (BbWish *self);   /* (nullable): of the file or of the backup, for people */
BbImage *bb_wish_get_image (BbWish *self);     /* (transfer none) (nullable): before "ready" */
const char *bb_wish_get_target (BbWish *self); /* (nullable): of CONVERT: key of the model that the drive shall be */
/** bb_wish_new_check: (transfer full): the job that reviews it. Only after "ready". */
BbJobRequest *bb_wish_new_check (BbWish *self);
/** bb_wish_can_review: whether that job told enough. A change of the boot code that something is in the way of now
 * has no plan: its result says what. */
gboolean bb_wish_can_review (const BbResult *result);
/** bb_wish_new_request: (transfer full): the job that grants it. @review: (nullable): what was shown; @granted: what
 * of it was agreed to. */
BbJobRequest *bb_wish_new_request (BbWish *self, BbReview *review, BbConsentCode granted);

G_END_DECLS
