/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-page.h"

#include "app/bb-app-words.h"
#include "bb-drive-abilities.h"
#include "bb-drive-about.h"
#include "bb-drive-history.h"
#include "bb-drive-identity.h"
#include "app/bb-idle-queue.h"
#include "app/library/bb-drive-firmware.h"

#include <glib/gi18n-lib.h>

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
    GtkLabel *told;
    GtkContainer *body;
    /* (nullable): each comes in a turn of its own, in this order */
    BbDriveFirmware *firmware;
    BbDriveIdentity *identity;
    BbDriveAbout *about;
    BbDriveAbilities *abilities;
    BbDriveHistory *history;
    GtkLabel *why_not;
    GtkButton *choose;
};

G_DEFINE_TYPE (BbDrivePage, bb_drive_page, GTK_TYPE_BOX)

/* --- how it is --- */

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
bb_drive_page_show_acts (BbDrivePage *self)
{
    BbCan can = bb_engine_drive_get_can (self->drive);
    g_autofree char *state = bb_engine_drive_dup_state_text (self->drive);
    const char *why_not = (can & BB_CAN_FLASH) != 0       ? NULL
                          : bb_drive_page_is_asked (self) ? _ ("Identifying the drive…")
                                                          : state;

    gtk_label_set_text (self->why_not, why_not != NULL ? why_not : _ ("You can also drop a firmware file here."));
    bb_app_set_description (GTK_WIDGET (self->choose), why_not);
}

/* A page made at once would hold up the window: what is further down comes with the next pictures. */
static void
bb_drive_page_add_part (gpointer data)
{
    BbDrivePage *self = BB_DRIVE_PAGE (data);
    GtkWidget *part;

    if (self->firmware == NULL) {
        part = bb_drive_firmware_new ();
        self->firmware = BB_DRIVE_FIRMWARE (part);
        bb_drive_firmware_show (self->firmware, self->engine, self->drive);
    } else if (self->identity == NULL) {
        part = bb_drive_identity_new ();
        self->identity = BB_DRIVE_IDENTITY (part);
        bb_drive_identity_show (self->identity, self->drive);
    } else if (self->about == NULL) {
        part = bb_drive_about_new ();
        self->about = BB_DRIVE_ABOUT (part);
        bb_drive_about_show (self->about, self->engine, self->drive);
    } else if (self->abilities == NULL) {
        part = bb_drive_abilities_new ();
        self->abilities = BB_DRIVE_ABILITIES (part);
        bb_drive_abilities_show (self->abilities, self->engine, self->drive);
    } else if (self->history == NULL) {
        part = bb_drive_history_new ();
        self->history = BB_DRIVE_HISTORY (part);
        bb_drive_history_show (self->history, self->engine, self->drive);
    } else {
        return;
    }
    gtk_container_add (self->body, part);
    bb_idle_queue_add (self, bb_drive_page_add_part);
}

void
bb_drive_page_take_details (BbDrivePage *self, BbResult *result)
{
    g_return_if_fail (BB_IS_DRIVE_PAGE (self) && self->drive != NULL);

    while (self->about == NULL)
        bb_drive_page_add_part (self);
    bb_drive_about_take_details (self->about, result);
}

void
bb_drive_page_search (BbDrivePage *self, GFile *folder)
{
    g_return_if_fail (BB_IS_DRIVE_PAGE (self) && self->drive != NULL);

    while (self->firmware == NULL)
        bb_drive_page_add_part (self);
    bb_drive_firmware_search (self->firmware, folder);
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
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autofree char *title = bb_app_dup_drive_name (drive);
    g_autofree char *is_name = bb_engine_drive_dup_is_text (drive);
    g_autofree char *is = NULL;

    g_return_if_fail (BB_IS_DRIVE_PAGE (self));

    g_set_object (&self->engine, engine);
    g_set_object (&self->drive, drive);
    if (is_name != NULL)
        /* TRANSLATORS: the model that a drive really is */
        is = g_strdup_printf (_ ("Identified as %s"), is_name);
    else
        is = g_strdup (bb_drive_page_is_asked (self) ? _ ("Identifying…")
                       : facts != NULL               ? _ ("Not identified")
                                                     : _ ("Could not be identified"));
    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->is, is);
    bb_drive_page_show_state (self);
    bb_drive_page_show_acts (self);
    if (self->firmware != NULL)
        bb_drive_firmware_show (self->firmware, engine, drive);
    if (self->identity != NULL)
        bb_drive_identity_show (self->identity, drive);
    if (self->about != NULL)
        bb_drive_about_show (self->about, engine, drive);
    if (self->abilities != NULL)
        bb_drive_abilities_show (self->abilities, engine, drive);
    if (self->history != NULL)
        bb_drive_history_show (self->history, engine, drive);
    else
        bb_idle_queue_add (self, bb_drive_page_add_part);
}

const char *
bb_drive_page_get_topic (BbEngineDrive *drive)
{
    if (drive == NULL)
        return "state-gone";
    switch (bb_app_shown_state (drive)) {
    case BB_DRIVE_STATE_READY:
        /* What was flashed may still have to prove itself. */
        return bb_engine_drive_get_journal (drive) != NULL ? "result" : "state-ready";
    case BB_DRIVE_STATE_MEDIUM:
        return "state-medium";
    case BB_DRIVE_STATE_BUSY:
        return "state-busy";
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return "state-needs-recovery";
    case BB_DRIVE_STATE_NO_PERMISSION:
        return "state-no-permission";
    case BB_DRIVE_STATE_UNKNOWN:
    default:
        return "state-unknown";
    }
}

/* --- object --- */

static void
bb_drive_page_dispose (GObject *object)
{
    BbDrivePage *self = BB_DRIVE_PAGE (object);

    bb_idle_queue_forget (self);
    g_clear_object (&self->drive);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_drive_page_parent_class)->dispose (object);
}

static void
bb_drive_page_class_init (BbDrivePageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_drive_page_dispose;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, title);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, is);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state_icon);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state_text);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, recover);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, look_closer);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, told);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, body);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, why_not);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, choose);
}

static void
bb_drive_page_init (BbDrivePage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bb_drive_page_new (void)
{
    return g_object_new (BB_TYPE_DRIVE_PAGE, "visible", TRUE, NULL);
}
