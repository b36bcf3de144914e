/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mishap.h"

#include <string.h>

/*
 * Tests the exact outcome and message of a flash during which one fault occurs. For each row, bb_mishap_run() also
 * checks that the report agrees with the memory of the drive, and that following the next steps leads to complete
 * firmware.
 */

static const BbSubject nec = {"nec-optiarc", "K355", "05", NULL, TRUE};
static const BbSubject keyed = {"nec-optiarc", "K370", "05", NULL, TRUE};
static const BbSubject small = {"nec-optiarc", "K110", "02", NULL, TRUE};
static const BbSubject opti4 = {"nec-optiarc", "G285", "03", NULL, TRUE};
static const BbSubject spoilt = {"nec-optiarc", "K355", "05", "corrupt-after-safe", TRUE};
static const BbSubject mt = {"mediatek-mt1959", "BD-RE WH16NS60", NULL, NULL, FALSE};
static const BbSubject tsst = {"samsung-tsst", "DVD-ROM TS-H353C", NULL, NULL, FALSE};
static const BbSubject plextor = {"plextor", "DVDR PX-716AL", NULL, NULL, FALSE};
static const BbSubject mt_open = {"mediatek-mt1959", "BD-RE WH16NS60", NULL, "readable=all", FALSE};

/** Row: @endangers: commands were sent that leave the drive without firmware; @says: part of the message. */
typedef struct {
    const char *name;
    const BbSubject *subject;
    const char *fault;
    BbOutcome outcome;
    BbProof proof;
    gboolean endangers;
    const char *says;
} Row;

