/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-pioneer.h"

#include "sim/bb-sim-programming.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The simulated drive of docs/protocols/pioneer.md, section 9. Its memory is the kernel, followed by the normal part.
 *
 * Marks (non-volatile texts):
 * - "normal" is "bad" from the first piece of a normal part until it was programmed.
 * - "kernel" is "bad" after a power cut while a kernel was programmed, and after a kernel for another drive was
 *   received. The drive then answers no command. */

#define PIECE_BYTES BB_SIM_PIONEER_PIECE_BYTES
#define NORMAL_MOST_BYTES 0x200000u
#define MODE_BYTES 0x100
#define WORD_BYTES 16
#define INFO_BYTES 0x30
#define CHALLENGE_BYTES 0x400
#define UNIVERSAL_KEY 0x9A782361u
/* Number of characters that the drive compares: the first 7 characters of the kernel type in a normal part must be
 * equal to those of the kernel type in the kernel. */
#define COMPARED_BYTES 7
#define KERNEL_MS 10000
#define FINISH_US (30 * G_USEC_PER_SEC)

/* State of the unlock (section 4).
 * - UNLOCK_NO: not begun
 * - UNLOCK_RESET: the reset command was received
 * - UNLOCK_HALF: the first of the two responses was accepted
 * - UNLOCK_OPEN: both responses were accepted */
typedef enum {
    UNLOCK_NO,
    UNLOCK_RESET,
    UNLOCK_HALF,
    UNLOCK_OPEN,
} BbSimPioneerUnlock;

/**
 * BbSimPioneer: the volatile state of a drive.
 * @in_kernel: the kernel runs
 * @ram: received pieces
 * @got: number of received pieces
 * @is_normal: the pieces are those of a normal part
 * @key: the key that the drive accepts, which is that of the kernel that runs
 * @kernel_done_us: time at which the new kernel will have been programmed; 0: no kernel is being programmed
 * @response: byte with which the host must answer the last challenge
 */
typedef struct {
    gboolean in_kernel;
    guint8 *ram;
    guint32 got;
    gboolean is_normal;
    guint32 key;
    gint64 kernel_done_us;
    BbSimPioneerUnlock unlock;
    guint8 response;
} BbSimPioneer;

static const BbSimChoice bb_sim_pioneer_states[] = {
    {"kernel", NULL, "pioneer 9", "The kernel runs, because the normal firmware is incomplete"},
    {NULL},
};

static const BbSimChoice bb_sim_pioneer_quirks[] = {
    {"type", "*", "pioneer 9", "The kernel type; GENERAL if not given"},
    {"key", "*", "pioneer 9", "The key that the drive accepts, in hexadecimal; that of its kernel type if not given"},
    {"protected", NULL, "pioneer 9", "A drive of generation 1 or 3 that has to be unlocked"},
    {"unready-kernel", NULL, "pioneer 9", "In kernel mode, TEST UNIT READY is answered with 2/04/03"},
    {"kernel-ms", "N", "pioneer 9", "How long the drive programs a kernel; 10000 if not given"},
    {"residue", NULL, "pioneer 9", "The drive reports one byte less than it transferred for vendor commands"},
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "pioneer 9", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {NULL},
};

static const BbSimChoice bb_sim_pioneer_image_settings[] = {
    {"kernel", NULL, "pioneer 9", "A kernel instead of normal firmware"},
    {"type", "*", "pioneer 9", "The kernel type that the file is for; GENERAL if not given"},
    {NULL},
};

/* Returns the size of the kernel and of the longest normal part that a drive can receive. */
static gsize
bb_sim_pioneer_flash_bytes (BbModel *model)
{
    return MAX (bb_sim_pioneer_kernel_bytes (model), PIECE_BYTES) + NORMAL_MOST_BYTES;
}

/* Allocates the state. Fills a new memory with a synthetic kernel of the type that the quirk type names, and with the
 * normal part of the scenario, or a synthetic one if there is none. FALSE with @error set if the normal part is too
 * long. FALSE also if none can be made, because the catalog has no NormalSize for the model. */
