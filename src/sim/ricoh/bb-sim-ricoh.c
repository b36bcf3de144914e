/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-ricoh.h"

#include "sim/bb-sim-programming.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The simulated drive of docs/protocols/ricoh-btc.md, section 14.1. While the mark "mode" is set, the firmware is
 * incomplete, so only the program loader starts. While the mark "waits" is set, the program loader starts although
 * the firmware is complete. */

#define PAGE_BYTES 0x4000u
#define PHASE_MS 5000
#define N_PHASES 4
#define VERIFYING 3
#define LOADER_VENDOR "RICOH"
#define LOADER_REVISION "0.00"
#define WAY_BIT 0x40
#define TEST_UNIT_READY_CONTROL 0x80
#define PROGRAMMING_ASC 0xF7
#define LEAST_VENDOR_CDB_BYTES 10
#define WRITE_CDB_BYTES 12

/* The modes of ricoh-btc.md, section 4. The program loader runs in all modes but the first one.
 * - MODE_APPLICATION: the firmware runs
 * - MODE_LOADER: the loader receives pages
 * - MODE_UNLOCKED: the command E0 has unlocked programming
 * - MODE_PROGRAMMING: the drive programs
 * - MODE_DONE: the firmware was programmed */
typedef enum {
    MODE_APPLICATION,
    MODE_LOADER,
    MODE_UNLOCKED,
    MODE_PROGRAMMING,
    MODE_DONE,
} BbSimRicohMode;

/**
 * BbSimRicoh:
 * @ram: pages that were received
 * @fill: how many bytes of @ram were received
 * @began_at_us: time at which the drive began to program
 * @n_reads: how often the page with the variable area was read; only counted with the quirk variable-area
 */
typedef struct {
    BbSimRicohMode mode;
    guint8 *ram;
    guint32 fill;
    gint64 began_at_us;
    guint32 n_reads;
} BbSimRicoh;

static const BbSimChoice bb_sim_ricoh_states[] = {
    {"normal", NULL, "ricoh-btc 14.1", "Runs its firmware"},
    {"loader", NULL, "ricoh-btc 4", "The program loader runs until it is left; the firmware is intact"},
    {"half", NULL, "ricoh-btc 9", "The firmware is erased; only the program loader starts"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_ricoh_quirks[] = {
    {"loader", "8|9", "ricoh-btc 2", "Number of the program loader; 9 if not given"},
    {"other-loader", NULL, "ricoh-btc 2", "The program loader has a name of another generation"},
    {"leave-needs-power-cycle", NULL, "ricoh-btc 6", "The firmware starts again only after a power cycle"},
    {"sum-checked", NULL, "ricoh-btc 14.1", "The drive refuses firmware with a wrong checksum"},
    {"bad-sum", NULL, "ricoh-btc 6", "The checksum of the firmware in the drive is wrong"},
    {"variable-area", NULL, "ricoh-btc 6", "A byte of the firmware differs between two reads"},
    {"disc-refuses", NULL, "ricoh-btc 14.1", "With a disc inside, the drive does not enter its loader"},
    {"attention-after-enter", NULL, "ricoh-btc 14.1", "A unit attention is pending after the loader was entered"},
    {"no-enter", NULL, "ricoh-btc 9", "The drive refuses to enter its loader, as behind a bridge"},
    {"phase-ms", "N", "ricoh-btc 14.1", "How long each of the four phases of programming takes; 5000 if not given"},
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "ricoh-btc 14.1", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {BB_SIM_QUIRK_NO_ATTENTION, NULL, "ricoh-btc 16", BB_SIM_QUIRK_NO_ATTENTION_TEXT},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_ricoh_image_settings[] = {
    {"signature", "*", "ricoh-btc 5", "Signature and brand, up to 12 characters"},
    {"bad-sum", NULL, "ricoh-btc 5", "The checksum is wrong"},
    {NULL, NULL, NULL, NULL},
};

static gsize
bb_sim_ricoh_flash_bytes (BbModel *model)
{
    return BB_SIM_RICOH_BYTES;
}

/* TRUE if the firmware is incomplete (mark "mode"), also while the drive programs. */
static gboolean
bb_sim_ricoh_is_half (BbSimDrive *drive)
{
    return bb_sim_drive_get_mark (drive, "mode") != NULL;
}

/* Allocates the state. Fills a new memory with the firmware file of the scenario, or with a synthetic image if there
 * is none. In the state half, erases the firmware. Sets the marks of the state. FALSE with @error set if the firmware
 * file has a wrong size. */
static gboolean
bb_sim_ricoh_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    g_autoptr (GHashTable) settings = g_hash_table_new (g_str_hash, g_str_equal);
    BbSimImageOptions options = {.vendor = drive->config->vendor,
                                 .product = drive->config->product,
                                 .revision = drive->config->revision,
                                 .seed = drive->config->seed,
                                 .settings = settings};
    g_autoptr (GBytes) image = NULL;
    BbSimRicoh *own = g_new0 (BbSimRicoh, 1);

    own->ram = g_malloc0 (BB_SIM_RICOH_BYTES);
    drive->own = own;
    if (!fresh)
        return TRUE;
    if (bb_sim_drive_has_quirk (drive, "bad-sum"))
        g_hash_table_add (settings, (gpointer) "bad-sum");
    image = drive->config->firmware != NULL ? g_bytes_ref (drive->config->firmware)
                                            : bb_sim_ricoh_make_image (drive->config->model, &options, error);
    if (image == NULL)
        return FALSE;
    if (g_bytes_get_size (image) != BB_SIM_RICOH_BYTES) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the firmware of this drive has %u bytes",
                     BB_SIM_RICOH_BYTES);
        return FALSE;
    }
    bb_sim_drive_poke (drive, 0, g_bytes_get_data (image, NULL), BB_SIM_RICOH_BYTES);
    if (g_str_equal (drive->config->state, "loader"))
        bb_sim_drive_set_mark (drive, "waits", "yes");
    if (g_str_equal (drive->config->state, "half")) {
        g_autofree guint8 *erased = g_malloc (BB_SIM_RICOH_BYTES - BB_SIM_RICOH_FIRMWARE_OFFSET);

        memset (erased, 0xFF, BB_SIM_RICOH_BYTES - BB_SIM_RICOH_FIRMWARE_OFFSET);
        bb_sim_drive_poke (drive, BB_SIM_RICOH_FIRMWARE_OFFSET, erased,
                           BB_SIM_RICOH_BYTES - BB_SIM_RICOH_FIRMWARE_OFFSET);
        bb_sim_drive_set_mark (drive, "mode", "half");
    }
    return TRUE;
}

