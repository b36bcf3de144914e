/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-checks.h"

guint
count_open (void)
{
    g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
    guint n = 0;

    while (g_dir_read_name (dir) != NULL)
        n++;
    return n;
}

void
assert_holds (const char *path, const char *text)
{
    g_autofree char *holds = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_get_contents (path, &holds, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (holds, ==, text);
}
