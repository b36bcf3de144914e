/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-shown-progress.h"
#include "job/engine/bb-engine.h"
#include "job/words/bb-words.h"

#include <handy.h>

G_BEGIN_DECLS

/* Texts, icons and style classes that only the window needs; job/words has the sentences that both front ends share.
 * A color is always shown together with an icon and a word. */

/** bb_app_shown_state: Returns the state of @drive for lists and pages; as bb_engine_drive_get_shown_state(), but
 * "unknown" instead of "ready" if no family supports the identified drive. */
BbDriveState bb_app_shown_state (BbEngineDrive *drive);
/** bb_app_why_recover_first: Returns (nullable) a sentence that says that @drive must be recovered before it is
 * flashed or a backup is restored; %NULL for a drive that does not need recovery, or is of a kind that cannot be
 * recovered. The pages of the drive and of all backups offer neither of these operations, and say why, if and only if
 * this is not %NULL. */
const char *bb_app_why_recover_first (BbEngineDrive *drive);
/** bb_app_state_word: Returns a translated label for @drive:
 * - "in use" if bb_engine_drive_is_used()
 * - the operation of the running job, such as "Backing up"
 * - without a job, the state of the drive, such as "ready" */
const char *bb_app_state_word (BbEngineDrive *drive);
/** bb_app_state_icon: Returns the name of the icon for the state of @drive; a warning also if @drive is ready, but
 * its last flash failed at a block. */
const char *bb_app_state_icon (BbEngineDrive *drive);
/** bb_app_state_class: Returns the CSS class for the state of @drive: "good" for %BB_DRIVE_STATE_READY, "bad" for
 * %BB_DRIVE_STATE_NEEDS_RECOVERY, "caution" for %BB_DRIVE_STATE_NO_PERMISSION and %BB_DRIVE_STATE_POWER_CYCLE, "" for
 * all others. */
const char *bb_app_state_class (BbEngineDrive *drive);
/** bb_app_identity_word: Returns a translated label for the confidence of an identification: "Drive type confirmed".
 * The label says nothing about the name under which the drive was sold, because no identification reveals that name.
 */
const char *bb_app_identity_word (BbConfidence confidence);
/** bb_app_can_word: Returns a translated label for one operation: "Back up the firmware". */
const char *bb_app_can_word (BbCan can);
/** bb_app_cell_sign: Returns the character that is drawn in each cell with @state of the flash map, for users who
 * cannot distinguish the colors of the states. */
const char *bb_app_cell_sign (BbCellState state);

/** bb_app_backup_class: Returns the CSS class for @kind: "good" for a full backup, "caution" for a partial one,
 * "bad" if no backup is possible. */
const char *bb_app_backup_class (BbBackupKind kind);
/**
 * bb_app_shown_level:
 * @consents: (element-type BbConsent): the consents that @review requires
 *
 * Returns: the level to show for @review:
 * - the level of the verdict if @review is not for a rollback, if the verdict is a refusal, or if @consents contains
 *   %BB_CONSENT_REFUSED or %BB_CONSENT_OTHER_DRIVE
 * - for all other rollbacks: %BB_VERDICT_CAUTION if the drive may reject the image, else %BB_VERDICT_FITS
 */
BbVerdictLevel bb_app_shown_level (BbReview *review, GPtrArray *consents);
/** bb_app_origin_warning: (nullable) the sentence for a file that can be flashed, but does not match a known image.
 * %NULL for other files, for a backup and for a boot code file. @level: bb_app_shown_level() */
const char *bb_app_origin_warning (const BbReview *review, BbVerdictLevel level);
/** bb_app_origin_remark: (nullable): as bb_app_origin_warning(). For an image that fits, first says that the image
 * fits. A page about several drives shows a sentence once if it is the same for all of them, so that page does not
 * use this function. */
