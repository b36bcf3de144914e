/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"
#include "sim/bb-sim.h"

G_BEGIN_DECLS

/*
 * The rig of the fault tests. The simulated drives live in this process, the program (engine, worker threads,
 * state folder) in a child that was forked before any thread was there. So a program can be killed between any
 * two commands, or in the middle of one, with a real SIGKILL, and the drives go on as they are: with their power,
 * their mode and what is in their RAM. A program that is watched asks the drives in this process at each command.
 * Any other asks its own copy of them, and this process repeats all its commands when it is gone (bb-rig-serve.h).
 */

/** BbRigOrder: what a program is told to do; a look at the drives always comes first.
 * @image, @fallback: (nullable): file contents
 * @review: CHECK first, and FLASH what was reviewed
 * @answer: to a question; 0: none is expected
 * @other_image: (nullable): FLASH this one after the CHECK of @image
 * @about_to_write: (nullable): called in the program when the backup is safe, before the last look at it
 * @max_file_bytes: no file gets longer, as on a full disk; 0: no limit */
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

/** BbRigEnd: how a program ended, as it told before it went away; and what is on disk and behind its back.
 * @told: %FALSE: it was killed before it could tell; everything else is 0 then, but for the counters
 * @crashed: it ended in a way that nobody wanted; says how
 * @present: the drive could be seen when it was told what to do
 * @state_before: of the drive after the look, before the order
 * @refused: (nullable): the engine did not even start a job; why
 * @asked: (nullable): the question that was asked
 * @n_commands, @n_writes: what reached the drive while it ran */
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
/** bb_rig_end_dup_text: all of it in a line or two, for a failed test. */
char *bb_rig_end_dup_text (const BbRigEnd *end);

typedef struct _BbRig BbRig;

/** BbRigWatch: sees each command before it reaches drive @drive; @n counts from 1 within this program. */
typedef void (*BbRigWatch) (BbRig *rig, guint n, const BbCommand *command, gpointer data);

/**
 * BbRig:
 * @scenario: text
 * @state_folder: of the programs
 * @polling_path: file with what the kernel polls the drive with
 * @kill_before, @kill_after: the next program is killed just before, or just after, this command; 0 never
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
    struct _BbRigRun *run; /* the program that runs now; another may run within a watch */
};

/** bb_rig_catalog: (transfer none): the catalog of the source tree; one for all. */
BbCatalog *bb_rig_catalog (void);
/** bb_rig_new: drives as @scenario makes them, and an empty state folder. */
BbRig *bb_rig_new (const char *scenario);
/** bb_rig_copy: the same drives with the same memory, just switched on, and a copy of the state folder. */
BbRig *bb_rig_copy (BbRig *rig);
void bb_rig_free (BbRig *rig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRig, bb_rig_free)

/** bb_rig_run: (transfer full): one program from its start to its end, with the first drive. */
BbRigEnd *bb_rig_run (BbRig *rig, const BbRigOrder *order);

/** bb_rig_swap: behind the running program's back another drive is plugged in in place of the first. */
void bb_rig_swap (BbRig *rig, const char *scenario);

/** bb_rig_power: the mains switch of the first drive. */
void bb_rig_power (BbRig *rig, gboolean on);
void bb_rig_power_cycle (BbRig *rig);
/** bb_rig_reboot: what the kernel was told to do is forgotten. */
void bb_rig_reboot (BbRig *rig);
/** bb_rig_is_polled: whether the kernel does with the drive what it did before anybody held it. */
gboolean bb_rig_is_polled (BbRig *rig);
/** bb_rig_plug: its data cable. */
void bb_rig_plug (BbRig *rig, gboolean plugged);
/** bb_rig_fault: @text is "At=...;Kind=...;..." */
void bb_rig_fault (BbRig *rig, const char *text);

/** bb_rig_dump: (transfer full) (nullable): a region (%NULL: all) of the first drive's memory, behind its back. */
GBytes *bb_rig_dump (BbRig *rig, const char *region);
/** bb_rig_peek: (transfer full) (nullable): the same bytes, valid until anything is done with the drive. */
GBytes *bb_rig_peek (BbRig *rig, const char *region);
/** bb_rig_count_violations: what no tool must ever do; each is printed. */
guint bb_rig_count_violations (BbRig *rig);

/** bb_rig_make_image: (transfer full): a synthetic image. @boot_version, @stamp: (nullable). */
GBytes *bb_rig_make_image (const char *family, const char *model, const char *boot_version, const char *stamp,
                           const char *revision, guint seed);

/** bb_rig_identify: (transfer full) (nullable): the firmware in a file; the same object for the same bytes. */
BbImage *bb_rig_identify (GBytes *bytes);

/** bb_rig_copy_folder, bb_rig_remove_folder: with all that is in them. */
void bb_rig_copy_folder (const char *from, const char *to);
void bb_rig_remove_folder (const char *path);
/** bb_rig_make_folder: (transfer full): a new folder, in memory where there is such a place. */
char *bb_rig_make_folder (void);

/** bb_rig_let_in_key: (transfer full) (nullable): where drives with @quirks (nullable) take wrapped updates, their
 * owner has the key: the made-up one, which simulated drives take. For bb_rig_remove_key(). */
char *bb_rig_let_in_key (const char *quirks);
/** bb_rig_remove_key: @path: (transfer full) (nullable) */
void bb_rig_remove_key (char *path);

G_END_DECLS
