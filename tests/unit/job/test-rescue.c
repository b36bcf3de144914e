/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/operation/bb-rescue-effect.h"
#include "job/operation/bb-rescue-name.h"
#include "job/operation/bb-rescue.h"
#include "job/words/bb-report-page.h"
#include "job/words/bb-words.h"

/* The guidance for a drive that does not work, and the order of its steps. Also tests bb-rescue-again.c,
 * bb-rescue-connection.c, bb-rescue-context.c, bb-rescue-file.c and bb-rescue-name.c. */

/* The names in the catalog under which the NEC ND-1100A was sold. */
#define TDK_OTHERS                                                                                                \
    "Actima ADRWH00PM, HP DVD Writer 300n, Iomega DVDRW4216INP-A, Mitsumi DW-7801TE, Philips DVDRW416N, Plextor " \
    "PX-504A/UF, TDK 420N"
#define TDK_BLINKING                                                                                              \
    "[drive sr0]\nFamily=nec-optiarc\nModel=K110\nVendor=TDK\nProduct=DVDRW420N\nRevision=1.05\nSerial=SIM0001\n" \
    "BootVersion=05\nState=half-flashed\n"
#define NEC_LONE_I \
    "[drive sr0]\nFamily=nec-optiarc\nModel=K355\nBootVersion=05\nRevision=1.05\nSerial=SIM0001\nState=damaged-id\n"

static BbRescue *
rescue_of (JobRig *rig, const BbRescueTries *tries)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_auto (GStrv) unread = NULL;
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), &unread);

    return bb_rescue_new (drive, backups, (const char *const *) unread, tries);
}

/* Returns (transfer full) the steps of @rescue, with "." behind a tried, "-" behind a skipped and "*" behind the
 * current one: "again. file- power-cut*". */
static char *
dup_order (BbRescue *rescue)
{
    g_autoptr (GString) order = g_string_new (NULL);

    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);

        g_assert_false (g_str_has_suffix (step->title, "."));
        g_assert_true (g_str_has_suffix (step->text, "."));
        g_string_append_printf (order, "%s%s%s%s", i > 0 ? " " : "", bb_rescue_kind_to_string (step->kind),
                                step->state == BB_RESCUE_NOW       ? "*"
                                : step->state == BB_RESCUE_SKIPPED ? "-"
                                                                   : "",
                                step->state == BB_RESCUE_TRIED ? "." : "");
    }
    return g_string_free (g_steal_pointer (&order), FALSE);
}

/* Asserts that the steps of @rescue are @wanted, in the form of dup_order(), and that diagnosis and safety are
 * sentences. */
static void
assert_order (BbRescue *rescue, const char *wanted)
{
    g_autofree char *order = dup_order (rescue);

    g_assert_cmpstr (order, ==, wanted);
    g_assert_true (g_str_has_suffix (rescue->believes, "."));
    g_assert_true (g_str_has_suffix (rescue->safe, "."));
}

/* TRUE if one of the reasons contains @words. */
static gboolean
says_why (BbRescue *rescue, const char *words)
{
    for (guint i = 0; i < rescue->why->len; i++) {
        if (strstr (g_ptr_array_index (rescue->why, i), words) != NULL)
            return TRUE;
    }
    return FALSE;
}

static void
test_a_blinking_drive_has_all_steps (void)
{
    g_autoptr (JobRig) rig = job_rig_new (TDK_BLINKING, NULL);
    g_autoptr (BbRescue) rescue = NULL;

    job_rig_look (rig);
    rescue = rescue_of (rig, NULL);
    g_assert_cmpstr (rescue->believes, ==, bb_words_may_be_intact ());
    g_assert_nonnull (strstr (rescue->safe, "Keep the drive powered"));
    g_assert_true (says_why (rescue, "no backup of this drive"));
    assert_order (rescue, "again* file power-cut other-port boot-code hardware");
    g_assert_cmpstr (rescue->who, ==, "Drive type: NEC ND-1100A");
    /* @also must have all names of this model, to which the step with a file refers, and none of another model of the
     * same drive type. */
    g_assert_cmpstr (rescue->also, ==, "Also sold as: " TDK_OTHERS ".");
    g_assert_cmpstr (bb_rescue_get_now (rescue)->title, ==, "Start the installed firmware");
    g_assert_cmpstr (
        ((const BbRescueStep *) g_ptr_array_index (rescue->steps, 1))->text, ==,
        "The previous firmware revision is unknown. You need firmware for the NEC ND-1100A, or for a drive "
        "with one of the names listed above the steps. In recovery mode, the drive reports the name “NEC DVD_RW "
        "ND-1000A”, as several models do. Ignore that name. The file will be checked first, then written while the "
        "drive stays in recovery mode.");
}

/* The user said which name the drive has. With "TDK 420N", the text must say why the drive needs firmware for another
 * maker's model. With a name that the catalog does not have for this model, the text must give no reason. */
