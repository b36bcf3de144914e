/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BbCatalogError:
 * @BB_CATALOG_ERROR_SYNTAX: a file breaks the rules of data/catalog/README.md; the message has file and line
 * @BB_CATALOG_ERROR_NOT_FOUND: a folder has no catalog files
 */
typedef enum {
    BB_CATALOG_ERROR_SYNTAX,
    BB_CATALOG_ERROR_NOT_FOUND,
} BbCatalogError;

#define BB_CATALOG_ERROR (bb_catalog_error_quark ())
GQuark bb_catalog_error_quark (void);

/**
 * BbConfidence: how certain it is that a drive is of a model, or that a catalog entry is right.
 * @BB_CONFIDENCE_CONFLICTING: the drive itself indicates two models; never in a catalog file
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
 * One group of a `*.models` file. It describes one type of drive, or has other data of its family (`Entries=facts`).
 * Immutable, reference counted, any thread.
 */
typedef struct _BbModel BbModel;
BbModel *bb_model_ref (BbModel *model);
void bb_model_unref (BbModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbModel, bb_model_unref)

const char *bb_model_get_family (BbModel *model); /* family ID, "lite-on" */
/** bb_model_get_key: Returns the name of the group, for example "K355"; unique in the family. */
const char *bb_model_get_key (BbModel *model);
const char *bb_model_get_maker (BbModel *model); /* "HLDS (LG)" */
const char *bb_model_get_name (BbModel *model);  /* "ND-3550A" */
/** bb_model_get_tested: Returns the value of the key Tested (none, simulated, identified, backed-up, flashed or
 * recovered); "none" if the group does not have the key. */
const char *bb_model_get_tested (BbModel *model);
/** bb_model_was_flashed: TRUE if a real drive of the model was flashed: the key Tested is flashed or recovered. */
gboolean bb_model_was_flashed (BbModel *model);
/** bb_model_get_confidence: Returns the value of the key Confidence; %BB_CONFIDENCE_LOW if it is missing. */
BbConfidence bb_model_get_confidence (BbModel *model);
const char *bb_model_get_source (BbModel *model);

/** bb_model_get_string: Returns (nullable) the value of @key, %NULL if the group does not have it. */
const char *bb_model_get_string (BbModel *model, const char *key);
/** bb_model_get_strv: Returns (transfer full) the items of a `;` list; empty if the group does not have the key. */
char **bb_model_get_strv (BbModel *model, const char *key);
/** bb_model_get_uint: Returns the value of a number key (0x.. or decimal); @fallback if the group does not have it or
 * the value is no number. */
guint64 bb_model_get_uint (BbModel *model, const char *key, guint64 fallback);
/** bb_model_get_boolean: TRUE if the value of @key is "true"; FALSE if the group does not have the key. */
gboolean bb_model_get_boolean (BbModel *model, const char *key);

/**
 * BbName:
 *
 * One group of a `*.names` file: says which model a drive with a certain INQUIRY text probably is. Only a hint for
 * the user; no verdict depends on a name. Immutable, reference counted.
 */
typedef struct _BbName BbName;
BbName *bb_name_ref (BbName *name);
void bb_name_unref (BbName *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbName, bb_name_unref)

const char *bb_name_get_vendor (BbName *name); /* INQUIRY text, normalized; "" if unknown */
const char *bb_name_get_product (BbName *name);
const char *bb_name_get_marketed_as (BbName *name);
/** bb_name_get_seller: Returns the words at the start of bb_name_get_marketed_as() that name the seller; "" if the
 * entry does not say it, because it is the first word or the reported vendor. */
const char *bb_name_get_seller (BbName *name);
const char *bb_name_get_oem_vendor (BbName *name); /* "HLDS (LG)" */
const char *bb_name_get_oem_model (BbName *name);  /* "ND-1100A" */
const char *bb_name_get_family (BbName *name);     /* family ID, "" if unknown */
const char *bb_name_get_model_key (BbName *name);  /* "" if unknown */
const char *bb_name_get_notes (BbName *name);
const char *bb_name_get_source (BbName *name);
/** bb_name_get_confidence: Returns the value of the key Confidence; %BB_CONFIDENCE_LOW if it is missing. */
BbConfidence bb_name_get_confidence (BbName *name);
/** bb_name_is_users: %TRUE if the entry is from the folder of the user, %FALSE if it is shipped. */
gboolean bb_name_is_users (BbName *name);
/** bb_name_get_string: Returns (nullable) the value of any key of the group, for example "Interface". */
const char *bb_name_get_string (BbName *name, const char *key);

