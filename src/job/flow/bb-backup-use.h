/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-backup-store.h"

G_BEGIN_DECLS

/**
 * bb_backups_find_uses:
 * @backups: (element-type BbBackup): backups of one store, which no other thread may use yet
 *
 * Sets @used_action and @used_revision of the backups without a @reason from the journals in the state folder of the
 * store. The first journal that names the backup counts. A journal of an operation that was refused before it began
 * does not count, so a backup that was made for a review and then not needed has no use (both members are %NULL).
 * Sets @is_overwritten of all backups: %TRUE if the last journal of the same drive that is newer than the backup and
 * wrote firmware left another image.
 */
void bb_backups_find_uses (GPtrArray *backups);

G_END_DECLS
