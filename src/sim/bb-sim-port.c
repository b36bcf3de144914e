/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-port.h"

/* --- BbSimTransport --- */

#define BB_TYPE_SIM_TRANSPORT (bb_sim_transport_get_type ())
G_DECLARE_FINAL_TYPE (BbSimTransport, bb_sim_transport, BB, SIM_TRANSPORT, GObject)

struct _BbSimTransport {
    GObject parent_instance;

    GObject *bus; /* owned, because the bus owns the unit */
    BbSimUnit *unit;
    gboolean exclusive;
};

static gboolean
bb_sim_transport_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    return bb_sim_unit_execute (BB_SIM_TRANSPORT (transport)->unit, command, reply, error);
}

static void
bb_sim_transport_wait_ms (BbTransport *transport, guint duration_ms)
{
    bb_sim_unit_wait_ms (BB_SIM_TRANSPORT (transport)->unit, duration_ms);
}

static void
bb_sim_transport_interface_init (BbTransportInterface *interface)
{
    interface->execute = bb_sim_transport_execute;
    interface->wait_ms = bb_sim_transport_wait_ms;
}

G_DEFINE_TYPE_WITH_CODE (BbSimTransport, bb_sim_transport, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, bb_sim_transport_interface_init))

static void
bb_sim_transport_finalize (GObject *object)
{
    BbSimTransport *self = BB_SIM_TRANSPORT (object);

    bb_sim_unit_close (self->unit, self->exclusive);
    g_object_unref (self->bus);
    G_OBJECT_CLASS (bb_sim_transport_parent_class)->finalize (object);
}

static void
bb_sim_transport_class_init (BbSimTransportClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_sim_transport_finalize;
}

static void
bb_sim_transport_init (BbSimTransport *self)
{
}

BbTransport *
bb_sim_transport_new (BbSimUnit *unit, GObject *bus, gboolean exclusive, GError **error)
{
    const BbSimConfig *config = bb_sim_unit_get_config (unit);
    BbSimTransport *self = NULL;

    if (!bb_sim_unit_is_present (unit)) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE,
                     "simulated drive %s is switched off or unplugged", config->name);
        return NULL;
    }
    if ((exclusive && config->users[0] != NULL) || !bb_sim_unit_open (unit, exclusive)) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE,
                     "somebody else has simulated drive %s open", config->name);
        return NULL;
    }
    self = g_object_new (BB_TYPE_SIM_TRANSPORT, NULL);
    self->bus = g_object_ref (bus);
    self->unit = unit;
    self->exclusive = exclusive;
    return BB_TRANSPORT (self);
}

/* --- BbSimPort --- */

struct _BbSimPort {
    BbDrive parent_instance;

    GWeakRef bus;    /* a port does not keep the bus alive */
    BbSimUnit *unit; /* valid as long as the bus exists */
    guint number;
};

G_DEFINE_TYPE (BbSimPort, bb_sim_port, BB_TYPE_DRIVE)

/* Opens a transport as bb_sim_transport_new() does. Also fails if the key `Access` of the scenario forbids it, or if
 * the bus is gone. */
static BbTransport *
bb_sim_port_open (BbDrive *drive, gboolean exclusive, GError **error)
{
    BbSimPort *self = BB_SIM_PORT (drive);
    g_autoptr (GObject) bus = g_weak_ref_get (&self->bus);

    if (bus == NULL) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "the simulation has ended");
        return NULL;
    }
    switch (bb_sim_unit_get_config (self->unit)->access) {
    case BB_ACCESS_DENIED:
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NOT_PERMITTED,
                     "the scenario does not let this user open the drive");
        return NULL;
    case BB_ACCESS_NO_SG_NODE:
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NO_NODE,
                     "the scenario gives the drive no sg node");
        return NULL;
    default:
        return bb_sim_transport_new (self->unit, bus, exclusive, error);
    }
}

/* Returns the access that the scenario gives; GONE if the drive is switched off or disconnected, or if the bus is
 * gone. Sets @why (nullable) to a sentence, to NULL if the access is OK. */
static BbAccess
bb_sim_port_check_access (BbDrive *drive, char **why)
{
    BbSimPort *self = BB_SIM_PORT (drive);
    g_autoptr (GObject) bus = g_weak_ref_get (&self->bus);
    BbAccess access = bus == NULL || !bb_sim_unit_is_present (self->unit)
                          ? BB_ACCESS_GONE
                          : bb_sim_unit_get_config (self->unit)->access;

    if (why != NULL)
        *why = access == BB_ACCESS_OK ? NULL : g_strdup ("The scenario of this simulated drive says so.");
    return access;
}

/* Returns the programs and mounts that the scenario names; the list is incomplete with OtherUsers=hidden. Empty and
 * complete if the bus is gone. */
