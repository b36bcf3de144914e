/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-memory.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* For blocks of at least this size malloc() uses mmap(), so free() returns their memory to the system. */
#define BB_MEMORY_OWN_PAGES_BYTES (128 * 1024)
/* Maximum number of malloc() arenas. Each drive has one busy thread, but most of these threads wait for their drive,
 * so two arenas are enough. */
#define BB_MEMORY_ARENAS 2

void
bb_memory_begin (void)
{
#ifdef __GLIBC__
    mallopt (M_MMAP_THRESHOLD, BB_MEMORY_OWN_PAGES_BYTES);
    mallopt (M_ARENA_MAX, BB_MEMORY_ARENAS);
#endif
}

void
bb_memory_give_back (gpointer owner)
{
#ifdef __GLIBC__
    malloc_trim (0);
#endif
}
