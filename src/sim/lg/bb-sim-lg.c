/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-lg.h"

#include "sim/bb-sim-programming.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The simulated drive of docs/protocols/lg-renesas.md, section 10. Its firmware has the parts CORE and MAIN.
 *
 * Marks (non-volatile texts):
 * - "mode" is "core" while MAIN is incomplete.
 * - "revision" is the revision of the file that was programmed last.
 * - "name" is the name in the header of this file. It is not set before a file was programmed. */

#define PROGRAMMING_MS 8000
#define SECTOR_BYTES 0x10000u
#define CHUNK_BYTES 0x8000u
#define REGISTERS_END 0x7000u
#define LOW_HEADER_STEP 0x100u
#define MEMORY_END 0x800000u
#define RAM_START 0xFFE000u
#define RAM_END 0x1000000u
#define CONTROL 0x44u
#define SOURCE_CACHE 2
#define SOURCE_MEMORY 5
#define CORE_SEED 0x434F5245u

/**
 * BbSimLg:
 * @cache: the file that is being received
 * @received: number of bytes received in order
 * @is_failed: a chunk was refused since the last chunk with offset 0
 * @is_hung: a read of the hardware registers made the drive hang; it answers only after a power cycle
 * @old: MAIN before it was programmed
 * @done_at_us: time at which the drive has programmed MAIN; 0: it is not programming
 * @shows_old: reads return @old until the next power cycle
 */
typedef struct {
    guint8 *cache;
    guint32 received;
    gboolean is_failed;
    gboolean is_hung;
    guint8 *old;
    gint64 done_at_us;
    gboolean shows_old;
} BbSimLg;

