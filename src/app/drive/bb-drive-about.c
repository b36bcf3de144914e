/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-about.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-fact-row.h"
#include "app/widgets/bb-advice-card.h"
#include "app/widgets/bb-memory-bar.h"
#include "app/widgets/bb-rebadge-map.h"
#include "family/bb-advice.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

/* Maximum number of reports on conversions that are shown. */
#define BB_DRIVE_ABOUT_MAX_REPORTS 8

struct _BbDriveAbout {
    GtkBox parent;
    GtkWidget *same_group;
    BbRebadgeMap *same;
    HdyPreferencesGroup *advice_group;
    GPtrArray *advice_rows;
    char *advice_shown; /* (nullable): the advice that is shown: a line with purpose and image for each */
    HdyPreferencesGroup *crossflash_group;
    GPtrArray *crossflash_rows;
    char *crossflashes_of; /* (nullable): model, board and condition of the drive whose reports are shown */
    BbFactRow *boot_code;
    BbFactRow *chip;
    BbFactRow *lock;
    BbFactRow *form;
    GtkWidget *memory_group;
    BbMemoryBar *memory;
    BbFacts *facts; /* (nullable): facts whose flash layout @memory shows */
    BbFactRow *serial;
    BbFactRow *connected;
    BbFactRow *medium;
    GtkWidget *books_group;
    BbFactRow *region;
    BbFactRow *books;
};

G_DEFINE_TYPE (BbDriveAbout, bb_drive_about, GTK_TYPE_BOX)

/* --- reports --- */

static void
bb_drive_about_clear_rows (GPtrArray *rows)
{
    for (guint i = 0; i < rows->len; i++)
        gtk_widget_destroy (g_ptr_array_index (rows, i));
    g_ptr_array_set_size (rows, 0);
}

/* Adds a card with a report to @group, and records it in @rows. */
static void
bb_drive_about_add_row (HdyPreferencesGroup *group, GPtrArray *rows, const char *icon, const char *kind,
                        const char *title, const BbAdviceTexts *texts)
{
    GtkWidget *row = bb_advice_card_new (icon, kind, title, texts);

    g_ptr_array_add (rows, row);
    gtk_container_add (GTK_CONTAINER (group), row);
}

/* Shows for each purpose which firmware to look for; hides the group if there is no advice. Does nothing if the
 * advice is shown already. The advice is from reports of other people and is only shown; it has no influence on any
 * verdict. */
static void
bb_drive_about_show_advice (BbDriveAbout *self, BbCatalog *catalog, BbFacts *facts)
{
    g_autoptr (GPtrArray) list = bb_advice_list (facts, catalog);
    g_autoptr (GString) shown = g_string_new (NULL);

    for (guint i = 0; i < list->len; i++) {
        const BbAdvice *advice = g_ptr_array_index (list, i);

        g_string_append_printf (shown, "%s %s\n", bb_purpose_to_string (advice->purpose), advice->image);
    }
    if (g_strcmp0 (shown->str, self->advice_shown) == 0)
        return;
    g_free (self->advice_shown);
    self->advice_shown = g_string_free (g_steal_pointer (&shown), FALSE);
    bb_drive_about_clear_rows (self->advice_rows);
    for (guint i = 0; i < list->len; i++) {
        const BbAdvice *advice = g_ptr_array_index (list, i);
        const BbAdviceTexts texts = bb_advice_texts_of (advice);
        /* TRANSLATORS: what firmware is wanted for, then which: "Reading UHD discs: BU40N 1.03 MK" */
        g_autofree char *title =
            g_strdup_printf (_ ("%s: %s"), bb_words_purpose (advice->purpose),
                             advice->image != NULL ? bb_catalog_translate (advice->image) : _ ("not advised"));

        bb_drive_about_add_row (self->advice_group, self->advice_rows,
                                advice->image != NULL ? "dialog-information-symbolic" : "dialog-warning-symbolic",
                                _ ("Report"), title, &texts);
    }
    gtk_widget_set_visible (GTK_WIDGET (self->advice_group), list->len > 0);
}

/* Shows the first BB_DRIVE_ABOUT_MAX_REPORTS reports on conversions of drives of this model and board, or hides the
 * group if there are none. Does nothing if they are shown already or the model is unknown. The reports are only
 * shown; they have no influence on any verdict. */
