/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbWish: what somebody wants to have in a drive: a firmware file or a backup, and by which act. It is read
 * in the background. Signals "ready"; "failed" (title, message, what next).
 */
#define BB_TYPE_WISH (bb_wish_get_type ())
G_DECLARE_FINAL_TYPE (BbWish, bb_wish, BB, WISH, GObject)

BbWish *bb_wish_new (BbEngine *engine);
/** bb_wish_choose: asks for a file; @action: FLASH or RECOVER. */
void bb_wish_choose (BbWish *self, GtkWindow *window, BbAction action);
void bb_wish_take_file (BbWish *self, GFile *file, BbAction action);
void bb_wish_take_backup (BbWish *self, const char *backup_id);
/** bb_wish_suit: of more images in one file, the one for the drive with @facts (nullable). */
void bb_wish_suit (BbWish *self, BbFacts *facts);

BbAction bb_wish_get_action (BbWish *self);
BbImage *bb_wish_get_image (BbWish *self);        /* (transfer none) (nullable): before "ready" */
const char *bb_wish_get_backup_id (BbWish *self); /* (nullable) */
/** bb_wish_new_request: (transfer full): the job that grants it. @review: (nullable): what was agreed to. */
BbJobRequest *bb_wish_new_request (BbWish *self, BbReview *review);

G_END_DECLS
