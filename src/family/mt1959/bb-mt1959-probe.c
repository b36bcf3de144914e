/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "family/spc/bb-features.h"
#include "family/spc/bb-standard.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

#define BB_MT1959_FEATURE_DATE 0x010C
/* Allocation lengths of GET CONFIGURATION (mediatek-mt1959.md, section 4). */
#define BB_MT1959_DATE_BYTES 0x20
#define BB_MT1959_TRAY_BYTES 0x10
#define BB_MT1959_DATE_DIGITS 12
/* Offsets in INQUIRY: the text with the sales code, and the tag of OmniDrive. */
#define BB_MT1959_SALES_OFFSET 36
#define BB_MT1959_SALES_BYTES 20
#define BB_MT1959_OMNIDRIVE_OFFSET 74
#define BB_MT1959_OMNIDRIVE_BYTES 12
/* TSST drives also have the MT1939, but another protocol, so they are not of this family. */
#define BB_MT1959_TSST "TSSTcorp"
/* The catalog's family for HL-DT-ST drives that have similar names but other chips. */
#define BB_MT1959_OLDER_LG "lg-renesas"
#define BB_MT1959_INQUIRY_BYTES 36
#define BB_MT1959_SAMPLE_BYTES 0x40 /* bytes read to test whether all of the memory is readable */

/* Member list_probe_commands() of #BbFamily. The list has GET CONFIGURATION for two features and, if the catalog has
 * a layout, a READ BUFFER for each piece that bb_mt1959_probe() reads. The probe sends READ BUFFER only if something
 * indicates this family, or if the user chose to probe further. */
GArray *
bb_mt1959_list_probe_commands (BbCatalog *catalog)
{
    static const BbProbeCommand features[] = {
        {BB_PROBE_STANDARD, {0x46, 0x02, 0x01, 0x0C, 0x00, 0x00, 0x00, 0x00, 0x20, 0x00}, 10, BB_MT1959_DATE_BYTES},
        {BB_PROBE_STANDARD, {0x46, 0x02, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00, 0x10, 0x00}, 10, BB_MT1959_TRAY_BYTES},
    };
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
    BbMt1959Layout layout;
    BbMemoryRead read;

    g_array_append_vals (commands, features, G_N_ELEMENTS (features));
    if (!bb_mt1959_layout_load (catalog, &layout, NULL))
        return commands;
    read = bb_mt1959_get_read (&layout);
    bb_memory_read_list (&read, commands, layout.config, layout.config_bytes);
    bb_memory_read_list (&read, commands, layout.descriptor, layout.descriptor_bytes);
    bb_memory_read_list (&read, commands, layout.calibration, layout.calibration_bytes);
    bb_memory_read_list (&read, commands, layout.records, BB_MT1959_SAMPLE_BYTES);
    return commands;
}

gboolean
bb_mt1959_suggests (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, TRUE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    g_autoptr (BbModel) model = NULL;
    g_autoptr (GPtrArray) forms = NULL;
    g_autoptr (GPtrArray) others = NULL;
    const char *seller = NULL;

    if (g_ascii_strcasecmp (vendor, BB_MT1959_TSST) == 0)
        return FALSE;
    model = bb_mt1959_find_model (catalog, product, NULL, NULL);
    /* Drives of other vendors may have the product name of a model in the catalog. So the vendor that the drive
     * reports must be that of the model. */
    seller = model != NULL ? bb_model_get_string (model, "Vendor") : NULL;
    if (model != NULL && (seller == NULL || g_ascii_strcasecmp (seller, vendor) == 0))
        return TRUE;
    forms = bb_catalog_list_models (catalog, "mediatek-form-factor");
    for (guint i = 0; i < forms->len; i++) {
        if (bb_mt1959_model_is_named (g_ptr_array_index (forms, i), product))
            return TRUE;
    }
    others = bb_catalog_find_models (catalog, BB_MT1959_OLDER_LG, "Product", product);
    return others->len == 0 && g_str_equal (vendor, "HL-DT-ST") &&
           (g_str_has_prefix (product, "BD-") || g_str_has_prefix (product, "BDDVD"));
}

