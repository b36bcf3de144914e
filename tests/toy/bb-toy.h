/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A chipset family that uses only SPC commands: the image is the whole flash memory, is sent with WRITE BUFFER and
 * read back with READ BUFFER, which the boot code refuses. An example of the code that a new family needs. It exists
 * only in tests, for models of the catalog that the program itself cannot flash. */

#define TOY_ID "lg-renesas"
#define TOY_MODEL "BD-RE BE06LU10"
#define TOY_FLASH_BYTES 0xF0000u

/** toy_register: registers the family and its simulated drive in this process. Call it before starting threads. */
void toy_register (void);

/** toy_register_drive: registers only the simulated drive. */
void toy_register_drive (void);

G_END_DECLS
