/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-case.h"

static const char *const cut_names[] = {"before",     "middle",        "after",         "kill-before",
                                        "kill-after", "outage-before", "outage-middle", "outage-after"};

const char *
bb_cut_to_string (BbCut cut)
{
    return cut_names[cut];
}

/* Checks the report of the interrupted program. A program that reported must have restored the polling interval. A
 * program that was killed before it restored the interval is only counted. */
static void
bb_case_check_victim (BbCase *self, const BbRigEnd *end)
{
    bb_case_add_messages (self, "cut", end);
    bb_case_check_truth (self, end);
    if (end->reported && end->outcome == BB_OUTCOME_UNCHANGED && !bb_case_has_old (self))
        bb_case_problem (self, "the program reports an unchanged drive, and the memory has other firmware");
    if (bb_rig_is_polled (self->rig))
        return;
    self->sweep->n_left_held++;
    if (end->reported)
        bb_case_problem (self, "the program ended and did not restore the kernel settings of the drive");
}

/* Makes the rig interrupt the next program at command @at. */
static void
bb_case_set_interruption (BbCase *self, BbCut cut, guint at)
{
    static const char *const durings[] = {"before", "middle", "after"};
    g_autofree char *fault = NULL;

    if (cut == BB_CUT_KILL_BEFORE) {
        self->rig->kill_before = at;
        return;
    }
    if (cut == BB_CUT_KILL_AFTER || cut >= BB_CUT_OUTAGE_BEFORE)
        self->rig->kill_after = at;
    if (cut == BB_CUT_KILL_AFTER)
        return;
    fault = g_strdup_printf ("At=command:%u;Kind=power-cut;During=%s", at,
                             durings[cut >= BB_CUT_OUTAGE_BEFORE ? cut - BB_CUT_OUTAGE_BEFORE : cut]);
    bb_rig_fault (self->rig, fault);
}

/* TRUE if the interruption @cut at command @at makes the drive unusable, so that no program can recover it. This is
 * so if the power fails while the drive programs the kernel of a pair (@is_pair of #BbSubject). */
static gboolean
bb_sweep_is_fatal (const BbSweep *sweep, BbCut cut, guint at)
{
    return at == sweep->fatal_at &&
           (cut == BB_CUT_MIDDLE || cut == BB_CUT_AFTER || cut == BB_CUT_OUTAGE_MIDDLE || cut == BB_CUT_OUTAGE_AFTER);
}

void
bb_sweep_cut (BbSweep *sweep, BbCut cut, guint at)
{
    gboolean is_fatal = bb_sweep_is_fatal (sweep, cut, at);
    BbCase self = {.sweep = sweep, .rig = bb_rig_copy (sweep->base), .story = g_string_new (NULL)};
    g_autoptr (BbRigEnd) victim = NULL;
    g_autofree char *what = NULL;
    BbOnFailure on_failure = (at / BB_CUT_N_KINDS + at) % 2 == 0 ? BB_ON_FAILURE_RETRY : BB_ON_FAILURE_ROLLBACK;

    if (sweep->trouble != NULL)
        bb_rig_fault (self.rig, sweep->trouble);
    what = g_strdup_printf ("%s at command %u of %u", bb_cut_to_string (cut), at, sweep->n_commands);
    bb_case_set_interruption (&self, cut, at);
    victim = bb_rig_run (self.rig, &sweep->order);
    self.rig->kill_before = 0;
    self.rig->kill_after = 0;
    bb_case_check_victim (&self, victim);
    if (cut >= BB_CUT_OUTAGE_BEFORE)
        bb_rig_reboot (self.rig);
    if (cut != BB_CUT_KILL_BEFORE && cut != BB_CUT_KILL_AFTER)
        bb_rig_power (self.rig, TRUE);
    if (is_fatal && victim->reported && victim->outcome != BB_OUTCOME_NEEDS_RECOVERY)
        bb_case_problem (&self, "the drive is unusable, and the program does not report that it needs recovery");
    if (!self.failed && !is_fatal)
        bb_case_recover (&self, on_failure);
    if (!self.failed && !is_fatal)
        bb_case_check_end (&self);
    if (!self.failed && !is_fatal)
        bb_case_check_usable (&self);
    sweep->n_fatal += is_fatal;
    sweep->n_cuts++;
    sweep->n_by_kind[cut]++;
    bb_case_close (&self, what);
}

/* --- An interruption, and another one in the recovery --- */

