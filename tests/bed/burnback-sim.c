/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "burnback-sim.h"

#include "sim/bb-sim.h"
#include "bb-sim-attach.h"
#include "bb-sim-vhci.h"
#ifdef BB_SIM_HAS_HOST
#include "bb-sim-host.h"
#endif

#include <locale.h>
#include <stdio.h>
#include <string.h>

int
bb_sim_tell (int code, const char *format, ...)
{
    va_list arguments;

    va_start (arguments, format);
    fputs ("burnback-sim: ", stderr);
    vfprintf (stderr, format, arguments);
    fputc ('\n', stderr);
    va_end (arguments);
    return code;
}

static int
bb_sim_print_lines (char **lines, GError *error)
{
    if (lines == NULL)
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "%s", error->message);
    for (guint i = 0; lines[i] != NULL; i++)
        puts (lines[i]);
    return BB_SIM_EXIT_DONE;
}

static int
bb_sim_command_states (const BbSimOptions *options)
{
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) lines = NULL;

    if (g_strv_length (options->rest) != 1)
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "states needs one FAMILY");
    lines = bb_sim_list_states (options->rest[0], &error);
    return bb_sim_print_lines (lines, error);
}

static int
bb_sim_command_quirks (const BbSimOptions *options)
{
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) lines = NULL;

    if (g_strv_length (options->rest) != 1)
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "quirks needs one FAMILY");
    lines = bb_sim_list_quirks (options->rest[0], &error);
    return bb_sim_print_lines (lines, error);
}

/* Returns (transfer full) (nullable) the drives of the scenario. If that fails, prints why, sets @code, and returns
 * %NULL. */
static BbSimBus *
bb_sim_load_bus (const BbSimOptions *options, int *code)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (BbSimStore) store = NULL;
    g_autoptr (BbSimBus) bus = NULL;

    catalog = bb_catalog_open (NULL, NULL, &error);
    store = catalog != NULL ? bb_sim_store_new_default (&error) : NULL;
    if (store == NULL) {
        *code = bb_sim_tell (BB_SIM_EXIT_FAILED, "%s", error->message);
        return NULL;
    }
    bus = bb_sim_bus_new (options->scenario, store, catalog, &error);
    if (bus == NULL) {
        *code = bb_sim_tell (BB_SIM_EXIT_USAGE, "%s", error->message);
        return NULL;
    }
    if (bb_sim_bus_needs_state (bus)) {
        *code =
            bb_sim_tell (BB_SIM_EXIT_USAGE, "this scenario cuts the power: set BURNBACK_SIM_STATE to a folder that "
                                            "the drives can live in");
        return NULL;
    }
    return g_steal_pointer (&bus);
}

static int
bb_sim_command_attach (const BbSimOptions *options)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSimBus) bus = NULL;
    int code = BB_SIM_EXIT_FAILED;

    if (options->scenario == NULL)
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "attach needs --scenario FILE");
    if (!bb_vhci_check (&error))
        return bb_sim_tell (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ? BB_SIM_EXIT_NOT_FOUND
                                                                                      : BB_SIM_EXIT_NOT_PERMITTED,
                            "%s", error->message);
    bus = bb_sim_load_bus (options, &code);
    return bus != NULL ? bb_sim_attach_main (bus, options->rest[0] != NULL ? options->rest : NULL) : code;
}

#ifdef BB_SIM_HAS_HOST
static int
bb_sim_command_exec (const BbSimOptions *options)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSimBus) bus = NULL;
    int code = BB_SIM_EXIT_FAILED;

    if (options->scenario == NULL || options->rest[0] == NULL)
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "exec needs --scenario FILE, “--” and a command");
    bus = bb_sim_load_bus (options, &code);
    if (bus == NULL)
        return code;
    /* This call may start this program again with the preload libraries. Only the new process returns from it. */
    if (!bb_sim_host_enter (&error))
        return bb_sim_tell (BB_SIM_EXIT_FAILED, "%s", error->message);
    return bb_sim_exec_main (bus, options->rest);
}
#else
static int
bb_sim_command_exec (const BbSimOptions *options)
{
    return bb_sim_tell (BB_SIM_EXIT_USAGE, "exec needs umockdev, and this build was made without it");
}
#endif

