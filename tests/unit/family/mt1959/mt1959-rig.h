/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../fake-drive.h"
#include "family/mt1959/bb-mt1959.h"
#include "scsi/bb-bytes.h"

G_BEGIN_DECLS

/* Helpers of the MT1959 tests: images, drives that run them, and facts. */

/* Layout of mediatek-mt1959.md, section 2. The values are repeated here, so that the tests do not depend
 * on the catalog. */
#define MT_FLASH_BYTES 0x200000
#define MT_CONFIG 0x3000
#define MT_BOOT_END 0x10000
#define MT_RECORDS 0x10400
#define MT_SETTINGS 0x1EA000
#define MT_DESCRIPTOR 0x1EC000

#define MT_JB8 "MT1959 Boot JB8 "
#define MT_BU5 "MT1959 Boot BU5 "
#define MT_BU51 "MT1959 Boot BU51"
#define MT_CODE "MT1939 Boot Code"

/**
 * MtLook:
 * @tray_byte: first data byte of feature 0003h before the hardware record; 0: no features before the record
 * @seed: seed of the pseudo-random bytes in place of code
 *
 * Fields of a synthetic image. A text that is %NULL is left out.
 */
typedef struct {
    const char *boot_id;
    const char *vendor;
    const char *product;
    const char *revision;
    const char *stamp;
    const char *platform;
    guint8 tray_byte;
    guint32 seed;
} MtLook;

/** mt_wh16ns60: Returns the fields of an original image for a WH16NS60. */
MtLook mt_wh16ns60 (void);

BbCatalog *mt_catalog (void); /* (transfer none): the catalog of the source tree */
/** mt_catalog_with_image: (transfer full): Returns the catalog of this family in the source tree, with one more known
 * image, WH16NS60 9.99 of @kind. @key: key that is added to the entry of the image; @sum: value of @key */
BbCatalog *mt_catalog_with_image (const char *kind, const char *key, const char *sum);
/** mt_fill: Fills @to with pseudo-random bytes that depend on @seed only. */
void mt_fill (guint8 *to, gsize length_bytes, guint32 seed);
/** mt_put_text: Writes @text, cut or padded with blanks to @length_bytes. */
void mt_put_text (guint8 *to, gsize length_bytes, const char *text);
/** mt_image_data: Returns (transfer full) the 2 MiB of an image with these fields. */
guint8 *mt_image_data (const MtLook *look);
/** mt_identify: Identifies the image in @data (transfer full), which must contain exactly one image. Returns
 * (transfer full) this image. */
BbImage *mt_identify (guint8 *data, gsize length_bytes);
/** mt_image: Returns (transfer full) the identified image with these fields. */
BbImage *mt_image (const MtLook *look);

/** mt_drive: Returns (transfer full) a drive that runs an image with the fields @look. The configuration block, the
 * end of the descriptor and the calibration have values of the drive, not those of the image. @readable, @tray_byte:
 * see #FakeDrive */
FakeDrive *mt_drive (const MtLook *look, const char *readable, int tray_byte);
/** mt_probe: Returns (transfer full) facts of @drive, probed as the application does. */
BbFacts *mt_probe (FakeDrive *drive);
/** mt_facts: Returns (transfer full) the facts of a new drive: makes the drive with mt_drive(), and probes it with
 * mt_probe(). */
BbFacts *mt_facts (const MtLook *look, const char *readable, int tray_byte);
/** mt_image_string: Returns (nullable) the text @key in the values of the identity of @image. */
const char *mt_image_string (BbImage *image, const char *key);
/** mt_image_flag: TRUE if the flag @key is set in the identity of @image. */
gboolean mt_image_flag (BbImage *image, const char *key);
/** mt_with: Returns (transfer full) a copy of @facts in which @key has @value; %NULL removes the key. */
BbFacts *mt_with (BbFacts *facts, const char *key, const char *value);

/** MtRun: results of a plan that mt_run_plan() sent, as the engine collects them. */
typedef struct {
    BbCaptures *captures;
    GArray *differences;
    BbFacts *identified;
    guint n_steps;
} MtRun;
/** mt_run_plan: Sends the steps of a plan in their order. Returns the error of the first failed step, %NULL if none
 * failed. */
GError *mt_run_plan (BbTransport *transport, BbPlan *plan, MtRun *run);
void mt_run_clear (MtRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MtRun, mt_run_clear)

G_END_DECLS
