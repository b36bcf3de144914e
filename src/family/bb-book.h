/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Book types: what a burnt DVD says that it is. Some players read a DVD+R only if it says DVD-ROM. These are
 * the words; the commands are those of each family.
 */

/** BbBookMedium: what a book type is set for; the numbers are those of the commands. */
typedef enum {
    BB_BOOK_MEDIUM_DVD_PLUS_R = 0,
    BB_BOOK_MEDIUM_DVD_PLUS_RW = 1,
    BB_BOOK_MEDIUM_DVD_PLUS_R_DL = 2,
    BB_N_BOOK_MEDIA,
} BbBookMedium;

/** BbBookStyle: which commands the drive understands. */
typedef enum {
    BB_BOOK_STYLE_NONE,
    BB_BOOK_STYLE_NEC,
    BB_BOOK_STYLE_RICOH, /* older firmware: no DVD+R DL, nothing temporary */
} BbBookStyle;
/** bb_book_style_to_string: "none", "nec", "ricoh"; stable. */
const char *bb_book_style_to_string (BbBookStyle style);

/**
 * BbBook: the setting for one medium.
 * @known: whether the drive tells it; nothing else counts without
 * @permanent: book type byte
 * @temporary_known, @temporary: the one that holds until the drive is reset
 * @uses_temporary: it is that one which holds now
 * @n_changes_left: how many permanent changes the drive still takes, -1: not told
 */
typedef struct {
    gboolean known;
    guint8 permanent;
    gboolean temporary_known;
    guint8 temporary;
    gboolean uses_temporary;
    int n_changes_left;
} BbBook;

typedef struct {
    BbBookStyle style;
    guint16 version;
    BbBook media[BB_N_BOOK_MEDIA];
} BbBooks;

/* What is to be set, in the settings of a job. */
/** BB_SETTING_BOOK_MEDIUM, BB_SETTING_BOOK_TYPE: `s`, the stable words of bb_book_medium_to_id(), bb_book_to_id(). */
#define BB_SETTING_BOOK_MEDIUM "book-medium"
#define BB_SETTING_BOOK_TYPE "book-type"
/** BB_SETTING_BOOK_TEMPORARY: `b`, until the drive is reset; else for ever. */
#define BB_SETTING_BOOK_TEMPORARY "book-temporary"
/** BB_SETTING_BOOK_CLEAR: `b`, everything as from the factory. */
#define BB_SETTING_BOOK_CLEAR "book-clear"

/** bb_book_to_string: (nullable): "DVD+R DL" for a byte, for people; only the high half counts. */
const char *bb_book_to_string (guint8 book);
/** bb_book_to_id: (nullable): "dvd+r-dl" for a byte; stable. */
const char *bb_book_to_id (guint8 book);
/** bb_book_from_string: the byte for either; without case; FALSE: no such type. */
gboolean bb_book_from_string (const char *text, guint8 *book);

const char *bb_book_medium_to_string (BbBookMedium medium);
/** bb_book_medium_to_id: "dvd+r", "dvd+rw", "dvd+r-dl"; stable. */
const char *bb_book_medium_to_id (BbBookMedium medium);
gboolean bb_book_medium_from_string (const char *text, BbBookMedium *medium);

G_END_DECLS
