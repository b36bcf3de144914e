/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/**
 * BbSimRig: a bus with the drives of a scenario, and an open transport to drive sr0, for tests of single commands.
 * @transport: (nullable): %NULL if sr0 is switched off or unplugged at the start
 * @data: data of the last data-in phase; the first @moved_bytes are valid
 * @answer: text that the last sim_rig_none(), sim_rig_in() or sim_rig_out() returned
 * @sense: sense data of the last command that the drive answered; zero after GOOD
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

/** sim_rig_catalog: (transfer full): opens the shipped catalog. */
BbCatalog *sim_rig_catalog (void);
/** sim_rig_new: returns a rig with the scenario @text. @store: (nullable): %NULL for a new store in memory. */
BbSimRig *sim_rig_new (const char *text, BbSimStore *store);
void sim_rig_free (BbSimRig *rig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSimRig, sim_rig_free)

/** sim_rig_reopen: opens a new transport to sr0, after the drive had disappeared. */
void sim_rig_reopen (BbSimRig *rig);
/** sim_rig_power_cycle: switches sr0 off and on, opens a new transport, and clears the unit attention. */
void sim_rig_power_cycle (BbSimRig *rig);

/**
 * sim_rig_none, sim_rig_in, sim_rig_out: send one command without data, with data in, or with data out. @cdb: in hex
 *
 * Returns: "GOOD", a sense code such as "5/24/00", or "gone", "timeout" or "error" for a %BB_TRANSPORT_ERROR; valid
 *   until the next command
 */
const char *sim_rig_none (BbSimRig *rig, const char *cdb);
const char *sim_rig_in (BbSimRig *rig, const char *cdb, gsize length_bytes);
const char *sim_rig_out (BbSimRig *rig, const char *cdb, const guint8 *data, gsize length_bytes);

/** sim_rig_settle: sends TEST UNIT READY, which must report the unit attention of the power-on and so clears it. */
void sim_rig_settle (BbSimRig *rig);

/**
 * sim_rig_transfer_image: Returns (transfer full) @image in the form in which a tool sends it to an MT1959. In this
 * form the boot area is blank except for the boot ID at 0x3000, which is copied from the configuration block @config.
 */
guint8 *sim_rig_transfer_image (GBytes *image, const guint8 *config);
/**
 * sim_rig_upload: sends the prepare command and all chunks of @image, up to the first answer that is not "GOOD".
 * Returns the last answer. @chunk: (out) (optional): number (from 0) of the last chunk that was sent; unchanged if
 * prepare failed.
 */
const char *sim_rig_upload (BbSimRig *rig, const guint8 *image, guint *chunk);
/** sim_rig_upload_for: uploads @image with the boot ID of the drive; returns as sim_rig_upload(). */
const char *sim_rig_upload_for (BbSimRig *rig, GBytes *image);
/** sim_rig_image: (transfer full): returns a synthetic image for an MT1959 model. */
GBytes *sim_rig_image (BbSimRig *rig, const char *model, const char *revision);
/** sim_rig_image_with: as sim_rig_image(), with settings of the family, for example "a=1;b". */
GBytes *sim_rig_image_with (BbSimRig *rig, const char *model, const char *revision, const char *settings);
/** sim_rig_revision: (transfer full): sends INQUIRY, asserts GOOD, returns the revision without trailing blanks. */
char *sim_rig_revision (BbSimRig *rig);
/** sim_rig_n_violations: returns the number of violations that sr0 recorded. */
guint sim_rig_n_violations (BbSimRig *rig);

G_END_DECLS
