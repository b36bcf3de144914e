/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-view-pages.h"

#include "app/bb-app-words.h"
#include "app/bb-idle-queue.h"
#include "app/bb-page-focus.h"
#include "app/flash/bb-flash-page.h"
#include "app/flash/bb-question-page.h"
#include "app/flash/bb-review-page.h"
#include "app/widgets/bb-status-page.h"

#include <glib/gi18n-lib.h>

struct _BbViewPages {
    GtkStack parent;
    BbEngine *engine;
    BbOperation *operation;
    char *name; /* (nullable): "TDK DVDRW420N (sr0)"; also while the drive is disconnected */
    BbBus bus;  /* how the drive is connected, or was before it was disconnected */
    BbViewPage shown;

    BbDrivePage *drive_page;
    /* (nullable), until they are needed: */
    GtkWidget *flash_page;
    BbQuestionPage *question_page;
    BbReviewPage *review_page;
    BbResultPage *result_page;
    BbRecoveryPage *recovery_page;
    GtkWidget *gone_page;
};

G_DEFINE_TYPE (BbViewPages, bb_view_pages, GTK_TYPE_STACK)

static guint signal_accepted;

static GtkWidget *
bb_view_pages_add (BbViewPages *self, GtkWidget *page)
{
    gtk_container_add (GTK_CONTAINER (self), page);
    return page;
}

/* Fills the page that says that the drive is disconnected; creates it at the first call. */
static void
bb_view_pages_fill_gone (BbViewPages *self)
{
    g_autofree char *title = g_strdup_printf (_ ("%s is disconnected"), self->name);

    if (self->gone_page == NULL)
        self->gone_page = bb_view_pages_add (self, bb_status_page_new ());
    bb_status_page_set (BB_STATUS_PAGE (self->gone_page), "burnback-drive-symbolic", title,
                        bb_app_gone_sentences (self->bus));
}

BbRecoveryPage *
bb_view_pages_get_recovery_page (BbViewPages *self)
{
    g_return_val_if_fail (BB_IS_VIEW_PAGES (self), NULL);

    if (self->recovery_page == NULL)
        self->recovery_page =
            BB_RECOVERY_PAGE (bb_view_pages_add (self, bb_recovery_page_new (self->engine, self->operation)));
    return self->recovery_page;
}

gboolean
bb_view_pages_has_recovery_page (BbViewPages *self)
{
    return self->recovery_page != NULL;
}

static void
bb_view_pages_accepted_cb (BbReviewPage *page, gpointer data)
{
    g_signal_emit (data, signal_accepted, 0);
}

/* Fills the page of the review; creates it at the first call. */
static void
bb_view_pages_fill_review (BbViewPages *self)
{
    if (self->review_page == NULL) {
        self->review_page = BB_REVIEW_PAGE (bb_view_pages_add (self, bb_review_page_new ()));
        g_signal_connect (self->review_page, "accepted", G_CALLBACK (bb_view_pages_accepted_cb), self);
    }
    bb_review_page_show (self->review_page, self->engine, self->operation);
}

/* Creates the page of the result if there is none yet. */
static void
bb_view_pages_make_result_page (gpointer data)
{
    BbViewPages *self = BB_VIEW_PAGES (data);

    if (self->result_page == NULL)
        self->result_page = BB_RESULT_PAGE (bb_view_pages_add (self, bb_result_page_new (self->operation)));
}

void
bb_view_pages_prepare_result (BbViewPages *self)
{
    g_return_if_fail (BB_IS_VIEW_PAGES (self));

    bb_idle_queue_add (self, bb_view_pages_make_result_page);
}

void
bb_view_pages_update_name (BbViewPages *self)
{
    BbEngineDrive *drive;

    g_return_if_fail (BB_IS_VIEW_PAGES (self));

    drive = bb_operation_get_drive (self->operation);
    if (drive == NULL)
        return;
    g_free (self->name);
    self->name = bb_app_dup_full_name (drive);
    self->bus = bb_app_get_bus (drive);
}

void
bb_view_pages_fill_result (BbViewPages *self, gboolean is_rescuing, const char *file_action)
{
    BbResult *result;

    g_return_if_fail (BB_IS_VIEW_PAGES (self));

    result = bb_operation_get_result (self->operation);
    bb_view_pages_make_result_page (self);
    if (result == NULL || bb_operation_get_failure (self->operation) == BB_OPERATION_FAILURE_FILE ||
        bb_operation_get_failure (self->operation) == BB_OPERATION_FAILURE_BACKUP) {
        bb_result_page_show_failure (self->result_page, file_action);
        return;
    }
    bb_view_pages_update_name (self);
    bb_result_page_show (self->result_page, result, self->name);
    if (is_rescuing)
        bb_result_page_offer_recovery (self->result_page, !bb_result_ends_recovery (result));
}

