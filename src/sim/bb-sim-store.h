/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"
#include "bb-sim.h"

G_BEGIN_DECLS

/*
 * Inside the room: the memory of one drive in a store. Not locked: whoever uses a drive holds its lock.
 * A folder keeps for each drive NAME/flash.bin, NAME/marks, NAME/power, NAME/regions and NAME/log.
 */

/** bb_sim_store_rest: returns unused pages of flash memory to the kernel, which stores their bytes. */
void bb_sim_store_rest (BbSimStore *self);

/**
 * bb_sim_store_get_memory:
 * @kind: what the memory is for ("family/model"); a memory of another kind under this name is an error
 * @fresh: (out): it was never filled (bb_sim_memory_set_filled())
 *
 * Errors: %BB_SIM_ERROR_STORE.
 *
 * Returns: (transfer none): the memory, all FF if it is new
 */
BbSimMemory *bb_sim_store_get_memory (BbSimStore *self, const char *name, const char *kind, gsize flash_bytes,
                                      gboolean *fresh, GError **error);

/** bb_sim_memory_dup_region: (transfer full) (nullable): the bytes of a named region, all if %NULL. */
GBytes *bb_sim_memory_dup_region (BbSimMemory *memory, const char *region);

const guint8 *bb_sim_memory_get_flash (BbSimMemory *memory, gsize *length_bytes);
/** bb_sim_memory_write: into the flash; what lies outside is left out. On disk when it returns. */
void bb_sim_memory_write (BbSimMemory *memory, gsize address, const guint8 *data, gsize length_bytes);
const char *bb_sim_memory_get_mark (BbSimMemory *memory, const char *key);
void bb_sim_memory_set_mark (BbSimMemory *memory, const char *key, const char *value);
/** bb_sim_memory_set_filled: a drive lives in it from now on. */
void bb_sim_memory_set_filled (BbSimMemory *memory);

/** bb_sim_memory_get_power: the switch, as it is now (a folder is asked, another process may have moved it). */
gboolean bb_sim_memory_get_power (BbSimMemory *memory);
void bb_sim_memory_set_power (BbSimMemory *memory, gboolean on);
/** bb_sim_memory_dup_power_path: (nullable): the file of the switch, %NULL in memory. */
char *bb_sim_memory_dup_power_path (BbSimMemory *memory);

gboolean bb_sim_memory_is_logging (BbSimMemory *memory);
/** bb_sim_memory_log: one line, without its line feed. */
void bb_sim_memory_log (BbSimMemory *memory, const char *line);
/** bb_sim_memory_set_regions: kept beside the memory, so that `burnback-sim dump` needs no scenario. */
void bb_sim_memory_set_regions (BbSimMemory *memory, GArray *regions);

G_END_DECLS
