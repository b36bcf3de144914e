/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-booktype.h"

#include "scsi/bb-bytes.h"

#define NEC_OP_BOOK 0xC9
#define NEC_BOOK_SET_PERMANENT 0x01
#define NEC_BOOK_GET 0x02
#define NEC_BOOK_SET_TEMPORARY 0x03
#define NEC_BOOK_SELECT 0x04
#define NEC_BOOK_CLEAR 0x0C
#define NEC_BOOK_BYTES 6
#define NEC_RICOH_BYTES 16
/* Versions of the book type commands (@version of #BbBooks) that are the first to support temporary book types of
 * DVD+R DL, any book types of DVD+R, and any book types of DVD+RW. */
#define NEC_VERSION_DL_TEMPORARY 2
#define NEC_VERSION_PLUS_R 3
#define NEC_VERSION_PLUS_RW 4

/* Sends @cdb (12 bytes). Repeats the command at most twice after a unit attention. @data: (nullable): buffer of
 * @length_bytes for the answer. Sets @taken to TRUE if the drive reported GOOD and returned at least @least_bytes; to
 * FALSE if it returned less or refused the command. Returns FALSE, with an error and @taken unchanged, only if the
 * drive did not answer or reported a hardware error. */
static gboolean
nec_ask (BbTransport *transport, const guint8 *cdb, guint8 *data, gsize length_bytes, gsize least_bytes,
         gboolean *taken, GError **error)
{
    BbCommand command = {.direction = length_bytes > 0 ? BB_DIRECTION_IN : BB_DIRECTION_NONE,
                         .in = data,
                         .length_bytes = length_bytes,
                         .timeout_ms = BB_NEC_TIMEOUT_MS};
    BbReply reply = {0};

    bb_cdb_init (&command.cdb, cdb, 12);
    if (!bb_nec_execute_after_attention (transport, &command, &reply, error))
        return FALSE;
    /* A hardware error is returned as an error, because it does not show whether the drive supports the command. */
    if (reply.status == BB_STATUS_CHECK_CONDITION && reply.sense.key == BB_SENSE_KEY_HARDWARE_ERROR)
        return bb_reply_check (&reply, error);
    *taken = reply.status == BB_STATUS_GOOD && length_bytes - MIN (reply.residual_bytes, length_bytes) >= least_bytes;
    return TRUE;
}

/* Sets @cdb to a book type command with @function, one of the NEC_BOOK_… values. @book: byte 3, the book type for the
 * functions that set one. @temporary: byte 9: 1 if the command is about the temporary book type, else 0. */
static void
nec_book_cdb (guint8 *cdb, guint8 function, BbBookMedium medium, guint8 book, guint8 temporary)
{
    static const char word[] = "BTYPE";

    cdb[0] = NEC_OP_BOOK;
    cdb[1] = function;
    cdb[2] = (guint8) medium;
    cdb[3] = book;
    for (guint i = 0; i < sizeof word - 1; i++)
        cdb[4 + i] = (guint8) word[i];
    cdb[9] = temporary;
}

/* Reads the temporary or the permanent book type of @medium with the NEC command. Stores in @books the book type and
 * the version of the commands. For the permanent book type, also stores how many changes of it are left, and whether
 * the drive burns with the temporary book type instead. @taken: (out): FALSE if the drive refuses the command.
 * Returns FALSE, with an error, as nec_ask() does. */
static gboolean
nec_get (BbTransport *transport, BbBookMedium medium, gboolean temporary, BbBooks *books, gboolean *taken,
         GError **error)
{
    guint8 cdb[12] = {0};
    guint8 data[NEC_BOOK_BYTES] = {0};
    BbBook *book = &books->media[medium];

    nec_book_cdb (cdb, NEC_BOOK_GET, medium, 0x01, temporary ? 1 : 0);
    if (!nec_ask (transport, cdb, data, sizeof data, sizeof data, taken, error))
        return FALSE;
    if (!*taken)
        return TRUE;
    books->version = (guint16) (data[4] << 8 | data[5]);
    if (temporary) {
        book->temporary_known = TRUE;
        book->temporary = data[1];
        return TRUE;
    }
    book->known = TRUE;
    book->permanent = data[1];
    book->uses_temporary = (data[2] & 0x80) != 0;
    book->n_changes_left = (data[2] & 0x7F) << 8 | data[3];
    return TRUE;
}

