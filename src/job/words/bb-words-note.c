/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include <glib/gi18n-lib.h>

/* Returns (transfer full) the sentences of @note, whose code is one of BB_NOTE_JOURNAL_…. For JOURNAL_CUT,
 * numbers[0] is 1 if a later VERIFY needs the firmware file; for JOURNAL_OPEN, 1 if RECOVER closes the journal. */
static char *
bb_words_dup_journal_note (const BbNote *note)
{
    gboolean has_advice = note->numbers[0] == 1;

    if (note->code == BB_NOTE_JOURNAL_DAMAGED)
        /* TRANSLATORS: %s is a path and the reason */
        return g_strdup_printf (
            _ ("The log of the interrupted operation could not be read completely (%s). Burnback therefore assumes "
               "that the drive’s firmware is incomplete, and may repeat an earlier recovery attempt."),
            note->text);
    if (note->code == BB_NOTE_JOURNAL_GAP)
        /* TRANSLATORS: %s is the technical reason */
        return g_strdup_printf (_ ("The operation log is incomplete (%s). Without a complete log, Burnback may "
                                   "repeat an earlier recovery attempt. Free up disk space before you continue."),
                                note->text);
    if (note->code == BB_NOTE_JOURNAL_CUT)
        return has_advice
                   /* TRANSLATORS: %s is the technical reason */
                   ? g_strdup_printf (_ ("The operation log is incomplete (%s), but the drive is not affected. To "
                                         "verify the drive later, you will need to specify the firmware file. Free "
                                         "up disk space before the next operation."),
                                      note->text)
                   /* TRANSLATORS: %s is the technical reason */
                   : g_strdup_printf (_ ("The operation log is incomplete (%s), but the drive is not affected. "
                                         "Free up disk space before you continue."),
                                      note->text);
    return has_advice
               /* TRANSLATORS: %s is the technical reason */
               ? g_strdup_printf (_ ("Burnback could not record the end of the operation in the log (%s), but the "
                                     "drive is not affected. Free up disk space, then start a recovery to verify "
                                     "the firmware and complete the log."),
                                  note->text)
               /* TRANSLATORS: %s is the technical reason */
               : g_strdup_printf (_ ("Burnback could not record the end of the operation in the log (%s), but the "
                                     "drive is not affected. Free up disk space before you continue."),
                                  note->text);
}

char *
bb_words_dup_note (const BbNote *note, gboolean has_left_mode)
{
    switch (note->code) {
    case BB_NOTE_TEXT:
    case BB_NOTE_COMPARED:
        break;
    case BB_NOTE_ERROR:
        return bb_words_dup_failure (note->error, note->numbers[0], note->numbers[1]);
    case BB_NOTE_STAYS_FOR_FILE:
        return g_strdup (
            has_left_mode
                ? _ ("The drive was left in recovery mode so that the firmware from the file can be written. "
                     "However, the drive has since left this mode.")
                : _ ("The drive was left in recovery mode so that the firmware from the file can be written."));
    case BB_NOTE_BACK_IS_HAZARD:
        return g_strdup (_ ("The previous firmware is for other hardware and will not be restored."));
    case BB_NOTE_IMAGE_OF_OTHER_MODEL:
        return g_strdup (_ ("The firmware in Burnback’s records is not for the model that the drive reports now, "
                            "so this firmware will not be written."));
    case BB_NOTE_LEAVES_MODE:
        return g_strdup (_ ("Taking the drive out of recovery mode to find out whether its firmware runs."));
    case BB_NOTE_STAYS_IN_MODE:
        return g_strdup (has_left_mode ? _ ("The drive left recovery mode, but not at the first attempt.")
                                       : _ ("The drive did not leave recovery mode."));
    case BB_NOTE_JOURNAL_OPEN:
    case BB_NOTE_JOURNAL_CUT:
    case BB_NOTE_JOURNAL_GAP:
    case BB_NOTE_JOURNAL_DAMAGED:
        return bb_words_dup_journal_note (note);
    case BB_NOTE_TRAY_OPEN:
        /* TRANSLATORS: %s is the technical reason */
        return g_strdup_printf (_ ("The tray could not be locked (%s)."), note->text);
    case BB_NOTE_READS_CHANGED:
        return g_strdup_printf (_ ("The data at address 0x%06x changed between two reads. The backup contains the "
                                   "data from the first read."),
                                note->numbers[0]);
    case BB_NOTE_UNREAD:
        /* TRANSLATORS: numbers of bytes, an address, the name of a part of the memory */
        return g_strdup_printf (
            _ ("Part of the drive’s memory could not be read: %u of %u bytes at address 0x%06x (%s)."),
            note->numbers[0], note->numbers[1], note->numbers[2], note->text);
    case BB_NOTE_PARTIAL_BACKUP:
        /* TRANSLATORS: %s is a folder */
        return g_strdup_printf (_ ("The data read before the failure was saved in %s."), note->text);
    case BB_NOTE_MIXED_BACKUP:
        /* TRANSLATORS: %s is the name of a backup */
        return g_strdup_printf (
            _ ("The backup %s may contain a mix of two firmware revisions, so the backup will not be restored."),
            note->text);
    case BB_NOTE_EARLIER_BACKUP:
        /* TRANSLATORS: %s is the name of a backup */
        return g_strdup_printf (_ ("The firmware in the drive is incomplete or damaged. If flashing fails, the "
                                   "earlier backup %s will be restored."),
                                note->text);
    case BB_NOTE_UNPROVEN:
        /* TRANSLATORS: %s is the name of a backup */
        return g_strdup_printf (_ ("The drive’s firmware was read and saved as backup %s. Burnback cannot tell "
                                   "whether this firmware is complete."),
                                note->text);
    case BB_NOTE_READ_AGAIN:
        return g_strdup_printf (
            _ ("The first read at address 0x%06x returned wrong data. The second read was correct."),
            note->numbers[0]);
    case BB_NOTE_READS_UNSTABLE:
        return g_strdup (bb_words_unstable_reads ());
    }
    return g_strdup (note->text);
}

const char *
bb_words_left_area (const BbResult *result)
{
    g_return_val_if_fail (result != NULL, NULL);

    return result->proof == BB_PROOF_PROVEN && bb_family_leaves_area (result->facts)
               ? _ ("A memory area outside the firmware was not compared, because the drive probably manages this "
                    "area itself.")
               : NULL;
}

char *
bb_words_dup_unflashed (const BbResult *result)
{
    if (result->about.unflashed_revision == NULL)
        return NULL;
    /* TRANSLATORS: a firmware revision */
    return g_strdup_printf (_ ("Flashing firmware %s was interrupted and not completed. You can flash this firmware "
                               "again from its file."),
                            result->about.unflashed_revision);
}
