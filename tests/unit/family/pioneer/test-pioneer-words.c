/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fact-checks.h"
#include "pioneer-files.h"
#include "row-tests.h"
#include "shipped-catalog.h"
#include "simulated-probe.h"

#include <string.h>

/* The sentences about Pioneer DVD writers: facts of a drive, reasons of a verdict, results of a flash, and errors
 * (docs/protocols/pioneer.md). Also tests bb-pioneer-model.c. */

#define NAME "PIONEER DVD-RW DVR-110"

static const BbFamily *
family (void)
{
    return &bb_family_pioneer;
}

/* Returns (transfer full) pioneer_make_facts(), with the kernel revision 1.00. */
static BbFacts *
make_facts (const char *generation, const char *type, const char *name)
{
    BbFacts *facts = pioneer_make_facts (generation, type, name);

    bb_facts_set_string (facts, BB_PIONEER_KEY_KERNEL, "1.00");
    return facts;
}

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

/* --- drives --- */

/* Returns (transfer full) the facts of a simulated drive. @keys: lines of its group in the scenario file */
static BbFacts *
probe (const char *keys)
{
    g_autofree char *text = g_strdup_printf ("[drive d]\nFamily=pioneer\nSerial=SIM0001\n%s", keys);

    return probe_simulated (text, NULL);
}

static void
test_drive_is_described_as_it_reports_itself (void)
{
    static const struct {
        const char *keys;
        BbCondition condition;
        const char *mode;
        const char *name;
        BbCan can;
        const char *evidence;
    } rows[] = {
        {"Model=10\nRevision=1.22\n", BB_CONDITION_NORMAL, "normal", NAME, BB_CAN_IDENTIFY | BB_CAN_FLASH,
         "The drive reports the hardware generation “ATA 0010”, which matches the DVR-110.\n"
         "The drive has loader (kernel) type GENERAL, which is used with firmware for Pioneer.\n"},
        {"Model=10\nState=kernel\n", BB_CONDITION_SPECIAL, "kernel", NULL, BB_CAN_IDENTIFY | BB_CAN_RECOVER,
         "The drive reports the hardware generation “ATA 0010”, which matches the DVR-110.\n"
         "The drive has loader (kernel) type GENERAL, which is used with firmware for Pioneer.\n"
         "The drive reports firmware revision 0000, which means that only its loader (kernel) is running.\n"},
        {"Model=10\nRevision=1.22\nQuirks=type=STRANGE\n", BB_CONDITION_NORMAL, "normal", NAME, BB_CAN_IDENTIFY,
         "The drive reports the hardware generation “ATA 0010”, which matches the DVR-110.\n"
         "The unlock key for this type of loader is not known, so Burnback can only identify the drive.\n"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = probe (rows[i].keys);
        g_autofree char *evidence = facts_dup_evidence (facts);

        g_test_message ("%s", rows[i].keys);
        g_assert_cmpstr (facts->family, ==, BB_PIONEER_ID);
        g_assert_cmpstr (facts->model_name, ==, "DVR-110");
        g_assert_cmpint (facts->condition, ==, rows[i].condition);
        g_assert_cmpstr (facts->mode, ==, rows[i].mode);
        g_assert_cmpint (facts->confidence, ==, bb_model_get_confidence (facts->model));
        g_assert_cmpstr (bb_facts_get_string (facts, BB_PIONEER_KEY_INTERFACE), ==, "ATA 0010");
        g_assert_cmpstr (bb_facts_get_string (facts, BB_PIONEER_KEY_KERNEL), ==, "1.00");
        g_assert_cmpstr (bb_facts_get_string (facts, BB_PIONEER_KEY_NAME), ==, rows[i].name);
        g_assert_cmpint (family ()->can (facts), ==, rows[i].can);
        g_assert_cmpstr (evidence, ==, rows[i].evidence);
    }
}

static void
test_type_and_revision_of_the_kernel_are_shown (void)
{
    g_autoptr (BbFacts) facts = probe ("Model=10\nRevision=1.22\n");
    g_autoptr (GPtrArray) details = bb_family_describe (BB_PIONEER_ID, facts->values);
    static const struct {
        const char *label;
        const char *text;
        gboolean is_hardware;
    } rows[] = {{"Kernel type", "GENERAL", TRUE}, {"Kernel revision", "1.00", FALSE}};

    g_assert_cmpuint (details->len, ==, G_N_ELEMENTS (rows));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const BbDetail *detail = details->pdata[i];

        g_assert_cmpstr (detail->label, ==, rows[i].label);
        g_assert_cmpstr (detail->text, ==, rows[i].text);
        g_assert_cmpint (detail->is_hardware, ==, rows[i].is_hardware);
    }
}

