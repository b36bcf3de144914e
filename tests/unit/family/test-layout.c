/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/bb-family.h"

/* Tests bb_family_lay_out() for every model of the catalog. It returns a plan whose regions of the flash memory are
 * shown to users. */

#define MT1959_FLASH_BYTES 0x200000

/* Returns (transfer full) (nullable) a plan with the regions of the model. */
static BbPlan *
lay_out (BbCatalog *catalog, const char *family, BbModel *model)
{
    const char *vendors = bb_model_get_string (model, "Vendors");
    BbInquiry inquiry = {0};
    g_autoptr (BbFacts) facts = NULL;

    /* Some models have a layout only if INQUIRY reports certain vendors, because the update of other drives is not
     * known for certain. So the facts get the first of these vendors. */
    if (vendors != NULL)
        g_strlcpy (inquiry.vendor, vendors, MIN (strcspn (vendors, ";") + 1, sizeof inquiry.vendor));
    facts = bb_facts_new (&inquiry);

    facts->family = g_strdup (family);
    facts->model = bb_model_ref (model);
    facts->condition = BB_CONDITION_NORMAL;
    return bb_family_lay_out (facts, catalog);
}

static BbCatalog *
open_catalog (void)
{
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = bb_catalog_open (BUILD_DATADIR "/catalog", NULL, &error);

    g_assert_no_error (error);
    return catalog;
}

static gboolean
overlap (const BbRegion *a, const BbRegion *b)
{
    return a->address < b->address + b->length_bytes && b->address < a->address + a->length_bytes;
}

/* Asserts that the regions of @layout do not overlap, except for the two banks of firmware. */
static void
assert_sound (BbPlan *layout, const char *key)
{
    guint64 firmware_bytes = 0;

    for (guint i = 0; i < bb_plan_get_n_regions (layout); i++) {
        const BbRegion *region = bb_plan_get_region (layout, i);

        g_assert_cmpuint (region->length_bytes, >, 0);
        if (region->kind == BB_REGION_FIRMWARE)
            firmware_bytes += region->length_bytes;
        for (guint j = 0; j < i; j++) {
            const BbRegion *other = bb_plan_get_region (layout, j);

            if (overlap (region, other) && (region->kind != BB_REGION_FIRMWARE || other->kind != BB_REGION_FIRMWARE))
                g_error ("%s: %s and %s overlap", key, region->name, other->name);
        }
    }
    /* A GDR drive has 0x40000 bytes, of which 0x6000 are boot part and data of the drive (lg-gdr.md, section 4). */
    g_assert_cmpuint (firmware_bytes, >=, 0x3A000);
}

/* TRUE for types and models that have no regions, for one of three reasons:
 * - The layout is uncertain (nec-optiarc.md, section 4; samsung-tsst.md, section 8).
 * - The image size is not known (plextor.md, section 4; pioneer.md, section 1; matshita.md, section 4; lite-on.md,
 *   section 7).
 * - The image size is found in the drive only (lg-renesas.md, section 2; pioneer-bd.md, section 4). */
static gboolean
is_unsure (BbModel *model)
{
    const char *type = bb_model_get_string (model, "FlashType");

    if (g_str_equal (bb_model_get_family (model), "lg-renesas") ||
        g_str_equal (bb_model_get_family (model), "pioneer-bd") ||
        g_str_equal (bb_model_get_family (model), "matshita"))
        return TRUE;
    if (g_str_equal (bb_model_get_family (model), "lite-on"))
        return bb_model_get_string (model, "ImageTag") == NULL;
    if (g_str_equal (bb_model_get_family (model), "pioneer"))
        return bb_model_get_string (model, "NormalSize") == NULL;
    if (g_str_equal (bb_model_get_family (model), "plextor"))
        return bb_model_get_string (model, "ImageSize") == NULL;
    return g_strcmp0 (bb_model_get_string (model, "Protocol"), "sd616") == 0 || g_strcmp0 (type, "2MHDDVD") == 0 ||
           g_strcmp0 (type, "OptiBD2") == 0;
}

