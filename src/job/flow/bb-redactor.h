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

/** bb_redactor_dup_text: (transfer full): a copy of @text in which stars replace each added serial number. If the
 * bytes of a serial number are written as hex, the hex of stars (2A) replaces them. Upper and lower case are equal,
 * in serial numbers and in hex digits. */
char *bb_redactor_dup_text (BbRedactor *scrub, const char *text);

/**
 * bb_redactor_dup_trace:
 * @trace: lines of #BbTransportTrace
 *
 * Replaces by stars all vital product data and feature 0108h, and each added serial number in other answers. The
 * lengths stay, so that the trace can be replayed. Removes data that cannot be parsed, and lines that are no
 * commands.
 *
 * Returns: (transfer full): the changed trace
 */
char *bb_redactor_dup_trace (BbRedactor *scrub, const char *trace);

G_END_DECLS
