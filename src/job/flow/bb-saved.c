/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-inspect.h"
#include "bb-flow-judge.h"
#include "bb-stage.h"

struct _BbSaved {
    const BbIdentified *identified;
    BbBackup *backup;     /* (nullable) */
    BbCaptures *captures; /* (nullable) */
    BbImage *old;         /* (nullable) */
    BbBackupKind kind;
};

/* Returns (transfer full) a stage "saved" that has no backup, no data and no image to restore yet. */
static BbSaved *
bb_saved_alloc (const BbIdentified *identified, BbBackupKind kind)
{
    BbSaved *self = g_atomic_rc_box_new0 (BbSaved);

    self->identified = bb_identified_ref (identified);
    self->kind = kind;
    return self;
}

static void
bb_saved_clear (BbSaved *self)
{
    bb_identified_unref ((BbIdentified *) self->identified);
    g_clear_pointer (&self->backup, bb_backup_unref);
    g_clear_pointer (&self->captures, bb_captures_unref);
    g_clear_object (&self->old);
}

BbSaved *
bb_saved_ref (const BbSaved *saved)
{
    return g_atomic_rc_box_acquire ((BbSaved *) saved);
}

void
bb_saved_unref (BbSaved *saved)
{
    g_atomic_rc_box_release_full (saved, (GDestroyNotify) bb_saved_clear);
}

const BbIdentified *
bb_saved_get_identified (const BbSaved *saved)
{
    return saved->identified;
}

BbBackup *
bb_saved_get_backup (const BbSaved *saved)
{
    return saved->backup;
}

BbCaptures *
bb_saved_get_captures (const BbSaved *saved)
{
    return saved->captures;
}

BbImage *
bb_saved_get_old (const BbSaved *saved)
{
    return saved->old;
}

BbBackupKind
bb_saved_get_kind (const BbSaved *saved)
{
    return saved->kind;
}

/* --- learning from the drive --- */

/*
 * If bb_flow_needs_learning(), reads the missing facts from the drive, and adds them to @facts of @flow (as a new
 * object). Otherwise returns TRUE at once, with unchanged facts. FALSE with an error if reading fails; then tries to
 * make the drive leave recovery mode.
 * @captures: (nullable): data that was read from the drive before
 */
static gboolean
bb_saved_learn (BbFlow *flow, BbCaptures *captures, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    BbFacts *facts;

    if (!bb_flow_needs_learning (flow))
        return TRUE;
    facts = flow->family->learn->learn (BB_TRANSPORT (flow->link), flow->facts, captures, flow->env->catalog,
                                        bb_job_get_cancellable (flow->job), &local_error);
    if (facts == NULL) {
        /* The drive may have entered recovery mode before the connection was lost, so it counts as being in that
         * mode. */
        if (local_error->domain == BB_TRANSPORT_ERROR)
            bb_reopenable_transport_set_in_mode (flow->link, TRUE);
        g_propagate_error (error, g_steal_pointer (&local_error));
        bb_flow_restore_normal_mode (flow);
        return FALSE;
    }
    bb_facts_unref (flow->facts);
    flow->facts = facts;
    return TRUE;
}

gboolean
bb_flow_learn (BbFlow *flow, const BbSaved *saved, GError **error)
{
    return bb_saved_learn (flow, bb_saved_get_captures (saved), error);
}

gboolean
bb_flow_learn_in_place (BbFlow *flow, GError **error)
{
    g_return_val_if_fail (flow->facts->condition == BB_CONDITION_SPECIAL, FALSE);

    return bb_saved_learn (flow, NULL, error);
}

/* --- reading --- */

/* TRUE if the run failed in a section that enters recovery mode. The regions that this section reads are then
 * missing. */
static gboolean
bb_saved_failed_to_enter_mode (BbPlan *plan, const BbRunReport *report)
{
    for (guint i = 0; report->failed_step != NULL && i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        if (report->failed_number < section->first_step ||
            report->failed_number >= section->first_step + section->n_steps)
            continue;
        for (guint j = 0; j < section->n_steps; j++)
            if (bb_plan_get_step (plan, section->first_step + j)->kind == BB_STEP_ENTER)
                return TRUE;
    }
    return FALSE;
}

