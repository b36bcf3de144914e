/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "drive/bb-drive-monitor.h"
#include "scsi/bb-scsi.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Tests src/drive, mainly bb-real-drive.c, with device nodes and udev events. Must be run by `burnback-sim exec` with
 * two.scenario. */

typedef struct {
    BbDriveMonitor *monitor;
    guint n_added;
    guint n_removed;
} Fixture;

static void
count_cb (BbDriveMonitor *monitor, BbDrive *drive, gpointer data)
{
    (*(guint *) data)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    fixture->monitor = bb_udev_monitor_new (&error);
    g_assert_no_error (error);
    g_signal_connect (fixture->monitor, "drive-added", G_CALLBACK (count_cb), &fixture->n_added);
    g_signal_connect (fixture->monitor, "drive-removed", G_CALLBACK (count_cb), &fixture->n_removed);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_object (&fixture->monitor);
}

static BbDrive *
find (Fixture *fixture, const char *name)
{
    BbDrive *drive = bb_drive_monitor_find (fixture->monitor, name);

    g_assert_nonnull (drive);
    return drive;
}

static gboolean
too_long_cb (gpointer data)
{
    *(gboolean *) data = TRUE;
    return G_SOURCE_REMOVE;
}

/* Runs the main loop until *@value is @wanted; fails after 20 seconds. */
static void
wait_until (const guint *value, guint wanted)
{
    gboolean too_long = FALSE;
    guint id = g_timeout_add_seconds (20, too_long_cb, &too_long);

    while (*value != wanted && !too_long)
        g_main_context_iteration (NULL, TRUE);
    g_assert_false (too_long);
    g_source_remove (id);
}

/* Writes a line such as "unplug sr1\n" to the control pipe of burnback-sim. */
static void
control (const char *line)
{
    const char *path = g_getenv ("BURNBACK_SIM_CONTROL");
    int fd = path != NULL ? open (path, O_WRONLY | O_CLOEXEC) : -1;

    g_assert_cmpint (fd, >=, 0);
    g_assert_cmpint (write (fd, line, strlen (line)), ==, (gssize) strlen (line));
    close (fd);
}

static void
test_a_drive_is_opened_and_answers (Fixture *fixture, gconstpointer data)
{
    static const char *const names[] = {"sr0", "sr1"};

    g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->monitor)), ==, 2);
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (BbDrive) drive = find (fixture, names[i]);
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbTransport) transport = bb_drive_open (drive, FALSE, &error);
        g_autofree char *product = NULL, *serial = NULL;
        BbInquiry inquiry;

        g_assert_no_error (error);
        g_assert_true (bb_scsi_inquiry (transport, 96, &inquiry, &error));
        g_assert_no_error (error);
        product = g_strchomp (g_strdup (inquiry.product));
        g_assert_cmpstr (product, ==, details->product);
        g_assert_true (bb_scsi_clear_unit_attention (transport, 5, &error));
        serial = bb_scsi_serial (transport, &error);
        g_assert_no_error (error);
        g_assert_cmpstr (serial, ==, details->serial);
    }
}

static void
test_two_that_want_a_drive_for_themselves (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbDrive) drive = find (fixture, "sr0"), other = find (fixture, "sr1");
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTransport) first = bb_drive_open (drive, TRUE, &error);
    g_autoptr (BbTransport) neighbour = NULL, after = NULL;

    g_assert_no_error (error);
    g_assert_null (bb_drive_open (drive, FALSE, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE);
    g_clear_error (&error);
    neighbour = bb_drive_open (other, TRUE, &error);
    g_assert_no_error (error);
    g_clear_object (&first);
    after = bb_drive_open (drive, TRUE, &error);
    g_assert_no_error (error);
}

static void
test_a_drive_that_another_holds_is_not_held (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbDrive) drive = find (fixture, "sr0");
    g_autoptr (GError) error = NULL;
    int burner = open ("/dev/sr0", O_RDWR | O_EXCL | O_NONBLOCK | O_CLOEXEC);

    g_assert_cmpint (burner, >=, 0);
    g_assert_false (bb_drive_hold (drive, NULL, NULL, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE);
    g_clear_error (&error);
    close (burner);
    g_assert_true (bb_drive_hold (drive, NULL, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpint (open ("/dev/sr0", O_RDWR | O_EXCL | O_NONBLOCK | O_CLOEXEC), ==, -1);
    g_assert_cmpint (errno, ==, EBUSY);
    bb_drive_release (drive, FALSE);
    burner = open ("/dev/sr0", O_RDWR | O_EXCL | O_NONBLOCK | O_CLOEXEC);
    g_assert_cmpint (burner, >=, 0);
    close (burner);
}

static void
test_a_pulled_drive_is_gone_and_comes_back (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbDrive) drive = find (fixture, "sr1"), again = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbTransport) transport = bb_drive_open (drive, FALSE, &error);
    g_autoptr (BbTransport) reopened = NULL;
    g_autofree char *why = NULL;
    BbInquiry inquiry;

    g_assert_no_error (error);
    control ("unplug sr1\n");
    wait_until (&fixture->n_removed, 1);
    g_assert_false (bb_scsi_inquiry (transport, 96, &inquiry, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_clear_error (&error);
    g_assert_null (bb_drive_open (drive, FALSE, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_clear_error (&error);
    g_assert_cmpint (bb_drive_check_access (drive, &why), ==, BB_ACCESS_GONE);

    control ("plug sr1\n");
    wait_until (&fixture->n_added, 1);
    again = find (fixture, "sr1");
    g_assert_true (again == drive);
    reopened = bb_drive_open (drive, TRUE, &error);
    g_assert_no_error (error);
    g_assert_true (bb_scsi_clear_unit_attention (reopened, 5, &error));
    g_assert_true (bb_scsi_inquiry (reopened, 96, &inquiry, &error));
    g_assert_no_error (error);
}

#define ADD(path, test) g_test_add ("/real-drive/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("is-opened-and-answers", test_a_drive_is_opened_and_answers);
    ADD ("two-want-it", test_two_that_want_a_drive_for_themselves);
    ADD ("held-by-another", test_a_drive_that_another_holds_is_not_held);
    ADD ("pulled-and-back", test_a_pulled_drive_is_gone_and_comes_back);
    return g_test_run ();
}
