/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-job-worker.h"

#include <pthread.h>
#include <signal.h>

enum {
    SIGNAL_PROGRESS,
    SIGNAL_QUESTION,
    SIGNAL_DONE,
    N_SIGNALS,
};

static guint signals[N_SIGNALS];

struct _BbJob {
    GObject parent;
    BbDrive *drive;
    BbJobRequest *request;
    GMainContext *context;
    GCancellable *cancellable;

    BbJobFunc func;
    gpointer data;
    GDestroyNotify destroy;

    GMutex lock; /* protects all fields below */
    GCond answered;
    BbProgress *progress; /* (nullable): the newest progress that was emitted */
    GQueue unemitted; /* of BbProgress: not emitted yet, oldest first; neighbours differ in phase or @endangered */
    BbQuestion *question;
    gint64 deadline_us; /* monotonic time at which the question expires, with all postponements; 0: no time limit */
    gint64 wait_us;     /* how long @question waits for an answer after it was asked or postponed */
    BbResult *result;
    BbChoice answer;    /* 0: not answered */
    gboolean expired;   /* the time limit of the last question passed without an answer */
    gboolean by_person; /* @answer is from a user, not preset */
    gboolean stopping;  /* the user asked to stop, and bb_job_take_stop() has not reported that yet */
    gboolean decided;   /* requests to stop are ignored */
    gboolean alone;     /* no user can answer questions any more */
    gboolean committed; /* the drive was endangered once, so the job cannot be cancelled */
    gboolean in_danger; /* the drive must keep its power */
    gboolean idle_attached;
    gboolean pending[N_SIGNALS]; /* signals to emit in the main context */
};

G_DEFINE_TYPE (BbJob, bb_job, G_TYPE_OBJECT)

static void
bb_job_finalize (GObject *object)
{
    BbJob *self = BB_JOB (object);

    if (self->destroy != NULL)
        self->destroy (self->data);
    g_clear_pointer (&self->progress, bb_progress_unref);
    g_queue_clear_full (&self->unemitted, (GDestroyNotify) bb_progress_unref);
    g_clear_pointer (&self->question, bb_question_unref);
    g_clear_pointer (&self->result, bb_result_unref);
    g_clear_pointer (&self->request, bb_job_request_free);
    g_clear_object (&self->drive);
    g_clear_object (&self->cancellable);
    g_clear_pointer (&self->context, g_main_context_unref);
    g_mutex_clear (&self->lock);
    g_cond_clear (&self->answered);
    G_OBJECT_CLASS (bb_job_parent_class)->finalize (object);
}