static gboolean
bb_sim_pioneer_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    BbSimImageOptions options = {.revision = drive->config->revision,
                                 .vendor = drive->config->vendor,
                                 .product = drive->config->product,
                                 .seed = drive->config->seed};
    BbSimPioneer *own = g_new0 (BbSimPioneer, 1);
    g_autoptr (GBytes) kernel = NULL;
    g_autoptr (GBytes) normal = NULL;

    own->ram = g_malloc0 (NORMAL_MOST_BYTES);
    drive->own = own;
    if (!fresh)
        return TRUE;
    normal = drive->config->firmware != NULL ? g_bytes_ref (drive->config->firmware)
                                             : bb_sim_pioneer_make_image (drive->config->model, &options, error);
    if (normal == NULL)
        return FALSE;
    if (g_bytes_get_size (normal) > NORMAL_MOST_BYTES) {
        g_set_error_literal (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the firmware is too long for this drive");
        return FALSE;
    }
    kernel =
        bb_sim_pioneer_make_kernel (drive->config->model, &options, bb_sim_drive_quirk (drive, "type", "GENERAL"));
    bb_sim_drive_poke (drive, 0, g_bytes_get_data (kernel, NULL), (guint32) g_bytes_get_size (kernel));
    bb_sim_drive_poke (drive, bb_sim_pioneer_kernel_bytes (drive->config->model), g_bytes_get_data (normal, NULL),
                       (guint32) g_bytes_get_size (normal));
    if (g_str_equal (drive->config->state, "kernel"))
        bb_sim_drive_set_mark (drive, "normal", "bad");
    return TRUE;
}

/* Returns (transfer full) the type of the kernel in the memory, 8 characters. */
static char *
bb_sim_pioneer_dup_type (BbSimDrive *drive)
{
    return g_strndup ((const char *) bb_sim_drive_flash (drive, NULL) + BB_SIM_PIONEER_TYPE_OFFSET,
                      BB_SIM_PIONEER_TYPE_BYTES);
}

/* Returns the key for the kernel type of this drive: the value @member ("KeyHex" or "KeyPlusOneHex") in the catalog
 * entry of the kernel type; the universal key if the catalog has no such entry. */
static guint32
bb_sim_pioneer_type_key (BbSimDrive *drive, const char *member)
{
    g_autoptr (GPtrArray) types =
        bb_catalog_list_models (bb_model_get_catalog (drive->config->model), "pioneer-kernel");
    g_autofree char *type = bb_sim_pioneer_dup_type (drive);

    for (guint i = 0; i < types->len; i++) {
        const char *known = bb_model_get_string (types->pdata[i], "KernelType");
        g_auto (GStrv) bytes = g_strsplit (bb_model_get_string (types->pdata[i], member), " ", -1);
        g_autofree char *digits = g_strjoinv ("", bytes);

        if (g_ascii_strncasecmp (type, known, bb_model_get_uint (types->pdata[i], "CompareLength", 0)) == 0)
            return (guint32) g_ascii_strtoull (digits, NULL, 16);
    }
    return UNIVERSAL_KEY;
}

/* Returns the key that this drive accepts. The catalog key KeyRule of the model says where the key comes from. The
 * quirk "key" replaces that key. 0 for a generation without keys, even with the quirk. */
static guint32
bb_sim_pioneer_get_key (BbSimDrive *drive)
{
    const char *key = bb_sim_drive_quirk (drive, "key", NULL);
    const char *rule = bb_model_get_string (drive->config->model, "KeyRule");

    if (g_strcmp0 (rule, "none") == 0)
        return 0;
    if (key != NULL)
        return (guint32) g_ascii_strtoull (key, NULL, 16);
    if (g_strcmp0 (rule, "kernel-type") == 0)
        return bb_sim_pioneer_type_key (drive, "KeyHex");
    if (g_strcmp0 (rule, "kernel-type-plus-one") == 0)
        return bb_sim_pioneer_type_key (drive, "KeyPlusOneHex");
    return UNIVERSAL_KEY;
}

/* Starts the kernel or the normal part, and drops the received pieces and the unlock. Sets these:
 * - the key; if the kernel runs already and continues to run, it keeps its key
 * - the INQUIRY texts: those of the normal part, or "PIONEER" and "DVD-RW" while the normal part is incomplete; the
 *   revision of the kernel is 0000
 * - the readiness; the kernel has no disc functions */
