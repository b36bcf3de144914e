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
 * Finds a connected drive whose model @image is for, as bb_family_check() decides from the facts that are known now.
 * A drive for which the verdict has no warnings is preferred to one with warnings. Sends no command.
 *
 * Returns: (transfer full) (nullable): %NULL if there is none
 */
BbEngineDrive *bb_fitting_drive_find (BbEngine *engine, BbImage *image, BbEngineDrive *except);

G_END_DECLS
