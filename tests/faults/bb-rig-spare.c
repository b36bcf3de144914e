/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rig-spare.h"

#include "bb-known-contents.h"
#include "family/bb-family.h"
#include "firmware/bb-image.h"
#include "job/flow/bb-job-worker.h"

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

/* --- firmware --- */

/* For each remembered content, the image that the test process identified in the content. NULL: each program
 * identifies the content itself. Forked programs inherit these images. */
static BbImage *identified[BB_KNOWN_CONTENTS_MAX];

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
    static gboolean was_tried[BB_KNOWN_CONTENTS_MAX];

    for (guint i = 0; i < BB_KNOWN_CONTENTS_MAX; i++) {
        g_autoptr (GBytes) bytes = was_tried[i] ? NULL : bb_known_contents_get (i);
        g_autoptr (BbImage) file = NULL;
        g_autoptr (GPtrArray) images = NULL;

        if (bytes == NULL)
            continue;
        was_tried[i] = TRUE;
        file = bb_image_new_from_bytes (bytes, "known");
        images = __real_bb_family_identify_file (file, catalog);
        if (bb_spare_can_keep (images, g_bytes_get_size (bytes)))
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
    int known = is_plain ? bb_known_contents_find (data, length_bytes) : -1;
    GPtrArray *images = NULL;

    if (known < 0 || identified[known] == NULL)
        return __real_bb_family_identify_file (file, catalog);
    images = g_ptr_array_new_with_free_func (g_object_unref);
    g_ptr_array_add (images, bb_image_new_part (file, bb_image_get_identity (identified[known]), NULL));
    return images;
}
