/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-mt1959.h"
#include "sim/bb-sim.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* The drive of docs/protocols/mediatek-mt1959.md, section 9. */

/* A slim drive that runs half-height firmware burns its laser; nobody may leave it on for so long. */
#define LASER_LIMIT_US (60 * G_USEC_PER_SEC)

static const BbSimChoice bb_sim_mt_states[] = {
    {"normal", NULL, "mediatek-mt1959 9", "Runs its firmware"},
    {"boot", NULL, "mediatek-mt1959 9", "In the boot loader, application blank"},
    {"half-flashed", NULL, "mediatek-mt1959 9", "In the boot loader, first half of the application written"},
    {"foreign-id", NULL, "mediatek-mt1959 9",
     "Runs firmware of a sister board: its receiver wants that board's boot id"},
    {"wrong-form-factor", NULL, "mediatek-mt1959 9", "Runs firmware of the other form factor: no disc functions"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_mt_quirks[] = {
    {"readable", "config|windows|all", "mediatek-mt1959 9", "What READ BUFFER answers; windows if not given"},
    {"needs-finish", NULL, "mediatek-mt1959 9", "Programs only after the finish command"},
    {"finish-attention", NULL, "mediatek-mt1959 9", "The finish command answers 6/3F/01"},
    {"strict-config", NULL, "mediatek-mt1959 9", "Refuses an image without this drive's 32 config bytes"},
    {"takes-calibration", NULL, "mediatek-mt1959 9", "Programs the file's bytes over its own calibration too"},
    {"programming-ms", "N", "mediatek-mt1959 9", "How long programming takes; 8000 if not given"},
    {"busy-07", NULL, "mediatek-mt1959 9", "Says 2/04/07 while it programs, not 2/04/01"},
    {"receiver", "plain|wrapped", "mediatek-mt1959 9", "Which form the firmware's receiver takes"},
    {"boot-receiver", "plain|wrapped", "mediatek-mt1959 9", "Which form the boot loader's receiver takes"},
    {"wrapped-answer", "refuse|silent", "mediatek-mt1959 9", "What a wrapped receiver does with a plain image"},
    {"on-wrong-id", "silent|refuse", "mediatek-mt1959 9", "What a receiver does with an id it does not expect"},
    {"on-bad-integrity", "boot|refuse|ignore", "mediatek-mt1959 9", "What bad integrity records lead to"},
    {"chip", "MT1959|MT1939", "mediatek-mt1959 9", "The silicon, if other than the catalog says"},
    {"mt1939-answer", "half|end", "mediatek-mt1959 9", "Where an MT1939 refuses an MT1959 image"},
    {"boot-reads", NULL, "mediatek-mt1959 9", "The boot loader answers READ BUFFER at 0x3000"},
    {"bridge-name", "*", "mediatek-mt1959 9", "A bridge shows this product name and its own vendor"},
    {"build-stamp", "*", "mediatek-mt1959 9", "Build stamp YYMMDDhhmm of the firmware"},
    {"date-21", NULL, "mediatek-mt1959 9", "The firmware date of feature 010C has 12 digits and the century 21"},
    {"config-bytes", "*", "mediatek-mt1959 9", "The drive's own 16 bytes at 0x3010, in hex"},
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "mediatek-mt1959 9", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {NULL, NULL, NULL, NULL},
};

static const guint16 bb_sim_mt_profiles[] = {0x0043, 0x0042, 0x0041, 0x0040, 0x002B, 0x001B, 0x001A, 0x0014,
                                             0x0013, 0x0011, 0x0010, 0x000A, 0x0009, 0x0008, 0};

static gsize
bb_sim_mt_flash_bytes (BbModel *model)
{
    return BB_SIM_MT_FLASH_BYTES;
}

static void
bb_sim_mt_clear (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;

    if (own == NULL)
        return;
    g_free (own->ram);
    g_free (own->old_flash);
    g_free (own);
    drive->own = NULL;
}

/* The memory of a new drive */

static void
bb_sim_mt_fill_own_parts (BbSimDrive *drive, guint8 *flash)
{
    guint32 seed = drive->config->seed ^ g_str_hash (drive->config->name);
    const char *hex = bb_sim_drive_quirk (drive, "config-bytes", NULL);
    g_autoptr (GBytes) bytes = hex != NULL ? bb_hex_parse (hex, NULL) : NULL;
    BbSimMt *own = drive->own;

    memcpy (flash + BB_SIM_MT_CONFIG, own->board_id, BB_SIM_MT_ID_BYTES);
    bb_sim_fill (flash + BB_SIM_MT_CONFIG + BB_SIM_MT_ID_BYTES, 16, seed + 1);
    if (bytes != NULL)
        memcpy (flash + BB_SIM_MT_CONFIG + BB_SIM_MT_ID_BYTES, g_bytes_get_data (bytes, NULL),
                MIN (g_bytes_get_size (bytes), 16));
    bb_sim_fill (flash + BB_SIM_MT_SETTINGS, BB_SIM_MT_SETTINGS_BYTES, seed + 2);
    bb_sim_fill (flash + BB_SIM_MT_DESCRIPTOR + BB_SIM_MT_DESCRIPTOR_TAIL,
                 BB_SIM_MT_DESCRIPTOR_BYTES - BB_SIM_MT_DESCRIPTOR_TAIL, seed + 3);
    bb_sim_fill (flash + BB_SIM_MT_CALIBRATION, BB_SIM_MT_CALIBRATION_BYTES, seed + 4);
}

static void
bb_sim_mt_apply_state (BbSimDrive *drive, guint8 *flash)
{
    const BbSimMt *own = drive->own;
    const char *state = drive->config->state;
    gboolean slim = own->board_tray == BB_SIM_MT_TRAY_SLIM;
    const char *foreign = NULL;

    bb_sim_drive_set_mark (drive, "mode", "app");
    if (g_str_equal (state, "boot") || g_str_equal (state, "half-flashed")) {
        guint32 from = g_str_equal (state, "boot") ? BB_SIM_MT_APP : BB_SIM_MT_FLASH_BYTES / 2;

        memset (flash + from, 0xFF, BB_SIM_MT_SETTINGS - from);
        bb_sim_drive_set_mark (drive, "mode", "boot");
    } else if (g_str_equal (state, "foreign-id")) {
        foreign = slim ? "MT1959 Boot BUP5" : "MT1959 Boot JBC6";
    } else if (g_str_equal (state, "wrong-form-factor")) {
        foreign = slim ? "MT1959 Boot JB8 " : "MT1959 Boot BU5 ";
        *bb_sim_mt_find_tray (flash) = bb_sim_mt_tray_of_id ((const guint8 *) foreign);
    }
    /* The application of another board in the memory: what a cross-flash left behind. */
    if (foreign != NULL) {
        g_autofree char *hex = bb_hex_dup ((const guint8 *) foreign, BB_SIM_MT_ID_BYTES, "");

        memcpy (flash + BB_SIM_MT_APP + 36, foreign, BB_SIM_MT_ID_BYTES); /* the label's id */
        bb_sim_drive_set_mark (drive, "expected-id", hex);
    }
}

static gboolean
bb_sim_mt_fill (BbSimDrive *drive, GError **error)
{
    const BbSimConfig *config = drive->config;
    BbSimImageOptions options = {
        .revision = config->revision, .vendor = config->vendor, .product = config->product, .seed = config->seed};
    g_autofree guint8 *flash =
        bb_sim_mt_image (config->model, &options, bb_sim_drive_quirk (drive, "build-stamp", NULL), error);
    BbSimMtLabel label;

    if (flash == NULL || !bb_sim_mt_label (flash, &label))
        return FALSE;
    bb_sim_drive_set_mark (drive, "vendor", label.vendor);
    bb_sim_drive_set_mark (drive, "product", label.product);
    if (config->firmware != NULL) {
        gsize length_bytes = 0;
        const guint8 *bytes = g_bytes_get_data (config->firmware, &length_bytes);

        if (length_bytes != BB_SIM_MT_FLASH_BYTES) {
            g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO,
                         "Firmware has %" G_GSIZE_FORMAT " bytes, not 2 MiB", length_bytes);
            return FALSE;
        }
        memcpy (flash + BB_SIM_MT_APP, bytes + BB_SIM_MT_APP, BB_SIM_MT_FLASH_BYTES - BB_SIM_MT_APP);
    }
    bb_sim_mt_fill_own_parts (drive, flash);
    bb_sim_mt_apply_state (drive, flash);
    bb_sim_drive_poke (drive, 0, flash, BB_SIM_MT_FLASH_BYTES);
    return TRUE;
}

static gboolean
bb_sim_mt_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    BbModel *model = drive->config->model;
    BbSimMt *own = g_new0 (BbSimMt, 1);
    const char *chip = bb_sim_drive_quirk (drive, "chip", bb_model_get_string (model, "Chip"));

    drive->own = own;
    own->ram = g_malloc0 (BB_SIM_MT_FLASH_BYTES);
    own->mt1939 = g_strcmp0 (chip, "MT1939") == 0;
    if (drive->config->boot_code != NULL || drive->config->boot_version != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO,
                     "mediatek-mt1959 has no BootCode and no BootVersion");
    } else if (bb_sim_mt_model_id (model, own->board_id, error)) {
        own->board_tray = bb_sim_mt_model_tray (model);
        drive->profiles = bb_sim_mt_profiles;
        if (bb_sim_drive_has_quirk (drive, "busy-07"))
            drive->busy_ascq = 0x07;
        if (!fresh || bb_sim_mt_fill (drive, error))
            return TRUE;
    }
    bb_sim_mt_clear (drive);
    return FALSE;
}

