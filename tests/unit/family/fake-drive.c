/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"

#include "scsi/bb-bytes.h"

#include <string.h>

#define MEMORY_BYTES 0x200000

static void fake_drive_transport_init (BbTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeDrive, fake_drive, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, fake_drive_transport_init))

static void
fake_drive_finalize (GObject *object)
{
    FakeDrive *self = FAKE_DRIVE (object);

    g_free (self->memory);
    g_ptr_array_unref (self->log);
    G_OBJECT_CLASS (fake_drive_parent_class)->finalize (object);
}

static void
fake_drive_class_init (FakeDriveClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = fake_drive_finalize;
}

static void
fake_drive_init (FakeDrive *self)
{
    self->log = g_ptr_array_new_with_free_func (g_free);
    self->readable = "nothing";
    self->tray_byte = -1;
}

static void
fake_put_text (guint8 *to, gsize length_bytes, const char *text)
{
    for (gsize i = 0; i < length_bytes; i++)
        to[i] = i < strlen (text) ? (guint8) text[i] : ' ';
}

FakeDrive *
fake_drive_new (const char *vendor, const char *product, const char *revision)
{
    FakeDrive *self = g_object_new (FAKE_TYPE_DRIVE, NULL);

    self->inquiry[0] = 5;
    self->inquiry[1] = 0x80;
    self->inquiry[4] = 31;
    self->inquiry_bytes = 36;
    fake_put_text (self->inquiry + 8, 8, vendor);
    fake_put_text (self->inquiry + 16, 16, product);
    fake_put_text (self->inquiry + 32, 4, revision);
    return self;
}

guint
fake_drive_count (FakeDrive *self, const char *prefix)
{
    guint n = 0;

    for (guint i = 0; i < self->log->len; i++)
        n += g_str_has_prefix (g_ptr_array_index (self->log, i), prefix);
    return n;
}

static void
fake_sense (BbReply *reply, guint32 code)
{
    bb_reply_set_sense (reply, code >> 16, code >> 8 & 0xFF, code & 0xFF);
}

/* Copies @data to the buffer of @command, as much as fits, and sets the residual. */
static void
fake_return_data (const BbCommand *command, const guint8 *data, gsize length_bytes, BbReply *reply)
{
    gsize moved = MIN (length_bytes, command->length_bytes);

    memcpy (command->in, data, moved);
    reply->residual_bytes = command->length_bytes - moved;
}

/* TRUE if self->readable allows to read the range. */
static gboolean
fake_may_read (FakeDrive *self, guint32 address, guint32 length_bytes)
{
    if (self->memory == NULL || g_str_equal (self->readable, "nothing") || address + length_bytes > MEMORY_BYTES)
        return FALSE;
    if (g_str_equal (self->readable, "all") || (address == 0x3000 && length_bytes == 0x20))
        return TRUE;
    return g_str_equal (self->readable, "windows") &&
           ((address == 0x1EC000 && length_bytes <= 0x100) || (address >= 0x1F0000 && length_bytes <= 0x4000));
}

/* Answers READ BUFFER: with BUSY sense data as often as @n_busy says, then with the memory or a refusal. */
static void
fake_read (FakeDrive *self, const BbCommand *command, BbReply *reply)
{
    const guint8 *cdb = command->cdb.bytes;
    guint32 address = (guint32) cdb[3] << 16 | (guint32) cdb[4] << 8 | cdb[5];
    guint32 length_bytes = (guint32) cdb[6] << 16 | (guint32) cdb[7] << 8 | cdb[8];

    if (self->n_busy > 0) {
        self->n_busy--;
        fake_sense (reply, 0x020401);
    } else if (cdb[1] != 6 || !fake_may_read (self, address, length_bytes)) {
        fake_sense (reply, self->read_sense != 0 ? self->read_sense : 0x052400);
    } else {
        fake_return_data (command, self->memory + address, self->short_reads ? length_bytes - 1 : length_bytes,
                          reply);
    }
}

/* Answers GET CONFIGURATION: with feature 0003h or 010Ch if a test has set it, else without a feature. */
static void
fake_configuration (FakeDrive *self, const BbCommand *command, BbReply *reply)
{
    const guint8 *cdb = command->cdb.bytes;
    guint8 answer[64] = {0};
    guint8 n_bytes = 0;

    if (cdb[2] == 0x00 && cdb[3] == 0x03 && self->tray_byte >= 0) {
        answer[12] = self->tray_byte;
        n_bytes = 4;
    } else if (cdb[2] == 0x01 && cdb[3] == 0x0C && self->date != NULL) {
        n_bytes = 16;
        fake_put_text (answer + 12, 16, self->date);
    }
    answer[3] = n_bytes > 0 ? 8 + n_bytes : 4;
    if (n_bytes > 0) {
        answer[8] = cdb[2];
        answer[9] = cdb[3];
        answer[11] = n_bytes;
    }
    fake_return_data (command, answer, n_bytes > 0 ? 12 + n_bytes : 8, reply);
}

static gboolean
fake_drive_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    FakeDrive *self = FAKE_DRIVE (transport);

    *reply = (BbReply){0};
    g_ptr_array_add (self->log, bb_hex_dup (command->cdb.bytes, command->cdb.length_bytes, ""));
    if (self->gone_at > 0 && self->log->len >= self->gone_at) {
        g_set_error (error, BB_TRANSPORT_ERROR, (gint) self->gone_code, "the drive is gone");
        return FALSE;
    }
    if (self->log->len == self->sense_at) {
        fake_sense (reply, self->sense_code);
        return TRUE;
    }
    if (command->cdb.bytes[0] == 0x12) {
        fake_return_data (command, self->inquiry, self->inquiry_bytes, reply);
        return TRUE;
    }
    if (command->cdb.bytes[0] == 0x3C && self->n_broken_off > 0) {
        self->n_broken_off--;
        g_set_error_literal (error, BB_TRANSPORT_ERROR, (gint) self->gone_code, "broken off");
        return FALSE;
    }
    if (self->n_attentions > 0) {
        self->n_attentions--;
        fake_sense (reply, 0x062900);
        return TRUE;
    }
    if (command->cdb.bytes[0] == 0x3C)
        fake_read (self, command, reply);
    else if (command->cdb.bytes[0] == 0x46)
        fake_configuration (self, command, reply);
    else
        fake_sense (reply, 0x052000);
    return TRUE;
}

static void
fake_drive_wait (BbTransport *transport, guint duration_ms)
{
    FAKE_DRIVE (transport)->waited_ms += duration_ms;
}

static void
fake_drive_transport_init (BbTransportInterface *iface)
{
    iface->execute = fake_drive_execute;
    iface->wait_ms = fake_drive_wait;
}
