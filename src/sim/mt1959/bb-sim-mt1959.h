/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"

G_BEGIN_DECLS

/* Shared by the files of the simulated MediaTek drive. Sections are those of docs/protocols/mediatek-mt1959.md. */

#define BB_SIM_MT_FLASH_BYTES 0x200000u
#define BB_SIM_MT_CHUNK_BYTES 0x4000u
#define BB_SIM_MT_CONFIG 0x3000u
#define BB_SIM_MT_CONFIG_BYTES 0x20u
#define BB_SIM_MT_ID_BYTES 16u
#define BB_SIM_MT_APP 0x10000u
#define BB_SIM_MT_RECORDS 0x10400u
#define BB_SIM_MT_AGE_MARK 0x105C8u
#define BB_SIM_MT_OMNIDRIVE 0x150000u
#define BB_SIM_MT_SETTINGS 0x1EA000u
#define BB_SIM_MT_SETTINGS_BYTES 0x1000u
#define BB_SIM_MT_DESCRIPTOR 0x1EC000u
#define BB_SIM_MT_DESCRIPTOR_BYTES 0x100u
#define BB_SIM_MT_DESCRIPTOR_TAIL 0x58u
#define BB_SIM_MT_CALIBRATION 0x1F0000u
#define BB_SIM_MT_CALIBRATION_BYTES 0x10000u

/* First data byte of MMC feature 0003h, by form factor. */
#define BB_SIM_MT_TRAY_HALF_HEIGHT 0x39
#define BB_SIM_MT_TRAY_SLIM 0x2B

/* Groups of boards that accept each other's images. An image must be for the drive's group. */
typedef enum {
    BB_SIM_MT_GROUP_UNKNOWN,
    BB_SIM_MT_GROUP_HALF_HEIGHT,
    BB_SIM_MT_GROUP_SLIM,
    BB_SIM_MT_GROUP_OLD_SLIM,
    BB_SIM_MT_GROUP_MT1939,
} BbSimMtGroup;

typedef enum {
    BB_SIM_MT_NONE,
    BB_SIM_MT_PREPARED,
    BB_SIM_MT_RECEIVING,
} BbSimMtSession;

/**
 * BbSimMt: volatile state, and values that init derives from the model. Non-volatile state besides the flash is in
 * marks:
 * "mode" ("app", "boot"), "receiver" and "age" (the quirks of these names, until other firmware is programmed),
 * "wrapped-tried", "true-id" (the boot loader of an MT1939 with the boot ID of an MT1959 ran, and shows the true ID
 * from then on), and "vendor" and "product" from the factory, which the boot loader shows.
 * @mt1939: the chip is an MT1939, even if the boot ID is that of an MT1959
 * @boot: the boot loader is running
 * @next: required offset of the next chunk; 0x200000 after the last one
 * @sent_wrapped: the upload is wrapped; @ram contains it unwrapped
 * @ignored: the drive accepts the data but discards it (section 9)
 * @alone: no other command was sent since prepare
 * @old_flash: (nullable): during programming: the memory before it
 * @late_flash: (nullable): the firmware that runs until the next power-on, though the flash contains other firmware
 * @rejected: an upload was rejected in this power cycle
 * @laser_limit_recorded: the violation for the laser was recorded
 */
typedef struct {
    guint8 board_id[BB_SIM_MT_ID_BYTES];
    guint8 model_id[BB_SIM_MT_ID_BYTES];
    BbSimMtGroup group;
    gboolean mt1939;
    gboolean boot;
    BbSimMtSession session;
    guint32 next;
    gboolean sent_wrapped;
    gboolean ignored;
    gboolean alone;
    guint8 *ram;
    guint8 *old_flash;
    guint8 *late_flash;
    gint64 program_began_us;
    gint64 program_ends_us;
    gboolean rejected;
    gint64 powered_on_us;
    gboolean laser_limit_recorded;
} BbSimMt;

/**
 * BbSimMtLabel: properties of an image, in the block at 0x10000 that only synthetic images have.
 * @boot_id: boot ID that the firmware in the image will require of the next upload: the ID before a tool changed
 *   the file
 * @model_id: boot ID of the catalog model that the image was made for
 * @downgrade, @age_mark: whether the file allows older firmware afterwards
 */
typedef struct {
    char vendor[9];
    char product[17];
    char revision[5];
    const guint8 *boot_id;
    const guint8 *model_id;
    gboolean downgrade;
    gboolean age_mark;
} BbSimMtLabel;

/* bb-sim-mt1959-image.c */

/** bb_sim_mt_image_settings: see `image_settings` of #BbSimFamily. */
extern const BbSimChoice bb_sim_mt_image_settings[];
/* Properties of firmware: rows shared by the table of quirks (a drive's firmware) and the table of settings (an
 * image). */
