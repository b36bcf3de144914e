/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-report.h"
#include "job/bb-action.h"
#include "job/store/bb-backup-store.h"
#include "job/store/bb-journal-record.h"

G_BEGIN_DECLS

typedef struct _BbReview BbReview;

/** BbOutcome: how a job ended. */
typedef enum {
    BB_OUTCOME_DONE,
    BB_OUTCOME_WRITTEN,        /* the firmware was written, but not (or not yet) verified */
    BB_OUTCOME_UNCHANGED,      /* the job failed or was stopped, changing nothing; VERIFY: drive and image differ */
    BB_OUTCOME_REFUSED,        /* the request must not be fulfilled; nothing was changed */
    BB_OUTCOME_ROLLED_BACK,    /* writing failed, and the old firmware was restored */
    BB_OUTCOME_NEEDS_RECOVERY, /* the drive has no complete firmware */
    BB_OUTCOME_NOT_PERMITTED,  /* no permission, or another program uses the drive */
    BB_OUTCOME_NOT_FOUND,      /* drive, backup or file not found */
} BbOutcome;
#define BB_N_OUTCOMES (BB_OUTCOME_NOT_FOUND + 1)
/** bb_outcome_to_string: the stable name of @outcome: "done", "written", "unchanged", "refused", "rolled-back",
 * "needs-recovery" (also for an unknown value), "not-permitted", "not-found". */
const char *bb_outcome_to_string (BbOutcome outcome);
/** bb_outcome_get_exit: the exit code of burnbackctl for @outcome: 0 for DONE, 1 UNCHANGED, 3 REFUSED, 4 NOT_FOUND,
 * 5 ROLLED_BACK, 6 NEEDS_RECOVERY and any unknown value, 7 NOT_PERMITTED, 8 WRITTEN. */
int bb_outcome_get_exit (BbOutcome outcome);

/** BbSafe: whether a drive may lose power without harm. */
typedef enum {
    BB_SAFE_UNKNOWN,
    BB_SAFE_YES,
    BB_SAFE_NO,
} BbSafe;

/**
 * bb_drive_get_safe:
 * @facts: (nullable): facts of the last identification of the drive; %NULL if it was not identified
 * @journal: (nullable): the open journal of the drive
 *
 * Returns whether the drive is safe. The first of these that applies decides:
 * - UNKNOWN: another process writes to the drive
 * - NO: @journal says that the firmware may be incomplete or that boot code was sent
 * - UNKNOWN: the drive was not identified
 * - NO: the drive has no complete firmware for its hardware, or its identity needs repair
 * - UNKNOWN: the written firmware was not verified
 * - YES: in all other cases
 */
BbSafe bb_drive_get_safe (BbFacts *facts, BbJournalRecord *journal);

/** BbSafety: the situation of the drive, from which the sentence about its safety is made. */
typedef enum {
    BB_SAFETY_NONE,        /* no safety sentence: another sentence of the result covers it */
    BB_SAFETY_UNTOUCHED,   /* nothing on the drive was changed */
    BB_SAFETY_UNWRITTEN,   /* the drive was brought into recovery mode; its firmware was not changed */
    BB_SAFETY_RUNNING,     /* another process of Burnback writes to the drive */
    BB_SAFETY_LEFT,        /* an earlier flash was interrupted; it is unknown whether the firmware is complete */
    BB_SAFETY_POWERED,     /* incomplete firmware; the drive must be recovered before it loses power */
    BB_SAFETY_INCOMPLETE,  /* as POWERED, but the sentence does not tell the user to recover the drive now */
    BB_SAFETY_WORN,        /* as POWERED, but the flash memory is worn, so recovering it is unlikely to help */
    BB_SAFETY_WORN_IDLE,   /* as WORN, but the drive may lose power while nothing is written */
    BB_SAFETY_WORN_CYCLE,  /* as WORN_IDLE, but the recovery begins with a power cycle */
    BB_SAFETY_POWER_CYCLE, /* incomplete firmware; the drive is connected and accepts no command before a power cycle
                            */
    BB_SAFETY_FAULTY,      /* the drive runs, but reported an error while it was written */
    BB_SAFETY_UNPLUGGED,   /* incomplete firmware; the drive is disconnected */
    BB_SAFETY_UNPROVEN,    /* another program wrote the running firmware, which may be incomplete */
    BB_SAFETY_UNKNOWN_WRITER, /* as UNPROVEN, but the running firmware may also be that of the interrupted flash */
    BB_SAFETY_UNSTARTED,      /* as UNPROVEN, but the drive does not run this firmware now, or its state is unknown */
    BB_SAFETY_HAZARD,         /* firmware for other hardware runs and may damage the drive while it has power */
    BB_SAFETY_UNKNOWN,        /* it is unknown whether the drive can be recovered */
} BbSafety;
#define BB_N_SAFETIES (BB_SAFETY_UNKNOWN + 1)

