/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-app-words.h"

#include "bb-layout-call.h"
#include "family/bb-family-check.h"
#include "job/bb-locale.h"

#include <glib/gi18n-lib.h>
#include <handy.h>
#include <string.h>

/* Resolution of text of the usual size, in dots per inch. */
#define BB_APP_USUAL_DPI 96
/* Minimum width of the label of a button with large text, in characters. */
#define BB_APP_BUTTON_CHARS 11

char *
bb_app_dup_size (guint64 bytes)
{
    return g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
}

char *
bb_app_dup_left (int seconds)
{
    if (seconds < 0)
        return g_strdup ("");
    if (seconds < 60)
        return g_strdup_printf (ngettext ("about %d second left", "about %d seconds left", (gulong) seconds),
                                seconds);
    seconds = (seconds + 59) / 60;
    return g_strdup_printf (ngettext ("about %d minute left", "about %d minutes left", (gulong) seconds), seconds);
}

char *
bb_app_dup_duration (guint seconds)
{
    if (seconds < 60)
        return g_strdup_printf (ngettext ("about %u second", "about %u seconds", seconds), seconds);
    seconds = (seconds + 59) / 60;
    return g_strdup_printf (ngettext ("about %u minute", "about %u minutes", seconds), seconds);
}

char *
bb_app_dup_time (gint64 unix_seconds)
{
    char *time = bb_locale_dup_time (unix_seconds);

    return time != NULL ? time : g_strdup (_ ("unknown time"));
}

char *
bb_app_dup_revision (BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autofree char *vendor = NULL, *product = NULL;
    char *revision = NULL;

    /* In recovery mode a drive reports the revision of its boot code, not of its firmware. */
    if (facts != NULL && facts->condition == BB_CONDITION_SPECIAL)
        return g_strdup ("");
    bb_engine_drive_dup_reported (drive, &vendor, &product, &revision);
    return revision;
}

char *
bb_app_dup_where (const char *revision, const BbDriveDetails *details)
{
    if (*revision != '\0')
        /* TRANSLATORS: revision, short name and bus of a drive */
        return g_strdup_printf (_ ("%s · %s · %s"), revision, details->name, bb_words_bus (details->bus));
    /* TRANSLATORS: short name and bus of a drive that was not asked for its revision yet */
    return g_strdup_printf (_ ("%s · %s"), details->name, bb_words_bus (details->bus));
}

char *
bb_app_dup_path (const char *path)
{
    const char *home = g_get_home_dir ();
    gsize length = strlen (home);

    g_return_val_if_fail (path != NULL, NULL);

    if (length > 1 && strncmp (path, home, length) == 0 && (path[length] == G_DIR_SEPARATOR || path[length] == '\0'))
        return g_strconcat ("~", path + length, NULL);
    return g_strdup (path);
}

char *
bb_app_dup_inquiry_name (const char *vendor, const char *product)
{
    g_autofree char *maker = bb_text_normalise (vendor != NULL ? vendor : "", TRUE);

    return g_strstrip (g_strdup_printf ("%s %s", maker, product != NULL ? product : ""));
}

char *
bb_app_dup_reported_name (BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL, *text = NULL;

    bb_engine_drive_dup_reported (drive, &vendor, &product, &revision);
    text = bb_app_dup_inquiry_name (vendor, product);
    return g_strdup (text[0] != '\0' ? text : details->name);
}

/* Returns (transfer full) (nullable) maker and model of a drive in recovery mode. %NULL in each of these cases:
 * - The drive is not in recovery mode.
 * - The user has named the drive.
 * - The model is unknown or doubtful.
 * - The name that the drive reports already ends with the model. */
static char *
bb_app_dup_recovery_name (BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autofree char *reported = bb_app_dup_reported_name (drive);
    g_autofree char *other = facts != NULL ? bb_facts_dup_other_name (facts) : NULL;

    if (bb_engine_drive_get_own_name (drive) != NULL || facts == NULL || facts->condition != BB_CONDITION_SPECIAL)
        return NULL;
    if (facts->model_name == NULL || other != NULL || facts->confidence == BB_CONFIDENCE_CONFLICTING ||
        g_str_has_suffix (reported, facts->model_name))
        return NULL;
    return facts->maker != NULL ? g_strdup_printf ("%s %s", facts->maker, facts->model_name)
                                : g_strdup (facts->model_name);
}

