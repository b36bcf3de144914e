/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "bb-known-contents.h"
#include "job/words/bb-words.h"

#include <glib/gstdio.h>

#include <string.h>

BbCatalog *
job_rig_catalog (void)
{
    static BbCatalog *catalog;

    if (catalog == NULL) {
        g_autoptr (GError) error = NULL;

        catalog = bb_catalog_open (NULL, "/nonexistent", &error);
        g_assert_no_error (error);
    }
    return catalog;
}

char *
job_rig_make_folder (void)
{
    g_autofree char *path = NULL;

    if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
        path = g_strdup ("/dev/shm/burnback-test-XXXXXX");
    else
        path = g_build_filename (g_get_tmp_dir (), "burnback-test-XXXXXX", NULL);
    g_assert_nonnull (g_mkdtemp (path));
    return g_steal_pointer (&path);
}

void
job_rig_remove_folder (const char *path)
{
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *inside = g_build_filename (path, name, NULL);

        if (g_file_test (inside, G_FILE_TEST_IS_DIR) && !g_file_test (inside, G_FILE_TEST_IS_SYMLINK))
            job_rig_remove_folder (inside);
        else
            g_unlink (inside);
    }
    g_rmdir (path);
}

BbDriveDetails *
job_rig_details (const char *serial)
{
    BbDriveDetails *details = bb_drive_details_new ();

    details->name = g_strdup ("sr0");
    details->bus_path = g_strdup ("port-1");
    details->serial = g_strdup (serial);
    return details;
}

BbFacts *
job_rig_facts (const char *fingerprint)
{
    BbInquiry inquiry = {.vendor = "_NEC    ", .product = "DVD_RW ND-3550A ", .revision = "1.05"};
    BbFacts *facts = bb_facts_new (&inquiry);

    facts->family = g_strdup ("nec-optiarc");
    facts->model = bb_catalog_get_model (job_rig_catalog (), "nec-optiarc", "K355");
    facts->fingerprint = g_strdup (fingerprint);
    facts->condition = BB_CONDITION_NORMAL;
    return facts;
}

BbJournalRecord *
job_rig_record (const char *serial, const char *fingerprint)
{
    BbJournalRecord *record = bb_journal_record_new ();

    record->drive_name = g_strdup ("sr0");
    record->bus_path = g_strdup ("port-1");
    record->serial = g_strdup (serial);
    record->fingerprint = g_strdup (fingerprint);
    record->family = g_strdup ("nec-optiarc");
    record->model_key = g_strdup ("K355");
    record->action = g_strdup (bb_action_to_string (BB_ACTION_FLASH));
    record->revision = g_strdup ("1.05");
    record->new_image = g_strdup ("images/new.bin");
    record->new_revision = g_strdup ("1.07");
    record->old_image = g_strdup ("images/old.bin");
    record->backup_id = g_strdup ("kept");
    record->n_steps = 40;
    return record;
}

BbJournal *
job_rig_begin_journal (const char *folder, BbJournalRecord *record)
{
    g_autoptr (GError) error = NULL;
    BbJournal *journal = bb_journal_begin (folder, record, &error);

    g_assert_no_error (error);
    return journal;
}

/* Makes the simulated drives of the scenario, and an engine for them. */
static void
job_rig_begin (JobRig *rig)
{
    g_autoptr (GError) error = NULL;

    rig->bus = bb_sim_bus_new_from_data (rig->scenario, rig->store, rig->catalog, &error);
    g_assert_no_error (error);
    rig->engine = bb_engine_new (BB_DRIVE_MONITOR (rig->bus), rig->catalog, rig->state, NULL);
}

/* Frees engine and drives, and runs all events that are pending. */
static void
job_rig_end (JobRig *rig)
{
    g_clear_object (&rig->engine);
    g_clear_object (&rig->bus);
    while (g_main_context_iteration (NULL, FALSE))
        ;
}

JobRig *
job_rig_new_in (const char *scenario, BbSimStore *store, const char *state)
{
    JobRig *rig = g_new0 (JobRig, 1);

    bb_known_contents_prepare ();
    rig->catalog = g_object_ref (job_rig_catalog ());
    rig->scenario = g_strdup (scenario);
    rig->store = store != NULL ? g_object_ref (store) : bb_sim_store_new_in_memory ();
    rig->state = g_strdup (state);
    rig->stop_at_phase = -1;
    bb_sim_store_set_logging (rig->store, FALSE);
    job_rig_begin (rig);
    return rig;
}

JobRig *
job_rig_new (const char *scenario, BbSimStore *store)
{
    g_autofree char *state = job_rig_make_folder ();

    return job_rig_new_in (scenario, store, state);
}

