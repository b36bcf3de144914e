/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-known-contents.h"
#include "bb-rig-spare.h"
#include "bb-sweep.h"

#include "family/bb-family.h"

/*
 * Runs the same jobs with a program that uses its own copy of the drives, and with a program that sends each command
 * to the test. Both must leave the same memory in the drives, the same files and the same report. The sweeps depend
 * on this: they use copies of the drives, because that is faster.
 */

static void
watch_cb (BbRig *rig, guint n, const BbCommand *command, gpointer data)
{
    guint *n_seen = data;

    *n_seen = n;
}

/* Returns the number of files and folders below @path. */
static guint
count_folder (const char *path)
{
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    guint n = 0;

    g_assert_nonnull (dir);
    for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
        g_autofree char *inner = g_build_filename (path, name, NULL);

        n += g_file_test (inner, G_FILE_TEST_IS_DIR) ? 1 + count_folder (inner) : 1;
    }
    return n;
}

/* Asserts that two programs reported the same, and left drives and files in the same state. */
static void
assert_equal_results (BbRig *a, const BbRigEnd *a_end, BbRig *b, const BbRigEnd *b_end)
{
    gboolean powered = bb_sim_bus_get_power (a->bus, "sr0");
    BbRigEnd compared = *b_end;
    g_autofree char *a_text = bb_rig_end_dup_text (a_end);
    g_autofree char *b_text = NULL;
    g_autoptr (GBytes) a_flash = bb_rig_dump (a, NULL);
    g_autoptr (GBytes) b_flash = bb_rig_dump (b, NULL);

    g_assert_cmpint (bb_sim_bus_get_power (b->bus, "sr0"), ==, powered);
    if (powered) {
        g_assert_cmpuint (a_end->n_commands, ==, b_end->n_commands);
        g_assert_cmpint (bb_sim_bus_elapsed_us (a->bus, "sr0"), ==, bb_sim_bus_elapsed_us (b->bus, "sr0"));
    } else {
        /* The drive disappeared. The scheduler decides whether the worker or the main loop notices this first, so the
         * worker may send one more command, and the reported state after the job may differ. */
        compared.n_commands = a_end->n_commands;
        compared.state_after = a_end->state_after;
    }
    b_text = bb_rig_end_dup_text (&compared);
    g_assert_cmpstr (a_text, ==, b_text);
    g_assert_cmpint (a_end->reported, ==, b_end->reported);
    g_assert_cmpuint (bb_sim_bus_count_commands (a->bus, "sr0"), ==, bb_sim_bus_count_commands (b->bus, "sr0"));
    g_assert_cmpuint (a_end->n_writes, ==, b_end->n_writes);
    g_assert_cmpuint (a_end->n_endangered_commands, ==, b_end->n_endangered_commands);
    g_assert_cmpint (a_end->journal_state, ==, b_end->journal_state);
    g_assert_cmpint (a_end->wants_power_cycle, ==, b_end->wants_power_cycle);
    g_assert_true (g_bytes_equal (a_flash, b_flash));
    g_assert_cmpint (bb_rig_is_polled (a), ==, bb_rig_is_polled (b));
    g_assert_cmpuint (bb_rig_count_violations (a), ==, bb_rig_count_violations (b));
    g_assert_cmpint (bb_sim_bus_is_held (a->bus, "sr0"), ==, bb_sim_bus_is_held (b->bus, "sr0"));
    g_assert_cmpuint (bb_sim_bus_count_holds (a->bus, "sr0"), ==, bb_sim_bus_count_holds (b->bus, "sr0"));
    g_assert_cmpuint (count_folder (a->state_folder), ==, count_folder (b->state_folder));
}

/* Makes the rig interrupt the next program at command @at. */
static void
set_interruption (BbRig *rig, BbCut cut, guint at)
{
    g_autofree char *fault = g_strdup_printf ("At=command:%u;Kind=power-cut;During=middle", at);

    if (cut == BB_CUT_KILL_BEFORE)
        rig->kill_before = at;
    if (cut == BB_CUT_KILL_AFTER || cut == BB_CUT_OUTAGE_MIDDLE)
        rig->kill_after = at;
    if (cut == BB_CUT_MIDDLE || cut == BB_CUT_OUTAGE_MIDDLE)
        bb_rig_fault (rig, fault);
}

/* Interrupts a flash at command @at, and recovers the drive with a second program. Does this twice: with programs
 * that send each command to the test, and with programs that use copies of the drives. Asserts equal results. */
static void
check_cut (BbSweep *sweep, BbCut cut, guint at)
{
    BbRigOrder recover = {.action = BB_ACTION_RECOVER, .on_failure = BB_ON_FAILURE_RETRY};
    BbRig *rigs[2];
    BbRigEnd *ends[2];
    guint n_seen = 0;

    for (guint i = 0; i < 2; i++) {
        rigs[i] = bb_rig_copy (sweep->base);
        if (i == 0)
            rigs[i]->watch = watch_cb;
        rigs[i]->watch_data = &n_seen;
        set_interruption (rigs[i], cut, at);
        ends[i] = bb_rig_run (rigs[i], &sweep->order);
        rigs[i]->kill_before = rigs[i]->kill_after = 0;
    }
    g_assert_cmpuint (n_seen, >=, at - 1);
    assert_equal_results (rigs[0], ends[0], rigs[1], ends[1]);
    for (guint i = 0; i < 2; i++) {
        g_clear_pointer (&ends[i], bb_rig_end_free);
        bb_rig_power (rigs[i], TRUE);
        ends[i] = bb_rig_run (rigs[i], &recover);
    }
    assert_equal_results (rigs[0], ends[0], rigs[1], ends[1]);
    for (guint i = 0; i < 2; i++) {
        bb_rig_end_free (ends[i]);
        bb_rig_free (rigs[i]);
    }
}