/* TRUE if at least one byte of @captures was read. */
static gboolean
bb_saved_has_data (BbCaptures *captures)
{
    for (guint i = 0; i < bb_captures_get_n (captures); i++) {
        guint32 n_missing = 0;
        const BbRegion *region = &bb_captures_get_info (captures, i)->region;
        g_autoptr (GBytes) bytes = bb_captures_get_with_holes (captures, region->name, &n_missing);

        if (bytes != NULL && n_missing < region->length_bytes)
            return TRUE;
    }
    return FALSE;
}

/*
 * Reads all of the firmware and returns it (transfer full); %NULL with an error. Adds a note if two reads differ.
 * After a failure, makes the drive leave recovery mode.
 * @partial: (out) (optional): the data that was read before the drive refused to enter recovery mode; set only after
 *   such a refusal. The key for that mode depends on facts that may be missing, so the caller can learn these facts
 *   and read again
 */
static BbCaptures *
bb_saved_read_once (BbFlow *flow, BbCaptures **partial, GError **error)
{
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbRunner) runner = NULL;
    const BbRunReport *report;

    if (!bb_flow_survey (flow, error))
        return NULL;
    plan = flow->family->plan_backup (flow->facts, flow->env->catalog, error);
    if (plan == NULL)
        return NULL;
    runner = bb_runner_new (flow->link, plan, flow->env->catalog, flow->job, NULL, FALSE);
    report = bb_runner_get_report (runner);
    if (!bb_runner_run (runner, error)) {
        if (partial != NULL && bb_saved_failed_to_enter_mode (plan, report) && bb_saved_has_data (report->captures))
            *partial = bb_captures_ref (report->captures);
        bb_flow_restore_normal_mode (flow);
        return NULL;
    }
    if (report->differences->len > 0) {
        const BbDifference *first = &g_array_index (report->differences, BbDifference, 0);

        bb_flow_note_code (flow, BB_NOTE_READS_CHANGED, NULL)->numbers[0] = first->address;
    }
    return bb_captures_ref (report->captures);
}

BbCaptures *
bb_saved_read (BbFlow *flow, GError **error)
{
    return bb_saved_read_once (flow, NULL, error);
}

/* Adds a note for each region with bytes that the drive refused to return. */
static void
bb_saved_note_holes (BbFlow *flow, BbCaptures *captures)
{
    for (guint i = 0; i < bb_captures_get_n (captures); i++) {
        const BbRegion *region = &bb_captures_get_info (captures, i)->region;
        guint32 n_missing = 0;
        g_autoptr (GBytes) bytes = bb_captures_get_with_holes (captures, region->name, &n_missing);

        if (n_missing > 0) {
            BbNote *note = bb_flow_note_code (flow, BB_NOTE_UNREAD, region->name);

            note->numbers[0] = n_missing;
            note->numbers[1] = region->length_bytes;
            note->numbers[2] = region->address;
        }
    }
}

/* --- saving --- */

/**
 * BbSaving: how a backup is made.
 * @unproven: the backup is marked as unproven: its firmware may be incomplete
 * @read: (out) (nullable): the firmware that was read, even if it could not be saved
 * @reuses: if a backup of this drive has the same firmware, that backup is used and none is made. Unless @unproven,
 *   the backup must also be trusted, contain everything that was read, and be the newest one
 */
typedef struct {
    const BbIdentified *identified;
    const char *reason;
    gboolean unproven;
    BbCaptures **read;
    gboolean reuses;
} BbSaving;

/* Returns the stage "saved" with @backup: (transfer full) and its data, for firmware that can be restored in full. */
static BbSaved *
bb_saved_new_taking (const BbIdentified *identified, BbBackup *backup, BbCaptures *captures)
{
    BbSaved *self = bb_saved_alloc (identified, BB_BACKUP_FULL);

    self->backup = backup;
    self->captures = bb_captures_ref (captures);
    return self;
}

