/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"

#include "job/engine/bb-history.h"
#include "job/words/bb-words.h"

#include <string.h>

/* After each action, result, journal, history and state of the drive must agree. */

#define NEC JOB_RIG_NEC
#define OLD_NEC JOB_RIG_NEC "Quirks=corrupt-after-safe\n"
#define MT1959 JOB_RIG_MT1959
#define C500 "[drive sr0]\nFamily=nec-optiarc\nModel=C500\nRevision=1.01\nSerial=SIM0001\n"
#define K355 CONVERT_RIG_K355

#define EACH_ERASE_FAILS "At=step:erase:3;Kind=sense;Sense=4/44/00;Times=0"
#define FIRST_ERASES_FAIL "At=step:erase:3;Kind=sense;Sense=4/44/00;Times=3"
#define CUT "At=step:program:5;Kind=power-cut;During=middle"

/* --- stories --- */

typedef enum {
    AFTER_NOTHING,
    AFTER_POWER_CYCLE,
    AFTER_RECONNECTION,
} After;

/**
 * Act: one job of a story.
 * @revision: (nullable): revision of the firmware file; or "foreign": a file of another family; "boot": the boot code
 *   of a conversion; "K451": firmware for that boot code
 * @fault: (nullable): a fault of the simulator, from the start of the job to the next power cycle
 * @on_failure: policy of the job; if @on_failure and @answer are 0, the policy is %BB_ON_FAILURE_STOP
 * @is_stopped: TRUE if the user stops the job directly after its start
 * @stop_at: phase at which the user stops the job; 0: never
 * @after: what happens to the drive after the job
 */
typedef struct {
    BbAction action;
    const char *revision;
    const char *fault;
    BbOnFailure on_failure;
    BbJobFlags flags;
    BbChoice answer;
    gboolean is_stopped;
    int stop_at;
    After after;
    BbOutcome outcome;
} Act;

#define MAX_ACTS 4
typedef struct {
    const char *name;
    const char *scenario;
    Act acts[MAX_ACTS];
} Story;

#define DO(act) .action = BB_ACTION_##act
#define WITH(file) .revision = file
#define ENDS(what) .outcome = BB_OUTCOME_##what
#define NO_BACKUP .flags = BB_JOB_FLAG_WITHOUT_BACKUP

