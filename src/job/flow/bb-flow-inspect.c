/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-inspect.h"

#include "bb-flow-known.h"

/* The firmware is read until two successive reads are equal, at most this often. */
#define BB_INSPECT_MAX_READS 3

/* Runs @plan and returns (transfer full) the data that it read; %NULL with an error. */
static BbCaptures *
bb_inspect_read (BbFlow *flow, BbPlan *plan, GError **error)
{
    g_autoptr (BbRunner) runner = bb_flow_run_plan (flow, plan, error);

    return runner != NULL ? bb_captures_ref (bb_runner_get_report (runner)->captures) : NULL;
}

/* Compares @captures with @one (nullable), and if the result is UNKNOWN or OTHER, with @other (nullable). Returns the
 * last result. @why: (inout) (transfer full): set to a sentence if something is wrong, else unchanged */
static BbInside
bb_inspect_compare (BbFlow *flow, BbCaptures *captures, BbImage *one, BbImage *other, char **why)
{
    BbInside inside = flow->family->inspect->compare (flow->facts, captures, one, why);

    if (other == NULL || (inside != BB_INSIDE_UNKNOWN && inside != BB_INSIDE_OTHER))
        return inside;
    return flow->family->inspect->compare (flow->facts, captures, other, why);
}

/* TRUE if all of the running firmware in @captures equals a known image. */
static gboolean
bb_inspect_is_known (BbFlow *flow, BbCaptures *captures)
{
    g_auto (BbKnownFirmware) known = {0};
    gboolean is_known = FALSE;

    bb_flow_find_known_firmware_of_model (flow, TRUE, &known);
    for (guint i = 0; i < known.images->len + known.files->len && !is_known; i++) {
        BbImage *image = i < known.images->len ? g_ptr_array_index (known.images, i)
                                               : g_ptr_array_index (known.files, i - known.images->len);
        g_autofree char *why = NULL;

        is_known = flow->family->inspect->compare (flow->facts, captures, image, &why) == BB_INSIDE_EQUAL;
    }
    return is_known;
}

/* TRUE if @inside says that the firmware may be incomplete or a mix of two images. */
static gboolean
bb_inside_is_doubtful (BbInside inside)
{
    return inside == BB_INSIDE_SHARED || inside == BB_INSIDE_MIXED || inside == BB_INSIDE_BROKEN;
}

BbInside
bb_flow_inspect (BbFlow *flow, BbImage *one, BbImage *other, char **why)
{
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (BbCaptures) again = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) error = NULL;
    BbInside inside;

    *why = NULL;
    if (flow->family == NULL || flow->family->inspect == NULL || flow->facts->model == NULL)
        return BB_INSIDE_UNKNOWN;
    plan = flow->family->inspect->plan (flow->facts, one != NULL ? one : other, &error);
    if (plan != NULL)
        captures = bb_inspect_read (flow, plan, &error);
    if (captures == NULL) {
        (void) bb_flow_note_error (flow, error);
        return BB_INSIDE_UNKNOWN;
    }
    inside = bb_inspect_compare (flow, captures, one, other, why);
    /* A read error looks like a part of another image, so firmware with a doubtful result is read and compared once
     * more. */
    if (bb_inside_is_doubtful (inside) && (again = bb_inspect_read (flow, plan, NULL)) != NULL) {
        g_clear_pointer (why, g_free);
        inside = bb_inspect_compare (flow, again, one, other, why);
    }
    /* Two revisions can share a part. */
    if ((inside == BB_INSIDE_SHARED || inside == BB_INSIDE_MIXED) && flow->facts->condition != BB_CONDITION_SPECIAL &&
        bb_inspect_is_known (flow, captures)) {
        g_clear_pointer (why, g_free);
        inside = BB_INSIDE_OTHER;
    }
    return inside;
}

/* TRUE if @other has the same bytes as @one in each region of @one. FALSE if @other lacks a region. */
static gboolean
bb_inspect_are_equal (BbCaptures *one, BbCaptures *other)
{
    gboolean are_equal = TRUE;

    for (guint i = 0; i < bb_captures_get_n (one) && are_equal; i++) {
        const char *name = bb_captures_get_info (one, i)->region.name;
        g_autoptr (GBytes) a = bb_captures_get (one, name);
        g_autoptr (GBytes) b = bb_captures_get (other, name);

        are_equal = a != NULL && b != NULL && g_bytes_equal (a, b);
    }
    return are_equal;
}

