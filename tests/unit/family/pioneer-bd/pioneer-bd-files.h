/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/pioneer-bd/bb-pioneer-bd.h"

G_BEGIN_DECLS

/* Files and facts of Pioneer BD drives for the tests of the family. */

/** pioneer_bd_make_bytes: Returns (transfer full) a file for the hardware ID 8A10. @setting: (nullable): an option of
 * bb_sim_make_image(); %NULL: none, and @value is not used */
GBytes *pioneer_bd_make_bytes (const char *setting, const char *value);
/** pioneer_bd_probe: Returns (transfer full) the facts of a simulated drive. @keys: lines of its group in the
 * scenario file */
BbFacts *pioneer_bd_probe (const char *keys);

G_END_DECLS
