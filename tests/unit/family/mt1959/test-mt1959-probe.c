/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../fact-checks.h"
#include "mt1959-rig.h"

#include <string.h>

/* Tests bb-mt1959.c and bb-mt1959-probe.c. */

/* Returns (transfer full) the facts of @drive. @look_closer: TRUE to send the vendor-specific reads of the families
 * also to a drive with an unknown name */
static BbFacts *
probe_with (FakeDrive *drive, gboolean look_closer)
{
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (BB_TRANSPORT (drive), NULL, mt_catalog (), look_closer, NULL, &error);

    g_assert_no_error (error);
    return facts;
}

static void
test_stock_drive_is_identified (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = mt_drive (&look, "windows", 0x39);
    g_autofree char *config = bb_sha256_data (drive->memory + 0x3000, 32);
    g_autofree char *calibration = bb_sha256_data (drive->memory + 0x1F0000, 0x10000);
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (GBytes) read = NULL;

    drive->date = "212005070917";
    facts = mt_probe (drive);
    g_assert_cmpstr (facts->family, ==, "mediatek-mt1959");
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "BD-RE WH16NS60");
    g_assert_cmpstr (facts->model_name, ==, "WH16NS60");
    g_assert_cmpstr (facts->maker, ==, "HLDS (LG)");
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpstr (facts->mode, ==, "normal");
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_MEDIUM);
    g_assert_cmpstr (facts->fingerprint, ==, config);
    g_assert_cmpstr (bb_facts_get_string (facts, "boot-id"), ==, MT_JB8);
    g_assert_cmpstr (bb_facts_get_string (facts, "chip"), ==, "MT1959");
    g_assert_cmpstr (bb_facts_get_string (facts, "form-factor"), ==, "half-height");
    g_assert_cmpstr (bb_facts_get_string (facts, "form-running"), ==, "half-height");
    g_assert_cmpstr (bb_facts_get_string (facts, "build-stamp"), ==, "1711241200");
    g_assert_cmpstr (bb_facts_get_string (facts, "readable"), ==, "windows");
    g_assert_cmpstr (bb_facts_get_string (facts, "calibration-sha256"), ==, calibration);
    g_assert_cmpstr (bb_facts_get_string (facts, "firmware-date"), ==, "2020-05-07");
    g_assert_null (bb_facts_get_string (facts, "bridge"));
    read = bb_facts_get_bytes (facts, "config");
    g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), drive->memory + 0x3000, 32);
    g_assert_cmpint (bb_family_mediatek_mt1959.can (facts), ==,
                     BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_VERIFY);
}

