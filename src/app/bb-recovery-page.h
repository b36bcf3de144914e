/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRecoveryPage: a drive that needs help: what was found, and the ways back. Its buttons are actions of the
 * drive's view: "drive.recover", "drive.restore", "drive.recover-with-file".
 */
#define BB_TYPE_RECOVERY_PAGE (bb_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (BbRecoveryPage, bb_recovery_page, BB, RECOVERY_PAGE, GtkBox)

GtkWidget *bb_recovery_page_new (void);
void bb_recovery_page_show (BbRecoveryPage *self, BbEngineDrive *drive);
void bb_recovery_page_focus (BbRecoveryPage *self);

G_END_DECLS
