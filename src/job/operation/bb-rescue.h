/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

G_BEGIN_DECLS

/*
 * Guidance for a drive that does not work: the diagnosis, its reasons, and the steps that may repair the drive, in
 * the order in which they should be tried. Shown by window and command line. No function here sends a command to the
 * drive or reads a file.
 */

/** BbRescueKind: a step and the job that performs it. In a step by hand the user disconnects the drive or its power;
 * RECOVER follows when the drive is connected again. */
typedef enum {
    BB_RESCUE_AGAIN = 1 << 0,      /* RECOVER with images of journal and backups */
    BB_RESCUE_FILE = 1 << 1,       /* RECOVER with a file of the user */
    BB_RESCUE_POWER_CUT = 1 << 2,  /* by hand: disconnect the power of the drive for 30 seconds */
    BB_RESCUE_OTHER_PORT = 1 << 3, /* by hand: connect the drive in another way, for example to another port */
    BB_RESCUE_COMPARE = 1 << 4,    /* VERIFY of a drive whose firmware runs */
    BB_RESCUE_BOOT_CODE = 1 << 5,  /* CONVERT: for experts */
    BB_RESCUE_HARDWARE = 1 << 6,   /* a repair of the hardware, without a job; always the last step */
} BbRescueKind;
/** bb_rescue_kind_to_string: "again", "file", "power-cut", "other-port", "compare", "boot-code", "hardware". */
const char *bb_rescue_kind_to_string (BbRescueKind kind);
/** bb_rescue_kind_is_by_hand: TRUE if the user must disconnect the drive or its power: POWER_CUT and OTHER_PORT. */
gboolean bb_rescue_kind_is_by_hand (BbRescueKind kind);

/** BbRescueState: state of a step. */
typedef enum {
    BB_RESCUE_TRIED,
    BB_RESCUE_NOW,
    BB_RESCUE_LATER,
    BB_RESCUE_SKIPPED, /* not tried: the user chose the next step */
} BbRescueState;
/** bb_rescue_state_to_string: "tried", "now", "later", "skipped". */
const char *bb_rescue_state_to_string (BbRescueState state);

/** BbRescueAct: what RECOVER without a file of the user does to the drive in its present state, for the label of a
 * button. */
typedef enum {
    BB_RESCUE_ACT_CHECK,              /* checks the drive; what follows depends on what is found */
    BB_RESCUE_ACT_RESTART,            /* starts the installed firmware and writes nothing */
    BB_RESCUE_ACT_RESTART_OR_RESTORE, /* starts the installed firmware or, if that fails, writes the backup */
    BB_RESCUE_ACT_REPAIR,             /* asks, then writes the stored identity */
    BB_RESCUE_ACT_CHOOSE,             /* asks which firmware to write */
    BB_RESCUE_ACT_RESTORE,            /* writes the previous firmware or the backup */
    BB_RESCUE_ACT_WRITE_AGAIN,        /* writes the firmware of the interrupted operation again */
} BbRescueAct;

/**
 * BbRescueStep:
 * @waits: only for a step by hand: no job can be started before the drive was disconnected and connected again
 * @act: what the button of a step with the job RECOVER does; for a step by hand, what follows it. FILE has a file of
 *   the user, so @act says nothing about it
 * @act_revision: (nullable): revision of the firmware that @act writes
 * @shuts_down: only if @waits: the user shuts down the computer for the step, so Burnback is usually closed
 * @is_noticed: only if @waits: Burnback notices that the drive was disconnected and connected again
 * @is_reconnected: the user has done this step by hand, and Burnback noticed that the drive was disconnected and
 *   connected again; %FALSE if only the user said so. Also %TRUE if the user then skipped the attempt
 * @is_again: the user has done this step by hand, and its button now does what that of AGAIN would do; AGAIN is then
 *   not listed as a later step
 * @title: a short sentence
 * @text: reason and effect of the step
 */
typedef struct {
    BbRescueKind kind;
    BbRescueState state;
    gboolean waits;
    gboolean shuts_down;
    gboolean is_noticed;
    gboolean is_reconnected;
    gboolean is_again;
    BbRescueAct act;
    char *act_revision;
    char *title;
    char *text;
} BbRescueStep;

/** bb_rescue_step_was_done: TRUE if @step is the current step, the user must disconnect the drive or its power for
 * it, and has done so: the button of the step then starts its job. */
gboolean bb_rescue_step_was_done (const BbRescueStep *step);

