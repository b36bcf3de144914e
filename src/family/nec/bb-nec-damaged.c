/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-probe.h"

#include "scsi/bb-bytes.h"

#define NEC_RID_MODEL 0x40
#define NEC_RID_MODEL_BYTES 16

/* The addresses at which drives of this family may have their model block (RID block). */
static const guint32 nec_rid_addresses[] = {0x5F00, 0x4F00, 0x20F00, 0x8000, 0x8B00};

/*
 * Returns (transfer full) (nullable) the drive type with the product name @name; NULL if there is none. @address: 0,
 * or the address at which drives of the type must have their model block. A type whose name has a remark in
 * parentheses is a special version. It is returned only if no other type has the name.
 */
static BbModel *
nec_find_by_name (BbCatalog *catalog, const char *name, guint32 address)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_NEC_FAMILY);
    BbModel *special = NULL;

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);

        if ((address != 0 && bb_nec_model_rid_address (model) != address) || !bb_nec_model_has_name (model, name))
            continue;
        if (strchr (bb_model_get_name (model), '(') == NULL)
            return bb_model_ref (model);
        special = model;
    }
    return special != NULL ? bb_model_ref (special) : NULL;
}

/* Returns (transfer full) (nullable) the drive type whose product name is a word (of at least seven characters) in
 * @text, and whose drives have the model block at @address (0: at any address); NULL if there is none. */
static BbModel *
nec_find_in_text (BbCatalog *catalog, const char *text, guint32 address)
{
    g_auto (GStrv) words = g_strsplit_set (text, " _", -1);

    for (guint i = 0; words[i] != NULL; i++) {
        BbModel *model = strlen (words[i]) >= 7 ? nec_find_by_name (catalog, words[i], address) : NULL;

        if (model != NULL)
            return model;
    }
    return NULL;
}

/* Reads the known addresses of model blocks until a block names a drive type, and sets @model and @rid of @finding to
 * that type and that block. FALSE only after an error of bb_nec_try_read_memory(). */
static gboolean
nec_search_rid (BbTransport *transport, BbCatalog *catalog, BbNecFinding *finding, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS (nec_rid_addresses) && finding->model == NULL; i++) {
        g_autoptr (GBytes) rid = NULL;
        g_autofree char *text = NULL;

        if (!bb_nec_try_read_memory (transport, nec_rid_addresses[i], BB_NEC_RID_BYTES, BB_NEC_RID_BYTES, &rid,
                                     error))
            return FALSE;
        if (rid == NULL || bb_nec_rid_maker (rid) == BB_NEC_MAKER_OTHER)
            continue;
        text = bb_bytes_dup_text (rid, NEC_RID_MODEL, NEC_RID_MODEL_BYTES, NULL);
        if (text == NULL)
            continue;
        finding->model = nec_find_in_text (catalog, text, nec_rid_addresses[i]);
        if (finding->model != NULL)
            finding->rid = g_steal_pointer (&rid);
    }
    return TRUE;
}

/*
 * Returns (transfer full) (nullable) the drive type that INQUIRY names. Uses the first of these sources that gives a
 * type of the catalog; NULL if none does:
 * - the INQUIRY product
 * - @names (element-type BbName), the catalog entries for the INQUIRY text; entries of other families are skipped
 */
static BbModel *
nec_find_by_inquiry (BbFacts *facts, GPtrArray *names, BbCatalog *catalog)
{
    BbModel *model = nec_find_in_text (catalog, facts->inquiry.product, 0);

    for (guint i = 0; model == NULL && i < names->len; i++) {
        BbName *name = g_ptr_array_index (names, i);

        if (g_str_equal (bb_name_get_family (name), BB_NEC_FAMILY))
            model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, bb_name_get_model_key (name));
    }
    return model;
}

/* Sets condition, mode and confidence of a drive whose memory can be read, but whose type was not found. Adds a
 * sentence about that to the evidence. */
static void
nec_set_unknown (BbFacts *facts)
{
    bb_nec_facts_set_mode (facts, BB_CONDITION_UNKNOWN, BB_NEC_MODE_UNKNOWN);
    facts->confidence = BB_CONFIDENCE_LOW;
    bb_facts_add_evidence (facts, _ ("The drive responds to NEC/Optiarc commands, but neither its ID nor its name "
                                     "is in the catalog."));
}

/* TRUE if the drive answered the read of the ID at the address of its type, the model of @finding, with an error. */
static gboolean
nec_is_id_unread (const BbNecFinding *finding)
{
    guint32 address = bb_nec_model_id_address (finding->model);

    for (guint i = 0; i < G_N_ELEMENTS (finding->unread); i++) {
        if (finding->unread[i] == address)
            return TRUE;
    }
    return FALSE;
}

/* Reads the ID at the address of its type, the model of @finding, once more, and returns FALSE with the error of this
 * read. If the drive answers it with data, the error is %BB_TRANSPORT_ERROR_IO, because two reads before failed. */
static gboolean
nec_report_unread (BbTransport *transport, const BbNecFinding *finding, GError **error)
{
    g_autoptr (GBytes) data = bb_nec_read_memory (transport, bb_nec_model_id_address (finding->model),
                                                  BB_NEC_CODE_BYTES, BB_NEC_CODE_BYTES, error);

    if (data != NULL)
        g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO,
                             "only the third read of the stored ID worked");
    return FALSE;
}

gboolean
bb_nec_probe_damaged (BbTransport *transport, BbNecFinding *finding, GPtrArray *names, BbCatalog *catalog,
                      BbFacts *facts, GError **error)
{
    gboolean by_rid = FALSE;
    gboolean is_unread;

    if (!nec_search_rid (transport, catalog, finding, error))
        return FALSE;
    by_rid = finding->model != NULL;
    if (!by_rid)
        finding->model = nec_find_by_inquiry (facts, names, catalog);
    if (finding->model == NULL) {
        nec_set_unknown (facts);
        return TRUE;
    }
    is_unread = nec_is_id_unread (finding);
    if (facts->condition == BB_CONDITION_NORMAL && is_unread)
        return nec_report_unread (transport, finding, error);
    if (facts->condition == BB_CONDITION_NORMAL)
        bb_nec_facts_set_mode (facts, BB_CONDITION_DAMAGED, BB_NEC_MODE_DAMAGED_ID);
    facts->confidence = by_rid ? BB_CONFIDENCE_MEDIUM : BB_CONFIDENCE_LOW;
    bb_facts_add_evidence (facts, is_unread ? _ ("The stored drive ID cannot be read.")
                                            : _ ("The stored drive ID is damaged."));
    if (by_rid) {
        bb_facts_set_string (facts, BB_NEC_VALUE_STORED_TYPE, bb_model_get_key (finding->model));
        bb_nec_facts_set_rid (facts, finding->rid);
    } else
        bb_facts_add_evidence (facts,
                               _ ("The drive’s identity data cannot be read, but the drive reports the name “%s”."),
                               facts->inquiry.product);
    g_ptr_array_unref (facts->candidates);
    facts->candidates = bb_nec_hardware_group (catalog, finding->model);
    return TRUE;
}
