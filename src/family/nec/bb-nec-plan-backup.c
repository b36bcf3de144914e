/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-plan.h"

#include "scsi/bb-bytes.h"

/* State of a plan that is being built. @firmware: index of the capture of each bank. */
typedef struct {
    BbPlanBuilder *builder;
    BbFacts *facts;
    const BbNecType *type;
    gboolean keyed;
    int firmware_id;
    guint firmware[BB_NEC_MAX_PARTS];
} NecBackup;

/* TRUE if the main firmware is incomplete, so that it cannot be read. FALSE if it mixes two revisions: such firmware
 * can be read, and is saved only to be examined. */
static gboolean
nec_is_incomplete (BbFacts *facts)
{
    return facts->condition == BB_CONDITION_HALF_ALIVE && bb_facts_get_string (facts, BB_FACTS_CONTRADICTION) == NULL;
}

/* TRUE if the main firmware can be read in the present state of the drive. */
static gboolean
nec_can_read_firmware (BbFacts *facts, const BbNecType *type)
{
    int id = bb_nec_facts_firmware_id (facts);

    if (!type->readable || facts->condition == BB_CONDITION_SPECIAL || nec_is_incomplete (facts))
        return FALSE;
    return !bb_nec_model_is_keyed (facts->model) || (id >= 0 && id != 0xFF);
}

/* Adds steps that read the other bytes of the blocks that contain the calibration; the drive may refuse these reads.
 * These bytes are read only once, because the drive may change them between two reads. */
static void
nec_add_extra (NecBackup *backup)
{
    static const char *const names[] = {BB_NEC_CAPTURE_SETTINGS, BB_NEC_CAPTURE_SETTINGS_2};

    if (backup->type->extra[0].length_bytes == 0)
        return;
    (void) bb_plan_builder_begin_section (backup->builder, BB_PHASE_BACK_UP, 2);
    for (guint i = 0; i < BB_NEC_MAX_RANGES; i++) {
        const BbNecRange *range = &backup->type->extra[i];
        guint capture = BB_CAPTURE_NONE;

        if (range->length_bytes == 0)
            continue;
        capture = bb_plan_builder_add_capture (backup->builder, names[i], BB_REGION_OTHER, range->address,
                                               range->length_bytes, FALSE);
        bb_nec_plan_read_pages (backup->builder, *range, 0, BB_NEC_UNKEYED, capture, bb_step_store,
                                BB_ANSWER_GOOD | BB_ANSWER_REFUSED);
    }
}

/* Adds a section that reads each bank of the firmware, and then reads all banks again and compares them with the
 * first read. */
static void
nec_add_firmware (NecBackup *backup)
{
    static const char *const names[] = {BB_NEC_CAPTURE_FIRMWARE, BB_NEC_CAPTURE_FIRMWARE_BANK_1};
    int id = backup->keyed ? backup->firmware_id : BB_NEC_UNKEYED;

    (void) bb_plan_builder_begin_section (backup->builder, BB_PHASE_BACK_UP, 3);
    for (guint pass = 0; pass < 2; pass++) {
        for (guint bank = 0; bank < backup->type->n_parts; bank++) {
            const BbNecPart *part = &backup->type->parts[bank];

            if (pass == 0)
                backup->firmware[bank] = bb_plan_builder_add_capture (
                    backup->builder, names[bank], BB_REGION_FIRMWARE, part->address, part->length_bytes, TRUE);
            bb_nec_plan_read_pages (backup->builder, (BbNecRange){part->address, part->length_bytes}, bank, id,
                                    backup->firmware[bank], pass == 0 ? bb_step_store : bb_step_compare_capture,
                                    BB_ANSWER_GOOD);
        }
    }
}

/*
 * Adds reads of the block that flashing erases and does not program. Some drives may refuse these reads, and the
 * drive may change the block at any time. So neither a refusal nor a difference between two reads makes the backup
 * fail.
 */
static void
nec_add_left_block (NecBackup *backup)
{
    int id = backup->keyed ? backup->firmware_id : BB_NEC_UNKEYED;
    BbNecRange range = {0};
    guint capture = BB_CAPTURE_NONE;

    if (!bb_nec_type_left_block (backup->type, &range))
        return;
    bb_plan_builder_begin_section (backup->builder, BB_PHASE_BACK_UP, 2)->collect = TRUE;
    capture = bb_plan_builder_add_capture (backup->builder, BB_NEC_CAPTURE_LEFT, BB_REGION_OTHER, range.address,
                                           range.length_bytes, FALSE);
    bb_nec_plan_read_pages (backup->builder, range, 0, id, capture, bb_step_store, BB_ANSWER_ANY);
    bb_nec_plan_read_pages (backup->builder, range, 0, id, capture, bb_step_compare_capture, BB_ANSWER_ANY);
}

