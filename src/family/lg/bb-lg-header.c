/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-lg.h"

#include "family/spc/bb-image-bytes.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file searches the memory of a drive for the headers of its firmware (lg-renesas.md, section 2.2). The headers
 * of firmware files have another layout; bb-lg-image.c reads them. */

#define READ_MS 20000
#define BLOCK_BYTES 0x8000u
#define STEP_BYTES (BLOCK_BYTES - BB_LG_HEADER_BYTES)
#define SIZE_ERASED 0xFFFFFFFFu
/* Offsets in the content of MAIN and of CORE at which start and size of the part are stored a second time. They are
 * read if the size in the header is erased. */
#define MAIN_LAYOUT_OFFSET 0xA0u
#define CORE_LAYOUT_OFFSET 0x5A0u
#define LAYOUT_BYTES 8u
/* Firmware is at or above this address. Below it are hardware registers, which a read may change. */
#define MEMORY_START 0x400000u
#define MEMORY_END 0x800000u
#define PACKED_BYTES (12u + BB_LG_HEADER_BYTES)

static const struct {
    guint32 start;
    guint32 end;
} bb_lg_windows[] = {{MEMORY_START, 0x410000}, {0x410000, 0x420000}, {0x420000, MEMORY_END}},
  /* The rest of the memory, which is read only if the user asks for a search of all of the memory. Hardware registers
   * come last. */
    bb_lg_other_windows[] = {{0x7000, MEMORY_START}, {MEMORY_END, 0x1000000}, {0, 0x7000}};

static BbCdb
bb_lg_get_read_cdb (guint32 address, guint32 length_bytes)
{
    return BB_LG_CDB (0x3C, BB_LG_SOURCE_MEMORY, address, length_bytes);
}

const BbMemoryRead bb_lg_read = {bb_lg_get_read_cdb, .piece_bytes = BLOCK_BYTES, .timeout_ms = READ_MS};

void
bb_lg_list_search_commands (GArray *commands)
{
    static const guint32 layouts[] = {0x4100A0, 0x4000A0, 0x4005A0};

    for (guint i = 0; i < G_N_ELEMENTS (bb_lg_windows); i++)
        for (guint32 at = bb_lg_windows[i].start; at < bb_lg_windows[i].end; at += STEP_BYTES)
            bb_memory_read_list (&bb_lg_read, commands, at, MIN (BLOCK_BYTES, bb_lg_windows[i].end - at));
    for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
        bb_memory_read_list (&bb_lg_read, commands, layouts[i], LAYOUT_BYTES);
}

/* TRUE if the 72 bytes at @offset are a header of @part_name, %BB_LG_PART_NAME_MAIN or %BB_LG_PART_NAME_CORE. */
static gboolean
bb_lg_is_header (GBytes *block, gsize offset, const char *part_name)
{
    gboolean is_core = g_str_equal (part_name, BB_LG_PART_NAME_CORE);

    return bb_bytes_equal_at (block, offset + BB_LG_PART_OFFSET, part_name, 8) &&
           bb_bytes_is_filled (block, offset + (is_core ? 2 : 4), is_core ? 14 : 12, 0) &&
           bb_bytes_equal_at (block, offset + BB_LG_LEVEL_OFFSET, BB_LG_LEVEL, 8) &&
           bb_bytes_is_filled (block, offset + (is_core ? 0x28 : 0x2C), is_core ? 8 : 4, 0) &&
           bb_bytes_equal_at (block, offset + BB_LG_ROM_OFFSET, BB_LG_ROM, 8) &&
           bb_bytes_is_filled (block, offset + 0x38, 8, 0) && offset + BB_LG_HEADER_BYTES <= g_bytes_get_size (block);
}

/* Sets address and header of @part to those of the first header of @part_name in @block, which was read at @address.
 * Leaves @part unchanged if there is no such header, or if @part was found before. */
