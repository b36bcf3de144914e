/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*BbIdleQueueFunc) (gpointer owner);

/**
 * bb_idle_queue_add:
 * @owner: what it is for; bb_idle_queue_forget() before it goes
 *
 * Calls @func once, soon, in a turn of the main loop in which little else is done. A dozen drives have news at
 * the same moment; done together, and laid out together, they would hold up the window for many pictures. What is
 * asked for again before it was done is done once. In the order of asking; main context.
 */
void bb_idle_queue_add (gpointer owner, BbIdleQueueFunc func);

/** bb_idle_queue_forget: nothing is called for @owner any more. */
void bb_idle_queue_forget (gpointer owner);

G_END_DECLS