/* Enters @mode, and sets the INQUIRY texts: those of the firmware in MODE_APPLICATION, those of the loader in all
 * other modes. Only MODE_APPLICATION has disc functions. */
static void
bb_sim_ricoh_set_mode (BbSimDrive *drive, BbSimRicohMode mode)
{
    BbSimRicoh *own = drive->own;
    const guint8 *label = bb_sim_drive_flash (drive, NULL) + BB_SIM_RICOH_LABEL_OFFSET;
    g_autofree char *product = g_strdup_printf ("Program Loader %s", bb_sim_drive_quirk (drive, "loader", "9"));
    g_autofree char *text = g_strndup ((const char *) label, BB_SIM_RICOH_LABEL_BYTES);
    g_autofree char *ascii = g_str_to_ascii (text, "C");
    g_autofree char *padded = g_strdup_printf ("%-*s", (int) BB_SIM_RICOH_LABEL_BYTES, ascii);
    g_autofree char *own_vendor = g_strchomp (g_strndup (padded, 8));
    g_autofree char *own_product = g_strchomp (g_strndup (padded + 8, 16));
    g_autofree char *own_revision = g_strndup (padded + 24, 4);

    own->mode = mode;
    drive->dead_disc = mode != MODE_APPLICATION;
    if (mode == MODE_APPLICATION)
        bb_sim_drive_set_inquiry (drive, own_vendor, own_product, own_revision);
    else if (bb_sim_drive_has_quirk (drive, "other-loader"))
        bb_sim_drive_set_inquiry (drive, LOADER_VENDOR, "Program Loader 5", "1.05");
    else
        bb_sim_drive_set_inquiry (drive, LOADER_VENDOR, product, LOADER_REVISION);
}

/* Drops the received pages, and starts the application or, if the mark "mode" or "waits" is set, the loader. */
static void
bb_sim_ricoh_power_on (BbSimDrive *drive)
{
    BbSimRicoh *own = drive->own;
    gboolean in_loader = bb_sim_ricoh_is_half (drive) || bb_sim_drive_get_mark (drive, "waits") != NULL;

    own->fill = 0;
    own->began_at_us = 0;
    bb_sim_ricoh_set_mode (drive, in_loader ? MODE_LOADER : MODE_APPLICATION);
}

