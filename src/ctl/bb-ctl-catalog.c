/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-commands.h"

#include "bb-ctl-catalog-draft.h"
#include "bb-ctl-engine.h"
#include "bb-ctl-fail.h"
#include "bb-ctl-options.h"
#include "bb-ctl-output.h"
#include "bb-ctl-text.h"

#include <glib/gi18n.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Prints @model as text, unless --json is set. Returns (transfer full) @model as JSON. */
static JsonObject *
bb_ctl_catalog_model (BbCtl *ctl, BbModel *model)
{
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "family", bb_model_get_family (model));
    json_object_set_string_member (object, "code", bb_model_get_key (model));
    json_object_set_string_member (object, "maker", bb_model_get_maker (model));
    json_object_set_string_member (object, "model", bb_model_get_name (model));
    json_object_set_string_member (object, "tested", bb_model_get_tested (model));
    json_object_set_string_member (object, "confidence", bb_confidence_to_string (bb_model_get_confidence (model)));
    json_object_set_string_member (object, "source", bb_model_get_source (model));
    bb_ctl_print (ctl, "%-16s %-10s %s %s\n", bb_model_get_family (model), bb_model_get_key (model),
                  bb_model_get_maker (model), bb_model_get_name (model));
    return object;
}

/* Prints @name as text, unless --json is set. Returns (transfer full) @name as JSON. */
static JsonObject *
bb_ctl_catalog_name (BbCtl *ctl, BbName *name)
{
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "marketed-as", bb_name_get_marketed_as (name));
    json_object_set_string_member (object, "vendor", bb_name_get_vendor (name));
    json_object_set_string_member (object, "product", bb_name_get_product (name));
    json_object_set_string_member (object, "oem-vendor", bb_name_get_oem_vendor (name));
    json_object_set_string_member (object, "oem-model", bb_name_get_oem_model (name));
    json_object_set_string_member (object, "family", bb_name_get_family (name));
    json_object_set_string_member (object, "code", bb_name_get_model_key (name));
    json_object_set_string_member (object, "confidence", bb_confidence_to_string (bb_name_get_confidence (name)));
    json_object_set_string_member (object, "source", bb_name_get_source (name));
    json_object_set_boolean_member (object, "users", bb_name_is_users (name));
    bb_ctl_print (ctl, _ ("%s is %s %s (%s; %s)\n"), bb_name_get_marketed_as (name), bb_name_get_oem_vendor (name),
                  bb_name_get_oem_model (name), bb_confidence_to_string (bb_name_get_confidence (name)),
                  bb_name_get_source (name));
    if (bb_name_get_notes (name)[0] != '\0')
        bb_ctl_print (ctl, "  %s\n", bb_catalog_translate (bb_name_get_notes (name)));
    return object;
}

/* Prints the models of all families. Returns the exit code. */
static int
bb_ctl_catalog_list (BbCtl *ctl)
{
    const BbFamily *const *families = bb_family_list ();
    JsonArray *array = json_array_new ();

    for (; *families != NULL; families++) {
        g_autoptr (GPtrArray) models = bb_catalog_list_models (ctl->catalog, (*families)->id);

        for (guint i = 0; i < models->len; i++)
            json_array_add_object_element (array, bb_ctl_catalog_model (ctl, g_ptr_array_index (models, i)));
    }
    bb_ctl_print_array (ctl, array);
    return BB_EXIT_DONE;
}

/* Prints the models with the key @text, and the names and cross-flash reports that match @text. Returns the exit
 * code; %BB_EXIT_NOT_FOUND if nothing matches. */