static void
test_a_rebranded_drive_is_told_why_its_firmware_fits (void)
{
    g_autoptr (JobRig) rig = job_rig_new (TDK_BLINKING, NULL);
    const struct {
        const char *name;
        const char *starts;
    } cases[] = {
        {"TDK 420N", "The previous firmware revision is unknown. The TDK 420N is a rebranded NEC ND-1100A, so "
                     "firmware for either model is compatible."},
        {"attic", "The previous firmware revision is unknown. You need firmware for the NEC ND-1100A, or for a "
                  "drive with one of the names listed above the steps."},
    };

    job_rig_look (rig);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
        g_autoptr (BbRescue) rescue = NULL;

        g_assert_true (bb_engine_set_own_name (rig->engine, drive, cases[i].name, NULL));
        rescue = rescue_of (rig, NULL);
        g_assert_true (
            g_str_has_prefix (((const BbRescueStep *) g_ptr_array_index (rescue->steps, 1))->text, cases[i].starts));
        /* The name that the user gave may be in this list, so the sentence begins with the model. */
        g_assert_cmpstr (rescue->also, ==, "The NEC ND-1100A was also sold as: " TDK_OTHERS ".");
    }
}

/* The user names the model of a drive in recovery mode. If the catalog has that name, own_product of #BbFacts must
 * be the INQUIRY product of that model. Firmware of another brand must get the reason "name-changes" only if
 * own_product is known. */
static void
test_what_the_user_says_warns_of_another_brand (void)
{
    g_autoptr (JobRig) rig = job_rig_new (TDK_BLINKING, NULL);
    GVariant *options =
        g_variant_new_parsed ("{'revision': '1.08', 'product': 'DVD_RW ND-1100A', 'boot-version': '05'}");
    g_autoptr (GBytes) bytes = bb_sim_make_image (job_rig_catalog (), "nec-optiarc", "K110", options, NULL);
    g_autoptr (BbImage) image = job_rig_bytes_image (bytes);
    static const struct {
        const char *name;
        const char *product;
    } cases[] = {
        {NULL, NULL},
        {"TDK 420N", "DVDRW420N"},
        {"attic", NULL},
        {"TDK DVDRW0404N", "DVDRW0404N"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbEngineDrive) drive = NULL;
        g_autoptr (BbVerdict) verdict = NULL;
        g_autoptr (BbResult) looked = NULL;
        g_autoptr (BbResult) checked = NULL;

        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        g_assert_true (bb_engine_set_own_name (rig->engine, drive, cases[i].name, NULL));
        g_assert_cmpstr (bb_engine_drive_get_facts (drive)->own_product, ==, cases[i].product);
        verdict = bb_family_check (bb_engine_drive_get_facts (drive), image, bb_engine_get_catalog (rig->engine));
        g_assert_true (bb_verdict_has (verdict, "name-changes") == (cases[i].product != NULL));
        looked = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
        g_assert_cmpstr (looked->facts->own_product, ==, cases[i].product);
        checked = job_rig_do (rig, BB_ACTION_CHECK, image, BB_JOB_FLAG_RECOVERING, BB_ON_FAILURE_STOP);
        g_assert_nonnull (checked->review);
        g_assert_true (bb_verdict_has (checked->review->verdict, "name-changes") == (cases[i].product != NULL));
    }
}

/* In boot mode there is no firmware to start, so there is no step "again". */
static void
test_a_mediatek_drive_in_boot_mode_needs_a_file (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959 "State=boot\n", NULL);
    g_autoptr (BbRescue) rescue = NULL;

    job_rig_look (rig);
    rescue = rescue_of (rig, NULL);
    assert_order (rescue, "file* power-cut other-port hardware");
    g_assert_nonnull (strstr (bb_rescue_get_now (rescue)->text, "on the drive’s label"));
}

static void
test_unreadable_backups_are_not_reported_as_missing (void)
{
    g_autoptr (JobRig) rig = job_rig_new (TDK_BLINKING, NULL);
    g_autofree char *path = g_build_filename (bb_engine_get_state_folder (rig->engine), "backups", NULL);
    g_autoptr (BbRescue) rescue = NULL;

    job_rig_look (rig);
    g_assert_true (g_file_set_contents (path, "no folder", -1, NULL));
    rescue = rescue_of (rig, NULL);
    g_assert_true (says_why (rescue, "One of them may belong to this drive."));
    g_assert_true (says_why (rescue, path));
    g_assert_false (says_why (rescue, "Error opening directory"));
    g_assert_nonnull (strstr (bb_rescue_get_now (rescue)->text, "and one of them may belong to this drive."));
    g_assert_false (says_why (rescue, "There is no backup"));
}

/* A drive may report no revision, and a manifest may lack it. The backup must then be mentioned without a revision.
 */
