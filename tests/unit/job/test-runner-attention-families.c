/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "test-families.h"

#include <string.h>

/*
 * A simulated drive of each family answers the second piece of an upload with a unit attention. In no family may this
 * piece be sent again alone (bb_runner_may_resend()). The section of the plan that contains the pieces decides
 * whether the upload starts again with its first piece: @max_tries and @before_retry of #BbSection.
 */

/* @model, @boot_version: (nullable): of the simulated drive; %NULL: those in families.txt are used. @outcome:
 * expected outcome of the flash. @why: why the plan allows or forbids that the upload starts again */
typedef struct {
    const char *family;
    const char *model;
    const char *boot_version;
    gboolean starts_again;
    BbOutcome outcome;
    const char *why;
} Row;

static const Row rows[] = {
    {"nec-optiarc", NULL, NULL, TRUE, BB_OUTCOME_DONE, "the upload changes only the RAM of the drive: six runs"},
    {"nec-optiarc", "G285", "03", TRUE, BB_OUTCOME_DONE, "Opti4, already erased: starts again at its erases"},
    {"lg-renesas", NULL, NULL, TRUE, BB_OUTCOME_DONE, "three runs"},
    {"btc", NULL, NULL, TRUE, BB_OUTCOME_DONE, "three runs"},
    {"pioneer", NULL, NULL, TRUE, BB_OUTCOME_DONE, "endangered by the first piece: three runs"},
    {"samsung-tsst", NULL, NULL, TRUE, BB_OUTCOME_DONE, "two sessions"},
    {"mediatek-mt1959", NULL, NULL, FALSE, BB_OUTCOME_UNCHANGED, "one upload in each power cycle"},
    {"tsst-mt1939", NULL, NULL, FALSE, BB_OUTCOME_UNCHANGED, "one session in each power cycle"},
    {"plextor", NULL, NULL, FALSE, BB_OUTCOME_UNCHANGED, "one run"},
    {"ricoh", NULL, NULL, FALSE, BB_OUTCOME_UNCHANGED, "one run: a page does not say which one it is"},
};

/* Returns the number of pieces of an image that the simulated drive was sent. */
static guint
count_pieces (JobRig *rig)
{
    static const char *const steps[] = {"\"step\":\"start\"", "\"step\":\"upload\"", "\"step\":\"half\"",
                                        "\"step\":\"program\""};
    g_auto (GStrv) log = bb_sim_store_list_log (rig->store, "sr0");
    guint n_pieces = 0;

    for (guint i = 0; log[i] != NULL; i++)
        for (guint j = 0; j < G_N_ELEMENTS (steps); j++)
            n_pieces += strstr (log[i], "\"direction\":\"out\"") != NULL && strstr (log[i], steps[j]) != NULL;
    return n_pieces;
}

/* Flashes a simulated drive of @row, and returns how many pieces it was sent. @fault: (nullable) */
static guint
flash (const Row *row, const char *fault, BbOutcome *outcome)
{
    const TestFamily *family = test_families_find (row->family);
    const char *model = row->model != NULL ? row->model : family->model;
    const char *boot_version = row->model != NULL ? row->boot_version : family->boot_version;
    g_autofree char *boot = boot_version != NULL ? g_strdup_printf ("BootVersion=%s\n", boot_version) : g_strdup ("");
    g_autofree char *scenario = g_strdup_printf (
        "[drive sr0]\nFamily=%s\nModel=%s\nRevision=1.05\nSerial=SIM0001\n%s", row->family, model, boot);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = job_rig_image (row->family, model, "1.07", boot_version);
    BbJobFlags flags = BB_JOB_FLAG_WITHOUT_BACKUP |
                       (family->has_caution ? BB_JOB_FLAG_ALLOW_CROSS_FLASH : BB_JOB_FLAG_NONE) |
                       (family->is_for_experts ? BB_JOB_FLAG_EXPERT : BB_JOB_FLAG_NONE);
    g_autoptr (BbResult) result = NULL;

    bb_sim_store_set_logging (rig->store, TRUE);
    if (fault != NULL)
        job_rig_fault (rig, fault);
    result = job_rig_do (rig, BB_ACTION_FLASH, image, flags, BB_ON_FAILURE_STOP);
    g_test_message ("%s: %s", model, result->message);
    job_rig_assert_no_violations (rig);
    *outcome = result->outcome;
    return count_pieces (rig);
}

static void
test_the_plan_decides_whether_the_upload_starts_again (gconstpointer data)
{
    const Row *row = data;
    /* Where the simulator names the first piece "start", the second one is the first "upload". */
    gboolean has_start = g_str_has_prefix (test_families_find (row->family)->first, "start");
    const char *fault =
        has_start ? "At=step:upload:1;Kind=sense;Sense=6/29/00" : "At=step:upload:2;Kind=sense;Sense=6/29/00";
    gboolean is_cycled = test_families_find (row->family)->is_cycled;
    BbOutcome outcome;
    guint n_all = flash (row, NULL, &outcome);
    guint n_sent;

    g_assert_cmpint (outcome, ==, is_cycled ? BB_OUTCOME_WRITTEN : BB_OUTCOME_DONE);
    g_assert_cmpuint (n_all, >, 4);
    n_sent = flash (row, fault, &outcome);
    /* n_all + 1 would mean that only the second piece was sent again. */
    g_assert_cmpuint (n_sent, ==, row->starts_again ? n_all + 2 : 2);
    g_assert_cmpint (outcome, ==, row->outcome);
}

