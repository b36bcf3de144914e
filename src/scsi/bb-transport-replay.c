/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-trace-private.h"

#include "bb-bytes.h"

#include <json-glib/json-glib.h>

#define BB_TRACE_MAX_BRACKETS 64

/* One recorded command and its reply. */
typedef struct {
    guint number; /* number of the line in the file, from 1 */
    char *drive_name;
    BbCdb cdb;
    BbDirection direction;
    gsize length_bytes;
    char *sha256;  /* (nullable): SHA-256 of the data-out phase */
    GBytes *data;  /* (nullable): bytes of the data-in phase */
    BbReply reply; /* the recorded reply; if error_message is set, only its duration_us is valid */
    BbTransportError error_code;
    char *error_message; /* (nullable): set if the command got no reply */
} BbTraceLine;

struct _BbTransportReplay {
    GObject parent_instance;

    GPtrArray *lines;
    guint next;
};

static void bb_transport_replay_iface_init (BbTransportInterface *iface);

G_DEFINE_TYPE_WITH_CODE (BbTransportReplay, bb_transport_replay, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (BB_TYPE_TRANSPORT, bb_transport_replay_iface_init))

static void
bb_trace_line_free (BbTraceLine *line)
{
    g_free (line->drive_name);
    g_free (line->sha256);
    g_clear_pointer (&line->data, g_bytes_unref);
    g_free (line->error_message);
    g_free (line);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbTraceLine, bb_trace_line_free)

/* Returns (transfer none) (nullable) the member @key; %NULL with @error set if it is missing or not of @type. */
static JsonNode *
bb_trace_member (JsonObject *object, const char *key, GType type, GError **error)
{
    JsonNode *node = json_object_get_member (object, key);

    if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type)
        return node;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "key \"%s\" is missing or of the wrong type", key);
    return NULL;
}

/* As bb_trace_member(), for a string. Returns (transfer none) (nullable) the string. */
static const char *
bb_trace_text (JsonObject *object, const char *key, GError **error)
{
    JsonNode *node = bb_trace_member (object, key, G_TYPE_STRING, error);

    return node != NULL ? json_node_get_string (node) : NULL;
}

/* Sets @value to the number in the member @key. FALSE with @error set if the member is missing, or if the number is
 * not between 0 and @max. */
static gboolean
bb_trace_number (JsonObject *object, const char *key, gint64 max, gint64 *value, GError **error)
{
    JsonNode *node = bb_trace_member (object, key, G_TYPE_INT64, error);

    if (node == NULL)
        return FALSE;
    *value = json_node_get_int (node);
    if (*value >= 0 && *value <= max)
        return TRUE;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "key \"%s\" has an impossible value", key);
    return FALSE;
}

/* Returns (transfer full) (nullable) the bytes in the hexadecimal member @key; %NULL with @error set if the member is
 * missing or invalid, or has more than @max_bytes bytes. */
static GBytes *
bb_trace_hex (JsonObject *object, const char *key, gsize max_bytes, GError **error)
{
    const char *text = bb_trace_text (object, key, error);
    g_autoptr (GBytes) bytes = NULL;

    if (text == NULL)
        return NULL;
    bytes = bb_hex_parse (text, error);
    if (bytes == NULL) {
        g_prefix_error (error, "key \"%s\": ", key);
        return NULL;
    }
    if (g_bytes_get_size (bytes) > max_bytes) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "key \"%s\" has too many bytes", key);
        return NULL;
    }
    return g_steal_pointer (&bytes);
}

/* Fails with %G_IO_ERROR_INVALID_DATA and the message @what. Returns %FALSE, so that callers can return the result.
 */
static gboolean
bb_trace_invalid (GError **error, const char *what)
{
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", what);
    return FALSE;
}

