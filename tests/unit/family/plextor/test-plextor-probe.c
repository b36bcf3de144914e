/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../../scsi/fake-transport.h"
#include "fact-checks.h"
#include "plextor-test.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* The identification of Plextor drives (docs/protocols/plextor.md, section 2), for each answer that a drive may give.
 * Tests bb-service.c. */

#define READY "00 00 00 00 00 00"
#define EEPROM "F1 01 00 00 00 00 00 00 01 00 00 00"

/* Returns (transfer full) (nullable) the facts of a drive with this INQUIRY text. */
static BbFacts *
probe (FakeTransport *transport, const char *vendor, const char *product, GPtrArray *names, GError **error)
{
    BbInquiry inquiry = {.device_type = 5, .revision = "1.09", .vendor_specific = "10/10/05"};

    g_strlcpy (inquiry.vendor, vendor, sizeof inquiry.vendor);
    g_strlcpy (inquiry.product, product, sizeof inquiry.product);
    return bb_family_plextor.probe (BB_TRANSPORT (transport), &inquiry, names, shipped_catalog (), NULL, error);
}

/* Adds an answer with the first @length_bytes of an EEPROM of 256 bytes. @tla: the hardware revision (TLA) in it */
static void
add_eeprom (FakeTransport *transport, const char *tla, gsize length_bytes)
{
    guint8 data[256] = {0};
    g_autofree char *hex = NULL;

    memcpy (data + 0x29, tla, strlen (tla));
    hex = bb_hex_dup (data, length_bytes, " ");
    fake_add_good (transport, hex);
}

static const struct {
    const char *text;
    gsize length_bytes;
    const char *tla; /* nullable: the facts have none */
} revisions[] = {
    {"0304", 256, "0304"}, {"10a2", 256, "10a2"}, {"03 4", 256, NULL},   {"030", 256, NULL},
    {"03-4", 256, NULL},   {"", 256, NULL},       {"030   ", 256, NULL}, {"0304", 255, NULL},
};

static void
test_hardware_revision_is_four_letters_or_digits (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (revisions); i++) {
        static const char *const cdbs[] = {READY, READY, EEPROM, NULL};
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (GPtrArray) details = NULL;

        fake_add_good (transport, "");
        fake_add_good (transport, "");
        add_eeprom (transport, revisions[i].text, revisions[i].length_bytes);
        facts = probe (transport, "PLEXTOR", "DVDR   PX-716A", NULL, NULL);
        fake_assert_cdbs (transport, cdbs);
        g_test_message ("row %u", i);
        g_assert_cmpstr (bb_facts_get_string (facts, BB_PLEXTOR_KEY_TLA), ==, revisions[i].tla);
        g_assert_cmpint (facts_have_evidence (facts, "TLA#"), ==, revisions[i].tla != NULL);
        g_assert_true (facts_have_evidence (facts, "firmware date 10/10/05"));
        g_assert_false (bb_facts_get_boolean (facts, BB_PLEXTOR_KEY_IS_BLOCKED));
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
        g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_HIGH);
        g_assert_cmpint (bb_family_plextor.can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_FLASH | BB_CAN_BACKUP);
        details = bb_family_describe (BB_PLEXTOR_ID, facts->values);
        g_assert_cmpuint (details->len, ==, revisions[i].tla != NULL ? 1 : 0);
    }
}

/* The EEPROM of the drive cannot be read. If the drive refuses the read, it must be identified without a TLA. If a
 * bridge breaks off the read, the facts must say that the EEPROM is blocked. If the drive is lost, the probe must
 * fail. */
