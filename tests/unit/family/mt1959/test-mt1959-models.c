/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-rig.h"

#include <string.h>

/* Tests bb-mt1959-layout.c. Compares boards and models in the catalog with mediatek-mt1959.md. */

/* Returns (transfer full) (nullable) the boot ID of a model; %NULL if the catalog has none. */
static char *
boot_id_of (BbModel *model)
{
    const char *hex = bb_model_get_string (model, "BootIdHex");
    g_autoptr (GBytes) bytes = hex != NULL ? bb_hex_parse (hex, NULL) : NULL;

    return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

static void
test_every_board_has_its_group (void)
{
    static const struct {
        const char *boot_id;
        const char *group;
    } rows[] = {
        {MT_JB8, "half-height"},
        {"MT1959 Boot JB9 ", "half-height"},
        {"MT1959 Boot JBC6", "half-height"},
        {"MT1959 Boot JBP6", "half-height"},
        {MT_BU5, "slim"},
        {MT_BU51, "slim"},
        {"MT1959 Boot BUP3", "slim"},
        {"MT1959 Boot BP32", "slim"},
        {"MT1959 Boot BUP5", "slim"},
        {"MT1959 Boot BP52", "slim"},
        {"MT1959 Boot BUP1", "old-slim"},
        {MT_CODE, "mt1939"},
        {"MT1959 Boot JB7 ", "unknown"},
        {"MT1959 Boot JB8", "unknown"},
        {"MT1959 Boot BU52", "unknown"},
        {"MT1939 Boot JB8 ", "unknown"},
        {"", "unknown"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_test_message ("“%s”", rows[i].boot_id);
        g_assert_cmpstr (bb_mt1959_get_group (mt_catalog (), rows[i].boot_id), ==, rows[i].group);
    }
}

static void
test_every_group_is_described_by_its_form (void)
{
    static const struct {
        const char *boot_id;
        const char *text;
    } rows[] = {
        {MT_JB8, "a half-height drive"},
        {MT_BU5, "a slim drive"},
        {"MT1959 Boot BUP1", "an older slim drive"},
        {MT_CODE, "an older-generation drive"},
        {"MT1959 Boot JB7 ", "a drive with an unknown form factor"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *group = g_strdup (bb_mt1959_get_group (mt_catalog (), rows[i].boot_id));

        g_assert_cmpstr (bb_mt1959_form_describe (group), ==, rows[i].text);
    }
    g_assert_cmpstr (bb_mt1959_form_describe (bb_mt1959_form_of_tray (0x10)), ==, "a half-height drive");
    g_assert_cmpstr (bb_mt1959_form_describe (bb_mt1959_form_of_tray (0xEF)), ==, "a slim drive");
    g_assert_cmpstr (bb_mt1959_form_describe (NULL), ==, "a drive with an unknown form factor");
}

/* A build stamp is YYMMDDhhmm; the date in it must exist. */
static void
test_build_stamp_has_a_date_that_exists (void)
{
    static const struct {
        const char *stamp;
        const char *date;
    } rows[] = {
        {"1711241200", "2017-11-24"},
        {"171124", "2017-11-24"},
        {"17112", NULL},
        {"17112x", NULL},
        {"1713241200", NULL},
        {"1711311200", NULL},
        {"1602290000", "2016-02-29"},
        {"1702290000", NULL},
        {"", NULL},
        {NULL, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *date = bb_mt1959_dup_date (rows[i].stamp);

        g_assert_cmpstr (date, ==, rows[i].date);
    }
}

static const struct {
    guint at;
    char with;
    gboolean is_descriptor;
} descriptor_bytes[] = {
    {0x00, 0x1F, FALSE}, {0x00, 0x20, TRUE}, {0x1B, 0x7E, TRUE}, {0x1B, 0x7F, FALSE},
    {0x1C, 0x7F, TRUE},  {0x34, 'm', FALSE}, {0x3B, '8', FALSE}, {0x3C, '/', FALSE},
    {0x3C, '0', TRUE},   {0x3D, '9', TRUE},  {0x3D, ':', FALSE}, {0x3E, 0x00, TRUE},
};

/* A descriptor has printable names and, at 0x34, a chip tag with two digits (mediatek-mt1959.md, section 2). */
static void
test_descriptor_is_told_by_names_and_chip_tag (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autofree guint8 *data = mt_image_data (&look);

    for (guint i = 0; i < G_N_ELEMENTS (descriptor_bytes); i++) {
        g_autofree guint8 *page = g_memdup2 (data + MT_DESCRIPTOR, 0x58);
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GVariant) values = NULL;

        page[descriptor_bytes[i].at] = descriptor_bytes[i].with;
        bytes = g_bytes_new (page, 0x58);
        values = bb_mt1959_read_descriptor (bytes, 0);
        if (values != NULL)
            g_variant_ref_sink (values);
        g_test_message ("row %u", i);
        g_assert_cmpint (values != NULL, ==, descriptor_bytes[i].is_descriptor);
    }
}

/* All boards of a product with the same chip must be in one group. Some products have boards with the MT1939 and
 * boards with the MT1959; these may be in different groups. */
static void
test_no_model_is_in_two_groups (void)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (mt_catalog (), BB_MT1959_ID);
    g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        g_autofree char *boot_id = boot_id_of (model);
        const char *group = bb_model_get_string (model, "Group");
        const char *code = bb_model_get_string (model, "ServiceCode");
        const char *chip = bb_model_get_string (model, "Chip");
        char *what = g_strdup_printf ("%s|%s|%s", bb_model_get_string (model, "Product"), code != NULL ? code : "?",
                                      chip != NULL ? chip : "?");

        g_test_message ("%s", bb_model_get_key (model));
        g_assert_false (g_hash_table_contains (groups, what));
        g_hash_table_insert (groups, what, (gpointer) group);
        g_assert_true (code == NULL || strlen (code) == 4);
        if (boot_id == NULL) {
            g_assert_cmpstr (group, ==, "unknown");
            continue;
        }
        g_assert_cmpstr (bb_mt1959_get_group (mt_catalog (), boot_id), ==, group);
        g_assert_true (g_str_has_prefix (boot_id, chip));
        g_assert_cmpint (g_str_equal (group, "mt1939"), ==, g_str_equal (chip, "MT1939"));
    }
    g_assert_cmpuint (models->len, ==, 59);
}

/* The rows of a product are sorted by the catalog key `Order`, which has each number from 1 to 42 exactly once. */
static void
test_rows_are_sorted_by_order_key (void)
{
    static const struct {
        const char *product;
        const char *keys[4];
    } rows[] = {
        {"BD-RE BP60NB10", {"BD-RE BP60NB10", "BD-RE BP60NB10/NB12"}},
        {"BD-RE  BU40N", {"BD-RE BU40N", "BD-RE BU40N/blank"}},
        {"BD-RE WH16NS58", {"BD-RE WH16NS58", "BD-RE WH16NS58/blank"}},
        {"BC-12D2HT", {"BC-12D2HT"}},
        {"BD-RE BH16NS40", {"BD-RE BH16NS40"}},
        {"BD-RE BU20N", {NULL}},
        {"BD-RE NONE", {NULL}},
        {NULL, {NULL}},
    };
    g_autoptr (GPtrArray) models = bb_catalog_list_models (mt_catalog (), BB_MT1959_ID);
    guint64 seen = 0;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) found = bb_mt1959_list_rows (mt_catalog (), rows[i].product);

        for (guint j = 0; j < found->len; j++)
            g_assert_cmpstr (bb_model_get_key (g_ptr_array_index (found, j)), ==, rows[i].keys[j]);
        g_assert_null (rows[i].keys[found->len]);
    }
    for (guint i = 0; i < models->len; i++) {
        guint64 order = bb_model_get_uint (g_ptr_array_index (models, i), "Order", 0);

        g_assert_cmpuint (order, <=, 42);
        g_assert_true (order == 0 || (seen & (G_GUINT64_CONSTANT (1) << order)) == 0);
        seen |= order != 0 ? G_GUINT64_CONSTANT (1) << order : 0;
    }
    g_assert_cmphex (seen, ==, (G_GUINT64_CONSTANT (1) << 43) - 2);
}

