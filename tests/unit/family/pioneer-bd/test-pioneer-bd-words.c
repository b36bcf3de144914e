/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "image-checks.h"
#include "pioneer-bd-files.h"
#include "plan-steps.h"
#include "shipped-catalog.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* The sentences about Pioneer BD drives and their files, and the comparison with a backup
 * (docs/protocols/pioneer-bd.md). Also tests bb-pioneer-bd-image.c and bb-pioneer-bd-plan.c. */

#define KERNEL_BYTES BB_PIONEER_BD_KERNEL_BYTES
#define NORMAL_BYTES 0x12300u
#define DUMP_BYTES (KERNEL_BYTES + NORMAL_BYTES)

#define NO_FLASH                                                                                                    \
    "Only one unconfirmed report describes how to flash these drives, so Burnback does not flash them. Update the " \
    "drive with the manufacturer’s program."
#define UPDATE_MODE "The drive is in update mode. Burnback does not read the firmware in this mode."
#define UNKNOWN_MODEL \
    "It is unknown whether the firmware of this model can be read, so Burnback does not try to read it."

/* Returns (transfer full) the facts of a usual drive. @is_surveyed: a survey has read the length of Normal, a part of
 * the firmware */
static BbFacts *
probe_usual (gboolean is_surveyed)
{
    BbFacts *facts = pioneer_bd_probe ("Model=8A10\nRevision=1.14\n");

    if (is_surveyed)
        bb_facts_set_value (facts, BB_PIONEER_BD_KEY_NORMAL_BYTES, g_variant_new_uint32 (NORMAL_BYTES));
    return facts;
}

/* --- drives --- */

static void
test_drive_is_described_with_its_abilities (void)
{
    static const struct {
        const char *keys;
        BbCondition condition;
        const char *mode;
        BbCan can;
        const char *why;   /* nullable: it can be backed up */
        const char *wants; /* nullable */
    } rows[] = {
        {"Model=8A10\nRevision=1.14\n", BB_CONDITION_NORMAL, "normal",
         BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_VERIFY, NULL, NULL},
        {"Model=1003\nRevision=1.04\n", BB_CONDITION_NORMAL, "normal", BB_CAN_IDENTIFY, UNKNOWN_MODEL, NULL},
        {"Model=8A10\nState=update\n", BB_CONDITION_SPECIAL, "update", BB_CAN_IDENTIFY, UPDATE_MODE,
         "The drive is in update mode, but Burnback does not update drives of this family. Power cycle the drive, "
         "or finish the update with the manufacturer’s program."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = pioneer_bd_probe (rows[i].keys);
        g_autofree char *no_flash = bb_family_dup_no_flash (facts);
        g_autofree char *evidence = g_strdup_printf (
            "The drive is identified by its hardware ID SAT %s, not by its name.", bb_facts_get_model_key (facts));
        g_autofree char *why = NULL;

        g_test_message ("row %u", i);
        g_assert_cmpint (facts->condition, ==, rows[i].condition);
        g_assert_cmpstr (facts->mode, ==, rows[i].mode);
        g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_HIGH);
        g_assert_cmpint (bb_family_pioneer_bd.can (facts), ==, rows[i].can);
        g_assert_cmpint (bb_family_pioneer_bd.backup_kind (facts, &why), ==,
                         rows[i].why == NULL ? BB_BACKUP_FULL : BB_BACKUP_NONE);
        g_assert_cmpstr (why, ==, rows[i].why);
        g_assert_cmpstr (bb_facts_get_string (facts, BB_FACTS_WANTS), ==, rows[i].wants);
        g_assert_cmpint (bb_facts_get_boolean (facts, BB_FACTS_IS_LOST), ==, rows[i].wants != NULL);
        g_assert_cmpint (bb_pioneer_bd_survey.is_needed (facts, NULL), ==, rows[i].why == NULL);
        g_assert_cmpuint (facts->evidence->len, ==, 1);
        g_assert_cmpstr (facts->evidence->pdata[0], ==, evidence);
        g_assert_cmpstr (no_flash, ==, NO_FLASH);
    }
}

