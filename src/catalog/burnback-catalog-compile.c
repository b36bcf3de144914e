/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog.h"

/* Runs during the build: checks the catalog files of a folder and writes their index. Returns 2 for wrong usage and 1
 * after another error, which is printed to stderr; nothing is written then. Returns 0 otherwise. */
int
main (int argc, char **argv)
{
    g_autoptr (GError) error = NULL;

    if (argc != 3) {
        g_printerr ("Usage: burnback-catalog-compile FOLDER INDEX\n");
        return 2;
    }
    if (!bb_catalog_compile (argv[1], argv[2], &error)) {
        g_printerr ("%s\n", error->message);
        return 1;
    }
    return 0;
}