char *
bb_app_dup_drive_name (BbEngineDrive *drive)
{
    char *identified;

    if (bb_engine_drive_get_own_name (drive) != NULL)
        return g_strdup (bb_engine_drive_get_own_name (drive));
    /* In recovery mode a drive reports the name in its boot code. Other models have the same boot code, so the
     * identified name is preferred. */
    identified = bb_app_dup_recovery_name (drive);
    return identified != NULL ? identified : bb_app_dup_reported_name (drive);
}

gboolean
bb_app_is_renamed (BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autofree char *name = bb_app_dup_drive_name (drive);
    g_autofree char *identified = bb_app_dup_recovery_name (drive);
    g_autofree char *is = bb_engine_drive_dup_is_text (drive);

    /* In recovery mode @is also contains the name under which the drive was sold, if that is another name than
     * @identified. */
    if (identified != NULL)
        return g_strcmp0 (identified, is) != 0;
    return facts != NULL && facts->model_name != NULL &&
           (facts->confidence == BB_CONFIDENCE_CONFLICTING || strstr (name, facts->model_name) == NULL);
}

char *
bb_app_dup_other_named (BbEngineDrive *drive)
{
    g_autofree char *named = bb_engine_drive_dup_named_text (drive);
    g_autofree char *name = bb_app_dup_drive_name (drive);
    BbFacts *facts = bb_engine_drive_get_facts (drive);

    return named != NULL && strstr (name, facts->naming->model) == NULL ? g_steal_pointer (&named) : NULL;
}

char *
bb_app_dup_unit (const BbDriveDetails *details)
{
    const char *usb = details->bus_path != NULL ? strstr (details->bus_path, "usb-0:") : NULL;
    g_autofree char *port = usb != NULL ? g_strdup (usb + strlen ("usb-0:")) : NULL;

    if (details->serial != NULL && *details->serial != '\0')
        /* TRANSLATORS: serial number of a drive */
        return g_strdup_printf (_ ("serial %s"), details->serial);
    if (port != NULL) {
        port[strcspn (port, ":")] = '\0';
        /* TRANSLATORS: number of a USB port */
        return g_strdup_printf (_ ("USB port %s"), port);
    }
    return g_strdup (details->bus_path != NULL ? details->bus_path : "");
}

char *
bb_app_dup_full_name (BbEngineDrive *drive)
{
    g_autofree char *name = bb_app_dup_drive_name (drive);

    return g_strdup_printf ("%s (%s)", name, bb_engine_drive_get_name (drive));
}

char *
bb_app_dup_reported (BbEngineDrive *drive)
{
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL;

    bb_engine_drive_dup_reported (drive, &vendor, &product, &revision);
    return g_strchomp (g_strdup_printf ("%s %s %s", vendor, product, revision));
}

