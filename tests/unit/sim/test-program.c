/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/wait.h>

/* Tests the commands of burnback-sim on drives in a state folder, which make_drive() filled. $BURNBACK_SIM is the
 * path of burnback-sim. */

static char *folder; /* the state folder; the tests write their files there, too */
static char *out;    /* standard output of the last run() */

static char *
in_folder (const char *name)
{
    return g_build_filename (folder, name, NULL);
}

/* Runs burnback-sim with these arguments (NULL-terminated), and sets `out`. Returns the exit code. */
static int
run (const char *first, ...)
{
    g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) environment = g_get_environ ();
    char *errors = NULL;
    va_list list;
    int status = 0;

    g_ptr_array_add (arguments, (char *) g_getenv ("BURNBACK_SIM"));
    va_start (list, first);
    for (const char *text = first; text != NULL; text = va_arg (list, const char *))
        g_ptr_array_add (arguments, (char *) text);
    va_end (list);
    g_ptr_array_add (arguments, NULL);
    environment = g_environ_setenv (environment, "BURNBACK_SIM_STATE", folder, TRUE);
    g_clear_pointer (&out, g_free);
    g_assert_true (g_spawn_sync (NULL, (char **) arguments->pdata, environment, G_SPAWN_DEFAULT, NULL, NULL, &out,
                                 &errors, &status, &error));
    g_assert_no_error (error);
    g_free (errors);
    g_assert_true (WIFEXITED (status));
    return WEXITSTATUS (status);
}

/* Fills the state folder with the memory of a drive, and sends one command to it. */
static void
make_drive (void)
{
    g_autoptr (BbSimStore) store = bb_sim_store_new_in_folder (folder, NULL);
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, store);

    sim_rig_settle (rig);
}

static void
test_makes_images (void)
{
    g_autofree char *plain = in_folder ("plain.bin");
    g_autofree char *wrapped = in_folder ("wrapped.exe");
    g_autofree char *a = NULL;
    g_autofree char *b = NULL;
    gsize a_bytes = 0;
    gsize b_bytes = 0;

    g_assert_cmpint (
        run ("make-image", "--family", "mediatek-mt1959", "--model", "BW-16D1HT", "--revision", "3.10", plain, NULL),
        ==, 0);
    g_assert_cmpint (run ("make-image", "--family", "mediatek-mt1959", "--model", "BW-16D1HT", "--revision", "3.10",
                          "--wrap", "exe", wrapped, NULL),
                     ==, 0);
    g_assert_true (g_file_get_contents (plain, &a, &a_bytes, NULL));
    g_assert_true (g_file_get_contents (wrapped, &b, &b_bytes, NULL));
    g_assert_cmpmem (b, 2, "MZ", 2);
    g_assert_cmpuint (b_bytes, >, a_bytes);
    g_assert_cmpmem (b + b_bytes - a_bytes, a_bytes, a, a_bytes);
}

static void
test_images_take_settings (void)
{
    g_autofree char *file = in_folder ("set.bin");
    g_autofree char *bytes = NULL;
    gsize length_bytes = 0;

    g_assert_cmpint (run ("make-image", "--family", "mediatek-mt1959", "--model", "BD-RE BU40N", "--set",
                          "service-code=AB12", "--set", "downgrade-enabled", file, NULL),
                     ==, 0);
    g_assert_true (g_file_get_contents (file, &bytes, &length_bytes, NULL));
    g_assert_cmpuint (length_bytes, ==, 0x200000);
    g_assert_cmpmem (bytes + 0x1EC04C, 4, "AB12", 4);
    g_assert_cmpint (bytes[0x1EC056], ==, (char) 0xDE);
    g_assert_cmpint (run ("make-image", "--family", "mediatek-mt1959", "--model", "BD-RE BU40N", "--set",
                          "downgrade-enabled=yes", file, NULL),
                     ==, 2);
    g_assert_cmpint (
        run ("make-image", "--family", "nec-optiarc", "--model", "K355", "--set", "age-mark", file, NULL), ==, 2);
}

