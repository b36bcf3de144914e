/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-mt1959.h"
#include "sim/bb-sim.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* The simulated drive of docs/protocols/mediatek-mt1959.md, section 9. */

/* Time for which a drive with firmware of another group of boards may stay powered. A longer time is recorded as a
 * violation, because half-height firmware destroys the laser of a slim drive (mediatek-mt1959.md, section 9). */
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
    {"takes-calibration", NULL, "mediatek-mt1959 9", "Programs the file's bytes over its own calibration too"},
    {"programming-ms", "N", "mediatek-mt1959 9", "How long programming takes; 8000 if not given"},
    {"busy-07", NULL, "mediatek-mt1959 9", "Says 2/04/07 while it programs, not 2/04/01"},
    {"progress", "byte4|byte16|sks16", "mediatek-mt1959 9", "Where the sense data say how far programming is"},
    {"late", NULL, "mediatek-mt1959 9", "Runs new firmware only after it was switched off and on"},
    {"prepare", "A|B|AB|none", "mediatek-mt1959 9", "The forms of prepare that it knows; AB if not given"},
    {"receiver", "plain|wrapped", "mediatek-mt1959 9",
     "Which form the first firmware's receiver takes, if another than its date says"},
    {"boot-receiver", "plain|wrapped", "mediatek-mt1959 9", "Which form the boot loader's receiver takes"},
    {"age", "0|1|2|3", "mediatek-mt1959 9",
     "What the first firmware lets replace it though older: all, with DE or mark, with the mark, nothing"},
    {"on-reject", "ng|content|ready|busy", "mediatek-mt1959 9",
     "An image that is not taken: 5/24/00, 5/26/00, all GOOD, all GOOD and busy for 3 s"},
    {"ng-chunk", "126|127", "mediatek-mt1959 9", "With which chunk the receiver decides; 126 if not given"},
    {"plain-override", NULL, "mediatek-mt1959 9", "The user wants a plain image sent where wrapped ones are taken"},
    {"on-bad-integrity", "boot|refuse|ignore", "mediatek-mt1959 9", "What bad integrity records lead to"},
    {"chip", "MT1959|MT1939", "mediatek-mt1959 9", "The silicon, if other than the catalog says"},
    {"board-id", "*", "mediatek-mt1959 9", "The board's boot id, if other than the catalog says: JB8, MT1939"},
    {"mt1939-answer", "half|in-time|end", "mediatek-mt1959 9",
     "Where an MT1939 refuses an MT1959 image: half-way and lost, half-way, at the end"},
    {"boot-reads", NULL, "mediatek-mt1959 9", "The boot loader answers READ BUFFER at 0x3000"},
    {"boot-reads-descriptor", NULL, "mediatek-mt1959 9", "The boot loader answers READ BUFFER at 0x1EC000"},
    {"boot-features", NULL, "mediatek-mt1959 9", "The boot loader answers GET CONFIGURATION"},
    {"bridge-name", "*", "mediatek-mt1959 9", "A bridge shows this product name and its own vendor"},
    {"bridge-blocks", "b|ab|reads", "mediatek-mt1959 9", "A bridge drops these forms of prepare, or READ BUFFER"},
    BB_SIM_MT_FIRMWARE_CHOICES,
    {"date-20", NULL, "mediatek-mt1959 9", "The firmware date of feature 010C has 14 digits and the century 20"},
    {"config-bytes", "hex", "mediatek-mt1959 9", "The drive's own 16 bytes at 0x3010, in hex"},
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

/* Frees drive->own, the data of the family. */
static void
bb_sim_mt_clear (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;

    if (own == NULL)
        return;
    g_free (own->ram);
    g_free (own->old_flash);
    g_free (own->late_flash);
    g_free (own);
    drive->own = NULL;
}

/* --- The memory of a new drive --- */