/* Arguments of all reads of one probe. */
typedef struct {
    BbTransport *transport;
    GCancellable *cancellable;
    BbMt1959Layout layout;
} BbMt1959Reader;

/* Reads a range. Sets @bytes to NULL if the drive refuses the read. FALSE with an error if the drive gave no answer
 * or the probe was cancelled. */
static gboolean
bb_mt1959_read (const BbMt1959Reader *reader, guint32 address, guint32 length_bytes, GBytes **bytes, GError **error)
{
    BbMemoryRead read = bb_mt1959_get_read (&reader->layout);

    return bb_memory_read_now (&read, reader->transport, address, length_bytes, reader->cancellable, bytes, error);
}

/* TRUE if the transport failed, or gave up because of a time-out. */
static gboolean
bb_mt1959_is_transport_failure (const GError *error)
{
    return g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO) ||
           g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT);
}

/*
 * Reads the configuration block. Sets @config to NULL if the drive refuses the read. FALSE with an error if the
 * connection does not work, or if the probe was cancelled.
 *
 * A USB or PATA adapter may break off a command that it does not know. So if the read fails in transport, an INQUIRY
 * tests the connection, and the block is read again. If the second read fails in transport, too, the drive counts as
 * refusing the read.
 */
static gboolean
bb_mt1959_read_config (const BbMt1959Reader *reader, GBytes **config, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    BbInquiry inquiry;

    if (bb_mt1959_read (reader, reader->layout.config, reader->layout.config_bytes, config, &local_error))
        return TRUE;
    if (!bb_mt1959_is_transport_failure (local_error)) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    g_clear_error (&local_error);
    if (!bb_family_inquire (reader->transport, BB_MT1959_INQUIRY_BYTES, &inquiry, error))
        return FALSE;
    if (bb_mt1959_read (reader, reader->layout.config, reader->layout.config_bytes, config, &local_error) ||
        bb_mt1959_is_transport_failure (local_error))
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

/* Reads the configuration block. If the block has a boot ID, sets boot ID, chip, form factor, group, fingerprint and
 * the block itself, and adds evidence. Sets BB_MT1959_KEY_READABLE to "config" if the block has a boot ID, and to
 * "nothing" if the drive refuses the read. FALSE with an error of bb_mt1959_read_config(). */
static gboolean
bb_mt1959_learn_config (BbFacts *facts, const BbMt1959Reader *reader, BbCatalog *catalog, GError **error)
{
    g_autoptr (GBytes) config = NULL;
    BbMt1959BootId boot_id;

    if (!bb_mt1959_read_config (reader, &config, error))
        return FALSE;
    if (config == NULL)
        bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "nothing");
    if (config == NULL || !bb_mt1959_parse_boot_id (config, 0, &boot_id))
        return TRUE;
    bb_facts_set_string (facts, BB_MT1959_KEY_BOOT_ID, boot_id.id);
    bb_facts_set_string (facts, BB_MT1959_KEY_CHIP, boot_id.chip);
    bb_facts_set_string (facts, BB_MT1959_KEY_FORM, boot_id.form);
    bb_facts_set_string (facts, BB_MT1959_KEY_GROUP, bb_mt1959_get_group (catalog, boot_id.id));
    bb_facts_set_bytes (facts, BB_MT1959_KEY_CONFIG, g_bytes_get_data (config, NULL), g_bytes_get_size (config));
    facts->fingerprint = bb_sha256_bytes (config);
    bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "config");
    bb_facts_add_evidence (facts, _ ("The boot ID “%s” indicates %s (%s chip)."), boot_id.id,
                           bb_mt1959_form_describe (bb_facts_get_string (facts, BB_MT1959_KEY_GROUP)), boot_id.chip);
    return TRUE;
}

