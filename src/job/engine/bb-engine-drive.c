/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-engine-private.h"

#include "family/bb-key-file.h"
#include "job/store/bb-own-name.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>

struct _BbEngineDrive {
    GObject parent;
    BbDrive *drive;
    BbFacts *facts;
    BbMedium medium;
    BbDriveUsers *users; /* (nullable): programs and mounts that use the drive, as of the last LOOK */
    BbJob *job;
    BbJournalRecord *journal;
    BbJournalRecord *stopped;    /* (nullable): @stopped of the parameters of the last result */
    GError *error;               /* (nullable): error of the last job, if it describes a lasting state of the drive */
    char *own_name;              /* (nullable): name that the user gave to the drive, as of the last LOOK */
    char *tool_code;             /* (nullable): error code that another flash program showed; the user entered it */
    gboolean has_backup;         /* of the last result with facts */
    gboolean unproven;           /* a job required a power cycle, and the drive was not disconnected since that job */
    gboolean was_reconnected;    /* @was_reconnected of the last result */
    gboolean awaits_power_cycle; /* the last job found that a power cycle must come next */
    /* A job repaired the identity and could not record in the journal that a power cycle must follow, and the drive
     * has not been disconnected since. */
    gboolean was_repaired;
};

static guint changed_signal;

G_DEFINE_TYPE (BbEngineDrive, bb_engine_drive, G_TYPE_OBJECT)

static void
bb_engine_drive_finalize (GObject *object)
{
    BbEngineDrive *self = BB_ENGINE_DRIVE (object);

    g_clear_object (&self->drive);
    g_clear_pointer (&self->facts, bb_facts_unref);
    g_clear_object (&self->job);
    g_clear_pointer (&self->journal, bb_journal_record_unref);
    g_clear_pointer (&self->stopped, bb_journal_record_unref);
    g_clear_error (&self->error);
    g_clear_pointer (&self->users, bb_drive_users_free);
    g_free (self->own_name);
    g_free (self->tool_code);
    G_OBJECT_CLASS (bb_engine_drive_parent_class)->finalize (object);
}

