/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include "job/bb-locale.h"

#include <glib/gi18n-lib.h>

char *
bb_words_dup_reached_block (BbJournalWork work, guint block, guint n_blocks, gboolean is_running)
{
    switch (work) {
    case BB_JOURNAL_WORK_ERASE:
        /* TRANSLATORS: numbers of blocks of the flash memory */
        return g_strdup_printf (is_running ? _ ("Erasing has reached block %u of %u.")
                                           : _ ("Erasing reached block %u of %u."),
                                block, n_blocks);
    case BB_JOURNAL_WORK_WRITE:
        /* TRANSLATORS: numbers of blocks of the flash memory */
        return g_strdup_printf (is_running ? _ ("Writing has reached block %u of %u.")
                                           : _ ("Writing reached block %u of %u."),
                                block, n_blocks);
    case BB_JOURNAL_WORK_SEND:
        /* TRANSLATORS: numbers of blocks of the flash memory */
        return g_strdup_printf (is_running ? _ ("The firmware has been sent up to block %u of %u.")
                                           : _ ("The firmware was sent up to block %u of %u."),
                                block, n_blocks);
    case BB_JOURNAL_WORK_UNKNOWN:
    default:
        return NULL;
    }
}

char *
bb_words_dup_failed_write (BbLastWrite write, guint block, guint n_blocks)
{
    switch (write) {
    case BB_LAST_WRITE_NEW:
        /* TRANSLATORS: numbers of blocks of the flash memory */
        return g_strdup_printf (_ ("Flashing this drive failed at block %u of %u."), block, n_blocks);
    case BB_LAST_WRITE_BACKUP:
        /* TRANSLATORS: numbers of blocks of the flash memory */
        return g_strdup_printf (_ ("Restoring a backup to this drive failed at block %u of %u."), block, n_blocks);
    case BB_LAST_WRITE_PREVIOUS:
        /* TRANSLATORS: numbers of blocks of the flash memory */
        return g_strdup_printf (_ ("Restoring the previous firmware failed at block %u of %u."), block, n_blocks);
    case BB_LAST_WRITE_OTHER:
    default:
        /* TRANSLATORS: numbers of blocks of the flash memory */
        return g_strdup_printf (_ ("The last operation on this drive failed at block %u of %u."), block, n_blocks);
    }
}

/* TRUE if @recovery wrote the previous firmware of the operation of @record, or continued a restore. */
static gboolean
bb_words_recovery_restores (const BbJournalRecord *record, const BbJournalRecovery *recovery)
{
    gboolean is_new = g_strcmp0 (recovery->image, record->new_image) == 0;

    if (is_new)
        return g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_ROLLBACK)) == 0;
    return g_strcmp0 (recovery->image, record->old_image) == 0 && bb_journal_record_get_other (record) == NULL;
}

char *
bb_words_dup_recovery_what (const BbJournalRecord *record, const BbJournalRecovery *recovery)
{
    g_return_val_if_fail (record != NULL && recovery != NULL, NULL);

    if (recovery->image == NULL || recovery->revision == NULL)
        return g_strdup (_ ("Tried to recover the drive"));
    if (bb_words_recovery_restores (record, recovery))
        return bb_words_dup_filled (_ ("Tried to restore %s"), recovery->revision);
    if (g_strcmp0 (recovery->image, record->new_image) == 0 &&
        g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_FLASH)) == 0)
        return bb_words_dup_filled (_ ("Tried to flash %s again"), recovery->revision);
    return bb_words_dup_filled (_ ("Tried to recover with %s"), recovery->revision);
}

char *
bb_words_dup_recovery_how (const BbJournalRecovery *recovery)
{
    g_autofree char *reached = NULL;

    g_return_val_if_fail (recovery != NULL, NULL);

    if (recovery->failed_block > 0)
        /* TRANSLATORS: numbers of blocks of the flash memory */
        return g_strdup_printf (_ ("The recovery failed at block %u of %u."), recovery->failed_block,
                                recovery->n_failed_blocks);
    reached = bb_words_dup_reached_block (recovery->work, recovery->block, recovery->n_blocks, FALSE);
    return g_strjoin (" ", _ ("The recovery was not finished."), reached, NULL);
}

char *
bb_words_dup_recoveries (const BbJournalRecord *record)
{
    const BbJournalRecovery *latest = bb_journal_recovery_get_latest (record);
    g_autoptr (GPtrArray) unfinished = bb_journal_recovery_list_unfinished (record);
    g_autofree char *count = NULL;
    g_autofree char *what = NULL;
    g_autofree char *date = NULL;
    g_autofree char *how = NULL;

    if (latest == NULL || unfinished->len == 0)
        return NULL;
    count = g_strdup_printf (ngettext ("Burnback tried to recover the drive %u time.",
                                       "Burnback tried to recover the drive %u times.", unfinished->len),
                             unfinished->len);
    date = bb_locale_dup_time (latest->started);
    what = latest->revision != NULL
               /* TRANSLATORS: a firmware revision, then date and time */
               ? g_strdup_printf (_ ("The latest attempt, with firmware %s, started on %s."), latest->revision, date)
               /* TRANSLATORS: date and time */
               : g_strdup_printf (_ ("The latest attempt started on %s."), date);
    how = bb_words_dup_recovery_how (latest);
    return g_strjoin (" ", count, what, how, NULL);
}
