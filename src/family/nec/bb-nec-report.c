/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec-booktype.h"

#include "scsi/bb-bytes.h"

#define NEC_DATES_BYTES 256
#define NEC_DATES_TEXT 2
#define NEC_DATES_TEXT_BYTES 240
#define NEC_STRATEGIES_BYTES 1024
#define NEC_RECORD_BYTES 8
#define NEC_LONG_INQUIRY_BYTES 128
#define NEC_INQUIRY_DATE 0x24
#define NEC_INQUIRY_DATE_BYTES 0x40

/* Kinds of discs, in the order of the records in the list of write strategies. */
static const char *const nec_discs[] = {"CD-R",  "CD-RW",  "DVD+R",  "DVD+R9",  "DVD+RW",
                                        "DVD-R", "DVD-RW", "DVD-R9", "DVD-RAM", "DVD+RW9"};

/* Sends @cdb. @came: (out) (transfer full): the data that the drive returned; not set if the drive refuses the
 * command. FALSE only if the drive did not answer. */
static gboolean
nec_report_ask (BbTransport *transport, const guint8 *cdb, gsize length_bytes, GBytes **came, GError **error)
{
    g_autofree guint8 *data = g_malloc0 (length_bytes);
    BbCommand command = {
        .direction = BB_DIRECTION_IN, .in = data, .length_bytes = length_bytes, .timeout_ms = BB_NEC_TIMEOUT_MS};
    BbReply reply = {0};

    bb_cdb_init (&command.cdb, cdb, 12);
    if (!bb_nec_execute_after_attention (transport, &command, &reply, error))
        return FALSE;
    if (reply.status == BB_STATUS_GOOD)
        *came = g_bytes_new (data, length_bytes - MIN (reply.residual_bytes, length_bytes));
    return TRUE;
}

/* Returns (transfer full) (nullable) the text at @offset in @bytes (nullable), up to the first byte that is not
 * printable, without blanks at its ends; NULL if it is empty. */
static char *
nec_report_text (GBytes *bytes, gsize offset, gsize most_bytes)
{
    g_autoptr (GString) text = g_string_new (NULL);
    guint8 value = 0;

    for (gsize i = 0; bytes != NULL && i < most_bytes && bb_bytes_get_u8 (bytes, offset + i, &value, NULL); i++) {
        if (value < 0x20 || value > 0x7E)
            break;
        g_string_append_c (text, (char) value);
    }
    (void) g_strstrip (text->str);
    return *text->str != '\0' ? g_strdup (text->str) : NULL;
}

/* Appends the pair @name, @text to @lines; does nothing if @text is NULL. */
static void
nec_add_line (GStrvBuilder *lines, const char *name, const char *text)
{
    if (text != NULL)
        g_strv_builder_add_many (lines, name, text, NULL);
}

char **
bb_nec_read_build_info (BbTransport *transport, GError **error)
{
    static const guint8 dates[12] = {0xCF, [9] = 0xA0};
    static const guint8 strategies[12] = {0xCF, 0x03};
    g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
    g_autoptr (GBytes) date = NULL;
    g_autoptr (GBytes) list = NULL;
    g_autofree char *firmware_date = NULL;
    BbInquiry inquiry = {0};

    if (!nec_report_ask (transport, dates, NEC_DATES_BYTES, &date, error) ||
        !nec_report_ask (transport, strategies, NEC_STRATEGIES_BYTES, &list, error))
        return NULL;
    firmware_date = nec_report_text (date, NEC_DATES_TEXT, NEC_DATES_TEXT_BYTES);
    nec_add_line (lines, "firmware date", firmware_date);
    if (bb_scsi_inquiry (transport, NEC_LONG_INQUIRY_BYTES, &inquiry, NULL)) {
        g_autoptr (GBytes) raw = g_bytes_new (inquiry.raw, inquiry.raw_length_bytes);

        g_autofree char *text = nec_report_text (raw, NEC_INQUIRY_DATE, NEC_INQUIRY_DATE_BYTES);

        nec_add_line (lines, "inquiry text", text);
    }
    for (guint i = 0; i < G_N_ELEMENTS (nec_discs); i++) {
        g_autofree char *text = nec_report_text (list, (gsize) i * NEC_RECORD_BYTES, NEC_RECORD_BYTES);
        g_autofree char *strategy = NULL;

        if (text == NULL)
            break;
        strategy = g_strdup_printf ("%s: %s", nec_discs[i], g_strstrip (g_strdelimit (text, "_", ' ')));
        nec_add_line (lines, "write strategy", strategy);
    }
    return g_strv_builder_end (lines);
}