static void
bb_engine_drive_class_init (BbEngineDriveClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_engine_drive_finalize;
    changed_signal =
        g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_engine_drive_init (BbEngineDrive *self)
{
}

BbEngineDrive *
bb_engine_drive_new (BbDrive *drive)
{
    BbEngineDrive *self = g_object_new (BB_TYPE_ENGINE_DRIVE, NULL);

    self->drive = g_object_ref (drive);
    return self;
}

/* --- for the engine --- */

void
bb_engine_drive_emit_changed (BbEngineDrive *self)
{
    g_signal_emit (self, changed_signal, 0);
}

void
bb_engine_drive_set_job (BbEngineDrive *self, BbJob *job)
{
    if (g_set_object (&self->job, job))
        bb_engine_drive_emit_changed (self);
}

/* Returns (transfer full) the facts of @result. Exception: a CHECK of a drive in recovery mode does not find
 * @own_vendor and @own_product, nor, if the request has the label of the drive, what a recovery without this label
 * still needs (BB_FACTS_WANTS, IS_LOST, IS_BOARD_UNKNOWN). After such a CHECK, returns a copy of the facts with these
 * values from @before (nullable), the older facts, if @before has them. */
static BbFacts *
bb_engine_drive_merge_facts (BbFacts *before, const BbResult *result)
{
    const char *wants = before != NULL ? bb_facts_get_string (before, BB_FACTS_WANTS) : NULL;
    gboolean lacks_name = before != NULL && before->own_vendor != NULL && result->facts->own_vendor == NULL;
    BbFacts *facts;

    if ((wants == NULL && !lacks_name) || result->action != BB_ACTION_CHECK ||
        result->facts->condition != BB_CONDITION_SPECIAL)
        return bb_facts_ref (result->facts);
    facts = bb_facts_copy (result->facts);
    if (lacks_name)
        bb_facts_set_own_name (facts, before->own_vendor, before->own_product);
    if (wants == NULL)
        return facts;
    bb_facts_set_string (facts, BB_FACTS_WANTS, wants);
    bb_facts_set_value (facts, BB_FACTS_IS_LOST,
                        g_variant_new_boolean (bb_facts_get_boolean (before, BB_FACTS_IS_LOST)));
    bb_facts_set_value (facts, BB_FACTS_IS_BOARD_UNKNOWN,
                        g_variant_new_boolean (bb_facts_get_boolean (before, BB_FACTS_IS_BOARD_UNKNOWN)));
    return facts;
}

/* TRUE if the error of @result describes a lasting state of the drive, not only of this job: any error of LOOK, or an
 * error because another program uses the drive (except BB_JOB_PROBLEM_NOT_READY). FALSE without an error. */
static gboolean
bb_engine_drive_is_error_lasting (const BbResult *result)
{
    if (result->error == NULL)
        return FALSE;
    return result->action == BB_ACTION_LOOK ||
           (bb_error_is_busy (result->error) && bb_job_error_get_problem (result->error) != BB_JOB_PROBLEM_NOT_READY);
}

void
bb_engine_drive_set_own_name (BbEngineDrive *self, const char *name)
{
    char *copy = g_strdup (name);

    if (self->facts != NULL) {
        g_autoptr (BbFacts) facts = g_steal_pointer (&self->facts);

        self->facts = bb_own_name_apply (facts, self->own_name, name);
    }
    g_free (self->own_name);
    self->own_name = copy;
}

const char *
bb_engine_drive_get_own_name (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    return self->own_name;
}

void
bb_engine_drive_take_result (BbEngineDrive *self, BbResult *result)
{
    gboolean is_pending = bb_action_writes (result->action) && result->proof == BB_PROOF_PENDING;

    if (result->facts != NULL) {
        g_autoptr (BbFacts) before = g_steal_pointer (&self->facts);

        self->facts = bb_engine_drive_merge_facts (before, result);
        self->has_backup = result->has_backup;
    }
    if (result->action == BB_ACTION_LOOK)
        bb_engine_drive_set_own_name (self, result->own_name);
    if (result->action == BB_ACTION_LOOK || result->medium != BB_MEDIUM_UNKNOWN)
        self->medium = result->medium;
    if (result->action == BB_ACTION_LOOK || result->users != NULL) {
        g_clear_pointer (&self->users, bb_drive_users_free);
        self->users = result->users != NULL ? bb_drive_users_copy (result->users) : NULL;
    }
    g_clear_pointer (&self->journal, bb_journal_record_unref);
    self->journal = result->journal != NULL ? bb_journal_record_ref (result->journal) : NULL;
    g_clear_pointer (&self->stopped, bb_journal_record_unref);
    if (result->about.stopped != NULL)
        self->stopped = bb_journal_record_ref (result->about.stopped);
    g_clear_error (&self->error);
    if (bb_engine_drive_is_error_lasting (result))
        self->error = g_error_copy (result->error);
    /* A job that sent nothing does not change @unproven. */
    if (is_pending || (result->has_sent && self->journal != NULL && self->journal->wants_power_cycle))
        self->unproven = TRUE;
    self->awaits_power_cycle = result->awaits_power_cycle;
    self->was_reconnected = result->was_reconnected;
    /* After a repair of the identity, a line with the power mark in the journal (bb_journal_add_cycle()) shows all
     * programs whether the power cycle came. If bb_drive_dup_power_mark() returned NULL, there is no such line, and
     * only this object remembers that a power cycle must come. */
    if (result->next_step == BB_NEXT_STEP_POWER_CYCLE_ONCE && !result->awaits_power_cycle)
        self->was_repaired = TRUE;
}

void
bb_engine_drive_forget (BbEngineDrive *self)
{
    g_clear_pointer (&self->facts, bb_facts_unref);
    g_clear_error (&self->error);
    g_clear_pointer (&self->users, bb_drive_users_free);
    g_clear_pointer (&self->own_name, g_free);
    g_clear_pointer (&self->tool_code, g_free);
    g_clear_pointer (&self->stopped, bb_journal_record_unref);
    self->medium = BB_MEDIUM_UNKNOWN;
    self->unproven = FALSE;
    self->awaits_power_cycle = FALSE;
    self->was_reconnected = FALSE;
    self->was_repaired = FALSE;
}

gboolean
bb_engine_drive_was_looked_at (BbEngineDrive *self)
{
    return self->facts != NULL || self->error != NULL;
}

gboolean
bb_engine_drive_had_power_cycle (BbEngineDrive *self)
{
    return !self->unproven;
}

gboolean
bb_engine_drive_was_reconnected (BbEngineDrive *self)
{
    return self->was_reconnected;
}

void
bb_engine_drive_set_tool_code (BbEngineDrive *self, const char *code)
{
    g_free (self->tool_code);
    self->tool_code = g_strdup (code);
}

void
bb_engine_drive_complete_request (BbEngineDrive *self, BbJobRequest *request)
{
    GVariantDict settings;

    if (self->tool_code == NULL)
        return;
    g_variant_dict_init (&settings, request->settings);
    if (!g_variant_dict_contains (&settings, BB_SETTING_TOOL_CODE))
        g_variant_dict_insert (&settings, BB_SETTING_TOOL_CODE, "s", self->tool_code);
    g_clear_pointer (&request->settings, g_variant_unref);
    request->settings = g_variant_ref_sink (g_variant_dict_end (&settings));
}

/* --- the public functions --- */

BbDrive *
bb_engine_drive_get_drive (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    return self->drive;
}

const char *
bb_engine_drive_get_name (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    return bb_drive_get_name (self->drive);
}

char *
bb_engine_drive_dup_place (BbEngineDrive *self)
{
    g_autoptr (BbDriveDetails) details = NULL;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    details = bb_drive_ref_details (self->drive);
    return g_strdup (details->bus_path != NULL && *details->bus_path != '\0' ? details->bus_path : details->name);
}

BbFacts *
bb_engine_drive_get_facts (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    return self->facts;
}

BbMedium
bb_engine_drive_get_medium (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), BB_MEDIUM_UNKNOWN);

    return self->medium;
}

