/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-drive.h"

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Drives and files for tests of the family samsung-tsst. */

#define TSST_IMAGE_BYTES 0x40000u

/** tsst_drive_new: (transfer full): a drive with these INQUIRY texts. @specific: (nullable): bytes 36 to 55 of its
 * INQUIRY data */
FakeDrive *tsst_drive_new (const char *vendor, const char *product, const char *revision, const char *specific);
/** tsst_make_bytes: (transfer full): a synthetic image for the DVD-ROM @product. @options: (nullable): GVariant text
 * of type a{ss} */
GBytes *tsst_make_bytes (const char *product, const char *options);
/** tsst_identify: (transfer full): the image that is found first in @bytes. */
BbImage *tsst_identify (GBytes *bytes);
/** tsst_make_image: (transfer full): tsst_make_bytes(), identified. */
BbImage *tsst_make_image (const char *product, const char *options);
/** tsst_make_file_with: (transfer full): a file of @size bytes that are all @value, but for @text at @offset. */
BbImage *tsst_make_file_with (gsize size, guint8 value, gsize offset, const char *text);
/** tsst_make_file: (transfer full): tsst_make_file_with() @text at 0x100. */
BbImage *tsst_make_file (gsize size, guint8 value, const char *text);

G_END_DECLS
