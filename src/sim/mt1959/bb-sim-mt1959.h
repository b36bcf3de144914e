/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"

G_BEGIN_DECLS

/* Inside the MT1959 drive. Sections are those of docs/protocols/mediatek-mt1959.md. */

#define BB_SIM_MT_FLASH_BYTES 0x200000u
#define BB_SIM_MT_CHUNK_BYTES 0x4000u
#define BB_SIM_MT_CONFIG 0x3000u
#define BB_SIM_MT_CONFIG_BYTES 0x20u
#define BB_SIM_MT_ID_BYTES 16u
#define BB_SIM_MT_APP 0x10000u
#define BB_SIM_MT_RECORDS 0x10400u
#define BB_SIM_MT_SETTINGS 0x1EA000u
#define BB_SIM_MT_SETTINGS_BYTES 0x1000u
#define BB_SIM_MT_DESCRIPTOR 0x1EC000u
#define BB_SIM_MT_DESCRIPTOR_BYTES 0x100u
#define BB_SIM_MT_DESCRIPTOR_TAIL 0x58u
#define BB_SIM_MT_CALIBRATION 0x1F0000u
#define BB_SIM_MT_CALIBRATION_BYTES 0x10000u

/* First data byte of MMC feature 0003h; also stands for the form factor, 0 where none is known. */
#define BB_SIM_MT_TRAY_HALF_HEIGHT 0x39
#define BB_SIM_MT_TRAY_SLIM 0x2B

typedef enum {
    BB_SIM_MT_NONE,
    BB_SIM_MT_PREPARED,
    BB_SIM_MT_RECEIVING,
} BbSimMtSession;

/**
 * BbSimMt: what a power cut destroys, and what init worked out. Non-volatile beside the flash: the marks "mode"
 * ("app", "boot") and "expected-id" (hex of the id that the running receiver wants).
 * @boot: the boot loader runs
 * @next: offset the next chunk must have; 0x200000 when all came
 * @ignored: the receiver takes the data and drops it (section 7)
 * @alone: no other command came since prepare
 * @old_flash: (nullable): while programming: the memory before it
 * @tried_id, @has_tried_id: id of the first whole upload of this power cycle
 * @laser_told: violation for the laser was noted
 */
typedef struct {
    guint8 board_id[BB_SIM_MT_ID_BYTES];
    guint8 board_tray;
    gboolean mt1939;
    gboolean boot;
    BbSimMtSession session;
    guint32 next;
    gboolean ignored;
    gboolean alone;
    guint8 *ram;
    guint8 *old_flash;
    gint64 program_began_us;
    gint64 program_ends_us;
    guint8 tried_id[BB_SIM_MT_ID_BYTES];
    gboolean has_tried_id;
    gint64 powered_on_us;
    gboolean laser_told;
} BbSimMt;

/* What an image says of itself, in the block at 0x10000 that only synthetic images have. */
typedef struct {
    char vendor[9];
    char product[17];
    char revision[5];
    const guint8 *boot_id;
} BbSimMtLabel;

/** bb_sim_mt_label: reads it; FALSE if the image (or flash) has none: then the id is that at 0x3000. */
gboolean bb_sim_mt_label (const guint8 *image, BbSimMtLabel *label);
/** bb_sim_mt_integrity_good: the records at 0x10400 with the sums of synthetic images. */
gboolean bb_sim_mt_integrity_good (const guint8 *image);
/** bb_sim_mt_image: (transfer full): 2 MiB. @stamp: YYMMDDhhmm; %NULL: one of 2017. */
guint8 *bb_sim_mt_image (BbModel *model, const BbSimImageOptions *options, const char *stamp, GError **error);
GBytes *bb_sim_mt_make_image (BbModel *model, const BbSimImageOptions *options, GError **error);
/** bb_sim_mt_model_id: the model's 16 id bytes. */
gboolean bb_sim_mt_model_id (BbModel *model, guint8 *id, GError **error);
/** bb_sim_mt_model_tray: of its form factor in the catalog. */
guint8 bb_sim_mt_model_tray (BbModel *model);
/** bb_sim_mt_tray_of_id: by the letters after "MT1959 Boot " (section 4). */
guint8 bb_sim_mt_tray_of_id (const guint8 *id);
/** bb_sim_mt_find_tray: (nullable): where the firmware in @image has its byte; sums do not follow a change. */
guint8 *bb_sim_mt_find_tray (guint8 *image);

/* bb-sim-mt1959-upload.c: WRITE BUFFER */
void bb_sim_mt_write_buffer (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
/** bb_sim_mt_finish_programming: the time for it is over. */
void bb_sim_mt_finish_programming (BbSimDrive *drive);
/** bb_sim_mt_interrupt_programming: the power goes in it. */
void bb_sim_mt_interrupt_programming (BbSimDrive *drive);
/** bb_sim_mt_load_running: mode, INQUIRY texts and the rest that follow from the memory. */
void bb_sim_mt_load_running (BbSimDrive *drive);

G_END_DECLS
