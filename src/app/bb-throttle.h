/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*BbThrottleFunc) (gpointer data);

/**
 * BbThrottle: Calls a function at most once in each interval, no matter how often a call is requested, because the
 * window need not be redrawn more often than users can see. Each call is made from the idle queue (bb-idle-queue.h).
 * Main thread only.
 */
typedef struct _BbThrottle BbThrottle;
BbThrottle *bb_throttle_new (guint interval_ms, BbThrottleFunc func, gpointer data);
void bb_throttle_free (BbThrottle *throttle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbThrottle, bb_throttle_free)
/** bb_throttle_request: Requests a call at the end of the current interval. Several requests within an interval cause
 * one call. */
void bb_throttle_request (BbThrottle *throttle);

G_END_DECLS
