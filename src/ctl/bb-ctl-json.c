/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-json.h"

#include "bb-ctl-next-step.h"
#include "bb-ctl-output.h"

#include "job/words/bb-words.h"

void
bb_ctl_json_set_safe (JsonObject *object, BbSafe safe)
{
    if (safe == BB_SAFE_UNKNOWN)
        json_object_set_null_member (object, "drive-safe");
    else
        json_object_set_boolean_member (object, "drive-safe", safe == BB_SAFE_YES);
}

/* Returns (transfer full) a model as JSON. All pointers: (nullable); @evidence: (element-type utf8). */
static JsonObject *
bb_ctl_json_model (const char *family, const char *code, const char *maker, const char *name, BbConfidence confidence,
                   GPtrArray *evidence)
{
    JsonObject *object = json_object_new ();
    JsonArray *sentences = json_array_new ();

    bb_ctl_json_set_text (object, "family", family);
    bb_ctl_json_set_text (object, "code", code);
    bb_ctl_json_set_text (object, "maker", maker);
    bb_ctl_json_set_text (object, "model", name);
    json_object_set_string_member (object, "confidence", bb_confidence_to_string (confidence));
    for (guint i = 0; evidence != NULL && i < evidence->len; i++)
        json_array_add_string_element (sentences, g_ptr_array_index (evidence, i));
    json_object_set_array_member (object, "evidence", sentences);
    return object;
}

/* Returns (transfer full) the contradicting claims in @facts. */
static JsonArray *
bb_ctl_json_conflict (BbFacts *facts)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; i < facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (facts->conflict, i);
        JsonObject *object = json_object_new ();

        json_object_set_string_member (object, "source", claim->source);
        json_object_set_string_member (object, "says", claim->says);
        json_array_add_object_element (array, object);
    }
    return array;
}

/* Sets `named` to what the reported name of the drive indicates, or to null. The family may also come from answers to
 * standard commands. @facts: (nullable). */
static void
bb_ctl_json_set_named (JsonObject *object, BbFacts *facts)
{
    const BbNaming *naming = facts != NULL ? facts->naming : NULL;
    const char *likely = facts != NULL ? bb_facts_get_string (facts, BB_FACTS_LIKELY_FAMILY) : NULL;
    JsonObject *named;

    if (naming == NULL) {
        json_object_set_null_member (object, "named");
        return;
    }
    named = json_object_new ();
    bb_ctl_json_set_text (named, "maker", naming->maker);
    bb_ctl_json_set_text (named, "model", naming->model);
    bb_ctl_json_set_text (named, "kind", naming->kind);
    bb_ctl_json_set_text (named, "form", naming->form);
    bb_ctl_json_set_text (named, "interface", naming->interface);
    bb_ctl_json_set_text (named, "family", likely != NULL ? likely : naming->family);
    json_object_set_object_member (object, "named", named);
}

/* Sets these members of @object from @facts (nullable):
 * - `is`: the identified model; without one, maker and model of the reported name if it has both; else null
 * - `named`: what the reported name and answers to standard commands indicate
 * - `candidates`: the models that the drive may be. If there are none: maker and model of the reported name, if it
 *   has both and belongs to a family
 * - `conflict`: only if the drive itself indicates two models
 * - `tested`: tests of the model */
