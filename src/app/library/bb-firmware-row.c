/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-firmware-row.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-advice-card.h"
#include "job/flow/bb-consent.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _BbFirmwareRow {
    HdyPreferencesRow parent;

    GtkImage *icon;
    GtkLabel *revision;
    GtkLabel *name;
    GtkLabel *text;
    GtkContainer *parts;
    GtkBox *drives;     /* a line for each drive; only in the library */
    GtkWidget *refused; /* (nullable): expander with drives that the image is not offered for; only in the library */
    GtkLabel *purpose;
    GtkWidget *more; /* (nullable): expander of @reports */
    GtkWidget *reports;
    GtkLabel *mark;
    GtkWidget *go;
};

G_DEFINE_TYPE (BbFirmwareRow, bb_firmware_row, HDY_TYPE_PREFERENCES_ROW)

/* Returns (transfer full) (nullable) a label: that the firmware is a known original, or that it was modified, with
 * the name of the modification if that is known. %NULL if it is not known whether the firmware was modified. */
static char *
bb_firmware_row_dup_kind (const BbImageIdentity *identity)
{
    const char *change = bb_image_identity_get_change ((BbImageIdentity *) identity);

    if (change != NULL)
        /* TRANSLATORS: what changed a firmware: "modified: OmniDrive 1.0.4" */
        return g_strdup_printf (_ ("modified: %s"), change);
    if (identity->kind == BB_IMAGE_KIND_MODIFIED)
        return g_strdup (_ ("modified firmware"));
    return identity->kind == BB_IMAGE_KIND_ORIGINAL ? g_strdup (_ ("known original")) : NULL;
}

/* Returns (transfer full) the name of the file, and of the archive that contains it: "k355.bin in nd3550.zip". */
static char *
bb_firmware_row_dup_file (const char *path, const char *inside)
{
    g_autofree char *base = g_path_get_basename (path);
    g_autofree char *name = g_filename_display_name (base);
    g_autofree char *inner = inside != NULL ? g_filename_display_basename (inside) : NULL;

    /* TRANSLATORS: a file, and the archive that it is in */
    return inner != NULL ? g_strdup_printf (_ ("%s in %s"), inner, name) : g_steal_pointer (&name);
}

/* Returns (transfer full) (nullable) vendor and product that drives with the image report. %NULL if the image does
 * not name a product, or if the product contains the name of the model, which the row shows anyway. */
static char *
bb_firmware_row_dup_reported (const BbImageIdentity *identity)
{
    g_autofree char *vendor = identity->vendor != NULL ? bb_text_normalise (identity->vendor, TRUE) : NULL;
    g_autofree char *product = identity->product != NULL ? bb_text_normalise (identity->product, FALSE) : NULL;
    g_autofree char *folded = product != NULL ? g_utf8_casefold (product, -1) : NULL;
    g_autofree char *model = identity->model_name != NULL ? g_utf8_casefold (identity->model_name, -1) : NULL;
    g_autofree char *name = NULL;

    if (model == NULL || product == NULL || *product == '\0' || strstr (folded, model) != NULL)
        return NULL;
    name = g_strdup_printf ("%s %s", vendor != NULL ? vendor : "", product);
    /* TRANSLATORS: the name that a drive with this firmware reports: "reported name: TDK DVDRW420N" */
    return g_strdup_printf (_ ("reported name: %s"), g_strstrip (name));
}

/* Returns (transfer full) a text with these lines: @first, @second (nullable) and, if @has_twin, a warning that
 * another file has the same model and revision but different content. */
static char *
bb_firmware_row_dup_lines (const char *first, const char *second, gboolean has_twin)
{
    g_autofree char *lines = g_strjoin ("\n", first, second, NULL);

    if (!has_twin)
        return g_steal_pointer (&lines);
    return g_strjoin ("\n", lines,
                      _ ("Another file for this model and revision has different content. One of the files may be "
                         "damaged or modified."),
                      NULL);
}

/* A signal handler for presses and releases of a button on the header of an expander in the row. A release expands or
 * folds the expander. Returns %GDK_EVENT_STOP, or the list would activate the row as well. */