/* A drive in kernel mode does not report its name; the name is taken from earlier facts. */
static void
test_name_is_taken_from_earlier_facts (void)
{
    g_autoptr (BbFacts) kernel = make_facts ("10", "GENERAL", NULL);
    g_autoptr (BbFacts) earlier = make_facts ("10", "GENERAL", NAME);
    g_autoptr (BbFacts) other = make_facts ("10", "GENERAL", "ASUS DRW-1608P");
    const struct {
        BbFacts *facts;
        BbFacts *board;
        const char *name;
    } rows[] = {
        {kernel, NULL, NULL},   {kernel, kernel, NULL}, {kernel, earlier, NAME},
        {earlier, other, NAME}, {earlier, NULL, NAME},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbFlashInput input = {.facts = rows[i].facts, .board = rows[i].board, .catalog = shipped_catalog ()};
        g_autoptr (BbFacts) found = family ()->find_board (&input, NULL);

        g_test_message ("row %u", i);
        g_assert_cmpstr (bb_facts_get_string (found, BB_PIONEER_KEY_NAME), ==, rows[i].name);
        g_assert_cmpstr (bb_facts_get_string (found, BB_PIONEER_KEY_TYPE), ==, "GENERAL");
    }
    g_assert_null (bb_facts_get_string (kernel, BB_PIONEER_KEY_NAME));
}

static void
test_nothing_can_be_read (void)
{
    static const char unreadable[] =
        "The firmware of this drive cannot be read. Keep the manufacturer’s loader (kernel) and firmware files of "
        "the current revision, so that you can recover the drive later.";
    g_autoptr (BbFacts) facts = make_facts ("10", "GENERAL", NAME);
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GError) no_backup = NULL;
    g_autoptr (GError) no_image = NULL;
    g_autofree char *why = NULL;

    g_assert_cmpint (family ()->backup_kind (facts, NULL), ==, BB_BACKUP_NONE);
    g_assert_cmpint (family ()->backup_kind (facts, &why), ==, BB_BACKUP_NONE);
    g_assert_cmpstr (why, ==, unreadable);
    g_assert_null (family ()->plan_backup (facts, shipped_catalog (), &no_backup));
    g_assert_error (no_backup, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_cmpstr (no_backup->message, ==, unreadable);
    g_assert_null (family ()->make_image (facts, captures, shipped_catalog (), &no_image));
    g_assert_error (no_image, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_cmpstr (no_image->message, ==, unreadable);
    g_assert_cmpstr (family ()->get_unchecked (), ==,
                     "Firmware files for Pioneer drives have no checksum that Burnback can check.");
}

/* --- files --- */

/* The problem of a file with a wrong size names the sizes that are allowed. */
static void
test_problem_of_a_file_names_its_sizes (void)
{
    static const struct {
        const char *interface;
        const char *part;
        gsize length_bytes;
        const char *problem;
    } rows[] = {
        {"ATA 0010", "Normal", 0x127FFF,
         "The file has 1212415 bytes, but a file for the DVR-110 must have between 1212416 and 2097152 bytes. "
         "Download the file again."},
        {"ATA 0010", "Normal", 0x200001,
         "The file has 2097153 bytes, but a file for the DVR-110 must have between 1212416 and 2097152 bytes. "
         "Download the file again."},
        {"ATA 0010", "Kernel", 0x1FFFF,
         "The file has 131071 bytes, but a file for the DVR-110 must have exactly 131072 bytes. Download the file "
         "again."},
        {"ATA 0006", "Normal", 0x100001,
         "The file has 1048577 bytes, but a file for the DVR-106 must have exactly 1048576 bytes. Download the file "
         "again."},
        {"ATA 0012", "Normal", 0x128000, "The file contains firmware for an unknown generation of Pioneer drives."},
        {"ATA 10xx", "Normal", 0x128000, "The file contains firmware for an unknown generation of Pioneer drives."},
        {"ATA 00 6", "Normal", 0x100000, "The file contains firmware for an unknown generation of Pioneer drives."},
        {"ATA 0010", "Normal", 0x128000, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        PioneerPart part = pioneer_normal_110;
        g_autoptr (BbImage) image = NULL;

        part.interface = rows[i].interface;
        part.part = rows[i].part;
        part.length_bytes = rows[i].length_bytes;
        image = pioneer_identify (&part);
        g_assert_cmpstr (bb_image_get_identity (image)->problem, ==, rows[i].problem);
    }
}

/* The identity of an image has the texts of its header. Each text ends at its first zero byte. */
static void
test_identity_has_the_texts_of_the_header (void)
{
    PioneerPart part = pioneer_normal_110;
    g_autoptr (BbImage) image = NULL;
    BbImageIdentity *identity = NULL;

    part.revision = "1.3";
    part.type = "ASUS\0xyz";
    image = pioneer_identify (&part);
    identity = bb_image_get_identity (image);
    g_assert_cmpstr (identity->vendor, ==, "PIONEER");
    g_assert_cmpstr (identity->product, ==, "DVD-RW  DVR-110");
    g_assert_cmpstr (identity->revision, ==, "1.3");
    {
        PioneerPart empty = pioneer_normal_110;
        g_autoptr (BbImage) without = NULL;

        empty.revision = "";
        without = pioneer_identify (&empty);
        g_assert_cmpstr (bb_image_get_identity (without)->revision, ==, "");
    }
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_TYPE), ==, "ASUS");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_INTERFACE), ==, "ATA 0010");
}

