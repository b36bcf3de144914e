/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-page.h"

#include "app/backups/bb-restore-button.h"
#include "app/bb-app-words.h"
#include "bb-drive-abilities.h"
#include "bb-drive-about.h"
#include "bb-drive-conflict.h"
#include "bb-drive-history.h"
#include "bb-drive-identity.h"
#include "app/bb-idle-queue.h"
#include "app/library/bb-drive-firmware.h"
#include "app/widgets/bb-eject-button.h"
#include "app/widgets/bb-tab-order.h"
#include "family/bb-family-check.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

struct _BbDrivePage {
    GtkBox parent;
    BbEngine *engine;
    BbEngineDrive *drive;
    gboolean is_subdued; /* no button of the page is highlighted */

    GtkLabel *title;
    GtkLabel *is;
    GtkLabel *firmware_text;
    GtkLabel *older;
    GtkWidget *chips;
    GtkWidget *state_chip;
    GtkImage *state_icon;
    GtkLabel *state_word;
    GtkWidget *sure_chip;
    GtkImage *sure_icon;
    GtkLabel *sure_word;
    GtkWidget *state;
    GtkWidget *state_acts;
    GtkLabel *state_text;
    GtkWidget *recover;
    GtkWidget *look_closer;
    BbEjectButton *eject;
    GtkWidget *save_report;
    GtkLabel *message;
    GtkLabel *no_flash;
    GtkContainer *body;
    /* (nullable): parts that bb_drive_page_add_part() creates one after the other */
    BbDriveFirmware *firmware;
    BbDriveIdentity *identity;
    BbDriveAbout *about;
    BbDriveAbilities *abilities;
    BbDriveHistory *history;
    BbDriveConflict *conflict; /* (nullable) */
    GtkWidget *more;
    GtkWidget *help;
    GtkContainer *acts;
    GtkButton *choose;
    GtkButton *back_up;
    GtkButton *restore;
    GtkLabel *acts_note; /* why the firmware cannot be restored or updated */
};

G_DEFINE_TYPE (BbDrivePage, bb_drive_page, GTK_TYPE_BOX)

/* --- state --- */

/* Shows @chip, a small box with an icon and a label, in the CSS class @style. Its label is @word with a capital first
 * letter. */
static void
bb_drive_page_show_chip (GtkWidget *chip, GtkImage *icon, GtkLabel *label, const char *icon_name, const char *style,
                         const char *word)
{
    g_autofree char *text = bb_app_dup_capitalised (word);

    bb_app_set_icon (icon, icon_name);
    gtk_label_set_text (label, text);
    bb_app_set_class (chip, "good caution bad", style);
    gtk_widget_show (chip);
}

/* Shows the confidence of the identification; hides the chip if the model is unknown. */
static void
bb_drive_page_show_confidence (BbDrivePage *self, BbFacts *facts)
{
    gboolean known = facts != NULL && facts->model != NULL;
    gboolean is_sure = known && facts->confidence == BB_CONFIDENCE_HIGH;

    gtk_widget_set_visible (self->sure_chip, known);
    if (known)
        bb_drive_page_show_chip (self->sure_chip, self->sure_icon, self->sure_word,
                                 is_sure ? "object-select-symbolic" : "burnback-question-symbolic",
                                 is_sure ? "good" : "caution", bb_app_identity_word (facts->confidence));
}

/* Shows whether the drive accepts older firmware; the lower part of the page says why. Hides this line if the family
 * of the drive has no such rule. */
