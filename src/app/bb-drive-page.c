/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-page.h"

#include "bb-app-words.h"
#include "bb-backup-list.h"
#include "bb-fact-row.h"
#include "bb-line-row.h"
#include "bb-rebadge-map.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

/* More reports than that nobody reads. */
#define BB_DRIVE_PAGE_MAX_REPORTS 8

static const BbCan BB_ABILITIES[] = {BB_CAN_IDENTIFY, BB_CAN_BACKUP,   BB_CAN_FLASH,
                                     BB_CAN_VERIFY,   BB_CAN_ROLLBACK, BB_CAN_RECOVER};

struct _BbDrivePage {
    GtkBox parent;
    BbEngine *engine;
    BbEngineDrive *drive;

    GtkLabel *title;
    GtkLabel *is;
    GtkWidget *state;
    GtkImage *state_icon;
    GtkLabel *state_text;
    GtkWidget *recover;
    GtkWidget *look_closer;
    BbFactRow *reports;
    BbFactRow *model;
    BbFactRow *sure;
    BbFactRow *evidence;
    BbFactRow *tried;
    BbFactRow *candidates;
    GtkWidget *same_group;
    BbRebadgeMap *same;
    HdyPreferencesGroup *crossflash_group;
    GPtrArray *crossflash_rows;
    char *crossflashes_of;
    BbFactRow *firmware;
    BbFactRow *boot_code;
    BbFactRow *serial;
    BbFactRow *connected;
    BbFactRow *medium;
    BbFactRow *region;
    BbFactRow *books;
    GtkLabel *told;
    HdyPreferencesGroup *can_group;
    BbLineRow *can_rows[G_N_ELEMENTS (BB_ABILITIES)];
    BbBackupList *backups;
    GtkLabel *why_not;
    GtkButton *choose;
};

G_DEFINE_TYPE (BbDrivePage, bb_drive_page, GTK_TYPE_BOX)

static void
bb_drive_page_set_optional (BbFactRow *row, const char *value)
{
    gtk_widget_set_visible (GTK_WIDGET (row), value != NULL && *value != '\0');
    bb_fact_row_set_value (row, value);
}

/* --- what it is --- */

static char *
bb_drive_page_dup_lines (GPtrArray *sentences)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < sentences->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *) g_ptr_array_index (sentences, i));
    return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static char *
