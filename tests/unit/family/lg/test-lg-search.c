/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fact-checks.h"
#include "lg-memory.h"
#include "shipped-catalog.h"

#include "family/bb-family.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* Tests how LG drives with Renesas controllers are identified by the headers in their memory
 * (docs/protocols/lg-renesas.md, section 2). Tests bb-lg-header.c and bb-service.c. */

#define CORE_AT 0x400200u
#define MAIN_AT 0x410200u
#define MAIN_BYTES 0x1A0000u
#define ERASED 0xFFFFFFFFu
#define NOT_FOUND                                                                          \
    "the usual memory area (from 0x400000) contains no firmware header. With the setting " \
    "“search-from-zero”"

static void
put_main (LgMemory *drive)
{
    lg_memory_put_header (drive, MAIN_AT, BB_LG_PART_NAME_MAIN, "GSA-E50L", 0x410000, MAIN_BYTES);
}

static void
put_core (LgMemory *drive)
{
    lg_memory_put_header (drive, CORE_AT, BB_LG_PART_NAME_CORE, "GSA-E50L", 0x400000, 0x10000);
}

/* --- which memory is read --- */

static void
test_search_ends_with_both_headers (void)
{
    g_autoptr (LgMemory) drive = lg_memory_new ();
    g_auto (LgFound) found = {0};
    g_autofree char *reads = NULL;

    put_core (drive);
    put_main (drive);
    found = lg_memory_search (drive, NULL, FALSE);
    reads = lg_memory_dup_reads (drive);
    g_assert_cmpstr (reads, ==, "400000+8000 407FB8+8000 40FF70+90 410000+8000");
    g_assert_true (found.core.is_found);
    g_assert_cmpuint (found.core.address, ==, CORE_AT);
    g_assert_cmpuint (found.core.start, ==, 0x400000);
    g_assert_cmpuint (found.core.size, ==, 0x10000);
    g_assert_cmpuint (found.main.address, ==, MAIN_AT);
    g_assert_cmpuint (found.main.start, ==, 0x410000);
    g_assert_cmpuint (found.main.size, ==, MAIN_BYTES);
    g_assert_cmpmem (found.main.header, BB_LG_HEADER_BYTES, drive->memory + MAIN_AT - LG_MEMORY_START,
                     BB_LG_HEADER_BYTES);
}

/* The search reads one range of addresses after the other. If it has found MAIN (the main firmware), but not CORE
 * (the boot code), it must end before it reads the last and largest range. */
static void
test_search_for_core_stops_before_the_last_window (void)
{
    g_autoptr (LgMemory) drive = lg_memory_new ();
    g_auto (LgFound) found = {0};
    g_autofree char *reads = NULL;

    put_main (drive);
    found = lg_memory_search (drive, NULL, FALSE);
    reads = lg_memory_dup_reads (drive);
    g_assert_cmpstr (reads, ==, "400000+8000 407FB8+8000 40FF70+90 410000+8000 417FB8+8000 41FF70+90");
    g_assert_true (found.main.is_found);
    g_assert_false (found.core.is_found);
}

/* The memory does not contain MAIN, so the search must read all of the usual part of the memory. It must send the
 * commands of bb_lg_list_search_commands(), in their order. */
static void
test_search_reads_the_declared_commands_in_order (void)
{
    g_autoptr (LgMemory) drive = lg_memory_new ();
    g_autoptr (GArray) commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
    g_auto (LgFound) found = {0};

    put_core (drive);
    found = lg_memory_search (drive, NULL, FALSE);
    g_assert_true (g_str_has_prefix (found.seen, NOT_FOUND));
    bb_lg_list_search_commands (commands);
    /* the last three commands read the range of a part and are not sent here */
    g_assert_cmpuint (commands->len, ==, drive->reads->len + 3);
    for (guint i = 0; i < drive->reads->len; i++) {
        const BbProbeCommand *command = &g_array_index (commands, BbProbeCommand, i);
        const guint8 *cdb = command->cdb;
        g_autofree char *read = g_strdup_printf (
            "%X+%X", (guint) (cdb[2] << 24 | cdb[3] << 16 | cdb[4] << 8 | cdb[5]), (guint) (cdb[7] << 8 | cdb[8]));

        g_assert_cmpstr (read, ==, drive->reads->pdata[i]);
        g_assert_cmpint (command->step, ==, BB_PROBE_READ);
        g_assert_cmpuint (command->cdb_length_bytes, ==, 10);
    }
    g_assert_cmpstr (drive->reads->pdata[drive->reads->len - 1], ==, "7FDD20+22E0");
}