static void
bb_ctl_json_set_facts (JsonObject *object, BbFacts *facts)
{
    JsonArray *candidates = json_array_new ();

    if (facts != NULL && facts->model != NULL)
        json_object_set_object_member (object, "is",
                                       bb_ctl_json_model (facts->family, bb_facts_get_model_key (facts), facts->maker,
                                                          facts->model_name, facts->confidence, facts->evidence));
    else if (facts != NULL && bb_naming_is_complete (facts->naming))
        json_object_set_object_member (object, "is",
                                       bb_ctl_json_model (NULL, NULL, facts->naming->maker, facts->naming->model,
                                                          facts->naming->confidence, facts->evidence));
    else
        json_object_set_null_member (object, "is");
    bb_ctl_json_set_named (object, facts);
    for (guint i = 0; facts != NULL && i < facts->candidates->len; i++) {
        BbModel *model = g_ptr_array_index (facts->candidates, i);

        json_array_add_object_element (candidates,
                                       bb_ctl_json_model (bb_model_get_family (model), bb_model_get_key (model),
                                                          bb_model_get_maker (model), bb_model_get_name (model),
                                                          bb_model_get_confidence (model), NULL));
    }
    /* If the reported name belongs to a family, but to no model in the table of that family, adds it as a candidate
     * whose `code` is null. */
    if (facts != NULL && facts->candidates->len == 0 && bb_naming_is_complete (facts->naming) &&
        facts->naming->family != NULL)
        json_array_add_object_element (candidates,
                                       bb_ctl_json_model (facts->naming->family, NULL, facts->naming->maker,
                                                          facts->naming->model, BB_CONFIDENCE_LOW, NULL));
    json_object_set_array_member (object, "candidates", candidates);
    if (facts != NULL && facts->confidence == BB_CONFIDENCE_CONFLICTING)
        json_object_set_array_member (object, "conflict", bb_ctl_json_conflict (facts));
    bb_ctl_json_set_text (object, "tested",
                          facts != NULL && facts->model != NULL ? bb_model_get_tested (facts->model) : NULL);
}

static const char *
bb_ctl_medium_to_string (BbMedium medium)
{
    static const char *const WORDS[] = {
        [BB_MEDIUM_UNKNOWN] = "unknown",
        [BB_MEDIUM_NONE] = "none",
        [BB_MEDIUM_TRAY_OPEN] = "tray-open",
        [BB_MEDIUM_PRESENT] = "present",
    };

    return WORDS[medium];
}

/* Returns (transfer full) the names of the actions in @can. */
static JsonArray *
bb_ctl_json_can (BbCan can)
{
    g_autofree const char **names = bb_can_list_names (can);
    JsonArray *array = json_array_new ();

    for (guint i = 0; names[i] != NULL; i++)
        json_array_add_string_element (array, names[i]);
    return array;
}

JsonObject *
bb_ctl_json_drive (BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    BbDriveState state = bb_engine_drive_get_shown_state (drive);
    BbSeen seen = bb_engine_drive_saw_users (drive);
    g_autofree char *used_by = bb_engine_drive_dup_used_by (drive);
    JsonObject *object = json_object_new ();
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL;

    bb_engine_drive_dup_reported (drive, &vendor, &product, &revision);
    json_object_set_string_member (object, "name", details->name);
    bb_ctl_json_set_text (object, "own-name", bb_engine_drive_get_own_name (drive));
    bb_ctl_json_set_text (object, "node", details->sr_node != NULL ? details->sr_node : details->sg_node);
    bb_ctl_json_set_text (object, "sg-node", details->sg_node);
    bb_ctl_json_set_text (object, "serial", details->serial);
    bb_ctl_json_set_text (object, "vendor", vendor);
    bb_ctl_json_set_text (object, "product", product);
    bb_ctl_json_set_text (object, "revision", revision);
    json_object_set_string_member (object, "bus", bb_bus_to_string (details->bus));
    bb_ctl_json_set_text (object, "bridge", details->bridge);
    json_object_set_string_member (object, "medium", bb_ctl_medium_to_string (bb_engine_drive_get_medium (drive)));
    json_object_set_string_member (object, "state", bb_drive_state_to_string (state));
    bb_ctl_json_set_text (object, "used-by", used_by);
    if (seen == BB_SEEN_UNKNOWN)
        json_object_set_null_member (object, "other-users-seen");
    else
        json_object_set_boolean_member (object, "other-users-seen", seen == BB_SEEN_ALL);
    bb_ctl_json_set_text (object, "hazard", bb_engine_drive_get_hazard (drive));
    bb_ctl_json_set_facts (object, facts);
    json_object_set_array_member (object, "can", bb_ctl_json_can (bb_engine_drive_get_can (drive)));
    return object;
}

