/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbStatusPage: A page with an icon, a title and a sentence in the middle; children are shown below them. The texts
 * are in the accessibility tree, unlike those of #HdyStatusPage. Properties (write-only): "icon-name", "title",
 * "description". */
#define BB_TYPE_STATUS_PAGE (bb_status_page_get_type ())
G_DECLARE_FINAL_TYPE (BbStatusPage, bb_status_page, BB, STATUS_PAGE, GtkBox)

GtkWidget *bb_status_page_new (void);
void bb_status_page_set (BbStatusPage *self, const char *icon_name, const char *title, const char *description);

G_END_DECLS
