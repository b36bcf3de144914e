/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Inside the catalog room only: the text of a catalog file, with the line of everything in it. */

/* A user may have a hundred thousand groups: their strings stay where they stood in the file. */
typedef struct {
    const char *key;
    const char *value; /* escapes already turned into what they stand for */
    guint line;
} BbCatalogItem;

typedef struct {
    const char *title;
    guint line;
    GArray *items; /* of BbCatalogItem, in file order */
} BbCatalogGroup;

typedef struct {
    char *path;
    char *name;        /* last part of the path */
    char *data;        /* the file, cut into the strings of the groups */
    GPtrArray *groups; /* of BbCatalogGroup, in file order */
} BbCatalogText;

/** What is wrong with files. A file that is something else may be wrong in each of its millions of lines. */
typedef struct {
    GPtrArray *lines; /* of text: the first ones */
    guint n;          /* all of them */
} BbCatalogProblems;

/** BB_CATALOG_MAX_PROBLEMS: more lines are only counted. */
#define BB_CATALOG_MAX_PROBLEMS 100

/** bb_catalog_problem: adds "PATH:LINE: what" to @problems; @line is 1 when it concerns the file. */
void bb_catalog_problem (BbCatalogProblems *problems, const char *path, guint line, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/**
 * bb_catalog_text_parse:
 * @path: for the problems
 * @problems: what is wrong is added here
 *
 * Reads GKeyFile syntax strictly: no second group of one name, no second key of one name, no
 * empty value, no control character. What could be read is returned even when there are problems.
 */
BbCatalogText *bb_catalog_text_parse (const char *path, const char *data, gsize length_bytes,
                                      BbCatalogProblems *problems);

/** bb_catalog_text_load: as bb_catalog_text_parse(), from a file; one that cannot be read is a problem and %NULL. */
BbCatalogText *bb_catalog_text_load (const char *path, BbCatalogProblems *problems);

void bb_catalog_text_free (BbCatalogText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbCatalogText, bb_catalog_text_free)

/** bb_catalog_group_find: (nullable): the item @key of @group. */
const BbCatalogItem *bb_catalog_group_find (const BbCatalogGroup *group, const char *key);
/** bb_catalog_group_value: value of @key, "" when the group does not have it. */
const char *bb_catalog_group_value (const BbCatalogGroup *group, const char *key);

G_END_DECLS
