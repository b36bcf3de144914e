/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-runner-step.h"

#include "family/bb-difference.h"

#include <string.h>

/* --- the answer --- */

/* TRUE if @step accepts @answer, the kind of @reply. Else FALSE with an error: that of bb_reply_check();
 * %BB_RUN_ERROR_NOT_REFUSED or %BB_TRANSPORT_ERROR_SHORT if the drive accepted the command. */
static gboolean
bb_step_accepts (const BbStep *step, const BbReply *reply, BbAnswer answer, GError **error)
{
    if ((step->accepts & answer) != 0)
        return TRUE;
    if (!bb_reply_check (reply, error))
        return FALSE;
    if ((step->accepts & BB_ANSWER_GOOD) == 0)
        g_set_error_literal (error, BB_RUN_ERROR, BB_RUN_ERROR_NOT_REFUSED,
                             "a command that must be refused was answered with GOOD");
    else
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT,
                     "%" G_GSIZE_FORMAT " of %u bytes did not move", reply->residual_bytes, step->length_bytes);
    return FALSE;
}

/* --- the data --- */

/* Adds to @differences the address of each byte of @is that differs from @should_be. */
static void
bb_step_collect (const BbStep *step, const guint8 *is, const guint8 *should_be, guint32 length_bytes,
                 GArray *differences)
{
    for (guint32 i = 0; i < length_bytes; i++) {
        if (is[i] != should_be[i])
            bb_differences_add (differences, step->address + i, 1);
    }
}

/*
 * Compares @length_bytes bytes of @is, which was read, with @should_be. TRUE if they are equal. If they differ, sets
 * @differs of @outcome. Then, with @differences (nullable), adds the differences to it and returns TRUE. Without
 * @differences, returns FALSE with an error.
 */
static gboolean
bb_step_compare_data (const BbStep *step, const guint8 *is, const guint8 *should_be, guint32 length_bytes,
                      GArray *differences, BbStepOutcome *outcome, GError **error)
{
    if (memcmp (is, should_be, length_bytes) == 0)
        return TRUE;
    outcome->differs = TRUE;
    if (differences != NULL) {
        bb_step_collect (step, is, should_be, length_bytes, differences);
        return TRUE;
    }
    g_set_error (error, BB_RUN_ERROR, BB_RUN_ERROR_DIFFERENT, "%u bytes at 0x%06x are not what they must be",
                 length_bytes, step->address);
    return FALSE;
}

void
bb_step_memory_clear (BbStepMemory *memory)
{
    g_clear_pointer (&memory->bytes, g_bytes_unref);
}

/* Returns (transfer none) the bytes that the first read got in the range of @step. @memory keeps a copy of the whole
 * capture for the next steps. */
static const guint8 *
bb_step_get_first_read (BbPlan *plan, const BbStep *step, BbCaptures *captures, BbStepMemory *memory)
{
    const char *name = bb_plan_get_capture (plan, step->capture)->region.name;

    if (memory->bytes == NULL || memory->capture != step->capture) {
        bb_step_memory_clear (memory);
        memory->capture = step->capture;
        memory->bytes = bb_captures_get_with_holes (captures, name, NULL);
    }
    return (const guint8 *) g_bytes_get_data (memory->bytes, NULL) + step->capture_offset;
}

/* Stores @data in the capture of @step, and forgets the copy of that capture in @memory. */
static void
bb_step_store_data (const BbStep *step, const guint8 *data, BbCaptures *captures, BbStepMemory *memory)
{
    if (memory->capture == step->capture)
        bb_step_memory_clear (memory);
    bb_captures_store (captures, step->capture, step->capture_offset, data, step->length_bytes);
}

/*
 * Compares the second read of a range with the first. TRUE if they are equal, which @captures notes. If they differ,
 * sets @differs of @outcome; then TRUE if @differences (nullable) collects the difference, else FALSE with an error.
 * @data: (nullable): the second read; NULL if it failed, which counts as equal if the first read failed, too
 */
