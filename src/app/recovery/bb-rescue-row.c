/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rescue-row.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-click-guard.h"

#include <glib/gi18n-lib.h>

struct _BbRescueRow {
    GtkBox parent;
    BbRescueKind kind;
    gboolean waits; /* the button @act says that the user has done the step */

    GtkContainer *box;
    GtkImage *icon;
    GtkLabel *title;
    GtkLabel *text;
    GtkLabel *effect;
    GtkLabel *state;
    GtkWidget *buttons;
    GtkButton *act;
    GtkButton *next;
    GtkWidget *back;
};

G_DEFINE_TYPE (BbRescueRow, bb_rescue_row, GTK_TYPE_BOX)

static guint signal_next, signal_by_hand, signal_back;

/* Returns (transfer full) @with filled with @revision, which is escaped; @without if @revision is NULL. */
static char *
bb_rescue_row_dup_with (const char *with, const char *without, const char *revision)
{
    g_autofree char *escaped = revision != NULL ? bb_app_dup_mnemonic (revision) : NULL;

    return escaped != NULL ? bb_words_dup_filled (with, escaped) : g_strdup (without);
}

/* Returns (transfer full) the label of the button that starts RECOVER in @step: what it does to the drive. */
static char *
bb_rescue_row_dup_act (const BbRescueStep *step)
{
    switch (step->act) {
    case BB_RESCUE_ACT_RESTART:
        return g_strdup (_ ("_Restart Drive"));
    case BB_RESCUE_ACT_RESTART_OR_RESTORE:
        return g_strdup (_ ("_Restart or Restore"));
    case BB_RESCUE_ACT_REPAIR:
        return g_strdup (_ ("_Repair Identity…"));
    case BB_RESCUE_ACT_CHOOSE:
        return g_strdup (_ ("_Choose How to Continue…"));
    case BB_RESCUE_ACT_RESTORE:
        /* TRANSLATORS: a button; a firmware revision */
        return bb_rescue_row_dup_with (_ ("_Restore %s"), _ ("_Restore Firmware"), step->act_revision);
    case BB_RESCUE_ACT_WRITE_AGAIN:
        /* TRANSLATORS: a button; a firmware revision */
        return bb_rescue_row_dup_with (_ ("_Write %s Again"), _ ("_Write Firmware Again"), step->act_revision);
    case BB_RESCUE_ACT_CHECK:
        break;
    }
    return g_strdup (bb_rescue_kind_is_by_hand (step->kind) ? _ ("_Check Drive Again") : _ ("_Check Drive"));
}

/* Returns (nullable) the action of the button of a step, and sets @label (out) (transfer full). If the step has no
 * button, returns NULL and leaves @label unchanged. While a step by hand waits for the user, its button starts no
 * job; bb_rescue_row_set_buttons() does not use the action then. */
static const char *
bb_rescue_row_get_action (const BbRescueStep *step, char **label)
{
    switch (step->kind) {
    case BB_RESCUE_FILE:
        *label = g_strdup (_ ("Choose a _File…"));
        return "drive.recover-with-file";
    case BB_RESCUE_AGAIN:
    case BB_RESCUE_POWER_CUT:
    case BB_RESCUE_OTHER_PORT:
        *label = step->waits ? g_strdup (_ ("_Continue")) : bb_rescue_row_dup_act (step);
        return "drive.recover";
    case BB_RESCUE_COMPARE:
        *label = g_strdup (_ ("_Compare"));
        return "drive.verify";
    case BB_RESCUE_BOOT_CODE:
        *label = g_strdup (_ ("Change the _Boot Code…"));
        return "drive.convert";
    case BB_RESCUE_HARDWARE:
        break;
    }
    return NULL;
}

/* Returns the state of @step as a word; a comparison that was tried is "finished". */
static const char *
bb_rescue_row_state_word (const BbRescueStep *step)
{
    switch (step->state) {
    case BB_RESCUE_TRIED:
        return step->kind == BB_RESCUE_COMPARE ? _ ("finished") : _ ("did not help");
    case BB_RESCUE_NOW:
        return _ ("current");
    case BB_RESCUE_SKIPPED:
        return _ ("skipped");
    case BB_RESCUE_LATER:
        break;
    }
    return _ ("not tried");
}

