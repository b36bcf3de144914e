/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"
#include "scsi/bb-output-file.h"

G_BEGIN_DECLS

/* Output files that the user names. Failures are printed and set @exit_code. */

/**
 * bb_ctl_may_write: %TRUE if the file @path can be written. If the file exists, the user must agree by --force or, on
 * a terminal, by an answer; otherwise the function fails. Called before the work begins.
 * @flags: (out): for bb_ctl_write_file()
 */
gboolean bb_ctl_may_write (BbCtl *ctl, const char *path, BbOutputFlags *flags, int *exit_code);
/** bb_ctl_write_file: writes the file @path. @next: (nullable): what to do if writing fails after other work
 * succeeded. Returns %FALSE after a failure, which is printed and sets @exit_code. */
gboolean bb_ctl_write_file (BbCtl *ctl, const char *path, BbOutputFlags flags, const void *data, gsize length_bytes,
                            const char *next, int *exit_code);

G_END_DECLS