static void
test_unknown_arguments_are_refused (void)
{
    g_autofree char *file = in_folder ("none.bin");

    g_assert_cmpint (run (NULL, NULL), ==, 2);
    g_assert_cmpint (run ("fly", NULL), ==, 2);
    g_assert_cmpint (run ("attach", NULL), ==, 2);
    g_assert_cmpint (run ("make-image", "--family", "acme", "--model", "X", file, NULL), ==, 2);
    g_assert_cmpint (run ("make-image", "--family", "mediatek-mt1959", "--model", "X", file, NULL), ==, 2);
    g_assert_cmpint (run ("make-image", "--family", "mediatek-mt1959", "--model", "BW-16D1HT", NULL), ==, 2);
    g_assert_cmpint (run ("states", "acme", NULL), ==, 2);
    g_assert_cmpint (run ("power", "sr9", "on", NULL), ==, 4);
    g_assert_cmpint (run ("power", "../sr9", "on", NULL), ==, 4);
    g_assert_cmpint (run ("log", "sr9", NULL), ==, 4);
    g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
}

static void
test_dump_and_log_send_no_command (void)
{
    g_autofree char *file = in_folder ("dump.bin");
    g_autofree char *bytes = NULL;
    gsize length_bytes = 0;

    make_drive ();
    g_assert_cmpint (run ("dump", "sr0", file, "--region", "config", NULL), ==, 0);
    g_assert_true (g_file_get_contents (file, &bytes, &length_bytes, NULL));
    g_assert_cmpuint (length_bytes, ==, 0x20);
    g_assert_cmpmem (bytes, 16, "MT1959 Boot JB8 ", 16);
    g_clear_pointer (&bytes, g_free);
    g_assert_cmpint (run ("dump", "sr0", file, NULL), ==, 0);
    g_assert_true (g_file_get_contents (file, &bytes, &length_bytes, NULL));
    g_assert_cmpuint (length_bytes, ==, 0x200000);
    g_assert_cmpint (run ("dump", "sr0", file, "--region", "attic", NULL), ==, 4);
    g_assert_cmpint (run ("log", "sr0", NULL), ==, 0);
    g_assert_true (g_str_has_prefix (out, "{\"time\":"));
}

static void
test_power_switches_the_drive (void)
{
    make_drive ();
    g_assert_cmpint (run ("power", "sr0", "sideways", NULL), ==, 2);
    g_assert_cmpint (run ("power", "sr0", "off", NULL), ==, 0);
    {
        g_autoptr (BbSimStore) store = bb_sim_store_new_in_folder (folder, NULL);
        g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, store);

        g_assert_null (rig->transport);
    }
    g_assert_cmpint (run ("power", "sr0", "on", NULL), ==, 0);
    make_drive ();
}

static void
test_states_and_quirks_are_listed (void)
{
    g_assert_cmpint (run ("states", "mediatek-mt1959", NULL), ==, 0);
    g_assert_nonnull (strstr (out, "half-flashed\tmediatek-mt1959 9\t"));
    g_assert_cmpint (run ("quirks", "mediatek-mt1959", NULL), ==, 0);
    g_assert_nonnull (strstr (out, "readable=config|windows|all\tmediatek-mt1959 9\t"));
}

static void
remove_tree (const char *path)
{
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *below = g_build_filename (path, name, NULL);

        remove_tree (below);
    }
    g_remove (path);
}

int
main (int argc, char **argv)
{
    int result = 0;

    g_test_init (&argc, &argv, NULL);
    g_assert_nonnull (g_getenv ("BURNBACK_SIM"));
    folder = g_dir_make_tmp ("burnback-sim-XXXXXX", NULL);
    g_assert_nonnull (folder);
    g_test_add_func ("/sim/program/make-image", test_makes_images);
    g_test_add_func ("/sim/program/image-settings", test_images_take_settings);
    g_test_add_func ("/sim/program/refuses", test_unknown_arguments_are_refused);
    g_test_add_func ("/sim/program/dump-and-log", test_dump_and_log_send_no_command);
    g_test_add_func ("/sim/program/power", test_power_switches_the_drive);
    g_test_add_func ("/sim/program/lists", test_states_and_quirks_are_listed);
    result = g_test_run ();
    remove_tree (folder);
    g_free (folder);
    g_free (out);
    return result;
}