/* Deletes the backup of @saved, which this job made, because another backup contains all of it. A failure adds a
 * note. */
static void
bb_saved_drop_backup (BbFlow *flow, const BbSaved *saved)
{
    g_autoptr (GError) error = NULL;

    if (!bb_backup_store_drop (flow->env->store, saved->backup, &error))
        (void) bb_flow_note_error (flow, error);
}

/*
 * Writes a backup and reads it again from disk. Then deletes the backup of @before (nullable), whose data the new
 * backup contains, too. Returns (transfer full) the stage "saved" with the new backup; %NULL with an error. @image:
 * (nullable)
 */
static BbSaved *
bb_saved_write (BbFlow *flow, const BbSaving *saving, BbCaptures *captures, GBytes *image, const BbSaved *before,
                GError **error)
{
    BbBackupStore *store = flow->env->store;
    g_autoptr (BbBackup) backup =
        saving->unproven
            ? bb_backup_store_keep_unproven (store, flow->details, flow->facts, image, captures, saving->reason,
                                             error)
            : bb_backup_store_keep (store, flow->details, flow->facts, image, captures, saving->reason, error);

    if (backup == NULL || !bb_backup_store_check (store, backup, error))
        return NULL;
    if (before != NULL)
        bb_saved_drop_backup (flow, before);
    return bb_saved_new_taking (saving->identified, g_steal_pointer (&backup), captures);
}

/* TRUE if @backup contains each value in @facts, so that a recovery with @backup knows as much about the drive. */
static gboolean
bb_saved_has_values (BbBackup *backup, BbFacts *facts)
{
    GVariantIter iter;
    const char *key;
    GVariant *value;
    gboolean has_all = TRUE;

    if (facts->values == NULL)
        return TRUE;
    g_variant_iter_init (&iter, facts->values);
    while (g_variant_iter_loop (&iter, "{&sv}", &key, &value)) {
        g_autoptr (GVariant) then =
            backup->facts_values != NULL ? g_variant_lookup_value (backup->facts_values, key, NULL) : NULL;

        has_all = has_all && then != NULL && g_variant_equal (then, value);
    }
    return has_all;
}

/* TRUE if @backup has the data of each region from which @captures have at least one byte.
 *
 * A region that is not required, such as a block that the drive manages itself, must be in @backup, but its data may
 * differ: no operation restores it, and flashing changes it.
 *
 * For the firmware, compares the file %BB_BACKUP_RAW, which has the data as the drive returned it. A backup without
 * this file was made of a drive that returns its firmware as in the image, so the image is compared. */
static gboolean
bb_saved_has_regions (BbBackup *backup, BbCaptures *captures)
{
    for (guint i = 0; i < bb_captures_get_n (captures); i++) {
        const BbCaptureInfo *info = bb_captures_get_info (captures, i);
        const BbRegion *region = &info->region;
        gboolean is_left = region->kind == BB_REGION_OTHER && !info->required;
        gboolean is_firmware = g_str_equal (region->name, BB_BACKUP_IMAGE);
        const BbBackupFile *file = bb_backup_find_file (backup, is_firmware ? BB_BACKUP_RAW : region->name);
        guint32 n_missing = 0;
        g_autoptr (GBytes) bytes = bb_captures_get_with_holes (captures, region->name, &n_missing);
        g_autofree char *sha256 = bb_sha256_bytes (bytes);

        if (n_missing == region->length_bytes)
            continue;
        if (file == NULL && is_firmware)
            file = bb_backup_find_file (backup, BB_BACKUP_IMAGE);
        if (file == NULL || (!is_left && (file->n_missing != n_missing || !g_str_equal (file->sha256, sha256))))
            return FALSE;
    }
    return TRUE;
}

