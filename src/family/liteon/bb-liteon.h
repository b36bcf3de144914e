/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Lite-On and PLDS drives: docs/protocols/lite-on.md. No command that reads or writes their firmware is public, so
 * drives are identified by their name, and files by their content. */

#define BB_LITEON_ID "lite-on"

/* Values of images: "writer", "combo" or "dvd-rom"; the first character of the revision; "plain" or "rebanked"; the
 * long revision inside; the date; the method of the updater program, "0" to "3". */
#define BB_LITEON_KEY_KIND "kind"
#define BB_LITEON_KEY_LETTER "letter"
#define BB_LITEON_KEY_ORDER "bank-order"
#define BB_LITEON_KEY_INTERNAL "internal-revision"
#define BB_LITEON_KEY_DATE "build-date"
#define BB_LITEON_KEY_METHOD "updater-method"

#define BB_LITEON_WRITER "writer"
#define BB_LITEON_COMBO "combo"
#define BB_LITEON_DVD_ROM "dvd-rom"

/** bb_liteon_describe_image: Returns (transfer full) (nullable) the identity of @image, a whole plain image; %NULL if
 * it is not one of this family. Offset and length are those of @image (section 3). */
BbImageIdentity *bb_liteon_describe_image (GBytes *image, BbCatalog *catalog);
/** bb_liteon_is_image_size: TRUE for the lengths that images have. */
gboolean bb_liteon_is_image_size (gsize length_bytes);
/** bb_liteon_dup_internal_revision: Returns (transfer full) (nullable) the 16 characters that the program in @image
 * loads one after the other (section 3.2); %NULL if there is no such code. Bounded time and memory. */
char *bb_liteon_dup_internal_revision (GBytes *image);
/** bb_liteon_open_updater: Appends the identities of the images in the updater program @file to @found; nothing if it
 * is not one (section 5). Bounded time and memory. */
void bb_liteon_open_updater (GBytes *file, BbCatalog *catalog, GPtrArray *found);

G_END_DECLS
