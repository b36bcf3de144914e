/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-evidence.h"
#include "bb-nec-probe.h"

#include "scsi/bb-bytes.h"

#define NEC_ID_BYTES 0x20
/* Length of the first part of the first calibration page. Only the factory writes this part, so the fingerprint is
 * made of it. The rest of the page (ID, book types, region) can change. */
#define NEC_UNIT_SPECIFIC_BYTES 0x400

/* A READ MEMORY of the length n1n0 at the address a3a2a1a0 (bytes of the two numbers). came: number of bytes that the
 * drive returns. */
#define NEC_READ(a3, a2, a1, a0, n1, n0, came)                                \
    {                                                                         \
        BB_PROBE_VENDOR, {0xCC, 0x00, a3, a2, a1, a0, 0x00, n1, n0}, 12, came \
    }

static const BbProbeCommand nec_probe_commands[] = {
    /* stored ID */
    NEC_READ (0, 0x00, 0x45, 0x00, 0, 0x20, 0x20),
    NEC_READ (0, 0x00, 0x48, 0x00, 0, 0x20, 0x20),
    NEC_READ (0, 0x01, 0x08, 0x00, 0, 0x20, 0x20),
    NEC_READ (0, 0x00, 0x70, 0x00, 0, 0x20, 0x20),
    NEC_READ (0, 0x00, 0x50, 0x00, 0, 0x20, 0x20),
    /* model block */
    NEC_READ (0, 0x00, 0x4F, 0x00, 0, 0x80, 0x80),
    NEC_READ (0, 0x00, 0x5F, 0x00, 0, 0x80, 0x80),
    NEC_READ (0, 0x02, 0x0F, 0x00, 0, 0x80, 0x80),
    NEC_READ (0, 0x00, 0x80, 0x00, 0, 0x80, 0x80),
    NEC_READ (0, 0x00, 0x8B, 0x00, 0, 0x80, 0x80),
    /* firmware id byte */
    NEC_READ (0, 0x00, 0x50, 0x00, 0, 0x04, 0x04),
    NEC_READ (0, 0x00, 0x60, 0x00, 0, 0x04, 0x04),
    NEC_READ (0, 0x00, 0x64, 0x00, 0, 0x04, 0x04),
    NEC_READ (0, 0x00, 0x84, 0x00, 0, 0x04, 0x04),
    NEC_READ (0, 0x01, 0x00, 0x00, 0, 0x04, 0x04),
    NEC_READ (0, 0x03, 0x04, 0x00, 0, 0x04, 0x04),
    NEC_READ (0, 0x04, 0x04, 0x00, 0, 0x04, 0x04),
    NEC_READ (0, 0x01, 0x00, 0x00, 0, 0x01, 0x04),
    NEC_READ (0, 0x03, 0x00, 0x00, 0, 0x01, 0x04),
    /* the calibration page, of which the fingerprint of the drive is made; its address depends on the flash type */
    NEC_READ (0, 0x00, 0x40, 0x00, 0x10, 0x00, 0x1000),
    NEC_READ (0, 0x01, 0x00, 0x00, 0x10, 0x00, 0x1000),
    NEC_READ (0, 0x00, 0x60, 0x00, 0x10, 0x00, 0x1000),
};

GArray *
bb_nec_list_probe_commands (BbCatalog *catalog)
{
    GArray *commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));

    return g_array_append_vals (commands, nec_probe_commands, G_N_ELEMENTS (nec_probe_commands));
}

/* Addresses of the stored ID, in the order in which they are read. The search ends at the first address with an ID
 * that the catalog knows. */
static const guint32 nec_stages[BB_NEC_N_ID_ADDRESSES] = {0x4500, 0x4800, 0x10800, 0x7000, 0x5000};

/* Returns (transfer full) (nullable) the type that stores @id at @address; NULL if there is none. IDs that end in R
 * are only in firmware files (for slave wiring); no drive stores one. */
