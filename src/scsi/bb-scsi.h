/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-transport.h"

G_BEGIN_DECLS

/*
 * The standard SPC and MMC commands. The `bb_cdb_*` functions build a CDB. The `bb_scsi_*` functions send a command
 * and decode its reply; they block, so call them in worker threads only. No function here builds a command that
 * changes the firmware of a drive. Only bb_scsi_read() sends a CDB that its caller has built.
 *
 * "The errors of a command" below means those of bb_transport_send(): %BB_TRANSPORT_ERROR if no reply came or the
 * reply was short; %BB_SCSI_ERROR if the drive rejected the command.
 */

/** BB_TIMEOUT_STANDARD_MS: time limit of commands that a drive executes immediately. */
#define BB_TIMEOUT_STANDARD_MS 20000

/** BB_VPD_HEADER_BYTES: length of the header at the beginning of each VPD page (vital product data). */
#define BB_VPD_HEADER_BYTES 4

void bb_cdb_inquiry (BbCdb *cdb, guint8 allocation_bytes);
void bb_cdb_inquiry_vpd (BbCdb *cdb, guint8 page, guint16 allocation_bytes);
void bb_cdb_test_unit_ready (BbCdb *cdb);
/** bb_cdb_get_configuration: sets @cdb to GET CONFIGURATION. @rt: 0 returns all features, 1 the current ones, 2 only
 * @feature. */
void bb_cdb_get_configuration (BbCdb *cdb, guint8 rt, guint16 feature, guint16 allocation_bytes);
void bb_cdb_prevent_allow (BbCdb *cdb, gboolean prevent);
/** bb_cdb_get_event_status: sets @cdb to GET EVENT STATUS NOTIFICATION in polled mode, in which the drive does not
 * wait for an event. @class_mask: a bit for each class of events. */
void bb_cdb_get_event_status (BbCdb *cdb, guint8 class_mask, guint16 allocation_bytes);

/**
 * BbInquiry:
 * @device_type: peripheral device type, 5 is an optical drive
 * @removable: the RMB bit
 * @vendor, @product, @revision: 8, 16 and 4 characters with all blanks, NUL terminated. A zero byte becomes a blank.
 *   Any other byte that is not printable ASCII becomes '?'
 * @vendor_specific: bytes 36..55, blanks kept; "" if the reply is shorter
 * @raw: the bytes of the reply
 * @raw_length_bytes: how many of @raw are valid
 */
typedef struct {
    guint8 device_type;
    gboolean removable;
    char vendor[9];
    char product[17];
    char revision[5];
    char vendor_specific[21];
    guint8 raw[128];
    gsize raw_length_bytes;
} BbInquiry;

/**
 * bb_scsi_inquiry: sends a standard INQUIRY for @allocation_bytes (36..128) and sets @inquiry, which is zero after a
 * failure.
 *
 * Errors: the errors of a command, but %BB_TRANSPORT_ERROR_SHORT only for a reply of less than 36 bytes.
 */
gboolean bb_scsi_inquiry (BbTransport *transport, guint8 allocation_bytes, BbInquiry *inquiry, GError **error);

/** bb_scsi_inquiry_parse: sets @inquiry from the data of an INQUIRY. Errors: %BB_TRANSPORT_ERROR_SHORT for less than
 * 36 bytes; @inquiry is zero then. */
gboolean bb_scsi_inquiry_parse (const guint8 *data, gsize length_bytes, BbInquiry *inquiry, GError **error);

/**
 * bb_text_normalise:
 * @text: a text field of INQUIRY
 * @strip_underscores: also remove `_` at both ends, as some vendor fields have it
 *
 * Returns: (transfer full): @text without blanks at its ends, and with each run of blanks replaced by one blank
 */
char *bb_text_normalise (const char *text, gboolean strip_underscores);

/**
 * bb_scsi_test_unit_ready: sends one TEST UNIT READY. @sense: (out) (optional): sense data, also set on failure.
 *
 * Errors: the errors of a command; a drive without a disc usually answers with a %BB_SCSI_ERROR.
 */
gboolean bb_scsi_test_unit_ready (BbTransport *transport, BbSense *sense, GError **error);

