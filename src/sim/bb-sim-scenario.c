/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-scenario.h"
#include "bb-sim-parse.h"
#include "bb-sim.h"

#include <string.h>

static const char *const bb_sim_drive_keys[] = {
    "Family",      "Model",  "Vendor",  "Product", "Revision",   "Firmware", "BootCode",
    "BootVersion", "Serial", "Bus",     "Disc",    "State",      "Quirks",   "Speed",
    "Seed",        "Bridge", "InUseBy", "Mounted", "OtherUsers", "Access",   NULL};

/* The group that is being parsed. */
typedef struct {
    GKeyFile *file;
    const char *group;
    const char *place;  /* name of the scenario file, for messages */
    const char *folder; /* (nullable): folder that contains the files with relative names */
} BbSimGroup;

typedef struct {
    const char *word;
    int value;
} BbSimWord;

static const BbSimWord bb_sim_buses[] = {
    {"pata", BB_BUS_PATA},         {"sata", BB_BUS_SATA}, {"usb", BB_BUS_USB},
    {"firewire", BB_BUS_FIREWIRE}, {"scsi", BB_BUS_SCSI}, {NULL, 0},
};
static const BbSimWord bb_sim_discs[] = {
    {"none", BB_SIM_DISC_NONE},
    {"blank", BB_SIM_DISC_BLANK},
    {"data", BB_SIM_DISC_DATA},
    {NULL, 0},
};
static const BbSimWord bb_sim_other_users[] = {
    {"seen", FALSE},
    {"hidden", TRUE},
    {NULL, 0},
};
static const BbSimWord bb_sim_accesses[] = {
    {"ok", BB_ACCESS_OK},
    {"denied", BB_ACCESS_DENIED},
    {"no-sg-node", BB_ACCESS_NO_SG_NODE},
    {NULL, 0},
};

/* Returns (transfer full) the configuration of drive @name with all defaults. */
static BbSimConfig *
bb_sim_config_new (const BbSimFamily *family, BbModel *model, const char *name)
{
    BbSimConfig *config = g_new0 (BbSimConfig, 1);

    config->name = g_strdup (name);
    config->family = family;
    config->model = model != NULL ? bb_model_ref (model) : NULL;
    config->serial = g_strdup_printf ("SIM%08X", g_str_hash (name));
    config->bus = BB_BUS_SATA;
    config->state = g_strdup ("normal");
    config->quirks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    config->seed = 1;
    config->users = g_new0 (char *, 1);
    config->mounts = g_new0 (char *, 1);
    config->oem_models = g_new0 (char *, 1);
    return config;
}

void
bb_sim_config_free (BbSimConfig *config)
{
    if (config == NULL)
        return;
    g_free (config->name);
    g_clear_pointer (&config->model, bb_model_unref);
    g_free (config->vendor);
    g_free (config->product);
    g_strfreev (config->oem_models);
    g_free (config->revision);
    g_clear_pointer (&config->firmware, g_bytes_unref);
    g_clear_pointer (&config->boot_code, g_bytes_unref);
    g_free (config->boot_version);
    g_free (config->serial);
    g_free (config->state);
    g_hash_table_unref (config->quirks);
    g_free (config->bridge);
    g_strfreev (config->users);
    g_strfreev (config->mounts);
    g_free (config);
}

/* Adds the quirks in @quirks, for example "a;b=1". FALSE with %BB_SIM_ERROR_SCENARIO if the family does not have one
 * of these quirks, or a value is invalid. */
static gboolean
bb_sim_config_set_quirks (BbSimConfig *config, const char *quirks, GError **error)
{
    g_auto (GStrv) parts = g_strsplit (quirks, ";", -1);

    for (guint i = 0; parts[i] != NULL; i++) {
        g_auto (GStrv) pair = g_strsplit (g_strstrip (parts[i]), "=", 2);

        if (pair[0] == NULL || *pair[0] == '\0')
            continue;
        if (!bb_sim_choices_check (config->family->quirks, config->family, "quirk", pair[0], pair[1], error))
            return FALSE;
        g_hash_table_insert (config->quirks, g_strdup (pair[0]), g_strdup (pair[1] != NULL ? pair[1] : ""));
    }
    return TRUE;
}

/* --- Values of a group. If the key is missing, these functions return TRUE and leave the default unchanged. --- */

/* Sets @value to the value that @words has for the word at @key; leaves @value unchanged if there is no such key.
 * FALSE with @error set for an unknown word. */