static void
test_a_backup_of_unknown_revision_is_mentioned (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\n", NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    BbBackup *backup;

    g_assert_cmpuint (backups->len, ==, 1);
    backup = g_ptr_array_index (backups, 0);
    job_rig_look (rig);
    for (guint i = 0; i < 3; i++) {
        static const char *const texts[] = {
            "A backup of this drive contains firmware revision 1.05.",
            "There is a backup of this drive.",
            "There is a backup of this drive.",
        };
        g_autoptr (BbRescue) rescue = bb_rescue_new (drive, backups, NULL, NULL);

        g_assert_true (says_why (rescue, texts[i]));
        g_free (backup->revision);
        backup->revision = i == 0 ? g_strdup ("") : NULL;
    }
}

/* The kernel keeps the INQUIRY data from before a flash; their revision must not be shown. */
static void
test_the_revision_is_the_one_that_runs (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) report = NULL;
    g_autofree char *text = NULL;
    g_autoptr (BbRescue) rescue = NULL;

    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    job_rig_look (rig);
    rescue = rescue_of (rig, NULL);
    g_assert_true (says_why (rescue, "1.07”."));
    g_assert_false (says_why (rescue, "1.05\" now"));
    report = job_rig_do (rig, BB_ACTION_REPORT, NULL, 0, BB_ON_FAILURE_STOP);
    text = bb_report_dup_text (report->report);
    g_assert_nonnull (strstr (text, "\nrevision: 1.07\n"));
    g_assert_null (strstr (text, "\nrevision: 1.05\n"));
}

static void
test_a_damaged_id_is_named (void)
{
    g_autoptr (JobRig) rig = job_rig_new (NEC_LONE_I, NULL);
    g_autoptr (BbRescue) rescue = NULL;

    job_rig_look (rig);
    rescue = rescue_of (rig, NULL);
    g_assert_nonnull (strstr (rescue->believes, "The identity stored in the drive is wrong"));
    g_assert_cmpint (bb_rescue_get_now (rescue)->kind, ==, BB_RESCUE_AGAIN);
    g_assert_nonnull (strstr (bb_rescue_get_now (rescue)->text, "boot code"));
}

/* Each step that did not help leads to the next; the last one says that the hardware is faulty. */
static void
test_every_step_leads_to_the_next (void)
{
    g_autoptr (JobRig) rig = job_rig_new (TDK_BLINKING, NULL);
    g_autoptr (BbResult) failed = bb_result_new (BB_ACTION_RECOVER);
    BbRescueTries tries = {0};
    BbRescueKind last = 0;

    failed->outcome = BB_OUTCOME_NEEDS_RECOVERY;
    failed->reason = BB_RESULT_REASON_NO_IMAGE;
    job_rig_look (rig);
    for (guint i = 0; i < 6; i++) {
        g_autoptr (BbRescue) rescue = rescue_of (rig, &tries);
        const BbRescueStep *now = bb_rescue_get_now (rescue);

        g_assert_cmpuint (now->kind, >, last);
        last = now->kind;
        g_assert_cmpint (now->waits, ==, bb_rescue_kind_is_by_hand (now->kind));
        if (now->waits) {
            g_autoptr (BbRescue) back = NULL;

            bb_rescue_tries_note_away (&tries, now->kind);
            back = rescue_of (rig, &tries);
            g_assert_cmpint (bb_rescue_get_now (back)->kind, ==, now->kind);
            g_assert_false (bb_rescue_get_now (back)->waits);
        }
        bb_rescue_tries_note_result (&tries, now->kind, failed);
    }
    g_assert_cmpint (last, ==, BB_RESCUE_HARDWARE);
}

/* If the user says that a step by hand is done, the step has a button that starts its job, named as the attempt that
 * the job makes. Only if Burnback noticed the disconnection, the step says that the drive is connected again. */
static void
test_only_a_detected_reconnection_is_claimed (void)
{
    g_autoptr (JobRig) rig = job_rig_new (TDK_BLINKING, NULL);
    BbRescueTries told = {.tried = BB_RESCUE_AGAIN | BB_RESCUE_FILE};
    BbRescueTries seen = told;
    g_autoptr (BbRescue) first = NULL;
    g_autoptr (BbRescue) after_told = NULL;
    g_autoptr (BbRescue) after_seen = NULL;

    job_rig_look (rig);
    first = rescue_of (rig, NULL);
    g_assert_cmpint (bb_rescue_get_now (first)->kind, ==, BB_RESCUE_AGAIN);
    bb_rescue_tries_note_done (&told, BB_RESCUE_POWER_CUT);
    bb_rescue_tries_note_done (&told, BB_RESCUE_FILE);
    bb_rescue_tries_note_away (&seen, BB_RESCUE_POWER_CUT);
    g_assert_cmpuint (told.by_hand, ==, BB_RESCUE_POWER_CUT);
    after_told = rescue_of (rig, &told);
    after_seen = rescue_of (rig, &seen);
    g_assert_true (bb_rescue_step_was_done (bb_rescue_get_now (after_told)));
    g_assert_false (bb_rescue_get_now (after_told)->is_reconnected);
    g_assert_true (bb_rescue_step_was_done (bb_rescue_get_now (after_seen)));
    g_assert_true (bb_rescue_get_now (after_seen)->is_reconnected);
    g_assert_cmpstr (bb_rescue_get_now (after_told)->title, ==, bb_rescue_get_now (first)->title);
    g_assert_cmpstr (bb_rescue_get_now (after_seen)->title, ==, bb_rescue_get_now (first)->title);
}