static BbModel *
nec_model_of_id (BbCatalog *catalog, const char *id, guint32 address)
{
    g_autoptr (GPtrArray) models = NULL;

    if (id[3] == 'R')
        return NULL;
    models = bb_catalog_find_models (catalog, BB_NEC_FAMILY, "AcceptedIds", id);
    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);

        if (bb_nec_model_id_address (model) == address)
            return bb_model_ref (model);
    }
    return NULL;
}

/* Reads the stored ID at each known address, until one is an ID of the catalog. Sets ID, address and model of
 * @finding for this ID; leaves them unset if there is none. Also counts the reads that the drive answered with data,
 * sets @has_data if one of the answers has a byte other than 00, and records in @unread which reads failed. FALSE
 * only after an error of bb_nec_try_read_memory(), or if cancelled. */
static gboolean
nec_search_id (BbTransport *transport, BbCatalog *catalog, GCancellable *cancellable, BbNecFinding *finding,
               GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS (nec_stages); i++) {
        g_autoptr (GBytes) data = NULL;
        g_autofree char *id = NULL;

        if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
        if (!bb_nec_try_read_memory (transport, nec_stages[i], NEC_ID_BYTES, BB_NEC_CODE_BYTES, &data, error))
            return FALSE;
        finding->unread[i] = data == NULL ? nec_stages[i] : 0;
        if (data == NULL)
            continue;
        finding->n_answers++;
        finding->has_data = finding->has_data || !bb_bytes_is_filled (data, 0, g_bytes_get_size (data), 0x00);
        id = bb_bytes_dup_text (data, 0, BB_NEC_CODE_BYTES, NULL);
        if (id == NULL || strlen (id) != BB_NEC_CODE_BYTES)
            continue;
        finding->model = nec_model_of_id (catalog, id, nec_stages[i]);
        if (finding->model != NULL) {
            finding->stored_id = g_steal_pointer (&id);
            finding->address = nec_stages[i];
            return TRUE;
        }
    }
    return TRUE;
}

/* Reads the model block into @finding. FALSE with an error of bb_nec_try_read_memory(), or with
 * %BB_FAMILY_ERROR_NOT_MINE if the drive refuses the read: drives of this family always have a model block, so the
 * drive is of another family. */
static gboolean
nec_read_rid (BbTransport *transport, BbNecFinding *finding, GError **error)
{
    if (!bb_nec_try_read_memory (transport, bb_nec_model_rid_address (finding->model), BB_NEC_RID_BYTES,
                                 BB_NEC_RID_BYTES, &finding->rid, error))
        return FALSE;
    if (finding->rid != NULL)
        return TRUE;
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                         /* TRANSLATORS: a clause, after "The drive does not belong to the … family:" */
                         _ ("the drive’s identity data cannot be read"));
    return FALSE;
}

/* Sets the model of @finding to the type that the model block names, if several types have the same stored ID. Adds
 * a sentence about the stored ID to the evidence of @facts and, if the model changes, one about the model block. */
static void
nec_refine_model (BbCatalog *catalog, BbNecFinding *finding, BbFacts *facts)
{
    g_autofree char *key = bb_nec_refine (catalog, bb_model_get_key (finding->model), finding->rid);
    g_autoptr (BbModel) refined = NULL;

    bb_facts_add_evidence (facts, _ ("The drive ID stored at address 0x%05x is %s (type %s, %s)."), finding->address,
                           finding->stored_id, bb_model_get_key (finding->model), bb_model_get_name (finding->model));
    if (g_str_equal (key, bb_model_get_key (finding->model)))
        return;
    refined = bb_catalog_get_model (catalog, BB_NEC_FAMILY, key);
    if (refined == NULL)
        return;
    bb_facts_add_evidence (facts,
                           _ ("Several models have the drive ID that is stored in this drive, but other stored "
                              "data identifies the drive as type %s (%s)."),
                           key, bb_model_get_name (refined));
    g_clear_pointer (&finding->model, bb_model_unref);
    finding->model = g_steal_pointer (&refined);
}

