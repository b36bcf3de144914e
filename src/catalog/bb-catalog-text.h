/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The text of a catalog file, with the line number of every key. Private to src/catalog. */

/* A user may have a hundred thousand groups, so key and value are not copied: they point into @data of
 * #BbCatalogText. */
typedef struct {
    const char *key;
    const char *value; /* escapes are already replaced */
    guint line;
} BbCatalogItem;

typedef struct {
    const char *title;
    guint line;
    GArray *items; /* BbCatalogItem, in file order */
} BbCatalogGroup;

typedef struct {
    char *path;
    char *name;        /* last part of the path */
    char *data;        /* the bytes of the file, divided into zero-terminated strings */
    GPtrArray *groups; /* BbCatalogGroup, in file order */
} BbCatalogText;

/** BbCatalogProblems: problems in catalog files. Not all are stored, because a file that is no catalog may have a
 * problem in each of a million lines. */
typedef struct {
    GPtrArray *lines; /* char *: the first BB_CATALOG_MAX_PROBLEMS problems */
    guint n;          /* number of all problems */
} BbCatalogProblems;

/** BB_CATALOG_MAX_PROBLEMS: number of problems that are stored; further problems are only counted. */
#define BB_CATALOG_MAX_PROBLEMS 100

/** bb_catalog_problem: counts a problem and adds "PATH:LINE: text", unless %BB_CATALOG_MAX_PROBLEMS lines are stored.
 * @line is 1 if the problem concerns the whole file. */
void bb_catalog_problem (BbCatalogProblems *problems, const char *path, guint line, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/**
 * bb_catalog_text_parse:
 * @path: name of the file in @problems
 * @problems: problems are added here
 *
 * Parses GKeyFile syntax strictly: a group or key must not occur twice, a value must not be empty, and control
 * characters are not allowed. Returns (transfer full) the valid part even if there are problems; no groups if @data
 * is not UTF-8.
 */
BbCatalogText *bb_catalog_text_parse (const char *path, const char *data, gsize length_bytes,
                                      BbCatalogProblems *problems);

/**
 * bb_catalog_text_load: as bb_catalog_text_parse(), for a file. %NULL and a problem if the file cannot be read or is
 * larger than 64 MiB.
 */
BbCatalogText *bb_catalog_text_load (const char *path, BbCatalogProblems *problems);

void bb_catalog_text_free (BbCatalogText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCatalogText, bb_catalog_text_free)

/** bb_catalog_group_find: Returns (nullable) the item @key of @group. */
const BbCatalogItem *bb_catalog_group_find (const BbCatalogGroup *group, const char *key);
/** bb_catalog_group_value: Returns the value of @key, "" if the group does not have it. */
const char *bb_catalog_group_value (const BbCatalogGroup *group, const char *key);

G_END_DECLS