char *
bb_app_dup_capitalised (const char *word)
{
    g_autoptr (GString) text = g_string_new (NULL);

    if (*word == '\0')
        return g_strdup ("");
    g_string_append_unichar (text, g_unichar_totitle (g_utf8_get_char (word)));
    g_string_append (text, g_utf8_next_char (word));
    return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
bb_app_dup_decapitalised (const char *word)
{
    g_autoptr (GString) text = g_string_new (NULL);

    if (*word == '\0')
        return g_strdup ("");
    g_string_append_unichar (text, g_unichar_tolower (g_utf8_get_char (word)));
    g_string_append (text, g_utf8_next_char (word));
    return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
bb_app_dup_report (const char *needs, const char *gains, const char *losses, const char *risk, const char *source,
                   const char *confidence)
{
    g_autofree char *shown_risk = bb_catalog_dup_risk (risk);
    const struct {
        const char *format;
        const char *text;
    } parts[] = {
        /* TRANSLATORS: sentences that say what must be so before other firmware is flashed */
        {N_ ("Required: %s"), bb_catalog_translate (needs)},
        /* TRANSLATORS: here and below: sentences that say what a drive gains and loses with other firmware */
        {N_ ("Gains: %s"), bb_catalog_translate (gains)},
        {N_ ("Losses: %s"), bb_catalog_translate (losses)},
        /* TRANSLATORS: level of a risk, and sentences: "Risk: high. One drive rejected it." */
        {N_ ("Risk: %s"), shown_risk},
        /* TRANSLATORS: where a report is from: "Source: MakeMKV forum." */
        {N_ ("Source: %s."), source},
        /* TRANSLATORS: "Confidence: Likely." */
        {N_ ("Confidence: %s."), confidence},
    };
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
        g_autofree char *part = NULL;

        if (parts[i].text == NULL || *parts[i].text == '\0')
            continue;
        part = bb_words_dup_filled (_ (parts[i].format), parts[i].text);
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", part);
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
bb_app_dup_mnemonic (const char *text)
{
    g_auto (GStrv) parts = g_strsplit (text, "_", -1);

    return g_strjoinv ("__", parts);
}

/* Returns (transfer full) (nullable) the model of @identity (nullable). An image for a drive that is sold under
 * another name has that name, because users know only the name on their drive. */
static char *
bb_app_dup_image_model (const BbImageIdentity *identity)
{
    if (identity == NULL || identity->model_name == NULL)
        return NULL;
    if (identity->product == NULL || *identity->product == '\0' ||
        strstr (identity->product, identity->model_name) != NULL)
        return g_strdup (identity->model_name);
    return bb_app_dup_inquiry_name (identity->vendor, identity->product);
}

char *
bb_app_dup_image_name (BbImage *image)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *model = bb_app_dup_image_model (identity);

    if (model == NULL)
        return g_strdup (bb_image_get_name (image));
    return identity->revision == NULL ? g_steal_pointer (&model)
                                      : g_strdup_printf ("%s %s", model, identity->revision);
}

char *
bb_app_dup_images_text (GPtrArray *images)
{
    BbImage *first = g_ptr_array_index (images, 0);
    g_autofree char *name = NULL;

    if (images->len > 1)
        return g_strdup_printf (
            ngettext ("%s contains %u firmware image.", "%s contains %u firmware images.", images->len),
            bb_image_get_name (first), images->len);
    name = bb_app_dup_image_name (first);
    if (g_str_equal (name, bb_image_get_name (first)))
        return g_strdup_printf (_ ("The file is %s."), name);
    /* TRANSLATORS: name of a file, then the model and revision of the firmware in it: "new.bin is ND-1100A 1.08." */
    return g_strdup_printf (_ ("%s is %s."), bb_image_get_name (first), name);
}

char *
bb_app_dup_unusable_text (const GError *error)
{
    g_autofree char *why = bb_words_dup_sentence (error->message);

    return g_strjoin ("\n", _ ("This file cannot be used."), why, _ ("No drive was changed. Choose another file."),
                      NULL);
}

BbProgress *
bb_app_ref_progress (BbJob *job)
{
    return bb_shown_progress_ref_snapshot (bb_shown_progress_of (job));
}

int
bb_app_percent (const BbProgress *progress)
{
    return progress != NULL ? bb_progress_get_percent (progress) : 0;
}

char *
bb_app_dup_percent (const BbProgress *progress)
{
    guint n_failed = progress != NULL && progress->failed != NULL ? progress->failed->len : 0;

    if (n_failed == 0)
        return g_strdup_printf (_ ("%d %%"), bb_app_percent (progress));
    /* TRANSLATORS: percentage, number of the attempt: "24 % (attempt 2)", after the first attempt failed */
    return g_strdup_printf (_ ("%d %% (attempt %u)"), bb_app_percent (progress), n_failed + 1);
}

char *
bb_app_dup_title (BbJob *job, const char *name, const char *node)
{
    g_autoptr (BbProgress) progress = NULL;
    g_autofree char *percent = NULL;
    g_autofree char *act = NULL;

    if (job == NULL)
        return g_strdup (name);
    progress = bb_app_ref_progress (job);
    act = bb_app_dup_action_title (bb_job_get_current_action (job), node);
    percent = bb_app_dup_percent (progress);
    /* TRANSLATORS: percent, what is done to which drive: "43 % - Flashing sr0" */
    return g_strdup_printf (_ ("%s - %s"), percent, act);
}

char *
bb_app_dup_short_title (BbJob *job, const char *node)
{
    g_autoptr (BbProgress) progress = job != NULL ? bb_app_ref_progress (job) : NULL;
    g_autofree char *percent = job != NULL ? g_strdup_printf (_ ("%d %%"), bb_app_percent (progress)) : NULL;

    return bb_app_dup_joined ((const char *[]){percent, node}, 2);
}

void
bb_app_set_name (GtkWidget *widget, const char *name)
{
    atk_object_set_name (gtk_widget_get_accessible (widget), name);
}

void
bb_app_set_description (GtkWidget *widget, const char *description)
{
    atk_object_set_description (gtk_widget_get_accessible (widget), description != NULL ? description : "");
}

void
bb_app_set_class (GtkWidget *widget, const char *classes, const char *name)
{
    GtkStyleContext *style = gtk_widget_get_style_context (widget);
    g_auto (GStrv) all = g_strsplit (classes, " ", -1);

    for (char **one = all; *one != NULL; one++) {
        if (g_strcmp0 (*one, name) == 0)
            gtk_style_context_add_class (style, *one);
        else
            gtk_style_context_remove_class (style, *one);
    }
}

void
bb_app_wrap_button (GtkButton *button)
{
    GtkWidget *label = gtk_bin_get_child (GTK_BIN (button));

    if (!GTK_IS_LABEL (label))
        return;
    gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
    if (bb_app_has_large_text ()) {
        /* A long word of large text must be broken to fit into a narrow window. */
        gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
        gtk_label_set_width_chars (
            GTK_LABEL (label),
            (int) MIN (g_utf8_strlen (gtk_label_get_text (GTK_LABEL (label)), -1), BB_APP_BUTTON_CHARS));
    }
    gtk_label_set_justify (GTK_LABEL (label), GTK_IS_CHECK_BUTTON (button) ? GTK_JUSTIFY_LEFT : GTK_JUSTIFY_CENTER);
}

/* Lets @widget wrap if it is a label that would otherwise end with an ellipsis. If @widget is a box, does the same
 * for all labels in the box. */
static void
bb_app_wrap_title_cb (GtkWidget *widget, gpointer data)
{
    if (GTK_IS_LABEL (widget) && gtk_label_get_ellipsize (GTK_LABEL (widget)) != PANGO_ELLIPSIZE_NONE) {
        gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_NONE);
        bb_app_wrap_label (widget);
    } else if (GTK_IS_BOX (widget)) {
        gtk_container_forall (GTK_CONTAINER (widget), bb_app_wrap_title_cb, NULL);
    }
}

static void
bb_app_wrap_texts_cb (GtkWidget *widget, gpointer data)
{
    bb_app_wrap_texts (widget);
}

void
bb_app_wrap_texts (GtkWidget *root)
{
    g_return_if_fail (GTK_IS_WIDGET (root));

    if (HDY_IS_PREFERENCES_GROUP (root))
        gtk_container_forall (GTK_CONTAINER (root), bb_app_wrap_title_cb, NULL);
    if (GTK_IS_BUTTON (root))
        bb_app_wrap_button (GTK_BUTTON (root));
    else if (GTK_IS_CONTAINER (root))
        gtk_container_forall (GTK_CONTAINER (root), bb_app_wrap_texts_cb, NULL);
}

gboolean
bb_app_has_large_text (void)
{
    return gdk_screen_get_resolution (gdk_screen_get_default ()) >= 1.5 * BB_APP_USUAL_DPI;
}

void
bb_app_set_button_label (GtkButton *button, const char *label)
{
    g_return_if_fail (GTK_IS_BUTTON (button));

    gtk_button_set_label (button, label);
    /* gtk_button_set_label() creates a new child label, so wrapping must be set again. */
    bb_app_wrap_button (button);
}

void
bb_app_set_action (GtkWidget *widget, const char *action, GVariant *target)
{
    GtkActionable *actionable;
    gboolean had_focus;

    g_return_if_fail (GTK_IS_ACTIONABLE (widget));

    actionable = GTK_ACTIONABLE (widget);
    had_focus = gtk_widget_is_focus (widget);
    /*
     * If @widget has another action than @action, that action is removed before the target is changed: GTK reports an
     * error if the types of action and target differ. If @widget has @action already, the action stays, because a
     * button without an action becomes insensitive and loses the focus.
     */
    if (g_strcmp0 (gtk_actionable_get_action_name (actionable), action) != 0)
        gtk_actionable_set_action_name (actionable, NULL);
    gtk_actionable_set_action_target_value (actionable, target);
    /* A button that never had an action becomes insensitive with an action that does not exist. If it were made
     * insensitive by hand, it would stay so after it gets an action. */
    if (action == NULL)
        gtk_actionable_set_action_name (actionable, "none.none");
    gtk_actionable_set_action_name (actionable, action);
    if (action != NULL && had_focus && !gtk_widget_is_focus (widget))
        gtk_widget_grab_focus (widget);
}

void
bb_app_wrap_label (GtkWidget *label)
{
    g_return_if_fail (GTK_IS_LABEL (label));

    gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_width_chars (GTK_LABEL (label), 10);
    gtk_label_set_xalign (GTK_LABEL (label), 0);
}

void
bb_app_set_path (GtkLabel *label, const char *text)
{
    g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

    g_return_if_fail (GTK_IS_LABEL (label) && text != NULL);

    pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
    for (const char *hyphen = strchr (text, '-'); hyphen != NULL; hyphen = strchr (hyphen + 1, '-')) {
        PangoAttribute *whole = pango_attr_allow_breaks_new (FALSE);

        /* The attribute prevents breaks between the characters of its range: the hyphen and the next character. */
        whole->start_index = (guint) (hyphen - text);
        whole->end_index = (guint) (g_utf8_find_next_char (hyphen + 1, NULL) - text);
        pango_attr_list_insert (attributes, whole);
    }
    gtk_label_set_attributes (label, attributes);
    gtk_label_set_text (label, text);
}

void
bb_app_set_expander_label (GtkExpander *expander, const char *label)
{
    g_return_if_fail (GTK_IS_EXPANDER (expander));

    gtk_expander_set_label (expander, label);
    bb_app_wrap_label (gtk_expander_get_label_widget (expander));
}

char *
bb_app_dup_isolated (const char *text)
{
    if (gtk_widget_get_default_direction () != GTK_TEXT_DIR_RTL)
        return g_strdup (text);
    /* U+2068 FIRST STRONG ISOLATE, U+2069 POP DIRECTIONAL ISOLATE */
    return g_strconcat ("\u2068", text, "\u2069", NULL);
}

char *
bb_app_dup_joined (const char *const *parts, guint n_parts)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < n_parts; i++) {
        g_autofree char *isolated = parts[i] != NULL && *parts[i] != '\0' ? bb_app_dup_isolated (parts[i]) : NULL;

        if (isolated != NULL)
            g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", isolated);
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

BbDriveState
bb_app_shown_state (BbEngineDrive *drive)
{
    BbDriveState state = bb_engine_drive_get_shown_state (drive);
    BbFacts *facts = bb_engine_drive_get_facts (drive);

    if (state == BB_DRIVE_STATE_READY && facts != NULL && facts->family == NULL)
        return BB_DRIVE_STATE_UNKNOWN;
    return state;
}

const char *
bb_app_why_recover_first (BbEngineDrive *drive)
{
    if (bb_app_shown_state (drive) != BB_DRIVE_STATE_NEEDS_RECOVERY ||
        !bb_family_recovers (bb_engine_drive_get_facts (drive)))
        return NULL;
    return _ ("Recover the drive before you update or restore its firmware.");
}

/* TRUE if @drive is ready, but its last flash failed at a block. */
static gboolean
bb_app_warns_of_flash (BbEngineDrive *drive)
{
    BbDriveState state = bb_app_shown_state (drive);

    return (state == BB_DRIVE_STATE_READY || state == BB_DRIVE_STATE_MEDIUM) && bb_engine_drive_was_stopped (drive);
}

const char *
bb_app_state_icon (BbEngineDrive *drive)
{
    if (bb_app_warns_of_flash (drive))
        return "dialog-warning-symbolic";
    switch (bb_app_shown_state (drive)) {
    case BB_DRIVE_STATE_READY:
        return "object-select-symbolic";
    case BB_DRIVE_STATE_MEDIUM:
        return "media-optical-symbolic";
    case BB_DRIVE_STATE_BUSY:
        return "media-playback-start-symbolic";
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return "dialog-warning-symbolic";
    case BB_DRIVE_STATE_POWER_CYCLE:
        return "system-shutdown-symbolic";
    case BB_DRIVE_STATE_NO_PERMISSION:
        return "changes-prevent-symbolic";
    case BB_DRIVE_STATE_UNKNOWN:
    default:
        return "burnback-question-symbolic";
    }
}

const char *
bb_app_state_class (BbEngineDrive *drive)
{
    if (bb_app_warns_of_flash (drive))
        return "caution";
    switch (bb_app_shown_state (drive)) {
    case BB_DRIVE_STATE_READY:
        return "good";
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return "bad";
    case BB_DRIVE_STATE_POWER_CYCLE:
    case BB_DRIVE_STATE_NO_PERMISSION:
        return "caution";
    case BB_DRIVE_STATE_MEDIUM:
    case BB_DRIVE_STATE_BUSY:
    case BB_DRIVE_STATE_UNKNOWN:
    default:
        return "";
    }
}

const char *
bb_app_state_word (BbEngineDrive *drive)
{
    BbJob *job = bb_engine_drive_get_job (drive);

    if (bb_engine_drive_is_used (drive))
        return C_ ("state of a drive", "in use");
    if (job != NULL && bb_app_shown_state (drive) == BB_DRIVE_STATE_BUSY)
        return bb_words_action (bb_job_get_current_action (job));
    if (bb_engine_drive_was_stopped (drive))
        /* TRANSLATORS: the state of a drive that is ready but could not be flashed; as "needs recovery" */
        return _ ("last flash failed");
    return bb_words_drive_state (bb_app_shown_state (drive), bb_engine_drive_is_worn (drive));
}

void
bb_app_set_text (GtkLabel *label, const char *text)
{
    if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
        gtk_label_set_text (label, text);
}

void
bb_app_set_icon (GtkImage *image, const char *icon)
{
    const char *shown = NULL;

    if (gtk_image_get_storage_type (image) == GTK_IMAGE_ICON_NAME)
        gtk_image_get_icon_name (image, &shown, NULL);
    if (g_strcmp0 (shown, icon) != 0)
        gtk_image_set_from_icon_name (image, icon, GTK_ICON_SIZE_MENU);
}

/* Handler for "focus" of a row: moves the focus to a widget in @row, or out of @row, but never to @row itself.
 * Returns FALSE if no widget in @row takes the focus, so that GTK goes on with the next row. */
static gboolean
bb_app_row_focus_cb (GtkWidget *row, GtkDirectionType direction, gpointer data)
{
    GtkWidget *child = gtk_bin_get_child (GTK_BIN (row));
    gboolean moved = child != NULL && gtk_widget_child_focus (child, direction);

    g_signal_stop_emission_by_name (row, "focus");
    return moved;
}

void
bb_app_pass_focus (GtkListBoxRow *row)
{
    g_return_if_fail (GTK_IS_LIST_BOX_ROW (row));

    gtk_widget_set_can_focus (GTK_WIDGET (row), FALSE);
    g_signal_connect (row, "focus", G_CALLBACK (bb_app_row_focus_cb), NULL);
}

void
bb_app_clear (GtkContainer *container)
{
    g_autoptr (GList) children = gtk_container_get_children (container);

    for (GList *child = children; child != NULL; child = child->next)
        gtk_widget_destroy (child->data);
}

/* Scrolls the first vertically scrolled window in @widget to its start; in a stack, looks only at the visible child.
 * Returns FALSE if @widget has no such window. */
static gboolean
bb_app_scroll_up (GtkWidget *widget)
{
    g_autoptr (GList) children = NULL;

    if (GTK_IS_SCROLLED_WINDOW (widget)) {
        GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));

        gtk_adjustment_set_value (adjustment, gtk_adjustment_get_lower (adjustment));
        return TRUE;
    }
    if (GTK_IS_STACK (widget))
        return gtk_stack_get_visible_child (GTK_STACK (widget)) != NULL &&
               bb_app_scroll_up (gtk_stack_get_visible_child (GTK_STACK (widget)));
    if (!GTK_IS_CONTAINER (widget))
        return FALSE;
    children = gtk_container_get_children (GTK_CONTAINER (widget));
    for (GList *child = children; child != NULL; child = child->next) {
        if (bb_app_scroll_up (child->data))
            return TRUE;
    }
    return FALSE;
}

