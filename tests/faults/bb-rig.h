/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"
#include "sim/bb-sim.h"

G_BEGIN_DECLS

/*
 * The rig of the fault tests. The simulated drives are in the process of the test. The program under test (engine,
 * worker threads) is a child process, forked before any thread was started. So the test can kill the program with a
 * real SIGKILL before, within or after any command, and the drives keep their power, mode and RAM.
 *
 * If the rig has a watch, the program sends each command to the test. Otherwise the program uses its own copy of the
 * drives, and after its end the test repeats all its commands (bb-rig-serve.h).
 */

/**
 * BbRigOrder: the job that a program runs after it has probed the drives.
 * @image, @fallback: (nullable): contents of the firmware file, and of the file to restore after a failure
 * @review: TRUE: run a CHECK first, and start the action with the review of that CHECK
 * @answer: answer to a question of the job; 0: the preset of the question
 * @other_image: (nullable): image to FLASH in place of @image after the CHECK of @image
 * @about_to_write: (nullable): function that the program calls after it has saved the backup, and before it checks
 *   this backup the last time
 * @max_file_bytes: limit of file sizes, as on a full disk; 0: no limit
 */
typedef struct {
    BbAction action;
    BbJobFlags flags;
    BbOnFailure on_failure;
    GBytes *image;
    GBytes *fallback;
    const char *backup_id;
    gboolean review;
    BbChoice answer;
    GVariant *settings;
    GBytes *other_image;
    guint max_file_bytes;
    void (*about_to_write) (const char *state_folder);
} BbRigOrder;

/**
 * BbRigEnd: how a program ended: the report of the program, the journals on disk, and the number of commands.
 * @reported: TRUE if the program sent a report; FALSE if it was killed before (the members from the report are 0)
 * @crashed: (nullable): how the program crashed, for example "ended with 1"
 * @present: TRUE if drive sr0 was connected when the program had probed the drives
 * @state_before, @state_after: state of the drive before and after the job
 * @refused: (nullable): why the engine did not start the job
 * @restored: TRUE if a flash failed, and the job wrote the previous firmware
 * @identified: TRUE if the job identified the drive before it ended
 * @asked: (nullable): the question that the job asked
 * @wants_power_cycle: TRUE if the oldest open journal wants a power cycle
 * @n_journals, @journal_state: number of open journals, and the state of the oldest one
 * @n_commands: number of commands that the program sent
 * @n_writes: number of commands that could change the memory of the first drive
 */
typedef struct {
    gboolean reported;
    char *crashed;
    gboolean present;
    BbDriveState state_before;
    BbDriveState state_after;
    BbCan can_before;
    char *refused;
    BbOutcome outcome;
    BbProof proof;
    gboolean restored;
    BbSafe safe;
    gboolean identified;
    char *message;
    char *next;
    char *error;
    char *notes;
    char *asked;
    char *revision_before;
    char *revision_after;
    char *backup_id;
    gboolean backup_complete;
    guint n_differences;
    guint n_endangered_commands;
    BbVerdictLevel verdict;
    gboolean wants_power_cycle;
    guint n_journals;
    BbJournalState journal_state;
    guint n_commands;
    guint n_writes;
} BbRigEnd;
void bb_rig_end_free (BbRigEnd *end);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRigEnd, bb_rig_end_free)
/** bb_rig_end_dup_text: (transfer full): returns how the program ended in a few lines, for messages of tests. */
char *bb_rig_end_dup_text (const BbRigEnd *end);

typedef struct _BbRig BbRig;

/** BbRigWatch: called before each command of a program; @n: number of the command, from 1 in each program. */
typedef void (*BbRigWatch) (BbRig *rig, guint n, const BbCommand *command, gpointer data);

/**
 * BbRig: simulated drives, and the files of the programs that use them.
 * @scenario: text of the scenario
 * @state_folder: state folder of the programs (journals, backups)
 * @polling_path: file in place of the kernel's polling interval in sysfs
 * @kill_before, @kill_after: number of the command just before or after which the next program is killed; 0: never
 * @watch: (nullable): called before each command
 */
