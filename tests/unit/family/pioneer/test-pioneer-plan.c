/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "pioneer-files.h"
#include "shipped-catalog.h"

#include "../../scsi/fake-transport.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* Tests three things for Pioneer DVD writers (docs/protocols/pioneer.md, sections 2 to 6): the plans, section by
 * section and step by step; the commands by which such a drive is identified; and the parts in a program of the
 * manufacturer. */

#define NAME "PIONEER DVD-RW DVR-110"

/* Returns (transfer full) the image of the two files of the vectors: kernel and normal part of a DVR-110. */
static BbImage *
make_pair (void)
{
    g_autoptr (GBytes) kernel = pioneer_make_bytes (&pioneer_kernel_110);
    g_autoptr (GBytes) normal = pioneer_make_bytes (&pioneer_normal_110);
    g_autoptr (BbImage) first = bb_image_new_from_bytes (kernel, "kernel.bin");
    g_autoptr (BbImage) second = bb_image_new_from_bytes (normal, "normal.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_pair (first, second, shipped_catalog ());

    return g_object_ref (images->pdata[0]);
}

/* --- plans --- */

/* Adds to @text the command or the wait of @step, and the members that matter if it fails. */
static void
add_step (GString *text, const BbStep *step)
{
    g_autofree char *cdb = bb_hex_dup (step->cdb.bytes, step->cdb.length_bytes, "");

    g_string_append_printf (text, "  %s", bb_step_kind_to_string (step->kind));
    if (step->cdb.length_bytes > 0)
        g_string_append_printf (text, " %s", cdb);
    if (step->verb == BB_VERB_WAIT_READY)
        g_string_append_printf (text, " first %u limit %u interval %u", step->wait.first_ms, step->wait.limit_ms,
                                step->wait.interval_ms);
    else if (step->verb == BB_VERB_COMMAND)
        g_string_append_printf (text, " timeout %u", step->timeout_ms);
    if (step->direction == BB_DIRECTION_OUT)
        g_string_append_printf (text, " sends %x+%x of %x", step->blob_offset, step->blob_length_bytes,
                                step->length_bytes);
    if (step->region_bytes > 0)
        g_string_append_printf (text, " at %x+%x", step->address, step->region_bytes);
    if (step->pause_ms > 0)
        g_string_append_printf (text, " pause %u", step->pause_ms);
    if (step->quiet_ms > 0 && step->verb == BB_VERB_COMMAND)
        g_string_append_printf (text, " quiet %u typical %u", step->quiet_ms, step->typical_ms);
    if (step->accepts != BB_ANSWER_GOOD && step->verb == BB_VERB_COMMAND)
        g_string_append_printf (text, " accepts %x", step->accepts);
    if (step->only_if != 0)
        g_string_append_printf (text, " if %u was %x", step->only_if_step, step->only_if);
    g_string_append_printf (text, "%s%s%s%s\n", step->endangers ? " endangers" : "",
                            step->is_spared_if_refused ? " unless-refused" : "",
                            step->unrecoverable ? " unrecoverable" : "", step->journal ? " journal" : "");
}

/* Returns (transfer full) the sections, regions and steps of @plan, a line each. Of more than three pieces in a row,
 * only the first, second and last ones are listed. */
static char *
dup_plan (BbPlan *plan)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < bb_plan_get_n_regions (plan); i++) {
        const BbRegion *region = bb_plan_get_region (plan, i);

        g_string_append_printf (text, "%s %s %x+%x\n", region->name, bb_region_kind_to_string (region->kind),
                                region->address, region->length_bytes);
    }
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        g_string_append_printf (text, "%s tries %u%s", bb_phase_to_string (section->phase), section->max_tries,
                                section->heals ? " heals" : "");
        if (section->before_retry == BB_BEFORE_RETRY_WAIT)
            g_string_append_printf (text, " wait %u", section->retry_wait_ms);
        g_string_append_c (text, '\n');
        for (guint j = 0; j < section->n_steps; j++)
            if (j < 2 || j + 1 == section->n_steps || section->n_steps < 10)
                add_step (text, bb_plan_get_step (plan, section->first_step + j));
    }
    return g_string_free (text, FALSE);
}

