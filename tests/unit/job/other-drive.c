/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "other-drive.h"

#include <string.h>

#define INQUIRY_TEXT_OFFSET 40

/* --- a transport that changes answers --- */

#define OTHER_TYPE_TRANSPORT (other_transport_get_type ())
G_DECLARE_FINAL_TYPE (OtherTransport, other_transport, OTHER, TRANSPORT, GObject)
struct _OtherTransport {
    GObject parent;
    BbTransport *inner;
    OtherDrive *drive;
    char *inquiry_text;
};

static void other_transport_iface_init (BbTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (OtherTransport, other_transport, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, other_transport_iface_init))

/* Records the PREVENT ALLOW MEDIUM REMOVAL @command in the members of @drive. */
static void
other_transport_watch_tray (OtherDrive *drive, const BbCommand *command)
{
    g_autoptr (GPtrArray) records = drive->state != NULL ? bb_journal_list (drive->state) : NULL;

    drive->tray_locked = (command->cdb.bytes[4] & 0x01) != 0;
    drive->n_prevents++;
    drive->tray_on_disk = FALSE;
    for (guint i = 0; records != NULL && i < records->len; i++)
        drive->tray_on_disk |= ((BbJournalRecord *) g_ptr_array_index (records, i))->tray_locked;
}

/* Lets the simulated drive execute @command; before and after it, does what the members of OtherDrive say. */
static gboolean
other_transport_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    OtherTransport *self = OTHER_TRANSPORT (transport);
    gsize n_text = self->inquiry_text != NULL ? strlen (self->inquiry_text) : 0;

    if (command->cdb.bytes[0] == 0x1E)
        other_transport_watch_tray (self->drive, command);
    if (!bb_transport_execute (self->drive->instead != NULL ? self->drive->instead : self->inner, command, reply,
                               error))
        return FALSE;
    if (self->drive->refuse != NULL && memcmp (command->cdb.bytes, self->drive->refuse, 6) == 0) {
        bb_reply_set_sense (reply, 0x05, 0x24, 0x00);
        return TRUE;
    }
    if (self->drive->stop_after != NULL && memcmp (command->cdb.bytes, self->drive->stop_after, 2) == 0)
        bb_job_stop (self->drive->job);
    /* The job is unknown while it sends its first commands, because bb_engine_start() has not returned yet. */
    if (self->drive->executed != NULL && self->drive->job != NULL)
        self->drive->executed (self->drive->job, self->drive->executed_data);
    if (command->cdb.bytes[0] != 0x12 || (command->cdb.bytes[1] & 0x01) != 0)
        return TRUE;
    for (gsize i = 0; i < n_text && INQUIRY_TEXT_OFFSET + i < command->length_bytes - reply->residual_bytes; i++)
        command->in[INQUIRY_TEXT_OFFSET + i] = (guint8) self->inquiry_text[i];
    return TRUE;
}

static void
other_transport_wait_ms (BbTransport *transport, guint duration_ms)
{
    bb_transport_wait_ms (OTHER_TRANSPORT (transport)->inner, duration_ms);
}

static void
other_transport_iface_init (BbTransportInterface *iface)
{
    iface->execute = other_transport_execute;
    iface->wait_ms = other_transport_wait_ms;
}

static void
other_transport_finalize (GObject *object)
{
    OtherTransport *self = OTHER_TRANSPORT (object);

    g_clear_object (&self->inner);
    g_clear_object (&self->drive);
    g_free (self->inquiry_text);
    G_OBJECT_CLASS (other_transport_parent_class)->finalize (object);
}

static void
other_transport_class_init (OtherTransportClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = other_transport_finalize;
}

static void
other_transport_init (OtherTransport *self)
{
}

/* --- the drive --- */

G_DEFINE_TYPE (OtherDrive, other_drive, BB_TYPE_DRIVE)

static BbTransport *
other_drive_open (BbDrive *drive, gboolean exclusive, GError **error)
{
    OtherDrive *self = OTHER_DRIVE (drive);
    g_autoptr (BbTransport) inner = bb_drive_open (self->inner, exclusive, error);
    OtherTransport *transport;

    if (inner == NULL)
        return NULL;
    transport = g_object_new (OTHER_TYPE_TRANSPORT, NULL);
    transport->inner = g_steal_pointer (&inner);
    transport->drive = g_object_ref (self);
    transport->inquiry_text = g_strdup (self->inquiry_text);
    return BB_TRANSPORT (transport);
}

static BbHostPath *
other_drive_read_host_path (BbDrive *drive)
{
    OtherDrive *self = OTHER_DRIVE (drive);
    BbHostPath *path = bb_host_path_new ();

    path->mode = self->mode;
    path->mode_text = g_strdup (self->mode_text);
    path->force_id = g_strdup (self->force_id);
    path->max_transfer_bytes = self->max_transfer_bytes;
    return path;
}

static GVariant *
other_drive_foresee_hold (BbDrive *drive)
{
    return g_variant_ref_sink (g_variant_new_parsed ("{'block': <'none'>}"));
}