BbCaptures *
bb_flow_read_inside (BbFlow *flow, BbImage *image, gboolean *is_stable)
{
    g_autoptr (BbCaptures) last = NULL;
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) error = NULL;

    *is_stable = FALSE;
    if (flow->facts->condition != BB_CONDITION_SPECIAL || flow->family == NULL || flow->family->inspect == NULL ||
        flow->facts->model == NULL)
        return NULL;
    plan = flow->family->inspect->plan (flow->facts, image, NULL);
    for (guint n = 0; n < BB_INSPECT_MAX_READS && plan != NULL; n++) {
        g_autoptr (BbCaptures) now = bb_inspect_read (flow, plan, &error);

        if (now == NULL) {
            (void) bb_flow_note_error (flow, error);
            return NULL;
        }
        *is_stable = last != NULL && bb_inspect_are_equal (last, now);
        if (*is_stable)
            return g_steal_pointer (&now);
        g_clear_pointer (&last, bb_captures_unref);
        last = g_steal_pointer (&now);
    }
    if (last != NULL)
        bb_flow_note_code (flow, BB_NOTE_READS_UNSTABLE, NULL);
    return g_steal_pointer (&last);
}

/* Replaces the facts of the drive by a copy that says that its running firmware is incomplete or mixed. The copy has
 * the condition HALF_ALIVE and the mode @mode (%BB_MODE_HALF_ALIVE or %BB_MODE_MIXED). The sentence @why is added to
 * its evidence. Returns (transfer none) the new facts. */
static BbFacts *
bb_inspect_set_condition (BbFlow *flow, const char *mode, const char *why)
{
    BbFacts *facts = bb_facts_copy (flow->facts);

    facts->condition = BB_CONDITION_HALF_ALIVE;
    g_free (facts->mode);
    facts->mode = g_strdup (mode);
    bb_facts_add_evidence (facts, "%s", why);
    bb_facts_unref (flow->facts);
    flow->facts = facts;
    return facts;
}

void
bb_flow_set_half_alive (BbFlow *flow, const char *why)
{
    (void) bb_inspect_set_condition (flow, BB_MODE_HALF_ALIVE, why);
}

/* Sets condition HALF_ALIVE and mode %BB_MODE_MIXED in the facts of the drive: its firmware mixes two revisions.
 * @why: a sentence that names both revisions; added to the evidence, and set as %BB_FACTS_CONTRADICTION */
static void
bb_inspect_set_mixed (BbFlow *flow, const char *why)
{
    bb_facts_set_string (bb_inspect_set_condition (flow, BB_MODE_MIXED, why), BB_FACTS_CONTRADICTION, why);
}

void
bb_flow_set_condition_of (BbFlow *flow, BbInside inside, const char *why)
{
    if (inside == BB_INSIDE_BROKEN)
        bb_flow_set_half_alive (flow, why);
    else
        bb_inspect_set_mixed (flow, why);
}

/* --- firmware of two revisions --- */

gboolean
bb_flow_runs_firmware (BbFlow *flow)
{
    return flow->facts->condition == BB_CONDITION_NORMAL ||
           bb_facts_get_string (flow->facts, BB_FACTS_CONTRADICTION) != NULL;
}

gboolean
bb_flow_may_be_mixed (BbFlow *flow)
{
    return flow->family != NULL && flow->family->inspect != NULL && flow->facts->model != NULL &&
           flow->family->inspect->may_be_mixed (flow->facts);
}

char *
bb_flow_dup_contradiction (BbFlow *flow, BbFacts *facts, BbCaptures *captures)
{
    g_auto (BbKnownFirmware) known = {0};
    g_autoptr (BbImage) of_catalog = NULL;
    char *why = NULL;

    if (!bb_flow_may_be_mixed (flow))
        return NULL;
    of_catalog = bb_flow_find_in_catalog (flow, captures);
    if (of_catalog != NULL)
        return NULL;
    bb_flow_find_known_firmware_of_model (flow, TRUE, &known);
    (void) flow->family->inspect->find_contradiction (facts, captures, known.images, known.files, &why);
    return why;
}

gboolean
bb_flow_find_contradiction (BbFlow *flow, BbCaptures *captures)
{
    g_autofree char *why = NULL;

    if (!bb_flow_may_be_mixed (flow))
        return FALSE;
    if (bb_facts_get_string (flow->facts, BB_FACTS_CONTRADICTION) != NULL)
        return TRUE;
    why = bb_flow_dup_contradiction (flow, flow->facts, captures);
    if (why != NULL)
        bb_inspect_set_mixed (flow, why);
    return why != NULL;
}

/* Runs @plan (transfer full) (nullable) up to two times. If both reads show parts of two revisions, returns (transfer
 * full) the sentence that names both revisions, else %NULL. @with_given: also compares with the file of the request
 */
static char *
bb_inspect_read_contradiction (BbFlow *flow, BbPlan *plan, gboolean with_given)
{
    g_autoptr (BbPlan) reading = plan;
    g_auto (BbKnownFirmware) known = {0};
    g_autofree char *why = NULL;

    if (reading == NULL)
        return NULL;
    bb_flow_find_known_firmware_of_model (flow, with_given, &known);
    for (guint n = 0; n < 2; n++) {
        g_autoptr (BbCaptures) captures = bb_inspect_read (flow, reading, NULL);

        g_clear_pointer (&why, g_free);
        if (captures == NULL ||
            !flow->family->inspect->find_contradiction (flow->facts, captures, known.images, known.files, &why))
            return NULL;
    }
    return g_steal_pointer (&why);
}

