/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../scsi/fake-transport.h"
#include "fact-checks.h"
#include "fake-drive.h"
#include "shipped-catalog.h"

#include "family/bb-family.h"
#include "scsi/bb-bytes.h"

#include <glib/gstdio.h>
#include <string.h>

/* The sentences about a drive that could not be identified, with all of its evidence. Tests bb-family-probe.c. */

/* Returns (transfer full) the keys of the candidates in @facts. */
static char *
dup_candidates (BbFacts *facts)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < facts->candidates->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", bb_model_get_key (facts->candidates->pdata[i]));
    return g_string_free (text, FALSE);
}

#define NO_FAMILY "The reported name does not match any supported drive family."
#define NO_PROCEDURE \
    "There is no known public procedure for reading or writing the firmware of this series of drives."

/* A drive that reports this name, and its facts. @first, @last: the first and the last sentence of the evidence */
typedef struct {
    const char *vendor;
    const char *product;
    const char *maker; /* nullable */
    const char *model;
    const char *candidates;
    const char *first; /* nullable: any */
    const char *last;  /* nullable: any */
    gboolean is_only_named;
} Unknown;

static const Unknown unknowns[] = {
    {"ACME", "Writer 9", NULL, "Writer 9", "", NO_FAMILY, NULL, FALSE},
    {"_NEC", "DVD_RW ND-3550A", "NEC", "ND-3550A", "K355, D355", NULL,
     "According to the catalog, the reported name belongs to the NEC ND-3550A.", FALSE},
    {"_NEC", "DVD+RW ND-1100A", "NEC", "ND-1100A", "K110", NULL, NULL, FALSE},
    {"_NEC", "DVD_RW ND-6450A", "NEC", "ND-6450A", "L210", NULL, NULL, FALSE},
    {"HL-DT-ST", "BD-RE  WH16NS60", "HLDS (LG)", "WH16NS60", "BD-RE WH16NS60, BD-RE WH16NS60", NULL,
     "The reported name suggests the HLDS (LG) WH16NS60.", FALSE},
    {"ASUS", "DRW-1608P", "Pioneer", "DVR-109", "9",
     "The drive does not belong to the Pioneer DVR family: the drive does not report its generation, or the "
     "generation is unknown.",
     "According to the catalog, the reported name belongs to the Pioneer DVR-109.", FALSE},
    {"PIONEER", "BD-ROM  BDC-202", "Pioneer", "BDC-202", "",
     "The drive does not belong to the Pioneer BD family: the drive does not report its hardware ID.",
     "The reported name suggests the Pioneer BDC-202.", FALSE},
    {"YAMAHA", "CRW-F1E", "Yamaha", "CRW-F1E", "", NO_FAMILY, NO_PROCEDURE, TRUE},
    {"SONY", "DVD RW DRU-810A", "BenQ/Philips", "DRU-810A", "", NO_FAMILY, NO_PROCEDURE, TRUE},
};

static void
test_unidentified_drive_is_described_by_its_name (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (unknowns); i++) {
        const Unknown *row = &unknowns[i];
        g_autoptr (FakeDrive) drive = fake_drive_new (row->vendor, row->product, "1.00");
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts =
            bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);
        g_autofree char *candidates = dup_candidates (facts);

        g_assert_no_error (error);
        g_test_message ("%s %s", row->vendor, row->product);
        g_assert_cmpstr (facts->naming->maker, ==, row->maker);
        g_assert_cmpstr (facts->naming->model, ==, row->model);
        g_assert_cmpstr (candidates, ==, row->candidates);
        if (row->first != NULL)
            g_assert_cmpstr (facts->evidence->pdata[0], ==, row->first);
        if (row->last != NULL)
            g_assert_cmpstr (facts->evidence->pdata[facts->evidence->len - 1], ==, row->last);
        g_assert_cmpint (bb_facts_is_only_named (facts), ==, row->is_only_named);
        g_assert_null (facts->family);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_UNKNOWN);
        g_assert_cmpstr (facts->mode, ==, "unknown");
        g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
    }
}

/* A model name adds candidates of the family that it belongs to, and not those of another family with an equal model
 * name. */