typedef struct {
    const char *name;
    const char *usage;
    int (*run) (const BbSimOptions *options);
} BbSimVerb;

static const BbSimVerb bb_sim_verbs[] = {
    {"make-image",
     "--family F --model CODE [--revision R] [--vendor V] [--product P] [--seed N] [--boot-version TEXT] "
     "[--kind firmware|boot-code] [--set NAME[=VALUE]]… [--wrap exe] FILE",
     bb_sim_command_make_image},
    {"exec", "--scenario FILE -- COMMAND…", bb_sim_command_exec},
    {"attach", "--scenario FILE [-- COMMAND…]", bb_sim_command_attach},
    {"power", "DRIVE on|off", bb_sim_command_power},
    {"dump", "DRIVE FILE [--region NAME]", bb_sim_command_dump},
    {"states", "FAMILY", bb_sim_command_states},
    {"quirks", "FAMILY", bb_sim_command_quirks},
    {"log", "DRIVE", bb_sim_command_log},
};

static int
bb_sim_usage (void)
{
    fputs ("Usage:\n", stderr);
    for (gsize i = 0; i < G_N_ELEMENTS (bb_sim_verbs); i++)
        fprintf (stderr, "  burnback-sim %s %s\n", bb_sim_verbs[i].name, bb_sim_verbs[i].usage);
    return BB_SIM_EXIT_USAGE;
}

static int
bb_sim_run (const BbSimVerb *verb, int argc, char **argv)
{
    BbSimOptions options = {NULL};
    const GOptionEntry entries[] = {
        {"family", 0, 0, G_OPTION_ARG_STRING, &options.family, NULL, NULL},
        {"model", 0, 0, G_OPTION_ARG_STRING, &options.model, NULL, NULL},
        {"revision", 0, 0, G_OPTION_ARG_STRING, &options.revision, NULL, NULL},
        {"vendor", 0, 0, G_OPTION_ARG_STRING, &options.vendor, NULL, NULL},
        {"product", 0, 0, G_OPTION_ARG_STRING, &options.product, NULL, NULL},
        {"seed", 0, 0, G_OPTION_ARG_STRING, &options.seed, NULL, NULL},
        {"boot-version", 0, 0, G_OPTION_ARG_STRING, &options.boot_version, NULL, NULL},
        {"kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, NULL, NULL},
        {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.settings, NULL, NULL},
        {"wrap", 0, 0, G_OPTION_ARG_STRING, &options.wrap, NULL, NULL},
        {"scenario", 0, 0, G_OPTION_ARG_STRING, &options.scenario, NULL, NULL},
        {"region", 0, 0, G_OPTION_ARG_STRING, &options.region, NULL, NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.rest, NULL, NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    g_autoptr (GOptionContext) context = g_option_context_new (verb->usage);
    g_autoptr (GError) error = NULL;
    char **texts[] = {&options.family,  &options.model,    &options.revision,     &options.vendor,
                      &options.product, &options.seed,     &options.boot_version, &options.kind,
                      &options.wrap,    &options.scenario, &options.region};
    int code = 0;

    g_option_context_add_main_entries (context, entries, NULL);
    if (!g_option_context_parse (context, &argc, &argv, &error))
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "%s", error->message);
    if (options.rest == NULL)
        options.rest = g_new0 (char *, 1);
    code = verb->run (&options);
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        g_free (*texts[i]);
    g_strfreev (options.settings);
    g_strfreev (options.rest);
    return code;
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (bb_sim_verbs); i++) {
        if (g_str_equal (bb_sim_verbs[i].name, argv[1])) {
            /* Passes the arguments from the verb on, so that the verb is argv[0]. */
            g_set_prgname ("burnback-sim");
            return bb_sim_run (&bb_sim_verbs[i], argc - 1, argv + 1);
        }
    }
    return bb_sim_usage ();
}
