/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959-candidates.h"

#include "family/bb-key-file.h"
#include "family/spc/bb-memory-read.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

#define BB_MT1959_READ_TRIES 3

/* Time limits of the upload, and usual durations (mediatek-mt1959.md, sections 3 and 6). */
#define BB_MT1959_CHUNK_MS 60000
#define BB_MT1959_CHUNK_TYPICAL_MS 20
#define BB_MT1959_LAST_MS 120000
#define BB_MT1959_PROGRAM_FIRST_MS 500
#define BB_MT1959_PROGRAM_LIMIT_MS 120000
#define BB_MT1959_PROGRAM_TYPICAL_MS 15000
/* Number of pieces of the upload after which its progress is recorded in the journal. */
#define BB_MT1959_JOURNAL_PIECES 16

/* A WRITE BUFFER without data, which is sent before or after the image. @control: bytes 9, 10 and 11 of the CDB */
typedef struct {
    guint8 mode;
    guint8 buffer_id;
    guint8 control[3];
} BbMt1959Command;

/* The commands around the image of one upload (mediatek-mt1959.md, section 3). @prepare: sent before the image;
 * @other_prepare: (nullable): sent if the drive rejects @prepare; @finish: (nullable): sent after the image */
typedef struct {
    guint8 cdb_length_bytes;
    const BbMt1959Command *prepare;
    const BbMt1959Command *other_prepare;
    const BbMt1959Command *finish;
} BbMt1959Form;

/* The forms of the commands around an image. Form A (slim) is for slim drives, form B (half) for half-height drives
 * and the MT1939. The manufacturer's own form has other control bytes; a plan never combines it with A or B. */
static const BbMt1959Command bb_mt1959_prepare_slim = {.mode = 0x06, .buffer_id = 0x67};
static const BbMt1959Command bb_mt1959_prepare_half = {.mode = 0x01};
static const BbMt1959Command bb_mt1959_finish = {.mode = 0x07};
static const BbMt1959Command bb_mt1959_maker_prepare = {.mode = 0x01, .control = {0x0B}};
static const BbMt1959Command bb_mt1959_maker_finish = {.mode = 0x07, .control = {0x00, 0x1B, 0x12}};

/* The data from which the plan of one upload is made. */
typedef struct {
    const BbMt1959Layout *layout;
    const BbFlashInput *input;
    const char *group; /* group of the board */
    BbMt1959Candidate candidate;
    GBytes *wire;    /* bytes that are sent */
    char **attempts; /* the untried candidates, @candidate first, in the form of bb_mt1959_candidate_to_string() */
    GBytes *config;  /* (nullable): configuration block that the drive must report; %NULL: not compared */
    char *note;
} BbMt1959Transfer;

static void
bb_mt1959_transfer_clear (BbMt1959Transfer *transfer)
{
    g_clear_pointer (&transfer->wire, g_bytes_unref);
    g_clear_pointer (&transfer->config, g_bytes_unref);
    g_strfreev (transfer->attempts);
    g_free (transfer->note);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbMt1959Transfer, bb_mt1959_transfer_clear)

/* Sets %BB_FAMILY_ERROR_CANNOT with the message @text, and returns FALSE. */
static gboolean
bb_mt1959_fail_cannot (GError **error, const char *text)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, text);
    return FALSE;
}

