/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-complete.h"

#include "bb-ctl-engine.h"
#include "bb-ctl-operation.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"

#include "scsi/bb-harmless.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * BbCtlCompletion: the word to complete.
 * @text: a completion must begin with this text
 * @prefix: printed before each completion: "--name=" or ""
 */
typedef struct {
    BbCtl *ctl;
    const char *text;
    const char *prefix;
} BbCtlCompletion;

/* Offers @word as a completion if it begins with the text to complete: prints the prefix of @completion, @word and
 * @description (nullable) on one line. A @word with control characters is not printed, because the terminal needs
 * them escaped, and the escaped word would name another file. */
static void
bb_ctl_offer (const BbCtlCompletion *completion, const char *word, const char *description)
{
    g_autofree char *harmless_description = bb_harmless_dup (description != NULL ? description : "");
    g_autofree char *harmless = bb_harmless_dup (word);
    g_autofree char *line = g_strdup_printf ("%s%s\t%s\n", completion->prefix, word, harmless_description);

    if (g_str_has_prefix (word, completion->text) && g_str_equal (word, harmless))
        bb_ctl_print_trusted (line);
}

/* --- drives, files and words of the catalog --- */

/* Prints the names of drives that begin with the text to complete; if the text begins with a slash, their device
 * nodes. */
static void
bb_ctl_offer_drives (const BbCtlCompletion *completion)
{
    int exit_code = BB_EXIT_DONE;
    BbEngine *engine = bb_ctl_get_engine (completion->ctl, &exit_code);
    GListModel *drives = engine != NULL ? bb_engine_get_drives (engine) : NULL;

    for (guint i = 0; drives != NULL && i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
        g_autofree char *name = g_strconcat (details->vendor, " ", details->product, NULL);

        bb_ctl_offer (completion, details->name, name);
        if (completion->text[0] == '/' && details->sr_node != NULL)
            bb_ctl_offer (completion, details->sr_node, name);
    }
}

/* Prints the IDs of backups that begin with the text to complete. */
static void
bb_ctl_offer_backups (const BbCtlCompletion *completion)
{
    int exit_code = BB_EXIT_DONE;
    BbEngine *engine = bb_ctl_get_engine (completion->ctl, &exit_code);
    g_autoptr (GPtrArray) backups =
        engine != NULL ? bb_backup_store_list (bb_engine_get_store (engine), NULL) : g_ptr_array_new ();

    for (guint i = 0; i < backups->len; i++) {
        const BbBackup *backup = g_ptr_array_index (backups, i);
        g_autofree char *name = g_strconcat (backup->vendor, " ", backup->product, " ", backup->revision, NULL);

        bb_ctl_offer (completion, backup->id, name);
    }
}

/* Prints the keys of models in the catalog that begin with the text to complete, with the names of the models as
 * descriptions. @only_convertible: only models of families that can convert a drive. */
static void
bb_ctl_offer_models (const BbCtlCompletion *completion, gboolean only_convertible)
{
    int exit_code = BB_EXIT_DONE;
    BbCatalog *catalog = bb_ctl_get_catalog (completion->ctl, &exit_code);

    for (const BbFamily *const *family = bb_family_list (); catalog != NULL && *family != NULL; family++) {
        g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, (*family)->id);

        for (guint i = 0; i < models->len && (!only_convertible || (*family)->convert != NULL); i++) {
            BbModel *model = g_ptr_array_index (models, i);

            bb_ctl_offer (completion, bb_model_get_key (model), bb_model_get_name (model));
        }
    }
}

/* Prints the keys of models that begin with the text to complete, only of families that can convert a drive. */
static void
bb_ctl_offer_codes (const BbCtlCompletion *completion)
{
    bb_ctl_offer_models (completion, TRUE);
}

/* Prints the keys of models and the marketed names in the catalog that begin with the text to complete; for an empty
 * text, the keys of all models and no names. */
static void
bb_ctl_offer_names (const BbCtlCompletion *completion)
{
    int exit_code = BB_EXIT_DONE;
    BbCatalog *catalog = bb_ctl_get_catalog (completion->ctl, &exit_code);
    g_autoptr (GPtrArray) names =
        catalog != NULL ? bb_catalog_search_names (catalog, completion->text) : g_ptr_array_new ();

    bb_ctl_offer_models (completion, FALSE);
    for (guint i = 0; i < names->len; i++) {
        BbName *name = g_ptr_array_index (names, i);

        bb_ctl_offer (completion, bb_name_get_marketed_as (name), bb_name_get_oem_model (name));
    }
}

