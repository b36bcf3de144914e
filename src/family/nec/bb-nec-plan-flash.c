/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-plan.h"

#include "scsi/bb-bytes.h"

/* Longest time for which a drive does not respond while it programs a block, as shown to the user. The time-out is
 * far longer. */
#define NEC_PROGRAM_QUIET_MS 20000
/* @max_tries of a section that erases, programs or leaves safe mode. */
#define NEC_MAX_TRIES 3
/* @max_tries of the section with the uploads of a bank. The uploads also run again after a failed erase and after a
 * failed program. These runs count, too, so the limit is higher. */
#define NEC_MAX_UPLOAD_TRIES (2 * NEC_MAX_TRIES)
/* Value of @area of bb_nec_cdb_checksum_area() that selects the firmware. */
#define NEC_AREA_FIRMWARE 4
/* Length of a version of the boot code, such as "05". */
#define NEC_BOOT_CHARACTERS 2

/* State of a plan that is being built. */
typedef struct {
    BbPlanBuilder *builder;
    const BbNecType *type;
    BbModel *model;
    const char *key;
    BbImageIdentity *identity;
    GBytes *image;
    guint blob;
    guint32 max_bytes; /* size of the largest upload, not counting padding */
    guint n_sections;
    BbSection *section;    /* the section that was begun last */
    gboolean probe_sum;    /* the plan also sends a wrong checksum, which the drive must refuse */
    gboolean in_safe_mode; /* before the plan begins, the drive is in the safe mode of one of the banks */
} NecFlash;

/* Begins a section, makes it @section of @flash, and returns its number. After a failure the engine continues at
 * section @restart_at; if that is %BB_NEC_RESTART_HERE, at the new section itself. */
static guint
nec_begin (NecFlash *flash, BbPhase phase, guint max_tries, guint restart_at)
{
    flash->section = bb_plan_builder_begin_section (flash->builder, phase, max_tries);
    flash->section->restart_at = restart_at == BB_NEC_RESTART_HERE ? flash->n_sections : restart_at;
    return flash->n_sections++;
}

/* Returns the big-endian 16-bit word at @offset in the image. */
static guint16
nec_word (NecFlash *flash, guint32 offset)
{
    guint16 value = 0;

    /* nec_check_image() refuses images that are too short for this offset. */
    return bb_bytes_get_be16 (flash->image, offset, &value, NULL) ? value : 0;
}

/* Adds the upload of one chunk. @sum: checksum of the chunk; used only if uploads are counted in bytes. */
static void
nec_add_upload (NecFlash *flash, guint bank, guint32 image_offset, guint32 address, guint32 length_bytes, guint16 sum)
{
    guint32 n_units = length_bytes / BB_NEC_UNIT_BYTES;
    BbCdb cdb = {0};
    BbStep *step = NULL;

    if (flash->type->upload == BB_NEC_UPLOAD_BYTES)
        bb_nec_cdb_upload_bytes (&cdb, address, length_bytes, bank, sum);
    else
        bb_nec_cdb_upload_units (&cdb, address, (guint8) n_units, bank);
    step = bb_plan_builder_add_data_out (flash->builder, BB_STEP_UPLOAD, cdb, BB_NEC_TIMEOUT_MS, flash->blob,
                                         image_offset, length_bytes);
    if (flash->type->upload == BB_NEC_UPLOAD_PADDED)
        step->length_bytes += n_units * BB_NEC_PAD_BYTES;
    step->address = address;
}

/* Adds the uploads of a whole bank. The first uploads have the sizes in @first_units, the others the largest size. */
static void
nec_add_uploads (NecFlash *flash, guint bank)
{
    const BbNecPart *part = &flash->type->parts[bank];
    guint n = 0;

    for (guint32 done = 0; done < part->length_bytes; n++) {
        guint32 length_bytes = MIN (flash->max_bytes, part->length_bytes - done);

        if (n < G_N_ELEMENTS (part->first_units) && part->first_units[n] > 0)
            length_bytes = MIN (length_bytes, part->first_units[n] * BB_NEC_UNIT_BYTES);

        nec_add_upload (flash, bank, part->image_offset + done, part->address + done, length_bytes, 0);
        done += length_bytes;
    }
}

