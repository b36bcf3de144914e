/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive-monitor.h"
#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * What the program under test asks the simulated drives, and what they answer. They live in its own process, or in
 * another at the other end of a line: one packet asks, one answers. Both processes are the same binary, one forked
 * from the other, so the structs travel as they are.
 */

typedef enum {
    BB_WIRE_OPEN,    /* flag: exclusive; answer: handle */
    BB_WIRE_CLOSE,   /* handle */
    BB_WIRE_EXECUTE, /* handle, command */
    BB_WIRE_WAIT,    /* handle, ms */
    BB_WIRE_ACCESS,  /* answer: code is a BbAccess */
    BB_WIRE_HOLD,    /* keep others off */
    BB_WIRE_RELEASE, /* flag: was in a special mode */
    BB_WIRE_NAMES,   /* answer: text is vendor, product, revision, one a line */
    BB_WIRE_NEWS,    /* data: a printed GVariant, how a job ended */
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
    gsize length_bytes; /* of the data phase, or of the news */
} BbWireRequest;

/**
 * BbWireAnswer:
 * @code: of %BB_TRANSPORT_ERROR if not @ok
 * @present: bit n: drive n can be seen
 */
typedef struct {
    gboolean ok;
    int code;
    char text[200];
    guint handle;
    guint32 present;
    BbReply reply;
} BbWireAnswer;

/** BB_WIRE_MAX_BYTES: data of one packet; the longest data phase and more. */
#define BB_WIRE_MAX_BYTES (96 * 1024)

/** BB_WIRE_POLLING: what a kernel polls a drive with that nobody holds. */
#define BB_WIRE_POLLING "2000"

/** BbWireAsk: asks the drives. @out, @in: (nullable): data to the drive, and room for data from it, as many bytes as
 * @request says. */
typedef void (*BbWireAsk) (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in,
                           gpointer data);

/** BbWireLine: to drives that live in another process, at the other end of @fd. */
typedef struct _BbWireLine BbWireLine;
BbWireLine *bb_wire_line_new (int fd);
/** bb_wire_line_ask: a #BbWireAsk; @data is the line. */
void bb_wire_line_ask (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in,
                       gpointer data);

/** bb_wire_monitor_new: the program's side: a monitor of the drives that @ask asks.
 * @inner: (element-type BbDrive): these drives, for what of them never changes
 * @polling_path: a file in place of events_poll_msecs; a held drive has "0" in it */
BbDriveMonitor *bb_wire_monitor_new (BbWireAsk ask, gpointer ask_data, GPtrArray *inner, const char *polling_path);
/** bb_wire_monitor_tell: sends news. */
void bb_wire_monitor_tell (BbDriveMonitor *monitor, GVariant *news);

G_END_DECLS
