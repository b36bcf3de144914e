/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/bb-book.h"

/* Book types and media: their names for users, and their stable IDs for programs. */

static const struct {
    guint8 book;
    const char *name;
    const char *id;
} books[] = {
    {0x01, "DVD-ROM", "dvd-rom"},     {0x10, "DVD-RAM", "dvd-ram"},   {0x20, "DVD-R", "dvd-r"},
    {0x32, "DVD-RW", "dvd-rw"},       {0x92, "DVD+RW", "dvd+rw"},     {0xA1, "DVD+R", "dvd+r"},
    {0xD1, "DVD+RW DL", "dvd+rw-dl"}, {0xE1, "DVD+R DL", "dvd+r-dl"},
};

/* The low four bits of a book type are its version; they do not change the name. */
static void
test_book_type_has_a_name_and_a_word (void)
{
    static const guint8 unknown[] = {0x40, 0x80, 0xB1, 0xC0, 0xF1, 0xFF};
    guint8 book = 0x55;

    for (guint i = 0; i < G_N_ELEMENTS (books); i++) {
        g_autofree char *lower = g_ascii_strdown (books[i].name, -1);
        g_autofree char *upper = g_ascii_strup (books[i].id, -1);
        const char *const texts[] = {books[i].name, books[i].id, lower, upper};

        for (guint8 version = 0; version < 0x10; version++) {
            g_assert_cmpstr (bb_book_to_string ((books[i].book & 0xF0) | version), ==, books[i].name);
            g_assert_cmpstr (bb_book_to_id ((books[i].book & 0xF0) | version), ==, books[i].id);
        }
        for (guint j = 0; j < G_N_ELEMENTS (texts); j++) {
            g_assert_true (bb_book_from_string (texts[j], &book));
            g_assert_cmphex (book, ==, books[i].book);
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS (unknown); i++) {
        g_assert_null (bb_book_to_string (unknown[i]));
        g_assert_null (bb_book_to_id (unknown[i]));
    }
    book = 0x55;
    g_assert_false (bb_book_from_string ("DVD", &book));
    g_assert_false (bb_book_from_string ("", &book));
    g_assert_false (bb_book_from_string ("dvd+r-d", &book));
    g_assert_cmphex (book, ==, 0x55);
}

static void
test_medium_has_a_name_and_a_word (void)
{
    static const struct {
        BbBookMedium medium;
        const char *name;
        const char *id;
    } rows[] = {
        {BB_BOOK_MEDIUM_DVD_PLUS_R, "DVD+R", "dvd+r"},
        {BB_BOOK_MEDIUM_DVD_PLUS_RW, "DVD+RW", "dvd+rw"},
        {BB_BOOK_MEDIUM_DVD_PLUS_R_DL, "DVD+R DL", "dvd+r-dl"},
    };
    BbBookMedium medium = BB_N_BOOK_MEDIA;

    G_STATIC_ASSERT (G_N_ELEMENTS (rows) == BB_N_BOOK_MEDIA);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_assert_cmpstr (bb_book_medium_to_string (rows[i].medium), ==, rows[i].name);
        g_assert_cmpstr (bb_book_medium_to_id (rows[i].medium), ==, rows[i].id);
        g_assert_true (bb_book_medium_from_string (rows[i].name, &medium));
        g_assert_cmpint (medium, ==, rows[i].medium);
        medium = BB_N_BOOK_MEDIA;
        g_assert_true (bb_book_medium_from_string (rows[i].id, &medium));
        g_assert_cmpint (medium, ==, rows[i].medium);
    }
    g_assert_cmpstr (bb_book_medium_to_string (BB_N_BOOK_MEDIA), ==, "");
    g_assert_cmpstr (bb_book_medium_to_id (BB_N_BOOK_MEDIA), ==, "");
    medium = BB_N_BOOK_MEDIA;
    g_assert_false (bb_book_medium_from_string ("dvd-r", &medium));
    g_assert_cmpint (medium, ==, BB_N_BOOK_MEDIA);
}

static void
test_style_has_a_word (void)
{
    g_assert_cmpstr (bb_book_style_to_string (BB_BOOK_STYLE_NONE), ==, "none");
    g_assert_cmpstr (bb_book_style_to_string (BB_BOOK_STYLE_NEC), ==, "nec");
    g_assert_cmpstr (bb_book_style_to_string (BB_BOOK_STYLE_RICOH), ==, "ricoh");
    g_assert_cmpstr (bb_book_style_to_string ((BbBookStyle) 3), ==, "none");
    g_assert_cmpstr (bb_book_style_to_string ((BbBookStyle) 9), ==, "none");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/book/book-type-has-a-name-and-a-word", test_book_type_has_a_name_and_a_word);
    g_test_add_func ("/book/medium-has-a-name-and-a-word", test_medium_has_a_name_and_a_word);
    g_test_add_func ("/book/style-has-a-word", test_style_has_a_word);
    return g_test_run ();
}