void
job_rig_free (JobRig *rig)
{
    job_rig_remove_folder (rig->state);
    job_rig_free_but_folder (rig);
}

void
job_rig_free_but_folder (JobRig *rig)
{
    job_rig_end (rig);
    g_clear_object (&rig->store);
    g_clear_object (&rig->catalog);
    g_free (rig->state);
    g_free (rig->scenario);
    g_free (rig->last_question);
    g_free (rig->last_retry);
    g_free (rig->last_id_change);
    g_free (rig->last_claimed_model);
    g_free (rig);
}

void
job_rig_restart_as (JobRig *rig, const char *scenario)
{
    g_autofree char *text = g_strdup (scenario);
    g_autoptr (GError) error = NULL;

    job_rig_end (rig);
    g_free (rig->scenario);
    rig->scenario = g_steal_pointer (&text);
    job_rig_begin (rig);
    if (!bb_sim_bus_set_power (rig->bus, "sr0", TRUE, &error))
        g_error ("%s", error->message);
}

void
job_rig_exchange (JobRig *rig, const char *scenario)
{
    g_clear_object (&rig->store);
    rig->store = bb_sim_store_new_in_memory ();
    job_rig_restart_as (rig, scenario);
}

void
job_rig_restart (JobRig *rig)
{
    job_rig_restart_as (rig, rig->scenario);
}

void
job_rig_fault (JobRig *rig, const char *keys)
{
    g_auto (GStrv) pairs = g_strsplit (keys, ";", -1);
    const char *pair[5] = {NULL};
    g_autoptr (GError) error = NULL;

    for (guint i = 0; pairs[i] != NULL; i++) {
        g_assert_cmpuint (i, <, G_N_ELEMENTS (pair));
        pair[i] = pairs[i];
    }
    bb_sim_bus_add_fault (rig->bus, &error, "Drive=sr0", pair[0], pair[1], pair[2], pair[3], pair[4], NULL);
    g_assert_no_error (error);
}

BbImage *
job_rig_bytes_image (GBytes *bytes)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, job_rig_catalog ());

    g_assert_cmpuint (images->len, >, 0);
    return g_object_ref (g_ptr_array_index (images, 0));
}

BbImage *
job_rig_try_image (const char *family, const char *model, const char *revision, const char *boot_version,
                   GError **error)
{
    GVariantBuilder options;
    g_autoptr (GVariant) values = NULL;
    g_autoptr (GBytes) bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", revision);
    if (boot_version != NULL)
        g_variant_builder_add (&options, "{ss}", "boot-version", boot_version);
    values = g_variant_ref_sink (g_variant_builder_end (&options));
    bytes = bb_sim_make_image (job_rig_catalog (), family, model, values, error);
    return bytes != NULL ? job_rig_bytes_image (bytes) : NULL;
}

BbImage *
job_rig_image (const char *family, const char *model, const char *revision, const char *boot_version)
{
    static GHashTable *images; /* the arguments, a line each → BbImage */
    g_autofree char *key = g_strjoin ("\n", family, model, revision, boot_version != NULL ? boot_version : "", NULL);
    BbImage *image;

    if (images == NULL)
        images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
    image = g_hash_table_lookup (images, key);
    if (image == NULL) {
        g_autoptr (GError) error = NULL;

        image = job_rig_try_image (family, model, revision, boot_version, &error);
        g_assert_no_error (error);
        g_hash_table_insert (images, g_steal_pointer (&key), image);
    }
    return g_object_ref (image);
}

/* Counts and records the question of the job, and answers it if rig->answer is set. */
static void
job_rig_question_cb (BbJob *job, JobRig *rig)
{
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);
    g_autofree char *happened = NULL;

    if (question == NULL)
        return;
    happened = bb_words_dup_question_happened (question);
    rig->n_questions++;
    rig->last_preset = question->preset;
    rig->last_choices = question->choices;
    g_free (rig->last_retry);
    rig->last_retry = bb_words_dup_question_choice (question, BB_CHOICE_RETRY);
    g_free (rig->last_id_change);
    rig->last_id_change = bb_words_dup_id_change (question);
    g_free (rig->last_claimed_model);
    rig->last_claimed_model = g_strdup (question->claimed_model);
    g_free (rig->last_question);
    rig->last_question = g_strdup_printf ("%s|%s", happened, bb_words_safety (question->safety));
    if (rig->leaves_at_last && (question->choices & rig->answer) == 0)
        g_assert_true (bb_job_answer (job, BB_CHOICE_LEAVE));
    else if (rig->answer != 0)
        g_assert_true (bb_job_answer (job, rig->answer));
}