/** bb_safety_of_worn: says whether a drive with worn flash memory must stay powered. If the drive is in recovery
 * mode, it is in recovery mode again after a power cycle, so it may lose power while Burnback does not write to it.
 * All texts about such a drive use this function, so that they agree. Returns
 * - %BB_SAFETY_WORN_CYCLE if the recovery begins with a power cycle (bb_journal_record_needs_power_cut()) that is not
 *   done yet (@was_cycled)
 * - else %BB_SAFETY_WORN_IDLE for a drive in recovery mode
 * - else %BB_SAFETY_WORN
 * @facts: (nullable), @journal: (nullable): as bb_drive_get_safe(); @was_cycled: bb_flow_was_reconnected(), or %TRUE
 * for a text that does not say how the recovery begins */
BbSafety bb_safety_of_worn (BbFacts *facts, BbJournalRecord *journal, gboolean was_cycled);

/** BbResultReason: why a job had its outcome, if outcome and error alone do not say that. "RECOVER:" or another
 * action before a description: only for that action. A name with @ is a member of #BbResultParameters that is set. */
typedef enum {
    BB_RESULT_REASON_NONE,
    BB_RESULT_REASON_SILENT,        /* the drive accepted all commands and changed nothing */
    BB_RESULT_REASON_WORN,          /* the flash memory is worn (bb_journal_record_is_worn()); @worn_block */
    BB_RESULT_REASON_POWER_CYCLE,   /* a power cycle must come before another try */
    BB_RESULT_REASON_NO_IMAGE,      /* there is no image to recover with */
    BB_RESULT_REASON_NO_MORE,       /* all known ways of recovery were tried */
    BB_RESULT_REASON_HEALTHY,       /* RECOVER: the drive did not need recovery */
    BB_RESULT_REASON_RESTARTED,     /* RECOVER: leaving recovery mode was enough */
    BB_RESULT_REASON_NOT_TAKEN,     /* the drive rejected the image; RECOVER: the earlier flash changed nothing */
    BB_RESULT_REASON_OLD_UNPROVEN,  /* RECOVER: the drive runs its old firmware after an error while it was written */
    BB_RESULT_REASON_RESTORED,      /* the old firmware was written after the new one failed */
    BB_RESULT_REASON_DRY_RUN,       /* the plan was made and not run */
    BB_RESULT_REASON_NOT_COMPARED,  /* VERIFY: the revision matches; the content cannot be read */
    BB_RESULT_REASON_NOT_VERIFIED,  /* FLASH: the firmware was not verified, because the request said so */
    BB_RESULT_REASON_OTHER_NAME,    /* not verified; the drive reports another name than before; @model */
    BB_RESULT_REASON_STAYS_IN_MODE, /* nothing was written, and the drive does not leave recovery mode */
    BB_RESULT_REASON_LEFT_IN_MODE,  /* nothing was written; the connection was lost in recovery mode */
    BB_RESULT_REASON_INTERRUPTED,   /* the firmware was incomplete before the job, and still is */
    BB_RESULT_REASON_OVERWRITTEN,   /* a flash was interrupted; another program wrote, or may have written, since */
    BB_RESULT_REASON_REPLACED,      /* as OVERWRITTEN, and the drive runs a known image; @backup, @model (nullable) */
    BB_RESULT_REASON_KEPT,          /* RECOVER: as OVERWRITTEN, and the user keeps that unknown firmware; @backup */
    BB_RESULT_REASON_NOT_STARTED,   /* RECOVER: as KEPT, but the drive did not start that firmware */
    BB_RESULT_REASON_PARTS_DIFFER,  /* BACKUP, RECOVER: the firmware is incomplete or mixes revisions; @evidence */
    BB_RESULT_REASON_OTHER_BOOT_CODE,    /* RECOVER: no image is for the boot code of the drive; @model, @model_key */
    BB_RESULT_REASON_BOOT_CODE_SENT,     /* CONVERT: the new boot code runs after a power cycle; @model */
    BB_RESULT_REASON_BOOT_CODE_PENDING,  /* RECOVER: a new boot code was sent, and a power cycle is still needed */
    BB_RESULT_REASON_BOOT_CODE_CUT,      /* CONVERT: the drive disconnected while its boot code was written */
    BB_RESULT_REASON_BOOT_CODE_LOST,     /* RECOVER: the drive does not respond after its boot code was written */
    BB_RESULT_REASON_IDENTITY_UNDECIDED, /* CONVERT: nothing was erased, but the new identity may be stored already */
    BB_RESULT_REASON_ERASED,             /* CONVERT: the conversion failed after the firmware was erased */
    BB_RESULT_REASON_IDENTITY_FAILED,    /* RECOVER: writing the stored identity failed */
    BB_RESULT_REASON_IDENTITY_REPAIRED,  /* RECOVER: the identity was repaired; @evidence (nullable), @model */
    BB_RESULT_REASON_BOTH_REPAIRED,      /* RECOVER: firmware and stored identity were repaired */
    BB_RESULT_REASON_BOOKS_CLEARED,      /* BOOK_TYPE: all book types were reset to the factory defaults */
    BB_RESULT_REASON_BOOK_SET,           /* BOOK_TYPE: @book_medium, @book */
    BB_RESULT_REASON_BOOK_SET_FOR_NOW,   /* as BOOK_SET, but only until the drive is reset; @book_medium, @book */
    BB_RESULT_REASON_BOOK_UNDECIDED,     /* BOOK_TYPE: the command failed, or its effect could not be read */
} BbResultReason;
#define BB_N_RESULT_REASONS (BB_RESULT_REASON_BOOK_UNDECIDED + 1)

