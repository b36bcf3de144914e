/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-effect.h"

#include "bb-rescue-context.h"

#include <glib/gi18n-lib.h>

void
bb_rescue_effect_free (BbRescueEffect *effect)
{
    g_free (effect->writes);
    g_free (effect->needs);
    g_free (effect->cost);
    g_free (effect);
}

/*
 * Returns (transfer full) a phrase with the revisions that RECOVER can write after the flash of @journal was
 * interrupted:
 * - "OLD → NEW (interrupted)" if bb_choice_of_interrupted() preselects finishing the flash, or if no previous
 *   revision other than NEW is known
 * - else the previous revision, or that of the other firmware that can be written instead; and also the new revision
 *   if the journal has the new image
 */
static char *
bb_rescue_effect_dup_interrupted (BbJournalRecord *journal, BbBackup *backup)
{
    /* The revision that the operation was to write. @target_revision is only the second choice, because it is the old
     * revision while the old image is being restored. */
    const char *to = journal->new_revision != NULL ? journal->new_revision : journal->target_revision;
    const char *from = bb_journal_record_get_revision_before (journal);
    const char *other = bb_journal_record_get_other (journal);
    const char *back = other != NULL ? other : journal->old_image != NULL ? from : NULL;

    if (from == NULL)
        from = _ ("unknown revision");
    if (to == NULL)
        to = _ ("unknown revision");
    if (back == NULL && backup != NULL)
        back = bb_backup_get_revision (backup);
    if (back != NULL && other == NULL && bb_journal_record_get_revision_before (journal) == NULL)
        other = back;
    if (other != NULL && !bb_journal_record_can_finish (journal))
        return g_strdup (other);
    if (back == NULL || g_str_equal (back, to) ||
        bb_choice_of_interrupted (bb_journal_record_can_finish (journal), TRUE, BB_ON_FAILURE_ASK) == BB_CHOICE_RETRY)
        /* TRANSLATORS: the revision before a flash that was interrupted, and its target */
        return g_strdup_printf (_ ("%s → %s (interrupted operation)"), from, to);
    if (other != NULL)
        /* TRANSLATORS: the revision of a file or an earlier backup, and the target of a flash that was interrupted */
        return g_strdup_printf (_ ("Firmware %s, or %s from the interrupted operation"), other, to);
    if (!bb_journal_record_can_finish (journal))
        /* TRANSLATORS: the revision before a flash that was interrupted */
        return g_strdup_printf (_ ("Previous firmware %s"), back);
    /* TRANSLATORS: the revision before a flash that was interrupted, and its target */
    return g_strdup_printf (_ ("Previous firmware %s, or %s from the interrupted operation"), back, to);
}

/*
 * Returns (transfer full) a phrase for what RECOVER writes, for the first of these cases that applies:
 * - the stored identity must be repaired
 * - another program wrote firmware after the flash of @journal was interrupted
 * - there is a @journal: the phrase of bb_rescue_effect_dup_interrupted()
 * - there is a @backup with a known revision, and the drive cannot leave recovery mode without being written
 * - there is a @backup with a known revision
 * - else: "Nothing"
 *
 * All arguments are nullable.
 */
static char *
bb_rescue_effect_dup_writes_again (BbFacts *facts, BbJournalRecord *journal, BbBackup *backup)
{
    if (facts != NULL && bb_facts_needs_repair (facts))
        return g_strdup (_ ("The stored identity"));
    if (journal != NULL && bb_journal_record_runs_other (journal, facts))
        return g_strdup (_ ("Nothing yet. You can choose later what to write."));
    if (journal != NULL)
        return bb_rescue_effect_dup_interrupted (journal, backup);
    if (bb_family_get_no_flash (facts) != NULL)
        return g_strdup (_ ("Nothing"));
    if (backup != NULL && bb_backup_get_revision (backup) != NULL && bb_rescue_must_write (facts))
        /* TRANSLATORS: the revision of a backup */
        return g_strdup_printf (_ ("Firmware %s from the backup"), bb_backup_get_revision (backup));
    if (backup != NULL && bb_backup_get_revision (backup) != NULL)
        /* TRANSLATORS: the revision of a backup */
        return g_strdup_printf (
            _ ("Firmware %s from the backup, unless restarting the drive is enough to recover it"), backup->revision);
    return g_strdup (_ ("Nothing"));
}

BbRescueEffect *
bb_rescue_effect_new (BbRescueKind kind, BbEngineDrive *drive, GPtrArray *backups)
{
    BbRescueEffect *effect = g_new0 (BbRescueEffect, 1);
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
    BbBackup *backup = bb_rescue_find_backup (drive, backups);
    const char *interrupted = _ ("A power failure during writing will leave the firmware incomplete.");

    switch (kind) {
    case BB_RESCUE_AGAIN:
        effect->writes = bb_rescue_effect_dup_writes_again (facts, journal, backup);
        if (facts != NULL && bb_facts_needs_repair (facts))
            effect->cost =
                g_strdup (_ ("A power failure during writing may damage the identity stored in the drive."));
        else if (journal != NULL || (backup != NULL && bb_family_get_no_flash (facts) == NULL))
            effect->cost = g_strdup (interrupted);
        break;
    case BB_RESCUE_FILE:
        effect->writes = g_strdup (_ ("The firmware in the file"));
        effect->needs = g_strdup (_ ("A firmware file for this drive"));
        effect->cost = g_strdup (interrupted);
        break;
    case BB_RESCUE_POWER_CUT:
        effect->needs = g_strdup (_ ("A way to disconnect the drive’s power supply"));
        break;
    case BB_RESCUE_OTHER_PORT:
        effect->needs = g_strdup (_ ("Another cable, port or computer"));
        break;
    case BB_RESCUE_BOOT_CODE:
        effect->writes = g_strdup (_ ("Boot code of another drive type and firmware for another model"));
        effect->needs = g_strdup (_ ("A boot code file"));
        /* The text is about the boot code only, because a power failure is unrecoverable only while the boot code is
         * written. The review of a conversion says the same. */
        effect->cost =
            g_strdup (_ ("A power failure while the boot code is being written will make the drive unusable."));
        break;
    case BB_RESCUE_HARDWARE:
        effect->needs = g_strdup (_ ("A replacement drive or an external programming device"));
        break;
    case BB_RESCUE_COMPARE:
    default:
        break;
    }
    if (effect->writes == NULL)
        effect->writes = g_strdup (_ ("Nothing"));
    return effect;
}
