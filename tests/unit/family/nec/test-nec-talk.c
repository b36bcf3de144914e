/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../../scsi/fake-transport.h"

#include "family/nec/bb-nec.h"

/* Tests that commands are sent again while the drive is not ready for them, and that boot codes are recognized. */

#define SAFE_MODE_ON "CC 01 01 00 4B 33 35 35 01 00 00 00"

/* Sends SAFE MODE on with the key of a K355. Returns the result of bb_nec_safe_mode(). */
static gboolean
enter (FakeTransport *transport, gboolean *accepted, GError **error)
{
    return bb_nec_safe_mode (BB_TRANSPORT (transport), TRUE, "K355", accepted, error);
}

static void
test_safe_mode_is_accepted_or_refused_once (void)
{
    static const char *const once[] = {SAFE_MODE_ON, NULL};
    g_autoptr (FakeTransport) good = fake_transport_new ();
    g_autoptr (FakeTransport) refused = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    gboolean accepted = FALSE;

    fake_add_good (good, "");
    g_assert_true (enter (good, &accepted, &error));
    g_assert_no_error (error);
    g_assert_true (accepted);
    fake_assert_cdbs (good, once);
    fake_add_sense (refused, 5, 0x24, 0x00);
    g_assert_true (enter (refused, &accepted, &error));
    g_assert_no_error (error);
    g_assert_false (accepted);
    fake_assert_cdbs (refused, once);
}

/* The drive does not execute a command that it answers with a unit attention, so the command must be sent again. */
static void
test_safe_mode_is_sent_again_after_a_unit_attention (void)
{
    static const char *const twice[] = {SAFE_MODE_ON, SAFE_MODE_ON, NULL};
    g_autoptr (FakeTransport) transport = fake_transport_new ();
    gboolean accepted = FALSE;

    fake_add_sense (transport, 6, 0x29, 0x00);
    fake_add_good (transport, "");
    g_assert_true (enter (transport, &accepted, NULL));
    g_assert_true (accepted);
    fake_assert_cdbs (transport, twice);
    g_assert_cmpuint (fake_get_waited_ms (transport), >, 0);
}

/* If the drive never becomes ready, this must be no error, but the key counts as not accepted. */
static void
test_drive_that_stays_unready_does_not_accept (void)
{
    g_autoptr (FakeTransport) transport = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    gboolean accepted = TRUE;

    for (guint i = 0; i < 1000; i++)
        fake_add_sense (transport, 2, 0x04, 0x01);
    g_assert_true (enter (transport, &accepted, &error));
    g_assert_no_error (error);
    g_assert_false (accepted);
    g_assert_cmpuint (fake_get_waited_ms (transport), ==, 5000);
}