/** BbNextStep: what the user should do next. A name with @ is a member of #BbResultParameters that the step needs. */
typedef enum {
    BB_NEXT_STEP_NONE,
    /* Steps for a drive that needs recovery. */
    BB_NEXT_STEP_RECOVER,
    BB_NEXT_STEP_RECOVER_WORN, /* recover once more; if that fails, the flash memory must be replaced */
    BB_NEXT_STEP_RECOVER_WITH_NEW_FILE,
    BB_NEXT_STEP_RECOVER_WITH_OWN_FILE,      /* the user must find a firmware file */
    BB_NEXT_STEP_RECOVER_WITH_KEY_FILE,      /* the user must choose the key file again */
    BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE,  /* switch off for 30 seconds, then recover */
    BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION, /* as RECOVER_AFTER_POWER_CYCLE, for a drive that was disconnected */
    BB_NEXT_STEP_RECOVER_ELSEWHERE,          /* recover without a bridge, or at another computer */
    BB_NEXT_STEP_RECONNECT_AND_RECOVER,
    BB_NEXT_STEP_RECOVER_OR_KEEP,          /* recover, or verify the firmware that another program wrote */
    BB_NEXT_STEP_RECOVER_TO_KEEP,          /* as RECOVER_OR_KEEP, for firmware that cannot be read and verified */
    BB_NEXT_STEP_RECOVER_PARTS,            /* recover with a file of the expected revision, or with the backup */
    BB_NEXT_STEP_RECOVER_AS_MODEL,         /* recover with a file for @model */
    BB_NEXT_STEP_RECOVER_OR_CONVERT_BACK,  /* as RECOVER_AS_MODEL, or write @path, the boot code of @old_model_key */
    BB_NEXT_STEP_POWER_CYCLE_AND_RECOVER,  /* as RECOVER_AS_MODEL, but power cycle first: new boot code was sent */
    BB_NEXT_STEP_POWER_CYCLE_FOR_BOOT,     /* power cycle, so that the new boot code runs; then recover again */
    BB_NEXT_STEP_POWER_ON_AND_RECOVER,     /* recover if the drive still responds after power-on */
    BB_NEXT_STEP_POWER_ON_OR_PROGRAMMER,   /* power on and try again; otherwise only an external programmer helps */
    BB_NEXT_STEP_RECOVER_IDENTITY,         /* recover after a power cycle; RECOVER writes the old identity back */
    BB_NEXT_STEP_RECOVER_BOTH,             /* recover; RECOVER writes the old firmware and the old identity back */
    BB_NEXT_STEP_RECOVER_CONFLICT,         /* recover; RECOVER corrects the stored identity */
    BB_NEXT_STEP_RECOVER_IDENTITY_AGAIN,   /* recover after a power cycle */
    BB_NEXT_STEP_RECOVER_FIRMWARE_AS_WELL, /* recover after a power cycle; only the identity is repaired so far */
    BB_NEXT_STEP_AGREE_AND_RECOVER,        /* recover again and agree to the repair of the identity */
    BB_NEXT_STEP_FIX_AND_RECOVER,          /* solve the problem of the computer that the error names; then recover */
    /* Steps after the firmware was written. */
    BB_NEXT_STEP_POWER_CYCLE_AND_VERIFY,
    BB_NEXT_STEP_TRY_A_DISC,
    BB_NEXT_STEP_READ_DETAILS,
    BB_NEXT_STEP_POWER_CYCLE_ONCE,
    /* Steps after nothing was written. */
    BB_NEXT_STEP_POWER_CYCLE, /* power cycle the drive, after which it starts its firmware */
    BB_NEXT_STEP_RECONNECT,
    BB_NEXT_STEP_RECONNECT_AND_POWER_CYCLE, /* as POWER_CYCLE, for a drive that was disconnected */
    BB_NEXT_STEP_WAIT_FOR_PROGRAM,
    BB_NEXT_STEP_LOAD_MODULE, /* load the kernel module sg */
    BB_NEXT_STEP_GET_PERMISSION,
    BB_NEXT_STEP_REMOVE_BRIDGE,
    BB_NEXT_STEP_REMOVE_BRIDGE_SILENT, /* as REMOVE_BRIDGE; perhaps the drive ignored an image that is older */
    BB_NEXT_STEP_MAKE_ROOM,
    BB_NEXT_STEP_OTHER_FOLDER,
    BB_NEXT_STEP_OTHER_BACKUP,
    BB_NEXT_STEP_OTHER_FILE,
    BB_NEXT_STEP_KEY_FILE, /* choose the key file again */
    BB_NEXT_STEP_START_AGAIN,
    BB_NEXT_STEP_CHECK_CABLE, /* check the cable: data was corrupted in transfer */
    BB_NEXT_STEP_TRY_AGAIN,
    BB_NEXT_STEP_FIX_OR_OTHER_FILE,
    BB_NEXT_STEP_FIX,
    BB_NEXT_STEP_FLASH_OLD_FILE,
    BB_NEXT_STEP_NAME_FILE,      /* name a file to compare with, or back up the drive */
    BB_NEXT_STEP_NAME_FILE_ONLY, /* as NAME_FILE, for a drive of which no full backup is possible */
    BB_NEXT_STEP_CHECK_DRIVE,
    BB_NEXT_STEP_VERIFY_AGAIN,          /* verify after a power cycle, flash again, or restore the backup */
    BB_NEXT_STEP_VERIFY_OR_FLASH_AGAIN, /* as VERIFY_AGAIN, for a drive without a backup to restore */
    BB_NEXT_STEP_ADVICE,                /* the step is in @advice */
} BbNextStep;
#define BB_N_NEXT_STEPS (BB_NEXT_STEP_ADVICE + 1)

