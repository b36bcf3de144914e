/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-rig.h"

#include "job/engine/bb-store-tasks.h"

#include <glib/gstdio.h>

#include <string.h>

/* The functions of the backup store that run in a thread: each must return what the function without a thread
 * returns.
 */

/** Answer: what a callback got. @thread: the thread in which it was called */
typedef struct {
    GMainLoop *loop;
    GAsyncResult *result;
    GThread *thread;
} Answer;

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    Answer *answer = data;

    answer->result = g_object_ref (result);
    answer->thread = g_thread_self ();
    g_main_loop_quit (answer->loop);
}

/* Waits for the callback, and returns bb_store_task_finish(). */
static gboolean
finish (StoreRig *f, Answer *answer, GError **error)
{
    gboolean good = FALSE;

    g_main_loop_run (answer->loop);
    g_assert_true (answer->thread == g_thread_self ());
    good = bb_store_task_finish (f->store, answer->result, error);
    g_clear_object (&answer->result);
    return good;
}

static void
test_check_finds_a_changed_byte (StoreRig *f, gconstpointer data)
{
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *path = store_rig_file (backup, "firmware.bin");
    g_autoptr (GError) error = NULL;
    Answer answer = {.loop = loop};

    bb_store_check_async (f->store, backup, NULL, answer_cb, &answer);
    g_assert_true (finish (f, &answer, &error));
    g_assert_no_error (error);
    g_assert_cmpint (g_chmod (path, 0600), ==, 0);
    g_assert_true (g_file_set_contents (path, "changed", -1, NULL));
    bb_store_check_async (f->store, backup, NULL, answer_cb, &answer);
    g_assert_false (finish (f, &answer, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
}

static void
test_only_backup_is_deleted_only_if_that_is_allowed (StoreRig *f, gconstpointer data)
{
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autoptr (GPtrArray) left = NULL;
    g_autoptr (GPtrArray) none = NULL;
    g_autoptr (GError) only = NULL;
    g_autoptr (GError) error = NULL;
    Answer answer = {.loop = loop};

    bb_store_may_delete_async (f->store, backup, NULL, answer_cb, &answer);
    g_assert_true (finish (f, &answer, &error));
    bb_store_delete_async (f->store, backup, FALSE, NULL, answer_cb, &answer);
    g_assert_false (finish (f, &answer, &only));
    g_assert_error (only, BB_STORE_ERROR, BB_STORE_ERROR_ONLY);
    left = bb_backup_store_list (f->store, NULL);
    g_assert_cmpuint (left->len, ==, 1);
    bb_store_delete_async (f->store, backup, TRUE, NULL, answer_cb, &answer);
    g_assert_true (finish (f, &answer, &error));
    g_assert_no_error (error);
    none = bb_backup_store_list (f->store, NULL);
    g_assert_cmpuint (none->len, ==, 0);
}

static void
test_export_writes_the_image (StoreRig *f, gconstpointer data)
{
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *path = g_build_filename (f->folder, "exported.bin", NULL);
    g_autofree char *written = NULL;
    g_autoptr (GError) error = NULL;
    gsize size = 0;
    Answer answer = {.loop = loop};

    bb_store_export_async (f->store, backup, path, NULL, answer_cb, &answer);
    g_assert_true (finish (f, &answer, &error));
    g_assert_true (g_file_get_contents (path, &written, &size, NULL));
    g_assert_cmpmem (written, size, g_bytes_get_data (f->image, NULL), g_bytes_get_size (f->image));
    g_assert_cmpint (g_unlink (path), ==, 0);
}

/* A cancelled task ends with G_IO_ERROR_CANCELLED. The function of the store is not interrupted. */
static void
test_cancelled_task_is_an_error (StoreRig *f, gconstpointer data)
{
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autoptr (GError) error = NULL;
    Answer answer = {.loop = loop};

    g_cancellable_cancel (cancellable);
    bb_store_check_async (f->store, backup, cancellable, answer_cb, &answer);
    g_assert_false (finish (f, &answer, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, func) g_test_add ("/store-tasks/" name, StoreRig, NULL, store_rig_set_up, func, store_rig_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("check-finds-a-changed-byte", test_check_finds_a_changed_byte);
    ADD ("only-backup-is-deleted-only-if-that-is-allowed", test_only_backup_is_deleted_only_if_that_is_allowed);
    ADD ("export-writes-the-image", test_export_writes_the_image);
    ADD ("cancelled-task-is-an-error", test_cancelled_task_is_an_error);
    return g_test_run ();
}
