/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-book.h"
#include "family/bb-dvd-region.h"
#include "bb-nec.h"

G_BEGIN_DECLS

/* Book types, DVD region and version report of NEC/Optiarc drives (docs/protocols/nec-optiarc.md). Each function
 * sends commands and returns after the drive has answered; the drive must be in normal mode. The DVD region is only
 * read. */

/**
 * bb_nec_books_read:
 * Sets @books to the book types that the drive reports. A drive without book types is no error: the style of @books
 * is then %BB_BOOK_STYLE_NONE. Errors: %BB_TRANSPORT_ERROR; %BB_SCSI_ERROR: the drive reported a hardware error.
 * Returns: %FALSE only if the drive did not answer or reported a hardware error
 */
gboolean bb_nec_books_read (BbTransport *transport, BbBooks *books, GError **error);

/**
 * bb_nec_book_set:
 * @temporary: TRUE: until the drive is reset; FALSE: permanently, which newer firmware allows 500 times
 *
 * Sets the book type of one medium with the NEC command, selects it for burning (the drive may refuse the selection),
 * and reads it back. If the drive refuses to set the book type:
 * - permanent, for DVD+R or DVD+RW: sets it with the Ricoh command instead
 * - temporary, or for DVD+R DL: %BB_FAMILY_ERROR_CANNOT
 *
 * If the drive reports no book type for this medium, an accepted command counts as success.
 *
 * Errors:
 * - %BB_FAMILY_ERROR_CANNOT: the drive refuses the commands
 * - %BB_FAMILY_ERROR_UNEXPECTED: the drive accepted the command but reports another book type
 * - those of bb_nec_books_read()
 */
gboolean bb_nec_book_set (BbTransport *transport, BbBookMedium medium, guint8 book, gboolean temporary,
                          GError **error);

/** bb_nec_books_clear: Restores the factory state of the book types and of the counter of changes. Errors:
 * %BB_FAMILY_ERROR_CANNOT: the drive refuses this NEC command; those of bb_nec_books_read(). */
gboolean bb_nec_books_clear (BbTransport *transport, GError **error);

/** bb_nec_region_read: Like bb_dvd_region_read(), but sets the scheme to %BB_DVD_REGION_RPC_1 (region-free) instead
 * of %BB_DVD_REGION_UNKNOWN, because region-free firmware refuses the command. Errors: those of bb_dvd_region_read().
 */
gboolean bb_nec_region_read (BbTransport *transport, BbDvdRegion *region, GError **error);

/**
 * bb_nec_read_build_info: Returns (transfer full) the production data of the drive as read_build_info() of #BbFamily
 * does: "firmware date", "inquiry text" and a "write strategy" for each kind of disc. Items that the drive does not
 * report are left out. Errors: only of transport.
 */
char **bb_nec_read_build_info (BbTransport *transport, GError **error);

G_END_DECLS
