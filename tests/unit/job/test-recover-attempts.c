/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"

#include "family/bb-key-file.h"
#include "job/operation/bb-rescue.h"
#include "job/words/bb-words.h"
#include "sim/bb-sim-unit.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* An MT1959 in BOOT mode rejects every image. It is recovered again and again, with a power cycle after each attempt.
 * The test counts how often the drive receives the same image. It compares the data that the drive receives, because
 * the journal may be damaged. */

/* Number of recoveries, which is larger than the number of attempts for any drive. */
#define N_ROUNDS 8

/* Number of attempts for a drive with board BU5, an image for BUP5 and a key file. The image can be sent in three
 * forms: plain with boot ID BU5, encrypted with BU5, plain with BUP5. */
#define N_ATTEMPTS 3
#define BOOT_DRIVE                                                                                        \
    "[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.03\nSerial=SIM0001\nState=boot\n" \
    "Quirks=boot-reads\n"

static GChecksum *received; /* (nullable): SHA-256 of the data of all uploads; NULL: nothing is counted */
static guint n_uploads;

gboolean __real_bb_sim_unit_execute (BbSimUnit *self, const BbCommand *command, BbReply *reply, GError **error);
gboolean __wrap_bb_sim_unit_execute (BbSimUnit *self, const BbCommand *command, BbReply *reply, GError **error);

gboolean
__wrap_bb_sim_unit_execute (BbSimUnit *self, const BbCommand *command, BbReply *reply, GError **error)
{
    const guint8 *cdb = command->cdb.bytes;

    if (received != NULL && cdb[0] == 0x3B && command->direction == BB_DIRECTION_OUT && command->out != NULL) {
        g_checksum_update (received, command->out, (gssize) command->length_bytes);
        n_uploads += (cdb[3] | cdb[4] | cdb[5]) == 0 ? 1 : 0;
    }
    return __real_bb_sim_unit_execute (self, command, reply, error);
}

static JobRig *
rig_with_key (void)
{
    JobRig *rig = job_rig_new (BOOT_DRIVE, NULL);
    g_autofree char *path = g_build_filename (rig->state, "key", NULL);

    g_assert_true (g_file_set_contents (path, "000102030405060708090a0b0c0d0e0f", -1, NULL));
    bb_key_file_set (path);
    bb_key_file_let_in ("be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991");
    return rig;
}

/* Recovers the drive, which rejects the fifth piece, and power-cycles it. If the drive received data, adds the
 * SHA-256 of the data to @seen (element-type utf8). If @seen has this SHA-256 already, also increases *@n_repeated.
 * Returns (transfer full) the result. */
static BbResult *
attempt (JobRig *rig, BbImage *image, GPtrArray *seen, guint *n_repeated)
{
    BbResult *result;
    const char *sum;

    job_rig_fault (rig, "At=step:upload:4;Kind=sense;Sense=5/24/00");
    received = g_checksum_new (G_CHECKSUM_SHA256);
    n_uploads = 0;
    result = job_rig_do (rig, BB_ACTION_RECOVER, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    sum = g_checksum_get_string (received);
    g_test_message ("%u upload(s) %.8s: %s", n_uploads, n_uploads > 0 ? sum : "-", result->message);
    g_assert_cmpuint (n_uploads, <=, 1);
    if (n_uploads > 0) {
        *n_repeated += g_ptr_array_find_with_equal_func (seen, sum, g_str_equal, NULL) ? 1 : 0;
        g_ptr_array_add (seen, g_strdup (sum));
    }
    g_clear_pointer (&received, g_checksum_free);
    convert_power_cycle (rig);
    return result;
}

/* Returns (transfer full) the texts of the steps AGAIN and FILE of the guidance, one line each, in their order. */
static char *
dup_steps (JobRig *rig)
{
    g_autoptr (GPtrArray) backups = g_ptr_array_new ();
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbRescue) rescue = NULL;
    g_autoptr (GString) steps = g_string_new (NULL);

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    rescue = bb_rescue_new (drive, backups, NULL, NULL);
    g_assert_null (strstr (rescue->safe, "intact"));
    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);

        /* After the power cycle, the step that asked for it makes the attempt, and AGAIN is not listed. */
        if (step->kind == BB_RESCUE_AGAIN || step->kind == BB_RESCUE_FILE || step->is_again)
            g_string_append_printf (steps, "%s: %s\n",
                                    bb_rescue_kind_to_string (step->is_again ? BB_RESCUE_AGAIN : step->kind),
                                    step->text);
    }
    return g_string_free (g_steal_pointer (&steps), FALSE);
}