/* Adds the command CHECKSUM with @sum for the uploads of @bank, and returns the step. */
static BbStep *
nec_add_sum (NecFlash *flash, guint16 sum, guint8 index, guint bank)
{
    BbCdb cdb = {0};

    bb_nec_cdb_checksum (&cdb, sum, index, bank, FALSE);
    return bb_nec_plan_command (flash->builder, BB_STEP_CHECKSUM, &cdb);
}

/* Adds the command CHECKSUM for a bank, twice for images of the ND-2x00 group, which have two checksums. */
static void
nec_add_sums (NecFlash *flash, guint bank)
{
    guint16 sum = nec_word (flash, flash->type->parts[bank].sum_offset);
    guint32 first = bb_nec_model_first_sum_offset (flash->model);

    if (first > 0) {
        (void) nec_add_sum (flash, nec_word (flash, first), 1, bank);
        (void) nec_add_sum (flash, sum, 2, bank);
        return;
    }
    (void) nec_add_sum (flash, flash->type->zero_sum ? 0 : sum, (guint8) flash->type->checksum_index, bank);
}

/* Adds the command CHECKSUM with a wrong sum, which the drive must refuse. */
static void
nec_add_wrong_sum (NecFlash *flash, guint bank)
{
    guint16 wrong = nec_word (flash, flash->type->parts[bank].sum_offset) ^ 0xFFFF;
    guint8 index = bb_nec_model_first_sum_offset (flash->model) > 0 ? 2 : (guint8) flash->type->checksum_index;

    nec_add_sum (flash, wrong, index, bank)->accepts = BB_ANSWER_REFUSED;
}

/* Adds a step that erases or programs one block, and returns the step. From an erase on the drive is endangered. */
static BbStep *
nec_add_block (NecFlash *flash, BbNecOperation operation, guint bank, guint n)
{
    gboolean erase = operation == BB_NEC_ERASE;
    BbNecRange range = bb_nec_block_range (flash->type, bank, n);
    gboolean bank_bit = bank != 0 || flash->type->erase_first;
    BbCdb cdb = {0};
    BbStep *step = NULL;

    if (flash->type->write == BB_NEC_WRITE_MASK)
        bb_nec_cdb_mask (&cdb, operation, n, bank);
    else if (flash->type->write == BB_NEC_WRITE_BLOCK)
        bb_nec_cdb_block (&cdb, operation, n);
    else
        bb_nec_cdb_region (&cdb, operation, range.address, range.length_bytes, bank_bit ? 1 : 0);
    step = bb_nec_plan_command (flash->builder, erase ? BB_STEP_ERASE : BB_STEP_PROGRAM, &cdb);
    bb_nec_plan_work (step, range.address, range.length_bytes, erase ? BB_NEC_ERASE_QUIET_MS : NEC_PROGRAM_QUIET_MS);
    step->endangers = erase;
    return step;
}

/* Adds steps that erase or program all blocks in both runs of @blocks. */
static void
nec_add_blocks (NecFlash *flash, BbNecOperation operation, guint bank, const BbNecBlocks *blocks)
{
    for (guint run = 0; run < 2; run++)
        for (guint n = blocks[run].first; n <= blocks[run].last; n++)
            (void) nec_add_block (flash, operation, bank, n);
}

/* Adds ERASE BANK for @bank; from this step on the drive is endangered. */
static void
nec_add_erase_bank (NecFlash *flash, guint bank)
{
    const BbNecPart *part = &flash->type->parts[bank];
    BbCdb cdb = {0};
    BbStep *step = NULL;

    bb_nec_cdb_erase_bank (&cdb);
    step = bb_nec_plan_command (flash->builder, BB_STEP_ERASE, &cdb);
    bb_nec_plan_work (step, part->address, part->length_bytes, BB_NEC_ERASE_QUIET_MS);
    step->endangers = TRUE;
}

/*
 * Adds two INQUIRY steps, which fail unless the drive reports the two characters of the boot version that the image
 * requires. The version in the facts is not used, because it may be out of date. Adds nothing in these cases:
 * - The image requires no known version.
 * - The drive is a laptop drive, or its type has no boot versions.
 * - The version is BB_NEC_OEM_BOOT. Images for rebranded drives require this version, but these drives report none.
 */