/* Steps that several plans have in common. */
#define POLL_SHORT "  wait 120000006000 first 0 limit 2000 interval 100\n"
#define POLL_LONG "  wait 120000006000 first 0 limit 60000 interval 100\n"
#define INQUIRY "  status 120000006000 timeout 10000\n"
#define ENTER "  enter 3B04FF00000000010000 timeout 60000 sends 0+100 of 100"
#define FINISH                                                                                                \
    "  finish 3B05FF00000000010000 timeout 120000 sends 0+100 of 100 pause 10000 quiet 120000 typical 30000 " \
    "accepts 3f"
#define RESTART                                 \
    "restart tries 1 heals\n" POLL_LONG INQUIRY \
    "verify tries 1\n  wait first 0 limit 60000 interval 1000\n  identify\n"

static void
test_firmware_is_sent_in_these_sections (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", NAME);
    g_autoptr (BbPlan) plan = pioneer_plan_flash (facts, &pioneer_normal_110);
    g_autofree char *text = dup_plan (plan);

    g_assert_cmpstr (text, ==,
                     "firmware firmware 20000+128123\n"
                     "prepare tries 1\n" POLL_SHORT ENTER " accepts 15 journal\n" ENTER
                     " if 1 was 14 journal\n" POLL_LONG INQUIRY "program tries 3\n"
                     "  program 3B07F000000000800000 timeout 60000 sends 0+8000 of 8000 at 20000+8000 pause 100 "
                     "endangers unless-refused\n"
                     "  upload 3B07F000800000800000 timeout 60000 sends 8000+8000 of 8000 at 28000+8000 pause 100\n"
                     "  upload 3B07F012800000800000 timeout 60000 sends 128000+123 of 8000 at 148000+123 pause 100\n"
                     "program tries 1\n" FINISH " if 1 was 1 endangers\n" FINISH " if 2 was 1 endangers\n" RESTART);
}

/* The kernel is sent before the firmware. After a failure, nothing is sent while the drive may still program the
 * kernel. */
static void
test_pair_is_sent_in_these_sections (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", NAME);
    g_autoptr (BbImage) pair = make_pair ();
    g_autoptr (BbPlan) plan = pioneer_plan_image (facts, pair);
    g_autofree char *text = dup_plan (plan);

    g_assert_cmpstr (text, ==,
                     "kernel boot-code 0+20000\n"
                     "firmware firmware 20000+128123\n"
                     "prepare tries 1\n" POLL_SHORT ENTER " accepts 15 journal\n" ENTER
                     " if 1 was 14 journal\n" POLL_LONG INQUIRY "program tries 3 wait 10100\n"
                     "  upload 3B07FE00000000800000 timeout 60000 sends 0+8000 of 8000 at 0+8000 pause 250 endangers "
                     "unless-refused\n"
                     "  upload 3B07FE00800000800000 timeout 60000 sends 8000+8000 of 8000 at 8000+8000 pause 250\n"
                     "  upload 3B07FE01000000800000 timeout 60000 sends 10000+8000 of 8000 at 10000+8000 pause 250\n"
                     "  program 3B07FE01800000800000 timeout 60000 sends 18000+8000 of 8000 at 18000+8000 pause "
                     "10100 endangers unrecoverable\n"
                     "program tries 3\n"
                     "  program 3B07F000000000800000 timeout 60000 sends 20000+8000 of 8000 at 20000+8000 pause 100 "
                     "endangers unless-refused\n"
                     "  upload 3B07F000800000800000 timeout 60000 sends 28000+8000 of 8000 at 28000+8000 pause 100\n"
                     "  upload 3B07F012800000800000 timeout 60000 sends 148000+123 of 8000 at 148000+123 pause 100\n"
                     "program tries 1\n" FINISH " if 1 was 1 endangers\n" FINISH " if 2 was 1 endangers\n" RESTART);
}

/* A drive in kernel mode must get only the normal part, without the kernel. The finish command must be sent with the
 * first mode buffer and, only if the drive rejects that, with the second one (docs/protocols/pioneer.md, section 3).
 */
