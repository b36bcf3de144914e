/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sweep.h"
#include "bb-toy.h"

#include <stdlib.h>
#include <string.h>

/*
 * test-cuts quick|one|full|every FAMILY MODEL BOOT-VERSION ACTION QUIRKS: runs one sweep of interruptions
 * (bb-sweep.h). "-" stands for an empty argument. "pair" in place of BOOT-VERSION: the image contains a kernel and
 * its firmware (is_pair of BbSubject).
 * $BURNBACK_FAULTS_ONLY=KIND:COMMAND runs only this interruption, for example kill-before:17.
 */
typedef struct {
    BbDepth depth;
    BbSubject subject;
    const char *action;
} Wanted;

static const char *
none_if_dash (const char *text)
{
    return g_str_equal (text, "-") ? NULL : text;
}

/* Runs only the interruption @only, "KIND:COMMAND". */
static void
cut_only (BbSweep *sweep, const char *only)
{
    g_auto (GStrv) parts = g_strsplit (only, ":", 2);

    for (guint i = 0; i < BB_CUT_N_KINDS; i++) {
        if (g_str_equal (parts[0], bb_cut_to_string ((BbCut) i)))
            bb_sweep_cut (sweep, (BbCut) i, (guint) atoi (parts[1]));
    }
}

/* Returns the number of interruptions that a sweep of this depth must have at least. */
static guint
least_cuts (const BbSweep *sweep, BbDepth depth)
{
    guint n_writes = 0;

    for (guint i = 0; i < sweep->n_commands; i++)
        n_writes += !sweep->reads->data[i];
    if (depth > BB_DEPTH_ONE)
        return sweep->n_commands;
    return depth == BB_DEPTH_ONE ? n_writes + (sweep->n_commands - n_writes) / BB_SWEEP_QUICK_READ_STEP
                                 : n_writes / BB_SWEEP_QUICK_STEP;
}

static void
test_every_interrupted_drive_is_recovered (gconstpointer data)
{
    const Wanted *wanted = data;
    const char *only = g_getenv ("BURNBACK_FAULTS_ONLY");
    gint64 began_us = g_get_monotonic_time ();
    g_autoptr (BbSweep) sweep = bb_sweep_new (&wanted->subject, wanted->action);
    g_autoptr (GString) kinds = g_string_new (NULL);

    if (only != NULL)
        cut_only (sweep, only);
    else
        bb_sweep_all (sweep, wanted->depth);
    for (guint i = 0; i < BB_CUT_N_KINDS; i++)
        g_string_append_printf (kinds, " %s %u", bb_cut_to_string ((BbCut) i), sweep->n_by_kind[i]);
    g_test_message ("%s %s, %s, quirks %s: %u commands, %u cuts (%s), in the end %u old and %u new, "
                    "%u left held, %u further programs, %u power cycles asked for, %u unusable, %.1f s",
                    wanted->subject.family, wanted->subject.model, wanted->action,
                    wanted->subject.quirks != NULL ? wanted->subject.quirks : "none", sweep->n_commands,
                    sweep->n_cuts, kinds->str + 1, sweep->n_old, sweep->n_new, sweep->n_left_held,
                    sweep->n_more_programs, sweep->n_power_cycles, sweep->n_fatal,
                    (double) (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC);
    g_assert_cmpuint (sweep->n_cuts, >=, only != NULL ? 1 : least_cuts (sweep, wanted->depth));
    g_assert_cmpuint (sweep->n_problems, ==, 0);
    if (only == NULL && wanted->subject.is_pair && g_str_equal (wanted->action, "flash"))
        g_assert_cmpuint (sweep->n_fatal, >, 0);
}

static BbDepth
parse_depth (const char *text)
{
    if (g_str_equal (text, "every"))
        return BB_DEPTH_EVERY;
    if (g_str_equal (text, "full"))
        return BB_DEPTH_FULL;
    return g_str_equal (text, "one") ? BB_DEPTH_ONE : BB_DEPTH_QUICK;
}

int
main (int argc, char **argv)
{
    static Wanted wanted;
    const TestFamily *family = NULL;
    g_autofree char *path = NULL;
    char *key = NULL;
    int failed = 0;

    g_test_init (&argc, &argv, NULL);
    toy_register ();
    if (argc != 7)
        g_error ("test-cuts quick|one|full|every FAMILY MODEL BOOT-VERSION ACTION QUIRKS");
    wanted.depth = parse_depth (argv[1]);
    wanted.subject.family = argv[2];
    wanted.subject.model = argv[3];
    wanted.subject.is_pair = g_str_equal (argv[4], "pair");
    wanted.subject.boot_version = wanted.subject.is_pair ? NULL : none_if_dash (argv[4]);
    wanted.action = argv[5];
    wanted.subject.quirks = none_if_dash (argv[6]);
    family = test_families_find (argv[2]);
    /* The firmware of C500 cannot be read, unlike that of other drives of its family. */
    wanted.subject.readable = (family == NULL || family->is_readable) && !g_str_equal (argv[3], "C500");
    path = g_strdup_printf ("/faults/cuts/%s/%s/%s", argv[2], argv[3], argv[5]);
    g_test_add_data_func (path, &wanted, test_every_interrupted_drive_is_recovered);
    key = bb_rig_install_key (wanted.subject.quirks);
    failed = g_test_run ();
    bb_rig_remove_key (key);
    return failed;
}