static void
bb_sim_mt_power_on (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;

    g_clear_pointer (&own->old_flash, g_free);
    /* Its RAM is cleared by the next prepare; nothing reads it before. */
    own->session = BB_SIM_MT_NONE;
    own->next = 0;
    own->has_tried_id = FALSE;
    own->laser_told = FALSE;
    own->powered_on_us = drive->now_us;
    bb_sim_mt_load_running (drive);
}

static void
bb_sim_mt_tick (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;

    if (own->old_flash != NULL && drive->now_us >= own->program_ends_us)
        bb_sim_mt_finish_programming (drive);
    if (drive->dead_disc && !own->laser_told && drive->now_us - own->powered_on_us > LASER_LIMIT_US) {
        own->laser_told = TRUE;
        bb_sim_drive_violation (drive, "a drive with firmware of the other form factor was kept on for over 60 s");
    }
}

static void
bb_sim_mt_power_lost (BbSimDrive *drive, double fraction)
{
    BbSimMt *own = drive->own;

    if (own->old_flash != NULL)
        bb_sim_mt_interrupt_programming (drive);
    own->boot = FALSE;
}

/* READ BUFFER, sections 3 and 6 */

static gboolean
bb_sim_mt_may_read (BbSimDrive *drive, guint32 address, guint32 length_bytes)
{
    static const struct {
        guint32 first;
        guint32 length_bytes;
        guint32 most_bytes;
    } windows[] = {
        {BB_SIM_MT_CONFIG, BB_SIM_MT_CONFIG_BYTES, BB_SIM_MT_CONFIG_BYTES},
        {BB_SIM_MT_DESCRIPTOR, BB_SIM_MT_DESCRIPTOR_BYTES, BB_SIM_MT_DESCRIPTOR_BYTES},
        {BB_SIM_MT_CALIBRATION, BB_SIM_MT_CALIBRATION_BYTES, BB_SIM_MT_CHUNK_BYTES},
    };
    const BbSimMt *own = drive->own;
    const char *readable = own->boot ? "config" : bb_sim_drive_quirk (drive, "readable", "windows");
    gsize n_windows = g_str_equal (readable, "config") ? 1 : G_N_ELEMENTS (windows);

    if (address >= BB_SIM_MT_FLASH_BYTES || length_bytes > BB_SIM_MT_FLASH_BYTES - address ||
        (address == BB_SIM_MT_CONFIG && length_bytes > BB_SIM_MT_CONFIG_BYTES))
        return FALSE;
    for (gsize i = 0; i < n_windows; i++) {
        if (address >= windows[i].first && length_bytes <= windows[i].most_bytes &&
            address + length_bytes <= windows[i].first + windows[i].length_bytes)
            return TRUE;
    }
    return g_str_equal (readable, "all") && length_bytes <= 0x10000;
}

