/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-report.h"
#include "job/bb-action.h"
#include "job/store/bb-backup-store.h"
#include "job/store/bb-journal.h"

G_BEGIN_DECLS

typedef struct _BbReview BbReview;

typedef enum {
    BB_OUTCOME_DONE,
    BB_OUTCOME_WRITTEN,   /* not verified (yet) */
    BB_OUTCOME_UNCHANGED, /* failed or cancelled, the drive is as it was */
    BB_OUTCOME_REFUSED,
    BB_OUTCOME_ROLLED_BACK,
    BB_OUTCOME_NEEDS_RECOVERY,
    BB_OUTCOME_NOT_PERMITTED,
    BB_OUTCOME_NOT_FOUND,
} BbOutcome;
#define BB_N_OUTCOMES (BB_OUTCOME_NOT_FOUND + 1)
/** bb_outcome_to_string: "done", "written", "unchanged", "refused", "rolled-back", "needs-recovery", ... */
const char *bb_outcome_to_string (BbOutcome outcome);
/** bb_outcome_get_exit: the exit code of burnbackctl for it (docs: 0, 1, 3, 4, 5, 6, 7, 8). */
int bb_outcome_get_exit (BbOutcome outcome);

typedef enum {
    BB_SAFE_UNKNOWN,
    BB_SAFE_YES,
    BB_SAFE_NO,
} BbSafe;

/**
 * bb_drive_get_safe:
 * @facts: (nullable): the drive as it was identified last; %NULL: nobody looked
 * @journal: (nullable): its open journal
 *
 * Whether the drive is safe as far as it was looked, whatever the last command did: YES: it runs its firmware; NO: it
 * has no complete firmware of its own, or needs repair; UNKNOWN: nobody looked, another process is at work, or what
 * was written was not verified.
 */
BbSafe bb_drive_get_safe (BbFacts *facts, BbJournalRecord *journal);

/** BbSafety: the state that decides which of the safety sentences a result shows. */
typedef enum {
    BB_SAFETY_NONE,        /* another sentence of the result tells: what was verified, or what the drive stores */
    BB_SAFETY_UNTOUCHED,   /* nothing on the drive was changed */
    BB_SAFETY_RUNNING,     /* another process of Burnback writes to the drive */
    BB_SAFETY_LEFT,        /* another program uses the drive, which an earlier flash left without complete firmware */
    BB_SAFETY_POWERED,     /* the firmware is incomplete; recover the drive before its power goes */
    BB_SAFETY_POWER_CYCLE, /* the firmware is incomplete; the drive is there, and takes nothing more before that */
    BB_SAFETY_UNPLUGGED,   /* the firmware is incomplete; recover the drive when it has its power back */
    BB_SAFETY_UNPROVEN,    /* another program wrote the firmware that runs; it is not known to be complete */
    BB_SAFETY_HAZARD,      /* firmware for other hardware runs and may damage the drive as long as it has power */
    BB_SAFETY_UNKNOWN,     /* it is not known whether the drive can be recovered */
} BbSafety;
#define BB_N_SAFETIES (BB_SAFETY_UNKNOWN + 1)