/**
 * bb_catalog_translate:
 * @text: (nullable): a text of the catalog for users, such as gains, losses and notes. For a risk, call
 *   bb_catalog_dup_risk() instead
 *
 * Returns: (nullable): the translation of @text, valid as long as @text. @text itself if there is no translation, for
 *   example for a text from a file of the user. Comparisons and JSON use the untranslated @text, which is English.
 */
const char *bb_catalog_translate (const char *text);
/**
 * bb_catalog_dup_risk:
 * @risk: (nullable): the risk of a report or of advice: `LEVEL` or `LEVEL: Sentences.`
 *
 * Returns: (transfer full) (nullable): level and sentences in the language of the user: "high." or "high. One drive
 * rejected it."; %NULL if @risk is %NULL or empty. JSON has @risk itself.
 */
char *bb_catalog_dup_risk (const char *risk);

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
const char *bb_crossflash_get_risk (BbCrossflash *crossflash); /* translated by bb_catalog_dup_risk() */
const char *bb_crossflash_get_losses (BbCrossflash *crossflash);
const char *bb_crossflash_get_source (BbCrossflash *crossflash);
/**
 * bb_crossflash_dup_gains:
 * @model, @revision: (nullable): model and revision of the image; %NULL for @model stands for all images
 *
 * Returns: (transfer full): the reported gains, as sentences; "" if there are none. Gains that need certain revisions
 *   are included only if the image has one of these revisions, or if @model is %NULL
 */
char *bb_crossflash_dup_gains (BbCrossflash *crossflash, const char *model, const char *revision);
/**
 * bb_crossflash_is_from:
 * @running: name of the model that the running firmware is for
 * @board: (nullable): boot ID without blanks at its end; %NULL matches every board
 *
 * TRUE if the report is about the firmware of @running on @board. A report without a list of firmware is about all
 * firmware, and one without a list of boards about all boards.
 */
gboolean bb_crossflash_is_from (BbCrossflash *crossflash, const char *running, const char *board);

/**
 * BbKnownImage:
 *
 * An image that is identified by its checksum. The entry says which firmware a file contains; it does not say whether
 * this firmware may be flashed to a drive. Immutable, reference counted.
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

/** bb_model_get_catalog: Returns (transfer none) (nullable) the catalog that @model comes from. */
BbCatalog *bb_model_get_catalog (BbModel *model);

/**
 * bb_catalog_open:
 * @shipped_folder: (nullable): folder with the shipped files and their compiled index. %NULL stands for the folder in
 *   $BURNBACK_CATALOG. If this variable is not set, %NULL stands for the folder of the build tree if the program runs
 *   from there, and for the installed folder otherwise
 * @user_folder: (nullable): folder with the user's `*.names`; if %NULL, $XDG_DATA_HOME/burnback/catalog
 * @error: return location for an error
 *
 * Maps the compiled index, so that opening takes the same time for any number of entries. The user's files are
 * compiled to $XDG_CACHE_HOME/burnback after they changed. An invalid file of the user is no error: the file is left
 * out, and bb_catalog_get_warnings() reports it.
 *
 * Errors: %BB_CATALOG_ERROR_NOT_FOUND if there are no shipped files; %BB_CATALOG_ERROR_SYNTAX and %G_FILE_ERROR for
 * shipped files.
 *
 * Returns: (transfer full) (nullable): the catalog; %NULL on error
 */
BbCatalog *bb_catalog_open (const char *shipped_folder, const char *user_folder, GError **error);

/** bb_catalog_set_simulated: sets whether the drives are simulated. If they are, rules for simulated firmware (keys
 * `Simulated…`) apply, too. Must be called before other threads use @self. */
void bb_catalog_set_simulated (BbCatalog *self, gboolean simulated);
gboolean bb_catalog_is_simulated (BbCatalog *self);

/**
 * bb_catalog_get_warnings: returns (transfer none) a %NULL-terminated list of sentences about files that were left
 * out.
 */
const char *const *bb_catalog_get_warnings (BbCatalog *self);

/** bb_catalog_get_model: Returns (transfer full) (nullable) the model @key of @family. */
BbModel *bb_catalog_get_model (BbCatalog *self, const char *family, const char *key);

/**
 * bb_catalog_list_models: returns (transfer full) (element-type BbModel) all models of a family, in file order.
 */
