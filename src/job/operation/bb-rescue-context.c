/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-context.h"

#include <string.h>

const BbFamily *
bb_rescue_context_get_family (const BbRescueContext *context)
{
    return context->facts != NULL && context->facts->family != NULL ? bb_family_lookup (context->facts->family)
                                                                    : NULL;
}

gboolean
bb_rescue_context_runs_wrong_firmware (const BbRescueContext *context)
{
    return context->facts != NULL && context->facts->condition == BB_CONDITION_WRONG_FIRMWARE;
}

BbAttemptsLeft
bb_rescue_context_find_left (const BbRescueContext *context)
{
    return context->journal != NULL ? bb_journal_record_find_left (context->journal, context->facts)
                                    : BB_ATTEMPTS_LEFT_SOME;
}

/* TRUE if RECOVER without a file of the user can write an image of backup or journal.
 * @except: (nullable): begins with the SHA-256 of an image that does not count */
static gboolean
bb_rescue_context_has_image (const BbRescueContext *context, const char *except)
{
    const BbBackupFile *saved =
        context->backup != NULL ? bb_backup_find_file (context->backup, BB_BACKUP_IMAGE) : NULL;
    const char *images[] = {
        context->journal != NULL ? context->journal->new_image : NULL,
        /* The old image is the firmware for other hardware, if the drive runs such firmware, so it cannot be used. */
        context->journal != NULL && !bb_rescue_context_runs_wrong_firmware (context) ? context->journal->old_image
                                                                                     : NULL,
    };

    if (context->backup != NULL &&
        (except == NULL || saved == NULL || !bb_journal_record_is_same_image (saved->sha256, except)))
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS (images); i++)
        if (images[i] != NULL && (except == NULL || !bb_journal_record_is_same_image (images[i], except)))
            return TRUE;
    return FALSE;
}

gboolean
bb_rescue_must_write (BbFacts *facts)
{
    return facts != NULL && facts->condition == BB_CONDITION_SPECIAL && !bb_family_can_leave_mode (facts);
}

gboolean
bb_rescue_context_has_means (const BbRescueContext *context)
{
    const char *target = context->journal != NULL ? context->journal->target_image : NULL;
    g_autofree char *used_up = target != NULL && bb_rescue_context_find_left (context) != BB_ATTEMPTS_LEFT_SOME
                                   ? g_path_get_basename (target)
                                   : NULL;

    if (bb_rescue_context_runs_wrong_firmware (context) || bb_rescue_context_has_image (context, used_up))
        return bb_rescue_context_has_image (context, used_up);
    return context->facts != NULL && (bb_facts_needs_repair (context->facts) ||
                                      (context->journal == NULL && bb_family_can_leave_mode (context->facts)));
}

gboolean
bb_rescue_context_can_restore (const BbRescueContext *context)
{
    const BbBackupFile *saved =
        context->backup != NULL ? bb_backup_find_file (context->backup, BB_BACKUP_IMAGE) : NULL;

    if (context->journal->old_image != NULL)
        return TRUE;
    return context->backup != NULL &&
           (saved == NULL || !bb_journal_record_is_same_image (context->journal->new_image, saved->sha256));
}

gboolean
bb_rescue_context_doubts_file (const BbRescueContext *context)
{
    return context->journal != NULL && !context->is_worn &&
           bb_journal_record_count_same_failures (context->journal, NULL) > 1;
}

gboolean
bb_rescue_context_has_doubted_only (const BbRescueContext *context)
{
    GPtrArray *failures = context->journal != NULL ? context->journal->failures : NULL;

    return bb_rescue_context_doubts_file (context) && !bb_journal_record_was_dropped (context->journal) &&
           !bb_rescue_context_has_image (context, g_ptr_array_index (failures, failures->len - 1));
}