static void
bb_sim_pioneer_start (BbSimDrive *drive, gboolean in_kernel)
{
    BbSimPioneer *own = drive->own;
    const guint8 *normal = bb_sim_drive_flash (drive, NULL) + bb_sim_pioneer_kernel_bytes (drive->config->model);
    const char *label = (const char *) normal + BB_SIM_PIONEER_LABEL_OFFSET;
    g_autofree char *vendor = g_strchomp (g_strndup (label, 8));
    g_autofree char *product = g_strchomp (g_strndup (label + 8, 16));
    g_autofree char *revision = g_strndup ((const char *) normal + BB_SIM_PIONEER_REVISION_OFFSET, 4);

    /* The kernel that runs keeps its key until it is left, even if another kernel was programmed. */
    if (!own->in_kernel || !in_kernel)
        own->key = bb_sim_pioneer_get_key (drive);
    own->in_kernel = in_kernel;
    own->got = 0;
    own->unlock = UNLOCK_NO;
    if (bb_sim_drive_get_mark (drive, "normal") != NULL)
        bb_sim_drive_set_inquiry (drive, "PIONEER", "DVD-RW", "0000");
    else
        bb_sim_drive_set_inquiry (drive, vendor, product, in_kernel ? "0000" : revision);
    g_strlcpy (drive->vendor_specific, " 05/08/30  PIONEER", sizeof drive->vendor_specific);
    drive->not_ready = in_kernel && bb_sim_drive_has_quirk (drive, "unready-kernel") ? 0x020403u : 0;
    drive->dead_disc = in_kernel;
}

/* Starts the normal part or, if that is incomplete, the kernel. */
static void
bb_sim_pioneer_power_on (BbSimDrive *drive)
{
    BbSimPioneer *own = drive->own;

    own->kernel_done_us = 0;
    own->in_kernel = FALSE;
    bb_sim_pioneer_start (drive, bb_sim_drive_get_mark (drive, "normal") != NULL);
}

/* Ends the programming of a kernel when its time has passed. */
static void
bb_sim_pioneer_tick (BbSimDrive *drive)
{
    BbSimPioneer *own = drive->own;

    (void) bb_sim_programming_take_due (drive, &own->kernel_done_us);
}

/* Called when the power is lost: while a kernel is programmed, makes the drive unusable. @fraction: not used */
static void
bb_sim_pioneer_power_lost (BbSimDrive *drive, double fraction)
{
    const BbSimPioneer *own = drive->own;

    if (own->kernel_done_us != 0)
        bb_sim_drive_set_mark (drive, "kernel", "bad");
}

/* TRUE if the MODE_BYTES of @mode are the mode buffer that this drive accepts: first the word from the catalog key
 * ModeWordHex of the model, then the key of the drive, then zeros. */
static gboolean
bb_sim_pioneer_is_mode (BbSimDrive *drive, const guint8 *mode)
{
    const BbSimPioneer *own = drive->own;
    g_auto (GStrv) word = g_strsplit (bb_model_get_string (drive->config->model, "ModeWordHex"), " ", -1);
    gsize n_set = 0;

    for (guint i = 0; i < WORD_BYTES; i++)
        if (word[i] == NULL || mode[i] != g_ascii_strtoull (word[i], NULL, 16))
            return FALSE;
    for (guint i = WORD_BYTES + 4; i < MODE_BYTES; i++)
        n_set += mode[i] != 0;
    return n_set == 0 && bb_sim_get_be32 (mode + WORD_BYTES) == own->key;
}

/* TRUE if the drive must be unlocked before it enters kernel mode. */
static gboolean
bb_sim_pioneer_is_protected (BbSimDrive *drive)
{
    return bb_model_get_boolean (drive->config->model, "Unlock") && bb_sim_drive_has_quirk (drive, "protected");
}

/* Reports serial number, generation, kernel type, type of the normal part, and revision of the kernel. The serial
 * number and the type of the normal part are missing in kernel mode. */