void
bb_ctl_json_set_details (JsonObject *object, const char *family_id, GVariant *values)
{
    const BbFamily *family = family_id != NULL ? bb_family_lookup (family_id) : NULL;
    JsonObject *details = NULL;

    if (family == NULL || family->detail_keys == NULL) {
        json_object_set_null_member (object, "details");
        return;
    }
    details = json_object_new ();
    for (guint i = 0; family->detail_keys[i] != NULL; i++) {
        g_autoptr (GVariant) value =
            values != NULL ? g_variant_lookup_value (values, family->detail_keys[i], NULL) : NULL;

        if (value != NULL)
            json_object_set_member (details, family->detail_keys[i], json_gvariant_serialize (value));
        else
            json_object_set_null_member (details, family->detail_keys[i]);
    }
    json_object_set_object_member (object, "details", details);
}

/* Sets `known` to the entry of the catalog for the image, or to null. @known: (nullable). */
static void
bb_ctl_json_set_known (JsonObject *object, BbKnownImage *known)
{
    JsonObject *entry = NULL;

    if (known == NULL) {
        json_object_set_null_member (object, "known");
        return;
    }
    entry = json_object_new ();
    json_object_set_string_member (entry, "product", bb_known_image_get_name (known));
    json_object_set_string_member (entry, "revision", bb_known_image_get_revision (known));
    json_object_set_string_member (entry, "source", bb_known_image_get_source (known));
    json_object_set_object_member (object, "known", entry);
}

JsonObject *
bb_ctl_json_image (BbImage *image)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    JsonObject *object = json_object_new ();
    JsonArray *codes = json_array_new ();

    json_object_set_string_member (object, "file", bb_image_get_name (image));
    bb_ctl_json_set_text (object, "inside", bb_image_get_inside (image));
    json_object_set_int_member (object, "size", (gint64) bb_image_get_size (image));
    json_object_set_string_member (object, "sha256", bb_image_get_sha256 (image));
    bb_ctl_json_set_text (object, "family", identity != NULL ? identity->family : NULL);
    for (guint i = 0; identity != NULL && identity->codes != NULL && identity->codes[i] != NULL; i++)
        json_array_add_string_element (codes, identity->codes[i]);
    json_object_set_array_member (object, "codes", codes);
    bb_ctl_json_set_text (object, "model", identity != NULL ? identity->model_name : NULL);
    bb_ctl_json_set_text (object, "revision", identity != NULL ? identity->revision : NULL);
    json_object_set_string_member (object, "checksum",
                                   bb_checksum_to_string (identity != NULL ? identity->checksum : BB_CHECKSUM_NONE));
    bb_ctl_json_set_text (object, "problem", identity != NULL ? identity->problem : NULL);
    json_object_set_string_member (
        object, "kind", bb_image_kind_to_string (identity != NULL ? identity->kind : BB_IMAGE_KIND_UNKNOWN));
    bb_ctl_json_set_known (object, identity != NULL ? identity->known : NULL);
    bb_ctl_json_set_details (object, identity != NULL ? identity->family : NULL,
                             identity != NULL ? identity->values : NULL);
    return object;
}

JsonArray *
bb_ctl_json_reasons (BbVerdict *verdict)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);
        JsonObject *object = json_object_new ();

        json_object_set_string_member (object, "code", reason->code);
        json_object_set_string_member (object, "weight", bb_weight_to_string (reason->weight));
        json_object_set_string_member (object, "text", reason->text);
        json_array_add_object_element (array, object);
    }
    return array;
}

void
bb_ctl_json_add_item (JsonArray *array, const char *code, gboolean good, gboolean needed, const char *text,
                      const char *remedy)
{
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "code", code);
    json_object_set_boolean_member (object, "good", good);
    json_object_set_boolean_member (object, "needed", needed);
    json_object_set_string_member (object, "text", text);
    bb_ctl_json_set_text (object, "remedy", remedy);
    json_array_add_object_element (array, object);
}

JsonArray *
bb_ctl_json_readiness (GPtrArray *readiness)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; readiness != NULL && i < readiness->len; i++) {
        const BbReadiness *item = g_ptr_array_index (readiness, i);
        g_autofree char *text = bb_words_dup_readiness (item);
        g_autofree char *remedy = bb_words_dup_remedy (item);

        bb_ctl_json_add_item (array, item->code, item->good, item->needed, text, remedy);
    }
    return array;
}