/* Adds the name in the descriptor as evidence. If INQUIRY has another name, sets BB_MT1959_KEY_BRIDGE, because an
 * enclosure then rewrites the name; never in boot mode. */
static void
bb_mt1959_learn_name (BbFacts *facts)
{
    g_autofree char *vendor = bb_text_normalise (facts->inquiry.vendor, FALSE);
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);
    const char *own_vendor = bb_facts_get_string (facts, BB_MT1959_KEY_VENDOR);
    const char *own_product = bb_facts_get_string (facts, BB_MT1959_KEY_PRODUCT);

    bb_facts_add_evidence (facts, _ ("The firmware reports the name %s %s %s."), own_vendor, own_product,
                           bb_facts_get_string (facts, BB_MT1959_KEY_REVISION));
    /* In boot mode INQUIRY has the factory name of the board, which may differ from the name in the last firmware, so
     * a difference does not show that there is an enclosure. */
    if (bb_mt1959_facts_are_of_boot_code (facts) ||
        (g_str_equal (vendor, own_vendor) && g_str_equal (product, own_product)))
        return;
    bb_facts_set_string (facts, BB_MT1959_KEY_BRIDGE, "rewrites-inquiry");
    bb_facts_add_evidence (facts, _ ("The enclosure and the drive inside report different names."));
}

/* Reads the descriptor. If it is readable and valid, sets the descriptor, its fields and BB_MT1959_KEY_READABLE, and
 * calls bb_mt1959_learn_name() for the name in the descriptor. FALSE with an error of bb_mt1959_read(). */
static gboolean
bb_mt1959_learn_descriptor (BbFacts *facts, const BbMt1959Reader *reader, GError **error)
{
    g_autoptr (GBytes) page = NULL;
    g_autoptr (GVariant) values = NULL;
    GVariantIter iter;
    const char *key = NULL;
    GVariant *value = NULL;

    if (!bb_mt1959_read (reader, reader->layout.descriptor, reader->layout.descriptor_bytes, &page, error))
        return FALSE;
    values = page != NULL ? bb_mt1959_read_descriptor (page, 0) : NULL;
    if (values == NULL)
        return TRUE;
    bb_facts_set_bytes (facts, BB_MT1959_KEY_DESCRIPTOR, g_bytes_get_data (page, NULL), g_bytes_get_size (page));
    bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "windows");
    g_variant_iter_init (&iter, values);
    while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
        bb_facts_set_value (facts, key, value);
    bb_mt1959_learn_name (facts);
    return TRUE;
}

/*
 * Sets the SHA-256 of the calibration, unless the drive refuses that read. Then tests with a short read whether all
 * of the memory is readable. This read is outside of the ranges that every drive allows to read (mediatek-mt1959.md,
 * section 3). If it succeeds, sets BB_MT1959_KEY_READABLE to "all" and adds evidence. FALSE with an error of
 * bb_mt1959_read().
 */
static gboolean
bb_mt1959_learn_memory (BbFacts *facts, const BbMt1959Reader *reader, GError **error)
{
    g_autoptr (GBytes) calibration = NULL;
    g_autoptr (GBytes) sample = NULL;

    if (!bb_mt1959_read (reader, reader->layout.calibration, reader->layout.calibration_bytes, &calibration, error) ||
        !bb_mt1959_read (reader, reader->layout.records, BB_MT1959_SAMPLE_BYTES, &sample, error))
        return FALSE;
    if (calibration != NULL) {
        g_autofree char *sha256 = bb_sha256_bytes (calibration);

        bb_facts_set_string (facts, BB_MT1959_KEY_CALIBRATION, sha256);
    }
    if (sample != NULL) {
        bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "all");
        bb_facts_add_evidence (facts, _ ("The drive’s entire flash memory can be read."));
    }
    return TRUE;
}

/* TRUE if the firmware date in feature 010Ch begins with the century 21, which only drives with this chip report
 * (mediatek-mt1959.md, section 4). @date: (nullable): data of the feature. */