/* A drive, the images that it is offered, and the expected index of the best image. @images has one letter for each
 * image:
 * - k: kernel; K: another kernel
 * - n: normal part of the brand of the drive
 * - p: pair (kernel and normal part) of the brand of the drive
 * - a: normal part of another brand
 * - m: normal part of another model
 * - x: normal part of another model and brand */
static const struct {
    const char *type;
    const char *name;
    const char *images;
    guint best;
} choices[] = {
    {"GENERAL", NAME, "knpa",
     1}, /* the normal part of its brand (n), because the kernel in the pair (p) is not needed */
    {"GENERAL", NAME, "kpna", 2}, /* the order of the images makes no difference */
    {"GENERAL", NAME, "akmn", 3}, /* the normal part of its model and brand */
    {"GENERAL", NAME, "makk", 1}, /* the model counts more than the brand */
    {"GENERAL", NAME, "kkkp", 3}, /* a kernel is the last choice */
    {"GENERAL", NAME, "kKkK", 0},
    {"GENERAL", NAME, "npka", 0},
    {"GENERAL", NAME, "kxKk", 1}, /* the image for another model and brand, because it is no kernel */
    {"GENERAL", NULL, "pnka", 1},
    {"GENERAL", "ASUS DRW-1608P", "npkk", 1}, /* another brand needs the kernel of the pair */
    {"ASUS", "ASUS DRW-1608P", "knpa", 3},
    {"ASUS", "ASUS DRW-1608P", "knpn", 2},
};