const char *bb_app_origin_remark (const BbReview *review, BbVerdictLevel level);
/** bb_app_origin_warning_of_several: the sentence of bb_app_origin_warning() for several files. */
const char *bb_app_origin_warning_of_several (void);
/** bb_app_tested_sentence: (nullable) the sentence about how far Burnback was tested with drives of the model of
 * @review; %NULL if the model is unknown or the image is refused. */
const char *bb_app_tested_sentence (const BbReview *review);
/**
 * bb_app_claim_word:
 * @claim: (nullable): the model that one source of evidence names, such as the boot code; %NULL if the source was not
 *   read
 * @icon, @style: (out): icon name and CSS class that match the label
 *
 * Returns: a translated label:
 * - "supports": @claim names @model
 * - "contradicts": @claim names another model, or none of the catalog
 * - "not read": @claim is %NULL
 */
const char *bb_app_claim_word (const BbClaim *claim, const char *model, const char **icon, const char **style);
/** bb_app_verdict_icon: Returns the name of the icon for @level. */
const char *bb_app_verdict_icon (BbVerdictLevel level);
/** bb_app_verdict_class: Returns the CSS class for @level: "good" if the image fits, "caution" for a caution or a
 * cross-flash, "bad" if the image is refused. */
const char *bb_app_verdict_class (BbVerdictLevel level);
/** bb_app_weight_word: Returns a translated label for the weight of a reason: "Warning". */
const char *bb_app_weight_word (BbWeight weight);
/**
 * bb_app_weight_sentence: Returns a translated sentence that says what a reason with @weight means for the user:
 * - information: the reason does not affect compatibility
 * - caution: the user can continue after reading the warning
 * - cross-flash: the user can continue after typing the model
 * - refusal: the user cannot continue
 */
const char *bb_app_weight_sentence (BbWeight weight);
/** bb_app_weight_icon: Returns the name of the icon for @weight. */
const char *bb_app_weight_icon (BbWeight weight);
/** bb_app_weight_class: Returns the CSS class for @weight: "" for information, "caution" for a caution or a
 * cross-flash, "bad" for a refusal. */
const char *bb_app_weight_class (BbWeight weight);
/** bb_app_checksum_word: Returns a translated label for the checksum of the firmware file with @identity: "valid",
 * "invalid (the file is damaged)" or "not available in this format". For a damaged file without a checksum result:
 * "cannot be checked, …". */
const char *bb_app_checksum_word (const BbImageIdentity *identity);

/** bb_app_result_icon: Returns the name of the icon for the outcome of @result; the icon of a warning for a backup
 * that is not trusted (bb_backup_is_trusted()), and for a success after which the drive still has a problem. */
const char *bb_app_result_icon (const BbResult *result);
/** bb_app_result_class: Returns the CSS class for the outcome of @result: "good" for %BB_OUTCOME_DONE, "bad" for
 * %BB_OUTCOME_NEEDS_RECOVERY, "caution" for all others, and where bb_app_result_icon() warns. */
const char *bb_app_result_class (const BbResult *result);

/** bb_app_dup_size: Returns (transfer full) a size with its unit: "1.0 MiB". */
char *bb_app_dup_size (guint64 bytes);
/** bb_app_dup_left: Returns (transfer full) the remaining time: "about 40 seconds left"; from one minute on in
 * minutes, rounded up: "about 2 minutes left"; "" if @seconds is negative, which stands for unknown. */
char *bb_app_dup_left (int seconds);
/** bb_app_dup_duration: Returns (transfer full) a duration: "about 40 seconds"; from one minute on in minutes,
 * rounded up: "about 4 minutes". */
char *bb_app_dup_duration (guint seconds);
/** bb_app_dup_time: Returns (transfer full) date and time in the format of the locale; "unknown time" if out of
 * range. */
char *bb_app_dup_time (gint64 unix_seconds);
/** bb_app_dup_path: Returns (transfer full) @path with the home folder shortened to "~": "~/backups"; an unchanged
 * copy if @path is outside the home folder. */
