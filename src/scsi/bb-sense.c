/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sense.h"

#include "bb-transport.h"

#include <scsi/sg_lib.h>

/* Size of the header; shorter sense data is ignored. */
#define BB_SENSE_MIN_BYTES 8
/* Offsets in fixed sense data. */
#define BB_SENSE_INFORMATION 3
#define BB_SENSE_PROGRESS 16
#define BB_SENSE_PROGRESS_COUNT 32
/* Number of hexadecimal digits of key, ASC and ASCQ in the error code of another flash program. */
#define BB_SENSE_TOOL_CODE_DIGITS 6

typedef struct {
    BbSense sense;
} BbScsiErrorPrivate;

static void
bb_scsi_error_private_init (BbScsiErrorPrivate *priv)
{
    priv->sense = (BbSense){0};
}

static void
bb_scsi_error_private_copy (const BbScsiErrorPrivate *from, BbScsiErrorPrivate *to)
{
    to->sense = from->sense;
}

static void
bb_scsi_error_private_clear (BbScsiErrorPrivate *priv)
{
    priv->sense.valid = FALSE;
}

G_DEFINE_EXTENDED_ERROR (BbScsiError, bb_scsi_error)

/*
 * Sets the progress in @sense from fixed sense data: from the progress indication of SPC-4, 4.5.2.4.4, or from one of
 * the other forms that the comment of #BbSense describes. If @data contain none of them, the progress stays unset.
 * The values are unreliable; use them for display only.
 */
static void
bb_sense_decode_progress (const guint8 *data, gsize length_bytes, BbSense *sense)
{
    guint marked =
        length_bytes > BB_SENSE_PROGRESS + 1 ? data[BB_SENSE_PROGRESS] << 8 | data[BB_SENSE_PROGRESS + 1] : 0;
    gboolean is_marked = marked > 0 && (data[BB_SENSE_PROGRESS - 1] & 0x80) != 0;
    guint counted = length_bytes > BB_SENSE_PROGRESS ? data[BB_SENSE_PROGRESS] : 0;

    if ((data[0] & 0x7E) != 0x70)
        return;
    if (!is_marked && (counted == 0 || counted > BB_SENSE_PROGRESS_COUNT))
        counted = data[BB_SENSE_INFORMATION + 1];
    if (!is_marked && (counted == 0 || counted > BB_SENSE_PROGRESS_COUNT))
        return;
    sense->progress = (guint16) (is_marked ? marked : counted);
    sense->progress_of = sense->progress <= BB_SENSE_PROGRESS_COUNT ? BB_SENSE_PROGRESS_COUNT : 0x10000;
}

void
bb_sense_decode (const guint8 *data, gsize length_bytes, BbSense *sense)
{
    struct sg_scsi_sense_hdr header;

    g_return_if_fail (sense != NULL);
    g_return_if_fail (data != NULL || length_bytes == 0);

    *sense = (BbSense){0};
    if (length_bytes < BB_SENSE_MIN_BYTES)
        return;
    if (!sg_scsi_normalize_sense (data, (int) MIN (length_bytes, (gsize) BB_SENSE_MAX_BYTES), &header))
        return;
    sense->valid = TRUE;
    sense->deferred = (header.response_code & 1) != 0;
    sense->key = header.sense_key;
    sense->asc = header.asc;
    sense->ascq = header.ascq;
    bb_sense_decode_progress (data, length_bytes, sense);
}

gboolean
bb_sense_parse_tool_code (const char *text, BbSense *sense)
{
    const char *digits;
    guint64 number = 0;

    g_return_val_if_fail (sense != NULL, FALSE);

    *sense = (BbSense){0};
    if (text == NULL)
        return FALSE;
    digits = g_ascii_strncasecmp (text, "0x", 2) == 0 ? text + 2 : text;
    if (strlen (digits) < BB_SENSE_TOOL_CODE_DIGITS ||
        !g_ascii_string_to_unsigned (digits, 16, 0, G_MAXUINT32, &number, NULL))
        return FALSE;
    *sense = (BbSense){
        .valid = TRUE, .key = (guint8) (number >> 16) & 0x0F, .asc = (guint8) (number >> 8), .ascq = (guint8) number};
    return TRUE;
}

char *
bb_sense_dup_code (const BbSense *sense)
{
    g_return_val_if_fail (sense != NULL, NULL);

    if (!sense->valid)
        return g_strdup ("none");
    return g_strdup_printf ("%X/%02X/%02X", sense->key, sense->asc, sense->ascq);
}

char *
bb_sense_dup_text (const BbSense *sense)
{
    static const char prefix[] = "Additional sense: ";
    char buffer[160] = "";
    const char *text = buffer;
    char *result = NULL;

    g_return_val_if_fail (sense != NULL, NULL);

    if (!sense->valid)
        return g_strdup ("no sense data");
    if (sense->asc == 0 && sense->ascq == 0) {
        sg_get_sense_key_str (sense->key, sizeof buffer, buffer);
        return g_ascii_strdown (buffer, -1);
    }
    sg_get_asc_ascq_str (sense->asc, sense->ascq, sizeof buffer, buffer);
    if (g_str_has_prefix (text, prefix))
        text += strlen (prefix);
    result = g_strstrip (g_strdup (text));
    /* Lower the first letter, unless the text begins with an abbreviation, such as "ATA" or "I/O". */
    if (g_ascii_isupper (result[0]) && !g_ascii_isupper (result[1]) && result[1] != '/')
        result[0] = g_ascii_tolower (result[0]);
    return result;
}