/* If the build stamp in the descriptor is not a date, the date of feature 010Ch is used. */
static void
test_date_of_feature_replaces_invalid_stamp (void)
{
    static const struct {
        const char *stamp; /* in the descriptor */
        const char *feature;
        const char *wanted; /* build date in the facts; NULL: unknown */
    } rows[] = {
        {"1711241200", "20180203040506", "2017-11-24"},
        {"          ", "20180203040506", "2018-02-03"},
        {"          ", "no date", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        MtLook look = mt_wh16ns60 ();
        g_autoptr (FakeDrive) drive = mt_drive (&look, "windows", 0x39);
        g_autoptr (BbFacts) facts = NULL;

        memcpy (drive->memory + 0x1EC000 + 0x2A, rows[i].stamp, 10);
        drive->date = rows[i].feature;
        facts = mt_probe (drive);
        g_assert_cmpstr (bb_facts_get_string (facts, "build-date"), ==, rows[i].wanted);
    }
}

static void
test_probe_sends_listed_commands_only (void)
{
    static const char *const readable[] = {"nothing", "config", "windows", "all"};
    static const char *const page[] = {
        "4602010C000000002000", "46020003000000001000", "3C060000300000002000",
        "3C06001EC00000010000", "3C06001F000000400000", "3C06001F400000400000",
        "3C06001F800000400000", "3C06001FC00000400000", "3C060001040000004000",
    };
    g_autoptr (GArray) commands = bb_family_mediatek_mt1959.list_probe_commands (mt_catalog ());
    MtLook look = mt_wh16ns60 ();

    g_assert_cmpuint (commands->len, ==, G_N_ELEMENTS (page));
    for (guint i = 0; i < commands->len; i++) {
        const BbProbeCommand *command = &g_array_index (commands, BbProbeCommand, i);
        g_autofree char *cdb = bb_hex_dup (command->cdb, command->cdb_length_bytes, "");

        g_assert_cmpstr (cdb, ==, page[i]);
        g_assert_cmpint (command->step, ==, i < 2 ? BB_PROBE_STANDARD : BB_PROBE_READ);
    }
    for (guint i = 0; i < G_N_ELEMENTS (readable); i++) {
        g_autoptr (FakeDrive) drive = mt_drive (&look, readable[i], 0x39);
        g_autoptr (BbFacts) facts = mt_probe (drive);

        for (guint j = 0; j < drive->log->len; j++) {
            const char *sent = g_ptr_array_index (drive->log, j);
            gboolean listed = g_str_has_prefix (sent, "12");

            for (guint k = 0; k < G_N_ELEMENTS (page) && !listed; k++)
                listed = g_str_equal (page[k], sent);
            g_test_message ("%s: %s", readable[i], sent);
            g_assert_true (listed);
        }
        g_assert_cmpuint (drive->log->len, >, 1);
        g_assert_nonnull (facts);
    }
}

static void
test_readable_ranges_decide_kind_of_backup (void)
{
    static const struct {
        const char *readable;
        BbBackupKind kind;
        gboolean rollback;
    } rows[] = {
        {"config", BB_BACKUP_PARTIAL, FALSE}, {"windows", BB_BACKUP_PARTIAL, FALSE}, {"all", BB_BACKUP_FULL, TRUE}};
    MtLook look = mt_wh16ns60 ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = mt_facts (&look, rows[i].readable, 0x39);
        g_autofree char *why = NULL;

        g_assert_cmpstr (bb_facts_get_string (facts, "readable"), ==, rows[i].readable);
        g_assert_cmpint (bb_family_mediatek_mt1959.backup_kind (facts, &why), ==, rows[i].kind);
        g_assert_true ((why == NULL) == (rows[i].kind == BB_BACKUP_FULL));
        g_assert_true (((bb_family_mediatek_mt1959.can (facts) & BB_CAN_ROLLBACK) != 0) == rows[i].rollback);
    }
}

static void
test_other_drives_are_not_identified (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) silent = mt_drive (&look, "nothing", 0x39);
    g_autoptr (FakeDrive) short_reads = mt_drive (&look, "all", 0x39);
    g_autoptr (FakeDrive) other = mt_drive (&look, "all", 0x39);
    g_autoptr (BbFacts) silent_facts = mt_probe (silent);
    g_autoptr (BbFacts) short_facts = NULL;
    g_autoptr (BbFacts) other_facts = NULL;

    g_assert_null (silent_facts->family);
    g_assert_cmpint (silent_facts->condition, ==, BB_CONDITION_UNKNOWN);
    g_assert_true (facts_have_evidence (silent_facts, "adapter"));
    short_reads->short_reads = TRUE;
    short_facts = mt_probe (short_reads);
    g_assert_null (short_facts->family);
    memset (other->memory + 0x3000, 'x', 32);
    other_facts = mt_probe (other);
    g_assert_null (other_facts->family);
    g_assert_true (facts_have_evidence (other_facts, "MediaTek"));
}

static void
test_tsst_drives_are_not_identified (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = NULL;
    g_autoptr (FakeDrive) hidden = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) hidden_facts = NULL;
    g_autoptr (BbFacts) nameless_facts = NULL;

    look.boot_id = MT_CODE;
    look.vendor = "TSSTcorp";
    look.product = "BDDVDW SE-506CB";
    drive = mt_drive (&look, "all", 0x2B);
    facts = probe_with (drive, TRUE);
    g_assert_null (facts->family);
    /* If only the configuration block can be read, the vendor in INQUIRY must be enough to exclude the drive. */
    drive->readable = "config";
    nameless_facts = probe_with (drive, TRUE);
    g_assert_null (nameless_facts->family);
    hidden = mt_drive (&look, "all", 0x2B);
    mt_put_text (hidden->inquiry + 8, 8, "ASMedia");
    hidden_facts = probe_with (hidden, TRUE);
    g_assert_null (hidden_facts->family);
}

