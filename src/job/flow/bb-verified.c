/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"
#include "family/bb-family-check.h"

/* Maximum number of reads of the firmware. Fewer are enough if a read equals the image, or if two successive reads
 * differ from the image in the same page. */
#define BB_VERIFIED_MAX_READS 3
/* Two reads count as having the same difference from the image if both differ in the same page of this size. It is
 * the size of the smallest read command of all families. */
#define BB_VERIFIED_PAGE_BYTES 0x1000

struct _BbVerified {
    BbProof proof;
    GArray *differences; /* (nullable) (element-type BbDifference) */
};

static void
bb_verified_clear (BbVerified *self)
{
    g_clear_pointer (&self->differences, g_array_unref);
}

void
bb_verified_unref (BbVerified *verified)
{
    g_atomic_rc_box_release_full (verified, (GDestroyNotify) bb_verified_clear);
}

/* Returns (transfer full) a verification with @proof and a reference to @differences (nullable). */
static BbVerified *
bb_verified_make (BbProof proof, GArray *differences)
{
    BbVerified *self = g_atomic_rc_box_new0 (BbVerified);

    self->proof = proof;
    self->differences = differences != NULL ? g_array_ref (differences) : NULL;
    return self;
}

BbVerified *
bb_verified_new_inside (void)
{
    return bb_verified_make (BB_PROOF_PROVEN, NULL);
}

BbVerified *
bb_verified_new_reported (void)
{
    return bb_verified_make (BB_PROOF_IDENTITY, NULL);
}

BbVerified *
bb_verified_new_open (gboolean is_pending)
{
    return bb_verified_make (is_pending ? BB_PROOF_PENDING : BB_PROOF_UNPROVEN, NULL);
}

BbProof
bb_verified_get_proof (const BbVerified *verified)
{
    return verified->proof;
}

gboolean
bb_verified_is_good (const BbVerified *verified)
{
    return verified != NULL && (verified->proof == BB_PROOF_PROVEN || verified->proof == BB_PROOF_IDENTITY);
}

GArray *
bb_verified_get_differences (const BbVerified *verified)
{
    return verified->differences;
}

void
bb_flow_take_verified (BbFlow *flow, BbVerified *verified)
{
    g_clear_pointer (&flow->verified, bb_verified_unref);
    flow->verified = verified;
}

BbProof
bb_flow_get_proof (BbFlow *flow)
{
    return flow->verified != NULL ? flow->verified->proof : BB_PROOF_UNPROVEN;
}

char *
bb_flow_dup_image_contradiction (BbFlow *flow, BbImage *image)
{
    /* @facts of @flow may contain values of a backup, or those from before a flash of the same revision. */
    return flow->seen != NULL ? bb_family_dup_contradiction (flow->seen, bb_image_get_identity (image)) : NULL;
}

/*
 * Returns the result of judge() of the family: whether, and how certainly, the data in @report shows that @image is
 * in the drive. If the family gives a reason, adds it as a note COMPARED. Exceptions:
 * - %BB_PROOF_UNPROVEN if the family is unknown
 * - %BB_PROOF_DIFFERENT instead of %BB_PROOF_IDENTITY and %BB_PROOF_UNPROVEN if the running firmware reports
 *   something that contradicts @image (bb_flow_dup_image_contradiction()); without @power_cycled, %BB_PROOF_PENDING
 * - %BB_PROOF_PENDING instead of %BB_PROOF_DIFFERENT if a power cycle may remove the difference and there was none
 *   (@power_cycled)
 *
 * @before: the facts of the drive before @image was written
 */
