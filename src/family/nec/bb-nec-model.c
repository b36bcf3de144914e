/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec.h"

#define NEC_NO_NUMBER G_MAXUINT64

const char *
bb_nec_model_safe_key (BbModel *model)
{
    const char *key = bb_model_get_string (model, "SafeModeKey");

    return key != NULL ? key : bb_model_get_key (model);
}

guint32
bb_nec_model_id_address (BbModel *model)
{
    return (guint32) bb_model_get_uint (model, "IdAddress", 0);
}

guint32
bb_nec_model_rid_address (BbModel *model)
{
    return (guint32) bb_model_get_uint (model, "RidBlockAddress", 0);
}

gboolean
bb_nec_model_is_keyed (BbModel *model)
{
    const BbNecType *type = bb_nec_type_of_model (model);

    if (type == NULL)
        return FALSE;
    if (type->always_keyed)
        return TRUE;
    /* Of the types with 2 MiB flash, only those with the base hardware of the ND-3570A need a key for reads
     * (docs/protocols/nec-optiarc.md, section 7). */
    return g_strcmp0 (bb_model_get_string (model, "BaseHardware"), "K370") == 0;
}

gboolean
bb_nec_model_firmware_id_address (BbModel *model, guint32 *address)
{
    guint64 number = bb_model_get_uint (model, "HardwareIdAddress", NEC_NO_NUMBER);

    if (number > G_MAXUINT32)
        return FALSE;
    *address = (guint32) number;
    return TRUE;
}

gboolean
bb_nec_model_firmware_id_offset (BbModel *model, guint32 *offset)
{
    const BbNecType *type = bb_nec_type_of_model (model);
    guint32 address = 0;

    if (type == NULL || type->n_parts == 0 || !bb_nec_model_firmware_id_address (model, &address))
        return FALSE;
    if (address < type->parts[0].address || address - type->parts[0].address >= type->parts[0].length_bytes)
        return FALSE;
    *offset = address - type->parts[0].address;
    return TRUE;
}

/* Splits "0x68:ND-1100A" into byte and remark; FALSE if the text does not begin with a byte. */
static gboolean
nec_parse_hardware_id (const char *item, int *id, const char **remark)
{
    char *end = NULL;
    guint64 number = g_ascii_strtoull (item, &end, 0);

    if (end == item || number > 0xFF)
        return FALSE;
    *id = (int) number;
    while (*end == ' ' || *end == ':')
        end++;
    *remark = end;
    return TRUE;
}

gboolean
bb_nec_model_knows_id (BbModel *model, int firmware_id, guint *n_known)
{
    g_auto (GStrv) items = bb_model_get_strv (model, "HardwareIds");
    gboolean found = FALSE;
    guint n = 0;

    for (guint i = 0; items[i] != NULL; i++) {
        const char *remark = NULL;
        int id = -1;

        if (!nec_parse_hardware_id (items[i], &id, &remark))
            continue;
        n++;
        found = found || id == firmware_id;
    }
    if (n_known != NULL)
        *n_known = n;
    return found;
}

/* Returns (transfer full) (nullable) the product names of @model that are in @remark: "ND-2500A, ND-2510A" becomes
 * "ND-2500A / ND-2510A". NULL if there are none. */
static char *
nec_name_of_remark (BbModel *model, const char *remark)
{
    g_auto (GStrv) words = g_strsplit_set (remark, " ,", -1);
    g_autoptr (GString) name = g_string_new (NULL);

    for (guint i = 0; words[i] != NULL; i++)
        if (bb_nec_model_has_name (model, words[i]))
            g_string_append_printf (name, "%s%s", name->len > 0 ? " / " : "", words[i]);
    return name->len > 0 ? g_string_free (g_steal_pointer (&name), FALSE) : NULL;
}

char *
bb_nec_model_name_for (BbModel *model, int firmware_id)
{
    g_auto (GStrv) items = bb_model_get_strv (model, "HardwareIds");

    for (guint i = 0; items[i] != NULL; i++) {
        const char *remark = NULL;
        char *name = NULL;
        int id = -1;

        if (!nec_parse_hardware_id (items[i], &id, &remark) || id != firmware_id)
            continue;
        name = nec_name_of_remark (model, remark);
        if (name != NULL)
            return name;
    }
    return g_strdup (bb_model_get_name (model));
}

