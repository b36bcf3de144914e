/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "nec-stream.h"

#include <glib/gstdio.h>
#include <string.h>

/* The states of nec-optiarc.md, sections 8 and 10: what a host sees, and how it can recover the drive.
 * Tests bb-sim-nec-facts.c and bb-sim-nec-state.c. */

#define READ_ID_B "CC 00 00 00 48 00 00 00 20 00 00 00"

/* Reads the drive type from the calibration; TRUE if it is @id. */
static gboolean
id_is (NecBench *bench, const char *id)
{
    g_assert_cmphex (nec_bench_hex (bench, READ_ID_B, 32), ==, GOOD);
    return memcmp (bench->in, id, 4) == 0;
}

static void
test_state_is_as_the_table_says (void)
{
    static const struct {
        const char *state;
        gboolean safe;
        const char *id;
        guint32 own_key;
        guint32 siblings_key;
        guint32 ready;
    } rows[] = {
        {"normal", FALSE, "K355", GOOD, BAD_VALUE, NO_MEDIUM},
        {"safe-mode", TRUE, "K355", GOOD, BAD_VALUE, NO_MEDIUM},
        {"forced-safe", TRUE, "K355", GOOD, BAD_VALUE, NO_MEDIUM},
        {"erased", TRUE, "K355", GOOD, BAD_VALUE, NO_MEDIUM},
        {"half-flashed", TRUE, "K355", GOOD, BAD_VALUE, NO_MEDIUM},
        {"half-alive", FALSE, "K355", 0x044400, BAD_VALUE, 0x044400},
        {"damaged-id", FALSE, "i\0\0\0", GOOD, BAD_VALUE, NO_MEDIUM},
        {"id-ff", FALSE, "\xFF\xFF\xFF\xFF", GOOD, BAD_VALUE, NO_MEDIUM},
        {"blank-page", FALSE, "\xFF\xFF\xFF\xFF", GOOD, BAD_VALUE, NO_MEDIUM},
        {"id-sibling", FALSE, "K451", GOOD, BAD_VALUE, NO_MEDIUM},
        {"half-converted", FALSE, "K451", GOOD, BAD_VALUE, NO_MEDIUM},
        {"boot-and-id-differ", TRUE, "K355", BAD_VALUE, GOOD, NO_MEDIUM},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *line = g_strdup_printf ("State=%s\n", rows[i].state);
        g_autoptr (NecBench) bench = nec_bench_new ("K355", line);

        g_test_message ("state %s", rows[i].state);
        g_assert_cmpint (nec_bench_is_safe (bench), ==, rows[i].safe);
        g_assert_cmphex (nec_bench_ready (bench), ==, rows[i].ready);
        g_assert_true (id_is (bench, rows[i].id));
        g_assert_cmphex (nec_bench_key (bench, "K451", TRUE, 0), ==, rows[i].siblings_key);
        g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, rows[i].own_key);
        g_assert_cmpuint (nec_bench_count_violations (bench), ==, 0);
    }
}

/* The INQUIRY name in the scenario determines the OEM model of the drive. The OEM model determines RID text, RID
 * model and firmware ID byte. */
static void
test_inquiry_name_decides_the_oem_model (void)
{
    static const struct {
        const char *code;
        const char *lines;
        const char *rid_text;
        const char *rid_model;
        const char *read_rid;
        const char *read_id;
        guint8 firmware_id;
    } rows[] = {
#define OLD "CC 00 00 00 4F 00 00 00 80 00 00 00", "CC 00 00 00 50 00 00 00 04 00 00 00"
        {"K110", "", "ND03", "ND-1000A", OLD, 0x6D},
        {"K110", "Vendor=TDK\nProduct=DVDRW420N\n", "ND02", "ND-1100A", OLD, 0x68},
        {"K110", "Product=DVDRW420N\n", "ND02", "ND-1100A", OLD, 0x68},
        {"K110", "Vendor=TDK\nProduct=420N\n", "ND02", "ND-1100A", OLD, 0x68},
        {"K110", "Vendor=PHILIPS\nProduct=DVDRW416N\n", "ND02", "ND-1100A", OLD, 0x68},
        {"K110", "Vendor=NEC\nProduct=DVD+RW ND-1300A\n", "ND04", "ND-1300A", OLD, 0x70},
        {"L110", "Vendor=_NEC\nProduct=DVD+RW ND-5500A\n", "ND05", "ND-5500A", OLD, 0x7C},
        {"L110", "Product=DVD+RW ND-5500A\nQuirks=laptop-slave\n", "ND05", "ND-5500A", OLD, 0x7F},
#undef OLD
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (NecBench) bench = nec_bench_new (rows[i].code, rows[i].lines);

        g_test_message ("%s %s", rows[i].code, rows[i].lines);
        g_assert_cmphex (nec_bench_hex (bench, rows[i].read_rid, 0x80), ==, GOOD);
        g_assert_cmpmem (bench->in + 0x10, 4, rows[i].rid_text, 4);
        g_assert_cmpmem (bench->in + 0x40, 8, rows[i].rid_model, 8);
        g_assert_cmphex (nec_bench_hex (bench, rows[i].read_id, 4), ==, GOOD);
        g_assert_cmphex (bench->in[0], ==, rows[i].firmware_id);
    }
}

