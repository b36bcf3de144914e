/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-plan.h"

#include "bb-plan-private.h"

#define BB_TEST_UNIT_READY 0x00

struct _BbPlanBuilder {
    BbPlan *plan; /* NULL after bb_plan_builder_end() returned the plan */
};

BbPlanBuilder *
bb_plan_builder_new (BbPlanKind kind, const char *family)
{
    BbPlanBuilder *builder = g_new0 (BbPlanBuilder, 1);

    builder->plan = g_object_new (BB_TYPE_PLAN, NULL);
    builder->plan->kind = kind;
    builder->plan->family = g_strdup (family);
    return builder;
}

void
bb_plan_builder_free (BbPlanBuilder *builder)
{
    g_clear_object (&builder->plan);
    g_free (builder);
}

guint
bb_plan_builder_add_blob (BbPlanBuilder *builder, GBytes *bytes)
{
    g_return_val_if_fail (builder != NULL && builder->plan != NULL && bytes != NULL, BB_BLOB_NONE);

    g_ptr_array_add (builder->plan->blobs, g_bytes_ref (bytes));
    return builder->plan->blobs->len - 1;
}

guint
bb_plan_builder_add_computed (BbPlanBuilder *builder, guint capture, guint32 length_bytes, BbCompute compute)
{
    g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (length_bytes), length_bytes);
    BbComputed computed = {.blob = bb_plan_builder_add_blob (builder, zeros), .capture = capture, .compute = compute};

    g_return_val_if_fail (capture < builder->plan->captures->len && compute != NULL, BB_BLOB_NONE);

    g_array_append_val (builder->plan->computed, computed);
    return computed.blob;
}

guint
bb_plan_builder_add_capture (BbPlanBuilder *builder, const char *name, BbRegionKind kind, guint32 address,
                             guint32 length_bytes, gboolean required)
{
    BbCaptureInfo info = {0};

    g_return_val_if_fail (builder != NULL && builder->plan != NULL && name != NULL, BB_CAPTURE_NONE);

    info.region.name = g_strdup (name);
    info.region.kind = kind;
    info.region.address = address;
    info.region.length_bytes = length_bytes;
    info.required = required;
    g_array_append_val (builder->plan->captures, info);
    return builder->plan->captures->len - 1;
}

const BbCaptureInfo *
bb_plan_builder_get_capture (BbPlanBuilder *builder, guint index)
{
    g_return_val_if_fail (builder != NULL && builder->plan != NULL, NULL);

    return index < builder->plan->captures->len ? bb_plan_get_capture (builder->plan, index) : NULL;
}

BbRegion *
bb_plan_builder_add_region (BbPlanBuilder *builder, const char *name, BbRegionKind kind, guint32 address,
                            guint32 length_bytes)
{
    BbRegion region = {0};

    g_return_val_if_fail (builder != NULL && builder->plan != NULL && name != NULL, NULL);

    region.name = g_strdup (name);
    region.kind = kind;
    region.address = address;
    region.length_bytes = length_bytes;
    g_array_append_val (builder->plan->regions, region);
    return &g_array_index (builder->plan->regions, BbRegion, builder->plan->regions->len - 1);
}

BbSection *
bb_plan_builder_begin_section (BbPlanBuilder *builder, BbPhase phase, guint max_tries)
{
    BbSection *section = NULL;

    g_return_val_if_fail (builder != NULL && builder->plan != NULL, NULL);

    section = g_new0 (BbSection, 1);
    section->phase = phase;
    section->first_step = builder->plan->steps->len;
    section->restart_at = builder->plan->sections->len;
    section->max_tries = max_tries;
    g_ptr_array_add (builder->plan->sections, section);
    return section;
}

BbStep *
bb_plan_builder_add_step (BbPlanBuilder *builder, BbVerb verb, BbStepKind kind)
{
    BbStep *step = NULL;
    BbSection *section = NULL;
    GPtrArray *sections = NULL;

    g_return_val_if_fail (builder != NULL && builder->plan != NULL, NULL);
    sections = builder->plan->sections;
    g_return_val_if_fail (sections->len > 0, NULL);

    step = g_new0 (BbStep, 1);
    step->number = builder->plan->steps->len;
    step->verb = verb;
    step->kind = kind;
    step->accepts = BB_ANSWER_GOOD;
    step->blob = BB_BLOB_NONE;
    step->capture = BB_CAPTURE_NONE;
    if (verb == BB_VERB_WAIT_READY) {
        step->wait.interval_ms = 1000;
        step->wait.limit_ms = 60000;
        step->wait.n_ready = 1;
    }
    g_ptr_array_add (builder->plan->steps, step);
    section = g_ptr_array_index (sections, sections->len - 1);
    section->n_steps++;
    return step;
}

