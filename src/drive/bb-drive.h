/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-scsi.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
    BB_BUS_UNKNOWN,
    BB_BUS_PATA,
    BB_BUS_SATA,
    BB_BUS_USB,
    BB_BUS_FIREWIRE,
    BB_BUS_SCSI,
} BbBus;

/** bb_bus_to_string: "pata", "sata", "usb", "firewire", "scsi", "unknown". */
const char *bb_bus_to_string (BbBus bus);

/**
 * BbAccess: may this user send commands to the drive, and if not, why.
 * @BB_ACCESS_OK: yes
 * @BB_ACCESS_NO_SG_NODE: the kernel module sg is not loaded, so there is no /dev/sgN
 * @BB_ACCESS_DENIED: the node's owner and rights say no
 * @BB_ACCESS_GONE: the node does not exist any more
 */
typedef enum {
    BB_ACCESS_OK,
    BB_ACCESS_NO_SG_NODE,
    BB_ACCESS_DENIED,
    BB_ACCESS_GONE,
} BbAccess;

/**
 * BbDriveDetails:
 * @name: short name, "sr0" (or "sg3" where there is no block node)
 * @sr_node: (nullable): "/dev/sr0"
 * @sg_node: (nullable): "/dev/sg1"
 * @vendor, @product, @revision: as the drive reports them, blanks at the end gone
 * @serial: (nullable): serial number
 * @bus: how it is connected
 * @bridge: (nullable): the USB or FireWire bridge in between, as people would call it
 * @bus_path: where it is connected; stays the same when its names change
 * @simulated: not a real drive
 *
 * What is known of a drive without asking it anything. Immutable, reference counted, any thread.
 */
typedef struct {
    char *name;
    char *sr_node;
    char *sg_node;
    char *vendor;
    char *product;
    char *revision;
    char *serial;
    BbBus bus;
    char *bridge;
    char *bus_path;
    gboolean simulated;
} BbDriveDetails;

/** bb_drive_details_new: (transfer full): all fields empty; fill them before sharing it. */
BbDriveDetails *bb_drive_details_new (void);
BbDriveDetails *bb_drive_details_ref (BbDriveDetails *details);
void bb_drive_details_unref (BbDriveDetails *details);
/** bb_drive_details_equal: whether every field is the same. */
gboolean bb_drive_details_equal (const BbDriveDetails *a, const BbDriveDetails *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbDriveDetails, bb_drive_details_unref)

/**
 * BbDriveUsers: who else uses a drive.
 * @programs: those that have one of its nodes open, a sentence each in the user's language
 * @mounts: where its disc is mounted, likewise
 * @is_complete: %FALSE: there were programs into which this user may not look
 */
typedef struct {
    char **programs;
    char **mounts;
    gboolean is_complete;
} BbDriveUsers;
/** bb_drive_users_new: (transfer full): @programs, @mounts: (transfer none) (nullable): %NULL: none */
BbDriveUsers *bb_drive_users_new (const char *const *programs, const char *const *mounts, gboolean is_complete);
BbDriveUsers *bb_drive_users_copy (const BbDriveUsers *users);
void bb_drive_users_free (BbDriveUsers *users);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbDriveUsers, bb_drive_users_free)
/** bb_drive_users_list: (transfer full): @mounts, then @programs of @users. */
char **bb_drive_users_list (const BbDriveUsers *users);

#define BB_TYPE_DRIVE (bb_drive_get_type ())
G_DECLARE_DERIVABLE_TYPE (BbDrive, bb_drive, BB, DRIVE, GObject)

/**
 * BbDriveClass:
 * @open: see bb_drive_open()
 * @hold: keeps kernel, desktop and other programs away (see bb-drive-hold.h); (nullable)
 * @release: undoes @hold
 * @check_access: whether this user may open it, and a sentence why not
 * @find_users: (transfer full): see bb_drive_find_users()
 * @read_host_path: (transfer full) (nullable): what is between this computer and the drive
 * @dup_power_mark: (transfer full) (nullable): a text that changes as soon as the drive may have been without power
 * @foresee_hold: (transfer full) (nullable): what @hold is going to change, so that it can be recorded before
 */
struct _BbDriveClass {
    GObjectClass parent_class;

    BbTransport *(*open) (BbDrive *self, gboolean exclusive, GError **error);
    BbAccess (*check_access) (BbDrive *self, char **why);
    BbDriveUsers *(*find_users) (BbDrive *self);
    gboolean (*hold) (BbDrive *self, GVariant **undo, char ***notes, GError **error);
    void (*release) (BbDrive *self, gboolean was_special);