static void
test_model_is_the_best_fitting_row (void)
{
    static const struct {
        const char *product;
        const char *service_code;
        const char *boot_id;
        const char *key;
    } rows[] = {
        {"BD-RE BP60NB10", "NB12", NULL, "BD-RE BP60NB10/NB12"},
        {"BD-RE BP60NB10", "NB10", "MT1959 Boot BP52", "BD-RE BP60NB10"},
        {"BD-RE BP60NB10", NULL, "MT1959 Boot BP52", "BD-RE BP60NB10/NB12"},
        {"BD-RE BP60NB10", "    ", NULL, "BD-RE BP60NB10"},
        {"BD-RE BU40N", "    ", MT_BU5, "BD-RE BU40N/blank"},
        {"BD-RE BU40N", "BU40", MT_BU5, "BD-RE BU40N"},
        /* the boot ID determines the chip, even if the service code is that of another chip */
        {"BD-RE BH16NS40", "NS40", MT_JB8, "BD-RE BH16NS40"},
        {"BD-RE BH16NS40", "NS40", MT_CODE, "BD-RE BH16NS40/NS40"},
        {"BD-RE BH16NS40", "NS50", MT_CODE, "BD-RE BH16NS40/NS50 MT1939"},
        {"BC-12D2HT", "    ", MT_CODE, "BC-12D2HT/MT1939"},
        /* an unknown service code (NULL) does not count as equal to the missing service code of a catalog row */
        {"BC-12D2HT", NULL, NULL, "BC-12D2HT"},
        {"BDDVDRW UH12NS40", "NS40", MT_JB8, "BDDVDRW UH12NS40"},
        {"BD-RE NONE", NULL, MT_JB8, NULL},
        {NULL, NULL, MT_JB8, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbModel) model =
            bb_mt1959_find_model (mt_catalog (), rows[i].product, rows[i].service_code, rows[i].boot_id);

        g_test_message ("%u", i);
        g_assert_cmpstr (model != NULL ? bb_model_get_key (model) : NULL, ==, rows[i].key);
    }
}

