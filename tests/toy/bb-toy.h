/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A chip that is plain SPC and nothing else (src/family/spc/bb-spc-chip.h). It lives in tests only, on rows of the
 * catalog that no family of the program uses, and shows what a new family costs.
 */

#define TOY_ID "plextor"
#define TOY_MODEL "DVDR PX-716A"

/** toy_register: makes family and simulated drive known to this process. Before any thread. */
void toy_register (void);

/** toy_register_drive: the simulated drive's part of it. */
void toy_register_drive (void);

G_END_DECLS
