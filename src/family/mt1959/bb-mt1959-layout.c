/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

#define BB_MT1959_TIMEOUT_READ_MS 10000
#define BB_MT1959_BOOT_WORD " Boot"
#define BB_MT1959_TAG "MTEKMT19"
#define BB_MT1959_TAG_BYTES 10
#define BB_MT1959_TAG_OFFSET 0x34
#define BB_MT1959_STAMP_OFFSET 0x2A
#define BB_MT1959_STAMP_DIGITS 10
#define BB_MT1959_LAST_PLAIN_YEAR 19
#define BB_MT1959_RECORDS 16
#define BB_MT1959_RECORD_BYTES 28

/* Numbers that make no sense are not planned with: the catalog can be edited. */
static gboolean
bb_mt1959_layout_read (BbModel *group, BbMt1959Layout *layout)
{
    static const struct {
        const char *key;
        gsize offset;
    } keys[] = {
        {"ImageSize", G_STRUCT_OFFSET (BbMt1959Layout, image_bytes)},
        {"ChunkSize", G_STRUCT_OFFSET (BbMt1959Layout, chunk_bytes)},
        {"ClearedBytes", G_STRUCT_OFFSET (BbMt1959Layout, cleared_bytes)},
        {"ConfigOffset", G_STRUCT_OFFSET (BbMt1959Layout, config)},
        {"ConfigSize", G_STRUCT_OFFSET (BbMt1959Layout, config_bytes)},
        {"RecordsOffset", G_STRUCT_OFFSET (BbMt1959Layout, records)},
        {"ReadoutEnd", G_STRUCT_OFFSET (BbMt1959Layout, readout_end)},
        {"SettingsOffset", G_STRUCT_OFFSET (BbMt1959Layout, settings)},
        {"SettingsSize", G_STRUCT_OFFSET (BbMt1959Layout, settings_bytes)},
        {"DescriptorOffset", G_STRUCT_OFFSET (BbMt1959Layout, descriptor)},
        {"DescriptorSize", G_STRUCT_OFFSET (BbMt1959Layout, descriptor_bytes)},
        {"DescriptorImageSize", G_STRUCT_OFFSET (BbMt1959Layout, descriptor_image_bytes)},
        {"CalibrationOffset", G_STRUCT_OFFSET (BbMt1959Layout, calibration)},
        {"CalibrationSize", G_STRUCT_OFFSET (BbMt1959Layout, calibration_bytes)},
    };

    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        guint64 value = group != NULL ? bb_model_get_uint (group, keys[i].key, 0) : 0;

        /* The commands have three bytes for an address; no part is at 0 or empty. */
        if (value == 0 || value > 0xFFFFFF)
            return FALSE;
        G_STRUCT_MEMBER (guint32, layout, keys[i].offset) = (guint32) value;
    }
    return layout->image_bytes % layout->chunk_bytes == 0 && layout->config_bytes >= BB_MT1959_BOOT_ID_BYTES &&
           layout->config_bytes <= layout->chunk_bytes &&
           layout->config + layout->config_bytes <= layout->cleared_bytes &&
           layout->cleared_bytes <= layout->records && layout->records < layout->readout_end &&
           layout->readout_end <= layout->settings &&
           layout->settings + layout->settings_bytes <= layout->descriptor &&
           layout->descriptor_image_bytes <= layout->descriptor_bytes &&
           layout->descriptor + layout->descriptor_bytes <= layout->calibration &&
           layout->calibration + layout->calibration_bytes <= layout->image_bytes;
}

gboolean
bb_mt1959_layout_load (BbCatalog *catalog, BbMt1959Layout *layout, GError **error)
{
    g_autoptr (BbModel) group = bb_catalog_get_model (catalog, "mediatek-layout", "MT1959");

    if (bb_mt1959_layout_read (group, layout))
        return TRUE;
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                         _ ("The catalog does not tell how the flash memory of this drive is laid out."));
    return FALSE;
}

BbBufferRead
bb_mt1959_get_read (const BbMt1959Layout *layout)
{
    return (BbBufferRead){.mode = 0x06, .chunk_bytes = layout->chunk_bytes, .timeout_ms = BB_MT1959_TIMEOUT_READ_MS};
}

const char *
bb_mt1959_form_to_string (BbMt1959Form form)
{
    switch (form) {
    case BB_MT1959_FORM_HALF_HEIGHT:
        return "half-height";
    case BB_MT1959_FORM_SLIM:
        return "slim";
    case BB_MT1959_FORM_UNKNOWN:
        break;
    }
    return "unknown";
}

BbMt1959Form
bb_mt1959_form_from_string (const char *text)
{
    if (g_strcmp0 (text, "half-height") == 0)
        return BB_MT1959_FORM_HALF_HEIGHT;
    return g_strcmp0 (text, "slim") == 0 ? BB_MT1959_FORM_SLIM : BB_MT1959_FORM_UNKNOWN;
}