static const Row rows[] = {
    /* a bit flips in transfer */
    {"an upload is bent once", &nec, "At=step:upload:10;Kind=bit-flip", BB_OUTCOME_DONE, BB_PROOF_PROVEN, TRUE,
     "Firmware updated"},
    {"every upload is bent", &nec, "At=step:upload:1;Kind=bit-flip;Times=0", BB_OUTCOME_UNCHANGED, BB_PROOF_UNPROVEN,
     FALSE, "Nothing on the drive was changed"},
    {"every upload is bent, Opti4", &opti4, "At=step:upload:1;Kind=bit-flip;Times=0", BB_OUTCOME_NEEDS_RECOVERY,
     BB_PROOF_UNPROVEN, TRUE, "Keep the drive powered"},
    {"a read of the backup is bent once", &nec, "At=step:read:100;Kind=bit-flip", BB_OUTCOME_DONE, BB_PROOF_PROVEN,
     TRUE, "Firmware updated"},
    {"every read of the backup is bent", &nec, "At=step:read:100;Kind=bit-flip;Times=0", BB_OUTCOME_REFUSED,
     BB_PROOF_UNPROVEN, FALSE, "two reads of the same part of the drive’s memory returned different data"},
    /* a MediaTek drive takes one upload in each power cycle, so the old firmware can be restored only after the next
     * power cycle */
    {"a chunk is bent on the way", &mt, "At=step:upload:60;Kind=bit-flip", BB_OUTCOME_NEEDS_RECOVERY,
     BB_PROOF_UNPROVEN, TRUE, "needs a power cycle before you can recover it"},
    /* the drive reports an error */
    {"a block fails once", &nec, "At=step:program:5;Kind=sense;Sense=3/0C/00", BB_OUTCOME_DONE, BB_PROOF_PROVEN, TRUE,
     "Firmware updated"},
    {"a block fails three times", &nec, "At=step:program:5;Kind=sense;Sense=3/0C/00;Times=3", BB_OUTCOME_ROLLED_BACK,
     BB_PROOF_PROVEN, TRUE, "write error (3/0C/00). The new firmware could not be written"},
    {"a chunk is refused once", &mt, "At=step:upload:60;Kind=sense;Sense=5/24/00", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNPROVEN, FALSE, "5/24/00"},
    {"every chunk is refused", &mt, "At=step:upload:60;Kind=sense;Sense=5/24/00;Times=0", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNPROVEN, FALSE, "5/24/00"},
    {"safe mode is refused", &nec, "At=step:enter:2;Kind=sense;Sense=5/24/00;Times=0", BB_OUTCOME_REFUSED,
     BB_PROOF_UNPROVEN, FALSE, "but this drive does not report its boot code version"},
    {"a read of the backup fails", &keyed, "At=step:read:100;Kind=sense;Sense=4/44/00;Times=0", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNPROVEN, FALSE, "4/44/00"},
    /* a block of the flash memory is worn */
    {"a block is worn out", &nec, "At=step:erase:9;Kind=stuck-block;Times=0", BB_OUTCOME_NEEDS_RECOVERY,
     BB_PROOF_UNPROVEN, TRUE, "seems to be worn"},
    {"a block is worn out, 640K", &small, "At=step:program:4;Kind=stuck-block;Times=0", BB_OUTCOME_NEEDS_RECOVERY,
     BB_PROOF_UNPROVEN, TRUE, "seems to be worn"},
    /* the drive does not respond */
    {"an erase is not answered", &nec, "At=step:erase:3;Kind=timeout", BB_OUTCOME_DONE, BB_PROOF_PROVEN, TRUE,
     "Firmware updated"},
    {"a chunk is never answered", &mt, "At=step:upload:60;Kind=timeout;Times=0", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNPROVEN, FALSE, "did not respond in time"},
    {"the last chunk is taken and not answered", &mt, "At=step:program:1;Kind=timeout;During=after", BB_OUTCOME_DONE,
     BB_PROOF_IDENTITY, TRUE, "Firmware updated"},
    /* the drive sends only half of the requested data */
    {"half of a read of the backup", &nec, "At=step:read:100;Kind=short-read;Times=0", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNPROVEN, FALSE, "less data than requested"},
    /* the drive ignores commands */
    {"erase and program do nothing", &nec, "At=opcode:CB:61;Kind=silent;Times=0", BB_OUTCOME_WRITTEN,
     BB_PROOF_PENDING, TRUE, "has not been verified yet"},
    {"programming does nothing", &mt, "At=step:program:1;Kind=silent;Times=0", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNCHANGED, TRUE, "still running the previous"},
    {"programming does nothing, readable", &mt_open, "At=step:program:1;Kind=silent;Times=0", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNCHANGED, TRUE, "still running the previous"},
    /* a bridge answers instead of the drive */
    {"a bridge swallows safe mode", &nec, "At=opcode:CC:1;Kind=bridge;Times=0", BB_OUTCOME_REFUSED, BB_PROOF_UNPROVEN,
     FALSE, "bridge"},
    {"a bridge swallows safe mode later", &nec, "At=step:enter:3;Kind=bridge;Times=0", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNPROVEN, FALSE, "An adapter may be blocking commands"},
    {"a bridge swallows safe mode, keyed", &keyed, "At=opcode:CC:1;Kind=bridge;Times=0", BB_OUTCOME_REFUSED,
     BB_PROOF_UNPROVEN, FALSE, "bridge"},
    {"a bridge swallows prepare", &mt, "At=opcode:3B:1;Kind=bridge;Times=0", BB_OUTCOME_UNCHANGED, BB_PROOF_UNPROVEN,
     FALSE, "Nothing on the drive was changed"},
    /* the cable is disconnected */
    {"unplugged while it is uploaded", &nec, "At=step:upload:10;Kind=unplug", BB_OUTCOME_UNCHANGED, BB_PROOF_UNPROVEN,
     FALSE, "was disconnected"},
    {"unplugged while it is erased", &nec, "At=step:erase:10;Kind=unplug;During=after", BB_OUTCOME_NEEDS_RECOVERY,
     BB_PROOF_UNPROVEN, TRUE, "was disconnected"},
    {"unplugged while a chunk is sent", &mt, "At=step:upload:60;Kind=unplug", BB_OUTCOME_UNCHANGED, BB_PROOF_UNPROVEN,
     FALSE, "was disconnected"},
    /* Samsung/TSST. Row 1: the drive refuses the first block every time, so its firmware is unchanged. Row 2: the
     * first block fails only once; the job sends all blocks in a new session, which must succeed. */
    {"the first block is refused", &tsst, "At=step:start:1;Kind=sense;Sense=5/20/00;Times=0", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNPROVEN, TRUE, "Nothing on the drive was changed"},
    {"the first block meets a reset", &tsst, "At=step:start:1;Kind=sense;Sense=6/29/00", BB_OUTCOME_DONE,
     BB_PROOF_IDENTITY, TRUE, "not read back"},
    {"a block in the middle is refused", &tsst, "At=step:upload:2;Kind=sense;Sense=5/24/00", BB_OUTCOME_DONE,
     BB_PROOF_IDENTITY, TRUE, "not read back"},
    {"the last block is refused", &tsst, "At=step:program:1;Kind=sense;Sense=5/26/00", BB_OUTCOME_DONE,
     BB_PROOF_IDENTITY, TRUE, "not read back"},
    {"the last block does nothing", &tsst, "At=step:program:1;Kind=silent;Times=0", BB_OUTCOME_WRITTEN,
     BB_PROOF_PENDING, TRUE, "has not been verified yet"},
    {"the first block is never answered", &tsst, "At=step:start:1;Kind=timeout;Times=0", BB_OUTCOME_NEEDS_RECOVERY,
     BB_PROOF_UNPROVEN, TRUE, "incomplete"},
    {"a bridge swallows the upload", &tsst, "At=opcode:FF:1;Kind=silent;Times=0", BB_OUTCOME_WRITTEN,
     BB_PROOF_PENDING, TRUE, "has not been verified yet"},
    {"unplugged between blocks", &tsst, "At=step:upload:2;Kind=unplug", BB_OUTCOME_NEEDS_RECOVERY, BB_PROOF_UNPROVEN,
     TRUE, "was disconnected"},
    /* Plextor: the drive programs the image after the last piece, so a fault at an earlier piece changes nothing */
    {"a piece is refused once, Plextor", &plextor, "At=step:upload:9;Kind=sense;Sense=5/24/00", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNPROVEN, FALSE, "5/24/00"},
    {"every piece is refused, Plextor", &plextor, "At=step:upload:9;Kind=sense;Sense=5/24/00;Times=0",
     BB_OUTCOME_UNCHANGED, BB_PROOF_UNPROVEN, FALSE, "5/24/00"},
    {"a piece is bent on the way, Plextor", &plextor, "At=step:upload:9;Kind=bit-flip", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNCHANGED, TRUE, "still running the previous"},
    {"a piece is never answered, Plextor", &plextor, "At=step:upload:9;Kind=timeout;Times=0", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNPROVEN, FALSE, "did not respond in time"},
    {"the last piece does nothing, Plextor", &plextor, "At=step:program:1;Kind=silent;Times=0", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNCHANGED, TRUE, "still running the previous"},
    {"unplugged while a piece is sent, Plextor", &plextor, "At=step:upload:9;Kind=unplug", BB_OUTCOME_UNCHANGED,
     BB_PROOF_UNPROVEN, FALSE, "was disconnected"},
    /* the flash succeeds, and reading it back fails */
    {"the read-back is bent once", &nec, "At=step:read:1032;Kind=bit-flip", BB_OUTCOME_WRITTEN, BB_PROOF_PENDING,
     TRUE, "has not been verified yet"},
    {"the read-back is cut short", &nec, "At=step:read:1032;Kind=short-read;Times=0", BB_OUTCOME_WRITTEN,
     BB_PROOF_PENDING, TRUE, "can only be verified after"},
    {"reads are wrong until a power cycle", &spoilt, "At=opcode:FE:1;Kind=timeout", BB_OUTCOME_WRITTEN,
     BB_PROOF_PENDING, TRUE, "has not been verified yet"},
};

