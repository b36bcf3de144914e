/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*BbTickerFunc) (gpointer data);

/**
 * BbTicker: calls a function at most once in a while, however often it is asked for: a fast drive must not
 * make the window draw more often than people can see. In a turn of its own (bb-turns.h). Main thread.
 */
typedef struct _BbTicker BbTicker;
BbTicker *bb_ticker_new (guint interval_ms, BbTickerFunc func, gpointer data);
void bb_ticker_free (BbTicker *ticker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbTicker, bb_ticker_free)
/** bb_ticker_request: calls soon; in the next free turn when the last call is long enough ago. */
void bb_ticker_request (BbTicker *ticker);

G_END_DECLS