/* Adds reads that work in safe mode only: INQUIRY, which shows the boot code version; and, if drives of this flash
 * type may allow it, a read of the boot code, for which any answer is accepted, also a short one. */
static void
nec_add_boot_reads (NecBackup *backup)
{
    BbCdb cdb = {0};
    BbStep *step = bb_nec_plan_inquiry (backup->builder);

    bb_step_store (step,
                   bb_plan_builder_add_capture (backup->builder, BB_NEC_CAPTURE_BOOT_INQUIRY, BB_REGION_OTHER, 0,
                                                BB_NEC_INQUIRY_BYTES, FALSE),
                   0);
    if (!backup->type->boot_readable)
        return;
    bb_nec_cdb_read_boot_code (&cdb);
    step =
        bb_plan_builder_add_data_in (backup->builder, BB_STEP_READ, cdb, BB_NEC_TIMEOUT_MS, backup->type->boot_bytes);
    /* It is not known which drives allow this read, so any answer is accepted, also a short one. */
    step->accepts = BB_ANSWER_ANY;
    bb_step_store (step,
                   bb_plan_builder_add_capture (backup->builder, BB_NEC_CAPTURE_BOOT_CODE, BB_REGION_BOOT_CODE, 0,
                                                backup->type->boot_bytes, FALSE),
                   0);
    bb_step_touch (step, 0, backup->type->boot_bytes);
}

/* Adds the reads for a type that needs a key for them. Enters safe mode, and reads the firmware, the block that
 * flashing only erases, and the boot code. Then leaves safe mode and waits for the restart. */
static void
nec_add_keyed (NecBackup *backup)
{
    g_autoptr (GPtrArray) keys = bb_nec_facts_keys (backup->facts, NULL);
    BbSection *section = NULL;

    (void) bb_plan_builder_begin_section (backup->builder, BB_PHASE_BACK_UP, 2);
    bb_nec_plan_enter_any (backup->builder, keys);
    nec_add_firmware (backup);
    nec_add_left_block (backup);
    (void) bb_plan_builder_begin_section (backup->builder, BB_PHASE_BACK_UP, 1);
    nec_add_boot_reads (backup);
    section = bb_plan_builder_begin_section (backup->builder, BB_PHASE_BACK_UP, 2);
    section->before_retry = BB_BEFORE_RETRY_WAIT;
    bb_nec_plan_leave_any (backup->builder, keys, 0);
    bb_nec_plan_wait (backup->builder);
}

BbPlan *
bb_nec_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    g_autofree char *why = NULL;
    NecBackup backup = {0};

    if (!bb_nec_facts_are_usable (facts, error))
        return NULL;
    if (bb_nec_backup_kind (facts, &why) == BB_BACKUP_NONE) {
        (void) bb_nec_cannot (error, why);
        return NULL;
    }
    builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_NEC_FAMILY);
    backup.builder = builder;
    backup.facts = facts;
    backup.type = bb_nec_facts_type (facts);
    backup.keyed = bb_nec_model_is_keyed (facts->model);
    backup.firmware_id = bb_nec_facts_firmware_id (facts);
    if (why != NULL)
        bb_plan_builder_set_note (builder, why);
    bb_nec_plan_add_regions (builder, backup.type);
    bb_nec_plan_read_calibration (builder, backup.type);
    nec_add_extra (&backup);
    if (facts->condition == BB_CONDITION_SPECIAL) {
        (void) bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, 2);
        nec_add_boot_reads (&backup);
    } else if (nec_can_read_firmware (facts, backup.type)) {
        if (backup.keyed) {
            nec_add_keyed (&backup);
        } else {
            nec_add_firmware (&backup);
            nec_add_left_block (&backup);
        }
    }
    return bb_plan_builder_end (builder);
}

BbBackupKind
bb_nec_backup_kind (BbFacts *facts, char **why)
{
    const BbNecType *type = bb_nec_facts_type (facts);

    *why = NULL;
    if (type == NULL || type->image_bytes == 0) {
        *why = g_strdup (_ ("The memory layout of this drive is unknown, so the drive cannot be backed up."));
        return BB_BACKUP_NONE;
    }
    if (!type->readable) {
        *why = g_strdup (
            _ ("The firmware of this drive cannot be read, so Burnback saves only the calibration data. Keep a "
               "firmware file of the current revision, so that you can restore the firmware later."));
        return BB_BACKUP_PARTIAL;
    }
    if (facts->condition == BB_CONDITION_SPECIAL) {
        *why = g_strdup (
            _ ("In recovery mode, a backup contains only the calibration data and the boot code. If the firmware "
               "is intact, take the drive out of recovery mode before you back up the drive."));
        return BB_BACKUP_PARTIAL;
    }
    if (bb_facts_get_string (facts, BB_FACTS_CONTRADICTION) != NULL) {
        *why = g_strdup_printf (_ ("%s The firmware is saved for reference only and cannot be restored."),
                                bb_facts_get_string (facts, BB_FACTS_CONTRADICTION));
        return BB_BACKUP_PARTIAL;
    }
    if (nec_is_incomplete (facts)) {
        *why = g_strdup (_ ("The drive’s firmware may be incomplete, so Burnback saves only the calibration data."));
        return BB_BACKUP_PARTIAL;
    }
    if (nec_can_read_firmware (facts, type))
        return BB_BACKUP_FULL;
    *why = g_strdup (_ ("The firmware lacks the required ID byte, so Burnback cannot read it and saves only the "
                        "calibration data."));
    return BB_BACKUP_PARTIAL;
}

