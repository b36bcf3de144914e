/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rig-wire.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- The connection to another process --- */

struct _BbWireLine {
    int fd;
    guint8 packet[sizeof (BbWireRequest) + sizeof (BbWireAnswer) + BB_WIRE_MAX_BYTES];
};

BbWireLine *
bb_wire_line_new (int fd)
{
    BbWireLine *line = g_new (BbWireLine, 1);

    line->fd = fd;
    return line;
}

void
bb_wire_line_ask (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in, gpointer data)
{
    BbWireLine *self = data;
    gsize n_out = out != NULL ? request->length_bytes : 0;
    gssize n = 0;

    memcpy (self->packet, request, sizeof *request);
    if (n_out > 0)
        memcpy (self->packet + sizeof *request, out, n_out);
    if (send (self->fd, self->packet, sizeof *request + n_out, MSG_NOSIGNAL) < 0)
        _exit (3);
    n = recv (self->fd, self->packet, sizeof *answer + BB_WIRE_MAX_BYTES, 0);
    if (n < (gssize) sizeof *answer)
        _exit (3);
    memcpy (answer, self->packet, sizeof *answer);
    if (in != NULL)
        memcpy (in, self->packet + sizeof *answer, MIN (request->length_bytes, (gsize) n - sizeof *answer));
}

/* --- The monitor. It serialises the requests of all threads. --- */

#define BB_TYPE_WIRE_MONITOR (bb_wire_monitor_get_type ())
G_DECLARE_FINAL_TYPE (BbWireMonitor, bb_wire_monitor, BB, WIRE_MONITOR, BbDriveMonitor)

struct _BbWireMonitor {
    BbDriveMonitor parent_instance;

    BbWireAsk ask;
    gpointer ask_data;
    GMutex lock; /* protects the fields below */
    guint32 present;
    GSource *update;
    GMainContext *context;
    GPtrArray *drives; /* BbWireDrive; never changes */
};

G_DEFINE_TYPE (BbWireMonitor, bb_wire_monitor, BB_TYPE_DRIVE_MONITOR)

static void bb_wire_monitor_update (BbWireMonitor *self);

static gboolean
bb_wire_update_cb (gpointer data)
{
    BbWireMonitor *self = data;

    g_mutex_lock (&self->lock);
    g_clear_pointer (&self->update, g_source_unref);
    g_mutex_unlock (&self->lock);
    bb_wire_monitor_update (self);
    return G_SOURCE_REMOVE;
}

/* Schedules bb_wire_monitor_update() in the main loop if the set of connected drives has changed. The caller holds
 * the lock. */
static void
bb_wire_schedule_update (BbWireMonitor *self, guint32 present)
{
    if (self->present == present || self->update != NULL)
        return;
    self->update = g_idle_source_new ();
    g_source_set_priority (self->update, G_PRIORITY_DEFAULT);
    g_source_set_callback (self->update, bb_wire_update_cb, self, NULL);
    g_source_attach (self->update, self->context);
}

/* Sends a request and sets @answer; schedules an update if drives have appeared or disappeared. Called in any
 * thread. */
static void
bb_wire_ask (BbWireMonitor *self, const BbWireRequest *request, const guint8 *out, guint8 *in, BbWireAnswer *answer)
{
    g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

    self->ask (request, out, answer, in, self->ask_data);
    bb_wire_schedule_update (self, answer->present);
}

/* Sets @error if the request failed. TRUE if it succeeded. */
static gboolean
bb_wire_set_error (const BbWireAnswer *answer, GError **error)
{
    if (!answer->ok)
        g_set_error_literal (error, BB_TRANSPORT_ERROR, answer->code, answer->text);
    return answer->ok;
}

/* --- The transport --- */

#define BB_TYPE_WIRE_TRANSPORT (bb_wire_transport_get_type ())
G_DECLARE_FINAL_TYPE (BbWireTransport, bb_wire_transport, BB, WIRE_TRANSPORT, GObject)

struct _BbWireTransport {
    GObject parent_instance;

    BbWireMonitor *monitor;
    guint drive;
    guint handle;
};