/* The update mode has three signs: the revision 000x, a Kernel, and no Normal. A similar revision alone (0001 or
 * 1.00) must not count as update mode. */
static void
test_update_mode_is_no_guess (void)
{
    static const char *const keys[] = {"Model=8A10\nRevision=0001\n", "Model=8A10\nRevision=1.00\n"};

    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        g_autoptr (BbFacts) facts = pioneer_bd_probe (keys[i]);

        g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
        g_assert_cmpstr (facts->mode, ==, "normal");
    }
}

/* The fingerprint is made of the serial number, not of a name. */
static void
test_fingerprint_is_that_of_the_serial_number (void)
{
    g_autoptr (BbFacts) facts = pioneer_bd_probe ("Model=8A10\nRevision=1.14\n");
    g_autofree char *wanted = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "SIM000000001    ", 16);

    g_assert_cmpstr (facts->fingerprint, ==, wanted);
}

static void
test_unknown_hardware_is_said_so (void)
{
    static const struct {
        const char *keys;
        const char *evidence;
    } rows[] = {
        {"Model=8A10\nQuirks=no-identification\n", "the drive does not report its hardware ID"},
        {"Model=8A10\nVendor=ACME\n", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = pioneer_bd_probe (rows[i].keys);
        g_autoptr (GString) all = g_string_new (NULL);

        for (guint j = 0; j < facts->evidence->len; j++)
            g_string_append_printf (all, "%s\n", (const char *) facts->evidence->pdata[j]);
        g_assert_null (facts->family);
        g_assert_cmpint (strstr (all->str, "the drive does not report its hardware ID") != NULL, ==,
                         rows[i].evidence != NULL);
    }
}

static void
test_details_are_those_of_drive_and_file (void)
{
    static const char values[] = "{'platform': <'SAT 8A10'>, 'kernel-tag': <'ID40'>, 'normal-tag': <'ID41'>, "
                                 "'build-date': <'26/01/02'>, 'kernel-version': <'0000'>}";
    static const struct {
        const char *label;
        const char *text;
        gboolean is_hardware;
    } rows[] = {{"Hardware ID", "SAT 8A10", TRUE},
                {"Kernel tag", "ID40", TRUE},
                {"Normal tag", "ID41", FALSE},
                {"Build date", "26/01/02", FALSE}};
    g_autoptr (GVariant) all = g_variant_ref_sink (g_variant_new_parsed (values));
    g_autoptr (GVariant) few = g_variant_ref_sink (g_variant_new_parsed ("{'kernel-tag': <'ID40'>}"));
    g_autoptr (GPtrArray) details = bb_family_describe (BB_PIONEER_BD_ID, all);
    g_autoptr (GPtrArray) one = bb_family_describe (BB_PIONEER_BD_ID, few);

    g_assert_cmpuint (details->len, ==, G_N_ELEMENTS (rows));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const BbDetail *detail = details->pdata[i];

        g_assert_cmpstr (detail->label, ==, rows[i].label);
        g_assert_cmpstr (detail->text, ==, rows[i].text);
        g_assert_cmpint (detail->is_hardware, ==, rows[i].is_hardware);
    }
    g_assert_cmpuint (one->len, ==, 1);
}

/* --- files --- */

/* Returns (transfer full) a file of the manufacturer with @text at @offset. */
static GBytes *
make_changed (gsize offset, const char *text, gsize length_bytes)
{
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes (NULL, NULL);
    gsize size = g_bytes_get_size (bytes);
    guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

    memcpy (data + offset, text, length_bytes);
    return g_bytes_new_take (data, size);
}

#define DAMAGED                                                                                                 \
    "The header of the Pioneer firmware file is damaged, or the file ends after the header. Download the file " \
    "again."

