/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-prefix.h"

#include <gio/gio.h>

void
bb_prefix_init (void)
{
    static const struct {
        const char *variable;
        const char *folder;
    } DATA[] = {
        {"BURNBACK_CATALOG", "burnback/catalog"},
        {"BURNBACK_SCENARIOS", "burnback/scenarios"},
        {"BURNBACK_LOCALE_DIR", "locale"},
    };
    g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
    g_autofree char *share = program != NULL ? g_build_filename (program, "../../share", NULL) : NULL;
    g_autofree char *data = share != NULL ? g_canonicalize_filename (share, "/") : NULL;
    g_autofree char *own = data != NULL ? g_build_filename (data, "burnback", NULL) : NULL;

    if (own == NULL || !g_file_test (own, G_FILE_TEST_IS_DIR))
        return;
    for (gsize i = 0; i < G_N_ELEMENTS (DATA); i++) {
        g_autofree char *folder = g_build_filename (data, DATA[i].folder, NULL);

        g_setenv (DATA[i].variable, folder, FALSE);
    }
}
