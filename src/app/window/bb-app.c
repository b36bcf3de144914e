/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-app.h"

#include "bb-app-source.h"
#include "bb-departure.h"
#include "app/bb-loop-watch.h"
#include "bb-notices.h"
#include "app/bb-settings.h"
#include "bb-settings-dialog.h"
#include "app/bb-idle-queue.h"
#include "bb-window-actions.h"

#include "scsi/bb-harmless.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BB_APP_ID "io.github.burnback.Burnback"
#define BB_APP_PATH "/io/github/burnback/Burnback/"

struct _BbApp {
    GtkApplication parent;
    BbAppSourceOptions options;
    BbAppSource *source; /* (nullable): %NULL until the window is shown */
    BbNotices *notices;  /* (nullable) */
};

G_DEFINE_TYPE (BbApp, bb_app, GTK_TYPE_APPLICATION)

/* --- window --- */

/* Returns (transfer none) (nullable) the main window; %NULL if none is open. */
static BbWindow *
bb_app_get_window (BbApp *self)
{
    GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

    for (GList *window = windows; window != NULL; window = window->next) {
        if (BB_IS_WINDOW (window->data))
            return window->data;
    }
    return NULL;
}

/* Gives the drives to the window, starts notifications about their jobs, and passes the engine to
 * bb_departure_set_engine(). Does nothing without a window. */
static void
bb_app_show_drives (gpointer data)
{
    BbApp *self = BB_APP (data);
    BbWindow *window = bb_app_get_window (self);

    if (window == NULL)
        return;
    bb_window_set_source (window, self->source);
    bb_departure_set_engine (bb_app_source_get_engine (self->source));
    g_clear_object (&self->notices);
    self->notices =
        bb_notices_new (GTK_APPLICATION (self), GTK_WINDOW (window), bb_app_source_get_engine (self->source));
}

/* Creates @source, which opens the catalog and lists the drives; keeps an existing @source. Then queues
 * bb_app_show_drives(). If @source cannot be created, shows and prints the reason. Called after the first frame was
 * drawn. */
static void
bb_app_find_drives (gpointer data)
{
    BbApp *self = BB_APP (data);
    g_autoptr (GError) error = NULL;
    g_autofree char *printed = NULL;

    /* Simulated drives are created in the main thread, which blocks the main loop. The file of bb_loop_watch_start()
     * lists such long iterations; this note says that the simulated drives are the reason. Real drives are probed in
     * the threads of jobs. */
    if (self->options.simulate != NULL && self->source == NULL)
        bb_loop_watch_note ("simulated drives are made");
    if (self->source == NULL)
        self->source = bb_app_source_new (&self->options, &error);
    if (self->source != NULL) {
        bb_idle_queue_add (self, bb_app_show_drives);
        return;
    }
    printed = bb_harmless_dup (error->message);
    g_printerr ("burnback: %s\n", printed);
    if (bb_app_get_window (self) != NULL)
        bb_window_show_failure (bb_app_get_window (self), error->message);
}

/* Presents the window. If there is none, creates it and lists the drives after its first frame. */
static void
bb_app_activate (GApplication *application)
{
    BbApp *self = BB_APP (application);
    BbWindow *window = bb_app_get_window (self);

    if (window == NULL) {
        window = BB_WINDOW (bb_window_new (GTK_APPLICATION (self)));
        bb_window_add_actions (window);
        bb_idle_queue_add (self, bb_app_find_drives);
    }
    gtk_window_present (GTK_WINDOW (window));
}

/* Presents the window and opens the first of @files; the others are ignored. */
static void
bb_app_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
    BbApp *self = BB_APP (application);

    bb_app_activate (application);
    if (n_files > 0)
        bb_window_open_file (bb_app_get_window (self), files[0]);
}

/* --- actions --- */

/* Closes the main window, and not the program, because the window asks the user first while a job runs. Does nothing
 * without a window. */
static void
bb_app_quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *window = bb_app_get_window (BB_APP (data));

    if (window != NULL)
        gtk_window_close (GTK_WINDOW (window));
}

