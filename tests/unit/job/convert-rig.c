/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"

/* The simulator generates the boot codes of its drives from this seed. Firmware of the flash type Opti4 contains the
 * checksum of its boot code, so only boot codes from this seed accept the firmware of the simulator. */
#define BOOT_CODE_SEED "42"

/* Returns (transfer full) a synthetic file for @model. @kind: "firmware" or "boot-code"; @revision: (nullable):
 * revision of the firmware; @version: version of the boot code */
static GBytes *
make (const char *model, const char *kind, const char *revision, const char *version)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) values = NULL;
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "kind", kind);
    g_variant_builder_add (&options, "{ss}", "seed", g_str_equal (kind, "boot-code") ? BOOT_CODE_SEED : "91");
    g_variant_builder_add (&options, "{ss}", "boot-version", version);
    if (revision != NULL)
        g_variant_builder_add (&options, "{ss}", "revision", revision);
    values = g_variant_ref_sink (g_variant_builder_end (&options));
    bytes = bb_sim_make_image (job_rig_catalog (), "nec-optiarc", model, values, &error);
    g_assert_no_error (error);
    return bytes;
}

BbImage *
convert_boot_code (const char *model, const char *version)
{
    g_autoptr (GBytes) bytes = make (model, "boot-code", NULL, version);

    return bb_image_new_from_bytes (bytes, "boot-code.bin");
}

BbImage *
convert_image (const char *model, const char *revision, const char *version)
{
    g_autoptr (GBytes) bytes = make (model, "firmware", revision, version);

    return job_rig_bytes_image (bytes);
}

BbImage *
convert_kept_boot_code (JobRig *rig, const char *model)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        g_autoptr (GBytes) bytes = NULL;

        if (g_strcmp0 (backup->model_key, model) != 0)
            continue;
        bytes = bb_backup_store_load (bb_engine_get_store (rig->engine), backup, "boot-code", NULL);
        if (bytes != NULL)
            return bb_image_new_from_bytes (bytes, "boot-code.bin");
    }
    g_assert_not_reached ();
}

BbResult *
convert_run (JobRig *rig, const char *target, BbImage *boot_code, BbJobFlags flags, BbOnFailure on_failure)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_CONVERT);
    GVariantBuilder settings;

    g_variant_builder_init (&settings, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&settings, "{sv}", BB_SETTING_CONVERT_TO, g_variant_new_string (target));
    request->settings = g_variant_ref_sink (g_variant_builder_end (&settings));
    request->image = g_object_ref (boot_code);
    request->flags = flags;
    request->on_failure = on_failure;
    return job_rig_run (rig, request);
}

BbResult *
convert_recover (JobRig *rig, BbImage *image)
{
    return job_rig_do (rig, BB_ACTION_RECOVER, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ROLLBACK);
}

void
convert_power_cycle (JobRig *rig)
{
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_sim_bus_set_power (rig->bus, "sr0", FALSE, &error));
    job_rig_restart (rig);
}

/* Asserts that the firmware runs, that the drive is identified as @model, and that no journal is open. Returns
 * (transfer full) (nullable) the evidence that the stored identity is damaged. */
static char *
find_damage (JobRig *rig, const char *model)
{
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    const BbFamily *family = bb_family_lookup ("nec-optiarc");

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpstr (bb_facts_get_model_key (result->facts), ==, model);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    return family->identity->find_damage (result->facts, rig->catalog);
}

void
convert_assert_runs (JobRig *rig, const char *model)
{
    g_free (find_damage (rig, model));
}

void
convert_assert_is (JobRig *rig, const char *model)
{
    g_autofree char *damage = find_damage (rig, model);

    g_assert_cmpstr (damage, ==, NULL);
}

void
convert_memory_take (ConvertMemory *memory, JobRig *rig)
{
    memory->firmware = job_rig_firmware (rig);
    memory->own = job_rig_own (rig);
}

void
convert_memory_clear (ConvertMemory *memory)
{
    g_clear_pointer (&memory->firmware, g_bytes_unref);
    g_clear_pointer (&memory->own, g_bytes_unref);
}

/* TRUE if @one and @other are equal. @skipped_bytes bytes from offset @skip on are not compared. */
static gboolean
is_same (GBytes *one, GBytes *other, gsize skip, gsize skipped_bytes)
{
    gsize size = g_bytes_get_size (one);
    const guint8 *data = g_bytes_get_data (one, NULL);
    const guint8 *others = g_bytes_get_data (other, NULL);

    if (size != g_bytes_get_size (other))
        return FALSE;
    for (gsize i = 0; i < size; i++)
        if (data[i] != others[i] && (i < skip || i >= skip + skipped_bytes)) {
            g_test_message ("byte 0x%zx is %02x and was %02x", i, others[i], data[i]);
            return FALSE;
        }
    return TRUE;
}

gboolean
convert_memory_is_but (ConvertMemory *memory, JobRig *rig, gsize skip, gsize skipped_bytes)
{
    g_autoptr (GBytes) firmware = job_rig_firmware (rig);
    g_autoptr (GBytes) own = job_rig_own (rig);

    return is_same (memory->firmware, firmware, 0, 0) && is_same (memory->own, own, skip, skipped_bytes);
}

gboolean
convert_memory_is (ConvertMemory *memory, JobRig *rig)
{
    return convert_memory_is_but (memory, rig, 0, 0);
}
