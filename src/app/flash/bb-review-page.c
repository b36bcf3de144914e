/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-review-page.h"

#include "app/bb-app-words.h"
#include "bb-compare.h"
#include "bb-expert-box.h"
#include "app/widgets/bb-click-guard.h"
#include "app/widgets/bb-eject-button.h"
#include "app/widgets/bb-line-row.h"
#include "app/widgets/bb-memory-bar.h"
#include "app/widgets/bb-reason-row.h"
#include "app/widgets/bb-rebadge-map.h"
#include "app/bb-settings.h"
#include "bb-review-plan.h"
#include "bb-review-tested.h"
#include "bb-steps-dialog.h"

#include "job/operation/bb-fitting-drive.h"

#include <glib/gi18n-lib.h>

struct _BbReviewPage {
    GtkBox parent;
    BbOperation *operation; /* (nullable) */
    BbEngineDrive *drive;   /* (nullable): the drive of @review */
    BbReview *review;       /* (nullable): the review of @operation that is shown */

    GtkScrolledWindow *scroller;
    GtkLabel *change;
    GtkLabel *title;
    GtkWidget *memory_group;
    BbMemoryBar *memory;
    GtkWidget *verdict;
    GtkImage *verdict_icon;
    GtkLabel *verdict_word;
    GtkLabel *verdict_sentence;
    GtkLabel *tested;
    GtkLabel *request; /* to send a report */
    GtkListBox *reasons;
    GtkWidget *routine_box;
    GtkListBox *routine;
    GtkWidget *other_box;
    GtkLabel *other_text;
    GtkButton *other;
    GtkWidget *key_box;
    BbCompare *compare;
    GtkWidget *same_box;
    BbRebadgeMap *same;
    GtkWidget *ready_group;
    GtkListBox *ready;
    BbEjectButton *eject;
    GtkLabel *eject_text;
    GtkWidget *plan_group;
    GtkListBox *plan;
    GtkWidget *consent;
    GtkWidget *label_box;
    GtkLabel *label_text;
    GtkEntry *label_entry;
    GtkLabel *label_verdict;
    GtkWidget *label_check;
    GtkCheckButton *caution_check;
    BbExpertBox *expert_box;
    GtkWidget *cross_box;
    GtkLabel *cross_text;
    GtkEntry *cross_entry;
    GtkWidget *no_backup_box;
    GtkLabel *no_backup_text;
    GtkEntry *no_backup_entry;
    GtkLabel *why_not;
    GtkButton *cancel;
    GtkButton *steps;
    GtkButton *another;
    GtkWidget *recover;
    GtkButton *flash;
};

G_DEFINE_TYPE (BbReviewPage, bb_review_page, GTK_TYPE_BOX)

static guint signal_accepted;

/* The consents that are granted by typing a phrase into @cross_entry; one phrase grants all of them. */
#define BB_REVIEW_PAGE_TYPED \
    (BB_CONSENT_CROSS_FLASH | BB_CONSENT_CONVERSION | BB_CONSENT_OTHER_DRIVE | BB_CONSENT_EXPERTS)

/* TRUE if a consent that is required can be granted only after the setting "expert" was turned on. */
static gboolean
bb_review_page_lacks_expert (BbReviewPage *self)
{
    const BbConsent *typed = bb_consents_find (bb_operation_get_consents (self->operation), BB_REVIEW_PAGE_TYPED);

    return typed != NULL && typed->how == BB_CONSENT_HOW_EXPERT &&
           bb_settings_get_int (bb_settings_get (), "expert") == 0;
}

/* --- rows --- */

/* Returns the weight with which @reason is shown. @level: the verdict level that the page shows. If the verdict has
 * warnings, but @level is %BB_VERDICT_FITS because the drive's own backup needs no consent, returns %BB_WEIGHT_INFO.
 * Otherwise returns the weight of @reason; for a limit (@is_limit of #BbReason) at least %BB_WEIGHT_CAUTION. */
static BbWeight
bb_review_page_get_shown_weight (BbReviewPage *self, const BbReason *reason, BbVerdictLevel level)
{
    gboolean is_softened = level == BB_VERDICT_FITS && bb_verdict_get_level (self->review->verdict) != level;

    if (is_softened)
        return BB_WEIGHT_INFO;
    return reason->is_limit ? MAX (reason->weight, BB_WEIGHT_CAUTION) : reason->weight;
}

/* Adds a row for each reason whose shown weight is @weight. Routine reasons (@is_routine of #BbReason) go to the list
 * @routine, others to @reasons. If there is a plan, its rows say what the routine reasons say, so these have no rows.
 * @level: the verdict level that the page shows; @asks_label: the page asks for the label on the drive; @explains:
 * the first row in @reasons explains @weight. Returns the number of rows added to @reasons. */
