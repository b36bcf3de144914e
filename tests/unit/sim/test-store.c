/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include "sim/bb-sim-store.h"

#include <glib/gstdio.h>

#include <string.h>

/* Tests bb-sim-store.c. */

#define TUR "00 00 00 00 00 00"

typedef struct {
    char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    fixture->folder = g_dir_make_tmp ("burnback-sim-XXXXXX", &error);
    g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *below = g_build_filename (path, name, NULL);

        remove_tree (below);
    }
    g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    remove_tree (fixture->folder);
    g_free (fixture->folder);
}

static BbSimStore *
open_store (Fixture *fixture)
{
    g_autoptr (GError) error = NULL;
    BbSimStore *store = bb_sim_store_new_in_folder (fixture->folder, &error);

    g_assert_no_error (error);
    g_assert_true (bb_sim_store_is_lasting (store));
    return store;
}

static void
test_flash_outlives_the_process (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbSimStore) first = open_store (fixture);
    g_autoptr (BbSimStore) second = NULL;
    g_autoptr (GBytes) before = NULL;
    g_autoptr (GBytes) after = NULL;
    g_autofree char *revision = NULL;

    {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\n", first);
        g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");

        sim_rig_settle (rig);
        g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
        bb_transport_wait_ms (rig->transport, 60000);
        sim_rig_none (rig, TUR);
        before = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    }
    second = open_store (fixture);
    {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\n", second);

        revision = sim_rig_revision (rig);
        after = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    }
    g_assert_cmpstr (revision, ==, "1.03");
    g_assert_true (g_bytes_equal (before, after));
}

static void
test_every_change_is_on_disk_before_the_answer (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbSimStore) store = open_store (fixture);
    g_autoptr (BbSimRig) rig =
        sim_rig_new (SIM_RIG_MT1959 "[fault 1]\nAt=step:program:1\nKind=power-cut\nDuring=middle\n", store);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");
    g_autofree char *path = g_build_filename (fixture->folder, "sr0", "flash.bin", NULL);
    g_autofree char *marks_path = g_build_filename (fixture->folder, "sr0", "marks", NULL);
    g_autofree char *bytes = NULL;
    g_autofree char *marks = NULL;
    g_autoptr (GBytes) flash = NULL;
    gsize length_bytes = 0;

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "gone");
    flash = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    g_assert_true (g_file_get_contents (path, &bytes, &length_bytes, NULL));
    g_assert_cmpmem (bytes, length_bytes, g_bytes_get_data (flash, NULL), g_bytes_get_size (flash));
    g_assert_true (g_file_get_contents (marks_path, &marks, NULL, NULL));
    g_assert_nonnull (strstr (marks, "mode=boot"));
}

static void
test_switch_and_log_are_kept (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbSimStore) store = open_store (fixture);
    g_autofree char *log_path = g_build_filename (fixture->folder, "sr0", "log", NULL);
    g_autofree char *log = NULL;
    g_auto (GStrv) lines = NULL;

    for (int run = 0; run < 2; run++) {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, store);

        sim_rig_settle (rig);
        g_assert_cmpuint (bb_sim_bus_count_commands (rig->bus, "sr0"), ==, 1);
    }
    g_assert_true (g_file_get_contents (log_path, &log, NULL, NULL));
    lines = g_strsplit (g_strstrip (log), "\n", -1);
    g_assert_cmpuint (g_strv_length (lines), ==, 2);
    g_assert_nonnull (strstr (lines[0], "\"cdb\":\"000000000000\""));
    g_assert_nonnull (strstr (lines[0], "\"sense\":\"6/29/00\""));
    {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, store);

        g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", FALSE, NULL));
    }
    {
        g_autoptr (BbSimStore) again = open_store (fixture);
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, again);

        g_assert_null (rig->transport); /* the power is still off */
        g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rig->bus)), ==, 0);
        g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", TRUE, NULL));
        g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rig->bus)), ==, 1);
    }
}

static void
test_drive_is_back_at_the_next_run_after_a_power_cut (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbSimStore) store = open_store (fixture);

    {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "[fault 1]\nAt=command:1\nKind=power-cut\n", store);

        g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "gone");
    }
    {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, store);

        sim_rig_settle (rig);
    }
}

static void
test_switch_moved_from_outside_is_followed (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbSimStore) store = open_store (fixture);
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, store);
    g_autofree char *path = g_build_filename (fixture->folder, "sr0", "power", NULL);
    gint64 end_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

    g_assert_true (g_file_set_contents (path, "off\n", -1, NULL));
    while (g_list_model_get_n_items (G_LIST_MODEL (rig->bus)) > 0 && g_get_monotonic_time () < end_us)
        g_main_context_iteration (NULL, FALSE);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rig->bus)), ==, 0);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "gone");
    g_assert_true (g_file_set_contents (path, "on\n", -1, NULL));
    while (g_list_model_get_n_items (G_LIST_MODEL (rig->bus)) == 0 && g_get_monotonic_time () < end_us)
        g_main_context_iteration (NULL, FALSE);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rig->bus)), ==, 1);
}

