/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-pioneer.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file looks up models, kernel types and the keys of kernel types (pioneer.md, sections 1 to 3). */

#define KEY_OFFSET 16u
#define KEY_BYTES 4u
/* Number of characters in which two kernel types are compared. Only the last, the eighth, is not compared. */
#define N_COMPARED 7

static const guint8 universal_key[KEY_BYTES] = {0x9A, 0x78, 0x23, 0x61};

char *
bb_pioneer_dup_name (const char *vendor, const char *product)
{
    g_autofree char *maker = bb_text_normalise (vendor, FALSE);
    g_autofree char *name = bb_text_normalise (product, FALSE);

    return g_strdup_printf ("%s %s", maker, name);
}

gboolean
bb_pioneer_is_same_type (const char *a, const char *b)
{
    g_autofree char *full_a = g_strdup_printf ("%-8s", a != NULL ? a : "");
    g_autofree char *full_b = g_strdup_printf ("%-8s", b != NULL ? b : "");

    return strncmp (full_a, full_b, N_COMPARED) == 0;
}

BbModel *
bb_pioneer_find_type (const char *type, BbCatalog *catalog)
{
    g_autofree char *full = g_strdup_printf ("%-8s", type != NULL ? type : "");
    g_autoptr (GPtrArray) types = bb_catalog_list_models (catalog, "pioneer-kernel");

    for (guint i = 0; i < types->len; i++) {
        const char *known = bb_model_get_string (types->pdata[i], "KernelType");

        if (strncmp (full, known, bb_model_get_uint (types->pdata[i], "CompareLength", 0)) == 0)
            return bb_model_ref (types->pdata[i]);
    }
    return NULL;
}

guint32
bb_pioneer_get_kernel_bytes (BbModel *model)
{
    return (guint32) bb_model_get_uint (model, "KernelSize", 0);
}

gboolean
bb_pioneer_is_supported (BbFacts *facts)
{
    GBytes *modes[BB_PIONEER_MOST_MODES] = {NULL};
    guint n_modes = 0;

    if (facts->model == NULL || !bb_model_get_boolean (facts->model, "Supported"))
        return FALSE;
    n_modes = bb_pioneer_list_modes (facts->model, bb_facts_get_string (facts, BB_PIONEER_KEY_TYPE),
                                     bb_model_get_catalog (facts->model), modes);
    for (guint i = 0; i < n_modes; i++)
        g_bytes_unref (modes[i]);
    return n_modes > 0;
}

const char *
bb_pioneer_get_unsupported (BbFacts *facts)
{
    return facts->model != NULL && bb_model_get_boolean (facts->model, "Supported")
               ? _ ("The unlock key for this type of loader is not known, so Burnback can only identify the drive.")
               : _ ("There is no known update procedure for this model, so Burnback can only identify the drive.");
}

/* --- keys --- */

/* Returns (transfer full) a mode buffer with the mode word of @model (zero bytes if the catalog has no valid one) and
 * with @key (nullable: zero bytes). */
static GBytes *
bb_pioneer_make_mode (BbModel *model, const guint8 *key)
{
    g_autoptr (GBytes) word = bb_hex_parse (bb_model_get_string (model, "ModeWordHex"), NULL);
    guint8 *mode = g_malloc0 (BB_PIONEER_MODE_BYTES);

    if (word != NULL && g_bytes_get_size (word) == KEY_OFFSET)
        memcpy (mode, g_bytes_get_data (word, NULL), KEY_OFFSET);
    if (key != NULL)
        memcpy (mode + KEY_OFFSET, key, KEY_BYTES);
    return g_bytes_new_take (mode, BB_PIONEER_MODE_BYTES);
}

guint
bb_pioneer_list_modes (BbModel *model, const char *type, BbCatalog *catalog, GBytes *modes[BB_PIONEER_MOST_MODES])
{
    const char *rule = bb_model_get_string (model, "KeyRule");
    gboolean is_plus_one = g_strcmp0 (rule, "kernel-type-plus-one") == 0;
    g_autoptr (BbModel) known = NULL;
    g_autoptr (GBytes) key = NULL;

    if (g_strcmp0 (rule, "none") == 0 || g_strcmp0 (rule, "universal") == 0) {
        modes[0] = bb_pioneer_make_mode (model, g_str_equal (rule, "none") ? NULL : universal_key);
        return 1;
    }
    if (!is_plus_one && g_strcmp0 (rule, "kernel-type") != 0)
        return 0;
    known = bb_pioneer_find_type (type, catalog);
    if (known != NULL)
        key = bb_hex_parse (bb_model_get_string (known, is_plus_one ? "KeyPlusOneHex" : "KeyHex"), NULL);
    if (key == NULL || g_bytes_get_size (key) != KEY_BYTES)
        return 0;
    modes[0] = bb_pioneer_make_mode (model, g_bytes_get_data (key, NULL));
    if (bb_bytes_equal_at (key, 0, universal_key, KEY_BYTES))
        return 1;
    modes[1] = bb_pioneer_make_mode (model, universal_key);
    return 2;
}