/* Prints the kinds of discs for `booktype` that begin with the text to complete. */
static void
bb_ctl_offer_media (const BbCtlCompletion *completion)
{
    for (guint i = 0; i < BB_N_BOOK_MEDIA; i++)
        bb_ctl_offer (completion, bb_book_medium_to_id ((BbBookMedium) i), NULL);
}

/* Prints the IDs of book types that begin with the text to complete. */
static void
bb_ctl_offer_books (const BbCtlCompletion *completion)
{
    for (guint i = 0; i < 16; i++) {
        const char *id = bb_book_to_id ((guint8) (i << 4));

        if (id != NULL)
            bb_ctl_offer (completion, id, NULL);
    }
}

/* Lets the shell complete names of files; for the command "catalog", only of catalog files. */
static void
bb_ctl_offer_files (const BbCtlCompletion *completion)
{
    const BbCtlCommand *command = completion->ctl->command;
    gboolean is_catalog = command != NULL && strcmp (command->name, "catalog") == 0;

    bb_ctl_print_trusted (is_catalog ? "\tfile\tnames|models\n" : "\tfile\n");
}

/* Lets the shell complete names of reports, which may have any ending. */
static void
bb_ctl_offer_reports (const BbCtlCompletion *completion)
{
    bb_ctl_print_trusted ("\tfile\n");
}

/* Lets the shell complete names of folders. */
static void
bb_ctl_offer_folders (const BbCtlCompletion *completion)
{
    bb_ctl_print_trusted ("\tfolder\n");
}

/* Prints the names of scenarios that begin with the text to complete, from $BURNBACK_SCENARIOS, the source tree and
 * the installed data. Lets the shell complete files with other scenarios. */
static void
bb_ctl_offer_scenarios (const BbCtlCompletion *completion)
{
    const char *folders[] = {g_getenv ("BURNBACK_SCENARIOS"), SOURCE_DATADIR "/scenarios", PKGDATADIR "/scenarios"};

    for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
        g_autoptr (GDir) folder = folders[i] != NULL ? g_dir_open (folders[i], 0, NULL) : NULL;
        const char *name;

        while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
            g_autofree char *stem = g_strndup (name, strcspn (name, "."));

            if (g_str_equal (name + strlen (stem), ".scenario"))
                bb_ctl_offer (completion, stem, NULL);
        }
    }
    bb_ctl_print_trusted ("\tfile\tscenario\n");
}

/* Prints the settings that the command takes and that begin with the text to complete. */
static void
bb_ctl_offer_settings (const BbCtlCompletion *completion)
{
    g_autoptr (GPtrArray) settings = bb_family_list_settings ();

    for (guint i = 0; i < settings->len; i++) {
        const BbFamilySetting *setting = g_ptr_array_index (settings, i);

        if (bb_ctl_takes_setting (completion->ctl, setting->name))
            bb_ctl_offer (completion, setting->name, _ (setting->summary));
    }
}

/* Prints the completions for @kind, which is the placeholder that the help has for an argument or for the value of an
 * option. Prints nothing for free text ("TEXT"). */
static void
bb_ctl_offer_kind (const BbCtlCompletion *completion, const char *kind)
{
    static const struct {
        const char *kind;
        void (*offer) (const BbCtlCompletion *completion);
    } KINDS[] = {
        {"DRIVE", bb_ctl_offer_drives},     {"ID", bb_ctl_offer_backups},     {"BACKUP", bb_ctl_offer_backups},
        {"NAME", bb_ctl_offer_names},       {"CODE", bb_ctl_offer_codes},     {"MEDIA", bb_ctl_offer_media},
        {"TYPE", bb_ctl_offer_books},       {"FILE", bb_ctl_offer_files},     {"PATH", bb_ctl_offer_files},
        {"TRACE", bb_ctl_offer_files},      {"FOLDER", bb_ctl_offer_folders}, {"SCENARIO", bb_ctl_offer_scenarios},
        {"SETTING", bb_ctl_offer_settings}, {"REPORT", bb_ctl_offer_reports},
    };

    for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++) {
        if (g_str_equal (kind, KINDS[i].kind))
            KINDS[i].offer (completion);
    }
}

/* --- options --- */

