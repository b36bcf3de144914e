/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sweep.h"

#include <stdlib.h>

/*
 * Cuts the power at one command of a flash and again at one command of the recovery; a third program must recover the
 * drive. The pairs of commands are random, with a fixed seed.
 * - test-two-cuts quick: at least N_LEAST pairs of each drive, and more until the test has taken BUDGET_SECONDS
 * - test-two-cuts full MODEL: N_FULL pairs of one drive
 * $BURNBACK_FAULTS_ONLY=MODEL:NUMBER runs only this pair.
 */

#define SEED 20261123u
#define BUDGET_SECONDS 20
#define N_FULL 5000
/* Least number of pairs (an interrupted command of the flash and one of the recovery) that "quick" runs for each
 * drive, even on a slow machine. */
#define N_LEAST 1

/* NEC drives besides the one in families.txt: one for each other way of erasing and programming. */
static const BbSubject types[] = {
    {.family = "nec-optiarc", .model = "K110", .boot_version = "02", .readable = TRUE},
    {.family = "nec-optiarc", .model = "K352", .boot_version = "02", .readable = TRUE},
    {.family = "nec-optiarc", .model = "K210", .boot_version = "01", .readable = TRUE},
    {.family = "nec-optiarc", .model = "K355", .boot_version = "05", .readable = TRUE},
    {.family = "nec-optiarc", .model = "K370", .boot_version = "05", .readable = TRUE},
    {.family = "nec-optiarc", .model = "D770", .boot_version = "04", .readable = TRUE},
    {.family = "nec-optiarc", .model = "G200", .boot_version = "03", .readable = TRUE},
    {.family = "nec-optiarc", .model = "G265", .boot_version = "08", .readable = TRUE},
    {.family = "nec-optiarc", .model = "G285", .boot_version = "03", .readable = TRUE},
    {.family = "nec-optiarc", .model = "C500", .readable = FALSE},
};

/* Returns (transfer full) (element-type BbSubject) the drives of families.txt and of `types`. */
static GArray *
list_subjects (void)
{
    GArray *subjects = g_array_new (FALSE, FALSE, sizeof (BbSubject));
    GPtrArray *families = test_families_list ();

    for (guint i = 0; i < families->len; i++) {
        BbSubject subject = bb_subject_of_family (families->pdata[i], NULL);

        g_array_append_val (subjects, subject);
    }
    g_array_append_vals (subjects, types, G_N_ELEMENTS (types));
    return subjects;
}

/* Draws pairs of commands for one drive. */
typedef struct {
    BbSweep *sweep;
    GRand *random;
    GArray *sent;     /* numbers of the commands of the flash that do not read */
    guint n_recovery; /* number of commands of a recovery */
    guint n_drawn;    /* number of pairs drawn so far */
} Draw;

/* Makes a sweep of a flash of the drive, and counts the commands of its recovery. */
static void
draw_begin (Draw *draw, const BbSubject *subject)
{
    draw->sweep = bb_sweep_new (subject, "flash");
    draw->random = g_rand_new_with_seed (SEED ^ g_str_hash (subject->model));
    draw->sent = bb_sweep_list_sent (draw->sweep);
    draw->n_recovery = bb_sweep_count_recovery (draw->sweep);
    g_assert_cmpuint (draw->n_recovery, >, 1);
}

/* Returns a random number from 1 to @n. */
static guint
draw_number (Draw *draw, guint n)
{
    return (guint) g_rand_int_range (draw->random, 1, (gint32) n + 1);
}

/* Returns the number of a random command of the flash. Most commands read, for backup and verification, so three of
 * four are drawn from the commands that do not read. */
static guint
draw_place (Draw *draw)
{
    guint any = draw_number (draw, draw->sweep->n_commands);
    guint sent = g_array_index (draw->sent, guint, draw_number (draw, draw->sent->len) - 1);

    return draw_number (draw, 4) == 1 ? any : sent;
}

/* Returns a power cut before, within or after a random command of the flash, or of the recovery. */
static BbCutAt
draw_cut (Draw *draw, gboolean of_flash)
{
    BbCut cut = (BbCut) (BB_CUT_BEFORE + draw_number (draw, 3) - 1);
    guint at = of_flash ? draw_place (draw) : draw_number (draw, draw->n_recovery);

    return (BbCutAt){cut, at};
}

/* Two interruptions. @number: the number of the pair, from 1, in the order in which pairs are drawn */
typedef struct {
    guint number;
    BbCutAt first;
    BbCutAt second;
    BbOnFailure on_failure;
} Pair;

