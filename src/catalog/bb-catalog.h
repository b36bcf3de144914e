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
 * BbConfidence: how certain a classification is.
 * @BB_CONFIDENCE_CONFLICTING: the evidence from the drive supports two identities; never in a catalog
 */
typedef enum {
    BB_CONFIDENCE_LOW,
    BB_CONFIDENCE_MEDIUM,
    BB_CONFIDENCE_HIGH,
    BB_CONFIDENCE_CONFLICTING,
} BbConfidence;

/** bb_confidence_to_string: returns "low", "medium", "high" or "conflicting". */
const char *bb_confidence_to_string (BbConfidence confidence);

/**
 * BbModel:
 *
 * One group of a `*.models` file: what a chipset family needs to know about one type of drive. Immutable, reference
 * counted, any thread.
 */
typedef struct _BbModel BbModel;
BbModel *bb_model_ref (BbModel *model);
void bb_model_unref (BbModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbModel, bb_model_unref)

const char *bb_model_get_family (BbModel *model); /* family ID, the name of its file */
const char *bb_model_get_key (BbModel *model);    /* name of the group, "K355" */
const char *bb_model_get_maker (BbModel *model);  /* "HLDS (LG)" */
const char *bb_model_get_name (BbModel *model);   /* "ND-3550A" */
const char *bb_model_get_tested (BbModel *model); /* none, simulated, identified, backed-up, flashed, recovered */
BbConfidence bb_model_get_confidence (BbModel *model);
const char *bb_model_get_source (BbModel *model);

/** bb_model_get_string: (nullable): value of a key of the family, %NULL if the group does not have it. */
const char *bb_model_get_string (BbModel *model, const char *key);
/** bb_model_get_strv: (transfer full): items of a `;` list; empty if the group does not have the key. */
char **bb_model_get_strv (BbModel *model, const char *key);
/** bb_model_get_uint: value of a number key (0x.. or decimal), @fallback if the group does not have it. */
guint64 bb_model_get_uint (BbModel *model, const char *key, guint64 fallback);
gboolean bb_model_get_boolean (BbModel *model, const char *key);

/**
 * BbName:
 *
 * One group of a `*.names` file: it says which model a drive with a certain INQUIRY text probably is. A hint that
 * is shown to the user; no verdict depends on it. Immutable, reference counted.
 */
typedef struct _BbName BbName;
BbName *bb_name_ref (BbName *name);
void bb_name_unref (BbName *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbName, bb_name_unref)

const char *bb_name_get_vendor (BbName *name); /* INQUIRY text, normalised; "" if unknown */
const char *bb_name_get_product (BbName *name);
const char *bb_name_get_marketed_as (BbName *name);
const char *bb_name_get_oem_vendor (BbName *name); /* "HLDS (LG)" */
const char *bb_name_get_oem_model (BbName *name);  /* "ND-1100A" */
const char *bb_name_get_family (BbName *name);     /* family ID, "" if this program has no such family */
const char *bb_name_get_model_key (BbName *name);  /* "" if unknown */
const char *bb_name_get_notes (BbName *name);
const char *bb_name_get_source (BbName *name);
BbConfidence bb_name_get_confidence (BbName *name);
gboolean bb_name_is_users (BbName *name); /* TRUE: from the user's folder, FALSE: shipped */
/** bb_name_get_string: (nullable): value of any key of the group, for example "BootVersion". */
const char *bb_name_get_string (BbName *name, const char *key);

/**
 * bb_catalog_translate:
 * @text: (nullable): a text of the catalog for users: gains, losses, risk, notes, and the like
 *
 * Returns: (nullable): its translation, valid as long as @text; @text itself if there is none, as for texts of the
 *   user's own files. Comparisons and JSON use @text, which is English.
 */
const char *bb_catalog_translate (const char *text);

/**
 * BbCrossflash: a report that users flashed one model with the firmware of another, and the result. Text for users.
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
 * @model, @revision: (nullable): of the image; without @model the gains with all images in the report are returned
 *
 * Returns: (transfer full): "" if no gain with that image is reported
 */
char *bb_crossflash_dup_gains (BbCrossflash *crossflash, const char *model, const char *revision);
/**
 * bb_crossflash_is_from:
 * @running: name of the model that the running firmware is for
 * @board: (nullable): boot ID without blanks at its end
 *
 * Whether the report is about that firmware on that board. A report without firmware and board is about all.
 */
gboolean bb_crossflash_is_from (BbCrossflash *crossflash, const char *running, const char *board);

/**
 * BbKnownImage:
 *
 * An image that is identified by its checksum. It says what a file is, not whether a drive may get it. Immutable,
 * reference counted.
 */
typedef struct _BbKnownImage BbKnownImage;
BbKnownImage *bb_known_image_ref (BbKnownImage *image);
void bb_known_image_unref (BbKnownImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbKnownImage, bb_known_image_unref)

const char *bb_known_image_get_family (BbKnownImage *image); /* family ID */
const char *
bb_known_image_get_model_key (BbKnownImage *image);        /* key of the model that the image is for, "" if unknown */
const char *bb_known_image_get_name (BbKnownImage *image); /* "BW-16D1HT" */
const char *bb_known_image_get_revision (BbKnownImage *image); /* "3.02" */
const char *
bb_known_image_get_kind (BbKnownImage *image); /* original, boot-code, modified-de, modified-mk, unknown */
const char *bb_known_image_get_source (BbKnownImage *image);

#define BB_TYPE_CATALOG (bb_catalog_get_type ())
G_DECLARE_FINAL_TYPE (BbCatalog, bb_catalog, BB, CATALOG, GObject)

