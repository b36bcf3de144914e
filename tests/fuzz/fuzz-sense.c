/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scsi/bb-scsi.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length_bytes);

/* Decodes any bytes as sense data, makes an error from the sense data, and parses the bytes as a reply to INQUIRY. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length_bytes)
{
    g_autofree char *code = NULL;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) short_error = NULL;
    BbInquiry inquiry;
    BbSense sense;

    bb_sense_decode (data, length_bytes, &sense);
    code = bb_sense_dup_code (&sense);
    text = bb_sense_dup_text (&sense);
    error = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, &sense);
    g_assert_cmpuint (sense.key, <=, 15);
    g_assert_true (code[0] != '\0' && text[0] != '\0');
    g_assert_true (bb_scsi_error_get_sense (error)->valid == sense.valid);

    if (bb_scsi_inquiry_parse (data, length_bytes, &inquiry, &short_error)) {
        g_assert_cmpuint (strlen (inquiry.vendor), ==, 8);
        g_assert_cmpuint (strlen (inquiry.product), ==, 16);
        g_assert_cmpuint (strlen (inquiry.revision), ==, 4);
        g_assert_cmpuint (inquiry.raw_length_bytes, <=, length_bytes);
    } else {
        g_assert_nonnull (short_error);
    }
    return 0;
}
