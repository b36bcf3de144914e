/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"

BbCatalog *
shipped_catalog (void)
{
    static BbCatalog *catalog = NULL;
    g_autoptr (GError) error = NULL;

    if (catalog == NULL)
        catalog = bb_catalog_open (BUILD_DATADIR "/catalog", "/nonexistent", &error);
    g_assert_no_error (error);
    return catalog;
}