/*
 * Returns (transfer full) (nullable) the newest undamaged backup of this drive with the same @image.
 * @image: (nullable): if %NULL, returns %NULL
 * @is_mixed: @image mixes two revisions. If TRUE, returns only a backup whose @contradiction says so. If FALSE,
 *   returns only a backup without a @contradiction
 * @whole: (nullable): if set, the backup must also have all of this data and all facts of @flow. It must also be
 *   trusted; this is not required if @is_mixed
 */
static BbBackup *
bb_saved_find_same (BbFlow *flow, GBytes *image, gboolean is_mixed, BbCaptures *whole)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (flow->env->store, NULL);

    for (guint i = 0; image != NULL && i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        g_autoptr (GBytes) held = NULL;

        if (!bb_backup_is_of (backup, flow->details, flow->facts) || !bb_backup_has_image (backup) ||
            (backup->contradiction != NULL) != is_mixed)
            continue;
        if (whole != NULL && ((!is_mixed && !bb_backup_is_trusted (backup)) ||
                              !bb_saved_has_values (backup, flow->facts) || !bb_saved_has_regions (backup, whole)))
            continue;
        held = bb_backup_store_load (flow->env->store, backup, BB_BACKUP_IMAGE, NULL);
        if (held != NULL && g_bytes_equal (held, image) && bb_backup_store_check (flow->env->store, backup, NULL))
            return bb_backup_ref (backup);
    }
    return NULL;
}

/*
 * Calls bb_saved_write() with the image that the family makes from @captures. %NULL with an error if writing fails.
 * If the family makes no image:
 * - because the data is no firmware: writes a backup without an image as evidence, and returns %NULL with the error
 *   of the family
 * - for another reason: writes a backup without an image, and adds a note
 */
static BbSaved *
bb_saved_write_firmware (BbFlow *flow, const BbSaving *saving, BbCaptures *captures, const BbSaved *before,
                         GError **error)
{
    g_autoptr (GError) local_error = NULL;
    g_autoptr (GBytes) image = flow->family->make_image (flow->facts, captures, flow->env->catalog, &local_error);

    if (g_error_matches (local_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_FIRMWARE)) {
        g_autoptr (BbSaved) evidence = bb_saved_write (flow, saving, captures, NULL, before, error);

        if (evidence != NULL)
            g_propagate_error (error, g_steal_pointer (&local_error));
        return NULL;
    }
    if (local_error != NULL)
        (void) bb_flow_note_error (flow, local_error);
    return bb_saved_write (flow, saving, captures, image, before, error);
}

/*
 * Returns (transfer full) all of the firmware; %NULL with an error. If the drive refuses to enter recovery mode
 * because facts are missing, saves what was read so far, learns the facts, and reads everything again.
 * @partial: (out): the backup of what was read so far. It stays set if a later step fails
 */
static BbCaptures *
bb_saved_read_all (BbFlow *flow, const BbSaving *saving, BbSaved **partial, GError **error)
{
    g_autoptr (BbCaptures) part = NULL;
    g_autoptr (GError) local_error = NULL;
    BbCaptures *captures = bb_saved_read_once (flow, &part, &local_error);

    if (captures != NULL)
        return captures;
    if (part == NULL || !bb_flow_needs_learning (flow) ||
        g_cancellable_is_cancelled (bb_job_get_cancellable (flow->job)) ||
        g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE)) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return NULL;
    }
    (void) bb_flow_note_error (flow, local_error);
    *partial = bb_saved_write (flow, saving, part, NULL, NULL, error);
    if (*partial == NULL || !bb_flow_learn (flow, *partial, error))
        return NULL;
    return bb_saved_read_once (flow, NULL, error);
}

/* Returns (transfer full) (nullable) the stage "saved" with an earlier backup of the firmware in @captures. Unless
 * @saving is unproven, that backup must be @newest (nullable), the newest backup when the job began, because a
 * rollback restores the newest backup. */