static const Story stories[] = {
    /* stories with a flash that succeeds */
    {"flash", NEC, {{DO (FLASH), WITH ("1.07"), ENDS (DONE)}}},
    {"flash-by-identity", MT1959, {{DO (FLASH), WITH ("1.03"), NO_BACKUP, ENDS (DONE)}}},
    {"flash-twice", NEC, {{DO (FLASH), WITH ("1.07"), ENDS (DONE)}, {DO (FLASH), WITH ("1.08"), ENDS (DONE)}}},
    {"flash-unasked",
     C500,
     {{DO (FLASH), WITH ("1.02"), .flags = BB_JOB_FLAG_WITHOUT_BACKUP | BB_JOB_FLAG_WITHOUT_PROOF, ENDS (WRITTEN)}}},
    {"flash-awaits-power-cycle",
     OLD_NEC,
     {{DO (FLASH), WITH ("1.07"), ENDS (WRITTEN)},
      {DO (VERIFY), .after = AFTER_POWER_CYCLE, ENDS (WRITTEN)},
      {DO (VERIFY), ENDS (DONE)}}},
    {"flash-awaits-power-cycle-recovered",
     OLD_NEC,
     {{DO (FLASH), WITH ("1.07"), .after = AFTER_POWER_CYCLE, ENDS (WRITTEN)}, {DO (RECOVER), ENDS (DONE)}}},
    {"flash-awaits-power-cycle-flashed-again",
     OLD_NEC,
     {{DO (FLASH), WITH ("1.07"), .after = AFTER_POWER_CYCLE, ENDS (WRITTEN)},
      {DO (FLASH), WITH ("1.08"), .after = AFTER_POWER_CYCLE, ENDS (WRITTEN)},
      {DO (VERIFY), ENDS (DONE)}}},
    {"flash-stopped-at-its-end", NEC, {{DO (FLASH), WITH ("1.07"), .stop_at = BB_PHASE_VERIFY, ENDS (DONE)}}},
    {"flash-dry-run", NEC, {{DO (FLASH), WITH ("1.07"), .flags = BB_JOB_FLAG_DRY_RUN, ENDS (DONE)}}},
    /* stories with a flash that writes nothing */
    {"flash-stopped", NEC, {{DO (FLASH), WITH ("1.07"), .is_stopped = TRUE, ENDS (UNCHANGED)}}},
    {"flash-unplugged-early",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = "At=step:upload:4;Kind=unplug", .after = AFTER_RECONNECTION,
       ENDS (UNCHANGED)}}},
    {"flash-fails-early",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = "At=step:upload:4;Kind=sense;Sense=4/44/00;Times=0", ENDS (UNCHANGED)}}},
    {"flash-refused-by-the-drive",
     MT1959,
     {{DO (FLASH), WITH ("1.03"), .fault = "At=step:program:1;Kind=sense;Sense=5/26/00;Times=0", NO_BACKUP,
       ENDS (UNCHANGED)}}},
    {"flash-reads-differ",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = "At=step:read:100;Kind=bit-flip;Times=0", ENDS (REFUSED)}}},
    {"flash-foreign", NEC, {{DO (FLASH), WITH ("foreign"), ENDS (REFUSED)}}},
    {"flash-without-consent", MT1959, {{DO (FLASH), WITH ("1.03"), ENDS (REFUSED)}}},
    {"flash-denied", NEC "Access=denied\n", {{DO (FLASH), WITH ("1.07"), ENDS (NOT_PERMITTED)}}},
    {"flash-in-use", NEC "InUseBy=brasero\n", {{DO (FLASH), WITH ("1.07"), ENDS (NOT_PERMITTED)}}},
    /* stories with a flash that fails, after which the same job restores the old firmware or tries again */
    {"flash-rolled-back",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = FIRST_ERASES_FAIL, .on_failure = BB_ON_FAILURE_ROLLBACK,
       ENDS (ROLLED_BACK)}}},
    {"flash-rolled-back-by-the-user",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = FIRST_ERASES_FAIL, .answer = BB_CHOICE_ROLLBACK, ENDS (ROLLED_BACK)}}},
    {"flash-rolled-back-awaits-power-cycle",
     OLD_NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = FIRST_ERASES_FAIL, .on_failure = BB_ON_FAILURE_ROLLBACK,
       .after = AFTER_POWER_CYCLE, ENDS (WRITTEN)},
      {DO (VERIFY), ENDS (DONE)}}},
    {"flash-repeated-by-the-user",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = FIRST_ERASES_FAIL, .answer = BB_CHOICE_RETRY, ENDS (DONE)}}},
    /* stories with a flash that fails or is interrupted, and the jobs after it */
    {"flash-left-by-the-user",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = FIRST_ERASES_FAIL, .answer = BB_CHOICE_LEAVE, ENDS (NEEDS_RECOVERY)},
      {DO (FLASH), WITH ("1.07"), ENDS (REFUSED)},
      {DO (RECOVER), .on_failure = BB_ON_FAILURE_ROLLBACK, ENDS (DONE)}}},
    {"flash-unplugged",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = "At=step:program:4;Kind=unplug", .after = AFTER_RECONNECTION,
       ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), .on_failure = BB_ON_FAILURE_RETRY, ENDS (DONE)}}},
    {"flash-unplugged-at-its-end",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = "At=step:read:1300;Kind=unplug", .after = AFTER_RECONNECTION,
       ENDS (WRITTEN)},
      {DO (VERIFY), .after = AFTER_POWER_CYCLE, ENDS (DONE)}}},
    {"flash-cut",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = CUT, .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), .answer = BB_CHOICE_LEAVE, ENDS (NEEDS_RECOVERY)},
      {DO (BACKUP), ENDS (DONE)},
      {DO (RECOVER), .answer = BB_CHOICE_RETRY, ENDS (DONE)}}},
    {"flash-cut-other-file",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = CUT, .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), WITH ("foreign"), ENDS (REFUSED)},
      {DO (RECOVER), WITH ("1.08"), ENDS (DONE)}}},
    {"flash-cut-other-file-awaits-power-cycle",
     OLD_NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = CUT, .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), WITH ("1.08"), .after = AFTER_POWER_CYCLE, ENDS (WRITTEN)},
      {DO (VERIFY), ENDS (DONE)}}},
    {"flash-cut-rollback",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = CUT, .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (ROLLBACK), ENDS (DONE)}}},
    {"flash-cut-before-anything",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = "At=step:upload:4;Kind=power-cut", .after = AFTER_POWER_CYCLE,
       ENDS (UNCHANGED)},
      {DO (RECOVER), ENDS (DONE)}}},
    {"flash-cut-recovery-fails",
     NEC,
     {{DO (FLASH), WITH ("1.07"), .fault = CUT, .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), .on_failure = BB_ON_FAILURE_RETRY, .fault = EACH_ERASE_FAILS, .after = AFTER_POWER_CYCLE,
       ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), .on_failure = BB_ON_FAILURE_ROLLBACK, ENDS (DONE)}}},
    {"flash-cut-mt1959",
     MT1959,
     {{DO (FLASH), WITH ("1.03"), .fault = "At=step:program:1;Kind=power-cut;During=middle", NO_BACKUP,
       .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), ENDS (DONE)}}},
    {"flash-worn",
     NEC "Quirks=fail-program=5\n",
     {{DO (FLASH), WITH ("1.07"), .on_failure = BB_ON_FAILURE_ROLLBACK, ENDS (NEEDS_RECOVERY)}}},
    /* stories with a rollback */
    {"rollback", NEC, {{DO (FLASH), WITH ("1.07"), ENDS (DONE)}, {DO (ROLLBACK), ENDS (DONE)}}},
    {"rollback-stopped",
     NEC,
     {{DO (FLASH), WITH ("1.07"), ENDS (DONE)}, {DO (ROLLBACK), .is_stopped = TRUE, ENDS (UNCHANGED)}}},
    {"rollback-without-backup", NEC, {{DO (ROLLBACK), ENDS (NOT_FOUND)}}},
    {"rollback-cut",
     NEC,
     {{DO (FLASH), WITH ("1.07"), ENDS (DONE)},
      {DO (ROLLBACK), .fault = CUT, .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), .on_failure = BB_ON_FAILURE_RETRY, ENDS (DONE)}}},
    {"rollback-rolled-back",
     NEC,
     {{DO (FLASH), WITH ("1.07"), ENDS (DONE)},
      {DO (ROLLBACK), .fault = FIRST_ERASES_FAIL, .on_failure = BB_ON_FAILURE_ROLLBACK, ENDS (ROLLED_BACK)}}},
    {"rollback-cut-goes-on-to-newer",
     NEC,
     {{DO (FLASH), WITH ("1.07"), ENDS (DONE)},
      {DO (ROLLBACK), .fault = CUT, .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), .on_failure = BB_ON_FAILURE_ROLLBACK, ENDS (DONE)}}},
    /* stories with a backup or VERIFY */
    {"backup", NEC, {{DO (BACKUP), ENDS (DONE)}}},
    {"backup-stopped", NEC, {{DO (BACKUP), .is_stopped = TRUE, ENDS (UNCHANGED)}}},
    {"backup-unplugged",
     NEC,
     {{DO (BACKUP), .fault = "At=step:read:100;Kind=unplug", .after = AFTER_RECONNECTION, ENDS (UNCHANGED)}}},
    {"backup-denied", NEC "Access=denied\n", {{DO (BACKUP), ENDS (NOT_PERMITTED)}}},
    {"verify", NEC, {{DO (VERIFY), WITH ("1.05"), ENDS (DONE)}}},
    {"verify-after-flash",
     NEC,
     {{DO (FLASH), WITH ("1.07"), ENDS (DONE)},
      {DO (VERIFY), ENDS (DONE)},
      {DO (VERIFY), WITH ("1.08"), ENDS (UNCHANGED)}}},
    {"verify-without-file", NEC, {{DO (VERIFY), ENDS (NOT_FOUND)}}},
    {"verify-revision-only", MT1959, {{DO (VERIFY), WITH ("1.02"), ENDS (WRITTEN)}}},
    /* stories that begin with a recovery while there is no journal */
    {"recover-healthy", NEC, {{DO (RECOVER), ENDS (DONE)}}},
    {"recover-restarted", NEC "State=safe-mode\n", {{DO (RECOVER), ENDS (DONE)}}},
    {"recover-without-file",
     NEC "State=erased\n",
     {{DO (RECOVER), ENDS (NEEDS_RECOVERY)}, {DO (RECOVER), WITH ("1.07"), ENDS (DONE)}}},
    {"recover-cut",
     NEC "State=erased\n",
     {{DO (RECOVER), WITH ("1.07"), .fault = CUT, .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), ENDS (DONE)}}},
    {"recover-identity", NEC "State=damaged-id\n", {{DO (RECOVER), .flags = BB_JOB_FLAG_EXPERT, ENDS (DONE)}}},
    {"recover-identity-refused",
     NEC "State=damaged-id\n",
     {{DO (RECOVER), .flags = BB_JOB_FLAG_EXPERT, .fault = "At=step:calibrate:1;Kind=sense;Sense=3/03/00;Times=0",
       .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), .flags = BB_JOB_FLAG_EXPERT, ENDS (DONE)}}},
    {"recover-both",
     NEC "State=forced-safe\nQuirks=garbage-id\n",
     {{DO (RECOVER), WITH ("1.07"), .flags = BB_JOB_FLAG_EXPERT, ENDS (DONE)}}},
    {"recover-in-boot-mode", MT1959 "State=boot\n", {{DO (RECOVER), WITH ("1.03"), NO_BACKUP, ENDS (REFUSED)}}},
    /* stories with a conversion to another boot code */
    {"convert",
     K355,
     {{DO (CONVERT), WITH ("boot"), .flags = BB_JOB_FLAG_EXPERT, ENDS (WRITTEN)},
      {DO (RECOVER), .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), WITH ("K451"), ENDS (DONE)}}},
    {"convert-without-consent", K355, {{DO (CONVERT), WITH ("boot"), ENDS (REFUSED)}}},
    {"convert-stopped",
     K355,
     {{DO (CONVERT), WITH ("boot"), .flags = BB_JOB_FLAG_EXPERT, .is_stopped = TRUE, ENDS (UNCHANGED)}}},
    {"convert-erase-fails",
     K355,
     {{DO (CONVERT), WITH ("boot"), .flags = BB_JOB_FLAG_EXPERT, .fault = EACH_ERASE_FAILS,
       .after = AFTER_POWER_CYCLE, ENDS (NEEDS_RECOVERY)},
      {DO (RECOVER), .flags = BB_JOB_FLAG_EXPERT, ENDS (DONE)}}},
    {"convert-rolled-back",
     K355,
     {{DO (CONVERT), WITH ("boot"), .flags = BB_JOB_FLAG_EXPERT, .fault = FIRST_ERASES_FAIL,
       .on_failure = BB_ON_FAILURE_ROLLBACK, ENDS (ROLLED_BACK)}}},
    {"convert-fails-early",
     K355,
     {{DO (CONVERT), WITH ("boot"), .flags = BB_JOB_FLAG_EXPERT,
       .fault = "At=step:upload:1;Kind=sense;Sense=4/44/00;Times=0", ENDS (UNCHANGED)}}},
};

