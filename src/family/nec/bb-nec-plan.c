/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec-plan.h"

/* Typical durations of steps, from docs/protocols/nec-optiarc.md, section 11. */
#define NEC_RESTART_MS 3000
#define NEC_ERASE_MS_PER_BLOCK 700
#define NEC_PROGRAM_MS_PER_BLOCK 600
#define NEC_BLOCK_BYTES 0x10000

BbStep *
bb_nec_plan_command (BbPlanBuilder *builder, BbStepKind kind, const BbCdb *cdb)
{
    return bb_plan_builder_add_command (builder, kind, *cdb, BB_NEC_TIMEOUT_MS);
}

void
bb_nec_plan_work (BbStep *step, guint32 address, guint32 length_bytes, guint quiet_ms)
{
    guint64 block_ms = step->kind == BB_STEP_ERASE ? NEC_ERASE_MS_PER_BLOCK : NEC_PROGRAM_MS_PER_BLOCK;

    step->address = address;
    step->region_bytes = length_bytes;
    step->quiet_ms = quiet_ms;
    step->typical_ms = (guint) (length_bytes * block_ms / NEC_BLOCK_BYTES);
}

BbStep *
bb_nec_plan_inquiry (BbPlanBuilder *builder)
{
    BbCdb cdb = {0};

    bb_cdb_inquiry (&cdb, BB_NEC_INQUIRY_BYTES);
    return bb_plan_builder_add_data_in (builder, BB_STEP_STATUS, cdb, BB_NEC_TIMEOUT_MS, BB_NEC_INQUIRY_BYTES);
}

BbStep *
bb_nec_plan_enter (BbPlanBuilder *builder, const char *key, guint bank)
{
    BbCdb cdb = {0};

    bb_nec_cdb_safe_mode (&cdb, TRUE, key, bank);
    return bb_nec_plan_command (builder, BB_STEP_ENTER, &cdb);
}

void
bb_nec_plan_expect_safe_mode (BbPlanBuilder *builder)
{
    bb_step_expect (bb_nec_plan_inquiry (builder), BB_NEC_REVISION_OFFSET, '0');
}

BbStep *
bb_nec_plan_leave (BbPlanBuilder *builder, const char *key, guint bank)
{
    BbCdb cdb = {0};

    bb_nec_cdb_safe_mode (&cdb, FALSE, key, bank);
    return bb_nec_plan_command (builder, BB_STEP_LEAVE, &cdb);
}

void
bb_nec_plan_enter_any (BbPlanBuilder *builder, GPtrArray *keys)
{
    for (guint i = 0; i < keys->len; i++)
        bb_nec_plan_enter (builder, g_ptr_array_index (keys, i), 0)->accepts =
            keys->len > 1 ? BB_ANSWER_ANY : BB_ANSWER_GOOD;
    bb_nec_plan_expect_safe_mode (builder);
}

void
bb_nec_plan_leave_any (BbPlanBuilder *builder, GPtrArray *keys, guint bank)
{
    for (guint i = 0; i < keys->len; i++)
        bb_nec_plan_leave (builder, g_ptr_array_index (keys, i), bank)->accepts =
            keys->len > 1 ? BB_ANSWER_ANY : BB_ANSWER_GOOD;
}

void
bb_nec_plan_wait (BbPlanBuilder *builder)
{
    BbStep *step = bb_plan_builder_add_step (builder, BB_VERB_WAIT_READY, BB_STEP_WAIT);

    step->wait.first_ms = 0;
    step->wait.interval_ms = BB_NEC_POLL_MS;
    step->wait.limit_ms = BB_NEC_WAIT_LIMIT_MS;
    step->wait.n_ready = 1;
    step->wait.any_other_ends = TRUE;
    step->typical_ms = NEC_RESTART_MS;
    step->wait.may_vanish = TRUE;
}

BbStep *
bb_nec_plan_read (BbPlanBuilder *builder, guint32 address, guint32 length_bytes, guint bank, int firmware_id)
{
    BbCdb cdb = {0};
    BbStep *step = NULL;

    bb_nec_cdb_read (&cdb, address, length_bytes, bank, firmware_id);
    step = bb_plan_builder_add_data_in (builder, BB_STEP_READ, cdb, BB_NEC_TIMEOUT_MS, length_bytes);
    bb_step_touch (step, address, length_bytes);
    return step;
}

void
bb_nec_plan_read_pages (BbPlanBuilder *builder, BbNecRange range, guint bank, int firmware_id, guint capture,
                        BbStepUse use, guint accepts)
{
    for (guint32 done = 0; done < range.length_bytes; done += BB_NEC_PAGE_BYTES) {
        BbStep *step = bb_nec_plan_read (builder, range.address + done, BB_NEC_PAGE_BYTES, bank, firmware_id);

        use (step, capture, done);
        step->accepts = accepts;
    }
}