static void
test_boot_code_shows_the_first_oem_model (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K110", "Vendor=TDK\nProduct=DVDRW420N\nState=half-flashed\n");

    g_assert_true (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_bench_hex (bench, "12 00 00 00 24 00", 36), ==, GOOD);
    g_assert_cmpmem (bench->in + 8, 24, "_NEC    DVD_RW ND-1000A ", 24);
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 00 4F 00 00 00 80 00 00 00", 0x80), ==, GOOD);
    g_assert_cmpmem (bench->in + 0x40, 8, "ND-1100A", 8);
}

static void
test_dead_drive_answers_nothing (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "State=dead\n");

    g_assert_cmpstr (nec_bench_revision (bench), ==, "");
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, NO_ANSWER);
    nec_bench_cycle (bench);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "");
}

static void
test_left_in_safe_mode_is_over_with_a_power_cycle (void)
{
    g_autoptr (NecBench) cycled = nec_bench_new ("K355", "State=safe-mode\nRevision=1.05\n");
    g_autoptr (NecBench) left = nec_bench_new ("K355", "State=safe-mode\nRevision=1.05\n");

    nec_bench_cycle (cycled);
    g_assert_cmpstr (nec_bench_revision (cycled), ==, "1.05");
    nec_bench_leave (left, "K355", 0);
    g_assert_cmpstr (nec_bench_revision (left), ==, "1.05");
}

static void
test_forced_safe_mode_is_not_left_by_asking (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "State=half-flashed\n");
    g_autoptr (NecBench) stubborn = nec_bench_new ("K355", "State=erased\nQuirks=leave-refused\n");

    nec_bench_leave (bench, "K355", 0);
    g_assert_true (nec_bench_is_safe (bench));
    nec_bench_cycle (bench);
    g_assert_true (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_bench_key (stubborn, "K355", FALSE, 0), ==, WRONG_ORDER);
}

static void
test_every_broken_type_comes_back_by_a_flash (gconstpointer data)
{
    static const char *const states[] = {"erased", "half-flashed", "forced-safe"};
    const NecFlash *flash = data;

    for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
        g_autofree char *line = g_strdup_printf ("State=%s\n", states[i]);
        g_autoptr (NecBench) bench = nec_bench_new (flash->model, line);
        g_autoptr (GBytes) image = nec_bench_image (bench, flash->model, "5", "1.11", NULL);

        g_assert_true (nec_bench_is_safe (bench));
        g_assert_cmphex (nec_flash_run (bench, flash, image), ==, GOOD);
        g_assert_cmpstr (nec_bench_revision (bench), ==, "1.11");
        nec_bench_cycle (bench);
        g_assert_cmpstr (nec_bench_revision (bench), ==, "1.11");
    }
}

static void
test_half_alive_drive_accepts_its_key_only_as_first_command (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "State=half-alive\nRevision=1.05\n");
    g_autoptr (GBytes) image = nec_bench_image (bench, "K355", "5", "1.11", NULL);

    g_assert_cmpstr (nec_bench_revision (bench), ==, "1.05");
    g_assert_true (id_is (bench, "K355"));
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, 0x044400);
    nec_bench_cycle (bench);
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_true (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_flash_run (bench, nec_flash_find ("K355"), image), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "1.11");
    g_assert_cmphex (nec_bench_ready (bench), ==, NO_MEDIUM);
}