static gboolean
bb_firmware_row_header_cb (GtkWidget *expander, GdkEventButton *event, gpointer data)
{
    if (gtk_get_event_widget ((GdkEvent *) event) != expander || event->button != GDK_BUTTON_PRIMARY)
        return GDK_EVENT_PROPAGATE;
    if (event->type == GDK_BUTTON_RELEASE)
        gtk_widget_activate (expander);
    return GDK_EVENT_STOP;
}

/* Returns (transfer floating) an expander for the row, with this label. */
static GtkWidget *
bb_firmware_row_new_expander (const char *label)
{
    GtkWidget *expander = gtk_expander_new (NULL);

    bb_app_set_expander_label (GTK_EXPANDER (expander), label);
    gtk_style_context_add_class (gtk_widget_get_style_context (expander), "caption");
    g_signal_connect (expander, "button-press-event", G_CALLBACK (bb_firmware_row_header_cb), NULL);
    g_signal_connect (expander, "button-release-event", G_CALLBACK (bb_firmware_row_header_cb), NULL);
    return expander;
}

/* Creates the expander of the reports, with no reports. It is not in the template, because most rows have none. */
static void
bb_firmware_row_make_more (BbFirmwareRow *self)
{
    self->more = bb_firmware_row_new_expander (_ ("Gains, losses and risk"));
    self->reports = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
    gtk_widget_set_margin_top (self->reports, 4);
    gtk_widget_show (self->reports);
    gtk_container_add (GTK_CONTAINER (self->more), self->reports);
    gtk_container_add (self->parts, self->more);
}

/* Adds a report of the catalog: a title, and its parts below. */
static void
bb_firmware_row_add_report (BbFirmwareRow *self, const char *title, const BbAdviceTexts *texts)
{
    GtkWidget *label = gtk_label_new (title);

    bb_app_wrap_label (label);
    gtk_style_context_add_class (gtk_widget_get_style_context (label), "caption");
    gtk_widget_show (label);
    gtk_container_add (GTK_CONTAINER (self->reports), label);
    gtk_container_add (GTK_CONTAINER (self->reports), bb_advice_parts_new (texts));
}

/* Shows when the firmware of @offer last ran in the drive, but not for installed firmware. Also shows the purposes
 * that the firmware is advised for, and the reports of the catalog on it. Shows nothing if @offer (nullable) is
 * %NULL. */
static void
bb_firmware_row_show_reports (BbFirmwareRow *self, const BbLibraryOffer *offer)
{
    g_autoptr (GStrvBuilder) purposes = g_strv_builder_new ();
    g_auto (GStrv) words = NULL;
    g_autofree char *line = NULL;
    gboolean has_reports = offer != NULL && (offer->advice->len > 0 || offer->report != NULL);

    if (self->more == NULL && has_reports)
        bb_firmware_row_make_more (self);
    if (self->more != NULL) {
        bb_app_clear (GTK_CONTAINER (self->reports));
        gtk_widget_set_visible (self->more, has_reports);
    }
    if (offer != NULL && offer->ran != 0 && !offer->installed) {
        g_autofree char *time = bb_app_dup_time (offer->ran);
        g_autofree char *ran = bb_words_dup_filled (_ ("Ran in this drive on %s"), time);

        g_strv_builder_add (purposes, ran);
    }
    for (guint i = 0; offer != NULL && i < offer->advice->len; i++) {
        const BbAdvice *advice = g_ptr_array_index (offer->advice, i);
        const BbAdviceTexts texts = bb_advice_texts_of (advice);
        g_autofree char *title =
            g_strdup_printf (_ ("%s: %s"), bb_words_purpose (advice->purpose), bb_catalog_translate (advice->image));

        g_strv_builder_add (purposes, bb_words_purpose (advice->purpose));
        bb_firmware_row_add_report (self, title, &texts);
    }
    if (offer != NULL && offer->report != NULL) {
        const BbAdviceTexts texts = {.gains = offer->gains,
                                     .losses = bb_crossflash_get_losses (offer->report),
                                     .risk = bb_crossflash_get_risk (offer->report),
                                     .source = bb_crossflash_get_source (offer->report)};
        /* TRANSLATORS: model of the drives before a conversion, and model after it */
        g_autofree char *title = g_strdup_printf (_ ("Known conversion: %s → %s."),
                                                  bb_catalog_translate (bb_crossflash_get_from (offer->report)),
                                                  bb_catalog_translate (bb_crossflash_get_to (offer->report)));

        bb_firmware_row_add_report (self, title, &texts);
    }
    words = g_strv_builder_end (purposes);
    line = bb_app_dup_joined ((const char *const *) words, g_strv_length (words));
    gtk_label_set_text (self->purpose, line);
    gtk_widget_set_visible (GTK_WIDGET (self->purpose), *words != NULL);
}