static void
bb_sim_mt_read_buffer (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    guint32 address = bb_sim_get_be24 (cdb + 3);
    guint32 length_bytes = bb_sim_get_be24 (cdb + 6);
    const guint8 *flash = bb_sim_drive_flash (drive, NULL);
    g_autofree guint8 *data = NULL;

    if (cdb[1] != 0x06 || cdb[2] != 0 || !bb_sim_mt_may_read (drive, address, length_bytes)) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    data = g_memdup2 (flash + address, MAX (length_bytes, 1));
    /* Extra 2: the boot page never reads back, the mirror is served instead. */
    for (guint32 i = 0; address + i < 0x400 && i < length_bytes; i++)
        data[i] = flash[BB_SIM_MT_APP + address + i];
    bb_sim_answer_data (answer, data, length_bytes, length_bytes);
}

/* Dispatch */

static gboolean
bb_sim_mt_passes_busy (BbSimDrive *drive, const BbSimCommand *command)
{
    const BbSimMt *own = drive->own;
    guint8 opcode = command->cdb.bytes[0];
    guint8 mode = command->cdb.bytes[1];

    if (own->old_flash != NULL && opcode != 0x00 && opcode != 0x3C &&
        !(opcode == 0x3B && (mode == 0x01 || mode == 0x06 || mode == 0x07)))
        bb_sim_drive_violation (drive, "command %02X was sent while the drive was programming", opcode);
    /* The finish command after a complete image is taken at any time; reads answer "in any state". */
    return (opcode == 0x3B && mode == 0x07 && own->next == BB_SIM_MT_FLASH_BYTES) || opcode == 0x3C;
}

