/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rig.h"

#include "bb-known-contents.h"
#include "bb-rig-serve.h"
#include "bb-rig-spare.h"
#include "bb-toy.h"
#include "job/store/bb-journal-find.h"
#include "family/bb-key-file.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

BbCatalog *
bb_rig_catalog (void)
{
    static BbCatalog *catalog;

    if (catalog == NULL) {
        /* Images and memories of drives are allocated thousands of times. It saves time if malloc() does not return
         * their pages to the kernel. */
        mallopt (M_MMAP_THRESHOLD, 256 * 1024 * 1024);
        mallopt (M_TRIM_THRESHOLD, 512 * 1024 * 1024);
        catalog = toy_get_catalog ();
    }
    return catalog;
}

/* Makes the bus and the drives of the rig from its scenario and store. */
static void
bb_rig_plug_in (BbRig *rig)
{
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) names = NULL;

    g_main_context_push_thread_default (bb_rig_get_context ());
    rig->bus = bb_sim_bus_new_from_data (rig->scenario, rig->store, rig->catalog, &error);
    g_main_context_pop_thread_default (bb_rig_get_context ());
    g_assert_no_error (error);
    rig->drives = g_ptr_array_new_with_free_func (g_object_unref);
    names = bb_sim_bus_list_names (rig->bus);
    for (guint i = 0; names[i] != NULL; i++)
        g_ptr_array_add (rig->drives, bb_sim_bus_ref_drive (rig->bus, names[i]));
    g_assert_cmpuint (rig->drives->len, <=, G_N_ELEMENTS (((BbRigRun *) NULL)->held));
}

/* Returns (transfer full) a rig with an empty state folder. @store: (transfer full) */
static BbRig *
bb_rig_new_with (const char *scenario, BbSimStore *store)
{
    BbRig *rig = g_new0 (BbRig, 1);

    rig->scenario = g_strdup (scenario);
    rig->catalog = g_object_ref (bb_rig_catalog ());
    rig->store = store;
    bb_rig_plug_in (rig);
    rig->state_folder = bb_rig_make_folder ();
    rig->polling_path = g_strconcat (rig->state_folder, ".polling", NULL);
    bb_rig_reboot (rig);
    return rig;
}

BbRig *
bb_rig_new (const char *scenario)
{
    BbSimStore *store = bb_sim_store_new_in_memory ();

    bb_sim_store_set_logging (store, FALSE);
    return bb_rig_new_with (scenario, store);
}

BbRig *
bb_rig_copy (BbRig *rig)
{
    BbRig *copy = bb_rig_new_with (rig->scenario, bb_sim_store_copy (rig->store));

    bb_rig_copy_folder (rig->state_folder, copy->state_folder);
    return copy;
}

void
bb_rig_free (BbRig *rig)
{
    if (rig == NULL)
        return;
    bb_rig_remove_folder (rig->state_folder);
    unlink (rig->polling_path);
    g_free (rig->polling_path);
    g_ptr_array_unref (rig->drives);
    g_object_unref (rig->bus);
    g_object_unref (rig->store);
    g_object_unref (rig->catalog);
    g_free (rig->state_folder);
    g_free (rig->scenario);
    g_free (rig);
}

/* --- Running a program --- */

/* Carries out the requests of program @child until it ends, or until the rig says that it must be killed, and kills
 * it. */
static void
bb_rig_serve_line (BbRig *rig, int fd, pid_t child)
{
    gsize room = sizeof (BbWireRequest) + BB_WIRE_MAX_BYTES;
    g_autofree guint8 *packet = g_malloc (room);
    g_autofree guint8 *back = g_malloc (sizeof (BbWireAnswer) + BB_WIRE_MAX_BYTES);

    for (;;) {
        BbWireAnswer answer;
        BbWireRequest request;
        gsize n_in = 0;
        gssize n = recv (fd, packet, room, 0);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < (gssize) sizeof request)
            return;
        memcpy (&request, packet, sizeof request);
        if (request.op == BB_WIRE_EXECUTE && request.direction == BB_DIRECTION_IN)
            n_in = request.length_bytes;
        if (!bb_rig_serve (rig, &request, packet + sizeof request, &answer, n_in > 0 ? back + sizeof answer : NULL)) {
            kill (child, SIGKILL);
            return;
        }
        memcpy (back, &answer, sizeof answer);
        if (send (fd, back, sizeof answer + n_in, MSG_NOSIGNAL) < 0)
            return;
    }
}

