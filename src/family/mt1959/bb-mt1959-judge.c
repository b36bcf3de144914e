/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959-candidates.h"

#include "family/bb-key-file.h"
#include "family/spc/bb-read-back.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* Result of comparing the descriptor that was read after a flash: only its first 0x58 bytes, which come from the
 * image (mediatek-mt1959.md, section 7). */
typedef enum {
    BB_MT1959_DESCRIPTOR_NEW,    /* equals that of the image, and was different before the flash */
    BB_MT1959_DESCRIPTOR_OLD,    /* equals that before the flash, not that of the image */
    BB_MT1959_DESCRIPTOR_SAME,   /* equals that of the image and that before the flash, so it decides nothing */
    BB_MT1959_DESCRIPTOR_OTHER,  /* equals neither that of the image nor that before the flash */
    BB_MT1959_DESCRIPTOR_UNREAD, /* was not read, or the image is too short to contain one */
} BbMt1959Descriptor;

/* TRUE if @a and @b are equal; FALSE if one or both of them are NULL (not known). */
static gboolean
bb_mt1959_equal (GBytes *a, GBytes *b)
{
    return a != NULL && b != NULL && g_bytes_equal (a, b);
}

/* Returns (transfer full) (nullable) a part of @bytes (nullable); NULL if they are too short. */
static GBytes *
bb_mt1959_slice (GBytes *bytes, gsize offset, gsize length_bytes)
{
    return bytes != NULL ? bb_bytes_slice (bytes, offset, length_bytes, NULL) : NULL;
}

/* Returns (transfer full) (nullable) the capture @name of the backup that was made before the flash; NULL if there is
 * no backup, or if the capture is incomplete. */
static GBytes *
bb_mt1959_get_saved (const BbJudgeInput *input, const char *name)
{
    return input->old != NULL ? bb_captures_get (input->old, name) : NULL;
}

/*
 * Compares the descriptor that was read after the flash, but only its first part, which comes from the image. Returns
 * - SAME if it equals that of the image and that before the flash
 * - NEW if it equals only that of the image
 * - OLD if it equals only that before the flash
 * - OTHER if it equals neither
 * - UNREAD if the descriptor was not read, or the image is too short
 */
static BbMt1959Descriptor
bb_mt1959_compare_descriptor (const BbJudgeInput *input, const BbMt1959Layout *layout)
{
    g_autoptr (GBytes) read = bb_captures_get (input->captures, BB_MT1959_CAPTURE_DESCRIPTOR);
    g_autoptr (GBytes) before = bb_facts_get_bytes (input->before, BB_MT1959_KEY_DESCRIPTOR);
    g_autoptr (GBytes) now = bb_mt1959_slice (read, 0, layout->descriptor_image_bytes);
    g_autoptr (GBytes) old = bb_mt1959_slice (before, 0, layout->descriptor_image_bytes);
    g_autoptr (GBytes) wanted =
        bb_mt1959_slice (bb_image_get_bytes (input->image), layout->descriptor, layout->descriptor_image_bytes);

    if (now == NULL || wanted == NULL)
        return BB_MT1959_DESCRIPTOR_UNREAD;
    if (bb_mt1959_equal (now, wanted))
        return bb_mt1959_equal (old, wanted) ? BB_MT1959_DESCRIPTOR_SAME : BB_MT1959_DESCRIPTOR_NEW;
    return bb_mt1959_equal (now, old) ? BB_MT1959_DESCRIPTOR_OLD : BB_MT1959_DESCRIPTOR_OTHER;
}

/*
 * Compares the memory that was read back with the image. Only bytes in the ranges of the integrity records count,
 * except those that the drive writes itself. Adds to @reading the number of bytes that count (@n_wanted), that were
 * compared (@n_compared) and that differ (@n_different). Adds the differences to @differences of @input. Does nothing
 * if the image has invalid records or another size than the memory, or if the memory was not captured.
 */