/* Stops the job as soon as it is in the phase rig->stop_at_phase or a later one. */
static void
job_rig_progress_cb (BbJob *job, JobRig *rig)
{
    g_autoptr (BbProgress) progress = bb_job_ref_progress (job);

    if (rig->stop_at_phase >= 0 && (int) progress->phase >= rig->stop_at_phase)
        bb_job_stop (job);
}

static void
job_rig_done_cb (BbJob *job, gboolean *done)
{
    *done = TRUE;
}

BbResult *
job_rig_wait (JobRig *rig, BbJob *job)
{
    gboolean done = FALSE;

    g_signal_connect (job, "done", G_CALLBACK (job_rig_done_cb), &done);
    g_signal_connect (job, "question", G_CALLBACK (job_rig_question_cb), rig);
    g_signal_connect (job, "progress", G_CALLBACK (job_rig_progress_cb), rig);
    while (!done)
        g_main_context_iteration (NULL, TRUE);
    g_signal_handlers_disconnect_by_data (job, &done);
    g_signal_handlers_disconnect_by_data (job, rig);
    return bb_job_ref_result (job);
}

BbResult *
job_rig_run (JobRig *rig, const BbJobRequest *request)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (GError) error = NULL;
    g_autoptr (BbJob) job = NULL;
    BbResult *result;

    g_assert_nonnull (drive);
    job = bb_engine_start (rig->engine, drive, request, &error);
    g_assert_no_error (error);
    result = job_rig_wait (rig, job);
    /* Every job releases the drive, so that other programs can use it. */
    g_assert_false (bb_sim_bus_is_held (rig->bus, "sr0"));
    return result;
}

BbResult *
job_rig_do (JobRig *rig, BbAction action, BbImage *image, BbJobFlags flags, BbOnFailure on_failure)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (action);

    g_set_object (&request->image, image);
    request->flags = flags;
    request->on_failure = on_failure;
    return job_rig_run (rig, request);
}

static void
job_rig_looked_cb (BbEngine *engine, gboolean *looked)
{
    *looked = TRUE;
}

JobRig *
job_rig_new_updated (void)
{
    JobRig *rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) flashed =
        job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    return rig;
}

GPtrArray *
job_rig_list_but_newest (JobRig *rig)
{
    GPtrArray *backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);

    g_assert_cmpuint (backups->len, >, 0);
    g_ptr_array_remove_index (backups, 0);
    return backups;
}

void
job_rig_look (JobRig *rig)
{
    gboolean looked = FALSE;
    gulong id = g_signal_connect (rig->engine, "looked", G_CALLBACK (job_rig_looked_cb), &looked);

    bb_engine_look_at_all (rig->engine);
    while (!looked && bb_engine_n_looking (rig->engine) > 0)
        g_main_context_iteration (NULL, TRUE);
    g_signal_handler_disconnect (rig->engine, id);
}

BbFacts *
job_rig_dup_facts (const char *family, const char *model, const char *more)
{
    g_autofree char *scenario =
        g_strdup_printf ("[drive sr0]\nFamily=%s\nModel=%s\nRevision=1.05\nSerial=SIM0001\n%s", family, model, more);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbEngineDrive) drive = NULL;
    BbFacts *facts = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    facts = bb_engine_drive_get_facts (drive);
    return facts != NULL ? bb_facts_ref (facts) : NULL;
}

