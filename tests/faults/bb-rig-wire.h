/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-drive-monitor.h"
#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * Requests of the program under test to the simulated drives, and the answers. The drives are in the same process as
 * the program, or in another process. With two processes, each request and each answer is one packet. Both processes
 * run the same binary, so the structs are sent without conversion.
 */

/* Each comment lists the members of BbWireRequest, besides the drive, and of BbWireAnswer that are used. */
typedef enum {
    BB_WIRE_OPEN,         /* flag: exclusive; answer: handle */
    BB_WIRE_CLOSE,        /* handle */
    BB_WIRE_EXECUTE,      /* handle, cdb, direction, timeout, length; answer: reply */
    BB_WIRE_WAIT,         /* handle, ms: time to wait */
    BB_WIRE_CHECK_ACCESS, /* answer: code is a BbAccess */
    BB_WIRE_HOLD,         /* takes exclusive access; answer: ok */
    BB_WIRE_RELEASE,      /* flag: the drive was in recovery mode */
    BB_WIRE_NAMES,        /* answer: text is vendor, product and revision, one per line */
    BB_WIRE_REPORT,       /* data: a printed GVariant, the report of the program */
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
    gsize length_bytes; /* length of the data phase, or of the report */
} BbWireRequest;

/**
 * BbWireAnswer:
 * @ok: TRUE if the request succeeded
 * @code, @text: if @ok is FALSE: code and message of the %BB_TRANSPORT_ERROR
 * @present: set of the drives that are connected now: bit n for drive n
 */
typedef struct {
    gboolean ok;
    int code;
    char text[200];
    guint handle;
    guint32 present;
    BbReply reply;
} BbWireAnswer;

/** BB_WIRE_MAX_BYTES: limit of the data in one packet; more than the longest data phase. */
#define BB_WIRE_MAX_BYTES (96 * 1024)

/** BB_WIRE_POLLING: the kernel's polling interval (events_poll_msecs) of a drive without exclusive access. */
#define BB_WIRE_POLLING "2000"

/**
 * BbWireAsk: sends @request to the drives and sets @answer.
 * @out: (nullable): data to the drive, of the length in @request
 * @in: (nullable): memory for data from the drive, of the length in @request
 */
typedef void (*BbWireAsk) (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in,
                           gpointer data);

/** BbWireLine: connection to drives in another process, at the other end of @fd. */
typedef struct _BbWireLine BbWireLine;
BbWireLine *bb_wire_line_new (int fd);
/**
 * bb_wire_line_ask: the #BbWireAsk that sends the request over a line; ends this process if the other end is closed.
 * @data: the line
 */
void bb_wire_line_ask (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in,
                       gpointer data);

/**
 * bb_wire_monitor_new: called in the program: returns a monitor of the drives that @ask reaches.
 * @inner: (element-type BbDrive): the program's own objects for the same drives, from which the monitor takes details
 *   and users
 * @polling_path: file in place of events_poll_msecs in sysfs; exclusive access writes "0" to it
 */
BbDriveMonitor *bb_wire_monitor_new (BbWireAsk ask, gpointer ask_data, GPtrArray *inner, const char *polling_path);
/** bb_wire_monitor_send_report: sends the report of the program to the test. Takes the floating reference of @report.
 */
void bb_wire_monitor_send_report (BbDriveMonitor *monitor, GVariant *report);

G_END_DECLS
