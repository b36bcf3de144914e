/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-checks.h"

#include "bb-store-tasks.h"

/* What is known of one backup. */
typedef struct {
    gboolean is_running;
    GError *error; /* (nullable): of the last verification that has ended */
} BbBackupFound;

struct _BbBackupChecks {
    GObject parent;
    BbBackupStore *store; /* (nullable) before the first bb_backup_checks_set_store() */
    GHashTable *found;    /* ID of a backup → BbBackupFound */
};

G_DEFINE_TYPE (BbBackupChecks, bb_backup_checks, G_TYPE_OBJECT)

static guint changed_signal;

static void
bb_backup_found_free (gpointer data)
{
    BbBackupFound *found = data;

    g_clear_error (&found->error);
    g_free (found);
}

/* A verification that runs; the store may be replaced before it ends. */
typedef struct {
    BbBackupChecks *checks;
    BbBackup *backup;
} BbRunningCheck;

/* Keeps what the verification has found, and emits "changed". Does nothing if the store was replaced meanwhile. */
static void
bb_backup_checks_ended_cb (GObject *store, GAsyncResult *result, gpointer data)
{
    BbRunningCheck *running = data;
    g_autoptr (BbBackupChecks) self = running->checks;
    g_autoptr (BbBackup) backup = running->backup;
    g_autoptr (GError) error = NULL;

    g_free (running);
    (void) bb_store_task_finish (BB_BACKUP_STORE (store), result, &error);
    if (BB_BACKUP_STORE (store) == self->store) {
        BbBackupFound *found = g_hash_table_lookup (self->found, backup->id);

        found->is_running = FALSE;
        g_clear_error (&found->error);
        found->error = g_steal_pointer (&error);
        g_signal_emit (self, changed_signal, 0, backup->id);
    }
}

void
bb_backup_checks_begin (BbBackupChecks *self, BbBackup *backup)
{
    BbBackupFound *found;
    BbRunningCheck *running;

    g_return_if_fail (BB_IS_BACKUP_CHECKS (self) && self->store != NULL && backup != NULL);

    found = g_hash_table_lookup (self->found, backup->id);
    if (found != NULL && found->is_running)
        return;
    if (found == NULL) {
        found = g_new0 (BbBackupFound, 1);
        g_hash_table_insert (self->found, g_strdup (backup->id), found);
    }
    found->is_running = TRUE;
    running = g_new0 (BbRunningCheck, 1);
    running->checks = g_object_ref (self);
    running->backup = bb_backup_ref (backup);
    bb_store_check_async (self->store, backup, NULL, bb_backup_checks_ended_cb, running);
    g_signal_emit (self, changed_signal, 0, backup->id);
}

BbBackupCheck
bb_backup_checks_get (BbBackupChecks *self, const char *id)
{
    BbBackupFound *found;

    g_return_val_if_fail (BB_IS_BACKUP_CHECKS (self) && id != NULL, BB_BACKUP_CHECK_NONE);

    found = g_hash_table_lookup (self->found, id);
    if (found == NULL)
        return BB_BACKUP_CHECK_NONE;
    if (found->is_running)
        return BB_BACKUP_CHECK_RUNNING;
    if (found->error == NULL)
        return BB_BACKUP_CHECK_INTACT;
    return bb_backup_checks_is_damaged (self, id) ? BB_BACKUP_CHECK_DAMAGED : BB_BACKUP_CHECK_UNVERIFIED;
}

const GError *
bb_backup_checks_get_error (BbBackupChecks *self, const char *id)
{
    BbBackupFound *found;

    g_return_val_if_fail (BB_IS_BACKUP_CHECKS (self) && id != NULL, NULL);

    found = g_hash_table_lookup (self->found, id);
    return found != NULL ? found->error : NULL;
}

gboolean
bb_backup_checks_is_damaged (BbBackupChecks *self, const char *id)
{
    return g_error_matches (bb_backup_checks_get_error (self, id), BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
}

void
bb_backup_checks_set_store (BbBackupChecks *self, BbBackupStore *store)
{
    g_return_if_fail (BB_IS_BACKUP_CHECKS (self) && BB_IS_BACKUP_STORE (store));

    if (g_set_object (&self->store, store)) {
        g_hash_table_remove_all (self->found);
        g_signal_emit (self, changed_signal, 0, NULL);
    }
}

static void
bb_backup_checks_finalize (GObject *object)
{
    BbBackupChecks *self = BB_BACKUP_CHECKS (object);

    g_clear_object (&self->store);
    g_hash_table_unref (self->found);
    G_OBJECT_CLASS (bb_backup_checks_parent_class)->finalize (object);
}

static void
bb_backup_checks_class_init (BbBackupChecksClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_backup_checks_finalize;
    changed_signal = g_signal_new ("changed", BB_TYPE_BACKUP_CHECKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bb_backup_checks_init (BbBackupChecks *self)
{
    self->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, bb_backup_found_free);
}

BbBackupChecks *
bb_backup_checks_new (void)
{
    return g_object_new (BB_TYPE_BACKUP_CHECKS, NULL);
}
