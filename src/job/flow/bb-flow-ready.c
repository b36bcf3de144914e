/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"
#include "drive/bb-drive-hold.h"

/* The functions in this file check the conditions that the user can change before a flash (disc, battery, ...), and
 * the consents. The functions in bb-runner-wait.c wait during a plan. */

static void
bb_ready_add (GPtrArray *readiness, BbReadinessState state, const char *detail)
{
    g_ptr_array_add (readiness, bb_readiness_new (state, detail));
}

/* Adds whether a disc is in the drive, or that the drive is still starting; sets @medium of the draft. A failure to
 * ask the drive adds a note. */
static void
bb_ready_add_medium (BbFlow *flow, GPtrArray *readiness)
{
    g_autoptr (GError) error = NULL;

    flow->draft.medium = BB_MEDIUM_UNKNOWN;
    if (!bb_scsi_medium (BB_TRANSPORT (flow->link), &flow->draft.medium, &error))
        (void) bb_flow_note_error (flow, error);
    if (flow->draft.medium == BB_MEDIUM_UNKNOWN && bb_runner_is_becoming_ready (flow->link))
        bb_ready_add (readiness, BB_READINESS_STARTING, NULL);
    else
        g_ptr_array_add (readiness, bb_readiness_of_medium (flow->draft.medium));
}

/* Adds an item that says whether the computer can be kept from suspending. Adds nothing for a simulated drive,
 * because an interruption does no harm. */
static void
bb_ready_add_sleep (BbFlow *flow, GPtrArray *readiness)
{
    g_autoptr (GError) error = NULL;

    if (flow->details->simulated)
        return;
    if (bb_hold_try_keep_awake (flow->details->name, &error))
        bb_ready_add (readiness, BB_READINESS_AWAKE, NULL);
    else
        bb_ready_add (readiness, BB_READINESS_MAY_SUSPEND, error->message);
}

/* If the drive is connected by USB and the family has a remark on this model on USB, adds the remark. */
static void
bb_ready_add_usb (BbFlow *flow, GPtrArray *readiness)
{
    const char *remark = flow->details->bus == BB_BUS_USB && flow->family != NULL && flow->family->explain_usb != NULL
                             ? flow->family->explain_usb (flow->facts)
                             : NULL;

    if (remark != NULL)
        bb_ready_add (readiness, BB_READINESS_USB, remark);
}

gboolean
bb_flow_awaits_power_cycle (BbFlow *flow, BbJournalRecord *record)
{
    g_autofree char *mark = bb_drive_dup_power_mark (flow->drive);

    if (record != NULL && record->state == BB_JOURNAL_AWAIT_POWER_CYCLE && !bb_flow_had_power_cycle (flow, record))
        return TRUE;
    return bb_journal_asked_for_cycle (flow->env->state_folder, mark);
}

void
bb_flow_add_readiness (BbFlow *flow, GPtrArray *readiness)
{
    const char *bridge = flow->details->bridge;
    g_autoptr (BbDriveUsers) users = NULL;
    BbReadiness *power;

    bb_ready_add_medium (flow, readiness);
    users = bb_drive_find_users (flow->drive);
    g_ptr_array_add (readiness, bb_readiness_of_users (users));
    power = bb_readiness_of_power (bb_power_now ());
    if (power != NULL)
        g_ptr_array_add (readiness, power);
    bb_ready_add_sleep (flow, readiness);
    bb_ready_add (readiness,
                  bridge == NULL                                                 ? BB_READINESS_NO_BRIDGE
                  : flow->family != NULL && flow->family->finds_dropped_commands ? BB_READINESS_BRIDGE
                                                                                 : BB_READINESS_BRIDGE_UNTESTED,
                  bridge);
    bb_ready_add_usb (flow, readiness);
    bb_flow_add_transfer_mode (flow, readiness);
}

/* Sets %BB_JOB_ERROR with @code, @problem and @consents (transfer full). The parameter of @problem is a list of the
 * names of @consents, separated by commas. Returns FALSE. */
static gboolean
bb_ready_refuse (GPtrArray *consents, BbJobError code, BbJobProblem problem, GError **error)
{
    g_autoptr (GString) codes = g_string_new (NULL);

    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        g_string_append_printf (codes, "%s%s", i > 0 ? ", " : "",
                                consent->item != NULL ? consent->item->code
                                                      : bb_consent_code_to_string (consent->code));
    }
    return bb_job_error_take_consents (error, code, problem, codes->str, consents);
}

gboolean
bb_flow_refuse_for (const BbConsent *consent, BbJobError code, BbJobProblem problem, GError **error)
{
    GPtrArray *consents = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_consent_free);

    g_ptr_array_add (consents, bb_consent_copy (consent));
    return bb_ready_refuse (consents, code, problem, error);
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
    const BbReadiness *first;
    const BbConsent *obstacle;

    bb_flow_add_readiness (flow, readiness);
    consents = bb_consents_new (&it, BB_CONSENT_NONE);
    obstacle = bb_consents_find (consents, BB_CONSENT_NOT_READY);
    if (obstacle == NULL)
        return TRUE;
    first = bb_readiness_find_obstacle (readiness);
    return bb_flow_refuse_for (
        obstacle, first != NULL && first->state == BB_READINESS_IN_USE ? BB_JOB_ERROR_BUSY : BB_JOB_ERROR_REFUSED,
        BB_JOB_PROBLEM_NOT_READY, error);
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

    if (bb_consents_find_open (consents) == NULL || (is_dry_run && bb_consents_can_be_granted (consents)))
        return TRUE;
    g_clear_pointer (&flow->draft.consents, g_ptr_array_unref);
    if (bb_consents_can_be_granted (consents))
        flow->draft.consents = bb_consents_list_open (consents);
    return bb_ready_refuse (bb_consents_list_open (consents), BB_JOB_ERROR_REFUSED, BB_JOB_PROBLEM_CONSENT, error);
}

gboolean
bb_flow_is_image_open (BbImage *image, GError **error)
{
    BbImageIdentity *identity = bb_image_get_identity (image);

    if (identity == NULL || !bb_image_identity_wants_key (identity))
        return TRUE;
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY, identity->problem);
    return FALSE;
}

gboolean
bb_flow_is_image_whole (BbImage *image, GError **error)
{
    g_autofree char *sha256 = bb_sha256_bytes (bb_image_get_file_bytes (image));

    if (g_str_equal (sha256, bb_image_get_sha256 (image)))
        return TRUE;
    return bb_flow_refuse (error, BB_JOB_PROBLEM_IMAGE_DAMAGED, NULL, NULL);
}
