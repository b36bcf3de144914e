/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-backup-store.h"
#include "job/store/bb-journal-record.h"

G_BEGIN_DECLS

/* Private to src/job/operation: what the guidance says about a drive whose flash memory is worn. */

/**
 * bb_rescue_is_worn:
 * @journal: (nullable): the open journal of the drive
 * @facts: (nullable): facts of the drive
 *
 * Returns: %TRUE if bb_journal_record_is_worn() is %TRUE for @journal. %FALSE if another program wrote firmware since
 * then, because that program may have written the worn block
 */
gboolean bb_rescue_is_worn (BbJournalRecord *journal, BbFacts *facts);
/** bb_rescue_worn_title, bb_rescue_worn_text: title and text of the step that makes another attempt. */
const char *bb_rescue_worn_title (void);
const char *bb_rescue_worn_text (void);
/** bb_rescue_worn_hardware_title, bb_rescue_worn_hardware_text: title and text of the step without a job, which is a
 * repair of the hardware. @backup: (nullable): of the drive */
const char *bb_rescue_worn_hardware_title (void);
const char *bb_rescue_worn_hardware_text (const BbBackup *backup);

G_END_DECLS