const char *
bb_mt1959_form_describe (BbMt1959Form form)
{
    switch (form) {
    case BB_MT1959_FORM_HALF_HEIGHT:
        return _ ("a half-height drive");
    case BB_MT1959_FORM_SLIM:
        return _ ("a slim drive");
    case BB_MT1959_FORM_UNKNOWN:
        break;
    }
    return _ ("a drive of unknown form factor");
}

/* Bit 4, "load": set where a motor pulls the tray in (section 4). */
BbMt1959Form
bb_mt1959_form_of_tray (guint8 feature_byte)
{
    return (feature_byte & 0x10) != 0 ? BB_MT1959_FORM_HALF_HEIGHT : BB_MT1959_FORM_SLIM;
}

static gboolean
bb_mt1959_model_has_name (BbModel *model, const char *product)
{
    g_auto (GStrv) names = bb_model_get_strv (model, "Names");

    for (guint i = 0; names[i] != NULL; i++) {
        if (strstr (product, names[i]) != NULL)
            return TRUE;
    }
    return FALSE;
}

BbMt1959Form
bb_mt1959_form_of_name (BbCatalog *catalog, const char *product)
{
    static const BbMt1959Form forms[] = {BB_MT1959_FORM_SLIM, BB_MT1959_FORM_HALF_HEIGHT};

    for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
        g_autoptr (BbModel) model =
            bb_catalog_get_model (catalog, "mediatek-form-factor", bb_mt1959_form_to_string (forms[i]));

        if (model != NULL && bb_mt1959_model_has_name (model, product))
            return forms[i];
    }
    return BB_MT1959_FORM_UNKNOWN;
}

static BbMt1959Form
bb_mt1959_form_of_loader (const char *loader)
{
    if (g_str_has_prefix (loader, "JB"))
        return BB_MT1959_FORM_HALF_HEIGHT;
    if (g_str_has_prefix (loader, "BU") || g_str_has_prefix (loader, "BP"))
        return BB_MT1959_FORM_SLIM;
    return BB_MT1959_FORM_UNKNOWN;
}

/* `MT19?9 Boot` and five more characters, all of them readable. */
gboolean
bb_mt1959_parse_boot_id_text (const char *text, BbMt1959BootId *boot_id)
{
    if (strlen (text) != BB_MT1959_BOOT_ID_BYTES || !g_str_has_prefix (text, "MT19") || !g_ascii_isdigit (text[4]) ||
        text[5] != '9' || !g_str_has_prefix (text + 6, BB_MT1959_BOOT_WORD))
        return FALSE;
    for (guint i = 0; i < BB_MT1959_BOOT_ID_BYTES; i++) {
        if (!g_ascii_isprint (text[i]))
            return FALSE;
    }
    g_strlcpy (boot_id->id, text, sizeof boot_id->id);
    g_strlcpy (boot_id->chip, text, sizeof boot_id->chip);
    boot_id->form = bb_mt1959_form_of_loader (text + strlen ("MT19x9 Boot "));
    return TRUE;
}

gboolean
bb_mt1959_parse_boot_id (GBytes *bytes, gsize offset, BbMt1959BootId *boot_id)
{
    char text[BB_MT1959_BOOT_ID_BYTES + 1] = "";

    for (guint i = 0; i < BB_MT1959_BOOT_ID_BYTES; i++) {
        guint8 byte = 0;

        if (!bb_bytes_get_u8 (bytes, offset + i, &byte, NULL))
            return FALSE;
        text[i] = byte;
    }
    return bb_mt1959_parse_boot_id_text (text, boot_id);
}

static gboolean
bb_mt1959_is_printable (GBytes *bytes, gsize offset, gsize length_bytes)
{
    for (gsize i = 0; i < length_bytes; i++) {
        guint8 byte = 0;

        if (!bb_bytes_get_u8 (bytes, offset + i, &byte, NULL) || byte < 0x20 || byte > 0x7E)
            return FALSE;
    }
    return TRUE;
}

static gboolean
bb_mt1959_has_digits (GBytes *bytes, gsize offset, gsize n_digits)
{
    for (gsize i = 0; i < n_digits; i++) {
        guint8 byte = 0;

        if (!bb_bytes_get_u8 (bytes, offset + i, &byte, NULL) || !g_ascii_isdigit (byte))
            return FALSE;
    }
    return TRUE;
}

static gboolean
bb_mt1959_has_tag (GBytes *bytes, gsize offset)
{
    return bb_bytes_equal_at (bytes, offset, BB_MT1959_TAG, strlen (BB_MT1959_TAG)) &&
           bb_mt1959_has_digits (bytes, offset + strlen (BB_MT1959_TAG), 2);
}

static char *
bb_mt1959_dup_text (GBytes *bytes, gsize offset, gsize length_bytes)
{
    g_autofree char *text = bb_bytes_dup_text (bytes, offset, length_bytes, NULL);

    return text != NULL ? bb_text_normalise (text, FALSE) : g_strdup ("");
}

