/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job-private.h"
#include "job/store/bb-journal-private.h"
#include "bb-reopenable-transport.h"

G_BEGIN_DECLS

/**
 * BbRunError:
 * @BB_RUN_ERROR_DIFFERENT: what was read is not what it must equal (also: two reads differ)
 * @BB_RUN_ERROR_NOT_REFUSED: a command that must be refused was taken: something between swallows commands
 * @BB_RUN_ERROR_UNEXPECTED: the drive answered, but not what must stand in the answer
 * @BB_RUN_ERROR_NEVER_READY: it did not come back within its limit
 * @BB_RUN_ERROR_STOPPED: the user wanted it to end here
 * @BB_RUN_ERROR_JOURNAL: the journal could not be written before the first step that endangers
 * @BB_RUN_ERROR_SUM_REFUSED: the checksum of what was sent was refused as often as its section allows
 * @BB_RUN_ERROR_NOT_WRITTEN: what was written reads back otherwise, and the reads can be believed
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

/**
 * BbRunner: one plan on one drive. The engine's only way to send a plan's commands; knows no chip.
 */
typedef struct _BbRunner BbRunner;

/**
 * BbRunReport: how far it came.
 * @captures: what was read
 * @differences: (element-type BbDifference): of the sections that collect
 * @identified: (nullable): what the last identify step found
 * @touched: a step that endangers was sent
 * @endangered: a cut now would leave the drive without valid firmware
 * @healed: a section that heals was done after the last step that endangers
 * @power_cycle: the section that failed may be tried again only after a power cycle
 * @finish: what the drive answered first after the last piece of an image
 * @gone: the drive was gone in the last step that did not need an answer
 * @failed_step: (nullable): which step failed for good
 * @failed_number: its number
 * @failed_block: number of the block that it writes, from 1, of @n_blocks on the map; 0: it writes none
 * @n_endangered_commands: commands sent while a cut would have hurt
 * @n_restarts: how often a section was begun again
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
 * @catalog: (nullable): for steps that identify
 * @job: (nullable): gets the progress; its stop is obeyed
 * @journal: (nullable): gets a line before each step that matters
 * @endangered: the drive has no valid firmware now
 */
BbRunner *bb_runner_new (BbReopenableTransport *link, BbPlan *plan, BbCatalog *catalog, BbJob *job,
                         BbJournal *journal, gboolean endangered);
void bb_runner_free (BbRunner *runner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRunner, bb_runner_free)

/** bb_runner_set_inquiry_only: sends nothing that is not in the plan, not even to clear unit attentions. */
void bb_runner_set_inquiry_only (BbRunner *runner);

/** bb_runner_set_restores: it writes the firmware from before; that is told with its progress. */
void bb_runner_set_restores (BbRunner *runner);

/**
 * bb_runner_run:
 *
 * Runs the plan to its end, sections again as they allow. Clears unit attentions before the first step and
 * before a section runs again, never inside one. Errors: %BB_RUN_ERROR, %BB_SCSI_ERROR, %BB_TRANSPORT_ERROR,
 * %G_IO_ERROR_CANCELLED.
 */
gboolean bb_runner_run (BbRunner *runner, GError **error);

/** bb_runner_get_report: (transfer none): valid as long as the runner. */
const BbRunReport *bb_runner_get_report (BbRunner *runner);

/**
 * bb_runner_wait_calm:
 * @sense: (out): what it said last, of itself and not of what happened before; not valid where it is ready or silent
 *
 * Lets a drive that is on its way to being ready get there before anything is asked of it. A drive that answers
 * anything else, or nothing, is not waited for; an error is asked for once more.
 */
void bb_runner_wait_calm (BbReopenableTransport *link, BbSense *sense);

/** bb_runner_is_on_its_way: asks whether it says that it will be ready by itself. */
gboolean bb_runner_is_on_its_way (BbReopenableTransport *link);

/** BbRunnerTell: the drive answered that it is at work. */
typedef void (*BbRunnerTell) (const BbSense *sense, gpointer data);

/**
 * bb_runner_await_finish:
 * @step: a wait whose first answers tell what became of an image
 * @finish: (out): what they tell; also on errors
 *
 * TRUE: it is at rest again, whether it took the image or not. Errors: %BB_SCSI_ERROR: it reports a fault;
 * %BB_RUN_ERROR_NEVER_READY: it was at work longer than the limit, or it does not come back.
 */
gboolean bb_runner_await_finish (BbReopenableTransport *link, const BbStep *step, BbFinish *finish, BbRunnerTell tell,
                                 gpointer data, GError **error);

/** bb_runner_wait_ready: the wait of one step, also for others; see #BbStep. Errors: %BB_RUN_ERROR_NEVER_READY. */
gboolean bb_runner_wait_ready (BbReopenableTransport *link, const BbStep *step, GError **error);

G_END_DECLS
