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

G_END_DECLS
