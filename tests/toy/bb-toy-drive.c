/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-toy.h"

#include "sim/bb-sim-drive.h"

#define TOY_PROGRAM_US 2000000

/* The simulated drive of the toy family (bb-toy.h). `own` of BbSimDrive is a GByteArray with the chunks that were
 * received so far. While the drive has no valid firmware, the mark "mode" (bb_sim_drive_set_mark()) is set. */

static gsize
toy_flash_bytes (BbModel *model)
{
    return TOY_FLASH_BYTES;
}

/* Returns the checksum of @image: the sum of all bytes except the last two. A valid image has this sum in its last
 * two bytes. */
static guint16
toy_sum (const guint8 *image, gsize size)
{
    guint16 sum = 0;

    for (gsize i = 0; i < size - 2; i++)
        sum += image[i];
    return sum;
}

/* Returns (transfer full) an image with names, a revision and the right checksum at its end; the rest depends on the
 * seed. */
static GBytes *
toy_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    gsize size = toy_flash_bytes (model);
    guint8 *image = g_malloc (size);

    bb_sim_fill (image, size, options->seed);
    bb_sim_put_text (image, 8, TOY_VENDOR);
    bb_sim_put_text (image + 8, 16, bb_model_get_key (model));
    bb_sim_put_text (image + 24, 4, options->revision != NULL ? options->revision : "1.00");
    image[size - 2] = toy_sum (image, size) >> 8;
    image[size - 1] = toy_sum (image, size) & 0xFF;
    return g_bytes_new_take (image, size);
}

/* Prepares the drive for this run. If @fresh is set, the flash memory is new, and this function writes an image to
 * it. Otherwise the flash memory has the content of an earlier run. */
static gboolean
toy_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    BbSimImageOptions options = {.revision = drive->config->revision, .seed = drive->config->seed};
    g_autoptr (GBytes) image = toy_make_image (drive->config->model, &options, error);

    drive->own = g_byte_array_new ();
    if (fresh)
        bb_sim_drive_poke (drive, 0, g_bytes_get_data (image, NULL), g_bytes_get_size (image));
    return TRUE;
}

/* Starts the drive: discards the received chunks. If the mark "mode" is set, starts the boot loader, else the
 * firmware in the flash memory. To start a program means to set INQUIRY texts and readiness. */
static void
toy_start (BbSimDrive *drive)
{
    g_autofree char *revision = g_strndup ((const char *) bb_sim_drive_flash (drive, NULL) + 24, 4);
    gboolean boot = bb_sim_drive_get_mark (drive, "mode") != NULL;

    g_byte_array_set_size (drive->own, 0);
    bb_sim_drive_set_inquiry (drive, TOY_VENDOR, TOY_MODEL, boot ? "BOOT" : revision);
    drive->not_ready = boot ? 0x020403u : 0;
}

/* Executes WRITE BUFFER: receives a chunk, which must begin where the previous chunk ended. After the last chunk
 * (mode 5), checks the image, programs it and starts it. */
static void
toy_write (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    GByteArray *ram = drive->own;
    guint32 size = TOY_FLASH_BYTES;
    guint32 offset = bb_sim_get_be24 (command->cdb.bytes + 3);

    if (offset == 0)
        g_byte_array_set_size (ram, 0);
    if (offset != ram->len || command->length_bytes > size - offset) {
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        return;
    }
    g_byte_array_append (ram, command->out, command->length_bytes);
    if (command->cdb.bytes[1] != 5)
        return;
    if (ram->len != size || toy_sum (ram->data, size) != bb_sim_get_be16 (ram->data + size - 2)) {
        bb_sim_answer_sense (answer, 0x05, 0x26, 0x00);
        return;
    }
    bb_sim_drive_set_mark (drive, "mode", "boot");
    bb_sim_drive_expect_work (drive, 2 * size);
    if (bb_sim_drive_erase (drive, 0, size) && bb_sim_drive_program (drive, 0, ram->data, size)) {
        bb_sim_drive_set_mark (drive, "mode", NULL);
        drive->busy_until_us = drive->now_us + TOY_PROGRAM_US;
    }
    toy_start (drive);
}

/* Executes WRITE BUFFER or READ BUFFER, and returns TRUE even if the command fails. Returns FALSE for any other
 * command. READ BUFFER fails while the boot loader runs. */
static gboolean
toy_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint32 address = bb_sim_get_be24 (command->cdb.bytes + 3);
    guint32 length_bytes = bb_sim_get_be24 (command->cdb.bytes + 6);
    gsize size = 0;
    const guint8 *flash = bb_sim_drive_flash (drive, &size);

    if (command->cdb.bytes[0] == 0x3B)
        toy_write (drive, command, answer);
    else if (command->cdb.bytes[0] != 0x3C)
        return FALSE;
    else if (drive->not_ready != 0 || address > size || length_bytes > size - address)
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    else
        bb_sim_answer_data (answer, flash + address, length_bytes, length_bytes);
    return TRUE;
}

static const char *const toy_steps[] = {"read", "upload", "program", NULL};

/* Sets the name of @step to "upload", "program" or "read"; leaves the name unset for any other command. Sets
 * step->writes to TRUE for WRITE BUFFER. */
static void
toy_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    step->writes = command->cdb.bytes[0] == 0x3B;
    if (step->writes)
        step->name = command->cdb.bytes[1] == 5 ? "program" : "upload";
    else if (command->cdb.bytes[0] == 0x3C)
        step->name = "read";
}

static void
toy_list_regions (BbSimDrive *drive, GArray *regions)
{
    BbSimRegion all = {"application", 0, (guint32) toy_flash_bytes (drive->config->model)};

    g_array_append_val (regions, all);
}

static void
toy_clear (BbSimDrive *drive)
{
    g_byte_array_unref (drive->own);
}

void
toy_register_drive (void)
{
    static const BbSimFamily drive = {
        .id = TOY_ID,
        .flash_bytes = toy_flash_bytes,
        .init = toy_init,
        .power_on = toy_start,
        .exec = toy_exec,
        .steps = toy_steps,
        .classify = toy_classify,
        .list_regions = toy_list_regions,
        .make_image = toy_make_image,
        .clear = toy_clear,
    };

    bb_sim_register_family (&drive);
}