static void
test_a_refusal_or_a_disconnection_is_no_try (void)
{
    g_autoptr (BbResult) refused = bb_result_new (BB_ACTION_RECOVER);
    g_autoptr (BbResult) gone = bb_result_new (BB_ACTION_RECOVER);
    g_autoptr (BbResult) stopped = bb_result_new (BB_ACTION_RECOVER);
    g_autoptr (BbResult) left = bb_result_new (BB_ACTION_RECOVER);
    BbRescueTries tries = {0};

    refused->outcome = BB_OUTCOME_REFUSED;
    gone->outcome = BB_OUTCOME_NEEDS_RECOVERY;
    gone->error = g_error_new_literal (BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "gone");
    bb_rescue_tries_note_result (&tries, BB_RESCUE_FILE, refused);
    bb_rescue_tries_note_result (&tries, BB_RESCUE_AGAIN, gone);
    stopped->outcome = BB_OUTCOME_UNCHANGED;
    stopped->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
    bb_rescue_tries_note_result (&tries, BB_RESCUE_AGAIN, stopped);
    left->outcome = BB_OUTCOME_NEEDS_RECOVERY;
    bb_rescue_tries_note_result (&tries, BB_RESCUE_AGAIN, left);
    bb_rescue_tries_note_away (&tries, BB_RESCUE_AGAIN);
    g_assert_cmpuint (tries.tried, ==, 0);
    g_assert_cmpuint (tries.by_hand, ==, 0);
}

/* A step counts as tried if its recovery failed or left the drive unchanged, and not if it succeeded. The step
 * COMPARE always counts as tried, but only after a success the firmware counts as verified (@proved). */
static void
test_only_a_step_that_did_not_help_was_tried (void)
{
    static const struct {
        BbOutcome outcome;
        gboolean is_tried;
    } rows[] = {
        {BB_OUTCOME_NEEDS_RECOVERY, TRUE}, {BB_OUTCOME_UNCHANGED, TRUE}, {BB_OUTCOME_DONE, FALSE},
        {BB_OUTCOME_WRITTEN, FALSE},       {BB_OUTCOME_REFUSED, FALSE},  {BB_OUTCOME_ROLLED_BACK, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbResult) result = bb_result_new (BB_ACTION_RECOVER);
        BbRescueTries tries = {.proved = rows[i].outcome != BB_OUTCOME_DONE};

        result->outcome = rows[i].outcome;
        result->reason = BB_RESULT_REASON_NO_IMAGE;
        bb_rescue_tries_note_result (&tries, BB_RESCUE_AGAIN, result);
        g_assert_cmpuint (tries.tried, ==, rows[i].is_tried ? BB_RESCUE_AGAIN : 0);
        bb_rescue_tries_note_result (&tries, BB_RESCUE_COMPARE, result);
        g_assert_cmpint (tries.proved, ==, rows[i].outcome == BB_OUTCOME_DONE);
        g_assert_cmpuint (tries.tried & BB_RESCUE_COMPARE, !=, 0);
    }
}

/* A step was tried and did not help. The drive may no longer receive firmware, so the page must no longer say that it
 * can. After a comparison or a skipped step, the page may say so, because these send no firmware. */
static void
test_nothing_is_promised_after_a_failed_step (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\nState=safe-mode\n", NULL);
    g_autoptr (BbRescue) first = NULL;
    g_autoptr (BbRescue) skipped = NULL;
    g_autoptr (BbRescue) failed = NULL;
    BbRescueTries tries = {.tried = BB_RESCUE_COMPARE, .skipped = BB_RESCUE_AGAIN};

    job_rig_look (rig);
    first = rescue_of (rig, NULL);
    g_assert_nonnull (strstr (first->safe, "can probably still receive firmware"));
    /* The other texts of the page call the mode by this name. */
    g_assert_true (says_why (first, "The drive is in recovery mode, and its boot code"));
    g_assert_false (says_why (first, "safe mode"));
    skipped = rescue_of (rig, &tries);
    g_assert_cmpstr (skipped->safe, ==, first->safe);
    tries.tried |= BB_RESCUE_AGAIN;
    failed = rescue_of (rig, &tries);
    g_assert_cmpstr (failed->safe, ==, "Keep the drive powered until a recovery step asks you to disconnect it.");
}

/* The button of a step may start a job that writes without a further answer of the user, because the question of the
 * job has a time limit. So the page may promise only that nothing is written before a step is started. */