static void
bb_job_class_init (BbJobClass *klass)
{
    static const char *const names[N_SIGNALS] = {"progress", "question", "done"};

    G_OBJECT_CLASS (klass)->finalize = bb_job_finalize;
    for (guint i = 0; i < N_SIGNALS; i++)
        signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
bb_job_init (BbJob *self)
{
    g_mutex_init (&self->lock);
    g_cond_init (&self->answered);
    g_queue_init (&self->unemitted);
    self->cancellable = g_cancellable_new ();
}

BbJob *
bb_job_new (BbDrive *drive, const BbJobRequest *request)
{
    BbJob *self = g_object_new (BB_TYPE_JOB, NULL);

    self->drive = g_object_ref (drive);
    self->request = bb_job_request_copy (request);
    self->context = g_main_context_ref_thread_default ();
    return self;
}

/* If @image (inout) (nullable) needs a key file, identifies the same file again and replaces @image by the result. If
 * the key file is missing or does not fit, the new image still has a problem. */
static void
bb_job_identify_one (BbImage **image, BbCatalog *catalog)
{
    g_autoptr (BbImage) again = *image != NULL ? bb_family_identify_again (*image, catalog) : NULL;

    g_set_object (image, again);
}

void
bb_job_identify_image (BbJob *self, BbCatalog *catalog)
{
    g_return_if_fail (BB_IS_JOB (self));

    bb_job_identify_one (&self->request->image, catalog);
    bb_job_identify_one (&self->request->fallback, catalog);
}

/* --- emitting signals in the main context --- */

/* Main context: makes each queued snapshot the current progress in turn, and emits "progress" for it, so that the
 * user sees even short phases. */
static void
bb_job_emit_progress (BbJob *self)
{
    for (;;) {
        BbProgress *next;

        g_mutex_lock (&self->lock);
        next = g_queue_pop_head (&self->unemitted);
        if (next != NULL) {
            g_clear_pointer (&self->progress, bb_progress_unref);
            self->progress = next;
        }
        g_mutex_unlock (&self->lock);
        if (next == NULL)
            return;
        g_signal_emit (self, signals[SIGNAL_PROGRESS], 0);
    }
}

/* Main context: emits all pending signals, and allows another idle source to be attached. */
static gboolean
bb_job_emit_pending_cb (gpointer data)
{
    BbJob *self = BB_JOB (data);
    gboolean pending[N_SIGNALS];

    g_mutex_lock (&self->lock);
    for (guint i = 0; i < N_SIGNALS; i++) {
        pending[i] = self->pending[i];
        self->pending[i] = FALSE;
    }
    self->idle_attached = FALSE;
    g_mutex_unlock (&self->lock);
    if (pending[SIGNAL_PROGRESS])
        bb_job_emit_progress (self);
    for (guint i = SIGNAL_QUESTION; i < N_SIGNALS; i++) {
        if (pending[i])
            g_signal_emit (self, signals[i], 0);
    }
    return G_SOURCE_REMOVE;
}

/* Schedules @signal to be emitted in the main context. At most one idle source is attached, which emits all pending
 * signals. Called with the lock held. */
static void
bb_job_queue_signal (BbJob *self, guint signal)
{
    g_autoptr (GSource) source = NULL;

    self->pending[signal] = TRUE;
    if (self->idle_attached)
        return;
    self->idle_attached = TRUE;
    source = g_idle_source_new ();
    g_source_set_priority (source, G_PRIORITY_DEFAULT);
    g_source_set_callback (source, bb_job_emit_pending_cb, g_object_ref (self), g_object_unref);
    g_source_set_static_name (source, "burnback job");
    g_source_attach (source, self->context);
}

/* --- the thread --- */

void
bb_job_finish (BbJob *self, BbResult *result)
{
    g_mutex_lock (&self->lock);
    self->result = result;
    self->in_danger = FALSE;
    bb_job_queue_signal (self, SIGNAL_DONE);
    g_mutex_unlock (&self->lock);
}

/* Does nothing; removing the source drops its reference to the job. */
static gboolean
bb_job_drop_reference_cb (gpointer data)
{
    return G_SOURCE_REMOVE;
}

/*
 * Drops the reference of the worker thread to the job, but in the main context of the job, because this may be the
 * last reference. GObject then disconnects the closures of objects that watch the job, which must happen in the
 * thread of these objects.
 */
static void
bb_job_drop_reference (BbJob *self)
{
    g_autoptr (GMainContext) context = g_main_context_ref (self->context);
    g_autoptr (GSource) source = g_idle_source_new ();

    g_source_set_priority (source, G_PRIORITY_DEFAULT);
    g_source_set_callback (source, bb_job_drop_reference_cb, self, g_object_unref);
    g_source_attach (source, context);
}

/* Runs the function of the job in the worker thread, sets the result, and drops the reference of the thread. */
static gpointer
bb_job_thread (gpointer data)
{
    BbJob *self = BB_JOB (data);
    BbResult *result;
    sigset_t all;

    /* Signals are handled in the main thread, so this thread blocks them. SIGSTOP cannot be blocked; the transport
     * can cope with a process that is stopped during a command. */
    sigfillset (&all);
    pthread_sigmask (SIG_BLOCK, &all, NULL);
    result = self->func (self, self->data);
    if (self->destroy != NULL)
        self->destroy (self->data);
    self->destroy = NULL;
    bb_job_finish (self, result);
    bb_job_drop_reference (self);
    return NULL;
}

gboolean
bb_job_start (BbJob *self, BbJobFunc func, gpointer data, GDestroyNotify destroy)
{
    GThread *thread;

    g_return_val_if_fail (BB_IS_JOB (self) && self->func == NULL, FALSE);

    self->func = func;
    self->data = data;
    self->destroy = destroy;
    /* g_thread_new() would abort the program, and with it the flashes of other drives. */
    thread = g_thread_try_new (bb_action_to_string (self->request->action), bb_job_thread, g_object_ref (self), NULL);
    if (thread != NULL) {
        g_thread_unref (thread);
        return TRUE;
    }
    g_object_unref (self);
    if (destroy != NULL)
        destroy (data);
    self->destroy = NULL;
    return FALSE;
}

/* --- functions for window and terminal --- */

BbAction
bb_job_get_action (BbJob *self)
{
    g_return_val_if_fail (BB_IS_JOB (self), BB_ACTION_LOOK);

    return self->request->action;
}

BbAction
bb_job_get_current_action (BbJob *self)
{
    g_autoptr (BbProgress) progress = bb_job_ref_progress (self);

    return progress != NULL && progress->restores ? BB_ACTION_ROLLBACK : bb_job_get_action (self);
}

gboolean
bb_job_is_review (BbJob *self)
{
    g_return_val_if_fail (BB_IS_JOB (self), FALSE);

    return self->request->action == BB_ACTION_CHECK || (self->request->flags & BB_JOB_FLAG_DRY_RUN) != 0;
}

BbDrive *
bb_job_get_drive (BbJob *self)
{
    g_return_val_if_fail (BB_IS_JOB (self), NULL);

    return self->drive;
}

const BbJobRequest *
bb_job_get_request (BbJob *self)
{
    return self->request;
}

BbProgress *
bb_job_ref_progress (BbJob *self)
{
    BbProgress *progress;

    g_return_val_if_fail (BB_IS_JOB (self), NULL);

    g_mutex_lock (&self->lock);
    progress = self->progress != NULL ? bb_progress_ref (self->progress) : NULL;
    g_mutex_unlock (&self->lock);
    return progress;
}

BbQuestion *
bb_job_ref_question (BbJob *self)
{
    BbQuestion *question;

    g_return_val_if_fail (BB_IS_JOB (self), NULL);

    g_mutex_lock (&self->lock);
    question = self->question != NULL ? bb_question_ref (self->question) : NULL;
    g_mutex_unlock (&self->lock);
    return question;
}

BbResult *
bb_job_ref_result (BbJob *self)
{
    BbResult *result;

    g_return_val_if_fail (BB_IS_JOB (self), NULL);

    g_mutex_lock (&self->lock);
    result = self->result != NULL ? bb_result_ref (self->result) : NULL;
    g_mutex_unlock (&self->lock);
    return result;
}

gboolean
bb_job_is_endangered (BbJob *self)
{
    gboolean in_danger;

    g_return_val_if_fail (BB_IS_JOB (self), FALSE);

    g_mutex_lock (&self->lock);
    in_danger = self->in_danger;
    g_mutex_unlock (&self->lock);
    return in_danger;
}

gboolean
bb_job_is_committed (BbJob *self)
{
    gboolean committed;

    g_return_val_if_fail (BB_IS_JOB (self), FALSE);

    g_mutex_lock (&self->lock);
    committed = self->committed;
    g_mutex_unlock (&self->lock);
    return committed;
}

gboolean
bb_job_answer (BbJob *self, BbChoice choice)
{
    gboolean taken = FALSE;

    g_return_val_if_fail (BB_IS_JOB (self), FALSE);

    g_mutex_lock (&self->lock);
    if (self->question != NULL && self->answer == 0 &&
        (choice == BB_CHOICE_RETRY || choice == BB_CHOICE_ROLLBACK || choice == BB_CHOICE_LEAVE ||
         choice == BB_CHOICE_KEEP) &&
        (self->question->choices & choice) != 0) {
        self->answer = choice;
        self->by_person = TRUE;
        g_cond_signal (&self->answered);
        taken = TRUE;
    }
    g_mutex_unlock (&self->lock);
    return taken;
}

/* Records the request to stop, answers an open question with its preset, and cancels the job if the drive was never
 * endangered. @alone: no user can answer the next questions */
static void
bb_job_request_stop (BbJob *self, gboolean alone)
{
    gboolean cancel;

    g_mutex_lock (&self->lock);
    self->stopping = TRUE;
    self->alone = self->alone || alone;
    if (self->question != NULL && self->answer == 0) {
        self->answer = self->question->preset;
        g_cond_signal (&self->answered);
    }
    cancel = !self->committed;
    g_mutex_unlock (&self->lock);
    if (cancel)
        g_cancellable_cancel (self->cancellable);
}

void
bb_job_stop (BbJob *self)
{
    g_return_if_fail (BB_IS_JOB (self));

    bb_job_request_stop (self, FALSE);
}

void
bb_job_leave_alone (BbJob *self)
{
    g_return_if_fail (BB_IS_JOB (self));

    bb_job_request_stop (self, TRUE);
}

gboolean
bb_job_call_unless_endangered (BbJob *self, void (*func) (gpointer data), gpointer data)
{
    gboolean may;

    g_return_val_if_fail (BB_IS_JOB (self) && func != NULL, FALSE);

    g_mutex_lock (&self->lock);
    may = !self->in_danger;
    if (may)
        func (data);
    g_mutex_unlock (&self->lock);
    return may;
}

/* --- for the worker thread --- */

void
bb_job_take_progress (BbJob *self, BbProgress *progress)
{
    BbProgress *last;

    g_mutex_lock (&self->lock);
    last = g_queue_peek_tail (&self->unemitted);
    if (last != NULL && last->phase == progress->phase && last->endangered == progress->endangered)
        bb_progress_unref (g_queue_pop_tail (&self->unemitted));
    g_queue_push_tail (&self->unemitted, progress);
    bb_job_queue_signal (self, SIGNAL_PROGRESS);
    g_mutex_unlock (&self->lock);
}

void
bb_job_postpone_answer (BbJob *self)
{
    g_return_if_fail (BB_IS_JOB (self));

    /* bb_job_ask() reads the new deadline when the old one has passed, so the condition need not be signalled. */
    g_mutex_lock (&self->lock);
    if (self->question != NULL && self->deadline_us != 0)
        self->deadline_us = g_get_monotonic_time () + self->wait_us;
    g_mutex_unlock (&self->lock);
}

gint64
bb_job_get_deadline_us (BbJob *self)
{
    gint64 deadline_us;

    g_return_val_if_fail (BB_IS_JOB (self), 0);

    g_mutex_lock (&self->lock);
    deadline_us = self->question != NULL ? self->deadline_us : 0;
    g_mutex_unlock (&self->lock);
    return deadline_us;
}

BbChoice
bb_job_ask (BbJob *self, BbQuestion *question)
{
    BbChoice answer;

    g_mutex_lock (&self->lock);
    self->question = question;
    self->answer = self->alone ? question->preset : 0;
    self->by_person = FALSE;
    bb_job_queue_signal (self, SIGNAL_QUESTION);
    self->deadline_us = question->deadline_us;
    self->wait_us = question->deadline_us - g_get_monotonic_time ();
    while (self->answer == 0) {
        if (self->deadline_us == 0)
            g_cond_wait (&self->answered, &self->lock);
        else if (!g_cond_wait_until (&self->answered, &self->lock, self->deadline_us) &&
                 g_get_monotonic_time () >= self->deadline_us)
            break;
    }
    self->expired = self->answer == 0;
    answer = self->answer != 0 ? self->answer : bb_question_get_unanswered (question);
    self->question = NULL;
    /* Once the drive was endangered, the answer replaces an earlier request to stop. Later requests to stop are
     * ignored, unless a user chose BB_CHOICE_RETRY. */
    if (self->committed)
        self->stopping = FALSE;
    self->decided = !self->by_person || answer != BB_CHOICE_RETRY;
    bb_job_queue_signal (self, SIGNAL_QUESTION);
    g_mutex_unlock (&self->lock);
    bb_question_unref (question);
    return answer;
}

gboolean
bb_job_has_expired_question (BbJob *self)
{
    gboolean expired;

    g_mutex_lock (&self->lock);
    expired = self->expired;
    g_mutex_unlock (&self->lock);
    return expired;
}

GCancellable *
bb_job_get_cancellable (BbJob *self)
{
    return self->cancellable;
}

gboolean
bb_job_enter_danger (BbJob *self)
{
    gboolean may;

    g_mutex_lock (&self->lock);
    may = self->committed || !self->stopping;
    self->committed = may;
    self->in_danger = may;
    g_mutex_unlock (&self->lock);
    return may;
}

void
bb_job_leave_danger (BbJob *self)
{
    g_mutex_lock (&self->lock);
    self->in_danger = FALSE;
    g_mutex_unlock (&self->lock);
}

gboolean
bb_job_take_stop (BbJob *self)
{
    gboolean stop;

    g_mutex_lock (&self->lock);
    stop = self->stopping && !self->decided;
    if (stop) {
        self->stopping = FALSE;
        self->decided = TRUE;
    }
    g_mutex_unlock (&self->lock);
    return stop;
}

void
bb_job_go_on (BbJob *self)
{
    g_mutex_lock (&self->lock);
    self->decided = TRUE;
    g_mutex_unlock (&self->lock);
}

gboolean
bb_job_is_alone (BbJob *self)
{
    gboolean alone;

    g_mutex_lock (&self->lock);
    alone = self->alone;
    g_mutex_unlock (&self->lock);
    return alone;
}
