/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-app-words.h"

#include "job/flow/bb-consent.h"

#include <glib/gi18n-lib.h>

BbVerdictLevel
bb_app_shown_level (BbReview *review, GPtrArray *consents)
{
    BbVerdictLevel level = bb_verdict_get_level (review->verdict);
    gboolean is_asked = bb_consents_find (consents, BB_CONSENT_REFUSED | BB_CONSENT_OTHER_DRIVE) != NULL;

    if (review->act != BB_ACTION_ROLLBACK || level == BB_VERDICT_REFUSED || is_asked)
        return level;
    return bb_verdict_expects_rejection (review->verdict) ? BB_VERDICT_CAUTION : BB_VERDICT_FITS;
}

const char *
bb_app_origin_warning (const BbReview *review, BbVerdictLevel level)
{
    gboolean is_flashed = review->act == BB_ACTION_FLASH || review->act == BB_ACTION_RECOVER;

    if (!is_flashed || level == BB_VERDICT_REFUSED || review->restored != NULL || review->image == NULL ||
        bb_image_get_identity (review->image)->known != NULL)
        return NULL;
    return _ ("This file is not among the firmware files that Burnback knows, so Burnback cannot tell whether "
              "someone modified it. If you have a choice, use a file from a source that you trust.");
}

const char *
bb_app_origin_remark (const BbReview *review, BbVerdictLevel level)
{
    const char *warning = bb_app_origin_warning (review, level);

    return warning != NULL && level == BB_VERDICT_FITS
               ? _ ("This file matches the drive in everything that Burnback can check. Only its origin is "
                    "unknown: If you have a choice, use a file from a source that you trust.")
               : warning;
}

const char *
bb_app_origin_warning_of_several (void)
{
    return _ (
        "These files are not among the firmware files that Burnback knows, so Burnback cannot tell whether someone "
        "modified them. If you have a choice, use files from a source that you trust.");
}

const char *
bb_app_tested_sentence (const BbReview *review)
{
    BbModel *model = review->facts->model;

    if (model == NULL || bb_verdict_get_level (review->verdict) == BB_VERDICT_REFUSED)
        return NULL;
    return bb_words_tested (bb_model_get_tested (model));
}

const char *
bb_app_claim_word (const BbClaim *claim, const char *model, const char **icon, const char **style)
{
    gboolean supports = claim != NULL && claim->model_key != NULL && g_str_equal (claim->says, model);

    *icon = claim == NULL ? "burnback-question-symbolic"
            : supports    ? "object-select-symbolic"
                          : "window-close-symbolic";
    *style = claim == NULL ? "" : supports ? "good" : "bad";
    return claim == NULL ? _ ("not read") : supports ? _ ("supports") : _ ("contradicts");
}

const char *
bb_app_verdict_icon (BbVerdictLevel level)
{
    switch (level) {
    case BB_VERDICT_FITS:
        return "object-select-symbolic";
    case BB_VERDICT_CAUTION:
        return "dialog-warning-symbolic";
    case BB_VERDICT_CROSS_FLASH:
        return "media-playlist-shuffle-symbolic";
    case BB_VERDICT_REFUSED:
    default:
        return "action-unavailable-symbolic";
    }
}

const char *
bb_app_verdict_class (BbVerdictLevel level)
{
    switch (level) {
    case BB_VERDICT_FITS:
        return "good";
    case BB_VERDICT_CAUTION:
    case BB_VERDICT_CROSS_FLASH:
        return "caution";
    case BB_VERDICT_REFUSED:
    default:
        return "bad";
    }
}

const char *
bb_app_weight_word (BbWeight weight)
{
    switch (weight) {
    case BB_WEIGHT_INFO:
        return _ ("Note");
    case BB_WEIGHT_CAUTION:
        return _ ("Warning");
    case BB_WEIGHT_CROSS_FLASH:
        return _ ("Cross-flash");
    case BB_WEIGHT_REFUSAL:
    default:
        return _ ("Blocking issue");
    }
}

const char *
bb_app_weight_sentence (BbWeight weight)
{
    switch (weight) {
    case BB_WEIGHT_INFO:
        return _ ("This information does not affect compatibility.");
    case BB_WEIGHT_CAUTION:
        return _ ("Read the warning to continue.");
    case BB_WEIGHT_CROSS_FLASH:
        return _ ("You can continue after typing the model name.");
    case BB_WEIGHT_REFUSAL:
    default:
        return _ ("You cannot continue because of this issue.");
    }
}