/* Sets the accessible description to the @parts that are neither %NULL nor "". */
static void
bb_firmware_row_describe (BbFirmwareRow *self, const char *const parts[3])
{
    g_autofree char *text = bb_app_dup_joined (parts, 3);

    bb_app_set_description (GTK_WIDGET (self), text);
}

BbVerdictLevel
bb_firmware_row_get_level (const BbLibraryOffer *offer)
{
    if (offer->backup_id == NULL || offer->ran == 0)
        return bb_verdict_get_level (offer->verdict);
    return bb_verdict_expects_rejection (offer->verdict) ? BB_VERDICT_CAUTION : BB_VERDICT_FITS;
}

/* Fills the row. @offer: (nullable): the offer whose reports are shown; @level: level of the icon, BB_VERDICT_REFUSED
 * for no icon; @text: the lines below the name; @mark: (nullable): "Installed", "Newest" */
static void
bb_firmware_row_show (BbFirmwareRow *self, const BbImageIdentity *identity, const BbLibraryOffer *offer,
                      BbVerdictLevel level, const char *text, const char *mark)
{
    gboolean is_offered = level != BB_VERDICT_REFUSED;
    gboolean can_open = gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (self));
    const char *revision = identity != NULL && identity->revision != NULL ? identity->revision : "";
    const char *name = identity == NULL               ? NULL
                       : identity->model_name != NULL ? identity->model_name
                                                      : identity->product;
    g_autofree char *spoken = NULL;

    if (name == NULL)
        name = _ ("Unknown model");
    gtk_widget_set_visible (GTK_WIDGET (self->icon), is_offered);
    gtk_image_set_from_icon_name (self->icon, bb_app_verdict_icon (level), GTK_ICON_SIZE_MENU);
    bb_app_set_class (GTK_WIDGET (self->icon), "good caution bad", bb_app_verdict_class (level));
    bb_app_set_name (GTK_WIDGET (self->icon),
                     offer != NULL ? bb_words_verdict_of (offer->verdict, level) : bb_words_verdict (level));
    gtk_label_set_text (self->revision, revision);
    gtk_widget_set_visible (GTK_WIDGET (self->revision), *revision != '\0');
    gtk_label_set_text (self->name, name);
    bb_app_set_path (self->text, text);
    gtk_label_set_text (self->mark, mark != NULL ? mark : "");
    gtk_widget_set_visible (GTK_WIDGET (self->mark), mark != NULL);
    bb_firmware_row_show_reports (self, offer);
    gtk_widget_set_visible (self->go, can_open);
    bb_app_set_class (GTK_WIDGET (self->revision), "dim-label", can_open ? "" : "dim-label");
    bb_app_set_class (GTK_WIDGET (self->name), "dim-label", can_open ? "" : "dim-label");
    spoken = g_strdup_printf ("%s %s", revision, name);
    bb_app_set_name (GTK_WIDGET (self), g_strstrip (spoken));
    bb_firmware_row_describe (self, (const char *[]){text, gtk_label_get_text (self->purpose), mark});
}