static const BbSimChoice bb_sim_lg_states[] = {
    {"normal", NULL, "lg-renesas 10", "Runs its firmware"},
    {"half-flashed", NULL, "lg-renesas 10", "MAIN is incomplete; only CORE runs"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_lg_quirks[] = {
    {"register-trap", NULL, "lg-renesas 10", "A read below 0x7000 hangs the drive until a power cycle"},
    {"need-power-cycle-to-verify", NULL, "lg-renesas 10", "Reads return the old MAIN until a power cycle"},
    {"core-only-answers", "yes|no", "lg-renesas 10",
     "Whether a drive with incomplete MAIN answers; yes if not given"},
    {"header-at", "0..0xFFB8", "lg-renesas 10", "Offset of the header in CORE and MAIN; 0x200 if not given"},
    {"size-erased", NULL, "lg-renesas 10", "The size in the headers in memory is FFFFFFFF"},
    {"header-differs", NULL, "lg-renesas 2.3", "The headers in memory differ slightly, as in a GSA-H62N"},
    {"no-header", NULL, "lg-renesas 2.3", "Nothing in memory looks like a header"},
    {"low-headers", "0x7000..0x3FFEB8", "lg-renesas 2.2",
     "The headers are at this address below 0x400000 instead of in CORE and MAIN: CORE, then MAIN 0x100 later"},
    {"no-core-header", NULL, "lg-renesas 2.2", "Only MAIN has a header in memory"},
    {"memory-refused", NULL, "lg-renesas 2.3", "Reads of memory are refused, as by another chip"},
    {"end-differs", NULL, "lg-renesas 5", "The last bytes of the first MAIN are not those at its beginning"},
    {"refuse-chunk-at", "N", "lg-renesas 8", "The chunk at this offset is refused"},
    {"disc-refuses", NULL, "lg-renesas 10", "With a disc inside, the last chunk is refused"},
    {"keeps-old", NULL, "lg-renesas 9", "The drive reports GOOD for all chunks and keeps its firmware"},
    {"programming-ms", "N", "lg-renesas 10", "How long programming takes; 8000 if not given"},
    {BB_SIM_QUIRK_NO_ATTENTION, NULL, "lg-renesas 10", BB_SIM_QUIRK_NO_ATTENTION_TEXT},
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "lg-renesas 10", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {NULL, NULL, NULL, NULL},
};

/* These assertions check the ranges of two quirks in bb_sim_lg_quirks. With header-at, each header must be inside
 * CORE, which is smaller than MAIN. With low-headers, both headers must be between the hardware registers and
 * CORE. */
G_STATIC_ASSERT (BB_SIM_LG_CORE_BYTES - BB_SIM_LG_HEADER_BYTES == 0xFFB8);
G_STATIC_ASSERT (REGISTERS_END == 0x7000);
G_STATIC_ASSERT (BB_SIM_LG_CORE_START - LOW_HEADER_STEP - BB_SIM_LG_HEADER_BYTES == 0x3FFEB8);

static const BbSimChoice bb_sim_lg_image_settings[] = {
    {"core", NULL, "lg-renesas 4", "A file with CORE"},
    {"no-header", NULL, "lg-renesas 4", "The memory in the file has no copy of the header"},
    {"header-name", "*", "lg-renesas 4", "The name in the header, instead of that of the model"},
    {NULL, NULL, NULL, NULL},
};

/* Returns the size of CORE and MAIN together. */
static gsize
bb_sim_lg_flash_bytes (BbModel *model)
{
    return BB_SIM_LG_CORE_BYTES + bb_sim_lg_main_bytes (model);
}

/* TRUE if MAIN is incomplete (mark "mode"), also while the drive programs. */
static gboolean
bb_sim_lg_is_core_only (BbSimDrive *drive)
{
    return bb_sim_drive_get_mark (drive, "mode") != NULL;
}

/* TRUE if the quirk @quirk is set, or if the catalog key ReadMain of the model has the value @reported. */
static gboolean
bb_sim_lg_lacks (BbSimDrive *drive, const char *quirk, const char *reported)
{
    const char *read = bb_model_get_string (drive->config->model, "ReadMain");

    return bb_sim_drive_has_quirk (drive, quirk) || g_strcmp0 (read, reported) == 0;
}

/* Moves, removes or changes the header in the memory of the part at @part_at (CORE or MAIN), as the quirks of the
 * scenario and the catalog key ReadMain of the model require. */
static void
bb_sim_lg_bend_header (BbSimDrive *drive, guint32 part_at)
{
    const guint8 erased[] = {0xFF, 0xFF, 0xFF, 0xFF};
    const guint8 other[] = {'X'};
    guint8 blank[BB_SIM_LG_HEADER_BYTES] = {0};
    guint8 header[BB_SIM_LG_HEADER_BYTES];
    guint32 at = part_at + (guint32) bb_sim_drive_quirk_uint (drive, "header-at", BB_SIM_LG_HEADER_AT);

    memcpy (header, bb_sim_drive_flash (drive, NULL) + part_at + BB_SIM_LG_HEADER_AT, sizeof header);
    bb_sim_drive_poke (drive, part_at + BB_SIM_LG_HEADER_AT, blank, sizeof blank);
    if (bb_sim_drive_has_quirk (drive, "low-headers") || bb_sim_lg_lacks (drive, "no-header", "pattern not found") ||
        bb_sim_lg_lacks (drive, "no-header", "not this family") ||
        (part_at == 0 && bb_sim_drive_has_quirk (drive, "no-core-header")))
        return;
    bb_sim_drive_poke (drive, at, header, sizeof header);
    if (bb_sim_drive_has_quirk (drive, "size-erased"))
        bb_sim_drive_poke (drive, at + BB_SIM_LG_SIZE_OFFSET, erased, sizeof erased);
    if (bb_sim_lg_lacks (drive, "header-differs", "header not recognised"))
        bb_sim_drive_poke (drive, at + 0x2C, other, sizeof other);
}

/* Inverts the last byte of MAIN, so that the last 16 bytes of MAIN are no longer equal to its first 16 bytes. */
static void
bb_sim_lg_bend_end (BbSimDrive *drive)
{
    gsize size = 0;
    const guint8 *flash = bb_sim_drive_flash (drive, &size);
    guint8 last = (guint8) ~flash[size - 1];

    bb_sim_drive_poke (drive, (guint32) size - 1, &last, 1);
}

/* Leaves MAIN as after a power cut in the middle of programming: the first sectors are new, one is erased, the rest
 * are old. Sets the mark "mode". */
static void
bb_sim_lg_break_main (BbSimDrive *drive)
{
    guint32 half = bb_sim_lg_main_bytes (drive->config->model) / 2 / SECTOR_BYTES * SECTOR_BYTES;
    g_autofree guint8 *bytes = g_malloc (half);

    bb_sim_fill (bytes, half, drive->config->seed + 1);
    bb_sim_drive_poke (drive, BB_SIM_LG_CORE_BYTES, bytes, half);
    memset (bytes, 0xFF, SECTOR_BYTES);
    bb_sim_drive_poke (drive, BB_SIM_LG_CORE_BYTES + half, bytes, SECTOR_BYTES);
    bb_sim_drive_set_mark (drive, "mode", "core");
}

/* Allocates the state. Fills a new memory with a synthetic CORE, and with MAIN from the firmware file of the
 * scenario, or a synthetic MAIN if there is none. Then applies the quirks and, in the state half-flashed, makes MAIN
 * incomplete. FALSE with @error set if the firmware file has a wrong size. */
static gboolean
bb_sim_lg_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    const BbSimConfig *config = drive->config;
    guint32 main_bytes = bb_sim_lg_main_bytes (config->model);
    const char *revision = config->revision != NULL ? config->revision : "1.00";
    BbSimLg *own = g_new0 (BbSimLg, 1);
    g_autoptr (GBytes) core = NULL;
    g_autoptr (GBytes) image = NULL;
    const guint8 *data = NULL;

    own->cache = g_malloc0 (BB_SIM_LG_FILE_HEADER_BYTES + main_bytes);
    own->old = g_malloc0 (main_bytes);
    drive->own = own;
    if (!fresh)
        return TRUE;
    core = bb_sim_lg_make_part (config->model, TRUE, NULL, NULL, config->seed ^ CORE_SEED);
    image = config->firmware != NULL ? g_bytes_ref (config->firmware)
                                     : bb_sim_lg_make_part (config->model, FALSE, NULL, revision, config->seed);
    if (g_bytes_get_size (image) != BB_SIM_LG_FILE_HEADER_BYTES + main_bytes) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the firmware of this drive has %u bytes",
                     BB_SIM_LG_FILE_HEADER_BYTES + main_bytes);
        return FALSE;
    }
    data = g_bytes_get_data (core, NULL);
    bb_sim_drive_poke (drive, 0, data + BB_SIM_LG_FILE_HEADER_BYTES, BB_SIM_LG_CORE_BYTES);
    data = g_bytes_get_data (image, NULL);
    bb_sim_drive_poke (drive, BB_SIM_LG_CORE_BYTES, data + BB_SIM_LG_FILE_HEADER_BYTES, main_bytes);
    if (config->firmware != NULL) {
        g_autofree char *own_revision = g_strndup ((const char *) data + BB_SIM_LG_REVISION_OFFSET, 4);

        bb_sim_drive_set_mark (drive, "revision", own_revision);
    } else {
        bb_sim_drive_set_mark (drive, "revision", revision);
    }
    bb_sim_lg_bend_header (drive, 0);
    bb_sim_lg_bend_header (drive, BB_SIM_LG_CORE_BYTES);
    if (bb_sim_drive_has_quirk (drive, "end-differs"))
        bb_sim_lg_bend_end (drive);
    if (g_str_equal (config->state, "half-flashed"))
        bb_sim_lg_break_main (drive);
    return TRUE;
}