gboolean
bb_sense_is (const BbSense *sense, guint8 key, guint8 asc, int ascq)
{
    g_return_val_if_fail (sense != NULL, FALSE);

    return sense->valid && sense->key == key && sense->asc == asc && (ascq < 0 || sense->ascq == ascq);
}

/* Error code for a sense key and ASC. The first row that matches is used; an ASC of -1 matches any. */
static const struct {
    guint8 key;
    int asc;
    BbScsiError code;
} bb_scsi_codes[] = {
    {SPC_SK_MEDIUM_ERROR, -1, BB_SCSI_ERROR_MEDIUM},
    {SPC_SK_HARDWARE_ERROR, -1, BB_SCSI_ERROR_HARDWARE},
    {SPC_SK_NOT_READY, BB_SENSE_ASC_NOT_READY, BB_SCSI_ERROR_BECOMING_READY},
    {SPC_SK_NOT_READY, BB_SENSE_ASC_NO_MEDIUM, BB_SCSI_ERROR_NO_MEDIUM},
    {SPC_SK_NOT_READY, -1, BB_SCSI_ERROR_NOT_READY},
    {SPC_SK_ILLEGAL_REQUEST, 0x20, BB_SCSI_ERROR_UNSUPPORTED},
    {SPC_SK_ILLEGAL_REQUEST, 0x24, BB_SCSI_ERROR_INVALID_FIELD},
    {SPC_SK_ILLEGAL_REQUEST, 0x26, BB_SCSI_ERROR_INVALID_FIELD},
    {SPC_SK_ILLEGAL_REQUEST, 0x2c, BB_SCSI_ERROR_SEQUENCE},
    {SPC_SK_ILLEGAL_REQUEST, -1, BB_SCSI_ERROR_ILLEGAL_REQUEST},
    {SPC_SK_UNIT_ATTENTION, -1, BB_SCSI_ERROR_UNIT_ATTENTION},
    {SPC_SK_DATA_PROTECT, -1, BB_SCSI_ERROR_PROTECTED},
    {SPC_SK_ABORTED_COMMAND, -1, BB_SCSI_ERROR_ABORTED},
};

/* Returns the error code, as #BbScsiError describes it, for a reply with @status and @sense that is not a success. */
static BbScsiError
bb_scsi_error_code (guint8 status, const BbSense *sense)
{
    if (status == BB_STATUS_BUSY || status == BB_STATUS_RESERVATION_CONFLICT || status == BB_STATUS_TASK_SET_FULL)
        return BB_SCSI_ERROR_BUSY;
    if (status != BB_STATUS_CHECK_CONDITION || !sense->valid)
        return BB_SCSI_ERROR_OTHER;
    /* A deferred error is about an earlier command; only a medium or hardware error still matters for the present
     * command. */
    if (sense->deferred && sense->key != SPC_SK_MEDIUM_ERROR && sense->key != SPC_SK_HARDWARE_ERROR)
        return BB_SCSI_ERROR_OTHER;
    for (guint i = 0; i < G_N_ELEMENTS (bb_scsi_codes); i++) {
        if (bb_scsi_codes[i].key == sense->key && (bb_scsi_codes[i].asc < 0 || bb_scsi_codes[i].asc == sense->asc))
            return bb_scsi_codes[i].code;
    }
    return BB_SCSI_ERROR_OTHER;
}

GError *
bb_scsi_error_new (guint8 status, const BbSense *sense)
{
    BbSense none = {0};
    const BbSense *used = sense != NULL && status == BB_STATUS_CHECK_CONDITION ? sense : &none;
    BbScsiError code = bb_scsi_error_code (status, used);
    g_autofree char *number = bb_sense_dup_code (used);
    g_autofree char *text = bb_sense_dup_text (used);
    GError *error = NULL;

    if (status != BB_STATUS_CHECK_CONDITION)
        error = g_error_new (BB_SCSI_ERROR, code, "the drive answered with status %02Xh", status);
    else if (!used->valid)
        error = g_error_new (BB_SCSI_ERROR, code, "the drive refused without saying why (no sense data)");
    else if (used->deferred)
        error = g_error_new (BB_SCSI_ERROR, code, "deferred error of an earlier command: sense %s, %s", number, text);
    else
        error = g_error_new (BB_SCSI_ERROR, code, "sense %s, %s", number, text);
    bb_scsi_error_get_private (error)->sense = *used;
    return error;
}

const BbSense *
bb_scsi_error_get_sense (const GError *error)
{
    if (error == NULL || error->domain != BB_SCSI_ERROR)
        return NULL;
    return &bb_scsi_error_get_private (error)->sense;
}

gboolean
bb_scsi_error_is_fault (const GError *error)
{
    return g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_MEDIUM) ||
           g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_HARDWARE) ||
           g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_ABORTED);
}
