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

/* What the records of the strategy list are for, in their order. */
static const char *const nec_discs[] = {"CD-R",  "CD-RW",  "DVD+R",  "DVD+R9",  "DVD+RW",
                                        "DVD-R", "DVD-RW", "DVD-R9", "DVD-RAM", "DVD+RW9"};

/* (nullable): what came; FALSE only when the drive did not answer. */
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

/* Text up to the first byte that is none; NULL when there is nothing. */
static char *
nec_report_text (GBytes *bytes, gsize offset, gsize most_bytes)
{
    g_autoptr (GString) text = g_string_new (NULL);
    guint8 value = 0;

    for (gsize i = 0; i < most_bytes && bb_bytes_get_u8 (bytes, offset + i, &value, NULL); i++) {
        if (value < 0x20 || value > 0x7E)
            break;
        g_string_append_c (text, (char) value);
    }
    (void) g_strstrip (text->str);
    return *text->str != '\0' ? g_strdup (text->str) : NULL;
}

static char *
nec_report_record (GBytes *bytes, guint index)
{
    g_autofree char *text = nec_report_text (bytes, (gsize) index * NEC_RECORD_BYTES, NEC_RECORD_BYTES);

    return text != NULL ? g_strdup (g_strdelimit (text, "_", ' ')) : NULL;
}

static char **
nec_report_strategies (GBytes *bytes)
{
    g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
    guint n = 0;

    for (guint i = 0; i < G_N_ELEMENTS (nec_discs); i++) {
        g_autofree char *text = nec_report_record (bytes, i);
        g_autofree char *line = NULL;

        if (text == NULL)
            break;
        line = g_strdup_printf ("%s: %s", nec_discs[i], g_strstrip (text));
        g_strv_builder_add (lines, line);
        n++;
    }
    return n > 0 ? g_strv_builder_end (lines) : NULL;
}

BbNecReport *
bb_nec_report_read (BbTransport *transport, GError **error)
{
    static const guint8 dates[12] = {0xCF, [9] = 0xA0};
    static const guint8 strategies[12] = {0xCF, 0x03};
    g_autoptr (BbNecReport) report = g_new0 (BbNecReport, 1);
    g_autoptr (GBytes) date = NULL;
    g_autoptr (GBytes) list = NULL;
    BbInquiry inquiry = {0};

    if (!nec_report_ask (transport, dates, NEC_DATES_BYTES, &date, error) ||
        !nec_report_ask (transport, strategies, NEC_STRATEGIES_BYTES, &list, error))
        return NULL;
    if (date != NULL)
        report->firmware_date = nec_report_text (date, NEC_DATES_TEXT, NEC_DATES_TEXT_BYTES);
    if (list != NULL)
        report->strategies = nec_report_strategies (list);
    if (bb_scsi_inquiry (transport, NEC_LONG_INQUIRY_BYTES, &inquiry, NULL)) {
        g_autoptr (GBytes) raw = g_bytes_new (inquiry.raw, inquiry.raw_length_bytes);

        report->inquiry_date = nec_report_text (raw, NEC_INQUIRY_DATE, NEC_INQUIRY_DATE_BYTES);
    }
    return g_steal_pointer (&report);
}

char **
bb_nec_read_build_info (BbTransport *transport, GError **error)
{
    g_autoptr (BbNecReport) report = bb_nec_report_read (transport, error);
    g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

    if (report == NULL)
        return NULL;
    if (report->firmware_date != NULL) {
        g_autofree char *line = g_strdup_printf ("firmware date: %s", report->firmware_date);

        g_strv_builder_add (lines, line);
    }
    if (report->inquiry_date != NULL) {
        g_autofree char *line = g_strdup_printf ("inquiry text: %s", report->inquiry_date);

        g_strv_builder_add (lines, line);
    }
    for (guint i = 0; report->strategies != NULL && report->strategies[i] != NULL; i++) {
        g_autofree char *line = g_strdup_printf ("write strategy: %s", report->strategies[i]);

        g_strv_builder_add (lines, line);
    }
    return g_strv_builder_end (lines);
}

void
bb_nec_report_free (BbNecReport *report)
{
    g_free (report->firmware_date);
    g_free (report->inquiry_date);
    g_strfreev (report->strategies);
    g_free (report);
}