static void
test_wrong_bank_is_left_with_its_own_bit (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K110", "State=wrong-bank\n");

    g_assert_true (nec_bench_is_safe (bench));
    g_assert_cmphex (nec_bench_key (bench, "K110", TRUE, 0), ==, WRONG_ORDER);
    nec_bench_leave (bench, "K110", 1);
    g_assert_false (nec_bench_is_safe (bench));
}

static void
test_mixed_banks_run_unless_banks_must_match (void)
{
    g_autoptr (NecBench) runs = nec_bench_new ("K110", "State=mixed-banks\n");
    g_autoptr (NecBench) looks = nec_bench_new ("K110", "State=mixed-banks\nQuirks=banks-must-match\n");
    g_autoptr (GBytes) image = nec_bench_image (looks, "K110", "5", "1.11", NULL);

    g_assert_cmpstr (nec_bench_revision (runs), ==, "9.99");
    g_assert_true (nec_bench_is_safe (looks));
    g_assert_cmphex (nec_flash_run (looks, nec_flash_find ("K110"), image), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (looks), ==, "1.11");
}

static void
test_impossible_states_are_refused (void)
{
    static const char *const bad[] = {
        "Model=K355\nState=wrong-bank\n",    "Model=K355\nState=mixed-banks\n",
        "Model=L210\nState=id-sibling\n",    "Model=C500\nState=boot-and-id-differ\n",
        "Model=K355\nQuirks=laptop-slave\n", "Model=K356\nQuirks=d355\n",
        "Model=K355\nBootVersion=123\n",     "Model=K355\nState=no-such\n",
    };
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = bb_catalog_open (NULL, NULL, &error);

    g_assert_no_error (error);
    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autofree char *text = g_strconcat ("[drive sr0]\nFamily=nec-optiarc\n", bad[i], NULL);
        g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();

        g_assert_null (bb_sim_bus_new_from_data (text, store, catalog, &error));
        g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO);
        g_clear_error (&error);
    }
}

static void
test_boot_code_of_another_type_has_its_own_key (void)
{
    static const struct {
        const char *model;
        const char *quirk;
        const char *key;
    } rows[] = {
        {"K355", "d355", "D355"},       {"K365", "wrong-boot", "K460"}, {"K460", "wrong-boot", "K365"},
        {"D570", "wrong-boot", "D57D"}, {"D57D", "wrong-boot", "D570"}, {"G245", "wrong-boot", "Q245"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *line = g_strdup_printf ("Quirks=%s\n", rows[i].quirk);
        g_autoptr (NecBench) bench = nec_bench_new (rows[i].model, line);

        g_assert_false (nec_bench_is_safe (bench));
        g_assert_cmphex (nec_bench_key (bench, rows[i].model, TRUE, 0), ==, BAD_VALUE);
        g_assert_cmphex (nec_bench_key (bench, rows[i].key, TRUE, 0), ==, GOOD);
        g_assert_true (nec_bench_is_safe (bench));
    }
}

static void
test_laptop_wiring_shows_in_id_byte_and_boot_version (void)
{
    g_autoptr (NecBench) master = nec_bench_new ("L251", "");
    g_autoptr (NecBench) slave = nec_bench_new ("L251", "Quirks=laptop-slave\n");
    const char *read = "CC 00 00 00 64 00 00 00 04 00 00 00";

    g_assert_cmphex (nec_bench_hex (master, read, 4), ==, GOOD);
    g_assert_cmphex (master->in[0], ==, 0x87);
    g_assert_cmphex (nec_bench_hex (slave, read, 4), ==, GOOD);
    g_assert_cmphex (slave->in[0], ==, 0x8C);
    g_assert_cmphex (nec_bench_key (master, "L251", TRUE, 0), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (master), ==, "0.05");
    g_assert_cmphex (nec_bench_key (slave, "L251", TRUE, 0), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (slave), ==, "0.06");
}

static void
test_boot_strings_of_other_sellers_are_all_there (void)
{
    static const char *const rows[] = {
        "ATAPI   iHAS124   Y     0L0Z", "ATAPI   iHAS224   Y     0L0Z", "ATAPI   iHAS324   Y     0L1Z",
        "ATAPI   iHAS424   Y     0L1Z", "ATAPI   DVD A  DH24AYL  0P5Z", "ATAPI   DVD A  DH24AYS  0P5Z",
        "PLDS    DVD A  DH24AYS  0100", "HP      DVD Writer 1270r0L21", "IMATION DVD+-RAM ELITE  0M4Z",
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *line = g_strdup_printf ("Quirks=oem-boot-strings=%u\n", i + 1);
        g_autoptr (NecBench) bench = nec_bench_new ("G245", line);

        g_assert_cmphex (nec_bench_key (bench, "G245", TRUE, 0), ==, GOOD);
        g_assert_true (nec_bench_is_safe (bench));
        g_assert_cmpmem (bench->in + 8, 28, rows[i], 28);
    }
}

static void
test_identity_follows_the_scenario (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K310", "Vendor=TDK\nProduct=DVDRW0816\nRevision=2.B4\n"
                                                        "Quirks=stored-id=K350;rid-maker=SONY;rid-model=ND-3500A\n");
    g_autoptr (NecBench) other = nec_bench_new ("K310", "Seed=2\n");

    g_assert_cmpstr (nec_bench_revision (bench), ==, "2.B4");
    g_assert_cmpmem (bench->in + 8, 24, "TDK     DVDRW0816       ", 24);
    g_assert_true (id_is (bench, "K350"));
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 00 5F 00 00 00 80 00 00 00", 128), ==, GOOD);
    g_assert_cmpmem (bench->in + 0x10, 4, "ND19", 4);
    g_assert_cmpmem (bench->in + 0x20, 5, "SONY ", 5);
    g_assert_cmpmem (bench->in + 0x40, 9, "ND-3500A ", 9);
    g_assert_cmphex (nec_bench_key (bench, "K310", TRUE, 0), ==, GOOD);
    /* Drives with different seeds have different calibration. */
    g_assert_cmphex (nec_bench_hex (bench, "CC 00 00 00 40 00 00 00 80 00 00 00", 128), ==, GOOD);
    g_assert_cmphex (nec_bench_hex (other, "CC 00 00 00 40 00 00 00 80 00 00 00", 128), ==, GOOD);
    g_assert_cmpint (memcmp (bench->in, other->in, 128), !=, 0);
}

