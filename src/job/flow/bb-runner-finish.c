/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-runner.h"

#include "scsi/bb-scsi.h"

/* If the drive answers READY this many times and never BUSY, it counts as having rejected the image. After fewer
 * answers it may still begin to program. */
#define BB_FINISH_MAX_READY 4
/* Longest time for which a drive may be missing that disconnects and connects again by itself. */
#define BB_FINISH_GONE_LIMIT_MS 60000
/* Maximum number of unit attentions and unknown answers in one wait. */
#define BB_FINISH_MAX_OTHER 16

/* The answer to one TEST UNIT READY. */
typedef enum {
    BB_FINISH_POLL_BUSY,      /* status BUSY, or not ready */
    BB_FINISH_POLL_READY,     /* status GOOD, or no disc */
    BB_FINISH_POLL_ATTENTION, /* unit attention */
    BB_FINISH_POLL_REFUSED,   /* illegal request */
    BB_FINISH_POLL_FAULT,     /* medium error, hardware error or aborted command */
    BB_FINISH_POLL_OTHER,
    BB_FINISH_POLL_GONE, /* no answer */
} BbFinishPoll;

/*
 * The answers to TEST UNIT READY so far, in one wait for the drive to program the image.
 * @n_ready: number of READY answers before the first BUSY
 * @n_other: number of unit attentions and unknown answers
 * @had_attention: before the first READY, the drive reported a unit attention or did not answer
 * @busy_ms: time of the first BUSY; 0 if there was none
 * @gone_ms: time since which the drive has not answered; 0 if it answers
 */
typedef struct {
    guint n_ready;
    guint n_other;
    gboolean had_attention;
    guint64 busy_ms;
    guint64 gone_ms;
} BbFinishState;

/*
 * Sends TEST UNIT READY and returns the kind of its answer. A missing disc also counts as READY, "illegal request" as
 * REFUSED. BUSY is only the status BUSY and "not ready" with ASC 04h. The waits in bb-runner-wait.c differ: they also
 * wait for the ASCs F7h and 3Eh.
 * @sense: (out): the sense data; not valid if there is none
 * @error: set for BUSY, FAULT, OTHER and GONE
 */
static BbFinishPoll
bb_finish_poll (BbReopenableTransport *link, BbSense *sense, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    BbFinishPoll poll = BB_FINISH_POLL_OTHER;

    *sense = (BbSense){0};
    if (bb_scsi_test_unit_ready (BB_TRANSPORT (link), sense, &local_error))
        return BB_FINISH_POLL_READY;
    if (local_error->domain != BB_SCSI_ERROR)
        poll = BB_FINISH_POLL_GONE;
    else if (!sense->valid)
        poll = g_error_matches (local_error, BB_SCSI_ERROR, BB_SCSI_ERROR_BUSY) ? BB_FINISH_POLL_BUSY
                                                                                : BB_FINISH_POLL_OTHER;
    else if (sense->key == BB_SENSE_KEY_NOT_READY && sense->asc == BB_SENSE_ASC_NOT_READY)
        poll = BB_FINISH_POLL_BUSY;
    else if (sense->key == BB_SENSE_KEY_NOT_READY && sense->asc == BB_SENSE_ASC_NO_MEDIUM)
        return BB_FINISH_POLL_READY;
    else if (sense->key == BB_SENSE_KEY_UNIT_ATTENTION)
        return BB_FINISH_POLL_ATTENTION;
    else if (sense->key == BB_SENSE_KEY_ILLEGAL_REQUEST)
        return BB_FINISH_POLL_REFUSED;
    else if (bb_scsi_error_is_fault (local_error))
        poll = BB_FINISH_POLL_FAULT;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return poll;
}

/* Records in @state when the drive was first busy and since when it has been missing, as @poll says. TRUE if it has
 * been busy for @limit_ms, or missing for BB_FINISH_GONE_LIMIT_MS. */
static gboolean
bb_finish_is_overdue (BbFinishState *state, BbReopenableTransport *link, BbFinishPoll poll, guint limit_ms)
{
    guint64 now_ms = bb_reopenable_transport_get_passed_ms (link) + 1;

    if (poll == BB_FINISH_POLL_BUSY && state->busy_ms == 0)
        state->busy_ms = now_ms;
    if (poll != BB_FINISH_POLL_GONE)
        state->gone_ms = 0;
    else if (state->gone_ms == 0)
        state->gone_ms = now_ms;
    return (poll == BB_FINISH_POLL_BUSY && now_ms - state->busy_ms >= limit_ms) ||
           (poll == BB_FINISH_POLL_GONE && now_ms - state->gone_ms >= BB_FINISH_GONE_LIMIT_MS);
}

/* Updates @finish and @state for the answer @poll. TRUE if the wait is over: the drive has finished, with or without
 * accepting the image, or unit attentions and unknown answers reached BB_FINISH_MAX_OTHER. */
static gboolean
bb_finish_update (BbFinishState *state, BbFinishPoll poll, BbFinish *finish)
{
    switch (poll) {
    case BB_FINISH_POLL_BUSY:
        *finish = BB_FINISH_BUSY;
        return FALSE;
    case BB_FINISH_POLL_READY:
        if (*finish == BB_FINISH_BUSY)
            return TRUE;
        *finish = state->had_attention ? BB_FINISH_QUIET : BB_FINISH_REFUSED;
        return state->had_attention || ++state->n_ready >= BB_FINISH_MAX_READY;
    case BB_FINISH_POLL_REFUSED:
        if (*finish != BB_FINISH_BUSY)
            *finish = BB_FINISH_REFUSED;
        return TRUE;
    case BB_FINISH_POLL_ATTENTION:
    case BB_FINISH_POLL_GONE:
        state->had_attention = state->had_attention || state->n_ready == 0;
        break;
    case BB_FINISH_POLL_FAULT:
    case BB_FINISH_POLL_OTHER:
        break;
    }
    if (*finish == BB_FINISH_UNKNOWN)
        *finish = BB_FINISH_QUIET;
    return poll != BB_FINISH_POLL_GONE && ++state->n_other >= BB_FINISH_MAX_OTHER;
}

gboolean
bb_runner_await_finish (BbReopenableTransport *link, const BbStep *step, BbFinish *finish, BbRunnerWorkingFunc tell,
                        gpointer data, GError **error)
{
    BbFinishState state = {0};

    *finish = BB_FINISH_UNKNOWN;
    bb_transport_wait_ms (BB_TRANSPORT (link), step->wait.first_ms);
    for (;;) {
        g_autoptr (GError) local_error = NULL;
        BbSense sense;
        BbFinishPoll poll = bb_finish_poll (link, &sense, &local_error);

        if (poll == BB_FINISH_POLL_FAULT) {
            g_propagate_error (error, g_steal_pointer (&local_error));
            return FALSE;
        }
        if (bb_finish_update (&state, poll, finish))
            return TRUE;
        if (bb_finish_is_overdue (&state, link, poll, step->wait.limit_ms)) {
            g_set_error (error, BB_RUN_ERROR, BB_RUN_ERROR_NEVER_READY, "the drive did not finish: %s",
                         local_error->message);
            return FALSE;
        }
        tell (&sense, data);
        bb_transport_wait_ms (BB_TRANSPORT (link), MAX (step->wait.interval_ms, 1));
        if (poll == BB_FINISH_POLL_GONE)
            (void) bb_reopenable_transport_reopen (link, NULL);
    }
}