/* Returns (transfer full) the codes of the consents that are not granted. @consents: (nullable). */
static JsonArray *
bb_ctl_json_consents (GPtrArray *consents)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; consents != NULL && i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        if (!consent->granted)
            json_array_add_string_element (array, bb_consent_code_to_string (consent->code));
    }
    return array;
}

void
bb_ctl_json_set_accepts_older (JsonObject *object, BbFacts *facts, BbImageIdentity *image)
{
    g_autofree char *text = NULL;
    BbAcceptsOlder answer = bb_family_accepts_older (facts, image, &text);

    if (answer == BB_ACCEPTS_OLDER_YES || answer == BB_ACCEPTS_OLDER_NO)
        json_object_set_boolean_member (object, "accepts-older", answer == BB_ACCEPTS_OLDER_YES);
    else
        json_object_set_null_member (object, "accepts-older");
    bb_ctl_json_set_text (object, "accepts-older-text", text);
}

JsonObject *
bb_ctl_json_review (BbEngineDrive *drive, BbReview *review)
{
    JsonObject *object = json_object_new ();
    g_autoptr (GPtrArray) consents = bb_review_list_consents (review, NULL, BB_CONSENT_NONE);

    json_object_set_object_member (object, "drive", bb_ctl_json_drive (drive));
    json_object_set_object_member (object, "image", bb_ctl_json_image (review->image));
    json_object_set_string_member (object, "verdict",
                                   bb_verdict_level_to_string (bb_verdict_get_level (review->verdict)));
    json_object_set_boolean_member (object, "rejection-expected", bb_verdict_expects_rejection (review->verdict));
    bb_ctl_json_set_accepts_older (object, review->facts, bb_image_get_identity (review->image));
    json_object_set_array_member (object, "reasons", bb_ctl_json_reasons (review->verdict));
    json_object_set_array_member (object, "readiness", bb_ctl_json_readiness (review->readiness));
    json_object_set_string_member (object, "backup", bb_backup_kind_to_string (review->backup_kind));
    bb_ctl_json_set_text (object, "backup-why", review->backup_why);
    json_object_set_int_member (object, "seconds", review->seconds);
    json_object_set_array_member (object, "consents", bb_ctl_json_consents (consents));
    return object;
}

JsonObject *
bb_ctl_json_backup (BbBackup *backup)
{
    JsonObject *object = json_object_new ();
    JsonArray *regions = json_array_new ();
    g_autoptr (GDateTime) created = g_date_time_new_from_unix_utc (backup->created);
    g_autofree char *time = created != NULL ? g_date_time_format_iso8601 (created) : NULL;
    g_autofree char *reason = bb_words_dup_backup_reason (backup);

    json_object_set_string_member (object, "id", backup->id);
    bb_ctl_json_set_text (object, "drive", backup->model_name);
    bb_ctl_json_set_text (object, "vendor", backup->vendor);
    bb_ctl_json_set_text (object, "product", backup->product);
    bb_ctl_json_set_text (object, "revision", backup->revision);
    json_object_set_string_member (object, "folder", backup->folder);
    json_object_set_boolean_member (object, "complete", backup->complete);
    json_object_set_boolean_member (object, "unproven", backup->unproven);
    bb_ctl_json_set_text (object, "contradiction", backup->contradiction);
    json_object_set_boolean_member (object, "simulated", backup->simulated);
    bb_ctl_json_set_text (object, "created", time);
    bb_ctl_json_set_text (object, "reason", reason);
    for (guint i = 0; i < backup->files->len; i++) {
        const BbBackupFile *file = g_ptr_array_index (backup->files, i);
        JsonObject *region = json_object_new ();

        json_object_set_string_member (region, "name", file->name);
        json_object_set_int_member (region, "address", file->address);
        json_object_set_int_member (region, "length", (gint64) file->length_bytes);
        json_object_set_string_member (region, "sha256", file->sha256);
        json_array_add_object_element (regions, region);
    }
    json_object_set_array_member (object, "regions", regions);
    return object;
}

