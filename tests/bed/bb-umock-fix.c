/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A preload library that is loaded before that of umockdev. It makes the device nodes of umockdev behave like those
 * of the kernel in four more respects (tested with umockdev 0.17.16):
 *
 * - fstat() returns type and number of the device, such as "character device 21:0", as stat() does. libsgutils2 and
 *   programs that burn discs check them.
 * - open() fails with EBUSY where the kernel's rules for O_EXCL demand it; see claim_node().
 * - open() of a missing node fails before umockdev sees the call. Otherwise umockdev would keep an entry for the file
 *   for ever, and a full table of entries ends the program.
 * - __open_2() and __open64_2() work; programs built with _FORTIFY_SOURCE call them.
 */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE

#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NODE_NAME_MAX 256

typedef int (*OpenFunc) (const char *path, int flags, ...);
typedef int (*StatFunc) (int fd, struct stat *st);
typedef int (*VersionStatFunc) (int version, int fd, struct stat *st);

/* This file replaces these functions of the C library, whose headers declare only some of them. */
int __fxstat (int version, int fd, struct stat *st);
int __fxstat64 (int version, int fd, struct stat64 *st);
int __open_2 (const char *path, int flags);
int __open64_2 (const char *path, int flags);

static const char *
bed_root (void)
{
    return getenv ("UMOCKDEV_DIR");
}

/* Stores in @name the path "/dev/…" under which @fd was opened in the test bed, and returns 1. Returns 0 if @fd is no
 * node of the test bed. */
static int
node_of_fd (int fd, char *name)
{
    char link[64], path[NODE_NAME_MAX];
    const char *root = bed_root ();
    size_t root_length;
    long length;

    if (root == NULL)
        return 0;
    snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
    /* A raw system call, because umockdev redirects readlink(). */
    length = syscall (SYS_readlink, link, path, sizeof path - 1);
    if (length <= 0)
        return 0;
    path[length] = '\0';
    root_length = strlen (root);
    if (strncmp (path, root, root_length) != 0 || strncmp (path + root_length, "/dev/", 5) != 0)
        return 0;
    snprintf (name, NODE_NAME_MAX, "%s", path + root_length);
    return 1;
}

/* If @fd is a node of the test bed, sets type, permissions and device number in @st to those that stat() returns. */
static void
fix_stat (int fd, struct stat *st)
{
    char name[NODE_NAME_MAX];
    struct stat named;
    int saved = errno;

    if (S_ISREG (st->st_mode) && node_of_fd (fd, name) && stat (name, &named) == 0) {
        st->st_mode = named.st_mode;
        st->st_rdev = named.st_rdev;
    }
    errno = saved;
}

static int
fstat_by (const char *function, int fd, struct stat *st)
{
    StatFunc next = (StatFunc) dlsym (RTLD_NEXT, function);
    int result = next (fd, st);

    if (result == 0)
        fix_stat (fd, st);
    return result;
}

int
fstat (int fd, struct stat *st)
{
    return fstat_by ("fstat", fd, st);
}

/* struct stat and struct stat64 are identical on 64-bit machines, and the test bed is used only there. */
int
fstat64 (int fd, struct stat64 *st)
{
    _Static_assert(sizeof (struct stat) == sizeof (struct stat64), "stat and stat64 differ");
    return fstat_by ("fstat64", fd, (struct stat *) st);
}

static int
fxstat_by (const char *function, int version, int fd, struct stat *st)
{
    VersionStatFunc next = (VersionStatFunc) dlsym (RTLD_NEXT, function);
    int result = next (version, fd, st);

    if (result == 0)
        fix_stat (fd, st);
    return result;
}

/* Programs built with glibc before 2.33 call this function for fstat(). */
int
__fxstat (int version, int fd, struct stat *st)
{
    return fxstat_by ("__fxstat", version, fd, st);
}

int
__fxstat64 (int version, int fd, struct stat64 *st)
{
    return fxstat_by ("__fxstat64", version, fd, (struct stat *) st);
}

/* Returns 1 if @path is a node that the test bed does not have; 0 for pseudo-terminals, which are real. */
static int
is_absent_node (const char *path)
{
    if (path == NULL || bed_root () == NULL || strncmp (path, "/dev/", 5) != 0)
        return 0;
    if (strncmp (path, "/dev/pts", 8) == 0)
        return 0;
    return access (path, F_OK) != 0;
}

/* Closes @fd and returns -1 with EBUSY if the kernel would refuse to open the node; else returns @fd. Imitates the
 * rules of the kernel with a lock on the file:
 * - An sg node that is open with O_EXCL cannot be opened again.
 * - A block node can be open with O_EXCL only once, and without O_EXCL any number of times. */
static int
claim_node (int fd, int flags)
{
    char name[NODE_NAME_MAX];
    int exclusive = (flags & O_EXCL) != 0;

    if (fd < 0 || !node_of_fd (fd, name))
        return fd;
    if (strncmp (name, "/dev/sg", 7) != 0 && !(exclusive && strncmp (name, "/dev/sr", 7) == 0))
        return fd;
    if (flock (fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0)
        return fd;
    close (fd);
    errno = EBUSY;
    return -1;
}

/* Opens @path with the function @function of the next library in the search order (RTLD_NEXT), unless
 * is_absent_node() or claim_node() rejects @path. */
static int
open_by (const char *function, const char *path, int flags, mode_t mode)
{
    OpenFunc next = (OpenFunc) dlsym (RTLD_NEXT, function);

    if ((flags & O_CREAT) == 0 && is_absent_node (path)) {
        errno = ENOENT;
        return -1;
    }
    return claim_node (next (path, flags, mode), flags);
}

/* Returns 1 if open() with these flags has a third argument. */
static int
makes_file (int flags)
{
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

int
open (const char *path, int flags, ...)
{
    mode_t mode = 0;

    if (makes_file (flags)) {
        va_list rest;

        va_start (rest, flags);
        mode = va_arg (rest, mode_t);
        va_end (rest);
    }
    return open_by ("open", path, flags, mode);
}

int
open64 (const char *path, int flags, ...)
{
    mode_t mode = 0;

    if (makes_file (flags)) {
        va_list rest;

        va_start (rest, flags);
        mode = va_arg (rest, mode_t);
        va_end (rest);
    }
    return open_by ("open64", path, flags, mode);
}

int
__open_2 (const char *path, int flags)
{
    return open_by ("open", path, flags, 0);
}

int
__open64_2 (const char *path, int flags)
{
    return open_by ("open64", path, flags, 0);
}
