/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lg-memory.h"
#include "shipped-catalog.h"

#include "family/bb-family.h"

/* Tests bb-lg-header.c: the search for headers in the low part of the memory, which is read only if the user asks for
 * it, or at addresses at which headers were found earlier (docs/protocols/lg-renesas.md, section 2.2). */

#define MAIN_AT 0x410200u
#define MAIN_BYTES 0x1A0000u
#define LOW_CORE_AT 0x100000u
#define LOW_MAIN_AT 0x100100u

/* Returns (transfer full) a drive whose headers are below LG_MEMORY_START, where a usual search does not read. */
static LgMemory *
new_with_low_headers (void)
{
    LgMemory *drive = lg_memory_new ();

    lg_memory_add_low (drive);
    lg_memory_put_header (drive, LOW_CORE_AT, BB_LG_PART_NAME_CORE, "GSA-E50L", 0x400000, 0x10000);
    lg_memory_put_header (drive, LOW_MAIN_AT, BB_LG_PART_NAME_MAIN, "GSA-E50L", 0x410000, MAIN_BYTES);
    return drive;
}

/* Returns the number of reads below @end. */
static guint
count_reads_below (LgMemory *drive, guint32 end)
{
    guint n = 0;

    for (guint i = 0; i < drive->reads->len; i++)
        n += g_ascii_strtoull (drive->reads->pdata[i], NULL, 16) < end;
    return n;
}

static void
test_rest_is_read_only_if_the_user_asks (void)
{
    g_autoptr (LgMemory) drive = new_with_low_headers ();
    g_auto (LgFound) unasked = lg_memory_search (drive, NULL, FALSE);
    g_auto (LgFound) asked = {0};

    g_assert_cmpstr (unasked.seen, ==,
                     "the usual memory area (from 0x400000) contains no firmware header. With the setting "
                     "“search-from-zero”, Burnback also searches the rest of the memory, but the drive may then "
                     "need a power cycle to work properly");
    g_assert_cmpuint (count_reads_below (drive, LG_MEMORY_START), ==, 0);
    g_ptr_array_set_size (drive->reads, 0);
    asked = lg_memory_search (drive, NULL, TRUE);
    g_assert_cmpuint (asked.main.address, ==, LOW_MAIN_AT);
    g_assert_cmpuint (asked.core.address, ==, LOW_CORE_AT);
    g_assert_cmpuint (asked.main.size, ==, MAIN_BYTES);
    g_assert_cmpuint (count_reads_below (drive, 0x7000), ==, 0);
    /* The usual part of the memory is read first, because reading it is known to be harmless. */
    g_assert_cmpstr (drive->reads->pdata[0], ==, "400000+8000");
    g_assert_cmpuint (count_reads_below (drive, 0x8000), ==, 1);
}

/* Hardware registers are read last; memory that the drive does not have is left out. */
static void
test_registers_are_read_last (void)
{
    g_autoptr (LgMemory) drive = lg_memory_new ();
    g_auto (LgFound) found = {0};

    lg_memory_add_low (drive);
    found = lg_memory_search (drive, NULL, TRUE);
    g_assert_cmpstr (found.seen, ==, "the drive’s memory contains no firmware header");
    g_assert_cmpstr (drive->reads->pdata[drive->reads->len - 1], ==, "0+7000");
    g_assert_cmpuint (count_reads_below (drive, 0x7000), ==, 1);
    g_assert_true (g_str_has_prefix (drive->reads->pdata[drive->reads->len - 2], "FF"));
    for (guint i = 0; i < drive->reads->len; i++) {
        g_auto (GStrv) parts = g_strsplit (drive->reads->pdata[i], "+", 2);
        guint64 address = g_ascii_strtoull (parts[0], NULL, 16);
        guint64 end = address + g_ascii_strtoull (parts[1], NULL, 16);

        /* No read crosses 0x7000, the end of the hardware registers, or 0x400000, the start of the usual part of the
         * memory. */
        g_assert_cmphex (end, <=, address < 0x7000 ? 0x7000 : address < 0x400000 ? 0x400000 : 0x1000000);
    }
}

/* The user asks to search all of the memory, and the usual part, which is searched first, contains something: a read
 * is refused (run 0), there is a header of another family (run 1), or there is MAIN (run 2). The search must end
 * without reading the memory below the usual part. */
static void
test_rest_is_not_read_after_something_was_seen (void)
{
    for (guint i = 0; i < 3; i++) {
        g_autoptr (LgMemory) drive = new_with_low_headers ();
        g_auto (LgFound) found = {0};

        if (i == 0)
            drive->refused_from = 0x410000;
        else if (i == 1)
            lg_memory_put_text (drive, 0x410210, "GSA-H62NMAIN    REV LVL ");
        else
            lg_memory_put_header (drive, MAIN_AT, BB_LG_PART_NAME_MAIN, "GSA-E50L", 0x410000, MAIN_BYTES);
        found = lg_memory_search (drive, NULL, TRUE);
        g_assert_cmpint (found.main.is_found, ==, i == 2);
        g_assert_cmpuint (count_reads_below (drive, LG_MEMORY_START), ==, 0);
    }
}

