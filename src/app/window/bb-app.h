/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbApp: the application: command line, shortcuts, one window. */
#define BB_TYPE_APP (bb_app_get_type ())
G_DECLARE_FINAL_TYPE (BbApp, bb_app, BB, APP, GtkApplication)

BbApp *bb_app_new (void);

G_END_DECLS