static gboolean
bb_sim_group_read_word (const BbSimGroup *group, const char *key, const BbSimWord *words, int *value, GError **error)
{
    g_autofree char *text = g_key_file_get_string (group->file, group->group, key, NULL);
    g_autoptr (GPtrArray) possible = g_ptr_array_new ();

    if (text == NULL)
        return TRUE;
    for (; words->word != NULL; words++) {
        if (g_str_equal (words->word, text)) {
            *value = words->value;
            return TRUE;
        }
        g_ptr_array_add (possible, (gpointer) words->word);
    }
    g_ptr_array_add (possible, NULL);
    return bb_sim_scenario_unknown (error, group->place, group->group, key, text,
                                    (const char *const *) possible->pdata);
}

/* Replaces *@to by the text at @key; leaves *@to unchanged if there is no such key. FALSE with @error set if the text
 * is not printable ASCII or longer than @maximum characters. */
static gboolean
bb_sim_group_read_text (const BbSimGroup *group, const char *key, gsize maximum, char **to, GError **error)
{
    g_autofree char *text = g_key_file_get_string (group->file, group->group, key, NULL);

    if (text == NULL)
        return TRUE;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c < 0x20 || *c > 0x7E)
            return bb_sim_scenario_error (error, group->place, group->group, key, "must be printable ASCII");
    }
    if (strlen (text) > maximum)
        return bb_sim_scenario_error (error, group->place, group->group, key, "may have %u characters at most",
                                      (guint) maximum);
    g_free (*to);
    *to = g_steal_pointer (&text);
    return TRUE;
}

/* Sets @to to the content of the file that @key names; leaves @to unchanged if there is no such key. FALSE with
 * @error set if the file cannot be read. */
static gboolean
bb_sim_group_read_file (const BbSimGroup *group, const char *key, GBytes **to, GError **error)
{
    g_autofree char *name = g_key_file_get_string (group->file, group->group, key, NULL);
    g_autofree char *path = NULL;
    g_autoptr (GError) local = NULL;
    char *bytes = NULL;
    gsize length_bytes = 0;

    if (name == NULL)
        return TRUE;
    if (g_path_is_absolute (name) || group->folder == NULL)
        path = g_strdup (name);
    else
        path = g_build_filename (group->folder, name, NULL);
    if (!g_file_get_contents (path, &bytes, &length_bytes, &local))
        return bb_sim_scenario_error (error, group->place, group->group, key, "%s", local->message);
    *to = g_bytes_new_take (bytes, length_bytes);
    return TRUE;
}

/* Sets `seed` and `speed` of @config from the keys `Seed` and `Speed` (0 to 1e6); a missing key leaves the default.
 * FALSE with @error set if a value is invalid. */
static gboolean
bb_sim_group_read_numbers (const BbSimGroup *group, BbSimConfig *config, GError **error)
{
    g_autofree char *speed = g_key_file_get_string (group->file, group->group, "Speed", NULL);
    g_autofree char *seed = g_key_file_get_string (group->file, group->group, "Seed", NULL);
    guint64 number = config->seed;
    char *end = NULL;

    if (seed != NULL && !bb_sim_parse_number (seed, G_MAXUINT32, &number))
        return bb_sim_scenario_error (error, group->place, group->group, "Seed", "“%s” is no number", seed);
    config->seed = (guint32) number;
    if (speed == NULL)
        return TRUE;
    config->speed = g_ascii_strtod (speed, &end);
    if (end == speed || *end != '\0' || !(config->speed >= 0 && config->speed <= 1e6))
        return bb_sim_scenario_error (error, group->place, group->group, "Speed", "“%s” is not 0 or a factor", speed);
    return TRUE;
}

/* Reads the keys whose values are words of a table, and the key `Quirks`, into @config, and checks config->state; a
 * missing key leaves the default. FALSE with @error set if a value is unknown. */
static gboolean
bb_sim_group_read_choices (const BbSimGroup *group, BbSimConfig *config, GError **error)
{
    g_autofree char *quirks = g_key_file_get_string (group->file, group->group, "Quirks", NULL);
    g_autoptr (GError) local = NULL;
    int bus = config->bus;
    int disc = config->disc;
    int access = config->access;
    int hides_users = config->hides_users;

    if (!bb_sim_group_read_word (group, "Bus", bb_sim_buses, &bus, error) ||
        !bb_sim_group_read_word (group, "Disc", bb_sim_discs, &disc, error) ||
        !bb_sim_group_read_word (group, "OtherUsers", bb_sim_other_users, &hides_users, error) ||
        !bb_sim_group_read_word (group, "Access", bb_sim_accesses, &access, error))
        return FALSE;
    config->bus = (BbBus) bus;
    config->disc = (BbSimDisc) disc;
    config->hides_users = hides_users;
    config->access = (BbAccess) access;
    if (!g_str_equal (config->state, "normal") &&
        bb_sim_choice_find (config->family->states, config->state) == NULL) {
        g_autofree char *text = bb_sim_choices_dup_unknown (config->family->states, "normal", config->state);

        return bb_sim_scenario_error (error, group->place, group->group, "State", "%s", text);
    }
    if (quirks != NULL && !bb_sim_config_set_quirks (config, quirks, &local))
        return bb_sim_scenario_error (error, group->place, group->group, "Quirks", "%s", local->message);
    return TRUE;
}

