/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into the program: appends the path of each style sheet that is parsed to the file $BURNBACK_STYLE_LOADS.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

/* Replaces the function of GTK, whose header is not included, so that this library does not link with GTK. */
void gtk_css_provider_load_from_resource (void *provider, const char *path);

void
gtk_css_provider_load_from_resource (void *provider, const char *path)
{
    void (*load) (void *, const char *) = NULL;
    const char *log = getenv ("BURNBACK_STYLE_LOADS");
    FILE *file = log != NULL ? fopen (log, "a") : NULL;

    if (file != NULL) {
        fprintf (file, "%s\n", path);
        fclose (file);
    }
    /* POSIX lets a function pointer be stored this way. */
    *(void **) &load = dlsym (RTLD_NEXT, "gtk_css_provider_load_from_resource");
    load (provider, path);
}
