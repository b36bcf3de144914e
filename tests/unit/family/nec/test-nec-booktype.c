/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/nec/bb-nec-booktype.h"
#include "nec-bench.h"
#include "nec-fake.h"
#include "nec-vectors.h"

/* Tests bb-book.c, bb-nec-booktype.c and bb-nec-report.c. */

static void
open_version (NecBench *bench, guint version)
{
    g_autofree char *more = g_strdup_printf ("Quirks=book-type-version=%u\n", version);

    nec_bench_open (bench, "K355", "05", more);
}

static void
test_each_version_reports_its_media (void)
{
    for (guint version = 1; version <= 4; version++) {
        NecBench bench = {0};
        BbBooks books;
        g_autoptr (GError) error = NULL;

        open_version (&bench, version);
        g_assert_true (bb_nec_books_read (bench.transport, &books, &error));
        g_assert_no_error (error);
        g_assert_cmpint (books.style, ==, BB_BOOK_STYLE_NEC);
        g_assert_cmpuint (books.version, ==, version);
        g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].known);
        g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].permanent, ==, 0xE1);
        g_assert_cmpint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].n_changes_left, ==, 500);
        g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].temporary_known == (version >= 2));
        g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].known == (version >= 3));
        g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_RW].known == (version >= 4));
        /* A version that reports the permanent book type of DVD+R or DVD+RW must report the temporary one, too. */
        g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].temporary_known == (version >= 3));
        g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_RW].temporary_known == (version >= 4));
        nec_bench_close (&bench);
    }
}

static void
test_settings_hold_and_are_cleared (void)
{
    NecBench bench = {0};
    BbBooks books;
    g_autoptr (GError) error = NULL;

    open_version (&bench, 4);
    g_assert_true (bb_nec_book_set (bench.transport, BB_BOOK_MEDIUM_DVD_PLUS_R, 0x01, FALSE, &error));
    g_assert_true (bb_nec_book_set (bench.transport, BB_BOOK_MEDIUM_DVD_PLUS_R_DL, 0x01, TRUE, &error));
    g_assert_no_error (error);
    g_assert_true (bb_nec_books_read (bench.transport, &books, NULL));
    g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].permanent, ==, 0x01);
    g_assert_false (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].uses_temporary);
    g_assert_cmpint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].n_changes_left, ==, 499);
    g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].permanent, ==, 0xE1);
    g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].temporary, ==, 0x01);
    g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].uses_temporary);
    nec_bench_power_cycle (&bench);
    g_assert_true (bb_nec_books_read (bench.transport, &books, NULL));
    g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].permanent, ==, 0x01);
    g_assert_false (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].uses_temporary);
    g_assert_true (bb_nec_books_clear (bench.transport, &error));
    g_assert_true (bb_nec_books_read (bench.transport, &books, NULL));
    g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].permanent, ==, 0xA1);
    g_assert_cmpint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].n_changes_left, ==, 500);
    nec_bench_close (&bench);
}