static BbProof
bb_verified_judge_since (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image, BbPlan *plan,
                         const BbRunReport *report, gboolean power_cycled)
{
    /* The data of the backup: the family compares the calibration in it with that of the drive. */
    g_autoptr (BbCaptures) old = recorded->captures != NULL ? bb_captures_ref (recorded->captures)
                                 : recorded->backup != NULL
                                     ? bb_backup_store_load_captures (flow->env->store, recorded->backup, NULL)
                                     : NULL;
    BbJournalRecord *record = flow->journal != NULL ? bb_journal_get_record (flow->journal) : recorded->record;
    gboolean is_faulty = record != NULL && record->finish == BB_FINISH_FAULT;
    g_autofree char *why = NULL;
    g_autofree char *contradiction = NULL;
    BbJudgeInput input = {
        .before = before,
        .after = flow->facts,
        .image = image,
        .plan = plan,
        .captures = report->captures,
        .old = old,
        .differences = report->differences,
        .catalog = flow->env->catalog,
        .power_cycled = power_cycled,
        /* TRUE if the flash ended after its first endangering step and before the step that completes the
         * firmware, or if the drive reported an error in between. */
        .cut_off = record != NULL && (record->endangered || is_faulty),
        /* A job that writes has its journal open until it has verified the firmware. */
        .later = flow->journal == NULL,
        .finish =
            is_faulty || (report->finish == BB_FINISH_UNKNOWN && record != NULL) ? record->finish : report->finish,
    };
    BbProof proof;

    if (flow->family == NULL)
        return BB_PROOF_UNPROVEN;
    proof = flow->family->judge (&input, &why);
    if (proof == BB_PROOF_IDENTITY || proof == BB_PROOF_UNPROVEN)
        contradiction = bb_flow_dup_image_contradiction (flow, image);
    if (contradiction != NULL) {
        bb_flow_note_code (flow, BB_NOTE_COMPARED, contradiction);
        /* The drive may run its old firmware until the power cycle, whatever its memory contains. */
        return power_cycled ? BB_PROOF_DIFFERENT : BB_PROOF_PENDING;
    }
    if (why != NULL)
        bb_flow_note_code (flow, BB_NOTE_COMPARED, why);
    /* Some drives return wrong data after a flash. Before a power cycle, a difference on such a drive does not
     * count. */
    if (proof == BB_PROOF_DIFFERENT && !power_cycled &&
        (flow->family->inspect == NULL || !flow->family->inspect->is_read_back_sure (before)))
        return BB_PROOF_PENDING;
    return proof;
}

/* TRUE if the flash of the journal in @recorded (nullable) was interrupted, and @image is not the old image of that
 * flash. INQUIRY data that fits @image then shows nothing if the drive reported the same before the flash. */
static gboolean
bb_verified_needs_change (const BbRecorded *recorded, BbImage *image)
{
    BbJournalRecord *record = recorded->record;

    return record != NULL && record->endangered &&
           (record->old_image == NULL || strstr (record->old_image, bb_image_get_sha256 (image)) == NULL);
}

/*
 * Returns (transfer full) the verification of @image by the data in @report.
 * @before: (nullable): the facts of the drive before @image was written; %NULL if only the present content of the
 *   drive matters. Then, if nothing else verifies @image, INQUIRY data that fits @image is sufficient, unless
 *   bb_verified_needs_change()
 */
static BbVerified *
bb_verified_judge (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image, BbPlan *plan,
                   const BbRunReport *report, gboolean power_cycled)
{
    BbFacts *then = before != NULL ? before : recorded->healthy != NULL ? recorded->healthy : flow->facts;
    BbProof proof = bb_verified_judge_since (flow, recorded, then, image, plan, report, power_cycled);

    /* Without facts from before the flash, it cannot be shown that the INQUIRY data has changed. So judge() gets
     * empty facts instead, and INQUIRY data that fits @image is sufficient. */
    if (before == NULL && proof == BB_PROOF_UNPROVEN && !bb_verified_needs_change (recorded, image)) {
        g_autoptr (BbFacts) blank = bb_facts_new (NULL);

        blank->family = g_strdup (flow->facts->family);
        blank->model = flow->facts->model != NULL ? bb_model_ref (flow->facts->model) : NULL;
        proof = bb_verified_judge_since (flow, recorded, blank, image, plan, report, power_cycled);
    }
    return bb_verified_make (proof, report->differences);
}

BbVerified *
bb_verified_new_written (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image, BbPlan *plan,
                         const BbRunReport *report)
{
    return bb_verified_judge (flow, recorded, before, image, plan, report, FALSE);
}

gboolean
bb_flow_can_read_back (BbFlow *flow)
{
    return (flow->family->can (flow->facts) & BB_CAN_VERIFY) != 0;
}

/* TRUE if the chip cannot be read, so that only INQUIRY data can be compared, and the verdict on @image for the drive
 * is no refusal. */
static gboolean
bb_verified_has_only_inquiry (BbFlow *flow, BbImage *image)
{
    g_autoptr (BbVerdict) verdict = NULL;

    if (bb_flow_can_read_back (flow))
        return FALSE;
    verdict = bb_family_check (flow->facts, image, flow->env->catalog);
    return bb_verdict_get_level (verdict) != BB_VERDICT_REFUSED;
}

/* Returns (transfer full) a verification that compares the INQUIRY data of the current facts with those of @before
 * and with @image. Sends nothing. If @before (nullable) is %NULL, uses the facts in @recorded instead; if there are
 * none, the current facts. */
static BbVerified *
bb_verified_judge_inquiry (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image,
                           gboolean power_cycled)
{
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    BbRunReport report = {.captures = captures, .differences = differences};
    BbFacts *then = before != NULL ? before : recorded->healthy != NULL ? recorded->healthy : flow->facts;

    return bb_verified_judge (flow, recorded, then, image, NULL, &report, power_cycled);
}