/* Returns (transfer full) the text about the state of the drive. */
static char *
dup_state (JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");

    return bb_engine_drive_dup_state_text (drive);
}

/* The guidance must have the step "again" only as long as it makes another attempt. If only a key file makes another
 * attempt possible, state and guidance must name the key file; with the key file, the step must be there again. */
static void
test_guidance_promises_only_attempts_that_are_left (void)
{
    g_autoptr (JobRig) rig = rig_with_key ();
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE BP60NB10", "1.00", NULL);
    g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *key = g_build_filename (rig->state, "key", NULL);
    guint n_repeated = 0;

    bb_key_file_set (NULL);
    /* Without a key file, there are two attempts; with it, a third one. */
    for (guint n_left = N_ATTEMPTS - 1; n_left > 0; n_left--) {
        g_autoptr (BbResult) result = attempt (rig, image, seen, &n_repeated);
        g_autofree char *steps = dup_steps (rig);
        g_autofree char *state = dup_state (rig);

        g_test_message ("%s%s", steps, state);
        g_assert_cmpint (strstr (steps, "again: Burnback will try another way of sending the firmware.") != NULL, ==,
                         n_left > 1);
        g_assert_cmpint (g_str_has_prefix (steps, "again: "), ==, n_left > 1);
        g_assert_cmpint (strstr (steps, "choose the key file") != NULL, ==, n_left == 1);
        g_assert_cmpint (strstr (state, "choose the key file") != NULL, ==, n_left == 1);
        g_assert_cmpint (strstr (state, "sent the firmware in every possible way") != NULL, ==, n_left == 1);
    }
    bb_key_file_set (key);
    for (gboolean is_left = TRUE;; is_left = FALSE) {
        g_autofree char *steps = NULL;
        g_autofree char *state = NULL;
        g_autoptr (BbResult) result = NULL;

        steps = dup_steps (rig);
        state = dup_state (rig);
        g_test_message ("with the key file: %s%s", steps, state);
        g_assert_cmpint (g_str_has_prefix (steps, "again: "), ==, is_left);
        g_assert_null (strstr (steps, "key file"));
        g_assert_cmpint (g_str_has_suffix (state, "The recovery will use your key file."), ==, is_left);
        g_assert_cmpint (strstr (state, "sent the firmware in every possible way") != NULL, ==, !is_left);
        if (!is_left)
            break;
        result = attempt (rig, image, seen, &n_repeated);
    }
    g_assert_cmpuint (seen->len, ==, N_ATTEMPTS);
    g_assert_cmpuint (n_repeated, ==, 0);
    bb_key_file_set (NULL);
}

/* How the open journal of the rig is damaged: it is removed (LOST), or its progress file is removed, emptied, changed
 * or replaced by a pipe. */
typedef enum {
    WHOLE,
    LOST,
    REMOVED,
    EMPTIED,
    CHANGED,
    PIPE
} Damage;

