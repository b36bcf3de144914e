/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-book.h"
#include "family/bb-dvd-region.h"
#include "bb-nec.h"

G_BEGIN_DECLS

/*
 * Book types, region state and version report of NEC/Optiarc drives (docs/protocols/nec-optiarc.md). Plain
 * functions on a transport; the drive must be in normal mode. They block. Region state is only read.
 */

/**
 * bb_nec_books_read:
 *
 * Reads all settings. A drive that knows no book types gives %BB_BOOK_STYLE_NONE, not an error.
 * Errors: only of transport.
 */
gboolean bb_nec_books_read (BbTransport *transport, BbBooks *books, GError **error);

/**
 * bb_nec_book_set:
 * @temporary: until the drive is reset; else for ever, which newer firmware allows 500 times
 *
 * Errors: %BB_FAMILY_ERROR_CANNOT (the drive does not do that), %BB_FAMILY_ERROR_UNEXPECTED (it took it and reads
 * back something else), %BB_TRANSPORT_ERROR.
 */
gboolean bb_nec_book_set (BbTransport *transport, BbBookMedium medium, guint8 book, gboolean temporary,
                          GError **error);

/** bb_nec_books_clear: defaults and counter as from the factory (NEC style only). Errors: %BB_FAMILY_ERROR_CANNOT,
 * %BB_TRANSPORT_ERROR. */
gboolean bb_nec_books_clear (BbTransport *transport, GError **error);

/** bb_nec_region_read: as bb_dvd_region_read(); a drive of this family that refuses has no region. Errors: those of
 * bb_dvd_region_read(). */
gboolean bb_nec_region_read (BbTransport *transport, BbDvdRegion *region, GError **error);

/**
 * bb_nec_read_build_info: (transfer full): what a drive says of its own making, as #BbFamily has it: "firmware date",
 * "inquiry text" and a "write strategy" for each kind of disc. What the drive does not tell is left out. Errors: only
 * of transport.
 */
char **bb_nec_read_build_info (BbTransport *transport, GError **error);

G_END_DECLS