static void
bb_drive_page_show_older (BbDrivePage *self, BbFacts *facts)
{
    g_autofree char *why = NULL;
    const char *text = NULL;

    switch (bb_family_accepts_older (facts, NULL, &why)) {
    case BB_ACCEPTS_OLDER_YES:
        text = _ ("The drive accepts older firmware.");
        break;
    case BB_ACCEPTS_OLDER_MARKED:
        text = _ ("The drive accepts older firmware only if the firmware is marked “DE” (downgrade enabled).");
        break;
    case BB_ACCEPTS_OLDER_NO:
        text = _ ("The drive rejects firmware older than its own.");
        break;
    case BB_ACCEPTS_OLDER_UNKNOWN:
    default:
        text = _ ("It is unknown whether the drive accepts older firmware.");
        break;
    }
    gtk_label_set_text (self->older, text);
    gtk_widget_set_visible (GTK_WIDGET (self->older), why != NULL);
}

/* TRUE if the drive is identified, no family supports it, and it is ready or has a disc. The buttons that back up or
 * write firmware can never be used with such a drive. */
static gboolean
bb_drive_page_is_identify_only (BbDrivePage *self)
{
    BbFacts *facts = bb_engine_drive_get_facts (self->drive);
    BbDriveState state = bb_engine_drive_get_shown_state (self->drive);

    return facts != NULL && facts->family == NULL &&
           (state == BB_DRIVE_STATE_READY || state == BB_DRIVE_STATE_MEDIUM);
}

static void
bb_drive_page_show_state_chip (BbDrivePage *self)
{
    bb_drive_page_show_chip (self->state_chip, self->state_icon, self->state_word, bb_app_state_icon (self->drive),
                             bb_app_state_class (self->drive), bb_app_state_word (self->drive));
}

/* Highlights the button for the first thing to do, or no button if the page is subdued. A sentence beside some of
 * the buttons names the first thing to try. Only one button at a time is highlighted. */
static void
bb_drive_page_show_suggested (BbDrivePage *self)
{
    BbFacts *facts = bb_engine_drive_get_facts (self->drive);
    BbDriveState state = bb_app_shown_state (self->drive);
    gboolean is_identify_only = bb_drive_page_is_identify_only (self);
    gboolean probes_first = is_identify_only && !bb_facts_is_only_named (facts);
    /* A drive that needs a power cycle is not flashed before it. */
    GtkWidget *suggested = self->is_subdued || state == BB_DRIVE_STATE_POWER_CYCLE ? NULL
                           : state == BB_DRIVE_STATE_NEEDS_RECOVERY                ? self->recover
                           : probes_first                                          ? self->look_closer
                           : is_identify_only                                      ? self->save_report
                                                                                   : GTK_WIDGET (self->choose);
    GtkWidget *buttons[] = {self->recover, self->look_closer, self->save_report, GTK_WIDGET (self->choose)};

    for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
        bb_app_set_class (buttons[i], "suggested-action", buttons[i] == suggested ? "suggested-action" : "");
}

