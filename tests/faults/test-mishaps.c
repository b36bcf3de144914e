/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mishap.h"

#include "sim/bb-sim-drive.h"

#include <string.h>

/*
 * test-mishaps FAMILY MODEL BOOT-VERSION QUIRKS: flashes the drive again and again, each time with another fault. A
 * fault is one of `kinds` at one of `places`, and occurs once, three times or always (`times`). Checks each flash as
 * bb_mishap_run() describes.
 */
static BbSubject subject;

static const char *const kinds[] = {
    "Kind=sense;Sense=5/24/00",
    "Kind=sense;Sense=4/44/00",
    "Kind=sense;Sense=6/29/00",
    "Kind=sense;Sense=3/0C/00;During=after",
    "Kind=timeout",
    "Kind=timeout;During=after",
    "Kind=bit-flip",
    "Kind=stuck-block",
    "Kind=silent",
    "Kind=short-read",
    "Kind=bridge",
    "Kind=unplug",
    "Kind=unplug;During=after",
};

static const char *const places[] = {
    "step:enter:1",   "step:enter:2",    "step:start:1",    "step:upload:1", "step:upload:3", "step:upload:20",
    "step:upload:50", "step:program:1",  "step:program:6",  "step:leave:1",  "step:leave:2",  "step:read:1",
    "step:read:30",   "opcode:3C:1",     "opcode:3C:2",     "opcode:3C:9",   "opcode:12:3",   "opcode:12:5",
    "opcode:00:4",    "step:checksum:1", "step:checksum:2", "step:erase:1",  "step:erase:5",
};

static const char *const times[] = {"1", "3", "0"};

static void
run_faults_at (BbSweep *sweep, const char *place, const char *kind)
{
    for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
        g_autofree char *fault = g_strdup_printf ("At=%s;%s;Times=%s", place, kind, times[i]);

        bb_mishap_run (sweep, fault, NULL, NULL);
    }
}

/* FALSE if @place is a step that the simulated drives of this family do not have. */
static gboolean
has_place (const char *place)
{
    const BbSimFamily *family = bb_sim_family_find (subject.family, NULL);
    g_auto (GStrv) parts = g_strsplit (place, ":", 3);

    return !g_str_equal (parts[0], "step") || g_strv_contains (family->steps, parts[1]);
}

static void
test_fault (gconstpointer data)
{
    const char *kind = data;
    gint64 began_us = g_get_monotonic_time ();
    g_autoptr (BbSweep) sweep = bb_sweep_new (&subject, "flash");

    for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        if (has_place (places[i]))
            run_faults_at (sweep, places[i], kind);
    g_test_message ("%s: %u runs, in the end %u old and %u new, %u further programs, %.1f s", kind, sweep->n_cuts,
                    sweep->n_old, sweep->n_new, sweep->n_more_programs,
                    (double) (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC);
    g_assert_cmpuint (sweep->n_problems, ==, 0);
}

int
main (int argc, char **argv)
{
    const TestFamily *family = NULL;
    char *key = NULL;
    int failed = 0;

    g_test_init (&argc, &argv, NULL);
    g_test_set_nonfatal_assertions ();
    if (argc != 5)
        g_error ("test-mishaps FAMILY MODEL BOOT-VERSION QUIRKS");
    subject.family = argv[1];
    subject.model = argv[2];
    subject.boot_version = g_str_equal (argv[3], "-") ? NULL : argv[3];
    subject.quirks = g_str_equal (argv[4], "-") ? NULL : argv[4];
    family = test_families_find (argv[1]);
    subject.readable_later = family->is_saved || family->is_cycled;
    subject.readable = family->is_readable && !g_str_equal (argv[2], "C500");
    /* C500 is of type OptiBD. The checksum of this type is always 0, so the drive does not notice lost bytes. */
    subject.unchecked = g_str_equal (argv[2], "C500");
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
        g_autofree char *name = g_strdelimit (g_strdup (kinds[i] + 5), "/;=", '-');
        g_autofree char *path = g_strdup_printf ("/faults/mishaps/%s/%s/%s", argv[1], argv[2], name);

        g_test_add_data_func (path, kinds[i], test_fault);
    }
    key = bb_rig_install_key (subject.quirks);
    failed = g_test_run ();
    bb_rig_remove_key (key);
    return failed;
}
