/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/liteon/bb-liteon.h"

G_BEGIN_DECLS

#define LITEON_MEMORY_SEED 0x91

/** liteon_make_memory: Returns (transfer full) the synthetic memory of a DS-8ABSH. @is_page: TRUE: the memory has the
 * invented names of docs/protocols/lite-on.md. @updater: (nullable): method, such as "4"; if set, returns an updater
 * program that stores the memory with this method */
GBytes *liteon_make_memory (gboolean is_page, const char *revision, const char *updater);

G_END_DECLS
