/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/**
 * BbRedactor: takes serial numbers out of what is given away. It knows the numbers that it was told, and where in a
 * drive's answers numbers stand that nobody told it.
 */
typedef struct _BbRedactor BbRedactor;

BbRedactor *bb_redactor_new (void);
void bb_redactor_free (BbRedactor *scrub);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbRedactor, bb_redactor_free)

/** bb_redactor_add: (nullable) @serial: a number to take out; one under four characters tells nobody apart. */
void bb_redactor_add (BbRedactor *scrub, const char *serial);

/**
 * bb_redactor_add_lookalikes: words of @text that look like a number of one unit: letters and digits, no date, at
 * least
 * @least_chars long.
 */
void bb_redactor_add_lookalikes (BbRedactor *scrub, const char *text, gsize least_chars);

/** bb_redactor_is_empty: whether no number is known yet. */
gboolean bb_redactor_is_empty (BbRedactor *scrub);

/** bb_redactor_bytes: stars in place of every number in @data, in any case of letters. */
void bb_redactor_bytes (BbRedactor *scrub, guint8 *data, gsize length_bytes);

/** bb_redactor_dup_text: (transfer full): @text without the numbers, be they written as text or as hex. */
char *bb_redactor_dup_text (BbRedactor *scrub, const char *text);

/**
 * bb_redactor_dup_trace:
 * @trace: lines as #BbTransportTrace writes them
 *
 * Answers that are serial numbers as such (vital product data 80h and 83h, feature 0108h) become stars but for
 * their headers, in the others only the known numbers do; the lengths stay, so that it can be replayed. Lines that
 * are no command are left out.
 *
 * Returns: (transfer full)
 */
char *bb_redactor_dup_trace (BbRedactor *scrub, const char *trace);

G_END_DECLS
