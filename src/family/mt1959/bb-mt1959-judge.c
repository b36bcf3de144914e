/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* Equal bytes between two differences, up to which they are told as one. */
#define BB_MT1959_GAP_BYTES 32

/* What the first 0x58 bytes of the descriptor tell (section 7). */
typedef enum {
    BB_MT1959_STARTED, /* those of the image, and not those of before */
    BB_MT1959_SILENT,  /* those of before */
    BB_MT1959_SAME,    /* image and before are the same: nothing can be told */
    BB_MT1959_NEITHER, /* of none of the two */
    BB_MT1959_UNREAD,
} BbMt1959Sign;

/* How much of what can be compared was compared, and with what result. */
typedef struct {
    guint64 n_wanted;
    guint64 n_compared;
    guint64 n_different;
} BbMt1959Reading;

static GBytes *
bb_mt1959_slice (GBytes *bytes, gsize offset, gsize length_bytes)
{
    return bytes != NULL ? bb_bytes_slice (bytes, offset, length_bytes, NULL) : NULL;
}

static gboolean
bb_mt1959_equal (GBytes *a, GBytes *b)
{
    return a != NULL && b != NULL && g_bytes_equal (a, b);
}

static BbMt1959Sign
bb_mt1959_read_sign (const BbJudgeInput *input, const BbMt1959Layout *layout)
{
    g_autoptr (GBytes) read = bb_captures_get (input->captures, BB_MT1959_CAPTURE_DESCRIPTOR);
    g_autoptr (GBytes) before = bb_facts_get_bytes (input->before, BB_MT1959_KEY_DESCRIPTOR);
    g_autoptr (GBytes) now = bb_mt1959_slice (read, 0, layout->descriptor_image_bytes);
    g_autoptr (GBytes) old = bb_mt1959_slice (before, 0, layout->descriptor_image_bytes);
    g_autoptr (GBytes) wanted =
        bb_mt1959_slice (bb_image_get_bytes (input->image), layout->descriptor, layout->descriptor_image_bytes);

    if (now == NULL || wanted == NULL)
        return BB_MT1959_UNREAD;
    if (bb_mt1959_equal (now, wanted))
        return bb_mt1959_equal (old, wanted) ? BB_MT1959_SAME : BB_MT1959_STARTED;
    return bb_mt1959_equal (now, old) ? BB_MT1959_SILENT : BB_MT1959_NEITHER;
}

/* Whether address belongs to what the drive writes itself. */
static gboolean
bb_mt1959_is_drives_own (const BbMt1959Layout *layout, guint32 address)
{
    return address < layout->cleared_bytes ||
           (address >= layout->settings && address < layout->settings + layout->settings_bytes) ||
           (address >= layout->descriptor + layout->descriptor_image_bytes &&
            address < layout->descriptor + layout->descriptor_bytes) ||
           address >= layout->calibration;
}

static void
bb_mt1959_add_difference (GArray *differences, guint32 address)
{
    BbDifference difference = {.address = address, .length_bytes = 1};

    if (differences == NULL)
        return;
    if (differences->len > 0) {
        BbDifference *last = &g_array_index (differences, BbDifference, differences->len - 1);

        if (address <= last->address + last->length_bytes + BB_MT1959_GAP_BYTES) {
            last->length_bytes = address + 1 - last->address;
            return;
        }
    }
    g_array_append_val (differences, difference);
}

static void
bb_mt1959_compare_range (const BbJudgeInput *input, const BbMt1959Layout *layout, guint capture, GBytes *read,
                         const BbMt1959Range *range, BbMt1959Reading *reading)
{
    const guint8 *now = g_bytes_get_data (read, NULL);
    const guint8 *wanted = g_bytes_get_data (bb_image_get_bytes (input->image), NULL);
    guint32 address = range->first;

    while (address < range->end) {
        guint32 end = MIN (range->end, (address / layout->chunk_bytes + 1) * layout->chunk_bytes);
        gboolean stored = bb_captures_is_stored (input->captures, capture, address, end - address);

        for (; address < end; address++) {
            if (bb_mt1959_is_drives_own (layout, address))
                continue;
            reading->n_wanted++;
            if (!stored)
                continue;
            reading->n_compared++;
            if (now[address] == wanted[address])
                continue;
            reading->n_different++;
            bb_mt1959_add_difference (input->differences, address);
        }
    }
}

