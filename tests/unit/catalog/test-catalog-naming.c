/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "catalog/bb-naming.h"

#include <string.h>

/* Tests bb-naming.c. */

#define SEEN SOURCE_DATADIR "/../tests/unit/catalog/seen-drives.txt"
/* Minimum percentage of the drives in SEEN for which bb_naming_new() must find maker, model and kind. */
#define LEAST_PERCENT 95

typedef struct {
    const char *vendor;
    const char *product;
    const char *maker; /* from here on: what bb_naming_new() must find; NULL: it must find nothing */
    const char *model;
    const char *kind;
    const char *form;
    const char *interface;
    const char *family;
} Named;

#define LG "HLDS (LG)"
#define TSST "TSST (Toshiba Samsung)"
#define PANASONIC "Panasonic (Matsushita)"
#define PLDS "Lite-On/PLDS"

static const Named names[] = {
    {"HL-DT-ST", "DVDRAM GH24NSD1", LG, "GH24NSD1", "dvd-writer", "half-height", NULL, NULL},
    {"hp      ", "DVDRAM GT80N    ", LG, "GT80N", "dvd-writer", "slim", "SATA", NULL},
    {"hp HLDS", "DVDRW  GUD1N", LG, "GUD1N", "dvd-writer", "ultra-slim", "SATA", NULL},
    {"HL-DT-ST", "DVDRAM_GSA-T20N", LG, "GSA-T20N", "dvd-writer", "slim", NULL, NULL},
    {"HL-DT-ST", "DVDRAM GP65NB60", LG, "GP65NB60", "dvd-writer", "external", "USB", NULL},
    {"HL-DT-ST", "BDDVDRW CH12NS30", LG, "CH12NS30", "bd-combo", "half-height", "SATA", NULL},
    {"HL-DT-ST", "BD-RE BU20N", LG, "BU20N", "bd-writer", "ultra-slim", "SATA", NULL},
    {"HL-DT-ST", "RW/DVD GCC-4244N", LG, "GCC-4244N", "dvd-combo", "slim", NULL, NULL},
    {"HL-DT-ST", "DVD-ROM GDR8164B", LG, "GDR8164B", "dvd-reader", "half-height", "PATA", "lg-gdr"},
    {"TSSTcorp", "CDDVDW SH-224DB", TSST, "SH-224DB", "dvd-writer", "half-height", NULL, NULL},
    {"TSSTcorp", "CDDVDW SU-208HB", TSST, "SU-208HB", "dvd-writer", "ultra-slim", "SATA", NULL},
    {"TSSTcorp", "DVD-ROM TS-L333H", TSST, "TS-L333H", "dvd-reader", "slim", NULL, NULL},
    {"TSSTcorp", "CDRWDVD TS-L463C", TSST, "TS-L463C", "dvd-combo", "slim", NULL, NULL},
    {"TSSTcorp", "DVDWBD SH-B123A", TSST, "SH-B123A", "bd-combo", "half-height", "SATA", NULL},
    {"SAMSUNG", "CD-ROM SN-124", "Samsung", "SN-124", "cd-reader", "slim", "PATA", NULL},
    {"MATSHITA", "DVD-RAM UJ8C0", PANASONIC, "UJ8C0", "dvd-writer", "slim", "SATA", "matshita"},
    {"hp", "DVD RAM UJ8E1", PANASONIC, "UJ8E1", "dvd-writer", "slim", "SATA", "matshita"},
    {"MATSHITA", "UJDA755yDVD/CDRW", PANASONIC, "UJDA755", "dvd-combo", "slim", "PATA", NULL},
    {"MATSHITA", "DVD-RAM SW840", PANASONIC, "SW840", "dvd-writer", "half-height", NULL, NULL},
    {"PLDS", "DVD+-RW DU-8A5HH", PLDS, "DU-8A5HH", "dvd-writer", "ultra-slim", "SATA", "lite-on"},
    {"PLDS", "DVD-ROM DS-8D3SH", PLDS, "DS-8D3SH", "dvd-reader", "slim", "SATA", "lite-on"},
    {"Slimtype", "BD  E  DS4E1S", PLDS, "DS4E1S", "bd-combo", "slim", "SATA", "lite-on"},
    {"ATAPI", "iHAS124   F", PLDS, "iHAS124 F", "dvd-writer", "half-height", "SATA", "lite-on"},
    {"ATAPI", "DVD A  DH16AFSH", PLDS, "DH16AFSH", "dvd-writer", "half-height", NULL, "lite-on"},
    {"Optiarc", "DVD RW AD-7590A", "Sony NEC Optiarc", "AD-7590A", "dvd-writer", "slim", NULL, "nec-optiarc"},
    {"_NEC", "DVD_RW ND-3500AG", "NEC", "ND-3500AG", "dvd-writer", "half-height", "PATA", "nec-optiarc"},
    {"PIONEER", "BD-ROM  BDC-207D", "Pioneer", "BDC-207D", "bd-combo", "half-height", "SATA", "pioneer-bd"},
    {"PIONEER", "DVD-RW  DVRTD11RS", "Pioneer", "DVRTD11R", "dvd-writer", "slim", NULL, "pioneer"},
    {"YAMAHA", "CRW3200E", "Yamaha", "CRW3200E", "cd-writer", "half-height", NULL, NULL},
    {"TEAC", "CD-224E", "TEAC", "CD-224E", "cd-reader", "slim", "PATA", NULL},
    /* The catalog lists this drive, so the maker must be that of the catalog, not the one that the vendor text
     * suggests. */
    {"TDK", "DVDRW420N", "NEC", "ND-1100A", "dvd-writer", "half-height", "PATA", "nec-optiarc"},
    /* The name does not show the maker, or it does not show the model. */
    {"ATAPI", "CD-ROM 52X", NULL, "52X", "cd-reader", NULL, NULL, NULL},
    {"IDE-CD", "R/RW 8x4x32", NULL, "8x4x32", "cd-writer", NULL, NULL, NULL},
    {"e-elei", "DVD-RW", NULL, NULL, "dvd-writer", NULL, NULL, NULL},
    {"FOO", "BAR", NULL, NULL, NULL, NULL, NULL, NULL},
    /* The vendor text identifies the maker, although no rule matches the product text. */
    {"HL-DT-ST", "NEWDRIVE XY99", LG, "NEWDRIVE XY99", NULL, NULL, NULL, NULL},
    /* The rule for GU90N must not match a part of a word. */
    {"FOO", "XGU90N", NULL, "XGU90N", NULL, NULL, NULL, NULL},
    {"FOO", "GU90NX", NULL, "GU90NX", NULL, NULL, NULL, NULL},
    {"", "", NULL, NULL, NULL, NULL, NULL, NULL},
    {"_", "****", NULL, NULL, NULL, NULL, NULL, NULL},
};

