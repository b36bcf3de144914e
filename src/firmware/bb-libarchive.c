/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-libarchive.h"

#include <dlfcn.h>

/* File name of libarchive since version 3.0. Must belong to the version of the headers that are included. */
#define BB_LIBARCHIVE_NAME "libarchive.so.13"

/* Stores the function @name of @library at @function, which points to a field of BbLibarchive. Stores NULL and
 * returns FALSE if the library has no such function. */
static gboolean
bb_libarchive_find (void *library, const char *name, void *function)
{
    void *found = dlsym (library, name);

    /* POSIX lets a function pointer be stored this way. */
    *(void **) function = found;
    return found != NULL;
}

#define BB_LIBARCHIVE_FIND(NAME) &&bb_libarchive_find (library, #NAME, &functions.NAME)

const BbLibarchive *
bb_libarchive_get (void)
{
    static BbLibarchive functions;
    static gsize state = 0; /* 1: loaded, 2: cannot be loaded */

    if (g_once_init_enter (&state)) {
        void *library = dlopen (BB_LIBARCHIVE_NAME, RTLD_NOW | RTLD_LOCAL);
        gboolean is_complete = library != NULL BB_LIBARCHIVE_FUNCTIONS (BB_LIBARCHIVE_FIND);

        g_once_init_leave (&state, is_complete ? 1 : 2);
    }
    return state == 1 ? &functions : NULL;
}