/* Sets the members of @line that describe the command. %FALSE with @error set if a key is missing or invalid. */
static gboolean
bb_trace_line_read_command (BbTraceLine *line, JsonObject *object, GError **error)
{
    g_autoptr (GBytes) cdb = NULL;
    const char *drive_name = bb_trace_text (object, BB_TRACE_KEY_DRIVE, error);
    const char *direction = NULL;
    gint64 length_bytes = 0;
    gsize cdb_bytes = 0;

    if (drive_name == NULL)
        return FALSE;
    line->drive_name = g_strdup (drive_name);
    cdb = bb_trace_hex (object, BB_TRACE_KEY_CDB, BB_CDB_MAX_BYTES, error);
    if (cdb == NULL)
        return FALSE;
    cdb_bytes = g_bytes_get_size (cdb);
    if (cdb_bytes != 6 && cdb_bytes != 10 && cdb_bytes != 12 && cdb_bytes != 16)
        return bb_trace_invalid (error, "a command has 6, 10, 12 or 16 bytes");
    bb_cdb_init (&line->cdb, g_bytes_get_data (cdb, NULL), (guint8) cdb_bytes);
    direction = bb_trace_text (object, BB_TRACE_KEY_DIRECTION, error);
    if (direction == NULL)
        return FALSE;
    if (!bb_trace_direction_from_word (direction, &line->direction))
        return bb_trace_invalid (error, "a direction is \"none\", \"in\" or \"out\"");
    if (!bb_trace_number (object, BB_TRACE_KEY_LENGTH, G_MAXINT, &length_bytes, error))
        return FALSE;
    if ((length_bytes == 0) != (line->direction == BB_DIRECTION_NONE))
        return bb_trace_invalid (error, "length and direction do not agree");
    line->length_bytes = (gsize) length_bytes;
    if (line->direction != BB_DIRECTION_OUT)
        return TRUE;
    line->sha256 = g_strdup (bb_trace_text (object, BB_TRACE_KEY_DATA_SHA256, error));
    return line->sha256 != NULL;
}

/* Sets the members of @line for a command that got no reply. %FALSE with @error set if a key is missing or invalid.
 */
static gboolean
bb_trace_line_read_error (BbTraceLine *line, JsonObject *object, GError **error)
{
    const char *word = bb_trace_text (object, BB_TRACE_KEY_ERROR, error);
    const char *message = NULL;

    if (word == NULL)
        return FALSE;
    if (!bb_trace_error_from_word (word, &line->error_code))
        return bb_trace_invalid (error, "key \"error\" has an unknown word");
    message = bb_trace_text (object, BB_TRACE_KEY_MESSAGE, error);
    line->error_message = g_strdup (message);
    return message != NULL;
}

/* Sets `reply` of @line, and `data` if the command reads data. %FALSE with @error set if a key is missing or invalid,
 * or if the lengths of data and residual do not fit the command. */
static gboolean
bb_trace_line_read_reply (BbTraceLine *line, JsonObject *object, GError **error)
{
    g_autoptr (GBytes) sense = NULL;
    gint64 status = 0;
    gint64 residual_bytes = 0;
    gsize n_sense = 0;

    if (!bb_trace_number (object, BB_TRACE_KEY_STATUS, G_MAXUINT8, &status, error) ||
        !bb_trace_number (object, BB_TRACE_KEY_RESIDUAL, (gint64) line->length_bytes, &residual_bytes, error))
        return FALSE;
    sense = bb_trace_hex (object, BB_TRACE_KEY_SENSE, BB_SENSE_MAX_BYTES, error);
    if (sense == NULL)
        return FALSE;
    n_sense = g_bytes_get_size (sense);
    line->reply.status = (guint8) status;
    line->reply.residual_bytes = (gsize) residual_bytes;
    line->reply.sense_length_bytes = (guint8) n_sense;
    for (gsize i = 0; i < n_sense; i++) {
        if (!bb_bytes_get_u8 (sense, i, &line->reply.sense_bytes[i], error))
            return FALSE;
    }
    bb_sense_decode (line->reply.sense_bytes, n_sense, &line->reply.sense);
    if (line->direction != BB_DIRECTION_IN)
        return TRUE;
    line->data = bb_trace_hex (object, BB_TRACE_KEY_DATA, line->length_bytes, error);
    if (line->data == NULL)
        return FALSE;
    if (g_bytes_get_size (line->data) + line->reply.residual_bytes != line->length_bytes)
        return bb_trace_invalid (error, "data and residual do not add up to the length");
    return TRUE;
}

/* Returns (transfer full) (nullable) the line that @object describes; %NULL with @error set if a key is missing or
 * invalid. */
static BbTraceLine *
bb_trace_line_new (guint number, JsonObject *object, GError **error)
{
    g_autoptr (BbTraceLine) line = g_new0 (BbTraceLine, 1);
    gint64 duration_us = 0;

    line->number = number;
    if (!bb_trace_line_read_command (line, object, error) ||
        !bb_trace_number (object, BB_TRACE_KEY_DURATION, G_MAXINT64, &duration_us, error))
        return NULL;
    if (json_object_has_member (object, BB_TRACE_KEY_ERROR) ? !bb_trace_line_read_error (line, object, error)
                                                            : !bb_trace_line_read_reply (line, object, error))
        return NULL;
    line->reply.duration_us = duration_us;
    return g_steal_pointer (&line);
}

