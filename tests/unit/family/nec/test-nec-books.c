/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../../scsi/fake-transport.h"

#include "family/nec/bb-nec-booktype.h"

#include <string.h>

/* Tests the commands for book types and build information, byte by byte, and how the answers to them are parsed. Also
 * tests bb-nec-report.c. */

#define GET_DL "C9 02 02 01 42 54 59 50 45 00 00 00"
#define GET_DL_TEMPORARY "C9 02 02 01 42 54 59 50 45 01 00 00"
#define GET_R "C9 02 00 01 42 54 59 50 45 00 00 00"
#define GET_R_TEMPORARY "C9 02 00 01 42 54 59 50 45 01 00 00"
#define GET_RW "C9 02 01 01 42 54 59 50 45 00 00 00"
#define GET_RW_TEMPORARY "C9 02 01 01 42 54 59 50 45 01 00 00"
#define RICOH_R "FA 10 00 00 00 00 00 00 10 00 00 00"
#define RICOH_RW "FA 00 00 00 00 00 00 00 10 00 00 00"

static void
test_each_byte_of_an_answer_has_its_meaning (void)
{
    static const char *const cdbs[] = {GET_DL, GET_DL_TEMPORARY, GET_R, GET_R_TEMPORARY,
                                       GET_RW, GET_RW_TEMPORARY, NULL};
    g_autoptr (FakeTransport) transport = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    BbBooks books = {0};

    fake_add_good (transport, "00 E1 81 F4 00 04");
    fake_add_good (transport, "00 01 00 00 01 02");
    fake_add_good (transport, "00 A1 7F FF 00 07");
    fake_add_good (transport, "00 02 00 00 00 08");
    fake_add_good (transport, "00 92 00 00 00 09");
    fake_add_sense (transport, 5, 0x24, 0);
    g_assert_true (bb_nec_books_read (BB_TRANSPORT (transport), &books, &error));
    g_assert_no_error (error);
    fake_assert_cdbs (transport, cdbs);
    g_assert_cmpint (books.style, ==, BB_BOOK_STYLE_NEC);
    /* The version of the commands is that in the first answer. */
    g_assert_cmpuint (books.version, ==, 4);
    g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].known);
    g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].permanent, ==, 0xE1);
    g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].uses_temporary);
    g_assert_cmpint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].n_changes_left, ==, 0x1F4);
    g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].temporary_known);
    g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].temporary, ==, 0x01);
    g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].permanent, ==, 0xA1);
    g_assert_false (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].uses_temporary);
    g_assert_cmpint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].n_changes_left, ==, 0x7FFF);
    g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].temporary, ==, 0x02);
    g_assert_cmpint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_RW].n_changes_left, ==, 0);
    g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_RW].known);
    g_assert_false (books.media[BB_BOOK_MEDIUM_DVD_PLUS_RW].temporary_known);
}

static const struct {
    const char *answer;
    guint version;
    guint n_more; /* commands that this version has besides the first */
} versions[] = {{"00 E1 00 00 00 01", 1, 0}, {"00 E1 00 00 00 02", 2, 1},   {"00 E1 00 00 00 03", 3, 3},
                {"00 E1 00 00 00 04", 4, 5}, {"00 E1 00 00 01 00", 256, 5}, {"00 E1 00 00 00 00", 0, 0}};

/* The version of the commands is a word: the last two bytes of the answer. */
static void
test_a_version_has_two_bytes (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (versions); i++) {
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        BbBooks books = {0};

        fake_add_good (transport, versions[i].answer);
        for (guint j = 0; j < versions[i].n_more; j++)
            fake_add_sense (transport, 5, 0x24, 0);
        g_assert_true (bb_nec_books_read (BB_TRANSPORT (transport), &books, NULL));
        g_assert_cmpuint (books.version, ==, versions[i].version);
        g_assert_cmpint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].n_changes_left, ==, -1);
    }
}

/* An answer that is too short counts as a refusal. After a short first answer, the older (Ricoh) commands are sent.
 */