/* Returns the contents of those of @regions that the simulated drive has, one after the other. */
static GBytes *
job_rig_dump (JobRig *rig, const char *const *regions)
{
    g_autoptr (GByteArray) all = g_byte_array_new ();

    for (guint i = 0; regions[i] != NULL; i++) {
        g_autoptr (GBytes) bytes = bb_sim_bus_dump (rig->bus, "sr0", regions[i], NULL);

        if (bytes != NULL)
            g_byte_array_append (all, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
    }
    g_assert_cmpuint (all->len, >, 0);
    return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

GBytes *
job_rig_firmware (JobRig *rig)
{
    static const char *const regions[] = {"main", "main-2", "application", NULL};

    return job_rig_dump (rig, regions);
}

GBytes *
job_rig_own (JobRig *rig)
{
    static const char *const regions[] = {"boot", "calibration", "calibration-2", "config", "settings", NULL};

    return job_rig_dump (rig, regions);
}

guint
job_rig_n_writes (JobRig *rig)
{
    return bb_sim_bus_count_writes (rig->bus, "sr0");
}

guint
job_rig_n_commands (JobRig *rig)
{
    return bb_sim_bus_count_commands (rig->bus, "sr0");
}

guint
job_rig_find_command (JobRig *rig, const char *begins, const char *has, guint from)
{
    g_auto (GStrv) log = bb_sim_store_list_log (rig->store, "sr0");
    g_autofree char *key = g_strdup_printf ("\"cdb\":\"%s", begins);

    for (guint i = from > 0 ? from - 1 : 0; i < g_strv_length (log); i++)
        if (strstr (log[i], key) != NULL && (has == NULL || strstr (log[i], has) != NULL))
            return i + 1;
    return 0;
}

guint
job_rig_count_commands (JobRig *rig, const char *begins)
{
    guint n = 0;

    for (guint at = job_rig_find_command (rig, begins, NULL, 1); at != 0;
         at = job_rig_find_command (rig, begins, NULL, at + 1))
        n++;
    return n;
}

guint
job_rig_n_journals (JobRig *rig)
{
    g_autoptr (GPtrArray) journals = bb_journal_list (rig->state);

    return journals->len;
}

void
job_rig_assert_no_violations (JobRig *rig)
{
    g_auto (GStrv) violations = bb_sim_bus_list_violations (rig->bus, "sr0");

    if (violations[0] != NULL)
        g_error ("the drive complains: %s", violations[0]);
}

/* Returns the value that BbResult.safe must have after a job that did not change the drive. @facts: (nullable): facts
 * of the drive */
static BbSafe
job_rig_find_safe (BbFacts *facts)
{
    if (facts == NULL)
        return BB_SAFE_UNKNOWN;
    return facts->condition == BB_CONDITION_DAMAGED || facts->wants_repair ? BB_SAFE_NO : BB_SAFE_YES;
}

void
job_rig_assert_messages (BbResult *result)
{
    g_assert_nonnull (result->message);
    g_assert_cmpuint (strlen (result->message), >, 10);
    g_assert_true (g_str_has_suffix (result->message, "."));
    if (result->outcome == BB_OUTCOME_NEEDS_RECOVERY || result->outcome == BB_OUTCOME_WRITTEN)
        g_assert_nonnull (result->next);
    if (result->outcome == BB_OUTCOME_NEEDS_RECOVERY)
        g_assert_cmpint (result->safe, ==,
                         result->reason == BB_RESULT_REASON_OVERWRITTEN &&
                                 result->facts->condition == BB_CONDITION_NORMAL
                             ? BB_SAFE_UNKNOWN
                             : BB_SAFE_NO);
    if (result->outcome == BB_OUTCOME_UNCHANGED && result->action != BB_ACTION_VERIFY)
        g_assert_cmpint (result->safe, ==, job_rig_find_safe (result->facts));
}

BbConsentCode
job_rig_get_open_codes (GPtrArray *consents)
{
    BbConsentCode codes = BB_CONSENT_NONE;

    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        codes |= consent->granted ? BB_CONSENT_NONE : consent->code;
    }
    return codes;
}

/* Keys of the catalog: models of a family are of different kinds if one of these keys has different values. */
static const char *const kind_keys[] = {"FlashType", "Group", "Interface", "ReadMain", "FlashMain", "Tested"};
/* Without -m slow, the first JOB_RIG_FIRST_MODELS models of a family are listed, and one in JOB_RIG_STRIDE of the
 * models after them. */
#define JOB_RIG_FIRST_MODELS 10
#define JOB_RIG_STRIDE 12

/* Returns TRUE for the first model of its kind. */
static gboolean
job_rig_is_first_of_kind (GHashTable *kinds, BbModel *model)
{
    g_autoptr (GString) kind = g_string_new (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (kind_keys); i++) {
        const char *value = bb_model_get_string (model, kind_keys[i]);

        g_string_append_printf (kind, "%s;", value != NULL ? value : "");
    }
    return g_hash_table_add (kinds, g_string_free (g_steal_pointer (&kind), FALSE));
}

GPtrArray *
job_rig_list_models (const char *family)
{
    g_autoptr (GPtrArray) all = bb_catalog_list_models (job_rig_catalog (), family);
    g_autoptr (GHashTable) kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *models = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_model_unref);

    for (guint i = 0; i < all->len; i++) {
        BbModel *model = g_ptr_array_index (all, i);
        gboolean is_first = job_rig_is_first_of_kind (kinds, model);

        if (is_first || i < JOB_RIG_FIRST_MODELS || i % JOB_RIG_STRIDE == 0 || g_test_slow ())
            g_ptr_array_add (models, bb_model_ref (model));
    }
    return models;
}