/* Prints the long names of the options of the command that begin with the text to complete, without hidden ones. */
static void
bb_ctl_offer_options (const BbCtlCompletion *completion)
{
    for (guint i = 0; i < completion->ctl->options->len; i++) {
        const GOptionEntry *entry = &g_array_index (completion->ctl->options, GOptionEntry, i);
        g_autofree char *name = g_strconcat ("--", entry->long_name, NULL);

        /* A hidden option (--kernel of `flash`) is in the usage of the help only, so it is not offered here. */
        if ((entry->flags & G_OPTION_FLAG_HIDDEN) == 0)
            bb_ctl_offer (completion, name, g_dgettext (GETTEXT_PACKAGE, entry->description));
    }
}

/* Prints the completions for the value of the option @entry. The values of options with a fixed set of words are read
 * from the description of the option: "What to do if flashing fails: ask, retry, rollback or stop". */
static void
bb_ctl_offer_value (const BbCtlCompletion *completion, const GOptionEntry *entry)
{
    const char *const *list = (const char *const[]){"MODE", "ACTION", "PURPOSE", NULL};
    const char *colon = strstr (entry->description, ": ");
    g_auto (GStrv) parts = NULL;

    if (!g_strv_contains (list, entry->arg_description)) {
        bb_ctl_offer_kind (completion, entry->arg_description);
        return;
    }
    parts = g_strsplit_set (colon != NULL ? colon + 1 : entry->description, ", ", -1);
    for (guint i = 0; parts[i] != NULL; i++) {
        if (*parts[i] != '\0' && !g_str_equal (parts[i], "or"))
            bb_ctl_offer (completion, parts[i], NULL);
    }
}

/* --- arguments --- */

/* Prints the completions for the argument that follows the words @given. @alternative: a usage of the command, such
 * as "show ID" or "DRIVE [PATH…]"; prints nothing if @given does not match this usage. */
static void
bb_ctl_offer_argument (const BbCtlCompletion *completion, const char *alternative, char **given)
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
        bb_ctl_offer_options (completion);
    else if (g_ascii_islower (slots[at][0]))
        bb_ctl_offer (completion, slots[at], NULL);
    else {
        const char *kind = slots[at] + (slots[at][0] == '[');
        g_autofree char *name = g_strndup (kind, strspn (kind, G_CSET_A_2_Z));

        bb_ctl_offer_kind (completion, name);
    }
}

/* Calls bb_ctl_offer_argument() for each alternative in the usage of @command. */
static void
bb_ctl_offer_arguments (const BbCtlCompletion *completion, const BbCtlCommand *command, char **given)
{
    g_auto (GStrv) alternatives = g_strsplit (command->arguments, "|", -1);

    for (guint i = 0; alternatives[i] != NULL; i++)
        bb_ctl_offer_argument (completion, alternatives[i], given);
}

/* Returns (transfer full) @word without the quotes of a shell (the closing quote may be missing), and with the home
 * folder in place of "~/". */
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

void
bb_ctl_complete (BbCtl *ctl, const BbCtlCommand *commands)
{
    char **given = ctl->arguments;
    guint n_words = g_strv_length (ctl->words);
    const char *before = n_words > 0 ? ctl->words[n_words - 1] : "";
    BbCtlCompletion completion = {ctl, ctl->typed, ""};
    const GOptionEntry *option = bb_ctl_find_option (ctl, ctl->options_parsed ? completion.text : before);
    gboolean is_argument = ctl->typed[0] != '-' || g_strv_contains ((const char *const *) ctl->words, "--");
    g_autofree char *prefix = NULL;

    /* --trace and --json may be among the words before the typed one. They must not create a trace file or change the
     * output of the completion. */
    g_clear_pointer (&ctl->trace, g_free);
    ctl->json = FALSE;
    ctl->quiet = TRUE;
    if (!ctl->options_parsed) {
        /* The value of an option is missing, or an option is invalid. */
        if (option != NULL && option->arg_description != NULL)
            bb_ctl_offer_value (&completion, option);
    } else if (is_argument) {
        if (given[0] != NULL && strcmp (given[0], "--") == 0)
            given++;
        if (ctl->command != NULL)
            bb_ctl_offer_arguments (&completion, ctl->command, given);
        for (const BbCtlCommand *each = commands; ctl->command == NULL && each->name != NULL; each++)
            bb_ctl_offer (&completion, each->name, g_dgettext (GETTEXT_PACKAGE, each->summary));
    } else if (option != NULL && option->arg_description != NULL && strchr (completion.text, '=') != NULL) {
        prefix = g_strndup (completion.text, strcspn (completion.text, "=") + 1);
        completion.prefix = prefix;
        completion.text += strlen (prefix);
        bb_ctl_offer_value (&completion, option);
    } else {
        bb_ctl_offer_options (&completion);
    }
}