/* The blocks that the search reads overlap, so that a header at any address lies completely in one block. */
static void
test_header_is_found_across_blocks (void)
{
    static const guint32 places[] = {0x400000, 0x407FB7, 0x407FB8, 0x407FB9, 0x407FF0, 0x40FF6F, 0x40FF70,
                                     0x40FFB8, 0x410000, 0x41FFB8, 0x420000, 0x427FB9, 0x7FFFB8};

    for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_auto (LgFound) found = {0};

        g_test_message ("0x%x", places[i]);
        lg_memory_put_header (drive, places[i], BB_LG_PART_NAME_MAIN, "GSA-E50L", 0x410000, MAIN_BYTES);
        found = lg_memory_search (drive, NULL, FALSE);
        g_assert_cmpuint (found.main.address, ==, places[i]);
    }
}

/* --- what is a header --- */

/* TRUE if docs/protocols/lg-renesas.md prescribes the value of the byte at @offset of a header. */
static gboolean
is_fixed (guint offset, gboolean is_core)
{
    if (is_core)
        return offset >= 2 && !(offset >= 0x10 && offset < 0x18);
    return offset >= 4 && !(offset >= 0x10 && offset < 0x18) && !(offset >= 0x28 && offset < 0x2C);
}

static void
test_each_fixed_byte_of_a_header_counts (void)
{
    for (guint is_core = 0; is_core < 2; is_core++) {
        for (guint offset = 0; offset < 0x40; offset++) {
            g_autoptr (LgMemory) drive = lg_memory_new ();
            guint32 at = is_core ? CORE_AT : MAIN_AT;
            g_auto (LgFound) found = {0};

            put_core (drive);
            put_main (drive);
            drive->memory[at + offset - LG_MEMORY_START] ^= 0x01;
            drive->refused_from = 0x418000;
            found = lg_memory_search (drive, NULL, FALSE);
            g_test_message ("%s, 0x%x", is_core ? "CORE" : "MAIN", offset);
            g_assert_cmpint (is_core ? found.core.is_found : found.main.is_found, ==, !is_fixed (offset, is_core));
            g_assert_true (is_core ? found.main.is_found : found.core.is_found);
        }
    }
}

/* Code or tables of the firmware may contain the name of a part, without a header. The search must still find the
 * header after this text. */
static void
test_header_is_found_behind_the_name_of_a_part (void)
{
    static const guint32 texts[] = {0x410000, 0x410017, 0x410018, 0x410100, 0x4101FF};

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_auto (LgFound) found = {0};

        put_core (drive);
        put_main (drive);
        lg_memory_put_text (drive, texts[i], BB_LG_PART_NAME_MAIN);
        found = lg_memory_search (drive, NULL, FALSE);
        g_assert_cmpuint (found.main.address, ==, texts[i] == 0x4101FF ? 0 : MAIN_AT);
    }
}

/* If the memory contains several headers of one part, the first header must be used. */
static void
test_first_header_counts (void)
{
    g_autoptr (LgMemory) drive = lg_memory_new ();
    g_auto (LgFound) found = {0};

    put_main (drive);
    lg_memory_put_header (drive, 0x413000, BB_LG_PART_NAME_MAIN, "OTHER-01", 0x410000, 0x1000);
    lg_memory_put_header (drive, 0x419000, BB_LG_PART_NAME_MAIN, "OTHER-02", 0x410000, 0x1000);
    found = lg_memory_search (drive, NULL, FALSE);
    g_assert_cmpuint (found.main.address, ==, MAIN_AT);
    g_assert_cmpuint (found.main.size, ==, MAIN_BYTES);
}

