/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"
#include "scsi/bb-harmless.h"

#include <string.h>

/*
 * What can stand in a place of the command line, for the shells: "burnbackctl complete -- WORD…" prints what the last
 * WORD can become, each with a tab and a description. A line that begins with a tab is no word: "file" and "folder"
 * tell the shell to offer its own, "file" with the endings that are meant, a bar between.
 *
 * Commands, arguments and options are those of the help, read from the same tables. Nothing is sent to a drive.
 */

/* One place: @text is there already, behind @prefix ("--name=" or nothing). */
typedef struct {
    BbCtl *ctl;
    const char *text;
    const char *prefix;
} BbCtlPlace;

/* @description: (nullable) */
static void
bb_ctl_offer (const BbCtlPlace *place, const char *word, const char *description)
{
    g_autofree char *told = bb_harmless_dup (description != NULL ? description : "");
    g_autofree char *harmless = bb_harmless_dup (word);
    g_autofree char *line = g_strdup_printf ("%s%s\t%s\n", place->prefix, word, told);

    if (g_str_has_prefix (word, place->text) && g_str_equal (word, harmless))
        bb_ctl_print_own (line);
}

/* --- what is there --- */

static void
bb_ctl_offer_drives (const BbCtlPlace *place)
{
    int exit_code = BB_EXIT_DONE;
    BbEngine *engine = bb_ctl_get_engine (place->ctl, &exit_code);
    GListModel *drives = engine != NULL ? bb_engine_get_drives (engine) : NULL;

    for (guint i = 0; drives != NULL && i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
        g_autofree char *name = g_strconcat (details->vendor, " ", details->product, NULL);

        bb_ctl_offer (place, details->name, name);
        if (place->text[0] == '/' && details->sr_node != NULL)
            bb_ctl_offer (place, details->sr_node, name);
    }
}

static void
bb_ctl_offer_backups (const BbCtlPlace *place)
{
    int exit_code = BB_EXIT_DONE;
    BbEngine *engine = bb_ctl_get_engine (place->ctl, &exit_code);
    g_autoptr (GPtrArray) backups =
        engine != NULL ? bb_backup_store_list (bb_engine_get_store (engine), NULL) : g_ptr_array_new ();

    for (guint i = 0; i < backups->len; i++) {
        const BbBackup *backup = g_ptr_array_index (backups, i);
        g_autofree char *name = g_strconcat (backup->vendor, " ", backup->product, " ", backup->revision, NULL);

        bb_ctl_offer (place, backup->id, name);
    }
}

static void
bb_ctl_offer_models (const BbCtlPlace *place, gboolean only_convertible)
{
    int exit_code = BB_EXIT_DONE;
    BbCatalog *catalog = bb_ctl_get_catalog (place->ctl, &exit_code);

    for (const BbFamily *const *family = bb_family_list (); catalog != NULL && *family != NULL; family++) {
        g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, (*family)->id);

        for (guint i = 0; i < models->len && (!only_convertible || (*family)->convert != NULL); i++) {
            BbModel *model = g_ptr_array_index (models, i);

            bb_ctl_offer (place, bb_model_get_key (model), bb_model_get_name (model));
        }
    }
}

static void
bb_ctl_offer_codes (const BbCtlPlace *place)
{
    bb_ctl_offer_models (place, TRUE);
}

static void
bb_ctl_offer_names (const BbCtlPlace *place)
{
    int exit_code = BB_EXIT_DONE;
    BbCatalog *catalog = bb_ctl_get_catalog (place->ctl, &exit_code);
    g_autoptr (GPtrArray) names =
        catalog != NULL ? bb_catalog_search_names (catalog, place->text) : g_ptr_array_new ();

    bb_ctl_offer_models (place, FALSE);
    for (guint i = 0; i < names->len; i++) {
        BbName *name = g_ptr_array_index (names, i);

        bb_ctl_offer (place, bb_name_get_marketed_as (name), bb_name_get_oem_model (name));
    }
}

static void
bb_ctl_offer_media (const BbCtlPlace *place)
{
    for (guint i = 0; i < BB_N_BOOK_MEDIA; i++)
        bb_ctl_offer (place, bb_book_medium_to_id ((BbBookMedium) i), NULL);
}

