/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BbCatalogError:
 * @BB_CATALOG_ERROR_SYNTAX: a file breaks the rules of data/catalog/README.md; the message has file and line
 * @BB_CATALOG_ERROR_NOT_FOUND: no such entry
 */
typedef enum {
    BB_CATALOG_ERROR_SYNTAX,
    BB_CATALOG_ERROR_NOT_FOUND,
} BbCatalogError;

#define BB_CATALOG_ERROR (bb_catalog_error_quark ())
GQuark bb_catalog_error_quark (void);

/**
 * BbConfidence: how sure it is that something is what it is taken for.
 * @BB_CONFIDENCE_CONFLICTING: of a drive only: its own evidence speaks for two identities
 */
typedef enum {
    BB_CONFIDENCE_LOW,
    BB_CONFIDENCE_MEDIUM,
    BB_CONFIDENCE_HIGH,
    BB_CONFIDENCE_CONFLICTING,
} BbConfidence;

/** bb_confidence_to_string: "low", "medium", "high", "conflicting"; the last is what no catalog says. */
const char *bb_confidence_to_string (BbConfidence confidence);

/**
 * BbModel:
 *
 * One group of a `*.models` file: what a chipset family needs to know of one drive type. Immutable, reference
 * counted, any thread.
 */
typedef struct _BbModel BbModel;
BbModel *bb_model_ref (BbModel *model);
void bb_model_unref (BbModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbModel, bb_model_unref)

const char *bb_model_get_family (BbModel *model); /* family id, as its file is called */
const char *bb_model_get_key (BbModel *model);    /* the group's name, "K355" */
const char *bb_model_get_maker (BbModel *model);  /* "HLDS (LG)" */
const char *bb_model_get_name (BbModel *model);   /* "ND-3550A" */
const char *bb_model_get_tested (BbModel *model); /* none, simulated, identified, backed-up, flashed, recovered */
BbConfidence bb_model_get_confidence (BbModel *model);
const char *bb_model_get_source (BbModel *model);

/** bb_model_get_string: (nullable): value of a family's own key, %NULL when unknown. */
const char *bb_model_get_string (BbModel *model, const char *key);
/** bb_model_get_strv: (transfer full): a `;` list; empty when unknown. */
char **bb_model_get_strv (BbModel *model, const char *key);
/** bb_model_get_uint: value of a number key (0x.. or decimal), @fallback when unknown. */
guint64 bb_model_get_uint (BbModel *model, const char *key, guint64 fallback);
gboolean bb_model_get_boolean (BbModel *model, const char *key);

/**
 * BbName:
 *
 * One group of a `*.names` file: "a drive that reports this is that model". A hint, never a
 * permission. Immutable, reference counted.
 */
typedef struct _BbName BbName;
BbName *bb_name_ref (BbName *name);
void bb_name_unref (BbName *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbName, bb_name_unref)

const char *bb_name_get_vendor (BbName *name); /* INQUIRY text, normalised; "" when the text is not known */
const char *bb_name_get_product (BbName *name);
const char *bb_name_get_marketed_as (BbName *name);
const char *bb_name_get_oem_vendor (BbName *name); /* "HLDS (LG)" */
const char *bb_name_get_oem_model (BbName *name);  /* "ND-1100A" */
const char *bb_name_get_family (BbName *name);     /* family id, "" when no family of this program */
const char *bb_name_get_model_key (BbName *name);  /* "" when unknown */
const char *bb_name_get_notes (BbName *name);
const char *bb_name_get_source (BbName *name);
BbConfidence bb_name_get_confidence (BbName *name);
gboolean bb_name_is_users (BbName *name); /* from the user's folder, not shipped */
/** bb_name_get_string: (nullable): any key of the group, %NULL when it has none
 * ("BootVersion"). */
const char *bb_name_get_string (BbName *name, const char *key);

/**
 * BbCrossflash: what people turned into what, and what came of it. Text for people.
 */