static void
check_row_cb (BbCase *self, const BbRigEnd *end, gpointer data)
{
    const Row *row = data;

    if (end->outcome != row->outcome || end->proof != row->proof)
        bb_case_problem (self, "expected %s, %s", bb_outcome_to_string (row->outcome),
                         bb_proof_to_string (row->proof));
    if ((end->n_endangered_commands > 0) != row->endangers)
        bb_case_problem (self, "%u commands endangered the drive", end->n_endangered_commands);
    if (end->message == NULL || strstr (end->message, row->says) == NULL)
        bb_case_problem (self, "the message does not have “%s”", row->says);
    if (end->proof == BB_PROOF_PENDING &&
        (end->n_journals != 1 || end->journal_state != BB_JOURNAL_AWAIT_POWER_CYCLE || end->next == NULL))
        bb_case_problem (self, "the journal does not wait for a power cycle");
}

/* Runs a flash of @subject with @fault. Tests of the same drive share a #BbSweep, because bb_sweep_new() takes as
 * long as a flash. */
static void
run_mishap (const BbSubject *subject, const char *fault, BbMishapCheck check, gpointer data)
{
    static GHashTable *sweeps; /* (element-type utf8 BbSweep) */
    g_autofree char *key = g_strjoin ("/", subject->family, subject->model, subject->quirks, NULL);
    BbSweep *sweep;
    guint n_problems;

    if (sweeps == NULL)
        sweeps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bb_sweep_free);
    sweep = g_hash_table_lookup (sweeps, key);
    if (sweep == NULL) {
        sweep = bb_sweep_new (subject, "flash");
        g_hash_table_insert (sweeps, g_steal_pointer (&key), sweep);
    }
    n_problems = sweep->n_problems;
    bb_mishap_run (sweep, fault, check, data);
    g_assert_cmpuint (sweep->n_problems, ==, n_problems);
}

static void
test_outcome (gconstpointer data)
{
    const Row *row = data;

    run_mishap (row->subject, row->fault, check_row_cb, (gpointer) row);
}

