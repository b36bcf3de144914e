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
G_DEFINE_BOXED_TYPE (BbModel, bb_model, bb_model_ref, bb_model_unref)
G_DEFINE_BOXED_TYPE (BbName, bb_name, bb_name_ref, bb_name_unref)
G_DEFINE_BOXED_TYPE (BbCrossflash, bb_crossflash, bb_crossflash_ref, bb_crossflash_unref)
G_DEFINE_BOXED_TYPE (BbKnownImage, bb_known_image, bb_known_image_ref, bb_known_image_unref)

static const char *const bb_confidence_words[] = {"low", "medium", "high", "conflicting"};

const char *
bb_confidence_to_string (BbConfidence confidence)
{
    g_return_val_if_fail ((guint) confidence < G_N_ELEMENTS (bb_confidence_words), "low");

    return bb_confidence_words[confidence];
}

gboolean
bb_confidence_from_string (const char *text, BbConfidence *confidence)
{
    /* the last is of drives only */
    for (guint i = 0; i <= BB_CONFIDENCE_HIGH; i++) {
        if (g_strcmp0 (text, bb_confidence_words[i]) == 0) {
            *confidence = (BbConfidence) i;
            return TRUE;
        }
    }
    return FALSE;
}

gpointer
bb_catalog_entry_new (const char *text, gboolean users)
{
    BbCatalogEntry *self = g_atomic_rc_box_new0 (BbCatalogEntry);

    self->parts = g_strsplit (g_utf8_validate (text, -1, NULL) ? text : "", BB_INDEX_SEPARATOR, -1);
    self->n_parts = g_strv_length (self->parts);
    self->family = self->n_parts > 0 ? self->parts[0] : "";
    self->key = self->n_parts > 1 ? self->parts[1] : "";
    self->users = users;
    return self;
}

gpointer
bb_catalog_entry_ref (gpointer self)
{
    g_return_val_if_fail (self != NULL, NULL);

    return g_atomic_rc_box_acquire (self);
}

static void
bb_catalog_entry_clear (gpointer data)
{
    BbCatalogEntry *self = data;

    g_strfreev (self->parts);
}

void
bb_catalog_entry_unref (gpointer self)
{
    g_return_if_fail (self != NULL);

    g_atomic_rc_box_release_full (self, bb_catalog_entry_clear);
}

const char *
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
    BbConfidence confidence = BB_CONFIDENCE_LOW;

    (void) bb_confidence_from_string (bb_catalog_entry_get (self, "Confidence"), &confidence);
    return confidence;
}

