/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-name-task.h"

#include "bb-engine-private.h"

#include "job/store/bb-own-name.h"

typedef struct {
    BbEngineDrive *drive;
    BbDriveDetails *details;
    BbFacts *facts;
    char *folder;
    char *name;
} BbNameTask;

static void
bb_name_task_free (BbNameTask *task)
{
    g_object_unref (task->drive);
    bb_drive_details_unref (task->details);
    g_clear_pointer (&task->facts, bb_facts_unref);
    g_free (task->folder);
    g_free (task->name);
    g_free (task);
}

static void
bb_name_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbNameTask *what = data;
    GError *error = NULL;

    if (bb_own_name_set (what->folder, what->details, what->facts, what->name, &error))
        g_task_return_boolean (task, TRUE);
    else
        g_task_return_error (task, error);
}

void
bb_name_save_async (BbEngine *engine, BbEngineDrive *drive, const char *name, GAsyncReadyCallback callback,
                    gpointer data)
{
    g_autoptr (GTask) task = NULL;
    BbNameTask *what;
    BbFacts *facts;

    g_return_if_fail (BB_IS_ENGINE (engine) && BB_IS_ENGINE_DRIVE (drive));

    facts = bb_engine_drive_get_facts (drive);
    what = g_new0 (BbNameTask, 1);
    what->drive = g_object_ref (drive);
    what->details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    what->facts = facts != NULL ? bb_facts_ref (facts) : NULL;
    what->folder = g_strdup (bb_engine_get_state_folder (engine));
    what->name = g_strdup (name);
    task = g_task_new (engine, NULL, callback, data);
    g_task_set_source_tag (task, bb_name_save_async);
    g_task_set_task_data (task, what, (GDestroyNotify) bb_name_task_free);
    g_task_run_in_thread (task, bb_name_thread);
}

gboolean
bb_name_save_finish (BbEngine *engine, GAsyncResult *result, GError **error)
{
    BbNameTask *what;

    g_return_val_if_fail (g_task_is_valid (result, engine), FALSE);

    what = g_task_get_task_data (G_TASK (result));
    if (!g_task_propagate_boolean (G_TASK (result), error))
        return FALSE;
    bb_engine_drive_set_own_name (what->drive, what->name);
    bb_engine_drive_emit_changed (what->drive);
    return TRUE;
}
