/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-bar.h"

#include "app/bb-app-words.h"
#include "app/bb-idle-queue.h"
#include "family/bb-family-check.h"
#include "job/operation/bb-rescue-name.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>

struct _BbRescueBar {
    GtkRevealer parent;
    BbEngine *engine;        /* (nullable) */
    BbEngineDrive *attended; /* (nullable): drive whose page is shown; the page has its own button for recovery */
    gboolean is_narrow;

    GtkLabel *text;
    GtkWidget *recover;
};

G_DEFINE_TYPE (BbRescueBar, bb_rescue_bar, GTK_TYPE_REVEALER)

/* Returns TRUE if @drive needs recovery, is of a kind that can be recovered, and has no job. */
static gboolean
bb_rescue_bar_is_needy (BbEngineDrive *drive)
{
    return bb_engine_drive_get_state (drive) == BB_DRIVE_STATE_NEEDS_RECOVERY &&
           bb_engine_drive_get_job (drive) == NULL && bb_family_recovers (bb_engine_drive_get_facts (drive));
}

guint
bb_rescue_bar_list (BbRescueBar *self, BbEngineDrive **first)
{
    GListModel *drives;
    guint n_needy = 0;

    g_return_val_if_fail (BB_IS_RESCUE_BAR (self) && self->engine != NULL, 0);

    drives = bb_engine_get_drives (self->engine);
    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        if (!bb_rescue_bar_is_needy (drive))
            continue;
        if (n_needy++ == 0 && first != NULL)
            *first = g_steal_pointer (&drive);
    }
    return n_needy;
}

/* Returns (transfer full) sentences: @drive needs recovery, and perhaps its memory chip seems worn. Unless
 * @is_narrow, also says who else sold such drives, if the drive does not report its own name, and at which block the
 * flash of the drive stopped, if the block is known. */
static char *
bb_rescue_bar_dup_text (BbEngineDrive *drive, gboolean is_narrow)
{
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
    g_autofree char *name = bb_app_dup_drive_name (drive);
    g_autofree char *where = journal != NULL && !is_narrow ? bb_words_dup_history_where (journal) : NULL;
    g_autofree char *makers = is_narrow ? NULL : bb_rescue_name_dup_makers (drive);
    g_autofree char *also = NULL;
    g_autofree char *what =
        g_strdup_printf (bb_engine_drive_is_worn (drive)
                             /* TRANSLATORS: here and below: name of a drive, its short name: "sr0" */
                             ? _ ("%s (%s) needs recovery, and its memory chip seems worn.")
                             : _ ("%s (%s) needs recovery."),
                         name, bb_engine_drive_get_name (drive));

    if (makers != NULL)
        /* TRANSLATORS: makers: "HP, Mitsumi, TDK" */
        also = g_strdup_printf (_ ("Drives of this model were also sold by %s."), makers);
    /* g_strjoin() ends at the first NULL. */
    if (also == NULL)
        return g_strjoin (" ", what, where, NULL);
    return g_strjoin (" ", what, also, where, NULL);
}

/* Shows the name of the drive that needs recovery, or the number of such drives. Hides the bar in three cases: no
 * drive needs recovery; a drive is being written to; the page that is shown says itself that its drive needs
 * recovery, so that no page has two warnings. */