/* --- result, journal, history and state of the drive --- */

/**
 * Told: what result, journal, history and state of the drive say after one job.
 * @record: (nullable): the oldest journal that the job wrote to
 * @entry: (nullable): the history entry of that journal
 * @repair: (nullable): the newer journal of an identity repair in the same job
 * @state_before: state of the drive before the job
 * @safe: the JSON `drive-safe` after the job
 * @state: state of the drive after the job, before it is identified again
 * @state_later: state of the drive after it was identified again
 * @revision: (nullable): revision that the drive reports at @state_later
 */
typedef struct {
    const Act *act;
    BbResult *result;
    BbJournalRecord *record;
    BbHistoryEntry *entry;
    BbJournalRecord *repair;
    BbDriveState state_before;
    BbSafe safe;
    BbDriveState state;
    BbDriveState state_later;
    char *state_text;
    char *revision;
} Told;

static void
told_clear (Told *told)
{
    g_clear_pointer (&told->result, bb_result_unref);
    g_clear_pointer (&told->record, bb_journal_record_unref);
    g_clear_pointer (&told->entry, bb_history_entry_free);
    g_clear_pointer (&told->repair, bb_journal_record_unref);
    g_free (told->state_text);
    g_free (told->revision);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

/* Prints @told, so that a failed assertion can be understood. */
static void
told_show (const Told *told)
{
    const BbResult *result = told->result;

    g_test_message ("%s: %s, verified %s, safe %d, safety %d: %s", bb_action_to_string (told->act->action),
                    bb_outcome_to_string (result->outcome), bb_proof_to_string (result->proof), result->safe,
                    result->safety, result->message);
    if (told->entry != NULL)
        g_test_message ("history: %s, %s: %s, %s to %s, verified %s: %s", told->entry->action, told->entry->what,
                        told->entry->result, told->entry->revision_before, told->entry->revision_after,
                        told->entry->verified, told->entry->how);
    g_test_message ("state: %s, then %s, later %s with %s: %s", bb_drive_state_to_string (told->state_before),
                    bb_drive_state_to_string (told->state), bb_drive_state_to_string (told->state_later),
                    told->revision, told->state_text);
}

/* Returns (transfer full) (nullable) the entry of the history about the journal @record; NULL if there is none. */
static BbHistoryEntry *
find_entry (JobRig *rig, BbEngineDrive *drive, BbJournalRecord *record)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (GPtrArray) entries =
        bb_history_list (rig->state, details, bb_engine_drive_get_facts (drive), bb_engine_drive_get_journal (drive));

    for (guint i = 0; i < entries->len; i++)
        if (g_str_equal (((BbHistoryEntry *) g_ptr_array_index (entries, i))->id, record->id))
            return g_ptr_array_steal_index (entries, i);
    return NULL;
}