/* Returns the phase of programming at this time; %N_PHASES after the last one. */
static guint
bb_sim_ricoh_get_phase (BbSimDrive *drive)
{
    const BbSimRicoh *own = drive->own;
    gint64 phase_us = (gint64) MAX (bb_sim_drive_quirk_uint (drive, "phase-ms", PHASE_MS), 1) * 1000;

    return (guint) MIN ((drive->now_us - own->began_at_us) / phase_us, N_PHASES);
}

/* When the programming time has passed, records that the firmware is complete, and enters MODE_DONE. */
static void
bb_sim_ricoh_tick (BbSimDrive *drive)
{
    BbSimRicoh *own = drive->own;

    if (own->mode != MODE_PROGRAMMING || bb_sim_ricoh_get_phase (drive) < N_PHASES)
        return;
    bb_sim_drive_set_mark (drive, "mode", NULL);
    bb_sim_ricoh_set_mode (drive, MODE_DONE);
}

/* Called when the power is lost while the drive programs. Erases the part of the firmware that was not written yet.
 * In the last phase, in which the drive verifies, the firmware is complete: removes the mark "mode" instead, so the
 * drive starts the firmware at the next power-on. @fraction: not used, because the phase tells how much was written
 */
static void
bb_sim_ricoh_power_lost (BbSimDrive *drive, double fraction)
{
    BbSimRicoh *own = drive->own;
    guint32 size = BB_SIM_RICOH_BYTES - BB_SIM_RICOH_FIRMWARE_OFFSET;
    guint32 left = 0;

    if (own->mode != MODE_PROGRAMMING)
        return;
    if (bb_sim_ricoh_get_phase (drive) >= VERIFYING) {
        bb_sim_drive_set_mark (drive, "mode", NULL);
        return;
    }
    left = size * (VERIFYING - bb_sim_ricoh_get_phase (drive)) / VERIFYING;
    bb_sim_programming_erase (drive, BB_SIM_RICOH_BYTES - left, left);
}

/* Executes E4: enters the loader, or leaves it for the application. Drops the received pages in both cases.
 * - Enter: with the quirk attention-after-enter, queues the unit attention 6/29/00 if the application runs.
 * - Leave: starts the application, and removes the mark "waits". Does neither while the firmware is incomplete, or
 *   with the quirk leave-needs-power-cycle.
 *
 * Errors: 5/24/00 for an invalid CDB, and 5/20/00 with the quirk no-enter. With the quirk disc-refuses and a disc,
 * entering from the application gets 5/2C/00. */
static void
bb_sim_ricoh_switch (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimRicoh *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    gboolean enters = cdb[9] == WAY_BIT;

    if (bb_sim_drive_has_quirk (drive, "no-enter")) {
        bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
        return;
    }
    for (guint i = 1; i < 9; i++)
        if (cdb[i] != 0) {
            bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
            return;
        }
    if (!enters && cdb[9] != 0) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    if (enters && own->mode == MODE_APPLICATION && drive->config->disc != BB_SIM_DISC_NONE && !drive->tray_open &&
        bb_sim_drive_has_quirk (drive, "disc-refuses")) {
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        return;
    }
    own->fill = 0;
    if (enters && own->mode == MODE_APPLICATION && bb_sim_drive_has_quirk (drive, "attention-after-enter"))
        bb_sim_drive_attention (drive, 0x29, 0x00);
    if (enters) {
        bb_sim_ricoh_set_mode (drive, MODE_LOADER);
    } else if (own->mode != MODE_APPLICATION && !bb_sim_ricoh_is_half (drive) &&
               !bb_sim_drive_has_quirk (drive, "leave-needs-power-cycle")) {
        bb_sim_drive_set_mark (drive, "waits", NULL);
        bb_sim_ricoh_set_mode (drive, MODE_APPLICATION);
    }
}

/* Executes E3: reads one whole page of the memory; 5/24/00 for any other range. With the quirk variable-area, one
 * byte of one page differs in each read. */