/*
 * Reads the firmware id byte, stores it in the values of @facts, and adds a sentence about it to their evidence.
 * Stores FF if the drive refuses the read. In safe mode, the byte is read only from laptop drives that need no key
 * for reads, because it shows their wiring. In any other mode it is always read. Stores nothing if the byte is not
 * read, or if its address is not known. FALSE only after an error of bb_nec_try_read_memory().
 */
static gboolean
nec_read_firmware_id (BbTransport *transport, BbNecFinding *finding, BbFacts *facts, GError **error)
{
    gboolean keyed = bb_nec_model_is_keyed (finding->model);
    g_autoptr (GBytes) data = NULL;
    g_autofree char *text = NULL;
    guint32 address = 0;
    guint8 id = 0;

    if (!bb_nec_model_firmware_id_address (finding->model, &address))
        return TRUE;
    if (bb_nec_facts_in_safe_mode (facts) && (keyed || !bb_model_get_boolean (finding->model, "Laptop")))
        return TRUE;
    if (!bb_nec_try_read_memory (transport, address, keyed ? 1 : 4, 1, &data, error))
        return FALSE;
    if (data == NULL || !bb_bytes_get_u8 (data, 0, &id, NULL))
        id = 0xFF;
    text = g_strdup_printf ("%02X", id);
    bb_facts_set_string (facts, BB_NEC_VALUE_FIRMWARE_ID, text);
    if (id == 0xFF)
        bb_facts_add_evidence (facts, _ ("The byte that identifies the firmware (ID byte) is erased or cannot be "
                                         "read."));
    else
        bb_facts_add_evidence (facts, _ ("The byte that identifies the firmware (ID byte) is 0x%02x."), id);
    return TRUE;
}

/* Sets the fingerprint of @facts to the SHA-256 of the factory part of the calibration. If this part is blank or
 * cannot be read, adds a sentence about that to the evidence instead. Does nothing if @type is NULL. FALSE only
 * after an error of bb_nec_try_read_memory(). */
static gboolean
nec_read_fingerprint (BbTransport *transport, const BbNecType *type, BbFacts *facts, GError **error)
{
    g_autoptr (GBytes) page = NULL;
    g_autoptr (GBytes) start = NULL;

    if (type == NULL)
        return TRUE;
    if (!bb_nec_try_read_memory (transport, type->calibration[0].address, BB_NEC_PAGE_BYTES, BB_NEC_PAGE_BYTES, &page,
                                 error))
        return FALSE;
    if (page == NULL || bb_bytes_is_filled (page, 0, NEC_UNIT_SPECIFIC_BYTES, 0xFF) ||
        bb_bytes_is_filled (page, 0, NEC_UNIT_SPECIFIC_BYTES, 0x00)) {
        bb_facts_add_evidence (facts, _ ("The drive’s calibration data is blank or cannot be read."));
        return TRUE;
    }
    start = bb_bytes_slice (page, 0, NEC_UNIT_SPECIFIC_BYTES, error);
    if (start == NULL)
        return FALSE;
    facts->fingerprint = bb_sha256_bytes (start);
    return TRUE;
}

/* TRUE if @name names one product; FALSE if it names several or is NULL. */
static gboolean
nec_is_one_name (const char *name)
{
    return name != NULL && strstr (name, " / ") == NULL;
}

/* A drive type is hardware that was sold as several products. Sets the product name by the first of @names
 * (element-type BbName) that stands for exactly one product of the drive's type, and adds a sentence about that to
 * the evidence. FALSE if no name does. */