static void
test_a_short_answer_does_not_count (void)
{
    static const char *const cdbs[] = {GET_DL, RICOH_R, RICOH_RW, NULL};
    static const struct {
        const char *first, *second;
        gboolean has_first, has_second;
    } rows[] = {
        {"00 00 00 00 92", "00 00 00 00 A2 00", TRUE, TRUE},
        {"00 00 00 00", "00 00 00 00 A2 00 00 00 00 00 00 00 00 00 00 00", FALSE, TRUE},
        {"00 00 00 00", "", FALSE, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        BbBooks books = {0};

        fake_add_good (transport, "00 E1 81 F4 00");
        fake_add_good (transport, rows[i].first);
        fake_add_good (transport, rows[i].second);
        g_assert_true (bb_nec_books_read (BB_TRANSPORT (transport), &books, NULL));
        fake_assert_cdbs (transport, cdbs);
        g_test_message ("row %u", i);
        g_assert_cmpint (books.style, ==,
                         rows[i].has_first || rows[i].has_second ? BB_BOOK_STYLE_RICOH : BB_BOOK_STYLE_NONE);
        g_assert_cmpint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].known, ==, rows[i].has_first);
        g_assert_cmpint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_RW].known, ==, rows[i].has_second);
        if (rows[i].has_first)
            g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].permanent, ==, 0x92);
        if (rows[i].has_second)
            g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_RW].permanent, ==, 0xA2);
    }
}

/**
 * Setting: a command that sets the book type for DVD+R DL, and what the drive reports afterwards.
 * @temporary: TRUE to set the temporary book type; FALSE: the permanent one
 * @permanent: answer to the read of the permanent book type
 * @other: answer to the read of the temporary book type
 * @is_good: TRUE if the function must report success
 */
typedef struct {
    gboolean temporary;
    guint8 book;
    const char *permanent;
    const char *other;
    gboolean is_good;
} Setting;

static const Setting settings[] = {
    {FALSE, 0x01, "00 01 01 F3 00 02", "00 A1 00 00 00 02", TRUE},
    {FALSE, 0x01, "00 0F 01 F3 00 02", "00 A1 00 00 00 02", TRUE}, /* only the upper four bits are the book type */
    {FALSE, 0xE1, "00 E0 01 F3 00 02", "00 01 00 00 00 02", TRUE},
    {FALSE, 0x01, "00 E1 01 F3 00 02", "00 01 00 00 00 02", FALSE},
    {TRUE, 0x01, "00 E1 81 F4 00 02", "00 01 00 00 00 02", TRUE},
    {TRUE, 0x01, "00 01 81 F4 00 02", "00 E1 00 00 00 02", FALSE},
};

static void
test_a_book_type_is_set_selected_and_read_back (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
        const Setting *row = &settings[i];
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (GError) error = NULL;
        g_autofree char *set =
            g_strdup_printf ("C9 %s 02 %02X 42 54 59 50 45 00 00 00", row->temporary ? "03" : "01", row->book);
        const char *const cdbs[] = {
            set, row->temporary ? "C9 04 02 00 42 54 59 50 45 01 00 00" : "C9 04 02 00 42 54 59 50 45 00 00 00",
            GET_DL, GET_DL_TEMPORARY, NULL};

        fake_add_good (transport, "");
        fake_add_sense (transport, 5, 0x24, 0); /* a refusal of the command that selects the book type is ignored */
        fake_add_good (transport, row->permanent);
        fake_add_good (transport, row->other);
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_nec_book_set (BB_TRANSPORT (transport), BB_BOOK_MEDIUM_DVD_PLUS_R_DL, row->book,
                                          row->temporary, &error),
                         ==, row->is_good);
        fake_assert_cdbs (transport, cdbs);
        if (row->is_good)
            continue;
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED);
        g_assert_nonnull (strstr (error->message, "but still reports DVD+R DL"));
    }
}