static void
bb_sim_ricoh_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimRicoh *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    guint32 address = bb_sim_get_be32 (cdb + 2);
    guint8 page[PAGE_BYTES];

    if (command->direction != BB_DIRECTION_IN || bb_sim_get_be16 (cdb + 7) != PAGE_BYTES ||
        command->length_bytes != PAGE_BYTES || address % PAGE_BYTES != 0 || address >= BB_SIM_RICOH_BYTES) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    memcpy (page, bb_sim_drive_flash (drive, NULL) + address, PAGE_BYTES);
    if (address == 4 * PAGE_BYTES && bb_sim_drive_has_quirk (drive, "variable-area"))
        page[0] = (guint8) ++own->n_reads;
    bb_sim_answer_data (answer, page, PAGE_BYTES, PAGE_BYTES);
}

/* Executes E2: receives the next page of an image; 5/24/00 if it is no whole page, or if the image is complete. */
static void
bb_sim_ricoh_write (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimRicoh *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;

    if (command->cdb.length_bytes != WRITE_CDB_BYTES || command->direction != BB_DIRECTION_OUT ||
        bb_sim_get_be24 (cdb + 5) != PAGE_BYTES || command->length_bytes != PAGE_BYTES ||
        own->fill >= BB_SIM_RICOH_BYTES) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    memcpy (own->ram + own->fill, command->out, PAGE_BYTES);
    own->fill += PAGE_BYTES;
}

/* Executes E1: programs the received image, except the loader in it, and enters MODE_PROGRAMMING. After a power cut
 * or at a stuck block, the drive is in MODE_LOADER, with incomplete firmware. Errors:
 * - 5/24/00, and a violation: the CDB asks to replace the loader
 * - 5/2C/00: E0 has not unlocked programming
 * - 5/26/00: the image has no signature or, with the quirk sum-checked, a wrong checksum */
static void
bb_sim_ricoh_program (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimRicoh *own = drive->own;
    guint32 size = BB_SIM_RICOH_BYTES - BB_SIM_RICOH_FIRMWARE_OFFSET;

    if (command->cdb.bytes[9] != 0) {
        bb_sim_drive_violation (drive, "the program loader was to be replaced");
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    if (own->mode != MODE_UNLOCKED) {
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        return;
    }
    if (memcmp (own->ram + BB_SIM_RICOH_SIGNATURE_OFFSET, BB_SIM_RICOH_SIGNATURE, 4) != 0 ||
        (bb_sim_drive_has_quirk (drive, "sum-checked") && !bb_sim_ricoh_is_sum_right (own->ram))) {
        bb_sim_answer_sense (answer, 0x05, 0x26, 0x00);
        return;
    }
    bb_sim_drive_set_mark (drive, "mode", "half");
    bb_sim_drive_expect_work (drive, 2 * size);
    if (!bb_sim_drive_erase (drive, BB_SIM_RICOH_FIRMWARE_OFFSET, size) ||
        !bb_sim_drive_program (drive, BB_SIM_RICOH_FIRMWARE_OFFSET, own->ram + BB_SIM_RICOH_FIRMWARE_OFFSET, size)) {
        bb_sim_ricoh_set_mode (drive, MODE_LOADER);
        return;
    }
    own->began_at_us = drive->now_us;
    bb_sim_ricoh_set_mode (drive, MODE_PROGRAMMING);
}

/* Executes E0: unlocks programming if a whole image was received; else 5/2C/00. */
static void
bb_sim_ricoh_unlock (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimRicoh *own = drive->own;

    if (own->fill == BB_SIM_RICOH_BYTES)
        bb_sim_ricoh_set_mode (drive, MODE_UNLOCKED);
    else
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
}

/* Executes TEST UNIT READY in every mode but MODE_APPLICATION: 2/F7 while the drive programs, with the phase as ASCQ,
 * else 2/3A/00. The control byte must be 0 or 80, else 5/24/00. */
static void
bb_sim_ricoh_test_unit_ready (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const BbSimRicoh *own = drive->own;

    if ((command->cdb.bytes[5] & ~TEST_UNIT_READY_CONTROL) != 0)
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    else if (own->mode == MODE_PROGRAMMING)
        bb_sim_answer_sense (answer, 0x02, PROGRAMMING_ASC, (guint8) bb_sim_ricoh_get_phase (drive));
    else
        bb_sim_answer_sense (answer, 0x02, 0x3A, 0x00);
}

/* Executes one of E0 to E3; 5/20/00 while the application runs, because only the loader knows these commands. */
static void
bb_sim_ricoh_execute_loader (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const BbSimRicoh *own = drive->own;

    if (own->mode == MODE_APPLICATION) {
        bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
        return;
    }
    switch (command->cdb.bytes[0]) {
    case 0xE0:
        bb_sim_ricoh_unlock (drive, answer);
        break;
    case 0xE1:
        bb_sim_ricoh_program (drive, command, answer);
        break;
    case 0xE2:
        bb_sim_ricoh_write (drive, command, answer);
        break;
    default:
        bb_sim_ricoh_read (drive, command, answer);
        break;
    }
}

/* Executes E0 to E4, and TEST UNIT READY in all modes but MODE_APPLICATION. FALSE for other commands. Violations:
 * - a vendor command with a short CDB, which is also dropped
 * - any command but TEST UNIT READY while the drive programs, which also gets 2/F7 */
static gboolean
bb_sim_ricoh_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const BbSimRicoh *own = drive->own;
    guint8 opcode = command->cdb.bytes[0];
    gboolean is_vendor = opcode >= 0xE0 && opcode <= 0xE4;

    if (is_vendor && command->cdb.length_bytes < LEAST_VENDOR_CDB_BYTES) {
        bb_sim_drive_violation (drive, "command %02X has only %u bytes", opcode, command->cdb.length_bytes);
        answer->broken = TRUE;
        return TRUE;
    }
    if (own->mode == MODE_PROGRAMMING && opcode != 0x00) {
        bb_sim_drive_violation (drive, "command %02X was sent while the drive was programming", opcode);
        bb_sim_answer_sense (answer, 0x02, PROGRAMMING_ASC, (guint8) bb_sim_ricoh_get_phase (drive));
        return TRUE;
    }
    if (opcode == 0x00 && own->mode != MODE_APPLICATION)
        bb_sim_ricoh_test_unit_ready (drive, command, answer);
    else if (opcode == 0xE4)
        bb_sim_ricoh_switch (drive, command, answer);
    else if (is_vendor)
        bb_sim_ricoh_execute_loader (drive, command, answer);
    else
        return FALSE;
    return TRUE;
}