static gboolean
bb_mt1959_is_mediatek_date (GBytes *date)
{
    g_autofree char *text =
        date != NULL ? bb_bytes_dup_text (date, 0, MIN (g_bytes_get_size (date), BB_MT1959_DATE_DIGITS), NULL) : NULL;

    return text != NULL && g_str_has_prefix (text, "21") && strspn (text, "0123456789") == BB_MT1959_DATE_DIGITS;
}

gboolean
bb_mt1959_ask_features (BbTransport *transport, gboolean *is_named, char **why, GError **error)
{
    g_autoptr (GBytes) date = NULL;

    if (!bb_feature_read_now (transport, BB_MT1959_FEATURE_DATE, BB_MT1959_DATE_BYTES, &date, error))
        return FALSE;
    *is_named = bb_mt1959_is_mediatek_date (date);
    *why = g_strdup (*is_named ? _ ("The drive reports its firmware date in the format used by MediaTek drives.")
                     : date != NULL
                         ? _ ("The drive reports its firmware date, but not in the format used by MediaTek drives.")
                         : _ ("Burnback recognizes MediaTek drives by their firmware date, but this drive does not "
                              "report a firmware date."));
    return TRUE;
}

/* Sets the firmware date to the date in feature 010Ch. That date begins with its century, 20 or, by a mistake of the
 * firmware, 21; both mean 20. Does nothing without a valid date. If the descriptor gave no build date, also sets
 * build stamp and build date. */
static void
bb_mt1959_learn_date (BbFacts *facts, GBytes *feature)
{
    g_autofree char *raw = bb_bytes_dup_text (feature, 0, MIN (g_bytes_get_size (feature), 14), NULL);
    g_autofree char *text = bb_text_normalise (raw, FALSE);
    g_autofree char *stamp = NULL;
    g_autofree char *date = NULL;

    if (strspn (text, "0123456789") < BB_MT1959_DATE_DIGITS ||
        !(g_str_has_prefix (text, "20") || g_str_has_prefix (text, "21")))
        return;
    stamp = g_strndup (text + 2, BB_MT1959_DATE_DIGITS - 2);
    date = bb_mt1959_dup_date (stamp);
    if (date == NULL)
        return;
    bb_facts_set_string (facts, BB_STANDARD_DATE, date);
    if (bb_facts_get_string (facts, BB_MT1959_KEY_DATE) != NULL)
        return;
    bb_facts_set_string (facts, BB_MT1959_KEY_STAMP, stamp);
    bb_facts_set_string (facts, BB_MT1959_KEY_DATE, date);
}

/* Reads firmware date and tray of the running firmware with GET CONFIGURATION, and sets them and the form factor that
 * follows from the tray. A feature that the drive does not report is left out. Adds evidence if the form factor of
 * the running firmware differs from that of the board (from the boot ID). FALSE with an error if the drive gave no
 * answer. */
static gboolean
bb_mt1959_learn_features (BbFacts *facts, const BbMt1959Reader *reader, GError **error)
{
    g_autoptr (GBytes) tray = NULL;
    g_autoptr (GBytes) date = NULL;
    guint8 byte = 0;

    if (!bb_feature_read_now (reader->transport, BB_MT1959_FEATURE_DATE, BB_MT1959_DATE_BYTES, &date, error) ||
        !bb_feature_read_now (reader->transport, BB_MT1959_FEATURE_TRAY, BB_MT1959_TRAY_BYTES, &tray, error))
        return FALSE;
    if (date != NULL)
        bb_mt1959_learn_date (facts, date);
    if (tray != NULL && bb_bytes_get_u8 (tray, 0, &byte, NULL)) {
        const char *form = bb_mt1959_form_of_tray (byte);
        g_autofree char *text = g_strdup_printf ("0x%02X", byte);

        bb_facts_set_string (facts, BB_MT1959_KEY_TRAY, text);
        bb_facts_set_string (facts, BB_MT1959_KEY_FORM_RUNNING, form);
        if (!bb_mt1959_facts_form_is_clear (facts))
            bb_facts_add_evidence (facts, _ ("The boot ID indicates %s, but the running firmware is for %s."),
                                   bb_mt1959_form_describe (bb_facts_get_string (facts, BB_MT1959_KEY_FORM)),
                                   bb_mt1959_form_describe (form));
    }
    return TRUE;
}

