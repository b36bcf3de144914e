/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "liteon-files.h"
#include "shipped-catalog.h"

#include <string.h>

LiteonImage
liteon_writer (void)
{
    return (LiteonImage){.size_bytes = 0x100000,
                         .header_offset = 0x4110,
                         .third = 0x32,
                         .fourth = 0x5B,
                         .vendor = "LITE-ON ",
                         .product = "DVDRW TEST-1    ",
                         .revision = "CS01",
                         .date = "2005/03/21 10:20",
                         .banks_offset = 0x4200,
                         .banks_mask = 0x0F};
}

LiteonImage
liteon_combo (void)
{
    LiteonImage image = liteon_writer ();

    image.size_bytes = 0x80000;
    image.kind_text = "VIDEO_TS";
    image.revision = "KS01";
    return image;
}

LiteonImage
liteon_dvd_rom (void)
{
    LiteonImage image = liteon_combo ();

    image.size_bytes = 0x20000;
    image.revision = "GS01";
    image.banks_offset = 0;
    return image;
}

GBytes *
liteon_make_image (const LiteonImage *image)
{
    const guint8 header[8] = {0x05, 0x80, 0x00, image->third, image->fourth};
    const guint8 banks[6] = {0xE5, 0x90, 0x54, image->banks_mask, 0xB4, 0x00};
    guint8 *data = g_malloc0 (image->size_bytes);

    data[0] = BB_LITEON_LONG_JUMP;
    if (image->kind_text != NULL)
        memcpy (data + 0x10, image->kind_text, strlen (image->kind_text));
    if (image->header_offset > 0) {
        guint8 *at = data + image->header_offset;

        memcpy (at, header, sizeof header);
        memcpy (at + 8, image->vendor, strlen (image->vendor));
        memcpy (at + 16, image->product, strlen (image->product));
        memcpy (at + 32, image->revision, strlen (image->revision));
        memcpy (at + 36, image->date, strlen (image->date));
    }
    if (image->banks_offset > 0)
        memcpy (data + image->banks_offset, banks, sizeof banks);
    for (guint i = 0; image->internal != NULL && i < 16; i++) {
        const guint8 load[3] = {0x7D, (guint8) image->internal[i], 0x90};

        memcpy (data + 0x4300 + 22 * i, load, sizeof load);
    }
    return g_bytes_new_take (data, image->size_bytes);
}

/* Appends @text without its final zero, then @n_zeros zeros, of which there are at most eight. */
static void
append (GByteArray *file, const char *text, guint n_zeros)
{
    static const guint8 zeros[8] = {0};

    g_byte_array_append (file, (const guint8 *) text, (guint) strlen (text));
    g_byte_array_append (file, zeros, n_zeros);
}

/* Appends a field with a number for each of the four images. */
static void
append_numbers (GByteArray *file, const char *key, const guint32 numbers[4])
{
    for (guint i = 0; i < 4; i++) {
        g_autofree char *field = g_strdup_printf ("%s%u=%010u", key, i + 1, numbers[i]);

        append (file, field, 1);
    }
}

GBytes *
liteon_make_updater (const LiteonUpdater *updater)
{
    GByteArray *file = g_byte_array_new ();
    gsize payload_bytes = 0;
    const guint8 *payload = g_bytes_get_data (updater->payload, &payload_bytes);

    append (file, "MZ", 8);
    g_byte_array_append (file, (const guint8 *) updater->version,
                         (guint) (updater->version_bytes > 0 ? updater->version_bytes : strlen (updater->version)));
    append (file, "", 2);
    if (updater->code != NULL)
        g_byte_array_append (file, updater->code, (guint) updater->code_bytes);
    append (file, "", 1);
    append (file, updater->count, 1);
    append_numbers (file, "BIN_START", updater->starts);
    append_numbers (file, "BIN_SIZE", updater->sizes);
    for (guint i = 0; i < 4; i++) {
        const char *name = updater->names[i] != NULL ? updater->names[i] : "";
        g_autofree char *field = g_strdup_printf ("NEW_FW%u=%s", i + 1, name);

        append (file, field, 8 - (guint) strlen (name));
    }
    g_byte_array_append (file, payload, (guint) payload_bytes);
    return g_byte_array_free_to_bytes (file);
}

GPtrArray *
liteon_open (GBytes *file)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);

    bb_liteon_open_updater (file, shipped_catalog (), found);
    return found;
}

GBytes *
liteon_replace (GBytes *bytes, const void *what, const void *with, gsize length_bytes)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    guint8 *changed = g_memdup2 (data, size);

    for (gsize i = 0; i + length_bytes <= size; i++)
        if (memcmp (data + i, what, length_bytes) == 0) {
            memcpy (changed + i, with, length_bytes);
            return g_bytes_new_take (changed, size);
        }
    g_assert_not_reached ();
}
