/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/mt1959/bb-mt1959.h"
#include "family/spc/bb-features.h"
#include "fuzz-input.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Number of the MMC feature that contains the date of the firmware (mediatek-mt1959.md, section 4). */
#define MT_FEATURE_DATE 0x010C

/* Calls the parsers for single fields of a MediaTek drive and of its images with any bytes. The fields are
 * descriptor, boot ID, date, OmniDrive tag, features, and repeated blocks. The first byte of an input is the offset
 * of the field in the rest of the input. */

/* Parses a descriptor, and asserts the form of its values if there is one. */
static void
fuzz_descriptor (GBytes *bytes, gsize offset)
{
    g_autoptr (GVariant) values = bb_mt1959_read_descriptor (bytes, offset);
    const char *text = NULL;

    if (values == NULL)
        return;
    g_variant_ref_sink (values);
    g_assert_true (offset + 0x51 <= g_bytes_get_size (bytes));
    g_assert_true (g_variant_lookup (values, BB_MT1959_KEY_STAMP, "&s", &text));
    g_assert_true (*text == '\0' || strlen (text) == 10);
    g_assert_true (!g_variant_lookup (values, BB_MT1959_KEY_SERVICE_CODE, "&s", &text) || strlen (text) == 4);
    g_assert_true (!g_variant_lookup (values, BB_MT1959_KEY_DATE, "&s", &text) || strlen (text) == 10);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    FuzzInput input = {data, size};
    gsize offset = fuzz_input_u8 (&input);
    g_autoptr (GBytes) bytes = g_bytes_new (input.data, input.left_bytes);
    g_autofree char *text = g_strndup ((const char *) input.data, input.left_bytes);
    g_autofree char *version = bb_mt1959_dup_omnidrive (bytes, offset);
    g_autofree char *date = bb_mt1959_dup_date (text);
    gsize n_blocks = input.left_bytes / 16;
    gsize n_equal = bb_image_bytes_count_repeats (bytes, 16);
    int first = bb_features_find_before (bytes, MIN (offset, input.left_bytes), MT_FEATURE_DATE);
    BbMt1959BootId boot_id;

    g_assert_true (first >= -1 && first <= 0xFF);
    fuzz_descriptor (bytes, offset);
    if (bb_mt1959_parse_boot_id (bytes, offset, &boot_id))
        g_assert_true (strlen (boot_id.id) == BB_MT1959_BOOT_ID_BYTES && g_str_has_prefix (boot_id.id, boot_id.chip));
    g_assert_true (version == NULL || (g_ascii_isdigit (version[0]) && version[0] != '0' && version[1] == '.'));
    g_assert_true (date == NULL || (strlen (date) == 10 && g_str_has_prefix (date, "20")));
    g_assert_true (n_equal <= n_blocks && (n_equal > 0) == (n_blocks > 0));
    return 0;
}
