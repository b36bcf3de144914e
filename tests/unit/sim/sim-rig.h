/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/**
 * BbSimRig: a bus with one or more drives and a transport to the first one, for tests of single commands.
 * @data: data of the last data-in phase, @moved_bytes of it valid
 * @sense: sense data of the last command, zero after GOOD
 */
typedef struct {
    BbCatalog *catalog;
    BbSimStore *store;
    BbSimBus *bus;
    BbTransport *transport;
    guint8 data[0x10000];
    gsize moved_bytes;
    char answer[32];
    guint8 sense[18];
} BbSimRig;

#define SIM_RIG_MT1959 "[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\n"

#define SIM_RIG_NEC "[drive sr0]\nFamily=nec-optiarc\nModel=K355\n"

/** sim_rig_catalog: (transfer full): opens the catalog of the source tree. */
BbCatalog *sim_rig_catalog (void);
/** sim_rig_new: @text is the scenario; @store (nullable): %NULL for a new one in memory. */
BbSimRig *sim_rig_new (const char *text, BbSimStore *store);
void sim_rig_free (BbSimRig *rig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSimRig, sim_rig_free)

/** sim_rig_reopen: opens a new transport to sr0, after the drive had disappeared. */
void sim_rig_reopen (BbSimRig *rig);
/** sim_rig_power_cycle: switches sr0 off and on, and clears its unit attention. */
void sim_rig_power_cycle (BbSimRig *rig);

/**
 * sim_rig_none, sim_rig_in, sim_rig_out: send one command, its CDB in hex.
 *
 * Returns: "GOOD", sense as "5/24/00", "gone", "timeout" or "error"; valid until the next command
 */
const char *sim_rig_none (BbSimRig *rig, const char *cdb);
const char *sim_rig_in (BbSimRig *rig, const char *cdb, gsize length_bytes);
const char *sim_rig_out (BbSimRig *rig, const char *cdb, const guint8 *data, gsize length_bytes);

/** sim_rig_settle: clears the unit attention of power-on. */
void sim_rig_settle (BbSimRig *rig);

/**
 * sim_rig_transfer_image: (transfer full): returns @image as a tool sends it: boot area blank, boot ID of @config
 * at 0x3000.
 */
guint8 *sim_rig_transfer_image (GBytes *image, const guint8 *config);
/**
 * sim_rig_upload: sends prepare and all chunks. Returns the first answer that is not GOOD, and its chunk in @chunk.
 */
const char *sim_rig_upload (BbSimRig *rig, const guint8 *image, guint *chunk);
/** sim_rig_upload_for: makes the transfer image with the drive's own config block, and uploads it. */
const char *sim_rig_upload_for (BbSimRig *rig, GBytes *image);
/** sim_rig_image: (transfer full): makes a synthetic image for @model. */
GBytes *sim_rig_image (BbSimRig *rig, const char *model, const char *revision);
/** sim_rig_image_with: as sim_rig_image(), with settings of the family: "a=1;b". */
GBytes *sim_rig_image_with (BbSimRig *rig, const char *model, const char *revision, const char *settings);
/** sim_rig_revision: (transfer full): returns the revision that INQUIRY shows. */
char *sim_rig_revision (BbSimRig *rig);
guint sim_rig_n_violations (BbSimRig *rig);

G_END_DECLS
