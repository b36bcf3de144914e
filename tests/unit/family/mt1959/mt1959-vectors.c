/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-vectors.h"

#include "family/bb-key-file.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

JsonObject *
mt_vector (const char *name)
{
    static JsonParser *parser = NULL;

    if (parser == NULL) {
        g_autoptr (GError) error = NULL;

        parser = json_parser_new ();
        g_assert_true (json_parser_load_from_file (parser, MT1959_VECTORS, &error));
        g_assert_no_error (error);
    }
    return json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), name);
}

const char *
mt_case_string (JsonObject *item, const char *key)
{
    return json_object_get_null_member (item, key) ? NULL : json_object_get_string_member (item, key);
}

static void
mt_put_hex (guint8 *to, const char *hex)
{
    g_autoptr (GBytes) bytes = bb_hex_parse (hex, NULL);

    memcpy (to, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

BbImage *
mt_vector_image (JsonObject *vector)
{
    JsonObject *made = json_object_get_object_member (vector, "image");
    const char *mark = mt_case_string (made, "mark");
    guint8 *image = g_malloc (MT_FLASH_BYTES);
    BbImage *identified;

    mt_fill (image, MT_FLASH_BYTES, (guint32) g_ascii_strtoull (mt_case_string (made, "seed"), NULL, 0));
    memcpy (image + MT_CONFIG, mt_case_string (made, "boot-id"), 16);
    memset (image + MT_RECORDS, 0xFF, 16 * 28);
    memset (image + 0x105C8, 0xFF, 8);
    memset (image + MT_SETTINGS, 0xFF, 0x1000);
    memset (image + MT_DESCRIPTOR, 0xFF, 0x100);
    memset (image + 0x1F0000, 0xFF, 0x10000);
    mt_put_hex (image + MT_RECORDS, mt_case_string (made, "at-0x10400"));
    if (mark != NULL)
        memcpy (image + 0x105C8, mark, 8);
    mt_put_hex (image + MT_DESCRIPTOR, mt_case_string (made, "descriptor-0x00-0x57"));
    identified = mt_identify (image, MT_FLASH_BYTES);
    g_assert_cmpstr (bb_image_get_sha256 (identified), ==, mt_case_string (made, "sha256"));
    return identified;
}

static char *key_path;

static void
remove_key (void)
{
    g_remove (key_path);
    g_clear_pointer (&key_path, g_free);
}

void
mt_let_in_made_up_key (void)
{
    JsonObject *key = json_object_get_object_member (mt_vector ("transfer"), "made-up-key");

    if (key_path == NULL) {
        int fd = g_file_open_tmp ("burnback-key-XXXXXX", &key_path, NULL);

        g_assert_cmpint (fd, >=, 0);
        g_close (fd, NULL);
        g_assert_true (g_file_set_contents (key_path, mt_case_string (key, "hex"), -1, NULL));
        g_assert_cmpint (atexit (remove_key), ==, 0);
    }
    bb_key_file_set (key_path);
    bb_key_file_let_in (mt_case_string (key, "sha256"));
}