/* Draws the next pair. Pairs that are not run are drawn, too, so that a number always means the same pair. */
static Pair
draw_next (Draw *draw)
{
    Pair pair = {.number = ++draw->n_drawn};

    pair.first = draw_cut (draw, TRUE);
    pair.second = draw_cut (draw, FALSE);
    pair.on_failure = draw_number (draw, 2) == 1 ? BB_ON_FAILURE_RETRY : BB_ON_FAILURE_ROLLBACK;
    return pair;
}

/* Runs @pair, unless $BURNBACK_FAULTS_ONLY names another pair. */
static void
draw_run (Draw *draw, const Pair *pair)
{
    const char *only = g_getenv ("BURNBACK_FAULTS_ONLY");
    g_autofree char *name = g_strdup_printf ("%s:%u", draw->sweep->subject.model, pair->number);

    if (only == NULL || g_str_equal (only, name))
        bb_sweep_cut_twice (draw->sweep, &pair->first, &pair->second, pair->on_failure);
}

/* A #GCompareFunc: orders pairs by their first interruption. */
static int
pair_compare (gconstpointer a, gconstpointer b)
{
    const Pair *one = a;
    const Pair *other = b;

    if (one->first.at != other->first.at)
        return one->first.at < other->first.at ? -1 : 1;
    return (int) one->first.cut - (int) other->first.cut;
}

/* Prints the counters, and fails the test if there was a problem. */
static void
draw_end (Draw *draw)
{
    BbSweep *sweep = draw->sweep;

    g_test_message (
        "%s: %u commands, %u of a recovery, %u pairs, %u of them cut twice, in the end %u old and %u new, "
        "%u power cycles asked for",
        sweep->subject.model, sweep->n_commands, draw->n_recovery, sweep->n_cuts, sweep->n_second_cuts, sweep->n_old,
        sweep->n_new, sweep->n_power_cycles);
    g_assert_cmpuint (sweep->n_problems, ==, 0);
    g_array_unref (draw->sent);
    g_rand_free (draw->random);
    bb_sweep_free (sweep);
}

static void
test_a_few_pairs_of_each_type (void)
{
    g_autoptr (GArray) subjects = list_subjects ();
    g_autofree Draw *draws = g_new0 (Draw, subjects->len);
    gint64 until_us = g_get_monotonic_time () + BUDGET_SECONDS * G_USEC_PER_SEC;
    guint n_second_cuts = 0;

    for (guint i = 0; i < subjects->len; i++)
        draw_begin (&draws[i], &g_array_index (subjects, BbSubject, i));
    for (guint n = 0; n < N_LEAST || g_get_monotonic_time () < until_us; n++)
        for (guint i = 0; i < subjects->len && (n < N_LEAST || g_get_monotonic_time () < until_us); i++) {
            Pair pair = draw_next (&draws[i]);

            draw_run (&draws[i], &pair);
        }
    for (guint i = 0; i < subjects->len; i++) {
        n_second_cuts += draws[i].sweep->n_second_cuts;
        draw_end (&draws[i]);
    }
    g_assert_cmpuint (n_second_cuts, >, 0);
}

static void
test_many_pairs_of_one_type (gconstpointer data)
{
    g_autoptr (GArray) pairs = g_array_sized_new (FALSE, FALSE, sizeof (Pair), N_FULL);
    Draw draw = {0};

    draw_begin (&draw, data);
    for (guint n = 0; n < N_FULL; n++) {
        Pair pair = draw_next (&draw);

        g_array_append_val (pairs, pair);
    }
    g_array_sort (pairs, pair_compare);
    for (guint n = 0; n < pairs->len; n++)
        draw_run (&draw, &g_array_index (pairs, Pair, n));
    draw_end (&draw);
}

int
main (int argc, char **argv)
{
    g_autoptr (GArray) subjects = list_subjects ();

    g_test_init (&argc, &argv, NULL);
    if (argc == 2 && g_str_equal (argv[1], "quick"))
        g_test_add_func ("/faults/two-cuts/quick", test_a_few_pairs_of_each_type);
    for (guint i = 0; argc == 3 && g_str_equal (argv[1], "full") && i < subjects->len; i++) {
        const BbSubject *subject = &g_array_index (subjects, BbSubject, i);
        g_autofree char *path = g_strdup_printf ("/faults/two-cuts/%s", subject->model);

        if (g_str_equal (argv[2], subject->model))
            g_test_add_data_func (path, subject, test_many_pairs_of_one_type);
    }
    return g_test_run ();
}