char *bb_app_dup_path (const char *path);
/**
 * bb_app_dup_drive_name: Returns (transfer full) the first of these names that exists:
 * - the name that the user gave to the drive
 * - in recovery mode, where the reported name is from the boot code: maker and model as identified, unless they are
 *   doubtful
 * - vendor and product that the drive reports, without padding: "TDK DVDRW420N"
 * - the device name: "sr0"
 */
char *bb_app_dup_drive_name (BbEngineDrive *drive);
/** bb_app_dup_full_name: Returns (transfer full) the name of bb_app_dup_drive_name() and the device name: "TDK
 * DVDRW420N (sr0)". */
char *bb_app_dup_full_name (BbEngineDrive *drive);
/** bb_app_dup_reported_name: Returns (transfer full) vendor and product as reported, the vendor in normal form; the
 * short name of the drive if it reports neither. */
char *bb_app_dup_reported_name (BbEngineDrive *drive);
/** bb_app_dup_reported: Returns (transfer full) vendor, product and revision as reported, without spaces at the end:
 * "SONY DVD_RW ND-3550A 1.05". */
char *bb_app_dup_reported (BbEngineDrive *drive);
/** bb_app_dup_revision: Returns (transfer full) the revision of the firmware that runs; "" if the drive was not
 * identified yet or is in recovery mode, in which it reports the revision of its boot code. */
char *bb_app_dup_revision (BbEngineDrive *drive);
/** bb_app_is_renamed: Returns TRUE if bb_engine_drive_dup_is_text() tells more than bb_app_dup_drive_name(), in one
 * of these cases:
 * - bb_app_dup_drive_name() does not contain the identified model.
 * - The drive is in recovery mode and was sold under another name.
 * - The sources of evidence disagree about the model.
 * FALSE before the identification. */
gboolean bb_app_is_renamed (BbEngineDrive *drive);
/** bb_app_dup_other_named: Returns (transfer full) (nullable) maker and model that the reported name alone suggests,
 * for a drive whose model is unknown (bb_engine_drive_dup_named_text()). %NULL if there is no such text, or if the
 * text of bb_app_dup_drive_name() already contains this model. */
char *bb_app_dup_other_named (BbEngineDrive *drive);
/** bb_app_dup_unit: Returns (transfer full) a text that distinguishes the drive from others of the same name, the
 * first of these that is known:
 * - the serial number: "serial 0123"
 * - the USB port: "USB port 2-1"
 * - the bus path
 * - "" */
char *bb_app_dup_unit (const BbDriveDetails *details);
/** bb_app_dup_where: Returns (transfer full) revision, device name and bus: "1.05 · sr0 · USB"; @revision may be "".
 */
char *bb_app_dup_where (const char *revision, const BbDriveDetails *details);
/** bb_app_dup_capitalised: Returns (transfer full) @word with a capital first letter, for labels. */
char *bb_app_dup_capitalised (const char *word);
/** bb_app_dup_decapitalised: Returns (transfer full) @word with a small first letter, for a label within a line. */
char *bb_app_dup_decapitalised (const char *word);
/** bb_app_dup_report: Returns (transfer full) sentences about a firmware or a conversion, from texts of the
 * catalog: "Gains: … Losses: …". A text that is %NULL or "" is left out; "" if all are. */
char *bb_app_dup_report (const char *needs, const char *gains, const char *losses, const char *risk,
                         const char *source, const char *confidence);
/** bb_app_dup_inquiry_name: Returns (transfer full) the name that a drive with these INQUIRY texts has on screen:
 * "TDK DVDRW420N", without the underscores around some vendors. @vendor: (nullable), @product: (nullable); "" if both
 * are empty */
char *bb_app_dup_inquiry_name (const char *vendor, const char *product);
/** bb_app_dup_mnemonic: Returns (transfer full) @text with its underscores doubled, for a label that has a mnemonic.
 */
char *bb_app_dup_mnemonic (const char *text);
/** bb_app_dup_image_name: Returns (transfer full) model and revision of the image: "ND-1100A 1.08". If a drive
 * reports another name with this firmware, that name instead of the model: "TDK DVDRW420N 1.08". Without the revision
 * if it is unknown; the file name if the model is unknown. */
