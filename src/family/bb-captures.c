/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-plan.h"

#include "bb-plan-private.h"

#include <string.h>

/* A range of bytes of a capture that have been read: the offsets from @first to @end - 1. The ranges of a capture are
 * sorted, and between any two there is at least one unread byte. */
typedef struct {
    guint32 first;
    guint32 end;
} BbRead;

/**
 * BbCapture:
 * @reads: (element-type BbRead): the ranges that were read
 * @compared: (element-type BbRead): the ranges that were read a second time with the same data
 */
typedef struct {
    BbCaptureInfo info;
    guint8 *data;
    GArray *reads;
    GArray *compared;
} BbCapture;

struct _BbCaptures {
    GPtrArray *captures;
};

static void
bb_capture_free (gpointer data)
{
    BbCapture *capture = data;

    g_free (capture->info.region.name);
    g_free (capture->data);
    g_array_unref (capture->reads);
    g_array_unref (capture->compared);
    g_free (capture);
}

/* Returns (transfer full) a capture of which nothing was read yet: all bytes are FF. */
static BbCapture *
bb_capture_new (const BbCaptureInfo *info)
{
    BbCapture *capture = g_new0 (BbCapture, 1);

    capture->info = *info;
    capture->info.region.name = g_strdup (info->region.name);
    capture->data = g_malloc (info->region.length_bytes);
    memset (capture->data, 0xFF, info->region.length_bytes);
    capture->reads = g_array_new (FALSE, FALSE, sizeof (BbRead));
    capture->compared = g_array_new (FALSE, FALSE, sizeof (BbRead));
    return capture;
}

BbCaptures *
bb_captures_new (BbPlan *plan)
{
    BbCaptures *captures = g_atomic_rc_box_new0 (BbCaptures);
    guint n_captures = plan != NULL ? bb_plan_get_n_captures (plan) : 0;

    captures->captures = g_ptr_array_new_with_free_func (bb_capture_free);
    for (guint i = 0; i < n_captures; i++)
        g_ptr_array_add (captures->captures, bb_capture_new (bb_plan_get_capture (plan, i)));
    return captures;
}

BbCaptures *
bb_captures_ref (BbCaptures *captures)
{
    return g_atomic_rc_box_acquire (captures);
}

static void
bb_captures_clear (gpointer data)
{
    g_ptr_array_unref (((BbCaptures *) data)->captures);
}

void
bb_captures_unref (BbCaptures *captures)
{
    g_atomic_rc_box_release_full (captures, bb_captures_clear);
}

/* Adds [@first, @end) to @ranges (element-type BbRead), and merges it with the ranges that it overlaps or touches. */
static void
bb_capture_mark (GArray *ranges, guint32 first, guint32 end)
{
    BbRead read = {first, end};
    guint at = 0;

    while (at < ranges->len && g_array_index (ranges, BbRead, at).end < first)
        at++;
    while (at < ranges->len && g_array_index (ranges, BbRead, at).first <= read.end) {
        const BbRead *other = &g_array_index (ranges, BbRead, at);

        read.first = MIN (read.first, other->first);
        read.end = MAX (read.end, other->end);
        g_array_remove_index (ranges, at);
    }
    g_array_insert_val (ranges, at, read);
}

/* Returns the number of bytes in @ranges (element-type BbRead). */
static guint32
bb_capture_count (GArray *ranges)
{
    guint32 n_bytes = 0;

    for (guint i = 0; i < ranges->len; i++) {
        const BbRead *read = &g_array_index (ranges, BbRead, i);

        n_bytes += read->end - read->first;
    }
    return n_bytes;
}

/* Returns TRUE if @ranges (element-type BbRead) has a byte of [@first, @end). */
static gboolean
bb_capture_overlaps (GArray *ranges, guint32 first, guint32 end)
{
    for (guint i = 0; i < ranges->len; i++) {
        const BbRead *read = &g_array_index (ranges, BbRead, i);

        if (read->first < end && first < read->end)
            return TRUE;
    }
    return FALSE;
}

/* Copies @data to @offset of the capture and marks the range as read. If data that was compared is replaced, the
 * whole capture must be compared again. The range must be inside the capture, which is not checked. */
static void
bb_capture_store (BbCapture *capture, guint32 offset, const guint8 *data, guint32 length_bytes)
{
    if (length_bytes == 0)
        return;
    memcpy (capture->data + offset, data, length_bytes);
    bb_capture_mark (capture->reads, offset, offset + length_bytes);
    if (bb_capture_overlaps (capture->compared, offset, offset + length_bytes))
        g_array_set_size (capture->compared, 0);
}

void
bb_captures_store (BbCaptures *captures, guint index, guint32 offset, const guint8 *data, guint32 length_bytes)
{
    BbCapture *capture = NULL;

    g_return_if_fail (captures != NULL && index < captures->captures->len);
    g_return_if_fail (data != NULL || length_bytes == 0);
    capture = g_ptr_array_index (captures->captures, index);
    g_return_if_fail (offset <= capture->info.region.length_bytes &&
                      length_bytes <= capture->info.region.length_bytes - offset);

    bb_capture_store (capture, offset, data, length_bytes);
}

guint
bb_captures_find (BbCaptures *captures, const char *name)
{
    g_return_val_if_fail (captures != NULL && name != NULL, BB_CAPTURE_NONE);

    for (guint i = 0; i < captures->captures->len; i++)
        if (g_str_equal (bb_captures_get_info (captures, i)->region.name, name))
            return i;
    return BB_CAPTURE_NONE;
}