static BbCatalog *
open_shipped (void)
{
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = bb_catalog_open (BUILD_DATADIR "/catalog", NULL, &error);

    g_assert_no_error (error);
    return catalog;
}

static void
test_names_tell_maker_model_and_kind (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();

    for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
        const Named *wanted = &names[i];
        g_autoptr (BbNaming) naming = bb_naming_new (catalog, wanted->vendor, wanted->product);
        g_autoptr (BbNaming) copy = bb_naming_copy (naming);

        g_test_message ("%s %s", wanted->vendor, wanted->product);
        g_assert_cmpstr (copy->maker, ==, wanted->maker);
        g_assert_cmpstr (copy->model, ==, wanted->model);
        g_assert_cmpstr (copy->kind, ==, wanted->kind);
        g_assert_cmpstr (copy->form, ==, wanted->form);
        g_assert_cmpstr (copy->interface, ==, wanted->interface);
        g_assert_cmpstr (copy->family, ==, wanted->family);
        g_assert_cmpint (bb_naming_is_complete (copy), ==, wanted->maker != NULL && wanted->model != NULL);
    }
    g_assert_false (bb_naming_is_complete (NULL));
    g_assert_null (bb_naming_copy (NULL));
}

static void
test_seller_is_told_with_low_confidence (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (BbNaming) seller = bb_naming_new (catalog, "ASUS", "DRW-24D3ST");
    g_autoptr (BbNaming) maker = bb_naming_new (catalog, "HL-DT-ST", "DVDRAM GU90N");
    g_autoptr (BbNaming) listed = bb_naming_new (catalog, "TDK", "DVDRW420N");

    g_assert_cmpint (seller->confidence, ==, BB_CONFIDENCE_LOW);
    g_assert_cmpint (maker->confidence, ==, BB_CONFIDENCE_MEDIUM);
    g_assert_cmpint (listed->confidence, ==, BB_CONFIDENCE_HIGH);
    g_assert_true (listed->is_listed && !maker->is_listed);
}

/* A hash of each line of SEEN assigns the line to one of two halves. The drives of each half must reach
 * LEAST_PERCENT. */
static void
test_most_drives_seen_have_maker_model_and_kind (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;
    g_autoptr (GError) error = NULL;
    guint n_all[2] = {0}, n_known[2] = {0};

    g_assert_true (g_file_get_contents (SEEN, &text, NULL, &error));
    lines = g_strsplit (text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        guint half = g_str_hash (lines[i]) & 1;
        char *bar = strchr (lines[i], '|');
        g_autoptr (BbNaming) naming = NULL;

        if (lines[i][0] == '#' || bar == NULL)
            continue;
        *bar = '\0';
        naming = bb_naming_new (catalog, lines[i], bar + 1);
        n_all[half]++;
        if (bb_naming_is_complete (naming) && naming->kind != NULL)
            n_known[half]++;
    }
    for (guint half = 0; half < 2; half++) {
        g_test_message ("half %u: %u of %u", half, n_known[half], n_all[half]);
        g_assert_cmpuint (n_all[half], >, 300);
        g_assert_cmpuint (n_known[half] * 100, >=, n_all[half] * LEAST_PERCENT);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/catalog/naming/names_tell_maker_model_and_kind", test_names_tell_maker_model_and_kind);
    g_test_add_func ("/catalog/naming/seller_is_told_with_low_confidence", test_seller_is_told_with_low_confidence);
    g_test_add_func ("/catalog/naming/most_drives_seen_have_maker_model_and_kind",
                     test_most_drives_seen_have_maker_model_and_kind);
    return g_test_run ();
}