#define BB_SIM_MT_FIRMWARE_CHOICES                                                                             \
    {"build-stamp", "*", "mediatek-mt1959 9", "Build stamp YYMMDDhhmm"},                                       \
        {"service-code", "*", "mediatek-mt1959 9", "Four characters; the model's if not given"},               \
        {"sales-code", "*", "mediatek-mt1959 9", "Eight characters; the second is M in MK builds"},            \
        {"downgrade-enabled", NULL, "mediatek-mt1959 9", "DE: may replace newer firmware"},                    \
        {"age-mark", NULL, "mediatek-mt1959 9", "Our own age mark: may replace any newer firmware"},           \
        {"omnidrive", "*", "mediatek-mt1959 9", "Has the OmniDrive tag with this version, for example 1.0.4"}, \
        {"marker", "N", "mediatek-mt1959 9", "Byte 50h of the descriptor, if another than fits the group"},    \
        {"platform", "*", "mediatek-mt1959 9", "Platform code of the hardware record"},                        \
        {"tray", "N", "mediatek-mt1959 9", "Tray byte of the hardware record"},                                \
    {                                                                                                          \
        "app-id", "*", "mediatek-mt1959 9", "Boot id of the firmware, for example BUP5"                        \
    }

/**
 * bb_sim_mt_label: reads the label; FALSE if the image (or flash) has none: then both IDs are the one at 0x3000.
 */
gboolean bb_sim_mt_label (const guint8 *image, BbSimMtLabel *label);
/** bb_sim_mt_integrity_good: whether the records at 0x10400 have the right checksums for a synthetic image. */
gboolean bb_sim_mt_integrity_good (const guint8 *image);
/** bb_sim_mt_has_age_mark: whether the image contains AGE_MARK. */
gboolean bb_sim_mt_has_age_mark (const guint8 *image);
/**
 * bb_sim_mt_image: (transfer full): returns 2 MiB with boot code; free with g_free().
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if the setting "app-id" is no boot ID.
 */
guint8 *bb_sim_mt_image (BbModel *model, const BbSimImageOptions *options, GError **error);
/**
 * bb_sim_mt_make_image: (transfer full): returns a firmware file, for #BbSimFamily.
 *
 * Errors: those of bb_sim_mt_image(); %BB_SIM_ERROR_SCENARIO also for boot code, which the family does not have as
 * a file.
 */
GBytes *bb_sim_mt_make_image (BbModel *model, const BbSimImageOptions *options, GError **error);
/**
 * bb_sim_mt_parse_id: makes the 16 bytes of a boot ID from its four variable characters, or from "MT1939"; FALSE if
 * @text is too long.
 */
gboolean bb_sim_mt_parse_id (const char *text, guint8 *id);
/**
 * bb_sim_mt_model_id: returns the model's boot ID; if the catalog has none, an ID that belongs to no known group.
 */
void bb_sim_mt_model_id (BbModel *model, guint8 *id);
/** bb_sim_mt_group_of_id: returns the group for the characters after "MT1959 Boot " (section 4). */
BbSimMtGroup bb_sim_mt_group_of_id (const guint8 *id);
/** bb_sim_mt_tray: returns the tray byte of a group; if the group has both kinds, that of the model. */
guint8 bb_sim_mt_tray (BbSimMtGroup group, BbModel *model);
/**
 * bb_sim_mt_find_tray: (nullable): finds the tray byte in @image. A caller that changes it must update the
 * checksums.
 */
guint8 *bb_sim_mt_find_tray (guint8 *image);
/**
 * bb_sim_mt_wrap, bb_sim_mt_unwrap: encrypt and decrypt in place, with the made-up key; @length_bytes a multiple of
 * 16.
 */
void bb_sim_mt_wrap (guint8 *bytes, gsize length_bytes);
void bb_sim_mt_unwrap (guint8 *bytes, gsize length_bytes);

/* bb-sim-mt1959-upload.c: WRITE BUFFER */

void bb_sim_mt_write_buffer (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
/** bb_sim_mt_finish_programming: called when the programming time has passed. */
void bb_sim_mt_finish_programming (BbSimDrive *drive);
/** bb_sim_mt_interrupt_programming: called when the power is lost during programming. */
void bb_sim_mt_interrupt_programming (BbSimDrive *drive);
/** bb_sim_mt_show_progress: puts the progress of programming into the sense data of a busy drive. */
void bb_sim_mt_show_progress (BbSimDrive *drive);

/* bb-sim-mt1959-receiver.c: acceptance of an image */

/**
 * bb_sim_mt_objection: returns the reason why the running firmware or boot loader rejects the image in RAM:
 * "form", "id", "age"; %NULL if it accepts the image. Checks the chunks that were received so far.
 */
const char *bb_sim_mt_objection (BbSimDrive *drive);
/**
 * bb_sim_mt_judge_group: records a violation if the image is for other boards; does nothing before the label was
 * received.
 */
void bb_sim_mt_judge_group (BbSimDrive *drive);
/** bb_sim_mt_judge: records violations by the image, once, after its descriptor was received. */
void bb_sim_mt_judge (BbSimDrive *drive);

/* bb-sim-mt1959-running.c */

/** bb_sim_mt_running: (transfer none): returns the flash content that the running firmware was loaded from. */
const guint8 *bb_sim_mt_running (BbSimDrive *drive);
/** bb_sim_mt_load_running: sets mode, INQUIRY texts and other fields that depend on the running firmware. */
void bb_sim_mt_load_running (BbSimDrive *drive);

G_END_DECLS