/* Makes activating the row open the review of @offer, a backup or a file, for the drive @name. */
static void
bb_firmware_row_set_review_action (BbFirmwareRow *self, const BbLibraryOffer *offer, const char *name)
{
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
    if (offer->backup_id != NULL)
        bb_app_set_action (GTK_WIDGET (self), "win.restore-backup", g_variant_new ("(ss)", name, offer->backup_id));
    else
        bb_app_set_action (GTK_WIDGET (self), "win.review-file",
                           g_variant_new ("(s^ays)", name, offer->path, offer->sha256));
}

/* Returns (nullable) the text of the first reason with a greater weight than %BB_WEIGHT_INFO; NULL if there is
 * none. */
static const char *
bb_firmware_row_get_warning (const BbLibraryOffer *offer)
{
    for (guint i = 0; i < bb_verdict_get_n_reasons (offer->verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (offer->verdict, i);

        if (reason->weight > BB_WEIGHT_INFO)
            return reason->text;
    }
    return NULL;
}

void
bb_firmware_row_show_offer (BbFirmwareRow *self, const BbLibraryOffer *offer, const char *name, gboolean is_first)
{
    g_autofree char *file = bb_firmware_row_dup_file (offer->path, offer->inside);
    g_autofree char *kind = bb_firmware_row_dup_kind (offer->identity);
    const char *warning = offer->backup_id == NULL ? bb_firmware_row_get_warning (offer) : NULL;
    const char *const parts[] = {offer->is_in_file ? file : _ ("Backup"),
                                 offer->is_in_file && offer->backup_id != NULL ? _ ("also in a backup") : NULL,
                                 bb_words_verdict_of (offer->verdict, bb_firmware_row_get_level (offer)), kind};
    g_autofree char *line = bb_app_dup_joined (parts, G_N_ELEMENTS (parts));
    g_autofree char *text = bb_firmware_row_dup_lines (line, warning, offer->has_twin);

    /* Only the first offer is marked as newest, if it is newer than the installed firmware and needs no consent. */
    gboolean is_newest = is_first && offer->change == BB_REVISION_CHANGE_NEWER &&
                         bb_verdict_get_level_without_limits (offer->verdict) == BB_VERDICT_FITS;

    g_return_if_fail (BB_IS_FIRMWARE_ROW (self));

    bb_firmware_row_set_review_action (self, offer, name);
    bb_firmware_row_show (self, offer->identity, offer, bb_firmware_row_get_level (offer), text,
                          offer->runs        ? _ ("Installed")
                          : offer->installed ? _ ("Same revision")
                          : is_newest        ? _ ("Newest")
                                             : NULL);
}

gboolean
bb_firmware_row_is_for_experts (const BbLibraryOffer *offer)
{
    gboolean is_own = offer->backup_id != NULL && offer->ran != 0;

    return bb_consent_is_for_experts (offer->verdict, is_own ? BB_ACTION_ROLLBACK : BB_ACTION_FLASH);
}

BbLibraryRefusal *
bb_library_refusal_new (char *title, BbVerdict *verdict)
{
    BbLibraryRefusal *refusal = g_new0 (BbLibraryRefusal, 1);

    refusal->title = title;
    refusal->verdict = verdict;
    return refusal;
}

void
bb_library_refusal_free (BbLibraryRefusal *refusal)
{
    g_free (refusal->title);
    bb_verdict_unref (refusal->verdict);
    g_free (refusal);
}

/* TRUE if the line of @drive says "Installed" or "Same revision" instead of the verdict: the image fits, and the
 * drive has this revision already. */
static gboolean
bb_firmware_row_is_present (const BbLibraryFor *drive)
{
    return drive->offer->installed && bb_verdict_get_level_without_limits (drive->offer->verdict) == BB_VERDICT_FITS;
}

/* Returns the label for the image on the line of @drive. */
static const char *
bb_firmware_row_get_drive_word (const BbLibraryFor *drive)
{
    if (bb_firmware_row_is_present (drive))
        return drive->offer->runs ? _ ("Installed") : _ ("Same revision");
    return bb_words_verdict_of (drive->offer->verdict, bb_firmware_row_get_level (drive->offer));
}

/* Returns (transfer full) the label of bb_firmware_row_get_drive_word(), and how the revision of the image differs
 * from that of @drive: "compatible, newer than 1.05". Returns only the label if this difference is not known, or if
 * the label says it. */
static char *
bb_firmware_row_dup_drive_words (const BbLibraryFor *drive)
{
    const BbLibraryOffer *offer = drive->offer;
    const char *word = bb_firmware_row_get_drive_word (drive);

    switch (offer->change) {
    case BB_REVISION_CHANGE_NEWER:
        /* TRANSLATORS: verdict on a firmware image, revision in the drive: "compatible, newer than 1.05" */
        return g_strdup_printf (_ ("%s, newer than %s"), word, offer->drive_revision);
    case BB_REVISION_CHANGE_OLDER:
        /* TRANSLATORS: verdict on a firmware image, revision in the drive: "compatible, older than 1.05" */
        return g_strdup_printf (_ ("%s, older than %s"), word, offer->drive_revision);
    case BB_REVISION_CHANGE_SAME:
        /* TRANSLATORS: verdict on a firmware image: "compatible, same revision as now" */
        return bb_firmware_row_is_present (drive) ? g_strdup (word)
                                                  : g_strdup_printf (_ ("%s, same revision as now"), word);
    case BB_REVISION_CHANGE_UNKNOWN:
    default:
        return g_strdup (word);
    }
}

/* Returns (transfer full) the drive with its verdict: "BW-16D1HT (sr4): compatible, newer than 3.01", and in a second
 * line the reason for a caution or a cross-flash, if there is one. */
static char *
bb_firmware_row_dup_drive_text (const BbLibraryFor *drive)
{
    BbVerdictLevel level = bb_firmware_row_get_level (drive->offer);
    g_autofree char *word = bb_firmware_row_dup_drive_words (drive);
    const BbReason *heaviest =
        level == BB_VERDICT_CROSS_FLASH ? bb_verdict_get_heaviest (drive->offer->verdict) : NULL;
    const char *why = heaviest != NULL ? heaviest->text : NULL;
    /* TRANSLATORS: name of a drive, verdict on it: "BW-16D1HT (sr4): compatible" */
    g_autofree char *text = g_strdup_printf (C_ ("drive and verdict", "%s: %s"), drive->title, word);

    if (level == BB_VERDICT_CAUTION)
        why = bb_firmware_row_get_warning (drive->offer);
    return g_strjoin ("\n", text, why, NULL);
}

/* Adds a line with @icon and @text to @lines. @style: the CSS class of the icon, or "" for none; @word: the
 * accessible name of the icon */
static void
bb_firmware_row_add_line (GtkBox *lines, const char *text, const char *icon, const char *style, const char *word)
{
    GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    GtkWidget *image = gtk_image_new_from_icon_name (icon, GTK_ICON_SIZE_MENU);
    GtkWidget *label = gtk_label_new (text);

    bb_app_set_class (image, "good caution bad", style);
    bb_app_set_name (image, word);
    gtk_widget_set_valign (image, GTK_ALIGN_START);
    bb_app_wrap_label (label);
    gtk_style_context_add_class (gtk_widget_get_style_context (label), "caption");
    gtk_container_add (GTK_CONTAINER (line), image);
    gtk_container_add (GTK_CONTAINER (line), label);
    gtk_widget_show_all (line);
    gtk_container_add (GTK_CONTAINER (lines), line);
}

/* Shows a line for each drive that the image is for, with the verdict on that drive; no lines if @fit is %NULL. */
static void
bb_firmware_row_show_drives (BbFirmwareRow *self, const BbLibraryFit *fit)
{
    bb_app_clear (GTK_CONTAINER (self->drives));
    for (guint i = 0; fit != NULL && i < fit->drives->len; i++) {
        const BbLibraryFor *drive = g_ptr_array_index (fit->drives, i);
        BbVerdictLevel level = bb_firmware_row_get_level (drive->offer);
        g_autofree char *text = bb_firmware_row_dup_drive_text (drive);

        bb_firmware_row_add_line (self->drives, text, bb_app_verdict_icon (level), bb_app_verdict_class (level),
                                  bb_firmware_row_get_drive_word (drive));
    }
    gtk_widget_set_visible (GTK_WIDGET (self->drives), fit != NULL && fit->drives->len > 0);
}

/* Adds the line of @refusal to @lines: the drive with its verdict, and the reason why the image is not offered. The
 * verdict is shown as "unknown" if the image may still be compatible. */
static void
bb_firmware_row_add_refusal (GtkBox *lines, const BbLibraryRefusal *refusal)
{
    BbVerdictLevel level = bb_verdict_get_level (refusal->verdict);
    gboolean is_open = level < BB_VERDICT_CROSS_FLASH;
    const char *word = is_open ? _ ("unknown") : bb_words_verdict_of (refusal->verdict, level);
    /* TRANSLATORS: name of a drive, verdict on it: "BW-16D1HT (sr4): compatible" */
    g_autofree char *title = g_strdup_printf (C_ ("drive and verdict", "%s: %s"), refusal->title, word);
    g_autofree char *text = g_strjoin ("\n", title, bb_library_find_obstacle (refusal->verdict)->text, NULL);

    bb_firmware_row_add_line (lines, text, is_open ? "burnback-question-symbolic" : bb_app_verdict_icon (level),
                              is_open ? "" : bb_app_verdict_class (level), word);
}

/* The user has opened or closed the expander @refused: creates a line for each drive when it is first opened. */
static void
bb_firmware_row_refused_cb (GtkExpander *expander, GParamSpec *pspec, gpointer data)
{
    const GPtrArray *refusals = data;
    GtkWidget *lines = NULL;

    if (gtk_bin_get_child (GTK_BIN (expander)) != NULL)
        return;
    lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
    gtk_widget_set_margin_top (lines, 4);
    for (guint i = 0; i < refusals->len; i++)
        bb_firmware_row_add_refusal (GTK_BOX (lines), g_ptr_array_index (refusals, i));
    gtk_widget_show (lines);
    gtk_container_add (GTK_CONTAINER (expander), lines);
}

static void
bb_firmware_row_unref_refusals (gpointer data, GClosure *closure)
{
    g_ptr_array_unref (data);
}

/* Shows a closed expander for the drives in @refusals (transfer full), if there are any. @is_offered: the image is
 * offered for other drives. The expander is not in the template, because most lists of firmware do not need it. */
static void
bb_firmware_row_show_refusals (BbFirmwareRow *self, GPtrArray *refusals, gboolean is_offered)
{
    /* The heading above an image that is for no connected drive says that already. */
    g_autofree char *label =
        is_offered
            /* TRANSLATORS: label of a list of drives, with the reasons. The image is for another drive. */
            ? g_strdup_printf (
                  ngettext ("Not offered for %u other drive", "Not offered for %u other drives", refusals->len),
                  refusals->len)
            : g_strdup (_ ("Reasons"));

    g_clear_pointer (&self->refused, gtk_widget_destroy);
    if (refusals->len == 0) {
        g_ptr_array_unref (refusals);
        return;
    }
    self->refused = bb_firmware_row_new_expander (label);
    gtk_style_context_add_class (
        gtk_widget_get_style_context (gtk_expander_get_label_widget (GTK_EXPANDER (self->refused))), "dim-label");
    g_signal_connect_data (self->refused, "notify::expanded", G_CALLBACK (bb_firmware_row_refused_cb), refusals,
                           bb_firmware_row_unref_refusals, 0);
    gtk_widget_show (self->refused);
    gtk_container_add (self->parts, self->refused);
}

/* Returns (transfer full) the texts of bb_firmware_row_dup_drive_text() for all drives of @fit (nullable), joined by
 * bb_app_dup_joined(), for screen readers; "" if there are none. */
static char *
bb_firmware_row_dup_drives (const BbLibraryFit *fit)
{
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

    for (guint i = 0; fit != NULL && i < fit->drives->len; i++)
        g_ptr_array_add (lines, bb_firmware_row_dup_drive_text (g_ptr_array_index (fit->drives, i)));
    return bb_app_dup_joined ((const char *const *) lines->pdata, lines->len);
}

/* Returns (nullable) the drive of @fit with the best verdict; the first if several drives have this verdict. NULL if
 * @fit is NULL. */
static const BbLibraryFor *
bb_firmware_row_find_best (const BbLibraryFit *fit)
{
    const BbLibraryFor *best = NULL;

    for (guint i = 0; fit != NULL && i < fit->drives->len; i++) {
        const BbLibraryFor *drive = g_ptr_array_index (fit->drives, i);

        if (best == NULL || bb_firmware_row_get_level (drive->offer) < bb_firmware_row_get_level (best->offer))
            best = drive;
    }
    return best;
}

gboolean
bb_library_fit_is_cross_flash (const BbLibraryFit *fit)
{
    return bb_firmware_row_get_level (bb_firmware_row_find_best (fit)->offer) >= BB_VERDICT_CROSS_FLASH;
}

/* Returns the rank of @drive for sorting, smaller ranks first; see bb_library_fit_get_rank(). */
static int
bb_library_for_get_rank (const BbLibraryFor *drive)
{
    gboolean is_simple = bb_verdict_get_level_without_limits (drive->offer->verdict) == BB_VERDICT_FITS;
    int rank = !is_simple ? 2 : drive->offer->change == BB_REVISION_CHANGE_NEWER ? 0 : 1;

    return 3 * (int) bb_firmware_row_get_level (drive->offer) + rank;
}

int
bb_library_fit_get_rank (const BbLibraryFit *fit)
{
    int rank = G_MAXINT;

    for (guint i = 0; fit != NULL && i < fit->drives->len; i++)
        rank = MIN (rank, bb_library_for_get_rank (g_ptr_array_index (fit->drives, i)));
    return rank;
}

/* Makes the row, when it is activated, open the review of @entry if @fit has only one drive. If @fit has several
 * drives, the row asks the user for the drive. */
static void
bb_firmware_row_set_entry_action (BbFirmwareRow *self, const BbLibraryEntry *entry, const BbLibraryFit *fit)
{
    const BbLibraryFor *best = bb_firmware_row_find_best (fit);

    if (fit->drives->len == 1) {
        bb_firmware_row_set_review_action (self, best->offer, best->name);
        return;
    }
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
    bb_app_set_action (GTK_WIDGET (self), "win.choose-drive",
                       g_variant_new ("(^ays)", best->offer->path, entry->sha256));
}

/* Returns (transfer full) a sentence for an image that is for no connected drive. The sentence names the model and,
 * if they are known, the drive types and the version of the boot code that the image is for. */
static char *
bb_firmware_row_dup_wanted (const BbImageIdentity *identity)
{
    const char *name = identity->model_name != NULL ? identity->model_name : identity->product;
    const char *boot = bb_image_identity_lookup_string ((BbImageIdentity *) identity, BB_FACTS_BOOT_VERSION);
    g_autofree char *codes = identity->codes != NULL ? g_strjoinv (", ", identity->codes) : NULL;

    if (name == NULL)
        return g_strdup (_ ("The image does not specify which drive model it is for."));
    if (codes != NULL && *codes != '\0' && boot != NULL)
        /* TRANSLATORS: the name of a model, its type such as K355, the version of its boot code */
        return g_strdup_printf (_ ("Firmware for the %s (type %s). Requires boot code version %s."), name, codes,
                                boot);
    if (codes != NULL && *codes != '\0')
        /* TRANSLATORS: the name of a model, its type such as K355 */
        return g_strdup_printf (_ ("Firmware for the %s (type %s)."), name, codes);
    /* TRANSLATORS: the name of a model */
    return g_strdup_printf (_ ("Firmware for the %s."), name);
}

/* Returns (transfer full) the paths of all files with the image, one in each line. */
static char *
bb_firmware_row_dup_paths (const BbLibraryEntry *entry)
{
    g_autoptr (GString) all = g_string_new (NULL);

    for (guint i = 0; i < entry->paths->len; i++) {
        g_autofree char *home = bb_app_dup_path (g_ptr_array_index (entry->paths, i));
        g_autofree char *path = g_filename_display_name (home);
        g_autofree char *isolated = bb_app_dup_isolated (path);

        g_string_append_printf (all, "%s%s", i > 0 ? "\n" : "", isolated);
    }
    return g_string_free (g_steal_pointer (&all), FALSE);
}

void
bb_firmware_row_show_entry (BbFirmwareRow *self, const BbLibraryEntry *entry, const BbLibraryFit *fit,
                            GPtrArray *refusals)
{
    const BbLibraryFor *best = bb_firmware_row_find_best (fit);
    /* Reports and gains depend on the drive, so they are shown only if the image is for exactly one drive. The icon
     * of the row is neutral, because the line of each drive has an icon for the verdict on that drive. */
    const BbLibraryOffer *offer = best != NULL && fit->drives->len == 1 ? best->offer : NULL;
    const BbImageIdentity *identity = best != NULL ? best->offer->identity : entry->identity;
    g_autofree char *wanted = bb_firmware_row_dup_drives (fit);
    g_autofree char *file = bb_firmware_row_dup_file (g_ptr_array_index (entry->paths, 0), entry->inside);
    g_autofree char *kind = bb_firmware_row_dup_kind (identity);
    g_autofree char *reported = bb_firmware_row_dup_reported (identity);
    guint n_copies = entry->paths->len - 1;
    g_autofree char *copies =
        n_copies > 0 ? g_strdup_printf (ngettext ("%u duplicate", "%u duplicates", n_copies), n_copies) : NULL;
    const char *const parts[] = {file, reported, kind, copies};
    g_autofree char *line = bb_app_dup_joined (parts, G_N_ELEMENTS (parts));
    g_autofree char *other = best == NULL && !entry->wants_key ? bb_firmware_row_dup_wanted (entry->identity) : NULL;
    g_autofree char *paths = entry->paths->len > 1 || entry->has_twin ? bb_firmware_row_dup_paths (entry) : NULL;
    g_autofree char *first = paths != NULL ? g_strjoin ("\n", line, paths, NULL) : g_strdup (line);
    g_autofree char *text = bb_firmware_row_dup_lines (first, other, entry->has_twin);

    g_return_if_fail (BB_IS_FIRMWARE_ROW (self));

    if (best != NULL)
        bb_firmware_row_set_entry_action (self, entry, fit);
    bb_firmware_row_show (self, identity, offer, BB_VERDICT_REFUSED, text, NULL);
    bb_firmware_row_show_drives (self, fit);
    bb_firmware_row_show_refusals (self, refusals, best != NULL);
    bb_firmware_row_describe (self, (const char *[]){wanted, text, gtk_label_get_text (self->purpose)});
}

static void
bb_firmware_row_class_init (BbFirmwareRowClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-firmware-row.ui");
    gtk_widget_class_bind_template_child (widget_class, BbFirmwareRow, icon);
    gtk_widget_class_bind_template_child (widget_class, BbFirmwareRow, revision);
    gtk_widget_class_bind_template_child (widget_class, BbFirmwareRow, name);
    gtk_widget_class_bind_template_child (widget_class, BbFirmwareRow, text);
    gtk_widget_class_bind_template_child (widget_class, BbFirmwareRow, drives);
    gtk_widget_class_bind_template_child (widget_class, BbFirmwareRow, parts);
    gtk_widget_class_bind_template_child (widget_class, BbFirmwareRow, purpose);
    gtk_widget_class_bind_template_child (widget_class, BbFirmwareRow, mark);
    gtk_widget_class_bind_template_child (widget_class, BbFirmwareRow, go);
}

static void
bb_firmware_row_init (BbFirmwareRow *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bb_firmware_row_new (void)
{
    return g_object_new (BB_TYPE_FIRMWARE_ROW, "visible", TRUE, NULL);
}