static const char *
bb_rescue_row_icon (const BbRescueStep *step)
{
    if (step->state == BB_RESCUE_TRIED)
        return step->kind == BB_RESCUE_COMPARE ? "object-select-symbolic" : "window-close-symbolic";
    if (step->state == BB_RESCUE_SKIPPED)
        return "media-skip-forward-symbolic";
    if (step->kind == BB_RESCUE_HARDWARE)
        return "dialog-information-symbolic";
    return step->state == BB_RESCUE_NOW ? "go-next-symbolic" : "content-loading-symbolic";
}

/* Returns (nullable) the text below the current step @step, which the user does by hand: what Burnback waits for or,
 * if Burnback cannot detect it, that the user says when the step is done; or that the drive is connected again. %NULL
 * if Burnback did not detect that. */
static const char *
bb_rescue_row_get_wait (const BbRescueStep *step)
{
    if (step->is_noticed)
        return _ (
            "Waiting for the drive to be disconnected and reconnected. Burnback will detect this automatically.");
    if (!step->waits)
        return step->is_reconnected ? _ ("The drive is connected again.") : NULL;
    return step->shuts_down ? _ ("If you restarted the computer, select “Recover…” again. If Burnback stayed open, "
                                 "select “Continue”.")
                            : _ ("When the drive is connected again, select “Continue”.");
}

/* Returns (transfer full) (nullable) the text below a step:
 * - a tried step: that it did not help and @outcome, or that the comparison has finished
 * - a skipped step: that it was skipped or, if the user has disconnected and reconnected the drive for it, that only
 *   the attempt is missing
 * - the current step: @away; if @away is NULL, bb_rescue_row_get_wait() for a step by hand, else @outcome
 * - a later step: NULL
 * @away: (nullable): a sentence that the drive is disconnected; @outcome: (nullable): why the step did not help */
static char *
bb_rescue_row_dup_note (const BbRescueStep *step, const char *away, const char *outcome)
{
    if (step->state == BB_RESCUE_TRIED && step->kind == BB_RESCUE_COMPARE)
        return g_strdup (_ ("Finished."));
    if (step->state == BB_RESCUE_TRIED)
        return outcome == NULL ? g_strdup (_ ("Did not help."))
                               : g_strdup_printf ("%s %s", _ ("Did not help."), outcome);
    if (step->state == BB_RESCUE_SKIPPED)
        return g_strdup (step->is_reconnected ? _ ("The drive was reconnected, but no further attempt was made.")
                                              : _ ("Skipped."));
    if (step->state != BB_RESCUE_NOW)
        return NULL;
    if (away != NULL)
        return g_strdup (away);
    return g_strdup (bb_rescue_kind_is_by_hand (step->kind) ? bb_rescue_row_get_wait (step) : outcome);
}

/* Returns (nullable) a sentence that the button of @step does not write before the user has answered a question; NULL
 * if that is not so, or if @step is not the current one. */
static const char *
bb_rescue_row_get_promise (const BbRescueStep *step)
{
    gboolean recovers = step->kind == BB_RESCUE_AGAIN || bb_rescue_step_was_done (step);

    return step->state == BB_RESCUE_NOW && recovers && step->act == BB_RESCUE_ACT_CHOOSE
               ? _ ("Burnback asks you before it writes anything.")
               : NULL;
}

/* Returns (transfer full) the sentence of bb_rescue_row_get_promise(), then what @step writes, needs and can damage;
 * leaves out those of the texts that are NULL. If @step is the current one, each text has a line of its own,
 * otherwise all are in one line. */