static void
bb_mt1959_compare (const BbJudgeInput *input, const BbMt1959Layout *layout, BbReadBack *reading)
{
    const BbMt1959Range programmed[] = {
        {layout->cleared_bytes, layout->settings},
        {layout->settings + layout->settings_bytes, layout->descriptor + layout->descriptor_image_bytes},
        {layout->descriptor + layout->descriptor_bytes, layout->calibration},
    };
    GBytes *image = bb_image_get_bytes (input->image);
    g_autoptr (GArray) checked = bb_mt1959_integrity_ranges (image, layout);
    guint readout = bb_captures_find (input->captures, BB_MT1959_CAPTURE_READOUT);

    if (checked == NULL || readout == BB_CAPTURE_NONE || g_bytes_get_size (image) != layout->image_bytes ||
        bb_captures_get_info (input->captures, readout)->region.length_bytes != layout->image_bytes)
        return;
    for (guint i = 0; i < checked->len; i++) {
        const BbMt1959Range *range = &g_array_index (checked, BbMt1959Range, i);

        for (guint j = 0; j < G_N_ELEMENTS (programmed); j++)
            bb_read_back_compare (reading, input->captures, BB_MT1959_CAPTURE_READOUT, image,
                                  MAX (range->first, programmed[j].first), MIN (range->end, programmed[j].end),
                                  input->differences);
    }
}

/* TRUE if the flash replaced the calibration of the drive by that of the image, so that only the backup still has it.
 * FALSE if the calibration of the backup or of the drive is not known. */
static gboolean
bb_mt1959_calibration_is_lost (const BbJudgeInput *input, const BbMt1959Layout *layout)
{
    g_autoptr (GBytes) now = bb_captures_get (input->captures, BB_MT1959_CAPTURE_CALIBRATION);
    g_autoptr (GBytes) old = bb_mt1959_get_saved (input, BB_MT1959_CAPTURE_CALIBRATION);
    g_autoptr (GBytes) image =
        bb_mt1959_slice (bb_image_get_bytes (input->image), layout->calibration, layout->calibration_bytes);

    return old != NULL && bb_mt1959_equal (now, image) && !bb_mt1959_equal (now, old);
}

/* TRUE if the configuration block differs from that before the flash; FALSE if one of the two was not read. */
static gboolean
bb_mt1959_config_changed (const BbJudgeInput *input)
{
    g_autoptr (GBytes) now = bb_captures_get (input->captures, BB_MT1959_CAPTURE_CONFIG);
    g_autoptr (GBytes) old = bb_facts_get_bytes (input->before, BB_MT1959_KEY_CONFIG);

    return now != NULL && old != NULL && !g_bytes_equal (now, old);
}

/* TRUE if the firmware between boot area and settings equals that of the backup, so that nothing was programmed.
 * FALSE if one of the two was not read completely. */
static gboolean
bb_mt1959_is_old_readout (const BbJudgeInput *input, const BbMt1959Layout *layout)
{
    gsize length_bytes = layout->settings - layout->cleared_bytes;
    g_autoptr (GBytes) now_all = bb_captures_get (input->captures, BB_MT1959_CAPTURE_READOUT);
    g_autoptr (GBytes) old_all = bb_mt1959_get_saved (input, BB_MT1959_CAPTURE_READOUT);
    g_autoptr (GBytes) now = bb_mt1959_slice (now_all, layout->cleared_bytes, length_bytes);
    g_autoptr (GBytes) old = bb_mt1959_slice (old_all, layout->cleared_bytes, length_bytes);

    return bb_mt1959_equal (now, old);
}

/* TRUE if INQUIRY has product and revision of the image. TRUE also if the revision of the image is unknown, or if an
 * enclosure rewrites INQUIRY. The product is not compared if that of the image is unknown. */
static gboolean
bb_mt1959_inquiry_agrees (const BbJudgeInput *input)
{
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    g_autofree char *product = bb_text_normalise (input->after->inquiry.product, FALSE);
    g_autofree char *revision = bb_text_normalise (input->after->inquiry.revision, FALSE);
    gboolean bridge = bb_facts_get_string (input->before, BB_MT1959_KEY_BRIDGE) != NULL;

    if (identity == NULL || identity->revision == NULL)
        return TRUE;
    if (!bridge && identity->product != NULL && !g_str_equal (product, identity->product))
        return FALSE;
    return bridge || g_str_equal (revision, identity->revision);
}