static void
test_recovery_is_made_of_these_sections (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", NULL);
    g_autoptr (BbPlan) plan = pioneer_plan_flash (facts, &pioneer_normal_110);
    g_autofree char *text = dup_plan (plan);

    g_assert_cmpstr (text, ==,
                     "firmware firmware 20000+128123\n"
                     "prepare tries 1\n"
                     "  wait 120000006000 first 10100 limit 12100 interval 100\n"
                     "program tries 3\n"
                     "  program 3B07F000000000800000 timeout 60000 sends 0+8000 of 8000 at 20000+8000 pause 100 "
                     "endangers unless-refused\n"
                     "  upload 3B07F000800000800000 timeout 60000 sends 8000+8000 of 8000 at 28000+8000 pause 100\n"
                     "  upload 3B07F012800000800000 timeout 60000 sends 128000+123 of 8000 at 148000+123 pause 100\n"
                     "program tries 1\n" FINISH " endangers\n" FINISH " if 39 was 14 endangers\n" RESTART);
}

/* The unlock of the first generations: a drive that refuses to reset the lock has no lock, and gets no other unlock
 * command. */
static void
test_unlock_is_made_of_these_steps (void)
{
    PioneerPart part = {0x100000, 0x62, "PIONEER DVD-RW  DVR-103 ", "1.90", "ATA 0001", "GENERAL ", "Normal"};
    g_autoptr (BbFacts) facts = pioneer_make_facts ("1", "GENERAL", "PIONEER DVD-RW DVR-103");
    g_autoptr (BbPlan) plan = pioneer_plan_flash (facts, &part);
    g_autofree char *text = dup_plan (plan);
    const BbCaptureInfo *challenge = bb_plan_get_capture (plan, 0);

    g_assert_cmpstr (text, ==,
                     "firmware firmware 10000+100000\n"
                     "prepare tries 1\n"
                     "  unlock 3B01F300000000000000 timeout 10000 accepts 5\n"
                     "  unlock 3C01F200000000040000 timeout 10000 if 0 was 1\n"
                     "  unlock 3B01F200000000010000 timeout 10000 sends 0+100 of 100 if 0 was 1\n"
                     "  unlock 3B01F200000000040000 timeout 10000 sends 0+400 of 400 if 0 was 1\n" POLL_SHORT ENTER
                     " pause 3000 journal\n" POLL_LONG INQUIRY "program tries 3\n"
                     "  program 3B07F000000000800000 timeout 60000 sends 0+8000 of 8000 at 10000+8000 pause 100 "
                     "endangers unless-refused\n"
                     "  upload 3B07F000800000800000 timeout 60000 sends 8000+8000 of 8000 at 18000+8000 pause 100\n"
                     "  upload 3B07F00F800000800000 timeout 60000 sends f8000+8000 of 8000 at 108000+8000 pause 100\n"
                     "program tries 1\n" FINISH " if 5 was 1 endangers\n" RESTART);
    g_assert_cmpuint (challenge->region.length_bytes, ==, 0x400);
    g_assert_false (challenge->required);
}

/* The firmware cannot be read back, so a verification only identifies the drive. */
static void
test_verification_is_the_identity (void)
{
    g_autoptr (BbFacts) facts = pioneer_make_facts ("10", "GENERAL", NAME);
    g_autoptr (BbImage) image = pioneer_identify (&pioneer_normal_110);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_pioneer_plan_verify (&input, NULL);
    g_autofree char *text = dup_plan (plan);

    g_assert_cmpstr (text, ==,
                     "kernel boot-code 0+20000\n"
                     "firmware firmware 20000+128000\n"
                     "verify tries 1\n"
                     "  identify\n");
}

/* A mode buffer is the data with the key that opens kernel mode. If the key of a model is not known,
 * bb_pioneer_list_modes() must list no mode buffer. */
static void
test_unknown_rule_gives_no_key (void)
{
    g_autoptr (BbModel) model = bb_catalog_get_model (shipped_catalog (), BB_PIONEER_ID, "DVR-112");
    GBytes *modes[BB_PIONEER_MOST_MODES] = {NULL};

    g_assert_cmpuint (bb_pioneer_list_modes (model, "GENERAL", shipped_catalog (), modes), ==, 0);
}

/* --- identification --- */