/* --- LG: each run of the upload --- */

/* @n_attentions: number of runs, from the first, in which the second piece gets a unit attention; @sent: offsets of
 * the first six pieces in hex */
typedef struct {
    const char *name;
    guint n_attentions;
    const char *sent;
    BbOutcome outcome;
} LgRow;

static const LgRow lg_rows[] = {
    {"one", 1, "000000 008000 000000 008000 010000 018000 ", BB_OUTCOME_DONE},
    {"two", 2, "000000 008000 000000 008000 000000 008000 ", BB_OUTCOME_DONE},
    {"every", 3, "000000 008000 000000 008000 000000 008000 ", BB_OUTCOME_UNCHANGED},
};

/* Returns (transfer full) the offsets of the first @n_max pieces that the simulated LG drive was sent; sets @n_pieces
 * to the number of all. */
static char *
dup_lg_offsets (JobRig *rig, guint n_max, guint *n_pieces)
{
    static const char key[] = "\"cdb\":\"3B0";
    g_auto (GStrv) log = bb_sim_store_list_log (rig->store, "sr0");
    GString *offsets = g_string_new (NULL);

    *n_pieces = 0;
    for (guint i = 0; log[i] != NULL; i++) {
        const char *cdb = strstr (log[i], key);

        /* Bytes 3 to 5 of the CDB are the offset. Before it are the opcode 3B, the source and the buffer ID. */
        if (cdb != NULL && (*n_pieces)++ < n_max)
            g_string_append_printf (offsets, "%.6s ", cdb + strlen ("\"cdb\":\"3B0200"));
    }
    return g_string_free (offsets, FALSE);
}

/* An LG drive programs nothing before the last piece. So if it answers the second piece with a unit attention, all
 * pieces must be sent again, in up to three runs, and never the second piece alone. After the third run nothing more
 * may be sent, and the firmware must be unchanged. */
static void
test_lg_upload_has_three_runs_from_the_first_piece (gconstpointer data)
{
    const LgRow *row = data;
    const TestFamily *family = test_families_find ("lg-renesas");
    g_autofree char *scenario =
        g_strdup_printf ("[drive sr0]\nFamily=lg-renesas\nModel=%s\nRevision=1.05\nSerial=SIM0001\n", family->model);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = job_rig_image ("lg-renesas", family->model, "1.07", NULL);
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autofree char *offsets = NULL;
    guint n_pieces = 0;

    bb_sim_store_set_logging (rig->store, TRUE);
    for (guint i = 1; i <= row->n_attentions; i++) {
        /* The simulator counts the pieces of all runs, and each of these runs sends two. */
        g_autofree char *fault = g_strdup_printf ("At=step:upload:%u;Kind=sense;Sense=6/29/00", 2 * i);

        job_rig_fault (rig, fault);
    }
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    g_test_message ("%s", result->message);
    offsets = dup_lg_offsets (rig, 6, &n_pieces);
    g_assert_cmpstr (offsets, ==, row->sent);
    g_assert_cmpint (result->outcome, ==, row->outcome);
    g_assert_cmpint (n_pieces == 6, ==, row->outcome == BB_OUTCOME_UNCHANGED);
    after = job_rig_firmware (rig);
    g_assert_cmpint (g_bytes_equal (before, after), ==, row->outcome == BB_OUTCOME_UNCHANGED);
    job_rig_assert_no_violations (rig);
}

static void
test_each_family_has_a_row (void)
{
    GPtrArray *families = test_families_list ();

    for (guint i = 0; i < families->len; i++) {
        const TestFamily *family = g_ptr_array_index (families, i);
        gboolean found = FALSE;

        for (guint j = 0; j < G_N_ELEMENTS (rows); j++)
            found = found || g_str_equal (rows[j].family, family->family);
        if (!found)
            g_error ("%s: what follows a unit attention at the second piece of an upload?", family->family);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/runner-attention-families/each-has-a-row", test_each_family_has_a_row);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *path =
            g_strdup_printf ("/runner-attention-families/%s%s%s", rows[i].family, rows[i].model != NULL ? "-" : "",
                             rows[i].model != NULL ? rows[i].model : "");

        g_test_add_data_func (path, &rows[i], test_the_plan_decides_whether_the_upload_starts_again);
    }
    for (guint i = 0; i < G_N_ELEMENTS (lg_rows); i++) {
        g_autofree char *path = g_strdup_printf ("/runner-attention-families/lg-runs/%s", lg_rows[i].name);

        g_test_add_data_func (path, &lg_rows[i], test_lg_upload_has_three_runs_from_the_first_piece);
    }
    return g_test_run ();
}
