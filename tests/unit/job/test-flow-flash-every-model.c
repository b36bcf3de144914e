/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "test-families.h"

/* Flashes a simulated drive of each model in the catalog. The flash must succeed if the key `Tested` of the model has
 * the value "simulated", and fail if the value is "none". Without -m slow, only some models of each kind are flashed.
 */

#define NEW_REVISION "1.07"

/* The boot version of drive and image, if the family has boot versions. */
#define BOOT_VERSION "05"

/* TRUE if a simulated drive of @model can be flashed with firmware for @model; only the consents of @family are
 * given.
 */
static gboolean
is_flashed (const TestFamily *family, const char *model)
{
    g_autofree char *drive =
        g_strdup_printf ("[drive sr0]\nFamily=%s\nModel=%s\nRevision=1.05\nSerial=SIM0001\n", family->family, model);
    const char *boot_version = family->boot_version != NULL ? BOOT_VERSION : NULL;
    g_autofree char *scenario =
        g_strconcat (drive, boot_version != NULL ? "BootVersion=" BOOT_VERSION "\n" : "", NULL);
    g_autoptr (BbImage) image = job_rig_try_image (family->family, model, NEW_REVISION, boot_version, NULL);
    BbJobFlags caution = (family->has_caution ? BB_JOB_FLAG_ALLOW_CROSS_FLASH : BB_JOB_FLAG_NONE) |
                         (family->is_for_experts ? BB_JOB_FLAG_EXPERT : BB_JOB_FLAG_NONE);
    g_autoptr (JobRig) rig = NULL;
    g_autoptr (BbResult) result = NULL;

    if (image == NULL)
        return FALSE;
    rig = job_rig_new (scenario, NULL);
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_WITHOUT_BACKUP | caution, BB_ON_FAILURE_ASK);
    job_rig_assert_no_violations (rig);
    if (family->is_cycled && result->outcome == BB_OUTCOME_WRITTEN) {
        g_assert_cmpint (result->proof, ==, BB_PROOF_PENDING);
        g_assert_null (result->revision_after);
        bb_result_unref (result);
        job_rig_restart (rig);
        result = job_rig_do (rig, BB_ACTION_VERIFY, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_ASK);
    }
    if (result->outcome == BB_OUTCOME_DONE) {
        g_assert_cmpstr (result->revision_after, ==, NEW_REVISION);
        return TRUE;
    }
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_test_message ("%s: %s", model, result->message);
    return FALSE;
}

static void
test_the_tested_value_of_each_model_is_true (gconstpointer data)
{
    const TestFamily *family = data;
    g_autoptr (GPtrArray) models = job_rig_list_models (family->family);
    guint n_wrong = 0;

    g_assert_cmpuint (models->len, >, 0);
    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        const char *said = bb_model_get_tested (model);
        gboolean flashed = is_flashed (family, bb_model_get_key (model));

        /* Other values of `Tested` are about real drives. */
        if (!g_str_equal (said, "none") && !g_str_equal (said, "simulated"))
            continue;
        if (flashed == g_str_equal (said, "simulated"))
            continue;
        g_test_message ("%s is %s on the simulator, and the catalog says: %s", bb_model_get_key (model),
                        flashed ? "flashed" : "not flashed", said);
        n_wrong++;
    }
    g_assert_cmpuint (n_wrong, ==, 0);
}

int
main (int argc, char **argv)
{
    GPtrArray *families = test_families_list ();

    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < families->len; i++) {
        const TestFamily *family = g_ptr_array_index (families, i);
        g_autofree char *path = g_strdup_printf ("/job/every-model/%s", family->family);

        g_test_add_data_func (path, family, test_the_tested_value_of_each_model_is_true);
    }
    return g_test_run ();
}
