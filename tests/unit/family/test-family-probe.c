/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "shipped-catalog.h"
#include "test-families.h"

#include "family/bb-family.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* bb_family_probe(): the commands that a drive gets, and the facts afterwards. */

static BbFacts *
probe (FakeDrive *drive, gboolean look_closer)
{
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), look_closer, NULL, &error);

    g_assert_no_error (error);
    return facts;
}

static void
test_other_device_types_get_inquiry_only (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("HL-DT-ST", "BD-RE  WH16NS60", "1.02");
    g_autoptr (BbFacts) facts = NULL;

    drive->inquiry[0] = 0;
    facts = probe (drive, TRUE);
    g_assert_null (facts->family);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_UNKNOWN);
    g_assert_cmpstr (facts->mode, ==, "unknown");
    g_assert_cmpuint (facts->evidence->len, ==, 1);
    g_assert_cmpstr (facts->evidence->pdata[0], ==, "The device reports that it is not an optical drive.");
    g_assert_cmpuint (drive->log->len, ==, 1);
}

static void
test_unknown_drive_gets_only_standard_commands (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
    g_autoptr (BbFacts) facts = probe (drive, FALSE);

    g_assert_null (facts->family);
    g_assert_cmpuint (facts->evidence->len, ==, 2);
    g_assert_nonnull (strstr (facts->evidence->pdata[0], "does not match any supported drive family"));
    g_assert_nonnull (strstr (facts->evidence->pdata[1], "does not report a firmware date"));
    g_assert_cmpuint (drive->log->len, ==, 2);
    g_assert_cmpstr (drive->log->pdata[0], ==, "120000002400");
    g_assert_cmpstr (drive->log->pdata[1], ==, "4602010C000000002000");
}

static void
test_closer_look_probes_every_family (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
    g_autoptr (BbFacts) facts = probe (drive, TRUE);
    const BbFamily *const *list = bb_family_list ();
    guint n = 0;

    while (list[n] != NULL)
        n++;
    g_assert_null (facts->family);
    g_assert_cmpuint (facts->evidence->len, ==, n);
}

static void
test_longer_inquiry_only_when_there_is_more (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
    g_autoptr (FakeDrive) stubborn = fake_drive_new ("ACME", "Writer 9", "1.00");
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) short_facts = NULL;

    drive->inquiry[4] = 91;
    drive->inquiry_bytes = 96;
    facts = probe (drive, FALSE);
    g_assert_cmpuint (fake_drive_count (drive, "12"), ==, 2);
    g_assert_cmpstr (drive->log->pdata[1], ==, "120000006000");
    g_assert_cmpuint (facts->inquiry.raw_length_bytes, ==, 96);
    stubborn->inquiry[4] = 0xFF;
    stubborn->sense_at = 2;
    stubborn->sense_code = 0x052400;
    short_facts = probe (stubborn, FALSE);
    g_assert_cmpuint (fake_drive_count (stubborn, "12"), ==, 2);
    g_assert_cmpuint (short_facts->inquiry.raw_length_bytes, ==, 36);
}

/* TRUE if the family identifies its drives by INQUIRY alone. */
static gboolean
needs_only_inquiry (const BbFamily *family)
{
    g_autoptr (GArray) commands = family->list_probe_commands (shipped_catalog ());

    return commands->len == 0;
}

/* TRUE if the family sends nothing to a drive whose INQUIRY text is not in its list. */
static gboolean
goes_by_name (const BbFamily *family)
{
    static const char *const ids[] = {"plextor", "tsst-mt1939", "lg-gdr", "pioneer-bd", "btc", NULL};

    return needs_only_inquiry (family) || g_strv_contains (ids, family->id);
}

/* Returns whether the CDB is one of the probe commands of the family. */
static gboolean
is_listed (const BbFamily *family, const char *cdb)
{
    g_autoptr (GArray) commands = family->list_probe_commands (shipped_catalog ());

    for (guint i = 0; i < commands->len; i++) {
        const BbProbeCommand *command = &g_array_index (commands, BbProbeCommand, i);
        g_autofree char *listed = bb_hex_dup (command->cdb, command->cdb_length_bytes, "");

        if (g_str_equal (listed, cdb))
            return TRUE;
    }
    return FALSE;
}

