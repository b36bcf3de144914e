/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog-index.h"

G_BEGIN_DECLS

/* Compiles catalog text files to an index. Private to src/catalog. */

/**
 * bb_catalog_files: returns (transfer full) the sorted paths of the `*.models` and `*.names` in @folder, without
 * those whose names begin with a period; empty if @folder does not exist or cannot be read.
 */
GPtrArray *bb_catalog_files (const char *folder);

/**
 * bb_catalog_load:
 * @paths: files to load
 * @against: (nullable): index with models that names may refer to, in addition to those in @paths
 * @builder: (nullable): gets all groups if there are no problems; otherwise nothing is added
 * @problems: gets the problems; must be empty before
 *
 * Reads and checks @paths as one catalog.
 *
 * Returns: %TRUE if there are no problems
 */
gboolean bb_catalog_load (const char *const *paths, BbCatalogIndex *against, BbCatalogBuilder *builder,
                          BbCatalogProblems *problems);

/**
 * bb_catalog_load_texts: as bb_catalog_load(), for @texts (element-type BbCatalogText) that are already in memory.
 */
gboolean bb_catalog_load_texts (GPtrArray *texts, BbCatalogIndex *against, BbCatalogBuilder *builder,
                                BbCatalogProblems *problems);

/**
 * bb_catalog_load_folder: (transfer full) (nullable): returns an index of all files in @folder, compiled in memory.
 *
 * Errors: %BB_CATALOG_ERROR_NOT_FOUND without catalog files; %BB_CATALOG_ERROR_SYNTAX with the first problem.
 */
GBytes *bb_catalog_load_folder (const char *folder, GError **error);

/**
 * bb_catalog_open_shipped:
 * @folder: (nullable): see @shipped_folder of bb_catalog_open()
 *
 * Opens the index of @folder. If the index is missing, invalid or older than one of the text files of @folder,
 * compiles the text files in memory instead. If the default folder is in a build tree and cannot be used, uses the
 * catalog of the source tree.
 *
 * Errors: as bb_catalog_load_folder() and bb_catalog_index_open().
 */
BbCatalogIndex *bb_catalog_open_shipped (const char *folder, GError **error);

/** bb_catalog_open_user: Returns (transfer full) the index of the user's files in @folder (see @user_folder of
 * bb_catalog_open()). If the files did not change, returns the index in the cache. Otherwise compiles the files and
 * writes the cache; an error of writing is ignored. Never fails: the warnings of the index name the files that could
 * not be used. */
BbCatalogIndex *bb_catalog_open_user (const char *folder, BbCatalogIndex *shipped);

G_END_DECLS