/* Returns (transfer full) the INQUIRY product: that of the scenario, else that of the model. If the firmware is that
 * of another model, the name in the firmware replaces the last word of the product of the model. */
static char *
bb_sim_lg_dup_product (BbSimDrive *drive)
{
    const char *product = bb_model_get_string (drive->config->model, "Product");
    g_autofree char *own = bb_sim_lg_dup_name (drive->config->model);
    const char *foreign = bb_sim_drive_get_mark (drive, "name");
    const char *blank = strrchr (product, ' ');

    if (drive->config->product != NULL)
        return g_strdup (drive->config->product);
    if (foreign == NULL || g_str_equal (foreign, own) || blank == NULL)
        return g_strdup (product);
    return g_strdup_printf ("%.*s%s", (int) (blank - product) + 1, product, foreign);
}

/* Starts MAIN, or CORE if MAIN is incomplete: sets the INQUIRY texts and whether the drive is ready. CORE has no
 * revision. */
static void
bb_sim_lg_start (BbSimDrive *drive)
{
    gboolean core_only = bb_sim_lg_is_core_only (drive);
    const char *vendor =
        drive->config->vendor != NULL ? drive->config->vendor : bb_model_get_string (drive->config->model, "Vendor");
    g_autofree char *product = bb_sim_lg_dup_product (drive);

    bb_sim_drive_set_inquiry (drive, vendor, product, core_only ? "" : bb_sim_drive_get_mark (drive, "revision"));
    drive->not_ready = core_only ? 0x020403u : 0;
}