/* Runs a program with @order, interrupts it at @cut, and then switches the drive off and on. Adds a problem if the
 * report of the program is false, the polling interval was not restored, or the drive recorded a violation. FALSE if
 * the program ended before command cut->at, so that it was not interrupted. */
static gboolean
bb_case_run_cut (BbCase *self, const BbRigOrder *order, const BbCutAt *cut, const char *who)
{
    g_autoptr (BbRigEnd) end = NULL;
    BbRig *next;

    bb_case_set_interruption (self, cut->cut, cut->at);
    end = bb_rig_run (self->rig, order);
    bb_case_add_messages (self, who, end);
    bb_case_check_truth (self, end);
    if (!bb_rig_is_polled (self->rig))
        bb_case_problem (self, "the program ended and did not restore the kernel settings of the drive");
    if (bb_rig_count_violations (self->rig) > 0)
        bb_case_problem (self, "the simulator recorded a violation");
    /* The copy of the rig counts commands from 1 again, and does not have the faults that have not occurred yet. */
    next = bb_rig_copy (self->rig);
    bb_rig_free (self->rig);
    self->rig = next;
    bb_rig_power_cycle (self->rig);
    return end->n_commands >= cut->at;
}

/* Interrupts the action at @first, and keeps the rig in halfway of the sweep; or, if that rig is already there,
 * copies it. */
static void
bb_case_cut_first (BbCase *self, const BbCutAt *first)
{
    BbSweep *sweep = self->sweep;

    if (sweep->halfway != NULL && sweep->halfway_cut.cut == first->cut && sweep->halfway_cut.at == first->at) {
        self->rig = bb_rig_copy (sweep->halfway);
        g_string_append (self->story, sweep->halfway_story);
        return;
    }
    g_clear_pointer (&sweep->halfway, bb_rig_free);
    g_clear_pointer (&sweep->halfway_story, g_free);
    self->rig = bb_rig_copy (sweep->base);
    (void) bb_case_run_cut (self, &sweep->order, first, "flash");
    if (self->failed)
        return;
    sweep->halfway_cut = *first;
    sweep->halfway = bb_rig_copy (self->rig);
    sweep->halfway_story = g_strdup (self->story->str);
}

void
bb_sweep_cut_twice (BbSweep *sweep, const BbCutAt *first, const BbCutAt *second, BbOnFailure on_failure)
{
    BbCase self = {.sweep = sweep, .story = g_string_new (NULL)};
    BbRigOrder recover = {
        .action = BB_ACTION_RECOVER, .on_failure = on_failure, .flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH};
    g_autofree char *what =
        g_strdup_printf ("%s %s at command %u, then %s at command %u of its recovery (%s)", sweep->subject.model,
                         bb_cut_to_string (first->cut), first->at, bb_cut_to_string (second->cut), second->at,
                         on_failure == BB_ON_FAILURE_RETRY ? "finish" : "back");
    guint n_more = sweep->n_more_programs;
    guint n_cycles = sweep->n_power_cycles;

    bb_case_cut_first (&self, first);
    if (!self.failed && bb_case_run_cut (&self, &recover, second, "recover"))
        sweep->n_second_cuts++;
    if (!self.failed)
        bb_case_recover (&self, on_failure);
    if (!self.failed && sweep->n_more_programs - n_more > sweep->n_power_cycles - n_cycles + self.n_kept)
        bb_case_problem (&self, "the third program did not recover the drive, and asked for no power cycle");
    if (!self.failed)
        bb_case_check_end (&self);
    if (!self.failed)
        bb_case_check_usable (&self);
    sweep->n_cuts++;
    bb_case_close (&self, what);
}

GArray *
bb_sweep_list_sent (const BbSweep *sweep)
{
    GArray *sent = g_array_new (FALSE, FALSE, sizeof (guint));

    for (guint at = 1; at <= sweep->n_commands; at++)
        if (!sweep->reads->data[at - 1])
            g_array_append_val (sent, at);
    return sent;
}

guint
bb_sweep_count_recovery (BbSweep *sweep)
{
    g_autoptr (GArray) sent = bb_sweep_list_sent (sweep);
    /* With every type of drive, the first block is already erased at this command, and the last block is not yet
     * programmed. */
    BbCutAt middle = {BB_CUT_MIDDLE, g_array_index (sent, guint, sent->len * 6 / 10)};
    BbRigOrder recover = {
        .action = BB_ACTION_RECOVER, .on_failure = BB_ON_FAILURE_RETRY, .flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH};
    BbCase self = {.sweep = sweep, .rig = bb_rig_copy (sweep->base), .story = g_string_new (NULL)};
    g_autoptr (BbRigEnd) end = NULL;
    guint n_commands;

    (void) bb_case_run_cut (&self, &sweep->order, &middle, "flash");
    end = bb_rig_run (self.rig, &recover);
    n_commands = end->n_commands;
    bb_case_close (&self, "a recovery");
    return n_commands;
}