GPtrArray *bb_catalog_list_models (BbCatalog *self, const char *family);

/**
 * bb_catalog_find_models:
 * @key: a key of the family, for example "AcceptedIds"
 *
 * Returns: (transfer full) (element-type BbModel): the models whose @key is @value, or is a list that contains
 *   @value. Values are compared in the normal form of the type of @key. Empty if the family does not declare @key as
 *   indexed
 */
GPtrArray *bb_catalog_find_models (BbCatalog *self, const char *family, const char *key, const char *value);

/**
 * bb_catalog_match_name:
 * @vendor: INQUIRY vendor as sent
 * @product: INQUIRY product as sent
 *
 * Looks up the normalized texts (data/catalog/README.md). Then looks them up again with each `/` replaced by `-`.
 *
 * Returns: (transfer full) (element-type BbName): all entries for this name, the user's first. If the entries have
 *   different OEM models, the name alone does not identify the drive
 */
GPtrArray *bb_catalog_match_name (BbCatalog *self, const char *vendor, const char *product);

/**
 * bb_catalog_names_of_model: returns (transfer full) (element-type BbName) all names under which drives of one model
 * were sold, the user's first.
 */
GPtrArray *bb_catalog_names_of_model (BbCatalog *self, const char *family, const char *model_key);

/**
 * bb_catalog_search_names: returns (transfer full) (element-type BbName) the names that contain @text in one of the
 * keys Vendor, Product, MarketedAs, OemVendor, OemModel and Model, or in "VENDOR PRODUCT", ignoring case. The user's
 * come first. None if @text is "".
 */
GPtrArray *bb_catalog_search_names (BbCatalog *self, const char *text);

/**
 * bb_catalog_crossflashes: returns (transfer full) (element-type BbCrossflash) the reports whose list `FromModels`
 * has the item @text (marketed name or model), or whose `From` contains @text as a whole word; ignoring case. The
 * user's come first. None if @text is "".
 */
GPtrArray *bb_catalog_crossflashes (BbCatalog *self, const char *text);

/**
 * bb_catalog_find_crossflash:
 * @from: name of the model that is flashed
 * @to: name of the model that the new firmware is for
 * @about: (nullable): another name that a report may mention, for example a service code
 * @board: (nullable): boot ID of the drive without blanks at its end; %NULL matches every board
 *
 * Finds the best report about flashing @from with firmware for @to. A report is considered if all of this is true:
 * - bb_catalog_crossflashes() returns it for @from.
 * - Its `To` contains @to (case matters).
 * - bb_crossflash_is_from() is %TRUE for @from and @board.
 * A report of kind "not-possible" is better than all others. Next are reports that mention @about.
 *
 * Returns: (transfer full) (nullable): the report; %NULL if there is none
 */
BbCrossflash *bb_catalog_find_crossflash (BbCatalog *self, const char *from, const char *to, const char *about,
                                          const char *board);

/**
 * bb_catalog_known_image: returns (transfer full) (nullable) the known image with this SHA-256, SHA-1 or WindowSha256
 * (data/catalog/README.md); upper and lower case of hex digits are equal.
 */
BbKnownImage *bb_catalog_known_image (BbCatalog *self, const char *sha256);

/** bb_catalog_has_known_images: TRUE if the catalog has checksums of images of @family. */
gboolean bb_catalog_has_known_images (BbCatalog *self, const char *family);

/** bb_catalog_release_pages: gives the memory of the index files back to the system; look-ups map the pages that they
 * need again. Called after many look-ups, such as the identification of all drives. Any thread. */
void bb_catalog_release_pages (BbCatalog *self);

/**
 * bb_catalog_dup_sum: returns (transfer full) a text that changes with the content of the catalog, so that cached
 * results can be recognized as outdated.
 */
char *bb_catalog_dup_sum (BbCatalog *self);

/**
 * bb_catalog_lint:
 * @paths: files to check, `*.models` or `*.names`
 *
 * Returns: (transfer full): a line for each problem ("FILE:LINE: text"), empty if there is none. After 100
 *   problems, a last line has the number of further problems
 */
GPtrArray *bb_catalog_lint (const char *const *paths);

/** bb_catalog_compile: Writes the index of all files in @folder to @index_path. Errors: those of
 * bb_catalog_load_folder() (%BB_CATALOG_ERROR); %G_FILE_ERROR. */
gboolean bb_catalog_compile (const char *folder, const char *index_path, GError **error);

G_END_DECLS
