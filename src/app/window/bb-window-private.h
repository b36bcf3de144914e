/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-use-watch.h"
#include "app/backups/bb-backups-page.h"
#include "app/batch/bb-batch-page.h"
#include "app/library/bb-library-page.h"
#include "app/recovery/bb-dead-page.h"
#include "bb-drive-list.h"
#include "app/drive/bb-drive-view.h"
#include "bb-rescue-bar.h"
#include "bb-simulator-band.h"
#include "app/widgets/bb-message-bar.h"
#include "app/widgets/bb-status-page.h"
#include "app/bb-throttle.h"
#include "bb-window.h"

G_BEGIN_DECLS

/* What the files of the window share. */

struct _BbWindow {
    HdyApplicationWindow parent;
    BbAppSource *source; /* (nullable) until the first picture */
    BbEngine *engine;    /* (nullable), of @source */
    BbUseWatch *use_watch;
    GHashTable *views; /* key of a drive -> BbDriveView, owned by @pages */
    GFile *file;       /* (nullable): waits for a drive */
    BbThrottle *throttle;

    HdyHeaderBar *bar;
    GtkWidget *back;
    GtkWidget *open;
    GtkWidget *open_label;
    GtkWidget *menu;
    BbSimulatorBand *band;
    BbRescueBar *rescue;
    BbMessageBar *message;
    HdyLeaflet *leaflet;
    GtkWidget *sidebar;
    GtkWidget *separator;
    GtkWidget *content;
    BbDriveList *list;
    GtkStack *pages;
    BbStatusPage *nothing;
    GtkWidget *dead;
    GtkWidget *library;
    GtkWidget *backups;
    BbLibraryPage *library_page;
    BbBackupsPage *backups_page;
    BbBatchPage *batch_page;
    BbDeadPage *dead_page;
    GtkWidget *before_batch; /* (nullable): weak: what was shown before the batch */
};

/** bb_window_add_actions: all that menus, shortcuts and notifications can ask of the window. */
void bb_window_add_actions (BbWindow *self);
/** bb_window_enable_actions: those that need to know the drives; off until somebody can be asked for them. */
void bb_window_enable_actions (BbWindow *self, gboolean enabled);
/** bb_window_enable_look_again: although there are no drives: once more. */
void bb_window_enable_look_again (BbWindow *self);
/** bb_window_enable_details: whether the drive that is shown can be asked for all that it knows. */
void bb_window_enable_details (BbWindow *self);

/** bb_window_get_view: (transfer none) (nullable): of the drive that is shown. */
BbDriveView *bb_window_get_view (BbWindow *self);
/** bb_window_ensure_view: (transfer none) */
BbDriveView *bb_window_ensure_view (BbWindow *self, BbEngineDrive *drive);
/** bb_window_show_page: @page: a child of @pages. */
void bb_window_show_page (BbWindow *self, gpointer page);
/** bb_window_select_shown: the list shows which drive is shown. */
void bb_window_select_shown (BbWindow *self);
/** bb_window_update_head: title, subtitle and the way back; @data: the window. */
void bb_window_update_head (gpointer data);
/** bb_window_show_batch: @file: (nullable). It lists the drives itself, so the list gives way to it. */
void bb_window_show_batch (BbWindow *self, GFile *file);
/** bb_window_leave_batch: to what was shown before it. Returns: %FALSE: it is not shown */
gboolean bb_window_leave_batch (BbWindow *self);

G_END_DECLS