/**
 * bb_scsi_clear_unit_attention: sends TEST UNIT READY until no unit attention is pending, at most @max_tries times.
 * After each answer BUSY, waits 100 ms. A drive that is not ready for another reason, for example because it has no
 * disc, counts as success.
 *
 * Errors: %BB_TRANSPORT_ERROR; no further try is made then. If the last try fails, the error of that try:
 * - %BB_SCSI_ERROR_UNIT_ATTENTION or %BB_SCSI_ERROR_BUSY
 * - %BB_SCSI_ERROR_OTHER if the drive sent no usable sense data
 * - any %BB_SCSI_ERROR if the sense data is about an earlier command (deferred error)
 */
gboolean bb_scsi_clear_unit_attention (BbTransport *transport, guint max_tries, GError **error);

/**
 * bb_scsi_serial: (transfer full): returns the serial number from VPD page 80; if that page has none, from feature
 * 0108h.
 *
 * Errors: %BB_TRANSPORT_ERROR if the drive does not reply to the command for the page; the feature is not read then.
 * Otherwise those of bb_scsi_feature(); %BB_SCSI_ERROR_UNSUPPORTED if neither page nor feature has a serial number.
 */
char *bb_scsi_serial (BbTransport *transport, GError **error);

/**
 * bb_scsi_device_id: (transfer full): returns VPD page 83, raw.
 *
 * Errors: the errors of a command; %BB_SCSI_ERROR_UNSUPPORTED if the drive does not list the page;
 * %G_IO_ERROR_INVALID_DATA if it sends another page.
 */
GBytes *bb_scsi_device_id (BbTransport *transport, GError **error);

/**
 * bb_scsi_vpd: (transfer full): returns VPD page @page with its header; page 00 is the list of pages.
 *
 * Errors: as bb_scsi_device_id().
 */
GBytes *bb_scsi_vpd (BbTransport *transport, guint8 page, GError **error);

/**
 * bb_scsi_features: (transfer full): returns the whole answer to GET CONFIGURATION for all features: a header of 8
 * bytes, then the features.
 *
 * Errors: the errors of a command.
 */
GBytes *bb_scsi_features (BbTransport *transport, GError **error);

/**
 * BB_FEATURE_WHOLE_BYTES: allocation length of bb_scsi_feature() that is large enough for each feature that this
 * program reads.
 */
#define BB_FEATURE_WHOLE_BYTES 252

/**
 * bb_scsi_feature: (transfer full): returns the data of one feature of GET CONFIGURATION, as much of it as the drive
 * sent. @allocation_bytes includes 12 bytes of headers, which are not returned.
 *
 * Errors: the errors of a command; %BB_SCSI_ERROR_UNSUPPORTED if the drive does not have the feature.
 */
GBytes *bb_scsi_feature (BbTransport *transport, guint16 feature, guint8 allocation_bytes, GError **error);

typedef enum {
    BB_MEDIUM_UNKNOWN,
    BB_MEDIUM_NONE,
    BB_MEDIUM_TRAY_OPEN,
    BB_MEDIUM_PRESENT,
} BbMedium;

/**
 * bb_scsi_medium: sets @medium to the state of disc and tray, from the answer to TEST UNIT READY. Clears pending unit
 * attentions first. %BB_MEDIUM_UNKNOWN if the sense data are missing or about something else. If the sense data say
 * that there is no disc, but not whether the tray is open, asks with GET EVENT STATUS NOTIFICATION.
 *
 * Errors: %BB_TRANSPORT_ERROR; %BB_SCSI_ERROR_UNIT_ATTENTION if a unit attention is still pending after the last try.
 * No other reply of the drive is an error.
 */
gboolean bb_scsi_medium (BbTransport *transport, BbMedium *medium, GError **error);

/** bb_scsi_prevent: locks the tray (@prevent) or unlocks it. Errors: the errors of a command. */
gboolean bb_scsi_prevent (BbTransport *transport, gboolean prevent, GError **error);

/**
 * bb_scsi_read: (transfer full): sends @cdb and returns its reply of @length_bytes bytes.
 *
 * Errors: the errors of a command; %BB_TRANSPORT_ERROR_SHORT for fewer bytes.
 */
GBytes *bb_scsi_read (BbTransport *transport, const BbCdb *cdb, guint32 length_bytes, guint timeout_ms,
                      GError **error);

G_END_DECLS
