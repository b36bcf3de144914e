/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-case.h"

#include "job/store/bb-journal-find.h"

/* bb_case_recover() runs at most this many programs. If the drive is not recovered then, the case has failed. */
#define MAX_RECOVERIES 4
/* The stories of this many failed cases are printed; further cases are only counted. */
#define MAX_PROBLEMS 10

void
bb_case_problem (BbCase *self, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_string_append_printf (self->story, "  WRONG: %s\n", text);
    self->failed = TRUE;
}

void
bb_case_add_messages (BbCase *self, const char *who, const BbRigEnd *end)
{
    g_autofree char *text = bb_rig_end_dup_text (end);

    g_string_append_printf (self->story, "  %s: %s\n", who, text);
    if (end->crashed != NULL)
        bb_case_problem (self, "the program crashed");
}

static gboolean
bb_case_has_regions (BbCase *self, GPtrArray *regions)
{
    return bb_subject_has (&self->sweep->subject, self->rig, regions);
}

gboolean
bb_case_has_old (BbCase *self)
{
    return bb_case_has_regions (self, self->sweep->old_regions);
}

gboolean
bb_case_has_new (BbCase *self)
{
    return bb_case_has_regions (self, self->sweep->new_regions);
}

void
bb_case_check_truth (BbCase *self, const BbRigEnd *end)
{
    if (!end->reported || !end->present || end->refused != NULL)
        return;
    if (end->message == NULL || *end->message == '\0')
        bb_case_problem (self, "the program ended without a message");
    switch (end->outcome) {
    case BB_OUTCOME_DONE:
    case BB_OUTCOME_ROLLED_BACK:
        if (!bb_case_has_old (self) && !bb_case_has_new (self))
            bb_case_problem (self, "the program reports success, and neither firmware is complete");
        break;
    case BB_OUTCOME_UNCHANGED:
    case BB_OUTCOME_REFUSED:
    case BB_OUTCOME_NOT_FOUND:
    case BB_OUTCOME_NOT_PERMITTED:
        if (end->safe == BB_SAFE_YES && !bb_case_has_old (self) && !bb_case_has_new (self))
            bb_case_problem (self, "the program reports a safe drive, and neither firmware is complete");
        break;
    case BB_OUTCOME_WRITTEN:
        if (end->proof == BB_PROOF_PENDING && !bb_case_has_old (self) && !bb_case_has_new (self))
            bb_case_problem (self, "the program reports a complete write, and neither firmware is complete");
        if (end->next == NULL)
            bb_case_problem (self, "the result is not verified, and the program named no next step");
        break;
    case BB_OUTCOME_NEEDS_RECOVERY:
        if (end->next == NULL)
            bb_case_problem (self, "the drive needs recovery, and the program named no next step");
        /* A drive that runs firmware of unknown origin may be safe. */
        if (end->n_journals == 0 || end->safe == BB_SAFE_YES ||
            (end->safe != BB_SAFE_NO && !bb_case_has_old (self) && !bb_case_has_new (self)))
            bb_case_problem (self, "the drive needs recovery: safe %d, %u journals", (int) end->safe,
                             end->n_journals);
        break;
    }
}

/* Adds a problem if the program did not find the drive. If @broken, the firmware of the drive was incomplete: also
 * adds a problem if the state that the program reported before its job is not "needs recovery". */
static void
bb_case_check_detected (BbCase *self, const BbRigEnd *end, gboolean broken)
{
    if (!end->reported)
        return;
    if (!end->present)
        bb_case_problem (self, "the drive has power, and the program does not find it");
    else if (broken && end->state_before != BB_DRIVE_STATE_NEEDS_RECOVERY)
        bb_case_problem (self, "neither firmware is complete, and the program reports the state %s",
                         bb_drive_state_to_string (end->state_before));
}

/* Switches the drive off and on if @end says that the firmware can only be verified after a power cycle, or that the
 * oldest open journal wants a power cycle. */
static void
bb_case_follow_next_step (BbCase *self, const BbRigEnd *end)
{
    gboolean pending = end->outcome == BB_OUTCOME_WRITTEN && end->proof == BB_PROOF_PENDING;

    if (!pending && !end->wants_power_cycle)
        return;
    self->sweep->n_power_cycles++;
    g_string_append (self->story, "  the drive is switched off and on\n");
    bb_rig_power_cycle (self->rig);
}

