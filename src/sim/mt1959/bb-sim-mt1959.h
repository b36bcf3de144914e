/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"

G_BEGIN_DECLS

/* Shared by the files of the simulated MediaTek drive, which follows docs/protocols/mediatek-mt1959.md. "Wrapped"
 * images are encrypted ones. */

/* Addresses in the flash memory, which are also offsets in an image, and lengths (mediatek-mt1959.md, section 2). */
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

/* Groups of boards whose images fit each other. An image must be for the group of the drive's board. */
typedef enum {
    BB_SIM_MT_GROUP_UNKNOWN,
    BB_SIM_MT_GROUP_HALF_HEIGHT,
    BB_SIM_MT_GROUP_SLIM,
    BB_SIM_MT_GROUP_OLD_SLIM,
    BB_SIM_MT_GROUP_MT1939,
} BbSimMtGroup;

/* State of an upload.
 * - BB_SIM_MT_NONE: no upload
 * - BB_SIM_MT_PREPARED: the prepare command was received
 * - BB_SIM_MT_RECEIVING: at least one chunk was received */
typedef enum {
    BB_SIM_MT_NONE,
    BB_SIM_MT_PREPARED,
    BB_SIM_MT_RECEIVING,
} BbSimMtSession;

/**
 * BbSimMt: volatile state, and values that bb_sim_mt_init() derives from the model. Non-volatile state besides the
 * flash is in these marks:
 * - "mode": "app" if the firmware runs, "boot" if the boot loader runs
 * - "receiver", "age": the values of the quirks of these names; removed when firmware is programmed
 * - "wrapped-tried": "yes" if a wrapped image was sent and rejected
 * - "true-id": "yes" after bb_sim_mt_show_true_id() has changed the boot ID: the chip is an MT1939, but the drive had
 *   the boot ID of an MT1959 before
 * - "vendor", "product": the texts that the boot loader shows
 * @board_id: boot ID of the drive's board
 * @model_id: boot ID of the catalog model
 * @group: group of @board_id
 * @mt1939: the chip is an MT1939, even if the boot ID is that of an MT1959
 * @boot: the boot loader is running
 * @next: required offset of the next chunk; 0x200000 after the last one
 * @sent_wrapped: the host sends a wrapped image; @ram contains it in unwrapped form
 * @ignored: the drive answers the upload with GOOD but will not program it (mediatek-mt1959.md, section 9)
 * @alone: no command but WRITE BUFFER was sent after the prepare command
 * @ram: the image that is being uploaded
 * @old_flash: (nullable): content of the flash before programming; not %NULL only while the drive is programming
 * @late_flash: (nullable): only with the quirk late: old content of the flash, from which the running firmware was
 *   loaded; the flash contains the new firmware already
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
 * @boot_id: boot ID of the firmware in the image. When this firmware runs, it accepts only images with this boot ID.
 *   A tool that changes the boot ID at 0x3000 does not change @boot_id
 * @model_id: boot ID of the catalog model that the image was made for
 * @downgrade, @age_mark: the image was made with the mark DE ("downgrade enabled") or with the age mark; each of the
 *   two lets the image replace newer firmware
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

/** bb_sim_mt_image_settings: settings that `burnback-sim make-image --set` accepts. */
extern const BbSimChoice bb_sim_mt_image_settings[];
/* Rows that describe firmware. They are part of two tables: the quirks, for the firmware of a new drive, and the
 * settings of images, for the firmware in an image. */
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
 * bb_sim_mt_label: sets @label to the label of an image or of flash content. The IDs point into @image. FALSE if it
 * has no label; then both IDs are set to the ID at 0x3000, and the other fields are not set.
 */
gboolean bb_sim_mt_label (const guint8 *image, BbSimMtLabel *label);
/**
 * bb_sim_mt_integrity_good: TRUE if the table at 0x10400 has at least one record, and each record has a valid range
 * and the checksum of the simulator over this range.
 */
gboolean bb_sim_mt_integrity_good (const guint8 *image);
/** bb_sim_mt_has_age_mark: TRUE if @image has the mark that lets it replace newer firmware: eight bytes at
 * BB_SIM_MT_AGE_MARK. */
gboolean bb_sim_mt_has_age_mark (const guint8 *image);
/**
 * bb_sim_mt_image: (transfer full): returns a synthetic image of 2 MiB, including the boot code; free it with
 * g_free().
 *
 * Errors: %BB_SIM_ERROR_SCENARIO if the setting "app-id" is no boot ID.
 */
guint8 *bb_sim_mt_image (BbModel *model, const BbSimImageOptions *options, GError **error);
/**
 * bb_sim_mt_make_image: (transfer full): returns a synthetic firmware file; for `make_image` of #BbSimFamily.
 * Settings:
 * - "wrapped": the file is encrypted
 * - "raw-read-out": the first 0x400 bytes are a copy of those at 0x10000
 *
 * Errors: those of bb_sim_mt_image(); %BB_SIM_ERROR_SCENARIO also if @options asks for a boot code file or a boot
 * version, which this family does not have.
 */
