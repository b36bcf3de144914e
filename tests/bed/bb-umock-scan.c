/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Second part of the preload library of bb-umock-fix.c: scandir() and glob(), with which lsscsi, sg_scan and wodim
 * find drives. The versions of the C library call internal functions, which a preload library cannot replace, so they
 * would read the real /sys and /dev. The versions in this file call opendir() and readdir(), which umockdev
 * redirects.
 *
 * This file also replaces fopen() for files of the database of udev, which umockdev does not redirect. udisks needs
 * these files: it ignores a device without an entry in the database, as not yet processed by udev.
 */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE

#include "config.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define UDEV_DATABASE "/run/udev/data/"

typedef int (*GlobFunc) (const char *pattern, int flags, int (*failed) (const char *path, int error), glob_t *found);
typedef FILE *(*OpenFunc) (const char *path, const char *mode);
typedef int (*FilterFunc) (const struct dirent *entry);
typedef int (*CompareFunc) (const struct dirent **a, const struct dirent **b);

_Static_assert(sizeof (struct dirent) == sizeof (struct dirent64), "dirent and dirent64 differ");
_Static_assert(sizeof (glob_t) == sizeof (glob64_t), "glob_t and glob64_t differ");

typedef struct {
    struct dirent **entries;
    size_t n_entries;
    size_t n_room;
} Listing;

static void
listing_clear (Listing *listing)
{
    for (size_t i = 0; i < listing->n_entries; i++)
        free (listing->entries[i]);
    free (listing->entries);
}

/* Adds a copy of @entry. Returns 1, or 0 if there is no memory. */
static int
listing_add (Listing *listing, const struct dirent *entry)
{
    struct dirent *copy = malloc (entry->d_reclen);

    if (copy == NULL)
        return 0;
    memcpy (copy, entry, entry->d_reclen);
    if (listing->n_entries == listing->n_room) {
        size_t n_room = listing->n_room == 0 ? 16 : 2 * listing->n_room;
        struct dirent **more = realloc (listing->entries, n_room * sizeof *more);

        if (more == NULL) {
            free (copy);
            return 0;
        }
        listing->entries = more;
        listing->n_room = n_room;
    }
    listing->entries[listing->n_entries++] = copy;
    return 1;
}

/* Adds the entries of the folder @path that pass @filter (NULL: all). Returns 1, or 0 with errno set on failure; some
 * entries may have been added then. */
static int
list_folder (const char *path, Listing *listing, FilterFunc filter)
{
    DIR *folder = opendir (path);
    const struct dirent *entry = NULL;

    if (folder == NULL)
        return 0;
    errno = 0;
    while ((entry = readdir (folder)) != NULL) {
        if ((filter == NULL || filter (entry) != 0) && !listing_add (listing, entry)) {
            closedir (folder);
            errno = ENOMEM;
            return 0;
        }
        errno = 0;
    }
    closedir (folder);
    return errno == 0;
}

int
scandir (const char *path, struct dirent ***entries, FilterFunc filter, CompareFunc compare)
{
    int saved = errno;
    Listing listing = {NULL, 0, 0};

    if (!list_folder (path, &listing, filter)) {
        int number = errno;

        listing_clear (&listing);
        errno = number;
        return -1;
    }
    if (compare != NULL && listing.n_entries > 1)
        qsort (listing.entries, listing.n_entries, sizeof *listing.entries,
               (int (*) (const void *, const void *)) compare);
    /* Not NULL even if the list is empty, as in the C library. */
    *entries = listing.entries != NULL ? listing.entries : malloc (sizeof **entries);
    errno = saved;
    return (int) listing.n_entries;
}

int
scandir64 (const char *path, struct dirent64 ***entries, int (*filter) (const struct dirent64 *entry),
           int (*compare) (const struct dirent64 **a, const struct dirent64 **b))
{
    return scandir (path, (struct dirent ***) entries, (FilterFunc) filter, (CompareFunc) compare);
}

static void *
glob_opendir (const char *path)
{
    return opendir (path);
}

static struct dirent *
glob_readdir (void *folder)
{
    return readdir (folder);
}

static void
glob_closedir (void *folder)
{
    closedir (folder);
}

static int
glob_lstat (const char *path, struct stat *st)
{
    return lstat (path, st);
}

static int
glob_stat (const char *path, struct stat *st)
{
    return stat (path, st);
}

int
glob (const char *pattern, int flags, int (*failed) (const char *path, int error), glob_t *found)
{
    GlobFunc next = (GlobFunc) dlsym (RTLD_NEXT, "glob");

    /* A caller that passes GLOB_ALTDIRFUNC has set the functions in @found; they are not replaced. */
    if ((flags & GLOB_ALTDIRFUNC) == 0) {
        flags |= GLOB_ALTDIRFUNC;
        found->gl_opendir = glob_opendir;
        found->gl_readdir = glob_readdir;
        found->gl_closedir = glob_closedir;
        found->gl_lstat = glob_lstat;
        found->gl_stat = glob_stat;
    }
    return next (pattern, flags, failed, found);
}

int
glob64 (const char *pattern, int flags, int (*failed) (const char *path, int error), glob64_t *found)
{
    return glob (pattern, flags, failed, (glob_t *) found);
}

/* Opens @path with the function @function of the next library in the search order (RTLD_NEXT). If @path is in the
 * database of udev, opens the file of the test bed instead. */
static FILE *
fopen_by (const char *function, const char *path, const char *mode)
{
    OpenFunc next = (OpenFunc) dlsym (RTLD_NEXT, function);
    const char *root = getenv ("UMOCKDEV_DIR");
    char inside[PATH_MAX];

    if (root == NULL || strncmp (path, UDEV_DATABASE, strlen (UDEV_DATABASE)) != 0)
        return next (path, mode);
    if ((size_t) snprintf (inside, sizeof inside, "%s%s", root, path) >= sizeof inside) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    return next (inside, mode);
}

FILE *
fopen (const char *path, const char *mode)
{
    return fopen_by ("fopen", path, mode);
}

FILE *
fopen64 (const char *path, const char *mode)
{
    return fopen_by ("fopen64", path, mode);
}
