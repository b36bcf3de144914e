/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ticker.h"

#include "bb-turns.h"

struct _BbTicker {
    guint interval_ms;
    BbTickerFunc func;
    gpointer data;
    gint64 last_us;
    guint source;
};

BbTicker *
bb_ticker_new (guint interval_ms, BbTickerFunc func, gpointer data)
{
    BbTicker *ticker = g_new0 (BbTicker, 1);

    ticker->interval_ms = interval_ms;
    ticker->func = func;
    ticker->data = data;
    return ticker;
}

void
bb_ticker_free (BbTicker *ticker)
{
    if (ticker == NULL)
        return;
    g_clear_handle_id (&ticker->source, g_source_remove);
    bb_turns_forget (ticker);
    g_free (ticker);
}

static void
bb_ticker_call (gpointer data)
{
    BbTicker *ticker = data;

    ticker->last_us = g_get_monotonic_time ();
    ticker->func (ticker->data);
}

static gboolean
bb_ticker_cb (gpointer data)
{
    BbTicker *ticker = data;

    ticker->source = 0;
    bb_turns_add (ticker, bb_ticker_call);
    return G_SOURCE_REMOVE;
}

void
bb_ticker_request (BbTicker *ticker)
{
    gint64 passed_ms = (g_get_monotonic_time () - ticker->last_us) / 1000;

    if (ticker->source != 0)
        return;
    if (passed_ms >= ticker->interval_ms)
        bb_turns_add (ticker, bb_ticker_call);
    else
        ticker->source = g_timeout_add ((guint) (ticker->interval_ms - passed_ms), bb_ticker_cb, ticker);
}
