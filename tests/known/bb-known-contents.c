/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-known-contents.h"

#include <string.h>
#include <sys/mman.h>

/* A content is remembered if it has a size from KNOWN_LEAST_BYTES to KNOWN_MOST_BYTES and its checksum was computed
 * KNOWN_LEAST_TIMES times. */
#define KNOWN_LEAST_BYTES (64u * 1024)
#define KNOWN_MOST_BYTES (8u * 1024 * 1024)
#define KNOWN_LEAST_TIMES 6
#define N_COUNTERS 65536

typedef struct {
    int is_whole; /* atomic: TRUE when all other fields and the bytes are written */
    gsize length_bytes;
    char sha256[65];
} BbKnownContent;

typedef struct {
    int n_known; /* atomic */
    BbKnownContent known[BB_KNOWN_CONTENTS_MAX];
    /* Index: first four digits of checksums. Value: how often such were computed. */
    _Atomic guint8 n_times[N_COUNTERS];
    guint8 bytes[BB_KNOWN_CONTENTS_MAX][KNOWN_MOST_BYTES];
} BbKnownContents;

static BbKnownContents *contents;

void
bb_known_contents_prepare (void)
{
    if (contents != NULL)
        return;
    contents =
        mmap (NULL, sizeof *contents, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    g_assert_true (contents != MAP_FAILED);
}

int
bb_known_contents_find (const guint8 *data, gsize length_bytes)
{
    guint n = contents != NULL ? MIN ((guint) g_atomic_int_get (&contents->n_known), BB_KNOWN_CONTENTS_MAX) : 0;

    for (guint i = 0; i < n; i++) {
        const BbKnownContent *known = &contents->known[i];

        if (g_atomic_int_get (&known->is_whole) && known->length_bytes == length_bytes &&
            memcmp (contents->bytes[i], data, length_bytes) == 0)
            return (int) i;
    }
    return -1;
}

GBytes *
bb_known_contents_get (guint number)
{
    const BbKnownContent *known = contents != NULL ? &contents->known[number] : NULL;

    if (known == NULL || !g_atomic_int_get (&known->is_whole))
        return NULL;
    return g_bytes_new_static (contents->bytes[number], known->length_bytes);
}

/* Counts one more computation of @sha256. Remembers @sha256 and the content if @sha256 was computed often enough and
 * a slot is free. */
static void
bb_known_contents_add (const guint8 *data, gsize length_bytes, const char *sha256)
{
    _Atomic guint8 *n_times = &contents->n_times[(
        (guint) g_ascii_xdigit_value (sha256[0]) << 12 | (guint) g_ascii_xdigit_value (sha256[1]) << 8 |
        (guint) g_ascii_xdigit_value (sha256[2]) << 4 | (guint) g_ascii_xdigit_value (sha256[3]))];
    BbKnownContent *known = NULL;
    int slot = 0;

    if (++*n_times < KNOWN_LEAST_TIMES || g_atomic_int_get (&contents->n_known) >= BB_KNOWN_CONTENTS_MAX)
        return;
    *n_times = 0;
    slot = g_atomic_int_add (&contents->n_known, 1);
    if (slot >= BB_KNOWN_CONTENTS_MAX)
        return;
    known = &contents->known[slot];
    known->length_bytes = length_bytes;
    memcpy (contents->bytes[slot], data, length_bytes);
    g_strlcpy (known->sha256, sha256, sizeof known->sha256);
    g_atomic_int_set (&known->is_whole, TRUE);
}

char *__real_bb_sha256_bytes (GBytes *bytes);
char *__wrap_bb_sha256_bytes (GBytes *bytes);

/* Replaces bb_sha256_bytes() (--wrap of the linker). A remembered checksum is used only if every byte of the content
 * is equal. */
char *
__wrap_bb_sha256_bytes (GBytes *bytes)
{
    gsize length_bytes = 0;
    const guint8 *data = g_bytes_get_data (bytes, &length_bytes);
    int known = -1;
    char *sha256 = NULL;

    if (contents == NULL || length_bytes < KNOWN_LEAST_BYTES || length_bytes > KNOWN_MOST_BYTES)
        return __real_bb_sha256_bytes (bytes);
    known = bb_known_contents_find (data, length_bytes);
    if (known >= 0)
        return g_strdup (contents->known[known].sha256);
    sha256 = __real_bb_sha256_bytes (bytes);
    bb_known_contents_add (data, length_bytes, sha256);
    return sha256;
}
