/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive.h"

G_BEGIN_DECLS

/**
 * ScriptDrive: a drive whose commands are answered by a function of the test.
 * @n_commands: number of commands other than TEST UNIT READY
 * @n_polls: number of TEST UNIT READY commands
 * @waited_ms: sum of all waits, which return immediately; without the time of the polls
 * @n_opens: number of attempts to open the drive
 * @poll_ms: reported duration of a TEST UNIT READY
 * @refuses_to_open: opening the drive fails with %BB_TRANSPORT_ERROR_GONE
 */
#define TYPE_SCRIPT_DRIVE (script_drive_get_type ())
G_DECLARE_FINAL_TYPE (ScriptDrive, script_drive, SCRIPT, DRIVE, BbDrive)

/** ScriptFunc: changes @reply, which is preset to GOOD with all data transferred. Returns %FALSE with an error if the
 * drive does not answer. */
typedef gboolean (*ScriptFunc) (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data,
                                GError **error);

struct _ScriptDrive {
    BbDrive parent;
    ScriptFunc func;
    gpointer data;
    guint n_commands;
    guint n_polls;
    guint waited_ms;
    guint n_opens;
    guint poll_ms;
    gboolean refuses_to_open;
};

ScriptDrive *script_drive_new (ScriptFunc func, gpointer data);

/** script_gone: sets the error of a disconnected drive; returns %FALSE. */
gboolean script_gone (GError **error);

G_END_DECLS
