/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include <string.h>

/* Tests bb-sim-bus.c, bb-sim-mmc.c, bb-sim-mmc-disc.c, bb-sim-port.c and bb-sim-unit.c. */

#define TUR "00 00 00 00 00 00"

static void
test_two_drives_are_listed_with_their_details (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Serial=SIM0001\nRevision=1.02\n"
                                                           "[drive sr1]\nFamily=mediatek-mt1959\nModel=BW-16D1HT\n"
                                                           "Bus=usb\nBridge=a bridge\nVendor=TEST\n",
                                            NULL);
    g_autoptr (BbDrive) first = bb_drive_monitor_find (BB_DRIVE_MONITOR (rig->bus), "SIM0001");
    g_autoptr (BbDrive) second = bb_drive_monitor_find (BB_DRIVE_MONITOR (rig->bus), "/dev/sr1");
    g_autoptr (BbDriveDetails) a = NULL;
    g_autoptr (BbDriveDetails) b = NULL;

    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rig->bus)), ==, 2);
    g_assert_nonnull (first);
    g_assert_nonnull (second);
    a = bb_drive_ref_details (first);
    b = bb_drive_ref_details (second);
    g_assert_cmpstr (a->name, ==, "sr0");
    g_assert_cmpstr (a->sg_node, ==, "/dev/sg0");
    g_assert_cmpstr (a->vendor, ==, "HL-DT-ST");
    g_assert_cmpstr (a->product, ==, "BD-RE  WH16NS60");
    g_assert_cmpstr (a->revision, ==, "1.02");
    g_assert_true (a->simulated);
    g_assert_cmpint (b->bus, ==, BB_BUS_USB);
    g_assert_cmpstr (b->bridge, ==, "a bridge");
    g_assert_cmpstr (b->vendor, ==, "TEST");
}

static void
count_cb (BbDriveMonitor *monitor, BbDrive *drive, gpointer data)
{
    ++*(guint *) data;
}

static void
test_plugs_are_seen_by_the_monitor (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (BbDrive) drive = bb_sim_bus_ref_drive (rig->bus, "sr0");
    guint n_added = 0;
    guint n_removed = 0;

    g_signal_connect (rig->bus, "drive-added", G_CALLBACK (count_cb), &n_added);
    g_signal_connect (rig->bus, "drive-removed", G_CALLBACK (count_cb), &n_removed);
    g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", FALSE, NULL));
    g_assert_cmpuint (n_removed, ==, 1);
    g_assert_false (bb_drive_is_present (drive));
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "gone");
    g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", TRUE, NULL));
    g_assert_cmpuint (n_added, ==, 1);
    g_assert_true (bb_drive_is_present (drive));
}

/* Sends TEST UNIT READY in a worker thread; returns the result of sim_rig_none(). */
static gpointer
cut_thread (gpointer data)
{
    BbSimRig *rig = data;

    return g_strdup (sim_rig_none (rig, TUR));
}

static void
test_power_cut_in_a_worker_reaches_the_main_thread (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "[fault 1]\nAt=command:1\nKind=power-cut\n", NULL);
    GThread *thread = NULL;
    g_autofree char *answer = NULL;
    guint n_removed = 0;

    g_signal_connect (rig->bus, "drive-removed", G_CALLBACK (count_cb), &n_removed);
    thread = g_thread_new ("worker", cut_thread, rig);
    answer = g_thread_join (thread);
    g_assert_cmpstr (answer, ==, "gone");
    g_assert_cmpuint (n_removed, ==, 0);
    while (n_removed == 0)
        g_main_context_iteration (NULL, TRUE);
    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rig->bus)), ==, 0);
}

static void
test_exclusive_open_excludes_other_transports (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (BbDrive) drive = bb_sim_bus_ref_drive (rig->bus, "sr0");
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTransport) first = bb_drive_open (drive, TRUE, &error);
    g_autoptr (BbTransport) second = NULL;

    g_assert_null (first); /* no exclusive access while rig->transport is open */
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE);
    g_clear_error (&error);
    g_clear_object (&rig->transport);
    first = bb_drive_open (drive, TRUE, &error);
    g_assert_no_error (error);
    second = bb_drive_open (drive, FALSE, &error);
    g_assert_null (second);
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE);
    g_clear_error (&error);
    g_clear_object (&first);
    second = bb_drive_open (drive, FALSE, &error);
    g_assert_no_error (error);
}

