/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "operation-rig.h"

static const char *
name_of (BbOperationState state)
{
    static const char *const NAMES[] = {"empty",  "loading",  "checking", "review", "running",
                                        "asking", "finished", "failed",   "gone"};

    return NAMES[state];
}

static void
state_cb (BbOperation *operation, GParamSpec *pspec, gpointer data)
{
    Case *it = data;

    g_string_append_printf (it->states, "%s%s", it->states->len > 0 ? " " : "",
                            name_of (bb_operation_get_state (operation)));
}

static void
overtaken_cb (BbOperation *operation, int by, const char *name, gpointer data)
{
    Case *it = data;

    g_string_append_printf (it->overtaken, "%s%d:%s", it->overtaken->len > 0 ? " " : "", by, name);
}

BbOperation *
watched (Case *it, gboolean follows)
{
    BbOperation *operation = bb_operation_new (it->rig->engine, it->drive, follows);

    g_signal_connect (operation, "notify::state", G_CALLBACK (state_cb), it);
    g_signal_connect (operation, "overtaken", G_CALLBACK (overtaken_cb), it);
    return operation;
}

Case *
case_new (const char *scenario, gboolean follows)
{
    Case *it = g_new0 (Case, 1);

    it->rig = job_rig_new (scenario, NULL);
    it->drive = bb_engine_find (it->rig->engine, "sr0");
    it->states = g_string_new (NULL);
    it->overtaken = g_string_new (NULL);
    it->operation = watched (it, follows);
    g_assert_cmpint (bb_operation_get_state (it->operation), ==, BB_OPERATION_EMPTY);
    g_assert_false (bb_operation_can_start (it->operation));
    return it;
}

void
case_free (Case *it)
{
    if (it->operation != NULL)
        g_signal_handlers_disconnect_by_data (it->operation, it);
    g_clear_object (&it->operation);
    g_clear_object (&it->drive);
    job_rig_free (it->rig);
    g_string_free (it->states, TRUE);
    g_string_free (it->overtaken, TRUE);
    g_free (it);
}

void
wait_for (BbOperation *operation, BbOperationState state)
{
    BbOperationState now;

    while ((now = bb_operation_get_state (operation)) != state) {
        if (now != BB_OPERATION_LOADING && now != BB_OPERATION_CHECKING && !bb_operation_is_running (operation))
            g_error ("%s and not %s: failure %d, %s", name_of (now), name_of (state),
                     bb_operation_get_failure (operation),
                     bb_operation_get_error (operation) != NULL ? bb_operation_get_error (operation)->message : "-");
        g_main_context_iteration (NULL, TRUE);
    }
}

void
wait_idle (Case *it)
{
    while (bb_engine_is_working (it->rig->engine) || bb_engine_n_looking (it->rig->engine) > 0)
        g_main_context_iteration (NULL, TRUE);
    while (g_main_context_iteration (NULL, FALSE))
        ;
}

GPtrArray *
one_image (BbImage *image)
{
    GPtrArray *images = g_ptr_array_new_with_free_func (g_object_unref);

    g_ptr_array_add (images, image);
    return images;
}

GPtrArray *
nec (const char *revision)
{
    return one_image (job_rig_image ("nec-optiarc", "K355", revision, "05"));
}

void
choose_images (BbOperation *operation, BbAction act, GPtrArray *images)
{
    g_autoptr (GPtrArray) taken = images;

    g_assert_true (bb_operation_choose (operation, &(BbOperationChoice){.act = act, .images = taken}));
}

GFile *
write_file (Case *it, const char *name, BbImage *image)
{
    g_autofree char *path = g_build_filename (it->rig->state, name, NULL);
    gsize size;
    const char *data = g_bytes_get_data (bb_image_get_bytes (image), &size);
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (path, data, (gssize) size, &error));
    g_assert_no_error (error);
    return g_file_new_for_path (path);
}

GFile *
nec_file (Case *it, const char *name, const char *revision)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", revision, "05");

    return write_file (it, name, image);
}

BbConsentCode
open_codes (BbOperation *operation)
{
    return job_rig_get_open_codes (bb_operation_get_consents (operation));
}