/* Finds out from INQUIRY and the descriptor whether modified firmware (MK or OmniDrive) runs. If so, sets the values
 * that describe the modification, and adds evidence. If an enclosure rewrites INQUIRY, only the descriptor can show
 * MK (mediatek-mt1959.md, sections 1 and 4). Sets BB_FACTS_IS_MODIFIED_SURE if INQUIRY is long enough for the tag of
 * OmniDrive and is not rewritten. */
static void
bb_mt1959_learn_modified (BbFacts *facts)
{
    const BbInquiry *inquiry = &facts->inquiry;
    gboolean is_rewritten = bb_facts_get_string (facts, BB_MT1959_KEY_BRIDGE) != NULL;
    g_autoptr (GBytes) raw = g_bytes_new (inquiry->raw, inquiry->raw_length_bytes);
    g_autoptr (GBytes) tag = bb_bytes_slice (raw, BB_MT1959_OMNIDRIVE_OFFSET, BB_MT1959_OMNIDRIVE_BYTES, NULL);
    g_autofree char *version = tag != NULL ? bb_mt1959_dup_omnidrive (tag, 0) : NULL;
    g_autofree char *field = bb_bytes_dup_text (raw, BB_MT1959_SALES_OFFSET, BB_MT1959_SALES_BYTES, NULL);
    g_autofree char *sales = bb_text_normalise (field != NULL ? field : "", FALSE);

    if (tag != NULL && !is_rewritten)
        bb_facts_set_value (facts, BB_FACTS_IS_MODIFIED_SURE, g_variant_new_boolean (TRUE));
    if (!is_rewritten && bb_mt1959_is_mk_sales_code (sales))
        bb_facts_set_string (facts, BB_MT1959_KEY_MODIFIED, BB_MT1959_MODIFIED_MK);
    if (version != NULL) {
        g_autofree char *name = g_strdup_printf ("OmniDrive %s", version);

        bb_facts_set_string (facts, BB_MT1959_KEY_MODIFIED, BB_MT1959_MODIFIED_OMNIDRIVE);
        bb_facts_set_string (facts, BB_MT1959_KEY_MODIFIED_VERSION, version);
        bb_facts_add_evidence (facts, _ ("The drive is running modified firmware: %s."), name);
    } else if (bb_facts_get_string (facts, BB_MT1959_KEY_MODIFIED) != NULL) {
        bb_facts_add_evidence (facts, _ ("The drive is running modified firmware: %s."), "MK");
    }
}

/* Sets which updates the running firmware accepts, by its build date (mediatek-mt1959.md, section 4). Sets
 * BB_MT1959_KEY_LOCK, BB_MT1959_KEY_TRANSFER (the form of the upload) and the confidence in both. */
static void
bb_mt1959_learn_lock (BbFacts *facts)
{
    const char *lock = bb_mt1959_get_lock (facts, NULL);
    gboolean is_known = !g_str_equal (lock, "unknown");
    const char *transfer = !is_known ? "unknown" : g_str_equal (lock, "needs-wrapped") ? "wrapped" : "plain";

    bb_facts_set_string (facts, BB_MT1959_KEY_LOCK, lock);
    bb_facts_set_string (facts, BB_MT1959_KEY_TRANSFER, transfer);
    bb_facts_set_string (facts, BB_MT1959_KEY_LOCK_SURE,
                         bb_confidence_to_string (is_known ? BB_CONFIDENCE_MEDIUM : BB_CONFIDENCE_LOW));
}