/* Adds the regions of the flash memory, in order of address; maps of the flash memory show them. */
static void
bb_mt1959_plan_regions (BbPlanBuilder *builder, const BbMt1959Layout *layout)
{
    const BbRegion parts[] = {
        {"boot-code", BB_REGION_BOOT_CODE, 0, layout->cleared_bytes, FALSE},
        {"firmware", BB_REGION_FIRMWARE, layout->cleared_bytes, 0, FALSE},
        {"settings", BB_REGION_OTHER, layout->settings, layout->settings_bytes, TRUE},
        {"firmware-2", BB_REGION_FIRMWARE, layout->settings + layout->settings_bytes, 0, FALSE},
        {"descriptor", BB_REGION_IDENTITY, layout->descriptor, layout->descriptor_bytes, FALSE},
        {"firmware-3", BB_REGION_FIRMWARE, layout->descriptor + layout->descriptor_bytes, 0, FALSE},
        {"calibration", BB_REGION_CALIBRATION, layout->calibration, layout->calibration_bytes, TRUE},
    };

    /* In @parts, a length of 0 means firmware that ends where the next region begins. */
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
        guint32 length_bytes =
            parts[i].length_bytes > 0 ? parts[i].length_bytes : parts[i + 1].address - parts[i].address;

        bb_plan_builder_add_region (builder, parts[i].name, parts[i].kind, parts[i].address, length_bytes)->kept =
            parts[i].kept;
    }
}

void
bb_mt1959_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    BbMt1959Layout layout;

    if (bb_mt1959_layout_load (catalog, &layout, NULL))
        bb_mt1959_plan_regions (builder, &layout);
}

/*
 * Adds the captures: the configuration block (capture number 0), the descriptor, the calibration and, if @all is
 * TRUE, the whole memory. @config_required: TRUE if a backup without the configuration block is incomplete. The other
 * captures are optional: a range that the drive refuses to return becomes a hole.
 */
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
    BbMemoryRead read;

    if (!bb_mt1959_layout_load (catalog, &layout, error))
        return NULL;
    if (bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID) == NULL) {
        bb_mt1959_fail_cannot (error, _ ("The drive’s memory cannot be read in the current mode."));
        return NULL;
    }
    read = bb_mt1959_get_read (&layout);
    bb_mt1959_plan_regions (builder, &layout);
    bb_mt1959_add_captures (builder, &layout, TRUE, bb_mt1959_facts_are_readable (facts));
    bb_memory_read_add_backup (&read, builder, BB_MT1959_READ_TRIES);
    return bb_plan_builder_end (builder);
}

/* Adds a step that reads the configuration block of the drive and compares it with the blob @config_blob. Returns the
 * step. */
static BbStep *
bb_mt1959_add_config_compare (BbPlanBuilder *builder, const BbMt1959Layout *layout, guint config_blob)
{
    BbMemoryRead read = bb_mt1959_get_read (layout);
    BbStep *step = bb_memory_read_add (&read, builder, layout->config, layout->config_bytes);

    bb_step_compare (step, config_blob, 0);
    return step;
}

/*
 * Adds the verify section (step 7 of mediatek-mt1959.md, section 6). It reads the configuration block and compares it
 * with @config; a refusal of this read is no error. If @config is NULL, the block is read and not compared. All other
 * data are only read, for bb_mt1959_judge(). @all: TRUE to read the whole memory, too
 */
static void
bb_mt1959_add_verify (BbPlanBuilder *builder, const BbMt1959Layout *layout, GBytes *config, gboolean all)
{
    BbMemoryRead read = bb_mt1959_get_read (layout);
    BbStep *step = NULL;

    bb_mt1959_add_captures (builder, layout, FALSE, all);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, BB_MT1959_READ_TRIES)->collect = TRUE;
    bb_plan_builder_add_identify (builder);
    if (config != NULL) {
        step = bb_mt1959_add_config_compare (builder, layout, bb_plan_builder_add_blob (builder, config));
        step->capture = 0;
        step->accepts = BB_ANSWER_GOOD | BB_ANSWER_REFUSED;
        step->region_bytes = layout->config_bytes;
    }
    for (guint capture = config != NULL ? 1 : 0; bb_plan_builder_get_capture (builder, capture) != NULL; capture++)
        bb_memory_read_add_capture (&read, builder, capture, bb_step_store);
}

/* Begins a section of the upload and returns it. The drive may get only one upload between two power cycles, so after
 * any failure the engine stops and asks for a power cycle. */
static BbSection *
bb_mt1959_begin_section (BbPlanBuilder *builder, BbPhase phase)
{
    BbSection *section = bb_plan_builder_begin_section (builder, phase, 1);

    section->before_retry = BB_BEFORE_RETRY_POWER_CYCLE;
    return section;
}