/* A journal or backup has the addresses at which MAIN and CORE were found earlier. A new search must read these
 * addresses first. If both headers are still there, the search must read nothing else; otherwise it must read the
 * usual part of the memory. */
static void
test_known_addresses_replace_the_search (void)
{
    static const struct {
        guint32 moved_to; /* new address of MAIN; 0: MAIN is where it was */
        const char *reads;
    } rows[] = {
        {0, "100100+48 100000+48"},
        {0x411000, "100100+48 100000+48 400000+8000 407FB8+8000 40FF70+90 410000+8000 417FB8+8000 41FF70+90"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (LgMemory) drive = new_with_low_headers ();
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        g_auto (LgFound) first = lg_memory_search (drive, NULL, TRUE);
        g_auto (LgFound) again = {0};
        g_autofree char *reads = NULL;

        bb_lg_part_to_facts (&first.main, facts, BB_LG_KEY_MAIN);
        bb_lg_part_to_facts (&first.core, facts, BB_LG_KEY_CORE);
        if (rows[i].moved_to != 0) {
            drive->low[LOW_MAIN_AT + 0x18] = 0;
            lg_memory_put_header (drive, rows[i].moved_to, BB_LG_PART_NAME_MAIN, "GSA-E50L", 0x410000, 2);
        }
        g_ptr_array_set_size (drive->reads, 0);
        again = lg_memory_search (drive, facts->values, FALSE);
        reads = lg_memory_dup_reads (drive);
        g_assert_cmpstr (reads, ==, rows[i].reads);
        g_assert_cmpuint (again.main.address, ==, rows[i].moved_to != 0 ? rows[i].moved_to : LOW_MAIN_AT);
        g_assert_cmpint (again.core.is_found, ==, rows[i].moved_to == 0);
    }
}

/* If only the address of MAIN was recorded, because CORE has no header, the header of MAIN ends the search. */
static void
test_known_main_alone_is_enough (void)
{
    g_autoptr (LgMemory) drive = lg_memory_new ();
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    BbLgPart part = {.is_found = TRUE, .address = LOW_MAIN_AT};
    g_auto (LgFound) found = {0};
    g_autofree char *reads = NULL;

    lg_memory_add_low (drive);
    lg_memory_put_header (drive, LOW_MAIN_AT, BB_LG_PART_NAME_MAIN, "GSA-E50L", 0x410000, MAIN_BYTES);
    bb_lg_part_to_facts (&part, facts, BB_LG_KEY_MAIN);
    found = lg_memory_search (drive, facts->values, FALSE);
    reads = lg_memory_dup_reads (drive);
    g_assert_cmpstr (reads, ==, "100100+48");
    g_assert_true (found.main.is_found);
    g_assert_false (found.core.is_found);
}

/* If the drive disappears in any part of the search, the result must be an error and not "no headers". */
static void
test_lost_drive_is_an_error_in_known_and_asked_reads (void)
{
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    BbLgPart part = {.is_found = TRUE, .address = LOW_MAIN_AT};

    bb_lg_part_to_facts (&part, facts, BB_LG_KEY_MAIN);
    bb_lg_part_to_facts (&part, facts, BB_LG_KEY_CORE);
    for (guint i = 0; i < 3; i++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_autoptr (GError) error = NULL;
        LgFound found = {0};

        lg_memory_add_low (drive);
        drive->gone_at = i < 2 ? i + 1 : 200;
        g_assert_false (bb_lg_search (BB_TRANSPORT (drive), i < 2 ? facts->values : NULL, TRUE, NULL, &found.main,
                                      &found.core, &found.seen, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
        g_assert_null (found.seen);
    }
}

/* Without the user's setting (NULL), probe() of #BbFamily must search only the usual part of the memory. */
static void
test_usual_probe_does_not_read_the_rest (void)
{
    g_autoptr (LgMemory) drive = new_with_low_headers ();
    BbInquiry inquiry = {.vendor = "HL-DT-ST", .product = "DVDRAM GSA-E50L", .revision = "NE01"};
    g_autoptr (GError) error = NULL;

    g_assert_null (
        bb_family_lg_renesas.probe (BB_TRANSPORT (drive), &inquiry, NULL, shipped_catalog (), NULL, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
    g_assert_cmpuint (drive->reads->len, >, 0);
    g_assert_cmpuint (count_reads_below (drive, LG_MEMORY_START), ==, 0);
}

#define ADD(name, function) g_test_add_func ("/lg-asked/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("rest-is-read-only-if-the-user-asks", test_rest_is_read_only_if_the_user_asks);
    ADD ("registers-are-read-last", test_registers_are_read_last);
    ADD ("rest-is-not-read-after-something-was-seen", test_rest_is_not_read_after_something_was_seen);
    ADD ("known-addresses-replace-the-search", test_known_addresses_replace_the_search);
    ADD ("lost-drive-is-an-error-in-known-and-asked-reads", test_lost_drive_is_an_error_in_known_and_asked_reads);
    ADD ("known-main-alone-is-enough", test_known_main_alone_is_enough);
    ADD ("usual-probe-does-not-read-the-rest", test_usual_probe_does_not_read_the_rest);
    return g_test_run ();
}
