/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-consent.h"

#include "family/bb-family-check.h"

/* --- one consent --- */

BbConsent *
bb_consent_copy (const BbConsent *consent)
{
    BbConsent *copy = g_new0 (BbConsent, 1);

    *copy = *consent;
    copy->reasons = g_strdup (consent->reasons);
    copy->item = consent->item != NULL ? bb_readiness_copy (consent->item) : NULL;
    copy->phrase = g_strdup (consent->phrase);
    return copy;
}

void
bb_consent_free (BbConsent *consent)
{
    g_free (consent->reasons);
    g_clear_pointer (&consent->item, bb_readiness_free);
    g_free (consent->phrase);
    g_free (consent);
}

const char *
bb_consent_code_to_string (BbConsentCode code)
{
    static const char *const names[] = {"refused",        "not-ready", "caution",     "cross-flash",
                                        "without-backup", "fallback",  "other-drive", "conversion",
                                        "identity",       "label",     "experts"};
    gint bit = g_bit_nth_lsf (code, -1);

    return bit >= 0 && bit < (gint) G_N_ELEMENTS (names) ? names[bit] : "none";
}

gboolean
bb_consent_is_phrase (const BbConsent *consent, const char *typed)
{
    g_autofree char *given = g_utf8_casefold (typed, -1);
    g_autofree char *wanted = consent->phrase != NULL ? g_utf8_casefold (consent->phrase, -1) : NULL;

    return wanted != NULL && *wanted != '\0' && g_str_equal (g_strstrip (given), wanted);
}

/* --- the consents that an action needs --- */

/* For each kind of consent: its code, and how the user grants it. */
static const struct {
    BbConsentCode code;
    BbConsentHow how;
} kinds[] = {
    [BB_CONSENT_KIND_NEEDS_RECOVERY] = {BB_CONSENT_REFUSED, BB_CONSENT_HOW_NEVER},
    [BB_CONSENT_KIND_INCOMPATIBLE] = {BB_CONSENT_REFUSED, BB_CONSENT_HOW_NEVER},
    [BB_CONSENT_KIND_REFUSED_FALLBACK] = {BB_CONSENT_REFUSED, BB_CONSENT_HOW_NEVER},
    [BB_CONSENT_KIND_BATTERY] = {BB_CONSENT_NOT_READY, BB_CONSENT_HOW_NEVER},
    [BB_CONSENT_KIND_NOT_READY] = {BB_CONSENT_NOT_READY, BB_CONSENT_HOW_NEVER},
    [BB_CONSENT_KIND_CAUTION] = {BB_CONSENT_CAUTION, BB_CONSENT_HOW_TICK},
    [BB_CONSENT_KIND_CROSS_FLASH] = {BB_CONSENT_CROSS_FLASH, BB_CONSENT_HOW_EXPERT},
    [BB_CONSENT_KIND_EXPERTS] = {BB_CONSENT_EXPERTS, BB_CONSENT_HOW_EXPERT},
    [BB_CONSENT_KIND_WITHOUT_BACKUP] = {BB_CONSENT_WITHOUT_BACKUP, BB_CONSENT_HOW_TYPE},
    [BB_CONSENT_KIND_FALLBACK] = {BB_CONSENT_FALLBACK, BB_CONSENT_HOW_TICK},
    [BB_CONSENT_KIND_OTHER_DRIVE] = {BB_CONSENT_OTHER_DRIVE, BB_CONSENT_HOW_TYPE},
    [BB_CONSENT_KIND_CONVERSION] = {BB_CONSENT_CONVERSION, BB_CONSENT_HOW_EXPERT},
    [BB_CONSENT_KIND_IDENTITY] = {BB_CONSENT_IDENTITY, BB_CONSENT_HOW_TICK},
    [BB_CONSENT_KIND_LABEL] = {BB_CONSENT_LABEL, BB_CONSENT_HOW_TYPE},
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == BB_N_CONSENT_KINDS);

/* Appends a consent of @kind, with the @code and @how of that kind, and returns it (transfer none). @phrase:
 * (nullable): the name of the model or drive that the user must type, because a check box is ticked too easily. */