/* Runs @plan once and compares the data that it reads with @image. Returns (transfer full) the verification; %NULL
 * with an error if the run fails, after which the drive is made to leave recovery mode. */
static BbVerified *
bb_verified_read (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image, BbPlan *plan,
                  gboolean power_cycled, GError **error)
{
    g_autoptr (BbRunner) runner = bb_flow_run_plan (flow, plan, error);

    if (runner != NULL)
        return bb_verified_judge (flow, recorded, before, image, plan, bb_runner_get_report (runner), power_cycled);
    bb_flow_restore_normal_mode (flow);
    return NULL;
}

/* TRUE if @one and @other have a difference in the same page. */
static gboolean
bb_differences_overlap (GArray *one, GArray *other)
{
    for (guint i = 0; i < one->len; i++)
        for (guint j = 0; j < other->len; j++) {
            const BbDifference *a = &g_array_index (one, BbDifference, i);
            const BbDifference *b = &g_array_index (other, BbDifference, j);

            if (a->address / BB_VERIFIED_PAGE_BYTES <= (b->address + b->length_bytes - 1) / BB_VERIFIED_PAGE_BYTES &&
                b->address / BB_VERIFIED_PAGE_BYTES <= (a->address + a->length_bytes - 1) / BB_VERIFIED_PAGE_BYTES)
                return TRUE;
        }
    return FALSE;
}

/* TRUE if no further read is needed: @self has no difference, or the same page differs in @earlier (nullable), too.
 * TRUE also if another proof than DIFFERENT and UNPROVEN explains the difference, for example with the old firmware.
 */
static gboolean
bb_verified_is_believed (const BbVerified *self, const BbVerified *earlier)
{
    return (self->proof != BB_PROOF_DIFFERENT && self->proof != BB_PROOF_UNPROVEN) || self->differences->len == 0 ||
           (earlier != NULL && bb_differences_overlap (earlier->differences, self->differences));
}

/*
 * Reads the drive with @plan until a read shows no difference, or a difference in the same page as the read before.
 * All other differences count as read errors; a note is added if they disappeared.
 * @earlier: (nullable): verification that counts as the first read
 *
 * Returns: (transfer full): the verification of the last read. After BB_VERIFIED_MAX_READS reads without such a
 *   result: adds a note and returns a verification with %BB_PROOF_UNPROVEN. %NULL with an error if a read fails
 */
static BbVerified *
bb_verified_read_until_believed (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image,
                                 BbPlan *plan, gboolean power_cycled, BbVerified *earlier, GError **error)
{
    g_autoptr (BbVerified) last = earlier != NULL ? g_atomic_rc_box_acquire (earlier) : NULL;

    for (guint n = last != NULL ? 1 : 0; n < BB_VERIFIED_MAX_READS; n++) {
        guint n_notes = flow->draft.notes->len;
        g_autoptr (BbVerified) now = bb_verified_read (flow, recorded, before, image, plan, power_cycled, error);

        if (now == NULL)
            return NULL;
        if (bb_verified_is_believed (now, last)) {
            if (last != NULL && now->differences->len == 0)
                bb_flow_note_code (flow, BB_NOTE_READ_AGAIN, NULL)->numbers[0] =
                    g_array_index (last->differences, BbDifference, 0).address;
            return g_steal_pointer (&now);
        }
        /* The notes of this read are dropped, because the next read adds them again. */
        g_ptr_array_set_size (flow->draft.notes, (int) n_notes);
        g_clear_pointer (&last, bb_verified_unref);
        last = g_steal_pointer (&now);
    }
    bb_flow_note_code (flow, BB_NOTE_READS_UNSTABLE, NULL);
    return bb_verified_new_open (FALSE);
}

BbVerified *
bb_verified_new (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image, gboolean power_cycled,
                 GError **error)
{
    return bb_verified_new_after (flow, recorded, before, image, power_cycled, NULL, error);
}

BbVerified *
bb_verified_new_after (BbFlow *flow, const BbRecorded *recorded, BbFacts *before, BbImage *image,
                       gboolean power_cycled, BbVerified *earlier, GError **error)
{
    BbFlashInput input = {
        .image = image,
        .catalog = flow->env->catalog,
        .settings = flow->request->settings,
        .board = recorded->healthy,
    };
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) local_error = NULL;

    if (flow->family == NULL)
        return bb_verified_new_open (FALSE);
    if (!bb_flow_survey (flow, error))
        return NULL;
    input.facts = flow->facts;
    plan = flow->family->plan_verify (&input, &local_error);
    if (plan == NULL && bb_verified_has_only_inquiry (flow, image))
        return bb_verified_judge_inquiry (flow, recorded, before, image, power_cycled);
    if (plan == NULL) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return NULL;
    }
    return bb_verified_read_until_believed (flow, recorded, before, image, plan, power_cycled, earlier, error);
}