static void
bb_lg_find_in_block (GBytes *block, guint32 address, const char *part_name, BbLgPart *part)
{
    gssize at = -1;

    while (!part->is_found && (at = bb_image_bytes_find (block, (gsize) (at + 1), part_name)) >= 0) {
        gsize offset = (gsize) at - BB_LG_PART_OFFSET;
        const guint8 *data = g_bytes_get_data (block, NULL);

        if (at < (gssize) BB_LG_PART_OFFSET || !bb_lg_is_header (block, offset, part_name))
            continue;
        part->is_found = TRUE;
        part->address = address + (guint32) offset;
        memcpy (part->header, data + offset, sizeof part->header);
    }
}

/* Called for each @block in which no header of this family was found. If @block contains BB_LG_LEVEL, as the headers
 * of related families do, sets @seen to a phrase with the address and the name in that header. @seen: (inout): not
 * changed if it already points to a phrase, which is that of an earlier block */
static void
bb_lg_remember_other_header (GBytes *block, guint32 address, char **seen)
{
    gssize at = bb_image_bytes_find (block, 0, BB_LG_LEVEL);
    g_autofree char *text = NULL;

    if (*seen != NULL || at < (gssize) BB_LG_LEVEL_OFFSET)
        return;
    text = bb_bytes_dup_text (block, (gsize) at - BB_LG_LEVEL_OFFSET + BB_LG_NAME_OFFSET, 0x10, NULL);
    if (text == NULL)
        return;
    *seen = g_strdup_printf (
        _ ("the firmware header at address 0x%06x in the drive’s memory (“%s”) belongs to a different drive family"),
        address + (guint32) at - BB_LG_LEVEL_OFFSET, g_strstrip (text));
}

/* Sets start and size of @part from its header. If the size is erased there, reads it from the content of the part; a
 * refused read is no error, and the size stays unknown. FALSE with an error if the drive does not answer, or if
 * cancelled.
 *
 * If start and size are no range of the memory, sets @is_found to FALSE. Then also sets @seen to a phrase that says
 * so, but only if @seen points to NULL. */
static gboolean
bb_lg_read_range (BbTransport *transport, GCancellable *cancellable, BbLgPart *part, char **seen, GError **error)
{
    static const guint32 layouts[] = {MAIN_LAYOUT_OFFSET, CORE_LAYOUT_OFFSET};
    g_autoptr (GBytes) header = g_bytes_new (part->header, sizeof part->header);
    guint32 start = 0;

    (void) bb_bytes_get_be32 (header, BB_LG_START_OFFSET, &part->start, NULL);
    (void) bb_bytes_get_be32 (header, BB_LG_SIZE_OFFSET, &part->size, NULL);
    part->is_found = part->start >= MEMORY_START && part->start < MEMORY_END;
    for (guint i = 0; i < G_N_ELEMENTS (layouts) && part->is_found && part->size == SIZE_ERASED; i++) {
        g_autoptr (GBytes) bytes = NULL;

        if (!bb_memory_read_now (&bb_lg_read, transport, part->start + layouts[i], LAYOUT_BYTES, cancellable, &bytes,
                                 error))
            return FALSE;
        if (bytes != NULL && bb_bytes_get_be32 (bytes, 0, &start, NULL) && start == part->start)
            (void) bb_bytes_get_be32 (bytes, 4, &part->size, NULL);
    }
    part->is_found =
        part->is_found && part->size > 0 && part->size % 2 == 0 && part->size <= MEMORY_END - part->start;
    if (!part->is_found && *seen == NULL)
        *seen = g_strdup_printf (
            _ ("the firmware header at address 0x%06x in the drive’s memory specifies an invalid memory range"),
            part->address);
    return TRUE;
}

/* Searches the memory from MEMORY_START on for both headers, and sets @main and @core. Ends when both are found, or
 * when the drive refuses a read, which is no error. If MAIN is found, does not search the last of bb_lg_windows.
 * FALSE with an error if the drive does not answer, or if cancelled.
 *
 * @seen: (inout): if it points to NULL, set to a phrase about the first of these, if there is one:
 * - a refused read, except in the last window
 * - a header of a related family that precedes both headers */