static void
test_copied_and_served_drives_give_equal_results (gconstpointer data)
{
    static const BbCut cuts[] = {BB_CUT_MIDDLE, BB_CUT_KILL_BEFORE, BB_CUT_KILL_AFTER, BB_CUT_OUTAGE_MIDDLE};
    g_autoptr (BbSweep) sweep = bb_sweep_new (data, "flash");
    guint n_sent = 0;

    for (guint at = 1; at <= sweep->n_commands; at++) {
        n_sent += !sweep->reads->data[at - 1];
        if (!sweep->reads->data[at - 1] && n_sent % 16 == 0)
            check_cut (sweep, cuts[n_sent / 16 % G_N_ELEMENTS (cuts)], at);
    }
    g_assert_cmpuint (n_sent, >, 64);
    check_cut (sweep, BB_CUT_MIDDLE, sweep->n_commands);
    check_cut (sweep, BB_CUT_KILL_AFTER, 1);
}

GPtrArray *__real_bb_family_identify_file (BbImage *file, BbCatalog *catalog);

/* Asserts that the rig's replacement of bb_family_identify_file() and the real function find equal images in @bytes.
 * Returns (transfer full) the identity that the replacement found. */
static BbImageIdentity *
check_identified (GBytes *bytes, const char *name)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, name);
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, bb_rig_catalog ());
    g_autoptr (GPtrArray) real = __real_bb_family_identify_file (file, bb_rig_catalog ());
    BbImage *a = g_ptr_array_index (images, 0);
    BbImage *b = g_ptr_array_index (real, 0);
    BbImageIdentity *identity = bb_image_get_identity (a);

    g_assert_cmpuint (images->len, ==, 1);
    g_assert_cmpuint (real->len, ==, 1);
    g_assert_cmpstr (bb_image_get_name (a), ==, name);
    g_assert_cmpstr (bb_image_get_sha256 (a), ==, bb_image_get_sha256 (b));
    g_assert_cmpstr (bb_image_get_inside (a), ==, bb_image_get_inside (b));
    g_assert_cmpstr (bb_image_get_revision (a), ==, bb_image_get_revision (b));
    g_assert_cmpstr (identity->family, ==, bb_image_get_identity (b)->family);
    g_assert_cmpstr (identity->problem, ==, bb_image_get_identity (b)->problem);
    g_assert_cmpint (identity->checksum, ==, bb_image_get_identity (b)->checksum);
    g_assert_true (
        g_strv_equal ((const char *const *) identity->codes, (const char *const *) bb_image_get_identity (b)->codes));
    return bb_image_identity_ref (identity);
}

/* The rig's replacement of bb_family_identify_file() remembers the firmware in contents that occur often. For these
 * and for all other contents, it must return the identity that the real function finds. */
static void
test_remembered_firmware_is_identified_as_by_the_program (gconstpointer data)
{
    g_autoptr (GBytes) bytes = bb_subject_make_image (data, "1.03", 77);
    g_autoptr (GByteArray) changed = g_byte_array_new ();
    g_autoptr (GBytes) other = NULL;
    g_autoptr (BbImageIdentity) first = NULL;
    g_autoptr (BbImageIdentity) second = NULL;
    g_autoptr (BbImageIdentity) of_other = NULL;

    bb_known_contents_prepare ();
    for (guint i = 0; i < 8; i++)
        g_free (bb_sha256_bytes (bytes));
    bb_rig_spare_identify (bb_rig_catalog ());
    first = check_identified (bytes, "a.bin");
    second = check_identified (bytes, "b.bin");
    g_assert_true (first == second);
    g_byte_array_append (changed, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
    changed->data[changed->len / 2] ^= 1;
    other = g_byte_array_free_to_bytes (g_steal_pointer (&changed));
    of_other = check_identified (other, "c.bin");
    g_assert_true (of_other != first);
}

static const BbSubject subjects[] = {
    {.family = "nec-optiarc", .model = "L210", .boot_version = "00", .quirks = "slow-leave=12", .readable = TRUE},
    {.family = "mediatek-mt1959", .model = "BD-RE WH16NS60"},
};

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_data_func ("/faults/rig/nec", &subjects[0], test_copied_and_served_drives_give_equal_results);
    g_test_add_data_func ("/faults/rig/mt1959", &subjects[1], test_copied_and_served_drives_give_equal_results);
    g_test_add_data_func ("/faults/rig/remembered", &subjects[0],
                          test_remembered_firmware_is_identified_as_by_the_program);
    return g_test_run ();
}
