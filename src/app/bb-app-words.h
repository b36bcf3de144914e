/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"
#include "job/words/bb-words.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What the window adds to the sentences of job/bb-words.h: its icons, its style classes (a colour never comes
 * without an icon and a word), labels of its own, and numbers as people read them. Nothing here decides.
 */

/** bb_app_shown_state: the drive's state, but not "ready" where nobody knows what it could be ready for. */
BbDriveState bb_app_shown_state (BbEngineDrive *drive);
/** bb_app_state_word: the state in a word: "ready", "in use". */
const char *bb_app_state_word (BbEngineDrive *drive);
const char *bb_app_state_icon (BbDriveState state);
/** bb_app_state_class: style class, "good", "caution", "bad" or "". */
const char *bb_app_state_class (BbDriveState state);
/** bb_app_identity_word: how sure its identity is: "Identity confirmed": a label. */
const char *bb_app_identity_word (BbConfidence confidence);
const char *bb_app_can_word (BbCan can);
/** bb_app_cell_sign: one character, so that a state is never told by colour alone. */
const char *bb_app_cell_sign (BbCellState state);

/** bb_app_backup_class: style class, "good", "caution" or "bad". */
const char *bb_app_backup_class (BbBackupKind kind);
/** bb_app_shown_level: the verdict of @review; but a drive's own backup goes back without a consent, so what is said
 * of it is no warning. @consents: (element-type BbConsent): of the review */
BbVerdictLevel bb_app_shown_level (BbReview *review, GPtrArray *consents);
/** bb_app_claim_word: whether @claim speaks for @model: "supports"; @icon, @style: (out). @claim: (nullable) */
const char *bb_app_claim_word (const BbClaim *claim, const char *model, const char **icon, const char **style);
const char *bb_app_verdict_icon (BbVerdictLevel level);
const char *bb_app_verdict_class (BbVerdictLevel level);
const char *bb_app_weight_word (BbWeight weight);
const char *bb_app_weight_sentence (BbWeight weight);
const char *bb_app_weight_icon (BbWeight weight);
const char *bb_app_weight_class (BbWeight weight);
const char *bb_app_checksum_word (BbChecksum checksum);

const char *bb_app_outcome_icon (BbOutcome outcome);
const char *bb_app_outcome_class (BbOutcome outcome);

/** bb_app_dup_size: (transfer full): bytes for people. */
char *bb_app_dup_size (guint64 bytes);
/** bb_app_dup_left: (transfer full): "about 2 min left"; "" when not known. */
char *bb_app_dup_left (int seconds);
/** bb_app_dup_duration: (transfer full): "about 4 min". */
char *bb_app_dup_duration (guint seconds);
/** bb_app_dup_time: (transfer full): date and time in the user's form. */
char *bb_app_dup_time (gint64 unix_seconds);
/** bb_app_dup_path: (transfer full): as people write it, from their home folder on: "~/backups". */
char *bb_app_dup_path (const char *path);
/** bb_app_dup_drive_name: (transfer full): "TDK DVDRW420N", as the drive reports itself, without padding. */
char *bb_app_dup_drive_name (BbEngineDrive *drive);
/** bb_app_dup_full_name: (transfer full): "TDK DVDRW420N (sr0)". */
char *bb_app_dup_full_name (BbEngineDrive *drive);
/** bb_app_dup_reported: (transfer full): "SONY DVD_RW ND-3550A 1.05", to the letter. */
char *bb_app_dup_reported (BbEngineDrive *drive);
/** bb_app_dup_revision: (transfer full): the firmware that runs, as the drive said last; "" until it was asked, and
 * where none runs. */
char *bb_app_dup_revision (BbEngineDrive *drive);
/** bb_app_is_renamed: whether its identity tells more than the name that it reports. */
gboolean bb_app_is_renamed (BbEngineDrive *drive);
/** bb_app_dup_unit: (transfer full): what tells a drive from another of the same name: "serial 0123", "USB port 2-1".
 */
