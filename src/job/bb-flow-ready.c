/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"
#include "bb-ready.h"
#include "drive/bb-drive-hold.h"

#include <glib/gi18n-lib.h>

static void
bb_ready_add (GPtrArray *readiness, const char *code, gboolean good, gboolean needed, const char *text,
              const char *remedy)
{
    g_ptr_array_add (readiness, bb_readiness_new (code, good, needed, text, good ? NULL : remedy));
}

static void
bb_ready_add_medium (BbFlow *flow, GPtrArray *readiness)
{
    g_autoptr (GError) error = NULL;

    flow->medium = BB_MEDIUM_UNKNOWN;
    if (!bb_scsi_medium (BB_TRANSPORT (flow->link), &flow->medium, &error))
        bb_flow_note (flow, "%s", error->message);
    if (flow->medium == BB_MEDIUM_UNKNOWN && bb_runner_is_on_its_way (flow->link)) {
        bb_ready_add (readiness, "busy", FALSE, TRUE, _ ("The drive is still starting."),
                      _ ("Wait a minute. If it does not become ready, switch it off and on."));
        return;
    }
    g_ptr_array_add (readiness, bb_readiness_of_medium (flow->medium));
}

static void
bb_ready_add_users (BbFlow *flow, GPtrArray *readiness)
{
    g_auto (GStrv) users = bb_drive_list_users (flow->drive);

    g_ptr_array_add (readiness, bb_readiness_of_users ((const char *const *) users));
}

static void
bb_ready_add_power (GPtrArray *readiness)
{
    BbReadiness *power = bb_readiness_of_power (bb_power_now ());

    if (power != NULL)
        g_ptr_array_add (readiness, power);
}

/* A simulated drive keeps nobody awake. */
static void
bb_ready_add_sleep (BbFlow *flow, GPtrArray *readiness)
{
    g_autofree char *why = NULL;
    g_autofree char *text = NULL;

    if (flow->details->simulated)
        return;
    if (bb_hold_try_keep_awake (flow->details->name, &why)) {
        bb_ready_add (readiness, "sleep", TRUE, FALSE,
                      _ ("The computer stays awake by itself until the drive is done."), NULL);
        return;
    }
    /* TRANSLATORS: %s is the technical reason */
    text = g_strdup_printf (_ ("The computer cannot be kept awake from here (%s)."), why);
    bb_ready_add (readiness, "sleep", FALSE, FALSE, text,
                  _ ("Do not suspend it and do not shut it down until the drive is done."));
}

static void
bb_ready_add_bridge (BbFlow *flow, GPtrArray *readiness)
{
    g_autofree char *text = NULL;

    if (flow->details->bridge == NULL) {
        bb_ready_add (readiness, "bridge", TRUE, FALSE,
                      _ ("No bridge between the computer and the drive is known of."), NULL);
        return;
    }
    /* TRANSLATORS: %s is the name of the bridge */
    text =
        g_strdup_printf (_ ("The drive is behind a bridge (%s). Whether it passes every command on is tried before "
                            "anything is erased."),
                         flow->details->bridge);
    bb_ready_add (readiness, "bridge", FALSE, FALSE, text,
                  _ ("If it fails, connect the drive directly to a SATA or IDE port."));
}

void
bb_flow_add_readiness (BbFlow *flow, GPtrArray *readiness)
{
    bb_ready_add_medium (flow, readiness);
    bb_ready_add_users (flow, readiness);
    bb_ready_add_power (readiness);
    bb_ready_add_sleep (flow, readiness);
    bb_ready_add_bridge (flow, readiness);
    bb_flow_add_transfer_mode (flow, readiness);
}

gboolean
bb_flow_is_ready (BbFlow *flow, GError **error)
{
    g_autoptr (GPtrArray) readiness = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);

    bb_flow_add_readiness (flow, readiness);
    for (guint i = 0; i < readiness->len; i++) {
        const BbReadiness *one = g_ptr_array_index (readiness, i);

        if (!one->good && one->needed)
            return bb_flow_refuse (error, "%s %s", one->text, one->remedy);
    }
    return TRUE;
}

/* The heaviest reasons in words, so that a refusal says why. */
static char *
bb_verdict_dup_reasons (BbVerdict *verdict, BbWeight weight)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        /* what is reported of such a change is what the consent is about */
        if (reason->weight < weight &&
            (weight == BB_WEIGHT_REFUSAL || !g_str_has_prefix (reason->code, "crossflash-")))
            continue;
        if (text->len > 0)
            g_string_append_c (text, ' ');
        g_string_append (text, reason->text);
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
bb_flow_weigh (BbFlow *flow, BbVerdict *verdict, GError **error)
{
    g_autofree char *reasons = NULL;

    switch (bb_verdict_get_level (verdict)) {
    case BB_VERDICT_FITS:
        return TRUE;
    case BB_VERDICT_CAUTION:
    case BB_VERDICT_CROSS_FLASH:
        if ((flow->request->flags & BB_JOB_FLAG_ALLOW_CROSS_FLASH) != 0)
            return TRUE;
        reasons = bb_verdict_dup_reasons (verdict, BB_WEIGHT_CAUTION);
        flow->needs_consent = TRUE;
        return bb_flow_refuse (error, _ ("This needs your consent: %s"), reasons);
    case BB_VERDICT_REFUSED:
        break;
    }
    reasons = bb_verdict_dup_reasons (verdict, BB_WEIGHT_REFUSAL);
    return bb_flow_refuse (error, "%s", reasons);
}
