/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/nec/bb-nec-boot.h"
#include "job-rig.h"

G_BEGIN_DECLS

/* Simulated NEC drives that other programs or a disconnected cable left in safe mode. */

/** safe_mode_enter: enters safe mode with @key, as another program does. */
static inline void
safe_mode_enter (JobRig *rig, const char *key)
{
    g_autoptr (BbTransport) transport = bb_sim_bus_open (rig->bus, "sr0", NULL);
    BbCommand command = {.direction = BB_DIRECTION_NONE, .timeout_ms = 5000};
    gboolean good = FALSE;

    bb_nec_cdb_safe_mode (&command.cdb, TRUE, key, 0);
    /* A pending unit attention makes the first command fail, so it is sent again. */
    for (guint i = 0; i < 2 && !good; i++) {
        BbReply reply = {0};

        good = bb_transport_execute (transport, &command, &reply, NULL) && bb_reply_check (&reply, NULL);
    }
    g_assert_true (good);
}

/** safe_mode_plug_in: reconnects the data cable; the drive had power all the time. From now on, @rig uses the state
 * folder @state. */
static inline void
safe_mode_plug_in (JobRig *rig, const char *state)
{
    g_autoptr (GError) error = NULL;

    g_clear_object (&rig->engine);
    g_free (rig->state);
    rig->state = g_strdup (state);
    if (!bb_sim_bus_set_plugged (rig->bus, "sr0", TRUE, &error))
        g_error ("%s", error->message);
    rig->engine = bb_engine_new (BB_DRIVE_MONITOR (rig->bus), rig->catalog, rig->state, NULL);
}

/** safe_mode_assert: identifies the drive, and asserts that it is in safe mode. */
static inline void
safe_mode_assert (JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    g_assert_cmpint (bb_engine_drive_get_facts (drive)->condition, ==, BB_CONDITION_SPECIAL);
}

G_END_DECLS
