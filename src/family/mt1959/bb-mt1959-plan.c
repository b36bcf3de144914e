/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "family/spc/bb-buffer-stream.h"

#include <glib/gi18n-lib.h>

#define BB_MT1959_READ_TRIES 3
#define BB_MT1959_UPLOAD_TRIES 3
#define BB_MT1959_MAX_IDS 3

/* Section 3: the program's own form, and the maker's, which has other control bytes; they are never mixed. */
static const BbStreamCommand bb_mt1959_prepare = {.mode = 0x01};
static const BbStreamCommand bb_mt1959_finish = {.mode = 0x07, .answer = BB_ANSWER_ANY};
static const BbStreamCommand bb_mt1959_maker_prepare = {.mode = 0x01, .control = {0x0B}};
static const BbStreamCommand bb_mt1959_maker_finish = {
    .mode = 0x07, .control = {0x00, 0x1B, 0x12}, .answer = BB_ANSWER_ANY};

/* Sections 3 and 6; the sizes are those of the catalog. */
static const BbBufferStream bb_mt1959_stream = {
    .cdb_length_bytes = 10,
    .first_mode = 0x06,
    .data_mode = 0x06,
    .last_mode = 0x06,
    .prepare = &bb_mt1959_prepare,
    .endangers = BB_STREAM_ENDANGERS_LAST,
    /* One that is done at once may say so here. Whether it took the image, the checks after it tell. */
    .last_answer = BB_ANSWER_CHANGED,
    .journal_chunks = 16,
    .chunk_timeout_ms = 60000,
    .last_timeout_ms = 120000,
    .chunk_typical_ms = 20,
    .wait_first_ms = 2000,
    .wait_interval_ms = 1000,
    .wait_limit_ms = 90000,
    .wait_n_ready = 2,
    .wait_typical_ms = 15000,
};

/* What is sent, and how. */
typedef struct {
    const BbMt1959Layout *layout;
    const BbFlashInput *input;
    GBytes *config;     /* the configuration block that is sent */
    GBytes *live;       /* (nullable): the one that the drive must show before and after; NULL: not asked before */
    gboolean all_reads; /* read the whole flash afterwards */
    guint max_tries;
    BbBeforeRetry before_retry;
    const char *note; /* (nullable) */
} BbMt1959Transfer;

static gboolean
bb_mt1959_setting (const BbFlashInput *input, const char *key)
{
    gboolean value = FALSE;

    return input->settings != NULL && g_variant_lookup (input->settings, key, "b", &value) && value;
}

static gboolean
bb_mt1959_cannot (GError **error, const char *text)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, text);
    return FALSE;
}

static void
bb_mt1959_plan_regions (BbPlanBuilder *builder, const BbMt1959Layout *layout)
{
    const BbRegion parts[] = {
        {"boot-code", BB_REGION_BOOT_CODE, 0, layout->cleared_bytes},
        {"firmware", BB_REGION_FIRMWARE, layout->cleared_bytes, 0},
        {"settings", BB_REGION_OTHER, layout->settings, layout->settings_bytes},
        {"firmware-2", BB_REGION_FIRMWARE, layout->settings + layout->settings_bytes, 0},
        {"descriptor", BB_REGION_IDENTITY, layout->descriptor, layout->descriptor_bytes},
        {"firmware-3", BB_REGION_FIRMWARE, layout->descriptor + layout->descriptor_bytes, 0},
        {"calibration", BB_REGION_CALIBRATION, layout->calibration, layout->calibration_bytes},
    };

    /* The firmware fills what is between the parts that have a size. */
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        bb_plan_builder_add_region (builder, parts[i].name, parts[i].kind, parts[i].address,
                                    parts[i].length_bytes > 0 ? parts[i].length_bytes
                                                              : parts[i + 1].address - parts[i].address);
}

void
bb_mt1959_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    BbMt1959Layout layout;

    if (bb_mt1959_layout_load (catalog, &layout, NULL))
        bb_mt1959_plan_regions (builder, &layout);
}

/* Everything that may be read: first the configuration block, and what the drive refuses of the rest stays a hole. */
static void
bb_mt1959_add_captures (BbPlanBuilder *builder, const BbMt1959Layout *layout, gboolean config_required, gboolean all)
{
    bb_plan_builder_add_capture (builder, BB_MT1959_CAPTURE_CONFIG, BB_REGION_IDENTITY, layout->config,
                                 layout->config_bytes, config_required);
    bb_plan_builder_add_capture (builder, BB_MT1959_CAPTURE_DESCRIPTOR, BB_REGION_IDENTITY, layout->descriptor,
                                 layout->descriptor_bytes, FALSE);
    bb_plan_builder_add_capture (builder, BB_MT1959_CAPTURE_CALIBRATION, BB_REGION_CALIBRATION, layout->calibration,
                                 layout->calibration_bytes, FALSE);
    if (all)
        bb_plan_builder_add_capture (builder, BB_MT1959_CAPTURE_READOUT, BB_REGION_FIRMWARE, 0, layout->image_bytes,
                                     FALSE);
}

