/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "convert-rig.h"
#include "job-rig.h"

#include "job/operation/bb-operation.h"

G_BEGIN_DECLS

#define K355 "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nBootVersion=05\nRevision=1.05\nSerial=SIM0001\n"
#define MEDIATEK "[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.03\nSerial=SIM0001\n"
#define K355_SECOND "[drive sr1]\nFamily=nec-optiarc\nModel=K355\nBootVersion=05\nRevision=1.05\nSerial=SIM0002\n"

static const G_GNUC_UNUSED BbOperationRules stop_rules = {.on_failure = BB_ON_FAILURE_STOP};
static const G_GNUC_UNUSED BbOperationRules ask_rules = {.on_failure = BB_ON_FAILURE_ASK};

/* Case: one operation on sr0. @states: names of all its states, in order; @overtaken: the arguments of each signal
 * "overtaken", as "BY:NAME" */
typedef struct {
    JobRig *rig;
    BbEngineDrive *drive;
    BbOperation *operation;
    GString *states;
    GString *overtaken;
} Case;

/** watched: (transfer full): another operation on the drive, whose states and signals @it records, too. */
BbOperation *watched (Case *it, gboolean follows);
/** case_new: (transfer full): the drives of @scenario, and an operation on sr0. @follows: argument of
 * bb_operation_new() */
Case *case_new (const char *scenario, gboolean follows);
void case_free (Case *it);
/** wait_for: waits until the operation is in @state. Ends the test if the operation is in another state that does not
 * change by itself. */
void wait_for (BbOperation *operation, BbOperationState state);
/** wait_idle: waits until no job runs on any drive. */
void wait_idle (Case *it);
/** one_image: (transfer full): a list with only @image: (transfer full). */
GPtrArray *one_image (BbImage *image);
/** nec: (transfer full): a list with only an image of @revision for a K355. */
GPtrArray *nec (const char *revision);
/** choose_images: chooses @images: (transfer full) for @act, and asserts that the operation accepts them. */
void choose_images (BbOperation *operation, BbAction act, GPtrArray *images);
/** write_file: (transfer full): writes @image to the file @name in the state folder of the rig; returns the file. */
GFile *write_file (Case *it, const char *name, BbImage *image);
/** nec_file: (transfer full): write_file() for an image of @revision for a K355. */
GFile *nec_file (Case *it, const char *name, const char *revision);
/** open_codes: the codes of the consents of @operation that are not granted. */
BbConsentCode open_codes (BbOperation *operation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Case, case_free)

G_END_DECLS