static void
test_regions_of_every_model_are_valid (void)
{
    g_autoptr (BbCatalog) catalog = open_catalog ();
    const BbFamily *const *families = bb_family_list ();
    guint n_layouts = 0;

    for (guint i = 0; families[i] != NULL; i++) {
        g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, families[i]->id);

        for (guint j = 0; j < models->len; j++) {
            BbModel *model = g_ptr_array_index (models, j);
            g_autoptr (BbPlan) layout = lay_out (catalog, families[i]->id, model);

            if (is_unsure (model)) {
                g_assert_null (layout);
                continue;
            }
            if (layout == NULL)
                g_error ("%s has no layout", bb_model_get_key (model));
            g_assert_cmpuint (bb_plan_get_n_steps (layout), ==, 0);
            assert_sound (layout, bb_model_get_key (model));
            n_layouts++;
        }
    }
    g_assert_cmpuint (n_layouts, >=, 40);
}

static void
assert_region (BbPlan *layout, guint index, BbRegionKind kind, guint32 address, guint32 length_bytes)
{
    const BbRegion *region = bb_plan_get_region (layout, index);

    g_assert_cmpint (region->kind, ==, kind);
    g_assert_cmphex (region->address, ==, address);
    g_assert_cmphex (region->length_bytes, ==, length_bytes);
}

/* The regions of known models must be as in nec-optiarc.md, section 4. A 2MOpti drive (D570) returns its calibration
 * when the address 0x4000 is read, although 0x4000 is in the boot code. The regions must have the addresses of the
 * calibration in the flash memory: 0x10000 and 0x20000. */
static void
test_regions_of_known_models (void)
{
    g_autoptr (BbCatalog) catalog = open_catalog ();
    g_autoptr (BbModel) k355 = bb_catalog_get_model (catalog, "nec-optiarc", "K355");
    g_autoptr (BbModel) bd = bb_catalog_get_model (catalog, "mediatek-mt1959", "BD-RE BH14NS40");
    g_autoptr (BbPlan) nec = lay_out (catalog, "nec-optiarc", k355);
    g_autoptr (BbPlan) mt1959 = lay_out (catalog, "mediatek-mt1959", bd);
    g_autoptr (BbModel) d570 = bb_catalog_get_model (catalog, "nec-optiarc", "D570");
    g_autoptr (BbPlan) optiarc = lay_out (catalog, "nec-optiarc", d570);
    guint32 end = 0;

    assert_region (optiarc, 0, BB_REGION_BOOT_CODE, 0, 0x8000);
    assert_region (optiarc, 1, BB_REGION_CALIBRATION, 0x10000, 0x1000);
    assert_region (optiarc, 2, BB_REGION_CALIBRATION, 0x20000, 0x1000);
    g_assert_cmpuint (bb_plan_get_n_regions (nec), ==, 4);
    assert_region (nec, 0, BB_REGION_BOOT_CODE, 0, 0x4000);
    assert_region (nec, 1, BB_REGION_CALIBRATION, 0x4000, 0x2000);
    assert_region (nec, 2, BB_REGION_FIRMWARE, 0x10000, 0x1F0000 - 0x10000);
    assert_region (nec, 3, BB_REGION_LEFT, 0x1F0000, 0x10000);
    for (guint i = 0; i < bb_plan_get_n_regions (mt1959); i++) {
        g_assert_cmphex (bb_plan_get_region (mt1959, i)->address, ==, end);
        end += bb_plan_get_region (mt1959, i)->length_bytes;
        /* The drive keeps its settings and its calibration (mediatek-mt1959.md, section 2), so the member `kept` must
         * be TRUE for these two regions only. */
        g_assert_cmpint (bb_plan_get_region (mt1959, i)->kept, ==,
                         bb_plan_get_region (mt1959, i)->address == 0x1EA000 ||
                             bb_plan_get_region (mt1959, i)->address == 0x1F0000);
    }
    g_assert_cmphex (end, ==, MT1959_FLASH_BYTES);
}

static void
test_unknown_model_has_no_regions (void)
{
    g_autoptr (BbCatalog) catalog = open_catalog ();
    BbInquiry inquiry = {0};
    g_autoptr (BbFacts) facts = bb_facts_new (&inquiry);

    g_assert_null (bb_family_lay_out (facts, catalog));
    facts->family = g_strdup ("nec-optiarc");
    g_assert_null (bb_family_lay_out (facts, catalog));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/layout/regions_of_every_model_are_valid", test_regions_of_every_model_are_valid);
    g_test_add_func ("/layout/regions_of_known_models", test_regions_of_known_models);
    g_test_add_func ("/layout/unknown_model_has_no_regions", test_unknown_model_has_no_regions);
    return g_test_run ();
}