/* TRUE if the depths QUICK and ONE may interrupt the action at command @at:
 * - every command that does not read
 * - the first and the last of a sequence of reads
 * - of the other reads, one in BB_SWEEP_QUICK_READ_STEP */
static gboolean
bb_sweep_is_quick (const BbSweep *sweep, guint at)
{
    const guint8 *reads = sweep->reads->data;

    return !reads[at - 1] || at == 1 || !reads[at - 2] || at == sweep->n_commands || !reads[at] ||
           at % BB_SWEEP_QUICK_READ_STEP == 0;
}

/* TRUE if command @at and the commands before and after it read. */
static gboolean
bb_sweep_is_between_reads (const BbSweep *sweep, guint at)
{
    const guint8 *reads = sweep->reads->data;

    return at > 1 && at < sweep->n_commands && reads[at - 2] && reads[at - 1] && reads[at];
}

/* Interrupts the action at command @at in five runs: by a power cut before, within and after the command, by a kill,
 * and by an outage. Unless @depth is EVERY, a command that reads gets only one of the three power cuts, and one
 * between two reads only one of the five runs. */
static void
bb_sweep_cut_in_all_ways (BbSweep *sweep, BbDepth depth, guint at)
{
    gboolean reads = sweep->reads->data[at - 1];

    if (depth != BB_DEPTH_EVERY && bb_sweep_is_between_reads (sweep, at)) {
        bb_sweep_cut (sweep, (BbCut) (at % BB_CUT_N_KINDS), at);
        return;
    }
    for (guint i = BB_CUT_BEFORE; i <= BB_CUT_AFTER; i++) {
        if (depth == BB_DEPTH_EVERY || !reads || i == at % 3)
            bb_sweep_cut (sweep, (BbCut) i, at);
    }
    bb_sweep_cut (sweep, at % 2 == 0 ? BB_CUT_KILL_BEFORE : BB_CUT_KILL_AFTER, at);
    bb_sweep_cut (sweep, (BbCut) (BB_CUT_OUTAGE_BEFORE + at % 3), at);
}

/* @row: numbers of successive commands of one kind. With the depth ONE, interrupts the action once at each of these
 * commands. With QUICK, only at the first and last ones and at some between. Empties @row. */
static void
bb_sweep_cut_row (BbSweep *sweep, BbDepth depth, GArray *row)
{
    for (guint i = 0; i < row->len; i++) {
        guint at = g_array_index (row, guint, i);

        if (depth == BB_DEPTH_ONE || i < BB_SWEEP_QUICK_ENDS || i + BB_SWEEP_QUICK_ENDS >= row->len ||
            i % BB_SWEEP_QUICK_STEP == 0)
            bb_sweep_cut (sweep, (BbCut) (at % BB_CUT_N_KINDS), at);
    }
    g_array_set_size (row, 0);
}

/* Interrupts the action once at each command for which bb_sweep_is_quick() is TRUE; with the depth QUICK only at some
 * of these commands. */
static void
bb_sweep_cut_each_once (BbSweep *sweep, BbDepth depth)
{
    g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (guint));
    const guint *kinds = (const guint *) (gpointer) sweep->kinds->data;

    for (guint at = 1; at <= sweep->n_commands; at++) {
        if (at > 1 && kinds[at - 1] != kinds[at - 2])
            bb_sweep_cut_row (sweep, depth, row);
        if (bb_sweep_is_quick (sweep, at))
            g_array_append_val (row, at);
    }
    bb_sweep_cut_row (sweep, depth, row);
}

void
bb_sweep_all (BbSweep *sweep, BbDepth depth)
{
    if (depth <= BB_DEPTH_ONE) {
        bb_sweep_cut_each_once (sweep, depth);
        if (sweep->fatal_at > 0 && sweep->n_fatal == 0)
            bb_sweep_cut (sweep, BB_CUT_AFTER, sweep->fatal_at);
        return;
    }
    for (guint at = 1; at <= sweep->n_commands; at++)
        bb_sweep_cut_in_all_ways (sweep, depth, at);
}
