/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scsi/bb-bytes.h"
#include "sim/bb-sim-drive.h"
#include "sim/bb-sim.h"

#include <string.h>

/* A simulated drive that executes standard commands only (docs/protocols/matshita.md), and the synthetic image of
 * section 10. Its memory is never read nor written. */

#define FIRST_VENDOR_OPCODE 0xC0
#define MEMORY_BYTES 0x1000u
#define HEADER_BYTES 0x30u
#define PAYLOAD_BYTES 0x121F8u
#define REVISION_OFFSET 0x18u
#define MARK_OFFSET 0x1Cu
#define LENGTH_OFFSET 0x24u
#define UNKNOWN_OFFSET 0x28u

static const BbSimChoice bb_sim_matshita_states[] = {
    {"normal", NULL, "matshita 2", "Runs its firmware"},
    {"boot", NULL, "matshita 2", "Only the boot code runs, with the revision 0009"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_matshita_quirks[] = {
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "matshita 2", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {NULL, NULL, NULL, NULL},
};

static gsize
bb_sim_matshita_flash_bytes (BbModel *model)
{
    return MEMORY_BYTES;
}

/* FALSE with @error set if the scenario has a firmware file. Does not fill the memory of the drive, because no
 * command reads it. */
static gboolean
bb_sim_matshita_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    if (drive->config->firmware != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the firmware of this drive is not simulated");
        return FALSE;
    }
    return TRUE;
}

/* Sets the INQUIRY texts to those of scenario or model. In the state boot, the revision is 0009, and the drive has no
 * disc functions. */
static void
bb_sim_matshita_power_on (BbSimDrive *drive)
{
    const BbSimConfig *config = drive->config;
    gboolean boot = g_str_equal (config->state, "boot");

    bb_sim_drive_set_inquiry (
        drive, config->vendor != NULL ? config->vendor : bb_model_get_string (config->model, "Vendor"),
        config->product != NULL ? config->product : bb_model_get_string (config->model, "Product"),
        boot                       ? "0009"
        : config->revision != NULL ? config->revision
                                   : "1.00");
    drive->dead_disc = boot;
}

/* Rejects all vendor commands, and the standard commands 2D and 3B (WRITE BUFFER), with 5/20/00; FALSE for any other
 * command, which the core executes. */
static gboolean
bb_sim_matshita_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 opcode = command->cdb.bytes[0];

    if (opcode < FIRST_VENDOR_OPCODE && opcode != 0x3B && opcode != 0x2D)
        return FALSE;
    bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
    return TRUE;
}

/* Commands from C0 on are vendor commands. This family has no steps, and no command writes. */
static void
bb_sim_matshita_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    step->vendor = command->cdb.bytes[0] >= FIRST_VENDOR_OPCODE;
}

/* Returns (transfer full) a synthetic image. NULL with @error set if @options asks for boot code or a boot version,
 * which this family does not have. */
static GBytes *
bb_sim_matshita_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    guint8 *image = NULL;

    if (options->boot_code || options->boot_version != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "matshita has no boot code files");
        return NULL;
    }
    image = g_malloc0 (HEADER_BYTES + PAYLOAD_BYTES);
    bb_sim_put_text (image, 8, options->vendor != NULL ? options->vendor : bb_model_get_string (model, "Vendor"));
    bb_sim_put_text (image + 8, 16,
                     options->product != NULL ? options->product : bb_model_get_string (model, "Product"));
    bb_sim_put_text (image + REVISION_OFFSET, 4, options->revision != NULL ? options->revision : "1.00");
    memcpy (image + MARK_OFFSET, "   \x1A", 4);
    bb_put_be32 (image + LENGTH_OFFSET, PAYLOAD_BYTES);
    memset (image + UNKNOWN_OFFSET, 0xA1, 4);
    memset (image + UNKNOWN_OFFSET + 4, 0xA2, 4);
    bb_sim_fill (image + HEADER_BYTES, PAYLOAD_BYTES, options->seed);
    return g_bytes_new_take (image, HEADER_BYTES + PAYLOAD_BYTES);
}

const BbSimFamily bb_sim_family_matshita = {
    .id = "matshita",
    .states = bb_sim_matshita_states,
    .quirks = bb_sim_matshita_quirks,
    .flash_bytes = bb_sim_matshita_flash_bytes,
    .init = bb_sim_matshita_init,
    .power_on = bb_sim_matshita_power_on,
    .exec = bb_sim_matshita_exec,
    .classify = bb_sim_matshita_classify,
    .make_image = bb_sim_matshita_make_image,
};
