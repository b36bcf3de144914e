/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mt1959.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

#define BB_MT1959_TIMEOUT_CHUNK_MS 60000
#define BB_MT1959_TIMEOUT_LAST_MS 120000
#define BB_MT1959_JOURNAL_CHUNKS 16
#define BB_MT1959_READ_TRIES 3
#define BB_MT1959_UPLOAD_TRIES 3

/* Section 6, step 6. */
#define BB_MT1959_WAIT_FIRST_MS 2000
#define BB_MT1959_WAIT_INTERVAL_MS 1000
#define BB_MT1959_WAIT_LIMIT_MS 90000
#define BB_MT1959_WAIT_READY 2

gboolean
bb_mt1959_setting (const BbFlashInput *input, const char *key)
{
    gboolean value = FALSE;

    return input->settings != NULL && g_variant_lookup (input->settings, key, "b", &value) && value;
}

/* READ BUFFER mode 06; the caller says what becomes of the data. */
static BbStep *
bb_mt1959_add_read (BbPlanBuilder *builder, guint32 address, guint32 length_bytes)
{
    BbStep *step = bb_plan_builder_add_step (builder, BB_VERB_COMMAND, BB_STEP_READ);

    bb_cdb_read_buffer (&step->cdb, 6, 0, address, length_bytes);
    step->direction = BB_DIRECTION_IN;
    step->length_bytes = length_bytes;
    step->timeout_ms = BB_MT1959_TIMEOUT_READ_MS;
    step->address = address;
    return step;
}

static void
bb_mt1959_add_capture_reads (BbPlanBuilder *builder, guint capture, guint32 address, guint32 length_bytes, BbUse use,
                             BbAnswer answer)
{
    for (guint32 done = 0; done < length_bytes; done += BB_MT1959_CHUNK_BYTES) {
        guint32 piece = MIN (length_bytes - done, BB_MT1959_CHUNK_BYTES);
        BbStep *step = bb_mt1959_add_read (builder, address + done, piece);

        step->use = use;
        step->capture = capture;
        step->capture_offset = done;
        step->answer = answer;
        step->region_bytes = piece;
    }
}

/* All of these drives have the same. */
void
bb_mt1959_plan_add_regions (BbPlanBuilder *builder)
{
    guint32 after_settings = BB_MT1959_SETTINGS_ADDRESS + BB_MT1959_SETTINGS_BYTES;
    guint32 after_descriptor = BB_MT1959_DESCRIPTOR_ADDRESS + BB_MT1959_DESCRIPTOR_BYTES;

    bb_plan_builder_add_region (builder, "boot-code", BB_REGION_BOOT_CODE, 0, BB_MT1959_BOOT_END);
    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, BB_MT1959_BOOT_END,
                                BB_MT1959_SETTINGS_ADDRESS - BB_MT1959_BOOT_END);
    bb_plan_builder_add_region (builder, "settings", BB_REGION_OTHER, BB_MT1959_SETTINGS_ADDRESS,
                                BB_MT1959_SETTINGS_BYTES);
    bb_plan_builder_add_region (builder, "firmware-2", BB_REGION_FIRMWARE, after_settings,
                                BB_MT1959_DESCRIPTOR_ADDRESS - after_settings);
    bb_plan_builder_add_region (builder, "descriptor", BB_REGION_IDENTITY, BB_MT1959_DESCRIPTOR_ADDRESS,
                                BB_MT1959_DESCRIPTOR_BYTES);
    bb_plan_builder_add_region (builder, "firmware-3", BB_REGION_FIRMWARE, after_descriptor,
                                BB_MT1959_CALIBRATION_ADDRESS - after_descriptor);
    bb_plan_builder_add_region (builder, "calibration", BB_REGION_CALIBRATION, BB_MT1959_CALIBRATION_ADDRESS,
                                BB_MT1959_CALIBRATION_BYTES);
}

typedef struct {
    guint config;
    guint descriptor;
    guint calibration;
    guint readout;
} BbMt1959Captures;

static void
bb_mt1959_add_captures (BbPlanBuilder *builder, gboolean config_required, gboolean all, BbMt1959Captures *captures)
{
    captures->config =
        bb_plan_builder_add_capture (builder, BB_MT1959_CAPTURE_CONFIG, BB_REGION_IDENTITY, BB_MT1959_CONFIG_ADDRESS,
                                     BB_MT1959_CONFIG_BYTES, config_required);
    captures->descriptor =
        bb_plan_builder_add_capture (builder, BB_MT1959_CAPTURE_DESCRIPTOR, BB_REGION_IDENTITY,
                                     BB_MT1959_DESCRIPTOR_ADDRESS, BB_MT1959_DESCRIPTOR_BYTES, FALSE);
    captures->calibration =
        bb_plan_builder_add_capture (builder, BB_MT1959_CAPTURE_CALIBRATION, BB_REGION_CALIBRATION,
                                     BB_MT1959_CALIBRATION_ADDRESS, BB_MT1959_CALIBRATION_BYTES, FALSE);
    captures->readout = all ? bb_plan_builder_add_capture (builder, BB_MT1959_CAPTURE_READOUT, BB_REGION_FIRMWARE, 0,
                                                           BB_MT1959_FLASH_BYTES, FALSE)
                            : BB_CAPTURE_NONE;
}