/*
 * Returns the confidence in the model of @facts, which must be set, and may add evidence. The model follows from the
 * name that the running firmware reports, and several models may have the same board. Returns
 * - LOW if the boot ID is unknown or not that of the model
 * - MEDIUM if the boot ID is that of the model, but another model has this board, or the descriptor was not read
 * - HIGH otherwise
 */
static BbConfidence
bb_mt1959_get_confidence (BbFacts *facts, BbCatalog *catalog)
{
    const char *boot_id = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID);
    g_autoptr (GPtrArray) sisters = NULL;

    if (boot_id == NULL)
        return BB_CONFIDENCE_LOW;
    if (!bb_mt1959_model_has_boot_id (facts->model, boot_id)) {
        bb_facts_add_evidence (facts,
                               _ ("The drive’s boot ID does not match the %s, so the drive seems to be running "
                                  "firmware for a different model."),
                               bb_model_get_name (facts->model));
        return BB_CONFIDENCE_LOW;
    }
    sisters =
        bb_catalog_find_models (catalog, BB_MT1959_ID, "BootIdHex", bb_model_get_string (facts->model, "BootIdHex"));
    for (guint i = 0; i < sisters->len; i++) {
        if (g_str_equal (bb_model_get_name (g_ptr_array_index (sisters, i)), bb_model_get_name (facts->model)))
            continue;
        bb_facts_add_evidence (
            facts,
            _ ("Other models have the same circuit board, so the drive may have been sold as one of those models."));
        return BB_CONFIDENCE_MEDIUM;
    }
    return bb_facts_get_string (facts, BB_MT1959_KEY_PRODUCT) != NULL ? BB_CONFIDENCE_HIGH : BB_CONFIDENCE_MEDIUM;
}

/* TRUE if firmware of the other form factor runs. The form factor of the board follows from the boot ID; that of the
 * firmware follows from the tray, which the firmware reports. */
static gboolean
bb_mt1959_is_wrong_form (BbFacts *facts)
{
    return !bb_mt1959_facts_are_of_boot_code (facts) &&
           bb_facts_get_string (facts, BB_MT1959_KEY_FORM_RUNNING) != NULL && !bb_mt1959_facts_form_is_clear (facts);
}

/* Finds the models of the catalog that have the boot ID of the board. The name that the drive reports is ignored,
 * because it is of firmware for other hardware. Sets BB_FACTS_OWN_MODELS to the names of the models.
 * - One model: sets it as the model, with its names and medium confidence.
 * - Several models: sets them as candidates. */
static void
bb_mt1959_learn_model_of_board (BbFacts *facts, BbCatalog *catalog)
{
    const char *boot_id = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID);
    g_autofree char *hex = bb_hex_dup ((const guint8 *) boot_id, strlen (boot_id), " ");
    g_autoptr (GPtrArray) models = bb_catalog_find_models (catalog, BB_MT1959_ID, "BootIdHex", hex);
    g_autoptr (GString) names = g_string_new (NULL);

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        const char *name = bb_model_get_name (model);
        gboolean is_new = TRUE;

        for (guint j = 0; j < facts->candidates->len && is_new; j++)
            is_new = !g_str_equal (bb_model_get_name (g_ptr_array_index (facts->candidates, j)), name);
        if (!is_new)
            continue;
        g_ptr_array_add (facts->candidates, bb_model_ref (model));
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
    }
    if (names->len > 0)
        bb_facts_set_string (facts, BB_FACTS_OWN_MODELS, names->str);
    if (facts->candidates->len != 1)
        return;
    facts->model = bb_model_ref (g_ptr_array_index (facts->candidates, 0));
    g_ptr_array_set_size (facts->candidates, 0);
    facts->maker = g_strdup (bb_model_get_maker (facts->model));
    facts->model_name = g_strdup (bb_model_get_name (facts->model));
    facts->confidence = BB_CONFIDENCE_MEDIUM;
}

/* TRUE if the drive is in boot mode, and the product that it reports is that of another group of boards than its own.
 * The boot code may report the name of firmware that ran before. */