typedef struct _BbCrossflash BbCrossflash;
BbCrossflash *bb_crossflash_ref (BbCrossflash *crossflash);
void bb_crossflash_unref (BbCrossflash *crossflash);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCrossflash, bb_crossflash_unref)

const char *bb_crossflash_get_from (BbCrossflash *crossflash);
const char *bb_crossflash_get_to (BbCrossflash *crossflash);
const char *
bb_crossflash_get_kind (BbCrossflash *crossflash); /* same-hardware, feature-upgrade, downgrade, not-possible */
const char *bb_crossflash_get_risk (BbCrossflash *crossflash);
const char *bb_crossflash_get_losses (BbCrossflash *crossflash);
const char *bb_crossflash_get_source (BbCrossflash *crossflash);
/**
 * bb_crossflash_dup_gains:
 * @model, @revision: (nullable): of the image; without @model the gains of all images that the report speaks of
 *
 * Returns: (transfer full): "" if no gain is reported of that image
 */
char *bb_crossflash_dup_gains (BbCrossflash *crossflash, const char *model, const char *revision);
/**
 * bb_crossflash_is_from:
 * @running: name of the model that the running firmware is for
 * @board: (nullable): boot ID without blanks at its end
 *
 * Whether the report speaks of that firmware on that board; a report that names neither speaks of all.
 */
gboolean bb_crossflash_is_from (BbCrossflash *crossflash, const char *running, const char *board);

/**
 * BbKnownImage:
 *
 * An image that is known by its checksum: tells what a file is, never that it fits. Immutable, reference counted.
 */
typedef struct _BbKnownImage BbKnownImage;
BbKnownImage *bb_known_image_ref (BbKnownImage *image);
void bb_known_image_unref (BbKnownImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbKnownImage, bb_known_image_unref)

const char *bb_known_image_get_family (BbKnownImage *image);    /* family id */
const char *bb_known_image_get_model_key (BbKnownImage *image); /* key of the model it is for, "" when unknown */
const char *bb_known_image_get_name (BbKnownImage *image);      /* "BW-16D1HT" */
const char *bb_known_image_get_revision (BbKnownImage *image);  /* "3.02" */
const char *
bb_known_image_get_kind (BbKnownImage *image); /* original, boot-code, modified-de, modified-mk, unknown */
const char *bb_known_image_get_source (BbKnownImage *image);

#define BB_TYPE_CATALOG (bb_catalog_get_type ())
G_DECLARE_FINAL_TYPE (BbCatalog, bb_catalog, BB, CATALOG, GObject)

/** bb_model_get_catalog: (transfer none) (nullable): the catalog that @model is of. */
BbCatalog *bb_model_get_catalog (BbModel *model);

/**
 * bb_catalog_open:
 * @shipped_folder: (nullable): folder with the shipped files and their compiled index; %NULL:
 *   $BURNBACK_CATALOG, else the build tree's or the installed one
 * @user_folder: (nullable): folder with the user's `*.names`; %NULL: $XDG_DATA_HOME/burnback/catalog
 * @error: return location for an error
 *
 * Maps the compiled index (a serialised GVariant, sorted, looked up by binary search), so that
 * opening costs the same for any number of entries. The user's files are compiled into
 * $XDG_CACHE_HOME/burnback when they changed. A broken file of the user is not fatal: it is left
 * out and reported by bb_catalog_get_warnings().
 *
 * Errors: %BB_CATALOG_ERROR_NOT_FOUND without shipped files; %BB_CATALOG_ERROR_SYNTAX and %G_FILE_ERROR for these.
 *
 * Returns: (transfer full): the catalog
 */
BbCatalog *bb_catalog_open (const char *shipped_folder, const char *user_folder, GError **error);

/**
 * bb_catalog_set_simulated: whether the drives are simulated. Rules for simulated firmware (`Simulated…` keys) then
 * hold as well. Called before other threads use @self.
 */
