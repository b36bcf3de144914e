/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include <string.h>

/*
 * A drive has no firmware. The test combines earlier backups, earlier journals, files and labels in all ways. For
 * each combination, it compares whether LOOK says that the drive can be recovered, and the outcome of the recovery,
 * with values that follow from docs/protocols/mediatek-mt1959.md and not from the program. Tests bb-flow-known.c,
 * bb-flow-look.c and bb-recover-images.c.
 */

#define FAMILY "mediatek-mt1959"
#define ALL_FLAGS (BB_JOB_FLAG_WITHOUT_BACKUP | BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT)

/* Data of the drive from the time when its firmware ran. */
typedef enum {
    HISTORY_NONE,
    HISTORY_PARTIAL, /* a backup of the address ranges that the firmware lets read */
    HISTORY_FULL,    /* a backup of all of the firmware */
    HISTORY_JOURNAL, /* the journal of the flash that destroyed the firmware, without a backup */
    HISTORY_BOTH,    /* that journal and a partial backup */
    N_HISTORIES,
} History;

/* @label: text on the label of the drive; @other: a model for other boards; @is_clear: the label shows which board
 * the drive has */
typedef struct {
    const char *model;
    const char *label;
    const char *other;
    gboolean is_clear;
} Kind;

static const Kind kinds[] = {
    {"BD-RE BU40N", "BU40N BU40", "BW-16D1HT", TRUE},
    {"BD-RE WH16NS60", "WH16NS60 NS60", "BD-RE BU40N", TRUE},
    {"BD-RE BH16NS40", "BH16NS40 NS50", "BD-RE BU40N", FALSE},
    {"BW-16D1HT", "BW-16D1HT", "BD-RE BU40N", FALSE}, /* no service code on the label */
};

/* @reads: the drive can be read in boot mode, which shows its board */
typedef struct {
    const Kind *kind;
    History history;
    gboolean reads;
} State;

static char *
scenario_of (const State *state, gboolean is_boot)
{
    return g_strdup_printf ("[drive sr0]\nFamily=" FAMILY "\nModel=%s\nSerial=SIM0001\nRevision=1.00\nState=%s\n"
                            "Quirks=readable=%s%s\n",
                            state->kind->model, is_boot ? "boot" : "normal",
                            state->history == HISTORY_FULL ? "all" : "windows", state->reads ? ";boot-reads" : "");
}

static void
remove_backups (JobRig *rig)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);

    for (guint i = 0; i < backups->len; i++)
        job_rig_remove_folder (((BbBackup *) g_ptr_array_index (backups, i))->folder);
}

/* Returns (transfer full) the drive of @state in boot mode, with the backups and journals of its history. */
static JobRig *
begin (const State *state)
{
    g_autofree char *normal = scenario_of (state, FALSE);
    g_autofree char *boot = scenario_of (state, TRUE);
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (JobRig) rig = job_rig_new_in (normal, NULL, folder);
    g_autoptr (BbImage) newer = job_rig_image (FAMILY, state->kind->model, "1.01", NULL);
    g_autoptr (BbResult) result = NULL;

    if (state->history == HISTORY_PARTIAL || state->history == HISTORY_FULL) {
        result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    }
    if (state->history == HISTORY_JOURNAL || state->history == HISTORY_BOTH) {
        job_rig_fault (rig, "At=step:program:1;Kind=power-cut;During=middle");
        result = job_rig_do (rig, BB_ACTION_FLASH, newer, ALL_FLAGS, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        if (state->history == HISTORY_JOURNAL)
            remove_backups (rig);
        job_rig_restart (rig);
        return g_steal_pointer (&rig);
    }
    g_clear_pointer (&rig, job_rig_free_but_folder);
    return job_rig_new_in (boot, NULL, folder);
}

typedef enum {
    FILE_NONE,
    FILE_OWN,
    FILE_FOREIGN, /* for another group of boards */
    N_FILES,
} File;

typedef enum {
    LABEL_NONE,
    LABEL_RIGHT,
    LABEL_WRONG,
    N_LABELS,
} Label;

/* Returns the result of a recovery with the file and the label that @file and @label stand for. */
static BbResult *
recover (JobRig *rig, const State *state, File file, Label label)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_RECOVER);

    if (file != FILE_NONE)
        request->image =
            job_rig_image (FAMILY, file == FILE_OWN ? state->kind->model : state->kind->other, "1.02", NULL);
    request->flags = ALL_FLAGS;
    request->on_failure = BB_ON_FAILURE_STOP;
    if (label != LABEL_NONE)
        request->settings = g_variant_ref_sink (g_variant_new_parsed (
            "{%s: <%s>}", BB_SETTING_LABEL, label == LABEL_RIGHT ? state->kind->label : "BU40N NS60"));
    return job_rig_run (rig, request);
}

