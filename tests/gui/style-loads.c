/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into the program. Appends lines to the file $BURNBACK_STYLE_LOADS: for each style sheet that is parsed,
 * its path; for each widget that is built from a template, its class; for each block of the slice allocator of GLib,
 * "slices". */
#include <errno.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

/* Calls of posix_memalign() with at least this alignment are counted. The slice allocator aligns its blocks to about
 * their size; all other callers ask for a smaller alignment. */
#define SLICE_BLOCK_BYTES 512

/* Functions of GTK and GObject, whose headers are not included, so that this library does not link with them. This
 * library replaces gtk_css_provider_load_from_resource() and gtk_widget_init_template(). */
void gtk_css_provider_load_from_resource (void *provider, const char *path);
void gtk_widget_init_template (void *widget);
typedef const char *(*StyleTypeName) (void *instance);

static void
style_loads_note (const char *what)
{
    const char *log = getenv ("BURNBACK_STYLE_LOADS");
    FILE *file = log != NULL ? fopen (log, "a") : NULL;

    if (file == NULL)
        return;
    fprintf (file, "%s\n", what);
    fclose (file);
}

/* Replaces posix_memalign() of the C library. The slice allocator of GLib calls this function for each of its blocks.
 */
int
posix_memalign (void **block, size_t alignment, size_t size)
{
    if (alignment >= SLICE_BLOCK_BYTES)
        style_loads_note ("slices");
    *block = aligned_alloc (alignment, size);
    return *block != NULL ? 0 : ENOMEM;
}

void
gtk_css_provider_load_from_resource (void *provider, const char *path)
{
    void (*load) (void *, const char *) = NULL;

    style_loads_note (path);
    /* ISO C has no conversion from void * to a function pointer; POSIX allows this assignment. */
    *(void **) &load = dlsym (RTLD_NEXT, "gtk_css_provider_load_from_resource");
    load (provider, path);
}

void
gtk_widget_init_template (void *widget)
{
    void (*init) (void *) = NULL;
    StyleTypeName get_name = NULL;

    *(void **) &get_name = dlsym (RTLD_NEXT, "g_type_name_from_instance");
    *(void **) &init = dlsym (RTLD_NEXT, "gtk_widget_init_template");
    style_loads_note (get_name (widget));
    init (widget);
}
