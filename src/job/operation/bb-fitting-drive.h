/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

G_BEGIN_DECLS

/**
 * bb_fitting_drive_find:
 * @engine: its drives are searched in their order
 * @image: firmware that was identified
 * @except: (nullable): drive that is left out
 *
 * Finds a connected drive of the model that @image is made for. bb_family_check() decides this from the facts that
 * are known now. Returns the first drive without warnings in its verdict; if there is none, the first with warnings.
 * Skips drives that were not identified yet, and drives for which @image is refused or would be a cross-flash. Sends
 * no command.
 *
 * Returns: (transfer full) (nullable): %NULL if there is none, or if @image was not identified
 */
BbEngineDrive *bb_fitting_drive_find (BbEngine *engine, BbImage *image, BbEngineDrive *except);
/**
 * BbFittingDrive: a drive, and the verdict on a firmware file for it.
 * @image: the image of the file that fits @drive best
 * @verdict: (nullable): of bb_family_check(); %NULL if the drive is not identified
 */
typedef struct {
    BbEngineDrive *drive;
    BbImage *image;
    BbVerdict *verdict;
} BbFittingDrive;
void bb_fitting_drive_free (BbFittingDrive *fitting);

/**
 * bb_fitting_drive_list:
 * @images: (element-type BbImage): the images of one file, at least one
 *
 * Returns: (transfer full) (element-type BbFittingDrive): all drives of @engine. Drives that an image fits best come
 * first, drives that are not identified come last. Sends no command.
 */
GPtrArray *bb_fitting_drive_list (BbEngine *engine, GPtrArray *images);

G_END_DECLS