char *bb_app_dup_image_name (BbImage *image);
/**
 * bb_app_dup_images_text: Returns (transfer full) a sentence on @images (element-type BbImage), the images of one
 * file; there must be at least one:
 * - one image of a known model: "new.bin is ND-1100A 1.08."
 * - one image of an unknown model: "The file is new.bin."
 * - several images: "new.zip contains 3 firmware images."
 */
char *bb_app_dup_images_text (GPtrArray *images);
/** bb_app_dup_unusable_text: Returns (transfer full) three lines: that a file cannot be used for any drive, the
 * message of @error as the reason, and that the user should choose another file. */
char *bb_app_dup_unusable_text (const GError *error);
/** bb_app_dup_action_title: Returns (transfer full) a title for a running operation: "Flashing TDK DVDRW420N (sr0)".
 */
char *bb_app_dup_action_title (BbAction action, const char *drive);
/** bb_app_dup_title: Returns (transfer full) the percentage of @job (nullable) and what it does to the drive with the
 * device name @node: "43 % - Flashing sr0"; the name @name of the drive if @job is %NULL. */
char *bb_app_dup_title (BbJob *job, const char *name, const char *node);
/** bb_app_dup_short_title: Returns (transfer full) the percentage of @job (nullable) and the device name @node of its
 * drive: "43 % · sr0"; only @node if @job is %NULL. */
char *bb_app_dup_short_title (BbJob *job, const char *node);
/** bb_app_get_bus: Returns the bus through which @drive is connected. */
BbBus bb_app_get_bus (BbEngineDrive *drive);
/** bb_app_gone_sentences: Returns translated sentences for a drive on @bus that is no longer detected. They say what
 * to check, and that the drive will appear again; for %BB_BUS_PATA also to shut down the computer first. */
const char *bb_app_gone_sentences (BbBus bus);
/** bb_app_busy_sentence: Returns a translated sentence that the operation @action is running: "Flashing is in
 * progress." For identification, check, book types and report: "Another operation is in progress." */
const char *bb_app_busy_sentence (BbAction action);
/** bb_app_overtaken_pattern: Returns a translated sentence with one %s, a file name: the file was not opened because
 * @action was started. For identification, check, book types and report, the sentence says "Another operation". */
const char *bb_app_overtaken_pattern (BbAction action);
/** bb_app_ref_progress: Returns (transfer full) (nullable) the progress of @job; %NULL before its first progress.
 * Every caller gets the same snapshot until #BbShownProgress emits "changed", so that title, list and page show the
 * same percentage. */
BbProgress *bb_app_ref_progress (BbJob *job);
/** bb_app_percent: Returns bb_progress_get_percent() of @progress; 0 if @progress (nullable) is %NULL. */
int bb_app_percent (const BbProgress *progress);
/** bb_app_dup_percent: Returns (transfer full) the percentage of @progress (nullable) as text: "24 %", or "24 %
 * (attempt 2)" after a failed attempt. */
char *bb_app_dup_percent (const BbProgress *progress);

/** bb_app_set_name: Sets the accessible name of @widget. */
void bb_app_set_name (GtkWidget *widget, const char *name);
/** bb_app_set_description: Sets the accessible description of @widget; %NULL removes it. */
void bb_app_set_description (GtkWidget *widget, const char *description);
/** bb_app_set_class: Adds the CSS class @name, which must be in the space-separated list @classes, and removes all
 * other classes of that list. Adds none if @name is "". */
void bb_app_set_class (GtkWidget *widget, const char *classes, const char *name);
/** bb_app_wrap_button: Lets the label of @button wrap. Does nothing if the button has another child than a label,
 * such as an icon. */
void bb_app_wrap_button (GtkButton *button);
/** bb_app_wrap_texts: Calls bb_app_wrap_button() for every button in @root, for example a page. Also lets the titles
 * of its #HdyPreferencesGroup wrap, which libhandy would end with an ellipsis. */
