/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"
#include "bb-sim.h"

G_BEGIN_DECLS

/* The memory of one drive in a store. Functions do not lock: the caller holds the lock of the drive. A store in a
 * folder has the files NAME/flash.bin, NAME/marks, NAME/power, NAME/regions and NAME/log for each drive. Private to
 * src/sim. */

/** bb_sim_store_unmap_unused: unmaps unused pages of flash memory, to save memory; the kernel keeps their content. */
void bb_sim_store_unmap_unused (BbSimStore *self);

/**
 * bb_sim_store_get_memory:
 * @kind: family and model ("family/model"); fails if the store has a memory of another kind with this name
 * @fresh: (out): whether the memory still has to be filled (see bb_sim_memory_set_filled())
 *
 * Errors: %BB_SIM_ERROR_STORE.
 *
 * Returns: (transfer none): the memory, all FF if it is new
 */
BbSimMemory *bb_sim_store_get_memory (BbSimStore *self, const char *name, const char *kind, gsize flash_bytes,
                                      gboolean *fresh, GError **error);

/** bb_sim_memory_get_region: (transfer none) (nullable): returns the address of a named region, of all if %NULL. */
const guint8 *bb_sim_memory_get_region (BbSimMemory *memory, const char *region, gsize *length_bytes);
/** bb_sim_memory_dup_region: (transfer full) (nullable): returns the bytes of a named region, all if %NULL. */
GBytes *bb_sim_memory_dup_region (BbSimMemory *memory, const char *region);

const guint8 *bb_sim_memory_get_flash (BbSimMemory *memory, gsize *length_bytes);
/** bb_sim_memory_write: writes into the flash memory and, if there is one, its file; ignores bytes outside. */
void bb_sim_memory_write (BbSimMemory *memory, gsize address, const guint8 *data, gsize length_bytes);
const char *bb_sim_memory_get_mark (BbSimMemory *memory, const char *key);
void bb_sim_memory_set_mark (BbSimMemory *memory, const char *key, const char *value);
/**
 * bb_sim_memory_set_filled: records that the memory has the content of a drive, so that it is no longer fresh.
 */
void bb_sim_memory_set_filled (BbSimMemory *memory);

/**
 * bb_sim_memory_get_power: returns the power switch; reads its file each time, as another process may have changed
 * it.
 */
gboolean bb_sim_memory_get_power (BbSimMemory *memory);
void bb_sim_memory_set_power (BbSimMemory *memory, gboolean on);
/**
 * bb_sim_memory_dup_power_path: (nullable): returns the path of the power switch file, %NULL for a store in memory.
 */
char *bb_sim_memory_dup_power_path (BbSimMemory *memory);

gboolean bb_sim_memory_is_logging (BbSimMemory *memory);
/** bb_sim_memory_log: appends @line, which has no line end, to the command log. */
void bb_sim_memory_log (BbSimMemory *memory, const char *line);
/**
 * bb_sim_memory_set_regions: stores the regions with the memory, so that `burnback-sim dump` needs no scenario.
 */
void bb_sim_memory_set_regions (BbSimMemory *memory, GArray *regions);

G_END_DECLS
