/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define BB_MT1959_TIMEOUT_READ_MS 10000
#define BB_MT1959_LAST_PLAIN_YEAR "19"
#define BB_MT1959_RECORDS 16
#define BB_MT1959_RECORD_BYTES 28

/* Reads the numbers of the catalog entry @group (nullable) into @layout. FALSE if a number is missing, 0 or larger
 * than FFFFFFh. FALSE also if numbers contradict each other (ranges overlap, or the image is not a multiple of the
 * chunks), because users may edit the catalog. After FALSE, @layout may be incomplete. */
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
        {"AgeMarkOffset", G_STRUCT_OFFSET (BbMt1959Layout, age_mark)},
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

        /* Addresses in commands have 24 bits, and no range begins at 0 or is empty, so 0 and larger numbers are
         * errors. */
        if (value == 0 || value > 0xFFFFFF)
            return FALSE;
        G_STRUCT_MEMBER (guint32, layout, keys[i].offset) = (guint32) value;
    }
    return layout->image_bytes % layout->chunk_bytes == 0 && layout->config_bytes >= BB_MT1959_BOOT_ID_BYTES &&
           layout->config_bytes <= layout->chunk_bytes &&
           layout->config + layout->config_bytes <= layout->cleared_bytes &&
           layout->cleared_bytes <= layout->records && layout->records < layout->age_mark &&
           layout->age_mark < layout->readout_end && layout->readout_end <= layout->settings &&
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
                         _ ("The catalog does not contain the memory layout of this drive."));
    return FALSE;
}

/* Returns the CDB of READ BUFFER (mode 6) that reads the flash memory at @address. */
static BbCdb
bb_mt1959_get_read_cdb (guint32 address, guint32 length_bytes)
{
    return BB_CDB (0x3C, 0x06, 0, BB_BE24 (address), BB_BE24 (length_bytes), 0);
}

BbMemoryRead
bb_mt1959_get_read (const BbMt1959Layout *layout)
{
    return (BbMemoryRead){bb_mt1959_get_read_cdb, layout->chunk_bytes, BB_MT1959_TIMEOUT_READ_MS};
}

gboolean
bb_mt1959_is_mk_sales_code (const char *sales_code)
{
    return *sales_code != '\0' && sales_code[1] == 'M';
}

char *
bb_mt1959_dup_date (const char *stamp)
{
    guint year = 0;
    guint month = 0;
    guint day = 0;

    if (stamp == NULL || strspn (stamp, "0123456789") < 6 || sscanf (stamp, "%2u%2u%2u", &year, &month, &day) != 3 ||
        !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) (2000 + year)))
        return NULL;
    return g_strdup_printf ("20%02u-%02u-%02u", year, month, day);
}

/* Returns the form factor by bit 4 ("load") of feature 0003h, which is set if a motor pulls the tray in; only
 * half-height drives have one (mediatek-mt1959.md, section 4). */
const char *
bb_mt1959_form_of_tray (guint8 feature_byte)
{
    return (feature_byte & 0x10) != 0 ? BB_MT1959_FORM_HALF_HEIGHT : BB_MT1959_FORM_SLIM;
}

/* A boot ID is `MT19?9 Boot` (with a digit for "?") and five printable characters: a blank, and four characters that
 * name the board. The first two of these four show the form factor. */
gboolean
bb_mt1959_parse_boot_id_text (const char *text, BbMt1959BootId *boot_id)
{
    const char *loader = NULL;

    if (strlen (text) != BB_MT1959_BOOT_ID_BYTES || !g_str_has_prefix (text, "MT19") || !g_ascii_isdigit (text[4]) ||
        !g_str_has_prefix (text + 5, "9 Boot"))
        return FALSE;
    for (guint i = 0; i < BB_MT1959_BOOT_ID_BYTES; i++) {
        if (!g_ascii_isprint (text[i]))
            return FALSE;
    }
    g_strlcpy (boot_id->id, text, sizeof boot_id->id);
    g_strlcpy (boot_id->chip, text, sizeof boot_id->chip);
    boot_id->form = BB_MT1959_FORM_UNKNOWN;
    loader = text + strlen ("MT19x9 Boot ");
    if (g_str_has_prefix (loader, "JB"))
        boot_id->form = BB_MT1959_FORM_HALF_HEIGHT;
    else if (g_str_has_prefix (loader, "BU") || g_str_has_prefix (loader, "BP"))
        boot_id->form = BB_MT1959_FORM_SLIM;
    return TRUE;
}