static void
test_only_what_precedes_a_step_is_promised (void)
{
    static const char *const states[] = {"", "State=half-alive\n"};
    g_autoptr (BbRescue) absent = bb_rescue_new (NULL, NULL, NULL, NULL);

    g_assert_cmpstr (absent->safe, ==,
                     "Nothing will be written until the drive is detected and you start a "
                     "recovery step.");
    for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
        g_autofree char *scenario = g_strconcat (JOB_RIG_NEC "BootVersion=05\n", states[i], NULL);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbRescue) rescue = NULL;

        job_rig_look (rig);
        rescue = rescue_of (rig, NULL);
        g_assert_cmpstr (rescue->safe, ==, "Nothing will be written until you start a recovery step.");
    }
}

/* As long as a step can still write firmware, the drive must stay powered. After the last of these steps the page no
 * longer says so. */
static void
test_power_is_not_demanded_after_the_last_step (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\nState=safe-mode\n", NULL);
    g_autoptr (BbRescue) all = NULL;
    g_autoptr (BbRescue) only_skipped = NULL;
    g_autoptr (BbRescue) after_power_cut = NULL;
    BbRescueTries tries = {.tried = BB_RESCUE_HARDWARE - 1};

    job_rig_look (rig);
    all = rescue_of (rig, &tries);
    g_assert_cmpint (bb_rescue_get_now (all)->kind, ==, BB_RESCUE_HARDWARE);
    g_assert_cmpstr (bb_rescue_get_now (all)->title, ==, "If no other step helps");
    g_assert_true (g_str_has_prefix (bb_rescue_get_now (all)->text,
                                     "The flash memory or the circuit board is probably faulty. "));
    g_assert_cmpstr (all->safe, ==, bb_words_safety (BB_SAFETY_UNKNOWN));
    g_assert_true (all->is_over && !all->is_unrecovered);
    tries = (BbRescueTries){.skipped = BB_RESCUE_HARDWARE - 1};
    only_skipped = rescue_of (rig, &tries);
    g_assert_cmpint (bb_rescue_get_now (only_skipped)->kind, ==, BB_RESCUE_HARDWARE);
    g_assert_nonnull (strstr (only_skipped->safe, "Keep the drive powered"));
    g_assert_false (only_skipped->is_over);
    tries.skipped &= ~(guint) BB_RESCUE_POWER_CUT;
    tries.tried = BB_RESCUE_POWER_CUT;
    after_power_cut = rescue_of (rig, &tries);
    g_assert_cmpstr (after_power_cut->safe, ==, bb_words_safety (BB_SAFETY_UNKNOWN));
}

/* bb_rescue_tries_note_next() must record a step by hand as tried if the drive was disconnected for it
 * (bb_rescue_tries_note_away()) and its button makes no attempt that the user may have left out; any other step as
 * skipped. */
static void
test_a_skipped_step_is_not_tried (void)
{
    g_autoptr (JobRig) rig = job_rig_new (TDK_BLINKING, NULL);
    g_autoptr (BbRescue) skipped = NULL;
    g_autoptr (BbRescue) away = NULL;
    g_autoptr (BbRescue) by_hand = NULL;
    g_autoptr (BbRescue) silent = NULL;
    g_autoptr (BbRescue) after_cut = NULL;
    BbRescueTries cut = {.by_hand = BB_RESCUE_POWER_CUT};
    BbRescueTries tries = {0};

    job_rig_look (rig);
    for (guint i = 0; i < 3; i++) {
        g_autoptr (BbRescue) rescue = rescue_of (rig, &tries);

        bb_rescue_tries_note_next (&tries, bb_rescue_get_now (rescue));
    }
    skipped = rescue_of (rig, &tries);
    assert_order (skipped, "again- file- power-cut- other-port* boot-code hardware");
    bb_rescue_tries_note_away (&tries, BB_RESCUE_OTHER_PORT);
    away = rescue_of (rig, &tries);
    bb_rescue_tries_note_next (&tries, bb_rescue_get_now (away));
    by_hand = rescue_of (rig, &tries);
    assert_order (by_hand, "again- file- power-cut- other-port- boot-code* hardware");
    /* Nothing can be written to a drive that is not detected, so disconnecting it is all that the step is. */
    silent = bb_rescue_new (NULL, NULL, NULL, &cut);
    bb_rescue_tries_note_next (&cut, bb_rescue_get_now (silent));
    after_cut = bb_rescue_new (NULL, NULL, NULL, &cut);
    assert_order (after_cut, "power-cut. other-port* hardware");
}

/* A step that was skipped becomes the current one again; the steps that were tried and the other skipped ones stay as
 * they are. */