/* Returns the commands to send around the image, as the settings and the group of the board require. */
static BbMt1959Form
bb_mt1959_choose_form (const BbMt1959Transfer *transfer)
{
    BbMt1959Form form = {.cdb_length_bytes = 10, .prepare = &bb_mt1959_prepare_half};

    if (bb_mt1959_has_flag (transfer->input->settings, BB_MT1959_SETTING_MAKER_FORM))
        return (BbMt1959Form){12, &bb_mt1959_maker_prepare, NULL, &bb_mt1959_maker_finish};
    if (bb_mt1959_has_flag (transfer->input->settings, BB_MT1959_SETTING_FINISH))
        form.finish = &bb_mt1959_finish;
    if (g_str_equal (transfer->group, BB_MT1959_GROUP_HALF_HEIGHT)) {
        form.other_prepare = &bb_mt1959_prepare_slim;
    } else if (g_str_equal (transfer->group, BB_MT1959_GROUP_SLIM) ||
               g_str_equal (transfer->group, BB_MT1959_GROUP_OLD_SLIM)) {
        form.prepare = &bb_mt1959_prepare_slim;
        form.other_prepare = &bb_mt1959_prepare_half;
    }
    return form;
}

/* Returns the CDB of WRITE BUFFER with mode, buffer ID and control bytes of @command, in the length that the drive
 * expects (@form). */
static BbCdb
bb_mt1959_write_cdb (const BbMt1959Form *form, const BbMt1959Command *command, guint32 offset, guint32 length_bytes)
{
    BbCdb cdb = BB_CDB (0x3B, command->mode, command->buffer_id, BB_BE24 (offset), BB_BE24 (length_bytes),
                        command->control[0], command->control[1], command->control[2]);

    cdb.length_bytes = form->cdb_length_bytes;
    return cdb;
}

/* Adds the prepare command @command, a WRITE BUFFER without data, and returns its step. */
static BbStep *
bb_mt1959_add_prepare (BbPlanBuilder *builder, const BbMt1959Form *form, const BbMt1959Command *command)
{
    BbStep *step = bb_plan_builder_add_command (builder, BB_STEP_ENTER, bb_mt1959_write_cdb (form, command, 0, 0),
                                                BB_MT1959_CHUNK_MS);

    step->journal = TRUE;
    step->repeats = TRUE;
    return step;
}

/* Adds the pieces of the image; the last piece, after which the drive programs the image, is in a section of its own.
 * @image: blob to send; @restart_at: section with which a failed upload begins again */
static void
bb_mt1959_add_pieces (BbPlanBuilder *builder, const BbMt1959Form *form, const BbMt1959Transfer *transfer, guint image,
                      guint restart_at)
{
    static const BbMt1959Command piece = {.mode = 0x06};

    for (BbPieces p = bb_pieces (transfer->layout->image_bytes, transfer->layout->chunk_bytes);
         bb_pieces_next (&p);) {
        BbStep *step = NULL;

        if (p.number == 0 || p.is_last)
            bb_mt1959_begin_section (builder, BB_PHASE_PROGRAM)->restart_at = restart_at;
        step = bb_plan_builder_add_data_out (builder, p.is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD,
                                             bb_mt1959_write_cdb (form, &piece, p.offset, p.length_bytes),
                                             p.is_last ? BB_MT1959_LAST_MS : BB_MT1959_CHUNK_MS, image, p.offset,
                                             p.length_bytes);
        bb_step_touch (step, p.offset, p.offset >= transfer->layout->cleared_bytes ? p.length_bytes : 0);
        step->journal = p.number > 0 && p.number % BB_MT1959_JOURNAL_PIECES == 0;
        step->endangers = p.is_last;
        step->typical_ms = p.is_last ? 0 : BB_MT1959_CHUNK_TYPICAL_MS;
        step->quiet_ms = p.is_last ? BB_MT1959_LAST_MS : 0;
        /* A drive that has already programmed the image may answer the last piece with sense 6/3F/01 (microcode has
         * been changed). The steps after the upload check what the drive programmed. */
        step->accepts = p.is_last ? BB_ANSWER_GOOD | BB_ANSWER_CHANGED : BB_ANSWER_GOOD;
    }
}