/* Fills the parts of the memory that no image contains. Boot ID and configuration are equal in all drives with the
 * same board. Settings, end of the descriptor and calibration differ from drive to drive. */
static void
bb_sim_mt_fill_own_parts (BbSimDrive *drive, guint8 *flash)
{
    guint32 seed = drive->config->seed ^ g_str_hash (drive->config->name);
    const char *hex = bb_sim_drive_quirk (drive, "config-bytes", NULL);
    g_autoptr (GBytes) bytes = hex != NULL ? bb_hex_parse (hex, NULL) : NULL;
    BbSimMt *own = drive->own;
    g_autoptr (GBytes) board = g_bytes_new (own->board_id, BB_SIM_MT_ID_BYTES);

    memcpy (flash + BB_SIM_MT_CONFIG, own->board_id, BB_SIM_MT_ID_BYTES);
    bb_sim_fill (flash + BB_SIM_MT_CONFIG + BB_SIM_MT_ID_BYTES, 16, g_bytes_hash (board));
    if (bytes != NULL)
        memcpy (flash + BB_SIM_MT_CONFIG + BB_SIM_MT_ID_BYTES, g_bytes_get_data (bytes, NULL),
                MIN (g_bytes_get_size (bytes), 16));
    bb_sim_fill (flash + BB_SIM_MT_SETTINGS, BB_SIM_MT_SETTINGS_BYTES, seed + 2);
    bb_sim_fill (flash + BB_SIM_MT_DESCRIPTOR + BB_SIM_MT_DESCRIPTOR_TAIL,
                 BB_SIM_MT_DESCRIPTOR_BYTES - BB_SIM_MT_DESCRIPTOR_TAIL, seed + 3);
    bb_sim_fill (flash + BB_SIM_MT_CALIBRATION, BB_SIM_MT_CALIBRATION_BYTES, seed + 4);
}

/* Changes @flash and the mark "mode" of a new drive to those of the state in the scenario, and sets the marks
 * "receiver" and "age" to the values of the quirks with these names. */
static void
bb_sim_mt_apply_state (BbSimDrive *drive, guint8 *flash)
{
    const BbSimMt *own = drive->own;
    const char *state = drive->config->state;
    gboolean slim = own->group == BB_SIM_MT_GROUP_SLIM;
    const char *foreign = NULL;
    guint8 *label_id = flash + BB_SIM_MT_APP + 36;

    bb_sim_drive_set_mark (drive, "mode", "app");
    bb_sim_drive_set_mark (drive, "receiver", bb_sim_drive_quirk (drive, "receiver", NULL));
    bb_sim_drive_set_mark (drive, "age", bb_sim_drive_quirk (drive, "age", NULL));
    if (g_str_equal (state, "boot") || g_str_equal (state, "half-flashed")) {
        guint32 from = g_str_equal (state, "boot") ? BB_SIM_MT_APP : BB_SIM_MT_FLASH_BYTES / 2;

        memset (flash + from, 0xFF, BB_SIM_MT_SETTINGS - from);
        bb_sim_drive_set_mark (drive, "mode", "boot");
    } else if (g_str_equal (state, "foreign-id")) {
        foreign = slim ? "MT1959 Boot BUP5" : "MT1959 Boot JBC6";
    } else if (g_str_equal (state, "wrong-form-factor")) {
        foreign = slim ? "MT1959 Boot JB8 " : "MT1959 Boot BU5 ";
        *bb_sim_mt_find_tray (flash) = slim ? BB_SIM_MT_TRAY_HALF_HEIGHT : BB_SIM_MT_TRAY_SLIM;
    }
    /* The drive has firmware of another board, as after a cross-flash, so this firmware requires the boot ID of that
     * board. */
    if (foreign != NULL)
        memcpy (label_id, foreign, BB_SIM_MT_ID_BYTES);
}