struct _BbRig {
    char *scenario;
    BbCatalog *catalog;
    BbSimStore *store;
    BbSimBus *bus;
    GPtrArray *drives; /* BbDrive */
    char *state_folder;
    char *polling_path;
    guint kill_before;
    guint kill_after;
    BbRigWatch watch;
    gpointer watch_data;
    /*< private >*/
    struct _BbRigRun *run; /* the running program; while a watch runs a second program, that second program */
};

/** bb_rig_catalog: (transfer none): returns the catalog of the source tree. */
BbCatalog *bb_rig_catalog (void);
/** bb_rig_new: returns a rig with the drives of @scenario and an empty state folder. */
BbRig *bb_rig_new (const char *scenario);
/**
 * bb_rig_copy: returns a rig with the same drives after a power-on, with copies of their memory and of the state
 * folder. Faults that were added with bb_rig_fault() are not copied.
 */
BbRig *bb_rig_copy (BbRig *rig);
void bb_rig_free (BbRig *rig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRig, bb_rig_free)

/** bb_rig_run: (transfer full): runs one program with @order until it ends; the order is for drive sr0. */
BbRigEnd *bb_rig_run (BbRig *rig, const BbRigOrder *order);

/**
 * bb_rig_swap: replaces all drives by new ones of @scenario. May be called while a program runs: transports that the
 * program has already opened lead to the new first drive afterwards.
 */
void bb_rig_swap (BbRig *rig, const char *scenario);

/** bb_rig_power: switches the power of the first drive. */
void bb_rig_power (BbRig *rig, gboolean on);
void bb_rig_power_cycle (BbRig *rig);
/** bb_rig_reboot: sets the kernel's polling interval as after a start of the computer. */
void bb_rig_reboot (BbRig *rig);
/** bb_rig_is_polled: TRUE if the kernel's polling interval is as after a start of the computer. */
gboolean bb_rig_is_polled (BbRig *rig);
/** bb_rig_plug: connects or disconnects the data cable of the first drive. */
void bb_rig_plug (BbRig *rig, gboolean plugged);
/** bb_rig_fault: adds a fault to the first drive; @text has the keys of a `[fault …]` group: "At=...;Kind=...;...".
 */
void bb_rig_fault (BbRig *rig, const char *text);

/** bb_rig_dump: (transfer full): returns the content of @region (%NULL: the whole memory) of the first drive; %NULL
 * if the drive has no such region. */
GBytes *bb_rig_dump (BbRig *rig, const char *region);
/** bb_rig_peek: (transfer full): as bb_rig_dump(), but the memory is not copied: valid until the drive gets a command
 * or its power is switched. */
GBytes *bb_rig_peek (BbRig *rig, const char *region);
/** bb_rig_count_violations: returns how many violations the first drive recorded, and prints them. */
guint bb_rig_count_violations (BbRig *rig);

/**
 * bb_rig_make_image: (transfer full): returns a synthetic image.
 * @boot_version: (nullable)
 * @setting: (nullable): NAME=VALUE or NAME, a setting of `burnback-sim make-image`
 */
GBytes *bb_rig_make_image (const char *family, const char *model, const char *boot_version, const char *setting,
                           const char *revision, guint seed);

/**
 * bb_rig_identify: (transfer full) (nullable): returns the firmware in the file with these @bytes; always the same
 * object for the same #GBytes. %NULL if @bytes is %NULL.
 */
BbImage *bb_rig_identify (GBytes *bytes);

/** bb_rig_copy_folder, bb_rig_remove_folder: copy or remove a folder with all contents. */
void bb_rig_copy_folder (const char *from, const char *to);
void bb_rig_remove_folder (const char *path);
/** bb_rig_make_folder: (transfer full): makes a temporary folder, in memory if possible; returns its path. */
char *bb_rig_make_folder (void);

/**
 * bb_rig_install_key: needed for drives that take encrypted images. Writes the invented key of simulated drives to a
 * file, and makes the program use this file. Does nothing for other drives.
 * @quirks: (nullable): quirks of the drive, which show whether it takes encrypted images
 *
 * Returns: (transfer full) (nullable): path of the key file, for bb_rig_remove_key(); %NULL if no file was written
 */
char *bb_rig_install_key (const char *quirks);
/** bb_rig_remove_key: removes the key file. @path: (transfer full) (nullable): from bb_rig_install_key() */
void bb_rig_remove_key (char *path);

G_END_DECLS
