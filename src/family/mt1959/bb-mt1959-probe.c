/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "family/spc/bb-features.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

#define BB_MT1959_FEATURE_DATE 0x010C
#define BB_MT1959_OMNI_OFFSET 74
#define BB_MT1959_OMNI_WORD "OmniDrive"
/* The older chip is also in drives of this vendor, which are flashed in another way: not ours. */
#define BB_MT1959_TSST "TSSTcorp"
#define BB_MT1959_SAMPLE_BYTES 0x40 /* read at the integrity records, to learn whether all can be read */

/* All standard commands; the reads only when a name speaks for the family. */
GArray *
bb_mt1959_list_probe_commands (BbCatalog *catalog)
{
    static const BbProbeCommand features[] = {
        {BB_PROBE_STANDARD, {0x46, 0x02, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00, 0xFC, 0x00}, 10, 0xFC},
        {BB_PROBE_STANDARD, {0x46, 0x02, 0x01, 0x0C, 0x00, 0x00, 0x00, 0x00, 0xFC, 0x00}, 10, 0xFC},
    };
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
    BbMt1959Layout layout;
    BbBufferRead read;

    g_array_append_vals (commands, features, G_N_ELEMENTS (features));
    if (!bb_mt1959_layout_load (catalog, &layout, NULL))
        return commands;
    read = bb_mt1959_get_read (&layout);
    bb_buffer_read_list (&read, commands, layout.config, layout.config_bytes);
    bb_buffer_read_list (&read, commands, layout.descriptor, layout.descriptor_bytes);
    bb_buffer_read_list (&read, commands, layout.calibration, layout.calibration_bytes);
    bb_buffer_read_list (&read, commands, layout.records, BB_MT1959_SAMPLE_BYTES);
    return commands;
}

static gboolean
bb_mt1959_is_boot_revision (const BbInquiry *inquiry)
{
    g_autofree char *revision = bb_text_normalise (inquiry->revision, FALSE);

    return g_str_equal (revision, "BOOT");
}

gboolean
bb_mt1959_suggests (const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, TRUE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    g_autoptr (BbModel) model = NULL;
    g_autoptr (GPtrArray) forms = NULL;
    const char *seller = NULL;

    /* The same chip, another protocol. */
    if (g_ascii_strcasecmp (vendor, BB_MT1959_TSST) == 0)
        return FALSE;
    model = bb_mt1959_find_model (catalog, product, NULL, NULL);
    /* Some of these products are named so that only the vendor tells them from others. */
    seller = model != NULL ? bb_model_get_string (model, "Vendor") : NULL;
    if (model != NULL && (seller == NULL || g_ascii_strcasecmp (seller, vendor) == 0))
        return TRUE;
    forms = bb_catalog_list_models (catalog, "mediatek-form-factor");
    for (guint i = 0; i < forms->len; i++) {
        if (bb_mt1959_model_is_named (g_ptr_array_index (forms, i), product))
            return TRUE;
    }
    return g_str_equal (vendor, "HL-DT-ST") &&
           (g_str_has_prefix (product, "BD-") || g_str_has_prefix (product, "BDDVD"));
}

/* The drive that is asked. */
typedef struct {
    BbTransport *transport;
    GCancellable *cancellable;
    BbMt1959Layout layout;
} BbMt1959Ask;

/* *bytes stays NULL where the drive refuses; FALSE: it cannot be asked. */
static gboolean
bb_mt1959_ask (const BbMt1959Ask *ask, guint32 address, guint32 length_bytes, GBytes **bytes, GError **error)
{
    BbBufferRead read = bb_mt1959_get_read (&ask->layout);

    return bb_buffer_read_now (&read, ask->transport, address, length_bytes, ask->cancellable, bytes, error);
}

static gboolean
bb_mt1959_learn_config (BbFacts *facts, const BbMt1959Ask *ask, BbCatalog *catalog, GError **error)
{
    g_autoptr (GBytes) config = NULL;
    BbMt1959BootId boot_id;

    if (!bb_mt1959_ask (ask, ask->layout.config, ask->layout.config_bytes, &config, error))
        return FALSE;
    if (config == NULL || !bb_mt1959_parse_boot_id (config, 0, &boot_id))
        return TRUE;
    bb_facts_set_string (facts, BB_MT1959_KEY_BOOT_ID, boot_id.id);
    bb_facts_set_string (facts, BB_MT1959_KEY_CHIP, boot_id.chip);
    bb_facts_set_string (facts, BB_MT1959_KEY_FORM, boot_id.form);
    bb_facts_set_string (facts, BB_MT1959_KEY_GROUP, bb_mt1959_get_group (catalog, boot_id.id));
    bb_facts_set_bytes (facts, BB_MT1959_KEY_CONFIG, g_bytes_get_data (config, NULL), g_bytes_get_size (config));
    facts->fingerprint = bb_sha256_bytes (config);
    bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "config");
    bb_facts_add_evidence (facts, _ ("Boot ID “%s”: %s with the chip %s."), boot_id.id,
                           bb_mt1959_form_describe (boot_id.form), boot_id.chip);
    return TRUE;
}

