/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mishap.h"

#include <string.h>

/* Removes the fault: connects power and cable, and starts the drive anew, without faults. */
static void
bb_mishap_remove_cause (BbCase *self)
{
    BbRig *copy = NULL;

    bb_rig_power (self->rig, TRUE);
    bb_rig_plug (self->rig, TRUE);
    copy = bb_rig_copy (self->rig);
    bb_rig_free (self->rig);
    self->rig = copy;
    g_string_append (self->story, "  the cause is removed, the drive is switched off and on\n");
}

/* Adds a problem if the outcome in the report @end does not fit the firmware that the drive has. Also adds a problem
 * if the flash was not completed and the report names no next step. */
static void
bb_mishap_check_outcome (BbCase *self, const BbRigEnd *end)
{
    bb_case_check_truth (self, end);
    if (!end->reported || !end->present || end->refused != NULL)
        return;
    switch (end->outcome) {
    case BB_OUTCOME_DONE:
        if (!bb_case_has_new (self))
            bb_case_problem (self, "the program reports the new firmware, and the memory has another");
        break;
    case BB_OUTCOME_UNCHANGED:
    case BB_OUTCOME_REFUSED:
    case BB_OUTCOME_ROLLED_BACK:
        if (!bb_case_has_old (self))
            bb_case_problem (self, "the program reports the old firmware, and the memory has another");
        break;
    case BB_OUTCOME_NEEDS_RECOVERY:
    case BB_OUTCOME_WRITTEN:
        break;
    case BB_OUTCOME_NOT_FOUND:
    case BB_OUTCOME_NOT_PERMITTED:
        bb_case_problem (self, "the program reports an outcome that no fault of a drive may have");
        break;
    }
    if (end->outcome != BB_OUTCOME_DONE && end->next == NULL)
        bb_case_problem (self, "the program named no next step");
}

/* Follows the next steps of the report @end until the firmware is complete: recovers a drive that needs recovery, and
 * verifies firmware that was written but not verified. Does nothing for other outcomes. */
static void
bb_mishap_recover (BbCase *self, const BbRigEnd *end)
{
    BbRigOrder verify = {.action = BB_ACTION_VERIFY};
    g_autoptr (BbRigEnd) again = NULL;

    if (!end->present)
        return;
    if (end->outcome == BB_OUTCOME_NEEDS_RECOVERY) {
        bb_case_recover (self, BB_ON_FAILURE_ROLLBACK);
        return;
    }
    if (end->outcome != BB_OUTCOME_WRITTEN)
        return;
    if (bb_case_has_old (self) && !end->restored) {
        /* The drive accepted all commands but still has its old firmware. Only a verification after the power cycle
         * finds that. */
        again = bb_rig_run (self->rig, &verify);
        bb_case_add_messages (self, "verify", again);
        if (again->outcome == BB_OUTCOME_DONE)
            bb_case_problem (self, "the program reports the right firmware, and the memory has another");
        bb_case_recover (self, BB_ON_FAILURE_ROLLBACK);
        return;
    }
    again = bb_rig_run (self->rig, &verify);
    bb_case_add_messages (self, "verify", again);
    bb_case_check_truth (self, again);
    if (!bb_case_is_recovered (self, again))
        bb_case_problem (self, "the memory has the firmware that was written, and verify does not find it");
}

/* TRUE if @fault left the drive with neither the old nor the new firmware, and no program can notice this. Two faults
 * can do so:
 * - Bytes were lost in transfer to a drive that checks no checksum and cannot be read back.
 * - The last command was lost. The drive has written all blocks except the last one, and still runs its old firmware
 *   from RAM. */
static gboolean
bb_mishap_is_undetectable (BbCase *self, const char *fault)
{
    const BbSubject *subject = &self->sweep->subject;
    gboolean is_silent = strstr (fault, "Kind=silent") != NULL;
    gboolean is_upload = subject->unchecked && g_str_has_prefix (fault, "At=step:upload:") &&
                         (is_silent || strstr (fault, "Kind=bit-flip") != NULL);
    gboolean is_end = subject->quirks != NULL && strstr (subject->quirks, "as-blocks") != NULL && is_silent &&
                      g_str_has_prefix (fault, "At=step:program:");

    return (is_upload || is_end) && !bb_case_has_old (self) && !bb_case_has_new (self);
}

/* Called after a fault that no program can notice. Adds a problem unless the report @end is one of these:
 * - The firmware was written but not verified.
 * - The flash is done with %BB_PROOF_IDENTITY, and the message says that nothing was read back. */
