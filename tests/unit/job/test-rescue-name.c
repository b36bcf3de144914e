/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/operation/bb-rescue-name.h"
#include "job/operation/bb-sold-name.h"

/*
 * Names for a drive that does not report its own name.
 * Also tests bb-sold-name.c.
 */

#define TDK_BLINKING                                                                                              \
    "[drive sr0]\nFamily=nec-optiarc\nModel=K110\nVendor=TDK\nProduct=DVDRW420N\nRevision=1.05\nSerial=SIM0001\n" \
    "BootVersion=05\nState=half-flashed\n"

/* The list of drives names the other makers of a drive that does not report its own name, until the user names it. */
static void
test_makers_are_listed_until_the_drive_is_named (void)
{
    g_autoptr (JobRig) rig = job_rig_new (TDK_BLINKING, NULL);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autofree char *makers = NULL;
    g_autofree char *named = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    makers = bb_rescue_name_dup_makers (drive);
    g_assert_cmpstr (makers, ==, "Actima, HP, Iomega, Mitsumi, Philips, Plextor, TDK");
    g_assert_true (bb_engine_set_own_name (rig->engine, drive, "TDK 420N", NULL));
    named = bb_rescue_name_dup_makers (drive);
    g_assert_null (named);
}

/* A drive that runs its firmware reports its own name. */
static void
test_makers_are_not_listed_for_a_running_drive (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\n", NULL);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autofree char *makers = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    makers = bb_rescue_name_dup_makers (drive);
    g_assert_null (makers);
}

/* The maker is the first word of a name, or as many words as the reported vendor or the name of a known maker has. */
static void
test_a_name_has_one_maker (void)
{
    static const struct {
        const char *model, *marketed, *maker;
    } rows[] = {
        {"K110", "TDK 420N", "TDK"},
        {"K110", "Plextor PX-504A/UF", "Plextor"},
        {"K355", "Mad Dog MegaSTOR 16x Double Layer", "Mad Dog"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) names = bb_catalog_names_of_model (job_rig_catalog (), "nec-optiarc", rows[i].model);
        gboolean is_found = FALSE;

        for (guint j = 0; j < names->len; j++) {
            BbName *name = g_ptr_array_index (names, j);
            g_autofree char *maker = bb_sold_name_dup_maker (name);

            if (!g_str_equal (bb_name_get_marketed_as (name), rows[i].marketed))
                continue;
            g_assert_cmpstr (maker, ==, rows[i].maker);
            is_found = TRUE;
        }
        g_assert_true (is_found);
    }
}

/* A journal with a revision was begun while the firmware ran, so the name must be taken from the journal. If there is
 * no such journal, the name must be taken from the backup. */
static void
test_the_own_name_is_that_of_running_firmware (void)
{
    static const struct {
        const char *revision, *vendor, *product, *name;
    } rows[] = {
        {"1.05", "TDK", "DVDRW420N", "TDK DVDRW420N"},
        {"1.05", NULL, "DVDRW420N", "DVDRW420N"},
        {"1.05", "", "DVDRW420N", "DVDRW420N"},
        {"1.05", "TDK", NULL, NULL},
        {"1.05", "TDK", " ", NULL},
        {NULL, "TDK", "DVDRW420N", "NEC ND-1100A"},
    };
    BbBackup backup = {.vendor = (char *) "NEC", .product = (char *) "ND-1100A"};
    g_autofree char *of_backup = bb_rescue_name_dup_own (NULL, &backup);

    g_assert_cmpstr (of_backup, ==, "NEC ND-1100A");
    g_assert_null (bb_rescue_name_dup_own (NULL, NULL));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbJournalRecord record = {.revision = (char *) rows[i].revision,
                                  .vendor = (char *) rows[i].vendor,
                                  .product = (char *) rows[i].product};
        g_autofree char *name = bb_rescue_name_dup_own (&record, &backup);

        g_test_message ("row %u", i);
        g_assert_cmpstr (name, ==, rows[i].name);
    }
}

static void
test_alternatives_are_listed_in_their_order (void)
{
    static const char *const lists[] = {"", "1.08", "1.08 or 1.07", "1.08, 1.07 or 1.05", "1.08, 1.07, 1.05 or 1.01"};
    static const char *const revisions[] = {"1.08", "1.07", "1.05", "1.01"};
    g_autoptr (GPtrArray) texts = g_ptr_array_new ();

    for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
        g_autofree char *list = bb_rescue_name_dup_any (texts);

        g_assert_cmpstr (list, ==, lists[i]);
        if (i < G_N_ELEMENTS (revisions))
            g_ptr_array_add (texts, (char *) revisions[i]);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/rescue-name/makers-until-the-drive-is-named", test_makers_are_listed_until_the_drive_is_named);
    g_test_add_func ("/rescue-name/no-makers-of-a-running-drive", test_makers_are_not_listed_for_a_running_drive);
    g_test_add_func ("/rescue-name/one-maker", test_a_name_has_one_maker);
    g_test_add_func ("/rescue-name/own-name-of-running-firmware", test_the_own_name_is_that_of_running_firmware);
    g_test_add_func ("/rescue-name/alternatives-in-their-order", test_alternatives_are_listed_in_their_order);
    return g_test_run ();
}
