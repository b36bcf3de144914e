/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine-private.h"
#include "job/store/bb-journal-find.h"
#include "job/store/bb-journal.h"
#include "sim/bb-sim.h"

G_BEGIN_DECLS

/**
 * JobRig: simulated drives with an engine and a state folder.
 * @state: path of the state folder
 * @answer: the answer to every question; 0: none
 * @leaves_at_last: TRUE to answer LEAVE to a question that does not offer @answer; FALSE: such a question fails the
 *   test
 * @stop_at_phase: bb_job_stop() is called when this phase begins; -1: never
 * @n_questions: number of questions that jobs have asked
 * @last_question: (nullable): "WHAT HAPPENED|SAFETY SENTENCE" of the last question
 * @last_retry: (nullable): label of the answer RETRY to the last question
 * @last_id_change: (nullable): bb_words_dup_id_change() of the last question
 * @last_claimed_model: (nullable): BbQuestion.claimed_model of the last question
 * @last_preset: the answer that the job takes if the user does not answer the last question
 * @last_choices: the answers that the last question offered
 */
typedef struct {
    BbCatalog *catalog;
    BbSimStore *store;
    BbSimBus *bus;
    BbEngine *engine;
    char *scenario;
    char *state;
    BbChoice answer;
    gboolean leaves_at_last;
    int stop_at_phase;
    guint n_questions;
    char *last_question;
    char *last_retry;
    char *last_id_change;
    char *last_claimed_model;
    BbChoice last_preset;
    BbChoice last_choices;
} JobRig;

#define JOB_RIG_NEC "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\nSerial=SIM0001\n"
#define JOB_RIG_NEC_BANKS "[drive sr0]\nFamily=nec-optiarc\nModel=K110\nRevision=1.05\nSerial=SIM0001\n"
#define JOB_RIG_NEC_KEYED "[drive sr0]\nFamily=nec-optiarc\nModel=D770\nRevision=1.05\nSerial=SIM0001\n"
#define JOB_RIG_NEC_K370 \
    "[drive sr0]\nFamily=nec-optiarc\nModel=K370\nBootVersion=05\nRevision=1.05\nSerial=SIM0001\n"
#define JOB_RIG_MT1959 "[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nRevision=1.02\nSerial=SIM0001\n"

/** job_rig_catalog: (transfer none): the catalog of the source tree. */
BbCatalog *job_rig_catalog (void);
/** job_rig_list_models: (transfer full) (element-type BbModel): models of a family; without -m slow only some, with
 * the first one of each kind (of each flash type, for example). */
GPtrArray *job_rig_list_models (const char *family);
/** job_rig_make_folder: (transfer full): a new folder, in memory if possible. */
char *job_rig_make_folder (void);
/** job_rig_remove_folder: removes a folder and everything in it. */
void job_rig_remove_folder (const char *path);

/** job_rig_details: (transfer full): details of a drive sr0 at "port-1" that is not simulated. @serial: (nullable) */
BbDriveDetails *job_rig_details (const char *serial);
/** job_rig_facts: (transfer full): facts of a K355 whose firmware 1.05 runs. @fingerprint: (nullable) */
BbFacts *job_rig_facts (const char *fingerprint);
/** job_rig_record: (transfer full): the record of a flash from 1.05 to 1.07 on the drive of job_rig_details() and
 * job_rig_facts(), with the backup "kept". The record is not on disk. */
BbJournalRecord *job_rig_record (const char *serial, const char *fingerprint);
/** job_rig_begin_journal: (transfer full): writes @record to the state folder @folder, and returns the open journal.
 */
BbJournal *job_rig_begin_journal (const char *folder, BbJournalRecord *record);

/** job_rig_new: Returns (transfer full) a rig with the simulated drives of @scenario. @store: (nullable): flash
 * memory of these drives; %NULL: a new one in memory. Turns the command log of the store off, for speed: before a
 * test reads the log with bb_sim_store_list_log(), it must call bb_sim_store_set_logging(). */
JobRig *job_rig_new (const char *scenario, BbSimStore *store);
/** job_rig_new_in: (transfer full): job_rig_new() with the existing state folder @state. */
JobRig *job_rig_new_in (const char *scenario, BbSimStore *store, const char *state);
/** job_rig_free: frees the rig and removes its state folder. */
void job_rig_free (JobRig *rig);
/** job_rig_free_but_folder: frees the rig without removing its state folder. */
void job_rig_free_but_folder (JobRig *rig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JobRig, job_rig_free)

/** job_rig_restart: power cycles the drives and starts the engine again, with the same flash memory and state folder.
 */