/* The platform cannot be derived from the boot ID, so the catalog names it. */
static void
test_platform_of_the_bu40n_is_bu3 (void)
{
    g_autoptr (BbModel) model = bb_catalog_get_model (mt_catalog (), BB_MT1959_ID, "BD-RE BU40N");

    g_assert_cmpstr (bb_model_get_string (model, "Platform"), ==, "BU3");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/models/every_board_has_its_group", test_every_board_has_its_group);
    g_test_add_func ("/mt1959/models/every_group_is_described_by_its_form",
                     test_every_group_is_described_by_its_form);
    g_test_add_func ("/mt1959/models/build_stamp_has_a_date_that_exists", test_build_stamp_has_a_date_that_exists);
    g_test_add_func ("/mt1959/models/descriptor_is_told_by_names_and_chip_tag",
                     test_descriptor_is_told_by_names_and_chip_tag);
    g_test_add_func ("/mt1959/models/no_model_is_in_two_groups", test_no_model_is_in_two_groups);
    g_test_add_func ("/mt1959/models/rows_are_sorted_by_order_key", test_rows_are_sorted_by_order_key);
    g_test_add_func ("/mt1959/models/model_is_the_best_fitting_row", test_model_is_the_best_fitting_row);
    g_test_add_func ("/mt1959/models/platform_of_the_bu40n_is_bu3", test_platform_of_the_bu40n_is_bu3);
    return g_test_run ();
}
