/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-fake.h"

#include "nec-vectors.h"

#include "scsi/bb-bytes.h"

typedef struct {
    guint32 address;
    GByteArray *bytes;
} Range;

struct _NecFake {
    GObject parent_instance;

    char *vendor;
    char *product;
    char *revision;
    char *boot_key;
    char *boot_revision;
    GBytes *boot_code;
    GArray *ranges;
    gboolean all;
    gboolean safe;
    gboolean stays;
    gboolean stuck;
    guint n_busy;
    guint busy_left;
    guint n_left;
    gboolean may_go;
    gboolean attention;
    guint waited_ms;
    GString *log;
};

static void nec_fake_transport_init (BbTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (NecFake, nec_fake, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, nec_fake_transport_init))

static void
put_field (guint8 *to, const char *text, gsize width)
{
    for (gsize i = 0; i < width; i++)
        to[i] = i < strlen (text) ? (guint8) text[i] : ' ';
}

static void
answer_inquiry (NecFake *self, const BbCommand *command, BbReply *reply)
{
    guint8 data[96] = {0x05, 0x80, 0x00, 0x02, 91};

    put_field (data + 8, self->vendor, 8);
    put_field (data + 16, self->product, 16);
    put_field (data + 32, self->safe || self->busy_left > 0 ? self->boot_revision : self->revision, 4);
    for (gsize i = 0; i < command->length_bytes && i < sizeof data; i++)
        command->in[i] = data[i];
    reply->residual_bytes = command->length_bytes > sizeof data ? command->length_bytes - sizeof data : 0;
}

static void
answer_read (NecFake *self, const BbCommand *command, BbReply *reply)
{
    const guint8 *cdb = command->cdb.bytes;
    guint32 address = (guint32) cdb[2] << 24 | cdb[3] << 16 | cdb[4] << 8 | cdb[5];
    guint32 length_bytes = cdb[7] << 8 | cdb[8];
    gboolean found = self->all;

    /* The allocation length is rounded up to 4 bytes only: some bridges hang if more is requested than the drive
     * sends. */
    g_assert_cmpuint (command->length_bytes, ==, (length_bytes + 3) / 4 * 4);
    if (self->attention) {
        self->attention = FALSE;
        bb_reply_set_sense (reply, 6, 0x29, 0x00);
        return;
    }
    for (guint i = 0; i < self->ranges->len; i++) {
        Range *range = &g_array_index (self->ranges, Range, i);

        if (address + length_bytes <= range->address || address >= range->address + range->bytes->len)
            continue;
        found = TRUE;
        for (guint32 n = 0; n < length_bytes; n++)
            if (address + n >= range->address && address + n - range->address < range->bytes->len)
                command->in[n] = range->bytes->data[address + n - range->address];
    }
    if (!found) {
        bb_reply_set_sense (reply, 5, 0x24, 0x00);
        return;
    }
    reply->residual_bytes = command->length_bytes - MIN (command->length_bytes, length_bytes);
}

static void
answer_safe_mode (NecFake *self, const BbCommand *command, BbReply *reply)
{
    gboolean on = command->cdb.bytes[2] == 1;

    g_assert_cmpuint (command->cdb.bytes[8], ==, 1);
    for (guint i = 0; i < 4; i++) {
        if (self->boot_key == NULL || (self->stuck && !on) ||
            command->cdb.bytes[4 + i] != (guint8) self->boot_key[i]) {
            bb_reply_set_sense (reply, 5, 0x26, 0x00);
            return;
        }
    }
    if (self->safe && !on)
        self->busy_left = self->n_busy;
    self->safe = on || self->stays;
}

static void
answer_boot_code (NecFake *self, const BbCommand *command, BbReply *reply)
{
    gsize size = 0;
    const guint8 *data = NULL;

    if (!self->safe || self->boot_code == NULL) {
        bb_reply_set_sense (reply, 5, 0x2C, 0x00);
        return;
    }
    data = g_bytes_get_data (self->boot_code, &size);
    for (gsize i = 0; i < MIN (size, command->length_bytes); i++)
        command->in[i] = data[i];
    reply->residual_bytes = command->length_bytes - MIN (size, command->length_bytes);
}

static void
answer_ready (NecFake *self, BbReply *reply)
{
    if (self->busy_left == 0) {
        bb_reply_set_sense (reply, 2, 0x3A, 0x00);
        return;
    }
    self->busy_left--;
    if (self->busy_left == 0)
        bb_reply_set_sense (reply, 6, 0x28, 0x00);
    else
        bb_reply_set_sense (reply, 2, 0x04, 0x01);
}

static gboolean
nec_fake_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    NecFake *self = NEC_FAKE (transport);
    g_autofree char *text = bb_hex_dup (command->cdb.bytes, command->cdb.length_bytes, "");

    if (self->may_go && self->n_left-- == 0) {
        self->n_left = 0;
        g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "pulled");
        return FALSE;
    }
    g_string_append_printf (self->log, "%s\n", text);
    reply->status = BB_STATUS_GOOD;
    if (command->cdb.bytes[0] == 0x12)
        answer_inquiry (self, command, reply);
    else if (command->cdb.bytes[0] == 0x00)
        answer_ready (self, reply);
    else if (command->cdb.bytes[0] == 0xCC && command->cdb.bytes[1] == 0x00)
        answer_read (self, command, reply);
    else if (command->cdb.bytes[0] == 0xCC && command->cdb.bytes[1] == 0x01)
        answer_safe_mode (self, command, reply);
    else if (command->cdb.bytes[0] == 0xCD)
        answer_boot_code (self, command, reply);
    else
        g_error ("the drive of paper was asked %s", text);
    if (reply->status != BB_STATUS_GOOD)
        reply->residual_bytes = command->length_bytes;
    return TRUE;
}