/* Returns (transfer full) how the program crashed; NULL if the test killed it or it ended with exit code 0. */
static char *
bb_rig_describe_death (BbRig *rig, int status)
{
    if (rig->run->was_killed || (WIFEXITED (status) && WEXITSTATUS (status) == 0))
        return NULL;
    if (WIFSIGNALED (status))
        return g_strdup_printf ("ended by signal %d (%s)", WTERMSIG (status), g_strsignal (WTERMSIG (status)));
    return g_strdup_printf ("ended with %d", WEXITSTATUS (status));
}

static guint
bb_rig_count_writes (BbRig *rig)
{
    return bb_sim_bus_count_writes (rig->bus, bb_drive_get_name (bb_rig_get_drive (rig, 0)));
}

/* Does what the kernel does when a program ends: closes its transports, and releases the drives that it held. */
static void
bb_rig_clean_up_after (BbRig *rig)
{
    g_hash_table_remove_all (rig->run->handles);
    for (guint i = 0; i < rig->drives->len; i++) {
        if (rig->run->held[i])
            bb_drive_release (g_ptr_array_index (rig->drives, i), FALSE);
        rig->run->held[i] = FALSE;
    }
}

/* Sets the members of @end from the report, a printed a{sv}. */
static void
bb_rig_end_parse_report (BbRigEnd *end, const char *report)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) value = g_variant_parse (G_VARIANT_TYPE ("a{sv}"), report, NULL, NULL, &error);
    g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (value);

    g_assert_no_error (error);
    end->reported = TRUE;
    g_variant_dict_lookup (&dict, "present", "b", &end->present);
    g_variant_dict_lookup (&dict, "state-before", "i", &end->state_before);
    g_variant_dict_lookup (&dict, "state-after", "i", &end->state_after);
    g_variant_dict_lookup (&dict, "can-before", "i", &end->can_before);
    g_variant_dict_lookup (&dict, "refused", "s", &end->refused);
    g_variant_dict_lookup (&dict, "outcome", "i", &end->outcome);
    g_variant_dict_lookup (&dict, "proof", "i", &end->proof);
    g_variant_dict_lookup (&dict, "restored", "b", &end->restored);
    g_variant_dict_lookup (&dict, "safe", "i", &end->safe);
    g_variant_dict_lookup (&dict, "message", "s", &end->message);
    g_variant_dict_lookup (&dict, "next", "s", &end->next);
    g_variant_dict_lookup (&dict, "error", "s", &end->error);
    g_variant_dict_lookup (&dict, "notes", "s", &end->notes);
    g_variant_dict_lookup (&dict, "asked", "s", &end->asked);
    g_variant_dict_lookup (&dict, "revision-before", "s", &end->revision_before);
    g_variant_dict_lookup (&dict, "revision-after", "s", &end->revision_after);
    g_variant_dict_lookup (&dict, "backup", "s", &end->backup_id);
    g_variant_dict_lookup (&dict, "backup-complete", "b", &end->backup_complete);
    g_variant_dict_lookup (&dict, "differences", "u", &end->n_differences);
    g_variant_dict_lookup (&dict, "identified", "b", &end->identified);
    g_variant_dict_lookup (&dict, "endangered", "u", &end->n_endangered_commands);
    g_variant_dict_lookup (&dict, "verdict", "i", &end->verdict);
}

/* Sets the members of @end about open journals: their number, and state and need of a power cycle of the oldest. */
static void
bb_rig_read_journals (BbRig *rig, BbRigEnd *end)
{
    g_autoptr (GPtrArray) journals = bb_journal_list (rig->state_folder);

    end->n_journals = journals->len;
    for (guint i = 0; i < journals->len; i++) {
        const BbJournalRecord *record = g_ptr_array_index (journals, i);

        end->wants_power_cycle = record->wants_power_cycle;
        end->journal_state = record->state;
    }
}