static void
bb_sim_pioneer_info (BbSimDrive *drive, BbSimAnswer *answer)
{
    const BbSimPioneer *own = drive->own;
    g_autofree char *interface =
        g_strdup_printf ("ATA %04u", (guint) bb_model_get_uint (drive->config->model, "Generation", 0));
    g_autofree char *type = bb_sim_pioneer_dup_type (drive);
    const guint8 *revision = bb_sim_drive_flash (drive, NULL) + BB_SIM_PIONEER_REVISION_OFFSET;
    guint8 info[INFO_BYTES] = {0};

    bb_sim_put_text (info, 16, own->in_kernel ? "" : drive->config->serial);
    bb_sim_put_text (info + 16, 8, interface);
    bb_sim_put_text (info + 24, 8, type);
    bb_sim_put_text (info + 32, 8, own->in_kernel ? "" : type);
    memcpy (info + 40, revision, 4);
    bb_sim_answer_data (answer, info, sizeof info, sizeof info);
}

/* Answers with a new pseudo-random challenge, and stores the byte that the response must contain (section 4). The
 * state of the unlock must be UNLOCK_RESET, else the answer is 5/2C/00. The state does not change, so the host may
 * ask for another challenge, which replaces this one. */
static void
bb_sim_pioneer_challenge (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimPioneer *own = drive->own;
    guint8 challenge[CHALLENGE_BYTES];
    guint32 state = bb_sim_drive_random (drive) & 0xFFFF;

    if (own->unlock != UNLOCK_RESET) {
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        return;
    }
    for (guint i = 0; i < sizeof challenge; i++) {
        state = state * 0x41C64E6Du + 0x3039u;
        challenge[i] = (guint8) (state >> 16);
    }
    state = state * 0x41C64E6Du + 0x3039u;
    own->response = (guint8) ~(state >> 16);
    bb_sim_answer_data (answer, challenge, sizeof challenge, sizeof challenge);
}

/* Checks a response of the host to the challenge. The first response has a quarter of the length of the challenge,
 * the second one its whole length. After two right responses the drive is unlocked. A wrong response gets 5/26/00,
 * and the unlock must begin again. */
static void
bb_sim_pioneer_respond (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimPioneer *own = drive->own;
    gsize wanted_bytes = own->unlock == UNLOCK_RESET ? CHALLENGE_BYTES / 4 : CHALLENGE_BYTES;
    gboolean right = own->unlock != UNLOCK_NO && command->length_bytes == wanted_bytes;

    for (gsize i = 0; right && i < wanted_bytes; i++)
        right = command->out[i] == own->response;
    own->unlock = !right ? UNLOCK_NO : own->unlock == UNLOCK_RESET ? UNLOCK_HALF : UNLOCK_OPEN;
    if (!right)
        bb_sim_answer_sense (answer, 0x05, 0x26, 0x00);
}

/* Enters kernel mode; does nothing if the kernel runs already. 5/26/00 for a wrong mode buffer, 5/2C/00 if a
 * protected drive was not unlocked. */
static void
bb_sim_pioneer_enter (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const BbSimPioneer *own = drive->own;

    if (own->in_kernel)
        return;
    if (!bb_sim_pioneer_is_mode (drive, command->out))
        bb_sim_answer_sense (answer, 0x05, 0x26, 0x00);
    else if (bb_sim_pioneer_is_protected (drive) && own->unlock != UNLOCK_OPEN)
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
    else
        bb_sim_pioneer_start (drive, TRUE);
}

/* Receives the next piece of the kernel or of the normal part. A piece with offset 0, or the first piece after pieces
 * of the other part, begins a new upload. Pieces that the host must not send now are violations and are refused.
 * - kernel: programmed after its last piece; a kernel for another drive makes the drive unusable instead
 * - normal part: each piece marks the normal part in the drive as incomplete */