static BbSaved *
bb_saved_reuse (BbFlow *flow, const BbSaving *saving, BbCaptures *captures, BbBackup *newest)
{
    g_autoptr (GBytes) image = flow->family->make_image (flow->facts, captures, flow->env->catalog, NULL);
    gboolean is_mixed = bb_facts_get_string (flow->facts, BB_FACTS_CONTRADICTION) != NULL;
    g_autoptr (BbBackup) same = bb_saved_find_same (flow, image, is_mixed, saving->unproven ? NULL : captures);

    if (same != NULL && !saving->unproven && (newest == NULL || !g_str_equal (same->id, newest->id)))
        return NULL;
    return same != NULL ? bb_saved_new_taking (saving->identified, g_steal_pointer (&same), captures) : NULL;
}

/* Reads the firmware, saves it, and learns missing facts, as bb_saved_new() says. Returns (transfer full) the stage
 * "saved"; %NULL with an error. Sets @backup of the result as soon as a backup of all data is on disk. If only a part
 * could be read and saved, adds a note with the folder of that backup. If the firmware mixes two revisions, sets the
 * condition of the drive. */
static BbSaved *
bb_saved_make (BbFlow *flow, const BbSaving *saving, GError **error)
{
    g_autoptr (BbSaved) partial = NULL;
    g_autoptr (BbSaved) first = NULL;
    g_autoptr (BbSaved) second = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (BbBackup) newest = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    gboolean is_reused;

    g_clear_pointer (&flow->draft.backup, bb_backup_unref);
    captures = bb_saved_read_all (flow, saving, &partial, error);
    if (captures == NULL) {
        if (partial != NULL)
            bb_flow_note_code (flow, BB_NOTE_PARTIAL_BACKUP, partial->backup->folder);
        return NULL;
    }
    if (saving->read != NULL)
        *saving->read = bb_captures_ref (captures);
    bb_saved_note_holes (flow, captures);
    (void) bb_flow_find_contradiction (flow, captures);
    if (saving->reuses && partial == NULL)
        first = bb_saved_reuse (flow, saving, captures, newest);
    is_reused = first != NULL;
    if (first == NULL)
        first = bb_saved_write_firmware (flow, saving, captures, partial, error);
    if (first == NULL)
        return NULL;
    /* Set now, so that the result names the backup even if a later step fails. */
    flow->draft.backup = bb_backup_ref (first->backup);
    if (!bb_flow_needs_learning (flow) || (is_reused && saving->unproven))
        return g_steal_pointer (&first);
    /* Learning yields the boot code, its version and its model. A second backup with these replaces the first one
     * when it is on disk and was read again. A backup that an earlier job made is never replaced. */
    if (!bb_flow_learn (flow, first, error))
        return NULL;
    if (saving->reuses)
        second = bb_saved_reuse (flow, saving, captures, newest);
    if (second != NULL && !is_reused && !g_str_equal (second->backup->id, first->backup->id))
        bb_saved_drop_backup (flow, first);
    if (second == NULL)
        second = bb_saved_write_firmware (flow, saving, captures, is_reused ? NULL : first, error);
    if (second == NULL)
        return NULL;
    bb_backup_unref (flow->draft.backup);
    flow->draft.backup = bb_backup_ref (second->backup);
    return g_steal_pointer (&second);
}

BbSaved *
bb_saved_new (BbFlow *flow, const BbIdentified *identified, const char *reason, GError **error)
{
    const BbSaving saving = {.identified = identified,
                             .reason = reason,
                             .unproven = bb_identified_is_interrupted (identified),
                             .reuses = reason == NULL && !bb_identified_is_interrupted (identified)};

    return bb_saved_make (flow, &saving, error);
}

BbSaved *
bb_saved_new_unproven (BbFlow *flow, const BbIdentified *identified, const char *reason, BbCaptures **read,
                       GError **error)
{
    const BbSaving saving = {
        .identified = identified, .reason = reason, .unproven = TRUE, .read = read, .reuses = TRUE};

    return bb_saved_make (flow, &saving, error);
}