static void
test_a_skipped_step_can_be_done_after_all (void)
{
    g_autoptr (JobRig) rig = job_rig_new (TDK_BLINKING, NULL);
    g_autoptr (BbRescue) rescue = NULL;
    BbRescueTries tries = {.tried = BB_RESCUE_AGAIN,
                           .skipped = BB_RESCUE_FILE | BB_RESCUE_POWER_CUT | BB_RESCUE_OTHER_PORT};

    job_rig_look (rig);
    bb_rescue_tries_note_back (&tries, BB_RESCUE_POWER_CUT);
    rescue = rescue_of (rig, &tries);
    assert_order (rescue, "again. file- power-cut* other-port- boot-code hardware");
}

/* Returns the step @kind of @rescue. */
static const BbRescueStep *
find_step (BbRescue *rescue, BbRescueKind kind)
{
    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);

        if (step->kind == kind)
            return step;
    }
    g_assert_not_reached ();
}

/* The step that disconnects the power must say what to unplug, which depends on the connection. Its @is_noticed must
 * be TRUE only for a drive on a cable outside of the computer. The return of other drives is not noticed: the
 * computer is turned off, or the kernel may not report the return. */
static void
test_what_to_unplug_depends_on_the_connection (void)
{
    static const struct {
        const char *bus;
        const char *begins;
        const char *contains;
        gboolean is_noticed;
        const char *port; /* text of the step that changes the port */
    } cases[] = {
        {"pata", "Shut down the computer", "Never unplug an IDE drive", FALSE, "disconnect an IDE drive while"},
        {"sata", "Shut down the computer", "the drive’s SATA power connector", FALSE, "Turn off the computer, use"},
        {"usb", "Unplug the drive’s USB cable", "If the drive’s enclosure has a power supply, unplug it too.", TRUE,
         "Unplug the enclosure"},
        {"firewire", "Unplug the drive’s FireWire cable",
         "If the drive’s enclosure has a power supply, unplug it too.", TRUE, "Unplug the enclosure"},
        {"scsi", "Shut down the computer", "its own power supply", FALSE,
         "its own power supply, turn off the drive too."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *scenario = g_strdup_printf (TDK_BLINKING "Bus=%s\n", cases[i].bus);
        g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
        g_autoptr (BbRescue) rescue = NULL;
        const BbRescueStep *step;

        job_rig_look (rig);
        rescue = rescue_of (rig, NULL);
        step = find_step (rescue, BB_RESCUE_POWER_CUT);
        /* The page says that the drive must stay powered until a step tells otherwise. */
        g_assert_true (g_str_has_prefix (step->text, "You can turn off the drive for this step. "));
        g_assert_nonnull (strstr (step->text, cases[i].begins));
        g_assert_nonnull (strstr (step->text, cases[i].contains));
        g_assert_nonnull (strstr (step->text, "30 seconds"));
        /* What else must be unplugged is said before the instruction to turn on the computer. */
        if (g_str_equal (cases[i].bus, "scsi") || g_str_equal (cases[i].bus, "pata"))
            g_assert_true (strstr (step->text, cases[i].contains) < strstr (step->text, "Then turn on the computer"));
        g_assert_nonnull (strstr (step->text, "only once per power cycle"));
        g_assert_cmpint (step->is_noticed, ==, cases[i].is_noticed);
        step = find_step (rescue, BB_RESCUE_OTHER_PORT);
        g_assert_false (step->is_noticed);
        /* The page says that the drive must stay powered until a step tells otherwise. */
        g_assert_nonnull (strstr (step->text, "You can turn off the drive for this step."));
        g_assert_nonnull (strstr (step->text, cases[i].port));
        g_assert_nonnull (strstr (step->text, "turn on "));
        g_assert_true ((strstr (step->text, "an IDE drive") != NULL) == g_str_equal (cases[i].bus, "pata"));
    }
}

/* While the drive is disconnected, the step still says how to connect it again. */
static void
test_a_disconnected_drive_keeps_its_instructions (void)
{
    g_autoptr (GPtrArray) none = g_ptr_array_new ();
    BbRescueTries tries = {.bus = BB_BUS_USB};
    g_autoptr (BbRescue) rescue = bb_rescue_new (NULL, none, NULL, &tries);
    g_autoptr (BbRescue) never_seen = bb_rescue_new (NULL, none, NULL, NULL);

    g_assert_true (g_str_has_prefix (find_step (rescue, BB_RESCUE_POWER_CUT)->text, "Unplug the drive’s USB cable"));
    g_assert_cmpstr (find_step (rescue, BB_RESCUE_OTHER_PORT)->title, ==, "Connect the drive without its enclosure");
    g_assert_true (g_str_has_prefix (find_step (never_seen, BB_RESCUE_POWER_CUT)->text, "Shut down the computer"));
}

/* The firmware runs, but the stored identity is wrong. There must be no step with a file, because the file would be
 * checked against the wrong identity. */
static void
test_a_drive_with_a_wrong_identity_needs_no_file (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\nState=half-converted\n", NULL);
    g_autoptr (BbRescue) rescue = NULL;

    job_rig_look (rig);
    rescue = rescue_of (rig, NULL);
    assert_order (rescue, "again* power-cut other-port hardware");
    for (guint i = 0; i < rescue->steps->len; i++)
        g_assert_null (strstr (((const BbRescueStep *) g_ptr_array_index (rescue->steps, i))->text, "ND-4551A"));
}

/* The repair does not write firmware, so the loss of firmware must not be named as the risk. */
static void
test_the_repair_of_an_identity_risks_the_identity_only (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\nState=half-converted\n", NULL);
    g_autoptr (GPtrArray) none = g_ptr_array_new ();
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbRescueEffect) effect = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    effect = bb_rescue_effect_new (BB_RESCUE_AGAIN, drive, none);
    g_assert_cmpstr (effect->writes, ==, "The stored identity");
    g_assert_cmpstr (effect->cost, ==, "A power failure during writing may damage the identity stored in the drive.");
    g_assert_null (effect->needs);
}

