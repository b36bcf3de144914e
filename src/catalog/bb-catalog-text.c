/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-text.h"

#include "scsi/bb-regular-file.h"

#include <string.h>

/* More than any catalog holds, and little enough to read into memory. */
#define BB_CATALOG_TEXT_MAX_BYTES (64 * 1024 * 1024)

static void
bb_catalog_item_free (gpointer data)
{
    BbCatalogItem *item = data;

    g_free (item->key);
    g_free (item->value);
    g_free (item);
}

static void
bb_catalog_group_free (gpointer data)
{
    BbCatalogGroup *group = data;

    g_free (group->title);
    g_ptr_array_unref (group->items);
    g_free (group);
}

void
bb_catalog_text_free (BbCatalogText *self)
{
    g_free (self->path);
    g_free (self->name);
    g_ptr_array_unref (self->groups);
    g_free (self);
}

void
bb_catalog_problem (GPtrArray *problems, const char *path, guint line, const char *format, ...)
{
    g_autofree char *what = NULL;
    va_list arguments;

    va_start (arguments, format);
    what = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_ptr_array_add (problems, g_strdup_printf ("%s:%u: %s", path, line, what));
}

const BbCatalogItem *
bb_catalog_group_find (const BbCatalogGroup *group, const char *key)
{
    for (guint i = 0; i < group->items->len; i++) {
        const BbCatalogItem *item = g_ptr_array_index (group->items, i);

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

/* "\s" is a blank, "\\" a backslash; the other escapes of a key file make control characters,
 * which no value may hold. */
static char *
bb_catalog_unescape (const char *text)
{
    GString *out = g_string_sized_new (strlen (text));

    for (const char *p = text; *p != '\0'; p++) {
        if (*p != '\\') {
            g_string_append_c (out, *p);
            continue;
        }
        p++;
        if (*p != 's' && *p != '\\') {
            g_string_free (out, TRUE);
            return NULL;
        }
        g_string_append_c (out, *p == 's' ? ' ' : '\\');
    }
    return g_string_free (out, FALSE);
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

typedef struct {
    BbCatalogText *text;
    BbCatalogGroup *group; /* the one being filled; NULL before the first */
    GHashTable *titles;    /* title -> its group */
    GPtrArray *problems;
    guint line;
} BbCatalogScan;

static void
bb_catalog_scan_group (BbCatalogScan *scan, const char *line)
{
    const char *path = scan->text->path;
    gsize length_bytes = strlen (line);
    BbCatalogGroup *group = NULL;
    const BbCatalogGroup *other = NULL;

    group = g_new0 (BbCatalogGroup, 1);
    group->line = scan->line;
    group->items = g_ptr_array_new_with_free_func (bb_catalog_item_free);
    group->title = g_strndup (line + 1, length_bytes > 2 ? length_bytes - 2 : 0);
    g_ptr_array_add (scan->text->groups, group);
    scan->group = group;

    if (line[length_bytes - 1] != ']')
        bb_catalog_problem (scan->problems, path, scan->line, "a group's line does not end in ]");
    else if (group->title[0] == '\0' || strpbrk (group->title, "[]") != NULL)
        bb_catalog_problem (scan->problems, path, scan->line, "a group needs a name without [ and ]");
    other = g_hash_table_lookup (scan->titles, group->title);
    if (other != NULL)
        bb_catalog_problem (scan->problems, path, scan->line,
                            "group [%s] stands a second time, the first is in line %u", group->title, other->line);
    else
        g_hash_table_insert (scan->titles, group->title, group);
}

static gboolean
bb_catalog_key_is_plain (const char *key)
{
    for (const char *p = key; *p != '\0'; p++) {
        if (!g_ascii_isalnum (*p))
            return FALSE;
    }
    return key[0] != '\0';
}

static void
bb_catalog_scan_item (BbCatalogScan *scan, const char *line)
{
    const char *path = scan->text->path;
    const char *equals = strchr (line, '=');
    BbCatalogItem *item = NULL;
    g_autofree char *key = NULL;
    g_autofree char *raw = NULL;
    g_autofree char *value = NULL;

    if (equals == NULL) {
        bb_catalog_problem (scan->problems, path, scan->line, "neither a group, nor KEY=VALUE, nor a comment");
        return;
    }
    key = g_strstrip (g_strndup (line, (gsize) (equals - line)));
    raw = g_strstrip (g_strdup (equals + 1));
    value = bb_catalog_unescape (raw);
    if (scan->group == NULL)
        bb_catalog_problem (scan->problems, path, scan->line, "%s stands before the first group", key);
    else if (!bb_catalog_key_is_plain (key))
        bb_catalog_problem (scan->problems, path, scan->line, "'%s' is no key: letters and digits only", key);
    else if (bb_catalog_group_find (scan->group, key) != NULL)
        bb_catalog_problem (scan->problems, path, scan->line, "%s stands a second time in [%s]", key,
                            scan->group->title);
    else if (value == NULL)
        bb_catalog_problem (scan->problems, path, scan->line, "%s: a backslash must be followed by s or \\", key);
    else if (value[0] == '\0')
        bb_catalog_problem (scan->problems, path, scan->line,
                            "%s has no value; leave the key out when it is not known", key);
    else if (bb_catalog_has_control (value))
        bb_catalog_problem (scan->problems, path, scan->line, "%s has a control character", key);
    else {
        item = g_new0 (BbCatalogItem, 1);
        item->key = g_steal_pointer (&key);
        item->value = g_steal_pointer (&value);
        item->line = scan->line;
        g_ptr_array_add (scan->group->items, item);
    }
}

static guint
bb_catalog_count_lines (const char *from, const char *to)
{
    guint line = 1;

    for (const char *p = from; p < to; p++)
        line += *p == '\n';
    return line;
}

BbCatalogText *
bb_catalog_text_parse (const char *path, const char *data, gsize length_bytes, GPtrArray *problems)
{
    g_autoptr (BbCatalogText) self = g_new0 (BbCatalogText, 1);
    g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);
    BbCatalogScan scan = {.text = self, .titles = titles, .problems = problems};
    const char *end = data + length_bytes;
    const char *bad = NULL;

    self->path = g_strdup (path);
    self->name = g_path_get_basename (path);
    self->groups = g_ptr_array_new_with_free_func (bb_catalog_group_free);
    if (!g_utf8_validate_len (data, length_bytes, &bad)) {
        bb_catalog_problem (problems, path, bb_catalog_count_lines (data, bad), "not UTF-8 text");
        return g_steal_pointer (&self);
    }
    for (const char *p = data; p < end;) {
        const char *newline = memchr (p, '\n', (gsize) (end - p));
        const char *stop = newline != NULL ? newline : end;
        g_autofree char *line = g_strstrip (g_strndup (p, (gsize) (stop - p)));

        scan.line++;
        if (line[0] == '[')
            bb_catalog_scan_group (&scan, line);
        else if (line[0] != '\0' && line[0] != '#')
            bb_catalog_scan_item (&scan, line);
        p = newline != NULL ? newline + 1 : end;
    }
    return g_steal_pointer (&self);
}

BbCatalogText *
bb_catalog_text_load (const char *path, GPtrArray *problems)
{
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    gsize length_bytes = 0;
    const char *data;

    /* Links are followed: where programs are put together from packages the installed catalogs are such. */
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
