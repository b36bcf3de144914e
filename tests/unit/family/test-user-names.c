/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../catalog/test-catalog-dirs.h"
#include "family/bb-family.h"
#include "sim/bb-sim.h"

#include <string.h>

/* A names file of the user changes only what is shown and which standard reads are sent. */

static const char scenario[] = "[drive nec]\nFamily=nec-optiarc\nModel=K355\nBootVersion=05\nVendor=ACME\n"
                               "Product=DVD MYSTERY\n"
                               "[drive blank]\nFamily=nec-optiarc\nModel=K355\nBootVersion=05\nState=blank-page\n"
                               "Vendor=ACME\nProduct=DVD MYSTERY\n"
                               "[drive mt]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nVendor=ACME\n"
                               "Product=BD MYSTERY\nQuirks=date-20\n"
                               "[drive sold]\nFamily=nec-optiarc\nModel=K110\nVendor=TDK\nProduct=DVDRW420N\n";

static const char users_names[] =
    "[one]\nVendor=ACME\nProduct=DVD "
    "MYSTERY\nMarketedAs=one\nFamily=nec-optiarc\nModel=K355\nConfidence=high\nSource=me\n"
    "[two]\nVendor=ACME\nProduct=BD MYSTERY\nMarketedAs=two\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\n"
    "Confidence=high\nSource=me\n"
    "[three]\nVendor=TDK\nProduct=DVDRW420N\nMarketedAs=three\nOemModel=ND-1300A\nFamily=nec-optiarc\nModel=K110\n"
    "Confidence=high\nSource=me\n";

static const struct {
    const char *drive;
    const char *family;
    const char *model; /* model of the image that is checked for this drive */
} drives[] = {
    {"nec", "nec-optiarc", "K355"},
    {"blank", "nec-optiarc", "K355"},
    {"mt", "mediatek-mt1959", "BD-RE WH16NS60"},
    {"sold", "nec-optiarc", "K110"},
};

/* Result of a probe with one catalog. @n_vendor, @n_reads: number of vendor commands and of READ BUFFER commands. */
typedef struct {
    BbFacts *facts;
    BbVerdict *verdict;
    guint n_vendor;
    guint n_reads;
} Seen;

static void
seen_clear (Seen *seen)
{
    g_clear_pointer (&seen->facts, bb_facts_unref);
    g_clear_pointer (&seen->verdict, bb_verdict_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

/* Returns (transfer full) an identified image for the model. */
static BbImage *
make_image (BbCatalog *catalog, const char *family, const char *model)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = bb_sim_make_image (catalog, family, model, g_variant_new ("a{ss}", NULL), &error);
    g_autoptr (BbImage) whole = NULL;
    g_autoptr (GPtrArray) images = NULL;

    g_assert_no_error (error);
    whole = bb_image_new_from_bytes (bytes, "new.bin");
    images = bb_family_identify_file (whole, catalog);
    return g_object_ref (g_ptr_array_index (images, 0));
}

/* Probes drive number @which with @catalog, and sets @seen. The simulator itself uses the catalog @plain. */
static void
look (BbCatalog *plain, BbCatalog *catalog, guint which, gboolean look_closer, Seen *seen)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (BbSimBus) bus = bb_sim_bus_new_from_data (scenario, store, plain, &error);
    g_autoptr (BbTransport) transport = NULL;
    g_autoptr (BbImage) image = NULL;
    g_auto (GStrv) log = NULL;

    g_assert_no_error (error);
    transport = bb_sim_bus_open (bus, drives[which].drive, &error);
    g_assert_no_error (error);
    seen->facts = bb_family_probe (transport, NULL, catalog, look_closer, NULL, &error);
    g_assert_no_error (error);
    image = make_image (catalog, drives[which].family, drives[which].model);
    seen->verdict = bb_family_check (seen->facts, image, catalog);
    log = bb_sim_store_list_log (store, drives[which].drive);
    for (guint i = 0; log[i] != NULL; i++) {
        const char *cdb = strstr (log[i], "\"cdb\"");

        g_assert_nonnull (cdb);
        cdb = strchr (strchr (cdb, ':'), '"') + 1;
        if (g_ascii_toupper (cdb[0]) >= 'C')
            seen->n_vendor++;
        else if (g_str_has_prefix (cdb, "3c") || g_str_has_prefix (cdb, "3C"))
            seen->n_reads++;
    }
}

