/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BbJobError: the code says whether the drive is still safe.
 * @BB_JOB_ERROR_REFUSED: a check failed, or the user declined; the refused operation wrote nothing
 * @BB_JOB_ERROR_UNCHANGED: the job failed, and the drive is unchanged
 * @BB_JOB_ERROR_NEEDS_RECOVERY: writing failed; the journal stays open and the drive needs `recover`
 * @BB_JOB_ERROR_NOT_FOUND: no such drive, file or backup
 * @BB_JOB_ERROR_NOT_PERMITTED: the user lacks a permission
 * @BB_JOB_ERROR_BUSY: another program works on the store or on the drive, so the state of the drive is unknown; this
 *   program wrote nothing
 *
 * A #BbJobProblem and its parameters say what is wrong; src/job/words/bb-words-error.c makes the sentence from them.
 */
typedef enum {
    BB_JOB_ERROR_REFUSED,
    BB_JOB_ERROR_UNCHANGED,
    BB_JOB_ERROR_NEEDS_RECOVERY,
    BB_JOB_ERROR_NOT_FOUND,
    BB_JOB_ERROR_NOT_PERMITTED,
    BB_JOB_ERROR_BUSY,
} BbJobError;

#define BB_JOB_ERROR (bb_job_error_quark ())
GQuark bb_job_error_quark (void);

/**
 * BbJobProblem: the problem of a %BB_JOB_ERROR.
 *
 * Each comment says after "parameter:" what text the error has as a parameter (see bb_job_error_get_parameters()).
 * "reason" is the message of another error. "list" is several such messages. "consents" is the codes of the consents
 * that are not granted.
 */
typedef enum {
    BB_JOB_PROBLEM_TEXT, /* any other problem: the user gets the message of the error unchanged */
    /* the drive, its firmware and its mode */
    BB_JOB_PROBLEM_NO_ACCESS,  /* this user has no permission to send commands to the drive; parameter: nullable
                                  sentence */
    BB_JOB_PROBLEM_NO_SG_NODE, /* the kernel module sg is not loaded */
    BB_JOB_PROBLEM_NOT_READY,  /* a disc is inserted, a program uses the drive, ...; parameter: consents */
    BB_JOB_PROBLEM_NOT_ALONE,  /* the device node could not be opened exclusively; parameter: reason */
    BB_JOB_PROBLEM_IN_USE, /* other programs have the drive open; parameter: sentences on these programs (nullable) */
    BB_JOB_PROBLEM_IN_WORK, /* another process of Burnback works on the drive; parameters: name of that program, word
                               of its action (each nullable) */
    BB_JOB_PROBLEM_UNKNOWN_DRIVE,       /* the drive is not in the catalog, and its firmware cannot be read */
    BB_JOB_PROBLEM_UNKNOWN_REBADGE,     /* the drive is not in the catalog, but it may be a known drive that was sold
                                           under another name */
    BB_JOB_PROBLEM_UNLIKE_NAME,         /* the name of the drive is that of a known model, but the drive does not
                                           respond like that model */
    BB_JOB_PROBLEM_UNKNOWN_IN_RECOVERY, /* a drive in recovery mode could not be identified and has no journal */
    BB_JOB_PROBLEM_NO_FIRMWARE, /* the firmware does not run; the drive must be recovered first; parameter: why the
                                   drive cannot be recovered, whole sentences (nullable) */
    BB_JOB_PROBLEM_FIRMWARE_INCOMPLETE, /* the firmware runs, but may be incomplete; the drive must be recovered
                                           first */
    BB_JOB_PROBLEM_FLASH_INTERRUPTED,   /* a flash was interrupted; the drive must be recovered first */
    BB_JOB_PROBLEM_IDENTITY_DAMAGED, /* the stored identity is damaged; the drive must be recovered first; parameter:
                                        model */
    BB_JOB_PROBLEM_STAYS_IN_MODE,    /* the drive does not leave recovery mode */
    BB_JOB_PROBLEM_STAYS_AFTER_ASKING, /* the drive does not leave recovery mode after its boot code was read */
    BB_JOB_PROBLEM_DRIVE_CHANGED,      /* the drive or its firmware is not the one that was reviewed */
    BB_JOB_PROBLEM_OTHER_DRIVE,        /* directly before writing, the drive is not the one that was backed up */
    BB_JOB_PROBLEM_POWER_CYCLE_FIRST,  /* firmware was sent to the drive, and no power cycle has followed */
    /* the image */
    BB_JOB_PROBLEM_NO_IMAGE,
    BB_JOB_PROBLEM_IMAGE_DAMAGED, /* the image changed in memory after it was read */
    BB_JOB_PROBLEM_OTHER_IMAGE,   /* the image is not the one that was checked */
    /* consent */
    BB_JOB_PROBLEM_CONSENT, /* the user has not granted all consents that the job needs; parameter: consents */
    BB_JOB_PROBLEM_IDENTITY_CONSENT, /* the user has not agreed to the new identity; parameters: a sentence on the
                                        evidence for it, a sentence on what will be written (each nullable) */
    /* backups and journals */
    BB_JOB_PROBLEM_READS_DIFFER, /* the two reads for a backup differ, so no complete backup was made */
    BB_JOB_PROBLEM_NO_BACKUP,
    BB_JOB_PROBLEM_NO_BACKUP_TO_COMPARE,
    BB_JOB_PROBLEM_SIMULATED_BACKUP,
    BB_JOB_PROBLEM_LAST_IMAGE_UNREADABLE, /* the image that was written last cannot be read; parameter: reason */
    BB_JOB_PROBLEM_AMBIGUOUS_JOURNAL,
    BB_JOB_PROBLEM_JOURNAL_UNWRITABLE,  /* the journal cannot be written; parameter: reason */
    BB_JOB_PROBLEM_UNREADABLE_JOURNALS, /* journals that cannot be read; parameter: list */
    BB_JOB_PROBLEM_UNREADABLE_BACKUPS,  /* backups that cannot be read; parameter: list */
    BB_JOB_PROBLEM_JOURNAL_ELSEWHERE, /* a flash was interrupted while a drive was at another port; parameters: vendor
                                         and product of that drive, its device name at that time */
    BB_JOB_PROBLEM_JOURNAL_OF_OTHER_SERIAL, /* a flash was interrupted while a drive with another serial number was at
                                               this port; parameters: vendor and product, and serial number of that
                                               drive */
    BB_JOB_PROBLEM_LOST_BACKUP,             /* the backup can no longer be found or read; parameter: reason */
    BB_JOB_PROBLEM_FOLDER_UNUSABLE,         /* the state folder cannot be used; parameter: a sentence */
    BB_JOB_PROBLEM_FOLDER_MOVED,
    BB_JOB_PROBLEM_REPORT_UNWRITABLE, /* the recorded commands cannot be written to disk; parameter: reason */
    /* other actions */
    BB_JOB_PROBLEM_CONVERSION_INCOMPLETE, /* target model or boot code is missing */
    BB_JOB_PROBLEM_CANNOT_CONVERT,
    BB_JOB_PROBLEM_IDENTITY_STILL_WRONG, /* the drive reports a wrong identity even after the repair; parameters:
                                            model, nullable sentence */
    BB_JOB_PROBLEM_BOOKS_SET_AND_CLEARED,
    BB_JOB_PROBLEM_NO_SUCH_MEDIUM, /* there is no disc type of this name; parameter: the name */
    BB_JOB_PROBLEM_NO_SUCH_BOOK,   /* there is no book type of this name; parameter: the name */
    BB_JOB_PROBLEM_BOOKS_UNKNOWN,
} BbJobProblem;
#define BB_N_JOB_PROBLEMS (BB_JOB_PROBLEM_BOOKS_UNKNOWN + 1)

