/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job-worker.h"
#include "job/store/bb-journal-find.h"
#include "job/store/bb-journal.h"
#include "bb-reopenable-transport.h"

G_BEGIN_DECLS

/**
 * BbRunError:
 * @BB_RUN_ERROR_DIFFERENT: data that was read differs from the expected data, or two reads differ
 * @BB_RUN_ERROR_NOT_REFUSED: a command that must be rejected was accepted, so something in between drops commands
 * @BB_RUN_ERROR_UNEXPECTED: the answer of the drive has unexpected content
 * @BB_RUN_ERROR_NEVER_READY: the drive was not ready within the time limit
 * @BB_RUN_ERROR_STOPPED: the user stopped the job here
 * @BB_RUN_ERROR_JOURNAL: the journal could not be written before the first endangering step
 * @BB_RUN_ERROR_SUM_REFUSED: the drive rejected the checksum as often as the section allows
 * @BB_RUN_ERROR_NOT_WRITTEN: the data reads back with confirmed differences
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
} BbRunError;

#define BB_RUN_ERROR (bb_run_error_quark ())
GQuark bb_run_error_quark (void);

/** BbRunner: runs one plan on one drive, for all families. */
typedef struct _BbRunner BbRunner;

/**
 * BbRunReport: state of a run.
 * @captures: data that was read
 * @differences: (element-type BbDifference): of sections that collect them
 * @identified: (nullable): facts of the last identify step
 * @touched: an endangering step was sent
 * @endangered: a power cut now would leave the drive without valid firmware
 * @healed: a section that completes the firmware was done after the last endangering step
 * @power_cycle: a power cycle must come before the failed section is tried again
 * @finish: first answer of the drive after the last piece of an image
 * @gone: the drive was gone in the last step that needs no answer
 * @failed_step: (nullable): the step that failed in all tries
 * @failed_number: its number
 * @failed_block: number of the block that it writes, from 1, of @n_blocks of the map; 0 if it writes none
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
 * @job: (nullable): gets the progress; its bb_job_stop() stops the run
 * @journal: (nullable): gets a line before each step that matters
 * @endangered: the drive has no valid firmware now
 */
BbRunner *bb_runner_new (BbReopenableTransport *link, BbPlan *plan, BbCatalog *catalog, BbJob *job,
                         BbJournal *journal, gboolean endangered);
void bb_runner_free (BbRunner *runner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRunner, bb_runner_free)

/** bb_runner_set_inquiry_only: sends no command that is not in the plan, not even to clear unit attentions. */
void bb_runner_set_inquiry_only (BbRunner *runner);

/** bb_runner_set_restores: the plan writes the previous firmware; progress says so. */
void bb_runner_set_restores (BbRunner *runner);

/**
 * bb_runner_run:
 *
 * Runs the plan; sections are repeated as they allow. Clears unit attentions before the first step and before a
 * section is repeated, never within one. Errors: %BB_RUN_ERROR, %BB_SCSI_ERROR, %BB_TRANSPORT_ERROR,
 * %G_IO_ERROR_CANCELLED.
 */
gboolean bb_runner_run (BbRunner *runner, GError **error);

/** bb_runner_get_report: (transfer none): valid as long as the runner. */
const BbRunReport *bb_runner_get_report (BbRunner *runner);

/**
 * bb_runner_wait_settled:
 * @sense: (out): the last sense data, unless it is about an earlier event; invalid if the drive is ready or silent
 *
 * Waits for a drive that is becoming ready before other commands are sent. Does not wait for a drive that answers
 * anything else, or nothing; an error is queried once more.
 */
void bb_runner_wait_settled (BbReopenableTransport *link, BbSense *sense);

/** bb_runner_is_becoming_ready: TRUE if the drive reports that it is becoming ready. */
gboolean bb_runner_is_becoming_ready (BbReopenableTransport *link);

/** BbRunnerWorkingFunc: called when the drive reports that it is working. */
typedef void (*BbRunnerWorkingFunc) (const BbSense *sense, gpointer data);

/**
 * bb_runner_await_finish:
 * @step: a wait whose first answers show whether the drive accepted the image
 * @finish: (out): what they show; set also on errors
 *
 * Returns: %TRUE if the drive has finished, whether it accepted the image or not. Errors: %BB_SCSI_ERROR if it
 * reports a fault; %BB_RUN_ERROR_NEVER_READY if it works longer than the limit, or does not return.
 */
gboolean bb_runner_await_finish (BbReopenableTransport *link, const BbStep *step, BbFinish *finish,
                                 BbRunnerWorkingFunc tell, gpointer data, GError **error);

/** bb_runner_wait_ready: the wait of one step, for other callers, too; see #BbStep. Errors:
 * %BB_RUN_ERROR_NEVER_READY. */
gboolean bb_runner_wait_ready (BbReopenableTransport *link, const BbStep *step, GError **error);

G_END_DECLS
