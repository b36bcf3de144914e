/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*BbIdleQueueFunc) (gpointer owner);

/**
 * bb_idle_queue_add:
 * @owner: passed to @func; must call bb_idle_queue_forget() before it is freed
 *
 * Queues one call of @func. Each iteration of the main loop makes at most one of the queued calls. Often a dozen
 * drives change at the same moment; handling and laying out all of them in one iteration would block the window for
 * several frames. The same @owner and @func are queued only once; the order is first in, first out. Main context
 * only.
 */
void bb_idle_queue_add (gpointer owner, BbIdleQueueFunc func);

/** bb_idle_queue_is_empty: TRUE if no call is queued; a call that runs is not in the queue any more. */
gboolean bb_idle_queue_is_empty (void);

/** bb_idle_queue_forget: Removes all calls that are queued for @owner. */
void bb_idle_queue_forget (gpointer owner);

G_END_DECLS