/* Forgets the chunks that were received. @is_failed: a chunk was refused */
static void
bb_sim_lg_drop_session (BbSimLg *own, gboolean is_failed)
{
    own->received = 0;
    own->is_failed = is_failed;
}

/* Called at power-on: ends programming, an upload and the state in which the drive hangs, and starts MAIN or CORE. */
static void
bb_sim_lg_power_on (BbSimDrive *drive)
{
    BbSimLg *own = drive->own;

    own->done_at_us = 0;
    own->shows_old = FALSE;
    own->is_hung = FALSE;
    bb_sim_lg_drop_session (own, FALSE);
    bb_sim_lg_start (drive);
}

/* When the programming time has passed, records that MAIN is complete, and starts it with the unit attention
 * 6/3F/01. */
static void
bb_sim_lg_tick (BbSimDrive *drive)
{
    BbSimLg *own = drive->own;

    if (!bb_sim_programming_take_due (drive, &own->done_at_us))
        return;
    bb_sim_drive_set_mark (drive, "mode", NULL);
    bb_sim_lg_start (drive);
    bb_sim_drive_attention (drive, 0x3F, 0x01);
}

/* Called when the power is lost. If the drive is programming, the simulator has already written all sectors. Restores
 * the old content of the sectors that a real drive would not have finished, except the first of them, which it
 * erases. @fraction: not used, because the time tells how much was written */
static void
bb_sim_lg_power_lost (BbSimDrive *drive, double fraction)
{
    BbSimLg *own = drive->own;
    guint32 size = bb_sim_lg_main_bytes (drive->config->model);
    guint64 all_ms = bb_sim_drive_quirk_uint (drive, "programming-ms", PROGRAMMING_MS);
    guint32 done = 0;

    if (own->done_at_us == 0)
        return;
    done = (guint32) (size * (1.0 - bb_sim_programming_get_left (drive, own->done_at_us, all_ms)));
    done = MIN (done / SECTOR_BYTES * SECTOR_BYTES, size - SECTOR_BYTES);
    bb_sim_programming_erase (drive, BB_SIM_LG_CORE_BYTES + done, SECTOR_BYTES);
    done += SECTOR_BYTES;
    if (done < size)
        bb_sim_drive_poke (drive, BB_SIM_LG_CORE_BYTES + done, own->old + done, size - done);
}

/* --- READ BUFFER (section 3.1) --- */

/* TRUE if the @length_bytes from @address on are inside [@start, @end). */
static gboolean
bb_sim_lg_is_in (guint32 address, guint32 length_bytes, guint32 start, guint32 end)
{
    return address >= start && address < end && length_bytes <= end - address;
}

/* Answers a read of the memory between the hardware registers and CORE. Without the quirk low-headers this memory
 * does not exist: 5/21/00. With the quirk it contains the headers of CORE and MAIN, and zeros elsewhere; a range that
 * ends in CORE gets 5/21/00. */
