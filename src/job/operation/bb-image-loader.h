/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/**
 * bb_image_loader_load_async:
 * @file: a local file
 * @second: (nullable): the other part of the firmware, as for bb_family_identify_pair()
 * @catalog: models for the identification
 * @cancellable: (nullable): checked while the file is read
 * @callback: called in the main context of the caller
 *
 * Reads @file in a thread and finds every firmware image inside, so that slow disks and large files do not block
 * the window.
 */
void bb_image_loader_load_async (GFile *file, GFile *second, BbCatalog *catalog, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);

/**
 * bb_image_loader_load_finish:
 *
 * Errors: those of bb_image_load().
 * Returns: (transfer full) (element-type BbImage): never empty; %NULL with error
 */
GPtrArray *bb_image_loader_load_finish (GAsyncResult *result, GError **error);

/**
 * bb_image_loader_read_async:
 *
 * Reads @file in a thread, without searching it for firmware images; for a file with a boot code.
 */
void bb_image_loader_read_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/** bb_image_loader_read_finish: (transfer full): the whole file as one image. Errors: those of bb_image_load(). */
BbImage *bb_image_loader_read_finish (GAsyncResult *result, GError **error);

/**
 * bb_image_loader_choose:
 * @images: (element-type BbImage): of bb_image_loader_load_finish()
 * @facts: (nullable): of the drive
 *
 * Returns: (transfer full): the image for the model of the drive. If there is none: the first image that a family
 * recognizes, else the first image
 */
BbImage *bb_image_loader_choose (GPtrArray *images, BbFacts *facts);

/**
 * bb_image_loader_choose_again:
 * @images: (element-type BbImage): of bb_image_loader_load_finish()
 * @chosen: the image of @images that was checked
 * @learnt: (nullable): facts of the drive after the check, for example with its boot code
 *
 * Chooses again after a check: the check may have read the boot code of the drive, which decides between several
 * images for one model.
 * Returns: (transfer full) (nullable): the image to use instead of @chosen. %NULL to keep @chosen, also if @learnt is
 *   %NULL or @images has only one image
 */
BbImage *bb_image_loader_choose_again (GPtrArray *images, BbImage *chosen, BbFacts *learnt);

/** bb_image_loader_is_open: TRUE if the boot code of the drive may decide between several @images, but has not been
 * read yet. A CHECK reads the boot code. FALSE if the drive with @facts (nullable) is not identified or does not run
 * its firmware. */
gboolean bb_image_loader_is_open (GPtrArray *images, BbFacts *facts);

G_END_DECLS
