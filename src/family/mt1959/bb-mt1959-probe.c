/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

#define BB_MT1959_FEATURE_TRAY 0x0003
#define BB_MT1959_FEATURE_DATE 0x010C
#define BB_MT1959_OMNI_OFFSET 74
#define BB_MT1959_OMNI_WORD "OmniDrive"
#define BB_MT1959_SAMPLE_BYTES 0x40 /* read at the integrity records, to learn whether all can be read */

static void
bb_mt1959_list_read (GArray *commands, guint32 address, guint32 length_bytes)
{
    BbProbeCommand command = {.step = BB_PROBE_READ, .data_in_bytes = (guint16) length_bytes};
    BbCdb cdb;

    bb_cdb_read_buffer (&cdb, 6, 0, address, length_bytes);
    memcpy (command.cdb, cdb.bytes, cdb.length_bytes);
    command.cdb_length_bytes = cdb.length_bytes;
    g_array_append_val (commands, command);
}

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

    g_array_append_vals (commands, features, G_N_ELEMENTS (features));
    if (!bb_mt1959_layout_load (catalog, &layout, NULL))
        return commands;
    bb_mt1959_list_read (commands, layout.config, layout.config_bytes);
    bb_mt1959_list_read (commands, layout.descriptor, layout.descriptor_bytes);
    for (guint32 done = 0; done < layout.calibration_bytes; done += layout.chunk_bytes)
        bb_mt1959_list_read (commands, layout.calibration + done,
                             MIN (layout.chunk_bytes, layout.calibration_bytes - done));
    bb_mt1959_list_read (commands, layout.records, BB_MT1959_SAMPLE_BYTES);
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

    /* The same chip, another protocol. */
    if (g_ascii_strcasecmp (vendor, "TSSTcorp") == 0)
        return FALSE;
    model = bb_mt1959_find_model (catalog, product);
    if (model != NULL || bb_mt1959_form_of_name (catalog, product) != BB_MT1959_FORM_UNKNOWN)
        return TRUE;
    return g_str_equal (vendor, "HL-DT-ST") &&
           (g_str_has_prefix (product, "BD-") || g_str_has_prefix (product, "BDDVD"));
}

/* The drive that is asked. */
typedef struct {
    BbTransport *transport;
    GCancellable *cancellable;
    BbMt1959Layout layout;
    BbBufferRead read;
} BbMt1959Ask;

static gboolean
bb_mt1959_learn_config (BbFacts *facts, const BbMt1959Ask *ask, GError **error)
{
    g_autoptr (GBytes) config = NULL;
    BbMt1959BootId boot_id;

    if (!bb_buffer_read_now (&ask->read, ask->transport, ask->layout.config, ask->layout.config_bytes,
                             ask->cancellable, &config, error))
        return FALSE;
    if (config == NULL || !bb_mt1959_parse_boot_id (config, 0, &boot_id))
        return TRUE;
    bb_facts_set_string (facts, BB_MT1959_KEY_BOOT_ID, boot_id.id);
    bb_facts_set_string (facts, BB_MT1959_KEY_CHIP, boot_id.chip);
    bb_facts_set_string (facts, BB_MT1959_KEY_FORM, bb_mt1959_form_to_string (boot_id.form));
    bb_facts_set_bytes (facts, BB_MT1959_KEY_CONFIG, g_bytes_get_data (config, NULL), g_bytes_get_size (config));
    facts->fingerprint = bb_sha256_bytes (config);
    bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "config");
    bb_facts_add_evidence (facts, _ ("Boot ID “%s”: %s with the chip %s."), boot_id.id,
                           bb_mt1959_form_describe (boot_id.form), boot_id.chip);
    return TRUE;
}

static gboolean
bb_mt1959_is_rewritten (BbFacts *facts, const BbMt1959Descriptor *descriptor)
{
    g_autofree char *vendor = bb_text_normalise (facts->inquiry.vendor, FALSE);
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);

    return !g_str_equal (vendor, descriptor->vendor) || !g_str_equal (product, descriptor->product);
}

static gboolean
bb_mt1959_learn_descriptor (BbFacts *facts, const BbMt1959Ask *ask, GError **error)
{
    g_autoptr (GBytes) page = NULL;
    g_autoptr (BbMt1959Descriptor) descriptor = NULL;

    if (!bb_buffer_read_now (&ask->read, ask->transport, ask->layout.descriptor, ask->layout.descriptor_bytes,
                             ask->cancellable, &page, error))
        return FALSE;
    if (page == NULL)
        return TRUE;
    descriptor = bb_mt1959_parse_descriptor (page, 0);
    if (descriptor == NULL)
        return TRUE;
    bb_facts_set_bytes (facts, BB_MT1959_KEY_DESCRIPTOR, g_bytes_get_data (page, NULL), g_bytes_get_size (page));
    bb_facts_set_string (facts, BB_MT1959_KEY_VENDOR, descriptor->vendor);
    bb_facts_set_string (facts, BB_MT1959_KEY_PRODUCT, descriptor->product);
    bb_facts_set_string (facts, BB_MT1959_KEY_REVISION, descriptor->revision);
    bb_facts_set_string (facts, BB_MT1959_KEY_STAMP, descriptor->stamp);
    bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "windows");
    bb_facts_add_evidence (facts, _ ("The firmware reports the name %s %s %s."), descriptor->vendor,
                           descriptor->product, descriptor->revision);
    if (bb_mt1959_is_rewritten (facts, descriptor)) {
        bb_facts_set_string (facts, BB_MT1959_KEY_BRIDGE, "rewrites-inquiry");
        bb_facts_add_evidence (facts, _ ("The enclosure reports another name than the drive inside."));
    }
    return TRUE;
}