static void
test_unknown_name_is_read_on_request_only (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = mt_drive (&look, "windows", 0x39);
    g_autoptr (BbFacts) shy = NULL;
    g_autoptr (BbFacts) closer = NULL;

    mt_put_text (drive->inquiry + 8, 8, "ASMedia");
    mt_put_text (drive->inquiry + 16, 16, "USB 3.0 box");
    shy = probe_with (drive, FALSE);
    g_assert_null (shy->family);
    g_assert_cmpuint (fake_drive_count (drive, "3C"), ==, 0);
    closer = probe_with (drive, TRUE);
    g_assert_cmpstr (closer->family, ==, "mediatek-mt1959");
    g_assert_cmpstr (bb_facts_get_string (closer, "bridge"), ==, "rewrites-inquiry");
    g_assert_cmpstr (bb_facts_get_model_key (closer), ==, "BD-RE WH16NS60");
    g_assert_true (facts_have_evidence (closer, "enclosure"));
}

static void
test_names_that_suggest_the_family (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        gboolean suggested;
    } rows[] = {
        {"HL-DT-ST", "BD-RE  WH16NS60", TRUE},  {"ASUS", "BW-16D1HT", TRUE},
        {"HL-DT-ST", "BD-RE  XX1", TRUE},       {"HL-DT-ST", "BDDVDRW UH12NS40", TRUE},
        {"HL-DT-ST", "DVDRAM GH24NSB0", FALSE}, {"TSSTcorp", "BDDVDW SE-506CB", FALSE},
        {"BUFFALO", "Optical Drive", TRUE},     {"_NEC", "DVD_RW ND-3550A", FALSE},
        {"SOMEONE", "BD-RE BU40N", TRUE},       {"SOMEONE", "Optical Drive", FALSE},
        {"TSSTcorp", "BD-RE BU40N", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new (rows[i].vendor, rows[i].product, "1.00");
        BbInquiry inquiry;

        g_assert_true (bb_scsi_inquiry (BB_TRANSPORT (drive), 36, &inquiry, NULL));
        g_test_message ("%s %s", rows[i].vendor, rows[i].product);
        g_assert_cmpint (bb_mt1959_suggests (&inquiry, mt_catalog ()), ==, rows[i].suggested);
    }
}