typedef struct {
    char *folder;
    char *firmware;
    char *boot_code;
} Files;

/* Writes a file with the byte @first, followed by zeros. */
static void
put_file (const char *path, gsize length_bytes, guint8 first)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *bytes = g_malloc0 (length_bytes);

    bytes[0] = (char) first;
    g_assert_true (g_file_set_contents (path, bytes, (gssize) length_bytes, &error));
    g_assert_no_error (error);
}

static void
files_set_up (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    files->folder = g_dir_make_tmp ("nec-XXXXXX", &error);
    g_assert_no_error (error);
    files->firmware = g_build_filename (files->folder, "firmware.bin", NULL);
    files->boot_code = g_build_filename (files->folder, "boot.bin", NULL);
    put_file (files->firmware, 1966088, 0x93);
    put_file (files->boot_code, 0x4000, 0x5A);
}

static void
files_tear_down (Files *files, gconstpointer data)
{
    g_assert_cmpint (g_unlink (files->firmware), ==, 0);
    g_assert_cmpint (g_unlink (files->boot_code), ==, 0);
    g_assert_cmpint (g_rmdir (files->folder), ==, 0);
    g_free (files->folder);
    g_free (files->firmware);
    g_free (files->boot_code);
}

static void
test_files_of_the_scenario_are_in_the_drive (Files *files, gconstpointer data)
{
    g_autofree char *lines = g_strdup_printf ("Firmware=%s\nBootCode=%s\nRevision=1.07\nBootVersion=06\n",
                                              files->firmware, files->boot_code);
    g_autoptr (NecBench) bench = nec_bench_new ("K355", lines);
    g_autoptr (GBytes) dump = nec_bench_dump (bench);
    const guint8 *memory = g_bytes_get_data (dump, NULL);

    /* Neither file contains names or versions, so the drive takes them from the scenario. */
    g_assert_cmphex (memory[0], ==, 0x5A);
    g_assert_cmphex (memory[0x10000], ==, 0x93);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "1.07");
    g_assert_cmphex (nec_bench_key (bench, "K355", TRUE, 0), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "0.06");
}

static void
test_files_of_another_size_are_refused (Files *files, gconstpointer data)
{
    static const char *const keys[] = {"Firmware", "BootCode"};
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = bb_catalog_open (NULL, NULL, &error);

    g_assert_no_error (error);
    put_file (files->firmware, 1966085, 0);
    put_file (files->boot_code, 0x3FFF, 0);
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
        g_autofree char *text = g_strdup_printf ("[drive sr0]\nFamily=nec-optiarc\nModel=K355\n%s=%s\n", keys[i],
                                                 i == 0 ? files->firmware : files->boot_code);

        g_assert_null (bb_sim_bus_new_from_data (text, store, catalog, &error));
        g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO);
        g_clear_error (&error);
    }
}

