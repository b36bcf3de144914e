/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"

G_BEGIN_DECLS

/** shipped_catalog: Returns (transfer none) the shipped catalog, without files of the user; opened
 * once. */
BbCatalog *shipped_catalog (void);

G_END_DECLS
