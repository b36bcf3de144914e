/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job-worker.h"
#include "job/store/bb-journal-find.h"
#include "job/store/bb-journal.h"
#include "bb-reopenable-transport.h"

G_BEGIN_DECLS

/**
 * BbRunError: why running a plan failed.
 * @BB_RUN_ERROR_DIFFERENT: data that was read differs from the expected data, or two reads differ
 * @BB_RUN_ERROR_NOT_REFUSED: a command that the drive must reject was accepted, so a bridge may drop commands
 * @BB_RUN_ERROR_UNEXPECTED: the answer of the drive has unexpected content
 * @BB_RUN_ERROR_NEVER_READY: the drive was not ready within the time limit
 * @BB_RUN_ERROR_STOPPED: the user stopped the job after a section of the plan
 * @BB_RUN_ERROR_JOURNAL: the journal could not be written before the first step that endangers the drive
 * @BB_RUN_ERROR_SUM_REFUSED: the drive rejected the checksum as often as the section allows
 * @BB_RUN_ERROR_NOT_TAKEN: the answer shows that the drive did not accept the data that was sent
 * @BB_RUN_ERROR_NOT_WRITTEN: all was written, but two reads of the firmware differ from the written data in the same
 *   place
 */
typedef enum {
    BB_RUN_ERROR_DIFFERENT,
    BB_RUN_ERROR_NOT_REFUSED,
    BB_RUN_ERROR_UNEXPECTED,
    BB_RUN_ERROR_NEVER_READY,
    BB_RUN_ERROR_STOPPED,
    BB_RUN_ERROR_JOURNAL,
    BB_RUN_ERROR_SUM_REFUSED,
    BB_RUN_ERROR_NOT_WRITTEN,
    BB_RUN_ERROR_NOT_TAKEN,
} BbRunError;

#define BB_RUN_ERROR (bb_run_error_quark ())
GQuark bb_run_error_quark (void);

/** BbRunner: runs one plan on one drive, for all families. */
typedef struct _BbRunner BbRunner;

/**
 * BbRunReport: the state of a run of a plan, also after a failure.
 * @captures: the data that was read
 * @differences: (element-type BbDifference): differences that sections with @collect found
 * @identified: (nullable): facts of the last identify step
 * @touched: an endangering step was sent. Exception: a step that the drive refused does not count if the plan says
 *   that this refusal leaves the drive unchanged
 * @endangered: a power cut now would leave the drive without valid firmware
 * @healed: the drive was endangered in this run, and the firmware is complete now
 * @power_cycle: a power cycle must come before the failed section is tried again
 * @finish: whether the drive accepted the image; its first answers after the last piece of the image show this, see
 *   bb_runner_await_finish()
 * @fault: (nullable): the error that the drive reported while it was endangered: a medium or hardware error or an
 *   aborted command, even if the step accepts it, and any other error of the drive that ended the run, except a
 *   rejection (illegal request). %NULL if the step was then repeated or replaced by another one
 * @gone: the drive was disconnected during the newest command, in a step that accepts %BB_ANSWER_LOST
 * @failed_step: (nullable): the step that ended the run; %NULL after a run without failure
 * @failed_number: number of @failed_step, from 0
 * @failed_block, @n_blocks: number of the block that @failed_step writes, from 1, and number of all blocks.
 *   @failed_block is 0 if @failed_step writes none
 * @n_endangered_commands: commands that were sent while the drive was endangered
 * @n_restarts: how often a section was run again
 */
typedef struct {
    BbCaptures *captures;
    GArray *differences;
    BbFacts *identified;
    gboolean touched;
    gboolean endangered;
    gboolean healed;
    gboolean power_cycle;
    BbFinish finish;
    GError *fault;
    gboolean gone;
    const BbStep *failed_step;
    guint failed_number;
    guint failed_block;
    guint n_blocks;
    guint n_endangered_commands;
    guint n_restarts;
} BbRunReport;

