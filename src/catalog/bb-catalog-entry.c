/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-entry.h"

#include "bb-catalog-index.h"

#include <string.h>

struct _BbModel {
    BbCatalogEntry entry;
};

struct _BbName {
    BbCatalogEntry entry;
};

struct _BbCrossflash {
    BbCatalogEntry entry;
};

struct _BbKnownImage {
    BbCatalogEntry entry;
};

G_DEFINE_QUARK (bb_catalog_error_quark, bb_catalog_error)

static const char *const bb_confidence_words[] = {"low", "medium", "high", "conflicting"};

const char *
bb_confidence_to_string (BbConfidence confidence)
{
    g_return_val_if_fail ((guint) confidence < G_N_ELEMENTS (bb_confidence_words), "low");

    return bb_confidence_words[confidence];
}

/* Replaces each BB_INDEX_SEPARATOR in the text of the entry by a zero byte. Sets @parts to the strings between them;
 * there is at least one. */
static void
bb_catalog_entry_split (BbCatalogEntry *self)
{
    guint n_parts = 1;

    for (const char *p = self->text; *p != '\0'; p++)
        n_parts += *p == BB_INDEX_SEPARATOR[0] ? 1 : 0;
    self->parts = g_new (const char *, n_parts);
    self->parts[0] = self->text;
    self->n_parts = 1;
    for (char *p = self->text; self->n_parts < n_parts; p++) {
        if (*p == BB_INDEX_SEPARATOR[0]) {
            *p = '\0';
            self->parts[self->n_parts++] = p + 1;
        }
    }
}

gpointer
bb_catalog_entry_new (const char *text, gboolean users)
{
    BbCatalogEntry *self = g_atomic_rc_box_new0 (BbCatalogEntry);

    self->text = g_strdup (g_utf8_validate (text, -1, NULL) ? text : "");
    bb_catalog_entry_split (self);
    self->family = self->parts[0];
    self->key = self->n_parts > 1 ? self->parts[1] : "";
    self->users = users;
    return self;
}

static void
bb_catalog_entry_clear (gpointer data)
{
    BbCatalogEntry *self = data;

    g_free (self->parts);
    g_free (self->text);
    g_clear_object (&self->catalog);
}

void
bb_catalog_entry_unref (gpointer self)
{
    g_return_if_fail (self != NULL);

    g_atomic_rc_box_release_full (self, bb_catalog_entry_clear);
}

/* Returns (nullable) the value of @key; NULL if the group does not have the key. */
static const char *
bb_catalog_entry_get (gconstpointer self, const char *key)
{
    const BbCatalogEntry *entry = self;

    g_return_val_if_fail (self != NULL && key != NULL, NULL);

    for (guint i = 2; i + 1 < entry->n_parts; i += 2) {
        if (g_str_equal (entry->parts[i], key))
            return entry->parts[i + 1];
    }
    return NULL;
}

const char *
bb_catalog_entry_text (gconstpointer self, const char *key)
{
    const char *value = bb_catalog_entry_get (self, key);

    return value != NULL ? value : "";
}

BbConfidence
bb_catalog_entry_confidence (gconstpointer self)
{
    const char *word = bb_catalog_entry_text (self, "Confidence");

    /* The word "conflicting" is left out, because catalog files never contain it. */
    for (guint i = 0; i <= BB_CONFIDENCE_HIGH; i++) {
        if (g_str_equal (word, bb_confidence_words[i]))
            return (BbConfidence) i;
    }
    return BB_CONFIDENCE_LOW;
}