/* Writing the boot code is the only step of a conversion that cannot be repeated
 * (test_unrecoverable_step_is_one_and_last of test-nec-boot.c). */
static void
test_only_writing_the_boot_code_risks_the_drive (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "BootVersion=05\nState=safe-mode\n", NULL);
    g_autoptr (GPtrArray) none = g_ptr_array_new ();
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbRescueEffect) effect = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    effect = bb_rescue_effect_new (BB_RESCUE_BOOT_CODE, drive, none);
    g_assert_cmpstr (effect->cost, ==,
                     "A power failure while the boot code is being written will make the drive unusable.");
}

/* After an interrupted flash, the first step uses journal and backup, and the reasons name them. */
static void
test_an_interrupted_flash_is_described_from_its_journal (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbRescue) rescue = NULL;

    job_rig_fault (rig, "At=step:program:7;Kind=power-cut;During=middle");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    job_rig_look (rig);
    rescue = rescue_of (rig, NULL);
    g_assert_nonnull (strstr (rescue->believes, "interrupted"));
    g_assert_true (says_why (rescue, "Writing firmware 1.07 over firmware 1.05 started on "));
    g_assert_true (says_why (rescue, " but was not finished. Writing reached block "));
    g_assert_false (says_why (rescue, "step"));
    g_assert_true (says_why (rescue, "A backup of this drive contains firmware revision 1.05"));
    g_assert_cmpstr (rescue->who, ==, "Last reported name: NEC DVD_RW ND-3550A");
    g_assert_cmpstr (rescue->name, ==, "NEC DVD_RW ND-3550A");
    g_assert_cmpstr (rescue->source, ==, "The drive reported this name when its firmware was running.");
    g_assert_cmpstr (bb_rescue_get_now (rescue)->title, ==, "Choose how to continue");
    g_assert_cmpint (bb_rescue_get_now (rescue)->act, ==, BB_RESCUE_ACT_CHOOSE);
    g_assert_cmpint (bb_rescue_get_now (rescue)->kind, ==, BB_RESCUE_AGAIN);
}

/* Recovery promises the previous firmware only if there is a copy of it: a Plextor drive cannot be backed up. */
static void
test_previous_firmware_is_promised_only_with_a_copy (void)
{
    static const struct {
        const char *scenario, *family, *model;
        gboolean has_copy;
    } rows[] = {
        {JOB_RIG_NEC, "nec-optiarc", "K355", TRUE},
        {"[drive sr0]\nFamily=plextor\nModel=DVDR PX-716AL\nRevision=1.00\n", "plextor", "DVDR PX-716AL", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (rows[i].scenario, NULL);
        g_autoptr (BbImage) image = job_rig_image (rows[i].family, rows[i].model, "1.02", NULL);
        g_autoptr (BbResult) result = NULL;
        g_autoptr (BbRescue) rescue = NULL;
        const char *text = NULL;

        job_rig_fault (rig, "At=step:program:1;Kind=power-cut;During=middle");
        result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP,
                             BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        job_rig_restart (rig);
        job_rig_look (rig);
        rescue = rescue_of (rig, NULL);
        text = bb_rescue_get_now (rescue)->text;
        g_assert_cmpstr (
            text, ==,
            rows[i].has_copy
                ? "Burnback will check the drive. If its firmware is complete, nothing will be written. "
                  "Otherwise, you can restore the previous firmware or repeat the interrupted operation."
                : "Burnback will check the drive. If its firmware is complete, nothing will be written. Otherwise, "
                  "the interrupted operation will be repeated.");
    }
}

/* The firmware runs, but the user says that the drive does not work: the firmware is verified, and then the hardware
 * is suspected. */
static void
test_a_working_drive_is_verified (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) kept = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) compared = NULL;
    g_autoptr (BbRescue) first = rescue_of (rig, NULL);
    g_autoptr (BbRescue) second = NULL;
    BbRescueTries tries = {0};

    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    assert_order (first, "compare* file power-cut other-port hardware");
    compared = job_rig_do (rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (compared, BB_OUTCOME_DONE);
    bb_rescue_tries_note_result (&tries, BB_RESCUE_COMPARE, compared);
    second = rescue_of (rig, &tries);
    assert_order (second, "compare. power-cut* other-port hardware");
    g_assert_true (says_why (second, "The installed firmware was verified."));
    g_assert_nonnull (strstr (((const BbRescueStep *) g_ptr_array_index (second->steps, 3))->text,
                              "The firmware was verified, so the fault is in the hardware"));
}

