/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-runner.h"

G_BEGIN_DECLS

/**
 * BbStepOutcome: result of one command.
 * @answered_hole: an optional read was rejected
 * @gone: the drive was gone, in a step that accepts any answer
 * @wants_other: the command was rejected; the next step is the alternative
 * @differs: read back and not equal; no error if differences are collected
 */
typedef struct {
    gboolean answered_hole;
    gboolean gone;
    gboolean wants_other;
    gboolean differs;
} BbStepOutcome;

/** BbStepMemory: the capture that second reads are compared with, copied once. */
typedef struct {
    guint capture;
    GBytes *bytes; /* (nullable) */
} BbStepMemory;
void bb_step_memory_clear (BbStepMemory *memory);

/**
 * bb_step_send:
 * @memory: of this run; begins as zeros
 * @plan: of @step
 * @captures: stores the data that is read
 * @differences: (nullable): stores differences; %NULL: a difference is an error
 *
 * Sends one command, judges its answer and uses its data. Errors: those of bb_transport_send(); %BB_RUN_ERROR:
 * DIFFERENT, NOT_REFUSED, UNEXPECTED. A missing reply is no error of a step that accepts any answer.
 */
gboolean bb_step_send (BbTransport *transport, BbPlan *plan, const BbStep *step, BbCaptures *captures,
                       GArray *differences, BbStepMemory *memory, BbStepOutcome *outcome, GError **error);

G_END_DECLS