static void
test_file_is_known_by_its_header (void)
{
    static const struct {
        const char *what;
        gsize offset;
        const char *text;
        gsize length_bytes;
        const char *problem;
        const char *part;
        const char *date; /* nullable */
        const char *code; /* nullable */
    } rows[] = {
        {"unchanged", 0x60, "P", 1, NULL, "normal", "26/01/02", "8A10"},
        {"Kernel", 0x110, "Kernel  ", 8, NULL, "kernel", "26/01/02", "8A10"},
        {"unknown part", 0x110, "Loader  ", 8, DAMAGED, "normal", "26/01/02", "8A10"},
        {"no part", 0x110, "\0", 1, DAMAGED, "normal", "26/01/02", "8A10"},
        {"no date", 0x130, "00/00/00\0", 9, NULL, "normal", NULL, "8A10"},
        {"empty date", 0x130, "\0", 1, NULL, "normal", NULL, "8A10"},
        {"unknown hardware", 0xB0, "SAT 9999", 8, NULL, "normal", "26/01/02", NULL},
        {"hardware without a blank", 0xB0, "SAT-8A10", 8, NULL, "normal", "26/01/02", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = make_changed (rows[i].offset, rows[i].text, rows[i].length_bytes);
        g_autoptr (BbImage) image = identify_only_image (bytes);
        BbImageIdentity *identity = bb_image_get_identity (image);

        g_test_message ("%s", rows[i].what);
        g_assert_cmpstr (identity->family, ==, BB_PIONEER_BD_ID);
        g_assert_cmpstr (identity->problem, ==, rows[i].problem);
        g_assert_cmpstr (identity->vendor, ==, "PIONEER");
        g_assert_cmpstr (identity->revision, ==, "1.14");
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_BD_KEY_PART), ==, rows[i].part);
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_BD_KEY_DATE), ==, rows[i].date);
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_BD_KEY_KERNEL_TAG), ==, "ID40");
        g_assert_cmpstr (identity->codes[0], ==, rows[i].code);
        g_assert_cmpuint (identity->offset, ==, 0);
        g_assert_cmpuint (identity->length_bytes, ==, g_bytes_get_size (bytes));
    }
}

/* A text of the header ends before its first byte that is not printable. */
static void
test_texts_of_a_header_end_at_the_first_odd_byte (void)
{
    g_autoptr (GBytes) bytes = make_changed (0x90,
                                             "1.1\x01"
                                             "4",
                                             5);
    g_autoptr (GBytes) tagged = make_changed (0xD0,
                                              "ID4\x80"
                                              "5   ",
                                              8);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbImage) of_tag = identify_only_image (tagged);

    g_assert_cmpstr (bb_image_get_identity (image)->revision, ==, "1.1");
    g_assert_cmpstr (bb_image_identity_lookup_string (bb_image_get_identity (of_tag), BB_PIONEER_BD_KEY_KERNEL_TAG),
                     ==, "ID4");
}

/* A file of 512 bytes has only a header and is damaged. */
static void
test_header_alone_is_damaged (void)
{
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes (NULL, NULL);

    for (gsize size = 0x1FF; size <= 0x201; size++) {
        g_autoptr (GBytes) cut = bb_bytes_slice (bytes, 0, size, NULL);
        g_autoptr (GPtrArray) found = bb_pioneer_bd_identify_image (cut, shipped_catalog ());

        g_assert_cmpuint (found->len, ==, 1);
        g_assert_cmpstr (((BbImageIdentity *) found->pdata[0])->problem, ==, size <= 0x200 ? DAMAGED : NULL);
    }
}

/* A file for another kind of drive has another name in its header and must not be recognized. */
static void
test_file_for_another_kind_of_drive_is_left_out (void)
{
    static const char *const names[] = {"PIONEER DVD-RW  DVR-111 ", "ACME    BD-RW   BDR-207M"};

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autoptr (GBytes) bytes = make_changed (0x60, names[i], 24);
        g_autoptr (GPtrArray) found = bb_pioneer_bd_identify_image (bytes, shipped_catalog ());

        g_assert_cmpuint (found->len, ==, 0);
    }
}

