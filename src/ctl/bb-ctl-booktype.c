/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"

#include "job/words/bb-words.h"

#include <glib/gi18n.h>

/* Book types, and the region state that `info` shows with them. */

static JsonObject *
bb_ctl_json_book (const BbBooks *books, BbBookMedium medium)
{
    const BbBook *book = &books->media[medium];
    gboolean is_temporary = book->uses_temporary && book->temporary_known;
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "media", bb_book_medium_to_id (medium));
    bb_ctl_json_set_text (object, "permanent", bb_book_to_id (book->permanent));
    bb_ctl_json_set_text (object, "temporary", is_temporary ? bb_book_to_id (book->temporary) : NULL);
    bb_ctl_json_set_text (object, "in-use", bb_book_to_id (is_temporary ? book->temporary : book->permanent));
    if (book->n_changes_left >= 0)
        json_object_set_int_member (object, "left", book->n_changes_left);
    else
        json_object_set_null_member (object, "left");
    json_object_set_string_member (object, "style", bb_book_style_to_string (books->style));
    return object;
}

JsonArray *
bb_ctl_json_books (const BbBooks *books)
{
    JsonArray *array = json_array_new ();

    for (guint i = 0; books != NULL && i < BB_N_BOOK_MEDIA; i++)
        if (books->media[i].known)
            json_array_add_object_element (array, bb_ctl_json_book (books, (BbBookMedium) i));
    return array;
}

void
bb_ctl_print_books (BbCtl *ctl, const BbBooks *books)
{
    for (guint i = 0; i < BB_N_BOOK_MEDIA; i++) {
        g_autofree char *line = NULL;

        if (!books->media[i].known)
            continue;
        line = bb_words_dup_book ((BbBookMedium) i, &books->media[i]);
        bb_ctl_print (ctl, _ ("      book type: %s\n"), line);
    }
}

void
bb_ctl_json_set_region (JsonObject *object, const BbDvdRegion *region)
{
    JsonObject *state;

    if (region == NULL) {
        json_object_set_null_member (object, "region");
        return;
    }
    state = json_object_new ();
    json_object_set_string_member (state, "scheme", bb_dvd_region_scheme_to_string (region->scheme));
    if (region->scheme == BB_DVD_REGION_RPC_2 && region->region > 0)
        json_object_set_int_member (state, "region", region->region);
    else
        json_object_set_null_member (state, "region");
    json_object_set_int_member (state, "user-changes-left", region->n_user_changes);
    json_object_set_int_member (state, "vendor-changes-left", region->n_vendor_changes);
    json_object_set_object_member (object, "region", state);
}

void
bb_ctl_print_region (BbCtl *ctl, const BbDvdRegion *region)
{
    g_autofree char *text = bb_words_dup_region (region);

    bb_ctl_print (ctl, _ ("      region: %s\n"), text);
}

static GVariant *
bb_ctl_booktype_settings (int argc, char **argv, gboolean temporary, gboolean clear)
{
    GVariantDict settings;

    g_variant_dict_init (&settings, NULL);
    if (argc > 3) {
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_MEDIUM, "s", argv[2]);
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_TYPE, "s", argv[3]);
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_TEMPORARY, "b", temporary);
    }
    if (clear)
        g_variant_dict_insert (&settings, BB_SETTING_BOOK_CLEAR, "b", TRUE);
    return g_variant_ref_sink (g_variant_dict_end (&settings));
}

static int
bb_ctl_booktype_check (BbCtl *ctl, int argc, char **argv, gboolean temporary, gboolean clear)
{
    BbBookMedium medium;
    guint8 book;

    if (argc == 3 || (clear && (argc > 2 || temporary)) || (temporary && argc < 4))
        return bb_ctl_usage (
            ctl, _ ("Specify a disc type and a book type, or --clear, or neither to show the current settings."));
    if (argc < 4)
        return BB_EXIT_DONE;
    if (!bb_book_medium_from_string (argv[2], &medium))
        return bb_ctl_usage (ctl, _ ("MEDIA must be dvd+r, dvd+rw or dvd+r-dl, not “%s”."), argv[2]);
    if (!bb_book_from_string (argv[3], &book))
        return bb_ctl_usage (
            ctl, _ ("TYPE must be dvd-rom, dvd-ram, dvd-r, dvd-rw, dvd+rw, dvd+r, dvd+rw-dl or dvd+r-dl, not “%s”."),
            argv[3]);
    return BB_EXIT_DONE;
}

static void
bb_ctl_booktype_print (BbCtl *ctl, const BbResult *result)
{
    if (ctl->json) {
        bb_ctl_print_array (ctl, bb_ctl_json_books (result->books));
        return;
    }
    if (result->books->style == BB_BOOK_STYLE_NONE)
        bb_ctl_print (ctl, _ ("This drive does not support setting book types.\n"));
    else
        bb_ctl_print (ctl, "%s\n", result->message);
    bb_ctl_print_books (ctl, result->books);
}

int
bb_ctl_command_booktype (BbCtl *ctl, int argc, char **argv)
{
    gboolean temporary = FALSE;
    gboolean clear = FALSE;
    const GOptionEntry entries[] = {
        {"temporary", 0, 0, G_OPTION_ARG_NONE, &temporary, N_ ("Only until the drive is reset"), NULL},
        {"clear", 0, 0, G_OPTION_ARG_NONE, &clear, N_ ("Restore the factory defaults"), NULL},
        {NULL},
    };
    int exit_code = bb_ctl_parse (ctl, entries, &argc, &argv, 1, 3);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_BOOK_TYPE);
    g_autoptr (BbResult) result = NULL;

    if (exit_code == BB_EXIT_DONE)
        exit_code = bb_ctl_booktype_check (ctl, argc, argv, temporary, clear);
    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    drive = bb_ctl_get_drive (ctl, argv[1], &exit_code);
    if (drive == NULL)
        return exit_code;
    request->settings = bb_ctl_booktype_settings (argc, argv, temporary, clear);
    result = bb_ctl_run (ctl, drive, request, &exit_code);
    if (result == NULL)
        return exit_code;
    if (result->outcome != BB_OUTCOME_DONE || result->books == NULL)
        return bb_ctl_fail_with (ctl, result);
    bb_ctl_booktype_print (ctl, result);
    return exit_code;
}
