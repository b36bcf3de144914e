/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-bar.h"

#include "app/bb-app-words.h"
#include "app/bb-idle-queue.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>

struct _BbRescueBar {
    GtkRevealer parent;
    BbEngine *engine;        /* (nullable) */
    BbEngineDrive *attended; /* (nullable): drive whose page is shown; the page has a button of its own */
    BbEngineDrive *selected; /* (nullable): drive that is selected in the list, whether its page is shown or not */
    gboolean is_narrow;

    GtkLabel *text;
    GtkWidget *recover;
};

G_DEFINE_TYPE (BbRescueBar, bb_rescue_bar, GTK_TYPE_REVEALER)

/* Returns TRUE if @drive needs recovery and has no job. */
static gboolean
bb_rescue_bar_is_needy (BbEngineDrive *drive)
{
    return bb_engine_drive_get_state (drive) == BB_DRIVE_STATE_NEEDS_RECOVERY &&
           bb_engine_drive_get_job (drive) == NULL;
}

/* Returns (transfer full) (nullable) the first drive that needs recovery and whose page is not shown. */
static BbEngineDrive *
bb_rescue_bar_ref_first (BbRescueBar *self)
{
    GListModel *drives;

    drives = self->engine != NULL ? bb_engine_get_drives (self->engine) : NULL;
    for (guint i = 0; drives != NULL && i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        if (drive != self->attended && bb_rescue_bar_is_needy (drive))
            return g_steal_pointer (&drive);
    }
    return NULL;
}

/* Returns the number of drives that need recovery, including the one whose page is shown. */
static guint
bb_rescue_bar_count (BbRescueBar *self)
{
    GListModel *drives = bb_engine_get_drives (self->engine);
    guint n_needy = 0;

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        n_needy += bb_rescue_bar_is_needy (drive) ? 1 : 0;
    }
    return n_needy;
}

BbEngineDrive *
bb_rescue_bar_ref_drive (BbRescueBar *self)
{
    guint n_attended;

    g_return_val_if_fail (BB_IS_RESCUE_BAR (self) && self->engine != NULL, NULL);

    n_attended = self->attended != NULL && bb_rescue_bar_is_needy (self->attended) ? 1 : 0;
    /* With one drive the bar names it; with several it counts them, and its button is for the selected drive. */
    if (bb_rescue_bar_count (self) > n_attended + 1 && self->selected != NULL &&
        bb_rescue_bar_is_needy (self->selected))
        return g_object_ref (self->selected);
    return bb_rescue_bar_ref_first (self);
}

/* Returns (transfer full) that @drive needs recovery, and at which block its flash stopped, if known. */
static char *
bb_rescue_bar_dup_text (BbEngineDrive *drive)
{
    BbJournalRecord *journal = bb_engine_drive_get_journal (drive);
    g_autofree char *name = bb_app_dup_drive_name (drive);
    g_autofree char *where = journal != NULL ? bb_words_dup_history_where (journal) : NULL;
    g_autofree char *what = g_strdup_printf (_ ("%s (%s) needs recovery."), name, bb_engine_drive_get_name (drive));

    return g_strjoin (" ", what, where, NULL);
}

/* Returns (transfer full) how many drives need recovery, and which of them the button recovers. */
static char *
bb_rescue_bar_dup_count_text (BbEngineDrive *target, guint n_needy)
{
    g_autofree char *name = bb_app_dup_drive_name (target);

    return g_strdup_printf (
        /* TRANSLATORS: %u is 2 or more; then the name and the node of a drive */
        ngettext ("%u drive needs recovery. “Recover” starts with %s (%s).",
                  "%u drives need recovery. “Recover” starts with %s (%s).", n_needy),
        n_needy, name, bb_engine_drive_get_name (target));
}

/* Shows the drives that need recovery, without the one whose page is shown. Hides the bar if there are none, or
 * while a drive is being written to. */
static void
bb_rescue_bar_update (gpointer data)
{
    BbRescueBar *self = BB_RESCUE_BAR (data);
    GListModel *drives = bb_engine_get_drives (self->engine);
    g_autoptr (BbEngineDrive) target = bb_rescue_bar_ref_drive (self);
    guint n_needy = bb_rescue_bar_count (self), n_others = 0;
    gboolean is_writing = FALSE;
    g_autofree char *text = NULL;

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        BbJob *job = bb_engine_drive_get_job (drive);

        is_writing |= job != NULL && bb_action_writes (bb_job_get_action (job));
        n_others += drive != self->attended && bb_rescue_bar_is_needy (drive) ? 1 : 0;
    }
    if (n_others == 1) {
        text = bb_rescue_bar_dup_text (target);
    } else if (n_others > 1) {
        text = bb_rescue_bar_dup_count_text (target, n_needy);
    }
    if (text != NULL) {
        /* A narrow window has room only for the name of the drive. */
        g_autofree char *brief = bb_app_dup_full_name (target);

        gtk_label_set_text (self->text, self->is_narrow ? brief : text);
        gtk_widget_set_tooltip_text (self->recover, self->is_narrow ? text : NULL);
        /* The accessible description distinguishes the button from one of the same name on a page. */
        atk_object_set_description (gtk_widget_get_accessible (self->recover), text);
    }
    gtk_widget_set_sensitive (GTK_WIDGET (self), n_others > 0 && !is_writing);
    gtk_revealer_set_reveal_child (GTK_REVEALER (self), n_others > 0 && !is_writing);
}

static void
bb_rescue_bar_drive_cb (BbEngineDrive *drive, gpointer data)
{
    bb_idle_queue_add (data, bb_rescue_bar_update);
}

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
bb_rescue_bar_set_attended (BbRescueBar *self, BbEngineDrive *selected, gboolean is_shown)
{
    BbEngineDrive *attended = is_shown ? selected : NULL;
    gboolean has_changed;

    g_return_if_fail (BB_IS_RESCUE_BAR (self));

    has_changed = g_set_object (&self->selected, selected);
    has_changed |= g_set_object (&self->attended, attended);
    if (has_changed && self->engine != NULL)
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

static void
bb_rescue_bar_dispose (GObject *object)
{
    bb_idle_queue_forget (object);
    g_clear_object (&BB_RESCUE_BAR (object)->attended);
    g_clear_object (&BB_RESCUE_BAR (object)->selected);
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