static void
bb_app_about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    /* TRANSLATORS: not shown in English. Change your sentence once a native speaker has checked all of them. */
    const char *unread = N_ ("No native speaker has checked this translation yet.");
    gboolean is_translated = !g_str_equal (_ (unread), unread);
    g_autofree char *comments = g_strconcat (_ ("Back up, flash and recover the firmware of optical drives."),
                                             is_translated ? "\n\n" : "", is_translated ? _ (unread) : "", NULL);

    gtk_show_about_dialog (GTK_WINDOW (bb_app_get_window (BB_APP (data))), "program-name", "Burnback", "version",
                           PACKAGE_VERSION, "logo-icon-name", BB_APP_ID, "license-type", GTK_LICENSE_GPL_3_0,
                           "comments", comments, NULL);
}

/* The user has clicked a notification: presents the window and shows the drive with the name @parameter. */
static void
bb_app_show_drive_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *window = bb_app_get_window (BB_APP (data));

    if (window == NULL)
        return;
    gtk_window_present (GTK_WINDOW (window));
    g_action_group_activate_action (G_ACTION_GROUP (window), "show-drive", parameter);
}

/* Opens the settings; for the actions "expert-operations" and "key-file", scrolls them to that setting. */
static void
bb_app_settings_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbWindow *window = bb_app_get_window (BB_APP (data));
    BbAppSource *source = BB_APP (data)->source;

    GtkWidget *dialog;

    if (window == NULL)
        return;
    dialog = bb_settings_dialog_new (GTK_WINDOW (window), source != NULL ? bb_app_source_get_engine (source) : NULL);
    gtk_window_present (GTK_WINDOW (dialog));
    if (g_str_equal (g_action_get_name (G_ACTION (action)), "key-file"))
        bb_settings_dialog_focus_key (BB_SETTINGS_DIALOG (dialog));
    else if (g_str_equal (g_action_get_name (G_ACTION (action)), "expert-operations"))
        bb_settings_dialog_focus_expert (BB_SETTINGS_DIALOG (dialog));
}

/* Lists the drives again if that failed before. */
static void
bb_app_find_drives_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    if (BB_APP (data)->source == NULL)
        bb_idle_queue_add (data, bb_app_find_drives);
}

/* Opens the tray of the simulated drive with the name @parameter, and identifies the drive again. Does nothing while
 * the drive has a job. */
static void
bb_app_open_tray_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbApp *self = BB_APP (data);
    BbEngine *engine = self->source != NULL ? bb_app_source_get_engine (self->source) : NULL;
    const char *name = g_variant_get_string (parameter, NULL);
    g_autoptr (BbEngineDrive) drive = engine != NULL ? bb_engine_find (engine, name) : NULL;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_LOOK);
    g_autoptr (BbJob) job = NULL;

    if (drive == NULL || bb_engine_drive_get_job (drive) != NULL)
        return;
    bb_app_source_open_tray (self->source, name);
    job = bb_engine_start (engine, drive, request, NULL);
}

/* --- start --- */

/* Makes libhandy use the color scheme that the setting "appearance" names. */
static void
bb_app_appearance_cb (GObject *settings, GParamSpec *pspec, gpointer data)
{
    static const HdyColorScheme schemes[] = {HDY_COLOR_SCHEME_PREFER_LIGHT, HDY_COLOR_SCHEME_FORCE_LIGHT,
                                             HDY_COLOR_SCHEME_FORCE_DARK};
    int appearance = bb_settings_get_int (BB_SETTINGS (settings), "appearance");

    hdy_style_manager_set_color_scheme (hdy_style_manager_get_default (), schemes[appearance]);
}

/* Blocks the handlers that are connected to @gtk_settings for changes of the theme and of the preference for a dark
 * theme. Returns (transfer full) (element-type gulong) the IDs of these handlers. */
static GArray *
bb_app_block_theme_handlers (GObject *gtk_settings)
{
    static const char *const properties[] = {"gtk-theme-name", "gtk-application-prefer-dark-theme"};
    const GSignalMatchType mask = G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_DETAIL | G_SIGNAL_MATCH_UNBLOCKED;
    GArray *blocked = g_array_new (FALSE, FALSE, sizeof (gulong));

    for (guint i = 0; i < G_N_ELEMENTS (properties); i++) {
        GQuark detail = g_quark_from_static_string (properties[i]);
        gulong id = 0;

        while ((id = g_signal_handler_find (gtk_settings, mask, g_signal_lookup ("notify", G_TYPE_OBJECT), detail,
                                            NULL, NULL, NULL)) != 0) {
            g_signal_handler_block (gtk_settings, id);
            g_array_append_val (blocked, id);
        }
    }
    return blocked;
}

