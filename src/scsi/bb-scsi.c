/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-scsi.h"

#include "bb-bytes.h"

#define BB_INQUIRY_MIN_BYTES 36
#define BB_INQUIRY_VENDOR_SPECIFIC_END 56

/* Allocation length for replies of unknown length. USB bridges handle lengths below 256 without trouble. */
#define BB_ALLOCATION_BYTES 252

#define BB_VPD_SUPPORTED_PAGES 0x00
#define BB_VPD_SERIAL 0x80
#define BB_VPD_DEVICE_ID 0x83

#define BB_FEATURE_HEADER_BYTES 8
#define BB_FEATURE_DESCRIPTOR_BYTES 4
#define BB_FEATURE_SERIAL 0x0108

#define BB_EVENT_CLASS_MEDIA 4
#define BB_EVENT_CLASS_MEDIA_MASK 0x10
#define BB_EVENT_NONE_AVAILABLE 0x80
#define BB_EVENT_BYTES 8

/* Largest number of TEST UNIT READY commands to clear unit attentions. A drive queues a unit attention for each
 * event. */
#define BB_UNIT_ATTENTION_MAX_TRIES 8
#define BB_BUSY_WAIT_MS 100
/* Room for the features of any drive. */
#define BB_FEATURES_ALLOCATION_BYTES 4096

/* Sends @cdb, whose reply may be shorter than @allocation_bytes. Returns (transfer full) (nullable) the bytes that
 * were transferred; NULL with @error set after a failure. */
static GBytes *
bb_scsi_fetch (BbTransport *transport, const BbCdb *cdb, guint16 allocation_bytes, GError **error)
{
    g_autofree guint8 *room = g_malloc0 (allocation_bytes);
    BbCommand command = {
        .cdb = *cdb,
        .direction = BB_DIRECTION_IN,
        .in = room,
        .length_bytes = allocation_bytes,
        .timeout_ms = BB_TIMEOUT_STANDARD_MS,
    };
    BbReply reply = {0};

    if (!bb_transport_execute (transport, &command, &reply, error))
        return NULL;
    if (!bb_reply_check (&reply, error))
        return NULL;
    return g_bytes_new_take (g_steal_pointer (&room), allocation_bytes - reply.residual_bytes);
}

/* As bb_transport_send(), for a command without data phase that the drive executes immediately. */
static gboolean
bb_scsi_send_without_data (BbTransport *transport, const BbCdb *cdb, BbReply *reply, GError **error)
{
    BbCommand command = {
        .cdb = *cdb,
        .direction = BB_DIRECTION_NONE,
        .timeout_ms = BB_TIMEOUT_STANDARD_MS,
    };

    return bb_transport_send (transport, &command, reply, error);
}

/* Returns (transfer full) the first @claimed_bytes of @bytes, or all of them if there are fewer. @claimed_bytes: the
 * number in the length field of the reply. */
static GBytes *
bb_scsi_clamp (GBytes *bytes, guint64 claimed_bytes)
{
    return g_bytes_new_from_bytes (bytes, 0, (gsize) MIN (claimed_bytes, (guint64) g_bytes_get_size (bytes)));
}

/* TRUE if @bytes has at least @wanted_bytes; else sets @error to %BB_TRANSPORT_ERROR_SHORT. @what: name of the
 * command, for the message */
static gboolean
bb_scsi_check_length (GBytes *bytes, gsize wanted_bytes, const char *what, GError **error)
{
    gsize size = g_bytes_get_size (bytes);

    if (size >= wanted_bytes)
        return TRUE;
    g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT,
                 "%s: only %" G_GSIZE_FORMAT " of at least %" G_GSIZE_FORMAT " bytes came", what, size, wanted_bytes);
    return FALSE;
}

/* Copies a text field of fixed width to @to and adds a NUL. Zero bytes become blanks; other bytes that are not
 * printable ASCII become '?'. */
static void
bb_inquiry_copy_text (const guint8 *data, gsize offset, gsize length_bytes, char *to)
{
    for (gsize i = 0; i < length_bytes; i++) {
        guint8 byte = data[offset + i];

        if (byte == 0)
            to[i] = ' ';
        else
            to[i] = byte >= 0x20 && byte <= 0x7e ? (char) byte : '?';
    }
    to[length_bytes] = '\0';
}