/* --- the drive of each family --- */

/* Flashes the drive of a family without a fault: the new firmware must run, verified as far as the family allows.
 * @data: a #TestFamily */
static void
test_family_is_flashed (gconstpointer data)
{
    const TestFamily *family = data;
    BbSubject subject = bb_subject_of_family (family, NULL);
    g_autoptr (BbSweep) sweep = bb_sweep_new (&subject, "flash");
    g_autoptr (BbRigEnd) end = bb_rig_run (sweep->base, &sweep->order);

    if (family->is_cycled) {
        BbRigOrder verify = {.action = BB_ACTION_VERIFY};

        g_assert_cmpint (end->outcome, ==, BB_OUTCOME_WRITTEN);
        g_assert_cmpint (end->proof, ==, BB_PROOF_PENDING);
        g_assert_cmpint (end->journal_state, ==, BB_JOURNAL_AWAIT_POWER_CYCLE);
        bb_rig_power_cycle (sweep->base);
        g_clear_pointer (&end, bb_rig_end_free);
        end = bb_rig_run (sweep->base, &verify);
    }
    g_assert_cmpint (end->outcome, ==, BB_OUTCOME_DONE);
    g_assert_cmpint (end->proof, ==, family->is_readable ? BB_PROOF_PROVEN : BB_PROOF_IDENTITY);
    g_assert_true (bb_subject_has (&subject, sweep->base, sweep->new_regions));
}

static void
check_needs_recovery_cb (BbCase *self, const BbRigEnd *end, gpointer data)
{
    if (end->outcome != BB_OUTCOME_NEEDS_RECOVERY || end->n_endangered_commands == 0)
        bb_case_problem (self, "the outcome is %s, after %u commands that endangered the drive",
                         bb_outcome_to_string (end->outcome), end->n_endangered_commands);
    if (end->message == NULL || strstr (end->message, "incomplete") == NULL)
        bb_case_problem (self, "the message does not say that the firmware is incomplete");
}

/* The power is cut in the middle of writing: the job must report that the drive needs recovery, and a recovery must
 * succeed. */
static void
test_family_is_recovered (gconstpointer data)
{
    const TestFamily *family = data;
    BbSubject subject = bb_subject_of_family (family, NULL);
    g_autofree char *fault = g_strdup_printf ("At=step:%s;Kind=power-cut;During=middle", family->half);

    run_mishap (&subject, fault, check_needs_recovery_cb, NULL);
}

static void
check_unchanged_cb (BbCase *self, const BbRigEnd *end, gpointer data)
{
    if (end->outcome != BB_OUTCOME_UNCHANGED || end->safe != BB_SAFE_YES || !bb_case_has_old (self))
        bb_case_problem (self, "the outcome is %s", bb_outcome_to_string (end->outcome));
    if (end->message == NULL || strstr (end->message, "5/24/00") == NULL)
        bb_case_problem (self, "the message does not have the sense data of the drive");
}

/* The drive rejects the beginning of the image each time: the job must end with the drive unchanged and safe. */
static void
test_family_that_refuses_is_unchanged (gconstpointer data)
{
    const TestFamily *family = data;
    BbSubject subject = bb_subject_of_family (family, NULL);
    g_autofree char *fault = g_strdup_printf ("At=step:%s;Kind=sense;Sense=5/24/00;Times=0", family->first);

    run_mishap (&subject, fault, check_unchanged_cb, NULL);
}

/* --- stories --- */

/* The drive ignores erase and program. Before the power cycle, the verification is pending; after the power cycle,
 * VERIFY must report that the firmware differs. */
static void
test_a_difference_is_unconfirmed_before_a_power_cycle (void)
{
    g_autoptr (BbSweep) sweep = bb_sweep_new (&nec, "flash");
    BbRigOrder verify = {.action = BB_ACTION_VERIFY, .image = sweep->new_image};
    g_autoptr (BbRigEnd) first = NULL;
    g_autoptr (BbRigEnd) last = NULL;

    bb_rig_fault (sweep->base, "At=opcode:CB:61;Kind=silent;Times=0");
    first = bb_rig_run (sweep->base, &sweep->order);
    g_assert_cmpint (first->proof, ==, BB_PROOF_PENDING);
    g_assert_cmpint (first->journal_state, ==, BB_JOURNAL_AWAIT_POWER_CYCLE);
    bb_rig_power_cycle (sweep->base);
    last = bb_rig_run (sweep->base, &verify);
    g_assert_cmpint (last->outcome, ==, BB_OUTCOME_UNCHANGED);
    g_assert_cmpint (last->proof, ==, BB_PROOF_DIFFERENT);
    g_assert_cmpuint (last->n_differences, >, 0);
    g_assert_cmpint (last->safe, !=, BB_SAFE_YES);
    g_assert_nonnull (last->next);
}