/* Reads the permanent book type of @medium with the Ricoh command. If the drive accepts the command, stores the book
 * type in @books and sets the style to Ricoh. Returns FALSE, with an error, as nec_ask() does. */
static gboolean
ricoh_get (BbTransport *transport, BbBookMedium medium, BbBooks *books, GError **error)
{
    guint8 cdb[12] = {0xFA, medium == BB_BOOK_MEDIUM_DVD_PLUS_R ? 0x10 : 0x00, [8] = NEC_RICOH_BYTES};
    guint8 data[NEC_RICOH_BYTES] = {0};
    gboolean taken = FALSE;

    if (!nec_ask (transport, cdb, data, sizeof data, 5, &taken, error))
        return FALSE;
    if (!taken)
        return TRUE;
    books->style = BB_BOOK_STYLE_RICOH;
    books->media[medium].known = TRUE;
    books->media[medium].permanent = data[4];
    return TRUE;
}

/* Reads the book types that only newer versions of the commands report: all except the permanent book type of DVD+R
 * DL. Returns FALSE, with an error, as nec_ask() does. */
static gboolean
nec_get_by_version (BbTransport *transport, BbBooks *books, GError **error)
{
    guint16 version = books->version;
    gboolean taken = FALSE;

    if (version >= NEC_VERSION_DL_TEMPORARY &&
        !nec_get (transport, BB_BOOK_MEDIUM_DVD_PLUS_R_DL, TRUE, books, &taken, error))
        return FALSE;
    if (version >= NEC_VERSION_PLUS_R &&
        (!nec_get (transport, BB_BOOK_MEDIUM_DVD_PLUS_R, FALSE, books, &taken, error) ||
         !nec_get (transport, BB_BOOK_MEDIUM_DVD_PLUS_R, TRUE, books, &taken, error)))
        return FALSE;
    if (version >= NEC_VERSION_PLUS_RW &&
        (!nec_get (transport, BB_BOOK_MEDIUM_DVD_PLUS_RW, FALSE, books, &taken, error) ||
         !nec_get (transport, BB_BOOK_MEDIUM_DVD_PLUS_RW, TRUE, books, &taken, error)))
        return FALSE;
    books->version = version;
    return TRUE;
}

gboolean
bb_nec_books_read (BbTransport *transport, BbBooks *books, GError **error)
{
    gboolean taken = FALSE;

    *books = (BbBooks){0};
    for (guint i = 0; i < BB_N_BOOK_MEDIA; i++)
        books->media[i].n_changes_left = -1;
    if (!nec_get (transport, BB_BOOK_MEDIUM_DVD_PLUS_R_DL, FALSE, books, &taken, error))
        return FALSE;
    if (taken) {
        books->style = BB_BOOK_STYLE_NEC;
        return nec_get_by_version (transport, books, error);
    }
    return ricoh_get (transport, BB_BOOK_MEDIUM_DVD_PLUS_R, books, error) &&
           ricoh_get (transport, BB_BOOK_MEDIUM_DVD_PLUS_RW, books, error);
}

/*
 * Sets the temporary or the permanent book type with a NEC command. Then selects the book type that was set
 * (temporary or permanent), so that the drive burns with it. @taken: (out): FALSE if the drive refuses to set the
 * book type; a refusal of the selection is ignored. Returns FALSE, with an error, as nec_ask() does.
 */