gboolean
bb_scsi_inquiry_parse (const guint8 *data, gsize length_bytes, BbInquiry *inquiry, GError **error)
{
    gsize used_bytes = length_bytes;

    g_return_val_if_fail (data != NULL || length_bytes == 0, FALSE);
    g_return_val_if_fail (inquiry != NULL, FALSE);

    *inquiry = (BbInquiry){0};
    if (length_bytes < BB_INQUIRY_MIN_BYTES) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT,
                     "INQUIRY: only %" G_GSIZE_FORMAT " of at least %d bytes came", length_bytes,
                     BB_INQUIRY_MIN_BYTES);
        return FALSE;
    }
    /* ADDITIONAL LENGTH may be wrong; the first 36 bytes are mandatory and always used. */
    used_bytes = MIN (used_bytes, MAX ((gsize) data[4] + 5, (gsize) BB_INQUIRY_MIN_BYTES));
    used_bytes = MIN (used_bytes, sizeof inquiry->raw);
    for (gsize i = 0; i < used_bytes; i++)
        inquiry->raw[i] = data[i];
    inquiry->raw_length_bytes = used_bytes;
    inquiry->device_type = data[0] & 0x1f;
    inquiry->removable = (data[1] & 0x80) != 0;
    bb_inquiry_copy_text (data, 8, 8, inquiry->vendor);
    bb_inquiry_copy_text (data, 16, 16, inquiry->product);
    bb_inquiry_copy_text (data, 32, 4, inquiry->revision);
    if (used_bytes >= BB_INQUIRY_VENDOR_SPECIFIC_END)
        bb_inquiry_copy_text (data, 36, 20, inquiry->vendor_specific);
    return TRUE;
}

gboolean
bb_scsi_inquiry (BbTransport *transport, guint8 allocation_bytes, BbInquiry *inquiry, GError **error)
{
    g_autoptr (GBytes) answer = NULL;
    BbCdb cdb;

    g_return_val_if_fail (allocation_bytes >= BB_INQUIRY_MIN_BYTES && allocation_bytes <= sizeof inquiry->raw, FALSE);
    g_return_val_if_fail (inquiry != NULL, FALSE);

    *inquiry = (BbInquiry){0};
    bb_cdb_inquiry (&cdb, allocation_bytes);
    answer = bb_scsi_fetch (transport, &cdb, allocation_bytes, error);
    if (answer == NULL) {
        g_prefix_error (error, "INQUIRY: ");
        return FALSE;
    }
    return bb_scsi_inquiry_parse (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), inquiry, error);
}

char *
bb_text_normalise (const char *text, gboolean strip_underscores)
{
    GString *result = NULL;
    const char *strip = strip_underscores ? " _" : " ";
    const char *start = text;
    const char *end = NULL;

    g_return_val_if_fail (text != NULL, NULL);

    start += strspn (start, strip);
    end = start + strlen (start);
    while (end > start && strchr (strip, end[-1]) != NULL)
        end--;
    result = g_string_sized_new ((gsize) (end - start));
    for (const char *p = start; p < end; p++) {
        if (*p != ' ' || p[-1] != ' ')
            g_string_append_c (result, *p);
    }
    return g_string_free (result, FALSE);
}

gboolean
bb_scsi_test_unit_ready (BbTransport *transport, BbSense *sense, GError **error)
{
    BbReply reply = {0};
    BbCdb cdb;
    gboolean ready = FALSE;

    bb_cdb_test_unit_ready (&cdb);
    ready = bb_scsi_send_without_data (transport, &cdb, &reply, error);
    if (sense != NULL)
        *sense = reply.sense;
    if (!ready)
        g_prefix_error (error, "TEST UNIT READY: ");
    return ready;
}

/* TRUE if @error of TEST UNIT READY shows that no unit attention is pending, because it has sense data about
 * something else. */
static gboolean
bb_scsi_attention_is_clear (const GError *error)
{
    const BbSense *sense = bb_scsi_error_get_sense (error);

    return sense != NULL && sense->valid && !sense->deferred && error->code != BB_SCSI_ERROR_UNIT_ATTENTION;
}