/* Appends the capture @name to @image; FALSE with an error if it was not read completely. */
static gboolean
nec_append_capture (GByteArray *image, BbCaptures *captures, const char *name, gsize length_bytes, GError **error)
{
    g_autoptr (GBytes) bytes = bb_captures_get (captures, name);
    gsize size = 0;
    const guint8 *data = NULL;

    if (bytes != NULL)
        data = g_bytes_get_data (bytes, &size);
    if (data == NULL || size != length_bytes) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                     _ ("No image can be created, because the main firmware was not read completely (incomplete "
                        "data: %s)."),
                     name);
        return FALSE;
    }
    g_byte_array_append (image, data, (guint) size);
    return TRUE;
}

/* Appends the checksum of all bytes so far: 16 bits, big endian. */
static void
nec_append_sum (GByteArray *image)
{
    g_autoptr (GBytes) bytes = g_bytes_new (image->data, image->len);
    guint8 sum[2] = {0};

    bb_put_be16 (sum, bb_sum16 (bytes, 0, image->len));
    g_byte_array_append (image, sum, sizeof sum);
}

GBytes *
bb_nec_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    const BbNecType *type = NULL;
    const char *tag = NULL;
    const char *boot = NULL;
    g_autoptr (GByteArray) image = NULL;

    if (!bb_nec_facts_are_usable (facts, error))
        return NULL;
    type = bb_nec_facts_type (facts);
    tag = bb_nec_model_safe_key (facts->model);
    boot = bb_facts_get_string (facts, BB_NEC_VALUE_BOOT_VERSION);
    if (!type->readable) {
        (void) bb_nec_cannot (
            error, _ ("The firmware of this drive cannot be read, so there is no image of the current firmware."));
        return NULL;
    }
    image = g_byte_array_sized_new (type->image_bytes);
    if (!nec_append_capture (image, captures, BB_NEC_CAPTURE_FIRMWARE, type->parts[0].length_bytes, error))
        return NULL;
    if (type->n_parts > 1) {
        g_byte_array_append (image, (const guint8 *) tag, BB_NEC_CODE_BYTES);
        if (!nec_append_capture (image, captures, BB_NEC_CAPTURE_FIRMWARE_BANK_1, type->parts[1].length_bytes, error))
            return NULL;
    }
    if (type->appended_sum)
        nec_append_sum (image);
    g_byte_array_append (image, (const guint8 *) tag, BB_NEC_CODE_BYTES);
    if (type->dump_has_suffix && boot != NULL && strlen (boot) == 2)
        g_byte_array_append (image, (const guint8 *) boot, 2);
    return g_byte_array_free_to_bytes (g_steal_pointer (&image));
}

/* TRUE if @boot (nullable) is a boot version that can be added to a file: two digits. */
static gboolean
nec_is_boot_suffix (const char *boot)
{
    return boot != NULL && g_ascii_isdigit (boot[0]) && g_ascii_isdigit (boot[1]) && boot[2] == '\0';
}

char **
bb_nec_list_file_endings (BbFacts *facts)
{
    const BbNecType *type = bb_nec_facts_type (facts);
    const char *boot = bb_facts_get_string (facts, BB_NEC_VALUE_BOOT_VERSION);
    g_autoptr (GStrvBuilder) endings = g_strv_builder_new ();

    if (type == NULL || !type->image_has_suffix || (nec_is_boot_suffix (boot) && type->dump_has_suffix))
        return g_strv_builder_end (endings);
    if (nec_is_boot_suffix (boot)) {
        g_strv_builder_add (endings, boot);
        return g_strv_builder_end (endings);
    }
    for (guint version = 0; version < 100; version++) {
        char ending[3] = {(char) ('0' + version / 10), (char) ('0' + version % 10), '\0'};

        g_strv_builder_add (endings, ending);
    }
    return g_strv_builder_end (endings);
}