/**
 * BbResultParameters: parameters of the sentences for reason and next step. Texts and errors are (nullable).
 * @model: name of a model. For REPLACED: name and revision of the known image that the drive runs. For OTHER_NAME:
 *   vendor and product of the INQUIRY data
 * @model_key: catalog key of @model
 * @old_model_key: the model whose boot code is at @path
 * @evidence: a sentence of the family that supports the reason
 * @advice: what to do after the drive rejected a command or an image, a sentence of the family
 * @backup: ID of a backup. For REPLACED: the backup that is equal to the firmware in the drive. For KEPT: the backup
 *   that was made of that firmware
 * @n_rewritten: how often the drive was flashed and verified, if it seems to lose its firmware by itself; else 0
 * @n_same_failures: how often recovery with this image failed in the same way as in this job, this job included
 * @unread: error whose message names files that cannot be read and may be images, backups or journals of this drive
 * @other: (nullable): for RESTORED: bb_journal_record_get_other() of the firmware that was written
 * @block, @n_blocks: number of the block that @error of the result is about, from 1, and number of all blocks; 0 if
 *   none
 * @worn_block, @n_worn_blocks: for WORN: number of the block that failed again, from 1, and number of all blocks; 0
 *   if unknown
 * @is_writer_unknown: for KEPT: the firmware may also be that of the interrupted flash
 * @name_before, @name_now: (nullable): names of the drive before and after firmware of another model was written to
 * it; %NULL if the drive is the same model as before
 * @undo: (nullable): the backup that makes the drive the model of @name_before again
 * @undo_revision: (nullable): revision of the firmware that the drive had as @name_before
 * @undo_needs_boot_code: the drive was converted, so its boot code must be changed back before other firmware helps
 * @unflashed_revision: (nullable): RECOVER: revision of the firmware that an interrupted flash was to write; the
 *   drive runs its previous firmware, and the flash can be tried again
 * @stopped: (nullable): the newest closed journal of the drive, if its operation failed at a block of the flash
 * memory and the drive runs the firmware that this operation left
 * @unanswered: a #BbChoice: the answer that a question got because no user answered in time; 0 if there is none
 * @unanswered_revision: (nullable): revision of the firmware that this answer writes, if that firmware is neither the
 *   new nor the previous one
 * @book_medium, @book: for BOOK_SET and BOOK_SET_FOR_NOW: the kind of disc, and the book type that was set for it
 */
