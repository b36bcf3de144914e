/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-operation.h"
#include "job/engine/bb-ready.h"

/* Members of #BbOperation, which bb-operation.c and bb-operation-state.c use. */
struct _BbOperation {
    GObject parent;
    BbEngine *engine;
    BbEngineDrive *drive; /* (nullable): %NULL while it is not connected */
    char *place;          /* port of the drive, by which it is found when it is connected again */
    char *serial;         /* (nullable) */
    gboolean follows;     /* jobs that other code starts on the drive are shown, too */
    gboolean expert;      /* consents of %BB_CONSENT_HOW_EXPERT can be granted */
    gboolean watching;    /* the readiness of a shown review is updated */

    BbOperationState state;
    BbAction act;
    BbSelection *selection; /* (nullable): the choice; a new object for each choice */
    gboolean is_waiting;    /* the check begins when the drive is idle and identified */
    gboolean was_looked_at; /* a LOOK was started for this choice; if it failed, it is not repeated */

    BbJob *job;           /* (nullable) */
    gboolean is_check;    /* @job is a CHECK, LOOK or trial run for the review, not the action itself */
    gboolean is_starting; /* bb_operation_begin() is starting a job, which bb_operation_follow() must not follow */

    BbReview *review;    /* (nullable) */
    BbReadyWatch *watch; /* (nullable) */
    GPtrArray *consents; /* (element-type BbConsent) */
    gboolean can_start;
    char *refusal;    /* (nullable): a sentence about the first consent that is missing */
    BbResult *result; /* (nullable) */
    BbOperationFailure failure;
    GError *error; /* (nullable) */
};