static guint
bb_review_page_add_reasons (BbReviewPage *self, BbVerdictLevel level, BbWeight weight, gboolean asks_label,
                            gboolean explains)
{
    BbVerdict *verdict = self->review->verdict;
    guint n_shown = 0;

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);
        GtkListBox *list = reason->is_routine ? self->routine : self->reasons;

        /* If @asks_label, the sentence of the verdict already has the text of %BB_REASON_WANTS_LABEL. */
        if (bb_review_page_get_shown_weight (self, reason, level) != weight ||
            (asks_label && g_str_equal (reason->code, BB_REASON_WANTS_LABEL)) ||
            (reason->is_routine && self->review->plan != NULL))
            continue;
        gtk_container_add (GTK_CONTAINER (list),
                           bb_reason_row_new (reason, weight, explains && n_shown == 0 && !reason->is_limit));
        n_shown += reason->is_routine ? 0 : 1;
    }
    return n_shown;
}

/* Lists the backup to restore, then the reasons of the verdict, the most serious first. Routine reasons (@is_routine
 * of #BbReason) and the SHA-256 of the file are in the expander @routine_box. Hides a list that has no rows. @level:
 * the verdict level that the page shows; @asks_label: the page asks for the label on the drive; @says_final: the
 * sentence of the verdict already says that the user cannot continue */
static void
bb_review_page_show_reasons (BbReviewPage *self, BbVerdictLevel level, gboolean asks_label, gboolean says_final)
{
    BbImage *image = self->review->image;
    g_autofree char *sha256 = bb_words_dup_filled (bb_image_get_inside (image) == NULL
                                                       /* TRANSLATORS: here and below: %s is a checksum */
                                                       ? _ ("SHA-256 checksum of the file: %s")
                                                       : _ ("SHA-256 checksum of the firmware in the file: %s"),
                                                   bb_image_get_sha256 (image));
    gboolean is_file = bb_image_get_path (image) != NULL;
    /* If the operation is refused, or needs the setting "expert", which is off, the user cannot accept a warning or
     * type a phrase to continue. So only the meaning of refusals is explained. */
    gboolean is_barred = bb_consents_find (bb_operation_get_consents (self->operation), BB_CONSENT_REFUSED) != NULL ||
                         bb_review_page_lacks_expert (self);
    guint n_shown = 0;

    bb_app_clear (GTK_CONTAINER (self->reasons));
    bb_app_clear (GTK_CONTAINER (self->routine));
    if (bb_review_plan_add_restored (self->reasons, self->review))
        n_shown++;
    for (int weight = BB_WEIGHT_REFUSAL; weight >= BB_WEIGHT_INFO; weight--) {
        /* The meaning of a weight is explained once, beside the first reason that has this weight. */
        gboolean explains = weight == BB_WEIGHT_REFUSAL ? !says_final : weight > BB_WEIGHT_INFO && !is_barred;

        n_shown += bb_review_page_add_reasons (self, level, weight, asks_label, explains);
        if (weight == BB_WEIGHT_CAUTION)
            n_shown += bb_review_plan_add_warnings (self->reasons, self->review);
    }
    if (is_file)
        bb_line_row_append (self->routine, "dialog-information-symbolic", "", _ ("Note"), sha256, NULL);
    gtk_widget_set_visible (GTK_WIDGET (self->reasons), n_shown > 0);
    gtk_widget_set_visible (self->routine_box, gtk_list_box_get_row_at_index (self->routine, 0) != NULL);
}

/* Returns FALSE if the file contains no known firmware and shows no sign that it did before it was damaged. */
static gboolean
bb_review_page_has_firmware (BbReviewPage *self)
{
    BbVerdict *verdict = self->review->verdict;

    return !bb_verdict_has (verdict, "image-unknown") || bb_verdict_is_damaged (verdict);
}

