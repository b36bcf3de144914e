/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbBatchPage: one firmware for many drives, or each its backup: a verdict each, flashing side by side, a report.
 * Signal "changed": its message is another. */
#define BB_TYPE_BATCH_PAGE (bb_batch_page_get_type ())
G_DECLARE_FINAL_TYPE (BbBatchPage, bb_batch_page, BB, BATCH_PAGE, GtkBox)

GtkWidget *bb_batch_page_new (BbEngine *engine);
/** bb_batch_page_open_file: checks @file on every drive, and selects none; not while drives are flashed from here. */
void bb_batch_page_open_file (BbBatchPage *self, GFile *file);
/** bb_batch_page_can_open: whether a file can be opened now; if not, the message says why. */
gboolean bb_batch_page_can_open (BbBatchPage *self);
/** bb_batch_page_get_message: (nullable): why a file was not opened; until the reason ends or it is closed. */
const char *bb_batch_page_get_message (BbBatchPage *self);
void bb_batch_page_close_message (BbBatchPage *self);

G_END_DECLS