/* All that may be read besides the configuration block; what the drive refuses stays a hole. */
static void
bb_mt1959_add_window_reads (BbPlanBuilder *builder, const BbMt1959Captures *captures, BbUse use)
{
    bb_mt1959_add_capture_reads (builder, captures->descriptor, BB_MT1959_DESCRIPTOR_ADDRESS,
                                 BB_MT1959_DESCRIPTOR_BYTES, use, BB_ANSWER_OPTIONAL);
    bb_mt1959_add_capture_reads (builder, captures->calibration, BB_MT1959_CALIBRATION_ADDRESS,
                                 BB_MT1959_CALIBRATION_BYTES, use, BB_ANSWER_OPTIONAL);
    if (captures->readout != BB_CAPTURE_NONE)
        bb_mt1959_add_capture_reads (builder, captures->readout, 0, BB_MT1959_FLASH_BYTES, use, BB_ANSWER_OPTIONAL);
}

static void
bb_mt1959_add_backup_pass (BbPlanBuilder *builder, const BbMt1959Captures *captures, BbUse use)
{
    bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, BB_MT1959_READ_TRIES);
    bb_mt1959_add_capture_reads (builder, captures->config, BB_MT1959_CONFIG_ADDRESS, BB_MT1959_CONFIG_BYTES, use,
                                 BB_ANSWER_GOOD);
    bb_mt1959_add_window_reads (builder, captures, use);
}

BbPlan *
bb_mt1959_plan_backup (BbFacts *facts, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    const char *readable = bb_facts_get_string (facts, BB_MT1959_KEY_READABLE);
    BbMt1959Captures captures;

    if (bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID) == NULL) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, "%s",
                     _ ("The drive does not let anything be read in this mode."));
        return NULL;
    }
    builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_MT1959_ID);
    bb_mt1959_add_captures (builder, TRUE, g_strcmp0 (readable, "all") == 0, &captures);
    bb_mt1959_plan_add_regions (builder);
    bb_mt1959_add_backup_pass (builder, &captures, BB_USE_STORE);
    bb_mt1959_add_backup_pass (builder, &captures, BB_USE_COMPARE_CAPTURE);
    return bb_plan_builder_end (builder);
}

/* Section 6, step 7. Everything is collected; bb_mt1959_judge() says what it means. */
void
bb_mt1959_add_verify (BbPlanBuilder *builder, guint config_blob, gboolean all_reads)
{
    BbMt1959Captures captures;
    BbSection *section = NULL;
    BbStep *step = NULL;

    bb_mt1959_add_captures (builder, FALSE, all_reads, &captures);
    section = bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, BB_MT1959_READ_TRIES);
    section->collect = TRUE;
    bb_plan_builder_add_step (builder, BB_VERB_IDENTIFY, BB_STEP_IDENTIFY);
    step = bb_mt1959_add_read (builder, BB_MT1959_CONFIG_ADDRESS, BB_MT1959_CONFIG_BYTES);
    step->use = BB_USE_COMPARE;
    step->blob = config_blob;
    step->blob_length_bytes = BB_MT1959_CONFIG_BYTES;
    step->capture = captures.config;
    step->answer = BB_ANSWER_OPTIONAL;
    step->region_bytes = BB_MT1959_CONFIG_BYTES;
    bb_mt1959_add_window_reads (builder, &captures, BB_USE_STORE);
}

GBytes *
bb_mt1959_make_transfer (GBytes *image, GBytes *config)
{
    gsize size = 0;
    g_autofree guint8 *wire = g_bytes_unref_to_data (g_bytes_ref (image), &size);

    for (gsize i = 0; i < BB_MT1959_BOOT_END; i++)
        wire[i] = 0xFF;
    for (gsize i = 0; i < BB_MT1959_CONFIG_BYTES; i++)
        bb_bytes_get_u8 (config, i, &wire[BB_MT1959_CONFIG_ADDRESS + i], NULL);
    return g_bytes_new_take (g_steal_pointer (&wire), size);
}