/* Returns (transfer full) INQUIRY data. @date: bytes 36 and following; "" if the data end before them */
static BbInquiry
make_inquiry (const char *vendor, const char *product, const char *revision, const char *date)
{
    BbInquiry inquiry = {0};

    g_strlcpy (inquiry.vendor, vendor, sizeof inquiry.vendor);
    g_strlcpy (inquiry.product, product, sizeof inquiry.product);
    g_strlcpy (inquiry.revision, revision, sizeof inquiry.revision);
    g_strlcpy (inquiry.vendor_specific, date, sizeof inquiry.vendor_specific);
    return inquiry;
}

/* Vendor information of a DVR-110: serial number, "ATA 0010", "GENERAL ", type of the normal part, "1.00". */
#define INFO                                                                                           \
    "53 49 4D 30 30 30 31 20 20 20 20 20 20 20 20 20 41 54 41 20 30 30 31 30 47 45 4E 45 52 41 4C 20 " \
    "47 45 4E 45 52 41 4C 20 31 2E 30 30 00 00 00 00"
#define INFO_OF_112                                                                                    \
    "53 49 4D 30 30 30 31 20 20 20 20 20 20 20 20 20 53 41 54 20 38 32 30 31 47 45 4E 45 52 41 4C 20 " \
    "47 45 4E 45 52 41 4C 20 31 2E 30 30 00 00 00 00"
#define DATE " 05/08/30  PIONEER"

static void
test_names_that_suggest_the_family (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        gboolean suggests;
    } rows[] = {
        {"PIONEER ", "DVD-RW  DVR-110 ", TRUE},
        {"Pioneer", "dvd-rw  dvr-K14", TRUE},
        {"PIONEER ", "DVD-RW", TRUE},
        {"PIONEER ", "DVD-RW DVR-", TRUE},
        {"PIONEER ", "DVD-RWx", FALSE},
        {"PIONEER ", "DVD-RW DVR", FALSE},
        {"PIONEER ", "BD-RW   BDR-207M", FALSE},
        {"_PIONEER", "DVD-RW", FALSE},
        {"PIONEER ", "DVD-RW_", FALSE},
        {"ASUS", "DVD-RW  DVR-110 ", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbInquiry inquiry = make_inquiry (rows[i].vendor, rows[i].product, "1.00", DATE);

        g_test_message ("row %u", i);
        g_assert_cmpint (bb_family_pioneer.suggests (&inquiry, shipped_catalog ()), ==, rows[i].suggests);
    }
}

static void
test_commands_of_the_probe_are_these_two (void)
{
    g_autoptr (GArray) commands = bb_family_pioneer.list_probe_commands (shipped_catalog ());
    const BbProbeCommand *ready = &g_array_index (commands, BbProbeCommand, 0);
    const BbProbeCommand *info = &g_array_index (commands, BbProbeCommand, 1);

    g_assert_cmpuint (commands->len, ==, 2);
    g_assert_cmpint (ready->step, ==, BB_PROBE_STANDARD);
    g_assert_cmpmem (ready->cdb, ready->cdb_length_bytes, "\0\0\0\0\0\0", 6);
    g_assert_cmpuint (ready->data_in_bytes, ==, 0);
    g_assert_cmpint (info->step, ==, BB_PROBE_READ);
    g_assert_cmpmem (info->cdb, info->cdb_length_bytes, "\x3C\x02\xF1\0\0\0\0\0\x30\0", 10);
    g_assert_cmpuint (info->data_in_bytes, ==, 48);
}

/* The generation in the vendor information decides the model. If the drive refuses that information, the reported
 * name decides, but such a drive is only identified. */
