/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lg-memory.h"

#include "scsi/bb-bytes.h"

#include <string.h>

static void lg_memory_transport_init (BbTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LgMemory, lg_memory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, lg_memory_transport_init))

static void
lg_memory_finalize (GObject *object)
{
    LgMemory *self = LG_MEMORY (object);

    g_free (self->memory);
    g_free (self->low);
    g_ptr_array_unref (self->reads);
    G_OBJECT_CLASS (lg_memory_parent_class)->finalize (object);
}

static void
lg_memory_class_init (LgMemoryClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = lg_memory_finalize;
}

static void
lg_memory_init (LgMemory *self)
{
    self->memory = g_malloc0 (LG_MEMORY_END - LG_MEMORY_START);
    self->reads = g_ptr_array_new_with_free_func (g_free);
}

LgMemory *
lg_memory_new (void)
{
    return g_object_new (LG_TYPE_MEMORY, NULL);
}

void
lg_memory_add_low (LgMemory *self)
{
    self->low = g_malloc0 (LG_MEMORY_START);
}

void
lg_memory_put (LgMemory *self, guint32 address, const guint8 *bytes, gsize length_bytes)
{
    if (self->low != NULL && address + length_bytes <= LG_MEMORY_START) {
        memcpy (self->low + address, bytes, length_bytes);
        return;
    }
    g_assert_cmpuint (address, >=, LG_MEMORY_START);
    g_assert_cmpuint (address + length_bytes, <=, LG_MEMORY_END);
    memcpy (self->memory + address - LG_MEMORY_START, bytes, length_bytes);
}

void
lg_memory_put_text (LgMemory *self, guint32 address, const char *text)
{
    lg_memory_put (self, address, (const guint8 *) text, strlen (text));
}

void
lg_memory_put_header (LgMemory *self, guint32 address, const char *part_name, const char *name, guint32 start,
                      guint32 size)
{
    guint8 range[8];

    bb_put_be32 (range, start);
    bb_put_be32 (range + 4, size);
    lg_memory_put_text (self, address + 0x10, name);
    lg_memory_put_text (self, address + 0x18, part_name);
    lg_memory_put_text (self, address + 0x20, "REV LVL ");
    lg_memory_put_text (self, address + 0x30, "ROM REV ");
    lg_memory_put (self, address + 0x40, range, sizeof range);
}

void
lg_found_clear (LgFound *found)
{
    g_free (found->seen);
}

LgFound
lg_memory_search (LgMemory *self, GVariant *known, gboolean is_asked)
{
    LgFound found = {0};
    g_autoptr (GError) error = NULL;

    g_assert_true (
        bb_lg_search (BB_TRANSPORT (self), known, is_asked, NULL, &found.main, &found.core, &found.seen, &error));
    g_assert_no_error (error);
    g_assert_cmpint (found.main.is_found, ==, found.seen == NULL);
    return found;
}

char *
lg_memory_dup_reads (LgMemory *self)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < self->reads->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (const char *) self->reads->pdata[i]);
    return g_string_free (text, FALSE);
}

static gboolean
lg_memory_read (LgMemory *self, const BbCommand *command, BbReply *reply, GError **error)
{
    const guint8 *cdb = command->cdb.bytes;
    guint32 address = (guint32) cdb[2] << 24 | (guint32) cdb[3] << 16 | (guint32) cdb[4] << 8 | cdb[5];
    guint32 length_bytes = (guint32) cdb[7] << 8 | cdb[8];

    g_assert_cmpuint (cdb[1], ==, 5);
    g_assert_cmpuint (cdb[9], ==, 0x44);
    g_assert_cmpuint (length_bytes, ==, command->length_bytes);
    g_ptr_array_add (self->reads, g_strdup_printf ("%X+%X", address, length_bytes));
    if (self->gone_at > 0 && self->reads->len >= self->gone_at) {
        g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "gone");
        return FALSE;
    }
    if (self->low != NULL && (address < LG_MEMORY_START || address >= LG_MEMORY_END)) {
        if (address < LG_MEMORY_START)
            memcpy (command->in, self->low + address, length_bytes);
        else
            bb_reply_set_sense (reply, 5, 0x21, 0);
        return TRUE;
    }
    g_assert_cmpuint (address, >=, LG_MEMORY_START);
    g_assert_cmpuint (address + length_bytes, <=, LG_MEMORY_END);
    if (self->refused_from > 0 && address + length_bytes > self->refused_from)
        bb_reply_set_sense (reply, 5, 0x24, 0);
    else
        memcpy (command->in, self->memory + address - LG_MEMORY_START, length_bytes);
    return TRUE;
}

static gboolean
lg_memory_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    LgMemory *self = LG_MEMORY (transport);

    *reply = (BbReply){0};
    self->n_commands++;
    if (self->lost_at > 0 && self->n_commands >= self->lost_at) {
        g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "gone");
        return FALSE;
    }
    if (command->cdb.bytes[0] == 0x3C)
        return lg_memory_read (self, command, reply, error);
    g_assert_cmpuint (command->cdb.bytes[0], ==, 0);
    if (self->n_attentions > 0) {
        self->n_attentions--;
        bb_reply_set_sense (reply, 6, 0x29, 0);
    } else if (self->ready_sense != 0) {
        bb_reply_set_sense (reply, (guint8) (self->ready_sense >> 16), (guint8) (self->ready_sense >> 8),
                            (guint8) self->ready_sense);
    }
    return TRUE;
}

static void
lg_memory_wait (BbTransport *transport, guint duration_ms)
{
    (void) transport;
    (void) duration_ms;
}

static void
lg_memory_transport_init (BbTransportInterface *iface)
{
    iface->execute = lg_memory_execute;
    iface->wait_ms = lg_memory_wait;
}