/* The program's own form has 10 bytes, the maker's 12 with other control bytes; never mixed (section 3). */
static BbStep *
bb_mt1959_add_write (BbPlanBuilder *builder, BbStepKind kind, guint8 mode, guint32 offset, guint32 length_bytes,
                     gboolean maker_form)
{
    BbStep *step = bb_plan_builder_add_step (builder, BB_VERB_COMMAND, kind);

    bb_cdb_write_buffer (&step->cdb, mode, 0, offset, length_bytes);
    if (maker_form) {
        step->cdb.length_bytes = 12;
        if (mode == 1)
            step->cdb.bytes[9] = 0x0B;
        if (mode == 7) {
            step->cdb.bytes[10] = 0x1B;
            step->cdb.bytes[11] = 0x12;
        }
    }
    step->direction = length_bytes > 0 ? BB_DIRECTION_OUT : BB_DIRECTION_NONE;
    step->length_bytes = length_bytes;
    step->timeout_ms = BB_MT1959_TIMEOUT_CHUNK_MS;
    return step;
}

static void
bb_mt1959_add_chunk (BbPlanBuilder *builder, guint number, guint blob, gboolean maker_form)
{
    guint32 address = number * BB_MT1959_CHUNK_BYTES;
    gboolean last = number == BB_MT1959_N_CHUNKS - 1;
    BbStep *step = bb_mt1959_add_write (builder, last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD, 6, address,
                                        BB_MT1959_CHUNK_BYTES, maker_form);

    step->blob = blob;
    step->blob_offset = address;
    step->blob_length_bytes = BB_MT1959_CHUNK_BYTES;
    step->address = address;
    step->region_bytes = address >= BB_MT1959_BOOT_END ? BB_MT1959_CHUNK_BYTES : 0;
    step->journal = number > 0 && number % BB_MT1959_JOURNAL_CHUNKS == 0;
    if (last) {
        /* With the last byte the drive begins to erase and to program; one that is done at once may say so here.
         * No second image is sent into that: whether it took it, the checks after it tell. */
        step->answer = BB_ANSWER_CHANGED;
        step->timeout_ms = BB_MT1959_TIMEOUT_LAST_MS;
        step->quiet_ms = BB_MT1959_TIMEOUT_LAST_MS;
        step->endangers = TRUE;
    }
}

/* The drive must still be the one whose configuration is in the transfer. */
static void
bb_mt1959_add_config_check (BbPlanBuilder *builder, guint config_blob)
{
    BbStep *step = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_CHECK, BB_MT1959_READ_TRIES);
    step = bb_mt1959_add_read (builder, BB_MT1959_CONFIG_ADDRESS, BB_MT1959_CONFIG_BYTES);
    step->use = BB_USE_COMPARE;
    step->blob = config_blob;
    step->blob_length_bytes = BB_MT1959_CONFIG_BYTES;
}

static void
bb_mt1959_add_upload (BbPlanBuilder *builder, const BbMt1959Transfer *transfer, guint blob)
{
    guint first = transfer->config != NULL ? 1 : 0; /* number of the section that prepares */
    BbSection *section = NULL;
    BbStep *step = NULL;

    section = bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, transfer->max_tries);
    section->restart_at = first;
    section->before_retry = transfer->before_retry;
    step = bb_mt1959_add_write (builder, BB_STEP_ENTER, 1, 0, 0, transfer->maker_form);
    step->journal = TRUE;

    section = bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, transfer->max_tries);
    section->restart_at = first;
    section->before_retry = transfer->before_retry;
    for (guint i = 0; i < BB_MT1959_N_CHUNKS - 1; i++)
        bb_mt1959_add_chunk (builder, i, blob, transfer->maker_form);

    section = bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, transfer->max_tries);
    section->restart_at = first;
    section->before_retry = transfer->before_retry;
    bb_mt1959_add_chunk (builder, BB_MT1959_N_CHUNKS - 1, blob, transfer->maker_form);
    if (transfer->finish || transfer->maker_form) {
        step = bb_mt1959_add_write (builder, BB_STEP_FINISH, 7, 0, 0, transfer->maker_form);
        step->answer = BB_ANSWER_ANY;
    }

    /* Whatever it does that long, no second image is sent into it: it is asked who it is first. */
    section = bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1);
    section->before_retry = transfer->before_retry;
    section->heals = TRUE;
    step = bb_plan_builder_add_step (builder, BB_VERB_WAIT_READY, BB_STEP_WAIT);
    step->wait.first_ms = BB_MT1959_WAIT_FIRST_MS;
    step->wait.interval_ms = BB_MT1959_WAIT_INTERVAL_MS;
    step->wait.limit_ms = BB_MT1959_WAIT_LIMIT_MS;
    step->wait.n_ready = BB_MT1959_WAIT_READY;
    step->wait.may_vanish = TRUE;
    step->quiet_ms = BB_MT1959_WAIT_LIMIT_MS;
}

