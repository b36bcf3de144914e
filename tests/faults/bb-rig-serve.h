/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rig-wire.h"
#include "bb-rig.h"

G_BEGIN_DECLS

/* Answers the requests of the running program, in the process that has the simulated drives. */

/** BbRigRun: a running program. */
typedef struct _BbRigRun {
    gboolean was_killed;
    guint n_commands;    /* commands that the program sent to drives */
    char *report;        /* (nullable): printed GVariant that the program sent at its end */
    GHashTable *handles; /* handle -> BbTransport that the program has open */
    guint n_handles;
    gboolean held[8]; /* for each drive: the program has exclusive access */
} BbRigRun;

/** bb_rig_get_drive: (transfer none): returns drive @number of the rig, which must exist. */
BbDrive *bb_rig_get_drive (BbRig *rig, guint number);
/** bb_rig_get_context: (transfer none): returns the main context in which each bus updates its list of drives. */
GMainContext *bb_rig_get_context (void);
/** bb_rig_settle: runs all sources that are pending in the main context of bb_rig_get_context(). */
void bb_rig_settle (void);

/**
 * bb_rig_serve: carries out @request with the drives of @rig, and sets @answer. FALSE if the program must be killed
 * at this request; @answer is not valid then.
 * @data: (nullable): data of the request
 * @in: (nullable): memory for data from the drive
 */
gboolean bb_rig_serve (BbRig *rig, const BbWireRequest *request, const guint8 *data, BbWireAnswer *answer,
                       guint8 *in);

/**
 * bb_rig_program: runs the program under test (bb-rig-program.c): carries out @order, sends the result with @ask, and
 * ends the process. Must be called in a forked process.
 */
void bb_rig_program (BbWireAsk ask, gpointer ask_data, BbRig *rig, const BbRigOrder *order) G_GNUC_NORETURN;

/**
 * BbRigRecord: all requests of one program. The program sends its requests to copies of the drives in its own
 * process, which is faster than asking the process of the test. After the program has ended, the test repeats the
 * requests with the original drives of the rig. The originals must give the same answers, and end in the same state
 * as the copies.
 */
typedef struct _BbRigRecord BbRigRecord;

/** bb_rig_record_new: (transfer none): empties and returns the only record, in memory that forked processes share. */
BbRigRecord *bb_rig_record_new (void);
/** bb_rig_record_begin: called in the forked program: makes the memory of its drives private, so that the drives of
 * the test do not change. @rig: copy of the rig in the program */
void bb_rig_record_begin (BbRigRecord *record, BbRig *rig);
/**
 * bb_rig_record_ask: a #BbWireAsk for the program: records the request, and carries it out with the program's copy of
 * the drives. Kills the program if the rig demands a kill at this command. @data: the #BbRigRecord
 */
void bb_rig_record_ask (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in,
                        gpointer data);
/**
 * bb_rig_record_repeat: called in the test when the program has ended: carries out its requests with the drives of
 * @rig, and asserts that the answers are the same.
 */
void bb_rig_record_repeat (BbRigRecord *record, BbRig *rig);

G_END_DECLS