static void
test_boot_mode_is_identified_with_and_without_reads (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) mute = mt_drive (&look, "nothing", -1);
    g_autoptr (FakeDrive) reading = mt_drive (&look, "config", -1);
    g_autoptr (BbFacts) mute_facts = NULL;
    g_autoptr (BbFacts) reading_facts = NULL;
    g_autofree char *why = NULL;

    mt_put_text (mute->inquiry + 32, 4, "BOOT");
    mt_put_text (reading->inquiry + 32, 4, "BOOT");
    mute->read_sense = 0x020403;
    mute_facts = mt_probe (mute);
    g_assert_cmpstr (mute_facts->family, ==, "mediatek-mt1959");
    g_assert_cmpint (mute_facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpstr (mute_facts->mode, ==, "boot");
    g_assert_cmpstr (bb_facts_get_model_key (mute_facts), ==, "BD-RE WH16NS60");
    g_assert_cmpint (mute_facts->confidence, ==, BB_CONFIDENCE_LOW);
    g_assert_null (mute_facts->fingerprint);
    g_assert_cmpuint (mute->waited_ms, ==, 0);
    g_assert_cmpint (bb_family_mediatek_mt1959.can (mute_facts), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
    g_assert_cmpint (bb_family_mediatek_mt1959.backup_kind (mute_facts, &why), ==, BB_BACKUP_NONE);
    g_assert_nonnull (why);
    reading_facts = mt_probe (reading);
    g_assert_cmpstr (bb_facts_get_string (reading_facts, "boot-id"), ==, MT_JB8);
    g_assert_cmpint (reading_facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpint (bb_family_mediatek_mt1959.can (reading_facts), ==,
                     BB_CAN_IDENTIFY | BB_CAN_RECOVER | BB_CAN_BACKUP);
}

static void
test_boot_id_and_tray_must_agree (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) wrong = mt_facts (&look, "windows", 0x2B);
    g_autoptr (BbFacts) mute = mt_facts (&look, "windows", -1);
    g_autoptr (BbFacts) slim = NULL;
    g_autoptr (BbFacts) unknown = NULL;

    look.boot_id = MT_BU5;
    slim = mt_facts (&look, "windows", 0x39);
    g_assert_cmpint (wrong->condition, ==, BB_CONDITION_WRONG_FIRMWARE);
    g_assert_cmpstr (wrong->mode, ==, "wrong-form-factor");
    g_assert_true (facts_have_evidence (wrong, "boot ID indicates"));
    g_assert_nonnull (strstr (bb_facts_get_string (wrong, BB_FACTS_HAZARD), "is running firmware for slim drives"));
    /* The firmware is for other hardware and several models have this board, so the model must stay unknown. */
    g_assert_null (wrong->model);
    g_assert_null (wrong->model_name);
    g_assert_cmpuint (wrong->candidates->len, >, 1);
    g_assert_nonnull (strstr (bb_facts_get_string (wrong, BB_FACTS_OWN_MODELS), "WH16NS60"));
    g_assert_cmpstr (slim->model_name, ==, "BU40N");
    g_assert_cmpint (slim->confidence, ==, BB_CONFIDENCE_MEDIUM);
    g_assert_cmpstr (slim->maker, ==, "HLDS (LG)");
    g_assert_cmpstr (bb_facts_get_string (slim, BB_FACTS_OWN_MODELS), ==, "BU40N");
    g_assert_nonnull (strstr (bb_facts_get_string (slim, BB_FACTS_HAZARD), "may overheat"));
    g_assert_cmpint (bb_family_mediatek_mt1959.can (wrong), ==, BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_RECOVER);
    g_assert_cmpint (mute->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpint (bb_family_mediatek_mt1959.can (mute) & BB_CAN_FLASH, ==, 0);
    g_assert_null (bb_facts_get_string (mute, BB_FACTS_HAZARD));
    look.boot_id = MT_CODE;
    unknown = mt_facts (&look, "windows", 0x39);
    g_assert_cmpint (unknown->condition, ==, BB_CONDITION_NORMAL);
    g_assert_true (bb_mt1959_facts_form_is_clear (unknown));
    g_assert_true (facts_have_evidence (unknown, "boot ID does not match the"));
}

static void
test_modified_firmware_may_be_flashed (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = mt_drive (&look, "windows", 0x39);
    g_autoptr (BbFacts) facts = NULL;

    drive->inquiry_bytes = 96;
    drive->inquiry[4] = 91;
    memcpy (drive->inquiry + 74, "OmniDrive\x01\x02\x03", 12);
    facts = mt_probe (drive);
    g_assert_cmpuint (fake_drive_count (drive, "12"), ==, 2);
    g_assert_cmpstr (bb_facts_get_string (facts, "modified"), ==, "omnidrive");
    g_assert_cmpstr (bb_facts_get_string (facts, "modified-version"), ==, "1.2.3");
    g_assert_true (facts_have_evidence (facts, "The drive is running modified firmware: OmniDrive 1.2.3."));
    g_assert_cmpint (bb_family_mediatek_mt1959.can (facts) & BB_CAN_FLASH, !=, 0);
}

static const struct {
    gsize inquiry_bytes;
    gboolean is_rewritten;
    gboolean is_sure;
} inquiry_rows[] = {{96, FALSE, TRUE}, {86, FALSE, TRUE}, {85, FALSE, FALSE}, {36, FALSE, FALSE}, {96, TRUE, FALSE}};

/* That the firmware is not modified is sure only if INQUIRY reaches the tag of OmniDrive, and no enclosure rewrites
 * INQUIRY. */
static void
test_absent_modification_is_sure_only_if_inquiry_would_show_it (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (inquiry_rows); i++) {
        MtLook look = mt_wh16ns60 ();
        g_autoptr (FakeDrive) drive = mt_drive (&look, "windows", 0x39);
        g_autoptr (BbFacts) facts = NULL;

        drive->inquiry_bytes = inquiry_rows[i].inquiry_bytes;
        drive->inquiry[4] = (guint8) (inquiry_rows[i].inquiry_bytes - 5);
        if (inquiry_rows[i].is_rewritten)
            mt_put_text (drive->inquiry + 16, 16, "USB 3.0 box");
        facts = probe_with (drive, TRUE);
        g_test_message ("row %u", i);
        g_assert_cmpstr (facts->family, ==, "mediatek-mt1959");
        g_assert_null (bb_facts_get_string (facts, "modified"));
        g_assert_cmpint (bb_facts_get_boolean (facts, BB_FACTS_IS_MODIFIED_SURE), ==, inquiry_rows[i].is_sure);
    }
}

static void
test_unit_attention_and_busy_are_repeated (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = mt_drive (&look, "windows", 0x39);
    g_autoptr (FakeDrive) stuck = mt_drive (&look, "windows", 0x39);
    g_autoptr (FakeDrive) nervous = mt_drive (&look, "windows", 0x39);
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) stuck_facts = NULL;
    g_autoptr (BbFacts) nervous_facts = NULL;

    drive->n_attentions = 3;
    drive->n_busy = 4;
    facts = mt_probe (drive);
    g_assert_cmpstr (facts->family, ==, "mediatek-mt1959");
    g_assert_cmpuint (drive->waited_ms, ==, 2000);
    stuck->n_busy = 1000;
    stuck_facts = mt_probe (stuck);
    g_assert_null (stuck_facts->family);
    g_assert_cmpuint (stuck->waited_ms, <, 20000);
    nervous->n_attentions = 1000;
    nervous_facts = mt_probe (nervous);
    g_assert_null (nervous_facts->family);
}

