/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rescue.h"

G_BEGIN_DECLS

/* Private to src/job/operation: texts of a #BbRescue about a drive whose flash memory is worn, and about a repair of
 * the hardware. */

/** bb_rescue_worn_over_text: sentences for the time after the last step: the drive need not stay powered. */
const char *bb_rescue_worn_over_text (void);
/** bb_rescue_worn_title: title of the step that makes another attempt or, if it could write either image, asks
 * whether to make one. @can_finish, @can_restore: as bb_rescue_dup_worn_text(); @is_elsewhere: the drive was
 * connected to another port, so an attempt at the earlier one may be listed, too */
const char *bb_rescue_worn_title (gboolean can_finish, gboolean can_restore, gboolean is_elsewhere);
/** bb_rescue_dup_worn_text: (transfer full): says which firmware the step of bb_rescue_worn_title() writes, and that
 * writing is unlikely to help. @can_finish: there is a copy of the new firmware; @can_restore:
 * bb_rescue_context_can_restore(). If both are %TRUE, the question of the step preselects to leave the drive, so the
 * text does not announce a write. @other: (nullable): bb_journal_record_get_other() of the journal of the drive */
char *bb_rescue_dup_worn_text (gboolean can_finish, gboolean can_restore, const char *other);
/** bb_rescue_worn_unnoticed_text: a sentence that the user said that the drive was reconnected, but Burnback did not
 * detect this. */
const char *bb_rescue_worn_unnoticed_text (void);
/** bb_rescue_worn_hardware_title: title of the step that repairs the hardware. No job performs this step. */
const char *bb_rescue_worn_hardware_title (void);
/** bb_rescue_worn_hardware_text: why only the step of bb_rescue_worn_hardware_title() can help, and what it needs. */
const char *bb_rescue_worn_hardware_text (void);
/** bb_rescue_dup_with_backup: (transfer full): @text, about a repair with an external programming device, followed by
 * a sentence that says what @backup contains for that repair; only @text if @backup is %NULL. */
char *bb_rescue_dup_with_backup (const char *text, const BbBackup *backup);

G_END_DECLS