/**
 * bb_job_error_set:
 * @first, @second: (nullable): parameters of @problem
 *
 * Sets %BB_JOB_ERROR with @code, @problem and a technical message. The sentence for users is made from the problem
 * and its parameters. Returns: %FALSE
 */
gboolean bb_job_error_set (GError **error, BbJobError code, BbJobProblem problem, const char *first,
                           const char *second);
/**
 * bb_job_error_take_consents:
 * @codes: codes of the consents that are not granted, for the message
 * @consents: (transfer full) (element-type BbConsent): the consents that are not granted; the caller must not change
 *   the list any more
 *
 * Sets %BB_JOB_ERROR with @code for the problems CONSENT and NOT_READY. Returns: %FALSE
 */
gboolean bb_job_error_take_consents (GError **error, BbJobError code, BbJobProblem problem, const char *codes,
                                     GPtrArray *consents);
/** bb_job_error_get_problem: the problem of @error (nullable); %BB_JOB_PROBLEM_TEXT if @error is %NULL or not a
 * %BB_JOB_ERROR. */
BbJobProblem bb_job_error_get_problem (const GError *error);
/** bb_job_error_get_parameters: (array length=2): the parameters that bb_job_error_set() stored in @error, which must
 * be a %BB_JOB_ERROR; each may be %NULL. */
const char *const *bb_job_error_get_parameters (const GError *error);
/** bb_job_error_get_consents: (transfer none) (nullable) (element-type BbConsent): the list that
 * bb_job_error_take_consents() stored in @error, which must be a %BB_JOB_ERROR; %NULL if @error has no such list. */
GPtrArray *bb_job_error_get_consents (const GError *error);

G_END_DECLS