static void
test_best_image_is_chosen (void)
{
    PioneerPart of_asus = pioneer_normal_110;
    PioneerPart of_model = pioneer_normal_110;
    PioneerPart of_both = pioneer_normal_110;
    BbImage *images[G_MAXUINT8] = {NULL};

    of_asus.type = "ASUS    ";
    of_asus.name = "ASUS    DRW-1608P       ";
    of_model.interface = "ATA 0011";
    of_both.interface = "ATA 0011";
    of_both.type = "ASUS    ";
    images['K'] = pioneer_identify (&pioneer_kernel_110);
    images['x'] = pioneer_identify (&of_both);
    images['k'] = pioneer_identify (&pioneer_kernel_110);
    images['n'] = pioneer_identify (&pioneer_normal_110);
    images['p'] = make_pair ();
    images['a'] = pioneer_identify (&of_asus);
    images['m'] = pioneer_identify (&of_model);
    for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
        g_autoptr (BbFacts) facts = make_facts ("10", choices[i].type, choices[i].name);
        g_autoptr (GPtrArray) identities = g_ptr_array_new ();

        for (const char *c = choices[i].images; *c != '\0'; c++)
            g_ptr_array_add (identities, bb_image_get_identity (images[(guint8) *c]));
        g_test_message ("row %u", i);
        g_assert_true (bb_pioneer_choose_image (facts, identities) == identities->pdata[choices[i].best]);
    }
    for (guint i = 0; i < G_N_ELEMENTS (images); i++)
        g_clear_object (&images[i]);
}

static void
test_unknown_drive_is_not_supported (void)
{
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);

    g_assert_false (bb_pioneer_is_supported (facts));
    g_assert_cmpstr (bb_pioneer_get_unsupported (facts), ==,
                     "There is no known update procedure for this model, so Burnback can only identify the drive.");
}

/* --- verdict --- */

typedef struct {
    const char *what;
    const char *generation;
    const char *type;
    const char *name;      /* nullable: in kernel mode */
    const char *interface; /* of the file; NULL: the pair of the vectors */
    const char *of_type;
    const char *label;
    const char *part;
    const char *code; /* nullable: no reason of this family */
    BbWeight weight;
    const char *text;
} Reason;

#define GENERAL "GENERAL "
#define LABEL "PIONEER DVD-RW  DVR-110 "

static const Reason reasons[] = {
    {"own", "10", "GENERAL", NAME, "ATA 0010", GENERAL, LABEL, "Normal", NULL, 0, NULL},
    {"own in another case", "10", "GENERAL", "Pioneer dvd-rw DVR-110", "ATA 0010", GENERAL, LABEL, "Normal", NULL, 0,
     NULL},
    {"own type", "10", "GENERALX", NAME, "ATA 0010", GENERAL, LABEL, "Normal", NULL, 0, NULL},
    {"unsupported model", "DVR-112", "GENERAL", "PIONEER DVD-RW DVR-112", "ATA 0010", GENERAL, LABEL, "Normal",
     "unsupported", BB_WEIGHT_REFUSAL,
     "There is no known update procedure for this model, so Burnback can only identify the drive."},
    {"unknown key", "10", "OEM_EXT3", NAME, "ATA 0010", GENERAL, LABEL, "Normal", "unsupported", BB_WEIGHT_REFUSAL,
     "The unlock key for this type of loader is not known, so Burnback can only identify the drive."},
    {"generation", "10", "GENERAL", NAME, "ATA 0011", GENERAL, LABEL, "Normal", "generation", BB_WEIGHT_REFUSAL,
     "The file is for another generation of drives (DVR-110D / A10). Choose a file for the DVR-110."},
    {"kernel", "10", "GENERAL", NAME, "ATA 0010", GENERAL, LABEL, "Kernel", "kernel", BB_WEIGHT_REFUSAL,
     "The file contains only the loader (kernel). Choose the file with the firmware (“Normal”), or choose both "
     "files."},
    {"type", "10", "GENERAL", NAME, "ATA 0010", "ASUS    ", LABEL, "Normal", "kernel-type", BB_WEIGHT_REFUSAL,
     "The firmware is for loader (kernel) type ASUS, but this drive has type GENERAL. Choose firmware for this "
     "drive or, to convert it, both this firmware and its loader file."},
    {"name", "10", "GENERAL", NAME, "ATA 0010", GENERAL, "PIONEER DVD-RW  DVR-110D", "Normal", "model",
     BB_WEIGHT_REFUSAL,
     "The firmware is for drives that report “PIONEER DVD-RW DVR-110D”, but this drive reports “PIONEER DVD-RW "
     "DVR-110”. Choose firmware for this drive or, to convert it, both this firmware and its loader (kernel) file."},
    {"no name", "10", "GENERAL", NULL, "ATA 0010", GENERAL, LABEL, "Normal", "name-unknown", BB_WEIGHT_CAUTION,
     "Only the loader (kernel) is running, so the drive reports no name. Continue only if it normally reports "
     "“PIONEER DVD-RW DVR-110”, because the file is for drives with this name."},
    {"advanced", "8", "PIO_ADV", "PIONEER DVD-RW DVR-108", "ATA 0008", GENERAL, "PIONEER DVD-RW  DVR-108 ", "Normal",
     "advanced", BB_WEIGHT_REFUSAL,
     "Choose firmware for loader (kernel) type PIO_ADV. Never exchange firmware between the DVR-108 and the "
     "DVR-108XL, because the wrong firmware can damage the drive."},
    {"untried", "60", "GENERAL", "PIONEER DVD-RW DVR-K14", "ATA 0060", GENERAL, "PIONEER DVD-RW  DVR-K14 ", "Normal",
     "untried", BB_WEIGHT_CAUTION,
     "There are no known reports of a successful update of the DVR-K14. Burnback uses the commands for related "
     "models."},
    {"own pair", "10", "GENERAL", NAME, NULL, NULL, NULL, NULL, "kernel-included", BB_WEIGHT_CAUTION,
     "Burnback will first write the loader (kernel revision 1.00), although the drive’s loader (revision 1.00) is "
     "suitable. A power failure while the loader is being written (about 10 seconds) will make the drive unusable."},
    {"pair of another brand", "10", "ASUS", "ASUS DRW-1608P", NULL, NULL, NULL, NULL, "brand", BB_WEIGHT_CROSS_FLASH,
     "The files are for another brand of this drive: PIONEER DVD-RW DVR-110 (loader type GENERAL) instead of ASUS "
     "DRW-1608P (loader type ASUS). Burnback will first write the loader (kernel revision 1.00), then the "
     "firmware. A power failure while the loader is being written (about 10 seconds) will make the drive unusable."},
    {"pair of an unknown name", "10", "ASUS", NULL, NULL, NULL, NULL, NULL, "brand", BB_WEIGHT_CROSS_FLASH,
     "The files are for another brand of this drive: PIONEER DVD-RW DVR-110 (loader type GENERAL) instead of "
     "DVR-110 (loader type ASUS). Burnback will first write the loader (kernel revision 1.00), then the firmware. "
     "A power failure while the loader is being written (about 10 seconds) will make the drive unusable."},
};