static void
test_hold_is_recorded (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (BbDrive) drive = bb_sim_bus_ref_drive (rig->bus, "sr0");
    g_autoptr (GVariant) undo = NULL;
    g_auto (GStrv) notes = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_drive_hold (drive, &undo, &notes, &error));
    g_assert_no_error (error);
    g_assert_true (bb_sim_bus_is_held (rig->bus, "sr0"));
    g_assert_false (bb_drive_hold (drive, NULL, NULL, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE);
    bb_drive_release (drive, FALSE);
    g_assert_false (bb_sim_bus_is_held (rig->bus, "sr0"));
    g_assert_cmpuint (bb_sim_bus_count_holds (rig->bus, "sr0"), ==, 1);
}

static void
test_scenario_sets_users_and_access (void)
{
    g_autoptr (BbSimRig) used = sim_rig_new (SIM_RIG_MT1959 "InUseBy=A player has it open.;Mounted at /mnt.\n", NULL);
    g_autoptr (BbSimRig) denied = sim_rig_new (SIM_RIG_MT1959 "Access=denied\n", NULL);
    g_autoptr (BbDrive) drive = bb_sim_bus_ref_drive (used->bus, "sr0");
    g_autoptr (BbDrive) other = bb_sim_bus_ref_drive (denied->bus, "sr0");
    g_auto (GStrv) users = bb_drive_list_users (drive);
    g_autoptr (GError) error = NULL;
    g_autofree char *why = NULL;

    g_assert_cmpuint (g_strv_length (users), ==, 2);
    g_assert_cmpstr (users[1], ==, "Mounted at /mnt.");
    g_assert_false (bb_drive_hold (drive, NULL, NULL, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE);
    g_clear_error (&error);
    g_assert_cmpint (bb_drive_check_access (other, &why), ==, BB_ACCESS_DENIED);
    g_assert_nonnull (why);
    g_assert_null (bb_drive_open (other, FALSE, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NOT_PERMITTED);
}

static void
test_virtual_clock_advances_only_with_commands_and_waits (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    gint64 real_us = g_get_monotonic_time ();
    gint64 before_us = 0;

    sim_rig_settle (rig);
    before_us = bb_sim_bus_elapsed_us (rig->bus, "sr0");
    g_assert_cmpint (before_us, >, 0);
    g_assert_cmpint (before_us, <, 1000000);
    bb_transport_wait_ms (rig->transport, 3600000);
    g_assert_cmpint (bb_sim_bus_elapsed_us (rig->bus, "sr0"), ==, before_us + 3600LL * G_USEC_PER_SEC);
    g_assert_cmpint (g_get_monotonic_time () - real_us, <, 60 * G_USEC_PER_SEC);
}

static void
test_speed_scales_real_time (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Speed=1000\n", NULL);
    gint64 real_us = g_get_monotonic_time ();

    bb_transport_wait_ms (rig->transport, 20000);
    g_assert_cmpint (g_get_monotonic_time () - real_us, >=, 20000);
    g_assert_cmpint (bb_sim_bus_elapsed_us (rig->bus, "sr0"), >=, 20 * G_USEC_PER_SEC);
}

/* --- Standard commands, as used by ordinary programs --- */

static void
test_inquiry_and_vital_product_data (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Serial=SIM0001\n", NULL);

    g_assert_cmpstr (sim_rig_in (rig, "12 00 00 00 24 00", 36), ==, "GOOD");
    g_assert_cmpuint (rig->data[0], ==, 0x05);
    g_assert_cmpuint (rig->data[1], ==, 0x80);
    g_assert_cmpstr (sim_rig_in (rig, "12 01 00 00 24 00", 36), ==, "GOOD");
    g_assert_cmpmem (rig->data + 4, 3, "\x00\x80\x83", 3);
    g_assert_cmpstr (sim_rig_in (rig, "12 01 80 00 24 00", 36), ==, "GOOD");
    g_assert_cmpmem (rig->data + 4, 7, "SIM0001", 7);
    g_assert_cmpstr (sim_rig_in (rig, "12 01 83 00 60 00", 96), ==, "GOOD");
    g_assert_cmpmem (rig->data + 8, 8, "HL-DT-ST", 8);
    g_assert_cmpstr (sim_rig_in (rig, "12 01 86 00 60 00", 96), ==, "5/24/00");
}

static void
test_request_sense_clears_the_unit_attention (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);

    g_assert_cmpstr (sim_rig_in (rig, "03 00 00 00 12 00", 18), ==, "GOOD");
    g_assert_cmpuint (rig->data[2], ==, 0x06);
    g_assert_cmpuint (rig->data[12], ==, 0x29);
    g_assert_cmpstr (sim_rig_in (rig, "03 00 00 00 12 00", 18), ==, "GOOD");
    g_assert_cmpuint (rig->data[2], ==, 0x00);
    g_assert_cmpuint (rig->data[12], ==, 0x00);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/01");
}

/* INQUIRY, GET CONFIGURATION, GET EVENT STATUS NOTIFICATION and REPORT LUNS must succeed while a unit attention is
 * pending. TEST UNIT READY must still report this unit attention afterwards. */
static void
test_some_commands_leave_the_unit_attention_pending (void)
{
    static const struct {
        const char *cdb;
        gsize length_bytes;
    } asking[] = {
        {"12 00 00 00 24 00", 36},
        {"46 02 00 00 00 00 00 00 08 00", 8},
        {"4A 01 00 00 10 00 00 00 08 00", 8},
        {"A0 00 00 00 00 00 00 00 00 10 00 00", 16},
    };
    static const char *const drives[] = {SIM_RIG_MT1959, SIM_RIG_NEC};

    for (guint d = 0; d < G_N_ELEMENTS (drives); d++) {
        g_autofree char *strict = g_strconcat (drives[d], "Quirks=strict-attention\n", NULL);

        for (guint i = 0; i < G_N_ELEMENTS (asking); i++) {
            g_autoptr (BbSimRig) rig = sim_rig_new (drives[d], NULL);
            g_autoptr (BbSimRig) other = sim_rig_new (strict, NULL);

            g_assert_cmpstr (sim_rig_in (rig, asking[i].cdb, asking[i].length_bytes), ==, "GOOD");
            g_assert_cmpuint (rig->moved_bytes, ==, asking[i].length_bytes);
            g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/29/00");
            g_assert_true (g_str_has_prefix (sim_rig_none (rig, TUR), "2/3A"));
            /* With the quirk strict-attention, all but INQUIRY report the unit attention. */
            g_assert_cmpstr (sim_rig_in (other, asking[i].cdb, asking[i].length_bytes), ==,
                             i == 0 ? "GOOD" : "6/29/00");
        }
    }
}

static void
test_configuration_has_serial_and_profiles (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Serial=SIM0001\n", NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, "46 02 01 08 00 00 00 00 FC 00", 0xFC), ==, "GOOD");
    g_assert_cmpmem (rig->data, 20, "\x00\x00\x00\x10\x00\x00\x00\x00\x01\x08\x03\x08SIM0001 ", 20);
    g_assert_cmpuint (rig->moved_bytes, ==, 20);
    g_assert_cmpstr (sim_rig_in (rig, "46 00 00 00 00 00 00 04 00 00", 0x400), ==, "GOOD");
    g_assert_cmpmem (rig->data + 8, 2, "\x00\x00", 2);
    g_assert_cmpstr (sim_rig_in (rig, "46 03 00 00 00 00 00 04 00 00", 0x400), ==, "5/24/00");
}

static void
test_tray_and_lock (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Disc=data\n", NULL);

    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, "1E 00 00 00 01 00"), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, "1B 00 00 00 02 00"), ==, "5/53/02");
    g_assert_cmpstr (sim_rig_none (rig, "1E 00 00 00 00 00"), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, "1B 00 00 00 02 00"), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "2/3A/02");
    g_assert_cmpstr (sim_rig_in (rig, "4A 01 00 00 10 00 00 00 08 00", 8), ==, "GOOD");
    g_assert_cmpuint (rig->data[5], ==, 0x01);
    g_assert_cmpstr (sim_rig_none (rig, "1B 00 00 00 03 00"), ==, "GOOD");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "6/28/00");
    g_assert_cmpstr (sim_rig_none (rig, TUR), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (rig, "25 00 00 00 00 00 00 00 00 00", 8), ==, "GOOD");
    g_assert_cmpstr (sim_rig_in (rig, "28 00 00 00 00 10 00 00 01 00", 2048), ==, "GOOD");
}