/* Opens the shipped catalog with the names files in @folder; it must have no warnings. */
static BbCatalog *
open_catalog (const char *folder)
{
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = bb_catalog_open (BUILD_DATADIR "/catalog", folder, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (g_strv_length ((char **) bb_catalog_get_warnings (catalog)), ==, 0);
    return catalog;
}

static gboolean
has_evidence_of_names_file (BbFacts *facts)
{
    for (guint i = 0; i < facts->evidence->len; i++)
        if (strstr (g_ptr_array_index (facts->evidence, i), "because only your own catalog file assigns") != NULL)
            return TRUE;
    return FALSE;
}

/* Writes a names file to a new folder. Returns (transfer full) the folder. */
static char *
write_names (const char *text)
{
    char *folder = g_dir_make_tmp ("names-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "mine.names", NULL);

    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    return folder;
}

/* With a names file the verdict is the same, and the probe sends as many vendor commands as without. */
static void
test_user_name_changes_no_verdict (void)
{
    g_autofree char *folder = write_names (users_names);
    g_autoptr (BbCatalog) plain = open_catalog ("/nonexistent");
    g_autoptr (BbCatalog) with = open_catalog (folder);

    for (guint which = 0; which < G_N_ELEMENTS (drives); which++) {
        for (guint closer = 0; closer < 2; closer++) {
            g_auto (Seen) without = {0};
            g_auto (Seen) now = {0};

            look (plain, plain, which, closer == 1, &without);
            look (plain, with, which, closer == 1, &now);
            g_test_message ("%s: %u vendor commands and %u reads, with names %u and %u", drives[which].drive,
                            without.n_vendor, without.n_reads, now.n_vendor, now.n_reads);
            g_assert_cmpuint (now.n_vendor, ==, without.n_vendor);
            g_assert_cmpint (bb_verdict_get_level (now.verdict), ==, bb_verdict_get_level (without.verdict));
            g_assert_cmpstr (now.facts->family, ==, without.facts->family);
            g_assert_cmpstr (now.facts->model_name, ==, without.facts->model_name);
            g_assert_cmpint (now.facts->confidence, ==, without.facts->confidence);
            g_assert_true (has_evidence_of_names_file (now.facts) == (closer == 0 && now.facts->family == NULL));
            g_assert_true (bb_name_is_users (g_ptr_array_index (now.facts->names, 0)));
        }
    }
    test_dirs_remove (folder);
}

/* If a names file names the family of a drive whose firmware date does not show the family, the probe sends the reads
 * of this family. */
static void
test_user_name_allows_standard_reads (void)
{
    g_autofree char *folder = write_names (users_names);
    g_autoptr (BbCatalog) plain = open_catalog ("/nonexistent");
    g_autoptr (BbCatalog) with = open_catalog (folder);
    g_auto (Seen) seen = {0};

    look (plain, with, 2, FALSE, &seen);
    g_assert_cmpuint (seen.n_reads, >, 0);
    g_assert_cmpuint (seen.n_vendor, ==, 0);
    g_assert_null (seen.facts->family);
    g_assert_cmpint (bb_verdict_get_level (seen.verdict), ==, BB_VERDICT_REFUSED);
    g_assert_cmpuint (seen.facts->evidence->len, >, 1);
    test_dirs_remove (folder);
}

int
main (int argc, char **argv)
{
    g_autofree char *home = NULL;

    g_test_init (&argc, &argv, NULL);
    home = test_dirs_enter ();
    g_test_add_func ("/family/user-names/user_name_changes_no_verdict", test_user_name_changes_no_verdict);
    g_test_add_func ("/family/user-names/user_name_allows_standard_reads", test_user_name_allows_standard_reads);
    return test_dirs_run (home);
}
