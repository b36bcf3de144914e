/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-liteon.h"

#include "family/bb-read-only.h"
#include "family/spc/bb-memory-read.h"
#include "family/spc/bb-read-back.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <string.h>

/* This file reads the firmware of a DS-8ABSH (lite-on.md, section 7). */

#define EXTRA_BYTES 176u
#define EXTRA_MS 10000
#define PIECE_BYTES 0x80u
#define READ_MS 3000
#define READ_TRIES 2
#define PRODUCT_OFFSET 0x10u
#define MARK_OFFSET 0x60u
#define FEATURE_OFFSET 0x70u
#define FEATURE_MASK 0x03
#define FEATURE 0x01
#define CIPHER_OFFSET 0x72u
#define CIPHER 0xB4
#define PLACE_OFFSET 0x73u
#define TABLE_OFFSET 0x74u
#define ENTRY_BYTES 8u
#define KEY_BYTES AES128_KEY_SIZE

G_STATIC_ASSERT (AES_BLOCK_SIZE == BB_LITEON_CIPHER_BYTES);

static BbCdb
bb_liteon_get_read_cdb (guint32 address, guint32 length_bytes)
{
    return BB_CDB (0x3C, 0x01, 0xF0, BB_BE24 (address), BB_BE24 (length_bytes), 0);
}

static const BbMemoryRead bb_liteon_read = {bb_liteon_get_read_cdb, .piece_bytes = PIECE_BYTES,
                                            .timeout_ms = READ_MS};

gboolean
bb_liteon_is_readable_model (BbModel *model)
{
    return model != NULL && bb_model_get_string (model, BB_LITEON_MODEL_TAG) != NULL;
}

/* --- the cipher --- */

/* Returns (transfer full) (nullable) the key that is in @extra, the reply to EXTRAINQ; NULL if @extra does not have
 * the marks of such a reply, or if the key would be outside of it. */
static GBytes *
bb_liteon_get_key (GBytes *extra)
{
    guint8 feature = 0;
    guint8 cipher = 0;
    guint8 place = 0;

    if ((!bb_bytes_equal_at (extra, MARK_OFFSET, "EXTRAINQ", 8) &&
         !bb_bytes_equal_at (extra, MARK_OFFSET, "LITEONIT", 8)) ||
        !bb_bytes_get_u8 (extra, FEATURE_OFFSET, &feature, NULL) || (feature & FEATURE_MASK) != FEATURE ||
        !bb_bytes_get_u8 (extra, CIPHER_OFFSET, &cipher, NULL) || cipher != CIPHER ||
        !bb_bytes_get_u8 (extra, PLACE_OFFSET, &place, NULL))
        return NULL;
    return bb_bytes_slice (extra, TABLE_OFFSET + (gsize) ENTRY_BYTES * place, KEY_BYTES, NULL);
}

GBytes *
bb_liteon_decipher (GBytes *extra, GBytes *data)
{
    g_autoptr (GBytes) key = bb_liteon_get_key (extra);
    g_autoptr (GBytes) start = bb_bytes_slice (extra, PRODUCT_OFFSET, AES_BLOCK_SIZE, NULL);
    gsize size = 0;
    const guint8 *from = g_bytes_get_data (data, &size);
    struct aes128_ctx context;
    guint8 *plain = NULL;

    if (key == NULL || start == NULL || size == 0 || size % AES_BLOCK_SIZE != 0)
        return NULL;
    plain = g_malloc (size);
    aes128_set_decrypt_key (&context, g_bytes_get_data (key, NULL));
    for (gsize at = 0; at < size; at += PIECE_BYTES) {
        guint8 chain[AES_BLOCK_SIZE];

        memcpy (chain, g_bytes_get_data (start, NULL), sizeof chain);
        cbc_decrypt (&context, (nettle_cipher_func *) aes128_decrypt, AES_BLOCK_SIZE, chain,
                     MIN (PIECE_BYTES, size - at), plain + at, from + at);
    }
    return g_bytes_new_take (plain, size);
}

/* --- the survey --- */

/* Returns (transfer full) (nullable) the reply to EXTRAINQ that bb_liteon_survey_take() stored in @facts; NULL if
 * there is none or it is invalid. */
static GBytes *
bb_liteon_dup_extra (BbFacts *facts)
{
    const char *hex = bb_facts_get_string (facts, BB_LITEON_KEY_EXTRA);
    guint8 data[EXTRA_BYTES];

    if (hex == NULL || strlen (hex) != 2 * sizeof data)
        return NULL;
    for (gsize i = 0; i < sizeof data; i++) {
        int high = g_ascii_xdigit_value (hex[2 * i]);
        int low = g_ascii_xdigit_value (hex[2 * i + 1]);

        if (high < 0 || low < 0)
            return NULL;
        data[i] = (guint8) (high << 4 | low);
    }
    return g_bytes_new (data, sizeof data);
}