static void
bb_sim_lg_read_low (BbSimDrive *drive, guint32 address, guint32 length_bytes, BbSimAnswer *answer)
{
    guint32 at = (guint32) bb_sim_drive_quirk_uint (drive, "low-headers", 0);
    g_autofree guint8 *bytes = g_malloc0 (BB_SIM_LG_CORE_START);

    if (at == 0 || !bb_sim_lg_is_in (address, length_bytes, REGISTERS_END, BB_SIM_LG_CORE_START)) {
        bb_sim_answer_sense (answer, 0x05, 0x21, 0x00);
        return;
    }
    for (guint i = 0; i < 2; i++) {
        g_autoptr (GBytes) file =
            bb_sim_lg_make_part (drive->config->model, i == 0, NULL, bb_sim_drive_get_mark (drive, "revision"), 1);

        memcpy (bytes + at + i * LOW_HEADER_STEP, g_bytes_get_data (file, NULL), BB_SIM_LG_HEADER_BYTES);
    }
    bb_sim_answer_data (answer, bytes + address, length_bytes, length_bytes);
}

/* Answers a read of hardware registers with zeros; a violation, because hosts must not send it (section 3.1). With
 * the quirk register-trap the drive hangs. */
static void
bb_sim_lg_read_registers (BbSimDrive *drive, const BbSimCommand *command, guint32 address, BbSimAnswer *answer)
{
    BbSimLg *own = drive->own;
    g_autofree guint8 *zeros = g_malloc0 (CHUNK_BYTES);

    bb_sim_drive_violation (drive, "hardware registers were read at %06X", address);
    own->is_hung = bb_sim_drive_has_quirk (drive, "register-trap");
    if (own->is_hung)
        answer->never = TRUE;
    else
        bb_sim_answer_data (answer, zeros, MIN (command->length_bytes, CHUNK_BYTES),
                            MIN (command->length_bytes, CHUNK_BYTES));
}

/* Executes READ BUFFER: reads the flash memory, the empty range behind it, or the RAM, which is all zeros. Reads
 * below CORE are left to bb_sim_lg_read_registers() and bb_sim_lg_read_low().
 * - an invalid CDB, or the quirk memory-refused: 5/24/00
 * - an address that does not exist: 5/21/00
 * - the quirk need-power-cycle-to-verify: after an update, MAIN reads as before it until the next power-on */
static void
bb_sim_lg_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimLg *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    guint32 address = bb_sim_get_be32 (cdb + 2);
    guint32 length_bytes = bb_sim_get_be16 (cdb + 7);
    gsize size = 0;
    const guint8 *flash = bb_sim_drive_flash (drive, &size);
    g_autofree guint8 *ram = NULL;

    if (cdb[1] != SOURCE_MEMORY || cdb[6] != 0 || cdb[9] != CONTROL || length_bytes > CHUNK_BYTES ||
        bb_sim_drive_has_quirk (drive, "memory-refused")) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    } else if (address < REGISTERS_END) {
        bb_sim_lg_read_registers (drive, command, address, answer);
    } else if (address < BB_SIM_LG_CORE_START) {
        bb_sim_lg_read_low (drive, address, length_bytes, answer);
    } else if (bb_sim_lg_is_in (address, length_bytes, BB_SIM_LG_CORE_START, BB_SIM_LG_CORE_START + (guint32) size)) {
        guint32 at = address - BB_SIM_LG_CORE_START;

        if (own->shows_old && at >= BB_SIM_LG_CORE_BYTES)
            bb_sim_answer_data (answer, own->old + at - BB_SIM_LG_CORE_BYTES, length_bytes, length_bytes);
        else
            bb_sim_answer_data (answer, flash + at, length_bytes, length_bytes);
    } else if (bb_sim_lg_is_in (address, length_bytes, BB_SIM_LG_CORE_START, MEMORY_END) ||
               bb_sim_lg_is_in (address, length_bytes, RAM_START, RAM_END)) {
        ram = g_malloc0 (MAX (length_bytes, 1));
        /* Send the memory from @address to the end of MAIN, then zeros. */
        if (address < BB_SIM_LG_CORE_START + size)
            memcpy (ram, flash + address - BB_SIM_LG_CORE_START, BB_SIM_LG_CORE_START + size - address);
        bb_sim_answer_data (answer, ram, length_bytes, length_bytes);
    } else {
        bb_sim_answer_sense (answer, 0x05, 0x21, 0x00);
    }
}