static int
bb_ctl_catalog_show (BbCtl *ctl, const char *text)
{
    const BbFamily *const *families = bb_family_list ();
    g_autoptr (GPtrArray) names = bb_catalog_search_names (ctl->catalog, text);
    g_autoptr (GPtrArray) crossflashes = bb_catalog_crossflashes (ctl->catalog, text);
    g_autoptr (JsonObject) object = json_object_new ();
    JsonArray *models_array = json_array_new ();
    JsonArray *names_array = json_array_new ();
    JsonArray *crossflash_array = json_array_new ();
    g_autofree char *message = NULL;

    json_object_set_array_member (object, "models", models_array);
    json_object_set_array_member (object, "names", names_array);
    json_object_set_array_member (object, "crossflashes", crossflash_array);
    for (; *families != NULL; families++) {
        g_autoptr (BbModel) model = bb_catalog_get_model (ctl->catalog, (*families)->id, text);

        if (model != NULL)
            json_array_add_object_element (models_array, bb_ctl_catalog_model (ctl, model));
    }
    for (guint i = 0; i < names->len; i++)
        json_array_add_object_element (names_array, bb_ctl_catalog_name (ctl, g_ptr_array_index (names, i)));
    for (guint i = 0; i < crossflashes->len; i++) {
        BbCrossflash *crossflash = g_ptr_array_index (crossflashes, i);
        g_autofree char *gains = bb_crossflash_dup_gains (crossflash, NULL, NULL);
        JsonObject *entry = json_object_new ();

        json_object_set_string_member (entry, "from", bb_crossflash_get_from (crossflash));
        json_object_set_string_member (entry, "to", bb_crossflash_get_to (crossflash));
        json_object_set_string_member (entry, "kind", bb_crossflash_get_kind (crossflash));
        json_object_set_string_member (entry, "risk", bb_crossflash_get_risk (crossflash));
        json_object_set_string_member (entry, "gains", gains);
        json_object_set_string_member (entry, "losses", bb_crossflash_get_losses (crossflash));
        json_array_add_object_element (crossflash_array, entry);
        bb_ctl_print (ctl, _ ("Known conversion: %s → %s (%s)\n"),
                      bb_catalog_translate (bb_crossflash_get_from (crossflash)),
                      bb_catalog_translate (bb_crossflash_get_to (crossflash)), bb_crossflash_get_kind (crossflash));
        bb_ctl_print_effects (ctl, NULL, gains, bb_crossflash_get_losses (crossflash),
                              bb_crossflash_get_risk (crossflash));
    }
    if (json_array_get_length (models_array) + names->len + crossflashes->len == 0) {
        message = g_strdup_printf (_ ("“%s” is not in the catalog."), text);
        return bb_ctl_fail (ctl, BB_EXIT_NOT_FOUND, "unknown-name", BB_SAFE_YES,
                            _ ("Run “burnbackctl catalog list” for a list of models."), message);
    }
    bb_ctl_print_object (ctl, g_steal_pointer (&object));
    return BB_EXIT_DONE;
}

/* Returns the greatest of the exit codes for the files in @paths that cannot be read; %BB_EXIT_DONE if all can be
 * read. */
static BbExit
bb_ctl_find_unreadable (char **paths)
{
    BbExit worst = BB_EXIT_DONE;

    for (; *paths != NULL; paths++) {
        if (access (*paths, R_OK) == 0)
            continue;
        worst = MAX (worst, errno == EACCES || errno == EPERM ? BB_EXIT_NOT_PERMITTED : BB_EXIT_NOT_FOUND);
    }
    return worst;
}

/* Checks the catalog files @paths and prints their problems. Returns %BB_EXIT_DONE if there are none. Otherwise
 * prints a failure and returns the code of bb_ctl_find_unreadable() if a file cannot be read, else %BB_EXIT_FAILED.
 */
static int
bb_ctl_catalog_lint (BbCtl *ctl, char **paths)
{
    g_autoptr (GPtrArray) problems = bb_catalog_lint ((const char *const *) paths);
    BbExit unreadable = bb_ctl_find_unreadable (paths);
    JsonArray *array = json_array_new ();

    for (guint i = 0; i < problems->len; i++) {
        bb_ctl_print (ctl, "%s\n", (const char *) g_ptr_array_index (problems, i));
        json_array_add_string_element (array, g_ptr_array_index (problems, i));
    }
    bb_ctl_print_array (ctl, array);
    if (problems->len == 0)
        return BB_EXIT_DONE;
    if (unreadable != BB_EXIT_DONE) {
        bb_ctl_print_failure (BB_SAFE_YES, _ ("Check the file names and permissions."),
                              _ ("Some files could not be read."));
        return (int) unreadable;
    }
    bb_ctl_print_failure (BB_SAFE_YES, _ ("Correct the files and check them again."),
                          _ ("These files contain errors."));
    return BB_EXIT_FAILED;
}

int
bb_ctl_command_catalog (BbCtl *ctl, int argc, char **argv)
{
    int exit_code = bb_ctl_parse (ctl, NULL, &argc, &argv, 1, -1);

    if (exit_code != BB_EXIT_DONE)
        return exit_code;
    if (strcmp (argv[1], "draft") == 0 && argc == 3)
        return bb_ctl_catalog_draft (ctl, argv[2]);
    if (strcmp (argv[1], "lint") == 0 && argc >= 3)
        return bb_ctl_catalog_lint (ctl, argv + 2);
    if (bb_ctl_get_catalog (ctl, &exit_code) == NULL)
        return exit_code;
    if (strcmp (argv[1], "list") == 0 && argc == 2)
        return bb_ctl_catalog_list (ctl);
    if (strcmp (argv[1], "show") == 0 && argc == 3)
        return bb_ctl_catalog_show (ctl, argv[2]);
    return bb_ctl_fail_usage (ctl, _ ("Specify a subcommand: list, show NAME, lint FILE… or draft REPORT."));
}
