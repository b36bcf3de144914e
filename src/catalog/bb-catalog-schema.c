/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-schema.h"

#include <string.h>

#define BB_INTERFACES "PATA|PATA slim|SATA|SATA slim|PATA/SATA|SCSI|USB|USB/FireWire|USB/eSATA|eSATA bridge"
/* Keys of every group. The columns of this table and of the tables below are the members of #BbSchemaKey. */
static const BbSchemaKey bb_common_keys[] = {
    {"Notes", BB_VALUE_TEXT},
    {"Confidence", BB_VALUE_ENUM, BB_KEY_REQUIRED, "low|medium|high"},
    {"Source", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {NULL},
};

/* Keys of every group that describes a drive. */
static const BbSchemaKey bb_drive_keys[] = {
    {"Name", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Maker", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Interface", BB_VALUE_ENUM, 0, BB_INTERFACES},
    {"Tested", BB_VALUE_ENUM, BB_KEY_REQUIRED, "none|simulated|identified|backed-up|flashed|recovered"},
    {NULL},
};

static const BbSchemaKey bb_name_keys[] = {
    {"Vendor", BB_VALUE_VENDOR},
    {"Product", BB_VALUE_PRODUCT},
    {"MarketedAs", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Seller", BB_VALUE_TEXT},
    {"OemVendor", BB_VALUE_TEXT},
    {"OemModel", BB_VALUE_TEXT},
    {"Family", BB_VALUE_TEXT},
    {"Model", BB_VALUE_TEXT},
    {"Chipset", BB_VALUE_ENUM, 0, "nec|optiarc|pioneer|mediatek-lite-on|tsst|mt1959|renesas|plextor|other"},
    {"Interface", BB_VALUE_ENUM, 0, BB_INTERFACES},
    {"Seen", BB_VALUE_ENUM_LIST, 0, "normal|safe-mode"},
    {"RevisionInSafeMode", BB_VALUE_TEXT},
    {"BootVersion", BB_VALUE_TEXT},
    {NULL},
};

static const BbSchemaKey bb_crossflash_keys[] = {
    {"From", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"FromModels", BB_VALUE_LIST},
    {"FromBoards", BB_VALUE_LIST},
    {"FromRunning", BB_VALUE_LIST},
    {"To", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Kind", BB_VALUE_ENUM, BB_KEY_REQUIRED, "same-hardware|feature-upgrade|downgrade|not-possible"},
    {"BootCode", BB_VALUE_ENUM, BB_KEY_REQUIRED, "yes|no|unknown"},
    {"Risk", BB_VALUE_RISK, BB_KEY_REQUIRED},
    {"Gains", BB_VALUE_TEXT},
    {"Builds", BB_VALUE_LIST},
    {"BuildGains", BB_VALUE_TEXT},
    {"Losses", BB_VALUE_TEXT},
    {NULL},
};

static const BbSchemaKey bb_image_keys[] = {
    {"Model", BB_VALUE_TEXT, BB_KEY_SIBLING},
    {"Name", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Revision", BB_VALUE_TEXT, BB_KEY_REQUIRED},
    {"Kind", BB_VALUE_ENUM, BB_KEY_REQUIRED, "original|boot-code|modified-de|modified-mk|unknown"},
    {"Date", BB_VALUE_DATE},
    {"Sha256", BB_VALUE_SUM, BB_KEY_INDEXED, "64"},
    {"WindowSha256", BB_VALUE_SUM, BB_KEY_INDEXED, "64"},
    {"Sha1", BB_VALUE_SUM, BB_KEY_INDEXED, "40"},
    {"Md5", BB_VALUE_SUM, 0, "32"},
    {"Crc32", BB_VALUE_SUM, 0, "8"},
    {NULL},
};

/* The keys that only one family has. */
typedef struct {
    gboolean are_drives; /* FALSE: the groups do not describe drives and do not have the keys in bb_drive_keys */
    GArray *keys;        /* BbSchemaKey; the last one has no name */
} BbFamilyKeys;

struct _BbCatalogSchema {
    GHashTable *families; /* owned id -> BbFamilyKeys */
    GStringChunk *strings;
};

static const char *const bb_type_words[] = {
    [BB_VALUE_TEXT] = "text",
    [BB_VALUE_LIST] = "list",
    [BB_VALUE_TAGGED_LIST] = "tagged-list",
    [BB_VALUE_NUMBER] = "number",
    [BB_VALUE_NUMBER_LIST] = "number-list",
    [BB_VALUE_WIRING_LIST] = "wiring-list",
    [BB_VALUE_BOOLEAN] = "boolean",
    [BB_VALUE_ENUM] = "enum",
    [BB_VALUE_ENUM_LIST] = "enum-list",
    [BB_VALUE_HEX] = "hex",
    [BB_VALUE_VENDOR] = "vendor",
    [BB_VALUE_PRODUCT] = "product",
    [BB_VALUE_RISK] = "risk",
    [BB_VALUE_PATTERN_LIST] = "pattern-list",
};

static const struct {
    const char *word;
    BbKeyFlags flag;
} bb_flag_words[] = {
    {"required", BB_KEY_REQUIRED},
    {"indexed", BB_KEY_INDEXED},
    {"unique", BB_KEY_UNIQUE},
    {"sibling", BB_KEY_SIBLING},
};

/* Prefix of a flag that names a family: "of:nec-optiarc" says that the values of the key are keys of models of that
 * family. */
#define BB_FLAG_FAMILY "of:"

static void
bb_family_keys_free (gpointer data)
{
    BbFamilyKeys *own = data;

    g_array_unref (own->keys);
    g_free (own);
}

BbCatalogSchema *
bb_catalog_schema_new (void)
{
    BbCatalogSchema *self = g_new0 (BbCatalogSchema, 1);

    self->families = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, bb_family_keys_free);
    self->strings = g_string_chunk_new (4096);
    return self;
}

void
bb_catalog_schema_free (BbCatalogSchema *self)
{
    g_hash_table_unref (self->families);
    g_string_chunk_free (self->strings);
    g_free (self);
}

/* Parses "TYPE [FLAG...] [CHOICES]" into @key. The choices are the rest of the text and may contain blanks. Returns
 * (nullable) a phrase for the problem; NULL if there is none. */
static const char *
bb_schema_key_parse (BbCatalogSchema *self, const char *text, BbSchemaKey *key)
{
    g_auto (GStrv) words = g_strsplit (text, " ", -1);
    gboolean is_type = FALSE;
    guint at = 1;

    for (guint i = 0; words[0] != NULL && i < G_N_ELEMENTS (bb_type_words); i++) {
        if (g_strcmp0 (words[0], bb_type_words[i]) == 0) {
            key->type = (BbValueType) i;
            is_type = TRUE;
        }
    }
    if (!is_type)
        return "there is no such type";
    for (gboolean is_flag = TRUE; is_flag && words[at] != NULL; at += is_flag) {
        is_flag = g_str_has_prefix (words[at], BB_FLAG_FAMILY);
        if (is_flag)
            key->family = g_string_chunk_insert (self->strings, words[at] + strlen (BB_FLAG_FAMILY));
        for (guint i = 0; i < G_N_ELEMENTS (bb_flag_words); i++) {
            if (g_str_equal (words[at], bb_flag_words[i].word)) {
                key->flags |= bb_flag_words[i].flag;
                is_flag = TRUE;
            }
        }
    }
    if (words[at] != NULL) {
        g_autofree char *choices = g_strjoinv (" ", words + at);

        key->choices = g_string_chunk_insert (self->strings, choices);
    }
    if ((key->choices != NULL) != (key->type == BB_VALUE_ENUM || key->type == BB_VALUE_ENUM_LIST))
        return "an enum has choices, and nothing else has";
    return NULL;
}

void
bb_catalog_schema_read (BbCatalogSchema *self, const char *family, const char *path, const BbCatalogGroup *group,
                        BbCatalogProblems *problems)
{
    BbFamilyKeys *own = g_new0 (BbFamilyKeys, 1);
    const char *entries = bb_catalog_group_value (group, "Entries");

    own->keys = g_array_new (TRUE, TRUE, sizeof (BbSchemaKey));
    own->are_drives = g_str_equal (entries, "drives");
    if (!own->are_drives && !g_str_equal (entries, "facts"))
        bb_catalog_problem (problems, path, group->line, "[%s]: Entries is neither drives nor facts", group->title);
    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = &g_array_index (group->items, BbCatalogItem, i);
        BbSchemaKey key = {.name = g_string_chunk_insert (self->strings, item->key)};
        const char *wrong = NULL;

        if (g_str_equal (item->key, "Entries"))
            continue;
        wrong = bb_schema_key_parse (self, item->value, &key);
        if (wrong != NULL)
            bb_catalog_problem (problems, path, item->line, "%s=%s: %s", item->key, item->value, wrong);
        g_array_append_val (own->keys, key);
    }
    g_hash_table_replace (self->families, g_strdup (family), own);
}

gboolean
bb_catalog_schema_knows_family (BbCatalogSchema *self, const char *family)
{
    return g_hash_table_contains (self->families, family);
}

const BbSchemaKey *
bb_catalog_schema_list (BbCatalogSchema *self, const char *family, guint *n_keys)
{
    const BbFamilyKeys *own = g_hash_table_lookup (self->families, family);

    *n_keys = own->keys->len;
    return (const BbSchemaKey *) (gpointer) own->keys->data;
}

/* Sets @tables to the key tables that apply to one kind of group, terminated by NULL. */
static void
bb_catalog_schema_tables (BbCatalogSchema *self, BbCatalogKind kind, const char *family, const BbSchemaKey *tables[4])
{
    const BbFamilyKeys *own =
        kind == BB_CATALOG_KIND_MODEL && family != NULL ? g_hash_table_lookup (self->families, family) : NULL;
    guint n_tables = 0;

    tables[n_tables++] = bb_common_keys;
    if (kind == BB_CATALOG_KIND_NAME)
        tables[n_tables++] = bb_name_keys;
    else if (kind == BB_CATALOG_KIND_CROSSFLASH)
        tables[n_tables++] = bb_crossflash_keys;
    else if (kind == BB_CATALOG_KIND_IMAGE)
        tables[n_tables++] = bb_image_keys;
    if (own != NULL) {
        tables[n_tables++] = (const BbSchemaKey *) (gpointer) own->keys->data;
        if (own->are_drives)
            tables[n_tables++] = bb_drive_keys;
    }
    while (n_tables < 4)
        tables[n_tables++] = NULL;
}

const BbSchemaKey *
bb_catalog_schema_find (BbCatalogSchema *self, BbCatalogKind kind, const char *family, const char *key)
{
    const BbSchemaKey *tables[4];

    bb_catalog_schema_tables (self, kind, family, tables);
    for (guint i = 0; i < G_N_ELEMENTS (tables) && tables[i] != NULL; i++) {
        for (const BbSchemaKey *entry = tables[i]; entry->name != NULL; entry++) {
            if (g_str_equal (entry->name, key))
                return entry;
        }
    }
    return NULL;
}

void
bb_catalog_schema_check (BbCatalogSchema *self, BbCatalogKind kind, const char *family, const char *path,
                         const BbCatalogGroup *group, BbCatalogProblems *problems)
{
    const BbSchemaKey *tables[4];

    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = &g_array_index (group->items, BbCatalogItem, i);
        const BbSchemaKey *key = bb_catalog_schema_find (self, kind, family, item->key);
        g_autofree char *wrong = key != NULL ? bb_catalog_value_check (key, item->value) : NULL;

        if (key == NULL)
            bb_catalog_problem (problems, path, item->line, "unknown key %s in [%s]", item->key, group->title);
        else if (wrong != NULL)
            bb_catalog_problem (problems, path, item->line, "%s: %s", item->key, wrong);
    }
    bb_catalog_schema_tables (self, kind, family, tables);
    for (guint i = 0; i < G_N_ELEMENTS (tables) && tables[i] != NULL; i++) {
        for (const BbSchemaKey *key = tables[i]; key->name != NULL; key++) {
            if ((key->flags & BB_KEY_REQUIRED) != 0 && bb_catalog_group_find (group, key->name) == NULL)
                bb_catalog_problem (problems, path, group->line, "[%s] has no %s", group->title, key->name);
        }
    }
}