/* Sets `differences` to the address ranges in @differences (nullable) (element-type BbDifference). */
static void
bb_ctl_json_set_differences (JsonObject *object, GArray *differences)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; differences != NULL && i < differences->len; i++) {
        const BbDifference *difference = &g_array_index (differences, BbDifference, i);
        JsonObject *range = json_object_new ();

        json_object_set_int_member (range, "address", difference->address);
        json_object_set_int_member (range, "length", difference->length_bytes);
        json_array_add_object_element (array, range);
    }
    json_object_set_array_member (object, "differences", array);
}

/* Returns the value of the member `result`: the word for @outcome. Exception: for the outcomes "not permitted" and
 * "not found" the word is "unchanged", and only the exit code tells them apart. */
static const char *
bb_ctl_result_word (BbOutcome outcome)
{
    if (outcome == BB_OUTCOME_NOT_PERMITTED || outcome == BB_OUTCOME_NOT_FOUND)
        outcome = BB_OUTCOME_UNCHANGED;
    return bb_outcome_to_string (outcome);
}

/* Sets `compared-with` to what the firmware in the drive was compared with; to null if the job ended before the
 * comparison. */
static void
bb_ctl_json_set_compared (JsonObject *object, const BbResult *result)
{
    JsonObject *compared;

    if (result->compared_with == NULL) {
        json_object_set_null_member (object, "compared-with");
        return;
    }
    compared = json_object_new ();
    json_object_set_string_member (compared, "kind", result->compared_with);
    bb_ctl_json_set_text (compared, "name", result->compared_name);
    bb_ctl_json_set_text (compared, "revision", result->compared_revision);
    json_object_set_object_member (object, "compared-with", compared);
}

JsonObject *
bb_ctl_json_result (BbEngineDrive *drive, BbResult *result)
{
    JsonObject *object = json_object_new ();
    g_autofree char *next = bb_ctl_dup_next_step (drive, result);

    json_object_set_string_member (object, "drive", bb_engine_drive_get_name (drive));
    if (result->action == BB_ACTION_VERIFY) {
        json_object_set_string_member (object, "result", bb_words_verify_result (result));
        bb_ctl_json_set_differences (object, result->differences);
        bb_ctl_json_set_compared (object, result);
    } else {
        json_object_set_string_member (object, "result", bb_ctl_result_word (result->outcome));
    }
    json_object_set_int_member (object, "exit", bb_outcome_get_exit (result->outcome));
    bb_ctl_json_set_text (object, "revision-before", result->revision_before);
    bb_ctl_json_set_text (object, "revision-after", result->revision_after);
    json_object_set_string_member (object, "verified", bb_proof_to_string (result->proof));
    bb_ctl_json_set_text (object, "backup", result->backup != NULL ? result->backup->id : NULL);
    json_object_set_int_member (object, "commands", result->n_commands);
    json_object_set_int_member (object, "bytes", (gint64) result->n_bytes);
    json_object_set_double_member (object, "seconds", result->seconds);
    bb_ctl_json_set_text (object, "message", result->message);
    bb_ctl_json_set_text (object, "next", next);
    json_object_set_array_member (object, "consents", bb_ctl_json_consents (result->consents));
    bb_ctl_json_set_safe (object, bb_engine_drive_get_safe (drive, result));
    if (result->review != NULL && result->review->verdict != NULL)
        json_object_set_array_member (object, "reasons", bb_ctl_json_reasons (result->review->verdict));
    return object;
}

/* Returns (nullable) the name of the region that @step erases, writes or reads; %NULL if there is none. */
static const char *
bb_ctl_find_region_name (BbPlan *plan, const BbStep *step)
{
    for (guint i = 0; step->region_bytes > 0 && i < bb_plan_get_n_regions (plan); i++) {
        const BbRegion *region = bb_plan_get_region (plan, i);

        if (step->address >= region->address && step->address - region->address < region->length_bytes)
            return region->name;
    }
    return NULL;
}