/* Shows the verdict with its reasons, and a button for the key file if the verdict needs one. */
static void
bb_review_page_show_verdict (BbReviewPage *self)
{
    BbVerdict *verdict = self->review->verdict;
    BbVerdictLevel level = bb_app_shown_level (self->review, bb_operation_get_consents (self->operation));
    const BbConsent *label = bb_consents_find (bb_operation_get_consents (self->operation), BB_CONSENT_LABEL);
    gboolean is_firmware = bb_review_page_has_firmware (self);
    /* TRUE if the title says that the file is damaged, so that @sentence does not repeat it. */
    gboolean is_damaged = bb_verdict_is_damaged (verdict) &&
                          (self->review->act == BB_ACTION_FLASH || self->review->act == BB_ACTION_RECOVER);
    /* If the label of the drive is needed (@label), its board is unknown and compatibility, too: no verdict yet. */
    g_autofree char *word = g_utf8_strup (label != NULL  ? _ ("Label required")
                                          : !is_firmware ? _ ("Unknown file")
                                                         : bb_words_verdict_of (verdict, level),
                                          -1);
    g_autofree char *asked = label != NULL ? bb_words_dup_consent (label) : NULL;
    const char *sentence = asked != NULL                            ? asked
                           : !is_firmware                           ? NULL /* said by title and reason */
                           : is_damaged                             ? _ ("This file cannot be flashed.")
                           : self->review->act == BB_ACTION_CONVERT ? bb_words_conversion_sentence (level)
                                                                    : bb_words_verdict_sentence_of (verdict, level);
    /* If the file is refused before a command that writes was sent, the page says that the drive was not changed. But
     * not for a recovery, because the drive may have been changed before. */
    gboolean is_untouched = level == BB_VERDICT_REFUSED && label == NULL && !self->review->has_sent &&
                            self->review->act != BB_ACTION_RECOVER;
    const char *safety = is_untouched ? bb_words_safety (BB_SAFETY_UNTOUCHED) : NULL;
    const char *remark = safety != NULL ? safety : bb_app_origin_remark (self->review, level);
    g_autofree char *whole = sentence != NULL ? g_strjoin (" ", sentence, remark, NULL) : g_strdup (safety);

    gtk_image_set_from_icon_name (self->verdict_icon, bb_app_verdict_icon (level), GTK_ICON_SIZE_MENU);
    gtk_label_set_text (self->verdict_word, word);
    gtk_label_set_text (self->verdict_sentence, whole != NULL ? whole : "");
    gtk_widget_set_visible (GTK_WIDGET (self->verdict_sentence), whole != NULL);
    bb_app_set_class (self->verdict, "good caution bad", bb_app_verdict_class (level));
    bb_review_page_show_reasons (self, level, label != NULL,
                                 level == BB_VERDICT_REFUSED && asked == NULL && is_firmware);
    gtk_widget_set_visible (self->key_box, bb_review_wants_key (self->review));
}

/* If the file is refused for this drive but fits another connected drive, names that drive and offers its review. */
static void
bb_review_page_show_other (BbReviewPage *self, BbEngine *engine)
{
    BbImage *image = self->review->image;
    gboolean refused = self->review->act == BB_ACTION_FLASH &&
                       bb_verdict_get_level (self->review->verdict) == BB_VERDICT_REFUSED &&
                       bb_image_get_path (image) != NULL;
    g_autoptr (BbEngineDrive) other = refused ? bb_fitting_drive_find (engine, image, self->drive) : NULL;
    g_autofree char *name = other != NULL ? bb_app_dup_drive_name (other) : NULL;
    g_autofree char *text = NULL;
    g_autofree char *node_part = NULL;
    g_autofree char *act = NULL;

    gtk_widget_set_visible (self->other_box, other != NULL);
    if (other == NULL)
        return;
    /* TRANSLATORS: short name of a drive, its name: "This firmware is for sr3 (ND-4570A)." */
    text = g_strdup_printf (_ ("This firmware is for %s (%s)."), bb_engine_drive_get_name (other), name);
    node_part = bb_app_dup_mnemonic (bb_engine_drive_get_name (other));
    /* TRANSLATORS: short name of a drive: "Switch to sr3". The button opens the review of the same file for it. */
    act = g_strdup_printf (_ ("_Switch to %s"), node_part);
    gtk_label_set_text (self->other_text, text);
    bb_app_set_button_label (self->other, act);
    bb_app_set_action (GTK_WIDGET (self->other), "win.review-file",
                       g_variant_new ("(s^ays)", bb_engine_drive_get_name (other), bb_image_get_path (image),
                                      bb_image_get_sha256 (image)));
}

/* Shows the message @text about the ejection; hides its label if @text is %NULL. */
static void
bb_review_page_eject_cb (BbEjectButton *button, const char *text, gpointer data)
{
    BbReviewPage *self = BB_REVIEW_PAGE (data);

    gtk_label_set_text (self->eject_text, text != NULL ? text : "");
    gtk_widget_set_visible (GTK_WIDGET (self->eject_text), text != NULL);
}

/* TRUE if the button to flash waits for an empty, closed tray. */
static gboolean
bb_review_page_waits_for_tray (BbReviewPage *self)
{
    GPtrArray *consents = bb_operation_get_consents (self->operation);

    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        if (consent->item != NULL && g_str_equal (consent->item->code, "medium"))
            return TRUE;
    }
    return FALSE;
}