static void
test_model_is_found_by_information_or_name (void)
{
    static const struct {
        const char *product;
        const char *date;
        const char *info;  /* nullable: refused */
        const char *model; /* nullable: not of this family */
        const char *error; /* nullable */
    } rows[] = {
        {"DVD-RW  DVR-110 ", DATE, INFO, "10", NULL},
        {"DVD-RW  DVR-110 ", "", INFO, "10", NULL},
        {"ACME WRITER", DATE, INFO, "10", NULL},
        {"DVD-RW  DVR-112D", DATE, INFO_OF_112, "DVR-112", NULL},
        {"DVD-RW  DVR-112D", DATE, NULL, "DVR-112", NULL},
        {"DVD-RW  DVR-110 ", DATE, NULL, NULL,
         "the drive does not report its generation, or the generation is unknown"},
        {"DVD-RW  DVR-999 ", DATE, NULL, NULL,
         "the drive does not report its generation, or the generation is unknown"},
        {"ACME DVR-112", DATE, NULL, NULL, "the drive does not report its generation, or the generation is unknown"},
        {"DVD-RW  DVR-110 ", " 05-08/30", INFO, NULL,
         "drives of this family report a firmware date, but this drive does not"},
        {"DVD-RW  DVR-110 ", "X", INFO, NULL,
         "drives of this family report a firmware date, but this drive does not"},
        {"DVD-RW  DVR-110 ", " 05/08-30", INFO, NULL,
         "drives of this family report a firmware date, but this drive does not"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        BbInquiry inquiry = make_inquiry ("PIONEER ", rows[i].product, "1.22", rows[i].date);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts = NULL;

        fake_add_sense (fake, 6, 0x29, 0);
        fake_add_sense (fake, 2, 0x3A, 0);
        if (rows[i].info != NULL)
            fake_add_good (fake, rows[i].info);
        else
            fake_add_sense (fake, 5, 0x24, 0);
        facts = bb_family_pioneer.probe (BB_TRANSPORT (fake), &inquiry, NULL, shipped_catalog (), NULL, &error);
        g_test_message ("row %u", i);
        g_assert_cmpint (facts == NULL, ==, rows[i].error != NULL);
        if (facts == NULL) {
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
            g_assert_cmpstr (error->message, ==, rows[i].error);
            continue;
        }
        g_assert_no_error (error);
        g_assert_cmpstr (bb_facts_get_model_key (facts), ==, rows[i].model);
        g_assert_cmpstr (facts->family, ==, BB_PIONEER_ID);
        if (g_str_equal (rows[i].model, "10")) {
            g_assert_cmpint (facts->confidence, ==, bb_model_get_confidence (facts->model));
            continue;
        }
        g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
        g_assert_cmpint (bb_family_pioneer.can (facts), ==, BB_CAN_IDENTIFY);
        g_assert_cmpuint (facts->evidence->len, ==, 2);
        g_assert_cmpstr (facts->evidence->pdata[0], ==,
                         "The name reported by the drive belongs to the model DVR-112.");
        g_assert_cmpstr (facts->evidence->pdata[1], ==,
                         "There is no known update procedure for this model, so Burnback can only identify the "
                         "drive.");
    }
}

/* A matching name of the catalog gives the model, if it is a name of this family; else the product text gives it. */
static void
test_name_of_the_catalog_gives_the_model (void)
{
    g_autoptr (GPtrArray) own = bb_catalog_match_name (shipped_catalog (), "PIONEER", "DVD-RW DVR-111D");
    g_autoptr (GPtrArray) of_nec = bb_catalog_match_name (shipped_catalog (), "TDK", "DVDRW420N");
    g_autoptr (GPtrArray) both = g_ptr_array_new ();
    g_autoptr (GPtrArray) turned = g_ptr_array_new ();
    const struct {
        const char *product;
        GPtrArray *names;  /* nullable */
        const char *model; /* nullable */
    } rows[] = {
        {"DVD-RW", NULL, NULL},
        {"DVD-RW", own, "DVR-111"},
        {"DVD-RW", both, "DVR-111"},
        {"DVD-RW", turned, "DVR-111"},
        {"DVD-RW", of_nec, NULL},
        {"DVD-RW  DVR-112D", own, "DVR-111"},
        {"DVD-RW  DVR-112D", of_nec, "DVR-112"},
        {"DVD-RW  DVR-111D", NULL, "DVR-111"},
    };

    g_assert_cmpuint (own->len, >, 0);
    g_assert_cmpuint (of_nec->len, >, 0);
    g_ptr_array_add (both, of_nec->pdata[0]);
    g_ptr_array_add (both, own->pdata[0]);
    g_ptr_array_add (turned, own->pdata[0]);
    g_ptr_array_add (turned, of_nec->pdata[0]);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        BbInquiry inquiry = make_inquiry ("PIONEER ", rows[i].product, "1.22", DATE);
        g_autoptr (BbFacts) facts = NULL;

        fake_add_good (fake, "");
        fake_add_sense (fake, 5, 0x24, 0);
        facts =
            bb_family_pioneer.probe (BB_TRANSPORT (fake), &inquiry, rows[i].names, shipped_catalog (), NULL, NULL);
        g_test_message ("row %u", i);
        g_assert_cmpstr (facts != NULL ? bb_facts_get_model_key (facts) : NULL, ==, rows[i].model);
    }
}

