/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rig-wire.h"
#include "bb-rig.h"

G_BEGIN_DECLS

/* How the simulated drives of a rig answer the program that runs, in the process that has them. */

/** BbRigRun: a program that runs. */
typedef struct _BbRigRun {
    gboolean was_killed;
    guint n_commands;
    char *news;
    GHashTable *handles; /* handle -> BbTransport */
    guint n_handles;
    gboolean held[8];
} BbRigRun;

/** bb_rig_get_drive: (transfer none) */
BbDrive *bb_rig_get_drive (BbRig *rig, guint number);
/** bb_rig_get_context: (transfer none): the main context in which each bus brings its list of drives up to date. */
GMainContext *bb_rig_get_context (void);
/** bb_rig_settle: does what waits there. */
void bb_rig_settle (void);

/** bb_rig_serve: answers @request. @data, @in: (nullable): its data, and room for data from the drive. %FALSE: the
 * program is to be killed now. */
gboolean bb_rig_serve (BbRig *rig, const BbWireRequest *request, const guint8 *data, BbWireAnswer *answer,
                       guint8 *in);

/** bb_rig_program: the program itself (bb-rig-program.c); never returns. */
void bb_rig_program (BbWireAsk ask, gpointer ask_data, BbRig *rig, const BbRigOrder *order) G_GNUC_NORETURN;

/**
 * BbRigRecord: all that one program asked of the drives. The program asks copies of the drives in its own process,
 * which costs far less than asking another process; when it has ended, the drives of the rig are asked the same
 * again, and must give the same answers. So they come into the state in which the program, or its death, left them.
 */
typedef struct _BbRigRecord BbRigRecord;

/** bb_rig_record_new: (transfer none): an empty one, in memory that forked processes share; there is one at a time.
 */
BbRigRecord *bb_rig_record_new (void);
/** bb_rig_record_begin: in the program: its copy of @rig is its own from now on. */
void bb_rig_record_begin (BbRigRecord *record, BbRig *rig);
/** bb_rig_record_ask: in the program: a #BbWireAsk; @data is the record. Kills the program where the rig says so. */
void bb_rig_record_ask (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in,
                        gpointer data);
/** bb_rig_record_repeat: when the program is gone: asks the drives of @rig the same. */
void bb_rig_record_repeat (BbRigRecord *record, BbRig *rig);

G_END_DECLS