BbJob *
bb_engine_drive_get_job (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    return self->job;
}

BbJournalRecord *
bb_engine_drive_get_journal (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    return self->journal;
}

/* TRUE if no command can be sent to the drive, because a permission or the sg node is missing. */
static gboolean
bb_engine_drive_is_denied (BbEngineDrive *self)
{
    BbAccess access = bb_drive_check_access (self->drive, NULL);

    return access == BB_ACCESS_DENIED || access == BB_ACCESS_NO_SG_NODE;
}

/* TRUE if a complete operation demands a power cycle, and no power cycle was noticed since. */
static gboolean
bb_engine_drive_awaits_power_cycle (BbEngineDrive *self)
{
    return self->awaits_power_cycle || self->was_repaired ||
           (self->unproven && self->journal != NULL && self->journal->state == BB_JOURNAL_AWAIT_POWER_CYCLE);
}

/* TRUE if the firmware does not run correctly, the stored identity needs repair, boot code was sent, or a journal is
 * open for another reason than a missing verification. Exception: FALSE while a drive with completely written
 * firmware waits for its power cycle. Such a drive may be in recovery mode until then. */
static gboolean
bb_engine_drive_needs_recovery (BbEngineDrive *self)
{
    /* After a flash that ends with a power cycle, the drive stays in recovery mode until that power cycle. This is no
     * failure. */
    if (bb_engine_drive_awaits_power_cycle (self) && self->journal != NULL &&
        self->journal->state == BB_JOURNAL_AWAIT_POWER_CYCLE && !self->journal->endangered &&
        !bb_journal_was_boot_code_sent (self->journal))
        return FALSE;
    if (self->facts != NULL &&
        (self->facts->condition == BB_CONDITION_SPECIAL || self->facts->condition == BB_CONDITION_HALF_ALIVE ||
         self->facts->condition == BB_CONDITION_WRONG_FIRMWARE || bb_facts_needs_repair (self->facts)))
        return TRUE;
    return self->journal != NULL &&
           (self->journal->state != BB_JOURNAL_AWAIT_POWER_CYCLE || bb_journal_was_boot_code_sent (self->journal));
}