/* Returns (transfer full) (nullable) the file of the act; NULL if it has none. */
static BbImage *
act_image (const Act *act, const char *scenario)
{
    gboolean is_nec = strstr (scenario, "nec-optiarc") != NULL;

    if (act->revision == NULL)
        return NULL;
    if (g_str_equal (act->revision, "boot"))
        return convert_boot_code ("K451", "07");
    if (g_str_equal (act->revision, "K451"))
        return convert_image ("K451", "1.07", "07");
    if (is_nec == g_str_equal (act->revision, "foreign"))
        return job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", is_nec ? "1.03" : act->revision, NULL);
    return job_rig_image ("nec-optiarc", strstr (scenario, "C500") != NULL ? "C500" : "K355", act->revision, NULL);
}

static BbJobRequest *
act_request (const Act *act, JobRig *rig)
{
    BbJobRequest *request = bb_job_request_new (act->action);
    GVariantDict settings;

    request->image = act_image (act, rig->scenario);
    request->flags = act->flags | (act->action != BB_ACTION_CONVERT ? BB_JOB_FLAG_ALLOW_CROSS_FLASH : 0);
    request->on_failure = act->on_failure != 0 || act->answer != 0 ? act->on_failure : BB_ON_FAILURE_STOP;
    if (act->action != BB_ACTION_CONVERT)
        return request;
    g_variant_dict_init (&settings, NULL);
    g_variant_dict_insert (&settings, BB_SETTING_CONVERT_TO, "s", "K451");
    request->settings = g_variant_ref_sink (g_variant_dict_end (&settings));
    return request;
}