static void
nec_add_boot_version (NecFlash *flash)
{
    BbImageIdentity *identity = flash->identity;
    const char *wanted = bb_image_identity_lookup_string (identity, BB_NEC_VALUE_BOOT_VERSION);

    if (wanted == NULL || strlen (wanted) != NEC_BOOT_CHARACTERS || g_str_equal (wanted, BB_NEC_OEM_BOOT) ||
        !flash->type->has_boot_version || bb_model_get_boolean (flash->model, "Laptop"))
        return;
    for (guint i = 0; i < NEC_BOOT_CHARACTERS; i++)
        bb_step_expect (bb_nec_plan_inquiry (flash->builder), BB_NEC_REVISION_OFFSET + 2 + i, (guint8) wanted[i]);
}

/* Adds a section that enters the safe mode of @bank and, for the first bank, checks the boot version. */
static void
nec_add_enter (NecFlash *flash, guint bank)
{
    (void) nec_begin (flash, BB_PHASE_PREPARE, bank == 0 ? 2 : NEC_MAX_TRIES, BB_NEC_RESTART_HERE);
    (void) bb_nec_plan_enter (flash->builder, flash->key, bank);
    bb_nec_plan_expect_safe_mode (flash->builder);
    if (bank == 0)
        nec_add_boot_version (flash);
}

/* Adds a section that leaves the safe mode of the second bank, because a drive in that mode does not enter the safe
 * mode of the first bank. The drive may be in another mode and refuse the command, so any answer is accepted. Called
 * only for flash types with two banks. */
static void
nec_add_leave_other_bank (NecFlash *flash)
{
    (void) nec_begin (flash, BB_PHASE_PREPARE, 1, BB_NEC_RESTART_HERE);
    bb_nec_plan_leave (flash->builder, flash->key, 1)->accepts = BB_ANSWER_ANY;
    bb_nec_plan_wait (flash->builder);
}

/* Adds a section that leaves the safe mode of @bank, waits for the restart and sends INQUIRY. */
static void
nec_add_leave (NecFlash *flash, guint bank)
{
    (void) nec_begin (flash, BB_PHASE_RESTART, NEC_MAX_TRIES, BB_NEC_RESTART_HERE);
    flash->section->before_retry = BB_BEFORE_RETRY_WAIT;
    (void) bb_nec_plan_leave (flash->builder, flash->key, bank);
    bb_nec_plan_wait (flash->builder);
    (void) bb_nec_plan_inquiry (flash->builder);
}

/* Adds the sections that flash @bank in the usual order: enter safe mode, uploads, checksum, erases, programs. If
 * @probe_sum of @flash is set, the first bank also gets uploads and a wrong checksum after safe mode was entered. If
 * an erase or program fails, the engine restarts at the uploads, because the RAM of the drive may have lost the data;
 * the drive stays in safe mode. */
static void
nec_add_bank (NecFlash *flash, guint bank)
{
    const BbNecPart *part = &flash->type->parts[bank];
    guint upload = 0;

    nec_add_enter (flash, bank);
    if (flash->probe_sum && bank == 0) {
        /* These uploads are only for the wrong checksum, which the drive must refuse. The same data are uploaded
         * again below, and the right checksum follows. */
        (void) nec_begin (flash, BB_PHASE_PREPARE, 1, BB_NEC_RESTART_HERE);
        nec_add_uploads (flash, bank);
        nec_add_wrong_sum (flash, bank);
    }
    upload = nec_begin (flash, BB_PHASE_PREPARE, NEC_MAX_UPLOAD_TRIES, BB_NEC_RESTART_HERE);
    flash->section->max_refused_sums = BB_NEC_MAX_REFUSED_SUMS;
    nec_add_uploads (flash, bank);
    nec_add_sums (flash, bank);
    (void) nec_begin (flash, BB_PHASE_ERASE, NEC_MAX_TRIES, upload);
    if (part->erase_bank)
        nec_add_erase_bank (flash, bank);
    else
        nec_add_blocks (flash, BB_NEC_ERASE, bank, part->erase);
    (void) nec_begin (flash, BB_PHASE_PROGRAM, NEC_MAX_TRIES, upload);
    flash->section->heals = bank + 1 == flash->type->n_parts;
    nec_add_blocks (flash, BB_NEC_PROGRAM, bank, part->program);
}

/* Adds the second CHECKSUM, with the closing bit, which only flash types with @zero_sum need; any answer is accepted.
 */
