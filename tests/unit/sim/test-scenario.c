/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include "sim/bb-sim-drive.h"

#include <string.h>

/* Tests bb-sim-families.c, bb-sim-parse.c and bb-sim-scenario.c. */

typedef struct {
    const char *name;
    const char *text;
    const char *says;     /* words of the error message: the group and key, or the problem */
    const char *possible; /* (nullable): part of the message that names the unknown word and the possible words */
} Bad;

#define DRIVE SIM_RIG_MT1959
#define LG "[drive sr0]\nFamily=lg-renesas\nModel=DVDRAM GSA-E50L\nRevision=NE01\n"
#define NEC "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nRevision=1.05\n"
#define FAULT DRIVE "[fault 1]\nDrive=sr0\nAt=command:1\n"

static const Bad bad_scenarios[] = {
    {"empty", "", "no drive"},
    {"syntax", "Family=x\n", "scenario"},
    {"group", DRIVE "[disc 1]\nA=b\n", "[disc 1]", "“disc 1” is not known; possible: drive NAME, fault NAME"},
    {"key", DRIVE "Colour=red\n", "[drive sr0] Colour", "“Colour” is not known; possible: Family, Model, "},
    {"no-family", "[drive sr0]\nModel=BW-16D1HT\n", "[drive sr0] Family"},
    {"no-model", "[drive sr0]\nFamily=mediatek-mt1959\n", "[drive sr0] Model"},
    {"family", "[drive sr0]\nFamily=acme\nModel=X\n", "[drive sr0] Family",
     "“acme” is not known; possible: nec-optiarc, mediatek-mt1959"},
    {"spc-model", "[drive sr0]\nFamily=spc\nModel=X\n", "[drive sr0] Model", "is no key of drives of this family"},
    {"model", "[drive sr0]\nFamily=mediatek-mt1959\nModel=X\n", "[drive sr0] Model", "“X” is not known; possible: "},
    {"name", "[drive ../x]\nFamily=mediatek-mt1959\nModel=BW-16D1HT\n", "[drive ../x]"},
    {"bus", DRIVE "Bus=isa\n", "[drive sr0] Bus", "“isa” is not known; possible: pata, sata, usb, firewire, scsi"},
    {"disc", DRIVE "Disc=round\n", "[drive sr0] Disc", "“round” is not known; possible: none, blank, data"},
    {"state", DRIVE "State=asleep\n", "[drive sr0] State", "“asleep” is not known; possible: normal, "},
    {"quirk", DRIVE "Quirks=needs-oil\n", "[drive sr0] Quirks", "“needs-oil” is not known; possible: "},
    {"quirk-value", DRIVE "Quirks=needs-finish=5\n", "[drive sr0] Quirks", "needs-finish takes no value, not “5”"},
    {"quirk-number", DRIVE "Quirks=programming-ms=soon\n", "[drive sr0] Quirks",
     "programming-ms takes N, not “soon”"},
    {"quirk-choice", DRIVE "Quirks=readable=some\n", "[drive sr0] Quirks",
     "readable takes config|windows|all, not “some”"},
    {"quirk-range", LG "Quirks=header-at=0xFFB9\n", "[drive sr0] Quirks", "header-at takes 0..0xFFB8, not “0xFFB9”"},
    {"quirk-range-begin", LG "Quirks=low-headers=0\n", "[drive sr0] Quirks",
     "low-headers takes 0x7000..0x3FFEB8, not “0”"},
    {"quirk-range-end", LG "Quirks=low-headers=0x3FFEB9\n", "[drive sr0] Quirks",
     "low-headers takes 0x7000..0x3FFEB8, not “0x3FFEB9”"},
    {"quirk-range-word", LG "Quirks=low-headers=low\n", "[drive sr0] Quirks",
     "low-headers takes 0x7000..0x3FFEB8, not “low”"},
    {"quirk-row", NEC "Quirks=oem-boot-strings=10\n", "[drive sr0] Quirks", "oem-boot-strings takes 1..9, not “10”"},
    {"quirk-block", NEC "Quirks=fail-erase=32\n", "quirk fail-erase: the memory of K355 has the blocks 0..31"},
    {"quirk-block-program", NEC "Quirks=fail-program=32\n", "quirk fail-program: the memory of K355"},
    {"quirk-needs-value", DRIVE "Quirks=readable\n", "[drive sr0] Quirks"},
    {"speed", DRIVE "Speed=fast\n", "[drive sr0] Speed"},
    {"seed", DRIVE "Seed=-1\n", "[drive sr0] Seed"},
    {"vendor", DRIVE "Vendor=NINECHARS\n", "[drive sr0] Vendor"},
    {"firmware", DRIVE "Firmware=/nonexistent/file.bin\n", "[drive sr0] Firmware"},
    {"access", DRIVE "Access=maybe\n", "[drive sr0] Access",
     "“maybe” is not known; possible: ok, denied, no-sg-node"},
    {"fault-key", FAULT "Kind=unplug\nWhy=x\n", "[fault 1] Why",
     "“Why” is not known; possible: Drive, At, Kind, Sense, Times, During"},
    {"fault-drive", DRIVE "[fault 1]\nDrive=sr7\nAt=command:1\nKind=unplug\n", "[fault 1] Drive",
     "“sr7” is not known; possible: sr0"},
    {"fault-no-kind", FAULT, "[fault 1] Kind"},
    {"fault-kind", FAULT "Kind=fire\n", "[fault 1] Kind",
     "“fire” is not known; possible: power-cut, unplug, sense, "},
    {"fault-no-at", DRIVE "[fault 1]\nDrive=sr0\nKind=unplug\n", "[fault 1] At"},
    {"fault-at", DRIVE "[fault 1]\nAt=command:0\nKind=unplug\n", "[fault 1] At",
     "“command:0” is not command:N, opcode:HH:N, step:NAME:N or byte:N"},
    {"fault-at-word", DRIVE "[fault 1]\nAt=comand:1\nKind=unplug\n", "[fault 1] At", "“comand:1” is not command:N"},
    {"fault-step", DRIVE "[fault 1]\nAt=step:bogus:1\nKind=unplug\n", "[fault 1] At",
     "“bogus” is not known; possible: read, enter, upload, program, leave"},
    {"fault-step-of-another-family", DRIVE "[fault 1]\nAt=step:erase:1\nKind=unplug\n", "[fault 1] At",
     "“erase” is not known; possible: read, "},
    {"group-without-a-name", DRIVE "[fault]\nAt=command:1\nKind=unplug\n", "[fault]",
     "possible: drive NAME, fault NAME"},
    {"quirk-of-another-family", DRIVE "Quirks=corrupt-after-safe\n", "[drive sr0] Quirks",
     "“corrupt-after-safe” is not known; possible: "},
    {"fault-opcode", DRIVE "[fault 1]\nAt=opcode:3B\nKind=unplug\n", "[fault 1] At"},
    {"fault-no-sense", FAULT "Kind=sense\n", "[fault 1] Sense"},
    {"fault-sense", FAULT "Kind=sense\nSense=5-26-00\n", "[fault 1] Sense"},
    {"fault-sense-idle", FAULT "Kind=unplug\nSense=5/26/00\n", "[fault 1] Sense"},
    {"fault-times", FAULT "Kind=unplug\nTimes=often\n", "[fault 1] Times"},
    {"fault-during", FAULT "Kind=unplug\nDuring=later\n", "[fault 1] During",
     "“later” is not known; possible: before, middle, after"},
};