/* Runs the job of @act with its fault, answer and stop. Returns (transfer full) the result. */
static BbResult *
act_run (const Act *act, JobRig *rig)
{
    g_autoptr (BbJobRequest) request = act_request (act, rig);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (GError) error = NULL;
    g_autoptr (BbJob) job = NULL;

    if (act->fault != NULL)
        job_rig_fault (rig, act->fault);
    rig->answer = act->answer;
    rig->stop_at_phase = act->stop_at > 0 ? act->stop_at : -1;
    job = bb_engine_start (rig->engine, drive, request, &error);
    g_assert_no_error (error);
    if (act->is_stopped)
        bb_job_stop (job);
    return job_rig_wait (rig, job);
}

/* Returns (transfer full) a text that changes when a line is added to the journal, or when it is closed. */
static char *
dup_content (BbJournalRecord *record)
{
    g_autofree char *progress = NULL;
    g_autofree char *stem = NULL;
    g_autofree char *text = NULL;

    stem = g_strndup (record->path, strlen (record->path) - strlen ("journal"));
    progress = g_strconcat (stem, "progress", NULL);
    (void) g_file_get_contents (progress, &text, NULL, NULL);
    return g_strdup_printf ("%d %s", record->is_closed, text);
}

/* Returns (transfer full) dup_content() of each journal, with the ID of the journal as the key. */
static GHashTable *
list_contents (JobRig *rig)
{
    GHashTable *contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr (GPtrArray) records = bb_journal_list_all (rig->state);

    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        g_hash_table_insert (contents, g_strdup (record->id), dup_content (record));
    }
    return contents;
}

/* Sets record and repair of @told from the journals that this job wrote to. */
static void
told_take_journals (Told *told, JobRig *rig, GHashTable *before)
{
    g_autoptr (GPtrArray) records = bb_journal_list_all (rig->state);

    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);
        g_autofree char *content = dup_content (record);

        /* The journal of an earlier, unverified flash ends as "superseded"; the job is not about that journal. */
        if (g_strcmp0 (content, g_hash_table_lookup (before, record->id)) == 0 ||
            g_strcmp0 (record->result, "superseded") == 0)
            continue;
        g_assert_null (told->repair);
        told->repair = g_steal_pointer (&told->record);
        told->record = bb_journal_record_ref (record);
    }
}

/* Lets the event after the job happen, and sets the state after that event, the revision and the history entry in
 * @told. */
static void
told_take_drive (Told *told, JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = NULL;
    BbFacts *facts;

    if (told->act->after == AFTER_POWER_CYCLE)
        job_rig_restart (rig);
    if (told->act->after == AFTER_RECONNECTION)
        g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", TRUE, NULL));
    while (g_main_context_iteration (NULL, FALSE))
        ;
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    facts = bb_engine_drive_get_facts (drive);
    told->state_later = bb_engine_drive_get_shown_state (drive);
    told->state_text = bb_engine_drive_dup_state_text (drive);
    if (facts != NULL && facts->condition == BB_CONDITION_NORMAL)
        told->revision = bb_text_normalise (facts->inquiry.revision, FALSE);
    if (told->record != NULL)
        told->entry = find_entry (rig, drive, told->record);
}

