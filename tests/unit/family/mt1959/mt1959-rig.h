/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../fake-drive.h"
#include "family/mt1959/bb-mt1959.h"
#include "scsi/bb-bytes.h"

G_BEGIN_DECLS

/* What the MT1959 tests share: images built by the page, drives made of them, facts. */

/* The layout by the page, section 2; the tests' own copy. */
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
 * MtLook: what goes into an image. %NULL texts are left out.
 * @tray_byte: in the hardware record, 0: no features before it
 * @seed: fills the code
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

/** mt_wh16ns60: a plain maker image of that drive. */
MtLook mt_wh16ns60 (void);

BbCatalog *mt_catalog (void); /* (transfer none): opened once */
void mt_fill (guint8 *to, gsize length_bytes, guint32 seed);
void mt_put_text (guint8 *to, gsize length_bytes, const char *text);
/** mt_image_data: (transfer full): 2 MiB. */
guint8 *mt_image_data (const MtLook *look);
/** mt_identify: (transfer full): takes @data, which must hold exactly one thing that somebody knows. */
BbImage *mt_identify (guint8 *data, gsize length_bytes);
BbImage *mt_image (const MtLook *look);

/** mt_drive: (transfer full): a drive that runs @look; its own config bytes, descriptor tail and calibration. */
FakeDrive *mt_drive (const MtLook *look, const char *readable, int tray_byte);
/** mt_probe: (transfer full): facts of @drive by the whole ladder. */
BbFacts *mt_probe (FakeDrive *drive);
/** mt_facts: both in one. */
BbFacts *mt_facts (const MtLook *look, const char *readable, int tray_byte);
/** mt_with: (transfer full): a copy with another value; @value NULL takes it out. */
BbFacts *mt_with (BbFacts *facts, const char *key, const char *value);

/** mt_run: sends the steps of a plan in order; captures and differences filled as the engine does. */
typedef struct {
    BbCaptures *captures;
    GArray *differences;
    BbFacts *identified;
    guint n_steps;
} MtRun;
/** mt_run_plan: the error of the first step that failed, NULL when none. */
GError *mt_run_plan (BbTransport *transport, BbPlan *plan, MtRun *run);
void mt_run_clear (MtRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MtRun, mt_run_clear)

G_END_DECLS
