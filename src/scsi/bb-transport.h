/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sense.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** BB_CDB_MAX_BYTES: length of the longest CDB that this program sends. */
#define BB_CDB_MAX_BYTES 16
/** BB_SENSE_MAX_BYTES: size of the buffer for sense data in a reply. */
#define BB_SENSE_MAX_BYTES 64
/** BB_CHUNK_MAX_BYTES: length of the largest data phase of one command, for commands whose length this program can
 * choose. */
#define BB_CHUNK_MAX_BYTES (64 * 1024)

/* The SAM-5 status codes that this program distinguishes. */
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

/** BB_BE16, BB_BE24, BB_BE32: the bytes of a number, the most significant one first, as arguments of BB_CDB(). */
#define BB_BE16(value) (guint8) ((value) >> 8), (guint8) (value)
#define BB_BE24(value) (guint8) ((value) >> 16), BB_BE16 (value)
#define BB_BE32(value) (guint8) ((value) >> 24), BB_BE24 (value)

/** BB_CDB: a #BbCdb that consists of the listed bytes. Example with 10 bytes:
 * BB_CDB (0x3C, 2, 0, BB_BE24 (address), BB_BE24 (length_bytes), 0). */
#define BB_CDB(...) ((BbCdb){{__VA_ARGS__}, sizeof ((const guint8[]){__VA_ARGS__})})

/**
 * BbCommand:
 * @cdb: the command descriptor block
 * @direction: direction of the data phase
 * @out: (nullable): @length_bytes bytes to send, for %BB_DIRECTION_OUT
 * @in: (nullable): buffer of @length_bytes bytes, for %BB_DIRECTION_IN; the drive may send fewer
 * @length_bytes: length of the data phase; 0 for %BB_DIRECTION_NONE
 * @timeout_ms: time limit for the drive; never 0
 *
 * One command. The caller owns the buffers and keeps them until bb_transport_execute() returns.
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
 * @sense: decoded sense data; only used if @status is CHECK CONDITION
 * @sense_bytes: the same sense data, raw
 * @sense_length_bytes: how many of @sense_bytes are valid
 * @residual_bytes: bytes of the data phase that were not transferred
 * @duration_us: time that the command took, on the monotonic clock
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
 * @BB_TRANSPORT_ERROR_GONE: the device was disconnected or powered off
 * @BB_TRANSPORT_ERROR_TIMED_OUT: no reply in time; it is not known whether the drive executed the command
 * @BB_TRANSPORT_ERROR_SHORT: the status was GOOD but data is missing
 * @BB_TRANSPORT_ERROR_IO: any other failure, for example if the host adapter or its driver reports that the reply is
 *   not valid
 * @BB_TRANSPORT_ERROR_IN_USE: another program has the device open exclusively
 * @BB_TRANSPORT_ERROR_NOT_PERMITTED: this user may not open the device
 * @BB_TRANSPORT_ERROR_NO_NODE: there is no sg node (module sg not loaded)
 * @BB_TRANSPORT_ERROR_NOT_RECORDED: only for a replay: the next command of the trace is another one, or the trace has
 *   ended
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
 * @execute: sends one command and waits for its reply. Returns %TRUE if the drive replied, with any status, and fills
 *   @reply. Otherwise returns %FALSE with a %BB_TRANSPORT_ERROR; @reply is then zero except for its duration. Blocks;
 *   never sends a command twice; called from one thread at a time.
 * @wait_ms: (nullable): waits between two polls of the drive. The sg transport sleeps, a simulated drive advances its
 *   clock, a replay does not wait.
 */
struct _BbTransportInterface {
    GTypeInterface parent;

    gboolean (*execute) (BbTransport *self, const BbCommand *command, BbReply *reply, GError **error);
    void (*wait_ms) (BbTransport *self, guint duration_ms);
};

/**
 * bb_transport_execute: sends one command and waits for its reply. TRUE if the drive replied, with any status; @reply
 * is then filled. If FALSE, @reply is zero except for its duration.
 *
 * Errors: %BB_TRANSPORT_ERROR.
 */
gboolean bb_transport_execute (BbTransport *self, const BbCommand *command, BbReply *reply, GError **error);

/** bb_transport_wait_ms: waits @duration_ms, in real time or on the clock of a simulated drive; a replay does not
 * wait. */
void bb_transport_wait_ms (BbTransport *self, guint duration_ms);

/**
 * bb_transport_send:
 * @reply: (out) (optional): the reply, also when it was not GOOD
 *
 * Sends one command and requires success: bb_reply_check() accepts the reply, and no data is missing.
 *
 * Errors: %BB_SCSI_ERROR, from which bb_scsi_error_get_sense() returns the sense data; %BB_TRANSPORT_ERROR, which is
 * %BB_TRANSPORT_ERROR_SHORT if data is missing.
 */
gboolean bb_transport_send (BbTransport *self, const BbCommand *command, BbReply *reply, GError **error);

/**
 * bb_reply_check: %TRUE for GOOD, and for a CHECK CONDITION that reports success (sense key 0 or 1 in sense data that
 * was received and is not deferred).
 *
 * Errors: the %BB_SCSI_ERROR of status and sense data.
 */
gboolean bb_reply_check (const BbReply *reply, GError **error);

/** bb_cdb_init: copies @length_bytes bytes into @cdb and zeroes the rest. */
void bb_cdb_init (BbCdb *cdb, const guint8 *bytes, guint8 length_bytes);

/** bb_cdb_dup_text: (transfer full): returns the bytes in hex, for example "CC 01 01 00 4B 33 35 35 01 00 00 00". */
char *bb_cdb_dup_text (const BbCdb *cdb);

/** bb_reply_set_sense: sets the status of @reply to CHECK CONDITION, with sense data in fixed form. Only for
 * simulated transports. */
void bb_reply_set_sense (BbReply *reply, guint8 key, guint8 asc, guint8 ascq);

G_END_DECLS
