/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include <glib/gi18n-lib.h>

/*
 * The sentences of each kind of consent. @text: the risk or the obstacle; %s stands for the reasons. @prompt: how to
 * grant the consent, for the review and the terminal; %s stands for the phrase that the user must type. @missing: why
 * no job can start, for the line below the button; if it is NULL, @text is shown there. BB_CONSENT_KIND_NOT_READY has
 * no sentences here, because those of its readiness item are used.
 */
static const struct {
    const char *text;
    const char *prompt;
    const char *missing;
} kinds[] = {
    [BB_CONSENT_KIND_NEEDS_RECOVERY] = {N_ ("The drive does not run its firmware correctly. Recover it first.")},
    [BB_CONSENT_KIND_INCOMPATIBLE] = {"%s", NULL, N_ ("Not possible for the reasons above.")},
    [BB_CONSENT_KIND_REFUSED_FALLBACK] = {N_ ("The fallback file cannot be used: %s")},
    [BB_CONSENT_KIND_BATTERY] = {N_ ("The computer runs on battery power. Plug in the power supply first: if power "
                                     "fails while the boot code is being written, the drive becomes unusable.")},
    [BB_CONSENT_KIND_NOT_READY] = {NULL},
    [BB_CONSENT_KIND_CAUTION] = {N_ ("Your consent is required: %s"), N_ ("Continue despite these warnings?"),
                                 N_ ("Confirm that you have read the warnings.")},
    [BB_CONSENT_KIND_CROSS_FLASH] = {N_ ("Your consent is required: %s"),
                                     N_ ("The drive becomes another model. Type %s to confirm:"),
                                     N_ ("Type the name of the model first.")},
    [BB_CONSENT_KIND_EXPERTS] =
        {N_ ("This is for experts: %s"), N_ ("The effect on your drive is unknown. Type %s to continue:"),
         N_ ("Confirm that you want to continue although little is known about this procedure.")},
    [BB_CONSENT_KIND_WITHOUT_BACKUP] =
        {N_ ("If flashing fails, the firmware in this drive cannot be restored. %s Provide a fallback firmware file, "
             "or "
             "agree to continue without a backup."),
         N_ ("Without a backup, the firmware cannot be restored. Type %s to continue:"),
         N_ ("Confirm that you want to continue without a backup.")},
    [BB_CONSENT_KIND_FALLBACK] = {N_ ("The fallback file requires your consent, too: %s"),
                                  N_ ("Use this fallback file despite these warnings?")},
    [BB_CONSENT_KIND_OTHER_DRIVE] = {N_ ("This backup is of another drive. To use it anyway, export it and flash it "
                                         "as a file, which requires your consent."),
                                     N_ ("The backup is of another drive. Type %s to confirm:")},
    [BB_CONSENT_KIND_CONVERSION] =
        {N_ ("Changing the boot code and the identity of a drive is for experts and requires separate consent to all "
             "warnings about it."),
         N_ ("The drive loses its firmware and becomes another type. Type %s to confirm:"),
         N_ ("Type the target of the conversion first.")},
    [BB_CONSENT_KIND_IDENTITY] = {N_ ("The data to be written is based on evidence alone."),
                                  N_ ("The drive works without this change. Make the change anyway?")},
    [BB_CONSENT_KIND_LABEL] =
        {"%s",
         N_ ("Enter the model and the service code as they are printed on the label of the drive, separated by a "
             "space. The service code has four characters."),
         N_ ("Enter the model and the service code from the label first.")},
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == BB_N_CONSENT_KINDS);

char *
bb_words_dup_consent (const BbConsent *consent)
{
    g_autofree char *text = NULL;
    g_autofree char *remedy = NULL;

    if (consent->kind == BB_CONSENT_KIND_WITHOUT_BACKUP && consent->reasons == NULL)
        return bb_words_dup_filled (_ (kinds[consent->kind].text),
                                    _ ("What was read from the drive is not complete firmware."));
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
        return g_strdup (_ ("First turn on “Firmware of another model” in the settings. It is for experts."));
    if (consent->kind == BB_CONSENT_KIND_NOT_READY)
        return bb_words_dup_remedy (consent->item);
    return missing != NULL ? g_strdup (_ (missing)) : bb_words_dup_consent (consent);
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
