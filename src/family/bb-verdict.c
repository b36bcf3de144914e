/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-verdict.h"

#include <glib/gi18n-lib.h>

struct _BbVerdict {
    GPtrArray *reasons;
    gboolean expects_rejection;
    gboolean is_damaged;
};

/* For each weight: its word, and the word for the level of a verdict whose heaviest reason has this weight. */
static const struct {
    const char *weight;
    const char *level;
} bb_verdict_words[] = {
    [BB_WEIGHT_INFO] = {"info", "fits"},
    [BB_WEIGHT_CAUTION] = {"caution", "caution"},
    [BB_WEIGHT_CROSS_FLASH] = {"cross-flash", "cross-flash"},
    [BB_WEIGHT_REFUSAL] = {"refusal", "refused"},
};

const char *
bb_weight_to_string (BbWeight weight)
{
    return bb_verdict_words[MIN ((guint) weight, BB_WEIGHT_REFUSAL)].weight;
}

const char *
bb_verdict_level_to_string (BbVerdictLevel level)
{
    return bb_verdict_words[MIN ((guint) level, BB_VERDICT_REFUSED)].level;
}

static void
bb_reason_free (gpointer data)
{
    BbReason *reason = data;

    g_free (reason->code);
    g_free (reason->text);
    g_free (reason);
}

BbVerdict *
bb_verdict_new (void)
{
    BbVerdict *verdict = g_atomic_rc_box_new0 (BbVerdict);

    verdict->reasons = g_ptr_array_new_with_free_func (bb_reason_free);
    return verdict;
}

BbVerdict *
bb_verdict_ref (BbVerdict *verdict)
{
    return g_atomic_rc_box_acquire (verdict);
}

static void
bb_verdict_clear (gpointer data)
{
    g_ptr_array_unref (((BbVerdict *) data)->reasons);
}

void
bb_verdict_unref (BbVerdict *verdict)
{
    g_atomic_rc_box_release_full (verdict, bb_verdict_clear);
}

/* Returns (transfer full) a reason whose text is made from @format and @arguments. */
G_GNUC_PRINTF (3, 0)
static BbReason *
bb_reason_new (const char *code, BbWeight weight, const char *format, va_list arguments)
{
    BbReason *reason = g_new0 (BbReason, 1);

    reason->code = g_strdup (code);
    reason->weight = weight;
    reason->text = g_strdup_vprintf (format, arguments);
    return reason;
}

/* Adds @reason (transfer full) behind the reasons with the same or a greater weight, and before the routine reasons.
 */
static void
bb_verdict_take (BbVerdict *verdict, BbReason *reason)
{
    guint place = 0;

    while (place < verdict->reasons->len) {
        const BbReason *other = bb_verdict_get_reason (verdict, place);

        if (other->weight < reason->weight || other->is_routine)
            break;
        place++;
    }
    g_ptr_array_insert (verdict->reasons, (int) place, reason);
}

void
bb_verdict_add (BbVerdict *verdict, const char *code, BbWeight weight, const char *format, ...)
{
    BbReason *reason = NULL;
    va_list arguments;

    g_return_if_fail (verdict != NULL && code != NULL && format != NULL);

    va_start (arguments, format);
    reason = bb_reason_new (code, weight, format, arguments);
    va_end (arguments);
    bb_verdict_take (verdict, reason);
}

void
bb_verdict_add_limit (BbVerdict *verdict, const char *code, BbWeight weight, const char *format, ...)
{
    BbReason *reason = NULL;
    va_list arguments;

    g_return_if_fail (verdict != NULL && code != NULL && format != NULL);

    va_start (arguments, format);
    reason = bb_reason_new (code, weight, format, arguments);
    va_end (arguments);
    reason->is_limit = TRUE;
    bb_verdict_take (verdict, reason);
}

void
bb_verdict_add_routine (BbVerdict *verdict, const char *code, const char *format, ...)
{
    BbReason *reason = NULL;
    va_list arguments;

    g_return_if_fail (verdict != NULL && code != NULL && format != NULL);

    va_start (arguments, format);
    reason = bb_reason_new (code, BB_WEIGHT_INFO, format, arguments);
    va_end (arguments);
    reason->is_routine = TRUE;
    g_ptr_array_add (verdict->reasons, reason);
}

void
bb_verdict_remove (BbVerdict *verdict, const char *code)
{
    g_return_if_fail (verdict != NULL && code != NULL);

    for (guint i = verdict->reasons->len; i > 0; i--) {
        if (g_str_equal (bb_verdict_get_reason (verdict, i - 1)->code, code))
            g_ptr_array_remove_index (verdict->reasons, i - 1);
    }
}

