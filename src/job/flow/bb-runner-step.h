/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-runner.h"

G_BEGIN_DECLS

/**
 * BbStepOutcome: what came of one command.
 * @answered_hole: an optional read was refused
 * @gone: the drive was gone, in a step for which any answer will do
 * @wants_other: it was refused, and the next step goes in its place
 * @differs: read back and not equal; not an error where differences are collected
 */
typedef struct {
    gboolean answered_hole;
    gboolean gone;
    gboolean wants_other;
    gboolean differs;
} BbStepOutcome;

/**
 * BbStepMemory: bytes of the capture that second reads are compared with, so that they are taken out once.
 */
typedef struct {
    guint capture;
    GBytes *bytes; /* (nullable) */
} BbStepMemory;
void bb_step_memory_clear (BbStepMemory *memory);

/**
 * bb_step_send:
 * @memory: of this run; begins as zeros
 * @plan: of @step
 * @captures: gets what is stored
 * @differences: (nullable): gets what differs; %NULL: a difference is an error
 *
 * Sends one command, judges its answer and uses its data.
 * Errors: those of bb_transport_send(); %BB_RUN_ERROR: DIFFERENT, NOT_REFUSED, UNEXPECTED. Without a reply there is
 * none of a step for which any answer will do.
 */
gboolean bb_step_send (BbTransport *transport, BbPlan *plan, const BbStep *step, BbCaptures *captures,
                       GArray *differences, BbStepMemory *memory, BbStepOutcome *outcome, GError **error);

G_END_DECLS
