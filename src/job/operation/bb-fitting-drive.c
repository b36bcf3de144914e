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