/* The probe must fail if a command fails with GONE or TIMED_OUT, or if TEST UNIT READY fails with IO. It must not
 * fail if READ BUFFER fails with IO or SHORT, because a bridge may not forward this command. */
static void
test_lost_drive_is_an_error (void)
{
    static const struct {
        BbTransportError code;
        guint lost_at; /* 0: at TEST UNIT READY; 1: at READ BUFFER */
        gboolean is_lost;
    } rows[] = {
        {BB_TRANSPORT_ERROR_GONE, 0, TRUE},      {BB_TRANSPORT_ERROR_GONE, 1, TRUE},
        {BB_TRANSPORT_ERROR_TIMED_OUT, 1, TRUE}, {BB_TRANSPORT_ERROR_IO, 0, TRUE},
        {BB_TRANSPORT_ERROR_IO, 1, FALSE},       {BB_TRANSPORT_ERROR_SHORT, 1, FALSE},
    };
    BbInquiry inquiry = make_inquiry ("PIONEER ", "DVD-RW  DVR-112D", "1.22", DATE);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeTransport) fake = fake_transport_new ();
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts = NULL;

        if (rows[i].lost_at > 0)
            fake_add_good (fake, "");
        fake_add_failure (fake, rows[i].code);
        facts = bb_family_pioneer.probe (BB_TRANSPORT (fake), &inquiry, NULL, shipped_catalog (), NULL, &error);
        g_test_message ("row %u", i);
        g_assert_cmpint (facts == NULL, ==, rows[i].is_lost);
        if (rows[i].is_lost)
            g_assert_error (error, BB_TRANSPORT_ERROR, (gint) rows[i].code);
        else
            g_assert_no_error (error);
    }
}

/* A drive that still reports unit attention after five commands is probed further. */
static void
test_unit_attentions_are_no_error (void)
{
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    BbInquiry inquiry = make_inquiry ("PIONEER ", "DVD-RW  DVR-110 ", "0000", DATE);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) facts = NULL;

    for (guint i = 0; i < 5; i++)
        fake_add_sense (fake, 6, 0x29, 0);
    fake_add_good (fake, INFO);
    facts = bb_family_pioneer.probe (BB_TRANSPORT (fake), &inquiry, NULL, shipped_catalog (), NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_null (bb_facts_get_string (facts, BB_PIONEER_KEY_NAME));
}

#define ADD(name, function) g_test_add_func ("/pioneer-plan/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("firmware-is-sent-in-these-sections", test_firmware_is_sent_in_these_sections);
    ADD ("pair-is-sent-in-these-sections", test_pair_is_sent_in_these_sections);
    ADD ("recovery-is-made-of-these-sections", test_recovery_is_made_of_these_sections);
    ADD ("unlock-is-made-of-these-steps", test_unlock_is_made_of_these_steps);
    ADD ("verification-is-the-identity", test_verification_is_the_identity);
    ADD ("unknown-rule-gives-no-key", test_unknown_rule_gives_no_key);
    ADD ("names-that-suggest-the-family", test_names_that_suggest_the_family);
    ADD ("commands-of-the-probe-are-these-two", test_commands_of_the_probe_are_these_two);
    ADD ("model-is-found-by-information-or-name", test_model_is_found_by_information_or_name);
    ADD ("name-of-the-catalog-gives-the-model", test_name_of_the_catalog_gives_the_model);
    ADD ("lost-drive-is-an-error", test_lost_drive_is_an_error);
    ADD ("unit-attentions-are-no-error", test_unit_attentions_are_no_error);
    return g_test_run ();
}