bb_drive_page_dup_candidates (BbFacts *facts)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < facts->candidates->len; i++) {
        BbModel *model = g_ptr_array_index (facts->candidates, i);

        g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", bb_model_get_maker (model),
                                bb_model_get_name (model));
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What is known of one report; what is not known is left out. */
static char *
bb_drive_page_dup_report (BbCrossflash *report)
{
    const struct {
        const char *format;
        const char *text;
    } parts[] = {
        /* TRANSLATORS: what a drive can do after it was turned into another model */
        {N_ ("Gained: %s."), bb_crossflash_get_gains (report)},
        {N_ ("Lost: %s."), bb_crossflash_get_losses (report)},
        {N_ ("Risk: %s."), bb_crossflash_get_risk (report)},
    };
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
        g_autofree char *part = NULL;

        if (parts[i].text == NULL || *parts[i].text == '\0')
            continue;
        part = bb_app_dup_filled (_ (parts[i].format), parts[i].text);
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", part);
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What others did with such a drive, and what came of it: reports, not permissions. */
static void
bb_drive_page_show_crossflashes (BbDrivePage *self, BbFacts *facts)
{
    g_autoptr (GPtrArray) reports = NULL;

    if (facts == NULL || facts->model == NULL || g_strcmp0 (self->crossflashes_of, facts->model_name) == 0)
        return;
    g_free (self->crossflashes_of);
    self->crossflashes_of = g_strdup (facts->model_name);
    reports = bb_catalog_crossflashes (bb_engine_get_catalog (self->engine), facts->model_name);
    for (guint i = 0; i < self->crossflash_rows->len; i++)
        gtk_widget_destroy (g_ptr_array_index (self->crossflash_rows, i));
    g_ptr_array_set_size (self->crossflash_rows, 0);
    for (guint i = 0; i < reports->len && i < BB_DRIVE_PAGE_MAX_REPORTS; i++) {
        BbCrossflash *report = g_ptr_array_index (reports, i);
        GtkWidget *row = bb_line_row_new ();
        g_autofree char *more = bb_drive_page_dup_report (report);

        bb_line_row_set (BB_LINE_ROW (row), "media-playlist-shuffle-symbolic", "", _ ("Report"),
                         bb_crossflash_get_to (report), more);
        g_ptr_array_add (self->crossflash_rows, row);
        gtk_container_add (GTK_CONTAINER (self->crossflash_group), row);
    }
    gtk_widget_set_visible (GTK_WIDGET (self->crossflash_group), reports->len > 0);
}

static void
bb_drive_page_show_identity (BbDrivePage *self, BbFacts *facts)
{
    g_autofree char *is = bb_engine_drive_dup_is_text (self->drive);
    g_autofree char *reports = bb_app_dup_reported (self->drive);
    g_autofree char *evidence = facts != NULL ? bb_drive_page_dup_lines (facts->evidence) : NULL;
    g_autofree char *candidates = facts != NULL ? bb_drive_page_dup_candidates (facts) : NULL;
    gboolean known = facts != NULL && facts->model != NULL;

    bb_fact_row_set_value (self->reports, reports);
    bb_fact_row_set_value (self->model, is != NULL      ? is
                                        : facts != NULL ? _ ("Burnback does not know this drive")
                                                        : NULL);
    bb_drive_page_set_optional (self->sure, known ? bb_words_confidence (facts->confidence) : NULL);
    bb_drive_page_set_optional (self->evidence, evidence);
    bb_drive_page_set_optional (self->tried, known ? bb_words_tested (bb_model_get_tested (facts->model)) : NULL);
    bb_drive_page_set_optional (self->candidates, candidates);
    gtk_widget_set_visible (self->same_group,
                            bb_rebadge_map_show (self->same, bb_engine_get_catalog (self->engine), facts));
    bb_drive_page_show_crossflashes (self, facts);
}

/* --- how it is --- */

static void
bb_drive_page_show_details (BbDrivePage *self, BbDriveDetails *details, BbFacts *facts)
{
    g_autofree char *revision = bb_app_dup_revision (self->drive);
    const char *boot_code = facts != NULL ? bb_facts_get_string (facts, "boot-version") : NULL;
    g_autofree char *nodes = g_strjoin (
        ", ", details->sr_node != NULL ? details->sr_node : (details->sg_node != NULL ? details->sg_node : "-"),
        details->sr_node != NULL ? details->sg_node : NULL, NULL);
    /* TRANSLATORS: bus, bridge or nothing, device nodes: "USB through ASM1051, /dev/sr0" */
    g_autofree char *connected =
        details->bridge != NULL
            ? g_strdup_printf (_ ("%s through %s, %s"), bb_words_bus (details->bus), details->bridge, nodes)
            : g_strdup_printf (_ ("%s, %s"), bb_words_bus (details->bus), nodes);

    bb_fact_row_set_value (self->firmware, revision);
    bb_drive_page_set_optional (self->boot_code, boot_code);
    bb_fact_row_set_value (self->serial, details->serial);
    bb_fact_row_set_value (self->connected, connected);
    bb_fact_row_set_value (self->medium, bb_words_medium (bb_engine_drive_get_medium (self->drive)));
}

static void
bb_drive_page_show_state (BbDrivePage *self)
{
    BbDriveState state = bb_app_shown_state (self->drive);
    BbFacts *facts = bb_engine_drive_get_facts (self->drive);
    g_autofree char *text = bb_engine_drive_dup_state_text (self->drive);
    const char *style = bb_app_state_class (state);

    gtk_image_set_from_icon_name (self->state_icon, bb_app_state_icon (state), GTK_ICON_SIZE_MENU);
    gtk_label_set_text (self->state_text, text);
    bb_app_set_class (self->state, "good caution bad", style);
    gtk_widget_set_visible (self->recover, state == BB_DRIVE_STATE_NEEDS_RECOVERY);
    gtk_widget_set_visible (self->look_closer,
                            facts != NULL && facts->family == NULL && state != BB_DRIVE_STATE_BUSY);
}

/* Nothing is known of it yet, and nothing is in the way of that. */
static gboolean
bb_drive_page_is_asked (BbDrivePage *self)
{
    return bb_engine_drive_get_facts (self->drive) == NULL &&
           bb_engine_drive_get_state (self->drive) == BB_DRIVE_STATE_UNKNOWN;
}

static void
bb_drive_page_show_can (BbDrivePage *self, BbFacts *facts)
{
    BbCan can = bb_engine_drive_get_can (self->drive);
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    g_autofree char *backup_why = NULL;

    if (family != NULL && family->backup_kind != NULL)
        family->backup_kind (facts, &backup_why);
    for (guint i = 0; i < G_N_ELEMENTS (BB_ABILITIES); i++) {
        gboolean yes = (can & BB_ABILITIES[i]) != 0;
        const char *why = BB_ABILITIES[i] == BB_CAN_BACKUP ? backup_why : NULL;

        if (!yes && why == NULL)
            why = family == NULL ? _ ("This drive is not known.") : _ ("Not as the drive is now.");
        bb_line_row_set (self->can_rows[i], yes ? "object-select-symbolic" : "window-close-symbolic",
                         yes ? "good" : "", yes ? _ ("Can") : _ ("Cannot"), bb_app_can_word (BB_ABILITIES[i]), why);
    }
}

static void
bb_drive_page_show_acts (BbDrivePage *self)
{
    BbCan can = bb_engine_drive_get_can (self->drive);
    g_autofree char *state = bb_engine_drive_dup_state_text (self->drive);
    const char *why_not = (can & BB_CAN_FLASH) != 0       ? NULL
                          : bb_drive_page_is_asked (self) ? _ ("The drive is being asked what it is.")
                                                          : state;

    gtk_label_set_text (self->why_not, why_not != NULL ? why_not : _ ("Or drop a firmware file here."));
    bb_app_set_description (GTK_WIDGET (self->choose), why_not);
}

void
bb_drive_page_take_details (BbDrivePage *self, BbResult *result)
{
    g_autofree char *region = bb_words_dup_region (result->region);
    g_autofree char *books = bb_words_dup_books (result->books);

    g_return_if_fail (BB_IS_DRIVE_PAGE (self));

    bb_drive_page_set_optional (self->region, region);
    bb_drive_page_set_optional (self->books, books);
}

void
bb_drive_page_tell (BbDrivePage *self, const char *sentence)
{
    g_return_if_fail (BB_IS_DRIVE_PAGE (self));

    gtk_label_set_text (self->told, sentence);
    gtk_widget_set_visible (GTK_WIDGET (self->told), sentence != NULL);
}

void
bb_drive_page_show (BbDrivePage *self, BbEngine *engine, BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autofree char *title = bb_app_dup_drive_name (drive);
    g_autofree char *is_name = bb_engine_drive_dup_is_text (drive);
    g_autofree char *is = NULL;

    g_return_if_fail (BB_IS_DRIVE_PAGE (self));

    g_set_object (&self->engine, engine);
    g_set_object (&self->drive, drive);
    if (is_name != NULL)
        /* TRANSLATORS: the model that a drive really is */
        is = g_strdup_printf (_ ("It really is: %s"), is_name);
    else
        is = g_strdup (bb_drive_page_is_asked (self) ? _ ("It is being asked what it is.")
                       : facts != NULL               ? _ ("Nobody knows what it really is.")
                                                     : _ ("It could not be asked what it really is."));
    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->is, is);
    bb_drive_page_show_state (self);
    bb_drive_page_show_identity (self, facts);
    bb_drive_page_show_details (self, details, facts);
    bb_drive_page_show_can (self, facts);
    bb_drive_page_show_acts (self);
    if (facts != NULL)
        bb_backup_list_show (self->backups, engine, drive);
}

