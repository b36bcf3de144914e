/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"
#include "family/nec/bb-nec-boot.h"
#include "job/flow/bb-consent.h"
#include "job/words/bb-words.h"
#include "scsi/bb-bytes.h"

/*
 * Two cases that users reported, from the beginning to the end. Case one: a flash of an ND-1100A was interrupted.
 * Case two: another program converted an ND-3550A (K355) to an ND-4551A (K451) and failed.
 */

/* --- the commands of the other program --- */

/* A command: read or write the stored identity, enter safe mode, upload the boot code, send its checksum, erase a
 * block of firmware, program the boot code. */
typedef enum {
    OTHER_READ,
    OTHER_WRITE,
    OTHER_SAFE,
    OTHER_UPLOAD,
    OTHER_SUM,
    OTHER_ERASE,
    OTHER_PROGRAM,
} OtherKind;

typedef struct {
    OtherKind kind;
    guint32 address;
    const char *text; /* (nullable): the four bytes to write, or the key for safe mode */
} OtherStep;

/* The conversion by the other program; of its 31 erases, four are enough here. */
static const OtherStep other_steps[] = {
    {OTHER_READ, 0x4000, NULL},    {OTHER_READ, 0x5000, NULL},    {OTHER_WRITE, 0x4800, "K451"},
    {OTHER_WRITE, 0x5F10, "ND27"}, {OTHER_WRITE, 0x5F43, "4551"}, {OTHER_SAFE, 0, "K355"},
    {OTHER_UPLOAD, 0, NULL},       {OTHER_SUM, 0, NULL},          {OTHER_ERASE, 4, NULL},
    {OTHER_ERASE, 5, NULL},        {OTHER_ERASE, 20, NULL},       {OTHER_ERASE, 34, NULL},
    {OTHER_PROGRAM, 0, NULL},
};

typedef struct {
    BbTransport *transport;
    GBytes *boot_code;
} Other;

/* Begins as the other program: opens the drive, and makes the boot code of the K451. */
static void
other_begin (Other *other, JobRig *rig)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) boot_code = convert_boot_code ("K451", "07");

    other->transport = bb_sim_bus_open (rig->bus, "sr0", &error);
    g_assert_no_error (error);
    other->boot_code = g_bytes_ref (bb_image_get_bytes (boot_code));
}

static void
other_end (Other *other)
{
    g_clear_object (&other->transport);
    g_clear_pointer (&other->boot_code, g_bytes_unref);
}

/* Sends @command. TRUE if the drive accepted it. @asks_first: sends TEST UNIT READY before it, which clears a pending
 * unit attention */
static gboolean
other_send (Other *other, BbCommand *command, gboolean asks_first)
{
    BbReply reply = {0};
    BbCommand first = {.direction = BB_DIRECTION_NONE, .timeout_ms = 5000};

    bb_cdb_test_unit_ready (&first.cdb);
    if (asks_first)
        (void) bb_transport_execute (other->transport, &first, &reply, NULL);
    command->timeout_ms = 5000;
    return bb_transport_execute (other->transport, command, &reply, NULL) && bb_reply_check (&reply, NULL);
}

/* Writes four bytes of the stored identity at @address. TRUE if the drive accepted the command. */
static gboolean
other_write (Other *other, guint32 address, const guint8 *bytes)
{
    BbCommand command = {.direction = BB_DIRECTION_OUT, .out = bytes, .length_bytes = 4};

    bb_nec_cdb_write_calibration (&command.cdb, address, 4);
    return other_send (other, &command, FALSE);
}