static gboolean
nec_name_by_names (BbFacts *facts, GPtrArray *names)
{
    for (guint i = 0; i < names->len; i++) {
        BbName *name = g_ptr_array_index (names, i);

        if (!nec_is_one_name (bb_name_get_oem_model (name)) ||
            !bb_nec_model_has_name (facts->model, bb_name_get_oem_model (name)))
            continue;
        g_free (facts->model_name);
        facts->model_name = g_strdup (bb_name_get_oem_model (name));
        bb_facts_add_evidence (facts, _ ("Drives sold as %s are %s."), bb_name_get_marketed_as (name),
                               facts->model_name);
        return TRUE;
    }
    return FALSE;
}

/* If the catalog has this INQUIRY name (@names) only for another product than the identified one, lowers the
 * confidence and adds a sentence about the difference to the evidence. Products of other types (other hardware) are
 * not compared. */
static void
nec_compare_with_names (BbFacts *facts, GPtrArray *names)
{
    const char *other = NULL;

    for (guint i = 0; i < names->len; i++) {
        const char *model = bb_name_get_oem_model (g_ptr_array_index (names, i));

        if (g_strcmp0 (model, facts->model_name) == 0)
            return;
        if (nec_is_one_name (model) && bb_nec_model_has_name (facts->model, model))
            other = model;
    }
    if (other == NULL)
        return;
    facts->confidence = MIN (facts->confidence, BB_CONFIDENCE_MEDIUM);
    bb_facts_add_evidence (
        facts, _ ("Drives with this name are usually identified as %s, but this drive has the firmware of the %s."),
        other, facts->model_name);
}

/*
 * Returns (transfer full) (nullable) the product name that the model block gives. The block has a model text and a
 * RID text (a code for the model). Uses the model text, if it is a name of the type; otherwise the name that the
 * catalog has for the RID text. The model text comes first, because the catalog does not have the RID text of every
 * product. If both texts give a name and the names differ, lowers the confidence and adds a sentence about that to
 * the evidence.
 */
static char *
nec_name_by_rid (BbFacts *facts)
{
    const char *model_text = bb_facts_get_string (facts, BB_NEC_VALUE_RID_MODEL);
    const char *rid_text = bb_facts_get_string (facts, BB_NEC_VALUE_RID_TEXT);
    g_autofree char *by_text = bb_nec_model_name_for_rid (facts->model, rid_text);

    if (model_text == NULL || !bb_nec_model_has_name (facts->model, model_text))
        return g_steal_pointer (&by_text);
    if (nec_is_one_name (by_text) && !g_str_equal (by_text, model_text)) {
        facts->confidence = MIN (facts->confidence, BB_CONFIDENCE_MEDIUM);
        bb_facts_add_evidence (
            facts, _ ("The drive’s identity data contains the model code (RID) %s, which belongs to the %s."),
            rid_text, by_text);
    }
    return g_strdup (model_text);
}

/* Sets maker and product name. The name is from the first of these sources that names exactly one product:
 * - firmware id byte, if the firmware runs
 * - model block
 * - firmware id byte, if the firmware does not run; the byte may then be half programmed
 * - INQUIRY name
 *
 * Lowers the confidence in three cases:
 * - No source names exactly one product. The product name may then list several.
 * - The two texts of the model block name different products, and the id byte does not decide (nec_name_by_rid()).
 * - The INQUIRY name is that of another product than the id byte gives (nec_compare_with_names()). */
static void
nec_name_drive (BbFacts *facts, GPtrArray *names)
{
    gboolean runs = facts->condition != BB_CONDITION_SPECIAL;
    BbConfidence confidence = facts->confidence;
    g_autofree char *by_firmware = bb_nec_model_name_for (facts->model, bb_nec_facts_firmware_id (facts));
    g_autofree char *by_rid = nec_name_by_rid (facts);

    facts->maker = g_strdup (bb_model_get_maker (facts->model));
    if (nec_is_one_name (by_rid) && (!runs || !nec_is_one_name (by_firmware))) {
        facts->model_name = g_steal_pointer (&by_rid);
        return;
    }
    facts->model_name = g_steal_pointer (&by_firmware);
    if (nec_is_one_name (facts->model_name)) {
        /* The firmware id byte has decided between the products, so a difference in the model block does not lower
         * the confidence. */
        facts->confidence = confidence;
        if (nec_is_one_name (by_rid) && !g_str_equal (by_rid, facts->model_name))
            bb_facts_add_evidence (
                facts, _ ("The drive’s identity data belongs to the %s, but the firmware belongs to the %s."), by_rid,
                facts->model_name);
        nec_compare_with_names (facts, names);
        return;
    }
    if (!nec_name_by_names (facts, names))
        facts->confidence = MIN (facts->confidence, BB_CONFIDENCE_MEDIUM);
}

