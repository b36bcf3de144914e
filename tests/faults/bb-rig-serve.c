/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rig-serve.h"

#include <string.h>

BbDrive *
bb_rig_get_drive (BbRig *rig, guint number)
{
    g_assert_cmpuint (number, <, rig->drives->len);
    return g_ptr_array_index (rig->drives, number);
}

GMainContext *
bb_rig_get_context (void)
{
    static GMainContext *context;

    if (context == NULL)
        context = g_main_context_new ();
    return context;
}

void
bb_rig_settle (void)
{
    while (g_main_context_iteration (bb_rig_get_context (), FALSE))
        ;
}

/* Sets @answer to success, or to failure with the text and code of @error. Always returns TRUE, because FALSE would
 * make the caller kill the program. A failed request is only reported to the program. */
static gboolean
bb_rig_set_answer (BbWireAnswer *answer, gboolean ok, const GError *error)
{
    answer->ok = ok;
    if (error != NULL) {
        g_assert_true (error->domain == BB_TRANSPORT_ERROR);
        answer->code = error->code;
        g_strlcpy (answer->text, error->message, sizeof answer->text);
    }
    return TRUE;
}

static gboolean
bb_rig_serve_open (BbRig *rig, const BbWireRequest *request, BbWireAnswer *answer)
{
    g_autoptr (GError) error = NULL;
    BbTransport *transport = bb_drive_open (bb_rig_get_drive (rig, request->drive), request->flag, &error);

    if (transport != NULL) {
        answer->handle = ++rig->run->n_handles;
        g_hash_table_insert (rig->run->handles, GUINT_TO_POINTER (answer->handle), transport);
    }
    return bb_rig_set_answer (answer, transport != NULL, error);
}

/* Counts the command, calls the watch of the rig, and sends the command to the drive. FALSE if the program is to be
 * killed before or after this command. If it is to be killed before, the command is counted but not sent. */
static gboolean
bb_rig_serve_execute (BbRig *rig, const BbWireRequest *request, const guint8 *out, BbWireAnswer *answer, guint8 *in)
{
    BbTransport *transport = NULL;
    g_autoptr (GError) error = NULL;
    BbCommand command = {.cdb = request->cdb,
                         .direction = request->direction,
                         .length_bytes = request->length_bytes,
                         .timeout_ms = request->timeout_ms};
    gboolean ok = FALSE;

    command.out = request->direction == BB_DIRECTION_OUT ? out : NULL;
    command.in = request->direction == BB_DIRECTION_IN ? in : NULL;
    rig->run->n_commands++;
    if (rig->run->n_commands == rig->kill_before)
        return FALSE;
    if (rig->watch != NULL)
        rig->watch (rig, rig->run->n_commands, &command, rig->watch_data);
    transport = g_hash_table_lookup (rig->run->handles, GUINT_TO_POINTER (request->handle));
    g_assert_nonnull (transport);
    ok = bb_transport_execute (transport, &command, &answer->reply, &error);
    if (!ok)
        bb_rig_settle ();
    if (rig->run->n_commands == rig->kill_after)
        return FALSE;
    return bb_rig_set_answer (answer, ok, error);
}

static gboolean
bb_rig_serve_hold (BbRig *rig, const BbWireRequest *request, BbWireAnswer *answer)
{
    g_autoptr (GError) error = NULL;
    gboolean held = bb_drive_hold (bb_rig_get_drive (rig, request->drive), NULL, NULL, &error);

    rig->run->held[request->drive] = rig->run->held[request->drive] || held;
    return bb_rig_set_answer (answer, held, error);
}

static gboolean
bb_rig_serve_names (BbRig *rig, const BbWireRequest *request, BbWireAnswer *answer)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_rig_get_drive (rig, request->drive));

    g_snprintf (answer->text, sizeof answer->text, "%s\n%s\n%s", details->vendor, details->product,
                details->revision);
    return TRUE;
}

static gboolean
bb_rig_serve_access (BbRig *rig, const BbWireRequest *request, BbWireAnswer *answer)
{
    g_autofree char *why = NULL;

    answer->code = (int) bb_drive_check_access (bb_rig_get_drive (rig, request->drive), &why);
    g_strlcpy (answer->text, why != NULL ? why : "", sizeof answer->text);
    return TRUE;
}

/* Carries out @request and sets @answer. FALSE if the program is to be killed now. */
static gboolean
bb_rig_serve_request (BbRig *rig, const BbWireRequest *request, const guint8 *data, BbWireAnswer *answer, guint8 *in)
{
    BbTransport *transport = g_hash_table_lookup (rig->run->handles, GUINT_TO_POINTER (request->handle));

    answer->ok = TRUE;
    switch (request->op) {
    case BB_WIRE_OPEN:
        return bb_rig_serve_open (rig, request, answer);
    case BB_WIRE_CLOSE:
        g_hash_table_remove (rig->run->handles, GUINT_TO_POINTER (request->handle));
        return TRUE;
    case BB_WIRE_EXECUTE:
        return bb_rig_serve_execute (rig, request, data, answer, in);
    case BB_WIRE_WAIT:
        bb_transport_wait_ms (transport, request->ms);
        return TRUE;
    case BB_WIRE_CHECK_ACCESS:
        return bb_rig_serve_access (rig, request, answer);
    case BB_WIRE_HOLD:
        return bb_rig_serve_hold (rig, request, answer);
    case BB_WIRE_RELEASE:
        bb_drive_release (bb_rig_get_drive (rig, request->drive), request->flag);
        rig->run->held[request->drive] = FALSE;
        return TRUE;
    case BB_WIRE_NAMES:
        return bb_rig_serve_names (rig, request, answer);
    case BB_WIRE_REPORT:
        g_free (rig->run->report);
        rig->run->report = g_strndup ((const char *) data, request->length_bytes);
        return TRUE;
    }
    return TRUE;
}

/* Returns the drives that are connected: bit n for drive n. */
static guint32
bb_rig_get_present (BbRig *rig)
{
    guint32 present = 0;

    for (guint i = 0; i < rig->drives->len; i++)
        present |= bb_drive_is_present (g_ptr_array_index (rig->drives, i)) ? 1u << i : 0;
    return present;
}

gboolean
bb_rig_serve (BbRig *rig, const BbWireRequest *request, const guint8 *data, BbWireAnswer *answer, guint8 *in)
{
    g_assert_cmpuint (request->length_bytes, <=, BB_WIRE_MAX_BYTES);
    memset (answer, 0, sizeof *answer);
    if (in != NULL)
        memset (in, 0, request->length_bytes);
    if (!bb_rig_serve_request (rig, request, data, answer, in)) {
        rig->run->was_killed = TRUE;
        return FALSE;
    }
    answer->present = bb_rig_get_present (rig);
    return TRUE;
}