static void
test_removed_drive_is_an_error_at_every_command (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) whole = mt_drive (&look, "all", 0x39);
    g_autoptr (BbFacts) facts = mt_probe (whole);

    g_assert_cmpstr (facts->family, ==, "mediatek-mt1959");
    for (guint at = 1; at <= whole->log->len; at++) {
        g_autoptr (FakeDrive) drive = mt_drive (&look, "all", 0x39);
        g_autoptr (GError) error = NULL;

        drive->gone_at = at;
        drive->gone_code = BB_TRANSPORT_ERROR_GONE;
        g_assert_null (bb_family_probe (BB_TRANSPORT (drive), NULL, mt_catalog (), FALSE, NULL, &error));
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
        g_assert_cmpuint (drive->log->len, ==, at);
    }
}

static void
test_removed_drive_does_not_tell_its_chip (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("SOMEONE", "Optical Drive", "1.00");
    g_autoptr (GError) error = NULL;
    g_autofree char *why = NULL;
    gboolean is_named = FALSE;

    drive->gone_at = 1;
    drive->gone_code = BB_TRANSPORT_ERROR_GONE;
    g_assert_false (bb_mt1959_ask_features (BB_TRANSPORT (drive), &is_named, &why, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
}

/* If an adapter breaks off each READ BUFFER command, a text in the evidence of the facts must say so. If the adapter
 * breaks off only the first READ BUFFER, the drive must be identified. */
static void
test_adapter_that_breaks_off_reads_is_reported (void)
{
    MtLook look = mt_wh16ns60 ();
    static const BbTransportError faults[] = {BB_TRANSPORT_ERROR_IO, BB_TRANSPORT_ERROR_TIMED_OUT};
    g_autoptr (FakeDrive) blocked = mt_drive (&look, "all", 0x39);
    g_autoptr (BbFacts) blocked_facts = NULL;

    blocked->n_broken_off = G_MAXUINT;
    blocked->gone_code = BB_TRANSPORT_ERROR_IO;
    blocked_facts = mt_probe (blocked);
    g_assert_null (blocked_facts->family);
    g_assert_true (facts_have_evidence (
        blocked_facts,
        "Connect the drive without an adapter. If the problem remains, the drive may have a different chip "
        "than Burnback expects."));
    g_assert_cmpuint (fake_drive_count (blocked, "3C"), ==, 2);
    g_assert_cmpuint (fake_drive_count (blocked, "12"), ==, 2); /* INQUIRY was answered between the two reads */
    for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autoptr (FakeDrive) once = mt_drive (&look, "all", 0x39);
        g_autoptr (BbFacts) facts = NULL;

        once->n_broken_off = 1;
        once->gone_code = faults[i];
        facts = mt_probe (once);
        g_assert_cmpstr (facts->family, ==, "mediatek-mt1959");
    }
}

/* After a READ BUFFER that was broken off, the probe sends INQUIRY. If INQUIRY fails, too, it is unknown whether the
 * connection or an adapter failed, so the probe must end with an error. Only a unit attention (sense key 6) is no
 * failure. */
static void
test_failed_inquiry_after_broken_read_is_an_error (void)
{
    static const guint32 senses[] = {0x020401, 0x023A00, 0x031100, 0x044400, 0x052000, 0x062900, 0x072700, 0x0B0000};

    for (guint i = 0; i < G_N_ELEMENTS (senses); i++) {
        MtLook look = mt_wh16ns60 ();
        g_autoptr (FakeDrive) drive = mt_drive (&look, "all", 0x39);
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (GError) error = NULL;

        drive->n_broken_off = 1;
        drive->gone_code = BB_TRANSPORT_ERROR_TIMED_OUT;
        drive->sense_at = 3; /* INQUIRY, READ BUFFER, INQUIRY */
        drive->sense_code = senses[i];
        facts = bb_family_probe (BB_TRANSPORT (drive), NULL, mt_catalog (), FALSE, NULL, &error);
        g_assert_true (g_str_has_prefix (g_ptr_array_index (drive->log, 2), "12"));
        if (senses[i] >> 16 == 0x06) {
            g_assert_no_error (error);
            g_assert_cmpstr (facts->family, ==, "mediatek-mt1959");
            continue;
        }
        g_assert_null (facts);
        g_assert_true (error != NULL && error->domain == BB_SCSI_ERROR);
        g_assert_cmpuint (drive->log->len, ==, 3);
    }
}

/* An HL-DT-ST drive that answers nothing may be behind an adapter that blocks commands. If the catalog says that the
 * drive has another chip, the adapter is not blamed. */
static void
test_lg_drives_with_other_chips_are_not_blocked (void)
{
    g_autoptr (FakeDrive) older = fake_drive_new ("HL-DT-ST", "BD-RE  BH10LS30", "1.00");
    g_autoptr (FakeDrive) unknown = fake_drive_new ("HL-DT-ST", "BD-RE  XX99NS99", "1.00");
    g_autoptr (BbFacts) older_facts = mt_probe (older);
    g_autoptr (BbFacts) unknown_facts = mt_probe (unknown);

    g_assert_null (older_facts->family);
    g_assert_false (facts_have_evidence (older_facts, "adapter"));
    /* The only READ BUFFER commands are those with which the family lg-renesas reads the memory. */
    g_assert_cmpuint (fake_drive_count (older, "3C"), ==, fake_drive_count (older, "3C050040000000800044"));
    g_assert_true (facts_have_evidence (unknown_facts, "adapter"));
}

static void
test_invalid_descriptor_is_ignored (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = mt_drive (&look, "windows", 0x39);
    g_autoptr (BbFacts) facts = NULL;

    memset (drive->memory + 0x1EC000, 0, 0x100);
    facts = mt_probe (drive);
    g_assert_cmpstr (facts->family, ==, "mediatek-mt1959");
    g_assert_null (bb_facts_get_string (facts, "product"));
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_MEDIUM);
}