const char *
bb_app_weight_icon (BbWeight weight)
{
    switch (weight) {
    case BB_WEIGHT_INFO:
        return "dialog-information-symbolic";
    case BB_WEIGHT_CAUTION:
        return "dialog-warning-symbolic";
    case BB_WEIGHT_CROSS_FLASH:
        return "media-playlist-shuffle-symbolic";
    case BB_WEIGHT_REFUSAL:
    default:
        return "action-unavailable-symbolic";
    }
}

const char *
bb_app_weight_class (BbWeight weight)
{
    switch (weight) {
    case BB_WEIGHT_INFO:
        return "";
    case BB_WEIGHT_CAUTION:
    case BB_WEIGHT_CROSS_FLASH:
        return "caution";
    case BB_WEIGHT_REFUSAL:
    default:
        return "bad";
    }
}

const char *
bb_app_checksum_word (const BbImageIdentity *identity)
{
    switch (identity->checksum) {
    case BB_CHECKSUM_GOOD:
        return _ ("valid");
    case BB_CHECKSUM_BAD:
        return _ ("invalid (the file is damaged)");
    case BB_CHECKSUM_NONE:
    default:
        return identity->is_damaged ? _ ("not checked (the file is damaged or incomplete)")
                                    : _ ("not available in this format");
    }
}

/* Returns TRUE if @result is the result of making a backup, and this backup is not trusted (bb_backup_is_trusted()).
 * Burnback never restores such a backup by itself. */
static gboolean
bb_app_is_backup_doubtful (const BbResult *result)
{
    return result->action == BB_ACTION_BACKUP && result->outcome == BB_OUTCOME_DONE && result->backup != NULL &&
           !bb_backup_is_trusted (result->backup);
}

/* Returns TRUE if @result must look like a warning although its outcome is a success: the backup is not trusted, the
 * stored identity still needs repair, or the drive seems to lose its firmware by itself. */
static gboolean
bb_app_is_result_doubtful (const BbResult *result)
{
    return bb_app_is_backup_doubtful (result) || bb_result_lacks_repair (result) ||
           (result->outcome == BB_OUTCOME_DONE && result->about.n_rewritten > 0);
}

const char *
bb_app_result_icon (const BbResult *result)
{
    if (bb_app_is_result_doubtful (result))
        return "dialog-warning-symbolic";
    switch (result->outcome) {
    case BB_OUTCOME_DONE:
        return result->next_step == BB_NEXT_STEP_POWER_CYCLE_ONCE ? "system-shutdown-symbolic"
                                                                  : "object-select-symbolic";
    case BB_OUTCOME_WRITTEN:
        return "emblem-synchronizing-symbolic";
    case BB_OUTCOME_ROLLED_BACK:
        return "edit-undo-symbolic";
    case BB_OUTCOME_NEEDS_RECOVERY:
        return "dialog-warning-symbolic";
    case BB_OUTCOME_NOT_PERMITTED:
        return "changes-prevent-symbolic";
    case BB_OUTCOME_REFUSED:
        return "action-unavailable-symbolic";
    case BB_OUTCOME_UNCHANGED:
    case BB_OUTCOME_NOT_FOUND:
    default:
        return "dialog-information-symbolic";
    }
}

const char *
bb_app_result_class (const BbResult *result)
{
    if (bb_app_is_result_doubtful (result))
        return "caution";
    switch (result->outcome) {
    case BB_OUTCOME_DONE:
        return result->next_step == BB_NEXT_STEP_POWER_CYCLE_ONCE ? "caution" : "good";
    case BB_OUTCOME_NEEDS_RECOVERY:
        return "bad";
    case BB_OUTCOME_WRITTEN:
    case BB_OUTCOME_ROLLED_BACK:
    case BB_OUTCOME_UNCHANGED:
    case BB_OUTCOME_REFUSED:
    case BB_OUTCOME_NOT_PERMITTED:
    case BB_OUTCOME_NOT_FOUND:
    default:
        return "caution";
    }
}