/* Reads all 2 MiB of the disc, and sends the commands that return information about the disc. */
static void
test_disc_with_data_can_be_read (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Disc=data\n", NULL);
    g_autoptr (GBytes) disc = bb_sim_bus_dup_disc (rig->bus, "sr0");
    const guint8 *sectors = g_bytes_get_data (disc, NULL);

    sim_rig_settle (rig);
    g_assert_cmpuint (g_bytes_get_size (disc), ==, 2 * 1024 * 1024);
    g_assert_cmpstr (sim_rig_in (rig, "25 00 00 00 00 00 00 00 00 00", 8), ==, "GOOD");
    g_assert_cmpmem (rig->data, 8, "\x00\x00\x03\xFF\x00\x00\x08\x00", 8);
    for (guint block = 0; block < 1024; block += 16) {
        g_autofree char *cdb = g_strdup_printf ("28 00 00 00 %02X %02X 00 00 10 00", block >> 8, block & 0xFF);

        g_assert_cmpstr (sim_rig_in (rig, cdb, 16 * 2048), ==, "GOOD");
        g_assert_cmpmem (rig->data, rig->moved_bytes, sectors + block * 2048, 16 * 2048);
    }
    g_assert_cmpstr (sim_rig_in (rig, "A8 00 00 00 03 FF 00 00 00 01 00 00", 2048), ==, "GOOD");
    g_assert_cmpmem (rig->data, rig->moved_bytes, sectors + 1023 * 2048, 2048);
    g_assert_cmpstr (sim_rig_in (rig, "28 00 00 00 03 FF 00 00 02 00", 4096), ==, "5/21/00");
    g_assert_cmpstr (sim_rig_in (rig, "28 00 00 00 04 00 00 00 01 00", 2048), ==, "5/21/00");
    g_assert_cmpstr (sim_rig_in (rig, "43 00 00 00 00 00 00 00 14 00", 20), ==, "GOOD");
    g_assert_cmpmem (rig->data, 20,
                     "\x00\x12\x01\x01\x00\x14\x01\x00\x00\x00\x00\x00\x00\x14\xAA\x00\x00\x00\x04\x00", 20);
    g_assert_cmpstr (sim_rig_in (rig, "43 02 00 00 00 00 AA 00 14 00", 20), ==, "GOOD");
    g_assert_cmpmem (rig->data, 12, "\x00\x0A\x01\x01\x00\x14\xAA\x00\x00\x00\x0F\x31", 12);
    g_assert_cmpuint (rig->moved_bytes, ==, 12);
    g_assert_cmpstr (sim_rig_in (rig, "43 00 00 00 00 00 02 00 14 00", 20), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_in (rig, "AD 00 00 00 00 00 00 00 08 04 00 00", 2052), ==, "GOOD");
    g_assert_cmpmem (rig->data, 18, "\x08\x02\x00\x00\x01\x02\x01\x00\x00\x03\x00\x00\x00\x03\x03\xFF\x00\x00", 18);
    g_assert_cmpstr (sim_rig_in (rig, "AD 00 00 00 00 00 00 04 08 04 00 00", 2052), ==, "5/24/00");
}