/* After a power cycle, sets @why to @text and returns @proof. Before a power cycle, returns %BB_PROOF_PENDING, and
 * @why also asks for a power cycle, because a drive may report new firmware only after it. */
static BbProof
bb_mt1959_want_power_cycle (const BbJudgeInput *input, BbProof proof, const char *text, char **why)
{
    if (input->power_cycled) {
        *why = g_strdup (text);
        return proof;
    }
    *why = g_strdup_printf (_ ("%s The result may change after a power cycle. Power cycle the drive, then verify "
                               "the firmware again."),
                            text);
    return BB_PROOF_PENDING;
}

/*
 * Judges a drive that still reports the previous firmware: it rejected the image, or it accepted all data and did not
 * program them (mediatek-mt1959.md, section 7). Sets @why in every case. Returns
 * - %BB_PROOF_UNCHANGED if the read-back or the rejection shows that nothing was programmed
 * - otherwise, %BB_PROOF_PENDING before a power cycle and %BB_PROOF_UNCHANGED after it
 * After an error while programming, %BB_PROOF_UNCHANGED only says what the drive reports.
 */
static BbProof
bb_mt1959_judge_old (const BbJudgeInput *input, const BbMt1959Layout *layout, char **why)
{
    /* A drive that was busy with the image may run the old firmware from RAM until the power cycle. So unchanged
     * memory of such a drive does not show that nothing was programmed. */
    if (input->finish != BB_FINISH_BUSY && (input->finish != BB_FINISH_FAULT || input->power_cycled) &&
        bb_mt1959_is_old_readout (input, layout)) {
        *why = g_strdup (_ ("The drive still has its previous firmware, unchanged."));
        return BB_PROOF_UNCHANGED;
    }
    if (input->finish == BB_FINISH_REFUSED) {
        *why = g_strdup (_ ("The drive checked the image and rejected it. Nothing was changed."));
        return BB_PROOF_UNCHANGED;
    }
    if (input->finish == BB_FINISH_FAULT)
        return bb_mt1959_want_power_cycle (input, BB_PROOF_UNCHANGED,
                                           _ ("The drive reported an error while writing to its memory and is "
                                              "running its previous firmware, which was not verified."),
                                           why);
    return bb_mt1959_want_power_cycle (
        input, BB_PROOF_UNCHANGED,
        input->finish == BB_FINISH_BUSY
            ? _ ("The drive processed the image but, for an unknown reason, still has the previous firmware.")
            : _ ("The drive accepted all data but still has the previous firmware."),
        why);
}

/* Judges a drive whose descriptor cannot be compared. Returns %BB_PROOF_UNPROVEN, or %BB_PROOF_PENDING before a power
 * cycle. The INQUIRY revision only decides to which sentence @why is set. */
static BbProof
bb_mt1959_judge_unread (const BbJudgeInput *input, char **why)
{
    BbImageIdentity *identity = bb_image_get_identity (input->image);
    g_autofree char *now = bb_text_normalise (input->after->inquiry.revision, FALSE);
    g_autofree char *old = bb_text_normalise (input->before->inquiry.revision, FALSE);

    if (identity != NULL && g_strcmp0 (identity->revision, now) == 0 && !g_str_equal (now, old))
        return bb_mt1959_want_power_cycle (
            input, BB_PROOF_UNPROVEN,
            _ ("The drive reports the new firmware revision, so it probably accepted the image."), why);
    return bb_mt1959_want_power_cycle (input, BB_PROOF_UNPROVEN,
                                       _ ("The drive does not report its firmware revision."), why);
}

/*
 * Judges a drive by @descriptor. Called if the comparison of the memory with the image (@reading) gives no result.
 * Sets @why in every case. Returns
 * - NEW, if INQUIRY has the names of the image: %BB_PROOF_IDENTITY
 * - NEW, if INQUIRY has other names: %BB_PROOF_UNPROVEN, or %BB_PROOF_PENDING before a power cycle
 * - OLD: the result of bb_mt1959_judge_old()
 * - SAME: %BB_PROOF_UNPROVEN
 * - OTHER, UNREAD: %BB_PROOF_UNPROVEN, or %BB_PROOF_PENDING before a power cycle
 */