static BbDriveUsers *
bb_sim_port_find_users (BbDrive *drive)
{
    BbSimPort *self = BB_SIM_PORT (drive);
    g_autoptr (GObject) bus = g_weak_ref_get (&self->bus);
    const BbSimConfig *config = bus != NULL ? bb_sim_unit_get_config (self->unit) : NULL;

    if (config == NULL)
        return bb_drive_users_new (NULL, NULL, TRUE);
    return bb_drive_users_new ((const char *const *) config->users, (const char *const *) config->mounts,
                               !config->hides_users);
}

/* Holds the drive. Fails with %BB_TRANSPORT_ERROR_IN_USE if the drive is already held, if the scenario names programs
 * or mounts, or if the bus is gone. @undo, @notes: (out) (nullable): an empty dictionary and an empty list, because a
 * simulated drive has no settings to undo */
static gboolean
bb_sim_port_hold (BbDrive *drive, GVariant **undo, char ***notes, GError **error)
{
    BbSimPort *self = BB_SIM_PORT (drive);
    g_autoptr (GObject) bus = g_weak_ref_get (&self->bus);

    if (bus == NULL || bb_sim_unit_get_config (self->unit)->users[0] != NULL ||
        bb_sim_unit_get_config (self->unit)->mounts[0] != NULL || !bb_sim_unit_hold (self->unit)) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE, "somebody else has the simulated drive");
        return FALSE;
    }
    if (undo != NULL)
        *undo = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
    if (notes != NULL)
        *notes = g_new0 (char *, 1);
    return TRUE;
}

/* Releases the drive; does nothing if the bus is gone. @was_in_recovery_mode: not used */
static void
bb_sim_port_release (BbDrive *drive, gboolean was_in_recovery_mode)
{
    BbSimPort *self = BB_SIM_PORT (drive);
    g_autoptr (GObject) bus = g_weak_ref_get (&self->bus);

    if (bus != NULL)
        bb_sim_unit_release (self->unit);
}

/* Returns (transfer full) a text that differs after each power-on and each reconnection; NULL if the bus is gone, or
 * if there was no power-on in this run. */
static char *
bb_sim_port_dup_power_mark (BbDrive *drive)
{
    BbSimPort *self = BB_SIM_PORT (drive);
    g_autoptr (GObject) bus = g_weak_ref_get (&self->bus);

    return bus != NULL ? bb_sim_unit_dup_power_mark (self->unit) : NULL;
}

static void
bb_sim_port_finalize (GObject *object)
{
    g_weak_ref_clear (&BB_SIM_PORT (object)->bus);
    G_OBJECT_CLASS (bb_sim_port_parent_class)->finalize (object);
}

static void
bb_sim_port_class_init (BbSimPortClass *klass)
{
    BbDriveClass *drive_class = BB_DRIVE_CLASS (klass);

    G_OBJECT_CLASS (klass)->finalize = bb_sim_port_finalize;
    drive_class->open = bb_sim_port_open;
    drive_class->check_access = bb_sim_port_check_access;
    drive_class->find_users = bb_sim_port_find_users;
    drive_class->hold = bb_sim_port_hold;
    drive_class->release = bb_sim_port_release;
    drive_class->dup_power_mark = bb_sim_port_dup_power_mark;
}

static void
bb_sim_port_init (BbSimPort *self)
{
    g_weak_ref_init (&self->bus, NULL);
}

void
bb_sim_port_refresh (BbSimPort *self)
{
    g_autoptr (GObject) bus = g_weak_ref_get (&self->bus);
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
    const BbSimConfig *config = NULL;

    if (bus == NULL)
        return;
    config = bb_sim_unit_get_config (self->unit);
    details->name = g_strdup (config->name);
    details->sr_node = g_str_has_prefix (config->name, "sr") ? g_strconcat ("/dev/", config->name, NULL)
                                                             : g_strdup_printf ("/dev/sr%u", self->number);
    details->sg_node = config->access == BB_ACCESS_NO_SG_NODE ? NULL : g_strdup_printf ("/dev/sg%u", self->number);
    bb_sim_unit_dup_inquiry (self->unit, &details->vendor, &details->product, &details->revision);
    details->serial = bb_sim_unit_dup_serial (self->unit);
    details->bus = config->bus;
    details->bridge = g_strdup (config->bridge);
    details->bus_path = g_strdup_printf ("simulated-%s-%s", bb_bus_to_string (config->bus), config->name);
    details->simulated = TRUE;
    bb_drive_set_details (BB_DRIVE (self), details);
}

BbDrive *
bb_sim_port_new (BbSimUnit *unit, GObject *bus, guint number)
{
    BbSimPort *self = g_object_new (BB_TYPE_SIM_PORT, NULL);

    self->unit = unit;
    self->number = number;
    g_weak_ref_set (&self->bus, bus);
    bb_sim_port_refresh (self);
    return BB_DRIVE (self);
}