static void
nec_add_closing_sum (NecFlash *flash)
{
    BbCdb cdb = {0};

    bb_nec_cdb_checksum (&cdb, 0, (guint8) flash->type->checksum_index, 0, TRUE);
    bb_nec_plan_command (flash->builder, BB_STEP_CHECKSUM, &cdb)->accepts = BB_ANSWER_ANY;
}

/* Adds the form of CHECKSUM that drives with flash type Opti4 have, for an area of the flash, and returns the
 * step. */
static BbStep *
nec_add_area_sum (NecFlash *flash, guint16 sum, guint8 area)
{
    BbCdb cdb = {0};

    bb_nec_cdb_checksum_area (&cdb, sum, flash->type->parts[0].length_bytes, area);
    return bb_nec_plan_command (flash->builder, BB_STEP_CHECKSUM, &cdb);
}

/* Adds the steps of a flash in the order of flash type Opti4: enter safe mode, checksum of the boot code, all erases,
 * upload and program of each block, checksum of the firmware. If @probe_sum of @flash is set, a wrong checksum of the
 * boot code, which the drive must refuse, comes before the right one. */
static void
nec_add_erase_first (NecFlash *flash)
{
    const BbNecPart *part = &flash->type->parts[0];
    guint16 boot_sum = nec_word (flash, flash->type->boot_sum_offset);
    guint erase = 0;

    nec_add_enter (flash, 0);
    if (flash->probe_sum) {
        (void) nec_begin (flash, BB_PHASE_PREPARE, 1, BB_NEC_RESTART_HERE);
        nec_add_area_sum (flash, boot_sum ^ 0xFFFF, BB_NEC_AREA_BOOT_CODE)->accepts = BB_ANSWER_REFUSED;
    }
    (void) nec_begin (flash, BB_PHASE_PREPARE, 2, BB_NEC_RESTART_HERE);
    (void) nec_add_area_sum (flash, boot_sum, BB_NEC_AREA_BOOT_CODE);
    erase = nec_begin (flash, BB_PHASE_ERASE, NEC_MAX_TRIES, BB_NEC_RESTART_HERE);
    nec_add_blocks (flash, BB_NEC_ERASE, 0, part->erase);
    (void) nec_begin (flash, BB_PHASE_PROGRAM, NEC_MAX_TRIES, erase);
    flash->section->heals = TRUE;
    flash->section->max_refused_sums = BB_NEC_MAX_REFUSED_SUMS;
    for (guint n = part->program[0].first; n <= part->program[0].last; n++) {
        BbNecRange range = bb_nec_block_range (flash->type, 0, n);
        guint32 end = range.address + range.length_bytes;

        for (guint32 at = range.address; at < end; at += flash->max_bytes) {
            guint32 length_bytes = MIN (flash->max_bytes, end - at);
            guint32 offset = at - part->address;

            nec_add_upload (flash, 1, offset, at, length_bytes,
                            bb_sum16 (flash->image, offset, offset + length_bytes));
        }
        (void) nec_add_block (flash, BB_NEC_PROGRAM, 0, n);
    }
    (void) nec_add_area_sum (flash, nec_word (flash, part->sum_offset), NEC_AREA_FIRMWARE);
}

/* FALSE, with an error, if the flash type is not supported, or the image is damaged or for another type. */
static gboolean
nec_check_image (const BbFlashInput *input, BbModel *model, const BbNecType *type, GError **error)
{
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    gsize size = bb_image_get_size (input->image);

    if (type == NULL || !type->flashable) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                     _ ("Burnback cannot flash drives with flash memory of type %s yet."),
                     bb_model_get_string (model, "FlashType"));
        return FALSE;
    }
    if (identity == NULL || identity->problem != NULL || identity->checksum == BB_CHECKSUM_BAD ||
        (size != type->image_bytes && size != type->image_bytes + 2))
        return bb_nec_cannot (error, _ ("The image is damaged or incomplete."));
    if (g_strcmp0 (bb_nec_image_code (input->image), bb_model_get_key (model)) != 0) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                     _ ("The image is for drive type %s, but this drive is of type %s."),
                     bb_nec_image_code (input->image), bb_model_get_key (model));
        return FALSE;
    }
    return TRUE;
}