/**
 * BbRescueTries: the steps so far, as bits of #BbRescueKind.
 * @tried: steps that did not repair the drive
 * @skipped: steps that the user skipped
 * @by_hand: steps by hand that count as done, because Burnback noticed that the drive was disconnected or because the
 * user said that the step is done
 * @noticed: those of @by_hand for which Burnback noticed it
 * @proved: COMPARE has verified the firmware
 * @was_detected: the drive was connected at some time
 * @bus: the connection of a drive that is disconnected now; %BB_BUS_UNKNOWN if it was never detected
 */
typedef struct {
    guint tried;
    guint skipped;
    guint by_hand;
    guint noticed;
    gboolean proved;
    gboolean was_detected;
    BbBus bus;
} BbRescueTries;

/**
 * bb_rescue_tries_note_result: called when the job of the step @kind has ended with @result. Adds @kind to the tried
 * steps if the outcome is NEEDS_RECOVERY or UNCHANGED: the step did not repair the drive. Adds nothing for other
 * outcomes, if the job was stopped or never began, or if the drive was disconnected.
 *
 * Exceptions:
 * - COMPARE is always added, and sets @proved to %TRUE if the outcome is DONE (the firmware was verified), else to
 *   %FALSE.
 * - If the flash memory is worn and @kind is a step by hand, also adds AGAIN: the job wrote the firmware once more,
 *   and AGAIN would only do the same.
 */
void bb_rescue_tries_note_result (BbRescueTries *tries, BbRescueKind kind, const BbResult *result);
/** bb_rescue_tries_note_next: called when the user continues after @step, the current one. Adds it to the tried steps
 * if it is a step by hand that was done and makes no attempt (@is_again), else to the skipped steps. */
void bb_rescue_tries_note_next (BbRescueTries *tries, const BbRescueStep *step);
/** bb_rescue_tries_note_back: called when the user returns to step @kind. Removes @kind from the skipped steps. */
void bb_rescue_tries_note_back (BbRescueTries *tries, BbRescueKind kind);
/** bb_rescue_tries_note_away: called when Burnback noticed that the drive was disconnected while @kind was the
 * current step. A step by hand then counts as done. */
void bb_rescue_tries_note_away (BbRescueTries *tries, BbRescueKind kind);
/** bb_rescue_tries_note_done: called when the user says that @kind, the current step, is done. A step by hand then
 * counts as done, but no text says that the drive was reconnected. */
void bb_rescue_tries_note_done (BbRescueTries *tries, BbRescueKind kind);

/**
 * BbRescue: guidance for one drive. Immutable.
 * @who: (nullable): a phrase with the name or type of a drive that does not report its own name
 * @name: (nullable): only the name in @who; %NULL if @who has the type
 * @source: (nullable): where @name comes from, a sentence
 * @also: (nullable): other names under which this hardware was sold, a sentence
 * @believes: the diagnosis, a sentence
 * @why: (element-type utf8): the reasons of the diagnosis, sentences
 * @safe: whether the drive is safe during the steps, a sentence; the verdict if @is_over
 * @is_over: no step is left that Burnback can do, and the drive need not stay powered for another step
 * @is_unrecovered: @is_over, the flash memory is worn, and the user skipped neither a step that writes firmware nor
 *   OTHER_PORT
 * @steps: (element-type BbRescueStep): one of them has the state %BB_RESCUE_NOW
 */
typedef struct {
    char *who;
    char *name;
    const char *source;
    char *also;
    char *believes;
    GPtrArray *why;
    char *safe;
    gboolean is_over;
    gboolean is_unrecovered;
    GPtrArray *steps;
} BbRescue;
void bb_rescue_free (BbRescue *rescue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRescue, bb_rescue_free)

/**
 * bb_rescue_new:
 * @drive: (nullable): %NULL for a drive that this computer does not detect
 * @backups: (element-type BbBackup): all backups, newest first
 * @unread: (nullable): messages on backups that cannot be read
 * @tries: (nullable): the steps so far
 *
 * Returns: (transfer full): the guidance for @drive in its current state
 */
BbRescue *bb_rescue_new (BbEngineDrive *drive, GPtrArray *backups, const char *const *unread,
                         const BbRescueTries *tries);

/** bb_rescue_find_backup: (transfer none) (nullable): the newest trusted backup in @backups (element-type BbBackup,
 * newest first) that is of @drive or that its journal names. If the drive is not identified, only a backup that the
 * journal names. */
BbBackup *bb_rescue_find_backup (BbEngineDrive *drive, GPtrArray *backups);

/** bb_rescue_get_now: (transfer none): the step with the state %BB_RESCUE_NOW. There is always one, because HARDWARE,
 * the last step, is never tried or skipped. */
const BbRescueStep *bb_rescue_get_now (BbRescue *rescue);

G_END_DECLS