/* --- WRITE BUFFER (section 3.2) --- */

/* TRUE if the drive accepts the file in the cache. The file must be MAIN, with start and size for this model, a right
 * checksum, and the same name in its header as CORE. CORE is never written, so its header has the name of the model.
 */
static gboolean
bb_sim_lg_accepts (BbSimDrive *drive, guint32 length_bytes)
{
    BbSimLg *own = drive->own;
    const guint8 *file = own->cache;
    g_autofree char *name = bb_sim_lg_dup_name (drive->config->model);
    guint8 field[BB_SIM_LG_NAME_BYTES];

    bb_sim_put_text (field, sizeof field, name);
    return memcmp (file + BB_SIM_LG_PART_OFFSET, "MAIN    ", 8) == 0 &&
           memcmp (file + BB_SIM_LG_NAME_OFFSET, field, sizeof field) == 0 &&
           bb_sim_get_be32 (file + BB_SIM_LG_START_OFFSET) == BB_SIM_LG_MAIN_START &&
           bb_sim_get_be32 (file + BB_SIM_LG_SIZE_OFFSET) == bb_sim_lg_main_bytes (drive->config->model) &&
           bb_sim_lg_is_sum_right (file, length_bytes);
}

/* Erases and programs MAIN, one sector after the other. FALSE after a power cut or at a stuck block. */
static gboolean
bb_sim_lg_program_sectors (BbSimDrive *drive, guint32 size)
{
    const BbSimLg *own = drive->own;
    const guint8 *payload = own->cache + BB_SIM_LG_FILE_HEADER_BYTES;

    bb_sim_drive_expect_work (drive, 2 * size);
    for (guint32 at = 0; at < size; at += SECTOR_BYTES) {
        guint32 length_bytes = MIN (SECTOR_BYTES, size - at);

        if (!bb_sim_drive_erase (drive, BB_SIM_LG_CORE_BYTES + at, length_bytes) ||
            !bb_sim_drive_program (drive, BB_SIM_LG_CORE_BYTES + at, payload + at, length_bytes))
            return FALSE;
    }
    return TRUE;
}

/* Returns the offset of the header in @payload, the content of MAIN. Returns the offset that the quirk header-at
 * gives, if @payload has a header there, as in a backup of a drive with this quirk. Else returns
 * BB_SIM_LG_HEADER_AT. */
static guint32
bb_sim_lg_find_header (BbSimDrive *drive, const guint8 *payload)
{
    guint32 at = (guint32) bb_sim_drive_quirk_uint (drive, "header-at", BB_SIM_LG_HEADER_AT);

    return memcmp (payload + at + BB_SIM_LG_PART_OFFSET, "MAIN", 4) == 0 ? at : BB_SIM_LG_HEADER_AT;
}

/* Programs the file in the cache, and makes the drive busy for the programming time. Only CORE runs during that time,
 * and after a power cut or at a stuck block. If the drive does not accept the file, the answer is 5/26/00. With the
 * quirk keeps-old, accepts a file but does not program it. */
static void
bb_sim_lg_program (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimLg *own = drive->own;
    guint32 size = bb_sim_lg_main_bytes (drive->config->model);
    const guint8 *payload = own->cache + BB_SIM_LG_FILE_HEADER_BYTES;
    g_autofree char *revision = g_strndup ((const char *) own->cache + BB_SIM_LG_REVISION_OFFSET, 4);
    guint32 header_at = bb_sim_lg_find_header (drive, payload);
    g_autofree char *name =
        g_strndup ((const char *) payload + header_at + BB_SIM_LG_NAME_OFFSET, BB_SIM_LG_NAME_BYTES);

    if (!bb_sim_lg_accepts (drive, BB_SIM_LG_FILE_HEADER_BYTES + size)) {
        bb_sim_answer_sense (answer, 0x05, 0x26, 0x00);
        return;
    }
    if (bb_sim_drive_has_quirk (drive, "keeps-old"))
        return;
    memcpy (own->old, bb_sim_drive_flash (drive, NULL) + BB_SIM_LG_CORE_BYTES, size);
    bb_sim_drive_set_mark (drive, "mode", "core");
    if (!bb_sim_lg_program_sectors (drive, size)) {
        bb_sim_lg_start (drive);
        return;
    }
    bb_sim_drive_set_mark (drive, "revision", revision);
    bb_sim_drive_set_mark (drive, "name", *name != '\0' ? g_strchomp (name) : NULL);
    own->shows_old = bb_sim_drive_has_quirk (drive, "need-power-cycle-to-verify");
    own->done_at_us =
        drive->now_us + (gint64) bb_sim_drive_quirk_uint (drive, "programming-ms", PROGRAMMING_MS) * 1000;
    drive->busy_until_us = own->done_at_us;
    drive->busy_ascq = 0x01;
}