char *
bb_nec_model_name_for_rid (BbModel *model, const char *rid_text)
{
    g_auto (GStrv) items = bb_model_get_strv (model, "RidText");

    for (guint i = 0; rid_text != NULL && items[i] != NULL; i++) {
        g_auto (GStrv) parts = g_strsplit (items[i], ":", 2);

        if (g_strv_length (parts) == 2 && g_str_equal (parts[0], rid_text))
            return nec_name_of_remark (model, parts[1]);
    }
    return NULL;
}

gboolean
bb_nec_model_has_name (BbModel *model, const char *text)
{
    g_auto (GStrv) names = g_strsplit (bb_model_get_name (model), "/", -1);

    for (guint i = 0; names[i] != NULL; i++) {
        char *remark = strstr (names[i], " (");

        if (remark != NULL)
            *remark = '\0';
        if (g_ascii_strcasecmp (g_strstrip (names[i]), text) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean
bb_nec_same_hardware (BbModel *one, BbModel *other, gboolean extended)
{
    const char *key = extended ? "BaseHardwareExtended" : "BaseHardware";
    const char *hardware = bb_model_get_string (one, key);

    return hardware != NULL && g_strcmp0 (hardware, bb_model_get_string (other, key)) == 0;
}

GPtrArray *
bb_nec_hardware_group (BbCatalog *catalog, BbModel *model)
{
    const char *hardware = bb_model_get_string (model, "BaseHardware");
    g_autoptr (GPtrArray) group = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_model_unref);
    g_autoptr (GPtrArray) all = NULL;

    if (hardware == NULL)
        return g_steal_pointer (&group);
    all = bb_catalog_find_models (catalog, BB_NEC_FAMILY, "BaseHardware", hardware);
    for (guint i = 0; i < all->len; i++) {
        BbModel *other = g_ptr_array_index (all, i);

        if (!g_str_equal (bb_model_get_key (other), bb_model_get_key (model)))
            g_ptr_array_add (group, bb_model_ref (other));
    }
    return g_steal_pointer (&group);
}

const char *
bb_nec_wiring_to_string (BbNecWiring wiring)
{
    switch (wiring) {
    case BB_NEC_WIRING_MASTER:
        return "master";
    case BB_NEC_WIRING_SLAVE:
        return "slave";
    case BB_NEC_WIRING_UNKNOWN:
    default:
        return "unknown";
    }
}

BbNecWiring
bb_nec_model_wiring (BbModel *model, int firmware_id, char **boot_version)
{
    g_auto (GStrv) items = bb_model_get_strv (model, "Wiring");

    for (guint i = 0; items[i] != NULL; i++) {
        g_auto (GStrv) parts = g_strsplit (items[i], ":", 3);

        if (g_strv_length (parts) != 3 || g_ascii_strtoull (parts[0], NULL, 0) != (guint64) firmware_id)
            continue;
        if (boot_version != NULL)
            *boot_version = g_strdup (parts[2]);
        return g_str_equal (parts[1], "slave") ? BB_NEC_WIRING_SLAVE : BB_NEC_WIRING_MASTER;
    }
    return BB_NEC_WIRING_UNKNOWN;
}

gboolean
bb_nec_model_has_boot_of_wiring (BbModel *model, BbNecWiring wiring, const char *boot_version)
{
    g_auto (GStrv) items = bb_model_get_strv (model, "Wiring");

    for (guint i = 0; items[i] != NULL; i++) {
        g_auto (GStrv) parts = g_strsplit (items[i], ":", 3);

        if (g_strv_length (parts) == 3 && g_strcmp0 (parts[2], boot_version) == 0 &&
            g_str_equal (parts[1], bb_nec_wiring_to_string (wiring)))
            return TRUE;
    }
    return FALSE;
}

/* Pairs of keys of drive types. Some drives of the first type of a pair have the boot code of the second type, and so
 * accept the safe mode key of the second type. */
static const char *const nec_opposites[][2] = {
    {"K355", "D355"}, {"K365", "K460"}, {"K460", "K365"}, {"D570", "D57D"}, {"D57D", "D570"},
};

const char *
bb_nec_opposite_key (const char *key)
{
    for (guint i = 0; i < G_N_ELEMENTS (nec_opposites); i++)
        if (g_strcmp0 (nec_opposites[i][0], key) == 0)
            return nec_opposites[i][1];
    return NULL;
}

gboolean
bb_nec_may_be_type (const char *key, const char *other)
{
    return g_strcmp0 (key, other) == 0 || (other != NULL && g_strcmp0 (bb_nec_opposite_key (key), other) == 0);
}