/* Lists what the drive needs to be ready, with the remedies. Shows no list for a file without firmware, or if the
 * firmware is refused, because green check marks would look like a promise then. Shows the eject button, which is
 * beside the sentence that asks to remove the disc, if ejecting a disc can make the drive ready. */
static void
bb_review_page_show_readiness (BbReviewPage *self)
{
    gboolean is_refused = bb_verdict_get_level (self->review->verdict) == BB_VERDICT_REFUSED &&
                          bb_consents_find (bb_operation_get_consents (self->operation), BB_CONSENT_REFUSED) != NULL;
    gboolean has_list =
        bb_review_plan_fill_requirements (self->ready, self->review, bb_operation_get_readiness (self->operation));

    gtk_widget_set_visible (self->ready_group,
                            has_list && !is_refused &&
                                (self->review->act == BB_ACTION_CONVERT || bb_review_page_has_firmware (self)));
    bb_eject_button_show (self->eject, bb_review_page_waits_for_tray (self) ? self->drive : NULL);
}

/* Shows the rows of the plan, the layout of the memory, and the button that lists the steps. Hides the rows if the
 * verdict refuses the image. */
static void
bb_review_page_show_plan (BbReviewPage *self)
{
    BbPlan *plan = self->review->plan;

    bb_review_plan_fill (self->plan, self->review);
    gtk_widget_set_visible (GTK_WIDGET (self->steps), plan != NULL);
    gtk_widget_set_visible (self->memory_group, bb_memory_bar_show (self->memory, plan));
    gtk_widget_set_visible (self->plan_group, bb_verdict_get_level (self->review->verdict) != BB_VERDICT_REFUSED);
}

/* --- consents --- */

/* Returns the entry in which the phrase of @consent is typed. */
static GtkEntry *
bb_review_page_get_entry (BbReviewPage *self, const BbConsent *consent)
{
    return consent->code == BB_CONSENT_WITHOUT_BACKUP ? self->no_backup_entry : self->cross_entry;
}

/* Grants or revokes each consent according to the widgets of this page, but not the consent to a typed label, which
 * has its own button. */
static void
bb_review_page_grant (BbReviewPage *self)
{
    g_autoptr (GPtrArray) consents = bb_consents_copy (bb_operation_get_consents (self->operation), BB_CONSENT_NONE);

    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        /* bb_review_page_grant_label_cb() grants this consent. */
        if (consent->code == BB_CONSENT_LABEL)
            continue;
        if (consent->how == BB_CONSENT_HOW_TICK &&
            !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->caution_check)))
            bb_operation_revoke (self->operation, consent->code);
        else
            (void) bb_operation_grant (self->operation, consent->code,
                                       gtk_entry_get_text (bb_review_page_get_entry (self, consent)));
    }
}

/* Makes the button to flash sensitive if the operation can start; otherwise shows why it cannot. The button warns of
 * an act with a risk by its style, and the page then says why; an act without a risk is suggested. */
static void
bb_review_page_update_flash_button (BbReviewPage *self)
{
    gboolean refused = bb_verdict_get_level (self->review->verdict) == BB_VERDICT_REFUSED;
    /* A refused review has no button to flash, and its verdict says why. */
    const char *why_not = refused ? NULL : bb_operation_get_start_reason (self->operation);
    BbReviewRisk risk = bb_review_find_risk (self->review, bb_operation_get_readiness (self->operation));
    const char *text =
        why_not != NULL || !gtk_widget_get_visible (GTK_WIDGET (self->flash)) ? why_not : bb_words_review_risk (risk);

    gtk_widget_set_sensitive (GTK_WIDGET (self->flash), bb_operation_can_start (self->operation));
    bb_app_set_class (GTK_WIDGET (self->flash), "suggested-action destructive-action",
                      risk == BB_REVIEW_RISK_NONE ? "suggested-action" : "destructive-action");
    gtk_label_set_text (self->why_not, text != NULL ? text : "");
    bb_app_set_description (GTK_WIDGET (self->why_not), why_not != NULL ? _ ("Why it cannot start") : _ ("Warning"));
    gtk_widget_set_visible (GTK_WIDGET (self->why_not), text != NULL);
    bb_app_set_description (GTK_WIDGET (self->flash), text);
}

/* Shows the button to flash. If the drive needs recovery, shows the button for a recovery in its place. The button
 * for another file is shown with every file, so that it has the same place in the review of the next file: at the
 * place of another button, a second click could press the button to flash. It is suggested if the file is refused. */
