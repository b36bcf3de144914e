/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../scsi/fake-transport.h"

#include "family/bb-dvd-region.h"

#define REPORT_KEY "A4 00 00 00 00 00 00 00 00 08 08 00"

/* Decodes RPC states as drives send them (MMC, REPORT KEY). */
static void
test_rpc_state_is_decoded (void)
{
    static const struct {
        const char *state;
        BbDvdRegion region;
    } cases[] = {
        {"00 06 00 00 25 FD 01 00", {BB_DVD_REGION_RPC_2, 0xFD, 2, 5, 4}},
        {"00 06 00 00 64 7F 01 00", {BB_DVD_REGION_RPC_2, 0x7F, 8, 4, 4}},
        {"00 06 00 00 3D FF 01 00", {BB_DVD_REGION_RPC_2, 0xFF, 0, 5, 7}},
        {"00 06 00 00 00 00 00 00", {BB_DVD_REGION_RPC_1, 0x00, 1, 0, 0}},
        {"00 06 00 00 25 FD 01", {BB_DVD_REGION_RPC_2, 0xFD, 2, 5, 4}},
        {"00 06 00 00 25 FD", {BB_DVD_REGION_UNKNOWN, 0, 0, 0, 0}},
    };
    static const char *const cdbs[] = {REPORT_KEY, NULL};

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;
        BbDvdRegion region;

        fake_add_good (fake, cases[i].state);
        g_assert_true (bb_dvd_region_read (BB_TRANSPORT (fake), &region, &error));
        g_assert_no_error (error);
        g_assert_cmpint (region.scheme, ==, cases[i].region.scheme);
        g_assert_cmphex (region.mask, ==, cases[i].region.mask);
        g_assert_cmpuint (region.region, ==, cases[i].region.region);
        g_assert_cmpuint (region.n_user_changes, ==, cases[i].region.n_user_changes);
        g_assert_cmpuint (region.n_vendor_changes, ==, cases[i].region.n_vendor_changes);
        fake_assert_cdbs (fake, cdbs);
    }
}

/* The command is repeated after a unit attention, but at most twice. */
static void
test_unit_attention_is_repeated_twice (void)
{
    static const char *const cdbs[] = {REPORT_KEY, REPORT_KEY, REPORT_KEY, NULL};

    for (guint n_attentions = 2; n_attentions <= 3; n_attentions++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;
        BbDvdRegion region;

        for (guint i = 0; i < n_attentions; i++)
            fake_add_sense (fake, 0x06, 0x29, 0x00);
        if (n_attentions < 3)
            fake_add_good (fake, "00 06 00 00 25 FD 01 00");
        g_assert_true (bb_dvd_region_read (BB_TRANSPORT (fake), &region, &error));
        g_assert_no_error (error);
        g_assert_cmpint (region.scheme, ==, n_attentions < 3 ? BB_DVD_REGION_RPC_2 : BB_DVD_REGION_UNKNOWN);
        fake_assert_cdbs (fake, cdbs);
    }
}

static void
test_refusal_is_unknown_and_lost_drive_an_error (void)
{
    static const char *const cdbs[] = {REPORT_KEY, REPORT_KEY, NULL};
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    BbDvdRegion region;

    fake_add_sense (fake, 0x05, 0x20, 0x00);
    g_assert_true (bb_dvd_region_read (BB_TRANSPORT (fake), &region, &error));
    g_assert_no_error (error);
    g_assert_cmpint (region.scheme, ==, BB_DVD_REGION_UNKNOWN);
    fake_add_failure (fake, BB_TRANSPORT_ERROR_GONE);
    g_assert_false (bb_dvd_region_read (BB_TRANSPORT (fake), &region, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    fake_assert_cdbs (fake, cdbs);
}

static void
test_scheme_has_a_word (void)
{
    g_assert_cmpstr (bb_dvd_region_scheme_to_string (BB_DVD_REGION_UNKNOWN), ==, "unknown");
    g_assert_cmpstr (bb_dvd_region_scheme_to_string (BB_DVD_REGION_RPC_1), ==, "rpc-1");
    g_assert_cmpstr (bb_dvd_region_scheme_to_string (BB_DVD_REGION_RPC_2), ==, "rpc-2");
    g_assert_cmpstr (bb_dvd_region_scheme_to_string ((BbDvdRegionScheme) 3), ==, "unknown");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/dvd-region/rpc_state_is_decoded", test_rpc_state_is_decoded);
    g_test_add_func ("/dvd-region/unit_attention_is_repeated_twice", test_unit_attention_is_repeated_twice);
    g_test_add_func ("/dvd-region/refusal_is_unknown_and_lost_drive_an_error",
                     test_refusal_is_unknown_and_lost_drive_an_error);
    g_test_add_func ("/dvd-region/scheme_has_a_word", test_scheme_has_a_word);
    return g_test_run ();
}
