/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rig-serve.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Size of the memory that is mapped for the record. Pages that are never written take no memory. */
#define RECORD_BYTES (1024u * 1024 * 1024)
#define RECORD_ALIGN 8

/* A request and its answer, followed by the `n_out` bytes that the request sent. */
typedef struct {
    BbWireRequest request;
    BbWireAnswer answer;
    gsize n_out;
    guint64 sum_in;    /* checksum of the data from the drive */
    gboolean answered; /* FALSE if the program ended before the answer */
} BbRigEntry;

struct _BbRigRecord {
    BbRig *rig; /* copy of the rig in the process of the program */
    gsize n_used;
    guint8 bytes[];
};

BbRigRecord *
bb_rig_record_new (void)
{
    static BbRigRecord *record;

    if (record == NULL)
        record = mmap (NULL, RECORD_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    g_assert_true (record != MAP_FAILED);
    record->n_used = 0;
    return record;
}

void
bb_rig_record_begin (BbRigRecord *record, BbRig *rig)
{
    record->rig = rig;
    g_assert_true (bb_sim_store_split (rig->store));
}

/* Fletcher's checksum, which depends on the position of each byte. */
static guint64
bb_rig_sum (const guint8 *bytes, gsize length_bytes)
{
    guint64 a = 1;
    guint64 b = 0;
    gsize at = 0;

    for (; at + sizeof (guint64) <= length_bytes; at += sizeof (guint64)) {
        guint64 word;

        memcpy (&word, bytes + at, sizeof word);
        a += word;
        b += a;
    }
    for (; at < length_bytes; at++) {
        a += bytes[at];
        b += a;
    }
    return a ^ (b << 1);
}

static gsize
bb_rig_entry_size (gsize n_out)
{
    return (sizeof (BbRigEntry) + n_out + RECORD_ALIGN - 1) / RECORD_ALIGN * RECORD_ALIGN;
}

/* Returns @room if the request reads data from the drive, else NULL. */
static guint8 *
bb_rig_entry_get_in (const BbWireRequest *request, guint8 *room)
{
    return request->op == BB_WIRE_EXECUTE && request->direction == BB_DIRECTION_IN ? room : NULL;
}

void
bb_rig_record_ask (const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in, gpointer data)
{
    BbRigRecord *record = data;
    BbRigEntry *entry = (BbRigEntry *) (gpointer) (record->bytes + record->n_used);
    gsize n_out = out != NULL ? request->length_bytes : 0;

    g_assert_cmpuint (record->n_used + bb_rig_entry_size (n_out), <=, RECORD_BYTES - sizeof *record);
    entry->request = *request;
    entry->n_out = n_out;
    entry->answered = FALSE;
    if (n_out > 0)
        memcpy (entry + 1, out, n_out);
    record->n_used += bb_rig_entry_size (n_out);
    if (!bb_rig_serve (record->rig, request, out, answer, bb_rig_entry_get_in (request, in))) {
        kill (getpid (), SIGKILL);
        for (;;)
            pause ();
    }
    entry->answer = *answer;
    entry->sum_in = in != NULL ? bb_rig_sum (in, request->length_bytes) : 0;
    entry->answered = TRUE;
}

/* Asserts that @now, the answer of the drives of the rig, equals the recorded answer of the program's drives.
 * @sum_in: checksum of the data that came with @now */
static void
bb_rig_entry_compare (const BbRigEntry *entry, const BbWireAnswer *now, guint64 sum_in)
{
    const BbWireAnswer *then = &entry->answer;

    g_assert_cmpint (now->ok, ==, then->ok);
    g_assert_cmpint (now->code, ==, then->code);
    g_assert_cmpstr (now->text, ==, then->text);
    g_assert_cmpuint (now->handle, ==, then->handle);
    g_assert_cmphex (now->present, ==, then->present);
    g_assert_cmpuint (now->reply.status, ==, then->reply.status);
    g_assert_cmpmem (now->reply.sense_bytes, now->reply.sense_length_bytes, then->reply.sense_bytes,
                     then->reply.sense_length_bytes);
    g_assert_cmpuint (now->reply.residual_bytes, ==, then->reply.residual_bytes);
    g_assert_cmpint (now->reply.duration_us, ==, then->reply.duration_us);
    g_assert_cmphex (sum_in, ==, entry->sum_in);
}

void
bb_rig_record_repeat (BbRigRecord *record, BbRig *rig)
{
    g_autofree guint8 *room = g_malloc (BB_WIRE_MAX_BYTES);
    const BbRigEntry *entry = NULL;

    for (gsize at = 0; at < record->n_used; at += bb_rig_entry_size (entry->n_out)) {
        guint8 *in = NULL;
        BbWireAnswer answer;
        gboolean answered;

        entry = (const BbRigEntry *) (gpointer) (record->bytes + at);
        in = bb_rig_entry_get_in (&entry->request, room);
        answered = bb_rig_serve (rig, &entry->request, (const guint8 *) (entry + 1), &answer, in);
        g_assert_true (answered || !entry->answered);
        if (entry->answered)
            bb_rig_entry_compare (entry, &answer, in != NULL ? bb_rig_sum (in, entry->request.length_bytes) : 0);
    }
}