static void
bb_sim_pioneer_receive (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer, gboolean is_normal)
{
    BbSimPioneer *own = drive->own;
    guint32 offset = bb_sim_get_be24 (command->cdb.bytes + 3);
    guint32 kernel_bytes = bb_sim_pioneer_kernel_bytes (drive->config->model);
    guint32 size = is_normal ? NORMAL_MOST_BYTES : kernel_bytes;

    if (own->kernel_done_us != 0) {
        bb_sim_drive_violation (drive, "a piece was sent while the kernel was programmed");
        bb_sim_answer_sense (answer, 0x02, 0x04, 0x01);
        return;
    }
    if (!own->in_kernel) {
        bb_sim_drive_violation (drive, "a piece was sent outside of kernel mode");
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        return;
    }
    if (offset == 0 || own->is_normal != is_normal)
        own->got = 0;
    if (command->length_bytes != PIECE_BYTES || offset >= size || offset != own->got * PIECE_BYTES) {
        bb_sim_drive_violation (drive, "the piece at %06X is not the next one, or not whole", offset);
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    own->is_normal = is_normal;
    memcpy (own->ram + offset, command->out, PIECE_BYTES);
    own->got++;
    if (is_normal)
        bb_sim_drive_set_mark (drive, "normal", "bad");
    if (is_normal || own->got * PIECE_BYTES < kernel_bytes)
        return;
    if (!bb_sim_pioneer_is_part (drive->config->model, "Kernel", own->ram, kernel_bytes)) {
        bb_sim_drive_violation (drive, "a kernel for another drive was sent");
        bb_sim_drive_set_mark (drive, "kernel", "bad");
        return;
    }
    bb_sim_drive_set_mark (drive, "kernel", "bad");
    if (!bb_sim_drive_program (drive, 0, own->ram, kernel_bytes))
        return;
    bb_sim_drive_set_mark (drive, "kernel", NULL);
    own->kernel_done_us = drive->now_us + (gint64) bb_sim_drive_quirk_uint (drive, "kernel-ms", KERNEL_MS) * 1000;
}

/* Executes the command that programs the received normal part and starts it, with the unit attention 6/29/00. Outside
 * of kernel mode, and for a wrong mode buffer, the answer is 5/26/00. If the normal part is not usable or is for
 * another kernel type, the answer is GOOD, but the drive stays in kernel mode. */
static void
bb_sim_pioneer_finish (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint32 kernel_bytes = bb_sim_pioneer_kernel_bytes (drive->config->model);
    BbSimPioneer *own = drive->own;
    guint32 size = own->is_normal ? own->got * PIECE_BYTES : 0;

    if (!own->in_kernel || !bb_sim_pioneer_is_mode (drive, command->out)) {
        bb_sim_answer_sense (answer, 0x05, 0x26, 0x00);
        return;
    }
    if (size == 0 || !bb_sim_pioneer_is_part (drive->config->model, "Normal", own->ram, size) ||
        memcmp (own->ram + BB_SIM_PIONEER_TYPE_OFFSET, bb_sim_drive_flash (drive, NULL) + BB_SIM_PIONEER_TYPE_OFFSET,
                COMPARED_BYTES) != 0)
        return;
    answer->took_us = FINISH_US;
    bb_sim_drive_expect_work (drive, 2 * size);
    if (!bb_sim_drive_erase (drive, kernel_bytes, size) ||
        !bb_sim_drive_program (drive, kernel_bytes, own->ram, size))
        return;
    bb_sim_drive_set_mark (drive, "normal", NULL);
    bb_sim_pioneer_start (drive, FALSE);
    bb_sim_drive_attention (drive, 0x29, 0x00);
}

/* Executes the vendor command that operation code, mode and buffer ID in the CDB select. FALSE if the drive has no
 * such command, or if a length in the CDB is wrong. */
static gboolean
bb_sim_pioneer_vendor (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    guint32 length_bytes = bb_sim_get_be24 (cdb + 6);
    BbSimPioneer *own = drive->own;

    if (length_bytes != command->length_bytes)
        return FALSE;
    switch (cdb[0] << 16 | cdb[1] << 8 | cdb[2]) {
    case 0x3C02F1:
        if (length_bytes != INFO_BYTES || bb_sim_get_be24 (cdb + 3) != 0)
            return FALSE;
        bb_sim_pioneer_info (drive, answer);
        return TRUE;
    case 0x3B01F3:
        if (!bb_sim_pioneer_is_protected (drive) || length_bytes != 0)
            return FALSE;
        own->unlock = UNLOCK_RESET;
        return TRUE;
    case 0x3C01F2:
        if (length_bytes != CHALLENGE_BYTES)
            return FALSE;
        bb_sim_pioneer_challenge (drive, answer);
        return TRUE;
    case 0x3B01F2:
        bb_sim_pioneer_respond (drive, command, answer);
        return TRUE;
    case 0x3B04FF:
    case 0x3B05FF:
        if (length_bytes != MODE_BYTES)
            return FALSE;
        (cdb[1] == 4 ? bb_sim_pioneer_enter : bb_sim_pioneer_finish) (drive, command, answer);
        return TRUE;
    case 0x3B07FE:
    case 0x3B07F0:
        bb_sim_pioneer_receive (drive, command, answer, cdb[2] == 0xF0);
        return TRUE;
    default:
        return FALSE;
    }
}

/* Executes WRITE BUFFER and READ BUFFER; an unknown form of these gets 5/24/00. FALSE for other commands. With the
 * mark "kernel", the drive never answers. With the quirk residue, the drive reports one byte less than it
 * transferred. */
static gboolean
bb_sim_pioneer_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 opcode = command->cdb.bytes[0];

    if (bb_sim_drive_get_mark (drive, "kernel") != NULL) {
        answer->never = TRUE;
        return TRUE;
    }
    if (opcode != 0x3B && opcode != 0x3C)
        return FALSE;
    if (!bb_sim_pioneer_vendor (drive, command, answer))
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    else if (answer->status == BB_STATUS_GOOD && answer->moved_bytes > 0 && bb_sim_drive_has_quirk (drive, "residue"))
        answer->moved_bytes--;
    return TRUE;
}