/* Probes a drive with each name of the catalog for @model. Asserts that the first command after INQUIRY is one of
 * @family, or that @family identifies the drive by INQUIRY alone. Returns the number of drives that were probed. */
static guint
ask_rebadges (const BbFamily *family, BbModel *model)
{
    g_autoptr (GPtrArray) names =
        bb_catalog_names_of_model (shipped_catalog (), family->id, bb_model_get_key (model));
    guint n_asked = 0;

    for (guint i = 0; i < names->len; i++) {
        const char *vendor = bb_name_get_vendor (names->pdata[i]);
        const char *product = bb_name_get_product (names->pdata[i]);
        g_autoptr (FakeDrive) drive = NULL;
        g_autoptr (BbFacts) facts = NULL;

        if (*vendor == '\0' || *product == '\0')
            continue;
        drive = fake_drive_new (vendor, product, "1.00");
        facts = probe (drive, FALSE);
        g_test_message ("%s %s: %s", vendor, product, family->id);
        if (needs_only_inquiry (family)) {
            g_assert_cmpstr (facts->family, ==, family->id);
            g_assert_cmpuint (drive->log->len, ==, 1);
        } else {
            g_assert_cmpuint (drive->log->len, >, 1);
            g_assert_true (is_listed (family, drive->log->pdata[1]));
        }
        g_assert_cmpuint (facts->names->len, >, 0);
        n_asked++;
    }
    return n_asked;
}

/* If the catalog lists the name of a drive for a family, this family must be probed first, see ask_rebadges(). */
static void
test_rebadge_is_probed_by_its_family (void)
{
    const BbFamily *const *list = bb_family_list ();
    guint n_asked = 0;

    for (guint i = 0; list[i] != NULL; i++) {
        g_autoptr (GPtrArray) models = bb_catalog_list_models (shipped_catalog (), list[i]->id);

        for (guint j = 0; j < models->len; j++)
            n_asked += ask_rebadges (list[i], models->pdata[j]);
    }
    g_assert_cmpuint (n_asked, >, 50);
}

/* A drive of a family is probed again, behind a bridge that reports another name. The caller passes the known family
 * to bb_family_probe(), so only the probe commands of this family may be sent after INQUIRY. */
static void
test_known_drive_is_probed_by_its_family_under_any_name (void)
{
    const BbFamily *const *list = bb_family_list ();

    for (guint i = 0; list[i] != NULL; i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Enclosure", "1.00");
        g_autoptr (BbFacts) stranger = probe (drive, FALSE);
        guint n_before = drive->log->len;
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) again = NULL;

        g_assert_cmpint (stranger->condition, ==, BB_CONDITION_UNKNOWN);
        g_assert_cmpuint (n_before, ==, 2);
        again = bb_family_probe (BB_TRANSPORT (drive), list[i], shipped_catalog (), FALSE, NULL, &error);
        g_assert_no_error (error);
        if (goes_by_name (list[i]))
            g_assert_cmpuint (drive->log->len, ==, n_before + 1);
        else
            g_assert_cmpuint (drive->log->len, >, n_before + 1);
        for (guint k = n_before + 1; k < drive->log->len; k++)
            g_assert_true (is_listed (list[i], drive->log->pdata[k]));
    }
}

static void
test_unidentified_drive_keeps_candidates (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("_NEC", "DVD_RW ND-3550A", "1.05");
    g_autoptr (BbFacts) facts = probe (drive, FALSE);

    g_assert_null (facts->family);
    g_assert_cmpuint (facts->names->len, >, 0);
    g_assert_cmpuint (facts->candidates->len, >, 0);
    for (guint i = 0; i < facts->candidates->len; i++) {
        for (guint j = 0; j < i; j++)
            g_assert_cmpstr (bb_model_get_key (facts->candidates->pdata[i]), !=,
                             bb_model_get_key (facts->candidates->pdata[j]));
    }
}