/** BbResultReason: why it came to this outcome, beyond what the error says. */
typedef enum {
    BB_RESULT_REASON_NONE,
    BB_RESULT_REASON_SILENT,             /* the drive accepted everything and changed nothing */
    BB_RESULT_REASON_WORN,               /* the same block failed with two images */
    BB_RESULT_REASON_POWER_CYCLE,        /* nothing more can be tried before a power cycle */
    BB_RESULT_REASON_NO_IMAGE,           /* there is nothing to recover with */
    BB_RESULT_REASON_NO_MORE,            /* every known recovery was tried */
    BB_RESULT_REASON_HEALTHY,            /* RECOVER found nothing to do */
    BB_RESULT_REASON_RESTARTED,          /* RECOVER: leaving recovery mode was enough */
    BB_RESULT_REASON_NOT_TAKEN,          /* RECOVER: the interrupted flash changed nothing */
    BB_RESULT_REASON_RESTORED,           /* the old firmware was written after the new one failed */
    BB_RESULT_REASON_DRY_RUN,            /* the plan was made and not run */
    BB_RESULT_REASON_NOT_COMPARED,       /* VERIFY: the revision is that of the image; the content cannot be read */
    BB_RESULT_REASON_NOT_VERIFIED,       /* the request said not to ask the drive what it runs */
    BB_RESULT_REASON_STAYS_IN_MODE,      /* nothing was written, but the drive stays in recovery mode */
    BB_RESULT_REASON_INTERRUPTED,        /* the firmware was incomplete before this began, and still is */
    BB_RESULT_REASON_OVERWRITTEN,        /* the same, but another program has written other firmware since */
    BB_RESULT_REASON_REPLACED,           /* that firmware is equal to a known image; @backup (nullable) */
    BB_RESULT_REASON_KEPT,               /* RECOVER: the user keeps that firmware, which is not known; @backup */
    BB_RESULT_REASON_PARTS_DIFFER,       /* RECOVER: the running firmware differs in part; @evidence */
    BB_RESULT_REASON_OTHER_BOOT_CODE,    /* RECOVER: every image is for another boot code; @model, @model_key */
    BB_RESULT_REASON_BOOT_CODE_SENT,     /* CONVERT: it is effective after a power cycle; @model */
    BB_RESULT_REASON_BOOT_CODE_PENDING,  /* RECOVER: that power cycle is still missing */
    BB_RESULT_REASON_BOOT_CODE_CUT,      /* CONVERT: the drive was lost while its boot code was written */
    BB_RESULT_REASON_BOOT_CODE_LOST,     /* RECOVER: the drive does not respond since */
    BB_RESULT_REASON_IDENTITY_UNDECIDED, /* CONVERT: nothing was erased, the new identity may be stored already */
    BB_RESULT_REASON_ERASED,             /* CONVERT: it failed after the firmware was erased */
    BB_RESULT_REASON_IDENTITY_FAILED,    /* RECOVER: writing the stored identity failed */
    BB_RESULT_REASON_IDENTITY_REPAIRED,  /* RECOVER: @evidence (nullable), @note, @model */
    BB_RESULT_REASON_BOTH_REPAIRED,      /* RECOVER: firmware and stored identity; @note */
    BB_RESULT_REASON_BOOKS_CLEARED,      /* BOOK_TYPE */
    BB_RESULT_REASON_BOOK_SET,           /* BOOK_TYPE: @book_medium, @book */
    BB_RESULT_REASON_BOOK_SET_FOR_NOW,   /* BOOK_TYPE: until a reset; @book_medium, @book */
} BbResultReason;
#define BB_N_RESULT_REASONS (BB_RESULT_REASON_BOOK_SET_FOR_NOW + 1)