gboolean
bb_catalog_text_contains (const char *text, const char *part)
{
    gsize length_bytes = strlen (part);
    char first = g_ascii_tolower (*part);

    for (const char *p = text; *p != '\0'; p++) {
        if (g_ascii_tolower (*p) == first && g_ascii_strncasecmp (p, part, length_bytes) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean
bb_catalog_text_has_word (const char *text, const char *word)
{
    gsize length_bytes = strlen (word);

    for (const char *p = text; length_bytes > 0 && *p != '\0'; p++) {
        gboolean starts = p == text || !g_ascii_isalnum (p[-1]);

        if (starts && g_ascii_strncasecmp (p, word, length_bytes) == 0 && !g_ascii_isalnum (p[length_bytes]))
            return TRUE;
    }
    return FALSE;
}

/* Defines the ref and unref functions of one of the four public types. */
#define BB_DEFINE_ENTRY(Type, prefix)          \
    Type *prefix##_ref (Type *self)            \
    {                                          \
        return g_atomic_rc_box_acquire (self); \
    }                                          \
    void prefix##_unref (Type *self)           \
    {                                          \
        bb_catalog_entry_unref (self);         \
    }

/* Defines a getter for the text of one key; it returns "" if the group does not have the key. */
#define BB_DEFINE_TEXT(Type, getter, key)         \
    const char *getter (Type *self)               \
    {                                             \
        return bb_catalog_entry_text (self, key); \
    }

/* clang-format off */
BB_DEFINE_ENTRY (BbModel, bb_model)
BB_DEFINE_TEXT (BbModel, bb_model_get_maker, "Maker")
BB_DEFINE_TEXT (BbModel, bb_model_get_name, "Name")
BB_DEFINE_TEXT (BbModel, bb_model_get_source, "Source")

BB_DEFINE_ENTRY (BbName, bb_name)
BB_DEFINE_TEXT (BbName, bb_name_get_vendor, "Vendor")
BB_DEFINE_TEXT (BbName, bb_name_get_product, "Product")
BB_DEFINE_TEXT (BbName, bb_name_get_marketed_as, "MarketedAs")
BB_DEFINE_TEXT (BbName, bb_name_get_seller, "Seller")
BB_DEFINE_TEXT (BbName, bb_name_get_oem_vendor, "OemVendor")
BB_DEFINE_TEXT (BbName, bb_name_get_oem_model, "OemModel")
BB_DEFINE_TEXT (BbName, bb_name_get_family, "Family")
BB_DEFINE_TEXT (BbName, bb_name_get_model_key, "Model")
BB_DEFINE_TEXT (BbName, bb_name_get_notes, "Notes")
BB_DEFINE_TEXT (BbName, bb_name_get_source, "Source")

BB_DEFINE_ENTRY (BbCrossflash, bb_crossflash)
BB_DEFINE_TEXT (BbCrossflash, bb_crossflash_get_from, "From")
BB_DEFINE_TEXT (BbCrossflash, bb_crossflash_get_to, "To")
BB_DEFINE_TEXT (BbCrossflash, bb_crossflash_get_kind, "Kind")
BB_DEFINE_TEXT (BbCrossflash, bb_crossflash_get_risk, "Risk")
BB_DEFINE_TEXT (BbCrossflash, bb_crossflash_get_losses, "Losses")
BB_DEFINE_TEXT (BbCrossflash, bb_crossflash_get_source, "Source")

BB_DEFINE_ENTRY (BbKnownImage, bb_known_image)
BB_DEFINE_TEXT (BbKnownImage, bb_known_image_get_model_key, "Model")
BB_DEFINE_TEXT (BbKnownImage, bb_known_image_get_name, "Name")
BB_DEFINE_TEXT (BbKnownImage, bb_known_image_get_revision, "Revision")
BB_DEFINE_TEXT (BbKnownImage, bb_known_image_get_kind, "Kind")
BB_DEFINE_TEXT (BbKnownImage, bb_known_image_get_source, "Source")
/* clang-format on */

/* TRUE if @text is an item of the `;` list @list; case matters. */
static gboolean
bb_catalog_list_contains (const char *list, const char *text)
{
    g_auto (GStrv) items = bb_catalog_value_split (list);

    return g_strv_contains ((const char *const *) items, text);
}

char *
bb_crossflash_dup_gains (BbCrossflash *crossflash, const char *model, const char *revision)
{
    const char *all = bb_catalog_entry_text (crossflash, "Gains");
    const char *of_build = bb_catalog_entry_text (crossflash, "BuildGains");
    g_autofree char *build = model != NULL && revision != NULL ? g_strconcat (model, " ", revision, NULL) : NULL;
    gboolean is_meant =
        model == NULL ||
        (build != NULL && bb_catalog_list_contains (bb_catalog_entry_text (crossflash, "Builds"), build));

    if (*of_build == '\0' || !is_meant)
        return g_strdup (all);
    return *all != '\0' ? g_strconcat (all, " ", of_build, NULL) : g_strdup (of_build);
}

gboolean
bb_crossflash_is_from (BbCrossflash *crossflash, const char *running, const char *board)
{
    const char *boards = bb_catalog_entry_text (crossflash, "FromBoards");
    const char *models = bb_catalog_entry_text (crossflash, "FromRunning");

    return (*boards == '\0' || board == NULL || bb_catalog_list_contains (boards, board)) &&
           (*models == '\0' || bb_catalog_list_contains (models, running));
}

const char *
bb_model_get_family (BbModel *model)
{
    return model->entry.family;
}

const char *
bb_model_get_key (BbModel *model)
{
    return model->entry.key;
}

const char *
bb_model_get_tested (BbModel *model)
{
    const char *tested = bb_catalog_entry_get (model, "Tested");

    return tested != NULL ? tested : "none";
}

gboolean
bb_model_was_flashed (BbModel *model)
{
    const char *tested = bb_model_get_tested (model);

    return g_str_equal (tested, "flashed") || g_str_equal (tested, "recovered");
}

BbConfidence
bb_model_get_confidence (BbModel *model)
{
    return bb_catalog_entry_confidence (model);
}

const char *
bb_model_get_string (BbModel *model, const char *key)
{
    return bb_catalog_entry_get (model, key);
}

char **
bb_model_get_strv (BbModel *model, const char *key)
{
    return bb_catalog_value_split (bb_catalog_entry_text (model, key));
}

guint64
bb_model_get_uint (BbModel *model, const char *key, guint64 fallback)
{
    guint64 number = 0;

    return bb_catalog_value_number (bb_catalog_entry_text (model, key), &number) ? number : fallback;
}

gboolean
bb_model_get_boolean (BbModel *model, const char *key)
{
    return g_str_equal (bb_catalog_entry_text (model, key), "true");
}

BbCatalog *
bb_model_get_catalog (BbModel *model)
{
    return model->entry.catalog;
}

BbConfidence
bb_name_get_confidence (BbName *name)
{
    return bb_catalog_entry_confidence (name);
}

gboolean
bb_name_is_users (BbName *name)
{
    return name->entry.users;
}

const char *
bb_name_get_string (BbName *name, const char *key)
{
    return bb_catalog_entry_get (name, key);
}

const char *
bb_known_image_get_family (BbKnownImage *image)
{
    return image->entry.family;
}
