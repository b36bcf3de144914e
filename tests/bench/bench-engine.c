/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-engine SPEED DRIVES: flashes DRIVES simulated drives at the same time, each in a job of its own, at SPEED
 * times the speed of a real drive. Prints one line with four numbers: elapsed seconds; seconds on the clock of the
 * slowest drive; number of commands that were sent while a drive was endangered; number that the protocol page
 * requires (BENCH_PAGE_COMMANDS).
 */
#include "config.h"

#include "job/engine/bb-engine.h"
#include "sim/bb-sim.h"

#include <stdlib.h>

/* A flash of type 2M sends 31 erase and 30 program commands (docs/protocols/nec-optiarc.md). */
#define BENCH_PAGE_COMMANDS 61

typedef struct {
    GMainLoop *loop;
    guint n_running;
    guint n_failed;
    guint n_endangered_commands; /* commands sent while a drive was endangered; maximum of all drives */
} Bench;

static char *
bench_scenario (const char *speed, guint n_drives)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < n_drives; i++)
        g_string_append_printf (text,
                                "[drive sr%u]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=BENCH%u\n"
                                "Speed=%s\nSeed=%u\n",
                                i, i, speed, i + 1);
    return g_string_free (text, FALSE);
}

static void
bench_done_cb (BbJob *job, gpointer data)
{
    Bench *bench = data;
    g_autoptr (BbResult) result = bb_job_ref_result (job);

    if (result->outcome != BB_OUTCOME_DONE) {
        g_printerr ("%s\n", result->message);
        bench->n_failed++;
    }
    bench->n_endangered_commands = MAX (bench->n_endangered_commands, result->n_endangered_commands);
    if (--bench->n_running == 0)
        g_main_loop_quit (bench->loop);
}

/* Returns (transfer full) a synthetic image for the drives of bench_scenario(). */
static BbImage *
bench_image (BbCatalog *catalog)
{
    g_autoptr (GVariantDict) options = g_variant_dict_new (NULL);
    g_autoptr (GVariant) values = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;

    g_variant_dict_insert (options, "revision", "s", "1.07");
    g_variant_dict_insert (options, "seed", "s", "99");
    values = g_variant_ref_sink (g_variant_dict_end (options));
    bytes = bb_sim_make_image (catalog, "nec-optiarc", "K355", values, NULL);
    file = bb_image_new_from_bytes (bytes, "bench.bin");
    images = bb_family_identify_file (file, catalog);
    return g_object_ref (g_ptr_array_index (images, 0));
}

/* Starts a flash of @image on every drive; adds the jobs to @jobs. */
static void
bench_start (Bench *bench, BbEngine *engine, BbImage *image, GPtrArray *jobs)
{
    GListModel *drives = bb_engine_get_drives (engine);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);

    request->image = g_object_ref (image);
    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH;
    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        g_autoptr (GError) error = NULL;
        BbJob *job = bb_engine_start (engine, drive, request, &error);

        if (job == NULL)
            g_error ("the flash of drive %u did not start: %s", i, error->message);
        g_signal_connect (job, "done", G_CALLBACK (bench_done_cb), bench);
        g_ptr_array_add (jobs, job);
        bench->n_running++;
    }
}

int
main (int argc, char **argv)
{
    guint n_drives = argc == 3 ? (guint) atoi (argv[2]) : 0;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (BbSimBus) bus = NULL;
    g_autoptr (BbEngine) engine = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
    g_autofree char *scenario = NULL;
    g_autofree char *folder = g_dir_make_tmp ("burnback-bench-XXXXXX", NULL);
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    Bench bench = {.loop = loop};
    gint64 start, wall, slowest = 0;

    if (n_drives == 0) {
        g_printerr ("bench-engine SPEED DRIVES\n");
        return 2;
    }
    scenario = bench_scenario (argv[1], n_drives);
    catalog = bb_catalog_open (NULL, NULL, &error);
    bus = catalog != NULL ? bb_sim_bus_new_from_data (scenario, store, catalog, &error) : NULL;
    if (bus == NULL) {
        g_printerr ("%s\n", error->message);
        return 1;
    }
    bb_sim_store_set_logging (store, FALSE);
    engine = bb_engine_new (BB_DRIVE_MONITOR (bus), catalog, folder, NULL);
    image = bench_image (catalog);
    start = g_get_monotonic_time ();
    bench_start (&bench, engine, image, jobs);
    g_main_loop_run (loop);
    wall = g_get_monotonic_time () - start;
    for (guint i = 0; i < n_drives; i++) {
        g_autofree char *name = g_strdup_printf ("sr%u", i);

        slowest = MAX (slowest, bb_sim_bus_elapsed_us (bus, name));
    }
    g_print ("wall %.3f drive %.3f endangered %u page %u\n", (double) wall / G_USEC_PER_SEC,
             (double) slowest / G_USEC_PER_SEC / atof (argv[1]), bench.n_endangered_commands, BENCH_PAGE_COMMANDS);
    return bench.n_failed == 0 ? 0 : 1;
}
