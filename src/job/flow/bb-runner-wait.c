/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-runner.h"

#include "scsi/bb-scsi.h"

/* Interval and time limit of bb_runner_wait_settled(). After Burnback was killed, a drive may continue to write for
 * half a minute; the limit is far above that. */
#define BB_CALM_INTERVAL_MS 500
#define BB_CALM_LIMIT_MS 120000
/* How often bb_runner_wait_settled() sends TEST UNIT READY again after an answer that may be about an earlier event:
 * a unit attention or a hardware error. */
#define BB_MAX_ASKED_AGAIN 2
/* Minimum number of polls in a wait, even after its time limit, because a first poll that times out may use up the
 * limit. */
#define BB_MIN_POLLS 3

typedef enum {
    BB_POLL_READY,    /* status GOOD, or no disc */
    BB_POLL_NOT_YET,  /* status BUSY, becoming ready, or unit attention */
    BB_POLL_OTHER,    /* another answer */
    BB_POLL_VANISHED, /* the device node is missing, or the drive does not respond */
} BbPoll;

/* TRUE for "not ready" with one of these codes:
 * - ASC 04h: becoming ready, operation in progress, command or intervention required
 * - ASC 3Eh, ASCQ 00h: not self-configured yet
 * - ASC F7h, with which some drives report that they program their firmware
 */
static gboolean
bb_wait_is_not_ready_yet (const BbSense *sense)
{
    return sense->key == BB_SENSE_KEY_NOT_READY &&
           (sense->asc == BB_SENSE_ASC_NOT_READY || sense->asc == BB_SENSE_ASC_PROGRAMMING ||
            (sense->asc == BB_SENSE_ASC_NOT_SELF_CONFIGURED && sense->ascq == 0));
}

/* Sends the command that bb_step_poll_with() has set in @step. TRUE if the drive answers with GOOD and all data; else
 * FALSE with an error, and @sense is set if the drive returned sense data. */
static gboolean
bb_wait_ask (BbReopenableTransport *link, const BbStep *step, BbSense *sense, GError **error)
{
    g_autofree guint8 *data = g_malloc0 (step->length_bytes);
    BbCommand command = {.cdb = step->cdb,
                         .direction = step->direction,
                         .in = data,
                         .length_bytes = step->length_bytes,
                         .timeout_ms = step->timeout_ms};
    BbReply reply = {0};

    if (!bb_transport_execute (BB_TRANSPORT (link), &command, &reply, error))
        return FALSE;
    *sense = reply.sense;
    if (!bb_reply_check (&reply, error))
        return FALSE;
    if (reply.residual_bytes == 0)
        return TRUE;
    g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT, "%" G_GSIZE_FORMAT " of %u bytes did not move",
                 reply.residual_bytes, step->length_bytes);
    return FALSE;
}

/*
 * Sends TEST UNIT READY, or the command of @step, and returns the kind of its answer:
 * - READY: the command succeeded, or only the disc is missing
 * - NOT_YET: busy, a unit attention, or "not ready yet"
 * - VANISHED: no answer
 * - OTHER: any other answer
 * @last: (inout) (transfer full): set to the error message; unchanged if the command succeeds
 */
static BbPoll
bb_wait_poll (BbReopenableTransport *link, const BbStep *step, char **last)
{
    BbSense sense = {0};
    g_autoptr (GError) error = NULL;

    if (step->cdb.length_bytes > 0 ? bb_wait_ask (link, step, &sense, &error)
                                   : bb_scsi_test_unit_ready (BB_TRANSPORT (link), &sense, &error))
        return BB_POLL_READY;
    g_free (*last);
    *last = g_strdup (error->message);
    if (error->domain != BB_SCSI_ERROR)
        return BB_POLL_VANISHED;
    if (!sense.valid)
        return g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_BUSY) ? BB_POLL_NOT_YET : BB_POLL_OTHER;
    if (sense.key == BB_SENSE_KEY_UNIT_ATTENTION)
        return BB_POLL_NOT_YET;
    if (bb_wait_is_not_ready_yet (&sense))
        return BB_POLL_NOT_YET;
    if (sense.key == BB_SENSE_KEY_NOT_READY && sense.asc == BB_SENSE_ASC_NO_MEDIUM)
        return BB_POLL_READY;
    return BB_POLL_OTHER;
}