static void
bb_ctl_offer_books (const BbCtlPlace *place)
{
    for (guint i = 0; i < 16; i++) {
        const char *id = bb_book_to_id ((guint8) (i << 4));

        if (id != NULL)
            bb_ctl_offer (place, id, NULL);
    }
}

static void
bb_ctl_offer_files (const BbCtlPlace *place)
{
    bb_ctl_print_own (strcmp (place->ctl->command, "catalog") == 0 ? "\tfile\tnames|models\n" : "\tfile\n");
}

static void
bb_ctl_offer_folders (const BbCtlPlace *place)
{
    bb_ctl_print_own ("\tfolder\n");
}

static void
bb_ctl_offer_scenarios (const BbCtlPlace *place)
{
    const char *folders[] = {g_getenv ("BURNBACK_SCENARIOS"), SOURCE_DATADIR "/scenarios", PKGDATADIR "/scenarios"};

    for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
        g_autoptr (GDir) folder = folders[i] != NULL ? g_dir_open (folders[i], 0, NULL) : NULL;
        const char *name;

        while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
            g_autofree char *stem = g_strndup (name, strcspn (name, "."));

            if (g_str_equal (name + strlen (stem), ".scenario"))
                bb_ctl_offer (place, stem, NULL);
        }
    }
    bb_ctl_print_own ("\tfile\tscenario\n");
}

/* What the words in capitals mean, of commands and of options. Of "TEXT" nothing is known. */
static void
bb_ctl_offer_kind (const BbCtlPlace *place, const char *kind)
{
    static const struct {
        const char *kind;
        void (*offer) (const BbCtlPlace *place);
    } KINDS[] = {
        {"DRIVE", bb_ctl_offer_drives}, {"ID", bb_ctl_offer_backups},     {"BACKUP", bb_ctl_offer_backups},
        {"NAME", bb_ctl_offer_names},   {"CODE", bb_ctl_offer_codes},     {"MEDIA", bb_ctl_offer_media},
        {"TYPE", bb_ctl_offer_books},   {"FILE", bb_ctl_offer_files},     {"PATH", bb_ctl_offer_files},
        {"TRACE", bb_ctl_offer_files},  {"FOLDER", bb_ctl_offer_folders}, {"SCENARIO", bb_ctl_offer_scenarios},
    };

    for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++) {
        if (g_str_equal (kind, KINDS[i].kind))
            KINDS[i].offer (place);
    }
}

/* --- options --- */

/* (nullable): @word as "--name", "--name=" and more, or "-n". */
static const GOptionEntry *
bb_ctl_find_option (BbCtl *ctl, const char *word)
{
    gsize length = strcspn (word, "=");

    for (guint i = 0; i < ctl->options->len; i++) {
        const GOptionEntry *entry = &g_array_index (ctl->options, GOptionEntry, i);

        if (length > 2 && g_str_has_prefix (word, "--") && strlen (entry->long_name) == length - 2 &&
            strncmp (entry->long_name, word + 2, length - 2) == 0)
            return entry;
        if (length == 2 && word[0] == '-' && word[1] == entry->short_name && entry->short_name != '\0')
            return entry;
    }
    return NULL;
}

static void
bb_ctl_offer_options (const BbCtlPlace *place)
{
    for (guint i = 0; i < place->ctl->options->len; i++) {
        const GOptionEntry *entry = &g_array_index (place->ctl->options, GOptionEntry, i);
        g_autofree char *name = g_strconcat ("--", entry->long_name, NULL);

        bb_ctl_offer (place, name, g_dgettext (GETTEXT_PACKAGE, entry->description));
    }
}

/* The words of an option that has some are those that its description lists: "For experts: one, two or three". */
static void
bb_ctl_offer_value (const BbCtlPlace *place, const GOptionEntry *entry)
{
    const char *const *list = (const char *const[]){"MODE", "ACTION", "PURPOSE", "SETTING", NULL};
    const char *colon = strstr (entry->description, ": ");
    g_auto (GStrv) parts = NULL;

    if (!g_strv_contains (list, entry->arg_description)) {
        bb_ctl_offer_kind (place, entry->arg_description);
        return;
    }
    parts = g_strsplit_set (colon != NULL ? colon + 1 : entry->description, ", ", -1);
    for (guint i = 0; parts[i] != NULL; i++) {
        if (*parts[i] != '\0' && !g_str_equal (parts[i], "or"))
            bb_ctl_offer (place, parts[i], NULL);
    }
}

/* --- places --- */