static void
bb_drive_about_show_crossflashes (BbDriveAbout *self, BbCatalog *catalog, BbFacts *facts)
{
    g_autoptr (GPtrArray) reports = NULL;
    g_autofree char *drive = NULL;
    const char *board;

    if (facts == NULL || facts->model == NULL)
        return;
    board = bb_facts_get_string (facts, BB_FACTS_BOOT_ID);
    drive = g_strdup_printf ("%s %s %d", facts->model_name, board != NULL ? board : "", facts->condition);
    if (g_strcmp0 (self->crossflashes_of, drive) == 0)
        return;
    g_free (self->crossflashes_of);
    self->crossflashes_of = g_steal_pointer (&drive);
    reports = bb_facts_list_crossflashes (facts, catalog);
    bb_drive_about_clear_rows (self->crossflash_rows);
    for (guint i = 0; i < reports->len && i < BB_DRIVE_ABOUT_MAX_REPORTS; i++) {
        BbCrossflash *report = g_ptr_array_index (reports, i);
        gboolean is_possible = g_strcmp0 (bb_crossflash_get_kind (report), "not-possible") != 0;
        g_autofree char *gains = bb_crossflash_dup_gains (report, NULL, NULL);
        const char *outcome = is_possible ? _ ("Reported as possible") : _ ("Reported as not possible");
        /* TRANSLATORS: model of the drives before a conversion, and model after it */
        g_autofree char *title =
            g_strdup_printf (_ ("%s → %s"), bb_catalog_translate (bb_crossflash_get_from (report)),
                             bb_catalog_translate (bb_crossflash_get_to (report)));
        const BbAdviceTexts texts = {.outcome = outcome,
                                     .gains = gains,
                                     .losses = bb_crossflash_get_losses (report),
                                     .risk = bb_crossflash_get_risk (report),
                                     .source = bb_crossflash_get_source (report)};

        bb_drive_about_add_row (self->crossflash_group, self->crossflash_rows,
                                is_possible ? "media-playlist-shuffle-symbolic" : "action-unavailable-symbolic",
                                outcome, title, &texts);
    }
    gtk_widget_set_visible (GTK_WIDGET (self->crossflash_group), reports->len > 0);
}

/* --- details --- */

/* Shows the layout of the flash memory, if the facts have changed; hides the bar if the layout is unknown. Does
 * nothing without facts. */
static void
bb_drive_about_show_memory (BbDriveAbout *self, BbCatalog *catalog, BbFacts *facts)
{
    g_autoptr (BbPlan) layout = NULL;

    if (facts == NULL || facts == self->facts)
        return;
    g_clear_pointer (&self->facts, bb_facts_unref);
    self->facts = bb_facts_ref (facts);
    layout = bb_family_lay_out (facts, catalog);
    gtk_widget_set_visible (self->memory_group, bb_memory_bar_show (self->memory, layout));
}

/* Returns (nullable) a label for the form in which the drive accepts updates: plain, encrypted (wrapped) or unknown;
 * %NULL if the facts have no key "transfer". */
static const char *
bb_drive_about_get_form (BbFacts *facts)
{
    const char *transfer = facts != NULL ? bb_facts_get_string (facts, "transfer") : NULL;

    if (transfer == NULL)
        return NULL;
    if (g_str_equal (transfer, "unknown"))
        return _ ("Not known");
    return g_str_equal (transfer, "wrapped") ? _ ("Only encrypted updates (key file required)") : _ ("Plain images");
}

/* Shows whether the drive accepts older firmware, and in which form it accepts updates; hides a row whose value is
 * unknown. */
static void
bb_drive_about_show_lock (BbDriveAbout *self, BbFacts *facts)
{
    g_autofree char *accepts_older = NULL;

    (void) bb_family_accepts_older (facts, NULL, &accepts_older);
    bb_fact_row_set_optional (self->lock, accepts_older);
    bb_fact_row_set_optional (self->form, bb_drive_about_get_form (facts));
}

/* Returns (transfer full) (nullable) the name of the chip family; if the catalog has the key "FlashType" for the
 * model, also the type of the flash memory. %NULL if the family is unknown. */
static char *
bb_drive_about_dup_chip (BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;
    const char *type = facts != NULL && facts->model != NULL ? bb_model_get_string (facts->model, "FlashType") : NULL;

    if (family == NULL)
        return NULL;
    return type != NULL ? g_strdup_printf (_ ("%s, flash type %s"), _ (family->name), type)
                        : g_strdup (_ (family->name));
}