typedef struct {
    char *model;
    char *model_key;
    char *old_model_key;
    char *path;
    char *evidence;
    char *advice;
    char *backup;
    char *other;
    guint n_rewritten;
    guint n_same_failures;
    GError *unread;
    guint block;
    guint n_blocks;
    guint worn_block;
    guint n_worn_blocks;
    gboolean is_writer_unknown;
    char *name_before;
    char *name_now;
    BbBackup *undo;
    char *undo_revision;
    gboolean undo_needs_boot_code;
    char *unflashed_revision;
    BbJournalRecord *stopped;
    guint unanswered;
    char *unanswered_revision;
    BbBookMedium book_medium;
    guint8 book;
} BbResultParameters;
/** bb_result_parameters_clear: frees the members of @parameters and sets all of them to zero. */
void bb_result_parameters_clear (BbResultParameters *parameters);
/** bb_result_parameters_copy: sets @to to copies of the members of @from. The old members of @to are not freed. */
void bb_result_parameters_copy (const BbResultParameters *from, BbResultParameters *to);

/** BbNoteCode: kinds of notes in the details of a result. The comments name the parameters in #BbNote after
 * "parameter:". "RECOVER:": only for that action. */
typedef enum {
    BB_NOTE_TEXT,           /* parameter: text, a translated sentence */
    BB_NOTE_ERROR,          /* parameters: error, number of the failed block or 0, number of blocks */
    BB_NOTE_STAYS_FOR_FILE, /* RECOVER: the drive stays in recovery mode, in which the user's file is written next */
    BB_NOTE_BACK_IS_HAZARD, /* RECOVER: the previous firmware is for other hardware, so it is not restored */
    BB_NOTE_IMAGE_OF_OTHER_MODEL, /* RECOVER: a recorded image is refused for the model that the drive reports now */
    BB_NOTE_LEAVES_MODE,   /* RECOVER: the drive is made to leave recovery mode to see whether its firmware runs */
    BB_NOTE_STAYS_IN_MODE, /* the drive did not leave recovery mode */
    BB_NOTE_JOURNAL_OPEN,  /* the journal could not be closed; parameters: reason, 1 if RECOVER closes it */
    BB_NOTE_JOURNAL_CUT,   /* the closed journal lacks lines; parameters: reason, 1 if a later VERIFY needs a file */
    BB_NOTE_JOURNAL_GAP,   /* the journal lacks lines, and stays open for a later job; parameter: reason */
    BB_NOTE_JOURNAL_DAMAGED, /* not all lines of the resumed journal could be read; parameter: path and reason */
    BB_NOTE_TRAY_OPEN,       /* the tray could not be locked; parameter: reason */
    BB_NOTE_READS_CHANGED,   /* two reads differ; the first is saved; parameter: address of the first difference */
    BB_NOTE_UNREAD,          /* a part was not readable; parameters: region, unreadable bytes, all bytes, address */
    BB_NOTE_PARTIAL_BACKUP,  /* the backup failed; parameter: folder with the data that was read so far */
    BB_NOTE_MIXED_BACKUP,    /* the backup mixes two revisions, so it is not restored; parameter: backup */
    BB_NOTE_EARLIER_BACKUP,  /* the drive has incomplete firmware, so a failed flash restores this backup; parameter:
                                backup */
    BB_NOTE_UNPROVEN,       /* the backup has the firmware of the drive, which may be incomplete; parameter: backup */
    BB_NOTE_READ_AGAIN,     /* a read differed from the image, and the next read did not; parameter: address */
    BB_NOTE_COMPARED,       /* result of comparing firmware and image; text: sentences that the family made */
    BB_NOTE_READS_UNSTABLE, /* each read of the firmware differed from the one before */
} BbNoteCode;
#define BB_N_NOTE_CODES (BB_NOTE_READS_UNSTABLE + 1)