static void
test_cancelled_or_removed_is_an_error (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
    g_autoptr (FakeDrive) gone = fake_drive_new ("HL-DT-ST", "BD-RE  WH16NS60", "1.00");
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) cancelled = NULL;
    g_autoptr (GError) error = NULL;

    g_cancellable_cancel (cancellable);
    g_assert_null (bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), TRUE, cancellable, &cancelled));
    g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpuint (drive->log->len, ==, 0);
    gone->gone_at = 2;
    gone->gone_code = BB_TRANSPORT_ERROR_TIMED_OUT;
    g_assert_null (bb_family_probe (BB_TRANSPORT (gone), NULL, shipped_catalog (), FALSE, NULL, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT);
}

/* If a bridge does not forward a standard command, the probe must succeed, and `evidence` of the facts must name the
 * missing answer. If the drive is gone, in use or not accessible, the probe must fail. */
static void
test_a_missing_answer_of_a_bridge_is_no_error (void)
{
    static const BbTransportError codes[] = {
        BB_TRANSPORT_ERROR_IO,     BB_TRANSPORT_ERROR_TIMED_OUT,     BB_TRANSPORT_ERROR_GONE,
        BB_TRANSPORT_ERROR_IN_USE, BB_TRANSPORT_ERROR_NOT_PERMITTED,
    };

    for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts = NULL;
        g_autofree char *evidence = NULL;

        drive->gone_at = 2;
        drive->gone_code = codes[i];
        facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);
        g_assert_cmpuint (drive->log->len, ==, 2);
        g_assert_cmpint (facts != NULL, ==, i < 2);
        if (facts == NULL) {
            g_assert_error (error, BB_TRANSPORT_ERROR, (gint) codes[i]);
            continue;
        }
        g_assert_no_error (error);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_UNKNOWN);
        g_ptr_array_add (facts->evidence, NULL);
        evidence = g_strjoinv ("\n", (char **) facts->evidence->pdata);
        g_assert_nonnull (strstr (evidence, "The reported name does not match any supported drive family."));
        g_assert_nonnull (strstr (evidence, "did not respond to a standard command used to identify drives of the"));
    }
}

/* A drive must answer INQUIRY in any state. If it rejects INQUIRY, nothing is known of the drive, so probing
 * fails. */
static void
test_inquiry_that_is_rejected_is_an_error (void)
{
    static const struct {
        guint32 sense;
        BbScsiError code;
    } cases[] = {
        {0x020401, BB_SCSI_ERROR_BECOMING_READY}, {0x023A00, BB_SCSI_ERROR_NO_MEDIUM},
        {0x031100, BB_SCSI_ERROR_MEDIUM},         {0x044400, BB_SCSI_ERROR_HARDWARE},
        {0x052000, BB_SCSI_ERROR_UNSUPPORTED},    {0x052400, BB_SCSI_ERROR_INVALID_FIELD},
        {0x072700, BB_SCSI_ERROR_PROTECTED},      {0x0B0000, BB_SCSI_ERROR_ABORTED},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new ("HL-DT-ST", "BD-RE  WH16NS60", "1.00");
        g_autoptr (GError) error = NULL;

        drive->sense_at = 1;
        drive->sense_code = cases[i].sense;
        g_assert_null (bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), TRUE, NULL, &error));
        g_assert_error (error, BB_SCSI_ERROR, (gint) cases[i].code);
        g_assert_cmpuint (drive->log->len, ==, 1);
    }
}

/* A probe sends a short INQUIRY and then a longer one. If one of the two reports a unit attention, it must be sent
 * again. */
static void
test_inquiry_is_repeated_after_unit_attention (void)
{
    for (guint at = 0; at <= 2; at++) {
        g_autoptr (FakeDrive) drive = fake_drive_new ("ACME", "Writer 9", "1.00");
        g_autoptr (BbFacts) facts = NULL;

        drive->inquiry[4] = 91;
        drive->inquiry_bytes = 96;
        drive->sense_at = at;
        drive->sense_code = 0x062900;
        facts = probe (drive, FALSE);
        g_assert_cmpstr (facts->inquiry.product, ==, "Writer 9        ");
        g_assert_cmpuint (facts->inquiry.raw_length_bytes, ==, 96);
        g_assert_cmpuint (fake_drive_count (drive, "12"), ==, at > 0 ? 3 : 2);
    }
}

