/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/**
 * bb_image_loader_load_async:
 * @file: a plain file
 * @catalog: models, for the identification
 * @cancellable: (nullable): looked at while the file is read
 * @callback: called in the main context that started it
 *
 * Reads @file and finds every firmware image inside, in a thread of its own: neither a slow disk nor a large
 * file holds up the window.
 */
void bb_image_loader_load_async (GFile *file, BbCatalog *catalog, GCancellable *cancellable,
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
 * As bb_image_loader_load_async(), but the file as it is, which nobody identifies: a boot code for instance.
 */
void bb_image_loader_read_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/** bb_image_loader_read_finish: (transfer full). Errors: those of bb_image_load(). */
BbImage *bb_image_loader_read_finish (GAsyncResult *result, GError **error);

/**
 * bb_image_loader_choose:
 * @images: (element-type BbImage): what a load gave
 * @facts: (nullable): the drive it is meant for
 *
 * The image that is for this very model; else the first that a family knows; else the first.
 * Returns: (transfer full)
 */
BbImage *bb_image_loader_choose (GPtrArray *images, BbFacts *facts);

/**
 * bb_image_loader_choose_again:
 * @images: (element-type BbImage): what a load gave
 * @chosen: the one of them that was checked
 * @learnt: what the check brought: which boot code is in, for instance
 *
 * Before a drive was asked for its boot code, the choice among several images for its model is open.
 * Returns: (transfer full) (nullable): the image to take instead of @chosen; %NULL: none, it stays
 */
BbImage *bb_image_loader_choose_again (GPtrArray *images, BbImage *chosen, BbFacts *learnt);

/** bb_image_loader_is_open: whether bb_image_loader_choose() may choose another of @images once the drive with @facts
 * was asked for its boot code. */
gboolean bb_image_loader_is_open (GPtrArray *images, BbFacts *facts);

G_END_DECLS