static BbProof
bb_mt1959_judge_descriptor (const BbJudgeInput *input, const BbMt1959Layout *layout, BbMt1959Descriptor descriptor,
                            const BbReadBack *reading, char **why)
{
    switch (descriptor) {
    case BB_MT1959_DESCRIPTOR_NEW:
        if (!bb_mt1959_inquiry_agrees (input))
            return bb_mt1959_want_power_cycle (
                input, BB_PROOF_UNPROVEN, _ ("The drive has the new firmware but still reports the old name."), why);
        if (reading->n_wanted > 0)
            *why = g_strdup_printf (_ ("The drive reports the new firmware revision. %" PRIu64 " of %" PRIu64 " "
                                       "bytes were compared and match the image."),
                                    reading->n_compared, reading->n_wanted);
        else
            *why = g_strdup (_ ("The drive reports the new firmware revision, but its firmware cannot be read back "
                                "and compared with the image."));
        return BB_PROOF_IDENTITY;
    case BB_MT1959_DESCRIPTOR_OLD:
        return bb_mt1959_judge_old (input, layout, why);
    case BB_MT1959_DESCRIPTOR_SAME:
        *why = g_strdup (_ ("The drive already had this firmware before flashing, so Burnback cannot verify that "
                            "the firmware was written again."));
        return BB_PROOF_UNPROVEN;
    case BB_MT1959_DESCRIPTOR_OTHER:
        return bb_mt1959_want_power_cycle (
            input, BB_PROOF_UNPROVEN,
            _ ("The drive reports a firmware revision that is neither the previous nor the new one."), why);
    case BB_MT1959_DESCRIPTOR_UNREAD:
        break;
    }
    return bb_mt1959_judge_unread (input, why);
}

BbProof
bb_mt1959_judge (const BbJudgeInput *input, char **why)
{
    BbReadBack reading = {0};
    BbMt1959Descriptor descriptor = BB_MT1959_DESCRIPTOR_UNREAD;
    BbMt1959Layout layout;

    if (input->after == NULL)
        return bb_mt1959_want_power_cycle (input, BB_PROOF_UNPROVEN, _ ("The drive could not be identified."), why);
    if (g_strcmp0 (input->after->mode, BB_MT1959_MODE_BOOT) == 0) {
        *why = g_strdup (_ ("The drive did not accept the new firmware and is now in recovery mode. Recover the "
                            "drive with an image for its circuit board."));
        return BB_PROOF_DIFFERENT;
    }
    if (!bb_mt1959_layout_load (input->catalog, &layout, NULL))
        return bb_mt1959_want_power_cycle (input, BB_PROOF_UNPROVEN,
                                           _ ("The drive does not report its firmware revision."), why);
    if (bb_mt1959_calibration_is_lost (input, &layout)) {
        *why = g_strdup (
            _ ("Flashing overwrote the drive’s calibration data, but the backup contains the original data."));
        return BB_PROOF_DIFFERENT;
    }
    if (bb_mt1959_config_changed (input))
        return bb_mt1959_want_power_cycle (input, BB_PROOF_DIFFERENT,
                                           _ ("The drive’s configuration block has changed, although flashing "
                                              "should not change this block."),
                                           why);
    descriptor = bb_mt1959_compare_descriptor (input, &layout);
    bb_mt1959_compare (input, &layout, &reading);
    if (reading.n_different > 0 && descriptor != BB_MT1959_DESCRIPTOR_OLD)
        return bb_mt1959_want_power_cycle (input, BB_PROOF_DIFFERENT,
                                           _ ("The firmware that was read back differs from the image."), why);
    if (reading.n_wanted > 0 && reading.n_compared == reading.n_wanted && reading.n_different == 0 &&
        (descriptor == BB_MT1959_DESCRIPTOR_NEW || descriptor == BB_MT1959_DESCRIPTOR_SAME)) {
        /* After an error, the drive may run its firmware from RAM until the power cycle, as in
         * bb_mt1959_judge_old(). */
        if (input->finish == BB_FINISH_FAULT && !input->power_cycled)
            return bb_mt1959_want_power_cycle (input, BB_PROOF_PENDING,
                                               _ ("The drive reported an error while writing to its memory."), why);
        *why = g_strdup_printf (_ ("All %" PRIu64 " checked bytes match the image."), reading.n_compared);
        return BB_PROOF_PROVEN;
    }
    return bb_mt1959_judge_descriptor (input, &layout, descriptor, &reading, why);
}

