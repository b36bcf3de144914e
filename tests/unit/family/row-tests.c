/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "row-tests.h"

void
add_row_test (const char *folder, const char *what, gconstpointer row, GTestDataFunc test)
{
    g_autofree char *name = g_strdelimit (g_strdup (what), " ,", '-');
    g_autofree char *path = g_strdup_printf ("%s/%s", folder, name);

    g_test_add_data_func (path, row, test);
}