static void
test_reason_of_a_verdict (gconstpointer data)
{
    const Reason *row = data;
    g_autoptr (BbFacts) facts = make_facts (row->generation, row->type, row->name);
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    g_autoptr (BbImage) image = NULL;

    if (row->interface == NULL) {
        image = make_pair ();
    } else {
        gboolean is_kernel = g_str_equal (row->part, "Kernel");
        gboolean is_old = !g_str_has_prefix (row->interface, "ATA 001");
        PioneerPart part = {is_kernel ? 0x20000
                            : is_old  ? 0x100000
                                      : 0x128000,
                            0x62,
                            row->label,
                            "1.39",
                            row->interface,
                            row->of_type,
                            row->part};

        image = pioneer_identify (&part);
    }
    g_assert_cmpstr (bb_image_get_identity (image)->problem, ==, NULL);
    bb_pioneer_check (facts, image, shipped_catalog (), verdict);
    g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, row->code != NULL ? 1 : 0);
    if (row->code == NULL)
        return;
    g_assert_cmpstr (bb_verdict_get_reason (verdict, 0)->code, ==, row->code);
    g_assert_cmpint (bb_verdict_get_reason (verdict, 0)->weight, ==, row->weight);
    g_assert_cmpstr (bb_verdict_get_reason (verdict, 0)->text, ==, row->text);
}

/* bb_pioneer_plan_flash() must make no plan for a file that the verdict refuses. The error message must be the text
 * of the heaviest reason of the verdict. */
