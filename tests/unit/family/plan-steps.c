/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-steps.h"

#include "scsi/bb-bytes.h"

guint
plan_find_capture (BbPlan *plan, const char *name)
{
    for (guint i = 0; i < bb_plan_get_n_captures (plan); i++) {
        if (g_str_equal (bb_plan_get_capture (plan, i)->region.name, name))
            return i;
    }
    return BB_CAPTURE_NONE;
}

gboolean
plan_endangers (BbPlan *plan)
{
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        if (bb_plan_get_step (plan, i)->endangers)
            return TRUE;
    }
    return FALSE;
}

char *
plan_dup_stream (BbPlan *plan)
{
    static const char directions[] = {[BB_DIRECTION_NONE] = '-', [BB_DIRECTION_IN] = 'i', [BB_DIRECTION_OUT] = 'o'};
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        g_autofree char *cdb = NULL;

        if (step->verb != BB_VERB_COMMAND)
            continue;
        cdb = bb_hex_dup (step->cdb.bytes, step->cdb.length_bytes, "");
        g_string_append_printf (text, "%s %c %u\n", cdb, directions[step->direction], step->length_bytes);
    }
    return g_string_free (text, FALSE);
}