static void
test_track_information_differs_for_data_and_blank (void)
{
    static const char *const asked[] = {"52 00 00 00 00 00 00 00 24 00", "52 01 00 00 00 01 00 00 24 00",
                                        "52 02 00 00 00 01 00 00 24 00"};
    g_autoptr (BbSimRig) data = sim_rig_new (SIM_RIG_MT1959 "Disc=data\n", NULL);
    g_autoptr (BbSimRig) blank = sim_rig_new (SIM_RIG_NEC "Disc=blank\n", NULL);
    g_autoptr (BbSimRig) none = sim_rig_new (SIM_RIG_NEC, NULL);

    sim_rig_settle (data);
    sim_rig_settle (blank);
    sim_rig_settle (none);
    for (guint i = 0; i < G_N_ELEMENTS (asked); i++) {
        g_assert_cmpstr (sim_rig_in (data, asked[i], 36), ==, "GOOD");
        g_assert_cmpuint (data->moved_bytes, ==, 36);
        g_assert_cmpmem (data->data, 8, "\x00\x22\x01\x01\x00\x04\x01\x02", 8);
        g_assert_cmpmem (data->data + 24, 8, "\x00\x00\x04\x00\x00\x00\x03\xFF", 8);
        g_assert_cmpstr (sim_rig_in (blank, asked[i], 36), ==, "GOOD");
        g_assert_cmpmem (blank->data, 8, "\x00\x22\x01\x01\x00\x04\x41\x01", 8);
        g_assert_cmpmem (blank->data + 16, 4, "\x00\x23\x05\x40", 4);
        g_assert_true (g_str_has_prefix (sim_rig_in (none, asked[i], 36), "2/3A"));
    }
    g_assert_cmpstr (sim_rig_in (data, "52 00 00 00 04 00 00 00 24 00", 36), ==, "5/21/00");
    g_assert_cmpstr (sim_rig_in (data, "52 01 00 00 00 02 00 00 24 00", 36), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_in (data, "52 01 00 00 00 FF 00 00 24 00", 36), ==, "5/24/00");
    g_assert_cmpstr (sim_rig_in (blank, "52 01 00 00 00 FF 00 00 24 00", 36), ==, "GOOD");
}