/*
 * Applies the setting "appearance" at the start. hdy_style_manager_get_default() sets two properties of GtkSettings,
 * the theme and the preference for a dark theme. Mostly they already have these values. Still GTK would parse its
 * theme again for each property, which takes a quarter of the start-up time, and libhandy its own style sheet.
 *
 * So the handlers that react to the two properties are blocked during the call. Afterwards this function notifies
 * only the properties whose values have changed.
 */
static void
bb_app_begin_appearance (void)
{
    GObject *gtk_settings = G_OBJECT (gtk_settings_get_default ());
    GObjectClass *klass = G_OBJECT_GET_CLASS (gtk_settings);
    void (*notify) (GObject *, GParamSpec *) = klass->notify;
    g_autofree char *theme_before = NULL;
    g_autofree char *theme = NULL;
    g_autoptr (GArray) blocked = NULL;
    gboolean was_dark, dark;

    g_object_get (gtk_settings, "gtk-theme-name", &theme_before, "gtk-application-prefer-dark-theme", &was_dark,
                  NULL);
    klass->notify = NULL;
    blocked = bb_app_block_theme_handlers (gtk_settings);
    bb_app_appearance_cb (G_OBJECT (bb_settings_get ()), NULL, NULL);
    for (guint i = 0; i < blocked->len; i++)
        g_signal_handler_unblock (gtk_settings, g_array_index (blocked, gulong, i));
    klass->notify = notify;
    g_object_get (gtk_settings, "gtk-theme-name", &theme, "gtk-application-prefer-dark-theme", &dark, NULL);
    if (g_strcmp0 (theme, theme_before) != 0)
        g_object_notify (gtk_settings, "gtk-theme-name");
    if (dark != was_dark)
        g_object_notify (gtk_settings, "gtk-application-prefer-dark-theme");
}

