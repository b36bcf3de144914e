/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/liteon/bb-liteon.h"

G_BEGIN_DECLS

/* Makes files with Lite-On firmware. Tests can set each field of these files, because the simulator makes only good
 * files. */

#define LITEON_KEY_BYTES 0x400u
#define LITEON_KEYS_BYTES 0x1000u

/**
 * LiteonImage: what a synthetic image contains; all other bytes are zero.
 * @kind_text: (nullable): text at offset 0x10, such as "VIDEO_TS"
 * @header_offset: offset of the INQUIRY header; names and date follow the header; 0: no header
 * @third, @fourth: third and fourth byte of the header, which differ between images
 * @internal: (nullable): internal revision, 16 characters that the code in the image loads one by one
 * @banks_offset: offset of the code that shows the order of the banks; 0: no such code
 * @banks_mask: mask in the code at @banks_offset
 */
typedef struct {
    gsize size_bytes;
    const char *kind_text;
    gsize header_offset;
    guint8 third;
    guint8 fourth;
    const char *vendor;
    const char *product;
    const char *revision;
    const char *date;
    const char *internal;
    gsize banks_offset;
    guint8 banks_mask;
} LiteonImage;

/** liteon_writer, liteon_combo, liteon_dvd_rom: Return the description of a good image for a drive of this kind. */
LiteonImage liteon_writer (void);
LiteonImage liteon_combo (void);
LiteonImage liteon_dvd_rom (void);
/** liteon_make_image: Returns (transfer full) the image that @image describes. */
GBytes *liteon_make_image (const LiteonImage *image);

/**
 * LiteonUpdater: what a synthetic updater program contains.
 * @version: text with the version, such as "Ver 2.0.4"; two zero bytes follow the text
 * @code, @code_bytes: (nullable): machine code that shows the method of the updater, and its length
 * @count: text with the number of images, such as "HOW_MANY_BIN=1"
 * @names: (nullable): names of the images
 * @payload: bytes after the names
 */
typedef struct {
    const char *version;
    gsize version_bytes;
    const void *code;
    gsize code_bytes;
    const char *count;
    guint32 starts[4];
    guint32 sizes[4];
    const char *names[4];
    GBytes *payload;
} LiteonUpdater;

/** liteon_make_updater: Returns (transfer full) the program that @updater describes. */
GBytes *liteon_make_updater (const LiteonUpdater *updater);
/** liteon_open: Returns (transfer full) (element-type BbImageIdentity) what bb_liteon_open_updater() finds in @file.
 */
GPtrArray *liteon_open (GBytes *file);

/** liteon_replace: Returns (transfer full) @bytes with @with in place of the first @what, which has the same length.
 */
GBytes *liteon_replace (GBytes *bytes, const void *what, const void *with, gsize length_bytes);

G_END_DECLS