/* Does one step of the other program. TRUE if the drive accepted it. */
static gboolean
other_do (Other *other, const OtherStep *step)
{
    static guint8 page[0x1000];
    g_autoptr (BbCatalog) catalog = bb_catalog_open (NULL, NULL, NULL);
    const BbNecType *type = bb_nec_type_lookup (catalog, "2M");
    BbCommand command = {.direction = BB_DIRECTION_NONE};

    switch (step->kind) {
    case OTHER_READ:
        bb_nec_cdb_read (&command.cdb, step->address, sizeof page, 0, BB_NEC_UNKEYED);
        command.direction = BB_DIRECTION_IN;
        command.in = page;
        command.length_bytes = sizeof page;
        break;
    case OTHER_WRITE:
        return other_write (other, step->address, (const guint8 *) step->text);
    case OTHER_SAFE:
        bb_nec_cdb_safe_mode (&command.cdb, TRUE, step->text, 0);
        break;
    case OTHER_UPLOAD:
        command.direction = BB_DIRECTION_OUT;
        command.length_bytes = bb_nec_cdb_upload_boot (&command.cdb, type);
        command.out = g_bytes_get_data (other->boot_code, NULL);
        break;
    case OTHER_SUM:
        bb_nec_cdb_checksum_boot (&command.cdb, bb_nec_boot_sum (other->boot_code));
        break;
    case OTHER_ERASE:
        bb_nec_cdb_mask (&command.cdb, BB_NEC_ERASE, step->address, 0);
        break;
    case OTHER_PROGRAM:
        bb_nec_cdb_program_boot (&command.cdb, type);
        break;
    }
    return other_send (other, &command, step->kind == OTHER_READ);
}

/* Does the first @n_steps of the conversion; like the other program, ignores errors. */
static void
other_do_steps (JobRig *rig, guint n_steps)
{
    Other other = {0};

    other_begin (&other, rig);
    for (guint i = 0; i < n_steps; i++)
        (void) other_do (&other, &other_steps[i]);
    other_end (&other);
}

/* --- case two: a failed conversion --- */

static void
keep_backup (JobRig *rig)
{
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
}

static BbResult *
recover_as_expert (JobRig *rig)
{
    BbResult *result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT,
                                   BB_ON_FAILURE_ROLLBACK);

    g_test_message ("%s: %s %s", bb_outcome_to_string (result->outcome), result->message,
                    result->next != NULL ? result->next : "");
    job_rig_assert_messages (result);
    return result;
}

/* Recovers the drive, and follows the next steps that the results name, until the drive is a K355 again. @depth:
 * number of recoveries before */