static BbConsent *
bb_consents_add (GPtrArray *consents, BbConsentKind kind, const char *phrase)
{
    BbConsent *consent = g_new0 (BbConsent, 1);

    consent->kind = kind;
    consent->code = kinds[kind].code;
    consent->how = kinds[kind].how;
    consent->phrase = g_strdup (phrase);
    g_ptr_array_add (consents, consent);
    return consent;
}

/* TRUE if @act is RECOVER and @reason says that the name changes or the memory is worn. Such a reason is shown but
 * needs no consent, because the drive has no firmware to lose. */
static gboolean
bb_consent_is_remark (const BbReason *reason, BbAction act)
{
    return act == BB_ACTION_RECOVER &&
           (g_str_equal (reason->code, BB_REASON_NAME_CHANGES) || g_str_equal (reason->code, BB_REASON_WORN_MEMORY));
}

/*
 * Returns (transfer full) the reasons of @verdict with at least @weight, joined with spaces; "" if there are none.
 * Exceptions:
 * - reasons whose code begins with "crossflash-" (reported risks of a cross-flash) are added even if their weight is
 *   lower, unless @weight is %BB_WEIGHT_REFUSAL
 * - %BB_REASON_FOR_EXPERTS is left out, because it has a consent of its own
 * - limits (@is_limit of #BbReason) and reasons that need no consent for the action @act are left out
 */
static char *
bb_consent_dup_reasons (BbVerdict *verdict, BbWeight weight, BbAction act)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        if (reason->is_limit || g_str_equal (reason->code, BB_REASON_FOR_EXPERTS) ||
            bb_consent_is_remark (reason, act))
            continue;
        if (reason->weight < weight &&
            (weight == BB_WEIGHT_REFUSAL || !g_str_has_prefix (reason->code, "crossflash-")))
            continue;
        if (text->len > 0)
            g_string_append_c (text, ' ');
        g_string_append (text, reason->text);
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* TRUE if the level of @verdict is REFUSED. FALSE without a @verdict (nullable). */
static gboolean
bb_consent_is_refused (BbVerdict *verdict)
{
    return verdict != NULL && bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED;
}

/* TRUE if the action replaces firmware of which no full backup can be made. A rollback of a drive without working
 * firmware loses nothing. Always FALSE for RECOVER and CONVERT. */
static gboolean
bb_consent_loses_firmware (const BbConsentCase *it)
{
    return it->backup_kind != BB_BACKUP_FULL &&
           (it->act == BB_ACTION_FLASH || (it->act == BB_ACTION_ROLLBACK && it->condition != BB_CONDITION_SPECIAL &&
                                           it->condition != BB_CONDITION_HALF_ALIVE));
}

/*
 * TRUE if the action is refused because the drive must be recovered first:
 * - FLASH, if the firmware does not run or is incomplete
 * - FLASH and ROLLBACK, if the stored identity is damaged or the firmware is for other hardware
 * FALSE if the condition is unknown; the verdict refuses the action then.
 */
static gboolean
bb_consent_needs_recovery (const BbConsentCase *it)
{
    /* A recovery would not change the refusal of the image. */
    if (it->lost == NULL && it->verdict != NULL && bb_verdict_has (it->verdict, BB_REASON_NO_FLASH))
        return FALSE;
    if (it->condition == BB_CONDITION_SPECIAL || it->condition == BB_CONDITION_HALF_ALIVE)
        return it->act == BB_ACTION_FLASH;
    return (it->condition == BB_CONDITION_DAMAGED || it->condition == BB_CONDITION_WRONG_FIRMWARE) &&
           (it->act == BB_ACTION_FLASH || it->act == BB_ACTION_ROLLBACK);
}

/* Adds the refusal that the drive must be recovered first. If its firmware runs but is incomplete or mixed, the
 * reason of the verdict says so. Adds another refusal for a drive that cannot be recovered: the reason for that. */