static gboolean
bb_step_compare_reads (BbPlan *plan, const BbStep *step, const guint8 *data, BbCaptures *captures,
                       GArray *differences, BbStepMemory *memory, BbStepOutcome *outcome, GError **error)
{
    gboolean was_read = bb_captures_is_stored (captures, step->capture, step->capture_offset, step->length_bytes);

    if (data == NULL && !was_read)
        return TRUE;
    if (data == NULL || !was_read) {
        outcome->differs = TRUE;
        if (differences != NULL) {
            bb_differences_add (differences, step->address, step->length_bytes);
            return TRUE;
        }
        g_set_error (error, BB_RUN_ERROR, BB_RUN_ERROR_DIFFERENT, "0x%06x could be read one time and not the other",
                     step->address);
        return FALSE;
    }
    if (!bb_step_compare_data (step, data, bb_step_get_first_read (plan, step, captures, memory), step->length_bytes,
                               differences, outcome, error))
        return FALSE;
    if (!outcome->differs)
        bb_captures_mark_compared (captures, step->capture, step->capture_offset, step->length_bytes);
    return TRUE;
}

/* TRUE if the byte of @data at @expect_offset of @step has the value @expect_byte; else FALSE with an error. */
static gboolean
bb_step_check_byte (const BbStep *step, const guint8 *data, GError **error)
{
    if (data[step->expect_offset] == step->expect_byte)
        return TRUE;
    g_set_error (error, BB_RUN_ERROR, BB_RUN_ERROR_UNEXPECTED, "byte %u of the answer is %02x and should be %02x",
                 step->expect_offset, data[step->expect_offset], step->expect_byte);
    return FALSE;
}

/* TRUE if @data has the bytes of @step at @expect_offset; for BB_USE_EXPECT_NOT, TRUE if @data has other bytes there.
 * Else FALSE with an error. */
static gboolean
bb_step_check_bytes (BbPlan *plan, const BbStep *step, const guint8 *data, GError **error)
{
    const guint8 *bytes = g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL);
    gboolean is_equal = memcmp (data + step->expect_offset, bytes + step->blob_offset, step->blob_length_bytes) == 0;

    if (is_equal == (step->use == BB_USE_EXPECT_BYTES))
        return TRUE;
    g_set_error (error, BB_RUN_ERROR, is_equal ? BB_RUN_ERROR_NOT_TAKEN : BB_RUN_ERROR_UNEXPECTED,
                 "bytes %u to %u of the answer are not what they %s", step->expect_offset,
                 step->expect_offset + step->blob_length_bytes - 1,
                 is_equal ? "must be after this step" : "should be");
    return FALSE;
}

/* TRUE if @data has one of the texts that @step expects at @expect_offset; else FALSE with an error. */
static gboolean
bb_step_check_texts (BbPlan *plan, const BbStep *step, const guint8 *data, GError **error)
{
    const guint8 *texts = g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL);

    for (guint32 at = 0; at < step->blob_length_bytes; at += step->expect_length_bytes)
        if (memcmp (data + step->expect_offset, texts + step->blob_offset + at, step->expect_length_bytes) == 0)
            return TRUE;
    g_set_error (error, BB_RUN_ERROR, BB_RUN_ERROR_UNEXPECTED,
                 "bytes %u to %u of the answer are none of the expected", step->expect_offset,
                 step->expect_offset + step->expect_length_bytes - 1);
    return FALSE;
}

/*
 * Stores @data in the capture of @step, compares it with the expected data, or both, as @use and @capture of @step
 * say. FALSE with an error if the comparison fails.
 * @data: (nullable): NULL if no usable data was transferred. This is an error only in the second of two reads
 *   (BB_USE_COMPARE_CAPTURE), if the first read got data
 */
