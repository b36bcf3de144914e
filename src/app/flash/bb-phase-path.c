/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-phase-path.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

#define BB_N_PHASES (BB_PHASE_VERIFY + 1)

struct _BbPhasePath {
    GtkFlowBox parent;
    GtkWidget *children[BB_N_PHASES]; /* GtkFlowBoxChild */
    GtkImage *icons[BB_N_PHASES];
    GtkLabel *labels[BB_N_PHASES];
    BbAction action;
    int phase; /* -1 before the first phase */
};

G_DEFINE_TYPE (BbPhasePath, bb_phase_path, GTK_TYPE_FLOW_BOX)

/* Sets label, icon, CSS class and accessible name of each phase: done, in progress or pending. */
static void
bb_phase_path_update (BbPhasePath *self)
{
    for (int i = 0; i < BB_N_PHASES; i++) {
        const char *label = bb_words_phase_label ((BbPhase) i, self->action);
        const char *icon = i < self->phase    ? "object-select-symbolic"
                           : i == self->phase ? "media-playback-start-symbolic"
                                              : "content-loading-symbolic";
        const char *state = i < self->phase ? _ ("done") : i == self->phase ? _ ("in progress") : _ ("pending");
        g_autofree char *name = g_strdup_printf ("%s: %s", label, state);

        gtk_label_set_text (self->labels[i], label);
        gtk_widget_set_tooltip_text (self->children[i], label);
        gtk_image_set_from_icon_name (self->icons[i], icon, GTK_ICON_SIZE_MENU);
        bb_app_set_class (self->children[i], "done now later",
                          i < self->phase    ? "done"
                          : i == self->phase ? "now"
                                             : "later");
        bb_app_set_name (self->children[i], name);
    }
}

void
bb_phase_path_set_phase (BbPhasePath *self, BbPhase phase)
{
    g_return_if_fail (BB_IS_PHASE_PATH (self));

    if (self->phase == (int) phase)
        return;
    self->phase = (int) phase;
    bb_phase_path_update (self);
}

/* Returns TRUE if a job with @action goes through @phase. @plan: (nullable): used only if @action writes; %NULL:
 * unknown, so every phase of writing is possible. */
static gboolean
bb_phase_path_has (BbAction action, BbPlan *plan, BbPhase phase)
{
    if (phase == BB_PHASE_CHECK)
        return action == BB_ACTION_CHECK || action == BB_ACTION_BACKUP || action == BB_ACTION_VERIFY;
    if (phase == BB_PHASE_BACK_UP)
        return action != BB_ACTION_VERIFY;
    if (action == BB_ACTION_BACKUP || action == BB_ACTION_CHECK || action == BB_ACTION_LOOK)
        return FALSE;
    if (action == BB_ACTION_VERIFY)
        return phase == BB_PHASE_VERIFY;
    for (guint i = 0; plan != NULL && i < bb_plan_get_n_sections (plan); i++) {
        if (bb_plan_get_section (plan, i)->phase == phase)
            return TRUE;
    }
    return plan == NULL;
}

void
bb_phase_path_set_phases (BbPhasePath *self, BbAction action, BbPlan *plan)
{
    g_return_if_fail (BB_IS_PHASE_PATH (self));

    for (guint i = 0; i < BB_N_PHASES; i++)
        gtk_widget_set_visible (self->children[i], bb_phase_path_has (action, plan, (BbPhase) i));
    self->action = action;
    self->phase = -1;
    bb_phase_path_update (self);
}

static void
bb_phase_path_class_init (BbPhasePathClass *klass)
{
}

static void
bb_phase_path_init (BbPhasePath *self)
{
    gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self), GTK_SELECTION_NONE);
    gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (self), bb_app_has_large_text () ? 1 : 2);
    gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self), BB_N_PHASES);
    gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "phase-path");
    bb_app_set_name (GTK_WIDGET (self), _ ("Phases"));
    for (guint i = 0; i < BB_N_PHASES; i++) {
        GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

        self->icons[i] = GTK_IMAGE (gtk_image_new ());
        self->labels[i] = GTK_LABEL (gtk_label_new (NULL));
        gtk_label_set_ellipsize (self->labels[i], PANGO_ELLIPSIZE_END);
        gtk_container_add (GTK_CONTAINER (box), GTK_WIDGET (self->icons[i]));
        gtk_container_add (GTK_CONTAINER (box), GTK_WIDGET (self->labels[i]));
        self->children[i] = gtk_flow_box_child_new ();
        gtk_widget_set_can_focus (self->children[i], FALSE);
        gtk_container_add (GTK_CONTAINER (self->children[i]), box);
        gtk_widget_show_all (self->children[i]);
        gtk_container_add (GTK_CONTAINER (self), self->children[i]);
    }
    self->phase = -1;
    bb_phase_path_update (self);
}
