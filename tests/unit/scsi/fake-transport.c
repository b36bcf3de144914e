/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-transport.h"

#include "scsi/bb-bytes.h"

#define FAKE_DURATION_US 1234

typedef struct {
    BbReply reply;
    GBytes *data;
    gboolean has_residual;
    gboolean failed;
    BbTransportError code;
} FakeAnswer;

struct _FakeTransport {
    GObject parent_instance;

    GPtrArray *answers;
    GPtrArray *cdbs;
    guint waited_ms;
};

static void fake_transport_iface_init (BbTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (FakeTransport, fake_transport, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, fake_transport_iface_init))

static void
fake_answer_free (gpointer data)
{
    FakeAnswer *answer = data;

    g_clear_pointer (&answer->data, g_bytes_unref);
    g_free (answer);
}

static gboolean
fake_transport_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    FakeTransport *self = FAKE_TRANSPORT (transport);
    const FakeAnswer *answer = NULL;
    gsize size = 0;

    g_assert_cmpuint (self->cdbs->len, <, self->answers->len);
    /* A transport need not set all members of the reply, so callers must pass a reply of zeros. */
    g_assert_cmphex (reply->status, ==, BB_STATUS_GOOD);
    g_assert_false (reply->sense.valid);
    g_assert_cmpuint (reply->sense_length_bytes + reply->residual_bytes, ==, 0);
    answer = g_ptr_array_index (self->answers, self->cdbs->len);
    g_ptr_array_add (self->cdbs, bb_cdb_dup_text (&command->cdb));

    *reply = answer->reply;
    reply->duration_us = FAKE_DURATION_US;
    if (answer->failed) {
        /* A failing transport may leave a wrong status in the reply. */
        reply->status = 0x5a;
        g_set_error (error, BB_TRANSPORT_ERROR, (int) answer->code, "told to fail with \"%d\"", answer->code);
        return FALSE;
    }
    if (answer->data != NULL && command->in != NULL) {
        const guint8 *data = g_bytes_get_data (answer->data, &size);

        size = MIN (size, command->length_bytes);
        for (gsize i = 0; i < size; i++)
            command->in[i] = data[i];
    }
    if (!answer->has_residual)
        reply->residual_bytes = command->direction == BB_DIRECTION_OUT ? 0 : command->length_bytes - size;
    return TRUE;
}

static void
fake_transport_wait_ms (BbTransport *transport, guint duration_ms)
{
    FAKE_TRANSPORT (transport)->waited_ms += duration_ms;
}

static void
fake_transport_iface_init (BbTransportInterface *iface)
{
    iface->execute = fake_transport_execute;
    iface->wait_ms = fake_transport_wait_ms;
}

static void
fake_transport_finalize (GObject *object)
{
    FakeTransport *self = FAKE_TRANSPORT (object);

    g_ptr_array_unref (self->answers);
    g_ptr_array_unref (self->cdbs);
    G_OBJECT_CLASS (fake_transport_parent_class)->finalize (object);
}

static void
fake_transport_class_init (FakeTransportClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = fake_transport_finalize;
}

static void
fake_transport_init (FakeTransport *self)
{
    self->answers = g_ptr_array_new_with_free_func (fake_answer_free);
    self->cdbs = g_ptr_array_new_with_free_func (g_free);
}

FakeTransport *
fake_transport_new (void)
{
    return g_object_new (FAKE_TYPE_TRANSPORT, NULL);
}

/* Adds a reply with status GOOD and no data, and returns (transfer none) it, so that the caller can change it. */
static FakeAnswer *
fake_add (FakeTransport *self)
{
    FakeAnswer *answer = g_new0 (FakeAnswer, 1);

    g_ptr_array_add (self->answers, answer);
    return answer;
}

void
fake_add_good (FakeTransport *self, const char *hex)
{
    g_autoptr (GError) error = NULL;

    fake_add (self)->data = bb_hex_parse (hex, &error);
    g_assert_no_error (error);
}

void
fake_add_lie (FakeTransport *self, const char *hex)
{
    fake_add_good (self, hex);
    fake_set_residual (self, 0);
}

void
fake_add_sense (FakeTransport *self, guint8 key, guint8 asc, guint8 ascq)
{
    bb_reply_set_sense (&fake_add (self)->reply, key, asc, ascq);
}

void
fake_add_raw_sense (FakeTransport *self, const char *hex)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = bb_hex_parse (hex, &error);
    BbReply *reply = &fake_add (self)->reply;
    gsize size = 0;
    const guint8 *data = NULL;

    g_assert_no_error (error);
    data = g_bytes_get_data (bytes, &size);
    g_assert_cmpuint (size, <=, BB_SENSE_MAX_BYTES);
    reply->status = BB_STATUS_CHECK_CONDITION;
    for (gsize i = 0; i < size; i++)
        reply->sense_bytes[i] = data[i];
    reply->sense_length_bytes = (guint8) size;
    bb_sense_decode (reply->sense_bytes, size, &reply->sense);
}

void
fake_add_status (FakeTransport *self, guint8 status)
{
    fake_add (self)->reply.status = status;
}

void
fake_add_failure (FakeTransport *self, BbTransportError code)
{
    FakeAnswer *answer = fake_add (self);

    answer->failed = TRUE;
    answer->code = code;
}

void
fake_set_residual (FakeTransport *self, gsize residual_bytes)
{
    FakeAnswer *answer = g_ptr_array_index (self->answers, self->answers->len - 1);

    answer->reply.residual_bytes = residual_bytes;
    answer->has_residual = TRUE;
}

void
fake_set_sense_length (FakeTransport *self, guint8 length_bytes)
{
    FakeAnswer *answer = g_ptr_array_index (self->answers, self->answers->len - 1);

    answer->reply.sense_length_bytes = length_bytes;
}

void
fake_assert_cdbs (FakeTransport *self, const char *const *cdbs)
{
    guint n = 0;

    for (; cdbs[n] != NULL; n++) {
        g_assert_cmpuint (n, <, self->cdbs->len);
        g_assert_cmpstr (g_ptr_array_index (self->cdbs, n), ==, cdbs[n]);
    }
    g_assert_cmpuint (self->cdbs->len, ==, n);
    g_assert_cmpuint (self->answers->len, ==, n);
}

guint
fake_get_waited_ms (FakeTransport *self)
{
    return self->waited_ms;
}
