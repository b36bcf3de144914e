/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog-text.h"

G_BEGIN_DECLS

/* Inside the catalog room only: which keys a group may have and what their values look like. What all groups of a
 * kind have is a table here; what a family has of its own stands in its models file, in the group [keys]. */

typedef enum {
    BB_CATALOG_KIND_MODEL,
    BB_CATALOG_KIND_NAME,
    BB_CATALOG_KIND_CROSSFLASH,
    BB_CATALOG_KIND_IMAGE,
    BB_CATALOG_N_KINDS,
} BbCatalogKind;

typedef enum {
    BB_VALUE_TEXT,
    BB_VALUE_LIST,        /* ITEM;ITEM */
    BB_VALUE_TAGGED_LIST, /* ITEM:REMARK;ITEM */
    BB_VALUE_NUMBER,      /* 0x1F or 31 */
    BB_VALUE_NUMBER_LIST, /* NUMBER:REMARK;NUMBER */
    BB_VALUE_WIRING_LIST, /* NUMBER:master:05;NUMBER:slave:06 */
    BB_VALUE_BOOLEAN,     /* true, false */
    BB_VALUE_ENUM,        /* one of the choices */
    BB_VALUE_ENUM_LIST,
    BB_VALUE_HEX,          /* pairs of hex digits with blanks between */
    BB_VALUE_VENDOR,       /* INQUIRY text in normal form, 8 characters */
    BB_VALUE_PRODUCT,      /* 16 characters */
    BB_VALUE_SUM,          /* hex digits without blanks */
    BB_VALUE_DATE,         /* YYYY-MM-DD */
    BB_VALUE_RISK,         /* begins with a level */
    BB_VALUE_PATTERN_LIST, /* MODEL:CHARACTERS;MODEL:CHARACTERS */
} BbValueType;

typedef enum {
    BB_KEY_REQUIRED = 1 << 0,
    BB_KEY_INDEXED = 1 << 1, /* bb_catalog_find_models() can look it up */
    BB_KEY_UNIQUE = 1 << 2,  /* no second model of the family may claim it */
    BB_KEY_SIBLING = 1 << 3, /* is the key of a model of the same family */
} BbKeyFlags;

typedef struct {
    const char *name;
    BbValueType type;
    guint flags;
    const char *choices; /* "one|other" */
    const char *family;  /* (nullable): the values are keys of models of this family */
} BbSchemaKey;

/** BB_CATALOG_KEYS_GROUP: the first group of a models file: `Entries=drives` or `facts`, then a line a key. */
#define BB_CATALOG_KEYS_GROUP "keys"

/** BbCatalogSchema: the keys that families have of their own, as their files say. */
typedef struct _BbCatalogSchema BbCatalogSchema;
BbCatalogSchema *bb_catalog_schema_new (void);
void bb_catalog_schema_free (BbCatalogSchema *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCatalogSchema, bb_catalog_schema_free)

/** bb_catalog_schema_read: takes the keys of @family from @group, its [keys]: `KEY=TYPE [FLAG...] [CHOICE|CHOICE]`.
 */
void bb_catalog_schema_read (BbCatalogSchema *self, const char *family, const char *path, const BbCatalogGroup *group,
                             BbCatalogProblems *problems);

/** bb_catalog_schema_knows_family: were keys read for models of @family. */
gboolean bb_catalog_schema_knows_family (BbCatalogSchema *self, const char *family);

/** bb_catalog_schema_list: (transfer none): the keys of a known family of its own. */
const BbSchemaKey *bb_catalog_schema_list (BbCatalogSchema *self, const char *family, guint *n_keys);

/** bb_catalog_schema_find: (nullable): @key as a group of @kind may have it; @family counts for models only. */
const BbSchemaKey *bb_catalog_schema_find (BbCatalogSchema *self, BbCatalogKind kind, const char *family,
                                           const char *key);

/** bb_catalog_schema_check: finds unknown keys, bad values and missing keys of @group. */
void bb_catalog_schema_check (BbCatalogSchema *self, BbCatalogKind kind, const char *family, const char *path,
                              const BbCatalogGroup *group, BbCatalogProblems *problems);

/** bb_catalog_value_check: (transfer full) (nullable): what is wrong with @value, %NULL when nothing. */
char *bb_catalog_value_check (const BbSchemaKey *key, const char *value);

/** bb_catalog_value_terms: (transfer full): what @value can be looked up by, in the form of bb_catalog_value_term().
 */
char **bb_catalog_value_terms (const BbSchemaKey *key, const char *value);

/** bb_catalog_value_term: (transfer full): @text in the one form in which it is compared. */
char *bb_catalog_value_term (const BbSchemaKey *key, const char *text);

/** bb_catalog_value_number: reads "0x1F" or "31", nothing else. */
gboolean bb_catalog_value_number (const char *text, guint64 *number);

/** bb_catalog_value_split: (transfer full): the items of a list, without blanks at their ends. */
char **bb_catalog_value_split (const char *value);

/**
 * bb_catalog_normalise:
 * @max_characters: 8 for a vendor, 16 for a product
 * @strip_underscores: for a vendor
 *
 * Returns: (transfer full): the normal form of data/catalog/README.md, letters as they were
 */
char *bb_catalog_normalise (const char *text, gsize max_characters, gboolean strip_underscores);

/** bb_catalog_name_term: (transfer full): the two texts of a name as one, for comparing. */
char *bb_catalog_name_term (const char *vendor, const char *product);

G_END_DECLS
