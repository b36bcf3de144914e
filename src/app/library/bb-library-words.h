/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/library/bb-library.h"

G_BEGIN_DECLS

/* Labels of the page of the library. Those for @n images or files are headings of lists, and parts of the line of a
 * folder, so that a user finds there what the line counts. */

/** bb_library_words_dup_other: Returns (transfer full) the label of images that are for none of the connected drives.
 */
char *bb_library_words_dup_other (guint n);
/** bb_library_words_dup_wrapped: Returns (transfer full) the label of images that a key file may open. */
char *bb_library_words_dup_wrapped (guint n);
/** bb_library_words_dup_unusable: Returns (transfer full) the label of images that cannot be used with any drive, and
 * of files that were not read. */
char *bb_library_words_dup_unusable (guint n);
/** bb_library_words_dup_unknown: Returns (transfer full) the label of files in which no firmware was found. */
char *bb_library_words_dup_unknown (guint n);
/** bb_library_words_dup_count: Returns (transfer full) how many files @path has, what these are, and when they were
 * scanned; or why that is not known. @index: (nullable): %NULL before the first scan. The numbers of images and files
 * add up to the number of all files, unless an archive contains several images. */
char *bb_library_words_dup_count (BbLibraryIndex *index, const char *path);

G_END_DECLS
