/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"

#include <glib/gi18n-lib.h>

void
bb_flow_read_host (BbFlow *flow)
{
    GVariantDict settings;

    g_clear_pointer (&flow->host, bb_host_path_free);
    g_clear_pointer (&flow->settings, g_variant_unref);
    flow->host = bb_drive_read_host_path (flow->drive);
    /* What the request says stands above what was found out. */
    g_variant_dict_init (&settings, flow->request->settings);
    if (flow->host->max_transfer_bytes > 0 && !g_variant_dict_contains (&settings, BB_SETTING_MAX_TRANSFER))
        g_variant_dict_insert (&settings, BB_SETTING_MAX_TRANSFER, "u", flow->host->max_transfer_bytes);
    flow->settings = g_variant_ref_sink (g_variant_dict_end (&settings));
}

static char *
bb_host_dup_remedy (const BbHostPath *host)
{
    if (host->force_id == NULL)
        return g_strdup (_ ("If flashing fails, set the drive to PIO mode in the firmware setup of the computer, or "
                            "connect it to another controller."));
    /* TRANSLATORS: %s is where the drive is connected, such as 3.00; libata.force=… stays as it is */
    return g_strdup_printf (
        _ ("Start Linux with the parameter libata.force=%s:pio4, flash, and remove the parameter afterwards."),
        host->force_id);
}

void
bb_flow_add_transfer_mode (BbFlow *flow, GPtrArray *readiness)
{
    g_autofree char *text = NULL;
    g_autofree char *remedy = NULL;
    gboolean good = flow->host != NULL && flow->host->mode == BB_TRANSFER_PIO;

    if (flow->details->simulated || flow->details->bus != BB_BUS_PATA || flow->host == NULL || flow->family == NULL ||
        flow->family->wants_pio == NULL || !flow->family->wants_pio (flow->facts))
        return;
    if (good)
        text = g_strdup (_ ("The drive is connected in PIO mode, as recommended for flashing such drives."));
    else if (flow->host->mode_text != NULL)
        /* TRANSLATORS: %s is how data goes to the drive, such as UDMA 2 */
        text = g_strdup_printf (
            _ ("Flashing drives of this type with DMA is known to fail, and this drive is connected with %s."),
            flow->host->mode_text);
    else
        text = g_strdup (_ ("Flashing drives of this type with DMA is known to fail, and Linux does not report how "
                            "this drive is connected."));
    remedy = good ? NULL : bb_host_dup_remedy (flow->host);
    g_ptr_array_add (readiness, bb_readiness_new ("transfer-mode", good, FALSE, text, remedy));
}
