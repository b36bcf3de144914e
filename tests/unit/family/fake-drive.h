/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/**
 * FakeDrive: a transport that answers INQUIRY, READ BUFFER and GET CONFIGURATION with data that a test sets, and logs
 * every command. No command changes its state; tests that need state changes use the simulator.
 * @inquiry, @inquiry_bytes: INQUIRY data and their length
 * @memory: (nullable): 2 MiB that READ BUFFER mode 06 returns
 * @readable: "nothing", "config", "windows", "all": parts of @memory that READ BUFFER may read; see
 *   %BB_MT1959_KEY_READABLE
 * @tray_byte: first byte of feature 0003h, -1: no such feature
 * @date: (nullable): text of feature 010Ch; %NULL: no such feature
 * @n_attentions: the first @n_attentions commands other than INQUIRY are answered with 6/29/00
 * @n_busy: after the commands of @n_attentions, the first @n_busy READ BUFFER commands are answered with 2/04/01
 * @read_sense: sense data of refused reads, as key << 16 | asc << 8 | ascq; 0: 5/24/00
 * @gone_at: the command with this number (from 1) and all later commands fail with @gone_code; 0: none
 * @n_broken_off: the first @n_broken_off READ BUFFER commands fail with @gone_code
 * @gone_code: transport error for @gone_at and @n_broken_off
 * @sense_at, @sense_code: number of one command that is answered with these sense data (as @read_sense); 0: none
 * @short_reads: reads return one byte less than requested
 * @log: (element-type utf8): every CDB in hex
 * @waited_ms: sum of all bb_transport_wait_ms()
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

/** fake_drive_new: Returns (transfer full) a drive with these INQUIRY texts, no memory and no features. */
FakeDrive *fake_drive_new (const char *vendor, const char *product, const char *revision);
/** fake_drive_count: Returns the number of commands in the log that begin with @prefix (hex). */
guint fake_drive_count (FakeDrive *self, const char *prefix);

G_END_DECLS
