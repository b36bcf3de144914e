/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/spc/bb-service.h"

#include "scsi/bb-scsi.h"

#define MAX_ATTENTIONS 5

gboolean
bb_service_is_needed (BbTransport *transport, gboolean *is_needed, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    BbSense sense = {0};

    *is_needed = FALSE;
    if ((!bb_scsi_clear_unit_attention (transport, MAX_ATTENTIONS, &local_error) &&
         local_error->domain == BB_TRANSPORT_ERROR)) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    g_clear_error (&local_error);
    if (bb_scsi_test_unit_ready (transport, &sense, &local_error))
        return TRUE;
    if (local_error->domain == BB_TRANSPORT_ERROR) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    *is_needed = sense.key == BB_SENSE_KEY_NOT_READY && sense.asc == BB_SENSE_ASC_NOT_READY &&
                 sense.ascq == BB_SENSE_ASCQ_HELP_REQUIRED;
    return TRUE;
}
