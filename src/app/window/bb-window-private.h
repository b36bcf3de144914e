/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-use-watch.h"
#include "app/backups/bb-backups-page.h"
#include "app/batch/bb-batch-page.h"
#include "app/library/bb-library-page.h"
#include "app/recovery/bb-recovery-chooser.h"
#include "bb-drive-list.h"
#include "bb-ended-notice.h"
#include "app/drive/bb-drive-chooser.h"
#include "app/drive/bb-drive-view.h"
#include "bb-rescue-bar.h"
#include "bb-simulator-band.h"
#include "app/widgets/bb-message-bar.h"
#include "app/widgets/bb-status-page.h"
#include "app/bb-throttle.h"
#include "bb-window.h"

G_BEGIN_DECLS

/* The struct of #BbWindow, and the functions of bb-window.c, bb-window-actions.c and bb-window-shown.c that the
 * others call. */

struct _BbWindow {
    HdyApplicationWindow parent;
    BbAppSource *source; /* (nullable): %NULL until the first frame was drawn */
    BbEngine *engine;    /* (nullable): engine of @source */
    BbUseWatch *use_watch;
    BbEndedNotice *ended; /* (nullable): %NULL before @source */
    GHashTable *views;    /* bb_engine_drive_dup_place() → BbDriveView, owned by @pages */
    GFile *file;          /* (nullable): to be opened when a drive is connected */
    BbEngineDrive
        *opened; /* (nullable): drive whose page the program itself opened; %NULL after the user chose one */
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
    GtkWidget *start; /* the page while no drive is chosen: @nothing, or the scrolled window around @nothing */
    BbStatusPage *nothing;
    GtkWidget *recover_drive;
    GtkWidget *places; /* the buttons below the list */
    GtkWidget *several;
    GtkWidget *library;
    GtkWidget *backups;
    BbLibraryPage *library_page;
    BbBackupsPage *backups_page;
    BbBatchPage *batch_page;
    BbRecoveryChooser *recovery_chooser;
    BbDriveChooser *drive_chooser;
    GtkWidget *before_batch;       /* (nullable) (weak): page that was shown before the batch */
    gboolean is_list_before_batch; /* a narrow window showed the list before the batch */
    GtkWidget *last_view;          /* (nullable) (weak): view of the drive that was shown last */
    GtkWidget *origin;             /* (nullable) (weak): page to which the user returns from @opened_from_origin */
    GtkWidget *opened_from_origin; /* (nullable) (weak): page opened from @origin: review or chooser */
};

/** bb_window_enable_actions: Enables or disables the actions that need the engine. */
void bb_window_enable_actions (BbWindow *self, gboolean enabled);
/** bb_window_enable_details: Enables "win.details" if "drive.look-details" is enabled for the drive that is shown;
 * else disables it. */
void bb_window_enable_details (BbWindow *self);

/** bb_window_get_view: Returns (transfer none) (nullable) the view of the drive that is shown. */
BbDriveView *bb_window_get_view (BbWindow *self);
/** bb_window_get_shown_batch: Returns (transfer none) (nullable) the batch page if it is shown. */
BbBatchPage *bb_window_get_shown_batch (BbWindow *self);
/** bb_window_is_narrow: Returns TRUE if list and page are not side by side: the leaflet is folded, or the window is
 * narrower than BB_APP_NARROW_PX. The width is checked, too, because the leaflet does not fold while the list is
 * hidden. After the list is shown again, the leaflet folds only when it is drawn. Until then, the title bar would
 * have all parts of a wide window, and would make a narrow window wider.
 */
gboolean bb_window_is_narrow (BbWindow *self);
/**
 * bb_window_leave_chooser: Goes back from the page with the lists of drives to recover:
 * - The page shows the assistant for a drive that is not listed: shows the lists again.
 * - The page shows the lists and the window is wide: shows the page from which the lists were opened. If there is no
 *   such page, shows @start.
 * - In all other cases returns FALSE and does nothing.
 */
gboolean bb_window_leave_chooser (BbWindow *self);
/** bb_window_update_title: Shows the title of the window and of the title bar for the current page. */
void bb_window_update_title (BbWindow *self);
/** bb_window_has_page_message: Returns TRUE if the page that is shown has a message. */
gboolean bb_window_has_page_message (BbWindow *self);
/** bb_window_update_message: Shows the message of the current page; each page has a message of its own. Without one,
 * shows how operations have ended without the window, until the user closes that message. If the
 * message has the focus and disappears, the page gets the focus. */
void bb_window_update_message (BbWindow *self);
/** bb_window_ensure_view: Returns (transfer none) the view for the port at which @drive is connected, and makes this
 * view show @drive. Creates the view if the port has none. */
BbDriveView *bb_window_ensure_view (BbWindow *self, BbEngineDrive *drive);
/** bb_window_focus_cb: Handler of the signal "focus" of the leaflet, see bb_tab_order_move(). */
gboolean bb_window_focus_cb (GtkWidget *leaflet, GtkDirectionType direction, gpointer data);
/** bb_window_key_cb: Handler of the signal "key-press-event" of the window. */
gboolean bb_window_key_cb (GtkWidget *window, GdkEventKey *event, gpointer data);
/** bb_window_show_page: Shows @page, a child of @pages. In a narrow window the page replaces the list of drives. */
void bb_window_show_page (BbWindow *self, gpointer page);
/** bb_window_update_head: Updates the title bar, the bar for recovery and the message for the current page, and hides
 * the list while the batch is shown. @data: the window. */
void bb_window_update_head (gpointer data);
/** bb_window_show_chooser: Shows the page that asks to which drive @file should be written; the page reads @file.
 * @sha256: (nullable): SHA-256 of the image in @file to write; if %NULL, the page uses for each drive the image that
 * fits this drive best */
void bb_window_show_chooser (BbWindow *self, GFile *file, const char *sha256);
/** bb_window_set_origin: Remembers that @opened, the page that is shown, was opened from the page @origin, until
 * another page is shown or a job is started. @origin, @opened: (nullable): if both are %NULL, forgets this. */
void bb_window_set_origin (BbWindow *self, gpointer origin, gpointer opened);
/** bb_window_return: Shows the page from which the current page was opened, and moves the focus to it. If it is the
 * page of a drive, selects that drive in the list; otherwise selects none. Returns FALSE and does nothing if
 * bb_window_set_origin() has not recorded such a page. */
gboolean bb_window_return (BbWindow *self);
/** bb_window_show_batch: Shows the batch page; if @file is not %NULL, checks every drive with @file. The page lists
 * the drives itself, so the list is hidden and no drive is selected. */
void bb_window_show_batch (BbWindow *self, GFile *file);
/** bb_window_leave_batch: Shows the page that was shown before the batch, and selects its drive. A narrow window
 * shows the list instead, if it has shown the list before the batch, or if the page is not that of a drive. Returns
 * FALSE and does nothing if the batch is not shown. */
gboolean bb_window_leave_batch (BbWindow *self);

G_END_DECLS
