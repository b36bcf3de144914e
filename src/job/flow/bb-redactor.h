/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/**
 * BbRedactor: removes serial numbers from text. It knows the numbers that were added, and the places in answers of
 * a drive that contain serial numbers.
 */
typedef struct _BbRedactor BbRedactor;

BbRedactor *bb_redactor_new (void);
void bb_redactor_free (BbRedactor *scrub);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRedactor, bb_redactor_free)

/** bb_redactor_add: @serial: (nullable): a number to remove; ignored if it is shorter than four characters. */
void bb_redactor_add (BbRedactor *scrub, const char *serial);

/**
 * bb_redactor_add_lookalikes: adds words of @text that look like serial numbers: letters and digits, no date, at
 * least
 * @least_chars long.
 */
void bb_redactor_add_lookalikes (BbRedactor *scrub, const char *text, gsize least_chars);

/** bb_redactor_is_empty: TRUE if no number was added yet. */
gboolean bb_redactor_is_empty (BbRedactor *scrub);

/** bb_redactor_dup_text: (transfer full): @text without the numbers, whether written as text or as hex. */
char *bb_redactor_dup_text (BbRedactor *scrub, const char *text);

/**
 * bb_redactor_dup_trace:
 * @trace: lines of #BbTransportTrace
 *
 * Replaces answers that are serial numbers (vital product data 80h and 83h, feature 0108h) by stars except for
 * their headers, and known numbers in other answers. Lengths stay, so that the trace can be replayed. Removes lines
 * that are no commands.
 *
 * Returns: (transfer full)
 */
char *bb_redactor_dup_trace (BbRedactor *scrub, const char *trace);

G_END_DECLS