/* Burnback never flashes these drives, so no step may ask for firmware to write. */
static void
test_a_drive_that_is_never_flashed_needs_no_file (void)
{
    static const struct {
        const char *scenario;
        const char *steps;
    } cases[] = {
        {"[drive sr0]\nFamily=nec-optiarc\nModel=M110\nState=safe-mode\n", "again* power-cut other-port hardware"},
        {"[drive sr0]\nFamily=nec-optiarc\nModel=M110\n", "power-cut* other-port hardware"},
        {"[drive sr0]\nFamily=matshita\nModel=UJ-850D\n", "power-cut* other-port hardware"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (JobRig) rig = job_rig_new (cases[i].scenario, NULL);
        g_autoptr (BbRescue) rescue = NULL;

        job_rig_look (rig);
        rescue = rescue_of (rig, NULL);
        assert_order (rescue, cases[i].steps);
    }
}

static void
test_an_undetected_drive_needs_steps_by_hand (void)
{
    g_autoptr (GPtrArray) none = g_ptr_array_new ();
    g_autoptr (BbRescue) rescue = bb_rescue_new (NULL, none, NULL, NULL);

    assert_order (rescue, "power-cut* other-port hardware");
    g_assert_true (bb_rescue_get_now (rescue)->waits);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/rescue/" path, function)
    ADD ("a-blinking-drive-has-all-steps", test_a_blinking_drive_has_all_steps);
    g_test_add_func ("/rescue/only-what-precedes-a-step-is-promised", test_only_what_precedes_a_step_is_promised);
    g_test_add_func ("/rescue/nothing-is-promised-after-a-failed-step", test_nothing_is_promised_after_a_failed_step);
    g_test_add_func ("/rescue/rebranded", test_a_rebranded_drive_is_told_why_its_firmware_fits);
    g_test_add_func ("/rescue/only-a-detected-reconnection-is-claimed", test_only_a_detected_reconnection_is_claimed);
    g_test_add_func ("/rescue/what-the-user-says-warns-of-another-brand",
                     test_what_the_user_says_warns_of_another_brand);
    ADD ("mediatek-in-boot-mode", test_a_mediatek_drive_in_boot_mode_needs_a_file);
    ADD ("unreadable-backups-are-not-reported-as-missing", test_unreadable_backups_are_not_reported_as_missing);
    ADD ("a-backup-of-unknown-revision-is-mentioned", test_a_backup_of_unknown_revision_is_mentioned);
    ADD ("the-revision-is-the-one-that-runs", test_the_revision_is_the_one_that_runs);
    ADD ("a-damaged-id-is-named", test_a_damaged_id_is_named);
    ADD ("every-step-leads-to-the-next", test_every_step_leads_to_the_next);
    ADD ("a-refusal-or-a-disconnection-is-no-try", test_a_refusal_or_a_disconnection_is_no_try);
    ADD ("only-a-step-that-did-not-help-was-tried", test_only_a_step_that_did_not_help_was_tried);
    ADD ("a-skipped-step-is-not-tried", test_a_skipped_step_is_not_tried);
    ADD ("a-skipped-step-can-be-done-after-all", test_a_skipped_step_can_be_done_after_all);
    ADD ("power-is-not-demanded-after-the-last-step", test_power_is_not_demanded_after_the_last_step);
    ADD ("what-to-unplug-depends-on-the-connection", test_what_to_unplug_depends_on_the_connection);
    ADD ("a-disconnected-drive-keeps-its-instructions", test_a_disconnected_drive_keeps_its_instructions);
    ADD ("a-drive-with-a-wrong-identity-needs-no-file", test_a_drive_with_a_wrong_identity_needs_no_file);
    ADD ("the-repair-of-an-identity-risks-the-identity-only", test_the_repair_of_an_identity_risks_the_identity_only);
    ADD ("only-writing-the-boot-code-risks-the-drive", test_only_writing_the_boot_code_risks_the_drive);
    ADD ("an-interrupted-flash-is-described-from-its-journal",
         test_an_interrupted_flash_is_described_from_its_journal);
    ADD ("previous-firmware-is-promised-only-with-a-copy", test_previous_firmware_is_promised_only_with_a_copy);
    ADD ("a-working-drive-is-verified", test_a_working_drive_is_verified);
    ADD ("a-drive-that-is-never-flashed-needs-no-file", test_a_drive_that_is_never_flashed_needs_no_file);
    ADD ("an-undetected-drive-needs-steps-by-hand", test_an_undetected_drive_needs_steps_by_hand);
    return g_test_run ();
}
