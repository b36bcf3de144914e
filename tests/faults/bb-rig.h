/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"
#include "sim/bb-sim.h"

G_BEGIN_DECLS

/*
 * The rig of the fault tests. The simulated drives are in this process. The program under test (engine, worker
 * threads) is a child that was forked before any thread was started. So it can be killed before, within or after
 * any command with a real SIGKILL, and the drives keep their power, mode and RAM. A watched program sends each
 * command to this process. Any other uses its own copy of the drives, and this process repeats all its commands
 * when it has ended (bb-rig-serve.h).
 */

/**
 * BbRigOrder: what a program does, after a LOOK at the drives.
 * @image, @fallback: (nullable): file contents
 * @review: CHECK first, and FLASH with its review
 * @answer: to a question; 0: none is expected
 * @other_image: (nullable): FLASH this one after the CHECK of @image
 * @about_to_write: (nullable): called in the program when the backup is saved, before it is checked for the last
 *   time
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
 * BbRigEnd: how a program ended: what it reported, and the state of disk and drive.
 * @told: %FALSE if it was killed before it reported; then all fields but the counters are 0
 * @crashed: (nullable): describes a crash
 * @present: the drive was connected when the order was given
 * @state_before: of the drive after the LOOK
 * @refused: (nullable): why the engine started no job
 * @asked: (nullable): the question that was asked
 * @n_commands, @n_writes: commands that reached the drive meanwhile
 */
typedef struct {
    gboolean told;
    char *crashed;
    gboolean present;
    BbDriveState state_before;
    BbDriveState state_after;
    BbCan can_before;
    char *refused;
    BbOutcome outcome;
    BbProof proof;
    BbSafe safe;
    gboolean identified; /* the job identified the drive before it ended */
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
    gboolean wants_power_cycle; /* of the open journal */
    guint n_journals;
    BbJournalState journal_state;
    guint n_commands;
    guint n_writes;
} BbRigEnd;
void bb_rig_end_free (BbRigEnd *end);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRigEnd, bb_rig_end_free)
/** bb_rig_end_dup_text: all fields in one or two lines, for the message of a failed test. */
char *bb_rig_end_dup_text (const BbRigEnd *end);

typedef struct _BbRig BbRig;

/** BbRigWatch: called before each command to drive @drive; @n: from 1 in each program. */
typedef void (*BbRigWatch) (BbRig *rig, guint n, const BbCommand *command, gpointer data);

/**
 * BbRig:
 * @scenario: text
 * @state_folder: of the programs
 * @polling_path: file with the polling interval of the kernel
 * @kill_before, @kill_after: the next program is killed just before or after this command; 0: never
 * @watch: (nullable)
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
    struct _BbRigRun *run; /* the running program; a watch may run another one */
};

/** bb_rig_catalog: (transfer none): the catalog of the source tree. */
BbCatalog *bb_rig_catalog (void);
/** bb_rig_new: creates the drives of @scenario and an empty state folder. */
BbRig *bb_rig_new (const char *scenario);
/** bb_rig_copy: the same drives with the same memory after a power-on, and a copy of the state folder. */
BbRig *bb_rig_copy (BbRig *rig);
void bb_rig_free (BbRig *rig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRig, bb_rig_free)

/** bb_rig_run: (transfer full): runs one program with the first drive. */
BbRigEnd *bb_rig_run (BbRig *rig, const BbRigOrder *order);

/** bb_rig_swap: connects another drive in place of the first one while a program runs. */
void bb_rig_swap (BbRig *rig, const char *scenario);

/** bb_rig_power: the power switch of the first drive. */
void bb_rig_power (BbRig *rig, gboolean on);
void bb_rig_power_cycle (BbRig *rig);
/** bb_rig_reboot: resets the settings of the kernel. */
void bb_rig_reboot (BbRig *rig);
/** bb_rig_is_polled: TRUE if the kernel polls the drive as before the exclusive access. */
gboolean bb_rig_is_polled (BbRig *rig);
/** bb_rig_plug: connects or disconnects the data cable. */
void bb_rig_plug (BbRig *rig, gboolean plugged);
/** bb_rig_fault: @text is "At=...;Kind=...;..." */
void bb_rig_fault (BbRig *rig, const char *text);

/** bb_rig_dump: (transfer full) (nullable): a region (%NULL: all) of the memory of the first drive. */
GBytes *bb_rig_dump (BbRig *rig, const char *region);
/** bb_rig_peek: (transfer full) (nullable): the same bytes, valid until anything happens to the drive. */
GBytes *bb_rig_peek (BbRig *rig, const char *region);
/** bb_rig_count_violations: number of commands that no program may send; each is printed. */
guint bb_rig_count_violations (BbRig *rig);

/** bb_rig_make_image: (transfer full): a synthetic image. @boot_version, @stamp: (nullable). */
GBytes *bb_rig_make_image (const char *family, const char *model, const char *boot_version, const char *stamp,
                           const char *revision, guint seed);

/** bb_rig_identify: (transfer full) (nullable): the firmware in a file; the same object for the same bytes. */
BbImage *bb_rig_identify (GBytes *bytes);

/** bb_rig_copy_folder, bb_rig_remove_folder: with all contents. */
void bb_rig_copy_folder (const char *from, const char *to);
void bb_rig_remove_folder (const char *path);
/** bb_rig_make_folder: (transfer full): a new folder, in memory if possible. */
char *bb_rig_make_folder (void);

/** bb_rig_let_in_key: (transfer full) (nullable): installs the invented key of simulated drives, if drives with
 * @quirks (nullable) need encrypted images. For bb_rig_remove_key(). */
char *bb_rig_let_in_key (const char *quirks);
/** bb_rig_remove_key: @path: (transfer full) (nullable) */
void bb_rig_remove_key (char *path);

G_END_DECLS