static void
test_plan_that_is_not_made_says_why (void)
{
    g_autoptr (BbFacts) drive = make_facts ("10", "GENERAL", NAME);
    g_autoptr (BbFacts) unknown_type = make_facts ("10", "OEM_EXT3", NAME);
    g_autoptr (BbFacts) later = make_facts ("DVR-112", "GENERAL", "PIONEER DVD-RW DVR-112");
    PioneerPart asus = pioneer_normal_110;
    PioneerPart cut = pioneer_normal_110;
    PioneerPart renamed = pioneer_normal_110;

    asus.type = "ASUS    ";
    cut.length_bytes = 0x127FFF;
    renamed.name = "PIONEER DVD-RW  DVR-110D";
    {
        const struct {
            BbFacts *facts;
            const PioneerPart *part;
            const char *code;
            const char *text; /* (nullable): the whole text */
        } rows[] = {
            {drive, &pioneer_kernel_110, "kernel", NULL},
            {drive, &asus, "kernel-type", NULL},
            {drive, &cut, "image-problem", NULL},
            {drive, &renamed, "model", NULL},
            {unknown_type, &pioneer_normal_110, "unsupported",
             "The unlock key for this type of loader is not known, so Burnback can only identify the drive."},
            {later, &pioneer_normal_110, "unsupported",
             "There is no known update procedure for this model, so Burnback can only identify the drive."},
        };

        for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
            g_autoptr (BbImage) image = pioneer_identify (rows[i].part);
            BbFlashInput input = {.facts = rows[i].facts, .image = image, .catalog = shipped_catalog ()};
            g_autoptr (BbVerdict) verdict = bb_family_check (rows[i].facts, image, shipped_catalog ());
            g_autoptr (GError) error = NULL;

            g_assert_null (bb_pioneer_plan_flash (&input, &error));
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
            g_assert_cmpstr (bb_verdict_get_heaviest (verdict)->code, ==, rows[i].code);
            g_assert_cmpstr (error->message, ==, bb_verdict_get_heaviest (verdict)->text);
            if (rows[i].text != NULL)
                g_assert_cmpstr (error->message, ==, rows[i].text);
        }
    }
}

static void
test_end_of_a_recovery_says_what_to_do (void)
{
    g_autoptr (BbFacts) facts = make_facts ("10", "GENERAL", NULL);
    g_autoptr (BbImage) image = pioneer_identify (&pioneer_normal_110);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog (), .attempt = 3};
    g_autoptr (GError) no_more = NULL;
    g_autoptr (GError) no_image = NULL;

    g_assert_null (bb_pioneer_plan_recover (&input, &no_more));
    g_assert_cmpstr (no_more->message, ==,
                     "All attempts to flash this file failed. Power cycle the drive, then try another firmware "
                     "revision for the same drive.");
    input.image = NULL;
    input.attempt = 0;
    g_assert_null (bb_pioneer_plan_recover (&input, &no_image));
    g_assert_cmpstr (no_image->message, ==,
                     "To recover this drive, you need firmware for the same drive generation and the same loader "
                     "(kernel) type.");
}

/* --- after a flash --- */

#define NO_MORE_KNOWN \
    "The drive reports firmware revision 1.39. Its firmware cannot be read back, so nothing else can be verified."
#define SAME_REVISION                                                                                          \
    "The drive reports firmware revision 1.39, the same as before flashing. Burnback cannot tell whether the " \
    "image was written."

/* A drive before and after the flash of the normal part of the vectors, which has revision 1.39. */
typedef struct {
    const char *what;
    const char *before; /* (nullable): revision before the flash; "0000": kernel mode; NULL: not known */
    const char *after;  /* (nullable): revision after the flash; NULL: the drive was not identified */
    const char *product;
    const char *date;
    gboolean cut_off;
    gboolean cycled;
    BbProof proof;
    const char *why; /* NULL: any */
} Judged;

#define PRODUCT "DVD-RW  DVR-110 "
#define DATE " 05/08/30"