/* Sends all probe commands of all families. */
static void
send_all_probe_commands (BbTransport *transport)
{
    const BbFamily *const *list = bb_family_list ();

    for (guint i = 0; list[i] != NULL; i++) {
        g_autoptr (GArray) commands = list[i]->list_probe_commands (shipped_catalog ());

        for (guint j = 0; j < commands->len; j++) {
            const BbProbeCommand *probed = &g_array_index (commands, BbProbeCommand, j);
            g_autofree guint8 *room = g_malloc0 (MAX (probed->data_in_bytes, 1));
            g_autoptr (GError) error = NULL;
            BbCommand command = {.direction = probed->data_in_bytes > 0 ? BB_DIRECTION_IN : BB_DIRECTION_NONE,
                                 .in = room,
                                 .length_bytes = probed->data_in_bytes,
                                 .timeout_ms = 10000};
            BbReply reply;

            bb_cdb_init (&command.cdb, probed->cdb, probed->cdb_length_bytes);
            g_assert_true (bb_transport_execute (transport, &command, &reply, &error));
        }
    }
}

/* Asserts that all probe commands leave the state of a simulated drive unchanged. @group: its keys in the scenario
 * file. @family: (nullable): family as whose drive it must be identified */
static void
check_probing_changes_nothing (const char *group, const char *family)
{
    g_autofree char *text = g_strconcat ("[drive sr0]\n", group, NULL);
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSimBus) bus = bb_sim_bus_new_from_data (text, store, shipped_catalog (), &error);
    g_autoptr (BbTransport) transport = NULL;
    g_autoptr (GBytes) before = NULL;
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbFacts) first = NULL;
    g_autoptr (BbFacts) second = NULL;
    g_auto (GStrv) violations = NULL;

    if (family == NULL && error != NULL) {
        g_test_message ("%s", error->message); /* not each model has each state of its family */
        return;
    }
    g_assert_no_error (error);
    transport = bb_sim_bus_open (bus, "sr0", NULL);
    before = bb_sim_bus_dump (bus, "sr0", NULL, NULL);
    first = bb_family_probe (transport, NULL, shipped_catalog (), TRUE, NULL, NULL);
    if (family == NULL && first == NULL)
        return; /* a drive that does not respond at all */
    send_all_probe_commands (transport);
    second = bb_family_probe (transport, NULL, shipped_catalog (), TRUE, NULL, NULL);
    g_test_message ("%s is %s, %s", group, second->family, second->mode);
    if (family != NULL)
        g_assert_cmpstr (first->family, ==, family);
    g_assert_cmpstr (second->family, ==, first->family);
    g_assert_cmpstr (second->mode, ==, first->mode);
    g_assert_cmpstr (second->fingerprint, ==, first->fingerprint);
    after = bb_sim_bus_dump (bus, "sr0", NULL, NULL);
    g_assert_true (g_bytes_equal (before, after));
    g_assert_cmpuint (bb_sim_bus_count_writes (bus, "sr0"), ==, 0);
    violations = bb_sim_bus_list_violations (bus, "sr0");
    g_assert_cmpstr (violations[0], ==, NULL);
}

/* Sends the probe commands of all families to the simulated drive of each family, in each of its states. The commands
 * must not change the drive (docs/design.md). */
static void
test_probing_changes_nothing_on_the_drive_of_any_family (void)
{
    GPtrArray *families = test_families_list_all ();

    for (guint i = 0; i < families->len; i++) {
        const TestFamily *family = g_ptr_array_index (families, i);
        g_autofree char *group = test_family_dup_group (family);
        g_auto (GStrv) states = bb_sim_list_states (family->family, NULL);

        for (guint j = 0; states[j] != NULL; j++) {
            g_auto (GStrv) columns = g_strsplit (states[j], "\t", 2);
            g_autofree char *keys = g_strdup_printf ("%sState=%s\n", group, columns[0]);

            check_probing_changes_nothing (keys, g_str_equal (columns[0], "normal") ? family->family : NULL);
        }
    }
}