void bb_catalog_set_simulated (BbCatalog *self, gboolean simulated);
gboolean bb_catalog_is_simulated (BbCatalog *self);

/** bb_catalog_get_warnings: (transfer none): %NULL-terminated list of sentences about files left out. */
const char *const *bb_catalog_get_warnings (BbCatalog *self);

/** bb_catalog_get_model: (transfer full) (nullable): the entry @key of @family. */
BbModel *bb_catalog_get_model (BbCatalog *self, const char *family, const char *key);

/** bb_catalog_list_models: (transfer full) (element-type BbModel): all of a family, in file order. */
GPtrArray *bb_catalog_list_models (BbCatalog *self, const char *family);

/**
 * bb_catalog_find_models:
 * @key: an indexed key of that family's schema, for example "AcceptedIds"
 *
 * Returns: (transfer full) (element-type BbModel): models whose @key is, or as a list contains, @value
 */
GPtrArray *bb_catalog_find_models (BbCatalog *self, const char *family, const char *key, const char *value);

/**
 * bb_catalog_match_name:
 * @vendor: INQUIRY vendor as sent
 * @product: INQUIRY product as sent
 *
 * Looks both up in normalised form (data/catalog/README.md), a second time with `/` as `-`.
 *
 * Returns: (transfer full) (element-type BbName): every entry of that name, the user's first; several
 *   with different OEM models mean that the name alone does not identify the drive
 */
GPtrArray *bb_catalog_match_name (BbCatalog *self, const char *vendor, const char *product);

/** bb_catalog_names_of_model: (transfer full) (element-type BbName): the rebadges of one model. */
GPtrArray *bb_catalog_names_of_model (BbCatalog *self, const char *family, const char *model_key);

/** bb_catalog_search_names: (transfer full) (element-type BbName): names whose text contains @text, without case. */
GPtrArray *bb_catalog_search_names (BbCatalog *self, const char *text);

/** bb_catalog_crossflashes: (transfer full) (element-type BbCrossflash): those whose `from` speaks of @text (marketed
 * name or model). */
GPtrArray *bb_catalog_crossflashes (BbCatalog *self, const char *text);

/**
 * bb_catalog_find_crossflash:
 * @about: (nullable): what else is known of the drive, "NB10"
 * @board: (nullable): its boot ID without blanks at its end
 *
 * What was reported of a drive that is called @from and got firmware of @to. What is reported as not possible stays
 * so, whatever else is said of it; then a report that speaks of @about counts more than others. Returns: (transfer
 * full) (nullable): %NULL: no report is known
 */
BbCrossflash *bb_catalog_find_crossflash (BbCatalog *self, const char *from, const char *to, const char *about,
                                          const char *board);

/** bb_catalog_known_image: (transfer full) (nullable): the image with this SHA-256 (or SHA-1, or SHA-256 of its
 * windows: data/catalog/README.md), hex digits in either case. */
BbKnownImage *bb_catalog_known_image (BbCatalog *self, const char *sha256);

/** bb_catalog_has_known_images: whether it knows any image of @family by its checksum. */
gboolean bb_catalog_has_known_images (BbCatalog *self, const char *family);

/** bb_catalog_dup_sum: (transfer full): another text for each other content, to tell what was made with which. */
char *bb_catalog_dup_sum (BbCatalog *self);

/** bb_catalog_count: number of models plus names. */
guint bb_catalog_count (BbCatalog *self);

/**
 * bb_catalog_lint:
 * @paths: files to check, `*.models` or `*.names`
 *
 * Returns: (transfer full): a line for each problem ("FILE:LINE: what"), empty when there is none; of more than 100
 * the number
 */
GPtrArray *bb_catalog_lint (const char *const *paths);

/** bb_catalog_compile: writes the index of all files in @folder to @index_path. Errors: SYNTAX, GIOError. */
gboolean bb_catalog_compile (const char *folder, const char *index_path, GError **error);

G_END_DECLS