static void
test_eeprom_that_is_not_read (void)
{
    g_autoptr (FakeTransport) refused = fake_transport_new ();
    g_autoptr (FakeTransport) blocked = fake_transport_new ();
    g_autoptr (FakeTransport) lost = fake_transport_new ();
    g_autoptr (BbFacts) of_refused = NULL;
    g_autoptr (BbFacts) of_blocked = NULL;
    g_autoptr (GError) error = NULL;

    fake_add_good (refused, "");
    fake_add_good (refused, "");
    fake_add_sense (refused, 5, 0x20, 0);
    of_refused = probe (refused, "PLEXTOR", "DVDR   PX-716A", NULL, NULL);
    g_assert_null (bb_facts_get_string (of_refused, BB_PLEXTOR_KEY_TLA));
    g_assert_false (bb_facts_get_boolean (of_refused, BB_PLEXTOR_KEY_IS_BLOCKED));
    g_assert_cmpint (bb_family_plextor.backup_kind (of_refused, NULL), ==, BB_BACKUP_PARTIAL);
    fake_add_good (blocked, "");
    fake_add_good (blocked, "");
    fake_add_failure (blocked, BB_TRANSPORT_ERROR_IO);
    of_blocked = probe (blocked, "PLEXTOR", "DVDR   PX-716A", NULL, NULL);
    g_assert_true (bb_facts_get_boolean (of_blocked, BB_PLEXTOR_KEY_IS_BLOCKED));
    g_assert_true (facts_have_evidence (of_blocked, "does not forward the command for reading the settings memory"));
    g_assert_cmpint (bb_family_plextor.can (of_blocked), ==, BB_CAN_IDENTIFY | BB_CAN_FLASH);
    g_assert_cmpint (bb_family_plextor.backup_kind (of_blocked, NULL), ==, BB_BACKUP_NONE);
    g_assert_null (bb_family_plextor.plan_backup (of_blocked, shipped_catalog (), NULL));
    fake_add_good (lost, "");
    fake_add_good (lost, "");
    fake_add_failure (lost, BB_TRANSPORT_ERROR_GONE);
    g_assert_null (probe (lost, "PLEXTOR", "DVDR   PX-716A", NULL, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
}

/* A drive that is lost at the first or second TEST UNIT READY is an error, with a known name or without. */
static void
test_lost_drive_is_an_error (void)
{
    static const char *const products[] = {"DVDR   PX-716A", "DV      X-716A"};

    for (guint i = 0; i < 2 * G_N_ELEMENTS (products); i++) {
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (GError) error = NULL;

        if (i % 2 == 1)
            fake_add_good (transport, "");
        fake_add_failure (transport, BB_TRANSPORT_ERROR_GONE);
        g_assert_null (probe (transport, "PLEXTOR", products[i / 2], NULL, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    }
}

/* The answer 2/04/03 to TEST UNIT READY shows incomplete firmware; the drive then gets no other command. */
static void
test_incomplete_firmware_is_told_from_other_answers (void)
{
    static const struct {
        guint8 key, asc, ascq;
        gboolean is_incomplete;
    } rows[] = {
        {2, 0x04, 0x03, TRUE},  {2, 0x04, 0x02, FALSE}, {2, 0x3A, 0x03, FALSE},
        {3, 0x04, 0x03, FALSE}, {2, 0x3A, 0x00, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeTransport) known = fake_transport_new ();
        g_autoptr (FakeTransport) nameless = fake_transport_new ();
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (BbFacts) of_nameless = NULL;
        g_autoptr (GError) error = NULL;

        for (guint j = 0; j < 2; j++) {
            fake_add_sense (known, rows[i].key, rows[i].asc, rows[i].ascq);
            fake_add_sense (nameless, rows[i].key, rows[i].asc, rows[i].ascq);
        }
        if (!rows[i].is_incomplete)
            add_eeprom (known, "0304", 256);
        facts = probe (known, "PLEXTOR", "DVDR   PX-716A", NULL, NULL);
        g_test_message ("row %u", i);
        g_assert_cmpint (facts->condition, ==, rows[i].is_incomplete ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL);
        g_assert_cmpstr (facts->mode, ==, rows[i].is_incomplete ? "incomplete" : "normal");
        g_assert_cmpint (facts_have_evidence (facts, "needs service"), ==, rows[i].is_incomplete);
        if (rows[i].is_incomplete) {
            g_assert_cmpint (bb_family_plextor.can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
            g_assert_cmpint (bb_family_plextor.backup_kind (facts, NULL), ==, BB_BACKUP_NONE);
        }
        of_nameless = probe (nameless, "PLEXTOR", "DV      X-716A", NULL, &error);
        g_assert_cmpint (of_nameless != NULL, ==, rows[i].is_incomplete);
        if (of_nameless != NULL) {
            g_assert_cmpint (of_nameless->confidence, ==, BB_CONFIDENCE_LOW);
            g_assert_null (of_nameless->model);
            g_assert_cmpstr (of_nameless->family, ==, BB_PLEXTOR_ID);
            g_assert_true (facts_have_evidence (of_nameless, "the model name is unknown"));
        } else {
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
        }
    }
}

/* Drives of other companies, and names that the catalog gives to another drive, get no command. */
static void
test_other_drives_get_no_command (void)
{
    g_autoptr (GPtrArray) names = bb_catalog_match_name (shipped_catalog (), "TDK", "DVDRW420N");
    g_autoptr (FakeTransport) transport = fake_transport_new ();
    static const char *const none[] = {NULL};

    g_assert_cmpuint (names->len, >, 0);
    for (guint i = 0; i < 3; i++) {
        g_autoptr (GError) error = NULL;

        g_assert_null (probe (transport, i == 2 ? "PLEXTOR" : "TDK", "DVDRW420N", i == 0 ? NULL : names, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
    }
    fake_assert_cdbs (transport, none);
}

#define ADD(name, function) g_test_add_func ("/plextor-probe/" name, function)

/* The list of probe commands must mark TEST UNIT READY as a command for any drive. It must mark each read of an
 * EEPROM as a vendor command, because such a command may be sent only if something indicates a Plextor drive. */
static void
test_each_command_of_the_probe_is_listed (void)
{
    static const struct {
        BbProbeStep step;
        const char *cdb;
        guint32 length_bytes;
    } rows[] = {
        {BB_PROBE_STANDARD, READY, 0},
        {BB_PROBE_VENDOR, "F1 00 00 00 00 00 00 00 01 00 00 00", 0x100},
        {BB_PROBE_VENDOR, "F1 00 00 00 00 00 00 00 02 00 00 00", 0x200},
        {BB_PROBE_VENDOR, EEPROM, 0x100},
    };
    g_autoptr (GArray) commands = bb_family_plextor.list_probe_commands (shipped_catalog ());

    g_assert_cmpuint (commands->len, ==, G_N_ELEMENTS (rows));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const BbProbeCommand *command = &g_array_index (commands, BbProbeCommand, i);
        g_autofree char *cdb = bb_hex_dup (command->cdb, command->cdb_length_bytes, " ");

        g_assert_cmpint (command->step, ==, rows[i].step);
        g_assert_cmpstr (cdb, ==, rows[i].cdb);
        g_assert_cmpuint (command->data_in_bytes, ==, rows[i].length_bytes);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("hardware-revision-is-four-letters-or-digits", test_hardware_revision_is_four_letters_or_digits);
    ADD ("each-command-of-the-probe-is-listed", test_each_command_of_the_probe_is_listed);
    ADD ("eeprom-that-is-not-read", test_eeprom_that_is_not_read);
    ADD ("lost-drive-is-an-error", test_lost_drive_is_an_error);
    ADD ("incomplete-firmware-is-told-from-other-answers", test_incomplete_firmware_is_told_from_other_answers);
    ADD ("other-drives-get-no-command", test_other_drives_get_no_command);
    return g_test_run ();
}