BbSaved *
bb_saved_new_captured (BbFlow *flow, const BbIdentified *identified, BbCaptures *captures, const char *reason,
                       GError **error)
{
    const BbSaving saving = {.identified = identified, .reason = reason};
    g_autoptr (BbSaved) first = bb_saved_write (flow, &saving, captures, NULL, NULL, error);

    if (first == NULL || !bb_flow_needs_learning (flow))
        return g_steal_pointer (&first);
    if (!bb_flow_learn (flow, first, error))
        return NULL;
    return bb_saved_write (flow, &saving, captures, NULL, first, error);
}

/* --- saving firmware that was read in recovery mode --- */

/* Returns (transfer full) the facts for the manifest: those of the drive while its firmware ran, if they are
 * recorded, with the revision of @image (nullable). */
static BbFacts *
bb_saved_dup_facts_of (BbFlow *flow, const BbRecorded *recorded, GBytes *image)
{
    g_autoptr (BbImage) file = image != NULL ? bb_image_new_from_bytes (image, BB_BACKUP_IMAGE) : NULL;
    g_autoptr (GPtrArray) images = file != NULL ? bb_family_identify_file (file, flow->env->catalog) : NULL;
    const char *revision =
        images != NULL && images->len > 0 ? bb_image_get_revision (g_ptr_array_index (images, 0)) : NULL;
    BbFacts *facts = bb_facts_copy (recorded->healthy != NULL ? recorded->healthy : flow->facts);

    if (revision != NULL)
        g_strlcpy (facts->inquiry.revision, revision, sizeof facts->inquiry.revision);
    return facts;
}

BbSaved *
bb_saved_new_inside (BbFlow *flow, const BbIdentified *identified, const BbRecorded *recorded, BbCaptures *captures,
                     const char *reason, GError **error)
{
    BbBackupStore *store = flow->env->store;
    g_autoptr (GError) local_error = NULL;
    g_autoptr (GBytes) image = flow->family->make_image (flow->facts, captures, flow->env->catalog, &local_error);
    g_autoptr (BbFacts) facts = bb_saved_dup_facts_of (flow, recorded, image);
    g_autofree char *mixed = bb_flow_dup_contradiction (flow, facts, captures);
    g_autoptr (BbBackup) backup = bb_saved_find_same (flow, image, mixed != NULL, NULL);

    if (local_error != NULL)
        (void) bb_flow_note_error (flow, local_error);
    if (mixed != NULL)
        bb_facts_set_string (facts, BB_FACTS_CONTRADICTION, mixed);
    if (backup == NULL)
        backup = bb_backup_store_keep_unproven (store, flow->details, facts, image, captures, reason, error);
    if (backup == NULL || !bb_backup_store_check (store, backup, error))
        return NULL;
    return bb_saved_new_taking (identified, g_steal_pointer (&backup), captures);
}

/* --- saving before a flash --- */

/* Sets @old to the fallback file of the request (nullable). FALSE with an error if the file is damaged in memory, or
 * if the user did not agree to a flash with this file. Without a file, the user must have agreed to a flash without a
 * backup. */
static gboolean
bb_saved_use_fallback (BbSaved *self, BbFlow *flow, BbImage *image, GError **error)
{
    BbImage *fallback = flow->request->fallback;

    if (!bb_flow_is_flash_agreed (flow, image, BB_CONDITION_NORMAL, self->kind, error) ||
        (fallback != NULL && !bb_flow_is_image_whole (fallback, error)))
        return FALSE;
    g_set_object (&self->old, fallback);
    return TRUE;
}

/*
 * Sets the backup of @self: @backup (nullable), which is read again from disk, or a new backup, for which it also
 * sets @captures. FALSE with an error:
 * - checking or making the backup fails; REFUSED if the reads differ
 * - the firmware in the new backup mixes two revisions, and the user did not agree to lose it
 */
