/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/flow/bb-job-worker.h"
#include "job/engine/bb-ready.h"
#include "job/flow/bb-readiness.h"

/* BbReadyWatch: updates the readiness items of a check while the user reads the review. Also tests bb-readiness.c. */

/* --- a drive with a configurable user --- */

#define USED_TYPE_DRIVE (used_drive_get_type ())
G_DECLARE_FINAL_TYPE (UsedDrive, used_drive, USED, DRIVE, BbDrive)
struct _UsedDrive {
    BbDrive parent;
    const char *user; /* (nullable): a sentence such as "A player has it open." */
};

G_DEFINE_TYPE (UsedDrive, used_drive, BB_TYPE_DRIVE)

static BbDriveUsers *
used_drive_find_users (BbDrive *drive)
{
    const char *const users[] = {g_atomic_pointer_get (&USED_DRIVE (drive)->user), NULL};

    return bb_drive_users_new (users, NULL, TRUE);
}

static void
used_drive_class_init (UsedDriveClass *klass)
{
    BB_DRIVE_CLASS (klass)->find_users = used_drive_find_users;
}

static void
used_drive_init (UsedDrive *self)
{
}

/* --- a watch on that drive --- */

guint __wrap_g_timeout_add_seconds (guint interval, GSourceFunc function, gpointer data);

/* Replaces g_timeout_add_seconds() (--wrap of the linker): each second takes 20 ms, so that tests wait less. */
guint
__wrap_g_timeout_add_seconds (guint interval, GSourceFunc function, gpointer data)
{
    return g_timeout_add (20 * interval, function, data);
}

/* @found: the items that the check found */
typedef struct {
    UsedDrive *drive;
    BbEngineDrive *shown;
    GPtrArray *found;
    BbReadyWatch *watch;
    guint n_changes;
} Fixture;

static void
changed_cb (BbReadyWatch *watch, gpointer data)
{
    ((Fixture *) data)->n_changes++;
}

/* Gives the drive a result of LOOK that says whether there is a disc. */
static void
learn_medium (Fixture *fixture, BbMedium medium)
{
    g_autoptr (BbResult) result = bb_result_new (BB_ACTION_LOOK);

    result->medium = medium;
    bb_engine_drive_take_result (fixture->shown, result);
    bb_engine_drive_emit_changed (fixture->shown);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    const char *const mounts[] = {"sr0 is mounted.", NULL};
    g_autoptr (BbDriveUsers) users = bb_drive_users_new (NULL, mounts, TRUE);

    fixture->drive = g_object_new (USED_TYPE_DRIVE, NULL);
    fixture->drive->user = mounts[0];
    fixture->shown = bb_engine_drive_new (BB_DRIVE (fixture->drive));
    learn_medium (fixture, BB_MEDIUM_PRESENT);
    fixture->found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);
    g_ptr_array_add (fixture->found, bb_readiness_of_medium (BB_MEDIUM_PRESENT));
    g_ptr_array_add (fixture->found, bb_readiness_of_users (users));
    g_ptr_array_add (fixture->found, bb_readiness_new (BB_READINESS_BRIDGE, "ACME bridge"));
    fixture->watch = bb_ready_watch_new (fixture->shown, fixture->found);
    g_signal_connect (fixture->watch, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_object (&fixture->watch);
    g_ptr_array_unref (fixture->found);
    g_clear_object (&fixture->shown);
    g_clear_object (&fixture->drive);
}

/* Returns (transfer none) item @i of the watch, and asserts that it has @code. */
static const BbReadiness *
get_item (Fixture *fixture, guint i, const char *code)
{
    const BbReadiness *item = g_ptr_array_index (bb_ready_watch_get (fixture->watch), i);

    g_assert_cmpstr (item->code, ==, code);
    return item;
}

static void
wait_for_changes (Fixture *fixture, guint n_changes)
{
    while (fixture->n_changes < n_changes)
        g_main_context_iteration (NULL, TRUE);
}

static void
test_begins_as_the_check_found_it (Fixture *fixture, gconstpointer data)
{
    g_assert_cmpuint (bb_ready_watch_get (fixture->watch)->len, ==, 3);
    g_assert_false (get_item (fixture, 0, "medium")->good);
    g_assert_false (get_item (fixture, 1, "in-use")->good);
    g_assert_cmpstr (get_item (fixture, 1, "in-use")->detail, ==, "sr0 is mounted.");
    g_assert_cmpstr (get_item (fixture, 2, "bridge")->detail, ==, "ACME bridge");
    g_assert_cmpuint (fixture->n_changes, ==, 0);
}