gboolean
bb_scsi_clear_unit_attention (BbTransport *transport, guint max_tries, GError **error)
{
    g_autoptr (GError) local = NULL;

    g_return_val_if_fail (max_tries > 0, FALSE);

    for (guint i = 0; i < max_tries; i++) {
        g_clear_error (&local);
        if (bb_scsi_test_unit_ready (transport, NULL, &local) || bb_scsi_attention_is_clear (local))
            return TRUE;
        if (local->domain != BB_SCSI_ERROR)
            break;
        if (local->code == BB_SCSI_ERROR_BUSY)
            bb_transport_wait_ms (transport, BB_BUSY_WAIT_MS);
    }
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
}

/* Returns (transfer full) (nullable) the VPD page @page with its header; NULL with @error set on failure. It is also
 * a failure if the drive sends another page. A drive that ignores the EVPD bit sends standard INQUIRY data. */
static GBytes *
bb_scsi_vpd_page (BbTransport *transport, guint8 page, GError **error)
{
    g_autoptr (GBytes) answer = NULL;
    guint8 page_sent = 0;
    guint16 length_bytes = 0;
    BbCdb cdb;

    bb_cdb_inquiry_vpd (&cdb, page, BB_ALLOCATION_BYTES);
    answer = bb_scsi_fetch (transport, &cdb, BB_ALLOCATION_BYTES, error);
    if (answer == NULL || !bb_scsi_check_length (answer, BB_VPD_HEADER_BYTES, "INQUIRY", error) ||
        !bb_bytes_get_u8 (answer, 1, &page_sent, error) || !bb_bytes_get_be16 (answer, 2, &length_bytes, error)) {
        g_prefix_error (error, "VPD page %02X: ", page);
        return NULL;
    }
    if (page_sent != page) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "VPD page %02X: the drive sent page %02X", page,
                     page_sent);
        return NULL;
    }
    return bb_scsi_clamp (answer, (guint64) BB_VPD_HEADER_BYTES + length_bytes);
}

/* As bb_scsi_vpd_page(), but reads @page only if page 00 lists that page (else %BB_SCSI_ERROR_UNSUPPORTED), because
 * some bridges hang on pages that they do not know. */
static GBytes *
bb_scsi_vpd_page_if_listed (BbTransport *transport, guint8 page, GError **error)
{
    g_autoptr (GBytes) list = bb_scsi_vpd_page (transport, BB_VPD_SUPPORTED_PAGES, error);

    if (list == NULL)
        return NULL;
    for (gsize i = BB_VPD_HEADER_BYTES; i < g_bytes_get_size (list); i++) {
        if (bb_bytes_equal_at (list, i, &page, 1))
            return bb_scsi_vpd_page (transport, page, error);
    }
    g_set_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED, "the drive has no VPD page %02X", page);
    return NULL;
}

GBytes *
bb_scsi_vpd (BbTransport *transport, guint8 page, GError **error)
{
    g_return_val_if_fail (BB_IS_TRANSPORT (transport), NULL);

    return page == BB_VPD_SUPPORTED_PAGES ? bb_scsi_vpd_page (transport, page, error)
                                          : bb_scsi_vpd_page_if_listed (transport, page, error);
}

GBytes *
bb_scsi_features (BbTransport *transport, GError **error)
{
    g_autoptr (GBytes) answer = NULL;
    guint32 length_bytes = 0;
    BbCdb cdb;

    g_return_val_if_fail (BB_IS_TRANSPORT (transport), NULL);

    bb_cdb_get_configuration (&cdb, 0, 0, BB_FEATURES_ALLOCATION_BYTES);
    answer = bb_scsi_fetch (transport, &cdb, BB_FEATURES_ALLOCATION_BYTES, error);
    if (answer == NULL || !bb_scsi_check_length (answer, BB_FEATURE_HEADER_BYTES, "GET CONFIGURATION", error) ||
        !bb_bytes_get_be32 (answer, 0, &length_bytes, error)) {
        g_prefix_error (error, "features: ");
        return NULL;
    }
    return bb_scsi_clamp (answer, (guint64) length_bytes + 4);
}

GBytes *
bb_scsi_device_id (BbTransport *transport, GError **error)
{
    return bb_scsi_vpd_page_if_listed (transport, BB_VPD_DEVICE_ID, error);
}

