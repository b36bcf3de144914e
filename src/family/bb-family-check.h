/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-family.h"

G_BEGIN_DECLS

/** bb_family_allows: %TRUE unless bb_family_check() refuses to write @image to the drive. A recovery also writes
 * images that it has not checked, so plan_flash() of some families calls this function. Errors:
 * %BB_FAMILY_ERROR_CANNOT with the text of the refusal. */
gboolean bb_family_allows (BbFacts *facts, BbImage *image, BbCatalog *catalog, GError **error);

G_END_DECLS