/* Compares what the drive can show of itself with every range that the image declares checked. */
static void
bb_mt1959_compare (const BbJudgeInput *input, const BbMt1959Layout *layout, BbMt1959Reading *reading)
{
    g_autoptr (GArray) ranges = bb_mt1959_integrity_ranges (bb_image_get_bytes (input->image), layout);
    g_autoptr (GBytes) read = bb_captures_get_with_holes (input->captures, BB_MT1959_CAPTURE_READOUT, NULL);
    guint capture = BB_CAPTURE_NONE;

    *reading = (BbMt1959Reading){0};
    for (guint i = 0; i < bb_captures_get_n (input->captures); i++) {
        if (g_str_equal (bb_captures_get_info (input->captures, i)->region.name, BB_MT1959_CAPTURE_READOUT))
            capture = i;
    }
    if (ranges == NULL || read == NULL || g_bytes_get_size (read) != layout->image_bytes ||
        bb_image_get_size (input->image) != layout->image_bytes)
        return;
    for (guint i = 0; i < ranges->len; i++)
        bb_mt1959_compare_range (input, layout, capture, read, &g_array_index (ranges, BbMt1959Range, i), reading);
}

/* The image's calibration in the drive, and not the drive's own: no image has it, so it cannot be put back. */
static gboolean
bb_mt1959_calibration_is_lost (const BbJudgeInput *input, const BbMt1959Layout *layout)
{
    g_autoptr (GBytes) now = bb_captures_get (input->captures, BB_MT1959_CAPTURE_CALIBRATION);
    g_autoptr (GBytes) old = input->old != NULL ? bb_captures_get (input->old, BB_MT1959_CAPTURE_CALIBRATION) : NULL;
    g_autoptr (GBytes) image =
        bb_mt1959_slice (bb_image_get_bytes (input->image), layout->calibration, layout->calibration_bytes);

    if (now == NULL || old == NULL)
        return FALSE;
    return bb_mt1959_equal (now, image) && !bb_mt1959_equal (now, old);
}

static gboolean
bb_mt1959_config_changed (const BbJudgeInput *input)
{
    g_autoptr (GBytes) now = bb_captures_get (input->captures, BB_MT1959_CAPTURE_CONFIG);
    g_autoptr (GBytes) old = bb_facts_get_bytes (input->before, BB_MT1959_KEY_CONFIG);

    return now != NULL && old != NULL && !g_bytes_equal (now, old);
}

/* The firmware read back is that of the backup, byte for byte: nothing was programmed. */
static gboolean
bb_mt1959_is_old_readout (const BbJudgeInput *input, const BbMt1959Layout *layout)
{
    gsize length_bytes = layout->settings - layout->cleared_bytes;
    g_autoptr (GBytes) now_all = bb_captures_get (input->captures, BB_MT1959_CAPTURE_READOUT);
    g_autoptr (GBytes) old_all = input->old != NULL ? bb_captures_get (input->old, BB_MT1959_CAPTURE_READOUT) : NULL;
    g_autoptr (GBytes) now = bb_mt1959_slice (now_all, layout->cleared_bytes, length_bytes);
    g_autoptr (GBytes) old = bb_mt1959_slice (old_all, layout->cleared_bytes, length_bytes);

    return bb_mt1959_equal (now, old);
}

/* INQUIRY against the names in the image; a rewriting enclosure hides all but the revision. */
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

/* A mismatch is believed only after a power cycle. */
static BbProof
bb_mt1959_doubt (const BbJudgeInput *input, BbProof proof, const char *text, char **why)
{
    if (input->power_cycled) {
        *why = g_strdup (text);
        return proof;
    }
    *why = g_strdup_printf (_ ("%s Power cycle the drive, then verify again; until then nothing is undone."), text);
    return BB_PROOF_PENDING;
}