/* What @alternative of a usage ("show ID", "DRIVE [PATH…]") has after the words @given. */
static void
bb_ctl_offer_argument (const BbCtlPlace *place, const char *alternative, char **given)
{
    g_auto (GStrv) slots = g_strsplit (alternative, " ", -1);
    guint at = 0;

    for (guint i = 0; given[i] != NULL; i++) {
        if (slots[at] == NULL || (g_ascii_islower (slots[at][0]) && !g_str_equal (slots[at], given[i])))
            return;
        at += g_str_has_suffix (slots[at], "…") || g_str_has_suffix (slots[at], "…]") ? 0 : 1;
    }
    if (slots[at] == NULL)
        return;
    if (g_str_has_prefix (slots[at], "--"))
        bb_ctl_offer_options (place);
    else if (g_ascii_islower (slots[at][0]))
        bb_ctl_offer (place, slots[at], NULL);
    else {
        const char *kind = slots[at] + (slots[at][0] == '[');
        g_autofree char *name = g_strndup (kind, strspn (kind, G_CSET_A_2_Z));

        bb_ctl_offer_kind (place, name);
    }
}

static void
bb_ctl_offer_arguments (const BbCtlPlace *place, const BbCtlCommand *command, char **given)
{
    g_auto (GStrv) alternatives = g_strsplit (command->arguments, "|", -1);

    for (guint i = 0; alternatives[i] != NULL; i++)
        bb_ctl_offer_argument (place, alternatives[i], given);
}

/* A word as a shell has it, perhaps not finished, without quotes. */
static char *
bb_ctl_dup_unquoted (const char *word)
{
    g_autofree char *plain = g_shell_unquote (word, NULL);

    if (plain == NULL)
        plain = g_strdup (word + strspn (word, "'\""));
    return g_str_has_prefix (word, "~/") ? g_build_filename (g_get_home_dir (), plain + 2, NULL)
                                         : g_steal_pointer (&plain);
}

void
bb_ctl_complete_begin (BbCtl *ctl, int *argc, char **argv)
{
    int first = *argc > 2 && strcmp (argv[2], "--") == 0 ? 3 : 2;
    int n = MAX (*argc - first, 0);

    ctl->typed = bb_ctl_dup_unquoted (n > 0 ? argv[first + n - 1] : "");
    ctl->words = g_new0 (char *, n + 1);
    *argc = 1;
    for (int i = 0; i < n - 1; i++)
        argv[(*argc)++] = ctl->words[i] = bb_ctl_dup_unquoted (argv[first + i]);
    argv[*argc] = NULL;
}

int
bb_ctl_complete (BbCtl *ctl, const BbCtlCommand *command, char **given, gboolean parsed)
{
    guint n_words = g_strv_length (ctl->words);
    const char *before = n_words > 0 ? ctl->words[n_words - 1] : "";
    BbCtlPlace place = {ctl, ctl->typed, ""};
    const GOptionEntry *option = bb_ctl_find_option (ctl, parsed ? place.text : before);
    gboolean is_argument = ctl->typed[0] != '-' || g_strv_contains ((const char *const *) ctl->words, "--");
    g_autofree char *prefix = NULL;

    /* Options that were typed before must neither write a file nor change what is printed here. */
    g_clear_pointer (&ctl->trace, g_free);
    ctl->json = FALSE;
    ctl->quiet = TRUE;
    if (!parsed) {
        /* The value of an option is missing, or something is wrong. */
        if (option != NULL && option->arg_description != NULL)
            bb_ctl_offer_value (&place, option);
    } else if (is_argument) {
        if (given[0] != NULL && strcmp (given[0], "--") == 0)
            given++;
        if (command != NULL)
            bb_ctl_offer_arguments (&place, command, given);
        for (const BbCtlCommand *each = bb_ctl_list_commands (); command == NULL && each->name != NULL; each++)
            bb_ctl_offer (&place, each->name, g_dgettext (GETTEXT_PACKAGE, each->summary));
    } else if (option != NULL && option->arg_description != NULL && strchr (place.text, '=') != NULL) {
        prefix = g_strndup (place.text, strcspn (place.text, "=") + 1);
        place.prefix = prefix;
        place.text += strlen (prefix);
        bb_ctl_offer_value (&place, option);
    } else {
        bb_ctl_offer_options (&place);
    }
    return BB_CTL_HELPED;
}
