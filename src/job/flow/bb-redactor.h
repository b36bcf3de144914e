/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/** BbRedactor: replaces serial numbers in texts and traces by stars: those that were added with bb_redactor_add() or
 * bb_redactor_add_lookalikes() and, in a trace, also all data in which a drive reports its serial number. */
typedef struct _BbRedactor BbRedactor;

BbRedactor *bb_redactor_new (void);
void bb_redactor_free (BbRedactor *scrub);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRedactor, bb_redactor_free)

/** bb_redactor_add: adds @serial (nullable), also in the forms in which its blanks are left out or replaced by "_" or
 * "-". Ignores serial numbers with less than four characters. */
void bb_redactor_add (BbRedactor *scrub, const char *serial);

/**
 * bb_redactor_add_lookalikes: adds words of @text that look like serial numbers: at least @least_chars letters and
 * digits, of which at least three are digits, and no date.
 */
void bb_redactor_add_lookalikes (BbRedactor *scrub, const char *text, gsize least_chars);

/** bb_redactor_is_empty: TRUE if no serial number was added yet. */
gboolean bb_redactor_is_empty (BbRedactor *scrub);

/** bb_redactor_dup_text: (transfer full): a copy of @text in which each added serial number is replaced by stars,
 * and where its bytes are written as hex, by the hex of stars (2A). Ignores case, that of each character of the
 * serial number and that of hex digits. */
char *bb_redactor_dup_text (BbRedactor *scrub, const char *text);

/**
 * bb_redactor_dup_trace:
 * @trace: lines of #BbTransportTrace
 *
 * Returns: (transfer full): @trace with stars in place of all vital product data, of feature 0108h and, in other
 * answers, of each serial number that was added. Data that cannot be parsed is removed. Lengths stay, so that the
 * trace can be replayed. Lines that are no commands are removed.
 */
char *bb_redactor_dup_trace (BbRedactor *scrub, const char *trace);

G_END_DECLS
