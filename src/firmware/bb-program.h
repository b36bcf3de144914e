/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-image.h"

G_BEGIN_DECLS

/**
 * BbProgramError:
 * @BB_PROGRAM_ERROR_DAMAGED: its checksum is wrong, or its end is missing
 */
typedef enum {
    BB_PROGRAM_ERROR_DAMAGED,
} BbProgramError;

#define BB_PROGRAM_ERROR (bb_program_error_quark ())
GQuark bb_program_error_quark (void);

/** bb_program_is: whether @bytes begin as programs for DOS and Windows do; makers send firmware out in such. */
gboolean bb_program_is (GBytes *bytes);

/**
 * bb_program_check:
 * @bytes: the whole file of a program
 *
 * Compares what a program says of itself with its bytes: the sizes of its sections, and the checksum in its header if
 * it has one. A program for DOS, without a PE header, has neither.
 *
 * Errors: %BB_PROGRAM_ERROR_DAMAGED. Bytes that were appended later, as people make updaters of their own, make the
 * checksum wrong too: an image whose own checksum is right is not affected.
 */
gboolean bb_program_check (GBytes *bytes, GError **error);

/** bb_program_has_archive: whether the header of an archive stands anywhere in @bytes, even if the archive cannot be
 * opened. */
gboolean bb_program_has_archive (GBytes *bytes);

G_END_DECLS
