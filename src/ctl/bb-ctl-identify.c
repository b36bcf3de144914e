/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-json.h"
#include "bb-ctl-next-step.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-text.h"

#include <glib/gi18n.h>

/* Key for g_object_set_data() on a #GFile. The data is the path of the file for the output: in UTF-8, and beginning
 * as the user typed it. */
#define BB_CTL_GIVEN_PATH "burnbackctl-given"

/* Adds @file to @files. If @file is a folder, adds the files in it and in its subfolders instead; symbolic links are
 * left out. A subfolder that cannot be read is added as if it were a file. @given: path of @file as the user typed
 * it; stored in each added file as %BB_CTL_GIVEN_PATH, for JSON. Returns %FALSE if the folder @file cannot be
 * read. */
static gboolean
bb_ctl_list_files (GFile *file, const char *given, GPtrArray *files, GError **error)
{
    g_autoptr (GFileEnumerator) folder = NULL;
    g_autoptr (GPtrArray) children = NULL;

    g_object_set_data_full (G_OBJECT (file), BB_CTL_GIVEN_PATH, g_filename_display_name (given), g_free);
    if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) != G_FILE_TYPE_DIRECTORY) {
        g_ptr_array_add (files, g_object_ref (file));
        return TRUE;
    }
    folder = g_file_enumerate_children (file, G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                        G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, error);
    if (folder == NULL)
        return FALSE;
    children = g_ptr_array_new_with_free_func (g_object_unref);
    for (;;) {
        GFileInfo *info = NULL;
        GFile *child = NULL;

        if (!g_file_enumerator_iterate (folder, &info, &child, NULL, error))
            return FALSE;
        if (info == NULL)
            break;
        if (g_file_info_get_file_type (info) != G_FILE_TYPE_SYMBOLIC_LINK)
            g_ptr_array_add (children, g_object_ref (child));
    }
    for (guint i = 0; i < children->len; i++) {
        GFile *child = g_ptr_array_index (children, i);
        g_autofree char *name = g_file_get_basename (child);
        g_autofree char *child_given = g_build_filename (given, name, NULL);

        /* A subfolder that cannot be read is added like a file, so that it is reported together with the files. */
        if (!bb_ctl_list_files (child, child_given, files, NULL))
            g_ptr_array_add (files, g_object_ref (child));
    }
    return TRUE;
}

/* Prints @file with @error. Returns (transfer full) an object with the same members as the object for a readable
 * file; members that are unknown are null or empty. */
static JsonObject *
bb_ctl_identify_unreadable (BbCtl *ctl, GFile *file, const GError *error)
{
    g_autofree char *name = g_file_get_parse_name (file);
    JsonObject *object = json_object_new ();

    bb_ctl_print (ctl, "%s\n  %s\n", name, error->message);
    json_object_set_string_member (object, "file", g_object_get_data (G_OBJECT (file), BB_CTL_GIVEN_PATH));
    for (const char *const *key = (const char *const[]){"inside", "size", "sha256", "family", "model", "revision",
                                                        "known", "details", NULL};
         *key != NULL; key++)
        json_object_set_null_member (object, *key);
    json_object_set_array_member (object, "codes", json_array_new ());
    json_object_set_string_member (object, "checksum", bb_checksum_to_string (BB_CHECKSUM_NONE));
    json_object_set_string_member (object, "kind", bb_image_kind_to_string (BB_IMAGE_KIND_UNKNOWN));
    json_object_set_string_member (object, "problem", error->message);
    return object;
}

/* What was found in the files.
 * @n_firmware: number of images of a known family
 * @wants_key: TRUE if an image can be used only if the user chooses the right key file */
typedef struct {
    guint n_firmware;
    gboolean wants_key;
} BbCtlFound;

/* Prints the images in @file, or why it cannot be loaded, and adds the same to the JSON @array and to @found. Returns
 * the exit code of the error if the file cannot be read; otherwise %BB_EXIT_DONE, also for a file without usable
 * content. */