static gboolean
bb_lg_scan (BbTransport *transport, GCancellable *cancellable, BbLgPart *main, BbLgPart *core, char **seen,
            GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS (bb_lg_windows); i++) {
        for (guint32 at = bb_lg_windows[i].start; at < bb_lg_windows[i].end; at += STEP_BYTES) {
            guint32 length_bytes = MIN (BLOCK_BYTES, bb_lg_windows[i].end - at);
            g_autoptr (GBytes) block = NULL;

            if (main->is_found && core->is_found)
                return TRUE;
            /* CORE of some drives has no header, and a search for it would read all of the last window in vain. So
             * the last window is not searched once MAIN is found. */
            if (main->is_found && i == G_N_ELEMENTS (bb_lg_windows) - 1)
                return TRUE;
            if (!bb_memory_read_now (&bb_lg_read, transport, at, length_bytes, cancellable, &block, error))
                return FALSE;
            /* A refused read of the last window only shows where the memory ends, so @seen is not set. */
            if (block == NULL && *seen == NULL && i < G_N_ELEMENTS (bb_lg_windows) - 1)
                *seen = g_strdup_printf (_ ("the drive does not allow its memory to be read at address 0x%06x"), at);
            if (block == NULL)
                return TRUE;
            bb_lg_find_in_block (block, at, BB_LG_PART_NAME_CORE, core);
            bb_lg_find_in_block (block, at, BB_LG_PART_NAME_MAIN, main);
            if (!main->is_found && !core->is_found)
                bb_lg_remember_other_header (block, at, seen);
        }
    }
    return TRUE;
}

/* Searches the parts of the memory that bb_lg_scan() does not read, until MAIN is found, and sets @main and @core.
 * Continues after a read that the drive refuses, because parts of that memory may not exist. FALSE with an error if
 * the drive does not answer, or if cancelled. */
static gboolean
bb_lg_scan_others (BbTransport *transport, GCancellable *cancellable, BbLgPart *main, BbLgPart *core, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS (bb_lg_other_windows) && !main->is_found; i++) {
        guint32 end = bb_lg_other_windows[i].end;

        for (guint32 at = bb_lg_other_windows[i].start; at < end && !main->is_found; at += STEP_BYTES) {
            g_autoptr (GBytes) block = NULL;

            if (!bb_memory_read_now (&bb_lg_read, transport, at, MIN (BLOCK_BYTES, end - at), cancellable, &block,
                                     error))
                return FALSE;
            if (block == NULL)
                continue;
            bb_lg_find_in_block (block, at, BB_LG_PART_NAME_CORE, core);
            bb_lg_find_in_block (block, at, BB_LG_PART_NAME_MAIN, main);
        }
    }
    return TRUE;
}

/* Reads the header of @part_name at the address in @known, and sets @part if the header is still there. Does nothing
 * if @known was not found. FALSE with an error if the drive does not answer, or if cancelled. */
static gboolean
bb_lg_read_known (BbTransport *transport, GCancellable *cancellable, const BbLgPart *known, const char *part_name,
                  BbLgPart *part, GError **error)
{
    g_autoptr (GBytes) header = NULL;

    if (!known->is_found)
        return TRUE;
    if (!bb_memory_read_now (&bb_lg_read, transport, known->address, BB_LG_HEADER_BYTES, cancellable, &header, error))
        return FALSE;
    if (header != NULL)
        bb_lg_find_in_block (header, known->address, part_name, part);
    return TRUE;
}

/* Looks for the headers at the addresses in @known (nullable). If MAIN and, if @known has an address of it, CORE are
 * still there, sets @main and @core to them. Otherwise sets both to 0. FALSE with an error if the drive does not
 * answer, or if cancelled. */
