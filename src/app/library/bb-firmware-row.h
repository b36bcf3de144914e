/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/library/bb-library.h"

#include <handy.h>

G_BEGIN_DECLS

/** BbFirmwareRow: A firmware image in a list: verdict, revision, model and further facts. Implements #GtkActionable.
 */
#define BB_TYPE_FIRMWARE_ROW (bb_firmware_row_get_type ())
G_DECLARE_FINAL_TYPE (BbFirmwareRow, bb_firmware_row, BB, FIRMWARE_ROW, HdyPreferencesRow)

GtkWidget *bb_firmware_row_new (void);
/** bb_firmware_row_show_offer: Shows @offer for the drive @name. If @is_first, and @offer is newer than the
 * installed firmware and has no warnings, marks the row as "Newest". Activating the row opens the review with that
 * file or backup. */
void bb_firmware_row_show_offer (BbFirmwareRow *self, const BbLibraryOffer *offer, const char *name,
                                 gboolean is_first);
/** bb_firmware_row_get_level: Returns the level that the review of @offer shows, usually the level of its verdict.
 * Exception: a backup whose firmware ran in this drive. Its warnings do not count, because restoring it needs no
 * consent: the level is %BB_VERDICT_CAUTION if the drive may reject the backup, else %BB_VERDICT_FITS. Same rule as
 * bb_app_shown_level(). */
BbVerdictLevel bb_firmware_row_get_level (const BbLibraryOffer *offer);
/** bb_firmware_row_is_for_experts: Returns TRUE if the review of @offer asks for a consent that only experts grant,
 * as bb_consent_is_for_experts(). */
gboolean bb_firmware_row_is_for_experts (const BbLibraryOffer *offer);
/** BbLibraryFor: An image that is offered for one drive. @offer: not owned; @name: device name of the drive; @title:
 * bb_app_dup_full_name() of the drive */
typedef struct {
    const BbLibraryOffer *offer;
    char *name;
    char *title;
} BbLibraryFor;

/** BbLibraryRefusal: A drive for which an image is not offered. @title: bb_app_dup_full_name() of the drive;
 * @verdict: the verdict on the image, in which bb_library_find_obstacle() finds the reason */
typedef struct {
    char *title;
    BbVerdict *verdict;
} BbLibraryRefusal;
/** bb_library_refusal_new: Returns (transfer full) a refusal; takes @title and @verdict (transfer full). */
BbLibraryRefusal *bb_library_refusal_new (char *title, BbVerdict *verdict);
void bb_library_refusal_free (BbLibraryRefusal *refusal);

/** BbLibraryFit: Drives that an image can be written to. bb_firmware_row_is_for_experts() has the same result for all
 * of them. @drives: (element-type BbLibraryFor), never empty. */
typedef struct {
    GPtrArray *drives;
} BbLibraryFit;

/** bb_library_fit_get_rank: Returns the place of @fit (nullable) in a list, smaller ranks first: by the best verdict
 * that a line of the row shows, images without warnings first. Of equal verdicts, images that are newer than the
 * firmware of the drive come first; then other images; then those with warnings of their own, which are not true of
 * every file for the drive. */
int bb_library_fit_get_rank (const BbLibraryFit *fit);

/** bb_library_fit_is_cross_flash: Returns TRUE if the image of @fit is of another model than every drive of @fit. */
gboolean bb_library_fit_is_cross_flash (const BbLibraryFit *fit);

/**
 * bb_firmware_row_show_entry: Shows a file of the library.
 * @fit: (nullable): the drives that the row names; %NULL if the file is for no connected drive
 * @refusals: (transfer full) (element-type BbLibraryRefusal): the drives that the file is not offered for; their
 *   reasons are in an expander, which is filled when the user opens it
 *
 * Activating the row opens the review if @fit has one drive, and asks for the drive if it has several. Without @fit
 * the row cannot be activated.
 */
void bb_firmware_row_show_entry (BbFirmwareRow *self, const BbLibraryEntry *entry, const BbLibraryFit *fit,
                                 GPtrArray *refusals);

G_END_DECLS
