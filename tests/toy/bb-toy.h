/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog/bb-catalog.h"

G_BEGIN_DECLS

/* A chipset family that exists only in tests, as an example of the code that a new family needs. It uses only SPC
 * commands. The image is the whole flash memory; it is sent with WRITE BUFFER and read back with READ BUFFER, which
 * the boot code refuses. The only model is in the file toy.models beside this file. */

#define TOY_ID "toy"
#define TOY_VENDOR "TOY"
#define TOY_MODEL "WRITER 1"
#define TOY_FLASH_BYTES 0xF0000u

/** toy_register: registers the family and its simulated drive in this process. Call it before starting threads. */
void toy_register (void);

/** toy_get_catalog: returns (transfer none) the shipped catalog together with the model in toy.models. */
BbCatalog *toy_get_catalog (void);

/** toy_register_drive: registers only the simulated drive. */
void toy_register_drive (void);

G_END_DECLS
