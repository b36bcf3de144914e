/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-transport.h"

G_BEGIN_DECLS

/*
 * A USB mass-storage device (class 08h, subclass 06h, protocol 50h: Bulk-Only Transport) as the kernel's vhci_hcd
 * sees it: the messages of the USB/IP protocol in and out, commands for a drive in between. No I/O, no thread, no
 * clock. What the other side sends is not trusted.
 */

/** BB_USB_MAX_BYTES: longest transfer that is taken; the kernel stays far below (120 KiB at high speed). */
#define BB_USB_MAX_BYTES (4 * 1024 * 1024)

/**
 * BbUsbJob: one command on its way to the drive and back; its data is its own.
 * @error: (nullable): set instead of @reply: the drive did not answer
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
 * @send: bytes for the kernel; @bytes is the callee's only for this call
 * @execute: (transfer full) @job: the drive is to do it; bb_usb_device_answer() when it has, now or later
 */
typedef struct {
    void (*send) (const guint8 *bytes, gsize length_bytes, gpointer data);
    void (*execute) (BbUsbJob *job, gpointer data);
} BbUsbHooks;

typedef struct _BbUsbDevice BbUsbDevice;

/** bb_usb_device_new: freshly plugged in. @serial: for the string descriptor. */
BbUsbDevice *bb_usb_device_new (const BbUsbHooks *hooks, gpointer data, const char *serial);
void bb_usb_device_free (BbUsbDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbUsbDevice, bb_usb_device_free)

/**
 * bb_usb_device_take: bytes from the kernel, as they come; messages need not be whole.
 *
 * Returns: %FALSE with %G_IO_ERROR_INVALID_DATA when they cannot be a host's; nothing more can be understood then
 */
gboolean bb_usb_device_take (BbUsbDevice *self, const guint8 *bytes, gsize length_bytes, GError **error);

/** bb_usb_device_answer: (transfer full) @job: the drive is done with what the execute hook was given. */
void bb_usb_device_answer (BbUsbDevice *self, BbUsbJob *job);

/* bb-sim-usb-control.c */

/**
 * bb_usb_control: a request of endpoint 0.
 * @setup: its 8 bytes
 * @answer: where data for the host is added
 * @resets: (out): set to %TRUE if bulk transfers begin anew with it
 *
 * Returns: %FALSE: the device does not know it
 */
gboolean bb_usb_control (const guint8 *setup, const char *serial, GByteArray *answer, gboolean *resets);

G_END_DECLS