/** BbNote: a note in the details of a result, as data. @text, @error: (nullable); @numbers: 0 if not used */
typedef struct {
    BbNoteCode code;
    char *text;
    GError *error;
    guint32 numbers[3];
} BbNote;
/** bb_note_new: (transfer full): a note without error and numbers. @text: (nullable) */
BbNote *bb_note_new (BbNoteCode code, const char *text);
void bb_note_free (BbNote *note);

/**
 * BbResult: how a job ended. Immutable, reference counted.
 * @reason, @next_step, @safety, @about: data from which src/job/words makes the sentences
 * @message: (nullable): sentences that say what happened; the engine sets them before others see the result
 * @next: (nullable): the sentence for @next_step; set by the engine like @message
 * @safe: whether the drive is safe
 * @drive: short name of the drive
 * @bus: connection of the drive
 * @error: (nullable): the error that ended the job
 * @facts: (nullable): facts of the last identification
 * @review: (nullable): the review of a CHECK or dry run
 * @backup: (nullable): the backup that was made or used
 * @restored: (nullable): only for ROLLBACK: the backup that was to be restored
 * @differences: (nullable) (element-type BbDifference): only for VERIFY: where image and firmware differ
 * @compared_with: (nullable): only for VERIFY: "file", "backup", "flash" (the image that this program wrote last) or
 *   "replaced" (the firmware that another program wrote after an interrupted flash)
 * @compared_name: (nullable): name of the file or backup, or ID of the journal
 * @compared_revision: (nullable): revision of the firmware that the drive was compared with
 * @compared_time: for "flash" and "replaced": start of the flash, seconds since the epoch; else 0
 * @has_sent: commands that write were sent to the drive, or may have been sent
 * @medium: only for LOOK: whether a disc is in the drive
 * @users: (nullable): programs and mounts that used the drive when it was opened, or at the end of LOOK; %NULL if
 *   unknown
 * @journal: (nullable): the journal of this drive that is open after the job
 * @awaits_power_cycle: this or an earlier operation asked for a power cycle, and no power cycle was noticed since
 * @was_reconnected: bb_flow_was_reconnected() for @journal; FALSE without a journal
 * @lacks_backup: the flash memory of the drive seems to be worn, and the drive has no backup
 * @was_flashed: only for VERIFY: Burnback has a record that it wrote to this drive
 * @has_backup: the newest trusted backup of the drive has firmware; only for VERIFY, and for a drive whose firmware
 *   does not run or is incomplete
 * @region: (nullable): region code for films; only for REPORT, and for LOOK with %BB_JOB_FLAG_DETAILS
 * @books: (nullable): book types; only for REPORT, BOOK_TYPE, and LOOK with %BB_JOB_FLAG_DETAILS
 * @report: (nullable): only for REPORT
 * @consents: (nullable) (element-type BbConsent): the missing consents for which the job was refused; the user can
 *   grant them
 * @noted: (nullable) (element-type BbNote): notes for the details
 * @notes: (nullable): the sentences for @noted; set by the engine like @message
 * @revision_before, @revision_after: (nullable): revisions of the running firmware before and after the job
 * @change: only for FLASH: how the revision that was written differs from @revision_before;
 *   %BB_REVISION_CHANGE_UNKNOWN also if the new firmware is of another product, because revisions of two products
 *   have no order
 * @own_name: (nullable): only for LOOK: the name that the user gave to the drive
 */