static const Judged judged[] = {
    {"new", "1.22", "1.39", PRODUCT, DATE, FALSE, FALSE, BB_PROOF_IDENTITY, NO_MORE_KNOWN},
    {"new, nothing known before", NULL, "1.39", PRODUCT, DATE, FALSE, FALSE, BB_PROOF_IDENTITY, NO_MORE_KNOWN},
    {"recovered", "0000", "1.39", PRODUCT, DATE, FALSE, FALSE, BB_PROOF_IDENTITY, NO_MORE_KNOWN},
    {"new, although interrupted", "1.22", "1.39", PRODUCT, DATE, TRUE, FALSE, BB_PROOF_IDENTITY, NO_MORE_KNOWN},
    {"same", "1.39", "1.39", PRODUCT, DATE, FALSE, FALSE, BB_PROOF_IDENTITY, SAME_REVISION},
    {"same, interrupted", "1.39", "1.39", PRODUCT, DATE, TRUE, TRUE, BB_PROOF_UNPROVEN,
     "Flashing was interrupted, and the drive reports the same revision as before. Burnback cannot tell which "
     "firmware the drive has."},
    {"old", "1.22", "1.22", PRODUCT, DATE, FALSE, FALSE, BB_PROOF_UNCHANGED,
     "The drive still reports firmware revision 1.22, so it still has its previous firmware."},
    {"old, but of another date", "1.22", "1.22", PRODUCT, " 05/08/31", FALSE, FALSE, BB_PROOF_UNPROVEN,
     "The drive reports firmware revision 1.22, but the image contains revision 1.39."},
    {"third", "1.22", "1.17", PRODUCT, DATE, FALSE, FALSE, BB_PROOF_UNPROVEN,
     "The drive reports firmware revision 1.17, but the image contains revision 1.39."},
    {"old, nothing known before", NULL, "1.22", PRODUCT, DATE, FALSE, FALSE, BB_PROOF_UNPROVEN,
     "The drive reports firmware revision 1.22, but the image contains revision 1.39."},
    {"new under another name", "1.22", "1.39", "DVD-RW  DVR-110D", DATE, FALSE, FALSE, BB_PROOF_UNPROVEN, NULL},
    {"kernel", "1.22", "0000", PRODUCT, DATE, FALSE, TRUE, BB_PROOF_DIFFERENT,
     "Only the loader (kernel) is running, because the firmware is incomplete or the drive rejected it. Recover "
     "the drive with firmware for its loader type."},
    {"gone", "1.22", NULL, PRODUCT, DATE, FALSE, FALSE, BB_PROOF_PENDING,
     "The drive could not be identified. Power cycle the drive, then verify it again."},
    {"gone after a power cycle", "1.22", NULL, PRODUCT, DATE, FALSE, TRUE, BB_PROOF_UNPROVEN,
     "The drive could not be identified. Power cycle the drive, then verify it again."},
};

/* Returns (transfer full) the facts of a DVR-110 that reports these texts. */
static BbFacts *
make_reporting (const char *revision, const char *product, const char *date)
{
    BbFacts *facts = pioneer_make_facts ("10", "GENERAL", g_str_equal (revision, "0000") ? NULL : NAME);

    g_strlcpy (facts->inquiry.vendor, "PIONEER ", sizeof facts->inquiry.vendor);
    g_strlcpy (facts->inquiry.product, product, sizeof facts->inquiry.product);
    g_strlcpy (facts->inquiry.revision, revision, sizeof facts->inquiry.revision);
    g_strlcpy (facts->inquiry.vendor_specific, date, sizeof facts->inquiry.vendor_specific);
    return facts;
}

static void
test_result_is_said_in_these_words (gconstpointer data)
{
    const Judged *row = data;
    g_autoptr (BbFacts) before = row->before != NULL ? make_reporting (row->before, PRODUCT, DATE) : NULL;
    g_autoptr (BbFacts) after = row->after != NULL ? make_reporting (row->after, row->product, row->date) : NULL;
    g_autoptr (BbImage) image = pioneer_identify (&pioneer_normal_110);
    BbJudgeInput input = {.before = before,
                          .after = after,
                          .image = image,
                          .catalog = shipped_catalog (),
                          .power_cycled = row->cycled,
                          .cut_off = row->cut_off};
    g_autofree char *why = NULL;

    g_assert_cmpint (bb_pioneer_judge (&input, &why), ==, row->proof);
    g_assert_nonnull (why);
    if (row->why != NULL)
        g_assert_cmpstr (why, ==, row->why);
}