/* Adds the command EXTRAINQ, which is an INQUIRY with a control byte of its own. */
static BbStep *
bb_liteon_add_extra (BbPlanBuilder *builder)
{
    return bb_plan_builder_add_data_in (builder, BB_STEP_STATUS, BB_CDB (0x12, 0, 0, 0, 0xF0, 0x40), EXTRA_MS,
                                        EXTRA_BYTES);
}

/* TRUE if EXTRAINQ must be sent: an expert has set BB_LITEON_SETTING_READ, the drive is a DS-8ABSH that runs its
 * firmware, and @facts do not yet have the reply to EXTRAINQ. */
static gboolean
bb_liteon_survey_is_needed (BbFacts *facts, GVariant *settings)
{
    gboolean reads = FALSE;

    return settings != NULL && g_variant_lookup (settings, BB_LITEON_SETTING_READ, "b", &reads) && reads &&
           facts->condition == BB_CONDITION_NORMAL && bb_liteon_is_readable_model (facts->model) &&
           bb_facts_get_string (facts, BB_LITEON_KEY_EXTRA) == NULL;
}

/* Returns (transfer full) a plan that sends EXTRAINQ and, if the drive replied with all bytes, reads the first piece
 * of the memory. */
static BbPlan *
bb_liteon_survey_plan (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_LITEON_ID);
    guint extra =
        bb_plan_builder_add_capture (builder, BB_LITEON_CAPTURE_EXTRA, BB_REGION_OTHER, 0, EXTRA_BYTES, TRUE);
    guint piece =
        bb_plan_builder_add_capture (builder, BB_LITEON_CAPTURE_MEMORY, BB_REGION_OTHER, 0, PIECE_BYTES, TRUE);
    BbStep *asked = NULL;
    BbStep *read = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_CHECK, READ_TRIES);
    asked = bb_liteon_add_extra (builder);
    bb_step_store (asked, extra, 0);
    read = bb_memory_read_add (&bb_liteon_read, builder, 0, PIECE_BYTES);
    bb_step_store (read, piece, 0);
    bb_step_only_if (read, asked, BB_ANSWER_GOOD);
    asked->accepts = BB_ANSWER_GOOD | BB_ANSWER_SHORT | BB_ANSWER_REFUSED;
    read->accepts = BB_ANSWER_GOOD | BB_ANSWER_SHORT | BB_ANSWER_REFUSED;
    return bb_plan_builder_end (builder);
}

/* Returns (transfer full) a copy of @facts with the reply to EXTRAINQ. %BB_FAMILY_ERROR_CANNOT unless the first piece
 * of the memory, deciphered with this reply, begins like firmware. */
static BbFacts *
bb_liteon_survey_take (BbFacts *facts, BbCaptures *captures, GError **error)
{
    g_autoptr (GBytes) extra = bb_captures_get (captures, BB_LITEON_CAPTURE_EXTRA);
    g_autoptr (GBytes) piece = bb_captures_get (captures, BB_LITEON_CAPTURE_MEMORY);
    g_autoptr (GBytes) plain = extra != NULL && piece != NULL ? bb_liteon_decipher (extra, piece) : NULL;
    g_autofree char *hex = NULL;
    BbFacts *known = NULL;
    guint8 first = 0;

    if (plain == NULL || !bb_bytes_get_u8 (plain, 0, &first, NULL) || first != BB_LITEON_LONG_JUMP) {
        g_set_error_literal (
            error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
            _ ("The known read commands are for another drive. This drive responded to them differently, so "
               "Burnback stopped reading. This drive was not changed."));
        return NULL;
    }
    hex = bb_hex_dup (g_bytes_get_data (extra, NULL), g_bytes_get_size (extra), "");
    known = bb_facts_copy (facts);
    bb_facts_set_string (known, BB_LITEON_KEY_EXTRA, hex);
    return known;
}

const BbSurveyOps bb_liteon_survey = {
    .is_needed = bb_liteon_survey_is_needed,
    .plan = bb_liteon_survey_plan,
    .take = bb_liteon_survey_take,
};

/* --- backup and comparison --- */

void
bb_liteon_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder)
{
    if (!bb_liteon_is_readable_model (facts->model))
        return;
    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0, BB_LITEON_DRIVE_DATA_OFFSET);
    bb_plan_builder_add_region (builder, "drive-data", BB_REGION_OTHER, BB_LITEON_DRIVE_DATA_OFFSET,
                                BB_LITEON_MEMORY_BYTES - BB_LITEON_DRIVE_DATA_OFFSET);
}

/* Returns (transfer full) a plan of @kind that reads the memory: twice for BB_PLAN_BACKUP; once, after identifying
 * the drive, for BB_PLAN_VERIFY. The plan fails unless the drive still replies @extra to EXTRAINQ. */
