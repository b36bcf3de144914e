/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-repair.h"

#include "bb-flow-hold.h"

#define BB_BOOT_CODE_FILE "boot-code"

/* TRUE if @image: (nullable) is firmware for @model. */
static gboolean
bb_boot_code_is_for (BbImage *image, BbModel *model)
{
    BbImageIdentity *identity = image != NULL ? bb_image_get_identity (image) : NULL;

    return identity != NULL && g_strv_contains ((const char *const *) identity->codes, bb_model_get_key (model));
}

/* TRUE if the running boot code will start @image (nullable): @image is for the model of the drive, and the verdict
 * is no refusal. The model, which the boot code reports, must be known. */
static gboolean
bb_boot_code_accepts (BbFlow *flow, BbImage *image)
{
    g_autoptr (BbVerdict) verdict = NULL;

    if (!bb_boot_code_is_for (image, flow->facts->model))
        return FALSE;
    verdict = bb_family_check (flow->facts, image, flow->env->catalog);
    return bb_verdict_get_level (verdict) != BB_VERDICT_REFUSED;
}

/* Returns (transfer full) (nullable) the newest image in the trusted backups of this unit that its boot code
 * accepts. */
static BbImage *
bb_boot_code_find_image (BbFlow *flow)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list_trusted (flow->env->store, flow->details, flow->facts);

    for (guint i = 0; i < backups->len; i++) {
        g_autoptr (BbImage) image =
            bb_backup_store_load_image (flow->env->store, g_ptr_array_index (backups, i), flow->env->catalog, NULL);

        if (bb_boot_code_accepts (flow, image))
            return g_steal_pointer (&image);
    }
    return NULL;
}

/*
 * Finds a saved boot code for the model that the old firmware @old is for. Searches the backups of this drive,
 * newest first, for one with the whole boot code that was made while the drive was of that model.
 * @code: (out): key of that model; not set if NULL is returned
 *
 * Returns: (transfer full) (nullable): the path of the boot code file; NULL if there is no such backup
 */
static char *
bb_boot_code_dup_path_for (BbFlow *flow, BbImage *old, char **code)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (flow->env->store, NULL);
    const char *key = bb_image_get_identity (old)->codes[0];

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        const BbBackupFile *file = bb_backup_find_file (backup, BB_BOOT_CODE_FILE);

        if (file == NULL || file->n_missing > 0 || g_strcmp0 (backup->model_key, key) != 0 ||
            !bb_backup_is_of (backup, flow->details, flow->facts))
            continue;
        *code = g_strdup (key);
        return g_build_filename (backup->folder, file->file, NULL);
    }
    return NULL;
}

/*
 * Ends the flow with NEEDS_RECOVERY because boot code and firmware are of different models. Returns (transfer full)
 * the result, which names the possible solutions:
 * - firmware for the model of the boot code
 * - a saved boot code for the model of the old firmware @old, if a backup has one
 */
static BbResult *
bb_boot_code_end_mismatch (BbFlow *flow, BbImage *old)
{
    flow->draft.reason = BB_RESULT_REASON_OTHER_BOOT_CODE;
    flow->draft.about.model = g_strdup (flow->facts->model_name);
    flow->draft.about.model_key = g_strdup (bb_model_get_key (flow->facts->model));
    flow->draft.about.path = bb_boot_code_dup_path_for (flow, old, &flow->draft.about.old_model_key);
    return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, NULL);
}

/* TRUE if the family can convert the drive to at least one other model. In such a drive, boot code and firmware may
 * be of different models. */
static gboolean
bb_boot_code_has_siblings (BbFlow *flow)
{
    g_autoptr (GPtrArray) models = NULL;

    if (flow->family == NULL || flow->family->convert == NULL || flow->facts->model == NULL)
        return FALSE;
    models = flow->family->convert->list_targets (flow->facts, flow->env->catalog);
    return models->len > 0;
}

