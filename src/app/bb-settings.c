/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-settings.h"

#include "family/bb-key-file.h"

#include <gio/gio.h>

/* Delay between the last change and writing the file. */
#define BB_SETTINGS_DELAY_MS 500

#define BB_SETTING_KEY_GROUP "flash"
#define BB_SETTING_KEY_NAME "key-file"

/* Group and key under which bb_settings_set_last_drive() stores a port. */
#define BB_SETTING_LAST_GROUP "window"
#define BB_SETTING_LAST_NAME "last-drive"

/* Group in which bb_settings_set_last_folder() stores URIs. */
#define BB_SETTING_FOLDERS_GROUP "folders"

/* Keys in the group "window" under which bb_settings_set_closed() stores a time and a folder. */
#define BB_SETTING_CLOSED_NAME "closed"
#define BB_SETTING_CLOSED_FOLDER_NAME "closed-folder"

/* Group under which bb_settings_set_steps() stores its texts. */
#define BB_SETTING_STEPS_GROUP "recovery"

enum {
    PROP_0,
    PROP_WIDTH,
    PROP_HEIGHT,
    PROP_APPEARANCE,
    PROP_ANSWER_MINUTES,
    PROP_NOTIFY,
    PROP_EXPERT,
    PROP_PROVE,
    PROP_KEY_FILE, /* a string; all properties above are integers */
    N_PROPS,
};
#define N_NUMBERS PROP_KEY_FILE

/* Rules of the integer properties. @group: (nullable): group in the key file; %NULL: the property is not stored;
 * @preset: default value */
static const struct {
    const char *name;
    const char *group;
    int lowest;
    int highest;
    int preset;
} BB_SETTING_RULES[N_NUMBERS] = {
    [PROP_WIDTH] = {"width", "window", 360, 8000, 900},
    [PROP_HEIGHT] = {"height", "window", 400, 8000, 600},
    [PROP_APPEARANCE] = {"appearance", "window", BB_APPEARANCE_SYSTEM, BB_APPEARANCE_DARK, BB_APPEARANCE_SYSTEM},
    [PROP_ANSWER_MINUTES] = {"answer-minutes", "flash", 0, 60, 5},
    [PROP_NOTIFY] = {"notify", "flash", 0, 1, 1},
    [PROP_EXPERT] = {"expert", NULL, 0, 1, 0},
    [PROP_PROVE] = {"prove", "flash", 0, 1, 1},
};

struct _BbSettings {
    GObject parent;
    char *path;
    GKeyFile *file;
    int values[N_NUMBERS];
    char *key_file; /* (nullable): URI */
    guint source;   /* ID of the timeout that writes the file; 0: all is written */
};