void
bb_nec_plan_compare_pages (BbPlanBuilder *builder, BbNecRange range, guint bank, int firmware_id, guint blob,
                           guint32 blob_offset)
{
    for (guint32 done = 0; done < range.length_bytes; done += BB_NEC_PAGE_BYTES)
        bb_step_compare (bb_nec_plan_read (builder, range.address + done, BB_NEC_PAGE_BYTES, bank, firmware_id), blob,
                         blob_offset + done);
}

void
bb_nec_plan_read_calibration (BbPlanBuilder *builder, const BbNecType *type)
{
    static const char *const names[] = {BB_NEC_CAPTURE_CALIBRATION, BB_NEC_CAPTURE_CALIBRATION_2};
    guint captures[BB_NEC_MAX_RANGES] = {0};

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, 3);
    for (guint i = 0; i < BB_NEC_MAX_RANGES; i++) {
        BbNecRange range = type->calibration[i];

        if (range.length_bytes > 0)
            captures[i] = bb_plan_builder_add_capture (builder, names[i], BB_REGION_CALIBRATION, range.address,
                                                       range.length_bytes, TRUE);
        bb_nec_plan_read_pages (builder, range, 0, BB_NEC_UNKEYED, captures[i], bb_step_store, BB_ANSWER_GOOD);
    }
    for (guint i = 0; i < BB_NEC_MAX_RANGES; i++)
        bb_nec_plan_read_pages (builder, type->calibration[i], 0, BB_NEC_UNKEYED, captures[i],
                                bb_step_compare_capture, BB_ANSWER_GOOD);
}

void
bb_nec_plan_add_regions (BbPlanBuilder *builder, const BbNecType *type)
{
    const BbNecRange *calibration = bb_nec_type_calibration_in_flash (type);
    BbNecRange left = {0};

    if (type->boot_bytes > 0 && !type->staged)
        bb_plan_builder_add_region (builder, BB_NEC_CAPTURE_BOOT_CODE, BB_REGION_BOOT_CODE, 0, type->boot_bytes);
    for (guint i = 0; i < BB_NEC_MAX_RANGES; i++)
        if (calibration[i].length_bytes > 0)
            bb_plan_builder_add_region (builder, i == 0 ? BB_NEC_CAPTURE_CALIBRATION : BB_NEC_CAPTURE_CALIBRATION_2,
                                        BB_REGION_CALIBRATION, calibration[i].address, calibration[i].length_bytes);
    if (type->staged) {
        BbNecRange first = bb_nec_block_range (type, 0, type->parts[0].program[0].first);
        BbNecRange last = bb_nec_block_range (type, 0, type->parts[0].program[0].last);

        bb_plan_builder_add_region (builder, BB_NEC_CAPTURE_FIRMWARE, BB_REGION_FIRMWARE, first.address,
                                    last.address + last.length_bytes - first.address);
        return;
    }
    for (guint i = 0; i < type->n_parts; i++)
        bb_plan_builder_add_region (builder, i == 0 ? BB_NEC_CAPTURE_FIRMWARE : BB_NEC_CAPTURE_FIRMWARE_BANK_1,
                                    BB_REGION_FIRMWARE, type->parts[i].address, type->parts[i].length_bytes);
    if (bb_nec_type_left_block (type, &left))
        bb_plan_builder_add_region (builder, BB_NEC_CAPTURE_LEFT, BB_REGION_LEFT, left.address, left.length_bytes);
}

void
bb_nec_plan_add_verify (BbPlanBuilder *builder, const BbNecType *type, guint blob, GPtrArray *keys, int firmware_id)
{
    BbSection *section = NULL;

    if (firmware_id != BB_NEC_UNKEYED) {
        (void) bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 2);
        bb_nec_plan_enter_any (builder, keys);
    }
    section = bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 2);
    section->collect = TRUE;
    for (guint bank = 0; bank < type->n_parts; bank++) {
        const BbNecPart *part = &type->parts[bank];

        bb_nec_plan_compare_pages (builder, (BbNecRange){part->address, part->length_bytes}, bank, firmware_id, blob,
                                   part->image_offset);
    }
    if (firmware_id == BB_NEC_UNKEYED)
        return;
    section = bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 2);
    section->before_retry = BB_BEFORE_RETRY_WAIT;
    bb_nec_plan_leave_any (builder, keys, 0);
    bb_nec_plan_wait (builder);
    (void) bb_nec_plan_inquiry (builder);
}
