/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-drive.h"
#include "bb-sim-store.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* Number of bytes that a power cut leaves partly written: one program page of a NOR flash (inferred). */
#define TORN_PAGE_BYTES 0x100

BbSimDrive *
bb_sim_drive_new (const BbSimFamily *family, const BbSimConfig *config, BbSimMemory *memory, gboolean fresh,
                  GError **error)
{
    g_autoptr (BbSimDrive) drive = g_new0 (BbSimDrive, 1);

    g_return_val_if_fail (family != NULL && config != NULL && memory != NULL, NULL);

    drive->family = family;
    drive->config = config;
    drive->memory = memory;
    drive->plugged = TRUE;
    drive->mechanism = 0x29;
    g_strlcpy (drive->serial, config->serial, sizeof drive->serial);
    drive->busy_ascq = 0x01;
    drive->cut_at = -1.0;
    drive->attentions = g_array_new (FALSE, FALSE, sizeof (guint32));
    drive->random = g_rand_new_with_seed (config->seed);
    drive->violations = g_ptr_array_new_with_free_func (g_free);
    if (!family->init (drive, fresh, error))
        return NULL;
    return g_steal_pointer (&drive);
}

void
bb_sim_drive_free (BbSimDrive *drive)
{
    if (drive == NULL)
        return;
    if (drive->family->clear != NULL)
        drive->family->clear (drive);
    g_free (drive->power_mark);
    g_array_unref (drive->attentions);
    g_rand_free (drive->random);
    g_ptr_array_unref (drive->violations);
    g_free (drive);
}

void
bb_sim_drive_renew_power_mark (BbSimDrive *drive)
{
    g_free (drive->power_mark);
    drive->power_mark = g_uuid_string_random ();
}

void
bb_sim_drive_switch (BbSimDrive *drive, gboolean on, double fraction)
{
    if (!on && drive->powered) {
        drive->lost_power = FALSE; /* the calls below must be able to write to the memory */
        if (drive->family->tick != NULL)
            drive->family->tick (drive);
        if (drive->family->power_lost != NULL)
            drive->family->power_lost (drive, fraction);
        drive->powered = FALSE;
        drive->busy_until_us = 0;
    } else if (on && !drive->powered) {
        drive->powered = TRUE;
        bb_sim_drive_renew_power_mark (drive);
        drive->tray_open = FALSE;
        drive->locked = FALSE;
        drive->busy_until_us = 0;
        drive->not_ready = 0;
        drive->dead_disc = FALSE;
        drive->lost_power = FALSE;
        drive->flash_refused = FALSE;
        g_array_set_size (drive->attentions, 0);
        if (!bb_sim_drive_has_quirk (drive, BB_SIM_QUIRK_NO_ATTENTION))
            bb_sim_drive_attention (drive, 0x29, 0x00);
        drive->family->power_on (drive);
    }
}

/* --- Non-volatile memory --- */

const guint8 *
bb_sim_drive_flash (BbSimDrive *drive, gsize *length_bytes)
{
    return bb_sim_memory_get_flash (drive->memory, length_bytes);
}

void
bb_sim_drive_expect_work (BbSimDrive *drive, guint32 length_bytes)
{
    drive->work_bytes = length_bytes;
    drive->worked_bytes = 0;
}

/* Returns how many of the @length_bytes of this erase or program operation are done before the power is cut; without
 * a cut, @length_bytes. */
static guint32
bb_sim_drive_bytes_before_cut (BbSimDrive *drive, guint32 length_bytes)
{
    guint32 whole = drive->work_bytes != 0 ? drive->work_bytes : length_bytes;
    double cut = drive->cut_at * whole - drive->worked_bytes;

    if (drive->cut_at < 0)
        return length_bytes;
    return cut <= 0 ? 0 : (guint32) MIN (cut, (double) length_bytes);
}

/* TRUE if the drive can erase or program this range. FALSE in these cases:
 * - An earlier erase or program of this command failed.
 * - The range overlaps the stuck block; sets `flash_refused`.
 * - The fault "stuck-block" is due and its block was not chosen yet. This range becomes the stuck block, so
 *   `flash_refused` is set, too. */