G_DEFINE_TYPE (BbSettings, bb_settings, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

void
bb_settings_save (BbSettings *self)
{
    g_autofree char *folder = NULL;

    g_return_if_fail (BB_IS_SETTINGS (self));

    if (self->source == 0)
        return;
    g_clear_handle_id (&self->source, g_source_remove);
    folder = g_path_get_dirname (self->path);
    g_mkdir_with_parents (folder, 0700);
    /* Errors are ignored, because lost settings such as the window size need no error message. */
    g_key_file_save_to_file (self->file, self->path, NULL);
}

static gboolean
bb_settings_save_cb (gpointer data)
{
    bb_settings_save (BB_SETTINGS (data));
    return G_SOURCE_REMOVE;
}

/* Writes the file after a delay. */
static void
bb_settings_save_later (BbSettings *self)
{
    if (self->source == 0)
        self->source = g_timeout_add (BB_SETTINGS_DELAY_MS, bb_settings_save_cb, self);
}

/* Notifies of the changed property @id, and writes the file after a delay. */
static void
bb_settings_changed (BbSettings *self, guint id)
{
    bb_settings_save_later (self);
    g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

/* Sets the key file for encrypted updates to the file @uri (nullable); NULL: no key file. Only the path is passed to
 * bb_key_file_set(): the key itself is read when it is needed, and never stored in the settings. */
static void
bb_settings_use_key (const char *uri)
{
    g_autofree char *path = uri != NULL ? g_filename_from_uri (uri, NULL, NULL) : NULL;

    bb_key_file_set (path);
}

gboolean
bb_settings_set_key_file (BbSettings *self, const char *uri, GError **error)
{
    g_return_val_if_fail (BB_IS_SETTINGS (self), FALSE);

    bb_settings_use_key (uri);
    if (uri != NULL && !bb_key_file_check (error)) {
        bb_settings_use_key (self->key_file);
        return FALSE;
    }
    g_free (self->key_file);
    self->key_file = g_strdup (uri);
    g_key_file_set_string (self->file, BB_SETTING_KEY_GROUP, BB_SETTING_KEY_NAME, uri != NULL ? uri : "");
    bb_settings_changed (self, PROP_KEY_FILE);
    return TRUE;
}

char *
bb_settings_dup_key_file (BbSettings *self)
{
    g_return_val_if_fail (BB_IS_SETTINGS (self), NULL);

    return self->key_file != NULL ? g_filename_from_uri (self->key_file, NULL, NULL) : NULL;
}

static void
bb_settings_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    if (id == PROP_KEY_FILE)
        g_value_set_string (value, BB_SETTINGS (object)->key_file);
    else if (id > PROP_0 && id < N_NUMBERS)
        g_value_set_int (value, BB_SETTINGS (object)->values[id]);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
bb_settings_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
    BbSettings *self = BB_SETTINGS (object);
    int number;

    if (id == PROP_0 || id >= N_NUMBERS) {
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
        return;
    }
    number = g_value_get_int (value);
    if (self->values[id] == number)
        return;
    self->values[id] = number;
    if (BB_SETTING_RULES[id].group == NULL) {
        g_object_notify_by_pspec (object, props[id]);
        return;
    }
    g_key_file_set_integer (self->file, BB_SETTING_RULES[id].group, BB_SETTING_RULES[id].name, number);
    bb_settings_changed (self, id);
}

static void
bb_settings_finalize (GObject *object)
{
    BbSettings *self = BB_SETTINGS (object);

    g_clear_handle_id (&self->source, g_source_remove);
    g_key_file_unref (self->file);
    g_free (self->path);
    g_free (self->key_file);
    G_OBJECT_CLASS (bb_settings_parent_class)->finalize (object);
}

static void
bb_settings_class_init (BbSettingsClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);

    object_class->finalize = bb_settings_finalize;
    object_class->get_property = bb_settings_get_property;
    object_class->set_property = bb_settings_set_property;
    props[PROP_KEY_FILE] =
        g_param_spec_string (BB_SETTING_KEY_NAME, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    for (guint i = PROP_0 + 1; i < N_NUMBERS; i++)
        props[i] = g_param_spec_int (BB_SETTING_RULES[i].name, NULL, NULL, BB_SETTING_RULES[i].lowest,
                                     BB_SETTING_RULES[i].highest, BB_SETTING_RULES[i].preset,
                                     G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
bb_settings_init (BbSettings *self)
{
    self->path = g_build_filename (g_get_user_config_dir (), "burnback", "settings", NULL);
    self->file = g_key_file_new ();
    g_key_file_load_from_file (self->file, self->path, G_KEY_FILE_KEEP_COMMENTS, NULL);
    self->key_file = g_key_file_get_string (self->file, BB_SETTING_KEY_GROUP, BB_SETTING_KEY_NAME, NULL);
    if (self->key_file != NULL && *self->key_file == '\0')
        g_clear_pointer (&self->key_file, g_free);
    bb_settings_use_key (self->key_file);
    for (guint i = PROP_0 + 1; i < N_NUMBERS; i++) {
        g_autoptr (GError) error = NULL;
        int value;

        self->values[i] = BB_SETTING_RULES[i].preset;
        if (BB_SETTING_RULES[i].group == NULL)
            continue;
        value = g_key_file_get_integer (self->file, BB_SETTING_RULES[i].group, BB_SETTING_RULES[i].name, &error);
        if (error == NULL)
            self->values[i] = CLAMP (value, BB_SETTING_RULES[i].lowest, BB_SETTING_RULES[i].highest);
    }
}

BbSettings *
bb_settings_get (void)
{
    static BbSettings *settings;

    if (settings == NULL)
        settings = g_object_new (BB_TYPE_SETTINGS, NULL);
    return settings;
}

int
bb_settings_get_int (BbSettings *self, const char *property)
{
    int value = 0;

    g_object_get (self, property, &value, NULL);
    return value;
}

void
bb_settings_set_int (BbSettings *self, const char *property, int value)
{
    g_object_set (self, property, value, NULL);
}

char *
bb_settings_dup_last_drive (BbSettings *self)
{
    g_return_val_if_fail (BB_IS_SETTINGS (self), NULL);

    return g_key_file_get_string (self->file, BB_SETTING_LAST_GROUP, BB_SETTING_LAST_NAME, NULL);
}

void
bb_settings_set_last_drive (BbSettings *self, const char *place)
{
    g_return_if_fail (BB_IS_SETTINGS (self) && place != NULL);

    g_key_file_set_string (self->file, BB_SETTING_LAST_GROUP, BB_SETTING_LAST_NAME, place);
    bb_settings_save_later (self);
}

char *
bb_settings_dup_last_folder (BbSettings *self, const char *purpose)
{
    g_return_val_if_fail (BB_IS_SETTINGS (self) && purpose != NULL, NULL);

    return g_key_file_get_string (self->file, BB_SETTING_FOLDERS_GROUP, purpose, NULL);
}

void
bb_settings_set_last_folder (BbSettings *self, const char *purpose, const char *uri)
{
    g_return_if_fail (BB_IS_SETTINGS (self) && purpose != NULL && uri != NULL);

    g_key_file_set_string (self->file, BB_SETTING_FOLDERS_GROUP, purpose, uri);
    bb_settings_save_later (self);
}

char *
bb_settings_dup_steps (BbSettings *self, const char *drive)
{
    g_return_val_if_fail (BB_IS_SETTINGS (self) && drive != NULL, NULL);

    return g_key_file_get_string (self->file, BB_SETTING_STEPS_GROUP, drive, NULL);
}

void
bb_settings_set_steps (BbSettings *self, const char *drive, const char *steps)
{
    g_autofree char *stored = NULL;

    g_return_if_fail (BB_IS_SETTINGS (self) && drive != NULL);

    stored = bb_settings_dup_steps (self, drive);
    if (g_strcmp0 (stored, steps) == 0)
        return;
    if (steps != NULL)
        g_key_file_set_string (self->file, BB_SETTING_STEPS_GROUP, drive, steps);
    else
        g_key_file_remove_key (self->file, BB_SETTING_STEPS_GROUP, drive, NULL);
    bb_settings_save_later (self);
}

void
bb_settings_set_closed (BbSettings *self, const char *state_folder, gint64 since)
{
    g_return_if_fail (BB_IS_SETTINGS (self) && state_folder != NULL);

    g_key_file_set_int64 (self->file, BB_SETTING_LAST_GROUP, BB_SETTING_CLOSED_NAME, since);
    g_key_file_set_string (self->file, BB_SETTING_LAST_GROUP, BB_SETTING_CLOSED_FOLDER_NAME, state_folder);
    bb_settings_save_later (self);
    bb_settings_save (self);
}

gint64
bb_settings_take_closed (BbSettings *self, const char *state_folder)
{
    g_autofree char *folder = NULL;
    gint64 since;

    g_return_val_if_fail (BB_IS_SETTINGS (self) && state_folder != NULL, 0);

    folder = g_key_file_get_string (self->file, BB_SETTING_LAST_GROUP, BB_SETTING_CLOSED_FOLDER_NAME, NULL);
    if (g_strcmp0 (folder, state_folder) != 0)
        return 0;
    since = g_key_file_get_int64 (self->file, BB_SETTING_LAST_GROUP, BB_SETTING_CLOSED_NAME, NULL);
    g_key_file_remove_key (self->file, BB_SETTING_LAST_GROUP, BB_SETTING_CLOSED_NAME, NULL);
    g_key_file_remove_key (self->file, BB_SETTING_LAST_GROUP, BB_SETTING_CLOSED_FOLDER_NAME, NULL);
    bb_settings_save_later (self);
    return since;
}

BbOperationRules
bb_settings_get_rules (BbSettings *self)
{
    const BbOperationRules rules = {
        .on_failure = BB_ON_FAILURE_ASK,
        .question_seconds = (guint) self->values[PROP_ANSWER_MINUTES] * 60,
        .flags = self->values[PROP_PROVE] == 0 ? BB_JOB_FLAG_WITHOUT_PROOF : BB_JOB_FLAG_NONE,
    };

    return rules;
}