static void
bb_review_page_show_buttons (BbReviewPage *self)
{
    GPtrArray *consents = bb_operation_get_consents (self->operation);
    gboolean needs_recovery = bb_consents_have (consents, BB_CONSENT_KIND_NEEDS_RECOVERY);
    gboolean refused = bb_verdict_get_level (self->review->verdict) == BB_VERDICT_REFUSED;

    gtk_widget_set_visible (GTK_WIDGET (self->flash), !refused && !needs_recovery);
    gtk_widget_set_visible (GTK_WIDGET (self->another),
                            (refused || self->review->act != BB_ACTION_ROLLBACK) && !needs_recovery);
    bb_app_set_class (GTK_WIDGET (self->another), "suggested-action", refused ? "suggested-action" : "");
    gtk_widget_set_visible (self->recover, needs_recovery);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->another),
                                    self->review->act == BB_ACTION_CONVERT   ? "drive.convert"
                                    : self->review->act == BB_ACTION_RECOVER ? "drive.recover-with-file"
                                                                             : "drive.choose-file");
}

/* Grants or revokes the consents after a tick or a typed phrase has changed. Does nothing if the operation no longer
 * has the review that is shown. */
static void
bb_review_page_consent_cb (GtkWidget *widget, gpointer data)
{
    BbReviewPage *self = BB_REVIEW_PAGE (data);

    if (self->review != NULL && bb_operation_get_review (self->operation) == self->review)
        bb_review_page_grant (self);
}

/* Says below the entry, while the user types, whether the text is a label that this drive can have. If the text is
 * empty, clears that sentence. Makes the button that accepts the label sensitive only if the label fits. */
static void
bb_review_page_label_cb (GtkWidget *widget, gpointer data)
{
    BbReviewPage *self = BB_REVIEW_PAGE (data);
    const char *typed = gtk_entry_get_text (self->label_entry);
    gboolean fits = self->review != NULL && bb_review_find_label (self->review, typed) != NULL;

    gtk_label_set_text (self->label_verdict, *typed == '\0' ? ""
                                             : fits
                                                 ? _ ("This model and service code match the drive’s reported name.")
                                                 : _ ("This model and service code do not match the drive’s reported "
                                                      "name. Check the label on the drive."));
    gtk_widget_set_sensitive (self->label_check, fits);
    bb_app_set_description (GTK_WIDGET (self->label_entry), gtk_label_get_text (self->label_verdict));
}

/* Stores the typed label in the operation, which checks the file again for the model on the label. Does nothing if
 * the operation no longer has the review that is shown. */
static void
bb_review_page_grant_label_cb (GtkWidget *widget, gpointer data)
{
    BbReviewPage *self = BB_REVIEW_PAGE (data);

    if (self->review != NULL && bb_operation_get_review (self->operation) == self->review)
        (void) bb_operation_grant (self->operation, BB_CONSENT_LABEL, gtk_entry_get_text (self->label_entry));
}

/* Shows the prompt of @consent; clears @label if @consent is NULL. */
static void
bb_review_page_set_prompt (GtkLabel *label, const BbConsent *consent)
{
    g_autofree char *prompt = consent != NULL ? bb_words_dup_consent_prompt (consent) : NULL;

    gtk_label_set_text (label, prompt != NULL ? prompt : "");
}

/* Shows the widgets for the consents that are required, and resets what was ticked and typed. */
static void
bb_review_page_show_consent (BbReviewPage *self)
{
    g_autoptr (GPtrArray) consents = bb_consents_copy (bb_operation_get_consents (self->operation), BB_CONSENT_NONE);
    const BbConsent *caution = bb_consents_find (consents, BB_CONSENT_CAUTION);
    const BbConsent *cross = bb_consents_find (consents, BB_REVIEW_PAGE_TYPED);
    const BbConsent *no_backup = bb_consents_find (consents, BB_CONSENT_WITHOUT_BACKUP);
    const BbConsent *label = bb_consents_find (consents, BB_CONSENT_LABEL);
    gboolean lacks_expert = bb_expert_box_show (self->expert_box, cross);

    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->caution_check), FALSE);
    gtk_entry_set_text (self->cross_entry, "");
    gtk_entry_set_text (self->no_backup_entry, "");
    gtk_entry_set_text (self->label_entry, "");
    bb_review_page_label_cb (NULL, self);
    bb_review_page_set_prompt (self->label_text, label);
    gtk_widget_set_visible (self->label_box, label != NULL);
    gtk_widget_set_visible (GTK_WIDGET (self->caution_check), caution != NULL);
    bb_review_page_set_prompt (self->cross_text, cross);
    gtk_widget_set_visible (self->cross_box, cross != NULL && !lacks_expert);
    bb_review_page_set_prompt (self->no_backup_text, no_backup);
    gtk_widget_set_visible (self->no_backup_box, no_backup != NULL);
    gtk_widget_set_visible (self->consent, caution != NULL || cross != NULL || no_backup != NULL);
}

