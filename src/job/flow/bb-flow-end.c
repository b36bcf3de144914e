/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"

/* TRUE if the result has no reason yet, the firmware ran when the drive was identified first, @outcome is UNCHANGED
 * or REFUSED, and the drive is in recovery mode now. */
static gboolean
bb_flow_stays_in_mode (BbFlow *flow, BbOutcome outcome)
{
    BbFacts *first = flow->identified != NULL ? bb_identified_get_seen (flow->identified) : NULL;

    return flow->draft.reason == BB_RESULT_REASON_NONE && first != NULL && first->condition == BB_CONDITION_NORMAL &&
           flow->facts->condition == BB_CONDITION_SPECIAL &&
           (outcome == BB_OUTCOME_UNCHANGED || outcome == BB_OUTCOME_REFUSED);
}

/* TRUE if the firmware ran before this job, the job brought the drive into recovery mode, and a transport error
 * (@error) kept the drive in that mode. The firmware is unchanged, but the drive stays in recovery mode until it
 * loses power. FALSE if @outcome is not UNCHANGED, if the result has a reason already, or if no drive of the family
 * can leave that mode. */
static gboolean
bb_flow_left_in_mode (BbFlow *flow, BbOutcome outcome, const GError *error)
{
    BbFacts *first = flow->identified != NULL ? bb_identified_get_seen (flow->identified) : NULL;

    return flow->draft.reason == BB_RESULT_REASON_NONE && outcome == BB_OUTCOME_UNCHANGED && error != NULL &&
           error->domain == BB_TRANSPORT_ERROR && first != NULL && first->condition == BB_CONDITION_NORMAL &&
           flow->family != NULL && flow->family->plan_wake != NULL && flow->link != NULL &&
           bb_reopenable_transport_is_in_mode (flow->link);
}

/* TRUE if the job failed and the drive has not responded since its boot code was sent. FALSE if the drive only waits
 * for a power cycle. */
static gboolean
bb_flow_has_lost_boot_code (BbFlow *flow, BbOutcome outcome)
{
    return flow->draft.boot_code_lost && flow->draft.reason != BB_RESULT_REASON_BOOT_CODE_PENDING &&
           outcome != BB_OUTCOME_DONE && outcome != BB_OUTCOME_WRITTEN && outcome != BB_OUTCOME_ROLLED_BACK;
}

/* TRUE if @product differs from the product in @first, the facts of the drive when it was identified first. FALSE if
 * @product is NULL (unknown). */
static gboolean
bb_flow_is_other_product (BbFacts *first, const char *product)
{
    g_autofree char *old_text = bb_text_normalise (first->inquiry.product, FALSE);
    g_autofree char *new_text = product != NULL ? bb_text_normalise (product, FALSE) : NULL;

    return new_text != NULL && *new_text != '\0' && g_ascii_strcasecmp (old_text, new_text) != 0;
}

/* Returns how a FLASH changed the revision of the firmware. UNKNOWN for other actions. UNKNOWN also if the drive is
 * another product now, because revisions of different products have no order.
 *
 * The new revision is that of the image, because some drives report the old revision until a power cycle.
 * @before: (nullable): the revision before the flash
 * @after: (nullable): the revision that the drive reports now, used if the image names none */
static BbRevisionChange
bb_flow_find_change (BbFlow *flow, const char *before, const char *after)
{
    BbFacts *first = flow->identified != NULL ? bb_identified_get_seen (flow->identified) : NULL;
    BbImage *image = flow->request->image;
    BbImageIdentity *identity = image != NULL ? bb_image_get_identity (image) : NULL;
    const char *written = identity != NULL && identity->revision != NULL ? identity->revision : after;

    if (flow->request->action != BB_ACTION_FLASH || first == NULL || flow->facts == NULL ||
        bb_flow_is_other_product (first, identity != NULL ? identity->product : NULL) ||
        bb_flow_is_other_product (first, flow->facts->inquiry.product))
        return BB_REVISION_CHANGE_UNKNOWN;
    return bb_family_compare_revisions (flow->facts, before, written);
}

/* After a successful verification, removes all notes of comparisons except the newest one. The older notes may name
 * differences that a later attempt or a later read did not find, so they would contradict the result. */
static void
bb_flow_drop_old_comparisons (BbFlow *flow)
{
    GPtrArray *notes = flow->draft.notes;
    gboolean is_newest = TRUE;

    if (!bb_verified_is_good (flow->verified))
        return;
    for (guint i = notes->len; i > 0; i--) {
        if (((const BbNote *) g_ptr_array_index (notes, i - 1))->code != BB_NOTE_COMPARED)
            continue;
        if (!is_newest)
            g_ptr_array_remove_index (notes, i - 1);
        is_newest = FALSE;
    }
}

void
bb_flow_note_other_name (BbFlow *flow, BbFacts *before)
{
    const BbInquiry *now = &flow->facts->inquiry;
    g_autofree char *vendor = NULL;
    g_autofree char *product = NULL;

    if (before->condition != BB_CONDITION_NORMAL ||
        (g_str_equal (before->inquiry.vendor, now->vendor) && g_str_equal (before->inquiry.product, now->product)))
        return;
    flow->draft.reason = BB_RESULT_REASON_OTHER_NAME;
    g_free (flow->draft.about.model);
    vendor = bb_text_normalise (now->vendor, FALSE);
    product = bb_text_normalise (now->product, FALSE);
    flow->draft.about.model = g_strdup_printf ("%s %s", vendor, product);
}

