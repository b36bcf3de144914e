/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"
#include "bb-sim.h"

G_BEGIN_DECLS

/* The memory of one drive in a store. The functions do not lock: the caller holds the lock of the drive. A store in a
 * folder has the files NAME/flash.bin, NAME/marks, NAME/power, NAME/regions and NAME/log for each drive. Private to
 * src/sim. */

/**
 * bb_sim_store_get_memory: returns the memory of a drive; creates it if the store has none of this name.
 * @name: name of the drive
 * @kind: family and model of the drive ("family/model")
 * @fresh: (out): %TRUE if the memory has no content of a drive yet. The caller must then fill the memory, and call
 *   bb_sim_memory_set_filled()
 *
 * Errors: %BB_SIM_ERROR_STORE, also if the store has a memory of this name with another @kind or size.
 *
 * Returns: (transfer none): the memory of the drive, all FF if @fresh is set
 */
BbSimMemory *bb_sim_store_get_memory (BbSimStore *self, const char *name, const char *kind, gsize flash_bytes,
                                      gboolean *fresh, GError **error);

/**
 * bb_sim_memory_release_pages: lets the kernel unmap the pages of the flash memory from this process. Call it when no
 * program uses the drive, to save memory: the content stays in shared memory, and a page is mapped again on the next
 * access. Does nothing if the flash memory is not in shared memory.
 */
void bb_sim_memory_release_pages (BbSimMemory *memory);

/** bb_sim_memory_get_region: (transfer none) (nullable): returns the bytes of the region named @region, not copied;
 * those of the whole memory if @region is %NULL or "all"; %NULL if there is no such region or it begins beyond the
 * end of the memory. @length_bytes: (out): number of the bytes; a region is cut at the end of the memory */
const guint8 *bb_sim_memory_get_region (BbSimMemory *memory, const char *region, gsize *length_bytes);
/** bb_sim_memory_dup_region: (transfer full) (nullable): as bb_sim_memory_get_region(), but returns a copy. */
GBytes *bb_sim_memory_dup_region (BbSimMemory *memory, const char *region);

/** bb_sim_memory_get_flash: (transfer none): returns the whole flash memory. @length_bytes: (out) (optional): its
 * size */
const guint8 *bb_sim_memory_get_flash (BbSimMemory *memory, gsize *length_bytes);
/** bb_sim_memory_write: writes into the flash memory and, if there is one, its file. Bytes beyond the end are
 * dropped. If the file cannot be written, emits a warning only. */
void bb_sim_memory_write (BbSimMemory *memory, gsize address, const guint8 *data, gsize length_bytes);
/** bb_sim_memory_get_mark: (nullable): returns the mark @key; %NULL if it is not set. */
const char *bb_sim_memory_get_mark (BbSimMemory *memory, const char *key);
/** bb_sim_memory_set_mark: sets the mark @key, also in the file of the marks if there is one; @value %NULL removes
 * the mark. If the file cannot be written, emits a warning only. */
void bb_sim_memory_set_mark (BbSimMemory *memory, const char *key, const char *value);
/** bb_sim_memory_set_filled: records that the memory has the content of a drive. After that,
 * bb_sim_store_get_memory() no longer sets @fresh for it, not even in later runs. */
void bb_sim_memory_set_filled (BbSimMemory *memory);

/**
 * bb_sim_memory_get_power: TRUE if the power switch is on. A store in memory returns the position that was stored. A
 * store in a folder reads the file of the switch each time, because another process may have changed it; without the
 * file the switch is on.
 */
gboolean bb_sim_memory_get_power (BbSimMemory *memory);
/** bb_sim_memory_set_power: stores the position of the power switch, also in its file if the store is in a folder;
 * does not switch the drive. */
void bb_sim_memory_set_power (BbSimMemory *memory, gboolean on);
/**
 * bb_sim_memory_dup_power_path: (transfer full) (nullable): returns the path of the power switch file, %NULL for a
 * store in memory.
 */
char *bb_sim_memory_dup_power_path (BbSimMemory *memory);

gboolean bb_sim_memory_is_logging (BbSimMemory *memory);
/** bb_sim_memory_log: appends @line, which has no line end, to the command log; does nothing if logging is off
 * (bb_sim_store_set_logging()). If the file cannot be written, emits a warning only. */
void bb_sim_memory_log (BbSimMemory *memory, const char *line);
/**
 * bb_sim_memory_set_regions: replaces the named regions that are stored with the memory, so that `burnback-sim dump`
 * needs no scenario. Copies @regions. Also writes the file of the regions if the store is in a folder.
 */
void bb_sim_memory_set_regions (BbSimMemory *memory, GArray *regions);

G_END_DECLS
