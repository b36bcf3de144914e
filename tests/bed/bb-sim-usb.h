/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/* A USB mass-storage device (class 08h, subclass 06h, protocol 50h: Bulk-Only Transport) for the kernel's vhci_hcd.
 * It gets and sends messages of the USB/IP protocol, and passes commands to a drive. No I/O, no threads, no clock.
 * Messages from the kernel are not trusted. */

/** BB_USB_MAX_BYTES: longest accepted transfer; transfers of the kernel are far shorter (120 KiB at high speed). */
#define BB_USB_MAX_BYTES (4 * 1024 * 1024)

/**
 * BbUsbJob: one command and its result.
 * @data: (nullable) (owned): buffer of the data phase
 * @error: (nullable): set instead of @reply if the drive did not answer
 */
typedef struct {
    BbCommand command;
    guint8 *data;
    BbReply reply;
    GError *error;
} BbUsbJob;

void bb_usb_job_free (BbUsbJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbUsbJob, bb_usb_job_free)

/**
 * BbUsbHooks:
 * @send: sends @bytes, which are valid only during the call, to the kernel
 * @execute: starts the command @job (transfer full). bb_usb_device_answer() must be called when it is completed
 */
typedef struct {
    void (*send) (const guint8 *bytes, gsize length_bytes, gpointer data);
    void (*execute) (BbUsbJob *job, gpointer data);
} BbUsbHooks;

typedef struct _BbUsbDevice BbUsbDevice;

/** bb_usb_device_new: (transfer full): returns a newly connected device. @data: passed to @hooks. @serial: serial
 * number of the USB device. */
BbUsbDevice *bb_usb_device_new (const BbUsbHooks *hooks, gpointer data, const char *serial);
void bb_usb_device_free (BbUsbDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbUsbDevice, bb_usb_device_free)

/**
 * bb_usb_device_take: processes bytes from the kernel, which may end within a message.
 *
 * Returns: %FALSE with %G_IO_ERROR_INVALID_DATA for an invalid message; the bytes behind it cannot be processed
 */
gboolean bb_usb_device_take (BbUsbDevice *self, const guint8 *bytes, gsize length_bytes, GError **error);

/** bb_usb_device_answer: sends the result of @job (transfer full), which the execute hook got, to the kernel;
 * discards the result if the kernel has aborted the command. */
void bb_usb_device_answer (BbUsbDevice *self, BbUsbJob *job);

/* bb-sim-usb-control.c */

/**
 * bb_usb_control: processes a request to endpoint 0.
 * @setup: the 8 bytes of the request
 * @answer: data for the host is appended here
 * @resets: (out): set to %TRUE if the request resets the bulk endpoints
 *
 * Returns: %FALSE if the device does not support the request
 */
gboolean bb_usb_control (const guint8 *setup, const char *serial, GByteArray *answer, gboolean *resets);

G_END_DECLS
