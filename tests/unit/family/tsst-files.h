/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-drive.h"

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Drives and files for tests of the family samsung-tsst. */

#define TSST_IMAGE_BYTES 0x40000u

/** tsst_drive_new: Returns (transfer full) a drive with these INQUIRY texts. @specific: (nullable): bytes 36 to 55 of
 * its INQUIRY data */
FakeDrive *tsst_drive_new (const char *vendor, const char *product, const char *revision, const char *specific);
/** tsst_make_bytes: Returns (transfer full) a synthetic image for the DVD-ROM @product, such as "TS-H353C". @options:
 * (nullable): GVariant text of type a{ss} */
GBytes *tsst_make_bytes (const char *product, const char *options);
/** tsst_identify: Returns (transfer full) the first image that is found in @bytes. */
BbImage *tsst_identify (GBytes *bytes);
/** tsst_make_image: Returns (transfer full) the identified image of tsst_make_bytes(). */
BbImage *tsst_make_image (const char *product, const char *options);
/** tsst_make_file_with: Returns (transfer full) the first image in a file of @size bytes, which all have the value
 * @value except for @text at @offset. */
BbImage *tsst_make_file_with (gsize size, guint8 value, gsize offset, const char *text);
/** tsst_make_file: As tsst_make_file_with(), with @text at 0x100. */
BbImage *tsst_make_file (gsize size, guint8 value, const char *text);

G_END_DECLS
