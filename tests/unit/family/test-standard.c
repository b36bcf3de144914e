/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../scsi/fake-transport.h"

#include "family/spc/bb-standard.h"
#include "family/spc/bb-features.h"
#include "family/spc/bb-memory-read.h"
#include "family/spc/bb-service.h"

/* Tests queries that all families use: facts and reports by standard commands, repeated reads of the memory, and
 * bb_service_is_needed(). */

#define FEATURE(code) "46 02 " code " 00 00 00 00 FC 00"
#define PROFILES FEATURE ("00 00")
#define CORE FEATURE ("00 01")
#define LOADER FEATURE ("00 03")
#define DATE FEATURE ("01 0C")
#define ALL "46 00 00 00 00 00 00 10 00 00"
#define VPD_LIST "12 01 00 00 FC 00"
#define VPD_86 "12 01 86 00 FC 00"
#define DESCRIPTOR "3C 03 00 00 00 00 00 00 04 00"
#define ECHO_DESCRIPTOR "3C 0B 00 00 00 00 00 00 04 00"

/* --- facts --- */

/* Returns (transfer full) the facts of a drive that answers GET CONFIGURATION for four features. @profiles, @core,
 * @loader, @date: (nullable): descriptor of the feature, in hex; NULL: the drive answers 5/24/00 */
static BbFacts *
ask (const char *profiles, const char *core, const char *loader, const char *date)
{
    static const char *const cdbs[] = {PROFILES, CORE, LOADER, DATE, NULL};
    const char *const answers[] = {profiles, core, loader, date};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_facts_new (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
        g_autofree char *all = g_strdup_printf ("00 00 01 00 00 00 00 00 %s", answers[i]);

        if (answers[i] != NULL)
            fake_add_good (fake, all);
        else
            fake_add_sense (fake, 5, 0x24, 0);
    }
    g_assert_true (bb_standard_ask (BB_TRANSPORT (fake), facts, &error));
    g_assert_no_error (error);
    fake_assert_cdbs (fake, cdbs);
    return facts;
}

