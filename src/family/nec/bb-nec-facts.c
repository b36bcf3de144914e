/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec.h"

#include "scsi/bb-bytes.h"

const BbNecType *
bb_nec_facts_type (BbFacts *facts)
{
    return bb_nec_type_of_model (facts->model);
}

int
bb_nec_hex_byte (const char *text)
{
    if (text == NULL || strlen (text) != 2 || !g_ascii_isxdigit (text[0]) || !g_ascii_isxdigit (text[1]))
        return -1;
    return g_ascii_xdigit_value (text[0]) * 16 + g_ascii_xdigit_value (text[1]);
}

int
bb_nec_facts_firmware_id (BbFacts *facts)
{
    return bb_nec_hex_byte (bb_facts_get_string (facts, BB_NEC_VALUE_FIRMWARE_ID));
}

const char *
bb_nec_facts_key (BbFacts *facts)
{
    const char *taken = bb_facts_get_string (facts, BB_NEC_VALUE_SAFE_MODE_KEY);

    if (taken != NULL)
        return taken;
    return facts->model != NULL ? bb_nec_model_safe_key (facts->model) : NULL;
}

/* Adds @key (nullable) to @keys, unless an equal key is already there. @key is not copied; NULL is not added. */
static void
nec_add_key (GPtrArray *keys, const char *key)
{
    for (guint i = 0; i < keys->len; i++)
        if (g_strcmp0 (g_ptr_array_index (keys, i), key) == 0)
            return;
    if (key != NULL)
        g_ptr_array_add (keys, (gpointer) key);
}

GPtrArray *
bb_nec_facts_keys (BbFacts *facts, BbFacts *board)
{
    GPtrArray *keys = g_ptr_array_new ();

    nec_add_key (keys, bb_nec_facts_key (facts));
    if (bb_facts_get_string (facts, BB_NEC_VALUE_SAFE_MODE_KEY) != NULL)
        return keys;
    if (board != NULL)
        nec_add_key (keys, bb_nec_facts_key (board));
    for (guint i = 0; i < facts->candidates->len; i++)
        nec_add_key (keys, bb_nec_model_safe_key (g_ptr_array_index (facts->candidates, i)));
    return keys;
}

gboolean
bb_nec_cannot (GError **error, const char *text)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, text);
    return FALSE;
}

void
bb_nec_facts_set_mode (BbFacts *facts, BbCondition condition, const char *mode)
{
    facts->condition = condition;
    g_free (facts->mode);
    facts->mode = g_strdup (mode);
}

gboolean
bb_nec_facts_in_safe_mode (BbFacts *facts)
{
    return facts->condition == BB_CONDITION_SPECIAL;
}

gboolean
bb_nec_facts_are_usable (BbFacts *facts, GError **error)
{
    const char *fault = NULL;

    if (facts->model == NULL) {
        g_set_error_literal (
            error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
            _ ("This drive uses the NEC/Optiarc protocol, but its type is not in the catalog, so Burnback does "
               "not support the drive."));
        return FALSE;
    }
    if (bb_nec_model_find_type (facts->model, &fault) == NULL && fault != NULL) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                     _ ("The %s is not supported, because the catalog describes its flash memory incorrectly (type "
                        "%s, wrong entry: %s)."),
                     facts->model_name, bb_model_get_string (facts->model, "FlashType"), fault);
        return FALSE;
    }
    if (bb_nec_facts_type (facts) == NULL) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                     _ ("The type of flash memory in the %s is unknown, so the drive is not supported."),
                     facts->model_name);
        return FALSE;
    }
    return TRUE;
}

gboolean
bb_nec_facts_is_type_proved (BbFacts *facts)
{
    return facts->model != NULL && bb_facts_get_string (facts, BB_NEC_VALUE_SAFE_MODE_KEY) != NULL;
}

void
bb_nec_facts_set_rid (BbFacts *facts, GBytes *rid)
{
    g_autofree char *text = bb_bytes_dup_text (rid, 0x10, 4, NULL);
    g_autofree char *maker = bb_bytes_dup_text (rid, 0x20, 32, NULL);
    g_autofree char *model = bb_bytes_dup_text (rid, 0x40, 16, NULL);

    if (text != NULL)
        bb_facts_set_string (facts, BB_NEC_VALUE_RID_TEXT, text);
    if (maker != NULL)
        bb_facts_set_string (facts, BB_NEC_VALUE_RID_MAKER, maker);
    if (model != NULL)
        bb_facts_set_string (facts, BB_NEC_VALUE_RID_MODEL, model);
    if (bb_nec_rid_maker (rid) != BB_NEC_MAKER_OTHER && maker != NULL && model != NULL)
        bb_facts_add_evidence (
            facts, _ ("The identity data in the drive’s memory names the manufacturer “%s” and the model “%s”."),
            maker, model);
}