static gboolean
bb_mt1959_learn_calibration (BbFacts *facts, const BbMt1959Ask *ask, GError **error)
{
    g_autoptr (GByteArray) calibration = g_byte_array_new ();
    g_autofree char *sha256 = NULL;

    for (guint32 done = 0; done < ask->layout.calibration_bytes; done += ask->layout.chunk_bytes) {
        guint32 piece_bytes = MIN (ask->layout.chunk_bytes, ask->layout.calibration_bytes - done);
        g_autoptr (GBytes) piece = NULL;

        if (!bb_buffer_read_now (&ask->read, ask->transport, ask->layout.calibration + done, piece_bytes,
                                 ask->cancellable, &piece, error))
            return FALSE;
        if (piece == NULL)
            return TRUE;
        g_byte_array_append (calibration, g_bytes_get_data (piece, NULL), g_bytes_get_size (piece));
    }
    sha256 = bb_sha256_data (calibration->data, calibration->len);
    bb_facts_set_string (facts, BB_MT1959_KEY_CALIBRATION, sha256);
    return TRUE;
}

/* One small read outside the windows tells whether the whole flash can be read (7). */
static gboolean
bb_mt1959_learn_readable (BbFacts *facts, const BbMt1959Ask *ask, GError **error)
{
    g_autoptr (GBytes) sample = NULL;

    if (!bb_buffer_read_now (&ask->read, ask->transport, ask->layout.records, BB_MT1959_SAMPLE_BYTES,
                             ask->cancellable, &sample, error))
        return FALSE;
    if (sample != NULL) {
        bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "all");
        bb_facts_add_evidence (facts, _ ("The whole flash memory can be read back."));
    }
    return TRUE;
}

static void
bb_mt1959_learn_tray (BbFacts *facts, GBytes *tray)
{
    BbMt1959Form form = BB_MT1959_FORM_UNKNOWN;
    guint8 byte = 0;

    if (!bb_bytes_get_u8 (tray, 0, &byte, NULL))
        return;
    form = bb_mt1959_form_of_tray (byte);
    bb_facts_set_string (facts, BB_MT1959_KEY_FORM_RUNNING, bb_mt1959_form_to_string (form));
    if (bb_mt1959_facts_form_is_clear (facts))
        return;
    bb_facts_add_evidence (
        facts, _ ("The boot ID indicates %s, but the running firmware behaves like %s."),
        bb_mt1959_form_describe (bb_mt1959_form_from_string (bb_facts_get_string (facts, BB_MT1959_KEY_FORM))),
        bb_mt1959_form_describe (form));
}