BbStep *
bb_plan_builder_add_command (BbPlanBuilder *builder, BbStepKind kind, BbCdb cdb, guint timeout_ms)
{
    BbStep *step = bb_plan_builder_add_step (builder, BB_VERB_COMMAND, kind);

    g_return_val_if_fail (step != NULL, NULL);

    step->cdb = cdb;
    step->timeout_ms = timeout_ms;
    return step;
}

BbStep *
bb_plan_builder_add_data_out (BbPlanBuilder *builder, BbStepKind kind, BbCdb cdb, guint timeout_ms, guint blob,
                              guint32 offset, guint32 length_bytes)
{
    BbStep *step = bb_plan_builder_add_command (builder, kind, cdb, timeout_ms);

    step->direction = BB_DIRECTION_OUT;
    step->length_bytes = length_bytes;
    step->blob = blob;
    step->blob_offset = offset;
    step->blob_length_bytes = length_bytes;
    return step;
}

BbStep *
bb_plan_builder_add_data_in (BbPlanBuilder *builder, BbStepKind kind, BbCdb cdb, guint timeout_ms,
                             guint32 length_bytes)
{
    BbStep *step = bb_plan_builder_add_command (builder, kind, cdb, timeout_ms);

    step->direction = BB_DIRECTION_IN;
    step->length_bytes = length_bytes;
    return step;
}

BbStep *
bb_plan_builder_add_wait (BbPlanBuilder *builder, guint first_ms, guint limit_ms)
{
    BbStep *step = bb_plan_builder_add_step (builder, BB_VERB_WAIT_READY, BB_STEP_WAIT);

    step->wait.first_ms = first_ms;
    step->wait.limit_ms = limit_ms;
    step->wait.may_vanish = TRUE;
    step->quiet_ms = limit_ms;
    return step;
}

BbStep *
bb_plan_builder_add_identify (BbPlanBuilder *builder)
{
    return bb_plan_builder_add_step (builder, BB_VERB_IDENTIFY, BB_STEP_IDENTIFY);
}

void
bb_step_store (BbStep *step, guint capture, guint32 offset)
{
    step->use = BB_USE_STORE;
    step->capture = capture;
    step->capture_offset = offset;
}

void
bb_step_compare (BbStep *step, guint blob, guint32 offset)
{
    step->use = BB_USE_COMPARE;
    step->blob = blob;
    step->blob_offset = offset;
    step->blob_length_bytes = step->length_bytes;
}

void
bb_step_compare_capture (BbStep *step, guint capture, guint32 offset)
{
    step->use = BB_USE_COMPARE_CAPTURE;
    step->capture = capture;
    step->capture_offset = offset;
}

void
bb_step_expect (BbStep *step, guint32 offset, guint8 byte)
{
    step->use = BB_USE_EXPECT;
    step->expect_offset = offset;
    step->expect_byte = byte;
}

/* Makes @step compare the data that it reads, from byte @offset of the data on, with @bytes, which become a new blob.
 * @use: whether the data must be equal to @bytes, different from them, or equal to one of the texts in them */
static void
bb_plan_builder_expect_bytes (BbPlanBuilder *builder, BbStep *step, BbUse use, guint32 offset, const void *bytes,
                              guint32 length_bytes)
{
    g_autoptr (GBytes) blob = g_bytes_new (bytes, length_bytes);

    step->use = use;
    step->blob = bb_plan_builder_add_blob (builder, blob);
    step->blob_length_bytes = length_bytes;
    step->expect_offset = offset;
}

void
bb_plan_builder_expect (BbPlanBuilder *builder, BbStep *step, guint32 offset, const void *bytes, guint32 length_bytes)
{
    bb_plan_builder_expect_bytes (builder, step, BB_USE_EXPECT_BYTES, offset, bytes, length_bytes);
}

void
bb_plan_builder_expect_not (BbPlanBuilder *builder, BbStep *step, guint32 offset, const void *bytes,
                            guint32 length_bytes)
{
    bb_plan_builder_expect_bytes (builder, step, BB_USE_EXPECT_NOT, offset, bytes, length_bytes);
}

