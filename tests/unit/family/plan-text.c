/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-text.h"

#include "firmware/bb-image.h"

#include <nettle/sha2.h>
#include <string.h>

/* PlanSums: @blobs: (element-type GBytes utf8): SHA-256 of each blob that a step uses */
typedef struct {
    BbPlan *plan;
    GHashTable *blobs;
} PlanSums;

/* A member of a step, with its name in plan_text_dup(). */
typedef struct {
    const char *name;
    guint32 value;
} Field;

#define MAX_FIELDS 32

/* Sets @fields to all members of @step that are numbers. Returns how many there are. */
static guint
list_fields (const BbStep *step, Field fields[MAX_FIELDS])
{
    const Field all[] = {
        {"verb", step->verb},
        {"direction", step->direction},
        {"length", step->length_bytes},
        {"timeout", step->timeout_ms},
        {"accepts", step->verb == BB_VERB_COMMAND ? step->accepts : 0},
        {"only-if-step", step->only_if_step},
        {"only-if", step->only_if},
        {"use", step->use},
        {"blob-offset", step->blob_offset},
        {"blob-length", step->blob_length_bytes},
        {"capture-offset", step->capture_offset},
        {"expect-offset", step->expect_offset},
        {"expect-byte", step->expect_byte},
        {"address", step->address},
        {"region", step->region_bytes},
        {"endangers", step->endangers | (step->is_spared_if_refused ? 2 : 0)},
        {"unrecoverable", step->unrecoverable},
        {"journal", step->journal},
        {"quiet", step->quiet_ms},
        {"typical", step->typical_ms},
        {"repeats", step->repeats},
        {"first", step->wait.first_ms},
        {"interval", step->wait.interval_ms},
        {"limit", step->wait.limit_ms},
        {"n-ready", step->wait.n_ready},
        {"any-other-ends", step->wait.any_other_ends},
        {"may-vanish", step->wait.may_vanish},
        {"programmed", step->wait.programmed_bytes},
    };

    memcpy (fields, all, sizeof all);
    return G_N_ELEMENTS (all);
}

/* Returns the SHA-256 of the blob of @step, so that the text does not depend on the order of the blobs. */
static const char *
blob_sum (PlanSums *sums, const BbStep *step)
{
    GBytes *blob = NULL;
    char *sum = NULL;

    if (step->blob == BB_BLOB_NONE || step->blob_length_bytes == 0)
        return "";
    blob = bb_plan_get_blob (sums->plan, step->blob);
    sum = g_hash_table_lookup (sums->blobs, blob);
    if (sum == NULL) {
        sum = bb_sha256_bytes (blob);
        g_hash_table_insert (sums->blobs, blob, sum);
    }
    return sum;
}

/* Returns the name of the capture that a step uses, "" if it uses none. */
static const char *
capture_name (BbPlan *plan, const BbStep *step)
{
    return step->capture != BB_CAPTURE_NONE ? bb_plan_get_capture (plan, step->capture)->region.name : "";
}

static void
add_region (GString *text, const char *what, const BbRegion *region)
{
    g_string_append_printf (text, "%s %s %s %x+%x%s\n", what, region->name, bb_region_kind_to_string (region->kind),
                            region->address, region->length_bytes, region->kept ? " kept" : "");
}