static void
damage_record (JobRig *rig, Damage damage)
{
    g_autoptr (GPtrArray) records = bb_journal_list (rig->state);
    BbJournalRecord *record = g_ptr_array_index (records, 0);
    g_autofree char *folder = g_path_get_dirname (record->path);
    g_autofree char *progress = g_strdup_printf ("%s/%s.progress", folder, record->id);
    g_autofree char *text = NULL;
    char *finish;

    if (damage == WHOLE)
        return;
    g_assert_cmpuint (records->len, ==, 1);
    g_assert_true (g_file_get_contents (progress, &text, NULL, NULL));
    finish = strstr (text, "\nfinish ");
    g_assert_nonnull (finish);
    finish[1] = 'F';
    if (damage == LOST)
        g_assert_cmpint (g_remove (record->path), ==, 0);
    if (damage == LOST || damage == REMOVED || damage == PIPE)
        g_assert_cmpint (g_remove (progress), ==, 0);
    if (damage == PIPE)
        g_assert_cmpint (mkfifo (progress, 0600), ==, 0);
    if (damage == EMPTIED || damage == CHANGED)
        g_assert_true (g_file_set_contents (progress, text, damage == EMPTIED ? 0 : -1, NULL));
}

/* TRUE if a note of @result says that the progress of the journal cannot be read. */
static gboolean
has_note_of_damage (BbResult *result)
{
    for (char **note = result->notes; *note != NULL; note++) {
        if (strstr (*note, "The log of the interrupted operation could not be read completely (/") != NULL &&
            strstr (*note, "and may repeat an earlier recovery attempt.") != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Recovers a drive that rejects every image, more often than there are attempts. Each attempt must be made once.
 * Later recoveries must send nothing and list the attempts in the message. If the journal is lost or damaged after
 * the first attempt, only this attempt may be repeated. A damaged journal must be reported, a lost one not. */
static void
test_no_recorded_attempt_is_made_twice (gconstpointer data)
{
    Damage damage = GPOINTER_TO_INT (data);
    guint n_lost = damage == WHOLE ? 0 : 1;
    g_autoptr (JobRig) rig = rig_with_key ();
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE BP60NB10", "1.00", NULL);
    g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);
    guint n_repeated = 0;

    for (guint i = 0; i < N_ROUNDS; i++) {
        g_autoptr (BbResult) result = attempt (rig, image, seen, &n_repeated);

        g_assert_cmpuint (n_repeated, <=, n_lost);
        if (i <= 1)
            g_assert_cmpint (has_note_of_damage (result), ==, i == 1 && damage != WHOLE && damage != LOST);
        g_assert_cmpuint (seen->len, ==, MIN (i + 1, N_ATTEMPTS + n_lost));
        if (i == 0)
            damage_record (rig, damage);
        if (i < N_ATTEMPTS + n_lost)
            continue;
        g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_NO_MORE);
        g_assert_true (g_str_has_prefix (result->message, "All attempts to flash this image failed: "));
    }
    g_assert_cmpuint (n_repeated, ==, n_lost);
    bb_key_file_set (NULL);
}

/* A slim drive runs half-height firmware, which takes no image. Each recovery must find this firmware by probing the
 * drive, and name the hazard. A recovery without a power cycle must send nothing; after a power cycle, the next
 * attempt must follow. @data: value of the quirk on-reject */
static void
test_hazard_stays_and_each_power_cycle_allows_one_attempt (gconstpointer data)
{
    g_autofree char *text = g_strdup_printf ("[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.02\n"
                                             "Serial=SIM0001\nState=wrong-form-factor\nProduct=BD-RE WH16NS60\n"
                                             "Quirks=service-code=NS60;receiver=wrapped;on-reject=%s\n",
                                             (const char *) data);
    g_autoptr (JobRig) rig = job_rig_new (text, NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE BU40N", "1.05", NULL);
    static const guint n_sent[] = {1, 0, 1, 0};

    received = g_checksum_new (G_CHECKSUM_SHA256);
    for (guint i = 0; i < G_N_ELEMENTS (n_sent); i++) {
        g_autoptr (BbResult) result = NULL;

        n_uploads = 0;
        result = job_rig_do (rig, BB_ACTION_RECOVER, i == 0 ? image : NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_RETRY);
        g_test_message ("%u: %u upload(s): %s %s", i, n_uploads, result->message, result->next);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_cmpint (result->facts->condition, ==, BB_CONDITION_WRONG_FIRMWARE);
        g_assert_cmpint (result->safety, ==, BB_SAFETY_HAZARD);
        g_assert_cmpuint (n_uploads, ==, n_sent[i]);
        g_assert_null (strstr (result->message, "have been tried"));
        g_assert_cmpint (strstr (result->next, "The next attempt") != NULL, ==, i == 0);
        if (i == 1)
            convert_power_cycle (rig);
    }
    g_clear_pointer (&received, g_checksum_free);
}

/* A slim drive that was backed up runs half-height firmware now, and rejected a first recovery with a file. While the
 * user decides between the file and the backup, the safety sentence must be that of firmware that may damage the
 * drive, not that the drive must keep its power. */
static void
test_the_question_about_firmware_for_other_hardware_names_the_hazard (void)
{
    g_autoptr (JobRig) rig = job_rig_new ("[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.02\n"
                                          "Serial=SIM0001\nQuirks=readable=all\n",
                                          NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE BU40N", "1.05", NULL);
    g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) rejected = NULL;
    g_autoptr (BbResult) left = NULL;

    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    job_rig_exchange (rig, "[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE BU40N\nRevision=1.02\n"
                           "Serial=SIM0001\nState=wrong-form-factor\nProduct=BD-RE WH16NS60\n"
                           "Quirks=service-code=NS60;receiver=wrapped;on-reject=ng;readable=all\n");
    rejected = job_rig_do (rig, BB_ACTION_RECOVER, image, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    g_test_message ("rejected: %s %s", rejected->message, rejected->next);
    convert_power_cycle (rig);
    rig->answer = BB_CHOICE_LEAVE;
    left = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_ASK);
    g_test_message ("left: %s %s", left->message, left->next);
    g_assert_cmpuint (rig->n_questions, ==, 1);
    g_assert_true (g_str_has_suffix (rig->last_question, bb_words_safety (BB_SAFETY_HAZARD)));
}

/* The journal of the interrupted flash is known, but its images are gone, and the only backup cannot be read. The
 * message must name this backup, and must not say that there is no copy of the firmware. */
static void
test_an_unreadable_backup_is_named_if_no_image_is_left (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autofree char *images = g_build_filename (rig->state, "images", NULL);
    g_autoptr (GPtrArray) backups = NULL;
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autofree char *manifest = NULL;

    job_rig_fault (rig, "At=step:program:5;Kind=power-cut;During=middle");
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_NEEDS_RECOVERY);
    backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    g_assert_cmpuint (backups->len, ==, 1);
    manifest = g_build_filename (((BbBackup *) g_ptr_array_index (backups, 0))->folder, "manifest", NULL);
    g_assert_true (g_file_set_contents (manifest, "damaged", -1, NULL));
    job_rig_remove_folder (images);
    convert_power_cycle (rig);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_nonnull (result->journal);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_NO_IMAGE);
    g_test_message ("%s", result->message);
    g_assert_null (strstr (result->message, "no usable copy of the firmware"));
    g_assert_nonnull (strstr (result->message, manifest));
}

int
main (int argc, char **argv)
{
    static const char *const names[] = {"whole", "lost", "removed", "emptied", "changed", "pipe"};

    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *path = g_strdup_printf ("/job/recover-attempts/record-%s", names[i]);

        g_test_add_data_func (path, GINT_TO_POINTER (i), test_no_recorded_attempt_is_made_twice);
    }
    g_test_add_func ("/job/recover-attempts/guidance-promises-only-attempts-that-are-left",
                     test_guidance_promises_only_attempts_that_are_left);
    g_test_add_data_func ("/job/recover-attempts/hazard-stays/rejected", "ng",
                          test_hazard_stays_and_each_power_cycle_allows_one_attempt);
    g_test_add_data_func ("/job/recover-attempts/hazard-stays/ignored", "ready",
                          test_hazard_stays_and_each_power_cycle_allows_one_attempt);
    g_test_add_func ("/job/recover-attempts/the-question-names-the-hazard",
                     test_the_question_about_firmware_for_other_hardware_names_the_hazard);
    g_test_add_func ("/job/recover-attempts/an-unreadable-backup-is-named-if-no-image-is-left",
                     test_an_unreadable_backup_is_named_if_no_image_is_left);
    return g_test_run ();
}