static void
bb_consents_add_needs_recovery (GPtrArray *consents, const BbConsentCase *it)
{
    BbConsent *consent = bb_consents_add (
        consents, it->lost != NULL ? BB_CONSENT_KIND_INCOMPATIBLE : BB_CONSENT_KIND_NEEDS_RECOVERY, NULL);
    const BbReason *why = it->verdict != NULL && it->condition == BB_CONDITION_HALF_ALIVE
                              ? bb_verdict_find (it->verdict, BB_REASON_HALF_ALIVE)
                              : NULL;

    if (it->lost != NULL) {
        consent->reasons = g_strdup (it->lost);
        return;
    }
    consent->condition = it->condition;
    consent->reasons = why != NULL ? g_strdup (why->text) : NULL;
}

/* Adds the first of these refusals that applies:
 * - the drive must be recovered first
 * - the verdict on the image is REFUSED
 * - the verdict on the fallback file is REFUSED, and this file is needed because the action loses firmware */
static void
bb_consents_add_refusal (GPtrArray *consents, const BbConsentCase *it)
{
    if (bb_consent_needs_recovery (it))
        bb_consents_add_needs_recovery (consents, it);
    else if (bb_consent_is_refused (it->verdict))
        bb_consents_add (consents, BB_CONSENT_KIND_INCOMPATIBLE, NULL)->reasons =
            bb_consent_dup_reasons (it->verdict, BB_WEIGHT_REFUSAL, it->act);
    else if (bb_consent_loses_firmware (it) && bb_consent_is_refused (it->fallback))
        bb_consents_add (consents, BB_CONSENT_KIND_REFUSED_FALLBACK, NULL)->reasons =
            bb_consent_dup_reasons (it->fallback, BB_WEIGHT_REFUSAL, it->act);
}

/* Adds an obstacle for each readiness item that has @needed, but not @good. In a conversion, battery power is an
 * obstacle, too. */
static void
bb_consents_add_obstacles (GPtrArray *consents, const BbConsentCase *it)
{
    for (guint i = 0; it->readiness != NULL && i < it->readiness->len; i++) {
        const BbReadiness *item = g_ptr_array_index (it->readiness, i);
        /* If the battery ran out while a boot code is written, the drive would be unrecoverable. */
        gboolean is_battery = it->act == BB_ACTION_CONVERT && item->state == BB_READINESS_BATTERY;

        if (is_battery || (!item->good && item->needed))
            bb_consents_add (consents, is_battery ? BB_CONSENT_KIND_BATTERY : BB_CONSENT_KIND_NOT_READY, NULL)->item =
                bb_readiness_copy (item);
    }
}

/* In a RECOVER, changes @consent from %BB_CONSENT_HOW_EXPERT to %BB_CONSENT_HOW_TYPE. The drive has no firmware to
 * lose, so the user need not turn on the switch for experts. Exception: a cross-flash (@is_cross) still needs the
 * switch, unless the drive already runs firmware for other hardware. */
static void
bb_consent_ease_recovery (BbConsent *consent, const BbConsentCase *it, gboolean is_cross)
{
    gboolean is_eased = it->act == BB_ACTION_RECOVER && (!is_cross || it->condition == BB_CONDITION_WRONG_FIRMWARE);

    if (is_eased && consent->how == BB_CONSENT_HOW_EXPERT)
        consent->how = BB_CONSENT_HOW_TYPE;
}

/* Adds up to two consents that the verdict requires:
 * - to its cautions, or, if its level is CROSS_FLASH, to the cross-flash. Only for FLASH and RECOVER.
 * - to a procedure for experts, if it has the reason %BB_REASON_FOR_EXPERTS. Only for FLASH, RECOVER and ROLLBACK.
 * Adds nothing if the action finishes an interrupted flash, or if the level of the verdict is FITS. */
