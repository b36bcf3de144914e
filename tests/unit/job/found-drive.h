/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/nec/bb-nec-boot.h"
#include "job-rig.h"

#include <string.h>

G_BEGIN_DECLS

/* Recovery of NEC drives that another program or an interrupted flash left in safe mode or with other firmware. */

#define FOUND_FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT)
/* A fault: the drive loses power before it leaves safe mode for the first time, so it stays unusable. */
#define FOUND_LEAVING_IS_FATAL "At=step:leave:1;Kind=power-cut;During=before"

static inline char *
found_dup_scenario (const char *model, const char *more)
{
    return g_strdup_printf ("[drive sr0]\nFamily=nec-optiarc\nModel=%s\nRevision=1.05\nSerial=SIM0001\n%s", model,
                            more);
}

/* Returns (transfer full) a rig with a drive of @model that has firmware 1.05. @more: more lines of the scenario */
static inline JobRig *
found_rig_new (const char *model, const char *more)
{
    g_autofree char *text = found_dup_scenario (model, more);

    return job_rig_new (text, NULL);
}

/* Sends @command without the engine, as another program does. TRUE if the drive accepted it. */
static inline gboolean
found_send (JobRig *rig, BbCommand *command)
{
    g_autoptr (BbTransport) transport = bb_sim_bus_open (rig->bus, "sr0", NULL);
    gboolean good = FALSE;

    command->timeout_ms = 5000;
    /* A pending unit attention makes the first command fail, so it is sent again. */
    for (guint i = 0; i < 2 && !good; i++) {
        BbReply reply = {0};

        good = bb_transport_execute (transport, command, &reply, NULL) && bb_reply_check (&reply, NULL);
    }
    return good;
}

/* Returns the result of a recovery with all consents of FOUND_FLAGS. @image: (nullable) */
static inline BbResult *
found_recover (JobRig *rig, BbImage *image)
{
    return job_rig_do (rig, BB_ACTION_RECOVER, image, FOUND_FLAGS, BB_ON_FAILURE_STOP);
}

/* Asserts that the drive has the firmware of @image, which begins at @offset in the image. */
static inline void
found_assert_has_at (JobRig *rig, BbImage *image, gsize offset)
{
    g_autoptr (GBytes) now = job_rig_firmware (rig);
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (now, &size);

    g_assert_cmpuint (size, <=, bb_image_get_size (image) - offset);
    g_assert_true (
        memcmp (data, (const guint8 *) g_bytes_get_data (bb_image_get_bytes (image), NULL) + offset, size) == 0);
}

static inline void
found_assert_has (JobRig *rig, BbImage *image)
{
    found_assert_has_at (rig, image, 0);
}

/* Returns (transfer full) a fault with which the drive cannot be identified after it has left safe mode: from then
 * on, the drive rejects all commands with one opcode. The opcode is that of the first command after safe mode in the
 * command log of @well; TEST UNIT READY and INQUIRY do not count. @well: a rig that ran the same recovery without the
 * fault */
static inline char *
found_dup_fault_after_leaving (JobRig *well)
{
    g_auto (GStrv) log = bb_sim_store_list_log (well->store, "sr0");
    char opcode[3] = "";
    guint n_before = 0;
    guint i = 0;

    while (strstr (log[i], "\"cdb\":\"CC0100") == NULL)
        i++;
    do
        i++;
    while (strstr (log[i], "\"cdb\":\"00") != NULL || strstr (log[i], "\"cdb\":\"12") != NULL);
    g_strlcpy (opcode, strstr (log[i], "\"cdb\":\"") + strlen ("\"cdb\":\""), 3);
    for (guint j = 0; j < i; j++)
        n_before += g_str_has_prefix (strstr (log[j], "\"cdb\":\"") + strlen ("\"cdb\":\""), opcode) ? 1 : 0;
    return g_strdup_printf ("At=opcode:%s:%u;Kind=sense;Sense=5/20/00;Times=0", opcode, n_before + 1);
}

/* Returns (transfer full) a copy of the catalog in which @image is also a known image, of revision 8.88, for the
 * drive type @model. */
static inline BbCatalog *
found_open_catalog_with (const char *model, BbImage *image)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (GDir) dir = g_dir_open (SOURCE_DATADIR "/catalog", 0, NULL);
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog;
    const char *name;

    while ((name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *from = g_build_filename (SOURCE_DATADIR "/catalog", name, NULL);
        g_autofree char *to = g_build_filename (folder, name, NULL);
        g_autofree char *text = NULL;
        g_autofree char *more = NULL;
        g_autofree char *both = NULL;

        if (!g_str_has_suffix (name, ".models") && !g_str_has_suffix (name, ".names"))
            continue;
        g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
        if (g_str_equal (name, "nec-optiarc.models"))
            more = g_strdup_printf ("\n[image made for this test]\nModel=%s\nName=ND-0000A\nRevision=8.88\n"
                                    "Kind=original\nSha256=%s\nConfidence=low\nSource=this test\n",
                                    model, bb_image_get_sha256 (image));
        both = g_strconcat (text, more, NULL);
        g_assert_true (g_file_set_contents (to, both, -1, NULL));
    }
    catalog = bb_catalog_open (folder, "/nonexistent", &error);
    g_assert_no_error (error);
    job_rig_remove_folder (folder);
    return catalog;
}

G_END_DECLS
