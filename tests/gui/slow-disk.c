/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Preloaded into the program to simulate a slow disk without waiting times, and files that may not be read
 * (slow_disk.py). If there is a pipe FILE.slow, stat and open of FILE block until the test has opened the pipe for
 * writing and closed it. If there is a file FILE.denied, open of FILE fails with EACCES; permissions cannot do this,
 * because tests may run as root.
 */

typedef int (*Open) (const char *path, int flags, ...);
typedef int (*Stat) (int folder, const char *path, struct stat *status, int flags);

static int
is_denied (const char *path)
{
    char denied[4096];

    return snprintf (denied, sizeof denied, "%s.denied", path) < (int) sizeof denied &&
           syscall (SYS_faccessat, AT_FDCWD, denied, F_OK) == 0;
}

/* Reads the pipe beside @path until its writers have closed it; does nothing if there is no pipe. */
static void
wait_for (const char *path)
{
    char pipe_path[4096], byte;
    int fd;

    if (snprintf (pipe_path, sizeof pipe_path, "%s.slow", path) >= (int) sizeof pipe_path)
        return;
    fd = (int) syscall (SYS_openat, AT_FDCWD, pipe_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    while (read (fd, &byte, 1) > 0)
        ;
    close (fd);
}

/* Replaces fstatat() by a function that calls wait_for() first. A program with 64-bit file offsets calls fstatat()
 * as fstatat64(). */
int
fstatat (int folder, const char *path, struct stat *status, int flags)
{
    Stat next = (Stat) dlsym (RTLD_NEXT, "fstatat64");

    if (folder == AT_FDCWD)
        wait_for (path);
    return next (folder, path, status, flags);
}

/* Replaces open() by a function that calls wait_for() first, and fails with EACCES for a denied file. A program with
 * 64-bit file offsets calls open() as open64(). */
int
open64 (const char *path, int flags, ...)
{
    Open next = (Open) dlsym (RTLD_NEXT, "open64");
    mode_t mode;
    va_list more;

    va_start (more, flags);
    mode = va_arg (more, mode_t);
    va_end (more);
    wait_for (path);
    if (is_denied (path)) {
        errno = EACCES;
        return -1;
    }
    return next (path, flags, mode);
}