/*
 * Returns (transfer full) a configuration with the values of the keys `Family` and `Model`, and defaults for all
 * other values. These two keys are read first, because they determine which values of other keys are valid. NULL with
 * @error set if a key is missing, if its value is unknown, or if `Model` is given for a family without models.
 */
static BbSimConfig *
bb_sim_group_new_config (const BbSimGroup *group, const char *name, BbCatalog *catalog, GError **error)
{
    g_autofree char *family_id = g_key_file_get_string (group->file, group->group, "Family", NULL);
    g_autofree char *key = g_key_file_get_string (group->file, group->group, "Model", NULL);
    g_autoptr (GError) local = NULL;
    g_autoptr (BbModel) model = NULL;
    const BbSimFamily *family = NULL;

    if (family_id == NULL) {
        bb_sim_scenario_error (error, group->place, group->group, "Family", "is missing");
        return NULL;
    }
    family = bb_sim_family_find (family_id, &local);
    if (family == NULL) {
        bb_sim_scenario_error (error, group->place, group->group, "Family", "%s", local->message);
        return NULL;
    }
    if ((key == NULL) != family->has_no_models) {
        bb_sim_scenario_error (error, group->place, group->group, "Model", "%s",
                               key == NULL ? "is missing" : "is no key of drives of this family");
        return NULL;
    }
    if (family->has_no_models)
        return bb_sim_config_new (family, NULL, name);
    model = bb_sim_family_get_model (family, catalog, key, &local);
    if (model == NULL) {
        bb_sim_scenario_error (error, group->place, group->group, "Model", "%s", local->message);
        return NULL;
    }
    return bb_sim_config_new (family, model, name);
}

/* Replaces *@list by the list at @key; leaves *@list unchanged if there is no such key. */
static void
bb_sim_group_read_list (const BbSimGroup *group, const char *key, char ***list)
{
    g_auto (GStrv) texts = g_key_file_get_string_list (group->file, group->group, key, NULL, NULL);

    if (texts == NULL)
        return;
    g_strfreev (*list);
    *list = g_steal_pointer (&texts);
}

/* Returns (transfer full) the configuration that a `[drive …]` group describes. NULL with @error set if the name, a
 * key or a value is invalid, a key is missing, or a file cannot be read. */
static BbSimConfig *
bb_sim_group_parse_drive (const BbSimGroup *group, BbCatalog *catalog, GError **error)
{
    const char *name = group->group + strlen ("drive ");
    g_autoptr (BbSimConfig) config = NULL;

    if (*name == '\0' || *name == '.' ||
        strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.") != strlen (name)) {
        bb_sim_scenario_error (error, group->place, group->group, NULL,
                               "a drive's name has letters, digits, '-', '_' and '.' only");
        return NULL;
    }
    if (!bb_sim_check_keys (group->file, group->group, group->place, bb_sim_drive_keys, error))
        return NULL;
    config = bb_sim_group_new_config (group, name, catalog, error);
    if (config == NULL || !bb_sim_group_read_text (group, "Vendor", 8, &config->vendor, error) ||
        !bb_sim_group_read_text (group, "Product", 16, &config->product, error) ||
        !bb_sim_group_read_text (group, "Revision", 4, &config->revision, error) ||
        !bb_sim_group_read_text (group, "BootVersion", 8, &config->boot_version, error) ||
        !bb_sim_group_read_text (group, "Serial", 20, &config->serial, error) ||
        !bb_sim_group_read_text (group, "State", 40, &config->state, error) ||
        !bb_sim_group_read_text (group, "Bridge", 60, &config->bridge, error) ||
        !bb_sim_group_read_file (group, "Firmware", &config->firmware, error) ||
        !bb_sim_group_read_file (group, "BootCode", &config->boot_code, error) ||
        !bb_sim_group_read_numbers (group, config, error) || !bb_sim_group_read_choices (group, config, error))
        return NULL;
    g_strfreev (config->oem_models);
    config->oem_models =
        bb_sim_list_oem_models (catalog, config->family->id, config->model, config->vendor, config->product);
    bb_sim_group_read_list (group, "InUseBy", &config->users);
    bb_sim_group_read_list (group, "Mounted", &config->mounts);
    return g_steal_pointer (&config);
}

/* Adds the faults of the scenario file; FALSE with @error set if a fault is invalid. The drives must have been added
 * before, because faults refer to them. */