/* Returns (transfer full) (nullable) line @number of the file; %NULL with @error set if @text is no valid line. */
static BbTraceLine *
bb_trace_line_parse (guint number, const char *text, gsize length_bytes, GError **error)
{
    g_autoptr (JsonParser) parser = json_parser_new_immutable ();
    JsonNode *root = NULL;
    guint n_opened = 0;

    /* The JSON parser is recursive, so deep nesting would overflow the stack. A valid line is one flat object; a few
     * more brackets are allowed, because names and messages in it may contain some. */
    for (gsize i = 0; i < length_bytes; i++)
        n_opened += text[i] == '{' || text[i] == '[';
    if (n_opened > BB_TRACE_MAX_BRACKETS) {
        bb_trace_invalid (error, "objects inside objects");
        return NULL;
    }
    if (!json_parser_load_from_data (parser, text, (gssize) length_bytes, error))
        return NULL;
    root = json_parser_get_root (parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
        bb_trace_invalid (error, "not a JSON object");
        return NULL;
    }
    return bb_trace_line_new (number, json_node_get_object (root), error);
}

/* Parses and checks every line of @text. Returns (transfer full) (nullable) (element-type BbTraceLine); %NULL with
 * @error set if a line is invalid. */
static GPtrArray *
bb_trace_parse (const char *text, gsize length_bytes, GError **error)
{
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_trace_line_free);
    const char *at = text;
    const char *end = text + length_bytes;

    if (!g_utf8_validate_len (text, length_bytes, NULL)) {
        bb_trace_invalid (error, "the trace is not text");
        return NULL;
    }
    for (guint number = 1; at < end; number++) {
        const char *stop = memchr (at, '\n', (gsize) (end - at));
        gsize line_bytes = stop != NULL ? (gsize) (stop - at) : (gsize) (end - at);
        BbTraceLine *line = bb_trace_line_parse (number, at, line_bytes, error);

        if (line == NULL) {
            g_prefix_error (error, "line %u: ", number);
            return NULL;
        }
        g_ptr_array_add (lines, line);
        at = stop != NULL ? stop + 1 : end;
    }
    return g_steal_pointer (&lines);
}

/* As bb_trace_parse(), for the file @path. */
static GPtrArray *
bb_trace_load (const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length_bytes = 0;
    GPtrArray *lines = NULL;

    if (!g_file_get_contents (path, &text, &length_bytes, error))
        return NULL;
    lines = bb_trace_parse (text, length_bytes, error);
    if (lines == NULL)
        g_prefix_error (error, "%s: ", path);
    return lines;
}

/* Returns (nullable) a phrase for the first difference between @command and the recorded command; %NULL if there is
 * none. */
static const char *
bb_trace_line_find_difference (const BbTraceLine *line, const BbCommand *command)
{
    g_autofree char *sha256 = NULL;

    if (line->cdb.length_bytes != command->cdb.length_bytes)
        return "another command";
    for (guint i = 0; i < line->cdb.length_bytes; i++) {
        if (line->cdb.bytes[i] != command->cdb.bytes[i])
            return "another command";
    }
    if (line->direction != command->direction)
        return "another direction";
    if (line->length_bytes != command->length_bytes)
        return "another length";
    if (command->direction != BB_DIRECTION_OUT)
        return NULL;
    sha256 = bb_trace_dup_sha256 (command);
    return g_ascii_strcasecmp (sha256, line->sha256) == 0 ? NULL : "other data";
}

/* Gives @command its recorded reply or error, and goes on to the next line. If @command is not the recorded one, or
 * no line is left, fails with %BB_TRANSPORT_ERROR_NOT_RECORDED and stays at the line. */
static gboolean
bb_transport_replay_execute (BbTransport *transport, const BbCommand *command, BbReply *reply, GError **error)
{
    BbTransportReplay *self = BB_TRANSPORT_REPLAY (transport);
    g_autofree char *came = bb_cdb_dup_text (&command->cdb);
    g_autofree char *recorded = NULL;
    const BbTraceLine *line = NULL;
    const char *difference = NULL;

    if (self->next >= self->lines->len) {
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NOT_RECORDED,
                     "command %s: the trace has come to its end", came);
        return FALSE;
    }
    line = g_ptr_array_index (self->lines, self->next);
    difference = bb_trace_line_find_difference (line, command);
    if (difference != NULL) {
        recorded = bb_cdb_dup_text (&line->cdb);
        g_set_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NOT_RECORDED,
                     "command %s (%s, %" G_GSIZE_FORMAT " bytes): line %u has %s (%s, %" G_GSIZE_FORMAT " bytes), %s",
                     came, bb_trace_direction_to_word (command->direction), command->length_bytes, line->number,
                     recorded, bb_trace_direction_to_word (line->direction), line->length_bytes, difference);
        return FALSE;
    }
    self->next++;
    *reply = line->reply;
    if (line->error_message != NULL) {
        g_set_error_literal (error, BB_TRANSPORT_ERROR, (int) line->error_code, line->error_message);
        return FALSE;
    }
    if (line->data != NULL) {
        const guint8 *data = g_bytes_get_data (line->data, NULL);

        for (gsize i = 0; i < g_bytes_get_size (line->data); i++)
            command->in[i] = data[i];
    }
    return TRUE;
}

