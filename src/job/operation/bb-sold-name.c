/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sold-name.h"

#include <string.h>

GPtrArray *
bb_sold_name_list (BbFacts *facts)
{
    BbCatalog *catalog = facts != NULL && facts->model != NULL && facts->model_name != NULL
                             ? bb_model_get_catalog (facts->model)
                             : NULL;
    GPtrArray *names;

    if (catalog == NULL)
        return g_ptr_array_new ();
    names = bb_catalog_names_of_model (catalog, facts->family, bb_model_get_key (facts->model));
    for (guint i = names->len; i > 0; i--) {
        BbName *name = g_ptr_array_index (names, i - 1);

        if (strstr (facts->model_name, bb_name_get_oem_model (name)) == NULL ||
            strchr (bb_name_get_marketed_as (name), '(') != NULL)
            g_ptr_array_remove_index (names, i - 1);
    }
    return names;
}

/* Returns the number of bytes at the start of @marketed that spell @vendor: "I-O DATA DVR-ABN16A" begins with
 * "IODATA". Case, spaces and punctuation are ignored. 0 if @marketed does not begin with the whole @vendor. */
static gsize
bb_sold_name_measure_vendor (const char *marketed, const char *vendor)
{
    gsize at = 0;

    for (; *vendor != '\0'; vendor++) {
        if (!g_ascii_isalnum (*vendor))
            continue;
        while (marketed[at] != '\0' && !g_ascii_isalnum (marketed[at]))
            at++;
        if (g_ascii_tolower (marketed[at]) != g_ascii_tolower (*vendor))
            return 0;
        at++;
    }
    return marketed[at] == ' ' ? at : 0;
}

char *
bb_sold_name_dup_maker (BbName *name)
{
    const char *seller = bb_name_get_seller (name);
    const char *marketed = bb_name_get_marketed_as (name);
    gsize length = bb_sold_name_measure_vendor (marketed, bb_name_get_vendor (name));

    if (*seller != '\0')
        return g_strdup (seller);
    if (length == 0)
        length = strcspn (marketed, " /");
    /* "unbranded OEM Lite-On", "OEM name of ..." */
    if (g_ascii_islower (marketed[0]) || strncmp (marketed, "OEM", length) == 0)
        return NULL;
    return g_strndup (marketed, length);
}

char **
bb_sold_name_list_texts (BbFacts *facts)
{
    g_autoptr (GPtrArray) names = bb_sold_name_list (facts);
    g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

    for (guint i = 0; i < names->len; i++) {
        BbName *name = g_ptr_array_index (names, i);
        g_autofree char *reported = g_strdup_printf ("%s %s", bb_name_get_vendor (name), bb_name_get_product (name));

        g_strv_builder_add (texts, bb_name_get_marketed_as (name));
        if (*bb_name_get_product (name) != '\0' && !g_str_equal (reported, bb_name_get_marketed_as (name)))
            g_strv_builder_add (texts, g_strstrip (reported));
    }
    return g_strv_builder_end (texts);
}