/* Sets the marks "vendor" and "product", which the boot loader shows, to the texts of the scenario. Exception: with
 * the quirk "app-id" or the state "wrong-form-factor", the texts of the scenario belong to firmware of another board,
 * so sets the marks to the texts of the model (mediatek-mt1959.md, section 4).
 *
 * Cannot fail: bb_sim_mt_image() fails only for a setting "app-id", which is not passed. */
static void
bb_sim_mt_set_factory_texts (BbSimDrive *drive, GError **error)
{
    const BbSimConfig *config = drive->config;
    gboolean crossed =
        bb_sim_drive_has_quirk (drive, "app-id") || g_strcmp0 (config->state, "wrong-form-factor") == 0;
    BbSimImageOptions options = {.vendor = crossed ? NULL : config->vendor,
                                 .product = crossed ? NULL : config->product};
    g_autofree guint8 *image = bb_sim_mt_image (config->model, &options, error);
    BbSimMtLabel label;

    (void) bb_sim_mt_label (image, &label);
    bb_sim_drive_set_mark (drive, "vendor", label.vendor);
    bb_sim_drive_set_mark (drive, "product", label.product);
}

/* Fills the memory of a new drive, and sets its marks. FALSE with @error set if the scenario's firmware file or
 * "app-id" is invalid. */
static gboolean
bb_sim_mt_fill (BbSimDrive *drive, GError **error)
{
    const BbSimConfig *config = drive->config;
    BbSimImageOptions options = {.revision = config->revision,
                                 .vendor = config->vendor,
                                 .product = config->product,
                                 .seed = config->seed,
                                 .settings = config->quirks};
    g_autofree guint8 *flash = bb_sim_mt_image (config->model, &options, error);

    if (flash == NULL)
        return FALSE;
    bb_sim_mt_set_factory_texts (drive, error);
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

/* Sets boot IDs, group and chip from model and quirks. A drive with the mark "true-id" has the boot ID of an MT1939.
 * FALSE with @error set if "board-id" is no boot ID, or the scenario has keys that this family does not know. */
static gboolean
bb_sim_mt_set_board (BbSimDrive *drive, GError **error)
{
    BbSimMt *own = drive->own;
    const char *text = bb_sim_drive_quirk (drive, "board-id", NULL);
    const char *chip = bb_sim_drive_quirk (drive, "chip", NULL);

    if (drive->config->boot_code != NULL || drive->config->boot_version != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO,
                     "mediatek-mt1959 has no BootCode and no BootVersion");
        return FALSE;
    }
    bb_sim_mt_model_id (drive->config->model, own->model_id);
    memcpy (own->board_id, own->model_id, BB_SIM_MT_ID_BYTES);
    if (text != NULL && !bb_sim_mt_parse_id (text, own->board_id)) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "“%s” is no boot id", text);
        return FALSE;
    }
    if (bb_sim_drive_get_mark (drive, "true-id") != NULL)
        (void) bb_sim_mt_parse_id ("MT1939", own->board_id);
    own->group = bb_sim_mt_group_of_id (own->board_id);
    own->mt1939 = chip != NULL ? g_str_equal (chip, "MT1939") : own->group == BB_SIM_MT_GROUP_MT1939;
    return TRUE;
}

/* Allocates the state, determines board and chip, and fills a new memory. FALSE with @error set if the scenario has
 * an invalid value, a key of another family, or a firmware file of a wrong size; the state is then freed again. */
static gboolean
bb_sim_mt_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    BbSimMt *own = g_new0 (BbSimMt, 1);

    drive->own = own;
    own->ram = g_malloc0 (BB_SIM_MT_FLASH_BYTES);
    drive->profiles = bb_sim_mt_profiles;
    if (bb_sim_drive_has_quirk (drive, "busy-07"))
        drive->busy_ascq = 0x07;
    if (bb_sim_mt_set_board (drive, error) && (!fresh || bb_sim_mt_fill (drive, error)))
        return TRUE;
    bb_sim_mt_clear (drive);
    return FALSE;
}

