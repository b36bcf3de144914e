/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sense.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** BB_CDB_MAX_BYTES: longest command descriptor block that this program sends. */
#define BB_CDB_MAX_BYTES 16
/** BB_SENSE_MAX_BYTES: room for sense data in a reply. */
#define BB_SENSE_MAX_BYTES 64
/** BB_CHUNK_MAX_BYTES: never move more in one command where a family has the choice. */
#define BB_CHUNK_MAX_BYTES (64 * 1024)

/* SAM-5 status codes that are told apart here. */
#define BB_STATUS_GOOD 0x00
#define BB_STATUS_CHECK_CONDITION 0x02
#define BB_STATUS_BUSY 0x08
#define BB_STATUS_RESERVATION_CONFLICT 0x18
#define BB_STATUS_TASK_SET_FULL 0x28

typedef enum {
    BB_DIRECTION_NONE,
    BB_DIRECTION_IN,
    BB_DIRECTION_OUT,
} BbDirection;

/** BbCdb: a command descriptor block; @length_bytes is 6, 10, 12 or 16. */
typedef struct {
    guint8 bytes[BB_CDB_MAX_BYTES];
    guint8 length_bytes;
} BbCdb;

/**
 * BbCommand:
 * @cdb: what to do
 * @direction: whether data moves, and which way
 * @out: (nullable): @length_bytes to send, for %BB_DIRECTION_OUT
 * @in: (nullable): room for @length_bytes, for %BB_DIRECTION_IN; the drive may fill less
 * @length_bytes: size of the data phase; 0 for %BB_DIRECTION_NONE
 * @timeout_ms: how long the drive may take; never 0
 *
 * One command. The buffers belong to the caller and live until execute returns.
 */
typedef struct {
    BbCdb cdb;
    BbDirection direction;
    const guint8 *out;
    guint8 *in;
    gsize length_bytes;
    guint timeout_ms;
} BbCommand;

/**
 * BbReply:
 * @status: SAM status
 * @sense: decoded sense, meaningful with CHECK CONDITION
 * @sense_bytes: the same, raw
 * @sense_length_bytes: how many of them
 * @residual_bytes: data-phase bytes that did not move
 * @duration_us: how long the drive took, monotonic
 */
typedef struct {
    guint8 status;
    BbSense sense;
    guint8 sense_bytes[BB_SENSE_MAX_BYTES];
    guint8 sense_length_bytes;
    gsize residual_bytes;
    gint64 duration_us;
} BbReply;

/**
 * BbTransportError:
 * @BB_TRANSPORT_ERROR_GONE: the device is no longer there (disconnected, powered off)
 * @BB_TRANSPORT_ERROR_TIMED_OUT: no answer in time; what the drive did is not known
 * @BB_TRANSPORT_ERROR_SHORT: the answer was GOOD but data is missing
 * @BB_TRANSPORT_ERROR_IO: host or driver status says that the answer cannot be trusted
 * @BB_TRANSPORT_ERROR_IN_USE: another program has the device open exclusively
 * @BB_TRANSPORT_ERROR_NOT_PERMITTED: this user may not open it
 * @BB_TRANSPORT_ERROR_NO_NODE: there is no sg node (module sg not loaded)
 * @BB_TRANSPORT_ERROR_NOT_RECORDED: replay: the next command of the trace is another one
 */
typedef enum {
    BB_TRANSPORT_ERROR_GONE,
    BB_TRANSPORT_ERROR_TIMED_OUT,
    BB_TRANSPORT_ERROR_SHORT,
    BB_TRANSPORT_ERROR_IO,
    BB_TRANSPORT_ERROR_IN_USE,
    BB_TRANSPORT_ERROR_NOT_PERMITTED,
    BB_TRANSPORT_ERROR_NO_NODE,
    BB_TRANSPORT_ERROR_NOT_RECORDED,
} BbTransportError;

#define BB_TRANSPORT_ERROR (bb_transport_error_quark ())
GQuark bb_transport_error_quark (void);

#define BB_TYPE_TRANSPORT (bb_transport_get_type ())
G_DECLARE_INTERFACE (BbTransport, bb_transport, BB, TRANSPORT, GObject)

/**
 * BbTransportInterface:
 * @execute: sends one command and waits for its answer. %TRUE: the drive answered, whatever the
 *   status; @reply is filled. %FALSE: %BB_TRANSPORT_ERROR, @reply is zeroed but for the duration.
 *   Blocks; never sends twice; called from one thread at a time.
 * @wait_ms: lets time pass between two polls. The sg transport sleeps, a simulated drive moves
 *   its clock. %NULL: nothing to wait for (replay).
 */
struct _BbTransportInterface {
    GTypeInterface parent;

    gboolean (*execute) (BbTransport *self, const BbCommand *command, BbReply *reply, GError **error);
    void (*wait_ms) (BbTransport *self, guint duration_ms);
};

/**
 * bb_transport_execute: sends one command and waits for its reply, see #BbTransportInterface.
 *
 * Errors: %BB_TRANSPORT_ERROR. A reply with another status than GOOD is no error.
 */
gboolean bb_transport_execute (BbTransport *self, const BbCommand *command, BbReply *reply, GError **error);

/** bb_transport_wait_ms: lets @duration_ms pass on the drive's own clock. */
void bb_transport_wait_ms (BbTransport *self, guint duration_ms);

/**
 * bb_transport_send:
 * @reply: (out) (optional): the reply, also when it was not GOOD
 *
 * Sends one command and requires success: bb_reply_check() accepts the reply, and no data is missing.
 *
 * Errors: %BB_SCSI_ERROR with the sense data in it, see bb_scsi_error_get_sense(); %BB_TRANSPORT_ERROR, SHORT if data
 * is missing.
 */
gboolean bb_transport_send (BbTransport *self, const BbCommand *command, BbReply *reply, GError **error);

/**
 * bb_reply_check: %TRUE for GOOD, and for a CHECK CONDITION that reports success (sense key 0 or 1 in sense data that
 * was received and is not deferred).
 *
 * Errors: the %BB_SCSI_ERROR of status and sense data.
 */
gboolean bb_reply_check (const BbReply *reply, GError **error);

/** bb_cdb_init: fills @cdb with @length_bytes bytes, the rest is zero. */
void bb_cdb_init (BbCdb *cdb, const guint8 *bytes, guint8 length_bytes);

/** bb_cdb_dup_text: "CC 01 01 00 4B 33 35 35 01 00 00 00". */
char *bb_cdb_dup_text (const BbCdb *cdb);

/** bb_reply_set_sense: helper for transports: CHECK CONDITION with fixed-form sense. */
void bb_reply_set_sense (BbReply *reply, guint8 key, guint8 asc, guint8 ascq);

G_END_DECLS