static gboolean
bb_saved_make_backup (BbSaved *self, BbFlow *flow, BbImage *image, BbBackup *backup, GError **error)
{
    g_autoptr (BbSaved) made = NULL;
    g_autoptr (GError) local_error = NULL;

    if (backup != NULL) {
        self->backup = bb_backup_ref (backup);
        return bb_backup_store_check (flow->env->store, backup, error);
    }
    made = bb_saved_new (flow, self->identified, NULL, &local_error);
    if (made == NULL) {
        if (g_error_matches (local_error, BB_RUN_ERROR, BB_RUN_ERROR_DIFFERENT))
            return bb_flow_refuse (error, BB_JOB_PROBLEM_READS_DIFFER, NULL, NULL);
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    self->backup = bb_backup_ref (made->backup);
    self->captures = bb_captures_ref (made->captures);
    /* Reading all of the firmware may show for the first time that it mixes two revisions. Such firmware cannot be
     * restored, so the user must have agreed to lose it. */
    return made->backup->contradiction == NULL ||
           bb_flow_is_flash_agreed (flow, image, flow->facts->condition, BB_BACKUP_NONE, error);
}

/* If @old is not set, sets it to the image of the backup, loaded from disk. TRUE, and @old stays %NULL, if the backup
 * has no image or its image is incomplete (adds a note). FALSE with an error for other failures. */
static gboolean
bb_saved_load_old (BbSaved *self, BbFlow *flow, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    if (self->old != NULL || self->backup == NULL || bb_backup_find_file (self->backup, BB_BACKUP_IMAGE) == NULL)
        return TRUE;
    self->old = bb_backup_store_load_image (flow->env->store, self->backup, flow->env->catalog, &local_error);
    if (self->old != NULL)
        return TRUE;
    if (g_error_matches (local_error, BB_STORE_ERROR, BB_STORE_ERROR_INCOMPLETE)) {
        (void) bb_flow_note_error (flow, local_error);
        return TRUE;
    }
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

/* Sets @old to the firmware in the newest trusted backup of this drive whose firmware the verdict does not refuse and
 * mixes no two revisions, and adds a note with the ID of the backup. FALSE if there is none. */
static gboolean
bb_saved_use_earlier_backup (BbSaved *self, BbFlow *flow)
{
    gboolean is_interrupted = bb_identified_is_interrupted (self->identified);
    g_autoptr (GPtrArray) backups = bb_backup_store_list_trusted (flow->env->store, flow->details, flow->facts);

    for (guint i = 0; i < backups->len && self->old == NULL; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        g_autoptr (BbImage) image = bb_backup_store_load_image (flow->env->store, backup, flow->env->catalog, NULL);
        g_autoptr (BbVerdict) verdict =
            image != NULL ? bb_family_check (flow->facts, image, flow->env->catalog) : NULL;

        if (verdict == NULL || bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED ||
            bb_flow_is_image_mixed (flow, image, is_interrupted))
            continue;
        self->old = g_steal_pointer (&image);
        bb_flow_note_code (flow, BB_NOTE_EARLIER_BACKUP, backup->id);
    }
    return self->old != NULL;
}

BbSaved *
bb_saved_new_for_flash (BbFlow *flow, const BbIdentified *identified, BbImage *image, BbBackup *backup,
                        GError **error)
{
    g_autofree char *why = NULL;
    g_autoptr (BbSaved) self = bb_saved_alloc (identified, bb_flow_get_backup_kind (flow, &why));

    /* The consent does not depend on the data, so it is checked before the long read. */
    if (self->kind != BB_BACKUP_FULL && !bb_saved_use_fallback (self, flow, image, error))
        return NULL;
    if (self->kind != BB_BACKUP_NONE && !bb_saved_make_backup (self, flow, image, backup, error))
        return NULL;
    if (!bb_saved_load_old (self, flow, error))
        return NULL;
    /* There is no image to restore, for example because the drive returned incomplete firmware. An earlier backup can
     * replace it. If none is used, the user must have agreed to flash with the fallback file or without a backup. */
    if (self->old == NULL && (self->kind != BB_BACKUP_FULL || flow->request->fallback != NULL ||
                              !bb_saved_use_earlier_backup (self, flow))) {
        self->kind = BB_BACKUP_NONE;
        if (!bb_saved_use_fallback (self, flow, image, error))
            return NULL;
    }
    return g_steal_pointer (&self);
}
