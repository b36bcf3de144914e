/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-nec.h"

G_BEGIN_DECLS

/* Steps that several plans of this family have in common. Each function adds steps to the section that was begun
 * last, except those whose comment says that they add sections. A returned step belongs to the plan; the caller sets
 * further members of it. */

/* Names of captures in backups: the second range of the calibration, and the ranges of @extra of #BbNecType. */
#define BB_NEC_CAPTURE_CALIBRATION_2 "calibration-2"
#define BB_NEC_CAPTURE_SETTINGS "settings"
#define BB_NEC_CAPTURE_SETTINGS_2 "settings-2"

/** BB_NEC_ERASE_QUIET_MS: longest time for which a drive does not respond during an erase, as shown to the user. The
 * time-out is far longer. */
#define BB_NEC_ERASE_QUIET_MS 40000
/** BB_NEC_MAX_REFUSED_SUMS: if the drive refuses this many checksums, the connection is assumed to damage data, and
 * the plan ends (docs/protocols/nec-optiarc.md, section 8). */
#define BB_NEC_MAX_REFUSED_SUMS 2
/** BB_NEC_RESTART_HERE: value of a parameter @restart_at: after a failure in the new section, this same section runs
 * again. */
#define BB_NEC_RESTART_HERE G_MAXUINT

/** bb_nec_plan_command: Adds a command without data, with %BB_NEC_TIMEOUT_MS. */
BbStep *bb_nec_plan_command (BbPlanBuilder *builder, BbStepKind kind, const BbCdb *cdb);
/** bb_nec_plan_work: Sets address, size and durations of @step, which erases or programs @length_bytes at @address.
 * @quiet_ms: longest time for which the drive does not respond. */
void bb_nec_plan_work (BbStep *step, guint32 address, guint32 length_bytes, guint quiet_ms);
/** bb_nec_plan_inquiry: Adds an INQUIRY and returns the step; the caller may make the step store or expect data. */
BbStep *bb_nec_plan_inquiry (BbPlanBuilder *builder);
/** bb_nec_plan_enter: Adds SAFE MODE on for @bank and returns the step. @key: the safe mode key, which the CDB
 * contains */
BbStep *bb_nec_plan_enter (BbPlanBuilder *builder, const char *key, guint bank);
/** bb_nec_plan_expect_safe_mode: Adds an INQUIRY that must show safe mode. This shows that commands without data
 * phase reach the drive: some USB bridges answer such commands with GOOD and do not pass them on. */
void bb_nec_plan_expect_safe_mode (BbPlanBuilder *builder);
/** bb_nec_plan_leave: Adds SAFE MODE off for @bank, without the wait for the restart that follows, and returns the
 * step. @key: as bb_nec_plan_enter() */
BbStep *bb_nec_plan_leave (BbPlanBuilder *builder, const char *key, guint bank);
/**
 * bb_nec_plan_enter_any:
 * @keys: (element-type utf8): result of bb_nec_facts_keys()
 *
 * Adds SAFE MODE on for the first bank with each of @keys, then an INQUIRY that must show safe mode. If there is one
 * key, the drive must accept it; if there are several, any answer is allowed.
 */
void bb_nec_plan_enter_any (BbPlanBuilder *builder, GPtrArray *keys);
/**
 * bb_nec_plan_leave_any:
 * @keys: (element-type utf8): result of bb_nec_facts_keys()
 *
 * Adds SAFE MODE off for @bank with each of @keys, without the wait for the restart. If there is one key, the drive
 * must accept it; if there are several, any answer is allowed.
 */
void bb_nec_plan_leave_any (BbPlanBuilder *builder, GPtrArray *keys, guint bank);
/** bb_nec_plan_wait: Adds the wait for the restart that every SAFE MODE off causes. */
void bb_nec_plan_wait (BbPlanBuilder *builder);
/** bb_nec_plan_read: Adds a READ MEMORY; the caller makes the returned step store or compare the data. @firmware_id:
 * as for bb_nec_cdb_read() */
BbStep *bb_nec_plan_read (BbPlanBuilder *builder, guint32 address, guint32 length_bytes, guint bank, int firmware_id);
/** bb_nec_plan_read_pages: Adds a READ MEMORY for each page of @range. @use: bb_step_store() or
 * bb_step_compare_capture(): each page is stored in @capture, or compared with it. @accepts: the answers that do not
 * end the plan. */
void bb_nec_plan_read_pages (BbPlanBuilder *builder, BbNecRange range, guint bank, int firmware_id, guint capture,
                             BbStepUse use, guint accepts);
/** bb_nec_plan_compare_pages: Adds a READ MEMORY for each page of @range, which must equal @blob from @blob_offset
 * on. */
void bb_nec_plan_compare_pages (BbPlanBuilder *builder, BbNecRange range, guint bank, int firmware_id, guint blob,
                                guint32 blob_offset);
/** bb_nec_plan_read_calibration: Adds a capture for each calibration range, and a section that reads all pages into
 * them and then reads them again to compare. */
void bb_nec_plan_read_calibration (BbPlanBuilder *builder, const BbNecType *type);
/** bb_nec_plan_add_regions: Tells @builder which regions the flash of @type has; maps of the flash show them. */
void bb_nec_plan_add_regions (BbPlanBuilder *builder, const BbNecType *type);
/**
 * bb_nec_plan_add_verify:
 * @blob: index of the image
 * @keys: safe mode keys that the drive may accept; used only if reads need a key
 * @firmware_id: firmware id byte of the image, which is the key of READ MEMORY; %BB_NEC_UNKEYED for types that need
 *   no key
 *
 * Adds sections that read the main firmware back and compare it with @blob. If @firmware_id is not %BB_NEC_UNKEYED,
 * these sections enter safe mode with one of @keys before the reads and leave safe mode after them.
 */
void bb_nec_plan_add_verify (BbPlanBuilder *builder, const BbNecType *type, guint blob, GPtrArray *keys,
                             int firmware_id);

/**
 * bb_nec_plan_flash_with:
 * @model: drive type to flash; the image must be for it
 * @key: safe mode key
 * @probe_sum: TRUE to send a wrong checksum first, which tests whether a refusal by the drive reaches the host;
 *   ignored for types with @zero_sum of #BbNecType
 *
 * Returns a plan that enters safe mode with @key, flashes, leaves safe mode and, if the firmware is readable,
 * compares it with the image.
 *
 * Errors: %BB_FAMILY_ERROR_CANNOT: the image is damaged or of another type, its flash type is not supported, or the
 * connection transfers too little in one command.
 * Returns: (transfer full)
 */
BbPlan *bb_nec_plan_flash_with (const BbFlashInput *input, BbModel *model, const char *key, gboolean probe_sum,
                                GError **error);

G_END_DECLS
