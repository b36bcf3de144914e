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
 * BbAccess: whether this user may send commands to the drive, and if not, why.
 * @BB_ACCESS_OK: this user may send commands
 * @BB_ACCESS_NO_SG_NODE: the kernel module sg is not loaded, so there is no /dev/sgN
 * @BB_ACCESS_DENIED: owner and permissions of the node deny it
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
 * @vendor, @product, @revision: as the drive reports them, without blanks at the end
 * @serial: (nullable): serial number
 * @bus: type of the connection of the drive
 * @bridge: (nullable): display name of the USB or FireWire bridge in front of the drive
 * @bus_path: the port of the drive; unlike the names, it stays the same when the drive is connected again
 * @simulated: TRUE if the drive is simulated, or replayed from a trace (--replay). The bus of a replayed drive is
 *   %BB_BUS_UNKNOWN
 *
 * Properties of a drive that are known without sending it a command. Immutable, reference counted, any thread.
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

/** bb_drive_details_new: (transfer full): returns details whose fields are all empty. Set the fields before sharing
 * the object. */
BbDriveDetails *bb_drive_details_new (void);
BbDriveDetails *bb_drive_details_ref (BbDriveDetails *details);
void bb_drive_details_unref (BbDriveDetails *details);
/** bb_drive_details_equal: TRUE if both details are equal in every field. @a, @b: (nullable). */
gboolean bb_drive_details_equal (const BbDriveDetails *a, const BbDriveDetails *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbDriveDetails, bb_drive_details_unref)

/**
 * BbDriveUsers: the other programs that use a drive.
 * @programs: a sentence in the user's language for each program that has a node of the drive open
 * @mounts: a sentence for each folder where the disc in the drive is mounted
 * @is_burnback: TRUE if there are @programs, and all of them are other processes of Burnback
 * @is_complete: %FALSE if some processes could not be examined, usually for lack of permission
 */
typedef struct {
    char **programs;
    char **mounts;
    gboolean is_burnback;
    gboolean is_complete;
} BbDriveUsers;
/** bb_drive_users_new: (transfer full): returns users with copies of @programs and @mounts (nullable; %NULL for an
 * empty list). `is_burnback` is %FALSE. */
BbDriveUsers *bb_drive_users_new (const char *const *programs, const char *const *mounts, gboolean is_complete);
BbDriveUsers *bb_drive_users_copy (const BbDriveUsers *users);
void bb_drive_users_free (BbDriveUsers *users);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbDriveUsers, bb_drive_users_free)
/** bb_drive_users_list: (transfer full): returns the sentences of @mounts, then those of @programs. */
char **bb_drive_users_list (const BbDriveUsers *users);

#define BB_TYPE_DRIVE (bb_drive_get_type ())
G_DECLARE_DERIVABLE_TYPE (BbDrive, bb_drive, BB, DRIVE, GObject)

/**
 * BbDriveClass:
 * @open: opens a transport: bb_drive_open()
 * @hold: keeps kernel, desktop and other programs away: bb_drive_hold()
 * @release: undoes @hold
 * @check_access: whether this user may open the drive; if not, a sentence that says why
 * @find_users: (transfer full): the other programs that use the drive: bb_drive_find_users()
 * @read_host_path: (transfer full): properties of the connection between computer and drive
 * @dup_power_mark: (transfer full) (nullable): as bb_drive_dup_power_mark()
 * @foresee_hold: (transfer full): the changes that @hold will make if it is permitted to, so that they can be
 *   recorded before @hold is called
 *
 * Each member may be %NULL. If @open is %NULL, bb_drive_open() fails. For any other member, the public function
 * returns a default: access is permitted, no program uses the drive, holding it changes nothing, everything else is
 * unknown.
 */
struct _BbDriveClass {
    GObjectClass parent_class;

    BbTransport *(*open) (BbDrive *self, gboolean exclusive, GError **error);
    BbAccess (*check_access) (BbDrive *self, char **why);
    BbDriveUsers *(*find_users) (BbDrive *self);
    gboolean (*hold) (BbDrive *self, GVariant **undo, char ***notes, GError **error);
    void (*release) (BbDrive *self, gboolean was_in_recovery_mode);

    struct _BbHostPath *(*read_host_path) (BbDrive *self);
    GVariant *(*foresee_hold) (BbDrive *self);
    char *(*dup_power_mark) (BbDrive *self);

    gpointer padding[3];
};

/* #BbDrive emits "changed" in the main thread when its details change, and when it is connected or disconnected. */

/** bb_drive_ref_details: (transfer full): returns the newest details; any thread. */
BbDriveDetails *bb_drive_ref_details (BbDrive *self);
/** bb_drive_set_details: replaces the details with a new reference to @details; emits "changed" if they differ. The
 * first details also set the name. For drive monitors only. */
void bb_drive_set_details (BbDrive *self, BbDriveDetails *details);
/** bb_drive_get_name: (transfer none): returns the `name` of the first details. Unlike the `name` of newer details,
 * it never changes. */
const char *bb_drive_get_name (BbDrive *self);
/** bb_drive_is_present: %FALSE after the drive was disconnected. */
gboolean bb_drive_is_present (BbDrive *self);
/** bb_drive_set_present: sets whether the drive is connected; emits "changed" if that is new. For drive monitors
 * only. */