void job_rig_restart (JobRig *rig);
/** job_rig_restart_as: job_rig_restart() with another scenario. */
void job_rig_restart_as (JobRig *rig, const char *scenario);
/** job_rig_exchange: job_rig_restart_as() with new flash memory, so that @scenario describes other drives. */
void job_rig_exchange (JobRig *rig, const char *scenario);
/** job_rig_fault: adds a fault to sr0. @keys: "KEY=VALUE;..." as in a fault group of a scenario. */
void job_rig_fault (JobRig *rig, const char *keys);

/** job_rig_image: (transfer full): an identified image for @model that the simulator makes, the same object for the
 * same arguments. A test that changes its bytes takes the image of job_rig_try_image(). @boot_version: (nullable) */
BbImage *job_rig_image (const char *family, const char *model, const char *revision, const char *boot_version);
/** job_rig_try_image: (transfer full) (nullable): as job_rig_image(), but a new object, or %NULL with an error if the
 * simulator can make no image for @model. */
BbImage *job_rig_try_image (const char *family, const char *model, const char *revision, const char *boot_version,
                            GError **error);
/** job_rig_bytes_image: (transfer full): @bytes as an identified image. */
BbImage *job_rig_bytes_image (GBytes *bytes);

/** job_rig_run: (transfer full): runs @request on sr0, asserts that the drive is released, and returns the result. */
BbResult *job_rig_run (JobRig *rig, const BbJobRequest *request);
/** job_rig_do: (transfer full): job_rig_run() of @action with @image (nullable). */
BbResult *job_rig_do (JobRig *rig, BbAction action, BbImage *image, BbJobFlags flags, BbOnFailure on_failure);
/** job_rig_new_updated: (transfer full): a rig with JOB_RIG_NEC, whose drive was backed up and flashed with 1.07. A
 * restore then writes 1.05. */
JobRig *job_rig_new_updated (void);
/** job_rig_list_but_newest: (transfer full) (element-type BbBackup): all backups except the newest one. */
GPtrArray *job_rig_list_but_newest (JobRig *rig);
/** job_rig_look: runs LOOK on all drives and waits for its end. */
void job_rig_look (JobRig *rig);
/** job_rig_dup_facts: (transfer full) (nullable): the facts of a simulated drive after a LOOK. @more: further lines
 * of its scenario */
BbFacts *job_rig_dup_facts (const char *family, const char *model, const char *more);
/** job_rig_wait: (transfer full): answers the questions of @job and stops it as @rig says, waits until it is done,
 * and returns its result. */
BbResult *job_rig_wait (JobRig *rig, BbJob *job);

/** job_rig_firmware: (transfer full): the part of the memory of sr0 that a flash replaces. */
GBytes *job_rig_firmware (JobRig *rig);
/** job_rig_own: (transfer full): the part of the memory of sr0 that a flash must not change: boot code, calibration,
 * configuration. */
GBytes *job_rig_own (JobRig *rig);
/** job_rig_n_writes: number of commands to sr0 that write. */
guint job_rig_n_writes (JobRig *rig);
guint job_rig_n_commands (JobRig *rig);

/** job_rig_find_command: Returns the number (from 1) of the first command to sr0 that meets three conditions; 0 if
 * there is none. Its number is at least @from, its CDB in hex begins with @begins, and its line in the log contains
 * @has (nullable). The log must be on. */
guint job_rig_find_command (JobRig *rig, const char *begins, const char *has, guint from);

/** job_rig_count_commands: Returns the number of commands to sr0 whose CDB in hex begins with @begins. The log must
 * be on. */
guint job_rig_count_commands (JobRig *rig, const char *begins);
/** job_rig_n_journals: number of open journals. */
guint job_rig_n_journals (JobRig *rig);
/** job_rig_assert_no_violations: asserts that sr0 got no command that docs/protocols forbids. */
void job_rig_assert_no_violations (JobRig *rig);

/** job_rig_get_open_codes: the codes of those of @consents (element-type BbConsent) that are not granted. */
BbConsentCode job_rig_get_open_codes (GPtrArray *consents);
/** job_rig_assert_messages: asserts that @result has a message, a next step where one is needed, and a safety that
 * fits its outcome. */
void job_rig_assert_messages (BbResult *result);

#define job_rig_assert_outcome(result, wanted)                                                                   \
    G_STMT_START                                                                                                 \
    {                                                                                                            \
        if ((result)->outcome != (wanted))                                                                       \
            g_error ("%s:%d: outcome %s and not %s: %s (%s)", __FILE__, __LINE__,                                \
                     bb_outcome_to_string ((result)->outcome), bb_outcome_to_string (wanted), (result)->message, \
                     (result)->error != NULL ? (result)->error->message : "no error");                           \
    }                                                                                                            \
    G_STMT_END

G_END_DECLS