static char *
bb_rescue_row_dup_effect (const BbRescueStep *step, const BbRescueEffect *effect)
{
    const char *promise = bb_rescue_row_get_promise (step);
    const struct {
        const char *format;
        const char *text;
    } parts[] = {
        /* TRANSLATORS: phrase for what a step of a recovery writes, such as "1.05 → 1.07" or "Nothing" */
        {N_ ("Writes: %s"), effect->writes},
        /* TRANSLATORS: what the user must have for a step of a recovery */
        {N_ ("Needs: %s"), effect->needs},
        /* TRANSLATORS: what a step of a recovery can damage */
        {N_ ("Risk: %s"), effect->cost},
    };
    g_autoptr (GString) text = g_string_new (promise);

    for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
        g_autofree char *part =
            parts[i].text != NULL ? bb_words_dup_filled (_ (parts[i].format), parts[i].text) : NULL;

        if (part != NULL)
            g_string_append_printf (text, "%s%s",
                                    text->len == 0                 ? ""
                                    : step->state == BB_RESCUE_NOW ? "\n"
                                                                   : " · ",
                                    part);
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Shows the buttons of the step:
 * - @act of the current step: starts the job of the step. While Burnback waits for the user, only says that the user
 *   has done the step; @next then is no more than a text, so that one button remains.
 * - @next of the current step: continues with the next step; the current one counts as skipped, unless the user has
 *   done it by hand
 * - @back of a skipped step: makes it the current step again
 * While the drive is connected, the step for a firmware file has the button @act in every state, because a user who
 * has the file need not try the other steps first.
 * @away: (nullable): %NULL while the drive is connected */
static void
bb_rescue_row_set_buttons (BbRescueRow *self, const BbRescueStep *step, const char *away)
{
    g_autofree char *label = NULL;
    const char *action = bb_rescue_row_get_action (step, &label);
    gboolean is_now = step->state == BB_RESCUE_NOW;
    gboolean is_skipped = step->state == BB_RESCUE_SKIPPED;
    gboolean takes_file = step->kind == BB_RESCUE_FILE && away == NULL;

    self->waits = step->waits;
    gtk_widget_set_visible (self->buttons, takes_file || is_skipped || (is_now && step->kind != BB_RESCUE_HARDWARE));
    bb_app_set_button_label (self->next,
                             bb_rescue_step_was_done (step) && !step->is_again ? _ ("_Next Step") : _ ("_Skip Step"));
    gtk_widget_set_visible (GTK_WIDGET (self->next), is_now);
    gtk_button_set_relief (self->next, step->waits && away == NULL ? GTK_RELIEF_NONE : GTK_RELIEF_NORMAL);
    gtk_widget_set_visible (self->back, is_skipped);
    bb_app_set_description (self->back, step->title);
    bb_app_set_class (GTK_WIDGET (self->act), "suggested-action", is_now && !step->waits ? "suggested-action" : "");
    gtk_widget_set_visible (GTK_WIDGET (self->act), (is_now || takes_file) && action != NULL && away == NULL);
    if (action != NULL)
        bb_app_set_button_label (self->act, label);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->act), step->waits ? NULL : action);
}

/* Fills the row; for the parameters see bb_rescue_row_new(). */
static void
bb_rescue_row_set (BbRescueRow *self, const BbRescueStep *step, const BbRescueEffect *effect, guint number,
                   guint n_steps, const char *away, const char *outcome)
{
    gboolean is_now = step->state == BB_RESCUE_NOW;
    g_autofree char *note = bb_rescue_row_dup_note (step, away, outcome);
    g_autofree char *effects = effect != NULL ? bb_rescue_row_dup_effect (step, effect) : NULL;
    g_autofree char *name =
        /* TRANSLATORS: numbers, what to do, its state: "Step 2 of 6: Disconnect power (current)" */
        g_strdup_printf (_ ("Step %u of %u: %s (%s)"), number, n_steps, step->title, bb_rescue_row_state_word (step));

    self->kind = step->kind;
    gtk_image_set_from_icon_name (self->icon, bb_rescue_row_icon (step), GTK_ICON_SIZE_MENU);
    bb_app_set_class (GTK_WIDGET (self->icon), "caution",
                      step->state == BB_RESCUE_TRIED && step->kind != BB_RESCUE_COMPARE ? "caution" : "");
    bb_app_set_name (GTK_WIDGET (self->icon), bb_rescue_row_state_word (step));
    gtk_label_set_text (self->title, step->title);
    bb_app_set_class (GTK_WIDGET (self->title), "heading dim-label", is_now ? "heading" : "dim-label");
    gtk_label_set_text (self->text, step->text);
    gtk_widget_set_visible (GTK_WIDGET (self->text), is_now || step->kind == BB_RESCUE_HARDWARE);
    gtk_label_set_text (self->effect, effects != NULL ? effects : "");
    gtk_widget_set_visible (GTK_WIDGET (self->effect), effects != NULL && step->state != BB_RESCUE_TRIED);
    gtk_label_set_text (self->state, note != NULL ? note : "");
    gtk_widget_set_visible (GTK_WIDGET (self->state), note != NULL);
    bb_rescue_row_set_buttons (self, step, away);
    bb_app_set_name (GTK_WIDGET (self), name);
    bb_app_set_description (GTK_WIDGET (self), step->text);
}

