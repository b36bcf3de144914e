/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tsst-files.h"

#include "shipped-catalog.h"

#include "sim/bb-sim.h"

#include <string.h>

FakeDrive *
tsst_drive_new (const char *vendor, const char *product, const char *revision, const char *specific)
{
    FakeDrive *drive = fake_drive_new (vendor, product, revision);

    if (specific != NULL) {
        drive->inquiry[4] = 0x5B;
        drive->inquiry_bytes = 0x60;
        memcpy (drive->inquiry + 36, specific, strlen (specific));
    }
    return drive;
}

GBytes *
tsst_make_bytes (const char *product, const char *options)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) parsed =
        g_variant_parse (G_VARIANT_TYPE ("a{ss}"), options != NULL ? options : "{}", NULL, NULL, &error);
    g_autofree char *model = g_strdup_printf ("DVD-ROM %s", product);
    GBytes *bytes = NULL;

    g_assert_no_error (error);
    bytes = bb_sim_make_image (shipped_catalog (), "samsung-tsst", model, parsed, &error);
    g_assert_no_error (error);
    return bytes;
}

BbImage *
tsst_identify (GBytes *bytes)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());

    return g_object_ref (images->pdata[0]);
}

BbImage *
tsst_make_image (const char *product, const char *options)
{
    g_autoptr (GBytes) bytes = tsst_make_bytes (product, options);

    return tsst_identify (bytes);
}

BbImage *
tsst_make_file_with (gsize size, guint8 value, gsize offset, const char *text)
{
    guint8 *data = g_malloc (size);
    g_autoptr (GBytes) bytes = NULL;

    memset (data, value, size);
    memcpy (data + offset, text, strlen (text));
    bytes = g_bytes_new_take (data, size);
    return tsst_identify (bytes);
}

BbImage *
tsst_make_file (gsize size, guint8 value, const char *text)
{
    return tsst_make_file_with (size, value, 0x100, text);
}