void
bb_plan_builder_expect_one_of (BbPlanBuilder *builder, BbStep *step, guint32 offset, const char *const *texts)
{
    g_autofree char *all = g_strjoinv (NULL, (char **) texts);
    gsize length = strlen (all);

    bb_plan_builder_expect_bytes (builder, step, BB_USE_EXPECT_ONE_OF, offset, all, (guint32) length);
    step->expect_length_bytes = (guint32) strlen (texts[0]);
}

void
bb_step_poll_with (BbStep *wait, BbCdb cdb, guint32 length_bytes)
{
    wait->cdb = cdb;
    wait->direction = length_bytes > 0 ? BB_DIRECTION_IN : BB_DIRECTION_NONE;
    wait->length_bytes = length_bytes;
    wait->timeout_ms = wait->wait.limit_ms;
}

void
bb_step_touch (BbStep *step, guint32 address, guint32 length_bytes)
{
    step->address = address;
    step->region_bytes = length_bytes;
}

BbPieces
bb_pieces (guint32 all_bytes, guint32 piece_bytes)
{
    return (BbPieces){.all_bytes = all_bytes, .piece_bytes = piece_bytes};
}

gboolean
bb_pieces_next (BbPieces *pieces)
{
    g_return_val_if_fail (pieces->piece_bytes > 0, FALSE);

    if (pieces->length_bytes > 0)
        pieces->number++;
    pieces->offset += pieces->length_bytes;
    pieces->length_bytes = MIN (pieces->all_bytes - pieces->offset, pieces->piece_bytes);
    pieces->is_last = pieces->offset + pieces->length_bytes == pieces->all_bytes;
    return pieces->length_bytes > 0;
}

void
bb_step_only_if (BbStep *step, BbStep *earlier, guint answers)
{
    g_return_if_fail (step != NULL && earlier != NULL && answers != 0);

    earlier->accepts |= answers;
    step->only_if_step = earlier->number;
    step->only_if = answers;
}

void
bb_plan_builder_set_attempts (BbPlanBuilder *builder, const char *const *attempts)
{
    g_return_if_fail (builder != NULL && attempts != NULL && attempts[0] != NULL);

    g_free (builder->plan->candidate);
    builder->plan->candidate = g_strdup (attempts[0]);
    g_strfreev (builder->plan->attempts);
    builder->plan->attempts = g_strdupv ((char **) attempts);
}

void
bb_plan_builder_set_note (BbPlanBuilder *builder, const char *note)
{
    g_return_if_fail (builder != NULL && builder->plan != NULL);

    g_free (builder->plan->note);
    builder->plan->note = g_strdup (note);
}

void
bb_plan_builder_set_id_change (BbPlanBuilder *builder, const char *before, const char *after)
{
    g_return_if_fail (builder != NULL && builder->plan != NULL);

    g_free (builder->plan->id_before);
    g_free (builder->plan->id_after);
    builder->plan->id_before = g_strdup (before);
    builder->plan->id_after = g_strdup (after);
}

void
bb_plan_builder_set_claims (BbPlanBuilder *builder, GPtrArray *claims, const char *model)
{
    g_return_if_fail (builder != NULL && builder->plan != NULL);

    g_clear_pointer (&builder->plan->claims, g_ptr_array_unref);
    g_free (builder->plan->claimed_model);
    builder->plan->claims = g_ptr_array_ref (claims);
    builder->plan->claimed_model = g_strdup (model);
}

void
bb_plan_builder_set_needs_power_cycle (BbPlanBuilder *builder)
{
    g_return_if_fail (builder != NULL && builder->plan != NULL);

    builder->plan->needs_power_cycle = TRUE;
}

void
bb_plan_builder_set_wants_consent (BbPlanBuilder *builder)
{
    g_return_if_fail (builder != NULL && builder->plan != NULL);

    builder->plan->wants_consent = TRUE;
}

/* TRUE if @length_bytes from @offset on are inside a buffer of @size_bytes. */
static gboolean
bb_slice_fits (guint64 offset, guint64 length_bytes, guint64 size_bytes)
{
    return offset + length_bytes <= size_bytes;
}

/* TRUE if @step has a blob, and the slice that the step sends or compares is inside this blob and not longer than the
 * data phase. */