static gboolean
bb_sim_mt_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;
    guint8 opcode = command->cdb.bytes[0];

    if (opcode != 0x3B)
        own->alone = FALSE;
    if (opcode != 0x12 && opcode != 0x00 && opcode != 0x3C && opcode != 0x3B) {
        own->session = BB_SIM_MT_NONE;
        own->next = 0;
    }
    if (opcode == 0x3B)
        bb_sim_mt_write_buffer (drive, command, answer);
    else if (opcode == 0x3C && (!own->boot || bb_sim_drive_has_quirk (drive, "boot-reads")))
        bb_sim_mt_read_buffer (drive, command, answer);
    else if (own->boot && opcode != 0x12 && opcode != 0x00)
        bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
    else
        return FALSE;
    return TRUE;
}

static void
bb_sim_mt_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    const guint8 *cdb = command->cdb.bytes;

    gboolean last = bb_sim_get_be24 (cdb + 3) + bb_sim_get_be24 (cdb + 6) == BB_SIM_MT_FLASH_BYTES;

    step->vendor = step->writes = cdb[0] == 0x3B;
    if (cdb[0] == 0x3C)
        step->name = "read";
    else if (cdb[0] == 0x3B && cdb[1] == 0x01)
        step->name = "enter";
    else if (cdb[0] == 0x3B && cdb[1] == 0x06)
        step->name = last ? "program" : "upload";
    else if (cdb[0] == 0x3B && cdb[1] == 0x07)
        step->name = "leave";
}

static void
bb_sim_mt_list_regions (BbSimDrive *drive, GArray *regions)
{
    static const BbSimRegion all[] = {
        {"boot", 0, BB_SIM_MT_APP},
        {"config", BB_SIM_MT_CONFIG, BB_SIM_MT_CONFIG_BYTES},
        {"application", BB_SIM_MT_APP, 0x1E2000u - BB_SIM_MT_APP},
        {"settings", BB_SIM_MT_SETTINGS, BB_SIM_MT_SETTINGS_BYTES},
        {"descriptor", BB_SIM_MT_DESCRIPTOR, BB_SIM_MT_DESCRIPTOR_BYTES},
        {"calibration", BB_SIM_MT_CALIBRATION, BB_SIM_MT_CALIBRATION_BYTES},
    };

    g_array_append_vals (regions, all, G_N_ELEMENTS (all));
}

const BbSimFamily bb_sim_family_mt1959 = {
    .id = "mediatek-mt1959",
    .states = bb_sim_mt_states,
    .quirks = bb_sim_mt_quirks,
    .flash_bytes = bb_sim_mt_flash_bytes,
    .init = bb_sim_mt_init,
    .power_on = bb_sim_mt_power_on,
    .power_lost = bb_sim_mt_power_lost,
    .exec = bb_sim_mt_exec,
    .classify = bb_sim_mt_classify,
    .list_regions = bb_sim_mt_list_regions,
    .make_image = bb_sim_mt_make_image,
    .clear = bb_sim_mt_clear,
    .tick = bb_sim_mt_tick,
    .passes_busy = bb_sim_mt_passes_busy,
};
