/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"
#include "family/bb-facts.h"

G_BEGIN_DECLS

/* The user's own names for drives, such as "TDK from the attic". They are shown to users. They change no verdict on
 * firmware, except through bb_own_name_apply(). All functions but bb_own_name_dup_valid() block. */

/** BB_OWN_NAME_MAX_CHARS: length of the longest name, in characters. */
#define BB_OWN_NAME_MAX_CHARS 60

/** bb_own_name_dup_valid: (transfer full) (nullable): returns @text without blanks at both ends; %NULL if that is not
 * a valid name: it is %NULL, empty, longer than %BB_OWN_NAME_MAX_CHARS or not UTF-8, or it has characters that cannot
 * be printed. */
char *bb_own_name_dup_valid (const char *text);

/**
 * bb_own_name_dup: (transfer full) (nullable): returns the user's name for the drive with @details and @facts
 * (nullable), as @state_folder has it. bb_unit_is_same() decides which name belongs to the drive, as for backups.
 * %NULL if the drive has no name, or the file of the name is damaged.
 */
char *bb_own_name_dup (const char *state_folder, const BbDriveDetails *details, BbFacts *facts);

/**
 * bb_own_name_set:
 * @name: (nullable): as bb_own_name_dup_valid() returns it; %NULL removes the name
 *
 * Saves the user's name for the drive with @details and @facts (nullable), in place of the old name. TRUE also if
 * there was no name to remove. Errors: %BB_STORE_ERROR_NOT_PERMITTED, %BB_STORE_ERROR_UNWRITABLE. After an error the
 * old name stays, unless only the sync failed.
 */
gboolean bb_own_name_set (const char *state_folder, const BbDriveDetails *details, BbFacts *facts, const char *name,
                          GError **error);

/**
 * bb_own_name_apply:
 * @before, @name: (nullable): the user's name for the drive until now, and from now on
 *
 * Sets @own_vendor and @own_product of #BbFacts: to the INQUIRY texts of the catalog if the catalog lists @name as a
 * marketed name of the model in @facts, else to %NULL. Leaves both unchanged if the drive is not in recovery mode, or
 * if they are set, but not to the texts of the catalog entry for @before.
 *
 * Returns: (transfer full): @facts itself or a changed copy
 */
BbFacts *bb_own_name_apply (BbFacts *facts, const char *before, const char *name);

G_END_DECLS