void
bb_captures_add (BbCaptures *captures, const char *name, BbRegionKind kind, guint32 address, GBytes *bytes)
{
    BbCaptureInfo info = {0};
    BbCapture *capture = NULL;
    guint index = BB_CAPTURE_NONE;

    g_return_if_fail (captures != NULL && name != NULL && bytes != NULL);
    g_return_if_fail (g_bytes_get_size (bytes) <= G_MAXUINT32);

    info.region.name = (char *) name;
    info.region.kind = kind;
    info.region.address = address;
    info.region.length_bytes = g_bytes_get_size (bytes);
    info.required = FALSE;
    capture = bb_capture_new (&info);
    bb_capture_store (capture, 0, g_bytes_get_data (bytes, NULL), info.region.length_bytes);
    index = bb_captures_find (captures, name);
    if (index == BB_CAPTURE_NONE) {
        g_ptr_array_add (captures->captures, capture);
        return;
    }
    bb_capture_free (captures->captures->pdata[index]);
    captures->captures->pdata[index] = capture;
}

guint
bb_captures_get_n (BbCaptures *captures)
{
    g_return_val_if_fail (captures != NULL, 0);
    return captures->captures->len;
}

const BbCaptureInfo *
bb_captures_get_info (BbCaptures *captures, guint index)
{
    BbCapture *capture = NULL;

    g_return_val_if_fail (captures != NULL && index < captures->captures->len, NULL);

    capture = g_ptr_array_index (captures->captures, index);
    return &capture->info;
}

GBytes *
bb_captures_get_with_holes (BbCaptures *captures, const char *name, guint32 *n_missing)
{
    guint index = bb_captures_find (captures, name);
    const BbCapture *capture = NULL;

    if (index == BB_CAPTURE_NONE)
        return NULL;
    capture = g_ptr_array_index (captures->captures, index);
    if (n_missing != NULL)
        *n_missing = capture->info.region.length_bytes - bb_capture_count (capture->reads);
    return g_bytes_new (capture->data, capture->info.region.length_bytes);
}

GBytes *
bb_captures_get (BbCaptures *captures, const char *name)
{
    g_autoptr (GBytes) bytes = NULL;
    guint32 n_missing = 0;

    bytes = bb_captures_get_with_holes (captures, name, &n_missing);
    return n_missing == 0 ? g_steal_pointer (&bytes) : NULL;
}

guint32
bb_captures_get_stored_end (BbCaptures *captures, guint index, guint32 offset)
{
    const BbCapture *capture = NULL;

    g_return_val_if_fail (captures != NULL && index < captures->captures->len, offset);

    capture = g_ptr_array_index (captures->captures, index);
    for (guint i = 0; i < capture->reads->len; i++) {
        const BbRead *read = &g_array_index (capture->reads, BbRead, i);

        if (read->first <= offset && offset < read->end)
            return read->end;
    }
    return offset;
}

gboolean
bb_captures_is_stored (BbCaptures *captures, guint index, guint32 offset, guint32 length_bytes)
{
    g_return_val_if_fail (captures != NULL && index < captures->captures->len, FALSE);

    return bb_captures_get_stored_end (captures, index, offset) - offset >= length_bytes;
}

void
bb_captures_mark_compared (BbCaptures *captures, guint index, guint32 offset, guint32 length_bytes)
{
    g_return_if_fail (captures != NULL && index < captures->captures->len);
    g_return_if_fail (bb_captures_is_stored (captures, index, offset, length_bytes));

    if (length_bytes > 0)
        bb_capture_mark (((BbCapture *) g_ptr_array_index (captures->captures, index))->compared, offset,
                         offset + length_bytes);
}

gboolean
bb_captures_were_compared (BbCaptures *captures)
{
    guint n_compared = 0;

    g_return_val_if_fail (captures != NULL, FALSE);

    for (guint i = 0; i < captures->captures->len; i++) {
        const BbCapture *capture = g_ptr_array_index (captures->captures, i);
        const BbCaptureInfo *info = &capture->info;
        gboolean is_saved =
            info->region.kind == BB_REGION_FIRMWARE || (info->required && info->region.kind != BB_REGION_OTHER);

        /* Data outside the firmware, such as an answer of the drive, may be read once. */
        if (!is_saved && capture->compared->len == 0)
            continue;
        if (bb_capture_count (capture->compared) != bb_capture_count (capture->reads))
            return FALSE;
        n_compared++;
    }
    return n_compared > 0;
}

GBytes *
bb_captures_make_blob (BbCaptures *captures, BbPlan *plan, guint index, GError **error)
{
    const BbComputed *computed = NULL;
    g_autoptr (GBytes) answer = NULL;
    g_autoptr (GBytes) blob = NULL;

    g_return_val_if_fail (captures != NULL && BB_IS_PLAN (plan) && index < plan->blobs->len, NULL);

    for (guint i = 0; i < plan->computed->len && computed == NULL; i++)
        if (g_array_index (plan->computed, BbComputed, i).blob == index)
            computed = &g_array_index (plan->computed, BbComputed, i);
    if (computed == NULL)
        return g_bytes_ref (bb_plan_get_blob (plan, index));
    answer = bb_captures_get (captures, bb_plan_get_capture (plan, computed->capture)->region.name);
    if (answer == NULL) {
        g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT,
                             "the drive did not send what its next command depends on");
        return NULL;
    }
    blob = computed->compute (answer, error);
    if (blob == NULL)
        return NULL;
    g_return_val_if_fail (g_bytes_get_size (blob) == g_bytes_get_size (bb_plan_get_blob (plan, index)), NULL);
    return g_steal_pointer (&blob);
}