static BbProof
bb_mt1959_judge_sign (const BbJudgeInput *input, const BbMt1959Layout *layout, BbMt1959Sign sign,
                      const BbMt1959Reading *reading, char **why)
{
    switch (sign) {
    case BB_MT1959_STARTED:
        if (!bb_mt1959_inquiry_agrees (input))
            return bb_mt1959_doubt (input, BB_PROOF_UNPROVEN,
                                    _ ("The drive has the new firmware but still reports the old name."), why);
        if (reading->n_wanted > 0)
            *why = g_strdup_printf (
                _ ("The drive reports the new revision, and %" PRIu64 " of %" PRIu64 " comparable bytes match."),
                reading->n_compared, reading->n_wanted);
        else
            *why = g_strdup (_ ("The drive reports the new revision; its firmware cannot be read back."));
        return BB_PROOF_IDENTITY;
    case BB_MT1959_SILENT:
        if (bb_mt1959_is_old_readout (input, layout)) {
            *why = g_strdup (_ ("The drive still has the previous firmware, byte for byte."));
            return BB_PROOF_UNCHANGED;
        }
        return bb_mt1959_doubt (input, BB_PROOF_UNCHANGED,
                                _ ("The drive accepted all data but still has the previous firmware."), why);
    case BB_MT1959_SAME:
        *why = g_strdup (_ ("The drive already had this firmware, so its reported revision does not verify the "
                            "write, and the firmware cannot be read back."));
        return BB_PROOF_UNPROVEN;
    case BB_MT1959_NEITHER:
        return bb_mt1959_doubt (input, BB_PROOF_UNPROVEN,
                                _ ("The drive reports neither the previous nor the new firmware."), why);
    case BB_MT1959_UNREAD:
        break;
    }
    return bb_mt1959_doubt (input, BB_PROOF_UNPROVEN, _ ("The drive does not report its firmware revision."), why);
}

BbProof
bb_mt1959_judge (const BbJudgeInput *input, char **why)
{
    BbMt1959Reading reading;
    BbMt1959Sign sign = BB_MT1959_UNREAD;
    BbMt1959Layout layout;

    if (input->after == NULL)
        return bb_mt1959_doubt (input, BB_PROOF_UNPROVEN, _ ("The drive could not be identified."), why);
    if (bb_mt1959_facts_are (input->after, BB_MT1959_MODE_BOOT)) {
        *why = g_strdup (_ ("The drive is in boot mode and waits for firmware: the new firmware was not accepted. "
                            "Recover it with the image for its own board."));
        return BB_PROOF_DIFFERENT;
    }
    if (!bb_mt1959_layout_load (input->catalog, &layout, NULL))
        return bb_mt1959_doubt (input, BB_PROOF_UNPROVEN, _ ("The drive does not report its firmware revision."),
                                why);
    if (bb_mt1959_calibration_is_lost (input, &layout)) {
        *why = g_strdup (_ (
            "The calibration of this drive was overwritten by that of the image. The saved copy is in the backup."));
        return BB_PROOF_DIFFERENT;
    }
    if (bb_mt1959_config_changed (input))
        return bb_mt1959_doubt (input, BB_PROOF_DIFFERENT, _ ("The configuration block of the drive has changed."),
                                why);
    sign = bb_mt1959_read_sign (input, &layout);
    bb_mt1959_compare (input, &layout, &reading);
    if (reading.n_different > 0 && sign != BB_MT1959_SILENT)
        return bb_mt1959_doubt (input, BB_PROOF_DIFFERENT, _ ("The firmware read back differs from the image."), why);
    if (reading.n_wanted > 0 && reading.n_compared == reading.n_wanted && reading.n_different == 0 &&
        (sign == BB_MT1959_STARTED || sign == BB_MT1959_SAME)) {
        *why = g_strdup_printf (_ ("All %" PRIu64 " checked bytes verified."), reading.n_compared);
        return BB_PROOF_PROVEN;
    }
    return bb_mt1959_judge_sign (input, &layout, sign, &reading, why);
}