GBytes *
bb_scsi_feature (BbTransport *transport, guint16 feature, guint8 allocation_bytes, GError **error)
{
    g_autoptr (GBytes) answer = NULL;
    g_autoptr (GBytes) used = NULL;
    guint32 length_bytes = 0;
    gsize size = 0;
    guint16 code = 0;
    guint8 data_bytes = 0;
    BbCdb cdb;

    bb_cdb_get_configuration (&cdb, 2, feature, allocation_bytes);
    answer = bb_scsi_fetch (transport, &cdb, allocation_bytes, error);
    if (answer == NULL || !bb_scsi_check_length (answer, BB_FEATURE_HEADER_BYTES, "GET CONFIGURATION", error) ||
        !bb_bytes_get_be32 (answer, 0, &length_bytes, error)) {
        g_prefix_error (error, "feature %04Xh: ", feature);
        return NULL;
    }
    used = bb_scsi_clamp (answer, (guint64) length_bytes + 4);
    size = g_bytes_get_size (used);
    /* Some drives ignore the RT field of the CDB and send all features, so the wanted feature is searched in the
     * reply. */
    for (gsize at = BB_FEATURE_HEADER_BYTES; at + BB_FEATURE_DESCRIPTOR_BYTES <= size;
         at += BB_FEATURE_DESCRIPTOR_BYTES + data_bytes) {
        gsize data_at = at + BB_FEATURE_DESCRIPTOR_BYTES;

        if (!bb_bytes_get_be16 (used, at, &code, error) || !bb_bytes_get_u8 (used, at + 3, &data_bytes, error))
            return NULL;
        if (code == feature)
            return bb_bytes_slice (used, data_at, MIN ((gsize) data_bytes, size - data_at), error);
    }
    g_set_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED, "the drive has no feature %04Xh", feature);
    return NULL;
}

/* Returns (transfer full) (nullable) the serial number in @bytes from @offset to the end, without blanks at its ends;
 * %NULL if it has no letter and no digit. The bytes 00 and FF count as blanks; other unprintable bytes become '?'. */
static char *
bb_scsi_serial_text (GBytes *bytes, gsize offset)
{
    g_autofree guint8 *text = NULL;
    gsize size = g_bytes_get_size (bytes);
    gboolean says_something = FALSE;

    text = g_malloc0 (size + 1);
    for (gsize i = offset; i < size; i++) {
        guint8 byte = 0;

        if (!bb_bytes_get_u8 (bytes, i, &byte, NULL))
            return NULL;
        if (byte == 0 || byte == 0xff)
            byte = ' ';
        text[i - offset] = byte >= 0x20 && byte <= 0x7e ? byte : '?';
        says_something = says_something || g_ascii_isalnum ((char) byte);
    }
    if (!says_something)
        return NULL;
    return g_strstrip (g_strdup ((const char *) text));
}

char *
bb_scsi_serial (BbTransport *transport, GError **error)
{
    g_autoptr (GError) local = NULL;
    g_autoptr (GBytes) page = bb_scsi_vpd_page_if_listed (transport, BB_VPD_SERIAL, &local);
    g_autoptr (GBytes) feature = NULL;
    char *serial = NULL;

    if (page != NULL)
        serial = bb_scsi_serial_text (page, BB_VPD_HEADER_BYTES);
    if (serial != NULL)
        return serial;
    /* If the drive did not reply to the command for the VPD page, do not send GET CONFIGURATION either. A page that
     * is too short counts as a reply. */
    if (local != NULL && local->domain == BB_TRANSPORT_ERROR && local->code != BB_TRANSPORT_ERROR_SHORT) {
        g_propagate_error (error, g_steal_pointer (&local));
        return NULL;
    }
    feature = bb_scsi_feature (transport, BB_FEATURE_SERIAL, BB_FEATURE_WHOLE_BYTES, error);
    if (feature == NULL)
        return NULL;
    serial = bb_scsi_serial_text (feature, 0);
    if (serial == NULL)
        g_set_error_literal (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNSUPPORTED, "the drive tells no serial number");
    return serial;
}

/* Asks the drive with GET EVENT STATUS NOTIFICATION whether its tray is open. Returns %BB_MEDIUM_TRAY_OPEN if it is;
 * %BB_MEDIUM_NONE if it is closed, or if the drive does not report its state. Needed because some drives report the
 * same sense data 2/3A/00 for an open tray and for a closed empty tray. */