/* --- Meaning of a refusal (mediatek-mt1959.md, section 7) --- */

/**
 * BbMt1959Refusal:
 * @kind: kind of the step that was refused
 * @first_percent, @end_percent: the row applies if the part of the image that was sent before this step, in percent,
 *   is at least @first_percent and less than @end_percent
 * @key, @asc: sense key and ASC of the drive, -1 for any; @key is %BB_MT1959_NO_ANSWER if the drive did not answer
 * @text: untranslated sentence for the user
 * @is_rejected: TRUE if the drive rejected the image; advice on the next candidate then follows @text
 *
 * A row of the table that explains why a step was refused. The first row that applies is used.
 */
typedef struct {
    BbStepKind kind;
    guint first_percent;
    guint end_percent;
    int key;
    int asc;
    const char *text;
    gboolean is_rejected;
} BbMt1959Refusal;

#define BB_MT1959_NO_ANSWER -2

#define BB_MT1959_FAULT                                                                                 \
    N_ ("The drive reported an error while writing to its memory. Leave the drive on for two minutes, " \
        "then power cycle it and recover it.")
#define BB_MT1959_TOO_OLD                                                                                            \
    N_ ("The drive rejected the image. Either the image is too old, or it was sent in the wrong form (encrypted or " \
        "unencrypted).")

static const BbMt1959Refusal bb_mt1959_refusals[] = {
    {BB_STEP_ENTER, 0, 101, 0x2, -1, N_ ("The drive is busy. Power cycle the drive, then try again.")},
    {BB_STEP_ENTER, 0, 101, -1, -1,
     N_ ("The adapter does not forward the update command, so nothing was changed. Connect the drive directly to a "
         "SATA port.")},
    {BB_STEP_UPLOAD, 0, 3, 0x5, 0x24,
     N_ ("The drive did not start the update, so nothing was changed. Power cycle the drive, then try again.")},
    {BB_STEP_UPLOAD, 0, 3, 0x5, 0x2C,
     N_ ("The drive did not start the update, so nothing was changed. Power cycle the drive, then try again.")},
    {BB_STEP_UPLOAD, BB_MT1959_HALF_FIRST, BB_MT1959_HALF_END, 0x2, 0x04,
     N_ ("The image is for another chip, so the drive is now in recovery mode. Power cycle the drive, then recover "
         "it with an image for exactly this model.")},
    {BB_STEP_UPLOAD, BB_MT1959_HALF_FIRST, BB_MT1959_HALF_END, 0x5, 0x24,
     N_ ("The drive rejected the image halfway through the transfer. Power cycle the drive, then identify it "
         "again.")},
    {BB_STEP_UPLOAD, 96, 101, 0x5, 0x24, BB_MT1959_TOO_OLD, TRUE},
    {BB_STEP_PROGRAM, 0, 101, 0x5, 0x24, BB_MT1959_TOO_OLD, TRUE},
    {BB_STEP_UPLOAD, 0, 101, 0x5, 0x26, BB_MT1959_TOO_OLD, TRUE},
    {BB_STEP_PROGRAM, 0, 101, 0x5, 0x26, BB_MT1959_TOO_OLD, TRUE},
    {BB_STEP_PROGRAM, 0, 101, 0x3, -1, BB_MT1959_FAULT},
    {BB_STEP_PROGRAM, 0, 101, 0x4, -1, BB_MT1959_FAULT},
    {BB_STEP_PROGRAM, 0, 101, 0xB, -1, BB_MT1959_FAULT},
    {BB_STEP_UPLOAD, 0, 101, BB_MT1959_NO_ANSWER, -1,
     N_ ("The connection was lost during the update. Leave the drive on for a minute, then identify it again.")},
    {BB_STEP_PROGRAM, 0, 101, BB_MT1959_NO_ANSWER, -1,
     N_ ("The connection was lost during the update. Leave the drive on for a minute, then identify it again.")},
    {BB_STEP_WAIT, 0, 101, BB_MT1959_NO_ANSWER, -1,
     N_ ("The drive did not finish the update within two minutes. Power cycle the drive, then identify it again.")},
    {BB_STEP_WAIT, 0, 101, -1, -1, BB_MT1959_FAULT},
};