void bb_app_wrap_texts (GtkWidget *root);
/** bb_app_has_large_text: Returns whether the user has chosen text of 1.5 times the usual size or more. */
gboolean bb_app_has_large_text (void);
/** bb_app_set_expander_label: Sets the label of @expander and lets it wrap. */
void bb_app_set_expander_label (GtkExpander *expander, const char *label);
/** bb_app_set_button_label: Sets the label of @button and lets it wrap. */
void bb_app_set_button_label (GtkButton *button, const char *label);
/**
 * bb_app_set_action: Sets the action of a button or a row. @widget keeps the focus if it has the focus.
 * @action: (nullable): detailed name; %NULL removes the action and makes @widget insensitive
 * @target: (nullable): parameter of the action; a floating reference is consumed
 */
void bb_app_set_action (GtkWidget *widget, const char *action, GVariant *target);
/** bb_app_wrap_label: Lets @label wrap and aligns its text at the start; for the labels of expanders and check
 * buttons. */
void bb_app_wrap_label (GtkWidget *label);
/** bb_app_set_path: Sets the text of @label, which has a path or the name of a file in it. Unlike another text, @text
 * is not broken after a hyphen, and no hyphen is added where a long name is broken, because both would read as a part
 * of the name. */
void bb_app_set_path (GtkLabel *label, const char *text);
/** bb_app_dup_isolated: Returns (transfer full) @text between Unicode isolates, so that names and numbers keep their
 * order within text that runs from right to left. If the texts of the window run from left to right, returns an
 * unchanged copy. */
char *bb_app_dup_isolated (const char *text);
/** bb_app_dup_joined: Returns (transfer full) the @parts that are neither %NULL nor "", each after
 * bb_app_dup_isolated(), with " · " between them; "" if there are none. */
char *bb_app_dup_joined (const char *const *parts, guint n_parts);
/** bb_app_set_text: Calls gtk_label_set_text() only if the text differs from that of @label, because each call
 * causes a new layout. */
void bb_app_set_text (GtkLabel *label, const char *text);
/** bb_app_set_icon: Sets the icon of @image, in %GTK_ICON_SIZE_MENU, only if @icon differs from the name of the
 * present icon. */
void bb_app_set_icon (GtkImage *image, const char *icon);
/** bb_app_pass_focus: Makes Tab skip @row and reach the widgets in it; without this call Tab would stop at the
 * row. */
void bb_app_pass_focus (GtkListBoxRow *row);
/** BB_APP_NARROW_PX: Width of the window below which list and page do not fit side by side, so that the leaflet
 * folds. */
#define BB_APP_NARROW_PX 700
/** bb_app_is_narrow: TRUE if @leaflet is folded, or if the window is narrower than %BB_APP_NARROW_PX. Both are
 * tested, because a leaflet whose list is hidden has only one visible child and is never folded. */
gboolean bb_app_is_narrow (HdyLeaflet *leaflet);
/** bb_app_stack_if_narrow: Places the children of @box (a #GtkOrientable) below each other if bb_app_is_narrow(),
 * else side by side. A handler of "notify::folded". */
void bb_app_stack_if_narrow (HdyLeaflet *leaflet, GParamSpec *pspec, gpointer box);
/** bb_app_follow_leaflet: Calls bb_app_stack_if_narrow() for @box now. Calls it again whenever the leaflet around
 * @page is folded or unfolded, and whenever @page is mapped. Does nothing if @page is in no leaflet. For handlers of
 * "hierarchy-changed". */
void bb_app_follow_leaflet (GtkWidget *page, GtkBox *box);
/** bb_app_begin_page: Scrolls @page to its top and hides the tooltip of the previous page. Call it when @page has
 * become the visible page. */
void bb_app_begin_page (GtkWidget *page);
/** bb_app_clear: Destroys all children of @container. */
void bb_app_clear (GtkContainer *container);

G_END_DECLS
