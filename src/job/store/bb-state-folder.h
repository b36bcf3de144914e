/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-backup-store.h"

G_BEGIN_DECLS

/*
 * The state folder, which contains backups and journals and is the same for all front ends of a user. It is the usual
 * folder or a folder that the user chose; $XDG_CONFIG_HOME/burnback/store records the choice.
 *
 * Backups must always be found. So a move copies all of them to the new folder. If a chosen folder does not exist,
 * that is an error, and the folder is not created again.
 */

/**
 * bb_state_folder_dup_usual: (transfer full): $XDG_STATE_HOME/burnback if that is an absolute path, else
 * /var/lib/burnback for root and ~/.local/state/burnback for others.
 */
char *bb_state_folder_dup_usual (void);

/** bb_state_folder_dup_chosen: (transfer full) (nullable): the chosen folder; %NULL if none was chosen, or the
 * recorded choice cannot be read. */
char *bb_state_folder_dup_chosen (void);

/** bb_state_folder_dup: (transfer full): the chosen folder; the usual one if none was chosen, or the recorded choice
 * cannot be read. The folder need not exist. */
char *bb_state_folder_dup (void);

/**
 * bb_state_folder_find: returns the folder of bb_state_folder_dup(), after a check: a chosen folder must exist and
 * have its subfolder for backups. The usual folder may be missing; it is created when a file is saved.
 *
 * Errors, whose message is a sentence that also says what to do next: %BB_STORE_ERROR_NOT_FOUND if the chosen folder
 * or its subfolder does not exist, for example because the disk is not connected; %BB_STORE_ERROR_DAMAGED if it is
 * unknown which folder was chosen.
 * Returns: (transfer full): an absolute path
 */
char *bb_state_folder_find (GError **error);

/**
 * bb_state_folder_dup_in: (transfer full): the state folder to use if a user picks @picked: @picked itself if it
 * does not exist, cannot be read, is empty, or has backups already; else the subfolder "burnback" of @picked. Creates
 * nothing.
 */
char *bb_state_folder_dup_in (const char *picked);

/**
 * bb_state_folder_dup_simulated:
 * @folder: of bb_state_folder_find()
 * @source: name of an installed scenario, or absolute path of a scenario, a trace or the folder of lasting
 *   simulated drives
 *
 * Returns: (transfer full): the state folder of the simulated or replayed drives of @source, below @folder
 */
char *bb_state_folder_dup_simulated (const char *folder, const char *source);

/** bb_state_folder_is_simulated: TRUE if @folder is a folder of simulated drives in the state folder of this user.
 * Only paths are compared, so @folder need not exist. */
gboolean bb_state_folder_is_simulated (const char *folder);

/** bb_state_folder_list_simulated: (transfer full): paths of the folders of simulated drives, relative to @folder.
 */
char **bb_state_folder_list_simulated (const char *folder);

/**
 * bb_state_folder_choose:
 * @folder: (nullable): absolute; %NULL: the usual one again
 *
 * Creates @folder with its subfolder for backups, and records it for all later jobs and programs. For the usual
 * folder, deletes the recorded choice and creates nothing. Copies nothing. Errors: %BB_STORE_ERROR_UNWRITABLE, also
 * if a permission is missing.
 */
gboolean bb_state_folder_choose (const char *folder, GError **error);

/**
 * bb_state_folder_copy:
 * @spare: (nullable) (element-type filename): files and folders that are left out if they cannot be read
 * @cancellable: (nullable): checked before each file
 *
 * Copies all images, backups, journals and names of drives of @from to @to, reads the copies again and compares them.
 * Hidden and partial files, which a killed program left, are not copied. Other files in @to, and all of @from, are
 * not changed. Blocks; worker threads only.
 *
 * Errors: %BB_STORE_ERROR_UNWRITABLE, also if a permission is missing or a file that is not in @spare cannot be
 * read; %BB_JOB_ERROR_REFUSED if @to has another file of the same name; %G_IO_ERROR_CANCELLED.
 */
gboolean bb_state_folder_copy (const char *from, const char *to, GPtrArray *spare, GCancellable *cancellable,
                               GError **error);

G_END_DECLS