#define KEYS                                                                                                         \
    "The drive rejected all known unlock keys, so its firmware is unchanged. There is no other known way to update " \
    "the drive."
#define UNLOCK \
    "The drive did not accept the unlock command. Its firmware is unchanged. Power cycle the drive and try again."

/* A step, and the answer of the drive to it. */
static const struct {
    BbStepKind kind; /* BB_STEP_WAIT: no step failed */
    guint8 key;      /* 0: no answer */
    const char *text;
} refusals[] = {
    {BB_STEP_ENTER, 5, KEYS}, {BB_STEP_UNLOCK, 5, UNLOCK}, {BB_STEP_PROGRAM, 5, NULL}, {BB_STEP_WAIT, 5, NULL},
    {BB_STEP_ENTER, 4, NULL}, {BB_STEP_UNLOCK, 2, NULL},   {BB_STEP_ENTER, 0, NULL},
};

/* Underscores in names and revisions must be kept and compared. */
static void
test_underscores_count (void)
{
    PioneerPart part = pioneer_normal_110;
    g_autofree char *name = bb_pioneer_dup_name ("_ACME   ", " DVD-RW  X_ ");
    g_autoptr (BbFacts) after = make_reporting ("1.3_", PRODUCT, DATE);
    g_autoptr (BbImage) image = NULL;
    BbJudgeInput input = {.after = after, .catalog = shipped_catalog ()};
    g_autofree char *why = NULL;

    g_assert_cmpstr (name, ==, "_ACME DVD-RW X_");
    part.revision = "1.3_";
    image = pioneer_identify (&part);
    input.image = image;
    g_assert_cmpint (bb_pioneer_judge (&input, &why), ==, BB_PROOF_IDENTITY);
}

/* Only an illegal request (key 5) at a step before the first piece is explained. */
static void
test_refusal_says_what_to_do (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        BbStep step = {.kind = refusals[i].kind};
        BbReply reply = {0};
        BbRefusedPlan refusal = {.step = refusals[i].kind == BB_STEP_WAIT ? NULL : &step};
        g_autoptr (GError) error = NULL;
        g_autofree char *text = NULL;

        if (refusals[i].key == 0)
            g_set_error_literal (&error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO, "failed");
        else {
            bb_reply_set_sense (&reply, refusals[i].key, 0x26, 0);
            g_assert_false (bb_reply_check (&reply, &error));
        }
        refusal.error = error;
        text = bb_pioneer_explain_refusal (&refusal);
        g_test_message ("row %u", i);
        g_assert_cmpstr (text, ==, refusals[i].text);
    }
}

#define ADD(name, function) g_test_add_func ("/pioneer-words/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("drive-is-described-as-it-reports-itself", test_drive_is_described_as_it_reports_itself);
    ADD ("type-and-revision-of-the-kernel-are-shown", test_type_and_revision_of_the_kernel_are_shown);
    ADD ("name-is-taken-from-earlier-facts", test_name_is_taken_from_earlier_facts);
    ADD ("nothing-can-be-read", test_nothing_can_be_read);
    ADD ("problem-of-a-file-names-its-sizes", test_problem_of_a_file_names_its_sizes);
    ADD ("identity-has-the-texts-of-the-header", test_identity_has_the_texts_of_the_header);
    ADD ("unknown-drive-is-not-supported", test_unknown_drive_is_not_supported);
    ADD ("best-image-is-chosen", test_best_image_is_chosen);
    for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
        add_row_test ("/pioneer-words/reason", reasons[i].what, &reasons[i], test_reason_of_a_verdict);
    ADD ("plan-that-is-not-made-says-why", test_plan_that_is_not_made_says_why);
    ADD ("end-of-a-recovery-says-what-to-do", test_end_of_a_recovery_says_what_to_do);
    for (guint i = 0; i < G_N_ELEMENTS (judged); i++)
        add_row_test ("/pioneer-words/result", judged[i].what, &judged[i], test_result_is_said_in_these_words);
    ADD ("underscores-count", test_underscores_count);
    ADD ("refusal-says-what-to-do", test_refusal_says_what_to_do);
    return g_test_run ();
}