/* Adds the upload: the prepare command, the image, and the wait while the drive programs the image. If the drive
 * rejects the prepare command, the prepare command of the other form factor is sent. If a setting of the user asks
 * for it, the finish command follows the image. @image: index of the blob to send */
static void
bb_mt1959_add_upload (BbPlanBuilder *builder, const BbMt1959Transfer *transfer, guint image)
{
    BbMt1959Form form = bb_mt1959_choose_form (transfer);
    guint first = bb_mt1959_begin_section (builder, BB_PHASE_PREPARE)->restart_at;
    BbStep *step = bb_mt1959_add_prepare (builder, &form, form.prepare);

    if (form.other_prepare != NULL)
        bb_step_only_if (bb_mt1959_add_prepare (builder, &form, form.other_prepare), step,
                         BB_ANSWER_REFUSED | BB_ANSWER_ABORTED);
    bb_mt1959_add_pieces (builder, &form, transfer, image, first);
    if (form.finish != NULL)
        bb_plan_builder_add_command (builder, BB_STEP_FINISH, bb_mt1959_write_cdb (&form, form.finish, 0, 0),
                                     BB_MT1959_CHUNK_MS)
            ->accepts = BB_ANSWER_ANY;
    /* The wait has a section of its own, at whose end the firmware is complete (@heals). A drive that is still busy
     * at the time limit may be programming. So the plan ends, and the engine must identify the drive before it may
     * send the image again. */
    bb_mt1959_begin_section (builder, BB_PHASE_PROGRAM)->heals = TRUE;
    step = bb_plan_builder_add_wait (builder, BB_MT1959_PROGRAM_FIRST_MS, BB_MT1959_PROGRAM_LIMIT_MS);
    step->wait.programmed_bytes = transfer->layout->image_bytes;
    step->typical_ms = BB_MT1959_PROGRAM_TYPICAL_MS;
}

/* Returns (transfer full) a plan that compares the configuration block (if the drive reports it), sends the image
 * once and verifies. */
static BbPlan *
bb_mt1959_plan_transfer (const BbMt1959Transfer *transfer)
{
    const BbMt1959Layout *layout = transfer->layout;
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_MT1959_ID);
    guint image = bb_plan_builder_add_blob (builder, transfer->wire);

    bb_mt1959_plan_regions (builder, layout);
    if (transfer->config != NULL) {
        bb_plan_builder_begin_section (builder, BB_PHASE_CHECK, BB_MT1959_READ_TRIES);
        (void) bb_mt1959_add_config_compare (builder, layout, bb_plan_builder_add_blob (builder, transfer->config));
    }
    bb_mt1959_add_upload (builder, transfer, image);
    bb_mt1959_add_verify (builder, layout, transfer->config, bb_mt1959_facts_are_readable (transfer->input->facts));
    bb_plan_builder_set_attempts (builder, (const char *const *) transfer->attempts);
    bb_plan_builder_set_note (builder, transfer->note);
    return bb_plan_builder_end (builder);
}

/* TRUE if the image was identified and bb_mt1959_check() does not refuse it; else FALSE with an error. Called for
 * each upload, so that none is planned that the check forbids. @facts: facts of the drive; if the drive does not
 * report its board, facts of the board */
static gboolean
bb_mt1959_may_send (const BbFlashInput *input, BbFacts *facts, GError **error)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    if (bb_image_get_identity (input->image) == NULL)
        return bb_mt1959_fail_cannot (error, _ ("The file is incomplete or encrypted. Choose a complete, "
                                                "unencrypted 2 MiB image."));
    bb_mt1959_check (facts, input->image, input->catalog, verdict);
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        if (reason->weight == BB_WEIGHT_REFUSAL)
            return bb_mt1959_fail_cannot (error, reason->text);
    }
    return TRUE;
}