static void
test_drive_that_is_not_in_the_catalog_keeps_its_names (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (BbFacts) facts = NULL;

    look.product = "BD-RE  XX14NS40";
    facts = mt_facts (&look, "windows", 0x39);
    g_assert_null (facts->model);
    g_assert_cmpstr (facts->maker, ==, "HL-DT-ST");
    g_assert_cmpstr (facts->model_name, ==, "BD-RE XX14NS40");
}

/* The drive is not in the catalog, and the product in its INQUIRY data is another one than in its descriptor. The
 * model name must be the product in the descriptor or, if the descriptor is invalid, the one in the INQUIRY data. */
static void
test_name_in_the_descriptor_comes_first (void)
{
    for (guint valid = 0; valid < 2; valid++) {
        MtLook look = mt_wh16ns60 ();
        g_autoptr (FakeDrive) drive = NULL;
        g_autoptr (BbFacts) facts = NULL;

        look.product = "BD-RE  XX14NS40";
        drive = mt_drive (&look, "windows", 0x39);
        mt_put_text (drive->inquiry + 16, 16, "BD-RE  XX15NS40");
        if (valid == 0)
            memset (drive->memory + MT_DESCRIPTOR, 0, 0x100);
        facts = mt_probe (drive);
        g_assert_null (facts->model);
        g_assert_cmpstr (facts->model_name, ==, valid != 0 ? "BD-RE XX14NS40" : "BD-RE XX15NS40");
    }
}