static gboolean
bb_sim_drive_may_work (BbSimDrive *drive, guint32 address, guint32 length_bytes)
{
    if (drive->lost_power || drive->flash_refused)
        return FALSE;
    if (drive->stuck_armed && drive->stuck_length_bytes == 0) {
        drive->stuck_address = address;
        drive->stuck_length_bytes = length_bytes;
    }
    if (drive->stuck_armed && address < drive->stuck_address + drive->stuck_length_bytes &&
        drive->stuck_address < address + length_bytes) {
        drive->flash_refused = TRUE;
        return FALSE;
    }
    return TRUE;
}

gboolean
bb_sim_drive_erase (BbSimDrive *drive, guint32 address, guint32 length_bytes)
{
    g_autofree guint8 *bytes = NULL;
    const guint8 *flash = NULL;
    gsize flash_bytes = 0;

    if (!bb_sim_drive_may_work (drive, address, length_bytes))
        return FALSE;
    flash = bb_sim_drive_flash (drive, &flash_bytes);
    if (address >= flash_bytes)
        return TRUE;
    length_bytes = (guint32) MIN (length_bytes, flash_bytes - address);
    bytes = g_malloc (length_bytes);
    memset (bytes, 0xFF, length_bytes);
    if (bb_sim_drive_bytes_before_cut (drive, length_bytes) >= length_bytes) {
        bb_sim_memory_write (drive->memory, address, bytes, length_bytes);
        drive->worked_bytes += length_bytes;
        return TRUE;
    }
    /* Partly erased: some of the zero bits have become ones. */
    for (guint32 i = 0; i < length_bytes; i++)
        bytes[i] = flash[address + i] | (guint8) bb_sim_drive_random (drive);
    bb_sim_memory_write (drive->memory, address, bytes, length_bytes);
    drive->lost_power = TRUE;
    return FALSE;
}

gboolean
bb_sim_drive_program (BbSimDrive *drive, guint32 address, const guint8 *data, guint32 length_bytes)
{
    guint32 done = 0;

    if (!bb_sim_drive_may_work (drive, address, length_bytes))
        return FALSE;
    done = bb_sim_drive_bytes_before_cut (drive, length_bytes);
    bb_sim_memory_write (drive->memory, address, data, MIN (done, length_bytes));
    if (done >= length_bytes) {
        drive->worked_bytes += length_bytes;
        return TRUE;
    }
    for (guint32 i = 0; i < TORN_PAGE_BYTES && done + i < length_bytes; i++) {
        guint8 torn = data[done + i] | (guint8) bb_sim_drive_random (drive);

        bb_sim_memory_write (drive->memory, address + done + i, &torn, 1);
    }
    drive->lost_power = TRUE;
    return FALSE;
}

void
bb_sim_drive_poke (BbSimDrive *drive, guint32 address, const guint8 *data, guint32 length_bytes)
{
    if (!drive->lost_power)
        bb_sim_memory_write (drive->memory, address, data, length_bytes);
}

const char *
bb_sim_drive_get_mark (BbSimDrive *drive, const char *key)
{
    return bb_sim_memory_get_mark (drive->memory, key);
}

void
bb_sim_drive_set_mark (BbSimDrive *drive, const char *key, const char *value)
{
    if (!drive->lost_power)
        bb_sim_memory_set_mark (drive->memory, key, value);
}

/* --- Helpers for families --- */

gint64
bb_sim_drive_now_us (BbSimDrive *drive)
{
    return drive->now_us;
}

guint32
bb_sim_drive_random (BbSimDrive *drive)
{
    return g_rand_int (drive->random);
}

void
bb_sim_drive_attention (BbSimDrive *drive, guint8 asc, guint8 ascq)
{
    guint32 sense = 0x060000u | (guint32) asc << 8 | ascq;

    for (guint i = 0; i < drive->attentions->len; i++) {
        if (g_array_index (drive->attentions, guint32, i) == sense)
            return;
    }
    g_array_append_val (drive->attentions, sense);
}