static gboolean
bb_lg_find_known (BbTransport *transport, GVariant *known, GCancellable *cancellable, BbLgPart *main, BbLgPart *core,
                  GError **error)
{
    BbLgPart known_main = {0};
    BbLgPart known_core = {0};

    if (!bb_lg_part_from_values (&known_main, known, BB_LG_KEY_MAIN))
        return TRUE;
    (void) bb_lg_part_from_values (&known_core, known, BB_LG_KEY_CORE);
    if (!bb_lg_read_known (transport, cancellable, &known_main, BB_LG_PART_NAME_MAIN, main, error) ||
        !bb_lg_read_known (transport, cancellable, &known_core, BB_LG_PART_NAME_CORE, core, error))
        return FALSE;
    if (main->is_found && core->is_found == known_core.is_found)
        return TRUE;
    *main = (BbLgPart){0};
    *core = (BbLgPart){0};
    return TRUE;
}

/* Returns (transfer full) a phrase that says that no header was found. If @is_asked is FALSE, the phrase also names
 * the setting with which the rest of the memory is searched. */
static char *
bb_lg_dup_not_found (gboolean is_asked)
{
    if (is_asked)
        return g_strdup (_ ("the drive’s memory contains no firmware header"));
    return g_strdup_printf (_ ("the usual memory area (from 0x%06x) contains no firmware header. With the setting "
                               "“%s”, Burnback also searches the rest of the memory, but the drive may then need a "
                               "power cycle to work properly"),
                            MEMORY_START, BB_LG_SETTING_SEARCH);
}

gboolean
bb_lg_search (BbTransport *transport, GVariant *known, gboolean is_asked, GCancellable *cancellable, BbLgPart *main,
              BbLgPart *core, char **seen, GError **error)
{
    g_autofree char *what = NULL;

    *main = (BbLgPart){0};
    *core = (BbLgPart){0};
    *seen = NULL;
    if (!bb_lg_find_known (transport, known, cancellable, main, core, error))
        return FALSE;
    if (!main->is_found && !bb_lg_scan (transport, cancellable, main, core, &what, error))
        return FALSE;
    if (!main->is_found && what == NULL && is_asked && !bb_lg_scan_others (transport, cancellable, main, core, error))
        return FALSE;
    if ((main->is_found && !bb_lg_read_range (transport, cancellable, main, &what, error)) ||
        (core->is_found && !bb_lg_read_range (transport, cancellable, core, &what, error)))
        return FALSE;
    if (!main->is_found)
        *seen = what != NULL ? g_steal_pointer (&what) : bb_lg_dup_not_found (is_asked);
    return TRUE;
}

void
bb_lg_part_to_facts (const BbLgPart *part, BbFacts *facts, const char *key)
{
    guint8 packed[PACKED_BYTES];

    bb_put_be32 (packed, part->address);
    bb_put_be32 (packed + 4, part->start);
    bb_put_be32 (packed + 8, part->size);
    memcpy (packed + 12, part->header, sizeof part->header);
    bb_facts_set_bytes (facts, key, packed, sizeof packed);
}

gboolean
bb_lg_part_from_values (BbLgPart *part, GVariant *values, const char *key)
{
    g_autoptr (GVariant) value =
        values != NULL ? g_variant_lookup_value (values, key, G_VARIANT_TYPE_BYTESTRING) : NULL;
    g_autoptr (GBytes) packed = value != NULL ? g_variant_get_data_as_bytes (value) : NULL;

    *part = (BbLgPart){0};
    if (packed == NULL || g_bytes_get_size (packed) != PACKED_BYTES)
        return FALSE;
    (void) bb_bytes_get_be32 (packed, 0, &part->address, NULL);
    (void) bb_bytes_get_be32 (packed, 4, &part->start, NULL);
    (void) bb_bytes_get_be32 (packed, 8, &part->size, NULL);
    memcpy (part->header, (const guint8 *) g_bytes_get_data (packed, NULL) + 12, sizeof part->header);
    part->is_found = TRUE;
    return TRUE;
}

gboolean
bb_lg_part_from_facts (BbLgPart *part, BbFacts *facts, const char *key)
{
    return bb_lg_part_from_values (part, facts != NULL ? facts->values : NULL, key);
}

char *
bb_lg_dup_name (GBytes *header)
{
    return bb_bytes_dup_text (header, BB_LG_NAME_OFFSET, BB_LG_NAME_BYTES, NULL);
}
