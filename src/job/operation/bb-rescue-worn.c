/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-worn.h"

#include <glib/gi18n-lib.h>

gboolean
bb_rescue_is_worn (BbJournalRecord *journal, BbFacts *facts)
{
    return bb_journal_record_is_worn (journal) && !bb_journal_record_was_overwritten (journal, facts);
}

const char *
bb_rescue_worn_title (void)
{
    return _ ("Try once more");
}

const char *
bb_rescue_worn_text (void)
{
    return _ ("Burnback will write the firmware again, including the worn block.");
}

const char *
bb_rescue_worn_hardware_title (void)
{
    return _ ("Replace the drive or its memory chip");
}

const char *
bb_rescue_worn_hardware_text (const BbBackup *backup)
{
    if (backup != NULL)
        return _ ("Other firmware cannot help, because the drive needs the worn block. A new memory chip must be "
                  "programmed with an external programming device. The backup contains the required data.");
    return _ ("Other firmware cannot help, because the drive needs the worn block. A new memory chip must be "
              "programmed with an external programming device.");
}