static const char *const bb_sim_ricoh_steps[] = {"enter", "leave", "read", "upload", "unlock", "program", NULL};

/* E0 to E4 are vendor commands, each with a step name; E4 is "enter" or "leave". Only E1 ("program") writes. */
static void
bb_sim_ricoh_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    guint8 opcode = command->cdb.bytes[0];

    step->vendor = opcode >= 0xE0 && opcode <= 0xE4;
    step->writes = opcode == 0xE1;
    if (opcode == 0xE4)
        step->name = command->cdb.bytes[9] == WAY_BIT ? "enter" : "leave";
    else if (opcode == 0xE3)
        step->name = "read";
    else if (opcode == 0xE2)
        step->name = "upload";
    else if (opcode == 0xE1)
        step->name = "program";
    else if (opcode == 0xE0)
        step->name = "unlock";
}

static void
bb_sim_ricoh_list_regions (BbSimDrive *drive, GArray *regions)
{
    BbSimRegion all[] = {
        {"loader", 0, BB_SIM_RICOH_FIRMWARE_OFFSET},
        {"application", BB_SIM_RICOH_FIRMWARE_OFFSET, BB_SIM_RICOH_BYTES - BB_SIM_RICOH_FIRMWARE_OFFSET}};

    g_array_append_vals (regions, all, G_N_ELEMENTS (all));
}

/* Frees drive->own, the data of the family. */
static void
bb_sim_ricoh_clear (BbSimDrive *drive)
{
    BbSimRicoh *own = drive->own;

    if (own != NULL)
        g_free (own->ram);
    g_free (own);
}

const BbSimFamily bb_sim_family_ricoh = {
    .id = "ricoh",
    .states = bb_sim_ricoh_states,
    .quirks = bb_sim_ricoh_quirks,
    .image_settings = bb_sim_ricoh_image_settings,
    .flash_bytes = bb_sim_ricoh_flash_bytes,
    .init = bb_sim_ricoh_init,
    .power_on = bb_sim_ricoh_power_on,
    .power_lost = bb_sim_ricoh_power_lost,
    .exec = bb_sim_ricoh_exec,
    .steps = bb_sim_ricoh_steps,
    .classify = bb_sim_ricoh_classify,
    .list_regions = bb_sim_ricoh_list_regions,
    .make_image = bb_sim_ricoh_make_image,
    .clear = bb_sim_ricoh_clear,
    .tick = bb_sim_ricoh_tick,
};