static gboolean
bb_mt1959_learn_descriptor (BbFacts *facts, const BbMt1959Ask *ask, GError **error)
{
    g_autofree char *vendor = bb_text_normalise (facts->inquiry.vendor, FALSE);
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);
    g_autoptr (GBytes) page = NULL;
    BbMt1959Descriptor descriptor;

    if (!bb_mt1959_ask (ask, ask->layout.descriptor, ask->layout.descriptor_bytes, &page, error))
        return FALSE;
    if (page == NULL || !bb_mt1959_parse_descriptor (page, 0, &descriptor))
        return TRUE;
    bb_facts_set_bytes (facts, BB_MT1959_KEY_DESCRIPTOR, g_bytes_get_data (page, NULL), g_bytes_get_size (page));
    bb_facts_set_string (facts, BB_MT1959_KEY_VENDOR, descriptor.vendor);
    bb_facts_set_string (facts, BB_MT1959_KEY_PRODUCT, descriptor.product);
    bb_facts_set_string (facts, BB_MT1959_KEY_REVISION, descriptor.revision);
    bb_facts_set_string (facts, BB_MT1959_KEY_STAMP, descriptor.stamp);
    bb_facts_set_string (facts, BB_MT1959_KEY_SALES_CODE, descriptor.sales_code);
    bb_facts_set_string (facts, BB_MT1959_KEY_CHIP_TAG, descriptor.chip_tag);
    if (*descriptor.service_code != '\0')
        bb_facts_set_string (facts, BB_MT1959_KEY_SERVICE_CODE, descriptor.service_code);
    if (descriptor.downgrade_enabled)
        bb_facts_set_boolean (facts, BB_MT1959_KEY_DOWNGRADE, TRUE);
    bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "windows");
    bb_facts_add_evidence (facts, _ ("The firmware reports the name %s %s %s."), descriptor.vendor,
                           descriptor.product, descriptor.revision);
    if (!g_str_equal (vendor, descriptor.vendor) || !g_str_equal (product, descriptor.product)) {
        bb_facts_set_string (facts, BB_MT1959_KEY_BRIDGE, "rewrites-inquiry");
        bb_facts_add_evidence (facts, _ ("The enclosure reports another name than the drive inside."));
    }
    return TRUE;
}

/* Its calibration, and by one small read outside the windows whether the whole flash can be read (7). */
static gboolean
bb_mt1959_learn_memory (BbFacts *facts, const BbMt1959Ask *ask, GError **error)
{
    g_autoptr (GBytes) calibration = NULL;
    g_autoptr (GBytes) sample = NULL;

    if (!bb_mt1959_ask (ask, ask->layout.calibration, ask->layout.calibration_bytes, &calibration, error) ||
        !bb_mt1959_ask (ask, ask->layout.records, BB_MT1959_SAMPLE_BYTES, &sample, error))
        return FALSE;
    if (calibration != NULL) {
        g_autofree char *sha256 = bb_sha256_bytes (calibration);

        bb_facts_set_string (facts, BB_MT1959_KEY_CALIBRATION, sha256);
    }
    if (sample != NULL) {
        bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "all");
        bb_facts_add_evidence (facts, _ ("The whole flash memory can be read back."));
    }
    return TRUE;
}

static gboolean
bb_mt1959_learn_features (BbFacts *facts, const BbMt1959Ask *ask, GError **error)
{
    g_autoptr (GBytes) tray = NULL;
    g_autoptr (GBytes) date = NULL;
    guint8 byte = 0;

    if (!bb_feature_read_now (ask->transport, BB_MT1959_FEATURE_TRAY, &tray, error) ||
        !bb_feature_read_now (ask->transport, BB_MT1959_FEATURE_DATE, &date, error))
        return FALSE;
    if (tray != NULL && bb_bytes_get_u8 (tray, 0, &byte, NULL)) {
        const char *form = bb_mt1959_form_of_tray (byte);

        bb_facts_set_string (facts, BB_MT1959_KEY_FORM_RUNNING, form);
        if (!bb_mt1959_facts_form_is_clear (facts))
            bb_facts_add_evidence (facts, _ ("The boot ID indicates %s, but the running firmware behaves like %s."),
                                   bb_mt1959_form_describe (bb_facts_get_string (facts, BB_MT1959_KEY_FORM)),
                                   bb_mt1959_form_describe (form));
    }
    if (date != NULL) {
        g_autofree char *raw = bb_bytes_dup_text (date, 0, MIN (g_bytes_get_size (date), 14), NULL);
        g_autofree char *text = bb_text_normalise (raw, FALSE);

        bb_facts_set_string (facts, "firmware-date", text);
    }
    return TRUE;
}