static gboolean
bb_mt1959_names_other_group (BbFacts *facts, BbCatalog *catalog)
{
    g_autofree char *reported = bb_text_normalise (facts->inquiry.product, FALSE);
    const char *boot_id = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID);
    g_autoptr (BbModel) model = bb_mt1959_find_model (catalog, reported, NULL, boot_id);
    const char *group = model != NULL ? bb_model_get_string (model, "Group") : NULL;

    return bb_mt1959_facts_are_of_boot_code (facts) && boot_id != NULL && group != NULL &&
           !g_str_equal (bb_facts_get_string (facts, BB_MT1959_KEY_GROUP), BB_MT1959_GROUP_UNKNOWN) &&
           !g_str_equal (bb_facts_get_string (facts, BB_MT1959_KEY_GROUP), group);
}

/* Sets model, names and confidence of @facts. The model comes from the first of these sources that names one:
 * - the product in the descriptor or, if it has none or the drive is in boot mode, the INQUIRY product
 * - @names (element-type BbName), the catalog entries for the INQUIRY text, if they name exactly one model. If they
 *   name several, these become candidates.
 *
 * If no source names a model, the reported product becomes the model name. Exception: if firmware of the other form
 * factor runs, or bb_mt1959_names_other_group(), only the boot ID is used (bb_mt1959_learn_model_of_board()). */
static void
bb_mt1959_learn_model (BbFacts *facts, GPtrArray *names, BbCatalog *catalog)
{
    g_autofree char *reported = bb_text_normalise (facts->inquiry.product, FALSE);
    gboolean boot = bb_mt1959_facts_are_of_boot_code (facts);
    const char *own = boot ? NULL : bb_facts_get_string (facts, BB_MT1959_KEY_PRODUCT);

    facts->confidence = BB_CONFIDENCE_LOW;
    if (bb_mt1959_is_wrong_form (facts) || bb_mt1959_names_other_group (facts, catalog)) {
        bb_mt1959_learn_model_of_board (facts, catalog);
        return;
    }
    facts->model = bb_mt1959_find_model (catalog, own != NULL ? own : reported,
                                         boot ? NULL : bb_facts_get_string (facts, BB_MT1959_KEY_SERVICE_CODE),
                                         bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID));
    if (facts->model == NULL) {
        bb_facts_add_candidates (facts, names, BB_MT1959_ID, catalog);
        if (facts->candidates->len == 1)
            facts->model = bb_model_ref (g_ptr_array_index (facts->candidates, 0));
    }
    if (facts->model == NULL) {
        facts->maker = g_strdup (bb_facts_get_string (facts, BB_MT1959_KEY_VENDOR));
        facts->model_name = g_strdup (own != NULL ? own : reported);
        return;
    }
    g_ptr_array_set_size (facts->candidates, 0);
    facts->maker = g_strdup (bb_model_get_maker (facts->model));
    facts->model_name = g_strdup (bb_model_get_name (facts->model));
    facts->confidence = bb_mt1959_get_confidence (facts, catalog);
}

/* Returns a sentence for users that says how firmware of the other form factor may damage the drive. */
static const char *
bb_mt1959_describe_hazard (BbFacts *facts)
{
    /* Only slim drives are reported to overheat. */
    return g_strcmp0 (bb_facts_get_string (facts, BB_MT1959_KEY_FORM), BB_MT1959_FORM_SLIM) == 0
               ? _ ("This slim drive is running firmware for half-height drives and may overheat. Power on the "
                    "drive only to recover it.")
               : _ ("This half-height drive is running firmware for slim drives, which may damage the drive. Power "
                    "on the drive only to recover it.");
}

/* Sets condition and mode of @facts. If only the boot code runs, also adds evidence. If firmware of the other form
 * factor runs, also sets BB_FACTS_HAZARD, a sentence that warns users. */
