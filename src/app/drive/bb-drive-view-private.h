/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive-page.h"
#include "bb-drive-view.h"
#include "app/flash/bb-flash-page.h"
#include "app/flash/bb-question-page.h"
#include "app/recovery/bb-recovery-page.h"
#include "app/flash/bb-result-page.h"
#include "app/flash/bb-review-page.h"

G_BEGIN_DECLS

/* What the files of the view of a drive share: its pages and what it is asked for here, its jobs there. */

struct _BbDriveView {
    GtkStack parent;
    BbEngine *engine;
    BbEngineDrive *drive; /* (nullable): gone */
    char *name;           /* "TDK DVDRW420N (sr0)", stays when the drive goes */
    char *short_name;
    GActionGroup *actions;

    BbJob *job; /* (nullable): running */
    guint patience;
    BbWish *wish;
    BbReview *review; /* (nullable) */
    char *pending;    /* (nullable): name of what is being read, waits or is checked */
    guint pending_patience;
    gboolean is_pending_long;
    char *message;         /* (nullable): until the user closes it, or its reason ends */
    gboolean is_about_job; /* the reason of @message: it ends with the job */
    gboolean is_waiting;   /* the check begins when the drive was looked at */
    gboolean is_rescuing;  /* what is begun is a step of the assistant */
    gboolean is_copying;   /* the report goes into the clipboard, and not into a file */

    BbDrivePage *drive_page;
    BbFlashPage *flash_page;
    BbQuestionPage *question_page;
    BbReviewPage *review_page;
    BbResultPage *result_page;
    BbRecoveryPage *recovery_page;
    GtkWidget *gone_page;
};

void bb_drive_view_changed (BbDriveView *self);
void bb_drive_view_show_page (BbDriveView *self, gpointer page);
gboolean bb_drive_view_shows (BbDriveView *self, gpointer page); /* @page (nullable) */
GtkWidget *bb_drive_view_add (BbDriveView *self, GtkWidget *page);
BbResultPage *bb_drive_view_get_result_page (BbDriveView *self);
/** bb_drive_view_may_focus: a view that is not seen does not take the focus from what is. */
gboolean bb_drive_view_may_focus (BbDriveView *self);
/** bb_drive_view_show_error: what could not be done; not in the place of a job that runs. */
void bb_drive_view_show_error (BbDriveView *self, const char *title, const char *message, const char *next);
/** bb_drive_view_show_home: the drive's own page, or what is there instead of it. */
void bb_drive_view_show_home (BbDriveView *self);
/** bb_drive_view_check: checks what is wished, now or as soon as the drive is free. */
void bb_drive_view_check (BbDriveView *self);
void bb_drive_view_show_review (BbDriveView *self, BbReview *review);
/** bb_drive_view_withdraw: nothing is wished any more; @pattern: as below. */
void bb_drive_view_withdraw (BbDriveView *self, const char *pattern);
/** bb_drive_view_drop_pending: tells by @pattern, with one "%s", that the file is not opened, if it was not yet. */
void bb_drive_view_drop_pending (BbDriveView *self, const char *pattern);
/** bb_drive_view_end_pending: nothing is read or checked any more: its end is shown. */
void bb_drive_view_end_pending (BbDriveView *self);

/** bb_drive_view_set_job: @job (nullable) */
void bb_drive_view_set_job (BbDriveView *self, BbJob *job);
/** bb_drive_view_look_for_job: shows what was begun elsewhere. */
void bb_drive_view_look_for_job (BbDriveView *self);

G_END_DECLS