/* Identifies the images of the order in this process, so that bb_rig_identify() in each forked program finds them. */
static void
bb_rig_identify_images (const BbRigOrder *order)
{
    g_autoptr (BbImage) image = bb_rig_identify (order->image);
    g_autoptr (BbImage) other = bb_rig_identify (order->other_image);
    g_autoptr (BbImage) fallback = bb_rig_identify (order->fallback);
}

/* Returns (transfer full) how the program ended. @status: from waitpid(); @n_writes_before: number of writes to the
 * first drive before the program started */
static BbRigEnd *
bb_rig_end_new (BbRig *rig, int status, guint n_writes_before)
{
    BbRigEnd *end = g_new0 (BbRigEnd, 1);

    end->crashed = bb_rig_describe_death (rig, status);
    if (rig->run->report != NULL && !rig->run->was_killed)
        bb_rig_end_parse_report (end, rig->run->report);
    bb_rig_read_journals (rig, end);
    end->n_commands = rig->run->n_commands;
    end->n_writes = bb_rig_count_writes (rig) - n_writes_before;
    return end;
}

static pid_t
bb_rig_fork (void)
{
    pid_t child;

    fflush (NULL);
    child = fork ();
    g_assert_cmpint (child, >=, 0);
    return child;
}

static int
bb_rig_wait (pid_t child)
{
    int status = 0;

    g_assert_cmpint (waitpid (child, &status, 0), ==, child);
    return status;
}

/* Runs a program that sends each request to this process, where the watch is called before each command. Returns the
 * status of waitpid(). */
static int
bb_rig_run_watched (BbRig *rig, const BbRigOrder *order)
{
    int line[2];
    int status;
    pid_t child;

    g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, line), ==, 0);
    child = bb_rig_fork ();
    if (child == 0) {
        BbWireLine *ask = bb_wire_line_new (line[1]);

        close (line[0]);
        bb_rig_program (bb_wire_line_ask, ask, rig, order);
    }
    close (line[1]);
    bb_rig_serve_line (rig, line[0], child);
    status = bb_rig_wait (child);
    close (line[0]);
    return status;
}

/* Runs a program that has its own copy of the drives, and repeats its requests with the drives of the rig. Returns
 * the status of waitpid(). */
static int
bb_rig_run_recorded (BbRig *rig, const BbRigOrder *order)
{
    BbRigRecord *record = bb_rig_record_new ();
    pid_t child = bb_rig_fork ();
    int status;

    if (child == 0) {
        bb_rig_record_begin (record, rig);
        bb_rig_program (bb_rig_record_ask, record, rig, order);
    }
    status = bb_rig_wait (child);
    bb_rig_record_repeat (record, rig);
    return status;
}

BbRigEnd *
bb_rig_run (BbRig *rig, const BbRigOrder *order)
{
    BbRigRun run = {.handles = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref)};
    BbRigRun *outer = rig->run;
    guint n_writes = bb_rig_count_writes (rig);
    BbRigEnd *end = NULL;
    int status;

    bb_known_contents_prepare ();
    bb_rig_spare_identify (rig->catalog);
    bb_rig_identify_images (order);
    rig->run = &run;
    status = rig->watch != NULL ? bb_rig_run_watched (rig, order) : bb_rig_run_recorded (rig, order);
    bb_rig_clean_up_after (rig);
    bb_rig_settle ();
    end = bb_rig_end_new (rig, status, n_writes);
    rig->run = outer;
    g_hash_table_unref (run.handles);
    g_free (run.report);
    return end;
}

/* --- Power, cable, faults and memory of the drives --- */

void
bb_rig_power (BbRig *rig, gboolean on)
{
    g_autoptr (GError) error = NULL;

    bb_sim_bus_set_power (rig->bus, bb_drive_get_name (bb_rig_get_drive (rig, 0)), on, &error);
    g_assert_no_error (error);
    bb_rig_settle ();
}

