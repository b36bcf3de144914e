/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"

#include "job/flow/bb-consent.h"

#include "job/words/bb-words.h"

#include <glib/gi18n.h>

#define BB_CTL_LABEL_COLUMNS 11

void
bb_ctl_print_file (BbCtl *ctl, const char *indent, const char *name, const char *inside)
{
    if (inside != NULL && *inside != '\0')
        bb_ctl_print (ctl, "%s%s (%s)\n", indent, name, inside);
    else
        bb_ctl_print (ctl, "%s%s\n", indent, name);
}

/* Prints model, revision, checksum, details and remark of the image with @identity. */
static void
bb_ctl_print_identity (BbCtl *ctl, BbImageIdentity *identity)
{
    const char *name = identity->model_name != NULL ? identity->model_name : _ ("an unknown model");
    const char *revision = identity->revision != NULL ? identity->revision : _ ("unreadable");
    g_autofree char *codes = g_strjoinv (", ", identity->codes);
    g_autoptr (GPtrArray) details = bb_family_describe (identity->family, identity->values);
    g_autofree char *remark = bb_family_explain_image (identity);

    if (*codes != '\0')
        bb_ctl_print (ctl, _ ("  firmware for %s (%s), revision %s, checksum %s\n"), name, codes, revision,
                      bb_checksum_to_string (identity->checksum));
    else
        bb_ctl_print (ctl, _ ("  firmware for %s, revision %s, checksum %s\n"), name, revision,
                      bb_checksum_to_string (identity->checksum));
    for (guint i = 0; i < details->len; i++) {
        const BbDetail *detail = g_ptr_array_index (details, i);

        bb_ctl_print (ctl, "  %s: %s\n", detail->label, detail->text != NULL ? detail->text : _ ("unreadable"));
    }
    if (remark != NULL)
        bb_ctl_print (ctl, "  %s\n", remark);
}

static void
bb_ctl_print_image (BbCtl *ctl, BbImage *image)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *size = g_format_size_full (bb_image_get_size (image), G_FORMAT_SIZE_IEC_UNITS);

    bb_ctl_print_file (ctl, "", bb_image_get_name (image), bb_image_get_inside (image));
    bb_ctl_print (ctl, _ ("  %s, SHA-256 %s\n"), size, bb_image_get_sha256 (image));
    if (identity == NULL)
        return;
    if (identity->family != NULL)
        bb_ctl_print_identity (ctl, identity);
    if (identity->known != NULL)
        bb_ctl_print (ctl, _ ("  known as %s %s\n"), bb_known_image_get_name (identity->known),
                      bb_known_image_get_revision (identity->known));
    if (identity->kind == BB_IMAGE_KIND_ORIGINAL)
        bb_ctl_print (ctl, _ ("  the manufacturer's original\n"));
    if (bb_image_identity_get_change (identity) != NULL)
        /* TRANSLATORS: by whom: "OmniDrive 1.0.4", "MK" */
        bb_ctl_print (ctl, _ ("  modified image: %s\n"), bb_image_identity_get_change (identity));
    if (identity->problem != NULL)
        bb_ctl_print (ctl, "  %s\n", identity->problem);
}

/* Key of a GFile: its path as the user gave it, or the given path of its folder and its name. UTF-8. */
#define BB_CTL_GIVEN "burnbackctl-given"

/* Adds @file, or every plain file below it if it is a folder. @given: path of @file as the user gave it. */
static gboolean
bb_ctl_walk (GFile *file, const char *given, GPtrArray *files, GError **error)
{
    g_autoptr (GFileEnumerator) folder = NULL;
    g_autoptr (GPtrArray) children = NULL;

    g_object_set_data_full (G_OBJECT (file), BB_CTL_GIVEN, g_filename_display_name (given), g_free);
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

        /* A folder that cannot be read is told in its place, as a file is. */
        if (!bb_ctl_walk (child, child_given, files, NULL))
            g_ptr_array_add (files, g_object_ref (child));
    }
    return TRUE;
}

