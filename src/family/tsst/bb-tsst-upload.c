/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-tsst-upload.h"

#define SUB_COMMAND_UPLOAD 0x01
#define MODE_START 0x00
#define MODE_CONTINUE 0xFF
#define BLOCK_MS 60000
#define END_MS 180000
#define END_TYPICAL_MS 10000

BbStep *
bb_tsst_add_blocks (BbPlanBuilder *builder, BbModel *model, guint image, guint32 size, BbTsstAdjust adjust)
{
    guint32 block_bytes = (guint32) bb_model_get_uint (model, "WireChunk", 0);
    guint8 end = (guint8) bb_model_get_uint (model, "EndMode", 0);
    BbStep *step = NULL;

    for (BbPieces p = bb_pieces (size, block_bytes); bb_pieces_next (&p);) {
        guint8 mode = p.is_last ? end : p.number == 0 ? MODE_START : MODE_CONTINUE;
        BbCdb cdb = BB_CDB (BB_TSST_OPCODE, 0, SUB_COMMAND_UPLOAD, 0, 0, mode, 0, 0, 0, 0, 0, 0);

        step = bb_plan_builder_add_data_out (builder, p.is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD, cdb,
                                             p.is_last ? END_MS : BLOCK_MS, image, p.offset, p.length_bytes);
        bb_step_touch (step, p.offset, p.length_bytes);
        if (p.is_last)
            step->typical_ms = END_TYPICAL_MS;
        adjust (step, &p);
        step->quiet_ms = step->timeout_ms;
    }
    return step;
}

gboolean
bb_tsst_can_transfer (const BbFlashInput *input, guint32 *block_bytes, guint32 *limit_bytes)
{
    *limit_bytes = G_MAXUINT32;
    *block_bytes = (guint32) bb_model_get_uint (input->facts->model, "WireChunk", 0);
    if (input->settings != NULL)
        (void) g_variant_lookup (input->settings, BB_SETTING_MAX_TRANSFER, "u", limit_bytes);
    return *limit_bytes >= *block_bytes;
}
