/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rig-spare.h"

#include "family/bb-family.h"
#include "firmware/bb-image.h"
#include "job/flow/bb-job-worker.h"

#include <string.h>
#include <sys/mman.h>

/* Each __wrap_ function replaces the function of the same name without this prefix (--wrap of the linker). */

/* --- progress --- */

/* No test checks the progress of a program, so only the first and then every 128th update of a phase reaches the job.
 */
#define PROGRESS_STEP 128

void __real_bb_job_take_progress (BbJob *job, BbProgress *progress);
void __wrap_bb_job_take_progress (BbJob *job, BbProgress *progress);

void
__wrap_bb_job_take_progress (BbJob *job, BbProgress *progress)
{
    static _Thread_local int last_phase = -1;
    static _Thread_local gboolean was_endangered;
    static _Thread_local guint n;

    if ((int) progress->phase != last_phase || progress->endangered != was_endangered)
        n = 0;
    last_phase = (int) progress->phase;
    was_endangered = progress->endangered;
    if (n++ % PROGRESS_STEP == 0)
        __real_bb_job_take_progress (job, progress);
    else
        bb_progress_unref (progress);
}

/* --- SHA-256 --- */

/* The checksums of up to N_KNOWN contents are remembered. A content must have a size from KNOWN_LEAST_BYTES to
 * KNOWN_MOST_BYTES, and its checksum must have been computed KNOWN_LEAST_TIMES times. */
#define KNOWN_LEAST_BYTES (64u * 1024)
#define KNOWN_MOST_BYTES (8u * 1024 * 1024)
#define KNOWN_LEAST_TIMES 6
#define N_KNOWN 32
#define N_COUNTERS 65536

typedef struct {
    int is_whole; /* atomic: TRUE when all other fields and the bytes are written */
    gsize length_bytes;
    char sha256[65];
} BbKnownContent;

/* The remembered contents are in memory that forked processes share, so that a program uses checksums that an earlier
 * program computed. */
typedef struct {
    int n_known; /* atomic */
    BbKnownContent known[N_KNOWN];
    guint8 n_times[N_COUNTERS]; /* index: first four digits of checksums; value: how often such were computed */
    guint8 bytes[N_KNOWN][KNOWN_MOST_BYTES];
} BbKnownContents;

static BbKnownContents *contents;

void
bb_rig_spare_prepare (void)
{
    if (contents != NULL)
        return;
    contents =
        mmap (NULL, sizeof *contents, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    g_assert_true (contents != MAP_FAILED);
}

/* Returns the number of the remembered content that equals these bytes, -1 if there is none. */
static int
bb_known_contents_find (const guint8 *data, gsize length_bytes)
{
    guint n = MIN ((guint) g_atomic_int_get (&contents->n_known), N_KNOWN);

    for (guint i = 0; i < n; i++) {
        const BbKnownContent *known = &contents->known[i];

        if (g_atomic_int_get (&known->is_whole) && known->length_bytes == length_bytes &&
            memcmp (contents->bytes[i], data, length_bytes) == 0)
            return (int) i;
    }
    return -1;
}

/* Counts one more computation of @sha256. Remembers @sha256 and the content if @sha256 was computed often enough and
 * a slot is free. */
static void
bb_known_contents_add (const guint8 *data, gsize length_bytes, const char *sha256)
{
    guint8 *n_times = &contents->n_times[(
        (guint) g_ascii_xdigit_value (sha256[0]) << 12 | (guint) g_ascii_xdigit_value (sha256[1]) << 8 |
        (guint) g_ascii_xdigit_value (sha256[2]) << 4 | (guint) g_ascii_xdigit_value (sha256[3]))];
    BbKnownContent *known = NULL;
    int slot = 0;

    if (++*n_times < KNOWN_LEAST_TIMES || g_atomic_int_get (&contents->n_known) >= N_KNOWN)
        return;
    *n_times = 0;
    slot = g_atomic_int_add (&contents->n_known, 1);
    if (slot >= N_KNOWN)
        return;
    known = &contents->known[slot];
    known->length_bytes = length_bytes;
    memcpy (contents->bytes[slot], data, length_bytes);
    g_strlcpy (known->sha256, sha256, sizeof known->sha256);
    g_atomic_int_set (&known->is_whole, TRUE);
}

char *__real_bb_sha256_bytes (GBytes *bytes);
char *__wrap_bb_sha256_bytes (GBytes *bytes);

/* Returns (transfer full) the SHA-256. A remembered checksum is used only if every byte of the content is equal. */
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

/* --- firmware --- */

/* For each remembered content, the image that the test process identified in the content. NULL: each program
 * identifies the content itself. Forked programs inherit these images. */
static BbImage *identified[N_KNOWN];

GPtrArray *__real_bb_family_identify_file (BbImage *file, BbCatalog *catalog);
GPtrArray *__wrap_bb_family_identify_file (BbImage *file, BbCatalog *catalog);

/* TRUE if @images are one image that is the whole file, was not decrypted, and has no problem that a key file
 * resolves. */
static gboolean
bb_spare_can_keep (GPtrArray *images, gsize length_bytes)
{
    BbImage *image = g_ptr_array_index (images, 0);
    BbImageIdentity *identity = bb_image_get_identity (image);

    return images->len == 1 && identity->offset == 0 && identity->length_bytes == length_bytes &&
           bb_image_get_inside (image) == NULL && !bb_image_is_deciphered (image) &&
           !bb_image_identity_wants_key (identity);
}

void
bb_rig_spare_identify (BbCatalog *catalog)
{
    static gboolean was_tried[N_KNOWN];
    guint n = MIN ((guint) g_atomic_int_get (&contents->n_known), N_KNOWN);

    for (guint i = 0; i < n; i++) {
        const BbKnownContent *known = &contents->known[i];
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (BbImage) file = NULL;
        g_autoptr (GPtrArray) images = NULL;

        if (was_tried[i] || !g_atomic_int_get (&known->is_whole))
            continue;
        was_tried[i] = TRUE;
        bytes = g_bytes_new_static (contents->bytes[i], known->length_bytes);
        file = bb_image_new_from_bytes (bytes, "known");
        images = __real_bb_family_identify_file (file, catalog);
        if (bb_spare_can_keep (images, known->length_bytes))
            identified[i] = g_object_ref (g_ptr_array_index (images, 0));
    }
}

/* Returns the images that the real function would return. Does not search bytes again that were identified before. */
GPtrArray *
__wrap_bb_family_identify_file (BbImage *file, BbCatalog *catalog)
{
    gsize length_bytes = 0;
    const guint8 *data = g_bytes_get_data (bb_image_get_bytes (file), &length_bytes);
    gboolean is_plain = bb_image_get_inside (file) == NULL && !bb_image_is_deciphered (file);
    int known = contents != NULL && is_plain ? bb_known_contents_find (data, length_bytes) : -1;
    GPtrArray *images = NULL;

    if (known < 0 || identified[known] == NULL)
        return __real_bb_family_identify_file (file, catalog);
    images = g_ptr_array_new_with_free_func (g_object_unref);
    g_ptr_array_add (images, bb_image_new_part (file, bb_image_get_identity (identified[known]), NULL));
    return images;
}