static void
test_message_names_place_and_problem (gconstpointer data)
{
    const Bad *bad = data;
    g_autoptr (BbCatalog) catalog = sim_rig_catalog ();
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSimBus) bus = bb_sim_bus_new_from_data (bad->text, store, catalog, &error);

    g_assert_null (bus);
    g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO);
    if (strstr (error->message, bad->says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, bad->says);
    if (bad->possible != NULL && strstr (error->message, bad->possible) == NULL)
        g_error ("“%s” does not say “%s”", error->message, bad->possible);
}

/* A fault that bb_sim_bus_add_fault() adds to a running bus must be checked like a fault in a scenario: an unknown
 * step, or another unknown value of its key At, must be an error. */
static void
test_an_added_fault_with_an_unknown_word_is_refused (void)
{
    static const char *const wrong[] = {"At=step:bogus:1", "At=step:erase:1", "At=sometimes"};
    g_autoptr (BbSimRig) rig = sim_rig_new (DRIVE, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (GError) error = NULL;

        g_assert_false (bb_sim_bus_add_fault (rig->bus, &error, wrong[i], "Kind=unplug", NULL));
        g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO);
    }
}

/* Adds to @found the names of the steps of all commands whose first two bytes are @opcode and @second. */
static void
add_steps (const BbSimFamily *family, guint opcode, guint second, GHashTable *found)
{
    /* Values of bytes 2 to 4 in CDBs of steps:
     * - 000000: most steps
     * - 010000: SAFE MODE on
     * - 020000: another buffer
     * - 002000: the last chunk of an upload of 2 MiB
     * - 000020: the notification class of the unlock */
    static const guint32 rests[] = {0x000000, 0x010000, 0x020000, 0x002000, 0x000020};

    for (guint i = 0; i < G_N_ELEMENTS (rests); i++) {
        BbSimCommand command = {.direction = BB_DIRECTION_NONE};
        BbSimStep step = {0};

        command.cdb.bytes[0] = (guint8) opcode;
        command.cdb.bytes[1] = (guint8) second;
        command.cdb.bytes[2] = (guint8) (rests[i] >> 16);
        command.cdb.bytes[3] = (guint8) (rests[i] >> 8);
        command.cdb.bytes[4] = (guint8) rests[i];
        family->classify (NULL, &command, &step);
        if (step.name != NULL)
            g_hash_table_add (found, (gpointer) step.name);
    }
}

