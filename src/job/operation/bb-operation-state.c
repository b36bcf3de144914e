/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-operation-private.h"

BbEngineDrive *
bb_operation_get_drive (BbOperation *self)
{
    return self->drive;
}

BbOperationState
bb_operation_get_state (BbOperation *self)
{
    return self->state;
}

gboolean
bb_operation_is_pending (BbOperation *self)
{
    return self->state == BB_OPERATION_LOADING || self->state == BB_OPERATION_CHECKING ||
           self->state == BB_OPERATION_REVIEW;
}

gboolean
bb_operation_is_running (BbOperation *self)
{
    return self->state == BB_OPERATION_RUNNING || self->state == BB_OPERATION_ASKING;
}

BbAction
bb_operation_get_act (BbOperation *self)
{
    return self->act;
}

BbSelection *
bb_operation_get_selection (BbOperation *self)
{
    return self->selection;
}

BbReview *
bb_operation_get_review (BbOperation *self)
{
    return self->review;
}

GPtrArray *
bb_operation_get_readiness (BbOperation *self)
{
    if (self->watch != NULL)
        return bb_ready_watch_get (self->watch);
    return self->review != NULL ? self->review->readiness : NULL;
}

GPtrArray *
bb_operation_get_consents (BbOperation *self)
{
    return self->consents;
}

gboolean
bb_operation_can_start (BbOperation *self)
{
    return self->can_start;
}

const char *
bb_operation_get_start_reason (BbOperation *self)
{
    return self->refusal;
}

BbJob *
bb_operation_get_job (BbOperation *self)
{
    return self->job;
}

BbResult *
bb_operation_get_result (BbOperation *self)
{
    return self->result;
}

BbOperationFailure
bb_operation_get_failure (BbOperation *self)
{
    return self->failure;
}

const GError *
bb_operation_get_error (BbOperation *self)
{
    return self->error;
}