/* TRUE if the last job could not identify the drive any more, so that only its model is known. */
static gboolean
bb_engine_drive_is_state_lost (BbEngineDrive *self)
{
    return self->facts != NULL && self->facts->condition == BB_CONDITION_UNKNOWN && self->facts->model != NULL;
}

BbDriveState
bb_engine_drive_get_state (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), BB_DRIVE_STATE_UNKNOWN);

    if (self->job != NULL || (self->journal != NULL && self->journal->is_locked))
        return BB_DRIVE_STATE_BUSY;
    if (bb_engine_drive_is_denied (self))
        return BB_DRIVE_STATE_NO_PERMISSION;
    /* Another program may be changing the drive, so the last known state is not used. */
    if (bb_error_is_busy (self->error))
        return BB_DRIVE_STATE_BUSY;
    if (bb_engine_drive_needs_recovery (self))
        return BB_DRIVE_STATE_NEEDS_RECOVERY;
    if (self->facts == NULL || bb_engine_drive_is_state_lost (self))
        return BB_DRIVE_STATE_UNKNOWN;
    if (bb_engine_drive_awaits_power_cycle (self))
        return BB_DRIVE_STATE_POWER_CYCLE;
    return self->medium == BB_MEDIUM_PRESENT ? BB_DRIVE_STATE_MEDIUM : BB_DRIVE_STATE_READY;
}

/*
 * TRUE if the last LOOK found that a program has the drive open or that its disc is mounted. Exceptions:
 * - a mounted disc does not count if the drive needs recovery
 * - FALSE if bb_engine_drive_get_state() is BUSY or NO_PERMISSION, because the users that LOOK found are not the
 *   reason for these states
 */
static gboolean
bb_engine_drive_has_users (BbEngineDrive *self)
{
    BbDriveState state = bb_engine_drive_get_state (self);

    if (self->users == NULL || state == BB_DRIVE_STATE_BUSY || state == BB_DRIVE_STATE_NO_PERMISSION)
        return FALSE;
    return self->users->programs[0] != NULL ||
           (self->users->mounts[0] != NULL && state != BB_DRIVE_STATE_NEEDS_RECOVERY);
}

gboolean
bb_engine_drive_is_used (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), FALSE);

    return bb_engine_drive_has_users (self) || bb_job_error_get_problem (self->error) == BB_JOB_PROBLEM_IN_USE;
}

gboolean
bb_engine_drive_is_others (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), FALSE);

    return self->job == NULL && bb_engine_drive_get_shown_state (self) == BB_DRIVE_STATE_BUSY;
}

BbSafe
bb_engine_drive_get_safe (BbEngineDrive *self, const BbResult *result)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), BB_SAFE_UNKNOWN);

    /* If the job ended before it identified the drive, its result says nothing about the drive. */
    if (result != NULL && (result->safe != BB_SAFE_UNKNOWN || result->facts != NULL || result->has_sent))
        return result->safe;
    return bb_engine_drive_is_others (self) ? BB_SAFE_UNKNOWN : bb_drive_get_safe (self->facts, self->journal);
}

char *
bb_engine_drive_dup_used_by (BbEngineDrive *self)
{
    g_auto (GStrv) users = NULL;
    g_autofree char *text = NULL;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    if (!bb_engine_drive_is_others (self))
        return NULL;
    users = self->users != NULL ? bb_drive_users_list (self->users) : NULL;
    if (users != NULL && users[0] != NULL)
        return g_strjoinv (" ", users);
    text = self->error != NULL ? bb_words_dup_error (self->error) : NULL;
    return text != NULL ? g_steal_pointer (&text) : g_strdup (_ ("Another program is using the drive."));
}

