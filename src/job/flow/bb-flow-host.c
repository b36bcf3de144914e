/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"

void
bb_flow_read_host (BbFlow *flow)
{
    GVariantDict settings;

    g_clear_pointer (&flow->host, bb_host_path_free);
    g_clear_pointer (&flow->settings, g_variant_unref);
    flow->host = bb_drive_read_host_path (flow->drive);
    /* If the request limits the size of a transfer, its limit is used and the limit of the host is ignored. */
    g_variant_dict_init (&settings, flow->request->settings);
    if (flow->host->max_transfer_bytes > 0 && !g_variant_dict_contains (&settings, BB_SETTING_MAX_TRANSFER))
        g_variant_dict_insert (&settings, BB_SETTING_MAX_TRANSFER, "u", flow->host->max_transfer_bytes);
    flow->settings = g_variant_ref_sink (g_variant_dict_end (&settings));
}

void
bb_flow_add_transfer_mode (BbFlow *flow, GPtrArray *readiness)
{
    BbReadiness *item;

    if (flow->details->simulated || flow->details->bus != BB_BUS_PATA || flow->host == NULL || flow->family == NULL ||
        flow->family->wants_pio == NULL || !flow->family->wants_pio (flow->facts))
        return;
    item = bb_readiness_new (flow->host->mode == BB_TRANSFER_PIO ? BB_READINESS_PIO
                             : flow->host->mode_text != NULL     ? BB_READINESS_DMA
                                                                 : BB_READINESS_MODE_UNKNOWN,
                             flow->host->mode_text);
    item->port = g_strdup (flow->host->force_id);
    g_ptr_array_add (readiness, item);
}