static void
bb_consents_add_verdict (GPtrArray *consents, const BbConsentCase *it)
{
    BbVerdictLevel level = it->verdict != NULL ? bb_verdict_get_level (it->verdict) : BB_VERDICT_FITS;
    gboolean is_new = it->act == BB_ACTION_FLASH || it->act == BB_ACTION_RECOVER;
    gboolean is_cross = is_new && level == BB_VERDICT_CROSS_FLASH;
    const BbReason *for_experts = NULL;
    g_autofree char *reasons = NULL;
    BbConsent *consent;

    if (it->begun || (!is_new && it->act != BB_ACTION_ROLLBACK) || level == BB_VERDICT_FITS)
        return;
    for_experts = bb_verdict_find (it->verdict, BB_REASON_FOR_EXPERTS);
    reasons = bb_consent_dup_reasons (it->verdict, BB_WEIGHT_CAUTION, it->act);
    if (is_new && *reasons != '\0') {
        consent = is_cross ? bb_consents_add (consents, BB_CONSENT_KIND_CROSS_FLASH, it->becomes)
                           : bb_consents_add (consents, BB_CONSENT_KIND_CAUTION, NULL);
        consent->reasons = g_steal_pointer (&reasons);
        bb_consent_ease_recovery (consent, it, is_cross);
    }
    if (for_experts != NULL) {
        /* If CROSS_FLASH is asked for, too, the user types the same phrase for both consents. */
        consent = bb_consents_add (consents, BB_CONSENT_KIND_EXPERTS, is_cross ? it->becomes : it->drive);
        consent->reasons = g_strdup (for_experts->text);
        bb_consent_ease_recovery (consent, it, is_cross);
    }
}

/* Adds one consent if the action loses firmware (bb_consent_loses_firmware()). Without a fallback file, it is the
 * consent to flash without a backup. With a fallback file, it is the consent to the cautions about that file, if
 * there are any. */
static void
bb_consents_add_backup (GPtrArray *consents, const BbConsentCase *it)
{
    g_autofree char *reasons = NULL;

    if (!bb_consent_loses_firmware (it))
        return;
    if (it->fallback == NULL) {
        bb_consents_add (consents, BB_CONSENT_KIND_WITHOUT_BACKUP, it->drive)->reasons = g_strdup (it->unsaved);
        return;
    }
    /* There are no reasons if the only caution is that the procedure is for experts, because that caution has a
     * consent of its own. */
    reasons = bb_consent_dup_reasons (it->fallback, BB_WEIGHT_CAUTION, it->act);
    if (*reasons != '\0')
        bb_consents_add (consents, BB_CONSENT_KIND_FALLBACK, NULL)->reasons = g_steal_pointer (&reasons);
}

/* Adds these consents, each only if the action needs it: to restore the backup of another drive, to convert the
 * drive, to write an identity that was concluded from evidence. */
static void
bb_consents_add_rest (GPtrArray *consents, const BbConsentCase *it)
{
    if (it->act == BB_ACTION_ROLLBACK && it->other_drive)
        bb_consents_add (consents, BB_CONSENT_KIND_OTHER_DRIVE, it->drive);
    if (it->act == BB_ACTION_CONVERT)
        bb_consents_add (consents, BB_CONSENT_KIND_CONVERSION, it->becomes);
    if (it->uncertain)
        bb_consents_add (consents, BB_CONSENT_KIND_IDENTITY, NULL);
}

/* TRUE for the actions that write firmware or boot code. Only these need consents. */
static gboolean
bb_consents_action_writes (BbAction act)
{
    return act == BB_ACTION_FLASH || act == BB_ACTION_ROLLBACK || act == BB_ACTION_RECOVER ||
           act == BB_ACTION_CONVERT;
}

/* Sets @granted of each consent: TRUE if its code is in @granted; always FALSE for refusals and obstacles. */
static void
bb_consents_set_granted (GPtrArray *consents, BbConsentCode granted)
{
    for (guint i = 0; i < consents->len; i++) {
        BbConsent *consent = g_ptr_array_index (consents, i);

        consent->granted = consent->how != BB_CONSENT_HOW_NEVER && (granted & consent->code) != 0;
    }
}

GPtrArray *
bb_consents_new (const BbConsentCase *it, BbConsentCode granted)
{
    GPtrArray *consents = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_consent_free);
    const BbReason *label = it->verdict != NULL ? bb_verdict_find (it->verdict, BB_REASON_WANTS_LABEL) : NULL;

    if (!bb_consents_action_writes (it->act))
        return consents;
    bb_consents_add_refusal (consents, it);
    /* All other consents depend on the model that is on the label, so only the label is asked for first. */
    if (consents->len == 0 && it->act == BB_ACTION_RECOVER && label != NULL) {
        bb_consents_add (consents, BB_CONSENT_KIND_LABEL, NULL)->reasons = g_strdup (label->text);
    } else if (consents->len == 0) {
        bb_consents_add_obstacles (consents, it);
        bb_consents_add_verdict (consents, it);
        bb_consents_add_backup (consents, it);
        bb_consents_add_rest (consents, it);
    }
    bb_consents_set_granted (consents, granted);
    return consents;
}

