/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Images, plans and backups are large and short-lived. By default glibc raises its mmap() threshold when the first of
 * them is freed, and then keeps a dozen MiB until the program ends. These functions prevent that. */

/** bb_memory_begin: Sets the mmap() threshold and the number of arenas of malloc(); has no effect with a C library
 * other than glibc. Call it before any thread is started. */
void bb_memory_begin (void);
/**
 * bb_memory_give_back: Returns free heap memory to the system, including free memory between blocks that are in use.
 * A dozen jobs that end together leave several MiB of such memory. Takes less than a millisecond. @owner is not used;
 * it makes the function a #BbIdleQueueFunc.
 */
void bb_memory_give_back (gpointer owner);

G_END_DECLS