static gboolean
nec_set (BbTransport *transport, BbBookMedium medium, guint8 book, gboolean temporary, gboolean *taken,
         GError **error)
{
    guint8 set[12] = {0};
    guint8 select[12] = {0};
    gboolean ignored = FALSE;

    nec_book_cdb (set, temporary ? NEC_BOOK_SET_TEMPORARY : NEC_BOOK_SET_PERMANENT, medium, book, 0);
    if (!nec_ask (transport, set, NULL, 0, 0, taken, error))
        return FALSE;
    if (!*taken)
        return TRUE;
    nec_book_cdb (select, NEC_BOOK_SELECT, medium, 0, temporary ? 1 : 0);
    return nec_ask (transport, select, NULL, 0, 0, &ignored, error);
}

/* Sets one permanent book type with the Ricoh command. @taken: (out): FALSE if the drive refuses the command. Returns
 * FALSE, with an error, as nec_ask() does. */
static gboolean
ricoh_set (BbTransport *transport, BbBookMedium medium, guint8 book, gboolean *taken, GError **error)
{
    guint8 cdb[12] = {0xF9, medium == BB_BOOK_MEDIUM_DVD_PLUS_R ? 0x14 : 0x0C, book, 0xFF};

    return nec_ask (transport, cdb, NULL, 0, 0, taken, error);
}

/* Reads the book types again. TRUE if the drive now reports @book, which was just set (only the upper four bits are
 * compared), or if it reports no book type for this medium; else FALSE with an error. */
static gboolean
nec_confirm (BbTransport *transport, BbBookMedium medium, guint8 book, gboolean temporary, GError **error)
{
    BbBooks books = {0};
    const BbBook *now = NULL;
    guint8 is = 0;

    if (!bb_nec_books_read (transport, &books, error))
        return FALSE;
    now = &books.media[medium];
    if (temporary ? !now->temporary_known : !now->known)
        return TRUE;
    is = temporary ? now->temporary : now->permanent;
    if (is >> 4 == book >> 4)
        return TRUE;
    g_set_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED,
                 _ ("The drive accepted the book type %s for %s but still reports %s. Nothing else was changed."),
                 bb_book_to_string (book), bb_book_medium_to_string (medium),
                 bb_book_to_string (is) != NULL ? bb_book_to_string (is) : "?");
    return FALSE;
}

gboolean
bb_nec_book_set (BbTransport *transport, BbBookMedium medium, guint8 book, gboolean temporary, GError **error)
{
    gboolean taken = FALSE;

    if (!nec_set (transport, medium, book, temporary, &taken, error))
        return FALSE;
    if (!taken && temporary)
        return bb_nec_cannot (error, _ ("This drive does not support temporary book types."));
    if (!taken && medium == BB_BOOK_MEDIUM_DVD_PLUS_R_DL)
        return bb_nec_cannot (error, _ ("This drive does not support setting the book type of DVD+R DL discs."));
    if (!taken && !ricoh_set (transport, medium, book, &taken, error))
        return FALSE;
    if (!taken)
        return bb_nec_cannot (error, _ ("Either this drive does not support setting book types, or it allows no "
                                        "further permanent changes."));
    return nec_confirm (transport, medium, book, temporary, error);
}

gboolean
bb_nec_books_clear (BbTransport *transport, GError **error)
{
    guint8 cdb[12] = {0};
    gboolean taken = FALSE;

    nec_book_cdb (cdb, NEC_BOOK_CLEAR, 0, 0, 0);
    if (!nec_ask (transport, cdb, NULL, 0, 0, &taken, error))
        return FALSE;
    return taken || bb_nec_cannot (error, _ ("The previous book types of this drive cannot be restored."));
}

gboolean
bb_nec_region_read (BbTransport *transport, BbDvdRegion *region, GError **error)
{
    if (!bb_dvd_region_read (transport, region, error))
        return FALSE;
    if (region->scheme == BB_DVD_REGION_UNKNOWN)
        region->scheme = BB_DVD_REGION_RPC_1;
    return TRUE;
}