static void
bring_back (JobRig *rig, guint depth)
{
    g_autoptr (BbResult) result = recover_as_expert (rig);

    g_assert_cmpuint (depth, <, 4);
    convert_power_cycle (rig);
    if (result->outcome == BB_OUTCOME_DONE)
        return;
    if (result->outcome == BB_OUTCOME_NEEDS_RECOVERY) {
        g_autoptr (BbImage) boot_code = convert_kept_boot_code (rig, "K355");
        g_autoptr (BbResult) converted = NULL;

        /* The boot code is that of the K451. The result says so, and how to restore the old boot code. */
        g_assert_nonnull (strstr (result->message, "boot code of the ND-4551A"));
        g_assert_nonnull (strstr (result->next, "write the boot code of the K355 from the backup"));
        converted = convert_run (rig, "K355", boot_code, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (converted, BB_OUTCOME_WRITTEN);
        convert_power_cycle (rig);
    }
    bring_back (rig, depth + 1);
}

static void
assert_is_as_before (JobRig *rig, ConvertMemory *before)
{
    convert_assert_is (rig, "K355");
    g_assert_true (convert_memory_is (before, rig));
}

/* The other program stops after any of its steps, and a power cycle follows. */
static void
test_two_other_program_stops_anywhere (void)
{
    for (guint n = 0; n <= G_N_ELEMENTS (other_steps); n++) {
        g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
        g_auto (ConvertMemory) before = {0};

        keep_backup (rig);
        convert_memory_take (&before, rig);
        other_do_steps (rig, n);
        convert_power_cycle (rig);
        g_test_message ("after %u steps", n);
        bring_back (rig, 0);
        assert_is_as_before (rig, &before);
    }
}

/* The other program stops after any of its steps from the first write to the last erase, and the drive keeps its
 * power. */
static void
test_two_other_program_is_killed (void)
{
    for (guint n = 3; n < G_N_ELEMENTS (other_steps); n++) {
        g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
        g_auto (ConvertMemory) before = {0};

        keep_backup (rig);
        convert_memory_take (&before, rig);
        other_do_steps (rig, n);
        g_test_message ("after %u steps", n);
        bring_back (rig, 0);
        assert_is_as_before (rig, &before);
    }
}

/* The power fails within any of the steps from the first write on. If it fails in the last step, which writes the
 * boot code, the drive cannot be recovered. */
static void
test_two_power_fails_in_any_step (void)
{
    for (guint n = 3; n <= G_N_ELEMENTS (other_steps); n++) {
        g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
        g_auto (ConvertMemory) before = {0};
        g_autofree char *fault = NULL;
        guint n_before = 0;

        keep_backup (rig);
        convert_memory_take (&before, rig);
        /* n + 2, because each of the two reads sends a TEST UNIT READY first. */
        fault = g_strdup_printf ("At=command:%u;Kind=power-cut;During=middle", n + 2);
        n_before = job_rig_n_commands (rig);
        job_rig_fault (rig, fault);
        other_do_steps (rig, G_N_ELEMENTS (other_steps));
        g_assert_cmpuint (job_rig_n_commands (rig) - n_before, ==, n + 2);
        convert_power_cycle (rig);
        g_test_message ("in step %u", n);
        if (other_steps[n - 1].kind == OTHER_PROGRAM)
            continue;
        bring_back (rig, 0);
        assert_is_as_before (rig, &before);
    }
}

/* Writes garbage as the stored ID and, if @all, also as the RID text and the model digits, as the other program did
 * after its reads had failed. */
static void
write_garbage (JobRig *rig, gboolean all)
{
    static const guint8 garbage[][4] = {{'i', 0x02, 0x00, 0x91}, {0x00, 0x10, 0xE4, 0xBF}, {0x07, 0x00, 0x00, 0x40}};
    Other other = {0};

    other_begin (&other, rig);
    for (guint i = 0; i < 2; i++)
        (void) other_do (&other, &other_steps[i]);
    g_assert_true (other_write (&other, 0x4800, garbage[0]));
    if (all) {
        g_assert_true (other_write (&other, 0x5F10, garbage[1]));
        g_assert_true (other_write (&other, 0x5F43, garbage[2]));
    }
    other_end (&other);
}

static void
test_two_damaged_id_is_restored_from_the_backup (void)
{
    for (guint all = 0; all < 2; all++) {
        g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
        g_auto (ConvertMemory) before = {0};
        g_autoptr (BbResult) look = NULL;
        g_autoptr (BbResult) result = NULL;

        keep_backup (rig);
        convert_memory_take (&before, rig);
        write_garbage (rig, all == 1);
        convert_power_cycle (rig);
        look = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
        g_assert_cmpint (look->facts->condition, ==, BB_CONDITION_DAMAGED);
        g_assert_cmpstr (look->facts->mode, ==, "damaged-id");
        g_assert_cmpstr (look->facts->model_name, ==, "ND-3550A");
        /* Restoring the identity of a backup needs no consent. */
        result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_nonnull (strstr (result->message, "The identity was written and verified"));
        /* The evidence was found before the repair and is outdated now, so it must not be in the notes. */
        g_assert_nonnull (result->about.evidence);
        g_assert_false (g_strv_contains ((const char *const *) result->notes, result->about.evidence));
        convert_power_cycle (rig);
        assert_is_as_before (rig, &before);
        job_rig_assert_no_violations (rig);
    }
}

static void
test_two_without_backup_the_evidence_is_shown_first (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_auto (ConvertMemory) before = {0};
    g_autoptr (BbResult) refused = NULL;
    g_autoptr (BbResult) result = NULL;

    convert_memory_take (&before, rig);
    write_garbage (rig, TRUE);
    convert_power_cycle (rig);
    refused = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (refused, BB_OUTCOME_REFUSED);
    g_assert_nonnull (strstr (refused->message, "The boot code identifies the drive as ND-3550A"));
    g_assert_nonnull (strstr (refused->message, "” to “K355”."));
    g_assert_nonnull (refused->consents);
    g_assert_cmpint (job_rig_get_open_codes (refused->consents), ==, BB_CONSENT_IDENTITY);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    result = recover_as_expert (rig);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    convert_power_cycle (rig);
    assert_is_as_before (rig, &before);
}

/* The user refuses the repair in the first recovery and agrees in the second. */
static void
test_two_user_is_asked_about_the_evidence (void)
{
    static const BbChoice answers[] = {BB_CHOICE_LEAVE, BB_CHOICE_RETRY};
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);

    write_garbage (rig, FALSE);
    convert_power_cycle (rig);
    for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
        g_autoptr (BbResult) result = NULL;

        rig->answer = answers[i];
        result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
        g_assert_cmpuint (rig->n_questions, ==, i + 1);
        g_assert_nonnull (strstr (rig->last_question, "” to “K355”."));
        g_assert_cmpstr (rig->last_retry, ==, "Write ID of ND-3550A (K355)");
        job_rig_assert_outcome (result, answers[i] == BB_CHOICE_RETRY ? BB_OUTCOME_DONE : BB_OUTCOME_REFUSED);
        g_assert_cmpstr (bb_words_outcome (result), ==,
                         answers[i] == BB_CHOICE_RETRY ? "Stored identity repaired."
                                                       : "The operation was not started. Nothing was written.");
        g_assert_null (strstr (result->message, "will change from"));
        g_assert_nonnull (
            strstr (rig->last_question, " The current identity was saved in a new backup and will be replaced."));
        if (answers[i] == BB_CHOICE_RETRY)
            g_assert_cmpstr (result->backup->reason, ==, "Before ID repair");
        /* The user was asked, so no consent is missing. */
        g_assert_null (result->consents);
    }
    convert_assert_is (rig, "K355");
}

