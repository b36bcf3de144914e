/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-memory.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* For blocks of at least this size malloc() uses mmap(), so free() returns their memory to the system. The default of
 * glibc is twice as large; parts of the simulated drives and of the style sheets are between the two. */
#define BB_MEMORY_OWN_PAGES_BYTES (64 * 1024)
/* Maximum number of malloc() arenas. Each arena keeps freed memory of its own. The threads of jobs mostly wait for
 * their drives, so they rarely wait for each other in malloc(). */
#define BB_MEMORY_ARENAS 1

#ifdef __GLIBC__
/* Makes g_slice_alloc() use malloc(), as GLib does since version 2.76. The slice allocator of older versions keeps
 * more than 1 MiB of freed memory, mostly from parsing the style sheets, instead of returning it to the system. */
static void
bb_memory_begin_slices (void)
{
    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    g_slice_set_config (G_SLICE_CONFIG_ALWAYS_MALLOC, 1);
    G_GNUC_END_IGNORE_DEPRECATIONS
}

/* The slice allocator reads its configuration once, when GObject allocates its first slice in a constructor of the
 * library. So bb_memory_begin_slices() must run before the constructors of libraries, as functions in .preinit_array
 * do; main() would be too late. */
static void (*const memory_preinit) (void)
    __attribute__ ((section (".preinit_array"), used)) = bb_memory_begin_slices;
#endif

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
