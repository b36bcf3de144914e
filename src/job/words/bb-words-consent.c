/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include <glib/gi18n-lib.h>

/*
 * The sentences of each kind of consent.
 * @text: the risk or the obstacle, for a refused job and for the line of a batch; %s stands for the reasons. If a job
 *   asks for a further consent, the terminal prints @text before the question
 * @prompt: the question in the review and on the terminal, which must name the risk itself; %s stands for the phrase
 *   that the user must type
 * @missing: (nullable): why no job can start, for the line below the button; if it is NULL, @text is shown there
 *
 * BB_CONSENT_KIND_NOT_READY has no sentences here, because those of its readiness item are used. For a batch,
 * BB_CONSENT_KIND_WITHOUT_BACKUP has another sentence in bb-batch-row.c.
 */
static const struct {
    const char *text;
    const char *prompt;
    const char *missing;
} kinds[] = {
    [BB_CONSENT_KIND_NEEDS_RECOVERY] = {N_ ("The firmware is not running correctly. Recover the drive first.")},
    [BB_CONSENT_KIND_INCOMPATIBLE] = {"%s", NULL, N_ ("For the reasons above, the operation is not possible.")},
    [BB_CONSENT_KIND_REFUSED_FALLBACK] = {N_ ("Cannot use the fallback firmware file: %s")},
    [BB_CONSENT_KIND_BATTERY] = {N_ (
        "The computer is running on battery power. Plug in the power supply first. If the power fails while the boot "
        "code is being written, the drive will become unusable.")},
    [BB_CONSENT_KIND_NOT_READY] = {NULL},
    [BB_CONSENT_KIND_CAUTION] = {N_ ("Your consent is required: %s"), N_ ("Continue despite these warnings?"),
                                 N_ ("Confirm that you have read the warnings.")},
    [BB_CONSENT_KIND_CROSS_FLASH] =
        {N_ ("Your consent is required: %s"),
         N_ ("The new firmware will turn the drive into another model. Type %s to confirm:"),
         N_ ("First enter the model name.")},
    [BB_CONSENT_KIND_EXPERTS] = {N_ ("This is for experts: %s"),
                                 N_ ("The effect of this operation on your drive is unknown. Type %s to continue:"),
                                 N_ ("Little is known about this procedure. Confirm that you want to continue.")},
    [BB_CONSENT_KIND_WITHOUT_BACKUP] =
        {N_ ("If flashing fails, the firmware in this drive cannot be restored. %s Provide a fallback firmware file, "
             "or "
             "agree to continue without a backup."),
         N_ ("Without a backup, the firmware cannot be restored. Type %s to continue:"),
         N_ ("Confirm that you want to continue without a backup.")},
    [BB_CONSENT_KIND_FALLBACK] = {N_ ("To use the fallback firmware file, you must also accept these warnings: %s"),
                                  N_ ("Use this fallback firmware file despite these warnings?")},
    [BB_CONSENT_KIND_OTHER_DRIVE] = {N_ ("This backup is from another drive. To write it to this drive anyway, "
                                         "export the backup and flash the exported file."),
                                     N_ ("The backup is from another drive. Type %s to confirm:")},
    [BB_CONSENT_KIND_CONVERSION] =
        {N_ ("Changing the boot code and the identity of a drive is for experts. You must confirm each warning "
             "separately."),
         N_ ("The drive will lose its firmware and become a different type of drive. Type %s to confirm:"),
         N_ ("First enter the name of the target model.")},
    [BB_CONSENT_KIND_IDENTITY] = {N_ ("The data to be written is not from a backup. Burnback inferred this data from "
                                      "evidence found in the drive."),
                                  N_ ("The drive works without this change. Apply the change anyway?")},
    [BB_CONSENT_KIND_LABEL] = {"%s",
                               N_ ("Enter the model and the service code from the drive’s label, separated by a "
                                   "space. The service code has four characters."),
                               N_ ("First enter the model and the service code from the drive’s label.")},
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == BB_N_CONSENT_KINDS);

/* Returns (nullable) a sentence that says why a drive whose firmware runs must be recovered first; %NULL for
 * %BB_CONDITION_SPECIAL and other conditions for which the text in kinds[] is right. */
static const char *
bb_words_running_needs_recovery (BbCondition condition)
{
    if (condition == BB_CONDITION_DAMAGED)
        return _ (
            "The drive is running, but the parts of its stored identity do not match each other. Recover the drive "
            "first.");
    if (condition == BB_CONDITION_WRONG_FIRMWARE)
        return _ ("The drive is running, but its firmware is for other hardware. Recover the drive first.");
    return NULL;
}

char *
bb_words_dup_consent (const BbConsent *consent)
{
    const char *running = bb_words_running_needs_recovery (consent->condition);
    g_autofree char *text = NULL;
    g_autofree char *remedy = NULL;

    if (consent->kind == BB_CONSENT_KIND_NEEDS_RECOVERY && running != NULL)
        return g_strdup (running);
    if (consent->kind == BB_CONSENT_KIND_NEEDS_RECOVERY && consent->reasons != NULL)
        return bb_words_dup_filled (_ ("%s Recover the drive first."), consent->reasons);
    if (consent->kind == BB_CONSENT_KIND_WITHOUT_BACKUP && consent->reasons == NULL)
        return bb_words_dup_filled (_ (kinds[consent->kind].text),
                                    _ ("The data read from the drive is not a complete firmware image."));
    if (consent->kind != BB_CONSENT_KIND_NOT_READY)
        return bb_words_dup_filled (_ (kinds[consent->kind].text), consent->reasons);
    text = bb_words_dup_readiness (consent->item);
    remedy = bb_words_dup_remedy (consent->item);
    return g_strjoin (" ", text, remedy, NULL);
}

char *
bb_words_dup_consent_prompt (const BbConsent *consent)
{
    const char *prompt = kinds[consent->kind].prompt;

    return prompt != NULL ? bb_words_dup_filled (_ (prompt), consent->phrase) : NULL;
}

char *
bb_words_dup_consent_missing (const BbConsent *consent, gboolean expert)
{
    const char *missing = kinds[consent->kind].missing;

    if (consent->how == BB_CONSENT_HOW_EXPERT && !expert)
        return g_strdup (_ ("This option is for experts. To use it, turn on “Expert operations” in the settings."));
    if (consent->kind == BB_CONSENT_KIND_NOT_READY)
        return bb_words_dup_remedy (consent->item);
    return missing != NULL ? g_strdup (_ (missing)) : bb_words_dup_consent (consent);
}

const char *
bb_words_review_risk (BbReviewRisk risk)
{
    switch (risk) {
    case BB_REVIEW_RISK_WARNINGS:
        return _ ("This operation has risks. See the warnings above.");
    case BB_REVIEW_RISK_RUNNING:
        return _ ("The drive is still running its firmware, which this operation will replace.");
    case BB_REVIEW_RISK_NO_BACKUP:
        return _ ("The current firmware cannot be fully backed up, so this operation cannot be fully undone.");
    case BB_REVIEW_RISK_NONE:
        break;
    }
    return NULL;
}

char *
bb_words_dup_consents (GPtrArray *consents)
{
    gboolean can_be_granted = bb_consents_can_be_granted (consents);
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);
        g_autofree char *one = NULL;

        if (consent->granted || (!can_be_granted && consent->how != BB_CONSENT_HOW_NEVER))
            continue;
        one = bb_words_dup_consent (consent);
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", one);
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}