/* --- Power --- */

/* Ends the upload, forgets old flash content, and starts the firmware or boot loader. */
static void
bb_sim_mt_power_on (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;

    g_clear_pointer (&own->old_flash, g_free);
    g_clear_pointer (&own->late_flash, g_free);
    /* The RAM is not cleared here, because the next prepare command clears it and nothing reads it before. */
    own->session = BB_SIM_MT_NONE;
    own->next = 0;
    own->rejected = FALSE;
    own->laser_limit_recorded = FALSE;
    own->powered_on_us = drive->now_us;
    bb_sim_mt_load_running (drive);
}

/* Ends programming when its time has passed, updates the progress, and records a violation if a drive with firmware
 * of another group has been powered for too long. */
static void
bb_sim_mt_tick (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;

    if (own->old_flash != NULL && drive->now_us >= own->program_ends_us)
        bb_sim_mt_finish_programming (drive);
    bb_sim_mt_show_progress (drive);
    if (drive->dead_disc && !own->laser_limit_recorded && drive->now_us - own->powered_on_us > LASER_LIMIT_US) {
        own->laser_limit_recorded = TRUE;
        bb_sim_drive_violation (drive, "a drive with firmware of another group was kept on for over 60 s");
    }
}

/* Called when the power is lost. If the drive is programming, leaves the flash partly erased or partly written.
 * @fraction: not used, because the time tells how much was written */
static void
bb_sim_mt_power_lost (BbSimDrive *drive, double fraction)
{
    BbSimMt *own = drive->own;

    if (own->old_flash != NULL)
        bb_sim_mt_interrupt_programming (drive);
    own->boot = FALSE;
}

/* --- READ BUFFER: mediatek-mt1959.md, sections 3 and 6 --- */

/* TRUE if READ BUFFER may read this range: it is inside one of the windows that firmware or boot loader allows. Also
 * TRUE with the quirk "readable=all" if the firmware runs and the range has at most 64 KiB. */
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
    const char *readable = own->boot ? "boot" : bb_sim_drive_quirk (drive, "readable", "windows");
    gsize first = 0;
    gsize n_windows = g_str_equal (readable, "config") ? 1 : G_N_ELEMENTS (windows);

    if (own->boot) {
        first = bb_sim_drive_has_quirk (drive, "boot-reads") ? 0 : 1;
        n_windows = bb_sim_drive_has_quirk (drive, "boot-reads-descriptor") ? 2 : 1;
    }
    if (address >= BB_SIM_MT_FLASH_BYTES || length_bytes > BB_SIM_MT_FLASH_BYTES - address ||
        (address == BB_SIM_MT_CONFIG && length_bytes > BB_SIM_MT_CONFIG_BYTES))
        return FALSE;
    for (gsize i = first; i < n_windows; i++) {
        if (address >= windows[i].first && length_bytes <= windows[i].most_bytes &&
            address + length_bytes <= windows[i].first + windows[i].length_bytes)
            return TRUE;
    }
    return g_str_equal (readable, "all") && length_bytes <= 0x10000;
}

/* Executes READ BUFFER; 5/24/00 for a range that bb_sim_mt_may_read() does not allow, or for another mode or buffer.
 * With the quirk bridge-blocks=reads a bridge drops the command. The first 0x400 bytes read as those at 0x10000. */
static void
bb_sim_mt_read_buffer (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    guint32 address = bb_sim_get_be24 (cdb + 3);
    guint32 length_bytes = bb_sim_get_be24 (cdb + 6);
    const guint8 *flash = bb_sim_mt_running (drive);
    g_autofree guint8 *data = NULL;

    if (g_str_equal (bb_sim_drive_quirk (drive, "bridge-blocks", ""), "reads")) {
        answer->broken = TRUE;
        return;
    }
    if (cdb[1] != 0x06 || cdb[2] != 0 || !bb_sim_mt_may_read (drive, address, length_bytes)) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    data = g_memdup2 (flash + address, MAX (length_bytes, 1));
    /* The first 0x400 bytes cannot be read (mediatek-mt1959.md, section 2); the drive sends those at 0x10000 instead.
     */
    for (guint32 i = 0; address + i < 0x400 && i < length_bytes; i++)
        data[i] = flash[BB_SIM_MT_APP + address + i];
    bb_sim_answer_data (answer, data, length_bytes, length_bytes);
}