gboolean
bb_consent_is_for_experts (BbVerdict *verdict, BbAction act)
{
    /* Assumes that the firmware runs and that a full backup is possible, so that only @verdict decides. */
    const BbConsentCase it = {
        .act = act, .condition = BB_CONDITION_NORMAL, .verdict = verdict, .backup_kind = BB_BACKUP_FULL};
    g_autoptr (GPtrArray) consents = bb_consents_new (&it, BB_CONSENT_NONE);

    for (guint i = 0; i < consents->len; i++)
        if (((const BbConsent *) g_ptr_array_index (consents, i))->how == BB_CONSENT_HOW_EXPERT)
            return TRUE;
    return FALSE;
}

/* Returns the model that the drive will be after the reviewed action. For a CONVERT: the key of the target model.
 * Else the model name of the image, or, if the image has none, the short name of the drive. */
static const char *
bb_review_get_new_model (BbReview *review)
{
    BbImageIdentity *identity = review->image != NULL ? bb_image_get_identity (review->image) : NULL;

    if (review->act == BB_ACTION_CONVERT)
        return review->target;
    return identity != NULL && identity->model_name != NULL ? identity->model_name : review->drive;
}

GPtrArray *
bb_review_list_consents (BbReview *review, GPtrArray *readiness, BbConsentCode granted)
{
    g_autofree char *lost = bb_family_dup_why_lost (review->facts);
    BbConsentCase it = {
        .act = review->act,
        .condition = review->facts->condition,
        .lost = lost,
        .verdict = review->verdict,
        .readiness = readiness != NULL ? readiness : review->readiness,
        .backup_kind = review->backup_kind,
        .unsaved = review->backup_why,
        .fallback = review->fallback,
        .begun = review->begun,
        .other_drive = review->other_drive,
        .drive = review->drive,
        .becomes = bb_review_get_new_model (review),
    };

    return bb_consents_new (&it, granted);
}

/* TRUE if one of @readiness (nullable) is a warning. */
static gboolean
bb_readiness_has_warning (GPtrArray *readiness)
{
    for (guint i = 0; readiness != NULL && i < readiness->len; i++)
        if (bb_readiness_is_warning (g_ptr_array_index (readiness, i)))
            return TRUE;
    return FALSE;
}

gboolean
bb_consents_have_warning (GPtrArray *consents)
{
    g_return_val_if_fail (consents != NULL, FALSE);

    for (guint i = 0; i < consents->len; i++)
        if (((const BbConsent *) g_ptr_array_index (consents, i))->code != BB_CONSENT_NOT_READY)
            return TRUE;
    return FALSE;
}

/* TRUE if the page of @review has a warning: a consent other than an obstacle, a verdict that is not COMPATIBLE, an
 * unrecoverable step, or a readiness item that is a warning. @readiness: as in bb_review_find_risk() */
static gboolean
bb_review_has_warning (BbReview *review, GPtrArray *readiness)
{
    g_autoptr (GPtrArray) consents = bb_review_list_consents (review, readiness, BB_CONSENT_NONE);
    /* The drive's own backup needs no consent, whatever the reasons are. */
    gboolean fits = review->act == BB_ACTION_ROLLBACK ? !bb_verdict_expects_rejection (review->verdict)
                                                      : bb_verdict_get_level (review->verdict) == BB_VERDICT_FITS;

    return bb_consents_have_warning (consents) || !fits ||
           (review->plan != NULL && bb_plan_find_unrecoverable (review->plan) != G_MAXUINT) ||
           bb_readiness_has_warning (readiness != NULL ? readiness : review->readiness);
}

