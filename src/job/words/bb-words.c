/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const char *
bb_words_pick (const char *const *texts, gsize n_texts, guint code)
{
    return code < n_texts && texts[code] != NULL ? _ (texts[code]) : NULL;
}

const char *
bb_words_label (const char *const *texts, gsize n_texts, guint code)
{
    const char *text = bb_words_pick (texts, n_texts, code);

    return text != NULL ? text : "";
}

/* Returns the length of the placeholder that @text begins with, %s or %1$s to %9$s; 0 if it begins with none.
 * @number: (out): the digit, 0 for %s */
static gsize
bb_words_measure_placeholder (const char *text, guint *number)
{
    *number = 0;
    if (g_str_has_prefix (text, "%s"))
        return strlen ("%s");
    if (text[0] != '%' || text[1] < '1' || text[1] > '9' || !g_str_has_prefix (text + 2, "$s"))
        return 0;
    *number = (guint) g_ascii_digit_value (text[1]);
    return strlen ("%1$s");
}

/* Returns (transfer full) @text with its placeholders replaced by @values: %1$s by the first value, %2$s by the
 * second; each %s by the next value. A NULL value becomes "". Placeholders without a value stay. */
static char *
bb_words_dup_with_values (const char *text, const char *const *values, guint n_values)
{
    GString *filled = g_string_new (NULL);
    guint n_found = 0;

    while (*text != '\0') {
        guint number = 0;
        gsize length_bytes = bb_words_measure_placeholder (text, &number);
        guint i = number > 0 ? number - 1 : n_found;

        if (length_bytes > 0 && i < n_values) {
            g_string_append (filled, values[i] != NULL ? values[i] : "");
            n_found += number == 0;
        } else {
            length_bytes = MAX (length_bytes, 1);
            g_string_append_len (filled, text, (gssize) length_bytes);
        }
        text += length_bytes;
    }
    return g_string_free (filled, FALSE);
}

char *
bb_words_dup_filled (const char *text, const char *with)
{
    return bb_words_dup_with_values (text, &with, 1);
}