/* Sets the error %BB_FAMILY_ERROR_NO_MORE, whose message lists the candidates of the image that were tried.
 * If the drive may accept a wrapped upload and there is no key file, the message also advises to choose one. */
static void
bb_mt1959_set_no_more (const BbFlashInput *input, GError **error)
{
    g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
    g_auto (GStrv) list = NULL;
    g_autofree char *tried = NULL;
    g_autofree char *text = NULL;
    const char *wants_key =
        bb_mt1959_takes_key (input->facts, input->tried) && !bb_key_file_is_set () ? bb_key_file_get_advice () : NULL;

    for (guint i = 0; input->tried != NULL && input->tried[i] != NULL; i++) {
        g_autofree char *name = bb_mt1959_describe_candidate (input->tried[i]);

        g_strv_builder_add (names, name);
    }
    list = g_strv_builder_end (names);
    tried = g_strjoinv ("; ", list);
    /* TRANSLATORS: a list of boot IDs and forms */
    text = g_strdup_printf (_ ("All attempts to flash this image failed: %s."), tried);
    g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE, "%s%s%s", text, wants_key != NULL ? " " : "",
                 wants_key != NULL ? wants_key : "");
}

/* Chooses the first candidate that was not tried, and sets @candidate, @attempts (all candidates that were not
 * tried) and @note of @transfer for it. FALSE with %BB_FAMILY_ERROR_NO_MORE if all were tried, with
 * %BB_FAMILY_ERROR_CANNOT if none is allowed. */
static gboolean
bb_mt1959_choose_candidate (BbMt1959Transfer *transfer, const BbMt1959Situation *situation, GError **error)
{
    const BbFlashInput *input = transfer->input;
    g_autoptr (GArray) candidates = bb_mt1959_list_candidates (situation, input->catalog);
    g_autoptr (GStrvBuilder) attempts = g_strv_builder_new ();
    guint n_left = 0;

    if (candidates->len == 0)
        return bb_mt1959_fail_cannot (
            error, _ ("Burnback cannot write this image to the drive, because the image is for incompatible "
                      "circuit boards or the drive’s boot ID is unknown."));
    for (guint i = 0; i < candidates->len; i++) {
        const BbMt1959Candidate *candidate = &g_array_index (candidates, BbMt1959Candidate, i);
        g_autofree char *word = bb_mt1959_candidate_to_string (candidate);

        if (input->tried != NULL && g_strv_contains (input->tried, word))
            continue;
        g_strv_builder_add (attempts, word);
        if (n_left++ > 0)
            continue;
        transfer->candidate = *candidate;
        transfer->note = g_strdup_printf (
            _ ("In attempt %u of %u, Burnback will send the update with the boot ID “%s” (%s). If this attempt "
               "fails, power cycle the drive before you try again."),
            i + 1, candidates->len, candidate->id,
            candidate->wrap == BB_MT1959_WRAPPED ? _ ("encrypted") : _ ("not encrypted"));
    }
    transfer->attempts = g_strv_builder_end (attempts);
    if (n_left == 0)
        bb_mt1959_set_no_more (input, error);
    return n_left > 0;
}

/*
 * Returns (transfer full) (nullable) a plan that sends the first candidate that was not tried. NULL with an error in
 * these cases:
 * - All candidates were tried.
 * - The image is not allowed for the board, or has no readable boot ID.
 * - The key file cannot be used.
 *
 * @situation: the caller sets the members that describe the drive; this function sets those that depend on the image
 * and on the key file. @board: facts of the drive or, if it does not report its board, those of
 * bb_mt1959_find_board()
 */