BbPlan *
bb_mt1959_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_MT1959_ID);
    BbMt1959Layout layout;
    BbBufferRead read;

    if (!bb_mt1959_layout_load (catalog, &layout, error))
        return NULL;
    if (bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID) == NULL) {
        bb_mt1959_cannot (error, _ ("The drive does not support reading in this mode."));
        return NULL;
    }
    read = bb_mt1959_get_read (&layout);
    bb_mt1959_plan_regions (builder, &layout);
    bb_mt1959_add_captures (builder, &layout, TRUE, bb_mt1959_facts_are_readable (facts));
    bb_buffer_read_add_backup (&read, builder, BB_MT1959_READ_TRIES);
    return bb_plan_builder_end (builder);
}

static BbStep *
bb_mt1959_add_config_compare (BbPlanBuilder *builder, const BbMt1959Layout *layout, guint config_blob)
{
    BbBufferRead read = bb_mt1959_get_read (layout);
    BbStep *step = bb_buffer_read_add (&read, builder, layout->config, layout->config_bytes);

    step->use = BB_USE_COMPARE;
    step->blob = config_blob;
    step->blob_length_bytes = layout->config_bytes;
    return step;
}

/* Section 6, step 7. Everything is collected; bb_mt1959_judge() says what it means. */
static void
bb_mt1959_add_verify (BbPlanBuilder *builder, const BbMt1959Layout *layout, BbImage *image, guint config_blob,
                      gboolean all)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    BbBufferRead read = bb_mt1959_get_read (layout);
    BbStep *step = NULL;

    bb_mt1959_add_captures (builder, layout, FALSE, all);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, BB_MT1959_READ_TRIES)->collect = TRUE;
    bb_plan_builder_add_step (builder, BB_VERB_IDENTIFY, BB_STEP_IDENTIFY);
    step = bb_mt1959_add_config_compare (builder, layout, config_blob);
    step->capture = 0;
    step->answer = BB_ANSWER_OPTIONAL;
    step->region_bytes = layout->config_bytes;
    for (guint capture = 1; bb_plan_builder_get_capture (builder, capture) != NULL; capture++)
        bb_buffer_read_add_capture (&read, builder, capture, BB_USE_STORE);
    if (identity != NULL && identity->revision != NULL && *identity->revision != '\0')
        bb_plan_builder_set_expected_revision (builder, identity->revision);
}

/* What is sent of an image: its boot code as FF, but for the configuration block (section 1). */
static GBytes *
bb_mt1959_make_transfer (GBytes *image, const BbMt1959Layout *layout, GBytes *config)
{
    gsize size = 0;
    guint8 *wire = g_bytes_unref_to_data (g_bytes_ref (image), &size);

    memset (wire, 0xFF, layout->cleared_bytes);
    return bb_image_bytes_replace (g_bytes_new_take (wire, size), layout->config, config);
}

static BbPlan *
bb_mt1959_plan_transfer (const BbMt1959Transfer *transfer)
{
    const BbMt1959Layout *layout = transfer->layout;
    gboolean maker = bb_mt1959_setting (transfer->input, BB_MT1959_SETTING_MAKER_FORM);
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_MT1959_ID);
    g_autoptr (GBytes) wire =
        bb_mt1959_make_transfer (bb_image_get_bytes (transfer->input->image), layout, transfer->config);
    BbBufferStream stream = bb_mt1959_stream;
    BbStreamUse use = {
        .blob = bb_plan_builder_add_blob (builder, wire),
        .length_bytes = layout->image_bytes,
        .command_blob = BB_BLOB_NONE,
        .max_tries = transfer->max_tries,
        .before_retry = transfer->before_retry,
    };
    guint config_blob =
        bb_plan_builder_add_blob (builder, transfer->live != NULL ? transfer->live : transfer->config);

    stream.chunk_bytes = layout->chunk_bytes;
    stream.programmed_from = layout->cleared_bytes;
    if (maker) {
        stream.cdb_length_bytes = 12;
        stream.prepare = &bb_mt1959_maker_prepare;
        stream.commit = &bb_mt1959_maker_finish;
    } else if (bb_mt1959_setting (transfer->input, BB_MT1959_SETTING_FINISH)) {
        stream.commit = &bb_mt1959_finish;
    }
    bb_mt1959_plan_regions (builder, layout);
    if (transfer->live != NULL) {
        bb_plan_builder_begin_section (builder, BB_PHASE_CHECK, BB_MT1959_READ_TRIES);
        (void) bb_mt1959_add_config_compare (builder, layout, config_blob);
    }
    bb_buffer_stream_add (&stream, builder, &use);
    bb_mt1959_add_verify (builder, layout, transfer->input->image, config_blob, transfer->all_reads);
    if (transfer->note != NULL)
        bb_plan_builder_set_note (builder, transfer->note);
    return bb_plan_builder_end (builder);
}