BbResult *
bb_flow_end (BbFlow *flow, BbOutcome outcome, const GError *error)
{
    BbResult *result = bb_result_new (flow->request->action);
    GArray *differences;

    if (bb_flow_stays_in_mode (flow, outcome))
        flow->draft.reason = BB_RESULT_REASON_STAYS_IN_MODE;
    if (bb_flow_left_in_mode (flow, outcome, error))
        flow->draft.reason = BB_RESULT_REASON_LEFT_IN_MODE;
    if (bb_flow_has_lost_boot_code (flow, outcome))
        flow->draft.reason = BB_RESULT_REASON_BOOT_CODE_LOST;
    result->outcome = outcome;
    result->reason = flow->draft.reason;
    result->next_step = flow->draft.next_step;
    bb_result_parameters_copy (&flow->draft.about, &result->about);
    result->drive = g_strdup (bb_drive_get_name (flow->drive));
    result->bus = flow->details->bus;
    result->proof = bb_flow_get_proof (flow);
    result->has_sent = flow->has_sent;
    result->error = error != NULL ? g_error_copy (error) : NULL;
    result->facts = flow->facts != NULL ? bb_facts_ref (flow->facts) : NULL;
    result->review = flow->draft.review != NULL ? bb_review_ref (flow->draft.review) : NULL;
    result->backup = flow->draft.backup != NULL ? bb_backup_ref (flow->draft.backup) : NULL;
    result->restored = flow->draft.restored != NULL ? bb_backup_ref (flow->draft.restored) : NULL;
    differences = flow->verified != NULL ? bb_verified_get_differences (flow->verified) : NULL;
    result->differences = differences != NULL ? g_array_ref (differences) : NULL;
    result->medium = flow->draft.medium;
    result->users = g_steal_pointer (&flow->users);
    result->revision_before = g_strdup (flow->draft.revision_before);
    /* After writing, the revision is known only if the drive was identified again. */
    if (flow->draft.n_endangered_commands == 0 ||
        (outcome != BB_OUTCOME_NEEDS_RECOVERY && !flow->sent_since_identified))
        result->revision_after = bb_flow_dup_revision (flow->facts);
    result->change = bb_flow_find_change (flow, result->revision_before, result->revision_after);
    result->consents = g_steal_pointer (&flow->draft.consents);
    result->n_endangered_commands = flow->draft.n_endangered_commands;
    if (flow->link != NULL) {
        result->n_commands = bb_reopenable_transport_get_n_commands (flow->link);
        result->n_bytes = bb_reopenable_transport_get_n_bytes (flow->link);
    }
    result->seconds = (double) (g_get_monotonic_time () - flow->began_us) / G_USEC_PER_SEC;
    if (error != NULL && error->domain != BB_JOB_ERROR)
        (void) bb_flow_note_error (flow, error);
    bb_flow_drop_old_comparisons (flow);
    result->noted = g_ptr_array_ref (flow->draft.notes);
    result->region = g_steal_pointer (&flow->draft.region);
    result->books = g_steal_pointer (&flow->draft.books);
    result->report = g_steal_pointer (&flow->draft.report);
    return result;
}

/* Returns (transfer full) (nullable) the open journal of an earlier flash that left the drive without complete
 * firmware. Takes the journal that was found when the drive was identified. Otherwise searches with
 * bb_journal_find(), by the port of the drive if the drive was not identified. %NULL if there is no such journal, if
 * another process has locked it, or if it may belong to another connected drive. */
static BbJournalRecord *
bb_flow_find_interrupted (BbFlow *flow)
{
    BbJournalRecord *first = flow->identified != NULL ? bb_identified_get_record (flow->identified) : NULL;
    gboolean ambiguous = FALSE;
    g_autoptr (BbJournalRecord) record = first != NULL ? bb_journal_record_ref (first)
                                                       : bb_journal_find (flow->env->state_folder, flow->details,
                                                                          flow->facts, flow->env->others, &ambiguous);

    return record != NULL && record->endangered && !record->is_locked ? g_steal_pointer (&record) : NULL;
}

BbResultReason
bb_flow_get_interrupted_reason (BbFlow *flow, BbJournalRecord *record)
{
    return bb_journal_record_runs_other (record, flow->facts) ? BB_RESULT_REASON_OVERWRITTEN
                                                              : BB_RESULT_REASON_INTERRUPTED;
}

BbOutcome
bb_flow_get_early_outcome (const GError *error)
{
    BbOutcome outcome = BB_OUTCOME_UNCHANGED;

    /* A backup folder that cannot be written (%BB_STORE_ERROR_UNWRITABLE) is a failure, not a refusal. */
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_LABEL) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE) ||
        (error->domain == BB_STORE_ERROR && error->code != BB_STORE_ERROR_UNWRITABLE))
        outcome = BB_OUTCOME_REFUSED;
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_NOT_PERMITTED) || bb_error_is_busy (error) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
        g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NOT_PERMITTED))
        outcome = BB_OUTCOME_NOT_PERMITTED;
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_NOT_FOUND) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND))
        outcome = BB_OUTCOME_NOT_FOUND;
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_NEEDS_RECOVERY))
        outcome = BB_OUTCOME_NEEDS_RECOVERY;
    return outcome;
}

BbResult *
bb_flow_end_early (BbFlow *flow, const GError *error)
{
    BbOutcome outcome = bb_flow_get_early_outcome (error);
    g_autoptr (BbJournalRecord) record = NULL;

    /* If another program works on the drive, the open journal belongs to that program. */
    if (!bb_error_is_busy (error) && flow->request->action != BB_ACTION_LOOK)
        record = bb_flow_find_interrupted (flow);
    if (record != NULL) {
        if (outcome == BB_OUTCOME_UNCHANGED)
            outcome = BB_OUTCOME_NEEDS_RECOVERY;
        if (flow->draft.reason == BB_RESULT_REASON_NONE)
            flow->draft.reason = bb_flow_get_interrupted_reason (flow, record);
    }
    return bb_flow_end (flow, outcome, error);
}