BbMt1959Descriptor *
bb_mt1959_parse_descriptor (GBytes *bytes, gsize offset)
{
    BbMt1959Descriptor *descriptor = NULL;

    if (!bb_mt1959_has_tag (bytes, offset + BB_MT1959_TAG_OFFSET) || !bb_mt1959_is_printable (bytes, offset, 0x1C))
        return NULL;
    descriptor = g_new0 (BbMt1959Descriptor, 1);
    descriptor->vendor = bb_mt1959_dup_text (bytes, offset, 8);
    descriptor->product = bb_mt1959_dup_text (bytes, offset + 0x08, 16);
    descriptor->revision = bb_mt1959_dup_text (bytes, offset + 0x18, 4);
    descriptor->stamp = bb_mt1959_has_digits (bytes, offset + BB_MT1959_STAMP_OFFSET, BB_MT1959_STAMP_DIGITS)
                            ? bb_mt1959_dup_text (bytes, offset + BB_MT1959_STAMP_OFFSET, BB_MT1959_STAMP_DIGITS)
                            : g_strdup ("");
    descriptor->chip_tag = bb_mt1959_dup_text (bytes, offset + BB_MT1959_TAG_OFFSET, BB_MT1959_TAG_BYTES);
    descriptor->takes_older = bb_bytes_equal_at (bytes, offset + 0x56, "DE", 2);
    return descriptor;
}

void
bb_mt1959_descriptor_free (BbMt1959Descriptor *descriptor)
{
    g_free (descriptor->vendor);
    g_free (descriptor->product);
    g_free (descriptor->revision);
    g_free (descriptor->stamp);
    g_free (descriptor->chip_tag);
    g_free (descriptor);
}

gboolean
bb_mt1959_stamp_wants_wrapped (const char *stamp)
{
    int year = 0;

    if (stamp == NULL || strlen (stamp) < 2 || !g_ascii_isdigit (stamp[0]) || !g_ascii_isdigit (stamp[1]))
        return FALSE;
    year = g_ascii_digit_value (stamp[0]) * 10 + g_ascii_digit_value (stamp[1]);
    return year > BB_MT1959_LAST_PLAIN_YEAR;
}

gssize
bb_mt1959_find (GBytes *bytes, gsize first, gsize end, const char *needle)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    const guint8 *hit = NULL;

    end = MIN (end, size);
    if (first >= end)
        return -1;
    hit = memmem (data + first, end - first, needle, strlen (needle));
    return hit != NULL ? hit - data : -1;
}

GArray *
bb_mt1959_integrity_ranges (GBytes *image, const BbMt1959Layout *layout)
{
    g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (BbMt1959Range));

    for (guint i = 0; i < BB_MT1959_RECORDS; i++) {
        gsize at = layout->records + i * BB_MT1959_RECORD_BYTES;
        guint32 enabled = 0;
        guint32 first = 0;
        guint32 last = 0;
        BbMt1959Range range;

        if (!bb_bytes_get_le32 (image, at, &enabled, NULL) || !bb_bytes_get_le32 (image, at + 4, &first, NULL) ||
            !bb_bytes_get_le32 (image, at + 8, &last, NULL))
            return NULL;
        if (enabled == G_MAXUINT32 || enabled == 0)
            continue;
        if (first > last || last >= layout->image_bytes)
            return NULL;
        range.first = first;
        range.end = last + 1;
        g_array_append_val (ranges, range);
    }
    return g_steal_pointer (&ranges);
}

BbModel *
bb_mt1959_find_model (BbCatalog *catalog, const char *product)
{
    g_autoptr (GPtrArray) models = NULL;

    if (product == NULL || *product == '\0')
        return NULL;
    models = bb_catalog_find_models (catalog, BB_MT1959_ID, "Product", product);
    return models->len == 1 ? bb_model_ref (g_ptr_array_index (models, 0)) : NULL;
}

gboolean
bb_mt1959_facts_boot_id (BbFacts *facts, BbMt1959BootId *boot_id)
{
    const char *text = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID);

    return text != NULL && bb_mt1959_parse_boot_id_text (text, boot_id);
}

gboolean
bb_mt1959_facts_are (BbFacts *facts, const char *mode)
{
    return g_strcmp0 (facts->mode, mode) == 0;
}

gboolean
bb_mt1959_facts_form_is_clear (BbFacts *facts)
{
    const char *board = bb_facts_get_string (facts, BB_MT1959_KEY_FORM);
    const char *running = bb_facts_get_string (facts, BB_MT1959_KEY_FORM_RUNNING);

    if (running == NULL)
        return FALSE;
    return bb_mt1959_form_from_string (board) == BB_MT1959_FORM_UNKNOWN || g_strcmp0 (board, running) == 0;
}
