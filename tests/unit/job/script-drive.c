/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "script-drive.h"

#define TYPE_SCRIPT_TRANSPORT (script_transport_get_type ())
G_DECLARE_FINAL_TYPE (ScriptTransport, script_transport, SCRIPT, TRANSPORT, GObject)

struct _ScriptTransport {
    GObject parent;
    ScriptDrive *drive;
};

/* Counts the command, and lets the function of the test answer it. */
static gboolean
script_transport_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    ScriptDrive *drive = SCRIPT_TRANSPORT (transport)->drive;
    gboolean is_poll = command->cdb.bytes[0] == 0x00;
    gboolean answered;

    *reply = (BbReply){0};
    if (is_poll)
        drive->n_polls++;
    else
        drive->n_commands++;
    answered = drive->func (drive, command, reply, drive->data, error);
    reply->duration_us = is_poll ? (gint64) drive->poll_ms * 1000 : 0;
    return answered;
}

/* Does not wait, but adds the time to waited_ms. */
static void
script_transport_wait_ms (BbTransport *transport, guint duration_ms)
{
    SCRIPT_TRANSPORT (transport)->drive->waited_ms += duration_ms;
}

static void
script_transport_iface_init (BbTransportInterface *iface)
{
    iface->execute = script_transport_execute;
    iface->wait_ms = script_transport_wait_ms;
}

G_DEFINE_TYPE_WITH_CODE (ScriptTransport, script_transport, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, script_transport_iface_init))

static void
script_transport_finalize (GObject *object)
{
    g_clear_object (&SCRIPT_TRANSPORT (object)->drive);
    G_OBJECT_CLASS (script_transport_parent_class)->finalize (object);
}

static void
script_transport_class_init (ScriptTransportClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = script_transport_finalize;
}

static void
script_transport_init (ScriptTransport *self)
{
}

G_DEFINE_TYPE (ScriptDrive, script_drive, BB_TYPE_DRIVE)

static BbTransport *
script_drive_open (BbDrive *drive, gboolean exclusive, GError **error)
{
    ScriptDrive *self = SCRIPT_DRIVE (drive);
    ScriptTransport *transport;

    self->n_opens++;
    if (self->refuses_to_open) {
        (void) script_gone (error);
        return NULL;
    }
    transport = g_object_new (TYPE_SCRIPT_TRANSPORT, NULL);
    transport->drive = g_object_ref (self);
    return BB_TRANSPORT (transport);
}

static void
script_drive_class_init (ScriptDriveClass *klass)
{
    BB_DRIVE_CLASS (klass)->open = script_drive_open;
}

static void
script_drive_init (ScriptDrive *self)
{
}

ScriptDrive *
script_drive_new (ScriptFunc func, gpointer data)
{
    ScriptDrive *self = g_object_new (TYPE_SCRIPT_DRIVE, NULL);
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();

    details->name = g_strdup ("sr0");
    bb_drive_set_details (BB_DRIVE (self), details);
    self->func = func;
    self->data = data;
    return self;
}

gboolean
script_gone (GError **error)
{
    g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "gone");
    return FALSE;
}