/* Returns the memory of a drive that @store does not know as filled, after checking that all its bytes are FF. */
static BbSimMemory *
get_erased_memory (BbSimStore *store)
{
    g_autoptr (GError) error = NULL;
    gboolean fresh = FALSE;
    gsize length_bytes = 0;
    BbSimMemory *memory = bb_sim_store_get_memory (store, "sr0", "toy/one", 0x3000, &fresh, &error);
    const guint8 *flash;

    g_assert_no_error (error);
    g_assert_true (fresh);
    flash = bb_sim_memory_get_flash (memory, &length_bytes);
    g_assert_cmpuint (length_bytes, ==, 0x3000);
    for (gsize i = 0; i < length_bytes; i++)
        g_assert_cmphex (flash[i], ==, 0xFF);
    return memory;
}

/* A memory that was filled only in part, because the program ended, is erased at the next start, also in its file. */
static void
test_memory_without_content_is_erased (Fixture *fixture, gconstpointer data)
{
    const guint8 bytes[4] = {1, 2, 3, 4};
    g_autoptr (BbSimStore) in_memory = bb_sim_store_new_in_memory ();
    g_autofree char *path = g_build_filename (fixture->folder, "sr0", "flash.bin", NULL);

    bb_sim_memory_write (get_erased_memory (in_memory), 0x1000, bytes, sizeof bytes);
    (void) get_erased_memory (in_memory);
    for (int run = 0; run < 2; run++) {
        g_autoptr (BbSimStore) store = open_store (fixture);
        g_autofree char *file = NULL;
        gsize length_bytes = 0;
        BbSimMemory *memory = get_erased_memory (store);

        g_assert_true (g_file_get_contents (path, &file, &length_bytes, NULL));
        g_assert_cmpmem (file, length_bytes, bb_sim_memory_get_flash (memory, NULL), 0x3000);
        bb_sim_memory_write (memory, 0x1000, bytes, sizeof bytes);
    }
}

static void
test_memory_of_another_drive_is_refused (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbSimStore) store = open_store (fixture);
    g_autoptr (BbCatalog) catalog = sim_rig_catalog ();
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSimBus) bus = bb_sim_bus_new_from_data (SIM_RIG_MT1959, store, catalog, &error);
    g_autoptr (BbSimBus) other = NULL;

    g_assert_no_error (error);
    g_assert_nonnull (bus);
    other =
        bb_sim_bus_new_from_data ("[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\n", store, catalog, &error);
    g_assert_null (other);
    g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_STORE);
}

static void
test_unusable_folder_is_an_error (Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = g_build_filename (fixture->folder, "file", NULL);
    g_autofree char *below = g_build_filename (path, "state", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (path, "", 0, NULL));
    g_assert_null (bb_sim_store_new_in_folder (below, &error));
    g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_STORE);
}

static void
test_default_store_follows_the_environment (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbSimStore) lasting = NULL;
    g_autoptr (BbSimStore) passing = NULL;

    g_setenv ("BURNBACK_SIM_STATE", fixture->folder, TRUE);
    lasting = bb_sim_store_new_default (NULL);
    g_unsetenv ("BURNBACK_SIM_STATE");
    passing = bb_sim_store_new_default (NULL);
    g_assert_true (bb_sim_store_is_lasting (lasting));
    g_assert_false (bb_sim_store_is_lasting (passing));
}

static void
test_copy_is_a_store_of_its_own (void)
{
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (BbSimStore) copy = NULL;
    g_autoptr (GBytes) untouched = NULL;
    g_autoptr (GBytes) dumped = NULL;
    g_auto (GStrv) log = NULL;

    {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Revision=1.02\n", store);
        g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.03");

        untouched = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
        copy = bb_sim_store_copy (store);
        bb_sim_store_set_logging (store, FALSE);
        sim_rig_settle (rig);
        g_assert_cmpstr (sim_rig_upload_for (rig, image), ==, "GOOD");
    }
    {
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, copy);

        sim_rig_settle (rig);
        dumped = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    }
    g_assert_true (g_bytes_equal (untouched, dumped));
    log = bb_sim_store_list_log (store, "sr0");
    g_assert_cmpuint (g_strv_length (log), ==, 0);
    g_strfreev (log);
    log = bb_sim_store_list_log (copy, "sr0");
    g_assert_cmpuint (g_strv_length (log), ==, 1);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    /* This test runs first: it changes the environment, which is allowed only before any thread was started. */
    g_test_add ("/sim/store/default", Fixture, NULL, set_up, test_default_store_follows_the_environment, tear_down);
    g_test_add ("/sim/store/outlives", Fixture, NULL, set_up, test_flash_outlives_the_process, tear_down);
    g_test_add ("/sim/store/on-disk", Fixture, NULL, set_up, test_every_change_is_on_disk_before_the_answer,
                tear_down);
    g_test_add ("/sim/store/switch-and-log", Fixture, NULL, set_up, test_switch_and_log_are_kept, tear_down);
    g_test_add ("/sim/store/back-after-cut", Fixture, NULL, set_up,
                test_drive_is_back_at_the_next_run_after_a_power_cut, tear_down);
    g_test_add ("/sim/store/switch-from-outside", Fixture, NULL, set_up, test_switch_moved_from_outside_is_followed,
                tear_down);
    g_test_add ("/sim/store/erased", Fixture, NULL, set_up, test_memory_without_content_is_erased, tear_down);
    g_test_add ("/sim/store/other-drive", Fixture, NULL, set_up, test_memory_of_another_drive_is_refused, tear_down);
    g_test_add ("/sim/store/unusable", Fixture, NULL, set_up, test_unusable_folder_is_an_error, tear_down);
    g_test_add_func ("/sim/store/copy", test_copy_is_a_store_of_its_own);
    return g_test_run ();
}