static gboolean
bb_step_blob_fits (BbPlan *plan, const BbStep *step)
{
    return step->blob < plan->blobs->len && step->blob_length_bytes <= step->length_bytes &&
           bb_slice_fits (step->blob_offset, step->blob_length_bytes,
                          g_bytes_get_size (g_ptr_array_index (plan->blobs, step->blob)));
}

/* TRUE if @step has a capture, and all data that the step reads are inside this capture. */
static gboolean
bb_step_capture_fits (BbPlan *plan, const BbStep *step)
{
    return step->capture < plan->captures->len &&
           bb_slice_fits (step->capture_offset, step->length_bytes,
                          g_array_index (plan->captures, BbCaptureInfo, step->capture).region.length_bytes);
}

/* Returns (nullable) the reason, for developers, why @step cannot be run; NULL if it can be run. @step expects one of
 * the texts in its blob. It cannot be run if these texts do not have equal lengths, or if the data that it reads or
 * its capture are too short. */
static const char *
bb_step_find_fault_in_texts (BbPlan *plan, const BbStep *step)
{
    if (step->capture != BB_CAPTURE_NONE && !bb_step_capture_fits (plan, step))
        return "does not lie inside its capture";
    if (step->expect_length_bytes == 0 || step->blob_length_bytes % step->expect_length_bytes != 0)
        return "expects texts of different lengths";
    return bb_slice_fits (step->expect_offset, step->expect_length_bytes, step->length_bytes)
               ? NULL
               : "expects bytes that do not come";
}

/* Returns (nullable) the reason, for developers, why the data that @step reads cannot be stored or compared as the
 * step says; NULL if they can. */
static const char *
bb_step_find_fault_in (BbPlan *plan, const BbStep *step)
{
    switch (step->use) {
    case BB_USE_NONE:
        return NULL;
    case BB_USE_STORE:
    case BB_USE_COMPARE_CAPTURE:
        return bb_step_capture_fits (plan, step) ? NULL : "does not lie inside its capture";
    case BB_USE_COMPARE:
        if (step->capture != BB_CAPTURE_NONE && !bb_step_capture_fits (plan, step))
            return "does not lie inside its capture";
        return bb_step_blob_fits (plan, step) ? NULL : "does not lie inside its blob";
    case BB_USE_EXPECT:
        return step->expect_offset < step->length_bytes ? NULL : "expects a byte that does not come";
    case BB_USE_EXPECT_ONE_OF:
        return bb_step_find_fault_in_texts (plan, step);
    case BB_USE_EXPECT_BYTES:
    case BB_USE_EXPECT_NOT:
        if (!bb_step_blob_fits (plan, step))
            return "does not lie inside its blob";
        return bb_slice_fits (step->expect_offset, step->blob_length_bytes, step->length_bytes)
                   ? NULL
                   : "expects bytes that do not come";
    }
    return "uses its data in no known way";
}

/* Returns the length of a CDB with @opcode. The upper three bits of @opcode are the group code of SPC-4, which
 * determines the length. CDBs of groups 3, 6 and 7 may have any length; for them returns 6, the shortest length. */
static guint8
bb_opcode_get_min_bytes (guint8 opcode)
{
    static const guint8 min_bytes[] = {6, 10, 10, 6, 16, 12, 6, 6};

    return min_bytes[opcode >> 5];
}

/* Returns (nullable) the entry of the computed blob with index @blob; NULL if that blob is not computed. */
static const BbComputed *
bb_plan_find_computed (BbPlan *plan, guint blob)
{
    for (guint i = 0; i < plan->computed->len; i++)
        if (g_array_index (plan->computed, BbComputed, i).blob == blob)
            return &g_array_index (plan->computed, BbComputed, i);
    return NULL;
}

/* TRUE if a step of @section before step @number stores data in @capture. */
static gboolean
bb_section_reads (BbPlan *plan, const BbSection *section, guint capture, guint number)
{
    for (guint i = section->first_step; i < MIN (section->first_step + section->n_steps, number); i++) {
        const BbStep *step = g_ptr_array_index (plan->steps, i);

        if (step->use == BB_USE_STORE && step->capture == capture)
            return TRUE;
    }
    return FALSE;
}

/* Returns (nullable) the reason why @section must not use computed blobs as it does; NULL if the use is allowed. A
 * step must not compare with a computed blob. A step that sends a computed blob must not endanger the drive. The data
 * from which the blob is computed must be read earlier in the same section. */