BbPlan *
bb_mt1959_plan_transfer (const BbMt1959Transfer *transfer)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_MT1959_ID);
    g_autoptr (GBytes) config =
        bb_bytes_slice (transfer->image, BB_MT1959_CONFIG_ADDRESS, BB_MT1959_CONFIG_BYTES, NULL);
    guint image_blob = bb_plan_builder_add_blob (builder, transfer->image);
    guint config_blob = bb_plan_builder_add_blob (builder, transfer->config != NULL ? transfer->config : config);

    bb_mt1959_plan_add_regions (builder);
    if (transfer->config != NULL)
        bb_mt1959_add_config_check (builder, config_blob);
    bb_mt1959_add_upload (builder, transfer, image_blob);
    bb_mt1959_add_verify (builder, config_blob, transfer->all_reads);
    if (transfer->revision != NULL && *transfer->revision != '\0')
        bb_plan_builder_set_expected_revision (builder, transfer->revision);
    if (transfer->note != NULL)
        bb_plan_builder_set_note (builder, transfer->note);
    return bb_plan_builder_end (builder);
}

/* What no caller may have overridden: size, boot id, and so chip and form factor. */
static gboolean
bb_mt1959_may_flash (const BbFlashInput *input, GBytes **config, GError **error)
{
    GBytes *bytes = bb_image_get_bytes (input->image);
    BbMt1959BootId drive;
    BbMt1959BootId image;

    *config = bb_facts_get_bytes (input->facts, BB_MT1959_KEY_CONFIG);
    if (*config == NULL || g_bytes_get_size (*config) != BB_MT1959_CONFIG_BYTES ||
        !bb_mt1959_facts_boot_id (input->facts, &drive)) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, "%s",
                     _ ("The configuration block of the drive was not read, and no flash is possible without it."));
        return FALSE;
    }
    if (g_bytes_get_size (bytes) != BB_MT1959_FLASH_BYTES) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, "%s",
                     _ ("The image has not the size of 2 MiB."));
        return FALSE;
    }
    if (!bb_mt1959_parse_boot_id (bytes, BB_MT1959_CONFIG_ADDRESS, &image) || !g_str_equal (image.id, drive.id)) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, "%s",
                     _ ("The boot id of the image is not that of the drive."));
        return FALSE;
    }
    if (input->facts->condition != BB_CONDITION_SPECIAL && !bb_mt1959_facts_form_is_clear (input->facts)) {
        g_set_error (
            error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, "%s",
            _ ("It is not clear whether this is a slim or a half-height drive, so it is not flashed. If the firmware "
               "of the other form factor runs in it, recover it with an image for its own board."));
        return FALSE;
    }
    return TRUE;
}

BbPlan *
bb_mt1959_plan_flash (const BbFlashInput *input, GError **error)
{
    g_autoptr (GBytes) config = NULL;
    g_autoptr (GBytes) wire = NULL;
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    BbMt1959Transfer transfer = {0};

    if (!bb_mt1959_may_flash (input, &config, error))
        return NULL;
    wire = bb_mt1959_make_transfer (bb_image_get_bytes (input->image), config);
    transfer.image = wire;
    transfer.config = config;
    transfer.all_reads = g_strcmp0 (bb_facts_get_string (input->facts, BB_MT1959_KEY_READABLE), "all") == 0;
    transfer.max_tries = BB_MT1959_UPLOAD_TRIES;
    transfer.before_retry = BB_BEFORE_RETRY_WAIT;
    transfer.finish = bb_mt1959_setting (input, BB_MT1959_SETTING_FINISH);
    transfer.maker_form = bb_mt1959_setting (input, BB_MT1959_SETTING_MAKER_FORM);
    transfer.revision = identity != NULL ? identity->revision : NULL;
    return bb_mt1959_plan_transfer (&transfer);
}

BbPlan *
bb_mt1959_plan_verify (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_MT1959_ID);
    g_autoptr (GBytes) config = bb_facts_get_bytes (input->facts, BB_MT1959_KEY_CONFIG);
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    gboolean all = g_strcmp0 (bb_facts_get_string (input->facts, BB_MT1959_KEY_READABLE), "all") == 0;

    if (config == NULL && input->board != NULL)
        config = bb_facts_get_bytes (input->board, BB_MT1959_KEY_CONFIG);
    if (config == NULL || g_bytes_get_size (config) != BB_MT1959_CONFIG_BYTES) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, "%s",
                     _ ("The drive does not let anything be read in this mode."));
        return NULL;
    }
    bb_mt1959_plan_add_regions (builder);
    bb_mt1959_add_verify (builder, bb_plan_builder_add_blob (builder, config), all);
    if (identity != NULL && identity->revision != NULL && *identity->revision != '\0')
        bb_plan_builder_set_expected_revision (builder, identity->revision);
    return bb_plan_builder_end (builder);
}