static const char *const bb_sim_pioneer_steps[] = {"unlock", "enter", "upload", "finish", NULL};

/* WRITE BUFFER and READ BUFFER are vendor commands. Mode 01 of both is "unlock". Other steps of WRITE BUFFER: "enter"
 * (mode 04), "finish" (05), "upload" (07 and all others). Its modes 05 and 07 write. */
static void
bb_sim_pioneer_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    const guint8 *cdb = command->cdb.bytes;

    step->vendor = cdb[0] == 0x3B || cdb[0] == 0x3C;
    step->writes = cdb[0] == 0x3B && (cdb[1] == 7 || cdb[1] == 5);
    if (step->vendor && cdb[1] == 1)
        step->name = "unlock";
    else if (cdb[0] == 0x3B)
        step->name = cdb[1] == 4 ? "enter" : cdb[1] == 5 ? "finish" : "upload";
}

static void
bb_sim_pioneer_list_regions (BbSimDrive *drive, GArray *regions)
{
    guint32 kernel_bytes = bb_sim_pioneer_kernel_bytes (drive->config->model);
    BbSimRegion all[] = {{"kernel", 0, kernel_bytes},
                         {"application", kernel_bytes, bb_sim_pioneer_normal_bytes (drive->config->model)}};

    g_array_append_vals (regions, all, G_N_ELEMENTS (all));
}

/* Frees drive->own, the data of the family. */
static void
bb_sim_pioneer_clear (BbSimDrive *drive)
{
    BbSimPioneer *own = drive->own;

    if (own != NULL)
        g_free (own->ram);
    g_free (own);
}

const BbSimFamily bb_sim_family_pioneer = {
    .id = "pioneer",
    .states = bb_sim_pioneer_states,
    .quirks = bb_sim_pioneer_quirks,
    .image_settings = bb_sim_pioneer_image_settings,
    .flash_bytes = bb_sim_pioneer_flash_bytes,
    .init = bb_sim_pioneer_init,
    .power_on = bb_sim_pioneer_power_on,
    .power_lost = bb_sim_pioneer_power_lost,
    .exec = bb_sim_pioneer_exec,
    .steps = bb_sim_pioneer_steps,
    .classify = bb_sim_pioneer_classify,
    .list_regions = bb_sim_pioneer_list_regions,
    .make_image = bb_sim_pioneer_make_image,
    .clear = bb_sim_pioneer_clear,
    .tick = bb_sim_pioneer_tick,
};
