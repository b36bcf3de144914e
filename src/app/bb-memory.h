/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Images, plans and backups are large and soon gone. By default glibc learns from the first that is freed to keep
 * such room, a dozen MiB, for the rest of the program's life.
 */

/** bb_memory_begin: call it before anything else. */
void bb_memory_begin (void);
/**
 * bb_memory_give_back: what is free goes back to the system, also from between what is not: a dozen jobs that end in
 * the same moment leave MiB behind. A #BbIdleQueueFunc, for when the work is done; it takes less than a millisecond.
 */
void bb_memory_give_back (gpointer owner);

G_END_DECLS