/* A modified firmware that says so in INQUIRY: shown, and nothing is made of it (section 4). */
static void
bb_mt1959_learn_modified (BbFacts *facts)
{
    const BbInquiry *inquiry = &facts->inquiry;
    gsize end = BB_MT1959_OMNI_OFFSET + strlen (BB_MT1959_OMNI_WORD);
    g_autoptr (GBytes) raw = g_bytes_new (inquiry->raw, inquiry->raw_length_bytes);
    g_autofree char *text = NULL;
    guint8 version[3] = {0};

    if (!bb_bytes_equal_at (raw, BB_MT1959_OMNI_OFFSET, BB_MT1959_OMNI_WORD, strlen (BB_MT1959_OMNI_WORD)))
        return;
    for (guint i = 0; i < G_N_ELEMENTS (version); i++) {
        if (!bb_bytes_get_u8 (raw, end + i, &version[i], NULL))
            return;
    }
    text = g_strdup_printf ("%s %u.%u.%u", BB_MT1959_OMNI_WORD, version[0], version[1], version[2]);
    bb_facts_set_string (facts, BB_MT1959_KEY_MODIFIED, text);
    bb_facts_add_evidence (facts, _ ("Modified firmware is running: %s."), text);
}

/* What it really is: by the name in its firmware, else by the name it reports, else by a rebadge of the catalog. */
static void
bb_mt1959_learn_model (BbFacts *facts, GPtrArray *names, BbCatalog *catalog)
{
    g_autofree char *reported = bb_text_normalise (facts->inquiry.product, FALSE);
    const char *own = bb_facts_get_string (facts, BB_MT1959_KEY_PRODUCT);
    const char *boot_id = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID);

    facts->confidence = BB_CONFIDENCE_LOW;
    facts->model = bb_mt1959_find_model (catalog, own != NULL ? own : reported,
                                         bb_facts_get_string (facts, BB_MT1959_KEY_SERVICE_CODE), boot_id);
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
    if (boot_id != NULL && bb_mt1959_model_has_boot_id (facts->model, boot_id))
        facts->confidence = own != NULL ? BB_CONFIDENCE_HIGH : BB_CONFIDENCE_MEDIUM;
    else if (boot_id != NULL)
        bb_facts_add_evidence (facts, _ ("The boot ID is not the known boot ID of a %s."),
                               bb_model_get_name (facts->model));
}

static void
bb_mt1959_learn_condition (BbFacts *facts)
{
    if (bb_mt1959_is_boot_revision (&facts->inquiry)) {
        facts->condition = BB_CONDITION_SPECIAL;
        facts->mode = g_strdup (BB_MT1959_MODE_BOOT);
        bb_facts_add_evidence (facts, _ ("The drive reports the revision BOOT: its boot code waits for firmware."));
        return;
    }
    /* The boot id is the board's, because no upload writes there; the tray is what the firmware makes of it. */
    if (bb_facts_get_string (facts, BB_MT1959_KEY_FORM_RUNNING) != NULL && !bb_mt1959_facts_form_is_clear (facts)) {
        facts->condition = BB_CONDITION_DAMAGED;
        facts->mode = g_strdup (BB_MT1959_MODE_WRONG_FORM);
        bb_facts_add_evidence (facts, _ ("Firmware of another form factor seems to be running and can overheat the "
                                         "drive: keep it powered only to flash the correct firmware."));
        return;
    }
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup (BB_MT1959_MODE_NORMAL);
}

static BbFacts *
bb_mt1959_not_mine (GError **error, const char *why)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, why);
    return NULL;
}

BbFacts *
bb_mt1959_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                 GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, TRUE);
    const char *own = NULL;
    gboolean known = FALSE;
    gboolean boot = bb_mt1959_is_boot_revision (inquiry);
    BbMt1959Ask ask = {.transport = transport, .cancellable = cancellable};

    facts->family = g_strdup (BB_MT1959_ID);
    if (!bb_mt1959_layout_load (catalog, &ask.layout, NULL))
        return bb_mt1959_not_mine (error, "the catalog has no layout for this chip");
    if (!bb_mt1959_learn_config (facts, &ask, catalog, error))
        return NULL;
    known = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID) != NULL;
    if (!known && !(boot && bb_mt1959_suggests (inquiry, names, catalog)))
        return bb_mt1959_not_mine (error, "it shows no MediaTek boot id");
    if (known && !bb_mt1959_learn_descriptor (facts, &ask, error))
        return NULL;
    own = bb_facts_get_string (facts, BB_MT1959_KEY_VENDOR);
    if (g_ascii_strcasecmp (vendor, BB_MT1959_TSST) == 0 ||
        (own != NULL && g_ascii_strcasecmp (own, BB_MT1959_TSST) == 0))
        return bb_mt1959_not_mine (error, "TSST drives with this chip work otherwise");
    if (known && !boot &&
        (!bb_mt1959_learn_memory (facts, &ask, error) || !bb_mt1959_learn_features (facts, &ask, error)))
        return NULL;
    bb_mt1959_learn_modified (facts);
    bb_mt1959_learn_model (facts, names, catalog);
    bb_mt1959_learn_condition (facts);
    if (!known)
        bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "nothing");
    return g_steal_pointer (&facts);
}