/**
 * bb_runner_new:
 * @catalog: (nullable): for identify steps
 * @job: (nullable): gets the progress; bb_job_stop() on @job stops the run
 * @journal: (nullable): not owned; gets a line before each step that endangers the drive or is marked for the journal
 * @endangered: the drive has no valid firmware now
 *
 * Returns: (transfer full): a runner for @plan; it sends nothing before bb_runner_run()
 */
BbRunner *bb_runner_new (BbReopenableTransport *link, BbPlan *plan, BbCatalog *catalog, BbJob *job,
                         BbJournal *journal, gboolean endangered);
void bb_runner_free (BbRunner *runner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRunner, bb_runner_free)

/** bb_runner_set_inquiry_only: from now on, @runner sends only the commands of the plan, and does not clear unit
 * attentions. If the first command gets a unit attention, the drive did not execute it, and it is sent again. */
void bb_runner_set_inquiry_only (BbRunner *runner);

/** bb_runner_set_known: sets the values that are known of this drive, as #BbFacts has them. The identify steps of the
 * plan give them to the family. @values: (nullable): a{sv}; %NULL if no values are known */
void bb_runner_set_known (BbRunner *runner, GVariant *values);

/** bb_runner_set_restores: sets @restores of the progress, because the plan writes the previous firmware. */
void bb_runner_set_restores (BbRunner *runner);

/**
 * bb_runner_run:
 *
 * Runs the plan; called once for a runner. Updates the report, also on failure. After success, the drive counts as
 * not endangered, unless the plan is a conversion.
 *
 * A section that fails is repeated as often as the section allows, unless the error shows that another try cannot
 * succeed. Unit attentions are cleared before the first step, before a section is repeated, and before a read is sent
 * again.
 *
 * Errors: %BB_RUN_ERROR, %BB_SCSI_ERROR, %BB_TRANSPORT_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean bb_runner_run (BbRunner *runner, GError **error);

/** bb_runner_get_report: (transfer none): the report, which is valid until the runner is freed. */
const BbRunReport *bb_runner_get_report (BbRunner *runner);

/**
 * bb_runner_wait_settled:
 * @sense: (out): the last sense data; @valid is %FALSE if the drive is ready or does not respond
 *
 * Waits, at most two minutes, until the drive no longer reports that it is becoming ready. Continues, at most twice,
 * after a unit attention or a hardware error, which may be about an earlier event. Any other answer ends the wait.
 */
void bb_runner_wait_settled (BbReopenableTransport *link, BbSense *sense);

/** bb_runner_is_becoming_ready: TRUE if the drive reports that it becomes ready by itself, without a command or the
 * user. FALSE if it is ready or does not respond. */
gboolean bb_runner_is_becoming_ready (BbReopenableTransport *link);

/** BbRunnerWorkingFunc: called after each poll of a drive that has not finished. @sense: the sense data of the
 * answer; not valid if there is none or the drive did not answer */
typedef void (*BbRunnerWorkingFunc) (const BbSense *sense, gpointer data);

/**
 * bb_runner_await_finish:
 * @step: a wait whose first answers show whether the drive accepted the image
 * @finish: (out): whether the drive accepted the image, as far as the answers show; set also on errors
 * @tell: called after each answer with which the wait continues
 *
 * Returns: %TRUE if the drive has finished, or after too many unclear answers (unit attentions, unknown sense data);
 *   such answers do not show whether the drive has finished. Errors: %BB_SCSI_ERROR if the drive reports a fault;
 *   %BB_RUN_ERROR_NEVER_READY if the drive works longer than the limit of @step, or is disconnected for too long
 */
gboolean bb_runner_await_finish (BbReopenableTransport *link, const BbStep *step, BbFinish *finish,
                                 BbRunnerWorkingFunc tell, gpointer data, GError **error);

/** bb_runner_wait_ready: waits until the drive is ready, as @wait of @step says. If the step allows it, opens a drive
 * again that returns with another device node. TRUE also for an answer that is neither "ready" nor "not ready", if
 * @any_other_ends of the step is set. Errors: %BB_RUN_ERROR_NEVER_READY. */
gboolean bb_runner_wait_ready (BbReopenableTransport *link, const BbStep *step, GError **error);

G_END_DECLS
