/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-runner.h"

G_BEGIN_DECLS

/**
 * BbStepOutcome: result of one command.
 * @answer: kind of the reply
 * @gone: the drive was disconnected during the command, which is no error because the step accepts %BB_ANSWER_LOST
 * @fault: (nullable) (transfer full): the error that the drive reported, if it is a medium or hardware error or an
 *   aborted command, even if the step accepts it
 * @differs: the data differs from the expected data; no error if bb_step_send() collects differences
 */
typedef struct {
    BbAnswer answer;
    gboolean gone;
    GError *fault;
    gboolean differs;
} BbStepOutcome;

/** BbStepMemory: a copy of the data of one capture, with which second reads are compared. Kept between steps, so that
 * the data is not copied for each step. */
typedef struct {
    guint capture;
    GBytes *bytes; /* (nullable) */
} BbStepMemory;
void bb_step_memory_clear (BbStepMemory *memory);

/**
 * bb_step_send:
 * @plan: the plan of @step
 * @captures: gets the data that is read
 * @differences: (nullable): gets the differences that a comparison finds; if %NULL, a difference is an error
 * @memory: (inout): zeros before the first step of a run
 * @outcome: (out): set also on failure; @answer is %BB_ANSWER_LOST if there was no reply
 *
 * Sends the command of @step, checks that its answer is the expected one, and stores or compares its data. Errors:
 * those of bb_transport_execute(), bb_reply_check() and bb_captures_make_blob(); %BB_TRANSPORT_ERROR_SHORT;
 * %BB_RUN_ERROR: DIFFERENT, NOT_REFUSED, UNEXPECTED, NOT_TAKEN. A missing reply is no error if the step accepts
 * %BB_ANSWER_LOST.
 */
gboolean bb_step_send (BbTransport *transport, BbPlan *plan, const BbStep *step, BbCaptures *captures,
                       GArray *differences, BbStepMemory *memory, BbStepOutcome *outcome, GError **error);

G_END_DECLS