/* `steps` of a family must have exactly the names that its classify() sets, so that a fault can name each of them. */
static void
test_steps_of_a_family_are_those_of_its_commands (void)
{
    static const char *const families[] = {"mediatek-mt1959", "nec-optiarc"};

    for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
        const BbSimFamily *family = bb_sim_family_find (families[i], NULL);
        g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);

        for (guint first_two = 0; first_two < 0x10000; first_two++)
            add_steps (family, first_two >> 8, first_two & 0xFF, found);
        for (guint j = 0; family->steps[j] != NULL; j++)
            if (!g_hash_table_remove (found, family->steps[j]))
                g_error ("%s: no command is a step “%s”", family->id, family->steps[j]);
        g_assert_cmpuint (g_hash_table_size (found), ==, 0);
    }
}

static void
test_all_keys_are_accepted (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (
        DRIVE "Vendor=ASUS\nProduct=BW-16D1HT\nRevision=3.10\nSerial=A1\nBus=usb\nDisc=data\nState=normal\n"
              "Quirks=programming-ms=100; readable=all;needs-finish\nSpeed=0\nSeed=0x10\nBridge=a bridge\n"
              "[fault a]\nDrive=sr0\nAt=opcode:cb:4\nKind=bridge\nTimes=0\nDuring=after\n"
              "[fault b]\nAt=step:program:7\nKind=stuck-block\nSense=4/44/00\n",
        NULL);
    g_autoptr (BbDrive) drive = bb_drive_monitor_find (BB_DRIVE_MONITOR (rig->bus), "A1");
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);

    g_assert_cmpstr (details->vendor, ==, "ASUS");
    g_assert_cmpstr (details->revision, ==, "3.10");
    g_assert_false (bb_sim_bus_needs_state (rig->bus));
}

static void
test_power_cuts_need_a_lasting_store (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (FAULT "Kind=power-cut\n", NULL);

    g_assert_true (bb_sim_bus_needs_state (rig->bus));
}

static void
test_unknown_name_is_an_error (void)
{
    g_autoptr (BbCatalog) catalog = sim_rig_catalog ();
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_sim_bus_new ("no-such-scenario", store, catalog, &error));
    g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO);
}

/* Loads every shipped scenario. Each must have at least one drive. */
static void
test_shipped_scenarios_load (void)
{
    g_autoptr (BbCatalog) catalog = sim_rig_catalog ();
    g_autoptr (GDir) dir = g_dir_open (SOURCE_DATADIR "/scenarios", 0, NULL);
    const char *name = NULL;
    guint n = 0;

    g_assert_nonnull (dir);
    while ((name = g_dir_read_name (dir)) != NULL) {
        g_autoptr (BbSimStore) store = bb_sim_store_new_in_memory ();
        g_autofree char *bare = g_strndup (name, strlen (name) - strlen (".scenario"));
        g_autoptr (GError) error = NULL;
        g_autoptr (BbSimBus) bus = NULL;

        if (!g_str_has_suffix (name, ".scenario"))
            continue;
        bus = bb_sim_bus_new (bare, store, catalog, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bus)), >, 0);
        n++;
    }
    g_assert_cmpuint (n, >=, 4);
}

static void
test_states_and_quirks_name_their_section (void)
{
    static const char *const families[] = {"mediatek-mt1959", "nec-optiarc"};

    for (gsize i = 0; i < G_N_ELEMENTS (families); i++) {
        g_auto (GStrv) states = bb_sim_list_states (families[i], NULL);
        g_auto (GStrv) quirks = bb_sim_list_quirks (families[i], NULL);

        g_assert_cmpuint (g_strv_length (states), >, 1);
        g_assert_cmpuint (g_strv_length (quirks), >, 1);
        g_assert_true (g_str_has_prefix (states[0], "normal\t"));
        for (guint j = 0; quirks[j] != NULL; j++) {
            g_auto (GStrv) fields = g_strsplit (quirks[j], "\t", -1);

            g_assert_cmpuint (g_strv_length (fields), ==, 3);
        }
    }
    g_assert_null (bb_sim_list_states ("acme", NULL));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (bad_scenarios); i++) {
        g_autofree char *path = g_strconcat ("/sim/scenario/refuses/", bad_scenarios[i].name, NULL);

        g_test_add_data_func (path, &bad_scenarios[i], test_message_names_place_and_problem);
    }
    g_test_add_func ("/sim/scenario/an-added-fault-with-an-unknown-word-is-refused",
                     test_an_added_fault_with_an_unknown_word_is_refused);
    g_test_add_func ("/sim/scenario/the-steps-of-a-family-are-those-that-it-names",
                     test_steps_of_a_family_are_those_of_its_commands);
    g_test_add_func ("/sim/scenario/all-keys", test_all_keys_are_accepted);
    g_test_add_func ("/sim/scenario/needs-state", test_power_cuts_need_a_lasting_store);
    g_test_add_func ("/sim/scenario/unknown-name", test_unknown_name_is_an_error);
    g_test_add_func ("/sim/scenario/shipped", test_shipped_scenarios_load);
    g_test_add_func ("/sim/scenario/lists", test_states_and_quirks_name_their_section);
    return g_test_run ();
}
