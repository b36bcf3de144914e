/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-backup-store.h"

G_BEGIN_DECLS

/*
 * The folder of backups and journals, one for every front end of a user: the usual one, or another that was chosen
 * and is noted in $XDG_CONFIG_HOME/burnback/store. A way back that is elsewhere is none, so who chooses another
 * takes along everything that is kept, and a chosen folder that is not there is never made anew in silence.
 */

/**
 * bb_state_folder_dup_usual: (transfer full): $XDG_STATE_HOME/burnback where that is set to an absolute path, else
 * for root /var/lib/burnback and for others ~/.local/state/burnback.
 */
char *bb_state_folder_dup_usual (void);

/** bb_state_folder_dup_chosen: (transfer full) (nullable): %NULL while it is the usual one, or not known. */
char *bb_state_folder_dup_chosen (void);

/** bb_state_folder_dup: (transfer full): the chosen one, or else the usual one; whether it is there or not. */
char *bb_state_folder_dup (void);

/**
 * bb_state_folder_find: the same, if it can be used. The usual one is made when something is kept.
 *
 * Errors: %BB_STORE_ERROR_NOT_FOUND when the chosen one is not there, as on a disk that is not plugged in;
 * %BB_STORE_ERROR_DAMAGED when it is not known which one was chosen. A sentence with what to do.
 * Returns: (transfer full)
 */
char *bb_state_folder_find (GError **error);

/**
 * bb_state_folder_dup_in: (transfer full): where in the folder @picked it would be: @picked itself if it is empty,
 * new, or holds backups already, else a folder "burnback" in it.
 */
char *bb_state_folder_dup_in (const char *picked);

/**
 * bb_state_folder_dup_simulated:
 * @folder: of bb_state_folder_find()
 * @source: the name of an installed scenario, or the absolute path of what the drives are: a scenario, a trace, the
 *   folder in which simulated drives last
 *
 * Drives that are not real keep theirs in a folder of their own, one for each source, and never in that of real ones.
 * Returns: (transfer full)
 */
char *bb_state_folder_dup_simulated (const char *folder, const char *source);

/** bb_state_folder_is_simulated: it is one of these, in the folder of this user. */
gboolean bb_state_folder_is_simulated (const char *folder);

/** bb_state_folder_list_simulated: (transfer full): those that are in @folder, below it. */
char **bb_state_folder_list_simulated (const char *folder);

/**
 * bb_state_folder_choose:
 * @folder: (nullable): absolute; %NULL: the usual one again
 *
 * Makes it, and notes it for all that starts from now on; nothing is copied. Errors: %BB_STORE_ERROR_UNWRITABLE, also
 * for a missing right.
 */
gboolean bb_state_folder_choose (const char *folder, GError **error);

/**
 * bb_state_folder_copy:
 * @spare: (nullable) (element-type filename): files and folders of which is left out what cannot be read; the rest of
 *   a folder is copied
 * @cancellable: (nullable): looked at before each file
 *
 * Everything else that is kept in @from is in @to afterwards, too, read again and compared. What is in @to already
 * stays; @from stays as it is. Blocks; worker threads only. Errors: %BB_STORE_ERROR_UNWRITABLE, also for a missing
 * right and where something in @from but @spare cannot be read; %BB_JOB_ERROR_REFUSED when @to has another file of
 * the same name; %G_IO_ERROR_CANCELLED.
 */
gboolean bb_state_folder_copy (const char *from, const char *to, GPtrArray *spare, GCancellable *cancellable,
                               GError **error);

G_END_DECLS