/* What cannot be read is told in its place; the other files still are identified. */
static JsonObject *
bb_ctl_identify_unreadable (BbCtl *ctl, GFile *file, const GError *error)
{
    g_autofree char *name = g_file_get_parse_name (file);
    JsonObject *object = json_object_new ();

    bb_ctl_print (ctl, "%s\n  %s\n", name, error->message);
    json_object_set_string_member (object, "file", g_object_get_data (G_OBJECT (file), BB_CTL_GIVEN));
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

/* @n_firmware: gets how many of the images are firmware */
static int
bb_ctl_identify_one (BbCtl *ctl, GFile *file, JsonArray *array, guint *n_firmware)
{
    g_autoptr (BbImage) whole = NULL;
    g_autoptr (GPtrArray) images = NULL;
    g_autoptr (GError) error = NULL;

    whole = bb_image_load (file, NULL, &error);
    if (whole == NULL) {
        json_array_add_object_element (array, bb_ctl_identify_unreadable (ctl, file, error));
        /* Unusable content is an answer; only a file that cannot be had is a failure. */
        return error->domain == BB_IMAGE_ERROR && error->code != BB_IMAGE_ERROR_UNREADABLE
                   ? BB_EXIT_DONE
                   : (int) bb_ctl_exit_of_error (error);
    }
    images = bb_family_identify_file (whole, ctl->catalog);
    for (guint i = 0; i < images->len; i++) {
        BbImageIdentity *identity = bb_image_get_identity (g_ptr_array_index (images, i));
        JsonObject *object = bb_ctl_json_image (g_ptr_array_index (images, i));

        *n_firmware += identity != NULL && identity->family != NULL ? 1 : 0;
        bb_ctl_print_image (ctl, g_ptr_array_index (images, i));
        json_object_set_string_member (object, "file", g_object_get_data (G_OBJECT (file), BB_CTL_GIVEN));
        json_array_add_object_element (array, object);
    }
    return BB_EXIT_DONE;
}

/* What one argument holds. A folder is answered if there is firmware in any of its files. */
static int
bb_ctl_identify_files (BbCtl *ctl, GPtrArray *files, JsonArray *array, guint *n_without)
{
    guint n_firmware = 0;
    int exit_code = BB_EXIT_DONE;

    for (guint i = 0; i < files->len; i++) {
        int code = bb_ctl_identify_one (ctl, g_ptr_array_index (files, i), array, &n_firmware);

        exit_code = MAX (exit_code, code);
    }
    *n_without += n_firmware == 0 ? 1 : 0;
    return exit_code;
}

int
bb_ctl_command_identify (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse_files (ctl, NULL, &argc, &argv, 1, -1, 1);
    g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
    JsonArray *array;
    guint n_without = 0;

    if (exit_code != BB_EXIT_DONE || bb_ctl_get_catalog (ctl, &exit_code) == NULL)
        return exit_code;
    for (int i = 1; i < argc; i++) {
        g_autoptr (GFile) file = g_file_new_for_commandline_arg (argv[i]);
        g_autoptr (GError) error = NULL;
        GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

        g_ptr_array_add (arguments, files);
        if (!bb_ctl_walk (file, argv[i], files, &error))
            return bb_ctl_fail_of (ctl, bb_ctl_exit_of_error (error), "file", _ ("Choose another file or folder."),
                                   error);
    }
    array = json_array_new ();
    for (guint i = 0; i < arguments->len; i++) {
        int code = bb_ctl_identify_files (ctl, g_ptr_array_index (arguments, i), array, &n_without);

        exit_code = MAX (exit_code, code);
    }
    bb_ctl_print_array (ctl, array);
    if (exit_code != BB_EXIT_DONE) {
        bb_ctl_tell (BB_SAFE_YES, _ ("Check the file names and permissions."), _ ("Some files could not be read."));
        return exit_code;
    }
    if (n_without == 0)
        return BB_EXIT_DONE;
    bb_ctl_tell (BB_SAFE_YES, _ ("Choose another file."),
                 arguments->len > 1 ? _ ("Some of these files contain no known firmware.")
                                    : _ ("No known firmware found."));
    return BB_EXIT_REFUSED;
}

const char *
bb_ctl_verdict_word (BbVerdict *verdict)
{
    BbVerdictLevel level = bb_verdict_get_level (verdict);

    if (bb_verdict_expects_rejection (verdict))
        return level == BB_VERDICT_CROSS_FLASH ? _ ("CROSS-FLASH, REJECTION EXPECTED") : _ ("REJECTION EXPECTED");
    switch (level) {
    case BB_VERDICT_FITS:
        return _ ("COMPATIBLE");
    case BB_VERDICT_CAUTION:
        return _ ("COMPATIBLE WITH WARNINGS");
    case BB_VERDICT_CROSS_FLASH:
        return _ ("CROSS-FLASH");
    case BB_VERDICT_REFUSED:
    default:
        return _ ("INCOMPATIBLE");
    }
}

static void
bb_ctl_print_labelled (BbCtl *ctl, const char *label, const char *text, const char *more)
{
    g_autofree char *padded = bb_ctl_dup_padded (label, BB_CTL_LABEL_COLUMNS);

    bb_ctl_print (ctl, "  %s %s%s%s\n", padded, text, more != NULL ? " " : "", more != NULL ? more : "");
}

void
bb_ctl_print_items (BbCtl *ctl, JsonArray *items)
{
    for (guint i = 0; i < json_array_get_length (items); i++) {
        JsonObject *item = json_array_get_object_element (items, i);
        const char *label = json_object_get_boolean_member (item, "good")     ? _ ("ready")
                            : json_object_get_boolean_member (item, "needed") ? _ ("not ready")
                                                                              : _ ("note");

        bb_ctl_print_labelled (ctl, label, json_object_get_string_member (item, "text"),
                               json_object_get_string_member (item, "remedy"));
    }
}

void
bb_ctl_print_review (BbCtl *ctl, BbEngineDrive *drive, BbReview *review)
{
    g_autoptr (JsonArray) readiness = bb_ctl_json_readiness (review->readiness);

    bb_ctl_print_drive (ctl, drive);
    bb_ctl_print_image (ctl, review->image);
    bb_ctl_print (ctl, "%s\n", bb_ctl_verdict_word (review->verdict));
    for (guint i = 0; i < bb_verdict_get_n_reasons (review->verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (review->verdict, i);

        bb_ctl_print_labelled (ctl, bb_weight_to_string (reason->weight), reason->text, NULL);
    }
    bb_ctl_print_items (ctl, readiness);
    if (bb_words_backup_reason (review) != NULL)
        bb_ctl_print_labelled (ctl, _ ("backup"), bb_words_backup_reason (review), NULL);
}

/* What of it would have to be said on the command line. */
static void
bb_ctl_print_options (BbCtl *ctl, BbReview *review)
{
    g_autoptr (GPtrArray) consents = bb_review_list_consents (review, NULL, BB_CONSENT_NONE);
    g_autofree char *options = bb_ctl_dup_options (review->act, consents);

    if (bb_consents_can_be_granted (consents) && options != NULL)
        bb_ctl_print_labelled (ctl, _ ("options"), options, NULL);
}

int
bb_ctl_command_check (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse_files (ctl, NULL, &argc, &argv, 2, 2, 2);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbJobRequest) request = NULL;
    g_autoptr (BbResult) result = NULL;
    const char *next;

    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    request = bb_job_request_new (BB_ACTION_CHECK);
    request->image = bb_ctl_load_image_for (ctl, argv[2], drive, &exit_code);
    if (request->image == NULL)
        return exit_code;
    result = bb_ctl_run (ctl, drive, request, &exit_code);
    if (result == NULL)
        return exit_code;
    if (result->review == NULL)
        return bb_ctl_fail_with (ctl, result);
    if (ctl->json) {
        bb_ctl_print_object (ctl, bb_ctl_json_review (drive, result->review));
    } else {
        bb_ctl_print_review (ctl, drive, result->review);
        bb_ctl_print_options (ctl, result->review);
    }
    if (bb_verdict_get_level (result->review->verdict) != BB_VERDICT_REFUSED)
        return exit_code;
    /* The review above says already that it is incompatible, and why. */
    next = bb_verdict_has (result->review->verdict, BB_REASON_WRONG_KEY)
               ? bb_ctl_get_key_step ()
               : _ ("Use a firmware file for exactly this drive.");
    if (ctl->json)
        bb_ctl_tell (BB_SAFE_YES, next, _ ("This firmware is incompatible with this drive."));
    else
        bb_ctl_say ("burnbackctl: %s\n", next);
    return BB_EXIT_REFUSED;
}
