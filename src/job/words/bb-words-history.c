/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words.h"

#include <glib/gi18n-lib.h>

const char *
bb_words_history_end (BbHistoryEnd end)
{
    switch (end) {
    case BB_HISTORY_PROVED:
        return _ ("Proved");
    case BB_HISTORY_UNPROVED:
        return _ ("Not proved");
    case BB_HISTORY_PUT_BACK:
        return _ ("Put back");
    case BB_HISTORY_UNCHANGED:
        return _ ("Unchanged");
    case BB_HISTORY_OPEN:
        return _ ("Not finished");
    case BB_HISTORY_RUNNING:
        return _ ("At work");
    case BB_HISTORY_UNKNOWN:
        break;
    }
    return _ ("Not known");
}

/* --- what it was --- */

static gboolean
bb_words_history_is (BbJournalRecord *record, BbAction action)
{
    return g_strcmp0 (record->action, bb_action_to_string (action)) == 0;
}

static char *
bb_words_dup_putting_back (BbJournalRecord *record)
{
    if (record->new_revision == NULL)
        return g_strdup (_ ("Putting a backup back"));
    if (record->revision == NULL)
        /* TRANSLATORS: a firmware revision */
        return g_strdup_printf (_ ("Putting %s back"), record->new_revision);
    /* TRANSLATORS: the firmware revision of the backup, then the one that was in the drive */
    return g_strdup_printf (_ ("Putting %s back over %s"), record->new_revision, record->revision);
}

static char *
bb_words_dup_flashing (BbJournalRecord *record)
{
    if (record->new_revision == NULL)
        return g_strdup (_ ("Flashing other firmware"));
    if (record->revision == NULL)
        /* TRANSLATORS: a firmware revision */
        return g_strdup_printf (_ ("Flashing %s"), record->new_revision);
    /* TRANSLATORS: the new firmware revision, then the one that was in the drive */
    return g_strdup_printf (_ ("Flashing %s over %s"), record->new_revision, record->revision);
}

char *
bb_words_dup_history_what (BbJournalRecord *record)
{
    if (bb_words_history_is (record, BB_ACTION_ROLLBACK))
        return bb_words_dup_putting_back (record);
    if (bb_words_history_is (record, BB_ACTION_CONVERT))
        return g_strdup (_ ("Changing the boot code"));
    if (!bb_words_history_is (record, BB_ACTION_RECOVER))
        return bb_words_dup_flashing (record);
    if (record->target_image == NULL)
        return g_strdup (_ ("Mending what the drive stores about itself"));
    if (record->new_revision == NULL)
        return g_strdup (_ ("Recovering the drive"));
    /* TRANSLATORS: a firmware revision */
    return g_strdup_printf (_ ("Recovering the drive with %s"), record->new_revision);
}

/* --- how it ended --- */

/* Whether the firmware that is in the drive is another than what was meant to come into it. */
static gboolean
bb_words_history_has_other (BbJournalRecord *record)
{
    return record->target_image != NULL && g_strcmp0 (record->target_image, record->new_image) != 0;
}

static const char *
bb_words_history_proof (BbJournalRecord *record)
{
    if (g_strcmp0 (record->proof, bb_proof_to_string (BB_PROOF_PROVEN)) == 0)
        return _ ("It was written and proved: everything was read back and was equal.");
    if (g_strcmp0 (record->proof, bb_proof_to_string (BB_PROOF_IDENTITY)) == 0)
        return _ ("It was written, and the drive said that it runs it. Its firmware cannot be read back.");
    return _ ("It was written, and the drive was found to run it.");
}

static char *
bb_words_dup_history_proved (BbJournalRecord *record)
{
    gboolean is_conversion = bb_words_history_is (record, BB_ACTION_CONVERT);

    if (record->target_image == NULL)
        return g_strdup (_ ("It was written and read back."));
    if (!bb_words_history_has_other (record) && !is_conversion)
        return g_strdup (bb_words_history_proof (record));
    if (is_conversion && record->target_revision != NULL)
        /* TRANSLATORS: a firmware revision */
        return g_strdup_printf (_ ("The new boot code is in, and firmware %s for it was written and found to run."),
                                record->target_revision);
    if (is_conversion)
        return g_strdup (_ ("The new boot code is in, and firmware for it was written and found to run."));
    if (record->target_revision == NULL)
        return g_strdup (_ ("It failed. Other firmware was written in the end and found to run."));
    /* TRANSLATORS: a firmware revision */
    return g_strdup_printf (_ ("It failed. Firmware %s was written in the end and found to run."),
                            record->target_revision);
}

static const char *
bb_words_history_unproved (BbJournalRecord *record)
{
    gboolean is_open = !record->is_closed;

    if (is_open && bb_words_history_is (record, BB_ACTION_CONVERT))
        return _ ("The new boot code was sent. Switch the drive off and on, then recover it with firmware for it.");
    if (bb_history_is_put_back (record))
        return is_open
                   ? _ ("It failed. The old firmware was put back, but is not proved yet. Switch the drive off and "
                        "on, then compare.")
                   : _ ("It failed. The old firmware was put back, but not proved.");
    return is_open ? _ ("It was written, but is not proved yet. Switch the drive off and on, then compare.")
                   : _ ("It was written, but not proved.");
}

static const char *
bb_words_history_unknown (BbJournalRecord *record)
{
    if (g_strcmp0 (record->result, "superseded") == 0)
        return _ ("How it ended was not looked at before the drive was written to again.");
    return _ ("How it ended is not known: its journal does not tell.");
}

char *
bb_words_dup_history_how (BbJournalRecord *record)
{
    switch (bb_history_end_of (record)) {
    case BB_HISTORY_PROVED:
        return bb_words_dup_history_proved (record);
    case BB_HISTORY_UNPROVED:
        return g_strdup (bb_words_history_unproved (record));
    case BB_HISTORY_PUT_BACK:
        return g_strdup (g_strcmp0 (record->proof, bb_proof_to_string (BB_PROOF_PROVEN)) == 0
                             ? _ ("It failed, and the old firmware was put back and proved: everything was read back "
                                  "and was equal.")
                             : _ ("It failed, and the old firmware was put back and found to run."));
    case BB_HISTORY_UNCHANGED:
        return g_strdup (g_strcmp0 (record->result, bb_outcome_to_string (BB_OUTCOME_REFUSED)) == 0
                             ? _ ("It was not begun. Nothing was written to the drive.")
                             : _ ("It was stopped or failed. The drive stayed as it was."));
    case BB_HISTORY_OPEN:
        return g_strdup (_ ("It was not finished. Recover the drive."));
    case BB_HISTORY_RUNNING:
        return g_strdup (_ ("It is being done now."));
    case BB_HISTORY_UNKNOWN:
        break;
    }
    return g_strdup (bb_words_history_unknown (record));
}