    struct _BbHostPath *(*read_host_path) (BbDrive *self);
    GVariant *(*foresee_hold) (BbDrive *self);
    char *(*dup_power_mark) (BbDrive *self);

    gpointer padding[3];
};

/* Signal "changed" when its details are others. Main thread. */

/** bb_drive_ref_details: (transfer full): the newest details; any thread. */
BbDriveDetails *bb_drive_ref_details (BbDrive *self);
/** bb_drive_set_details: for the monitors that make drives; emits "changed" if they differ. */
void bb_drive_set_details (BbDrive *self, BbDriveDetails *details);
/** bb_drive_get_name: (transfer none): `name` of the first details; it never changes. */
const char *bb_drive_get_name (BbDrive *self);
/** bb_drive_is_present: %FALSE once the drive was disconnected. */
gboolean bb_drive_is_present (BbDrive *self);
void bb_drive_set_present (BbDrive *self, gboolean present);

/**
 * bb_drive_open:
 * @exclusive: no other program can open the drive meanwhile
 *
 * Opens a transport to the drive. Blocks; worker threads only.
 *
 * Errors: %BB_TRANSPORT_ERROR: NO_NODE without an sg node, GONE, IN_USE, NOT_PERMITTED, IO; %G_IO_ERROR_NOT_SUPPORTED
 * for a drive that takes no commands.
 *
 * Returns: (transfer full): the transport
 */
BbTransport *bb_drive_open (BbDrive *self, gboolean exclusive, GError **error);
/** bb_drive_check_access: whether this user may open the drive; @why (out) (optional) (nullable): a sentence why not.
 */
BbAccess bb_drive_check_access (BbDrive *self, char **why);
/** bb_drive_find_users: (transfer full): who else uses the drive now. Sends nothing to it; looks at every process of
 * this computer, so in a worker thread. */
BbDriveUsers *bb_drive_find_users (BbDrive *self);
/** bb_drive_list_users: (transfer full): the same as a list: where it is mounted, and which programs have it open. */
char **bb_drive_list_users (BbDrive *self);

/** bb_drive_read_host_path: (transfer full): never %NULL; what is not reported is unknown. */
struct _BbHostPath *bb_drive_read_host_path (BbDrive *self);

/**
 * bb_drive_foresee_hold:
 *
 * Returns what bb_drive_hold() is going to change, in the form of its @undo. It must be on disk before, because a
 * program that is killed while it holds the drive cannot write it any more.
 *
 * Returns: (transfer full): a{sv}
 */
GVariant *bb_drive_foresee_hold (BbDrive *self);
/**
 * bb_drive_hold:
 * @undo: (out): what must be restored, for the journal (a{sv}); a killed program leaves it there, and
 *   bb_drive_undo_hold() restores it at the next start
 * @notes: (out): what could not be done for lack of a permission, in sentences
 *
 * Keeps other programs away, in this order: inhibit sleep and shutdown, record and stop event polling, open
 * /dev/srN with O_EXCL. PREVENT and clearing unit attentions are commands and are sent by the engine.
 *
 * Errors: %BB_TRANSPORT_ERROR_IN_USE if another program has the drive, %BB_TRANSPORT_ERROR_GONE. A missing permission
 * is a note.
 */
gboolean bb_drive_hold (BbDrive *self, GVariant **undo, char ***notes, GError **error);
/** bb_drive_release: the reverse; @was_special: the drive has been in recovery mode, so lock errors are ignored. */
void bb_drive_release (BbDrive *self, gboolean was_special);
/** bb_drive_undo_hold: restores what a killed program left, from its journal. */
void bb_drive_undo_hold (GVariant *undo);

/**
 * bb_drive_dup_power_mark:
 *
 * Returns a text for a journal: as long as it is the same, the drive had no power cycle. Valid across processes.
 *
 * Returns: (transfer full) (nullable): %NULL if it cannot be determined
 */
char *bb_drive_dup_power_mark (BbDrive *self);

/** bb_drive_has_node: whether @text is one of its device nodes or its short name, which no other drive has. */
gboolean bb_drive_has_node (BbDrive *self, const char *text);
/** bb_drive_has_serial: whether @text is its serial number, which another drive may have as well. */
gboolean bb_drive_has_serial (BbDrive *self, const char *text);

/**
 * BbPower: mains power of this computer.
 */
typedef enum {
    BB_POWER_UNKNOWN,
    BB_POWER_MAINS,
    BB_POWER_BATTERY,
} BbPower;
BbPower bb_power_now (void);

G_END_DECLS
