/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BbJobError: the code says whether the drive is still safe.
 * @BB_JOB_ERROR_REFUSED: a check, or the user, said no; nothing that could change the drive was sent
 * @BB_JOB_ERROR_UNCHANGED: failed, and the drive is as it was
 * @BB_JOB_ERROR_NEEDS_RECOVERY: failed in the flash; the journal stays open and the drive needs `recover`
 * @BB_JOB_ERROR_NOT_FOUND: no such drive, file or backup
 * @BB_JOB_ERROR_NOT_PERMITTED: this user may not
 * @BB_JOB_ERROR_BUSY: another program works on the drive; nothing was sent, and what it does is not known
 *
 * The problem says what is wrong, with its parameters; src/job/words/bb-words-error.c makes a sentence of it.
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

/** BbJobProblem: what a %BB_JOB_ERROR is about. In parentheses: its parameters. */
typedef enum {
    BB_JOB_PROBLEM_TEXT, /* the message of the error is the sentence */
    /* the drive */
    BB_JOB_PROBLEM_NO_ACCESS,           /* (why (nullable): a sentence) */
    BB_JOB_PROBLEM_NO_SG_NODE,          /* the kernel module sg is not loaded */
    BB_JOB_PROBLEM_NOT_READY,           /* (consents): a disc inside, a program that uses the drive, ... */
    BB_JOB_PROBLEM_NOT_ALONE,           /* (reason) */
    BB_JOB_PROBLEM_IN_USE,              /* (who (nullable): sentences): other programs have the drive open */
    BB_JOB_PROBLEM_IN_WORK,             /* (program (nullable), action (nullable)): another process of Burnback */
    BB_JOB_PROBLEM_UNKNOWN_DRIVE,       /* its firmware cannot be read */
    BB_JOB_PROBLEM_UNKNOWN_REBADGE,     /* the same, and it may be a rebadged drive */
    BB_JOB_PROBLEM_UNKNOWN_IN_RECOVERY, /* and no journal knows it either */
    BB_JOB_PROBLEM_NO_FIRMWARE,         /* recover it first */
    BB_JOB_PROBLEM_FLASH_INTERRUPTED,   /* recover it first */
    BB_JOB_PROBLEM_IDENTITY_DAMAGED,    /* (model): recover it first */
    BB_JOB_PROBLEM_STAYS_IN_MODE,       /* it does not leave recovery mode */
    BB_JOB_PROBLEM_STAYS_AFTER_ASKING,  /* the same, after its boot code was asked for its identity */
    BB_JOB_PROBLEM_DRIVE_CHANGED,       /* since it was checked */
    BB_JOB_PROBLEM_OTHER_DRIVE,         /* than the one that was backed up */
    BB_JOB_PROBLEM_POWER_CYCLE_FIRST,   /* it was sent an update since it has power */
    /* the image */
    BB_JOB_PROBLEM_NO_IMAGE,
    BB_JOB_PROBLEM_IMAGE_DAMAGED, /* in memory, since it was read */
    BB_JOB_PROBLEM_OTHER_IMAGE,   /* than the one that was checked */
    /* consent */
    BB_JOB_PROBLEM_CONSENT,          /* (consents) */
    BB_JOB_PROBLEM_IDENTITY_CONSENT, /* (evidence (nullable), note) */
    /* backups and journals */
    BB_JOB_PROBLEM_READS_DIFFER, /* so there is no backup */
    BB_JOB_PROBLEM_NO_BACKUP,
    BB_JOB_PROBLEM_NO_BACKUP_TO_COMPARE,
    BB_JOB_PROBLEM_SIMULATED_BACKUP,
    BB_JOB_PROBLEM_LAST_IMAGE_UNREADABLE, /* (reason) */
    BB_JOB_PROBLEM_AMBIGUOUS_JOURNAL,
    BB_JOB_PROBLEM_JOURNAL_UNWRITABLE,  /* (reason) */
    BB_JOB_PROBLEM_UNREADABLE_JOURNALS, /* (list) */
    BB_JOB_PROBLEM_UNREADABLE_BACKUPS,  /* (list) */
    BB_JOB_PROBLEM_JOURNAL_ELSEWHERE,   /* (what the drive calls itself, its name then) */
    BB_JOB_PROBLEM_BACKUP_GONE,         /* (reason) */
    BB_JOB_PROBLEM_FOLDER_UNUSABLE,     /* (a sentence) */
    BB_JOB_PROBLEM_FOLDER_MOVED,
    BB_JOB_PROBLEM_REPORT_UNWRITABLE, /* (reason) */
    /* other acts */
    BB_JOB_PROBLEM_CONVERSION_INCOMPLETE, /* target or boot code is missing */
    BB_JOB_PROBLEM_CANNOT_CONVERT,
    BB_JOB_PROBLEM_IDENTITY_STILL_WRONG, /* (model, damage (nullable)) */
    BB_JOB_PROBLEM_BOOKS_SET_AND_CLEARED,
    BB_JOB_PROBLEM_NO_SUCH_MEDIUM, /* (name) */
    BB_JOB_PROBLEM_NO_SUCH_BOOK,   /* (name) */
    BB_JOB_PROBLEM_BOOKS_UNKNOWN,
} BbJobProblem;
#define BB_N_JOB_PROBLEMS (BB_JOB_PROBLEM_BOOKS_UNKNOWN + 1)

/**
 * bb_job_error_set:
 * @first, @second: (nullable): parameters of @problem
 *
 * Sets %BB_JOB_ERROR with @code; its message is technical. Returns: %FALSE
 */
gboolean bb_job_error_set (GError **error, BbJobError code, BbJobProblem problem, const char *first,
                           const char *second);
/**
 * bb_job_error_take_consents:
 * @codes: what is open, for the message
 * @consents: (transfer full) (element-type BbConsent): the same, which becomes a sentence; not changed any more
 *
 * The same for CONSENT and NOT_READY: sets %BB_JOB_ERROR with @code. Returns: %FALSE
 */
gboolean bb_job_error_take_consents (GError **error, BbJobError code, BbJobProblem problem, const char *codes,
                                     GPtrArray *consents);
/** bb_job_error_get_problem: %BB_JOB_PROBLEM_TEXT of other errors, too. @error: (nullable) */
BbJobProblem bb_job_error_get_problem (const GError *error);
/** bb_job_error_get_parameters: (array length=2): of a %BB_JOB_ERROR that bb_job_error_set() made. */
const char *const *bb_job_error_get_parameters (const GError *error);
/** bb_job_error_get_consents: (transfer none) (nullable) (element-type BbConsent): of a %BB_JOB_ERROR. */
GPtrArray *bb_job_error_get_consents (const GError *error);

G_END_DECLS
