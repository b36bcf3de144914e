/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-text.h"

#include "scsi/bb-regular-file.h"

#include <string.h>

/* Limit of a catalog file: larger than any catalog, but small enough to be read into memory. */
#define BB_CATALOG_TEXT_MAX_BYTES (64 * 1024 * 1024)
/* Limit of keys in a group: more than any schema has. Each key is compared with all earlier ones, so their number
 * must be limited. */
#define BB_CATALOG_GROUP_MAX_KEYS 256

static void
bb_catalog_group_free (gpointer data)
{
    BbCatalogGroup *group = data;

    g_array_unref (group->items);
    g_free (group);
}

void
bb_catalog_text_free (BbCatalogText *self)
{
    g_free (self->path);
    g_free (self->name);
    g_ptr_array_unref (self->groups);
    g_free (self->data);
    g_free (self);
}

void
bb_catalog_problem (BbCatalogProblems *problems, const char *path, guint line, const char *format, ...)
{
    g_autofree char *what = NULL;
    va_list arguments;

    if (problems->n++ >= BB_CATALOG_MAX_PROBLEMS)
        return;
    va_start (arguments, format);
    what = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_ptr_array_add (problems->lines, g_strdup_printf ("%s:%u: %s", path, line, what));
}

const BbCatalogItem *
bb_catalog_group_find (const BbCatalogGroup *group, const char *key)
{
    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = &g_array_index (group->items, BbCatalogItem, i);

        if (g_str_equal (item->key, key))
            return item;
    }
    return NULL;
}

const char *
bb_catalog_group_value (const BbCatalogGroup *group, const char *key)
{
    const BbCatalogItem *item = bb_catalog_group_find (group, key);

    return item != NULL ? item->value : "";
}

/* Replaces "\s" by a blank and "\\" by a backslash in @text. Returns FALSE if @text has any other escape. In the
 * syntax of GKeyFile, other escapes stand for control characters, which no value may contain. After FALSE, @text must
 * not be used, because only a part of it was replaced. */
static gboolean
bb_catalog_unescape (char *text)
{
    char *out = text;

    for (const char *p = text; *p != '\0'; p++) {
        char letter = *p;

        if (letter == '\\') {
            letter = *++p;
            if (letter != 's' && letter != '\\')
                return FALSE;
            letter = letter == 's' ? ' ' : '\\';
        }
        *out++ = letter;
    }
    *out = '\0';
    return TRUE;
}

static gboolean
bb_catalog_has_control (const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (g_ascii_iscntrl (*p))
            return TRUE;
    }
    return FALSE;
}

/* State while a file is parsed. */
typedef struct {
    BbCatalogText *text;
    BbCatalogGroup *group; /* the current group; NULL before the first group */
    GHashTable *titles;    /* title -> BbCatalogGroup */
    BbCatalogProblems *problems;
    guint line;
} BbCatalogScan;

/* Adds the group whose title is in @line, and makes it the current group. If the title is invalid, adds a problem,
 * too. Changes @line. */
static void
bb_catalog_scan_group (BbCatalogScan *scan, char *line)
{
    const char *path = scan->text->path;
    char *last = line + strlen (line) - 1;
    gboolean is_closed = *last == ']';
    BbCatalogGroup *group = g_new0 (BbCatalogGroup, 1);
    const BbCatalogGroup *other = NULL;

    group->line = scan->line;
    group->items = g_array_new (FALSE, FALSE, sizeof (BbCatalogItem));
    if (last > line)
        *last = '\0';
    group->title = line + 1;
    g_ptr_array_add (scan->text->groups, group);
    scan->group = group;

    if (!is_closed)
        bb_catalog_problem (scan->problems, path, scan->line, "a group's line does not end in ]");
    else if (group->title[0] == '\0' || strpbrk (group->title, "[]") != NULL)
        bb_catalog_problem (scan->problems, path, scan->line, "a group needs a name without [ and ]");
    else if (bb_catalog_has_control (group->title))
        bb_catalog_problem (scan->problems, path, scan->line, "the name of a group has a control character");
    other = g_hash_table_lookup (scan->titles, group->title);
    if (other != NULL)
        bb_catalog_problem (scan->problems, path, scan->line,
                            "group [%s] stands a second time, the first is in line %u", group->title, other->line);
    else
        g_hash_table_insert (scan->titles, (gpointer) group->title, group);
}