/* TRUE for TEST UNIT READY, INQUIRY, GET CONFIGURATION and the DVD region of REPORT KEY, as the standards define
 * them. */
static gboolean
is_standard (const char *cdb)
{
    gsize length = strlen (cdb);

    if (g_str_has_prefix (cdb, "12") || g_str_has_prefix (cdb, "00"))
        return length == 12 && g_str_has_suffix (cdb, "00");
    return g_str_has_prefix (cdb, "46") || g_str_has_prefix (cdb, "A4");
}

/* Probes a simulated drive as at the start of the program. Asserts that each command is a standard command or a probe
 * command of @family. Returns the number of commands that are not standard. @group: keys of the drive in the scenario
 * file. @family: (nullable): %NULL: only standard commands are allowed */
static guint
check_own_family_alone_asks (const char *group, const BbFamily *family)
{
    g_autofree char *text = g_strconcat ("[drive sr0]\n", group, NULL);
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (BbSimBus) bus = bb_sim_bus_new_from_data (text, store, shipped_catalog (), NULL);
    g_autoptr (BbTransport) transport = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_auto (GStrv) log = NULL;
    guint n_own = 0;

    if (bus == NULL)
        return 0; /* not each model has each state of its family */
    transport = bb_sim_bus_open (bus, "sr0", NULL);
    facts = bb_family_probe (transport, NULL, shipped_catalog (), FALSE, NULL, NULL);
    log = bb_sim_store_list_log (store, "sr0");
    for (guint i = 0; log[i] != NULL; i++) {
        const char *start = strstr (log[i], "\"cdb\":");
        g_auto (GStrv) parts = start != NULL ? g_strsplit (start + strlen ("\"cdb\":"), "\"", 3) : NULL;

        if (parts == NULL || is_standard (parts[1]))
            continue;
        g_test_message ("%s gets %s", group, parts[1]);
        g_assert_true (family != NULL && is_listed (family, parts[1]));
        n_own++;
    }
    return n_own;
}

/* Probes the simulated drives of each family in each of their states. No drive may get a command of another family.
 */
static void
test_no_drive_is_asked_by_another_family (void)
{
    GPtrArray *families = test_families_list_all ();
    guint n_own = 0;

    for (guint i = 0; i < families->len; i++) {
        const TestFamily *family = g_ptr_array_index (families, i);
        g_autofree char *group = test_family_dup_group (family);
        g_auto (GStrv) states = bb_sim_list_states (family->family, NULL);

        for (guint j = 0; states[j] != NULL; j++) {
            g_auto (GStrv) columns = g_strsplit (states[j], "\t", 2);
            g_autofree char *keys = g_strdup_printf ("%sState=%s\n", group, columns[0]);

            n_own += check_own_family_alone_asks (keys, bb_family_lookup (family->family));
        }
    }
    n_own += check_own_family_alone_asks ("Family=lite-on\nModel=DS-8ABSH\n", &bb_family_lite_on);
    g_assert_cmpuint (
        check_own_family_alone_asks ("Family=spc\nVendor=ACME\nProduct=DVD-RW 1\nRevision=1.00\n", NULL), ==, 0);
    g_assert_cmpuint (n_own, >, 20);
}

/* The probe commands of all families also change nothing on drives that get other commands than those in
 * families.txt. */
static void
test_probing_changes_nothing_on_other_drives (void)
{
    check_probing_changes_nothing ("Family=mediatek-mt1959\nModel=BD-RE BU40N\nState=boot\n", "mediatek-mt1959");
    check_probing_changes_nothing ("Family=nec-optiarc\nModel=K355\n", "nec-optiarc");
    check_probing_changes_nothing ("Family=nec-optiarc\nModel=G285\n", "nec-optiarc");
    check_probing_changes_nothing ("Family=nec-optiarc\nModel=K110\n", "nec-optiarc");
    check_probing_changes_nothing ("Family=plextor\nModel=CD-R PREMIUM\n", "plextor");
    check_probing_changes_nothing ("Family=plextor\nModel=DVDR PX-716A\nState=half\n", "plextor");
}