static void
bb_mishap_check_limited_proof (BbCase *self, const BbRigEnd *end)
{
    gboolean pending = end->outcome == BB_OUTCOME_WRITTEN && end->proof != BB_PROOF_PROVEN && end->next != NULL;
    gboolean its_word = end->outcome == BB_OUTCOME_DONE && end->proof == BB_PROOF_IDENTITY;

    if (!end->reported || (!pending && !its_word))
        bb_case_problem (self, "the program reports more than it can know");
    if (its_word && (end->message == NULL || strstr (end->message, "not read back") == NULL))
        bb_case_problem (self, "the message does not say that nothing was read back");
}

/* TRUE if @fault can be noticed only by a verification after a power cycle. This is so if all of this is true:
 * - Data was lost in transfer to a drive that can be read back only after a power cycle.
 * - The drive has neither the old nor the new firmware.
 * - The outcome in the report @end is not %BB_OUTCOME_NEEDS_RECOVERY. */
static gboolean
bb_mishap_is_noticed_later (BbCase *self, const char *fault, const BbRigEnd *end)
{
    gboolean is_lost = strstr (fault, "Kind=silent") != NULL || strstr (fault, "Kind=bit-flip") != NULL;

    return self->sweep->subject.readable_later && is_lost && end->outcome != BB_OUTCOME_NEEDS_RECOVERY &&
           !bb_case_has_old (self) && !bb_case_has_new (self);
}

/* Verifies the drive and returns (transfer full) the report. */
static BbRigEnd *
bb_mishap_verify (BbCase *self)
{
    BbRigOrder order = {.action = BB_ACTION_VERIFY};
    BbRigEnd *end = bb_rig_run (self->rig, &order);

    bb_case_add_messages (self, "verify", end);
    return end;
}

/* Flashes the drive again, power cycles it, and verifies it. Adds a problem if the report @end of the last
 * verification does not ask for a second flash, or if this flash fails. */
static void
bb_mishap_flash_again (BbCase *self, const BbRigEnd *end)
{
    g_autoptr (BbRigEnd) flash = NULL;
    g_autoptr (BbRigEnd) verify = NULL;

    if (end->outcome != BB_OUTCOME_UNCHANGED || end->next == NULL || strstr (end->next, "flash it again") == NULL)
        bb_case_problem (self, "verify does not report other firmware, or does not ask to flash it again");
    flash = bb_rig_run (self->rig, &self->sweep->order);
    bb_case_add_messages (self, "flash", flash);
    bb_rig_power_cycle (self->rig);
    verify = bb_mishap_verify (self);
    if (verify->outcome != BB_OUTCOME_DONE || !bb_case_has_new (self))
        bb_case_problem (self, "the drive does not have the new firmware after the second flash");
}

/* Called after a flash whose fault is found only by a verification after a power cycle. Verifies the drive. If the
 * new firmware does not start, recovers the drive; else flashes the drive again. */
static void
bb_mishap_verify_later (BbCase *self)
{
    g_autoptr (BbRigEnd) end = NULL;

    bb_mishap_remove_cause (self);
    end = bb_mishap_verify (self);
    if (end->state_after == BB_DRIVE_STATE_NEEDS_RECOVERY)
        bb_case_recover (self, BB_ON_FAILURE_ROLLBACK);
    else
        bb_mishap_flash_again (self, end);
    if (!self->failed)
        bb_case_check_end (self);
}

void
bb_mishap_run (BbSweep *sweep, const char *fault, BbMishapCheck check, gpointer data)
{
    BbCase self = {.sweep = sweep, .rig = bb_rig_copy (sweep->base), .story = g_string_new (NULL)};
    g_autoptr (BbRigEnd) victim = NULL;

    bb_rig_fault (self.rig, fault);
    victim = bb_rig_run (self.rig, &sweep->order);
    bb_case_add_messages (&self, "flash", victim);
    if (bb_mishap_is_undetectable (&self, fault) || bb_mishap_is_noticed_later (&self, fault, victim)) {
        bb_mishap_check_limited_proof (&self, victim);
        if (!self.failed && sweep->subject.readable_later)
            bb_mishap_verify_later (&self);
        sweep->n_cuts++;
        bb_case_close (&self, fault);
        return;
    }
    bb_mishap_check_outcome (&self, victim);
    if (check != NULL)
        check (&self, victim, data);
    sweep->n_cuts++;
    if (!self.failed) {
        bb_mishap_remove_cause (&self);
        bb_mishap_recover (&self, victim);
    }
    if (!self.failed)
        bb_case_check_end (&self);
    if (!self.failed)
        bb_case_check_usable (&self);
    bb_case_close (&self, fault);
}
