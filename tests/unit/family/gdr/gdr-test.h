/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image-checks.h"
#include "plan-steps.h"
#include "plan-text.h"
#include "shipped-catalog.h"

#include "family/gdr/bb-gdr.h"

G_BEGIN_DECLS

/* Files and facts of Hitachi-LG DVD-ROM drives for the tests of the family. */

/** gdr_make_bytes_for: Returns (transfer full) the synthetic file of the page, for drives that report @product.
 * @form: (nullable) */
GBytes *gdr_make_bytes_for (const char *product, const char *form);
/** gdr_make_bytes: Returns (transfer full) the synthetic file of the page. @form: (nullable) */
GBytes *gdr_make_bytes (const char *form);
/** gdr_change: Returns (transfer full) @bytes with the bytes @text at @offset, cut to @length_bytes. */
GBytes *gdr_change (GBytes *bytes, gsize offset, const void *text, gsize text_bytes, gsize length_bytes);
/** gdr_make_facts: Returns (transfer full) the facts of a drive for which the synthetic file is. @window: (nullable):
 * address of the firmware */
BbFacts *gdr_make_facts (const char *window);
/** gdr_store: Returns (transfer full) the captures of @plan, with @length_bytes of @data. */
BbCaptures *gdr_store (BbPlan *plan, const guint8 *data, guint32 length_bytes);

G_END_DECLS