/* --- what was found instead of a header --- */

static void
test_other_header_is_reported (void)
{
    static const struct {
        guint32 at; /* address of "REV LVL " */
        const char *seen;
    } rows[] = {
        {0x410220, "the firmware header at address 0x410200 in the drive’s memory (“GSA-H62NMAIN”) belongs to a "
                   "different drive family"},
        {0x410020, "the firmware header at address 0x410000 in the drive’s memory (“GSA-H62NMAIN”) belongs to a "
                   "different drive family"},
        /* The header would begin before the block that contains the text. */
        {0x41001F, NOT_FOUND},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_auto (LgFound) found = {0};

        if (rows[i].at >= 0x410020)
            lg_memory_put_text (drive, rows[i].at - 0x10, "GSA-H62NMAIN    ");
        lg_memory_put_text (drive, rows[i].at, "REV LVL 1.00X");
        /* Of two headers of other families only the first is reported. */
        lg_memory_put_text (drive, 0x700010, "LATER-01CORE    REV LVL ");
        if (rows[i].at < 0x410020)
            lg_memory_put_text (drive, 0x700020, "REV OLD ");
        found = lg_memory_search (drive, NULL, FALSE);
        g_assert_true (g_str_has_prefix (found.seen, rows[i].seen));
    }
}

static void
test_refused_read_ends_the_search_and_is_reported (void)
{
    g_autoptr (LgMemory) drive = lg_memory_new ();
    g_autoptr (LgMemory) other = lg_memory_new ();
    g_auto (LgFound) found = {0};
    g_auto (LgFound) others = {0};

    put_main (drive);
    drive->refused_from = 0x40FFFF;
    found = lg_memory_search (drive, NULL, FALSE);
    g_assert_cmpstr (found.seen, ==, "the drive does not allow its memory to be read at address 0x40ff70");
    g_assert_cmpuint (drive->reads->len, ==, 3);
    /* A header of another family before the refused read is reported in place of the refusal. */
    lg_memory_put_text (other, 0x400410, "GSA-H62NCORE    REV LVL ");
    other->refused_from = 0x410000;
    others = lg_memory_search (other, NULL, FALSE);
    g_assert_nonnull (strstr (others.seen, "0x400400 in the drive’s memory (“GSA-H62NCORE”)"));
}

/* A refused read does not hide the header that was found before it. */
static void
test_main_counts_although_a_later_read_is_refused (void)
{
    g_autoptr (LgMemory) drive = lg_memory_new ();
    g_auto (LgFound) found = {0};

    put_main (drive);
    drive->refused_from = 0x418000;
    found = lg_memory_search (drive, NULL, FALSE);
    g_assert_cmpuint (found.main.address, ==, MAIN_AT);
}

/* --- the range of a part --- */