static void
test_lost_drive_is_an_error (void)
{
    g_autoptr (FakeTransport) transport = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    gboolean accepted = TRUE;

    fake_add_sense (transport, 6, 0x29, 0x00);
    fake_add_failure (transport, BB_TRANSPORT_ERROR_GONE);
    g_assert_false (enter (transport, &accepted, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_assert_false (accepted);
}

/* After three unit attentions in a row, the third one is returned as the answer. */
static void
test_attentions_have_an_end (void)
{
    g_autoptr (FakeTransport) once = fake_transport_new ();
    g_autoptr (FakeTransport) always = fake_transport_new ();
    BbCommand command = {.cdb = BB_CDB (0, 0, 0, 0, 0, 0), .direction = BB_DIRECTION_NONE, .timeout_ms = 1000};
    BbReply reply = {0};

    fake_add_sense (once, 6, 0x29, 0x00);
    fake_add_good (once, "");
    g_assert_true (bb_nec_execute_after_attention (BB_TRANSPORT (once), &command, &reply, NULL));
    g_assert_cmpuint (reply.status, ==, BB_STATUS_GOOD);
    /* A fourth command would fail the test. */
    for (guint i = 0; i < 3; i++)
        fake_add_sense (always, 6, 0x29, 0x00);
    g_assert_true (bb_nec_execute_after_attention (BB_TRANSPORT (always), &command, &reply, NULL));
    g_assert_cmpuint (reply.status, ==, BB_STATUS_CHECK_CONDITION);
    g_assert_cmpuint (reply.sense.key, ==, BB_SENSE_KEY_UNIT_ATTENTION);
}

/* Answers to TEST UNIT READY while a drive restarts. @status: SCSI status; 0 stands for CHECK CONDITION with @sense
 * or, if @sense is zero, for GOOD. @ends: TRUE if bb_nec_wait() must end after this answer */
static const struct {
    guint8 status;
    BbSense sense;
    gboolean ends;
} restarts[] = {
    {0, {0}, TRUE}, /* a disc is inside */
    {0, {.key = 2, .asc = 0x3A}, TRUE},
    {0, {.key = 4, .asc = 0x44}, TRUE},
    {0, {.key = 2, .asc = 0x04, .ascq = 0x01}, FALSE},
    {0, {.key = 6, .asc = 0x28}, FALSE},
    {0, {.key = 6, .asc = 0x29}, FALSE},
    {BB_STATUS_BUSY, {0}, FALSE},
};

/* After a drive has left safe mode, the wait ends when TEST UNIT READY is answered with anything but "not ready yet".
 */
static void
test_restart_is_waited_for (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (restarts); i++) {
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (GError) error = NULL;

        if (restarts[i].status != 0)
            fake_add_status (transport, restarts[i].status);
        else if (restarts[i].sense.key != 0)
            fake_add_sense (transport, restarts[i].sense.key, restarts[i].sense.asc, restarts[i].sense.ascq);
        fake_add_good (transport, "");
        g_assert_true (bb_nec_wait (BB_TRANSPORT (transport), &error));
        g_assert_no_error (error);
        g_test_message ("row %u", i);
        g_assert_cmpuint (fake_get_waited_ms (transport), ==, restarts[i].ends ? 0 : 250);
    }
}

/* A drive may vanish from the bus while it restarts; bb_nec_wait() must then go on waiting. Any other failure of the
 * connection must end it with an error. */
static void
test_drive_may_vanish_while_it_restarts (void)
{
    g_autoptr (FakeTransport) vanished = fake_transport_new ();
    g_autoptr (FakeTransport) lost = fake_transport_new ();
    g_autoptr (GError) error = NULL;

    fake_add_failure (vanished, BB_TRANSPORT_ERROR_GONE);
    fake_add_good (vanished, "");
    g_assert_true (bb_nec_wait (BB_TRANSPORT (vanished), &error));
    g_assert_no_error (error);
    g_assert_cmpuint (fake_get_waited_ms (vanished), ==, 250);
    fake_add_failure (lost, BB_TRANSPORT_ERROR_TIMED_OUT);
    g_assert_false (bb_nec_wait (BB_TRANSPORT (lost), &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT);
}

static const struct {
    BbSense sense;
    gboolean is_incomplete;
} answers[] = {
    {{.valid = TRUE, .key = 4, .asc = 0x3E}, TRUE},
    {{.valid = TRUE, .key = 4, .asc = 0x40}, TRUE},
    {{.valid = TRUE, .key = 4, .asc = 0x42}, TRUE},
    {{.valid = TRUE, .key = 4, .asc = 0x44}, TRUE},
    {{.valid = TRUE, .key = 4, .asc = 0x41}, FALSE},
    {{.valid = TRUE, .key = 4, .asc = 0x09}, FALSE},
    {{.valid = TRUE, .key = 3, .asc = 0x44}, FALSE},
    {{.valid = TRUE, .key = 2, .asc = 0x3E}, FALSE},
    {{.key = 4, .asc = 0x44}, FALSE},
    {{.valid = TRUE, .deferred = TRUE, .key = 4, .asc = 0x44}, FALSE},
};

/* Only some answers to TEST UNIT READY show a drive that responds although its firmware is incomplete. Answers about
 * the disc or the mechanics come from any drive. */
static void
test_answers_without_firmware_are_told_from_others (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
        g_assert_cmpint (bb_family_nec_optiarc.inspect->is_incomplete (&answers[i].sense), ==,
                         answers[i].is_incomplete);
}

/* Sets the text fields of @inquiry, padded with blanks as in INQUIRY data. */
static void
set_names (BbInquiry *inquiry, const char *vendor, const char *product, const char *revision)
{
    g_snprintf (inquiry->vendor, sizeof inquiry->vendor, "%-8s", vendor);
    g_snprintf (inquiry->product, sizeof inquiry->product, "%-16s", product);
    g_snprintf (inquiry->revision, sizeof inquiry->revision, "%-4s", revision);
}

/* INQUIRY data have the three texts of the boot code of a rebranded drive. They show no version, so the version must
 * be the assumed one, 08. With another revision that begins with 0, there must be no version. */
static void
test_boot_codes_of_rebranded_drives_are_known (void)
{
    static const char *const rows[][3] = {
        {"ATAPI", "iHAS124   Y", "0L0Z"},      {"ATAPI", "iHAS224   Y", "0L0Z"},
        {"ATAPI", "iHAS324   Y", "0L1Z"},      {"ATAPI", "iHAS424   Y", "0L1Z"},
        {"ATAPI", "DVD A  DH24AYL", "0P5Z"},   {"ATAPI", "DVD A  DH24AYS", "0P5Z"},
        {"PLDS", "DVD A  DH24AYS", "0100"},    {"HP", "DVD Writer 1270r", "0L21"},
        {"IMATION", "DVD+-RAM ELITE", "0M4Z"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbInquiry inquiry = {0};
        g_autofree char *version = NULL;
        g_autofree char *none = NULL;

        g_test_message ("%s %s", rows[i][0], rows[i][1]);
        set_names (&inquiry, rows[i][0], rows[i][1], rows[i][2]);
        version = bb_nec_boot_version (&inquiry);
        g_assert_true (bb_nec_is_oem_boot (&inquiry));
        g_assert_cmpstr (version, ==, "08");
        set_names (&inquiry, rows[i][0], rows[i][1], "0X9X");
        none = bb_nec_boot_version (&inquiry);
        g_assert_false (bb_nec_is_oem_boot (&inquiry));
        g_assert_null (none);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/talk/safe_mode_is_accepted_or_refused_once", test_safe_mode_is_accepted_or_refused_once);
    g_test_add_func ("/nec/talk/safe_mode_is_sent_again_after_a_unit_attention",
                     test_safe_mode_is_sent_again_after_a_unit_attention);
    g_test_add_func ("/nec/talk/drive_that_stays_unready_does_not_accept",
                     test_drive_that_stays_unready_does_not_accept);
    g_test_add_func ("/nec/talk/lost_drive_is_an_error", test_lost_drive_is_an_error);
    g_test_add_func ("/nec/talk/answers_without_firmware_are_told_from_others",
                     test_answers_without_firmware_are_told_from_others);
    g_test_add_func ("/nec/talk/restart_is_waited_for", test_restart_is_waited_for);
    g_test_add_func ("/nec/talk/drive_may_vanish_while_it_restarts", test_drive_may_vanish_while_it_restarts);
    g_test_add_func ("/nec/talk/attentions_have_an_end", test_attentions_have_an_end);
    g_test_add_func ("/nec/talk/boot_codes_of_rebranded_drives_are_known",
                     test_boot_codes_of_rebranded_drives_are_known);
    return g_test_run ();
}