/* FALSE with @error only when the drive cannot be asked. */
static gboolean
bb_mt1959_learn_features (BbFacts *facts, BbTransport *transport, GError **error)
{
    g_autoptr (GError) tray_error = NULL;
    g_autoptr (GError) date_error = NULL;
    g_autoptr (GBytes) tray = bb_scsi_feature (transport, BB_MT1959_FEATURE_TRAY, &tray_error);
    g_autoptr (GBytes) date = NULL;
    g_autofree char *text = NULL;

    if (tray != NULL)
        bb_mt1959_learn_tray (facts, tray);
    else if (!bb_buffer_read_is_answer (tray_error)) {
        g_propagate_error (error, g_steal_pointer (&tray_error));
        return FALSE;
    }
    date = bb_scsi_feature (transport, BB_MT1959_FEATURE_DATE, &date_error);
    if (date == NULL && !bb_buffer_read_is_answer (date_error)) {
        g_propagate_error (error, g_steal_pointer (&date_error));
        return FALSE;
    }
    if (date != NULL) {
        g_autofree char *raw = bb_bytes_dup_text (date, 0, MIN (g_bytes_get_size (date), 14), NULL);

        text = bb_text_normalise (raw, FALSE);
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

/* The model of a rebadge whose board is the one that was read; the rest are candidates. */
static BbModel *
bb_mt1959_model_of_names (BbFacts *facts, GPtrArray *names, BbCatalog *catalog)
{
    for (guint i = 0; i < names->len; i++) {
        BbName *name = g_ptr_array_index (names, i);
        g_autoptr (BbModel) model = NULL;
        gboolean known = FALSE;

        if (!g_str_equal (bb_name_get_family (name), BB_MT1959_ID))
            continue;
        model = bb_catalog_get_model (catalog, BB_MT1959_ID, bb_name_get_model_key (name));
        for (guint j = 0; model != NULL && j < facts->candidates->len && !known; j++)
            known =
                g_str_equal (bb_model_get_key (g_ptr_array_index (facts->candidates, j)), bb_model_get_key (model));
        if (model != NULL && !known)
            g_ptr_array_add (facts->candidates, g_steal_pointer (&model));
    }
    return facts->candidates->len == 1 ? bb_model_ref (g_ptr_array_index (facts->candidates, 0)) : NULL;
}

static gboolean
bb_mt1959_model_fits_boot_id (BbModel *model, BbFacts *facts)
{
    const char *hex = bb_model_get_string (model, "BootIdHex");
    const char *boot_id = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID);
    g_autoptr (GBytes) wanted = hex != NULL ? bb_hex_parse (hex, NULL) : NULL;

    return wanted != NULL && boot_id != NULL && g_bytes_get_size (wanted) == strlen (boot_id) &&
           bb_bytes_equal_at (wanted, 0, boot_id, strlen (boot_id));
}

/* What it really is: by the name in its firmware, else by the name it reports, else by a rebadge of the catalog. */
static void
bb_mt1959_learn_model (BbFacts *facts, GPtrArray *names, BbCatalog *catalog)
{
    g_autofree char *reported = bb_text_normalise (facts->inquiry.product, FALSE);
    const char *own = bb_facts_get_string (facts, BB_MT1959_KEY_PRODUCT);

    facts->model = bb_mt1959_find_model (catalog, own != NULL ? own : reported);
    if (facts->model == NULL)
        facts->model = bb_mt1959_model_of_names (facts, names, catalog);
    if (facts->model == NULL) {
        facts->maker = g_strdup (bb_facts_get_string (facts, BB_MT1959_KEY_VENDOR));
        facts->model_name = g_strdup (own != NULL ? own : reported);
        facts->confidence = BB_CONFIDENCE_LOW;
        return;
    }
    g_ptr_array_set_size (facts->candidates, 0);
    facts->maker = g_strdup (bb_model_get_maker (facts->model));
    facts->model_name = g_strdup (bb_model_get_name (facts->model));
    if (bb_mt1959_model_fits_boot_id (facts->model, facts)) {
        facts->confidence = own != NULL ? BB_CONFIDENCE_HIGH : BB_CONFIDENCE_MEDIUM;
        return;
    }
    facts->confidence = BB_CONFIDENCE_LOW;
    if (bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID) != NULL)
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

static gboolean
bb_mt1959_is_tsst (BbFacts *facts)
{
    g_autofree char *vendor = bb_text_normalise (facts->inquiry.vendor, TRUE);
    const char *own = bb_facts_get_string (facts, BB_MT1959_KEY_VENDOR);

    return g_ascii_strcasecmp (vendor, "TSSTcorp") == 0 || (own != NULL && g_ascii_strcasecmp (own, "TSSTcorp") == 0);
}

BbFacts *
bb_mt1959_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
                 GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = bb_facts_new (inquiry);
    gboolean known = FALSE;
    BbMt1959Ask ask = {.transport = transport, .cancellable = cancellable};

    facts->family = g_strdup (BB_MT1959_ID);
    if (!bb_mt1959_layout_load (catalog, &ask.layout, NULL)) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, "the catalog has no layout for this chip");
        return NULL;
    }
    ask.read = bb_mt1959_get_read (&ask.layout);
    if (!bb_mt1959_learn_config (facts, &ask, error))
        return NULL;
    known = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID) != NULL;
    if (!known && !(bb_mt1959_is_boot_revision (inquiry) && bb_mt1959_suggests (inquiry, names, catalog))) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, "it shows no MediaTek boot id");
        return NULL;
    }
    if (known && !bb_mt1959_learn_descriptor (facts, &ask, error))
        return NULL;
    if (bb_mt1959_is_tsst (facts)) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE, "TSST drives with this chip work otherwise");
        return NULL;
    }
    if (known && !bb_mt1959_is_boot_revision (inquiry) &&
        (!bb_mt1959_learn_calibration (facts, &ask, error) || !bb_mt1959_learn_readable (facts, &ask, error) ||
         !bb_mt1959_learn_features (facts, transport, error)))
        return NULL;
    bb_mt1959_learn_modified (facts);
    bb_mt1959_learn_model (facts, names, catalog);
    bb_mt1959_learn_condition (facts);
    if (!known)
        bb_facts_set_string (facts, BB_MT1959_KEY_READABLE, "nothing");
    return g_steal_pointer (&facts);
}
