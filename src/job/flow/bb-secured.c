/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"

struct _BbSecured {
    const BbSaved *saved;
};

static void
bb_secured_clear (BbSecured *self)
{
    bb_saved_unref ((BbSaved *) self->saved);
}

void
bb_secured_unref (BbSecured *secured)
{
    g_atomic_rc_box_release_full (secured, (GDestroyNotify) bb_secured_clear);
}

const BbSaved *
bb_secured_get_saved (const BbSecured *secured)
{
    return secured->saved;
}

BbSecured *
bb_secured_new (BbFlow *flow, const BbSaved *saved, GError **error)
{
    BbFacts *first = bb_identified_get_seen (bb_saved_get_identified (saved));
    BbSecured *self;

    if (!bb_flow_learn (flow, saved, error) ||
        (first->condition != BB_CONDITION_SPECIAL && !bb_flow_require_normal_mode (flow, error)))
        return NULL;
    self = g_atomic_rc_box_new0 (BbSecured);
    self->saved = bb_saved_ref (saved);
    return self;
}