static void
test_a_removed_disc_updates_the_item (Fixture *fixture, gconstpointer data)
{
    learn_medium (fixture, BB_MEDIUM_NONE);
    g_assert_cmpuint (fixture->n_changes, ==, 1);
    g_assert_true (get_item (fixture, 0, "medium")->good);
    g_assert_false (get_item (fixture, 1, "in-use")->good);
    /* For the same state, no signal is emitted. */
    learn_medium (fixture, BB_MEDIUM_NONE);
    g_assert_cmpuint (fixture->n_changes, ==, 1);
    learn_medium (fixture, BB_MEDIUM_PRESENT);
    g_assert_cmpuint (fixture->n_changes, ==, 2);
    g_assert_false (get_item (fixture, 0, "medium")->good);
    g_assert_true (get_item (fixture, 0, "medium")->needed);
    /* The items that the check found (@found) must not change. */
    g_assert_false (((const BbReadiness *) g_ptr_array_index (fixture->found, 0))->good);
}

static void
test_another_user_updates_the_item (Fixture *fixture, gconstpointer data)
{
    g_atomic_pointer_set (&fixture->drive->user, NULL);
    bb_ready_watch_look (fixture->watch);
    wait_for_changes (fixture, 1);
    g_assert_true (get_item (fixture, 1, "in-use")->good);
    g_atomic_pointer_set (&fixture->drive->user, "A player has it open.");
    /* The watch notices this by itself, at its next interval. */
    wait_for_changes (fixture, 2);
    g_assert_false (get_item (fixture, 1, "in-use")->good);
    g_assert_true (get_item (fixture, 1, "in-use")->needed);
    g_assert_cmpstr (get_item (fixture, 1, "in-use")->detail, ==, "A player has it open.");
    /* Another program is a change, too, although the drive is in use as before. */
    g_atomic_pointer_set (&fixture->drive->user, "A burner has it open.");
    bb_ready_watch_look (fixture->watch);
    wait_for_changes (fixture, 3);
    g_assert_cmpstr (get_item (fixture, 1, "in-use")->detail, ==, "A burner has it open.");
}

/* bb_ready_watch_look() starts a check of users and power in a thread. Its result arrives after the watch was
 * disposed, and must be ignored. */
static void
test_a_watch_can_be_freed_during_a_check (Fixture *fixture, gconstpointer data)
{
    gpointer gone = fixture->watch;

    g_object_add_weak_pointer (G_OBJECT (fixture->watch), &gone);
    bb_ready_watch_look (fixture->watch);
    g_object_run_dispose (G_OBJECT (fixture->watch));
    g_clear_object (&fixture->watch);
    while (gone != NULL)
        g_main_context_iteration (NULL, TRUE);
    learn_medium (fixture, BB_MEDIUM_NONE);
    g_assert_cmpuint (fixture->n_changes, ==, 0);
}

static void
test_a_drive_that_has_started_updates_the_item (void)
{
    g_autoptr (UsedDrive) drive = g_object_new (USED_TYPE_DRIVE, NULL);
    g_autoptr (BbEngineDrive) shown = bb_engine_drive_new (BB_DRIVE (drive));
    g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);
    Fixture fixture = {.drive = drive, .shown = shown};

    g_ptr_array_add (found, bb_readiness_new (BB_READINESS_STARTING, NULL));
    fixture.watch = bb_ready_watch_new (shown, found);
    learn_medium (&fixture, BB_MEDIUM_NONE);
    g_assert_true (get_item (&fixture, 0, "medium")->good);
    g_clear_object (&fixture.watch);
}

/* Only a condition that is needed and not fulfilled is an obstacle. Of several obstacles, the first one must be
 * returned. */