/* Returns (transfer full) all members of the plan but the steps, as text. */
static char *
dup_frame (BbPlan *plan)
{
    g_autoptr (GString) text = g_string_new (NULL);
    const char *before = NULL;
    const char *after = bb_plan_get_id_change (plan, &before);

    g_string_append_printf (text, "plan %d %s candidate %s note %s id %s %s consent %d\n", bb_plan_get_kind (plan),
                            bb_plan_get_family (plan), bb_plan_get_candidate (plan), bb_plan_get_note (plan), before,
                            after, bb_plan_wants_consent (plan));
    for (guint i = 0; i < bb_plan_get_n_captures (plan); i++)
        add_region (text, bb_plan_get_capture (plan, i)->required ? "required" : "capture",
                    &bb_plan_get_capture (plan, i)->region);
    for (guint i = 0; i < bb_plan_get_n_regions (plan); i++)
        add_region (text, "region", bb_plan_get_region (plan, i));
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        g_string_append_printf (text, "section %u %s %u+%u restart %u tries %u sums %u before %d%s%s\n", i,
                                bb_phase_to_string (section->phase), section->first_step, section->n_steps,
                                section->restart_at, section->max_tries, section->max_refused_sums,
                                section->before_retry, section->collect ? " collect" : "",
                                section->heals ? " heals" : "");
        if (section->retry_wait_ms != 0)
            g_string_append_printf (text, "wait %u\n", section->retry_wait_ms);
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Adds the line of step @index. @sum_characters: how many digits of the SHA-256 of a blob */
static void
add_step (GString *text, PlanSums *sums, guint index, int sum_characters)
{
    const BbStep *step = bb_plan_get_step (sums->plan, index);
    Field fields[MAX_FIELDS];
    guint n_fields = list_fields (step, fields);

    g_string_append_printf (text, "%u %s ", index, bb_step_kind_to_string (step->kind));
    for (guint j = 0; j < step->cdb.length_bytes; j++)
        g_string_append_printf (text, "%02x", step->cdb.bytes[j]);
    for (guint j = 0; j < n_fields; j++)
        if (fields[j].value != 0)
            g_string_append_printf (text, " %s %u", fields[j].name, fields[j].value);
    if (step->pause_ms != 0)
        g_string_append_printf (text, " pause %u", step->pause_ms);
    g_string_append_printf (text, " capture “%s” blob “%.*s”\n", capture_name (sums->plan, step), sum_characters,
                            blob_sum (sums, step));
}

char *
plan_text_dup (BbPlan *plan)
{
    g_autofree char *frame = dup_frame (plan);
    g_autoptr (GString) text = g_string_new (frame);
    g_autoptr (GHashTable) blobs = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    PlanSums sums = {plan, blobs};

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++)
        add_step (text, &sums, i, -1);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* TRUE if @plan has the steps @one and @other, and both have the same verb, kind, use and operation code. */
static gboolean
are_alike (BbPlan *plan, guint one, guint other)
{
    const BbStep *left = NULL;
    const BbStep *right = NULL;

    if (one >= bb_plan_get_n_steps (plan) || other >= bb_plan_get_n_steps (plan))
        return FALSE;
    left = bb_plan_get_step (plan, one);
    right = bb_plan_get_step (plan, other);
    return left->verb == right->verb && left->kind == right->kind && left->use == right->use &&
           left->cdb.bytes[0] == right->cdb.bytes[0];
}

void
plan_text_assert (BbPlan *plan, const char *wanted)
{
    g_autofree char *frame = dup_frame (plan);
    g_autoptr (GString) text = g_string_new (frame);
    g_autoptr (GHashTable) blobs = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    PlanSums sums = {plan, blobs};

    /* The second condition leaves out the inner steps of a repeated pair of steps. */
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++)
        if (!(are_alike (plan, i, i - 1) && are_alike (plan, i, i + 1)) &&
            !(are_alike (plan, i, i - 2) && are_alike (plan, i, i + 2)))
            add_step (text, &sums, i, 8);
    g_assert_cmpstr (text->str, ==, wanted);
}

/* Adds @text with its final zero to the sum. */
static void
sum_text (struct sha256_ctx *sum, const char *text)
{
    sha256_update (sum, strlen (text) + 1, (const guint8 *) text);
}

char *
plan_text_hash (BbPlan *plan)
{
    g_autofree char *frame = dup_frame (plan);
    g_autoptr (GHashTable) blobs = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    PlanSums sums = {plan, blobs};
    struct sha256_ctx sum;
    guint8 digest[SHA256_DIGEST_SIZE];
    g_autoptr (GString) text = g_string_new (NULL);

    sha256_init (&sum);
    sum_text (&sum, frame);
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        Field fields[MAX_FIELDS];
        guint32 values[MAX_FIELDS];
        guint n_fields = list_fields (step, fields);

        for (guint j = 0; j < n_fields; j++)
            values[j] = GUINT32_TO_LE (fields[j].value);
        sha256_update (&sum, n_fields * sizeof values[0], (const guint8 *) values);
        sum_text (&sum, bb_step_kind_to_string (step->kind));
        sha256_update (&sum, step->cdb.length_bytes, step->cdb.bytes);
        sum_text (&sum, capture_name (plan, step));
        sum_text (&sum, blob_sum (&sums, step));
        if (step->pause_ms != 0) {
            g_autofree char *pause = g_strdup_printf ("pause %u", step->pause_ms);

            sum_text (&sum, pause);
        }
    }
    sha256_digest (&sum, sizeof digest, digest);
    for (guint i = 0; i < sizeof digest; i++)
        g_string_append_printf (text, "%02x", digest[i]);
    return g_string_free (g_steal_pointer (&text), FALSE);
}