static gboolean
bb_wire_transport_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    BbWireTransport *self = BB_WIRE_TRANSPORT (transport);
    BbWireRequest request = {.op = BB_WIRE_EXECUTE, .drive = self->drive, .handle = self->handle};
    BbWireAnswer answer;
    gboolean out = command->direction == BB_DIRECTION_OUT;
    gboolean in = command->direction == BB_DIRECTION_IN;

    request.cdb = command->cdb;
    request.direction = command->direction;
    request.timeout_ms = command->timeout_ms;
    request.length_bytes = in || out ? command->length_bytes : 0;
    bb_wire_ask (self->monitor, &request, out ? command->out : NULL, in ? command->in : NULL, &answer);
    *reply = answer.reply;
    return bb_wire_set_error (&answer, error);
}

static void
bb_wire_transport_wait_ms (BbTransport *transport, guint duration_ms)
{
    BbWireTransport *self = BB_WIRE_TRANSPORT (transport);
    BbWireRequest request = {.op = BB_WIRE_WAIT, .drive = self->drive, .handle = self->handle, .ms = duration_ms};
    BbWireAnswer answer;

    bb_wire_ask (self->monitor, &request, NULL, NULL, &answer);
}

static void
bb_wire_transport_interface_init (BbTransportInterface *interface)
{
    interface->execute = bb_wire_transport_execute;
    interface->wait_ms = bb_wire_transport_wait_ms;
}

G_DEFINE_TYPE_WITH_CODE (BbWireTransport, bb_wire_transport, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, bb_wire_transport_interface_init))

static void
bb_wire_transport_finalize (GObject *object)
{
    BbWireTransport *self = BB_WIRE_TRANSPORT (object);
    BbWireRequest request = {.op = BB_WIRE_CLOSE, .drive = self->drive, .handle = self->handle};
    BbWireAnswer answer;

    bb_wire_ask (self->monitor, &request, NULL, NULL, &answer);
    g_object_unref (self->monitor);
    G_OBJECT_CLASS (bb_wire_transport_parent_class)->finalize (object);
}

static void
bb_wire_transport_class_init (BbWireTransportClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_wire_transport_finalize;
}

static void
bb_wire_transport_init (BbWireTransport *self)
{
}

/* --- The drive --- */

#define BB_TYPE_WIRE_DRIVE (bb_wire_drive_get_type ())
G_DECLARE_FINAL_TYPE (BbWireDrive, bb_wire_drive, BB, WIRE_DRIVE, BbDrive)

struct _BbWireDrive {
    BbDrive parent_instance;

    BbWireMonitor *monitor; /* not owned: the monitor owns the drives */
    guint number;
    BbDriveUsers *users;
    GVariant *undo; /* (nullable): restores the polling interval after exclusive access */
};

G_DEFINE_TYPE (BbWireDrive, bb_wire_drive, BB_TYPE_DRIVE)

static BbTransport *
bb_wire_drive_open (BbDrive *drive, gboolean exclusive, GError **error)
{
    BbWireDrive *self = BB_WIRE_DRIVE (drive);
    BbWireRequest request = {.op = BB_WIRE_OPEN, .drive = self->number, .flag = exclusive};
    BbWireTransport *transport = NULL;
    BbWireAnswer answer;

    bb_wire_ask (self->monitor, &request, NULL, NULL, &answer);
    if (!bb_wire_set_error (&answer, error))
        return NULL;
    transport = g_object_new (BB_TYPE_WIRE_TRANSPORT, NULL);
    transport->monitor = g_object_ref (self->monitor);
    transport->drive = self->number;
    transport->handle = answer.handle;
    return BB_TRANSPORT (transport);
}

static BbAccess
bb_wire_drive_check_access (BbDrive *drive, char **why)
{
    BbWireDrive *self = BB_WIRE_DRIVE (drive);
    BbWireRequest request = {.op = BB_WIRE_CHECK_ACCESS, .drive = self->number};
    BbWireAnswer answer;

    bb_wire_ask (self->monitor, &request, NULL, NULL, &answer);
    if (why != NULL && answer.text[0] != '\0')
        *why = g_strdup (answer.text);
    return (BbAccess) answer.code;
}

static BbDriveUsers *
bb_wire_drive_find_users (BbDrive *drive)
{
    return bb_drive_users_copy (BB_WIRE_DRIVE (drive)->users);
}