/* --- object --- */

static void
bb_drive_page_dispose (GObject *object)
{
    BbDrivePage *self = BB_DRIVE_PAGE (object);

    g_clear_pointer (&self->crossflash_rows, g_ptr_array_unref);
    g_clear_pointer (&self->crossflashes_of, g_free);
    g_clear_object (&self->drive);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_drive_page_parent_class)->dispose (object);
}

static void
bb_drive_page_class_init (BbDrivePageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_drive_page_dispose;
    g_type_ensure (BB_TYPE_FACT_ROW);
    g_type_ensure (BB_TYPE_BACKUP_LIST);
    g_type_ensure (BB_TYPE_REBADGE_MAP);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, title);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, is);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state_icon);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state_text);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, recover);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, look_closer);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, reports);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, model);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, sure);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, evidence);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, tried);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, candidates);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, same_group);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, same);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, crossflash_group);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, firmware);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, boot_code);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, serial);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, connected);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, medium);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, region);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, books);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, told);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, can_group);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, backups);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, why_not);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, choose);
}

static void
bb_drive_page_init (BbDrivePage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    self->crossflash_rows = g_ptr_array_new ();
    for (guint i = 0; i < G_N_ELEMENTS (BB_ABILITIES); i++) {
        self->can_rows[i] = BB_LINE_ROW (bb_line_row_new ());
        gtk_container_add (GTK_CONTAINER (self->can_group), GTK_WIDGET (self->can_rows[i]));
    }
}

GtkWidget *
bb_drive_page_new (void)
{
    return g_object_new (BB_TYPE_DRIVE_PAGE, "visible", TRUE, NULL);
}
