/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "image-checks.h"
#include "shipped-catalog.h"

#include "family/bb-family.h"

BbImage *
identify_only_image (GBytes *bytes)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());

    g_assert_cmpuint (images->len, ==, 1);
    return g_object_ref (images->pdata[0]);
}

void
assert_sha256 (GBytes *bytes, const char *wanted)
{
    g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

    g_assert_cmpstr (sum, ==, wanted);
}

void
assert_part_sha256 (GBytes *bytes, gsize offset, gsize length_bytes, const char *wanted)
{
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, offset, length_bytes);

    assert_sha256 (part, wanted);
}