GBytes *bb_sim_mt_make_image (BbModel *model, const BbSimImageOptions *options, GError **error);
/** bb_sim_mt_parse_id: sets the 16 bytes @id to the boot ID for @text, which is "MT1939" or at most four characters,
 * which follow "MT1959 Boot " in the ID. FALSE if @text is longer; then @id has its first four characters. */
gboolean bb_sim_mt_parse_id (const char *text, guint8 *id);
/** bb_sim_mt_model_id: sets @id to the boot ID that the catalog has for @model. If it has none, sets @id to an ID
 * that belongs to no known group. */
void bb_sim_mt_model_id (BbModel *model, guint8 *id);
/** bb_sim_mt_group_of_id: returns the group of boards with boot ID @id (mediatek-mt1959.md, section 4);
 * %BB_SIM_MT_GROUP_UNKNOWN for any other ID. */
BbSimMtGroup bb_sim_mt_group_of_id (const guint8 *id);
/**
 * bb_sim_mt_tray: returns the tray byte of @group; for the groups MT1939 and UNKNOWN, which have both form factors,
 * the tray byte of @model.
 */
guint8 bb_sim_mt_tray (BbSimMtGroup group, BbModel *model);
/**
 * bb_sim_mt_find_tray: (nullable): returns the address of the tray byte in @image; %NULL if there is no hardware
 * record at its usual place. A caller that changes the byte must update the checksum.
 */
guint8 *bb_sim_mt_find_tray (guint8 *image);
/**
 * bb_sim_mt_wrap: encrypts @bytes in place with the invented key. @length_bytes must be a multiple of 16.
 */
void bb_sim_mt_wrap (guint8 *bytes, gsize length_bytes);
/** bb_sim_mt_unwrap: decrypts @bytes in place, the reverse of bb_sim_mt_wrap(). */
void bb_sim_mt_unwrap (guint8 *bytes, gsize length_bytes);

/* bb-sim-mt1959-upload.c */

/** bb_sim_mt_write_buffer: executes WRITE BUFFER: prepare, a chunk, or finish. Any other form gets 5/24/00. Such a
 * form also ends the upload, except with buffer 0 and mode 01 or 07. */
void bb_sim_mt_write_buffer (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
/** bb_sim_mt_finish_programming: called after the programming time: starts the new firmware, with unit attention
 * 6/3F/01. With the quirk late, the old firmware runs until a power cycle. */
void bb_sim_mt_finish_programming (BbSimDrive *drive);
/** bb_sim_mt_interrupt_programming: called when the power is lost while the drive is programming. Sets the flash to
 * the partly erased or partly written content that a real drive would have now. Sets the mark "mode" to "boot". */
void bb_sim_mt_interrupt_programming (BbSimDrive *drive);
/** bb_sim_mt_show_progress: puts the progress of programming into the sense data of a busy drive, in the place that
 * the quirk "progress" names. Clears the progress if there is no such quirk, or if the drive is not programming. */
void bb_sim_mt_show_progress (BbSimDrive *drive);

/* bb-sim-mt1959-receiver.c: acceptance of an image */

/**
 * bb_sim_mt_objection: returns the reason why the running firmware or boot loader rejects the image in RAM, or %NULL
 * if it accepts the image. If there are several reasons, returns the first one in this order:
 * - "form": wrapped instead of plain, or plain instead of wrapped
 * - "id": wrong boot ID
 * - "age": older than the running firmware
 */
const char *bb_sim_mt_objection (BbSimDrive *drive);
/**
 * bb_sim_mt_record_group_violation: records a violation if the image in RAM is for another group of boards. Does
 * nothing if the group of the image or of the drive is unknown.
 */
void bb_sim_mt_record_group_violation (BbSimDrive *drive);
/**
 * bb_sim_mt_record_violations: records a violation for each of these properties of the image in RAM:
 * - It has a boot ID that a tool must not send to this drive.
 * - Its boot area is not cleared. For a drive with the boot ID of an MT1939: its boot area is cleared.
 * - It is sent after another image was rejected in this power cycle.
 * - It is plain, but the running firmware accepts only wrapped images, and no wrapped image was tried before.
 * - Its mark DE or its age mark was changed.
 *
 * Call this function once for an upload, after the drive has received the descriptor of the image.
 */
void bb_sim_mt_record_violations (BbSimDrive *drive);

/* bb-sim-mt1959-running.c */

/** bb_sim_mt_running: (transfer none): returns the flash content that the running firmware was loaded from: the
 * current content, unless the quirk late keeps older firmware running. */
const guint8 *bb_sim_mt_running (BbSimDrive *drive);
/**
 * bb_sim_mt_load_running: sets the fields of @drive that depend on the running firmware or boot loader: INQUIRY
 * texts, tray byte, firmware date, readiness, disc functions, and whether the boot loader runs.
 */
void bb_sim_mt_load_running (BbSimDrive *drive);

G_END_DECLS
