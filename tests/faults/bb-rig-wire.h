/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive-monitor.h"
#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * Requests of the program under test to the simulated drives, and their answers. The drives are in the same
 * process, or in another one at the other end of a connection, with one packet for a request and one for an
 * answer. Both processes are of one binary, so the structs are sent as they are in memory.
 */

typedef enum {
    BB_WIRE_OPEN,    /* flag: exclusive; answer: handle */
    BB_WIRE_CLOSE,   /* handle */
    BB_WIRE_EXECUTE, /* handle, command */
    BB_WIRE_WAIT,    /* handle, ms */
    BB_WIRE_ACCESS,  /* answer: code is a BbAccess */
    BB_WIRE_HOLD,    /* take exclusive access */
    BB_WIRE_RELEASE, /* flag: was in recovery mode */
    BB_WIRE_NAMES,   /* answer: text is vendor, product, revision, one in a line */
    BB_WIRE_NEWS,    /* data: a printed GVariant, the result of a job */
} BbWireOp;

typedef struct {
    BbWireOp op;
    guint drive;
    guint handle;
    gboolean flag;
    guint ms;
    BbCdb cdb;
    BbDirection direction;
    guint timeout_ms;
    gsize length_bytes; /* of the data phase, or of the result */
} BbWireRequest;

/**
 * BbWireAnswer:
 * @code: of %BB_TRANSPORT_ERROR if not @ok
 * @present: bit n: drive n is connected
 */
typedef struct {
    gboolean ok;
    int code;
    char text[200];
    guint handle;
    guint32 present;
    BbReply reply;
} BbWireAnswer;

/** BB_WIRE_MAX_BYTES: data of one packet, more than the longest data phase. */
#define BB_WIRE_MAX_BYTES (96 * 1024)

/** BB_WIRE_POLLING: events_poll_msecs of a drive without exclusive access. */
#define BB_WIRE_POLLING "2000"

/** BbWireAsk: sends a request to the drives. @out, @in: (nullable): data to the drive, and memory for data from it,
 * of the length in @request. */
typedef void (*BbWireAsk) (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in,
                           gpointer data);

/** BbWireLine: connection to drives in another process, at the other end of @fd. */
typedef struct _BbWireLine BbWireLine;
BbWireLine *bb_wire_line_new (int fd);
/** bb_wire_line_ask: a #BbWireAsk; @data is the line. */
void bb_wire_line_ask (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in,
                       gpointer data);

/**
 * bb_wire_monitor_new: called in the program: a monitor of the drives that @ask reaches.
 * @inner: (element-type BbDrive): these drives, for their constant properties
 * @polling_path: a file that replaces events_poll_msecs; "0" during exclusive access
 */
BbDriveMonitor *bb_wire_monitor_new (BbWireAsk ask, gpointer ask_data, GPtrArray *inner, const char *polling_path);
/** bb_wire_monitor_tell: sends the result of a job. */
void bb_wire_monitor_tell (BbDriveMonitor *monitor, GVariant *news);

G_END_DECLS