/* Emits "next". */
static void
bb_rescue_row_next_cb (GtkButton *button, gpointer data)
{
    g_signal_emit (data, signal_next, 0);
}

/* Emits "by-hand" if the button says that the user has done the step; otherwise the button has an action. */
static void
bb_rescue_row_act_cb (GtkButton *button, gpointer data)
{
    if (BB_RESCUE_ROW (data)->waits)
        g_signal_emit (data, signal_by_hand, 0);
}

/* Emits "back" with the kind of the step. */
static void
bb_rescue_row_back_cb (GtkButton *button, gpointer data)
{
    g_signal_emit (data, signal_back, 0, (guint) BB_RESCUE_ROW (data)->kind);
}

void
bb_rescue_row_add (BbRescueRow *self, GtkWidget *child)
{
    g_return_if_fail (BB_IS_RESCUE_ROW (self));

    gtk_widget_set_margin_top (child, 6);
    gtk_container_add (GTK_CONTAINER (self->box), child);
}

void
bb_rescue_row_focus (BbRescueRow *self)
{
    g_return_if_fail (BB_IS_RESCUE_ROW (self));

    if (gtk_widget_get_visible (GTK_WIDGET (self->act)))
        gtk_widget_grab_focus (GTK_WIDGET (self->act));
}

static void
bb_rescue_row_class_init (BbRescueRowClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    signal_next = g_signal_new ("next", BB_TYPE_RESCUE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signal_by_hand =
        g_signal_new ("by-hand", BB_TYPE_RESCUE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signal_back = g_signal_new ("back", BB_TYPE_RESCUE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_UINT);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-rescue-row.ui");
    gtk_widget_class_bind_template_child (widget_class, BbRescueRow, box);
    gtk_widget_class_bind_template_child (widget_class, BbRescueRow, icon);
    gtk_widget_class_bind_template_child (widget_class, BbRescueRow, title);
    gtk_widget_class_bind_template_child (widget_class, BbRescueRow, text);
    gtk_widget_class_bind_template_child (widget_class, BbRescueRow, effect);
    gtk_widget_class_bind_template_child (widget_class, BbRescueRow, state);
    gtk_widget_class_bind_template_child (widget_class, BbRescueRow, buttons);
    gtk_widget_class_bind_template_child (widget_class, BbRescueRow, act);
    gtk_widget_class_bind_template_child (widget_class, BbRescueRow, next);
    gtk_widget_class_bind_template_child (widget_class, BbRescueRow, back);
    gtk_widget_class_bind_template_callback (widget_class, bb_rescue_row_next_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_rescue_row_act_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_rescue_row_back_cb);
}

static void
bb_rescue_row_init (BbRescueRow *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    /* When a drive is reconnected, the steps replace the result without a click of the user. */
    bb_click_guard_add (GTK_WIDGET (self->act));
    bb_click_guard_add (GTK_WIDGET (self->next));
    bb_app_wrap_texts (GTK_WIDGET (self));
    atk_object_set_role (gtk_widget_get_accessible (GTK_WIDGET (self)), ATK_ROLE_LIST_ITEM);
}

GtkWidget *
bb_rescue_row_new (const BbRescueStep *step, const BbRescueEffect *effect, guint number, guint n_steps,
                   const char *away, const char *outcome)
{
    BbRescueRow *self = g_object_new (BB_TYPE_RESCUE_ROW, "visible", TRUE, NULL);

    bb_rescue_row_set (self, step, effect, number, n_steps, away, outcome);
    return GTK_WIDGET (self);
}
