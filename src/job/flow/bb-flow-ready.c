/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"
#include "bb-readiness.h"
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
        bb_flow_note (flow, error->message);
    if (flow->medium == BB_MEDIUM_UNKNOWN && bb_runner_is_on_its_way (flow->link)) {
        bb_ready_add (readiness, "busy", FALSE, TRUE, _ ("The drive is still starting."),
                      _ ("Wait a minute. If the drive does not become ready, power cycle it."));
        return;
    }
    g_ptr_array_add (readiness, bb_readiness_of_medium (flow->medium));
}

/* A simulated drive keeps nobody awake. */
static void
bb_ready_add_sleep (BbFlow *flow, GPtrArray *readiness)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    if (flow->details->simulated)
        return;
    if (bb_hold_try_keep_awake (flow->details->name, &error)) {
        bb_ready_add (readiness, "sleep", TRUE, FALSE,
                      _ ("The computer does not suspend until the drive is finished."), NULL);
        return;
    }
    /* TRANSLATORS: %s is the technical reason */
    text = g_strdup_printf (_ ("Burnback cannot prevent the computer from suspending (%s)."), error->message);
    bb_ready_add (readiness, "sleep", FALSE, FALSE, text,
                  _ ("Do not suspend or shut down the computer until the drive is finished."));
}

static void
bb_ready_add_bridge (BbFlow *flow, GPtrArray *readiness)
{
    g_autofree char *text = NULL;

    if (flow->details->bridge == NULL) {
        bb_ready_add (readiness, "bridge", TRUE, FALSE, _ ("No USB bridge detected."), NULL);
        return;
    }
    /* TRANSLATORS: %s is the name of the bridge */
    text = g_strdup_printf (_ ("The drive is behind a bridge (%s). Burnback tests whether it forwards every command "
                               "before anything is erased."),
                            flow->details->bridge);
    bb_ready_add (readiness, "bridge", FALSE, FALSE, text,
                  _ ("If flashing fails, connect the drive directly to a SATA or IDE port."));
}

void
bb_flow_add_readiness (BbFlow *flow, GPtrArray *readiness)
{
    g_auto (GStrv) users = NULL;
    BbReadiness *power;

    bb_ready_add_medium (flow, readiness);
    users = bb_drive_list_users (flow->drive);
    g_ptr_array_add (readiness, bb_readiness_of_users ((const char *const *) users));
    power = bb_readiness_of_power (bb_power_now ());
    if (power != NULL)
        g_ptr_array_add (readiness, power);
    bb_ready_add_sleep (flow, readiness);
    bb_ready_add_bridge (flow, readiness);
    bb_flow_add_transfer_mode (flow, readiness);
}

/* Whether the first thing in the way is another program. */
static gboolean
bb_ready_is_in_use (GPtrArray *readiness)
{
    for (guint i = 0; i < readiness->len; i++) {
        const BbReadiness *one = g_ptr_array_index (readiness, i);

        if (!one->good && one->needed)
            return g_str_equal (one->code, "in-use");
    }
    return FALSE;
}

gboolean
bb_flow_is_ready (BbFlow *flow, GError **error)
{
    g_autoptr (GPtrArray) readiness = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);
    BbConsentCase it = {
        .act = flow->request->action,
        .condition = flow->facts->condition,
        .readiness = readiness,
        .drive = flow->details->name,
        .becomes = "",
    };
    g_autoptr (GPtrArray) consents = NULL;
    const BbConsent *obstacle;

    bb_flow_add_readiness (flow, readiness);
    consents = bb_consents_new (&it, BB_CONSENT_NONE);
    obstacle = bb_consents_find (consents, BB_CONSENT_NOT_READY);
    if (obstacle == NULL)
        return TRUE;
    if (!bb_ready_is_in_use (readiness))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_NOT_READY, obstacle->text, NULL);
    return bb_job_error_set (error, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_NOT_READY, obstacle->text, NULL);
}

BbBackupKind
bb_flow_get_backup_kind (BbFlow *flow, char **why)
{
    return flow->family != NULL ? flow->family->backup_kind (flow->facts, why) : BB_BACKUP_NONE;
}

gboolean
bb_flow_check_consents (BbFlow *flow, const BbConsentCase *it, GError **error)
{
    gboolean is_dry_run = (flow->request->flags & BB_JOB_FLAG_DRY_RUN) != 0;
    g_autoptr (GPtrArray) consents = bb_consents_new (it, bb_request_get_granted (flow->request));
    g_autofree char *text = NULL;

    if (bb_consents_find_open (consents) == NULL || (is_dry_run && bb_consents_can_be_granted (consents)))
        return TRUE;
    text = bb_consents_dup_text (consents);
    g_clear_pointer (&flow->consents, g_ptr_array_unref);
    if (bb_consents_can_be_granted (consents))
        flow->consents = bb_consents_list_open (consents);
    return bb_flow_refuse (error, BB_JOB_PROBLEM_CONSENT, text, NULL);
}

gboolean
bb_flow_is_image_whole (BbImage *image, GError **error)
{
    g_autofree char *sha256 = bb_sha256_bytes (bb_image_get_bytes (image));

    if (g_str_equal (sha256, bb_image_get_sha256 (image)))
        return TRUE;
    return bb_flow_refuse (error, BB_JOB_PROBLEM_IMAGE_DAMAGED, NULL, NULL);
}

gboolean
bb_flow_is_flash_agreed (BbFlow *flow, BbImage *image, BbCondition condition, BbBackupKind kind, GError **error)
{
    BbImage *fallback = flow->request->fallback;
    g_autoptr (BbVerdict) verdict = bb_family_check (flow->facts, image, flow->env->catalog);
    g_autoptr (BbVerdict) way_back =
        fallback != NULL ? bb_family_check (flow->facts, fallback, flow->env->catalog) : NULL;
    BbImageIdentity *identity = bb_image_get_identity (image);
    BbConsentCase it = {
        .act = flow->request->action,
        .condition = condition,
        .verdict = verdict,
        .backup_kind = kind,
        .fallback = way_back,
        .other_drive = flow->other_drive,
        .drive = flow->details->name,
        .becomes = identity != NULL && identity->model_name != NULL ? identity->model_name : flow->details->name,
    };

    return bb_flow_check_consents (flow, &it, error);
}
