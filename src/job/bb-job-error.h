/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BbJobError: the code says whether the drive is still well.
 * @BB_JOB_ERROR_REFUSED: a check, or the user, said no; nothing that could change the drive was sent
 * @BB_JOB_ERROR_UNCHANGED: failed, and the drive is as it was
 * @BB_JOB_ERROR_NEEDS_RECOVERY: failed in the flash; the journal stays open and the drive needs `recover`
 * @BB_JOB_ERROR_NOT_FOUND: no such drive, file or backup
 * @BB_JOB_ERROR_NOT_PERMITTED: this user may not
 * @BB_JOB_ERROR_BUSY: another program works on the drive; nothing was sent, and what it does is not known
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

G_END_DECLS
