/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BB_SENSE_KEY_RECOVERED_ERROR: the drive corrected an error and completed the command. This key and key 0 mean
 * success.
 */
#define BB_SENSE_KEY_RECOVERED_ERROR 0x01
/* Other sense keys of SPC-4. */
#define BB_SENSE_KEY_NOT_READY 0x02
#define BB_SENSE_KEY_HARDWARE_ERROR 0x04
#define BB_SENSE_KEY_ILLEGAL_REQUEST 0x05
#define BB_SENSE_KEY_UNIT_ATTENTION 0x06

/* Additional sense codes of SPC-4. */
#define BB_SENSE_ASC_NOT_READY 0x04
#define BB_SENSE_ASC_MEDIUM_CHANGED 0x28
#define BB_SENSE_ASC_RESET 0x29
#define BB_SENSE_ASC_NO_MEDIUM 0x3A
#define BB_SENSE_ASC_NOT_SELF_CONFIGURED 0x3E
#define BB_SENSE_ASC_CHANGED 0x3F
/* Vendor specific: some drives report this code while they program their firmware. */
#define BB_SENSE_ASC_PROGRAMMING 0xF7
/* Qualifier of %BB_SENSE_ASC_CHANGED. */
#define BB_SENSE_ASCQ_MICROCODE_CHANGED 0x01
/* Qualifiers of %BB_SENSE_ASC_NOT_READY. */
#define BB_SENSE_ASCQ_COMMAND_REQUIRED 0x02
#define BB_SENSE_ASCQ_HELP_REQUIRED 0x03

/**
 * BbSense:
 * @valid: %TRUE if the drive sent sense data that could be decoded
 * @deferred: the sense data is about an earlier command (response codes 71h, 73h)
 * @key: sense key, 0..15
 * @asc: additional sense code
 * @ascq: additional sense code qualifier
 * @progress, @progress_of: numerator and denominator of the progress of an operation; @progress_of is 0 if the drive
 *   reports no progress
 *
 * Decoded sense data, from fixed or descriptor form (SPC-4, 4.5).
 *
 * The progress is read from fixed sense data only:
 * - Normally it is in bytes 16 and 17, in 1/65536, and the bit SKSV (sense key specific valid) is set.
 * - Some drives do not set SKSV, and count from 1 to 32 in byte 16 or in byte 4 (a part of the field INFORMATION). So
 *   every value up to 32 is taken as a count of 1/32.
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
 * @BB_SCSI_ERROR_NOT_READY: key 2 with an ASC other than 04 and 3A
 * @BB_SCSI_ERROR_BECOMING_READY: 2/04/xx; the command can be sent again after a wait
 * @BB_SCSI_ERROR_NO_MEDIUM: 2/3A/xx
 * @BB_SCSI_ERROR_UNIT_ATTENTION: key 6; the drive did not execute this command; the command can be sent again
 * @BB_SCSI_ERROR_UNSUPPORTED: 5/20/xx, the drive does not know this command
 * @BB_SCSI_ERROR_SEQUENCE: 5/2C/xx, the drive does not accept the command in its present state
 * @BB_SCSI_ERROR_INVALID_FIELD: 5/24/xx or 5/26/xx, the drive rejects a field of the CDB or of the data
 * @BB_SCSI_ERROR_ILLEGAL_REQUEST: key 5 with any other ASC
 * @BB_SCSI_ERROR_MEDIUM: key 3
 * @BB_SCSI_ERROR_HARDWARE: key 4
 * @BB_SCSI_ERROR_PROTECTED: key 7
 * @BB_SCSI_ERROR_ABORTED: key B
 * @BB_SCSI_ERROR_BUSY: status BUSY, RESERVATION CONFLICT or TASK SET FULL
 * @BB_SCSI_ERROR_OTHER: any other key or status; CHECK CONDITION without usable sense data; a deferred error (about
 *   an earlier command) with a key other than 3 and 4
 *
 * The drive replied with a status other than GOOD. Numbers like 2/04/xx are sense key, ASC and ASCQ in hexadecimal.
 * bb_scsi_error_get_sense() returns the sense data in the error.
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
 * @length_bytes: length of @data; 0 if there is no sense data
 * @sense: (out caller-allocates): the result; `valid` is %FALSE if @data cannot be decoded
 *
 * Decodes sense data with libsgutils2. If @data are truncated, decodes the fields that are complete. Data shorter
 * than the header of 8 bytes cannot be decoded.
 */
void bb_sense_decode (const guint8 *data, gsize length_bytes, BbSense *sense);

/**
 * bb_sense_parse_tool_code:
 * @text: (nullable): an error code as other flash programs show it, for example 0x8f052400: a hexadecimal number of
 *   six to eight digits, with or without "0x". Its last three bytes are key, ASC and ASCQ
 * @sense: (out caller-allocates): the decoded key, ASC and ASCQ; all zero, with `valid` %FALSE, for any other @text
 *
 * Returns: %TRUE if @text is such a number
 */
gboolean bb_sense_parse_tool_code (const char *text, BbSense *sense);

/**
 * bb_sense_dup_code: (transfer full): returns key, ASC and ASCQ in the usual notation, "5/26/00", or "none" without
 * sense data.
 */
char *bb_sense_dup_code (const BbSense *sense);

/** bb_sense_dup_text: (transfer full): returns the meaning of ASC and ASCQ in English, for example "medium not
 * present - tray closed". If both are 0, returns the meaning of the sense key. For invalid @sense, returns "no sense
 * data". */
char *bb_sense_dup_text (const BbSense *sense);

/** bb_sense_is: TRUE if @sense has this key, ASC and ASCQ; an @ascq of -1 matches any. FALSE for invalid @sense. */
gboolean bb_sense_is (const BbSense *sense, guint8 key, guint8 asc, int ascq);

/**
 * bb_scsi_error_new: (transfer full): returns a #BbScsiError for a SCSI @status with @sense (nullable). The message
 * contains the sense code and its meaning. A @status other than CHECK CONDITION has no sense data, so @sense is
 * ignored.
 */
GError *bb_scsi_error_new (guint8 status, const BbSense *sense);

/**
 * bb_scsi_error_get_sense:
 * @error: (nullable): any error
 *
 * Returns: (transfer none) (nullable): the sense data of a %BB_SCSI_ERROR, owned by @error (its `valid` may be
 *   %FALSE); %NULL for other errors
 */
const BbSense *bb_scsi_error_get_sense (const GError *error);

/** bb_scsi_error_is_fault: TRUE if @error (nullable) is a medium error, a hardware error or an aborted command: the
 * drive began to execute the command and failed. */
gboolean bb_scsi_error_is_fault (const GError *error);

G_END_DECLS