/* The setting "expert" has changed: shows the verdict again, and the consents, which resets what was ticked and
 * typed. */
static void
bb_review_page_expert_cb (GObject *settings, GParamSpec *pspec, gpointer data)
{
    BbReviewPage *self = BB_REVIEW_PAGE (data);

    if (self->review == NULL)
        return;
    bb_review_page_show_verdict (self);
    bb_review_page_show_consent (self);
}

/* Repeats the check, because the key file has changed. */
static void
bb_review_page_key_cb (GObject *settings, GParamSpec *pspec, gpointer data)
{
    BbReviewPage *self = BB_REVIEW_PAGE (data);

    if (self->review != NULL && bb_operation_get_review (self->operation) == self->review)
        (void) bb_operation_check_again (self->operation);
}

/* The user agrees to writing: emits "accepted". */
static void
bb_review_page_flash_cb (GtkButton *button, gpointer data)
{
    g_signal_emit (data, signal_accepted, 0);
}

/* Opens the dialog that lists all steps of the plan. */
static void
bb_review_page_steps_cb (GtkButton *button, gpointer data)
{
    BbReviewPage *self = BB_REVIEW_PAGE (data);
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
    GtkWidget *dialog;

    if (self->review == NULL || self->review->plan == NULL || !GTK_IS_WINDOW (window))
        return;
    dialog = bb_steps_dialog_new (GTK_WINDOW (window), self->review->plan);
    gtk_window_present (GTK_WINDOW (dialog));
}

/* --- changes while the review is shown --- */

/* Updates the button to flash when a consent was granted or revoked. Does nothing for a review that is not shown yet;
 * bb_review_page_show() shows it. */
static void
bb_review_page_consents_changed_cb (BbOperation *operation, gpointer data)
{
    BbReviewPage *self = BB_REVIEW_PAGE (data);

    if (self->review == NULL || bb_operation_get_review (operation) != self->review)
        return;
    bb_review_page_update_flash_button (self);
}

static void
bb_review_page_readiness_cb (BbOperation *operation, gpointer data)
{
    BbReviewPage *self = BB_REVIEW_PAGE (data);

    if (self->review == NULL)
        return;
    bb_review_page_show_readiness (self);
    /* A new warning is a risk, although it needs no consent. */
    if (bb_operation_get_review (operation) == self->review)
        bb_review_page_update_flash_button (self);
}

/* Polls the readiness of the drive only while the page is visible. */
static void
bb_review_page_map (GtkWidget *widget)
{
    GTK_WIDGET_CLASS (bb_review_page_parent_class)->map (widget);
    if (BB_REVIEW_PAGE (widget)->operation != NULL)
        bb_operation_set_watching (BB_REVIEW_PAGE (widget)->operation, TRUE);
}

static void
bb_review_page_unmap (GtkWidget *widget)
{
    if (BB_REVIEW_PAGE (widget)->operation != NULL)
        bb_operation_set_watching (BB_REVIEW_PAGE (widget)->operation, FALSE);
    GTK_WIDGET_CLASS (bb_review_page_parent_class)->unmap (widget);
}

/* --- the page --- */

/* Shows "@from → @to" (only @to if @from is NULL or equal to @to), then @title, and @act on the button. */
static void
bb_review_page_set_title (BbReviewPage *self, const char *from, const char *to, const char *title, const char *act)
{
    /* The old revision precedes the new one on every page: "1.05 → 1.07". */
    g_autofree char *change =
        from != NULL && g_strcmp0 (from, to) != 0 ? g_strdup_printf ("%s → %s", from, to) : g_strdup (to);
    g_autofree char *isolated = bb_app_dup_isolated (change);

    gtk_label_set_text (self->change, isolated);
    gtk_label_set_text (self->title, title);
    bb_app_set_button_label (self->flash, act);
}

/* Returns (transfer full) the title for a damaged file. A wrong checksum shows damage; any other problem may also be
 * that the file is incomplete. */
static char *
bb_review_page_dup_damaged_title (BbImage *image)
{
    BbImageIdentity *identity = bb_image_get_identity (image);

    return g_strdup_printf (identity != NULL && identity->problem == NULL
                                /* TRANSLATORS: here and below: name of a file */
                                ? _ ("The file “%s” is damaged.")
                                : _ ("The file “%s” is damaged or incomplete."),
                            bb_image_get_name (image));
}

/* Sets titles and button of a flash or a restore. The button names the device, because two drives can have the same
 * name. */