/* Ends the upload as failed, and answers 5/@asc/00. */
static void
bb_sim_lg_refuse (BbSimLg *own, BbSimAnswer *answer, guint8 asc)
{
    bb_sim_lg_drop_session (own, TRUE);
    bb_sim_answer_sense (answer, 0x05, asc, 0x00);
}

/* Records violations of WRITE BUFFER: a file with CORE, a chunk that is missing or sent again, and a command for the
 * last chunk after a chunk was refused or before all other chunks were sent. @is_last: byte 1 of the CDB is 05, which
 * marks the command for the last chunk */
static void
bb_sim_lg_watch (BbSimDrive *drive, const BbSimCommand *command, guint32 offset, gboolean is_last)
{
    const BbSimLg *own = drive->own;
    guint32 all = BB_SIM_LG_FILE_HEADER_BYTES + bb_sim_lg_main_bytes (drive->config->model);

    if (offset == 0 && command->length_bytes >= BB_SIM_LG_HEADER_BYTES &&
        memcmp (command->out + BB_SIM_LG_PART_OFFSET, "CORE", 4) == 0)
        bb_sim_drive_violation (drive, "a file with CORE was sent");
    if (is_last && own->is_failed)
        bb_sim_drive_violation (drive, "the last chunk was sent after a chunk that failed");
    else if (is_last && offset + command->length_bytes != all)
        bb_sim_drive_violation (drive, "source 05 was used at %06X, before the last chunk", offset);
    if (offset > own->received && !own->is_failed)
        bb_sim_drive_violation (drive, "the chunk at %06X is missing", own->received);
    else if (offset != 0 && offset < own->received)
        bb_sim_drive_violation (drive, "the chunk at %06X was sent again", offset);
}

/* Executes WRITE BUFFER. The source is byte 1 of the CDB. Source 02 stores a chunk, which must follow the previous
 * one. Source 05 stores the last chunk and programs the file. A chunk with offset 0 begins an upload. These answers
 * end the upload:
 * - 5/24/00: the chunk is invalid, or is the one that the quirk refuse-chunk-at names
 * - 5/2C/00: the last chunk does not complete the file, or there is a disc and the quirk disc-refuses is set */
static void
bb_sim_lg_write (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimLg *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    guint32 all = BB_SIM_LG_FILE_HEADER_BYTES + bb_sim_lg_main_bytes (drive->config->model);
    guint32 offset = bb_sim_get_be32 (cdb + 2);
    guint32 length_bytes = bb_sim_get_be16 (cdb + 7);
    gboolean is_last = cdb[1] == SOURCE_MEMORY;

    bb_sim_lg_watch (drive, command, offset, is_last);
    if (offset == 0 && !is_last)
        bb_sim_lg_drop_session (own, FALSE);
    if ((cdb[1] != SOURCE_CACHE && !is_last) || cdb[6] != 0 || cdb[9] != CONTROL ||
        length_bytes != command->length_bytes || offset > all || length_bytes > all - offset ||
        (!is_last && (offset != own->received || length_bytes != CHUNK_BYTES ||
                      offset == bb_sim_drive_quirk_uint (drive, "refuse-chunk-at", G_MAXUINT32)))) {
        bb_sim_lg_refuse (own, answer, 0x24);
        return;
    }
    if (is_last && (offset != own->received || offset + length_bytes != all ||
                    (drive->config->disc != BB_SIM_DISC_NONE && bb_sim_drive_has_quirk (drive, "disc-refuses")))) {
        bb_sim_lg_refuse (own, answer, 0x2C);
        return;
    }
    memcpy (own->cache + offset, command->out, length_bytes);
    own->received = offset + length_bytes;
    if (!is_last)
        return;
    bb_sim_lg_drop_session (own, FALSE);
    bb_sim_lg_program (drive, answer);
}