gboolean
bb_catalog_text_contains (const char *text, const char *part)
{
    gsize length_bytes = strlen (part);

    for (const char *p = text; *p != '\0'; p++) {
        if (g_ascii_strncasecmp (p, part, length_bytes) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean
bb_catalog_text_speaks_of (const char *text, const char *word)
{
    gsize length_bytes = strlen (word);

    for (const char *p = text; length_bytes > 0 && *p != '\0'; p++) {
        gboolean starts = p == text || !g_ascii_isalnum (p[-1]);

        if (starts && g_ascii_strncasecmp (p, word, length_bytes) == 0 && !g_ascii_isalnum (p[length_bytes]))
            return TRUE;
    }
    return FALSE;
}

BbModel *
bb_model_ref (BbModel *model)
{
    return bb_catalog_entry_ref (model);
}

void
bb_model_unref (BbModel *model)
{
    bb_catalog_entry_unref (model);
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
bb_model_get_maker (BbModel *model)
{
    return bb_catalog_entry_text (model, "Maker");
}

const char *
bb_model_get_name (BbModel *model)
{
    return bb_catalog_entry_text (model, "Name");
}

const char *
bb_model_get_tested (BbModel *model)
{
    const char *tested = bb_catalog_entry_get (model, "Tested");

    return tested != NULL ? tested : "none";
}

BbConfidence
bb_model_get_confidence (BbModel *model)
{
    return bb_catalog_entry_confidence (model);
}

const char *
bb_model_get_source (BbModel *model)
{
    return bb_catalog_entry_text (model, "Source");
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

BbName *
bb_name_ref (BbName *name)
{
    return bb_catalog_entry_ref (name);
}

void
bb_name_unref (BbName *name)
{
    bb_catalog_entry_unref (name);
}

const char *
bb_name_get_vendor (BbName *name)
{
    return bb_catalog_entry_text (name, "Vendor");
}

const char *
bb_name_get_product (BbName *name)
{
    return bb_catalog_entry_text (name, "Product");
}

const char *
bb_name_get_marketed_as (BbName *name)
{
    return bb_catalog_entry_text (name, "MarketedAs");
}

const char *
bb_name_get_oem_vendor (BbName *name)
{
    return bb_catalog_entry_text (name, "OemVendor");
}

const char *
bb_name_get_oem_model (BbName *name)
{
    return bb_catalog_entry_text (name, "OemModel");
}

const char *
bb_name_get_family (BbName *name)
{
    return bb_catalog_entry_text (name, "Family");
}

const char *
bb_name_get_model_key (BbName *name)
{
    return bb_catalog_entry_text (name, "Model");
}

const char *
bb_name_get_chipset (BbName *name)
{
    return bb_catalog_entry_text (name, "Chipset");
}

const char *
bb_name_get_interface (BbName *name)
{
    return bb_catalog_entry_text (name, "Interface");
}

const char *
bb_name_get_notes (BbName *name)
{
    return bb_catalog_entry_text (name, "Notes");
}

const char *
bb_name_get_source (BbName *name)
{
    return bb_catalog_entry_text (name, "Source");
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

gboolean
bb_name_was_seen_in (BbName *name, const char *mode)
{
    const char *seen = bb_catalog_entry_get (name, "Seen");
    g_auto (GStrv) modes = bb_catalog_value_split (seen != NULL ? seen : "normal");

    return g_strv_contains ((const char *const *) modes, mode);
}

const char *
bb_name_get_string (BbName *name, const char *key)
{
    return bb_catalog_entry_get (name, key);
}

BbCrossflash *
bb_crossflash_ref (BbCrossflash *crossflash)
{
    return bb_catalog_entry_ref (crossflash);
}

void
bb_crossflash_unref (BbCrossflash *crossflash)
{
    bb_catalog_entry_unref (crossflash);
}

const char *
bb_crossflash_get_from (BbCrossflash *crossflash)
{
    return bb_catalog_entry_text (crossflash, "From");
}

const char *
bb_crossflash_get_to (BbCrossflash *crossflash)
{
    return bb_catalog_entry_text (crossflash, "To");
}

const char *
bb_crossflash_get_kind (BbCrossflash *crossflash)
{
    return bb_catalog_entry_text (crossflash, "Kind");
}

const char *
bb_crossflash_get_boot_code (BbCrossflash *crossflash)
{
    return bb_catalog_entry_text (crossflash, "BootCode");
}

const char *
bb_crossflash_get_risk (BbCrossflash *crossflash)
{
    return bb_catalog_entry_text (crossflash, "Risk");
}

const char *
bb_crossflash_get_gains (BbCrossflash *crossflash)
{
    return bb_catalog_entry_text (crossflash, "Gains");
}

const char *
bb_crossflash_get_losses (BbCrossflash *crossflash)
{
    return bb_catalog_entry_text (crossflash, "Losses");
}

const char *
bb_crossflash_get_source (BbCrossflash *crossflash)
{
    return bb_catalog_entry_text (crossflash, "Source");
}

BbConfidence
bb_crossflash_get_confidence (BbCrossflash *crossflash)
{
    return bb_catalog_entry_confidence (crossflash);
}

BbKnownImage *
bb_known_image_ref (BbKnownImage *image)
{
    return bb_catalog_entry_ref (image);
}

void
bb_known_image_unref (BbKnownImage *image)
{
    bb_catalog_entry_unref (image);
}

const char *
bb_known_image_get_family (BbKnownImage *image)
{
    return image->entry.family;
}

const char *
bb_known_image_get_model_key (BbKnownImage *image)
{
    return bb_catalog_entry_text (image, "Model");
}

const char *
bb_known_image_get_name (BbKnownImage *image)
{
    return bb_catalog_entry_text (image, "Name");
}

const char *
bb_known_image_get_revision (BbKnownImage *image)
{
    return bb_catalog_entry_text (image, "Revision");
}

const char *
bb_known_image_get_date (BbKnownImage *image)
{
    return bb_catalog_entry_text (image, "Date");
}

const char *
bb_known_image_get_sha256 (BbKnownImage *image)
{
    return bb_catalog_entry_text (image, "Sha256");
}

const char *
bb_known_image_get_notes (BbKnownImage *image)
{
    return bb_catalog_entry_text (image, "Notes");
}

const char *
bb_known_image_get_source (BbKnownImage *image)
{
    return bb_catalog_entry_text (image, "Source");
}

BbConfidence
bb_known_image_get_confidence (BbKnownImage *image)
{
    return bb_catalog_entry_confidence (image);
}
