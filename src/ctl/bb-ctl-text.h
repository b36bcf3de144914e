/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

#include "bb-ctl-output.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Prints objects of the engine as text. The functions bb_ctl_print_…() print on standard output; with --json they
 * print nothing. */

/** bb_ctl_dup_state_text: (transfer full): returns the state of @drive as a sentence, with the command that the user
 * should run, if there is one. */
char *bb_ctl_dup_state_text (BbCtl *ctl, BbEngineDrive *drive);
/** bb_ctl_get_likely_family: (nullable): returns the name of the family that the answers of @drive to standard
 * commands suggest, if @drive is not identified. */
const char *bb_ctl_get_likely_family (BbEngineDrive *drive);
/** bb_ctl_get_state_tone: returns the color of the state of @drive: one for ready, one for a drive that needs
 * recovery, and one for all other states. */
BbCtlTone bb_ctl_get_state_tone (BbEngineDrive *drive);
/** bb_ctl_dup_known_model: (transfer full) (nullable): for a drive that another program uses, and that therefore
 * cannot be identified now, returns maker (if known) and model from journals and backups. %NULL for any other drive,
 * or if journals and backups do not name its model. */
char *bb_ctl_dup_known_model (BbCtl *ctl, BbEngineDrive *drive);
/** bb_ctl_print_drive: prints name, bus, identity and state: the first lines of `info`. */
void bb_ctl_print_drive (BbCtl *ctl, BbEngineDrive *drive);
/** bb_ctl_print_file: prints the @name of a file. @inside: (nullable): name of the image inside the file. */
void bb_ctl_print_file (BbCtl *ctl, const char *indent, const char *name, const char *inside);
/** bb_ctl_print_image: prints name, size and SHA-256 of @image and, if it is identified, what its identity says. */
void bb_ctl_print_image (BbCtl *ctl, BbImage *image);
/** bb_ctl_print_labelled: prints @label and @text in the two columns of a review. @more: (nullable): further text
 * after @text. */
void bb_ctl_print_labelled (BbCtl *ctl, const char *label, const char *text, const char *more);
/** bb_ctl_print_reason: prints weight and text of @reason in the two columns of a review. */
void bb_ctl_print_reason (BbCtl *ctl, const BbReason *reason);
/** bb_ctl_print_effects: prints what firmware requires, what a drive gains and loses with it, and its risk: a line
 * for each argument that is not %NULL or "". The arguments are texts of the catalog; their translations are printed.
 */
void bb_ctl_print_effects (BbCtl *ctl, const char *needs, const char *gains, const char *losses, const char *risk);
/** bb_ctl_printerr_reasons: prints all reasons of @verdict on standard error, in the form of
 * bb_ctl_print_reason(). */
void bb_ctl_printerr_reasons (BbVerdict *verdict);
/** bb_ctl_print_items: prints the conditions that bb_ctl_json_add_item() added, with their remedies. */
void bb_ctl_print_items (BbCtl *ctl, JsonArray *items);
/** bb_ctl_print_review: prints drive, image, verdict with its reasons, readiness, what limits the backup, and how far
 * drives of this model were tested. @review must have an image and a verdict. */
void bb_ctl_print_review (BbCtl *ctl, BbEngineDrive *drive, BbReview *review);
/** bb_ctl_verdict_word: returns the translated words, in capitals, for the level of @verdict; other words if the file
 * is damaged, or if the drive is expected to reject the image. */
const char *bb_ctl_verdict_word (BbVerdict *verdict);
/** bb_ctl_refusal_text: returns a sentence for @verdict, which is a refusal: the file is damaged, or the firmware is
 * incompatible. */
const char *bb_ctl_refusal_text (BbVerdict *verdict);
/** bb_ctl_refusal_step: returns what the user can do after bb_ctl_refusal_text(). */
const char *bb_ctl_refusal_step (BbVerdict *verdict);
/** bb_ctl_print_books: prints a line for each kind of disc whose book type is known. */
void bb_ctl_print_books (BbCtl *ctl, const BbBooks *books);
/** bb_ctl_print_region: prints the state of the DVD region. */
void bb_ctl_print_region (BbCtl *ctl, const BbDvdRegion *region);

G_END_DECLS