/* The kind of a drive follows from the disc types in its list of profiles. */
static void
test_kind_follows_from_profiles (void)
{
    static const struct {
        const char *profiles;
        const char *discs; /* nullable */
        const char *kind;
    } rows[] = {
        {"00 00 03 04 00 08 00 00", "CD-ROM", "cd-reader"},
        {"00 00 03 04 00 09 00 00", "CD-R", "cd-writer"},
        {"00 00 03 08 00 08 00 00 00 0A 00 00", "CD-ROM, CD-RW", "cd-writer"},
        {"00 00 03 04 00 10 00 00", "DVD-ROM", "dvd-reader"},
        {"00 00 03 08 00 10 00 00 00 08 00 00", "DVD-ROM, CD-ROM", "dvd-reader"},
        {"00 00 03 08 00 10 00 00 00 09 00 00", "DVD-ROM, CD-R", "dvd-combo"},
        {"00 00 03 04 00 11 00 00", "DVD-R", "dvd-writer"},
        {"00 00 03 04 00 12 00 00", "DVD-RAM", "dvd-writer"},
        {"00 00 03 08 00 13 00 00 00 14 00 00", "DVD-RW", "dvd-writer"},
        {"00 00 03 0C 00 15 00 00 00 16 00 00 00 10 00 00", "DVD-R DL, DVD-ROM", "dvd-writer"},
        {"00 00 03 08 00 1A 00 00 00 1B 00 00", "DVD+RW, DVD+R", "dvd-writer"},
        {"00 00 03 08 00 2A 00 00 00 2B 00 00", "DVD+RW DL, DVD+R DL", "dvd-writer"},
        {"00 00 03 04 00 40 00 00", "BD-ROM", "bd-reader"},
        {"00 00 03 08 00 40 00 00 00 10 00 00", "BD-ROM, DVD-ROM", "bd-reader"},
        {"00 00 03 08 00 40 00 00 00 1B 00 00", "BD-ROM, DVD+R", "bd-combo"},
        {"00 00 03 08 00 40 00 00 00 0A 00 00", "BD-ROM, CD-RW", "bd-combo"},
        {"00 00 03 04 00 41 00 00", "BD-R", "bd-writer"},
        {"00 00 03 08 00 42 00 00 00 41 00 00", "BD-R", "bd-writer"},
        {"00 00 03 04 00 43 00 00", "BD-RE", "bd-writer"},
        {"00 00 03 08 00 50 00 00 00 51 00 00", "HD DVD-ROM, HD DVD-R", NULL},
        {"00 00 03 08 00 50 00 00 00 10 00 00", "HD DVD-ROM, DVD-ROM", "dvd-reader"},
        {"00 00 03 08 00 02 00 00 FF FF 00 00", NULL, NULL},
        {"00 00 03 08 00 02 00 00 00 10 00 00", "DVD-ROM", "dvd-reader"},
        {"00 00 03 07 00 10 00 00 00 41 00", "DVD-ROM", "dvd-reader"}, /* the second profile is incomplete */
        {"00 00 03 00", NULL, NULL},
        {NULL, NULL, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = ask (rows[i].profiles, NULL, NULL, NULL);
        g_autofree const char **discs = NULL;
        g_autofree char *text = NULL;

        g_test_message ("row %u", i);
        if (facts->values != NULL && g_variant_lookup (facts->values, BB_STANDARD_DISCS, "^a&s", &discs))
            text = g_strjoinv (", ", (char **) discs);
        g_assert_cmpstr (text, ==, rows[i].discs);
        g_assert_cmpstr (bb_facts_get_string (facts, BB_STANDARD_KIND), ==, rows[i].kind);
        g_assert_null (bb_facts_get_string (facts, BB_STANDARD_INTERFACE));
        g_assert_null (bb_facts_get_string (facts, BB_STANDARD_LOADER));
        g_assert_null (bb_facts_get_string (facts, BB_STANDARD_DATE));
    }
}

static void
test_interface_is_in_the_core_feature (void)
{
    static const char *const interfaces[] = {NULL,    "SCSI",     "PATA", "FireWire", "FireWire",
                                             "fibre", "FireWire", "SATA", "USB",      NULL};

    for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++) {
        g_autofree char *core = g_strdup_printf ("00 01 03 04 00 00 00 %02X", i);
        g_autoptr (BbFacts) facts = ask (NULL, core, NULL, NULL);

        g_assert_cmpstr (bb_facts_get_string (facts, BB_STANDARD_INTERFACE), ==, interfaces[i]);
    }
    {
        g_autoptr (BbFacts) large = ask (NULL, "00 01 03 04 00 01 00 07", NULL, NULL);
        g_autoptr (BbFacts) cut = ask (NULL, "00 01 03 03 00 00 00", NULL, NULL);

        g_assert_null (bb_facts_get_string (large, BB_STANDARD_INTERFACE));
        g_assert_null (bb_facts_get_string (cut, BB_STANDARD_INTERFACE));
    }
}

/* The upper three bits of byte 4 of the removable medium feature (0003h) give the kind of loader. */
static void
test_loader_is_in_the_removable_feature (void)
{
    static const char *const loaders[] = {"caddy", "tray", "pop-up", NULL, "changer", "changer", NULL, NULL};

    for (guint i = 0; i < 2 * G_N_ELEMENTS (loaders); i++) {
        g_autofree char *feature = g_strdup_printf ("00 03 03 04 %02X 00 00 00", i << 4 | 9);
        g_autoptr (BbFacts) facts = ask (NULL, NULL, feature, NULL);

        g_assert_cmpstr (bb_facts_get_string (facts, BB_STANDARD_LOADER), ==, loaders[i / 2]);
    }
    {
        g_autoptr (BbFacts) empty = ask (NULL, NULL, "00 03 03 00", NULL);

        g_assert_null (bb_facts_get_string (empty, BB_STANDARD_LOADER));
    }
}