/* In a program (a file that begins with MZ), at most eight firmware files are found. In any other file, only a
 * firmware file at its beginning is found. */
static void
test_program_has_eight_files_at_most (void)
{
    g_autoptr (GBytes) file = pioneer_bd_make_bytes (NULL, NULL);
    const guint8 *data = g_bytes_get_data (file, NULL);

    for (guint n = 7; n <= 9; n++) {
        g_autoptr (GByteArray) all = g_byte_array_new ();
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GPtrArray) found = NULL;

        g_byte_array_append (all, (const guint8 *) "MZ", 2);
        for (guint i = 0; i < n; i++)
            g_byte_array_append (all, data, 0x300);
        bytes = g_bytes_new (all->data, all->len);
        found = bb_pioneer_bd_identify_image (bytes, shipped_catalog ());
        g_assert_cmpuint (found->len, ==, MIN (n, 8));
        for (guint i = 0; i < found->len; i++) {
            g_assert_cmpuint (((BbImageIdentity *) found->pdata[i])->offset, ==, 2 + i * 0x300);
            g_assert_cmpuint (((BbImageIdentity *) found->pdata[i])->length_bytes, ==, 0x300);
        }
        all->data[0] = 'X';
        g_bytes_unref (g_steal_pointer (&bytes));
        bytes = g_bytes_new (all->data, all->len);
        g_ptr_array_unref (g_steal_pointer (&found));
        found = bb_pioneer_bd_identify_image (bytes, shipped_catalog ());
        g_assert_cmpuint (found->len, ==, 0);
    }
}

static const struct {
    guint32 length_bytes;
    gboolean is_good;
} lengths[] = {{0x2000, TRUE},   {0x1F00, FALSE},   {0x1FFF, FALSE},  {0x2100, TRUE}, {0x2080, FALSE},
               {0x800000, TRUE}, {0x800100, FALSE}, {0x7FFF00, TRUE}, {0, FALSE}};

/* The header of Normal, a part of the firmware, has its length: a multiple of 256 from 8 KiB to 8 MiB. */
static void
test_length_of_normal_has_limits (void)
{
    guint8 head[BB_PIONEER_BD_HEADER_BYTES + 3] = "xxxPIONEER ";
    guint32 found = 0;

    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
        g_autoptr (GBytes) bytes = NULL;

        bb_put_be32 (head + 3 + BB_PIONEER_BD_LENGTH_OFFSET, lengths[i].length_bytes);
        bytes = g_bytes_new (head, sizeof head);
        g_test_message ("%x", lengths[i].length_bytes);
        g_assert_cmpint (bb_pioneer_bd_get_normal_bytes (bytes, 3, &found), ==, lengths[i].is_good);
        g_assert_cmpuint (found, ==, lengths[i].length_bytes);
        g_assert_false (bb_pioneer_bd_get_normal_bytes (bytes, 2, &found));
        g_assert_cmpuint (found, ==, 0);
    }
}

static void
test_sum_of_all_words_is_zero (void)
{
    static const guint8 data[] = {0xFF, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 2};
    g_autoptr (GBytes) bytes = g_bytes_new_static (data, sizeof data);

    g_assert_true (bb_pioneer_bd_is_sum_right (bytes, 1, 8));
    g_assert_false (bb_pioneer_bd_is_sum_right (bytes, 1, 12));
    g_assert_false (bb_pioneer_bd_is_sum_right (bytes, 1, 4));
    g_assert_true (bb_pioneer_bd_is_sum_right (bytes, 1, 0));
    g_assert_false (bb_pioneer_bd_is_sum_right (bytes, 5, 12));
}

/* --- verdict --- */

/* Only the first difference between file and drive becomes a reason, in this order: hardware ID, Kernel tag, model. A
 * damaged file gets no reason. */