void
bb_verdict_extend (BbVerdict *verdict, const char *code, const char *sentence)
{
    g_return_if_fail (verdict != NULL && code != NULL && sentence != NULL);

    for (guint i = 0; i < verdict->reasons->len; i++) {
        BbReason *reason = g_ptr_array_index (verdict->reasons, i);
        g_autofree char *text = reason->text;

        if (!g_str_equal (reason->code, code)) {
            g_steal_pointer (&text);
            continue;
        }
        reason->text = g_strjoin (" ", text, sentence, NULL);
        return;
    }
}

void
bb_verdict_soften (BbVerdict *verdict, const char *code)
{
    g_return_if_fail (verdict != NULL && code != NULL);

    for (guint i = 0; i < verdict->reasons->len; i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);
        g_autofree char *text = NULL;

        if (!g_str_equal (reason->code, code))
            continue;
        text = g_strdup (reason->text);
        g_ptr_array_remove_index (verdict->reasons, i);
        bb_verdict_add (verdict, code, BB_WEIGHT_CAUTION, "%s", text);
        return;
    }
}

void
bb_verdict_expect_rejection (BbVerdict *verdict)
{
    g_return_if_fail (verdict != NULL);
    verdict->expects_rejection = TRUE;
}

gboolean
bb_verdict_expects_rejection (BbVerdict *verdict)
{
    g_return_val_if_fail (verdict != NULL, FALSE);
    return verdict->expects_rejection && bb_verdict_get_level (verdict) != BB_VERDICT_REFUSED;
}

void
bb_verdict_set_damaged (BbVerdict *verdict)
{
    g_return_if_fail (verdict != NULL);
    verdict->is_damaged = TRUE;
}

gboolean
bb_verdict_is_damaged (BbVerdict *verdict)
{
    g_return_val_if_fail (verdict != NULL, FALSE);
    return verdict->is_damaged;
}

const BbReason *
bb_verdict_get_heaviest (BbVerdict *verdict)
{
    return bb_verdict_get_n_reasons (verdict) > 0 ? bb_verdict_get_reason (verdict, 0) : NULL;
}

BbVerdictLevel
bb_verdict_get_level (BbVerdict *verdict)
{
    g_return_val_if_fail (verdict != NULL, BB_VERDICT_REFUSED);

    G_STATIC_ASSERT ((int) BB_WEIGHT_REFUSAL == (int) BB_VERDICT_REFUSED);
    return verdict->reasons->len > 0 ? (BbVerdictLevel) bb_verdict_get_reason (verdict, 0)->weight : BB_VERDICT_FITS;
}

BbVerdictLevel
bb_verdict_get_level_without_limits (BbVerdict *verdict)
{
    g_return_val_if_fail (verdict != NULL, BB_VERDICT_REFUSED);

    /* The heaviest reason is the first. */
    for (guint i = 0; i < verdict->reasons->len; i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        if (!reason->is_limit)
            return (BbVerdictLevel) reason->weight;
    }
    return BB_VERDICT_FITS;
}

guint
bb_verdict_get_n_reasons (BbVerdict *verdict)
{
    g_return_val_if_fail (verdict != NULL, 0);
    return verdict->reasons->len;
}

const BbReason *
bb_verdict_get_reason (BbVerdict *verdict, guint index)
{
    g_return_val_if_fail (verdict != NULL && index < verdict->reasons->len, NULL);
    return g_ptr_array_index (verdict->reasons, index);
}

void
bb_verdict_add_reports (BbVerdict *verdict, BbCrossflash *report, const char *model, const char *revision)
{
    g_autofree char *gains = bb_crossflash_dup_gains (report, model != NULL ? model : "", revision);
    const char *losses = bb_crossflash_get_losses (report);
    g_autofree char *risk = bb_catalog_dup_risk (bb_crossflash_get_risk (report));

    if (*gains != '\0')
        /* TRANSLATORS: here and below: whole sentences: "Reported gain: RW erase errors are fixed." */
        bb_verdict_add (verdict, "crossflash-gains", BB_WEIGHT_INFO, _ ("Reported gain: %s"),
                        bb_catalog_translate (gains));
    if (*losses != '\0')
        bb_verdict_add (verdict, "crossflash-losses", BB_WEIGHT_INFO, _ ("Reported loss: %s"),
                        bb_catalog_translate (losses));
    if (risk != NULL)
        /* TRANSLATORS: level of the risk, and sentences: "Reported risk: high. One drive rejected it." */
        bb_verdict_add (verdict, "crossflash-risk", BB_WEIGHT_INFO, _ ("Reported risk: %s"), risk);
}

const BbReason *
bb_verdict_find (BbVerdict *verdict, const char *code)
{
    g_return_val_if_fail (verdict != NULL && code != NULL, NULL);

    for (guint i = 0; i < verdict->reasons->len; i++) {
        const BbReason *reason = g_ptr_array_index (verdict->reasons, i);

        if (g_str_equal (reason->code, code))
            return reason;
    }
    return NULL;
}

gboolean
bb_verdict_has (BbVerdict *verdict, const char *code)
{
    return bb_verdict_find (verdict, code) != NULL;
}