BbSeen
bb_engine_drive_saw_users (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), BB_SEEN_UNKNOWN);

    if (self->users == NULL)
        return BB_SEEN_UNKNOWN;
    return self->users->is_complete ? BB_SEEN_ALL : BB_SEEN_IN_PART;
}

BbDriveState
bb_engine_drive_get_shown_state (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), BB_DRIVE_STATE_UNKNOWN);

    return bb_engine_drive_is_used (self) ? BB_DRIVE_STATE_BUSY : bb_engine_drive_get_state (self);
}

/* TRUE if new boot code was sent after the facts were read. The facts then describe the old boot code and are out of
 * date. */
static gboolean
bb_engine_drive_awaits_boot_code (BbEngineDrive *self)
{
    return self->facts != NULL && self->facts->condition == BB_CONDITION_NORMAL &&
           bb_journal_was_boot_code_sent (self->journal);
}

const char *
bb_engine_drive_get_tool_code (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    return self->tool_code;
}

gboolean
bb_engine_drive_wants_tool_code (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), FALSE);

    return self->facts != NULL && bb_facts_get_boolean (self->facts, BB_FACTS_IS_BOARD_UNKNOWN);
}

BbCan
bb_engine_drive_get_can (BbEngineDrive *self)
{
    const BbFamily *family;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), 0);

    if (bb_engine_drive_is_denied (self))
        return 0;
    if (self->facts == NULL || self->facts->family == NULL)
        return self->journal != NULL ? BB_CAN_IDENTIFY | BB_CAN_RECOVER : BB_CAN_IDENTIFY;
    family = bb_family_lookup (self->facts->family);
    if (family == NULL)
        return BB_CAN_IDENTIFY;
    if (bb_engine_drive_awaits_boot_code (self))
        return BB_CAN_IDENTIFY | BB_CAN_RECOVER;
    return bb_can_with_journal (family->can (self->facts), self->facts, self->journal);
}

GPtrArray *
bb_engine_drive_list_conversions (BbEngineDrive *self, BbCatalog *catalog)
{
    const BbFamily *family;
    g_autoptr (GPtrArray) models = NULL;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self) && BB_IS_CATALOG (catalog), NULL);

    if (bb_engine_drive_is_denied (self) || self->facts == NULL || self->facts->family == NULL ||
        self->facts->model == NULL || bb_engine_drive_awaits_boot_code (self))
        return NULL;
    family = bb_family_lookup (self->facts->family);
    if (family == NULL || family->convert == NULL)
        return NULL;
    models = family->convert->list_targets (self->facts, catalog);
    return models->len > 0 ? g_steal_pointer (&models) : NULL;
}

/* Returns (transfer full) a text with the action and the step of the running job; only the action if no step is known
 * yet. If no job of this process runs, returns a sentence that another program is using the drive. */
static char *
bb_engine_drive_dup_job_text (BbEngineDrive *self)
{
    g_autoptr (BbProgress) progress = NULL;
    g_autofree char *sentence = NULL;

    if (self->job == NULL)
        return g_strdup (_ ("Another program is using the drive. Wait until that program has finished."));
    progress = bb_job_ref_progress (self->job);
    sentence = progress != NULL ? bb_words_dup_progress (progress) : NULL;
    if (sentence == NULL)
        return g_strdup_printf ("%s…", bb_words_action (bb_job_get_action (self->job)));
    /* TRANSLATORS: first what is done ("Flashing"), then the step ("Writing block 9 of 20.") */
    return g_strdup_printf (_ ("%s: %s"), bb_words_action (bb_job_get_action (self->job)), sentence);
}