/* Sets undo_on_disk from the journals, and takes exclusive access. FALSE with %BB_TRANSPORT_ERROR_GONE if
 * gone_when_held is set. */
static gboolean
other_drive_hold (BbDrive *drive, GVariant **undo, char ***notes, GError **error)
{
    OtherDrive *self = OTHER_DRIVE (drive);
    g_autoptr (GPtrArray) records = self->state != NULL ? bb_journal_list (self->state) : NULL;

    for (guint i = 0; records != NULL && i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        g_free (self->undo_on_disk);
        self->undo_on_disk = record->undo != NULL ? g_variant_print (record->undo, FALSE) : NULL;
    }
    if (self->gone_when_held) {
        g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "it is not there any more");
        return FALSE;
    }
    if (!bb_drive_hold (self->inner, undo, notes, error))
        return FALSE;
    self->n_holds++;
    self->is_held = TRUE;
    return TRUE;
}

/* Counts the call and the journals that say that the firmware is incomplete, and ends exclusive access. */
static void
other_drive_release (BbDrive *drive, gboolean was_in_recovery_mode)
{
    OtherDrive *self = OTHER_DRIVE (drive);
    g_autoptr (GPtrArray) records = self->state != NULL ? bb_journal_list (self->state) : NULL;

    for (guint i = 0; records != NULL && i < records->len; i++)
        self->n_let_go_in_danger += ((BbJournalRecord *) g_ptr_array_index (records, i))->endangered;
    self->n_releases++;
    self->is_held = FALSE;
    bb_drive_release (self->inner, was_in_recovery_mode);
}

static void
other_drive_finalize (GObject *object)
{
    OtherDrive *self = OTHER_DRIVE (object);

    g_clear_object (&self->inner);
    g_clear_object (&self->instead);
    g_free (self->mode_text);
    g_free (self->force_id);
    g_free (self->inquiry_text);
    g_free (self->undo_on_disk);
    G_OBJECT_CLASS (other_drive_parent_class)->finalize (object);
}

static void
other_drive_class_init (OtherDriveClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = other_drive_finalize;
    BB_DRIVE_CLASS (klass)->open = other_drive_open;
    BB_DRIVE_CLASS (klass)->foresee_hold = other_drive_foresee_hold;
    BB_DRIVE_CLASS (klass)->hold = other_drive_hold;
    BB_DRIVE_CLASS (klass)->release = other_drive_release;
    BB_DRIVE_CLASS (klass)->read_host_path = other_drive_read_host_path;
}

static void
other_drive_init (OtherDrive *self)
{
}

OtherDrive *
other_drive_new (BbSimBus *bus, const char *name, const char *serial, const char *bus_path)
{
    OtherDrive *self = g_object_new (OTHER_TYPE_DRIVE, NULL);
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
    g_autoptr (BbDriveDetails) inner = NULL;

    self->inner = bb_sim_bus_ref_drive (bus, name);
    g_assert_nonnull (self->inner);
    inner = bb_drive_ref_details (self->inner);
    details->name = g_strdup (inner->name);
    details->vendor = g_strdup (inner->vendor);
    details->product = g_strdup (inner->product);
    details->revision = g_strdup (inner->revision);
    details->serial = g_strdup (serial);
    details->bus = inner->bus;
    details->bridge = g_strdup (inner->bridge);
    details->bus_path = g_strdup (bus_path != NULL ? bus_path : inner->bus_path);
    bb_drive_set_details (BB_DRIVE (self), details);
    return self;
}

void
other_drive_exchange (OtherDrive *drive, BbSimBus *bus, const char *name)
{
    g_autoptr (BbDrive) other = bb_sim_bus_ref_drive (bus, name);
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (other);
    g_assert_null (drive->instead);
    drive->instead = bb_drive_open (other, TRUE, &error);
    g_assert_no_error (error);
}

static void
other_drive_done_cb (BbJob *job, gboolean *done)
{
    *done = TRUE;
}

BbResult *
other_drive_run (OtherDrive *drive, BbCatalog *catalog, const char *state, const BbJobRequest *request)
{
    g_autoptr (BbDriveMonitor) monitor = g_object_new (BB_TYPE_DRIVE_MONITOR, NULL);
    g_autoptr (BbEngine) engine = NULL;
    g_autoptr (BbEngineDrive) shown = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbJob) job = NULL;
    gboolean done = FALSE;

    bb_drive_monitor_add (monitor, BB_DRIVE (drive));
    engine = bb_engine_new (monitor, catalog, state, NULL);
    if (drive->about_to_write != NULL)
        bb_engine_set_about_to_write (engine, drive->about_to_write, drive->about_to_write_data);
    drive->engine = engine;
    shown = bb_engine_find (engine, bb_drive_get_name (BB_DRIVE (drive)));
    g_assert_nonnull (shown);
    job = bb_engine_start (engine, shown, request, &error);
    g_assert_no_error (error);
    drive->job = job;
    g_signal_connect (job, "done", G_CALLBACK (other_drive_done_cb), &done);
    while (!done)
        g_main_context_iteration (NULL, TRUE);
    drive->engine = NULL;
    drive->job = NULL;
    return bb_job_ref_result (job);
}