/* What no caller may have overridden: size, boot id, and so chip and form factor. */
static gboolean
bb_mt1959_may_flash (const BbFlashInput *input, const BbMt1959Layout *layout, GBytes *config, GError **error)
{
    GBytes *bytes = bb_image_get_bytes (input->image);
    BbMt1959BootId drive;
    BbMt1959BootId image;

    if (config == NULL || g_bytes_get_size (config) != layout->config_bytes ||
        !bb_mt1959_facts_boot_id (input->facts, &drive))
        return bb_mt1959_cannot (
            error, _ ("The configuration block of the drive was not read; flashing is not possible without it."));
    if (g_bytes_get_size (bytes) != layout->image_bytes)
        return bb_mt1959_cannot (error, _ ("The image is not 2 MiB in size."));
    if (!bb_mt1959_parse_boot_id (bytes, layout->config, &image) || !g_str_equal (image.id, drive.id))
        return bb_mt1959_cannot (error, _ ("The boot IDs of the image and the drive differ."));
    if (input->facts->condition != BB_CONDITION_SPECIAL && !bb_mt1959_facts_form_is_clear (input->facts))
        return bb_mt1959_cannot (
            error, _ ("It is unclear whether this is a slim or a half-height drive, so it cannot be flashed. If "
                      "firmware of the other form factor runs, recover the drive with an image for its own board."));
    return TRUE;
}

BbPlan *
bb_mt1959_plan_flash (const BbFlashInput *input, GError **error)
{
    g_autoptr (GBytes) config = bb_facts_get_bytes (input->facts, BB_MT1959_KEY_CONFIG);
    BbMt1959Layout layout;
    BbMt1959Transfer transfer = {
        .layout = &layout,
        .input = input,
        .config = config,
        .live = config,
        .all_reads = bb_mt1959_facts_are_readable (input->facts),
        .max_tries = BB_MT1959_UPLOAD_TRIES,
        .before_retry = BB_BEFORE_RETRY_WAIT,
    };

    if (!bb_mt1959_layout_load (input->catalog, &layout, error) ||
        !bb_mt1959_may_flash (input, &layout, config, error))
        return NULL;
    return bb_mt1959_plan_transfer (&transfer);
}

BbPlan *
bb_mt1959_plan_verify (const BbFlashInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, BB_MT1959_ID);
    g_autoptr (GBytes) config = bb_facts_get_bytes (input->facts, BB_MT1959_KEY_CONFIG);
    BbMt1959Layout layout;

    if (!bb_mt1959_layout_load (input->catalog, &layout, error))
        return NULL;
    if (config == NULL && input->board != NULL)
        config = bb_facts_get_bytes (input->board, BB_MT1959_KEY_CONFIG);
    if (config == NULL || g_bytes_get_size (config) != layout.config_bytes) {
        bb_mt1959_cannot (error, _ ("The drive does not support reading in this mode."));
        return NULL;
    }
    bb_mt1959_plan_regions (builder, &layout);
    bb_mt1959_add_verify (builder, &layout, input->image, bb_plan_builder_add_blob (builder, config),
                          bb_mt1959_facts_are_readable (input->facts));
    return bb_plan_builder_end (builder);
}

/* What recovering needs to know of the board; from the drive itself, else from when its firmware was whole. */
typedef struct {
    GBytes *config;
    gboolean live; /* @config was read just now */
    BbMt1959BootId board;
    BbMt1959BootId image;
} BbMt1959Board;