static void
test_only_ranges_in_the_memory_are_accepted (void)
{
    static const struct {
        guint32 start;
        guint32 size;
        gboolean is_valid;
    } rows[] = {
        {0x410000, MAIN_BYTES, TRUE}, {0x400000, 0x400000, TRUE},  {0x7FFFFE, 2, TRUE},
        {0x410000, 2, TRUE},          {0x400000, 0x400002, FALSE}, {0x7FFFFE, 4, FALSE},
        {0x3FFFFE, 2, FALSE},         {0x800000, 2, FALSE},        {0x410000, 0, FALSE},
        {0x410000, 1, FALSE},         {0x410000, 0x1A0001, FALSE}, {0x410000, 0xFFFFFFFE, FALSE},
        {0, MAIN_BYTES, FALSE},       {ERASED, MAIN_BYTES, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_auto (LgFound) found = {0};

        g_test_message ("0x%x, 0x%x", rows[i].start, rows[i].size);
        put_core (drive);
        lg_memory_put_header (drive, MAIN_AT, BB_LG_PART_NAME_MAIN, "GSA-E50L", rows[i].start, rows[i].size);
        found = lg_memory_search (drive, NULL, FALSE);
        g_assert_cmpint (found.main.is_found, ==, rows[i].is_valid);
        g_assert_true (found.core.is_found);
        if (!rows[i].is_valid)
            g_assert_cmpstr (
                found.seen, ==,
                "the firmware header at address 0x410200 in the drive’s memory specifies an invalid memory range");
    }
}

static void
put_layout (LgMemory *drive, guint32 at, guint32 start, guint32 size)
{
    guint8 layout[8];

    bb_put_be32 (layout, start);
    bb_put_be32 (layout + 4, size);
    lg_memory_put (drive, at, layout, sizeof layout);
}

/* If the size in the header is erased (FFFFFFFF), it must be read from the first of two places in the part that has
 * the start of the header and a size other than FFFFFFFF. */
static void
test_erased_size_is_read_from_the_part (void)
{
    static const struct {
        guint32 first_start;
        guint32 first_size;
        guint32 second_start;
        guint32 second_size;
        guint32 size; /* size that is found; 0: none is accepted */
        guint n_layouts;
    } rows[] = {
        {0x410000, 0xF0000, 0x410000, 0x1000, 0xF0000, 1},
        {0x410001, 0xF0000, 0x410000, 0x1000, 0x1000, 2},
        {0, 0xF0000, 0x410000, 0x1000, 0x1000, 2},
        {0x410000, ERASED, 0x410000, 0x1000, 0x1000, 2},
        {0, 0xF0000, 0, 0x1000, 0, 2},
        {0x410000, 0, 0x410000, 0x1000, 0, 1},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_auto (LgFound) found = {0};
        g_autofree char *reads = NULL;

        g_test_message ("row %u", i);
        put_core (drive);
        lg_memory_put_header (drive, 0x411000, BB_LG_PART_NAME_MAIN, "GSA-E50L", 0x410000, ERASED);
        put_layout (drive, 0x4100A0, rows[i].first_start, rows[i].first_size);
        put_layout (drive, 0x4105A0, rows[i].second_start, rows[i].second_size);
        found = lg_memory_search (drive, NULL, FALSE);
        reads = lg_memory_dup_reads (drive);
        g_assert_cmpint (found.main.is_found, ==, rows[i].size != 0);
        if (rows[i].size != 0)
            g_assert_cmpuint (found.main.size, ==, rows[i].size);
        g_assert_true (g_str_has_suffix (reads, rows[i].n_layouts == 1 ? "+8000 4100A0+8" : " 4100A0+8 4105A0+8"));
    }
}

/* If the header names a start outside of the memory, no size is read there: hardware registers may be at that
 * address. */
static void
test_layout_outside_of_the_memory_is_not_read (void)
{
    static const guint32 starts[] = {0, 0x200000, 0x3FFFFF, 0x800000, ERASED};

    for (guint i = 0; i < G_N_ELEMENTS (starts); i++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_auto (LgFound) found = {0};

        put_core (drive);
        lg_memory_put_header (drive, MAIN_AT, BB_LG_PART_NAME_MAIN, "GSA-E50L", starts[i], ERASED);
        found = lg_memory_search (drive, NULL, FALSE);
        g_assert_false (found.main.is_found);
        g_assert_cmpuint (drive->reads->len, ==, 4);
    }
}

static void
test_lost_drive_is_an_error_at_each_read (void)
{
    for (guint gone_at = 1; gone_at <= 6; gone_at++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_autoptr (GError) error = NULL;
        LgFound found = {0};

        put_core (drive);
        lg_memory_put_header (drive, 0x411000, BB_LG_PART_NAME_MAIN, "GSA-E50L", 0x410000, ERASED);
        drive->gone_at = gone_at;
        g_assert_false (
            bb_lg_search (BB_TRANSPORT (drive), NULL, FALSE, NULL, &found.main, &found.core, &found.seen, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
        g_assert_null (found.seen);
        g_assert_cmpuint (drive->reads->len, ==, gone_at);
    }
}

/* --- identification --- */

/* Returns (transfer full) (nullable) the facts that the family finds about @drive with these INQUIRY texts. */
static BbFacts *
probe (LgMemory *drive, const char *vendor, const char *product, GError **error)
{
    BbInquiry inquiry = {.device_type = 5};

    g_strlcpy (inquiry.vendor, vendor, sizeof inquiry.vendor);
    g_strlcpy (inquiry.product, product, sizeof inquiry.product);
    g_strlcpy (inquiry.revision, "NE01", sizeof inquiry.revision);
    return bb_family_lg_renesas.probe (BB_TRANSPORT (drive), &inquiry, NULL, shipped_catalog (), NULL, error);
}

/* A probe sends TEST UNIT READY before the search, so the family declares this command, too. */
static void
test_test_unit_ready_is_declared (void)
{
    g_autoptr (GArray) searched = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
    g_autoptr (GArray) declared = bb_family_lg_renesas.list_probe_commands (shipped_catalog ());
    const BbProbeCommand *first = &g_array_index (declared, BbProbeCommand, 0);
    static const guint8 ready[6] = {0};

    bb_lg_list_search_commands (searched);
    g_assert_cmpuint (declared->len, ==, searched->len + 1);
    g_assert_cmpint (first->step, ==, BB_PROBE_STANDARD);
    g_assert_cmpmem (first->cdb, first->cdb_length_bytes, ready, sizeof ready);
    g_assert_cmpuint (first->data_in_bytes, ==, 0);
}

static void
test_drive_is_named_by_core (void)
{
    static const struct {
        gboolean has_core;
        const char *core_name;
        BbConfidence confidence;
        const char *name;
        const char *evidence;
        BbBackupKind backup;
    } rows[] = {
        {TRUE, "GSA-E50L", BB_CONFIDENCE_HIGH, "GSA-E50L", "0x400200 contains the name GSA-E50L.", BB_BACKUP_FULL},
        {TRUE, "GSA-T20L", BB_CONFIDENCE_MEDIUM, "GSA-T20L", "differs from the name in its firmware header",
         BB_BACKUP_FULL},
        {FALSE, "", BB_CONFIDENCE_HIGH, "GSA-E50L", "0x410200 contains the name GSA-E50L.", BB_BACKUP_PARTIAL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (GPtrArray) details = NULL;
        g_autofree char *why = NULL;
        BbLgPart part = {0};

        if (rows[i].has_core)
            lg_memory_put_header (drive, CORE_AT, BB_LG_PART_NAME_CORE, rows[i].core_name, 0x400000, 0x10000);
        put_main (drive);
        facts = probe (drive, "HL-DT-ST", "DVDRAM GSA-E50L", NULL);
        g_assert_cmpstr (facts->model_name, ==, "GSA-E50L");
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
        g_assert_cmpstr (facts->mode, ==, "normal");
        g_assert_cmpint (facts->confidence, ==, rows[i].confidence);
        g_assert_cmpstr (bb_facts_get_string (facts, BB_LG_KEY_NAME), ==, rows[i].name);
        g_assert_true (facts_have_evidence (facts, rows[i].evidence));
        g_assert_cmpuint (facts->evidence->len, ==, rows[i].confidence == BB_CONFIDENCE_HIGH ? 1 : 2);
        g_assert_true (bb_lg_part_from_facts (&part, facts, BB_LG_KEY_MAIN));
        g_assert_cmpuint (part.address, ==, MAIN_AT);
        g_assert_cmpint (bb_lg_part_from_facts (&part, facts, BB_LG_KEY_CORE), ==, rows[i].has_core);
        g_assert_cmpint (bb_family_lg_renesas.backup_kind (facts, &why), ==, rows[i].backup);
        g_assert_cmpint (why != NULL && strstr (why, "The loader was not found in the drive’s memory") != NULL, ==,
                         !rows[i].has_core);
        details = bb_family_describe (BB_LG_ID, facts->values);
        g_assert_cmpuint (details->len, ==, 1);
        g_assert_cmpstr (((const BbDetail *) details->pdata[0])->text, ==, rows[i].name);
        g_assert_true (((const BbDetail *) details->pdata[0])->is_hardware);
        g_assert_cmpint (bb_family_lg_renesas.can (facts), ==,
                         BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_VERIFY | BB_CAN_ROLLBACK);
    }
}

static const struct {
    guint32 sense;
    guint n_attentions;
    gboolean is_loader;
} answers[] = {
    {0x020403, 0, TRUE},  {0x020403, 4, TRUE},  {0, 0, FALSE},        {0, 4, FALSE},        {0x030403, 0, FALSE},
    {0x020503, 0, FALSE}, {0x020402, 0, FALSE}, {0x020404, 0, FALSE}, {0x023A00, 0, FALSE},
};

/* The answer 2/04/03 to TEST UNIT READY means that only the loader runs; the memory of such a drive is not read. */
static void
test_waiting_loader_is_told_from_other_answers (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_autoptr (BbFacts) facts = NULL;
        g_autofree char *why = NULL;

        put_core (drive);
        put_main (drive);
        drive->ready_sense = answers[i].sense;
        drive->n_attentions = answers[i].n_attentions;
        facts = probe (drive, "HL-DT-ST", "DVDRAM GSA-E50L", NULL);
        g_test_message ("%06x", answers[i].sense);
        g_assert_cmpint (facts->condition, ==, answers[i].is_loader ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL);
        g_assert_cmpint (drive->reads->len == 0, ==, answers[i].is_loader);
        if (!answers[i].is_loader)
            continue;
        g_assert_cmpstr (facts->mode, ==, "loader");
        g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
        g_assert_true (facts_have_evidence (facts, "waiting for firmware"));
        g_assert_cmpint (bb_family_lg_renesas.can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
        g_assert_cmpint (bb_family_lg_renesas.backup_kind (facts, &why), ==, BB_BACKUP_NONE);
        g_assert_nonnull (strstr (why, "only the drive’s loader is running"));
        g_assert_null (bb_lg_plan_backup (facts, shipped_catalog (), NULL));
    }
}

static void
test_drive_that_is_lost_before_the_search_is_an_error (void)
{
    for (guint gone_at = 1; gone_at <= 2; gone_at++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_autoptr (GError) error = NULL;

        put_main (drive);
        drive->lost_at = gone_at;
        g_assert_null (probe (drive, "HL-DT-ST", "DVDRAM GSA-E50L", &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
        g_assert_cmpuint (drive->reads->len, ==, 0);
    }
}

static void
test_drives_of_other_chips_get_no_command (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        const char *says;
    } rows[] = {
        {"HL-DT-ST", "BD-RE WH16NS40", "according to the catalog, this drive has a different chip"},
        {"HL-DT-ST", "DVDRAM GU40N", "according to the catalog, this drive has a different chip"},
        {"PLEXTOR", "DVDR   PX-716AL", "the reported name belongs to a drive with a different chip"},
        {"TSSTcorp", "DVD-ROM TS-H353C", "the reported name belongs to a drive with a different chip"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (LgMemory) drive = lg_memory_new ();
        g_autoptr (GError) error = NULL;

        put_main (drive);
        g_assert_null (probe (drive, rows[i].vendor, rows[i].product, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
        g_assert_cmpstr (error->message, ==, rows[i].says);
        g_assert_cmpuint (drive->n_commands, ==, 0);
    }
}

/* A drive that the catalog does not list must not be identified, even if its memory has a header. With a header, the
 * error says that the model is not listed; without a header, it says that the drive is not of this family. */
static void
test_unlisted_drive_with_a_header_is_only_reported (void)
{
    g_autoptr (LgMemory) drive = lg_memory_new ();
    g_autoptr (LgMemory) empty = lg_memory_new ();
    g_autoptr (LgMemory) loader = lg_memory_new ();
    g_autoptr (GError) with_header = NULL;
    g_autoptr (GError) without = NULL;
    g_autoptr (GError) waits = NULL;

    put_main (drive);
    g_assert_null (probe (drive, "HL-DT-ST", "DVDRAM GSA-X99Z", &with_header));
    g_assert_error (with_header, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_nonnull (strstr (with_header->message, "because its model is not in the catalog"));
    empty->refused_from = 1;
    g_assert_null (probe (empty, "HL-DT-ST", "DVDRAM GSA-X99Z", &without));
    g_assert_error (without, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
    /* For an unlisted drive, the answer 2/04/03 to TEST UNIT READY does not mean that only the loader runs, so the
     * memory is read. */
    put_main (loader);
    loader->ready_sense = 0x020403;
    g_assert_null (probe (loader, "HL-DT-ST", "DVDRAM GSA-X99Z", &waits));
    g_assert_error (waits, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_cmpuint (loader->reads->len, >, 0);
}

/* Vendor and product must both be in the catalog for this family. The vendor is compared without regard to case. */
static void
test_vendor_and_product_both_count (void)
{
    BbInquiry inquiry = {.vendor = "hl-dt-st", .product = "DVDRAM GSA-E50L"};
    BbInquiry other = {.vendor = "ACME", .product = "DVDRAM GSA-E50L"};
    BbInquiry listed = {.vendor = "HL-DT-ST", .product = "BD-RE WH16NS60"};
    BbInquiry unknown = {.vendor = "HL-DT-ST", .product = "DVDRAM GSA-X99Z"};

    g_assert_true (bb_family_lg_renesas.suggests (&inquiry, shipped_catalog ()));
    g_assert_false (bb_family_lg_renesas.suggests (&other, shipped_catalog ()));
    g_assert_false (bb_family_lg_renesas.suggests (&listed, shipped_catalog ()));
    g_assert_false (bb_family_lg_renesas.suggests (&unknown, shipped_catalog ()));
}

/* --- the parts in facts --- */

static void
test_parts_survive_in_facts (void)
{
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    BbLgPart part = {.is_found = TRUE, .address = 0x12345678, .start = 0x9ABCDEF0, .size = 0x0F1E2D3C};
    BbLgPart back = {0};
    guint8 short_bytes[83] = {0};
    guint8 long_bytes[85] = {0};

    for (guint i = 0; i < BB_LG_HEADER_BYTES; i++)
        part.header[i] = (guint8) (i + 1);
    bb_lg_part_to_facts (&part, facts, BB_LG_KEY_CORE);
    g_assert_true (bb_lg_part_from_facts (&back, facts, BB_LG_KEY_CORE));
    g_assert_cmpmem (&back, sizeof back, &part, sizeof part);
    g_assert_false (bb_lg_part_from_facts (&back, facts, BB_LG_KEY_MAIN));
    g_assert_false (back.is_found);
    g_assert_false (bb_lg_part_from_facts (&back, NULL, BB_LG_KEY_CORE));
    bb_facts_set_bytes (facts, BB_LG_KEY_CORE, short_bytes, sizeof short_bytes);
    g_assert_false (bb_lg_part_from_facts (&back, facts, BB_LG_KEY_CORE));
    bb_facts_set_bytes (facts, BB_LG_KEY_CORE, long_bytes, sizeof long_bytes);
    g_assert_false (bb_lg_part_from_facts (&back, facts, BB_LG_KEY_CORE));
}

/* While only the loader runs, find_board() takes the name and the ranges of MAIN and CORE from the facts that were
 * recorded when the firmware ran. */
static void
test_board_has_what_was_recorded (void)
{
    g_autoptr (BbFacts) now = bb_facts_new (NULL);
    g_autoptr (BbFacts) then = bb_facts_new (NULL);
    BbLgPart main = {.is_found = TRUE, .start = 0x410000, .size = 2};
    BbLgPart core = {.is_found = TRUE, .start = 0x400000, .size = 4};
    BbFlashInput input = {.facts = now};
    g_autoptr (BbFacts) nothing = bb_family_lg_renesas.find_board (&input, NULL);
    g_autoptr (BbFacts) board = NULL;
    BbLgPart part = {0};

    g_assert_false (bb_lg_part_from_facts (&part, nothing, BB_LG_KEY_MAIN));
    g_assert_null (bb_facts_get_string (nothing, BB_LG_KEY_NAME));
    bb_lg_part_to_facts (&main, then, BB_LG_KEY_MAIN);
    bb_lg_part_to_facts (&core, then, BB_LG_KEY_CORE);
    bb_facts_set_string (then, BB_LG_KEY_NAME, "GSA-E50L");
    input.board = then;
    board = bb_family_lg_renesas.find_board (&input, NULL);
    g_assert_true (bb_lg_part_from_facts (&part, board, BB_LG_KEY_MAIN));
    g_assert_cmpuint (part.size, ==, 2);
    g_assert_true (bb_lg_part_from_facts (&part, board, BB_LG_KEY_CORE));
    g_assert_cmpuint (part.size, ==, 4);
    g_assert_cmpstr (bb_facts_get_string (board, BB_LG_KEY_NAME), ==, "GSA-E50L");
    /* find_board() returns new facts; @now must be unchanged. */
    g_assert_false (bb_lg_part_from_facts (&part, now, BB_LG_KEY_MAIN));
}

#define ADD(name, function) g_test_add_func ("/lg-search/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("search-ends-with-both-headers", test_search_ends_with_both_headers);
    ADD ("search-for-core-stops-before-the-last-window", test_search_for_core_stops_before_the_last_window);
    ADD ("search-reads-the-declared-commands-in-order", test_search_reads_the_declared_commands_in_order);
    ADD ("header-is-found-across-blocks", test_header_is_found_across_blocks);
    ADD ("each-fixed-byte-of-a-header-counts", test_each_fixed_byte_of_a_header_counts);
    ADD ("header-is-found-behind-the-name-of-a-part", test_header_is_found_behind_the_name_of_a_part);
    ADD ("first-header-counts", test_first_header_counts);
    ADD ("other-header-is-reported", test_other_header_is_reported);
    ADD ("refused-read-ends-the-search-and-is-reported", test_refused_read_ends_the_search_and_is_reported);
    ADD ("main-counts-although-a-later-read-is-refused", test_main_counts_although_a_later_read_is_refused);
    ADD ("only-ranges-in-the-memory-are-accepted", test_only_ranges_in_the_memory_are_accepted);
    ADD ("erased-size-is-read-from-the-part", test_erased_size_is_read_from_the_part);
    ADD ("layout-outside-of-the-memory-is-not-read", test_layout_outside_of_the_memory_is_not_read);
    ADD ("lost-drive-is-an-error-at-each-read", test_lost_drive_is_an_error_at_each_read);
    ADD ("test-unit-ready-is-declared", test_test_unit_ready_is_declared);
    ADD ("drive-is-named-by-core", test_drive_is_named_by_core);
    ADD ("waiting-loader-is-told-from-other-answers", test_waiting_loader_is_told_from_other_answers);
    ADD ("drive-that-is-lost-before-the-search-is-an-error", test_drive_that_is_lost_before_the_search_is_an_error);
    ADD ("drives-of-other-chips-get-no-command", test_drives_of_other_chips_get_no_command);
    ADD ("unlisted-drive-with-a-header-is-only-reported", test_unlisted_drive_with_a_header_is_only_reported);
    ADD ("vendor-and-product-both-count", test_vendor_and_product_both_count);
    ADD ("parts-survive-in-facts", test_parts_survive_in_facts);
    ADD ("board-has-what-was-recorded", test_board_has_what_was_recorded);
    return g_test_run ();
}