/* Key of the polling interval in `undo`. Exclusive access sets the interval to 0. If the program is killed during
 * exclusive access, the interval stays 0. */

#define POLLING_KEY "polling-of-the-rig"

static const char *bb_wire_polling_path;

/* Returns (transfer full) a dictionary with the polling interval that must be restored after exclusive access. The
 * dictionary is empty if the interval is already 0. */
static GVariant *
bb_wire_drive_foresee_hold (BbDrive *drive)
{
    g_autofree char *was = NULL;
    GVariantDict dict;

    g_variant_dict_init (&dict, NULL);
    if (g_file_get_contents (bb_wire_polling_path, &was, NULL, NULL) && !g_str_equal (was, "0"))
        g_variant_dict_insert (&dict, POLLING_KEY, "s", was);
    return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
bb_wire_set_polling (const char *value)
{
    g_autoptr (GError) error = NULL;

    g_file_set_contents_full (bb_wire_polling_path, value, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
    g_assert_no_error (error);
}

/* Replaces bb_drive_undo_hold() (--wrap of the linker): restores the polling interval. */
void __wrap_bb_drive_undo_hold (GVariant *undo);

void
__wrap_bb_drive_undo_hold (GVariant *undo)
{
    const char *was = NULL;

    if (g_variant_lookup (undo, POLLING_KEY, "&s", &was))
        bb_wire_set_polling (was);
}

/* Takes exclusive access, and sets the polling interval to 0. */
static gboolean
bb_wire_drive_hold (BbDrive *drive, GVariant **undo, char ***notes, GError **error)
{
    BbWireDrive *self = BB_WIRE_DRIVE (drive);
    BbWireRequest request = {.op = BB_WIRE_HOLD, .drive = self->number};
    BbWireAnswer answer;

    bb_wire_ask (self->monitor, &request, NULL, NULL, &answer);
    if (!bb_wire_set_error (&answer, error))
        return FALSE;
    self->undo = bb_wire_drive_foresee_hold (drive);
    if (undo != NULL)
        *undo = g_variant_ref (self->undo);
    bb_wire_set_polling ("0");
    return TRUE;
}

/* Restores the polling interval, and ends exclusive access. */
static void
bb_wire_drive_release (BbDrive *drive, gboolean was_in_recovery_mode)
{
    BbWireDrive *self = BB_WIRE_DRIVE (drive);
    BbWireRequest request = {.op = BB_WIRE_RELEASE, .drive = self->number, .flag = was_in_recovery_mode};
    BbWireAnswer answer;

    if (self->undo != NULL)
        __wrap_bb_drive_undo_hold (self->undo);
    g_clear_pointer (&self->undo, g_variant_unref);
    bb_wire_ask (self->monitor, &request, NULL, NULL, &answer);
}

static void
bb_wire_drive_finalize (GObject *object)
{
    bb_drive_users_free (BB_WIRE_DRIVE (object)->users);
    g_clear_pointer (&BB_WIRE_DRIVE (object)->undo, g_variant_unref);
    G_OBJECT_CLASS (bb_wire_drive_parent_class)->finalize (object);
}

static void
bb_wire_drive_class_init (BbWireDriveClass *klass)
{
    BbDriveClass *drive_class = BB_DRIVE_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = bb_wire_drive_finalize;
    drive_class->open = bb_wire_drive_open;
    drive_class->check_access = bb_wire_drive_check_access;
    drive_class->find_users = bb_wire_drive_find_users;
    drive_class->hold = bb_wire_drive_hold;
    drive_class->release = bb_wire_drive_release;
    drive_class->foresee_hold = bb_wire_drive_foresee_hold;
}

static void
bb_wire_drive_init (BbWireDrive *self)
{
}

/* Sets the details of a drive that has appeared: the INQUIRY texts are read again, as udev does; all other details
 * are copied from @old. */
static void
bb_wire_drive_refresh (BbWireDrive *self, const BbDriveDetails *old)
{
    BbWireRequest request = {.op = BB_WIRE_NAMES, .drive = self->number};
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
    g_auto (GStrv) names = NULL;
    BbWireAnswer answer;

    bb_wire_ask (self->monitor, &request, NULL, NULL, &answer);
    names = g_strsplit (answer.text, "\n", 3);
    details->name = g_strdup (old->name);
    details->sr_node = g_strdup (old->sr_node);
    details->sg_node = g_strdup (old->sg_node);
    details->vendor = g_strdup (names[0]);
    details->product = g_strdup (names[0] != NULL ? names[1] : NULL);
    details->revision = g_strdup (names[0] != NULL && names[1] != NULL ? names[2] : NULL);
    details->serial = g_strdup (old->serial);
    details->bus = old->bus;
    details->bridge = g_strdup (old->bridge);
    details->bus_path = g_strdup (old->bus_path);
    details->simulated = TRUE;
    bb_drive_set_details (BB_DRIVE (self), details);
}

/* --- The list of drives --- */

/* Asks which drives are connected. Adds drives that have appeared, and removes drives that have disappeared. */
static void
bb_wire_monitor_update (BbWireMonitor *self)
{
    for (guint i = 0; i < self->drives->len; i++) {
        BbDrive *drive = g_ptr_array_index (self->drives, i);
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive);
        BbWireRequest request = {.op = BB_WIRE_CHECK_ACCESS, .drive = i};
        gboolean present = FALSE;
        BbWireAnswer answer;

        bb_wire_ask (self, &request, NULL, NULL, &answer);
        self->present = answer.present;
        present = (answer.present & (1u << i)) != 0;
        if (present == bb_drive_is_present (drive))
            continue;
        bb_drive_set_present (drive, present);
        if (present) {
            bb_wire_drive_refresh (BB_WIRE_DRIVE (drive), details);
            bb_drive_monitor_add (BB_DRIVE_MONITOR (self), drive);
        } else {
            bb_drive_monitor_remove (BB_DRIVE_MONITOR (self), drive);
        }
    }
}

static void
bb_wire_monitor_finalize (GObject *object)
{
    BbWireMonitor *self = BB_WIRE_MONITOR (object);

    g_ptr_array_unref (self->drives);
    g_main_context_unref (self->context);
    g_mutex_clear (&self->lock);
    G_OBJECT_CLASS (bb_wire_monitor_parent_class)->finalize (object);
}

static void
bb_wire_monitor_class_init (BbWireMonitorClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_wire_monitor_finalize;
    BB_DRIVE_MONITOR_CLASS (klass)->simulated = TRUE;
}

static void
bb_wire_monitor_init (BbWireMonitor *self)
{
    g_mutex_init (&self->lock);
    self->context = g_main_context_ref_thread_default ();
    self->drives = g_ptr_array_new_with_free_func (g_object_unref);
}

BbDriveMonitor *
bb_wire_monitor_new (BbWireAsk ask, gpointer ask_data, GPtrArray *inner, const char *polling_path)
{
    BbWireMonitor *self = g_object_new (BB_TYPE_WIRE_MONITOR, NULL);

    self->ask = ask;
    self->ask_data = ask_data;
    bb_wire_polling_path = polling_path;
    for (guint i = 0; i < inner->len; i++) {
        BbWireDrive *drive = g_object_new (BB_TYPE_WIRE_DRIVE, NULL);
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (g_ptr_array_index (inner, i));

        drive->monitor = self;
        drive->number = i;
        drive->users = bb_drive_find_users (g_ptr_array_index (inner, i));
        bb_drive_set_details (BB_DRIVE (drive), details);
        bb_drive_set_present (BB_DRIVE (drive), FALSE);
        g_ptr_array_add (self->drives, drive);
    }
    bb_wire_monitor_update (self);
    return BB_DRIVE_MONITOR (self);
}

void
bb_wire_monitor_send_report (BbDriveMonitor *monitor, GVariant *report)
{
    g_autoptr (GVariant) sunk = g_variant_ref_sink (report);
    g_autofree char *text = g_variant_print (sunk, TRUE);
    BbWireRequest request = {.op = BB_WIRE_REPORT, .length_bytes = MIN (strlen (text) + 1, BB_WIRE_MAX_BYTES)};
    BbWireAnswer answer;

    bb_wire_ask (BB_WIRE_MONITOR (monitor), &request, (const guint8 *) text, NULL, &answer);
}