/* Updates @page for the current state, unless it is %BB_VIEW_RESULT. Returns (transfer none) the widget of @page. */
static gpointer
bb_view_pages_fill (BbViewPages *self, BbViewPage page)
{
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);

    bb_view_pages_update_name (self);
    switch (page) {
    case BB_VIEW_RECOVERY:
        return bb_view_pages_get_recovery_page (self);
    case BB_VIEW_REVIEW:
        bb_view_pages_fill_review (self);
        return self->review_page;
    case BB_VIEW_FLASH:
        if (self->flash_page == NULL)
            self->flash_page = bb_view_pages_add (self, bb_flash_page_new (self->operation, self->name));
        return self->flash_page;
    case BB_VIEW_QUESTION:
        if (self->question_page == NULL)
            self->question_page =
                BB_QUESTION_PAGE (bb_view_pages_add (self, bb_question_page_new (self->operation, self->name)));
        return self->question_page;
    case BB_VIEW_RESULT:
        return self->result_page;
    case BB_VIEW_GONE:
        bb_view_pages_fill_gone (self);
        return self->gone_page;
    case BB_VIEW_HOME:
    case BB_VIEW_NONE:
    default:
        if (drive != NULL)
            bb_drive_page_show (self->drive_page, self->engine, drive);
        return self->drive_page;
    }
}

void
bb_view_pages_show (BbViewPages *self, BbViewPage page)
{
    g_return_if_fail (BB_IS_VIEW_PAGES (self));
    g_return_if_fail (page != BB_VIEW_RESULT || self->result_page != NULL);

    self->shown = page;
    gtk_stack_set_visible_child (GTK_STACK (self), bb_view_pages_fill (self, page));
}

/* A #GtkCallback. Gives the focus to the widget in @page, which is shown, with which the user goes on. */
static void
bb_view_pages_focus_cb (GtkWidget *page, gpointer data)
{
    BbViewPages *self = BB_VIEW_PAGES (gtk_widget_get_parent (page));

    if (self->shown == BB_VIEW_HOME && bb_operation_get_drive (self->operation) != NULL)
        bb_drive_page_lift_focus (self->drive_page);
    if (self->shown == BB_VIEW_REVIEW)
        bb_review_page_focus (self->review_page);
    if (self->shown == BB_VIEW_QUESTION)
        bb_question_page_focus (self->question_page);
    if (self->shown == BB_VIEW_RESULT)
        bb_result_page_focus (self->result_page);
}

void
bb_view_pages_focus (BbViewPages *self)
{
    g_return_if_fail (BB_IS_VIEW_PAGES (self));

    if (self->shown == BB_VIEW_RECOVERY)
        bb_recovery_page_focus (self->recovery_page);
    else
        bb_page_focus_move (gtk_stack_get_visible_child (GTK_STACK (self)), bb_view_pages_focus_cb);
}

const char *
bb_view_pages_get_drive_name (BbViewPages *self)
{
    return self->name;
}

BbViewPage
bb_view_pages_get_shown (BbViewPages *self)
{
    return self->shown;
}

BbDrivePage *
bb_view_pages_get_drive_page (BbViewPages *self)
{
    return self->drive_page;
}

BbResultPage *
bb_view_pages_get_result_page (BbViewPages *self)
{
    return self->result_page;
}

static void
bb_view_pages_dispose (GObject *object)
{
    BbViewPages *self = BB_VIEW_PAGES (object);

    bb_idle_queue_forget (self);
    g_clear_object (&self->operation);
    g_clear_object (&self->engine);
    g_clear_pointer (&self->name, g_free);
    G_OBJECT_CLASS (bb_view_pages_parent_class)->dispose (object);
}

static void
bb_view_pages_class_init (BbViewPagesClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = bb_view_pages_dispose;
    signal_accepted =
        g_signal_new ("accepted", BB_TYPE_VIEW_PAGES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_view_pages_init (BbViewPages *self)
{
    gtk_stack_set_homogeneous (GTK_STACK (self), FALSE);
    gtk_stack_set_transition_type (GTK_STACK (self), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
    self->shown = BB_VIEW_NONE;
    self->drive_page = BB_DRIVE_PAGE (bb_view_pages_add (self, bb_drive_page_new ()));
}

GtkWidget *
bb_view_pages_new (BbEngine *engine, BbOperation *operation)
{
    BbViewPages *self;

    g_return_val_if_fail (BB_IS_ENGINE (engine) && BB_IS_OPERATION (operation), NULL);

    self = g_object_new (BB_TYPE_VIEW_PAGES, "visible", TRUE, NULL);
    self->engine = g_object_ref (engine);
    self->operation = g_object_ref (operation);
    return GTK_WIDGET (self);
}
