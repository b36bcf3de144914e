/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-book.h"

typedef struct {
    guint8 book;
    const char *name;
    const char *id;
} BbBookName;

/* For each book type: its byte, name for users, stable word (docs/protocols/nec-optiarc.md, section 9). */
static const BbBookName bb_book_names[] = {
    {0x01, "DVD-ROM", "dvd-rom"},     {0x10, "DVD-RAM", "dvd-ram"},   {0x20, "DVD-R", "dvd-r"},
    {0x32, "DVD-RW", "dvd-rw"},       {0x92, "DVD+RW", "dvd+rw"},     {0xA1, "DVD+R", "dvd+r"},
    {0xD1, "DVD+RW DL", "dvd+rw-dl"}, {0xE1, "DVD+R DL", "dvd+r-dl"},
};

/* For each medium: name for users and stable word; the bytes are not used. */
static const BbBookName bb_book_media[BB_N_BOOK_MEDIA] = {
    [BB_BOOK_MEDIUM_DVD_PLUS_R] = {0, "DVD+R", "dvd+r"},
    [BB_BOOK_MEDIUM_DVD_PLUS_RW] = {0, "DVD+RW", "dvd+rw"},
    [BB_BOOK_MEDIUM_DVD_PLUS_R_DL] = {0, "DVD+R DL", "dvd+r-dl"},
};

const char *
bb_book_style_to_string (BbBookStyle style)
{
    static const char *const names[] = {"none", "nec", "ricoh"};

    return style < G_N_ELEMENTS (names) ? names[style] : "none";
}

/* Returns (nullable) the entry of the book type @book; NULL if there is no such book type. Only the high four bits
 * are compared; the low four bits are the version of the book. */
static const BbBookName *
bb_book_find (guint8 book)
{
    for (guint i = 0; i < G_N_ELEMENTS (bb_book_names); i++)
        if (bb_book_names[i].book >> 4 == book >> 4)
            return &bb_book_names[i];
    return NULL;
}

/* TRUE if @text is the name ("DVD+R DL") or the stable word ("dvd+r-dl") of the entry; upper and lower case are
 * equal. */
static gboolean
bb_book_name_is (const BbBookName *name, const char *text)
{
    return g_ascii_strcasecmp (name->name, text) == 0 || g_ascii_strcasecmp (name->id, text) == 0;
}

const char *
bb_book_to_string (guint8 book)
{
    const BbBookName *name = bb_book_find (book);

    return name != NULL ? name->name : NULL;
}

const char *
bb_book_to_id (guint8 book)
{
    const BbBookName *name = bb_book_find (book);

    return name != NULL ? name->id : NULL;
}

gboolean
bb_book_from_string (const char *text, guint8 *book)
{
    for (guint i = 0; i < G_N_ELEMENTS (bb_book_names); i++) {
        if (!bb_book_name_is (&bb_book_names[i], text))
            continue;
        *book = bb_book_names[i].book;
        return TRUE;
    }
    return FALSE;
}

const char *
bb_book_medium_to_string (BbBookMedium medium)
{
    return medium < BB_N_BOOK_MEDIA ? bb_book_media[medium].name : "";
}

const char *
bb_book_medium_to_id (BbBookMedium medium)
{
    return medium < BB_N_BOOK_MEDIA ? bb_book_media[medium].id : "";
}

gboolean
bb_book_medium_from_string (const char *text, BbBookMedium *medium)
{
    for (guint i = 0; i < BB_N_BOOK_MEDIA; i++) {
        if (!bb_book_name_is (&bb_book_media[i], text))
            continue;
        *medium = (BbBookMedium) i;
        return TRUE;
    }
    return FALSE;
}