static void
test_date_has_eight_digits (void)
{
    static const struct {
        const char *feature;
        const char *date;
    } rows[] = {
        {"01 0C 03 10 32 30 31 30 30 35 30 37 31 32 33 30 34 35 00 00", "2010-05-07"},
        {"01 0C 03 08 32 30 31 30 30 35 30 37", "2010-05-07"},
        {"01 0C 03 07 32 30 31 30 30 35 30", NULL},
        {"01 0C 03 08 32 30 31 30 30 35 30 20", NULL},
        {"01 0C 03 08 20 30 31 30 30 35 30 37", NULL},
        {"01 0C 03 08 32 30 31 30 2D 35 30 37", NULL},
        {"01 0C 03 08 31 39 39 39 30 35 30 37", "1999-05-07"},
        {"01 0C 03 0C 32 31 31 37 31 31 32 34 31 32 30 30", NULL}, /* a wrong century: 211711241200 */
        {"01 0C 03 00", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = ask (NULL, NULL, NULL, rows[i].feature);

        g_test_message ("row %u", i);
        g_assert_cmpstr (bb_facts_get_string (facts, BB_STANDARD_DATE), ==, rows[i].date);
    }
}

/* A lost drive is an error, and no further command is sent. */
static void
test_lost_drive_is_an_error (void)
{
    static const char *const cdbs[] = {PROFILES, CORE, NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    g_autoptr (GError) error = NULL;

    fake_add_good (fake, "00 00 00 0C 00 00 00 00 00 00 03 04 00 10 00 00");
    fake_add_failure (fake, BB_TRANSPORT_ERROR_GONE);
    g_assert_false (bb_standard_ask (BB_TRANSPORT (fake), facts, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_assert_cmpstr (bb_facts_get_string (facts, BB_STANDARD_KIND), ==, "dvd-reader");
    fake_assert_cdbs (fake, cdbs);
}

/* A feature that is refused, or whose answer is too short, is missing. The loss of the drive is an error. */
static void
test_missing_feature_is_no_error (void)
{
    static const char *const cdbs[] = {FEATURE ("01 0C"), FEATURE ("01 0C"), FEATURE ("01 0C"), FEATURE ("01 0C"),
                                       NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();

    fake_add_sense (fake, 5, 0x24, 0);
    fake_add_good (fake, "00 00 00");
    fake_add_good (fake, "00 00 00 08 00 00 00 00 01 0C 03 01 AA");
    fake_add_failure (fake, BB_TRANSPORT_ERROR_TIMED_OUT);
    for (guint i = 0; i < 4; i++) {
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GError) error = NULL;

        g_assert_cmpint (bb_feature_read_now (BB_TRANSPORT (fake), 0x010C, 252, &bytes, &error), ==, i < 3);
        g_assert_cmpint (bytes != NULL, ==, i == 2);
        if (i == 3)
            g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT);
        else
            g_assert_no_error (error);
    }
    fake_assert_cdbs (fake, cdbs);
}

/* --- the list for reports --- */

/* Returns (transfer full) the names and texts that bb_standard_list() returns, a line "NAME: TEXT" each. */
static char *
dup_list (FakeTransport *fake)
{
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) list = bb_standard_list (BB_TRANSPORT (fake), &error);
    GString *text = g_string_new (NULL);

    g_assert_no_error (error);
    for (guint i = 0; list[i] != NULL; i += 2) {
        g_assert_nonnull (list[i + 1]);
        g_string_append_printf (text, "%s: %s\n", list[i], list[i + 1]);
    }
    return g_string_free (text, FALSE);
}

/* The serial number (feature 0108h) is left out. A truncated feature is listed with the bytes that arrived. */
static void
test_report_lists_pages_features_and_descriptors (void)
{
    static const char *const cdbs[] = {VPD_LIST, VPD_LIST, VPD_86, ALL, DESCRIPTOR, ECHO_DESCRIPTOR, NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autofree char *list = NULL;

    fake_add_good (fake, "05 00 00 03 00 80 86");
    fake_add_good (fake, "05 00 00 03 00 80 86");
    fake_add_good (fake, "05 86 00 02 AA BB");
    fake_add_good (fake,
                   "00 00 00 26 00 00 00 10 00 00 03 04 00 10 00 00 00 03 39 00 01 08 03 04 41 42 43 44 00 21 07 02 "
                   "11 22 01 0C 7C 08 33 44");
    fake_add_good (fake, "04 00 08 00");
    fake_add_good (fake, "01 00 01 00");
    list = dup_list (fake);
    g_assert_cmpstr (list, ==,
                     "vpd pages: 05 00 00 03 00 80 86\n"
                     "vpd page 86: 05 86 00 02 AA BB\n"
                     "feature 0000 version 0: 00 10 00 00\n"
                     "feature 0003 version 14: no data\n"
                     "feature 0021 version 1: 11 22\n"
                     "feature 010C version 15: 33 44\n"
                     "read buffer descriptor: 04 00 08 00\n"
                     "read buffer echo descriptor: 01 00 01 00\n");
    fake_assert_cdbs (fake, cdbs);
}

/* A list may end with a feature without data, or within a feature, which is then left out. */
static void
test_report_lists_the_last_feature (void)
{
    static const char *const lists[] = {"00 00 00 08 00 00 00 00 00 03 39 00",
                                        "00 00 00 0B 00 00 00 00 00 03 39 00 00 21 07"};

    for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autofree char *list = NULL;

        fake_add_sense (fake, 5, 0x20, 0);
        fake_add_good (fake, lists[i]);
        fake_add_sense (fake, 5, 0x20, 0);
        fake_add_sense (fake, 5, 0x20, 0);
        list = dup_list (fake);
        g_assert_cmpstr (list, ==,
                         "vpd pages: refused\nfeature 0003 version 14: no data\nread buffer descriptor: refused\n"
                         "read buffer echo descriptor: refused\n");
    }
}

static void
test_report_says_what_is_refused (void)
{
    static const char *const cdbs[] = {VPD_LIST, ALL, DESCRIPTOR, ECHO_DESCRIPTOR, NULL};
    static const char *const listed[] = {VPD_LIST, VPD_LIST, ALL, DESCRIPTOR, ECHO_DESCRIPTOR, NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (FakeTransport) other = fake_transport_new ();
    g_autofree char *list = NULL;
    g_autofree char *of_other = NULL;

    for (guint i = 0; i < 4; i++)
        fake_add_sense (fake, 5, 0x20, 0);
    list = dup_list (fake);
    g_assert_cmpstr (list, ==,
                     "vpd pages: refused\nread buffer descriptor: refused\nread buffer echo descriptor: refused\n");
    fake_assert_cdbs (fake, cdbs);
    /* The drive answers the request for VPD page 86h with another page, and GET CONFIGURATION with too few bytes. The
     * list must contain neither answer. */
    fake_add_good (other, "05 00 00 01 00");
    fake_add_good (other, "05 00 00 01 00");
    fake_add_good (other, "00 00");
    fake_add_good (other, "04 00 08");
    fake_add_sense (other, 5, 0x20, 0);
    of_other = dup_list (other);
    g_assert_cmpstr (of_other, ==,
                     "vpd pages: 05 00 00 01 00\nread buffer descriptor: refused\nread buffer echo descriptor: "
                     "refused\n");
    fake_assert_cdbs (other, listed);
}

/* The loss of the drive is an error, whichever command is the last. */
static void
test_report_of_a_lost_drive_is_an_error (void)
{
    static const char *const answers[] = {"05 00 00 01 86", "05 00 00 01 86", "05 86 00 00",
                                          "00 00 00 04 00 00 00 00", "04 00 08 00"};

    for (guint lost_at = 0; lost_at <= G_N_ELEMENTS (answers); lost_at++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;

        for (guint i = 0; i < lost_at; i++)
            fake_add_good (fake, answers[i]);
        fake_add_failure (fake, BB_TRANSPORT_ERROR_GONE);
        g_test_message ("command %u", lost_at);
        g_assert_null (bb_standard_list (BB_TRANSPORT (fake), &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    }
}

/* --- reads of the memory --- */

static BbCdb
get_cdb (guint32 address, guint32 length_bytes)
{
    return BB_CDB (0x3C, 5, BB_BE32 (address), 0, BB_BE16 (length_bytes), 0x44);
}

static const BbMemoryRead read_all = {get_cdb, .piece_bytes = 4, .timeout_ms = 1000};

#define FIRST "3C 05 00 00 80 00 00 00 04 44"
#define SECOND "3C 05 00 00 80 04 00 00 02 44"

/* Returns the result of bb_memory_read_now() for six bytes from 0x8000 on. @bytes: (out) (transfer full) (nullable):
 * NULL: the drive refused a piece or sent too few bytes */
static gboolean
read_now (FakeTransport *fake, GBytes **bytes, GError **error)
{
    return bb_memory_read_now (&read_all, BB_TRANSPORT (fake), 0x8000, 6, NULL, bytes, error);
}

static void
test_memory_is_read_in_pieces (void)
{
    static const char *const cdbs[] = {FIRST, SECOND, NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GBytes) bytes = NULL;

    fake_add_good (fake, "01 02 03 04");
    fake_add_good (fake, "05 06");
    g_assert_true (read_now (fake, &bytes, NULL));
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "\1\2\3\4\5\6", 6);
    fake_assert_cdbs (fake, cdbs);
}

/* If a piece is refused or too short, there are no bytes, and no other piece is read. */
static void
test_refused_piece_gives_no_bytes (void)
{
    static const char *const cdbs[] = {FIRST, SECOND, NULL};

    for (guint i = 0; i < 2; i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GError) error = NULL;

        fake_add_good (fake, "01 02 03 04");
        if (i == 0)
            fake_add_sense (fake, 5, 0x24, 0);
        else
            fake_add_good (fake, "05");
        g_assert_true (read_now (fake, &bytes, &error));
        g_assert_no_error (error);
        g_assert_null (bytes);
        fake_assert_cdbs (fake, cdbs);
    }
}

/* A read must be repeated after up to seven unit attentions. It must be repeated after up to nineteen answers
 * "becoming ready", half a second after each. After 2/04/03 it must not be repeated, because this state does not end
 * without help. */
static void
test_read_is_repeated_until_the_drive_is_ready (void)
{
    static const struct {
        guint8 key, asc, ascq;
        guint n_sent;
        guint wait_ms;
    } rows[] = {
        {6, 0x29, 0, 8, 0}, {6, 0x28, 0, 8, 0}, {2, 0x04, 1, 20, 500},
        {2, 0x04, 3, 1, 0}, {5, 0x24, 0, 1, 0}, {4, 0x44, 0, 1, 0},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (FakeTransport) late = fake_transport_new ();
        g_autoptr (GPtrArray) cdbs = g_ptr_array_new ();
        g_autoptr (GBytes) none = NULL;
        g_autoptr (GBytes) bytes = NULL;

        g_test_message ("row %u", i);
        for (guint n = 0; n < rows[i].n_sent; n++) {
            fake_add_sense (fake, rows[i].key, rows[i].asc, rows[i].ascq);
            g_ptr_array_add (cdbs, (gpointer) FIRST);
            if (n + 1 < rows[i].n_sent)
                fake_add_sense (late, rows[i].key, rows[i].asc, rows[i].ascq);
        }
        g_ptr_array_add (cdbs, NULL);
        g_assert_true (read_now (fake, &none, NULL));
        g_assert_null (none);
        fake_assert_cdbs (fake, (const char *const *) cdbs->pdata);
        g_assert_cmpuint (fake_get_waited_ms (fake), ==, rows[i].wait_ms * (rows[i].n_sent - 1));
        fake_add_good (late, "01 02 03 04");
        fake_add_good (late, "05 06");
        g_assert_true (read_now (late, &bytes, NULL));
        g_assert_cmpuint (g_bytes_get_size (bytes), ==, 6);
    }
}

static void
test_lost_read_names_its_address (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (FakeTransport) unused = fake_transport_new ();
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    static const char *const no_cdbs[] = {NULL};
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) cancelled = NULL;

    fake_add_good (fake, "01 02 03 04");
    fake_add_failure (fake, BB_TRANSPORT_ERROR_GONE);
    g_assert_false (read_now (fake, &bytes, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_assert_true (g_str_has_prefix (error->message, "read at 0x008004: "));
    g_assert_null (bytes);
    g_cancellable_cancel (cancellable);
    g_assert_false (
        bb_memory_read_now (&read_all, BB_TRANSPORT (unused), 0x8000, 6, cancellable, &bytes, &cancelled));
    g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    fake_assert_cdbs (unused, no_cdbs);
}

/* --- a drive that needs service --- */

/* Answers to TEST UNIT READY, and whether they mean that the drive needs service. */
static const struct {
    guint8 key, asc, ascq;
    gboolean is_needed;
} answers[] = {{2, 0x04, 3, TRUE},  {2, 0x04, 1, FALSE}, {2, 0x04, 2, FALSE}, {2, 0x3A, 3, FALSE},
               {5, 0x04, 3, FALSE}, {2, 0x3A, 0, FALSE}, {0, 0, 0, FALSE}};

/* Only 2/04/03 means that a drive has no firmware and needs service. */
static void
test_service_is_needed_after_one_answer_only (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;
        gboolean is_needed = !answers[i].is_needed;

        fake_add_sense (fake, 6, 0x29, 0);
        for (guint j = 0; j < 2; j++) {
            if (answers[i].key != 0)
                fake_add_sense (fake, answers[i].key, answers[i].asc, answers[i].ascq);
            else
                fake_add_good (fake, "");
        }
        g_test_message ("row %u", i);
        g_assert_true (bb_service_is_needed (BB_TRANSPORT (fake), &is_needed, &error));
        g_assert_no_error (error);
        g_assert_cmpint (is_needed, ==, answers[i].is_needed);
    }
}

/* A lost drive is an error. Repeated unit attentions are no error, and do not mean that the drive needs service. */
static void
test_lost_drive_does_not_need_service (void)
{
    g_autoptr (FakeTransport) attentive = fake_transport_new ();
    gboolean is_needed = TRUE;

    for (guint n = 0; n < 6; n++)
        fake_add_sense (attentive, 6, 0x29, 0);
    g_assert_true (bb_service_is_needed (BB_TRANSPORT (attentive), &is_needed, NULL));
    g_assert_false (is_needed);
    for (guint lost_at = 0; lost_at < 2; lost_at++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;

        if (lost_at > 0)
            fake_add_good (fake, "");
        fake_add_failure (fake, BB_TRANSPORT_ERROR_GONE);
        is_needed = TRUE;
        g_assert_false (bb_service_is_needed (BB_TRANSPORT (fake), &is_needed, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
        g_assert_false (is_needed);
    }
}

#define ADD(name, function) g_test_add_func ("/standard/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("kind-follows-from-profiles", test_kind_follows_from_profiles);
    ADD ("interface-is-in-the-core-feature", test_interface_is_in_the_core_feature);
    ADD ("loader-is-in-the-removable-feature", test_loader_is_in_the_removable_feature);
    ADD ("date-has-eight-digits", test_date_has_eight_digits);
    ADD ("lost-drive-is-an-error", test_lost_drive_is_an_error);
    ADD ("missing-feature-is-no-error", test_missing_feature_is_no_error);
    ADD ("report-lists-pages-features-and-descriptors", test_report_lists_pages_features_and_descriptors);
    ADD ("report-lists-the-last-feature", test_report_lists_the_last_feature);
    ADD ("report-says-what-is-refused", test_report_says_what_is_refused);
    ADD ("report-of-a-lost-drive-is-an-error", test_report_of_a_lost_drive_is_an_error);
    ADD ("memory-is-read-in-pieces", test_memory_is_read_in_pieces);
    ADD ("refused-piece-gives-no-bytes", test_refused_piece_gives_no_bytes);
    ADD ("read-is-repeated-until-the-drive-is-ready", test_read_is_repeated_until_the_drive_is_ready);
    ADD ("lost-read-names-its-address", test_lost_read_names_its_address);
    ADD ("service-is-needed-after-one-answer-only", test_service_is_needed_after_one_answer_only);
    ADD ("lost-drive-does-not-need-service", test_lost_drive_does_not_need_service);
    return g_test_run ();
}