char *bb_app_dup_unit (const BbDriveDetails *details);
/** bb_app_dup_where: (transfer full): "1.05 · sr0 · USB", without @revision when that is "". */
char *bb_app_dup_where (const char *revision, const BbDriveDetails *details);
/** bb_app_dup_capitalised: (transfer full): a word that stands alone, with a capital letter: "Ready". */
char *bb_app_dup_capitalised (const char *word);
/** bb_app_dup_report: (transfer full): what the catalog tells of a firmware or a conversion, in sentences; each of
 * the texts (nullable): what is not known is left out. */
char *bb_app_dup_report (const char *gains, const char *losses, const char *risk, const char *source,
                         const char *confidence);
/** bb_app_dup_mnemonic: (transfer full): @text as part of a label with a mnemonic. */
char *bb_app_dup_mnemonic (const char *text);
/** bb_app_dup_image_name: (transfer full): "ND-1100A 1.08", or the name of the file. */
char *bb_app_dup_image_name (BbImage *image);
/** bb_app_dup_act: (transfer full): that this is being done: "Flashing TDK DVDRW420N (sr0)". */
char *bb_app_dup_act (BbAction action, const char *drive);
/** bb_app_busy_sentence: that this is being done: "Flashing is in progress." */
const char *bb_app_busy_sentence (BbAction action);
/** bb_app_overtaken_pattern: with one "%s", a file: that it was not opened because this was begun. */
const char *bb_app_overtaken_pattern (BbAction action);
/** BB_PROGRESS_INTERVAL_MS: how often the progress of a job is shown anew, wherever it is shown. */
#define BB_PROGRESS_INTERVAL_MS 200
/**
 * bb_app_ref_progress: (transfer full) (nullable):
 *
 * The progress of @job for all places that show it: one snapshot for each %BB_PROGRESS_INTERVAL_MS, so that title,
 * list and page tell one number.
 */
BbProgress *bb_app_ref_progress (BbJob *job);
/** bb_app_percent: of a snapshot, 0 to 100. */
int bb_app_percent (const BbProgress *progress);
/** bb_app_dup_percent: (transfer full): the same in words, with the attempt where it is not the first. */
char *bb_app_dup_percent (const BbProgress *progress);

/** bb_app_set_name: the accessible name of @widget. */
void bb_app_set_name (GtkWidget *widget, const char *name);
void bb_app_set_description (GtkWidget *widget, const char *description);
/** bb_app_set_class: exactly one of @classes (space separated) is set: @name, or none if it is "". */
void bb_app_set_class (GtkWidget *widget, const char *classes, const char *name);
/** bb_app_wrap_button: its label may take more than one line. */
void bb_app_wrap_button (GtkButton *button);
/** bb_app_set_button_label: another label; it may take more than one line. */
void bb_app_set_button_label (GtkButton *button, const char *label);
/**
 * bb_app_set_action: what a button or row does, and with what.
 * @action: (nullable): none, and it is not sensitive
 * @target: (nullable): if floating, it is taken
 */
void bb_app_set_action (GtkWidget *widget, const char *action, GVariant *target);
/** bb_app_wrap_label: a label that stands where text begins (an expander's, a check button's) may take more lines. */
void bb_app_wrap_label (GtkWidget *label);
/** bb_app_dup_isolated: (transfer full): names and numbers that keep their order among text from right to left. */
char *bb_app_dup_isolated (const char *text);
/** bb_app_dup_joined: (transfer full): those of @parts that are neither %NULL nor empty, isolated, with dots between.
 */
char *bb_app_dup_joined (const char *const *parts, guint n_parts);
/** bb_app_set_text: as gtk_label_set_text(), which lays out anew also what is the same. */
void bb_app_set_text (GtkLabel *label, const char *text);
/** bb_app_set_icon: the same for an icon of a menu's size. */
void bb_app_set_icon (GtkImage *image, const char *icon);
/** bb_app_pass_focus: not the row is reached by Tab, but what is in it; GTK alone would let Tab end there. */
void bb_app_pass_focus (GtkListBoxRow *row);
/** bb_app_clear: removes all children of @container. */
void bb_app_clear (GtkContainer *container);

G_END_DECLS