static gboolean
bb_sim_scenario_parse_faults (BbSimScenario *scenario, GKeyFile *file, char **groups, const char *place,
                              GError **error)
{
    for (guint i = 0; groups[i] != NULL; i++) {
        BbSimFault *fault = NULL;

        if (!g_str_has_prefix (groups[i], "fault "))
            continue;
        fault = bb_sim_fault_parse (file, groups[i], place, scenario->configs, error);
        if (fault == NULL)
            return FALSE;
        g_ptr_array_add (scenario->faults, fault);
    }
    return TRUE;
}

BbSimScenario *
bb_sim_scenario_parse (const char *text, const char *place, const char *folder, BbCatalog *catalog, GError **error)
{
    g_autoptr (BbSimScenario) scenario = g_new0 (BbSimScenario, 1);
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (GError) local = NULL;
    static const char *const kinds[] = {"drive NAME", "fault NAME", NULL};
    g_auto (GStrv) groups = NULL;

    scenario->configs = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_sim_config_free);
    scenario->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_sim_fault_free);
    if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, &local)) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "%s: %s", place, local->message);
        return NULL;
    }
    groups = g_key_file_get_groups (file, NULL);
    for (guint i = 0; groups[i] != NULL; i++) {
        BbSimGroup group = {file, groups[i], place, folder};
        BbSimConfig *config = NULL;

        if (g_str_has_prefix (groups[i], "fault "))
            continue;
        if (!g_str_has_prefix (groups[i], "drive ")) {
            bb_sim_scenario_unknown (error, place, groups[i], NULL, groups[i], kinds);
            return NULL;
        }
        config = bb_sim_group_parse_drive (&group, catalog, error);
        if (config == NULL)
            return NULL;
        g_ptr_array_add (scenario->configs, config);
    }
    if (scenario->configs->len == 0) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "%s: there is no drive in it", place);
        return NULL;
    }
    if (!bb_sim_scenario_parse_faults (scenario, file, groups, place, error))
        return NULL;
    return g_steal_pointer (&scenario);
}

void
bb_sim_scenario_free (BbSimScenario *scenario)
{
    if (scenario == NULL)
        return;
    g_clear_pointer (&scenario->configs, g_ptr_array_unref);
    g_clear_pointer (&scenario->faults, g_ptr_array_unref);
    g_free (scenario);
}

/* Returns (transfer full) (nullable) the path of a scenario file. If @scenario contains a slash or is a file in the
 * current folder, returns @scenario; a path with a slash need not exist. Otherwise searches @scenario with
 * ".scenario" appended in $BURNBACK_SCENARIOS, the source tree and the installation. NULL if there is none. */
static char *
bb_sim_scenario_find_file (const char *scenario)
{
    const char *folders[] = {g_getenv ("BURNBACK_SCENARIOS"), SOURCE_DATADIR "/scenarios", PKGDATADIR "/scenarios"};
    g_autofree char *file = g_strconcat (scenario, ".scenario", NULL);

    if (strchr (scenario, '/') != NULL || g_file_test (scenario, G_FILE_TEST_IS_REGULAR))
        return g_strdup (scenario);
    for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
        g_autofree char *path = folders[i] != NULL ? g_build_filename (folders[i], file, NULL) : NULL;

        if (path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer (&path);
    }
    return NULL;
}

BbSimScenario *
bb_sim_scenario_load (const char *scenario, BbCatalog *catalog, GError **error)
{
    g_autofree char *path = bb_sim_scenario_find_file (scenario);
    g_autofree char *folder = NULL;
    g_autofree char *text = NULL;
    g_autoptr (GError) local = NULL;

    if (path == NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "there is no scenario “%s”", scenario);
        return NULL;
    }
    if (!g_file_get_contents (path, &text, NULL, &local)) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "%s", local->message);
        return NULL;
    }
    folder = g_path_get_dirname (path);
    return bb_sim_scenario_parse (text, path, folder, catalog, error);
}

char *
bb_sim_dup_source (const char *scenario)
{
    const char *state = g_getenv ("BURNBACK_SIM_STATE");
    g_autofree char *path = NULL;

    g_return_val_if_fail (scenario != NULL, NULL);

    if (state != NULL && *state != '\0')
        return g_canonicalize_filename (state, NULL);
    path = bb_sim_scenario_find_file (scenario);
    /* An installed scenario is identified by its name, any other by its absolute path. */
    if (path == NULL || (strchr (scenario, '/') == NULL && (g_str_has_prefix (path, SOURCE_DATADIR "/scenarios/") ||
                                                            g_str_has_prefix (path, PKGDATADIR "/scenarios/"))))
        return g_strdup (scenario);
    return g_canonicalize_filename (path, NULL);
}
