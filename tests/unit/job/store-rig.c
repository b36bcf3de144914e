/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-rig.h"

GBytes *
store_rig_bytes (gsize length_bytes, guint8 first)
{
    guint8 *data = g_malloc (length_bytes);

    for (gsize i = 0; i < length_bytes; i++)
        data[i] = (guint8) (first + i * 7);
    return g_bytes_new_take (data, length_bytes);
}

BbPlan *
store_rig_plan (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, "nec-optiarc");

    (void) bb_plan_builder_add_capture (builder, "firmware", BB_REGION_FIRMWARE, 0x10000, STORE_RIG_BYTES, TRUE);
    (void) bb_plan_builder_add_capture (builder, "calibration", BB_REGION_CALIBRATION, 0x8000, 0x100, TRUE);
    (void) bb_plan_builder_add_capture (builder, "boot-code", BB_REGION_BOOT_CODE, 0, 0x200, FALSE);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, 1);
    (void) bb_plan_builder_add_command (builder, BB_STEP_STATUS, BB_CDB (0, 0, 0, 0, 0, 0), 1000);
    return bb_plan_builder_end (builder);
}

void
store_rig_capture (BbCaptures *captures, guint index, gsize length_bytes, guint8 first)
{
    g_autoptr (GBytes) bytes = store_rig_bytes (length_bytes, first);

    bb_captures_store (captures, index, 0, g_bytes_get_data (bytes, NULL), (guint32) length_bytes);
}

void
store_rig_set_up (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbPlan) plan = store_rig_plan ();
    g_autofree char *backups = NULL;

    f->folder = job_rig_make_folder ();
    backups = g_build_filename (f->folder, "deep", "backups", NULL);
    f->store = bb_backup_store_new (backups);
    f->details = job_rig_details ("SIM 0001/x");
    f->facts = job_rig_facts ("0123abcd");
    f->facts->maker = g_strdup ("NEC");
    f->facts->model_name = g_strdup ("ND-3550A");
    bb_facts_set_string (f->facts, "boot-version", "05");
    f->captures = bb_captures_new (plan);
    store_rig_capture (f->captures, 0, STORE_RIG_BYTES, 1);
    store_rig_capture (f->captures, 1, 0x100, 2);
    f->image = store_rig_bytes (STORE_RIG_BYTES + 4, 1);
}

void
store_rig_tear_down (StoreRig *f, gconstpointer data)
{
    job_rig_remove_folder (f->folder);
    g_free (f->folder);
    g_object_unref (f->store);
    bb_drive_details_unref (f->details);
    bb_facts_unref (f->facts);
    bb_captures_unref (f->captures);
    g_bytes_unref (f->image);
}

BbBackup *
store_rig_keep (StoreRig *f, GBytes *image, const char *reason)
{
    g_autoptr (GError) error = NULL;
    BbBackup *backup = bb_backup_store_keep (f->store, f->details, f->facts, image, f->captures, reason, &error);

    g_assert_no_error (error);
    return backup;
}

char *
store_rig_file (BbBackup *backup, const char *name)
{
    return g_build_filename (backup->folder, name, NULL);
}