void
bb_rig_power_cycle (BbRig *rig)
{
    bb_rig_power (rig, FALSE);
    bb_rig_power (rig, TRUE);
}

void
bb_rig_reboot (BbRig *rig)
{
    g_autoptr (GError) error = NULL;

    g_file_set_contents_full (rig->polling_path, BB_WIRE_POLLING, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
    g_assert_no_error (error);
}

gboolean
bb_rig_is_polled (BbRig *rig)
{
    g_autofree char *now = NULL;

    return g_file_get_contents (rig->polling_path, &now, NULL, NULL) && g_str_equal (now, BB_WIRE_POLLING);
}

void
bb_rig_swap (BbRig *rig, const char *scenario)
{
    g_autoptr (BbSimBus) old_bus = g_steal_pointer (&rig->bus);
    g_autoptr (GPtrArray) old_drives = g_steal_pointer (&rig->drives);
    GHashTableIter iter;

    g_free (rig->scenario);
    rig->scenario = g_strdup (scenario);
    g_object_unref (rig->store);
    rig->store = bb_sim_store_new_in_memory ();
    bb_rig_plug_in (rig);
    if (rig->run == NULL)
        return;
    g_hash_table_iter_init (&iter, rig->run->handles);
    while (g_hash_table_iter_next (&iter, NULL, NULL))
        g_hash_table_iter_replace (&iter, bb_drive_open (bb_rig_get_drive (rig, 0), FALSE, NULL));
}

void
bb_rig_plug (BbRig *rig, gboolean plugged)
{
    g_autoptr (GError) error = NULL;

    bb_sim_bus_set_plugged (rig->bus, bb_drive_get_name (bb_rig_get_drive (rig, 0)), plugged, &error);
    g_assert_no_error (error);
    bb_rig_settle ();
}

void
bb_rig_fault (BbRig *rig, const char *text)
{
    g_autofree char *drive = g_strconcat ("Drive=", bb_drive_get_name (bb_rig_get_drive (rig, 0)), NULL);
    g_auto (GStrv) keys = g_strsplit (text, ";", 5);
    g_autoptr (GError) error = NULL;
    const char *more[5] = {NULL};

    for (guint i = 0; keys[i] != NULL; i++)
        more[i] = keys[i];
    bb_sim_bus_add_fault (rig->bus, &error, drive, more[0], more[1], more[2], more[3], more[4], NULL);
    g_assert_no_error (error);
}

GBytes *
bb_rig_dump (BbRig *rig, const char *region)
{
    return bb_sim_bus_dump (rig->bus, bb_drive_get_name (bb_rig_get_drive (rig, 0)), region, NULL);
}

GBytes *
bb_rig_peek (BbRig *rig, const char *region)
{
    return bb_sim_bus_peek (rig->bus, bb_drive_get_name (bb_rig_get_drive (rig, 0)), region);
}

guint
bb_rig_count_violations (BbRig *rig)
{
    g_auto (GStrv) lines = bb_sim_bus_list_violations (rig->bus, bb_drive_get_name (bb_rig_get_drive (rig, 0)));

    for (guint i = 0; lines[i] != NULL; i++)
        g_test_message ("never to be done, and done: %s", lines[i]);
    return g_strv_length (lines);
}

/* --- keys --- */

char *
bb_rig_install_key (const char *quirks)
{
    char *path = NULL;
    int file;

    if (quirks == NULL || strstr (quirks, "build-stamp=20") == NULL)
        return NULL;
    path = g_build_filename (g_get_tmp_dir (), "burnback-key-XXXXXX", NULL);
    file = g_mkstemp (path);
    g_assert_cmpint (file, >=, 0);
    close (file);
    g_assert_true (g_file_set_contents (path, "000102030405060708090A0B0C0D0E0F", -1, NULL));
    bb_key_file_let_in ("be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991");
    bb_key_file_set (path);
    return path;
}

void
bb_rig_remove_key (char *path)
{
    if (path != NULL)
        unlink (path);
    g_free (path);
}