BbReviewRisk
bb_review_find_risk (BbReview *review, GPtrArray *readiness)
{
    gboolean is_recovery = review->act == BB_ACTION_RECOVER;

    if ((!is_recovery && review->act != BB_ACTION_FLASH && review->act != BB_ACTION_ROLLBACK) ||
        bb_review_has_warning (review, readiness))
        return BB_REVIEW_RISK_WARNINGS;
    /* A drive in recovery mode runs no firmware, so the operation can take nothing from it. */
    if (review->facts->condition == BB_CONDITION_SPECIAL && review->act != BB_ACTION_FLASH)
        return BB_REVIEW_RISK_NONE;
    if (is_recovery || review->facts->condition != BB_CONDITION_NORMAL)
        return BB_REVIEW_RISK_RUNNING;
    return review->backup_kind == BB_BACKUP_FULL ? BB_REVIEW_RISK_NONE : BB_REVIEW_RISK_NO_BACKUP;
}

gboolean
bb_review_wants_key (BbReview *review)
{
    return bb_verdict_has (review->verdict, BB_REASON_WANTS_KEY) ||
           bb_verdict_has (review->verdict, BB_REASON_WRONG_KEY);
}

const char *
bb_review_find_label (BbReview *review, const char *typed)
{
    g_autofree char *given = bb_text_normalise (typed, FALSE);

    for (guint i = 0; review->labels != NULL && review->labels[i] != NULL; i++)
        if (g_ascii_strcasecmp (given, review->labels[i]) == 0)
            return review->labels[i];
    return NULL;
}

/* --- lists of consents --- */

const BbConsent *
bb_consents_find (GPtrArray *consents, BbConsentCode codes)
{
    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        if ((consent->code & codes) != 0)
            return consent;
    }
    return NULL;
}

gboolean
bb_consents_have (GPtrArray *consents, BbConsentKind kind)
{
    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        if (consent->kind == kind)
            return TRUE;
    }
    return FALSE;
}

const BbConsent *
bb_consents_find_open (GPtrArray *consents)
{
    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        if (!consent->granted)
            return consent;
    }
    return NULL;
}

GPtrArray *
bb_consents_list_open (GPtrArray *consents)
{
    GPtrArray *open = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_consent_free);

    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        if (!consent->granted)
            g_ptr_array_add (open, bb_consent_copy (consent));
    }
    return open;
}

GPtrArray *
bb_consents_copy (GPtrArray *consents, BbConsentCode granted)
{
    GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_consent_free);

    for (guint i = 0; consents != NULL && i < consents->len; i++)
        g_ptr_array_add (copy, bb_consent_copy (g_ptr_array_index (consents, i)));
    bb_consents_set_granted (copy, granted);
    return copy;
}

gboolean
bb_consents_can_be_granted (GPtrArray *consents)
{
    return bb_consents_find (consents, BB_CONSENT_REFUSED | BB_CONSENT_NOT_READY) == NULL;
}

/* --- consents that a request grants --- */

BbConsentCode
bb_consents_of_flags (BbAction act, BbJobFlags flags)
{
    BbConsentCode codes = BB_CONSENT_NONE;

    if ((flags & BB_JOB_FLAG_ALLOW_CROSS_FLASH) != 0)
        codes |= BB_CONSENT_CAUTION | BB_CONSENT_CROSS_FLASH | BB_CONSENT_FALLBACK | BB_CONSENT_OTHER_DRIVE;
    if ((flags & BB_JOB_FLAG_WITHOUT_BACKUP) != 0)
        codes |= BB_CONSENT_WITHOUT_BACKUP;
    if ((flags & BB_JOB_FLAG_EXPERT) != 0)
        codes |= BB_CONSENT_CONVERSION | BB_CONSENT_IDENTITY | BB_CONSENT_EXPERTS;
    /* In a recovery the drive has no firmware to lose, so the flag for experts grants the cautions, too. */
    if ((flags & BB_JOB_FLAG_EXPERT) != 0 && act == BB_ACTION_RECOVER)
        codes |= BB_CONSENT_CAUTION;
    return codes;
}

BbConsentCode
bb_request_get_granted (const BbJobRequest *request)
{
    return request->granted | bb_consents_of_flags (request->action, request->flags);
}