/** bb_model_get_catalog: (transfer none) (nullable): the catalog that @model comes from. */
BbCatalog *bb_model_get_catalog (BbModel *model);

/**
 * bb_catalog_open:
 * @shipped_folder: (nullable): folder with the shipped files and their compiled index; %NULL: $BURNBACK_CATALOG,
 *   else that of the build tree or the installed one
 * @user_folder: (nullable): folder with the user's `*.names`; %NULL: $XDG_DATA_HOME/burnback/catalog
 * @error: return location for an error
 *
 * Maps the compiled index, so that opening takes the same time for any number of entries. The user's files are
 * compiled to $XDG_CACHE_HOME/burnback after they changed. An invalid file of the user is no error: it is left out
 * and reported by bb_catalog_get_warnings().
 *
 * Errors: %BB_CATALOG_ERROR_NOT_FOUND without shipped files; %BB_CATALOG_ERROR_SYNTAX and %G_FILE_ERROR for shipped
 * files.
 *
 * Returns: (transfer full): the catalog
 */
BbCatalog *bb_catalog_open (const char *shipped_folder, const char *user_folder, GError **error);

/**
 * bb_catalog_set_simulated: sets whether the drives are simulated. If they are, the rules for simulated firmware
 * (keys `Simulated…`) apply, too. Call it before other threads use @self.
 */
void bb_catalog_set_simulated (BbCatalog *self, gboolean simulated);
gboolean bb_catalog_is_simulated (BbCatalog *self);

/**
 * bb_catalog_get_warnings: (transfer none): %NULL-terminated list of sentences about files that were left out.
 */
const char *const *bb_catalog_get_warnings (BbCatalog *self);

/** bb_catalog_get_model: (transfer full) (nullable): returns the model @key of @family. */
BbModel *bb_catalog_get_model (BbCatalog *self, const char *family, const char *key);

/**
 * bb_catalog_list_models: (transfer full) (element-type BbModel): returns all models of a family, in file order.
 */
GPtrArray *bb_catalog_list_models (BbCatalog *self, const char *family);

/**
 * bb_catalog_find_models:
 * @key: an indexed key of the family, for example "AcceptedIds"
 *
 * Returns: (transfer full) (element-type BbModel): models whose @key is @value, or is a list that contains @value
 */
GPtrArray *bb_catalog_find_models (BbCatalog *self, const char *family, const char *key, const char *value);

/**
 * bb_catalog_match_name:
 * @vendor: INQUIRY vendor as sent
 * @product: INQUIRY product as sent
 *
 * Looks up the normalised texts (data/catalog/README.md), then again with `-` in place of `/`.
 *
 * Returns: (transfer full) (element-type BbName): all entries for this name, the user's first. If they have
 *   different OEM models, the name alone does not identify the drive
 */
GPtrArray *bb_catalog_match_name (BbCatalog *self, const char *vendor, const char *product);

/**
 * bb_catalog_names_of_model: (transfer full) (element-type BbName): returns the names of all rebadges of one model.
 */
GPtrArray *bb_catalog_names_of_model (BbCatalog *self, const char *family, const char *model_key);

/**
 * bb_catalog_search_names: (transfer full) (element-type BbName): names whose text contains @text, ignoring case.
 */
GPtrArray *bb_catalog_search_names (BbCatalog *self, const char *text);

/**
 * bb_catalog_crossflashes: (transfer full) (element-type BbCrossflash): reports whose `From` mentions @text
 * (marketed name or model) as a whole word.
 */
GPtrArray *bb_catalog_crossflashes (BbCatalog *self, const char *text);

/**
 * bb_catalog_find_crossflash:
 * @from: name of the model that is flashed
 * @to: name of the model that its new firmware is for
 * @about: (nullable): another name that a report may mention, for example a service code
 * @board: (nullable): boot ID of the drive without blanks at its end
 *
 * Finds the best report about flashing @from with firmware for @to. A report of kind "not-possible" comes before
 * all others; then reports that mention @about come first.
 *
 * Returns: (transfer full) (nullable): %NULL if there is no report
 */
BbCrossflash *bb_catalog_find_crossflash (BbCatalog *self, const char *from, const char *to, const char *about,
                                          const char *board);

/**
 * bb_catalog_known_image: (transfer full) (nullable): returns the image with this SHA-256 (or SHA-1, or SHA-256 of
 * its windows: data/catalog/README.md), hex digits in either case.
 */
BbKnownImage *bb_catalog_known_image (BbCatalog *self, const char *sha256);

/** bb_catalog_has_known_images: whether the catalog has checksums of images of @family. */
gboolean bb_catalog_has_known_images (BbCatalog *self, const char *family);

/**
 * bb_catalog_dup_sum: (transfer full): returns a text that differs if the content of the catalog differs, so that
 * cached results can be recognized as outdated.
 */
char *bb_catalog_dup_sum (BbCatalog *self);

/** bb_catalog_count: returns the number of models plus names. */
guint bb_catalog_count (BbCatalog *self);

/**
 * bb_catalog_lint:
 * @paths: files to check, `*.models` or `*.names`
 *
 * Returns: (transfer full): a line for each problem ("FILE:LINE: text"), empty if there is none. After 100
 *   problems, a last line has the number of the others
 */
GPtrArray *bb_catalog_lint (const char *const *paths);

/** bb_catalog_compile: writes the index of all files in @folder to @index_path. Errors: SYNTAX, GIOError. */
gboolean bb_catalog_compile (const char *folder, const char *index_path, GError **error);

G_END_DECLS
