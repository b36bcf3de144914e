/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-backup-store.h"

G_BEGIN_DECLS

/*
 * The slow functions of the backup store, each in a thread of its own. The callback is called in the main context
 * of the caller.
 */

/** bb_store_list_async: runs bb_backup_store_list(), which lists all backups, newest first; then runs
 * bb_backups_find_uses() and bb_backups_find_mixed() on the list. */
void bb_store_list_async (BbBackupStore *store, BbCatalog *catalog, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data);
/**
 * bb_store_list_finish: (transfer full) (element-type BbBackup): the backups. Sets @warnings (out) (transfer full)
 * (optional) as bb_backup_store_list() does, also after an error. Errors: %G_IO_ERROR_CANCELLED.
 */
GPtrArray *bb_store_list_finish (BbBackupStore *store, GAsyncResult *result, char ***warnings, GError **error);

/** bb_store_check_async: runs bb_backup_store_check(), which reads and compares all files of @backup. */
void bb_store_check_async (BbBackupStore *store, BbBackup *backup, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
/** bb_store_export_async: runs bb_backup_store_export(), which writes @backup to @path. */
void bb_store_export_async (BbBackupStore *store, BbBackup *backup, const char *path, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
/** bb_store_may_delete_async: runs bb_backup_store_may_delete(), which only checks whether @backup may be deleted. */
void bb_store_may_delete_async (BbBackupStore *store, BbBackup *backup, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
/** bb_store_delete_async: runs bb_backup_store_delete(), which deletes @backup; if @also_only, even if it is the only
 * backup of its drive. */
void bb_store_delete_async (BbBackupStore *store, BbBackup *backup, gboolean also_only, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
/**
 * bb_store_task_finish: ends bb_store_check_async(), bb_store_export_async(), bb_store_may_delete_async() and
 * bb_store_delete_async(). Errors: those of the function of the store; %G_IO_ERROR_CANCELLED if the task was
 * cancelled, although the function was not interrupted and may have succeeded.
 */
gboolean bb_store_task_finish (BbBackupStore *store, GAsyncResult *result, GError **error);

/** bb_store_load_image_async: loads firmware.bin of the backup @id as an identified image. */
void bb_store_load_image_async (BbBackupStore *store, const char *id, BbCatalog *catalog, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
/** bb_store_load_image_finish: (transfer full): the image. Errors: those of bb_backup_store_get() and
 * bb_backup_store_load_image(); %G_IO_ERROR_CANCELLED. */
BbImage *bb_store_load_image_finish (BbBackupStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