static void
nec_fake_wait_ms (BbTransport *transport, guint duration_ms)
{
    NEC_FAKE (transport)->waited_ms += duration_ms;
}

static void
nec_fake_transport_init (BbTransportInterface *iface)
{
    iface->execute = nec_fake_execute;
    iface->wait_ms = nec_fake_wait_ms;
}

static void
nec_fake_finalize (GObject *object)
{
    NecFake *self = NEC_FAKE (object);

    g_free (self->vendor);
    g_free (self->product);
    g_free (self->revision);
    g_free (self->boot_key);
    g_free (self->boot_revision);
    g_clear_pointer (&self->boot_code, g_bytes_unref);
    for (guint i = 0; i < self->ranges->len; i++)
        g_byte_array_unref (g_array_index (self->ranges, Range, i).bytes);
    g_array_unref (self->ranges);
    g_string_free (self->log, TRUE);
    G_OBJECT_CLASS (nec_fake_parent_class)->finalize (object);
}

static void
nec_fake_class_init (NecFakeClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = nec_fake_finalize;
}

static void
nec_fake_init (NecFake *self)
{
    self->ranges = g_array_new (FALSE, FALSE, sizeof (Range));
    self->log = g_string_new (NULL);
    self->boot_revision = g_strdup ("0.05");
}

NecFake *
nec_fake_new (const char *vendor, const char *product, const char *revision)
{
    NecFake *self = g_object_new (NEC_TYPE_FAKE, NULL);

    self->vendor = g_strdup (vendor);
    self->product = g_strdup (product);
    self->revision = g_strdup (revision);
    return self;
}

void
nec_fake_put (NecFake *self, guint32 address, const guint8 *data, gsize length_bytes)
{
    Range range = {address, g_byte_array_new ()};

    g_byte_array_append (range.bytes, data, (guint) length_bytes);
    g_array_append_val (self->ranges, range);
}

void
nec_fake_put_text (NecFake *self, guint32 address, const char *text)
{
    nec_fake_put (self, address, (const guint8 *) text, strlen (text));
}

void
nec_fake_put_rid (NecFake *self, guint32 address, const char *rid, const char *maker, const char *model)
{
    g_autoptr (GByteArray) block = g_byte_array_new ();

    g_byte_array_set_size (block, 0x80);
    nec_put_text (block, 0, "", 0x80);
    nec_put_text (block, 0x10, rid, 4);
    nec_put_text (block, 0x20, maker, 32);
    nec_put_text (block, 0x40, model, 16);
    if (strlen (model) > 0x17)
        block->data[0x57] = (guint8) model[0x17];
    nec_fake_put (self, address, block->data, block->len);
}

void
nec_fake_put_page (NecFake *self, guint32 address, guint32 seed)
{
    g_autoptr (GByteArray) page = nec_fill (0x400, seed);

    nec_fake_put (self, address, page->data, page->len);
}

void
nec_fake_answer_all (NecFake *self)
{
    self->all = TRUE;
}

void
nec_fake_set_boot (NecFake *self, const char *key, const char *revision)
{
    g_free (self->boot_key);
    g_free (self->boot_revision);
    self->boot_key = g_strdup (key);
    self->boot_revision = g_strdup (revision);
}

void
nec_fake_set_boot_code (NecFake *self, GBytes *boot_code)
{
    self->boot_code = g_bytes_ref (boot_code);
}

void
nec_fake_set_safe (NecFake *self, gboolean safe, gboolean stays)
{
    self->safe = safe;
    self->stays = stays;
}

void
nec_fake_set_stuck (NecFake *self)
{
    self->stuck = TRUE;
}

void
nec_fake_set_busy (NecFake *self, guint n_polls)
{
    self->n_busy = n_polls;
}

void
nec_fake_set_gone (NecFake *self, guint n)
{
    self->may_go = TRUE;
    self->n_left = n;
}

void
nec_fake_add_attention (NecFake *self)
{
    self->attention = TRUE;
}

gboolean
nec_fake_is_safe (NecFake *self)
{
    return self->safe;
}

guint
nec_fake_get_waited_ms (NecFake *self)
{
    return self->waited_ms;
}

const char *
nec_fake_get_log (NecFake *self)
{
    return self->log->str;
}

void
nec_fake_clear_log (NecFake *self)
{
    g_string_truncate (self->log, 0);
}

NecFake *
nec_fake_new_model (BbModel *model, const char *id, const char *rid_model, int firmware_id)
{
    const BbNecType *type = bb_nec_type_of_model (model);
    NecFake *self = nec_fake_new ("_NEC", "DVD_RW TEST", "1.05");
    guint32 address = 0;
    guint8 byte = (guint8) firmware_id;

    nec_fake_put_text (self, bb_nec_model_id_address (model), id);
    nec_fake_put_rid (self, bb_nec_model_rid_address (model), "ND99", "NEC", rid_model);
    nec_fake_put_page (self, type->calibration[0].address, 0x1234);
    if (firmware_id >= 0 && bb_nec_model_firmware_id_address (model, &address))
        nec_fake_put (self, address, &byte, 1);
    nec_fake_set_boot (self, bb_nec_model_safe_key (model), "0.05");
    return self;
}