static void
bb_mt1959_learn_condition (BbFacts *facts)
{
    if (bb_mt1959_facts_are_of_boot_code (facts)) {
        facts->condition = BB_CONDITION_SPECIAL;
        facts->mode = g_strdup (BB_MT1959_MODE_BOOT);
        bb_facts_add_evidence (
            facts,
            _ ("The drive reports “BOOT” as its firmware revision, which means that its boot code is waiting for "
               "firmware."));
        return;
    }
    if (bb_mt1959_is_wrong_form (facts)) {
        facts->condition = BB_CONDITION_WRONG_FIRMWARE;
        facts->mode = g_strdup (BB_MT1959_MODE_WRONG_FORM);
        bb_facts_set_string (facts, BB_FACTS_HAZARD, bb_mt1959_describe_hazard (facts));
        return;
    }
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup (BB_MT1959_MODE_NORMAL);
}

/* Sets %BB_FAMILY_ERROR_NOT_MINE and returns NULL. @why: message, a translated clause. */
static BbFacts *
bb_mt1959_set_not_mine (GError **error, const char *why)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, why);
    return NULL;
}

/* Sets %BB_FAMILY_ERROR_CANNOT and returns NULL. For a drive whose name or firmware date suggests this family but
 * whose configuration block cannot be read: it may have another chip, or an adapter blocks the read. */
static BbFacts *
bb_mt1959_set_blocked (GError **error)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                         _ ("The drive does not report its circuit board type. Connect the drive without an "
                            "adapter. If the problem remains, the drive may have a different chip than Burnback "
                            "expects."));
    return NULL;
}

BbFacts *
bb_mt1959_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                 GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, TRUE);
    g_autofree char *why = NULL;
    const char *own = NULL;
    gboolean has_boot_id = FALSE;
    gboolean is_suggested = FALSE;
    gboolean boot = bb_mt1959_facts_are_of_boot_code (facts);
    BbMt1959Reader reader = {.transport = transport, .cancellable = cancellable};

    facts->family = g_strdup (BB_MT1959_ID);
    if (!bb_mt1959_layout_load (catalog, &reader.layout, NULL))
        /* TRANSLATORS: a clause, after "The drive does not belong to the … family:" */
        return bb_mt1959_set_not_mine (error, _ ("the catalog does not describe this chip"));
    if (!bb_mt1959_learn_config (facts, &reader, catalog, error))
        return NULL;
    has_boot_id = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID) != NULL;
    is_suggested = bb_mt1959_suggests (inquiry, catalog);
    if (!has_boot_id && !is_suggested && (!bb_mt1959_ask_features (transport, &is_suggested, &why, error)))
        return NULL;
    if (!has_boot_id && is_suggested && !boot && bb_facts_get_string (facts, BB_MT1959_KEY_READABLE) != NULL)
        return bb_mt1959_set_blocked (error);
    if (!has_boot_id && !(boot && is_suggested))
        /* TRANSLATORS: a clause, after "The drive does not belong to the … family:" */
        return bb_mt1959_set_not_mine (error, _ ("the drive does not identify itself as a drive with this chip"));
    if (has_boot_id && !bb_mt1959_learn_descriptor (facts, &reader, error))
        return NULL;
    own = bb_facts_get_string (facts, BB_MT1959_KEY_VENDOR);
    if (g_ascii_strcasecmp (vendor, BB_MT1959_TSST) == 0 ||
        (own != NULL && g_ascii_strcasecmp (own, BB_MT1959_TSST) == 0))
        /* TRANSLATORS: a clause, after "The drive does not belong to the … family:" */
        return bb_mt1959_set_not_mine (error, _ ("Samsung/TSST drives with this chip use their own commands"));
    if (has_boot_id && !boot &&
        (!bb_mt1959_learn_features (facts, &reader, error) || !bb_mt1959_learn_memory (facts, &reader, error)))
        return NULL;
    bb_mt1959_learn_modified (facts);
    bb_mt1959_learn_lock (facts);
    bb_mt1959_learn_model (facts, names, catalog);
    bb_mt1959_learn_condition (facts);
    return g_steal_pointer (&facts);
}