/* Adds the type bb_nec_opposite_key(), if there is one, as a candidate, because only the safe mode key that the drive
 * accepts shows which boot code the drive has. bb_nec_learn() tries both keys. */
static void
nec_add_opposite (BbFacts *facts, BbCatalog *catalog)
{
    const char *opposite = bb_nec_opposite_key (bb_model_get_key (facts->model));
    BbModel *other = opposite != NULL ? bb_catalog_get_model (catalog, BB_NEC_FAMILY, opposite) : NULL;

    if (other != NULL)
        g_ptr_array_add (facts->candidates, other);
}

/* Reads firmware id byte and fingerprint. Then sets the facts that follow from the model of @finding: model, name,
 * flash type and, as far as known, boot version. If @facts have no candidates yet, adds the opposite type as a
 * candidate. FALSE only after an error of bb_nec_try_read_memory(). */
static gboolean
nec_fill_known (BbTransport *transport, BbNecFinding *finding, GPtrArray *names, BbCatalog *catalog, BbFacts *facts,
                GError **error)
{
    const BbNecType *type = bb_nec_type_of_model (finding->model);

    facts->model = bb_model_ref (finding->model);
    bb_facts_set_string (facts, BB_NEC_VALUE_FLASH_TYPE, bb_model_get_string (finding->model, "FlashType"));
    if (!nec_read_firmware_id (transport, finding, facts, error) ||
        !nec_read_fingerprint (transport, type, facts, error))
        return FALSE;
    nec_name_drive (facts, names);
    if (type != NULL && !type->has_boot_version)
        bb_facts_set_string (facts, BB_NEC_VALUE_BOOT_VERSION, BB_NEC_BOOT_NONE);
    if (facts->condition == BB_CONDITION_SPECIAL && type != NULL && type->has_boot_version) {
        g_autofree char *version = bb_nec_boot_version (&facts->inquiry);

        bb_facts_set_string (facts, BB_NEC_VALUE_BOOT_VERSION, version != NULL ? version : BB_NEC_BOOT_UNKNOWN);
    }
    if (facts->candidates->len == 0)
        nec_add_opposite (facts, catalog);
    return TRUE;
}

/* Sets condition and mode of @facts: safe mode, if @inquiry was read in it, else normal mode. For safe mode, also
 * adds a sentence to the evidence. */
static void
nec_set_mode (BbFacts *facts, const BbInquiry *inquiry)
{
    gboolean safe = bb_nec_is_safe_mode (inquiry);

    bb_nec_facts_set_mode (facts, safe ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL,
                           safe ? BB_NEC_MODE_SAFE : BB_NEC_MODE_NORMAL);
    if (safe)
        bb_facts_add_evidence (facts, _ ("The drive is in recovery mode, and its boot code reports revision %s."),
                               inquiry->revision);
}

static void
nec_finding_clear (BbNecFinding *finding)
{
    g_clear_pointer (&finding->model, bb_model_unref);
    g_clear_pointer (&finding->rid, g_bytes_unref);
    g_clear_pointer (&finding->stored_id, g_free);
}

/* Fills @facts and @finding. FALSE, with an error, if the drive is of another family, returns zeros for all reads,
 * does not answer, or stays not ready, or if cancelled. */
