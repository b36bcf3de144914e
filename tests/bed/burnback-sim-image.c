/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "burnback-sim.h"

#include "sim/bb-sim.h"

#include <string.h>

#define WRAP_BYTES 0x1000

/* Adds the option @key, unless @value is %NULL. */
static void
bb_sim_option (GVariantBuilder *builder, const char *key, const char *value)
{
    if (value != NULL)
        g_variant_builder_add (builder, "{ss}", key, value);
}

/* Returns (transfer full) a DOS program that only exits, followed by the image, because vendors ship firmware in
 * programs. */
static GByteArray *
bb_sim_wrap_in_executable (GBytes *image)
{
    /* Header of 32 bytes; 37 bytes used in one page of 512; the entry point is the first byte after the header. */
    static const guint8 header[] = {'M', 'Z', 37, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0x80, 0};
    static const guint8 code[] = {0xB8, 0x01, 0x4C, 0xCD, 0x21}; /* mov ax, 4C01h; int 21h */
    GByteArray *file = g_byte_array_sized_new (WRAP_BYTES + (guint) g_bytes_get_size (image));

    g_byte_array_set_size (file, WRAP_BYTES);
    memset (file->data, 0, file->len);
    memcpy (file->data, header, sizeof header);
    memcpy (file->data + 32, code, sizeof code);
    g_byte_array_append (file, g_bytes_get_data (image, NULL), (guint) g_bytes_get_size (image));
    return file;
}

int
bb_sim_command_make_image (const BbSimOptions *options)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (GVariant) parsed = NULL;
    g_autoptr (GBytes) image = NULL;
    g_autoptr (GByteArray) wrapped = NULL;
    const char *file = options->rest[0];
    GVariantBuilder builder;

    if (options->family == NULL || options->model == NULL || file == NULL || options->rest[1] != NULL)
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "make-image needs --family, --model and one FILE");
    if (options->wrap != NULL && !g_str_equal (options->wrap, "exe"))
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "--wrap knows exe only, not “%s”", options->wrap);
    catalog = bb_catalog_open (NULL, NULL, &error);
    if (catalog == NULL)
        return bb_sim_tell (BB_SIM_EXIT_FAILED, "%s", error->message);
    g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
    bb_sim_option (&builder, "revision", options->revision);
    bb_sim_option (&builder, "vendor", options->vendor);
    bb_sim_option (&builder, "product", options->product);
    bb_sim_option (&builder, "seed", options->seed);
    bb_sim_option (&builder, "boot-version", options->boot_version);
    bb_sim_option (&builder, "kind", options->kind);
    for (guint i = 0; options->settings != NULL && options->settings[i] != NULL; i++) {
        g_auto (GStrv) pair = g_strsplit (options->settings[i], "=", 2);

        bb_sim_option (&builder, pair[0], pair[1] != NULL ? pair[1] : "");
    }
    parsed = g_variant_ref_sink (g_variant_builder_end (&builder));
    image = bb_sim_make_image (catalog, options->family, options->model, parsed, &error);
    if (image == NULL)
        return bb_sim_tell (BB_SIM_EXIT_USAGE, "%s", error->message);
    if (options->wrap != NULL)
        wrapped = bb_sim_wrap_in_executable (image);
    if (!g_file_set_contents (file, wrapped != NULL ? (const char *) wrapped->data : g_bytes_get_data (image, NULL),
                              wrapped != NULL ? (gssize) wrapped->len : (gssize) g_bytes_get_size (image), &error))
        return bb_sim_tell (BB_SIM_EXIT_FAILED, "%s", error->message);
    return BB_SIM_EXIT_DONE;
}