static BbPlan *
bb_mt1959_plan_image (const BbFlashInput *input, BbFacts *board, BbMt1959Situation *situation, GError **error)
{
    BbMt1959Layout layout;
    BbMt1959BootId image;
    g_auto (BbMt1959Transfer) transfer = {.layout = &layout, .input = input};

    if (!bb_mt1959_layout_load (input->catalog, &layout, error) || !bb_mt1959_may_send (input, board, error))
        return NULL;
    transfer.config = bb_facts_get_bytes (input->facts, BB_MT1959_KEY_CONFIG);
    transfer.group = bb_mt1959_get_group (input->catalog, situation->board_id);
    if (!bb_mt1959_parse_boot_id (bb_image_get_bytes (input->image), layout.config, &image)) {
        /* bb_mt1959_check() refuses every image without a boot ID, except an encrypted image that needs a key file.
         * The problem of such an image says what is wrong with the key file. */
        const char *problem = bb_image_get_identity (input->image)->problem;

        g_set_error_literal (
            error, BB_FAMILY_ERROR, problem != NULL ? BB_FAMILY_ERROR_KEY : BB_FAMILY_ERROR_CANNOT,
            problem != NULL
                ? problem
                : _ ("The image has no readable boot ID, so the image is encrypted, empty, or for other drives."));
        return NULL;
    }
    situation->image_id = image.id;
    situation->has_key = bb_key_file_is_set ();
    if (!bb_mt1959_choose_candidate (&transfer, situation, error))
        return NULL;
    transfer.wire =
        bb_mt1959_make_transfer (bb_image_get_bytes (input->image), &layout,
                                 g_str_equal (transfer.group, BB_MT1959_GROUP_MT1939) ? NULL : transfer.candidate.id,
                                 transfer.candidate.wrap, error);
    return transfer.wire != NULL ? bb_mt1959_plan_transfer (&transfer) : NULL;
}

/* Returns (nullable) the boot ID of the image that was flashed last. It is taken from the present facts of the drive
 * or, if they do not have it, from its facts before the damage. NULL if neither have it. */
static const char *
bb_mt1959_get_installed (const BbFlashInput *input)
{
    const char *installed = bb_facts_get_string (input->facts, BB_MT1959_KEY_INSTALLED_ID);

    if (installed == NULL && input->board != NULL)
        installed = bb_facts_get_string (input->board, BB_MT1959_KEY_INSTALLED_ID);
    return installed;
}

/* For a drive whose firmware runs, even if it is firmware of the wrong form factor. Returns (transfer full)
 * (nullable) a plan that sends the first candidate that was not tried yet; NULL with an error of
 * bb_mt1959_plan_image(). */
static BbPlan *
bb_mt1959_plan_running (const BbFlashInput *input, GError **error)
{
    BbFacts *facts = input->facts;
    BbMt1959Situation situation = {
        .mode = facts->mode,
        .product = bb_facts_get_string (facts, BB_MT1959_KEY_PRODUCT),
        .service_code = bb_facts_get_string (facts, BB_MT1959_KEY_SERVICE_CODE),
        .board_id = bb_facts_get_string (facts, BB_MT1959_KEY_BOOT_ID),
        .installed_id = bb_mt1959_get_installed (input),
    };

    (void) bb_mt1959_facts_get_wrap (facts, &situation.wrap);
    return bb_mt1959_plan_image (input, facts, &situation, error);
}

BbPlan *
bb_mt1959_plan_flash (const BbFlashInput *input, GError **error)
{
    if (input->facts->condition != BB_CONDITION_SPECIAL && !bb_mt1959_facts_form_is_clear (input->facts)) {
        bb_mt1959_fail_cannot (
            error,
            _ ("Burnback cannot tell whether this drive is slim or half-height, so the drive cannot be flashed. If "
               "it has the wrong firmware, you can still recover it with an image for its circuit board."));
        return NULL;
    }
    return bb_mt1959_plan_running (input, error);
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
        bb_mt1959_fail_cannot (error, _ ("The drive’s memory cannot be read in the current mode."));
        return NULL;
    }
    bb_mt1959_plan_regions (builder, &layout);
    bb_mt1959_add_verify (builder, &layout, config, bb_mt1959_facts_are_readable (input->facts));
    return bb_plan_builder_end (builder);
}

