/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim-drive.h"

G_BEGIN_DECLS

/* Inside the MediaTek drive. Sections are those of docs/protocols/mediatek-mt1959.md. */

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

/* First data byte of MMC feature 0003h, by the form factor. */
#define BB_SIM_MT_TRAY_HALF_HEIGHT 0x39
#define BB_SIM_MT_TRAY_SLIM 0x2B

/* Boards that take each other's images; what an upload needs to be of the drive's. */
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
 * BbSimMt: what a power cut destroys, and what init worked out. Non-volatile beside the flash: the marks "mode"
 * ("app", "boot"), "receiver" and "age" (the quirks of these names, until other firmware is programmed),
 * "wrapped-tried", "true-id" (an MT1939 that said it were an MT1959 says so no more: its own boot loader ran), and
 * "vendor" and "product" of the factory, which the boot loader shows.
 * @mt1939: the silicon, whatever the boot id says
 * @boot: the boot loader runs
 * @next: offset the next chunk must have; 0x200000 when all came
 * @sent_wrapped: the upload is wrapped; @ram has it unwrapped
 * @ignored: the receiver takes the data and drops it (section 9)
 * @alone: no other command came since prepare
 * @old_flash: (nullable): while programming: the memory before it
 * @late_flash: (nullable): until the next power-on the drive runs what this has
 * @rejected: an upload of this power cycle was
 * @laser_told: violation for the laser was noted
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
    gboolean laser_told;
} BbSimMt;

/**
 * BbSimMtLabel: what an image says of itself, in the block at 0x10000 that only synthetic images have.
 * @boot_id: what the image's receiver will want of the next upload: the id of the file before a tool changed it
 * @model_id: of the catalog's row that the image was made from
 * @downgrade, @age_mark: whether the file has them
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

/** bb_sim_mt_image_settings: for #BbSimFamily. */
extern const BbSimChoice bb_sim_mt_image_settings[];
/* What a drive's firmware may be like, and an image: rows of the tables of quirks and of settings. */
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

/** bb_sim_mt_label: reads it; FALSE if the image (or flash) has none: then the ids are that at 0x3000. */
gboolean bb_sim_mt_label (const guint8 *image, BbSimMtLabel *label);
/** bb_sim_mt_integrity_good: the records at 0x10400 with the sums of synthetic images. */
gboolean bb_sim_mt_integrity_good (const guint8 *image);
/** bb_sim_mt_has_age_mark: whether the image has the eight bytes of ours. */
gboolean bb_sim_mt_has_age_mark (const guint8 *image);
/** bb_sim_mt_image: (transfer full): 2 MiB, boot code included; to be freed with g_free(). Errors:
 * %BB_SIM_ERROR_SCENARIO: the setting "app-id" is no boot id. */
guint8 *bb_sim_mt_image (BbModel *model, const BbSimImageOptions *options, GError **error);
/** bb_sim_mt_make_image: (transfer full): the same as a file, for #BbSimFamily. Errors: those of bb_sim_mt_image();
 * %BB_SIM_ERROR_SCENARIO also where a boot code is asked for. */
GBytes *bb_sim_mt_make_image (BbModel *model, const BbSimImageOptions *options, GError **error);
/** bb_sim_mt_parse_id: 16 bytes from the four characters that differ, or from "MT1939"; FALSE: too long. */
gboolean bb_sim_mt_parse_id (const char *text, guint8 *id);
/** bb_sim_mt_model_id: the model's 16 id bytes; one of no known group where the catalog knows none. */
void bb_sim_mt_model_id (BbModel *model, guint8 *id);
/** bb_sim_mt_group_of_id: by the characters after "MT1959 Boot " (section 4). */
BbSimMtGroup bb_sim_mt_group_of_id (const guint8 *id);
/** bb_sim_mt_tray: tray byte of a group; of the model where the group has both. */
guint8 bb_sim_mt_tray (BbSimMtGroup group, BbModel *model);
/** bb_sim_mt_find_tray: (nullable): where the firmware in @image has its byte; sums do not follow a change. */
guint8 *bb_sim_mt_find_tray (guint8 *image);
/** bb_sim_mt_wrap, bb_sim_mt_unwrap: in place, with the made-up key; @length_bytes a multiple of 16. */
void bb_sim_mt_wrap (guint8 *bytes, gsize length_bytes);
void bb_sim_mt_unwrap (guint8 *bytes, gsize length_bytes);

/* bb-sim-mt1959-upload.c: WRITE BUFFER */

void bb_sim_mt_write_buffer (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);
/** bb_sim_mt_finish_programming: the time for it is over. */
void bb_sim_mt_finish_programming (BbSimDrive *drive);
/** bb_sim_mt_interrupt_programming: the power goes in it. */
void bb_sim_mt_interrupt_programming (BbSimDrive *drive);
/** bb_sim_mt_show_progress: puts how far programming is into the sense data of a busy drive. */
void bb_sim_mt_show_progress (BbSimDrive *drive);

/* bb-sim-mt1959-receiver.c: what the drive thinks of an image */

/**
 * bb_sim_mt_objection: why the receiver that runs now does not take the image in RAM, as far as it came: "form",
 * "id", "age"; %NULL: it does.
 */
const char *bb_sim_mt_objection (BbSimDrive *drive);
/** bb_sim_mt_judge_group: notes the violation of an image for other boards; once it has the label. */
void bb_sim_mt_judge_group (BbSimDrive *drive);
/** bb_sim_mt_judge: notes what a tool must not have sent; once, when the descriptor came. */
void bb_sim_mt_judge (BbSimDrive *drive);

/* bb-sim-mt1959.c */

/** bb_sim_mt_running: (transfer none): the memory that the running firmware came from. */
const guint8 *bb_sim_mt_running (BbSimDrive *drive);
/** bb_sim_mt_load_running: mode, INQUIRY texts and the rest that follow from the memory. */
void bb_sim_mt_load_running (BbSimDrive *drive);

G_END_DECLS