/* Shows boot code, chip, the rules about updates, serial number, connection, and whether a disc is in the drive. */
static void
bb_drive_about_show_details (BbDriveAbout *self, BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    const char *boot_code = facts != NULL ? bb_facts_get_string (facts, BB_FACTS_BOOT_VERSION) : NULL;
    g_autofree char *nodes = g_strjoin (
        ", ", details->sr_node != NULL ? details->sr_node : (details->sg_node != NULL ? details->sg_node : "-"),
        details->sr_node != NULL ? details->sg_node : NULL, NULL);
    /* TRANSLATORS: bus, USB bridge, device nodes: "USB through ASM1051, /dev/sr0" */
    g_autofree char *connected =
        details->bridge != NULL
            ? g_strdup_printf (_ ("%s through %s, %s"), bb_words_bus (details->bus), details->bridge, nodes)
            : g_strdup_printf (C_ ("connection and devices", "%s, %s"), bb_words_bus (details->bus), nodes);
    g_autofree char *chip = bb_drive_about_dup_chip (facts);

    bb_fact_row_set_optional (self->boot_code, boot_code);
    bb_fact_row_set_optional (self->chip, chip);
    bb_drive_about_show_lock (self, facts);
    bb_fact_row_set_value (self->serial, details->serial);
    bb_fact_row_set_value (self->connected, connected);
    bb_fact_row_set_value (self->medium, bb_words_medium (bb_engine_drive_get_medium (drive)));
}

void
bb_drive_about_take_details (BbDriveAbout *self, BbResult *result)
{
    g_autofree char *region = bb_words_dup_region (result->region);
    g_autofree char *books = bb_words_dup_books (result->books);

    g_return_if_fail (BB_IS_DRIVE_ABOUT (self));

    bb_fact_row_set_optional (self->region, region);
    bb_fact_row_set_optional (self->books, books);
    gtk_widget_set_visible (self->books_group, region != NULL || books != NULL);
}

void
bb_drive_about_show (BbDriveAbout *self, BbEngine *engine, BbEngineDrive *drive)
{
    BbCatalog *catalog = bb_engine_get_catalog (engine);
    BbFacts *facts = bb_engine_drive_get_facts (drive);

    g_return_if_fail (BB_IS_DRIVE_ABOUT (self));

    gtk_widget_set_visible (self->same_group, bb_rebadge_map_show (self->same, catalog, facts));
    bb_drive_about_show_advice (self, catalog, facts);
    bb_drive_about_show_crossflashes (self, catalog, facts);
    bb_drive_about_show_memory (self, catalog, facts);
    bb_drive_about_show_details (self, drive);
}

/* --- object --- */

static void
bb_drive_about_dispose (GObject *object)
{
    BbDriveAbout *self = BB_DRIVE_ABOUT (object);

    g_clear_pointer (&self->facts, bb_facts_unref);
    g_clear_pointer (&self->advice_rows, g_ptr_array_unref);
    g_clear_pointer (&self->advice_shown, g_free);
    g_clear_pointer (&self->crossflash_rows, g_ptr_array_unref);
    g_clear_pointer (&self->crossflashes_of, g_free);
    G_OBJECT_CLASS (bb_drive_about_parent_class)->dispose (object);
}

static void
bb_drive_about_class_init (BbDriveAboutClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_drive_about_dispose;
    g_type_ensure (BB_TYPE_FACT_ROW);
    g_type_ensure (BB_TYPE_MEMORY_BAR);
    g_type_ensure (BB_TYPE_REBADGE_MAP);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-about.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, same_group);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, same);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, advice_group);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, crossflash_group);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, boot_code);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, chip);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, memory);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, memory_group);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, books_group);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, lock);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, form);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, serial);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, connected);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, medium);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, region);
    gtk_widget_class_bind_template_child (widget_class, BbDriveAbout, books);
}

static void
bb_drive_about_init (BbDriveAbout *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
    self->advice_rows = g_ptr_array_new ();
    self->crossflash_rows = g_ptr_array_new ();
}

GtkWidget *
bb_drive_about_new (void)
{
    return g_object_new (BB_TYPE_DRIVE_ABOUT, "visible", TRUE, NULL);
}