static void
bb_app_load_style (void)
{
    g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

    gtk_css_provider_load_from_resource (provider, BB_APP_PATH "burnback.css");
    gtk_style_context_add_provider_for_screen (gdk_screen_get_default (), GTK_STYLE_PROVIDER (provider),
                                               GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* Initializes libhandy, appearance, style sheet and direction of text, calls bb_departure_begin(), and adds the
 * actions "app.*" and all keyboard shortcuts. Creates no window. */
static void
bb_app_startup (GApplication *application)
{
    static const GActionEntry entries[] = {
        {"quit", bb_app_quit_cb, NULL, NULL, NULL, {0}},
        {"about", bb_app_about_cb, NULL, NULL, NULL, {0}},
        {"settings", bb_app_settings_cb, NULL, NULL, NULL, {0}},
        {"expert-operations", bb_app_settings_cb, NULL, NULL, NULL, {0}},
        {"key-file", bb_app_settings_cb, NULL, NULL, NULL, {0}},
        {"find-drives", bb_app_find_drives_cb, NULL, NULL, NULL, {0}},
        {"show-drive", bb_app_show_drive_cb, "s", NULL, NULL, {0}},
        {"open-tray", bb_app_open_tray_cb, "s", NULL, NULL, {0}},
    };
    static const struct {
        const char *action;
        const char *keys[3];
    } shortcuts[] = {
        {"app.quit", {"<Primary>q", NULL}},
        {"app.settings", {"<Primary>comma", NULL}},
        {"win.close", {"<Primary>w", NULL}},
        {"win.menu", {"F10", NULL}},
        {"win.open", {"<Primary>o", NULL}},
        {"win.back", {"<Alt>Left", "Escape", NULL}},
        {"win.library", {"<Primary>l", NULL}},
        {"win.backups", {"<Primary>b", NULL}},
        {"win.back-up", {"<Primary><Shift>b", NULL}},
        {"win.restore", {"<Primary><Shift>r", NULL}},
        {"win.batch", {"<Primary>m", NULL}},
        {"win.look-again", {"F5", "<Primary>r", NULL}},
        {"win.details", {"<Primary>i", NULL}},
        {"win.search", {"<Primary>f", NULL}},
        {"win.help", {"F1", NULL}},
        {"win.show-help-overlay", {"<Primary>question", NULL}},
    };

    G_APPLICATION_CLASS (bb_app_parent_class)->startup (application);
    hdy_init ();
    g_signal_connect (bb_settings_get (), "notify::appearance", G_CALLBACK (bb_app_appearance_cb), NULL);
    bb_app_begin_appearance ();
    gtk_window_set_default_icon_name (BB_APP_ID);
    /* Labels can be selected; without this setting a label that gets the focus selects its text. */
    g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
    /* TRANSLATORS: "default:RTL" where a language is written from right to left, otherwise "default:LTR" */
    if (strcmp (_ ("default:LTR"), "default:RTL") == 0)
        gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
    bb_app_load_style ();
    bb_departure_begin (GTK_APPLICATION (application));
    g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
    for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
        gtk_application_set_accels_for_action (GTK_APPLICATION (application), shortcuts[i].action, shortcuts[i].keys);
}

/* Saves the settings, disconnects the notifications from jobs that still run, and clears the engine of
 * bb_departure_set_engine(). */
static void
bb_app_shutdown (GApplication *application)
{
    bb_settings_save (bb_settings_get ());
    /* Disconnects the notices, so that signals of jobs that still run do not call them after this. */
    g_clear_object (&BB_APP (application)->notices);
    bb_departure_set_engine (NULL);
    G_APPLICATION_CLASS (bb_app_parent_class)->shutdown (application);
}

/*
 * Gives the process an application ID of its own if its drives are not real or its state folder is not the usual one.
 * With the usual ID, such a process would only activate the window of a process with the real drives. Two processes
 * with the same options have the same ID, so the second one activates the window of the first.
 */
static void
bb_app_set_own_id (BbApp *self)
{
    const char *const parts[] = {self->options.simulate, self->options.replay, self->options.state_dir};
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autofree char *id = NULL;

    if (parts[0] == NULL && parts[1] == NULL && parts[2] == NULL)
        return;
    for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
        g_autofree char *part = g_strdup_printf ("%u %s\n", i, parts[i] != NULL ? parts[i] : "");

        g_checksum_update (sum, (const guchar *) part, -1);
    }
    id = g_strdup_printf (BB_APP_ID ".Other%.16s", g_checksum_get_string (sum));
    g_application_set_application_id (G_APPLICATION (self), id);
}

/* Prints the version for --version and returns 0. Prints an error for contradictory options and returns 2. Otherwise
 * sets the application ID (bb_app_set_own_id()) and returns -1: the program starts. */
static int
bb_app_handle_local_options (GApplication *application, GVariantDict *dict)
{
    BbApp *self = BB_APP (application);

    if (g_variant_dict_contains (dict, "version")) {
        g_print ("burnback %s\n", PACKAGE_VERSION);
        return 0;
    }
    if (self->options.simulate != NULL && self->options.replay != NULL) {
        g_printerr ("burnback: %s\n", _ ("--simulate and --replay cannot be combined."));
        return 2;
    }
    bb_app_set_own_id (self);
    return -1;
}

static void
bb_app_finalize (GObject *object)
{
    BbApp *self = BB_APP (object);

    bb_idle_queue_forget (self);
    g_clear_object (&self->notices);
    g_clear_object (&self->source);
    g_free (self->options.simulate);
    g_free (self->options.replay);
    g_free (self->options.state_dir);
    G_OBJECT_CLASS (bb_app_parent_class)->finalize (object);
}

static void
bb_app_class_init (BbAppClass *klass)
{
    GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = bb_app_finalize;
    application_class->startup = bb_app_startup;
    application_class->activate = bb_app_activate;
    application_class->open = bb_app_open;
    application_class->shutdown = bb_app_shutdown;
    application_class->handle_local_options = bb_app_handle_local_options;
}

static void
bb_app_init (BbApp *self)
{
    const GOptionEntry entries[] = {
        {"simulate", 0, 0, G_OPTION_ARG_FILENAME, &self->options.simulate,
         N_ ("Use simulated drives instead of real drives"), N_ ("SCENARIO")},
        {"replay", 0, 0, G_OPTION_ARG_FILENAME, &self->options.replay,
         N_ ("Use a recorded trace of drive commands instead of a real drive"), N_ ("TRACE")},
        {"state-dir", 0, 0, G_OPTION_ARG_FILENAME, &self->options.state_dir,
         N_ ("Folder for backups and operation logs"), N_ ("FOLDER")},
        {"version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL},
        {NULL},
    };

    g_application_add_main_option_entries (G_APPLICATION (self), entries);
    g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE…]"));
    g_application_set_option_context_summary (G_APPLICATION (self),
                                              _ ("Back up, flash and recover the firmware of optical drives."));
}

BbApp *
bb_app_new (void)
{
    return g_object_new (BB_TYPE_APP, "application-id", BB_APP_ID, "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
