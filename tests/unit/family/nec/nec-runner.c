/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-runner.h"

typedef struct {
    BbTransport *transport;
    BbPlan *plan;
    NecRun *run;
    gboolean collect;
} Runner;

static gboolean
fail (GError **error, const char *text)
{
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, text);
    return FALSE;
}

/* Adds the whole range of a step to the differences. */
static void
note_difference (Runner *runner, const BbStep *step)
{
    BbDifference difference = {step->address, step->length_bytes};

    g_array_append_val (runner->run->differences, difference);
}

/* Stores or compares the data that a step has read; FALSE if they are not as the step expects. */
static gboolean
use_data (Runner *runner, const BbStep *step, const guint8 *data, GError **error)
{
    g_autoptr (GBytes) there = NULL;
    const guint8 *wanted = NULL;
    guint32 offset = 0;
    guint32 n_compared = step->length_bytes;

    switch (step->use) {
    case BB_USE_STORE:
        bb_captures_store (runner->run->captures, step->capture, step->capture_offset, data, step->length_bytes);
        return TRUE;
    case BB_USE_EXPECT:
        return data[step->expect_offset] == step->expect_byte || fail (error, "another byte came");
    case BB_USE_COMPARE:
        wanted = g_bytes_get_data (bb_plan_get_blob (runner->plan, step->blob), NULL);
        offset = step->blob_offset;
        /* the blob may hold only the start of the page */
        n_compared = step->blob_length_bytes;
        break;
    case BB_USE_COMPARE_CAPTURE:
        there = bb_captures_get_with_holes (runner->run->captures,
                                            bb_plan_get_capture (runner->plan, step->capture)->region.name, NULL);
        wanted = g_bytes_get_data (there, NULL);
        offset = step->capture_offset;
        break;
    case BB_USE_NONE:
    case BB_USE_EXPECT_BYTES:
    case BB_USE_EXPECT_NOT:
    case BB_USE_EXPECT_ONE_OF:
        return TRUE;
    }
    for (guint32 i = 0; i < n_compared; i++) {
        if (wanted[offset + i] == data[i])
            continue;
        note_difference (runner, step);
        return runner->collect || fail (error, "the second read is different");
    }
    return TRUE;
}

/* Returns (transfer full) the data that a step sends: a slice of its blob, padded with zeros. */
static guint8 *
data_out (Runner *runner, const BbStep *step)
{
    guint8 *data = g_malloc0 (step->length_bytes);
    const guint8 *blob = g_bytes_get_data (bb_plan_get_blob (runner->plan, step->blob), NULL);

    for (guint32 i = 0; i < step->blob_length_bytes; i++)
        data[i] = blob[step->blob_offset + i];
    return data;
}

/* Sends the command of a step and uses its data; FALSE if the answer or the data are not as the step expects. */
static gboolean
send_command (Runner *runner, const BbStep *step, GError **error)
{
    g_autofree guint8 *data = NULL;
    BbCommand command = {.cdb = step->cdb,
                         .direction = step->direction,
                         .length_bytes = step->length_bytes,
                         .timeout_ms = step->timeout_ms};
    BbReply reply = {0};
    BbAnswer answer;

    if (step->direction == BB_DIRECTION_OUT)
        command.out = data = data_out (runner, step);
    if (step->direction == BB_DIRECTION_IN)
        command.in = data = g_malloc0 (step->length_bytes);
    if (!bb_transport_execute (runner->transport, &command, &reply, error)) {
        if ((step->accepts & BB_ANSWER_LOST) == 0)
            return FALSE;
        g_clear_error (error);
        return TRUE;
    }
    answer = bb_reply_classify (&reply);
    if ((step->accepts & answer) == 0)
        return bb_reply_check (&reply, error) ? fail (error, "data is missing, or it was not refused") : FALSE;
    return answer != BB_ANSWER_GOOD || step->direction != BB_DIRECTION_IN || use_data (runner, step, data, error);
}

/* Polls while the transport fails or the drive reports sense key 6 or ASC 04h. FALSE after the time limit of @step.
 */
static gboolean
wait_ready (Runner *runner, const BbStep *step, GError **error)
{
    BbSense sense = {0};

    g_assert_true (step->wait.any_other_ends);
    for (guint waited_ms = 0; waited_ms <= step->wait.limit_ms; waited_ms += step->wait.interval_ms) {
        g_autoptr (GError) local_error = NULL;

        if (bb_scsi_test_unit_ready (runner->transport, &sense, &local_error))
            return TRUE;
        if (local_error->domain == BB_SCSI_ERROR && sense.asc != 0x04 && sense.key != 6)
            return TRUE;
        bb_transport_wait_ms (runner->transport, step->wait.interval_ms);
    }
    return fail (error, "not ready in time");
}

/* Runs the steps of a section, and updates whether the drive is endangered; FALSE if a step fails. */
static gboolean
run_section (Runner *runner, const BbSection *section, GError **error)
{
    runner->collect = section->collect;
    for (guint i = section->first_step; i < section->first_step + section->n_steps; i++) {
        const BbStep *step = bb_plan_get_step (runner->plan, i);

        runner->run->failed_step = i;
        runner->run->endangered = runner->run->endangered || step->endangers;
        if (step->verb == BB_VERB_WAIT_READY ? !wait_ready (runner, step, error)
                                             : !send_command (runner, step, error))
            return FALSE;
    }
    if (section->heals)
        runner->run->endangered = FALSE;
    return TRUE;
}

NecRun *
nec_run (BbTransport *transport, BbPlan *plan)
{
    NecRun *run = g_new0 (NecRun, 1);
    Runner runner = {transport, plan, run, FALSE};
    guint n_sections = bb_plan_get_n_sections (plan);
    g_autofree guint *tries = g_new0 (guint, n_sections);
    guint i = 0;

    run->captures = bb_captures_new (plan);
    run->differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    while (i < n_sections) {
        const BbSection *section = bb_plan_get_section (plan, i);
        g_autoptr (GError) error = NULL;

        run->n_sections++;
        tries[i]++;
        if (run_section (&runner, section, &error)) {
            i++;
            continue;
        }
        if (tries[i] >= section->max_tries) {
            run->error = g_steal_pointer (&error);
            return run;
        }
        i = section->restart_at;
    }
    run->good = TRUE;
    return run;
}

void
nec_run_free (NecRun *run)
{
    bb_captures_unref (run->captures);
    g_array_unref (run->differences);
    g_clear_error (&run->error);
    g_free (run);
}