static int
bb_ctl_identify_one (BbCtl *ctl, GFile *file, JsonArray *array, BbCtlFound *found)
{
    g_autoptr (BbImage) whole = NULL;
    g_autoptr (GPtrArray) images = NULL;
    g_autoptr (GError) error = NULL;

    whole = bb_image_load (file, NULL, &error);
    if (whole == NULL) {
        int exit_code = (int) bb_ctl_exit_of_error (error);

        json_array_add_object_element (array, bb_ctl_identify_unreadable (ctl, file, error));
        /* The exit code REFUSED means that the content is not usable, which is no failure of this command. */
        return exit_code != BB_EXIT_REFUSED ? exit_code : BB_EXIT_DONE;
    }
    images = bb_family_identify_file (whole, ctl->catalog);
    for (guint i = 0; i < images->len; i++) {
        BbImageIdentity *identity = bb_image_get_identity (g_ptr_array_index (images, i));
        JsonObject *object = bb_ctl_json_image (g_ptr_array_index (images, i));

        found->n_firmware += identity != NULL && identity->family != NULL ? 1 : 0;
        found->wants_key |= identity != NULL && bb_image_identity_wants_key (identity);
        bb_ctl_print_image (ctl, g_ptr_array_index (images, i));
        json_object_set_string_member (object, "file", g_object_get_data (G_OBJECT (file), BB_CTL_GIVEN_PATH));
        json_array_add_object_element (array, object);
    }
    return BB_EXIT_DONE;
}

/* Identifies the @files of one argument. @n_without: (inout): number of arguments without firmware, increased by one
 * if none of @files contains any. @wants_key: (inout): as in #BbCtlFound; never set to FALSE. Returns the greatest
 * exit code. */
static int
bb_ctl_identify_files (BbCtl *ctl, GPtrArray *files, JsonArray *array, guint *n_without, gboolean *wants_key)
{
    BbCtlFound found = {0};
    int exit_code = BB_EXIT_DONE;

    for (guint i = 0; i < files->len; i++) {
        int code = bb_ctl_identify_one (ctl, g_ptr_array_index (files, i), array, &found);

        exit_code = MAX (exit_code, code);
    }
    *n_without += found.n_firmware == 0 ? 1 : 0;
    *wants_key |= found.wants_key;
    return exit_code;
}

int
bb_ctl_command_identify (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse_files (ctl, NULL, &argc, &argv, 1, -1, 1);
    g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
    JsonArray *array;
    guint n_without = 0;
    gboolean wants_key = FALSE;

    if (exit_code != BB_EXIT_DONE || bb_ctl_get_catalog (ctl, &exit_code) == NULL)
        return exit_code;
    for (int i = 1; i < argc; i++) {
        g_autoptr (GFile) file = g_file_new_for_commandline_arg (argv[i]);
        g_autoptr (GError) error = NULL;
        GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

        g_ptr_array_add (arguments, files);
        if (!bb_ctl_list_files (file, argv[i], files, &error))
            return bb_ctl_fail_with_error (ctl, bb_ctl_exit_of_error (error), "file",
                                           _ ("Choose another file or folder."), error);
    }
    array = json_array_new ();
    for (guint i = 0; i < arguments->len; i++) {
        int code = bb_ctl_identify_files (ctl, g_ptr_array_index (arguments, i), array, &n_without, &wants_key);

        exit_code = MAX (exit_code, code);
    }
    bb_ctl_print_array (ctl, array);
    if (wants_key)
        bb_ctl_printerr ("burnbackctl: %s\n", bb_ctl_get_key_file_step ());
    if (exit_code != BB_EXIT_DONE) {
        bb_ctl_print_failure (BB_SAFE_YES, _ ("Check the file names and permissions."),
                              _ ("Some files could not be read."));
        return exit_code;
    }
    if (n_without == 0)
        return BB_EXIT_DONE;
    bb_ctl_print_failure (BB_SAFE_YES, _ ("Choose another file."),
                          arguments->len > 1 ? _ ("Some of these files contain no known firmware.")
                                             : _ ("No known firmware found."));
    return BB_EXIT_REFUSED;
}