/* Absolute conditions (section 8): chip and form factor of the target are those of the board. */
static gboolean
bb_mt1959_find_board (const BbFlashInput *input, const BbMt1959Layout *layout, BbMt1959Board *board, GError **error)
{
    GBytes *bytes = bb_image_get_bytes (input->image);
    BbMt1959BootId saved;
    gboolean is_saved = input->board != NULL && bb_mt1959_facts_boot_id (input->board, &saved);

    board->live = bb_mt1959_facts_boot_id (input->facts, &board->board);
    if (!board->live && is_saved)
        board->board = saved;
    if (board->live || is_saved)
        board->config = bb_facts_get_bytes (board->live ? input->facts : input->board, BB_MT1959_KEY_CONFIG);
    if (board->config == NULL || g_bytes_get_size (board->config) != layout->config_bytes)
        return bb_mt1959_cannot (error, _ ("The drive does not report its configuration block, and no backup of it "
                                           "is known. Uploads require this block."));
    if (g_bytes_get_size (bytes) != layout->image_bytes ||
        !bb_mt1959_parse_boot_id (bytes, layout->config, &board->image))
        return bb_mt1959_cannot (error, _ ("The image is not a complete plain 2 MiB image."));
    if (is_saved && !g_str_equal (saved.id, board->board.id))
        return bb_mt1959_cannot (
            error,
            _ ("The drive's boot ID differs from the one saved while the drive worked; it may be another drive."));
    if (!g_str_equal (board->image.chip, board->board.chip))
        return bb_mt1959_cannot (error, _ ("The image is for another chip than the one on the board."));
    if (!g_str_equal (board->image.form, board->board.form))
        return bb_mt1959_cannot (
            error,
            _ ("The image is for another form factor than the board. The wrong firmware can burn out a drive."));
    if (g_str_equal (board->board.form, BB_MT1959_FORM_UNKNOWN) && !g_str_equal (board->image.id, board->board.id))
        return bb_mt1959_cannot (
            error, _ ("The form factor of the board is unknown, so only an image with its own boot ID is allowed."));
    return TRUE;
}

/* Ids in the order in which they are tried, one a power cycle. The receiver may expect that of another image. */
static guint
bb_mt1959_list_ids (const BbFlashInput *input, const BbMt1959Board *board, const char **ids)
{
    const char *installed =
        input->board != NULL ? bb_facts_get_string (input->board, BB_MT1959_KEY_INSTALLED_ID) : NULL;
    const char *wanted[BB_MT1959_MAX_IDS] = {board->board.id, board->image.id};
    BbMt1959BootId parsed;
    guint n_ids = 0;

    if (input->facts->condition == BB_CONDITION_NORMAL && installed != NULL &&
        bb_mt1959_parse_boot_id_text (installed, &parsed) && g_str_equal (parsed.chip, board->board.chip) &&
        g_str_equal (parsed.form, board->board.form))
        wanted[2] = installed;
    for (guint i = 0; i < BB_MT1959_MAX_IDS; i++)
        if (wanted[i] != NULL && !g_strv_contains (ids, wanted[i]))
            ids[n_ids++] = wanted[i];
    return n_ids;
}

BbPlan *
bb_mt1959_plan_recover (const BbFlashInput *input, GError **error)
{
    BbMt1959Board board = {0};
    BbMt1959Layout layout;
    const char *ids[BB_MT1959_MAX_IDS + 1] = {NULL};
    g_autoptr (GBytes) known = NULL;
    g_autoptr (GBytes) config = NULL;
    g_autoptr (GBytes) id = NULL;
    g_autofree char *note = NULL;
    BbMt1959Transfer transfer = {
        .layout = &layout,
        .input = input,
        /* Another try would be allowed, but only after a power cycle: the engine ends and says so. */
        .max_tries = 2,
        .before_retry = BB_BEFORE_RETRY_POWER_CYCLE,
    };
    gboolean found = FALSE;
    guint n_ids = 0;

    if (!bb_mt1959_layout_load (input->catalog, &layout, error))
        return NULL;
    if (input->image == NULL) {
        bb_mt1959_cannot (error, _ ("Recovery of this drive requires the manufacturer's image for its own board."));
        return NULL;
    }
    found = bb_mt1959_find_board (input, &layout, &board, error);
    known = board.config;
    if (!found)
        return NULL;
    n_ids = bb_mt1959_list_ids (input, &board, ids);
    if (input->attempt >= n_ids) {
        g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE, "%s",
                     _ ("All boot IDs allowed for this image were tried."));
        return NULL;
    }
    /* The drive's own block with another id in front; what is behind the id is never changed. */
    id = g_bytes_new (ids[input->attempt], BB_MT1959_BOOT_ID_BYTES);
    config = bb_image_bytes_replace (g_bytes_ref (known), 0, id);
    note =
        g_strdup_printf (_ ("Attempt %u of %u with the boot ID “%s”. Only one attempt is possible per power-on: if "
                            "it fails, power cycle the drive before the next one."),
                         input->attempt + 1, n_ids, ids[input->attempt]);
    transfer.config = config;
    transfer.live = board.live ? known : NULL;
    transfer.note = note;
    return bb_mt1959_plan_transfer (&transfer);
}