/* The drive has the old stored ID, erased firmware, and the boot code of the K451. */
static void
test_two_boot_code_of_another_model_is_detected (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_auto (ConvertMemory) before = {0};
    Other other = {0};

    keep_backup (rig);
    convert_memory_take (&before, rig);
    other_begin (&other, rig);
    for (guint i = 5; i < G_N_ELEMENTS (other_steps); i++)
        (void) other_do (&other, &other_steps[i]);
    other_end (&other);
    convert_power_cycle (rig);
    bring_back (rig, 0);
    assert_is_as_before (rig, &before);
}

/* --- case one: an interrupted flash --- */

#define TDK                                                                                                       \
    "[drive sr0]\nFamily=nec-optiarc\nModel=K110\nVendor=TDK\nProduct=DVDRW420N\nRevision=1.05\nSerial=SIM0001\n" \
    "BootVersion=05\n"

static BbImage *
k110_image (const char *vendor, const char *product, const char *revision)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GVariant) values = NULL;
    GVariantBuilder options;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "vendor", vendor);
    g_variant_builder_add (&options, "{ss}", "product", product);
    g_variant_builder_add (&options, "{ss}", "revision", revision);
    g_variant_builder_add (&options, "{ss}", "boot-version", "05");
    g_variant_builder_add (&options, "{ss}", "seed", "33");
    values = g_variant_ref_sink (g_variant_builder_end (&options));
    bytes = bb_sim_make_image (job_rig_catalog (), "nec-optiarc", "K110", values, &error);
    g_assert_no_error (error);
    return job_rig_bytes_image (bytes);
}

static BbImage *
tdk_image (const char *revision)
{
    return k110_image ("TDK", "DVDRW420N", revision);
}

