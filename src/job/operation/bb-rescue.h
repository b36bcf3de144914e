/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

G_BEGIN_DECLS

/*
 * What somebody with a dead drive is told: what is believed and why, and the steps that may bring it back, in the
 * order in which they should be tried. Both front ends show it. Nothing here asks a drive or reads a disk.
 */

/** BbRescueKind: a step. Those by hand end with RECOVER once the drive is back. */
typedef enum {
    BB_RESCUE_AGAIN = 1 << 0,      /* RECOVER with what journal and backups have */
    BB_RESCUE_FILE = 1 << 1,       /* RECOVER with a file that somebody brings */
    BB_RESCUE_POWER_CUT = 1 << 2,  /* by hand */
    BB_RESCUE_OTHER_PORT = 1 << 3, /* by hand */
    BB_RESCUE_COMPARE = 1 << 4,    /* VERIFY: of a drive that runs */
    BB_RESCUE_BOOT_CODE = 1 << 5,  /* CONVERT: for experts */
    BB_RESCUE_HARDWARE = 1 << 6,   /* nothing that a program can do */
} BbRescueKind;
/** bb_rescue_kind_to_string: "again", "file", "power-cut", "other-port", "compare", "boot-code", "hardware". */
const char *bb_rescue_kind_to_string (BbRescueKind kind);
/** bb_rescue_kind_is_by_hand: the drive must go away and come back. */
gboolean bb_rescue_kind_is_by_hand (BbRescueKind kind);

/** BbRescueState: of a step. */
typedef enum {
    BB_RESCUE_TRIED,
    BB_RESCUE_NOW,
    BB_RESCUE_LATER,
    BB_RESCUE_SKIPPED, /* not tried: the user went on to the next step */
} BbRescueState;
/** bb_rescue_state_to_string: "tried", "now", "later", "skipped". */
const char *bb_rescue_state_to_string (BbRescueState state);

/**
 * BbRescueStep:
 * @waits: for hands: nothing can be begun before the drive was away and is back
 * @title: what to do, a short sentence
 * @text: why, and what comes of it
 */
typedef struct {
    BbRescueKind kind;
    BbRescueState state;
    gboolean waits;
    char *title;
    char *text;
} BbRescueStep;

/**
 * BbRescueTries: what was tried since somebody began to care for this drive.
 * @tried: of #BbRescueKind: it did not bring the drive back
 * @skipped: of #BbRescueKind: the user went on without it, so nothing is known of what it would have brought
 * @by_hand: of #BbRescueKind: hands have done theirs
 * @proved: it was compared, and the firmware is what it should be
 */
typedef struct {
    guint tried;
    guint skipped;
    guint by_hand;
    gboolean proved;
} BbRescueTries;

/** bb_rescue_tries_note_result: @kind led to @result. What the user stopped is no try. */
void bb_rescue_tries_note_result (BbRescueTries *tries, BbRescueKind kind, const BbResult *result);
/** bb_rescue_tries_note_next: the user goes on from @kind to the next step: work by hand that was done did not help,
 * anything else was skipped. */
void bb_rescue_tries_note_next (BbRescueTries *tries, BbRescueKind kind);
/** bb_rescue_tries_note_away: the drive is gone while @kind was the step to take. */
void bb_rescue_tries_note_away (BbRescueTries *tries, BbRescueKind kind);

/**
 * BbRescue: Immutable, reference counted.
 * @who: (nullable): who a drive that does not say it probably is, a title
 * @also: (nullable): under which other names this hardware was sold, a sentence
 * @believes: what is the matter, a sentence
 * @why: (element-type utf8): on what that rests, sentences
 * @safe: what to keep in mind meanwhile
 * @steps: (element-type BbRescueStep): one of them is %BB_RESCUE_NOW
 */
typedef struct {
    char *who;
    char *also;
    char *believes;
    GPtrArray *why;
    char *safe;
    GPtrArray *steps;
} BbRescue;
void bb_rescue_free (BbRescue *rescue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRescue, bb_rescue_free)

/**
 * bb_rescue_new:
 * @drive: (nullable): %NULL: a drive that this computer does not see
 * @backups: (element-type BbBackup): all of them, newest first
 * @unread: (nullable): sentences, what of the backups could not be read
 * @tries: (nullable): nothing yet
 */
BbRescue *bb_rescue_new (BbEngineDrive *drive, GPtrArray *backups, const char *const *unread,
                         const BbRescueTries *tries);

/** bb_rescue_get_now: (transfer none): the step to take. */
const BbRescueStep *bb_rescue_get_now (BbRescue *rescue);

G_END_DECLS