/* If the drive refuses the newer command, the older one sets the book types of DVD+R and DVD+RW. */
static void
test_older_commands_set_two_media (void)
{
    static const struct {
        BbBookMedium medium;
        const char *set;
        const char *ricoh;
        const char *answers[2];
    } rows[] = {
        {BB_BOOK_MEDIUM_DVD_PLUS_R,
         "C9 01 00 01 42 54 59 50 45 00 00 00",
         "F9 14 01 FF 00 00 00 00 00 00 00 00",
         {"00 00 00 00 01", "00 00 00 00 92"}},
        {BB_BOOK_MEDIUM_DVD_PLUS_RW,
         "C9 01 01 01 42 54 59 50 45 00 00 00",
         "F9 0C 01 FF 00 00 00 00 00 00 00 00",
         {"00 00 00 00 A2", "00 00 00 00 01"}},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const char *const cdbs[] = {rows[i].set, rows[i].ricoh, GET_DL, RICOH_R, RICOH_RW, NULL};
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (GError) error = NULL;

        fake_add_sense (transport, 5, 0x20, 0);
        fake_add_good (transport, "");
        fake_add_sense (transport, 5, 0x20, 0);
        fake_add_good (transport, rows[i].answers[0]);
        fake_add_good (transport, rows[i].answers[1]);
        g_assert_true (bb_nec_book_set (BB_TRANSPORT (transport), rows[i].medium, 0x01, FALSE, &error));
        g_assert_no_error (error);
        fake_assert_cdbs (transport, cdbs);
    }
}

/* If the drive does not report a book type for the medium afterwards, setting it counts as a success. */
static void
test_an_unknown_book_type_is_believed (void)
{
    g_autoptr (FakeTransport) transport = fake_transport_new ();

    fake_add_good (transport, "");
    fake_add_good (transport, "");
    fake_add_good (transport, "00 E1 00 00 00 01");
    g_assert_true (bb_nec_book_set (BB_TRANSPORT (transport), BB_BOOK_MEDIUM_DVD_PLUS_R, 0x01, FALSE, NULL));
}