/* Returns the outcome that follows from docs/protocols/mediatek-mt1959.md. */
static BbOutcome
expect_outcome (const State *state, File file, Label label)
{
    gboolean is_known = state->reads || state->history != HISTORY_NONE;

    if (file == FILE_NONE)
        return state->history == HISTORY_NONE || state->history == HISTORY_PARTIAL ? BB_OUTCOME_NEEDS_RECOVERY
                                                                                   : BB_OUTCOME_DONE;
    if (file == FILE_FOREIGN || (!is_known && (!state->kind->is_clear || label != LABEL_RIGHT)))
        return BB_OUTCOME_REFUSED;
    return BB_OUTCOME_DONE;
}

/* TRUE if LOOK says that the drive can be recovered. @text: (out): text of the state */
static gboolean
is_promised (JobRig *rig, char **text)
{
    g_autoptr (BbEngineDrive) drive = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    *text = bb_engine_drive_dup_state_text (drive);
    return (bb_engine_drive_get_can (drive) & BB_CAN_RECOVER) != 0;
}

/* Asserts what LOOK says of a drive in @state, and the outcome of a recovery with @file and @label. */
static void
check (const State *state, File file, Label label)
{
    gboolean is_known = state->reads || state->history != HISTORY_NONE;
    BbOutcome wanted = expect_outcome (state, file, label);
    JobRig *rig = begin (state);
    g_autoptr (BbResult) result = NULL;
    g_autofree char *text = NULL;
    guint n_writes;

    g_test_message ("%s, history %d, %s, file %d, label %d", state->kind->model, state->history,
                    state->reads ? "reads" : "mute", file, label);
    /* Recovery is promised exactly if it is possible with the right file: the board is known from the drive or its
     * history, or its label shows the board. */
    g_assert_cmpint (is_promised (rig, &text), ==, is_known || state->kind->is_clear);
    g_test_message ("%s", text);
    g_assert_cmpint (strstr (text, "Enter the model") != NULL, ==, !is_known && state->kind->is_clear);
    g_assert_cmpint (strstr (text, "Burnback will not write to this drive") != NULL, ==,
                     !is_known && !state->kind->is_clear);
    n_writes = job_rig_n_writes (rig);
    result = recover (rig, state, file, label);
    g_test_message ("%s (%s)", result->message, result->next != NULL ? result->next : "");
    if (wanted == BB_OUTCOME_DONE && result->outcome == BB_OUTCOME_ROLLED_BACK)
        wanted = BB_OUTCOME_ROLLED_BACK;
    g_assert_cmpint (result->outcome, ==, wanted);
    if (wanted == BB_OUTCOME_REFUSED || wanted == BB_OUTCOME_NEEDS_RECOVERY)
        g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
    else
        job_rig_assert_no_violations (rig);
    job_rig_free (rig);
}

static void
test_look_says_whether_recovery_is_possible (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (kinds) * N_HISTORIES * 2; i++) {
        State state = {.kind = &kinds[i / (2 * N_HISTORIES)], .history = i / 2 % N_HISTORIES, .reads = i % 2 == 0};
        gboolean is_known = state.reads || state.history != HISTORY_NONE;

        for (File file = FILE_NONE; file < N_FILES; file++) {
            /* If the board is known, the label does not matter. The kinds differ in the label only, so one file is
             * enough for each kind but the first. */
            if (is_known && state.kind != &kinds[0] && file != (File) (i % N_FILES) && !g_test_slow ())
                continue;
            /* A label that is not needed is ignored, as test_a_label_is_ignored_if_the_board_is_known() tests. */
            for (Label label = LABEL_NONE; label < (is_known ? LABEL_RIGHT : N_LABELS); label++)
                check (&state, file, label);
        }
    }
}

static void
test_a_label_is_ignored_if_the_board_is_known (void)
{
    State state = {&kinds[0], HISTORY_PARTIAL, FALSE};

    check (&state, FILE_OWN, LABEL_WRONG);
}

/* There are two backups of the drive, with firmware of different build dates. The build date of the older firmware
 * must decide whether a recovery sends its image plain or encrypted. */
static void
test_the_oldest_backup_decides_about_encryption (void)
{
    State state = {&kinds[0], HISTORY_PARTIAL, FALSE};
    g_autofree char *folder = job_rig_make_folder ();
    static const char *const stamps[] = {"1701011010", "2105061010"};
    g_autofree char *boot = scenario_of (&state, TRUE);
    JobRig *rig = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (GPtrArray) records = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (stamps); i++) {
        g_autofree char *scenario =
            g_strdup_printf ("[drive sr0]\nFamily=" FAMILY "\nModel=%s\nSerial=SIM0001\nRevision=1.0%u\n"
                             "Quirks=build-stamp=%s\n",
                             kinds[0].model, i, stamps[i]);
        JobRig *before = job_rig_new_in (scenario, NULL, folder);
        g_autoptr (BbResult) backup = job_rig_do (before, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

        job_rig_assert_outcome (backup, BB_OUTCOME_DONE);
        job_rig_free_but_folder (before);
    }
    rig = job_rig_new_in (boot, NULL, folder);
    result = recover (rig, &state, FILE_OWN, LABEL_NONE);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    job_rig_assert_no_violations (rig);
    job_rig_free (rig);
}