const char *
bb_engine_drive_get_hazard (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    return self->facts != NULL && self->facts->condition == BB_CONDITION_WRONG_FIRMWARE
               ? bb_facts_get_string (self->facts, BB_FACTS_HAZARD)
               : NULL;
}

gboolean
bb_engine_drive_is_worn (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), FALSE);

    return bb_engine_drive_get_state (self) == BB_DRIVE_STATE_NEEDS_RECOVERY &&
           bb_journal_record_is_worn (self->journal, self->facts);
}

BbAttemptsLeft
bb_engine_drive_find_left (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), BB_ATTEMPTS_LEFT_SOME);

    return self->journal != NULL ? bb_journal_record_find_left (self->journal, self->facts) : BB_ATTEMPTS_LEFT_SOME;
}

/* If the open journal says that the drive rejected the firmware that was sent, returns (transfer full) sentences on
 * the next step. Else returns %NULL. Also %NULL if the drive is not identified, or if its family sends an image in
 * one form only (no describe_candidate()). */
static char *
bb_engine_drive_dup_dropped_text (BbEngineDrive *self)
{
    const BbFamily *family = self->facts != NULL && self->facts->family != NULL && self->journal != NULL
                                 ? bb_family_lookup (self->facts->family)
                                 : NULL;
    const char *none = _ ("Burnback sent the firmware in every possible way, but the drive did not accept it. "
                          "Power cycle the drive, then recover it with a different firmware file.");
    g_autofree char *next = NULL;
    g_autofree char *words = NULL;

    if (family == NULL || family->describe_candidate == NULL || !bb_journal_record_was_dropped (self->journal))
        return NULL;
    next = bb_journal_record_dup_next_attempt (self->journal);
    switch (bb_engine_drive_find_left (self)) {
    case BB_ATTEMPTS_LEFT_NONE:
        return g_strdup (none);
    case BB_ATTEMPTS_LEFT_WITH_KEY:
        return g_strjoin (" ", none, bb_key_file_get_advice (), NULL);
    case BB_ATTEMPTS_LEFT_SOME:
    default:
        break;
    }
    if (next == NULL)
        return g_strdup (_ ("The drive did not accept the firmware sent to it. Power cycle the drive, then recover "
                            "it. The recovery will use your key file."));
    words = family->describe_candidate (next);
    /* TRANSLATORS: %s is the form of the update, as "an encrypted update with the boot ID …" */
    return g_strdup_printf (_ ("The drive did not accept the firmware sent to it. Power cycle the drive, then "
                               "recover it. The next attempt will use %s."),
                            words);
}

/* Returns (transfer full) sentences that say why the drive needs recovery, and the next step. If several causes
 * apply, names only the first in this order: firmware that can do damage (together with rejected firmware), new boot
 * code, rejected firmware, firmware of another program, interrupted flash, stored identity to be repaired,
 * BB_FACTS_CONTRADICTION, incomplete firmware, BB_FACTS_WANTS, recovery mode. Call it only if
 * bb_engine_drive_needs_recovery(). */
