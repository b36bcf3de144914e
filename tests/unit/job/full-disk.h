/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

G_BEGIN_DECLS

/* A disk that has no room for a backup; for a program that is linked with --wrap=fsync. */

int __real_fsync (int fd);
int __wrap_fsync (int fd);

/* TRUE: the disk has no room for a backup. */
static gboolean disk_is_full;

int
__wrap_fsync (int fd)
{
    g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
    g_autofree char *path = g_file_read_link (link, NULL);

    if (!disk_is_full || path == NULL || strstr (path, "/backups/") == NULL)
        return __real_fsync (fd);
    errno = ENOSPC;
    return -1;
}

G_END_DECLS