/* Runs the job of told->act, and sets all other members of @told. */
static void
told_take (Told *told, JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (GHashTable) before = list_contents (rig);

    told->state_before = bb_engine_drive_get_shown_state (drive);
    told->result = act_run (told->act, rig);
    /* Lets the engine notice the disconnection. */
    while (g_main_context_iteration (NULL, FALSE))
        ;
    told->safe = bb_engine_drive_get_safe (drive, told->result);
    told->state = bb_engine_drive_get_shown_state (drive);
    told_take_journals (told, rig, before);
    told_take_drive (told, rig);
    told_show (told);
}

/* --- the comparison --- */

#define END(end) (1u << BB_HISTORY_##end)
#define IS(state) (1u << BB_DRIVE_STATE_##state)
#define IS_FREE (IS (READY) | IS (NO_PERMISSION) | IS (BUSY))

/**
 * rows: for each outcome of a job, what history, journal and drive state are allowed to say.
 * @ends: set of the allowed #BbHistoryEnd in the history, if the job wrote to a journal
 * @is_open: TRUE if the journal must be open after the job
 * @states: set of the allowed drive states, directly after the job and after the event that follows it
 * @safe: expected safety of the drive after the job
 */
static const struct {
    guint ends;
    gboolean is_open;
    guint states;
    BbSafe safe;
} rows[BB_N_OUTCOMES] = {
    [BB_OUTCOME_DONE] = {END (PROVED) | END (PUT_BACK) | END (REPLACED), FALSE, IS (READY), BB_SAFE_YES},
    [BB_OUTCOME_WRITTEN] = {END (UNPROVED), TRUE, IS (READY), BB_SAFE_UNKNOWN},
    [BB_OUTCOME_UNCHANGED] = {END (UNCHANGED), FALSE, IS_FREE, BB_SAFE_YES},
    [BB_OUTCOME_REFUSED] = {END (UNCHANGED), FALSE, IS_FREE, BB_SAFE_YES},
    [BB_OUTCOME_NOT_PERMITTED] = {END (UNCHANGED), FALSE, IS_FREE, BB_SAFE_UNKNOWN},
    [BB_OUTCOME_NOT_FOUND] = {END (UNCHANGED), FALSE, IS_FREE, BB_SAFE_YES},
    [BB_OUTCOME_ROLLED_BACK] = {END (PUT_BACK), FALSE, IS (READY), BB_SAFE_YES},
    [BB_OUTCOME_NEEDS_RECOVERY] = {END (OPEN), TRUE, IS (NEEDS_RECOVERY), BB_SAFE_NO},
};

static gboolean
is_conversion (const Told *told)
{
    return told->record != NULL && g_str_equal (told->record->action, bb_action_to_string (BB_ACTION_CONVERT));
}

/* TRUE if the drive needed recovery before the job, and the job did not change that. */
static gboolean
is_still_broken (const Told *told)
{
    BbOutcome outcome = told->result->outcome;
    gboolean is_over = outcome == BB_OUTCOME_WRITTEN || outcome == BB_OUTCOME_ROLLED_BACK ||
                       (outcome == BB_OUTCOME_DONE && bb_action_writes (told->act->action));

    return told->state_before == BB_DRIVE_STATE_NEEDS_RECOVERY && !is_over;
}

/* Returns the states that the drive may have after the job, as a set of bits. */
static guint
find_states (const Told *told)
{
    if (is_still_broken (told))
        return IS (NEEDS_RECOVERY);
    /* After the boot code was sent, the drive needs firmware for it. */
    if (told->result->outcome == BB_OUTCOME_WRITTEN && is_conversion (told))
        return IS (NEEDS_RECOVERY);
    /* A drive that needs a power cycle must not be called ready. */
    if (told->result->next_step == BB_NEXT_STEP_POWER_CYCLE_AND_VERIFY ||
        told->result->next_step == BB_NEXT_STEP_POWER_CYCLE_ONCE)
        return IS (POWER_CYCLE);
    return rows[told->result->outcome].states;
}

/* Returns the states that the drive may have after the event that follows the job: READY if it needed a power cycle
 * and got it, else the states of find_states(). */
