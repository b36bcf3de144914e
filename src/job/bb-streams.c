/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-streams.h"

#include <fcntl.h>
#include <unistd.h>

void
bb_streams_occupy (void)
{
    int fd = 0;

    /* open() uses the lowest free descriptor, so each call opens the next closed standard stream. The last call
     * returns a higher descriptor, which is closed again. */
    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = open ("/dev/null", O_RDWR);
    if (fd > STDERR_FILENO)
        close (fd);
}