/* TRUE if the drive reports that it becomes ready by itself, without a command or the user. @sense: (out) */
static gboolean
bb_wait_is_becoming_ready (BbReopenableTransport *link, BbSense *sense)
{
    *sense = (BbSense){0};
    if (bb_scsi_test_unit_ready (BB_TRANSPORT (link), sense, NULL) || !sense->valid ||
        !bb_wait_is_not_ready_yet (sense))
        return FALSE;
    return sense->asc != BB_SENSE_ASC_NOT_READY ||
           (sense->ascq != BB_SENSE_ASCQ_COMMAND_REQUIRED && sense->ascq != BB_SENSE_ASCQ_HELP_REQUIRED);
}

gboolean
bb_runner_is_becoming_ready (BbReopenableTransport *link)
{
    BbSense sense;

    return bb_wait_is_becoming_ready (link, &sense);
}

/* TRUE if @sense is a unit attention or a hardware error, which may be about an earlier event and not about the
 * present state. */
static gboolean
bb_wait_may_be_over (const BbSense *sense)
{
    return sense->valid && (sense->key == BB_SENSE_KEY_UNIT_ATTENTION || sense->key == BB_SENSE_KEY_HARDWARE_ERROR);
}

void
bb_runner_wait_settled (BbReopenableTransport *link, BbSense *sense)
{
    guint64 began_ms = bb_reopenable_transport_get_passed_ms (link);
    guint n_again = 0;

    for (;;) {
        if (bb_wait_is_becoming_ready (link, sense)) {
            if (bb_reopenable_transport_get_passed_ms (link) - began_ms >= BB_CALM_LIMIT_MS)
                return;
            bb_transport_wait_ms (BB_TRANSPORT (link), BB_CALM_INTERVAL_MS);
        } else if (!bb_wait_may_be_over (sense) || n_again++ >= BB_MAX_ASKED_AGAIN) {
            return;
        }
    }
}

gboolean
bb_runner_wait_ready (BbReopenableTransport *link, const BbStep *step, GError **error)
{
    guint interval_ms = MAX (step->wait.interval_ms, 1);
    /* The time is the sum of the durations of commands and waits, so that simulated drives need no real time. */
    guint64 began_ms = bb_reopenable_transport_get_passed_ms (link);
    guint n_ready = 0;
    g_autofree char *last = NULL;

    bb_transport_wait_ms (BB_TRANSPORT (link), step->wait.first_ms);
    for (guint n_polls = 1;; n_polls++) {
        BbPoll poll = bb_wait_poll (link, step, &last);

        if (poll == BB_POLL_READY && ++n_ready >= step->wait.n_ready)
            return TRUE;
        if (poll == BB_POLL_OTHER && step->wait.any_other_ends)
            return TRUE;
        if (poll == BB_POLL_VANISHED && !step->wait.may_vanish)
            break;
        if (poll != BB_POLL_READY)
            n_ready = 0;
        if (bb_reopenable_transport_get_passed_ms (link) - began_ms >= step->wait.limit_ms && n_polls >= BB_MIN_POLLS)
            break;
        bb_transport_wait_ms (BB_TRANSPORT (link), interval_ms);
        /* The drive may have returned with another device node. */
        if (poll == BB_POLL_VANISHED)
            (void) bb_reopenable_transport_reopen (link, NULL);
    }
    g_set_error (error, BB_RUN_ERROR, BB_RUN_ERROR_NEVER_READY, "the drive did not become ready: %s",
                 last != NULL ? last : "no answer");
    return FALSE;
}
