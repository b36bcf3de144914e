/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-family.h"

G_BEGIN_DECLS

/** bb_family_allows: %TRUE unless bb_family_check() refuses to write @image to the drive. A recovery also writes
 * images that it has not checked, so plan_flash() of some families calls this function. Errors:
 * %BB_FAMILY_ERROR_CANNOT with the text of the refusal. */
gboolean bb_family_allows (BbFacts *facts, BbImage *image, BbCatalog *catalog, GError **error);

/**
 * bb_family_dup_contradiction:
 * @identity: (nullable): identity of an image
 *
 * Compares what the running firmware reports about itself, besides its names and revision, with the image: the
 * modification (only with %BB_FACTS_IS_MODIFIED_SURE) and its version, the build date, the service code, and the mark
 * for downgrades. Compares only values that both sides have.
 *
 * Returns: (transfer full) (nullable): a sentence about the first value that differs, so the drive does not run the
 *   image; %NULL if no value differs, and for a drive whose boot code runs
 */
char *bb_family_dup_contradiction (BbFacts *facts, BbImageIdentity *identity);

/**
 * bb_family_compare_image:
 * @verdict: the result of bb_family_check() for the image with @identity
 *
 * Returns: how the revision of the image differs from the one that the drive reports. %BB_REVISION_CHANGE_OLDER if
 *   @verdict has the reason "downgrade", so the answer and the reasons of @verdict never contradict each other.
 *   %BB_REVISION_CHANGE_UNKNOWN if the drive is not in its normal state, if the image is damaged, if the image is
 *   for a drive that reports another product, and as bb_family_compare_revisions()
 */
BbRevisionChange bb_family_compare_image (BbFacts *facts, BbImageIdentity *identity, BbVerdict *verdict);

/** bb_family_recovers: FALSE if Burnback can neither flash the drive of @facts (nullable) nor recover it in another
 * way (%BB_CAN_RECOVER). */
gboolean bb_family_recovers (BbFacts *facts);

/** bb_family_dup_why_lost: Returns (transfer full) (nullable) why a drive whose firmware does not run cannot be
 * recovered, whole sentences: %BB_FACTS_WANTS with %BB_FACTS_IS_LOST, else bb_family_dup_no_flash(); %NULL if a
 * recovery is possible. */
char *bb_family_dup_why_lost (BbFacts *facts);

G_END_DECLS