/* The properties of drive and disc are listed without a command to the drive. With an open tray, the properties of
 * the disc must be missing. */
static void
test_properties_follow_the_disc (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959 "Disc=data\n", NULL);
    g_auto (GStrv) inside = bb_sim_bus_list_properties (rig->bus, "sr0");
    g_auto (GStrv) outside = NULL;
    g_autoptr (GBytes) disc = NULL;

    g_assert_cmpuint (bb_sim_bus_count_commands (rig->bus, "sr0"), ==, 0);
    g_assert_true (g_strv_contains ((const char *const *) inside, "ID_CDROM_BD_RE=1"));
    g_assert_true (g_strv_contains ((const char *const *) inside, "ID_CDROM_MEDIA_STATE=complete"));
    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_none (rig, "1B 00 00 00 02 00"), ==, "GOOD");
    outside = bb_sim_bus_list_properties (rig->bus, "sr0");
    disc = bb_sim_bus_dup_disc (rig->bus, "sr0");
    g_assert_true (g_strv_contains ((const char *const *) outside, "ID_CDROM_BD_RE=1"));
    g_assert_false (g_strv_contains ((const char *const *) outside, "ID_CDROM_MEDIA=1"));
    g_assert_null (disc);
}

static void
test_firmware_date_has_its_century (void)
{
    static const struct {
        const char *lines;
        const char *feature;
        gsize length_bytes;
    } drives[] = {
        {SIM_RIG_MT1959 "Quirks=build-stamp=2106281341\n",
         "\x01\x0C\x03\x0C"
         "212106281341",
         16},
        {SIM_RIG_MT1959 "Quirks=build-stamp=2106281341;date-20\n",
         "\x01\x0C\x03\x10"
         "20210628134100\0\0",
         20},
    };

    for (guint i = 0; i < G_N_ELEMENTS (drives); i++) {
        g_autoptr (BbSimRig) rig = sim_rig_new (drives[i].lines, NULL);

        g_assert_cmpstr (sim_rig_in (rig, "46 02 01 0C 00 00 00 00 FC 00", 0xFC), ==, "GOOD");
        g_assert_cmpmem (rig->data + 8, rig->moved_bytes - 8, drives[i].feature, drives[i].length_bytes);
    }
}

static void
test_unknown_commands_are_refused (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);

    sim_rig_settle (rig);
    for (guint opcode = 0xC0; opcode <= 0xFF; opcode++) {
        g_autofree char *cdb = g_strdup_printf ("%02X 00 00 00 00 00 00 00 00 00 00 00", opcode);

        g_assert_cmpstr (sim_rig_none (rig, cdb), ==, "5/20/00");
    }
    g_assert_cmpuint (bb_sim_bus_count_writes (rig->bus, "sr0"), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sim/bus/details", test_two_drives_are_listed_with_their_details);
    g_test_add_func ("/sim/bus/plugs", test_plugs_are_seen_by_the_monitor);
    g_test_add_func ("/sim/bus/cut-in-worker", test_power_cut_in_a_worker_reaches_the_main_thread);
    g_test_add_func ("/sim/bus/exclusive", test_exclusive_open_excludes_other_transports);
    g_test_add_func ("/sim/bus/hold", test_hold_is_recorded);
    g_test_add_func ("/sim/bus/users", test_scenario_sets_users_and_access);
    g_test_add_func ("/sim/bus/virtual-clock", test_virtual_clock_advances_only_with_commands_and_waits);
    g_test_add_func ("/sim/bus/speed", test_speed_scales_real_time);
    g_test_add_func ("/sim/mmc/inquiry", test_inquiry_and_vital_product_data);
    g_test_add_func ("/sim/mmc/request-sense", test_request_sense_clears_the_unit_attention);
    g_test_add_func ("/sim/mmc/data-disc", test_disc_with_data_can_be_read);
    g_test_add_func ("/sim/mmc/track-information", test_track_information_differs_for_data_and_blank);
    g_test_add_func ("/sim/mmc/properties", test_properties_follow_the_disc);
    g_test_add_func ("/sim/mmc/firmware-date", test_firmware_date_has_its_century);
    g_test_add_func ("/sim/mmc/attention-stays", test_some_commands_leave_the_unit_attention_pending);
    g_test_add_func ("/sim/mmc/configuration", test_configuration_has_serial_and_profiles);
    g_test_add_func ("/sim/mmc/tray", test_tray_and_lock);
    g_test_add_func ("/sim/mmc/unknown", test_unknown_commands_are_refused);
    return g_test_run ();
}