static void
bb_review_page_show_title (BbReviewPage *self)
{
    const char *node = bb_engine_drive_get_name (self->drive);
    BbFacts *facts = self->review->facts;
    g_autofree char *drive = bb_app_dup_drive_name (self->drive);
    g_autofree char *image = bb_app_dup_image_name (self->review->image);
    g_autofree char *runs = bb_text_normalise (facts->inquiry.revision, FALSE);
    BbImageIdentity *identity = bb_image_get_identity (self->review->image);
    gboolean has_revision = identity != NULL && identity->revision != NULL;
    gboolean refused = bb_verdict_get_level (self->review->verdict) == BB_VERDICT_REFUSED;
    const char *revision = has_revision ? identity->revision : bb_image_get_name (self->review->image);
    g_autofree char *node_part = bb_app_dup_mnemonic (node);
    g_autofree char *revision_part = bb_app_dup_mnemonic (revision);
    g_autofree char *title = NULL;
    g_autofree char *act = NULL;

    if (self->review->act == BB_ACTION_ROLLBACK) {
        /* TRANSLATORS: revision, drive, short name of the drive */
        title = g_strdup_printf (_ ("Restore firmware %s on %s (%s)?"), revision, drive, node);
        /* TRANSLATORS: revision, short name of the drive */
        act = g_strdup_printf (_ ("Res_tore %s on %s"), revision_part, node_part);
    } else {
        title = bb_verdict_is_damaged (self->review->verdict) ? bb_review_page_dup_damaged_title (self->review->image)
                : bb_verdict_has (self->review->verdict, "image-unknown")
                    ? g_strdup_printf (_ ("“%s” is not a known firmware file."), image)
                : refused
                    /* TRANSLATORS: model and revision of a file, drive, short name of the drive */
                    ? g_strdup_printf (_ ("%s cannot be flashed onto %s (%s)."), image, drive, node)
                    : g_strdup_printf (_ ("Flash %s onto %s (%s)?"), image, drive, node);
        /* TRANSLATORS: revision, short name of the drive */
        act = g_strdup_printf (_ ("_Flash %s onto %s"), revision_part, node_part);
    }
    /* In recovery mode @runs is the revision of the boot code; without @has_revision, @revision is a file name.
     * Neither is shown as a change of revision. */
    bb_review_page_set_title (self,
                              facts->condition == BB_CONDITION_SPECIAL || !has_revision || refused ? NULL : runs,
                              revision, title, act);
}

/* Sets titles and button of a change of the boot code: the drive type changes, not the revision. */
static void
bb_review_page_show_conversion_title (BbReviewPage *self)
{
    const char *node = bb_engine_drive_get_name (self->drive);
    g_autofree char *drive = bb_app_dup_drive_name (self->drive);
    g_autofree char *node_part = bb_app_dup_mnemonic (node);
    g_autofree char *target_part = bb_app_dup_mnemonic (self->review->target);
    /* TRANSLATORS: drive, short name of the drive, drive type: "Make Sony ND-3550A (sr0) a K451?" */
    g_autofree char *title = g_strdup_printf (_ ("Convert %s (%s) to %s?"), drive, node, self->review->target);
    /* TRANSLATORS: drive type, such as K451, short name of the drive */
    g_autofree char *act = g_strdup_printf (_ ("Change _Boot Code to %s on %s"), target_part, node_part);

    bb_review_page_set_title (self, bb_facts_get_model_key (self->review->facts), self->review->target, title, act);
}

void
bb_review_page_show (BbReviewPage *self, BbEngine *engine, BbOperation *operation)
{
    BbEngineDrive *drive = bb_operation_get_drive (operation);
    BbReview *review = bb_operation_get_review (operation);
    gboolean converts, compares;

    g_return_if_fail (BB_IS_REVIEW_PAGE (self));
    g_return_if_fail (drive != NULL && review != NULL && review->image != NULL);

    converts = review->act == BB_ACTION_CONVERT;
    /* A new review is scrolled to its top. */
    if (review != self->review)
        gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
    if (self->operation == NULL) {
        self->operation = g_object_ref (operation);
        g_signal_connect_object (operation, "consents-changed", G_CALLBACK (bb_review_page_consents_changed_cb), self,
                                 0);
        g_signal_connect_object (operation, "readiness-changed", G_CALLBACK (bb_review_page_readiness_cb), self, 0);
    }
    g_set_object (&self->drive, drive);
    bb_review_ref (review);
    g_clear_pointer (&self->review, bb_review_unref);
    self->review = review;
    bb_operation_set_watching (operation, gtk_widget_get_mapped (GTK_WIDGET (self)));
    if (converts)
        bb_review_page_show_conversion_title (self);
    else
        bb_review_page_show_title (self);
    bb_review_page_show_verdict (self);
    bb_review_tested_show (self->tested, self->request, engine, drive, review);
    bb_review_page_show_other (self, engine);
    /* Neither boot code nor a file without firmware is compared with the firmware of the drive. */
    compares = !converts && bb_review_page_has_firmware (self);
    gtk_widget_set_visible (GTK_WIDGET (self->compare), compares);
    if (compares)
        bb_compare_show (self->compare, drive, review, bb_verdict_get_level (review->verdict) != BB_VERDICT_REFUSED);
    gtk_widget_set_visible (
        self->same_box, bb_rebadge_map_show (self->same, bb_engine_get_catalog (engine), review->facts) && compares);
    bb_review_page_show_readiness (self);
    bb_review_page_show_plan (self);
    bb_review_page_show_consent (self);
    bb_review_page_show_buttons (self);
    bb_review_page_update_flash_button (self);
}

