/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue.h"

const char *
bb_rescue_kind_to_string (BbRescueKind kind)
{
    switch (kind) {
    case BB_RESCUE_AGAIN:
        return "again";
    case BB_RESCUE_FILE:
        return "file";
    case BB_RESCUE_POWER_CUT:
        return "power-cut";
    case BB_RESCUE_OTHER_PORT:
        return "other-port";
    case BB_RESCUE_COMPARE:
        return "compare";
    case BB_RESCUE_BOOT_CODE:
        return "boot-code";
    case BB_RESCUE_HARDWARE:
        return "hardware";
    }
    return "";
}

gboolean
bb_rescue_kind_is_by_hand (BbRescueKind kind)
{
    return kind == BB_RESCUE_POWER_CUT || kind == BB_RESCUE_OTHER_PORT;
}

gboolean
bb_rescue_step_was_done (const BbRescueStep *step)
{
    g_return_val_if_fail (step != NULL, FALSE);

    return step->state == BB_RESCUE_NOW && bb_rescue_kind_is_by_hand (step->kind) && !step->waits;
}

const char *
bb_rescue_state_to_string (BbRescueState state)
{
    static const char *const names[] = {"tried", "now", "later", "skipped"};

    return state < G_N_ELEMENTS (names) ? names[state] : "";
}

void
bb_rescue_tries_note_result (BbRescueTries *tries, BbRescueKind kind, const BbResult *result)
{
    g_return_if_fail (tries != NULL && result != NULL);

    if (kind == BB_RESCUE_COMPARE) {
        tries->proved = result->outcome == BB_OUTCOME_DONE;
        tries->tried |= kind;
        return;
    }
    /* The step does not count as tried if it succeeded. It also does not count if the drive was disconnected, or if
     * the job was stopped or never began, because the step may still help. */
    if (g_error_matches (result->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE) ||
        g_error_matches (result->error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
        (result->error == NULL && result->reason == BB_RESULT_REASON_NONE) ||
        (result->outcome != BB_OUTCOME_NEEDS_RECOVERY && result->outcome != BB_OUTCOME_UNCHANGED))
        return;
    tries->tried |= kind;
    if (bb_rescue_kind_is_by_hand (kind) && result->has_sent && bb_result_is_worn (result))
        tries->tried |= BB_RESCUE_AGAIN;
}

void
bb_rescue_tries_note_next (BbRescueTries *tries, const BbRescueStep *step)
{
    g_return_if_fail (tries != NULL && step != NULL);

    if (bb_rescue_step_was_done (step) && !step->is_again)
        tries->tried |= step->kind;
    else
        tries->skipped |= step->kind;
}

void
bb_rescue_tries_note_back (BbRescueTries *tries, BbRescueKind kind)
{
    g_return_if_fail (tries != NULL);

    tries->skipped &= ~(guint) kind;
}

void
bb_rescue_tries_note_away (BbRescueTries *tries, BbRescueKind kind)
{
    g_return_if_fail (tries != NULL);

    if (!bb_rescue_kind_is_by_hand (kind))
        return;
    tries->by_hand |= kind;
    tries->noticed |= kind;
}

void
bb_rescue_tries_note_done (BbRescueTries *tries, BbRescueKind kind)
{
    g_return_if_fail (tries != NULL);

    if (bb_rescue_kind_is_by_hand (kind))
        tries->by_hand |= kind;
}