/* The new firmware was written completely, but a bit flips while it is read back, so a journal stays open. VERIFY
 * after a power cycle must find that the firmware is right, and close the journal. */
static void
test_verify_after_a_power_cycle_closes_it (void)
{
    g_autoptr (BbSweep) sweep = bb_sweep_new (&nec, "flash");
    BbRigOrder verify = {.action = BB_ACTION_VERIFY};
    g_autoptr (BbRigEnd) first = NULL;
    g_autoptr (BbRigEnd) last = NULL;

    bb_rig_fault (sweep->base, "At=step:read:1032;Kind=bit-flip");
    first = bb_rig_run (sweep->base, &sweep->order);
    g_assert_cmpint (first->proof, ==, BB_PROOF_PENDING);
    g_assert_cmpuint (first->n_journals, ==, 1);
    bb_rig_power_cycle (sweep->base);
    last = bb_rig_run (sweep->base, &verify);
    g_assert_cmpint (last->outcome, ==, BB_OUTCOME_DONE);
    g_assert_cmpint (last->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpuint (last->n_journals, ==, 0);
}

/* A block cannot be written. With %BB_ON_FAILURE_ASK the job must ask the user, and do what the answer says. With any
 * other policy the job must do what the policy says, without asking. */
static void
test_each_policy_and_answer_is_carried_out (void)
{
    static const struct {
        BbOnFailure on_failure;
        BbChoice answer;
        BbOutcome outcome;
    } cases[] = {
        {BB_ON_FAILURE_ASK, BB_CHOICE_RETRY, BB_OUTCOME_DONE},
        {BB_ON_FAILURE_ASK, BB_CHOICE_ROLLBACK, BB_OUTCOME_ROLLED_BACK},
        {BB_ON_FAILURE_ASK, BB_CHOICE_LEAVE, BB_OUTCOME_NEEDS_RECOVERY},
        {BB_ON_FAILURE_RETRY, 0, BB_OUTCOME_DONE},
        {BB_ON_FAILURE_ROLLBACK, 0, BB_OUTCOME_ROLLED_BACK},
        {BB_ON_FAILURE_STOP, 0, BB_OUTCOME_NEEDS_RECOVERY},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbSweep) sweep = bb_sweep_new (&nec, "flash");
        g_autoptr (BbRigEnd) end = NULL;

        sweep->order.on_failure = cases[i].on_failure;
        sweep->order.answer = cases[i].answer;
        bb_rig_fault (sweep->base, "At=step:program:5;Kind=sense;Sense=3/0C/00;Times=3");
        end = bb_rig_run (sweep->base, &sweep->order);
        g_assert_cmpstr (bb_outcome_to_string (end->outcome), ==, bb_outcome_to_string (cases[i].outcome));
        g_assert_cmpint (end->asked != NULL, ==, cases[i].answer != 0);
        g_assert_cmpint (end->n_journals, ==, end->outcome == BB_OUTCOME_NEEDS_RECOVERY ? 1 : 0);
    }
}

static void
add_family_tests (const TestFamily *family)
{
    static const struct {
        const char *name;
        GTestDataFunc test;
    } tests[] = {
        {"flashed", test_family_is_flashed},
        {"recovered", test_family_is_recovered},
        {"refused", test_family_that_refuses_is_unchanged},
    };

    for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
        g_autofree char *path = g_strdup_printf ("/faults/outcomes/%s/%s", family->family, tests[i].name);

        g_test_add_data_func (path, family, tests[i].test);
    }
}

int
main (int argc, char **argv)
{
    GPtrArray *families = test_families_list ();

    g_test_init (&argc, &argv, NULL);
    g_test_set_nonfatal_assertions ();
    for (guint i = 0; i < families->len; i++)
        add_family_tests (families->pdata[i]);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *name = g_strdelimit (g_strdup (rows[i].name), " ", '-');
        g_autofree char *path = g_strconcat ("/faults/outcomes/", name, NULL);

        g_test_add_data_func (path, &rows[i], test_outcome);
    }
    g_test_add_func ("/faults/outcomes/difference-and-power-cycle",
                     test_a_difference_is_unconfirmed_before_a_power_cycle);
    g_test_add_func ("/faults/outcomes/verify-closes", test_verify_after_a_power_cycle_closes_it);
    g_test_add_func ("/faults/outcomes/question", test_each_policy_and_answer_is_carried_out);
    return g_test_run ();
}
