/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog-index.h"

G_BEGIN_DECLS

/* Inside the catalog room only: from text files to an index. */

/** bb_catalog_files: (transfer full): sorted paths of the `*.models` and `*.names` in @folder; empty when there is no
 * folder. */
GPtrArray *bb_catalog_files (const char *folder);

/**
 * bb_catalog_load:
 * @paths: files to load
 * @against: (nullable): models that names may refer to, beside those of @paths
 * @builder: (nullable): gets every group when nothing was wrong, else none
 * @problems: empty; gets what is wrong
 *
 * Reads and checks @paths as one catalog.
 *
 * Returns: %TRUE when nothing was wrong
 */
gboolean bb_catalog_load (const char *const *paths, BbCatalogIndex *against, BbCatalogBuilder *builder,
                          BbCatalogProblems *problems);

/** bb_catalog_load_texts: as bb_catalog_load(), with files that are read already (element-type BbCatalogText). */
gboolean bb_catalog_load_texts (GPtrArray *texts, BbCatalogIndex *against, BbCatalogBuilder *builder,
                                BbCatalogProblems *problems);

/**
 * bb_catalog_load_folder: (transfer full) (nullable): index of all files in @folder, made in memory.
 *
 * Errors: %BB_CATALOG_ERROR_NOT_FOUND without catalog files; %BB_CATALOG_ERROR_SYNTAX with the first problem.
 */
GBytes *bb_catalog_load_folder (const char *folder, GError **error);

/**
 * bb_catalog_open_shipped: the index of @folder, or of its text when that is newer; @folder as for bb_catalog_open().
 *
 * Errors: as bb_catalog_load_folder() and bb_catalog_index_open().
 */
BbCatalogIndex *bb_catalog_open_shipped (const char *folder, GError **error);

/** bb_catalog_open_user: never fails; what could not be used is in the index's warnings. */
BbCatalogIndex *bb_catalog_open_user (const char *folder, BbCatalogIndex *shipped);

G_END_DECLS