gboolean
bb_case_is_recovered (BbCase *self, const BbRigEnd *end)
{
    if (!end->reported)
        return FALSE;
    if (!self->sweep->subject.readable && end->outcome == BB_OUTCOME_WRITTEN && end->proof == BB_PROOF_UNPROVEN)
        return end->n_journals == 0 && end->next != NULL;
    return end->outcome == BB_OUTCOME_DONE || end->outcome == BB_OUTCOME_ROLLED_BACK;
}

void
bb_case_recover (BbCase *self, BbOnFailure on_failure)
{
    BbRigOrder order = {.action = BB_ACTION_RECOVER,
                        .on_failure = on_failure,
                        .flags = bb_subject_get_consents (&self->sweep->subject)};
    BbRigOrder verify = {.action = BB_ACTION_VERIFY};

    for (guint i = 0; i < MAX_RECOVERIES && !self->failed; i++) {
        gboolean broken = !bb_case_has_old (self) && !bb_case_has_new (self);
        g_autoptr (BbRigEnd) end = bb_rig_run (self->rig, &order);

        if (i > 0)
            self->sweep->n_more_programs++;
        bb_case_add_messages (self, order.action == BB_ACTION_VERIFY ? "verify" : "recover", end);
        bb_case_check_detected (self, end, broken);
        bb_case_check_truth (self, end);
        if (bb_case_is_recovered (self, end))
            return;
        bb_case_follow_next_step (self, end);
        /* The program left complete firmware alone, because it cannot tell its origin: the user keeps the firmware.
         */
        if (end->reported && end->outcome == BB_OUTCOME_NEEDS_RECOVERY && end->safe == BB_SAFE_UNKNOWN) {
            order.on_failure = BB_ON_FAILURE_ASK;
            order.answer = BB_CHOICE_KEEP;
            self->n_kept++;
        }
        if (end->reported && end->outcome == BB_OUTCOME_WRITTEN)
            order = verify;
    }
    bb_case_problem (self, "the drive is not recovered after %d programs", MAX_RECOVERIES);
}

void
bb_case_check_end (BbCase *self)
{
    g_autoptr (GPtrArray) kept = bb_subject_dump (&self->sweep->subject, self->rig, TRUE);
    g_autoptr (GPtrArray) journals = bb_journal_list (self->rig->state_folder);
    gboolean old = bb_case_has_old (self), new = bb_case_has_new (self);

    if (!old && !new)
        bb_case_problem (self, "neither firmware is complete after recovery");
    self->sweep->n_old += old;
    self->sweep->n_new += new;
    if (!bb_regions_equal (kept, self->sweep->kept_regions))
        bb_case_problem (self, "boot code or calibration changed");
    if (!bb_sweep_is_kernel_whole (self->sweep, self->rig))
        bb_case_problem (self, "neither kernel is complete after recovery");
    if (journals->len > 0)
        bb_case_problem (self, "%u journals are still open", journals->len);
    if (!bb_rig_is_polled (self->rig))
        bb_case_problem (self, "the kernel settings of the drive were not restored");
    if (bb_rig_count_violations (self->rig) > 0)
        bb_case_problem (self, "the simulator recorded a violation");
}

void
bb_case_check_usable (BbCase *self)
{
    BbRigOrder check = {.action = BB_ACTION_CHECK};
    g_autoptr (BbRigEnd) end = NULL;

    bb_rig_power_cycle (self->rig);
    end = bb_rig_run (self->rig, &check);
    if (!end->reported || !end->present || end->state_before != BB_DRIVE_STATE_READY) {
        bb_case_add_messages (self, "after the power cycle", end);
        bb_case_problem (self, "after recovery and a power cycle the drive is not reported as ready");
    }
}

void
bb_case_close (BbCase *self, const char *what)
{
    BbSweep *sweep = self->sweep;

    if (self->failed && sweep->n_problems++ < MAX_PROBLEMS)
        g_printerr ("%s:\n%s", what, self->story->str);
    g_string_free (self->story, TRUE);
    bb_rig_free (self->rig);
}