void
bb_review_page_focus (BbReviewPage *self)
{
    g_return_if_fail (BB_IS_REVIEW_PAGE (self));

    gtk_widget_grab_focus (GTK_WIDGET (self->cancel));
}

static void
bb_review_page_dispose (GObject *object)
{
    BbReviewPage *self = BB_REVIEW_PAGE (object);

    g_clear_object (&self->operation);
    g_clear_object (&self->drive);
    g_clear_pointer (&self->review, bb_review_unref);
    G_OBJECT_CLASS (bb_review_page_parent_class)->dispose (object);
}

static void
bb_review_page_bind (GtkWidgetClass *widget_class)
{
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, scroller);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, change);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, title);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, memory_group);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, memory);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, other_box);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, other_text);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, other);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, verdict);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, verdict_icon);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, verdict_word);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, verdict_sentence);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, tested);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, request);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, reasons);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, routine_box);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, routine);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, compare);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, same_box);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, same);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, ready_group);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, ready);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, eject);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, eject_text);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, plan_group);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, plan);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, consent);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, key_box);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, label_box);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, label_text);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, label_entry);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, label_verdict);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, label_check);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, caution_check);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, expert_box);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, cross_box);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, cross_text);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, cross_entry);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, no_backup_box);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, no_backup_text);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, no_backup_entry);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, why_not);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, cancel);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, steps);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, another);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, recover);
    gtk_widget_class_bind_template_child (widget_class, BbReviewPage, flash);
    gtk_widget_class_bind_template_callback (widget_class, bb_review_page_eject_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_review_page_consent_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_review_page_label_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_review_page_grant_label_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_review_page_flash_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_review_page_steps_cb);
}

static void
bb_review_page_class_init (BbReviewPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_review_page_dispose;
    widget_class->map = bb_review_page_map;
    widget_class->unmap = bb_review_page_unmap;
    signal_accepted =
        g_signal_new ("accepted", BB_TYPE_REVIEW_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    g_type_ensure (BB_TYPE_EJECT_BUTTON);
    g_type_ensure (BB_TYPE_COMPARE);
    g_type_ensure (BB_TYPE_EXPERT_BOX);
    g_type_ensure (BB_TYPE_MEMORY_BAR);
    g_type_ensure (BB_TYPE_REBADGE_MAP);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-review-page.ui");
    bb_review_page_bind (widget_class);
}

static void
bb_review_page_init (BbReviewPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_click_guard_add (GTK_WIDGET (self->flash));
    /* While the drive was checked, the button Stop was where Cancel is now. */
    bb_click_guard_widen (GTK_WIDGET (self->cancel), _ ("_Stop"));
    bb_app_wrap_texts (GTK_WIDGET (self));
    bb_app_wrap_label (gtk_expander_get_label_widget (GTK_EXPANDER (self->same_box)));
    bb_app_wrap_label (gtk_bin_get_child (GTK_BIN (self->caution_check)));
    bb_app_wrap_label (gtk_expander_get_label_widget (GTK_EXPANDER (self->routine_box)));
    bb_app_set_name (GTK_WIDGET (self->reasons), _ ("Reasons"));
    bb_app_set_name (GTK_WIDGET (self->routine), _ ("Details"));
    bb_app_set_name (GTK_WIDGET (self->ready), _ ("Requirements"));
    bb_app_set_name (GTK_WIDGET (self->plan), _ ("Procedure"));
    g_signal_connect_object (bb_settings_get (), "notify::expert", G_CALLBACK (bb_review_page_expert_cb), self, 0);
    g_signal_connect_object (bb_settings_get (), "notify::key-file", G_CALLBACK (bb_review_page_key_cb), self, 0);
}

GtkWidget *
bb_review_page_new (void)
{
    return g_object_new (BB_TYPE_REVIEW_PAGE, "visible", TRUE, NULL);
}