static void
test_reason_is_the_first_difference (void)
{
    static const struct {
        const char *setting;
        const char *value;
        const char *code; /* nullable */
        const char *text;
    } rows[] = {
        {NULL, NULL, NULL, NULL},
        {"dump", "", NULL, NULL},
        {"kernel-tag", "ID58", "kernel-tag",
         "The file is for drives with loader (kernel) tag ID58, but this drive has loader tag ID40."},
        {"product", "BD-RW   BDR-XS06", "model", "The image is for another model: BDR-XS06."},
    };
    g_autoptr (BbFacts) facts = probe_usual (FALSE);
    g_autoptr (BbFacts) other = pioneer_bd_probe ("Model=8510\nRevision=1.14\n");
    g_autoptr (GBytes) damaged_bytes = make_changed (0x110, "Loader  ", 8);
    g_autoptr (BbImage) damaged = identify_only_image (damaged_bytes);
    g_autoptr (BbVerdict) of_damaged = bb_verdict_new ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = pioneer_bd_make_bytes (rows[i].setting, rows[i].value);
        g_autoptr (BbImage) image = identify_only_image (bytes);
        g_autoptr (BbVerdict) verdict = bb_verdict_new ();
        g_autoptr (BbVerdict) foreign = bb_verdict_new ();

        bb_pioneer_bd_check (facts, image, shipped_catalog (), verdict);
        g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, rows[i].code != NULL ? 1 : 0);
        if (rows[i].code != NULL) {
            g_assert_cmpstr (bb_verdict_get_heaviest (verdict)->code, ==, rows[i].code);
            g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
            g_assert_cmpstr (bb_verdict_get_heaviest (verdict)->text, ==, rows[i].text);
        }
        bb_pioneer_bd_check (other, image, shipped_catalog (), foreign);
        g_assert_cmpint (bb_verdict_has (foreign, "hardware"), ==, i != 1);
        if (i != 1)
            g_assert_cmpstr (bb_verdict_get_heaviest (foreign)->text, ==,
                             "The file is for drives with hardware ID SAT 8A10, but this drive has hardware ID SAT "
                             "8510.");
    }
    bb_pioneer_bd_check (other, damaged, shipped_catalog (), of_damaged);
    g_assert_cmpuint (bb_verdict_get_n_reasons (of_damaged), ==, 0);
}