static char *
bb_engine_drive_dup_recovery_text (BbEngineDrive *self)
{
    const char *hazard = bb_engine_drive_get_hazard (self);
    const char *mixed;
    g_autofree char *dropped = bb_engine_drive_dup_dropped_text (self);
    g_autofree char *never = bb_words_dup_not_recoverable (self->facts);

    if (hazard != NULL && dropped != NULL)
        return g_strjoin (" ", hazard, dropped, NULL);
    if (hazard != NULL)
        return g_strdup_printf (_ ("%s Recover the drive with a firmware file for the model on its label."), hazard);
    if (bb_journal_was_boot_code_sent (self->journal))
        return g_strdup (bb_words_boot_code_sent ());
    if (dropped != NULL)
        return g_steal_pointer (&dropped);
    if (self->journal != NULL && bb_journal_record_runs_other (self->journal, self->facts))
        return bb_words_dup_overwritten (self->journal, self->facts);
    if (self->journal != NULL)
        return bb_words_dup_interrupted (self->journal,
                                         bb_safety_of_worn (self->facts, self->journal, self->was_reconnected));
    if (never != NULL)
        return g_steal_pointer (&never);
    if (bb_facts_needs_repair (self->facts))
        return g_strdup (_ ("The drive is running, but the parts of its stored identity do not match each other. "
                            "Recovery can repair the identity."));
    mixed = bb_facts_get_string (self->facts, BB_FACTS_CONTRADICTION);
    if (mixed != NULL && !self->has_backup)
        return g_strdup_printf (_ ("%s Recover the drive with a firmware file."), mixed);
    if (mixed != NULL)
        return g_strdup_printf (_ ("%s Recover the drive with a firmware file or with its backup."), mixed);
    if (self->facts->condition == BB_CONDITION_HALF_ALIVE && !self->has_backup)
        return g_strdup (_ ("The drive started its firmware, but the firmware may be incomplete. Recover the drive "
                            "with a firmware file."));
    if (self->facts->condition == BB_CONDITION_HALF_ALIVE)
        return g_strdup (_ ("The drive started its firmware, but the firmware may be incomplete. Recover the drive "
                            "with a firmware file or with its backup."));
    if (bb_facts_get_string (self->facts, BB_FACTS_WANTS) != NULL)
        return g_strdup (bb_facts_get_string (self->facts, BB_FACTS_WANTS));
    if (bb_family_can_leave_mode (self->facts))
        /* TRANSLATORS: %s is a sentence that says in which state the drive is */
        return g_strdup_printf (_ ("%s Recover the drive."), bb_words_may_be_intact ());
    if (!self->has_backup)
        return g_strdup (_ ("The drive is in recovery mode and is waiting for firmware. Recover the drive with "
                            "firmware for its circuit board."));
    return g_strdup (_ ("The drive is in recovery mode and is waiting for firmware. Recover the drive with firmware "
                        "for its circuit board or with its backup."));
}

/* Returns (transfer full) a sentence that says why the state of the drive is unknown: the error of the last job. If
 * there was no error, the sentence says that the last job could not identify the drive again, or that no job has
 * identified it yet. */
static char *
bb_engine_drive_dup_error_text (BbEngineDrive *self)
{
    g_autofree char *happened = NULL;

    if (self->error == NULL && bb_engine_drive_is_state_lost (self))
        return g_strdup (
            _ ("The drive could not be identified again, so its state is unknown. Power cycle the drive, "
               "then rescan the drives."));
    if (self->error == NULL)
        return g_strdup (_ ("The drive has not been identified yet."));
    happened = bb_words_dup_error (self->error);
    return g_strdup_printf (_ ("The drive could not be queried. %s"), happened);
}

/* Returns (transfer full) sentences: which programs use the drive, or where its disc is mounted; then the next step.
 * If programs use the drive, also says whether the drive is safe. Call it only if bb_engine_drive_has_users(). */
static char *
bb_engine_drive_dup_used_text (BbEngineDrive *self)
{
    g_auto (GStrv) list = bb_drive_users_list (self->users);
    g_autofree char *users = g_strjoinv (" ", list);
    const char *safety;

    if (self->users->programs[0] == NULL)
        /* TRANSLATORS: %s: where the disc is mounted, whole sentences */
        return g_strdup_printf (_ ("%s Unmount the disc before you flash."), users);
    safety = bb_words_safety (bb_busy_find_safety (NULL, self->journal));
    return g_strjoin (" ", users, _ ("Wait until the other program has finished."), safety, NULL);
}

/* Returns (transfer full) the recovery text, with a warning if LOOK could not see the programs of other users, one of
 * which may be flashing the drive. */