/** BbNextStep: what to do next. What a step names in capitals is a parameter of the result. */
typedef enum {
    BB_NEXT_STEP_NONE,
    /* the drive needs recovery */
    BB_NEXT_STEP_RECOVER,
    BB_NEXT_STEP_RECOVER_WORN, /* once more; then the flash memory has to be replaced */
    BB_NEXT_STEP_RECOVER_WITH_NEW_FILE,
    BB_NEXT_STEP_RECOVER_WITH_OWN_FILE,      /* a firmware file has to be found first */
    BB_NEXT_STEP_RECOVER_WITH_KEY_FILE,      /* which has to be chosen again */
    BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE,  /* 30 seconds without power */
    BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION, /* the same for a drive that was unplugged */
    BB_NEXT_STEP_RECOVER_ELSEWHERE,          /* without a bridge, or at another computer */
    BB_NEXT_STEP_RECONNECT_AND_RECOVER,
    BB_NEXT_STEP_RECOVER_OR_KEEP,          /* or verify the firmware that another program wrote */
    BB_NEXT_STEP_RECOVER_PARTS,            /* with the file of the revision it should have, or from its backup */
    BB_NEXT_STEP_RECOVER_AS_MODEL,         /* with a file of MODEL */
    BB_NEXT_STEP_RECOVER_OR_CONVERT_BACK,  /* the same, or back to OLD_MODEL_KEY with the boot code at PATH */
    BB_NEXT_STEP_POWER_CYCLE_AND_RECOVER,  /* as MODEL, after its boot code was sent */
    BB_NEXT_STEP_POWER_CYCLE_FOR_BOOT,     /* the boot code is effective then; recover again */
    BB_NEXT_STEP_POWER_ON_AND_RECOVER,     /* if the drive still responds */
    BB_NEXT_STEP_POWER_ON_OR_PROGRAMMER,   /* a last try; else an external programmer */
    BB_NEXT_STEP_RECOVER_IDENTITY,         /* after a power cycle: the old identity is written back */
    BB_NEXT_STEP_RECOVER_BOTH,             /* old firmware and old identity are written back */
    BB_NEXT_STEP_RECOVER_IDENTITY_AGAIN,   /* after a power cycle */
    BB_NEXT_STEP_RECOVER_FIRMWARE_AS_WELL, /* after a power cycle: the identity is repaired */
    BB_NEXT_STEP_AGREE_AND_RECOVER,
    BB_NEXT_STEP_FIX_AND_RECOVER, /* what is in the way is on this computer */
    /* the firmware was written */
    BB_NEXT_STEP_POWER_CYCLE_AND_VERIFY,
    BB_NEXT_STEP_TRY_A_DISC,
    BB_NEXT_STEP_READ_DETAILS,
    BB_NEXT_STEP_POWER_CYCLE_ONCE,
    /* nothing was written */
    BB_NEXT_STEP_POWER_CYCLE, /* the drive runs its firmware then */
    BB_NEXT_STEP_RECONNECT,
    BB_NEXT_STEP_WAIT_FOR_PROGRAM,
    BB_NEXT_STEP_LOAD_MODULE, /* the kernel module sg */
    BB_NEXT_STEP_GET_PERMISSION,
    BB_NEXT_STEP_REMOVE_BRIDGE,
    BB_NEXT_STEP_REMOVE_BRIDGE_SILENT, /* or the drive keeps its firmware when it gets an older one */
    BB_NEXT_STEP_MAKE_ROOM,
    BB_NEXT_STEP_OTHER_FOLDER,
    BB_NEXT_STEP_OTHER_BACKUP,
    BB_NEXT_STEP_OTHER_FILE,
    BB_NEXT_STEP_KEY_FILE, /* the key file has to be chosen again */
    BB_NEXT_STEP_START_AGAIN,
    BB_NEXT_STEP_CHECK_CABLE, /* data was damaged on its way */
    BB_NEXT_STEP_TRY_AGAIN,
    BB_NEXT_STEP_FIX_OR_OTHER_FILE,
    BB_NEXT_STEP_FIX,
    BB_NEXT_STEP_FLASH_OLD_FILE,
    BB_NEXT_STEP_NAME_FILE,
    BB_NEXT_STEP_CHECK_DRIVE,
    BB_NEXT_STEP_VERIFY_AGAIN, /* after a power cycle, or flash again */
    BB_NEXT_STEP_ADVICE,       /* what the drive's family advises: ADVICE */
} BbNextStep;
#define BB_N_NEXT_STEPS (BB_NEXT_STEP_ADVICE + 1)

/**
 * BbResultParameters: what the sentences of a reason and a next step name; all (nullable).
 * @model, @model_key: name and catalog key of a drive type
 * @old_model_key: the type whose boot code is at @path
 * @evidence: what speaks for the reason, a sentence of the family
 * @note: what a plan wrote, a sentence of the family
 * @advice: what helps, a sentence of the family
 * @backup: id of a backup: for REPLACED the one whose firmware the drive runs, for KEPT the one made of it
 * @n_rewritten: how often this unit lost verified firmware although nothing interrupted a flash; 0: not known to have
 * @n_same_failures: how often recovery with this file failed in the way in which it did now
 * @unread: what of the state folder cannot be read, so that "there is none" is not known
 * @block, @n_blocks: where @error of the result is about a block of the flash memory: its number, from 1; 0: none
 * @book_medium, @book: of BOOK_TYPE
 */
typedef struct {
    char *model;
    char *model_key;
    char *old_model_key;
    char *path;
    char *evidence;
    char *note;
    char *advice;
    char *backup;
    guint n_rewritten;
    guint n_same_failures;
    GError *unread;
    guint block;
    guint n_blocks;
    BbBookMedium book_medium;
    guint8 book;
} BbResultParameters;
void bb_result_parameters_clear (BbResultParameters *parameters);
void bb_result_parameters_copy (const BbResultParameters *from, BbResultParameters *to);

