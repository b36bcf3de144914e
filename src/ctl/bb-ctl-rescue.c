/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-rescue.h"

#include "bb-ctl-output.h"
#include "bb-ctl-text.h"

#include "family/bb-family-check.h"
#include "job/operation/bb-rescue-effect.h"

#include <glib/gi18n.h>

BbRescue *
bb_ctl_new_rescue (BbCtl *ctl, BbEngineDrive *drive)
{
    g_autoptr (GPtrArray) backups = NULL;
    g_auto (GStrv) unread = NULL;

    if (bb_engine_drive_get_state (drive) != BB_DRIVE_STATE_NEEDS_RECOVERY ||
        !bb_family_recovers (bb_engine_drive_get_facts (drive)))
        return NULL;
    backups = bb_backup_store_list (bb_engine_get_store (ctl->engine), &unread);
    return bb_rescue_new (drive, backups, (const char *const *) unread, NULL);
}

char *
bb_ctl_dup_unrecovered_text (BbCtl *ctl, BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autofree char *state = NULL;
    g_autoptr (BbRescue) rescue = NULL;

    if (bb_engine_drive_get_shown_state (drive) == BB_DRIVE_STATE_READY)
        return NULL;
    state = bb_ctl_dup_state_text (ctl, drive);
    /* For a drive that is not in recovery mode, or whose flash memory is worn, the text @state says whether the drive
     * must stay powered. */
    if (facts == NULL || facts->condition != BB_CONDITION_SPECIAL || bb_engine_drive_is_worn (drive))
        return g_steal_pointer (&state);
    rescue = bb_ctl_new_rescue (ctl, drive);
    return rescue != NULL ? g_strjoin (" ", rescue->safe, state, NULL) : g_steal_pointer (&state);
}

/* Prints what a step of a recovery writes, needs and may damage. */
static void
bb_ctl_print_rescue_effect (BbCtl *ctl, BbRescueEffect *effect)
{
    /* TRANSLATORS: phrase for what a step of a recovery writes, such as "1.05 → 1.07" or "Nothing" */
    bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      writes: %s\n"), effect->writes);
    if (effect->needs != NULL)
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, _ ("      needs: %s\n"), effect->needs);
    if (effect->cost != NULL)
        bb_ctl_print_line (ctl, BB_CTL_TONE_NOTICE, _ ("      risk: %s\n"), effect->cost);
}

void
bb_ctl_print_rescue (BbCtl *ctl, BbEngineDrive *drive, BbRescue *rescue, BbCtlRescueDetail detail)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (ctl->engine), NULL);

    if (rescue->who != NULL && detail == BB_CTL_RESCUE_TEXTS)
        bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, "%s. %s\n", rescue->who, rescue->also != NULL ? rescue->also : "");
    bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, "%s %s\n", rescue->believes, rescue->safe);
    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);
        gboolean is_now = step->state == BB_RESCUE_NOW;
        g_autoptr (BbRescueEffect) effect =
            bb_rescue_effect_new (step->is_again ? BB_RESCUE_AGAIN : step->kind, drive, backups);

        bb_ctl_print_line (ctl, is_now ? BB_CTL_TONE_HEADER : BB_CTL_TONE_PLAIN, "%s %u. %s\n", is_now ? ">" : " ",
                           i + 1, step->title);
        if (detail == BB_CTL_RESCUE_TEXTS)
            bb_ctl_print_line (ctl, BB_CTL_TONE_PLAIN, "      %s\n", step->text);
        if (detail != BB_CTL_RESCUE_TITLES || is_now)
            bb_ctl_print_rescue_effect (ctl, effect);
    }
}