void
bb_sim_drive_set_inquiry (BbSimDrive *drive, const char *vendor, const char *product, const char *revision)
{
    if (vendor != NULL)
        g_strlcpy (drive->vendor, vendor, sizeof drive->vendor);
    if (product != NULL)
        g_strlcpy (drive->product, product, sizeof drive->product);
    if (revision != NULL)
        g_strlcpy (drive->revision, revision, sizeof drive->revision);
}

void
bb_sim_drive_violation (BbSimDrive *drive, const char *format, ...)
{
    va_list arguments;

    va_start (arguments, format);
    g_ptr_array_add (drive->violations, g_strdup_vprintf (format, arguments));
    va_end (arguments);
}

gboolean
bb_sim_drive_has_quirk (BbSimDrive *drive, const char *name)
{
    return g_hash_table_contains (drive->config->quirks, name);
}

const char *
bb_sim_drive_quirk (BbSimDrive *drive, const char *name, const char *fallback)
{
    const char *value = g_hash_table_lookup (drive->config->quirks, name);

    return value != NULL ? value : fallback;
}

guint64
bb_sim_drive_quirk_uint (BbSimDrive *drive, const char *name, guint64 fallback)
{
    const char *value = g_hash_table_lookup (drive->config->quirks, name);

    return value != NULL ? g_ascii_strtoull (value, NULL, 0) : fallback;
}

/* Computes four steps of the sequence in each turn of the loop. Each of a, b, c and d is computed from its own value
 * in the turn before, so that the processor can compute the four at the same time. */
BB_BYTE_LOOP void
bb_sim_fill (guint8 *to, gsize length_bytes, guint32 seed)
{
    const guint32 factor = 1664525u * 1664525u * 1664525u * 1664525u;
    guint32 a = 1664525u * seed + 1013904223u;
    guint32 b = 1664525u * a + 1013904223u;
    guint32 c = 1664525u * b + 1013904223u;
    guint32 d = 1664525u * c + 1013904223u;
    const guint32 summand = 1664525u * d + 1013904223u - factor * a;

    for (gsize at = 0; at < length_bytes; at += 4) {
        guint32 bytes = GUINT32_TO_LE (a >> 24 | b >> 24 << 8 | c >> 24 << 16 | d >> 24 << 24);

        if (length_bytes - at >= sizeof bytes)
            memcpy (to + at, &bytes, sizeof bytes);
        else
            memcpy (to + at, &bytes, length_bytes - at);
        a = factor * a + summand;
        b = factor * b + summand;
        c = factor * c + summand;
        d = factor * d + summand;
    }
}

void
bb_sim_put_text (guint8 *to, gsize length_bytes, const char *text)
{
    gsize text_bytes = strlen (text);

    for (gsize i = 0; i < length_bytes; i++)
        to[i] = i < text_bytes ? (guint8) text[i] : ' ';
}

guint16
bb_sim_get_be16 (const guint8 *from)
{
    return (guint16) (from[0] << 8 | from[1]);
}

guint32
bb_sim_get_be24 (const guint8 *from)
{
    return (guint32) from[0] << 16 | (guint32) from[1] << 8 | from[2];
}

guint32
bb_sim_get_be32 (const guint8 *from)
{
    return (guint32) from[0] << 24 | bb_sim_get_be24 (from + 1);
}

void
bb_sim_answer_sense (BbSimAnswer *answer, guint8 key, guint8 asc, guint8 ascq)
{
    answer->status = BB_STATUS_CHECK_CONDITION;
    answer->key = key;
    answer->asc = asc;
    answer->ascq = ascq;
    answer->moved_bytes = 0;
}

void
bb_sim_answer_data (BbSimAnswer *answer, const guint8 *data, gsize length_bytes, gsize allocation_bytes)
{
    gsize n = MIN (MIN (length_bytes, allocation_bytes), answer->room_bytes);

    answer->status = BB_STATUS_GOOD;
    if (n > 0)
        memmove (answer->in, data, n);
    answer->moved_bytes = n;
}