static void
test_the_first_needed_condition_is_the_obstacle (void)
{
    static const struct {
        BbReadinessState states[2];
        int obstacle; /* a #BbReadinessState; -1: none */
    } rows[] = {
        {{BB_READINESS_NO_DISC, BB_READINESS_NOT_IN_USE}, -1},
        {{BB_READINESS_BRIDGE, BB_READINESS_BATTERY}, -1},
        {{BB_READINESS_TRAY_OPEN, BB_READINESS_POWER_CYCLE}, -1},
        {{BB_READINESS_NO_DISC, BB_READINESS_IN_USE}, BB_READINESS_IN_USE},
        {{BB_READINESS_BRIDGE, BB_READINESS_DISC}, BB_READINESS_DISC},
        {{BB_READINESS_UPDATE_SENT, BB_READINESS_STARTING}, BB_READINESS_UPDATE_SENT},
        {{BB_READINESS_STARTING, BB_READINESS_UPDATE_SENT}, BB_READINESS_STARTING},
    };

    g_assert_null (bb_readiness_find_obstacle (NULL));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);
        const BbReadiness *obstacle;

        for (guint j = 0; j < G_N_ELEMENTS (rows[i].states); j++)
            g_ptr_array_add (items, bb_readiness_new (rows[i].states[j], NULL));
        obstacle = bb_readiness_find_obstacle (items);
        g_test_message ("row %u", i);
        g_assert_cmpint (obstacle != NULL ? (int) obstacle->state : -1, ==, rows[i].obstacle);
    }
}

/* A copy of a condition must count as the same condition. A condition with another detail or another port must count
 * as another one. */
static void
test_detail_and_port_belong_to_a_condition (void)
{
    g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);
    BbReadiness *one = bb_readiness_new (BB_READINESS_IN_USE, "A program");
    BbReadiness *other_detail = bb_readiness_new (BB_READINESS_IN_USE, "Another");
    BbReadiness *copy;
    BbReadiness *other_port;

    one->port = g_strdup ("ata1");
    other_detail->port = g_strdup (one->port);
    copy = bb_readiness_copy (one);
    other_port = bb_readiness_copy (one);
    g_free (other_port->port);
    other_port->port = g_strdup ("ata2");
    g_ptr_array_add (items, one);
    g_ptr_array_add (items, copy);
    g_ptr_array_add (items, other_detail);
    g_ptr_array_add (items, other_port);
    g_assert_true (bb_readiness_is_same (one, copy));
    g_assert_false (bb_readiness_is_same (one, other_detail));
    g_assert_false (bb_readiness_is_same (one, other_port));
}

/* "No other program uses the drive" is said only if all programs were examined. */
static void
test_unseen_programs_are_no_good_news (void)
{
    const char *const programs[] = {"A player has it open.", NULL};
    g_autoptr (BbDriveUsers) none = bb_drive_users_new (NULL, NULL, TRUE);
    g_autoptr (BbDriveUsers) unseen = bb_drive_users_new (NULL, NULL, FALSE);
    g_autoptr (BbDriveUsers) some = bb_drive_users_new (programs, NULL, FALSE);
    g_autoptr (BbReadiness) of_none = bb_readiness_of_users (none);
    g_autoptr (BbReadiness) of_unseen = bb_readiness_of_users (unseen);
    g_autoptr (BbReadiness) of_some = bb_readiness_of_users (some);

    g_assert_cmpint (of_none->state, ==, BB_READINESS_NOT_IN_USE);
    g_assert_cmpint (of_unseen->state, ==, BB_READINESS_USERS_UNSEEN);
    g_assert_cmpstr (of_unseen->code, ==, "in-use");
    g_assert_false (of_unseen->good);
    g_assert_false (of_unseen->needed);
    g_assert_cmpint (of_some->state, ==, BB_READINESS_IN_USE);
    g_assert_cmpstr (of_some->detail, ==, programs[0]);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/ready/" name, Fixture, NULL, set_up, function, tear_down)
    ADD ("begins-as-the-check-found-it", test_begins_as_the_check_found_it);
    ADD ("a-removed-disc-updates-the-item", test_a_removed_disc_updates_the_item);
    ADD ("another-user-updates-the-item", test_another_user_updates_the_item);
    ADD ("a-watch-can-be-freed-during-a-check", test_a_watch_can_be_freed_during_a_check);
    g_test_add_func ("/ready/a-drive-that-has-started-updates-the-item",
                     test_a_drive_that_has_started_updates_the_item);
    g_test_add_func ("/ready/the-first-needed-condition-is-the-obstacle",
                     test_the_first_needed_condition_is_the_obstacle);
    g_test_add_func ("/ready/unseen-programs-are-no-good-news", test_unseen_programs_are_no_good_news);
    g_test_add_func ("/ready/detail-and-port-belong-to-a-condition", test_detail_and_port_belong_to_a_condition);
    return g_test_run ();
}
