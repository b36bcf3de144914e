/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rig-wire.h"
#include "bb-rig.h"

G_BEGIN_DECLS

/* Answers the requests of the running program, in the process that has the simulated drives. */

/** BbRigRun: a running program. */
typedef struct _BbRigRun {
    gboolean was_killed;
    guint n_commands;
    char *news;
    GHashTable *handles; /* handle to BbTransport */
    guint n_handles;
    gboolean held[8];
} BbRigRun;

/** bb_rig_get_drive: (transfer none) */
BbDrive *bb_rig_get_drive (BbRig *rig, guint number);
/** bb_rig_get_context: (transfer none): the main context in which each bus updates its list of drives. */
GMainContext *bb_rig_get_context (void);
/** bb_rig_settle: runs the sources that are pending there. */
void bb_rig_settle (void);

/** bb_rig_serve: answers @request. @data, @in: (nullable): data of the request, and memory for data from the drive.
 * %FALSE if the program must be killed now. */
gboolean bb_rig_serve (BbRig *rig, const BbWireRequest *request, const guint8 *data, BbWireAnswer *answer,
                       guint8 *in);

/** bb_rig_program: the program under test (bb-rig-program.c); never returns. */
void bb_rig_program (BbWireAsk ask, gpointer ask_data, BbRig *rig, const BbRigOrder *order) G_GNUC_NORETURN;

/**
 * BbRigRecord: all requests of one program. The program sends them to copies of the drives in its own process,
 * which is much faster than asking another process. When it has ended, the drives of the rig get the same requests
 * and must give the same answers, so that they reach the state in which the program, or its kill, left them.
 */
typedef struct _BbRigRecord BbRigRecord;

/** bb_rig_record_new: (transfer none): an empty record, in memory that forked processes share; there is only one. */
BbRigRecord *bb_rig_record_new (void);
/** bb_rig_record_begin: called in the program: its copy of @rig belongs to it from now on. */
void bb_rig_record_begin (BbRigRecord *record, BbRig *rig);
/** bb_rig_record_ask: called in the program: a #BbWireAsk; @data is the record. Kills the program where the rig
 * says so. */
void bb_rig_record_ask (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in,
                        gpointer data);
/** bb_rig_record_repeat: called when the program has ended: sends the same requests to the drives of @rig. */
void bb_rig_record_repeat (BbRigRecord *record, BbRig *rig);

G_END_DECLS