static void
test_model_name_adds_models_of_its_family_only (void)
{
    static const char other[] = "[keys]\nEntries=drives\nNames=list required indexed\n\n"
                                "[TWIN]\nName=ND-3550A\nMaker=ACME\nNames=ND-3550A\nTested=none\n"
                                "Confidence=low\nSource=this test\n";
    static const char *const names[] = {"nec-optiarc.models", "drive-naming.models", "matshita.models"};
    g_autofree char *folder = g_dir_make_tmp ("burnback-catalog-XXXXXX", NULL);
    g_autoptr (FakeDrive) drive = fake_drive_new ("_NEC", "DVD_RW ND-3550A", "1.00");
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_autofree char *candidates = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *from = g_build_filename (SOURCE_DATADIR, "catalog", names[i], NULL);
        g_autofree char *to = g_build_filename (folder, names[i], NULL);
        g_autofree char *text = NULL;

        if (i < 2)
            g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
        g_assert_true (g_file_set_contents (to, i < 2 ? text : other, -1, NULL));
    }
    catalog = bb_catalog_open (folder, "/nonexistent", &error);
    g_assert_no_error (error);
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *path = g_build_filename (folder, names[i], NULL);

        g_unlink (path);
    }
    g_rmdir (folder);
    facts = bb_family_probe (BB_TRANSPORT (drive), NULL, catalog, FALSE, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (facts->naming->family, ==, "nec-optiarc");
    candidates = dup_candidates (facts);
    g_assert_nonnull (strstr (candidates, "K355"));
    g_assert_null (strstr (candidates, "TWIN"));
}

/* A family that recognizes the chip, but not the model, adds a sentence of its own to the evidence. */
static void
test_chip_of_an_unknown_model_is_named (void)
{
    static const char inquiry[] =
        "05 80 00 32 1F 00 00 00 50 49 4F 4E 45 45 52 20 42 44 2D 52 57 20 20 20 42 44 52 2D "
        "39 39 39 4D 31 2E 31 34";
    g_autoptr (FakeTransport) fake = fake_transport_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) facts = NULL;
    g_autofree char *evidence = NULL;

    fake_add_good (fake, inquiry);
    fake_add_good (fake,
                   "53 49 4D 30 30 30 31 20 20 20 20 20 20 20 20 20 53 41 54 20 39 39 39 39 49 44 34 30 20 20 20 20 "
                   "49 44 34 31 20 20 20 20 30 30 30 30 00 00 00 00");
    for (guint i = 0; i < 10; i++)
        fake_add_sense (fake, 5, 0x24, 0);
    facts = bb_family_probe (BB_TRANSPORT (fake), NULL, shipped_catalog (), FALSE, NULL, &error);
    g_assert_no_error (error);
    evidence = facts_dup_evidence (facts);
    g_assert_true (g_str_has_prefix (evidence,
                                     "Burnback does not support this Pioneer BD drive. Its hardware ID “SAT 9999” "
                                     "is not in the catalog.\n"));
    g_assert_true (g_str_has_suffix (evidence, "The reported name suggests the Pioneer BDR-999M.\n"));
    g_assert_null (strstr (evidence, NO_FAMILY));
}

/* A device that is no optical drive gets no name, even if its INQUIRY texts are those of a drive. */
static void
test_other_device_has_no_name (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("_NEC", "DVD_RW ND-3550A", "1.00");
    g_autoptr (BbFacts) facts = NULL;

    drive->inquiry[0] = 0;
    facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, NULL);
    g_assert_cmpuint (facts->evidence->len, ==, 1);
    g_assert_cmpstr (facts->evidence->pdata[0], ==, "The device reports that it is not an optical drive.");
    g_assert_null (facts->naming);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_UNKNOWN);
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
}

#define ADD(name, function) g_test_add_func ("/probe-words/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("unidentified-drive-is-described-by-its-name", test_unidentified_drive_is_described_by_its_name);
    ADD ("model-name-adds-models-of-its-family-only", test_model_name_adds_models_of_its_family_only);
    ADD ("chip-of-an-unknown-model-is-named", test_chip_of_an_unknown_model_is_named);
    ADD ("other-device-has-no-name", test_other_device_has_no_name);
    return g_test_run ();
}