static void
bb_transport_replay_iface_init (BbTransportInterface *iface)
{
    iface->execute = bb_transport_replay_execute;
}

static void
bb_transport_replay_finalize (GObject *object)
{
    BbTransportReplay *self = BB_TRANSPORT_REPLAY (object);

    g_clear_pointer (&self->lines, g_ptr_array_unref);
    G_OBJECT_CLASS (bb_transport_replay_parent_class)->finalize (object);
}

static void
bb_transport_replay_class_init (BbTransportReplayClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_transport_replay_finalize;
}

static void
bb_transport_replay_init (BbTransportReplay *self)
{
}

/* Returns (transfer full) a transport that replays @lines (transfer full). If @drive_name is not %NULL, it replays
 * only the lines of that drive. */
static BbTransport *
bb_transport_replay_new_from_lines (GPtrArray *lines, const char *drive_name)
{
    BbTransportReplay *self = g_object_new (BB_TYPE_TRANSPORT_REPLAY, NULL);

    self->lines = lines;
    for (guint i = lines->len; drive_name != NULL && i > 0; i--) {
        const BbTraceLine *line = g_ptr_array_index (lines, i - 1);

        if (!g_str_equal (line->drive_name, drive_name))
            g_ptr_array_remove_index (lines, i - 1);
    }
    return BB_TRANSPORT (self);
}

BbTransport *
bb_transport_replay_new (const char *path, const char *drive_name, GError **error)
{
    GPtrArray *lines = NULL;

    g_return_val_if_fail (path != NULL, NULL);

    lines = bb_trace_load (path, error);
    return lines != NULL ? bb_transport_replay_new_from_lines (lines, drive_name) : NULL;
}

BbTransport *
bb_transport_replay_new_from_data (const char *text, gsize length_bytes, const char *drive_name, GError **error)
{
    GPtrArray *lines = NULL;

    g_return_val_if_fail (text != NULL || length_bytes == 0, NULL);

    lines = bb_trace_parse (text != NULL ? text : "", length_bytes, error);
    return lines != NULL ? bb_transport_replay_new_from_lines (lines, drive_name) : NULL;
}

guint
bb_transport_replay_get_n_left (BbTransportReplay *self)
{
    g_return_val_if_fail (BB_IS_TRANSPORT_REPLAY (self), 0);

    return self->lines->len - self->next;
}

char **
bb_trace_list_drives (const char *path, GError **error)
{
    g_autoptr (GPtrArray) lines = NULL;
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

    g_return_val_if_fail (path != NULL, NULL);

    lines = bb_trace_load (path, error);
    if (lines == NULL)
        return NULL;
    for (guint i = 0; i < lines->len; i++) {
        const BbTraceLine *line = g_ptr_array_index (lines, i);

        if (g_hash_table_add (seen, line->drive_name))
            g_strv_builder_add (names, line->drive_name);
    }
    return g_strv_builder_end (names);
}

gboolean
bb_trace_find_inquiry (const char *path, const char *drive_name, BbInquiry *inquiry, GError **error)
{
    g_autoptr (GPtrArray) lines = NULL;

    g_return_val_if_fail (path != NULL && drive_name != NULL && inquiry != NULL, FALSE);

    lines = bb_trace_load (path, error);
    if (lines == NULL)
        return FALSE;
    for (guint i = 0; i < lines->len; i++) {
        const BbTraceLine *line = g_ptr_array_index (lines, i);
        gboolean standard = line->cdb.bytes[0] == 0x12 && (line->cdb.bytes[1] & 1) == 0;

        if (standard && line->data != NULL && g_str_equal (line->drive_name, drive_name))
            return bb_scsi_inquiry_parse (g_bytes_get_data (line->data, NULL), g_bytes_get_size (line->data), inquiry,
                                          error);
    }
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: there is no INQUIRY of drive \"%s\"", path,
                 drive_name);
    return FALSE;
}