/* Executes a command. Returns FALSE for a standard command, which the code for all drives then executes.
 *
 * While MAIN is incomplete, the firmware part CORE runs alone. It answers INQUIRY and WRITE BUFFER, and rejects all
 * other commands with 2/04/03. With the quirk core-only-answers=no it answers nothing, except while it programs. A
 * drive that hangs answers nothing. SEND DIAGNOSTIC (self-test) is recorded as a violation. */
static gboolean
bb_sim_lg_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const BbSimLg *own = drive->own;
    guint8 opcode = command->cdb.bytes[0];
    gboolean core_only = bb_sim_lg_is_core_only (drive);

    if (own->is_hung || (core_only && own->done_at_us == 0 &&
                         g_str_equal (bb_sim_drive_quirk (drive, "core-only-answers", "yes"), "no"))) {
        answer->never = TRUE;
        return TRUE;
    }
    if (opcode == 0x1D)
        bb_sim_drive_violation (drive, "the self-test was started");
    if (opcode == 0x3B) {
        bb_sim_lg_write (drive, command, answer);
        return TRUE;
    }
    if (core_only && opcode != 0x12) {
        bb_sim_answer_sense (answer, 0x02, 0x04, 0x03);
        return TRUE;
    }
    if (opcode != 0x3C)
        return FALSE;
    bb_sim_lg_read (drive, command, answer);
    return TRUE;
}

static const char *const bb_sim_lg_steps[] = {"read", "upload", "program", NULL};

/* READ BUFFER and WRITE BUFFER are vendor commands. Only WRITE BUFFER writes. Step names: "read" for READ BUFFER,
 * "program" for WRITE BUFFER with source 05, "upload" for any other WRITE BUFFER. */
static void
bb_sim_lg_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    guint8 opcode = command->cdb.bytes[0];

    step->writes = opcode == 0x3B;
    step->vendor = opcode == 0x3B || opcode == 0x3C;
    if (opcode == 0x3B)
        step->name = command->cdb.bytes[1] == SOURCE_MEMORY ? "program" : "upload";
    else if (opcode == 0x3C)
        step->name = "read";
}

static void
bb_sim_lg_list_regions (BbSimDrive *drive, GArray *regions)
{
    BbSimRegion all[] = {
        {"core", 0, BB_SIM_LG_CORE_BYTES},
        {"application", BB_SIM_LG_CORE_BYTES, bb_sim_lg_main_bytes (drive->config->model)},
    };

    g_array_append_vals (regions, all, G_N_ELEMENTS (all));
}

/* Frees drive->own, the data of the family. */
static void
bb_sim_lg_clear (BbSimDrive *drive)
{
    BbSimLg *own = drive->own;

    if (own == NULL)
        return;
    g_free (own->cache);
    g_free (own->old);
    g_free (own);
}

const BbSimFamily bb_sim_family_lg_renesas = {
    .id = "lg-renesas",
    .states = bb_sim_lg_states,
    .quirks = bb_sim_lg_quirks,
    .image_settings = bb_sim_lg_image_settings,
    .flash_bytes = bb_sim_lg_flash_bytes,
    .init = bb_sim_lg_init,
    .power_on = bb_sim_lg_power_on,
    .power_lost = bb_sim_lg_power_lost,
    .exec = bb_sim_lg_exec,
    .steps = bb_sim_lg_steps,
    .classify = bb_sim_lg_classify,
    .list_regions = bb_sim_lg_list_regions,
    .make_image = bb_sim_lg_make_image,
    .clear = bb_sim_lg_clear,
    .tick = bb_sim_lg_tick,
};
