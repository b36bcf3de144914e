/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-catalog-text.h"

G_BEGIN_DECLS

/* The keys that a group may have, and the syntax of their values. Keys that all groups of one kind may have are in a
 * table in bb-catalog-schema.c. Keys of one family are in the group [keys] of its models file. Private to
 * src/catalog. */

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
    BB_VALUE_NUMBER_LIST, /* numbers separated by ";", each with or without a remark: NUMBER:REMARK;NUMBER */
    BB_VALUE_WIRING_LIST, /* hardware ID, cable position and boot code version: 0x6F:master:05;0x7B:slave:06 */
    BB_VALUE_BOOLEAN,     /* true, false */
    BB_VALUE_ENUM,        /* one of @choices */
    BB_VALUE_ENUM_LIST,
    BB_VALUE_HEX,          /* pairs of hex digits separated by blanks */
    BB_VALUE_VENDOR,       /* INQUIRY text in normal form, 8 characters */
    BB_VALUE_PRODUCT,      /* INQUIRY text in normal form, 16 characters */
    BB_VALUE_SUM,          /* checksum, hex digits without blanks */
    BB_VALUE_DATE,         /* YYYY-MM-DD */
    BB_VALUE_RISK,         /* two forms: "LEVEL" and "LEVEL: Sentences." */
    BB_VALUE_PATTERN_LIST, /* items MODEL:PATTERN; a pattern has 2 to 4 characters, "*" is any: K355:30;D57D:50*L */
} BbValueType;

typedef enum {
    BB_KEY_REQUIRED = 1 << 0,
    BB_KEY_INDEXED = 1 << 1, /* models and images can be found by this value */
    BB_KEY_UNIQUE = 1 << 2,  /* two models of the family must not have the same value */
    BB_KEY_SIBLING = 1 << 3, /* the value is the key of another model of the family */
} BbKeyFlags;

typedef struct {
    const char *name;
    BbValueType type;
    guint flags;
    const char *choices; /* allowed values of an enum, "one|other"; for BB_VALUE_SUM: number of digits */
    const char *family;  /* (nullable): the values are keys of models of this family */
} BbSchemaKey;

/**
 * BB_CATALOG_KEYS_GROUP: title of the first group of a `*.models` file. This group defines the keys of the family: it
 * has the line `Entries=drives` or `Entries=facts`, and one line for each key.
 */
#define BB_CATALOG_KEYS_GROUP "keys"

/** BbCatalogSchema: the keys of all families, read from the [keys] groups of their files. */
typedef struct _BbCatalogSchema BbCatalogSchema;
BbCatalogSchema *bb_catalog_schema_new (void);
void bb_catalog_schema_free (BbCatalogSchema *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCatalogSchema, bb_catalog_schema_free)

/**
 * bb_catalog_schema_read: reads the keys of @family from @group, the group [keys] of its models file. Each line must
 * have the form `KEY=TYPE [FLAG...] [CHOICE|CHOICE]`. Exception: the value of the key `Entries` must be `drives` or
 * `facts`. Any other line adds a problem. Replaces keys of @family that were read before.
 */
void bb_catalog_schema_read (BbCatalogSchema *self, const char *family, const char *path, const BbCatalogGroup *group,
                             BbCatalogProblems *problems);

/** bb_catalog_schema_knows_family: TRUE if the keys of @family were read. */
gboolean bb_catalog_schema_knows_family (BbCatalogSchema *self, const char *family);

/** bb_catalog_schema_list: Returns (transfer none) the keys that only @family has; @family must be known. */
const BbSchemaKey *bb_catalog_schema_list (BbCatalogSchema *self, const char *family, guint *n_keys);

/**
 * bb_catalog_schema_find: returns (nullable) the definition of @key for groups of @kind; %NULL if such groups may not
 * have @key. @family is used for models only.
 */
const BbSchemaKey *bb_catalog_schema_find (BbCatalogSchema *self, BbCatalogKind kind, const char *family,
                                           const char *key);

/** bb_catalog_schema_check: Adds problems for unknown keys, invalid values and missing keys of @group. */
void bb_catalog_schema_check (BbCatalogSchema *self, BbCatalogKind kind, const char *family, const char *path,
                              const BbCatalogGroup *group, BbCatalogProblems *problems);

/** bb_catalog_value_check: returns (transfer full) (nullable) a phrase that says what is wrong with @value; %NULL if
 * it is valid. */
char *bb_catalog_value_check (const BbSchemaKey *key, const char *value);

/** bb_catalog_risk_is_valid: TRUE if @value is a level of a risk, or a level, ": " and sentences. The
 * sentences must end in a period and must not begin with a blank. */
gboolean bb_catalog_risk_is_valid (const char *value);

/** bb_catalog_value_terms: Returns (transfer full) the terms of @value, made by bb_catalog_value_term(): one term for
 * each item if @value is a list, otherwise one term. In most lists, a colon and a remark may follow an item; the term
 * does not contain them. Exception: items of the type %BB_VALUE_LIST have no remarks, so a colon is a part of the
 * item. */
char **bb_catalog_value_terms (const BbSchemaKey *key, const char *value);

/** bb_catalog_value_term: Returns (transfer full) @text in the normal form of the type of @key, for comparisons.
 * Returns a copy of @text if the type has no normal form, or if the type requires a number and @text is not a
 * number. */
char *bb_catalog_value_term (const BbSchemaKey *key, const char *text);

/** bb_catalog_value_number: Sets @number to the number in @text, which has a form like "0x1F" or "31". For any
 * other text, and for more than 64 bits, returns %FALSE and leaves @number as it is. */
gboolean bb_catalog_value_number (const char *text, guint64 *number);

/** bb_catalog_value_split: Returns (transfer full) the items of a `;` list, without blanks at their ends. An empty
 * item at the end of the list is left out. */
char **bb_catalog_value_split (const char *value);

/** bb_catalog_name_term: Returns (transfer full) the first 8 bytes of @vendor and the first 16 bytes of @product in
 * normal form and lower case, joined to one text for comparisons. */
char *bb_catalog_name_term (const char *vendor, const char *product);

G_END_DECLS