/* Returns (nullable) the text setting @key; NULL if the user did not set it. */
static const char *
bb_mt1959_get_typed (const BbFlashInput *input, const char *key)
{
    const char *text = NULL;

    if (input->settings != NULL)
        (void) g_variant_lookup (input->settings, key, "&s", &text);
    return text;
}

/*
 * TRUE if the drive failed in the middle of an upload. Such a drive has an MT1939, even if its boot ID says
 * otherwise, because only an MT1939 starts to program before it has received the whole image (mediatek-mt1959.md,
 * section 8). The failure is known from one of two sources:
 * - the journal, which has the position at which the upload failed (@lost_at of @input)
 * - for a drive that reports no boot ID: the error code of another program, which the user typed
 */
static gboolean
bb_mt1959_failed_halfway (const BbFlashInput *input, const BbMt1959Layout *layout)
{
    guint32 percent = (guint32) ((guint64) input->lost_at * 100 / layout->image_bytes);
    BbSense sense;

    if (percent >= BB_MT1959_HALF_FIRST && percent < BB_MT1959_HALF_END)
        return TRUE;
    return bb_facts_get_string (input->facts, BB_MT1959_KEY_BOOT_ID) == NULL &&
           bb_sense_parse_tool_code (bb_mt1959_get_typed (input, BB_SETTING_TOOL_CODE), &sense) &&
           bb_sense_is (&sense, 0x02, 0x04, 0x08);
}

/* TRUE if the facts from before the damage are of another drive that was at this port before. Only the port connects
 * them with this drive, which reports no boot ID. In boot mode a drive probably reports the product of its own board
 * (mediatek-mt1959.md, section 4), and boards of this product are of another group than the saved boot ID @saved. */
static gboolean
bb_mt1959_is_of_other_drive (const BbFlashInput *input, const char *saved)
{
    const char *reported = bb_mt1959_find_reported_group (input->facts, input->catalog);
    const char *group = bb_mt1959_get_group (input->catalog, saved);

    return bb_facts_get_boolean (input->board, BB_FACTS_IS_BY_PORT) &&
           bb_facts_get_string (input->facts, BB_MT1959_KEY_BOOT_ID) == NULL && reported != NULL &&
           !g_str_equal (group, BB_MT1959_GROUP_UNKNOWN) && !g_str_equal (group, reported);
}

/* Returns (nullable) the boot ID in the facts from before the damage; NULL if there are no such facts, if they have
 * no boot ID, or bb_mt1959_is_of_other_drive(). */
static const char *
bb_mt1959_get_saved_id (const BbFlashInput *input)
{
    const char *saved = input->board != NULL ? bb_facts_get_string (input->board, BB_MT1959_KEY_BOOT_ID) : NULL;

    return saved != NULL && !bb_mt1959_is_of_other_drive (input, saved) ? saved : NULL;
}

/* TRUE if only the label of the drive can show its board, whether or not the user has already typed the label.
 * Neither the drive nor its facts from before the damage have a boot ID, and no upload failed halfway. (An upload
 * that failed halfway would show an MT1939.) */
static gboolean
bb_mt1959_wants_label (const BbFlashInput *input, const BbMt1959Layout *layout)
{
    return bb_facts_get_string (input->facts, BB_MT1959_KEY_BOOT_ID) == NULL &&
           bb_mt1959_get_saved_id (input) == NULL && !bb_mt1959_failed_halfway (input, layout);
}

char **
bb_mt1959_list_labels (const BbFlashInput *input)
{
    BbMt1959Layout layout;

    return bb_mt1959_layout_load (input->catalog, &layout, NULL) && bb_mt1959_wants_label (input, &layout)
               ? bb_mt1959_list_row_labels (input->facts, input->catalog)
               : NULL;
}