/* A family for which goes_by_name() is TRUE sends nothing to a drive with the name of any model of another family,
 * even if the user chose to probe further. */
static void
test_family_that_goes_by_name_sends_nothing_to_others (void)
{
    const BbFamily *const *list = bb_family_list ();
    guint n_asked = 0;

    for (guint i = 0; list[i] != NULL; i++) {
        for (guint j = 0; list[j] != NULL && goes_by_name (list[i]); j++) {
            g_autoptr (GPtrArray) models = bb_catalog_list_models (shipped_catalog (), list[j]->id);

            for (guint k = 0; k < models->len && j != i; k++) {
                const char *vendor = bb_model_get_string (models->pdata[k], "Vendor");
                const char *product = bb_model_get_string (models->pdata[k], "Product");
                g_autoptr (FakeDrive) drive =
                    fake_drive_new (vendor != NULL ? vendor : "HL-DT-ST",
                                    product != NULL ? product : bb_model_get_key (models->pdata[k]), "1.00");
                g_autoptr (GPtrArray) names = g_ptr_array_new ();
                g_autoptr (GError) error = NULL;
                g_autoptr (BbFacts) facts = NULL;
                BbInquiry inquiry = {0};

                /* a drive in the models file of lg-renesas that has another chip */
                if (g_strcmp0 (bb_model_get_string (models->pdata[k], "Status"), "other-family") == 0)
                    continue;
                g_assert_true (bb_family_inquire (BB_TRANSPORT (drive), 36, &inquiry, NULL));
                g_ptr_array_set_size (drive->log, 0);
                facts = list[i]->probe (BB_TRANSPORT (drive), &inquiry, names, shipped_catalog (), NULL, &error);
                if (drive->log->len > 0)
                    g_error ("%s sends %s to %s %s", list[i]->id, (char *) drive->log->pdata[0], inquiry.vendor,
                             inquiry.product);
                g_assert_true (facts == NULL || needs_only_inquiry (list[i]));
                n_asked++;
            }
        }
    }
    g_assert_cmpuint (n_asked, >, 1000);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/family-probe/other_device_types_get_inquiry_only", test_other_device_types_get_inquiry_only);
    g_test_add_func ("/family-probe/no_drive_is_asked_by_another_family", test_no_drive_is_asked_by_another_family);
    g_test_add_func ("/family-probe/unknown_drive_gets_only_standard_commands",
                     test_unknown_drive_gets_only_standard_commands);
    g_test_add_func ("/family-probe/closer_look_probes_every_family", test_closer_look_probes_every_family);
    g_test_add_func ("/family-probe/longer_inquiry_only_when_there_is_more",
                     test_longer_inquiry_only_when_there_is_more);
    g_test_add_func ("/family-probe/rebadge_is_probed_by_its_family", test_rebadge_is_probed_by_its_family);
    g_test_add_func ("/family-probe/known_drive_is_probed_by_its_family_under_any_name",
                     test_known_drive_is_probed_by_its_family_under_any_name);
    g_test_add_func ("/family-probe/unidentified_drive_keeps_candidates", test_unidentified_drive_keeps_candidates);
    g_test_add_func ("/family-probe/cancelled_or_removed_is_an_error", test_cancelled_or_removed_is_an_error);
    g_test_add_func ("/family-probe/a-missing-answer-is-no-error", test_a_missing_answer_of_a_bridge_is_no_error);
    g_test_add_func ("/family-probe/inquiry_that_is_rejected_is_an_error", test_inquiry_that_is_rejected_is_an_error);
    g_test_add_func ("/family-probe/inquiry_is_repeated_after_unit_attention",
                     test_inquiry_is_repeated_after_unit_attention);
    g_test_add_func ("/family-probe/probing_changes_nothing_on_the_drive_of_any_family",
                     test_probing_changes_nothing_on_the_drive_of_any_family);
    g_test_add_func ("/family-probe/family_that_goes_by_name_sends_nothing_to_others",
                     test_family_that_goes_by_name_sends_nothing_to_others);
    g_test_add_func ("/family-probe/probing_changes_nothing_on_other_drives",
                     test_probing_changes_nothing_on_other_drives);
    return g_test_run ();
}