/* Returns (transfer full) advice for a drive that rejected an image or still has its old firmware
 * (mediatek-mt1959.md, section 7). The advice is to make the next attempt or, if none is left, to use another image.
 * If the drive may accept a wrapped upload and no key file is set, also advises to choose a key file. @what:
 * (nullable): a sentence on what the drive did; it begins the advice. */
static char *
bb_mt1959_advise_rejected (const BbRefusedPlan *refusal, const char *what)
{
    gboolean runs = refusal->before->condition == BB_CONDITION_NORMAL;
    BbMt1959Wrap wrap = BB_MT1959_PLAIN;
    gboolean takes_plain = runs && bb_mt1959_facts_get_wrap (refusal->before, &wrap) && wrap == BB_MT1959_PLAIN;
    /* That the drive accepts the plain form is only inferred from the build date of its firmware. So if no attempt in
     * plain form is left, the drive may still accept the wrapped form. */
    gboolean may_wrap = (!takes_plain || refusal->next == NULL) && bb_mt1959_takes_key (refusal->before, NULL);
    g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();
    g_auto (GStrv) all = NULL;

    if (what != NULL)
        g_strv_builder_add (sentences, what);
    if (what != NULL && runs)
        g_strv_builder_add (sentences, _ ("The drive still has its previous firmware."));
    if (refusal->next != NULL) {
        g_autofree char *next = bb_mt1959_describe_candidate (refusal->next);
        /* TRANSLATORS: %s is the form of the update, as "an encrypted update with the boot ID “MT1959 Boot BU5 ”" */
        g_autofree char *text =
            g_strdup_printf (_ ("Power cycle the drive and try again. The next attempt will use %s."), next);

        g_strv_builder_add (sentences, text);
    } else {
        g_strv_builder_add (sentences,
                            runs ? _ ("All attempts to flash this image failed. Power cycle the drive, then use an "
                                      "image that is marked “DE” (downgrade enabled).")
                                 : _ ("All attempts to flash this image failed. Power cycle the drive, then use a "
                                      "different image made for its circuit board."));
    }
    if (may_wrap && !bb_key_file_is_set ())
        g_strv_builder_add (sentences, bb_key_file_get_advice ());
    all = g_strv_builder_end (sentences);
    return g_strjoinv (" ", all);
}

char *
bb_mt1959_explain_refusal (const BbRefusedPlan *refusal)
{
    const BbSense *sense = bb_scsi_error_get_sense (refusal->error);
    int key = sense != NULL && sense->valid ? sense->key : BB_MT1959_NO_ANSWER;
    const BbStep *step = refusal->step;
    guint percent;

    if (step == NULL)
        return bb_mt1959_advise_rejected (refusal, NULL);
    percent = (guint) ((guint64) step->address * 100 / MAX (bb_image_get_size (refusal->image), 1));
    for (guint i = 0; i < G_N_ELEMENTS (bb_mt1959_refusals); i++) {
        const BbMt1959Refusal *row = &bb_mt1959_refusals[i];

        if (row->kind != step->kind || percent < row->first_percent || percent >= row->end_percent ||
            (row->key != -1 && row->key != key) || (row->asc != -1 && row->asc != sense->asc))
            continue;
        return row->is_rejected ? bb_mt1959_advise_rejected (refusal, _ (row->text)) : g_strdup (_ (row->text));
    }
    return NULL;
}