void bb_drive_set_present (BbDrive *self, gboolean present);

/**
 * bb_drive_open:
 * @exclusive: %TRUE to keep other programs from opening the drive while the transport exists
 *
 * Opens a transport to the drive. Blocks; worker threads only.
 *
 * Errors: %BB_TRANSPORT_ERROR: NO_NODE without an sg node, GONE, IN_USE, NOT_PERMITTED, IO;
 *   %G_IO_ERROR_NOT_SUPPORTED for a drive that accepts no commands.
 *
 * Returns: (transfer full): the transport
 */
BbTransport *bb_drive_open (BbDrive *self, gboolean exclusive, GError **error);
/**
 * bb_drive_check_access: returns whether this user may open the drive. @why: (out) (optional) (nullable): a sentence
 * that says why not.
 */
BbAccess bb_drive_check_access (BbDrive *self, char **why);
/** bb_drive_find_users: (transfer full): returns the other programs that have the drive open at this moment, and the
 * folders where it is mounted. Sends no command. Reads files of every process, so call it in a worker thread. */
BbDriveUsers *bb_drive_find_users (BbDrive *self);
/** bb_drive_list_users: (transfer full): returns the sentences of bb_drive_find_users(), those about mounts first. */
char **bb_drive_list_users (BbDrive *self);

/** bb_drive_read_host_path: (transfer full): returns properties of the connection to the drive, never %NULL: ATA
 * transfer mode, ID of the drive for `libata.force`, largest data phase. Properties that the kernel does not report
 * are unknown. */
struct _BbHostPath *bb_drive_read_host_path (BbDrive *self);

/**
 * bb_drive_foresee_hold:
 *
 * Returns the @undo that bb_drive_hold() will return if this user may change the settings. The caller writes it to
 * disk before it calls bb_drive_hold(), so that the next start can restore the settings if the program is killed
 * while it holds the drive.
 *
 * Returns: (transfer full): a{sv}
 */
GVariant *bb_drive_foresee_hold (BbDrive *self);
/**
 * bb_drive_hold:
 * @undo: (out) (optional): a{sv} for the journal (the file on disk about a running flash): the settings that were
 *   changed, with their old values. If the program is killed, the next start passes @undo to bb_drive_undo_hold()
 * @notes: (out) (optional): sentences for the user about steps that failed but are not required
 *
 * Keeps other programs away, in this order: inhibits sleep and shutdown, stops event polling, opens /dev/srN with
 * O_EXCL. Sends no command; the engine sends PREVENT and clears unit attentions. Blocks for at most a few seconds;
 * worker threads only.
 *
 * Errors: %BB_TRANSPORT_ERROR_IN_USE if another program, or this process itself, holds the drive already;
 *   %BB_TRANSPORT_ERROR_GONE. A missing permission is a note, not an error.
 */
gboolean bb_drive_hold (BbDrive *self, GVariant **undo, char ***notes, GError **error);
/** bb_drive_release: undoes bb_drive_hold(). @was_in_recovery_mode: %TRUE if the drive was in recovery mode. If a
 * subclass sends a command to release the drive, it ignores errors of that command then. */
void bb_drive_release (BbDrive *self, gboolean was_in_recovery_mode);
/** bb_drive_undo_hold: restores the settings in @undo, which is from the journal of a killed program. Does nothing if
 * @undo is empty or invalid, or if the block device of this name is another drive now. */
void bb_drive_undo_hold (GVariant *undo);

/**
 * bb_drive_dup_power_mark:
 *
 * Returns a text that can be stored in a journal and compared with the text of a later call, also of another process.
 * If both texts are equal, no power cycle was noticed between the calls: the computer was not restarted, and the
 * drive did not disappear from it.
 *
 * Returns: (transfer full) (nullable): the text; %NULL if it cannot be determined
 */
char *bb_drive_dup_power_mark (BbDrive *self);

/** bb_drive_has_node: TRUE if @text is a device node of the drive, the last part of such a node, or the short name of
 * the drive; FALSE if @text is empty. No other connected drive has the same node or name. */
gboolean bb_drive_has_node (BbDrive *self, const char *text);
/** bb_drive_has_serial: TRUE if @text is the serial number of the drive; FALSE if @text is empty. Another drive may
 * have the same serial number. */
gboolean bb_drive_has_serial (BbDrive *self, const char *text);

/**
 * BbPower: the power supply that this computer runs on.
 */
typedef enum {
    BB_POWER_UNKNOWN,
    BB_POWER_MAINS,
    BB_POWER_BATTERY,
} BbPower;
/** bb_power_now: returns the power supply, by the first case that applies:
 * - The kernel does not report power supplies: %BB_POWER_UNKNOWN.
 * - A battery or UPS is discharging, and no mains supply is online: %BB_POWER_BATTERY.
 * - A mains supply is online, or there is no battery or UPS: %BB_POWER_MAINS.
 * - Else %BB_POWER_UNKNOWN.
 * Batteries of mice and the like do not count. */
BbPower bb_power_now (void);

G_END_DECLS