static guint
find_later_states (const Told *told)
{
    guint states = find_states (told);

    /* The kernel cannot tell a reconnection from a power cycle, so bb_drive_dup_power_mark() differs after both. */
    return states == IS (POWER_CYCLE) &&
                   (told->act->after == AFTER_POWER_CYCLE || told->act->after == AFTER_RECONNECTION)
               ? IS (READY)
               : states;
}

/* Returns the safety that the drive must have after the job. */
static BbSafe
find_safe (const Told *told)
{
    if (bb_error_is_busy (told->result->error))
        return BB_SAFE_UNKNOWN;
    if (is_still_broken (told))
        return BB_SAFE_NO;
    if (told->act->action == BB_ACTION_VERIFY && told->result->outcome == BB_OUTCOME_UNCHANGED)
        return BB_SAFE_UNKNOWN;
    return rows[told->result->outcome].safe;
}

static void
assert_result_and_state_agree (const Told *told)
{
    const BbResult *result = told->result;

    g_assert_cmpint (result->outcome, ==, told->act->outcome);
    /* The state of a disconnected drive may also be UNKNOWN, because the engine forgets the facts of the drive. */
    if (!g_error_matches (result->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE) ||
        told->state != BB_DRIVE_STATE_UNKNOWN)
        g_assert_cmpuint (find_states (told) & (1u << told->state), !=, 0);
    /* A drive that was unplugged in recovery mode with unchanged firmware stays in that mode. The result must have
     * the reason LEFT_IN_MODE then, and only then. */
    if (told->act->after == AFTER_RECONNECTION && result->outcome == BB_OUTCOME_UNCHANGED)
        g_assert_cmpint (result->reason == BB_RESULT_REASON_LEFT_IN_MODE, ==,
                         told->state_later == BB_DRIVE_STATE_NEEDS_RECOVERY);
    else
        g_assert_cmpuint (find_later_states (told) & (1u << told->state_later), !=, 0);
    g_assert_cmpint (told->safe, ==, find_safe (told));
    g_assert_cmpint (result->safe, ==,
                     result->facts != NULL || told->safe == BB_SAFE_NO ? told->safe : BB_SAFE_UNKNOWN);
    /* Whether the new boot code was written is known only after a power cycle. Until then, a conversion may need
     * recovery without being called unsafe. */
    if (result->outcome != BB_OUTCOME_WRITTEN || !is_conversion (told))
        g_assert_cmpint (told->safe == BB_SAFE_NO, ==, told->state == BB_DRIVE_STATE_NEEDS_RECOVERY);
    g_assert_cmpint (result->journal != NULL && result->journal->endangered, <=,
                     told->state == BB_DRIVE_STATE_NEEDS_RECOVERY);
    if (told->revision != NULL && result->revision_after != NULL)
        g_assert_cmpstr (told->revision, ==, result->revision_after);
}

/* Returns the ends that the history may show, as a set of bits. */
static guint
find_ends (const Told *told)
{
    const BbResult *result = told->result;

    /* A flash that is done was verified. A recovery that is done may have restored the old firmware or written
     * another file. */
    if (result->outcome == BB_OUTCOME_DONE && told->act->action == BB_ACTION_FLASH)
        return END (PROVED);
    if (result->outcome == BB_OUTCOME_NEEDS_RECOVERY && is_conversion (told))
        return END (OPEN) | END (UNPROVED);
    return rows[result->outcome].ends;
}

/* Asserts that the history names an operation "Tried to …" if it did not write its firmware, or if the old or other
 * firmware was written after that; else not. */
static void
assert_name_agrees (const Told *told)
{
    const BbHistoryEntry *entry = told->entry;
    gboolean has_written = entry->end == BB_HISTORY_PROVED || entry->end == BB_HISTORY_UNPROVED;
    gboolean has_failed = strstr (entry->how, "failed") != NULL;

    g_assert_cmpint (g_str_has_prefix (entry->what, "Tried to "), ==, !has_written || has_failed);
    if (told->act->action == BB_ACTION_FLASH && told->result->outcome == BB_OUTCOME_WRITTEN)
        g_assert_cmpint (has_failed, ==, g_strcmp0 (entry->revision_after, told->act->revision) != 0);
}