BbFacts *
bb_mt1959_find_board (const BbFlashInput *input, GError **error)
{
    const char *live = bb_facts_get_string (input->facts, BB_MT1959_KEY_BOOT_ID);
    const char *saved = bb_mt1959_get_saved_id (input);
    g_autofree char *labelled = NULL;
    const char *group = NULL;
    gboolean is_older_chip;
    BbMt1959Layout layout;
    BbFacts *board;

    if (!bb_mt1959_layout_load (input->catalog, &layout, error))
        return NULL;
    is_older_chip = bb_mt1959_failed_halfway (input, &layout);
    if (!is_older_chip && live != NULL && saved != NULL && !g_str_equal (live, saved)) {
        bb_mt1959_fail_cannot (error, _ ("The drive’s boot ID differs from the boot ID saved while the drive was "
                                         "working, so this may be a different drive."));
        return NULL;
    }
    if (bb_mt1959_wants_label (input, &layout)) {
        labelled = bb_mt1959_dup_label_id (input->facts, bb_mt1959_get_typed (input, BB_SETTING_LABEL),
                                           input->catalog, error);
        if (labelled == NULL)
            return NULL;
    }
    board = bb_facts_copy (live == NULL && saved != NULL ? input->board : input->facts);
    board->condition = BB_CONDITION_SPECIAL;
    if (is_older_chip || labelled != NULL)
        bb_facts_set_string (board, BB_MT1959_KEY_BOOT_ID, is_older_chip ? BB_MT1959_OLDER_ID : labelled);
    group = bb_mt1959_get_group (input->catalog, bb_facts_get_string (board, BB_MT1959_KEY_BOOT_ID));
    bb_facts_set_string (board, BB_MT1959_KEY_GROUP, group);
    return board;
}

/* Returns the form in which the boot code probably accepts images. An update does not replace the boot code, so the
 * boot code is as old as the first firmware of the drive. The function uses the oldest firmware in the recorded facts
 * of this drive; the present facts do not count. Plain if no recorded facts have a build date. */
static BbMt1959Wrap
bb_mt1959_guess_boot_wrap (const BbFlashInput *input)
{
    const char *oldest = NULL;
    BbMt1959Wrap wrap = BB_MT1959_PLAIN;

    for (guint i = 0; i <= (input->older != NULL ? input->older->len : 0); i++) {
        BbFacts *facts = i == 0 ? input->board : g_ptr_array_index (input->older, i - 1);
        const char *stamp = facts != NULL ? bb_facts_get_string (facts, BB_MT1959_KEY_STAMP) : NULL;

        if (stamp == NULL || *stamp == '\0' || (oldest != NULL && strcmp (stamp, oldest) >= 0))
            continue;
        oldest = stamp;
        (void) bb_mt1959_facts_get_wrap (facts, &wrap);
    }
    return wrap;
}

/* Returns (transfer full) (nullable) a plan that flashes a drive in boot mode; NULL with an error of
 * bb_mt1959_find_board() if the board of the drive is not known, or with an error of bb_mt1959_plan_image(). */
static BbPlan *
bb_mt1959_plan_boot (const BbFlashInput *input, GError **error)
{
    g_autofree char *product = bb_text_normalise (input->facts->inquiry.product, FALSE);
    g_autoptr (BbFacts) board = bb_mt1959_find_board (input, error);
    BbMt1959Situation situation = {.mode = BB_MT1959_MODE_BOOT, .product = product};

    if (board == NULL)
        return NULL;
    situation.board_id = bb_facts_get_string (board, BB_MT1959_KEY_BOOT_ID);
    situation.wrap = bb_mt1959_guess_boot_wrap (input);
    return bb_mt1959_plan_image (input, board, &situation, error);
}

BbPlan *
bb_mt1959_plan_recover (const BbFlashInput *input, GError **error)
{
    if (input->image == NULL) {
        bb_mt1959_fail_cannot (error,
                               _ ("To recover this drive, you need the manufacturer’s image for its circuit board."));
        return NULL;
    }
    return input->facts->condition == BB_CONDITION_SPECIAL ? bb_mt1959_plan_boot (input, error)
                                                           : bb_mt1959_plan_running (input, error);
}