/* Returns (transfer full) (nullable) a plan that reads a few KiB of the firmware; %NULL unless the drive is in its
 * normal condition and drives of its model can run mixed firmware. */
static BbPlan *
bb_inspect_plan_sample (BbFlow *flow)
{
    if (flow->facts->condition != BB_CONDITION_NORMAL || !bb_flow_may_be_mixed (flow))
        return NULL;
    return flow->family->inspect->plan_sample (flow->facts, NULL);
}

/* Same as bb_inspect_plan_sample(), but the plan reads all of the firmware. */
static BbPlan *
bb_inspect_plan_all (BbFlow *flow)
{
    if (flow->facts->condition != BB_CONDITION_NORMAL || !bb_flow_may_be_mixed (flow))
        return NULL;
    return flow->family->inspect->plan (flow->facts, NULL, NULL);
}

/* TRUE if reading with @plan (transfer full) (nullable) shows that the firmware mixes two revisions; in this case,
 * also sets the condition of the drive. */
static gboolean
bb_inspect_find_mixed (BbFlow *flow, BbPlan *plan)
{
    g_autofree char *why = bb_inspect_read_contradiction (flow, plan, TRUE);

    if (why != NULL)
        bb_inspect_set_mixed (flow, why);
    return why != NULL;
}

gboolean
bb_flow_sample (BbFlow *flow)
{
    return bb_inspect_find_mixed (flow, bb_inspect_plan_sample (flow));
}

gboolean
bb_flow_read_contradiction (BbFlow *flow)
{
    return bb_inspect_find_mixed (flow, bb_inspect_plan_all (flow));
}

gboolean
bb_flow_is_mixed_without_given (BbFlow *flow)
{
    g_autofree char *why = bb_inspect_read_contradiction (flow, bb_inspect_plan_sample (flow), FALSE);

    return why != NULL;
}

gboolean
bb_flow_mixes_known (BbFlow *flow, BbImage *image, const BbKnownFirmware *known, gboolean is_interrupted)
{
    return image != NULL &&
           (flow->family->inspect->is_image_mixed (flow->facts, image, known->images) ||
            (!is_interrupted && flow->family->inspect->is_image_doubtful (flow->facts, image, known->files)));
}

gboolean
bb_flow_is_image_mixed (BbFlow *flow, BbImage *image, gboolean is_interrupted)
{
    g_auto (BbKnownFirmware) known = {0};

    if (image == NULL || !bb_flow_may_be_mixed (flow))
        return FALSE;
    bb_flow_find_known_firmware_of_model (flow, TRUE, &known);
    return bb_flow_mixes_known (flow, image, &known, is_interrupted);
}

gboolean
bb_flow_is_file_mixed (BbFlow *flow, BbImage *image)
{
    g_autoptr (GPtrArray) backups = NULL;
    gboolean is_evidence = FALSE;

    if (!bb_flow_may_be_mixed (flow) || bb_flow_is_in_catalog (flow, image))
        return FALSE;
    backups = bb_backup_store_list (flow->env->store, NULL);
    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        const BbBackupFile *held = bb_backup_find_file (backup, BB_BACKUP_IMAGE);

        if (held == NULL || !g_str_equal (held->sha256, bb_image_get_sha256 (image)))
            continue;
        if (g_strcmp0 (backup->reason, bb_backup_equals_file) == 0)
            return FALSE;
        is_evidence = is_evidence || backup->contradiction != NULL;
    }
    return is_evidence || bb_flow_is_image_mixed (flow, image, FALSE);
}

void
bb_flow_compare_parts (BbFlow *flow, BbImage *image, char **shared)
{
    g_autofree char *why = NULL;
    BbInside inside;

    if (!bb_flow_runs_firmware (flow) || !bb_flow_may_be_mixed (flow))
        return;
    inside = bb_flow_inspect (flow, image, NULL, &why);
    if (inside == BB_INSIDE_MIXED || inside == BB_INSIDE_BROKEN)
        bb_flow_set_condition_of (flow, inside, why);
    if (inside == BB_INSIDE_SHARED)
        *shared = g_steal_pointer (&why);
    if (inside == BB_INSIDE_OTHER)
        (void) bb_flow_read_contradiction (flow);
}

gboolean
bb_flow_is_lost (BbFlow *flow, BbImage *known, BbInside *inside)
{
    g_autofree char *why = NULL;
    BbInside found = BB_INSIDE_UNKNOWN;

    if (flow->facts->condition == BB_CONDITION_SPECIAL)
        found = bb_flow_inspect (flow, known, NULL, &why);
    if (inside != NULL)
        *inside = found;
    if (found != BB_INSIDE_BROKEN && found != BB_INSIDE_MIXED)
        return FALSE;
    bb_flow_note (flow, why);
    return TRUE;
}
