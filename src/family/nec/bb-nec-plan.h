/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/* Pieces that several plans of this family share. Each adds steps to the section begun last. */

#define BB_NEC_CAPTURE_CALIBRATION_2 "calibration-2"
#define BB_NEC_CAPTURE_SETTINGS "settings"
#define BB_NEC_CAPTURE_SETTINGS_2 "settings-2"

/** BB_NEC_SETTING_MAX_TRANSFER: see %BB_SETTING_MAX_TRANSFER. */
#define BB_NEC_SETTING_MAX_TRANSFER BB_SETTING_MAX_TRANSFER

BbStep *bb_nec_plan_command (BbPlanBuilder *builder, BbStepKind kind, const BbCdb *cdb);
/** bb_nec_plan_work: the command @step erases or programs that range of the flash. */
void bb_nec_plan_work (BbStep *step, guint32 address, guint32 length_bytes, guint quiet_ms);
BbStep *bb_nec_plan_inquiry (BbPlanBuilder *builder);
BbStep *bb_nec_plan_enter (BbPlanBuilder *builder, const char *key, guint bank);
/** bb_nec_plan_expect_safe_mode: INQUIRY must show it: proof that commands without data reach the drive. */
void bb_nec_plan_expect_safe_mode (BbPlanBuilder *builder);
BbStep *bb_nec_plan_leave (BbPlanBuilder *builder, const char *key, guint bank);
/**
 * bb_nec_plan_enter_any, bb_nec_plan_leave_any:
 * @keys: (element-type utf8): as bb_nec_facts_keys() gives them
 *
 * The same with every key. With one key it must be taken; with several any answer is fine, and what INQUIRY says
 * after entering is the proof.
 */
void bb_nec_plan_enter_any (BbPlanBuilder *builder, GPtrArray *keys);
void bb_nec_plan_leave_any (BbPlanBuilder *builder, GPtrArray *keys, guint bank);
/** bb_nec_plan_wait: what follows every SAFE MODE off. */
void bb_nec_plan_wait (BbPlanBuilder *builder);
BbStep *bb_nec_plan_read (BbPlanBuilder *builder, guint32 address, guint32 length_bytes, guint bank, int firmware_id);
/** bb_nec_plan_read_pages: READ MEMORY page by page into @capture; @use stores it or compares with what is there. */
void bb_nec_plan_read_pages (BbPlanBuilder *builder, BbNecRange range, guint bank, int firmware_id, guint capture,
                             BbUse use, BbAnswer answer);
/** bb_nec_plan_compare_pages: the same, compared with a blob from @blob_offset on. */
void bb_nec_plan_compare_pages (BbPlanBuilder *builder, BbNecRange range, guint bank, int firmware_id, guint blob,
                                gsize blob_offset);
/** bb_nec_plan_read_calibration: a section that reads all of it twice. */
void bb_nec_plan_read_calibration (BbPlanBuilder *builder, const BbNecType *type);
/** bb_nec_plan_add_regions: the flash as the map shows it. */
void bb_nec_plan_add_regions (BbPlanBuilder *builder, const BbNecType *type);
/**
 * bb_nec_plan_add_verify:
 * @firmware_id: id byte of the firmware that is in the drive then, %BB_NEC_UNKEYED for types without key
 *
 * Sections that read the main firmware back and compare it with @blob.
 */
void bb_nec_plan_add_verify (BbPlanBuilder *builder, const BbNecType *type, guint blob, GPtrArray *keys,
                             int firmware_id);

/**
 * bb_nec_plan_flash_with:
 * @model: the type that is flashed; the image must be for it
 * @probe_sum: also prove, by a wrong checksum, that refusals come through
 *
 * From entering safe mode with @key to the read-back.
 * Errors: %BB_FAMILY_ERROR_CANNOT: the image is damaged or of another type, its flash type is not supported, or the
 * connection transfers too little at a time.
 * Returns: (transfer full)
 */
BbPlan *bb_nec_plan_flash_with (const BbFlashInput *input, BbModel *model, const char *key, gboolean probe_sum,
                                GError **error);

G_END_DECLS