/*
 * Returns how many bytes of the image one upload may have at most; 0 if the connection transfers too little for this
 * type, so that no plan can be made. Some USB bridges transfer at most 32 KiB in one command, and padding makes
 * uploads a little longer. On some types, the first transfer that is too long would come after the erase, so the
 * limit is checked before a plan is made.
 */
static guint32
nec_max_bytes (const BbFlashInput *input, const BbNecType *type)
{
    guint unit_bytes = BB_NEC_UNIT_BYTES + (type->upload == BB_NEC_UPLOAD_PADDED ? BB_NEC_PAD_BYTES : 0);
    guint n_units = type->chunk_bytes / BB_NEC_UNIT_BYTES;
    guint32 limit_bytes = 0;

    if (input->settings == NULL || !g_variant_lookup (input->settings, BB_SETTING_MAX_TRANSFER, "u", &limit_bytes) ||
        limit_bytes >= n_units * unit_bytes)
        return type->chunk_bytes;
    if (type->upload == BB_NEC_UPLOAD_BYTES || limit_bytes < unit_bytes)
        return 0;
    return (limit_bytes >= 4 * unit_bytes ? MIN (4, n_units) : 1) * BB_NEC_UNIT_BYTES;
}

/* Adds all sections of a flash, without the read-back. */
static void
nec_add_flash (NecFlash *flash)
{
    if (flash->type->erase_first) {
        nec_add_erase_first (flash);
        nec_add_leave (flash, 0);
        return;
    }
    /*
     * A drive that responds without firmware (docs/protocols/nec-optiarc.md, section 8) accepts its key only as the
     * first command after power-on. So the command that leaves the safe mode of bank 1 must not be sent to it. For
     * such a drive @in_safe_mode is FALSE, because INQUIRY shows its usual name and revision, not those of safe
     * mode.
     */
    if (flash->in_safe_mode && flash->type->n_parts > 1)
        nec_add_leave_other_bank (flash);
    for (guint bank = 0; bank < flash->type->n_parts; bank++) {
        nec_add_bank (flash, bank);
        if (flash->type->zero_sum)
            nec_add_closing_sum (flash);
        nec_add_leave (flash, bank);
    }
}

BbPlan *
bb_nec_plan_flash_with (const BbFlashInput *input, BbModel *model, const char *key, gboolean probe_sum,
                        GError **error)
{
    const BbNecType *type = bb_nec_type_of_model (model);
    g_autoptr (BbPlanBuilder) builder = NULL;
    g_autoptr (GPtrArray) keys = g_ptr_array_new ();
    BbImageIdentity *identity = NULL;
    NecFlash flash = {0};

    if (!nec_check_image (input, model, type, error))
        return NULL;
    flash.max_bytes = nec_max_bytes (input, type);
    if (flash.max_bytes == 0) {
        (void) bb_nec_cannot (error, _ ("The connection cannot transfer enough data at once. Connect the drive "
                                        "directly, without a USB bridge or other adapter."));
        return NULL;
    }
    identity = bb_image_get_identity (input->image);
    builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_NEC_FAMILY);
    flash.builder = builder;
    flash.type = type;
    flash.model = model;
    flash.key = key;
    flash.identity = identity;
    flash.image = bb_image_get_bytes (input->image);
    flash.blob = bb_plan_builder_add_blob (builder, flash.image);
    flash.probe_sum = probe_sum && !type->zero_sum;
    flash.in_safe_mode = bb_nec_facts_in_safe_mode (input->facts);
    bb_nec_plan_add_regions (builder, type);
    nec_add_flash (&flash);
    g_ptr_array_add (keys, (gpointer) key);
    if (type->readable)
        bb_nec_plan_add_verify (builder, type, flash.blob, keys,
                                bb_nec_model_is_keyed (model) ? bb_nec_identity_firmware_id (identity)
                                                              : BB_NEC_UNKEYED);
    else
        bb_plan_builder_set_note (
            builder, _ ("The firmware of this drive cannot be read back, so the result cannot be verified."));
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_nec_plan_flash (const BbFlashInput *input, GError **error)
{
    gboolean from_safe_mode = input->recovering || bb_nec_facts_in_safe_mode (input->facts);

    if (!bb_nec_facts_are_usable (input->facts, error))
        return NULL;
    return bb_nec_plan_flash_with (input, input->facts->model, bb_nec_facts_key (input->facts), from_safe_mode,
                                   error);
}