static void
test_rebadge_determines_the_model (void)
{
    g_autoptr (BbModel) model = bb_catalog_get_model (mt_catalog (), "mediatek-mt1959", "BD-RE BU40N");
    g_autoptr (GPtrArray) names = bb_catalog_names_of_model (mt_catalog (), "mediatek-mt1959", "BD-RE BU40N");
    guint n_tried = 0;

    g_assert_nonnull (model);
    for (guint i = 0; i < names->len; i++) {
        BbName *name = g_ptr_array_index (names, i);
        MtLook look = {.boot_id = MT_BU5};
        g_autoptr (FakeDrive) drive = NULL;
        g_autoptr (BbFacts) facts = NULL;

        if (*bb_name_get_vendor (name) == '\0' || *bb_name_get_product (name) == '\0')
            continue;
        look.vendor = bb_name_get_vendor (name);
        look.product = bb_name_get_product (name);
        look.revision = "1.00";
        look.stamp = "1612201200";
        drive = mt_drive (&look, "config", 0x2B);
        facts = mt_probe (drive);
        g_test_message ("%s %s", look.vendor, look.product);
        g_assert_cmpstr (facts->family, ==, "mediatek-mt1959");
        g_assert_cmpuint (facts->names->len, >, 0);
        g_assert_nonnull (facts->model);
        g_assert_cmpuint (facts->candidates->len, ==, 0);
        n_tried++;
    }
    g_assert_cmpuint (n_tried, >, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/probe/stock_drive_is_identified", test_stock_drive_is_identified);
    g_test_add_func ("/mt1959/probe/date_of_feature_replaces_invalid_stamp",
                     test_date_of_feature_replaces_invalid_stamp);
    g_test_add_func ("/mt1959/probe/probe_sends_listed_commands_only", test_probe_sends_listed_commands_only);
    g_test_add_func ("/mt1959/probe/readable_ranges_decide_kind_of_backup",
                     test_readable_ranges_decide_kind_of_backup);
    g_test_add_func ("/mt1959/probe/other_drives_are_not_identified", test_other_drives_are_not_identified);
    g_test_add_func ("/mt1959/probe/tsst_drives_are_not_identified", test_tsst_drives_are_not_identified);
    g_test_add_func ("/mt1959/probe/unknown_name_is_read_on_request_only", test_unknown_name_is_read_on_request_only);
    g_test_add_func ("/mt1959/probe/names_that_suggest_the_family", test_names_that_suggest_the_family);
    g_test_add_func ("/mt1959/probe/boot_mode_is_identified_with_and_without_reads",
                     test_boot_mode_is_identified_with_and_without_reads);
    g_test_add_func ("/mt1959/probe/boot_id_and_tray_must_agree", test_boot_id_and_tray_must_agree);
    g_test_add_func ("/mt1959/probe/modified_firmware_may_be_flashed", test_modified_firmware_may_be_flashed);
    g_test_add_func ("/mt1959/probe/absent_modification_is_sure_only_if_inquiry_would_show_it",
                     test_absent_modification_is_sure_only_if_inquiry_would_show_it);
    g_test_add_func ("/mt1959/probe/unit_attention_and_busy_are_repeated", test_unit_attention_and_busy_are_repeated);
    g_test_add_func ("/mt1959/probe/removed_drive_is_an_error_at_every_command",
                     test_removed_drive_is_an_error_at_every_command);
    g_test_add_func ("/mt1959/probe/removed_drive_does_not_tell_its_chip", test_removed_drive_does_not_tell_its_chip);
    g_test_add_func ("/mt1959/probe/invalid_descriptor_is_ignored", test_invalid_descriptor_is_ignored);
    g_test_add_func ("/mt1959/probe/drive_that_is_not_in_the_catalog_keeps_its_names",
                     test_drive_that_is_not_in_the_catalog_keeps_its_names);
    g_test_add_func ("/mt1959/probe/name_in_the_descriptor_comes_first", test_name_in_the_descriptor_comes_first);
    g_test_add_func ("/mt1959/probe/rebadge_determines_the_model", test_rebadge_determines_the_model);
    g_test_add_func ("/mt1959/probe/adapter_that_breaks_off_reads_is_reported",
                     test_adapter_that_breaks_off_reads_is_reported);
    g_test_add_func ("/mt1959/probe/failed_inquiry_after_broken_read_is_an_error",
                     test_failed_inquiry_after_broken_read_is_an_error);
    g_test_add_func ("/mt1959/probe/lg_drives_with_other_chips_are_not_blocked",
                     test_lg_drives_with_other_chips_are_not_blocked);
    return g_test_run ();
}