static BbMedium
bb_scsi_medium_from_event (BbTransport *transport)
{
    g_autoptr (GBytes) answer = NULL;
    guint16 length_bytes = 0;
    guint8 event_class = 0;
    guint8 state = 0;
    BbCdb cdb;

    bb_cdb_get_event_status (&cdb, BB_EVENT_CLASS_MEDIA_MASK, BB_EVENT_BYTES);
    answer = bb_scsi_fetch (transport, &cdb, BB_EVENT_BYTES, NULL);
    if (answer == NULL || !bb_bytes_get_be16 (answer, 0, &length_bytes, NULL) || length_bytes < 4 ||
        !bb_bytes_get_u8 (answer, 2, &event_class, NULL) || !bb_bytes_get_u8 (answer, 5, &state, NULL))
        return BB_MEDIUM_NONE;
    if ((event_class & BB_EVENT_NONE_AVAILABLE) != 0 || (event_class & 0x07) != BB_EVENT_CLASS_MEDIA)
        return BB_MEDIUM_NONE;
    return (state & 0x01) != 0 ? BB_MEDIUM_TRAY_OPEN : BB_MEDIUM_NONE;
}

/* Returns the state of disc and tray that @sense, the answer to TEST UNIT READY, shows; UNKNOWN if @sense is invalid
 * or about something else. If @sense says that there is no disc but not whether the tray is open, asks the drive. */
static BbMedium
bb_scsi_medium_from_sense (BbTransport *transport, const BbSense *sense)
{
    if (!sense->valid || sense->deferred)
        return BB_MEDIUM_UNKNOWN;
    if (bb_sense_is (sense, 0x02, 0x3a, 0x00))
        return bb_scsi_medium_from_event (transport);
    if (bb_sense_is (sense, 0x02, 0x3a, 0x02))
        return BB_MEDIUM_TRAY_OPEN;
    if (bb_sense_is (sense, 0x02, 0x3a, -1))
        return BB_MEDIUM_NONE;
    /* The drive cannot read the disc, but a disc is present. */
    if (sense->key == 0x03 || bb_sense_is (sense, 0x02, 0x30, -1))
        return BB_MEDIUM_PRESENT;
    return BB_MEDIUM_UNKNOWN;
}

gboolean
bb_scsi_medium (BbTransport *transport, BbMedium *medium, GError **error)
{
    g_autoptr (GError) local = NULL;
    BbSense sense = {0};

    g_return_val_if_fail (medium != NULL, FALSE);

    *medium = BB_MEDIUM_UNKNOWN;
    for (guint i = 0; i < BB_UNIT_ATTENTION_MAX_TRIES; i++) {
        g_clear_error (&local);
        if (bb_scsi_test_unit_ready (transport, &sense, &local)) {
            *medium = BB_MEDIUM_PRESENT;
            return TRUE;
        }
        if (!g_error_matches (local, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION))
            break;
    }
    if (local->domain != BB_SCSI_ERROR || local->code == BB_SCSI_ERROR_UNIT_ATTENTION) {
        g_propagate_error (error, g_steal_pointer (&local));
        return FALSE;
    }
    *medium = bb_scsi_medium_from_sense (transport, &sense);
    return TRUE;
}

gboolean
bb_scsi_prevent (BbTransport *transport, gboolean prevent, GError **error)
{
    BbCdb cdb;

    bb_cdb_prevent_allow (&cdb, prevent);
    if (bb_scsi_send_without_data (transport, &cdb, NULL, error))
        return TRUE;
    g_prefix_error (error, "PREVENT ALLOW MEDIUM REMOVAL: ");
    return FALSE;
}

GBytes *
bb_scsi_read (BbTransport *transport, const BbCdb *cdb, guint32 length_bytes, guint timeout_ms, GError **error)
{
    g_autofree guint8 *room = NULL;
    BbCommand command = {
        .cdb = *cdb, .direction = BB_DIRECTION_IN, .length_bytes = length_bytes, .timeout_ms = timeout_ms};

    g_return_val_if_fail (length_bytes > 0, NULL);

    room = g_malloc0 (length_bytes);
    command.in = room;
    if (!bb_transport_send (transport, &command, NULL, error))
        return NULL;
    return g_bytes_new_take (g_steal_pointer (&room), length_bytes);
}