gboolean
bb_mt1959_parse_boot_id (GBytes *bytes, gsize offset, BbMt1959BootId *boot_id)
{
    g_autoptr (GBytes) field = bb_bytes_slice (bytes, offset, BB_MT1959_BOOT_ID_BYTES, NULL);
    g_autofree char *text =
        field != NULL ? g_strndup (g_bytes_get_data (field, NULL), BB_MT1959_BOOT_ID_BYTES) : NULL;

    return text != NULL && bb_mt1959_parse_boot_id_text (text, boot_id);
}

GVariant *
bb_mt1959_read_descriptor (GBytes *bytes, gsize offset)
{
    static const struct {
        const char *key;
        gsize offset;
        gsize length_bytes;
    } texts[] = {
        {BB_MT1959_KEY_VENDOR, 0x00, 8},
        {BB_MT1959_KEY_PRODUCT, 0x08, 16},
        {BB_MT1959_KEY_REVISION, 0x18, 4},
        {BB_MT1959_KEY_SALES_CODE, 0x1C, 8},
        {BB_MT1959_KEY_CHIP_TAG, BB_MT1959_TAG_OFFSET, 10},
    };
    gsize tag = offset + BB_MT1959_TAG_OFFSET;
    g_autofree char *stamp = NULL;
    g_autofree char *date = NULL;
    guint8 marker = 0;
    GVariantDict values;

    if (!bb_bytes_equal_at (bytes, tag, BB_MT1959_TAG, strlen (BB_MT1959_TAG)) ||
        !bb_image_bytes_are_within (bytes, tag + strlen (BB_MT1959_TAG), 2, '0', '9') ||
        !bb_image_bytes_are_within (bytes, offset, 0x1C, 0x20, 0x7E) ||
        !bb_bytes_get_u8 (bytes, offset + 0x50, &marker, NULL))
        return NULL;
    g_variant_dict_init (&values, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autofree char *raw = bb_bytes_dup_text (bytes, offset + texts[i].offset, texts[i].length_bytes, NULL);
        g_autofree char *text = bb_text_normalise (raw != NULL ? raw : "", FALSE);

        g_variant_dict_insert (&values, texts[i].key, "s", text);
        if (g_str_equal (texts[i].key, BB_MT1959_KEY_SALES_CODE) && bb_mt1959_is_mk_sales_code (text))
            g_variant_dict_insert (&values, BB_MT1959_KEY_MODIFIED, "s", BB_MT1959_MODIFIED_MK);
    }
    if (bb_image_bytes_are_within (bytes, offset + 0x2A, 10, '0', '9'))
        stamp = bb_bytes_dup_text (bytes, offset + 0x2A, 10, NULL);
    date = bb_mt1959_dup_date (stamp);
    g_variant_dict_insert (&values, BB_MT1959_KEY_STAMP, "s", stamp != NULL ? stamp : "");
    if (date != NULL)
        g_variant_dict_insert (&values, BB_MT1959_KEY_DATE, "s", date);
    if (bb_image_bytes_are_within (bytes, offset + 0x4C, 4, 0x20, 0x7E)) {
        g_autofree char *trimmed = bb_bytes_dup_text (bytes, offset + 0x4C, 4, NULL);
        g_autofree char *code = g_strdup_printf ("%-4s", trimmed);

        g_variant_dict_insert (&values, BB_MT1959_KEY_SERVICE_CODE, "s", code);
    }
    g_variant_dict_insert (&values, BB_MT1959_KEY_MARKER, "y", marker);
    g_variant_dict_insert (&values, BB_MT1959_KEY_DOWNGRADE, "b",
                           bb_bytes_equal_at (bytes, offset + 0x56, "\xDE", 1));
    return g_variant_dict_end (&values);
}

gboolean
bb_mt1959_stamp_wants_wrapped (const char *stamp)
{
    return stamp != NULL && g_ascii_isdigit (stamp[0]) && g_ascii_isdigit (stamp[1]) &&
           strncmp (stamp, BB_MT1959_LAST_PLAIN_YEAR, 2) > 0;
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
        range = (BbMt1959Range){first, last + 1};
        g_array_append_val (ranges, range);
    }
    return g_steal_pointer (&ranges);
}

/* Compares two models by their catalog key Order, for g_ptr_array_sort(). */
static int
bb_mt1959_compare_rows (gconstpointer a, gconstpointer b)
{
    BbModel *const *left = a;
    BbModel *const *right = b;

    return (int) bb_model_get_uint (*left, "Order", 0) - (int) bb_model_get_uint (*right, "Order", 0);
}

