/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BbLingeringModel: all that is in another list, and what has just gone from it: that keeps its place until it is
 * dropped, so that its row can slide out. What comes in where something lingers takes its place at once. Signal
 * "leaving" (position): the item there has gone, and lingers from now on; it may be dropped from the handler.
 */
#define BB_TYPE_LINGERING_MODEL (bb_lingering_model_get_type ())
G_DECLARE_FINAL_TYPE (BbLingeringModel, bb_lingering_model, BB, LINGERING_MODEL, GObject)

BbLingeringModel *bb_lingering_model_new (GListModel *whole);
/** bb_lingering_model_drop: what lingers at this position does so no longer. */
void bb_lingering_model_drop (BbLingeringModel *self, guint position);

G_END_DECLS