typedef struct {
    BbAction action;
    BbOutcome outcome;
    BbResultReason reason;
    BbNextStep next_step;
    BbSafety safety;
    BbSafe safe;
    BbResultParameters about;
    BbProof proof;
    char *message;
    char *next;
    char *drive;
    BbBus bus;
    GError *error;
    BbFacts *facts;
    BbReview *review;
    BbBackup *backup;
    BbBackup *restored;
    GArray *differences;
    char *compared_with;
    char *compared_name;
    char *compared_revision;
    gint64 compared_time;
    gboolean has_sent;
    BbMedium medium;
    BbDriveUsers *users;
    BbJournalRecord *journal;
    gboolean awaits_power_cycle;
    gboolean was_reconnected;
    gboolean lacks_backup;
    gboolean was_flashed;
    gboolean has_backup;
    BbDvdRegion *region;
    BbBooks *books;
    BbReport *report;
    GPtrArray *consents;
    GPtrArray *noted;
    char **notes;
    char *revision_before;
    char *revision_after;
    BbRevisionChange change;
    char *own_name;
    guint n_commands;
    guint n_endangered_commands;
    guint64 n_bytes;
    double seconds;
} BbResult;
BbResult *bb_result_ref (BbResult *result);
void bb_result_unref (BbResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbResult, bb_result_unref)

/** bb_result_find_note: (transfer none) (nullable): the newest note with @code; %NULL if there is none. */
const BbNote *bb_result_find_note (const BbResult *result, BbNoteCode code);
/** bb_result_has_conflict: TRUE if @result is of a BACKUP that succeeded, and the sources of evidence in the drive
 * disagree about its type, so that the stored identity needs a repair. */
gboolean bb_result_has_conflict (const BbResult *result);
/** bb_result_lacks_repair: TRUE if @result is of a RECOVER after which the drive has complete firmware, but its
 * stored identity still needs a repair. */
gboolean bb_result_lacks_repair (const BbResult *result);
/** bb_result_ends_recovery: TRUE if @result is of a RECOVER after which the drive needs no recovery any more. */
gboolean bb_result_ends_recovery (const BbResult *result);

/**
 * bb_result_conclude:
 *
 * Sets @next_step (unless the flow has set it), @safety and @safe of @result, from its other members.
 */
void bb_result_conclude (BbResult *result);

/** bb_result_was_cut_off: TRUE if the drive was disconnected or lost power during a recovery, and needs recovery. */
gboolean bb_result_was_cut_off (const BbResult *result);

/**
 * bb_result_is_worn: TRUE if the reason of the result is that the flash memory is worn. Also TRUE if all of these
 * apply:
 * - the result has no other reason than an interruption
 * - an earlier job showed that the memory is worn (bb_journal_record_is_worn())
 * - the drive needs recovery, or the job was interrupted or only read
 */
gboolean bb_result_is_worn (const BbResult *result);
/** bb_result_blames_file: TRUE if recovery with one file failed several times in the same way, so that another
 * attempt with this file is unlikely to help. FALSE if the flash memory is worn, because no other file helps then. */
gboolean bb_result_blames_file (const BbResult *result);
/** bb_can_with_journal: Returns @can, the operations that the family of @facts (nullable) supports, with RECOVER if
 * an operation of the open @journal (nullable) was interrupted, and without RECOVER if the drive cannot be recovered.
 */
BbCan bb_can_with_journal (BbCan can, BbFacts *facts, const BbJournalRecord *journal);

/**
 * bb_busy_find_safety:
 * @error: (nullable): an error for which bb_error_is_busy() is TRUE
 * @journal: (nullable): the open journal of the drive
 *
 * Returns the safety of a drive that another program uses: RUNNING if another process of Burnback writes to it or may
 * write, LEFT if @journal says that the firmware may be incomplete, else NONE.
 */
BbSafety bb_busy_find_safety (const GError *error, const BbJournalRecord *journal);

/** bb_error_is_busy: TRUE if @error (nullable) says that another program uses the drive, so that the state of the
 * drive is unknown. */
gboolean bb_error_is_busy (const GError *error);

G_END_DECLS
