/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BB_SENSE_KEY_RECOVERED_ERROR: this key and 0 say that the command was done, with a note. */
#define BB_SENSE_KEY_RECOVERED_ERROR 0x01

/**
 * BbSense:
 * @valid: whether the drive sent sense data at all
 * @deferred: it is about an earlier command (response codes 71h, 73h)
 * @key: sense key, 0..15
 * @asc: additional sense code
 * @ascq: additional sense code qualifier
 * @progress, @progress_of: how far an operation has come, as a fraction; @progress_of 0: that is not told. From the
 *   sense key specific bytes of fixed sense data; drives that do not mark them valid count to 32 in one of them, or
 * in the first byte of INFORMATION
 *
 * Decoded sense data, from fixed or descriptor form (SPC-4, 4.5).
 */
typedef struct {
    gboolean valid;
    gboolean deferred;
    guint8 key;
    guint8 asc;
    guint8 ascq;
    guint16 progress;
    guint32 progress_of;
} BbSense;

/**
 * BbScsiError:
 * @BB_SCSI_ERROR_NOT_READY: key 2, but not one of the next two
 * @BB_SCSI_ERROR_BECOMING_READY: 2/04/xx, ask again
 * @BB_SCSI_ERROR_NO_MEDIUM: 2/3A/xx
 * @BB_SCSI_ERROR_UNIT_ATTENTION: key 6; the command was not executed, the next one will be
 * @BB_SCSI_ERROR_UNSUPPORTED: 5/20/xx, the drive does not know this command
 * @BB_SCSI_ERROR_SEQUENCE: 5/2C/xx, not now
 * @BB_SCSI_ERROR_INVALID_FIELD: 5/24/xx or 5/26/xx, something in the command or its data is refused
 * @BB_SCSI_ERROR_ILLEGAL_REQUEST: other key 5
 * @BB_SCSI_ERROR_MEDIUM: key 3
 * @BB_SCSI_ERROR_HARDWARE: key 4
 * @BB_SCSI_ERROR_PROTECTED: key 7
 * @BB_SCSI_ERROR_ABORTED: key B
 * @BB_SCSI_ERROR_BUSY: status BUSY, RESERVATION CONFLICT or TASK SET FULL
 * @BB_SCSI_ERROR_OTHER: CHECK CONDITION without usable sense, any other key or status; also a
 *   deferred error, unless of key 3 or 4: what it says is not about this command
 *
 * The drive answered, and not with GOOD. The sense itself travels in the error:
 * bb_scsi_error_get_sense().
 */
typedef enum {
    BB_SCSI_ERROR_NOT_READY,
    BB_SCSI_ERROR_BECOMING_READY,
    BB_SCSI_ERROR_NO_MEDIUM,
    BB_SCSI_ERROR_UNIT_ATTENTION,
    BB_SCSI_ERROR_UNSUPPORTED,
    BB_SCSI_ERROR_SEQUENCE,
    BB_SCSI_ERROR_INVALID_FIELD,
    BB_SCSI_ERROR_ILLEGAL_REQUEST,
    BB_SCSI_ERROR_MEDIUM,
    BB_SCSI_ERROR_HARDWARE,
    BB_SCSI_ERROR_PROTECTED,
    BB_SCSI_ERROR_ABORTED,
    BB_SCSI_ERROR_BUSY,
    BB_SCSI_ERROR_OTHER,
} BbScsiError;

#define BB_SCSI_ERROR (bb_scsi_error_quark ())
GQuark bb_scsi_error_quark (void);

/**
 * bb_sense_decode:
 * @data: raw sense bytes, fixed (70h, 71h) or descriptor (72h, 73h) form
 * @length_bytes: how many there are; 0 means none
 * @sense: (out caller-allocates): the result; `valid` is %FALSE if nothing could be read
 *
 * Decodes with libsgutils2. Never fails: truncated data gives what it holds, less than the 8 bytes of a
 * header give nothing.
 */
void bb_sense_decode (const guint8 *data, gsize length_bytes, BbSense *sense);

/**
 * bb_sense_parse_tool_code:
 * @text: (nullable): an error code as other programs show it: a hexadecimal number whose last three bytes are key,
 * ASC and ASCQ, for example 0x8f052400
 * @sense: (out caller-allocates): what it says
 *
 * Returns: whether @text is such a number
 */
gboolean bb_sense_parse_tool_code (const char *text, BbSense *sense);

/** bb_sense_dup_code: "5/26/00", as the field writes it; "none" without sense data. */
char *bb_sense_dup_code (const BbSense *sense);

/** bb_sense_dup_text: the meaning in words, for example "medium not present - tray closed". */
char *bb_sense_dup_text (const BbSense *sense);

/** bb_sense_is: whether key and ASC (and ASCQ, unless -1) are these. */
gboolean bb_sense_is (const BbSense *sense, guint8 key, guint8 asc, int ascq);

/** bb_scsi_error_new: an error for a SCSI @status with @sense; the message names code and words. */
GError *bb_scsi_error_new (guint8 status, const BbSense *sense);

/**
 * bb_scsi_error_get_sense:
 * @error: (nullable): any error
 *
 * Returns: (transfer none) (nullable): the sense inside a %BB_SCSI_ERROR, owned by @error (look at its
 *   `valid`); %NULL for other errors
 */
const BbSense *bb_scsi_error_get_sense (const GError *error);

G_END_DECLS
