/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

#define BB_TYPE_USE_WATCH (bb_use_watch_get_type ())
G_DECLARE_FINAL_TYPE (BbUseWatch, bb_use_watch, BB, USE_WATCH, GObject)

/**
 * BbUseWatch: every two seconds, finds drives on which another process of Burnback works, and drives that other
 * programs have closed. On each drive that it finds, the engine starts LOOK. Skips drives that were not identified
 * yet or have a job of this process. The watch itself sends nothing to the drives. Main context; emits "looked" after
 * each round.
 */

/** bb_use_watch_new: (transfer full): runs bb_use_watch_look() for all drives of @engine by a timer, the first time
 * after one interval, until it is freed. */
BbUseWatch *bb_use_watch_new (BbEngine *engine);
/** bb_use_watch_look: starts a round in a thread now, unless one is running; "looked" is emitted when it has ended.
 */
void bb_use_watch_look (BbUseWatch *self);

G_END_DECLS