/* --- Execution of one command --- */

/* TRUE if a busy drive executes this command: READ BUFFER, and the finish command after a complete image. Not called
 * for INQUIRY and REQUEST SENSE. While the drive is programming, the host may send TEST UNIT READY, READ BUFFER, and
 * WRITE BUFFER with mode 01, 06 or 07. Records a violation for any other command. */
static gboolean
bb_sim_mt_passes_busy (BbSimDrive *drive, const BbSimCommand *command)
{
    const BbSimMt *own = drive->own;
    guint8 opcode = command->cdb.bytes[0];
    guint8 mode = command->cdb.bytes[1];

    if (own->old_flash != NULL && opcode != 0x00 && opcode != 0x3C &&
        !(opcode == 0x3B && (mode == 0x01 || mode == 0x06 || mode == 0x07)))
        bb_sim_drive_violation (drive, "command %02X was sent while the drive was programming", opcode);
    /* A busy drive executes two commands: the finish command after a complete image, and READ BUFFER. */
    return (opcode == 0x3B && mode == 0x07 && own->next == BB_SIM_MT_FLASH_BYTES) || opcode == 0x3C;
}

/* Executes READ BUFFER and WRITE BUFFER. While the boot loader runs, rejects commands that it does not know with
 * 5/20/00. FALSE for all other commands. A command other than READ BUFFER, WRITE BUFFER, INQUIRY and TEST UNIT READY
 * ends an upload. */
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
    else if (opcode == 0x3C && (!own->boot || bb_sim_drive_has_quirk (drive, "boot-reads") ||
                                bb_sim_drive_has_quirk (drive, "boot-reads-descriptor")))
        bb_sim_mt_read_buffer (drive, command, answer);
    else if (own->boot && opcode != 0x12 && opcode != 0x00 &&
             !(opcode == 0x46 && bb_sim_drive_has_quirk (drive, "boot-features")))
        bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
    else
        return FALSE;
    return TRUE;
}

static const char *const bb_sim_mt_steps[] = {"read", "enter", "upload", "program", "leave", NULL};

/* The steps are: READ BUFFER "read", prepare "enter", a chunk "upload", the last chunk "program", finish "leave".
 * WRITE BUFFER is a vendor command that writes. */
static void
bb_sim_mt_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    const guint8 *cdb = command->cdb.bytes;

    gboolean last = bb_sim_get_be24 (cdb + 3) + bb_sim_get_be24 (cdb + 6) == BB_SIM_MT_FLASH_BYTES;

    step->vendor = step->writes = cdb[0] == 0x3B;
    if (cdb[0] == 0x3C)
        step->name = "read";
    else if (cdb[0] == 0x3B && (cdb[1] == 0x01 || (cdb[1] == 0x06 && cdb[2] != 0)))
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
    .image_settings = bb_sim_mt_image_settings,
    .flash_bytes = bb_sim_mt_flash_bytes,
    .init = bb_sim_mt_init,
    .power_on = bb_sim_mt_power_on,
    .power_lost = bb_sim_mt_power_lost,
    .exec = bb_sim_mt_exec,
    .steps = bb_sim_mt_steps,
    .classify = bb_sim_mt_classify,
    .list_regions = bb_sim_mt_list_regions,
    .make_image = bb_sim_mt_make_image,
    .clear = bb_sim_mt_clear,
    .tick = bb_sim_mt_tick,
    .passes_busy = bb_sim_mt_passes_busy,
};