/* Adds the key and value in @line to the current group, or a problem. Changes @line, which must exist as long as the
 * group, because the group refers to key and value in it. */
static void
bb_catalog_scan_item (BbCatalogScan *scan, char *line)
{
    const char *path = scan->text->path;
    char *equals = strchr (line, '=');
    gboolean is_escaped_well = TRUE;
    const char *key = NULL;
    char *value = NULL;

    if (equals == NULL) {
        bb_catalog_problem (scan->problems, path, scan->line, "neither a group, nor KEY=VALUE, nor a comment");
        return;
    }
    *equals = '\0';
    key = g_strstrip (line);
    value = g_strstrip (equals + 1);
    is_escaped_well = bb_catalog_unescape (value);
    if (scan->group == NULL)
        bb_catalog_problem (scan->problems, path, scan->line, "%s stands before the first group", key);
    else if (key[0] == '\0' || key[strspn (key, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS)] != '\0')
        bb_catalog_problem (scan->problems, path, scan->line, "'%s' is no key: letters and digits only", key);
    else if (bb_catalog_group_find (scan->group, key) != NULL)
        bb_catalog_problem (scan->problems, path, scan->line, "%s stands a second time in [%s]", key,
                            scan->group->title);
    else if (!is_escaped_well)
        bb_catalog_problem (scan->problems, path, scan->line, "%s: a backslash must be followed by s or \\", key);
    else if (value[0] == '\0')
        bb_catalog_problem (scan->problems, path, scan->line,
                            "%s has no value; leave the key out when it is not known", key);
    else if (bb_catalog_has_control (value))
        bb_catalog_problem (scan->problems, path, scan->line, "%s has a control character", key);
    else if (scan->group->items->len == BB_CATALOG_GROUP_MAX_KEYS)
        bb_catalog_problem (scan->problems, path, scan->line, "[%s] has more than %d keys", scan->group->title,
                            BB_CATALOG_GROUP_MAX_KEYS);
    else {
        BbCatalogItem item = {.key = key, .value = value, .line = scan->line};

        g_array_append_val (scan->group->items, item);
    }
}

BbCatalogText *
bb_catalog_text_parse (const char *path, const char *data, gsize length_bytes, BbCatalogProblems *problems)
{
    g_autoptr (BbCatalogText) self = g_new0 (BbCatalogText, 1);
    g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);
    BbCatalogScan scan = {.text = self, .titles = titles, .problems = problems};
    const char *bad = NULL;
    char *next = NULL;

    self->path = g_strdup (path);
    self->name = g_path_get_basename (path);
    self->groups = g_ptr_array_new_with_free_func (bb_catalog_group_free);
    if (!g_utf8_validate_len (data, length_bytes, &bad)) {
        guint line = 1;

        for (const char *p = data; p < bad; p++)
            line += *p == '\n';
        bb_catalog_problem (problems, path, line, "not UTF-8 text");
        return g_steal_pointer (&self);
    }
    next = self->data = g_strndup (data, length_bytes);
    while (next != NULL) {
        char *line = g_strstrip (strsep (&next, "\n"));

        scan.line++;
        if (line[0] == '[')
            bb_catalog_scan_group (&scan, line);
        else if (line[0] != '\0' && line[0] != '#')
            bb_catalog_scan_item (&scan, line);
    }
    return g_steal_pointer (&self);
}

BbCatalogText *
bb_catalog_text_load (const char *path, BbCatalogProblems *problems)
{
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    gsize length_bytes = 0;
    const char *data;

    /* Symbolic links are followed, because some package systems install catalogs as links. */
    bytes = bb_regular_file_read (path, BB_CATALOG_TEXT_MAX_BYTES, TRUE, &error);
    if (bytes == NULL) {
        if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
            bb_catalog_problem (problems, path, 1, "larger than %d MiB", BB_CATALOG_TEXT_MAX_BYTES / 1024 / 1024);
        else
            bb_catalog_problem (problems, path, 1, "cannot be read: %s", error->message);
        return NULL;
    }
    data = g_bytes_get_data (bytes, &length_bytes);
    return bb_catalog_text_parse (path, length_bytes > 0 ? data : "", length_bytes, problems);
}