/* Underscores in names must be kept and compared. */
static void
test_underscores_count (void)
{
    BbInquiry inquiry = {.vendor = "PIONEER", .product = "BD-RW   BDR-207M"};
    g_autoptr (BbFacts) facts = probe_usual (FALSE);
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes (NULL, NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    g_autofree char *product = g_strchomp (g_strdup (facts->inquiry.product));

    g_assert_true (bb_family_pioneer_bd.suggests (&inquiry, shipped_catalog ()));
    g_strlcpy (inquiry.vendor, "_PIONEER", sizeof inquiry.vendor);
    g_assert_false (bb_family_pioneer_bd.suggests (&inquiry, shipped_catalog ()));
    g_snprintf (facts->inquiry.product, sizeof facts->inquiry.product, "BD-RW%s_", strrchr (product, ' '));
    bb_pioneer_bd_check (facts, image, shipped_catalog (), verdict);
    g_assert_true (bb_verdict_has (verdict, "model"));
}

/* --- plans --- */

static void
test_plan_that_is_not_made_says_why (void)
{
    g_autoptr (BbFacts) facts = probe_usual (FALSE);
    g_autoptr (BbFacts) known = probe_usual (TRUE);
    g_autoptr (BbFacts) old = pioneer_bd_probe ("Model=1003\nRevision=1.04\n");
    g_autoptr (BbFacts) update = pioneer_bd_probe ("Model=8A10\nState=update\n");
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes (NULL, NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    const struct {
        BbFacts *facts;
        const char *text; /* error of the plans that read the drive */
        const char *verify;
    } rows[] = {
        {old, UNKNOWN_MODEL, UNKNOWN_MODEL},
        {update, UPDATE_MODE, UPDATE_MODE},
        {known, NULL,
         "The manufacturer’s firmware files are scrambled and cannot be compared with the drive. Compare the "
         "drive with a backup instead."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbFlashInput input = {.facts = rows[i].facts, .image = image, .catalog = shipped_catalog ()};
        g_autoptr (GError) survey = NULL;
        g_autoptr (GError) backup = NULL;
        g_autoptr (GError) verify = NULL;
        g_autoptr (GError) flash = NULL;
        g_autoptr (BbPlan) survey_plan = bb_pioneer_bd_survey.plan (rows[i].facts, shipped_catalog (), &survey);
        g_autoptr (BbPlan) backup_plan = bb_pioneer_bd_plan_backup (rows[i].facts, shipped_catalog (), &backup);

        g_assert_cmpint (survey_plan == NULL, ==, rows[i].text != NULL);
        g_assert_cmpint (backup_plan == NULL, ==, rows[i].text != NULL);
        g_assert_cmpstr (survey != NULL ? survey->message : NULL, ==, rows[i].text);
        g_assert_cmpstr (backup != NULL ? backup->message : NULL, ==, rows[i].text);
        g_assert_null (bb_pioneer_bd_plan_verify (&input, &verify));
        g_assert_error (verify, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_assert_cmpstr (verify->message, ==, rows[i].verify);
        g_assert_null (bb_family_pioneer_bd.plan_flash (&input, &flash));
        g_assert_error (flash, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_assert_cmpstr (flash->message, ==, NO_FLASH);
    }
    g_assert_null (bb_family_lay_out (facts, shipped_catalog ()));
}

/* A verification identifies the drive again, and reads and stores both parts of the firmware (Kernel and Normal)
 * completely. Both captures are required. */
static void
test_verification_reads_both_parts_once (void)
{
    g_autoptr (BbFacts) known = probe_usual (TRUE);
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes ("dump", "");
    g_autoptr (BbImage) image = identify_only_image (bytes);
    BbFlashInput input = {.facts = known, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_pioneer_bd_plan_verify (&input, NULL);
    g_autoptr (BbPlan) backup = bb_pioneer_bd_plan_backup (known, shipped_catalog (), NULL);
    static const struct {
        const char *name;
        BbRegionKind kind;
        guint32 address;
        guint32 length_bytes;
    } rows[] = {{"kernel", BB_REGION_BOOT_CODE, 0x400000, 0x10000},
                {"normal", BB_REGION_FIRMWARE, 0x410000, NORMAL_BYTES}};
    guint n_identifies = 0;
    guint n_stored = 0;

    g_assert_cmpuint (bb_plan_get_n_captures (plan), ==, 2);
    g_assert_cmpuint (bb_plan_get_n_regions (plan), ==, 2);
    g_assert_cmpuint (bb_plan_get_n_regions (backup), ==, 2);
    for (guint i = 0; i < 2; i++) {
        const BbRegion *regions[] = {&bb_plan_get_capture (plan, i)->region, bb_plan_get_region (plan, i),
                                     &bb_plan_get_capture (backup, i)->region, bb_plan_get_region (backup, i)};

        g_assert_true (bb_plan_get_capture (plan, i)->required);
        for (guint j = 0; j < G_N_ELEMENTS (regions); j++) {
            g_assert_cmpstr (regions[j]->name, ==, rows[i].name);
            g_assert_cmpint (regions[j]->kind, ==, rows[i].kind);
            g_assert_cmphex (regions[j]->address, ==, rows[i].address);
            g_assert_cmphex (regions[j]->length_bytes, ==, rows[i].length_bytes);
        }
    }
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        n_identifies += step->verb == BB_VERB_IDENTIFY;
        n_stored += step->use == BB_USE_STORE ? step->length_bytes : 0;
    }
    g_assert_cmpuint (n_identifies, ==, 1);
    g_assert_cmpuint (n_stored, ==, DUMP_BYTES);
    g_assert_cmpuint (bb_plan_get_n_sections (plan), ==, 1);
    g_assert_cmpint (bb_plan_get_section (plan, 0)->phase, ==, BB_PHASE_VERIFY);
    g_assert_cmpuint (bb_plan_get_section (plan, 0)->max_tries, ==, 2);
}

/* Returns (transfer full) captures of the firmware parts @kernel and @normal. A part that is %NULL is not stored. */
static BbCaptures *
capture (const guint8 *kernel, const guint8 *normal)
{
    g_autoptr (BbFacts) known = probe_usual (TRUE);
    g_autoptr (BbPlan) plan = bb_pioneer_bd_plan_backup (known, shipped_catalog (), NULL);
    BbCaptures *captures = bb_captures_new (plan);

    if (kernel != NULL)
        bb_captures_store (captures, bb_captures_find (captures, "kernel"), 0, kernel, KERNEL_BYTES);
    if (normal != NULL)
        bb_captures_store (captures, bb_captures_find (captures, "normal"), 0, normal, NORMAL_BYTES);
    return captures;
}

static void
test_backup_without_a_part_is_none (void)
{
    g_autoptr (BbFacts) known = probe_usual (TRUE);
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes ("dump", "");
    const guint8 *data = g_bytes_get_data (bytes, NULL);
    g_autofree guint8 *changed = g_memdup2 (data, DUMP_BYTES);

    changed[KERNEL_BYTES + 0x8000] ^= 1;
    for (guint i = 0; i < 3; i++) {
        g_autoptr (BbCaptures) captures = capture (i == 0 ? NULL : data, i == 1   ? NULL
                                                                         : i == 2 ? changed + KERNEL_BYTES
                                                                                  : data + KERNEL_BYTES);
        g_autoptr (GError) error = NULL;

        g_assert_null (bb_pioneer_bd_make_image (known, captures, shipped_catalog (), &error));
        g_assert_error (error, BB_FAMILY_ERROR, (i < 2 ? BB_FAMILY_ERROR_CANNOT : BB_FAMILY_ERROR_NOT_FIRMWARE));
        g_assert_cmpstr (error->message, ==,
                         i < 2 ? "The backup does not contain the complete firmware."
                               : "The data returned by the drive has wrong checksums. The data was saved, but it "
                                 "cannot be used as a backup.");
    }
}

static void
test_survey_without_a_head_says_so (void)
{
    static const guint8 zeros[BB_PIONEER_BD_HEADER_BYTES];
    g_autoptr (BbFacts) facts = probe_usual (FALSE);
    g_autoptr (BbPlan) plan = bb_pioneer_bd_survey.plan (facts, shipped_catalog (), NULL);
    const BbCaptureInfo *info = bb_plan_get_capture (plan, 0);

    g_assert_cmpstr (info->region.name, ==, "header");
    g_assert_cmphex (info->region.address, ==, 0x410000);
    g_assert_cmpuint (info->region.length_bytes, ==, 24);
    g_assert_true (info->required);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbCaptures) captures = bb_captures_new (plan);
        g_autoptr (GError) error = NULL;

        if (i > 0)
            bb_captures_store (captures, 0, 0, zeros, sizeof zeros);
        g_assert_null (bb_pioneer_bd_survey.take (facts, captures, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_assert_cmpstr (error->message, ==,
                         "The drive’s memory does not contain the header that specifies the length of the firmware, "
                         "so nothing more was read.");
    }
}

/* --- comparison with a backup --- */

/* The result is %BB_PROOF_PROVEN only if both parts in the drive equal the backup, and %BB_PROOF_UNPROVEN if a part
 * was not read. */
static void
test_comparison_is_judged_in_these_words (void)
{
    static const struct {
        gssize differs; /* -1: nothing */
        gboolean lacks_normal;
        gboolean is_longer; /* the image */
        BbProof proof;
        const char *why;
    } rows[] = {
        {-1, FALSE, FALSE, BB_PROOF_PROVEN,
         "Both parts of the firmware, Kernel and Normal, were read and match the image."},
        {0, FALSE, FALSE, BB_PROOF_DIFFERENT, "The firmware in the drive differs from the image."},
        {0x100, FALSE, FALSE, BB_PROOF_DIFFERENT, "The firmware in the drive differs from the image."},
        {KERNEL_BYTES + 0x100, FALSE, FALSE, BB_PROOF_DIFFERENT, "The firmware in the drive differs from the image."},
        {DUMP_BYTES - 1, FALSE, FALSE, BB_PROOF_DIFFERENT, "The firmware in the drive differs from the image."},
        {-1, FALSE, TRUE, BB_PROOF_DIFFERENT, "The firmware in the drive differs from the image."},
        {-1, TRUE, FALSE, BB_PROOF_UNPROVEN, "The firmware could not be read."},
    };
    g_autoptr (GBytes) bytes = pioneer_bd_make_bytes ("dump", "");

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree guint8 *data = g_malloc0 (DUMP_BYTES + 0x100);
        g_autoptr (GBytes) longer = NULL;
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbCaptures) captures = NULL;
        g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
        g_autofree char *why = NULL;
        BbJudgeInput input = {.differences = differences, .catalog = shipped_catalog ()};

        memcpy (data, g_bytes_get_data (bytes, NULL), DUMP_BYTES);
        longer = g_bytes_new (data, DUMP_BYTES + 0x100);
        image = bb_image_new_from_bytes (rows[i].is_longer ? longer : bytes, "backup.bin");
        if (rows[i].differs >= 0)
            data[rows[i].differs] ^= 1;
        captures = capture (data, rows[i].lacks_normal ? NULL : data + KERNEL_BYTES);
        input.image = image;
        input.captures = captures;
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_pioneer_bd_judge (&input, &why), ==, rows[i].proof);
        g_assert_cmpstr (why, ==, rows[i].why);
        g_assert_cmpuint (differences->len, ==, rows[i].differs >= 0 ? 1 : 0);
        if (rows[i].differs >= 0)
            g_assert_cmphex (g_array_index (differences, BbDifference, 0).address, ==, rows[i].differs);
    }
}

#define ADD(name, function) g_test_add_func ("/pioneer-bd-words/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("drive-is-described-with-its-abilities", test_drive_is_described_with_its_abilities);
    ADD ("update-mode-is-no-guess", test_update_mode_is_no_guess);
    ADD ("fingerprint-is-that-of-the-serial-number", test_fingerprint_is_that_of_the_serial_number);
    ADD ("unknown-hardware-is-said-so", test_unknown_hardware_is_said_so);
    ADD ("details-are-those-of-drive-and-file", test_details_are_those_of_drive_and_file);
    ADD ("file-is-known-by-its-header", test_file_is_known_by_its_header);
    ADD ("texts-of-a-header-end-at-the-first-odd-byte", test_texts_of_a_header_end_at_the_first_odd_byte);
    ADD ("header-alone-is-damaged", test_header_alone_is_damaged);
    ADD ("file-for-another-kind-of-drive-is-left-out", test_file_for_another_kind_of_drive_is_left_out);
    ADD ("program-has-eight-files-at-most", test_program_has_eight_files_at_most);
    ADD ("length-of-normal-has-limits", test_length_of_normal_has_limits);
    ADD ("sum-of-all-words-is-zero", test_sum_of_all_words_is_zero);
    ADD ("reason-is-the-first-difference", test_reason_is_the_first_difference);
    ADD ("underscores-count", test_underscores_count);
    ADD ("plan-that-is-not-made-says-why", test_plan_that_is_not_made_says_why);
    ADD ("verification-reads-both-parts-once", test_verification_reads_both_parts_once);
    ADD ("backup-without-a-part-is-none", test_backup_without_a_part_is_none);
    ADD ("survey-without-a-head-says-so", test_survey_without_a_head_says_so);
    ADD ("comparison-is-judged-in-these-words", test_comparison_is_judged_in_these_words);
    return g_test_run ();
}
