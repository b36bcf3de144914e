/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "image-checks.h"
#include "plan-steps.h"
#include "plan-text.h"
#include "shipped-catalog.h"

#include "family/gdr/bb-gdr.h"

G_BEGIN_DECLS

/* Files and facts of Hitachi-LG DVD-ROM drives for the tests of the family. */

/** gdr_make_bytes_for: Returns (transfer full) the synthetic file of docs/protocols/lg-gdr.md, with another @product
 * in its INQUIRY data.
 * @form: (nullable): option of bb_sim_make_image(), "dld" or "updater"; %NULL: the plain image */
GBytes *gdr_make_bytes_for (const char *product, const char *form);
/** gdr_make_bytes: As gdr_make_bytes_for(), for the product that docs/protocols/lg-gdr.md uses. */
GBytes *gdr_make_bytes (const char *form);
/** gdr_change: Returns (transfer full) a copy of the first @length_bytes bytes of @bytes. In the copy, @text
 * (@text_bytes long) replaces the bytes at @offset. */
GBytes *gdr_change (GBytes *bytes, gsize offset, const void *text, gsize text_bytes, gsize length_bytes);
/** gdr_make_facts: Returns (transfer full) the facts of a drive that fits the image of gdr_make_bytes(). @window:
 * (nullable): address at which the drive returns its firmware, "0x90000000"; %NULL: unknown */
BbFacts *gdr_make_facts (const char *window);
/** gdr_store: Returns (transfer full) the captures of @plan; the first one contains @length_bytes of @data. */
BbCaptures *gdr_store (BbPlan *plan, const guint8 *data, guint32 length_bytes);

G_END_DECLS