/* Returns a drive whose flash was interrupted; after power-on, its light blinks. */
static JobRig *
blinking_drive (void)
{
    JobRig *rig = job_rig_new (TDK, NULL);
    g_autoptr (BbImage) image = tdk_image ("1.07");
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:7;Kind=power-cut;During=middle");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    convert_power_cycle (rig);
    return rig;
}

/* Asserts that, after a power cycle, the drive runs this firmware and no journal is open. */
static void
assert_runs (JobRig *rig, const char *product, const char *revision, const char *model_name)
{
    g_autoptr (BbResult) look = NULL;
    g_autofree char *shown = NULL;

    convert_power_cycle (rig);
    look = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    shown = bb_text_normalise (look->facts->inquiry.product, FALSE);
    g_assert_cmpint (look->facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpstr (shown, ==, product);
    g_assert_cmpstr (look->revision_after, ==, revision);
    g_assert_cmpstr (look->facts->model_name, ==, model_name);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

static void
test_one_blinking_drive_is_named (void)
{
    g_autoptr (JobRig) rig = blinking_drive ();
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autofree char *is = NULL;
    g_autofree char *state = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    is = bb_engine_drive_dup_is_text (drive);
    state = bb_engine_drive_dup_state_text (drive);
    g_assert_cmpstr (bb_engine_drive_get_facts (drive)->inquiry.revision, ==, "0.05");
    g_assert_cmpstr (is, ==, "TDK 420N = NEC ND-1100A");
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    g_assert_nonnull (strstr (state, "Keep the drive powered and recover it"));
}

static void
test_one_maker_image_recovers_the_drive (void)
{
    g_autoptr (JobRig) rig = blinking_drive ();
    g_autoptr (BbImage) image = tdk_image ("1.06");
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, image, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    assert_runs (rig, "DVDRW420N", "1.06", "ND-1100A");
    job_rig_assert_no_violations (rig);
}

static void
test_one_nec_image_recovers_the_drive (void)
{
    g_autoptr (JobRig) rig = blinking_drive ();
    g_autoptr (BbImage) image = k110_image ("_NEC", "DVD_RW ND-1100A", "1.A1");
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, image, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    assert_runs (rig, "DVD_RW ND-1100A", "1.A1", "ND-1100A");
}

static void
test_one_backup_recovers_the_drive (void)
{
    g_autoptr (JobRig) fresh = job_rig_new (TDK, NULL);
    g_autoptr (JobRig) rig = blinking_drive ();
    g_auto (ConvertMemory) before = {0};
    g_autoptr (BbResult) result = NULL;

    convert_memory_take (&before, fresh);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    g_assert_true (result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_ROLLED_BACK);
    assert_runs (rig, "DVDRW420N", "1.05", "ND-1100A");
    g_assert_true (convert_memory_is (&before, rig));
}

/* Asserts that @text explains gain, loss and risk of the cross-flash to the ND-1300A. */
static void
assert_explains_cross_flash (const char *text)
{
    g_assert_nonnull (strstr (text, "ND-1300A"));
    g_assert_nonnull (strstr (text, "gain"));
    g_assert_nonnull (strstr (text, "loss"));
    g_assert_nonnull (strstr (text, "risk"));
}

static char *
dup_reasons (BbVerdict *verdict)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++)
        g_string_append_printf (text, "%s ", bb_verdict_get_reason (verdict, i)->text);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Expert operations (ND-1300A) for the same drive type needs consent to a cross-flash. After this flash,
 * ROLLBACK must restore the firmware of the ND-1100A. */
static void
test_one_other_model_is_a_cross_flash_and_goes_back (void)
{
    g_autoptr (JobRig) rig = blinking_drive ();
    g_autoptr (BbImage) other = k110_image ("_NEC", "DVD_RW ND-1300A", "1.08");
    g_autoptr (BbImage) own = tdk_image ("1.06");
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, other, 0, BB_ON_FAILURE_STOP);
    g_autofree char *reasons = NULL;

    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    assert_explains_cross_flash (result->message);
    g_clear_pointer (&result, bb_result_unref);
    result = job_rig_do (rig, BB_ACTION_RECOVER, own, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    convert_power_cycle (rig);

    g_clear_pointer (&result, bb_result_unref);
    result = job_rig_do (rig, BB_ACTION_CHECK, other, 0, BB_ON_FAILURE_STOP);
    g_assert_nonnull (result->review);
    g_assert_cmpint (bb_verdict_get_level (result->review->verdict), ==, BB_VERDICT_CROSS_FLASH);
    reasons = dup_reasons (result->review->verdict);
    assert_explains_cross_flash (reasons);
    g_clear_pointer (&result, bb_result_unref);
    result = job_rig_do (rig, BB_ACTION_FLASH, other, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    assert_runs (rig, "DVD_RW ND-1300A", "1.08", "ND-1300A");
    g_clear_pointer (&result, bb_result_unref);
    result = job_rig_do (rig, BB_ACTION_ROLLBACK, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    assert_runs (rig, "DVDRW420N", "1.06", "ND-1100A");
    job_rig_assert_no_violations (rig);
}

/* Erases a block of the firmware, as if the flash memory had lost it. */
static void
lose_firmware (JobRig *rig)
{
    Other other = {0};
    BbCommand command = {.direction = BB_DIRECTION_NONE};

    other_begin (&other, rig);
    bb_nec_cdb_safe_mode (&command.cdb, TRUE, "K110", 0);
    g_assert_true (other_send (&other, &command, TRUE));
    bb_nec_cdb_mask (&command.cdb, BB_NEC_ERASE, 3, 0);
    g_assert_true (other_send (&other, &command, FALSE));
    other_end (&other);
    convert_power_cycle (rig);
}

static void
test_one_repeated_loss_is_blamed_on_the_hardware (void)
{
    static const char words[] = "hardware is probably faulty";
    g_autoptr (JobRig) rig = blinking_drive ();
    g_autoptr (BbImage) image = tdk_image ("1.06");

    for (guint i = 0; i < 3; i++) {
        g_autoptr (BbResult) look = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
        g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, image, 0, BB_ON_FAILURE_STOP);

        /* Each recovery succeeds; the third result also names the probable fault. */
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
        g_assert_true ((strstr (result->message, words) != NULL) == (i == 2));
        g_assert_true ((strstr (look->message, words) != NULL) == (i == 2));
        assert_runs (rig, "DVDRW420N", "1.06", "ND-1100A");
        lose_firmware (rig);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/flow-repair-stories/" path, function)
    ADD ("one/blinking-drive-is-named", test_one_blinking_drive_is_named);
    ADD ("one/maker-image-recovers-the-drive", test_one_maker_image_recovers_the_drive);
    ADD ("one/nec-image-recovers-the-drive", test_one_nec_image_recovers_the_drive);
    ADD ("one/backup-recovers-the-drive", test_one_backup_recovers_the_drive);
    ADD ("one/other-model-is-a-cross-flash-and-goes-back", test_one_other_model_is_a_cross_flash_and_goes_back);
    ADD ("one/repeated-loss-is-blamed-on-the-hardware", test_one_repeated_loss_is_blamed_on_the_hardware);
    ADD ("two/damaged-id-is-restored-from-the-backup", test_two_damaged_id_is_restored_from_the_backup);
    ADD ("two/without-backup-the-evidence-is-shown-first", test_two_without_backup_the_evidence_is_shown_first);
    ADD ("two/user-is-asked-about-the-evidence", test_two_user_is_asked_about_the_evidence);
    ADD ("two/boot-code-of-another-model-is-detected", test_two_boot_code_of_another_model_is_detected);
    ADD ("two/other-program-stops-anywhere", test_two_other_program_stops_anywhere);
    ADD ("two/other-program-is-killed", test_two_other_program_is_killed);
    ADD ("two/power-fails-in-any-step", test_two_power_fails_in_any_step);
    return g_test_run ();
}