char *
bb_words_dup_sentence (const char *message)
{
    static const char *const ends[] = {".", "!", "?", "。"};

    g_return_val_if_fail (message != NULL, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
        if (g_str_has_suffix (message, ends[i]))
            return g_strdup (message);
    /* TRANSLATORS: the message of an error, which becomes a sentence */
    return g_strdup_printf (_ ("%s."), message);
}

char *
bb_words_dup_filled_twice (const char *text, const char *first, const char *second)
{
    const char *const values[] = {first, second};

    return bb_words_dup_with_values (text, values, G_N_ELEMENTS (values));
}

const char *
bb_words_action (BbAction action)
{
    static const char *const texts[] = {
        [BB_ACTION_LOOK] = N_ ("Identifying"),         [BB_ACTION_CHECK] = N_ ("Checking"),
        [BB_ACTION_BACKUP] = N_ ("Backing up"),        [BB_ACTION_FLASH] = N_ ("Flashing"),
        [BB_ACTION_VERIFY] = N_ ("Verifying"),         [BB_ACTION_ROLLBACK] = N_ ("Restoring the backup"),
        [BB_ACTION_RECOVER] = N_ ("Recovering"),       [BB_ACTION_BOOK_TYPE] = N_ ("Reading book types"),
        [BB_ACTION_REPORT] = N_ ("Creating a report"), [BB_ACTION_CONVERT] = N_ ("Changing the boot code"),
    };

    return bb_words_label (texts, G_N_ELEMENTS (texts), action);
}

const char *
bb_words_phase (BbPhase phase)
{
    static const char *const texts[] = {
        [BB_PHASE_CHECK] = N_ ("The drive is being identified."),
        [BB_PHASE_BACK_UP] = N_ ("The current firmware is being read."),
        [BB_PHASE_PREPARE] = N_ ("The drive is being prepared. Its current firmware is still in place."),
        [BB_PHASE_ERASE] = N_ ("The current firmware is being erased. Do not disconnect power or data."),
        [BB_PHASE_PROGRAM] = N_ ("The new firmware is being written. Do not disconnect power or data."),
        [BB_PHASE_RESTART] = N_ ("The drive is starting its firmware."),
        [BB_PHASE_VERIFY] = N_ ("The data in the drive is being read back and compared."),
    };

    return bb_words_label (texts, G_N_ELEMENTS (texts), phase);
}

const char *
bb_words_phase_label (BbPhase phase, BbAction action)
{
    static const char *const texts[] = {
        [BB_PHASE_CHECK] = N_ ("Check"),   [BB_PHASE_BACK_UP] = N_ ("Back up"), [BB_PHASE_PREPARE] = N_ ("Prepare"),
        [BB_PHASE_ERASE] = N_ ("Erase"),   [BB_PHASE_PROGRAM] = N_ ("Write"),   [BB_PHASE_RESTART] = N_ ("Restart"),
        [BB_PHASE_VERIFY] = N_ ("Verify"),
    };

    if (phase == BB_PHASE_BACK_UP && action == BB_ACTION_RECOVER)
        /* TRANSLATORS: a verb: the phase in which the firmware of the drive is read, beside "Check", "Erase", "Write"
         */
        return _ ("Read");
    return bb_words_label (texts, G_N_ELEMENTS (texts), phase);
}

const char *
bb_words_verdict_of (BbVerdict *verdict, BbVerdictLevel level)
{
    if (bb_verdict_is_damaged (verdict))
        return _ ("damaged file");
    if (bb_verdict_has (verdict, "no-family"))
        return _ ("not identified");
    if (!bb_verdict_expects_rejection (verdict))
        return bb_words_verdict (level);
    return level == BB_VERDICT_CROSS_FLASH ? _ ("other model, rejection expected") : _ ("rejection expected");
}

const char *
bb_words_verdict_sentence_of (BbVerdict *verdict, BbVerdictLevel level)
{
    if (bb_verdict_is_damaged (verdict))
        return _ ("This file is damaged or incomplete. Burnback never flashes such a file.");
    if (bb_verdict_expects_rejection (verdict))
        return _ (
            "The drive will probably reject this firmware and stay unchanged. Before flashing, read the warnings.");
    return bb_words_verdict_sentence (level);
}

const char *
bb_words_verdict (BbVerdictLevel level)
{
    static const char *const texts[] = {
        [BB_VERDICT_FITS] = N_ ("compatible"),
        [BB_VERDICT_CAUTION] = N_ ("compatible with warnings"),
        [BB_VERDICT_CROSS_FLASH] = N_ ("other model (cross-flash)"),
        [BB_VERDICT_REFUSED] = N_ ("incompatible"),
    };

    return bb_words_label (texts, G_N_ELEMENTS (texts), level);
}

const char *
bb_words_verdict_sentence (BbVerdictLevel level)
{
    static const char *const texts[] = {
        [BB_VERDICT_FITS] = N_ ("This firmware is made for this drive."),
        [BB_VERDICT_CAUTION] = N_ ("This firmware is compatible with this drive. Read the warnings first."),
        [BB_VERDICT_CROSS_FLASH] = N_ ("This firmware is for another model with the same hardware. Before you flash "
                                       "it, read what will change."),
        [BB_VERDICT_REFUSED] =
            N_ ("This firmware is incompatible with this drive. Burnback never flashes incompatible "
                "firmware, because the drive could become unusable."),
    };

    return bb_words_label (texts, G_N_ELEMENTS (texts), level);
}

const char *
bb_words_conversion_sentence (BbVerdictLevel level)
{
    if (level == BB_VERDICT_REFUSED)
        return _ ("The boot code of this drive cannot be changed as requested.");
    return _ ("Before you change the boot code of this drive, read the warnings and notes listed below.");
}

const char *
bb_words_cell (BbCellState state)
{
    static const char *const texts[] = {
        [BB_CELL_KEPT] = N_ ("unchanged"),
        [BB_CELL_TO_DO] = N_ ("pending"),
        [BB_CELL_NOW] = N_ ("in progress"),
        [BB_CELL_ERASED] = N_ ("erased"),
        [BB_CELL_WRITTEN] = N_ ("written"),
        [BB_CELL_VERIFIED] = N_ ("written and verified"),
        [BB_CELL_LEFT] = N_ ("erased, managed by the drive"),
        [BB_CELL_FAILED] = N_ ("failed"),
    };

    return bb_words_label (texts, G_N_ELEMENTS (texts), state);
}

const char *
bb_words_proof (BbProof proof)
{
    static const char *const texts[] = {
        [BB_PROOF_PROVEN] = N_ ("All of the firmware was read back and verified."),
        [BB_PROOF_IDENTITY] =
            N_ ("The drive reports this revision, but its firmware was not read back to confirm it."),
        [BB_PROOF_PENDING] = N_ ("The result can only be verified after a power cycle."),
        [BB_PROOF_UNPROVEN] = N_ ("The result cannot be verified because the firmware cannot be read back and the "
                                  "drive does not report which firmware it runs."),
        [BB_PROOF_DIFFERENT] =
            N_ ("The firmware in the drive differs from the image that was written, even after a power cycle."),
        [BB_PROOF_UNCHANGED] = N_ ("The drive accepted all data but still has its previous firmware."),
    };

    return bb_words_label (texts, G_N_ELEMENTS (texts), proof);
}

const char *
bb_words_unstable_reads (void)
{
    return _ (
        "The drive returns different data for each read, so its firmware cannot be compared. Check the cable, or "
        "connect the drive without an adapter.");
}

const char *
bb_words_state (BbDriveState state)
{
    static const char *const texts[] = {
        [BB_DRIVE_STATE_UNKNOWN] = N_ ("not identified"),
        [BB_DRIVE_STATE_READY] = N_ ("ready"),
        [BB_DRIVE_STATE_MEDIUM] = N_ ("disc inserted"),
        [BB_DRIVE_STATE_BUSY] = N_ ("busy"),
        [BB_DRIVE_STATE_NEEDS_RECOVERY] = N_ ("needs recovery"),
        /* TRANSLATORS: the state of a drive that must be disconnected from power once; as "needs recovery" */
        [BB_DRIVE_STATE_POWER_CYCLE] = N_ ("needs power cycle"),
        [BB_DRIVE_STATE_NO_PERMISSION] = N_ ("not permitted"),
    };

    return bb_words_label (texts, G_N_ELEMENTS (texts), state);
}

const char *
bb_words_drive_state (BbDriveState state, gboolean is_worn)
{
    /* TRANSLATORS: the state of a drive; the same degree of certainty as in "the drive's memory chip seems to be
     * worn" */
    return state == BB_DRIVE_STATE_NEEDS_RECOVERY && is_worn ? _ ("memory chip seems worn") : bb_words_state (state);
}

char *
bb_words_dup_worn (guint block, guint n_blocks)
{
    if (block == 0)
        return g_strdup (
            _ ("The same block of the drive’s memory failed again, so the memory chip seems to be worn."));
    /* TRANSLATORS: numbers of blocks of the flash memory */
    return g_strdup_printf (
        _ ("Memory block %u of %u in the drive failed again, so the memory chip seems to be worn."), block, n_blocks);
}

const char *
bb_words_verify_result (const BbResult *result)
{
    switch (result->proof) {
    case BB_PROOF_PROVEN:
        return "equal";
    case BB_PROOF_DIFFERENT:
    case BB_PROOF_UNCHANGED:
        return "different";
    case BB_PROOF_PENDING:
        return result->differences != NULL && result->differences->len > 0 ? "different" : "cannot";
    case BB_PROOF_IDENTITY:
    case BB_PROOF_UNPROVEN:
        break;
    }
    return "cannot";
}

const char *
bb_words_safety_of_several (BbSafety safety)
{
    if (safety == BB_SAFETY_RUNNING)
        return _ ("Do not disconnect power or data. The drives need the remaining steps.");
    g_return_val_if_fail (safety == BB_SAFETY_UNWRITTEN, "");
    return _ ("The firmware of the drives was not changed.");
}

const char *
bb_words_power_advice (BbSafety worn_safety)
{
    return worn_safety == BB_SAFETY_WORN_IDLE || worn_safety == BB_SAFETY_WORN_CYCLE
               ? _ ("You can turn off the drive when Burnback is not writing to it.")
               : _ ("Keep the drive powered until a recovery step asks you to disconnect it.");
}

const char *
bb_words_safety (BbSafety safety)
{
    static const char *const texts[] = {
        [BB_SAFETY_UNTOUCHED] = N_ ("Nothing on the drive was changed."),
        [BB_SAFETY_UNWRITTEN] = N_ ("The firmware of the drive was not changed."),
        [BB_SAFETY_RUNNING] = N_ ("Do not disconnect power or data. The drive needs the remaining steps."),
        [BB_SAFETY_LEFT] = N_ ("Flashing this drive was interrupted earlier. Keep the drive powered."),
        [BB_SAFETY_POWERED] = N_ ("The firmware is incomplete. Keep the drive powered and recover it now."),
        [BB_SAFETY_INCOMPLETE] = N_ ("The firmware is incomplete. Keep the drive powered."),
        [BB_SAFETY_WORN] = N_ (
            "The firmware is incomplete. Keep the drive powered until a recovery step asks you to disconnect it."),
        [BB_SAFETY_WORN_IDLE] =
            N_ ("The firmware is incomplete. You can turn off the drive when Burnback is not writing to it."),
        [BB_SAFETY_WORN_CYCLE] = N_ ("The firmware is incomplete. The recovery begins with a power cycle. You can "
                                     "turn off the drive when Burnback is not writing to it."),
        [BB_SAFETY_POWER_CYCLE] =
            N_ ("The firmware is incomplete. The drive needs a power cycle before you can recover it."),
        [BB_SAFETY_FAULTY] = N_ ("The drive is running, but its firmware may be incomplete."),
        [BB_SAFETY_UNPLUGGED] =
            N_ ("The firmware is incomplete. Reconnect the drive to the same port and recover it."),
        [BB_SAFETY_UNPROVEN] = N_ ("The drive is running firmware written by another program. Burnback cannot tell "
                                   "whether this firmware is complete."),
        [BB_SAFETY_UNKNOWN_WRITER] =
            N_ ("Burnback cannot tell whether the firmware in the drive is complete, or which program wrote it."),
        [BB_SAFETY_UNSTARTED] = N_ ("After flashing was interrupted, another program wrote firmware to this drive. "
                                    "Burnback cannot tell whether this firmware is complete."),
        [BB_SAFETY_HAZARD] = N_ ("The drive is running firmware for other hardware. This firmware may overheat or "
                                 "damage the drive. Keep the drive powered only while you recover it."),
        [BB_SAFETY_UNKNOWN] =
            N_ ("Burnback cannot tell whether this drive can be recovered. Save a report before you try anything "
                "else."),
    };

    return bb_words_pick (texts, G_N_ELEMENTS (texts), safety);
}