/** BbNoteCode: what else is worth knowing of a job, for the details. In parentheses: its parameters. */
typedef enum {
    BB_NOTE_TEXT,           /* (text): of a family, or what this computer said */
    BB_NOTE_ERROR,          /* (error, number of the block that it is about, of how many; 0: none) */
    BB_NOTE_STAYS_FOR_FILE, /* RECOVER: the drive stays in recovery mode, the file is written at once */
    BB_NOTE_BACK_IS_HAZARD, /* RECOVER: what the drive ran before is for other hardware, so it is not offered */
    BB_NOTE_LEAVES_MODE,    /* RECOVER: to see whether its firmware runs */
    BB_NOTE_STAYS_IN_MODE,  /* the drive did not leave recovery mode */
    BB_NOTE_JOURNAL_OPEN,   /* the journal could not be closed */
    BB_NOTE_TRAY_OPEN,      /* (reason): the tray could not be locked */
    BB_NOTE_READS_CHANGED,  /* (address): of the first difference; the backup has what was read first */
    BB_NOTE_UNREAD,         /* (region, bytes that could not be read, all of its bytes, its address) */
    BB_NOTE_PARTIAL_BACKUP, /* (folder): what could be read before the backup failed */
    BB_NOTE_MIXED_BACKUP,   /* (backup): it mixes two revisions, so it is not restored */
    BB_NOTE_UNPROVEN,       /* (backup): of the firmware that the drive had before it was written */
    BB_NOTE_READ_AGAIN,     /* (address): of a difference that the next read did not show */
    BB_NOTE_READS_UNSTABLE, /* each read of the firmware differed at other places */
} BbNoteCode;
#define BB_N_NOTE_CODES (BB_NOTE_READS_UNSTABLE + 1)

/** BbNote: a note, as data. @text, @error: (nullable) */
typedef struct {
    BbNoteCode code;
    char *text;
    GError *error;
    guint32 numbers[3];
} BbNote;
/** bb_note_new: (transfer full) */
BbNote *bb_note_new (BbNoteCode code, const char *text);
void bb_note_free (BbNote *note);

/**
 * BbResult: how a job ended. Immutable, reference counted.
 * @reason, @next_step, @safety, @about: what happened, as data; src/job/words makes sentences of it
 * @message: (nullable): those sentences: what happened; set by the engine before anyone sees the result
 * @next: (nullable): the sentence for @next_step, likewise
 * @safe: is the drive safe
 * @drive: its short name
 * @error: (nullable): the technical reason
 * @facts: (nullable): the drive as last identified
 * @review: (nullable): of CHECK
 * @backup: (nullable): made or used
 * @differences: (nullable) (element-type BbDifference): of VERIFY
 * @compared_with: (nullable): of VERIFY: what the drive was compared with: "file", "backup", or "flash": what this
 * program wrote last, or "replaced": what another program wrote after that was interrupted
 * @compared_name: (nullable): its name: of the file, of the backup, or the id of the journal
 * @compared_revision: (nullable): of the firmware in it
 * @compared_time: of "flash": when it began, seconds since the epoch
 * @has_sent: commands that write were sent, or may have been
 * @medium: of LOOK
 * @users: (nullable): who else used the drive when it was opened, or at the end of a LOOK; %NULL: nobody looked
 * @journal: (nullable): the journal that is open for this drive afterwards
 * @region: (nullable): in which region it plays films; of LOOK with %BB_JOB_FLAG_DETAILS and of REPORT
 * @books: (nullable): the same for book types, and of BOOK_TYPE
 * @report: (nullable): of REPORT
 * @consents: (nullable) (element-type BbConsent): refused, and not for good: if these were granted it would be done
 * @noted: (nullable) (element-type BbNote): what else is worth knowing, for the details
 * @notes: (nullable): the sentences for that, likewise
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
    GError *error;
    BbFacts *facts;
    BbReview *review;
    BbBackup *backup;
    GArray *differences;
    char *compared_with;
    char *compared_name;
    char *compared_revision;
    gint64 compared_time;
    gboolean has_sent;
    BbMedium medium;
    BbDriveUsers *users;
    BbJournalRecord *journal;
    BbDvdRegion *region;
    BbBooks *books;
    BbReport *report;
    GPtrArray *consents;
    GPtrArray *noted;
    char **notes;
    char *revision_before;
    char *revision_after;
    guint n_commands;
    guint n_endangered_commands;
    guint64 n_bytes;
    double seconds;
} BbResult;
BbResult *bb_result_ref (BbResult *result);
void bb_result_unref (BbResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbResult, bb_result_unref)

/**
 * bb_result_conclude:
 *
 * Sets what follows from action, outcome, reason, proof and error: the next step, unless a flow set one that knows
 * better, the safety and whether the drive is safe.
 */
void bb_result_conclude (BbResult *result);

/** bb_busy_find_safety: @error: (nullable): of bb_error_is_busy(). @journal: (nullable): the open one of the drive.
 */
BbSafety bb_busy_find_safety (const GError *error, const BbJournalRecord *journal);

/** bb_error_is_busy: whether another program has the drive, so that its state is not known here. */
gboolean bb_error_is_busy (const GError *error);

G_END_DECLS
