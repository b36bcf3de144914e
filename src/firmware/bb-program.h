/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-image.h"

G_BEGIN_DECLS

/**
 * BbProgramError:
 * @BB_PROGRAM_ERROR_DAMAGED: the checksum of the program is wrong, or its end is missing
 */
typedef enum {
    BB_PROGRAM_ERROR_DAMAGED,
} BbProgramError;

#define BB_PROGRAM_ERROR (bb_program_error_quark ())
GQuark bb_program_error_quark (void);

/** bb_program_is: TRUE if @bytes begin like a program for DOS or Windows; manufacturers publish firmware inside such
 * programs. */
gboolean bb_program_is (GBytes *bytes);

/**
 * bb_program_check:
 * @bytes: the whole file of a program
 *
 * Checks that all sections of a program are inside the file, and compares the checksum in its PE header if it has
 * one. A file without a PE header, such as a DOS program, has neither sections nor checksum, so it passes.
 *
 * Errors: %BB_PROGRAM_ERROR_DAMAGED, also if bytes were appended to the program, because they make its checksum
 * wrong. bb_family_identify_file() then refuses the images in the bytes of the program, even if their own checksum is
 * right.
 */
gboolean bb_program_check (GBytes *bytes, GError **error);

/**
 * bb_program_find_end:
 * @offset: offset of an image in the file
 * @end: (out): offset of the first byte after the image
 *
 * Finds the end of an image in a Windows program. If a resource begins at @offset, that is the end of the resource.
 * If only a section begins there, it is the end of the section. %FALSE if neither begins there, if the resource is
 * longer than its section, or if the file is no valid Windows program. Takes bounded time on hostile input.
 */
gboolean bb_program_find_end (GBytes *bytes, gsize offset, gsize *end);

/** bb_program_has_archive: TRUE if @bytes contain the signature of a 7z, RAR or CAB archive at any offset, even if
 * the archive cannot be opened. Programs that unpack ZIP archives contain the ZIP signature alone, so a ZIP archive
 * is found only by a complete, plausible file header. */
gboolean bb_program_has_archive (GBytes *bytes);

G_END_DECLS