/* Shows the state: its chip, a sentence about the state unless the drive is ready, and the buttons for this state. */
static void
bb_drive_page_show_state (BbDrivePage *self)
{
    BbDriveState state = bb_app_shown_state (self->drive);
    BbFacts *facts = bb_engine_drive_get_facts (self->drive);
    g_autofree char *text = bb_engine_drive_dup_state_text (self->drive);
    gboolean is_identify_only = bb_drive_page_is_identify_only (self);
    g_autofree char *unsupported =
        is_identify_only ? g_strjoin (" ", text, bb_words_unsupported_remedy (facts), NULL) : NULL;
    const char *style = bb_app_state_class (self->drive);

    bb_drive_page_show_state_chip (self);
    bb_drive_page_show_confidence (self, facts);
    gtk_label_set_text (self->state_text, is_identify_only ? unsupported : text);
    bb_app_set_class (self->state, "good caution bad", style);
    /* The status chip shows that a drive is ready, so the sentence about the state is hidden. */
    gtk_widget_set_visible (self->state, state != BB_DRIVE_STATE_READY || is_identify_only ||
                                             bb_engine_drive_was_stopped (self->drive));
    gtk_widget_set_visible (GTK_WIDGET (self->acts), !is_identify_only);
    gtk_widget_set_visible (self->save_report, is_identify_only);
    gtk_widget_set_visible (self->recover, bb_app_why_recover_first (self->drive) != NULL);
    bb_eject_button_show (self->eject, self->drive);
    gtk_widget_set_visible (self->look_closer,
                            facts != NULL && facts->family == NULL && state != BB_DRIVE_STATE_BUSY);
    gtk_widget_set_visible (self->state_acts, is_identify_only || gtk_widget_get_visible (self->look_closer));
    bb_drive_page_show_suggested (self);
    /* Two buttons beside the sentence are too wide for a narrow window. */
    gtk_orientable_set_orientation (GTK_ORIENTABLE (self->state),
                                    is_identify_only ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

/* Updates the chip of the state when the drive changes. #BbDriveView updates the rest of the page, but not while a
 * job runs. */
static void
bb_drive_page_drive_cb (BbDrivePage *self)
{
    bb_drive_page_show_state_chip (self);
}

/* Returns TRUE if the drive was not identified yet, but can be. */
static gboolean
bb_drive_page_is_identifying (BbDrivePage *self)
{
    return bb_engine_drive_get_facts (self->drive) == NULL &&
           bb_engine_drive_get_state (self->drive) == BB_DRIVE_STATE_UNKNOWN;
}

/* Describes for screen readers why no file can be chosen; removes the description if a file can be chosen. */
static void
bb_drive_page_describe_choose (BbDrivePage *self)
{
    BbCan can = bb_engine_drive_get_can (self->drive);
    g_autofree char *state = bb_engine_drive_dup_state_text (self->drive);
    const char *why_not = (can & BB_CAN_FLASH) != 0             ? NULL
                          : bb_drive_page_is_identifying (self) ? _ ("Identifying the drive…")
                                                                : state;

    bb_app_set_description (GTK_WIDGET (self->choose), why_not);
}

/* Shows @text (nullable) below the buttons; %NULL hides this line. */
static void
bb_drive_page_show_acts_note (BbDrivePage *self, const char *text)
{
    gtk_label_set_text (self->acts_note, text != NULL ? text : "");
    gtk_widget_set_visible (GTK_WIDGET (self->acts_note), text != NULL);
}

/* Hides the buttons that write for a drive that is never flashed, and for a drive that must be recovered first, and
 * shows why. For a drive that is never flashed, the reason also says what the user can do instead. The button to back
 * up stays if the drive can be read. */
static void
bb_drive_page_show_buttons (BbDrivePage *self)
{
    g_autofree char *never = bb_family_dup_no_flash (bb_engine_drive_get_facts (self->drive));
    const char *recover_first = bb_app_why_recover_first (self->drive);
    gboolean could_write = gtk_widget_get_visible (GTK_WIDGET (self->choose));
    gboolean can_write = never == NULL && recover_first == NULL;
    gboolean can_read = can_write || (bb_engine_drive_get_can (self->drive) & BB_CAN_BACKUP) != 0;

    gtk_label_set_text (self->no_flash, never != NULL ? never : "");
    gtk_widget_set_visible (GTK_WIDGET (self->no_flash), never != NULL);
    gtk_widget_set_visible (GTK_WIDGET (self->choose), can_write);
    gtk_widget_set_visible (GTK_WIDGET (self->restore), can_write);
    gtk_widget_set_visible (GTK_WIDGET (self->back_up), can_read);
    /* If the button to restore appears now, the handler for "listed" shows its note. */
    if (recover_first != NULL || can_write != could_write)
        bb_drive_page_show_acts_note (self, recover_first);
}

/* Handler for "listed" of the backups. Makes the button to restore name the revision in the backup of
 * bb_backup_list_get_to_restore(), and open the review of that backup, as the button in the list of backups does. If
 * there is no such backup, or the drive cannot restore a backup in its current state, disables the button, and shows
 * a note with the reason. Hides the note if the button is hidden. Does nothing for a drive that must be recovered
 * first, because bb_drive_page_show_buttons() has shown why. */
static void
bb_drive_page_listed_cb (BbBackupList *list, gpointer data)
{
    BbDrivePage *self = BB_DRIVE_PAGE (data);
    BbBackup *backup = self->drive != NULL ? bb_backup_list_get_to_restore (list) : NULL;
    gboolean can = backup != NULL && (bb_engine_drive_get_can (self->drive) & BB_CAN_ROLLBACK) != 0;
    const char *never =
        self->drive != NULL ? bb_words_no_full_backup (bb_engine_drive_get_facts (self->drive)) : NULL;
    const char *why_not = can                               ? NULL
                          : backup == NULL && never != NULL ? never
                          : backup == NULL && bb_backup_list_has_damaged (list)
                              ? _ ("There is no intact backup to restore.")
                          : backup == NULL ? _ ("There is no complete backup to restore yet.")
                                           : _ ("A backup cannot be restored in the drive’s current state.");
    gboolean is_shown =
        gtk_widget_get_visible (GTK_WIDGET (self->acts)) && gtk_widget_get_visible (GTK_WIDGET (self->restore));

    if (self->drive != NULL && bb_app_why_recover_first (self->drive) != NULL)
        return;
    bb_restore_button_show (self->restore, can ? bb_engine_drive_get_name (self->drive) : NULL, can ? backup : NULL);
    /* A reason that is only a tooltip is not seen by users of a keyboard or of a touch screen. */
    bb_drive_page_show_acts_note (self, is_shown ? why_not : NULL);
    bb_app_set_description (GTK_WIDGET (self->restore), why_not);
}

void
bb_drive_page_restore (BbDrivePage *self)
{
    g_return_if_fail (BB_IS_DRIVE_PAGE (self));

    if (gtk_widget_get_visible (GTK_WIDGET (self->restore)) && gtk_widget_is_sensitive (GTK_WIDGET (self->restore)))
        gtk_button_clicked (GTK_BUTTON (self->restore));
}

void
bb_drive_page_set_subdued (BbDrivePage *self, gboolean is_subdued)
{
    g_return_if_fail (BB_IS_DRIVE_PAGE (self));

    self->is_subdued = is_subdued;
    if (self->drive != NULL)
        bb_drive_page_show_suggested (self);
}

/* Shows the sentence @text about the ejection on the page; NULL hides it. */
static void
bb_drive_page_eject_cb (BbEjectButton *button, const char *text, gpointer data)
{
    bb_drive_page_show_message (BB_DRIVE_PAGE (data), text);
}

void
bb_drive_page_eject (BbDrivePage *self)
{
    g_return_if_fail (BB_IS_DRIVE_PAGE (self));

    gtk_button_clicked (GTK_BUTTON (self->eject));
}

/* Creates the next part of the page, and queues another call of this function, because creating all parts at once
 * would block the window. If all parts exist, calls bb_catalog_release_pages(): filling the parts has mapped memory
 * pages of the catalog file. */
static void
bb_drive_page_add_part (gpointer data)
{
    BbDrivePage *self = BB_DRIVE_PAGE (data);
    GtkWidget *part;

    if (self->firmware == NULL) {
        part = bb_drive_firmware_new (TRUE);
        self->firmware = BB_DRIVE_FIRMWARE (part);
        bb_drive_firmware_show (self->firmware, self->engine, self->drive);
    } else if (self->history == NULL) {
        part = bb_drive_history_new ();
        self->history = BB_DRIVE_HISTORY (part);
        g_signal_connect_object (bb_drive_history_get_backups (self->history), "listed",
                                 G_CALLBACK (bb_drive_page_listed_cb), self, 0);
        bb_drive_history_show (self->history, self->engine, self->drive);
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
        bb_drive_abilities_show (self->abilities, bb_engine_get_catalog (self->engine), self->drive);
    } else {
        bb_catalog_release_pages (bb_engine_get_catalog (self->engine));
        return;
    }
    gtk_container_add (self->body, part);
    bb_idle_queue_add (self, bb_drive_page_add_part);
}

void
bb_drive_page_take_details (BbDrivePage *self, BbResult *result)
{
    g_return_if_fail (BB_IS_DRIVE_PAGE (self) && self->drive != NULL);

    if (result->region == NULL && result->books == NULL)
        return;
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
bb_drive_page_show_message (BbDrivePage *self, const char *sentence)
{
    g_return_if_fail (BB_IS_DRIVE_PAGE (self));

    gtk_label_set_text (self->message, sentence != NULL ? sentence : "");
    gtk_widget_set_visible (GTK_WIDGET (self->message), sentence != NULL);
}

/* Shows conflicting evidence. The part for it is created at the first conflict, above the firmware. */
static void
bb_drive_page_show_conflict (BbDrivePage *self)
{
    BbFacts *facts = bb_engine_drive_get_facts (self->drive);
    int position = -1;

    if (self->conflict == NULL && facts != NULL && facts->conflict->len > 0) {
        self->conflict = BB_DRIVE_CONFLICT (bb_drive_conflict_new ());
        gtk_container_add (self->body, GTK_WIDGET (self->conflict));
        if (self->firmware != NULL)
            gtk_container_child_get (self->body, GTK_WIDGET (self->firmware), "position", &position, NULL);
        gtk_box_reorder_child (GTK_BOX (self->body), GTK_WIDGET (self->conflict), position);
    }
    if (self->conflict != NULL)
        bb_drive_conflict_show (self->conflict, self->drive);
}

void
bb_drive_page_show (BbDrivePage *self, BbEngine *engine, BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    g_autofree char *title = bb_app_dup_drive_name (drive);
    g_autofree char *is_name = bb_engine_drive_dup_is_text (drive);
    g_autofree char *named = bb_engine_drive_dup_named_text (drive);
    g_autofree char *about = bb_words_dup_named (facts != NULL ? facts->naming : NULL);
    g_autofree char *is = NULL;
    g_autofree char *revision = bb_app_dup_revision (drive);
    g_autofree char *firmware = NULL;

    g_return_if_fail (BB_IS_DRIVE_PAGE (self));

    g_set_object (&self->engine, engine);
    if (self->drive != drive) {
        if (self->drive != NULL)
            g_signal_handlers_disconnect_by_data (self->drive, self);
        /* The message is about the previous drive. */
        if (self->drive != NULL)
            bb_drive_page_show_message (self, NULL);
        g_set_object (&self->drive, drive);
        g_signal_connect_object (drive, "changed", G_CALLBACK (bb_drive_page_drive_cb), self, G_CONNECT_SWAPPED);
    }
    if (is_name != NULL)
        /* TRANSLATORS: the model that a drive really is */
        is = g_strdup_printf (_ ("Identified as %s"), is_name);
    else if (named != NULL)
        /* TRANSLATORS: maker and model of a drive, then "DVD writer, slim, SATA" */
        is = about != NULL ? g_strdup_printf (_ ("Model (from the reported name): %s, %s"), named, about)
                           : g_strdup_printf (_ ("Model (from the reported name): %s"), named);
    else
        is = g_strdup (bb_drive_page_is_identifying (self) ? _ ("Identifying…")
                       : facts != NULL                     ? _ ("Not identified")
                                                           : _ ("Could not be identified"));
    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->is, is);
    /* The line with the identity is hidden if it would repeat the reported name. */
    gtk_widget_set_visible (GTK_WIDGET (self->is), is_name == NULL || bb_app_is_renamed (drive));
    if (*revision != '\0')
        /* TRANSLATORS: revision of the firmware that runs */
        firmware = g_strdup_printf (_ ("Firmware %s"), revision);
    gtk_label_set_text (self->firmware_text, firmware != NULL ? firmware : "");
    gtk_widget_set_visible (GTK_WIDGET (self->firmware_text), firmware != NULL);
    bb_drive_page_show_older (self, facts);
    bb_drive_page_show_conflict (self);
    bb_drive_page_show_state (self);
    bb_drive_page_describe_choose (self);
    bb_drive_page_show_buttons (self);
    if (self->firmware != NULL)
        bb_drive_firmware_show (self->firmware, engine, drive);
    if (self->history != NULL)
        bb_drive_history_show (self->history, engine, drive);
    if (self->identity != NULL)
        bb_drive_identity_show (self->identity, drive);
    if (self->about != NULL)
        bb_drive_about_show (self->about, engine, drive);
    if (self->abilities != NULL)
        bb_drive_abilities_show (self->abilities, bb_engine_get_catalog (engine), drive);
    bb_idle_queue_add (self, bb_drive_page_add_part);
}

const char *
bb_drive_page_get_topic (BbEngineDrive *drive)
{
    if (drive == NULL)
        return "state-gone";
    switch (bb_app_shown_state (drive)) {
    case BB_DRIVE_STATE_POWER_CYCLE:
        return "result";
    case BB_DRIVE_STATE_READY:
        /* A ready drive with an open journal was flashed but not verified yet. The help about results explains that
         * a flash can be verified only after a power cycle. */
        return bb_engine_drive_get_journal (drive) != NULL ? "result" : "state-ready";
    case BB_DRIVE_STATE_MEDIUM:
        return "state-medium";
    case BB_DRIVE_STATE_BUSY:
        return "state-busy";
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return bb_engine_drive_is_worn (drive) ? "state-worn" : "state-needs-recovery";
    case BB_DRIVE_STATE_NO_PERMISSION:
        return "state-no-permission";
    case BB_DRIVE_STATE_UNKNOWN:
    default:
        return "state-unknown";
    }
}

/* --- buttons --- */

/* Places the three buttons and the chips:
 * - wide window: all buttons in one row
 * - narrow window: the first button above the two others
 * - narrow window with large text: each button in a row of its own
 *
 * In a narrow window the labels of the buttons wrap only between words, so the longest word determines the minimum
 * width of the page. In a wide window the labels also wrap within words. Otherwise three buttons in one row could be
 * too wide for the unfolded leaflet. The leaflet would then fold, unfold again because the buttons of a narrow window
 * need less width, and so on without end. */
static void
bb_drive_page_place_buttons (HdyLeaflet *leaflet, GParamSpec *pspec, gpointer data)
{
    BbDrivePage *self = BB_DRIVE_PAGE (data);
    GtkButton *acts[] = {self->choose, self->back_up, self->restore};
    int below = bb_app_is_narrow (leaflet) ? 1 : 0;
    int apart = below == 1 && bb_app_has_large_text () ? 1 : 0;

    /* In a narrow window the chips are placed below each other, so that their labels need no line breaks. */
    bb_app_stack_if_narrow (leaflet, NULL, self->chips);
    for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
        gtk_label_set_line_wrap_mode (GTK_LABEL (gtk_bin_get_child (GTK_BIN (acts[i]))),
                                      below ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
    gtk_container_child_set (self->acts, GTK_WIDGET (self->choose), "width", 1 + below - apart, NULL);
    gtk_container_child_set (self->acts, GTK_WIDGET (self->back_up), "left-attach", 1 - below, "top-attach", below,
                             NULL);
    gtk_container_child_set (self->acts, GTK_WIDGET (self->restore), "left-attach", 2 - below - apart, "top-attach",
                             below + apart, NULL);
}

/* Places the buttons, now and whenever the leaflet around the page is folded or unfolded. */
static void
bb_drive_page_hierarchy_changed (GtkWidget *widget, GtkWidget *before)
{
    GtkWidget *leaflet = gtk_widget_get_ancestor (widget, HDY_TYPE_LEAFLET);

    if (leaflet == NULL)
        return;
    g_signal_handlers_disconnect_by_func (leaflet, bb_drive_page_place_buttons, widget);
    g_signal_connect_object (leaflet, "notify::folded", G_CALLBACK (bb_drive_page_place_buttons), widget, 0);
    bb_drive_page_place_buttons (HDY_LEAFLET (leaflet), NULL, widget);
}

/* Lets Tab visit the parts of the page from top to bottom, also a part that was just created. */
static gboolean
bb_drive_page_focus_cb (GtkWidget *body, GtkDirectionType direction, gpointer data)
{
    g_autoptr (GList) parts = gtk_container_get_children (GTK_CONTAINER (body));
    g_autoptr (GPtrArray) stops = g_ptr_array_new ();

    for (GList *part = parts; part != NULL; part = part->next)
        g_ptr_array_add (stops, part->data);
    return bb_tab_order_move (body, (GtkWidget *const *) stops->pdata, stops->len, direction);
}

/* Lets Tab visit the buttons that the page is for first, then the menu and the help, which are above them. */
static gboolean
bb_drive_page_head_focus_cb (GtkWidget *head, GtkDirectionType direction, gpointer data)
{
    BbDrivePage *self = BB_DRIVE_PAGE (data);
    GtkWidget *const stops[] = {GTK_WIDGET (self->message), self->state, GTK_WIDGET (self->no_flash),
                                GTK_WIDGET (self->acts),    self->more,  self->help};

    return bb_tab_order_move (head, stops, G_N_ELEMENTS (stops), direction);
}

/* Places the buttons before the page is measured: the width of the window may have changed while another page was
 * shown, and buttons side by side would make a narrow window wider. */
static void
bb_drive_page_map (GtkWidget *widget)
{
    GtkWidget *leaflet = gtk_widget_get_ancestor (widget, HDY_TYPE_LEAFLET);

    if (leaflet != NULL)
        bb_drive_page_place_buttons (HDY_LEAFLET (leaflet), NULL, widget);
    GTK_WIDGET_CLASS (bb_drive_page_parent_class)->map (widget);
}

void
bb_drive_page_lift_focus (BbDrivePage *self)
{
    GtkWidget *buttons[] = {self->recover, GTK_WIDGET (self->choose), self->more};
    GtkWidget *window, *focus;

    g_return_if_fail (BB_IS_DRIVE_PAGE (self));

    window = gtk_widget_get_toplevel (GTK_WIDGET (self));
    focus = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;
    if (GTK_IS_LABEL (focus) && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
        for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
            if (gtk_widget_get_mapped (buttons[i]) && gtk_widget_is_sensitive (buttons[i])) {
                gtk_widget_grab_focus (buttons[i]);
                return;
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
    widget_class->hierarchy_changed = bb_drive_page_hierarchy_changed;
    widget_class->map = bb_drive_page_map;
    g_type_ensure (BB_TYPE_EJECT_BUTTON);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, title);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, is);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state_icon);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state_text);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, recover);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state_acts);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, look_closer);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, eject);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, acts_note);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_page_eject_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_page_focus_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_page_head_focus_cb);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, save_report);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, message);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, no_flash);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, body);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, firmware_text);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, older);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, chips);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state_chip);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, state_word);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, sure_chip);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, sure_icon);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, sure_word);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, more);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, help);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, acts);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, back_up);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, restore);
    gtk_widget_class_bind_template_child (widget_class, BbDrivePage, choose);
}

static void
bb_drive_page_init (BbDrivePage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
}

GtkWidget *
bb_drive_page_new (void)
{
    return g_object_new (BB_TYPE_DRIVE_PAGE, "visible", TRUE, NULL);
}
