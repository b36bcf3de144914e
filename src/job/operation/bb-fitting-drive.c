/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-fitting-drive.h"

BbEngineDrive *
bb_fitting_drive_find (BbEngine *engine, BbImage *image, BbEngineDrive *except)
{
    GListModel *drives = bb_engine_get_drives (engine);
    BbVerdictLevel best_level = BB_VERDICT_CROSS_FLASH;
    g_autoptr (BbEngineDrive) best = NULL;

    if (bb_image_get_identity (image) == NULL)
        return NULL;
    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        BbFacts *facts = bb_engine_drive_get_facts (drive);
        g_autoptr (BbVerdict) verdict = NULL;

        if (drive == except || facts == NULL)
            continue;
        verdict = bb_family_check (facts, image, bb_engine_get_catalog (engine));
        if (bb_verdict_get_level (verdict) >= best_level)
            continue;
        best_level = bb_verdict_get_level (verdict);
        g_set_object (&best, drive);
    }
    return g_steal_pointer (&best);
}

void
bb_fitting_drive_free (BbFittingDrive *fitting)
{
    g_clear_object (&fitting->drive);
    g_clear_object (&fitting->image);
    g_clear_pointer (&fitting->verdict, bb_verdict_unref);
    g_free (fitting);
}

/* Returns the rank of a drive for sorting, smaller (better) ranks first: the level of its verdict; %G_MAXUINT if it
 * is not identified. */
static guint
bb_fitting_drive_get_rank (const BbFittingDrive *fitting)
{
    return fitting->verdict != NULL ? (guint) bb_verdict_get_level (fitting->verdict) : G_MAXUINT;
}

/* Returns (transfer full) @drive with the one of @images that fits it best, and the verdict on this image. If the
 * drive is not identified, returns the first image and no verdict. */
static BbFittingDrive *
bb_fitting_drive_new (BbEngineDrive *drive, GPtrArray *images, BbCatalog *catalog)
{
    BbFittingDrive *fitting = g_new0 (BbFittingDrive, 1);
    BbFacts *facts = bb_engine_drive_get_facts (drive);

    fitting->drive = g_object_ref (drive);
    fitting->image = g_object_ref (g_ptr_array_index (images, 0));
    for (guint i = 0; facts != NULL && i < images->len; i++) {
        BbImage *image = g_ptr_array_index (images, i);
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, catalog);

        if (fitting->verdict != NULL && bb_verdict_get_level (verdict) >= bb_verdict_get_level (fitting->verdict))
            continue;
        g_set_object (&fitting->image, image);
        g_clear_pointer (&fitting->verdict, bb_verdict_unref);
        fitting->verdict = g_steal_pointer (&verdict);
    }
    return fitting;
}

GPtrArray *
bb_fitting_drive_list (BbEngine *engine, GPtrArray *images)
{
    GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_fitting_drive_free);
    GListModel *drives = bb_engine_get_drives (engine);

    g_return_val_if_fail (images != NULL && images->len > 0, list);

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        BbFittingDrive *fitting = bb_fitting_drive_new (drive, images, bb_engine_get_catalog (engine));
        guint at = list->len;

        /* Drives of the same rank keep their order. */
        while (at > 0 &&
               bb_fitting_drive_get_rank (g_ptr_array_index (list, at - 1)) > bb_fitting_drive_get_rank (fitting))
            at--;
        g_ptr_array_insert (list, (int) at, fitting);
    }
    return list;
}