/* A #GtkCallback. Makes GTK ask the widget below the pointer for its tooltip, so that the tooltip of the previous
 * page disappears. */
static void
bb_app_update_tooltip (GtkWidget *page, gpointer data)
{
    gtk_tooltip_trigger_tooltip_query (gtk_widget_get_display (page));
}

void
bb_app_begin_page (GtkWidget *page)
{
    g_return_if_fail (GTK_IS_WIDGET (page));

    (void) bb_app_scroll_up (page);
    bb_layout_call (page, bb_app_update_tooltip);
}

gboolean
bb_app_is_narrow (HdyLeaflet *leaflet)
{
    GtkWidget *window;
    int width = G_MAXINT;

    g_return_val_if_fail (HDY_IS_LEAFLET (leaflet), FALSE);

    window = gtk_widget_get_toplevel (GTK_WIDGET (leaflet));
    if (GTK_IS_WINDOW (window))
        gtk_window_get_size (GTK_WINDOW (window), &width, NULL);
    return hdy_leaflet_get_folded (leaflet) || width < BB_APP_NARROW_PX;
}

void
bb_app_stack_if_narrow (HdyLeaflet *leaflet, GParamSpec *pspec, gpointer box)
{
    g_return_if_fail (HDY_IS_LEAFLET (leaflet) && GTK_IS_ORIENTABLE (box));

    gtk_orientable_set_orientation (GTK_ORIENTABLE (box), bb_app_is_narrow (leaflet) ? GTK_ORIENTATION_VERTICAL
                                                                                     : GTK_ORIENTATION_HORIZONTAL);
}

/* Places the children of @box again when @page is mapped, because the window may have been resized meanwhile. */
static void
bb_app_mapped_cb (GtkWidget *page, gpointer box)
{
    GtkWidget *leaflet = gtk_widget_get_ancestor (page, HDY_TYPE_LEAFLET);

    if (leaflet != NULL)
        bb_app_stack_if_narrow (HDY_LEAFLET (leaflet), NULL, box);
}

void
bb_app_follow_leaflet (GtkWidget *page, GtkBox *box)
{
    GtkWidget *leaflet = gtk_widget_get_ancestor (page, HDY_TYPE_LEAFLET);

    if (leaflet == NULL)
        return;
    g_signal_handlers_disconnect_by_func (leaflet, bb_app_stack_if_narrow, box);
    g_signal_connect_object (leaflet, "notify::folded", G_CALLBACK (bb_app_stack_if_narrow), box, 0);
    g_signal_handlers_disconnect_by_func (page, bb_app_mapped_cb, box);
    g_signal_connect_object (page, "map", G_CALLBACK (bb_app_mapped_cb), box, 0);
    bb_app_stack_if_narrow (HDY_LEAFLET (leaflet), NULL, box);
}
