/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mt1939.h"

#include "bb-tsst-upload.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

/* This file has the functions that the other files of this family share: the CDBs of two commands, and the catalog
 * data of the drive (tsst-mt1939.md, section 3). */

#define READ_MS 20000
#define READ_BYTES 0x10000u

static BbCdb
bb_mt1939_get_read_cdb (guint32 address, guint32 length_bytes)
{
    return BB_CDB (0x3C, 6, 0, BB_BE24 (address), BB_BE24 (length_bytes), 0, 0, 0);
}

const BbMemoryRead bb_mt1939_read = {bb_mt1939_get_read_cdb, .piece_bytes = READ_BYTES, .timeout_ms = READ_MS};

BbCdb
bb_mt1939_get_version_cdb (void)
{
    return BB_CDB (BB_TSST_OPCODE, 0, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0xAA);
}

GBytes *
bb_mt1939_dup_version (BbModel *model)
{
    return bb_hex_parse (bb_model_get_string (model, "VersionAnswerHex"), NULL);
}

BbModel *
bb_mt1939_find_model (const BbInquiry *inquiry, BbCatalog *catalog)
{
    g_autofree char *vendor = bb_text_normalise (inquiry->vendor, FALSE);
    g_autofree char *product = bb_text_normalise (inquiry->product, FALSE);
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_MT1939_ID, product);

    return model != NULL && g_str_equal (bb_model_get_string (model, "Vendor"), vendor) ? g_steal_pointer (&model)
                                                                                        : NULL;
}

gboolean
bb_mt1939_is_of_drive (BbFacts *facts, BbImageIdentity *identity)
{
    const char *key = bb_facts_get_model_key (facts);

    return key != NULL && g_strv_contains ((const char *const *) identity->codes, key);
}

gboolean
bb_mt1939_is_readable (BbFacts *facts)
{
    return facts->condition == BB_CONDITION_NORMAL && bb_facts_get_boolean (facts, BB_MT1939_KEY_READABLE);
}

const char *
bb_mt1939_get_unreadable (void)
{
    return _ (
        "The running firmware does not allow the drive’s memory to be read, so this drive cannot be backed up.");
}

const char *
bb_mt1939_get_unknown_update (void)
{
    return _ (
        "Burnback can update the SE-506CB. Other Blu-ray drives from this manufacturer can only be identified.");
}