static void
bb_rescue_bar_update (gpointer data)
{
    BbRescueBar *self = BB_RESCUE_BAR (data);
    GListModel *drives = bb_engine_get_drives (self->engine);
    g_autoptr (BbEngineDrive) first = NULL;
    guint n_needy = bb_rescue_bar_list (self, &first);
    gboolean is_shown = n_needy > 0 && !(self->attended != NULL && bb_rescue_bar_is_needy (self->attended));
    g_autofree char *text = NULL;

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        BbJob *job = bb_engine_drive_get_job (drive);

        is_shown &= job == NULL || !bb_action_writes (bb_job_get_action (job));
    }
    if (n_needy == 1)
        text = bb_rescue_bar_dup_text (first, self->is_narrow);
    else if (n_needy > 1)
        /* TRANSLATORS: %u is 2 or more */
        text = g_strdup_printf (ngettext ("%u drive needs recovery.", "%u drives need recovery.", n_needy), n_needy);
    if (text != NULL) {
        gtk_label_set_text (self->text, text);
        /* The button has a description, because a page may have a button of the same name. */
        atk_object_set_description (gtk_widget_get_accessible (self->recover), text);
    }
    gtk_widget_set_sensitive (GTK_WIDGET (self), is_shown);
    gtk_revealer_set_reveal_child (GTK_REVEALER (self), is_shown);
}

static void
bb_rescue_bar_drive_cb (BbEngineDrive *drive, gpointer data)
{
    bb_idle_queue_add (data, bb_rescue_bar_update);
}

/* Connects to the added drives, and updates the bar from the idle queue. */
static void
bb_rescue_bar_drives_cb (GListModel *drives, guint position, guint removed, guint added, gpointer data)
{
    for (guint i = 0; i < added; i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, position + i);

        g_signal_connect_object (drive, "changed", G_CALLBACK (bb_rescue_bar_drive_cb), data, 0);
    }
    bb_idle_queue_add (data, bb_rescue_bar_update);
}

void
bb_rescue_bar_set_engine (BbRescueBar *self, BbEngine *engine)
{
    GListModel *drives;

    g_return_if_fail (BB_IS_RESCUE_BAR (self) && self->engine == NULL);

    self->engine = g_object_ref (engine);
    drives = bb_engine_get_drives (engine);
    g_signal_connect_object (drives, "items-changed", G_CALLBACK (bb_rescue_bar_drives_cb), self, 0);
    bb_rescue_bar_drives_cb (drives, 0, 0, g_list_model_get_n_items (drives), self);
}

void
bb_rescue_bar_set_attended (BbRescueBar *self, BbEngineDrive *drive)
{
    g_return_if_fail (BB_IS_RESCUE_BAR (self));

    if (g_set_object (&self->attended, drive) && self->engine != NULL)
        bb_idle_queue_add (self, bb_rescue_bar_update);
}

void
bb_rescue_bar_set_narrow (BbRescueBar *self, gboolean narrow)
{
    g_return_if_fail (BB_IS_RESCUE_BAR (self));

    if (self->is_narrow == narrow)
        return;
    self->is_narrow = narrow;
    if (self->engine != NULL)
        bb_idle_queue_add (self, bb_rescue_bar_update);
}

gboolean
bb_rescue_bar_is_shown (BbRescueBar *self)
{
    g_return_val_if_fail (BB_IS_RESCUE_BAR (self), FALSE);

    return gtk_revealer_get_reveal_child (GTK_REVEALER (self)) && gtk_widget_get_visible (GTK_WIDGET (self));
}

void
bb_rescue_bar_set_suggested (BbRescueBar *self, gboolean is_suggested)
{
    g_return_if_fail (BB_IS_RESCUE_BAR (self));

    bb_app_set_class (self->recover, "suggested-action", is_suggested ? "suggested-action" : "");
}

static void
bb_rescue_bar_dispose (GObject *object)
{
    bb_idle_queue_forget (object);
    g_clear_object (&BB_RESCUE_BAR (object)->attended);
    g_clear_object (&BB_RESCUE_BAR (object)->engine);
    G_OBJECT_CLASS (bb_rescue_bar_parent_class)->dispose (object);
}

static void
bb_rescue_bar_class_init (BbRescueBarClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_rescue_bar_dispose;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-rescue-bar.ui");
    gtk_widget_class_bind_template_child (widget_class, BbRescueBar, text);
    gtk_widget_class_bind_template_child (widget_class, BbRescueBar, recover);
}

static void
bb_rescue_bar_init (BbRescueBar *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
}