/*
 * TRUE if the drive must be power cycled before a recovery: @record (nullable) says that a new boot code was sent,
 * and this boot code may not run yet. It runs only after a power cycle. Until then the old boot code answers, and
 * would accept firmware that the new boot code does not start. If the program was killed, the journal does not show
 * which of the two boot codes runs.
 *
 * FALSE if no boot code was sent. FALSE also if
 * - the running boot code certainly reports another model than @record names, so it is the new one
 * - the journal waits for a power cycle, and the drive may have had it
 */
static gboolean
bb_boot_code_awaits_power (BbFlow *flow, BbJournalRecord *record)
{
    if (!bb_journal_was_boot_code_sent (record))
        return FALSE;
    if (flow->family->convert->is_boot_code_certain (flow->facts) &&
        g_strcmp0 (bb_facts_get_model_key (flow->facts), record->model_key) != 0)
        return FALSE;
    return record->state != BB_JOURNAL_AWAIT_POWER_CYCLE || !bb_flow_had_power_cycle (flow, record);
}

/* Ends the flow with NEEDS_RECOVERY because the new boot code runs only after a power cycle. Returns (transfer full)
 * the result. The journal @record stays open and waits for the power cycle. */
static BbResult *
bb_boot_code_end_waiting (BbFlow *flow, BbJournalRecord *record)
{
    flow->journal = bb_journal_resume (record, NULL);
    bb_flow_leave_journal (flow, BB_JOURNAL_AWAIT_POWER_CYCLE);
    flow->draft.reason = BB_RESULT_REASON_BOOT_CODE_PENDING;
    return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, NULL);
}

void
bb_flow_learn_boot_code (BbFlow *flow, BbJournalRecord *record)
{
    g_autoptr (BbFacts) before = bb_facts_ref (flow->facts);
    g_autoptr (GError) error = NULL;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || !bb_boot_code_has_siblings (flow))
        return;
    if (!bb_flow_learn_in_place (flow, &error))
        (void) bb_flow_note_error (flow, error);
    else if (bb_boot_code_awaits_power (flow, record))
        bb_flow_take_facts (flow, g_steal_pointer (&before));
}

BbResult *
bb_flow_match_boot_code (BbFlow *flow, BbJournalRecord *record, BbImage *given, BbImage **finish, BbImage **back)
{
    g_autoptr (BbImage) old = NULL;
    g_autoptr (GError) error = NULL;
    gboolean has_siblings = bb_boot_code_has_siblings (flow);

    if (flow->facts->condition != BB_CONDITION_SPECIAL)
        return NULL;
    if (has_siblings && !bb_flow_learn_in_place (flow, &error)) {
        (void) bb_flow_note_error (flow, error);
        return NULL;
    }
    if (bb_boot_code_awaits_power (flow, record))
        return bb_boot_code_end_waiting (flow, record);
    if (!has_siblings || !flow->family->convert->is_boot_code_certain (flow->facts))
        return NULL;
    old = *back != NULL ? g_object_ref (*back) : NULL;
    if (*finish != NULL && *finish != given && !bb_boot_code_accepts (flow, *finish))
        g_clear_object (finish);
    if (*back != NULL && !bb_boot_code_accepts (flow, *back))
        g_clear_object (back);
    if (*back == NULL)
        *back = bb_boot_code_find_image (flow);
    if (*finish != NULL || *back != NULL || old == NULL)
        return NULL;
    return bb_boot_code_end_mismatch (flow, old);
}

/* If firmware was lost after at least this many flashes, the hardware is probably faulty. After a single flash,
 * another program may have overwritten the firmware. */
#define BB_MIN_WRITTEN 2

void
bb_flow_find_relapse (BbFlow *flow, BbJournalRecord *record)
{
    guint n_recovered = 0;
    guint n_written;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || record != NULL)
        return;
    n_written = bb_journal_count_written (flow->env->state_folder, flow->details, flow->facts, &n_recovered);
    if (n_written < BB_MIN_WRITTEN || n_recovered == 0)
        return;
    flow->draft.about.n_rewritten = n_written;
}
