/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/**
 * BbScrub: takes serial numbers out of what is given away. It knows the numbers that it was told, and where in a
 * drive's answers numbers stand that nobody told it.
 */
typedef struct _BbScrub BbScrub;

BbScrub *bb_scrub_new (void);
void bb_scrub_free (BbScrub *scrub);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbScrub, bb_scrub_free)

/** bb_scrub_add: (nullable) @serial: a number to take out; one under four characters tells nobody apart. */
void bb_scrub_add (BbScrub *scrub, const char *serial);

/**
 * bb_scrub_add_lookalikes: words of @text that look like a number of one unit: letters and digits, no date, at least
 * @least_chars long.
 */
void bb_scrub_add_lookalikes (BbScrub *scrub, const char *text, gsize least_chars);

/** bb_scrub_is_empty: whether no number is known yet. */
gboolean bb_scrub_is_empty (BbScrub *scrub);

/** bb_scrub_bytes: stars in place of every number in @data, in any case of letters. */
void bb_scrub_bytes (BbScrub *scrub, guint8 *data, gsize length_bytes);

/** bb_scrub_dup_text: (transfer full): @text without the numbers, be they written as text or as hex. */
char *bb_scrub_dup_text (BbScrub *scrub, const char *text);

/**
 * bb_scrub_dup_trace:
 * @trace: lines as #BbTransportTrace writes them
 *
 * Answers that are serial numbers as such (vital product data 80h and 83h, feature 0108h) become stars but for
 * their headers, in the others only the known numbers do; the lengths stay, so that it can be replayed. Lines that
 * are no command are left out.
 *
 * Returns: (transfer full)
 */
char *bb_scrub_dup_trace (BbScrub *scrub, const char *trace);

G_END_DECLS