static BbPlan *
bb_liteon_plan_read (BbFacts *facts, BbCatalog *catalog, BbPlanKind kind, GBytes *extra)
{
    static const BbStepUse passes[] = {bb_step_store, bb_step_compare_capture};
    gboolean is_backup = kind == BB_PLAN_BACKUP;
    BbPhase phase = is_backup ? BB_PHASE_BACK_UP : BB_PHASE_VERIFY;
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (kind, BB_LITEON_ID);
    guint asked = 0;
    guint memory = 0;
    BbStep *step = NULL;

    bb_liteon_add_regions (facts, catalog, builder);
    asked = bb_plan_builder_add_capture (builder, BB_LITEON_CAPTURE_EXTRA, BB_REGION_OTHER, 0, EXTRA_BYTES, TRUE);
    memory = bb_plan_builder_add_capture (builder, BB_LITEON_CAPTURE_MEMORY, BB_REGION_FIRMWARE, 0,
                                          BB_LITEON_MEMORY_BYTES, TRUE);
    bb_plan_builder_begin_section (builder, phase, READ_TRIES);
    step = bb_liteon_add_extra (builder);
    /* The reply must equal @extra, because the key of the memory is in it. */
    bb_step_compare (step, bb_plan_builder_add_blob (builder, extra), 0);
    step->capture = asked;
    if (!is_backup)
        bb_plan_builder_add_identify (builder);
    for (guint i = 0; i < (is_backup ? G_N_ELEMENTS (passes) : 1); i++) {
        /* If the second pass reads other data than the first, both passes are repeated, because nothing shows which
         * data are right. */
        bb_plan_builder_begin_section (builder, phase, READ_TRIES)->restart_at = 1;
        bb_memory_read_add_capture (&bb_liteon_read, builder, memory, passes[i]);
    }
    return bb_plan_builder_end (builder);
}

BbPlan *
bb_liteon_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error)
{
    g_autoptr (GBytes) extra = bb_liteon_dup_extra (facts);

    return extra != NULL ? bb_liteon_plan_read (facts, catalog, BB_PLAN_BACKUP, extra)
                         : bb_unreadable_plan_backup (facts, catalog, error);
}

/* Returns (transfer full) (nullable) the deciphered memory; NULL if a part was not read, or if @facts have no usable
 * reply to EXTRAINQ. */
static GBytes *
bb_liteon_dup_memory (BbFacts *facts, BbCaptures *captures)
{
    g_autoptr (GBytes) extra = bb_liteon_dup_extra (facts);
    g_autoptr (GBytes) memory = bb_captures_get (captures, BB_LITEON_CAPTURE_MEMORY);

    return extra != NULL && memory != NULL ? bb_liteon_decipher (extra, memory) : NULL;
}

GBytes *
bb_liteon_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error)
{
    g_autoptr (GBytes) memory = bb_liteon_dup_memory (facts, captures);
    g_autoptr (BbImageIdentity) identity = memory != NULL ? bb_liteon_describe_image (memory, catalog) : NULL;
    g_autofree char *revision = bb_text_normalise (facts->inquiry.revision, FALSE);

    if (memory == NULL)
        return bb_unreadable_make_image (facts, captures, catalog, error);
    if (identity != NULL && g_strcmp0 (identity->revision, revision) == 0 &&
        bb_image_identity_lookup_string (identity, BB_LITEON_KEY_TAG) != NULL)
        return g_steal_pointer (&memory);
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_FIRMWARE,
                         _ ("The drive returned data without the expected names and revision, so the data is not "
                            "the firmware. The data was saved, but cannot be used as a backup."));
    return NULL;
}

BbPlan *
bb_liteon_plan_verify (const BbFlashInput *input, GError **error)
{
    g_autoptr (GBytes) extra = bb_liteon_dup_extra (input->facts);
    BbImageIdentity *identity = bb_image_get_identity (input->image);

    if (extra == NULL)
        return bb_unreadable_plan_verify (input, error);
    if (g_strcmp0 (identity->family, BB_LITEON_ID) != 0 ||
        bb_image_identity_lookup_string (identity, BB_LITEON_KEY_TAG) == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("The firmware in the file and the firmware in the drive have different formats, so "
                                "they cannot be compared. Compare the drive with a backup instead."));
        return NULL;
    }
    return bb_liteon_plan_read (input->facts, input->catalog, BB_PLAN_VERIFY, extra);
}

BbProof
bb_liteon_judge (const BbJudgeInput *input, char **why)
{
    GBytes *image = bb_image_get_bytes (input->image);
    g_autoptr (GBytes) memory = bb_liteon_dup_memory (input->before, input->captures);
    g_autoptr (BbCaptures) plain = bb_captures_new (NULL);
    BbReadBack all = {0};

    if (memory == NULL || g_bytes_get_size (image) != BB_LITEON_MEMORY_BYTES)
        return bb_unreadable_judge (input, why);
    bb_captures_add (plain, "firmware", BB_REGION_FIRMWARE, 0, memory);
    bb_read_back_compare (&all, plain, "firmware", image, 0, BB_LITEON_DRIVE_DATA_OFFSET, input->differences);
    *why = g_strdup (all.n_different > 0 ? _ ("The firmware in the drive differs from the image.")
                                         : _ ("The firmware was read and matches the image. Data unique to this "
                                              "drive was not compared."));
    return all.n_different > 0 ? BB_PROOF_DIFFERENT : BB_PROOF_PROVEN;
}