static gboolean
bb_step_use (BbPlan *plan, const BbStep *step, const guint8 *data, BbCaptures *captures, GArray *differences,
             BbStepMemory *memory, BbStepOutcome *outcome, GError **error)
{
    const guint8 *blob;

    if (step->use == BB_USE_COMPARE_CAPTURE)
        return bb_step_compare_reads (plan, step, data, captures, differences, memory, outcome, error);
    if (data == NULL)
        return TRUE;
    switch (step->use) {
    case BB_USE_STORE:
        bb_step_store_data (step, data, captures, memory);
        return TRUE;
    case BB_USE_COMPARE:
        if (step->capture != BB_CAPTURE_NONE)
            bb_step_store_data (step, data, captures, memory);
        blob = g_bytes_get_data (bb_plan_get_blob (plan, step->blob), NULL);
        return bb_step_compare_data (step, data, blob + step->blob_offset, step->blob_length_bytes, differences,
                                     outcome, error);
    case BB_USE_EXPECT:
        return bb_step_check_byte (step, data, error);
    case BB_USE_EXPECT_BYTES:
    case BB_USE_EXPECT_NOT:
        return bb_step_check_bytes (plan, step, data, error);
    case BB_USE_EXPECT_ONE_OF:
        if (step->capture != BB_CAPTURE_NONE)
            bb_step_store_data (step, data, captures, memory);
        return bb_step_check_texts (plan, step, data, error);
    case BB_USE_NONE:
    case BB_USE_COMPARE_CAPTURE:
        break;
    }
    return TRUE;
}

/* --- the command --- */

/* Sets @data (out) (transfer full) to a buffer for the data phase of @step: the data to send, or zeros for a step
 * that reads. FALSE with an error if the data depends on an earlier answer of the drive and cannot be computed from
 * it. */
static gboolean
bb_step_make_data (BbPlan *plan, const BbStep *step, BbCaptures *captures, guint8 **data, GError **error)
{
    g_autofree guint8 *buffer = g_malloc0 (step->length_bytes);
    g_autoptr (GBytes) blob = NULL;
    const guint8 *bytes;

    if (step->direction == BB_DIRECTION_OUT) {
        blob = bb_captures_make_blob (captures, plan, step->blob, error);
        if (blob == NULL)
            return FALSE;
        bytes = g_bytes_get_data (blob, NULL);
        if (step->blob_length_bytes > 0)
            memcpy (buffer, bytes + step->blob_offset, step->blob_length_bytes);
    }
    *data = g_steal_pointer (&buffer);
    return TRUE;
}

/* Returns (transfer full) (nullable) the error of @reply if it is a medium or hardware error or an aborted command;
 * %NULL for all other replies, and for a hardware error with which the drive rejects the data of @step. */
static GError *
bb_step_find_fault (const BbStep *step, const BbReply *reply)
{
    g_autoptr (GError) error = NULL;

    if (bb_reply_check (reply, &error) || !bb_scsi_error_is_fault (error) ||
        (step->rejects_with_asc != 0 && reply->sense.key == BB_SENSE_KEY_HARDWARE_ERROR &&
         reply->sense.asc == step->rejects_with_asc))
        return NULL;
    return g_steal_pointer (&error);
}

gboolean
bb_step_send (BbTransport *transport, BbPlan *plan, const BbStep *step, BbCaptures *captures, GArray *differences,
              BbStepMemory *memory, BbStepOutcome *outcome, GError **error)
{
    g_autofree guint8 *data = NULL;
    BbCommand command = {.cdb = step->cdb,
                         .direction = step->direction,
                         .length_bytes = step->length_bytes,
                         .timeout_ms = step->timeout_ms};
    BbReply reply = {0};

    *outcome = (BbStepOutcome){.answer = BB_ANSWER_LOST};
    if (!bb_step_make_data (plan, step, captures, &data, error))
        return FALSE;
    if (step->direction == BB_DIRECTION_OUT)
        command.out = data;
    if (step->direction == BB_DIRECTION_IN)
        command.in = data;
    if (!bb_transport_execute (transport, &command, &reply, error)) {
        if ((step->accepts & BB_ANSWER_LOST) == 0)
            return FALSE;
        outcome->gone = error != NULL && g_error_matches (*error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
        g_clear_error (error);
        return TRUE;
    }
    outcome->answer = bb_reply_classify (&reply);
    outcome->fault = bb_step_find_fault (step, &reply);
    if (!bb_step_accepts (step, &reply, outcome->answer, error))
        return FALSE;
    return bb_step_use (plan, step, outcome->answer == BB_ANSWER_GOOD ? data : NULL, captures, differences, memory,
                        outcome, error);
}