/* Older firmware supports the Ricoh commands only: no DVD+R DL and no temporary book types. */
static void
test_older_drives_use_ricoh_commands (void)
{
    NecBench bench = {0};
    BbBooks books;
    g_autoptr (GError) error = NULL;

    open_version (&bench, 0);
    g_assert_true (bb_nec_book_set (bench.transport, BB_BOOK_MEDIUM_DVD_PLUS_R, 0x01, FALSE, &error));
    g_assert_no_error (error);
    g_assert_true (bb_nec_books_read (bench.transport, &books, NULL));
    g_assert_cmpint (books.style, ==, BB_BOOK_STYLE_RICOH);
    g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].known);
    g_assert_true (books.media[BB_BOOK_MEDIUM_DVD_PLUS_RW].known);
    g_assert_cmpuint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].permanent, ==, 0x01);
    g_assert_false (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R_DL].known);
    g_assert_cmpint (books.media[BB_BOOK_MEDIUM_DVD_PLUS_R].n_changes_left, ==, -1);
    g_assert_false (bb_nec_book_set (bench.transport, BB_BOOK_MEDIUM_DVD_PLUS_R, 0x01, TRUE, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    g_assert_false (bb_nec_book_set (bench.transport, BB_BOOK_MEDIUM_DVD_PLUS_R_DL, 0x01, FALSE, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    g_assert_false (bb_nec_books_clear (bench.transport, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    nec_bench_close (&bench);
}

/* In safe mode the drive refuses the commands, so it is reported as a drive without book types. */
static void
test_safe_mode_has_none (void)
{
    NecBench bench = {0};
    BbBooks books;
    BbDvdRegion region;
    g_autoptr (GError) error = NULL;

    nec_bench_open (&bench, "K355", "05", "State=safe-mode\n");
    g_assert_true (bb_nec_books_read (bench.transport, &books, &error));
    g_assert_cmpint (books.style, ==, BB_BOOK_STYLE_NONE);
    g_assert_false (bb_nec_book_set (bench.transport, BB_BOOK_MEDIUM_DVD_PLUS_R, 0x01, FALSE, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_true (bb_nec_region_read (bench.transport, &region, NULL));
    nec_bench_close (&bench);
}

static void
test_region_state_is_read (void)
{
    NecBench bench = {0};
    BbDvdRegion region;

    nec_bench_open (&bench, "K355", "05", NULL);
    g_assert_true (bb_nec_region_read (bench.transport, &region, NULL));
    g_assert_cmpint (region.scheme, ==, BB_DVD_REGION_RPC_2);
    g_assert_cmpuint (region.mask, ==, 0xFF);
    g_assert_cmpuint (region.region, ==, 0);
    g_assert_cmpuint (region.n_user_changes, ==, 5);
    g_assert_cmpuint (region.n_vendor_changes, ==, 4);
    nec_bench_close (&bench);
    nec_bench_open (&bench, "K355", "05", "Quirks=region-free\n");
    g_assert_true (bb_nec_region_read (bench.transport, &region, NULL));
    g_assert_cmpint (region.scheme, ==, BB_DVD_REGION_RPC_1);
    nec_bench_close (&bench);
}

static const struct {
    const char *code;
    gboolean wants;
} pio_rows[] = {{"D770", TRUE}, {"D570", TRUE}, {"G175", FALSE}, {"L450", FALSE}, {"K355", FALSE}, {"K110", FALSE}};

/* Only IDE drives of the first Optiarc generation need PIO. */
static void
test_first_optiarc_ide_drives_need_pio (void)
{
    NecBench bench = {0};

    nec_bench_open (&bench, "K355", "05", NULL);
    for (guint i = 0; i < G_N_ELEMENTS (pio_rows); i++) {
        BbInquiry inquiry = {0};
        g_autoptr (BbFacts) facts = bb_facts_new (&inquiry);

        facts->model = bb_catalog_get_model (bench.catalog, "nec-optiarc", pio_rows[i].code);
        g_assert_nonnull (facts->model);
        g_assert_true (bb_family_nec_optiarc.wants_pio (facts) == pio_rows[i].wants);
    }
    nec_bench_close (&bench);
}

static void
test_build_info_is_names_and_texts (void)
{
    NecBench bench = {0};
    g_auto (GStrv) lines = NULL;
    guint n_lines = 0;

    nec_bench_open (&bench, "K355", "05", NULL);
    lines = bb_nec_read_build_info (bench.transport, NULL);
    g_assert_cmpstr (lines[0], ==, "firmware date");
    n_lines = g_strv_length (lines);
    g_assert_cmpuint (n_lines, >=, 22);
    g_assert_cmpuint (n_lines % 2, ==, 0);
    g_assert_cmpstr (lines[n_lines - 20], ==, "write strategy");
    g_assert_cmpstr (lines[n_lines - 19], ==, "CD-R: CDR 1.0");
    g_assert_cmpstr (lines[n_lines - 1], ==, "DVD+RW9: PW9 1.0");
    nec_bench_close (&bench);
}

static const char *const book_names[] = {"DVD-ROM", "DVD-RAM", "DVD-R",     "DVD-RW",
                                         "DVD+RW",  "DVD+R",   "DVD+RW DL", "DVD+R DL"};

static void
test_names_of_book_types_and_media (void)
{
    BbBookMedium medium = BB_N_BOOK_MEDIA;
    guint8 book = 0;
    guint8 again = 0;

    for (guint i = 0; i < G_N_ELEMENTS (book_names); i++) {
        g_assert_true (bb_book_from_string (book_names[i], &book));
        g_assert_cmpstr (bb_book_to_string (book), ==, book_names[i]);
        g_assert_true (bb_book_from_string (bb_book_to_id (book), &again));
        g_assert_cmpuint (again, ==, book);
        g_assert_cmpstr (bb_book_to_string (book ^ 0x0F), ==, book_names[i]);
    }
    g_assert_true (bb_book_from_string ("dvd-rom", &book));
    g_assert_cmpuint (book, ==, 0x01);
    g_assert_false (bb_book_from_string ("CD-R", &book));
    g_assert_null (bb_book_to_string (0xB0));
    g_assert_true (bb_book_medium_from_string ("dvd+r dl", &medium));
    g_assert_cmpint (medium, ==, BB_BOOK_MEDIUM_DVD_PLUS_R_DL);
    g_assert_true (bb_book_medium_from_string ("dvd+r-dl", &medium));
    g_assert_cmpint (medium, ==, BB_BOOK_MEDIUM_DVD_PLUS_R_DL);
    g_assert_cmpstr (bb_book_medium_to_id (medium), ==, "dvd+r-dl");
    g_assert_false (bb_book_medium_from_string ("DVD-R", &medium));
}

/* A transport error must not count as success. */
static void
test_missing_drive_is_an_error (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, "K355");

    for (guint i = 0; i < 3; i++) {
        g_autoptr (NecFake) fake = nec_fake_new_model (model, "K355", "ND-3550A", 0x93);
        g_autoptr (GError) error = NULL;
        BbBooks books;
        gboolean good = FALSE;

        nec_fake_set_gone (fake, 0);
        if (i == 0)
            good = bb_nec_books_read (BB_TRANSPORT (fake), &books, &error);
        else if (i == 1)
            good = bb_nec_book_set (BB_TRANSPORT (fake), BB_BOOK_MEDIUM_DVD_PLUS_R, 0x01, FALSE, &error);
        else
            good = bb_nec_books_clear (BB_TRANSPORT (fake), &error);
        g_assert_false (good);
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/booktype/versions", test_each_version_reports_its_media);
    g_test_add_func ("/nec/booktype/set", test_settings_hold_and_are_cleared);
    g_test_add_func ("/nec/booktype/ricoh", test_older_drives_use_ricoh_commands);
    g_test_add_func ("/nec/booktype/safe-mode", test_safe_mode_has_none);
    g_test_add_func ("/nec/booktype/names", test_names_of_book_types_and_media);
    g_test_add_func ("/nec/region", test_region_state_is_read);
    g_test_add_func ("/nec/build-info", test_build_info_is_names_and_texts);
    g_test_add_func ("/nec/pio", test_first_optiarc_ide_drives_need_pio);
    g_test_add_func ("/nec/booktype/gone", test_missing_drive_is_an_error);
    return g_test_run ();
}