GPtrArray *
bb_mt1959_list_rows (BbCatalog *catalog, const char *product)
{
    GPtrArray *rows = bb_catalog_find_models (catalog, BB_MT1959_ID, "Product", product != NULL ? product : "");

    for (guint i = rows->len; i > 0; i--) {
        if (bb_model_get_string (g_ptr_array_index (rows, i - 1), "Order") == NULL)
            g_ptr_array_remove_index (rows, i - 1);
    }
    g_ptr_array_sort (rows, bb_mt1959_compare_rows);
    return rows;
}

BbModel *
bb_mt1959_find_model (BbCatalog *catalog, const char *product, const char *service_code, const char *boot_id)
{
    g_autoptr (GPtrArray) models =
        bb_catalog_find_models (catalog, BB_MT1959_ID, "Product", product != NULL ? product : "");
    BbModel *best = NULL;
    guint best_points = 0;

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        const char *chip = bb_model_get_string (model, "Chip");
        guint points = 1; /* 1, so that the first model is returned if only the product is known */

        if (boot_id != NULL && chip != NULL && g_str_has_prefix (boot_id, chip))
            points += 8;
        if (service_code != NULL && g_strcmp0 (bb_model_get_string (model, "ServiceCode"), service_code) == 0)
            points += 4;
        if (boot_id != NULL && bb_mt1959_model_has_boot_id (model, boot_id))
            points += 2;
        if (points > best_points) {
            best = model;
            best_points = points;
        }
    }
    return best != NULL ? bb_model_ref (best) : NULL;
}

const char *
bb_mt1959_model_get_group (BbModel *model)
{
    static const char *const groups[] = {BB_MT1959_GROUP_HALF_HEIGHT, BB_MT1959_GROUP_SLIM, BB_MT1959_GROUP_OLD_SLIM,
                                         BB_MT1959_GROUP_MT1939};

    for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
        if (g_strcmp0 (bb_model_get_string (model, "Group"), groups[i]) == 0)
            return groups[i];
    }
    return BB_MT1959_GROUP_UNKNOWN;
}

const char *
bb_mt1959_get_group (BbCatalog *catalog, const char *boot_id)
{
    g_autofree char *hex = bb_hex_dup ((const guint8 *) boot_id, strlen (boot_id), " ");
    g_autoptr (GPtrArray) boards = bb_catalog_find_models (catalog, "mediatek-board", "BootIdHex", hex);

    return boards->len == 1 ? bb_mt1959_model_get_group (g_ptr_array_index (boards, 0)) : BB_MT1959_GROUP_UNKNOWN;
}

gboolean
bb_mt1959_model_is_named (BbModel *model, const char *text)
{
    g_auto (GStrv) names = bb_model_get_strv (model, "Names");

    for (guint i = 0; names[i] != NULL; i++) {
        if (strstr (text, names[i]) != NULL)
            return TRUE;
    }
    return FALSE;
}

gboolean
bb_mt1959_model_has_boot_id (BbModel *model, const char *boot_id)
{
    const char *hex = bb_model_get_string (model, "BootIdHex");
    g_autoptr (GBytes) wanted = hex != NULL ? bb_hex_parse (hex, NULL) : NULL;

    return wanted != NULL && g_bytes_get_size (wanted) == strlen (boot_id) &&
           bb_bytes_equal_at (wanted, 0, boot_id, strlen (boot_id));
}

gboolean
bb_mt1959_facts_boot_id (BbFacts *facts, BbMt1959BootId *boot_id)
{
    const char *text = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID);

    return text != NULL && bb_mt1959_parse_boot_id_text (text, boot_id);
}

gboolean
bb_mt1959_facts_are_of_boot_code (BbFacts *facts)
{
    g_autofree char *revision = bb_text_normalise (facts->inquiry.revision, FALSE);

    return g_str_equal (revision, "BOOT");
}

gboolean
bb_mt1959_facts_are_readable (BbFacts *facts)
{
    return g_strcmp0 (bb_facts_get_string (facts, BB_MT1959_KEY_READABLE), "all") == 0;
}

gboolean
bb_mt1959_facts_form_is_clear (BbFacts *facts)
{
    const char *board = bb_facts_get_string (facts, BB_MT1959_KEY_FORM);
    const char *running = bb_facts_get_string (facts, BB_MT1959_KEY_FORM_RUNNING);

    return running != NULL &&
           (board == NULL || g_str_equal (board, BB_MT1959_FORM_UNKNOWN) || g_str_equal (board, running));
}