static char *
bb_engine_drive_dup_needs_recovery_text (BbEngineDrive *self)
{
    g_autofree char *text = bb_engine_drive_dup_recovery_text (self);
    g_autoptr (BbReadiness) unseen = bb_readiness_new (BB_READINESS_USERS_UNSEEN, NULL);
    g_autofree char *limit = bb_words_dup_readiness (unseen);
    g_autofree char *remedy = bb_words_dup_remedy (unseen);

    if (bb_engine_drive_saw_users (self) != BB_SEEN_IN_PART)
        return g_steal_pointer (&text);
    return g_strjoin (" ", text, limit, remedy, NULL);
}

/* Returns (transfer full) sentences that say why a power cycle must come next, and how. If the drive runs firmware
 * that can do damage until then, names this first. */
static char *
bb_engine_drive_dup_power_cycle_text (BbEngineDrive *self)
{
    g_autoptr (BbDriveDetails) details = NULL;
    g_autofree char *how = NULL;

    if (self->journal != NULL) {
        const char *flashed =
            _ ("The drive has been flashed but not yet verified. Power cycle the drive, then verify it.");
        const char *hazard = bb_engine_drive_get_hazard (self);

        return hazard != NULL ? g_strjoin (" ", hazard, flashed, NULL) : g_strdup (flashed);
    }
    details = bb_drive_ref_details (self->drive);
    how = bb_words_dup_disconnect_power (details->bus);
    return g_strjoin (" ", bb_words_power_cycle_once (), how, NULL);
}

gboolean
bb_engine_drive_has_backup (BbEngineDrive *self)
{
    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), FALSE);

    return self->has_backup;
}

gboolean
bb_engine_drive_was_stopped (BbEngineDrive *self)
{
    BbDriveState state;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), FALSE);

    state = bb_engine_drive_get_state (self);
    return self->stopped != NULL && (state == BB_DRIVE_STATE_READY || state == BB_DRIVE_STATE_MEDIUM) &&
           !bb_engine_drive_has_users (self);
}

char *
bb_engine_drive_dup_state_text (BbEngineDrive *self)
{
    g_autofree char *why = NULL;
    g_autofree char *stopped = NULL;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (self), NULL);

    if (bb_engine_drive_has_users (self))
        return bb_engine_drive_dup_used_text (self);
    switch (bb_engine_drive_get_state (self)) {
    case BB_DRIVE_STATE_BUSY:
        if (self->job == NULL && bb_error_is_busy (self->error))
            return bb_words_dup_busy (self->error, self->journal);
        return bb_engine_drive_dup_job_text (self);
    case BB_DRIVE_STATE_NO_PERMISSION:
        (void) bb_drive_check_access (self->drive, &why);
        return why != NULL ? g_steal_pointer (&why)
                           : g_strdup (_ ("You do not have permission to send commands to this drive."));
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return bb_engine_drive_dup_needs_recovery_text (self);
    case BB_DRIVE_STATE_POWER_CYCLE:
        return bb_engine_drive_dup_power_cycle_text (self);
    case BB_DRIVE_STATE_MEDIUM:
        stopped = self->stopped != NULL ? bb_words_dup_stopped (self->stopped) : NULL;
        return g_strconcat (stopped != NULL ? stopped : "", stopped != NULL ? " " : "",
                            _ ("There is a disc in the drive. Remove the disc before flashing."), NULL);
    case BB_DRIVE_STATE_UNKNOWN:
        return bb_engine_drive_dup_error_text (self);
    case BB_DRIVE_STATE_READY:
        break;
    }
    /* If a drive with an open journal is READY, only its verification is missing. Either the power cycle was noticed,
     * or it is unknown whether there was one (bb_drive_dup_power_mark() returned NULL). */
    if (self->journal != NULL)
        return g_strdup (_ ("The drive has been flashed but not yet verified. Power cycle the drive if you have not "
                            "done so yet, then verify it."));
    if (self->facts->family == NULL)
        return g_strdup (bb_words_unsupported (self->facts));
    if (self->stopped != NULL)
        return bb_words_dup_stopped (self->stopped);
    return g_strdup (_ ("Ready."));
}