static const char *
bb_section_find_computed_fault (BbPlan *plan, const BbSection *section)
{
    for (guint i = section->first_step; i < section->first_step + section->n_steps; i++) {
        const BbStep *step = g_ptr_array_index (plan->steps, i);
        const BbComputed *computed = bb_plan_find_computed (plan, step->blob);

        if (computed == NULL)
            continue;
        if (step->direction != BB_DIRECTION_OUT)
            return "compares with a computed blob";
        if (step->endangers)
            return "sends a computed blob and endangers the drive";
        if (!bb_section_reads (plan, section, computed->capture, i))
            return "sends a blob that is computed from data of another section";
    }
    return NULL;
}

/* Returns (nullable) the reason why the engine cannot run the wait @step: it would never end, or the command of its
 * polls is not suitable. NULL if the engine can run it. */
static const char *
bb_step_find_wait_fault (const BbStep *step)
{
    if (step->wait.limit_ms == 0 || step->wait.n_ready == 0)
        return "waits without an end";
    if (step->cdb.length_bytes == 0)
        return NULL;
    if (step->length_bytes == 0 && step->cdb.bytes[0] != BB_TEST_UNIT_READY)
        return "polls with a command that reads nothing";
    return step->wait.programmed_bytes == 0 ? NULL : "polls for an image with another command than TEST UNIT READY";
}

/* Returns (nullable) the reason why the engine cannot run @step; NULL if it can. */
static const char *
bb_step_find_fault (BbPlan *plan, const BbStep *step)
{
    guint8 length = step->cdb.length_bytes;

    if (step->only_if != 0 && step->only_if_step >= step->number)
        return "depends on a later step";
    if (step->verb == BB_VERB_WAIT_READY)
        return bb_step_find_wait_fault (step);
    if (step->verb == BB_VERB_IDENTIFY)
        return NULL;
    if (length != 6 && length != 10 && length != 12 && length != 16)
        return "has a command of no known length";
    if (length < bb_opcode_get_min_bytes (step->cdb.bytes[0]))
        return "has a command that is too short for its opcode";
    if (step->timeout_ms == 0)
        return "has no time-out";
    if ((step->direction == BB_DIRECTION_NONE) != (step->length_bytes == 0))
        return "has a direction without data, or data without a direction";
    /* After a unit attention the drive may have lost the data of earlier steps, so sending the data of this step
     * again is not enough. */
    if (step->direction == BB_DIRECTION_OUT && step->repeats)
        return "sends data and would be sent again alone";
    if (step->direction == BB_DIRECTION_OUT)
        return bb_step_blob_fits (plan, step) ? NULL : "does not lie inside its blob";
    if (step->direction == BB_DIRECTION_IN)
        return bb_step_find_fault_in (plan, step);
    return step->use == BB_USE_NONE ? NULL : "uses data that does not come";
}

/* Returns (nullable) the reason why the engine cannot run @section, which has the number @index: it has no steps or
 * no tries, or restarts at a later section. NULL if it can. */
static const char *
bb_section_find_fault (const BbSection *section, guint index)
{
    if (section->n_steps == 0)
        return "is empty";
    if (section->restart_at > index)
        return "restarts at a later one";
    return section->max_tries > 0 ? NULL : "may never run";
}

BbPlan *
bb_plan_builder_end (BbPlanBuilder *builder)
{
    BbPlan *plan = NULL;

    g_return_val_if_fail (builder != NULL && builder->plan != NULL, NULL);

    plan = builder->plan;
    for (guint i = 0; i < plan->sections->len; i++) {
        const BbSection *section = g_ptr_array_index (plan->sections, i);
        const char *fault = bb_section_find_fault (section, i);

        if (fault == NULL)
            fault = bb_section_find_computed_fault (plan, section);
        if (fault != NULL) {
            g_critical ("plan of %s: section %u %s", plan->family, i, fault);
            return NULL;
        }
    }
    for (guint i = 0; i < plan->steps->len; i++) {
        const char *fault = bb_step_find_fault (plan, g_ptr_array_index (plan->steps, i));

        if (fault != NULL) {
            g_critical ("plan of %s: step %u %s", plan->family, i, fault);
            return NULL;
        }
    }
    return g_steal_pointer (&builder->plan);
}