static void
test_each_lost_command_is_an_error (void)
{
    /* set, select, and six reads */
    for (guint n_answers = 0; n_answers < 8; n_answers++) {
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (GError) error = NULL;

        for (guint i = 0; i < n_answers; i++)
            fake_add_good (transport, i < 2 ? "" : "00 01 01 F3 00 04");
        fake_add_failure (transport, BB_TRANSPORT_ERROR_GONE);
        g_assert_false (
            bb_nec_book_set (BB_TRANSPORT (transport), BB_BOOK_MEDIUM_DVD_PLUS_R_DL, 0x01, FALSE, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    }
}

/* Numbers of the functions that carry_out() can call. */
typedef enum {
    SET,
    READ,
    CLEAR,
    REGION
} Order;

static gboolean
carry_out (Order order, BbTransport *transport, GError **error)
{
    BbBooks books = {0};
    BbDvdRegion region = {0};

    switch (order) {
    case SET:
        return bb_nec_book_set (transport, BB_BOOK_MEDIUM_DVD_PLUS_R, 0x01, FALSE, error);
    case READ:
        return bb_nec_books_read (transport, &books, error);
    case CLEAR:
        return bb_nec_books_clear (transport, error);
    case REGION:
    default:
        return bb_nec_region_read (transport, &region, error);
    }
}

/* A drive refuses the first @n_refusals commands that carry_out() sends for @order, and then disappears. */
static const struct {
    Order order;
    guint n_refusals;
} losses[] = {{SET, 0}, {SET, 1}, {READ, 0}, {READ, 1}, {READ, 2}, {CLEAR, 0}, {REGION, 0}};

static void
test_lost_older_drive_is_an_error (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (losses); i++) {
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (GError) error = NULL;

        for (guint k = 0; k < losses[i].n_refusals; k++)
            fake_add_sense (transport, 5, 0x20, 0);
        fake_add_failure (transport, BB_TRANSPORT_ERROR_GONE);
        g_test_message ("row %u", i);
        g_assert_false (carry_out (losses[i].order, BB_TRANSPORT (transport), &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    }
}

static void
test_clearing_is_one_command (void)
{
    static const char *const cdbs[] = {"C9 0C 00 00 42 54 59 50 45 00 00 00", NULL};
    g_autoptr (FakeTransport) good = fake_transport_new ();
    g_autoptr (FakeTransport) refused = fake_transport_new ();
    g_autoptr (GError) error = NULL;

    fake_add_good (good, "");
    g_assert_true (bb_nec_books_clear (BB_TRANSPORT (good), NULL));
    fake_assert_cdbs (good, cdbs);
    fake_add_sense (refused, 5, 0x20, 0);
    g_assert_false (bb_nec_books_clear (BB_TRANSPORT (refused), &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* INQUIRY data with the text " Jul " at byte 36, where firmware has its date. */
#define INQUIRY_WITH_DATE                                                                              \
    "05 80 00 02 5B 00 00 00 5F 4E 45 43 20 20 20 20 44 56 44 20 20 20 20 20 20 20 20 20 20 20 20 20 " \
    "31 2E 30 35 20 4A 75 6C 20 00 58"

/**
 * Building: answers to the commands of bb_nec_read_build_info(); NULL: the drive refuses the command.
 * @lines: names and texts that the function must return
 */
static const struct {
    const char *dates;
    const char *strategies;
    const char *inquiry;
    const char *lines;
} buildings[] = {
    {"00 00 32 30 30 36 00 41", "43 44 52 5F 31 2E 30 20 43 44 52 57 5F 32 20 20 00", INQUIRY_WITH_DATE,
     "firmware date=2006 inquiry text=Jul write strategy=CD-R: CDR 1.0 write strategy=CD-RW: CDRW 2 "},
    {"00 00 20 20 00", "7F", INQUIRY_WITH_DATE, "inquiry text=Jul "},
    {NULL, "7E 20 41", NULL, "write strategy=CD-R: ~ A "},
    {NULL, NULL, NULL, ""},
};

static void
test_build_info_is_what_the_drive_says (void)
{
    static const char *const cdbs[] = {"CF 00 00 00 00 00 00 00 00 A0 00 00", "CF 03 00 00 00 00 00 00 00 00 00 00",
                                       "12 00 00 00 80 00", NULL};

    for (guint i = 0; i < G_N_ELEMENTS (buildings); i++) {
        const char *const answers[] = {buildings[i].dates, buildings[i].strategies, buildings[i].inquiry};
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GError) error = NULL;
        g_auto (GStrv) lines = NULL;

        for (guint k = 0; k < G_N_ELEMENTS (answers); k++) {
            if (answers[k] != NULL)
                fake_add_good (transport, answers[k]);
            else
                fake_add_sense (transport, 5, 0x20, 0);
        }
        lines = bb_nec_read_build_info (BB_TRANSPORT (transport), &error);
        g_assert_no_error (error);
        fake_assert_cdbs (transport, cdbs);
        for (guint k = 0; lines[k] != NULL; k++)
            g_string_append_printf (text, k % 2 == 0 ? "%s=" : "%s ", lines[k]);
        g_assert_cmpstr (text->str, ==, buildings[i].lines);
    }
}

#define ADD(name, function) g_test_add_func ("/nec/books/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("each-byte-of-an-answer-has-its-meaning", test_each_byte_of_an_answer_has_its_meaning);
    ADD ("a-version-has-two-bytes", test_a_version_has_two_bytes);
    ADD ("a-short-answer-does-not-count", test_a_short_answer_does_not_count);
    ADD ("a-book-type-is-set-selected-and-read-back", test_a_book_type_is_set_selected_and_read_back);
    ADD ("older-commands-set-two-media", test_older_commands_set_two_media);
    ADD ("an-unknown-book-type-is-believed", test_an_unknown_book_type_is_believed);
    ADD ("each-lost-command-is-an-error", test_each_lost_command_is_an_error);
    ADD ("lost-older-drive-is-an-error", test_lost_older_drive_is_an_error);
    ADD ("clearing-is-one-command", test_clearing_is_one_command);
    ADD ("build-info-is-what-the-drive-says", test_build_info_is_what_the_drive_says);
    return g_test_run ();
}
