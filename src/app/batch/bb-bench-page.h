/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbBenchPage: one firmware for many drives, or each its backup: a verdict each, flashing side by side, a report.
 * Signal "changed": its message is another. */
#define BB_TYPE_BENCH_PAGE (bb_bench_page_get_type ())
G_DECLARE_FINAL_TYPE (BbBenchPage, bb_bench_page, BB, BENCH_PAGE, GtkBox)

GtkWidget *bb_bench_page_new (BbEngine *engine);
/** bb_bench_page_open_file: checks @file on every drive; not while drives are flashed from here. */
void bb_bench_page_open_file (BbBenchPage *self, GFile *file);
/** bb_bench_page_can_open: whether a file can be opened now; if not, the message says why. */
gboolean bb_bench_page_can_open (BbBenchPage *self);
/** bb_bench_page_get_message: (nullable): why a file was not opened; until the reason ends or it is closed. */
const char *bb_bench_page_get_message (BbBenchPage *self);
void bb_bench_page_close_message (BbBenchPage *self);

G_END_DECLS