static void
assert_history_agrees (const Told *told)
{
    const BbResult *result = told->result;
    const BbHistoryEntry *entry = told->entry;
    gboolean is_open = entry->end == BB_HISTORY_OPEN || g_str_equal (entry->verified, "pending");

    g_assert_cmpuint (find_ends (told) & (1u << entry->end), !=, 0);
    assert_name_agrees (told);
    g_assert_cmpint (!told->record->is_closed, ==, is_open);
    g_assert_cmpint (result->journal != NULL, ==, is_open);
    if (!is_open || result->outcome == BB_OUTCOME_WRITTEN)
        g_assert_cmpstr (entry->verified, ==, bb_proof_to_string (result->proof));
    if (entry->end == BB_HISTORY_OPEN || (is_open && is_conversion (told)))
        g_assert_null (entry->revision_after);
    else if (told->revision != NULL)
        g_assert_cmpstr (entry->revision_after, ==, told->revision);
    if (result->outcome == BB_OUTCOME_ROLLED_BACK || result->reason == BB_RESULT_REASON_RESTORED)
        g_assert_nonnull (strstr (entry->how, "previous firmware was restored"));
}

/* Asserts that history and state of the drive use the same name for an interrupted operation. */
static void
assert_state_names_the_act (const Told *told)
{
    if (told->state_later != BB_DRIVE_STATE_NEEDS_RECOVERY || told->record->is_closed)
        return;
    if (is_conversion (told))
        g_assert_nonnull (strstr (told->state_text, "boot code"));
    else if (told->record->target_image == NULL)
        g_assert_nonnull (strstr (told->state_text, "identity"));
    else if (bb_journal_record_is_worn (told->record, NULL))
        g_assert_nonnull (strstr (told->state_text, " failed again, so the memory chip seems to be worn."));
    else if (bb_history_failed_at_block (told->record)) {
        g_autofree char *failed = bb_words_dup_failed_write (
            bb_history_get_last_write (told->record), told->record->failed_block, told->record->n_failed_blocks);

        g_assert_true (g_str_has_prefix (told->state_text, failed));
        g_assert_true (g_str_has_prefix (told->entry->how, failed) || told->entry->end != BB_HISTORY_OPEN);
    } else if (told->record->finish == BB_FINISH_FAULT)
        g_assert_true (
            g_str_has_prefix (told->state_text, "The drive reported an error while writing to its memory."));
    else
        g_assert_nonnull (strstr (told->state_text, g_str_equal (told->record->action, "rollback")
                                                        ? "Restoring the firmware was interrupted"
                                                        : "Flashing was interrupted"));
}

/* Asserts that result, journals, history and state of the drive say the same. A job without a journal must not have
 * endangered the drive. */
static void
assert_agree (const Told *told, BbEngineDrive *drive, JobRig *rig)
{
    BbHistoryEntry *repair;

    assert_result_and_state_agree (told);
    if (told->record == NULL) {
        g_assert_cmpuint (told->result->n_endangered_commands, ==, 0);
        return;
    }
    assert_history_agrees (told);
    assert_state_names_the_act (told);
    if (told->repair == NULL)
        return;
    repair = find_entry (rig, drive, told->repair);
    g_assert_cmpstr (repair->what, ==, "Repaired the drive’s identity");
    g_assert_cmpint (repair->end, ==, BB_HISTORY_PROVED);
    bb_history_entry_free (repair);
}

static guint n_outcomes[BB_N_OUTCOMES];
static guint n_ends[BB_HISTORY_UNKNOWN + 1];

static void
test_result_journal_history_and_state_agree (gconstpointer data)
{
    const Story *story = data;
    g_autoptr (JobRig) rig = job_rig_new (story->scenario, NULL);

    job_rig_look (rig);
    for (guint i = 0; i < MAX_ACTS && story->acts[i].action != BB_ACTION_LOOK; i++) {
        g_auto (Told) told = {.act = &story->acts[i]};
        g_autoptr (BbEngineDrive) drive = NULL;

        told_take (&told, rig);
        drive = bb_engine_find (rig->engine, "sr0");
        assert_agree (&told, drive, rig);
        n_outcomes[told.result->outcome]++;
        if (told.entry != NULL)
            n_ends[told.entry->end]++;
    }
}

/* All stories together reach every outcome, and every end in the history except RUNNING. The end UNKNOWN is not
 * checked. */
static void
test_every_outcome_and_end_was_reached (void)
{
    for (guint i = 0; i < BB_N_OUTCOMES; i++)
        g_assert_cmpuint (n_outcomes[i], >, 0);
    for (guint i = 0; i < BB_HISTORY_UNKNOWN; i++)
        g_assert_cmpint (n_ends[i] > 0, ==, i != BB_HISTORY_RUNNING);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (stories); i++) {
        g_autofree char *path = g_strdup_printf ("/history-agreement-flows/%s", stories[i].name);

        g_test_add_data_func (path, &stories[i], test_result_journal_history_and_state_agree);
    }
    g_test_add_func ("/same-event/every-outcome-and-end-was-reached", test_every_outcome_and_end_was_reached);
    return g_test_run ();
}