/* A drive with the chip MT1939 lost its firmware because an image for the MT1959 was sent. The name of the drive fits
 * both chips. */
static void
test_a_drive_that_got_an_image_for_another_chip_is_recovered (void)
{
    for (guint reads = 0; reads < 2; reads++) {
        g_autofree char *scenario =
            g_strdup_printf ("[drive sr0]\nFamily=" FAMILY "\nModel=BC-12D2HT\nSerial=SIM0001\nRevision=1.00\n"
                             "Quirks=chip=MT1939;build-stamp=1306141010%s\n",
                             reads != 0 ? ";boot-reads" : "");
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbImage) newer = job_rig_image (FAMILY, "BC-12D2HT", "3.11", NULL);
        g_autoptr (BbImage) own = job_rig_image (FAMILY, "BC-12D2HT/MT1939", "1.00", NULL);
        g_autoptr (BbImage) other = job_rig_image (FAMILY, "BD-RE BH16NS40/NS50 MT1939", "1.00", NULL);
        g_autoptr (BbResult) lost = job_rig_do (rig, BB_ACTION_FLASH, newer, ALL_FLAGS, BB_ON_FAILURE_STOP);
        g_autoptr (BbResult) none = NULL;
        g_autoptr (BbResult) again = NULL;
        g_autoptr (BbResult) wrong = NULL;
        g_autoptr (BbResult) right = NULL;
        g_autofree char *text = NULL;
        guint n_writes;

        job_rig_assert_outcome (lost, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", FALSE, NULL));
        job_rig_restart (rig);
        g_assert_true (is_promised (rig, &text));
        n_writes = job_rig_n_writes (rig);
        /* An image for the wrong chip would make another power cycle necessary, so RECOVER without a file must send
         * none. */
        none = job_rig_do (rig, BB_ACTION_RECOVER, NULL, ALL_FLAGS, BB_ON_FAILURE_STOP);
        g_assert_cmpint (none->outcome, !=, BB_OUTCOME_DONE);
        again = job_rig_do (rig, BB_ACTION_RECOVER, newer, ALL_FLAGS, BB_ON_FAILURE_STOP);
        wrong = job_rig_do (rig, BB_ACTION_RECOVER, other, ALL_FLAGS, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (again, BB_OUTCOME_REFUSED);
        job_rig_assert_outcome (wrong, BB_OUTCOME_REFUSED);
        g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
        right = job_rig_do (rig, BB_ACTION_RECOVER, own, ALL_FLAGS, BB_ON_FAILURE_STOP);
        g_test_message ("%u writes: %s", job_rig_n_writes (rig) - n_writes, right->message);
        job_rig_assert_outcome (right, BB_OUTCOME_DONE);
        job_rig_assert_no_violations (rig);
    }
}

/* A CHECK with an empty label must ask for the label, as a CHECK without a label does. */
static void
test_empty_label_counts_as_none (void)
{
    State state = {&kinds[0], HISTORY_NONE, FALSE};
    g_autofree char *boot = scenario_of (&state, TRUE);
    static const char *const typed[] = {NULL, "", "BU40N BU40"};

    for (guint i = 0; i < G_N_ELEMENTS (typed); i++) {
        g_autoptr (JobRig) rig = job_rig_new (boot, NULL);
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_CHECK);
        g_autoptr (BbResult) result = NULL;
        gboolean is_asked = i < 2;

        request->flags = BB_JOB_FLAG_RECOVERING;
        request->image = job_rig_image (FAMILY, kinds[0].model, "1.02", NULL);
        if (typed[i] != NULL)
            request->settings = g_variant_ref_sink (g_variant_new_parsed ("{%s: <%s>}", BB_SETTING_LABEL, typed[i]));
        result = job_rig_run (rig, request);
        g_assert_nonnull (result->review);
        g_assert_cmpint (result->review->labels != NULL, ==, is_asked);
        g_assert_cmpint (result->review->plan == NULL, ==, is_asked);
        g_assert_cmpint (bb_verdict_has (result->review->verdict, "label"), ==, !is_asked);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/flow-recover-label/all", test_look_says_whether_recovery_is_possible);
    g_test_add_func ("/flow-recover-label/label", test_a_label_is_ignored_if_the_board_is_known);
    g_test_add_func ("/flow-recover-label/older", test_the_oldest_backup_decides_about_encryption);
    g_test_add_func ("/flow-recover-label/empty-label", test_empty_label_counts_as_none);
    g_test_add_func ("/flow-recover-label/other-chip", test_a_drive_that_got_an_image_for_another_chip_is_recovered);
    return g_test_run ();
}
