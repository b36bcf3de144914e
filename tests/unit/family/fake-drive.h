/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/**
 * FakeDrive: a transport that answers INQUIRY, READ BUFFER and GET CONFIGURATION from what a test put into it, and
 * writes down every command. It has no state that a command could change; for those there is the simulator.
 * @inquiry, @inquiry_bytes: the answer to INQUIRY
 * @memory: (nullable): 2 MiB, what READ BUFFER mode 06 shows
 * @readable: "nothing", "config", "windows", "all"
 * @tray_byte: first byte of feature 0003h, -1: no such feature
 * @date: (nullable): feature 010Ch
 * @n_attentions: so many commands other than INQUIRY are answered by 6/29/00 first
 * @n_busy: so many reads after those by 2/04/01
 * @read_sense: (nullable): sense of refused reads, as key << 16 | asc << 8 | ascq; 5/24/00 when 0
 * @gone_at: number of the command (from 1) from which on the drive is gone, 0: never
 * @n_broken_off: so many READ BUFFERs are broken off on their way
 * @gone_code: the transport error of both
 * @sense_at, @sense_code: the same for one answer with sense
 * @short_reads: reads bring one byte less
 * @log: (element-type utf8): every CDB in hex
 * @waited_ms: time that was let pass
 */
#define FAKE_TYPE_DRIVE (fake_drive_get_type ())
G_DECLARE_FINAL_TYPE (FakeDrive, fake_drive, FAKE, DRIVE, GObject)

struct _FakeDrive {
    GObject parent_instance;

    guint8 inquiry[128];
    gsize inquiry_bytes;
    guint8 *memory;
    const char *readable;
    int tray_byte;
    const char *date;
    guint n_attentions;
    guint n_busy;
    guint32 read_sense;
    guint gone_at;
    BbTransportError gone_code;
    guint n_broken_off;
    guint sense_at;
    guint32 sense_code;
    gboolean short_reads;
    GPtrArray *log;
    guint waited_ms;
};

FakeDrive *fake_drive_new (const char *vendor, const char *product, const char *revision);
/** fake_drive_count: how many commands began with @prefix (hex). */
guint fake_drive_count (FakeDrive *self, const char *prefix);

G_END_DECLS