static void
test_every_model_of_the_catalog_can_be_simulated (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = bb_catalog_open (NULL, NULL, &error);
    g_autoptr (GPtrArray) models = NULL;

    g_assert_no_error (error);
    models = bb_catalog_list_models (catalog, "nec-optiarc");
    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        const char *key = bb_model_get_key (model);
        guint32 address = (guint32) bb_model_get_uint (model, "IdAddress", 0);
        guint8 cdb[12] = {0xCC, 0, 0,   (guint8) (address >> 16), (guint8) (address >> 8), (guint8) address,
                          0,    0, 0x20};
        g_autoptr (NecBench) bench = nec_bench_new (key, "");

        g_assert_false (nec_bench_is_safe (bench));
        g_assert_cmphex (nec_bench_send (bench, cdb, sizeof cdb, BB_DIRECTION_IN, NULL, 32), ==, GOOD);
        g_assert_cmpmem (bench->in, 4, key, 4);
        g_assert_cmphex (nec_bench_key (bench, key, TRUE, 0), ==, GOOD);
        g_assert_true (nec_bench_is_safe (bench));
    }
}

static void
test_tables_name_their_section (void)
{
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) states = bb_sim_list_states ("nec-optiarc", &error);
    g_auto (GStrv) quirks = bb_sim_list_quirks ("nec-optiarc", &error);

    g_assert_no_error (error);
    g_assert_cmpuint (g_strv_length (states), >=, 15);
    g_assert_cmpuint (g_strv_length (quirks), >=, 36);
    for (guint i = 0; quirks[i] != NULL; i++)
        g_assert_nonnull (strstr (quirks[i], "\tnec-optiarc "));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/nec/states/" path, function)
    ADD ("state-is-as-the-table-says", test_state_is_as_the_table_says);
    ADD ("dead-drive-answers-nothing", test_dead_drive_answers_nothing);
    ADD ("left-in-safe-mode-is-over-with-a-power-cycle", test_left_in_safe_mode_is_over_with_a_power_cycle);
    ADD ("forced-safe-mode-is-not-left-by-asking", test_forced_safe_mode_is_not_left_by_asking);
    for (const NecFlash *flash = nec_flashes; flash->type != NULL; flash++) {
        g_autofree char *name = g_strdup_printf ("/nec/states/broken-type-comes-back-by-a-flash/%s", flash->model);

        g_test_add_data_func (name, flash, test_every_broken_type_comes_back_by_a_flash);
    }
    ADD ("half-alive-drive-accepts-its-key-only-as-first-command",
         test_half_alive_drive_accepts_its_key_only_as_first_command);
    ADD ("wrong-bank-is-left-with-its-own-bit", test_wrong_bank_is_left_with_its_own_bit);
    ADD ("mixed-banks-run-unless-banks-must-match", test_mixed_banks_run_unless_banks_must_match);
    ADD ("impossible-states-are-refused", test_impossible_states_are_refused);
    ADD ("boot-code-of-another-type-has-its-own-key", test_boot_code_of_another_type_has_its_own_key);
    ADD ("laptop-wiring-shows-in-id-byte-and-boot-version", test_laptop_wiring_shows_in_id_byte_and_boot_version);
    ADD ("boot-strings-of-other-sellers-are-all-there", test_boot_strings_of_other_sellers_are_all_there);
    ADD ("identity-follows-the-scenario", test_identity_follows_the_scenario);
    g_test_add ("/nec/states/files-of-the-scenario-are-in-the-drive", Files, NULL, files_set_up,
                test_files_of_the_scenario_are_in_the_drive, files_tear_down);
    g_test_add ("/nec/states/files-of-another-size-are-refused", Files, NULL, files_set_up,
                test_files_of_another_size_are_refused, files_tear_down);
    ADD ("every-model-of-the-catalog-can-be-simulated", test_every_model_of_the_catalog_can_be_simulated);
    ADD ("inquiry-name-decides-the-oem-model", test_inquiry_name_decides_the_oem_model);
    ADD ("boot-code-shows-the-first-oem-model", test_boot_code_shows_the_first_oem_model);
    ADD ("tables-name-their-section", test_tables_name_their_section);
    return g_test_run ();
}