static gboolean
nec_probe_into (BbTransport *transport, BbNecFinding *finding, GPtrArray *names, BbCatalog *catalog, BbFacts *facts,
                GCancellable *cancellable, GError **error)
{
    if (!nec_search_id (transport, catalog, cancellable, finding, error))
        return FALSE;
    /* A drive whose other reads succeed may have failed to read its ID only once. */
    if (finding->model == NULL && finding->n_answers > 0 && finding->n_answers < BB_NEC_N_ID_ADDRESSES &&
        !nec_search_id (transport, catalog, cancellable, finding, error))
        return FALSE;
    if (finding->n_answers == 0) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                             /* TRANSLATORS: a clause, after "The drive does not belong to the … family:" */
                             _ ("the drive’s memory cannot be read with the commands for drives of this family"));
        return FALSE;
    }
    /* In every drive, some of these addresses contain code, so zeros at all of them cannot come from a drive of this
     * family. */
    if (!finding->has_data) {
        g_set_error_literal (
            error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
            _ ("All data read from the drive’s memory is zero, so an adapter may be responding instead of the "
               "drive. Connect the drive directly to a SATA or IDE port."));
        return FALSE;
    }
    nec_set_mode (facts, &facts->inquiry);
    bb_nec_facts_set_firmware (facts);
    if (finding->model == NULL)
        return bb_nec_probe_damaged (transport, finding, names, catalog, facts, error) &&
               (finding->model == NULL || nec_fill_known (transport, finding, names, catalog, facts, error));
    if (!nec_read_rid (transport, finding, error))
        return FALSE;
    bb_facts_set_string (facts, BB_NEC_VALUE_STORED_ID, finding->stored_id);
    nec_refine_model (catalog, finding, facts);
    bb_facts_set_string (facts, BB_NEC_VALUE_STORED_TYPE, bb_model_get_key (finding->model));
    bb_nec_facts_set_rid (facts, finding->rid);
    facts->confidence = bb_model_get_confidence (finding->model);
    return nec_fill_known (transport, finding, names, catalog, facts, error);
}

/* After an interrupted conversion, the boot code may have the name of another type with the same or related
 * hardware. Then adds a sentence about that to the evidence, stores this name in the facts, and limits the confidence
 * to medium, unless it is CONFLICTING. */
static void
nec_compare_with_boot_code (BbFacts *facts, BbCatalog *catalog)
{
    g_autoptr (BbModel) named = bb_nec_find_boot_code_model (facts, catalog);
    g_autofree char *name = NULL;

    if (named == NULL)
        return;
    name = g_strdup_printf ("%s %s", bb_model_get_maker (named), bb_model_get_name (named));
    bb_facts_set_string (facts, BB_FACTS_BOOT_NAME, name);
    if (facts->confidence != BB_CONFIDENCE_CONFLICTING)
        facts->confidence = MIN (facts->confidence, BB_CONFIDENCE_MEDIUM);
    bb_facts_add_evidence (facts, _ ("The boot code reports the name of the %s."), bb_model_get_name (named));
}

BbFacts *
bb_nec_probe (BbTransport *transport, const BbInquiry *inquiry, GPtrArray *names, BbCatalog *catalog,
              GCancellable *cancellable, GError **error)
{
    g_autoptr (BbFacts) facts = NULL;
    BbNecFinding finding = {0};
    gboolean good = FALSE;

    if (inquiry->device_type != 5) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE,
                             /* TRANSLATORS: a clause, after "The drive does not belong to the … family:" */
                             _ ("the device is not an optical drive"));
        return NULL;
    }
    facts = bb_facts_new (inquiry);
    facts->family = g_strdup (BB_NEC_FAMILY);
    good = nec_probe_into (transport, &finding, names, catalog, facts, cancellable, error);
    if (good) {
        bb_nec_assess_identity (facts, catalog);
        nec_compare_with_boot_code (facts, catalog);
    }
    nec_finding_clear (&finding);
    return good ? g_steal_pointer (&facts) : NULL;
}
