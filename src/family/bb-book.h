/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Book types: the kind of disc that a burnt DVD reports. Some players read a DVD+R only if it reports DVD-ROM. This
 * file has names and values; the commands are in the families. */

/** BbBookMedium: the medium that a book type is set for. The values are the numbers in the commands of the drives. */
typedef enum {
    BB_BOOK_MEDIUM_DVD_PLUS_R = 0,
    BB_BOOK_MEDIUM_DVD_PLUS_RW = 1,
    BB_BOOK_MEDIUM_DVD_PLUS_R_DL = 2,
    BB_N_BOOK_MEDIA,
} BbBookMedium;

/** BbBookStyle: which commands for book types the drive supports. */
typedef enum {
    BB_BOOK_STYLE_NONE,
    BB_BOOK_STYLE_NEC,
    BB_BOOK_STYLE_RICOH, /* for older firmware, without book types of DVD+R DL and without temporary book types */
} BbBookStyle;
/** bb_book_style_to_string: "none", "nec", "ricoh"; stable. */
const char *bb_book_style_to_string (BbBookStyle style);

/**
 * BbBook: the setting for one medium.
 * @known: the drive reports the book type of this medium; if FALSE, the other members are meaningless
 * @permanent: book type byte that is stored in the drive
 * @temporary_known: @temporary is set
 * @temporary: book type byte that is used until the drive is reset
 * @uses_temporary: the drive burns with @temporary, not with @permanent
 * @n_changes_left: number of permanent changes that the drive still accepts, -1: not reported
 */
typedef struct {
    gboolean known;
    guint8 permanent;
    gboolean temporary_known;
    guint8 temporary;
    gboolean uses_temporary;
    int n_changes_left;
} BbBook;

/** BbBooks: the settings of a drive. @version: version of the NEC book type commands, as the drive reports it; 0 for
 * drives without these commands. */
typedef struct {
    BbBookStyle style;
    guint16 version;
    BbBook media[BB_N_BOOK_MEDIA];
} BbBooks;

/* Keys of the settings of a job that sets a book type; each comment begins with the type of the GVariant. */
/** BB_SETTING_BOOK_MEDIUM, BB_SETTING_BOOK_TYPE: `s`: results of bb_book_medium_to_id() and bb_book_to_id(). */
#define BB_SETTING_BOOK_MEDIUM "book-medium"
#define BB_SETTING_BOOK_TYPE "book-type"
/** BB_SETTING_BOOK_TEMPORARY: `b`: TRUE: the book type is set until the drive is reset; FALSE: permanently. */
#define BB_SETTING_BOOK_TEMPORARY "book-temporary"
/** BB_SETTING_BOOK_CLEAR: `b`: restore all book types to the factory state. */
#define BB_SETTING_BOOK_CLEAR "book-clear"

/** bb_book_to_string: Returns (nullable) the name of a book type byte for the user, "DVD+R DL"; %NULL for an unknown
 * book type. Only the high four bits count. */
const char *bb_book_to_string (guint8 book);
/** bb_book_to_id: Returns (nullable) the stable word for a book type byte, "dvd+r-dl"; %NULL for an unknown book
 * type. Only the high four bits count. */
const char *bb_book_to_id (guint8 book);
/** bb_book_from_string: Sets @book from a name ("DVD+R DL") or a stable word ("dvd+r-dl"), without regard to case.
 * FALSE, and @book unchanged, if there is no such book type. */
gboolean bb_book_from_string (const char *text, guint8 *book);

/** bb_book_medium_to_string: Returns the name of a medium for users, "DVD+R DL"; "" for an invalid @medium. */
const char *bb_book_medium_to_string (BbBookMedium medium);
/** bb_book_medium_to_id: "dvd+r", "dvd+rw", "dvd+r-dl"; stable. "" for an invalid @medium. */
const char *bb_book_medium_to_id (BbBookMedium medium);
/** bb_book_medium_from_string: Sets @medium from a name ("DVD+R") or a stable word ("dvd+r"), without regard to case.
 * FALSE, and @medium unchanged, if there is no such medium. */
gboolean bb_book_medium_from_string (const char *text, BbBookMedium *medium);

G_END_DECLS