JsonArray *
bb_ctl_json_steps (BbPlan *plan)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        g_autofree char *text = step->verb == BB_VERB_COMMAND ? bb_cdb_dup_text (&step->cdb) : NULL;
        JsonObject *object = json_object_new ();

        json_object_set_int_member (object, "number", i + 1);
        json_object_set_string_member (object, "kind", bb_step_kind_to_string (step->kind));
        bb_ctl_json_set_text (object, "region", bb_ctl_find_region_name (plan, step));
        json_object_set_int_member (object, "address", step->address);
        json_object_set_int_member (object, "length",
                                    step->region_bytes != 0 ? step->region_bytes : step->length_bytes);
        json_object_set_boolean_member (object, "endangers", step->endangers);
        if (step->unrecoverable)
            json_object_set_boolean_member (object, "deadly", TRUE);
        if (step->only_if != 0)
            json_object_set_int_member (object, "only-if", step->only_if_step + 1);
        if (step->pause_ms != 0)
            json_object_set_int_member (object, "pause-ms", step->pause_ms);
        json_object_set_string_member (object, "text", text != NULL ? text : bb_step_kind_to_string (step->kind));
        json_array_add_object_element (array, object);
    }
    return array;
}

JsonArray *
bb_ctl_json_advice (GPtrArray *list)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; i < list->len; i++) {
        const BbAdvice *advice = g_ptr_array_index (list, i);
        JsonObject *object = json_object_new ();

        json_object_set_string_member (object, "purpose", bb_purpose_to_string (advice->purpose));
        bb_ctl_json_set_text (object, "image", advice->image);
        bb_ctl_json_set_text (object, "requires", advice->needs);
        bb_ctl_json_set_text (object, "transfer", advice->transfer);
        bb_ctl_json_set_text (object, "gains", advice->gains);
        bb_ctl_json_set_text (object, "losses", advice->losses);
        bb_ctl_json_set_text (object, "risk", advice->risk);
        bb_ctl_json_set_text (object, "source", advice->source);
        json_object_set_string_member (object, "confidence", bb_confidence_to_string (advice->confidence));
        json_array_add_object_element (array, object);
    }
    return array;
}

/* Returns (transfer full) the book type of @medium, which must be known. While the drive uses a known temporary book
 * type, the members `temporary` and `in-use` are that type; otherwise `temporary` is null, and `in-use` is the
 * permanent type. */
static JsonObject *
bb_ctl_json_book (const BbBooks *books, BbBookMedium medium)
{
    const BbBook *book = &books->media[medium];
    gboolean is_temporary = book->uses_temporary && book->temporary_known;
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "media", bb_book_medium_to_id (medium));
    bb_ctl_json_set_text (object, "permanent", bb_book_to_id (book->permanent));
    bb_ctl_json_set_text (object, "temporary", is_temporary ? bb_book_to_id (book->temporary) : NULL);
    bb_ctl_json_set_text (object, "in-use", bb_book_to_id (is_temporary ? book->temporary : book->permanent));
    if (book->n_changes_left >= 0)
        json_object_set_int_member (object, "left", book->n_changes_left);
    else
        json_object_set_null_member (object, "left");
    json_object_set_string_member (object, "style", bb_book_style_to_string (books->style));
    return object;
}

JsonArray *
bb_ctl_json_books (const BbBooks *books)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; books != NULL && i < BB_N_BOOK_MEDIA; i++)
        if (books->media[i].known)
            json_array_add_object_element (array, bb_ctl_json_book (books, (BbBookMedium) i));
    return array;
}

void
bb_ctl_json_set_region (JsonObject *object, const BbDvdRegion *region)
{
    JsonObject *state;

    if (region == NULL) {
        json_object_set_null_member (object, "region");
        return;
    }
    state = json_object_new ();
    json_object_set_string_member (state, "scheme", bb_dvd_region_scheme_to_string (region->scheme));
    if (region->scheme == BB_DVD_REGION_RPC_2 && region->region > 0)
        json_object_set_int_member (state, "region", region->region);
    else
        json_object_set_null_member (state, "region");
    json_object_set_int_member (state, "user-changes-left", region->n_user_changes);
    json_object_set_int_member (state, "vendor-changes-left", region->n_vendor_changes);
    json_object_set_object_member (object, "region", state);
}
