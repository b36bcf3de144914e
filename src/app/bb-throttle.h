/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*BbThrottleFunc) (gpointer data);

/**
 * BbThrottle: calls a function at most once in a while, however often it is asked for: a fast drive must not
 * make the window draw more often than people can see. In a turn of its own (bb-idle-queue.h). Main thread.
 */
typedef struct _BbThrottle BbThrottle;
BbThrottle *bb_throttle_new (guint interval_ms, BbThrottleFunc func, gpointer data);
void bb_throttle_free (BbThrottle *throttle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbThrottle, bb_throttle_free)
/** bb_throttle_request: calls soon; in the next free turn when the last call is long enough ago. */
void bb_throttle_request (BbThrottle *throttle);

G_END_DECLS
